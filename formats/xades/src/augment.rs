//! The levels T, LT and LTA (EN 319 132-1 §6): unsigned properties are put into the file as text, all
//! other octets stay as they are.

use std::fmt::Write as _;

use x509::{alg::DigestAlgorithm, evidence::ValidationData};

use crate::{
    Contents, Signature, SignatureError,
    c14n::Canonicalization,
    markup::Insertion,
    properties::{Namespaces, Properties},
    reference::{Processing, encode},
    signatures,
    stamp::{Input, Objects},
    uri,
    xml::{Document, ReadError, Source},
};

/// Why a signature is not extended.
#[derive(Debug, thiserror::Error)]
pub enum AugmentError {
    /// The file has fewer signatures.
    #[error("there is no signature {0}")]
    NoSuchSignature(usize),
    /// The signature has no qualifying properties that could be extended.
    #[error("the signature is not a XAdES signature")]
    NotXades,
    /// XAdES 1.1.1 and 1.2.2 are read and not extended.
    #[error("the signature is of a version of XAdES that is not extended")]
    OldVersion,
    /// The file is not readable.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Something that the time stamp is to cover is missing or malformed.
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// Another signature covers the place where the extension goes: it would not hold any more.
    #[error("signature {index} of the file covers this one and would not hold any more")]
    WouldBreak {
        /// Its position.
        index: usize,
    },
}

/// What a signature time stamp must be over: the digest of the signature value, exclusive canonical
/// form (EN 319 132-1 §5.3).
///
/// `which` is the position among the [`signatures`] of the file.
///
/// # Errors
/// [`AugmentError`].
pub fn signature_imprint(
    file: &[u8],
    which: usize,
    algorithm: DigestAlgorithm,
) -> Result<Vec<u8>, AugmentError> {
    open(file, which, |signature| {
        let value = signature.value_element()?;
        Ok(algorithm.digest(&Canonicalization::EXCLUSIVE.element(signature.document(), value)))
    })
}

/// The file with a time stamp of the signature: level T.
///
/// # Errors
/// [`AugmentError`].
pub fn with_signature_time_stamp(file: &[u8], which: usize, token: &[u8]) -> Result<Vec<u8>, AugmentError> {
    open(file, which, |signature| put_property(signature, &time_stamp("xades:SignatureTimeStamp", "", token)))
}

/// The file with certificates and revocation data: level LT. What the signature carries already is not
/// added again; what comes after a first time goes to TimeStampValidationData.
///
/// # Errors
/// [`AugmentError`].
pub fn with_validation_data(
    file: &[u8],
    which: usize,
    data: &ValidationData,
) -> Result<Vec<u8>, AugmentError> {
    open(file, which, |signature| {
        let mut carried = signature.validation_data();
        let in_key_info = signature.key_info_certificates();
        carried.certificates.extend(in_key_info.iter().map(|certificate| certificate.der().to_vec()));
        let fresh = |of: &[Vec<u8>], known: &[Vec<u8>]| -> Vec<Vec<u8>> {
            of.iter().filter(|der| !known.contains(der)).cloned().collect()
        };
        let data = ValidationData {
            certificates: fresh(&data.certificates, &carried.certificates),
            crls: fresh(&data.crls, &carried.crls),
            responses: fresh(&data.responses, &carried.responses),
        };
        if data.is_empty() {
            return Ok(file.to_vec());
        }
        let again = signature
            .unsigned_properties()
            .iter()
            .any(|property| matches!(property.tag_name().name(), "CertificateValues" | "RevocationValues"));
        let namespace = format!(" xmlns:xades=\"{}\"", uri::XADES);
        let text = if again {
            format!(
                "<xades141:TimeStampValidationData xmlns:xades141=\"{}\"{namespace}>{}\
                 </xades141:TimeStampValidationData>",
                uri::XADES141,
                values(&data, ""),
            )
        } else {
            values(&data, &namespace)
        };
        put_property(signature, &text)
    })
}

/// What an archive time stamp must be over (EN 319 132-1 §5.5.2.2), with `contents` where the signature
/// is detached.
///
/// # Errors
/// [`AugmentError`].
pub fn archive_imprint(
    file: &[u8],
    which: usize,
    contents: &dyn Contents,
    algorithm: DigestAlgorithm,
) -> Result<Vec<u8>, AugmentError> {
    open(file, which, |signature| {
        let input = Input { signature, contents, method: Canonicalization::EXCLUSIVE };
        let mut hasher = algorithm.hasher();
        input.archive(&signature.unsigned_properties(), Objects::All, &mut hasher)?;
        Ok(hasher.finish())
    })
}

/// The file with an archive time stamp: level LTA.
///
/// # Errors
/// [`AugmentError`].
pub fn with_archive_time_stamp(file: &[u8], which: usize, token: &[u8]) -> Result<Vec<u8>, AugmentError> {
    open(file, which, |signature| {
        let namespace = format!(" xmlns:xades141=\"{}\"", uri::XADES141);
        put_property(signature, &time_stamp("xades141:ArchiveTimeStamp", &namespace, token))
    })
}

/// Reads a file and acts on one of its signatures, which must be one that can be extended.
fn open<T>(
    file: &[u8],
    which: usize,
    act: impl FnOnce(&Signature<'_>) -> Result<T, AugmentError>,
) -> Result<T, AugmentError> {
    let source = Source::read(file)?;
    let document = Document::parse(&source)?;
    let found = signatures(&document);
    let signature = found.get(which).ok_or(AugmentError::NoSuchSignature(which))?;
    signature.check_format()?;
    extensible(signature)?;
    act(signature)
}

pub(crate) fn extensible<'d>(signature: &Signature<'d>) -> Result<Properties<'d>, AugmentError> {
    let properties = signature.properties().ok_or(AugmentError::NotXades)?;
    if properties.version() != Namespaces::V132 {
        return Err(AugmentError::OldVersion);
    }
    if properties.signed().is_none() {
        return Err(AugmentError::NotXades);
    }
    Ok(properties.clone())
}

fn time_stamp(name: &str, namespace: &str, token: &[u8]) -> String {
    format!(
        "<{name}{namespace} xmlns:xades=\"{}\"><ds:CanonicalizationMethod xmlns:ds=\"{}\" \
         Algorithm=\"{}\"/><xades:EncapsulatedTimeStamp>{}</xades:EncapsulatedTimeStamp></{name}>",
        uri::XADES,
        uri::DS,
        uri::EXC_C14N,
        encode(token),
    )
}

/// CertificateValues and RevocationValues, each where there is something for it.
fn values(data: &ValidationData, namespace: &str) -> String {
    let mut text = String::new();
    let list = |text: &mut String, name: &str, ders: &[Vec<u8>]| {
        for der in ders {
            let _ = write!(text, "<xades:{name}>{}</xades:{name}>", encode(der));
        }
    };
    if !data.certificates.is_empty() {
        let _ = write!(text, "<xades:CertificateValues{namespace}>");
        list(&mut text, "EncapsulatedX509Certificate", &data.certificates);
        text.push_str("</xades:CertificateValues>");
    }
    if !(data.crls.is_empty() && data.responses.is_empty()) {
        let _ = write!(text, "<xades:RevocationValues{namespace}>");
        for (group, name, ders) in [
            ("CRLValues", "EncapsulatedCRLValue", &data.crls),
            ("OCSPValues", "EncapsulatedOCSPValue", &data.responses),
        ] {
            if !ders.is_empty() {
                let _ = write!(text, "<xades:{group}>");
                list(&mut text, name, ders);
                let _ = write!(text, "</xades:{group}>");
            }
        }
        text.push_str("</xades:RevocationValues>");
    }
    text
}

fn put_property(signature: &Signature<'_>, text: &str) -> Result<Vec<u8>, AugmentError> {
    let place = place_of_property(&extensible(signature)?);
    let file = place.put(signature.document().source(), text);
    check_unbroken(signature.document(), &file)?;
    Ok(file)
}

/// Where the next unsigned signature property goes.
pub(crate) fn place_of_property(properties: &Properties<'_>) -> Insertion {
    const LIST: &str = "xades:UnsignedSignatureProperties";
    let namespace = format!(" xmlns:xades=\"{}\"", uri::XADES);
    if let Some(list) = properties.unsigned_list() {
        Insertion::last_in(list)
    } else if let Some(unsigned) = properties.unsigned_properties() {
        Insertion::first_in(unsigned).within(&format!("<{LIST}{namespace}>"), &format!("</{LIST}>"))
    } else {
        Insertion::last_in(properties.element()).within(
            &format!("<xades:UnsignedProperties{namespace}><{LIST}>"),
            &format!("</{LIST}></xades:UnsignedProperties>"),
        )
    }
}

/// That what the signatures of a document refer to within it is the same after something was put in.
pub(crate) fn check_unbroken(before: &Document<'_>, file: &[u8]) -> Result<(), AugmentError> {
    let found = signatures(before);
    if found.is_empty() {
        return Ok(());
    }
    let source = Source::read(file)?;
    let after = Document::parse(&source)?;
    let later = signatures(&after);
    for (index, signature) in found.iter().enumerate() {
        let same = later.iter().find(|other| {
            other.id() == signature.id()
                && other.value().ok() == signature.value().ok()
                && other.parent().is_some() == signature.parent().is_some()
        });
        let was = intact(signature);
        let is = same.map(|same| intact(same)).unwrap_or_default();
        if was.iter().enumerate().any(|(at, was)| *was && is.get(at) != Some(&true)) {
            return Err(AugmentError::WouldBreak { index });
        }
    }
    Ok(())
}

/// For each reference, whether it points into the file and to what was signed.
fn intact(signature: &Signature<'_>) -> Vec<bool> {
    let Ok(references) = signature.references() else { return Vec::new() };
    let processing = Processing::new(signature.document(), &());
    let holds = |reference: &crate::Reference<'_>| {
        reference.is_same_document()
            && processing
                .process(reference, &Canonicalization::INCLUSIVE)
                .is_ok_and(|found| reference.digest_algorithm().digest(&found.octets) == reference.digest())
    };
    references.iter().map(holds).collect()
}
