# Chiavi, approvazioni e cerimonie: i problemi e le parole della riga di comando.

problem-roles-apart =
    .heading = Questa persona ha già un ruolo che non può stare con questo
    .why = Chi è { $held } non può essere anche { $asked }: controllato e controllore restano persone diverse.
    .todo = Scegli un’altra persona, oppure revoca prima il certificato dell’altro ruolo.
