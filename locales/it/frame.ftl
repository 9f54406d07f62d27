# What stands around every page, and the words that all pages share.

home = Home
site-tagline = Firma digitale e identità delle imprese
site-description = Verifica una firma digitale e controlla i certificati delle autorità di certificazione delle Camere di commercio.
title-error = Errore:
skip-to-content = Vai al contenuto
skip-to-footer = Vai al piè di pagina
language-switch = Lingua
menu = Menu
menu-close = Chiudi il menu
menu-main = Menu principale
breadcrumb = Percorso di navigazione
footer-links = Collegamenti utili
footer-licence = Ceralacca è un programma libero, con licenza MIT o Apache 2.0.

nav-verify = Verifica una firma
nav-certificates = Autorità di certificazione
nav-certificate-status = Stato di un certificato
nav-privacy = Privacy
nav-accessibility = Dichiarazione di accessibilità
nav-demo-post = La posta della demo

action-continue = Continua
action-back = Indietro
action-cancel = Annulla
action-retry = Riprova
action-download = Scarica
copy = Copia
copied = Copiato

tone-danger = Errore
tone-info = Nota
tone-success = Riuscito
tone-warning = Attenzione

verdict-valid = Firma valida
verdict-valid-sentence = La firma è valida
verdict-not-valid = Firma non valida
verdict-not-valid-sentence = La firma non è valida
verdict-undetermined = Validità non determinabile
verdict-undetermined-sentence = Non possiamo stabilire se la firma è valida
verdict-not-signed = File non firmato
verdict-not-signed-sentence = Questo file non è firmato

field-optional = (facoltativo)
error-summary = { $n ->
    [one] C’è un errore da correggere
   *[other] Ci sono { $n } errori da correggere
}
upload-limit = La dimensione massima è { $size }.
upload-drop = Puoi anche trascinare qui il file
files-count = { $n ->
    [one] { $n } file
   *[other] { $n } file
}
progress-of = { $done } di { $total }

bytes-b = { $n ->
    [one] { $n } byte
   *[other] { $n } byte
}
bytes-kb = { $n } KB
bytes-mb = { $n } MB
bytes-gb = { $n } GB
date-time = { $date }, ore { $time } (ora italiana)

month-1 = gennaio
month-2 = febbraio
month-3 = marzo
month-4 = aprile
month-5 = maggio
month-6 = giugno
month-7 = luglio
month-8 = agosto
month-9 = settembre
month-10 = ottobre
month-11 = novembre
month-12 = dicembre
