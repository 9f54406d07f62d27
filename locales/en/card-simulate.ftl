# The command “card simulate”.
help-card-simulate = Puts the card of a file into a reader, for every program
    .examples = {"  "}ceralacca card simulate mario.token
help-card-simulate-file = File of the test device
