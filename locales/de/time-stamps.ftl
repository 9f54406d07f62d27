# Zeitstempel: die Adresse /tsa, der Befehl timestamp, die Uhr.

problem-time-stamp-method =
    .heading = Zeitstempel werden hier mit einer POST-Anfrage verlangt
    .why = Die Adresse spricht nur das Protokoll RFC 3161: Typ application/timestamp-query.
    .todo = Verwenden Sie ein Programm für Zeitstempel, zum Beispiel: ceralacca timestamp DOKUMENT --url ADRESSE
problem-time-stamp-type =
    .heading = Das ist nicht der Typ einer Zeitstempel-Anfrage
    .why = Der Typ der Anfrage muss application/timestamp-query sein (RFC 3161).
    .todo = Setzen Sie im verwendeten Programm die Kopfzeile Content-Type.
problem-time-stamp-too-large =
    .heading = Die Anfrage ist zu groß
    .why = Eine Zeitstempel-Anfrage enthält nur den Hashwert des Dokuments: höchstens 8 kB.
    .todo = Senden Sie den Hashwert, nicht das Dokument.
problem-time-stamp-slow =
    .heading = Die Anfrage ist nicht rechtzeitig angekommen
    .why = Wir warten höchstens zehn Sekunden auf eine Anfrage.
    .todo = Versuchen Sie es noch einmal. Geschieht es wieder, prüfen Sie Ihre Verbindung.
problem-time-stamp-account =
    .heading = Benutzername oder Passwort ungültig
    .why = Der Zeitstempeldienst kennt diese Zugangsdaten nicht, oder er verlangt welche.
    .todo = Prüfen Sie Name und Passwort. Haben Sie sie verloren, bitten Sie den Betreiber um neue.
problem-time-stamp-quota =
    .heading = Sie haben alle Zeitstempel von heute verbraucht
    .why = Ihr Zugang enthält { $count } am Tag.
    .todo = Versuchen Sie es morgen wieder, oder bitten Sie den Betreiber um eine höhere Grenze.
