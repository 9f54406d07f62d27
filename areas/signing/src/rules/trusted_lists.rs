//! Which copy of a trusted list is kept, and when a newer one is looked for.

use foundation::Timestamp;
use jiff::SignedDuration;

/// A list is looked for again after this time, whatever it says of its next issue.
const DAILY: SignedDuration = SignedDuration::from_hours(24);
/// After a failure, or past the announced next issue, it is looked for this often.
const SOON: SignedDuration = SignedDuration::from_hours(1);

/// What identifies a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copy<'a> {
    /// Sequence number.
    pub sequence_number: u64,
    /// When it was issued.
    pub issued: Timestamp,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: &'a str,
}

/// What becomes of a copy whose signature holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It takes the place of the one that is kept.
    Taken,
    /// It is the one that is kept.
    Same,
    /// It is older than the one that is kept: whoever hands it out wants to have the past back.
    Older,
}

/// Decides between the copy that is kept and one that is offered.
pub fn fate(kept: Option<Copy<'_>>, offered: Copy<'_>) -> Fate {
    match kept {
        None => Fate::Taken,
        Some(kept) if kept.sha256 == offered.sha256 => Fate::Same,
        Some(kept) => {
            let age = |copy: Copy<'_>| (copy.sequence_number, copy.issued);
            if age(offered) < age(kept) { Fate::Older } else { Fate::Taken }
        }
    }
}

/// Whether it is time to look for a newer copy of a list.
pub fn is_due(tried: Timestamp, failed: bool, next_update: Option<Timestamp>, now: Timestamp) -> bool {
    let since = now.duration_since(tried);
    let overdue = next_update.is_some_and(|next| next <= now);
    since >= DAILY || ((failed || overdue) && since >= SOON)
}

/// Whether an address that a list of lists names for a pivot may be asked: it is at the host of the list
/// of lists. The addresses are read before the signature can be checked.
pub fn is_beside(location: &str, pivot: &str) -> bool {
    let host = |url: &str| {
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
        rest.split(['/', '?', '#']).next().map(str::to_ascii_lowercase)
    };
    host(pivot).is_some_and(|own| !own.is_empty() && Some(own) == host(location))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn copy(sequence_number: u64, day: &str, sha256: &'static str) -> Copy<'static> {
        Copy { sequence_number, issued: at(&format!("2026-11-{day}T00:00:00Z")), sha256 }
    }

    #[test]
    fn a_newer_copy_is_taken_and_an_older_one_is_not() {
        let kept = Some(copy(7, "10", "a"));
        assert_eq!(fate(None, copy(1, "01", "b")), Fate::Taken);
        assert_eq!(fate(kept, copy(8, "09", "b")), Fate::Taken);
        assert_eq!(fate(kept, copy(7, "10", "a")), Fate::Same);
        assert_eq!(fate(kept, copy(7, "11", "b")), Fate::Taken);
        assert_eq!(fate(kept, copy(7, "09", "b")), Fate::Older);
        assert_eq!(fate(kept, copy(6, "12", "b")), Fate::Older);
    }

    #[test]
    fn a_list_is_looked_for_daily_and_hourly_when_late() {
        let tried = at("2026-11-22T00:00:00Z");
        let due = |failed, next: &str, now: &str| is_due(tried, failed, Some(at(next)), at(now));
        let (far, near) = ("2027-01-01T00:00:00Z", "2026-11-22T00:30:00Z");
        assert!(!due(false, far, "2026-11-22T23:59:59Z"));
        assert!(due(false, far, "2026-11-23T00:00:00Z"));
        assert!(!due(false, near, "2026-11-22T00:59:59Z"));
        assert!(due(false, near, "2026-11-22T01:00:00Z"));
        assert!(due(true, far, "2026-11-22T01:00:00Z"));
    }

    #[test]
    fn pivots_are_asked_for_only_at_the_host_of_the_list_of_lists() {
        let lotl = "https://ec.europa.eu/tools/lotl/eu-lotl.xml";
        assert!(is_beside(lotl, "https://ec.europa.eu/tools/lotl/eu-lotl-pivot-335.xml"));
        assert!(is_beside(lotl, "https://EC.europa.eu/x.xml"));
        for other in
            ["https://ec.europa.eu.example/x.xml", "http://127.0.0.1/x.xml", "file:///etc/x.xml", "x.xml"]
        {
            assert!(!is_beside(lotl, other), "{other}");
        }
    }
}
