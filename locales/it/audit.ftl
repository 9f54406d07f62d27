# Giornale di controllo.
audit-sealed = Sigilli che reggono: { $checkpoints }; marche temporali: { $stamps }; radice { $root }
audit-exported = Righe da { $from } a { $to } scritte in { $folder }, con le prove
audit-not-recorded = La verifica non è stata annotata nel giornale: { $detail }
audit-proof = La riga { $entry } sta nel giornale di { $size } righe: testo, impronta, percorso fino alla radice, sigillo
audit-export-readme =
    Righe del giornale di controllo, con ciò che le prova
    =====================================================

    entries.jsonl      una riga del giornale per riga: JSON canonico (RFC 8785), byte esatti
    range.json         da quale a quale riga, e le impronte dei sottoalberi a sinistra e a destra
    checkpoint.txt     il sigillo: nome del giornale, numero di righe, radice dell’albero, firme
    checkpoints.jsonl  gli altri sigilli di queste righe, con le loro marche temporali
    checkpoint.*.tst   marche temporali (RFC 3161) del sigillo, se ce ne sono
    proofs.jsonl       prova di inclusione di ciascuna riga (fino a 1000 righe)
    audit-N.pem        chiavi pubbliche che hanno firmato i sigilli

    Con il programma, senza l’installazione:  ceralacca audit verify --export CARTELLA

    Con strumenti comuni:

    1. Impronta di una riga (RFC 6962): SHA-256 del byte 00 seguito dalla riga senza a capo
         (printf '\000'; sed -n 1p entries.jsonl | tr -d '\n') | sha256sum
       Il campo «prev» della riga seguente deve contenere questa impronta.
    2. Dall’impronta alla radice: per ogni passo di «path» in proofs.jsonl, SHA-256 del byte 01,
       della metà sinistra e della destra (RFC 9162, 2.1.3.2). Il risultato, in base64, è la terza
       riga di checkpoint.txt. Per tutte le righe insieme: i sottoalberi «left», le righe, i «right».
    3. La firma del sigillo: il testo firmato sono le prime tre righe di checkpoint.txt
         head -3 checkpoint.txt > testo
         grep '^—' checkpoint.txt | head -1 | cut -d' ' -f3 | base64 -d | tail -c +5 > firma
         openssl dgst -sha256 -verify audit-1.pem -signature firma testo
       I primi quattro byte tolti sono il numero della chiave: l’inizio del suo SHA-256
         openssl pkey -pubin -in audit-1.pem -outform DER | sha256sum
    4. La marca temporale: è sull’intero file checkpoint.txt
         openssl ts -verify -data checkpoint.txt -in checkpoint.own.tst -token_in -CAfile ca-tsa.pem

problem-audit-unsealed =
    .heading = La riga { $entry } non è ancora sigillata
    .why = Una riga si prova solo contro un sigillo che la comprende.
    .todo = Esegui «ceralacca audit checkpoint», o attendi un minuto se il servizio è acceso, e riprova.
problem-not-a-checkpoint =
    .heading = { $file } non è un sigillo del giornale
    .why = Un sigillo ha tre righe di testo, una riga vuota e almeno una firma.
    .todo = Indica il file scritto da «ceralacca audit checkpoint» o il file checkpoints.jsonl di un’esportazione.
problem-audit-export-damaged =
    .heading = L’esportazione del giornale è danneggiata
    .why = { $file } non è come dovrebbe.
    .todo = Chiedi una nuova esportazione e conserva questa com’è.
problem-audit-stamp-broken =
    .heading = Una marca temporale del giornale non è del suo sigillo
    .why = Sigillo di { $line } righe, { $detail }
    .todo = Le righe sono integre; conserva l’archivio com’è e avvisa chi controlla.
