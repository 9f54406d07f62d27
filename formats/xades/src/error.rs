use x509::alg::VerifyError;

/// Why a signature is not accepted. Each variant is one cause; the sub-indication of EN 319 102-1 §5.1.3
/// that it leads to is named with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The certificates at hand are not the one whose digest was signed
    /// (NO_SIGNING_CERTIFICATE_FOUND).
    #[error("the certificate of the signer is not the one named in the signature")]
    CertificateMismatch,
    /// There is no certificate that could be the signer's (NO_SIGNING_CERTIFICATE_FOUND).
    #[error("the certificate of the signer is not available")]
    CertificateNotFound,
    /// A filter takes parts of the document out of what is signed, other than signatures
    /// (SIG_CONSTRAINTS_FAILURE). All else holds.
    #[error("the signature leaves out parts of what {uri:?} points to")]
    ContentExcluded {
        /// URI of the reference.
        uri: String,
    },
    /// The reference points outside of this file to a content that was not given
    /// (SIGNED_DATA_NOT_FOUND).
    #[error("the signed content {uri:?} is not available")]
    ContentMissing {
        /// URI of the reference.
        uri: String,
    },
    /// What a reference points to is not what was signed (HASH_FAILURE).
    #[error("what {uri:?} points to was changed after signing")]
    DigestMismatch {
        /// URI of the reference.
        uri: String,
    },
    /// Two elements of the file have this identifier (FORMAT_FAILURE).
    #[error("the identifier {0:?} is given to two elements")]
    DuplicateId(String),
    /// More parts than are worked on (FORMAT_FAILURE).
    #[error("more {what} than the limit of {limit}")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// How much is allowed.
        limit: u64,
    },
    /// A part is missing or not what XMLDSig or XAdES ask for (FORMAT_FAILURE).
    #[error("malformed {part}: {reason}")]
    Malformed {
        /// Local name of the element.
        part: &'static str,
        /// What is wrong.
        reason: &'static str,
    },
    /// The reference points to a ds:Object or ds:Manifest that is not in this signature
    /// (SIGNED_DATA_NOT_FOUND).
    #[error("the object {uri:?} is not part of the signature that refers to it")]
    ObjectMoved {
        /// URI of the reference.
        uri: String,
    },
    /// Nothing in the file has the identifier that the reference names, or it points in a way that is
    /// not followed (SIGNED_DATA_NOT_FOUND).
    #[error("{uri:?} points to nothing in the file")]
    ReferenceNotFound {
        /// URI of the reference.
        uri: String,
    },
    /// The value does not verify with the key of the certificate (SIG_CRYPTO_FAILURE).
    #[error("the signature value: {0}")]
    Signature(VerifyError),
    /// The reference to the signed properties leads to others than those of this signature
    /// (SIGNED_DATA_NOT_FOUND).
    #[error("the signed properties are not those of the signature")]
    SignedPropertiesMoved,
    /// The signature has SignedProperties that it does not sign (SIG_CONSTRAINTS_FAILURE).
    #[error("the signed properties are not signed")]
    SignedPropertiesNotSigned,
    /// QualifyingProperties name another signature as theirs (FORMAT_FAILURE).
    #[error("the qualifying properties belong to another signature")]
    TargetMismatch,
    /// A digest or signature algorithm that is not known here (CRYPTO_CONSTRAINTS_FAILURE).
    #[error("the algorithm {0:?} is not supported")]
    UnsupportedAlgorithm(String),
    /// A transform or canonicalisation method that is not known here (GENERIC).
    #[error("the transform {0:?} is not supported")]
    UnsupportedTransform(String),
    /// The signature value or a digest is not base64 (SIG_CRYPTO_FAILURE).
    #[error("{0} is not base64")]
    ValueEncoding(&'static str),
    /// An XPath expression that is not understood here (GENERIC).
    #[error("the XPath expression: {0}")]
    XPath(#[from] crate::xpath::XPathError),
    /// A style sheet is a program: it is not executed (GENERIC).
    #[error("an XSLT transform is never executed")]
    Xslt,
}

/// What was tolerated in a signature that verifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureWarning {
    /// The digest of the certificate matches; issuer or serial number beside it do not.
    IssuerSerial,
    /// A reference of a signed ds:Manifest points to a content that was not given.
    ManifestContentMissing {
        /// URI of the reference.
        uri: String,
    },
    /// There are no qualifying properties: an XML signature, not XAdES.
    NotXades,
    /// There is no signed SigningCertificate property: not an AdES baseline signature.
    NoSigningCertificate,
    /// The certificate is named by SigningCertificate of XAdES 1.1.1 to 1.3.2, not by V2.
    SigningCertificateVersion1,
}
