# What stands around every page, and the words that all pages share.

home = Startseite
site-tagline = Digitale Unterschrift und Identität für Unternehmen
site-description = Prüfen Sie eine digitale Unterschrift und die Zertifikate der Zertifizierungsstellen der Handelskammern.
title-error = Fehler:
skip-to-content = Zum Inhalt
skip-to-footer = Zur Fußzeile
language-switch = Sprache
menu = Menü
menu-close = Menü schließen
menu-main = Hauptmenü
breadcrumb = Navigationspfad
footer-links = Nützliche Links
footer-licence = Ceralacca ist freie Software unter der MIT- oder der Apache-2.0-Lizenz.

nav-verify = Unterschrift prüfen
nav-certificates = Zertifizierungsstellen
nav-certificate-status = Status eines Zertifikats
nav-privacy = Datenschutz
nav-accessibility = Erklärung zur Barrierefreiheit
nav-demo-post = Die Post der Demo

action-continue = Weiter
action-back = Zurück
action-cancel = Abbrechen
action-retry = Erneut versuchen
action-download = Herunterladen
copy = Kopieren
copied = Kopiert

tone-danger = Fehler
tone-info = Hinweis
tone-success = Erledigt
tone-warning = Achtung

verdict-valid = Gültige Unterschrift
verdict-valid-sentence = Die Unterschrift ist gültig
verdict-not-valid = Ungültige Unterschrift
verdict-not-valid-sentence = Die Unterschrift ist nicht gültig
verdict-undetermined = Gültigkeit nicht feststellbar
verdict-undetermined-sentence = Wir können nicht feststellen, ob die Unterschrift gültig ist
verdict-not-signed = Datei nicht unterschrieben
verdict-not-signed-sentence = Diese Datei ist nicht unterschrieben

field-optional = (freiwillig)
error-summary = { $n ->
    [one] Ein Fehler muss korrigiert werden
   *[other] { $n } Fehler müssen korrigiert werden
}
upload-limit = Die Datei darf höchstens { $size } groß sein.
upload-drop = Sie können die Datei auch hierher ziehen
files-count = { $n ->
    [one] { $n } Datei
   *[other] { $n } Dateien
}
progress-of = { $done } von { $total }

bytes-b = { $n ->
    [one] { $n } Byte
   *[other] { $n } Byte
}
bytes-kb = { $n } KB
bytes-mb = { $n } MB
bytes-gb = { $n } GB
date-time = { $date }, { $time } Uhr (italienische Zeit)

month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember
