# Il comando «card simulate».
help-card-simulate = Mette la carta di un file in un lettore, per tutti i programmi
    .examples = {"  "}ceralacca card simulate mario.token
help-card-simulate-file = File del dispositivo di prova
help-card-simulate-host = Computer su cui vpcd attende la carta, o su cui la carta attende vpcd (--listen)
help-card-simulate-port = Porta: la prima di vpcd, o la successiva per il secondo lettore
help-card-simulate-listen = Attende vpcd, invece di cercarlo; solo su questo computer (con vpcd 3.3 togliere la carta ferma pcscd)

card-simulate-notice = Dispositivo di prova, non un dispositivo di firma qualificato. Chi raggiunge la porta può usare la carta, e il PIN vi passa in chiaro: tienila su questo computer.
card-simulate-beyond = { $host } non è questo computer: PIN e risposte attraversano la rete in chiaro.
card-simulate-seeks = La carta { $number } cerca un lettore su { $address }. Per toglierla: Ctrl-C.
card-simulate-listens = La carta { $number } attende un lettore su { $address }. Per toglierla: Ctrl-C.
card-simulate-no-reader = Nessun lettore su { $address } ({ $detail }): è avviato pcscd con vpcd? Continuo a provare.
card-simulate-inserted = La carta è nel lettore.
card-simulate-reader-gone = Il lettore non c’è più. Continuo a provare.
card-simulate-no-card = Il file non c’è più o non si può usare: il lettore è vuoto finché non torna.
card-simulate-ended = Carta tolta.

problem-card-address =
    .heading = { $address } non è un indirizzo
    .why = L’indirizzo su cui attendere non si trova: { $detail }.
    .todo = Indica con --host un indirizzo di questo computer, come 127.0.0.1.
problem-card-listen-loopback =
    .heading = La carta non può attendere su { $address }
    .why = Quell’indirizzo si raggiunge da altri computer, e chi lo raggiunge potrebbe usare la carta.
    .todo = Usa 127.0.0.1, o fai cercare il lettore alla carta (senza --listen).
problem-card-listen-failed =
    .heading = La carta non può attendere su { $address }
    .why = Il sistema dice: { $detail }.
    .todo = Chiudi il programma che usa quella porta, o scegline un’altra con --port.
