//! Time stamping (pki.md §8): which requests are granted, at which instants the clock may be relied
//! upon, and for how long a unit signs.

use asn1::Oid;
use foundation::{LeapSecond, Synchronisation, Timestamp, Trust};
use jiff::{SignedDuration, tz::Offset};
use timestamping::{Failure, Request};
use x509::{alg::DigestAlgorithm, profile::Validity};

/// Digests that are stamped.
pub const DIGESTS: [DigestAlgorithm; 6] = [
    DigestAlgorithm::Sha256,
    DigestAlgorithm::Sha384,
    DigestAlgorithm::Sha512,
    DigestAlgorithm::Sha3_256,
    DigestAlgorithm::Sha3_384,
    DigestAlgorithm::Sha3_512,
];

/// How far the clock may be off: the accuracy that tokens declare.
pub const ACCURACY: SignedDuration = SignedDuration::from_secs(1);
/// A comparison with the source older than this proves nothing (EN 319 421, EN 319 411-1 REV-6.2.4).
pub const CHECKED_WITHIN: SignedDuration = SignedDuration::from_hours(24);
/// A declared clock that was moved counts as stable again after this time.
pub const STABLE_AFTER: SignedDuration = SignedDuration::from_secs(60);
/// Around a leap second nothing is signed for so long, on either side.
const LEAP_MARGIN: SignedDuration = SignedDuration::from_secs(1);
/// A clock that is steered back by no more than this goes on with the last instant instead of refusing:
/// the accuracy covers it.
pub const STEERED: SignedDuration = SignedDuration::from_millis(250);

/// Days that the key of a unit signs: less than three months.
pub const KEY_DAYS: i32 = 89;
/// Years that its certificate is valid.
pub const CERTIFICATE_YEARS: i16 = 10;
/// How long before the end of its key's use a unit gets a successor, which then signs.
pub const OVERLAP: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Years that tokens are kept.
pub const RETENTION_YEARS: i16 = 20;

/// Whether a request is granted under the policies of the authority.
///
/// # Errors
/// The row of pki.md §8 that refuses it.
pub fn check(request: &Request, policies: &[Oid]) -> Result<(), Failure> {
    let algorithm = request.imprint.algorithm();
    if !algorithm.is_ok_and(|algorithm| DIGESTS.contains(&algorithm)) {
        return Err(Failure::BadAlg);
    }
    if !request.imprint.has_right_length() {
        return Err(Failure::BadDataFormat);
    }
    if request.policy.is_some_and(|policy| !policies.contains(&policy)) {
        return Err(Failure::UnacceptedPolicy);
    }
    if !request.extensions.is_empty() {
        return Err(Failure::UnacceptedExtension);
    }
    Ok(())
}

/// Why the clock may not be relied upon.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockFault {
    /// It shows less than the last instant that was signed.
    #[error("the clock is {0:#} behind the last instant that was signed")]
    Behind(SignedDuration),
    /// It may be further off than a second.
    #[error("the clock may be off by {0:#}")]
    Imprecise(SignedDuration),
    /// A leap second is near.
    #[error("a leap second is near")]
    LeapSecond,
    /// It was never compared with its source, or too long ago.
    #[error("the clock was not compared with its source in the last 24 hours")]
    NotChecked,
    /// The source does not know the time itself.
    #[error("the source of the time is not synchronised")]
    SourceUnsynchronised,
    /// It was moved, and it is not known yet that it is right again.
    #[error("the clock was moved by {0:#}")]
    Stepped(SignedDuration),
}

impl ClockFault {
    /// Stable code, for health and messages.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Behind(_) => "clock-behind",
            Self::Imprecise(_) => "clock-imprecise",
            Self::LeapSecond => "clock-leap-second",
            Self::NotChecked => "clock-not-checked",
            Self::SourceUnsynchronised => "clock-source",
            Self::Stepped(_) => "clock-stepped",
        }
    }
}

/// Whether an instant that the clock shows may be signed.
///
/// # Errors
/// The first fault.
pub fn check_clock(sync: &Synchronisation, now: Timestamp) -> Result<(), ClockFault> {
    if let Some(step) = sync.step {
        let settled = match sync.trust {
            Trust::Declared => now.duration_since(step.at) >= STABLE_AFTER,
            Trust::Measured => sync.checked_at.is_some_and(|checked| checked > step.at),
        };
        if !settled {
            return Err(ClockFault::Stepped(step.by));
        }
    }
    if sync.trust == Trust::Measured {
        if sync.leap == LeapSecond::Unknown {
            return Err(ClockFault::SourceUnsynchronised);
        }
        let age = sync.checked_at.map(|checked| now.duration_since(checked));
        // An age below zero: the clock went back since.
        if age.is_none_or(|age| age > CHECKED_WITHIN || age < -ACCURACY) {
            return Err(ClockFault::NotChecked);
        }
        if sync.error_bound > ACCURACY {
            return Err(ClockFault::Imprecise(sync.error_bound));
        }
    }
    let announced = matches!(sync.leap, LeapSecond::Inserted | LeapSecond::LeftOut);
    if announced && is_near_month_end(now) { Err(ClockFault::LeapSecond) } else { Ok(()) }
}

/// Whether the last second of a month (UTC), or one that may be left out, is within the margin.
fn is_near_month_end(now: Timestamp) -> bool {
    [now - LEAP_MARGIN - LEAP_MARGIN, now + LEAP_MARGIN]
        .map(|instant| Offset::UTC.to_datetime(instant).month())
        .windows(2)
        .any(|months| months[0] != months[1])
}

/// The instant that a token states: never before the last one of its unit.
///
/// # Errors
/// [`ClockFault::Behind`] when the clock went back further than it is ever steered.
pub fn instant_of(now: Timestamp, last: Timestamp) -> Result<Timestamp, ClockFault> {
    let behind = last.duration_since(now);
    if behind > STEERED { Err(ClockFault::Behind(behind)) } else { Ok(now.max(last)) }
}

/// When the key of a unit that is made now signs.
pub fn key_period(now: Timestamp) -> Validity {
    Validity::days(now, KEY_DAYS)
}

/// Whether a unit whose key signs until `use_until` needs a successor.
pub fn needs_successor(use_until: Timestamp, now: Timestamp) -> bool {
    use_until.duration_since(now) < OVERLAP
}

#[cfg(test)]
mod tests {
    use foundation::ClockStep;
    use timestamping::Imprint;

    use super::*;

    const POLICY: Oid = Oid::new("1.3.6.1.4.1.32473.1.3");

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn measured() -> (Synchronisation, Timestamp) {
        let now = at("2026-11-22T09:00:00Z");
        let sync = Synchronisation {
            source: "ntp.example.com".to_owned(),
            trust: Trust::Measured,
            error_bound: SignedDuration::from_millis(20),
            checked_at: Some(now - SignedDuration::from_mins(17)),
            stratum: 2,
            ..Synchronisation::declared()
        };
        (sync, now)
    }

    #[test]
    fn each_flaw_of_a_request_has_its_own_answer() {
        let request = |algorithm, length| Request::over(Imprint::new(algorithm, &vec![7; length]), None);
        for (algorithm, length, answer) in [
            (DigestAlgorithm::Sha256, 32, Ok(())),
            (DigestAlgorithm::Sha3_512, 64, Ok(())),
            (DigestAlgorithm::Sha384, 48, Ok(())),
            (DigestAlgorithm::Sha1, 20, Err(Failure::BadAlg)),
            (DigestAlgorithm::Md5, 16, Err(Failure::BadAlg)),
            (DigestAlgorithm::Sha224, 28, Err(Failure::BadAlg)),
            (DigestAlgorithm::Sha256, 31, Err(Failure::BadDataFormat)),
            (DigestAlgorithm::Sha256, 64, Err(Failure::BadDataFormat)),
        ] {
            assert_eq!(check(&request(algorithm, length), &[POLICY]), answer, "{algorithm:?} {length}");
        }
        let good = request(DigestAlgorithm::Sha256, 32);
        let other = Oid::new("1.3.6.1.4.1.32473.9");
        let asking = |policy| Request { policy: Some(policy), ..good.clone() };
        assert_eq!(check(&asking(POLICY), &[POLICY]), Ok(()));
        assert_eq!(check(&asking(other), &[POLICY]), Err(Failure::UnacceptedPolicy));
        let extended = Request { extensions: vec![other], ..good };
        assert_eq!(check(&extended, &[POLICY]), Err(Failure::UnacceptedExtension));
    }

    #[test]
    fn a_measured_clock_is_good_while_it_is_precise_and_fresh() {
        let (sync, now) = measured();
        assert_eq!(check_clock(&sync, now), Ok(()));
        let bound =
            |millis| Synchronisation { error_bound: SignedDuration::from_millis(millis), ..sync.clone() };
        assert_eq!(check_clock(&bound(1000), now), Ok(()));
        assert!(matches!(check_clock(&bound(1001), now), Err(ClockFault::Imprecise(_))));
        let checked = |at| Synchronisation { checked_at: at, ..sync.clone() };
        assert_eq!(check_clock(&checked(None), now), Err(ClockFault::NotChecked));
        assert_eq!(check_clock(&checked(Some(now - CHECKED_WITHIN)), now), Ok(()));
        let late = now + SignedDuration::from_millis(1);
        assert_eq!(check_clock(&checked(Some(now - CHECKED_WITHIN)), late), Err(ClockFault::NotChecked));
        let future = now + SignedDuration::from_secs(2);
        assert_eq!(check_clock(&checked(Some(future)), now), Err(ClockFault::NotChecked), "it went back");
        let unknown = Synchronisation { leap: LeapSecond::Unknown, ..sync };
        assert_eq!(check_clock(&unknown, now), Err(ClockFault::SourceUnsynchronised));
    }

    #[test]
    fn a_moved_clock_is_refused_until_it_is_known_to_be_right() {
        let (sync, now) = measured();
        let by = SignedDuration::from_hours(1);
        let step = Some(ClockStep { at: now, by });
        let moved = Synchronisation { step, ..sync };
        let later = now + SignedDuration::from_mins(10);
        assert_eq!(check_clock(&moved, later), Err(ClockFault::Stepped(by)), "not compared since");
        let compared = Synchronisation { checked_at: Some(now + SignedDuration::from_secs(3)), ..moved };
        assert_eq!(check_clock(&compared, later), Ok(()));

        let declared = Synchronisation { step, ..Synchronisation::declared() };
        assert!(check_clock(&declared, now + SignedDuration::from_secs(59)).is_err());
        assert_eq!(check_clock(&declared, now + STABLE_AFTER), Ok(()));
    }

    #[test]
    fn around_an_announced_leap_second_nothing_is_signed() {
        let (sync, _) = measured();
        for leap in [LeapSecond::Inserted, LeapSecond::LeftOut] {
            for (instant, good) in [
                ("2026-12-31T23:59:58Z", true),
                ("2026-12-31T23:59:59Z", false),
                ("2026-12-31T23:59:59.999Z", false),
                ("2027-01-01T00:00:00Z", false),
                ("2027-01-01T00:00:01.999Z", false),
                ("2027-01-01T00:00:02Z", true),
                ("2026-12-15T00:00:00Z", true),
            ] {
                let now = at(instant);
                let sync = Synchronisation { leap, checked_at: Some(now), ..sync.clone() };
                assert_eq!(check_clock(&sync, now).is_ok(), good, "{instant}");
                let none = Synchronisation { leap: LeapSecond::None, ..sync };
                assert_eq!(check_clock(&none, now), Ok(()));
            }
        }
    }

    #[test]
    fn instants_never_go_back() {
        let last = at("2026-11-22T09:00:00.500Z");
        assert_eq!(instant_of(last, last), Ok(last));
        let later = last + SignedDuration::from_millis(1);
        assert_eq!(instant_of(later, last), Ok(later));
        assert_eq!(instant_of(last - STEERED, last), Ok(last), "steered back: the last instant again");
        let behind = STEERED + SignedDuration::from_millis(1);
        assert_eq!(instant_of(last - behind, last), Err(ClockFault::Behind(behind)));
    }

    #[test]
    fn a_key_signs_for_less_than_three_months_and_is_followed_in_time() {
        let now = at("2026-11-22T09:00:00Z");
        let period = key_period(now);
        assert_eq!(period.not_before, now);
        assert!(period.not_after < at("2027-02-20T09:00:00Z"));
        assert!(!needs_successor(period.not_after, period.not_after - OVERLAP));
        assert!(needs_successor(period.not_after, period.not_after - OVERLAP + SignedDuration::from_secs(1)));
        // From December on, three months are 90 days only: February is short.
        let short = key_period(at("2026-12-01T00:00:00Z"));
        assert!(short.not_after < at("2027-03-01T00:00:00Z"));
    }
}
