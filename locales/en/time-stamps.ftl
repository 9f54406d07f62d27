# Time stamps: the address /tsa, the command timestamp, the clock.

problem-time-stamp-method =
    .heading = Time stamps are asked for here with a POST request
    .why = The address speaks the protocol RFC 3161 only: type application/timestamp-query.
    .todo = Use a program for time stamps, for example: ceralacca timestamp DOCUMENT --url ADDRESS
problem-time-stamp-type =
    .heading = This is not the type of a time-stamp request
    .why = The type of the request must be application/timestamp-query (RFC 3161).
    .todo = Set the Content-Type header of the program you use.
problem-time-stamp-too-large =
    .heading = The request is too large
    .why = A time-stamp request holds only the digest of the document: 8 kB at most.
    .todo = Send the digest, not the document.
problem-time-stamp-slow =
    .heading = The request did not arrive in time
    .why = We wait ten seconds for a request.
    .todo = Try again. If it happens again, check your connection.
problem-time-stamp-account =
    .heading = User name or password not valid
    .why = The time-stamp service does not recognise these credentials, or it asks for some.
    .todo = Check name and password. If you lost them, ask the operator of the service for new ones.
problem-time-stamp-quota =
    .heading = You have used all time stamps of today
    .why = Your account includes { $count } a day.
    .todo = Try again tomorrow, or ask the operator of the service for a higher limit.
