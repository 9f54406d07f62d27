//! How much of a file or container its signatures are about, and by which digests.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use std::io::Cursor;

use asic::{DataFile, DataObject, DocumentKind, Form};
use base64::{Engine, engine::general_purpose::STANDARD};
use cades::ContentDigest;
use common::chamber::{Chamber, instant};
use jiff::civil::{DateTime, date};
use sigcheck::{Code, Indication, Policy, Report, check_slice};
use x509::{
    Certificate,
    alg::{DigestAlgorithm, SignatureAlgorithm},
};

const AT: &str = "2026-11-22T09:00:00Z";
const CLOCK: DateTime = date(2026, 11, 22).at(9, 0, 0, 0);
const NAME: &str = "atto.txt";
const CONTENT: &[u8] = b"atto";

fn verdict(chamber: &Chamber, file: &[u8]) -> Report {
    let mut trust = chamber.trust();
    trust.add_crl(chamber.crl("2026-11-22T08:00:00Z", &[]));
    check_slice(file, None, &trust, instant(AT), &Policy::default()).unwrap()
}

fn has(report: &Report, code: Code) -> bool {
    let of_signatures =
        report.signatures.iter().flat_map(|signature| signature.errors.iter().chain(&signature.warnings));
    report.errors.iter().chain(&report.warnings).chain(of_signatures).any(|reason| reason.code == code)
}

/// A container with an envelope over a manifest with this digest of the data file.
fn with_manifest(chamber: &Chamber, signer: &Certificate, algorithm: DigestAlgorithm) -> Vec<u8> {
    let digest = ContentDigest::of_slice(CONTENT, DigestAlgorithm::Sha256);
    let value = digest.value.clone();
    let object = DataObject { name: NAME.into(), media_type: None, digest };
    let to_sign = asic::prepare(Form::Extended, DocumentKind::Cades, vec![object]).unwrap();
    let data = &mut [DataFile { name: NAME, content: &mut &CONTENT[..] }];
    let envelope = chamber.sign_detached(to_sign.content(), signer, AT);
    let file = to_sign.create(&envelope, data, CLOCK, Cursor::new(Vec::new())).unwrap().into_inner();
    let sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
    let manifest = "META-INF/ASiCManifest001.xml";
    let mut source = Cursor::new(&file);
    let mut container = asic::Container::read(&mut source, &asic::Limits::default()).unwrap();
    let xml = String::from_utf8(container.octets(manifest).unwrap()).unwrap();
    let xml = xml
        .replace(sha256, xades::uri::of_digest(algorithm))
        .replace(&STANDARD.encode(&value), &STANDARD.encode(algorithm.digest(CONTENT)));
    let over = ContentDigest::of_slice(xml.as_bytes(), DigestAlgorithm::Sha256);
    let entries = [
        asic::NewEntry { name: manifest.into(), octets: xml.into_bytes() },
        asic::NewEntry {
            name: to_sign.document().to_owned(),
            octets: chamber.sign_detached(&over, signer, AT),
        },
    ];
    asic::rewrite(&mut container, &entries, CLOCK, Cursor::new(Vec::new())).unwrap().into_inner()
}

#[test]
fn a_manifest_with_weak_digests_makes_no_valid_signature() {
    let chamber = Chamber::new();
    let signer = chamber.signature_certificate("2026-01-01T00:00:00Z");
    for (algorithm, expected) in [
        (DigestAlgorithm::Sha256, Indication::TotalPassed),
        (DigestAlgorithm::Sha512, Indication::TotalPassed),
        (DigestAlgorithm::Sha1, Indication::Indeterminate),
        (DigestAlgorithm::Md5, Indication::Indeterminate),
    ] {
        let report = verdict(&chamber, &with_manifest(&chamber, &signer, algorithm));
        assert_eq!(report.indication, expected, "{algorithm:?} {report:?}");
        assert_eq!(has(&report, Code::AlgorithmWeak), expected != Indication::TotalPassed, "{algorithm:?}");
    }
}

fn sign(chamber: &Chamber, signer: &Certificate, content: &xades::Content<'_>) -> Vec<u8> {
    let algorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
    let parameters = xades::Parameters::new(algorithm, instant(AT), "uno");
    let to_sign = xades::prepare(content, signer, &[], &parameters).unwrap();
    to_sign.complete(&chamber.holder_key.sign(to_sign.bytes())).unwrap()
}

#[test]
fn an_object_that_was_put_into_a_signature_is_told() {
    let chamber = Chamber::new();
    let signer = chamber.signature_certificate("2026-01-01T00:00:00Z");
    let content = xades::Content::Enveloped { file: b"<atto>testo</atto>", parallel: false };
    let file = String::from_utf8(sign(&chamber, &signer, &content)).unwrap();
    assert!(!has(&verdict(&chamber, file.as_bytes()), Code::ContentUnsigned));
    let object = "<ds:Object Id=\"altro\">un altro testo</ds:Object></ds:Signature>";
    let report = verdict(&chamber, file.replace("</ds:Signature>", object).as_bytes());
    assert_eq!(report.indication, Indication::TotalPassed);
    assert!(has(&report, Code::ContentUnsigned));
    assert_eq!(report.unsigned, ["altro"]);
}
