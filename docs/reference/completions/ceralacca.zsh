#compdef ceralacca

autoload -U is-at-least

_ceralacca() {
    typeset -A opt_args
    typeset -a _arguments_options
    local ret=1

    if is-at-least 5.2; then
        _arguments_options=(-s -S -C)
    else
        _arguments_options=(-s -C)
    fi

    local context curcontext="$curcontext" state line
    _arguments "${_arguments_options[@]}" : \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
'-V[Show the version]' \
'--version[Show the version]' \
'-h[Show help]' \
'--help[Show help]' \
":: :_ceralacca_commands" \
"*::: :->ceralacca" \
&& ret=0
    case $state in
    (ceralacca)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:ceralacca-command-$line[1]:"
        case $line[1] in
            (sign)
_arguments "${_arguments_options[@]}" : \
'--format=[Signature format; “auto” takes PAdES for PDF and CAdES for the rest \[values\: auto, cades, pades\] \[default\: auto\]]:FORMAT:(auto cades pades)' \
'--key=[Key to sign with]:token:FILE|vault:NAME|pkcs11:MODULE:_default' \
'--certificate=[Certificate of the signer, when the key does not bring it]:FILE:_files' \
'*--chain=[Intermediate certificates to put into the signature]:FILE:_files' \
'--pin-fd=[Read the PIN from this file descriptor]:N:_default' \
'(--pin-fd)--pin-file=[Read the PIN from the first line of this file]:FILE:_files' \
'--digest=[Digest to use \[values\: sha256, sha384, sha512\] \[default\: sha256\]]:DIGEST:(sha256 sha384 sha512)' \
'--padding=[RSA padding to use \[values\: pkcs1, pss\] \[default\: pkcs1\]]:PADDING:(pkcs1 pss)' \
'--reason=[Reason of the signature, written into the PDF]:TEXT:_default' \
'--location=[Place of the signature, written into the PDF]:TEXT:_default' \
'--field=[Signature field of the PDF to fill]:NAME:_default' \
'-o+[File or folder to write to; “-” is standard output]:PATH|DIR|-:_files' \
'--output=[File or folder to write to; “-” is standard output]:PATH|DIR|-:_files' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'--detached[Write the signature apart (.p7s), without the document]' \
'--force[Replace the output file if there is one]' \
'--dry-run[Check everything, but sign and write nothing]' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
'*::files -- Files to sign; “-” is standard input:_files' \
&& ret=0
;;
(verify)
_arguments "${_arguments_options[@]}" : \
'--detached=[Document that a detached signature is about]:FILE:_files' \
'*--trust=[Folder or file with the certificates to trust, CRLs and OCSP responses]:DIR|FILE:_files' \
'--report=[Save the report in this file]:FILE.json:_files' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'--force[Replace the report if there is one]' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
'*::files -- Signed files; “-” is standard input:_files' \
&& ret=0
;;
(extract)
_arguments "${_arguments_options[@]}" : \
'-o+[File to write to; “-” is standard output]:PATH|-:_files' \
'--output=[File to write to; “-” is standard output]:PATH|-:_files' \
'--depth=[How many envelopes to open\: a number, or “all” \[default\: all\]]:N|all:_default' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'--force[Replace the output file if there is one]' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
':file -- Signed file; “-” is standard input:_files' \
&& ret=0
;;
(inspect)
_arguments "${_arguments_options[@]}" : \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
'*::files -- Files to examine:_files' \
&& ret=0
;;
(cert)
_arguments "${_arguments_options[@]}" : \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
":: :_ceralacca__subcmd__cert_commands" \
"*::: :->cert" \
&& ret=0

    case $state in
    (cert)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:ceralacca-cert-command-$line[1]:"
        case $line[1] in
            (show)
_arguments "${_arguments_options[@]}" : \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
'*::files -- Certificates, DER or PEM:_files' \
&& ret=0
;;
(check)
_arguments "${_arguments_options[@]}" : \
'*--trust=[Folder or file with the certificates to trust, CRLs and OCSP responses]:DIR|FILE:_files' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
':file -- Certificate, DER or PEM:_files' \
&& ret=0
;;
        esac
    ;;
esac
;;
(init)
_arguments "${_arguments_options[@]}" : \
'--organization=[Name of the trust service provider]:NAME:_default' \
'--vat=[VAT number of the provider]:11 DIGITS:_default' \
'--chamber=[City of the Chamber of Commerce]:SIGLA:_default' \
'--pki-url=[http address of CRLs, OCSP and CA certificates; stays in the certificates for ever]:URL:_default' \
'--site-url=[Public address of the pages]:URL:_default' \
'--policy-arc=[OID arc of the provider, under which its policies stand]:OID:_default' \
'--passphrase-file=[File with the passphrase that protects the keys; without it, a key in a file]:FILE:_files' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
&& ret=0
;;
(ca)
_arguments "${_arguments_options[@]}" : \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
":: :_ceralacca__subcmd__ca_commands" \
"*::: :->ca" \
&& ret=0

    case $state in
    (ca)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:ceralacca-ca-command-$line[1]:"
        case $line[1] in
            (show)
_arguments "${_arguments_options[@]}" : \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
&& ret=0
;;
(crl)
_arguments "${_arguments_options[@]}" : \
'--export=[Write the lists to this folder too]:DIR:_files' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
&& ret=0
;;
(issue)
_arguments "${_arguments_options[@]}" : \
'--name=[Given name of the holder]:TEXT:_default' \
'--surname=[Surname of the holder]:TEXT:_default' \
'--codice-fiscale=[Italian tax code of the holder]:CODE:_default' \
'--token=[Token file to create]:FILE:_files' \
'--codes-file=[File to write PIN, PUK and emergency code to]:FILE:_files' \
'--key-type=[Kind of both keys\: rsa-2048, rsa-3072, rsa-4096, p-256 or p-384 \[default\: rsa-2048\]]:KIND:_default' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'--activate[Record the delivery to the holder at once]' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
&& ret=0
;;
(status)
_arguments "${_arguments_options[@]}" : \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
':certificate -- Certificate, or serial number in hexadecimal:_default' \
&& ret=0
;;
(recover)
_arguments "${_arguments_options[@]}" : \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
&& ret=0
;;
        esac
    ;;
esac
;;
(audit)
_arguments "${_arguments_options[@]}" : \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
":: :_ceralacca__subcmd__audit_commands" \
"*::: :->audit" \
&& ret=0

    case $state in
    (audit)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:ceralacca-audit-command-$line[1]:"
        case $line[1] in
            (show)
_arguments "${_arguments_options[@]}" : \
'--last=[How many lines to show \[default\: 50\]]:N:_default' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
&& ret=0
;;
(verify)
_arguments "${_arguments_options[@]}" : \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
&& ret=0
;;
        esac
    ;;
esac
;;
(serve)
_arguments "${_arguments_options[@]}" : \
'--http=[http address]:ADDR:PORT:_default' \
'--https=[https address]:ADDR:PORT:_default' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
&& ret=0
;;
(demo)
_arguments "${_arguments_options[@]}" : \
'--http=[http address \[default\: 127.0.0.1\:8480\]]:ADDR:PORT:_default' \
'--https=[https address \[default\: 127.0.0.1\:8443\]]:ADDR:PORT:_default' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'--prepare[Prepare the data and describe it, without serving the pages]' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
&& ret=0
;;
(doctor)
_arguments "${_arguments_options[@]}" : \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
&& ret=0
;;
(completions)
_arguments "${_arguments_options[@]}" : \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
':shell -- Shell \[values\: bash, elvish, fish, powershell, zsh\]:(bash elvish fish powershell zsh)' \
&& ret=0
;;
(man)
_arguments "${_arguments_options[@]}" : \
'-o+[Folder to write them to; without it, the main page goes to standard output]:DIR:_files' \
'--output=[Folder to write them to; without it, the main page goes to standard output]:DIR:_files' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
&& ret=0
;;
        esac
    ;;
esac
}

(( $+functions[_ceralacca_commands] )) ||
_ceralacca_commands() {
    local commands; commands=(
'sign:Sign one or more files' \
'verify:Verify the signatures of one or more files' \
'extract:Extract the original document from a signed file' \
'inspect:Tell what a file is and what it holds' \
'cert:Show and check certificates' \
'init:Prepare a new installation and its certification authorities' \
'ca:Administer the certification authorities' \
'audit:Read and verify the audit log' \
'serve:Serve the pages and the services' \
'demo:Try everything with an invented Chamber and invented people' \
'doctor:Explain what is wrong and how to mend it' \
'completions:Write completions for the shell' \
'man:Write the manual pages' \
    )
    _describe -t commands 'ceralacca commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__audit_commands] )) ||
_ceralacca__subcmd__audit_commands() {
    local commands; commands=(
'show:Show the last lines of the log' \
'verify:Verify that nobody changed the log' \
    )
    _describe -t commands 'ceralacca audit commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__audit__subcmd__show_commands] )) ||
_ceralacca__subcmd__audit__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca audit show commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__audit__subcmd__verify_commands] )) ||
_ceralacca__subcmd__audit__subcmd__verify_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca audit verify commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__ca_commands] )) ||
_ceralacca__subcmd__ca_commands() {
    local commands; commands=(
'show:Show the authorities and their addresses' \
'crl:Publish the revocation lists' \
'issue:Issue a pair of certificates on a new test token' \
'status:Tell the status of a certificate' \
'recover:Finish what was interrupted while issuing' \
    )
    _describe -t commands 'ceralacca ca commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__ca__subcmd__crl_commands] )) ||
_ceralacca__subcmd__ca__subcmd__crl_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca ca crl commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__ca__subcmd__issue_commands] )) ||
_ceralacca__subcmd__ca__subcmd__issue_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca ca issue commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__ca__subcmd__recover_commands] )) ||
_ceralacca__subcmd__ca__subcmd__recover_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca ca recover commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__ca__subcmd__show_commands] )) ||
_ceralacca__subcmd__ca__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca ca show commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__ca__subcmd__status_commands] )) ||
_ceralacca__subcmd__ca__subcmd__status_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca ca status commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__cert_commands] )) ||
_ceralacca__subcmd__cert_commands() {
    local commands; commands=(
'show:Show what a certificate says' \
'check:Check a certificate\: issuer, dates, status' \
    )
    _describe -t commands 'ceralacca cert commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__cert__subcmd__check_commands] )) ||
_ceralacca__subcmd__cert__subcmd__check_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca cert check commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__cert__subcmd__show_commands] )) ||
_ceralacca__subcmd__cert__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca cert show commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__completions_commands] )) ||
_ceralacca__subcmd__completions_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca completions commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__demo_commands] )) ||
_ceralacca__subcmd__demo_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca demo commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__doctor_commands] )) ||
_ceralacca__subcmd__doctor_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca doctor commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__extract_commands] )) ||
_ceralacca__subcmd__extract_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca extract commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__init_commands] )) ||
_ceralacca__subcmd__init_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca init commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__inspect_commands] )) ||
_ceralacca__subcmd__inspect_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca inspect commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__man_commands] )) ||
_ceralacca__subcmd__man_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca man commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__serve_commands] )) ||
_ceralacca__subcmd__serve_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca serve commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__sign_commands] )) ||
_ceralacca__subcmd__sign_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca sign commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__verify_commands] )) ||
_ceralacca__subcmd__verify_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca verify commands' commands "$@"
}

if [ "$funcstack[1]" = "_ceralacca" ]; then
    _ceralacca "$@"
else
    compdef _ceralacca ceralacca
fi
