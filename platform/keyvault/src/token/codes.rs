use std::{fmt, str::FromStr};

use foundation::{Entropy, Secret};
use serde::{Deserialize, Serialize};

use super::TokenError;

/// PIN and PUK of one slot.
#[derive(Clone, Debug)]
pub struct Codes {
    /// 8 digits on the devices of the chambers; 5 to 8 are taken.
    pub pin: Secret<String>,
    /// 8 digits.
    pub puk: Secret<String>,
}

impl Codes {
    /// Random codes of 8 digits.
    pub fn random(entropy: &dyn Entropy) -> Self {
        Self { pin: random_digits(8, entropy), puk: random_digits(8, entropy) }
    }
}

/// `length` random decimal digits, uniform, but never all equal nor counting up or down.
pub(crate) fn random_digits(length: usize, entropy: &dyn Entropy) -> Secret<String> {
    loop {
        let mut digits = String::with_capacity(length);
        while digits.len() < length {
            let [byte] = entropy.bytes::<1>();
            // 250 is a multiple of ten: below it every digit is as likely as the others.
            if byte < 250 {
                digits.push(char::from(b'0' + byte % 10));
            }
        }
        let digits = Secret::new(digits);
        if !is_weak(digits.expose()) {
            return digits;
        }
    }
}

fn is_weak(digits: &str) -> bool {
    let steps =
        |by: i16| digits.as_bytes().windows(2).all(|pair| i16::from(pair[1]) - i16::from(pair[0]) == by);
    steps(0) || steps(1) || steps(-1)
}

/// A PIN has 5 to 8 digits (CKR_PIN_LEN_RANGE otherwise).
pub(super) fn check_pin(pin: &Secret<String>) -> Result<(), TokenError> {
    if has_digits(pin.expose(), 5..=8) { Ok(()) } else { Err(TokenError::PinShape) }
}

/// A PUK has 8 digits.
pub(super) fn check_puk(puk: &Secret<String>) -> Result<(), TokenError> {
    if has_digits(puk.expose(), 8..=8) { Ok(()) } else { Err(TokenError::PukShape) }
}

fn has_digits(code: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number of a card (ID_Carta, cns-card.md §4.2): 16 digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CardNumber(String);

impl CardNumber {
    /// The 16 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CardNumber {
    type Err = InvalidCardNumber;

    fn from_str(text: &str) -> Result<Self, InvalidCardNumber> {
        if has_digits(text, 16..=16) { Ok(Self(text.to_owned())) } else { Err(InvalidCardNumber) }
    }
}

impl TryFrom<String> for CardNumber {
    type Error = InvalidCardNumber;

    fn try_from(text: String) -> Result<Self, InvalidCardNumber> {
        text.parse()
    }
}

impl From<CardNumber> for String {
    fn from(number: CardNumber) -> Self {
        number.0
    }
}

impl fmt::Display for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is not the number of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a card number has 16 digits")]
pub struct InvalidCardNumber;
