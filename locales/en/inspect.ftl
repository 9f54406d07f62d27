# Words of inspect about time stamps and key stores.
inspect-timestamp = time stamp
inspect-timestamp-response = answer of a time-stamping authority, with the time stamp
inspect-timestamp-refused = answer of a time-stamping authority that refused
inspect-timestamp-request = request for a time stamp
inspect-m7m = signed document with time stamp (M7M)
inspect-key-store = key store (PKCS#12): it holds secrets, give it to nobody
inspect-time = Time
inspect-authority = Authority
inspect-policy = Policy
inspect-imprint = Digest
help-inspect-recursive = Take the files of a folder and of those below
help-trust-refresh-country = Look for the lists of these countries only; without it, those of the configuration or all
timestamp-progress = Time stamp { $done } of { $count }{ $left ->
    [0] …
   *[other] , about { $left } seconds left
}
