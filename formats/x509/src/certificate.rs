//! Certificates (RFC 5280 §4) as read.
//!
//! Reading is strict about structure (DER, order, no unknown field, no extension twice) and lenient
//! about content that certificates in use get wrong (serial numbers below zero or too long, odd string
//! types in names). Extensions are decoded when they are asked for: the answer is `Ok(None)` when the
//! extension is absent and an error when it is there and cannot be understood.

use std::{
    fmt,
    hash::{Hash, Hasher},
    ops::Range,
    sync::{Arc, OnceLock},
};

use asn1::{Oid, Reader, Tag, Tlv, tag};
use jiff::Timestamp;

use crate::{
    At, Error, Result,
    alg::{DigestAlgorithm, PublicKey, SignatureAlgorithm, VerifyError},
    extension::{
        AuthorityKeyIdentifier, BasicConstraints, DistributionPoint, Extension, Extensions, KeyUsage,
        PolicyInformation, PrivateKeyUsagePeriod, QcStatement,
    },
    name::{GeneralName, Name},
    oid, pem,
    signed::{self, Signed},
};

/// A certificate. Cheap to clone: the octets and what was derived from them are shared.
#[derive(Clone)]
pub struct Certificate(Arc<Inner>);

struct Inner {
    der: Arc<[u8]>,
    tbs: Range<usize>,
    version: u8,
    serial: Range<usize>,
    algorithm: Range<usize>,
    issuer: Range<usize>,
    not_before: Timestamp,
    not_after: Timestamp,
    subject: Range<usize>,
    spki: Range<usize>,
    extensions: Range<usize>,
    signature: Range<usize>,
    key: OnceLock<Result<PublicKey>>,
    sha256: OnceLock<[u8; 32]>,
}

impl Certificate {
    /// Reads a certificate in DER; nothing may follow it.
    ///
    /// # Errors
    /// [`Error`] names the field that is wrong.
    pub fn from_der(der: impl Into<Arc<[u8]>>) -> Result<Self> {
        let der: Arc<[u8]> = der.into();
        let range = |part: &[u8]| signed::range(&der, part);
        let Signed { tbs, algorithm, signature, rest } = Signed::read(&der, "certificate", "tbsCertificate")?;
        rest.finish().at("certificate")?;

        let mut fields = tbs.reader().at("tbsCertificate")?;
        let mut version = 1;
        if let Some(explicit) = fields.optional(Tag::context_constructed(0)).at("version")? {
            let mut inner = explicit.reader().at("version")?;
            version = match inner.expect(tag::INTEGER).and_then(|tlv| tlv.small_uint()).at("version")? {
                // An explicit v1 breaks DER and is in use; it changes nothing.
                number @ 0..=2 => number as u8 + 1,
                _ => return Err(Error::Value { field: "version", rule: "only versions 1 to 3 are defined" }),
            };
            inner.finish().at("version")?;
        }
        let serial = fields.expect(tag::INTEGER).and_then(|tlv| tlv.integer()).at("serialNumber")?;
        let inner_algorithm = fields.expect(tag::SEQUENCE).at("signature")?;
        if inner_algorithm.raw != algorithm.raw {
            return Err(Error::Value { field: "signature", rule: "differs from signatureAlgorithm" });
        }
        let issuer = fields.expect(tag::SEQUENCE).at("issuer")?;
        Name::check(&issuer, "issuer")?;
        let mut validity = fields.sequence().at("validity")?;
        let not_before = validity.read().and_then(|tlv| tlv.time()).at("notBefore")?;
        let not_after = validity.read().and_then(|tlv| tlv.time()).at("notAfter")?;
        validity.finish().at("validity")?;
        let subject = fields.expect(tag::SEQUENCE).at("subject")?;
        Name::check(&subject, "subject")?;
        let spki = fields.expect(tag::SEQUENCE).at("subjectPublicKeyInfo")?;
        for (number, field) in [(1, "issuerUniqueID"), (2, "subjectUniqueID")] {
            if fields.optional(Tag::context(number)).at(field)?.is_some() && version < 2 {
                return Err(Error::Value { field, rule: "not in version 1" });
            }
        }
        let mut extensions = 0..0;
        if let Some(explicit) = fields.optional(Tag::context_constructed(3)).at("extensions")? {
            if version != 3 {
                return Err(Error::Value { field: "extensions", rule: "only in version 3" });
            }
            extensions = range(Extensions::check(&explicit, "extensions")?);
        }
        fields.finish().at("tbsCertificate")?;
        let inner = Inner {
            tbs: range(tbs.raw),
            version,
            serial: range(serial),
            algorithm: range(algorithm.raw),
            issuer: range(issuer.raw),
            not_before,
            not_after,
            subject: range(subject.raw),
            spki: range(spki.raw),
            extensions,
            signature: range(signature),
            key: OnceLock::new(),
            sha256: OnceLock::new(),
            der: Arc::clone(&der),
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Reads one certificate in DER, PEM, or base64 without armour; of several in PEM the first.
    ///
    /// # Errors
    /// As [`Self::from_der`], and [`Error::Pem`] when there is none.
    pub fn from_pem_or_der(data: &[u8]) -> Result<Self> {
        const NONE: Error = Error::Pem("no certificate");
        if data.first() == Some(&tag::SEQUENCE.0) {
            return Self::from_der(data);
        }
        match pem::blocks(data)?.into_iter().find(|block| is_certificate(&block.label)) {
            Some(block) => Self::from_der(block.data),
            None => Self::from_der(pem::base64(data).filter(|der| !der.is_empty()).ok_or(NONE)?),
        }
    }

    /// Every certificate of a PEM text, in order; other blocks are skipped.
    ///
    /// # Errors
    /// As [`Self::from_der`] and [`pem::blocks`].
    pub fn all_from_pem(text: &[u8]) -> Result<Vec<Self>> {
        let blocks = pem::blocks(text)?.into_iter().filter(|block| is_certificate(&block.label));
        blocks.map(|block| Self::from_der(block.data)).collect()
    }

    /// As PEM.
    pub fn to_pem(&self) -> String {
        pem::encode("CERTIFICATE", self.der())
    }

    /// The octets it was read from.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The octets, shared.
    pub fn shared_der(&self) -> Arc<[u8]> {
        Arc::clone(&self.0.der)
    }

    fn part(&self, range: &Range<usize>) -> &[u8] {
        &self.0.der[range.clone()]
    }

    /// The octets that the signature covers.
    pub fn tbs(&self) -> &[u8] {
        self.part(&self.0.tbs)
    }

    /// 1, 2 or 3.
    pub fn version(&self) -> u8 {
        self.0.version
    }

    /// Magnitude of the serial number without leading zeros; of a negative one, against the standard,
    /// the octets as they are.
    pub fn serial(&self) -> &[u8] {
        match self.serial_content() {
            [0, rest @ ..] => rest,
            content => content,
        }
    }

    /// Content of the serial number's INTEGER, to compare with another.
    pub fn serial_content(&self) -> &[u8] {
        self.part(&self.0.serial)
    }

    /// The serial number in hexadecimal, upper case, as people compare it.
    pub fn serial_hex(&self) -> String {
        self.serial().iter().map(|octet| format!("{octet:02X}")).collect()
    }

    /// Who signed.
    pub fn issuer(&self) -> Name<'_> {
        Name::trusted(self.part(&self.0.issuer))
    }

    /// Whose key it is.
    pub fn subject(&self) -> Name<'_> {
        Name::trusted(self.part(&self.0.subject))
    }

    /// First instant of validity.
    pub fn not_before(&self) -> Timestamp {
        self.0.not_before
    }

    /// Last instant of validity; [`Timestamp::MAX`] when there is no defined end.
    pub fn not_after(&self) -> Timestamp {
        self.0.not_after
    }

    /// Whether an instant is between [`Self::not_before`] and [`Self::not_after`], both included.
    pub fn is_valid_at(&self, at: Timestamp) -> bool {
        (self.0.not_before..=self.0.not_after).contains(&at)
    }

    /// The `SubjectPublicKeyInfo`.
    pub fn spki(&self) -> &[u8] {
        self.part(&self.0.spki)
    }

    /// The key.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn public_key(&self) -> Result<&PublicKey> {
        self.0.key.get_or_init(|| PublicKey::from_spki(self.spki())).as_ref().map_err(|error| *error)
    }

    /// The signature's algorithm.
    ///
    /// # Errors
    /// When it is not known here.
    pub fn signature_algorithm(&self) -> Result<SignatureAlgorithm> {
        signed::algorithm(self.part(&self.0.algorithm))
    }

    /// Object identifier of the signature's algorithm, known or not.
    pub fn signature_algorithm_oid(&self) -> Option<Oid> {
        Reader::der(self.part(&self.0.algorithm)).sequence().ok()?.expect(tag::OID).ok()?.oid().ok()
    }

    /// The signature value.
    pub fn signature(&self) -> &[u8] {
        self.part(&self.0.signature)
    }

    /// Verifies the signature with a key.
    ///
    /// # Errors
    /// Why it is not accepted.
    pub fn verify_signed_by(&self, key: &PublicKey) -> Result<(), VerifyError> {
        signed::verify(key, self.part(&self.0.algorithm), self.tbs(), self.signature())
    }

    /// Whether issuer and subject are the same octets.
    pub fn is_self_issued(&self) -> bool {
        self.issuer() == self.subject()
    }

    /// Fingerprint.
    pub fn sha256(&self) -> [u8; 32] {
        *self.0.sha256.get_or_init(|| {
            let mut fingerprint = [0; 32];
            fingerprint.copy_from_slice(&DigestAlgorithm::Sha256.digest(self.der()));
            fingerprint
        })
    }

    /// The extensions in order.
    pub fn extensions(&self) -> Extensions<'_> {
        Extensions::trusted(self.part(&self.0.extensions))
    }

    /// The extension of a kind.
    pub fn extension(&self, oid: &Oid) -> Option<Extension<'_>> {
        self.extensions().find(|extension| extension.oid == *oid)
    }

    fn decode<'a, T>(
        &'a self,
        oid: &Oid,
        field: &'static str,
        read: impl FnOnce(&Tlv<'a>) -> asn1::Result<T>,
    ) -> Result<Option<T>> {
        let Some(extension) = self.extension(oid) else { return Ok(None) };
        Tlv::parse_der(extension.value).and_then(|tlv| read(&tlv)).map(Some).at(field)
    }

    /// keyUsage (RFC 5280 §4.2.1.3).
    ///
    /// # Errors
    /// When it is malformed; likewise below.
    pub fn key_usage(&self) -> Result<Option<KeyUsage>> {
        self.decode(&oid::KEY_USAGE, "keyUsage", KeyUsage::read)
    }

    /// extKeyUsage (§4.2.1.12).
    ///
    /// # Errors
    /// When it is malformed.
    pub fn ext_key_usage(&self) -> Result<Option<Vec<Oid>>> {
        self.decode(&oid::EXT_KEY_USAGE, "extKeyUsage", |tlv| {
            let purposes: Vec<Oid> = tlv.sequence_of(|purpose| purpose.oid())?;
            if purposes.is_empty() { Err(asn1::Error::Value("ExtKeyUsageSyntax")) } else { Ok(purposes) }
        })
    }

    /// basicConstraints (§4.2.1.9).
    ///
    /// # Errors
    /// When it is malformed.
    pub fn basic_constraints(&self) -> Result<Option<BasicConstraints>> {
        self.decode(&oid::BASIC_CONSTRAINTS, "basicConstraints", BasicConstraints::read)
    }

    /// Whether it says that it is a certification authority's.
    pub fn is_ca(&self) -> bool {
        matches!(self.basic_constraints(), Ok(Some(BasicConstraints { ca: true, .. })))
    }

    /// subjectKeyIdentifier (§4.2.1.2).
    ///
    /// # Errors
    /// When it is malformed.
    pub fn subject_key_identifier(&self) -> Result<Option<&[u8]>> {
        self.decode(&oid::SUBJECT_KEY_IDENTIFIER, "subjectKeyIdentifier", |tlv| {
            if tlv.tag == tag::OCTET_STRING { Ok(tlv.value) } else { Err(asn1::Error::Value("OCTET STRING")) }
        })
    }

    /// authorityKeyIdentifier (§4.2.1.1).
    ///
    /// # Errors
    /// When it is malformed.
    pub fn authority_key_identifier(&self) -> Result<Option<AuthorityKeyIdentifier<'_>>> {
        self.decode(&oid::AUTHORITY_KEY_IDENTIFIER, "authorityKeyIdentifier", AuthorityKeyIdentifier::read)
    }

    /// certificatePolicies (§4.2.1.4), in order.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn policies(&self) -> Result<Option<Vec<PolicyInformation>>> {
        self.decode(&oid::CERTIFICATE_POLICIES, "certificatePolicies", |tlv| {
            tlv.sequence_of(PolicyInformation::read)
        })
    }

    /// Whether a policy is declared.
    pub fn has_policy(&self, policy: &Oid) -> bool {
        matches!(self.policies(), Ok(Some(policies)) if policies.iter().any(|known| known.oid == *policy))
    }

    /// subjectAltName (§4.2.1.6).
    ///
    /// # Errors
    /// When it is malformed.
    pub fn subject_alt_names(&self) -> Result<Option<Vec<GeneralName<'_>>>> {
        self.decode(&oid::SUBJECT_ALT_NAME, "subjectAltName", |tlv| tlv.sequence_of(GeneralName::read))
    }

    /// cRLDistributionPoints (§4.2.1.13).
    ///
    /// # Errors
    /// When it is malformed.
    pub fn crl_distribution_points(&self) -> Result<Option<Vec<DistributionPoint<'_>>>> {
        self.decode(&oid::CRL_DISTRIBUTION_POINTS, "cRLDistributionPoints", |tlv| {
            tlv.sequence_of(DistributionPoint::read)
        })
    }

    /// Addresses of the CRLs; none when the extension is absent or malformed.
    pub fn crl_urls(&self) -> Vec<&str> {
        let points = self.crl_distribution_points().ok().flatten().unwrap_or_default();
        points.iter().flat_map(|point| point.full_name.iter().filter_map(GeneralName::uri)).collect()
    }

    /// Addresses of OCSP responders (id-ad-ocsp, §4.2.2.1).
    pub fn ocsp_urls(&self) -> Vec<&str> {
        self.access_urls(&oid::AD_OCSP)
    }

    /// Addresses where the issuer's certificate can be had (id-ad-caIssuers).
    pub fn ca_issuers_urls(&self) -> Vec<&str> {
        self.access_urls(&oid::AD_CA_ISSUERS)
    }

    fn access_urls(&self, wanted: &Oid) -> Vec<&str> {
        let descriptions = self.decode(&oid::AUTHORITY_INFO_ACCESS, "authorityInfoAccess", |tlv| {
            tlv.sequence_of(|description| {
                let mut fields = description.reader()?;
                let method = fields.expect(tag::OID)?.oid()?;
                let location = GeneralName::read(&fields.read()?)?;
                fields.finish()?;
                Ok((method, location))
            })
        });
        let descriptions = descriptions.ok().flatten().unwrap_or_default();
        let of_kind = descriptions.iter().filter(|(method, _)| method == wanted);
        of_kind.filter_map(|(_, location)| location.uri()).collect()
    }

    /// qcStatements (ETSI EN 319 412-5).
    ///
    /// # Errors
    /// When it is malformed.
    pub fn qc_statements(&self) -> Result<Option<Vec<QcStatement>>> {
        self.decode(&oid::QC_STATEMENTS, "qcStatements", |tlv| tlv.sequence_of(QcStatement::read))
    }

    /// privateKeyUsagePeriod (RFC 3280 §4.2.1.4).
    ///
    /// # Errors
    /// When it is malformed.
    pub fn private_key_usage_period(&self) -> Result<Option<PrivateKeyUsagePeriod>> {
        self.decode(&oid::PRIVATE_KEY_USAGE_PERIOD, "privateKeyUsagePeriod", PrivateKeyUsagePeriod::read)
    }
}

fn is_certificate(label: &str) -> bool {
    matches!(label, "CERTIFICATE" | "X509 CERTIFICATE" | "X.509 CERTIFICATE")
}

/// Reads a SEQUENCE OF.
pub(crate) trait SequenceOf<'a> {
    fn sequence_of<T>(&self, read: impl FnMut(&Tlv<'a>) -> asn1::Result<T>) -> asn1::Result<Vec<T>>;
}

impl<'a> SequenceOf<'a> for Tlv<'a> {
    fn sequence_of<T>(&self, mut read: impl FnMut(&Tlv<'a>) -> asn1::Result<T>) -> asn1::Result<Vec<T>> {
        if self.tag != tag::SEQUENCE {
            return Err(asn1::Error::UnexpectedTag { expected: tag::SEQUENCE, found: self.tag });
        }
        self.children().map(|child| read(&child?)).collect()
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for Certificate {}

impl Hash for Certificate {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.der().hash(state);
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({} {})", self.serial_hex(), self.subject())
    }
}
