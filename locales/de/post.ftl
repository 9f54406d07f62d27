# Was jede E-Mail umgibt, und die Seite der Post.
post-service = Digitale Unterschrift
post-from = Digitale Unterschrift – { $chamber }
post-why = Sie erhalten diese E-Mail, weil Ihre Adresse zu einem unserer Dienste gehört. Sie ist eine Mitteilung von { $chamber }.
post-assistance = Brauchen Sie Hilfe? Antworten Sie auf diese E-Mail oder schreiben Sie an { $address }
post-privacy = Datenschutzbestimmungen

post-heading = Die Post der Demo
post-lead = Hier stehen die E-Mails und SMS, die ein echter Dienst verschickt hätte. Niemand erhält sie.
post-empty = Keine Nachrichten
post-empty-why = Nachrichten erscheinen hier, wenn es etwas mitzuteilen gibt: zum Beispiel, wenn Sie ein Zertifikat aussetzen.
post-list = Nachrichten, die neuesten zuerst
post-when = Wann (italienische Zeit)
post-to = An
post-what = Nachricht
post-state = Ergebnis
post-state-waiting = Wartet
post-state-delivered = Zugestellt
post-state-failed = Nicht zugestellt
post-channel-mail = E-Mail
post-channel-sms = SMS
post-older = Ältere Nachrichten
post-newest = Zurück zu den neuesten
post-details = Einzelheiten
post-sent-from = Von
post-template = Vorlage
post-language = Sprache
post-number = Nummer der Nachricht
post-html = So sieht sie aus
post-text = Nur Text
post-html-frame = Vorschau der E-Mail „{ $subject }“
post-attempts = Zustellversuche
post-attempts-none = Noch kein Versuch
post-attempt-result = Ergebnis
post-attempt-detail = Antwort
post-attempt-later = Wird erneut versucht
post-sms-length = { $n ->
    [one] { $n } SMS
   *[other] { $n } SMS
}
