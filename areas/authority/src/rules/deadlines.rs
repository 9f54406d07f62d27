//! Deadlines of the law and of the operating manual (L6, L7, pki.md §16): what must have happened by when.

use foundation::Timestamp;
use jiff::SignedDuration;

/// From the receipt of a request to the status that relying parties see (eIDAS art. 24(3)).
pub const RECEIPT_TO_STATUS: SignedDuration = SignedDuration::from_hours(24);
/// From the decision to the status that relying parties see.
pub const DECISION_TO_STATUS: SignedDuration = SignedDuration::from_mins(60);
/// Our own target from the decision to the published list.
pub const DECISION_TO_LIST: SignedDuration = SignedDuration::from_secs(60);

/// Days before the end of validity at which the holder is told.
pub const EXPIRY_NOTICES: [u16; 5] = [90, 60, 30, 7, 1];

/// A deadline that was missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// Which.
    pub deadline: Deadline,
    /// What waits: the id of a request, or of a certificate.
    pub what: String,
    /// Since when it waits.
    pub since: Timestamp,
    /// When the time was over.
    pub due: Timestamp,
}

/// The deadlines that are watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Deadline {
    /// A request to suspend or revoke was received and nobody decided for 24 hours.
    Decision,
    /// A decision is not on a published list after 60 minutes, or 24 hours after the receipt.
    Publication,
}

impl Deadline {
    /// The name, as alarms tell it.
    pub fn name(self) -> &'static str {
        match self {
            Deadline::Decision => "decision",
            Deadline::Publication => "publication",
        }
    }
}

/// When a decision must be on a published list: an hour after it, and a day after the receipt.
pub fn publication_due(received: Timestamp, decided: Timestamp) -> Timestamp {
    later(decided, DECISION_TO_STATUS).min(later(received, RECEIPT_TO_STATUS).max(decided))
}

/// When a request that was received must be decided.
pub fn decision_due(received: Timestamp) -> Timestamp {
    later(received, RECEIPT_TO_STATUS)
}

/// When a suspension must end by the operating manual (L6); `None` while there is no limit.
pub fn suspension_ends(since: Timestamp, max_days: Option<u16>) -> Option<Timestamp> {
    max_days.map(|days| later(since, days_of(days)))
}

/// The notice of expiry that is due at `now`: its days; the earlier ones are not sent late, because the
/// newest says all that they would have said.
pub fn expiry_notice(not_after: Timestamp, now: Timestamp) -> Option<u16> {
    if not_after <= now {
        return None;
    }
    EXPIRY_NOTICES.iter().rev().copied().find(|days| not_after.duration_since(now) <= days_of(*days))
}

/// When the next notice of expiry is due, after the one for `told` days.
pub fn next_expiry_notice(not_after: Timestamp, told: Option<u16>) -> Option<Timestamp> {
    let next = EXPIRY_NOTICES.iter().copied().find(|days| told.is_none_or(|told| *days < told))?;
    not_after.checked_sub(days_of(next)).ok()
}

fn later(from: Timestamp, by: SignedDuration) -> Timestamp {
    from.checked_add(by).unwrap_or(Timestamp::MAX)
}

fn days_of(days: u16) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_decision_is_published_within_the_hour_and_within_a_day_of_the_receipt() {
        let received = at("2026-11-22T09:00:00Z");
        let prompt = at("2026-11-22T09:00:01Z");
        assert_eq!(publication_due(received, prompt), at("2026-11-22T10:00:01Z"));
        let slow = at("2026-11-23T08:30:00Z");
        assert_eq!(publication_due(received, slow), at("2026-11-23T09:00:00Z"));
        let late = at("2026-11-24T09:00:00Z");
        assert_eq!(publication_due(received, late), late, "overdue the moment it is decided");
    }

    #[test]
    fn each_notice_of_expiry_is_due_once() {
        let end = at("2029-11-22T00:00:00Z");
        let mut told = None;
        let mut due = Vec::new();
        while let Some(next) = next_expiry_notice(end, told) {
            assert_eq!(expiry_notice(end, next - SignedDuration::from_millis(1)), told);
            told = expiry_notice(end, next);
            due.push(told.unwrap());
        }
        assert_eq!(due, EXPIRY_NOTICES);
        assert_eq!(expiry_notice(end, end), None);
    }

    #[test]
    fn a_missed_notice_gives_way_to_the_newest() {
        let end = at("2029-11-22T00:00:00Z");
        assert_eq!(expiry_notice(end, at("2029-11-01T00:00:00Z")), Some(30));
        assert_eq!(next_expiry_notice(end, Some(30)), Some(at("2029-11-15T00:00:00Z")));
        assert_eq!(next_expiry_notice(end, Some(1)), None);
    }

    #[test]
    fn a_suspension_ends_only_where_the_manual_says_so() {
        let since = at("2026-11-22T09:00:00Z");
        assert_eq!(suspension_ends(since, None), None);
        assert_eq!(suspension_ends(since, Some(30)), Some(at("2026-12-22T09:00:00Z")));
    }
}
