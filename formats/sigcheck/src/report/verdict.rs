//! The words of the standard.

use serde::{Deserialize, Serialize};

/// The verdict (EN 319 102-1 §5.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Indication {
    /// There is no signature to judge.
    #[serde(rename = "NO_SIGNATURE_FOUND")]
    NoSignatureFound,
    /// Valid.
    #[serde(rename = "TOTAL-PASSED")]
    TotalPassed,
    /// What is there does not suffice to say.
    #[serde(rename = "INDETERMINATE")]
    Indeterminate,
    /// Not valid.
    #[serde(rename = "TOTAL-FAILED")]
    TotalFailed,
}

impl Indication {
    /// The URI of ETSI (TS 119 102-2 §4.2.4); that of a time stamp ends in `passed` or `failed`.
    pub fn uri(self) -> &'static str {
        match self {
            Self::NoSignatureFound => "urn:etsi:019102:validationprocess:NoSignatureFound",
            Self::TotalPassed => "urn:etsi:019102:mainindication:total-passed",
            Self::Indeterminate => "urn:etsi:019102:mainindication:indeterminate",
            Self::TotalFailed => "urn:etsi:019102:mainindication:total-failed",
        }
    }
}

/// What the verdict rests on (EN 319 102-1 §5.1.3, table 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names are the standard's, and each is explained there")]
pub enum SubIndication {
    FormatFailure,
    HashFailure,
    SigCryptoFailure,
    Revoked,
    Expired,
    NotYetValid,
    SigConstraintsFailure,
    ChainConstraintsFailure,
    CertificateChainGeneralFailure,
    CryptoConstraintsFailure,
    CryptoConstraintsFailureNoPoe,
    NoSigningCertificateFound,
    NoCertificateChainFound,
    NoCertificateChainFoundNoPoe,
    RevokedNoPoe,
    #[serde(rename = "REVOKED_CA_NO_POE")]
    RevokedCaNoPoe,
    OutOfBoundsNoPoe,
    OutOfBoundsNotRevoked,
    RevocationOutOfBoundsNoPoe,
    TryLater,
    TimestampOrderFailure,
    NoPoe,
    SignaturePolicyNotAvailable,
    PolicyProcessingError,
    SignedDataNotFound,
    Generic,
    Custom,
}

impl SubIndication {
    /// Every one of them.
    pub const ALL: [Self; 27] = [
        Self::FormatFailure,
        Self::HashFailure,
        Self::SigCryptoFailure,
        Self::Revoked,
        Self::Expired,
        Self::NotYetValid,
        Self::SigConstraintsFailure,
        Self::ChainConstraintsFailure,
        Self::CertificateChainGeneralFailure,
        Self::CryptoConstraintsFailure,
        Self::CryptoConstraintsFailureNoPoe,
        Self::NoSigningCertificateFound,
        Self::NoCertificateChainFound,
        Self::NoCertificateChainFoundNoPoe,
        Self::RevokedNoPoe,
        Self::RevokedCaNoPoe,
        Self::OutOfBoundsNoPoe,
        Self::OutOfBoundsNotRevoked,
        Self::RevocationOutOfBoundsNoPoe,
        Self::TryLater,
        Self::TimestampOrderFailure,
        Self::NoPoe,
        Self::SignaturePolicyNotAvailable,
        Self::PolicyProcessingError,
        Self::SignedDataNotFound,
        Self::Generic,
        Self::Custom,
    ];

    /// The indication that this one belongs to.
    pub fn indication(self) -> Indication {
        match self {
            Self::FormatFailure
            | Self::HashFailure
            | Self::SigCryptoFailure
            | Self::Revoked
            | Self::Expired
            | Self::NotYetValid => Indication::TotalFailed,
            _ => Indication::Indeterminate,
        }
    }

    /// As the standard writes it, `REVOKED_NO_POE`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FormatFailure => "FORMAT_FAILURE",
            Self::HashFailure => "HASH_FAILURE",
            Self::SigCryptoFailure => "SIG_CRYPTO_FAILURE",
            Self::Revoked => "REVOKED",
            Self::Expired => "EXPIRED",
            Self::NotYetValid => "NOT_YET_VALID",
            Self::SigConstraintsFailure => "SIG_CONSTRAINTS_FAILURE",
            Self::ChainConstraintsFailure => "CHAIN_CONSTRAINTS_FAILURE",
            Self::CertificateChainGeneralFailure => "CERTIFICATE_CHAIN_GENERAL_FAILURE",
            Self::CryptoConstraintsFailure => "CRYPTO_CONSTRAINTS_FAILURE",
            Self::CryptoConstraintsFailureNoPoe => "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
            Self::NoSigningCertificateFound => "NO_SIGNING_CERTIFICATE_FOUND",
            Self::NoCertificateChainFound => "NO_CERTIFICATE_CHAIN_FOUND",
            Self::NoCertificateChainFoundNoPoe => "NO_CERTIFICATE_CHAIN_FOUND_NO_POE",
            Self::RevokedNoPoe => "REVOKED_NO_POE",
            Self::RevokedCaNoPoe => "REVOKED_CA_NO_POE",
            Self::OutOfBoundsNoPoe => "OUT_OF_BOUNDS_NO_POE",
            Self::OutOfBoundsNotRevoked => "OUT_OF_BOUNDS_NOT_REVOKED",
            Self::RevocationOutOfBoundsNoPoe => "REVOCATION_OUT_OF_BOUNDS_NO_POE",
            Self::TryLater => "TRY_LATER",
            Self::TimestampOrderFailure => "TIMESTAMP_ORDER_FAILURE",
            Self::NoPoe => "NO_POE",
            Self::SignaturePolicyNotAvailable => "SIGNATURE_POLICY_NOT_AVAILABLE",
            Self::PolicyProcessingError => "POLICY_PROCESSING_ERROR",
            Self::SignedDataNotFound => "SIGNED_DATA_NOT_FOUND",
            Self::Generic => "GENERIC",
            Self::Custom => "CUSTOM",
        }
    }

    /// The URI of ETSI (TS 119 102-2 §4.2.4).
    pub fn uri(self) -> String {
        format!("urn:etsi:019102:subindication:{}", self.as_str())
    }

    /// Whether a proof that something existed earlier can overcome it (EN 319 102-1 §5.6.2.4).
    pub(crate) fn asks_for_proof(self) -> bool {
        matches!(
            self,
            Self::CryptoConstraintsFailure
                | Self::CryptoConstraintsFailureNoPoe
                | Self::NoCertificateChainFoundNoPoe
                | Self::NoPoe
                | Self::RevokedNoPoe
                | Self::RevokedCaNoPoe
                | Self::OutOfBoundsNoPoe
                | Self::OutOfBoundsNotRevoked
                | Self::RevocationOutOfBoundsNoPoe
                | Self::TryLater
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_those_of_the_standard() {
        for one in SubIndication::ALL {
            let text = serde_json::to_value(one).map(|value| value.as_str().map(str::to_owned));
            assert_eq!(text.ok().flatten().as_deref(), Some(one.as_str()));
        }
    }
}
