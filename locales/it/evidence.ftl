# Parole su ciò che si cerca in rete e su ciò che manca per decidere.
cli-hint-detached = la firma è in un file a parte; indica il documento: ceralacca verify { $file } --detached DOCUMENTO
cli-hint-online = mancano certificati o stato di revoca; per cercarli in rete: ceralacca verify --online { $file }
cli-hint-trust = l’autorità che ha emesso il certificato non è fra quelle di cui ti fidi; indicala con --trust CARTELLA, oppure con --trust installation
cli-not-fetched = Non ottenuto da { $url }: { $why }
sign-state-not-asked = Attenzione: lo stato di revoca del certificato non è stato controllato. Con --online lo chiediamo a chi lo ha emesso.
sign-state-unknown = Attenzione: non siamo riusciti a sapere se il certificato è revocato o sospeso: { $why }

problem-extract-within =
    .heading = { $file } è già il documento
    .why = La firma sta dentro il documento: non c’è una busta da aprire.
    .todo = Aprilo così com’è; per le firme usa «ceralacca verify».
