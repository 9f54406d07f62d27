//! Dates, times, numbers and sizes as each language writes them.
//!
//! People read Italian time: every date is the one of the Europe/Rome zone, and a time of day says so.

use jiff::{Timestamp, Zoned, tz::TimeZone};

use crate::{Lang, t};

/// `4 dicembre 2026`, `4 December 2026`, `4. Dezember 2026`.
pub fn date(lang: Lang, at: Timestamp) -> String {
    let local = italian_time(at);
    let month = lang.t(&format!("month-{}", local.month()));
    match lang {
        Lang::It if local.day() == 1 => format!("1º {month} {}", local.year()),
        Lang::It | Lang::En => format!("{} {month} {}", local.day(), local.year()),
        Lang::De => format!("{}. {month} {}", local.day(), local.year()),
    }
}

/// For tables: `04/12/2026`, in German `4.12.2026`.
pub fn date_short(lang: Lang, at: Timestamp) -> String {
    let local = italian_time(at);
    match lang {
        Lang::It | Lang::En => format!("{:02}/{:02}/{}", local.day(), local.month(), local.year()),
        Lang::De => format!("{}.{}.{}", local.day(), local.month(), local.year()),
    }
}

/// `4 dicembre 2026, ore 10:03 (ora italiana)`.
pub fn date_time(lang: Lang, at: Timestamp) -> String {
    let local = italian_time(at);
    t!(lang, "date-time", date = date(lang, at), time = local.strftime("%H:%M").to_string())
}

/// With seconds: `4 dicembre 2026, ore 10:03:22 (ora italiana)`.
pub fn date_time_exact(lang: Lang, at: Timestamp) -> String {
    let local = italian_time(at);
    t!(lang, "date-time", date = date(lang, at), time = local.strftime("%H:%M:%S").to_string())
}

/// For tables: `04/12/2026 10:03:22`; the column heading says that it is Italian time.
pub fn date_time_short(lang: Lang, at: Timestamp) -> String {
    format!("{} {}", date_short(lang, at), italian_time(at).strftime("%H:%M:%S"))
}

/// A whole number with separators: `12.345`, in English `12,345`.
pub fn integer(lang: Lang, value: i64) -> String {
    let separator = if lang == Lang::En { ',' } else { '.' };
    let digits = value.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0 {
        out.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// A size in decimal units: `830 byte`, `1,5 KB`, `12 MB`.
pub fn bytes(lang: Lang, size: u64) -> String {
    let (unit, key) = match size {
        0..1_000 => return t!(lang, "bytes-b", n = size),
        1_000..1_000_000 => (1_000, "bytes-kb"),
        1_000_000..1_000_000_000 => (1_000_000, "bytes-mb"),
        _ => (1_000_000_000, "bytes-gb"),
    };
    let tenths = size / (unit / 10);
    let (whole, tenth) = (tenths / 10, tenths % 10);
    let number = match (whole, tenth) {
        (0..10, 1..) => format!("{whole}{}{tenth}", if lang == Lang::En { '.' } else { ',' }),
        _ => integer(lang, i64::try_from(whole).unwrap_or(i64::MAX)),
    };
    t!(lang, key, n = number)
}

/// A SHA-256 or other value as people compare it: upper-case hexadecimal in groups of four.
pub fn fingerprint(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 5 / 2);
    for (index, byte) in bytes.iter().enumerate() {
        if index > 0 && index.is_multiple_of(2) {
            out.push(' ');
        }
        for nibble in [byte >> 4, byte & 15] {
            out.push(char::from(b"0123456789ABCDEF"[usize::from(nibble)]));
        }
    }
    out
}

/// The instant on Italian clocks.
pub fn italian_time(at: Timestamp) -> Zoned {
    // The rule of the European Union, in force since 1996 (directive 2000/84/EC), written out so that
    // no time zone files are needed on the machine.
    let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn dates_are_written_as_each_language_does() {
        let instant = at("2026-12-04T09:03:22Z");
        assert_eq!(date(Lang::It, instant), "4 dicembre 2026");
        assert_eq!(date(Lang::En, instant), "4 December 2026");
        assert_eq!(date(Lang::De, instant), "4. Dezember 2026");
        assert_eq!(date_short(Lang::It, instant), "04/12/2026");
        assert_eq!(date_short(Lang::De, instant), "4.12.2026");
        assert_eq!(date_time(Lang::It, instant), "4 dicembre 2026, ore 10:03 (ora italiana)");
        assert_eq!(date_time_short(Lang::En, instant), "04/12/2026 10:03:22");
        assert_eq!(date(Lang::It, at("2026-05-01T10:00:00Z")), "1º maggio 2026");
    }

    #[test]
    fn the_day_is_the_italian_one_in_summer_and_winter() {
        assert_eq!(date_time_short(Lang::It, at("2026-07-31T22:30:00Z")), "01/08/2026 00:30:00");
        assert_eq!(date_time_short(Lang::It, at("2026-12-31T23:30:00Z")), "01/01/2027 00:30:00");
        assert_eq!(date_time_short(Lang::It, at("2026-10-25T00:59:59Z")), "25/10/2026 02:59:59");
        assert_eq!(date_time_short(Lang::It, at("2026-10-25T01:00:00Z")), "25/10/2026 02:00:00");
    }

    #[test]
    fn sizes_and_numbers_have_the_separators_of_the_language() {
        assert_eq!(bytes(Lang::It, 830), "830 byte");
        assert_eq!(bytes(Lang::It, 1_540), "1,5 KB");
        assert_eq!(bytes(Lang::En, 1_540), "1.5 KB");
        assert_eq!(bytes(Lang::It, 104_857_600), "104 MB");
        assert_eq!(bytes(Lang::De, 2_000_000_000), "2 GB");
        assert_eq!(integer(Lang::It, -1_234_567), "-1.234.567");
        assert_eq!(integer(Lang::En, 999), "999");
    }

    #[test]
    fn fingerprints_come_in_groups_of_four() {
        assert_eq!(fingerprint(&[0xAB, 0xCD, 0x01]), "ABCD 01");
    }
}
