//! The keys of the authorities, as the verbs use them: by label, through one door.

use std::{
    io::Read,
    sync::{Arc, PoisonError},
};

use keyvault::{KeySpec, SigningKey, VaultError};
use x509::{
    ToSign,
    alg::{PublicKey, SignatureAlgorithm},
};

use crate::{Authority, AuthorityError};

impl Authority {
    /// Makes a key under a label and gives its public half; one that an interrupted attempt left there
    /// is taken as it is.
    pub(crate) fn make_key(&self, label: &str, spec: KeySpec) -> Result<PublicKey, AuthorityError> {
        match self.vault.generate(label, spec, &*self.entropy) {
            Ok(key) => Ok(key.public_key().clone()),
            Err(VaultError::AlreadyThere(_)) => Ok(self.open_key(label)?.public_key().clone()),
            Err(error) => Err(error.into()),
        }
    }

    /// Signs what waits for it with the key of a label. The key verifies the signature before it gives
    /// it (pki.md §10 K4).
    pub(crate) fn sign(&self, to_sign: &ToSign, label: &str) -> Result<Vec<u8>, AuthorityError> {
        let signature = self.sign_octets(label, to_sign.algorithm(), to_sign.bytes())?;
        Ok(to_sign.complete(&signature))
    }

    /// The signature value of a key over octets. The octets go along whole, not their digest, so that
    /// whoever holds the key can read what it signs.
    pub(crate) fn sign_octets(
        &self,
        label: &str,
        algorithm: SignatureAlgorithm,
        octets: &[u8],
    ) -> Result<Vec<u8>, AuthorityError> {
        Ok(self.open_key(label)?.sign_digest(algorithm, &algorithm.digest().digest(octets))?)
    }

    /// The signature value of a key over octets that are too many to hold: `length` of them, read once,
    /// from the first to the last.
    #[allow(dead_code, reason = "lists are streamed in a step of their own")]
    pub(crate) fn sign_stream(
        &self,
        label: &str,
        algorithm: SignatureAlgorithm,
        length: u64,
        octets: &mut dyn Read,
    ) -> Result<Vec<u8>, AuthorityError> {
        let mut hasher = algorithm.digest().hasher();
        let mut chunk = vec![0; 64 << 10];
        let mut left = length;
        while left > 0 {
            let most = usize::try_from(left).unwrap_or(usize::MAX).min(chunk.len());
            let count = octets.read(&mut chunk[..most]).map_err(AuthorityError::internal)?;
            if count == 0 {
                return Err(AuthorityError::internal("what is to be signed ends too soon"));
            }
            hasher.update(&chunk[..count]);
            left -= count as u64;
        }
        Ok(self.open_key(label)?.sign_digest(algorithm, &hasher.finish())?)
    }

    /// The key under a label, opened once.
    pub(crate) fn open_key(&self, label: &str) -> Result<Arc<dyn SigningKey>, AuthorityError> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = keys.get(label) {
            return Ok(Arc::clone(key));
        }
        let key: Arc<dyn SigningKey> = Arc::new(self.vault.load(label)?);
        keys.insert(label.to_owned(), Arc::clone(&key));
        Ok(key)
    }
}

/// The algorithm that a key signs certificates, lists and answers with.
pub(crate) fn algorithm_of(key: &PublicKey) -> Result<SignatureAlgorithm, AuthorityError> {
    KeySpec::of(key.key_type()).map(KeySpec::default_algorithm).ok_or(AuthorityError::KeyType)
}
