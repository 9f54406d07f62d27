use jiff::{Timestamp, civil, tz::Offset};

use crate::{Error, Result, Tag, tag};

const INVALID: Error = Error::Value("time");
/// `99991231235959Z`, "no well-defined expiration date" (RFC 5280 §4.1.2.5): later than
/// [`Timestamp::MAX`], which stands for it.
const NO_END: &[u8] = b"99991231235959Z";

/// Reads the content of a UTCTime or GeneralizedTime that ends in `Z` and has seconds
/// (RFC 5280 §4.1.2.5); a GeneralizedTime may have a fraction (RFC 3161 §2.4.2).
/// The instant `99991231235959Z` reads as [`Timestamp::MAX`].
///
/// # Errors
/// When the text is not such a time or names a day that does not exist.
pub fn parse_time(tag: Tag, content: &[u8]) -> Result<Timestamp> {
    let digits = content.strip_suffix(b"Z").ok_or(INVALID)?;
    let (year, rest) = match tag {
        tag::UTC_TIME if digits.len() == 12 => {
            let year = number(&digits[..2])?;
            (if year < 50 { 2000 + year } else { 1900 + year }, &digits[2..])
        }
        tag::GENERALIZED_TIME if digits.len() >= 14 => (number(&digits[..4])?, &digits[4..]),
        _ => return Err(INVALID),
    };
    let nanos = match rest[10..].split_first() {
        None => 0,
        Some((b'.', fraction)) if !fraction.is_empty() && fraction.len() <= 9 => {
            number(fraction)? * 10_i64.pow(9 - fraction.len() as u32)
        }
        Some(_) => return Err(INVALID),
    };
    let field = |at: usize| number(&rest[at..at + 2]).map(|n| n as i8);
    let seconds = field(8)?;
    let moment =
        civil::DateTime::new(year as i16, field(0)?, field(2)?, field(4)?, field(6)?, seconds, nanos as i32)
            .map_err(|_| INVALID)?;
    if year == 9999 && content == NO_END {
        return Ok(Timestamp::MAX);
    }
    Offset::UTC.to_timestamp(moment).map_err(|_| INVALID)
}

fn number(digits: &[u8]) -> Result<i64> {
    digits.iter().try_fold(0, |sum: i64, digit| {
        if digit.is_ascii_digit() { Ok(sum * 10 + i64::from(digit - b'0')) } else { Err(INVALID) }
    })
}

/// Tag and content for a `Time` (RFC 5280 §4.1.2.5): UTCTime from 1950 through 2049, else
/// GeneralizedTime; whole seconds.
pub fn encode_time(instant: Timestamp) -> (Tag, String) {
    let moment = Offset::UTC.to_datetime(instant);
    if (1950..2050).contains(&moment.year()) {
        (tag::UTC_TIME, moment.strftime("%y%m%d%H%M%SZ").to_string())
    } else {
        (tag::GENERALIZED_TIME, encode_generalized(instant, false))
    }
}

/// Content of a GeneralizedTime, in whole seconds or with milliseconds without trailing zeros
/// (RFC 3161 §2.4.2). [`Timestamp::MAX`] writes as `99991231235959Z`.
pub fn encode_generalized(instant: Timestamp, milliseconds: bool) -> String {
    if instant == Timestamp::MAX {
        return String::from_utf8_lossy(NO_END).into_owned();
    }
    let moment = Offset::UTC.to_datetime(instant);
    let mut text = moment.strftime("%Y%m%d%H%M%S").to_string();
    if milliseconds && moment.millisecond() != 0 {
        text.push_str(format!(".{:03}", moment.millisecond()).trim_end_matches('0'));
    }
    text.push('Z');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_back_as_written() {
        for (text, written) in [
            ("2026-11-22T09:00:00Z", "261122090000Z"),
            ("1950-01-01T00:00:00Z", "500101000000Z"),
            ("2049-12-31T23:59:59Z", "491231235959Z"),
            ("2050-01-01T00:00:00Z", "20500101000000Z"),
            ("1949-12-31T23:59:59Z", "19491231235959Z"),
        ] {
            let instant: Timestamp = text.parse().unwrap();
            let (tag, content) = encode_time(instant);
            assert_eq!(content, written);
            assert_eq!(parse_time(tag, content.as_bytes()).unwrap(), instant);
        }
        let instant: Timestamp = "2026-03-10T09:00:00.120Z".parse().unwrap();
        assert_eq!(encode_generalized(instant, true), "20260310090000.12Z");
        assert_eq!(parse_time(tag::GENERALIZED_TIME, b"20260310090000.12Z").unwrap(), instant);
    }

    #[test]
    fn no_well_defined_end_is_the_last_instant() {
        assert_eq!(parse_time(tag::GENERALIZED_TIME, NO_END).unwrap(), Timestamp::MAX);
        assert_eq!(encode_time(Timestamp::MAX).1.as_bytes(), NO_END);
    }

    #[test]
    fn malformed_times_are_refused() {
        for (tag, text) in [
            (tag::UTC_TIME, "2611220900Z"),
            (tag::UTC_TIME, "261122090000+0100"),
            (tag::UTC_TIME, "261322090000Z"),
            (tag::GENERALIZED_TIME, "20260229090000Z"),
            (tag::GENERALIZED_TIME, "20260310090000.Z"),
            (tag::GENERALIZED_TIME, "2026031009000aZ"),
            (tag::GENERALIZED_TIME, ""),
            (tag::BOOLEAN, "261122090000Z"),
        ] {
            assert!(parse_time(tag, text.as_bytes()).is_err(), "{text}");
        }
    }
}
