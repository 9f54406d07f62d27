//! The signatures of a document and what they are made of.

use std::collections::HashMap;

use asn1::{Oid, Writer};
use x509::{
    Certificate,
    alg::{DigestAlgorithm, EC_PUBLIC_KEY, PublicKey, RSA_ENCRYPTION, SignatureAlgorithm},
    evidence::{ObjectId, ValidationData},
};

use crate::{
    SignatureError,
    c14n::Canonicalization,
    nodes::NodeSet,
    properties::{Namespaces, Properties},
    reference::{Reference, decode, target},
    uri,
    xml::{self, Document, Node, NodeId},
};

/// How a signature and its content are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Packaging {
    /// It signs another signature and is part of it.
    CounterSignature,
    /// The content is elsewhere.
    Detached,
    /// The signature is within what it signs.
    Enveloped,
    /// The content is within the signature.
    Enveloping,
}

/// How much a signature carries (EN 319 132-1 §6.3), by structure alone: whether its time stamps hold
/// is another question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// No qualifying properties: XMLDSig.
    XmlDsig,
    /// Signed properties.
    B,
    /// And a signature time stamp.
    T,
    /// And the certificates and revocation data for it.
    Lt,
    /// And an archive time stamp.
    Lta,
}

/// Certificates, or other items of validation data, that are read of one signature; those beyond are
/// left aside.
const CARRIED: usize = 1000;

/// A ds:Signature.
#[derive(Clone, Debug)]
pub struct Signature<'d> {
    pub(crate) document: &'d Document<'d>,
    pub(crate) element: Node<'d>,
    index: usize,
    parent: Option<usize>,
    pub(crate) properties: Option<Properties<'d>>,
}

/// All signatures of a document in its order, counter-signatures among them.
///
/// Signatures inside the time stamps and revocation data of others (XMLTimeStamp) are not looked for.
pub fn signatures<'d>(document: &'d Document<'d>) -> Vec<Signature<'d>> {
    let mut found: Vec<Signature<'d>> = Vec::new();
    let mut positions: HashMap<NodeId, usize> = HashMap::new();
    for element in document.root().descendants().filter(|node| xml::is(*node, uri::DS, "Signature")) {
        let holder = element.parent().filter(|node| {
            node.is_element()
                && node.tag_name().name() == "CounterSignature"
                && Namespaces::is_xades(node.tag_name().namespace())
        });
        let counter = holder.and_then(|node| {
            let owner = node.ancestors().find(|ancestor| xml::is(*ancestor, uri::DS, "Signature"))?;
            positions.get(&owner.id()).copied()
        });
        let inside_properties = element.ancestors().skip(1).any(|node| {
            node.is_element()
                && Namespaces::is_xades(node.tag_name().namespace())
                && matches!(node.tag_name().name(), "XMLTimeStamp" | "OtherTimeStamp")
        });
        if inside_properties {
            continue;
        }
        let properties = Properties::find(element);
        positions.insert(element.id(), found.len());
        found.push(Signature { document, element, index: found.len(), parent: counter, properties });
    }
    found
}

/// Names a ds:Signature.
pub(crate) fn object_id(element: Node<'_>) -> ObjectId {
    ObjectId::of(element.document().input_text()[element.range()].as_bytes())
}

impl<'d> Signature<'d> {
    /// The element.
    pub fn element(&self) -> Node<'d> {
        self.element
    }

    /// The document that it is in.
    pub fn document(&self) -> &'d Document<'d> {
        self.document
    }

    /// Its position among the [`signatures`] of the document, from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// The position of the signature whose CounterSignature property holds it.
    pub fn parent(&self) -> Option<usize> {
        self.parent
    }

    /// Its `Id`.
    pub fn id(&self) -> Option<&'d str> {
        self.element.attribute("Id")
    }

    /// Names it among what a time stamp [protects](crate::TimeStamp::protects): by its element as it stands
    /// in the file.
    pub fn object_id(&self) -> ObjectId {
        object_id(self.element)
    }

    /// Its qualifying properties, the XAdES part.
    pub fn properties(&self) -> Option<&Properties<'d>> {
        self.properties.as_ref()
    }

    pub(crate) fn child(&self, local: &'static str) -> Option<Node<'d>> {
        xml::child(self.element, uri::DS, local)
    }

    pub(crate) fn signed_info(&self) -> Result<Node<'d>, SignatureError> {
        self.child("SignedInfo")
            .ok_or(SignatureError::Malformed { part: "Signature", reason: "no SignedInfo" })
    }

    /// The references of SignedInfo.
    ///
    /// # Errors
    /// [`SignatureError::Malformed`], [`SignatureError::Limit`], [`SignatureError::UnsupportedAlgorithm`].
    pub fn references(&self) -> Result<Vec<Reference<'d>>, SignatureError> {
        let limit = self.document.limits().references;
        let mut references = Vec::new();
        for element in xml::children(self.signed_info()?, uri::DS, "Reference") {
            if references.len() == limit {
                return Err(SignatureError::Limit { what: "references", limit: limit as u64 });
            }
            references.push(Reference::read(self.document, element)?);
        }
        if references.is_empty() {
            return Err(SignatureError::Malformed { part: "SignedInfo", reason: "no Reference" });
        }
        Ok(references)
    }

    /// The octets that the signature value is over: SignedInfo in canonical form.
    ///
    /// # Errors
    /// [`SignatureError::UnsupportedTransform`], [`SignatureError::Malformed`], [`SignatureError::Limit`].
    pub fn signed_octets(&self) -> Result<Vec<u8>, SignatureError> {
        let signed_info = self.signed_info()?;
        let method = xml::child(signed_info, uri::DS, "CanonicalizationMethod")
            .ok_or(SignatureError::Malformed { part: "SignedInfo", reason: "no CanonicalizationMethod" })?;
        let method = Canonicalization::read(method).ok_or_else(|| {
            SignatureError::UnsupportedTransform(method.attribute("Algorithm").unwrap_or_default().to_owned())
        })?;
        self.document.canonical(&method, &NodeSet::subtree(self.document, signed_info))
    }

    /// How it was signed.
    ///
    /// # Errors
    /// [`SignatureError::UnsupportedAlgorithm`], [`SignatureError::Malformed`].
    pub fn signature_algorithm(&self) -> Result<SignatureAlgorithm, SignatureError> {
        let method = xml::child(self.signed_info()?, uri::DS, "SignatureMethod")
            .ok_or(SignatureError::Malformed { part: "SignedInfo", reason: "no SignatureMethod" })?;
        let algorithm = method.attribute("Algorithm").unwrap_or_default();
        let found = if algorithm == uri::RSA_PSS { pss(method) } else { uri::signature(algorithm) };
        found.ok_or_else(|| SignatureError::UnsupportedAlgorithm(algorithm.to_owned()))
    }

    pub(crate) fn value_element(&self) -> Result<Node<'d>, SignatureError> {
        self.child("SignatureValue")
            .ok_or(SignatureError::Malformed { part: "Signature", reason: "no SignatureValue" })
    }

    /// The signature value as it stands: RSA octets, or r and s one after the other for ECDSA.
    ///
    /// # Errors
    /// [`SignatureError::ValueEncoding`], [`SignatureError::Malformed`].
    pub fn value(&self) -> Result<Vec<u8>, SignatureError> {
        decode(&xml::text_of(self.value_element()?)).ok_or(SignatureError::ValueEncoding("SignatureValue"))
    }

    /// The certificates in KeyInfo, those that cannot be read left aside.
    pub fn key_info_certificates(&self) -> Vec<Certificate> {
        let Some(key_info) = self.child("KeyInfo") else { return Vec::new() };
        xml::children(key_info, uri::DS, "X509Data")
            .flat_map(|data| xml::children(data, uri::DS, "X509Certificate"))
            .take(CARRIED)
            .filter_map(|element| Certificate::from_der(decode(&xml::text_of(element))?).ok())
            .collect()
    }

    /// The key in KeyInfo (RSAKeyValue, or ECKeyValue of a named curve). It says nothing of its owner.
    pub fn key_value(&self) -> Option<PublicKey> {
        let value = xml::child(self.child("KeyInfo")?, uri::DS, "KeyValue")?;
        let part = |parent, namespace, local| decode(&xml::text_of(xml::child(parent, namespace, local)?));
        let spki = if let Some(rsa) = xml::child(value, uri::DS, "RSAKeyValue") {
            let (modulus, exponent) = (part(rsa, uri::DS, "Modulus")?, part(rsa, uri::DS, "Exponent")?);
            let key = Writer::build(|w| {
                w.sequence(|w| {
                    w.integer(&modulus);
                    w.integer(&exponent);
                });
            });
            spki(RSA_ENCRYPTION, |w| w.null(), &key)
        } else {
            let ec = xml::child(value, uri::DSIG11, "ECKeyValue")?;
            let curve = xml::child(ec, uri::DSIG11, "NamedCurve")?.attribute("URI")?;
            let curve: Oid = curve.strip_prefix("urn:oid:")?.parse().ok()?;
            spki(EC_PUBLIC_KEY, |w| w.oid(&curve), &part(ec, uri::DSIG11, "PublicKey")?)
        };
        PublicKey::from_spki(&spki).ok()
    }

    /// All certificates carried: KeyInfo, CertificateValues, and what was added for time stamps.
    pub fn certificates(&self) -> Vec<Certificate> {
        let mut certificates = self.key_info_certificates();
        for der in self.validation_data().certificates {
            if let Ok(certificate) = Certificate::from_der(der)
                && !certificates.contains(&certificate)
            {
                certificates.push(certificate);
            }
        }
        certificates
    }

    /// The certificates and revocation data among its unsigned properties.
    pub fn validation_data(&self) -> ValidationData {
        let mut data = ValidationData::default();
        for property in self.unsigned_properties() {
            if data.certificates.len() + data.crls.len() + data.responses.len() < CARRIED {
                data.merge(crate::properties::validation_data(property, CARRIED));
            }
        }
        data
    }

    /// The unsigned signature properties, in document order.
    pub fn unsigned_properties(&self) -> Vec<Node<'d>> {
        self.properties.as_ref().map(Properties::unsigned).unwrap_or_default()
    }

    /// What it says of its content's place.
    pub fn packaging(&self) -> Packaging {
        if self.parent.is_some() {
            return Packaging::CounterSignature;
        }
        let Ok(references) = self.references() else { return Packaging::Detached };
        let mut packaging = Packaging::Detached;
        for reference in references.iter().filter(|reference| !reference.names_signed_properties()) {
            let Some(Ok((node, _))) = reference.target(self.document) else { continue };
            if self.element.ancestors().skip(1).any(|ancestor| ancestor == node) {
                return Packaging::Enveloped;
            }
            if node != self.element && node.ancestors().any(|ancestor| ancestor == self.element) {
                packaging = Packaging::Enveloping;
            }
        }
        packaging
    }

    /// Whether, as a counter-signature, it covers the value of the signature that holds it: a reference
    /// to that SignatureValue, with its `Type` or without.
    pub fn covers_parent(&self) -> bool {
        let Some(owner) = self.owner() else { return false };
        let Some(value) = xml::child(owner, uri::DS, "SignatureValue") else { return false };
        self.references().is_ok_and(|references| {
            references.iter().any(
                |reference| matches!(reference.target(self.document), Some(Ok((node, _))) if node == value),
            )
        })
    }

    /// The signature whose property holds this one.
    pub(crate) fn owner(&self) -> Option<Node<'d>> {
        self.parent?;
        self.element.ancestors().skip(1).find(|node| xml::is(*node, uri::DS, "Signature"))
    }

    /// How much it carries, by structure alone.
    pub fn level(&self) -> Level {
        let Some(properties) = &self.properties else { return Level::XmlDsig };
        if properties.signed().is_none() {
            return Level::XmlDsig;
        }
        let has = |names: &[&str]| {
            properties.unsigned().iter().any(|property| names.contains(&property.tag_name().name()))
        };
        if !has(&["SignatureTimeStamp"]) {
            return Level::B;
        }
        let values = ["RevocationValues", "TimeStampValidationData", "AnyValidationData"];
        match (has(&values), has(&["ArchiveTimeStamp"])) {
            (true, true) => Level::Lta,
            (true, false) => Level::Lt,
            _ => Level::T,
        }
    }

    pub(crate) fn target(&self, uri: &str) -> Result<Node<'d>, SignatureError> {
        target(self.document, uri).map(|(node, _)| node)
    }
}

/// SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
fn spki(algorithm: Oid, parameters: impl FnOnce(&mut Writer), key: &[u8]) -> Vec<u8> {
    Writer::build(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(&algorithm);
                parameters(w);
            });
            w.bit_string(key);
        });
    })
}

/// RSAPSSParams (RFC 6931 §2.3.9); what is absent is SHA-256 and its length.
fn pss(method: Node<'_>) -> Option<SignatureAlgorithm> {
    const NAMESPACE: &str = "http://www.w3.org/2007/05/xmldsig-more#";
    let digest_of = |parent: Node<'_>| match xml::child(parent, uri::DS, "DigestMethod") {
        Some(found) => uri::digest(found.attribute("Algorithm")?),
        None => Some(DigestAlgorithm::Sha256),
    };
    let Some(parameters) = xml::child(method, NAMESPACE, "RSAPSSParams") else {
        return Some(SignatureAlgorithm::rsa_pss(DigestAlgorithm::Sha256));
    };
    let digest = digest_of(parameters)?;
    let mgf_digest = match xml::child(parameters, NAMESPACE, "MaskGenerationFunction") {
        Some(function) => digest_of(function)?,
        None => digest,
    };
    let salt_len = match xml::child(parameters, NAMESPACE, "SaltLength") {
        Some(length) => xml::text_of(length).trim().parse().ok()?,
        None => digest.len() as u32,
    };
    match xml::child(parameters, NAMESPACE, "TrailerField") {
        Some(field) if xml::text_of(field).trim() != "1" => None,
        _ => Some(SignatureAlgorithm::RsaPss { digest, mgf_digest, salt_len }),
    }
}
