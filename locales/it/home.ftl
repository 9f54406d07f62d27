# Pagina iniziale.
home-heading = Cosa vuoi fare?
home-lead = Qui controlli una firma digitale e i certificati di chi firma. Non serve registrarsi.
home-verify = Verifica una firma
home-verify-text = Carica un file firmato. Ti diciamo chi ha firmato, quando, e se la firma è valida.
home-certificates = Scarica i certificati delle autorità
home-certificates-text = Trovi i certificati, le impronte e le liste di revoca.
home-status = Controlla lo stato di un certificato
home-status-text = Scopri se un certificato è valido, sospeso, revocato o scaduto.
home-p7m = Hai ricevuto un file .p7m?
home-p7m-text = Un file .p7m contiene un documento e la sua firma. Caricalo nella pagina di verifica: leggi il risultato e apri il documento. Non devi installare programmi.
home-p7m-action = Apri un file .p7m
home-safe = I tuoi file restano tuoi
home-safe-text = Usiamo il file solo per controllare la firma. Dopo un quarto d’ora lo cancelliamo. Se preferisci non inviarlo, usa il programma ceralacca sul tuo computer.
