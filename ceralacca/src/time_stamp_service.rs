//! Time-stamping services that are asked over HTTP (RFC 3161 §3.4).

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use foundation::Secret;
use http::{
    Method, Request, StatusCode, Uri,
    header::{AUTHORIZATION, CONTENT_TYPE, USER_AGENT},
};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use rustls::{ClientConfig, RootCertStore, pki_types::CertificateDer};
use x509::Certificate;

use crate::exit::{Exit, Failure, Outcome};

/// How long a connection, and then a whole answer, may take.
const CONNECT: Duration = Duration::from_secs(10);
const ANSWER: Duration = Duration::from_secs(30);
/// Octets of an answer; the longest tokens carry a chain of certificates.
const LONGEST: usize = 256 * 1024;
/// Characters of an answer in words that are shown.
const SHOWN: usize = 300;

/// Name and password of an account (RFC 7617).
#[derive(Debug)]
pub struct Credentials {
    /// The name.
    pub user: String,
    /// The password.
    pub password: Secret<String>,
}

/// A time-stamping service; connections are kept from one request to the next.
#[derive(Debug)]
pub struct TimeStampService {
    uri: Uri,
    authorization: Option<Secret<String>>,
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    runtime: tokio::runtime::Runtime,
}

impl TimeStampService {
    /// A service at an http or https address; nothing is connected yet. `authorities` are those that may
    /// have issued its TLS certificate, in place of the public ones.
    ///
    /// # Errors
    /// `timestamp-url`, `timestamp-password-open` when the password would travel in the open.
    pub fn new(url: &str, credentials: Option<Credentials>, authorities: &[Certificate]) -> Outcome<Self> {
        let invalid = |detail: String| {
            Failure::new(Exit::Usage, "timestamp-url").with("url", url).with("detail", detail)
        };
        let uri: Uri = url.parse().map_err(|error: http::uri::InvalidUri| invalid(error.to_string()))?;
        let host = match (uri.scheme_str(), uri.host()) {
            (Some("http" | "https"), Some(host)) => host,
            _ => return Err(invalid("http://… , https://…".to_owned())),
        };
        let is_open = uri.scheme_str() == Some("http") && !is_here(host);
        if credentials.is_some() && is_open {
            return Err(Failure::new(Exit::Rule, "timestamp-password-open").with("url", url));
        }
        let authorization = credentials.map(|Credentials { user, password }| {
            Secret::new(format!("Basic {}", STANDARD.encode(format!("{user}:{}", password.expose()))))
        });
        let client = Client::builder(TokioExecutor::new()).build(connector(authorities)?);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        Ok(Self { uri, authorization, client, runtime: runtime.map_err(Failure::defect)? })
    }

    /// Sends a TimeStampReq and gives what came back: a TimeStampResp, if the service does its duty.
    ///
    /// # Errors
    /// `timestamp-unreachable`, `timestamp-slow`, `timestamp-credentials`, `timestamp-exhausted`,
    /// `timestamp-http`.
    pub fn ask(&self, request: &[u8]) -> Outcome<Vec<u8>> {
        let failed = |code| Failure::new(Exit::Operational, code).with("url", &self.uri);
        let exchange = async {
            tokio::time::timeout(ANSWER, self.exchange(request))
                .await
                .map_err(|_| failed("timestamp-slow").with("seconds", ANSWER.as_secs()))
        };
        let (status, kind, body) = self
            .runtime
            .block_on(exchange)?
            .map_err(|detail| failed("timestamp-unreachable").with("detail", detail))?;
        let said: String =
            String::from_utf8_lossy(&body).chars().filter(|c| !c.is_control()).take(SHOWN).collect();
        match status {
            StatusCode::OK if kind.is_none_or(|kind| kind.starts_with("application/timestamp-reply")) => {
                Ok(body.to_vec())
            }
            // Some services forget to say what they send; what is not a response is told later.
            StatusCode::OK if body.first() == Some(&0x30) => Ok(body.to_vec()),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                Err(Failure { exit: Exit::Secret, ..failed("timestamp-credentials").with("detail", said) })
            }
            StatusCode::TOO_MANY_REQUESTS => Err(failed("timestamp-exhausted").with("detail", said)),
            status => Err(failed("timestamp-http").with("status", status.as_u16()).with("detail", said)),
        }
    }

    async fn exchange(&self, der: &[u8]) -> Result<(StatusCode, Option<String>, Bytes), String> {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(self.uri.clone())
            .header(CONTENT_TYPE, "application/timestamp-query")
            .header(USER_AGENT, concat!("ceralacca/", env!("CARGO_PKG_VERSION")));
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization.expose().as_str());
        }
        let request =
            request.body(Full::new(Bytes::copy_from_slice(der))).map_err(|error| error.to_string())?;
        let answer = self.client.request(request).await.map_err(|error| foundation::causes(&error))?;
        let status = answer.status();
        let kind = answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.map(str::to_ascii_lowercase);
        let body = Limited::new(answer.into_body(), LONGEST).collect().await;
        Ok((status, kind, body.map_err(|error| error.to_string())?.to_bytes()))
    }
}

fn connector(authorities: &[Certificate]) -> Outcome<HttpsConnector<HttpConnector>> {
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    http.set_connect_timeout(Some(CONNECT));
    let builder = HttpsConnectorBuilder::new();
    let builder = if authorities.is_empty() {
        builder.with_provider_and_webpki_roots(provider).map_err(Failure::defect)?
    } else {
        let mut roots = RootCertStore::empty();
        for authority in authorities {
            roots.add(CertificateDer::from(authority.der().to_vec())).map_err(|error| {
                Failure::new(Exit::Usage, "value-invalid").with("option", "--tls-ca").with("detail", error)
            })?;
        }
        let config = ClientConfig::builder_with_provider(provider.into())
            .with_safe_default_protocol_versions()
            .map_err(Failure::defect)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        builder.with_tls_config(config)
    };
    Ok(builder.https_or_http().enable_http1().wrap_connector(http))
}

/// Whether a host is this machine: what goes there is seen by nobody else.
fn is_here(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str, with_password: bool) -> String {
        let credentials = with_password
            .then(|| Credentials { user: "studio".to_owned(), password: Secret::new("segreta".to_owned()) });
        match TimeStampService::new(url, credentials, &[]) {
            Ok(_) => String::new(),
            Err(failure) => failure.problem.code.into_owned(),
        }
    }

    #[test]
    fn addresses_are_http_or_https() {
        for url in ["", "tsa.example.com", "ftp://tsa.example.com/", "http://", "https:///tsa"] {
            assert_eq!(refused(url, false), "timestamp-url", "{url}");
        }
        assert_eq!(refused("http://tsa.example.com/tsa", false), "");
        assert_eq!(refused("https://tsa.example.com:8443", false), "");
    }

    #[test]
    fn a_password_never_travels_in_the_open() {
        assert_eq!(refused("http://tsa.example.com/tsa", true), "timestamp-password-open");
        assert_eq!(refused("https://tsa.example.com/tsa", true), "");
        assert_eq!(refused("http://127.0.0.1:8480/tsa", true), "");
        assert_eq!(refused("http://[::1]:8480/tsa", true), "");
    }
}
