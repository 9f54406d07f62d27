use std::{fmt, str::FromStr};

use jiff::civil::Date;

use crate::text::text_form;

/// The document by which a person is identified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityDocument {
    kind: DocumentKind,
    number: String,
    issuer: String,
    issued: Date,
    expires: Option<Date>,
}

impl IdentityDocument {
    /// Takes a document in. The number loses its spaces and gets capitals.
    ///
    /// # Errors
    /// When a part is missing, the number cannot be one of its kind, or the dates are in the wrong order.
    pub fn new(
        kind: DocumentKind,
        number: &str,
        issuer: &str,
        issued: Date,
        expires: Option<Date>,
    ) -> Result<Self, DocumentError> {
        let number: String = number.chars().filter(|c| !c.is_whitespace()).collect();
        let number = number.to_ascii_uppercase();
        let plausible = (4..=20).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-/.".contains(&byte));
        if !plausible || (kind == DocumentKind::ElectronicIdentityCard && !is_cie_number(&number)) {
            return Err(DocumentError::Number);
        }
        let issuer = issuer.trim().to_owned();
        if issuer.is_empty() {
            return Err(DocumentError::Issuer);
        }
        if expires.is_some_and(|expires| expires <= issued) {
            return Err(DocumentError::Dates);
        }
        Ok(Self { kind, number, issuer, issued, expires })
    }

    /// What it is.
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// Its number, capitals, without spaces.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// Who issued it, for example `Comune di Udine`.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The day of issue.
    pub fn issued(&self) -> Date {
        self.issued
    }

    /// Its last day of validity; `None` when it has none.
    pub fn expires(&self) -> Option<Date> {
        self.expires
    }

    /// Whether it is good on a day.
    pub fn validity_on(&self, day: Date) -> Validity {
        match self.expires {
            _ if day < self.issued => Validity::NotYetIssued,
            Some(last_day) if day > last_day => Validity::Expired { last_day },
            _ => Validity::Valid,
        }
    }
}

/// Two letters, five digits, two letters.
fn is_cie_number(number: &str) -> bool {
    let shape = number.bytes().map(|byte| if byte.is_ascii_digit() { b'9' } else { b'A' });
    shape.eq(*b"AA99999AA")
}

/// Whether a document is good on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// No longer.
    Expired {
        /// The last day on which it was.
        last_day: Date,
    },
    /// Not yet.
    NotYetIssued,
    /// Yes.
    Valid,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $code:literal, $name:literal;)*) => {
        /// The kinds of document that identify (DPR 445/2000 art. 35), with the codes of the chambers'
        /// vocabulary.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum DocumentKind {
            $($(#[$doc])* $kind,)*
        }

        impl DocumentKind {
            /// Every kind.
            pub const ALL: &[DocumentKind] = &[$(DocumentKind::$kind),*];

            /// The code, for example `CIE`.
            pub fn code(self) -> &'static str {
                match self { $(DocumentKind::$kind => $code),* }
            }

            /// The Italian name of the law.
            pub fn name(self) -> &'static str {
                match self { $(DocumentKind::$kind => $name),* }
            }
        }
    };
}

kinds! {
    /// Of paper.
    IdentityCard = "CI", "Carta d'identità";
    /// Of plastic, with a chip.
    ElectronicIdentityCard = "CIE", "Carta d'identità elettronica";
    /// Passport.
    Passport = "PAS", "Passaporto";
    /// Driving licence.
    DrivingLicence = "PTG", "Patente di guida";
    /// Boating licence.
    BoatingLicence = "PTN", "Patente nautica";
    /// Residence permit.
    ResidencePermit = "PS", "Permesso di soggiorno";
    /// EU long-term residence permit.
    LongTermResidencePermit = "PSL", "Permesso di soggiorno CE per lungo soggiornanti";
    /// Pension book.
    PensionBook = "LPE", "Libretto di pensione";
    /// Licence for heating plants.
    HeatingPlantLicence = "PIT", "Patentino di abilitazione alla conduzione di impianti termici";
    /// Firearms licence.
    FirearmsLicence = "PAR", "Porto d'armi";
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl FromStr for DocumentKind {
    type Err = DocumentError;

    fn from_str(text: &str) -> Result<Self, DocumentError> {
        Self::ALL.iter().copied().find(|kind| kind.code() == text).ok_or(DocumentError::Kind)
    }
}

text_form!(DocumentKind, DocumentError);

/// Why something is not an identity document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// It expires before it is issued.
    #[error("the document expires before it is issued")]
    Dates,
    /// It does not say who issued it.
    #[error("the issuer is missing")]
    Issuer,
    /// The code names no kind of document.
    #[error("not the code of a kind of document")]
    Kind,
    /// No document of its kind has such a number.
    #[error("not a number that such a document has")]
    Number,
}
