# Der Befehl „card personalise“.
help-card-personalise = Erzeugt die Schlüssel auf einem Gerät und schreibt die Zertifikate darauf
    .examples = {"  "}ceralacca card personalise mario.token
help-card-personalise-card = Datei des Testgerätes
