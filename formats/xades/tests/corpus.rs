//! Signatures made by others, sound and forged.

#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use common::corpus;
use x509::{
    alg::{DigestAlgorithm, VerifyError},
    evidence::ObjectId,
};
use xades::{
    Level, Packaging, Scope, SignatureError, SignatureWarning, TimeStampKind, Verified, signatures,
    xml::{Document, ReadError, Source},
};

/// What verifying each signature of a file gives.
fn verdicts(octets: Vec<u8>, contents: &[(&str, &[u8])]) -> Vec<Result<Verified, SignatureError>> {
    let source = Source::read(octets).unwrap();
    let document = Document::parse(&source).unwrap();
    struct Given<'a>(&'a [(&'a str, &'a [u8])]);
    impl xades::Contents for Given<'_> {
        fn octets(&self, name: &str) -> Option<std::borrow::Cow<'_, [u8]>> {
            self.0.octets(name)
        }
    }
    signatures(&document).iter().map(|signature| signature.verify(&Given(contents), &[])).collect()
}

#[test]
fn sound_signatures_of_other_programs_verify() {
    let Some(corpus) = corpus("8 sound") else { return };
    let content = corpus.read("generated/valid/atto.txt");
    for (path, packaging, level) in [
        ("generated/valid/fattura-xades-signxml.xml", Packaging::Enveloped, Level::B),
        ("generated/valid/xades-enveloped.xml", Packaging::Enveloped, Level::B),
        ("generated/valid/xades-enveloping.xml", Packaging::Enveloping, Level::B),
        ("generated/valid/xades-detached.xml", Packaging::Detached, Level::B),
        ("dss/xades/dss-signed.xml", Packaging::Enveloped, Level::B),
        ("dss/xades/xades-lta-valid.xml", Packaging::Enveloping, Level::Lta),
        ("dss/xades/qes-xades111-filter2.xml", Packaging::Enveloped, Level::B),
        ("dss/tl/dk_tl-sn21.xml", Packaging::Enveloped, Level::B),
        ("dss/tl/CY.xml", Packaging::Enveloped, Level::B),
    ] {
        let source = Source::read(corpus.read(path)).unwrap();
        let document = Document::parse(&source).unwrap();
        let found = signatures(&document);
        assert_eq!(found.len(), 1, "{path}");
        let verified = found[0].verify(&[("atto.txt", content.as_slice())], &[]);
        let verified = verified.unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(found[0].packaging(), packaging, "{path}");
        assert_eq!(found[0].level(), level, "{path}");
        assert_eq!(verified.references[0].scope, Scope::Full, "{path}");
        assert!(verified.references[0].octets.is_some(), "{path}");
        assert!(!verified.warnings.contains(&SignatureWarning::NotXades), "{path}");
    }
}

#[test]
fn a_signature_with_a_bare_key_holds_by_that_key_alone() {
    let Some(corpus) = corpus("1 XMLDSig") else { return };
    let source = Source::read(corpus.read("dss/xades/xmldsig-only.xml")).unwrap();
    let document = Document::parse(&source).unwrap();
    let signature = &signatures(&document)[0];
    assert_eq!((signature.level(), signature.packaging()), (Level::XmlDsig, Packaging::Enveloping));
    assert_eq!(signature.verify(&(), &[]).unwrap_err(), SignatureError::CertificateNotFound);
    let signed = signature.verify_with_key(&(), &signature.key_value().unwrap()).unwrap();
    assert!(signed[0].intact && signed[0].scope == Scope::Full);
}

#[test]
fn forged_signatures_are_refused_each_for_its_own_reason() {
    let Some(corpus) = corpus("10 forged") else { return };
    use SignatureError as E;
    let uri = |uri: &str| uri.to_owned();
    for (path, expected) in [
        ("generated/attack/atk-xades-tampered.xml", E::DigestMismatch { uri: uri("") }),
        ("generated/attack/atk-xsw-duplicate-id.xml", E::DuplicateId(uri("obj-1"))),
        ("generated/attack/atk-xsw-object-moved.xml", E::ObjectMoved { uri: uri("#obj-1") }),
        ("generated/attack/atk-xsw-signedproperties-moved.xml", E::SignedPropertiesMoved),
        ("generated/attack/atk-xades-signedproperties-unsigned.xml", E::SignedPropertiesNotSigned),
        ("generated/attack/atk-xpath-transform-excludes-amount.xml", E::ContentExcluded { uri: uri("") }),
        ("dss/xades/dss-signed-altered-signedPropsRemoved.xml", E::Signature(VerifyError::Invalid)),
        ("dss/xades/XSW-enveloping-fake-object.xml", E::ObjectMoved { uri: uri("#o-id-1") }),
        ("dss/xades/xades-sign-cert-v2-wrong-digest.xml", E::CertificateMismatch),
        ("dss/xades/xades-not-base64-sigValue.xml", E::ValueEncoding("SignatureValue")),
        ("dss/xades/xades-tampered-reference.xml", E::DigestMismatch { uri: uri("#o-id-1") }),
    ] {
        let verdicts = verdicts(corpus.read(path), &[]);
        assert_eq!(verdicts.len(), 1, "{path}");
        match &verdicts[0] {
            Ok(_) => panic!("{path} is accepted"),
            Err(found) => assert_eq!(*found, expected, "{path}"),
        }
    }
}

#[test]
fn a_document_type_is_refused_before_anything_is_read() {
    let Some(corpus) = corpus("5 document types") else { return };
    for path in [
        "generated/attack/atk-dtd-internal-subset.xml",
        "pyhanko/xml/xmlbomb.xml",
        "pyhanko/xml/external.xml",
        "pyhanko/xml/dtd.xml",
        "pyhanko/xml/cyclic.xml",
    ] {
        let source = Source::read(corpus.read(path)).unwrap();
        let refused = Document::parse(&source).unwrap_err();
        assert!(matches!(refused, ReadError::Doctype { .. }), "{path}: {refused}");
    }
}

#[test]
fn a_detached_signature_without_its_content_is_undecided() {
    let Some(corpus) = corpus("1 detached") else { return };
    let verdicts = verdicts(corpus.read("generated/valid/xades-detached.xml"), &[]);
    let missing = SignatureError::ContentMissing { uri: "atto.txt".to_owned() };
    assert_eq!(verdicts[0].as_ref().unwrap_err(), &missing);
}

#[test]
fn a_counter_signature_covers_the_value_of_the_signature_that_holds_it() {
    let Some(corpus) = corpus("2 counter-signatures") else { return };
    let source = Source::read(corpus.read("dss/xades/xades-counter-signature-no-type.xml")).unwrap();
    let document = Document::parse(&source).unwrap();
    let found = signatures(&document);
    assert_eq!(found.iter().map(|signature| signature.parent()).collect::<Vec<_>>(), [None, Some(0)]);
    assert!(found[1].covers_parent() && !found[0].covers_parent());
    for signature in &found {
        signature.verify(&(), &[]).unwrap();
    }
}

#[test]
fn an_injected_counter_signature_leaves_the_signature_that_holds_it_sound() {
    let Some(corpus) = corpus("1 injected counter-signature") else { return };
    let source = Source::read(corpus.read("dss/xades/xades-counter-signature-injected.xml")).unwrap();
    let document = Document::parse(&source).unwrap();
    let found = signatures(&document);
    assert_eq!(found.len(), 2);
    let verdicts: Vec<_> = found.iter().map(|signature| signature.verify(&(), &[])).collect();
    assert!(verdicts[0].is_ok() != verdicts[1].is_ok(), "{verdicts:?}");
}

#[test]
fn the_imprints_of_time_stamps_made_by_others_are_found_in_their_tokens() {
    let Some(corpus) = corpus("2 time stamps") else { return };
    let source = Source::read(corpus.read("dss/xades/xades-lta-valid.xml")).unwrap();
    let document = Document::parse(&source).unwrap();
    let stamps = signatures(&document)[0].time_stamps(&());
    let kinds: Vec<_> = stamps.iter().map(|stamp| stamp.kind).collect();
    assert_eq!(kinds, [TimeStampKind::Signature, TimeStampKind::Archive]);
    for stamp in &stamps {
        let token = stamp.token.as_ref().unwrap();
        let stated = [DigestAlgorithm::Sha256, DigestAlgorithm::Sha512, DigestAlgorithm::Sha1]
            .into_iter()
            .filter_map(|algorithm| stamp.imprint(algorithm))
            .any(|imprint| token.windows(imprint.len()).any(|part| part == imprint));
        assert!(stated, "{:?}", stamp.kind);
    }
    let protected = stamps[1].protects();
    assert!(
        protected.signature && protected.objects.contains(&ObjectId::of(stamps[0].token.as_ref().unwrap()))
    );
}
