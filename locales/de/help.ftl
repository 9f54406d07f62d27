# Hilfe der Befehlszeile: help-BEFEHL, help-BEFEHL-OPTION.
help = Digitale Unterschrift und digitale Identität der Handelskammern
help-examples = Beispiele:
help-heading-usage = Aufruf:
help-heading-commands = Befehle
help-heading-arguments = Argumente
help-heading-options = Optionen
help-heading-shared = Optionen aller Befehle
help-values = Werte: { $value }
help-default = sonst: { $value }
help-global-json = Ein einziges JSON-Dokument statt Worten ausgeben
help-global-quiet = Nur Fehler ausgeben
help-global-verbose = Auch die Zwischenschritte ausgeben
help-global-lang = Sprache der Texte
help-global-time = So handeln, als wäre es dieser Zeitpunkt (Prüfungen, Versuche)
help-global-data = Datenordner der Installation
help-global-no-input = Nichts fragen: beenden, wenn etwas fehlt
help-global-yes = Fragen selbst bestätigen
help-global-color = Wann Farben verwendet werden
help-global-progress = Wann der Fortschritt angezeigt wird
help-global-help = Hilfe anzeigen
help-global-version = Version anzeigen

help-sign = Eine oder mehrere Dateien unterschreiben
    .examples =
        {"  "}ceralacca sign contratto.pdf --key token:mario.token
        {"  "}ceralacca sign contratto.pdf --key card
        {"  "}ceralacca sign --format cades dati.bin --key token:mario.token -o dati.bin.p7m
help-sign-files = Zu unterschreibende Dateien; „-“ ist die Standardeingabe
help-sign-format = Format der Unterschrift; „auto“ nimmt PAdES für PDF und CAdES für den Rest
help-sign-detached = Die Unterschrift getrennt schreiben (.p7s), ohne das Dokument
help-sign-key = Schlüssel für die Unterschrift
help-sign-certificate = Zertifikat des Unterzeichners, falls der Schlüssel es nicht mitbringt
help-sign-chain = Zwischenzertifikate für die Unterschrift
help-sign-pin-fd = Die PIN von diesem Dateideskriptor lesen
help-sign-pin-file = Die PIN aus der ersten Zeile dieser Datei lesen
help-sign-digest = Zu verwendender Hashwert
help-sign-padding = Zu verwendende RSA-Auffüllung
help-sign-reason = Grund der Unterschrift, im PDF vermerkt
help-sign-location = Ort der Unterschrift, im PDF vermerkt
help-sign-field = Auszufüllendes Unterschriftsfeld des PDF
help-sign-output = Zieldatei oder Zielordner; „-“ ist die Standardausgabe
help-sign-force = Die Zieldatei ersetzen, falls vorhanden
help-sign-dry-run = Alles prüfen, aber nichts unterschreiben und nichts schreiben

help-verify = Die Unterschriften einer oder mehrerer Dateien prüfen
    .examples =
        {"  "}ceralacca verify contratto.pdf.p7m
        {"  "}ceralacca verify --detached dati.bin dati.bin.p7s --json
help-verify-files = Unterschriebene Dateien; „-“ ist die Standardeingabe
help-verify-detached = Dokument, auf das sich eine getrennte Unterschrift bezieht
help-verify-trust = Ordner oder Datei mit vertrauten Zertifikaten, Sperrlisten und OCSP-Antworten
help-verify-report = Den Bericht in dieser Datei speichern
help-verify-force = Den Bericht ersetzen, falls vorhanden

help-extract = Das ursprüngliche Dokument aus einer unterschriebenen Datei entnehmen
    .examples =
        {"  "}ceralacca extract contratto.pdf.p7m
        {"  "}ceralacca extract contratto.pdf.p7m -o - --depth 1
help-extract-file = Unterschriebene Datei; „-“ ist die Standardeingabe
help-extract-output = Zieldatei; „-“ ist die Standardausgabe
help-extract-depth = Wie viele Umschläge zu öffnen sind: eine Zahl oder „all“
help-extract-force = Die Zieldatei ersetzen, falls vorhanden

help-inspect = Sagen, was eine Datei ist und was sie enthält
    .examples = {"  "}ceralacca inspect contratto.pdf.p7m
help-inspect-files = Zu untersuchende Dateien

help-cert = Zertifikate anzeigen und prüfen
help-cert-show = Die Angaben eines Zertifikats anzeigen
    .examples = {"  "}ceralacca cert show mario.cer
help-cert-show-files = Zertifikate, DER oder PEM
help-cert-check = Ein Zertifikat prüfen: Aussteller, Daten, Status
    .examples = {"  "}ceralacca cert check mario.cer --trust autorita/
help-cert-check-file = Zertifikat, DER oder PEM
help-cert-check-trust = Ordner oder Datei mit vertrauten Zertifikaten, Sperrlisten und OCSP-Antworten

help-trust = Bewahrt die europäischen Vertrauenslisten auf, aus denen hervorgeht, ob eine Signatur qualifiziert ist
help-trust-import = Übernimmt Vertrauenslisten aus Dateien nach Prüfung ihrer Signatur
    .examples = {"  "}ceralacca trust import elenco.xml --signer gestore.cer
help-trust-import-files = Listen in XML: die eines Landes oder die Liste der Listen mit ihren früheren Ausgaben (Pivots)
help-trust-import-signer = Zertifikat dessen, der die Liste signieren darf: Die für die Liste der Listen stehen im Amtsblatt der Europäischen Union
help-trust-refresh = Sucht neuere Kopien der Listen und die Listen, die die Liste der Listen nennt
    .examples = {"  "}ceralacca trust refresh
help-trust-show = Zeigt die aufbewahrten Listen und wie aktuell sie sind
    .examples = {"  "}ceralacca trust show

help-init = Eine neue Installation und ihre Zertifizierungsstellen vorbereiten
    .examples =
        {"  "}ceralacca init --data dati
        {"  "}ceralacca init --data dati --organization "Esempio S.p.A." --vat 12345678903 --chamber Aosta --pki-url http://pki.example.com --site-url https://ca.example.com --policy-arc 1.3.6.1.4.1.32473.1
help-init-organization = Name des Vertrauensdiensteanbieters
help-init-vat = MwSt.-Nummer des Anbieters
help-init-chamber = Stadt der Handelskammer
help-init-pki-url = http-Adresse von Sperrlisten, OCSP und CA-Zertifikaten; bleibt für immer in den Zertifikaten
help-init-site-url = Öffentliche Adresse der Seiten
help-init-policy-arc = OID-Zweig des Anbieters für seine Richtlinien
help-init-database = Adresse der PostgreSQL-Datenbank; SQLite im Datenordner, wenn Sie nichts angeben
help-init-passphrase-file = Datei mit der Passphrase, die die Schlüssel schützt; ohne sie ein Schlüssel in einer Datei

help-ca = Die Zertifizierungsstellen verwalten
help-ca-show = Die Stellen und ihre Adressen anzeigen
    .examples = {"  "}ceralacca ca show --json
help-ca-crl = Die Sperrlisten veröffentlichen
    .examples = {"  "}ceralacca ca crl --export liste/
help-ca-crl-export = Die Listen auch in diesen Ordner schreiben
help-ca-issue = Ein Zertifikatspaar auf einem neuen Test-Token ausstellen
    .examples =
        {"  "}ceralacca ca issue --name Mario --surname Rossi --codice-fiscale RSSMRA80A01H501U --token mario.token --codes-file codici.txt
help-ca-issue-name = Vorname des Inhabers
help-ca-issue-surname = Nachname des Inhabers
help-ca-issue-codice-fiscale = Steuernummer des Inhabers
help-ca-issue-email = E-Mail-Adresse des Inhabers, der über Änderungen der Zertifikate benachrichtigt wird
help-ca-issue-token = Zu erstellende Token-Datei
help-ca-issue-codes-file = Datei für PIN, PUK und Notfallcode
help-ca-issue-key-type = Art beider Schlüssel: rsa-2048, rsa-3072, rsa-4096, p-256 oder p-384
help-ca-issue-activate = Die Übergabe an den Inhaber sofort vermerken
help-ca-status = Den Status eines Zertifikats sagen
    .examples = {"  "}ceralacca ca status mario.cer
help-ca-status-certificate = Zertifikat oder Seriennummer in Hexadezimal
help-ca-recover = Unterbrochene Ausstellungen beenden
    .examples = {"  "}ceralacca ca recover
help-ca-survey = Liest alle Zertifikate erneut und sagt, wie viele Fehler es gibt
    .examples = {"  "}ceralacca ca survey
help-ca-block = Verbietet für immer Schlüssel, die andere kennen
    .examples = {"  "}ceralacca ca block chiavi-compromesse.txt
help-ca-block-keys = Eine Zeile je Schlüssel: SHA-256 seines SubjectPublicKeyInfo, hexadezimal

help-audit = Das Prüfprotokoll lesen und prüfen
help-audit-show = Die letzten Zeilen des Protokolls anzeigen
    .examples = {"  "}ceralacca audit show --last 20
help-audit-show-last = Anzahl der Zeilen
help-audit-verify = Prüfen, dass niemand das Protokoll verändert hat
    .examples =
        {"  "}ceralacca audit verify
        {"  "}ceralacca audit verify --checkpoint sigillo-di-ieri.txt
        {"  "}ceralacca audit verify --export copia
help-audit-verify-export = Ordner eines Auszugs, der ohne die Installation geprüft wird
help-audit-verify-checkpoint = Anderswo aufbewahrtes Siegel, mit dem das Protokoll verglichen wird
help-audit-checkpoint = Das Protokoll jetzt versiegeln und das Siegel zum Aufbewahren anzeigen
    .examples = {"  "}ceralacca audit checkpoint -o sigillo.txt
help-audit-checkpoint-output = Datei, in die das Siegel geschrieben wird
help-audit-prove = Beweisen, dass eine Zeile im versiegelten Protokoll steht
    .examples = {"  "}ceralacca audit prove 12 --json
help-audit-prove-entry = Nummer der Zeile
help-audit-export = Zeilen mit ihren Beweisen ausgeben, für Personen ohne dieses Programm
    .examples = {"  "}ceralacca audit export --from 1 --to 50 -o copia
help-audit-export-from = Erste Zeile (die erste des Protokolls, wenn nicht angegeben)
help-audit-export-to = Letzte Zeile (die letzte versiegelte, wenn nicht angegeben)
help-audit-export-output = Ordner, der angelegt wird

help-serve = Die Seiten und Dienste bereitstellen
    .examples =
        {"  "}ceralacca serve --data dati --http 127.0.0.1:8480
        {"  "}ceralacca serve --data dati --http 127.0.0.1:8490 --only ocsp
help-serve-http = http-Adresse
help-serve-https = https-Adresse
help-serve-admin = https-Adresse für Operatoren, die nach ihrem Zertifikat fragt
help-serve-cns = https-Adresse, die nach dem CNS-Zertifikat fragt, für die Anmeldung von Personen
help-serve-only = Was dieser Knoten tut: Seiten, OCSP-Antworten, Listen, Zeitstempel, Arbeiten; alles, wenn Sie nichts angeben

help-demo = Alles mit einer erfundenen Kammer und erfundenen Personen ausprobieren
    .examples =
        {"  "}ceralacca demo
        {"  "}ceralacca demo --data prova --prepare --json
help-demo-prepare = Die Daten vorbereiten und beschreiben, ohne die Seiten bereitzustellen
help-demo-http = http-Adresse
help-demo-https = https-Adresse
help-demo-admin = https-Adresse für Operatoren, die nach ihrem Zertifikat fragt
help-demo-cns = https-Adresse, die nach dem CNS-Zertifikat fragt, für die Anmeldung von Personen

help-doctor = Erklären, was nicht stimmt und wie es zu beheben ist
    .examples = {"  "}ceralacca doctor
help-completions = Vervollständigungen für die Shell schreiben
    .examples = {"  "}ceralacca completions bash
help-completions-shell = Shell
help-man = Die Handbuchseiten schreiben
    .examples = {"  "}ceralacca man -o man/
help-man-output = Zielordner; ohne ihn geht die Hauptseite an die Standardausgabe

help-timestamp = Versieht Dateien mit einem Zeitstempel oder prüft einen
    .examples =
        {"  "}ceralacca timestamp contratto.pdf --tsa https://tsa.example.com/tsa
        {"  "}ceralacca timestamp contratto.pdf --installation
        {"  "}ceralacca timestamp contratto.pdf --verify contratto.pdf.tsr
help-timestamp-files = Zu stempelnde Dateien; an die Stelle geht nur ihr Hashwert
help-timestamp-tsa = Adresse der Zeitstempelstelle (RFC 3161)
help-timestamp-installation = Verlangt den Stempel von dieser Installation, ohne Netz
help-timestamp-digest = Hash-Algorithmus
help-timestamp-policy = Richtlinie, nach der gestempelt werden soll
help-timestamp-no-certs = Verlangt einen Stempel ohne Zertifikate, der kürzer ist
help-timestamp-certificate = Zertifikat der Zeitstempeleinheit, für Stempel, die es nicht enthalten
help-timestamp-user = Benutzername bei der Stelle
help-timestamp-password-fd = Liest das Passwort von diesem Dateideskriptor
help-timestamp-password-file = Liest das Passwort aus der ersten Zeile dieser Datei
help-timestamp-tls-ca = Zertifikate, denen bei https vertraut wird, anstelle der öffentlichen
help-timestamp-output = Wohin der Stempel geschrieben wird: ein Name, der auf .tst endet, ergibt nur den Stempel, jeder andere die ganze Antwort
help-timestamp-force = Ersetzt den Stempel, falls es ihn gibt
help-timestamp-verify = Prüft diesen Stempel (.tsr oder .tst) an der Datei, statt einen zu verlangen
help-timestamp-trust = Ordner oder Datei mit den Zertifikaten der Stellen, denen vertraut wird

help-operator = Operatoren: wer auf die Seiten der Verwaltung darf
help-operator-add = Trägt einen Operator ein und gibt ihm auf Wunsch gleich ein Zertifikat
    .examples =
        {"  "}ceralacca operator add sara.conti --name "Sara Conti" --email sara@example.com --role sysadmin --pkcs12 operatore.p12 --password-file password.txt
        {"  "}ceralacca operator add ivo.serra --name "Ivo Serra" --email ivo@example.com --role auditor --request ivo.csr -o ivo.pem
help-operator-add-id = Kennung der Person, in jeder Rolle dieselbe
help-operator-add-name = Vor- und Nachname
help-operator-add-email = E-Mail-Adresse
help-operator-add-role = Rolle: ca_officer, rao, auditor, sysadmin, key_custodian oder service
help-operator-add-request = Zertifikatsantrag (PKCS#10) der Person
help-operator-add-output = Wohin das Zertifikat geschrieben wird
help-operator-add-pkcs12 = Erzeugt einen Schlüssel und schreibt ihn mit dem Zertifikat in diese Datei, die Browser importieren
help-operator-add-password-file = Liest das Passwort der PKCS#12-Datei aus der ersten Zeile dieser Datei
help-operator-list = Zählt die Operatoren und ihre Zertifikate auf
    .examples = {"  "}ceralacca operator list --json
help-operator-certificate = Gibt einem Operator ein neues Zertifikat
    .examples = {"  "}ceralacca operator certificate anna.verdi --role sysadmin --pkcs12 operatore.p12 --password-file password.txt
help-operator-certificate-id = Kennung der Person
help-operator-certificate-role = Rolle
help-operator-certificate-request = Zertifikatsantrag (PKCS#10) der Person
help-operator-certificate-output = Wohin das Zertifikat geschrieben wird
help-operator-certificate-pkcs12 = Erzeugt einen Schlüssel und schreibt ihn mit dem Zertifikat in diese Datei, die Browser importieren
help-operator-certificate-password-file = Liest das Passwort der PKCS#12-Datei aus der ersten Zeile dieser Datei
help-operator-disable = Schließt den Zugang eines Operators, sofort und endgültig
    .examples = {"  "}ceralacca operator disable ugo.neri --role auditor --reason "ha cambiato lavoro"
help-operator-disable-id = Kennung der Person
help-operator-disable-role = Rolle
help-operator-disable-reason = Grund, für das Prüfprotokoll

help-signer = Verwahrt die Schlüssel der Zertifizierungsstellen in einem eigenen Prozess
    .examples = {"  "}ceralacca signer
help-signer-with-parent = Endet, wenn die Standardeingabe endet, also mit dem, der ihn gestartet hat
help-ca-activate = Öffnet die Schlüssel der Zertifizierungsstellen mit den Anteilen der Verwahrer
    .examples = {"  "}ceralacca ca activate --share-file dario.share --share-file elsa.share
help-ca-activate-share-file = Liest einen Anteil aus der ersten Zeile dieser Datei
help-ca-activate-share-fd = Liest einen Anteil aus diesem Dateideskriptor
help-ca-ceremony = Hält die Schlüsselzeremonie nach einem Drehbuch
    .examples = {"  "}ceralacca ca ceremony --default --dry-run --data prova
help-ca-ceremony-script = Drehbuch der Zeremonie
help-ca-ceremony-default = Verwendet das Drehbuch der erfundenen Kammer
help-ca-ceremony-resume = Setzt eine unterbrochene Zeremonie fort
help-ca-ceremony-dry-run = Nur die Generalprobe, in einem Wegwerf-Ordner
help-ca-keys = Prüft die Schlüssel und sagt, welche bald enden
    .examples = {"  "}ceralacca ca keys --json
help-approval = Akte, die zwei CA-Verantwortliche unterschreiben müssen
help-approval-list = Listet die wartenden Vorschläge auf
    .examples = {"  "}ceralacca approval list --all
help-approval-list-all = Auch die abgeschlossenen
help-approval-show = Zeigt einen Vorschlag und speichert den Text zum Unterschreiben
    .examples = {"  "}ceralacca approval show appr_0192a3b4c5d67890abcdef0123456789 -o atto.json
help-approval-show-id = Kennung des Vorschlags
help-approval-show-output = Datei für den Text zum Unterschreiben
help-approval-propose = Schlägt einen Akt vor
    .examples = {"  "}ceralacca approval propose atto.json
help-approval-propose-file = Akt in JSON; „-“ ist die Standardeingabe
help-approval-approve = Gibt einen Vorschlag mit der Unterschrift eines Verantwortlichen frei
    .examples = {"  "}ceralacca approval approve appr_0192a3b4c5d67890abcdef0123456789 --signature atto.json.p7m
help-approval-approve-id = Kennung des Vorschlags
help-approval-approve-signature = Bereits geleistete Unterschrift über den Text (.p7m oder .p7s)
help-approval-approve-key = Schlüssel des Verantwortlichen, um jetzt zu unterschreiben
help-approval-approve-certificate = Zertifikat des Verantwortlichen, wenn der Schlüssel es nicht mitbringt
help-approval-approve-pin-fd = Liest die PIN aus diesem Dateideskriptor
help-approval-approve-pin-file = Liest die PIN aus der ersten Zeile dieser Datei
help-approval-withdraw = Zieht einen Vorschlag zurück
    .examples = {"  "}ceralacca approval withdraw appr_0192a3b4c5d67890abcdef0123456789
help-approval-withdraw-id = Kennung des Vorschlags
help-approval-execute = Führt einen freigegebenen Akt aus
    .examples = {"  "}ceralacca approval execute appr_0192a3b4c5d67890abcdef0123456789
help-approval-execute-id = Kennung des Vorschlags
help-approval-execute-share-file = Liest einen Anteil aus der ersten Zeile dieser Datei
help-approval-execute-share-fd = Liest einen Anteil aus diesem Dateideskriptor

help-tsa = Verwaltet die Zeitstempelstelle dieser Installation
help-tsa-show = Zeigt die Einheit, die signiert, die Zahl der Zeitstempel und den Zustand der Uhr
    .examples = {"  "}ceralacca tsa show
help-tsa-verify = Prüft, dass niemand das Archiv der Zeitstempel geändert hat
    .examples = {"  "}ceralacca tsa verify
help-tsa-find = Sucht im Archiv die Zeitstempel einer Datei oder den mit einer Seriennummer
    .examples =
        {"  "}ceralacca tsa find contratto.pdf
        {"  "}ceralacca tsa find --serial 1000a -o marca.tst
help-tsa-find-file = Datei, deren Zeitstempel gesucht werden
help-tsa-find-serial = Seriennummer des Zeitstempels
help-tsa-find-output = Datei, in die der erste gefundene Zeitstempel geschrieben wird
help-tsa-find-force = Ersetzt die Datei, falls es sie gibt
help-tsa-replace = Ersetzt die Zeitstempeleinheit sofort, zum Beispiel wenn ihr Schlüssel bekannt wurde
    .examples = {"  "}ceralacca tsa replace
help-tsa-account = Verwaltet die Zugänge für Zeitstempel
help-tsa-account-add = Legt einen Zugang an und schreibt sein Passwort in eine Datei
    .examples = {"  "}ceralacca tsa account add studio-rossi --per-day 1000 --password-file password.txt
help-tsa-account-add-name = Name des Zugangs
help-tsa-account-add-per-day = Wie viele Zeitstempel am Tag (ohne Grenze, wenn nicht gesagt)
help-tsa-account-add-password-file = Neue Datei, in die das Passwort geschrieben wird
help-tsa-account-list = Listet die offenen Zugänge mit ihren Zeitstempeln von heute auf
    .examples = {"  "}ceralacca tsa account list
help-tsa-account-close = Schließt einen Zugang
    .examples = {"  "}ceralacca tsa account close studio-rossi
help-tsa-account-close-name = Name des Zugangs
