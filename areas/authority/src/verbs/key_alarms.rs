//! Keys that end soon (pki.md §10 K9), and keys that are not the ones they should be (K8).

use foundation::Timestamp;
use jiff::{SignedDuration, ToSpan, tz::Offset};

use crate::{Authority, AuthorityError, tables};

/// How long before its end a key is told of: a month, a week, a day.
const ALARMS: [i64; 3] = [30, 7, 1];
/// Years that the longest certificate of a person lasts: an authority stops issuing so long before its
/// own end (pki.md §1 H3).
const LONGEST_YEARS: i16 = 3;
/// Days that the key of the audit log is used.
const AUDIT_KEY_DAYS: i64 = 365;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyPurpose {
    /// Checkpoints of the audit log.
    AuditLog,
    /// Certificates and lists of an authority; it ends when the authority must stop issuing.
    Authority,
    /// Status answers.
    Responder,
    /// Time stamps.
    TimeStampingUnit,
}

impl KeyPurpose {
    /// The name in documents and catalogues.
    pub fn name(self) -> &'static str {
        match self {
            KeyPurpose::AuditLog => "audit-log",
            KeyPurpose::Authority => "authority",
            KeyPurpose::Responder => "responder",
            KeyPurpose::TimeStampingUnit => "time-stamping-unit",
        }
    }
}

/// A key whose time is running out and which nothing has replaced yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyAlarm {
    /// What it is for.
    pub what: KeyPurpose,
    /// Of which authority or unit.
    pub name: String,
    /// When it ends.
    pub ends: Timestamp,
    /// Within how many days: 30, 7, 1, or 0 when it has ended.
    pub within_days: i64,
}

/// A key held against the certificate that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCheck {
    /// Its label.
    pub label: String,
    /// Whose it is.
    pub name: String,
    /// What is wrong: it is missing, out of reach, or another key.
    pub fault: Option<String>,
}

impl Authority {
    /// The newest key of each kind that ends within thirty days. Responders and units are replaced by
    /// themselves fifteen days before; an alarm of a week or a day means that this does not work.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn key_alarms(&self, now: Timestamp) -> Result<Vec<KeyAlarm>, AuthorityError> {
        let mut alarms = Vec::new();
        let mut tell = |what, name: &str, ends: Timestamp| {
            let left = ends.duration_since(now);
            let within = |days: &&i64| left <= SignedDuration::from_hours(**days * 24);
            let within_days =
                if left.is_negative() { Some(0) } else { ALARMS.iter().rev().find(within).copied() };
            if let Some(within_days) = within_days {
                alarms.push(KeyAlarm { what, name: name.to_owned(), ends, within_days });
            }
        };
        let all = self.authorities();
        for ca in all.iter() {
            let is_newest = all
                .iter()
                .rev()
                .find(|other| other.service == ca.service)
                .is_some_and(|newest| newest.id == ca.id);
            if is_newest {
                tell(KeyPurpose::Authority, &ca.path, stops_issuing(ca.certificate.not_after()));
            }
            let id = ca.id;
            let responders = self.store.read_blocking(move |tx| tables::responders(tx, id, now))?;
            if let Some((der, _)) = responders.into_iter().next() {
                let responder = x509::Certificate::from_der(der).map_err(AuthorityError::internal)?;
                tell(KeyPurpose::Responder, &ca.path, responder.not_after());
            } else {
                tell(KeyPurpose::Responder, &ca.path, now - SignedDuration::from_secs(1));
            }
        }
        let units = self.store.read_blocking(move |tx| tables::units_in_use(tx, now))?;
        if let Some(unit) = units.iter().max_by_key(|unit| unit.use_until) {
            tell(KeyPurpose::TimeStampingUnit, &unit.key_label, unit.use_until);
        }
        let audit = self.store.read_blocking(store::audit::keys)?;
        if let Some(key) = audit.iter().max_by_key(|key| key.number) {
            tell(
                KeyPurpose::AuditLog,
                &key.label,
                key.since + SignedDuration::from_hours(AUDIT_KEY_DAYS * 24),
            );
        }
        Ok(alarms)
    }

    /// Whether each key that is in use is the one of its certificate: after a restore, and whenever the
    /// doctor asks (pki.md §10 K8).
    ///
    /// # Errors
    /// When the store does not answer. Keys that do not are told as faults.
    pub fn check_keys(&self) -> Result<Vec<KeyCheck>, AuthorityError> {
        let now = self.now();
        let mut checks = Vec::new();
        let mut check = |label: &str, name: &str, spki: &[u8]| {
            let fault = match self.public_key(label) {
                Ok(key) if key.spki_der() == spki => None,
                Ok(_) => Some("it is another key than the one of its certificate".to_owned()),
                Err(error) => Some(error.to_string()),
            };
            checks.push(KeyCheck { label: label.to_owned(), name: name.to_owned(), fault });
        };
        for ca in self.authorities().iter() {
            check(&ca.key_label, &ca.certificate.subject().friendly(), ca.certificate.spki());
            let id = ca.id;
            for (der, label) in self.store.read_blocking(move |tx| tables::responders(tx, id, now))? {
                let responder = x509::Certificate::from_der(der).map_err(AuthorityError::internal)?;
                check(&label, &responder.subject().friendly(), responder.spki());
            }
        }
        for unit in self.store.read_blocking(move |tx| tables::units_in_use(tx, now))? {
            check(&unit.key_label, &unit.certificate.subject().friendly(), unit.certificate.spki());
        }
        for key in self.store.read_blocking(store::audit::keys)? {
            check(&key.label, key.key.name(), key.key.spki());
        }
        Ok(checks)
    }
}

/// The last instant at which a certificate of the longest kind still ends before its authority.
fn stops_issuing(not_after: Timestamp) -> Timestamp {
    let ends = Offset::UTC.to_datetime(not_after).saturating_sub(i64::from(LONGEST_YEARS).years());
    Offset::UTC.to_timestamp(ends).unwrap_or(Timestamp::MIN)
}
