# Parole di inspect su marche temporali e archivi di chiavi.
inspect-timestamp = marca temporale
inspect-timestamp-response = risposta di un’autorità di marcatura, con la marca
inspect-timestamp-refused = risposta di un’autorità di marcatura che ha rifiutato
inspect-timestamp-request = richiesta di marca temporale
inspect-m7m = documento firmato con marca temporale (M7M)
inspect-key-store = archivio di chiavi (PKCS#12): contiene segreti, non darlo a nessuno
inspect-time = Data
inspect-authority = Autorità
inspect-policy = Criterio
inspect-imprint = Impronta
help-inspect-recursive = Prende i file di una cartella e delle sue sottocartelle
help-trust-refresh-country = Cerca solo gli elenchi di questi paesi; senza, quelli della configurazione o tutti
timestamp-progress = Marca { $done } di { $count }{ $left ->
    [0] …
   *[other] , restano circa { $left } secondi
}
