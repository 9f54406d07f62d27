# Vollständige Unterschriften: Hilfe zu sign, verify, extract, timestamp und augment.
help-sign-packaging = Wo das Dokument im Verhältnis zur Unterschrift steht
help-sign-inner = Unterschriften in einem ASiC-Container
help-sign-level = Stufe der Unterschrift: t fügt einen Zeitstempel hinzu, lt auch die Nachweise, lta einen Stempel über alles
help-sign-parallel = Eine Unterschrift neben die vorhandenen setzen, über dasselbe Dokument
help-sign-counter = Die Unterschrift mit dieser Nummer gegenzeichnen, wie verify sie nummeriert
help-sign-document = Dokument zu einer getrennten Unterschrift, für --parallel und --counter
help-sign-visible = Die Unterschrift im PDF zeigen: Seite und Ecke (1,bottom-right) oder Seite und Rechteck in Punkt
help-sign-image = PNG- oder JPEG-Bild, das in der Unterschrift gezeigt wird
help-sign-certify = Das PDF zertifizieren: was danach noch geändert werden darf
help-sign-tsa = Adresse der Zeitstempelstelle; ohne sie stempelt diese Installation
help-sign-tsa-user = Benutzername bei der Zeitstempelstelle
help-sign-tsa-password-file = Das Passwort für Zeitstempel aus der ersten Zeile dieser Datei lesen
help-sign-tls-ca = Zertifikate, denen bei https vertraut wird, anstelle der öffentlichen
help-sign-trust = Ordner oder Datei mit Zertifikaten, Sperrlisten und OCSP-Antworten; „installation“ ist diese Installation
help-sign-online = Fehlende Zertifikate und Sperrauskünfte im Netz suchen
help-sign-local-addresses = Adressen dieses Computers und des internen Netzes erlauben
help-sign-recursive = Die Dateien eines Ordners und seiner Unterordner nehmen
help-sign-jobs = Wie viele Dateien zugleich; ohne Angabe eine je Prozessor

help-verify-online = Fehlende Zertifikate und Sperrauskünfte im Netz suchen
help-verify-local-addresses = Adressen dieses Computers und des internen Netzes erlauben
help-verify-poe = Zeitpunkt, zu dem die Unterschrift schon bestand, Dritten gegenüber wirksam (PEC, Protokoll, Archivierung)
help-verify-recursive = Die Dateien eines Ordners und seiner Unterordner nehmen
help-verify-jobs = Wie viele Dateien zugleich; ohne Angabe eine je Prozessor

help-extract-signature = Eines PDF: das Dokument, wie es mit der Unterschrift dieser Nummer unterschrieben wurde

help-timestamp-shape = Was geschrieben wird: die Antwort (tsr), nur der Stempel (tst), Dokument und Stempel zusammen (tsd)

help-augment = Unterschriften auf eine höhere Stufe bringen, ohne Vorhandenes zu berühren
    .examples =
        {"  "}ceralacca augment contratto.pdf.p7m --level t
        {"  "}ceralacca augment contratto.pdf.p7m --level lta -o contratto-lta.pdf.p7m
help-augment-files = Unterschriebene Dateien; „-“ ist die Standardeingabe
help-augment-level = Zu erreichende Stufe
help-augment-detached = Dokument, auf das sich eine getrennte Unterschrift bezieht
help-augment-tsa = Adresse der Zeitstempelstelle; ohne sie stempelt diese Installation
help-augment-tsa-user = Benutzername bei der Zeitstempelstelle
help-augment-tsa-password-file = Das Passwort für Zeitstempel aus der ersten Zeile dieser Datei lesen
help-augment-tls-ca = Zertifikate, denen bei https vertraut wird, anstelle der öffentlichen
help-augment-trust = Ordner oder Datei mit Zertifikaten, Sperrlisten und OCSP-Antworten; „installation“ ist diese Installation
help-augment-online = Fehlende Zertifikate und Sperrauskünfte im Netz suchen
help-augment-local-addresses = Adressen dieses Computers und des internen Netzes erlauben
help-augment-recursive = Die Dateien eines Ordners und seiner Unterordner nehmen
help-augment-jobs = Wie viele Dateien zugleich; ohne Angabe eine je Prozessor
help-augment-output = Zieldatei oder Zielordner; „-“ ist die Standardausgabe
help-augment-force = Die Zieldatei ersetzen, falls vorhanden

problem-format-not-yet =
    .heading = Das kann diese Version noch nicht: { $what }
    .why = Der Befehl kennt den Wunsch, aber der ausführende Teil fehlt noch.
    .todo = Nehmen Sie ein anderes Format oder eine neuere Version.

cli-state-signed = unterschrieben
cli-state-ready = bereit
cli-state-failed = fehlgeschlagen
cli-sign-summary = { $count ->
    [one] 1 Datei
   *[other] { $count } Dateien
}: { $done } erledigt, { $failed } fehlgeschlagen

problem-folder-empty =
    .heading = Im Ordner { $folder } liegt keine Datei
    .why = Auch die Unterordner wurden durchsucht. Versteckte Dateien zählen nicht.
    .todo = Prüfen Sie den Namen des Ordners.
problem-folder-too-large =
    .heading = Der Ordner { $folder } enthält zu viele Dateien
    .why = Höchstens { $limit } können auf einmal genommen werden.
    .todo = Geben Sie die Ordner einzeln an.
problem-not-xml =
    .heading = { $file } ist kein XML
    .why = Eine Unterschrift im Dokument ist nur in XML und in PDF möglich.
    .todo = Lassen Sie --packaging weg, oder nehmen Sie --packaging enveloping.

cli-state-unread = nicht gelesen
cli-verifying-progress = Prüfung { $done } von { $count }{ $left ->
    [0] …
   *[other] , noch etwa { $left } Sekunden
}

visible-signed-by = Unterschrieben von { $name }
cli-augmented = Stufe erreicht: { $file } → { $output }
cli-augmenting-progress = Stufe { $done } von { $count }{ $left ->
    [0] …
   *[other] , noch etwa { $left } Sekunden
}

problem-level-not-valid =
    .heading = Eine Unterschrift von { $file } ist nicht gültig
    .why = Eine ungültige Unterschrift wird nicht ergänzt: { $detail }
    .todo = Prüfen Sie die Datei mit „ceralacca verify“ und verlangen Sie eine neue vom Unterzeichner.
problem-level-evidence =
    .heading = Die Nachweise für die Unterschriften von { $file } fehlen
    .why = Ohne Zertifikate und Sperrauskünfte der ganzen Kette wird die Stufe nicht erreicht: { $detail }
    .todo = Geben Sie Stellen und Listen mit --trust an, oder suchen Sie sie mit --online im Netz.
problem-level-stamp =
    .heading = Für { $file } gibt es keinen Zeitstempel
    .why = { $detail }
    .todo = Geben Sie mit --tsa eine Zeitstempelstelle an, oder nehmen Sie eine Installation, die stempelt.
problem-level-format =
    .heading = Die Unterschriften von { $file } lassen sich nicht auf diese Stufe bringen
    .why = { $detail }
    .todo = Sehen Sie mit „ceralacca inspect“ nach, was die Datei enthält.
problem-poe-future =
    .heading = Der Zeitpunkt von --poe liegt in der Zukunft
    .why = Sie haben { $date } angegeben, jetzt ist aber { $now }: Niemand kann beweisen, dass es die Unterschrift zu einem künftigen Zeitpunkt schon gab.
    .todo = Geben Sie einen vergangenen Zeitpunkt an, den PEC, Protokoll oder Archiv bezeugen.
problem-document-missing =
    .heading = Das Dokument zu den Unterschriften von { $file } fehlt
    .why = Die Datei enthält nur die Unterschriften, und eine weitere braucht das Dokument.
    .todo = Nennen Sie das Dokument mit --document DOKUMENT.
problem-sign-existing =
    .heading = { $file } nimmt diese Unterschrift nicht an
    .why = { $detail }
    .todo = Prüfen Sie die Datei mit „ceralacca verify“: die vorhandenen Unterschriften müssen gültig sein.
problem-signature-self-check =
    .heading = Die Unterschrift von { $file } besteht die Kontrolle nicht
    .why = Sie wurde gleich danach wieder gelesen und hält nicht. Das Ergebnis wurde nicht geschrieben.
    .todo = Versuchen Sie es erneut. Geschieht es wieder, hat das Signaturgerät oder die Platte einen Defekt.

problem-extract-signature =
    .heading = In { $file } gibt es keine Unterschrift Nummer { $number }
    .why = Die Nummer ist die von „ceralacca verify“, oder die Unterschrift deckt keine ganze Fassung ab.
    .todo = Die Nummern zeigt „ceralacca verify“.

detail-unsigned = Teile der Datei, die keine Unterschrift abdeckt
lists-caption = Verwendete Vertrauenslisten und ihr Stand
lists-territory = Land
lists-sequence = Nummer
lists-issued = Ausgestellt
lists-next = Nächste Aktualisierung
detail-qualification = Qualifikation nach den Vertrauenslisten
detail-strength = Die Verfahren gelten als zuverlässig bis

report-layers = Die Datei enthält einen Umschlag im anderen. Sie können auch öffnen, was dazwischen liegt, mit seinen Unterschriften:
report-layer = Den Inhalt des Umschlags { $n } öffnen
report-xml = Bericht herunterladen (XML)

inspect-asic-s = ASiC-S-Container
inspect-asic-e = ASiC-E-Container
inspect-opendocument = OpenDocument-Datei
inspect-tsd = Dokument mit Zeitstempel (TSD)
inspect-trusted-list = Vertrauensliste
inspect-signatures = Unterschriften und Zeitstempel
inspect-documents = Dokumente
inspect-services = Dienste
inspect-pointers = Weitere Listen
inspect-stamps = Zeitstempel
