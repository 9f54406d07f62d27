//! Personalisation: new keys on a device, proofs that it has them, certificates and the holder's data into it.
//!
//! One flow, [`personalise`], over three kinds of device: the card in a token file and a card in a reader
//! ([`OnCard`], by administrative commands), and a PKCS#11 token ([`OnModule`]). Who certifies is the caller's
//! business: it gets the two proofs and gives the two certificates.

mod card;
mod module;

use std::fmt;

use cns_card::PersonalData;
use foundation::Secret;
use keyvault::{KeyError, KeySpec, SigningKey};
use x509::{Certificate, Name, profile::SubjectBuilder, request};

pub use self::{card::OnCard, module::OnModule};
use crate::{Condition, DeviceError, Purpose};

/// A device on which keys are made and certificates put.
pub trait Personalisable: fmt::Debug {
    /// The number it has; `None` where it has none of its own.
    ///
    /// # Errors
    /// Why it cannot be asked.
    fn number(&mut self) -> Result<Option<String>, Condition>;

    /// Whether it has no certificate yet.
    ///
    /// # Errors
    /// Why it cannot be asked.
    fn is_blank(&mut self) -> Result<bool, Condition>;

    /// Writes who it belongs to, where the device has a place for that.
    ///
    /// # Errors
    /// Why it cannot be written.
    fn write_holder(&mut self, holder: &PersonalData) -> Result<(), Condition>;

    /// Makes the key of a purpose inside the device, in the stead of the one there was, and opens it.
    ///
    /// # Errors
    /// [`Condition::KeyUnfit`] where the device has no keys of that kind, the conditions of its PIN, or why it
    /// cannot be made.
    fn generate(&mut self, purpose: Purpose, spec: KeySpec) -> Result<Box<dyn SigningKey>, Condition>;

    /// Puts a certificate beside its key.
    ///
    /// # Errors
    /// Why it cannot be written.
    fn install(&mut self, purpose: Purpose, certificate: &Certificate) -> Result<(), Condition>;

    /// Sets the PIN of both keys.
    ///
    /// # Errors
    /// Those of changing a PIN.
    fn set_pin(&mut self, new: &Secret<String>) -> Result<(), Condition>;
}

/// The PINs that open a device while it is personalised.
#[derive(Clone, Debug)]
pub struct Pins {
    /// Of the signature key.
    pub signature: Secret<String>,
    /// Of the authentication key.
    pub authentication: Secret<String>,
}

impl Pins {
    /// One PIN for both.
    pub fn one(pin: &Secret<String>) -> Self {
        Self { signature: pin.clone(), authentication: pin.clone() }
    }

    pub(crate) fn of(&self, purpose: Purpose) -> &Secret<String> {
        match purpose {
            Purpose::Signature => &self.signature,
            Purpose::Authentication => &self.authentication,
        }
    }
}

/// What the authority certifies.
#[derive(Clone, Debug)]
pub struct Proofs {
    /// Number of the device.
    pub number: String,
    /// The holder's data as they stand on the device.
    pub personal_data: Vec<u8>,
    /// PKCS#10 request of the signature key, DER, signed by it.
    pub signature: Vec<u8>,
    /// That of the authentication key.
    pub authentication: Vec<u8>,
}

/// Both certificates.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Of the signature key.
    pub signature: Certificate,
    /// Of the authentication key.
    pub authentication: Certificate,
}

/// Why a device was not personalised.
#[derive(Debug, thiserror::Error)]
pub enum NotPersonalised<E> {
    /// The device. Where it failed while certificates were written, they are issued and go nowhere.
    #[error("{0:?}")]
    Device(Condition),
    /// It has certificates already. Nothing was done.
    #[error("the device has certificates already")]
    NotBlank,
    /// The authority did not certify.
    #[error("the keys were not certified")]
    Certifier(E),
}

impl<E> From<Condition> for NotPersonalised<E> {
    fn from(condition: Condition) -> Self {
        Self::Device(condition)
    }
}

/// Makes both keys on a device, has them certified, and writes certificates and data. `number` is for devices
/// that have none. A device with certificates is left alone.
///
/// # Errors
/// [`NotPersonalised`].
pub fn personalise<E>(
    device: &mut dyn Personalisable,
    holder: &PersonalData,
    spec: KeySpec,
    number: &str,
    certify: impl FnOnce(Proofs) -> Result<Pair, E>,
) -> Result<Pair, NotPersonalised<E>> {
    if !device.is_blank()? {
        return Err(NotPersonalised::NotBlank);
    }
    let number = device.number()?.unwrap_or_else(|| number.to_owned());
    let personal_data = holder
        .to_bytes()
        .map_err(|error| NotPersonalised::Device(Condition::Failed { detail: error.to_string() }))?;
    device.write_holder(holder)?;
    let mut proof = |purpose| {
        let key = device.generate(purpose, spec)?;
        proof_of_possession(&*key).map_err(|error| DeviceError::of_key(error, "").condition)
    };
    let (signature, authentication) = (proof(Purpose::Signature)?, proof(Purpose::Authentication)?);
    let pair = certify(Proofs { number, personal_data, signature, authentication })
        .map_err(NotPersonalised::Certifier)?;
    device.install(Purpose::Signature, &pair.signature)?;
    device.install(Purpose::Authentication, &pair.authentication)?;
    Ok(pair)
}

/// A PKCS#10 request signed by its own key, DER: whoever made it has the private half. It names nobody.
///
/// # Errors
/// [`KeyError::Algorithm`] for a key of no kind of ours, or why it did not sign.
pub fn proof_of_possession(key: &dyn SigningKey) -> Result<Vec<u8>, KeyError> {
    let spec = KeySpec::of(key.public_key().key_type()).ok_or(KeyError::Algorithm)?;
    let unwritten = |_| KeyError::Engine("writing a request");
    let subject = SubjectBuilder::new().country("IT").finish().map_err(unwritten)?;
    let subject = Name::from_der(&subject).map_err(|_| KeyError::Engine("writing a request"))?;
    let to_sign = request::build(subject, key.public_key(), spec.default_algorithm());
    let signature = key.sign_digest(to_sign.algorithm(), &to_sign.digest())?;
    Ok(to_sign.complete(&signature))
}
