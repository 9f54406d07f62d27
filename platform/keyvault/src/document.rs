//! JSON documents that end with the SHA-256 of what stands before it.
//!
//! Every version of every document has the member `format` (`NAME/VERSION`) first and `sha256` last,
//! so that a damaged file and a newer version can be told apart.

use aws_lc_rs::digest;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};

const BEFORE_SUM: &str = ",\n  \"sha256\": \"";
const AFTER_SUM: &str = "\"\n}\n";
const SUM_LENGTH: usize = 64;

/// Why octets are not the document that was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// Not what was written.
    Damaged(&'static str),
    /// Written by a later version of the program.
    Newer(u32),
    /// Written by an earlier version, in a format that is no longer read.
    Older(u32),
}

/// The document as octets.
pub(crate) fn encode<T: Serialize>(document: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(document)?;
    text.truncate(text.len() - "\n}".len());
    text.push_str(BEFORE_SUM);
    let sum = sum(text.as_bytes());
    text.push_str(&sum);
    text.push_str(AFTER_SUM);
    Ok(text.into_bytes())
}

/// Reads a document of format `name/version`.
pub(crate) fn decode<T: DeserializeOwned>(name: &str, version: u32, bytes: &[u8]) -> Result<T, Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::Damaged("it is not text"))?;
    let rest = text.strip_suffix(AFTER_SUM).ok_or(Unreadable::Damaged("its end is missing"))?;
    let (summed, found) = rest
        .len()
        .checked_sub(SUM_LENGTH)
        .and_then(|at| rest.split_at_checked(at))
        .ok_or(Unreadable::Damaged("its end is missing"))?;
    let body = summed.strip_suffix(BEFORE_SUM).ok_or(Unreadable::Damaged("its end is missing"))?;
    if sum(summed.as_bytes()) != found {
        return Err(Unreadable::Damaged("its content does not match its checksum"));
    }
    let body = format!("{body}\n}}");
    let unreadable = |_| Unreadable::Damaged("a part of it is missing or has another shape");
    let Head { format } = serde_json::from_str(&body).map_err(unreadable)?;
    match format.strip_prefix(name).and_then(|rest| rest.strip_prefix('/')?.parse().ok()) {
        Some(found) if found == version => serde_json::from_str(&body).map_err(unreadable),
        Some(newer) if newer > version => Err(Unreadable::Newer(newer)),
        Some(older @ 1..) => Err(Unreadable::Older(older)),
        _ => Err(Unreadable::Damaged("it is a file of another kind")),
    }
}

#[derive(Deserialize)]
struct Head {
    format: String,
}

fn sum(bytes: &[u8]) -> String {
    digest::digest(&digest::SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Octets, in Base64 inside a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Octets(pub(crate) Vec<u8>);

impl Serialize for Octets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Octets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64_STANDARD.decode(text).map(Octets).map_err(serde::de::Error::custom)
    }
}

/// An instant, in ISO 8601 inside a document.
pub(crate) mod instant {
    use foundation::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(instant: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(instant)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
