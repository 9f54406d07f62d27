# Gli elenchi di fiducia dell'Unione europea: il comando trust.

trust-name = { $territory } n. { $number }
trust-list = { $territory } n. { $number } del { $issued }, verificato il { $checked }
trust-next = prossimo aggiornamento entro il { $date }
trust-expired = doveva essere sostituito entro il { $date }
trust-not-taken = Il { $date } non abbiamo preso una copia più recente: { $why }
trust-none = Nessun elenco di fiducia. Prendi il primo da un file con: ceralacca trust import
trust-nothing-to-refresh = Nessun elenco da aggiornare: prendi il primo da un file con: ceralacca trust import
trust-taken = { $list }: preso
trust-same = { $list }: lo avevamo già
trust-pivot = { $list }: emissione precedente, porta a quella attuale
trust-rejected = { $list }: non preso: { $why }
