//! Names of files: what people see, and what goes into a header.

use std::fmt::Write as _;

/// The name of the document inside `envelopes` envelopes: as many `.p7m` fewer. A name that says
/// nothing of the envelope gets none of its extensions.
pub fn original(name: &str, envelopes: usize) -> String {
    let mut name = name.trim();
    for _ in 0..envelopes.max(1) {
        name = without_suffix(name, ".p7m").unwrap_or(name);
    }
    if name.is_empty() { "documento".to_owned() } else { name.to_owned() }
}

/// `name` without the end, whatever its case, if something remains.
fn without_suffix<'n>(name: &'n str, suffix: &str) -> Option<&'n str> {
    let at = name.len().checked_sub(suffix.len()).filter(|at| *at > 0 && name.is_char_boundary(*at))?;
    name[at..].eq_ignore_ascii_case(suffix).then(|| &name[..at])
}

/// The value of `Content-Disposition` that has a browser save a file under `name` (RFC 6266 §4, RFC
/// 8187): an ASCII name for old browsers, the whole one for the others. Nothing in it can end the
/// header or name a folder.
pub fn attachment(name: &str) -> String {
    let safe = safe(name);
    let ascii: String = safe
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || " .-_()+,=@".contains(c) { c } else { '_' })
        .collect();
    let mut value = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''");
    for octet in safe.bytes() {
        if octet.is_ascii_alphanumeric() || b"-._~".contains(&octet) {
            value.push(char::from(octet));
        } else {
            let _ = write!(value, "%{octet:02X}");
        }
    }
    value
}

/// A name that every file system takes: no separators, no control or direction characters, no dots in
/// front, at most 150 octets.
fn safe(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        let c = match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => continue,
            c if c.is_control() => continue,
            c => c,
        };
        out.push(c);
    }
    let name = out.trim().trim_start_matches('.').trim_end_matches('.');
    if name.is_empty() {
        return "documento".to_owned();
    }
    // The extension is what people recognise: a name that is too long loses its middle.
    if name.len() <= 150 {
        return name.to_owned();
    }
    let extension = name.rfind('.').map_or("", |at| &name[at..]);
    let extension = if extension.len() <= 20 { extension } else { "" };
    let mut end = 150 - extension.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{extension}", &name[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_loses_one_suffix_for_each_envelope() {
        assert_eq!(original("contratto.pdf.p7m", 1), "contratto.pdf");
        assert_eq!(original("atto.txt.p7m.P7M", 2), "atto.txt");
        assert_eq!(original("atto.txt.p7m.p7m", 1), "atto.txt.p7m");
        assert_eq!(original("firmato.bin", 1), "firmato.bin");
        assert_eq!(original(".p7m", 1), ".p7m");
        assert_eq!(original("", 1), "documento");
    }

    #[test]
    fn an_attachment_name_cannot_leave_the_header_or_the_folder() {
        for hostile in [
            "a\"; filename=\"b.exe",
            "a\r\nSet-Cookie: x=1",
            "../../etc/passwd",
            "..\\..\\boot.ini",
            "\u{202e}fdp.exe",
            "perché «sì» €.pdf",
            "",
            "....",
        ] {
            let value = attachment(hostile);
            assert!(value.is_ascii(), "{value}");
            assert!(value.bytes().all(|octet| (0x20..0x7f).contains(&octet)), "{value}");
            assert_eq!(value.matches('"').count(), 2, "{value}");
            assert!(!value.contains('/') && !value.contains('\\'), "{value}");
            assert!(!value.contains("filename=\"."), "{value}");
        }
        assert!(attachment("perché.pdf").ends_with("filename*=UTF-8''perch%C3%A9.pdf"));
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let value = attachment(&format!("{}.pdf", "è".repeat(300)));
        assert!(value.ends_with(".pdf"));
        assert!(value.len() < 700, "{}", value.len());
    }
}
