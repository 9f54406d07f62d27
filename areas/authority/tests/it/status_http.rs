//! Lists and OCSP as clients and caches on the way see them (pki.md §7, §9).

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use authority::{pages, rules::service::Service};
use axum::{
    body::{Body, Bytes, HttpBody},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use http_body_util::BodyExt;
use jiff::SignedDuration;
use keyvault::KeySpec;
use tower::ServiceExt;
use x509::{
    alg::DigestAlgorithm,
    crl::Crl,
    ocsp::{self, Answer},
};

use crate::common::{House, actor, house, mario, pair_request};

fn router(house: &House) -> axum::Router {
    pages::lists(Arc::clone(&house.authority)).merge(pages::ocsp(Arc::clone(&house.authority)))
}

async fn send(house: &House, request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
    let response = router(house).oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    (status, headers, response.into_body().collect().await.unwrap().to_bytes().to_vec())
}

fn request(method: Method, path: &str, headers: &[(header::HeaderName, &str)], body: Body) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    request.body(body).unwrap()
}

async fn get(
    house: &House,
    path: &str,
    headers: &[(header::HeaderName, &str)],
) -> (StatusCode, HeaderMap, Vec<u8>) {
    send(house, request(Method::GET, path, headers, Body::empty())).await
}

fn asked(house: &House, serial: &[u8], nonce: Option<&[u8]>) -> Vec<u8> {
    let ca = house.authority.current(Service::Signature).unwrap().certificate;
    let key = ca.public_key().unwrap().bits_of_key();
    ocsp::request(&[ocsp::cert_id(DigestAlgorithm::Sha1, ca.subject().der(), key, serial)], nonce)
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

const MALFORMED: [u8; 5] = [0x30, 3, 0x0a, 1, 1];

#[tokio::test]
async fn caches_are_told_how_long_an_answer_holds() {
    let house = house(KeySpec::P256);
    let pair = house.authority.issue_pair(&actor(), &pair_request(mario())).unwrap();
    let path = format!("/firma/ocsp/{}", STANDARD.encode(asked(&house, pair.signature.serial(), None)));
    let (status, first, body) = get(&house, &path, &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(text(&first, &header::CONTENT_TYPE), "application/ocsp-response");
    assert_eq!(text(&first, &header::CACHE_CONTROL), "max-age=300, public, no-transform, must-revalidate");
    assert_eq!(text(&first, &header::LAST_MODIFIED), "Sun, 22 Nov 2026 09:00:00 GMT");
    assert_eq!(text(&first, &header::EXPIRES), "Sun, 22 Nov 2026 21:00:00 GMT");
    let tag = format!("\"{}\"", foundation::hex(&DigestAlgorithm::Sha1.digest(&body)));
    assert_eq!(text(&first, &header::ETAG), tag);

    // The second is what was kept, octet by octet; who has it is told so.
    house.clock.advance(SignedDuration::from_secs(2));
    let (_, again, same) = get(&house, &path, &[]).await;
    assert_eq!((&again, &same), (&first, &body));
    for given in [tag.clone(), format!("\"other\", W/{tag}"), "*".to_owned()] {
        let (status, headers, body) = get(&house, &path, &[(header::IF_NONE_MATCH, &given)]).await;
        assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0), "{given}");
        assert_eq!(text(&headers, &header::ETAG), tag);
    }
    let (status, ..) = get(&house, &path, &[(header::IF_NONE_MATCH, "\"other\"")]).await;
    assert_eq!(status, StatusCode::OK);

    // Suspended: an hour, and another answer.
    house.authority.activate_pair(&actor(), pair.id).unwrap();
    house.authority.suspend_pair(&actor(), pair.id, "smarrimento").unwrap();
    let (_, headers, other) = get(&house, &path, &[(header::IF_NONE_MATCH, &tag)]).await;
    assert!(text(&headers, &header::CACHE_CONTROL).starts_with("max-age=3600,"));
    assert_ne!(other, body);
}

#[tokio::test]
async fn nobody_keeps_an_answer_to_a_post_or_with_a_nonce_or_an_error() {
    let house = house(KeySpec::P256);
    let plain = asked(&house, &[0x10; 16], None);
    let (status, headers, _) =
        send(&house, request(Method::POST, "/firma/ocsp", &[], Body::from(plain.clone()))).await;
    assert_eq!((status, text(&headers, &header::CACHE_CONTROL)), (StatusCode::OK, "no-store"));
    for octets in [asked(&house, &[0x10; 16], Some(&[1; 16])), vec![1, 2, 3]] {
        let path = format!("/firma/ocsp/{}", STANDARD.encode(octets));
        let (status, headers, _) = get(&house, &path, &[]).await;
        assert_eq!((status, text(&headers, &header::CACHE_CONTROL)), (StatusCode::OK, "no-store"));
        assert!(!headers.contains_key(header::ETAG));
    }
}

#[tokio::test]
async fn whatever_is_sent_gets_the_answer_of_the_protocol_and_never_a_redirect() {
    let house = house(KeySpec::P256);
    let long = "A".repeat(2100);
    for path in ["", "/", "//", "/%ff", "/%", "/MAA=", "/nonsense!", "/a/b/../c", &format!("/{long}")] {
        let (status, headers, body) = get(&house, &format!("/firma/ocsp{path}"), &[]).await;
        assert_eq!((status, &body[..]), (StatusCode::OK, &MALFORMED[..]), "{path}");
        assert!(!headers.contains_key(header::LOCATION));
    }
    for octets in [vec![], vec![0x30], vec![0; 8192], asked(&house, &[1], Some(&[0; 129]))] {
        let sent = request(Method::POST, "/firma/ocsp", &[], Body::from(octets));
        let (status, _, body) = send(&house, sent).await;
        assert_eq!((status, &body[..]), (StatusCode::OK, &MALFORMED[..]));
    }
    let big = request(Method::POST, "/firma/ocsp", &[], Body::from(vec![0x30; 8193]));
    assert_eq!(send(&house, big).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let (status, headers, _) = send(&house, request(method, "/firma/ocsp", &[], Body::empty())).await;
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(text(&headers, &header::ALLOW), "GET, HEAD, POST");
    }
    assert_eq!(get(&house, "/altra/ocsp/MAA=", &[]).await.0, StatusCode::NOT_FOUND);
}

/// A body that never comes.
struct Silence;

impl HttpBody for Silence {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        Poll::Pending
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_sends_nothing_is_let_go() {
    let house = house(KeySpec::P256);
    let silent = request(Method::POST, "/firma/ocsp", &[], Body::new(Silence));
    assert_eq!(send(&house, silent).await.0, StatusCode::REQUEST_TIMEOUT);
}

#[tokio::test]
async fn what_is_ready_leaves_before_any_routing_with_the_same_octets() {
    let house = house(KeySpec::P256);
    let pair = house.authority.issue_pair(&actor(), &pair_request(mario())).unwrap();
    let path = format!("/firma/ocsp/{}", STANDARD.encode(asked(&house, pair.signature.serial(), None)));
    let ready =
        |method: &Method, path: &str| pages::ocsp::ready(&house.authority, method, path, &HeaderMap::new());
    assert!(ready(&Method::GET, &path).is_none(), "nobody asked before");
    let (_, mut headers, body) = get(&house, &path, &[]).await;
    // The listener adds it.
    headers.remove(header::CONTENT_LENGTH);
    let answer = ready(&Method::GET, &path).unwrap();
    assert_eq!(answer.headers(), &headers);
    assert!(answer.body()[..] == body);
    assert!(matches!(Answer::from_der(&body).unwrap(), Answer::Successful(_)));
    assert!(ready(&Method::POST, &path).is_none());
    for other in ["/cns/ocsp/MAA=", "/firma/crl/00.crl", "/verifica"] {
        assert!(ready(&Method::GET, other).is_none(), "{other}");
    }
}

#[tokio::test]
async fn a_list_is_given_whole_in_part_or_not_again() {
    let house = house(KeySpec::P256);
    let path = "/firma/crl/01.crl";
    let (status, headers, whole) = get(&house, path, &[(header::ACCEPT_ENCODING, "gzip")]).await;
    assert_eq!(status, StatusCode::OK);
    Crl::from_der(whole.clone()).unwrap();
    assert_eq!(text(&headers, &header::CONTENT_TYPE), "application/pkix-crl");
    assert_eq!(text(&headers, &header::CACHE_CONTROL), "public, max-age=600, no-transform");
    assert_eq!(text(&headers, &header::LAST_MODIFIED), "Sun, 22 Nov 2026 09:00:00 GMT");
    assert_eq!(text(&headers, &header::CONTENT_LENGTH), whole.len().to_string());
    assert!(!headers.contains_key(header::CONTENT_ENCODING));
    let tag = text(&headers, &header::ETAG).to_owned();
    assert_eq!(tag, format!("\"{}\"", foundation::hex(&DigestAlgorithm::Sha256.digest(&whole))));

    let (status, headers, body) = get(&house, path, &[(header::RANGE, "bytes=10-19")]).await;
    assert_eq!((status, &body[..]), (StatusCode::PARTIAL_CONTENT, &whole[10..20]));
    assert_eq!(text(&headers, &header::CONTENT_RANGE), format!("bytes 10-19/{}", whole.len()));
    let (status, _, body) = get(&house, path, &[(header::RANGE, "bytes=-5"), (header::IF_RANGE, &tag)]).await;
    assert_eq!((status, &body[..]), (StatusCode::PARTIAL_CONTENT, &whole[whole.len() - 5..]));
    let (status, _, body) =
        get(&house, path, &[(header::RANGE, "bytes=-5"), (header::IF_RANGE, "\"older\"")]).await;
    assert_eq!((status, body.len()), (StatusCode::OK, whole.len()));
    let (status, headers, _) = get(&house, path, &[(header::RANGE, "bytes=999999-")]).await;
    assert_eq!(status, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(text(&headers, &header::CONTENT_RANGE), format!("bytes */{}", whole.len()));

    for same in [(header::IF_NONE_MATCH, &*tag), (header::IF_MODIFIED_SINCE, "Sun, 22 Nov 2026 09:00:00 GMT")]
    {
        let (status, _, body) = get(&house, path, &[same]).await;
        assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0));
    }
    let (status, headers, body) = send(&house, request(Method::HEAD, path, &[], Body::empty())).await;
    assert_eq!((status, body.len()), (StatusCode::OK, 0));
    assert_eq!(text(&headers, &header::CONTENT_LENGTH), whole.len().to_string());

    for missing in ["/firma/crl/01-delta.crl", "/firma/crl/99.crl", "/firma/crl/xx.crl", "/firma/crl/01"] {
        assert_eq!(get(&house, missing, &[]).await.0, StatusCode::NOT_FOUND, "{missing}");
    }
}
