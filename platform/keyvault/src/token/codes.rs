use cns_card::Code;
use foundation::{Entropy, Secret};

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
    /// Whether both codes are the same as the other two.
    pub(super) fn are_those_of(&self, other: &Self) -> bool {
        self.pin.expose() == other.pin.expose() && self.puk.expose() == other.puk.expose()
    }

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
pub(super) fn pin(digits: &Secret<String>) -> Result<Code, TokenError> {
    Code::from_digits(digits.expose()).ok_or(TokenError::PinShape)
}

/// A PUK has 8 digits.
pub(super) fn puk(digits: &Secret<String>) -> Result<Code, TokenError> {
    Code::from_digits(digits.expose()).filter(|_| digits.expose().len() == 8).ok_or(TokenError::PukShape)
}
