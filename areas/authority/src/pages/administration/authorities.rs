//! `/amministrazione/ca`: authorities, generations, keys, validity.

use std::sync::Arc;

use axum::extract::State;
use maud::{Markup, html};
use webkit::{
    Failure, Operator, Page, Visit,
    components::{Tone, badge, code, copyable, definitions, empty_state},
    fmt, t,
};

use x509::alg::{DigestAlgorithm, SignatureAlgorithm};

use super::{READERS, frame};
use crate::{Authority, Census, ServiceAuthority, pages::blocking};

pub(super) async fn show(
    visit: Visit,
    operator: Operator,
    State(authority): State<Arc<Authority>>,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    operator.require(lang, &READERS)?;
    let all = authority.authorities();
    let census = blocking(move || authority.census()).await?;
    let content = html! {
        @if all.is_empty() {
            (empty_state(&lang.t("admin-ca-none"), &lang.t("admin-ca-none-why"), None))
        }
        @for (index, ca) in all.iter().enumerate() {
            // By service, older generations first: the last of a service issues.
            @let current = all.get(index + 1).is_none_or(|next| next.service != ca.service);
            @let generation = all[..=index].iter().filter(|other| other.service == ca.service).count();
            (section(&visit, ca, generation, current))
        }
        (counts(&visit, &census))
    };
    Ok(frame(&visit, "admin-ca-heading", "admin-ca-lead").content(content))
}

fn section(visit: &Visit, ca: &ServiceAuthority, generation: usize, current: bool) -> Markup {
    let lang = visit.lang;
    let certificate = &ca.certificate;
    let id = format!("ca-{}", ca.path);
    let service = lang.t(&format!("ca-service-{}", ca.service));
    let state = match (current, certificate.is_valid_at(visit.now)) {
        (true, true) => badge(Tone::Success, &lang.t("admin-ca-current")),
        _ => badge(Tone::Neutral, &lang.t("admin-ca-former")),
    };
    let algorithm = certificate.signature_algorithm().map(algorithm_in_words).unwrap_or_default();
    let key = certificate.public_key().map(|key| key.key_type().to_string()).unwrap_or_default();
    let labels = ["name", "state", "validity", "key", "algorithm", "serial", "shards", "fingerprint"];
    let labels = labels.map(|key| lang.t(&format!("admin-ca-{key}")));
    let validity = t!(
        lang,
        "ca-validity-range",
        from = fmt::date(lang, certificate.not_before()),
        to = fmt::date(lang, certificate.not_after())
    );
    let values = [
        html! { (certificate.subject().friendly()) },
        state,
        html! { (validity) },
        html! { (code(&ca.key_label)) " " (key) },
        html! { (algorithm) },
        code(&certificate.serial_hex()),
        html! { (ca.shard_count) },
        copyable(lang, &format!("{id}-sha256"), &fmt::fingerprint(&certificate.sha256())),
    ];
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (service) ", " (t!(lang, "admin-ca-generation", n = generation.to_string())) }
            (definitions(labels.iter().map(String::as_str).zip(values)))
        }
    }
}

fn counts(visit: &Visit, census: &Census) -> Markup {
    let lang = visit.lang;
    let number = |n: u64| html! { (fmt::integer(lang, i64::try_from(n).unwrap_or(i64::MAX))) };
    let labels = ["pairs", "open", "half", "repeated"].map(|key| lang.t(&format!("admin-ca-{key}")));
    let values =
        [census.whole_pairs, census.open_pairs, census.half_pairs, census.repeated_serials].map(number);
    html! {
        h2 { (lang.t("admin-ca-census")) }
        (definitions(labels.iter().map(String::as_str).zip(values)))
    }
}

/// A signature algorithm as people of the trade write it.
fn algorithm_in_words(algorithm: SignatureAlgorithm) -> String {
    let digest = |digest: DigestAlgorithm| format!("{digest:?}").to_uppercase().replace("SHA", "SHA-");
    match algorithm {
        SignatureAlgorithm::Ecdsa(with) => format!("ECDSA, {}", digest(with)),
        SignatureAlgorithm::RsaPkcs1(with) => format!("RSA PKCS#1 v1.5, {}", digest(with)),
        SignatureAlgorithm::RsaPss { digest: with, .. } => format!("RSA-PSS, {}", digest(with)),
    }
}
