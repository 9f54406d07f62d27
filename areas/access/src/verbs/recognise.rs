use std::{net::IpAddr, sync::PoisonError};

use authority::{OperatorRole, rules::service::Service};
use foundation::{Actor, AuditEvent, AuthMethod, Role, Timestamp, hex};
use jiff::SignedDuration;
use x509::{Certificate, path::Pool};

use crate::{
    Access, AccessError, Refusal,
    rules::{entry, operator::role_of},
    tables,
};

/// Whoever comes back after such a rest has entered anew.
const REST: SignedDuration = SignedDuration::from_mins(30);
/// The same failure from the same place is told once in this time.
const FAILURE_AGAIN: SignedDuration = SignedDuration::from_mins(1);
/// Entries and failures remembered at most.
const REMEMBERED: usize = 10_000;

/// Who was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// As the audit log names the operator.
    pub actor: Actor,
    /// Name of the person.
    pub name: String,
}

impl Access {
    /// Decides about the certificate that a browser showed, the first of its list: who it is, or why nobody.
    /// The possession of the key was proved by the handshake. An entry and every failure is an event of the
    /// audit log; who goes on working is not told again.
    ///
    /// # Errors
    /// Outside: when the database does not answer. Inside: why nobody is recognised.
    pub fn recognise(
        &self,
        shown: Option<&[u8]>,
        from: IpAddr,
    ) -> Result<Result<Recognised, Refusal>, AccessError> {
        let now = self.now();
        let (decision, certificate) = self.decide(shown, now)?;
        let sha256 = certificate.as_ref().map(|certificate| hex(&certificate.sha256()));
        let who = certificate.as_ref().and_then(authority::Operator::of);
        let (key, again) = match &decision {
            Ok(_) => (format!("in {}", sha256.as_deref().unwrap_or_default()), REST),
            Err(why) => (format!("{why} {} {from}", sha256.as_deref().unwrap_or_default()), FAILURE_AGAIN),
        };
        if self.is_news(key, now, again, decision.is_ok()) {
            let actor = match &decision {
                Ok(recognised) => recognised.actor.clone(),
                Err(_) => Actor {
                    role: Role::System,
                    name: who.as_ref().map_or("unknown", |operator| operator.id.as_str()).to_owned(),
                    method: if shown.is_some() { AuthMethod::ClientCertificate } else { AuthMethod::None },
                },
            };
            let id = who.map_or_else(|| "unknown".to_owned(), |operator| operator.id);
            let mut event =
                AuditEvent::done("operator.login", &actor, "operator", id).because(&format!("from {from}"));
            if let Err(why) = &decision {
                event = event.failed(why);
            }
            if let Some(sha256) = sha256 {
                event = event.evidence(sha256);
            }
            self.store.write_blocking(move |tx| tx.audit(now, &event))?;
        }
        Ok(decision)
    }

    fn decide(
        &self,
        shown: Option<&[u8]>,
        now: Timestamp,
    ) -> Result<(Result<Recognised, Refusal>, Option<Certificate>), AccessError> {
        let Some(shown) = shown else { return Ok((Err(Refusal::NoCertificate), None)) };
        let Ok(certificate) = Certificate::from_der(shown) else {
            return Ok((Err(Refusal::Unreadable), None));
        };
        let decision = self.decide_about(&certificate, now)?;
        Ok((decision, Some(certificate)))
    }

    fn decide_about(
        &self,
        certificate: &Certificate,
        now: Timestamp,
    ) -> Result<Result<Recognised, Refusal>, AccessError> {
        let mut internal = Pool::new();
        for ca in self.authority.authorities().iter().filter(|ca| ca.service == Service::Internal) {
            internal.add(ca.certificate.clone());
        }
        let operator = match entry::operator(certificate, &internal, now) {
            Ok(operator) => operator,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let found = self.authority.certificate_status(certificate.serial())?;
        let ours = found.into_iter().find(|found| found.certificate.der() == certificate.der());
        if let Err(refusal) = entry::status(ours.map(|found| found.status)) {
            return Ok(Err(refusal));
        }
        let (id, role): (String, OperatorRole) = (operator.id, operator.role);
        let account = self.store.read_blocking({
            let id = id.clone();
            move |tx| tables::find(tx, &id, role)
        })?;
        let Some(account) = account else { return Ok(Err(Refusal::NoAccount)) };
        if let Some(at) = account.disabled_at {
            return Ok(Err(Refusal::Disabled(at)));
        }
        let Some(role) = role_of(role) else { return Ok(Err(Refusal::Service)) };
        let actor = Actor { role, name: id, method: AuthMethod::ClientCertificate };
        Ok(Ok(Recognised { actor, name: account.name }))
    }

    /// Whether this was not told within `again`. `renew` counts the time from now on even if it was.
    fn is_news(&self, key: String, now: Timestamp, again: SignedDuration, renew: bool) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let last = told.get(&key).copied();
        let news = last.is_none_or(|last| now.duration_since(last) >= again);
        if told.len() >= REMEMBERED {
            told.retain(|_, at| now.duration_since(*at) < REST);
        }
        if (news || renew) && told.len() < REMEMBERED {
            told.insert(key, now);
        }
        news
    }
}
