# Mehrere Dateien auf einmal prüfen, Dateien senden, Berichte anderer Versionen, Befunde der Vertrauenslisten.

problem-report-outdated =
    .heading = Dieser Bericht lässt sich nicht mehr lesen
    .why = Nach der Prüfung haben wir den Dienst aktualisiert, und der Bericht ist noch in der früheren Form geschrieben.
    .todo = Prüfen Sie die Datei neu auf der Seite „Eine Unterschrift prüfen“: Sie erhalten einen neuen Bericht.

upload-many-limit = Sie können bis zu { $count } Dateien auf einmal wählen, zusammen höchstens { $size }.
upload-many-drop = Sie können die Dateien auch hierher ziehen
upload-too-many = Sie haben { $n } Dateien gewählt, wir nehmen aber höchstens { $most } auf einmal: Die Seite antwortet nur, wenn sie in wenigen Minuten fertig ist. Wählen Sie weniger und senden Sie die übrigen danach, oder verwenden Sie das Programm ceralacca auf Ihrem Computer.
upload-too-large = Die gewählten Dateien sind zusammen { $size } groß, diese Seite nimmt aber höchstens { $limit } auf einmal an. Wählen Sie weniger, oder verwenden Sie das Programm ceralacca auf Ihrem Computer: Es kennt keine Größengrenze.
upload-sending = Die Dateien werden gesendet
upload-sent = { $sent } von { $size } gesendet
upload-arrived = Die Dateien sind angekommen. Jetzt prüfen wir sie.
upload-cancel = Senden abbrechen
upload-cancelled = Das Senden wurde abgebrochen. Die gewählten Dateien sind noch hier: Drücken Sie die Schaltfläche noch einmal, um neu zu beginnen.
upload-broken = Das Senden ist abgebrochen. Vielleicht ist die Verbindung ausgefallen. Prüfen Sie das Netz und drücken Sie die Schaltfläche noch einmal: Die gewählten Dateien sind noch hier.

verify-files = Unterschriebene Dateien
verify-files-pairs = Steht die Unterschrift in einer eigenen Datei (.p7s, .tsr, .xml), wählen Sie auch das Dokument: Wir fügen sie zusammen.

set-title = Prüfung mehrerer Dateien
set-lead = { $n } Dateien. Geprüft zum { $time }.
set-all-valid = Alle { $all } Dateien haben gültige Unterschriften
set-some-not-valid = { $n ->
    [one] { $n } von { $all } Dateien hat ungültige Unterschriften
   *[other] { $n } von { $all } Dateien haben ungültige Unterschriften
}
set-some-not-checked = { $n ->
    [one] { $n } von { $all } Dateien konnten wir nicht prüfen
   *[other] { $n } von { $all } Dateien konnten wir nicht prüfen
}
set-some-undetermined = { $n ->
    [one] Bei { $n } von { $all } Dateien können wir nicht feststellen, ob die Unterschriften gültig sind
   *[other] Bei { $n } von { $all } Dateien können wir nicht feststellen, ob die Unterschriften gültig sind
}
set-some-not-signed = { $n ->
    [one] { $n } von { $all } Dateien ist nicht unterschrieben
   *[other] { $n } von { $all } Dateien sind nicht unterschrieben
}
set-todo = Öffnen Sie den Bericht einer Datei, um zu erfahren, wer wann unterschrieben hat und was Sie tun können.
set-caption = Ergebnis für jede Datei
set-file = Datei
set-verdict = Ergebnis
set-signers = Unterschrieben von
set-report = Bericht
set-with = mit dem Dokument { $name }
set-nobody = Niemandem
set-open = Bericht öffnen
set-open-of = zu { $name }
set-not-checked = Nicht geprüft
set-empty = Die Datei ist leer. Vielleicht wurde eine Kopie unterbrochen. Wählen Sie eine andere oder lassen Sie sie sich neu schicken.
set-failed = Auf unseren Systemen gab es ein Problem, nur mit dieser Datei. Versuchen Sie es in einigen Minuten noch einmal.
set-kept = Wer diese Adresse hat, kann die Liste und die Berichte bis zu diesem Zeitpunkt lesen: { $until }. Dann werden sie gelöscht. Sie enthalten die Dokumente nicht.
set-back = Zurück zur Liste der Dateien
set-another = Weitere Dateien prüfen

qualification-contradictory-qualifiers = Die Liste sagt von diesem Zertifikat zwei Dinge, die einander ausschließen.
qualification-list-expired = Die Vertrauensliste hätte schon durch eine neuere ersetzt sein müssen.
qualification-not-granted = Zu jenem Zeitpunkt war der Dienst, der das Zertifikat ausgestellt hat, nicht als qualifiziert anerkannt.
qualification-not-listed = Keine Vertrauensliste nennt den Aussteller des Zertifikats.
qualification-not-qualified-at-issuance = Das Zertifikat war bei der Ausstellung nicht qualifiziert.
qualification-not-qualified-at-signing = Das Zertifikat war beim Unterschreiben nicht mehr qualifiziert.
qualification-not-qualified-by-certificate = Das Zertifikat sagt nicht, dass es qualifiziert ist.
qualification-not-qualified-by-list = Die Liste sagt, dass das Zertifikat nicht qualifiziert ist.
qualification-not-yet-listed = Zu jenem Zeitpunkt stand der Dienst, der das Zertifikat ausgestellt hat, noch nicht in der Liste.
qualification-no-qscd = Es ist nicht bekannt, dass der Schlüssel auf einem qualifizierten Gerät liegt.
qualification-other-legislation = Das Zertifikat ist nur nach dem Recht von Ländern außerhalb der Europäischen Union qualifiziert.
qualification-purpose-changed = Bei der Ausstellung war das Zertifikat für einen anderen Zweck bestimmt.
qualification-service-for-other-purpose = Der Dienst steht für einen anderen Zweck in der Liste als den des Zertifikats.
qualification-services-disagree = In der Liste stehen mehrere Dienste mit dieser Identität, und sie geben verschiedene Antworten.
qualification-several-purposes = Das Zertifikat ist für mehrere Zwecke bestimmt und die Liste sagt nicht, welcher gilt.
qualification-undecided-qualifier = Die Liste verwendet ein Kriterium, das wir nicht kennen: Ob es für dieses Zertifikat gilt, lässt sich nicht sagen.
qualification-unknown-critical-extension = Die Liste enthält eine verbindliche Angabe, die wir nicht kennen.
qualification-wrong-service-type = Der Aussteller des Zertifikats steht für einen Dienst anderer Art in der Liste.
