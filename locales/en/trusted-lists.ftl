# The trusted lists of the European Union: the command trust.

trust-name = { $territory } no. { $number }
trust-list = { $territory } no. { $number } of { $issued }, checked on { $checked }
trust-next = next update by { $date }
trust-expired = was to be replaced by { $date }
trust-not-taken = On { $date } a newer copy was not taken: { $why }
trust-none = No trusted lists. Take the first one from a file with: ceralacca trust import
trust-nothing-to-refresh = No list to refresh: take the first one from a file with: ceralacca trust import
trust-taken = { $list }: taken
trust-same = { $list }: we had it already
trust-pivot = { $list }: an earlier issue, which leads to the current one
trust-rejected = { $list }: not taken: { $why }
