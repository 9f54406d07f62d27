//! Devices in words and as JSON.

use devices::{Condition, Found};
use serde_json::{Value, json};
use webkit::fmt;
use x509::Certificate;

use crate::{Context, commands::cert, output::Tone};

/// A device as JSON.
pub fn described(found: &Found) -> Value {
    json!({
        "id": found.id.as_str(),
        "kind": found.kind.name(),
        "name": found.name,
        "holder": found.holder,
        "card_number": found.card_number,
        "place": found.place,
        "test_device": found.is_test_device(),
        "can_sign": found.can_sign(),
        "condition": found.condition.as_ref().map(Condition::code),
        "pin": {
            "needed": found.pin.needed,
            "tries_left": found.pin.tries_left,
            "puk_tries_left": found.pin.puk_tries_left,
        },
        "signature": found.signature.as_ref().map(cert::described),
        "authentication": found.authentication.as_ref().map(cert::described),
    })
}

/// A device in words.
pub fn words(context: &Context, found: &Found) -> String {
    let lang = context.out.lang;
    let mut lines = vec![match &found.card_number {
        Some(number) => format!("{} ({number})", found.name),
        None => found.name.clone(),
    }];
    let kind = lang.t(&format!("device-kind-{}", found.kind.name()));
    if found.place == found.name {
        lines.push(format!("  {kind}"));
    } else {
        lines.push(format!("  {kind}: {}", found.place));
    }
    if let Some(holder) = found.holder.as_ref().filter(|holder| **holder != found.name) {
        lines.push(format!("  {}", lang.text("cli-card-holder", &[("name", holder.clone().into())])));
    }
    let mut certificate = |key: &str, certificate: &Option<Certificate>| {
        if let Some(certificate) = certificate {
            let date = fmt::date(lang, certificate.not_after());
            let subject = certificate.subject().friendly();
            let values = [("date", date.into()), ("subject", subject.into())];
            lines.push(format!("  {}", lang.text(key, &values)));
        }
    };
    certificate("cli-card-signature", &found.signature);
    certificate("cli-card-authentication", &found.authentication);
    for (key, left) in
        [("cli-card-pin-tries", found.pin.tries_left), ("cli-card-puk-tries", found.pin.puk_tries_left)]
    {
        if let Some(left) = left {
            lines.push(format!("  {}", lang.text(key, &[("left", left.into())])));
        }
    }
    if let Some(condition) = &found.condition {
        let [heading, why, todo] = webkit::words(&condition.problem(&found.name), lang);
        let tone = if condition.is_warning() { Tone::Unsure } else { Tone::Bad };
        lines.push(format!("  {} {why}", context.out.paint(tone, &format!("{heading}."))));
        lines.push(format!("  {todo}"));
    }
    lines.join("\n")
}
