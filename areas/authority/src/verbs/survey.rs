//! What an operator must know of keys and lists: for the pages of administration and for `doctor`.

use foundation::Timestamp;
use jiff::SignedDuration;
use x509::Certificate;

use crate::{Authority, AuthorityError, ListRecord, Scope, ServiceAuthority, tables};

/// What a key is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyUse {
    /// Seals the audit log.
    Audit,
    /// Issues certificates and lists; the name of the authority.
    Authority(String),
    /// Answers about certificates; the name of the authority.
    Responder(String),
    /// Signs time stamps.
    TimeStamps,
}

/// A key and its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLine {
    /// What it is for.
    pub what: KeyUse,
    /// Its label.
    pub label: String,
    /// Until when it can be used, where that is fixed.
    pub until: Option<Timestamp>,
    /// Whether it is replaced without anybody doing anything (pki.md §10 K9).
    pub renews_itself: bool,
}

impl KeyLine {
    /// Within how many days of its end the key is: 30, 7, 1 (K9) or 0 once it is over.
    pub fn alarm(&self, now: Timestamp) -> Option<u8> {
        let left = self.until?.duration_since(now);
        let within = |days: i64| left <= SignedDuration::from_hours(24 * days);
        match () {
            () if left.is_zero() || left.is_negative() => Some(0),
            () if within(1) => Some(1),
            () if within(7) => Some(7),
            () if within(30) => Some(30),
            () => None,
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
        for ca in self.authorities().iter() {
            let name = ca.certificate.subject().friendly();
            lines.push(KeyLine {
                what: KeyUse::Authority(name.clone()),
                label: ca.key_label.clone(),
                until: Some(ca.certificate.not_after()),
                renews_itself: false,
            });
            let id = ca.id;
            let responders = self.store.read_blocking(move |tx| tables::responders(tx, id, now))?;
            let newest = responders.into_iter().next();
            lines.push(match newest {
                Some((der, label)) => {
                    let certificate = Certificate::from_der(der).map_err(AuthorityError::internal)?;
                    let until = Some(certificate.not_after());
                    KeyLine { what: KeyUse::Responder(name), label, until, renews_itself: true }
                }
                None => KeyLine {
                    what: KeyUse::Responder(name),
                    label: "ocsp/".to_owned(),
                    until: Some(Timestamp::UNIX_EPOCH),
                    renews_itself: true,
                },
            });
        }
        let units = self.store.read_blocking(move |tx| tables::units_in_use(tx, now))?;
        if let Some(unit) = units.into_iter().max_by_key(|unit| unit.use_until) {
            lines.push(KeyLine {
                what: KeyUse::TimeStamps,
                label: unit.key_label,
                until: Some(unit.use_until),
                renews_itself: true,
            });
        }
        let seals = self.store.read_blocking(store::audit::keys)?;
        if let Some(key) = seals.into_iter().next_back() {
            let label = key.label;
            lines.push(KeyLine { what: KeyUse::Audit, label, until: None, renews_itself: true });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alarms_ring_at_30_7_and_1_days_and_at_the_end() {
        let now: Timestamp = "2026-11-22T09:00:00Z".parse().unwrap();
        let key = |hours: i64| KeyLine {
            what: KeyUse::Audit,
            label: String::new(),
            until: Some(now + SignedDuration::from_hours(hours)),
            renews_itself: false,
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
        assert_eq!(KeyLine { until: None, ..key(0) }.alarm(now), None);
    }
}
