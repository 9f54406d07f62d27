# Verifica di più file insieme, invio dei file, rapporti di altre versioni, rilievi degli elenchi di fiducia.

problem-report-outdated =
    .heading = Questo rapporto non si può più leggere
    .why = Dopo la verifica abbiamo aggiornato il servizio, e il rapporto è scritto nel modo di prima.
    .todo = Verifica di nuovo il file dalla pagina «Verifica una firma»: ottieni un nuovo rapporto.

upload-many-limit = Puoi scegliere fino a { $count } file insieme, in tutto { $size }.
upload-many-drop = Puoi anche trascinare qui i file
upload-too-many = Hai scelto { $n } file, ma ne prendiamo al massimo { $most } per volta: la pagina risponde solo se ha finito in pochi minuti. Scegline meno e manda gli altri dopo, oppure usa il programma ceralacca sul tuo computer.
upload-too-large = I file scelti sono in tutto { $size }, ma questa pagina accetta fino a { $limit } per volta. Scegline meno, oppure usa il programma ceralacca sul tuo computer: non ha limiti di dimensione.
upload-sending = Invio dei file
upload-sent = Inviati { $sent } di { $size }
upload-arrived = I file sono arrivati. Ora li controlliamo.
upload-cancel = Annulla l’invio
upload-cancelled = Invio annullato. I file scelti sono ancora qui: premi di nuovo il pulsante per ricominciare.
upload-broken = L’invio si è interrotto. Forse è caduta la connessione. Controlla la rete e premi di nuovo il pulsante: i file scelti sono ancora qui.

verify-files = File firmati
verify-files-pairs = Se la firma è in un file separato (.p7s, .tsr, .xml), scegli anche il documento: li mettiamo insieme noi.

set-title = Verifica di più file
set-lead = { $n } file. Verifica riferita al { $time }.
set-all-valid = Tutti i { $all } file hanno firme valide
set-some-not-valid = { $n ->
    [one] { $n } file su { $all } ha firme non valide
   *[other] { $n } file su { $all } hanno firme non valide
}
set-some-not-checked = { $n ->
    [one] Non abbiamo potuto verificare { $n } file su { $all }
   *[other] Non abbiamo potuto verificare { $n } file su { $all }
}
set-some-undetermined = { $n ->
    [one] Non possiamo stabilire se { $n } file su { $all } ha firme valide
   *[other] Non possiamo stabilire se { $n } file su { $all } hanno firme valide
}
set-some-not-signed = { $n ->
    [one] { $n } file su { $all } non è firmato
   *[other] { $n } file su { $all } non sono firmati
}
set-todo = Apri il rapporto di un file per sapere chi ha firmato, quando, e cosa puoi fare.
set-caption = Esito di ogni file
set-file = File
set-verdict = Esito
set-signers = Firmato da
set-report = Rapporto
set-with = con il documento { $name }
set-nobody = Nessuno
set-open = Apri il rapporto
set-open-of = di { $name }
set-not-checked = Non verificato
set-empty = Il file è vuoto. Forse una copia si è interrotta. Scegline un altro, oppure fattelo rimandare.
set-failed = C’è stato un problema sui nostri sistemi, solo con questo file. Riprova tra qualche minuto.
set-kept = Chi ha questo indirizzo può leggere l’elenco e i rapporti fino a questo momento: { $until }. Poi vengono cancellati. Non contengono i documenti.
set-back = Torna all’elenco dei file
set-another = Verifica altri file

qualification-contradictory-qualifiers = L’elenco dice di questo certificato due cose che si escludono.
qualification-list-expired = L’elenco di fiducia doveva già essere sostituito da uno più recente.
qualification-not-granted = In quel momento il servizio che ha emesso il certificato non era riconosciuto come qualificato.
qualification-not-listed = Nessun elenco di fiducia riporta chi ha emesso il certificato.
qualification-not-qualified-at-issuance = Il certificato non era qualificato quando è stato emesso.
qualification-not-qualified-at-signing = Il certificato non era più qualificato al momento della firma.
qualification-not-qualified-by-certificate = Il certificato non dice di essere qualificato.
qualification-not-qualified-by-list = L’elenco dice che il certificato non è qualificato.
qualification-not-yet-listed = In quel momento il servizio che ha emesso il certificato non era ancora nell’elenco.
qualification-no-qscd = La chiave non risulta su un dispositivo qualificato.
qualification-other-legislation = Il certificato è qualificato solo per le leggi di Paesi fuori dall’Unione europea.
qualification-purpose-changed = Quando è stato emesso, il certificato serviva per un altro uso.
qualification-service-for-other-purpose = Il servizio è nell’elenco per un uso diverso da quello del certificato.
qualification-services-disagree = Nell’elenco ci sono più servizi con questa identità, e danno risposte diverse.
qualification-several-purposes = Il certificato serve per più usi e l’elenco non dice quale vale.
qualification-undecided-qualifier = L’elenco usa un criterio che non conosciamo: non sappiamo se vale per questo certificato.
qualification-unknown-critical-extension = L’elenco contiene un’indicazione obbligatoria che non conosciamo.
qualification-wrong-service-type = Chi ha emesso il certificato è nell’elenco per un servizio di altro tipo.
