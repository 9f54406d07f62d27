use std::{thread, time::Duration};

use foundation::Secret;
use http::{
    Method, Request, StatusCode, Uri,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use serde::{Deserialize, Serialize};
use store::jobs::Refusal;

use super::{OutgoingText, TextSink, smtp::is_here};

/// The longest answer that is read.
const ANSWER: usize = 64 * 1024;

/// Where and how SMS are handed over.
#[derive(Debug)]
pub struct GatewaySettings {
    /// Address of the gateway, https (http only on this machine).
    pub url: String,
    /// Bearer token.
    pub token: Secret<String>,
    /// Name or number that the telephone shows.
    pub sender: String,
    /// How long an answer may take.
    pub timeout: Duration,
}

/// Hands SMS over to a gateway: `POST` of a JSON object `{to, text, sender, reference}` with a bearer
/// token; the answer is 2xx with `{"id": "…"}`. The reference is the same for every attempt.
#[derive(Debug)]
pub struct Gateway {
    uri: Uri,
    token: Secret<String>,
    sender: String,
    timeout: Duration,
}

/// What the gateway is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SendText {
    pub(crate) to: String,
    pub(crate) text: String,
    pub(crate) sender: String,
    pub(crate) reference: String,
}

/// What it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TextTaken {
    pub(crate) id: String,
}

impl Gateway {
    /// A way to a gateway; nothing is connected yet.
    ///
    /// # Errors
    /// When the address is none, or would carry the token over an open line.
    pub fn new(settings: GatewaySettings) -> Result<Self, String> {
        let GatewaySettings { url, token, sender, timeout } = settings;
        let uri: Uri = url.parse().map_err(|error| format!("{url:?}: {error}"))?;
        match (uri.scheme_str(), uri.host()) {
            (Some("https"), Some(_)) => {}
            (Some("http"), Some(host)) if is_here(host) => {}
            _ => return Err(format!("{url:?}: an https address is needed")),
        }
        Ok(Self { uri, token, sender, timeout })
    }

    async fn post(&self, text: &OutgoingText) -> Result<(StatusCode, Bytes), String> {
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(provider)
            .map_err(|error| error.to_string())?
            .https_or_http()
            .enable_http1()
            .build();
        let client = Client::builder(TokioExecutor::new()).build::<_, Full<Bytes>>(connector);
        let order = SendText {
            to: text.to.clone(),
            text: text.text.clone(),
            sender: self.sender.clone(),
            reference: text.reference.clone(),
        };
        let body = serde_json::to_vec(&order).map_err(|error| error.to_string())?;
        let request = Request::builder()
            .method(Method::POST)
            .uri(self.uri.clone())
            .header(AUTHORIZATION, format!("Bearer {}", self.token.expose()))
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| error.to_string())?;
        let answer = client.request(request).await.map_err(|error| foundation::causes(&error))?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), ANSWER).collect().await;
        Ok((status, body.map_err(|error| error.to_string())?.to_bytes()))
    }
}

impl TextSink for Gateway {
    fn deliver(&self, text: &OutgoingText) -> Result<String, Refusal> {
        if !is_number(&text.to) {
            return Err(Refusal::Never(format!("{:?} is not an international telephone number", text.to)));
        }
        // The worker's thread may belong to a runtime or not: the exchange gets a thread of its own.
        let exchange = thread::scope(|scope| {
            let exchange = scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                let runtime = runtime.map_err(|error| error.to_string())?;
                runtime.block_on(async {
                    let answer = tokio::time::timeout(self.timeout, Box::pin(self.post(text))).await;
                    answer.map_err(|_| "no answer in time".to_owned())?
                })
            });
            exchange.join().unwrap_or_else(|_| Err("the exchange broke off".to_owned()))
        });
        let (status, body) = exchange.map_err(Refusal::Later)?;
        let said = String::from_utf8_lossy(&body[..body.len().min(300)]).into_owned();
        match status.as_u16() {
            200..=299 => match serde_json::from_slice::<TextTaken>(&body) {
                Ok(taken) => Ok(format!("taken as {}", taken.id)),
                // It may have been taken: the reference keeps it from going out twice.
                Err(_) => Err(Refusal::Later(format!("{status}: an answer of another form: {said}"))),
            },
            // About us, or about now: not about this message.
            401..=403 | 404 | 408 | 409 | 425 | 429 | 500.. => {
                Err(Refusal::Later(format!("{status}: {said}")))
            }
            _ => Err(Refusal::Never(format!("{status}: {said}"))),
        }
    }
}

/// E.164: a plus and up to 15 digits.
fn is_number(to: &str) -> bool {
    to.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0')
    })
}
