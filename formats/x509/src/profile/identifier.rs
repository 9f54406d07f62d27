//! Identifiers of natural persons in names (ETSI EN 319 412-1 §5.1.3).

/// Values of characters in odd positions of a codice fiscale (D.M. 23 December 1976), for 0 to 9 and,
/// with the same values, A to J; then K to Z.
const ODD: [u8; 26] =
    [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/// Whether a text is a codice fiscale with the right check character: 16 characters, digits possibly
/// replaced by letters (omocodia), or the provisional 11 digits.
pub fn is_codice_fiscale(text: &str) -> bool {
    let octets = text.as_bytes();
    match octets.len() {
        11 => is_provisional(octets),
        16 => {
            let shape = b"LLLLLLNNLNNLNNNL";
            let fits = octets.iter().zip(shape).all(|(octet, kind)| match kind {
                b'L' => octet.is_ascii_uppercase(),
                _ => octet.is_ascii_digit() || b"LMNPQRSTUV".contains(octet),
            });
            fits && b"ABCDEHLMPRST".contains(&octets[8]) && octets[15] == b'A' + check_value(&octets[..15])
        }
        _ => false,
    }
}

fn check_value(octets: &[u8]) -> u8 {
    let sum: u32 = octets
        .iter()
        .enumerate()
        .map(|(index, octet)| {
            let value = if octet.is_ascii_digit() { octet - b'0' } else { octet - b'A' };
            u32::from(if index % 2 == 0 { ODD[usize::from(value)] } else { value })
        })
        .sum();
    (sum % 26) as u8
}

/// The check digit of eleven-digit codes: every second digit doubled, nine taken off above nine.
fn is_provisional(octets: &[u8]) -> bool {
    if !octets.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = octets
        .iter()
        .enumerate()
        .map(|(index, octet)| {
            let digit = u32::from(octet - b'0');
            match index % 2 {
                0 => digit,
                _ if digit > 4 => digit * 2 - 9,
                _ => digit * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Whether a text is an identifier in a form that the standard or the national rules know: `TINIT-` and
/// a codice fiscale, `TIN`, `IDC`, `PAS` or `PNO` of a country, or a national scheme `XX:CC-…`.
pub fn is_person_identifier(text: &str) -> bool {
    let Some((prefix, code)) = text.split_once('-') else { return false };
    if code.is_empty() {
        return false;
    }
    if prefix == "TINIT" {
        return is_codice_fiscale(code);
    }
    let (scheme, country) = match prefix.split_once(':') {
        Some((scheme, country)) => (scheme.len() == 2 && upper(scheme), country),
        None if prefix.len() == 5 && prefix.is_ascii() => {
            (matches!(&prefix[..3], "TIN" | "IDC" | "PAS" | "PNO"), &prefix[3..])
        }
        None => return false,
    };
    scheme && country.len() == 2 && upper(country)
}

/// The forms that D121 §4.1.5a allows for a person without a codice fiscale.
pub(super) fn is_without_codice_fiscale(text: &str) -> bool {
    let known = ["TIN", "IDC", "PAS", "PNO", "RP:IT-", "NS:"];
    is_person_identifier(text)
        && !text.starts_with("TINIT")
        && known.iter().any(|form| text.starts_with(form))
}

fn upper(text: &str) -> bool {
    text.bytes().all(|octet| octet.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_character_decides() {
        // The last digit of the place replaced by its letter, with the check character of that form.
        let omocodia = format!("RSSMRA80A01H50M{}", char::from(b'A' + check_value(b"RSSMRA80A01H50M")));
        assert!(is_codice_fiscale(&omocodia), "{omocodia}");
        assert!(is_codice_fiscale("RSSMRA80A01H501U"));
        assert!(is_codice_fiscale("00743110157"));
        for bad in ["RSSMRA80A01H501V", "RSSMRA80F01H501U", "rssmra80a01h501u", "00743110158", "", "RSSMRA"] {
            assert!(!is_codice_fiscale(bad), "{bad}");
        }
    }

    #[test]
    fn identifiers_have_a_known_scheme() {
        for good in [
            "TINIT-RSSMRA80A01H501U",
            "TINDE-1",
            "IDCFR-XY",
            "PASUS-1",
            "PNOSI-1",
            "RP:IT-1",
            "NS:IT-1",
            "EI:SE-1",
        ] {
            assert!(is_person_identifier(good), "{good}");
        }
        for bad in
            ["TINIT-RSSMRA80A01H501V", "TINit-1", "ABCIT-1", "TINIT-", "IT:RSSMRA80A01H501U", "", "X-1"]
        {
            assert!(!is_person_identifier(bad), "{bad}");
        }
        assert!(is_without_codice_fiscale("PASUS-1") && !is_without_codice_fiscale("EI:SE-1"));
    }
}
