//! The files of the corpus that this crate can judge: form, integrity and signature value. Trust,
//! revocation and time are judged elsewhere.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use std::{
    fs::{self, File},
    io::{Cursor, Read},
    path::Path,
};

use cades::{
    ContentDigests, Covered, Envelopes, Limits, ReadError, SignatureError, SignatureWarning, SignedData, oid,
    token::{TimeStampToken, TokenError},
};
use x509::Certificate;

/// What each file must come to: the outcome of every signature, outermost envelope first, as a word.
const EXPECTED: [(&str, &[&str]); 44] = [
    ("generated/valid/atto.txt.p7m", &["valid"]),
    ("generated/valid/atto.txt.p7s", &["valid"]),
    ("generated/valid/parallel.txt.p7m", &["valid", "valid"]),
    ("generated/valid/nested.txt.p7m.p7m", &["valid", "valid"]),
    ("generated/valid/ber.txt.p7m", &["valid"]),
    ("generated/valid/b64.txt.p7m", &["valid"]),
    ("generated/valid/b64-oneline.txt.p7m", &["valid"]),
    ("generated/valid/b64-crlf.txt.p7m", &["valid"]),
    ("generated/valid/b64-twice.txt.p7m", &["valid"]),
    ("generated/valid/pem-cms.txt.p7m", &["valid"]),
    ("generated/valid/pem-pkcs7.txt.p7m", &["valid"]),
    ("generated/valid/pss.txt.p7m", &["valid"]),
    ("generated/valid/py-cades-bb.txt.p7m", &["valid"]),
    ("generated/valid/cades-bt.txt.p7m", &["valid"]),
    ("generated/valid/controfirma.txt.p7m", &["valid", "counter valid"]),
    ("generated/valid/no-certificates.txt.p7m", &["no certificate"]),
    ("generated/attack/atk-tampered-content.txt.p7m", &["digest"]),
    ("generated/attack/atk-wrong-ess-hash.txt.p7m", &["certificate mismatch"]),
    ("generated/attack/atk-missing-ess.txt.p7m", &["valid without ESS"]),
    ("generated/attack/atk-duplicate-message-digest.txt.p7m", &["duplicated"]),
    ("generated/attack/atk-message-digest-two-values.txt.p7m", &["not single"]),
    ("generated/attack/atk-content-type-mismatch.txt.p7m", &["content type"]),
    ("generated/attack/atk-missing-content-type.txt.p7m", &["missing"]),
    ("generated/attack/atk-signed-attributes-stripped.bin.p7m", &["stripped"]),
    ("generated/attack/weak-sha1.txt.p7m", &["valid"]),
    ("generated/attack/weak-md5.txt.p7m", &["valid"]),
    ("generated/attack/sha1-bes-missing-ess.txt.p7m", &["valid without ESS"]),
    ("generated/attack/revoked-signer.txt.p7m", &["valid"]),
    ("generated/attack/atk-timestamp-of-other-data.txt.p7m", &["valid"]),
    ("generated/attack/atk-controfirma-of-other-signature.txt.p7m", &["valid", "counter digest"]),
    ("dss/cades/BER_reordered_prova.txt.p7m", &["valid"]),
    ("dss/cades/DER_reordered_prova.txt.p7m", &["valid"]),
    ("dss/cades/cms-no-sign-cert.p7m", &["no certificate"]),
    ("dss/cades/no-key-info-cert.pkcs7", &["valid"]),
    ("dss/cades/counterSig.p7m", &["valid", "counter valid"]),
    ("dss/cades/cades-duplicated-signed-attrs.p7m", &["not single"]),
    ("dss/cades/cades-t-copied-sigtst.p7m", &["valid"]),
    ("dss/cades/CAdESDoubleLTA.p7m", &["valid"]),
    ("dss/cades/CAdES-BpB-att-SHA256-SHA3_256withRSA.p7m", &["algorithms"]),
    ("dss/cades/CAdES-BpB-att-SHA3_256-SHA3_256withRSA.p7m", &["valid"]),
    ("dss/cades/cades-detached.pkcs7", &["no content"]),
    ("dss/cades/Signature-CBp-B-1.p7m", &["valid"]),
    ("italian/TAMPERED.txt.p7m", &["unreadable"]),
    ("italian/IT02182030391_31_tampered.xml.p7m", &["unreadable"]),
];

/// Real files of Italian signers.
const ITALIAN: [(&str, &str); 6] = [
    ("italian/OK.txt.p7m", "2023-01-12T09:21:06Z"),
    ("italian/a38-test.txt.p7m", "2023-08-01T13:55:17Z"),
    ("italian/IT02182030391_31.xml.p7m", "2018-09-08T13:32:45Z"),
    ("italian/IT02182030391_31.Base64.CRLF.xml.p7m", "2018-09-08T13:32:45Z"),
    ("italian/IT01234567890_FPR03.base64.xml.p7m", "2018-12-21T15:58:13Z"),
    ("italian/parer-firma.tsr.p7m", "2011-09-29"),
];

fn corpus() -> Option<std::path::PathBuf> {
    let folder = common::corpus("signatures");
    if folder.is_none() {
        println!("not run: {} cases, corpus folder missing", EXPECTED.len() + ITALIAN.len());
    }
    folder
}

fn word(result: Result<cades::Verified, SignatureError>) -> String {
    match result {
        Ok(verified) if verified.warnings.contains(&SignatureWarning::NoSigningCertificateAttribute) => {
            "valid without ESS".into()
        }
        Ok(_) => "valid".into(),
        Err(SignatureError::AlgorithmMismatch(_)) => "algorithms".into(),
        Err(SignatureError::AttributeDuplicated(_)) => "duplicated".into(),
        Err(SignatureError::AttributeMissing(_)) => "missing".into(),
        Err(SignatureError::AttributeNotSingle(_)) => "not single".into(),
        Err(SignatureError::AttributesStripped) => "stripped".into(),
        Err(SignatureError::CertificateMismatch) => "certificate mismatch".into(),
        Err(SignatureError::CertificateNotFound) => "no certificate".into(),
        Err(SignatureError::ContentMissing) => "no content".into(),
        Err(SignatureError::ContentTypeMismatch) => "content type".into(),
        Err(SignatureError::DigestMismatch) => "digest".into(),
        Err(other) => other.to_string(),
    }
}

fn outcomes(corpus: &Path, name: &str) -> Vec<String> {
    let path = corpus.join(name);
    let mut file = File::open(&path).unwrap();
    let envelopes = match Envelopes::read(&mut file, &Limits::default()) {
        Ok(envelopes) => envelopes,
        Err(_) => return vec!["unreadable".into()],
    };
    let candidates = match name {
        "dss/cades/no-key-info-cert.pkcs7" => {
            let der = fs::read(corpus.join("dss/cades/signCert.cer")).unwrap();
            vec![Certificate::from_pem_or_der(&der).unwrap()]
        }
        _ => Vec::new(),
    };
    let mut words = Vec::new();
    for signed in envelopes.all() {
        // A detached signature lies beside its content.
        let beside = path.with_extension("");
        let apart = (signed.is_detached() && beside.is_file())
            .then(|| ContentDigests::of(File::open(beside).unwrap(), &signed.digest_algorithms()).unwrap());
        for signer in signed.signers() {
            let digests = signed.digests().or(apart.as_ref());
            words.push(word(signed.verify_detached(signer, digests, &candidates)));
            for counter in signer.counter_signatures() {
                let covered = Covered::Signature(signer.signature());
                words.push(format!(
                    "counter {}",
                    word(counter.unwrap().verify(covered, signed.certificates()))
                ));
            }
        }
    }
    words
}

#[test]
fn every_file_comes_to_its_expected_outcome() {
    let Some(corpus) = corpus() else { return };
    let wrong: Vec<String> = EXPECTED
        .iter()
        .filter_map(|(name, expected)| {
            let found = outcomes(&corpus, name);
            (found != *expected).then(|| format!("{name}: expected {expected:?}, found {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn real_italian_files_verify_at_their_signing_time() {
    let Some(corpus) = corpus() else { return };
    for (name, time) in ITALIAN {
        let mut file = File::open(corpus.join(name)).unwrap();
        let signed = SignedData::read(&mut file, &Limits::default()).unwrap();
        let verified = signed.verify(&signed.signers()[0], &[]);
        assert!(verified.is_ok(), "{name}: {verified:?}");
        let claimed = signed.signers()[0].signed_attributes().unwrap().signing_time().unwrap().unwrap();
        assert!(claimed.to_string().starts_with(time), "{name}: {claimed}");
    }
}

#[test]
fn the_extracted_content_is_the_original_file() {
    let Some(corpus) = corpus() else { return };
    let original = fs::read(corpus.join("generated/valid/atto.txt")).unwrap();
    for name in ["atto.txt.p7m", "nested.txt.p7m.p7m", "ber.txt.p7m", "b64-twice.txt.p7m", "pem-cms.txt.p7m"]
    {
        let mut file = File::open(corpus.join("generated/valid").join(name)).unwrap();
        let envelopes = Envelopes::read(&mut file, &Limits::default()).unwrap();
        let mut document = Vec::new();
        envelopes.document(&mut file).unwrap().unwrap().read_to_end(&mut document).unwrap();
        assert_eq!(document, original, "{name}");
    }
    // A byte order mark inside the content is content.
    let file = fs::read(corpus.join("italian/IT02182030391_31.xml.p7m")).unwrap();
    let mut content = Vec::new();
    SignedData::extract(&mut Cursor::new(&file), &Limits::default(), &mut content).unwrap();
    assert!(content.starts_with(b"\xef\xbb\xbf<?xml"));
}

#[test]
fn cut_files_say_where_they_end() {
    let Some(corpus) = corpus() else { return };
    for name in ["italian/TAMPERED.txt.p7m", "italian/IT02182030391_31_tampered.xml.p7m"] {
        let mut file = File::open(corpus.join(name)).unwrap();
        let error = SignedData::read(&mut file, &Limits::default()).unwrap_err();
        assert!(
            matches!(error, ReadError::Truncated { .. } | ReadError::Malformed { .. }),
            "{name}: {error}"
        );
    }
}

#[test]
fn other_kinds_of_cms_are_named() {
    let Some(corpus) = corpus() else { return };
    let mut file = File::open(corpus.join("generated/valid/atto.txt.p7m.tsd")).unwrap();
    let error = SignedData::read(&mut file, &Limits::default()).unwrap_err();
    assert!(
        matches!(error, ReadError::NotSignedData(kind) if kind.to_string().ends_with(".1.31")),
        "{error}"
    );
    for name in ["generated/valid/atto.txt", "generated/valid/base.pdf"] {
        let mut file = File::open(corpus.join(name)).unwrap();
        let error = SignedData::read(&mut file, &Limits::default()).unwrap_err();
        assert!(matches!(error, ReadError::NotCms), "{name}: {error}");
    }
}

#[test]
fn a_certificate_supplied_apart_completes_the_signature() {
    let Some(corpus) = corpus() else { return };
    let pem = fs::read(corpus.join("generated/trust/signer-rsa.cert.pem")).unwrap();
    let candidate = Certificate::from_pem_or_der(&pem).unwrap();
    let mut file = File::open(corpus.join("generated/valid/no-certificates.txt.p7m")).unwrap();
    let signed = SignedData::read(&mut file, &Limits::default()).unwrap();
    assert!(signed.verify(&signed.signers()[0], &[candidate]).is_ok());
}

#[test]
fn time_stamp_tokens_are_within_reach() {
    let Some(corpus) = corpus() else { return };
    let mut file = File::open(corpus.join("generated/valid/cades-bt.txt.p7m")).unwrap();
    let signed = SignedData::read(&mut file, &Limits::default()).unwrap();
    let tokens: Vec<_> = signed.signers()[0].signature_time_stamps().collect();
    assert_eq!(tokens.len(), 1);
    let token = SignedData::from_slice(tokens[0], &Limits::default()).unwrap();
    assert_eq!(token.content_type(), oid::TST_INFO);
    assert!(token.verify(&token.signers()[0], &[]).is_ok());
}

#[test]
fn a_time_stamp_reads_from_a_token_and_from_a_response() {
    let Some(corpus) = corpus() else { return };
    let original = fs::read(corpus.join("generated/valid/atto.txt")).unwrap();
    for name in ["atto.txt.tsr", "atto.txt.tst"] {
        let octets = fs::read(corpus.join("generated/valid").join(name)).unwrap();
        let token = TimeStampToken::read(&octets, &Limits::default()).unwrap();
        assert!(token.verify(&[]).is_ok(), "{name}");
        assert!(token.covers(&original) && !token.covers(b"altro"));
        assert!(token.stamp().time.to_string().starts_with("2026-"), "{}", token.stamp().time);
        for cut in 0..octets.len() {
            assert!(TimeStampToken::read(&octets[..cut], &Limits::default()).is_err(), "{cut}");
        }
    }
}

#[test]
fn a_time_stamp_copied_from_elsewhere_does_not_cover_the_signature() {
    let Some(corpus) = corpus() else { return };
    let cases = [
        ("generated/valid/cades-bt.txt.p7m", vec![true]),
        ("generated/attack/atk-timestamp-of-other-data.txt.p7m", vec![false]),
        // A copy of the content time-stamp, which covers the content.
        ("dss/cades/cades-t-copied-sigtst.p7m", vec![false]),
    ];
    for (name, expected) in cases {
        let mut file = File::open(corpus.join(name)).unwrap();
        let signed = SignedData::read(&mut file, &Limits::default()).unwrap();
        let signer = &signed.signers()[0];
        let covers: Vec<bool> = signer
            .signature_time_stamps()
            .map(|raw| TimeStampToken::read(raw, &Limits::default()).unwrap().covers(signer.signature()))
            .collect();
        assert_eq!(covers, expected, "{name}");
        if let Some(raw) = signer.signed_attributes().unwrap().value(oid::CONTENT_TIME_STAMP) {
            let token = TimeStampToken::read(raw, &Limits::default()).unwrap();
            assert!(token.covers(b"Hello World"));
        }
    }
}

#[test]
fn an_ordinary_envelope_is_no_time_stamp() {
    let Some(corpus) = corpus() else { return };
    let octets = fs::read(corpus.join("generated/valid/atto.txt.p7m")).unwrap();
    assert!(matches!(TimeStampToken::read(&octets, &Limits::default()), Err(TokenError::NotAToken)));
    // TimeStampResp with status 2, rejection.
    let refused = [0x30, 5, 0x30, 3, 2, 1, 2];
    assert!(matches!(
        TimeStampToken::read(&refused, &Limits::default()),
        Err(TokenError::Refused { status: 2 })
    ));
}
