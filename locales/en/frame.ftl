# What stands around every page, and the words that all pages share.

home = Home
site-tagline = Digital signature and identity for businesses
site-description = Verify a digital signature and check the certificates of the certification authorities of the Chambers of Commerce.
title-error = Error:
skip-to-content = Skip to content
skip-to-footer = Skip to footer
language-switch = Language
menu = Menu
menu-close = Close the menu
menu-main = Main menu
breadcrumb = Breadcrumb
footer-links = Useful links
footer-licence = Ceralacca is free software under the MIT or Apache 2.0 licence.

nav-verify = Verify a signature
nav-certificates = Certification authorities
nav-certificate-status = Status of a certificate
nav-privacy = Privacy
nav-accessibility = Accessibility statement
nav-demo-post = The demo’s mail

action-continue = Continue
action-back = Back
action-cancel = Cancel
action-retry = Try again
action-download = Download
copy = Copy
copied = Copied

tone-danger = Error
tone-info = Note
tone-success = Done
tone-warning = Warning

verdict-valid = Valid signature
verdict-valid-sentence = The signature is valid
verdict-not-valid = Signature not valid
verdict-not-valid-sentence = The signature is not valid
verdict-undetermined = Validity cannot be determined
verdict-undetermined-sentence = We cannot determine whether the signature is valid
verdict-not-signed = File not signed
verdict-not-signed-sentence = This file is not signed

field-optional = (optional)
error-summary = { $n ->
    [one] There is one error to correct
   *[other] There are { $n } errors to correct
}
upload-limit = The maximum size is { $size }.
upload-drop = You can also drop the file here
files-count = { $n ->
    [one] { $n } file
   *[other] { $n } files
}
progress-of = { $done } of { $total }

bytes-b = { $n ->
    [one] { $n } byte
   *[other] { $n } bytes
}
bytes-kb = { $n } KB
bytes-mb = { $n } MB
bytes-gb = { $n } GB
date-time = { $date } at { $time } (Italian time)

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
