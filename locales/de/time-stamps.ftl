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

timestamp-done = Mit Zeitstempel versehen
timestamp-written = Geschrieben in { $file }
timestamp-about = { $time } · { $authority }
timestamp-about-qualified = { $time } · { $authority } · qualifizierter Zeitstempel
timestamp-clocks-differ = der Stempel sagt { $time }: die Uhr dieses Computers weicht um mehr als fünf Minuten ab
timestamp-check-valid = Gültiger Zeitstempel
timestamp-check-untrusted = Der Zeitstempel ist unversehrt, aber wir kennen nicht, wer ihn ausgestellt hat
timestamp-check-unknown = Das Zertifikat des Ausstellers des Zeitstempels fehlt
timestamp-check-broken = Zeitstempel ungültig
timestamp-check-other = Der Zeitstempel gehört zu einer anderen Datei, oder die Datei wurde geändert
timestamp-failure-algorithm = Der Hash-Algorithmus wird nicht angenommen.
timestamp-failure-request = Die Anfrage wird nicht angenommen.
timestamp-failure-data = Die Daten der Anfrage haben eine falsche Form.
timestamp-failure-time = Die Uhr der Stelle ist nicht verfügbar.
timestamp-failure-policy = Die verlangte Richtlinie gehört nicht zu denen der Stelle.
timestamp-failure-extension = Eine Erweiterung der Anfrage wird nicht angenommen.
timestamp-failure-information = Die zusätzlich verlangte Auskunft ist nicht verfügbar.
timestamp-failure-system = Die Stelle hat eine Störung.
timestamp-failure-unknown = Die Stelle nennt keinen Grund (Status { $status }).

problem-timestamp-no-service =
    .heading = Es ist nicht gesagt, wer den Zeitstempel ausstellen soll
    .why = Die Adresse einer Zeitstempelstelle fehlt, und hier ist keine Installation.
    .todo = Geben Sie die Adresse mit --url an oder den Ordner der Installation mit --data.
problem-timestamp-url =
    .heading = Die Adresse der Zeitstempelstelle ist ungültig
    .why = { $url }: { $detail }
    .todo = Schreiben Sie eine Adresse, die mit https:// oder http:// beginnt.
problem-timestamp-password-open =
    .heading = Das Passwort wird nicht unverschlüsselt gesendet
    .why = Die Adresse { $url } ist nicht verschlüsselt: Jeder im Netz könnte das Passwort lesen.
    .todo = Verwenden Sie die https-Adresse der Stelle.
problem-timestamp-password-missing =
    .heading = Das Passwort fehlt
    .why = Mit --user wird auch ein Passwort gebraucht.
    .todo = Geben Sie es mit --password-file oder --password-fd an.
problem-timestamp-unreachable =
    .heading = Die Zeitstempelstelle ist nicht erreichbar
    .why = { $url }: { $detail }
    .todo = Prüfen Sie Adresse und Verbindung und versuchen Sie es noch einmal.
problem-timestamp-slow =
    .heading = Die Zeitstempelstelle hat nicht rechtzeitig geantwortet
    .why = { $url } hat binnen { $seconds } Sekunden nicht geantwortet.
    .todo = Versuchen Sie es in einigen Minuten wieder.
problem-timestamp-credentials =
    .heading = Die Zeitstempelstelle nimmt diese Zugangsdaten nicht an
    .why = { $url } verlangt einen gültigen Benutzernamen und ein Passwort. { $detail }
    .todo = Prüfen Sie --user und das Passwort.
problem-timestamp-exhausted =
    .heading = Die Stelle gewährt vorerst keine weiteren Zeitstempel
    .why = Sie haben bei { $url } eine Grenze erreicht. { $detail }
    .todo = Versuchen Sie es später, oder bitten Sie die Stelle um eine höhere Grenze.
problem-timestamp-http =
    .heading = Die Adresse antwortet nicht wie eine Zeitstempelstelle
    .why = { $url } antwortete { $status }. { $detail }
    .todo = Prüfen Sie die Adresse: Es muss die des RFC-3161-Dienstes sein.
problem-timestamp-answer =
    .heading = Die Antwort der Stelle ist nicht lesbar
    .why = { $detail }
    .todo = Prüfen Sie die Adresse: Es muss die des RFC-3161-Dienstes sein.
problem-timestamp-refused =
    .heading = Die Stelle hat den Zeitstempel verweigert
    .why = { $reason } [{ $code }]
    .todo = Berichtigen Sie die Anfrage, oder versuchen Sie es später, wenn die Stelle gestört ist.
problem-timestamp-other =
    .heading = Der erhaltene Zeitstempel passt nicht zur Anfrage
    .why = { $detail }
    .todo = Er wurde nicht geschrieben. Versuchen Sie es noch einmal; geschieht es wieder, trauen Sie diesem Dienst nicht.
problem-timestamp-signature =
    .heading = Die Signatur des erhaltenen Zeitstempels ist ungültig
    .why = { $detail }
    .todo = Er wurde nicht geschrieben. Versuchen Sie es noch einmal; geschieht es wieder, trauen Sie diesem Dienst nicht.
problem-timestamp-certificate =
    .heading = Das Zertifikat des Ausstellers des Zeitstempels fehlt
    .why = Der Stempel enthält es nicht, und ohne es lässt sich nichts prüfen.
    .todo = Geben Sie es mit --certificate an, oder verlangen Sie den Stempel ohne --no-certs.
problem-timestamp-unreadable =
    .heading = Die Datei ist kein lesbarer Zeitstempel
    .why = { $file }: { $detail }
    .todo = Geben Sie eine .tsr- oder .tst-Datei an.

tsa-unit-until = Ihr Schlüssel signiert bis { $date }
tsa-no-unit = Keine Zeitstempeleinheit kann signieren
tsa-count = { $count ->
    [one] 1 Zeitstempel im Archiv
   *[other] { $count } Zeitstempel im Archiv
}
tsa-clock-good = Uhr verlässlich ({ $detail })
tsa-clock-bad = Uhr nicht verlässlich: Es wird nicht gestempelt ({ $detail })
tsa-archive-good = Das Archiv ist unversehrt: { $count ->
    [one] 1 Zeitstempel
   *[other] { $count } Zeitstempel
}
tsa-archive-bad = Das Archiv wurde bei Gruppe { $batch } geändert, nach { $count } unversehrten Zeitstempeln
tsa-account-made = Zugang { $name } angelegt. Das Passwort steht in { $file }
tsa-account-closed = Zugang { $name } geschlossen

problem-tsa-not-found =
    .heading = Kein Zeitstempel gefunden
    .why = Das Archiv dieser Installation enthält keinen.
    .todo = Prüfen Sie die Datei oder die Seriennummer.
problem-tsa-no-account =
    .heading = Es gibt keinen offenen Zugang mit diesem Namen
    .why = { $name } gibt es nicht, oder er ist schon geschlossen.
    .todo = Die Zugänge listet auf: ceralacca tsa account list

doctor-time-stamps = Uhr und Zeitstempel

problem-clock-untrusted =
    .heading = Die Uhr dieses Computers ist nicht verlässlich
    .why = { $detail }
    .todo = Prüfen Sie den Dienst, der sie stellt (chrony, systemd-timesyncd), und die Server unter [clock].
problem-tsa-no-unit =
    .heading = Keine Zeitstempeleinheit kann signieren
    .why = Der Schlüssel der letzten Einheit ist nicht mehr in Gebrauch, und niemand hat eine neue angelegt.
    .todo = Starten Sie den Dienst, der eine anlegt, oder verwenden Sie: ceralacca tsa replace
