# Geräte: Zustände, Namen und Kommandozeile.

problem-device-authentication-only =
    .heading = Auf diesem Gerät ist nur das Authentisierungszertifikat
    .why = { $device } dient zur Anmeldung bei Diensten, nicht zum Unterschreiben von Dokumenten: Das Signaturzertifikat fehlt.
    .todo = Verwenden Sie das Gerät mit dem Signaturzertifikat, oder schließen Sie die Aktivierung dieses Gerätes ab.
problem-device-signature-only =
    .heading = Auf diesem Gerät fehlt das Authentisierungszertifikat
    .why = { $device } dient zum Unterschreiben von Dokumenten, nicht zur Anmeldung bei Diensten.
    .todo = Verwenden Sie das Gerät mit dem Authentisierungszertifikat (CNS).
problem-device-not-paired =
    .heading = Das Token ist nicht über Bluetooth gekoppelt
    .why = { $device } ist mit diesem Computer noch nicht gekoppelt.
    .todo = Schalten Sie das Token ein, koppeln Sie es in den Bluetooth-Einstellungen und versuchen Sie es erneut; oder schließen Sie es über USB an.
problem-device-busy =
    .heading = Ein anderes Programm verwendet das Gerät
    .why = { $device } ist durch ein anderes Programm belegt, zum Beispiel den Browser.
    .todo = Warten Sie, bis es fertig ist, oder schließen Sie es, und versuchen Sie es erneut. Die PIN wurde nicht gesendet.
problem-device-cancelled =
    .heading = Sie haben abgebrochen
    .why = Der Vorgang mit { $device } wurde vor dem Ende abgebrochen.
    .todo = Beginnen Sie erneut, wann Sie möchten: Bereits unterschriebene Dateien bleiben gültig.
problem-device-card-missing =
    .heading = Im Leser steckt keine Karte
    .why = Der Leser { $device } ist leer.
    .todo = Stecken Sie die Karte mit dem Chip zum Leser ein.
problem-device-card-unknown =
    .heading = Die Karte wird nicht erkannt
    .why = Im Leser { $device } steckt eine Karte, die keine CNS ist und die kein installiertes Programm kennt, oder sie steckt verkehrt herum.
    .todo = Prüfen Sie, wie herum die Karte steckt; ist sie von anderer Art, installieren Sie das Programm des Herstellers.
problem-device-not-yet-valid =
    .heading = Das Zertifikat ist noch nicht aktiv
    .why = Das Zertifikat von { $device } gilt ab { $date }.
    .todo = Warten Sie bis dahin, und prüfen Sie, ob die Uhr des Computers richtig geht.
problem-device-last-try =
    .heading = Es bleibt nur ein Versuch
    .why = Ist die nächste PIN falsch, wird { $device } gesperrt und die PUK ist nötig.
    .todo = Prüfen Sie die PIN im Umschlag, bevor Sie sie eingeben.
problem-device-no-certificate =
    .heading = Auf dem Gerät ist kein Zertifikat
    .why = { $device } hat noch kein Zertifikat für diese Verwendung.
    .todo = Schließen Sie die Ausstellung des Gerätes ab, oder verwenden Sie ein anderes.
problem-device-pin-again =
    .heading = Das Gerät verlangt die PIN erneut
    .why = { $device } wurde von einem anderen Programm zurückgesetzt. Die bisherigen Signaturen bleiben gültig.
    .todo = Geben Sie die PIN erneut ein, um dort weiterzumachen, wo Sie waren.
problem-device-pin-missing =
    .heading = Die PIN wird benötigt
    .why = { $device } signiert nicht ohne PIN.
    .todo = Geben Sie die PIN des Gerätes ein; auf der Kommandozeile --pin-file DATEI oder --pin-fd N.
problem-device-pin-not-set =
    .heading = Die PIN muss gesetzt werden
    .why = { $device } hat noch keine eigene PIN, oder die PIN ist abgelaufen.
    .todo = Aktivieren Sie das Gerät und wählen Sie eine PIN, dann versuchen Sie es erneut.
problem-device-pins-differ =
    .heading = Das Gerät hat zwei verschiedene PINs
    .why = Auf { $device } haben Signatur und Authentisierung je eine eigene PIN. Nichts wurde geändert.
    .todo = Geben Sie an, welche der beiden PINs gemeint ist.
problem-device-puk-format =
    .heading = Die PUK hat nicht die richtige Form
    .why = Die PUK hat 8 Ziffern. Wir haben sie nicht an das Gerät gesendet: Die Versuche bleiben unverändert.
    .todo = Prüfen Sie die PUK und versuchen Sie es erneut.
problem-device-puk-unsupported =
    .heading = Hier kann die PUK nicht verwendet werden
    .why = Das Programm, das mit { $device } spricht, nimmt keine PUK an.
    .todo = Entsperren Sie die PIN mit dem Programm des Herstellers, oder stecken Sie die Karte in einen Leser.
problem-device-puk-wrong =
    .heading = Die PUK ist falsch
    .why = { $attempts ->
        [one] Es bleibt 1 Versuch: Nach einem weiteren Fehler ist das Gerät endgültig gesperrt.
       *[other] Es bleiben { $attempts } Versuche, dann ist das Gerät endgültig gesperrt.
    }
    .todo = Prüfen Sie die PUK im Umschlag, der mit dem Gerät kam.
problem-device-puk-refused =
    .heading = Die PUK ist falsch
    .why = Das Gerät hat die PUK abgelehnt und sagt nicht, wie viele Versuche bleiben.
    .todo = Prüfen Sie die PUK, bevor Sie es erneut versuchen: Nach wenigen Fehlern ist das Gerät endgültig gesperrt.
problem-device-reader-missing =
    .heading = Kein Leser angeschlossen
    .why = Wir finden weder Kartenleser noch Token.
    .todo = Schließen Sie den Leser oder das Token an einen USB-Anschluss an und versuchen Sie es erneut.
problem-device-service-missing =
    .heading = Der Dienst für Kartenleser fehlt
    .why = Der Dienst, über den Programme mit Lesern sprechen (pcscd), ist nicht installiert oder läuft nicht: { $detail }
    .todo = Installieren Sie das Paket pcscd oder starten Sie es, dann versuchen Sie es erneut.
problem-device-asleep =
    .heading = Das Token schläft
    .why = { $device } ist verbunden, schläft aber.
    .todo = Drücken Sie etwa eine halbe Sekunde lang die Taste des Tokens und versuchen Sie es erneut.
problem-device-ambiguous =
    .heading = Es gibt mehr als ein Gerät
    .why = Wir wissen nicht, welches gemeint ist: { $devices }
    .todo = Geben Sie die Nummer oder den Namen des richtigen an.
problem-device-new-pin-differs =
    .heading = Die beiden neuen PINs stimmen nicht überein
    .why = Die neue PIN wird zweimal eingegeben, und beide Male waren verschieden. Die bisherige PIN gilt weiter.
    .todo = Wiederholen Sie den Befehl und geben Sie zweimal dieselbe PIN ein.
problem-device-none =
    .heading = Wir finden kein Signaturgerät
    .why = In den Lesern, den angegebenen Modulen und diesem Ordner ist kein Gerät, das signieren kann.
    .todo = Schließen Sie den Leser mit der Karte an, oder geben Sie die Datei mit --token an.

device-kind-cns = CNS-Karte
device-kind-piv = PIV-Karte
device-kind-pkcs11 = PKCS#11-Gerät
device-kind-reader = Leser
cli-puk-prompt = PUK von { $device }:
cli-new-pin-prompt = Neue PIN von { $device }:
cli-new-pin-again = Die neue PIN noch einmal:
cli-card-holder = Inhaber: { $name }
cli-card-signature = Signaturzertifikat: { $subject }, gültig bis { $date }
cli-card-authentication = Authentisierungszertifikat: gültig bis { $date }
cli-card-pin-tries = PIN: { $left ->
    [0] gesperrt
    [one] noch 1 Versuch
   *[other] noch { $left } Versuche
}
cli-card-puk-tries = PUK: { $left ->
    [0] endgültig gesperrt
    [one] noch 1 Versuch
   *[other] noch { $left } Versuche
}
cli-card-pin-changed = Die PIN von { $device } wurde geändert.
cli-card-unblocked = Die PIN von { $device } ist entsperrt.
cli-card-activated = { $device } ist bereit: Beide Schlüssel gehören zu den Zertifikaten, und die PIN öffnet sie.
device-kind-token-file = Testgerät, nicht qualifiziert (QSCD)

help-card = Verwendet die Karten und Geräte an diesem Computer
help-card-list = Listet die Geräte auf, mit Zertifikaten und verbleibenden Versuchen
    .examples =
        {"  "}ceralacca card list
        {"  "}ceralacca card list --token mario.token --json
help-card-list-token = Sucht auch in dieser Datei
help-card-list-module = Sucht auch über dieses PKCS#11-Modul
help-card-info = Zeigt alles, was ein Gerät ohne PIN sagt
    .examples = {"  "}ceralacca card info mario.token
help-card-info-card = Nummer, Name oder Datei des Gerätes; ohne Angabe das einzige vorhandene
help-card-info-token = Sucht auch in dieser Datei
help-card-info-module = Sucht auch über dieses PKCS#11-Modul
help-card-change-pin = Ändert die PIN
    .examples = {"  "}ceralacca card change-pin mario.token --pin-file pin.txt --new-pin-file nuovo-pin.txt
help-card-change-pin-card = Nummer, Name oder Datei des Gerätes; ohne Angabe das einzige vorhandene
help-card-change-pin-token = Sucht auch in dieser Datei
help-card-change-pin-module = Sucht auch über dieses PKCS#11-Modul
help-card-change-pin-only = Nur die PIN dieses Schlüssels, wenn das Gerät zwei verschiedene hat
help-card-change-pin-pin-fd = Liest die PIN von diesem Dateideskriptor
help-card-change-pin-pin-file = Liest die PIN aus der ersten Zeile dieser Datei
help-card-change-pin-new-pin-fd = Liest die neue PIN von diesem Dateideskriptor
help-card-change-pin-new-pin-file = Liest die neue PIN aus der ersten Zeile dieser Datei
help-card-unblock = Entsperrt die PIN mit der PUK und setzt eine neue
    .examples = {"  "}ceralacca card unblock mario.token --puk-file puk.txt --new-pin-file nuovo-pin.txt
help-card-unblock-card = Nummer, Name oder Datei des Gerätes; ohne Angabe das einzige vorhandene
help-card-unblock-token = Sucht auch in dieser Datei
help-card-unblock-module = Sucht auch über dieses PKCS#11-Modul
help-card-unblock-only = Nur die PIN dieses Schlüssels, wenn das Gerät zwei verschiedene hat
help-card-unblock-puk-fd = Liest die PUK von diesem Dateideskriptor
help-card-unblock-puk-file = Liest die PUK aus der ersten Zeile dieser Datei
help-card-unblock-new-pin-fd = Liest die neue PIN von diesem Dateideskriptor
help-card-unblock-new-pin-file = Liest die neue PIN aus der ersten Zeile dieser Datei
help-card-activate = Aktiviert ein Gerät: prüft beide Zertifikate und ersetzt die mitgelieferte PIN
    .examples = {"  "}ceralacca card activate mario.token --pin-file pin.txt --new-pin-file nuovo-pin.txt
help-card-activate-card = Nummer, Name oder Datei des Gerätes; ohne Angabe das einzige vorhandene
help-card-activate-token = Sucht auch in dieser Datei
help-card-activate-module = Sucht auch über dieses PKCS#11-Modul
help-card-activate-only = Nur die PIN dieses Schlüssels, wenn das Gerät zwei verschiedene hat
help-card-activate-pin-fd = Liest die PIN von diesem Dateideskriptor
help-card-activate-pin-file = Liest die PIN aus der ersten Zeile dieser Datei
help-card-activate-new-pin-fd = Liest die neue PIN von diesem Dateideskriptor
help-card-activate-new-pin-file = Liest die neue PIN aus der ersten Zeile dieser Datei
