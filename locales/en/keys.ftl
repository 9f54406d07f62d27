# Keys, approvals and ceremonies: the problems, and the words of the command line.

problem-roles-apart =
    .heading = This person already has a role that cannot go with this one
    .why = Whoever is { $held } cannot be { $asked } too: the one who checks and the one who is checked stay different people.
    .todo = Choose another person, or first revoke the certificate of the other role.
