//! OCSP over plain http (RFC 6960 appendix A, RFC 5019, pki.md §7): by GET and by POST, with the headers
//! that caches on the way live by.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
        header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, ETAG, EXPIRES, LAST_MODIFIED},
    },
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose};
use foundation::Timestamp;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;

use super::publication::{find, http_date, is_unchanged};
use crate::{Authority, status_cache::OcspAnswer};

/// What http says of an answer, written once for each: Last-Modified, Expires, ETag.
pub(crate) type Derived = [HeaderValue; 3];

/// Octets of a request by POST.
const MAX_REQUEST: usize = 8 * 1024;
/// Characters of a request by GET.
const MAX_GET: usize = 2 * 1024;
/// A client that has not sent its request by then is let go.
const PATIENCE: Duration = Duration::from_secs(10);

const TYPE: HeaderValue = HeaderValue::from_static("application/ocsp-response");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// The answer to a request that is ready, if this is a request by GET and it is: without waiting for
/// anything. For the listener, before any routing.
pub fn ready(
    authority: &Authority,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
) -> Option<Response<Bytes>> {
    if method != Method::GET {
        return None;
    }
    let (ca, text) = split(path)?;
    let request = decode(text)?;
    let now = authority.now();
    let answer = authority.ready_ocsp(ca, &request, now)?;
    Some(by_get(&answer, now, headers))
}

/// Whether an address is one that OCSP requests are sent to; the authority's segment of it.
pub fn is_ocsp(path: &str) -> bool {
    split(path).is_some()
}

/// `/{ca}/ocsp` and what follows it.
fn split(path: &str) -> Option<(&str, &str)> {
    let (ca, rest) = path.strip_prefix('/')?.split_once('/')?;
    let rest = rest.strip_prefix("ocsp")?;
    (rest.is_empty() || rest.starts_with('/')).then_some((ca, rest))
}

/// Answers whatever is sent to `/{ca}/ocsp` and below it.
pub(super) async fn any(State(authority): State<Arc<Authority>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    // The path as it was sent: what is escaped in it, and how, is the client's choice.
    let (ca, text) = split(head.uri.path()).unwrap_or_default();
    let Some(ca) = find(&authority, ca) else { return StatusCode::NOT_FOUND.into_response() };
    let by_get_asked = matches!(head.method, Method::GET | Method::HEAD);
    let octets = match head.method {
        // What is not a request gets the answer that says so.
        Method::GET | Method::HEAD => decode(text).unwrap_or_default(),
        Method::POST => match receive(body).await {
            Ok(octets) => octets.to_vec(),
            Err(status) => return (status, [(CACHE_CONTROL, NO_STORE)]).into_response(),
        },
        _ => {
            let allowed = HeaderValue::from_static("GET, HEAD, POST");
            return (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, allowed)]).into_response();
        }
    };
    let source = Arc::clone(&authority);
    let answer = match authority.ready_ocsp(&ca.path, &octets, authority.now()) {
        Some(answer) => answer,
        None => match tokio::task::spawn_blocking(move || source.answer_ocsp(&ca, &octets)).await {
            Ok(answer) => answer,
            Err(panic) => return webkit::Failure::internal(panic).into_response(),
        },
    };
    let response =
        if by_get_asked { by_get(&answer, authority.now(), &head.headers) } else { unkept(&answer) };
    response.map(Body::from)
}

/// The body, if it is short and comes in time.
async fn receive(body: Body) -> Result<Bytes, StatusCode> {
    match timeout(PATIENCE, Limited::new(body, MAX_REQUEST).collect()).await {
        Ok(Ok(whole)) => Ok(whole.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Ok(Err(_)) => Err(StatusCode::BAD_REQUEST),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

/// The request in base64; clients differ in what they escape, so that `+`, `/` and `=` come as they
/// are, doubled slashes are dropped where they are in the way, and leading ones are no harm.
fn decode(text: &str) -> Option<Vec<u8>> {
    const LENIENT: general_purpose::GeneralPurpose = general_purpose::GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        general_purpose::GeneralPurposeConfig::new()
            .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    let text = text.trim_start_matches('/');
    if text.len() > MAX_GET {
        return None;
    }
    let is_whole = |der: &Vec<u8>| asn1::Tlv::parse_der(der).is_ok();
    let read = |text: &str| LENIENT.decode(text).ok().filter(is_whole);
    if let Some(der) = read(text) {
        return Some(der);
    }
    let text = unescape(text)?.replace(' ', "+");
    read(&text).or_else(|| read(&text.replace("//", "/"))).or_else(|| LENIENT.decode(&text).ok())
}

/// Percent-encoding undone.
fn unescape(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, escaped)) = rest.split_once('%') {
        out.push_str(plain);
        let octet = u8::from_str_radix(escaped.get(..2)?, 16).ok().filter(u8::is_ascii)?;
        out.push(char::from(octet));
        rest = &escaped[2..];
    }
    out.push_str(rest);
    Some(out)
}

/// An answer to a GET: caches on the way may keep it, if anyone may.
fn by_get(answer: &OcspAnswer, now: Timestamp, headers: &HeaderMap) -> Response<Bytes> {
    let Some(keep) = answer.keep else { return unkept(answer) };
    // Written once for each answer.
    let [modified, expires, tag] = answer.derived.get_or_init(|| {
        let digest = x509::alg::DigestAlgorithm::Sha1.digest(&answer.der);
        let (modified, expires) = (http_date(keep.this_update), http_date(keep.next_update));
        let date = modified.len();
        let texts = Bytes::from(format!("{modified}{expires}\"{}\"", foundation::hex(&digest)));
        [0..date, date..2 * date, 2 * date..texts.len()]
            .map(|part| HeaderValue::from_maybe_shared(texts.slice(part)).unwrap_or(NO_STORE))
    });
    let left = keep.next_update.as_second() - now.as_second();
    let about = [
        (CONTENT_TYPE, TYPE),
        (CACHE_CONTROL, cache_control(left.clamp(0, i64::from(keep.most_seconds)))),
        (LAST_MODIFIED, modified.clone()),
        (EXPIRES, expires.clone()),
        (ETAG, tag.clone()),
    ];
    if headers.contains_key(axum::http::header::IF_NONE_MATCH)
        && is_unchanged(headers, tag.to_str().unwrap_or_default(), keep.this_update)
    {
        return response(StatusCode::NOT_MODIFIED, about, Bytes::new());
    }
    response(StatusCode::OK, about, answer.der.clone())
}

fn cache_control(seconds: i64) -> HeaderValue {
    match seconds {
        300 => HeaderValue::from_static("max-age=300, public, no-transform, must-revalidate"),
        3600 => HeaderValue::from_static("max-age=3600, public, no-transform, must-revalidate"),
        _ => HeaderValue::from_str(&format!("max-age={seconds}, public, no-transform, must-revalidate"))
            .unwrap_or(NO_STORE),
    }
}

/// An answer that nobody keeps: to a POST, with a nonce, an error.
fn unkept(answer: &OcspAnswer) -> Response<Bytes> {
    response(StatusCode::OK, [(CONTENT_TYPE, TYPE), (CACHE_CONTROL, NO_STORE)], answer.der.clone())
}

fn response<const N: usize>(
    status: StatusCode,
    about: [(HeaderName, HeaderValue); N],
    body: Bytes,
) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.reserve(N + 2);
    for (name, value) in about {
        headers.insert(name, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    #[test]
    fn every_spelling_of_a_request_is_read() {
        let der = vec![0x30, 8, 0, 0xf8, 0, 0x3f, 1, 2, 3, 4];
        let text = STANDARD.encode(&der);
        assert!(text.contains('+') && text.contains('/') && text.ends_with("=="), "{text}");
        let escaped = text.replace('+', "%2B").replace('/', "%2F").replace('=', "%3d");
        let blank = text.replace('+', " ");
        for spelling in [
            text.clone(),
            format!("/{text}"),
            format!("//{text}"),
            escaped,
            blank.replace(' ', "%20"),
            text.trim_end_matches('=').to_owned(),
        ] {
            assert_eq!(decode(&spelling), Some(der.clone()), "{spelling}");
        }
        assert_eq!(decode("%"), None);
        assert_eq!(decode("%e2%82%ac"), None);
        assert_eq!(decode(&"A".repeat(MAX_GET + 1)), None);
    }

    #[test]
    fn only_addresses_of_ocsp_are_taken() {
        assert_eq!(split("/firma/ocsp/MAA="), Some(("firma", "/MAA=")));
        assert_eq!(split("/firma/ocsp"), Some(("firma", "")));
        assert_eq!(split("/firma/ocsp//MAA="), Some(("firma", "//MAA=")));
        for other in ["/firma/ocspx", "/firma/crl/00.crl", "/", "", "/firma", "firma/ocsp"] {
            assert_eq!(split(other), None, "{other}");
        }
    }
}
