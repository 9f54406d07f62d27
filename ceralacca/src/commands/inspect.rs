//! `ceralacca inspect`: what a file is and what it holds.

mod held;
mod stamps;

use std::{
    fs::File,
    io::{self, BufReader, Seek},
    path::Path,
};

use cades::{Envelopes, Limits, ReadError};
use serde_json::{Value, json};
use webkit::{Lang, fmt};
use x509::{Certificate, crl::Crl, ocsp::Answer, request::Request};

use super::{batch, cert, extract};
use crate::{
    Context,
    cli::Inspect,
    exit::{Exit, Failure, Outcome},
    files,
    output::one_line,
};

/// What is read whole to be looked at; signed envelopes have no such limit.
const LIMIT: u64 = 256 << 20;

/// Looks at every file.
pub fn run(context: &Context, options: &Inspect) -> Outcome {
    let files = batch::expand(&options.files, options.recursive)?;
    let mut all = Vec::with_capacity(files.len());
    let mut first_failure = None;
    for path in &files {
        match look(context.out.lang, path) {
            Ok(found) => all.push(found),
            Err(failure) if files.len() == 1 => return Err(failure),
            Err(failure) => {
                context.out.failure(&failure);
                first_failure.get_or_insert(failure.exit);
            }
        }
    }
    let documents: Vec<&Value> = all.iter().map(|(document, _)| document).collect();
    let document = json!({ "format": "ceralacca.inspect/1", "files": documents });
    context
        .out
        .data(&document, || all.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join("\n\n"));
    Ok(match first_failure {
        None => Exit::Done,
        Some(exit) if all.is_empty() => exit,
        Some(_) => Exit::Partial,
    })
}

fn look(lang: Lang, path: &Path) -> Outcome<(Value, String)> {
    let failed = |error| Failure::io(&error, path);
    let mut file = if path == Path::new("-") {
        files::spool(io::stdin().lock()).map_err(failed)?
    } else {
        files::open(path)?
    };
    let head = files::head_of(&mut file).map_err(failed)?;
    let name = path.display().to_string();
    if head.is_empty() {
        return Err(Failure::new(Exit::Input, "input-empty").with("file", name));
    }
    if files::is_pdf(&head) {
        return pdf(lang, &file, path, &name);
    }
    let mut source = BufReader::with_capacity(1 << 17, file);
    let read = Envelopes::read(&mut source, &Limits::default());
    let mut file = source.into_inner();
    file.rewind().map_err(failed)?;
    let unreadable = match read {
        Ok(envelopes) => {
            let is_token =
                envelopes.all().first().is_some_and(|one| one.content_type() == cades::oid::TST_INFO);
            let token = match is_token {
                true => stamps::token(&name, &files::take(&file, path, LIMIT)?, lang),
                false => None,
            };
            return Ok(token.unwrap_or_else(|| envelope(lang, &name, &envelopes)));
        }
        Err(ReadError::NotCms | ReadError::NotSignedData(_) | ReadError::Base64 { .. }) => None,
        Err(error @ ReadError::Malformed { .. }) => Some(error),
        Err(error) => return Err(extract::read_failure(error, path)),
    };
    let octets = files::take(&file, path, LIMIT)?;
    if let Some(found) = single(&name, &octets, lang)
        .or_else(|| held::look(&name, &octets, lang))
        .or_else(|| stamps::look(&name, &octets, lang))
    {
        return Ok(found);
    }
    if let Some(error) = unreadable {
        return Err(extract::read_failure(error, path));
    }
    let kind = if head.starts_with(b"PK\x03\x04") {
        "zip"
    } else if head.trim_ascii_start().starts_with(b"<") {
        "xml"
    } else {
        "other"
    };
    let words = format!("{name}: {}", lang.t(&format!("inspect-{kind}")));
    Ok((json!({ "file": name, "kind": kind }), words))
}

/// A certificate, a list, a request or an OCSP response.
fn single(name: &str, bytes: &[u8], lang: Lang) -> Option<(Value, String)> {
    if let Ok(certificate) = Certificate::from_pem_or_der(bytes) {
        let words = format!("{name}: {}\n{}", lang.t("inspect-certificate"), cert::words(lang, &certificate));
        let document =
            json!({ "file": name, "kind": "certificate", "certificate": cert::described(&certificate) });
        return Some((document, words));
    }
    if let Ok(crl) = Crl::from_pem_or_der(bytes) {
        let entries = crl.entries().count();
        let next = crl.next_update();
        let words = format!(
            "{name}: {}\n{}: {}\n{}: {}\n{}: {}\n{}: {entries}",
            lang.t("inspect-crl"),
            lang.t("cert-issuer"),
            crl.issuer().rfc4514(),
            lang.t("ca-list-published"),
            fmt::date_time_exact(lang, crl.this_update()),
            lang.t("ca-list-next"),
            next.map(|at| fmt::date_time_exact(lang, at)).unwrap_or_default(),
            lang.t("ca-list-entries"),
        );
        let document = json!({
            "file": name, "kind": "crl", "issuer": crl.issuer().rfc4514(),
            "this_update": crl.this_update(), "next_update": next, "entries": entries,
            "number": crl.number().ok().flatten().map(foundation::hex),
        });
        return Some((document, words));
    }
    if let Ok(request) = Request::from_pem_or_der(bytes) {
        let words = format!(
            "{name}: {}\n{}: {}",
            lang.t("inspect-request"),
            lang.t("cert-key"),
            request.public_key().key_type()
        );
        let document = json!({ "file": name, "kind": "request", "subject": request.subject().rfc4514() });
        return Some((document, words));
    }
    if let Ok(Answer::Successful(response)) = Answer::from_der(bytes) {
        let count = response.responses().count();
        let at = fmt::date_time_exact(lang, response.produced_at());
        let words = format!(
            "{name}: {}\n{}: {at}\n{}: {count}",
            lang.t("inspect-ocsp"),
            lang.t("ca-list-published"),
            lang.t("ca-list-entries")
        );
        let document = json!({ "file": name, "kind": "ocsp", "produced_at": response.produced_at(), "responses": count });
        return Some((document, words));
    }
    None
}

fn envelope(lang: Lang, name: &str, envelopes: &Envelopes) -> (Value, String) {
    let mut words = vec![format!("{name}: {}", lang.t("inspect-cms"))];
    let mut levels = Vec::new();
    for (depth, envelope) in envelopes.all().iter().enumerate() {
        let indent = "  ".repeat(depth + 1);
        let certificates: Vec<Value> = envelope.certificates().iter().map(cert::described).collect();
        for certificate in envelope.certificates() {
            words.push(format!("{indent}{}", one_line(&certificate.subject().rfc4514())));
        }
        levels.push(json!({
            "detached": envelope.is_detached(),
            "content_type": envelope.content_type().to_string(),
            "signers": envelope.signers().len(),
            "certificates": certificates,
        }));
    }
    (json!({ "file": name, "kind": "cms", "envelopes": levels }), words.join("\n"))
}

fn pdf(lang: Lang, file: &File, path: &Path, name: &str) -> Outcome<(Value, String)> {
    let bytes = files::take(file, path, LIMIT)?;
    let document = pades::inspect(&bytes)
        .map_err(|error| Failure::new(Exit::Input, "pdf-damaged").with("file", name).with("detail", error))?;
    let fields: Vec<&str> = document.signatures.iter().map(|signature| signature.field.as_str()).collect();
    let words = format!("{name}: {}\n  {}", lang.t("inspect-pdf"), one_line(&fields.join(", ")));
    Ok((json!({ "file": name, "kind": "pdf", "signatures": fields }), words.trim_end().to_owned()))
}
