//! Certificates in use, and certificates made to be wrong.

mod common;

use common::{corpus, files};
use proptest::prelude::*;
use x509::{
    Certificate,
    alg::{DigestAlgorithm, KeyType, SignatureAlgorithm},
    extension::{KeyUsage, QcStatement},
    oid,
};

/// Asks for everything a certificate can say.
fn exercise(certificate: &Certificate) {
    let _ = (certificate.serial_hex(), certificate.issuer().rfc4514(), certificate.subject().rfc4514());
    let _ = (certificate.key_usage(), certificate.ext_key_usage(), certificate.basic_constraints());
    let _ = (certificate.subject_key_identifier(), certificate.authority_key_identifier().map(|_| ()));
    let _ = (certificate.policies(), certificate.subject_alt_names().map(|_| ()));
    let _ = (certificate.crl_urls(), certificate.ocsp_urls(), certificate.ca_issuers_urls());
    let _ = (certificate.qc_statements(), certificate.private_key_usage_period());
    let _ = (certificate.public_key().map(|_| ()), certificate.signature_algorithm());
    assert_eq!(certificate.extensions().count(), certificate.extensions().count());
}

#[test]
fn authorities_of_the_trusted_list_are_read_and_signed_by_themselves() {
    let Some(folder) = corpus("pki/it-ca", 13) else { return };
    let mut self_signed = 0;
    for path in files(&folder, &["der"]) {
        let certificate = Certificate::from_der(std::fs::read(&path).unwrap()).unwrap();
        exercise(&certificate);
        assert!(certificate.key_usage().unwrap().is_some(), "{}", path.display());
        assert_ne!(certificate.public_key().unwrap().key_type(), KeyType::Other);
        if certificate.is_self_issued() {
            certificate.verify_signed_by(certificate.public_key().unwrap()).unwrap();
            assert!(certificate.is_ca());
            self_signed += 1;
        }
    }
    assert!(self_signed >= 8, "{self_signed}");
}

#[test]
fn a_golden_signature_certificate_says_what_its_profile_says() {
    let Some(folder) = corpus("pki/golden", 1) else { return };
    let read = |name: &str| Certificate::from_der(std::fs::read(folder.join(name)).unwrap()).unwrap();
    let (authority, holder) = (read("ca_firma.der"), read("ee_firma.der"));
    holder.verify_signed_by(authority.public_key().unwrap()).unwrap();
    assert_eq!(holder.serial_hex(), "50A1C3D2E4F5061728394A5B6C7D8E9F");
    assert_eq!(holder.signature_algorithm(), Ok(SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256)));
    assert_eq!(
        holder.subject().rfc4514(),
        "dnQualifier=SIG0000000000001,CN=ROSSI MARIO,serialNumber=TINIT-RSSMRA80A01H501U,GN=MARIO,SN=ROSSI,C=IT"
    );
    assert_eq!(holder.key_usage().unwrap(), Some(KeyUsage::NON_REPUDIATION));
    assert_eq!(holder.ext_key_usage().unwrap(), None);
    assert_eq!(holder.crl_urls(), ["http://pki.example.com/firma/crl01.crl"]);
    assert_eq!(holder.ocsp_urls(), ["http://pki.example.com/firma/ocsp"]);
    assert_eq!(holder.ca_issuers_urls(), ["http://pki.example.com/firma/ca.crt"]);
    assert!(holder.has_policy(&oid::QCP_N_QSCD) && holder.has_policy(&oid::AGID_D121));
    let authority_key = authority.subject_key_identifier().unwrap();
    assert_eq!(holder.authority_key_identifier().unwrap().unwrap().key_identifier, authority_key);
    assert_eq!(authority_key, Some(&authority.public_key().unwrap().key_identifier()[..]));
    let statements = holder.qc_statements().unwrap().unwrap();
    assert!(statements.contains(&QcStatement::Type(vec![oid::QCT_ESIGN])));
    assert!(statements.contains(&QcStatement::RetentionPeriod(20)));
    assert!(statements.contains(&QcStatement::Syntax { semantics: oid::SEMANTICS_NATURAL }));
    assert_eq!(holder.not_after().to_string(), "2029-03-02T00:00:00Z");
    assert!(!holder.is_ca() && !holder.is_self_issued());
    let from_pem = Certificate::from_pem_or_der(holder.to_pem().as_bytes()).unwrap();
    assert_eq!(from_pem, holder);
    let both = format!("{}{}", holder.to_pem(), authority.to_pem());
    assert_eq!(Certificate::all_from_pem(both.as_bytes()).unwrap(), [holder, authority]);
}

const BAD_SIGNATURES: [&str; 3] =
    ["BadSignedCACert", "InvalidDSASignatureTest6EE", "InvalidEESignatureTest3EE"];

#[test]
fn conformance_suite_certificates_are_read() {
    let Some(folder) = corpus("pki/pkits", 100) else { return };
    let certificates = files(&folder, &["crt", "der", "cer"]);
    assert!(certificates.len() > 50, "{}", certificates.len());
    for path in certificates {
        let certificate = Certificate::from_der(std::fs::read(&path).unwrap());
        // Signatures made bad by losing whole octets: refused one step earlier than the rest.
        if certificate.is_err() {
            let name = path.file_stem().unwrap().to_string_lossy();
            assert!(BAD_SIGNATURES.contains(&&*name), "{name}: {certificate:?}");
            continue;
        }
        exercise(&certificate.unwrap());
    }
}

#[test]
fn a_field_that_is_wrong_is_named() {
    let Some(folder) = corpus("pki/golden", 1) else { return };
    let der = std::fs::read(folder.join("ee_firma.der")).unwrap();
    let mut wrong = der.clone();
    // The month of notBefore becomes 13.
    let at = wrong.windows(13).position(|window| window == b"260302090000Z").unwrap();
    wrong[at + 2..at + 4].copy_from_slice(b"13");
    assert_eq!(Certificate::from_der(wrong).unwrap_err().to_string(), "notBefore: not a valid time");
    let mut trailing = der;
    trailing.push(0);
    assert_eq!(
        Certificate::from_der(trailing).unwrap_err().to_string(),
        "certificate: unexpected data after the end of a value"
    );
    assert!(Certificate::from_pem_or_der(b"").is_err());
    assert!(Certificate::from_pem_or_der(b"-----BEGIN CERTIFICATE-----").is_err());
}

#[test]
fn cut_or_damaged_certificates_never_panic() {
    let Some(folder) = corpus("pki/golden", 1) else { return };
    for name in ["ee_firma.der", "ee_cns.der", "tsu.der"] {
        let der = std::fs::read(folder.join(name)).unwrap();
        for length in 0..der.len() {
            assert!(Certificate::from_der(&der[..length]).is_err());
        }
        for position in 0..der.len() {
            for flip in [0x01, 0x20, 0x80, 0xff] {
                let mut damaged = der.clone();
                damaged[position] ^= flip;
                if let Ok(certificate) = Certificate::from_der(damaged) {
                    exercise(&certificate);
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn noise_never_panics(noise: Vec<u8>) {
        let _ = Certificate::from_der(noise.as_slice());
        let _ = Certificate::from_pem_or_der(&noise);
        let _ = Certificate::all_from_pem(&noise);
    }
}
