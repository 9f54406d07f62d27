//! Every class of attack is refused for its own reason; what is in a file is found at any depth.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use base64::{Engine, engine::general_purpose::STANDARD};
use common::{chamber::Chamber, corpus, kinds::plain};
use sigcheck::{Code, Document, Indication, Policy, Report, SubIndication, check_slice};
use x509::alg::{DigestAlgorithm, SignatureAlgorithm};

/// A file with an attack, and the finding that names it.
const ATTACKS: &[(&str, Code)] = &[
    ("generated/attack/atk-usf-contents-zero.pdf", Code::DocumentContents),
    ("generated/attack/atk-usf-byterange-negative.pdf", Code::DocumentByteRange),
    ("generated/attack/atk-usf-byterange-overflow.pdf", Code::DocumentByteRange),
    ("generated/attack/atk-byterange-hole-too-wide.pdf", Code::DocumentGap),
    ("generated/attack/atk-isa-content-replaced.pdf", Code::DocumentChanged),
    ("generated/attack/atk-isa-page-added.pdf", Code::DocumentChanged),
    ("generated/attack/atk-signed-attributes-stripped.bin.p7m", Code::StrippedAttributes),
    ("generated/attack/atk-duplicate-message-digest.txt.p7m", Code::AttributesMalformed),
    ("generated/attack/atk-content-type-mismatch.txt.p7m", Code::ContentTypeMismatch),
    ("generated/attack/atk-wrong-ess-hash.txt.p7m", Code::CertificateNotTheSigned),
    ("generated/attack/atk-missing-ess.txt.p7m", Code::NoCertificateReference),
    ("generated/attack/weak-md5.txt.p7m", Code::AlgorithmWeak),
    ("generated/attack/atk-tampered-content.txt.p7m", Code::DigestMismatch),
    ("generated/attack/atk-timestamp-of-other-data.txt.p7m", Code::TimestampMismatch),
    ("generated/attack/atk-timestamp-mismatch.txt.tsd", Code::TimestampMismatch),
    ("generated/attack/atk-controfirma-of-other-signature.txt.p7m", Code::CounterSignatureFailed),
    ("generated/attack/atk-xsw-duplicate-id.xml", Code::XmlDuplicateId),
    ("generated/attack/atk-xsw-object-moved.xml", Code::SignedElementMoved),
    ("generated/attack/atk-xsw-signedproperties-moved.xml", Code::SignedElementMoved),
    ("generated/attack/atk-xades-signedproperties-unsigned.xml", Code::SignedPropertiesUnsigned),
    ("generated/attack/atk-dtd-internal-subset.xml", Code::XmlForbidden),
    ("generated/attack/atk-xpath-transform-excludes-amount.xml", Code::SignatureScopePartial),
    ("dss/cades/CAdES-BpB-att-SHA256-SHA3_256withRSA.p7m", Code::DigestAlgorithmMismatch),
    ("pyhanko/xml/xmlbomb.xml", Code::XmlForbidden),
    ("dss/asic-cades/brokenReferenceAndAlteredManifest.asice", Code::ContainerManifest),
];

#[test]
fn an_xml_signature_over_nothing_but_its_own_properties_is_not_valid() {
    let chamber = Chamber::new();
    let certificate = chamber.signature_certificate("2026-01-01T00:00:00Z");
    let at = "2026-11-22T09:00:00Z".parse().unwrap();
    let algorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
    let parameters = xades::Parameters::new(algorithm, at, "uno");
    let content = xades::Content::Enveloped { file: b"<atto>testo</atto>", parallel: false };
    let to_sign = xades::prepare(&content, &certificate, &[], &parameters).unwrap();
    let file = to_sign.complete(&chamber.holder_key.sign(to_sign.bytes())).unwrap();
    let mut trust = chamber.trust();
    trust.add_crl(chamber.crl("2026-11-22T08:00:00Z", &[]));
    let verdict = |file: &[u8]| check_slice(file, None, &trust, at, &Policy::default()).unwrap();
    assert_eq!(verdict(&file).indication, Indication::TotalPassed);

    let between = |text: &str, from: &str, to: &str| {
        let start = text.find(from).unwrap();
        start..start + text[start..].find(to).unwrap()
    };
    let mut text = String::from_utf8(file).unwrap();
    let reference = between(&text, "<ds:Reference ", "<ds:Reference Type=");
    text.replace_range(reference, "");
    let source = xades::xml::Source::read(text.clone()).unwrap();
    let document = xades::xml::Document::parse(&source).unwrap();
    let value = chamber.holder_key.sign(&xades::signatures(&document)[0].signed_octets().unwrap());
    let old = between(&text, "<ds:SignatureValue", "</ds:SignatureValue>");
    let begin = old.start + text[old.clone()].find('>').unwrap() + 1;
    text.replace_range(begin..old.end, &STANDARD.encode(plain(&value)));
    let report = verdict(text.as_bytes());
    assert_eq!(report.indication, Indication::Indeterminate, "{report:?}");
    assert_eq!(report.sub_indication, Some(SubIndication::SignedDataNotFound));
}

fn has(report: &Report, code: Code) -> bool {
    report.errors.iter().chain(&report.warnings).any(|reason| reason.code == code)
        || report.signatures.iter().any(|signature| signature.has(code))
}

#[test]
fn every_class_of_attack_has_its_own_reason() {
    let Some(corpus) = corpus("25 attacks") else { return };
    let trust = corpus.trust("generated/trust");
    let mut wrong = Vec::new();
    for (path, code) in ATTACKS {
        let report =
            check_slice(&corpus.read(path), None, &trust, common::now(), &Policy::default()).unwrap();
        if !has(&report, *code) {
            wrong.push(format!(
                "{path}: no {code}: {:?} {:?} {:?}",
                report.sub_indication,
                report.errors,
                report.signatures.iter().map(|one| (&one.errors, &one.warnings)).collect::<Vec<_>>()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn signatures_are_found_inside_whatever_is_signed() {
    let Some(corpus) = corpus("5 files") else { return };
    let mut trust = corpus.trust("generated/trust");
    let chamber = Chamber::new();
    let certificate = chamber.signature_certificate("2026-01-01T00:00:00Z");
    trust.add_anchor(chamber.ca.clone());
    trust.add_crl(chamber.crl("2026-11-21T00:00:00Z", &[]));
    for (path, format, depth) in [
        ("generated/valid/atto.txt.p7m", "CAdES", 1),
        ("generated/valid/atto.txt.p7m.tsd", "CAdES", 2),
        ("generated/valid/pades-bb-p256.pdf", "PAdES", 1),
        ("generated/valid/xades-enveloped.xml", "XAdES", 1),
        ("generated/valid/b64.txt.p7m", "CAdES", 1),
    ] {
        let file = chamber.sign(&corpus.read(path), &certificate, "2026-11-20T10:00:00Z");
        let report = check_slice(&file, None, &trust, common::now(), &Policy::default()).unwrap();
        let found: Vec<_> = report.signatures.iter().map(|one| (one.format, one.parent, one.depth)).collect();
        assert_eq!(found, [("CAdES", None, 0), (format, Some(1), depth)], "{path}");
        assert_eq!(report.indication, Indication::TotalPassed, "{path}: {report:#?}");
        assert_eq!(report.document, Document::Cades);
    }
}

#[test]
fn documents_that_change_what_they_show_are_told() {
    let chamber = Chamber::new();
    let certificate = chamber.signature_certificate("2026-01-01T00:00:00Z");
    for (content, kind) in [
        (&b"<!DOCTYPE html><html><script>1</script></html>"[..], Some("Html")),
        (b"PK\x03\x04 word/vbaProject.bin", Some("Macros")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 _\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T\0", Some("Macros")),
        (b"PK\x03\x04 word/document.xml", None),
        (b"testo", None),
    ] {
        let file = chamber.sign(content, &certificate, "2026-11-20T10:00:00Z");
        let trust = chamber.trust();
        let report = check_slice(&file, None, &trust, common::now(), &Policy::default()).unwrap();
        let found = report.warnings.iter().find(|reason| reason.code == Code::ActiveContent);
        assert_eq!(found.map(|reason| reason.values["kinds"].as_str()), kind, "{content:?}");
    }
}

#[test]
fn an_archive_longer_than_the_algorithms_is_pointed_out() {
    let Some(corpus) = corpus("1 file") else { return };
    let trust = corpus.trust("generated/trust");
    let policy = Policy { archive_until: Some("2040-01-01T00:00:00Z".parse().unwrap()), ..Policy::default() };
    let file = corpus.read("generated/valid/atto.txt.p7m");
    let report = check_slice(&file, None, &trust, common::now(), &policy).unwrap();
    assert_eq!(report.indication, Indication::TotalPassed);
    assert!(report.signatures[0].has(Code::AlgorithmEndsBeforeArchive));
    // RSA 2048 is given up in 2029 (TS 119 312).
    assert_eq!(report.signatures[0].strength_until, Some("2029-01-01T00:00:00Z".parse().unwrap()));
    let report = check_slice(&file, None, &trust, common::now(), &Policy::default()).unwrap();
    assert!(!report.signatures[0].has(Code::AlgorithmEndsBeforeArchive));
}
