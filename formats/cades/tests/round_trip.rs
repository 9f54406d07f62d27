//! What is signed here reads and verifies here, in every form and with every algorithm.
#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use std::io::{Cursor, Read, Seek, SeekFrom, Write};

use asn1::Oid;
use aws_lc_rs::rsa::KeySize;
use base64::Engine;
use cades::{
    Armor, Commitment, ContentDigest, ContentDigests, DER_LIMIT, Enveloper, Envelopes, Limits, Parameters,
    ReadError, SignError, SignatureError, SignaturePolicy, SignedData, SignerLocation, ToSign, Warning,
    append, oid, prepare, sign_enveloping,
};
use common::{Key, Signer, signing_time};
use x509::alg::{DigestAlgorithm, SignatureAlgorithm};

const CONTENT: &[u8] = b"Il sottoscritto dichiara.\r\n";

fn read(envelope: &[u8]) -> SignedData {
    SignedData::from_slice(envelope, &Limits::default()).unwrap()
}

fn content_of(signed: &SignedData, envelope: &[u8]) -> Vec<u8> {
    let mut source = Cursor::new(envelope);
    let mut content = Vec::new();
    signed.content(&mut source).unwrap().unwrap().read_to_end(&mut content).unwrap();
    content
}

fn base64(octets: &[u8], line: usize, end: &str) -> Vec<u8> {
    let text = base64::engine::general_purpose::STANDARD.encode(octets);
    text.as_bytes().chunks(line).flat_map(|line| [line, end.as_bytes()].concat()).collect()
}

/// In one pass in BER.
fn enveloping_ber(signer: &Signer, content: &[u8]) -> Vec<u8> {
    let parameters = signer.parameters();
    let mut enveloper = Enveloper::begin(Vec::new(), parameters.signature.digest()).unwrap();
    enveloper.write_all(content).unwrap();
    let (digest, open) = enveloper.end_content().unwrap();
    let to_sign = prepare(&digest, &signer.certificate, &[], &parameters).unwrap();
    let signed = to_sign.complete(&signer.key.sign(parameters.signature, to_sign.bytes())).unwrap();
    open.finish(&signed).unwrap()
}

#[test]
fn every_algorithm_verifies_in_every_form() {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    let cases = [
        (Key::p256(), vec![SignatureAlgorithm::Ecdsa(Sha256)]),
        (Key::p384(), vec![SignatureAlgorithm::Ecdsa(Sha384)]),
        (
            Key::rsa(KeySize::Rsa2048),
            vec![
                SignatureAlgorithm::RsaPkcs1(Sha256),
                SignatureAlgorithm::RsaPkcs1(Sha384),
                SignatureAlgorithm::RsaPkcs1(Sha512),
                SignatureAlgorithm::rsa_pss(Sha256),
                SignatureAlgorithm::rsa_pss(Sha384),
                SignatureAlgorithm::rsa_pss(Sha512),
            ],
        ),
        (Key::rsa(KeySize::Rsa3072), vec![SignatureAlgorithm::RsaPkcs1(Sha256)]),
    ];
    for (key, algorithms) in cases {
        let signer = Signer::new(key);
        for algorithm in algorithms {
            let parameters = Parameters::new(algorithm, signing_time());
            let signed = signer.sign_with(CONTENT, &parameters);

            let enveloping = signed.enveloping(CONTENT).unwrap();
            let read_back = read(&enveloping);
            assert!(read_back.is_der() && read_back.warnings().is_empty() && read_back.version() == 1);
            let verified = read_back.verify(&read_back.signers()[0], &[]).unwrap();
            assert_eq!(verified.signature_algorithm, algorithm);
            assert_eq!(verified.certificate.der(), signer.certificate.der());
            assert!(verified.warnings.is_empty(), "{:?}", verified.warnings);
            assert_eq!(content_of(&read_back, &enveloping), CONTENT);

            let detached = read(&signed.detached());
            assert!(detached.is_detached());
            let info = &detached.signers()[0];
            assert_eq!(detached.verify(info, &[]).unwrap_err(), SignatureError::ContentMissing);
            let digests = ContentDigests::of_slice(CONTENT, &detached.digest_algorithms());
            assert!(detached.verify_detached(info, Some(&digests), &[]).is_ok());
            let digests = ContentDigests::of_slice(b"altro", &detached.digest_algorithms());
            assert_eq!(
                detached.verify_detached(info, Some(&digests), &[]).unwrap_err(),
                SignatureError::DigestMismatch
            );
        }
    }
}

#[test]
fn signed_attributes_are_those_of_the_baseline_profile() {
    let signer = Signer::new(Key::p256());
    let mut parameters = signer.parameters();
    let signed = read(&signer.sign_with(CONTENT, &parameters).detached());
    let attributes = signed.signers()[0].signed_attributes().unwrap();
    let mut oids: Vec<_> = attributes.iter().map(|attribute| attribute.oid()).collect();
    oids.sort();
    assert_eq!(
        oids,
        [oid::CONTENT_TYPE, oid::MESSAGE_DIGEST, oid::SIGNING_TIME, oid::SIGNING_CERTIFICATE_V2]
    );
    assert_eq!(attributes.signing_time().unwrap().unwrap(), signing_time());
    let ess = attributes.signing_certificates().remove(0).unwrap();
    assert_eq!(ess.hash, signer.certificate.sha256());
    assert_eq!(ess.algorithm, Ok(DigestAlgorithm::Sha256));
    let (issuer, serial) = ess.issuer_serial.unwrap();
    assert_eq!(
        (&*issuer, &*serial),
        (signer.certificate.issuer().der(), signer.certificate.serial_content())
    );
    assert_eq!(signed.certificates().len(), 1, "the root is left out");

    parameters.mime_type = Some("text/plain".into());
    parameters.commitment = Some(Commitment::Approval);
    let location = SignerLocation {
        country: Some("IT".into()),
        locality: None,
        address: vec!["via Roma 1".into(), "Padova".into()],
    };
    parameters.location = Some(location.clone());
    let policy = Oid::new("1.3.76.16.6");
    parameters.policy = Some(SignaturePolicy {
        id: policy,
        digest: ContentDigest::of_slice(b"politica", DigestAlgorithm::Sha256),
        uri: Some("https://example.org/politica".into()),
    });
    let signed = read(&signer.sign_with(CONTENT, &parameters).detached());
    let attributes = signed.signers()[0].signed_attributes().unwrap();
    assert_eq!(attributes.signer_location().unwrap().unwrap(), location);
    assert_eq!(attributes.signature_policy().unwrap().unwrap(), Some(policy));
    assert_eq!(attributes.mime_type().unwrap().unwrap(), "text/plain");
    assert_eq!(attributes.commitment_type().unwrap().unwrap(), Commitment::Approval.oid());
}

#[test]
fn a_pdf_signature_has_no_signing_time() {
    let signer = Signer::new(Key::p256());
    let parameters = Parameters::for_pdf(signer.key.algorithm());
    let mut contents = signer.sign_with(CONTENT, &parameters).detached();
    // The hexadecimal string of a PDF is longer than the envelope: zeros follow.
    contents.extend([0; 500]);
    let signed = read(&contents);
    assert_eq!(signed.warnings(), [Warning::TrailingPadding { octets: 500 }]);
    let info = &signed.signers()[0];
    assert!(info.signed_attributes().unwrap().signing_time().is_none());
    let digests = ContentDigests::of_slice(CONTENT, &signed.digest_algorithms());
    assert!(signed.verify_detached(info, Some(&digests), &[]).is_ok());
}

#[test]
fn a_request_to_sign_survives_storage() {
    let signer = Signer::new(Key::rsa(KeySize::Rsa2048));
    for algorithm in [signer.key.algorithm(), SignatureAlgorithm::rsa_pss(DigestAlgorithm::Sha512)] {
        let to_sign = signer.to_sign(CONTENT, &Parameters::new(algorithm, signing_time()));
        let stored = to_sign.to_bytes();
        let resumed = ToSign::from_bytes(&stored).unwrap();
        assert_eq!(resumed.digest(), to_sign.digest());
        assert_eq!(resumed.to_bytes(), stored);
        let signed = resumed.complete(&signer.key.sign(algorithm, resumed.bytes())).unwrap();
        let signed = read(&signed.enveloping(CONTENT).unwrap());
        assert!(signed.verify(&signed.signers()[0], &[]).is_ok());
        for cut in 0..stored.len() {
            assert!(ToSign::from_bytes(&stored[..cut]).is_err());
        }
    }
}

#[test]
fn what_must_not_be_signed_is_refused() {
    let signer = Signer::new(Key::p256());
    let to_sign = signer.to_sign(CONTENT, &signer.parameters());
    let mut value = signer.key.sign(to_sign.algorithm(), to_sign.bytes());
    let last = value.len() - 1;
    value[last] ^= 1;
    assert!(matches!(to_sign.complete(&value), Err(SignError::SignatureRejected(_))));
    let foreign = Key::p256().sign(to_sign.algorithm(), to_sign.bytes());
    assert!(matches!(to_sign.complete(&foreign), Err(SignError::SignatureRejected(_))));

    let signed = signer.sign(CONTENT);
    assert!(matches!(signed.enveloping(b"altro"), Err(SignError::ContentChanged)));
    let cut = &CONTENT[..CONTENT.len() - 1];
    let written = signed.write_enveloping(cut, CONTENT.len() as u64, &mut Vec::new());
    assert!(matches!(written, Err(SignError::ContentChanged)));

    for algorithm in [
        SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha1),
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
    ] {
        let digest = cades::ContentDigest::of_slice(CONTENT, algorithm.digest());
        let parameters = Parameters::new(algorithm, signing_time());
        let refused = prepare(&digest, &signer.certificate, &[], &parameters);
        assert!(matches!(refused, Err(SignError::AlgorithmNotAllowed(_))), "{algorithm:?}");
    }
}

#[test]
fn chunks_of_any_size_read_back() {
    let signer = Signer::new(Key::p256());
    for len in [0, 1, 65_535, 65_536, 65_537, 300_000] {
        let content: Vec<u8> = (0..len).map(|index| (index * 7 % 251) as u8).collect();
        let envelope = enveloping_ber(&signer, &content);
        let signed = read(&envelope);
        assert!(!signed.is_der());
        assert!(signed.verify(&signed.signers()[0], &[]).is_ok(), "{len}");
        assert_eq!(content_of(&signed, &envelope), content);
    }
}

#[test]
fn text_around_the_envelope_is_peeled_off() {
    let signer = Signer::new(Key::p256());
    let content = vec![7; 200_000];
    let der = signer.sign(&content).enveloping(&content).unwrap();
    let once = base64(&der, 64, "\n");
    let pem = [b"-----BEGIN CMS-----\n", &once[..], b"-----END CMS-----\n"].concat();
    let pem_fields =
        [b"-----BEGIN X-----\r\nName: value\r\n\r\n", &once[..], b"-----END X-----\r\n"].concat();
    let label = |label: &str| Armor::Pem { label: label.to_owned() };
    for (text, layers, warnings) in [
        (once.clone(), vec![Armor::Base64], vec![]),
        (base64(&der, 76, "\r\n"), vec![Armor::Base64], vec![]),
        (base64(&der, 1, " \t\n"), vec![Armor::Base64], vec![]),
        (base64(&der, usize::MAX, ""), vec![Armor::Base64], vec![]),
        (pem.clone(), vec![label("CMS")], vec![]),
        (pem_fields, vec![label("X")], vec![]),
        ([b"\xef\xbb\xbf", &pem[..]].concat(), vec![label("CMS")], vec![Warning::ByteOrderMark]),
        ([b"\xef\xbb\xbf\r\n", &once[..]].concat(), vec![Armor::Base64], vec![Warning::ByteOrderMark]),
        (base64(&once, 60, "\n"), vec![Armor::Base64, Armor::Base64], vec![Warning::DoubleBase64]),
        (base64(&pem, 60, "\n"), vec![Armor::Base64, label("CMS")], vec![Warning::DoubleBase64]),
        ([&once[..], &[0, 0]].concat(), vec![Armor::Base64], vec![Warning::TrailingPadding { octets: 2 }]),
        ([b"-----BEGIN CMS-----\n", &once[..]].concat(), vec![label("CMS")], vec![Warning::IncompleteArmor]),
    ] {
        let signed = read(&text);
        assert_eq!(signed.armor().cloned().collect::<Vec<_>>(), layers);
        assert_eq!(signed.warnings(), warnings);
        assert!(signed.verify(&signed.signers()[0], &[]).is_ok());
        assert_eq!(content_of(&signed, &text), content);
    }
    let three = base64(&base64(&once, 64, "\n"), 64, "\n");
    let refused = SignedData::from_slice(&three, &Limits::default()).unwrap_err();
    assert!(matches!(refused, ReadError::Limit { what: "base64 layers", limit: 2 }), "{refused}");
    let mut dirty = once;
    dirty[5000] = b'*';
    let refused = SignedData::from_slice(&dirty, &Limits::default()).unwrap_err();
    assert!(matches!(refused, ReadError::Base64 { offset: 5000 }), "{refused}");
}

#[test]
fn content_is_read_from_any_position() {
    let signer = Signer::new(Key::p256());
    let content: Vec<u8> = (0..400_000_u32).map(|index| (index % 253) as u8).collect();
    let ber = enveloping_ber(&signer, &content);
    let der = signer.sign(&content).enveloping(&content).unwrap();
    let text = base64(&ber, 76, "\r\n");
    for envelope in [ber, der, text] {
        let signed = read(&envelope);
        let mut source = Cursor::new(&envelope);
        let mut view = signed.content(&mut source).unwrap().unwrap();
        assert_eq!(view.size(), content.len() as u64);
        for position in [399_999, 0, 65_535, 65_536, 131_073, 1, 399_990, 200_000] {
            view.seek(SeekFrom::Start(position as u64)).unwrap();
            let mut octets = [0; 100];
            let count = (content.len() - position).min(100);
            view.read_exact(&mut octets[..count]).unwrap();
            assert_eq!(octets[..count], content[position..position + count], "{position}");
        }
        assert_eq!(view.seek(SeekFrom::End(5)).unwrap(), content.len() as u64 + 5);
        assert_eq!(view.read(&mut [0; 8]).unwrap(), 0);
        assert!(view.seek(SeekFrom::Current(-1_000_000)).is_err());
    }
}

#[test]
fn envelopes_inside_envelopes_open_in_place() {
    let signer = Signer::new(Key::p256());
    let mut file = CONTENT.to_vec();
    for level in 0..16 {
        file = match level % 3 {
            0 => signer.sign(&file).enveloping(&file).unwrap(),
            1 => enveloping_ber(&signer, &file),
            _ => base64(&signer.sign(&file).enveloping(&file).unwrap(), 64, "\n"),
        };
    }
    let mut source = Cursor::new(&file);
    let envelopes = Envelopes::read(&mut source, &Limits::default()).unwrap();
    assert_eq!(envelopes.all().len(), 16);
    assert!(envelopes.stopped().is_none());
    for signed in envelopes.all() {
        assert!(signed.verify(&signed.signers()[0], &[]).is_ok());
    }
    let mut document = Vec::new();
    envelopes.document(&mut source).unwrap().unwrap().read_to_end(&mut document).unwrap();
    assert_eq!(document, CONTENT);

    let file = signer.sign(&file).enveloping(&file).unwrap();
    let refused = Envelopes::read(&mut Cursor::new(&file), &Limits::default()).unwrap_err();
    assert!(matches!(refused, ReadError::Limit { what: "nested envelopes", limit: 16 }), "{refused}");
}

#[test]
fn a_broken_inner_envelope_leaves_the_outer_one_readable() {
    let signer = Signer::new(Key::p256());
    let inner = signer.sign(CONTENT).enveloping(CONTENT).unwrap();
    let cut = &inner[..inner.len() - 10];
    let file = signer.sign(cut).enveloping(cut).unwrap();
    let mut source = Cursor::new(&file);
    let envelopes = Envelopes::read(&mut source, &Limits::default()).unwrap();
    assert_eq!(envelopes.all().len(), 1);
    assert!(matches!(envelopes.stopped(), Some(ReadError::Truncated { .. })));
    let mut document = Vec::new();
    envelopes.document(&mut source).unwrap().unwrap().read_to_end(&mut document).unwrap();
    assert_eq!(document, cut);
}

#[test]
fn a_parallel_signature_leaves_the_first_as_it_is() {
    let first = Signer::new(Key::p256());
    let second = Signer::with_serial(Key::p384(), &[0x20]);
    let der = first.sign(CONTENT).enveloping(CONTENT).unwrap();
    for (file, is_der) in [(der, true), (enveloping_ber(&first, CONTENT), false)] {
        let before = read(&file);
        let mut out = Vec::new();
        append(&before, &mut Cursor::new(&file), None, &[], &second.sign(CONTENT), &mut out).unwrap();
        let after = read(&out);
        assert_eq!(after.is_der(), is_der);
        assert_eq!(after.signers().len(), 2);
        assert_eq!(after.digest_algorithms().len(), 2);
        assert_eq!(content_of(&after, &out), CONTENT);
        for signer in after.signers() {
            assert!(after.verify(signer, &[]).is_ok());
        }
        assert!(after.signers().iter().any(|signer| signer.raw() == before.signers()[0].raw()));

        let other =
            append(&before, &mut Cursor::new(&file), None, &[], &second.sign(b"altro"), &mut Vec::new());
        assert!(matches!(other, Err(SignError::ContentChanged)));
    }
    let file = first.sign(CONTENT).detached();
    let digests = ContentDigests::of_slice(CONTENT, &[DigestAlgorithm::Sha256, DigestAlgorithm::Sha384]);
    let mut out = Vec::new();
    let signed = second.sign(CONTENT);
    append(&read(&file), &mut Cursor::new(&file), Some(&digests), &[], &signed, &mut out).unwrap();
    let after = read(&out);
    assert!(after.is_detached());
    for signer in after.signers() {
        assert!(after.verify_detached(signer, Some(&digests), &[]).is_ok());
    }
}

#[test]
fn an_invalid_envelope_is_not_signed_again() {
    let signer = Signer::new(Key::p256());
    let mut file = signer.sign(CONTENT).enveloping(CONTENT).unwrap();
    let at = file.windows(CONTENT.len()).position(|window| window == CONTENT).unwrap();
    file[at] ^= 1;
    let refused = append(&read(&file), &mut Cursor::new(&file), None, &[], &signer.sign(CONTENT), Vec::new());
    assert!(matches!(
        refused,
        Err(SignError::ExistingSignature { index: 0, source: SignatureError::DigestMismatch })
    ));
}

#[test]
fn an_empty_content_is_signed_like_any_other() {
    let signer = Signer::new(Key::p256());
    let envelope = signer.sign(b"").enveloping(b"").unwrap();
    let signed = read(&envelope);
    assert!(signed.verify(&signed.signers()[0], &[]).is_ok());
    assert!(content_of(&signed, &envelope).is_empty());
}

/// Octets that exist only while they are read.
struct Synthetic {
    len: u64,
    position: u64,
}

impl Read for Synthetic {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = (self.len - self.position.min(self.len)).min(out.len() as u64) as usize;
        out[..count].fill(b'x');
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Synthetic {
    fn seek(&mut self, target: SeekFrom) -> std::io::Result<u64> {
        self.position = match target {
            SeekFrom::Start(position) => position,
            SeekFrom::End(offset) => self.len.saturating_add_signed(offset),
            SeekFrom::Current(offset) => self.position.saturating_add_signed(offset),
        };
        Ok(self.position)
    }
}

#[test]
fn a_content_beyond_the_limit_of_der_is_streamed_in_ber() {
    let signer = Signer::new(Key::p256());
    let mut content = Synthetic { len: DER_LIMIT + 1, position: 0 };
    let mut file = tempfile::tempfile().unwrap();
    let sign = |to_sign: &ToSign| Ok::<_, SignError>(signer.key.sign(to_sign.algorithm(), to_sign.bytes()));
    sign_enveloping(&mut content, &mut file, &signer.certificate, &[], &signer.parameters(), sign).unwrap();
    let signed = SignedData::read(&mut file, &Limits::default()).unwrap();
    assert!(!signed.is_der());
    assert!(signed.verify(&signed.signers()[0], &[]).is_ok());
    assert_eq!(signed.content(&mut file).unwrap().unwrap().size(), DER_LIMIT + 1);

    let mut content = Synthetic { len: 1000, position: 0 };
    let mut small = Vec::new();
    sign_enveloping(&mut content, &mut small, &signer.certificate, &[], &signer.parameters(), sign).unwrap();
    assert!(read(&small).is_der());
}

#[test]
fn a_content_of_another_type_is_signed_as_what_it_is() {
    let signer = Signer::new(Key::p256());
    let mut parameters = signer.parameters();
    parameters.content_type = cades::oid::TST_INFO;
    let digest = ContentDigest::of_slice(b"altro", parameters.signature.digest());
    let to_sign = prepare(&digest, &signer.certificate, &[], &parameters).unwrap();
    let to_sign = ToSign::from_bytes(&to_sign.to_bytes()).unwrap();
    let signed = to_sign.complete(&signer.key.sign(to_sign.algorithm(), to_sign.bytes())).unwrap();
    assert_eq!(signed.content_type(), cades::oid::TST_INFO);
    let bare = signed.clone().without_certificates().enveloping(b"altro").unwrap();
    let read = SignedData::from_slice(&bare, &Limits::default()).unwrap();
    assert_eq!((read.content_type(), read.certificates().len()), (cades::oid::TST_INFO, 0));
    assert!(read.verify(&read.signers()[0], std::slice::from_ref(&signer.certificate)).is_ok());

    // It is no document: it is not signed in parallel to one, nor written as one.
    let document = signer.sign(b"altro").enveloping(b"altro").unwrap();
    let existing = SignedData::from_slice(&document, &Limits::default()).unwrap();
    let refused = append(&existing, &mut Cursor::new(&document), None, &[], &signed, Vec::new());
    assert!(matches!(refused, Err(SignError::ContentType(_))));
    let mut enveloper = Enveloper::begin(Vec::new(), digest.algorithm).unwrap();
    enveloper.write_all(b"altro").unwrap();
    let (_, open) = enveloper.end_content().unwrap();
    assert!(matches!(open.finish(&signed), Err(SignError::ContentType(_))));
}
