# Il comando «card personalise».
help-card-personalise = Genera le chiavi su un dispositivo e vi scrive i certificati
    .examples = {"  "}ceralacca card personalise mario.token
help-card-personalise-card = File del dispositivo di prova

problem-device-older =
    .heading = Il file { $device } è stato creato da una versione precedente
    .why = Il formato dei dispositivi di prova è cambiato e questo file non può più essere letto. Non è stato toccato.
    .todo = Creane uno nuovo con «ceralacca ca issue» o «ceralacca card personalise».
