# Marche temporali: l’indirizzo /tsa, il comando timestamp, l’orologio.

problem-time-stamp-method =
    .heading = Qui si chiedono marche temporali con una richiesta POST
    .why = L’indirizzo risponde solo al protocollo RFC 3161: tipo application/timestamp-query.
    .todo = Usa un programma per le marche temporali, per esempio: ceralacca timestamp DOCUMENTO --url INDIRIZZO
problem-time-stamp-type =
    .heading = Questo non è il tipo di una richiesta di marca temporale
    .why = Il tipo della richiesta deve essere application/timestamp-query (RFC 3161).
    .todo = Imposta l’intestazione Content-Type del programma che usi.
problem-time-stamp-too-large =
    .heading = La richiesta è troppo grande
    .why = Una richiesta di marca temporale contiene solo l’impronta del documento: al massimo 8 kB.
    .todo = Invia l’impronta, non il documento.
problem-time-stamp-slow =
    .heading = La richiesta non è arrivata in tempo
    .why = Aspettiamo una richiesta al massimo per dieci secondi.
    .todo = Riprova. Se succede ancora, controlla la tua connessione.
problem-time-stamp-account =
    .heading = Nome utente o password non validi
    .why = Il servizio di marcatura non riconosce queste credenziali, oppure ne servono.
    .todo = Controlla nome e password. Se li hai persi, chiedi un nuovo accesso a chi gestisce il servizio.
problem-time-stamp-quota =
    .heading = Hai usato tutte le marche temporali di oggi
    .why = Il tuo accesso ne comprende { $count } al giorno.
    .todo = Riprova domani, oppure chiedi un limite più alto a chi gestisce il servizio.

timestamp-done = Marca temporale apposta
timestamp-written = Scritta in { $file }
timestamp-about = { $time } · { $authority }
timestamp-about-qualified = { $time } · { $authority } · marca temporale qualificata
timestamp-clocks-differ = la marca dice { $time }: l’orologio di questo computer è diverso di più di cinque minuti
timestamp-check-valid = Marca temporale valida
timestamp-check-untrusted = La marca temporale è integra, ma non conosciamo chi l’ha emessa
timestamp-check-unknown = Manca il certificato di chi ha emesso la marca temporale
timestamp-check-broken = Marca temporale non valida
timestamp-check-other = La marca temporale è di un altro file, o il file è cambiato
timestamp-failure-algorithm = L’algoritmo dell’impronta non è accettato.
timestamp-failure-request = La richiesta non è accettata.
timestamp-failure-data = I dati della richiesta hanno una forma sbagliata.
timestamp-failure-time = L’orologio dell’autorità non è disponibile.
timestamp-failure-policy = La politica chiesta non è fra quelle dell’autorità.
timestamp-failure-extension = Un’estensione della richiesta non è accettata.
timestamp-failure-information = L’informazione chiesta in più non è disponibile.
timestamp-failure-system = L’autorità ha un guasto.
timestamp-failure-unknown = L’autorità non dice perché (stato { $status }).

problem-timestamp-no-service =
    .heading = Non è detto a chi chiedere la marca temporale
    .why = Manca l’indirizzo di un’autorità di marcatura, e qui non c’è un’installazione.
    .todo = Indica l’indirizzo con --url, oppure la cartella dell’installazione con --data.
problem-timestamp-url =
    .heading = L’indirizzo dell’autorità di marcatura non è valido
    .why = { $url }: { $detail }
    .todo = Scrivi un indirizzo che comincia con https:// o http://.
problem-timestamp-password-open =
    .heading = La password non viene inviata in chiaro
    .why = L’indirizzo { $url } non è cifrato: chiunque sulla rete potrebbe leggere la password.
    .todo = Usa l’indirizzo https dell’autorità.
problem-timestamp-password-missing =
    .heading = Manca la password
    .why = Con --user serve anche la password.
    .todo = Indicala con --password-file o --password-fd.
problem-timestamp-unreachable =
    .heading = L’autorità di marcatura non è raggiungibile
    .why = { $url }: { $detail }
    .todo = Controlla l’indirizzo e la connessione, poi riprova.
problem-timestamp-slow =
    .heading = L’autorità di marcatura non ha risposto in tempo
    .why = { $url } non ha risposto entro { $seconds } secondi.
    .todo = Riprova fra qualche minuto.
problem-timestamp-credentials =
    .heading = L’autorità di marcatura non accetta queste credenziali
    .why = { $url } chiede un nome utente e una password validi. { $detail }
    .todo = Controlla --user e la password.
problem-timestamp-exhausted =
    .heading = Per ora l’autorità non concede altre marche temporali
    .why = Hai raggiunto un limite presso { $url }. { $detail }
    .todo = Riprova più tardi, oppure chiedi all’autorità un limite più alto.
problem-timestamp-http =
    .heading = L’indirizzo non risponde come un’autorità di marcatura
    .why = { $url } ha risposto { $status }. { $detail }
    .todo = Controlla l’indirizzo: deve essere quello del servizio RFC 3161.
problem-timestamp-answer =
    .heading = La risposta dell’autorità non si può leggere
    .why = { $detail }
    .todo = Controlla l’indirizzo: deve essere quello del servizio RFC 3161.
problem-timestamp-refused =
    .heading = L’autorità ha rifiutato la marca temporale
    .why = { $reason } [{ $code }]
    .todo = Correggi la richiesta, oppure riprova più tardi se il guasto è dell’autorità.
problem-timestamp-other =
    .heading = La marca temporale ricevuta non corrisponde alla richiesta
    .why = { $detail }
    .todo = Non è stata scritta. Riprova; se succede ancora, non fidarti di questo servizio.
problem-timestamp-signature =
    .heading = La firma della marca temporale ricevuta non è valida
    .why = { $detail }
    .todo = Non è stata scritta. Riprova; se succede ancora, non fidarti di questo servizio.
problem-timestamp-certificate =
    .heading = Manca il certificato di chi ha emesso la marca temporale
    .why = La marca non lo contiene, e senza non si può verificare.
    .todo = Indicalo con --certificate, oppure chiedi la marca senza --no-certs.
problem-timestamp-unreadable =
    .heading = Il file non è una marca temporale leggibile
    .why = { $file }: { $detail }
    .todo = Indica un file .tsr o .tst.

tsa-unit-until = La sua chiave firma fino al { $date }
tsa-no-unit = Nessuna unità di marcatura può firmare
tsa-count = { $count ->
    [one] 1 marca temporale in archivio
   *[other] { $count } marche temporali in archivio
}
tsa-clock-good = Orologio affidabile ({ $detail })
tsa-clock-bad = Orologio non affidabile: non si marca ({ $detail })
tsa-archive-good = L’archivio è integro: { $count ->
    [one] 1 marca temporale
   *[other] { $count } marche temporali
}
tsa-archive-bad = L’archivio è stato cambiato al gruppo { $batch }, dopo { $count } marche integre
tsa-account-made = Accesso { $name } creato. La password è in { $file }
tsa-account-closed = Accesso { $name } chiuso

problem-tsa-not-found =
    .heading = Nessuna marca temporale trovata
    .why = L’archivio di questa installazione non ne contiene.
    .todo = Controlla il file o il numero di serie.
problem-tsa-no-account =
    .heading = Non c’è un accesso aperto con questo nome
    .why = { $name } non esiste o è già chiuso.
    .todo = Elenca gli accessi con: ceralacca tsa account list

doctor-time-stamps = Orologio e marche temporali

problem-clock-untrusted =
    .heading = L’orologio di questo computer non è affidabile
    .why = { $detail }
    .todo = Controlla il servizio che lo regola (chrony, systemd-timesyncd) e i server indicati in [clock].
problem-tsa-no-unit =
    .heading = Nessuna unità di marcatura può firmare
    .why = La chiave dell’ultima unità non è più in uso, e nessuno ne ha fatta un’altra.
    .todo = Avvia il servizio, che ne crea una, oppure usa: ceralacca tsa replace
