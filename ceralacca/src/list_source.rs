//! Trusted lists over HTTP.

use std::time::Duration;

use http::header::ACCEPT;
use signing::trusted_lists::ListSource;

use crate::{
    config::Config,
    outside::{Asked, Fetcher, Permitted},
};

/// How long a whole list may take.
const WHOLE: Duration = Duration::from_secs(60);
const TYPES: &str = "application/vnd.etsi.tsl+xml, application/xml, text/xml";

/// Fetches trusted lists with `GET` from http and https addresses: the lists are signed, so that the way
/// need not be safe. What is larger than a list can be, or takes longer than a minute, is given up, and only
/// public addresses are asked.
#[derive(Debug, Default)]
pub struct HttpLists {
    /// What is asked beside public addresses.
    permitted: Permitted,
}

impl HttpLists {
    /// As an installation permits.
    pub fn of(config: &Config) -> Self {
        Self { permitted: config.raw().outside.permitted(false, &config.raw().pki.url) }
    }
}

impl ListSource for HttpLists {
    fn fetch(&self, url: &str) -> Result<Vec<u8>, String> {
        // The thread that asks may belong to a runtime or not: the exchange gets a thread of its own.
        std::thread::scope(|scope| {
            let exchange = scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                let runtime = runtime.map_err(|error| error.to_string())?;
                runtime.block_on(async {
                    let fetcher = Fetcher::new(self.permitted.clone()).map_err(|error| error.to_string())?;
                    let asked =
                        Asked { headers: &[(ACCEPT, TYPES)], body: &[], longest: trustlist::MAX_OCTETS };
                    let whole = tokio::time::timeout(WHOLE, Box::pin(fetcher.fetch(url, asked))).await;
                    let whole = whole.map_err(|_| format!("no answer within {} seconds", WHOLE.as_secs()))?;
                    whole.map_err(|error| error.to_string())
                })
            });
            exchange.join().unwrap_or_else(|_| Err("the exchange broke off".to_owned()))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeMap,
        io::{Read, Write},
        net::TcpListener,
    };

    use super::*;

    const LOCAL: HttpLists =
        HttpLists { permitted: Permitted { local: true, hosts: Vec::new(), places: BTreeMap::new() } };

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
        assert_eq!(LOCAL.fetch(&format!("{url}/list.xml")).unwrap(), b"<list/>");
    }

    #[test]
    fn failures_are_told() {
        let url = serving(vec![answer("404 Not Found", "", b"")]);
        assert!(LOCAL.fetch(&url).unwrap_err().contains("404"));
        let url = serving(vec![answer("302 Found", "Location: /\r\n", b""); 4]);
        assert!(LOCAL.fetch(&url).unwrap_err().contains("redirects"));
        let url = serving(vec![answer("302 Found", "Location: ftp://127.0.0.1/x\r\n", b"")]);
        assert!(LOCAL.fetch(&url).unwrap_err().contains("only http"));
        for url in ["", "list.xml", "file:///list.xml", "ftp://example.test/list.xml"] {
            assert!(LOCAL.fetch(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_list_does_not_lead_into_the_internal_network() {
        let url = serving(vec![answer("200 OK", "", b"<list/>")]);
        assert!(HttpLists::default().fetch(&url).unwrap_err().contains("public"));
    }

    #[test]
    fn what_is_larger_than_a_list_is_not_read_to_its_end() {
        let url = serving(vec![answer("200 OK", "", &vec![b' '; trustlist::MAX_OCTETS + 1])]);
        assert!(LOCAL.fetch(&url).is_err());
    }
}
