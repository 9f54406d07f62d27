//! CA certificates and revocation lists over plain http (pki.md §9): fetching a status must not depend
//! on the status of another certificate.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{Path, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG,
            IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, LAST_MODIFIED, RANGE,
        },
    },
    response::{IntoResponse, Response},
};
use foundation::Timestamp;
use http_body::Frame;
use tokio::task::JoinHandle;

use super::blocking;
use crate::{
    Authority, AuthorityError, Scope, ServiceAuthority,
    model::ListRecord,
    tables::{ListKey, PART},
};

/// Seconds for which a list may be kept on the way.
const KEEP: i64 = 600;

pub(super) fn find(authority: &Authority, path: &str) -> Option<ServiceAuthority> {
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
    list(authority, &ca, (Scope::Authority, false), &headers).await
}

/// `00.crl` and `00-delta.crl`.
pub(super) async fn shard_list(
    State(authority): State<Arc<Authority>>,
    Path((ca, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some(name) = file.strip_suffix(".crl") else { return StatusCode::NOT_FOUND.into_response() };
    let (number, delta) = name.strip_suffix("-delta").map_or((name, false), |number| (number, true));
    match number.parse() {
        Ok(number) => list(authority, &ca, (Scope::Shard(number), delta), &headers).await,
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn list(
    authority: Arc<Authority>,
    ca: &str,
    (scope, delta): (Scope, bool),
    headers: &HeaderMap,
) -> Response {
    let Some(ca) = find(&authority, ca) else { return StatusCode::NOT_FOUND.into_response() };
    let now = authority.now();
    let key = ListKey { authority: ca.id, scope, delta };
    let source = Arc::clone(&authority);
    match blocking(move || source.newest_record(&ca, scope, delta)).await {
        Ok(Some(record)) => list_response(authority, key, &record, now, headers),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(failure) => failure.into_response(),
    }
}

fn list_response(
    authority: Arc<Authority>,
    key: ListKey,
    list: &ListRecord,
    now: Timestamp,
    headers: &HeaderMap,
) -> Response {
    let tag = format!("\"{}\"", foundation::hex(&list.sha256));
    let keep = (list.next_update.as_second() - now.as_second()).clamp(0, KEEP);
    let about = [
        (CONTENT_TYPE, "application/pkix-crl".to_owned()),
        (CACHE_CONTROL, format!("public, max-age={keep}, no-transform")),
        (LAST_MODIFIED, http_date(list.this_update)),
        (ETAG, tag.clone()),
        (ACCEPT_RANGES, "bytes".to_owned()),
    ];
    if is_unchanged(headers, &tag, list.this_update) {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let same = text(IF_RANGE).is_none_or(|given| given == tag || given == http_date(list.this_update));
    let part = text(RANGE).filter(|_| same).and_then(|wanted| range(wanted, list.size));
    let (status, from, to) = match part {
        None => (StatusCode::OK, 0, list.size),
        Some(Some((from, to))) => (StatusCode::PARTIAL_CONTENT, from, to),
        Some(None) => {
            let beyond = [(CONTENT_RANGE, format!("bytes */{}", list.size))];
            return (StatusCode::RANGE_NOT_SATISFIABLE, beyond).into_response();
        }
    };
    let body = Pieces { authority, key, number: list.number, at: from, end: to, reading: None };
    let mut response = (status, about, [(CONTENT_LENGTH, to - from)], Body::new(body)).into_response();
    if status == StatusCode::PARTIAL_CONTENT
        && let Ok(value) = HeaderValue::from_str(&format!("bytes {from}-{}/{}", to - 1, list.size))
    {
        response.headers_mut().insert(CONTENT_RANGE, value);
    }
    response
}

/// Whether the client has what there is (RFC 9110 §13.1).
pub(super) fn is_unchanged(headers: &HeaderMap, tag: &str, changed: Timestamp) -> bool {
    if let Some(given) = headers.get(IF_NONE_MATCH) {
        let same = |one: &str| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag;
        return given.to_str().is_ok_and(|given| given.split(',').any(|one| same(one.trim())));
    }
    headers.get(IF_MODIFIED_SINCE).is_some_and(|given| given.as_bytes() == http_date(changed).as_bytes())
}

/// First octet and the one behind the last of a `Range` (RFC 9110 §14): outer `None` when the whole is
/// to be sent, inner `None` when there is no such range.
fn range(wanted: &str, size: u64) -> Option<Option<(u64, u64)>> {
    let (from, to) = wanted.strip_prefix("bytes=")?.split_once('-')?;
    let number = |text: &str| text.parse::<u64>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
    let (from, to) = match (from, to) {
        ("", last) => {
            let last = number(last)?;
            if last == 0 {
                return Some(None);
            }
            (size.saturating_sub(last), size)
        }
        (from, "") => (number(from)?, size),
        (from, to) => {
            let (from, to) = (number(from)?, number(to)?);
            if from > to {
                return None;
            }
            (from, to.saturating_add(1).min(size))
        }
    };
    Some((from < size).then_some((from, to)))
}

/// The octets of a list, read from the database piece by piece as the client takes them.
struct Pieces {
    authority: Arc<Authority>,
    key: ListKey,
    number: u64,
    at: u64,
    end: u64,
    reading: Option<JoinHandle<Result<Option<Vec<u8>>, AuthorityError>>>,
}

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = AuthorityError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, AuthorityError>>> {
        if self.at >= self.end {
            return Poll::Ready(None);
        }
        let part = self.at / PART as u64;
        if self.reading.is_none() {
            let (authority, key, number) = (Arc::clone(&self.authority), self.key, self.number);
            let part = u32::try_from(part).unwrap_or(u32::MAX);
            self.reading = Some(tokio::task::spawn_blocking(move || authority.list_part(key, number, part)));
        }
        let Some(reading) = self.reading.as_mut() else { return Poll::Ready(None) };
        let read = ready!(Pin::new(reading).poll(context));
        self.reading = None;
        let octets = match read {
            Ok(Ok(Some(octets))) => Bytes::from(octets),
            Ok(Err(error)) => return Poll::Ready(Some(Err(error))),
            Ok(Ok(None)) | Err(_) => {
                return Poll::Ready(Some(Err(AuthorityError::internal("a piece of a list is missing"))));
            }
        };
        let begin = part * PART as u64;
        let from = usize::try_from(self.at - begin).unwrap_or(usize::MAX).min(octets.len());
        let to = usize::try_from(self.end - begin).unwrap_or(usize::MAX).min(octets.len());
        if from >= to {
            return Poll::Ready(Some(Err(AuthorityError::internal("a piece of a list is too short"))));
        }
        self.at = begin + to as u64;
        Poll::Ready(Some(Ok(Frame::data(octets.slice(from..to)))))
    }
}

/// An instant as HTTP writes it (RFC 9110 §5.6.7).
pub(super) fn http_date(instant: Timestamp) -> String {
    instant.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn ranges_are_cut_at_the_end_and_told_when_beyond_it() {
        for (wanted, answer) in [
            ("bytes=0-0", Some(Some((0, 1)))),
            ("bytes=10-", Some(Some((10, 100)))),
            ("bytes=90-200", Some(Some((90, 100)))),
            ("bytes=-10", Some(Some((90, 100)))),
            ("bytes=-1000", Some(Some((0, 100)))),
            ("bytes=100-", Some(None)),
            ("bytes=-0", Some(None)),
            ("bytes=5-4", None),
            ("bytes=0-1,5-6", None),
            ("bytes=+1-2", None),
            ("lines=0-1", None),
        ] {
            assert_eq!(range(wanted, 100), answer, "{wanted}");
        }
    }
}
