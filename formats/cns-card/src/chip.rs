//! What the pure machine asks of whoever holds its secrets.

use serde::{Deserialize, Serialize};

use crate::{Code, memory::Memory};

/// The chip could not do it: the file could not be written, the key is not there, the engine failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the chip could not carry it out")]
pub struct Failed;

/// Codes, private keys, randomness and durable storage: everything of a card that is not pure.
///
/// The machine decides *whether* something may be done; the chip does it. Codes and private keys live only
/// behind this trait. A chip that keeps the data key wrapped under each code learns it in [`Chip::check`]
/// and drops it in [`Chip::forget`].
pub trait Chip {
    /// Makes the memory durable, together with what [`Chip::replace`] and [`Chip::generate`] prepared: all of
    /// it or nothing. Returns `Ok` only when it would survive a power loss: the machine calls it with a
    /// counter already lowered *before* it asks for a comparison, and compares nothing after `Err`. What was
    /// prepared is dropped then.
    fn commit(&mut self, memory: &Memory) -> Result<(), Failed>;

    /// Whether this is the code of that reference. In constant time ([`Code::matches`], or a key derivation).
    fn check(&mut self, reference: u8, presented: &Code) -> Result<bool, Failed>;

    /// Prepares a new value of a code; [`Chip::commit`] follows. `by` and `with` are the code just checked that
    /// allows it: itself, or its PUK.
    fn replace(&mut self, reference: u8, new: &Code, by: u8, with: &Code) -> Result<(), Failed>;

    /// The private operation of a key. See [`Operation`] for what goes in and out.
    fn operate(&mut self, key: u8, operation: Operation, input: &[u8]) -> Result<Vec<u8>, Failed>;

    /// Prepares a new key in this place, in the stead of the one there was, and gives its public half;
    /// [`Chip::commit`] follows. `pin` is the code that will open it, checked before; `None` where none does.
    fn generate(&mut self, key: u8, algorithm: Algorithm, pin: Option<u8>) -> Result<PublicKey, Failed>;

    /// Fills with random octets.
    fn random(&mut self, octets: &mut [u8]) -> Result<(), Failed>;

    /// Power went or the card was reset: whatever a checked code opened is closed again.
    fn forget(&mut self);
}

/// A private operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// RSA without padding: as many octets as the modulus in and out, the input smaller than the modulus.
    RawRsa,
    /// ECDSA over a digest of the size of the curve; out comes the DER `Ecdsa-Sig-Value`.
    Ecdsa,
    /// ECDH with an uncompressed point; out comes the x coordinate.
    Ecdh,
}

/// The kinds of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Algorithm {
    /// RSA, 1024 bits: cards of version 1.0 only.
    Rsa1024,
    /// RSA, 2048 bits.
    Rsa2048,
    /// RSA, 3072 bits: PIV only.
    Rsa3072,
    /// RSA, 4096 bits: PIV only.
    Rsa4096,
    /// NIST P-256: PIV only.
    P256,
    /// NIST P-384: PIV only.
    P384,
}

impl Algorithm {
    /// Octets of the modulus or of a coordinate.
    pub fn octets(self) -> usize {
        match self {
            Self::Rsa1024 => 128,
            Self::Rsa2048 => 256,
            Self::Rsa3072 => 384,
            Self::Rsa4096 => 512,
            Self::P256 => 32,
            Self::P384 => 48,
        }
    }

    /// Whether it is RSA.
    pub fn is_rsa(self) -> bool {
        !matches!(self, Self::P256 | Self::P384)
    }
}

/// The public half of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PublicKey {
    /// Modulus and exponent, big endian, without leading zeros.
    Rsa {
        /// The modulus.
        #[serde(with = "crate::hex")]
        modulus: Vec<u8>,
        /// The public exponent.
        #[serde(with = "crate::hex")]
        exponent: Vec<u8>,
    },
    /// The uncompressed point.
    Ec {
        /// 04, x, y.
        #[serde(with = "crate::hex")]
        point: Vec<u8>,
    },
}
