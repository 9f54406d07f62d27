# Ciò che sta intorno a ogni email, e la pagina della posta.
post-service = Firma digitale
post-from = Firma digitale – { $chamber }
post-why = Ricevi questa email perché il tuo indirizzo è legato a un nostro servizio. È un messaggio di { $chamber }.
post-assistance = Hai bisogno di aiuto? Rispondi a questa email o scrivi a { $address }
post-privacy = Informativa privacy

post-heading = La posta della demo
post-lead = Qui trovi le email e gli SMS che un servizio vero avrebbe spedito. Nessuno li riceve.
post-empty = Nessun messaggio
post-empty-why = I messaggi compaiono qui quando succede qualcosa da comunicare: per esempio quando sospendi un certificato.
post-list = Messaggi, dal più recente
post-when = Quando (ora italiana)
post-to = A
post-what = Messaggio
post-state = Esito
post-state-waiting = In attesa
post-state-delivered = Consegnato
post-state-failed = Non consegnato
post-channel-mail = Email
post-channel-sms = SMS
post-older = Messaggi più vecchi
post-newest = Torna ai più recenti
post-details = Dettagli
post-sent-from = Da
post-template = Modello
post-language = Lingua
post-number = Numero del messaggio
post-html = Come si vede
post-text = Solo testo
post-html-frame = Anteprima dell’email «{ $subject }»
post-attempts = Tentativi di consegna
post-attempts-none = Ancora nessun tentativo
post-attempt-result = Esito
post-attempt-detail = Risposta
post-attempt-later = Da ritentare
post-sms-length = { $n ->
    [one] { $n } SMS
   *[other] { $n } SMS
}
