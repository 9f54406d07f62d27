# The command “card personalise”.
help-card-personalise = Generates the keys on a device and writes the certificates to it
    .examples = {"  "}ceralacca card personalise mario.token
help-card-personalise-card = File of the test device

problem-device-older =
    .heading = The file { $device } was made by an earlier version
    .why = The format of test devices has changed and this file can no longer be read. It was left as it is.
    .todo = Make a new one with “ceralacca ca issue” or “ceralacca card personalise”.
