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
'--format=[Signature format; “auto” takes PAdES for PDF and CAdES for the rest \[values\: auto, cades, pades, xades, asic-s, asic-e\] \[default\: auto\]]:FORMAT:(auto cades pades xades asic-s asic-e)' \
'--packaging=[Where the document is in relation to the signature \[values\: enveloped, enveloping, detached\]]:PACKAGING:((enveloped\:"The signature inside the document"
enveloping\:"The document inside the signature"
detached\:"Apart"))' \
'--inner=[Signatures inside an ASiC container \[values\: cades, xades\] \[default\: cades\]]:INNER:(cades xades)' \
'--level=[Level of the signature\: t adds a time stamp, lt the evidence too, lta a stamp over all of it \[values\: b, t, lt, lta\] \[default\: b\]]:LEVEL:((b\:"The signature alone"
t\:"With a time stamp"
lt\:"With what proves its certificates too"
lta\:"With a time stamp over all that, to be renewed"))' \
'--counter=[Countersign the signature with this number, as verify numbers it]:N:_default' \
'--document=[Document that a detached signature is about, for --parallel and --counter]:FILE:_files' \
'--key=[Key to sign with]:card|token:FILE|vault:NAME|pkcs11:MODULE:_default' \
'--certificate=[Certificate of the signer, when the key does not bring it]:FILE:_files' \
'*--chain=[Intermediate certificates to put into the signature]:FILE:_files' \
'--pin-fd=[Read the PIN from this file descriptor]:N:_default' \
'(--pin-fd)--pin-file=[Read the PIN from the first line of this file]:FILE:_files' \
'--digest=[Digest to use \[values\: sha256, sha384, sha512\] \[default\: sha256\]]:DIGEST:(sha256 sha384 sha512)' \
'--padding=[RSA padding to use \[values\: pkcs1, pss\] \[default\: pkcs1\]]:PADDING:(pkcs1 pss)' \
'--reason=[Reason of the signature, written into the PDF]:TEXT:_default' \
'--location=[Place of the signature, written into the PDF]:TEXT:_default' \
'--field=[Signature field of the PDF to fill]:NAME:_default' \
'--visible=[Show the signature in the PDF\: page and corner (1,bottom-right), or page and rectangle in points]:PAGE,CORNER|PAGE,X,Y,WIDTH,HEIGHT:_default' \
'--image=[PNG or JPEG image to show in the signature]:FILE:_files' \
'--certify=[Certify the PDF\: what may still be changed afterwards \[values\: nothing, forms, annotations\]]:CERTIFY:(nothing forms annotations)' \
'--tsa=[Address of the time-stamping authority; without it, this installation stamps]:URL:_default' \
'--tsa-user=[User name at the time-stamping authority]:NAME:_default' \
'--tsa-password-file=[Read the password for time stamps from the first line of this file]:FILE:_files' \
'--tls-ca=[Certificates to trust for https, in place of the public ones]:FILE:_files' \
'*--trust=[Folder or file with certificates, CRLs and OCSP responses; “installation” is this installation]:DIR|FILE|installation:_files' \
'-j+[How many files at a time; without it, one for each processor]:N:_default' \
'--jobs=[How many files at a time; without it, one for each processor]:N:_default' \
'-o+[File or folder to write to; “-” is standard output]:PATH|DIR|-:_files' \
'--output=[File or folder to write to; “-” is standard output]:PATH|DIR|-:_files' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'(--packaging)--detached[Write the signature apart (.p7s), without the document]' \
'(--counter)--parallel[Add a signature beside those that are there, over the same document]' \
'--online[Look on the network for missing certificates and revocation status]' \
'--local-addresses[Allow addresses of this computer and of the internal network]' \
'-r[Take the files of a folder and of its subfolders]' \
'--recursive[Take the files of a folder and of its subfolders]' \
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
'*--trust=[Folder or file with the certificates to trust, CRLs and OCSP responses]:DIR|FILE|installation:_files' \
'--poe=[Instant at which the signature existed already, effective against third parties (certified mail, register, preservation)]:RFC3339|DATE:_default' \
'--date=[Instant at which the signature existed already, effective against third parties (certified mail, register, preservation)]:RFC3339|DATE:_default' \
'--report=[Save the report in this file]:FILE.json|FILE.xml:_files' \
'-j+[How many files at a time; without it, one for each processor]:N:_default' \
'--jobs=[How many files at a time; without it, one for each processor]:N:_default' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'--online[Look on the network for missing certificates and revocation status]' \
'--local-addresses[Allow addresses of this computer and of the internal network]' \
'-r[Take the files of a folder and of its subfolders]' \
'--recursive[Take the files of a folder and of its subfolders]' \
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
'--signature=[Of a PDF\: the document as the signature with this number signed it]:N:_default' \
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
'-r[Take the files of a folder and of those below]' \
'--recursive[Take the files of a folder and of those below]' \
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
(timestamp)
_arguments "${_arguments_options[@]}" : \
'--tsa=[Address of the time-stamping authority (RFC 3161)]:URL:_default' \
'--digest=[Digest algorithm \[values\: sha256, sha384, sha512\] \[default\: sha256\]]:DIGEST:(sha256 sha384 sha512)' \
'--policy=[Policy under which the authority must stamp]:OID:_default' \
'--shape=[What to write\: the response (tsr), the token alone (tst), document and token together (tsd) \[values\: tsr, tst, tsd\]]:SHAPE:((tsr\:"The whole response (RFC 3161)"
tst\:"The token alone"
tsd\:"Document and time stamp together (RFC 5544)"))' \
'--certificate=[Certificate of the time-stamping unit, for stamps that do not hold it]:FILE:_files' \
'--user=[User name at the authority]:NAME:_default' \
'--password-fd=[Reads the password from this file descriptor]:N:_default' \
'(--password-fd)--password-file=[Reads the password from the first line of this file]:FILE:_files' \
'--tls-ca=[Certificates to trust for the https connection, in place of the public ones]:FILE:_files' \
'-o+[Where to write the stamp\: a name that ends in .tst gives the bare token, any other the whole response]:PATH|DIR|-:_files' \
'--output=[Where to write the stamp\: a name that ends in .tst gives the bare token, any other the whole response]:PATH|DIR|-:_files' \
'(-o --output --installation)--verify=[Verifies this stamp (.tsr or .tst) against the file instead of asking for one]:TOKEN:_files' \
'*--trust=[Folder or file with the certificates of the authorities to trust]:DIR|FILE|installation:_files' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'--installation[Asks this installation for the stamp, without the network]' \
'--no-certs[Asks for a stamp without certificates, which is shorter]' \
'--force[Replaces the stamp if it exists]' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
'*::files -- Files to stamp; only their digest goes to the authority:_files' \
&& ret=0
;;
(augment)
_arguments "${_arguments_options[@]}" : \
'--level=[Level to reach \[values\: b, t, lt, lta\]]:LEVEL:((b\:"The signature alone"
t\:"With a time stamp"
lt\:"With what proves its certificates too"
lta\:"With a time stamp over all that, to be renewed"))' \
'--detached=[Document that a detached signature is about]:FILE:_files' \
'--tsa=[Address of the time-stamping authority; without it, this installation stamps]:URL:_default' \
'--tsa-user=[User name at the time-stamping authority]:NAME:_default' \
'--tsa-password-file=[Read the password for time stamps from the first line of this file]:FILE:_files' \
'--tls-ca=[Certificates to trust for https, in place of the public ones]:FILE:_files' \
'*--trust=[Folder or file with certificates, CRLs and OCSP responses; “installation” is this installation]:DIR|FILE|installation:_files' \
'-j+[How many files at a time; without it, one for each processor]:N:_default' \
'--jobs=[How many files at a time; without it, one for each processor]:N:_default' \
'-o+[File or folder to write to; “-” is standard output]:PATH|DIR|-:_files' \
'--output=[File or folder to write to; “-” is standard output]:PATH|DIR|-:_files' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'--online[Look on the network for missing certificates and revocation status]' \
'--local-addresses[Allow addresses of this computer and of the internal network]' \
'-r[Take the files of a folder and of its subfolders]' \
'--recursive[Take the files of a folder and of its subfolders]' \
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
'*::files -- Signed files; “-” is standard input:_files' \
&& ret=0
;;
(desk)
_arguments "${_arguments_options[@]}" : \
'--port=[Port to answer at; 0 takes a free one \[default\: 0\]]:N:_default' \
'*--device=[Use this device only\: “token\:FILE” or “pkcs11\:MODULE”]:token:FILE|pkcs11:MODULE:_default' \
'--tsa=[Address of the time-stamping authority; without it, signatures are of level B]:URL:_default' \
'--tsa-user=[User name at the time-stamping authority]:NAME:_default' \
'--tsa-password-file=[Read the password for time stamps from the first line of this file]:FILE:_files' \
'--tls-ca=[Certificates to trust for https, in place of the public ones]:FILE:_files' \
'*--trust=[Whom to trust, as for “verify”; without it, the lists that this computer keeps]:DIR|FILE|installation:_files' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'--no-browser[Do not open the browser\: write the address]' \
'--online[Look on the network for missing certificates and revocation status]' \
'--local-addresses[Allow addresses of this computer and of the internal network]' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
'*::files -- Files to put on the desk at once:_files' \
&& ret=0
;;
(card)
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
":: :_ceralacca__subcmd__card_commands" \
"*::: :->card" \
&& ret=0

    case $state in
    (card)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:ceralacca-card-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
'*--token=[Also looks into this file]:FILE:_files' \
'*--module=[Also looks through this PKCS#11 module]:FILE.so:_files' \
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
(info)
_arguments "${_arguments_options[@]}" : \
'*--token=[Also looks into this file]:FILE:_files' \
'*--module=[Also looks through this PKCS#11 module]:FILE.so:_files' \
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
'::card -- Number, name or file of the device; without it, the only one there is:_default' \
&& ret=0
;;
(change-pin)
_arguments "${_arguments_options[@]}" : \
'*--token=[Also looks into this file]:FILE:_files' \
'*--module=[Also looks through this PKCS#11 module]:FILE.so:_files' \
'--only=[Only the PIN of this key, where the device has two different ones \[values\: signature, authentication\]]:ONLY:(signature authentication)' \
'--pin-fd=[Reads the PIN from this file descriptor]:N:_default' \
'(--pin-fd)--pin-file=[Reads the PIN from the first line of this file]:FILE:_files' \
'--new-pin-fd=[Reads the new PIN from this file descriptor]:N:_default' \
'(--new-pin-fd)--new-pin-file=[Reads the new PIN from the first line of this file]:FILE:_files' \
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
'::card -- Number, name or file of the device; without it, the only one there is:_default' \
&& ret=0
;;
(unblock)
_arguments "${_arguments_options[@]}" : \
'*--token=[Also looks into this file]:FILE:_files' \
'*--module=[Also looks through this PKCS#11 module]:FILE.so:_files' \
'--only=[Only the PIN of this key, where the device has two different ones \[values\: signature, authentication\]]:ONLY:(signature authentication)' \
'--puk-fd=[Reads the PUK from this file descriptor]:N:_default' \
'(--puk-fd)--puk-file=[Reads the PUK from the first line of this file]:FILE:_files' \
'--new-pin-fd=[Reads the new PIN from this file descriptor]:N:_default' \
'(--new-pin-fd)--new-pin-file=[Reads the new PIN from the first line of this file]:FILE:_files' \
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
'::card -- Number, name or file of the device; without it, the only one there is:_default' \
&& ret=0
;;
(activate)
_arguments "${_arguments_options[@]}" : \
'*--token=[Also looks into this file]:FILE:_files' \
'*--module=[Also looks through this PKCS#11 module]:FILE.so:_files' \
'--only=[Only the PIN of this key, where the device has two different ones \[values\: signature, authentication\]]:ONLY:(signature authentication)' \
'--pin-fd=[Reads the PIN from this file descriptor]:N:_default' \
'(--pin-fd)--pin-file=[Reads the PIN from the first line of this file]:FILE:_files' \
'--new-pin-fd=[Reads the new PIN from this file descriptor]:N:_default' \
'(--new-pin-fd)--new-pin-file=[Reads the new PIN from the first line of this file]:FILE:_files' \
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
'::card -- Number, name or file of the device; without it, the only one there is:_default' \
&& ret=0
;;
(simulate)
_arguments "${_arguments_options[@]}" : \
'--host=[Computer where vpcd waits for the card, or where the card waits for vpcd (--listen) \[default\: 127.0.0.1\]]:HOST:_default' \
'--port=[Port\: vpcd’s first, or the next one for the second reader \[default\: 35963\]]:PORT:_default' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'--listen[Waits for vpcd instead of looking for it; on this computer only (with vpcd 3.3, taking the card out stops pcscd)]' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
':file -- File of the test device:_files' \
&& ret=0
;;
(personalise)
_arguments "${_arguments_options[@]}" : \
'--name=[Given name of the holder]:TEXT:_default' \
'--surname=[Surname of the holder]:TEXT:_default' \
'--codice-fiscale=[Codice fiscale of the holder]:CODE:_default' \
'--email=[Email address of the holder\: gets the notices about the certificates]:ADDRESS:_default' \
'--key-type=[Kind of both keys\: rsa-2048, rsa-3072, rsa-4096, p-256 or p-384; a CNS has rsa-2048 \[default\: rsa-2048\]]:KIND:_default' \
'--codes-file=[File to write PIN, PUK and emergency code of a newly made test device to]:FILE:_files' \
'--module=[Use the token of this PKCS#11 module]:FILE.so:_files' \
'--pin-fd=[Read the PIN of the device from this file descriptor]:N:_default' \
'(--pin-fd)--pin-file=[Read the PIN of the device from the first line of this file]:FILE:_files' \
'--new-pin-fd=[Read the new PIN, set at the end, from this file descriptor]:N:_default' \
'(--new-pin-fd)--new-pin-file=[Read the new PIN, set at the end, from the first line of this file]:FILE:_files' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'--two-pins[A PIN and a PUK of its own for each key]' \
'--activate[Record at once that the holder received it]' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
':card -- File of the test device (made where it does not exist), name of the reader, or with --module label of the PKCS#11 token:_default' \
&& ret=0
;;
        esac
    ;;
esac
;;
(tsa)
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
":: :_ceralacca__subcmd__tsa_commands" \
"*::: :->tsa" \
&& ret=0

    case $state in
    (tsa)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:ceralacca-tsa-command-$line[1]:"
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
(find)
_arguments "${_arguments_options[@]}" : \
'()--serial=[Serial number of the stamp]:HEX:_default' \
'-o+[File to write the first stamp found to]:PATH:_files' \
'--output=[File to write the first stamp found to]:PATH:_files' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'--force[Replaces the file if it exists]' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
'::file -- File whose stamps to look for:_files' \
&& ret=0
;;
(replace)
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
(account)
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
":: :_ceralacca__subcmd__tsa__subcmd__account_commands" \
"*::: :->account" \
&& ret=0

    case $state in
    (account)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:ceralacca-tsa-account-command-$line[1]:"
        case $line[1] in
            (add)
_arguments "${_arguments_options[@]}" : \
'--per-day=[How many stamps it may have a day (no limit unless said)]:N:_default' \
'--password-file=[New file to write the password to]:FILE:_files' \
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
':name -- Name of the account:_default' \
&& ret=0
;;
(list)
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
(close)
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
':name -- Name of the account:_default' \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
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
(trust)
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
":: :_ceralacca__subcmd__trust_commands" \
"*::: :->trust" \
&& ret=0

    case $state in
    (trust)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:ceralacca-trust-command-$line[1]:"
        case $line[1] in
            (import)
_arguments "${_arguments_options[@]}" : \
'*--signer=[Certificate of who may sign the list\: those for the list of lists are in the Official Journal of the European Union]:FILE:_files' \
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
'*::files -- Lists in XML\: that of a country, or the list of lists with its earlier issues (pivots):_files' \
&& ret=0
;;
(refresh)
_arguments "${_arguments_options[@]}" : \
'*--country=[Look for the lists of these countries only; without it, those of the configuration or all]:IT|DE|…:_default' \
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
'--database=[Address of the PostgreSQL database; SQLite in the data folder unless you say so]:postgres://…:_default' \
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
(activate)
_arguments "${_arguments_options[@]}" : \
'*--share-file=[Read a share from the first line of this file]:FILE:_files' \
'*--share-fd=[Read a share from this file descriptor]:N:_default' \
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
(ceremony)
_arguments "${_arguments_options[@]}" : \
'(--default)--script=[Script of the ceremony]:FILE:_files' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'--default[Use the script of the fictional chamber]' \
'--resume[Go on with an interrupted ceremony]' \
'--dry-run[Only rehearse, in a throw-away folder]' \
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
'--email=[Mail address of the holder, who is told about changes of the certificates]:ADDRESS:_default' \
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
(keys)
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
(suspend)
_arguments "${_arguments_options[@]}" : \
'--reason=[Reason in your own words]:TEXT:_default' \
'--for=[Who asks for it, when it is not the registration office]:holder|applicant|third-party|authority:_default' \
'--who=[Tax code of who asks for it]:CODE:_default' \
'--channel=[Which way the request came]:counter|signed-form|pec:_default' \
'--received=[When the request came in; now unless said]:RFC3339:_default' \
'*--evidence=[Document that proves the request; its fingerprint is kept]:FILE:_files' \
'--late-because=[Why more than 24 hours have passed since the request]:TEXT:_default' \
'--motive=[Motive, kept in the history of the certificate \[values\: theft, loss-with-pin, compromise, affiliation-ended, affiliation-changed, data-changed, device-replaced, renewed-and-revoked, no-longer-used, death, broken, codes-locked, suspension, order, abuse, unpaid\]]:MOTIVE:(theft loss-with-pin compromise affiliation-ended affiliation-changed data-changed device-replaced renewed-and-revoked no-longer-used death broken codes-locked suspension order abuse unpaid)' \
'--from=[From when the suspension counts; now unless said]:RFC3339:_default' \
'--until=[When the suspension ends by itself]:RFC3339:_default' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'--only[Changes this certificate alone, not the whole device]' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
':target -- Serial number of a certificate, or id of the pair:_default' \
&& ret=0
;;
(reactivate)
_arguments "${_arguments_options[@]}" : \
'--reason=[Reason in your own words]:TEXT:_default' \
'--for=[Who asks for it, when it is not the registration office]:holder|applicant|third-party|authority:_default' \
'--who=[Tax code of who asks for it]:CODE:_default' \
'--channel=[Which way the request came]:counter|signed-form|pec:_default' \
'--received=[When the request came in; now unless said]:RFC3339:_default' \
'*--evidence=[Document that proves the request; its fingerprint is kept]:FILE:_files' \
'--late-because=[Why more than 24 hours have passed since the request]:TEXT:_default' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'--only[Changes this certificate alone, not the whole device]' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
':target -- Serial number of a certificate, or id of the pair:_default' \
&& ret=0
;;
(revoke)
_arguments "${_arguments_options[@]}" : \
'--reason=[Reason in your own words]:TEXT:_default' \
'--for=[Who asks for it, when it is not the registration office]:holder|applicant|third-party|authority:_default' \
'--who=[Tax code of who asks for it]:CODE:_default' \
'--channel=[Which way the request came]:counter|signed-form|pec:_default' \
'--received=[When the request came in; now unless said]:RFC3339:_default' \
'*--evidence=[Document that proves the request; its fingerprint is kept]:FILE:_files' \
'--late-because=[Why more than 24 hours have passed since the request]:TEXT:_default' \
'--motive=[Motive, kept in the history of the certificate \[values\: theft, loss-with-pin, compromise, affiliation-ended, affiliation-changed, data-changed, device-replaced, renewed-and-revoked, no-longer-used, death, broken, codes-locked, order, abuse, unpaid\]]:MOTIVE:(theft loss-with-pin compromise affiliation-ended affiliation-changed data-changed device-replaced renewed-and-revoked no-longer-used death broken codes-locked order abuse unpaid)' \
'--from=[Since when the key is in other hands, if that is known]:RFC3339:_default' \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'--only[Changes this certificate alone, not the whole device]' \
'-h[Show help]' \
'--help[Show help]' \
'--json[Write one JSON document instead of words]' \
'-q[Write errors only]' \
'--quiet[Write errors only]' \
'-v[Write the steps in between too]' \
'--verbose[Write the steps in between too]' \
'--no-input[Ask nothing\: end when something is missing]' \
'--yes[Confirm questions by itself]' \
':target -- Serial number of a certificate, or id of the pair:_default' \
&& ret=0
;;
(history)
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
':target -- Serial number of a certificate, or id of the pair:_default' \
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
(survey)
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
(block)
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
':keys -- A line for each key\: SHA-256 of its SubjectPublicKeyInfo in hexadecimal:_files' \
&& ret=0
;;
        esac
    ;;
esac
;;
(operator)
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
":: :_ceralacca__subcmd__operator_commands" \
"*::: :->operator" \
&& ret=0

    case $state in
    (operator)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:ceralacca-operator-command-$line[1]:"
        case $line[1] in
            (add)
_arguments "${_arguments_options[@]}" : \
'--name=[Name and surname]:TEXT:_default' \
'--email=[Email address]:ADDRESS:_default' \
'--role=[Role\: ca_officer, rao, auditor, sysadmin, key_custodian or service]:ROLE:_default' \
'(--pkcs12)--request=[Certificate request (PKCS#10) made by the person]:FILE:_files' \
'-o+[Where to write the certificate]:FILE:_files' \
'--output=[Where to write the certificate]:FILE:_files' \
'--pkcs12=[Makes a new key and writes it with the certificate into this file, which browsers import]:FILE:_files' \
'--password-file=[Reads the password of the PKCS#12 file from the first line of this file]:FILE:_files' \
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
':id -- Identifier of the person, the same in every role:_default' \
&& ret=0
;;
(list)
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
(certificate)
_arguments "${_arguments_options[@]}" : \
'--role=[Role]:ROLE:_default' \
'(--pkcs12)--request=[Certificate request (PKCS#10) made by the person]:FILE:_files' \
'-o+[Where to write the certificate]:FILE:_files' \
'--output=[Where to write the certificate]:FILE:_files' \
'--pkcs12=[Makes a new key and writes it with the certificate into this file, which browsers import]:FILE:_files' \
'--password-file=[Reads the password of the PKCS#12 file from the first line of this file]:FILE:_files' \
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
':id -- Identifier of the person:_default' \
&& ret=0
;;
(disable)
_arguments "${_arguments_options[@]}" : \
'--role=[Role]:ROLE:_default' \
'--reason=[Reason, for the audit log]:TEXT:_default' \
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
':id -- Identifier of the person:_default' \
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
'--export=[Folder of an export to verify, without the installation]:DIR:_files' \
'*--checkpoint=[Checkpoint kept elsewhere to compare the log with]:FILE:_files' \
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
(checkpoint)
_arguments "${_arguments_options[@]}" : \
'-o+[File to write the checkpoint to]:FILE|-:_files' \
'--output=[File to write the checkpoint to]:FILE|-:_files' \
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
(prove)
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
':entry -- Number of the line:_default' \
&& ret=0
;;
(export)
_arguments "${_arguments_options[@]}" : \
'--from=[First line (the first of the log unless said)]:N:_default' \
'--to=[Last line (the last sealed one unless said)]:N:_default' \
'-o+[Folder to create]:DIR:_files' \
'--output=[Folder to create]:DIR:_files' \
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
'--admin=[https address for operators, which asks for their certificate]:ADDR:PORT:_default' \
'--cns=[https address that asks for the CNS certificate, for people who log in]:ADDR:PORT:_default' \
'*--only=[What this node does\: pages, OCSP answers, lists, time stamps, work; everything unless you say so \[values\: web, ocsp, crl, tsa, worker\]]:ONLY:((web\:"Pages"
ocsp\:"Answers about single certificates"
crl\:"CA certificates and revocation lists"
tsa\:"Time stamps"
worker\:"Lists, keys, mail, recovery, deadlines"))' \
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
(signer)
_arguments "${_arguments_options[@]}" : \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'--with-parent[End when standard input ends, that is with whoever started it]' \
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
(approval)
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
":: :_ceralacca__subcmd__approval_commands" \
"*::: :->approval" \
&& ret=0

    case $state in
    (approval)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:ceralacca-approval-command-$line[1]:"
        case $line[1] in
            (list)
_arguments "${_arguments_options[@]}" : \
'--lang=[Language of the words]:it|en|de:_default' \
'--time=[Act as if it were this instant (verification, trials)]:RFC3339:_default' \
'--data=[Data folder of the installation]:DIR:_files' \
'--color=[When to use colours \[values\: auto, always, never\] \[default\: auto\]]:COLOR:(auto always never)' \
'--progress=[When to show progress \[values\: auto, always, never\] \[default\: auto\]]:PROGRESS:(auto always never)' \
'--all[Also those that are over]' \
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
(show)
_arguments "${_arguments_options[@]}" : \
'-o+[File to save the text to be signed in]:FILE:_files' \
'--output=[File to save the text to be signed in]:FILE:_files' \
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
':id -- Identifier of the proposal:_default' \
&& ret=0
;;
(propose)
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
':file -- Act in JSON; “-” is standard input:_files' \
&& ret=0
;;
(approve)
_arguments "${_arguments_options[@]}" : \
'(--key)--signature=[Signature made over the text of the proposal (.p7m or .p7s)]:FILE:_files' \
'--key=[Key of the officer, to sign now]:card|token:FILE|vault:NAME|pkcs11:MODULE:_default' \
'--certificate=[Certificate of the officer, if the key does not bring it]:FILE:_files' \
'--pin-fd=[Read the PIN from this file descriptor]:N:_default' \
'(--pin-fd)--pin-file=[Read the PIN from the first line of this file]:FILE:_files' \
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
':id -- Identifier of the proposal:_default' \
&& ret=0
;;
(withdraw)
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
':id -- Identifier of the proposal:_default' \
&& ret=0
;;
(execute)
_arguments "${_arguments_options[@]}" : \
'*--share-file=[Read a share from the first line of this file]:FILE:_files' \
'*--share-fd=[Read a share from this file descriptor]:N:_default' \
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
':id -- Identifier of the proposal:_default' \
&& ret=0
;;
        esac
    ;;
esac
;;
(demo)
_arguments "${_arguments_options[@]}" : \
'--http=[http address \[default\: 127.0.0.1\:8480\]]:ADDR:PORT:_default' \
'--https=[https address \[default\: 127.0.0.1\:8443\]]:ADDR:PORT:_default' \
'--admin=[https address for operators, which asks for their certificate \[default\: 127.0.0.1\:8444\]]:ADDR:PORT:_default' \
'--cns=[https address that asks for the CNS certificate, for people who log in \[default\: 127.0.0.1\:8445\]]:ADDR:PORT:_default' \
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
'timestamp:Time-stamps one or more files, or verifies a time stamp' \
'augment:Bring signatures to a higher level without touching what is there' \
'desk:Open the signing desk in the browser, on this computer only' \
'card:Uses the cards and devices connected to this computer' \
'tsa:Manages the time-stamping authority of this installation' \
'cert:Show and check certificates' \
'trust:Keep the European trusted lists, which tell whether a signature is qualified' \
'init:Prepare a new installation and its certification authorities' \
'ca:Administer the certification authorities' \
'operator:Operators\: who may enter the pages of administration' \
'audit:Read and verify the audit log' \
'serve:Serve the pages and the services' \
'signer:Keep the authorities’ keys in a process of their own' \
'approval:Acts that two CA officers must sign' \
'demo:Try everything with an invented Chamber and invented people' \
'doctor:Explain what is wrong and how to mend it' \
'completions:Write completions for the shell' \
'man:Write the manual pages' \
    )
    _describe -t commands 'ceralacca commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__approval_commands] )) ||
_ceralacca__subcmd__approval_commands() {
    local commands; commands=(
'list:List the proposals that wait' \
'show:Show a proposal and save its text to be signed' \
'propose:Propose an act' \
'approve:Approve a proposal with an officer’s signature' \
'withdraw:Withdraw a proposal' \
'execute:Carry out an approved act' \
    )
    _describe -t commands 'ceralacca approval commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__approval__subcmd__approve_commands] )) ||
_ceralacca__subcmd__approval__subcmd__approve_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca approval approve commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__approval__subcmd__execute_commands] )) ||
_ceralacca__subcmd__approval__subcmd__execute_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca approval execute commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__approval__subcmd__list_commands] )) ||
_ceralacca__subcmd__approval__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca approval list commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__approval__subcmd__propose_commands] )) ||
_ceralacca__subcmd__approval__subcmd__propose_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca approval propose commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__approval__subcmd__show_commands] )) ||
_ceralacca__subcmd__approval__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca approval show commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__approval__subcmd__withdraw_commands] )) ||
_ceralacca__subcmd__approval__subcmd__withdraw_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca approval withdraw commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__audit_commands] )) ||
_ceralacca__subcmd__audit_commands() {
    local commands; commands=(
'show:Show the last lines of the log' \
'verify:Verify that nobody changed the log' \
'checkpoint:Seal the log now and show the checkpoint to keep elsewhere' \
'prove:Prove that a line stands in the sealed log' \
'export:Export lines with their proofs, for people without this program' \
    )
    _describe -t commands 'ceralacca audit commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__audit__subcmd__checkpoint_commands] )) ||
_ceralacca__subcmd__audit__subcmd__checkpoint_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca audit checkpoint commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__audit__subcmd__export_commands] )) ||
_ceralacca__subcmd__audit__subcmd__export_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca audit export commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__audit__subcmd__prove_commands] )) ||
_ceralacca__subcmd__audit__subcmd__prove_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca audit prove commands' commands "$@"
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
(( $+functions[_ceralacca__subcmd__augment_commands] )) ||
_ceralacca__subcmd__augment_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca augment commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__ca_commands] )) ||
_ceralacca__subcmd__ca_commands() {
    local commands; commands=(
'show:Show the authorities and their addresses' \
'crl:Publish the revocation lists' \
'activate:Open the authorities’ keys with the custodians’ shares' \
'ceremony:Hold the key ceremony by a script' \
'issue:Issue a pair of certificates on a new test token' \
'keys:Check the keys and say which end soon' \
'status:Tell the status of a certificate' \
'suspend:Suspends the certificates of a device' \
'reactivate:Reactivates the suspended certificates of a device' \
'revoke:Revokes the certificates of a device for ever' \
'history:Shows the whole life of a certificate, for a dispute' \
'recover:Finish what was interrupted while issuing' \
'survey:Read all certificates again and say how many faults there are' \
'block:Forbid for ever keys that are known to others' \
    )
    _describe -t commands 'ceralacca ca commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__ca__subcmd__activate_commands] )) ||
_ceralacca__subcmd__ca__subcmd__activate_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca ca activate commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__ca__subcmd__block_commands] )) ||
_ceralacca__subcmd__ca__subcmd__block_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca ca block commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__ca__subcmd__ceremony_commands] )) ||
_ceralacca__subcmd__ca__subcmd__ceremony_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca ca ceremony commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__ca__subcmd__crl_commands] )) ||
_ceralacca__subcmd__ca__subcmd__crl_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca ca crl commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__ca__subcmd__history_commands] )) ||
_ceralacca__subcmd__ca__subcmd__history_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca ca history commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__ca__subcmd__issue_commands] )) ||
_ceralacca__subcmd__ca__subcmd__issue_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca ca issue commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__ca__subcmd__keys_commands] )) ||
_ceralacca__subcmd__ca__subcmd__keys_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca ca keys commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__ca__subcmd__reactivate_commands] )) ||
_ceralacca__subcmd__ca__subcmd__reactivate_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca ca reactivate commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__ca__subcmd__recover_commands] )) ||
_ceralacca__subcmd__ca__subcmd__recover_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca ca recover commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__ca__subcmd__revoke_commands] )) ||
_ceralacca__subcmd__ca__subcmd__revoke_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca ca revoke commands' commands "$@"
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
(( $+functions[_ceralacca__subcmd__ca__subcmd__survey_commands] )) ||
_ceralacca__subcmd__ca__subcmd__survey_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca ca survey commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__ca__subcmd__suspend_commands] )) ||
_ceralacca__subcmd__ca__subcmd__suspend_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca ca suspend commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__card_commands] )) ||
_ceralacca__subcmd__card_commands() {
    local commands; commands=(
'list:Lists the devices, with their certificates and the tries left' \
'info:Shows all that a device says without a PIN' \
'change-pin:Changes the PIN' \
'unblock:Unblocks the PIN with the PUK and sets a new one' \
'activate:Activates a device\: checks both certificates and replaces the PIN that came with it' \
'simulate:Puts the card of a file into a reader, for every program' \
'personalise:Makes the keys on a device and writes the certificates to it' \
    )
    _describe -t commands 'ceralacca card commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__card__subcmd__activate_commands] )) ||
_ceralacca__subcmd__card__subcmd__activate_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca card activate commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__card__subcmd__change-pin_commands] )) ||
_ceralacca__subcmd__card__subcmd__change-pin_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca card change-pin commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__card__subcmd__info_commands] )) ||
_ceralacca__subcmd__card__subcmd__info_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca card info commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__card__subcmd__list_commands] )) ||
_ceralacca__subcmd__card__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca card list commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__card__subcmd__personalise_commands] )) ||
_ceralacca__subcmd__card__subcmd__personalise_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca card personalise commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__card__subcmd__simulate_commands] )) ||
_ceralacca__subcmd__card__subcmd__simulate_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca card simulate commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__card__subcmd__unblock_commands] )) ||
_ceralacca__subcmd__card__subcmd__unblock_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca card unblock commands' commands "$@"
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
(( $+functions[_ceralacca__subcmd__desk_commands] )) ||
_ceralacca__subcmd__desk_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca desk commands' commands "$@"
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
(( $+functions[_ceralacca__subcmd__operator_commands] )) ||
_ceralacca__subcmd__operator_commands() {
    local commands; commands=(
'add:Registers an operator and gives a certificate at once if asked to' \
'list:Lists the operators and their certificates' \
'certificate:Gives an operator a new certificate' \
'disable:Closes the access of an operator, at once and for good' \
    )
    _describe -t commands 'ceralacca operator commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__operator__subcmd__add_commands] )) ||
_ceralacca__subcmd__operator__subcmd__add_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca operator add commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__operator__subcmd__certificate_commands] )) ||
_ceralacca__subcmd__operator__subcmd__certificate_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca operator certificate commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__operator__subcmd__disable_commands] )) ||
_ceralacca__subcmd__operator__subcmd__disable_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca operator disable commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__operator__subcmd__list_commands] )) ||
_ceralacca__subcmd__operator__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca operator list commands' commands "$@"
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
(( $+functions[_ceralacca__subcmd__signer_commands] )) ||
_ceralacca__subcmd__signer_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca signer commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__timestamp_commands] )) ||
_ceralacca__subcmd__timestamp_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca timestamp commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__trust_commands] )) ||
_ceralacca__subcmd__trust_commands() {
    local commands; commands=(
'import:Take trusted lists from files, after a check of their signature' \
'refresh:Look for newer copies of the lists, and for those that the list of lists names' \
'show:Show the lists that are kept and how fresh they are' \
    )
    _describe -t commands 'ceralacca trust commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__trust__subcmd__import_commands] )) ||
_ceralacca__subcmd__trust__subcmd__import_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca trust import commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__trust__subcmd__refresh_commands] )) ||
_ceralacca__subcmd__trust__subcmd__refresh_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca trust refresh commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__trust__subcmd__show_commands] )) ||
_ceralacca__subcmd__trust__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca trust show commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__tsa_commands] )) ||
_ceralacca__subcmd__tsa_commands() {
    local commands; commands=(
'show:Shows the unit that signs, how many stamps there are and the state of the clock' \
'verify:Verifies that nobody changed the archive of time stamps' \
'find:Looks in the archive for the stamps of a file, or for the one with a serial number' \
'replace:Replaces the time-stamping unit at once, for example when its key is compromised' \
'account:Manages the accounts of those who ask for time stamps' \
    )
    _describe -t commands 'ceralacca tsa commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__tsa__subcmd__account_commands] )) ||
_ceralacca__subcmd__tsa__subcmd__account_commands() {
    local commands; commands=(
'add:Makes an account and writes its password to a file' \
'list:Lists the open accounts with their stamps of today' \
'close:Closes an account' \
    )
    _describe -t commands 'ceralacca tsa account commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__tsa__subcmd__account__subcmd__add_commands] )) ||
_ceralacca__subcmd__tsa__subcmd__account__subcmd__add_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca tsa account add commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__tsa__subcmd__account__subcmd__close_commands] )) ||
_ceralacca__subcmd__tsa__subcmd__account__subcmd__close_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca tsa account close commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__tsa__subcmd__account__subcmd__list_commands] )) ||
_ceralacca__subcmd__tsa__subcmd__account__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca tsa account list commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__tsa__subcmd__find_commands] )) ||
_ceralacca__subcmd__tsa__subcmd__find_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca tsa find commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__tsa__subcmd__replace_commands] )) ||
_ceralacca__subcmd__tsa__subcmd__replace_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca tsa replace commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__tsa__subcmd__show_commands] )) ||
_ceralacca__subcmd__tsa__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca tsa show commands' commands "$@"
}
(( $+functions[_ceralacca__subcmd__tsa__subcmd__verify_commands] )) ||
_ceralacca__subcmd__tsa__subcmd__verify_commands() {
    local commands; commands=()
    _describe -t commands 'ceralacca tsa verify commands' commands "$@"
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
