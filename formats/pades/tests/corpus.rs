//! The public fixtures: every PDF row of the table of expected outcomes.

mod common;

use common::{corpus, cryptography};
use pades::{Problem, Severity};

struct Row {
    file: String,
    signatures: Option<usize>,
    indication: String,
    sub: String,
}

fn rows(folder: &std::path::Path) -> Vec<Row> {
    let table = std::fs::read_to_string(folder.join("EXPECTED.tsv")).unwrap_or_default();
    let rows = table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    rows.filter(|cells| cells[0].ends_with(".pdf"))
        .map(|cells| Row {
            file: cells[0].to_owned(),
            signatures: cells[1].parse().ok(),
            indication: cells[2].to_owned(),
            sub: cells[3].to_owned(),
        })
        .collect()
}

#[test]
fn every_pdf_row_comes_out_as_expected() {
    let Some(folder) = corpus() else {
        println!("not run: 43 cases, corpus folder missing");
        return;
    };
    let mut wrong = Vec::new();
    let rows = rows(&folder);
    assert!(rows.len() > 40);
    for row in &rows {
        let pdf = std::fs::read(folder.join(&row.file)).unwrap();
        let found = match pades::inspect(&pdf) {
            Ok(found) => found,
            Err(error) => {
                println!("{}: {error}", row.file);
                if !matches!(row.indication.as_str(), "NO-CRASH" | "NO-HANG" | "REJECT") {
                    wrong.push(format!("{}: {error}", row.file));
                }
                continue;
            }
        };
        println!(
            "{} [{} {}] damage {:?} active {:?}",
            row.file, row.indication, row.sub, found.damage, found.active_content
        );
        for signature in &found.signatures {
            println!(
                "    {} {:?} {:?} crypto {:?}\n        problems {:?}\n        later {:?}",
                signature.field,
                signature.sub_filter,
                signature.coverage,
                cryptography(signature, &pdf),
                signature.problems,
                signature.later_changes
            );
        }
        let own: Vec<_> = found.signatures.iter().filter(|signature| !signature.is_timestamp()).collect();
        if row.signatures.is_some_and(|expected| expected != own.len()) {
            wrong.push(format!("{}: {} signatures", row.file, own.len()));
            continue;
        }
        for signature in &found.signatures {
            let severity = signature.severity().unwrap_or(Severity::Warning);
            let crypto = cryptography(signature, &pdf);
            let sound = severity == Severity::Warning;
            let good = match row.indication.as_str() {
                "TOTAL-PASSED" => sound && crypto.is_ok(),
                "CRYPTO-OK" if row.file.ends_with("hide.pdf") => {
                    severity == Severity::Format && crypto.is_ok()
                }
                "CRYPTO-OK" => sound && crypto.is_ok(),
                // The constraint is in the CMS, which is not judged here.
                "!TOTAL-PASSED" if row.sub == "SIG_CONSTRAINTS_FAILURE" => true,
                "!TOTAL-PASSED" => severity == Severity::Format || crypto.is_err(),
                "TOTAL-FAILED" | "CRYPTO-FAIL" => !sound || crypto.is_err(),
                _ => true,
            };
            if !good {
                wrong.push(format!("{}: {} {:?} {crypto:?}", row.file, row.indication, signature.problems));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn bytes_after_the_end_are_told() {
    let Some(folder) = corpus() else {
        println!("not run: 1 case, corpus folder missing");
        return;
    };
    let pdf = std::fs::read(folder.join("generated/attack/atk-trailing-bytes.pdf")).unwrap();
    let found = pades::inspect(&pdf).unwrap();
    assert_eq!(found.signatures[0].problems, [Problem::TrailingBytes(10)]);
    // The document as it was signed is the one without them.
    let signed = found.signatures[0].signed_document(&pdf).unwrap();
    assert_eq!(pades::inspect(signed).unwrap().signatures[0].problems, []);
}
