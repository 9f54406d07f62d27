//! What fits into an SMS (3GPP TS 23.038 §6.2.1: the default alphabet of 7 bits).

/// The default alphabet, without the escape.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Letters that take two places.
const EXTENDED: &str = "^{}\\[~]|€";

/// A text with the letters of the default alphabet where one says the same: a single letter outside of it
/// would halve what fits.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '’' | '‘' | '`' | '´' => out.push('\''),
            '“' | '”' | '«' | '»' | '„' => out.push('"'),
            '–' | '—' => out.push('-'),
            '…' => out.push_str("..."),
            '\u{a0}' | '\u{202f}' => out.push(' '),
            'À' => out.push('A'),
            'È' => out.push('E'),
            'Ì' => out.push('I'),
            'Ò' => out.push('O'),
            'Ù' => out.push('U'),
            'á' => out.push('à'),
            'í' => out.push('ì'),
            'ó' => out.push('ò'),
            'ú' => out.push('ù'),
            c => out.push(c),
        }
    }
    out
}

/// How many SMS a text takes: one up to 160 letters of the default alphabet (70 of any other), then parts
/// of 153 (67).
pub fn segments(text: &str) -> usize {
    let width = |c: char| match c {
        c if BASIC.contains(c) => Some(1),
        c if EXTENDED.contains(c) => Some(2),
        _ => None,
    };
    let (length, one, part) = match text.chars().map(width).sum::<Option<usize>>() {
        Some(septets) => (septets, 160, 153),
        None => (text.encode_utf16().count(), 70, 67),
    };
    if length <= one { 1 } else { length.div_ceil(part) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_sms_holds_160_letters_of_the_default_alphabet_and_70_of_others() {
        assert_eq!(segments(&"à".repeat(160)), 1);
        assert_eq!(segments(&"à".repeat(161)), 2);
        assert_eq!(segments(&"€".repeat(80)), 1);
        assert_eq!(segments(&"€".repeat(81)), 2);
        assert_eq!(segments(&"ł".repeat(70)), 1);
        assert_eq!(segments(&"ł".repeat(71)), 2);
    }

    #[test]
    fn typographic_letters_are_written_with_plain_ones() {
        let text = plain("L’orario è «8–12»… È già chiuso");
        assert_eq!(text, "L'orario è \"8-12\"... E già chiuso");
        assert_eq!(segments(&text), 1);
    }
}
