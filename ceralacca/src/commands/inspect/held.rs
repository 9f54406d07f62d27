//! What XML, containers and time-stamped data hold, by their structure alone: `verify` judges it.

use std::io::Cursor;

use asic::{Container, DocumentKind, Form};
use cades::TimeStampedData;
use serde_json::{Value, json};
use webkit::Lang;
use xades::{
    signatures,
    xml::{Document, Source, is},
};

use crate::output::one_line;

/// What was found in a file, or `None` when it is nothing of the kind.
pub(super) fn look(name: &str, octets: &[u8], lang: Lang) -> Option<(Value, String)> {
    match octets {
        [b'P', b'K', 3, 4, ..] => container(name, octets, lang),
        _ if crate::files::is_xml(octets) => xml(name, octets, lang),
        _ => time_stamped(name, octets, lang),
    }
}

fn xml(name: &str, octets: &[u8], lang: Lang) -> Option<(Value, String)> {
    let source = Source::read(octets).ok()?;
    let document = Document::parse(&source).ok()?;
    let (found, lines) = xml_signatures(&document);
    let is_list = |node, local| is(node, "http://uri.etsi.org/02231/v2#", local);
    if is_list(document.root_element(), "TrustServiceStatusList") {
        let count = |local| document.root().descendants().filter(|node| is_list(*node, local)).count();
        let (services, lists) = (count("TSPService"), count("OtherTSLPointer"));
        let facts = [("inspect-services", services), ("inspect-pointers", lists)];
        let described = json!({
            "file": name, "kind": "trusted-list", "services": services, "pointers": lists, "signatures": found,
        });
        return Some((described, words(name, lang, "inspect-trusted-list", &facts, &lines)));
    }
    let root = document.root_element().tag_name().name();
    let facts = [("inspect-signatures", found.len())];
    let described = json!({ "file": name, "kind": "xml", "root": root, "signatures": found });
    Some((described, words(name, lang, "inspect-xml", &facts, &lines)))
}

/// Each signature with whoever it says signed, and its level.
fn xml_signatures(document: &Document<'_>) -> (Vec<Value>, Vec<String>) {
    let describe = |signature: xades::Signature<'_>| {
        let level = match signature.level() {
            xades::Level::XmlDsig => "XMLDSig",
            xades::Level::B => "B-B",
            xades::Level::T => "B-T",
            xades::Level::Lt => "B-LT",
            xades::Level::Lta => "B-LTA",
        };
        let signer = signature.key_info_certificates().first().map(|one| one.subject().rfc4514());
        let line = format!("{} · XAdES {level}", signer.as_deref().unwrap_or("-"));
        let parent = signature.parent();
        (json!({ "format": "xades", "level": level, "signer": signer, "over": parent }), line)
    };
    signatures(document).into_iter().map(describe).unzip()
}

fn container(name: &str, octets: &[u8], lang: Lang) -> Option<(Value, String)> {
    let mut source = Cursor::new(octets);
    let mut container = Container::read(&mut source, &asic::Limits::default()).ok()?;
    let (form, key) = match container.form() {
        Form::Simple => ("asic-s", "inspect-asic-s"),
        Form::Extended => ("asic-e", "inspect-asic-e"),
        Form::OpenDocument => ("opendocument", "inspect-opendocument"),
    };
    let (mut found, mut lines) = (Vec::new(), Vec::new());
    for document in container.documents().to_vec() {
        let octets = container.octets(&document.name).ok()?;
        let (of_document, told) = match document.kind {
            DocumentKind::Cades => envelope(&octets),
            DocumentKind::Xades => match Source::read(octets) {
                Ok(source) => Document::parse(&source).map(|read| xml_signatures(&read)).unwrap_or_default(),
                Err(_) => Default::default(),
            },
            DocumentKind::TimeStamp => (vec![json!({ "format": "timestamp" })], vec![document.name]),
            DocumentKind::EvidenceRecord => {
                (vec![json!({ "format": "evidence-record" })], vec![document.name])
            }
        };
        found.extend(of_document);
        lines.extend(told);
    }
    let names: Vec<&str> = container.data_files().map(|entry| entry.name.as_str()).collect();
    let facts = [("inspect-documents", names.len()), ("inspect-signatures", found.len())];
    let described = json!({
        "file": name, "kind": "asic", "form": form, "documents": names, "signatures": found,
    });
    Some((described, words(name, lang, key, &facts, &lines)))
}

fn envelope(octets: &[u8]) -> (Vec<Value>, Vec<String>) {
    let Ok(read) = cades::SignedData::from_slice(octets, &cades::Limits::default()) else {
        return Default::default();
    };
    let certificates = read.certificates();
    let describe = |signer: &cades::SignerInfo| {
        let level = read.level(signer).map(|level| level.name());
        let who = signer.signing_certificate(certificates).ok().map(|(one, _)| one.subject().rfc4514());
        let line = format!("{} · CAdES {}", who.as_deref().unwrap_or("-"), level.unwrap_or("-"));
        (json!({ "format": "cades", "level": level, "signer": who }), line)
    };
    read.signers().iter().map(describe).unzip()
}

fn time_stamped(name: &str, octets: &[u8], lang: Lang) -> Option<(Value, String)> {
    let read = TimeStampedData::from_slice(octets, &cades::Limits::default()).ok()?;
    let document = read.meta_data().and_then(|about| about.file_name.clone());
    let stamps = read.time_stamps(None).len();
    let lines: Vec<String> = document.iter().cloned().collect();
    let described = json!({ "file": name, "kind": "tsd", "document": document, "timestamps": stamps });
    Some((described, words(name, lang, "inspect-tsd", &[("inspect-stamps", stamps)], &lines)))
}

fn words(name: &str, lang: Lang, key: &str, facts: &[(&str, usize)], lines: &[String]) -> String {
    let mut words = vec![format!("{}: {}", one_line(name), lang.t(key))];
    words.extend(facts.iter().map(|(key, count)| format!("  {}: {count}", lang.t(key))));
    words.extend(lines.iter().map(|line| format!("  {}", one_line(line))));
    words.join("\n")
}
