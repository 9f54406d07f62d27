//! Whether a certificate is a server's (RFC 9525): the names that clients ask for.

use std::net::IpAddr;

use super::{Path, Rule, strict::is_host};
use crate::{name::GeneralName, oid};

/// What a client asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerName<'a> {
    /// A host name, in ASCII.
    Dns(&'a str),
    /// An address.
    Ip(IpAddr),
}

impl<'a> ServerName<'a> {
    /// Reads an address or a host name.
    pub fn read(text: &'a str) -> Option<Self> {
        let text = text.strip_suffix('.').unwrap_or(text);
        match text.parse() {
            Ok(address) => Some(Self::Ip(address)),
            Err(_) => is_host(text).then_some(Self::Dns(text)),
        }
    }
}

/// Whether the end certificate of a validated path names the server among its alternative names. The
/// common name says nothing (RFC 9525 §2).
///
/// # Errors
/// Which rule is broken by which certificate of the path.
pub fn serves(path: &Path, name: ServerName<'_>) -> Result<(), (usize, Rule)> {
    let names = path.certificates[0].subject_alt_names();
    let names = names.map_err(|_| (0, Rule::Malformed("subjectAltName")))?.unwrap_or_default();
    if names.iter().any(|known| is_named(known, name)) {
        Ok(())
    } else {
        Err((0, Rule::Profile("subjectAltName")))
    }
}

/// What browsers ask of the certificate of a server besides its name (CA/Browser Forum, baseline
/// requirements 7.1.2, 3.2.2.6): it is no authority's, its usages are named, not critical and not any
/// usage, no wildcard stands for everybody's names, and the anchor names no usages.
///
/// # Errors
/// Which rule is broken by which certificate of the path.
pub fn suits_browsers(path: &Path) -> Result<(), (usize, Rule)> {
    let end = &path.certificates[0];
    if end.is_ca() {
        return Err((0, Rule::Profile("basicConstraints")));
    }
    let usages = end.ext_key_usage().map_err(|_| (0, Rule::Malformed("extKeyUsage")))?.unwrap_or_default();
    let critical = end.extension(&oid::EXT_KEY_USAGE).is_some_and(|usage| usage.critical);
    if critical || !usages.contains(&oid::SERVER_AUTH) || usages.contains(&oid::ANY_EXT_KEY_USAGE) {
        return Err((0, Rule::Profile("extKeyUsage")));
    }
    let names = end.subject_alt_names().map_err(|_| (0, Rule::Malformed("subjectAltName")))?;
    let too_wide = |name: &GeneralName<'_>| matches!(name, GeneralName::Dns(name) if name.strip_prefix("*.").is_some_and(is_public_suffix));
    if names.unwrap_or_default().iter().any(too_wide) {
        return Err((0, Rule::Profile("subjectAltName")));
    }
    if path.certificates.len() > 1 && path.anchor().extension(&oid::EXT_KEY_USAGE).is_some() {
        return Err((path.certificates.len() - 1, Rule::Profile("extKeyUsage")));
    }
    Ok(())
}

/// Second labels below which the countries register everybody.
const SECOND_LEVEL: [&str; 12] =
    ["ac", "co", "com", "edu", "go", "gob", "gov", "mil", "ne", "net", "or", "org"];
/// Services that give each customer a name below their own, the most used of them.
const HOSTING: [&str; 13] = [
    "appspot.com",
    "azurewebsites.net",
    "blogspot.com",
    "cloudfront.net",
    "github.io",
    "gitlab.io",
    "herokuapp.com",
    "netlify.app",
    "pages.dev",
    "s3.amazonaws.com",
    "vercel.app",
    "web.app",
    "workers.dev",
];

/// Whether strangers have names below this one. The whole list of them (publicsuffix.org) changes daily
/// and is not kept here: these are its rules for country codes and the largest services.
fn is_public_suffix(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    match name.rsplit_once('.') {
        None => true,
        Some((second, top)) => {
            (top.len() == 2 && SECOND_LEVEL.contains(&second)) || HOSTING.contains(&name.as_str())
        }
    }
}

fn is_named(known: &GeneralName<'_>, name: ServerName<'_>) -> bool {
    match (known, name) {
        (GeneralName::Dns(known), ServerName::Dns(name)) => is_host_of(known, name),
        (GeneralName::Ip(octets), ServerName::Ip(IpAddr::V4(address))) => *octets == address.octets(),
        (GeneralName::Ip(octets), ServerName::Ip(IpAddr::V6(address))) => *octets == address.octets(),
        _ => false,
    }
}

/// A wildcard stands for exactly one label, the first, and not right below the root (RFC 9525 §6.3).
fn is_host_of(known: &str, name: &str) -> bool {
    match known.strip_prefix("*.") {
        None => known.eq_ignore_ascii_case(name),
        Some(below) => {
            below.contains('.')
                && is_host(below)
                && name.split_once('.').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(below))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_is_one_whole_first_label() {
        assert!(is_host_of("*.example.it", "WWW.example.it"));
        assert!(is_host_of("Example.it", "example.IT"));
        for (known, name) in [
            ("*.example.it", "example.it"),
            ("*.example.it", "a.b.example.it"),
            ("*.it", "example.it"),
            ("w*.example.it", "www.example.it"),
            ("*", "localhost"),
            ("*.*.example.it", "a.b.example.it"),
            ("example.it", "www.example.it"),
        ] {
            assert!(!is_host_of(known, name), "{known} {name}");
        }
    }

    #[test]
    fn below_a_public_suffix_are_strangers() {
        assert!(["it", "co.uk", "GITHUB.io", "com.au"].into_iter().all(is_public_suffix));
        assert!(!["example.it", "example.co.uk", "co.example"].into_iter().any(is_public_suffix));
    }

    #[test]
    fn a_server_is_an_address_or_a_host() {
        assert_eq!(ServerName::read("::1"), Some(ServerName::Ip("::1".parse().unwrap())));
        assert_eq!(ServerName::read("example.it."), Some(ServerName::Dns("example.it")));
        assert_eq!(ServerName::read("à.it"), None);
    }
}
