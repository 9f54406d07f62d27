//! Signatures beside and over those that are there: apart from the document, and in containers.

use std::io::Cursor;

use asic::{Container, Limits};

use crate::desk::{Desk, SIGN};

/// The verdict's indication, and the kinds of the signatures.
fn judged(desk: &Desk, arguments: &str) -> (i32, Vec<String>) {
    let (code, report) = desk.verdict(arguments);
    let all = report["signatures"].as_array().cloned().unwrap_or_default();
    assert!(all.iter().all(|one| one["indication"] == "TOTAL-PASSED"), "{report}");
    (code, all.iter().map(|one| one["kind"].as_str().unwrap_or_default().to_owned()).collect())
}

/// All entries of a container with what they hold.
fn entries(octets: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut source = Cursor::new(octets);
    let mut container = Container::read(&mut source, &Limits::default()).unwrap();
    let names: Vec<String> = container.entries().iter().map(|entry| entry.name.clone()).collect();
    names.into_iter().map(|name| (name.clone(), container.octets(&name).unwrap())).collect()
}

const COUNTER: &str = "counter-signature";

#[test]
fn signatures_apart_from_their_document_take_others_when_it_is_named() {
    let desk = Desk::new();
    for (options, ending) in [("--detached", "p7s"), ("--format xades --packaging detached", "xml")] {
        let [one, two, counter] = ["uno", "due", "contro"].map(|name| format!("{name}.{ending}"));
        desk.sign(&format!("{options} dati.bin -o {one}"));
        let refused = desk.refuses(&format!("sign --parallel {one} -o no {SIGN}"), 5, "document-missing");
        assert!(refused["todo"].as_str().unwrap().contains("--document"), "{refused}");
        desk.sign(&format!("--parallel {one} --document dati.bin -o {two}"));
        let (code, kinds) = judged(&desk, &format!("{two} --detached dati.bin"));
        assert_eq!((code, kinds.len()), (0, 2), "{two}: {kinds:?}");
        // And once more, beside several.
        desk.sign(&format!("--parallel {two} --document dati.bin -o tre-{two}"));
        assert_eq!(judged(&desk, &format!("tre-{two} --detached dati.bin")).1.len(), 3);
        desk.sign(&format!("--counter 2 {two} --document dati.bin -o {counter}"));
        let (code, kinds) = judged(&desk, &format!("{counter} --detached dati.bin"));
        assert_eq!((code, kinds.len()), (0, 3), "{counter}");
        assert_eq!(kinds.iter().filter(|kind| *kind == COUNTER).count(), 1, "{counter}: {kinds:?}");
    }
}

#[test]
fn the_document_must_be_the_one_that_was_signed() {
    let desk = Desk::new();
    desk.sign("--detached dati.bin");
    for option in ["--parallel", "--counter 1"] {
        let line = format!("sign {option} dati.bin.p7s -o no.p7s {SIGN}");
        desk.refuses(&format!("{line} --document contratto.pdf"), 5, "sign-existing");
        desk.refuses(&format!("{line} --document nowhere.bin"), 1, "file-not-found");
    }
    assert!(!desk.has("no.p7s"));
}

#[test]
fn a_document_is_named_only_for_signatures_apart_from_it() {
    let desk = Desk::new();
    desk.sign("dati.bin");
    desk.sign("--detached contratto.pdf");
    let invalid = |line: &str| {
        let refused = desk.refuses(&format!("sign {line} {SIGN}"), 2, "value-invalid");
        assert_eq!(refused["values"]["option"], "--document", "{line}");
    };
    invalid("dati.bin --document contratto.pdf -o no");
    invalid("--parallel dati.bin.p7m --document dati.bin -o no");
    invalid("--parallel contratto.pdf --document dati.bin -o no");
    invalid("--parallel dati.bin.p7m contratto.pdf.p7s --document dati.bin");
    desk.refuses(
        &format!(
            "sign --parallel contratto.pdf.p7s --document contratto.pdf -o contratto.pdf --force {SIGN}"
        ),
        2,
        "output-is-input",
    );
}

#[test]
fn xml_that_holds_signatures_only_is_not_signed_as_a_document() {
    let desk = Desk::new();
    desk.sign("--format xades dati.bin -o intorno.xml");
    desk.refuses(&format!("sign --parallel intorno.xml -o no.xml {SIGN}"), 5, "sign-existing");
}

#[test]
fn signatures_in_containers_are_countersigned_and_the_rest_stays() {
    let desk = Desk::new();
    for form in ["asic-s", "asic-e"] {
        for inner in ["cades", "xades"] {
            let name = format!("{form}-{inner}");
            desk.sign(&format!("--format {form} --inner {inner} dati.bin -o {name}"));
            desk.sign(&format!("--parallel {name} -o due-{name}"));
            for number in 1..=2 {
                let output = format!("contro-{number}-{name}");
                desk.sign(&format!("--counter {number} due-{name} -o {output}"));
                let (code, kinds) = judged(&desk, &output);
                assert_eq!((code, kinds.len()), (0, 3), "{output}");
                assert!(kinds.iter().any(|kind| kind == COUNTER), "{output}: {kinds:?}");
                let (before, after) =
                    (entries(desk.read(&format!("due-{name}"))), entries(desk.read(&output)));
                assert_eq!(before.len(), after.len(), "{output}");
                let changed: Vec<&str> = before
                    .iter()
                    .filter(|entry| !after.contains(entry))
                    .map(|(name, _)| name.as_str())
                    .collect();
                let signatures: Vec<&str> = before
                    .iter()
                    .map(|(name, _)| name.as_str())
                    .filter(|name| name.starts_with("META-INF/signature"))
                    .collect();
                // An extended container has a document for each signature, a simple one has one for all.
                let meant = signatures[if form == "asic-e" { number - 1 } else { 0 }];
                assert_eq!(changed, [meant], "{output}: only the signature document is another");
            }
            // Over the counter-signature, and over one that is not there.
            desk.sign(&format!("--counter 2 contro-1-{name} -o sopra-{name}"));
            assert_eq!(judged(&desk, &format!("sopra-{name}")).0, 0, "{name}");
            for number in [0, 3] {
                let line = format!("sign --counter {number} due-{name} -o no {SIGN}");
                desk.refuses(&line, 5, "sign-existing");
            }
        }
    }
}
