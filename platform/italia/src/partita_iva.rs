use std::{fmt, str::FromStr};

use crate::{
    check,
    text::{self, Shape, text_form},
};

/// A partita IVA: 7 digits, 3 of the office, 1 check digit. The same shape serves as codice fiscale of
/// companies and as provisional codice fiscale of persons (DPR 605/1973).
///
/// ```
/// let code: italia::PartitaIva = "12345 678903".parse()?;
/// assert_eq!(code.to_string(), "12345678903");
/// assert!("12345678906".parse::<italia::PartitaIva>().is_err());
/// # Ok::<(), italia::PartitaIvaError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartitaIva([u8; 11]);

impl PartitaIva {
    /// The 11 digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The three digits of the office that issued it: 001 to 100 for provinces, a few others. Not
    /// checked: numbers outside the published list are in use.
    pub fn office(&self) -> &str {
        &self.as_str()[7..10]
    }

    /// The number with these first ten digits.
    ///
    /// # Errors
    /// When one of them is not a digit or all are zero.
    pub fn from_first_ten(digits: &str) -> Result<Self, PartitaIvaError> {
        let shape = |shape| match shape {
            Shape::Character { position } => PartitaIvaError::Character { position },
            Shape::Length { found } => PartitaIvaError::Length { found },
        };
        Self::from_ten(text::code::<10>(digits).map_err(shape)?)
    }

    fn from_ten(ten: [u8; 10]) -> Result<Self, PartitaIvaError> {
        if let Some(position) = ten.iter().position(|character| !character.is_ascii_digit()) {
            return Err(PartitaIvaError::Character { position });
        }
        if ten == [b'0'; 10] {
            return Err(PartitaIvaError::Zero);
        }
        let mut code = [0; 11];
        code[..10].copy_from_slice(&ten);
        code[10] = check::digit(&ten);
        Ok(Self(code))
    }
}

impl FromStr for PartitaIva {
    type Err = PartitaIvaError;

    /// Forgives spaces and the country prefix `IT`.
    fn from_str(text: &str) -> Result<Self, PartitaIvaError> {
        let text = text.trim();
        let text = match text.get(..2) {
            Some(prefix) if prefix.eq_ignore_ascii_case("IT") => &text[2..],
            _ => text,
        };
        let code = text::code::<11>(text).map_err(|shape| match shape {
            Shape::Character { position } => PartitaIvaError::Character { position },
            Shape::Length { found } => PartitaIvaError::Length { found },
        })?;
        let (Some(ten), check) = (code.first_chunk::<10>(), code[10]) else {
            return Err(PartitaIvaError::Length { found: 0 });
        };
        if !check.is_ascii_digit() {
            return Err(PartitaIvaError::Character { position: 10 });
        }
        let right = Self::from_ten(*ten)?;
        if right.0 == code { Ok(right) } else { Err(PartitaIvaError::CheckDigit) }
    }
}

impl fmt::Display for PartitaIva {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for PartitaIva {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PartitaIva({self})")
    }
}

text_form!(PartitaIva, PartitaIvaError);

/// Why a text is not a partita IVA.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartitaIvaError {
    /// Something that is not a digit, at this position counted from 0.
    #[error("character {} is not a digit", position + 1)]
    Character {
        /// Counted from 0.
        position: usize,
    },
    /// The last digit does not fit the others: one was mistyped.
    #[error("the check digit does not fit")]
    CheckDigit,
    /// Not 11 characters.
    #[error("{found} characters instead of 11")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// Zeros only.
    #[error("all digits are zero")]
    Zero,
}
