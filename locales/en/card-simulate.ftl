# The command “card simulate”.
help-card-simulate = Puts the card of a file into a reader, for every program
    .examples = {"  "}ceralacca card simulate mario.token
help-card-simulate-file = File of the test device
help-card-simulate-host = Computer where vpcd waits for the card, or where the card waits for vpcd (--listen)
help-card-simulate-port = Port: vpcd’s first, or the next one for the second reader
help-card-simulate-listen = Waits for vpcd instead of looking for it; on this computer only (with vpcd 3.3, taking the card out stops pcscd)

card-simulate-notice = Test device, not a qualified signature creation device. Whoever reaches the port can use the card, and the PIN passes there in the clear: keep it on this computer.
card-simulate-beyond = { $host } is not this computer: PIN and answers cross the network in the clear.
card-simulate-seeks = Card { $number } looks for a reader at { $address }. To take it out: Ctrl-C.
card-simulate-listens = Card { $number } waits for a reader at { $address }. To take it out: Ctrl-C.
card-simulate-no-reader = No reader at { $address } ({ $detail }): is pcscd running with vpcd? Trying on.
card-simulate-inserted = The card is in the reader.
card-simulate-reader-gone = The reader has gone. Trying on.
card-simulate-no-card = The file has gone or cannot be used: the reader is empty until it is back.
card-simulate-ended = Card taken out.

problem-card-address =
    .heading = { $address } is no address
    .why = The address to wait at cannot be found: { $detail }.
    .todo = Give an address of this computer with --host, such as 127.0.0.1.
problem-card-listen-loopback =
    .heading = The card cannot wait at { $address }
    .why = That address can be reached from other computers, and whoever reaches it could use the card.
    .todo = Use 127.0.0.1, or let the card look for the reader (without --listen).
problem-card-listen-failed =
    .heading = The card cannot wait at { $address }
    .why = The system says: { $detail }.
    .todo = Close the program that uses that port, or choose another one with --port.
