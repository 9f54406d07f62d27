//! What a document is for who keeps it and for who hears it. Whether it is PDF/A by all rules is judged by
//! veraPDF (interop/judges/verapdf).

#![expect(clippy::unwrap_used, reason = "a test")]

use documents::{Block, ComposeError, Composition, Tone};
use proptest::prelude::*;

fn composition() -> Composition {
    Composition::new("Rapporto", "it", "2026-11-22T09:00:00Z".parse().unwrap())
}

fn footer(page: usize, pages: usize) -> String {
    format!("Pagina {page} di {pages}")
}

fn everything() -> Composition {
    let mut whole = composition().by("Camera di Prova");
    whole.push(Block::heading(1, "Rapporto di verifica"));
    whole.push(Block::Notice { tone: Tone::Positive, text: "Firma valida".to_owned() });
    whole.push(Block::paragraph("Il documento non è cambiato dopo la firma."));
    whole.push(Block::heading(2, "Firme"));
    whole.push(Block::facts([("Firmatario", "Žofia Řeháková"), ("Codice", "RSSMRA80A01H501U")]));
    whole.push(Block::heading(3, "Avvisi"));
    whole.push(Block::List(vec!["Primo avviso".to_owned(), "Secondo avviso".to_owned()]));
    let columns = vec![("Certificato".to_owned(), 2), ("Stato".to_owned(), 1)];
    let rows = (0..60).map(|row| vec![format!("CN=Prova {row}"), "valido".to_owned()]).collect();
    whole.push(Block::Table { columns, rows });
    whole
}

#[test]
fn a_document_says_its_language_and_has_structure_and_bookmarks() {
    let pdf = everything().to_pdf(footer).unwrap();
    let document = pades::Document::open(&pdf).unwrap();
    let view = document.newest();
    let catalog = view.catalog().unwrap();
    assert!(view.get(&catalog, "Lang").as_string().is_some_and(|language| language.decode() == b"it"));
    for key in ["StructTreeRoot", "Outlines", "OutputIntents", "MarkInfo"] {
        assert!(!matches!(view.get(&catalog, key), pades::Object::Null), "{key}");
    }
    let pages = view.get(&catalog, "Pages");
    assert!(view.get(pages.as_dictionary().unwrap(), "Count").as_integer().unwrap() > 1);
    assert_eq!(pades::inspect(&pdf).unwrap().active_content, []);
}

#[test]
fn the_same_document_is_written_the_same() {
    assert_eq!(everything().to_pdf(footer).unwrap(), everything().to_pdf(footer).unwrap());
}

#[test]
fn what_is_not_well_composed_is_refused() {
    let mut crooked = composition();
    crooked.push(Block::Table { columns: vec![("Uno".to_owned(), 1)], rows: vec![vec![]] });
    assert!(matches!(crooked.to_pdf(footer), Err(ComposeError::Shape(_))));
    let mut deep = composition();
    deep.push(Block::heading(7, "Troppo"));
    assert!(matches!(deep.to_pdf(footer), Err(ComposeError::Shape(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_text_can_be_written(texts in proptest::collection::vec(any::<String>(), 1..6)) {
        let mut document = composition();
        document.push(Block::heading(1, "Titolo"));
        for text in &texts {
            document.push(Block::paragraph(text.clone()));
            document.push(Block::facts([(text.clone(), text.clone())]));
            document.push(Block::Notice { tone: Tone::Warning, text: text.clone() });
        }
        document.push(Block::List(texts));
        let pdf = document.to_pdf(footer);
        prop_assert!(pdf.is_ok(), "{:?}", pdf.err());
    }
}
