# Devices: conditions, names and command line.

problem-device-authentication-only =
    .heading = This device has only the authentication certificate
    .why = { $device } is for logging in to services, not for signing documents: the signature certificate is missing.
    .todo = Use the device that has the signature certificate, or complete the activation of this one.
problem-device-signature-only =
    .heading = This device lacks the authentication certificate
    .why = { $device } is for signing documents, not for logging in to services.
    .todo = Use the device that has the authentication certificate (CNS).
problem-device-not-paired =
    .heading = The token is not paired over Bluetooth
    .why = { $device } is not paired with this computer yet.
    .todo = Switch the token on, pair it in the Bluetooth settings and try again; or connect it to a USB port.
problem-device-busy =
    .heading = Another program is using the device
    .why = { $device } is busy with another program, for example the browser.
    .todo = Wait until it has finished or close it, then try again. The PIN was not sent.
problem-device-cancelled =
    .heading = You cancelled
    .why = The operation with { $device } was cancelled before its end.
    .todo = Start again whenever you like: files already signed remain valid.
problem-device-card-missing =
    .heading = There is no card in the reader
    .why = The reader { $device } is empty.
    .todo = Insert the card with the chip towards the reader.
problem-device-card-unknown =
    .heading = The card is not recognised
    .why = In the reader { $device } there is a card that is not a CNS and that no installed program knows, or it was inserted the wrong way round.
    .todo = Check which way round the card is; if it is of another kind, install its maker’s program.
problem-device-not-yet-valid =
    .heading = The certificate is not active yet
    .why = The certificate of { $device } is valid from { $date }.
    .todo = Wait for that date, and check that the computer’s clock is right.
problem-device-last-try =
    .heading = Only one try is left
    .why = If the next PIN is wrong, { $device } locks and the PUK is needed.
    .todo = Check the PIN in the envelope before you type it.
problem-device-no-certificate =
    .heading = There is no certificate on the device
    .why = { $device } has no certificate for this use yet.
    .todo = Complete the issuing of the device, or use another one.
problem-device-pin-again =
    .heading = The device asks for the PIN again
    .why = { $device } was reset by another program. The signatures made so far remain valid.
    .todo = Type the PIN again to go on from where you were.
problem-device-pin-missing =
    .heading = The PIN is needed
    .why = { $device } does not sign without a PIN.
    .todo = Type the PIN of the device; on the command line use --pin-file FILE or --pin-fd N.
problem-device-pin-not-set =
    .heading = The PIN has to be set
    .why = { $device } has no PIN of yours yet, or the PIN has expired.
    .todo = Activate the device and choose a PIN, then try again.
problem-device-pins-differ =
    .heading = The device has two different PINs
    .why = On { $device } signature and authentication have a PIN each. Nothing was changed.
    .todo = Say which of the two PINs you mean.
problem-device-puk-format =
    .heading = The PUK does not have the right form
    .why = The PUK has 8 digits. We did not send it to the device: the tries stay as they are.
    .todo = Check the PUK and try again.
problem-device-puk-unsupported =
    .heading = The PUK cannot be used here
    .why = The program that speaks with { $device } takes no PUK.
    .todo = Unblock the PIN with its maker’s program, or put the card into a reader.
problem-device-puk-wrong =
    .heading = The PUK is wrong
    .why = { $attempts ->
        [one] 1 try is left: after another mistake the device is locked for good.
       *[other] { $attempts } tries are left, then the device is locked for good.
    }
    .todo = Check the PUK in the envelope that came with the device.
problem-device-puk-refused =
    .heading = The PUK is wrong
    .why = The device refused the PUK and does not say how many tries are left.
    .todo = Check the PUK before you try again: after a few mistakes the device is locked for good.
problem-device-reader-missing =
    .heading = No reader is connected
    .why = We find neither card readers nor tokens.
    .todo = Connect the reader or token to a USB port and try again.
problem-device-service-missing =
    .heading = The card reader service is missing
    .why = The service through which programs speak with readers (pcscd) is not installed or does not run: { $detail }
    .todo = Install the package pcscd, or start it, then try again.
problem-device-asleep =
    .heading = The token is asleep
    .why = { $device } is connected but asleep.
    .todo = Press the button of the token for about half a second and try again.
problem-device-ambiguous =
    .heading = There is more than one device
    .why = We do not know which one to use: { $devices }
    .todo = Give the number or name of the right one.
problem-device-new-pin-differs =
    .heading = The two new PINs are not the same
    .why = The new PIN is typed twice, and the two were different. The previous PIN still counts.
    .todo = Repeat the command and type the same PIN twice.
problem-device-none =
    .heading = We find no signature device
    .why = In the readers, the modules given and this folder there is no device that can sign.
    .todo = Connect the reader with the card, or give the file with --token.

device-kind-cns = CNS card
device-kind-piv = PIV card
device-kind-pkcs11 = PKCS#11 device
device-kind-reader = reader
cli-puk-prompt = PUK of { $device }:
cli-new-pin-prompt = New PIN of { $device }:
cli-new-pin-again = The new PIN again:
cli-card-holder = Holder: { $name }
cli-card-signature = Signature certificate: { $subject }, valid until { $date }
cli-card-authentication = Authentication certificate: valid until { $date }
cli-card-pin-tries = PIN: { $left ->
    [0] locked
    [one] 1 try left
   *[other] { $left } tries left
}
cli-card-puk-tries = PUK: { $left ->
    [0] locked for good
    [one] 1 try left
   *[other] { $left } tries left
}
cli-card-pin-changed = The PIN of { $device } was changed.
cli-card-unblocked = The PIN of { $device } is unblocked.
cli-card-activated = { $device } is ready: both keys are those of the certificates, and the PIN opens them.
device-kind-token-file = test device, not qualified (QSCD)

help-card = Uses the cards and devices connected to this computer
help-card-list = Lists the devices, with their certificates and the tries left
    .examples =
        {"  "}ceralacca card list
        {"  "}ceralacca card list --token mario.token --json
help-card-list-token = Also looks into this file
help-card-list-module = Also looks through this PKCS#11 module
help-card-info = Shows all that a device says without a PIN
    .examples = {"  "}ceralacca card info mario.token
help-card-info-card = Number, name or file of the device; without it, the only one there is
help-card-info-token = Also looks into this file
help-card-info-module = Also looks through this PKCS#11 module
help-card-change-pin = Changes the PIN
    .examples = {"  "}ceralacca card change-pin mario.token --pin-file pin.txt --new-pin-file nuovo-pin.txt
help-card-change-pin-card = Number, name or file of the device; without it, the only one there is
help-card-change-pin-token = Also looks into this file
help-card-change-pin-module = Also looks through this PKCS#11 module
help-card-change-pin-only = Only the PIN of this key, where the device has two different ones
help-card-change-pin-pin-fd = Reads the PIN from this file descriptor
help-card-change-pin-pin-file = Reads the PIN from the first line of this file
help-card-change-pin-new-pin-fd = Reads the new PIN from this file descriptor
help-card-change-pin-new-pin-file = Reads the new PIN from the first line of this file
help-card-unblock = Unblocks the PIN with the PUK and sets a new one
    .examples = {"  "}ceralacca card unblock mario.token --puk-file puk.txt --new-pin-file nuovo-pin.txt
help-card-unblock-card = Number, name or file of the device; without it, the only one there is
help-card-unblock-token = Also looks into this file
help-card-unblock-module = Also looks through this PKCS#11 module
help-card-unblock-only = Only the PIN of this key, where the device has two different ones
help-card-unblock-puk-fd = Reads the PUK from this file descriptor
help-card-unblock-puk-file = Reads the PUK from the first line of this file
help-card-unblock-new-pin-fd = Reads the new PIN from this file descriptor
help-card-unblock-new-pin-file = Reads the new PIN from the first line of this file
help-card-activate = Activates a device: checks both certificates and replaces the PIN that came with it
    .examples = {"  "}ceralacca card activate mario.token --pin-file pin.txt --new-pin-file nuovo-pin.txt
help-card-activate-card = Number, name or file of the device; without it, the only one there is
help-card-activate-token = Also looks into this file
help-card-activate-module = Also looks through this PKCS#11 module
help-card-activate-only = Only the PIN of this key, where the device has two different ones
help-card-activate-pin-fd = Reads the PIN from this file descriptor
help-card-activate-pin-file = Reads the PIN from the first line of this file
help-card-activate-new-pin-fd = Reads the new PIN from this file descriptor
help-card-activate-new-pin-file = Reads the new PIN from the first line of this file
