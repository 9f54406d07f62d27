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

timestamp-done = Time-stamped
timestamp-written = Written to { $file }
timestamp-about = { $time } · { $authority }
timestamp-about-qualified = { $time } · { $authority } · qualified time stamp
timestamp-clocks-differ = the stamp says { $time }: the clock of this computer differs by more than five minutes
timestamp-check-valid = Valid time stamp
timestamp-check-untrusted = The time stamp is intact, but we do not know who issued it
timestamp-check-unknown = The certificate of the issuer of the time stamp is missing
timestamp-check-broken = Time stamp not valid
timestamp-check-other = The time stamp is about another file, or the file has changed
timestamp-failure-algorithm = The digest algorithm is not accepted.
timestamp-failure-request = The request is not accepted.
timestamp-failure-data = The data of the request have a wrong form.
timestamp-failure-time = The clock of the authority is not available.
timestamp-failure-policy = The policy asked for is not one of the authority’s.
timestamp-failure-extension = An extension of the request is not accepted.
timestamp-failure-information = The additional information asked for is not available.
timestamp-failure-system = The authority has a failure.
timestamp-failure-unknown = The authority does not say why (status { $status }).

problem-timestamp-no-service =
    .heading = Nobody is named to ask for the time stamp
    .why = The address of a time-stamping authority is missing, and there is no installation here.
    .todo = Give the address with --url, or the folder of the installation with --data.
problem-timestamp-url =
    .heading = The address of the time-stamping authority is not valid
    .why = { $url }: { $detail }
    .todo = Write an address that begins with https:// or http://.
problem-timestamp-password-open =
    .heading = The password is not sent in the open
    .why = The address { $url } is not encrypted: anybody on the network could read the password.
    .todo = Use the https address of the authority.
problem-timestamp-password-missing =
    .heading = The password is missing
    .why = With --user a password is needed too.
    .todo = Give it with --password-file or --password-fd.
problem-timestamp-unreachable =
    .heading = The time-stamping authority cannot be reached
    .why = { $url }: { $detail }
    .todo = Check the address and the connection, then try again.
problem-timestamp-slow =
    .heading = The time-stamping authority did not answer in time
    .why = { $url } did not answer within { $seconds } seconds.
    .todo = Try again in some minutes.
problem-timestamp-credentials =
    .heading = The time-stamping authority does not accept these credentials
    .why = { $url } asks for a valid user name and password. { $detail }
    .todo = Check --user and the password.
problem-timestamp-exhausted =
    .heading = The authority grants no more time stamps for now
    .why = You have reached a limit at { $url }. { $detail }
    .todo = Try again later, or ask the authority for a higher limit.
problem-timestamp-http =
    .heading = The address does not answer like a time-stamping authority
    .why = { $url } answered { $status }. { $detail }
    .todo = Check the address: it must be that of the RFC 3161 service.
problem-timestamp-answer =
    .heading = The answer of the authority cannot be read
    .why = { $detail }
    .todo = Check the address: it must be that of the RFC 3161 service.
problem-timestamp-refused =
    .heading = The authority refused the time stamp
    .why = { $reason } [{ $code }]
    .todo = Correct the request, or try again later if the failure is the authority’s.
problem-timestamp-other =
    .heading = The time stamp received does not match the request
    .why = { $detail }
    .todo = It was not written. Try again; if it happens again, do not trust this service.
problem-timestamp-signature =
    .heading = The signature of the time stamp received is not valid
    .why = { $detail }
    .todo = It was not written. Try again; if it happens again, do not trust this service.
problem-timestamp-certificate =
    .heading = The certificate of the issuer of the time stamp is missing
    .why = The stamp does not hold it, and without it nothing can be verified.
    .todo = Give it with --certificate, or ask for the stamp without --no-certs.
problem-timestamp-unreadable =
    .heading = The file is not a readable time stamp
    .why = { $file }: { $detail }
    .todo = Give a .tsr or .tst file.

tsa-unit-until = Its key signs until { $date }
tsa-no-unit = No time-stamping unit can sign
tsa-count = { $count ->
    [one] 1 time stamp in the archive
   *[other] { $count } time stamps in the archive
}
tsa-clock-good = Clock reliable ({ $detail })
tsa-clock-bad = Clock not reliable: nothing is stamped ({ $detail })
tsa-archive-good = The archive is intact: { $count ->
    [one] 1 time stamp
   *[other] { $count } time stamps
}
tsa-archive-bad = The archive was changed at batch { $batch }, after { $count } intact stamps
tsa-account-made = Account { $name } made. The password is in { $file }
tsa-account-closed = Account { $name } closed

problem-tsa-not-found =
    .heading = No time stamp found
    .why = The archive of this installation holds none.
    .todo = Check the file or the serial number.
problem-tsa-no-account =
    .heading = There is no open account with this name
    .why = { $name } does not exist or is closed already.
    .todo = List the accounts with: ceralacca tsa account list

doctor-time-stamps = Clock and time stamps

problem-clock-untrusted =
    .heading = The clock of this computer is not reliable
    .why = { $detail }
    .todo = Check the service that steers it (chrony, systemd-timesyncd) and the servers named in [clock].
problem-tsa-no-unit =
    .heading = No time-stamping unit can sign
    .why = The key of the last unit is not in use any more, and nobody made another.
    .todo = Start the service, which makes one, or use: ceralacca tsa replace
