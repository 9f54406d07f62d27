# L’area personale: i dispositivi di una persona, il dispositivo perso, la sicurezza.
nav-personal-area = La tua area personale
nav-lost-device = Ho perso il dispositivo

area-lead = Qui trovi i dispositivi di { $name } (codice fiscale { $code }) e quello che c’è da fare.
area-to-do = Da fare
area-calm = Non c’è niente da fare
area-calm-text = I tuoi dispositivi funzionano. Ti scriviamo noi quando serve qualcosa.
area-devices = I tuoi dispositivi
area-all-devices = Tutti i tuoi dispositivi
area-deadlines = Scadenze
area-more = Altre pagine
area-suspended = { $device }: sospeso
area-suspended-yours = È sospeso dal { $date }. Se lo hai ritrovato riattivalo. Se non lo trovi più, revocalo.
area-suspended-receipt = Aspetta la conferma che lo hai ricevuto. È sospeso dal { $date }.
area-suspended-others = È sospeso dal { $date }. Non puoi riattivarlo tu: la sua pagina dice perché.
area-reactivate = Riattiva il dispositivo n. { $number }
area-revoke = Revoca il dispositivo n. { $number }
area-look = Apri il dispositivo n. { $number }
area-expiring = { $device }: scade presto
area-expiring-why =
    { $n ->
        [one] Manca un giorno: scade il { $end }. Per rinnovarlo hai tempo fino al { $last }.
       *[other] Mancano { $n } giorni: scade il { $end }. Per rinnovarlo hai tempo fino al { $last }.
    }
area-expired = { $device }: scaduto
area-expired-why = È scaduto il { $date } e non si può rinnovare. Chiedi un nuovo dispositivo alla tua Camera di commercio.

devices-heading = Firma e CNS
devices-lead = I dispositivi con cui firmi ed entri nei servizi.
devices-none = Non hai ancora un dispositivo di firma
devices-none-why = Qui compaiono le smart card e i token che ti consegniamo, con i loro certificati.
devices-none-how = Per averne uno, chiedi alla tua Camera di commercio. La richiesta da questa pagina non è ancora disponibile.

device-name = Dispositivo n. { $number }
device-state-good = Valido fino al { $date }
device-state-suspended = Sospeso dal { $date }
device-state-revoked = Revocato il { $date }
device-state-expired = Scaduto il { $date }
device-ends =
    { $n ->
        [0] Scade oggi, { $date }
        [one] Manca un giorno: scade il { $date }
       *[other] Mancano { $n } giorni: scade il { $date }
    }
device-ended = Scaduto il { $date }
device-time-gone = Tempo già passato
device-busy = Un momento…
device-back = Torna al dispositivo
device-suspend = Sospendi
device-reactivate = Riattiva
device-revoke = Revoca
device-signature = Certificato di firma
device-signature-what = Serve per firmare i documenti.
device-cns = Certificato di autenticazione (CNS)
device-cns-what = Serve per entrare nei servizi online.
device-suspended = Sospeso dal { $date }
device-suspended-yours = Finché è sospeso non firma e non fa entrare. Puoi riattivarlo tu, oppure revocarlo.
device-suspended-receipt = Aspetta la conferma che lo hai ricevuto. Confermala con il codice di emergenza o allo sportello.
device-suspended-doubt = Qualcun altro può avere la chiave. Lo riattiva solo un responsabile dell’autorità di certificazione. Puoi revocarlo.
device-suspended-others = Lo ha sospeso qualcun altro: può riattivarlo chi lo ha sospeso, o un ufficio sopra di lui.
device-revoked = Revocato il { $date }
device-revoked-why = Una revoca è per sempre. Per firmare ed entrare serve un nuovo dispositivo.
device-expired = Scaduto il { $date }
device-expired-why = Un certificato scaduto non si rinnova. Per firmare ed entrare serve un nuovo dispositivo.
device-done-suspended = Fatto: il dispositivo è sospeso.
device-done-reactivated = Fatto: il dispositivo è di nuovo valido.
device-done-revoked = Fatto: il dispositivo è revocato.
device-done-before = Non abbiamo cambiato niente: nel frattempo lo stato era già cambiato. Qui sotto vedi quello di adesso.

device-history = Che cosa è successo
device-event-issuing = Emissione iniziata
device-event-issued = Certificati emessi
device-event-active = Dispositivo attivo
device-event-suspended = Sospeso
device-event-reactivated = Riattivato
device-event-revoked = Revocato
device-event-signature = Solo il certificato di firma.
device-event-cns = Solo il certificato di autenticazione.
device-event-motive = Motivo: { $motive }
device-event-words = Con parole tue: { $words }
device-event-published = Pubblicato nelle liste il { $date }
device-by-you-code = Da te, con il codice di emergenza.
device-by-you-online = Da te, in questo sito.
device-by-you-office = Da te, con una richiesta alla Camera di commercio.
device-by-organisation = Dall’organizzazione collegata ai certificati.
device-by-applicant = Da chi ha chiesto i certificati.
device-by-office = Dall’ufficio di registrazione.
device-by-authority = Dall’autorità di certificazione.
device-by-court = Per ordine di un’autorità pubblica.
device-by-itself = In automatico.

device-consequences = Che cosa succede
device-ends-session = Sei entrato con questo dispositivo: la tua sessione finisce subito.
device-nothing-why = Qui non c’è niente da fare. La pagina del dispositivo ti dice come sta adesso.
device-words = Perché, con parole tue
device-words-missing = Scrivi perché lo riattivi: resta nella storia del dispositivo.
device-suspend-heading = Sospendi il dispositivo
device-suspend-1 = Da subito non firmi e non entri con questo dispositivo. Vale per tutti e due i certificati.
device-suspend-2 = Chi controlla una firma fatta da adesso in poi legge che il certificato è sospeso.
device-suspend-3 = Le firme che hai già fatto restano valide.
device-suspend-4 = Puoi tornare indietro: lo riattivi con un altro dispositivo, oppure allo sportello.
device-suspend-words-hint = Per esempio: non lo trovo, forse è in ufficio.
device-suspend-button = Sospendi adesso
device-suspend-nothing = Il dispositivo non si può sospendere adesso
device-suspend-theft = Te lo hanno rubato, o sei sicuro di non ritrovarlo?
device-suspend-done = Il dispositivo è sospeso
device-suspend-done-text = Da adesso non firma e non fa entrare nessuno.
device-reactivate-heading = Riattiva il dispositivo
device-reactivate-1 = Tutti e due i certificati tornano validi, e puoi di nuovo firmare ed entrare.
device-reactivate-2 = Per chi controlla le firme è come se la sospensione non ci fosse mai stata.
device-reactivate-3 = Nella storia del dispositivo la sospensione resta scritta.
device-reactivate-words-hint = Per esempio: l’ho ritrovato in ufficio.
device-reactivate-button = Riattiva adesso
device-reactivate-nothing = Il dispositivo non è sospeso
device-reactivate-done = Il dispositivo è riattivato
device-revoke-heading = Revoca il dispositivo
device-revoke-1 = La revoca è per sempre: nessuno può annullarla.
device-revoke-2 = Non firmi e non entri più con questo dispositivo. Vale per tutti e due i certificati.
device-revoke-3 = Le firme che hai già fatto restano valide, se la loro data è certa.
device-revoke-4 = Per firmare di nuovo serve un altro dispositivo, con un’altra richiesta.
device-revoke-motive = Perché lo revochi
device-motive-missing = Scegli un motivo.
device-motive-loss-with-pin = L’ho perso insieme al PIN
device-motive-theft = Me lo hanno rubato
device-motive-compromise = Qualcun altro può usarlo
device-motive-broken = È rotto
device-motive-codes-locked = PIN e PUK sono bloccati
device-motive-device-replaced = Ne ho un altro al suo posto
device-motive-data-changed = I miei dati sono cambiati
device-motive-no-longer-used = Non lo uso più
device-revoke-words-hint = Aggiungi quello che ci può servire.
device-revoke-go-on = Continua
device-revoke-sure = Vuoi davvero revocarlo?
device-revoke-sure-text = Se confermi, { $device } non funzionerà mai più.
device-revoke-button = Revoca per sempre
device-revoke-not = No, lascialo com’è
device-revoke-nothing = Il dispositivo non si può revocare adesso
device-revoke-done = Il dispositivo è revocato
device-revoke-done-text = Non funziona più, per sempre.
device-done-at = Dal { $date }
device-session-over = Eri entrato con questo dispositivo, e la tua sessione è finita. Chiudi tutte le finestre del browser.

lost-lead = Lo sospendi in meno di un minuto. Nessuno potrà firmare o entrare al posto tuo.
lost-way-code = Ho il codice di emergenza
lost-way-code-text = È nella busta o nel file dei codici, insieme a PIN e PUK. Serve anche il tuo codice fiscale.
lost-way-login = Entro in un altro modo
lost-way-login-text = Per esempio con un altro dispositivo. Poi scegli quello da sospendere.
lost-way-in = Vai ai tuoi dispositivi
lost-way-in-text = Sei già entrato: scegli il dispositivo da sospendere.
lost-what-happens = Che cosa succede
lost-happens-1 = Da subito il dispositivo non firma e non fa entrare nessuno.
lost-happens-2 = Le firme che hai già fatto restano valide.
lost-happens-3 = Se lo ritrovi puoi riattivarlo. Se non lo ritrovi, lo revochi.
lost-otherwise = Non hai nessuno dei due?
lost-otherwise-text = Vai a uno sportello della tua Camera di commercio con un documento: lo sospendono subito.
lost-code-heading = Sospendi con il codice di emergenza
lost-code-lead = Scrivi i due codici: il dispositivo è sospeso appena premi il pulsante.
lost-codice-fiscale = Codice fiscale
lost-codice-fiscale-hint = 16 lettere e cifre, come sulla tessera sanitaria.
lost-codice-fiscale-wrong = Il codice fiscale non è corretto: controlla ogni lettera.
lost-code = Codice di emergenza
lost-code-hint = Spazi e trattini non contano.
lost-code-missing = Scrivi il codice di emergenza: ha almeno 4 cifre o lettere.
lost-suspend-now = Sospendi il dispositivo
lost-wrong =
    { $n ->
        [one] Il codice fiscale o il codice di emergenza non vanno bene. Ti resta al massimo un tentativo, poi il codice si blocca per 24 ore.
       *[other] Il codice fiscale o il codice di emergenza non vanno bene. Ti restano al massimo { $n } tentativi, poi il codice si blocca per 24 ore.
    }
lost-locked = Hai provato troppe volte: il codice resta bloccato fino al { $date }. Per sospendere subito vai allo sportello, o entra in un altro modo.
lost-done = Il dispositivo è sospeso
lost-done-at = Sospeso dal { $date }
lost-done-text = Da adesso nessuno può firmare o entrare con questo dispositivo.
lost-now = E adesso?
lost-now-mail = Se abbiamo la tua email, ti mandiamo una conferma con la data e l’ora.
lost-now-found = Lo hai ritrovato?
lost-now-not-found = Non lo trovi più? Revocalo dalla tua area personale, o allo sportello. Finché è sospeso nessuno può usarlo.
lost-now-signed = Qualcuno ha firmato dopo questo momento? Chi controlla quella firma legge che il certificato era sospeso.
lost-already = Il codice è giusto, e non c’è niente da cambiare
lost-already-suspended = Il dispositivo è già sospeso
lost-already-suspended-text = Nessuno può firmare o entrare con questo dispositivo.
lost-already-revoked = Il dispositivo è già revocato
lost-already-revoked-text = Nessuno può più usarlo. Per firmare serve un nuovo dispositivo.
lost-already-expired = Il dispositivo è scaduto
lost-already-expired-text = Nessuno può più usarlo. Per firmare serve un nuovo dispositivo.
lost-found-link = Come si riattiva un dispositivo

found-heading = Hai ritrovato il dispositivo?
found-lead = Un dispositivo sospeso torna valido quando lo chiedi tu, e siamo certi che sei tu.
found-login = Da qui, con un accesso forte
found-login-text = Il dispositivo sospeso non ti fa entrare. Se ne hai un altro, entra con quello e scegli «Riattiva». SPID e CIE non sono ancora disponibili qui.
found-login-link = Vai ai tuoi dispositivi
found-office = Allo sportello
found-office-text = Porta un documento alla tua Camera di commercio. Puoi anche mandare il modulo firmato.
found-code = E il codice di emergenza?
found-code-text = Il codice di emergenza sospende soltanto. Chi ha trovato il dispositivo può avere trovato anche il codice: per riattivare serve un accesso più sicuro.
found-others = Quando non puoi riattivarlo tu
found-others-text = Se lo ha sospeso qualcun altro, decide chi lo ha sospeso. Se qualcuno può avere copiato la chiave, decide l’autorità di certificazione.

security-heading = Sicurezza
security-lead = Dove sei entrato, e chi ha provato a entrare con i tuoi dispositivi.
security-sessions = Sessioni aperte
security-sessions-caption = Le tue sessioni aperte
security-since = Da quando
security-how = Come
security-from = Indirizzo
security-end = Sessione
security-this = Questa
security-close = Chiudi
security-everywhere = Esci ovunque
security-everywhere-text = Chiude tutte le sessioni, anche questa.
security-log = Registro degli accessi
security-log-text = Non riconosci un accesso?
security-log-caption = I tuoi ultimi accessi
security-when = Quando
security-what = Che cosa
security-card = Dispositivo
security-entered = Entrato
security-left = Uscito
security-ended = Sessione finita: dispositivo sospeso, revocato o scaduto
security-method-cns = CNS
security-method-spid = SPID
security-method-cie = CIE
