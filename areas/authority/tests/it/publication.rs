//! The addresses that stand in certificates, and the public pages, through the routers.

use std::sync::Arc;

use authority::{pages, rules::service::Service};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use foundation::TestEntropy;
use http_body_util::BodyExt;
use keyvault::KeySpec;
use tower::ServiceExt;
use webkit::{Site, Web};
use x509::{
    Certificate,
    alg::DigestAlgorithm,
    ocsp::{self, Answer},
};

use crate::common::{House, actor, house, mario, pair_request};

async fn ask(router: axum::Router, request: Request<Body>) -> (StatusCode, axum::http::HeaderMap, Vec<u8>) {
    let response = router.oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    (status, headers, response.into_body().collect().await.unwrap().to_bytes().to_vec())
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

fn publication(house: &House) -> axum::Router {
    pages::lists(Arc::clone(&house.authority)).merge(pages::ocsp(Arc::clone(&house.authority)))
}

fn site(house: &House) -> axum::Router {
    let web = Arc::new(Web::new(house.clock.clone(), Arc::new(TestEntropy::seeded(3))));
    Site::new(web).layer(pages::router(Arc::clone(&house.authority)))
}

#[tokio::test]
async fn every_address_in_a_certificate_answers() {
    let house = house(KeySpec::P384);
    let pair = house.authority.issue_pair(&actor(), &pair_request(mario())).unwrap();
    for certificate in [&pair.signature, &pair.cns] {
        let path = |url: &str| url.strip_prefix("http://pki.example.com").unwrap().to_owned();
        let (status, headers, body) =
            ask(publication(&house), get(&path(certificate.ca_issuers_urls()[0]))).await;
        assert_eq!(
            (status, &headers[header::CONTENT_TYPE]),
            (StatusCode::OK, &"application/pkix-cert".parse().unwrap())
        );
        let ca = Certificate::from_der(body).unwrap();
        certificate.verify_signed_by(ca.public_key().unwrap()).unwrap();

        let (status, headers, body) = ask(publication(&house), get(&path(certificate.crl_urls()[0]))).await;
        assert_eq!(
            (status, &headers[header::CONTENT_TYPE]),
            (StatusCode::OK, &"application/pkix-crl".parse().unwrap())
        );
        x509::crl::Crl::from_der(body).unwrap().verify_signed_by(ca.public_key().unwrap()).unwrap();

        let key = ca.public_key().unwrap().bits_of_key();
        let id = ocsp::cert_id(DigestAlgorithm::Sha1, ca.subject().der(), key, certificate.serial());
        let request = ocsp::request(&[id], None);
        let post = Request::post(path(certificate.ocsp_urls()[0])).body(Body::from(request.clone())).unwrap();
        let (status, headers, body) = ask(publication(&house), post).await;
        assert_eq!((status, &headers[header::CACHE_CONTROL]), (StatusCode::OK, &"no-store".parse().unwrap()));
        assert!(matches!(Answer::from_der(&body).unwrap(), Answer::Successful(_)));
    }
}

#[tokio::test]
async fn ocsp_by_get_takes_what_clients_send_and_may_be_kept() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let house = house(KeySpec::P384);
    let ca = house.authority.current(Service::Signature).unwrap();
    let key = ca.certificate.public_key().unwrap().bits_of_key();
    let id = ocsp::cert_id(DigestAlgorithm::Sha1, ca.certificate.subject().der(), key, &[0x10; 16]);
    let encoded = STANDARD.encode(ocsp::request(&[id], None));
    let escaped = encoded.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    for path in [
        format!("/firma/ocsp/{encoded}"),
        format!("/firma/ocsp/{escaped}"),
        format!("/firma/ocsp//{encoded}"),
    ] {
        let (status, headers, body) = ask(publication(&house), get(&path)).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(headers[header::CACHE_CONTROL].to_str().unwrap().contains("max-age=300"), "{path}");
        assert!(matches!(Answer::from_der(&body).unwrap(), Answer::Successful(_)), "{path}");
    }
    let (status, _, body) = ask(publication(&house), get("/firma/ocsp/nonsense!")).await;
    assert_eq!((status, &body[..]), (StatusCode::OK, &[0x30, 3, 0x0a, 1, 1][..]));
    let big = Request::post("/firma/ocsp").body(Body::from(vec![0; 9000])).unwrap();
    assert_eq!(ask(publication(&house), big).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    let (status, ..) = ask(publication(&house), get("/altra/ocsp/MAA=")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_list_that_did_not_change_is_not_sent_again() {
    let house = house(KeySpec::P384);
    let (_, headers, _) = ask(publication(&house), get("/firma/crl/00.crl")).await;
    let mut again = get("/firma/crl/00.crl");
    again.headers_mut().insert(header::IF_NONE_MATCH, headers[header::ETAG].clone());
    let (status, _, body) = ask(publication(&house), again).await;
    assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn the_authorities_page_shows_fingerprints_and_addresses() {
    let house = house(KeySpec::P384);
    let (status, _, body) = ask(site(&house), get("/certificati")).await;
    let page = String::from_utf8(body).unwrap();
    assert_eq!(status, StatusCode::OK);
    for ca in house.authority.authorities().iter() {
        assert!(page.contains(&webkit::fmt::fingerprint(&ca.certificate.sha256())));
        assert!(page.contains(&ca.ocsp_url()));
    }
}

#[tokio::test]
async fn the_status_page_tells_each_state_in_words() {
    let house = house(KeySpec::P384);
    let pair = house.authority.issue_pair(&actor(), &pair_request(mario())).unwrap();
    house.authority.activate_pair(&actor(), pair.id).unwrap();
    let page = async |serial: &str| {
        let (status, _, body) = ask(site(&house), get(&format!("/certificati/stato?serial={serial}"))).await;
        (status, String::from_utf8(body).unwrap())
    };
    let serial = pair.signature.serial_hex();
    assert!(page(&serial).await.1.contains("Valido fino al 22 novembre 2029"));
    house.authority.suspend_pair(&actor(), pair.id, "smarrimento").unwrap();
    assert!(page(&serial).await.1.contains("Sospeso: "));
    assert!(page("10101010101010101010101010101010").await.1.contains("Questo certificato non è nostro"));
    let (status, text) = page("non-esadecimale").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("Errore: "));
    house.clock.set("2030-01-01T00:00:00Z".parse().unwrap());
    assert!(page(&serial).await.1.contains("Scaduto il "));
}

#[tokio::test]
async fn a_certificate_sent_as_a_file_leads_to_its_status() {
    let house = house(KeySpec::P384);
    let pair = house.authority.issue_pair(&actor(), &pair_request(mario())).unwrap();
    let send = async |content: &[u8]| {
        let mut body =
            b"--x\r\nContent-Disposition: form-data; name=\"certificate\"; filename=\"a.cer\"\r\n\r\n"
                .to_vec();
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let request = Request::post("/certificati/stato")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .unwrap();
        ask(site(&house), request).await
    };
    let (status, headers, _) = send(pair.cns.der()).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(headers[header::LOCATION].to_str().unwrap().ends_with(&pair.cns.serial_hex()));
    let (status, _, page) = send(b"not a certificate").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(String::from_utf8(page).unwrap().contains("Il file non è un certificato"));
}
