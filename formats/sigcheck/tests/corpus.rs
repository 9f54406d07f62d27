//! The verdict over the corpus of signatures: every row of EXPECTED.tsv.
//!
//! Its column of signatures counts counter-signatures in the rows on XML and ASiC, and does not in those
//! on CMS (`controfirma.txt.p7m`, `counterSig.p7m`): here either count is right.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use common::{Corpus, corpus};
use jiff::Timestamp;
use sigcheck::{Document, Indication, Kind, Policy, Report, Signature, Trust, check_slice};

struct Row {
    path: String,
    signatures: Option<usize>,
    indication: String,
    sub_indications: Vec<String>,
    notes: String,
}

fn rows(corpus: &Corpus) -> Vec<Row> {
    let text = String::from_utf8(corpus.read("EXPECTED.tsv")).unwrap();
    text.lines()
        .skip(1)
        .map(|line| {
            let mut fields = line.split('\t');
            let mut next = || fields.next().unwrap_or_default().to_owned();
            let (path, count, indication, sub) = (next(), next(), next(), next());
            let sub_indications = sub.split(" or ").filter(|s| !s.is_empty()).map(str::to_owned).collect();
            Row { path, signatures: count.parse().ok(), indication, sub_indications, notes: next() }
        })
        .collect()
}

fn text(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap_or_default().to_owned()
}

/// Rows that we hold to be wrong, with what we find instead and why.
const DISPUTED: &[(&str, &str, &str)] = &[(
    "dss/asic-cades/containerWithCounterSig.asics",
    "HASH_FAILURE",
    "EN 319 102-1 §5.2.7.4: SHA-256 of test_input_unsigned.txt is a5ddf8f1…, its message-digest is 3793f328…; \
     openssl cms -verify -content says the same. Only the counter-signature is intact.",
)];

/// What contradicts the row, if anything does.
fn contradiction(row: &Row, report: &Report) -> Option<String> {
    let main: Vec<&Signature> =
        report.signatures.iter().filter(|signature| signature.kind == Kind::Signature).collect();
    let every: Vec<&Signature> =
        report.signatures.iter().filter(|signature| signature.kind != Kind::DocumentTimestamp).collect();
    let counted = row.signatures == Some(main.len()) || row.signatures == Some(every.len());
    let crypto_ok = |signature: &&Signature| {
        // Intact content and value; whether anybody is trusted is another question.
        signature.intact == Some(true)
    };
    let right = match row.indication.as_str() {
        "TOTAL-PASSED" | "TOTAL-FAILED" | "INDETERMINATE" => {
            text(&report.indication) == row.indication
                && counted
                && (row.sub_indications.is_empty()
                    || row.sub_indications.contains(&text(&report.sub_indication)))
        }
        "!TOTAL-PASSED" => {
            matches!(report.indication, Indication::TotalFailed | Indication::Indeterminate)
                && (row.sub_indications.is_empty()
                    || row.sub_indications.contains(&text(&report.sub_indication)))
        }
        "PASSED" | "FAILED" => {
            let total = format!("TOTAL-{}", row.indication);
            text(&report.indication) == total
                && main.is_empty()
                && !report.timestamps.is_empty()
                && report.timestamps.iter().all(|stamp| text(&stamp.indication) == total)
                && (row.sub_indications.is_empty()
                    || row.sub_indications.contains(&text(&report.sub_indication)))
        }
        "CRYPTO-PARTIAL" => {
            let intact = every.iter().filter(|one| crypto_ok(one)).count();
            row.signatures == Some(every.len()) && intact > 0 && intact < every.len()
        }
        "CRYPTO-OK" => counted && main.iter().all(crypto_ok),
        "CRYPTO-FAIL" => {
            !main.is_empty()
                && main.iter().all(|s| s.indication != Indication::TotalPassed && s.intact != Some(true))
        }
        "REJECT" => report.document == Document::Damaged && report.signatures.is_empty(),
        "NO-HANG" | "NO-CRASH" => report.indication != Indication::TotalPassed,
        "INPUT" => report.indication == Indication::NoSignatureFound,
        other => panic!("{other}"),
    };
    (!right).then(|| {
        let found: Vec<String> = report
            .signatures
            .iter()
            .map(|s| {
                format!(
                    "{:?} {:?} {:?} {:?} intact {:?} errors {:?}",
                    s.kind, s.format, s.indication, s.sub_indication, s.intact, s.errors
                )
            })
            .collect();
        format!(
            "{}: expected {} {} {:?} ({})\n    found {:?} {:?} {:?} {:?}\n    {}",
            row.path,
            row.signatures.map_or_else(|| "?".into(), |n| n.to_string()),
            row.indication,
            row.sub_indications,
            row.notes,
            report.document,
            report.indication,
            report.sub_indication,
            report.errors,
            found.join("\n    ")
        )
    })
}

/// The signing time that the notes of a row name.
fn signing_time(notes: &str) -> Option<Timestamp> {
    let text = notes.split("signing time ").nth(1)?.split([';', ' ', ',']).next()?;
    text.parse().or_else(|_| format!("{text}T12:00:00Z").parse()).ok()
}

#[test]
fn every_row_in_scope_gets_its_verdict() {
    let Some(corpus) = corpus("138 signatures") else { return };
    let (policy, now) = (Policy::default(), common::now());
    let trust = corpus.trust("generated/trust");
    let italian = corpus.trust("italian/trust");
    let mut wrong = Vec::new();
    let mut run = 0;
    for row in rows(&corpus) {
        let file = corpus.read(&row.path);
        let detached = match row.path.as_str() {
            "generated/valid/atto.txt.p7s"
            | "generated/valid/xades-detached.xml"
            | "generated/valid/atto.txt.tsr"
            | "generated/valid/atto.txt.tst" => Some(corpus.read("generated/valid/atto.txt")),
            _ => None,
        };
        let nobody = Trust::new();
        let (trust, at) = match row.path.split('/').next().unwrap() {
            "generated" => (&trust, now),
            "italian" => (&italian, signing_time(&row.notes).unwrap_or(now)),
            _ => (&nobody, now),
        };
        let mut own = Trust::new();
        let trust = if row.path == "dss/cades/no-key-info-cert.pkcs7" {
            own.add_file(&corpus.read("dss/cades/signCert.cer"));
            &own
        } else if row.path == "generated/valid/no-certificates.txt.p7m" {
            // The signer's certificate is among the candidates of the folder; the row wants it absent.
            own.add_file(&corpus.read("generated/trust/ca.cert.pem"));
            own.add_file(&corpus.read("generated/trust/ca.crl"));
            &own
        } else {
            trust
        };
        let report = check_slice(&file, detached.as_deref(), trust, at, &policy).unwrap();
        if let Some((path, found, why)) = DISPUTED.iter().find(|(path, ..)| *path == row.path) {
            println!("{path}: not as the table says, but {found}: {why}");
            assert_eq!(text(&report.sub_indication), *found);
            run += 1;
            continue;
        }
        wrong.extend(contradiction(&row, &report));
        run += 1;
    }
    assert!(run >= 137, "{run} rows");
    assert!(wrong.is_empty(), "{} of {run} rows:\n{}", wrong.len(), wrong.join("\n"));
}
