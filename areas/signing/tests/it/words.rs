//! Everything that a verdict can say has words.

use sigcheck::{CODES, Indication, SubIndication};
use webkit::Lang;

/// Every sub-indication; the compiler asks for new ones here.
fn sub_indications() -> Vec<SubIndication> {
    use SubIndication as S;
    let next = |one| match one {
        S::FormatFailure => Some(S::HashFailure),
        S::HashFailure => Some(S::SigCryptoFailure),
        S::SigCryptoFailure => Some(S::Revoked),
        S::Revoked => Some(S::Expired),
        S::Expired => Some(S::NotYetValid),
        S::NotYetValid => Some(S::SigConstraintsFailure),
        S::SigConstraintsFailure => Some(S::ChainConstraintsFailure),
        S::ChainConstraintsFailure => Some(S::CertificateChainGeneralFailure),
        S::CertificateChainGeneralFailure => Some(S::CryptoConstraintsFailure),
        S::CryptoConstraintsFailure => Some(S::CryptoConstraintsFailureNoPoe),
        S::CryptoConstraintsFailureNoPoe => Some(S::NoSigningCertificateFound),
        S::NoSigningCertificateFound => Some(S::NoCertificateChainFound),
        S::NoCertificateChainFound => Some(S::RevokedNoPoe),
        S::RevokedNoPoe => Some(S::RevokedCaNoPoe),
        S::RevokedCaNoPoe => Some(S::OutOfBoundsNoPoe),
        S::OutOfBoundsNoPoe => Some(S::RevocationOutOfBoundsNoPoe),
        S::RevocationOutOfBoundsNoPoe => Some(S::TryLater),
        S::TryLater => Some(S::SignedDataNotFound),
        S::SignedDataNotFound => Some(S::Generic),
        S::Generic => None,
    };
    std::iter::successors(Some(S::FormatFailure), |one| next(*one)).collect()
}

fn name(value: impl serde::Serialize) -> String {
    let name = serde_json::to_value(value).unwrap();
    name.as_str().unwrap().to_ascii_lowercase().replace('_', "-")
}

#[test]
fn every_code_and_every_indication_has_words_in_every_language() {
    let mut keys: Vec<String> = CODES.iter().map(|code| format!("verdict-{code}")).collect();
    let indications = [
        Indication::TotalPassed,
        Indication::TotalFailed,
        Indication::Indeterminate,
        Indication::NoSignatureFound,
    ];
    keys.extend(indications.into_iter().map(|one| format!("indication-{}", name(one))));
    keys.extend(sub_indications().into_iter().map(|one| format!("sub-indication-{}", name(one))));
    for lang in Lang::ALL {
        for key in &keys {
            assert!(lang.has(key), "{key} in {}", lang.code());
        }
    }
    assert_eq!(sub_indications().len(), 20);
}
