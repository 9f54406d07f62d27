# Vita di un certificato: motivi, avvisi, errori.

# Motivi, come si leggono nelle email e sulle pagine.
motive-theft = furto del dispositivo
motive-loss-with-pin = smarrimento del dispositivo insieme al PIN
motive-compromise = qualcun altro può usare la chiave
motive-affiliation-ended = fine del rapporto con l’organizzazione
motive-affiliation-changed = modifica del rapporto con l’organizzazione
motive-data-changed = dati del titolare cambiati
motive-device-replaced = dispositivo sostituito
motive-renewed-and-revoked = rinnovo con revoca dei vecchi certificati
motive-no-longer-used = non si usa più
motive-death = decesso del titolare
motive-broken = dispositivo rotto
motive-codes-locked = PIN e PUK bloccati
motive-suspension-too-long = sospensione durata troppo a lungo
motive-interrupted = emissione interrotta
motive-suspension = richiesta di sospensione
motive-awaiting-receipt = in attesa della consegna
motive-order = ordine di un’autorità
motive-abuse = uso scorretto
motive-unpaid = mancato pagamento

notice-suspend = sospendiamo i certificati
notice-revoke = revochiamo i certificati

cli-life-suspended =
    { $count ->
        [one] Un certificato sospeso.
       *[other] { $count } certificati sospesi.
    }
cli-life-reactivated =
    { $count ->
        [one] Un certificato riattivato.
       *[other] { $count } certificati riattivati.
    }
cli-life-revoked =
    { $count ->
        [one] Un certificato revocato.
       *[other] { $count } certificati revocati.
    }
cli-life-certificate = Certificato { $certificate } ({ $purpose }): { $state }
cli-life-suspension = sospeso dal { $since } al { $ended }: { $motive }
cli-life-suspension-lasts = sospeso dal { $since }: { $motive }

# Errori: che cosa è successo, perché, che cosa fare.
problem-certificate-not-found =
    .heading = Non troviamo questo certificato
    .why = Il numero può contenere un errore, oppure la pratica è già chiusa.
    .todo = Controlla il numero e riprova.
problem-emergency-code =
    .heading = Non abbiamo accettato il codice di emergenza
    .why = Il numero o il codice non sono giusti, oppure il codice è bloccato. Per la tua sicurezza non diciamo quale dei tre.
    .todo = Controlla i dati nella busta dei codici. Dopo 5 errori il codice si blocca per 24 ore: in quel caso chiedi la sospensione allo sportello o con SPID o CIE.
problem-emergency-busy =
    .heading = Troppe richieste insieme
    .why = In questo momento stiamo controllando molti codici.
    .todo = Riprova tra qualche secondo.
problem-lifecycle-state =
    .heading = Lo stato del certificato non lo permette
    .why = Il certificato è già in un altro stato.
    .todo = Controlla lo stato del certificato.
problem-lifecycle-party =
    .heading = Non puoi chiedere questa operazione
    .why = La può chiedere solo un’altra persona.
    .todo = Rivolgiti al titolare o alla tua Camera di commercio.
problem-lifecycle-channel =
    .heading = Questa operazione non si può chiedere così
    .why = Per questa richiesta serve un’altra strada.
    .todo = Vai allo sportello, oppure manda un modulo firmato.
problem-lifecycle-method =
    .heading = Serve un accesso più sicuro
    .why = Con questo accesso non siamo abbastanza certi di chi sei.
    .todo = Entra con SPID, CIE o CNS.
problem-lifecycle-relation =
    .heading = Questo certificato non risulta tuo
    .why = Chi chiede non è collegato a questo certificato.
    .todo = Controlla il numero del certificato.
problem-lifecycle-entered-by =
    .heading = Non puoi inserire la richiesta di un’altra persona
    .why = Lo può fare solo un operatore.
    .todo = Rivolgiti all’ufficio di registrazione.
problem-lifecycle-suspended-by =
    .heading = Non puoi riattivare questo certificato
    .why = Lo ha sospeso qualcun altro.
    .todo = Rivolgiti a chi lo ha sospeso, o alla tua Camera di commercio.
problem-lifecycle-key-in-doubt =
    .heading = Il certificato resta sospeso
    .why = La chiave può essere in mano ad altri.
    .todo = Scrivi al centro assistenza. Decide un responsabile dell’autorità di certificazione.
problem-lifecycle-awaiting-receipt =
    .heading = Il certificato aspetta la consegna
    .why = Lo attiviamo quando confermi di avere il dispositivo.
    .todo = Conferma la consegna con il codice di emergenza.
problem-lifecycle-expired =
    .heading = Il certificato è scaduto
    .why = Un certificato scaduto non cambia più stato.
    .todo = Chiedi un nuovo dispositivo.
problem-lifecycle-not-suspendable =
    .heading = Questo certificato non si può sospendere
    .why = È il certificato di un nostro servizio.
    .todo = Se serve, revocalo.
problem-lifecycle-pair-only =
    .heading = I due certificati cambiano insieme
    .why = Un dispositivo ha due certificati e la richiesta vale per tutti e due.
    .todo = Ripeti la richiesta per tutto il dispositivo.
problem-lifecycle-start-before-issue =
    .heading = La data di inizio è troppo indietro
    .why = In quella data il certificato non c’era ancora.
    .todo = Scegli una data più recente.
problem-lifecycle-start-before-receipt =
    .heading = La data di inizio è troppo indietro
    .why = La sospensione vale da quando riceviamo la richiesta.
    .todo = Lascia vuota la data, oppure rivolgiti alla tua Camera di commercio.
problem-lifecycle-in-future =
    .heading = La data è nel futuro
    .why = Qui serve una data passata.
    .todo = Correggi la data.
problem-lifecycle-end-before-start =
    .heading = La sospensione sarebbe già finita
    .why = La data di fine è passata.
    .todo = Scegli una data futura, oppure lascia vuota la data di fine.
problem-lifecycle-no-end =
    .heading = Questa sospensione non può avere una fine
    .why = Per questo motivo decide una persona quando finisce.
    .todo = Togli la data di fine.
problem-lifecycle-motive =
    .heading = Il motivo non va bene per questa operazione
    .why = Ogni operazione ha i suoi motivi.
    .todo = Scegli un altro motivo.
problem-lifecycle-invalidity =
    .heading = La data di compromissione non va bene
    .why = Ha senso solo se la chiave è in mano ad altri, e dopo l’emissione.
    .todo = Correggi la data oppure il motivo.
problem-lifecycle-invalidity-later =
    .heading = La data di compromissione non si può spostare in avanti
    .why = Una data già pubblicata può solo andare indietro.
    .todo = Scegli una data più vecchia.
problem-lifecycle-nothing-to-amend =
    .heading = Non c’è niente da cambiare
    .why = La revoca dice già così.
    .todo = Controlla la storia del certificato.
problem-lifecycle-no-prior-notice =
    .heading = Manca l’avviso al titolare
    .why = Prima di agire di nostra iniziativa avvisiamo il titolare.
    .todo = Manda l’avviso, oppure scrivi perché è urgente.
problem-lifecycle-evidence =
    .heading = Manca una prova
    .why = Senza questa prova non possiamo procedere.
    .todo = Aggiungi il documento che manca.
problem-lifecycle-too-early =
    .heading = È troppo presto
    .why = Il tempo previsto non è ancora passato.
    .todo = Riprova più tardi.
problem-lifecycle-late =
    .heading = Sono passate più di 24 ore
    .why = La legge chiede di scrivere il motivo del ritardo.
    .todo = Scrivi perché la decisione arriva dopo 24 ore.

# Stati e usi, nella storia di un certificato.
certificate-state-issuing = in emissione
certificate-state-issued = emesso
certificate-state-active = attivo
certificate-state-suspended = sospeso
certificate-state-revoked = revocato
certificate-purpose-signature = firma
certificate-purpose-cns = CNS
certificate-purpose-operator = operatore
certificate-purpose-server = server
certificate-purpose-service = servizio
problem-life-option-missing =
    .heading = Manca { $option }
    .why = Quando chiede un’altra persona, servono sia --who sia --channel.
    .todo = Aggiungi { $option } e riprova.

# Aiuto della riga di comando.
help-ca-suspend = Sospende i certificati di un dispositivo
    .examples =
        {"  "}ceralacca ca suspend 50a1c3d2 --motive theft
        {"  "}ceralacca ca suspend pair_0192… --motive suspension --until 2027-01-31T00:00:00Z
help-ca-suspend-target = Numero di serie di un certificato, oppure codice della coppia
help-ca-suspend-only = Cambia solo questo certificato, non tutto il dispositivo
help-ca-suspend-reason = Motivo con parole tue
help-ca-suspend-on-behalf-of = Chi lo chiede, se non è l’ufficio di registrazione
help-ca-suspend-who = Codice fiscale di chi lo chiede
help-ca-suspend-channel = Da dove arriva la richiesta
help-ca-suspend-received = Quando è arrivata la richiesta; se manca, adesso
help-ca-suspend-evidence = Documento che prova la richiesta; ne conserviamo l’impronta
help-ca-suspend-late-because = Perché sono passate più di 24 ore dalla richiesta
help-ca-suspend-motive = Motivo, scritto nella storia del certificato
help-ca-suspend-from = Da quando vale la sospensione; se manca, da adesso
help-ca-suspend-until = Quando la sospensione finisce da sola
help-ca-reactivate = Riattiva i certificati sospesi di un dispositivo
    .examples = {"  "}ceralacca ca reactivate 50a1c3d2 --reason "dispositivo ritrovato"
help-ca-reactivate-target = Numero di serie di un certificato, oppure codice della coppia
help-ca-reactivate-only = Cambia solo questo certificato, non tutto il dispositivo
help-ca-reactivate-reason = Motivo con parole tue
help-ca-reactivate-on-behalf-of = Chi lo chiede, se non è l’ufficio di registrazione
help-ca-reactivate-who = Codice fiscale di chi lo chiede
help-ca-reactivate-channel = Da dove arriva la richiesta
help-ca-reactivate-received = Quando è arrivata la richiesta; se manca, adesso
help-ca-reactivate-evidence = Documento che prova la richiesta; ne conserviamo l’impronta
help-ca-reactivate-late-because = Perché sono passate più di 24 ore dalla richiesta
help-ca-revoke = Revoca per sempre i certificati di un dispositivo
    .examples =
        {"  "}ceralacca ca revoke 50a1c3d2 --motive no-longer-used
        {"  "}ceralacca ca revoke 50a1c3d2 --motive affiliation-ended --for third-party --who 12345678903 --channel pec --evidence lettera.eml
help-ca-revoke-target = Numero di serie di un certificato, oppure codice della coppia
help-ca-revoke-only = Cambia solo questo certificato, non tutto il dispositivo
help-ca-revoke-reason = Motivo con parole tue
help-ca-revoke-on-behalf-of = Chi lo chiede, se non è l’ufficio di registrazione
help-ca-revoke-who = Codice fiscale di chi lo chiede
help-ca-revoke-channel = Da dove arriva la richiesta
help-ca-revoke-received = Quando è arrivata la richiesta; se manca, adesso
help-ca-revoke-evidence = Documento che prova la richiesta; ne conserviamo l’impronta
help-ca-revoke-late-because = Perché sono passate più di 24 ore dalla richiesta
help-ca-revoke-motive = Motivo, scritto nella storia del certificato
help-ca-revoke-from = Da quando la chiave è in mano ad altri, se si sa
help-ca-history = Mostra tutta la vita di un certificato, per una controversia
    .examples = {"  "}ceralacca ca history 50a1c3d2 --json
help-ca-history-target = Numero di serie di un certificato, oppure codice della coppia
