# Der Befehl „card simulate“.
help-card-simulate = Steckt die Karte einer Datei in einen Leser, für alle Programme
    .examples = {"  "}ceralacca card simulate mario.token
help-card-simulate-file = Datei des Testgerätes
