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
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "cert" -d 'Show and check certificates'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "init" -d 'Prepare a new installation and its certification authorities'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "ca" -d 'Administer the certification authorities'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "audit" -d 'Read and verify the audit log'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "serve" -d 'Serve the pages and the services'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "demo" -d 'Try everything with an invented Chamber and invented people'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "doctor" -d 'Explain what is wrong and how to mend it'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "completions" -d 'Write completions for the shell'
complete -c ceralacca -n "__fish_ceralacca_needs_command" -f -a "man" -d 'Write the manual pages'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand sign" -l format -d 'Signature format; “auto” takes PAdES for PDF and CAdES for the rest [values: auto, cades, pades] [default: auto]' -r -f -a "auto\t''
cades\t''
pades\t''"
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
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l report -d 'Save the report in this file' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l force -d 'Replace the report if there is one'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand verify" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand extract" -s o -l output -d 'File to write to; “-” is standard output' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand extract" -l depth -d 'How many envelopes to open: a number, or “all” [default: all]' -r
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
complete -c ceralacca -n "__fish_ceralacca_using_subcommand inspect" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand inspect" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand inspect" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand inspect" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand inspect" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand inspect" -l yes -d 'Confirm questions by itself'
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
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l organization -d 'Name of the trust service provider' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l vat -d 'VAT number of the provider' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l chamber -d 'City of the Chamber of Commerce' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l pki-url -d 'http address of CRLs, OCSP and CA certificates; stays in the certificates for ever' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l site-url -d 'Public address of the pages' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand init" -l policy-arc -d 'OID arc of the provider, under which its policies stand' -r
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
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl issue status recover" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl issue status recover" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl issue status recover" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl issue status recover" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl issue status recover" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl issue status recover" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl issue status recover" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl issue status recover" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl issue status recover" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl issue status recover" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl issue status recover" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl issue status recover" -f -a "show" -d 'Show the authorities and their addresses'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl issue status recover" -f -a "crl" -d 'Publish the revocation lists'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl issue status recover" -f -a "issue" -d 'Issue a pair of certificates on a new test token'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl issue status recover" -f -a "status" -d 'Tell the status of a certificate'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and not __fish_seen_subcommand_from show crl issue status recover" -f -a "recover" -d 'Finish what was interrupted while issuing'
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
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -l name -d 'Given name of the holder' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -l surname -d 'Surname of the holder' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand ca; and __fish_seen_subcommand_from issue" -l codice-fiscale -d 'Italian tax code of the holder' -r
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
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -l lang -d 'Language of the words' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -l time -d 'Act as if it were this instant (verification, trials)' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -l data -d 'Data folder of the installation' -r -F
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -l color -d 'When to use colours [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -l progress -d 'When to show progress [values: auto, always, never] [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -s h -l help -d 'Show help'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -l json -d 'Write one JSON document instead of words'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -s q -l quiet -d 'Write errors only'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -s v -l verbose -d 'Write the steps in between too'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -l no-input -d 'Ask nothing: end when something is missing'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -l yes -d 'Confirm questions by itself'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -f -a "show" -d 'Show the last lines of the log'
complete -c ceralacca -n "__fish_ceralacca_using_subcommand audit; and not __fish_seen_subcommand_from show verify" -f -a "verify" -d 'Verify that nobody changed the log'
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
complete -c ceralacca -n "__fish_ceralacca_using_subcommand serve" -l http -d 'http address' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand serve" -l https -d 'https address' -r
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
complete -c ceralacca -n "__fish_ceralacca_using_subcommand demo" -l http -d 'http address [default: 127.0.0.1:8480]' -r
complete -c ceralacca -n "__fish_ceralacca_using_subcommand demo" -l https -d 'https address [default: 127.0.0.1:8443]' -r
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
