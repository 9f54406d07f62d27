//! `POST /tsa`: time stamps over HTTP (RFC 3161 §3.4, pki.md §8). Every TimeStampResp goes out with
//! status 200; what is not a request of the protocol is answered in words.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            ACCEPT_LANGUAGE, ALLOW, AUTHORIZATION, CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE,
            RETRY_AFTER, WWW_AUTHENTICATE,
        },
    },
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use foundation::{Problem, Status};
use webkit::{Lang, Limiter, Peer};

use super::blocking;
use crate::{AccountRefused, Authority};

/// What a request is sent as.
const QUERY: &str = "application/timestamp-query";
/// What a response is sent as.
const REPLY: &str = "application/timestamp-reply";
/// Octets of a request: an imprint, a policy, a number.
const MAX_REQUEST: usize = 8 * 1024;
/// A request that is not here by then is given up.
const SLOW: Duration = Duration::from_secs(10);

/// What requests are answered with.
#[derive(Clone, Debug)]
pub(super) struct TimeStamps {
    authority: Arc<Authority>,
    /// Counts who names no account; absent where that is not allowed.
    anonymous: Option<Arc<Limiter>>,
}

impl TimeStamps {
    pub(super) fn new(authority: Arc<Authority>) -> Self {
        let rate = authority.stamps.settings.anonymous;
        let anonymous = rate.map(|rate| Arc::new(Limiter::new(rate, Arc::clone(&authority.clock))));
        Self { authority, anonymous }
    }
}

pub(super) async fn wrong_method(headers: HeaderMap) -> Response {
    let mut response = words(&Problem::new("time-stamp-method", Status::MethodNotAllowed), &headers);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    response
}

pub(super) async fn answer(State(stamps): State<TimeStamps>, request: Request) -> Response {
    let peer = request.extensions().get::<Peer>().copied().unwrap_or_default();
    let (parts, body) = request.into_parts();
    match answered(&stamps, peer, &parts.headers, body).await {
        Ok(der) => ([(CONTENT_TYPE, REPLY), (CACHE_CONTROL, "no-store")], der).into_response(),
        Err(refused) => refused.response(&parts.headers),
    }
}

/// An answer that is no TimeStampResp.
enum Refused {
    /// Words, and after how many seconds to ask again.
    Words(Problem, Option<u64>),
    /// Words; the connection is in a state that nobody can go on with.
    Broken(StatusCode, Problem),
    /// Something that went wrong here.
    Failure(webkit::Failure),
}

impl Refused {
    fn told(code: &'static str, status: Status) -> Self {
        Self::Words(Problem::new(code, status), None)
    }

    fn response(self, headers: &HeaderMap) -> Response {
        match self {
            Self::Words(problem, again) => {
                let mut response = words(&problem, headers);
                if response.status() == StatusCode::UNAUTHORIZED {
                    let realm = HeaderValue::from_static("Basic realm=\"time stamps\", charset=\"UTF-8\"");
                    response.headers_mut().insert(WWW_AUTHENTICATE, realm);
                }
                if let Some(seconds) = again {
                    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
                }
                response
            }
            Self::Broken(status, problem) => {
                let mut response = words(&problem, headers);
                *response.status_mut() = status;
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                response
            }
            Self::Failure(failure) => {
                let mut response = words(failure.problem(), headers);
                *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
                response
            }
        }
    }
}

async fn answered(
    stamps: &TimeStamps,
    peer: Peer,
    headers: &HeaderMap,
    body: Body,
) -> Result<Vec<u8>, Refused> {
    let media = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim();
    if !media.eq_ignore_ascii_case(QUERY) {
        return Err(Refused::told("time-stamp-type", Status::UnsupportedMediaType));
    }
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let broken = |status: StatusCode, code| Refused::Broken(status, Problem::new(code, Status::BadRequest));
    let too_large = || broken(StatusCode::PAYLOAD_TOO_LARGE, "time-stamp-too-large");
    if announced.is_some_and(|length: usize| length > MAX_REQUEST) {
        return Err(too_large());
    }
    let account = recognise(stamps, peer, headers).await?;
    let body = match tokio::time::timeout(SLOW, axum::body::to_bytes(body, MAX_REQUEST)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return Err(too_large()),
        Err(_) => return Err(broken(StatusCode::REQUEST_TIMEOUT, "time-stamp-slow")),
    };
    Ok(Arc::clone(&stamps.authority).answer_time_stamp_soon(body.to_vec(), account).await)
}

/// Who asks, and whether there is anything left for them; `None` for nobody in particular.
async fn recognise(stamps: &TimeStamps, peer: Peer, headers: &HeaderMap) -> Result<Option<String>, Refused> {
    let Some(given) = headers.get(AUTHORIZATION) else {
        let Some(limiter) = &stamps.anonymous else {
            return Err(Refused::told("time-stamp-account", Status::Unauthorized));
        };
        return match limiter.count(peer.address) {
            Ok(()) => Ok(None),
            Err((problem, wait)) => Err(Refused::Words(*problem, Some(wait.as_secs()))),
        };
    };
    let Some((name, password)) = given.to_str().ok().and_then(credentials) else {
        return Err(Refused::told("time-stamp-account", Status::Unauthorized));
    };
    let (authority, account) = (Arc::clone(&stamps.authority), name.clone());
    let taken = blocking(move || Ok(authority.take_time_stamp(&account, &password))).await;
    match taken.map_err(Refused::Failure)? {
        Ok(()) => Ok(Some(name)),
        Err(AccountRefused::Credentials) => {
            // Guesses are counted like requests without an account.
            if let Some(Err((problem, wait))) =
                stamps.anonymous.as_ref().map(|limiter| limiter.count(peer.address))
            {
                return Err(Refused::Words(*problem, Some(wait.as_secs())));
            }
            Err(Refused::told("time-stamp-account", Status::Unauthorized))
        }
        Err(AccountRefused::Quota(per_day)) => {
            let problem = Problem::new("time-stamp-quota", Status::TooManyRequests).with("count", per_day);
            let left = 86_400 - stamps.authority.now().as_second().rem_euclid(86_400);
            Err(Refused::Words(problem, Some(left.unsigned_abs())))
        }
        Err(AccountRefused::Error(error)) => {
            Err(Refused::Failure(webkit::Failure::from(Problem::from(&error)).because(error)))
        }
    }
}

/// Name and password of HTTP Basic (RFC 7617).
fn credentials(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (name, password) = text.split_once(':')?;
    Some((name.to_owned(), password.to_owned()))
}

/// A problem as plain text: whoever asks here is a program, and a person reads its log.
fn words(problem: &Problem, headers: &HeaderMap) -> Response {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let lang = accepted.map_or(Lang::En, Lang::negotiate);
    let text = webkit::words(problem, lang).join("\n");
    let status = StatusCode::from_u16(problem.status.http()).unwrap_or(StatusCode::BAD_REQUEST);
    let about = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    (status, about, text + "\n").into_response()
}
