//! The date as of which somebody wants to know the verdict.

use foundation::Timestamp;
use jiff::{Unit, civil::Date, tz::TimeZone};

/// Why a date is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is not a date.
    NotADate,
    /// It has not come yet.
    Future,
    /// No signature is so old.
    TooOld,
}

/// The instant that a date stands for: the end of that day on Italian clocks, or `now` if it is today.
/// Takes what the browser's calendar sends (`2026-11-22`) and what people write (`22/11/2026`).
///
/// # Errors
/// [`Refused`].
pub fn instant(text: &str, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, Refused> {
    let date = date(text.trim()).ok_or(Refused::NotADate)?;
    let today = now.to_zoned(zone.clone()).date();
    if date == today {
        return Ok(now);
    }
    if date > today {
        return Err(Refused::Future);
    }
    if date.year() < 1990 {
        return Err(Refused::TooOld);
    }
    let end = date.at(23, 59, 59, 0).to_zoned(zone.clone()).map_err(|_| Refused::NotADate)?;
    end.round(Unit::Second).map(|end| end.timestamp()).map_err(|_| Refused::NotADate)
}

fn date(text: &str) -> Option<Date> {
    let numbers = |separator: char| {
        let parts: Vec<&str> = text.split(separator).collect();
        let [a, b, c] = parts[..] else { return None };
        let number = |part: &str| {
            let digits = !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
            if digits { part.parse::<i16>().ok() } else { None }
        };
        Some((number(a)?, number(b)?, number(c)?))
    };
    let (year, month, day) = match numbers('-') {
        Some(found) => found,
        None => {
            let (day, month, year) = numbers('/').or_else(|| numbers('.'))?;
            (year, month, day)
        }
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Result<String, Refused> {
        let now: Timestamp = "2026-11-22T09:00:00Z".parse().unwrap();
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        instant(text, now, &zone).map(|at| at.to_string())
    }

    #[test]
    fn a_day_counts_to_its_end_in_italy_and_today_until_now() {
        assert_eq!(at("2026-11-21").unwrap(), "2026-11-21T22:59:59Z");
        assert_eq!(at("1/7/2020").unwrap(), "2020-07-01T21:59:59Z");
        assert_eq!(at(" 01.07.2020 ").unwrap(), "2020-07-01T21:59:59Z");
        assert_eq!(at("22/11/2026").unwrap(), "2026-11-22T09:00:00Z");
    }

    #[test]
    fn what_is_no_past_day_is_refused_with_its_reason() {
        assert_eq!(at("2026-11-23"), Err(Refused::Future));
        assert_eq!(at("1-1-1"), Err(Refused::TooOld));
        for text in ["ieri", "31/02/2020", "2020-13-01", "2020-01", "-1/2/2020", "99999/1/1", "1/1/+20"] {
            assert_eq!(at(text), Err(Refused::NotADate), "{text}");
        }
    }
}
