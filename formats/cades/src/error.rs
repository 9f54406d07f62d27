use asn1::Oid;
use x509::alg::VerifyError;

/// Why some octets are not read as a signed envelope.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Something that is neither base64 nor allowed around it.
    #[error("the base64 text has an unexpected character at offset {offset}")]
    Base64 {
        /// Where, in the text.
        offset: u64,
    },
    /// There are no octets at all.
    #[error("the file is empty")]
    Empty,
    /// Reading failed.
    #[error("reading failed: {0}")]
    Io(#[from] std::io::Error),
    /// More or larger parts than [`crate::Limits`] allow.
    #[error("more {what} than the limit of {limit}")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// How much is allowed.
        limit: u64,
    },
    /// A part is not what RFC 5652 asks for.
    #[error("malformed {part} at offset {offset}: {source}")]
    Malformed {
        /// Name of the part, as in the ASN.1 module.
        part: &'static str,
        /// Where the part or what is wrong in it begins.
        offset: u64,
        /// What is wrong.
        source: asn1::Error,
    },
    /// Neither ASN.1 nor text around it.
    #[error("not a CMS file")]
    NotCms,
    /// A CMS envelope of another kind than the one asked for.
    #[error("a CMS envelope of another type: {0}")]
    NotSignedData(Oid),
    /// Something follows the envelope.
    #[error("unexpected data after the envelope, at offset {offset}")]
    TrailingData {
        /// Where it begins.
        offset: u64,
    },
    /// The file ends before the envelope does.
    #[error("the file ends at offset {offset}, within {part}")]
    Truncated {
        /// Where the file ends.
        offset: u64,
        /// Name of the part that is cut, as in the ASN.1 module.
        part: &'static str,
    },
}

/// What was tolerated while reading an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// A byte order mark stands before the text.
    ByteOrderMark,
    /// An item of `certificates` is no readable X.509 certificate and is left aside.
    CertificateUnreadable {
        /// Its position, from 0.
        index: usize,
    },
    /// Base64 inside base64.
    DoubleBase64,
    /// One of the two PEM lines is missing.
    IncompleteArmor,
    /// Blanks or zero octets follow the envelope.
    TrailingPadding {
        /// How many.
        octets: u64,
    },
    /// A field that RFC 5652 does not know is left aside.
    UnknownField {
        /// Where it begins.
        offset: u64,
    },
}

/// Why a signature is not accepted. Each variant is one cause; `sigcheck` maps them to the
/// sub-indications of EN 319 102-1 §5.1.3, named here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Digest algorithm, signature algorithm and cmsAlgorithmProtection disagree
    /// (SIG_CRYPTO_FAILURE).
    #[error("the algorithms named in the signature disagree: {0}")]
    AlgorithmMismatch(&'static str),
    /// A signed attribute occurs twice (FORMAT_FAILURE).
    #[error("the attribute {0} occurs more than once")]
    AttributeDuplicated(Oid),
    /// A signed attribute that must be there is not (FORMAT_FAILURE).
    #[error("the attribute {0} is missing")]
    AttributeMissing(Oid),
    /// A signed attribute must have exactly one value (FORMAT_FAILURE).
    #[error("the attribute {0} does not have exactly one value")]
    AttributeNotSingle(Oid),
    /// A counter-signature has a content-type attribute, or an attribute that must be unsigned is signed
    /// (RFC 5652 §11.4; FORMAT_FAILURE).
    #[error("the attribute {0} must not be among the signed attributes")]
    AttributeNotAllowed(Oid),
    /// There are no signed attributes, and the content is a SET of attributes: they were moved there
    /// (FORMAT_FAILURE).
    #[error("the signed attributes were stripped and shown as the content")]
    AttributesStripped,
    /// A certificate has the issuer and serial number of the signer, and is not the one whose hash was
    /// signed (NO_SIGNING_CERTIFICATE_FOUND).
    #[error("the certificate of the signer is not the one named in the signature")]
    CertificateMismatch,
    /// No certificate has the issuer and serial number of the signer (NO_SIGNING_CERTIFICATE_FOUND).
    #[error("the certificate of the signer is not available")]
    CertificateNotFound,
    /// The signature is detached and the content was not given (SIGNED_DATA_NOT_FOUND).
    #[error("the signed content is not available")]
    ContentMissing,
    /// The content-type attribute differs from the type of the content (FORMAT_FAILURE).
    #[error("the content-type attribute does not name the type of the content")]
    ContentTypeMismatch,
    /// The content is not the one that was signed (HASH_FAILURE).
    #[error("the content was changed after signing")]
    DigestMismatch,
    /// The digest was not computed with this algorithm: see [`crate::SignedData::digest_algorithms`].
    #[error("the digest of the content under {0} was not computed")]
    DigestNotComputed(&'static str),
    /// An attribute or field does not parse (FORMAT_FAILURE).
    #[error("malformed {part}: {source}")]
    Malformed {
        /// Name of the part.
        part: &'static str,
        /// What is wrong.
        source: asn1::Error,
    },
    /// The value does not verify with the key of the certificate (SIG_CRYPTO_FAILURE).
    #[error("the signature value: {0}")]
    Signature(VerifyError),
    /// A digest or signature algorithm that is not known here (CRYPTO_CONSTRAINTS_FAILURE).
    #[error("the algorithm {0} is not supported")]
    UnsupportedAlgorithm(Oid),
}

/// What was tolerated in a signature that verifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureWarning {
    /// The certificate is named with SHA-1 only (signing-certificate, not v2).
    EssVersion1,
    /// The hash of the certificate matches; issuer or serial number beside it do not.
    EssIssuerSerial,
    /// There is no ESS signing-certificate attribute: not an AdES baseline signature.
    NoSigningCertificateAttribute,
    /// There are no signed attributes: not an AdES signature.
    NoSignedAttributes,
    /// The signed attributes are not in DER. The signature covers the octets as they are
    /// (`canonical: false`) or their DER form.
    NotDer {
        /// Whether the signature covers the DER form.
        canonical: bool,
    },
}
