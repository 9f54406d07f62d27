//! Several files at a time, and signatures with the documents they are about.

use http::{StatusCode, header};
use jiff::SignedDuration;

use crate::site::{Answer, Part, TestSite, with_corpus};

/// What happened, why, what to do.
const EMPTY: &str = "Non verificato Il file è vuoto. Forse una copia si è interrotta. Scegline un altro, oppure \
                     fattelo rimandare.";

/// The rows of the table: file, verdict, signers, report.
fn rows(page: &Answer) -> Vec<[String; 4]> {
    let text = page.text();
    let (_, body) = text.split_once("<tbody>").unwrap();
    let (body, _) = body.split_once("</tbody>").unwrap();
    let plain = |cell: &str| {
        let mut words = String::new();
        for piece in cell.split('<').skip(1) {
            words.push_str(piece.split_once('>').unwrap().1);
            words.push(' ');
        }
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    body.split("<tr>")
        .skip(1)
        .map(|row| {
            let mut cells = row.split_inclusive("</th>").flat_map(|part| part.split_inclusive("</td>"));
            std::array::from_fn(|_| plain(cells.next().unwrap()))
        })
        .collect()
}

fn reports(page: &Answer) -> Vec<String> {
    let text = page.text();
    let links = text.split("href=\"").skip(1).map(|link| link.split('"').next().unwrap().to_owned());
    links.filter(|link| link.starts_with("/verifica/rapporto/")).collect()
}

async fn list(site: &TestSite, parts: &[Part<'_>]) -> Answer {
    let address = site.address(parts).await;
    assert!(address.starts_with("/verifica/elenco/"), "{address}");
    let page = site.get(&address).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    page
}

#[tokio::test]
async fn each_of_several_files_has_a_row_and_a_report() {
    let Some((site, corpus)) = with_corpus(1) else { return };
    let read = |path: &str| std::fs::read(corpus.join(path)).unwrap();
    let files = [
        ("contratto.txt.p7m", read("valid/parallel.txt.p7m")),
        ("alterato.pdf", read("attack/atk-tampered.pdf")),
        ("<b>nota</b>.txt", read("valid/atto.txt")),
        ("vuoto.p7m", Vec::new()),
    ];
    let parts: Vec<Part<'_>> = files.iter().map(|(name, file)| ("file", Some(*name), &**file)).collect();
    let address = site.address(&parts).await;
    let page = site.get(&address).await;
    assert_eq!(page.verdict(), "1 file su 4 ha firme non valide");
    assert!(page.text().contains("noindex") && !page.text().contains("<b>nota"));
    let rows = rows(&page);
    let verdicts: Vec<&str> = rows.iter().map(|row| &*row[1]).collect();
    assert_eq!(verdicts, ["Firma valida", "Firma non valida", "File non firmato", EMPTY], "{rows:#?}");
    assert_eq!(rows[0][2].matches(' ').count(), 3, "two people: {rows:#?}");
    assert_eq!(rows[2][2], "Nessuno");
    assert_eq!((&*rows[3][2], &*rows[3][3]), ("", ""));
    let reports = reports(&page);
    assert_eq!(reports.len(), 3);
    for (report, words) in reports.iter().zip(["contratto.txt.p7m", "La firma non è valida", "non è firmato"])
    {
        let report = site.get(report).await;
        assert!(report.text().contains(words), "{words}");
        assert!(report.text().contains(&address), "the way back");
    }
    // What is kept is what can be opened: the envelope and the PDF.
    assert_eq!(site.kept().len(), 2, "{:?}", site.kept());
    site.clock.advance(SignedDuration::from_mins(15));
    site.signing.sweep().unwrap();
    assert!(site.kept().is_empty());
    site.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(site.get(&address).await.status, StatusCode::GONE);
    assert_eq!(site.signing.sweep().unwrap(), 4);
}

#[tokio::test]
async fn a_signature_and_its_document_are_one_report_whatever_the_format() {
    let Some((site, corpus)) = with_corpus(8) else { return };
    let document = std::fs::read(corpus.join("valid/atto.txt")).unwrap();
    for (path, name) in [
        ("valid/atto.txt.p7s", "atto.txt.p7s"),
        ("valid/atto.txt.tsr", "atto.txt.tsr"),
        ("valid/atto.txt.tst", "atto.txt.tst"),
        ("valid/xades-detached.xml", "firma.xml"),
    ] {
        let signature = std::fs::read(corpus.join(path)).unwrap();
        let (s, d): (Part<'_>, Part<'_>) =
            (("file", Some(name), &signature), ("file", Some("atto.txt"), &document));
        for parts in [[s, d], [d, s]] {
            let address = site.address(&parts).await;
            assert!(address.starts_with("/verifica/rapporto/"), "{name}: {address}");
            let page = site.get(&address).await.text();
            assert!(page.contains("Il documento che hai aggiunto: atto.txt"), "{name}: {page}");
            assert!(!page.contains("content-missing"), "{name}");
        }
        // The second field does the same.
        let page = site.report(&[s, ("content", d.1, d.2)]).await.text();
        assert!(page.contains("Il documento che hai aggiunto: atto.txt"), "{name}");
        // A document that is not the signed one is told, not passed over.
        let other: Part<'_> = ("file", Some("atto.txt"), b"un altro atto");
        let address = site.address(&[s, other]).await;
        let json = site.get(&format!("{address}/rapporto.json")).await.text();
        assert!(!json.contains("content-missing"), "{name}: {json}");
        assert!(
            !json.starts_with("{\"format\":\"ceralacca.verify/1\",\"indication\":\"TOTAL-PASSED"),
            "{json}"
        );
    }
    assert!(site.kept().is_empty(), "{:?}", site.kept());
}

#[tokio::test]
async fn among_several_files_each_signature_finds_its_document() {
    let Some((site, corpus)) = with_corpus(1) else { return };
    let read = |path: &str| std::fs::read(corpus.join(path)).unwrap();
    let (document, signature) = (read("valid/atto.txt"), read("valid/atto.txt.p7s"));
    let (stamp, pdf) = (read("valid/atto.txt.tsr"), read("valid/pades-bb-rsa.pdf"));
    let page = list(
        &site,
        &[
            ("file", Some("ATTO.TXT"), &document),
            ("file", Some("a.pdf"), &pdf),
            ("file", Some("atto.txt.p7s"), &signature),
            ("file", Some("atto.txt.tsr"), &stamp),
        ],
    )
    .await;
    let rows = rows(&page);
    assert_eq!(rows.len(), 3, "{rows:#?}");
    assert_eq!(rows[0][0], "a.pdf");
    assert_eq!(rows[1][0], "atto.txt.p7s con il documento ATTO.TXT");
    assert_eq!(rows[1][1], "Firma valida");
    assert_eq!(rows[2][0], "atto.txt.tsr con il documento ATTO.TXT");
    // A document that only might belong is not held against a signature.
    let page = list(
        &site,
        &[
            ("file", Some("firma.p7s"), &signature),
            ("file", Some("a.pdf"), &pdf),
            ("file", Some("altro.txt"), b"altro"),
        ],
    )
    .await;
    let rows = self::rows(&page);
    assert_eq!(rows[0][1], "Validità non determinabile", "{rows:#?}");
    assert_eq!(rows.len(), 3);
    // The file of the second field is one of them.
    let page = list(
        &site,
        &[
            ("file", Some("firma.p7s"), &signature),
            ("file", Some("a.pdf"), &pdf),
            ("content", Some("atto"), &document),
        ],
    )
    .await;
    assert_eq!(self::rows(&page)[0][0], "firma.p7s con il documento atto");
}

#[tokio::test]
async fn more_files_than_the_limit_are_refused_with_the_limit_and_leave_nothing() {
    let site = TestSite::new(std::sync::Arc::new(crate::site::FixedTrust::default()));
    let parts = |count: usize| vec![("file", Some("a.txt"), &b"x"[..]); count];
    let answer = site.post(&parts(51)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("Hai scelto 51 file, ma ne prendiamo al massimo 50"));
    assert!(answer.text().contains("manda gli altri dopo"));
    assert_eq!(site.post(&parts(1_001)).await.status, StatusCode::BAD_REQUEST);
    assert!(site.kept().is_empty(), "{:?}", site.kept());
    let page = list(&site, &parts(50)).await;
    assert_eq!(page.verdict(), "50 file su 50 non sono firmati");
}

#[tokio::test]
async fn the_form_takes_several_files_without_scripts_and_tells_its_limits() {
    let site = TestSite::new(std::sync::Arc::new(crate::site::FixedTrust::default()));
    let page = site.get("/verifica").await.text();
    assert!(page.contains("type=\"file\" id=\"file\" name=\"file\" multiple required"), "{page}");
    assert!(page.contains("fino a 50 file insieme, in tutto 100"), "{page}");
    // The progress is for scripts: hidden until one shows it.
    assert!(page.contains("data-sending-panel hidden"));
    assert!(page.contains("role=\"status\" data-sending-status"));
    assert!(page.contains("Annulla l’invio"));
    assert!(!page.contains("%n\u{a0}"));
}

#[tokio::test]
async fn a_list_has_an_address_of_its_own_that_cannot_be_guessed() {
    let site = TestSite::new(std::sync::Arc::new(crate::site::FixedTrust::default()));
    let parts: [Part<'_>; 2] = [("file", Some("a"), b"x"), ("file", Some("b"), b"y")];
    let (first, second) = (site.address(&parts).await, site.address(&parts).await);
    assert_ne!(first, second);
    for id in ["0".repeat(32), "x".to_owned(), "..%2fx".to_owned()] {
        assert_eq!(site.get(&format!("/verifica/elenco/{id}")).await.status, StatusCode::GONE, "{id}");
    }
    let page = site.get(&first).await;
    assert_eq!(page.header(header::CACHE_CONTROL), "private, no-cache");
    // Whatever stands in the address, a report links only to lists.
    let report = reports(&page)[0].split('?').next().unwrap().to_owned();
    for hostile in ["javascript:1", "//example.org", "../..", "%22%3E%3Cscript%3E"] {
        let text = site.get(&format!("{report}?elenco={hostile}")).await.text();
        assert!(!text.contains("Torna all’elenco"), "{hostile}");
    }
}
