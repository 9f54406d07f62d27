# The personal area: a person's devices, the lost device, security.
nav-personal-area = Your personal area
nav-lost-device = I have lost my device

area-lead = Here are the devices of { $name } (Italian tax code { $code }) and what there is to do.
area-to-do = To do
area-calm = There is nothing to do
area-calm-text = Your devices work. We write to you when something is needed.
area-devices = Your devices
area-all-devices = All your devices
area-deadlines = Deadlines
area-more = Other pages
area-suspended = { $device }: suspended
area-suspended-yours = It has been suspended since { $date }. If you have found it, reactivate it. If you cannot find it, revoke it.
area-suspended-receipt = It waits for you to confirm that you have received it. It has been suspended since { $date }.
area-suspended-others = It has been suspended since { $date }. You cannot reactivate it yourself: its page says why.
area-reactivate = Reactivate device no. { $number }
area-revoke = Revoke device no. { $number }
area-look = Open device no. { $number }
area-expiring = { $device }: expires soon
area-expiring-why =
    { $n ->
        [one] One day is left: it expires on { $end }. You can renew it until { $last }.
       *[other] { $n } days are left: it expires on { $end }. You can renew it until { $last }.
    }
area-expired = { $device }: expired
area-expired-why = It expired on { $date } and cannot be renewed. Ask your Chamber of Commerce for a new device.

devices-heading = Signature and CNS
devices-lead = The devices that you sign with and log in with.
devices-none = You do not have a signing device yet
devices-none-why = The smart cards and tokens that we hand over to you appear here, with their certificates.
devices-none-how = To have one, ask your Chamber of Commerce. The request cannot be made from this page yet.

device-name = Device no. { $number }
device-state-good = Valid until { $date }
device-state-suspended = Suspended since { $date }
device-state-revoked = Revoked on { $date }
device-state-expired = Expired on { $date }
device-ends =
    { $n ->
        [0] Expires today, { $date }
        [one] One day is left: it expires on { $date }
       *[other] { $n } days are left: it expires on { $date }
    }
device-ended = Expired on { $date }
device-time-gone = Time that has gone
device-busy = One moment…
device-back = Back to the device
device-suspend = Suspend
device-reactivate = Reactivate
device-revoke = Revoke
device-signature = Signature certificate
device-signature-what = It signs documents.
device-cns = Authentication certificate (CNS)
device-cns-what = It logs you in to online services.
device-suspended = Suspended since { $date }
device-suspended-yours = While it is suspended it neither signs nor logs anybody in. You can reactivate it, or revoke it.
device-suspended-receipt = It waits for you to confirm that you have received it. Confirm with the emergency code, or at the counter.
device-suspended-doubt = Somebody else may have the key. Only an officer of the certification authority reactivates it. You can revoke it.
device-suspended-others = Somebody else suspended it: who did so can reactivate it, or an office above.
device-revoked = Revoked on { $date }
device-revoked-why = A revocation is for ever. To sign and log in you need a new device.
device-expired = Expired on { $date }
device-expired-why = An expired certificate cannot be renewed. To sign and log in you need a new device.
device-done-suspended = Done: the device is suspended.
device-done-reactivated = Done: the device is valid again.
device-done-revoked = Done: the device is revoked.
device-done-before = We changed nothing: the state had changed in the meantime. Below you see how it stands now.

device-history = What happened
device-event-issuing = Issuing began
device-event-issued = Certificates issued
device-event-active = Device active
device-event-suspended = Suspended
device-event-reactivated = Reactivated
device-event-revoked = Revoked
device-event-signature = The signature certificate only.
device-event-cns = The authentication certificate only.
device-event-motive = Reason: { $motive }
device-event-words = In your own words: { $words }
device-event-published = Published in the lists on { $date }
device-by-you-code = By you, with the emergency code.
device-by-you-online = By you, on this site.
device-by-you-office = By you, with a request to the Chamber of Commerce.
device-by-organisation = By the organisation connected with the certificates.
device-by-applicant = By who asked for the certificates.
device-by-office = By the registration office.
device-by-authority = By the certification authority.
device-by-court = By order of a public authority.
device-by-itself = Automatically.

device-consequences = What happens
device-ends-session = You logged in with this device: your session ends at once.
device-nothing-why = There is nothing to do here. The page of the device says how it stands now.
device-words = Why, in your own words
device-words-missing = Write why you reactivate it: it stays in the history of the device.
device-suspend-heading = Suspend the device
device-suspend-1 = From now on you neither sign nor log in with this device. This holds for both certificates.
device-suspend-2 = Whoever checks a signature made from now on reads that the certificate is suspended.
device-suspend-3 = The signatures that you have made stay valid.
device-suspend-4 = You can go back: reactivate it with another device, or at the counter.
device-suspend-words-hint = For example: I cannot find it, it may be at the office.
device-suspend-button = Suspend now
device-suspend-nothing = The device cannot be suspended now
device-suspend-theft = Was it stolen, or are you sure that you will not find it?
device-suspend-done = The device is suspended
device-suspend-done-text = From now on it neither signs nor logs anybody in.
device-reactivate-heading = Reactivate the device
device-reactivate-1 = Both certificates are valid again, and you can sign and log in.
device-reactivate-2 = For whoever checks signatures, it is as if the suspension had never been.
device-reactivate-3 = In the history of the device the suspension stays.
device-reactivate-words-hint = For example: I found it at the office.
device-reactivate-button = Reactivate now
device-reactivate-nothing = The device is not suspended
device-reactivate-done = The device is reactivated
device-revoke-heading = Revoke the device
device-revoke-1 = A revocation is for ever: nobody can undo it.
device-revoke-2 = You neither sign nor log in with this device any more. This holds for both certificates.
device-revoke-3 = The signatures that you have made stay valid, if their date is certain.
device-revoke-4 = To sign again you need another device, with another request.
device-revoke-motive = Why you revoke it
device-motive-missing = Choose a reason.
device-motive-loss-with-pin = I lost it together with the PIN
device-motive-theft = It was stolen
device-motive-compromise = Somebody else can use it
device-motive-broken = It is broken
device-motive-codes-locked = PIN and PUK are locked
device-motive-device-replaced = I have another one in its place
device-motive-data-changed = My data have changed
device-motive-no-longer-used = I do not use it any more
device-revoke-words-hint = Add what may be useful to us.
device-revoke-go-on = Continue
device-revoke-sure = Do you really want to revoke it?
device-revoke-sure-text = If you confirm, { $device } will never work again.
device-revoke-button = Revoke for ever
device-revoke-not = No, leave it as it is
device-revoke-nothing = The device cannot be revoked now
device-revoke-done = The device is revoked
device-revoke-done-text = It does not work any more, for ever.
device-done-at = Since { $date }
device-session-over = You had logged in with this device, and your session has ended. Close all windows of the browser.

lost-lead = You suspend it in less than a minute. Nobody will be able to sign or log in in your place.
lost-way-code = I have the emergency code
lost-way-code-text = It is in the envelope or the file with the codes, together with PIN and PUK. You also need your codice fiscale.
lost-way-login = I log in in another way
lost-way-login-text = For example with another device. Then choose the one to suspend.
lost-way-in = Go to your devices
lost-way-in-text = You are logged in: choose the device to suspend.
lost-what-happens = What happens
lost-happens-1 = From now on the device neither signs nor logs anybody in.
lost-happens-2 = The signatures that you have made stay valid.
lost-happens-3 = If you find it, you can reactivate it. If you do not, you revoke it.
lost-otherwise = Do you have neither?
lost-otherwise-text = Go to a counter of your Chamber of Commerce with an identity document: they suspend it at once.
lost-code-heading = Suspend with the emergency code
lost-code-lead = Type the two codes: the device is suspended as soon as you press the button.
lost-codice-fiscale = Codice fiscale (Italian tax code)
lost-codice-fiscale-hint = 16 letters and digits, as on the health card.
lost-codice-fiscale-wrong = The codice fiscale is not correct: check every letter.
lost-code = Emergency code
lost-code-hint = Blanks and hyphens do not count.
lost-code-missing = Type the emergency code: it has at least 4 digits or letters.
lost-suspend-now = Suspend the device
lost-wrong =
    { $n ->
        [one] The codice fiscale or the emergency code is not right. You have one try left at most, then the code is locked for 24 hours.
       *[other] The codice fiscale or the emergency code is not right. You have { $n } tries left at most, then the code is locked for 24 hours.
    }
lost-locked = You have tried too often: the code stays locked until { $date }. To suspend at once go to the counter, or log in in another way.
lost-done = The device is suspended
lost-done-at = Suspended since { $date }
lost-done-text = From now on nobody can sign or log in with this device.
lost-now = And now?
lost-now-mail = If we have your email address, we send you a confirmation with date and time.
lost-now-found = Have you found it?
lost-now-not-found = You cannot find it any more? Revoke it from your personal area, or at the counter. While it is suspended nobody can use it.
lost-now-signed = Did somebody sign after this moment? Whoever checks that signature reads that the certificate was suspended.
lost-already = The code is right, and there is nothing to change
lost-already-suspended = The device is suspended already
lost-already-suspended-text = Nobody can sign or log in with this device.
lost-already-revoked = The device is revoked already
lost-already-revoked-text = Nobody can use it any more. To sign you need a new device.
lost-already-expired = The device has expired
lost-already-expired-text = Nobody can use it any more. To sign you need a new device.
lost-found-link = How a device is reactivated

found-heading = Have you found the device?
found-lead = A suspended device is valid again when you ask for it, and we are sure that it is you.
found-login = From here, with a strong login
found-login-text = The suspended device does not let you in. If you have another one, log in with it and choose “Reactivate”. SPID and CIE are not available here yet.
found-login-link = Go to your devices
found-office = At the counter
found-office-text = Take an identity document to your Chamber of Commerce. You can also send the signed form.
found-code = And the emergency code?
found-code-text = The emergency code suspends only. Who found the device may have found the code too: to reactivate, a safer login is needed.
found-others = When you cannot reactivate it yourself
found-others-text = If somebody else suspended it, they decide. If somebody may have copied the key, the certification authority decides.

security-heading = Security
security-lead = Where you are logged in, and who tried to log in with your devices.
security-sessions = Open sessions
security-sessions-caption = Your open sessions
security-since = Since
security-how = How
security-from = Address
security-end = Session
security-this = This one
security-close = Close
security-everywhere = Log out everywhere
security-everywhere-text = Closes all sessions, this one too.
security-log = Access log
security-log-text = Is there a login that you do not recognise?
security-log-caption = Your last logins
security-when = When
security-what = What
security-card = Device
security-entered = Logged in
security-left = Logged out
security-ended = Session ended: device suspended, revoked or expired
security-method-cns = CNS
security-method-spid = SPID
security-method-cie = CIE
