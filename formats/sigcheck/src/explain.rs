//! What the errors of the format crates mean for the verdict.

use cades::SignatureError;
use x509::alg::{SignatureAlgorithm, VerifyError};

use crate::{
    reason::{Code, Reason},
    report::SubIndication,
    subject::Failure,
};

/// An error of CMS.
pub(crate) fn explain(error: &SignatureError) -> Failure {
    use SubIndication as Sub;
    let (sub_indication, code) = match error {
        SignatureError::AlgorithmMismatch(_) => (Sub::SigCryptoFailure, Code::DigestAlgorithmMismatch),
        SignatureError::AttributeDuplicated(_)
        | SignatureError::AttributeMissing(_)
        | SignatureError::AttributeNotSingle(_)
        | SignatureError::AttributeNotAllowed(_)
        | SignatureError::Malformed { .. } => (Sub::FormatFailure, Code::AttributesMalformed),
        SignatureError::AttributesStripped => (Sub::FormatFailure, Code::StrippedAttributes),
        SignatureError::CertificateMismatch => {
            (Sub::NoSigningCertificateFound, Code::CertificateNotTheSigned)
        }
        SignatureError::CertificateNotFound => (Sub::NoSigningCertificateFound, Code::CertificateMissing),
        SignatureError::ContentMissing => (Sub::SignedDataNotFound, Code::ContentMissing),
        SignatureError::ContentTypeMismatch => (Sub::FormatFailure, Code::ContentTypeMismatch),
        SignatureError::DigestMismatch => (Sub::HashFailure, Code::DigestMismatch),
        SignatureError::Signature(error) => return explain_value(error),
        SignatureError::UnsupportedAlgorithm(_) | SignatureError::DigestNotComputed(_) => {
            (Sub::Generic, Code::SignatureUnsupported)
        }
    };
    (sub_indication, Reason::from(code).with("detail", error))
}

/// Why a signature value does not verify.
pub(crate) fn explain_value(error: &VerifyError) -> Failure {
    let (sub_indication, code) = match error {
        VerifyError::UnsupportedKey => (SubIndication::Generic, Code::KeyUnsupported),
        VerifyError::UnsupportedAlgorithm => (SubIndication::Generic, Code::SignatureUnsupported),
        VerifyError::Invalid => (SubIndication::SigCryptoFailure, Code::SignatureMismatch),
        // No signature made with such a key can be relied upon: it holds for anything.
        VerifyError::WeakKey => (SubIndication::SigCryptoFailure, Code::KeyWeak),
        VerifyError::WrongKey => (SubIndication::SigCryptoFailure, Code::SignatureMismatch),
    };
    (sub_indication, Reason::from(code).with("detail", error))
}

/// `rsa-sha256`.
pub(crate) fn algorithm_name(algorithm: SignatureAlgorithm) -> String {
    let digest = algorithm.digest().name();
    match algorithm {
        SignatureAlgorithm::RsaPkcs1(_) => format!("rsa-{digest}"),
        SignatureAlgorithm::RsaPss { .. } => format!("rsa-pss-{digest}"),
        SignatureAlgorithm::Ecdsa(_) => format!("ecdsa-{digest}"),
    }
}
