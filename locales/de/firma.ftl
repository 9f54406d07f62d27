# Der Unterschriftentisch: Dateien, Format, Vorschau, PIN, Ergebnis, Geräte, Zeitstempel.
firma-title = Unterschreiben
firma-lead = Wählen Sie die Dokumente, geben Sie die PIN ein: Sie sind unterschrieben.
firma-local = Die Dateien verlassen diesen Computer nicht
firma-local-text = Diese Seite ist ein Programm, das hier auf Ihrem Computer läuft. Dokumente und PIN gehen nicht ins Netz.
firma-files = Zu unterschreibende Dokumente
firma-at-once = Sobald Sie sie wählen, geht die Seite von selbst weiter.
firma-folder = „{ $name }“ ist ein Ordner. Öffnen Sie den Ordner und wählen Sie die Dateien darin.
firma-continue = Weiter
firma-busy-sending = Dokumente werden vorbereitet…
firma-empty-what = Was Sie unterschreiben können
firma-empty-what-text = Sie können PDF, elektronische Rechnungen, Texte, Bilder und jede andere Datei unterschreiben. Ist eine Datei schon unterschrieben, kommt Ihre Unterschrift dazu.
firma-no-file = Wählen Sie mindestens ein Dokument.
firma-add = Dokumente hinzufügen
firma-list = { $n ->
    [one] 1 Dokument zu unterschreiben
   *[other] { $n } Dokumente zu unterschreiben
}
firma-refused-list = { $n ->
    [one] 1 Datei, die Sie nicht unterschreiben können
   *[other] { $n } Dateien, die Sie nicht unterschreiben können
}
firma-column-file = Dokument
firma-column-format = Format
firma-column-preview = Vor der Unterschrift
firma-column-why = Warum
firma-column-outcome = Ergebnis
firma-column-saved = Wo es ist
firma-column-act = Aktionen
firma-preview = Vorschau
firma-preview-of = von { $name }
firma-remove = Entfernen
firma-remove-of = { $name } aus der Liste
firma-change-format = Format ändern
firma-change-format-all = Format der Dokumente ändern
firma-change-device = Gerät wechseln
firma-start-over = Mit anderen Dokumenten neu beginnen
firma-close = Unterschriftentisch schließen
firma-close-text = Schließen Sie ihn, wenn Sie fertig sind: Die Dokumente dieser Sitzung werden aus dem Arbeitsordner gelöscht.
firma-closed = Der Unterschriftentisch ist geschlossen
firma-closed-text = Das Programm ist beendet. Sie können dieses Fenster schließen. Um wieder zu unterschreiben, starten Sie „ceralacca desk“.
firma-tools = Weitere Werkzeuge
firma-tool-verify = Eine Unterschrift prüfen
firma-tool-verify-text = Prüfen Sie eine unterschriebene Datei und öffnen Sie das Dokument darin.
firma-tool-stamp = Zeitstempel
firma-tool-stamp-text = Beweisen Sie, dass es eine Datei zu einem bestimmten Zeitpunkt gab.
firma-tool-devices = Geräte und PIN
firma-tool-devices-text = Sehen Sie die angeschlossenen Geräte, ändern Sie die PIN, entsperren Sie mit der PUK.
firma-not-shown = Kann hier nicht angezeigt werden
firma-invisible-short = Unsichtbare Unterschrift, ebenso gültig
firma-visible-short = Sichtbare Unterschrift auf Seite { $page }
firma-visible-last = Sichtbare Unterschrift auf der letzten Seite
firma-signed-before = { $n ->
    [one] Enthält schon 1 Unterschrift. Ihre kommt dazu.
   *[other] Enthält schon { $n } Unterschriften. Ihre kommt dazu.
}
firma-signed-by = Unterschrieben von { $names }

firma-device = Gerät
firma-device-holder = { $name }, Zertifikat gültig bis { $date }
firma-device-test = Testgerät: Die Unterschrift hat keinen rechtlichen Wert.
firma-device-use = Dieses Gerät verwenden
firma-device-chosen = Sie verwenden es jetzt
firma-device-look = Erneut suchen
firma-device-none = Kein Gerät zum Unterschreiben
firma-device-none-why = Wir finden keine Smartcard, keinen Token und keine Schlüsseldatei an diesem Computer.
firma-device-none-todo = Schließen Sie das Gerät an, warten Sie einige Sekunden und drücken Sie „Erneut suchen“.
firma-device-unusable = Mit diesem Gerät können Sie jetzt nicht unterschreiben
firma-tries = { $n ->
    [one] Achtung: Es bleibt nur 1 Versuch. Beim nächsten Fehler wird die PIN gesperrt.
   *[other] Es bleiben { $n } Versuche.
}
firma-tries-last = Achtung: Es bleibt nur ein Versuch. Beim nächsten Fehler wird die PIN gesperrt und Sie brauchen die PUK.
firma-pin = PIN des Geräts
firma-pin-hint = 5 bis 8 Ziffern. Sie geben sie nur einmal für alle Dokumente ein.
firma-pin-missing = Geben Sie die PIN des Geräts ein.
firma-pin-button = { $n ->
    [one] 1 Dokument als { $name } unterschreiben
   *[other] { $n } Dokumente als { $name } unterschreiben
}
firma-busy = Es wird unterschrieben…
firma-other-signer = Die fehlenden Dokumente mit einem anderen Zertifikat unterschreiben
firma-unblock = Mit der PUK entsperren
firma-consent = { $n ->
    [one] Ich habe das Dokument, das hier nicht angezeigt werden kann, schon gelesen und unterschreibe es
   *[other] Ich habe die { $n } Dokumente, die hier nicht angezeigt werden können, schon gelesen und unterschreibe sie
}
firma-consent-missing = Bestätigen Sie, dass Sie die hier nicht anzeigbaren Dokumente gelesen haben, oder entfernen Sie sie aus der Liste.

firma-format-title = Format der Unterschrift
firma-format-lead = Das vorgeschlagene Format passt fast immer. Ändern Sie es, wenn der Empfänger ein anderes verlangt.
firma-format-of = Format von { $name }
firma-format-pades = Unterschriebenes PDF (PAdES)
firma-format-pades-hint = Die Unterschrift steht im PDF: Jedes PDF-Programm öffnet es.
firma-format-cades = Umschlag .p7m (CAdES)
firma-format-cades-hint = Für jede Art von Datei. Der Empfänger öffnet den Umschlag mit einem Programm oder auf unserer Prüfseite.
firma-format-xades = Unterschriebenes XML (XAdES)
firma-format-xades-hint = Die Unterschrift steht in der XML-Datei. Das Austauschsystem (SdI) nimmt sie für Rechnungen an.
firma-format-xades-around = Dokument und Unterschrift stehen zusammen in einer XML-Datei.
firma-format-further = Ihre Unterschrift hinzufügen
firma-format-further-hint = Die Datei behält ihre Art und Ihre Unterschrift steht neben den anderen.
firma-format-asic = Container ASiC-E
firma-format-asic-hint = Dokument und Unterschrift in einer Datei .asice, wie in Europa üblich.
firma-advanced = Weitere Einstellungen: Stufe, getrennte Unterschrift, Gegenzeichnung
firma-level = Stufe der Unterschrift
firma-level-b = B: nur die Unterschrift
firma-level-t = T: mit einem Zeitstempel
firma-level-lt = LT: auch mit den Nachweisen, dass das Zertifikat gültig war
firma-level-lta = LTA: bereit für lange Aufbewahrung
firma-level-hint = Die Stufen T, LT und LTA verlangen einen Zeitstempel: Dafür braucht es das Netz, und nur der Hashwert des Dokuments geht dorthin.
firma-level-unavailable = Hier ist keine Zeitstempelstelle eingestellt: Sie können nur Unterschriften der Stufe B machen.
firma-detached = Unterschrift in einer eigenen Datei
firma-detached-hint = Das Dokument bleibt, wie es ist, und die Unterschrift steht in einer anderen Datei: Zum Prüfen braucht es beide.
firma-counter = Gegenzeichnung: die vorhandene Unterschrift unterschreiben, nicht das Dokument
firma-counter-hint = Sie bestätigt die Unterschrift einer anderen Person. Nur für schon unterschriebene Dateien.
firma-format-save = Format speichern

firma-view-title = Vorschau
firma-view-lead = { $name }, { $size }
firma-view-place = Dokument { $n } von { $all }
firma-view-pdf = Das PDF
firma-view-pdf-open = PDF in einem anderen Tab öffnen
firma-view-pdf-frame = Vorschau von { $name }
firma-view-pdf-fallback = Wenn Sie das PDF unten nicht sehen, öffnen Sie es in einem anderen Tab.
firma-view-invoice = Die Rechnung
firma-view-invoice-note = Wir zeigen sie lesbar. Sie unterschreiben die XML-Datei mit allem, was darin steht.
firma-view-text = Der Text
firma-view-text-cut = Der Text geht weiter: Hier sehen Sie die ersten { $size }.
firma-view-image = Das Bild
firma-view-image-alt = Vorschau von { $name }
firma-view-raw = XML-Datei zeigen, wie sie ist
firma-view-none = Dieses Dokument kann hier nicht angezeigt werden
firma-view-none-why = Diese Art von Datei können wir nicht anzeigen. Mit der Unterschrift nehmen Sie aber alles an, was darin steht.
firma-view-none-todo = Öffnen Sie es zuerst mit seinem Programm. Wenn Sie es kennen und unterschreiben wollen, bestätigen Sie es hier.
firma-view-consent = Ich habe dieses Dokument schon gelesen und will es unterschreiben
firma-view-consent-save = Bestätigen
firma-view-consented = Sie haben bestätigt, dass Sie dieses Dokument gelesen haben.
firma-view-inside = Es ist ein unterschriebener Umschlag: Sie sehen das Dokument darin.
firma-view-next = Nächstes Dokument
firma-view-previous = Voriges Dokument
firma-view-back = Zurück zur Unterschrift
firma-view-download = Kopie speichern

firma-mark-title = Sichtbare Unterschrift
firma-mark-invisible = Die Unterschrift ist auf der Seite nicht zu sehen und ebenso gültig. Wenn Sie wollen, fügen Sie ein Feld mit Name und Datum hinzu.
firma-mark-show = Ein Feld mit der Unterschrift zeigen
firma-mark-page = Seite
firma-mark-page-hint = Von 1 bis { $pages }
firma-mark-where = Position
firma-mark-top-left = Oben links
firma-mark-top-right = Oben rechts
firma-mark-bottom-left = Unten links
firma-mark-bottom-right = Unten rechts
firma-mark-free = In diesem Abstand von den Rändern
firma-mark-left = Abstand vom linken Rand (mm)
firma-mark-top = Abstand vom oberen Rand (mm)
firma-mark-text = Zusätzlicher Text
firma-mark-text-hint = Zum Beispiel „Zur Annahme“. Name und Datum stehen schon da.
firma-mark-save = Position speichern
firma-mark-sketch = Skizze der Seite { $page }, { $width } × { $height } mm: Das Feld steht { $left } mm von links und { $top } mm von oben
firma-mark-sketch-hint = Sie können auch die Skizze berühren oder das Feld ziehen: Die Abstände werden von selbst eingetragen.
firma-mark-page-wrong = Geben Sie die Nummer einer Seite ein, von 1 bis { $pages }.
firma-mark-place-wrong = Das Feld ragt über die Seite hinaus. Geben Sie höchstens { $left } mm von links und { $top } mm von oben ein.
firma-mark-long = Der Text ist zu lang. Geben Sie höchstens { $n } Zeichen ein.

firma-run-title = Es wird unterschrieben
firma-run-lead = Entfernen Sie das Gerät nicht, bis wir fertig sind.
firma-run-label = Unterschriebene Dokumente
firma-run-of = { $done } von { $total }
firma-run-left = { $seconds ->
    [one] { $done } von { $total }, noch etwa 1 Sekunde
   *[other] { $done } von { $total }, noch etwa { $seconds } Sekunden
}
firma-run-left-minutes = { $minutes ->
    [one] { $done } von { $total }, noch etwa 1 Minute
   *[other] { $done } von { $total }, noch etwa { $minutes } Minuten
}
firma-run-now = Jetzt: { $name }
firma-run-stop = Nach diesem Dokument anhalten
firma-run-stopping = Es wird angehalten: Das laufende Dokument wird noch fertig.
firma-run-refresh = Seite aktualisieren

firma-done-title = Ergebnis
firma-done-all = { $n ->
    [one] Das Dokument ist unterschrieben
   *[other] Alle { $n } Dokumente sind unterschrieben
}
firma-done-some = { $n ->
    [one] 1 Dokument von { $all } ist unterschrieben
   *[other] { $n } Dokumente von { $all } sind unterschrieben
}
firma-done-none = Kein Dokument ist unterschrieben
firma-done-checked = Wir haben jede Datei noch einmal gelesen und die neue Unterschrift geprüft.
firma-done-invisible = Wenn Sie kein Feld in das PDF gesetzt haben, ist die Unterschrift unsichtbar und ebenso gültig.
firma-done-signed = Unterschrieben
firma-done-self-check = Die Unterschrift ist unversehrt: gleich danach geprüft
firma-done-failed = Nicht unterschrieben
firma-done-waiting = Noch nicht unterschrieben
firma-done-left = { $n ->
    [one] 1 Dokument ist noch zu unterschreiben
   *[other] { $n } Dokumente sind noch zu unterschreiben
}
firma-done-left-text = Die schon unterschriebenen bleiben. Unterschreiben Sie nur die anderen: Wir fragen noch einmal nach der PIN.
firma-done-retry = Die fehlenden unterschreiben
firma-done-download = Herunterladen
firma-done-zip = Alles herunterladen (zip)
firma-done-beside = Neben den Originalen speichern
firma-done-folder = In einem Ordner speichern
firma-done-folder-field = Ordner dieses Computers
firma-done-folder-hint = Geben Sie den vollen Pfad ein. Vorhandene Dateien werden nie ersetzt.
firma-done-saved = { $n ->
    [one] 1 Datei gespeichert in { $folder }
   *[other] { $n } Dateien gespeichert in { $folder }
}
firma-done-not-saved = Bisher nur hier: Laden Sie es herunter
firma-done-csv = Bericht (CSV)
firma-done-json = Bericht (JSON)
firma-done-verify = Unterschriften prüfen
firma-done-more = Weitere Dokumente unterschreiben
firma-done-test = Sie haben mit einem Testgerät unterschrieben: Diese Unterschriften haben keinen rechtlichen Wert.

firma-devices-title = Geräte und PIN
firma-devices-lead = Die an diesem Computer angeschlossenen Geräte.
firma-devices-kind-cns = Nationale Servicekarte (CNS)
firma-devices-kind-piv = PIV-Smartcard
firma-devices-kind-pkcs11 = Gerät mit Programm des Herstellers (PKCS#11)
firma-devices-kind-reader = Lesegerät
firma-devices-kind-token-file = Testgerät in einer Datei
firma-devices-holder = Inhaber
firma-devices-number = Kartennummer
firma-devices-place = Wo es ist
firma-devices-signature = Zertifikat zum Unterschreiben
firma-devices-authentication = CNS-Zertifikat, um sich anzumelden
firma-devices-until = gültig bis { $date }
firma-devices-none = Keines
firma-devices-tries = Versuche für die PIN
firma-devices-tries-left = { $n ->
    [0] Gesperrt
    [one] Noch 1
   *[other] Noch { $n }
}
firma-devices-puk-tries = Versuche für die PUK
firma-devices-change = PIN ändern
firma-devices-change-of = von { $name }
firma-devices-unblock = Mit der PUK entsperren
firma-change-title = PIN ändern
firma-change-lead = Gerät: { $name }
firma-change-old = Bisherige PIN
firma-change-puk = PUK
firma-change-puk-hint = 8 Ziffern. Sie finden sie im Umschlag mit den Codes.
firma-change-new = Neue PIN
firma-change-new-hint = 5 bis 8 Ziffern. Meiden Sie Geburtsdaten und Zahlenreihen.
firma-change-again = Neue PIN wiederholen
firma-change-differs = Die zwei neuen PIN sind nicht gleich. Geben Sie sie noch einmal ein.
firma-change-missing = Füllen Sie dieses Feld aus.
firma-change-which = Welche PIN
firma-change-both = Die für alles gilt
firma-change-signature = Die zum Unterschreiben
firma-change-authentication = Die zum Anmelden
firma-change-done = Die PIN ist geändert
firma-change-done-text = Ab jetzt gilt die neue PIN.
firma-unblock-title = PIN mit der PUK entsperren
firma-unblock-done = Die PIN ist entsperrt

firma-stamp-title = Zeitstempel
firma-stamp-lead = Ein Zeitstempel beweist, dass es eine Datei zu einem bestimmten Zeitpunkt gab.
firma-stamp-promise = Nur der Hashwert der Datei geht ins Netz, nicht die Datei.
firma-stamp-file = Datei für den Stempel
firma-stamp-submit = Stempeln
firma-stamp-none = Hier ist keine Zeitstempelstelle eingestellt
firma-stamp-none-why = Den Zeitstempel gibt eine Stelle im Netz. Der Tisch weiß nicht, welche er fragen soll.
firma-stamp-none-todo = Starten Sie den Tisch mit der Adresse einer Stelle: „ceralacca desk --tsa ADRESSE“.
firma-stamp-empty = Die Datei ist leer. Wählen Sie eine andere.
firma-stamp-missing = Wählen Sie die Datei für den Stempel.

invoice-seller = Verkäufer
invoice-buyer = Käufer
invoice-vat = MwSt.-Nummer: { $code }
invoice-tax-code = Steuernummer: { $code }
invoice-heading = { $kind } Nr. { $number } vom { $date }
invoice-kind-td01 = Rechnung
invoice-kind-td02 = Anzahlung auf Rechnung
invoice-kind-td03 = Anzahlung auf Honorarnote
invoice-kind-td04 = Gutschrift
invoice-kind-td05 = Lastschrift
invoice-kind-td06 = Honorarnote
invoice-kind-td07 = Vereinfachte Rechnung
invoice-kind-td08 = Vereinfachte Gutschrift
invoice-kind-td09 = Vereinfachte Lastschrift
invoice-kind-td24 = Aufgeschobene Rechnung
invoice-kind-other = Dokument vom Typ { $code }
invoice-lines = Zeilen
invoice-description = Beschreibung
invoice-quantity = Menge
invoice-price = Einzelpreis
invoice-rate = MwSt.
invoice-total = Betrag
invoice-taxes = Übersicht MwSt.
invoice-taxable = Bemessungsgrundlage
invoice-tax = Steuer
invoice-grand-total = Gesamtbetrag des Dokuments: { $amount }
invoice-no-total = Die Datei nennt keinen Gesamtbetrag.
invoice-due = Zu zahlen: { $amount }
invoice-due-on = Zu zahlen: { $amount } bis { $date }
invoice-attached = Dateien, die der Rechnung beiliegen:
invoice-cut = Hier sehen Sie die ersten { $n } Zeilen. Die Rechnung hat mehr.

firma-format-of-more = Format von { $name } und { $n } weiteren
firma-counter-which = Welche Unterschrift
firma-done-caption = Dokumente
firma-done-valid = Sie ist gültig für die Stellen, die dieser Computer kennt.
firma-stamp-result = Sie erhalten eine Datei .tsd mit Dokument und Stempel.
problem-firma-stamp-unreachable =
    .heading = Die Zeitstempelstelle antwortet nicht
    .why = Wir haben den Stempel angefordert und keinen bekommen: { $detail }
    .todo = Prüfen Sie die Verbindung und versuchen Sie es in einigen Minuten wieder. Die Datei ist unverändert.
firma-devices-kind = Art
