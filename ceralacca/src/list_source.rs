//! Trusted lists over HTTP.

use std::time::Duration;

use http::{
    Method, Request, Uri,
    header::{ACCEPT, LOCATION, USER_AGENT},
};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Bytes;
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::{client::legacy::Client, client::legacy::connect::HttpConnector, rt::TokioExecutor};
use signing::trusted_lists::ListSource;

/// How long a connection, and then a whole list, may take.
const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(60);
/// Redirections that are followed.
const REDIRECTIONS: usize = 3;

/// Fetches trusted lists with `GET` from http and https addresses: the lists are signed, so that the way
/// need not be safe. What is larger than a list can be, or takes longer than a minute, is given up.
#[derive(Debug, Default)]
pub struct HttpLists;

impl ListSource for HttpLists {
    fn fetch(&self, url: &str) -> Result<Vec<u8>, String> {
        // The thread that asks may belong to a runtime or not: the exchange gets a thread of its own.
        std::thread::scope(|scope| {
            let exchange = scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                let runtime = runtime.map_err(|error| error.to_string())?;
                runtime.block_on(async {
                    let whole = tokio::time::timeout(WHOLE, Box::pin(get(url))).await;
                    whole.map_err(|_| format!("no answer within {} seconds", WHOLE.as_secs()))?
                })
            });
            exchange.join().unwrap_or_else(|_| Err("the exchange broke off".to_owned()))
        })
    }
}

async fn get(url: &str) -> Result<Vec<u8>, String> {
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    http.set_connect_timeout(Some(CONNECT));
    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_webpki_roots(rustls::crypto::aws_lc_rs::default_provider())
        .map_err(|error| error.to_string())?
        .https_or_http()
        .enable_http1()
        .wrap_connector(http);
    let client = Client::builder(TokioExecutor::new()).build::<_, Empty<Bytes>>(connector);
    let mut uri = address(url)?;
    for _ in 0..=REDIRECTIONS {
        let request = Request::builder()
            .method(Method::GET)
            .uri(uri.clone())
            .header(ACCEPT, "application/vnd.etsi.tsl+xml, application/xml, text/xml")
            .header(USER_AGENT, concat!("ceralacca/", env!("CARGO_PKG_VERSION")))
            .body(Empty::new())
            .map_err(|error| error.to_string())?;
        let answer = client.request(request).await.map_err(|error| foundation::causes(&error))?;
        let status = answer.status();
        if status.is_redirection() {
            let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok());
            uri = redirected(&uri, location.ok_or_else(|| format!("answer {status} without an address"))?)?;
            continue;
        }
        if !status.is_success() {
            return Err(format!("answer {status}"));
        }
        let body = Limited::new(answer.into_body(), trustlist::MAX_OCTETS).collect().await;
        return Ok(body.map_err(|error| error.to_string())?.to_bytes().to_vec());
    }
    Err(format!("more than {REDIRECTIONS} redirections"))
}

fn address(url: &str) -> Result<Uri, String> {
    let uri: Uri = url.parse().map_err(|error| format!("{url:?}: {error}"))?;
    match (uri.scheme_str(), uri.host()) {
        (Some("http" | "https"), Some(_)) => Ok(uri),
        _ => Err(format!("{url:?} is neither an http nor an https address")),
    }
}

/// Where a redirection leads: an address, or a path at the same host. From https not back to http.
fn redirected(from: &Uri, location: &str) -> Result<Uri, String> {
    let to = if location.starts_with('/') && !location.starts_with("//") {
        let (scheme, host) = (from.scheme_str().unwrap_or_default(), from.authority());
        address(&format!("{scheme}://{}{location}", host.map_or("", |host| host.as_str())))?
    } else {
        address(location)?
    };
    if from.scheme_str() == Some("https") && to.scheme_str() == Some("http") {
        return Err(format!("the redirection to {to} is not encrypted"));
    }
    Ok(to)
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
    };

    use super::*;

    /// A server that gives these answers, one a connection; its address.
    fn serving(answers: Vec<Vec<u8>>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for answer in answers {
                let (mut connection, _) = listener.accept().unwrap();
                let mut request = [0; 4096];
                let _ = connection.read(&mut request);
                let _ = connection.write_all(&answer);
            }
        });
        address
    }

    fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
        let length = body.len();
        let head =
            format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n");
        [head.as_bytes(), body].concat()
    }

    #[test]
    fn a_list_is_fetched_also_over_a_redirection() {
        let url = serving(vec![
            answer("302 Found", "Location: /elsewhere.xml\r\n", b""),
            answer("200 OK", "", b"<list/>"),
        ]);
        assert_eq!(HttpLists.fetch(&format!("{url}/list.xml")).unwrap(), b"<list/>");
    }

    #[test]
    fn failures_are_told() {
        let url = serving(vec![answer("404 Not Found", "", b"")]);
        assert!(HttpLists.fetch(&url).unwrap_err().contains("404"));
        let url = serving(vec![answer("302 Found", "Location: /\r\n", b""); 4]);
        assert!(HttpLists.fetch(&url).unwrap_err().contains("redirections"));
        let url = serving(vec![answer("302 Found", "Location: ftp://127.0.0.1/x\r\n", b"")]);
        assert!(HttpLists.fetch(&url).unwrap_err().contains("neither"));
        for url in ["", "list.xml", "file:///list.xml", "ftp://example.test/list.xml"] {
            assert!(HttpLists.fetch(url).is_err(), "{url}");
        }
    }

    #[test]
    fn what_is_larger_than_a_list_is_not_read_to_its_end() {
        let url = serving(vec![answer("200 OK", "", &vec![b' '; trustlist::MAX_OCTETS + 1])]);
        assert!(HttpLists.fetch(&url).is_err());
    }

    #[test]
    fn a_redirection_does_not_leave_encryption() {
        let from: Uri = "https://example.test/a".parse().unwrap();
        assert!(redirected(&from, "http://example.test/b").is_err());
        assert_eq!(redirected(&from, "/b").unwrap(), "https://example.test/b");
    }
}
