//! What an operator must know of keys and lists: for the pages of administration and for `doctor`.

use foundation::Timestamp;
use jiff::{SignedDuration, ToSpan, tz::Offset};
use x509::Certificate;

use crate::{
    Authority, AuthorityError, ListRecord, Scope, ServiceAuthority, tables,
    verbs::checkpoint_audit_log::AUDIT_KEY_LIFE,
};

/// Years that the longest certificate of a person lasts: an authority stops issuing so long before its
/// own end (pki.md §1 H3).
const LONGEST_YEARS: i16 = 3;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPurpose {
    /// Checkpoints of the audit log.
    AuditLog,
    /// Certificates and lists of an authority.
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

/// A key and the end of its use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLine {
    /// What it is for.
    pub what: KeyPurpose,
    /// Of which authority, unit or log.
    pub name: String,
    /// Its label.
    pub label: String,
    /// Until when it is used. The key of the newest authority of its kind issues until then; that of an
    /// older one signs lists until then.
    pub until: Timestamp,
    /// Whether it is replaced without anybody doing anything (pki.md §10 K9).
    pub renews_itself: bool,
    /// Whether a successor is there.
    pub replaced: bool,
}

impl KeyLine {
    /// Within how many days of its end a key without a successor is: 30, 7, 1 (K9) or 0 once it is over.
    /// Responders, units and the key of the log are replaced by themselves; an alarm of a week or a day
    /// means that this does not work.
    pub fn alarm(&self, now: Timestamp) -> Option<u8> {
        let left = self.until.duration_since(now);
        let within = |days: u8| left <= SignedDuration::from_hours(24 * i64::from(days));
        match () {
            () if self.replaced => None,
            () if left.is_zero() || left.is_negative() => Some(0),
            () => [1, 7, 30].into_iter().find(|days| within(*days)),
        }
    }
}

/// A list that an authority owes to relying parties, and its newest record.
#[derive(Clone, Debug)]
pub struct ListLine {
    /// Whose.
    pub authority: ServiceAuthority,
    /// About what.
    pub scope: Scope,
    /// Whether it tells only what changed since the last full one.
    pub delta: bool,
    /// The newest; `None` when there was never one.
    pub record: Option<ListRecord>,
}

impl Authority {
    /// The keys that sign now, with their ends: authorities, responders, time stamps, seals.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn key_survey(&self) -> Result<Vec<KeyLine>, AuthorityError> {
        let now = self.now();
        let mut lines = Vec::new();
        let all = self.authorities();
        for (at, ca) in all.iter().enumerate() {
            let name = ca.certificate.subject().friendly();
            let replaced = all[at + 1..].iter().any(|later| later.service == ca.service);
            let ends = ca.certificate.not_after();
            lines.push(KeyLine {
                what: KeyPurpose::Authority,
                name: name.clone(),
                label: ca.key_label.clone(),
                until: if replaced { ends } else { stops_issuing(ends) },
                renews_itself: false,
                replaced,
            });
            let id = ca.id;
            let newest =
                self.store.read_blocking(move |tx| tables::responders(tx, id, now))?.into_iter().next();
            let (label, until) = match newest {
                Some((der, label)) => {
                    (label, Certificate::from_der(der).map_err(AuthorityError::internal)?.not_after())
                }
                None => ("ocsp/".to_owned(), Timestamp::UNIX_EPOCH),
            };
            lines.push(renewed(KeyPurpose::Responder, name, label, until));
        }
        let units = self.store.read_blocking(move |tx| tables::units_in_use(tx, now))?;
        if let Some(unit) = units.into_iter().max_by_key(|unit| unit.use_until) {
            let name = unit.certificate.subject().friendly();
            lines.push(renewed(KeyPurpose::TimeStampingUnit, name, unit.key_label, unit.use_until));
        }
        if let Some(key) = self.store.read_blocking(store::audit::keys)?.pop() {
            let name = key.key.name().to_owned();
            lines.push(renewed(KeyPurpose::AuditLog, name, key.label, key.since + AUDIT_KEY_LIFE));
        }
        Ok(lines)
    }

    /// Every list that is owed, with its newest record.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn list_survey(&self) -> Result<Vec<ListLine>, AuthorityError> {
        let mut lines = Vec::new();
        for ca in self.authorities().iter() {
            for scope in ca.scopes() {
                let record = self.newest_record(ca, scope, false)?;
                lines.push(ListLine { authority: ca.clone(), scope, delta: false, record });
                if self.settings.status.delta_lists
                    && scope != Scope::Authority
                    && let Some(record) = self.newest_record(ca, scope, true)?
                {
                    lines.push(ListLine { authority: ca.clone(), scope, delta: true, record: Some(record) });
                }
            }
        }
        Ok(lines)
    }

    /// What the certificates of this installation say.
    pub fn settings(&self) -> &crate::Settings {
        &self.settings
    }
}

/// The newest key of a kind that is replaced without anybody doing anything.
fn renewed(what: KeyPurpose, name: String, label: String, until: Timestamp) -> KeyLine {
    KeyLine { what, name, label, until, renews_itself: true, replaced: false }
}

/// The last instant at which a certificate of the longest kind still ends before its authority.
fn stops_issuing(not_after: Timestamp) -> Timestamp {
    let ends = Offset::UTC.to_datetime(not_after).saturating_sub(i64::from(LONGEST_YEARS).years());
    Offset::UTC.to_timestamp(ends).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alarms_ring_at_30_7_and_1_days_and_at_the_end() {
        let now: Timestamp = "2026-11-22T09:00:00Z".parse().unwrap();
        let key = |hours: i64| {
            let until = now + SignedDuration::from_hours(hours);
            renewed(KeyPurpose::AuditLog, String::new(), String::new(), until)
        };
        for (hours, alarm) in [
            (-1, Some(0)),
            (0, Some(0)),
            (24, Some(1)),
            (25, Some(7)),
            (169, Some(30)),
            (720, Some(30)),
            (721, None),
        ] {
            assert_eq!(key(hours).alarm(now), alarm, "{hours}");
        }
        assert_eq!(KeyLine { replaced: true, ..key(0) }.alarm(now), None);
    }
}
