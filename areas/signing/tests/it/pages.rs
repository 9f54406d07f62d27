//! Every kind of file, good and bad, and what becomes of reports and documents.

use http::{Request, StatusCode, header};
use jiff::SignedDuration;

use crate::{
    site::{FixedTrust, TestSite, form, with_corpus},
    tables::report_becomes,
};

const VALID: &str = "La firma è valida";
const NOT_VALID: &str = "La firma non è valida";
const UNDETERMINED: &str = "Non possiamo stabilire se la firma è valida";

fn site() -> TestSite {
    TestSite::new(std::sync::Arc::new(FixedTrust::default()))
}

#[tokio::test]
async fn every_fixture_gets_its_verdict_in_words() {
    let cases = [
        ("valid/atto.txt.p7m", VALID),
        ("valid/b64.txt.p7m", VALID),
        ("valid/ber.txt.p7m", VALID),
        ("valid/pss.txt.p7m", VALID),
        ("valid/pades-bb-rsa.pdf", VALID),
        ("valid/pades-bb-p256.pdf", VALID),
        ("valid/pades-two-visible.pdf", "Le 2 firme sono tutte valide"),
        ("valid/parallel.txt.p7m", "Le 2 firme sono tutte valide"),
        ("valid/nested.txt.p7m.p7m", "Le 2 firme sono tutte valide"),
        ("valid/controfirma.txt.p7m", VALID),
        ("valid/atto.txt.p7s", UNDETERMINED),
        ("valid/atto.txt", "Questo file non è firmato"),
        ("valid/base.pdf", "Questo file non è firmato"),
        ("valid/fattura-xades-signxml.xml", VALID),
        ("attack/atk-tampered-content.txt.p7m", NOT_VALID),
        ("attack/atk-tampered.pdf", NOT_VALID),
        ("attack/atk-isa-content-replaced.pdf", NOT_VALID),
        ("attack/revoked-signer.txt.p7m", UNDETERMINED),
        ("attack/weak-md5.txt.p7m", UNDETERMINED),
    ];
    let Some((site, corpus)) = with_corpus(cases.len()) else { return };
    let mut wrong = Vec::new();
    for (path, verdict) in cases {
        let file = std::fs::read(corpus.join(path)).unwrap();
        let page = site.report(&[("file", Some("file.bin"), &file)]).await;
        // Nobody meets a key instead of words.
        for key in ["verdict-", "indication-total", "detail-", "report-", "fact-", "remark-"] {
            let shown = page.text().replace("verdict verdict-", "").replace("data-verdict", "");
            assert!(!shown.contains(&format!(">{key}")), "{path}: {key}");
        }
        if page.verdict() != verdict {
            wrong.push(format!("{path}: {}", page.verdict()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn a_report_tells_who_when_and_whether_the_document_changed() {
    let Some((site, corpus)) = with_corpus(1) else { return };
    let file = std::fs::read(corpus.join("valid/atto.txt.p7m")).unwrap();
    let page = site.report(&[("file", Some("atto.txt.p7m"), &file)]).await.text();
    for part in [
        "Codice fiscale",
        "Lo dichiara chi ha firmato, senza prova.",
        "Il documento non è cambiato dopo la firma.",
        "Cosa significa",
        "Cosa fare",
        "TOTAL-PASSED",
        "italian-signature/1",
        "Il file resta sul nostro server per 15 minuti, poi viene cancellato.",
        "noindex",
        "atto.txt.p7m",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[tokio::test]
async fn a_time_stamp_is_told_as_proof() {
    let Some((site, corpus)) = with_corpus(1) else { return };
    let file = std::fs::read(corpus.join("valid/pades-bt.pdf")).unwrap();
    let page = site.report(&[("file", Some("a.pdf"), &file)]).await.text();
    assert!(page.contains("Lo prova una marca temporale."));
}

#[tokio::test]
async fn an_older_signature_of_a_pdf_is_said_to_be_valid_whatever_viewers_show() {
    let Some((site, corpus)) = with_corpus(1) else { return };
    let file = std::fs::read(corpus.join("valid/pades-two-visible.pdf")).unwrap();
    let page = site.report(&[("file", Some("a.pdf"), &file)]).await.text();
    assert!(page.contains("Altri programmi possono segnare come modificata una firma che è valida"));
}

#[tokio::test]
async fn the_original_comes_out_of_any_depth_as_a_file_to_save() {
    let Some((site, corpus)) = with_corpus(3) else { return };
    let original = std::fs::read(corpus.join("valid/atto.txt")).unwrap();
    for (path, name) in [
        ("valid/atto.txt.p7m", "atto.txt.p7m"),
        ("valid/nested.txt.p7m.p7m", "atto.txt.p7m.p7m"),
        ("valid/b64.txt.p7m", "atto.txt.p7m"),
    ] {
        let file = std::fs::read(corpus.join(path)).unwrap();
        let address = site.address(&[("file", Some(name), &file)]).await;
        let answer = site.get(&format!("{address}/documento")).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.body, original, "{path}");
        let disposition = answer.header(header::CONTENT_DISPOSITION);
        assert_eq!(disposition, "attachment; filename=\"atto.txt\"; filename*=UTF-8''atto.txt");
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/octet-stream");
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(answer.header(header::CONTENT_LENGTH), original.len().to_string());
    }
}

#[tokio::test]
async fn the_report_is_had_as_etsi_xml_and_as_pdf() {
    let Some((site, corpus)) = with_corpus(1) else { return };
    let file = std::fs::read(corpus.join("valid/atto.txt.p7m")).unwrap();
    let address = site.address(&[("file", Some("atto.txt.p7m"), &file)]).await;
    let xml = site.get(&format!("{address}/rapporto.xml")).await;
    assert_eq!(xml.header(header::CONTENT_TYPE), "application/xml");
    assert!(xml.header(header::CONTENT_DISPOSITION).contains("atto.txt.p7m-rapporto.xml"));
    assert!(xml.text().contains("ValidationReport"));
    let pdf = site.get(&format!("{address}/rapporto.pdf")).await;
    assert_eq!(pdf.header(header::CONTENT_TYPE), "application/pdf");
    assert!(pdf.header(header::CONTENT_DISPOSITION).contains("atto.txt.p7m-rapporto.pdf"));
    assert!(pdf.body.starts_with(b"%PDF-"));
    let page = site.get(&address).await.text();
    for ending in ["json", "xml", "pdf"] {
        assert!(page.contains(&format!("rapporto.{ending}")), "{ending}");
    }
    let unsigned = site.address(&[("file", Some("nota.txt"), b"nessuna firma")]).await;
    assert_eq!(site.get(&format!("{unsigned}/rapporto.xml")).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn each_envelope_around_another_opens_by_itself() {
    let Some((site, corpus)) = with_corpus(1) else { return };
    let file = std::fs::read(corpus.join("valid/nested.txt.p7m.p7m")).unwrap();
    let address = site.address(&[("file", Some("atto.txt.p7m.p7m"), &file)]).await;
    let page = site.get(&address).await.text();
    assert!(page.contains(&format!("{address}/documento?busta=1")), "{page}");
    let inner = site.get(&format!("{address}/documento?busta=1")).await;
    assert!(inner.header(header::CONTENT_DISPOSITION).contains("filename=\"atto.txt.p7m\""));
    let verdict = site.report(&[("file", Some("atto.txt.p7m"), &inner.body)]).await.text();
    assert!(verdict.contains("La firma è valida"), "{verdict}");
    let original = std::fs::read(corpus.join("valid/atto.txt")).unwrap();
    assert_eq!(site.get(&format!("{address}/documento?busta=2")).await.body, original);
    for number in [0, 3, 99] {
        let gone = site.get(&format!("{address}/documento?busta={number}")).await.status;
        assert_eq!(gone, StatusCode::GONE, "{number}");
    }
}

#[tokio::test]
async fn a_pdf_opens_as_each_signature_covers_it() {
    let Some((site, corpus)) = with_corpus(2) else { return };
    let file = std::fs::read(corpus.join("valid/pades-two-visible.pdf")).unwrap();
    let address = site.address(&[("file", Some("a.pdf"), &file)]).await;
    let newest = site.get(&format!("{address}/documento")).await.body;
    let first = site.get(&format!("{address}/documento?firma=1")).await.body;
    assert!(newest.starts_with(&first) && first.len() < newest.len() && file.starts_with(&newest));
    assert_eq!(site.get(&format!("{address}/documento?firma=99")).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_detached_signature_takes_its_document_in_either_order() {
    let Some((site, corpus)) = with_corpus(4) else { return };
    let read = |path: &str| std::fs::read(corpus.join(path)).unwrap();
    let (signature, document) = (read("valid/atto.txt.p7s"), read("valid/atto.txt"));
    let (s, d): ((_, &[u8]), (_, &[u8])) =
        ((Some("atto.txt.p7s"), &signature), (Some("atto.txt"), &document));
    let verdict = async |first: (Option<&str>, &[u8]), second: (Option<&str>, &[u8])| {
        site.report(&[("file", first.0, first.1), ("content", second.0, second.1)]).await
    };
    let page = verdict(s, d).await;
    assert_eq!(page.verdict(), VALID);
    assert!(page.text().contains("Il documento che hai aggiunto: atto.txt"));
    assert_eq!(verdict(d, s).await.verdict(), VALID);
    assert_eq!(verdict(s, (Some("altro.txt"), b"altro")).await.verdict(), NOT_VALID);
    // A second file that nobody looked at is never passed over in silence.
    let enveloping = read("valid/atto.txt.p7m");
    let page = verdict((Some("atto.txt.p7m"), &enveloping), d).await;
    assert!(page.text().contains("Non abbiamo controllato il secondo file"));
}

#[tokio::test]
async fn a_verdict_speaks_of_the_date_that_was_asked_for() {
    let Some((site, corpus)) = with_corpus(1) else { return };
    let file = std::fs::read(corpus.join("valid/atto.txt.p7m")).unwrap();
    let page = site.report(&[("file", Some("a.p7m"), &file), ("date", None, b"1/2/2010")]).await;
    assert_ne!(page.verdict(), VALID);
    assert!(page.text().contains("1º febbraio 2010"));
}

#[tokio::test]
async fn each_fault_of_the_form_has_its_own_words_and_leaves_nothing() {
    let site = site();
    let cases: [(&[crate::site::Part<'_>], &str); 6] = [
        (&[], "Scegli il file firmato."),
        (&[("file", Some(""), b"")], "Scegli il file firmato."),
        (&[("file", Some("a.p7m"), b"")], "Il file «a.p7m» è vuoto."),
        (&[("file", Some("a"), b"x"), ("content", Some("b"), b"")], "Il file «b» è vuoto."),
        (&[("file", Some("a"), b"x"), ("date", None, b"ieri")], "La data non esiste"),
        (&[("file", Some("a"), b"x"), ("date", None, b"2027-01-01")], "La data non è ancora arrivata."),
    ];
    for (parts, words) in cases {
        let answer = site.post(parts).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(answer.text().contains(words), "{words}");
        assert!(answer.text().contains("<title>Errore:"), "{words}");
    }
    assert!(site.kept().is_empty(), "{:?}", site.kept());
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_refused_with_the_limit() {
    let site = site();
    let (kind, _) = form(&[]);
    let request = Request::post("/verifica")
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, kind)
        .header(header::CONTENT_LENGTH, 200_000_000);
    let answer = site.ask(request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text().contains("Il file supera 100 MB"));
}

#[tokio::test]
async fn what_is_no_form_is_refused() {
    let request = Request::post("/verifica").header(header::ACCEPT, "text/html");
    let answer = site().ask(request.body("file=x".into()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn noise_gets_a_report_and_is_not_kept() {
    let site = site();
    for noise in
        [&b"x"[..], b"%PDF-1.7\n%%EOF", b"0\x82\xff\xff", b"-----BEGIN PKCS7-----", b"PK\x03\x04", b"<a/>"]
    {
        let page = site.report(&[("file", Some("a.p7m"), noise)]).await;
        assert_ne!(page.verdict(), VALID);
        assert!(!page.text().contains("/documento"));
    }
    assert!(site.kept().is_empty(), "{:?}", site.kept());
}

#[tokio::test]
async fn a_hostile_name_harms_neither_page_nor_header() {
    let Some((site, corpus)) = with_corpus(1) else { return };
    let file = std::fs::read(corpus.join("valid/atto.txt.p7m")).unwrap();
    for name in
        ["<script>alert(1)</script>.p7m", "..%2f..%2fetc%2fpasswd.p7m", "../../x.p7m", "a\u{202e}fdp.exe.p7m"]
    {
        let address = site.address(&[("file", Some(name), &file)]).await;
        let page = site.get(&address).await.text();
        assert!(!page.contains("<script>alert"));
        for path in [format!("{address}/documento"), format!("{address}/rapporto.json")] {
            let answer = site.get(&path).await;
            let disposition = answer.header(header::CONTENT_DISPOSITION);
            assert!(disposition.starts_with("attachment; filename=\""), "{disposition}");
            assert!(!disposition.contains('/') && !disposition.contains('<'), "{disposition}");
        }
    }
}

#[tokio::test]
async fn a_report_ends_after_a_day_and_a_document_after_a_quarter_of_an_hour() {
    let Some((site, corpus)) = with_corpus(1) else { return };
    let file = std::fs::read(corpus.join("valid/atto.txt.p7m")).unwrap();
    let address = site.address(&[("file", Some("atto.txt.p7m"), &file)]).await;
    assert_eq!(site.kept().len(), 1);
    assert_eq!(site.signing.sweep().unwrap(), 0);

    site.clock.advance(SignedDuration::from_mins(15));
    let gone = site.get(&format!("{address}/documento")).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.text().contains("Il documento non è più sul nostro server"));
    assert_eq!(site.signing.sweep().unwrap(), 1);
    assert!(site.kept().is_empty());
    let page = site.get(&address).await;
    assert_eq!(page.verdict(), VALID);
    assert!(!page.text().contains("/documento"));

    site.clock.advance(SignedDuration::from_hours(24));
    let gone = site.get(&address).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.text().contains("Questo rapporto non c’è più"));
    assert!(gone.text().contains("Verifica di nuovo il file"));
    assert_eq!(site.signing.sweep().unwrap(), 1);
}

#[tokio::test]
async fn a_report_of_another_version_is_over_and_says_why() {
    let site = site();
    let address = site.address(&[("file", Some("nota.txt"), b"nessuna firma")]).await;
    // What a newer version of the same format adds is passed over.
    let json = site.get(&format!("{address}/rapporto.json")).await.text();
    let newer = json
        .replacen("{\"format\"", "{\"added\":[1],\"format\"", 1)
        .replace("\"not-signed\"", "\"not-thought-of-yet\"");
    report_becomes(&site.store, newer);
    let page = site.get(&address).await;
    assert_eq!(page.verdict(), "Questo file non è firmato");
    assert!(page.text().contains("questa versione non conosce"), "{}", page.text());
    for other in [json.replace("ceralacca.verify/1", "ceralacca.verify/2"), "{}".to_owned(), String::new()] {
        report_becomes(&site.store, other);
        for rest in ["", "/rapporto.json", "/rapporto.pdf"] {
            let gone = site.get(&format!("{address}{rest}")).await;
            assert_eq!(gone.status, StatusCode::GONE, "{rest}");
            assert!(gone.text().contains("Questo rapporto non si può più leggere"), "{}", gone.text());
            assert!(gone.text().contains("Verifica di nuovo il file"));
        }
    }
}

#[tokio::test]
async fn an_address_that_was_never_given_tells_nothing() {
    let site = site();
    for id in ["0".repeat(32), "x".to_owned(), "%00".repeat(16), "..%2f..%2fx".to_owned()] {
        for rest in ["", "/documento", "/rapporto.json"] {
            let answer = site.get(&format!("/verifica/rapporto/{id}{rest}")).await;
            assert_eq!(answer.status, StatusCode::GONE, "{id}{rest}");
        }
    }
}

#[tokio::test]
async fn nothing_of_the_document_goes_into_the_database() {
    let Some((site, corpus)) = with_corpus(1) else { return };
    let file = std::fs::read(corpus.join("valid/atto.txt.p7m")).unwrap();
    let original = std::fs::read(corpus.join("valid/atto.txt")).unwrap();
    let address = site.address(&[("file", Some("atto.txt.p7m"), &file)]).await;
    let json = site.get(&format!("{address}/rapporto.json")).await;
    let report: serde_json::Value = serde_json::from_slice(&json.body).unwrap();
    assert_eq!(report["format"], "ceralacca.verify/1");
    assert_eq!(report["indication"], "TOTAL-PASSED");
    assert_eq!(report["file"], "atto.txt.p7m");
    let copy = site.folder.path().join("copy.db");
    site.store.backup(&copy).unwrap();
    let database = std::fs::read(copy).unwrap();
    let piece = &original[..original.len().min(24)];
    assert!(!database.windows(piece.len()).any(|window| window == piece));
}

#[tokio::test]
async fn files_of_an_earlier_run_are_deleted_and_others_left_alone() {
    let site = site();
    let id = "0123456789abcdef0123456789abcdef";
    for name in [format!("documento-{id}"), format!("upload-{id}"), "nota.txt".to_owned()] {
        std::fs::write(site.uploads.join(name), b"x").unwrap();
    }
    let TestSite { folder, store, clock, .. } = site;
    let site = TestSite::over(folder, store, clock, std::sync::Arc::new(FixedTrust::default()));
    assert_eq!(site.kept(), ["nota.txt"]);
}

#[tokio::test]
async fn two_verifications_of_a_file_have_addresses_that_cannot_be_guessed() {
    let site = site();
    let first = site.address(&[("file", Some("a"), b"x")]).await;
    let second = site.address(&[("file", Some("a"), b"x")]).await;
    assert_ne!(first, second);
    assert_eq!(first.len(), "/verifica/rapporto/".len() + 32);
}
