# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_ceralacca_global_optspecs
    string join \n json q/quiet v/verbose lang= time= data= no-input yes color= progress= V/version h/help
end

function __fish_ceralacca_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_ceralacca_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_ceralacca_using_subcommand
    set -l cmd (__fish_ceralacca_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c ceralacca -n "__fish_ceralacca_needs_command" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_needs_command" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_needs_command" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_needs_command" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_needs_command" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_needs_command" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -s V -l version -d 'Show the version'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "sign" -d 'Sign one or more files'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "verify" -d 'Verify the signatures of one or more files'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "extract" -d 'Extract the original document from a signed file'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "inspect" -d 'Tell what a file is and what it holds'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "timestamp" -d 'Time-stamps one or more files, or verifies a time stamp'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "augment" -d 'Bring signatures to a higher level without touching what is there'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "desk" -d 'Open the signing desk in the browser, on this computer only'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "card" -d 'Uses the cards and devices connected to this computer'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "tsa" -d 'Manages the time-stamping authority of this installation'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "cert" -d 'Show and check certificates'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "trust" -d 'Keep the European trusted lists, which tell whether a signature is qualified'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "init" -d 'Prepare a new installation and its certification authorities'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "ca" -d 'Administer the certification authorities'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "operator" -d 'Operators: who may enter the pages of administration'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "audit" -d 'Read and verify the audit log'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "serve" -d 'Serve the pages and the services'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "signer" -d 'Keep the authorities’ keys in a process of their own'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "approval" -d 'Acts that two CA officers must sign'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "demo" -d 'Try everything with an invented Chamber and invented people'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "doctor" -d 'Explain what is wrong and how to mend it'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "completions" -d 'Write completions for the shell'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "man" -d 'Write the manual pages'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l format -d 'Signature format; “auto” takes PAdES for PDF and CAdES for the rest [values: auto, cades, pades, xades, asic-s, asic-e] [default: auto]' -r -f -a "auto\t''
cades\t''
pades\t''
xades\t''
asic-s\t''
asic-e\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l packaging -d 'Where the document is in relation to the signature [values: enveloped, enveloping, detached]' -r -f -a "enveloped\t'The signature inside the document'
enveloping\t'The document inside the signature'
detached\t'Apart'"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l inner -d 'Signatures inside an ASiC container [values: cades, xades] [default: cades]' -r -f -a "cades\t''
xades\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l level -d 'Level of the signature: t adds a time stamp, lt the evidence too, lta a stamp over all of it [values: b, t, lt, lta] [default: b]' -r -f -a "b\t'The signature alone'
t\t'With a time stamp'
lt\t'With what proves its certificates too'
lta\t'With a time stamp over all that, to be renewed'"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l counter -d 'Countersign the signature with this number, as verify numbers it' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l document -d 'Document that a detached signature is about, for --parallel and --counter' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l key -d 'Key to sign with' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l certificate -d 'Certificate of the signer, when the key does not bring it' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l chain -d 'Intermediate certificates to put into the signature' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l pin-fd -d 'Read the PIN from this file descriptor' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l pin-file -d 'Read the PIN from the first line of this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l digest -d 'Digest to use [values: sha256, sha384, sha512] [default: sha256]' -r -f -a "sha256\t''
sha384\t''
sha512\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l padding -d 'RSA padding to use [values: pkcs1, pss] [default: pkcs1]' -r -f -a "pkcs1\t''
pss\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l reason -d 'Reason of the signature, written into the PDF' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l location -d 'Place of the signature, written into the PDF' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l field -d 'Signature field of the PDF to fill' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l visible -d 'Show the signature in the PDF: page and corner (1,bottom-right), or page and rectangle in points' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l image -d 'PNG or JPEG image to show in the signature' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l certify -d 'Certify the PDF: what may still be changed afterwards [values: nothing, forms, annotations]' -r -f -a "nothing\t''
forms\t''
annotations\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l tsa -d 'Address of the time-stamping authority; without it, this installation stamps' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l tsa-user -d 'User name at the time-stamping authority' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l tsa-password-file -d 'Read the password for time stamps from the first line of this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l tls-ca -d 'Certificates to trust for https, in place of the public ones' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l trust -d 'Folder or file with certificates, CRLs and OCSP responses; “installation” is this installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -s j -l jobs -d 'How many files at a time; without it, one for each processor' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -s o -l output -d 'File or folder to write to; “-” is standard output' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l detached -d 'Write the signature apart (.p7s), without the document'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l parallel -d 'Add a signature beside those that are there, over the same document'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l online -d 'Look on the network for missing certificates and revocation status'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l local-addresses -d 'Allow addresses of this computer and of the internal network'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -s r -l recursive -d 'Take the files of a folder and of its subfolders'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l force -d 'Replace the output file if there is one'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l dry-run -d 'Check everything, but sign and write nothing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l detached -d 'Document that a detached signature is about' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l trust -d 'Folder or file with the certificates to trust, CRLs and OCSP responses' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l poe -l date -d 'Instant at which the signature existed already, effective against third parties (certified mail, register, preservation)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l report -d 'Save the report in this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -s j -l jobs -d 'How many files at a time; without it, one for each processor' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l online -d 'Look on the network for missing certificates and revocation status'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l local-addresses -d 'Allow addresses of this computer and of the internal network'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -s r -l recursive -d 'Take the files of a folder and of its subfolders'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l force -d 'Replace the report if there is one'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand extract" -s o -l output -d 'File to write to; “-” is standard output' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand extract" -l depth -d 'How many envelopes to open: a number, or “all” [default: all]' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand extract" -l signature -d 'Of a PDF: the document as the signature with this number signed it' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand extract" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand extract" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand extract" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand extract" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand extract" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand extract" -l force -d 'Replace the output file if there is one'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand extract" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand extract" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand extract" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand extract" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand extract" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand extract" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand inspect" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand inspect" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand inspect" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand inspect" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand inspect" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand inspect" -s r -l recursive -d 'Take the files of a folder and of those below'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand inspect" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand inspect" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand inspect" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand inspect" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand inspect" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand inspect" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l tsa -d 'Address of the time-stamping authority (RFC 3161)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l digest -d 'Digest algorithm [values: sha256, sha384, sha512] [default: sha256]' -r -f -a "sha256\t''
sha384\t''
sha512\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l policy -d 'Policy under which the authority must stamp' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l shape -d 'What to write: the response (tsr), the token alone (tst), document and token together (tsd) [values: tsr, tst, tsd]' -r -f -a "tsr\t'The whole response (RFC 3161)'
tst\t'The token alone'
tsd\t'Document and time stamp together (RFC 5544)'"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l certificate -d 'Certificate of the time-stamping unit, for stamps that do not hold it' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l user -d 'User name at the authority' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l password-fd -d 'Reads the password from this file descriptor' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l password-file -d 'Reads the password from the first line of this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l tls-ca -d 'Certificates to trust for the https connection, in place of the public ones' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -s o -l output -d 'Where to write the stamp: a name that ends in .tst gives the bare token, any other the whole response' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l verify -d 'Verifies this stamp (.tsr or .tst) against the file instead of asking for one' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l trust -d 'Folder or file with the certificates of the authorities to trust' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l installation -d 'Asks this installation for the stamp, without the network'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l no-certs -d 'Asks for a stamp without certificates, which is shorter'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l force -d 'Replaces the stamp if it exists'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand timestamp" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -l level -d 'Level to reach [values: b, t, lt, lta]' -r -f -a "b\t'The signature alone'
t\t'With a time stamp'
lt\t'With what proves its certificates too'
lta\t'With a time stamp over all that, to be renewed'"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -l detached -d 'Document that a detached signature is about' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -l tsa -d 'Address of the time-stamping authority; without it, this installation stamps' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -l tsa-user -d 'User name at the time-stamping authority' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -l tsa-password-file -d 'Read the password for time stamps from the first line of this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -l tls-ca -d 'Certificates to trust for https, in place of the public ones' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -l trust -d 'Folder or file with certificates, CRLs and OCSP responses; “installation” is this installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -s j -l jobs -d 'How many files at a time; without it, one for each processor' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -s o -l output -d 'File or folder to write to; “-” is standard output' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -l online -d 'Look on the network for missing certificates and revocation status'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -l local-addresses -d 'Allow addresses of this computer and of the internal network'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -s r -l recursive -d 'Take the files of a folder and of its subfolders'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -l force -d 'Replace the output file if there is one'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand augment" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -l port -d 'Port to answer at; 0 takes a free one [default: 0]' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -l device -d 'Use this device only: “token:FILE” or “pkcs11:MODULE”' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -l tsa -d 'Address of the time-stamping authority; without it, signatures are of level B' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -l tsa-user -d 'User name at the time-stamping authority' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -l tsa-password-file -d 'Read the password for time stamps from the first line of this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -l tls-ca -d 'Certificates to trust for https, in place of the public ones' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -l trust -d 'Whom to trust, as for “verify”; without it, the lists that this computer keeps' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -l no-browser -d 'Do not open the browser: write the address'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -l online -d 'Look on the network for missing certificates and revocation status'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -l local-addresses -d 'Allow addresses of this computer and of the internal network'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand desk" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and not __fish_seen_subcommand_from list info change-pin unblock activate simulate personalise" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and not __fish_seen_subcommand_from list info change-pin unblock activate simulate personalise" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and not __fish_seen_subcommand_from list info change-pin unblock activate simulate personalise" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and not __fish_seen_subcommand_from list info change-pin unblock activate simulate personalise" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and not __fish_seen_subcommand_from list info change-pin unblock activate simulate personalise" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and not __fish_seen_subcommand_from list info change-pin unblock activate simulate personalise" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and not __fish_seen_subcommand_from list info change-pin unblock activate simulate personalise" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and not __fish_seen_subcommand_from list info change-pin unblock activate simulate personalise" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and not __fish_seen_subcommand_from list info change-pin unblock activate simulate personalise" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and not __fish_seen_subcommand_from list info change-pin unblock activate simulate personalise" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and not __fish_seen_subcommand_from list info change-pin unblock activate simulate personalise" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and not __fish_seen_subcommand_from list info change-pin unblock activate simulate personalise" -f -a "list" -d 'Lists the devices, with their certificates and the tries left'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and not __fish_seen_subcommand_from list info change-pin unblock activate simulate personalise" -f -a "info" -d 'Shows all that a device says without a PIN'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and not __fish_seen_subcommand_from list info change-pin unblock activate simulate personalise" -f -a "change-pin" -d 'Changes the PIN'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and not __fish_seen_subcommand_from list info change-pin unblock activate simulate personalise" -f -a "unblock" -d 'Unblocks the PIN with the PUK and sets a new one'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and not __fish_seen_subcommand_from list info change-pin unblock activate simulate personalise" -f -a "activate" -d 'Activates a device: checks both certificates and replaces the PIN that came with it'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and not __fish_seen_subcommand_from list info change-pin unblock activate simulate personalise" -f -a "simulate" -d 'Puts the card of a file into a reader, for every program'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and not __fish_seen_subcommand_from list info change-pin unblock activate simulate personalise" -f -a "personalise" -d 'Makes the keys on a device and writes the certificates to it'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from list" -l token -d 'Also looks into this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from list" -l module -d 'Also looks through this PKCS#11 module' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from list" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from list" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from list" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from list" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from list" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from list" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from list" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from list" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from list" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from info" -l token -d 'Also looks into this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from info" -l module -d 'Also looks through this PKCS#11 module' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from info" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from info" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from info" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from info" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from info" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from info" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from info" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from info" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from info" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from info" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from info" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from change-pin" -l token -d 'Also looks into this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from change-pin" -l module -d 'Also looks through this PKCS#11 module' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from change-pin" -l only -d 'Only the PIN of this key, where the device has two different ones [values: signature, authentication]' -r -f -a "signature\t''
authentication\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from change-pin" -l pin-fd -d 'Reads the PIN from this file descriptor' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from change-pin" -l pin-file -d 'Reads the PIN from the first line of this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from change-pin" -l new-pin-fd -d 'Reads the new PIN from this file descriptor' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from change-pin" -l new-pin-file -d 'Reads the new PIN from the first line of this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from change-pin" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from change-pin" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from change-pin" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from change-pin" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from change-pin" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from change-pin" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from change-pin" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from change-pin" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from change-pin" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from change-pin" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from change-pin" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from unblock" -l token -d 'Also looks into this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from unblock" -l module -d 'Also looks through this PKCS#11 module' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from unblock" -l only -d 'Only the PIN of this key, where the device has two different ones [values: signature, authentication]' -r -f -a "signature\t''
authentication\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from unblock" -l puk-fd -d 'Reads the PUK from this file descriptor' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from unblock" -l puk-file -d 'Reads the PUK from the first line of this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from unblock" -l new-pin-fd -d 'Reads the new PIN from this file descriptor' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from unblock" -l new-pin-file -d 'Reads the new PIN from the first line of this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from unblock" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from unblock" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from unblock" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from unblock" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from unblock" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from unblock" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from unblock" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from unblock" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from unblock" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from unblock" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from unblock" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from activate" -l token -d 'Also looks into this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from activate" -l module -d 'Also looks through this PKCS#11 module' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from activate" -l only -d 'Only the PIN of this key, where the device has two different ones [values: signature, authentication]' -r -f -a "signature\t''
authentication\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from activate" -l pin-fd -d 'Reads the PIN from this file descriptor' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from activate" -l pin-file -d 'Reads the PIN from the first line of this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from activate" -l new-pin-fd -d 'Reads the new PIN from this file descriptor' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from activate" -l new-pin-file -d 'Reads the new PIN from the first line of this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from activate" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from activate" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from activate" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from activate" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from activate" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from activate" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from activate" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from activate" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from activate" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from activate" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from activate" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from simulate" -l host -d 'Computer where vpcd waits for the card, or where the card waits for vpcd (--listen) [default: 127.0.0.1]' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from simulate" -l port -d 'Port: vpcd’s first, or the next one for the second reader [default: 35963]' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from simulate" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from simulate" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from simulate" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from simulate" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from simulate" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from simulate" -l listen -d 'Waits for vpcd instead of looking for it; on this computer only (with vpcd 3.3, taking the card out stops pcscd)'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from simulate" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from simulate" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from simulate" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from simulate" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from simulate" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from simulate" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l name -d 'Given name of the holder' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l surname -d 'Surname of the holder' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l codice-fiscale -d 'Codice fiscale of the holder' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l email -d 'Email address of the holder: gets the notices about the certificates' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l key-type -d 'Kind of both keys: rsa-2048, rsa-3072, rsa-4096, p-256 or p-384; a CNS has rsa-2048 [default: rsa-2048]' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l codes-file -d 'File to write PIN, PUK and emergency code of a newly made test device to' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l module -d 'Use the token of this PKCS#11 module' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l pin-fd -d 'Read the PIN of the device from this file descriptor' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l pin-file -d 'Read the PIN of the device from the first line of this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l new-pin-fd -d 'Read the new PIN, set at the end, from this file descriptor' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l new-pin-file -d 'Read the new PIN, set at the end, from the first line of this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l two-pins -d 'A PIN and a PUK of its own for each key'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l activate -d 'Record at once that the holder received it'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand card; and __fish_seen_subcommand_from personalise" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and not __fish_seen_subcommand_from show verify find replace account" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and not __fish_seen_subcommand_from show verify find replace account" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and not __fish_seen_subcommand_from show verify find replace account" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and not __fish_seen_subcommand_from show verify find replace account" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and not __fish_seen_subcommand_from show verify find replace account" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and not __fish_seen_subcommand_from show verify find replace account" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and not __fish_seen_subcommand_from show verify find replace account" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and not __fish_seen_subcommand_from show verify find replace account" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and not __fish_seen_subcommand_from show verify find replace account" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and not __fish_seen_subcommand_from show verify find replace account" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and not __fish_seen_subcommand_from show verify find replace account" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and not __fish_seen_subcommand_from show verify find replace account" -f -a "show" -d 'Shows the unit that signs, how many stamps there are and the state of the clock'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and not __fish_seen_subcommand_from show verify find replace account" -f -a "verify" -d 'Verifies that nobody changed the archive of time stamps'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and not __fish_seen_subcommand_from show verify find replace account" -f -a "find" -d 'Looks in the archive for the stamps of a file, or for the one with a serial number'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and not __fish_seen_subcommand_from show verify find replace account" -f -a "replace" -d 'Replaces the time-stamping unit at once, for example when its key is compromised'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and not __fish_seen_subcommand_from show verify find replace account" -f -a "account" -d 'Manages the accounts of those who ask for time stamps'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from show" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from show" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from show" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from show" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from show" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from show" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from show" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from show" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from show" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from verify" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from verify" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from verify" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from verify" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from verify" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from verify" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from verify" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from verify" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from verify" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from find" -l serial -d 'Serial number of the stamp' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from find" -s o -l output -d 'File to write the first stamp found to' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from find" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from find" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from find" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from find" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from find" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from find" -l force -d 'Replaces the file if it exists'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from find" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from find" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from find" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from find" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from find" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from find" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from replace" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from replace" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from replace" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from replace" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from replace" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from replace" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from replace" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from replace" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from replace" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from replace" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from replace" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from account" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from account" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from account" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from account" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from account" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from account" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from account" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from account" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from account" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from account" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from account" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from account" -f -a "add" -d 'Makes an account and writes its password to a file'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from account" -f -a "list" -d 'Lists the open accounts with their stamps of today'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand tsa; and __fish_seen_subcommand_from account" -f -a "close" -d 'Closes an account'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and not __fish_seen_subcommand_from show check" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and not __fish_seen_subcommand_from show check" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and not __fish_seen_subcommand_from show check" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and not __fish_seen_subcommand_from show check" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and not __fish_seen_subcommand_from show check" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and not __fish_seen_subcommand_from show check" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and not __fish_seen_subcommand_from show check" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and not __fish_seen_subcommand_from show check" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and not __fish_seen_subcommand_from show check" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and not __fish_seen_subcommand_from show check" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and not __fish_seen_subcommand_from show check" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and not __fish_seen_subcommand_from show check" -f -a "show" -d 'Show what a certificate says'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and not __fish_seen_subcommand_from show check" -f -a "check" -d 'Check a certificate: issuer, dates, status'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from show" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from show" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from show" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from show" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from show" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from show" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from show" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from show" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from show" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from check" -l trust -d 'Folder or file with the certificates to trust, CRLs and OCSP responses' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from check" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from check" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from check" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from check" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from check" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from check" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from check" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from check" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand cert; and __fish_seen_subcommand_from check" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and not __fish_seen_subcommand_from import refresh show" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and not __fish_seen_subcommand_from import refresh show" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and not __fish_seen_subcommand_from import refresh show" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and not __fish_seen_subcommand_from import refresh show" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and not __fish_seen_subcommand_from import refresh show" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and not __fish_seen_subcommand_from import refresh show" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and not __fish_seen_subcommand_from import refresh show" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and not __fish_seen_subcommand_from import refresh show" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and not __fish_seen_subcommand_from import refresh show" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and not __fish_seen_subcommand_from import refresh show" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and not __fish_seen_subcommand_from import refresh show" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and not __fish_seen_subcommand_from import refresh show" -f -a "import" -d 'Take trusted lists from files, after a check of their signature'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and not __fish_seen_subcommand_from import refresh show" -f -a "refresh" -d 'Look for newer copies of the lists, and for those that the list of lists names'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and not __fish_seen_subcommand_from import refresh show" -f -a "show" -d 'Show the lists that are kept and how fresh they are'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from import" -l signer -d 'Certificate of who may sign the list: those for the list of lists are in the Official Journal of the European Union' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from import" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from import" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from import" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from import" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from import" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from import" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from import" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from import" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from import" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from refresh" -l country -d 'Look for the lists of these countries only; without it, those of the configuration or all' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from refresh" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from refresh" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from refresh" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from refresh" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from refresh" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from refresh" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from refresh" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from refresh" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from refresh" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from refresh" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from refresh" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from show" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from show" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from show" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from show" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from show" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from show" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from show" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from show" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand trust; and __fish_seen_subcommand_from show" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l organization -d 'Name of the trust service provider' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l vat -d 'VAT number of the provider' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l chamber -d 'City of the Chamber of Commerce' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l pki-url -d 'http address of CRLs, OCSP and CA certificates; stays in the certificates for ever' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l site-url -d 'Public address of the pages' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l policy-arc -d 'OID arc of the provider, under which its policies stand' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l database -d 'Address of the PostgreSQL database; SQLite in the data folder unless you say so' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l passphrase-file -d 'File with the passphrase that protects the keys; without it, a key in a file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -f -a "show" -d 'Show the authorities and their addresses'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -f -a "crl" -d 'Publish the revocation lists'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -f -a "activate" -d 'Open the authorities’ keys with the custodians’ shares'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -f -a "ceremony" -d 'Hold the key ceremony by a script'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -f -a "issue" -d 'Issue a pair of certificates on a new test token'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -f -a "keys" -d 'Check the keys and say which end soon'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -f -a "status" -d 'Tell the status of a certificate'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -f -a "suspend" -d 'Suspends the certificates of a device'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -f -a "reactivate" -d 'Reactivates the suspended certificates of a device'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -f -a "revoke" -d 'Revokes the certificates of a device for ever'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -f -a "history" -d 'Shows the whole life of a certificate, for a dispute'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -f -a "recover" -d 'Finish what was interrupted while issuing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -f -a "survey" -d 'Read all certificates again and say how many faults there are'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl activate ceremony issue keys status suspend reactivate revoke history recover survey block" -f -a "block" -d 'Forbid for ever keys that are known to others'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from show" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from show" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from show" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from show" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from show" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from show" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from show" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from show" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from show" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from crl" -l export -d 'Write the lists to this folder too' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from crl" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from crl" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from crl" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from crl" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from crl" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from crl" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from crl" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from crl" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from crl" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from crl" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from crl" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from activate" -l share-file -d 'Read a share from the first line of this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from activate" -l share-fd -d 'Read a share from this file descriptor' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from activate" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from activate" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from activate" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from activate" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from activate" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from activate" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from activate" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from activate" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from activate" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from activate" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from activate" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from ceremony" -l script -d 'Script of the ceremony' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from ceremony" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from ceremony" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from ceremony" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from ceremony" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from ceremony" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from ceremony" -l default -d 'Use the script of the fictional chamber'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from ceremony" -l resume -d 'Go on with an interrupted ceremony'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from ceremony" -l dry-run -d 'Only rehearse, in a throw-away folder'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from ceremony" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from ceremony" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from ceremony" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from ceremony" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from ceremony" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from ceremony" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -l name -d 'Given name of the holder' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -l surname -d 'Surname of the holder' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -l codice-fiscale -d 'Italian tax code of the holder' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -l email -d 'Mail address of the holder, who is told about changes of the certificates' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -l token -d 'Token file to create' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -l codes-file -d 'File to write PIN, PUK and emergency code to' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -l key-type -d 'Kind of both keys: rsa-2048, rsa-3072, rsa-4096, p-256 or p-384 [default: rsa-2048]' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -l activate -d 'Record the delivery to the holder at once'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from keys" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from keys" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from keys" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from keys" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from keys" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from keys" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from keys" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from keys" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from keys" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from keys" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from keys" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from status" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from status" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from status" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from status" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from status" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from status" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from status" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from status" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from status" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -l reason -d 'Reason in your own words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -l for -d 'Who asks for it, when it is not the registration office' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -l who -d 'Tax code of who asks for it' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -l channel -d 'Which way the request came' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -l received -d 'When the request came in; now unless said' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -l evidence -d 'Document that proves the request; its fingerprint is kept' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -l late-because -d 'Why more than 24 hours have passed since the request' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -l motive -d 'Motive, kept in the history of the certificate [values: theft, loss-with-pin, compromise, affiliation-ended, affiliation-changed, data-changed, device-replaced, renewed-and-revoked, no-longer-used, death, broken, codes-locked, suspension, order, abuse, unpaid]' -r -f -a "theft\t''
loss-with-pin\t''
compromise\t''
affiliation-ended\t''
affiliation-changed\t''
data-changed\t''
device-replaced\t''
renewed-and-revoked\t''
no-longer-used\t''
death\t''
broken\t''
codes-locked\t''
suspension\t''
order\t''
abuse\t''
unpaid\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -l from -d 'From when the suspension counts; now unless said' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -l until -d 'When the suspension ends by itself' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -l only -d 'Changes this certificate alone, not the whole device'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from suspend" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from reactivate" -l reason -d 'Reason in your own words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from reactivate" -l for -d 'Who asks for it, when it is not the registration office' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from reactivate" -l who -d 'Tax code of who asks for it' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from reactivate" -l channel -d 'Which way the request came' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from reactivate" -l received -d 'When the request came in; now unless said' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from reactivate" -l evidence -d 'Document that proves the request; its fingerprint is kept' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from reactivate" -l late-because -d 'Why more than 24 hours have passed since the request' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from reactivate" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from reactivate" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from reactivate" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from reactivate" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from reactivate" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from reactivate" -l only -d 'Changes this certificate alone, not the whole device'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from reactivate" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from reactivate" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from reactivate" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from reactivate" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from reactivate" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from reactivate" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -l reason -d 'Reason in your own words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -l for -d 'Who asks for it, when it is not the registration office' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -l who -d 'Tax code of who asks for it' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -l channel -d 'Which way the request came' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -l received -d 'When the request came in; now unless said' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -l evidence -d 'Document that proves the request; its fingerprint is kept' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -l late-because -d 'Why more than 24 hours have passed since the request' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -l motive -d 'Motive, kept in the history of the certificate [values: theft, loss-with-pin, compromise, affiliation-ended, affiliation-changed, data-changed, device-replaced, renewed-and-revoked, no-longer-used, death, broken, codes-locked, order, abuse, unpaid]' -r -f -a "theft\t''
loss-with-pin\t''
compromise\t''
affiliation-ended\t''
affiliation-changed\t''
data-changed\t''
device-replaced\t''
renewed-and-revoked\t''
no-longer-used\t''
death\t''
broken\t''
codes-locked\t''
order\t''
abuse\t''
unpaid\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -l from -d 'Since when the key is in other hands, if that is known' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -l only -d 'Changes this certificate alone, not the whole device'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from revoke" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from history" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from history" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from history" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from history" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from history" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from history" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from history" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from history" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from history" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from history" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from history" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from recover" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from recover" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from recover" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from recover" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from recover" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from recover" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from recover" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from recover" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from recover" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from recover" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from recover" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from survey" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from survey" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from survey" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from survey" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from survey" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from survey" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from survey" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from survey" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from survey" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from survey" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from survey" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from block" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from block" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from block" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from block" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from block" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from block" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from block" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from block" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from block" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from block" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from block" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and not __fish_seen_subcommand_from add list certificate disable" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and not __fish_seen_subcommand_from add list certificate disable" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and not __fish_seen_subcommand_from add list certificate disable" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and not __fish_seen_subcommand_from add list certificate disable" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and not __fish_seen_subcommand_from add list certificate disable" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and not __fish_seen_subcommand_from add list certificate disable" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and not __fish_seen_subcommand_from add list certificate disable" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and not __fish_seen_subcommand_from add list certificate disable" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and not __fish_seen_subcommand_from add list certificate disable" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and not __fish_seen_subcommand_from add list certificate disable" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and not __fish_seen_subcommand_from add list certificate disable" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and not __fish_seen_subcommand_from add list certificate disable" -f -a "add" -d 'Registers an operator and gives a certificate at once if asked to'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and not __fish_seen_subcommand_from add list certificate disable" -f -a "list" -d 'Lists the operators and their certificates'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and not __fish_seen_subcommand_from add list certificate disable" -f -a "certificate" -d 'Gives an operator a new certificate'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and not __fish_seen_subcommand_from add list certificate disable" -f -a "disable" -d 'Closes the access of an operator, at once and for good'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from add" -l name -d 'Name and surname' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from add" -l email -d 'Email address' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from add" -l role -d 'Role: ca_officer, rao, auditor, sysadmin, key_custodian or service' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from add" -l request -d 'Certificate request (PKCS#10) made by the person' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from add" -s o -l output -d 'Where to write the certificate' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from add" -l pkcs12 -d 'Makes a new key and writes it with the certificate into this file, which browsers import' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from add" -l password-file -d 'Reads the password of the PKCS#12 file from the first line of this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from add" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from add" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from add" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from add" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from add" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from add" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from add" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from add" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from add" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from list" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from list" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from list" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from list" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from list" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from list" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from list" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from list" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from list" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from certificate" -l role -d 'Role' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from certificate" -l request -d 'Certificate request (PKCS#10) made by the person' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from certificate" -s o -l output -d 'Where to write the certificate' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from certificate" -l pkcs12 -d 'Makes a new key and writes it with the certificate into this file, which browsers import' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from certificate" -l password-file -d 'Reads the password of the PKCS#12 file from the first line of this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from certificate" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from certificate" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from certificate" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from certificate" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from certificate" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from certificate" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from certificate" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from certificate" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from certificate" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from certificate" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from certificate" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from disable" -l role -d 'Role' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from disable" -l reason -d 'Reason, for the audit log' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from disable" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from disable" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from disable" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from disable" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from disable" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from disable" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from disable" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from disable" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from disable" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from disable" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand operator; and __fish_seen_subcommand_from disable" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify checkpoint prove export" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify checkpoint prove export" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify checkpoint prove export" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify checkpoint prove export" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify checkpoint prove export" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify checkpoint prove export" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify checkpoint prove export" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify checkpoint prove export" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify checkpoint prove export" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify checkpoint prove export" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify checkpoint prove export" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify checkpoint prove export" -f -a "show" -d 'Show the last lines of the log'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify checkpoint prove export" -f -a "verify" -d 'Verify that nobody changed the log'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify checkpoint prove export" -f -a "checkpoint" -d 'Seal the log now and show the checkpoint to keep elsewhere'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify checkpoint prove export" -f -a "prove" -d 'Prove that a line stands in the sealed log'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify checkpoint prove export" -f -a "export" -d 'Export lines with their proofs, for people without this program'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from show" -l last -d 'How many lines to show [default: 50]' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from show" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from show" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from show" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from show" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from show" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from show" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from show" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from show" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from show" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from verify" -l export -d 'Folder of an export to verify, without the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from verify" -l checkpoint -d 'Checkpoint kept elsewhere to compare the log with' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from verify" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from verify" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from verify" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from verify" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from verify" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from verify" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from verify" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from verify" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from verify" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -s o -l output -d 'File to write the checkpoint to' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from checkpoint" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from prove" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from prove" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from prove" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from prove" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from prove" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from prove" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from prove" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from prove" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from prove" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from prove" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from prove" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from export" -l from -d 'First line (the first of the log unless said)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from export" -l to -d 'Last line (the last sealed one unless said)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from export" -s o -l output -d 'Folder to create' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from export" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from export" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from export" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from export" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from export" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from export" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from export" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from export" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and __fish_seen_subcommand_from export" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand serve" -l http -d 'http address' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand serve" -l https -d 'https address' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand serve" -l admin -d 'https address for operators, which asks for their certificate' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand serve" -l cns -d 'https address that asks for the CNS certificate, for people who log in' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand serve" -l only -d 'What this node does: pages, OCSP answers, lists, time stamps, work; everything unless you say so [values: web, ocsp, crl, tsa, worker]' -r -f -a "web\t'Pages'
ocsp\t'Answers about single certificates'
crl\t'CA certificates and revocation lists'
tsa\t'Time stamps'
worker\t'Lists, keys, mail, recovery, deadlines'"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand serve" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand serve" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand serve" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand serve" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand serve" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand serve" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand serve" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand serve" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand serve" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand serve" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand serve" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand signer" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand signer" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand signer" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand signer" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand signer" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand signer" -l with-parent -d 'End when standard input ends, that is with whoever started it'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand signer" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand signer" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand signer" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand signer" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand signer" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand signer" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and not __fish_seen_subcommand_from list show propose approve withdraw execute" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and not __fish_seen_subcommand_from list show propose approve withdraw execute" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and not __fish_seen_subcommand_from list show propose approve withdraw execute" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and not __fish_seen_subcommand_from list show propose approve withdraw execute" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and not __fish_seen_subcommand_from list show propose approve withdraw execute" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and not __fish_seen_subcommand_from list show propose approve withdraw execute" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and not __fish_seen_subcommand_from list show propose approve withdraw execute" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and not __fish_seen_subcommand_from list show propose approve withdraw execute" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and not __fish_seen_subcommand_from list show propose approve withdraw execute" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and not __fish_seen_subcommand_from list show propose approve withdraw execute" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and not __fish_seen_subcommand_from list show propose approve withdraw execute" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and not __fish_seen_subcommand_from list show propose approve withdraw execute" -f -a "list" -d 'List the proposals that wait'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and not __fish_seen_subcommand_from list show propose approve withdraw execute" -f -a "show" -d 'Show a proposal and save its text to be signed'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and not __fish_seen_subcommand_from list show propose approve withdraw execute" -f -a "propose" -d 'Propose an act'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and not __fish_seen_subcommand_from list show propose approve withdraw execute" -f -a "approve" -d 'Approve a proposal with an officer’s signature'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and not __fish_seen_subcommand_from list show propose approve withdraw execute" -f -a "withdraw" -d 'Withdraw a proposal'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and not __fish_seen_subcommand_from list show propose approve withdraw execute" -f -a "execute" -d 'Carry out an approved act'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from list" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from list" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from list" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from list" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from list" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from list" -l all -d 'Also those that are over'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from list" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from list" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from list" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from list" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from show" -s o -l output -d 'File to save the text to be signed in' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from show" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from show" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from show" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from show" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from show" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from show" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from show" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from show" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from show" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from propose" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from propose" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from propose" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from propose" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from propose" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from propose" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from propose" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from propose" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from propose" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from propose" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from propose" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from approve" -l signature -d 'Signature made over the text of the proposal (.p7m or .p7s)' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from approve" -l key -d 'Key of the officer, to sign now' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from approve" -l certificate -d 'Certificate of the officer, if the key does not bring it' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from approve" -l pin-fd -d 'Read the PIN from this file descriptor' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from approve" -l pin-file -d 'Read the PIN from the first line of this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from approve" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from approve" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from approve" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from approve" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from approve" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from approve" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from approve" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from approve" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from approve" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from approve" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from approve" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from withdraw" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from withdraw" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from withdraw" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from withdraw" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from withdraw" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from withdraw" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from withdraw" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from withdraw" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from withdraw" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from withdraw" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from withdraw" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from execute" -l share-file -d 'Read a share from the first line of this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from execute" -l share-fd -d 'Read a share from this file descriptor' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from execute" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from execute" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from execute" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from execute" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from execute" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from execute" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from execute" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from execute" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from execute" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from execute" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand approval; and __fish_seen_subcommand_from execute" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand demo" -l http -d 'http address [default: 127.0.0.1:8480]' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand demo" -l https -d 'https address [default: 127.0.0.1:8443]' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand demo" -l admin -d 'https address for operators, which asks for their certificate [default: 127.0.0.1:8444]' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand demo" -l cns -d 'https address that asks for the CNS certificate, for people who log in [default: 127.0.0.1:8445]' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand demo" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand demo" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand demo" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand demo" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand demo" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand demo" -l prepare -d 'Prepare the data and describe it, without serving the pages'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand demo" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand demo" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand demo" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand demo" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand demo" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand demo" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand doctor" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand doctor" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand doctor" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand doctor" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand doctor" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand doctor" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand doctor" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand doctor" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand doctor" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand doctor" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand doctor" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand completions" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand completions" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand completions" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand completions" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand completions" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand completions" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand completions" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand completions" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand completions" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand completions" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand completions" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand man" -s o -l output -d 'Folder to write them to; without it, the main page goes to standard output' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand man" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand man" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand man" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand man" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand man" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand man" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand man" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand man" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand man" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand man" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand man" -l yes -d 'Confirm questions by itself'
