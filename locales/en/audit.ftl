# Audit log.
audit-sealed = Checkpoints that hold: { $checkpoints }; time stamps: { $stamps }; root { $root }
audit-exported = Lines { $from } to { $to } written to { $folder }, with their proofs
audit-not-recorded = The verification could not be noted in the log: { $detail }
audit-proof = Line { $entry } stands in the log of { $size } lines: text, hash, path to the root, checkpoint
audit-export-readme =
    Lines of the audit log, with what proves them
    =============================================

    entries.jsonl      one line of the log per line: canonical JSON (RFC 8785), exact bytes
    range.json         from which line to which, and the hashes of the subtrees to the left and right
    checkpoint.txt     the checkpoint: name of the log, number of lines, root of the tree, signatures
    checkpoints.jsonl  the other checkpoints of these lines, with their time stamps
    checkpoint.*.tst   time stamps (RFC 3161) of the checkpoint, if there are any
    proofs.jsonl       proof of inclusion of each line (up to 1000 lines)
    audit-N.pem        public keys that signed the checkpoints

    With the program, without the installation:  ceralacca audit verify --export FOLDER

    With common tools:

    1. Hash of a line (RFC 6962): SHA-256 of the byte 00 followed by the line without its end
         (printf '\000'; sed -n 1p entries.jsonl | tr -d '\n') | sha256sum
       The member "prev" of the next line must be this hash.
    2. From the hash to the root: for each step of "path" in proofs.jsonl, SHA-256 of the byte 01,
       the left half and the right half (RFC 9162, 2.1.3.2). The result, in base64, is the third line
       of checkpoint.txt. For all lines together: the subtrees "left", the lines, the subtrees "right".
    3. The signature of the checkpoint: the signed text is the first three lines of checkpoint.txt
         head -3 checkpoint.txt > text
         grep '^—' checkpoint.txt | head -1 | cut -d' ' -f3 | base64 -d | tail -c +5 > signature
         openssl dgst -sha256 -verify audit-1.pem -signature signature text
       The four bytes that were cut off are the number of the key: the beginning of its SHA-256
         openssl pkey -pubin -in audit-1.pem -outform DER | sha256sum
    4. The time stamp is over the whole file checkpoint.txt
         openssl ts -verify -data checkpoint.txt -in checkpoint.own.tst -token_in -CAfile ca-tsa.pem

problem-audit-unsealed =
    .heading = Line { $entry } is not sealed yet
    .why = A line can be proved only against a checkpoint that covers it.
    .todo = Run "ceralacca audit checkpoint", or wait a minute if the service is running, and try again.
problem-not-a-checkpoint =
    .heading = { $file } is not a checkpoint of the log
    .why = A checkpoint has three lines of text, an empty line and at least one signature.
    .todo = Name the file written by "ceralacca audit checkpoint" or the checkpoints.jsonl of an export.
problem-audit-export-damaged =
    .heading = The export of the log is damaged
    .why = { $file } is not as it should be.
    .todo = Ask for a new export and keep this one as it is.
problem-audit-stamp-broken =
    .heading = A time stamp of the log is not of its checkpoint
    .why = Checkpoint of { $line } lines, { $detail }
    .todo = The lines are intact; keep the database as it is and tell the auditor.
