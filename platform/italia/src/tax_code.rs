use std::{fmt, str::FromStr};

use crate::{CodiceFiscale, CodiceFiscaleError, PartitaIva, PartitaIvaError, text::text_form};

/// A codice fiscale in either form: 16 characters of a person, or 11 digits of a company (or of a
/// person who has only a provisional one).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TaxCode {
    /// 11 digits.
    Numeric(PartitaIva),
    /// 16 characters.
    Person(CodiceFiscale),
}

impl TaxCode {
    /// The characters.
    pub fn as_str(&self) -> &str {
        match self {
            TaxCode::Numeric(code) => code.as_str(),
            TaxCode::Person(code) => code.as_str(),
        }
    }
}

impl FromStr for TaxCode {
    type Err = TaxCodeError;

    /// Forgives spaces and small letters.
    fn from_str(text: &str) -> Result<Self, TaxCodeError> {
        match text.chars().filter(|c| !c.is_whitespace()).count() {
            11 => Ok(TaxCode::Numeric(text.parse()?)),
            16 => Ok(TaxCode::Person(text.parse()?)),
            found => Err(TaxCodeError::Length { found }),
        }
    }
}

impl fmt::Display for TaxCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

text_form!(TaxCode, TaxCodeError);

/// Why a text is not a codice fiscale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TaxCodeError {
    /// Neither 11 nor 16 characters.
    #[error("{found} characters instead of 16 (or 11)")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// 11 characters, and wrong.
    #[error(transparent)]
    Numeric(#[from] PartitaIvaError),
    /// 16 characters, and wrong.
    #[error(transparent)]
    Person(#[from] CodiceFiscaleError),
}
