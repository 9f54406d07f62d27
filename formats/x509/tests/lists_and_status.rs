//! Requests, revocation lists and status messages: other people's, large ones, and broken ones.
#![expect(clippy::unwrap_used, reason = "test support: outside a test function the lint does not know that")]

mod common;

use std::time::Duration;

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use common::{corpus, files};
use jiff::Timestamp;
use proptest::prelude::*;
use x509::{
    Crl, Name, Request,
    alg::{DigestAlgorithm, PublicKey, SignatureAlgorithm, VerifyError},
    crl::{self, Reason, Revoked},
    ocsp::{self, Answer},
    pem, request,
};

const ECDSA: SignatureAlgorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
/// CN=A.
const NAME: [u8; 14] = [0x30, 12, 0x31, 10, 0x30, 8, 6, 3, 0x55, 4, 3, 0x0c, 1, b'A'];

fn p256() -> (EcdsaKeyPair, PublicKey) {
    let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let mut spki = vec![
        0x30, 0x59, 0x30, 0x13, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d,
        3, 1, 7, 3, 0x42, 0,
    ];
    spki.extend_from_slice(key.public_key().as_ref());
    let public = PublicKey::from_spki(&spki).unwrap();
    (key, public)
}

#[test]
fn a_request_is_accepted_only_with_proof_of_possession() {
    let (key, public) = p256();
    let to_sign = request::build(Name::from_der(&NAME).unwrap(), &public, ECDSA);
    let signature = key.sign(&SystemRandom::new(), to_sign.bytes()).unwrap();
    let der = to_sign.complete(signature.as_ref());
    let read = Request::from_pem_or_der(pem::encode("CERTIFICATE REQUEST", &der).as_bytes()).unwrap();
    assert_eq!(read.public_key(), &public);
    assert_eq!(read.subject().to_string(), "CN=A");
    assert_eq!(read.extensions().count(), 0);
    let (stranger, _) = p256();
    let other = stranger.sign(&SystemRandom::new(), to_sign.bytes()).unwrap();
    assert_eq!(
        Request::from_der(to_sign.complete(other.as_ref())).unwrap_err(),
        request::RequestError::Possession(VerifyError::Invalid)
    );
    for length in 0..der.len() {
        assert!(Request::from_der(&der[..length]).is_err());
    }
    for position in 0..der.len() {
        let mut damaged = der.clone();
        damaged[position] ^= 0x41;
        assert!(Request::from_der(damaged).is_err(), "octet {position}");
    }
}

#[test]
fn lists_of_the_conformance_suite_are_read_and_the_invalid_ones_are_not() {
    let Some(folder) = corpus("pki/boringssl-crl", 41) else { return };
    // Well-formed lists that must not be relied upon for reasons that lie outside of them.
    let outside = ["invalid_issuer_keyusage_no_crlsign", "invalid_key_rollover_issuer_keyusage_no_crlsign"];
    for path in files(&folder, &["pem"]) {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let read = Crl::from_pem_or_der(&std::fs::read(&path).unwrap());
        let usable = read.as_ref().is_ok_and(|crl| crl.issuing_distribution_point().is_ok());
        assert_eq!(usable, !stem.starts_with("invalid_") || outside.contains(&&*stem), "{stem}: {read:?}");
    }
    let Some(folder) = corpus("pki/pkits", 100) else { return };
    for path in files(&folder, &["crl"]) {
        let read = Crl::from_der(std::fs::read(&path).unwrap());
        read.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

#[test]
fn status_responses_of_the_conformance_suite_are_read() {
    let Some(folder) = corpus("pki/boringssl-ocsp", 25) else { return };
    for path in files(&folder, &["pem"]) {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let blocks = pem::blocks(&std::fs::read(&path).unwrap()).unwrap();
        let response = blocks.iter().find(|block| block.label == "OCSP RESPONSE").unwrap();
        let read = Answer::from_der(&response.data);
        match &*stem {
            "bad_ocsp_type" | "invalid_response" | "invalid_response_data" => {
                assert!(read.is_err(), "{stem}")
            }
            "malformed_request" => assert!(matches!(read, Ok(Answer::Error(_)))),
            _ => assert!(matches!(read, Ok(Answer::Successful(_))), "{stem}: {read:?}"),
        }
    }
}

fn list(entries: u32) -> Vec<u8> {
    let parameters = crl::Parameters {
        issuer: Name::from_der(&NAME).unwrap(),
        algorithm: ECDSA,
        this_update: Timestamp::UNIX_EPOCH,
        next_update: Timestamp::MAX,
        authority_key_identifier: &[1; 20],
        number: 1,
        delta_base: None,
        distribution_point: None,
        only_authorities: false,
        freshest: Vec::new(),
        expired_certs_since: None,
    };
    let serials: Vec<[u8; 16]> = (0..entries)
        .map(|number| {
            let mut serial = [0x55; 16];
            serial[4..8].copy_from_slice(&number.to_be_bytes());
            serial
        })
        .collect();
    let to_sign = parameters.build(serials.iter().map(|serial| Revoked {
        serial,
        at: Timestamp::UNIX_EPOCH + Duration::from_secs(1_700_000_000),
        reason: Reason::KeyCompromise,
        invalidity_date: None,
    }));
    to_sign.complete(&[0; 70])
}

#[test]
fn a_list_of_a_hundred_thousand_is_walked_and_searched() {
    let der = list(100_000);
    let crl = Crl::from_der(der).unwrap();
    assert_eq!(crl.entries().count(), 100_000);
    let last = crl.entries().last().unwrap();
    assert_eq!(crl.find(last.serial).unwrap().reason().unwrap(), Reason::KeyCompromise);
    assert!(crl.find(&[0x55; 15]).is_none());
    assert_eq!(crl.next_update(), Some(Timestamp::MAX));
}

#[test]
fn entries_written_by_hand_read_back() {
    for (serial, instant, reason, invalid) in [
        (&[0_u8][..], "1999-12-31T23:59:59Z", Reason::Unspecified, None),
        (&[0x80], "2049-12-31T23:59:59Z", Reason::Unspecified, Some("2049-01-02T03:04:05Z")),
        (&[0xff; 20], "2050-01-01T00:00:00Z", Reason::CessationOfOperation, Some("2050-01-01T00:00:00Z")),
    ] {
        let parameters_list = {
            let entry = Revoked {
                serial,
                at: instant.parse().unwrap(),
                reason,
                invalidity_date: invalid.map(|text: &str| text.parse().unwrap()),
            };
            let mut encoded = Vec::new();
            entry.write(&mut encoded);
            let parameters = crl::Parameters {
                issuer: Name::from_der(&NAME).unwrap(),
                algorithm: ECDSA,
                this_update: Timestamp::UNIX_EPOCH,
                next_update: Timestamp::MAX,
                authority_key_identifier: &[1; 20],
                number: 1,
                delta_base: None,
                distribution_point: None,
                only_authorities: false,
                freshest: Vec::new(),
                expired_certs_since: None,
            };
            parameters.build([entry]).complete(&[0; 64])
        };
        let crl = Crl::from_der(parameters_list).unwrap();
        let entry = crl.entries().next().unwrap();
        assert_eq!(entry.revocation_date.to_string(), instant);
        assert_eq!(entry.reason().unwrap(), reason);
        assert_eq!(entry.invalidity_date().unwrap().map(|date| date.to_string()).as_deref(), invalid);
    }
}

#[test]
fn what_a_responder_must_call_malformed_is_refused() {
    let id = ocsp::cert_id(DigestAlgorithm::Sha1, &NAME, b"key", &[0x81]);
    let good = ocsp::request(std::slice::from_ref(&id), None);
    let read = ocsp::Request::from_der(&good).unwrap();
    assert_eq!((read.cert_ids[0].serial, read.cert_ids[0].serial_magnitude()), (&[0, 0x81][..], &[0x81][..]));
    assert!(read.cert_ids[0].is_issuer(&NAME, b"key"));
    assert!(!read.cert_ids[0].is_issuer(&NAME, b"kez"));
    let mut trailing = good;
    trailing.push(0);
    assert!(ocsp::Request::from_der(&trailing).is_err(), "trailing data");
    assert!(ocsp::Request::from_der(&ocsp::request(&[], None)).is_err(), "no certificate");
    assert!(ocsp::Request::from_der(&ocsp::request(&vec![id.clone(); 16], None)).is_ok());
    assert!(ocsp::Request::from_der(&ocsp::request(&vec![id.clone(); 17], None)).is_err(), "17 certificates");
    for (size, accepted) in [(0, false), (1, true), (32, true), (128, true), (129, false)] {
        let request = ocsp::request(std::slice::from_ref(&id), Some(&vec![7; size]));
        assert_eq!(ocsp::Request::from_der(&request).is_ok(), accepted, "nonce of {size}");
    }
    let mut critical = ocsp::request(&[id], Some(&[7]));
    // The nonce becomes an extension nobody knows, and critical: OID …48.1.99, BOOLEAN TRUE.
    let at = critical.windows(9).position(|window| window == [0x2b, 6, 1, 5, 5, 7, 0x30, 1, 2]).unwrap();
    critical[at + 8] = 99;
    assert!(ocsp::Request::from_der(&critical).is_ok(), "unknown and not critical");
    critical.splice(at + 9..at + 9, [1, 1, 0xff]);
    grow(&mut critical, 3);
    assert!(ocsp::Request::from_der(&critical).is_err(), "unknown and critical");
}

/// Adds to every short length that encloses the end of a request.
fn grow(der: &mut [u8], by: u8) {
    let total = der.len();
    let mut position = 0;
    // OCSPRequest, TBSRequest; then over requestList to [2], SEQUENCE, Extension.
    for step in 0..5 {
        if step == 2 {
            position += 2 + usize::from(der[position + 1]);
        }
        der[position + 1] += by;
        position += 2;
    }
    assert!(position < total);
}

#[test]
fn cut_or_damaged_messages_never_panic() {
    let list = list(3);
    let id = ocsp::cert_id(DigestAlgorithm::Sha256, &NAME, b"key", &[0x81]);
    let request = ocsp::request(std::slice::from_ref(&id), Some(&[7; 32]));
    let responder =
        ocsp::Responder { key_hash: [3; 20], algorithm: ECDSA, certificates: vec![NAME.to_vec()] };
    let single = ocsp::Single {
        cert_id: &id,
        status: ocsp::Status::Revoked { at: Timestamp::UNIX_EPOCH, reason: Some(Reason::Superseded) },
        this_update: Timestamp::UNIX_EPOCH,
        next_update: Some(Timestamp::MAX),
        archive_cutoff: Some(Timestamp::UNIX_EPOCH),
    };
    let response =
        responder.answer(Timestamp::UNIX_EPOCH, &[single], Some(&[1; 16]), true).complete(&[0; 64]);
    assert!(Answer::from_der(&response).is_ok());
    for sample in [list, request, response] {
        for length in 0..sample.len() {
            read_all(&sample[..length]);
        }
        for position in 0..sample.len() {
            for flip in [0x01, 0x20, 0x80, 0xff] {
                let mut damaged = sample.clone();
                damaged[position] ^= flip;
                read_all(&damaged);
            }
        }
    }
}

fn read_all(der: &[u8]) {
    if let Ok(crl) = Crl::from_der(der) {
        for entry in crl.entries() {
            let _ = (entry.reason(), entry.invalidity_date(), entry.certificate_issuer().map(|_| ()));
        }
        let _ = (crl.number().map(|_| ()), crl.delta_base().map(|_| ()), crl.freshest().map(|_| ()));
        let _ = (crl.issuing_distribution_point().map(|_| ()), crl.find(&[1, 2]));
    }
    let _ = ocsp::Request::from_der(der);
    if let Ok(Answer::Successful(answer)) = Answer::from_der(der) {
        let _ = (answer.nonce(), answer.certificates(), answer.responses().count());
    }
    let _ = Request::from_der(der);
}

proptest! {
    #[test]
    fn noise_never_panics(noise: Vec<u8>) {
        read_all(&noise);
        let _ = Crl::from_pem_or_der(&noise);
        let _ = Request::from_pem_or_der(&noise);
    }
}
