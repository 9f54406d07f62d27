# Aiuto della riga di comando: help-COMANDO, help-COMANDO-OPZIONE.
help = Firma digitale e identità digitale delle Camere di commercio
help-examples = Esempi:
help-heading-usage = Uso:
help-heading-commands = Comandi
help-heading-arguments = Argomenti
help-heading-options = Opzioni
help-heading-shared = Opzioni di tutti i comandi
help-values = valori: { $value }
help-default = se manca: { $value }
help-global-json = Scrive un solo documento JSON al posto delle parole
help-global-quiet = Scrive solo gli errori
help-global-verbose = Scrive anche i passi intermedi
help-global-lang = Lingua delle parole
help-global-time = Agisce come se fosse questo istante (verifiche e prove)
help-global-data = Cartella dei dati dell’installazione
help-global-no-input = Non chiede nulla: se manca un dato, termina
help-global-yes = Conferma da sé le domande
help-global-color = Quando usare i colori
help-global-progress = Quando mostrare l’avanzamento
help-global-help = Mostra l’aiuto
help-global-version = Mostra la versione

help-sign = Firma uno o più file
    .examples =
        {"  "}ceralacca sign contratto.pdf --key token:mario.token
        {"  "}ceralacca sign contratto.pdf --key card
        {"  "}ceralacca sign --format cades dati.bin --key token:mario.token -o dati.bin.p7m
help-sign-files = File da firmare; «-» è lo standard input
help-sign-format = Formato della firma; «auto» usa PAdES per i PDF e CAdES per il resto
help-sign-detached = Scrive la firma a parte (.p7s), senza il documento
help-sign-key = Chiave con cui firmare
help-sign-certificate = Certificato del firmatario, se la chiave non lo porta con sé
help-sign-chain = Certificati intermedi da mettere nella firma
help-sign-pin-fd = Legge il PIN da questo descrittore di file
help-sign-pin-file = Legge il PIN dalla prima riga di questo file
help-sign-digest = Impronta da usare
help-sign-padding = Riempimento RSA da usare
help-sign-reason = Motivo della firma, scritto nel PDF
help-sign-location = Luogo della firma, scritto nel PDF
help-sign-field = Campo firma del PDF da riempire
help-sign-output = File o cartella in cui scrivere; «-» è lo standard output
help-sign-force = Sostituisce il file di uscita se esiste
help-sign-dry-run = Controlla tutto, ma non firma e non scrive

help-verify = Verifica le firme di uno o più file
    .examples =
        {"  "}ceralacca verify contratto.pdf.p7m
        {"  "}ceralacca verify --detached dati.bin dati.bin.p7s --json
help-verify-files = File firmati; «-» è lo standard input
help-verify-detached = Documento a cui si riferisce una firma a parte
help-verify-trust = Cartella o file con i certificati di cui fidarsi, le CRL e le risposte OCSP
help-verify-report = Salva il rapporto in questo file
help-verify-force = Sostituisce il rapporto se esiste

help-extract = Estrae il documento originale da un file firmato
    .examples =
        {"  "}ceralacca extract contratto.pdf.p7m
        {"  "}ceralacca extract contratto.pdf.p7m -o - --depth 1
help-extract-file = File firmato; «-» è lo standard input
help-extract-output = File in cui scrivere; «-» è lo standard output
help-extract-depth = Quante buste aprire: un numero, o «all» per tutte
help-extract-force = Sostituisce il file di uscita se esiste

help-inspect = Dice che cosa è un file e che cosa contiene
    .examples = {"  "}ceralacca inspect contratto.pdf.p7m
help-inspect-files = File da esaminare

help-cert = Mostra e controlla i certificati
help-cert-show = Mostra i dati di un certificato
    .examples = {"  "}ceralacca cert show mario.cer
help-cert-show-files = Certificati DER o PEM
help-cert-check = Controlla un certificato: emittente, date, stato
    .examples = {"  "}ceralacca cert check mario.cer --trust autorita/
help-cert-check-file = Certificato DER o PEM
help-cert-check-trust = Cartella o file con i certificati di cui fidarsi, le CRL e le risposte OCSP

help-trust = Conserva gli elenchi di fiducia europei, da cui si sa se una firma è qualificata
help-trust-import = Prende elenchi di fiducia da file, dopo averne controllato la firma
    .examples = {"  "}ceralacca trust import elenco.xml --signer gestore.cer
help-trust-import-files = Elenchi in XML: quello nazionale, o l’elenco degli elenchi con le sue emissioni precedenti («pivot»)
help-trust-import-signer = Certificato di chi può firmare l’elenco: quelli dell’elenco degli elenchi sono nella Gazzetta ufficiale dell’Unione europea
help-trust-refresh = Cerca copie più recenti degli elenchi, e quelli indicati dall’elenco degli elenchi
    .examples = {"  "}ceralacca trust refresh
help-trust-show = Mostra gli elenchi conservati e quanto sono aggiornati
    .examples = {"  "}ceralacca trust show

help-init = Prepara una nuova installazione e le sue autorità di certificazione
    .examples =
        {"  "}ceralacca init --data dati
        {"  "}ceralacca init --data dati --organization "Esempio S.p.A." --vat 12345678903 --chamber Aosta --pki-url http://pki.example.com --site-url https://ca.example.com --policy-arc 1.3.6.1.4.1.32473.1
help-init-organization = Nome del prestatore di servizi fiduciari
help-init-vat = Partita IVA del prestatore
help-init-chamber = Città della Camera di commercio
help-init-pki-url = Indirizzo http di CRL, OCSP e certificati CA; resta nei certificati per sempre
help-init-site-url = Indirizzo pubblico delle pagine
help-init-policy-arc = Ramo OID del prestatore, sotto cui stanno le sue politiche
help-init-database = Indirizzo del database PostgreSQL; SQLite nella cartella dei dati, se non lo dici
help-init-passphrase-file = File con la frase segreta che protegge le chiavi; senza, una chiave in un file

help-ca = Amministra le autorità di certificazione
help-ca-show = Mostra le autorità e i loro indirizzi
    .examples = {"  "}ceralacca ca show --json
help-ca-crl = Pubblica le liste di revoca
    .examples = {"  "}ceralacca ca crl --export liste/
help-ca-crl-export = Scrive le liste anche in questa cartella
help-ca-issue = Emette una coppia di certificati su un nuovo token di prova
    .examples =
        {"  "}ceralacca ca issue --name Mario --surname Rossi --codice-fiscale RSSMRA80A01H501U --token mario.token --codes-file codici.txt
help-ca-issue-name = Nome del titolare
help-ca-issue-surname = Cognome del titolare
help-ca-issue-codice-fiscale = Codice fiscale del titolare
help-ca-issue-email = Indirizzo email del titolare: riceve gli avvisi sui suoi certificati
help-ca-issue-token = File del token da creare
help-ca-issue-codes-file = File in cui scrivere PIN, PUK e codice di emergenza
help-ca-issue-key-type = Tipo delle due chiavi: rsa-2048, rsa-3072, rsa-4096, p-256 o p-384
help-ca-issue-activate = Registra subito la consegna al titolare
help-ca-status = Dice lo stato di un certificato
    .examples = {"  "}ceralacca ca status mario.cer
help-ca-status-certificate = Certificato, oppure numero di serie in esadecimale
help-ca-recover = Finisce le emissioni interrotte
    .examples = {"  "}ceralacca ca recover
help-ca-survey = Rilegge tutti i certificati e dice quanti difetti trova
    .examples = {"  "}ceralacca ca survey
help-ca-block = Vieta per sempre le chiavi note ad altri
    .examples = {"  "}ceralacca ca block chiavi-compromesse.txt
help-ca-block-keys = Una riga per chiave: SHA-256 del SubjectPublicKeyInfo in esadecimale

help-audit = Legge e verifica il giornale di controllo
help-audit-show = Mostra le ultime righe del giornale
    .examples = {"  "}ceralacca audit show --last 20
help-audit-show-last = Quante righe mostrare
help-audit-verify = Verifica che nessuno abbia cambiato il giornale
    .examples =
        {"  "}ceralacca audit verify
        {"  "}ceralacca audit verify --checkpoint sigillo-di-ieri.txt
        {"  "}ceralacca audit verify --export copia
help-audit-verify-export = Cartella di un’esportazione da verificare, senza l’installazione
help-audit-verify-checkpoint = Sigillo conservato altrove con cui confrontare il giornale
help-audit-checkpoint = Sigilla il giornale adesso e mostra il sigillo da conservare altrove
    .examples = {"  "}ceralacca audit checkpoint -o sigillo.txt
help-audit-checkpoint-output = File in cui scrivere il sigillo
help-audit-prove = Prova che una riga sta nel giornale sigillato
    .examples = {"  "}ceralacca audit prove 12 --json
help-audit-prove-entry = Numero della riga
help-audit-export = Esporta le righe con le prove, per chi non ha questo programma
    .examples = {"  "}ceralacca audit export --from 1 --to 50 -o copia
help-audit-export-from = Prima riga (la prima del giornale, se non detto)
help-audit-export-to = Ultima riga (l’ultima sigillata, se non detto)
help-audit-export-output = Cartella da creare

help-serve = Serve le pagine e i servizi
    .examples =
        {"  "}ceralacca serve --data dati --http 127.0.0.1:8480
        {"  "}ceralacca serve --data dati --http 127.0.0.1:8490 --only ocsp
help-serve-http = Indirizzo http
help-serve-https = Indirizzo https
help-serve-admin = Indirizzo https per gli operatori, che chiede il loro certificato
help-serve-cns = Indirizzo https che chiede il certificato della CNS, per l’accesso delle persone
help-serve-only = Che cosa fa questo nodo: pagine, risposte OCSP, liste, marche temporali, lavori; tutto, se non lo dici

help-demo = Prova tutto con una Camera e persone inventate
    .examples =
        {"  "}ceralacca demo
        {"  "}ceralacca demo --data prova --prepare --json
help-demo-prepare = Prepara i dati e li descrive, senza servire le pagine
help-demo-http = Indirizzo http
help-demo-https = Indirizzo https
help-demo-admin = Indirizzo https per gli operatori, che chiede il loro certificato
help-demo-cns = Indirizzo https che chiede il certificato della CNS, per l’accesso delle persone

help-doctor = Spiega che cosa non va e come rimediare
    .examples = {"  "}ceralacca doctor
help-completions = Scrive i completamenti per la shell
    .examples = {"  "}ceralacca completions bash
help-completions-shell = Shell
help-man = Scrive le pagine di manuale
    .examples = {"  "}ceralacca man -o man/
help-man-output = Cartella in cui scriverle; senza, la pagina principale va allo standard output

help-timestamp = Mette una marca temporale a uno o più file, o ne verifica una
    .examples =
        {"  "}ceralacca timestamp contratto.pdf --tsa https://tsa.example.com/tsa
        {"  "}ceralacca timestamp contratto.pdf --installation
        {"  "}ceralacca timestamp contratto.pdf --verify contratto.pdf.tsr
help-timestamp-files = File da marcare; all’autorità va solo la loro impronta
help-timestamp-tsa = Indirizzo dell’autorità di marcatura (RFC 3161)
help-timestamp-installation = Chiede la marca a questa installazione, senza rete
help-timestamp-digest = Algoritmo dell’impronta
help-timestamp-policy = Politica con cui l’autorità deve marcare
help-timestamp-no-certs = Chiede una marca senza certificati, più corta
help-timestamp-certificate = Certificato dell’unità di marcatura, per marche che non lo contengono
help-timestamp-user = Nome utente presso l’autorità
help-timestamp-password-fd = Legge la password da questo descrittore di file
help-timestamp-password-file = Legge la password dalla prima riga di questo file
help-timestamp-tls-ca = Certificati di cui fidarsi per la connessione https, al posto di quelli pubblici
help-timestamp-output = Dove scrivere la marca: un nome che finisce in .tst dà la sola marca, ogni altro la risposta intera
help-timestamp-force = Sostituisce la marca se esiste
help-timestamp-verify = Verifica questa marca (.tsr o .tst) con il file invece di chiederne una
help-timestamp-trust = Cartella o file con i certificati delle autorità di cui fidarsi

help-operator = Operatori: chi può entrare nelle pagine di amministrazione
help-operator-add = Registra un operatore e, se vuoi, gli dà subito un certificato
    .examples =
        {"  "}ceralacca operator add sara.conti --name "Sara Conti" --email sara@example.com --role sysadmin --pkcs12 operatore.p12 --password-file password.txt
        {"  "}ceralacca operator add ivo.serra --name "Ivo Serra" --email ivo@example.com --role auditor --request ivo.csr -o ivo.pem
help-operator-add-id = Identificativo della persona, lo stesso in ogni ruolo
help-operator-add-name = Nome e cognome
help-operator-add-email = Indirizzo email
help-operator-add-role = Ruolo: ca_officer, rao, auditor, sysadmin, key_custodian o service
help-operator-add-request = Richiesta di certificato (PKCS#10) fatta dalla persona
help-operator-add-output = Dove scrivere il certificato
help-operator-add-pkcs12 = Fa una chiave nuova e la scrive con il certificato in questo file, che il browser importa
help-operator-add-password-file = Legge la password del file PKCS#12 dalla prima riga di questo file
help-operator-list = Elenca gli operatori e i loro certificati
    .examples = {"  "}ceralacca operator list --json
help-operator-certificate = Dà un certificato nuovo a un operatore
    .examples = {"  "}ceralacca operator certificate anna.verdi --role sysadmin --pkcs12 operatore.p12 --password-file password.txt
help-operator-certificate-id = Identificativo della persona
help-operator-certificate-role = Ruolo
help-operator-certificate-request = Richiesta di certificato (PKCS#10) fatta dalla persona
help-operator-certificate-output = Dove scrivere il certificato
help-operator-certificate-pkcs12 = Fa una chiave nuova e la scrive con il certificato in questo file, che il browser importa
help-operator-certificate-password-file = Legge la password del file PKCS#12 dalla prima riga di questo file
help-operator-disable = Chiude l’accesso di un operatore, subito e per sempre
    .examples = {"  "}ceralacca operator disable ugo.neri --role auditor --reason "ha cambiato lavoro"
help-operator-disable-id = Identificativo della persona
help-operator-disable-role = Ruolo
help-operator-disable-reason = Motivo, per il giornale di controllo

help-signer = Custodisce le chiavi delle autorità in un processo separato
    .examples = {"  "}ceralacca signer
help-signer-with-parent = Termina quando finisce lo standard input, cioè chi lo ha avviato
help-ca-activate = Apre le chiavi delle autorità con le quote dei custodi
    .examples = {"  "}ceralacca ca activate --share-file dario.share --share-file elsa.share
help-ca-activate-share-file = Legge una quota dalla prima riga di questo file
help-ca-activate-share-fd = Legge una quota da questo descrittore di file
help-ca-ceremony = Tiene la cerimonia delle chiavi secondo un copione
    .examples = {"  "}ceralacca ca ceremony --default --dry-run --data prova
help-ca-ceremony-script = Copione della cerimonia
help-ca-ceremony-default = Usa il copione della Camera di prova
help-ca-ceremony-resume = Riprende una cerimonia interrotta
help-ca-ceremony-dry-run = Fa solo la prova generale, in una cartella usa e getta
help-ca-keys = Controlla le chiavi e dice quali scadono
    .examples = {"  "}ceralacca ca keys --json
help-approval = Atti che due responsabili della CA devono firmare
help-approval-list = Elenca le proposte in attesa
    .examples = {"  "}ceralacca approval list --all
help-approval-list-all = Anche quelle concluse
help-approval-show = Mostra una proposta e ne salva il testo da firmare
    .examples = {"  "}ceralacca approval show appr_0192a3b4c5d67890abcdef0123456789 -o atto.json
help-approval-show-id = Identificativo della proposta
help-approval-show-output = File in cui salvare il testo da firmare
help-approval-propose = Propone un atto
    .examples = {"  "}ceralacca approval propose atto.json
help-approval-propose-file = Atto in JSON; «-» è lo standard input
help-approval-approve = Approva una proposta con la firma di un responsabile
    .examples = {"  "}ceralacca approval approve appr_0192a3b4c5d67890abcdef0123456789 --signature atto.json.p7m
help-approval-approve-id = Identificativo della proposta
help-approval-approve-signature = Firma già fatta sul testo della proposta (.p7m o .p7s)
help-approval-approve-key = Chiave del responsabile, per firmare adesso
help-approval-approve-certificate = Certificato del responsabile, se la chiave non lo porta con sé
help-approval-approve-pin-fd = Legge il PIN da questo descrittore di file
help-approval-approve-pin-file = Legge il PIN dalla prima riga di questo file
help-approval-withdraw = Ritira una proposta
    .examples = {"  "}ceralacca approval withdraw appr_0192a3b4c5d67890abcdef0123456789
help-approval-withdraw-id = Identificativo della proposta
help-approval-execute = Esegue un atto approvato
    .examples = {"  "}ceralacca approval execute appr_0192a3b4c5d67890abcdef0123456789
help-approval-execute-id = Identificativo della proposta
help-approval-execute-share-file = Legge una quota dalla prima riga di questo file
help-approval-execute-share-fd = Legge una quota da questo descrittore di file

help-tsa = Gestisce l’autorità di marcatura temporale di questa installazione
help-tsa-show = Mostra l’unità che firma, quante marche ci sono e lo stato dell’orologio
    .examples = {"  "}ceralacca tsa show
help-tsa-verify = Verifica che nessuno abbia cambiato l’archivio delle marche
    .examples = {"  "}ceralacca tsa verify
help-tsa-find = Cerca nell’archivio le marche di un file, o quella con un numero di serie
    .examples =
        {"  "}ceralacca tsa find contratto.pdf
        {"  "}ceralacca tsa find --serial 1000a -o marca.tst
help-tsa-find-file = File di cui cercare le marche
help-tsa-find-serial = Numero di serie della marca
help-tsa-find-output = File in cui scrivere la prima marca trovata
help-tsa-find-force = Sostituisce il file se esiste
help-tsa-replace = Sostituisce subito l’unità di marcatura, per esempio se la chiave è compromessa
    .examples = {"  "}ceralacca tsa replace
help-tsa-account = Gestisce gli accessi di chi chiede marche temporali
help-tsa-account-add = Crea un accesso e scrive la sua password in un file
    .examples = {"  "}ceralacca tsa account add studio-rossi --per-day 1000 --password-file password.txt
help-tsa-account-add-name = Nome dell’accesso
help-tsa-account-add-per-day = Quante marche può avere al giorno (senza limite, se non detto)
help-tsa-account-add-password-file = File nuovo in cui scrivere la password
help-tsa-account-list = Elenca gli accessi aperti con le marche di oggi
    .examples = {"  "}ceralacca tsa account list
help-tsa-account-close = Chiude un accesso
    .examples = {"  "}ceralacca tsa account close studio-rossi
help-tsa-account-close-name = Nome dell’accesso
