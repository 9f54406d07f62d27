//! The letters of surnames and names that go into a codice fiscale.

use unicode_normalization::UnicodeNormalization;

/// Why a surname or a name gives no letters for the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// There is no letter in it.
    #[error("there is no letter in it")]
    Empty,
    /// A letter of another alphabet: the transcription in the person's documents is needed.
    #[error("{0:?} is not a Latin letter")]
    NotLatin(char),
}

/// A name in capitals of Latin-1, as cards hold it: what Latin-1 has stays, other letters lose their marks.
///
/// # Errors
/// [`NameError::NotLatin`] for a letter of another alphabet.
///
/// ```
/// assert_eq!(italia::name_on_card("D’Alì"), Ok("D'ALÌ".to_owned()));
/// assert_eq!(italia::name_on_card("Łukasz Dvořák"), Ok("LUKASZ DVORÁK".to_owned()));
/// assert!(italia::name_on_card("Иван").is_err());
/// ```
pub fn name_on_card(name: &str) -> Result<String, NameError> {
    let mut out = String::with_capacity(name.len());
    for character in name.nfc().flat_map(char::to_uppercase) {
        match character {
            '’' | 'ʼ' => out.push('\''),
            known if u8::try_from(known).is_ok() => out.push(known),
            other => match fold(&other.to_string()) {
                Ok(letters) => out.push_str(&letters),
                Err(NameError::Empty) => {}
                Err(error) => return Err(error),
            },
        }
    }
    Ok(out)
}

/// The three letters of a surname: consonants, then vowels, then X.
pub(crate) fn surname_part(surname: &str) -> Result<[u8; 3], NameError> {
    let letters = fold(surname)?;
    let (vowels, consonants): (Vec<u8>, Vec<u8>) = letters.bytes().partition(is_vowel);
    Ok(three(&consonants, &vowels))
}

/// The three letters of the given names: of four consonants or more, the first, third and fourth.
pub(crate) fn name_part(name: &str) -> Result<[u8; 3], NameError> {
    let letters = fold(name)?;
    let (vowels, mut consonants): (Vec<u8>, Vec<u8>) = letters.bytes().partition(is_vowel);
    if consonants.len() >= 4 {
        consonants.remove(1);
    }
    Ok(three(&consonants, &vowels))
}

fn is_vowel(letter: &u8) -> bool {
    b"AEIOU".contains(letter)
}

fn three(consonants: &[u8], vowels: &[u8]) -> [u8; 3] {
    let mut out = [b'X'; 3];
    for (place, letter) in out.iter_mut().zip(consonants.iter().chain(vowels)) {
        *place = *letter;
    }
    out
}

/// The letters A to Z of a name: diacritics fall off their base letter, what is no letter goes.
pub(crate) fn fold(name: &str) -> Result<String, NameError> {
    let mut out = String::with_capacity(name.len());
    for character in name.nfkd() {
        match character {
            'a'..='z' | 'A'..='Z' => out.push(character.to_ascii_uppercase()),
            'ß' | 'ẞ' => out.push_str("SS"),
            'æ' | 'Æ' => out.push_str("AE"),
            'œ' | 'Œ' => out.push_str("OE"),
            'þ' | 'Þ' => out.push_str("TH"),
            'ł' | 'Ł' => out.push('L'),
            'ø' | 'Ø' => out.push('O'),
            'đ' | 'Đ' | 'ð' | 'Ð' => out.push('D'),
            'ħ' | 'Ħ' => out.push('H'),
            'ŧ' | 'Ŧ' => out.push('T'),
            'ı' => out.push('I'),
            'ŋ' | 'Ŋ' => out.push('N'),
            'ə' | 'Ə' => out.push('A'),
            // Marks that fell off, apostrophes, hyphens, blanks.
            other if !other.is_alphabetic() => {}
            other => return Err(NameError::NotLatin(other)),
        }
    }
    if out.is_empty() { Err(NameError::Empty) } else { Ok(out) }
}
