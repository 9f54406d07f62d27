//! Which addresses are connected to.

use std::{
    collections::BTreeMap,
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    task::{Context as Task, Poll},
};

use http::Uri;
use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use tower::Service;

/// What may be asked beside public addresses.
#[derive(Clone, Debug, Default)]
pub struct Permitted {
    /// All addresses of this machine and of the internal network.
    pub local: bool,
    /// Hosts with ports, wherever they are: `127.0.0.1:8480`, `ocsp.interno.example:80`.
    pub hosts: Vec<String>,
    /// Where the hosts with these names are, whatever the name service says. Who set this wants them asked.
    pub places: BTreeMap<String, SocketAddr>,
}

impl Permitted {
    /// Permits the host of an address, with its port.
    pub fn add(&mut self, url: &str) {
        self.hosts.extend(url.parse().ok().as_ref().and_then(authority_of));
    }

    /// Whether an address may be asked for.
    ///
    /// # Errors
    /// Why not.
    pub(super) fn check(&self, uri: &Uri) -> Result<(), String> {
        let (Some("http" | "https"), Some(host)) = (uri.scheme_str(), uri.host()) else {
            return Err("only http and https".to_owned());
        };
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err("a name or a password in the address".to_owned());
        }
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if self.places.keys().any(|name| name.eq_ignore_ascii_case(host)) && uri.port().is_some() {
            // A place is one service, not all of a machine.
            return if self.names(uri) { Ok(()) } else { Err("a port that is not permitted".to_owned()) };
        }
        match host.parse::<IpAddr>() {
            Ok(address) if !self.local && !is_public(address) && !self.names(uri) => {
                Err(format!("{address} is not a public address"))
            }
            _ => Ok(()),
        }
    }

    /// Whether the host of an address is one that was named, with its port.
    pub(super) fn names(&self, uri: &Uri) -> bool {
        authority_of(uri).is_some_and(|authority| self.hosts.contains(&authority))
    }

    /// What resolves names for addresses that were [named](Self::names), and for all others.
    pub(super) fn resolvers(&self) -> [Guarded; 2] {
        let places: BTreeMap<String, SocketAddr> =
            self.places.iter().map(|(name, place)| (name.to_ascii_lowercase(), *place)).collect();
        [true, self.local].map(|everywhere| Guarded {
            everywhere,
            places: places.clone(),
            system: GaiResolver::new(),
        })
    }
}

/// Host and port of an address.
pub(super) fn authority_of(uri: &Uri) -> Option<String> {
    let host = uri.host()?.to_ascii_lowercase();
    let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
    Some(format!("{host}:{port}"))
}

/// Whether an address is one of the public internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => is_public_v4(mapped),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || a == 0
        || a >= 224
        || (a, b & 0xc0) == (100, 64)
        || (a, b & 0xfe) == (198, 18)
        || (a, b, c) == (192, 0, 0))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // Global unicast, without documentation, Teredo and 6to4, which carry other addresses inside.
    let [a, b, ..] = address.segments();
    a & 0xe000 == 0x2000 && (a, b) != (0x2001, 0x0db8) && (a, b) != (0x2001, 0) && a != 0x2002
}

/// Resolves names to addresses that are allowed.
#[derive(Clone, Debug)]
pub(super) struct Guarded {
    everywhere: bool,
    places: BTreeMap<String, SocketAddr>,
    system: GaiResolver,
}

impl Service<Name> for Guarded {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Task<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        if let Some(place) = self.places.get(&name.as_str().to_ascii_lowercase()) {
            // The port of a place holds where the address names none.
            return Box::pin(std::future::ready(Ok(vec![*place].into_iter())));
        }
        let (everywhere, found) = (self.everywhere, self.system.call(name));
        Box::pin(async move {
            let allowed: Vec<SocketAddr> =
                found.await?.filter(|found| everywhere || is_public(found.ip())).collect();
            if allowed.is_empty() {
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, "not a public address"));
            }
            Ok(allowed.into_iter())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_connected_to() {
        for public in ["8.8.8.8", "2a00:1450:4001::200e", "::ffff:8.8.8.8"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for local in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "2002:7f00:1::",
            "64:ff9b::a00:1",
            "2001:db8::1",
        ] {
            assert!(!is_public(local.parse().unwrap()), "{local}");
        }
    }

    #[test]
    fn addresses_are_http_and_without_a_password() {
        let permitted = Permitted { hosts: vec!["127.0.0.1:8480".to_owned()], ..Permitted::default() };
        let check = |url: &str| permitted.check(&url.parse().unwrap()).is_ok();
        assert!(check("http://crl.example.it/lista.crl"));
        assert!(check("http://127.0.0.1:8480/ocsp"));
        for refused in [
            "ldap://directory.example.it/cn=crl",
            "http://127.0.0.1/ocsp",
            "http://127.0.0.1:8481/ocsp",
            "http://[::1]/",
            "http://utente:segreto@crl.example.it/",
            "/solo/un/percorso",
        ] {
            assert!(!check(refused), "{refused}");
        }
    }

    #[test]
    fn a_place_is_one_service() {
        let places = [("pki.example.com".to_owned(), "127.0.0.1:8480".parse().unwrap())].into();
        let permitted = Permitted { places, ..Permitted::default() };
        assert!(permitted.check(&"http://pki.example.com/crl".parse().unwrap()).is_ok());
        assert!(permitted.check(&"http://PKI.example.com:5432/".parse().unwrap()).is_err());
    }

    #[test]
    fn a_host_is_permitted_on_the_port_that_was_named_and_on_no_other() {
        let mut permitted = Permitted::default();
        permitted.add("http://Pki.Interno.example");
        permitted.add("nothing of use");
        let names = |url: &str| permitted.names(&url.parse().unwrap());
        assert!(names("http://pki.interno.example/crl") && names("http://PKI.interno.example:80/"));
        assert!(!names("http://pki.interno.example:22/") && !names("https://pki.interno.example/"));
    }
}
