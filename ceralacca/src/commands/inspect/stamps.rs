//! What time stamps, their requests and key stores are, by their structure alone.

use std::io::Cursor;

use cades::{
    Limits, M7m,
    token::{TimeStamp, TimeStampToken},
};
use serde_json::{Value, json};
use timestamping::{Request, Response, signer_of};
use webkit::{Lang, fmt};
use x509::alg::DigestAlgorithm;

use crate::output::one_line;

/// What was found in a file, or `None` when it is nothing of the kind.
pub(super) fn look(name: &str, octets: &[u8], lang: Lang) -> Option<(Value, String)> {
    let limits = Limits::default();
    if let Ok(response) = Response::read(octets, &limits) {
        return Some(match response {
            Response::Granted(token) => told(name, "timestamp-response", &token, lang),
            Response::Refused { status, failures, .. } => {
                let codes: Vec<&str> = failures.iter().map(|failure| failure.name()).collect();
                let words = format!(
                    "{}: {}\n  {status} {}",
                    one_line(name),
                    lang.t("inspect-timestamp-refused"),
                    codes.join(", ")
                );
                let document = json!({
                    "file": name, "kind": "timestamp-response", "status": status, "failures": codes,
                });
                (document, words.trim_end().to_owned())
            }
        });
    }
    if let Ok(request) = Request::from_der(octets) {
        let digest = request.imprint.algorithm().map_or("?", DigestAlgorithm::name);
        let imprint = foundation::hex(request.imprint.digest());
        let words =
            format!("{}: {}\n  {digest} {imprint}", one_line(name), lang.t("inspect-timestamp-request"));
        let document = json!({
            "file": name, "kind": "timestamp-request", "digest": digest, "imprint": imprint,
            "policy": request.policy.map(|policy| policy.to_string()), "certificates": request.cert_req,
        });
        return Some((document, words));
    }
    let mut source = Cursor::new(octets);
    if M7m::is_likely(&mut source).unwrap_or(false)
        && let Ok(message) = M7m::read(&mut source, &limits)
    {
        let (mut document, words) = told(name, "m7m", message.token(), lang);
        document["document"] = json!(message.name());
        return Some((document, words));
    }
    is_key_store(octets).then(|| {
        let words = format!("{}: {}", one_line(name), lang.t("inspect-key-store"));
        (json!({ "file": name, "kind": "pkcs12" }), words)
    })
}

/// A token in an envelope of its own.
pub(super) fn token(name: &str, octets: &[u8], lang: Lang) -> Option<(Value, String)> {
    let token = TimeStampToken::read(octets, &Limits::default()).ok()?;
    Some(told(name, "timestamp", &token, lang))
}

fn told(name: &str, kind: &str, token: &TimeStampToken, lang: Lang) -> (Value, String) {
    let stamp: &TimeStamp = token.stamp();
    let authority = signer_of(token, &[]).ok().map(|unit| unit.subject().rfc4514());
    let digest = stamp.imprint_algorithm.map_or("?", DigestAlgorithm::name);
    let imprint = foundation::hex(&stamp.imprint);
    let rows = [
        ("inspect-time", fmt::date_time_exact(lang, stamp.time)),
        ("inspect-authority", authority.clone().unwrap_or_else(|| "-".to_owned())),
        ("inspect-policy", stamp.policy.to_string()),
        ("inspect-imprint", format!("{digest} {imprint}")),
    ];
    let mut words = vec![format!("{}: {}", one_line(name), lang.t(&format!("inspect-{kind}")))];
    words.extend(rows.iter().map(|(key, value)| format!("  {}: {}", lang.t(key), one_line(value))));
    let document = json!({
        "file": name, "kind": kind, "time": stamp.time, "authority": authority,
        "policy": stamp.policy.to_string(), "serial": foundation::hex(&stamp.serial),
        "digest": digest, "imprint": imprint, "qualified": stamp.qualified,
    });
    (document, words.join("\n"))
}

/// Whether this begins as PFX does (RFC 7292 §4): version 3, then contents of type data or signedData.
fn is_key_store(octets: &[u8]) -> bool {
    let content = match octets {
        [0x30, length, rest @ ..] if *length < 0x80 => rest,
        [0x30, length, rest @ ..] => rest.get(usize::from(length & 0x7f)..).unwrap_or_default(),
        _ => return false,
    };
    const PKCS7: [u8; 8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];
    content.starts_with(&[2, 1, 3, 0x30])
        && content.iter().take(24).copied().collect::<Vec<u8>>().windows(8).any(|eight| eight == PKCS7)
}
