//! Every night all stored certificates are read and linted again (pki.md §14): a rule may be newer than
//! a certificate, a key may have become known, and two keys may turn out to share a prime.

use foundation::{Actor, AuditEvent, Id, Timestamp};
use jiff::SignedDuration;
use x509::{
    Certificate,
    alg::PublicKey,
    lint::{self, Severity},
    weak_key::SharedPrimes,
};

use crate::{Authority, AuthorityError, model::CertificateKind, profiles, tables};

/// Certificates that are read at a time.
const BATCH: u32 = 500;
/// A survey is due so long after the last one.
const EVERY: SignedDuration = SignedDuration::from_hours(24);
/// Keys that are held against all others in one night; what is left waits for the next.
const COMPARED: usize = 2_000;
/// Findings that the audit log is told one by one.
const TOLD: usize = 100;

/// What reading the whole register gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterSurvey {
    /// When it ended.
    pub ended: Timestamp,
    /// How many certificates were read.
    pub certificates: u64,
    /// How many rules they break, counted for each certificate.
    pub findings: u64,
}

/// A certificate and its key.
type KeyOf = (Id<CertificateKind>, PublicKey);

#[derive(Default)]
struct Found {
    count: u64,
    told: Vec<(Id<CertificateKind>, String)>,
}

impl Found {
    fn add(&mut self, id: Id<CertificateKind>, what: String) {
        self.count += 1;
        if self.told.len() < TOLD {
            self.told.push((id, what));
        }
    }
}

impl Authority {
    /// Surveys the register if the last survey is a day old. Returns whether it was due.
    ///
    /// # Errors
    /// As [`Self::survey_register`].
    pub fn survey_register_when_due(&self, actor: &Actor) -> Result<bool, AuthorityError> {
        let due =
            self.last_register_survey()?.is_none_or(|last| self.now().duration_since(last.ended) >= EVERY);
        if due {
            self.survey_register(actor)?;
        }
        Ok(due)
    }

    /// The last survey.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn last_register_survey(&self) -> Result<Option<RegisterSurvey>, AuthorityError> {
        Ok(self.store.read_blocking(tables::last_survey)?.map(|(survey, _)| survey))
    }

    /// Reads all stored certificates and lints them; looks for compromised keys; and holds the RSA keys that
    /// came since the last survey, at most some two thousand, against all others: those that share a prime are
    /// compromised from then on. What is revoked or expired is no finding any more. The audit log is told
    /// of each finding. Memory does not grow with the register.
    ///
    /// # Errors
    /// When the store does not answer, or a stored certificate cannot be read.
    pub fn survey_register(&self, actor: &Actor) -> Result<RegisterSurvey, AuthorityError> {
        let last = self.store.read_blocking(tables::last_survey)?;
        let compared = last.and_then(|(_, until)| until).unwrap_or_default();
        let (new, until) = self.new_keys(&compared)?;
        let moduli = new.iter().filter_map(|(id, key)| Some((*id, key.rsa_modulus()?)));
        let mut primes = SharedPrimes::new(moduli);
        let now = self.now();
        let (mut certificates, mut found, mut after) = (0, Found::default(), String::new());
        loop {
            let from = std::mem::take(&mut after);
            let batch =
                self.store.read_blocking(move |tx| tables::certificates_after(tx, &from, now, BATCH))?;
            let Some(newest) = batch.last() else { break };
            after = newest.id.to_string();
            for one in batch {
                certificates += 1;
                if one.stands && one.compromised {
                    found.add(one.id, "key.compromised: the key is in other hands".to_owned());
                }
                let certificate = Certificate::from_der(one.der).map_err(AuthorityError::internal)?;
                if let Some(n) = certificate.public_key().ok().and_then(|key| key.rsa_modulus()) {
                    primes.hold_against(one.id, n);
                }
                let Some(profile) = profiles::of_stored(&one.profile).filter(|_| one.stands) else {
                    continue;
                };
                let issuer = self.by_id(one.authority)?.certificate;
                for finding in lint::check(profile, &certificate, Some(&issuer)) {
                    if finding.severity == Severity::Error {
                        found.add(one.id, format!("{}: {}", finding.rule, finding.message));
                    }
                }
            }
        }
        let shared = primes.finish();
        for id in &shared {
            found.add(*id, "key.shared_prime: another key has a prime of this one".to_owned());
        }
        let now = self.now();
        let survey = RegisterSurvey { ended: now, certificates, findings: found.count };
        let (stored, actor) = (survey.clone(), actor.clone());
        self.store.write_blocking(move |tx| {
            for id in shared {
                tables::compromise_key_of(tx, id, now)?;
            }
            for (id, what) in &found.told {
                let event = AuditEvent::done("certificate.lint", &actor, "certificate", *id).failed(what);
                tx.audit(now, &event)?;
            }
            tables::insert_survey(tx, &stored, until.as_deref())?;
            let event = AuditEvent::done("register.surveyed", &actor, "register", "certificates")
                .because(&format!("{} certificates, {} findings", stored.certificates, stored.findings));
            tx.audit(now, &event).map(drop)
        })?;
        Ok(survey)
    }

    /// The keys whose certificates came after `compared`, and the last of these.
    fn new_keys(&self, compared: &str) -> Result<(Vec<KeyOf>, Option<String>), AuthorityError> {
        let (mut keys, mut after, now) = (Vec::new(), compared.to_owned(), self.now());
        while keys.len() < COMPARED {
            let from = after.clone();
            let batch =
                self.store.read_blocking(move |tx| tables::certificates_after(tx, &from, now, BATCH))?;
            let Some(newest) = batch.last() else { break };
            after = newest.id.to_string();
            for one in batch {
                let certificate = Certificate::from_der(one.der).map_err(AuthorityError::internal)?;
                if let Ok(key) = certificate.public_key()
                    && key.rsa_modulus().is_some()
                {
                    keys.push((one.id, key.clone()));
                }
            }
        }
        Ok((keys, Some(after).filter(|after| !after.is_empty())))
    }

    /// Takes keys as compromised, by the SHA-256 of their `SubjectPublicKeyInfo`: no certificate is ever
    /// issued for them. Returns how many were not known before.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn block_keys(&self, actor: &Actor, keys: Vec<[u8; 32]>) -> Result<usize, AuthorityError> {
        let (now, actor) = (self.now(), actor.clone());
        Ok(self.store.write_blocking(move |tx| {
            let mut new = 0;
            for key in &keys {
                new += usize::from(tables::insert_compromised_key(tx, key, now)?);
            }
            let event = AuditEvent::done("compromised-keys.added", &actor, "register", "compromised-keys")
                .because(&format!("{new} of {} keys", keys.len()));
            tx.audit(now, &event)?;
            Ok::<_, store::Error>(new)
        })?)
    }
}
