//! Damaged and hostile input: an error, never a panic, and never another meaning.

mod common;

use std::sync::LazyLock;

use cades::Limits;
use common::Unit;
use proptest::prelude::*;
use timestamping::{Failure, Imprint, Request, Response, ToSign, granted};
use x509::alg::DigestAlgorithm::Sha256;

struct Samples {
    request: Request,
    der: Vec<u8>,
    response: Vec<u8>,
    stored: Vec<u8>,
}

static SAMPLES: LazyLock<Samples> = LazyLock::new(|| {
    let unit = Unit::new();
    let request = Request::over(Imprint::of(b"documento", Sha256), Some(&[7; 8]));
    Samples {
        der: request.to_der(),
        response: granted(&unit.token(&request)),
        stored: unit.to_sign(&request, &unit.certificate).to_bytes(),
        request,
    }
});

fn accepted(response: &[u8]) -> bool {
    Response::read(response, &Limits::default())
        .is_ok_and(|response| matches!(response.token_for(&SAMPLES.request, &[]), Ok(Some(_))))
}

#[test]
fn what_is_cut_anywhere_is_refused() {
    for cut in 0..SAMPLES.der.len() {
        assert!(Request::from_der(&SAMPLES.der[..cut]).is_err(), "request of {cut} octets");
    }
    for cut in 0..SAMPLES.response.len() {
        assert!(Response::read(&SAMPLES.response[..cut], &Limits::default()).is_err(), "{cut} octets");
    }
    let followed = [&SAMPLES.der[..], &[0]].concat();
    assert!(Request::from_der(&followed).is_err(), "an octet after the request");
    for failure in Failure::ALL {
        let response = failure.response();
        for cut in 0..response.len() {
            assert!(Response::read(&response[..cut], &Limits::default()).is_err());
        }
    }
}

#[test]
fn no_changed_octet_of_what_is_signed_goes_unnoticed() {
    assert!(accepted(&SAMPLES.response));
    let Response::Granted(token) = Response::read(&SAMPLES.response, &Limits::default()).unwrap() else {
        panic!("refused")
    };
    let stamp = token.stamp().clone();
    for index in 0..SAMPLES.response.len() {
        for flip in [0x01, 0x80] {
            let mut changed = SAMPLES.response.clone();
            changed[index] ^= flip;
            if accepted(&changed) {
                // Of the frame some octets do not matter, such as the version; what is said stays.
                let Ok(Response::Granted(token)) = Response::read(&changed, &Limits::default()) else {
                    panic!("octet {index}")
                };
                assert_eq!(*token.stamp(), stamp, "octet {index} ^ {flip:02x}");
            }
        }
    }
}

proptest! {
    #[test]
    fn noise_never_panics(octets in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Request::from_der(&octets);
        let _ = Response::read(&octets, &Limits::default());
        let _ = ToSign::from_bytes(&octets);
    }

    #[test]
    fn mutations_of_good_input_never_panic(
        which in 0..3_usize,
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut octets = [&SAMPLES.der, &SAMPLES.response, &SAMPLES.stored][which].clone();
        for (index, octet) in edits {
            let at = index.index(octets.len());
            octets[at] = octet;
        }
        if let Ok(request) = Request::from_der(&octets) {
            // What was read is what is written, but for extensions and defaults that were written out.
            let again = Request::from_der(&request.to_der()).unwrap();
            prop_assert_eq!(again.imprint, request.imprint);
            prop_assert_eq!(again.nonce, request.nonce);
        }
        if let Ok(response) = Response::read(&octets, &Limits::default()) {
            let _ = response.token_for(&SAMPLES.request, &[]);
        }
        let _ = ToSign::from_bytes(&octets);
    }

    #[test]
    fn every_request_reads_as_written(
        digest in proptest::collection::vec(any::<u8>(), 32),
        nonce in proptest::option::of(proptest::collection::vec(any::<u8>(), 1..33)),
        cert_req: bool,
        policy: bool,
    ) {
        let mut request = Request::over(Imprint::new(Sha256, &digest), nonce.as_deref());
        request.cert_req = cert_req;
        request.policy = policy.then_some(common::POLICY);
        prop_assert_eq!(Request::from_der(&request.to_der()).unwrap(), request);
    }
}
