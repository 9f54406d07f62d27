# Il comando «card simulate».
help-card-simulate = Mette la carta di un file in un lettore, per tutti i programmi
    .examples = {"  "}ceralacca card simulate mario.token
help-card-simulate-file = File del dispositivo di prova
