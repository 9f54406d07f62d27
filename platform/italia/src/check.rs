//! The two check characters: of the 16-character codice fiscale (DM 23/12/1976) and of 11-digit numbers.

/// Value of a character in an odd position (counted from 1), indexed 0..9 then A..Z.
const ODD: [u8; 36] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, // 0..9
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24,
    23, // A..Z
];

/// The check letter of the first 15 characters (upper-case letters and digits).
pub(crate) fn letter(code: &[u8; 15]) -> u8 {
    let sum: u32 = code
        .iter()
        .enumerate()
        .map(|(index, character)| {
            let value = match character {
                b'0'..=b'9' => character - b'0',
                letter => letter.wrapping_sub(b'A') % 26,
            };
            if index % 2 == 1 {
                return u32::from(value);
            }
            let row = if character.is_ascii_digit() { value } else { value + 10 };
            u32::from(ODD[usize::from(row)])
        })
        .sum();
    b'A' + (sum % 26) as u8
}

/// The check digit of the first ten of eleven digits, the Luhn way.
pub(crate) fn digit(code: &[u8; 10]) -> u8 {
    let sum: u32 = code
        .iter()
        .enumerate()
        .map(|(index, digit)| {
            let value = u32::from(digit - b'0');
            match (index % 2 == 1, value * 2) {
                (false, _) => value,
                (true, doubled @ 0..=9) => doubled,
                (true, doubled) => doubled - 9,
            }
        })
        .sum();
    b'0' + ((10 - sum % 10) % 10) as u8
}
