# Home page.
home-heading = What would you like to do?
home-lead = Here you check a digital signature and the certificates of those who sign. You need no account.
home-verify = Verify a signature
home-verify-text = Upload a signed file. We tell you who signed, when, and whether the signature is valid.
home-certificates = Download the authorities’ certificates
home-certificates-text = Find the certificates, their fingerprints and the revocation lists.
home-status = Check the status of a certificate
home-status-text = Find out whether a certificate is valid, suspended, revoked or expired.
home-p7m = Did you receive a .p7m file?
home-p7m-text = A .p7m file holds a document and its signature. Upload it on the verification page: read the result and open the document. You need not install anything.
home-p7m-action = Open a .p7m file
home-safe = Your files remain yours
home-safe-text = We use the file only to check the signature. After a quarter of an hour we delete it. If you prefer not to send it, use the ceralacca program on your computer.
