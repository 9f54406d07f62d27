# Leben eines Zertifikats: Gründe, Mitteilungen, Fehler.

# Gründe, wie E-Mails und Seiten sie nennen.
motive-theft = Diebstahl des Geräts
motive-loss-with-pin = Verlust des Geräts zusammen mit der PIN
motive-compromise = jemand anders kann den Schlüssel benutzen
motive-affiliation-ended = Ende der Beziehung zur Organisation
motive-affiliation-changed = Änderung der Beziehung zur Organisation
motive-data-changed = Daten der Inhaberin oder des Inhabers geändert
motive-device-replaced = Gerät ersetzt
motive-renewed-and-revoked = Erneuerung mit Widerruf der alten Zertifikate
motive-no-longer-used = wird nicht mehr verwendet
motive-death = Tod der Inhaberin oder des Inhabers
motive-broken = Gerät defekt
motive-codes-locked = PIN und PUK gesperrt
motive-suspension-too-long = zu lange ausgesetzt
motive-interrupted = Ausstellung unterbrochen
motive-suspension = Antrag auf Aussetzung
motive-awaiting-receipt = wartet auf die Übergabe
motive-order = Anordnung einer Behörde
motive-abuse = Missbrauch
motive-unpaid = fehlende Zahlung

notice-suspend = wir setzen die Zertifikate aus
notice-revoke = wir widerrufen die Zertifikate

cli-life-suspended =
    { $count ->
        [one] Ein Zertifikat ausgesetzt.
       *[other] { $count } Zertifikate ausgesetzt.
    }
cli-life-reactivated =
    { $count ->
        [one] Ein Zertifikat reaktiviert.
       *[other] { $count } Zertifikate reaktiviert.
    }
cli-life-revoked =
    { $count ->
        [one] Ein Zertifikat widerrufen.
       *[other] { $count } Zertifikate widerrufen.
    }
cli-life-certificate = Zertifikat { $certificate } ({ $purpose }): { $state }
cli-life-suspension = ausgesetzt von { $since } bis { $ended }: { $motive }
cli-life-suspension-lasts = ausgesetzt seit { $since }: { $motive }

# Fehler: was geschehen ist, warum, was zu tun ist.
problem-certificate-not-found =
    .heading = Wir finden dieses Zertifikat nicht
    .why = Die Nummer enthält vielleicht einen Fehler, oder der Vorgang ist schon abgeschlossen.
    .todo = Prüfen Sie die Nummer und versuchen Sie es erneut.
problem-emergency-code =
    .heading = Wir haben den Notfallcode nicht angenommen
    .why = Die Nummer oder der Code stimmt nicht, oder der Code ist gesperrt. Zu Ihrer Sicherheit sagen wir nicht, welches von den dreien.
    .todo = Prüfen Sie die Daten im Umschlag mit den Codes. Nach 5 Fehlern ist der Code 24 Stunden gesperrt: Verlangen Sie dann die Aussetzung am Schalter oder mit SPID oder CIE.
problem-emergency-busy =
    .heading = Zu viele Anfragen auf einmal
    .why = Wir prüfen gerade viele Codes.
    .todo = Versuchen Sie es in einigen Sekunden erneut.
problem-lifecycle-state =
    .heading = Der Status des Zertifikats lässt das nicht zu
    .why = Das Zertifikat hat schon einen anderen Status.
    .todo = Prüfen Sie den Status des Zertifikats.
problem-lifecycle-party =
    .heading = Das können Sie nicht verlangen
    .why = Das kann nur jemand anders verlangen.
    .todo = Wenden Sie sich an die Inhaberin oder den Inhaber oder an Ihre Handelskammer.
problem-lifecycle-channel =
    .heading = Das kann man auf diesem Weg nicht verlangen
    .why = Dafür braucht es einen anderen Weg.
    .todo = Kommen Sie an den Schalter, oder senden Sie ein unterschriebenes Formular.
problem-lifecycle-method =
    .heading = Dafür braucht es eine sicherere Anmeldung
    .why = Mit dieser Anmeldung wissen wir nicht sicher genug, wer Sie sind.
    .todo = Melden Sie sich mit SPID, CIE oder CNS an.
problem-lifecycle-relation =
    .heading = Dieses Zertifikat gehört nach unserem Stand nicht Ihnen
    .why = Wer anfragt, hat mit diesem Zertifikat nichts zu tun.
    .todo = Prüfen Sie die Nummer des Zertifikats.
problem-lifecycle-entered-by =
    .heading = Sie können den Antrag einer anderen Person nicht eingeben
    .why = Das kann nur eine Operatorin oder ein Operator.
    .todo = Wenden Sie sich an die Registrierungsstelle.
problem-lifecycle-suspended-by =
    .heading = Sie können dieses Zertifikat nicht reaktivieren
    .why = Jemand anders hat es ausgesetzt.
    .todo = Wenden Sie sich an die Stelle, die es ausgesetzt hat, oder an Ihre Handelskammer.
problem-lifecycle-key-in-doubt =
    .heading = Das Zertifikat bleibt ausgesetzt
    .why = Der Schlüssel kann in fremden Händen sein.
    .todo = Schreiben Sie an unser Servicezentrum. Die Zertifizierungsstelle entscheidet.
problem-lifecycle-awaiting-receipt =
    .heading = Das Zertifikat wartet auf die Übergabe
    .why = Wir aktivieren es, wenn Sie den Erhalt des Geräts bestätigen.
    .todo = Bestätigen Sie den Erhalt mit dem Notfallcode.
problem-lifecycle-expired =
    .heading = Das Zertifikat ist abgelaufen
    .why = Ein abgelaufenes Zertifikat ändert seinen Status nicht mehr.
    .todo = Beantragen Sie ein neues Gerät.
problem-lifecycle-not-suspendable =
    .heading = Dieses Zertifikat kann nicht ausgesetzt werden
    .why = Es ist das Zertifikat eines unserer Dienste.
    .todo = Widerrufen Sie es, wenn nötig.
problem-lifecycle-pair-only =
    .heading = Die beiden Zertifikate ändern sich gemeinsam
    .why = Ein Gerät hat zwei Zertifikate, und der Antrag gilt für beide.
    .todo = Wiederholen Sie den Antrag für das ganze Gerät.
problem-lifecycle-start-before-issue =
    .heading = Der Beginn liegt zu weit zurück
    .why = Damals gab es das Zertifikat noch nicht.
    .todo = Wählen Sie ein späteres Datum.
problem-lifecycle-start-before-receipt =
    .heading = Der Beginn liegt zu weit zurück
    .why = Eine Aussetzung zählt ab dem Eingang des Antrags.
    .todo = Lassen Sie das Datum leer, oder wenden Sie sich an Ihre Handelskammer.
problem-lifecycle-in-future =
    .heading = Das Datum liegt in der Zukunft
    .why = Hier braucht es ein vergangenes Datum.
    .todo = Berichtigen Sie das Datum.
problem-lifecycle-end-before-start =
    .heading = Die Aussetzung wäre schon zu Ende
    .why = Das Enddatum ist vorbei.
    .todo = Wählen Sie ein künftiges Datum, oder lassen Sie das Enddatum leer.
problem-lifecycle-no-end =
    .heading = Diese Aussetzung kann kein Ende haben
    .why = Bei diesem Grund entscheidet eine Person, wann sie endet.
    .todo = Entfernen Sie das Enddatum.
problem-lifecycle-motive =
    .heading = Der Grund passt nicht zu diesem Vorgang
    .why = Jeder Vorgang hat seine eigenen Gründe.
    .todo = Wählen Sie einen anderen Grund.
problem-lifecycle-invalidity =
    .heading = Das Datum der Kompromittierung ist nicht möglich
    .why = Es ist nur sinnvoll, wenn der Schlüssel in fremden Händen ist, und nach der Ausstellung.
    .todo = Berichtigen Sie das Datum oder den Grund.
problem-lifecycle-invalidity-later =
    .heading = Das Datum der Kompromittierung kann nicht später werden
    .why = Ein veröffentlichtes Datum kann nur früher werden.
    .todo = Wählen Sie ein früheres Datum.
problem-lifecycle-nothing-to-amend =
    .heading = Es gibt nichts zu ändern
    .why = Der Widerruf sagt das schon.
    .todo = Prüfen Sie den Verlauf des Zertifikats.
problem-lifecycle-no-prior-notice =
    .heading = Die Mitteilung an die Inhaberin oder den Inhaber fehlt
    .why = Bevor wir von uns aus handeln, teilen wir es mit.
    .todo = Senden Sie die Mitteilung, oder schreiben Sie, warum es dringend ist.
problem-lifecycle-evidence =
    .heading = Ein Nachweis fehlt
    .why = Ohne diesen Nachweis geht es nicht weiter.
    .todo = Fügen Sie das fehlende Dokument hinzu.
problem-lifecycle-too-early =
    .heading = Es ist zu früh
    .why = Die vorgesehene Zeit ist noch nicht vorbei.
    .todo = Versuchen Sie es später erneut.
problem-lifecycle-late =
    .heading = Es sind mehr als 24 Stunden vergangen
    .why = Das Gesetz verlangt den Grund der Verspätung.
    .todo = Schreiben Sie, warum die Entscheidung nach 24 Stunden kommt.

# Status und Zweck, im Verlauf eines Zertifikats.
certificate-state-issuing = in Ausstellung
certificate-state-issued = ausgestellt
certificate-state-active = aktiv
certificate-state-suspended = ausgesetzt
certificate-state-revoked = widerrufen
certificate-purpose-signature = Unterschrift
certificate-purpose-cns = CNS
certificate-purpose-operator = Operator
certificate-purpose-server = Server
certificate-purpose-service = Dienst
problem-life-option-missing =
    .heading = { $option } fehlt
    .why = Wenn jemand anders es verlangt, braucht es --who und --channel.
    .todo = Ergänzen Sie { $option } und versuchen Sie es erneut.

# Hilfe der Befehlszeile.
help-ca-suspend = Setzt die Zertifikate eines Geräts aus
    .examples =
        {"  "}ceralacca ca suspend 50a1c3d2 --motive theft
        {"  "}ceralacca ca suspend pair_0192… --motive suspension --until 2027-01-31T00:00:00Z
help-ca-suspend-target = Seriennummer eines Zertifikats oder Kennung des Paars
help-ca-suspend-only = Ändert nur dieses Zertifikat, nicht das ganze Gerät
help-ca-suspend-reason = Grund in eigenen Worten
help-ca-suspend-on-behalf-of = Wer es verlangt, wenn nicht die Registrierungsstelle
help-ca-suspend-who = Steuernummer der antragstellenden Person oder Organisation
help-ca-suspend-channel = Auf welchem Weg der Antrag kam
help-ca-suspend-received = Wann der Antrag einging; ohne Angabe jetzt
help-ca-suspend-evidence = Dokument, das den Antrag belegt; sein Fingerabdruck wird aufbewahrt
help-ca-suspend-late-because = Warum seit dem Antrag mehr als 24 Stunden vergangen sind
help-ca-suspend-motive = Grund, der im Verlauf des Zertifikats steht
help-ca-suspend-from = Ab wann die Aussetzung zählt; ohne Angabe ab jetzt
help-ca-suspend-until = Wann die Aussetzung von selbst endet
help-ca-reactivate = Reaktiviert die ausgesetzten Zertifikate eines Geräts
    .examples = {"  "}ceralacca ca reactivate 50a1c3d2 --reason "dispositivo ritrovato"
help-ca-reactivate-target = Seriennummer eines Zertifikats oder Kennung des Paars
help-ca-reactivate-only = Ändert nur dieses Zertifikat, nicht das ganze Gerät
help-ca-reactivate-reason = Grund in eigenen Worten
help-ca-reactivate-on-behalf-of = Wer es verlangt, wenn nicht die Registrierungsstelle
help-ca-reactivate-who = Steuernummer der antragstellenden Person oder Organisation
help-ca-reactivate-channel = Auf welchem Weg der Antrag kam
help-ca-reactivate-received = Wann der Antrag einging; ohne Angabe jetzt
help-ca-reactivate-evidence = Dokument, das den Antrag belegt; sein Fingerabdruck wird aufbewahrt
help-ca-reactivate-late-because = Warum seit dem Antrag mehr als 24 Stunden vergangen sind
help-ca-revoke = Widerruft die Zertifikate eines Geräts für immer
    .examples =
        {"  "}ceralacca ca revoke 50a1c3d2 --motive no-longer-used
        {"  "}ceralacca ca revoke 50a1c3d2 --motive affiliation-ended --for third-party --who 12345678903 --channel pec --evidence lettera.eml
help-ca-revoke-target = Seriennummer eines Zertifikats oder Kennung des Paars
help-ca-revoke-only = Ändert nur dieses Zertifikat, nicht das ganze Gerät
help-ca-revoke-reason = Grund in eigenen Worten
help-ca-revoke-on-behalf-of = Wer es verlangt, wenn nicht die Registrierungsstelle
help-ca-revoke-who = Steuernummer der antragstellenden Person oder Organisation
help-ca-revoke-channel = Auf welchem Weg der Antrag kam
help-ca-revoke-received = Wann der Antrag einging; ohne Angabe jetzt
help-ca-revoke-evidence = Dokument, das den Antrag belegt; sein Fingerabdruck wird aufbewahrt
help-ca-revoke-late-because = Warum seit dem Antrag mehr als 24 Stunden vergangen sind
help-ca-revoke-motive = Grund, der im Verlauf des Zertifikats steht
help-ca-revoke-from = Seit wann der Schlüssel in fremden Händen ist, wenn bekannt
help-ca-history = Zeigt das ganze Leben eines Zertifikats, für einen Streitfall
    .examples = {"  "}ceralacca ca history 50a1c3d2 --json
help-ca-history-target = Seriennummer eines Zertifikats oder Kennung des Paars
