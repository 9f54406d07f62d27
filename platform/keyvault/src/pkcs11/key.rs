use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

use asn1::Writer;
use cryptoki::{
    error::Error as Cause,
    mechanism::{
        Mechanism, MechanismType,
        rsa::{PkcsMgfType, PkcsPssParams},
    },
    object::{Attribute, ObjectClass, ObjectHandle},
    session::{Session, UserType},
};
use x509::alg::{DigestAlgorithm, PublicKey, SignatureAlgorithm};

use super::{Error, Token, auth_pin};
use crate::{
    KeyError, KeySpec, SigningKey, release,
    software::{allowed, check_length, pss_digest},
};

/// A private key on a token.
pub struct DeviceKey {
    token: Token,
    /// Handles die with the device's sessions; the identifier lives on.
    object: Mutex<ObjectHandle>,
    id: Vec<u8>,
    label: String,
    public: PublicKey,
    always_authenticate: bool,
}

impl DeviceKey {
    pub(super) fn new(
        token: Token,
        object: ObjectHandle,
        id: Vec<u8>,
        label: String,
        public: PublicKey,
        always_authenticate: bool,
    ) -> Self {
        Self { token, object: Mutex::new(object), id, label, public, always_authenticate }
    }

    /// `CKA_ID`.
    pub fn id(&self) -> &[u8] {
        &self.id
    }

    /// `CKA_LABEL`.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Whether the device asks for the PIN at each signature (`CKA_ALWAYS_AUTHENTICATE`).
    pub fn always_authenticate(&self) -> bool {
        self.always_authenticate
    }

    fn sign_raw(&self, mechanism: &Mechanism<'_>, data: &[u8]) -> Result<Vec<u8>, Error> {
        if self.always_authenticate {
            return self.sign_with_pin(mechanism, data);
        }
        let known = *self.object.lock().unwrap_or_else(PoisonError::into_inner);
        self.token.in_session(|session| {
            match session.sign(mechanism, known, data) {
                // The first try of `in_session` uses the known handle, the second looks again.
                Err(cause) if is_stale(&cause) => {
                    let object = self.find(session)?.ok_or(cause)?;
                    let signature = session.sign(mechanism, object, data)?;
                    *self.object.lock().unwrap_or_else(PoisonError::into_inner) = object;
                    Ok(signature)
                }
                signed => signed,
            }
        })
    }

    /// PKCS#11 §5.13: the PIN goes to the device between `C_SignInit` and the data. The data then go in
    /// parts, the only way the binding offers; cards take that, SoftHSM2 does not.
    fn sign_with_pin(&self, mechanism: &Mechanism<'_>, data: &[u8]) -> Result<Vec<u8>, Error> {
        let pin = auth_pin(&self.token.pin().ok_or(Error::PinRequired)?);
        let object = *self.object.lock().unwrap_or_else(PoisonError::into_inner);
        self.token.in_own_session(|session| {
            session.sign_init(mechanism, object)?;
            session
                .login(UserType::ContextSpecific, Some(&pin))
                .map_err(|cause| self.token.login_error(cause))?;
            session.sign_update(data)?;
            Ok(session.sign_final()?)
        })
    }

    fn find(&self, session: &Session) -> Result<Option<ObjectHandle>, Cause> {
        let template = [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Id(self.id.clone())];
        Ok(session.find_objects(&template)?.first().copied())
    }
}

fn is_stale(cause: &Cause) -> bool {
    use cryptoki::error::RvError::{KeyHandleInvalid, ObjectHandleInvalid};
    matches!(cause, Cause::Pkcs11(KeyHandleInvalid | ObjectHandleInvalid, _))
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey({:?} on {:?})", self.label, self.token)
    }
}

impl SigningKey for DeviceKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign_digest(&self, algorithm: SignatureAlgorithm, digest: &[u8]) -> Result<Vec<u8>, KeyError> {
        check_length(algorithm, digest)?;
        let spec = KeySpec::of(self.public.key_type()).ok_or(KeyError::Algorithm)?;
        let signature = match (algorithm, spec) {
            (SignatureAlgorithm::Ecdsa(name), KeySpec::P256 | KeySpec::P384) => {
                allowed(name)?;
                let width = if spec == KeySpec::P256 { 32 } else { 48 };
                // Not every device cuts a digest that is longer than the curve (FIPS 186-5 §6.4.1).
                let digest = &digest[..digest.len().min(width)];
                ecdsa_der(&self.sign_raw(&Mechanism::Ecdsa, digest)?)?
            }
            (SignatureAlgorithm::RsaPkcs1(name), KeySpec::Rsa2048 | KeySpec::Rsa3072 | KeySpec::Rsa4096) => {
                allowed(name)?;
                self.sign_raw(&Mechanism::RsaPkcs, &digest_info(name, digest))?
            }
            (
                SignatureAlgorithm::RsaPss { digest: name, mgf_digest, salt_len },
                KeySpec::Rsa2048 | KeySpec::Rsa3072 | KeySpec::Rsa4096,
            ) => {
                let name = pss_digest(name, mgf_digest, salt_len)?;
                let (hash_alg, mgf, s_len) = match name {
                    DigestAlgorithm::Sha256 => (MechanismType::SHA256, PkcsMgfType::MGF1_SHA256, 32.into()),
                    DigestAlgorithm::Sha384 => (MechanismType::SHA384, PkcsMgfType::MGF1_SHA384, 48.into()),
                    _ => (MechanismType::SHA512, PkcsMgfType::MGF1_SHA512, 64.into()),
                };
                let params = PkcsPssParams { hash_alg, mgf, s_len };
                self.sign_raw(&Mechanism::RsaPkcsPss(params), digest)?
            }
            _ => return Err(KeyError::Algorithm),
        };
        release(&self.public, algorithm, digest, signature)
    }
}

/// DigestInfo (RFC 8017 §9.2), with the NULL that its note 1 asks for.
fn digest_info(algorithm: DigestAlgorithm, digest: &[u8]) -> Vec<u8> {
    Writer::build(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(&algorithm.oid());
                w.null();
            });
            w.octets(digest);
        });
    })
}

/// Raw `r || s` as DER `SEQUENCE { r, s }`.
fn ecdsa_der(raw: &[u8]) -> Result<Vec<u8>, KeyError> {
    if raw.is_empty() || !raw.len().is_multiple_of(2) {
        return Err(KeyError::SelfCheck);
    }
    let (r, s) = raw.split_at(raw.len() / 2);
    Ok(Writer::build(|w| {
        w.sequence(|w| {
            w.integer(r);
            w.integer(s);
        });
    }))
}
