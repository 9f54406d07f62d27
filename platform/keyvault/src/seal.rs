//! Sealing with AES-256-GCM, and keys from passphrases and PINs with Argon2id (RFC 9106).

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use foundation::Entropy;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::document::Octets;

/// Octets of a salt.
const SALT_LENGTH: usize = 16;

/// A key of AES-256, wiped on drop.
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// A new random key.
pub(crate) fn random_key(entropy: &dyn Entropy) -> Key {
    let mut key = Key::default();
    entropy.fill(&mut key[..]);
    key
}

/// Something encrypted and authenticated: nonce, then ciphertext with its tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sealed {
    nonce: Octets,
    ciphertext: Octets,
}

impl Sealed {
    /// Seals `secret`, bound to `context`. The nonce is random: each key seals a handful of values.
    pub(crate) fn new(key: &Key, context: &[u8], secret: &[u8], entropy: &dyn Entropy) -> Self {
        let nonce = entropy.bytes::<NONCE_LEN>();
        let mut buffer = Zeroizing::new(Vec::with_capacity(secret.len() + AES_256_GCM.tag_len()));
        buffer.extend_from_slice(secret);
        #[expect(clippy::expect_used, reason = "AES-GCM refuses only inputs above 64 GiB; ours are keys")]
        cipher(key)
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(context), &mut *buffer)
            .expect("a private key is shorter than 64 GiB");
        Self { nonce: Octets(nonce.to_vec()), ciphertext: Octets(buffer.to_vec()) }
    }

    /// The secret, if `key` and `context` are those it was sealed with.
    pub(crate) fn open(&self, key: &Key, context: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let nonce = Nonce::try_assume_unique_for_key(&self.nonce.0).ok()?;
        let mut buffer = Zeroizing::new(self.ciphertext.0.clone());
        let length = cipher(key).open_in_place(nonce, Aad::from(context), &mut buffer).ok()?.len();
        buffer.truncate(length);
        Some(buffer)
    }

    /// Opens a sealed [`Key`].
    pub(crate) fn open_key(&self, key: &Key, context: &[u8]) -> Option<Key> {
        <[u8; 32]>::try_from(&self.open(key, context)?[..]).ok().map(Zeroizing::new)
    }
}

fn cipher(key: &Key) -> LessSafeKey {
    #[expect(clippy::expect_used, reason = "a 32-octet key always suits AES-256")]
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key[..]).expect("AES-256 takes 32 octets"))
}

/// What guessing one secret costs: Argon2id parameters (RFC 9106 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Argon2Cost {
    /// Memory, KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Argon2Cost {
    /// For the passphrase of a [`Vault`](crate::Vault): 64 MiB, 3 passes (RFC 9106 §4, second choice,
    /// on one lane). About 0.2 s of one core.
    pub const PASSPHRASE: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
    /// For the PIN of a token file: 19 MiB, 2 passes. About 30 ms of one core, paid at each unlock.
    /// Eight digits are few whatever the cost; a token file is a test device.
    pub const PIN: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
    /// The least that Argon2 takes, for tests.
    pub const LEAST: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };

    /// Whether we compute it. A file is data from outside: it must not make us allocate without bound.
    pub(crate) fn is_reasonable(self) -> bool {
        (1..=4).contains(&self.lanes)
            && (8 * self.lanes..=1 << 20).contains(&self.memory_kib)
            && (1..=64).contains(&self.passes)
    }
}

/// The recipe by which a secret gives a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stretch {
    pub(crate) argon2id: Argon2Cost,
    salt: Octets,
}

impl Stretch {
    pub(crate) fn new(cost: Argon2Cost, entropy: &dyn Entropy) -> Self {
        Self { argon2id: cost, salt: Octets(entropy.bytes::<SALT_LENGTH>().to_vec()) }
    }

    /// The key that `secret` gives; `None` when the parameters are not ones that we compute.
    pub(crate) fn key(&self, secret: &[u8]) -> Option<Key> {
        let Argon2Cost { memory_kib, passes, lanes } = self.argon2id;
        if !self.argon2id.is_reasonable() {
            return None;
        }
        let params = argon2::Params::new(memory_kib, passes, lanes, Some(32)).ok()?;
        let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
        let mut key = Key::default();
        argon2.hash_password_into(secret, &self.salt.0, &mut key[..]).ok()?;
        Some(key)
    }
}
