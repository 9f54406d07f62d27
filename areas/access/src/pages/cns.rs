//! The place that reads the card: one address, on a host name or port of its own, that looks at the
//! certificate of the handshake and leads back to the site. It shows no page: each connection may ask for
//! a PIN, so what is shown comes from the site.
//!
//! [`listener`] stands behind our own TLS. [`behind_proxy`] stands behind a proxy that did the handshake and
//! says the certificate in a header.

use std::{net::IpAddr, sync::Arc};

use axum::{
    Router,
    extract::{Query, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use foundation::{Problem, Status};
use serde::Deserialize;
use webkit::{Failure, Peer, Rate, Rule, Visit};
use x509::Certificate;

use super::{ShownCertificates, blocking, people::Places, refused};
use crate::people::People;

/// The path of the address.
pub const ENTER: &str = "/accedi/cns/entra";
/// Longest header that may hold a certificate.
const LONGEST: usize = 32 * 1024;

/// Logins are few: whoever asks more often is a program.
pub fn rule() -> Rule {
    Rule::at(ENTER).reads(Rate::new(30, 30))
}

/// Proxies that did the handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxies {
    /// Their addresses; whatever others say in the header is a forgery.
    pub addresses: Vec<IpAddr>,
    /// The header with the certificate: PEM, percent-encoded (nginx `$ssl_client_escaped_cert`), or base64
    /// of the DER (`X-ARR-ClientCert`).
    pub header: HeaderName,
}

#[derive(Clone, Debug)]
struct Reader {
    people: Arc<People>,
    places: Places,
    proxies: Option<Proxies>,
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    tentativo: String,
}

/// For the listener that asks the certificate in the first handshake ([`ShownCertificates`]). Every other
/// address leads to the site.
pub fn listener(people: Arc<People>, places: Places) -> Router {
    let site = format!("{}/accedi", places.site);
    Router::new()
        .route(ENTER, get(from_handshake))
        .fallback(move || async move { Redirect::to(&site) })
        .with_state(Reader { people, places, proxies: None })
}

/// For the plain listener, where these proxies speak to it.
pub fn behind_proxy(people: Arc<People>, places: Places, proxies: Proxies) -> Router {
    let reader = Reader { people, places, proxies: Some(proxies) };
    Router::new().route(ENTER, get(from_header)).with_state(reader)
}

async fn from_handshake(
    State(reader): State<Reader>,
    visit: Visit,
    Query(asked): Query<Asked>,
    request: Request,
) -> Result<Response, Failure> {
    let shown = request.extensions().get::<ShownCertificates>();
    let shown = shown.ok_or_else(|| Failure::internal("the listener hands over no certificates"))?;
    reader.decide(asked.tentativo, shown.0.to_vec(), visit.client).await
}

async fn from_header(
    State(reader): State<Reader>,
    visit: Visit,
    Query(asked): Query<Asked>,
    request: Request,
) -> Result<Response, Failure> {
    let not_found = || Failure::from(Problem::new("not-found", Status::NotFound));
    let proxies = reader.proxies.as_ref().ok_or_else(not_found)?;
    let headers = request.headers();
    let said = headers.get(&proxies.header);
    // Who is at the other end of the connection, whatever it says of others.
    let peer = request.extensions().get::<Peer>().copied().unwrap_or_default().address.to_canonical();
    if !proxies.addresses.iter().any(|proxy| proxy.to_canonical() == peer) {
        if said.is_none() {
            return Err(not_found());
        }
        let people = Arc::clone(&reader.people);
        let refusal = blocking(move || people.refuse_forged_header(peer)).await?.map_err(refused)?;
        return Err(Problem::from(&refusal).into());
    }
    // A proxy that serves the site as well overwrites the header only where it asks for certificates.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    if host != Some(Places::authority(&reader.places.card)) {
        return Err(not_found());
    }
    let shown = shown_in_header(headers, &proxies.header);
    reader.decide(asked.tentativo, shown, visit.client).await
}

impl Reader {
    async fn decide(&self, attempt: String, shown: Vec<Vec<u8>>, from: IpAddr) -> Result<Response, Failure> {
        let people = Arc::clone(&self.people);
        let code = blocking(move || people.enter_with_cns(&attempt, &shown, from)).await?.map_err(refused)?;
        let site = &self.places.site;
        let to = match code {
            Some(code) => format!("{site}/accedi/cns/torna?codice={code}"),
            // Nobody began this login, or not lately: it begins where logins begin.
            None => format!("{site}/accedi/cns"),
        };
        let mut response = Redirect::to(&to).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        Ok(response)
    }
}

/// The certificates in the header, as a handshake would hand them over: none when it is missing or empty; what
/// cannot be read as it stands, so that it is refused as unreadable.
fn shown_in_header(headers: &HeaderMap, name: &HeaderName) -> Vec<Vec<u8>> {
    let mut values = headers.get_all(name).iter();
    let (Some(value), another) = (values.next(), values.next()) else { return Vec::new() };
    let said = value.as_bytes();
    if another.is_some() || said.len() > LONGEST {
        return vec![Vec::new()];
    }
    if said.trim_ascii().is_empty() {
        return Vec::new();
    }
    let text = percent_decoded(said);
    match Certificate::all_from_pem(&text) {
        Ok(all) if !all.is_empty() => all.iter().map(|certificate| certificate.der().to_vec()).collect(),
        _ => vec![STANDARD.decode(text.trim_ascii()).unwrap_or_default()],
    }
}

fn percent_decoded(text: &[u8]) -> Vec<u8> {
    let digit = |octet: &u8| char::from(*octet).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((octet, after)) = rest.split_first() {
        let pair = (after.first().and_then(digit), after.get(1).and_then(digit));
        match (octet, pair) {
            (b'%', (Some(high), Some(low))) => {
                out.push(high << 4 | low);
                rest = &after[2..];
            }
            _ => {
                out.push(*octet);
                rest = after;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs_that_begin_nothing_stay() {
        assert_eq!(percent_decoded(b"-----BEGIN%20X-----%0Aab+%2F%zz%"), b"-----BEGIN X-----\nab+/%zz%");
    }

    #[test]
    fn an_empty_header_shows_nothing_and_noise_shows_noise() {
        let name = HeaderName::from_static("x-ssl-client-cert");
        let with = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(name.clone(), HeaderValue::from_static(value));
            }
            shown_in_header(&headers, &name)
        };
        assert_eq!(with(&[]), Vec::<Vec<u8>>::new());
        assert_eq!(with(&[" "]), Vec::<Vec<u8>>::new());
        assert_eq!(with(&["noise!"]), [Vec::<u8>::new()]);
        assert_eq!(with(&["AAEC"]), [vec![0, 1, 2]]);
        assert_eq!(with(&["AAEC", "AAEC"]), [Vec::<u8>::new()], "two headers are one too many");
    }
}
