# Der Befehl „card personalise“.
help-card-personalise = Erzeugt die Schlüssel auf einem Gerät und schreibt die Zertifikate darauf
    .examples = {"  "}ceralacca card personalise mario.token
help-card-personalise-card = Datei des Testgerätes

problem-device-older =
    .heading = Die Datei { $device } wurde von einer früheren Version angelegt
    .why = Das Format der Testgeräte hat sich geändert, und diese Datei kann nicht mehr gelesen werden. Sie wurde nicht verändert.
    .todo = Legen Sie mit „ceralacca ca issue“ oder „ceralacca card personalise“ eine neue an.
