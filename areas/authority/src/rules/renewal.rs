//! Renewal (rinnovo, pki.md §5): when a pair may be renewed, and until when the new certificates last.

use foundation::Timestamp;
use jiff::{SignedDuration, Span, civil, tz::TimeZone};

use super::lifecycle::CertificateState;

/// How long before the end the window opens.
const OPENS: SignedDuration = SignedDuration::from_hours(24 * 90);
/// Years that a renewal adds.
const YEARS: i16 = 3;

/// Why a pair is not renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenewRefused {
    /// The window opens 90 days before the end.
    #[error("renewal opens at {opens}")]
    TooEarly {
        /// When.
        opens: Timestamp,
    },
    /// The window closed on the day before the end.
    #[error("renewal closed at {closed}")]
    TooLate {
        /// When.
        closed: Timestamp,
    },
    /// A device is renewed once.
    #[error("the device was renewed before")]
    AlreadyUsed,
    /// Only active certificates are renewed.
    #[error("both certificates must be active")]
    NotActive,
    /// The certificates are not the two of one device.
    #[error("the two certificates are not a pair of one device")]
    PairMismatch,
}

impl RenewRefused {
    /// The code of the rule, stable.
    pub fn rule(&self) -> &'static str {
        match self {
            RenewRefused::TooEarly { .. } => "renew_too_early",
            RenewRefused::TooLate { .. } => "renew_too_late",
            RenewRefused::AlreadyUsed => "renew_already_used",
            RenewRefused::NotActive => "renew_not_active",
            RenewRefused::PairMismatch => "renew_pair_mismatch",
        }
    }
}

/// One certificate of the pair to be renewed.
#[derive(Clone, Copy, Debug)]
pub struct Renewing {
    /// Where it stands.
    pub state: CertificateState,
    /// End of its validity.
    pub not_after: Timestamp,
}

/// A pair to be renewed.
#[derive(Clone, Copy, Debug)]
pub struct PairToRenew {
    /// The signature certificate.
    pub signature: Renewing,
    /// The CNS certificate.
    pub cns: Renewing,
    /// Whether both are of the same device and holder.
    pub same_device: bool,
    /// Whether the device was renewed before.
    pub renewed_before: bool,
}

/// The window in which a certificate may be renewed: from 90 days before its end to the last second of
/// the day before it ends, Italian time.
pub fn window(not_after: Timestamp) -> (Timestamp, Timestamp) {
    let opens = not_after.checked_sub(OPENS).unwrap_or(Timestamp::MIN);
    let last_day = italian_day(not_after).yesterday().unwrap_or(civil::Date::MIN);
    let closes = last_day
        .at(23, 59, 59, 0)
        .to_zoned(italian_zone())
        .map_or(Timestamp::MIN, |closes| closes.timestamp());
    (opens, closes)
}

/// Until when the new certificates last: three years from the end of the old ones [choice]; the holder
/// loses no day by renewing early. 29 February becomes 28.
pub fn new_not_after(not_after: Timestamp) -> Timestamp {
    let utc = not_after.to_zoned(TimeZone::UTC);
    utc.checked_add(Span::new().years(YEARS)).map_or(Timestamp::MAX, |later| later.timestamp())
}

/// Whether a pair may be renewed at `now`, and until when the new one lasts: that of the old certificate
/// that ends first, so that both of the new end together.
///
/// # Errors
/// The rule that refuses.
pub fn renew(pair: &PairToRenew, now: Timestamp) -> Result<Timestamp, RenewRefused> {
    if !pair.same_device {
        return Err(RenewRefused::PairMismatch);
    }
    let active = |one: &Renewing| one.state == CertificateState::Active;
    if !active(&pair.signature) || !active(&pair.cns) {
        return Err(RenewRefused::NotActive);
    }
    if pair.renewed_before {
        return Err(RenewRefused::AlreadyUsed);
    }
    let ends = pair.signature.not_after.min(pair.cns.not_after);
    let (opens, closes) = window(ends);
    if now < opens {
        return Err(RenewRefused::TooEarly { opens });
    }
    if now.as_second() > closes.as_second() {
        return Err(RenewRefused::TooLate { closed: closes });
    }
    Ok(new_not_after(ends))
}

/// Italian civil time by rule, so that no table of zones is read.
fn italian_zone() -> TimeZone {
    TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap_or(TimeZone::UTC)
}

fn italian_day(at: Timestamp) -> civil::Date {
    at.to_zoned(italian_zone()).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn pair(not_after: &str) -> PairToRenew {
        let one = Renewing { state: CertificateState::Active, not_after: at(not_after) };
        PairToRenew { signature: one, cns: one, same_device: true, renewed_before: false }
    }

    #[test]
    fn the_window_is_from_ninety_days_before_to_the_day_before() {
        // Midnight UTC is 1:00 in Italy in winter, so the last day is the 21st.
        let winter = pair("2029-11-22T00:00:00Z");
        let rule = |now: &str| renew(&winter, at(now)).map_err(|refused| refused.rule());
        assert_eq!(rule("2029-08-23T23:59:59Z"), Err("renew_too_early"));
        assert_eq!(rule("2029-08-24T00:00:00Z"), Ok(at("2032-11-22T00:00:00Z")));
        assert_eq!(rule("2029-11-21T22:59:59Z"), Ok(at("2032-11-22T00:00:00Z")));
        assert_eq!(rule("2029-11-21T22:59:59.999Z"), Ok(at("2032-11-22T00:00:00Z")));
        assert_eq!(rule("2029-11-21T23:00:00Z"), Err("renew_too_late"));
        // In summer Italy is two hours ahead.
        let summer = pair("2029-07-22T00:00:00Z");
        assert_eq!(window(summer.cns.not_after).1, at("2029-07-21T21:59:59Z"));
        // An end at 23:59:59 Italian time closes the day before, not the day of the end.
        assert_eq!(window(at("2029-11-21T22:59:59Z")).1, at("2029-11-20T22:59:59Z"));
    }

    #[test]
    fn only_an_active_pair_of_one_device_not_renewed_before() {
        let now = at("2029-11-01T00:00:00Z");
        let good = pair("2029-11-22T00:00:00Z");
        assert!(renew(&good, now).is_ok());
        let rule = |pair: &PairToRenew| renew(pair, now).unwrap_err().rule();
        assert_eq!(rule(&PairToRenew { renewed_before: true, ..good }), "renew_already_used");
        assert_eq!(rule(&PairToRenew { same_device: false, ..good }), "renew_pair_mismatch");
        let since = at("2029-10-01T00:00:00Z");
        let reason = x509::crl::Reason::Superseded;
        for state in [
            CertificateState::Issuing,
            CertificateState::Issued,
            CertificateState::Suspended { since },
            CertificateState::Revoked { at: since, reason, invalidity: None },
        ] {
            let other = Renewing { state, ..good.cns };
            assert_eq!(rule(&PairToRenew { cns: other, ..good }), "renew_not_active", "{state:?}");
            assert_eq!(rule(&PairToRenew { signature: other, ..good }), "renew_not_active", "{state:?}");
        }
    }

    #[test]
    fn a_leap_day_renews_to_the_day_before() {
        assert_eq!(new_not_after(at("2028-02-29T00:00:00Z")), at("2031-02-28T00:00:00Z"));
    }

    #[test]
    fn the_window_closes_by_the_certificate_that_ends_first() {
        let mut pair = pair("2029-11-22T00:00:00Z");
        pair.cns.not_after = at("2029-11-20T00:00:00Z");
        assert_eq!(renew(&pair, at("2029-11-20T12:00:00Z")).unwrap_err().rule(), "renew_too_late");
    }
}
