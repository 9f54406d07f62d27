# Der Befehl „card simulate“.
help-card-simulate = Steckt die Karte einer Datei in einen Leser, für alle Programme
    .examples = {"  "}ceralacca card simulate mario.token
help-card-simulate-file = Datei des Testgerätes
help-card-simulate-host = Computer, auf dem vpcd die Karte erwartet oder die Karte vpcd (--listen)
help-card-simulate-port = Port: der erste von vpcd, oder der nächste für den zweiten Leser
help-card-simulate-listen = Erwartet vpcd, statt es zu suchen; nur auf diesem Computer (mit vpcd 3.3 hält das Herausnehmen der Karte pcscd an)

card-simulate-notice = Testgerät, keine qualifizierte Signaturerstellungseinheit. Wer den Port erreicht, kann die Karte verwenden, und die PIN geht dort im Klartext hindurch: Lassen Sie sie auf diesem Computer.
card-simulate-beyond = { $host } ist nicht dieser Computer: PIN und Antworten gehen im Klartext durch das Netz.
card-simulate-seeks = Die Karte { $number } sucht einen Leser auf { $address }. Zum Herausnehmen: Strg-C.
card-simulate-listens = Die Karte { $number } erwartet einen Leser auf { $address }. Zum Herausnehmen: Strg-C.
card-simulate-no-reader = Kein Leser auf { $address } ({ $detail }): Läuft pcscd mit vpcd? Es wird weiter versucht.
card-simulate-inserted = Die Karte steckt im Leser.
card-simulate-reader-gone = Der Leser ist nicht mehr da. Es wird weiter versucht.
card-simulate-no-card = Die Datei ist nicht mehr da oder nicht verwendbar: Der Leser ist leer, bis sie wieder da ist.
card-simulate-ended = Karte herausgenommen.

problem-card-address =
    .heading = { $address } ist keine Adresse
    .why = Die Adresse zum Warten wird nicht gefunden: { $detail }.
    .todo = Geben Sie mit --host eine Adresse dieses Computers an, etwa 127.0.0.1.
problem-card-listen-loopback =
    .heading = Die Karte kann nicht auf { $address } warten
    .why = Diese Adresse ist von anderen Computern erreichbar, und wer sie erreicht, könnte die Karte verwenden.
    .todo = Verwenden Sie 127.0.0.1, oder lassen Sie die Karte den Leser suchen (ohne --listen).
problem-card-listen-failed =
    .heading = Die Karte kann nicht auf { $address } warten
    .why = Das System sagt: { $detail }.
    .todo = Schließen Sie das Programm, das diesen Port verwendet, oder wählen Sie mit --port einen anderen.
