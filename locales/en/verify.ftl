# Verifying several files at a time, sending files, reports of other versions, findings of the trusted lists.

problem-report-outdated =
    .heading = This report can no longer be read
    .why = We updated the service after the verification, and the report is written in the earlier way.
    .todo = Verify the file again on the page “Verify a signature”: you get a new report.

upload-many-limit = You can choose up to { $count } files at a time, { $size } in all.
upload-many-drop = You can also drop the files here
upload-too-many = You chose { $n } files, but we take at most { $most } at a time: the page answers only if it is done within minutes. Choose fewer and send the others afterwards, or use the ceralacca program on your computer.
upload-too-large = The files you chose are { $size } in all, but this page accepts up to { $limit } at a time. Choose fewer, or use the ceralacca program on your computer: it has no size limit.
upload-sending = Sending the files
upload-sent = Sent { $sent } of { $size }
upload-arrived = The files have arrived. Now we check them.
upload-cancel = Cancel sending
upload-cancelled = Sending was cancelled. The files you chose are still here: press the button again to start over.
upload-broken = Sending broke off. The connection may have dropped. Check the network and press the button again: the files you chose are still here.

verify-files = Signed files
verify-files-pairs = If the signature is in a separate file (.p7s, .tsr, .xml), choose the document too: we put them together.

set-title = Verification of several files
set-lead = { $n } files. Verification as of { $time }.
set-all-valid = All { $all } files have valid signatures
set-some-not-valid = { $n ->
    [one] { $n } file of { $all } has signatures that are not valid
   *[other] { $n } files of { $all } have signatures that are not valid
}
set-some-not-checked = { $n ->
    [one] We could not verify { $n } file of { $all }
   *[other] We could not verify { $n } files of { $all }
}
set-some-undetermined = { $n ->
    [one] We cannot determine whether { $n } file of { $all } has valid signatures
   *[other] We cannot determine whether { $n } files of { $all } have valid signatures
}
set-some-not-signed = { $n ->
    [one] { $n } file of { $all } is not signed
   *[other] { $n } files of { $all } are not signed
}
set-todo = Open the report of a file to know who signed, when, and what you can do.
set-caption = Outcome of each file
set-file = File
set-verdict = Outcome
set-signers = Signed by
set-report = Report
set-with = with the document { $name }
set-nobody = Nobody
set-open = Open the report
set-open-of = of { $name }
set-not-checked = Not verified
set-empty = The file is empty. A copy may have broken off. Choose another one, or have it sent again.
set-failed = There was a problem on our systems, with this file only. Try again in a few minutes.
set-kept = Whoever has this address can read the list and the reports until this moment: { $until }. Then they are deleted. They do not contain the documents.
set-back = Back to the list of files
set-another = Verify other files

qualification-contradictory-qualifiers = The list says two things of this certificate that exclude each other.
qualification-list-expired = The trusted list should have been replaced by a newer one.
qualification-not-granted = At that time the service that issued the certificate was not recognised as qualified.
qualification-not-listed = No trusted list names who issued the certificate.
qualification-not-qualified-at-issuance = The certificate was not qualified when it was issued.
qualification-not-qualified-at-signing = The certificate was no longer qualified when the signature was made.
qualification-not-qualified-by-certificate = The certificate does not say that it is qualified.
qualification-not-qualified-by-list = The list says that the certificate is not qualified.
qualification-not-yet-listed = At that time the service that issued the certificate was not in the list yet.
qualification-no-qscd = The key is not known to be in a qualified device.
qualification-other-legislation = The certificate is qualified only under the law of countries outside the European Union.
qualification-purpose-changed = When it was issued, the certificate was for another use.
qualification-service-for-other-purpose = The service is in the list for another use than the certificate’s.
qualification-services-disagree = The list has several services with this identity, and they give different answers.
qualification-several-purposes = The certificate is for several uses and the list does not say which one holds.
qualification-undecided-qualifier = The list uses a criterion that we do not know: we cannot say whether it holds for this certificate.
qualification-unknown-critical-extension = The list has a mandatory entry that we do not know.
qualification-wrong-service-type = Who issued the certificate is in the list for a service of another kind.
