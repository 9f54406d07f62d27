//! Finding, reading and writing objects.

use asn1::{Oid, Writer};
use cryptoki::{
    error::Error as Cause,
    mechanism::Mechanism,
    object::{Attribute, AttributeType, CertificateType, ObjectClass, ObjectHandle},
    session::Session,
    types::Ulong,
};
use x509::{Certificate, alg::PublicKey};

use super::{DeviceKey, Error, Token};
use crate::{
    KeySpec, SigningKey,
    spki::{self, P256, P384},
};

/// A certificate stored on a token.
#[derive(Clone, Debug)]
pub struct CertificateObject {
    /// `CKA_ID`, the same as that of its key.
    pub id: Vec<u8>,
    /// `CKA_LABEL`.
    pub label: String,
    /// The certificate, DER; some cards pad it: read it with [`Certificate::from_der`] after trimming.
    pub der: Vec<u8>,
}

impl Token {
    /// The certificates on the token. Needs no PIN on most cards.
    ///
    /// # Errors
    /// What the device says.
    pub fn certificates(&self) -> Result<Vec<CertificateObject>, Error> {
        self.in_session(|session| {
            let template = [
                Attribute::Class(ObjectClass::CERTIFICATE),
                Attribute::CertificateType(CertificateType::X_509),
            ];
            let mut certificates = Vec::new();
            for object in session.find_objects(&template)? {
                let mut found = CertificateObject { id: Vec::new(), label: String::new(), der: Vec::new() };
                let wanted = [AttributeType::Id, AttributeType::Label, AttributeType::Value];
                for attribute in session.get_attributes(object, &wanted)? {
                    match attribute {
                        Attribute::Id(id) => found.id = id,
                        Attribute::Label(label) => found.label = text(label),
                        Attribute::Value(der) => found.der = without_padding(der),
                        _ => {}
                    }
                }
                certificates.push(found);
            }
            Ok(certificates)
        })
    }

    /// The private key with this `CKA_ID`.
    ///
    /// # Errors
    /// [`Error::KeyNotFound`] or what the device says.
    pub fn key_by_id(&self, id: &[u8]) -> Result<DeviceKey, Error> {
        self.first_key(&[Attribute::Id(id.to_vec())], |_| true)
    }

    /// The private key with this `CKA_LABEL`.
    ///
    /// # Errors
    /// [`Error::KeyNotFound`] or what the device says.
    pub fn key_by_label(&self, label: &str) -> Result<DeviceKey, Error> {
        self.first_key(&[Attribute::Label(label.as_bytes().to_vec())], |_| true)
    }

    /// The private key to this public key (that of a certificate).
    ///
    /// # Errors
    /// [`Error::KeyNotFound`] or what the device says.
    pub fn key_for(&self, public: &PublicKey) -> Result<DeviceKey, Error> {
        let is_it = |key: &DeviceKey| key.public_key().spki_der() == public.spki_der();
        // Keys that we generated have the key identifier as their id; others are looked through.
        match self.first_key(&[Attribute::Id(public.key_identifier().to_vec())], is_it) {
            Err(Error::KeyNotFound) => self.first_key(&[], is_it),
            found => found,
        }
    }

    /// Generates a key pair that can never leave the device (pki.md §10), with `CKA_ID` = its subject
    /// key identifier.
    ///
    /// # Errors
    /// [`Error::Unprotected`] when the device did not give the protection that was asked for, or what
    /// the device says.
    pub fn generate(&self, label: &str, spec: KeySpec) -> Result<DeviceKey, Error> {
        let id = self.in_write_session(|session| {
            let (public, private) = generate_pair(session, label, spec)?;
            match check_protection(session, private).and_then(|()| name_pair(session, public, private)) {
                Ok(id) => Ok(id),
                Err(error) => {
                    session.destroy_object(private)?;
                    session.destroy_object(public)?;
                    Err(error)
                }
            }
        })?;
        self.key_by_id(&id)
    }

    /// Stores a certificate beside its key.
    ///
    /// # Errors
    /// [`Error::NotACertificate`], [`Error::KeyNotFound`] when its key is not on the token, or what the
    /// device says.
    pub fn import_certificate(&self, label: &str, der: &[u8]) -> Result<(), Error> {
        let certificate = Certificate::from_der(der).map_err(|_| Error::NotACertificate)?;
        let key = self.key_for(certificate.public_key().map_err(|_| Error::NotACertificate)?)?;
        let serial = Writer::build(|w| w.integer(certificate.serial()));
        let template = [
            Attribute::Class(ObjectClass::CERTIFICATE),
            Attribute::CertificateType(CertificateType::X_509),
            Attribute::Token(true),
            Attribute::Private(false),
            Attribute::Id(key.id().to_vec()),
            Attribute::Label(label.as_bytes().to_vec()),
            Attribute::Subject(certificate.subject().der().to_vec()),
            Attribute::Issuer(certificate.issuer().der().to_vec()),
            Attribute::SerialNumber(serial),
            Attribute::Value(der.to_vec()),
        ];
        self.in_write_session(|session| {
            session.create_object(&template)?;
            Ok(())
        })
    }

    /// Stores data that everybody may read, in the stead of what was there under the label.
    ///
    /// # Errors
    /// What the device says.
    pub fn store_data(&self, application: &str, label: &str, value: &[u8]) -> Result<(), Error> {
        let name = [
            Attribute::Class(ObjectClass::DATA),
            Attribute::Application(application.as_bytes().to_vec()),
            Attribute::Label(label.as_bytes().to_vec()),
        ];
        let rest = [Attribute::Token(true), Attribute::Private(false), Attribute::Value(value.to_vec())];
        self.in_write_session(|session| {
            for old in session.find_objects(&name)? {
                session.destroy_object(old)?;
            }
            session.create_object(&[&name[..], &rest].concat())?;
            Ok(())
        })
    }

    /// Every private key whose public half is on the token.
    ///
    /// # Errors
    /// What the device says.
    pub fn keys(&self) -> Result<Vec<DeviceKey>, Error> {
        self.in_session(|session| {
            let mut keys = Vec::new();
            for object in session.find_objects(&[Attribute::Class(ObjectClass::PRIVATE_KEY)])? {
                keys.extend(describe(self, session, object)?);
            }
            Ok(keys)
        })
    }

    /// Destroys a key pair, and the certificates beside it.
    ///
    /// # Errors
    /// What the device says.
    pub fn destroy_key(&self, key: &DeviceKey) -> Result<(), Error> {
        self.in_write_session(|session| {
            for class in [ObjectClass::PRIVATE_KEY, ObjectClass::PUBLIC_KEY, ObjectClass::CERTIFICATE] {
                let template = [Attribute::Class(class), Attribute::Id(key.id().to_vec())];
                for object in session.find_objects(&template)? {
                    session.destroy_object(object)?;
                }
            }
            Ok(())
        })
    }

    fn first_key(
        &self,
        narrower: &[Attribute],
        is_it: impl Fn(&DeviceKey) -> bool,
    ) -> Result<DeviceKey, Error> {
        let template = [&[Attribute::Class(ObjectClass::PRIVATE_KEY)], narrower].concat();
        let keys = self.in_session(|session| {
            let mut keys = Vec::new();
            for object in session.find_objects(&template)? {
                // A key whose public half is nowhere to be found cannot be used.
                if let Some(key) = describe(self, session, object)? {
                    keys.push(key);
                }
            }
            Ok(keys)
        })?;
        keys.into_iter().find(|key| is_it(key)).ok_or(Error::KeyNotFound)
    }
}

/// A private key object and its public half; `None` when the latter is not on the token.
fn describe(token: &Token, session: &Session, object: ObjectHandle) -> Result<Option<DeviceKey>, Cause> {
    let wanted = [
        AttributeType::Id,
        AttributeType::Label,
        AttributeType::AlwaysAuthenticate,
        AttributeType::KeyType,
        AttributeType::Modulus,
        AttributeType::PublicExponent,
    ];
    let (mut id, mut label, mut always_authenticate) = (Vec::new(), String::new(), false);
    let attributes = session.get_attributes(object, &wanted)?;
    let mut public = public_key(&attributes);
    for attribute in attributes {
        match attribute {
            Attribute::Id(value) => id = value,
            Attribute::Label(value) => label = text(value),
            Attribute::AlwaysAuthenticate(value) => always_authenticate = value,
            _ => {}
        }
    }
    if public.is_none() {
        public = public_object(session, &id)?;
    }
    if public.is_none() {
        public = certified_key(session, &id)?;
    }
    Ok(public.map(|public| DeviceKey::new(token.clone(), object, id, label, public, always_authenticate)))
}

/// The public key object with the same `CKA_ID`.
fn public_object(session: &Session, id: &[u8]) -> Result<Option<PublicKey>, Cause> {
    let template = [Attribute::Class(ObjectClass::PUBLIC_KEY), Attribute::Id(id.to_vec())];
    let wanted = [
        AttributeType::KeyType,
        AttributeType::Modulus,
        AttributeType::PublicExponent,
        AttributeType::EcParams,
        AttributeType::EcPoint,
    ];
    for object in session.find_objects(&template)? {
        if let Some(key) = public_key(&session.get_attributes(object, &wanted)?) {
            return Ok(Some(key));
        }
    }
    Ok(None)
}

/// The key in a certificate with the same `CKA_ID`.
fn certified_key(session: &Session, id: &[u8]) -> Result<Option<PublicKey>, Cause> {
    let template = [Attribute::Class(ObjectClass::CERTIFICATE), Attribute::Id(id.to_vec())];
    for object in session.find_objects(&template)? {
        for attribute in session.get_attributes(object, &[AttributeType::Value])? {
            let Attribute::Value(der) = attribute else { continue };
            let certificate = Certificate::from_der(without_padding(der)).ok();
            if let Some(key) = certificate.and_then(|certificate| certificate.public_key().cloned().ok()) {
                return Ok(Some(key));
            }
        }
    }
    Ok(None)
}

/// The public key that the attributes of a key object describe.
fn public_key(attributes: &[Attribute]) -> Option<PublicKey> {
    let (mut modulus, mut exponent, mut params, mut point) = (None, None, None, None);
    for attribute in attributes {
        match attribute {
            Attribute::Modulus(value) => modulus = Some(value),
            Attribute::PublicExponent(value) => exponent = Some(value),
            Attribute::EcParams(value) => params = Some(value),
            Attribute::EcPoint(value) => point = Some(value),
            _ => {}
        }
    }
    match (modulus, exponent, params, point) {
        (Some(modulus), Some(exponent), ..) => spki::rsa(modulus, exponent),
        (_, _, Some(params), Some(point)) => {
            // The standard wants the point inside an OCTET STRING; some modules leave that out.
            let bare = asn1::Tlv::parse_der(point).ok().filter(|tlv| tlv.tag == asn1::tag::OCTET_STRING);
            spki::ec(params, bare.map_or(&point[..], |tlv| tlv.value))
        }
        _ => None,
    }
}

fn generate_pair(
    session: &Session,
    label: &str,
    spec: KeySpec,
) -> Result<(ObjectHandle, ObjectHandle), Error> {
    let label = Attribute::Label(label.as_bytes().to_vec());
    let mut public = vec![
        Attribute::Token(true),
        Attribute::Private(false),
        Attribute::Verify(true),
        Attribute::Encrypt(false),
        label.clone(),
    ];
    let curve = |oid: Oid| Attribute::EcParams(Writer::build(|w| w.oid(&oid)));
    let modulus = |bits: Ulong| [Attribute::ModulusBits(bits), Attribute::PublicExponent(vec![1, 0, 1])];
    let mechanism = match spec {
        KeySpec::Rsa2048 | KeySpec::Rsa3072 | KeySpec::Rsa4096 => Mechanism::RsaPkcsKeyPairGen,
        KeySpec::P256 | KeySpec::P384 => Mechanism::EccKeyPairGen,
    };
    match spec {
        KeySpec::Rsa2048 => public.extend(modulus(2048.into())),
        KeySpec::Rsa3072 => public.extend(modulus(3072.into())),
        KeySpec::Rsa4096 => public.extend(modulus(4096.into())),
        KeySpec::P256 => public.push(curve(P256)),
        KeySpec::P384 => public.push(curve(P384)),
    }
    let private = [
        Attribute::Token(true),
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Sign(true),
        Attribute::Extractable(false),
        Attribute::Decrypt(false),
        Attribute::Unwrap(false),
        Attribute::Derive(false),
        label,
    ];
    Ok(session.generate_key_pair(&mechanism, &public, &private)?)
}

/// The device must confirm that the key was made there, never could leave and never can (pki.md §10).
fn check_protection(session: &Session, private: ObjectHandle) -> Result<(), Error> {
    let demanded = [
        (AttributeType::Local, Attribute::Local(true), "CKA_LOCAL"),
        (AttributeType::AlwaysSensitive, Attribute::AlwaysSensitive(true), "CKA_ALWAYS_SENSITIVE"),
        (AttributeType::NeverExtractable, Attribute::NeverExtractable(true), "CKA_NEVER_EXTRACTABLE"),
    ];
    for (kind, value, name) in demanded {
        if session.get_attributes(private, &[kind])?.first() != Some(&value) {
            return Err(Error::Unprotected(name));
        }
    }
    Ok(())
}

/// Gives both halves the key identifier as `CKA_ID` and returns it.
fn name_pair(session: &Session, public: ObjectHandle, private: ObjectHandle) -> Result<Vec<u8>, Error> {
    let wanted = [
        AttributeType::Modulus,
        AttributeType::PublicExponent,
        AttributeType::EcParams,
        AttributeType::EcPoint,
    ];
    let key = public_key(&session.get_attributes(public, &wanted)?).ok_or(Error::Unsupported)?;
    let id = key.key_identifier().to_vec();
    for object in [public, private] {
        session.update_attributes(object, &[Attribute::Id(id.clone())])?;
    }
    Ok(id)
}

fn text(octets: Vec<u8>) -> String {
    String::from_utf8_lossy(&octets).into_owned()
}

/// Cards store a certificate in a file of fixed size and pad it with zeros (cns-card.md §3).
fn without_padding(mut der: Vec<u8>) -> Vec<u8> {
    if let Ok(header) = asn1::Header::parse(&der, asn1::Rules::Der)
        && let Some(content) = header.content.and_then(|content| usize::try_from(content).ok())
    {
        der.truncate(header.size.saturating_add(content));
    }
    der
}
