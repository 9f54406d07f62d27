use std::net::IpAddr;

use authority::rules::service::Service;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use foundation::{Actor, AuditEvent, AuthMethod, Role, Timestamp, hex};
use jiff::SignedDuration;
use webkit::Person;
use x509::{Certificate, path::Path};

use super::begin_login::{read, sha256};
use crate::{
    AccessError,
    people::{Entered, LoginEntry, Outcome, People},
    rules::cns::{self, CardHolder, CnsRefusal},
    tables::people as rows,
};

/// The browser fetches the outcome at once.
const WAITS: SignedDuration = SignedDuration::from_secs(60);
/// Certificates that a client may send with its own.
const MOST_GIVEN: usize = 10;
/// A card with PIN counts as the highest level of SPID (cns-card.md §9.3).
const LEVEL: u8 = 3;

impl People {
    /// Decides about the certificate that a browser showed, the first of its list, and leaves the outcome for
    /// the browser that began the attempt. The possession of the key was proved by the handshake. Gives the
    /// code that fetches the outcome; nothing when no such attempt is open.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn enter_with_cns(
        &self,
        attempt: &str,
        shown: &[Vec<u8>],
        from: IpAddr,
    ) -> Result<Option<String>, AccessError> {
        if !self.is_open(attempt)? {
            return Ok(None);
        }
        let certificate = shown.first().map(|der| Certificate::from_der(der.as_slice()));
        let outcome = match &certificate {
            None => Outcome::Refused(CnsRefusal::NoCertificate),
            Some(Err(_)) => Outcome::Refused(CnsRefusal::Unreadable),
            Some(Ok(certificate)) => self.decide_about(certificate, shown)?,
        };
        let certificate = certificate.and_then(Result::ok);
        self.leave_outcome(attempt, outcome, certificate.as_ref(), from)
    }

    /// Refuses a login because a certificate came in a header, from an address that is no proxy of ours.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn refuse_forged_header(&self, from: IpAddr) -> Result<CnsRefusal, AccessError> {
        let refusal = CnsRefusal::ForgedHeader(from.to_string());
        let (now, entry, event) = self.refusal(&refusal, None, from);
        self.store.write_blocking(move |tx| {
            rows::log(tx, &entry)?;
            tx.audit(now, &event).map(drop)
        })?;
        Ok(refusal)
    }

    fn decide_about(&self, certificate: &Certificate, shown: &[Vec<u8>]) -> Result<Outcome, AccessError> {
        let now = self.now();
        let given: Vec<Certificate> = shown
            .iter()
            .skip(1)
            .take(MOST_GIVEN)
            .filter_map(|der| Certificate::from_der(der.as_slice()).ok())
            .collect();
        let decided = match cns::holder(certificate, &given, &self.issuer_pool(), now) {
            Ok((holder, path)) => self.status(certificate, &path, now)?.map(|()| holder),
            Err(refusal) => Err(refusal),
        };
        Ok(match decided {
            Ok(holder) => Outcome::Entered(Box::new(entered(certificate, holder, now))),
            Err(refusal) => Outcome::Refused(refusal),
        })
    }

    /// Our own certificates are looked up in the register, so a suspension counts at once; others' where
    /// their issuer says.
    fn status(
        &self,
        certificate: &Certificate,
        path: &Path,
        now: Timestamp,
    ) -> Result<Result<(), CnsRefusal>, AccessError> {
        let authorities = self.authority.authorities();
        let is_ours = authorities
            .iter()
            .any(|ca| ca.service == Service::Cns && ca.certificate.der() == path.anchor().der());
        if is_ours {
            let found = self.authority.certificate_status(certificate.serial())?;
            let ours = found.into_iter().find(|found| found.certificate.der() == certificate.der());
            return Ok(cns::status(ours.map(|found| found.status)));
        }
        Ok(match &self.others {
            Some(others) => others.status(&path.certificates, now),
            None => Err(CnsRefusal::StatusUnknown("nobody to ask".to_owned())),
        })
    }

    fn leave_outcome(
        &self,
        attempt: &str,
        outcome: Outcome,
        certificate: Option<&Certificate>,
        from: IpAddr,
    ) -> Result<Option<String>, AccessError> {
        let Some(attempt) = read(attempt) else { return Ok(None) };
        let now = self.now();
        let code = self.entropy.bytes::<32>();
        let digest = sha256(&code);
        let refused = match &outcome {
            Outcome::Refused(refusal) => Some(self.refusal(refusal, certificate, from)),
            Outcome::Entered(_) => None,
        };
        let left = self.store.write_blocking(move |tx| {
            let open = rows::decide(tx, (&attempt, &digest), &outcome, now, now + WAITS)?;
            if let (true, Some((now, entry, event))) = (open, &refused) {
                rows::log(tx, entry)?;
                tx.audit(*now, event)?;
            }
            Ok::<_, store::Error>(open)
        })?;
        Ok(left.then(|| URL_SAFE_NO_PAD.encode(code)))
    }

    /// What the logs say of a refusal. The codice fiscale is that of the certificate, which may be anybody's.
    fn refusal(
        &self,
        refusal: &CnsRefusal,
        certificate: Option<&Certificate>,
        from: IpAddr,
    ) -> (Timestamp, LoginEntry, AuditEvent) {
        let now = self.now();
        let holder = certificate.and_then(|certificate| CardHolder::of(certificate).ok());
        let codice_fiscale = holder.as_ref().map(|holder| holder.codice_fiscale.to_string());
        let method = if certificate.is_some() { AuthMethod::Cns } else { AuthMethod::None };
        let actor = Actor { role: Role::System, name: "login".to_owned(), method };
        let id = codice_fiscale.as_deref().unwrap_or("unknown");
        let mut event = AuditEvent::done("person.login", &actor, "person", id)
            .because(&format!("from {from}"))
            .failed(refusal);
        if let Some(certificate) = certificate {
            event = event.evidence(hex(&certificate.sha256()));
        }
        let entry = LoginEntry {
            at: now,
            method: AuthMethod::Cns,
            outcome: foundation::Problem::from(refusal).code.into_owned(),
            codice_fiscale,
            address: from.to_string(),
            certificate_sha256: certificate.map(|certificate| certificate.sha256().to_vec()),
            card_number: holder.map(|holder| holder.card_number),
        };
        (now, entry, event)
    }
}

fn entered(certificate: &Certificate, holder: CardHolder, now: Timestamp) -> Entered {
    Entered {
        person: Person {
            codice_fiscale: holder.codice_fiscale.to_string(),
            given_name: holder.given_name,
            surname: holder.surname,
            method: AuthMethod::Cns,
            level: LEVEL,
            at: now,
            certificate: Some(hex(&certificate.sha256())),
            address: None,
        },
        card_number: holder.card_number,
        certificate_sha256: certificate.sha256().to_vec(),
        issuer: certificate.issuer().rfc4514(),
        serial: certificate.serial_hex(),
    }
}
