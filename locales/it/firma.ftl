# Il banco di firma: scelta dei file, formato, anteprima, PIN, esito, dispositivi, marca temporale.
firma-title = Firma
firma-lead = Scegli i documenti, scrivi il PIN: sono firmati.
firma-local = I file non lasciano questo computer
firma-local-text = Questa pagina è un programma che gira qui, sul tuo computer. I documenti e il PIN non vanno in rete.
firma-files = Documenti da firmare
firma-at-once = Appena li scegli, la pagina va avanti da sola.
firma-folder = «{ $name }» è una cartella. Apri la cartella e scegli i file che contiene.
firma-continue = Continua
firma-busy-sending = Preparo i documenti…
firma-empty-what = Cosa puoi firmare
firma-empty-what-text = Puoi firmare PDF, fatture elettroniche, testi, immagini e ogni altro file. Se un file è già firmato, la tua firma si aggiunge alle altre.
firma-no-file = Scegli almeno un documento.
firma-add = Aggiungi documenti
firma-list = { $n ->
    [one] 1 documento da firmare
   *[other] { $n } documenti da firmare
}
firma-refused-list = { $n ->
    [one] 1 file che non puoi firmare
   *[other] { $n } file che non puoi firmare
}
firma-column-file = Documento
firma-column-format = Formato
firma-column-preview = Prima di firmare
firma-column-why = Perché
firma-column-outcome = Esito
firma-column-saved = Dove si trova
firma-column-act = Azioni
firma-preview = Anteprima
firma-preview-of = di { $name }
firma-remove = Togli
firma-remove-of = { $name } dall’elenco
firma-change-format = Cambia formato
firma-change-format-all = Cambia il formato dei documenti
firma-change-device = Cambia dispositivo
firma-start-over = Ricomincia con altri documenti
firma-close = Chiudi il banco di firma
firma-close-text = Quando hai finito, chiudi: i documenti di questa seduta vengono cancellati dalla cartella di lavoro.
firma-closed = Il banco di firma è chiuso
firma-closed-text = Il programma si è fermato. Puoi chiudere questa finestra. Per firmare ancora, avvia di nuovo «ceralacca desk».
firma-tools = Altri strumenti
firma-tool-verify = Verifica una firma
firma-tool-verify-text = Controlla un file firmato e apri il documento che contiene.
firma-tool-stamp = Marca temporale
firma-tool-stamp-text = Prova che un file esisteva in un certo momento.
firma-tool-devices = Dispositivi e PIN
firma-tool-devices-text = Guarda i dispositivi collegati, cambia il PIN, sblocca con il PUK.
firma-not-shown = Qui non si può vedere
firma-invisible-short = Firma non visibile, ugualmente valida
firma-visible-short = Firma visibile a pagina { $page }
firma-visible-last = Firma visibile nell’ultima pagina
firma-signed-before = { $n ->
    [one] Contiene già 1 firma. La tua si aggiunge.
   *[other] Contiene già { $n } firme. La tua si aggiunge.
}
firma-signed-by = Firmato da { $names }

firma-device = Dispositivo
firma-device-holder = { $name }, certificato valido fino al { $date }
firma-device-test = Dispositivo di prova: la firma non ha valore legale.
firma-device-use = Usa questo dispositivo
firma-device-chosen = Lo usi adesso
firma-device-look = Cerca di nuovo
firma-device-none = Nessun dispositivo di firma
firma-device-none-why = Non troviamo smart card, token o file di firma collegati a questo computer.
firma-device-none-todo = Collega il dispositivo, aspetta qualche secondo e premi «Cerca di nuovo».
firma-device-unusable = Con questo dispositivo ora non puoi firmare
firma-tries = { $n ->
    [one] Attenzione: resta 1 solo tentativo. Se sbagli ancora, il PIN si blocca.
   *[other] Restano { $n } tentativi.
}
firma-tries-last = Attenzione: resta un solo tentativo. Se sbagli ancora, il PIN si blocca e ti serve il PUK.
firma-pin = PIN del dispositivo
firma-pin-hint = Da 5 a 8 cifre. Lo scrivi una volta sola per tutti i documenti.
firma-pin-missing = Scrivi il PIN del dispositivo.
firma-pin-button = { $n ->
    [one] Firma 1 documento come { $name }
   *[other] Firma { $n } documenti come { $name }
}
firma-busy = Firma in corso…
firma-other-signer = Firma i documenti che mancano con un altro certificato
firma-unblock = Sblocca con il PUK
firma-consent = { $n ->
    [one] Ho già letto il documento che qui non si può vedere, e lo firmo
   *[other] Ho già letto i { $n } documenti che qui non si possono vedere, e li firmo
}
firma-consent-missing = Conferma di aver letto i documenti che qui non si possono vedere, oppure togli quei documenti dall’elenco.

firma-format-title = Formato della firma
firma-format-lead = Il formato proposto va bene quasi sempre. Cambialo se chi riceve il documento ne chiede un altro.
firma-format-of = Formato di { $name }
firma-format-pades = PDF firmato (PAdES)
firma-format-pades-hint = La firma sta dentro il PDF: si apre con ogni lettore di PDF.
firma-format-cades = Busta .p7m (CAdES)
firma-format-cades-hint = Va bene per ogni tipo di file. Chi riceve apre la busta con un programma o con la nostra pagina di verifica.
firma-format-xades = XML firmato (XAdES)
firma-format-xades-hint = La firma sta dentro il file XML. Il Sistema di Interscambio la accetta per le fatture.
firma-format-xades-around = Documento e firma stanno insieme in un file XML.
firma-format-further = Aggiungi la tua firma
firma-format-further-hint = Il file resta del suo tipo e la tua firma sta accanto alle altre.
firma-format-asic = Contenitore ASiC-E
firma-format-asic-hint = Documento e firma in un solo file .asice, come usa in Europa.
firma-advanced = Scelte avanzate: livello, firma separata, controfirma
firma-level = Livello della firma
firma-level-b = B: solo la firma
firma-level-t = T: con una marca temporale
firma-level-lt = LT: anche con le prove che il certificato era valido
firma-level-lta = LTA: pronta per essere conservata a lungo
firma-level-hint = I livelli T, LT e LTA chiedono una marca temporale: serve la rete, e ci va solo l’impronta del documento.
firma-level-unavailable = Qui non è impostata un’autorità di marcatura: puoi fare solo firme di livello B.
firma-detached = Firma in un file separato
firma-detached-hint = Il documento resta com’è e la firma sta in un altro file: servono tutti e due per verificarla.
firma-counter = Controfirma: firma la firma che c’è già, non il documento
firma-counter-hint = Conferma la firma di un’altra persona. Si può solo sui file già firmati.
firma-format-save = Salva il formato

firma-view-title = Anteprima
firma-view-lead = { $name }, { $size }
firma-view-place = Documento { $n } di { $all }
firma-view-pdf = Il PDF
firma-view-pdf-open = Apri il PDF in un’altra scheda
firma-view-pdf-frame = Anteprima di { $name }
firma-view-pdf-fallback = Se qui sotto non vedi il PDF, aprilo in un’altra scheda.
firma-view-invoice = La fattura
firma-view-invoice-note = La mostriamo in modo leggibile. Firmi il file XML, con tutto quello che contiene.
firma-view-text = Il testo
firma-view-text-cut = Il testo continua: qui ne vedi i primi { $size }.
firma-view-image = L’immagine
firma-view-image-alt = Anteprima di { $name }
firma-view-raw = Mostra il file XML com’è
firma-view-none = Questo documento qui non si può vedere
firma-view-none-why = Non sappiamo mostrare questo tipo di file. Con la firma però accetti tutto quello che contiene.
firma-view-none-todo = Aprilo prima con il suo programma. Se lo conosci e lo vuoi firmare, confermalo qui.
firma-view-consent = Ho già letto questo documento e lo voglio firmare
firma-view-consent-save = Conferma
firma-view-consented = Hai confermato di aver letto questo documento.
firma-view-inside = È una busta firmata: qui vedi il documento che contiene.
firma-view-next = Documento successivo
firma-view-previous = Documento precedente
firma-view-back = Torna alla firma
firma-view-download = Salva una copia

firma-mark-title = Firma visibile
firma-mark-invisible = La firma non si vede sulla pagina, ed è ugualmente valida. Se vuoi, aggiungi un riquadro con nome e data.
firma-mark-show = Mostra un riquadro con la firma
firma-mark-page = Pagina
firma-mark-page-hint = Da 1 a { $pages }
firma-mark-where = Posizione
firma-mark-top-left = In alto a sinistra
firma-mark-top-right = In alto a destra
firma-mark-bottom-left = In basso a sinistra
firma-mark-bottom-right = In basso a destra
firma-mark-free = A queste distanze dai bordi
firma-mark-left = Distanza dal bordo sinistro (mm)
firma-mark-top = Distanza dal bordo superiore (mm)
firma-mark-text = Testo da aggiungere
firma-mark-text-hint = Per esempio «Per accettazione». Nome e data ci sono già.
firma-mark-save = Salva la posizione
firma-mark-sketch = Schema della pagina { $page }, { $width } × { $height } mm: il riquadro è a { $left } mm da sinistra e a { $top } mm dall’alto
firma-mark-sketch-hint = Puoi anche toccare lo schema, o trascinare il riquadro: le distanze si scrivono da sole.
firma-mark-page-wrong = Scrivi il numero di una pagina, da 1 a { $pages }.
firma-mark-place-wrong = Il riquadro esce dalla pagina. Scrivi al massimo { $left } mm da sinistra e { $top } mm dall’alto.
firma-mark-long = Il testo è troppo lungo. Scrivi al massimo { $n } caratteri.

firma-run-title = Firma in corso
firma-run-lead = Non togliere il dispositivo finché non abbiamo finito.
firma-run-label = Documenti firmati
firma-run-of = { $done } di { $total }
firma-run-left = { $seconds ->
    [one] { $done } di { $total }, resta circa 1 secondo
   *[other] { $done } di { $total }, restano circa { $seconds } secondi
}
firma-run-left-minutes = { $minutes ->
    [one] { $done } di { $total }, resta circa 1 minuto
   *[other] { $done } di { $total }, restano circa { $minutes } minuti
}
firma-run-now = Ora: { $name }
firma-run-stop = Ferma dopo questo documento
firma-run-stopping = Mi fermo: finisco il documento che sto firmando.
firma-run-refresh = Aggiorna la pagina

firma-done-title = Esito
firma-done-all = { $n ->
    [one] Il documento è firmato
   *[other] Tutti i { $n } documenti sono firmati
}
firma-done-some = { $n ->
    [one] È firmato 1 documento su { $all }
   *[other] Sono firmati { $n } documenti su { $all }
}
firma-done-none = Nessun documento è firmato
firma-done-checked = Abbiamo riletto ogni file e controllato la firma appena fatta.
firma-done-invisible = Se nel PDF non hai messo un riquadro, la firma non è visibile ed è ugualmente valida.
firma-done-signed = Firmato
firma-done-self-check = La firma è integra: controllata subito dopo
firma-done-failed = Non firmato
firma-done-waiting = Non ancora firmato
firma-done-left = { $n ->
    [one] Resta 1 documento da firmare
   *[other] Restano { $n } documenti da firmare
}
firma-done-left-text = Quelli già firmati restano. Firma solo gli altri: ti chiediamo di nuovo il PIN.
firma-done-retry = Firma quelli che mancano
firma-done-download = Scarica
firma-done-zip = Scarica tutto (zip)
firma-done-beside = Salva accanto agli originali
firma-done-folder = Salva in una cartella
firma-done-folder-field = Cartella di questo computer
firma-done-folder-hint = Scrivi il percorso completo. I file che ci sono già non vengono mai sostituiti.
firma-done-saved = { $n ->
    [one] 1 file salvato in { $folder }
   *[other] { $n } file salvati in { $folder }
}
firma-done-not-saved = Ancora solo qui: scaricalo
firma-done-csv = Rapporto (CSV)
firma-done-json = Rapporto (JSON)
firma-done-verify = Verifica le firme
firma-done-more = Firma altri documenti
firma-done-test = Hai firmato con un dispositivo di prova: queste firme non hanno valore legale.

firma-devices-title = Dispositivi e PIN
firma-devices-lead = I dispositivi collegati a questo computer.
firma-devices-kind-cns = Carta nazionale dei servizi (CNS)
firma-devices-kind-piv = Smart card PIV
firma-devices-kind-pkcs11 = Dispositivo con programma del produttore (PKCS#11)
firma-devices-kind-reader = Lettore
firma-devices-kind-token-file = Dispositivo di prova in un file
firma-devices-holder = Intestatario
firma-devices-number = Numero della carta
firma-devices-place = Dove si trova
firma-devices-signature = Certificato di firma
firma-devices-authentication = Certificato CNS, per accedere ai servizi
firma-devices-until = valido fino al { $date }
firma-devices-none = Non c’è
firma-devices-tries = Tentativi per il PIN
firma-devices-tries-left = { $n ->
    [0] Bloccato
    [one] Ne resta 1
   *[other] Ne restano { $n }
}
firma-devices-puk-tries = Tentativi per il PUK
firma-devices-change = Cambia PIN
firma-devices-change-of = di { $name }
firma-devices-unblock = Sblocca con il PUK
firma-change-title = Cambia PIN
firma-change-lead = Dispositivo: { $name }
firma-change-old = PIN attuale
firma-change-puk = PUK
firma-change-puk-hint = 8 cifre. Lo trovi nella busta con i codici.
firma-change-new = Nuovo PIN
firma-change-new-hint = Da 5 a 8 cifre. Evita date di nascita e numeri in fila.
firma-change-again = Ripeti il nuovo PIN
firma-change-differs = I due PIN nuovi non sono uguali. Scrivili di nuovo.
firma-change-missing = Scrivi qualcosa in questo campo.
firma-change-which = Quale PIN
firma-change-both = Quello che serve per tutto
firma-change-signature = Quello della firma
firma-change-authentication = Quello per accedere ai servizi
firma-change-done = Il PIN è cambiato
firma-change-done-text = Da ora vale il nuovo PIN.
firma-unblock-title = Sblocca il PIN con il PUK
firma-unblock-done = Il PIN è sbloccato

firma-stamp-title = Marca temporale
firma-stamp-lead = Una marca temporale prova che un file esisteva in un certo momento.
firma-stamp-promise = In rete va solo l’impronta del file, non il file.
firma-stamp-file = File da marcare
firma-stamp-submit = Marca
firma-stamp-none = Qui non è impostata un’autorità di marcatura
firma-stamp-none-why = La marca temporale la dà un’autorità, in rete. Il banco non sa a quale chiederla.
firma-stamp-none-todo = Avvia il banco con l’indirizzo di un’autorità: «ceralacca desk --tsa INDIRIZZO».
firma-stamp-empty = Il file è vuoto. Scegline un altro.
firma-stamp-missing = Scegli il file da marcare.

invoice-seller = Cedente (chi vende)
invoice-buyer = Cessionario (chi compra)
invoice-vat = Partita IVA: { $code }
invoice-tax-code = Codice fiscale: { $code }
invoice-heading = { $kind } n. { $number } del { $date }
invoice-kind-td01 = Fattura
invoice-kind-td02 = Acconto su fattura
invoice-kind-td03 = Acconto su parcella
invoice-kind-td04 = Nota di credito
invoice-kind-td05 = Nota di debito
invoice-kind-td06 = Parcella
invoice-kind-td07 = Fattura semplificata
invoice-kind-td08 = Nota di credito semplificata
invoice-kind-td09 = Nota di debito semplificata
invoice-kind-td24 = Fattura differita
invoice-kind-other = Documento di tipo { $code }
invoice-lines = Righe
invoice-description = Descrizione
invoice-quantity = Quantità
invoice-price = Prezzo unitario
invoice-rate = IVA
invoice-total = Importo
invoice-taxes = Riepilogo IVA
invoice-taxable = Imponibile
invoice-tax = Imposta
invoice-grand-total = Totale del documento: { $amount }
invoice-no-total = Il file non dice il totale del documento.
invoice-due = Da pagare: { $amount }
invoice-due-on = Da pagare: { $amount } entro il { $date }
invoice-attached = File allegati dentro la fattura:
invoice-cut = Qui vedi le prime { $n } righe. La fattura ne ha altre.

firma-format-of-more = Formato di { $name } e altri { $n }
firma-counter-which = Quale firma
firma-done-caption = Documenti
firma-done-valid = È valida per le autorità che questo computer conosce.
firma-stamp-result = Ottieni un solo file .tsd, con dentro il documento e la marca.
problem-firma-stamp-unreachable =
    .heading = L’autorità di marcatura non risponde
    .why = Abbiamo chiesto la marca e non è arrivata: { $detail }
    .todo = Controlla la connessione e riprova tra qualche minuto. Il file non è cambiato.
firma-devices-kind = Tipo
