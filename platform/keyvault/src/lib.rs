//! Private keys and the devices that hold them. A key signs digests and never leaves.
//!
//! Everything that signs goes through [`SigningKey`]: give it the digest of what is to be signed and
//! the algorithm, receive the signature value. Where the key lives is the business of this crate:
//!
//! - [`SoftwareKey`]: a key in this process, on AWS-LC.
//! - [`Vault`]: a folder of software keys, each sealed with AES-256-GCM under a key that comes from a
//!   passphrase (Argon2id) or from a key file.
//! - [`pkcs11`]: a key in a smart card or an HSM behind a PKCS#11 module.
//! - [`Guarded`]: keys of a vault or a module behind a policy and a record of what was signed; a
//!   [`Keyring`], as is the client of a signing process.
//! - [`shares`]: a secret in parts, m of n.
//! - [`token`]: a `*.token` file, the test device: two key pairs under two PINs with retry counters.
//!
//! Every signature is verified with the public key before it is released: a fault during the
//! computation must not give the key away (pki.md §10 K4).

mod document;
mod error;
mod files;
mod guard;
mod keyring;
mod ledger;
pub mod pkcs11;
mod raw_rsa;
mod seal;
pub mod shares;
#[cfg(unix)]
pub mod signer;
mod skim;
mod software;
mod spec;
mod spki;
pub mod token;
mod vault;

use std::fmt::Debug;

pub use error::KeyError;
pub use guard::{Case, Granted, Guarded, Opener, Refusal, SigningPolicy, skim_list};
pub use keyring::{KeyStore, Keyring, KeyringError, Order, Signed, TokenKeys, VaultKeys};
pub use ledger::{Ledger, LedgerError};
pub use seal::Argon2Cost;
pub use software::SoftwareKey;
pub use spec::{KeySpec, UnknownKeySpec};
pub use spki::card_public_key;
pub use vault::{KeyEntry, Unlock, Vault, VaultError};
use x509::alg::{PublicKey, SignatureAlgorithm};

/// A private key that signs digests.
///
/// ECDSA signatures are a DER `SEQUENCE { r, s }` (RFC 3279 §2.2.3), RSA signatures raw octets as
/// long as the modulus: what X.509 and CMS carry.
pub trait SigningKey: Debug + Send + Sync {
    /// The public half.
    fn public_key(&self) -> &PublicKey;

    /// Signs `digest`, which `algorithm.digest()` computed.
    ///
    /// # Errors
    /// When the algorithm does not suit the key, the digest has another length, the device refuses,
    /// or the signature does not verify (it is then withheld).
    fn sign_digest(&self, algorithm: SignatureAlgorithm, digest: &[u8]) -> Result<Vec<u8>, KeyError>;
}

/// Starts the crypto engine: its first random number takes tens of milliseconds, which a thread can
/// spend while something else goes on. The number is thrown away.
pub fn start_engine() {
    use aws_lc_rs::rand::{SecureRandom, SystemRandom};
    // Should it fail, the signature that needs it says so.
    let _ = SystemRandom::new().fill(&mut [0; 1]);
}

/// Releases `signature` only if the public key accepts it (pki.md §10 K4).
fn release(
    key: &PublicKey,
    algorithm: SignatureAlgorithm,
    digest: &[u8],
    signature: Vec<u8>,
) -> Result<Vec<u8>, KeyError> {
    match key.verify_digest(algorithm, digest, &signature) {
        Ok(()) => Ok(signature),
        Err(_) => Err(KeyError::SelfCheck),
    }
}
