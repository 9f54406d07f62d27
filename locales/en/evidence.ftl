# Words about what is looked for on the network, and what is missing to decide.
cli-hint-detached = the signature is in a file of its own; name the document: ceralacca verify { $file } --detached DOCUMENT
cli-hint-online = certificates or revocation state are missing; to look for them on the network: ceralacca verify --online { $file }
cli-hint-trust = the authority that issued the certificate is not among those you trust; name it with --trust FOLDER, or with --trust installation
cli-not-fetched = Not obtained from { $url }: { $why }
sign-state-not-asked = Warning: the revocation state of the certificate was not checked. With --online we ask whoever issued it.
sign-state-unknown = Warning: we could not learn whether the certificate is revoked or suspended: { $why }

problem-extract-within =
    .heading = { $file } is the document already
    .why = The signature is inside the document: there is no envelope to open.
    .todo = Open it as it is; for the signatures use “ceralacca verify”.
