//! The golden requests, tokens and refusals: read, and made again octet by octet.

mod common;

use cades::{Limits, token::TimeStampToken};
use common::golden;
use timestamping::{Failure, Imprint, Request, Response, Stamp, granted, prepare};
use x509::{
    Certificate,
    alg::{DigestAlgorithm::Sha256, SignatureAlgorithm},
};

const RSA: SignatureAlgorithm = SignatureAlgorithm::RsaPkcs1(Sha256);

#[test]
fn the_request_reads_and_is_written_again() {
    let Some(der) = golden("tsq_sha256_certreq_nonce.der") else { return };
    let request = Request::from_der(&der).unwrap();
    assert_eq!(request.imprint.algorithm(), Ok(Sha256));
    assert_eq!(request.imprint.digest(), Imprint::of("documento di prova".as_bytes(), Sha256).digest());
    assert_eq!(request.nonce.as_deref(), Some(&0x1122_3344_5566_7788_u64.to_be_bytes()[..]));
    assert!(request.cert_req && request.policy.is_none() && request.extensions.is_empty());
    assert_eq!(request.to_der(), der);
}

#[test]
fn the_token_says_and_signs_the_same_octets() {
    let (Some(request), Some(token), Some(unit), Some(response)) = (
        golden("tsq_sha256_certreq_nonce.der"),
        golden("tst_token.der"),
        golden("tsu.der"),
        golden("tsr_granted.der"),
    ) else {
        return;
    };
    let request = Request::from_der(&request).unwrap();
    let unit = Certificate::from_der(unit).unwrap();
    let read = TimeStampToken::read(&token, &Limits::default()).unwrap();
    let stamp = Stamp {
        qualified: true,
        ..Stamp::new(
            "1.3.6.1.4.1.32473.39.1.3.1".parse().unwrap(),
            &request,
            &[0x0f, 0, 0, 0, 0, 0, 0, 1],
            "2026-03-10T09:00:00.123Z".parse().unwrap(),
        )
    };
    assert!(read.stamp().qualified);
    let to_sign = prepare(&stamp, &unit, &[], RSA, true).unwrap();
    assert_eq!(Some(to_sign.bytes()), read.signer().signed_attributes_der().as_deref());
    // The golden signature holds for our octets: content, attributes and their order are the same.
    let ours = to_sign.complete(read.signer().signature()).unwrap();
    assert!(token.windows(to_sign.content().len()).any(|window| window == to_sign.content()));
    let ours_read = TimeStampToken::read(&ours, &Limits::default()).unwrap();
    assert_eq!(ours_read.stamp(), read.stamp());
    // The one difference: two digest algorithms without NULL parameters (RFC 5754 §2).
    assert_eq!(ours.len() + 4, token.len());
    assert_eq!(granted(&token), response);

    let response = Response::read(&response, &Limits::default()).unwrap();
    let (_, signer) = response.token_for(&request, &[]).unwrap().unwrap();
    assert_eq!(signer.der(), unit.der());
}

#[test]
fn every_refusal_is_the_golden_one() {
    for failure in Failure::ALL {
        let name = format!("tsr_reject_{}.der", failure.name());
        let Some(der) = golden(&name) else { return };
        assert_eq!(failure.response(), der, "{name}");
        let Response::Refused { status, failures, text } = Response::read(&der, &Limits::default()).unwrap()
        else {
            panic!("{name} is granted")
        };
        assert_eq!((status, failures, text), (2, vec![failure], Vec::new()), "{name}");
    }
}
