//! `ceralacca cert`: what a certificate says, and whether it can be relied upon.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sigcheck::Code;
use webkit::{Lang, fmt};
use x509::Certificate;

use crate::{
    Context,
    cli::Cert,
    exit::{Exit, Failure, Outcome},
    files, trust,
};

/// Runs the command that was asked for.
pub fn run(context: &Context, command: &Cert) -> Outcome {
    match command {
        Cert::Show { files } => show(context, files),
        Cert::Check { file, trust } => check(context, file, trust),
    }
}

fn read(path: &Path) -> Outcome<Certificate> {
    let bytes = files::read(path, 1 << 20)?;
    let damaged =
        |error| Failure::new(Exit::Input, "input-damaged").with("file", path.display()).with("detail", error);
    Certificate::from_pem_or_der(&bytes).map_err(damaged)
}

fn show(context: &Context, paths: &[PathBuf]) -> Outcome {
    let mut all = Vec::with_capacity(paths.len());
    for path in paths {
        all.push(read(path)?);
    }
    let rows: Vec<Value> = all.iter().map(described).collect();
    let document = json!({ "format": "ceralacca.certificate/1", "certificates": rows });
    context.out.data(&document, || {
        all.iter().map(|certificate| words(context.out.lang, certificate)).collect::<Vec<_>>().join("\n\n")
    });
    Ok(Exit::Done)
}

/// A certificate as JSON.
pub fn described(certificate: &Certificate) -> Value {
    let list = |urls: Vec<&str>| urls.into_iter().map(str::to_owned).collect::<Vec<_>>();
    json!({
        "subject": certificate.subject().rfc4514(),
        "issuer": certificate.issuer().rfc4514(),
        "serial": certificate.serial_hex(),
        "not_before": certificate.not_before(),
        "not_after": certificate.not_after(),
        "key": certificate.public_key().map(|key| key.key_type().to_string()).ok(),
        "sha256": foundation::hex(&certificate.sha256()),
        "key_usage": usages(certificate),
        "policies": certificate.policies().ok().flatten().unwrap_or_default().iter()
            .map(|policy| policy.oid.to_string()).collect::<Vec<_>>(),
        "crl": list(certificate.crl_urls()),
        "ocsp": list(certificate.ocsp_urls()),
        "ca_issuers": list(certificate.ca_issuers_urls()),
    })
}

fn usages(certificate: &Certificate) -> Vec<&'static str> {
    certificate.key_usage().ok().flatten().map(|usage| usage.names().collect()).unwrap_or_default()
}

/// A certificate in words.
pub fn words(lang: Lang, certificate: &Certificate) -> String {
    let key =
        certificate.public_key().map_or_else(|error| error.to_string(), |key| key.key_type().to_string());
    let rows = [
        ("cert-subject", certificate.subject().rfc4514()),
        ("cert-issuer", certificate.issuer().rfc4514()),
        ("ca-serial", certificate.serial_hex()),
        (
            "ca-validity",
            format!(
                "{} – {}",
                fmt::date_time_exact(lang, certificate.not_before()),
                fmt::date_time_exact(lang, certificate.not_after())
            ),
        ),
        ("cert-key", key),
        ("cert-usage", usages(certificate).join(", ")),
        ("ca-fingerprint", fmt::fingerprint(&certificate.sha256())),
        ("ca-ocsp", certificate.ocsp_urls().join(" ")),
        ("ca-crl", certificate.crl_urls().join(" ")),
    ];
    let rows = rows.into_iter().filter(|(_, value)| !value.is_empty());
    rows.map(|(key, value)| format!("{}: {value}", lang.t(key))).collect::<Vec<_>>().join("\n")
}

fn check(context: &Context, path: &Path, named: &[PathBuf]) -> Outcome {
    let certificate = read(path)?;
    let trust = trust::gather(context, named)?;
    let at = context.clock().now();
    let verdict = sigcheck::check_certificate(&certificate, &trust, at, &sigcheck::Policy::default());
    let exit = match (verdict.errors.first().map(|reason| reason.code), verdict.errors.is_empty()) {
        (_, true) => Exit::Done,
        (Some(Code::CertificateRevoked | Code::ChainInvalid), _) => Exit::NotValid,
        _ => Exit::Indeterminate,
    };
    let document = json!({
        "format": "ceralacca.certificate-check/1",
        "certificate": described(&certificate),
        "time": at,
        "valid": exit == Exit::Done,
        "chain": verdict.chain,
        "revocation": verdict.revocation,
        "errors": verdict.errors,
        "warnings": verdict.warnings,
    });
    let lang = context.out.lang;
    context.out.data(&document, || {
        let key = match exit {
            Exit::Done => "cert-check-good",
            Exit::NotValid => "cert-check-bad",
            _ => "cert-check-unsure",
        };
        let mut lines = vec![lang.t(key), words(lang, &certificate)];
        let reasons = verdict.errors.iter().chain(&verdict.warnings);
        lines.extend(reasons.map(|reason| super::verify::reason_words(lang, reason)));
        lines.join("\n")
    });
    Ok(exit)
}
