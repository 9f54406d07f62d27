# Wörter über das, was im Netz gesucht wird, und was zum Entscheiden fehlt.
cli-hint-detached = die Signatur liegt in einer eigenen Datei; nennen Sie das Dokument: ceralacca verify { $file } --detached DOKUMENT
cli-hint-online = Zertifikate oder Sperrstatus fehlen; um sie im Netz zu suchen: ceralacca verify --online { $file }
cli-hint-trust = die Zertifizierungsstelle des Zertifikats gehört nicht zu denen, denen Sie vertrauen; nennen Sie sie mit --trust ORDNER oder mit --trust installation
cli-not-fetched = Nicht erhalten von { $url }: { $why }
sign-state-not-asked = Achtung: Der Sperrstatus des Zertifikats wurde nicht geprüft. Mit --online fragen wir den Aussteller.
sign-state-unknown = Achtung: Es war nicht zu erfahren, ob das Zertifikat gesperrt oder ausgesetzt ist: { $why }

problem-extract-within =
    .heading = { $file } ist schon das Dokument
    .why = Die Signatur steht im Dokument: Es gibt keinen Umschlag zu öffnen.
    .todo = Öffnen Sie es, wie es ist; für die Signaturen verwenden Sie „ceralacca verify“.
