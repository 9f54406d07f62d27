//! What is created, read back.

#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use aws_lc_rs::rsa::KeySize;
use common::{Key, Signer};
use x509::{
    alg::{DigestAlgorithm, SignatureAlgorithm},
    evidence::{ObjectId, ValidationData},
};
use xades::{
    AugmentError, Commitment, Content, DetachedFile, Level, Packaging, Place, Scope, SignError,
    SignatureError, TimeStampKind, ToSign, Verified, archive_imprint, prepare, signature_imprint, signatures,
    uri, with_archive_time_stamp, with_signature_time_stamp, with_validation_data,
    xml::{Document, Encoding, Source},
};

const INVOICE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!-- before --><p:Fattura \
    xmlns:p=\"urn:fattura\" versione=\"FPR12\">\r\n <Importo>100.00</Importo>\n <b a=\"1\n2\"/></p:Fattura>\n<?after x?>\n";

fn verify(file: &[u8], contents: &dyn xades::Contents) -> Vec<Result<Verified, SignatureError>> {
    let source = Source::read(file).unwrap();
    let document = Document::parse(&source).unwrap();
    signatures(&document).iter().map(|signature| signature.verify(contents, &[])).collect()
}

fn sound(file: &[u8]) -> Vec<Verified> {
    verify(file, &()).into_iter().map(Result::unwrap).collect()
}

fn enveloped(file: &[u8]) -> Content<'_> {
    Content::Enveloped { file, parallel: false }
}

fn parallel(file: &[u8]) -> Content<'_> {
    Content::Enveloped { file, parallel: true }
}

/// Canonical SignedInfo of each signature.
fn signed_octets(file: &[u8]) -> Vec<Vec<u8>> {
    let source = Source::read(file).unwrap();
    let document = Document::parse(&source).unwrap();
    signatures(&document).iter().map(|signature| signature.signed_octets().unwrap()).collect()
}

#[test]
fn every_algorithm_signs_and_verifies() {
    for (key, algorithm) in [
        (Key::rsa(KeySize::Rsa2048), SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256)),
        (Key::rsa(KeySize::Rsa2048), SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha512)),
        (Key::rsa(KeySize::Rsa3072), SignatureAlgorithm::rsa_pss(DigestAlgorithm::Sha256)),
        (Key::rsa(KeySize::Rsa3072), SignatureAlgorithm::rsa_pss(DigestAlgorithm::Sha384)),
        (Key::p256(), SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256)),
        (Key::p384(), SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384)),
    ] {
        let signer = Signer::new(key);
        let mut parameters = signer.parameters("1");
        parameters.signature = algorithm;
        let file = signer.sign_with(&enveloped(INVOICE.as_bytes()), &parameters).unwrap();
        let verified = sound(&file).remove(0);
        assert_eq!(verified.signature_algorithm, algorithm);
        assert_eq!(verified.digest_algorithm, algorithm.digest());
        assert_eq!(verified.certificate, signer.certificate);
        assert!(verified.warnings.is_empty());
    }
}

#[test]
fn an_enveloped_signature_is_the_last_child_of_the_root_and_all_else_stays() {
    let signer = Signer::new(Key::p256());
    let file = signer.sign(&enveloped(INVOICE.as_bytes()), "1").unwrap();
    let end = INVOICE.find("</p:Fattura>").unwrap();
    assert!(file.starts_with(&INVOICE.as_bytes()[..end]));
    assert!(file.ends_with(&INVOICE.as_bytes()[end..]));
    let source = Source::read(file).unwrap();
    let document = Document::parse(&source).unwrap();
    let last = document.root_element().last_child().unwrap();
    let found = signatures(&document);
    assert_eq!(found[0].element(), last);
    assert_eq!((found[0].packaging(), found[0].level()), (Packaging::Enveloped, Level::B));
    let verified = found[0].verify(&(), &[]).unwrap();
    assert_eq!(verified.references[0].uri.as_deref(), Some(""));
    let octets = verified.references[0].octets.clone().unwrap();
    assert_eq!(
        String::from_utf8(octets).unwrap(),
        "<p:Fattura xmlns:p=\"urn:fattura\" versione=\"FPR12\">\n <Importo>100.00</Importo>\n <b a=\"1 2\"></b>\
         </p:Fattura>\n<?after x?>",
    );
}

#[test]
fn an_empty_root_element_can_be_signed() {
    let signer = Signer::new(Key::p256());
    let file = signer.sign(&enveloped(b"<r a='/>'/><!-- end -->"), "1").unwrap();
    assert_eq!(sound(&file).len(), 1);
}

#[test]
fn files_in_utf_16_and_single_octet_encodings_are_signed_in_their_encoding() {
    let signer = Signer::new(Key::p256());
    let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><città>perché €</città>";
    let mut wide = vec![0xFE, 0xFF];
    wide.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    let narrow = b"<?xml version='1.0' encoding='windows-1252'?><citt\xE0>\x80</citt\xE0>".to_vec();
    let marked = b"\xEF\xBB\xBF<r>\xC3\xA0</r>".to_vec();
    for (file, encoding) in
        [(wide, Encoding::Utf16Be), (narrow, Encoding::Windows1252), (marked, Encoding::Utf8)]
    {
        let signed = signer.sign(&enveloped(&file), "1").unwrap();
        assert!(signed.starts_with(&file[..file.len() / 2]));
        assert_eq!(Source::read(signed.clone()).unwrap().encoding(), encoding);
        let stamped = with_signature_time_stamp(&signed, 0, b"token").unwrap();
        assert_eq!(sound(&stamped).len(), 1);
    }
}

#[test]
fn an_enveloping_signature_holds_any_file_or_xml() {
    let signer = Signer::new(Key::p256());
    let binary = [0_u8, 1, 255, 13, 10];
    let content = Content::Enveloping { file: &binary, mime_type: "application/octet-stream" };
    let file = signer.sign(&content, "1").unwrap();
    let verified = sound(&file).remove(0);
    assert_eq!(verified.references[0].octets.as_deref(), Some(binary.as_slice()));
    assert_eq!(verified.references[0].scope, Scope::Full);
    let content = Content::EnvelopingXml { file: INVOICE.as_bytes() };
    let file = signer.sign(&content, "2").unwrap();
    assert_eq!(sound(&file).remove(0).references[0].scope, Scope::Full);
    let source = Source::read(file).unwrap();
    let document = Document::parse(&source).unwrap();
    assert_eq!(signatures(&document)[0].packaging(), Packaging::Enveloping);
}

#[test]
fn a_detached_signature_names_its_files_and_needs_them() {
    let signer = Signer::new(Key::p256());
    let files = [("città 1.txt", b"one".as_slice()), ("b/c#.pdf", b"two")];
    let named = files.map(|(name, octets)| DetachedFile {
        name: name.to_owned(),
        mime_type: "text/plain".to_owned(),
        digest: DigestAlgorithm::Sha256.digest(octets),
    });
    let content = Content::Detached { files: &named, around: ("", "") };
    let file = signer.sign(&content, "1").unwrap();
    let verified = verify(&file, &files).remove(0).unwrap();
    assert_eq!(verified.references[0].uri.as_deref(), Some("citt%C3%A0%201.txt"));
    assert_eq!(verified.references[1].octets.as_deref(), Some(b"two".as_slice()));
    let missing = SignatureError::ContentMissing { uri: "b/c%23.pdf".to_owned() };
    assert_eq!(
        verify(&file, &files[..1].try_into().map(|one: [_; 1]| one).unwrap())[0].as_ref().unwrap_err(),
        &missing
    );
    let changed = [("città 1.txt", b"One".as_slice()), ("b/c#.pdf", b"two")];
    let mismatch = SignatureError::DigestMismatch { uri: "citt%C3%A0%201.txt".to_owned() };
    assert_eq!(verify(&file, &changed)[0].as_ref().unwrap_err(), &mismatch);
    let around = ("<c:Signatures xmlns:c=\"urn:c\">", "</c:Signatures>");
    let framed = signer.sign(&Content::Detached { files: &named, around }, "1").unwrap();
    assert!(framed.starts_with(around.0.as_bytes()) && framed.ends_with(around.1.as_bytes()));
    verify(&framed, &files).remove(0).unwrap();
}

#[test]
fn parallel_signatures_leave_each_other_out() {
    let signers = [Signer::new(Key::p256()), Signer::new(Key::p384()), Signer::new(Key::p256())];
    let mut file = INVOICE.as_bytes().to_vec();
    for (index, signer) in signers.iter().enumerate() {
        file = signer.sign(&parallel(&file), &format!("n{index}")).unwrap();
    }
    let verified = sound(&file);
    assert_eq!(verified.len(), 3);
    assert!(verified.iter().all(|verified| verified.references[0].scope == Scope::Full));
    assert_eq!(verified[0].references[0].octets, verified[2].references[0].octets);
}

#[test]
fn a_signature_that_would_break_an_earlier_one_is_not_made() {
    let signer = Signer::new(Key::p256());
    let file = signer.sign(&enveloped(INVOICE.as_bytes()), "1").unwrap();
    for content in [parallel(&file), enveloped(&file)] {
        let refused = signer.sign(&content, "2").unwrap_err();
        assert!(matches!(refused, SignError::Existing(AugmentError::WouldBreak { index: 0 })), "{refused:?}");
    }
    let refused = signer.sign(&parallel(&file), "1").unwrap_err();
    assert!(matches!(refused, SignError::Id(_)));
}

#[test]
fn counter_signatures_go_to_any_depth() {
    let signer = Signer::new(Key::p256());
    let mut file = signer.sign(&enveloped(INVOICE.as_bytes()), "1").unwrap();
    let first = signed_octets(&file);
    for (which, id) in [(0, "2"), (1, "3"), (0, "4")] {
        file = signer.sign(&Content::CounterSignature { file: &file, which }, id).unwrap();
    }
    assert_eq!(signed_octets(&file)[0], first[0]);
    let source = Source::read(file.clone()).unwrap();
    let document = Document::parse(&source).unwrap();
    let found = signatures(&document);
    let parents: Vec<_> = found.iter().map(|signature| signature.parent()).collect();
    assert_eq!(parents, [None, Some(0), Some(1), Some(0)]);
    assert!(found[1..].iter().all(|signature| signature.covers_parent()));
    assert_eq!(found[3].packaging(), Packaging::CounterSignature);
    let verified = sound(&file);
    assert!(verified[1..].iter().all(|verified| verified.references[0].scope == Scope::CounterSigned));
}

#[test]
fn properties_are_written_and_read() {
    let signer = Signer::new(Key::p256());
    let mut parameters = signer.parameters("1");
    parameters.offset = jiff::tz::offset(1);
    parameters.commitments = vec![Commitment::Approval, Commitment::Origin];
    parameters.roles = vec!["perché <no> & \"sì\"".to_owned()];
    parameters.place =
        Some(Place { city: Some("Forlì".to_owned()), country: Some("IT".to_owned()), ..Place::default() });
    let file = signer.sign_with(&enveloped(INVOICE.as_bytes()), &parameters).unwrap();
    assert!(String::from_utf8_lossy(&file).contains("2026-11-22T10:00:00+01:00"));
    let source = Source::read(file).unwrap();
    let document = Document::parse(&source).unwrap();
    let found = signatures(&document);
    found[0].verify(&(), &[]).unwrap();
    let properties = found[0].properties().unwrap();
    assert_eq!(properties.signing_time(), Some(Ok(common::signing_time())));
    assert_eq!(properties.claimed_roles(), parameters.roles);
    let uris = parameters.commitments.iter().map(|commitment| commitment.uri());
    assert_eq!(properties.commitments(), uris.collect::<Vec<_>>());
    assert_eq!(properties.production_place()[0], ("City", "Forlì".to_owned()));
    let format = &properties.formats()[0];
    assert_eq!(
        (format.reference.as_str(), format.mime_type.as_deref()),
        ("#xmldsig-1-ref0", Some("text/xml"))
    );
    assert!(properties.signing_certificate().unwrap().v2);
}

#[test]
fn a_signing_request_can_be_stored_and_resumed() {
    let signer = Signer::new(Key::p256());
    let parameters = signer.parameters("1");
    let content = enveloped(INVOICE.as_bytes());
    let stored = prepare(&content, &signer.certificate, &[], &parameters).unwrap().to_bytes();
    let resumed = ToSign::from_bytes(&stored).unwrap();
    let value = signer.key.sign(parameters.signature, resumed.bytes());
    assert_eq!(resumed.digest(), DigestAlgorithm::Sha256.digest(resumed.bytes()));
    assert_eq!(sound(&resumed.complete(&value).unwrap()).len(), 1);
    let other = Key::p256().sign(parameters.signature, resumed.bytes());
    assert!(matches!(resumed.complete(&other), Err(SignError::SignatureRejected(_))));
    for cut in 0..stored.len() {
        assert!(matches!(ToSign::from_bytes(&stored[..cut]), Err(SignError::Stored(_))));
    }
}

#[test]
fn weak_algorithms_do_not_sign() {
    let signer = Signer::new(Key::p256());
    for algorithm in [
        SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha1),
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
    ] {
        let mut parameters = signer.parameters("1");
        parameters.signature = algorithm;
        let refused = signer.sign_with(&enveloped(b"<a/>"), &parameters).unwrap_err();
        assert!(matches!(refused, SignError::AlgorithmNotAllowed(_)));
    }
}

#[test]
fn levels_are_added_and_nothing_else_changes() {
    let signer = Signer::new(Key::p256());
    for content in [parallel(INVOICE.as_bytes()), Content::EnvelopingXml { file: INVOICE.as_bytes() }] {
        let basic = signer.sign(&content, "1").unwrap();
        let octets = signed_octets(&basic);
        let mut levels = vec![basic.clone()];
        let stamped = with_signature_time_stamp(&basic, 0, b"first token").unwrap();
        let data = ValidationData {
            certificates: vec![signer.certificate.der().to_vec(), signer.authority.der().to_vec()],
            crls: vec![b"crl".to_vec()],
            responses: vec![b"response".to_vec()],
        };
        let long = with_validation_data(&stamped, 0, &data).unwrap();
        let archive = archive_imprint(&long, 0, &(), DigestAlgorithm::Sha512).unwrap();
        let archived = with_archive_time_stamp(&long, 0, b"second token").unwrap();
        let later = ValidationData { crls: vec![b"later crl".to_vec()], ..data.clone() };
        let longer = with_validation_data(&archived, 0, &later).unwrap();
        let again = with_archive_time_stamp(&longer, 0, b"third token").unwrap();
        levels.extend([stamped, long, archived, longer, again.clone()]);
        let expected = [Level::B, Level::T, Level::Lt, Level::Lta, Level::Lta, Level::Lta];
        for (index, file) in levels.iter().enumerate() {
            assert_eq!(signed_octets(file), octets);
            sound(file);
            let source = Source::read(file.clone()).unwrap();
            let document = Document::parse(&source).unwrap();
            assert_eq!(signatures(&document)[0].level(), expected[index]);
            // Removing what was put in gives the file before.
            if index > 0 {
                let before = &levels[index - 1];
                let same = before.iter().zip(file).take_while(|(one, other)| one == other).count();
                assert!(file.ends_with(&before[same..]), "level {index}");
            }
        }
        let source = Source::read(again).unwrap();
        let document = Document::parse(&source).unwrap();
        let signature = &signatures(&document)[0];
        let stamps = signature.time_stamps(&());
        let tokens: Vec<_> = stamps.iter().map(|stamp| stamp.token.clone().unwrap()).collect();
        assert_eq!(tokens, [b"first token".to_vec(), b"second token".to_vec(), b"third token".to_vec()]);
        let imprint = signature_imprint(&basic, 0, DigestAlgorithm::Sha256).unwrap();
        assert_eq!(stamps[0].imprint(DigestAlgorithm::Sha256), Some(imprint));
        assert_eq!(stamps[1].imprint(DigestAlgorithm::Sha512), Some(archive));
        assert_ne!(stamps[1].imprint(DigestAlgorithm::Sha512), stamps[2].imprint(DigestAlgorithm::Sha512));
        let protected = stamps[1].protects();
        assert!(protected.signature && stamps[0].protects().signature);
        for der in [b"first token".as_slice(), b"crl", b"response", signer.certificate.der()] {
            assert!(protected.objects.contains(&ObjectId::of(der)));
        }
        assert!(!protected.objects.contains(&ObjectId::of(b"later crl")));
        assert!(stamps[2].protects().objects.contains(&ObjectId::of(b"later crl")));
        assert!(stamps[2].protects().objects.contains(&ObjectId::of(b"second token")));
        assert_eq!(stamps[2].kind, TimeStampKind::Archive);
        assert_eq!(signature.validation_data().crls, [b"crl".to_vec(), b"later crl".to_vec()]);
    }
}

#[test]
fn what_another_signature_covers_is_not_extended() {
    let signer = Signer::new(Key::p256());
    let first = signer.sign(&parallel(INVOICE.as_bytes()), "1").unwrap();
    let both = signer.sign(&enveloped(&first), "2").unwrap();
    assert_eq!(sound(&both).len(), 2);
    let refused = with_signature_time_stamp(&both, 0, b"token").unwrap_err();
    assert!(matches!(refused, AugmentError::WouldBreak { index: 1 }), "{refused:?}");
    assert_eq!(sound(&with_signature_time_stamp(&both, 1, b"token").unwrap()).len(), 2);
}

#[test]
fn plain_xml_signatures_are_not_extended() {
    let plain = format!(
        "<a xmlns:ds='{}'><ds:Signature><ds:SignedInfo/><ds:SignatureValue/></ds:Signature></a>",
        uri::DS
    );
    let refused = with_signature_time_stamp(plain.as_bytes(), 0, b"token").unwrap_err();
    assert!(matches!(refused, AugmentError::NotXades));
    let refused = with_signature_time_stamp(plain.as_bytes(), 1, b"token").unwrap_err();
    assert!(matches!(refused, AugmentError::NoSuchSignature(1)));
}
