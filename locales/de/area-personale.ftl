# Der persönliche Bereich: die Geräte einer Person, das verlorene Gerät, die Sicherheit.
nav-personal-area = Ihr persönlicher Bereich
nav-lost-device = Ich habe mein Gerät verloren

area-lead = Hier finden Sie die Geräte von { $name } (Steuernummer { $code }) und was zu tun ist.
area-to-do = Zu tun
area-calm = Es ist nichts zu tun
area-calm-text = Ihre Geräte funktionieren. Wir schreiben Ihnen, wenn etwas nötig ist.
area-devices = Ihre Geräte
area-all-devices = Alle Ihre Geräte
area-deadlines = Fristen
area-more = Weitere Seiten
area-suspended = { $device }: ausgesetzt
area-suspended-yours = Es ist seit { $date } ausgesetzt. Haben Sie es gefunden, reaktivieren Sie es. Finden Sie es nicht mehr, widerrufen Sie es.
area-suspended-receipt = Es wartet auf Ihre Bestätigung, dass Sie es erhalten haben. Es ist seit { $date } ausgesetzt.
area-suspended-others = Es ist seit { $date } ausgesetzt. Sie können es nicht selbst reaktivieren: Seine Seite sagt, warum.
area-reactivate = Gerät Nr. { $number } reaktivieren
area-revoke = Gerät Nr. { $number } widerrufen
area-look = Gerät Nr. { $number } öffnen
area-expiring = { $device }: läuft bald ab
area-expiring-why =
    { $n ->
        [one] Es bleibt ein Tag: gültig bis { $end }. Erneuern können Sie es bis { $last }.
       *[other] Es bleiben { $n } Tage: gültig bis { $end }. Erneuern können Sie es bis { $last }.
    }
area-expired = { $device }: abgelaufen
area-expired-why = Es ist am { $date } abgelaufen und kann nicht erneuert werden. Bitten Sie Ihre Handelskammer um ein neues Gerät.

devices-heading = Unterschrift und CNS
devices-lead = Die Geräte, mit denen Sie unterschreiben und sich anmelden.
devices-none = Sie haben noch kein Gerät zum Unterschreiben
devices-none-why = Hier erscheinen die Smartcards und Token, die wir Ihnen aushändigen, mit ihren Zertifikaten.
devices-none-how = Wenn Sie eines möchten, fragen Sie Ihre Handelskammer. Von dieser Seite aus ist der Antrag noch nicht möglich.

device-name = Gerät Nr. { $number }
device-state-good = Gültig bis { $date }
device-state-suspended = Ausgesetzt seit { $date }
device-state-revoked = Widerrufen am { $date }
device-state-expired = Abgelaufen am { $date }
device-ends =
    { $n ->
        [0] Läuft heute ab, { $date }
        [one] Es bleibt ein Tag: gültig bis { $date }
       *[other] Es bleiben { $n } Tage: gültig bis { $date }
    }
device-ended = Abgelaufen am { $date }
device-time-gone = Vergangene Zeit
device-busy = Einen Augenblick…
device-back = Zurück zum Gerät
device-suspend = Aussetzen
device-reactivate = Reaktivieren
device-revoke = Widerrufen
device-signature = Zertifikat für die Unterschrift
device-signature-what = Damit unterschreiben Sie Dokumente.
device-cns = Zertifikat für die Anmeldung (CNS)
device-cns-what = Damit melden Sie sich bei Online-Diensten an.
device-suspended = Ausgesetzt seit { $date }
device-suspended-yours = Solange es ausgesetzt ist, unterschreibt es nicht und meldet niemanden an. Sie können es reaktivieren oder widerrufen.
device-suspended-receipt = Es wartet auf Ihre Bestätigung, dass Sie es erhalten haben. Bestätigen Sie mit dem Notfallcode oder am Schalter.
device-suspended-doubt = Jemand anderer kann den Schlüssel haben. Nur eine verantwortliche Person der Zertifizierungsstelle reaktiviert es. Sie können es widerrufen.
device-suspended-others = Jemand anderer hat es ausgesetzt: Wer das getan hat, kann es reaktivieren, oder eine Stelle darüber.
device-revoked = Widerrufen am { $date }
device-revoked-why = Ein Widerruf ist endgültig. Zum Unterschreiben und Anmelden brauchen Sie ein neues Gerät.
device-expired = Abgelaufen am { $date }
device-expired-why = Ein abgelaufenes Zertifikat wird nicht erneuert. Zum Unterschreiben und Anmelden brauchen Sie ein neues Gerät.
device-done-suspended = Erledigt: Das Gerät ist ausgesetzt.
device-done-reactivated = Erledigt: Das Gerät ist wieder gültig.
device-done-revoked = Erledigt: Das Gerät ist widerrufen.
device-done-before = Wir haben nichts geändert: Der Zustand hatte sich inzwischen geändert. Unten sehen Sie, wie er jetzt ist.

device-history = Was geschehen ist
device-event-issuing = Ausstellung begonnen
device-event-issued = Zertifikate ausgestellt
device-event-active = Gerät aktiv
device-event-suspended = Ausgesetzt
device-event-reactivated = Reaktiviert
device-event-revoked = Widerrufen
device-event-signature = Nur das Zertifikat für die Unterschrift.
device-event-cns = Nur das Zertifikat für die Anmeldung.
device-event-motive = Grund: { $motive }
device-event-words = In Ihren Worten: { $words }
device-event-published = In den Listen veröffentlicht am { $date }
device-by-you-code = Von Ihnen, mit dem Notfallcode.
device-by-you-online = Von Ihnen, auf dieser Website.
device-by-you-office = Von Ihnen, mit einem Antrag an die Handelskammer.
device-by-organisation = Von der Organisation, die mit den Zertifikaten verbunden ist.
device-by-applicant = Von der Person, die die Zertifikate beantragt hat.
device-by-office = Von der Registrierungsstelle.
device-by-authority = Von der Zertifizierungsstelle.
device-by-court = Auf Anordnung einer Behörde.
device-by-itself = Automatisch.

device-consequences = Was geschieht
device-ends-session = Sie haben sich mit diesem Gerät angemeldet: Ihre Sitzung endet sofort.
device-nothing-why = Hier ist nichts zu tun. Die Seite des Geräts sagt, wie es jetzt steht.
device-words = Warum, in Ihren Worten
device-words-missing = Schreiben Sie, warum Sie es reaktivieren: Das bleibt in der Geschichte des Geräts.
device-suspend-heading = Gerät aussetzen
device-suspend-1 = Ab sofort unterschreiben Sie nicht mit diesem Gerät und melden sich nicht damit an. Das gilt für beide Zertifikate.
device-suspend-2 = Wer eine Unterschrift von jetzt an prüft, liest, dass das Zertifikat ausgesetzt ist.
device-suspend-3 = Die Unterschriften, die Sie schon geleistet haben, bleiben gültig.
device-suspend-4 = Sie können zurück: Reaktivieren Sie es mit einem anderen Gerät oder am Schalter.
device-suspend-words-hint = Zum Beispiel: Ich finde es nicht, vielleicht ist es im Büro.
device-suspend-button = Jetzt aussetzen
device-suspend-nothing = Das Gerät kann jetzt nicht ausgesetzt werden
device-suspend-theft = Wurde es gestohlen, oder finden Sie es sicher nicht wieder?
device-suspend-done = Das Gerät ist ausgesetzt
device-suspend-done-text = Ab jetzt unterschreibt es nicht und meldet niemanden an.
device-reactivate-heading = Gerät reaktivieren
device-reactivate-1 = Beide Zertifikate sind wieder gültig, und Sie können unterschreiben und sich anmelden.
device-reactivate-2 = Für alle, die Unterschriften prüfen, ist es, als hätte es die Aussetzung nie gegeben.
device-reactivate-3 = In der Geschichte des Geräts bleibt die Aussetzung stehen.
device-reactivate-words-hint = Zum Beispiel: Ich habe es im Büro gefunden.
device-reactivate-button = Jetzt reaktivieren
device-reactivate-nothing = Das Gerät ist nicht ausgesetzt
device-reactivate-done = Das Gerät ist reaktiviert
device-revoke-heading = Gerät widerrufen
device-revoke-1 = Ein Widerruf ist endgültig: Niemand kann ihn zurücknehmen.
device-revoke-2 = Sie unterschreiben nie mehr mit diesem Gerät und melden sich nie mehr damit an. Das gilt für beide Zertifikate.
device-revoke-3 = Die Unterschriften, die Sie schon geleistet haben, bleiben gültig, wenn ihr Datum sicher ist.
device-revoke-4 = Um wieder zu unterschreiben, brauchen Sie ein anderes Gerät, mit einem neuen Antrag.
device-revoke-motive = Warum Sie es widerrufen
device-motive-missing = Wählen Sie einen Grund.
device-motive-loss-with-pin = Ich habe es zusammen mit der PIN verloren
device-motive-theft = Es wurde gestohlen
device-motive-compromise = Jemand anderer kann es verwenden
device-motive-broken = Es ist kaputt
device-motive-codes-locked = PIN und PUK sind gesperrt
device-motive-device-replaced = Ich habe ein anderes an seiner Stelle
device-motive-data-changed = Meine Daten haben sich geändert
device-motive-no-longer-used = Ich verwende es nicht mehr
device-revoke-words-hint = Fügen Sie hinzu, was uns nützen kann.
device-revoke-go-on = Weiter
device-revoke-sure = Möchten Sie es wirklich widerrufen?
device-revoke-sure-text = Wenn Sie bestätigen, funktioniert { $device } nie wieder.
device-revoke-button = Endgültig widerrufen
device-revoke-not = Nein, so lassen
device-revoke-nothing = Das Gerät kann jetzt nicht widerrufen werden
device-revoke-done = Das Gerät ist widerrufen
device-revoke-done-text = Es funktioniert nie wieder.
device-done-at = Seit { $date }
device-session-over = Sie hatten sich mit diesem Gerät angemeldet, und Ihre Sitzung ist beendet. Schließen Sie alle Fenster des Browsers.

lost-lead = In weniger als einer Minute ist es ausgesetzt. Niemand kann an Ihrer Stelle unterschreiben oder sich anmelden.
lost-way-code = Ich habe den Notfallcode
lost-way-code-text = Er steht im Umschlag oder in der Datei mit den Codes, zusammen mit PIN und PUK. Sie brauchen auch Ihre Steuernummer (codice fiscale).
lost-way-login = Ich melde mich anders an
lost-way-login-text = Zum Beispiel mit einem anderen Gerät. Dann wählen Sie das Gerät, das ausgesetzt werden soll.
lost-way-in = Zu Ihren Geräten
lost-way-in-text = Sie sind angemeldet: Wählen Sie das Gerät, das ausgesetzt werden soll.
lost-what-happens = Was geschieht
lost-happens-1 = Ab sofort unterschreibt das Gerät nicht und meldet niemanden an.
lost-happens-2 = Die Unterschriften, die Sie schon geleistet haben, bleiben gültig.
lost-happens-3 = Finden Sie es, können Sie es reaktivieren. Finden Sie es nicht, widerrufen Sie es.
lost-otherwise = Haben Sie beides nicht?
lost-otherwise-text = Gehen Sie mit einem Ausweis an einen Schalter Ihrer Handelskammer: Dort wird es sofort ausgesetzt.
lost-code-heading = Mit dem Notfallcode aussetzen
lost-code-lead = Geben Sie die zwei Codes ein: Das Gerät ist ausgesetzt, sobald Sie die Schaltfläche drücken.
lost-codice-fiscale = Steuernummer (codice fiscale)
lost-codice-fiscale-hint = 16 Buchstaben und Ziffern, wie auf der Gesundheitskarte.
lost-codice-fiscale-wrong = Die Steuernummer stimmt nicht: Prüfen Sie jeden Buchstaben.
lost-code = Notfallcode
lost-code-hint = Leerzeichen und Bindestriche zählen nicht.
lost-code-missing = Geben Sie den Notfallcode ein: Er hat mindestens 4 Ziffern oder Buchstaben.
lost-suspend-now = Gerät aussetzen
lost-wrong =
    { $n ->
        [one] Die Steuernummer oder der Notfallcode stimmt nicht. Sie haben höchstens noch einen Versuch, dann ist der Code 24 Stunden gesperrt.
       *[other] Die Steuernummer oder der Notfallcode stimmt nicht. Sie haben höchstens noch { $n } Versuche, dann ist der Code 24 Stunden gesperrt.
    }
lost-locked = Sie haben es zu oft versucht: Der Code bleibt bis { $date } gesperrt. Um sofort auszusetzen, gehen Sie an den Schalter oder melden Sie sich anders an.
lost-done = Das Gerät ist ausgesetzt
lost-done-at = Ausgesetzt seit { $date }
lost-done-text = Ab jetzt kann niemand mit diesem Gerät unterschreiben oder sich anmelden.
lost-now = Und jetzt?
lost-now-mail = Haben wir Ihre E-Mail-Adresse, schicken wir Ihnen eine Bestätigung mit Datum und Uhrzeit.
lost-now-found = Haben Sie es gefunden?
lost-now-not-found = Finden Sie es nicht mehr? Widerrufen Sie es in Ihrem persönlichen Bereich oder am Schalter. Solange es ausgesetzt ist, kann es niemand verwenden.
lost-now-signed = Hat jemand nach diesem Zeitpunkt unterschrieben? Wer diese Unterschrift prüft, liest, dass das Zertifikat ausgesetzt war.
lost-already = Der Code stimmt, und es ist nichts zu ändern
lost-already-suspended = Das Gerät ist schon ausgesetzt
lost-already-suspended-text = Niemand kann mit diesem Gerät unterschreiben oder sich anmelden.
lost-already-revoked = Das Gerät ist schon widerrufen
lost-already-revoked-text = Niemand kann es mehr verwenden. Zum Unterschreiben brauchen Sie ein neues Gerät.
lost-already-expired = Das Gerät ist abgelaufen
lost-already-expired-text = Niemand kann es mehr verwenden. Zum Unterschreiben brauchen Sie ein neues Gerät.
lost-found-link = So wird ein Gerät reaktiviert

found-heading = Haben Sie das Gerät gefunden?
found-lead = Ein ausgesetztes Gerät ist wieder gültig, wenn Sie es verlangen und wir sicher sind, dass Sie es sind.
found-login = Von hier, mit einer starken Anmeldung
found-login-text = Das ausgesetzte Gerät lässt Sie nicht hinein. Haben Sie ein anderes, melden Sie sich damit an und wählen Sie „Reaktivieren“. SPID und CIE sind hier noch nicht verfügbar.
found-login-link = Zu Ihren Geräten
found-office = Am Schalter
found-office-text = Bringen Sie einen Ausweis zu Ihrer Handelskammer. Sie können auch das unterschriebene Formular schicken.
found-code = Und der Notfallcode?
found-code-text = Der Notfallcode setzt nur aus. Wer das Gerät gefunden hat, kann auch den Code gefunden haben: Zum Reaktivieren braucht es eine sicherere Anmeldung.
found-others = Wenn Sie es nicht selbst reaktivieren können
found-others-text = Hat es jemand anderer ausgesetzt, entscheidet diese Person oder Stelle. Kann jemand den Schlüssel kopiert haben, entscheidet die Zertifizierungsstelle.

security-heading = Sicherheit
security-lead = Wo Sie angemeldet sind, und wer sich mit Ihren Geräten anmelden wollte.
security-sessions = Offene Sitzungen
security-sessions-caption = Ihre offenen Sitzungen
security-since = Seit
security-how = Wie
security-from = Adresse
security-end = Sitzung
security-this = Diese
security-close = Beenden
security-everywhere = Überall abmelden
security-everywhere-text = Beendet alle Sitzungen, auch diese.
security-log = Zugriffsprotokoll
security-log-text = Erkennen Sie eine Anmeldung nicht?
security-log-caption = Ihre letzten Anmeldungen
security-when = Wann
security-what = Was
security-card = Gerät
security-entered = Angemeldet
security-left = Abgemeldet
security-ended = Sitzung beendet: Gerät ausgesetzt, widerrufen oder abgelaufen
security-method-cns = CNS
security-method-spid = SPID
security-method-cie = CIE
