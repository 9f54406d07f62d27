# The signing desk: choice of files, format, preview, PIN, outcome, devices, time stamp.
firma-title = Sign
firma-lead = Choose the documents, type the PIN: they are signed.
firma-local = The files do not leave this computer
firma-local-text = This page is a program that runs here, on your computer. Documents and PIN do not go over the network.
firma-files = Documents to sign
firma-at-once = As soon as you choose them, the page goes on by itself.
firma-folder = “{ $name }” is a folder. Open the folder and choose the files in it.
firma-continue = Continue
firma-busy-sending = Preparing the documents…
firma-empty-what = What you can sign
firma-empty-what-text = You can sign PDFs, electronic invoices, texts, images and any other file. If a file is already signed, your signature is added to the others.
firma-no-file = Choose at least one document.
firma-add = Add documents
firma-list = { $n ->
    [one] 1 document to sign
   *[other] { $n } documents to sign
}
firma-refused-list = { $n ->
    [one] 1 file that you cannot sign
   *[other] { $n } files that you cannot sign
}
firma-column-file = Document
firma-column-format = Format
firma-column-preview = Before you sign
firma-column-why = Why
firma-column-outcome = Outcome
firma-column-saved = Where it is
firma-column-act = Actions
firma-preview = Preview
firma-preview-of = of { $name }
firma-remove = Remove
firma-remove-of = { $name } from the list
firma-change-format = Change format
firma-change-format-all = Change the format of the documents
firma-change-device = Change device
firma-start-over = Start again with other documents
firma-close = Close the signing desk
firma-close-text = Close it when you have finished: the documents of this sitting are deleted from the working folder.
firma-closed = The signing desk is closed
firma-closed-text = The program has stopped. You can close this window. To sign again, start “ceralacca desk”.
firma-tools = Other tools
firma-tool-verify = Verify a signature
firma-tool-verify-text = Check a signed file and open the document inside.
firma-tool-stamp = Time stamp
firma-tool-stamp-text = Prove that a file existed at a certain moment.
firma-tool-devices = Devices and PIN
firma-tool-devices-text = See the connected devices, change the PIN, unblock with the PUK.
firma-not-shown = Cannot be displayed here
firma-invisible-short = Invisible signature, equally valid
firma-visible-short = Visible signature on page { $page }
firma-visible-last = Visible signature on the last page
firma-signed-before = { $n ->
    [one] It already has 1 signature. Yours is added.
   *[other] It already has { $n } signatures. Yours is added.
}
firma-signed-by = Signed by { $names }

firma-device = Device
firma-device-holder = { $name }, certificate valid until { $date }
firma-device-test = Test device: the signature has no legal value.
firma-device-use = Use this device
firma-device-chosen = You are using it
firma-device-look = Look again
firma-device-none = No signing device
firma-device-none-why = We find no smart card, token or signature file connected to this computer.
firma-device-none-todo = Connect the device, wait a few seconds and press “Look again”.
firma-device-unusable = You cannot sign with this device now
firma-tries = { $n ->
    [one] Careful: only 1 try is left. If you get it wrong again, the PIN is locked.
   *[other] { $n } tries are left.
}
firma-tries-last = Careful: only one try is left. If you get it wrong again, the PIN is locked and you need the PUK.
firma-pin = PIN of the device
firma-pin-hint = 5 to 8 digits. You type it once for all documents.
firma-pin-missing = Type the PIN of the device.
firma-pin-button = { $n ->
    [one] Sign 1 document as { $name }
   *[other] Sign { $n } documents as { $name }
}
firma-busy = Signing…
firma-other-signer = Sign the missing documents with another certificate
firma-unblock = Unblock with the PUK
firma-consent = { $n ->
    [one] I have already read the document that cannot be displayed here, and I sign it
   *[other] I have already read the { $n } documents that cannot be displayed here, and I sign them
}
firma-consent-missing = Confirm that you have read the documents that cannot be displayed here, or remove them from the list.

firma-format-title = Format of the signature
firma-format-lead = The suggested format is nearly always right. Change it if the receiver of the document asks for another one.
firma-format-of = Format of { $name }
firma-format-pades = Signed PDF (PAdES)
firma-format-pades-hint = The signature is inside the PDF: every PDF reader opens it.
firma-format-cades = .p7m envelope (CAdES)
firma-format-cades-hint = Right for every kind of file. The receiver opens the envelope with a program or with our verification page.
firma-format-xades = Signed XML (XAdES)
firma-format-xades-hint = The signature is inside the XML file. The Exchange System accepts it for invoices.
firma-format-xades-around = Document and signature are together in one XML file.
firma-format-further = Add your signature
firma-format-further-hint = The file stays of its kind and your signature stands beside the others.
firma-format-asic = ASiC-E container
firma-format-asic-hint = Document and signature in one .asice file, as is common in Europe.
firma-advanced = Advanced choices: level, separate signature, counter-signature
firma-level = Level of the signature
firma-level-b = B: only the signature
firma-level-t = T: with a time stamp
firma-level-lt = LT: also with the proofs that the certificate was valid
firma-level-lta = LTA: ready to be kept for a long time
firma-level-hint = Levels T, LT and LTA ask for a time stamp: that takes the network, and only the digest of the document goes there.
firma-level-unavailable = No time-stamping authority is set here: you can only make signatures of level B.
firma-detached = Signature in a separate file
firma-detached-hint = The document stays as it is and the signature is in another file: both are needed to verify it.
firma-counter = Counter-signature: sign the signature that is there, not the document
firma-counter-hint = It confirms another person’s signature. Only for files that are already signed.
firma-format-save = Save the format

firma-view-title = Preview
firma-view-lead = { $name }, { $size }
firma-view-place = Document { $n } of { $all }
firma-view-pdf = The PDF
firma-view-pdf-open = Open the PDF in another tab
firma-view-pdf-frame = Preview of { $name }
firma-view-pdf-fallback = If you do not see the PDF below, open it in another tab.
firma-view-invoice = The invoice
firma-view-invoice-note = We show it so that it can be read. You sign the XML file, with everything in it.
firma-view-text = The text
firma-view-text-cut = The text goes on: here you see the first { $size }.
firma-view-image = The image
firma-view-image-alt = Preview of { $name }
firma-view-raw = Show the XML file as it is
firma-view-none = This document cannot be displayed here
firma-view-none-why = We cannot show this kind of file. Yet with your signature you accept everything in it.
firma-view-none-todo = Open it first with its own program. If you know it and want to sign it, confirm that here.
firma-view-consent = I have already read this document and I want to sign it
firma-view-consent-save = Confirm
firma-view-consented = You have confirmed that you have read this document.
firma-view-inside = It is a signed envelope: you see the document inside.
firma-view-next = Next document
firma-view-previous = Previous document
firma-view-back = Back to signing
firma-view-download = Save a copy

firma-mark-title = Visible signature
firma-mark-invisible = The signature is not seen on the page, and it is equally valid. If you like, add a box with name and date.
firma-mark-show = Show a box with the signature
firma-mark-page = Page
firma-mark-page-hint = From 1 to { $pages }
firma-mark-where = Position
firma-mark-top-left = Top left
firma-mark-top-right = Top right
firma-mark-bottom-left = Bottom left
firma-mark-bottom-right = Bottom right
firma-mark-free = At these distances from the edges
firma-mark-left = Distance from the left edge (mm)
firma-mark-top = Distance from the top edge (mm)
firma-mark-text = Text to add
firma-mark-text-hint = For example “For acceptance”. Name and date are there already.
firma-mark-save = Save the position
firma-mark-sketch = Sketch of page { $page }, { $width } × { $height } mm: the box is { $left } mm from the left and { $top } mm from the top
firma-mark-sketch-hint = You can also touch the sketch, or drag the box: the distances are filled in for you.
firma-mark-page-wrong = Type the number of a page, from 1 to { $pages }.
firma-mark-place-wrong = The box leaves the page. Type at most { $left } mm from the left and { $top } mm from the top.
firma-mark-long = The text is too long. Type at most { $n } characters.

firma-run-title = Signing
firma-run-lead = Do not remove the device until we have finished.
firma-run-label = Signed documents
firma-run-of = { $done } of { $total }
firma-run-left = { $seconds ->
    [one] { $done } of { $total }, about 1 second left
   *[other] { $done } of { $total }, about { $seconds } seconds left
}
firma-run-left-minutes = { $minutes ->
    [one] { $done } of { $total }, about 1 minute left
   *[other] { $done } of { $total }, about { $minutes } minutes left
}
firma-run-now = Now: { $name }
firma-run-stop = Stop after this document
firma-run-stopping = Stopping: finishing the document that is being signed.
firma-run-refresh = Refresh the page

firma-done-title = Outcome
firma-done-all = { $n ->
    [one] The document is signed
   *[other] All { $n } documents are signed
}
firma-done-some = { $n ->
    [one] 1 document of { $all } is signed
   *[other] { $n } documents of { $all } are signed
}
firma-done-none = No document is signed
firma-done-checked = We have read every file again and checked the signature just made.
firma-done-invisible = If you have not put a box into the PDF, the signature is invisible and equally valid.
firma-done-signed = Signed
firma-done-self-check = The signature is intact: checked right afterwards
firma-done-failed = Not signed
firma-done-waiting = Not signed yet
firma-done-left = { $n ->
    [one] 1 document remains to be signed
   *[other] { $n } documents remain to be signed
}
firma-done-left-text = Those already signed stay. Sign only the others: we ask for the PIN again.
firma-done-retry = Sign the missing ones
firma-done-download = Download
firma-done-zip = Download all (zip)
firma-done-beside = Save beside the originals
firma-done-folder = Save to a folder
firma-done-folder-field = Folder of this computer
firma-done-folder-hint = Type the full path. Files that are there are never replaced.
firma-done-saved = { $n ->
    [one] 1 file saved in { $folder }
   *[other] { $n } files saved in { $folder }
}
firma-done-not-saved = Only here so far: download it
firma-done-csv = Report (CSV)
firma-done-json = Report (JSON)
firma-done-verify = Verify the signatures
firma-done-more = Sign other documents
firma-done-test = You signed with a test device: these signatures have no legal value.

firma-devices-title = Devices and PIN
firma-devices-lead = The devices connected to this computer.
firma-devices-kind-cns = National Services Card (CNS)
firma-devices-kind-piv = PIV smart card
firma-devices-kind-pkcs11 = Device with its maker’s program (PKCS#11)
firma-devices-kind-reader = Reader
firma-devices-kind-token-file = Test device in a file
firma-devices-holder = Holder
firma-devices-number = Card number
firma-devices-place = Where it is
firma-devices-signature = Signature certificate
firma-devices-authentication = CNS certificate, to log in to services
firma-devices-until = valid until { $date }
firma-devices-none = None
firma-devices-tries = Tries for the PIN
firma-devices-tries-left = { $n ->
    [0] Locked
    [one] 1 left
   *[other] { $n } left
}
firma-devices-puk-tries = Tries for the PUK
firma-devices-change = Change PIN
firma-devices-change-of = of { $name }
firma-devices-unblock = Unblock with the PUK
firma-change-title = Change PIN
firma-change-lead = Device: { $name }
firma-change-old = Current PIN
firma-change-puk = PUK
firma-change-puk-hint = 8 digits. You find it in the envelope with the codes.
firma-change-new = New PIN
firma-change-new-hint = 5 to 8 digits. Avoid dates of birth and numbers in a row.
firma-change-again = Repeat the new PIN
firma-change-differs = The two new PINs are not the same. Type them again.
firma-change-missing = Type something into this field.
firma-change-which = Which PIN
firma-change-both = The one that serves for everything
firma-change-signature = The one for signing
firma-change-authentication = The one for logging in to services
firma-change-done = The PIN has changed
firma-change-done-text = From now on the new PIN counts.
firma-unblock-title = Unblock the PIN with the PUK
firma-unblock-done = The PIN is unblocked

firma-stamp-title = Time stamp
firma-stamp-lead = A time stamp proves that a file existed at a certain moment.
firma-stamp-promise = Only the digest of the file goes over the network, not the file.
firma-stamp-file = File to stamp
firma-stamp-submit = Stamp
firma-stamp-none = No time-stamping authority is set here
firma-stamp-none-why = A time stamp is given by an authority, over the network. The desk does not know which one to ask.
firma-stamp-none-todo = Start the desk with the address of an authority: “ceralacca desk --tsa ADDRESS”.
firma-stamp-empty = The file is empty. Choose another one.
firma-stamp-missing = Choose the file to stamp.

invoice-seller = Seller
invoice-buyer = Buyer
invoice-vat = VAT number: { $code }
invoice-tax-code = Tax code: { $code }
invoice-heading = { $kind } no. { $number } of { $date }
invoice-kind-td01 = Invoice
invoice-kind-td02 = Advance on invoice
invoice-kind-td03 = Advance on fee
invoice-kind-td04 = Credit note
invoice-kind-td05 = Debit note
invoice-kind-td06 = Fee note
invoice-kind-td07 = Simplified invoice
invoice-kind-td08 = Simplified credit note
invoice-kind-td09 = Simplified debit note
invoice-kind-td24 = Deferred invoice
invoice-kind-other = Document of type { $code }
invoice-lines = Lines
invoice-description = Description
invoice-quantity = Quantity
invoice-price = Unit price
invoice-rate = VAT
invoice-total = Amount
invoice-taxes = VAT summary
invoice-taxable = Taxable amount
invoice-tax = Tax
invoice-grand-total = Total of the document: { $amount }
invoice-no-total = The file does not say the total of the document.
invoice-due = To be paid: { $amount }
invoice-due-on = To be paid: { $amount } by { $date }
invoice-attached = Files attached inside the invoice:
invoice-cut = Here you see the first { $n } lines. The invoice has more.

firma-format-of-more = Format of { $name } and { $n } more
firma-counter-which = Which signature
firma-done-caption = Documents
firma-done-valid = It is valid for the authorities that this computer knows.
firma-stamp-result = You get one .tsd file, with the document and the stamp inside.
problem-firma-stamp-unreachable =
    .heading = The time-stamping authority does not answer
    .why = We asked for the stamp and it did not come: { $detail }
    .todo = Check the connection and try again in a few minutes. The file has not changed.
firma-devices-kind = Kind
