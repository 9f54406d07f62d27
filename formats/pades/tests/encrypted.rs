//! Encrypted files: opened with either password, signed within what the permissions allow.
//! The files in `encrypted/` were made for this project with `qpdf --encrypt` out of those in `common`.

mod common;

use common::{Signer, options};
use pades::{Access, Document, EvidenceKind, Limits, Options, Password, SignError, inspect_with_password};
use x509::alg::DigestAlgorithm::Sha256;
use x509::evidence::ValidationData;

const FILES: [(&str, &[u8]); 5] = [
    ("RC4, 40 bits", include_bytes!("encrypted/rc4-40.pdf")),
    ("RC4, 128 bits", include_bytes!("encrypted/rc4-128.pdf")),
    ("AES-128", include_bytes!("encrypted/aes-128.pdf")),
    ("AES-256, revision 5", include_bytes!("encrypted/aes-256-r5.pdf")),
    ("AES-256, object streams", include_bytes!("encrypted/aes-256.pdf")),
];
const FILL_ONLY: &[u8] = include_bytes!("encrypted/fill-only.pdf");
const NO_CHANGES: &[u8] = include_bytes!("encrypted/no-changes.pdf");

fn with_password(password: &str) -> Options {
    Options {
        password: Password::new(password),
        reason: Some("Perché sì".to_owned()),
        reserve: 6500,
        ..options()
    }
}

fn access(pdf: &[u8], password: &str) -> Result<Access, pades::Malformed> {
    Document::open_with_password(pdf, Limits::default(), password).map(|document| document.access())
}

#[test]
fn either_password_opens_and_no_other() {
    for (name, pdf) in FILES {
        assert_eq!(access(pdf, "o"), Ok(Access::Owner), "{name}");
        let user = access(pdf, "u");
        assert!(matches!(user, Ok(Access::User { .. })), "{name}: {user:?}");
        for wrong in ["", "x", "uu", "perché", &"u".repeat(200)] {
            let outcome = access(pdf, wrong);
            let refused = matches!(outcome, Ok(Access::Locked) | Err(pades::Malformed::Password));
            assert!(refused, "{name} {wrong}: {outcome:?}");
            let refused = Signer::p256().prepare(pdf, &with_password(wrong));
            assert!(matches!(refused, Err(SignError::Encrypted)), "{name} {wrong}");
        }
    }
    assert!(matches!(access(FILL_ONLY, ""), Ok(Access::User { .. })), "the empty password is tried");
    assert!(matches!(access(FILL_ONLY, "wrong"), Ok(Access::User { .. })), "also after a wrong one");
    assert_eq!(access(&common::classic(), ""), Ok(Access::Free));
}

#[test]
fn the_password_of_the_corpus_opens_its_file() {
    let Some(folder) = common::corpus() else {
        println!("not run: 3 cases, corpus folder missing");
        return;
    };
    let pdf = std::fs::read(folder.join("pyhanko/pdf/minimal-aes256.pdf")).unwrap();
    assert_eq!(access(&pdf, "ownersecret"), Ok(Access::Owner));
    assert!(matches!(access(&pdf, "usersecret"), Ok(Access::User { .. })));
    assert_eq!(access(&pdf, "secret"), Ok(Access::Locked));
}

#[test]
fn an_encrypted_file_goes_up_to_lta_and_is_signed_again() {
    let (signer, authority) = (Signer::p256(), Signer::time_stamping());
    let data =
        ValidationData { certificates: vec![signer.certificate.der().to_vec()], ..ValidationData::default() };
    for (name, pdf) in FILES {
        let options = with_password("o");
        let signed = signer.sign(pdf, &options);
        assert!(signed.starts_with(pdf));
        let lt = pades::with_validation_data_unlocked(&signed, &data, &options.password).unwrap();
        let to_stamp = pades::prepare_document_time_stamp(&lt, &options).unwrap();
        let token = authority.token(Sha256, to_stamp.digest(Sha256).unwrap(), 1);
        let lta = to_stamp.complete_document(&lt, &token).unwrap();
        let twice = signer.sign(&lta, &options);
        for password in ["u", "o"] {
            let found = inspect_with_password(&twice, password).unwrap();
            let names: Vec<_> = found.signatures.iter().map(|signature| signature.field.as_str()).collect();
            assert_eq!(names, ["Signature1", "Timestamp1", "Signature2"], "{name}");
            assert_eq!(found.signatures[0].reason, options.reason, "{name}");
            assert_eq!(found.signatures[0].signing_time, Some(common::signing_time()), "{name}");
            assert_eq!(found.evidence.len(), 1, "{name}");
            assert_eq!(found.evidence[0].kind, EvidenceKind::Certificate);
            assert_eq!(found.evidence[0].der, data.certificates[0], "{name}");
            for signature in &found.signatures {
                assert_eq!(signature.severity(), None, "{name}: {:?}", signature.problems);
                if !signature.is_timestamp() {
                    common::cryptography(signature, &twice).unwrap();
                }
            }
        }
        // The signature is checked without the password too, where the structure can be seen.
        if let Ok(found) = pades::inspect(&twice) {
            assert_eq!(found.access, Access::Locked);
            common::cryptography(&found.signatures[0], &twice).unwrap();
        }
        assert!(!twice.windows(6).any(|part| part == b"Perch\xe9"), "{name}: the reason is encrypted");
    }
}

#[test]
fn permissions_bind_who_is_not_the_owner() {
    let signer = Signer::p256();
    let named = |password: &str, field: Option<&str>| Options {
        field: field.map(str::to_owned),
        ..with_password(password)
    };
    let allowed = |pdf, options: &Options| match signer.prepare(pdf, options) {
        Ok(_) => true,
        Err(SignError::NotPermitted) => false,
        Err(error) => panic!("{error}"),
    };
    assert!(allowed(FILL_ONLY, &named("", Some("firma"))), "an existing field may be filled");
    assert!(!allowed(FILL_ONLY, &named("", None)), "a new one may not be made");
    assert!(!allowed(NO_CHANGES, &named("", Some("firma"))));
    for pdf in [FILL_ONLY, NO_CHANGES] {
        assert!(allowed(pdf, &named("o", None)) && allowed(pdf, &named("o", Some("firma"))));
    }
    let signed = signer.sign(FILL_ONLY, &named("", Some("firma")));
    common::all_in_order(&signed, 1).unwrap();
}

#[test]
fn damaged_encryption_is_refused_without_panic() {
    let signer = Signer::p256();
    for (_, pdf) in FILES {
        let at = pdf.windows(8).rposition(|part| part == b"/Encrypt" || part == b"Standard").unwrap();
        for position in at.saturating_sub(300)..(at + 300).min(pdf.len()) {
            let mut damaged = pdf.to_vec();
            damaged[position] ^= 0x15;
            let _ = inspect_with_password(&damaged, "u");
        }
        for len in (0..pdf.len()).step_by(7) {
            let _ = signer.prepare(&pdf[..len], &with_password("u"));
        }
    }
}

#[test]
fn a_time_stamp_goes_into_the_signature_of_an_encrypted_file() {
    let (signer, authority) = (Signer::p256(), Signer::time_stamping());
    for (name, pdf) in FILES {
        let options = with_password("u");
        let signed = signer.sign(pdf, &options);
        let imprint = pades::signature_imprint_unlocked(&signed, 0, Sha256, &options.password).unwrap();
        let token = authority.token(Sha256, &imprint, 1);
        let stamped =
            pades::with_signature_time_stamp_unlocked(&signed, 0, &token, &options.password).unwrap();
        let found = inspect_with_password(&stamped, "u").unwrap();
        assert_eq!(found.level(0), Some(pades::Level::T), "{name}");
        common::cryptography(&found.signatures[0], &stamped).unwrap();
    }
    // Where nothing can be seen without a password, that is what is said.
    let locked = pades::signature_imprint(FILES[4].1, 0, Sha256);
    assert!(matches!(locked, Err(SignError::Encrypted)));
}
