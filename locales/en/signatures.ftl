# Complete signatures: help of sign, verify, extract, timestamp and augment.
help-sign-packaging = Where the document is in relation to the signature
help-sign-inner = Signatures inside an ASiC container
help-sign-level = Level of the signature: t adds a time stamp, lt the evidence too, lta a stamp over all of it
help-sign-parallel = Add a signature beside those that are there, over the same document
help-sign-counter = Countersign the signature with this number, as verify numbers it
help-sign-document = Document that a detached signature is about, for --parallel and --counter
help-sign-visible = Show the signature in the PDF: page and corner (1,bottom-right), or page and rectangle in points
help-sign-image = PNG or JPEG image to show in the signature
help-sign-certify = Certify the PDF: what may still be changed afterwards
help-sign-tsa = Address of the time-stamping authority; without it, this installation stamps
help-sign-tsa-user = User name at the time-stamping authority
help-sign-tsa-password-file = Read the password for time stamps from the first line of this file
help-sign-tls-ca = Certificates to trust for https, in place of the public ones
help-sign-trust = Folder or file with certificates, CRLs and OCSP responses; “installation” is this installation
help-sign-online = Look on the network for missing certificates and revocation status
help-sign-local-addresses = Allow addresses of this computer and of the internal network
help-sign-recursive = Take the files of a folder and of its subfolders
help-sign-jobs = How many files at a time; without it, one for each processor

help-verify-online = Look on the network for missing certificates and revocation status
help-verify-local-addresses = Allow addresses of this computer and of the internal network
help-verify-poe = Instant at which the signature existed already, effective against third parties (certified mail, register, preservation)
help-verify-recursive = Take the files of a folder and of its subfolders
help-verify-jobs = How many files at a time; without it, one for each processor

help-extract-signature = Of a PDF: the document as the signature with this number signed it

help-timestamp-shape = What to write: the response (tsr), the token alone (tst), document and token together (tsd)

help-augment = Bring signatures to a higher level without touching what is there
    .examples =
        {"  "}ceralacca augment contratto.pdf.p7m --level t
        {"  "}ceralacca augment contratto.pdf.p7m --level lta -o contratto-lta.pdf.p7m
help-augment-files = Signed files; “-” is standard input
help-augment-level = Level to reach
help-augment-detached = Document that a detached signature is about
help-augment-tsa = Address of the time-stamping authority; without it, this installation stamps
help-augment-tsa-user = User name at the time-stamping authority
help-augment-tsa-password-file = Read the password for time stamps from the first line of this file
help-augment-tls-ca = Certificates to trust for https, in place of the public ones
help-augment-trust = Folder or file with certificates, CRLs and OCSP responses; “installation” is this installation
help-augment-online = Look on the network for missing certificates and revocation status
help-augment-local-addresses = Allow addresses of this computer and of the internal network
help-augment-recursive = Take the files of a folder and of its subfolders
help-augment-jobs = How many files at a time; without it, one for each processor
help-augment-output = File or folder to write to; “-” is standard output
help-augment-force = Replace the output file if there is one

problem-format-not-yet =
    .heading = This version does not do this yet: { $what }
    .why = The command knows the request, but the part that carries it out is not there yet.
    .todo = Use another format, or a newer version.

cli-state-signed = signed
cli-state-ready = ready
cli-state-failed = failed
cli-sign-summary = { $count ->
    [one] 1 file
   *[other] { $count } files
}: { $done } done, { $failed } failed

problem-folder-empty =
    .heading = There is no file in the folder { $folder }
    .why = We looked into its subfolders too. Hidden files do not count.
    .todo = Check the name of the folder.
problem-folder-too-large =
    .heading = The folder { $folder } holds too many files
    .why = At most { $limit } can be taken at a time.
    .todo = Name one folder at a time.
problem-not-xml =
    .heading = { $file } is not XML
    .why = A signature inside the document is possible only in XML and in PDF.
    .todo = Leave --packaging out, or use --packaging enveloping.

cli-state-unread = not read
cli-verifying-progress = Verifying { $done } of { $count }{ $left ->
    [0] …
   *[other] , about { $left } seconds left
}

visible-signed-by = Signed by { $name }
cli-augmented = Level reached: { $file } → { $output }
cli-augmenting-progress = Raising { $done } of { $count }{ $left ->
    [0] …
   *[other] , about { $left } seconds left
}

problem-level-not-valid =
    .heading = A signature of { $file } is not valid
    .why = A signature that is not valid is not completed: { $detail }
    .todo = Verify the file with “ceralacca verify” and ask the signer for a new one.
problem-level-evidence =
    .heading = The evidence for the signatures of { $file } is missing
    .why = Without certificates and revocation status of the whole chain the level is not reached: { $detail }
    .todo = Name the authorities and lists with --trust, or add --online to look for them on the network.
problem-level-stamp =
    .heading = There is no time stamp for { $file }
    .why = { $detail }
    .todo = Name a time-stamping authority with --tsa, or use an installation that stamps.
problem-level-format =
    .heading = The signatures of { $file } cannot be brought to this level
    .why = { $detail }
    .todo = Use “ceralacca inspect” to see what the file holds.
problem-poe-future =
    .heading = The time of --poe is in the future
    .why = You gave { $date }, but it is { $now } now: nobody can prove that the signature existed at a time that is yet to come.
    .todo = Give a time in the past, the one that certified mail, the register or the archive attest.
problem-document-missing =
    .heading = The document that the signatures of { $file } are about is missing
    .why = The file holds only the signatures, and adding one takes the document.
    .todo = Name the document with --document DOCUMENT.
problem-sign-existing =
    .heading = { $file } does not take this signature
    .why = { $detail }
    .todo = Verify the file with “ceralacca verify”: the signatures that are there must be valid.
problem-signature-self-check =
    .heading = The signature of { $file } does not pass the check
    .why = We read it again right after making it, and it does not hold. The result was not written.
    .todo = Try again. If it happens once more, the signing device or the disk has a defect.

problem-extract-signature =
    .heading = There is no signature number { $number } in { $file }
    .why = The number is the one that “ceralacca verify” gives, or the signature does not cover a whole revision.
    .todo = See the numbers with “ceralacca verify”.

detail-unsigned = Parts of the file that no signature covers
lists-caption = Trusted lists used, and how up to date they are
lists-territory = Country
lists-sequence = Number
lists-issued = Issued
lists-next = Next update
detail-qualification = Qualification by the trusted lists
detail-strength = The algorithms are expected to be reliable until

report-layers = The file holds one envelope inside another. You can open what is in between too, with its signatures:
report-layer = Open the content of envelope { $n }
report-xml = Download the report (XML)

inspect-asic-s = ASiC-S container
inspect-asic-e = ASiC-E container
inspect-opendocument = OpenDocument file
inspect-tsd = document with a time stamp (TSD)
inspect-trusted-list = trusted list
inspect-signatures = Signatures and time stamps
inspect-documents = Documents
inspect-services = Services
inspect-pointers = Other lists
inspect-stamps = Time stamps
