//! Asking and answering: what a token says, and what a client accepts.
#![expect(clippy::unwrap_used, reason = "test support: outside a test function the lint does not know that")]

mod common;

use asn1::{Tag, Writer, tag};
use cades::{Limits, SignatureError, token::TimeStampToken};
use common::{POLICY, Unit, now};
use jiff::SignedDuration;
use timestamping::{
    Accuracy, Imprint, Mismatch, Request, RequestError, Response, ResponseError, Stamp, ToSign, granted,
    signer_of,
};
use x509::alg::DigestAlgorithm::{Sha3_384, Sha256, Sha512};

fn request() -> Request {
    Request::over(Imprint::of(b"documento", Sha256), Some(&[0x99, 1, 2, 3, 4, 5, 6, 7]))
}

fn read(token: &[u8]) -> Response {
    Response::read(&granted(token), &Limits::default()).unwrap()
}

#[test]
fn a_token_answers_its_request() {
    let unit = Unit::new();
    let request = Request::from_der(&request().to_der()).unwrap();
    let response = read(&unit.token(&request));
    let (token, signer) = response.token_for(&request, &[]).unwrap().unwrap();
    assert_eq!(signer.der(), unit.certificate.der());
    let stamp = token.stamp();
    assert_eq!(stamp.time, now(), "to the millisecond");
    assert_eq!(stamp.accuracy, Some(SignedDuration::from_secs(1)));
    assert_eq!((stamp.policy, stamp.serial.as_slice()), (POLICY, &[0x0f, 1][..]));
    assert_eq!(stamp.nonce.as_deref(), Some(&[0, 0x99, 1, 2, 3, 4, 5, 6, 7][..]), "a positive number");
    assert!(!stamp.ordering && !stamp.qualified);
    assert!(token.covers(b"documento") && !token.covers(b"altro"));
    assert_eq!(token.signed_data().certificates().len(), 1, "the self-issued authority stays away");
    assert_eq!(token.signer().version(), 1);
}

#[test]
fn times_have_milliseconds_without_trailing_zeros() {
    let request = request();
    for (instant, text) in [
        ("2026-11-22T09:00:00.120Z", "20261122090000.12Z"),
        ("2026-11-22T09:00:00Z", "20261122090000Z"),
        ("2026-11-22T09:00:00.007Z", "20261122090000.007Z"),
    ] {
        let der = Stamp::new(POLICY, &request, &[1], instant.parse().unwrap()).to_der();
        assert!(der.windows(text.len() + 2).any(|w| w[0] == 0x18 && w[2..] == *text.as_bytes()), "{text}");
    }
}

#[test]
fn certificates_are_there_if_and_only_if_asked_for() {
    let unit = Unit::new();
    let mut request = request();
    request.cert_req = false;
    let response = read(&unit.token(&request));
    let error = response.token_for(&request, &[]).unwrap_err();
    assert_eq!(error, Mismatch::Signature(SignatureError::CertificateNotFound));
    let known = [unit.certificate.clone()];
    assert!(response.token_for(&request, &known).unwrap().is_some());
    request.cert_req = true;
    assert_eq!(response.token_for(&request, &known).unwrap_err(), Mismatch::CertificateMissing);
}

#[test]
fn a_token_for_another_request_is_refused() {
    let unit = Unit::new();
    let asked = request();
    let response = read(&unit.token(&asked));
    let check = |change: &dyn Fn(&mut Request)| {
        let mut other = asked.clone();
        change(&mut other);
        response.token_for(&other, &[]).unwrap_err()
    };
    assert_eq!(check(&|r| r.imprint = Imprint::of(b"altro", Sha256)), Mismatch::Imprint);
    assert_eq!(check(&|r| r.imprint = Imprint::of(b"documento", Sha512)), Mismatch::Imprint);
    assert_eq!(check(&|r| r.nonce = Some(vec![1])), Mismatch::Nonce);
    assert_eq!(check(&|r| r.nonce = None), Mismatch::Nonce);
    assert_eq!(check(&|r| r.policy = Some("1.3.6.1.4.1.32473.9".parse().unwrap())), Mismatch::Policy);
}

#[test]
fn a_signer_that_is_no_unit_or_was_not_valid_is_refused() {
    let unit = Unit::new();
    let request = request();
    let to_sign = unit.to_sign(&request, &unit.other_purpose);
    let token = to_sign.complete(&unit.value(&to_sign)).unwrap();
    assert_eq!(read(&token).token_for(&request, &[]).unwrap_err(), Mismatch::Purpose);

    let before = unit.certificate.not_before() - SignedDuration::from_secs(1);
    let stamp = Stamp::new(POLICY, &request, &[1], before);
    let to_sign = timestamping::prepare(&stamp, &unit.certificate, &[], common::ECDSA, true).unwrap();
    let token = to_sign.complete(&unit.value(&to_sign)).unwrap();
    let token = TimeStampToken::read(&token, &Limits::default()).unwrap();
    assert_eq!(signer_of(&token, &[]).unwrap_err(), Mismatch::Validity);
}

#[test]
fn a_stored_token_to_sign_is_resumed_and_a_changed_one_is_not() {
    let unit = Unit::new();
    let to_sign = unit.to_sign(&request(), &unit.certificate);
    let stored = to_sign.to_bytes();
    let resumed = ToSign::from_bytes(&stored).unwrap();
    let value = unit.value(&to_sign);
    assert_eq!(resumed.complete(&value).unwrap(), to_sign.complete(&value).unwrap());
    for cut in 0..stored.len() {
        assert!(ToSign::from_bytes(&stored[..cut]).is_err());
    }
    let at = stored.windows(2).rposition(|w| w == [0x0f, 1]).unwrap();
    let mut changed = stored;
    changed[at] ^= 1;
    assert!(matches!(ToSign::from_bytes(&changed), Err(cades::SignError::ContentChanged)));
    assert!(to_sign.complete(&[1, 2, 3]).is_err(), "a value that does not verify");
}

#[test]
fn the_imprint_goes_into_the_token_as_it_came() {
    let unit = Unit::new();
    // With NULL parameters, as most clients write it.
    let digest = Sha3_384.digest(b"documento");
    let imprint = Writer::build(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(&Sha3_384.oid());
                w.null();
            });
            w.octets(&digest);
        });
    });
    let der = Writer::build(|w| {
        w.sequence(|w| {
            w.uint(1);
            w.raw(&imprint);
            w.boolean(false);
        });
    });
    let request = Request::from_der(&der).unwrap();
    assert!(!request.cert_req, "a default that is written out is tolerated");
    assert!(request.imprint.has_right_length());
    let token = unit.token(&request);
    assert!(token.windows(imprint.len()).any(|window| window == imprint));
}

#[test]
fn extensions_and_odd_algorithms_are_reported() {
    let extension = |w: &mut Writer| {
        w.context(0, |w| {
            w.sequence(|w| {
                w.oid(&POLICY);
                w.boolean(true);
                w.octets(&[5, 0]);
            });
        });
    };
    let build = |parameters: &[u8], version: u64, rest: &dyn Fn(&mut Writer)| {
        Writer::build(|w| {
            w.sequence(|w| {
                w.uint(version);
                w.sequence(|w| {
                    w.sequence(|w| {
                        w.oid(&Sha256.oid());
                        w.raw(parameters);
                    });
                    w.octets(&[0; 31]);
                });
                rest(w);
            });
        })
    };
    let request = Request::from_der(&build(&[], 1, &extension)).unwrap();
    assert_eq!(request.extensions, [POLICY]);
    assert!(!request.imprint.has_right_length(), "31 octets");
    let odd = Request::from_der(&build(&[2, 1, 0], 1, &|_| {})).unwrap();
    assert_eq!(odd.imprint.algorithm(), Err(Sha256.oid()));
    assert_eq!(Request::from_der(&build(&[], 2, &|_| {})), Err(RequestError::Version(2)));
    let unknown = |w: &mut Writer| w.value(Tag::context(3), &[0]);
    assert!(matches!(Request::from_der(&build(&[], 1, &unknown)), Err(RequestError::Malformed(_))));
}

#[test]
fn accuracy_is_written_in_its_three_parts() {
    let request = request();
    let stamp = |accuracy| Stamp { accuracy, ..Stamp::new(POLICY, &request, &[1], now()) }.to_der();
    let contains = |der: Vec<u8>, part: &[u8]| der.windows(part.len()).any(|window| window == part);
    let fine = Accuracy { seconds: 0, millis: 500, micros: 200 };
    assert!(contains(stamp(Some(fine)), &[0x30, 8, 0x80, 2, 1, 0xf4, 0x81, 2, 0, 200]));
    assert!(contains(stamp(Some(Accuracy::SECOND)), &[0x30, 3, 2, 1, 1]));
    assert!(!contains(stamp(None), &[0x30, 3, 2, 1, 1]));
}

#[test]
fn status_and_token_must_agree() {
    let unit = Unit::new();
    let token = unit.token(&request());
    let response = |status: u64, token: &[u8]| {
        let der = Writer::build(|w| {
            w.sequence(|w| {
                w.sequence(|w| {
                    w.uint(status);
                    w.sequence(|w| w.text(tag::UTF8_STRING, "parole"));
                });
                w.raw(token);
            });
        });
        Response::read(&der, &Limits::default())
    };
    assert!(matches!(response(1, &token), Ok(Response::Granted(_))));
    assert!(matches!(response(0, &[]), Err(ResponseError::Malformed(_))));
    assert!(matches!(response(2, &token), Err(ResponseError::Malformed(_))));
    let Ok(Response::Refused { status: 3, text, failures }) = response(3, &[]) else { panic!("not refused") };
    assert_eq!((text, failures), (vec!["parole".to_owned()], Vec::new()));
}
