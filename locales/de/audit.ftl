# Protokoll (Giornale di controllo).
audit-sealed = Siegel, die halten: { $checkpoints }; Zeitstempel: { $stamps }; Wurzel { $root }
audit-exported = Zeilen { $from } bis { $to } mit ihren Beweisen nach { $folder } geschrieben
audit-not-recorded = Die Prüfung konnte nicht im Protokoll vermerkt werden: { $detail }
audit-proof = Zeile { $entry } steht im Protokoll von { $size } Zeilen: Text, Prüfsumme, Weg zur Wurzel, Siegel
audit-export-readme =
    Zeilen des Protokolls, mit dem, was sie beweist
    ===============================================

    entries.jsonl      eine Zeile des Protokolls je Zeile: kanonisches JSON (RFC 8785), Byte für Byte
    range.json         von welcher bis zu welcher Zeile, und die Prüfsummen der Teilbäume links und rechts
    checkpoint.txt     das Siegel: Name des Protokolls, Zahl der Zeilen, Wurzel des Baums, Signaturen
    checkpoints.jsonl  die anderen Siegel dieser Zeilen, mit ihren Zeitstempeln
    checkpoint.*.tst   Zeitstempel (RFC 3161) des Siegels, falls vorhanden
    proofs.jsonl       Beweis der Zugehörigkeit jeder Zeile (bis zu 1000 Zeilen)
    audit-N.pem        öffentliche Schlüssel, die die Siegel signiert haben

    Mit dem Programm, ohne die Installation:  ceralacca audit verify --export ORDNER

    Mit üblichen Werkzeugen:

    1. Prüfsumme einer Zeile (RFC 6962): SHA-256 des Bytes 00, gefolgt von der Zeile ohne Zeilenende
         (printf '\000'; sed -n 1p entries.jsonl | tr -d '\n') | sha256sum
       Das Feld "prev" der nächsten Zeile muss diese Prüfsumme enthalten.
    2. Von der Prüfsumme zur Wurzel: für jeden Schritt von "path" in proofs.jsonl SHA-256 des Bytes 01,
       der linken und der rechten Hälfte (RFC 9162, 2.1.3.2). Das Ergebnis ist, in Base64, die dritte
       Zeile von checkpoint.txt. Für alle Zeilen zusammen: die Teilbäume "left", die Zeilen, die "right".
    3. Die Signatur des Siegels: signiert sind die ersten drei Zeilen von checkpoint.txt
         head -3 checkpoint.txt > text
         grep '^—' checkpoint.txt | head -1 | cut -d' ' -f3 | base64 -d | tail -c +5 > signatur
         openssl dgst -sha256 -verify audit-1.pem -signature signatur text
       Die vier abgeschnittenen Bytes sind die Nummer des Schlüssels: der Anfang seiner Prüfsumme
         openssl pkey -pubin -in audit-1.pem -outform DER | sha256sum
    4. Der Zeitstempel gilt der ganzen Datei checkpoint.txt
         openssl ts -verify -data checkpoint.txt -in checkpoint.own.tst -token_in -CAfile ca-tsa.pem

problem-audit-unsealed =
    .heading = Zeile { $entry } ist noch nicht versiegelt
    .why = Eine Zeile lässt sich nur gegen ein Siegel beweisen, das sie umfasst.
    .todo = Führen Sie «ceralacca audit checkpoint» aus, oder warten Sie eine Minute, wenn der Dienst läuft, und versuchen Sie es erneut.
problem-not-a-checkpoint =
    .heading = { $file } ist kein Siegel des Protokolls
    .why = Ein Siegel hat drei Textzeilen, eine Leerzeile und mindestens eine Signatur.
    .todo = Geben Sie die Datei von «ceralacca audit checkpoint» an oder die checkpoints.jsonl eines Auszugs.
problem-audit-export-damaged =
    .heading = Der Auszug des Protokolls ist beschädigt
    .why = { $file } ist nicht so, wie es sein sollte.
    .todo = Verlangen Sie einen neuen Auszug und bewahren Sie diesen unverändert auf.
problem-audit-stamp-broken =
    .heading = Ein Zeitstempel des Protokolls gehört nicht zu seinem Siegel
    .why = Siegel von { $line } Zeilen, { $detail }
    .todo = Die Zeilen sind unversehrt; lassen Sie die Daten, wie sie sind, und verständigen Sie die Aufsicht.
