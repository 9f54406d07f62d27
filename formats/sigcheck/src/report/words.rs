//! The fixed words of a report, so that a report that is read back has the same ones.

use std::{borrow::Cow, collections::BTreeMap};

use serde::{Deserialize, Deserializer};

/// What a word of another version is read as.
pub(crate) const UNKNOWN: &str = "unknown";

/// Every word that stands in a report where a fixed one is expected, and every name of a value.
pub(crate) const ALL: &[&str] = &[
    // document, policy, layers
    super::FORMAT,
    "italian-signature/1",
    "pem",
    "base64",
    "mime",
    // formats and levels
    "CAdES",
    "PAdES",
    "XAdES",
    "PKCS7",
    "XMLDSig",
    "B-B",
    "B-T",
    "B-LT",
    "B-LTA",
    "B",
    "T",
    "LT",
    "LTA",
    // time stamps
    "content",
    "signature",
    "references",
    "archive",
    "document",
    "data",
    "container",
    // evidence
    "crl",
    "ocsp",
    "no-evidence",
    "unreadable",
    "scope",
    "unauthorised",
    "after-expiry",
    "future",
    "outdated",
    "unknown-to-responder",
    "never-issued",
    "unspecified",
    "keyCompromise",
    "cACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
    "removeFromCRL",
    "privilegeWithdrawn",
    "aACompromise",
    // values that messages mention
    "algorithm",
    "certificate",
    "date",
    "detail",
    "kinds",
    "limit",
    "octets",
    "part",
    "reason",
    "rule",
    "since",
    "text",
    "time",
    "why",
    "name",
    "names",
    "instant",
    "kind",
    "element",
    "element",
    "policy",
    "other",
    "until",
    "signature",
    "from",
    "to",
];

fn find(text: &str) -> &'static str {
    ALL.iter().find(|word| **word == text).copied().unwrap_or(UNKNOWN)
}

/// A fixed word.
pub(crate) fn word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'static str, D::Error> {
    Cow::<'de, str>::deserialize(deserializer).map(|text| find(&text))
}

/// A fixed word or nothing.
pub(crate) fn maybe<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'static str>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(|text| find(&text)))
}

/// Fixed words.
pub(crate) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<&'static str>, D::Error> {
    Ok(Vec::<String>::deserialize(deserializer)?.iter().map(|text| find(text)).collect())
}

/// Values under fixed names; those of another version are left out.
pub(crate) fn values<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<&'static str, String>, D::Error> {
    let values = BTreeMap::<String, String>::deserialize(deserializer)?;
    let known = |name: String| ALL.iter().find(|word| **word == name).copied();
    Ok(values.into_iter().filter_map(|(name, value)| Some((known(name)?, value))).collect())
}
