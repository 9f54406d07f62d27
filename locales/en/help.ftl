# Help of the command line: help-COMMAND, help-COMMAND-OPTION.
help = Digital signature and digital identity of the Chambers of Commerce
help-examples = Examples:
help-heading-usage = Usage:
help-heading-commands = Commands
help-heading-arguments = Arguments
help-heading-options = Options
help-heading-shared = Options of every command
help-values = values: { $value }
help-default = default: { $value }
help-global-json = Write one JSON document instead of words
help-global-quiet = Write errors only
help-global-verbose = Write the steps in between too
help-global-lang = Language of the words
help-global-time = Act as if it were this instant (verification, trials)
help-global-data = Data folder of the installation
help-global-no-input = Ask nothing: end when something is missing
help-global-yes = Confirm questions by itself
help-global-color = When to use colours
help-global-progress = When to show progress
help-global-help = Show help
help-global-version = Show the version

help-sign = Sign one or more files
    .examples =
        {"  "}ceralacca sign contratto.pdf --key token:mario.token
        {"  "}ceralacca sign contratto.pdf --key card
        {"  "}ceralacca sign --format cades dati.bin --key token:mario.token -o dati.bin.p7m
help-sign-files = Files to sign; “-” is standard input
help-sign-format = Signature format; “auto” takes PAdES for PDF and CAdES for the rest
help-sign-detached = Write the signature apart (.p7s), without the document
help-sign-key = Key to sign with
help-sign-certificate = Certificate of the signer, when the key does not bring it
help-sign-chain = Intermediate certificates to put into the signature
help-sign-pin-fd = Read the PIN from this file descriptor
help-sign-pin-file = Read the PIN from the first line of this file
help-sign-digest = Digest to use
help-sign-padding = RSA padding to use
help-sign-reason = Reason of the signature, written into the PDF
help-sign-location = Place of the signature, written into the PDF
help-sign-field = Signature field of the PDF to fill
help-sign-output = File or folder to write to; “-” is standard output
help-sign-force = Replace the output file if there is one
help-sign-dry-run = Check everything, but sign and write nothing

help-verify = Verify the signatures of one or more files
    .examples =
        {"  "}ceralacca verify contratto.pdf.p7m
        {"  "}ceralacca verify --detached dati.bin dati.bin.p7s --json
help-verify-files = Signed files; “-” is standard input
help-verify-detached = Document that a detached signature is about
help-verify-trust = Folder or file with the certificates to trust, CRLs and OCSP responses
help-verify-report = Save the report in this file
help-verify-force = Replace the report if there is one

help-extract = Extract the original document from a signed file
    .examples =
        {"  "}ceralacca extract contratto.pdf.p7m
        {"  "}ceralacca extract contratto.pdf.p7m -o - --depth 1
help-extract-file = Signed file; “-” is standard input
help-extract-output = File to write to; “-” is standard output
help-extract-depth = How many envelopes to open: a number, or “all”
help-extract-force = Replace the output file if there is one

help-inspect = Tell what a file is and what it holds
    .examples = {"  "}ceralacca inspect contratto.pdf.p7m
help-inspect-files = Files to examine

help-cert = Show and check certificates
help-cert-show = Show what a certificate says
    .examples = {"  "}ceralacca cert show mario.cer
help-cert-show-files = Certificates, DER or PEM
help-cert-check = Check a certificate: issuer, dates, status
    .examples = {"  "}ceralacca cert check mario.cer --trust autorita/
help-cert-check-file = Certificate, DER or PEM
help-cert-check-trust = Folder or file with the certificates to trust, CRLs and OCSP responses

help-trust = Keep the European trusted lists, which tell whether a signature is qualified
help-trust-import = Take trusted lists from files, after a check of their signature
    .examples = {"  "}ceralacca trust import elenco.xml --signer gestore.cer
help-trust-import-files = Lists in XML: that of a country, or the list of lists with its earlier issues (pivots)
help-trust-import-signer = Certificate of who may sign the list: those for the list of lists are in the Official Journal of the European Union
help-trust-refresh = Look for newer copies of the lists, and for those that the list of lists names
    .examples = {"  "}ceralacca trust refresh
help-trust-show = Show the lists that are kept and how fresh they are
    .examples = {"  "}ceralacca trust show

help-init = Prepare a new installation and its certification authorities
    .examples =
        {"  "}ceralacca init --data dati
        {"  "}ceralacca init --data dati --organization "Esempio S.p.A." --vat 12345678903 --chamber Aosta --pki-url http://pki.example.com --site-url https://ca.example.com --policy-arc 1.3.6.1.4.1.32473.1
help-init-organization = Name of the trust service provider
help-init-vat = VAT number of the provider
help-init-chamber = City of the Chamber of Commerce
help-init-pki-url = http address of CRLs, OCSP and CA certificates; stays in the certificates for ever
help-init-site-url = Public address of the pages
help-init-policy-arc = OID arc of the provider, under which its policies stand
help-init-database = Address of the PostgreSQL database; SQLite in the data folder unless you say so
help-init-passphrase-file = File with the passphrase that protects the keys; without it, a key in a file

help-ca = Administer the certification authorities
help-ca-show = Show the authorities and their addresses
    .examples = {"  "}ceralacca ca show --json
help-ca-crl = Publish the revocation lists
    .examples = {"  "}ceralacca ca crl --export liste/
help-ca-crl-export = Write the lists to this folder too
help-ca-issue = Issue a pair of certificates on a new test token
    .examples =
        {"  "}ceralacca ca issue --name Mario --surname Rossi --codice-fiscale RSSMRA80A01H501U --token mario.token --codes-file codici.txt
help-ca-issue-name = Given name of the holder
help-ca-issue-surname = Surname of the holder
help-ca-issue-codice-fiscale = Italian tax code of the holder
help-ca-issue-email = Mail address of the holder, who is told about changes of the certificates
help-ca-issue-token = Token file to create
help-ca-issue-codes-file = File to write PIN, PUK and emergency code to
help-ca-issue-key-type = Kind of both keys: rsa-2048, rsa-3072, rsa-4096, p-256 or p-384
help-ca-issue-activate = Record the delivery to the holder at once
help-ca-status = Tell the status of a certificate
    .examples = {"  "}ceralacca ca status mario.cer
help-ca-status-certificate = Certificate, or serial number in hexadecimal
help-ca-recover = Finish what was interrupted while issuing
    .examples = {"  "}ceralacca ca recover
help-ca-survey = Read all certificates again and say how many faults there are
    .examples = {"  "}ceralacca ca survey
help-ca-block = Forbid for ever keys that are known to others
    .examples = {"  "}ceralacca ca block chiavi-compromesse.txt
help-ca-block-keys = A line for each key: SHA-256 of its SubjectPublicKeyInfo in hexadecimal

help-audit = Read and verify the audit log
help-audit-show = Show the last lines of the log
    .examples = {"  "}ceralacca audit show --last 20
help-audit-show-last = How many lines to show
help-audit-verify = Verify that nobody changed the log
    .examples =
        {"  "}ceralacca audit verify
        {"  "}ceralacca audit verify --checkpoint sigillo-di-ieri.txt
        {"  "}ceralacca audit verify --export copia
help-audit-verify-export = Folder of an export to verify, without the installation
help-audit-verify-checkpoint = Checkpoint kept elsewhere to compare the log with
help-audit-checkpoint = Seal the log now and show the checkpoint to keep elsewhere
    .examples = {"  "}ceralacca audit checkpoint -o sigillo.txt
help-audit-checkpoint-output = File to write the checkpoint to
help-audit-prove = Prove that a line stands in the sealed log
    .examples = {"  "}ceralacca audit prove 12 --json
help-audit-prove-entry = Number of the line
help-audit-export = Export lines with their proofs, for people without this program
    .examples = {"  "}ceralacca audit export --from 1 --to 50 -o copia
help-audit-export-from = First line (the first of the log unless said)
help-audit-export-to = Last line (the last sealed one unless said)
help-audit-export-output = Folder to create

help-serve = Serve the pages and the services
    .examples =
        {"  "}ceralacca serve --data dati --http 127.0.0.1:8480
        {"  "}ceralacca serve --data dati --http 127.0.0.1:8490 --only ocsp
help-serve-http = http address
help-serve-https = https address
help-serve-admin = https address for operators, which asks for their certificate
help-serve-cns = https address that asks for the CNS certificate, for people who log in
help-serve-only = What this node does: pages, OCSP answers, lists, time stamps, work; everything unless you say so

help-demo = Try everything with an invented Chamber and invented people
    .examples =
        {"  "}ceralacca demo
        {"  "}ceralacca demo --data prova --prepare --json
help-demo-prepare = Prepare the data and describe it, without serving the pages
help-demo-http = http address
help-demo-https = https address
help-demo-admin = https address for operators, which asks for their certificate
help-demo-cns = https address that asks for the CNS certificate, for people who log in

help-doctor = Explain what is wrong and how to mend it
    .examples = {"  "}ceralacca doctor
help-completions = Write completions for the shell
    .examples = {"  "}ceralacca completions bash
help-completions-shell = Shell
help-man = Write the manual pages
    .examples = {"  "}ceralacca man -o man/
help-man-output = Folder to write them to; without it, the main page goes to standard output

help-timestamp = Time-stamps one or more files, or verifies a time stamp
    .examples =
        {"  "}ceralacca timestamp contratto.pdf --tsa https://tsa.example.com/tsa
        {"  "}ceralacca timestamp contratto.pdf --installation
        {"  "}ceralacca timestamp contratto.pdf --verify contratto.pdf.tsr
help-timestamp-files = Files to stamp; only their digest goes to the authority
help-timestamp-tsa = Address of the time-stamping authority (RFC 3161)
help-timestamp-installation = Asks this installation for the stamp, without the network
help-timestamp-digest = Digest algorithm
help-timestamp-policy = Policy under which the authority must stamp
help-timestamp-no-certs = Asks for a stamp without certificates, which is shorter
help-timestamp-certificate = Certificate of the time-stamping unit, for stamps that do not hold it
help-timestamp-user = User name at the authority
help-timestamp-password-fd = Reads the password from this file descriptor
help-timestamp-password-file = Reads the password from the first line of this file
help-timestamp-tls-ca = Certificates to trust for the https connection, in place of the public ones
help-timestamp-output = Where to write the stamp: a name that ends in .tst gives the bare token, any other the whole response
help-timestamp-force = Replaces the stamp if it exists
help-timestamp-verify = Verifies this stamp (.tsr or .tst) against the file instead of asking for one
help-timestamp-trust = Folder or file with the certificates of the authorities to trust

help-operator = Operators: who may enter the pages of administration
help-operator-add = Registers an operator and gives a certificate at once if asked to
    .examples =
        {"  "}ceralacca operator add sara.conti --name "Sara Conti" --email sara@example.com --role sysadmin --pkcs12 operatore.p12 --password-file password.txt
        {"  "}ceralacca operator add ivo.serra --name "Ivo Serra" --email ivo@example.com --role auditor --request ivo.csr -o ivo.pem
help-operator-add-id = Identifier of the person, the same in every role
help-operator-add-name = Name and surname
help-operator-add-email = Email address
help-operator-add-role = Role: ca_officer, rao, auditor, sysadmin, key_custodian or service
help-operator-add-request = Certificate request (PKCS#10) made by the person
help-operator-add-output = Where to write the certificate
help-operator-add-pkcs12 = Makes a new key and writes it with the certificate into this file, which browsers import
help-operator-add-password-file = Reads the password of the PKCS#12 file from the first line of this file
help-operator-list = Lists the operators and their certificates
    .examples = {"  "}ceralacca operator list --json
help-operator-certificate = Gives an operator a new certificate
    .examples = {"  "}ceralacca operator certificate anna.verdi --role sysadmin --pkcs12 operatore.p12 --password-file password.txt
help-operator-certificate-id = Identifier of the person
help-operator-certificate-role = Role
help-operator-certificate-request = Certificate request (PKCS#10) made by the person
help-operator-certificate-output = Where to write the certificate
help-operator-certificate-pkcs12 = Makes a new key and writes it with the certificate into this file, which browsers import
help-operator-certificate-password-file = Reads the password of the PKCS#12 file from the first line of this file
help-operator-disable = Closes the access of an operator, at once and for good
    .examples = {"  "}ceralacca operator disable ugo.neri --role auditor --reason "ha cambiato lavoro"
help-operator-disable-id = Identifier of the person
help-operator-disable-role = Role
help-operator-disable-reason = Reason, for the audit log

help-signer = Keep the authorities’ keys in a process of their own
    .examples = {"  "}ceralacca signer
help-signer-with-parent = End when standard input ends, that is with whoever started it
help-ca-activate = Open the authorities’ keys with the custodians’ shares
    .examples = {"  "}ceralacca ca activate --share-file dario.share --share-file elsa.share
help-ca-activate-share-file = Read a share from the first line of this file
help-ca-activate-share-fd = Read a share from this file descriptor
help-ca-ceremony = Hold the key ceremony by a script
    .examples = {"  "}ceralacca ca ceremony --default --dry-run --data prova
help-ca-ceremony-script = Script of the ceremony
help-ca-ceremony-default = Use the script of the fictional chamber
help-ca-ceremony-resume = Go on with an interrupted ceremony
help-ca-ceremony-dry-run = Only rehearse, in a throw-away folder
help-ca-keys = Check the keys and say which end soon
    .examples = {"  "}ceralacca ca keys --json
help-approval = Acts that two CA officers must sign
help-approval-list = List the proposals that wait
    .examples = {"  "}ceralacca approval list --all
help-approval-list-all = Also those that are over
help-approval-show = Show a proposal and save its text to be signed
    .examples = {"  "}ceralacca approval show appr_0192a3b4c5d67890abcdef0123456789 -o atto.json
help-approval-show-id = Identifier of the proposal
help-approval-show-output = File to save the text to be signed in
help-approval-propose = Propose an act
    .examples = {"  "}ceralacca approval propose atto.json
help-approval-propose-file = Act in JSON; “-” is standard input
help-approval-approve = Approve a proposal with an officer’s signature
    .examples = {"  "}ceralacca approval approve appr_0192a3b4c5d67890abcdef0123456789 --signature atto.json.p7m
help-approval-approve-id = Identifier of the proposal
help-approval-approve-signature = Signature made over the text of the proposal (.p7m or .p7s)
help-approval-approve-key = Key of the officer, to sign now
help-approval-approve-certificate = Certificate of the officer, if the key does not bring it
help-approval-approve-pin-fd = Read the PIN from this file descriptor
help-approval-approve-pin-file = Read the PIN from the first line of this file
help-approval-withdraw = Withdraw a proposal
    .examples = {"  "}ceralacca approval withdraw appr_0192a3b4c5d67890abcdef0123456789
help-approval-withdraw-id = Identifier of the proposal
help-approval-execute = Carry out an approved act
    .examples = {"  "}ceralacca approval execute appr_0192a3b4c5d67890abcdef0123456789
help-approval-execute-id = Identifier of the proposal
help-approval-execute-share-file = Read a share from the first line of this file
help-approval-execute-share-fd = Read a share from this file descriptor

help-tsa = Manages the time-stamping authority of this installation
help-tsa-show = Shows the unit that signs, how many stamps there are and the state of the clock
    .examples = {"  "}ceralacca tsa show
help-tsa-verify = Verifies that nobody changed the archive of time stamps
    .examples = {"  "}ceralacca tsa verify
help-tsa-find = Looks in the archive for the stamps of a file, or for the one with a serial number
    .examples =
        {"  "}ceralacca tsa find contratto.pdf
        {"  "}ceralacca tsa find --serial 1000a -o marca.tst
help-tsa-find-file = File whose stamps to look for
help-tsa-find-serial = Serial number of the stamp
help-tsa-find-output = File to write the first stamp found to
help-tsa-find-force = Replaces the file if it exists
help-tsa-replace = Replaces the time-stamping unit at once, for example when its key is compromised
    .examples = {"  "}ceralacca tsa replace
help-tsa-account = Manages the accounts of those who ask for time stamps
help-tsa-account-add = Makes an account and writes its password to a file
    .examples = {"  "}ceralacca tsa account add studio-rossi --per-day 1000 --password-file password.txt
help-tsa-account-add-name = Name of the account
help-tsa-account-add-per-day = How many stamps it may have a day (no limit unless said)
help-tsa-account-add-password-file = New file to write the password to
help-tsa-account-list = Lists the open accounts with their stamps of today
    .examples = {"  "}ceralacca tsa account list
help-tsa-account-close = Closes an account
    .examples = {"  "}ceralacca tsa account close studio-rossi
help-tsa-account-close-name = Name of the account
