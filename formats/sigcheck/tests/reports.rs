//! Reports of every kind of file keep to the published schema, read back as they are, and become the XML
//! of ETSI.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use serde_json::Value;
use sigcheck::{CODES, Code, Policy, Report, check_slice, etsi};

fn schema() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/verify.schema.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// What in `value` is not as the schema says: the words that our schema uses, and beyond it that
/// properties are described.
fn faults(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let target = &root["$defs"][name.strip_prefix("#/$defs/").unwrap()];
        return faults(root, target, value, at, found);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let fits = |choice: &Value| {
            let mut own = Vec::new();
            faults(root, choice, value, at, &mut own);
            own.is_empty()
        };
        if !choices.iter().any(fits) {
            found.push(format!("{at}: fits no choice: {value}"));
        }
        return;
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed = match &schema["type"] {
        Value::Array(all) => all.iter().any(|one| one == kind),
        one => one == kind,
    };
    if !allowed {
        return found.push(format!("{at}: is {kind}, not {}", schema["type"]));
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        found.push(format!("{at}: {value} is not among the words"));
    }
    if schema["format"] == "date-time"
        && value.as_str().is_some_and(|text| text.parse::<jiff::Timestamp>().is_err())
    {
        found.push(format!("{at}: {value} is no instant"));
    }
    if let Value::Array(elements) = value {
        for (index, element) in elements.iter().enumerate() {
            faults(root, &schema["items"], element, &format!("{at}[{index}]"), found);
        }
    }
    let Value::Object(fields) = value else { return };
    for required in schema["required"].as_array().into_iter().flatten() {
        if !fields.contains_key(required.as_str().unwrap()) {
            found.push(format!("{at}: {required} is missing"));
        }
    }
    for (name, field) in fields {
        let own = &schema["properties"][name];
        match (own.is_null(), &schema["additionalProperties"]) {
            (false, _) => faults(root, own, field, &format!("{at}.{name}"), found),
            (true, Value::Object(_)) => {
                faults(root, &schema["additionalProperties"], field, &format!("{at}.{name}"), found);
            }
            (true, _) => found.push(format!("{at}: {name} is not described")),
        }
    }
}

const FILES: &[&str] = &[
    "generated/valid/parallel.txt.p7m",
    "generated/valid/b64-twice.txt.p7m",
    "generated/valid/controfirma.txt.p7m",
    "generated/valid/pades-blta.pdf",
    "generated/valid/xades-enveloped.xml",
    "generated/valid/atto.txt.p7m.tsd",
    "generated/valid/atto.txt.p7m.m7m",
    "generated/valid/atto.txt.tst",
    "generated/attack/revoked-signer.txt.p7m",
    "generated/attack/atk-isa-page-added.pdf",
    "generated/attack/atk-timestamp-mismatch.txt.tsd",
    "dss/cades/CAdESDoubleLTA.p7m",
    "dss/xades/xades-lta-valid.xml",
    "dss/asic-cades/onefile-ok.asice",
    "dss/asic-xades/libreoffice.odt",
    "pyhanko/xml/dtd.xml",
    "italian/TAMPERED.txt.p7m",
];

fn reports() -> Vec<(&'static str, Report)> {
    let Some(corpus) = common::corpus("17 files") else { return Vec::new() };
    let trust = corpus.trust("generated/trust");
    let check = |path: &&'static str| {
        let report =
            check_slice(&corpus.read(path), None, &trust, common::now(), &Policy::default()).unwrap();
        (*path, report)
    };
    FILES.iter().map(check).collect()
}

#[test]
fn reports_keep_to_the_published_schema() {
    let schema = schema();
    for (path, mut report) in reports() {
        report.file = Some(path.to_owned());
        let mut found = Vec::new();
        faults(&schema, &schema, &serde_json::to_value(&report).unwrap(), "report", &mut found);
        assert_eq!(found, Vec::<String>::new(), "{path}");
    }
}

#[test]
fn reports_read_back_as_they_are() {
    for (path, report) in reports() {
        let text = serde_json::to_string(&report).unwrap();
        let read: Report = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text, "{path}");
    }
    let read: Code = serde_json::from_str("\"of-a-later-version\"").unwrap();
    assert_eq!(read, Code::Unknown);
}

#[test]
fn every_finding_has_words_in_every_language() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../locales");
    for language in ["it", "en", "de"] {
        let mut all = String::new();
        for entry in std::fs::read_dir(format!("{root}/{language}")).unwrap() {
            all.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
        }
        let has = |key: &str| all.lines().any(|line| line.starts_with(&format!("{key} =")));
        for code in CODES {
            assert!(has(&format!("verdict-{code}")), "{code} in {language}");
        }
        for one in sigcheck::SubIndication::ALL {
            let name = one.as_str().to_lowercase().replace('_', "-");
            assert!(has(&format!("sub-indication-{name}")), "{name} in {language}");
        }
    }
}

#[test]
fn reports_become_the_xml_of_etsi() {
    for (path, report) in reports() {
        let Some(text) = etsi::validation_report(&report) else {
            assert!(report.signatures.is_empty() && report.timestamps.is_empty(), "{path}");
            continue;
        };
        // Well-formed, and one report for each signature and each time stamp that stands alone.
        let source = xades::xml::Source::read(text.clone()).unwrap();
        let document = xades::xml::Document::parse(&source).unwrap();
        let root = document.root_element();
        let count = xades::xml::children(root, etsi::NAMESPACE, "SignatureValidationReport").count();
        assert_eq!(count, report.signatures.len() + report.timestamps.len(), "{path}");
        for signature in &report.signatures {
            assert!(text.contains(signature.indication.uri()) || text.contains("mainindication:passed"));
            if let Some(sub_indication) = signature.sub_indication {
                assert!(text.contains(&sub_indication.uri()), "{path}");
            }
        }
        if let Ok(folder) = std::env::var("CERALACCA_KEEP_REPORTS") {
            std::fs::write(format!("{folder}/{}.xml", path.replace('/', "_")), text).unwrap();
        }
    }
}
