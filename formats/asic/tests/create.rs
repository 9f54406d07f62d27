//! What is made here is read here; what is added to stays as it was.

#![expect(clippy::unwrap_used, reason = "a test")]

#[path = "../../cades/tests/common/mod.rs"]
mod common;

use std::{collections::BTreeMap, io::Cursor};

use asic::{
    Container, CreateError, DataFile, DataObject, DocumentKind, Fault, Form, Limits, NewEntry, Over,
    ReferenceState, ToSign, prepare, prepare_archive, prepare_further, rewrite,
};
use cades::{ContentDigest, SignedData};
use common::{Key, Signer, Stamper};
use jiff::civil::{DateTime, date};
use x509::alg::DigestAlgorithm::Sha256;

const AT: DateTime = date(2026, 11, 22).at(9, 30, 0, 0);
const FILES: [(&str, &[u8]); 2] =
    [("contratto più bello.txt", b"uno"), ("allegati/b & c.txt", b"due due due")];

fn objects(files: &[(&str, &[u8])]) -> Vec<DataObject> {
    let object = |(name, octets): &(&str, &[u8])| DataObject {
        name: (*name).to_owned(),
        media_type: Some("text/plain".into()),
        digest: ContentDigest::of_slice(octets, Sha256),
    };
    files.iter().map(object).collect()
}

/// The envelope over what is to be signed.
fn envelope(to_sign: &ToSign, signer: &Signer) -> Vec<u8> {
    let waiting = cades::prepare(to_sign.content(), &signer.certificate, &[], &signer.parameters()).unwrap();
    let value = signer.key.sign(signer.key.algorithm(), waiting.bytes());
    waiting.complete(&value).unwrap().detached()
}

fn create(to_sign: &ToSign, signature: &[u8], files: &[(&str, &[u8])]) -> Result<Vec<u8>, CreateError> {
    let mut contents: Vec<_> = files.iter().map(|(name, octets)| (*name, *octets)).collect();
    let mut data: Vec<_> = contents.iter_mut().map(|(name, content)| DataFile { name, content }).collect();
    Ok(to_sign.create(signature, &mut data, AT, Cursor::new(Vec::new()))?.into_inner())
}

fn signed(form: Form, files: &[(&str, &[u8])], signer: &Signer) -> Vec<u8> {
    let to_sign = prepare(form, DocumentKind::Cades, objects(files)).unwrap();
    // What is kept meanwhile is enough.
    let to_sign = ToSign::from_bytes(&to_sign.to_bytes()).unwrap();
    create(&to_sign, &envelope(&to_sign, signer), files).unwrap()
}

fn read<T>(octets: &[u8], look: impl FnOnce(&mut Container<'_>) -> T) -> T {
    let mut source = Cursor::new(octets);
    look(&mut Container::read(&mut source, &Limits::default()).unwrap())
}

/// Every signature of every envelope verifies over what it is said to be over.
fn verify(container: &mut Container<'_>) -> usize {
    assert_eq!((container.faults(), container.findings()), (&[][..], &[][..]));
    let mut count = 0;
    for document in container.documents().to_vec() {
        assert_eq!(document.faults, []);
        let (Over::Data(name) | Over::Manifest(name)) = &document.over else { continue };
        let octets = container.octets(&document.name).unwrap();
        if document.kind == DocumentKind::TimeStamp {
            let token = cades::token::TimeStampToken::read(&octets, &cades::Limits::default()).unwrap();
            let digests = container.digests(name, &[Sha256]).unwrap();
            assert!(token.covers_digest(Sha256, digests.get(Sha256).unwrap()), "{document:?}");
        } else {
            let envelope = SignedData::from_slice(&octets, &cades::Limits::default()).unwrap();
            let digests = container.digests(name, &envelope.digest_algorithms()).unwrap();
            for signer in envelope.signers() {
                envelope.verify_detached(signer, Some(&digests), &[]).unwrap();
            }
            count += envelope.signers().len();
        }
    }
    for reference in container.manifests().iter().flat_map(|manifest| &manifest.references) {
        assert_eq!(reference.state, ReferenceState::Intact, "{reference:?}");
    }
    count
}

/// Entries by name, as they stand in the file.
fn stored(octets: &[u8]) -> BTreeMap<String, Vec<u8>> {
    read(octets, |container| {
        let entries = container.entries().to_vec();
        let part = |entry: &asic::Entry| {
            let offset = entry.offset as usize;
            let header = &octets[offset..offset + 30];
            let variable = |at: usize| usize::from(u16::from_le_bytes([header[at], header[at + 1]]));
            let start = offset + 30 + variable(26) + variable(28);
            octets[start..start + entry.compressed_size as usize].to_vec()
        };
        entries.iter().map(|entry| (entry.name.clone(), part(entry))).collect()
    })
}

#[test]
fn the_first_entry_names_the_form_and_is_stored_plainly() {
    let signer = Signer::new(Key::p256());
    for (form, mimetype) in [(Form::Simple, asic::ASIC_S), (Form::Extended, asic::ASIC_E)] {
        let octets = signed(form, &FILES[..1], &signer);
        assert_eq!(&octets[30..38], b"mimetype");
        assert_eq!(&octets[38..38 + mimetype.len()], mimetype.as_bytes());
        // No flags, method stored, no extra field.
        assert_eq!((&octets[6..10], &octets[28..30]), (&[0; 4][..], &[0; 2][..]));
    }
}

#[test]
fn the_same_input_makes_the_same_container() {
    let signer = Signer::new(Key::p256());
    let to_sign = prepare(Form::Extended, DocumentKind::Cades, objects(&FILES)).unwrap();
    let envelope = envelope(&to_sign, &signer);
    assert_eq!(create(&to_sign, &envelope, &FILES).unwrap(), create(&to_sign, &envelope, &FILES).unwrap());
}

#[test]
fn an_extended_container_with_an_envelope_covers_every_file() {
    let octets = signed(Form::Extended, &FILES, &Signer::new(Key::p256()));
    read(&octets, |container| {
        assert_eq!((container.form(), verify(container)), (Form::Extended, 1));
        let [document] = container.documents() else { panic!() };
        assert_eq!(document.name, "META-INF/signature001.p7s");
        assert_eq!(document.covers, [FILES[0].0, FILES[1].0]);
    });
}

#[test]
fn a_simple_container_takes_a_parallel_signature_in_its_envelope() {
    let octets = signed(Form::Simple, &FILES[..1], &Signer::new(Key::p256()));
    let second = Signer::with_serial(Key::p256(), &[0x20]);
    let more = read(&octets, |container| {
        assert_eq!((container.form(), verify(container)), (Form::Simple, 1));
        let to_sign = prepare_further(container, DocumentKind::Cades, Sha256, |_| None, |_| true).unwrap();
        let there = container.octets(to_sign.document()).unwrap();
        let existing = SignedData::from_slice(&there, &cades::Limits::default()).unwrap();
        let waiting =
            cades::prepare(to_sign.content(), &second.certificate, &[], &second.parameters()).unwrap();
        let value = second.key.sign(second.key.algorithm(), waiting.bytes());
        let signed = waiting.complete(&value).unwrap();
        let digests = container.digests(FILES[0].0, &existing.digest_algorithms()).unwrap();
        let mut appended = Vec::new();
        let mut source = Cursor::new(&there);
        cades::append(&existing, &mut source, Some(&digests), &[], &signed, &mut appended).unwrap();
        to_sign.add(&appended, container, AT, Cursor::new(Vec::new())).unwrap().into_inner()
    });
    read(&more, |container| assert_eq!(verify(container), 2));
    assert_eq!(stored(&more)[FILES[0].0], stored(&octets)[FILES[0].0]);
}

#[test]
fn a_further_signature_leaves_every_other_entry_as_it_stands() {
    let octets = signed(Form::Extended, &FILES, &Signer::new(Key::p256()));
    let more = read(&octets, |container| {
        let only_second = |name: &str| name == FILES[1].0;
        let to_sign = prepare_further(container, DocumentKind::Cades, Sha256, |_| None, only_second).unwrap();
        let to_sign = ToSign::from_bytes(&to_sign.to_bytes()).unwrap();
        let envelope = envelope(&to_sign, &Signer::new(Key::p256()));
        to_sign.add(&envelope, container, AT, Cursor::new(Vec::new())).unwrap().into_inner()
    });
    read(&more, |container| {
        assert_eq!(verify(container), 2);
        assert_eq!(container.documents()[1].covers, [FILES[1].0]);
        assert_eq!(container.manifests().len(), 2);
    });
    let after = stored(&more);
    for (name, octets) in stored(&octets) {
        assert_eq!(after[&name], octets, "{name}");
    }
}

/// What another tool deflated in its own way, with extra fields, is not deflated again.
#[test]
fn what_others_stored_is_copied_and_not_deflated_again() {
    let octets = signed(Form::Extended, &FILES, &Signer::new(Key::p256()));
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let level = options.compression_level(Some(1)).compression_method(zip::CompressionMethod::Deflated);
    use std::io::Write;
    for name in ["zeta.bin", "mimetype"] {
        zip.start_file(name, level).unwrap();
        zip.write_all(if name == "mimetype" { asic::ASIC_E.as_bytes() } else { &[7; 3000] }).unwrap();
    }
    let theirs = read(&octets, |container| {
        for (name, _) in &FILES {
            zip.start_file(*name, options.compression_method(zip::CompressionMethod::Stored)).unwrap();
            std::io::copy(&mut container.open(name).unwrap(), &mut zip).unwrap();
        }
        for name in ["META-INF/signature001.p7s", "META-INF/ASiCManifest001.xml"] {
            zip.start_file(name, level).unwrap();
            zip.write_all(&container.octets(name).unwrap()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    });
    let again = read(&theirs, |container| {
        let signature = container.octets("META-INF/signature001.p7s").unwrap();
        let entry = NewEntry { name: "META-INF/signature001.p7s".into(), octets: signature };
        rewrite(container, &[entry], AT, Cursor::new(Vec::new())).unwrap().into_inner()
    });
    let (before, after) = (stored(&theirs), stored(&again));
    for name in ["zeta.bin", FILES[0].0, FILES[1].0, "META-INF/ASiCManifest001.xml"] {
        assert_eq!(before[name], after[name], "{name}");
    }
    assert_eq!(&again[30..38], b"mimetype");
}

fn archive(octets: &[u8], changes: Vec<NewEntry>) -> Vec<u8> {
    let stamper = Stamper::new();
    read(octets, |container| {
        let to_stamp = prepare_archive(container, Sha256, changes).unwrap();
        let to_stamp = ToSign::from_bytes(&to_stamp.to_bytes()).unwrap();
        let token = stamper.token(Sha256, &to_stamp.content().value, "2026-11-22T10:00:00Z");
        to_stamp.add(&token, container, AT, Cursor::new(Vec::new())).unwrap().into_inner()
    })
}

#[test]
fn an_archive_time_stamp_is_about_everything_and_the_next_one_about_it_too() {
    let octets = signed(Form::Extended, &FILES, &Signer::new(Key::p256()));
    let once = archive(&octets, Vec::new());
    read(&once, |container| {
        assert_eq!(verify(container), 1);
        let manifest = container.manifest("META-INF/ASiCArchiveManifest.xml").unwrap();
        assert!(manifest.archive);
        assert_eq!(manifest.references.len(), 4);
        let stamp = container.documents().iter().find(|one| one.kind == DocumentKind::TimeStamp).unwrap();
        assert!(stamp.archive);
    });
    let twice = archive(&once, Vec::new());
    read(&twice, |container| {
        assert_eq!(verify(container), 1);
        let last = container.manifest("META-INF/ASiCArchiveManifest.xml").unwrap();
        let first = container.manifest("META-INF/ASiCArchiveManifest001.xml").unwrap();
        assert_eq!((first.references.len(), last.references.len()), (4, 6));
        let root: Vec<_> = last.references.iter().filter(|reference| reference.root).collect();
        assert_eq!(root.len(), 1);
        assert_eq!(root[0].entry.as_deref(), Ok("META-INF/ASiCArchiveManifest001.xml"));
        assert_eq!(container.documents().iter().filter(|document| document.archive).count(), 2);
    });
    let (before, after) = (stored(&once), stored(&twice));
    assert_eq!(
        before["META-INF/ASiCArchiveManifest.xml"], after["META-INF/ASiCArchiveManifest001.xml"],
        "the earlier manifest keeps its octets under its new name"
    );
}

#[test]
fn what_an_archive_time_stamp_is_about_is_not_changed_any_more() {
    let octets = archive(&signed(Form::Extended, &FILES, &Signer::new(Key::p256())), Vec::new());
    read(&octets, |container| {
        let change = NewEntry { name: "META-INF/signature001.p7s".into(), octets: vec![1] };
        let refused = rewrite(container, std::slice::from_ref(&change), AT, Cursor::new(Vec::new()));
        assert!(matches!(refused, Err(CreateError::Locked { .. })), "{refused:?}");
        let refused = prepare_archive(container, Sha256, vec![change]);
        assert!(matches!(refused, Err(CreateError::Locked { .. })), "{refused:?}");
        // The last token itself is free: its validation data goes into it before the next stamp.
        let token = container.octets("META-INF/timestamp001.tst").unwrap();
        let change = NewEntry { name: "META-INF/timestamp001.tst".into(), octets: token };
        assert!(prepare_archive(container, Sha256, vec![change]).is_ok());
    });
}

#[test]
fn a_time_stamp_stands_alone_over_a_file_or_a_manifest() {
    let stamper = Stamper::new();
    for (form, files) in [(Form::Simple, &FILES[..1]), (Form::Extended, &FILES[..])] {
        let to_stamp = prepare(form, DocumentKind::TimeStamp, objects(files)).unwrap();
        let token = stamper.token(Sha256, &to_stamp.content().value, "2026-11-22T10:00:00Z");
        let octets = create(&to_stamp, &token, files).unwrap();
        read(&octets, |container| {
            verify(container);
            assert_eq!(container.documents()[0].kind, DocumentKind::TimeStamp);
            assert_eq!(container.uncovered().count(), 0);
        });
        let other = stamper.token(Sha256, &[0; 32], "2026-11-22T10:00:00Z");
        assert!(matches!(create(&to_stamp, &other, files), Err(CreateError::NotASignature)));
    }
}

/// A signature in form only: that it is valid is the affair of others.
fn xml_signature(to_sign: &ToSign) -> Vec<u8> {
    let references: String =
        to_sign.objects().iter().map(|object| format!(r#"<ds:Reference URI="{}"/>"#, object.uri())).collect();
    format!(
        r#"<?xml version="1.0"?><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>{references}</ds:SignedInfo></ds:Signature>"#
    )
    .into_bytes()
}

#[test]
fn xml_signatures_stand_in_a_document_of_their_own_and_beside_each_other() {
    let to_sign = prepare(Form::Extended, DocumentKind::Xades, objects(&FILES)).unwrap();
    let octets = create(&to_sign, &xml_signature(&to_sign), &FILES).unwrap();
    let more = read(&octets, |container| {
        verify(container);
        assert!(container.entries().iter().any(|entry| entry.name == "META-INF/manifest.xml"));
        let [document] = container.documents() else { panic!() };
        assert_eq!(
            (document.name.as_str(), &document.over),
            ("META-INF/signatures001.xml", &Over::References)
        );
        assert_eq!(document.covers, [FILES[0].0, FILES[1].0]);
        let further = prepare_further(container, DocumentKind::Xades, Sha256, |_| None, |_| true).unwrap();
        assert_eq!(further.document(), "META-INF/signatures002.xml");
        further.add(&xml_signature(&further), container, AT, Cursor::new(Vec::new())).unwrap().into_inner()
    });
    read(&more, |container| assert_eq!(container.documents().len(), 2));

    let to_sign = prepare(Form::Simple, DocumentKind::Xades, objects(&FILES[..1])).unwrap();
    let octets = create(&to_sign, &xml_signature(&to_sign), &FILES[..1]).unwrap();
    let more = read(&octets, |container| {
        let further = prepare_further(container, DocumentKind::Xades, Sha256, |_| None, |_| true).unwrap();
        assert_eq!(further.document(), "META-INF/signatures.xml");
        further.add(&xml_signature(&further), container, AT, Cursor::new(Vec::new())).unwrap().into_inner()
    });
    read(&more, |container| {
        verify(container);
        let xml = String::from_utf8(container.octets("META-INF/signatures.xml").unwrap()).unwrap();
        assert_eq!(xml.matches("<ds:Signature ").count(), 2);
        assert!(xml.ends_with("</ds:Signature></asic:XAdESSignatures>"), "{xml}");
    });
}

#[test]
fn a_signature_may_come_with_its_root_around_it() {
    let to_sign = prepare(Form::Simple, DocumentKind::Xades, objects(&FILES[..1])).unwrap();
    let signature = xml_signature(&to_sign);
    let text = String::from_utf8(signature.clone()).unwrap().replace(r#"<?xml version="1.0"?>"#, "");
    let root = |inside: &str| {
        format!(r#"<a:XAdESSignatures xmlns:a="{}">{inside}</a:XAdESSignatures>"#, asic::NAMESPACE)
            .into_bytes()
    };
    let alone = create(&to_sign, &signature, &FILES[..1]).unwrap();
    assert_eq!(create(&to_sign, &root(&text), &FILES[..1]).unwrap(), alone);
    for wrong in [root(""), root("<b/>"), root(&text.repeat(2))] {
        assert!(matches!(create(&to_sign, &wrong, &FILES[..1]), Err(CreateError::NotASignature)));
    }
}

#[test]
fn a_file_that_changed_meanwhile_is_not_put_under_the_signature() {
    let signer = Signer::new(Key::p256());
    let to_sign = prepare(Form::Extended, DocumentKind::Cades, objects(&FILES)).unwrap();
    let mut files = FILES;
    files[1].1 = b"tre";
    let refused = create(&to_sign, &envelope(&to_sign, &signer), &files);
    assert!(matches!(refused, Err(CreateError::DataChanged(name)) if name == FILES[1].0));
    let octets = signed(Form::Extended, &FILES, &signer);
    let to_sign = read(&octets, |container| {
        prepare_further(container, DocumentKind::Cades, Sha256, |_| None, |_| true).unwrap()
    });
    let mut other = FILES;
    other[0].1 = b"altro";
    read(&signed(Form::Extended, &other, &signer), |container| {
        let refused = to_sign.add(&envelope(&to_sign, &signer), container, AT, Cursor::new(Vec::new()));
        assert!(matches!(refused, Err(CreateError::DataChanged(_))), "{refused:?}");
    });
}

#[test]
fn what_no_container_can_hold_is_not_prepared() {
    let object = |name: &str| {
        let mut object = objects(&FILES[..1]).remove(0);
        object.name = name.to_owned();
        object
    };
    for name in ["../a", "/a", "mimetype", "META-INF/a", "a/", "", "a\\b"] {
        let refused = prepare(Form::Extended, DocumentKind::Cades, vec![object(name)]);
        assert!(matches!(refused, Err(CreateError::Name(_))), "{name}");
    }
    let doubled = prepare(Form::Extended, DocumentKind::Cades, vec![object("a"), object("a")]);
    assert!(matches!(doubled, Err(CreateError::Name(_))));
    let folder = prepare(Form::Simple, DocumentKind::Cades, vec![object("a/b")]);
    assert!(matches!(folder, Err(CreateError::Name(_))));
    let two = prepare(Form::Simple, DocumentKind::Cades, vec![object("a"), object("b")]);
    assert!(matches!(two, Err(CreateError::DataFiles(2))));
    let none = prepare(Form::Extended, DocumentKind::Cades, Vec::new());
    assert!(matches!(none, Err(CreateError::DataFiles(0))));
    let office = prepare(Form::OpenDocument, DocumentKind::Xades, vec![object("a")]);
    assert!(matches!(office, Err(CreateError::Form)));
}

#[test]
fn an_enveloping_signature_is_no_signature_of_a_container() {
    let signer = Signer::new(Key::p256());
    let to_sign = prepare(Form::Simple, DocumentKind::Cades, objects(&FILES[..1])).unwrap();
    let enveloping = signer.sign(FILES[0].1).enveloping(FILES[0].1).unwrap();
    for other in [&enveloping[..], b"", b"<a/>"] {
        assert!(matches!(create(&to_sign, other, &FILES[..1]), Err(CreateError::NotASignature)));
    }
    let to_sign = prepare(Form::Simple, DocumentKind::Xades, objects(&FILES[..1])).unwrap();
    assert!(matches!(create(&to_sign, b"<a/>", &FILES[..1]), Err(CreateError::NotASignature)));
}

#[test]
fn what_was_stored_is_read_back_or_refused() {
    let to_sign = prepare(Form::Extended, DocumentKind::Cades, objects(&FILES)).unwrap();
    let stored = to_sign.to_bytes();
    assert_eq!(ToSign::from_bytes(&stored).unwrap(), to_sign);
    for len in 0..stored.len() {
        assert!(matches!(ToSign::from_bytes(&stored[..len]), Err(CreateError::Stored(_))), "{len}");
    }
}

#[test]
fn a_second_file_in_a_simple_container_makes_it_invalid() {
    let octets = signed(Form::Simple, &FILES[..1], &Signer::new(Key::p256()));
    let more = read(&octets, |container| {
        let other = NewEntry { name: "intruso.txt".into(), octets: b"x".to_vec() };
        rewrite(container, &[other], AT, Cursor::new(Vec::new())).unwrap().into_inner()
    });
    read(&more, |container| {
        assert_eq!(container.faults(), [Fault::DataFiles(2)]);
        assert_eq!(container.documents()[0].over, Over::Unknown);
    });
}
