# Il comando «card personalise».
help-card-personalise = Genera le chiavi su un dispositivo e vi scrive i certificati
    .examples = {"  "}ceralacca card personalise mario.token
help-card-personalise-card = File del dispositivo di prova
