# Firme complete: aiuto di sign, verify, extract, timestamp e augment.
help-sign-packaging = Dove sta il documento rispetto alla firma
help-sign-inner = Firme dentro un contenitore ASiC
help-sign-level = Livello della firma: t aggiunge una marca temporale, lt anche le prove, lta una marca sull’insieme
help-sign-parallel = Aggiunge una firma accanto a quelle che ci sono, sullo stesso documento
help-sign-counter = Controfirma la firma con questo numero, come la numera verify
help-sign-document = Documento a cui si riferisce una firma a parte, per --parallel e --counter
help-sign-visible = Mostra la firma nel PDF: pagina e angolo (1,bottom-right), oppure pagina e rettangolo in punti
help-sign-image = Immagine PNG o JPEG da mostrare nella firma
help-sign-certify = Certifica il PDF: che cosa si potrà ancora cambiare dopo
help-sign-tsa = Indirizzo dell’autorità di marcatura; senza, marca questa installazione
help-sign-tsa-user = Nome utente presso l’autorità di marcatura
help-sign-tsa-password-file = Legge la password della marcatura dalla prima riga di questo file
help-sign-tls-ca = Certificati di cui fidarsi per https, al posto di quelli pubblici
help-sign-trust = Cartella o file con certificati, CRL e risposte OCSP; «installation» è questa installazione
help-sign-online = Cerca in rete certificati e stato di revoca che mancano
help-sign-local-addresses = Permette indirizzi di questo computer e della rete interna
help-sign-recursive = Prende i file di una cartella e delle sue sottocartelle
help-sign-jobs = Quanti file alla volta; senza, uno per ogni processore

help-verify-online = Cerca in rete certificati e stato di revoca che mancano
help-verify-local-addresses = Permette indirizzi di questo computer e della rete interna
help-verify-poe = Istante in cui la firma esisteva già, opponibile ai terzi (PEC, protocollo, conservazione)
help-verify-recursive = Prende i file di una cartella e delle sue sottocartelle
help-verify-jobs = Quanti file alla volta; senza, uno per ogni processore

help-extract-signature = Di un PDF: il documento come lo ha firmato la firma con questo numero

help-timestamp-shape = Che cosa scrivere: la risposta (tsr), la sola marca (tst), documento e marca insieme (tsd)

help-augment = Porta le firme a un livello più alto, senza toccare quello che c’è
    .examples =
        {"  "}ceralacca augment contratto.pdf.p7m --level t
        {"  "}ceralacca augment contratto.pdf.p7m --level lta -o contratto-lta.pdf.p7m
help-augment-files = File firmati; «-» è lo standard input
help-augment-level = Livello da raggiungere
help-augment-detached = Documento a cui si riferisce una firma a parte
help-augment-tsa = Indirizzo dell’autorità di marcatura; senza, marca questa installazione
help-augment-tsa-user = Nome utente presso l’autorità di marcatura
help-augment-tsa-password-file = Legge la password della marcatura dalla prima riga di questo file
help-augment-tls-ca = Certificati di cui fidarsi per https, al posto di quelli pubblici
help-augment-trust = Cartella o file con certificati, CRL e risposte OCSP; «installation» è questa installazione
help-augment-online = Cerca in rete certificati e stato di revoca che mancano
help-augment-local-addresses = Permette indirizzi di questo computer e della rete interna
help-augment-recursive = Prende i file di una cartella e delle sue sottocartelle
help-augment-jobs = Quanti file alla volta; senza, uno per ogni processore
help-augment-output = File o cartella in cui scrivere; «-» è lo standard output
help-augment-force = Sostituisce il file di uscita se esiste

problem-format-not-yet =
    .heading = Questa versione non fa ancora questo: { $what }
    .why = Il comando conosce la richiesta, ma la parte che la esegue non c’è ancora.
    .todo = Usa un altro formato, oppure una versione più nuova.

cli-state-signed = firmato
cli-state-ready = pronto
cli-state-failed = non riuscito
cli-sign-summary = { $count ->
    [one] 1 file
   *[other] { $count } file
}: { $done } riusciti, { $failed } non riusciti

problem-folder-empty =
    .heading = Nella cartella { $folder } non c’è nessun file
    .why = Abbiamo guardato anche nelle sottocartelle. I file nascosti non contano.
    .todo = Controlla il nome della cartella.
problem-folder-too-large =
    .heading = La cartella { $folder } contiene troppi file
    .why = Se ne possono prendere al massimo { $limit } alla volta.
    .todo = Indica una cartella per volta.
problem-not-xml =
    .heading = { $file } non è XML
    .why = Una firma dentro il documento si può mettere solo nell’XML e nei PDF.
    .todo = Togli --packaging, oppure usa --packaging enveloping.

cli-state-unread = non letto
cli-verifying-progress = Verifica { $done } di { $count }{ $left ->
    [0] …
   *[other] , restano circa { $left } secondi
}

visible-signed-by = Firmato da { $name }
cli-augmented = Livello raggiunto: { $file } → { $output }
cli-augmenting-progress = Livello { $done } di { $count }{ $left ->
    [0] …
   *[other] , restano circa { $left } secondi
}

problem-level-not-valid =
    .heading = Una firma di { $file } non è valida
    .why = Una firma non valida non si completa: { $detail }
    .todo = Verifica il file con «ceralacca verify» e chiedine uno nuovo a chi ha firmato.
problem-level-evidence =
    .heading = Mancano le prove per le firme di { $file }
    .why = Senza certificati e stato di revoca di tutta la catena il livello non si raggiunge: { $detail }
    .todo = Indica le autorità e le liste con --trust, oppure aggiungi --online per cercarle in rete.
problem-level-stamp =
    .heading = Manca la marca temporale per { $file }
    .why = { $detail }
    .todo = Indica un’autorità di marcatura con --tsa, oppure usa un’installazione che marca.
problem-level-format =
    .heading = Le firme di { $file } non si possono portare a questo livello
    .why = { $detail }
    .todo = Usa «ceralacca inspect» per vedere che cosa contiene il file.
problem-poe-future =
    .heading = L’istante di --poe è nel futuro
    .why = Hai indicato { $date }, ma adesso è { $now }: nessuno può provare che la firma esisteva già a un’ora che deve ancora venire.
    .todo = Indica un istante passato, quello che attestano la PEC, il protocollo o la conservazione.
problem-document-missing =
    .heading = Manca il documento a cui si riferiscono le firme di { $file }
    .why = Il file contiene solo le firme, e per aggiungerne una serve il documento.
    .todo = Indica il documento con --document DOCUMENTO.
problem-sign-existing =
    .heading = { $file } non accetta questa firma
    .why = { $detail }
    .todo = Verifica il file con «ceralacca verify»: le firme che ci sono devono essere valide.
problem-signature-self-check =
    .heading = La firma di { $file } non supera il controllo
    .why = L’abbiamo riletta subito dopo averla fatta e non regge. Il risultato non è stato scritto.
    .todo = Riprova. Se succede ancora, il dispositivo di firma o il disco hanno un difetto.

problem-extract-signature =
    .heading = In { $file } non c’è una firma numero { $number }
    .why = Il numero è quello che dà «ceralacca verify», oppure la firma non copre una versione intera.
    .todo = Guarda i numeri con «ceralacca verify».

detail-unsigned = Parti del file che nessuna firma copre
lists-caption = Liste di fiducia usate, e quanto sono aggiornate
lists-territory = Paese
lists-sequence = Numero
lists-issued = Pubblicata
lists-next = Prossimo aggiornamento
detail-qualification = Qualifica secondo le liste di fiducia
detail-strength = Gli algoritmi sono ritenuti affidabili fino al

report-layers = Il file contiene una busta dentro l’altra. Puoi aprire anche quello che sta in mezzo, con le sue firme:
report-layer = Apri il contenuto della busta { $n }
report-xml = Scarica il rapporto (XML)

inspect-asic-s = contenitore ASiC-S
inspect-asic-e = contenitore ASiC-E
inspect-opendocument = documento OpenDocument
inspect-tsd = documento con marca temporale (TSD)
inspect-trusted-list = elenco di fiducia
inspect-signatures = Firme e marche
inspect-documents = Documenti
inspect-services = Servizi
inspect-pointers = Altri elenchi
inspect-stamps = Marche temporali
