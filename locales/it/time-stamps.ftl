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
