//! Signing in two steps (EN 319 132-1 §6.3, level B).

mod stored;

use std::fmt::Write as _;

use jiff::{Timestamp, tz::Offset};
use x509::{
    Certificate,
    alg::{DigestAlgorithm, KeyType, SignatureAlgorithm, VerifyError},
};

use crate::{
    AugmentError, SignatureError,
    augment::{check_unbroken, extensible, place_of_property},
    c14n::Canonicalization,
    markup::{self, Insertion},
    nodes::NodeSet,
    reference::encode,
    signatures, uri,
    verify::plain_of_der,
    xml::{Document, Encoding, ReadError, Source},
};
pub use stored::ToSign;

/// What is signed, and where the signature goes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Content<'a> {
    /// A signature of the file, which must hold. The new one signs its value and becomes a property of
    /// it.
    CounterSignature {
        /// The file.
        file: &'a [u8],
        /// The position of the signature among the [`signatures`] of the file.
        which: usize,
    },
    /// Other files, named by the signature, which is a file of its own.
    Detached {
        /// The files.
        files: &'a [DetachedFile],
        /// What goes before and after the signature in the file that holds it, in UTF-8: a container's
        /// root element. Both empty for a file with the signature alone.
        around: (&'a str, &'a str),
    },
    /// An XML file, in which the signature becomes the last child of the root element. This is the
    /// shape of signed invoices (FatturaPA).
    Enveloped {
        /// The file.
        file: &'a [u8],
        /// Whether other signatures, earlier and later ones, are left out of what is signed. Otherwise
        /// earlier ones are signed too, and a later one breaks this.
        parallel: bool,
    },
    /// Any file, which goes into the signature in base64.
    Enveloping {
        /// The file.
        file: &'a [u8],
        /// Its MIME type.
        mime_type: &'a str,
    },
    /// The root element of an XML file, which goes into the signature as it is.
    EnvelopingXml {
        /// The file.
        file: &'a [u8],
    },
}

/// A file that a detached signature signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetachedFile {
    /// Its name, relative to the signature.
    pub name: String,
    /// Its MIME type.
    pub mime_type: String,
    /// Its digest, by the algorithm of the signature.
    pub digest: Vec<u8>,
}

/// How to sign.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// The signature algorithm; its digest algorithm is used throughout.
    pub signature: SignatureAlgorithm,
    /// What makes the identifiers of this signature unique in any file, such as a UUID: letters, digits,
    /// `-`, `_` and `.` only.
    pub id: String,
    /// The claimed instant.
    pub signing_time: Timestamp,
    /// The offset from UTC to write it with.
    pub offset: Offset,
    /// The commitments that the signature expresses.
    pub commitments: Vec<Commitment>,
    /// The roles that the signer claims.
    pub roles: Vec<String>,
    /// Where it is signed.
    pub place: Option<Place>,
}

impl Parameters {
    /// XAdES-B-B: this algorithm, this claimed time in UTC, nothing else.
    pub fn new(signature: SignatureAlgorithm, signing_time: Timestamp, id: impl Into<String>) -> Self {
        Self {
            signature,
            id: id.into(),
            signing_time,
            offset: Offset::UTC,
            commitments: Vec::new(),
            roles: Vec::new(),
            place: None,
        }
    }
}

/// SignatureProductionPlaceV2, as far as given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// City.
    pub city: Option<String>,
    /// Street.
    pub street: Option<String>,
    /// State or province.
    pub province: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country.
    pub country: Option<String>,
}

/// CommitmentTypeIndication values (EN 319 132-1 §5.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commitment {
    /// The content was approved.
    Approval,
    /// The signer created the content.
    Creation,
    /// The content was delivered to the recipient.
    Delivery,
    /// The signer created, approved and sent the content.
    Origin,
    /// The content was received.
    Receipt,
    /// The content was sent, perhaps by another.
    Sender,
}

impl Commitment {
    /// Its identifier.
    pub fn uri(self) -> &'static str {
        match self {
            Self::Approval => "http://uri.etsi.org/01903/v1.2.2#ProofOfApproval",
            Self::Creation => "http://uri.etsi.org/01903/v1.2.2#ProofOfCreation",
            Self::Delivery => "http://uri.etsi.org/01903/v1.2.2#ProofOfDelivery",
            Self::Origin => "http://uri.etsi.org/01903/v1.2.2#ProofOfOrigin",
            Self::Receipt => "http://uri.etsi.org/01903/v1.2.2#ProofOfReceipt",
            Self::Sender => "http://uri.etsi.org/01903/v1.2.2#ProofOfSender",
        }
    }
}

/// Why a signature is not made.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The algorithm may be verified but not used for new signatures, or does not suit the key.
    #[error("the algorithm may not be used for a new signature: {0}")]
    AlgorithmNotAllowed(&'static str),
    /// The certificate's key does not parse.
    #[error("the certificate: {0}")]
    Certificate(#[from] x509::Error),
    /// The signature to be counter-signed does not take one, or an earlier signature would not hold any
    /// more.
    #[error(transparent)]
    Existing(#[from] AugmentError),
    /// The identifier has other characters than those that [`Parameters::id`] allows, or is in use.
    #[error("the identifier {0:?} cannot be used")]
    Id(String),
    /// There is nothing to sign.
    #[error("there is no file to sign")]
    NoContent,
    /// The signature to be counter-signed has no `Id` on its value.
    #[error("the value of the signature has no identifier to refer to")]
    NoValueId,
    /// The file is not readable XML.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// What is to be signed is malformed.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// The value does not verify with the key of the certificate.
    #[error("the key returned a signature that does not verify: {0}")]
    SignatureRejected(VerifyError),
    /// The stored octets are not a [`ToSign`].
    #[error("the stored signing request is damaged: {0}")]
    Stored(asn1::Error),
}

/// Prepares a signature: everything of the signed file but the signature value.
///
/// `chain` holds the certificates of the issuing authorities; a self-issued root among them is left
/// out.
///
/// # Errors
/// [`SignError`].
pub fn prepare(
    content: &Content<'_>,
    certificate: &Certificate,
    chain: &[Certificate],
    parameters: &Parameters,
) -> Result<ToSign, SignError> {
    check_algorithm(parameters.signature, certificate)?;
    let id = &parameters.id;
    if id.is_empty() || !id.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"-_.".contains(&octet)) {
        return Err(SignError::Id(id.clone()));
    }
    let mut certificates = vec![certificate.clone()];
    for authority in chain {
        if !authority.is_self_issued() && !certificates.contains(authority) {
            certificates.push(authority.clone());
        }
    }
    let draft = Draft { certificates: &certificates, parameters };
    match content {
        Content::CounterSignature { file, which } => draft.counter_signature(file, *which),
        Content::Detached { files, around } => draft.detached(files, *around),
        Content::Enveloped { file, parallel } => draft.enveloped(file, *parallel),
        Content::Enveloping { file, mime_type } => draft.enveloping(file, mime_type),
        Content::EnvelopingXml { file } => draft.enveloping_xml(file),
    }
}

fn check_algorithm(algorithm: SignatureAlgorithm, certificate: &Certificate) -> Result<(), SignError> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    let refuse = |reason| Err(SignError::AlgorithmNotAllowed(reason));
    if !matches!(algorithm.digest(), Sha256 | Sha384 | Sha512) {
        return refuse("the digest is not SHA-256, SHA-384 or SHA-512");
    }
    match (algorithm, certificate.public_key()?.key_type()) {
        (SignatureAlgorithm::RsaPss { digest, .. }, _)
            if algorithm != SignatureAlgorithm::rsa_pss(digest) =>
        {
            refuse("PSS with another mask or salt length than its digest's")
        }
        (SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss { .. }, KeyType::Rsa { bits }) => {
            if bits < 2048 {
                refuse("an RSA key of less than 2048 bits")
            } else {
                Ok(())
            }
        }
        (SignatureAlgorithm::Ecdsa(_), KeyType::EcP256 | KeyType::EcP384) => Ok(()),
        _ => refuse("it does not suit the key of the certificate"),
    }
}

/// A reference to be written.
struct NewReference<'a> {
    uri: String,
    kind: Option<&'static str>,
    /// ds:Transform elements.
    transforms: String,
    digest: Vec<u8>,
    /// For the DataObjectFormat; counter-signatures have none.
    mime_type: Option<&'a str>,
}

/// The parts of a signature that are the same whatever is signed.
struct Draft<'a> {
    certificates: &'a [Certificate],
    parameters: &'a Parameters,
}

impl Draft<'_> {
    fn digest(&self, octets: &[u8]) -> Vec<u8> {
        self.parameters.signature.digest().digest(octets)
    }

    fn object_id(&self) -> String {
        format!("xmldsig-{}-object", self.parameters.id)
    }

    fn enveloped(&self, file: &[u8], parallel: bool) -> Result<ToSign, SignError> {
        let source = Source::read(file)?;
        let document = Document::parse(&source)?;
        self.check_ids(&document)?;
        let mut nodes = NodeSet::document(&document).without_comments();
        let transforms = if parallel {
            for signature in signatures(&document) {
                nodes = nodes.without(signature.element());
            }
            format!(
                "<ds:Transform Algorithm=\"{0}\"><dsf:XPath xmlns:dsf=\"{0}\" Filter=\"subtract\">\
                 /descendant::ds:Signature</dsf:XPath></ds:Transform>{1}",
                uri::FILTER2,
                markup::transform(uri::EXC_C14N),
            )
        } else {
            markup::transform(uri::ENVELOPED) + &markup::transform(uri::EXC_C14N)
        };
        let reference = NewReference {
            uri: String::new(),
            kind: None,
            transforms,
            digest: self.digest(&Canonicalization::EXCLUSIVE.octets(&nodes)),
            mime_type: Some("text/xml"),
        };
        let place = Insertion::last_in(document.root_element());
        let to_sign = self.finish(&[reference], "", &place, &source)?;
        check_unbroken(&document, &to_sign.without_value())?;
        Ok(to_sign)
    }

    fn counter_signature(&self, file: &[u8], which: usize) -> Result<ToSign, SignError> {
        let source = Source::read(file)?;
        let document = Document::parse(&source)?;
        self.check_ids(&document)?;
        let found = signatures(&document);
        let signature = found.get(which).ok_or(AugmentError::NoSuchSignature(which))?;
        signature.check_format()?;
        let properties = extensible(signature)?;
        let value = signature.value_element()?;
        let id = value.attribute("Id").ok_or(SignError::NoValueId)?;
        let reference = NewReference {
            uri: format!("#{}", markup::ascii(id)),
            kind: Some(uri::COUNTERSIGNED),
            transforms: markup::transform(uri::EXC_C14N),
            digest: self.digest(&Canonicalization::EXCLUSIVE.element(&document, value)),
            mime_type: None,
        };
        let place = place_of_property(&properties).within(
            &format!("<xades:CounterSignature xmlns:xades=\"{}\">", uri::XADES),
            "</xades:CounterSignature>",
        );
        let to_sign = self.finish(&[reference], "", &place, &source)?;
        check_unbroken(&document, &to_sign.without_value())?;
        Ok(to_sign)
    }

    fn detached(&self, files: &[DetachedFile], around: (&str, &str)) -> Result<ToSign, SignError> {
        if files.is_empty() {
            return Err(SignError::NoContent);
        }
        let digest = self.parameters.signature.digest();
        let mut references = Vec::with_capacity(files.len());
        for file in files {
            if file.digest.len() != digest.len() {
                return Err(SignError::AlgorithmNotAllowed("the digest of the content is another"));
            }
            references.push(NewReference {
                uri: markup::percent_encoded(&file.name),
                kind: None,
                transforms: String::new(),
                digest: file.digest.clone(),
                mime_type: Some(&file.mime_type),
            });
        }
        self.alone(&references, "", around)
    }

    fn enveloping(&self, file: &[u8], mime_type: &str) -> Result<ToSign, SignError> {
        let object = format!(
            "<ds:Object Encoding=\"{}\" Id=\"{}\" MimeType=\"{}\">{}</ds:Object>",
            uri::BASE64,
            self.object_id(),
            markup::ascii(mime_type),
            encode(file),
        );
        let reference = NewReference {
            uri: format!("#{}", self.object_id()),
            kind: Some(uri::OBJECT),
            transforms: markup::transform(uri::BASE64),
            digest: self.digest(file),
            mime_type: Some(mime_type),
        };
        self.alone(&[reference], &object, ("", ""))
    }

    fn enveloping_xml(&self, file: &[u8]) -> Result<ToSign, SignError> {
        let source = Source::read(file)?;
        let document = Document::parse(&source)?;
        self.check_ids(&document)?;
        let root = &source.text()[document.root_element().range()];
        let object =
            format!("<ds:Object Id=\"{}\" MimeType=\"text/xml\">{root}</ds:Object>", self.object_id());
        let reference = NewReference {
            uri: format!("#{}", self.object_id()),
            kind: Some(uri::OBJECT),
            transforms: markup::transform(uri::EXC_C14N),
            digest: self.digest(&canonical(&object, "")?),
            mime_type: Some("text/xml"),
        };
        self.alone(&[reference], &object, ("", ""))
    }

    /// A file with the signature and what is around it.
    fn alone(
        &self,
        references: &[NewReference<'_>],
        object: &str,
        around: (&str, &str),
    ) -> Result<ToSign, SignError> {
        let (before, after) =
            if around == ("", "") { ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "") } else { around };
        let source = Source::read(format!("{before}{after}"))?;
        let place =
            Insertion { range: before.len()..before.len(), before: String::new(), after: String::new() };
        self.finish(references, object, &place, &source)
    }

    /// Identifiers of the new signature must not be in the document already.
    fn check_ids(&self, document: &Document<'_>) -> Result<(), SignError> {
        if let Some(id) = document.duplicate_id() {
            return Err(SignatureError::DuplicateId(id.to_owned()).into());
        }
        let id = format!("xmldsig-{}", self.parameters.id);
        let suffixes = ["", "-signedprops", "-sigvalue", "-object", "-ref0"];
        if suffixes.iter().any(|suffix| document.by_id(&format!("{id}{suffix}")).is_some()) {
            return Err(SignError::Id(self.parameters.id.clone()));
        }
        Ok(())
    }

    /// Writes the signature and cuts it open at the place of its value.
    fn finish(
        &self,
        references: &[NewReference<'_>],
        object: &str,
        place: &Insertion,
        source: &Source,
    ) -> Result<ToSign, SignError> {
        let id = format!("xmldsig-{}", self.parameters.id);
        let properties = self.signed_properties(&id, references);
        let properties_digest =
            self.digest(&canonical(&properties, &format!(" xmlns:xades=\"{}\"", uri::XADES))?);
        let signed_info = self.signed_info(&id, references, &properties_digest);
        let octets = canonical(&signed_info, "")?;
        let before = format!(
            "<ds:Signature xmlns:ds=\"{}\" Id=\"{id}\">{signed_info}<ds:SignatureValue Id=\"{id}-sigvalue\">",
            uri::DS,
        );
        let after = format!(
            "</ds:SignatureValue>{}{object}<ds:Object><xades:QualifyingProperties xmlns:xades=\"{}\" \
             Target=\"#{id}\">{properties}</xades:QualifyingProperties></ds:Object></ds:Signature>",
            markup::key_info(self.certificates),
            uri::XADES,
        );
        let (mut start, rest) = place.split(source);
        start.extend_from_slice(&source.encode(&before));
        let mut end = source.encode(&after).into_owned();
        end.extend_from_slice(&rest);
        let wide = match source.encoding() {
            Encoding::Utf16Be => Some(true),
            Encoding::Utf16Le => Some(false),
            _ => None,
        };
        Ok(ToSign {
            algorithm: self.parameters.signature,
            certificate: self.certificates[0].clone(),
            signed_info: octets,
            before: start,
            after: end,
            wide,
        })
    }

    fn signed_info(&self, id: &str, references: &[NewReference<'_>], properties: &[u8]) -> String {
        let digest = uri::of_digest(self.parameters.signature.digest());
        let mut text = format!(
            "<ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"{}\"/><ds:SignatureMethod Algorithm=\"{}\"/>",
            uri::EXC_C14N,
            uri::of_signature(self.parameters.signature).unwrap_or_default(),
        );
        for (index, reference) in references.iter().enumerate() {
            let _ = write!(text, "<ds:Reference Id=\"{id}-ref{index}\"");
            if let Some(kind) = reference.kind {
                let _ = write!(text, " Type=\"{kind}\"");
            }
            let _ = write!(text, " URI=\"{}\">", markup::ascii(&reference.uri));
            if !reference.transforms.is_empty() {
                let _ = write!(text, "<ds:Transforms>{}</ds:Transforms>", reference.transforms);
            }
            let _ = write!(text, "{}</ds:Reference>", digest_elements(digest, &reference.digest));
        }
        let _ = write!(
            text,
            "<ds:Reference Type=\"{}\" URI=\"#{id}-signedprops\"><ds:Transforms>{}</ds:Transforms>{}\
             </ds:Reference></ds:SignedInfo>",
            uri::SIGNED_PROPERTIES,
            markup::transform(uri::EXC_C14N),
            digest_elements(digest, properties),
        );
        text
    }

    fn signed_properties(&self, id: &str, references: &[NewReference<'_>]) -> String {
        let parameters = self.parameters;
        let seconds =
            Timestamp::from_second(parameters.signing_time.as_second()).unwrap_or(parameters.signing_time);
        let mut text = format!(
            "<xades:SignedProperties Id=\"{id}-signedprops\"><xades:SignedSignatureProperties>\
             <xades:SigningTime>{}</xades:SigningTime>{}",
            seconds.display_with_offset(parameters.offset),
            markup::signing_certificate(&self.certificates[0]),
        );
        if let Some(place) = &parameters.place {
            text.push_str("<xades:SignatureProductionPlaceV2>");
            for (name, value) in [
                ("City", &place.city),
                ("StreetAddress", &place.street),
                ("StateOrProvince", &place.province),
                ("PostalCode", &place.postal_code),
                ("CountryName", &place.country),
            ] {
                if let Some(value) = value {
                    let _ = write!(text, "<xades:{name}>{}</xades:{name}>", markup::ascii(value));
                }
            }
            text.push_str("</xades:SignatureProductionPlaceV2>");
        }
        if !parameters.roles.is_empty() {
            text.push_str("<xades:SignerRoleV2><xades:ClaimedRoles>");
            for role in &parameters.roles {
                let _ = write!(text, "<xades:ClaimedRole>{}</xades:ClaimedRole>", markup::ascii(role));
            }
            text.push_str("</xades:ClaimedRoles></xades:SignerRoleV2>");
        }
        text.push_str("</xades:SignedSignatureProperties>");
        let formats = references.iter().enumerate().filter_map(|(index, reference)| {
            let mime_type = markup::ascii(reference.mime_type?);
            Some(format!(
                "<xades:DataObjectFormat ObjectReference=\"#{id}-ref{index}\"><xades:MimeType>{mime_type}\
                 </xades:MimeType></xades:DataObjectFormat>"
            ))
        });
        let mut objects: String = formats.collect();
        for commitment in &parameters.commitments {
            let _ = write!(
                objects,
                "<xades:CommitmentTypeIndication><xades:CommitmentTypeId><xades:Identifier>{}\
                 </xades:Identifier></xades:CommitmentTypeId><xades:AllSignedDataObjects/>\
                 </xades:CommitmentTypeIndication>",
                commitment.uri(),
            );
        }
        if !objects.is_empty() {
            let _ = write!(
                text,
                "<xades:SignedDataObjectProperties>{objects}</xades:SignedDataObjectProperties>"
            );
        }
        text + "</xades:SignedProperties>"
    }
}

fn digest_elements(algorithm: &str, digest: &[u8]) -> String {
    format!("<ds:DigestMethod Algorithm=\"{algorithm}\"/><ds:DigestValue>{}</ds:DigestValue>", encode(digest),)
}

/// The exclusive canonical form of an element of a signature. It is the same wherever it stands.
fn canonical(element: &str, namespaces: &str) -> Result<Vec<u8>, SignError> {
    let source =
        Source::read(format!("<ds:Signature xmlns:ds=\"{}\"{namespaces}>{element}</ds:Signature>", uri::DS))?;
    let document = Document::parse(&source)?;
    let first = document.root_element().first_child();
    let octets = first.map(|element| Canonicalization::EXCLUSIVE.element(&document, element));
    Ok(octets.unwrap_or_default())
}

impl ToSign {
    /// Takes the signature value: RSA octets as they are, ECDSA as DER `SEQUENCE { r, s }`. Returns the
    /// signed file.
    ///
    /// # Errors
    /// [`SignError::SignatureRejected`] when it does not verify with the key of the certificate: a
    /// wrong key or a broken token is found now, not by the recipient.
    pub fn complete(&self, signature: &[u8]) -> Result<Vec<u8>, SignError> {
        self.certificate
            .public_key()?
            .verify(self.algorithm, &self.signed_info, signature)
            .map_err(SignError::SignatureRejected)?;
        self.complete_verified(signature)
    }

    /// As [`Self::complete`], for a value that whoever holds the key has verified with the key of this
    /// certificate before giving it away: it is not verified once more.
    ///
    /// # Errors
    /// [`SignError::SignatureRejected`] when an ECDSA value is not DER.
    pub fn complete_verified(&self, signature: &[u8]) -> Result<Vec<u8>, SignError> {
        let value = if matches!(self.algorithm, SignatureAlgorithm::Ecdsa(_)) {
            let length = match self.certificate.public_key()?.key_type() {
                KeyType::EcP384 => 48,
                KeyType::EcP521 => 66,
                _ => 32,
            };
            let plain = plain_of_der(signature, length);
            encode(&plain.ok_or(SignError::SignatureRejected(VerifyError::Invalid))?)
        } else {
            encode(signature)
        };
        Ok(self.with_text(&value))
    }

    /// The file while the value is still missing.
    fn without_value(&self) -> Vec<u8> {
        self.with_text("")
    }

    fn with_text(&self, value: &str) -> Vec<u8> {
        let mut file = Vec::with_capacity(self.before.len() + 2 * value.len() + self.after.len());
        file.extend_from_slice(&self.before);
        match self.wide {
            None => file.extend_from_slice(value.as_bytes()),
            Some(true) => file.extend(value.encode_utf16().flat_map(u16::to_be_bytes)),
            Some(false) => file.extend(value.encode_utf16().flat_map(u16::to_le_bytes)),
        }
        file.extend_from_slice(&self.after);
        file
    }
}
