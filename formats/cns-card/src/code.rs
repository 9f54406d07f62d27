//! Codes that a person types: PIN and PUK.

use zeroize::{Zeroize, ZeroizeOnDrop};

/// A PIN or PUK as the card keeps it: eight octets, padded with FF.
///
/// It has no `Display` and no comparison operator, its `Debug` says nothing, and it is wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Code([u8; Self::LENGTH]);

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(…)")
    }
}

impl Code {
    /// Octets of a code on the card.
    pub const LENGTH: usize = 8;

    /// A code from its digits; `None` unless there are five to eight of them.
    ///
    /// ```
    /// assert!(cns_card::Code::from_digits("12345678").is_some());
    /// assert!(cns_card::Code::from_digits("1234").is_none());
    /// ```
    pub fn from_digits(digits: &str) -> Option<Self> {
        let octets = digits.as_bytes();
        let mut code = Self([0xff; Self::LENGTH]);
        code.0.get_mut(..octets.len())?.copy_from_slice(octets);
        code.is_well_formed().then_some(code)
    }

    /// A code as it stands in a command: exactly eight octets, whatever they are.
    pub fn from_block(block: &[u8]) -> Option<Self> {
        block.try_into().ok().map(Self)
    }

    /// Whether it is five to eight decimal digits and then only FF: what a new code must be.
    pub fn is_well_formed(&self) -> bool {
        let digits = self.0.iter().take_while(|o| o.is_ascii_digit()).count();
        digits >= 5 && self.0.iter().skip(digits).all(|o| *o == 0xff)
    }

    /// The eight octets, to derive a key from or to send to a card.
    pub fn expose(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// Compares in a time that does not depend on where two codes differ.
    pub fn matches(&self, other: &Self) -> bool {
        let difference =
            self.0.iter().zip(&other.0).fold(0, |sum, (a, b)| std::hint::black_box(sum | (a ^ b)));
        std::hint::black_box(difference) == 0
    }
}
