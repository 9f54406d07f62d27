# Die Vertrauenslisten der Europäischen Union: der Befehl trust.

trust-name = { $territory } Nr. { $number }
trust-list = { $territory } Nr. { $number } vom { $issued }, geprüft am { $checked }
trust-next = nächste Aktualisierung bis { $date }
trust-expired = war bis { $date } zu ersetzen
trust-not-taken = Am { $date } wurde eine neuere Kopie nicht übernommen: { $why }
trust-none = Keine Vertrauenslisten. Übernehmen Sie die erste aus einer Datei mit: ceralacca trust import
trust-nothing-to-refresh = Keine Liste zu aktualisieren: Übernehmen Sie die erste aus einer Datei mit: ceralacca trust import
trust-taken = { $list }: übernommen
trust-same = { $list }: war schon vorhanden
trust-pivot = { $list }: frühere Ausgabe, die zur aktuellen führt
trust-rejected = { $list }: nicht übernommen: { $why }
