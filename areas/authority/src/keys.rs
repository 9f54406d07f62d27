//! The keys of the authorities, as the verbs use them: by label, through one door.
//!
//! Labels `ca/…` go to whoever holds the authorities' keys ([`Authority::with_signer`]); all others are
//! in the vault. Without a signer the authorities' keys are in the vault too, and what they sign passes
//! the same allow-list here.

use std::{
    io::Read,
    sync::{Arc, PoisonError},
};

use foundation::hex;
use keyvault::{
    Case, KeyEntry, KeySpec, Keyring, KeyringError, Order, SigningKey, SigningPolicy, VaultError,
};
use x509::{
    Certificate, ToSign,
    alg::{DigestAlgorithm, PublicKey, SignatureAlgorithm},
};

use crate::{Authority, AuthorityError, Settings, rules::signing_policy::AllowList};

/// Labels of the authorities' keys begin with it.
const AUTHORITY: &str = "ca/";

impl Settings {
    /// What the authorities' keys may sign in this installation. `may_begin`: whether a new key may sign
    /// its own certificate, which is for ceremonies.
    pub fn allow_list(&self, may_begin: bool) -> AllowList {
        AllowList {
            signature: self.policy_signature,
            cns: self.policy_cns,
            time_stamping: self.policy_tsa,
            ocsp: self.policy_ocsp,
            may_begin,
        }
    }
}

impl Authority {
    /// Who holds the key of a label, if it is not the vault.
    fn signer_of(&self, label: &str) -> Option<&dyn Keyring> {
        self.signer.as_deref().filter(|_| label.starts_with(AUTHORITY))
    }

    /// Makes a key under a label and gives its public half; one that an interrupted attempt left there
    /// is taken as it is.
    pub(crate) fn make_key(&self, label: &str, spec: KeySpec) -> Result<PublicKey, AuthorityError> {
        if let Some(signer) = self.signer_of(label) {
            return match signer.generate(label, spec) {
                Err(KeyringError::AlreadyThere(_)) => Ok(signer.public_key(label)?),
                made => Ok(made?),
            };
        }
        match self.vault.generate(label, spec, &*self.entropy) {
            Ok(key) => Ok(key.public_key().clone()),
            Err(VaultError::AlreadyThere(_)) => Ok(self.open_key(label)?.public_key().clone()),
            Err(error) => Err(error.into()),
        }
    }

    /// The public half of a key, wherever it is.
    pub(crate) fn public_key(&self, label: &str) -> Result<PublicKey, AuthorityError> {
        match self.signer_of(label) {
            Some(signer) => Ok(signer.public_key(label)?),
            None => Ok(self.open_key(label)?.public_key().clone()),
        }
    }

    /// Every key, wherever it is.
    pub(crate) fn all_keys(&self) -> Result<Vec<KeyEntry>, AuthorityError> {
        let mut keys = self.vault.list()?;
        if let Some(signer) = &self.signer {
            keys.extend(signer.list()?);
        }
        Ok(keys)
    }

    /// Destroys a key for ever.
    pub(crate) fn destroy_key(&self, label: &str) -> Result<(), AuthorityError> {
        match self.signer_of(label) {
            Some(signer) => Ok(signer.destroy(label)?),
            None => {
                self.keys.lock().unwrap_or_else(PoisonError::into_inner).remove(label);
                Ok(self.vault.destroy(label)?)
            }
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
        if let Some(signer) = self.signer_of(label) {
            let request = request_id(octets);
            return Ok(signer.sign(&Order { label, algorithm, request: &request }, octets)?);
        }
        let key = self.open_key(label)?;
        if label.starts_with(AUTHORITY) {
            self.judge(label, &*key, algorithm, octets)?;
        }
        Ok(key.sign_digest(algorithm, &algorithm.digest().digest(octets))?)
    }

    /// The allow-list for keys that are in the vault.
    fn judge(
        &self,
        label: &str,
        key: &dyn SigningKey,
        algorithm: SignatureAlgorithm,
        octets: &[u8],
    ) -> Result<(), AuthorityError> {
        let authorities = self.authorities();
        let own = authorities.iter().find(|ca| ca.key_label == label).map(|ca| ca.certificate.tbs());
        let case = Case {
            label,
            key: key.public_key(),
            algorithm,
            octets,
            origin: own,
            unused: own.is_none(),
            now: self.now(),
        };
        match self.settings.allow_list(true).judge(&case) {
            Ok(_) => Ok(()),
            Err(refusal) => Err(KeyringError::from(refusal).into()),
        }
    }

    /// The signature value of an authority's key over a list that is too long to hold: `length` octets, read
    /// once, from the first to the last.
    pub(crate) fn sign_stream(
        &self,
        label: &str,
        algorithm: SignatureAlgorithm,
        length: u64,
        octets: &mut dyn Read,
    ) -> Result<Vec<u8>, AuthorityError> {
        if let Some(signer) = self.signer_of(label) {
            // What it stands for is known only at the end: its name is drawn.
            let request = format!("stream-{}", hex(&self.entropy.bytes::<16>()));
            return Ok(signer.sign_stream(&Order { label, algorithm, request: &request }, length, octets)?);
        }
        let key = self.open_key(label)?;
        let mut hasher = algorithm.digest().hasher();
        let rest = keyvault::skim_list(length, octets, |chunk| hasher.update(chunk))?;
        self.judge(label, &*key, algorithm, &rest)?;
        Ok(key.sign_digest(algorithm, &hasher.finish())?)
    }

    /// Whether a signature over these octets ever left the authorities' keys. `None` where no record is
    /// kept: nobody can tell then. With a record, octets that were signed get the same signature again,
    /// and octets that were not may be signed, whatever the algorithm (pki.md §11).
    pub(crate) fn was_signed(&self, label: &str, octets: &[u8]) -> Result<Option<bool>, AuthorityError> {
        let Some(signer) = self.signer_of(label) else { return Ok(None) };
        match signer.signed(&request_id(octets)) {
            Ok(found) => Ok(Some(found.is_some())),
            Err(KeyringError::NoRecord) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The certificate with which an interrupted attempt began an authority, signed as it was then.
    pub(crate) fn begun(
        &self,
        label: &str,
        algorithm: SignatureAlgorithm,
    ) -> Result<Option<Certificate>, AuthorityError> {
        let Some(signer) = self.signer_of(label) else { return Ok(None) };
        let Some(octets) = signer.origin(label)? else { return Ok(None) };
        let Some(signed) = signer.signed(&request_id(&octets))? else { return Ok(None) };
        let der = asn1::Writer::build(|w| {
            w.sequence(|w| {
                w.raw(&octets);
                algorithm.write(w);
                w.bit_string(&signed.signature);
            });
        });
        Certificate::from_der(der).map(Some).map_err(AuthorityError::internal)
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

/// The name of a request to sign: what is to be signed names itself, so that the same octets are the
/// same request wherever they are asked for again.
fn request_id(octets: &[u8]) -> String {
    hex(&DigestAlgorithm::Sha256.digest(octets))
}

/// The algorithm that a key signs certificates, lists and answers with.
pub(crate) fn algorithm_of(key: &PublicKey) -> Result<SignatureAlgorithm, AuthorityError> {
    KeySpec::of(key.key_type()).map(KeySpec::default_algorithm).ok_or(AuthorityError::KeyType)
}
