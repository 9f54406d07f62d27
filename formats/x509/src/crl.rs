//! Certificate revocation lists (RFC 5280 §5).
//!
//! - Read: [`Crl::from_der`] checks every entry once and copies none; [`Crl::entries`] and
//!   [`Crl::find`] walk over the octets.
//! - Build: [`Parameters::build`] for lists that fit in memory; [`Parameters::frame`] for lists that
//!   are streamed: the entries are encoded with [`Revoked::write`], hashed in a first pass and written
//!   in a second. [`ListCheck`] reads such a list again before it is released.

mod build;
mod check;
mod read;

pub use build::{Frame, Parameters, Revoked};
pub use check::{CheckedList, ListCheck};
pub use read::{Crl, Entries, Entry, IssuingDistributionPoint};

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

/// Why a certificate was revoked (RFC 5280 §5.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Reason {
    /// No reason; written by leaving the extension out.
    Unspecified = 0,
    /// The key may be in other hands.
    KeyCompromise = 1,
    /// The authority's key may be in other hands.
    CaCompromise = 2,
    /// The relation with the organisation changed.
    AffiliationChanged = 3,
    /// Another certificate takes its place.
    Superseded = 4,
    /// It is no longer used.
    CessationOfOperation = 5,
    /// Suspended.
    CertificateHold = 6,
    /// The suspension ended; in delta CRLs.
    RemoveFromCrl = 8,
    /// A privilege was taken away.
    PrivilegeWithdrawn = 9,
    /// The attribute authority's key may be in other hands.
    AaCompromise = 10,
}

impl Reason {
    /// The number in CRLs and OCSP responses.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The reason with a number; 7 is not used.
    pub fn from_code(code: u64) -> Option<Self> {
        Some(match code {
            0 => Self::Unspecified,
            1 => Self::KeyCompromise,
            2 => Self::CaCompromise,
            3 => Self::AffiliationChanged,
            4 => Self::Superseded,
            5 => Self::CessationOfOperation,
            6 => Self::CertificateHold,
            8 => Self::RemoveFromCrl,
            9 => Self::PrivilegeWithdrawn,
            10 => Self::AaCompromise,
            _ => return None,
        })
    }
}
