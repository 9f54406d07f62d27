//! What may be asked beside public addresses: `[outside]` of `ceralacca.toml`.

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use http::uri::Authority;
use serde::{Deserialize, Serialize};

use super::Permitted;

/// `[outside]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawOutside {
    /// Hosts without a public address that may be asked, as `host` or `host:port`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<String>,
    /// Where hosts are that the name service does not know, or knows elsewhere.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub places: BTreeMap<String, SocketAddr>,
    /// Seconds that one answer may take; 20 unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u16>,
}

impl RawOutside {
    /// Whether there is nothing to write.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// The first entry that makes no sense, with its key.
    pub fn wrong(&self) -> Option<(&'static str, String)> {
        let is_host = |host: &&String| {
            host.parse::<Authority>()
                .is_ok_and(|host| !host.host().is_empty() && !host.as_str().contains('@'))
        };
        if let Some(host) = self.allow.iter().find(|host| !is_host(host)) {
            return Some(("outside.allow", format!("{host:?}")));
        }
        if let Some(name) = self.places.keys().find(|name| name.contains([':', '/']) || !is_host(name)) {
            return Some(("outside.places", format!("{name:?}")));
        }
        (self.seconds == Some(0)).then(|| ("outside.seconds", "0".to_owned()))
    }

    /// What is permitted, with the addresses of the installation itself.
    pub fn permitted(&self, local: bool, own: &str) -> Permitted {
        let mut permitted = Permitted { local, hosts: Vec::new(), places: self.places.clone() };
        permitted.add(own);
        for host in &self.allow {
            // With a port it is that one, otherwise those of http and https.
            permitted.add(&format!("http://{host}/"));
            if host.parse().is_ok_and(|host: Authority| host.port().is_none()) {
                permitted.add(&format!("https://{host}/"));
            }
        }
        permitted
    }

    /// How long one answer may take.
    pub fn patience(&self) -> Option<Duration> {
        self.seconds.map(|seconds| Duration::from_secs(seconds.into()))
    }
}

/// `[trusted_lists]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawTrustedLists {
    /// Of which countries lists are fetched, by the two letters of their territory; of all unless said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
}

impl RawTrustedLists {
    /// Whether there is nothing to write.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// The first country that is none.
    pub fn wrong(&self) -> Option<&str> {
        self.countries.iter().map(String::as_str).find(|country| !is_territory(country))
    }
}

/// Whether these are two capital letters, as the lists write a territory.
pub fn is_territory(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|octet| octet.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_permitted_with_their_ports() {
        let text = "allow = [\"10.1.2.3\", \"ocsp.interno:8080\"]\nplaces = { \"pki.example.com\" = \"127.0.0.1:8480\" }";
        let raw: RawOutside = toml::from_str(text).unwrap();
        assert_eq!(raw.wrong(), None);
        let permitted = raw.permitted(false, "http://pki.interno");
        assert_eq!(permitted.hosts, ["pki.interno:80", "10.1.2.3:80", "10.1.2.3:443", "ocsp.interno:8080"]);
        assert_eq!(permitted.places.len(), 1);
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        for (text, key) in [
            ("allow = [\"http://ocsp.interno/\"]", "outside.allow"),
            ("allow = [\"\"]", "outside.allow"),
            ("allow = [\"utente@host\"]", "outside.allow"),
            ("places = { \"a:80\" = \"127.0.0.1:1\" }", "outside.places"),
            ("seconds = 0", "outside.seconds"),
        ] {
            let raw: RawOutside = toml::from_str(text).unwrap();
            assert_eq!(raw.wrong().map(|(key, _)| key), Some(key), "{text}");
        }
    }
}
