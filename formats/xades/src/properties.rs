//! Qualifying properties (EN 319 132-1 §5), of all versions of XAdES.

use jiff::Timestamp;
use x509::{Certificate, alg::DigestAlgorithm, evidence::ValidationData};

use crate::{
    reference::decode,
    uri,
    xml::{self, Node},
};

/// The namespaces of XAdES.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Namespaces {
    /// XAdES 1.1.1.
    V111,
    /// XAdES 1.2.2.
    V122,
    /// XAdES 1.3.2, still that of EN 319 132-1.
    V132,
    /// What XAdES 1.4.1 added.
    V141,
}

impl Namespaces {
    const ALL: [(Self, &'static str); 4] = [
        (Self::V132, uri::XADES),
        (Self::V141, uri::XADES141),
        (Self::V122, "http://uri.etsi.org/01903/v1.2.2#"),
        (Self::V111, "http://uri.etsi.org/01903/v1.1.1#"),
    ];

    pub(crate) fn of(namespace: Option<&str>) -> Option<Self> {
        let namespace = namespace?;
        Self::ALL.iter().find(|(_, known)| *known == namespace).map(|(version, _)| *version)
    }

    pub(crate) fn is_xades(namespace: Option<&str>) -> bool {
        Self::of(namespace).is_some()
    }
}

/// The QualifyingProperties of a signature.
#[derive(Clone, Debug)]
pub struct Properties<'d> {
    pub(crate) element: Node<'d>,
    version: Namespaces,
    /// There is more than one element of this name in the signature.
    pub(crate) ambiguous: bool,
}

/// A digest of a certificate with what else was said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedCertificate {
    /// The algorithm of the digest; `Err` with its identifier where it is not known.
    pub algorithm: Result<DigestAlgorithm, String>,
    /// The digest.
    pub digest: Vec<u8>,
    /// Issuer and serial number, if given.
    pub issuer_serial: Option<IssuerSerial>,
}

/// Issuer and serial number of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IssuerSerial {
    /// As text: the name of the issuer, and the decimal number (SigningCertificate).
    Text {
        /// X509IssuerName.
        issuer: String,
        /// X509SerialNumber.
        serial: String,
    },
    /// DER of IssuerSerial (RFC 5035 §4), of SigningCertificateV2.
    Der(Vec<u8>),
}

/// SigningCertificate or SigningCertificateV2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningCertificate {
    /// Whether it is V2.
    pub v2: bool,
    /// The certificate of the signer first.
    pub certificates: Vec<NamedCertificate>,
}

/// DataObjectFormat: what a signed object is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataObjectFormat {
    /// URI of the reference that it is about.
    pub reference: String,
    /// MIME type.
    pub mime_type: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Encoding.
    pub encoding: Option<String>,
}

/// SignaturePolicyIdentifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Policy {
    /// The policy follows from the context.
    Implied,
    /// A policy by its identifier and digest.
    Id {
        /// URI or `urn:oid:`.
        identifier: String,
        /// The algorithm of the digest; `Err` with its identifier where it is not known.
        algorithm: Result<DigestAlgorithm, String>,
        /// The digest of the policy.
        digest: Vec<u8>,
        /// Where it can be had.
        uri: Option<String>,
    },
}

impl<'d> Properties<'d> {
    /// Those within a signature: a child of a ds:Object that is a child of the signature.
    pub(crate) fn find(signature: Node<'d>) -> Option<Self> {
        let mut found = xml::children(signature, uri::DS, "Object").flat_map(|object| {
            object.children().filter_map(|child| {
                let version = Namespaces::of(child.tag_name().namespace())?;
                (child.is_element() && child.tag_name().name() == "QualifyingProperties")
                    .then_some((child, version))
            })
        });
        let (element, version) = found.next()?;
        Some(Self { element, version, ambiguous: found.next().is_some() })
    }

    /// The element.
    pub fn element(&self) -> Node<'d> {
        self.element
    }

    /// The version of XAdES, by namespace.
    pub fn version(&self) -> Namespaces {
        self.version
    }

    /// The child of this name in any namespace of XAdES.
    fn within(parent: Node<'d>, local: &str) -> Option<Node<'d>> {
        parent.children().find(|child| is_property(*child, local))
    }

    fn at(&self, path: &[&str]) -> Option<Node<'d>> {
        path.iter().try_fold(self.element, |node, local| Self::within(node, local))
    }

    /// Whether there are several of a part that may be there once: readers might take another one.
    pub(crate) fn has_twice(&self) -> bool {
        ["SignedProperties", "UnsignedProperties"]
            .iter()
            .any(|local| self.element.children().filter(|child| is_property(*child, local)).nth(1).is_some())
    }

    /// SignedProperties.
    pub fn signed(&self) -> Option<Node<'d>> {
        self.at(&["SignedProperties"])
    }

    fn signed_signature(&self, local: &str) -> Option<Node<'d>> {
        self.at(&["SignedProperties", "SignedSignatureProperties", local])
    }

    pub(crate) fn unsigned_properties(&self) -> Option<Node<'d>> {
        self.at(&["UnsignedProperties"])
    }

    pub(crate) fn unsigned_list(&self) -> Option<Node<'d>> {
        self.at(&["UnsignedProperties", "UnsignedSignatureProperties"])
    }

    /// The unsigned signature properties, in document order.
    pub fn unsigned(&self) -> Vec<Node<'d>> {
        self.unsigned_list()
            .map(|parent| parent.children().filter(|child| child.is_element()).collect())
            .unwrap_or_default()
    }

    /// The claimed time of signing; `Err` with its text where that is no time.
    pub fn signing_time(&self) -> Option<Result<Timestamp, String>> {
        let text = xml::text_of(self.signed_signature("SigningTime")?);
        let text = text.trim();
        // A time without zone is taken as UTC.
        let parsed = text.parse().or_else(|_| format!("{text}Z").parse());
        Some(parsed.map_err(|_| text.to_owned()))
    }

    /// SigningCertificateV2, else SigningCertificate.
    pub fn signing_certificate(&self) -> Option<SigningCertificate> {
        let (element, v2) = self
            .signed_signature("SigningCertificateV2")
            .map(|element| (element, true))
            .or_else(|| Some((self.signed_signature("SigningCertificate")?, false)))?;
        let certificates = element.children().filter(|child| is_property(*child, "Cert"));
        Some(SigningCertificate { v2, certificates: certificates.filter_map(named).collect() })
    }

    /// SignaturePolicyIdentifier.
    pub fn policy(&self) -> Option<Policy> {
        let element = self.signed_signature("SignaturePolicyIdentifier")?;
        if Self::within(element, "SignaturePolicyImplied").is_some() {
            return Some(Policy::Implied);
        }
        let id = Self::within(element, "SignaturePolicyId")?;
        let identifier = Self::within(Self::within(id, "SigPolicyId")?, "Identifier")?;
        let (algorithm, digest) = digest(Self::within(id, "SigPolicyHash")?)?;
        let uri = id.descendants().find(|node| is_property(*node, "SPURI")).map(text);
        Some(Policy::Id { identifier: text(identifier), algorithm, digest, uri })
    }

    /// Where the signature was made: city, province, postal code, country, as far as given.
    pub fn production_place(&self) -> Vec<(&'d str, String)> {
        self.signed_signature("SignatureProductionPlaceV2")
            .or_else(|| self.signed_signature("SignatureProductionPlace"))
            .map(|place| {
                let parts = place.children().filter(|child| child.is_element());
                parts.map(|part| (part.tag_name().name(), text(part))).collect()
            })
            .unwrap_or_default()
    }

    /// The roles that the signer claims.
    pub fn claimed_roles(&self) -> Vec<String> {
        self.signed_signature("SignerRoleV2")
            .or_else(|| self.signed_signature("SignerRole"))
            .map(|roles| {
                roles.descendants().filter(|node| is_property(*node, "ClaimedRole")).map(text).collect()
            })
            .unwrap_or_default()
    }

    /// The identifiers of the commitments that the signature expresses.
    pub fn commitments(&self) -> Vec<String> {
        self.at(&["SignedProperties", "SignedDataObjectProperties"])
            .map(|parent| {
                let ids = parent.descendants().filter(|node| is_property(*node, "CommitmentTypeId"));
                ids.filter_map(|id| Self::within(id, "Identifier")).map(text).collect()
            })
            .unwrap_or_default()
    }

    /// What the signed objects are.
    pub fn formats(&self) -> Vec<DataObjectFormat> {
        let Some(parent) = self.at(&["SignedProperties", "SignedDataObjectProperties"]) else {
            return Vec::new();
        };
        let formats = parent.children().filter(|child| is_property(*child, "DataObjectFormat"));
        formats
            .map(|format| DataObjectFormat {
                reference: format.attribute("ObjectReference").unwrap_or_default().to_owned(),
                mime_type: Self::within(format, "MimeType").map(text),
                description: Self::within(format, "Description").map(text),
                encoding: Self::within(format, "Encoding").map(text),
            })
            .collect()
    }

    /// SignedDataObjectProperties, where time stamps of the content are.
    pub(crate) fn signed_objects(&self) -> Vec<Node<'d>> {
        self.at(&["SignedProperties", "SignedDataObjectProperties"])
            .map(|parent| parent.children().filter(|child| child.is_element()).collect())
            .unwrap_or_default()
    }
}

/// Whether a node is the property of this name, in any namespace of XAdES.
pub(crate) fn is_property(node: Node<'_>, local: &str) -> bool {
    node.is_element() && node.tag_name().name() == local && Namespaces::is_xades(node.tag_name().namespace())
}

fn text(node: Node<'_>) -> String {
    xml::text_of(node).trim().to_owned()
}

/// DigestMethod and DigestValue within an element.
pub(crate) fn digest(parent: Node<'_>) -> Option<(Result<DigestAlgorithm, String>, Vec<u8>)> {
    let local = |wanted: &str| {
        // XAdES 1.1.1 has them in its own namespace.
        parent.children().find(|child| child.is_element() && child.tag_name().name() == wanted)
    };
    let algorithm = local("DigestMethod")?.attribute("Algorithm")?;
    let algorithm = uri::digest(algorithm).ok_or_else(|| algorithm.to_owned());
    Some((algorithm, decode(&xml::text_of(local("DigestValue")?))?))
}

fn named(cert: Node<'_>) -> Option<NamedCertificate> {
    let within = |local: &str| cert.children().find(|child| is_property(*child, local));
    let (algorithm, digest) = digest(within("CertDigest")?)?;
    let issuer_serial = match (within("IssuerSerialV2"), within("IssuerSerial")) {
        (Some(der), _) => decode(&xml::text_of(der)).map(IssuerSerial::Der),
        (None, Some(parts)) => Some(IssuerSerial::Text {
            issuer: xml::child(parts, uri::DS, "X509IssuerName").map(text).unwrap_or_default(),
            serial: xml::child(parts, uri::DS, "X509SerialNumber").map(text).unwrap_or_default(),
        }),
        (None, None) => None,
    };
    Some(NamedCertificate { algorithm, digest, issuer_serial })
}

impl NamedCertificate {
    /// Whether it is about this certificate; `Err` where its digest algorithm is not known.
    pub fn matches(&self, certificate: &Certificate) -> Result<bool, String> {
        let algorithm = self.algorithm.clone()?;
        Ok(algorithm.digest(certificate.der()) == self.digest)
    }

    /// Whether issuer and serial number are those of the certificate, as far as they are given. The
    /// issuer as text is not compared: there are too many ways to write it.
    pub fn issuer_serial_matches(&self, certificate: &Certificate) -> bool {
        match &self.issuer_serial {
            None => true,
            Some(IssuerSerial::Text { serial, .. }) => {
                serial.trim_start_matches('0') == decimal(certificate.serial()).trim_start_matches('0')
            }
            Some(IssuerSerial::Der(der)) => *der == issuer_serial(certificate),
        }
    }
}

/// IssuerSerial (RFC 5035 §4) of a certificate.
pub(crate) fn issuer_serial(certificate: &Certificate) -> Vec<u8> {
    asn1::Writer::build(|w| {
        w.sequence(|w| {
            w.sequence(|w| w.context(4, |w| w.raw(certificate.issuer().der())));
            w.value(asn1::tag::INTEGER, certificate.serial_content());
        });
    })
}

/// A magnitude in decimal digits.
fn decimal(magnitude: &[u8]) -> String {
    let mut digits = vec![0_u8];
    for octet in magnitude.iter().take(64) {
        let mut carry = u32::from(*octet);
        for digit in &mut digits {
            let value = u32::from(*digit) * 256 + carry;
            *digit = (value % 10) as u8;
            carry = value / 10;
        }
        while carry > 0 {
            digits.push((carry % 10) as u8);
            carry /= 10;
        }
    }
    digits.iter().rev().map(|digit| char::from(b'0' + digit)).collect()
}

/// The certificates and revocation data in a property: CertificateValues, RevocationValues,
/// AttrAuthoritiesCertValues, AttributeRevocationValues, TimeStampValidationData, AnyValidationData.
pub(crate) fn validation_data(property: Node<'_>, limit: usize) -> ValidationData {
    let mut data = ValidationData::default();
    let carries = matches!(
        property.tag_name().name(),
        "AnyValidationData"
            | "AttrAuthoritiesCertValues"
            | "AttributeRevocationValues"
            | "CertificateValues"
            | "RevocationValues"
            | "TimeStampValidationData"
    );
    if !carries || !Namespaces::is_xades(property.tag_name().namespace()) {
        return data;
    }
    for node in property.descendants().filter(|node| node.is_element()) {
        if data.certificates.len() + data.crls.len() + data.responses.len() == limit {
            break;
        }
        let list = match node.tag_name().name() {
            "EncapsulatedCRLValue" => &mut data.crls,
            "EncapsulatedOCSPValue" => &mut data.responses,
            "EncapsulatedX509Certificate" => &mut data.certificates,
            _ => continue,
        };
        if let Some(der) = decode(&xml::text_of(node)) {
            list.push(der);
        }
    }
    data
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_serial_number_is_written_in_decimal_digits() {
        assert_eq!(super::decimal(&[0x10, 0x00]), "4096");
        assert_eq!(super::decimal(&[0xFF; 9]), "4722366482869645213695");
        assert_eq!(super::decimal(&[]), "0");
    }
}
