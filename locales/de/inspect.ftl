# Wörter von inspect über Zeitstempel und Schlüsselspeicher.
inspect-timestamp = Zeitstempel
inspect-timestamp-response = Antwort einer Zeitstempelstelle, mit dem Zeitstempel
inspect-timestamp-refused = Antwort einer Zeitstempelstelle, die abgelehnt hat
inspect-timestamp-request = Anfrage nach einem Zeitstempel
inspect-m7m = signiertes Dokument mit Zeitstempel (M7M)
inspect-key-store = Schlüsselspeicher (PKCS#12): Er enthält Geheimnisse, geben Sie ihn niemandem
inspect-time = Zeitpunkt
inspect-authority = Stelle
inspect-policy = Richtlinie
inspect-imprint = Prüfsumme
help-inspect-recursive = Nimmt die Dateien eines Ordners und seiner Unterordner
help-trust-refresh-country = Sucht nur die Listen dieser Länder; ohne Angabe die der Konfiguration oder alle
timestamp-progress = Zeitstempel { $done } von { $count }{ $left ->
    [0] …
   *[other] , noch etwa { $left } Sekunden
}
