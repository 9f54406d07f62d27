//! Text strings and dates (ISO 32000-2, 7.9).

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::Offset;

/// PDFDocEncoding where it differs from Latin-1 (annex D.2), 0x18–0x1F and 0x80–0xA0.
const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
const HIGH: [char; 33] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ',
    'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
];

/// A text string as Unicode.
pub(crate) fn decode_text(octets: &[u8]) -> String {
    match octets {
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => octets
            .iter()
            .map(|&octet| match octet {
                0x18..=0x1f => LOW[usize::from(octet - 0x18)],
                0x80..=0xa0 => HIGH[usize::from(octet - 0x80)],
                other => char::from(other),
            })
            .collect(),
    }
}

fn utf16(octets: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = octets.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

/// A date, `D:YYYYMMDDHHmmSSOHH'mm'` with everything after the year optional. Without a time zone it
/// is taken as UTC.
pub(crate) fn parse_date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let text = text.strip_prefix("D:").unwrap_or(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(4..=14).contains(&digits) || digits % 2 == 1 {
        return None;
    }
    let number = |from: usize, len: usize, default: i16| match text.get(from..from + len) {
        Some(part) if from + len <= digits => part.parse().ok(),
        _ => Some(default),
    };
    let small =
        |from: usize, default: i16| number(from, 2, default).and_then(|value| i8::try_from(value).ok());
    let (year, month, day) = (number(0, 4, 0)?, small(4, 1)?, small(6, 1)?);
    let (hour, minute, second) = (small(8, 0)?, small(10, 0)?, small(12, 0)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let first = date(year, month, 1);
    if day > first.days_in_month() || !(0..24).contains(&hour) || !(0..60).contains(&minute) {
        return None;
    }
    let local = date(year, month, day).at(hour, minute, second.clamp(0, 59), 0);
    let offset = match text.as_bytes().get(digits) {
        Some(sign @ (b'+' | b'-')) => {
            let zone: Vec<i32> = text[digits + 1..]
                .split('\'')
                .filter(|part| !part.is_empty())
                .map(|part| part.parse().ok())
                .collect::<Option<_>>()?;
            let seconds = match *zone.as_slice() {
                [hours] if hours >= 100 => (hours / 100) * 3600 + (hours % 100) * 60,
                [hours] => hours * 3600,
                [hours, minutes, ..] => hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?,
                [] => 0,
            };
            Offset::from_seconds(if *sign == b'-' { -seconds } else { seconds }).ok()?
        }
        _ => Offset::UTC,
    };
    offset.to_timestamp(local).ok()
}

/// Writes a date with its offset, `D:20261122091500+01'00'`.
pub(crate) fn format_date(at: Timestamp, offset: Offset) -> String {
    let local = offset.to_datetime(at);
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    format!(
        "D:{:04}{:02}{:02}{:02}{:02}{:02}{sign}{hours:02}'{rest:02}'",
        local.year(),
        local.month(),
        local.day(),
        local.hour(),
        local.minute(),
        local.second()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_with_and_without_zone() {
        let at: Timestamp = "2026-11-22T08:17:44Z".parse().unwrap();
        for text in [
            "D:20261122081744Z",
            "D:20261122091744+01'00'",
            "D:20261122091744+01'00",
            "D:20261122081744",
            "20261122081744Z00'00'",
            "D:20261122024744-05'30'",
        ] {
            assert_eq!(parse_date(text), Some(at), "{text}");
        }
        assert_eq!(parse_date("D:2026"), "2026-01-01T00:00:00Z".parse().ok());
        for wrong in
            ["", "D:", "D:20260231000000Z", "D:20261301", "D:202611220", "D:20261122081744+99999999'00'"]
        {
            assert_eq!(parse_date(wrong), None, "{wrong}");
        }
        assert_eq!(format_date(at, Offset::constant(1)), "D:20261122091744+01'00'");
        assert_eq!(format_date(at, Offset::UTC), "D:20261122081744+00'00'");
    }

    #[test]
    fn text_in_all_encodings() {
        assert_eq!(decode_text(b"Perch\xe9"), "Perché");
        assert_eq!(decode_text(b"\xfe\xff\x00P\x20\xac"), "P€");
        assert_eq!(decode_text(b"\xef\xbb\xbf\xe2\x82\xac"), "€");
        assert_eq!(decode_text(b"\xa0 \x84"), "€ —");
    }
}
