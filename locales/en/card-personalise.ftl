# The command “card personalise”.
help-card-personalise = Generates the keys on a device and writes the certificates to it
    .examples = {"  "}ceralacca card personalise mario.token
help-card-personalise-card = File of the test device
