# Dispositivi: condizioni, nomi e riga di comando.

problem-device-authentication-only =
    .heading = Su questo dispositivo c’è solo il certificato di autenticazione
    .why = { $device } serve per accedere ai servizi, non per firmare documenti: manca il certificato di sottoscrizione.
    .todo = Usa il dispositivo con il certificato di firma, oppure completa l’attivazione di questo.
problem-device-signature-only =
    .heading = Su questo dispositivo manca il certificato di autenticazione
    .why = { $device } serve per firmare documenti, non per accedere ai servizi.
    .todo = Usa il dispositivo con il certificato di autenticazione (CNS).
problem-device-not-paired =
    .heading = Il token non è abbinato via Bluetooth
    .why = { $device } non è ancora abbinato a questo computer.
    .todo = Accendi il token, abbinalo dalle impostazioni Bluetooth e riprova; oppure collegalo alla porta USB.
problem-device-busy =
    .heading = Un altro programma sta usando il dispositivo
    .why = { $device } è impegnato da un altro programma, per esempio il browser.
    .todo = Attendi che finisca o chiudilo, poi riprova. Il PIN non è stato inviato.
problem-device-cancelled =
    .heading = Hai annullato
    .why = L’operazione con { $device } è stata annullata prima della fine.
    .todo = Ricomincia quando vuoi: i file già firmati restano validi.
problem-device-card-missing =
    .heading = Nel lettore non c’è la carta
    .why = Il lettore { $device } è vuoto.
    .todo = Inserisci la carta con il chip verso il lettore.
problem-device-card-unknown =
    .heading = La carta non è riconosciuta
    .why = Nel lettore { $device } c’è una carta che non è una CNS e che nessun programma installato conosce, oppure è inserita al contrario.
    .todo = Controlla il verso della carta; se è di un altro tipo, installa il programma del produttore.
problem-device-not-yet-valid =
    .heading = Il certificato non è ancora attivo
    .why = Il certificato di { $device } vale dal { $date }.
    .todo = Attendi quella data, e controlla che l’orologio del computer sia giusto.
problem-device-last-try =
    .heading = Resta un solo tentativo
    .why = Se il prossimo PIN è sbagliato, { $device } si blocca e serve il PUK.
    .todo = Controlla il PIN nella busta prima di scriverlo.
problem-device-no-certificate =
    .heading = Sul dispositivo non c’è il certificato
    .why = { $device } non ha ancora un certificato per questo uso.
    .todo = Completa il rilascio del dispositivo, oppure usane un altro.
problem-device-pin-again =
    .heading = Il dispositivo chiede di nuovo il PIN
    .why = { $device } è stato azzerato da un altro programma. Le firme fatte fin qui restano valide.
    .todo = Scrivi di nuovo il PIN per continuare da dove eri.
problem-device-pin-missing =
    .heading = Serve il PIN
    .why = { $device } non firma senza PIN.
    .todo = Scrivi il PIN del dispositivo; da riga di comando usa --pin-file FILE o --pin-fd N.
problem-device-pin-not-set =
    .heading = Il PIN va impostato
    .why = { $device } non ha ancora un PIN tuo, oppure il PIN è scaduto.
    .todo = Attiva il dispositivo e scegli un PIN, poi riprova.
problem-device-pins-differ =
    .heading = Il dispositivo ha due PIN diversi
    .why = Su { $device } la firma e l’autenticazione hanno ciascuna il proprio PIN. Nulla è stato cambiato.
    .todo = Indica quale dei due PIN vuoi usare.
problem-device-puk-format =
    .heading = Il PUK non ha la forma giusta
    .why = Il PUK è di 8 cifre. Non lo abbiamo mandato al dispositivo: i tentativi non cambiano.
    .todo = Controlla il PUK e riprova.
problem-device-puk-unsupported =
    .heading = Qui il PUK non si può usare
    .why = Il programma che parla con { $device } non accetta il PUK.
    .todo = Sblocca il PIN con il programma del produttore, oppure metti la carta in un lettore.
problem-device-puk-wrong =
    .heading = Il PUK è sbagliato
    .why = { $attempts ->
        [one] Resta 1 tentativo: se sbagli ancora il dispositivo si blocca per sempre.
       *[other] Restano { $attempts } tentativi, poi il dispositivo si blocca per sempre.
    }
    .todo = Controlla il PUK nella busta ricevuta con il dispositivo.
problem-device-puk-refused =
    .heading = Il PUK è sbagliato
    .why = Il dispositivo ha rifiutato il PUK e non dice quanti tentativi restano.
    .todo = Controlla il PUK prima di riprovare: dopo pochi errori il dispositivo si blocca per sempre.
problem-device-reader-missing =
    .heading = Nessun lettore collegato
    .why = Non troviamo lettori di carte né token.
    .todo = Collega il lettore o il token alla porta USB e riprova.
problem-device-service-missing =
    .heading = Manca il servizio dei lettori di carte
    .why = Il servizio con cui i programmi parlano con i lettori (pcscd) non è installato o non è in funzione: { $detail }
    .todo = Installa il pacchetto pcscd, o avvialo, poi riprova.
problem-device-asleep =
    .heading = Il token è spento
    .why = { $device } è collegato ma dorme.
    .todo = Premi il pulsante del token per circa mezzo secondo e riprova.
problem-device-ambiguous =
    .heading = C’è più di un dispositivo
    .why = Non sappiamo quale usare: { $devices }
    .todo = Indica il numero o il nome di quello giusto.
problem-device-new-pin-differs =
    .heading = I due PIN nuovi non sono uguali
    .why = Il nuovo PIN si scrive due volte, e le due volte erano diverse. Il PIN di prima vale ancora.
    .todo = Ripeti il comando e scrivi lo stesso PIN due volte.
problem-device-none =
    .heading = Non troviamo nessun dispositivo di firma
    .why = Nei lettori, nei moduli indicati e in questa cartella non c’è un dispositivo che possa firmare.
    .todo = Collega il lettore con la carta, oppure indica il file con --token.

device-kind-cns = carta CNS
device-kind-piv = carta PIV
device-kind-pkcs11 = dispositivo PKCS#11
device-kind-reader = lettore
cli-puk-prompt = PUK di { $device }:
cli-new-pin-prompt = Nuovo PIN di { $device }:
cli-new-pin-again = Ancora il nuovo PIN:
cli-card-holder = Titolare: { $name }
cli-card-signature = Certificato di firma: { $subject }, valido fino al { $date }
cli-card-authentication = Certificato di autenticazione: valido fino al { $date }
cli-card-pin-tries = PIN: { $left ->
    [0] bloccato
    [one] resta 1 tentativo
   *[other] restano { $left } tentativi
}
cli-card-puk-tries = PUK: { $left ->
    [0] bloccato per sempre
    [one] resta 1 tentativo
   *[other] restano { $left } tentativi
}
cli-card-pin-changed = Il PIN di { $device } è cambiato.
cli-card-unblocked = Il PIN di { $device } è sbloccato.
cli-card-activated = { $device } è pronto: le due chiavi sono quelle dei certificati e il PIN le apre.
device-kind-token-file = dispositivo di prova, non qualificato (QSCD)

help-card = Usa le carte e i dispositivi collegati a questo computer
help-card-list = Elenca i dispositivi, con i certificati e i tentativi rimasti
    .examples =
        {"  "}ceralacca card list
        {"  "}ceralacca card list --token mario.token --json
help-card-list-token = Cerca anche in questo file
help-card-list-module = Cerca anche con questo modulo PKCS#11
help-card-info = Mostra tutto ciò che un dispositivo dice senza PIN
    .examples = {"  "}ceralacca card info mario.token
help-card-info-card = Numero, nome o file del dispositivo; se manca, l’unico che c’è
help-card-info-token = Cerca anche in questo file
help-card-info-module = Cerca anche con questo modulo PKCS#11
help-card-change-pin = Cambia il PIN
    .examples = {"  "}ceralacca card change-pin mario.token --pin-file pin.txt --new-pin-file nuovo-pin.txt
help-card-change-pin-card = Numero, nome o file del dispositivo; se manca, l’unico che c’è
help-card-change-pin-token = Cerca anche in questo file
help-card-change-pin-module = Cerca anche con questo modulo PKCS#11
help-card-change-pin-only = Solo il PIN di questa chiave, se il dispositivo ne ha due diversi
help-card-change-pin-pin-fd = Legge il PIN da questo descrittore di file
help-card-change-pin-pin-file = Legge il PIN dalla prima riga di questo file
help-card-change-pin-new-pin-fd = Legge il nuovo PIN da questo descrittore di file
help-card-change-pin-new-pin-file = Legge il nuovo PIN dalla prima riga di questo file
help-card-unblock = Sblocca il PIN con il PUK e ne imposta uno nuovo
    .examples = {"  "}ceralacca card unblock mario.token --puk-file puk.txt --new-pin-file nuovo-pin.txt
help-card-unblock-card = Numero, nome o file del dispositivo; se manca, l’unico che c’è
help-card-unblock-token = Cerca anche in questo file
help-card-unblock-module = Cerca anche con questo modulo PKCS#11
help-card-unblock-only = Solo il PIN di questa chiave, se il dispositivo ne ha due diversi
help-card-unblock-puk-fd = Legge il PUK da questo descrittore di file
help-card-unblock-puk-file = Legge il PUK dalla prima riga di questo file
help-card-unblock-new-pin-fd = Legge il nuovo PIN da questo descrittore di file
help-card-unblock-new-pin-file = Legge il nuovo PIN dalla prima riga di questo file
help-card-activate = Attiva un dispositivo: controlla i due certificati e sostituisce il PIN ricevuto
    .examples = {"  "}ceralacca card activate mario.token --pin-file pin.txt --new-pin-file nuovo-pin.txt
help-card-activate-card = Numero, nome o file del dispositivo; se manca, l’unico che c’è
help-card-activate-token = Cerca anche in questo file
help-card-activate-module = Cerca anche con questo modulo PKCS#11
help-card-activate-only = Solo il PIN di questa chiave, se il dispositivo ne ha due diversi
help-card-activate-pin-fd = Legge il PIN da questo descrittore di file
help-card-activate-pin-file = Legge il PIN dalla prima riga di questo file
help-card-activate-new-pin-fd = Legge il nuovo PIN da questo descrittore di file
help-card-activate-new-pin-file = Legge il nuovo PIN dalla prima riga di questo file
