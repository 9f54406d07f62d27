# Life of a certificate: motives, notices, errors.

# Motives, as mails and pages tell them.
motive-theft = theft of the device
motive-loss-with-pin = loss of the device together with its PIN
motive-compromise = somebody else can use the key
motive-affiliation-ended = end of the relation with the organisation
motive-affiliation-changed = change in the relation with the organisation
motive-data-changed = the holder’s data have changed
motive-device-replaced = device replaced
motive-renewed-and-revoked = renewal, with revocation of the old certificates
motive-no-longer-used = no longer used
motive-death = death of the holder
motive-broken = broken device
motive-codes-locked = PIN and PUK locked
motive-suspension-too-long = suspended for too long
motive-interrupted = issuing interrupted
motive-suspension = request for suspension
motive-awaiting-receipt = waiting for delivery
motive-order = order of an authority
motive-abuse = misuse
motive-unpaid = missing payment

notice-suspend = we suspend the certificates
notice-revoke = we revoke the certificates

cli-life-suspended =
    { $count ->
        [one] One certificate suspended.
       *[other] { $count } certificates suspended.
    }
cli-life-reactivated =
    { $count ->
        [one] One certificate reactivated.
       *[other] { $count } certificates reactivated.
    }
cli-life-revoked =
    { $count ->
        [one] One certificate revoked.
       *[other] { $count } certificates revoked.
    }
cli-life-certificate = Certificate { $certificate } ({ $purpose }): { $state }
cli-life-suspension = suspended from { $since } to { $ended }: { $motive }
cli-life-suspension-lasts = suspended since { $since }: { $motive }

# Errors: what happened, why, what to do.
problem-certificate-not-found =
    .heading = We cannot find this certificate
    .why = The number may contain a mistake, or the case is closed already.
    .todo = Check the number and try again.
problem-emergency-code =
    .heading = We did not accept the emergency code
    .why = The number or the code is not right, or the code is locked. For your safety we do not say which of the three.
    .todo = Check the data in the envelope with your codes. After 5 mistakes the code is locked for 24 hours: in that case ask for suspension at the counter or with SPID or CIE.
problem-emergency-busy =
    .heading = Too many requests at once
    .why = We are checking many codes at the moment.
    .todo = Try again in a few seconds.
problem-lifecycle-state =
    .heading = The state of the certificate does not allow this
    .why = The certificate is in another state already.
    .todo = Check the status of the certificate.
problem-lifecycle-party =
    .heading = You cannot ask for this
    .why = Only somebody else can ask for it.
    .todo = Turn to the holder or to your Chamber of Commerce.
problem-lifecycle-channel =
    .heading = This cannot be asked for in this way
    .why = This request needs another way.
    .todo = Go to the counter, or send a signed form.
problem-lifecycle-method =
    .heading = A safer login is needed
    .why = With this login we are not certain enough who you are.
    .todo = Log in with SPID, CIE or CNS.
problem-lifecycle-relation =
    .heading = This certificate is not yours, as far as we know
    .why = Who asks has nothing to do with this certificate.
    .todo = Check the number of the certificate.
problem-lifecycle-entered-by =
    .heading = You cannot enter somebody else’s request
    .why = Only an operator can do that.
    .todo = Turn to the registration office.
problem-lifecycle-suspended-by =
    .heading = You cannot reactivate this certificate
    .why = Somebody else suspended it.
    .todo = Turn to who suspended it, or to your Chamber of Commerce.
problem-lifecycle-key-in-doubt =
    .heading = The certificate stays suspended
    .why = The key may be in other hands.
    .todo = Write to the help centre. An officer of the certification authority decides.
problem-lifecycle-awaiting-receipt =
    .heading = The certificate waits for the delivery
    .why = We activate it when you confirm that you have the device.
    .todo = Confirm the delivery with the emergency code.
problem-lifecycle-expired =
    .heading = The certificate has expired
    .why = An expired certificate does not change its state any more.
    .todo = Ask for a new device.
problem-lifecycle-not-suspendable =
    .heading = This certificate cannot be suspended
    .why = It is the certificate of a service of ours.
    .todo = If necessary, revoke it.
problem-lifecycle-pair-only =
    .heading = The two certificates change together
    .why = A device has two certificates, and the request is about both.
    .todo = Repeat the request for the whole device.
problem-lifecycle-start-before-issue =
    .heading = The first day is too far back
    .why = The certificate did not exist then.
    .todo = Choose a later date.
problem-lifecycle-start-before-receipt =
    .heading = The first day is too far back
    .why = A suspension counts from when we receive the request.
    .todo = Leave the date empty, or turn to your Chamber of Commerce.
problem-lifecycle-in-future =
    .heading = The date lies in the future
    .why = A date in the past is needed here.
    .todo = Correct the date.
problem-lifecycle-end-before-start =
    .heading = The suspension would be over already
    .why = Its last day has passed.
    .todo = Choose a date in the future, or leave it empty.
problem-lifecycle-no-end =
    .heading = This suspension cannot have an end
    .why = For this motive a person decides when it ends.
    .todo = Remove the last day.
problem-lifecycle-motive =
    .heading = The motive does not suit what you ask for
    .why = Each operation has its own motives.
    .todo = Choose another motive.
problem-lifecycle-invalidity =
    .heading = The date of compromise is not possible
    .why = It makes sense only if the key is in other hands, and after issuing.
    .todo = Correct the date or the motive.
problem-lifecycle-invalidity-later =
    .heading = The date of compromise cannot move later
    .why = A date that was published can only move back.
    .todo = Choose an earlier date.
problem-lifecycle-nothing-to-amend =
    .heading = There is nothing to change
    .why = The revocation says so already.
    .todo = Check the history of the certificate.
problem-lifecycle-no-prior-notice =
    .heading = The notice to the holder is missing
    .why = Before we act on our own we tell the holder.
    .todo = Send the notice, or write why it is urgent.
problem-lifecycle-evidence =
    .heading = A piece of evidence is missing
    .why = We cannot go on without it.
    .todo = Add the document that is missing.
problem-lifecycle-too-early =
    .heading = It is too early
    .why = The time for it has not come yet.
    .todo = Try again later.
problem-lifecycle-late =
    .heading = More than 24 hours have passed
    .why = The law asks for the reason of the delay.
    .todo = Write why the decision comes after 24 hours.

# States and purposes, in the history of a certificate.
certificate-state-issuing = being issued
certificate-state-issued = issued
certificate-state-active = active
certificate-state-suspended = suspended
certificate-state-revoked = revoked
certificate-purpose-signature = signature
certificate-purpose-cns = CNS
certificate-purpose-operator = operator
certificate-purpose-server = server
certificate-purpose-service = service
problem-life-option-missing =
    .heading = { $option } is missing
    .why = When somebody else asks, both --who and --channel are needed.
    .todo = Add { $option } and try again.

# Help of the command line.
help-ca-suspend = Suspends the certificates of a device
    .examples =
        {"  "}ceralacca ca suspend 50a1c3d2 --motive theft
        {"  "}ceralacca ca suspend pair_0192… --motive suspension --until 2027-01-31T00:00:00Z
help-ca-suspend-target = Serial number of a certificate, or id of the pair
help-ca-suspend-only = Changes this certificate alone, not the whole device
help-ca-suspend-reason = Reason in your own words
help-ca-suspend-on-behalf-of = Who asks for it, when it is not the registration office
help-ca-suspend-who = Tax code of who asks for it
help-ca-suspend-channel = Which way the request came
help-ca-suspend-received = When the request came in; now unless said
help-ca-suspend-evidence = Document that proves the request; its fingerprint is kept
help-ca-suspend-late-because = Why more than 24 hours have passed since the request
help-ca-suspend-motive = Motive, kept in the history of the certificate
help-ca-suspend-from = From when the suspension counts; now unless said
help-ca-suspend-until = When the suspension ends by itself
help-ca-reactivate = Reactivates the suspended certificates of a device
    .examples = {"  "}ceralacca ca reactivate 50a1c3d2 --reason "dispositivo ritrovato"
help-ca-reactivate-target = Serial number of a certificate, or id of the pair
help-ca-reactivate-only = Changes this certificate alone, not the whole device
help-ca-reactivate-reason = Reason in your own words
help-ca-reactivate-on-behalf-of = Who asks for it, when it is not the registration office
help-ca-reactivate-who = Tax code of who asks for it
help-ca-reactivate-channel = Which way the request came
help-ca-reactivate-received = When the request came in; now unless said
help-ca-reactivate-evidence = Document that proves the request; its fingerprint is kept
help-ca-reactivate-late-because = Why more than 24 hours have passed since the request
help-ca-revoke = Revokes the certificates of a device for ever
    .examples =
        {"  "}ceralacca ca revoke 50a1c3d2 --motive no-longer-used
        {"  "}ceralacca ca revoke 50a1c3d2 --motive affiliation-ended --for third-party --who 12345678903 --channel pec --evidence lettera.eml
help-ca-revoke-target = Serial number of a certificate, or id of the pair
help-ca-revoke-only = Changes this certificate alone, not the whole device
help-ca-revoke-reason = Reason in your own words
help-ca-revoke-on-behalf-of = Who asks for it, when it is not the registration office
help-ca-revoke-who = Tax code of who asks for it
help-ca-revoke-channel = Which way the request came
help-ca-revoke-received = When the request came in; now unless said
help-ca-revoke-evidence = Document that proves the request; its fingerprint is kept
help-ca-revoke-late-because = Why more than 24 hours have passed since the request
help-ca-revoke-motive = Motive, kept in the history of the certificate
help-ca-revoke-from = Since when the key is in other hands, if that is known
help-ca-history = Shows the whole life of a certificate, for a dispute
    .examples = {"  "}ceralacca ca history 50a1c3d2 --json
help-ca-history-target = Serial number of a certificate, or id of the pair
