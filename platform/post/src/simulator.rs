//! The other end of the SMS gateway, for the demo and for tests: the same protocol over HTTP, and nothing
//! that reaches a telephone.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    response::{IntoResponse, Response},
    routing::post,
};
use foundation::Secret;
use http::{HeaderMap, StatusCode, header::AUTHORIZATION};
use serde_json::json;

use crate::sinks::OutgoingText;

/// A gateway that keeps what it is given.
#[derive(Debug)]
pub struct SmsGateway {
    token: Secret<String>,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    texts: Vec<OutgoingText>,
    failures: VecDeque<StatusCode>,
}

impl SmsGateway {
    /// A gateway that believes one token.
    pub fn new(token: Secret<String>) -> Arc<Self> {
        Arc::new(Self { token, held: Mutex::default() })
    }

    /// The SMS taken so far, in order; each reference once.
    pub fn texts(&self) -> Vec<OutgoingText> {
        self.held().texts.clone()
    }

    /// Answers the next request with this status.
    pub fn fail_next(&self, status: StatusCode) {
        self.held().failures.push_back(status);
    }

    /// `POST /messages`.
    pub fn router(self: &Arc<Self>) -> Router {
        Router::new().route("/messages", post(take)).with_state(Arc::clone(self))
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn take(State(gateway): State<Arc<SmsGateway>>, headers: HeaderMap, body: Bytes) -> Response {
    let refuse = |status: StatusCode, error: &str| (status, Json(json!({ "error": error }))).into_response();
    let expected = format!("Bearer {}", gateway.token.expose());
    if headers.get(AUTHORIZATION).is_none_or(|given| given.as_bytes() != expected.as_bytes()) {
        return refuse(StatusCode::UNAUTHORIZED, "unknown token");
    }
    let mut held = gateway.held();
    if let Some(status) = held.failures.pop_front() {
        return refuse(status, "as told");
    }
    let Ok(order) = serde_json::from_slice::<crate::sinks::SendText>(&body) else {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, "not an order of an SMS");
    };
    if order.to == UNREACHABLE {
        return refuse(StatusCode::UNPROCESSABLE_ENTITY, "no such number");
    }
    let known = held.texts.iter().position(|text| text.reference == order.reference);
    let place = known.unwrap_or_else(|| {
        let number = i64::try_from(held.texts.len() + 1).unwrap_or(i64::MAX);
        held.texts.push(OutgoingText { number, reference: order.reference, to: order.to, text: order.text });
        held.texts.len() - 1
    });
    (StatusCode::ACCEPTED, Json(json!({ "id": format!("sms-{}", place + 1) }))).into_response()
}

/// A number that the gateway says nobody has.
pub const UNREACHABLE: &str = "+399999999999";
