//! CA certificates, revocation lists and OCSP over plain http: fetching a status must not depend on
//! the status of another certificate.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{
        HeaderMap, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, EXPIRES, IF_NONE_MATCH, LAST_MODIFIED},
    },
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose};
use foundation::Timestamp;

use super::blocking;
use crate::{Authority, Scope, ServiceAuthority, model::PublishedList, verbs::answer_ocsp::OcspAnswer};

const MAX_REQUEST: usize = 8 * 1024;
const MAX_GET: usize = 2 * 1024;

fn find(authority: &Authority, path: &str) -> Option<ServiceAuthority> {
    authority.authorities().iter().find(|ca| ca.path == path).cloned()
}

pub(super) async fn certificate(State(authority): State<Arc<Authority>>, Path(ca): Path<String>) -> Response {
    let Some(ca) = find(&authority, &ca) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [(CONTENT_TYPE, "application/pkix-cert"), (CACHE_CONTROL, "public, max-age=86400")];
    (headers, ca.certificate.der().to_vec()).into_response()
}

pub(super) async fn authority_list(
    State(authority): State<Arc<Authority>>,
    Path(ca): Path<String>,
    headers: HeaderMap,
) -> Response {
    list(authority, &ca, Scope::Authority, &headers).await
}

pub(super) async fn shard_list(
    State(authority): State<Arc<Authority>>,
    Path((ca, shard)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    match shard.strip_suffix(".crl").and_then(|number| number.parse().ok()) {
        Some(number) => list(authority, &ca, Scope::Shard(number), &headers).await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn list(authority: Arc<Authority>, ca: &str, scope: Scope, headers: &HeaderMap) -> Response {
    let Some(ca) = find(&authority, ca) else { return StatusCode::NOT_FOUND.into_response() };
    let now = authority.now();
    match blocking(move || authority.newest_list(&ca, scope)).await {
        Ok(Some(list)) => list_response(list, now, headers),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(failure) => failure.into_response(),
    }
}

fn list_response(list: PublishedList, now: Timestamp, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", foundation::hex(&list.sha256));
    let keep = (list.next_update.as_second() - now.as_second()).clamp(0, 600);
    let about = [
        (CONTENT_TYPE, "application/pkix-crl".to_owned()),
        (CACHE_CONTROL, format!("public, max-age={keep}")),
        (LAST_MODIFIED, http_date(list.this_update)),
        (ETAG, tag.clone()),
    ];
    let unchanged = headers.get(IF_NONE_MATCH).is_some_and(|given| given.as_bytes() == tag.as_bytes());
    if unchanged {
        (StatusCode::NOT_MODIFIED, about).into_response()
    } else {
        (about, list.der).into_response()
    }
}

pub(super) async fn ocsp_post(
    State(authority): State<Arc<Authority>>,
    Path(ca): Path<String>,
    body: Bytes,
) -> Response {
    if body.len() > MAX_REQUEST {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    answer(authority, &ca, body.to_vec(), false).await
}

/// The request in base64 after the address; clients differ in what they escape, so that `+`, `/` and
/// `=` come as they are, doubled slashes are dropped and a leading one is no harm.
pub(super) async fn ocsp_get(
    State(authority): State<Arc<Authority>>,
    Path((ca, request)): Path<(String, String)>,
) -> Response {
    let text = request.trim_start_matches('/').replace(' ', "+");
    let lenient = general_purpose::GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        general_purpose::GeneralPurposeConfig::new()
            .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
    );
    let decoded = [&text, &text.replace("//", "/")].into_iter().find_map(|text| {
        let der = lenient.decode(text).ok()?;
        asn1::Tlv::parse_der(&der).is_ok().then_some(der)
    });
    match decoded {
        Some(der) if text.len() <= MAX_GET => answer(authority, &ca, der, true).await,
        // What is not a request gets the answer that says so.
        _ => answer(authority, &ca, Vec::new(), true).await,
    }
}

async fn answer(authority: Arc<Authority>, ca: &str, request: Vec<u8>, is_get: bool) -> Response {
    let Some(ca) = find(&authority, ca) else { return StatusCode::NOT_FOUND.into_response() };
    match blocking(move || Ok(authority.answer_ocsp(&ca, &request))).await {
        Ok(answer) => ocsp_response(answer, is_get),
        Err(failure) => failure.into_response(),
    }
}

fn ocsp_response(OcspAnswer { der, keep }: OcspAnswer, is_get: bool) -> Response {
    const TYPE: &str = "application/ocsp-response";
    match keep.filter(|_| is_get) {
        // A suspension must surface fast: five minutes at most, though the answer holds longer.
        Some((this_update, next_update)) => {
            let tag = format!("\"{}\"", foundation::hex(&x509::alg::DigestAlgorithm::Sha1.digest(&der)));
            let about = [
                (CONTENT_TYPE, TYPE.to_owned()),
                (CACHE_CONTROL, "max-age=300, public, no-transform, must-revalidate".to_owned()),
                (LAST_MODIFIED, http_date(this_update)),
                (EXPIRES, http_date(next_update)),
                (ETAG, tag),
            ];
            (about, der).into_response()
        }
        None => ([(CONTENT_TYPE, TYPE), (CACHE_CONTROL, "no-store")], der).into_response(),
    }
}

/// An instant as HTTP writes it (RFC 9110 §5.6.7).
fn http_date(instant: Timestamp) -> String {
    instant.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
