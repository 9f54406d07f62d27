//! What people would not expect is said in words of its own, and each attack by its own reason.

use std::{collections::BTreeMap, path::Path};

use sigcheck::{Code, Indication, Reason, Report};
use webkit::Lang;

use crate::{
    site::{TestSite, with_corpus},
    tables::report_becomes,
};

async fn page_of(site: &TestSite, path: &Path) -> String {
    let file = std::fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    site.report(&[("file", Some(name), &file)]).await.text()
}

#[tokio::test]
async fn a_certificate_that_ended_after_a_proven_signature_is_told_as_valid_then_expired_now() {
    let Some((site, corpus)) = with_corpus(1) else { return };
    let file = std::fs::read(corpus.join("valid/pades-bt.pdf")).unwrap();
    let address = site.address(&[("file", Some("a.pdf"), &file)]).await;
    let page = site.get(&address).await.text();
    assert!(!page.contains("Il certificato era valido allora ed è scaduto dopo"));
    // What the verdict says years later, when the certificate is over.
    let json = site.get(&format!("{address}/rapporto.json")).await;
    let mut report: Report = serde_json::from_slice(&json.body).unwrap();
    report.signatures[0].warnings.push(Code::CertificateExpiredSince.into());
    report_becomes(&site.store, serde_json::to_string(&report).unwrap());
    let page = site.get(&address).await;
    assert_eq!(page.verdict(), "La firma è valida");
    assert!(page.text().contains("Il certificato era valido allora ed è scaduto dopo"), "{}", page.text());
}

#[tokio::test]
async fn missing_revocation_lists_are_told_and_the_signature_is_not_called_valid() {
    let Some((site, corpus)) = with_corpus(1) else { return };
    // A year later the lists at hand are old, and nobody could fetch newer ones.
    site.clock.advance(jiff::SignedDuration::from_hours(24 * 365));
    let page = page_of(&site, &corpus.join("valid/atto.txt.p7m")).await;
    assert!(page.contains("Non abbiamo notizie aggiornate sulla revoca"), "{page}");
    assert!(page.contains("Non possiamo stabilire se la firma è valida"));
}

#[tokio::test]
async fn additions_after_a_pdf_signature_are_told_as_allowed() {
    let Some((site, corpus)) = with_corpus(2) else { return };
    for path in ["valid/pades-blt.pdf", "valid/pades-two-visible.pdf"] {
        let page = page_of(&site, &corpus.join(path)).await;
        assert!(page.contains("Dopo la firma ci sono solo aggiunte ammesse"), "{path}");
        assert!(
            page.contains("La parte firmata non è cambiata. Dopo ci sono solo aggiunte ammesse."),
            "{path}"
        );
    }
    let page = page_of(&site, &corpus.join("attack/atk-isa-content-replaced.pdf")).await;
    assert!(!page.contains("Dopo la firma ci sono solo aggiunte ammesse"));
}

#[tokio::test]
async fn every_attack_is_told_by_its_own_reason() {
    let Some((site, corpus)) = with_corpus(31) else { return };
    let generic = sigcheck::Reason::from(Code::Unknown);
    let generic = signing::pages::told(Lang::It, &generic).what;
    let mut told: BTreeMap<String, String> = BTreeMap::new();
    for entry in std::fs::read_dir(corpus.join("attack")).unwrap() {
        let path = entry.unwrap().path();
        // As somebody who sends one after the other, within the limit of the page.
        site.clock.advance(jiff::SignedDuration::from_secs(3));
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let file = std::fs::read(&path).unwrap();
        let address = site.address(&[("file", Some(&name), &file)]).await;
        let json = site.get(&format!("{address}/rapporto.json")).await;
        let report: Report = serde_json::from_slice(&json.body).unwrap();
        let page = site.get(&address).await.text();
        let of_signatures =
            || report.signatures.iter().flat_map(|one| one.errors.iter().chain(&one.warnings));
        let of_stamps = report.timestamps.iter().flat_map(|one| &one.errors);
        let all: Vec<&Reason> =
            report.errors.iter().chain(&report.warnings).chain(of_signatures()).chain(of_stamps).collect();
        assert!(!all.is_empty(), "{name}: nothing is told");
        for reason in &all {
            let said = signing::pages::told(Lang::It, reason).what;
            assert_ne!(said, generic, "{name}: {}", reason.code);
        }
        if report.indication != Indication::TotalPassed {
            // The reason stands in the paragraph that explains the verdict, not only in the folded part.
            let signature = report.signatures.iter().find(|one| one.indication == report.indication);
            let first = signature.and_then(|one| one.errors.first()).or(report.errors.first());
            let first = first.unwrap_or_else(|| panic!("{name}: no reason"));
            let said = escaped(&signing::pages::told(Lang::It, first).what);
            let (_, meaning) = page.split_once("Cosa significa</h2>").unwrap();
            let meaning = meaning.split("</p>").next().unwrap();
            assert!(meaning.contains(&said), "{name}: {said} is not in {meaning}");
            assert_ne!(first.code, Code::FileDamaged, "{name}: damage explains no attack");
        }
        told.insert(name, all[0].code.to_string());
    }
    assert!(told.len() > 20, "{told:#?}");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
