//! Signing: what is written, what is refused, and that it verifies.

mod common;

use common::{FILE_ID, Signer, all_in_order, classic, corpus, every_make, options, signing_time, with_form};
use jiff::tz::Offset;
use pades::{Change, Coverage, Damage, Document, Judgement, Permission, SignError, SubFilter, ToSign};

#[test]
fn every_make_of_file_is_signed_and_signed_again() {
    let signer = Signer::p256();
    for (name, pdf) in every_make() {
        assert!(Document::open(&pdf).unwrap().damage().is_empty(), "{name}");
        let once = signer.sign(&pdf, &options());
        assert!(once.starts_with(&pdf), "{name}: the original octets stay as they are");
        all_in_order(&once, 1).unwrap_or_else(|error| panic!("{name}: {error}"));
        let found = pades::inspect(&once).unwrap();
        assert_eq!(found.signatures[0].coverage, Coverage::WholeFile, "{name}");
        assert_eq!(found.signatures[0].problems, [], "{name}");

        let twice = signer.sign(&once, &options());
        all_in_order(&twice, 2).unwrap_or_else(|error| panic!("{name}: {error}"));
        let found = pades::inspect(&twice).unwrap();
        let [first, second] = found.signatures.as_slice() else { panic!("{name}") };
        assert_eq!((first.field.as_str(), second.field.as_str()), ("Signature1", "Signature2"), "{name}");
        assert_eq!(second.coverage, Coverage::WholeFile, "{name}");
        assert_eq!(first.signed_document(&twice).unwrap(), once, "{name}: the document as it was signed");
        let added = Change::SignatureAdded { field: "Signature2".to_owned() };
        assert_eq!(first.later_changes.len(), 1, "{name}: {:?}", first.later_changes);
        assert_eq!(first.later_changes[0].change, added, "{name}");
    }
}

#[test]
fn inputs_of_the_corpus_are_signed_or_refused_with_the_reason() {
    let Some(folder) = corpus() else {
        println!("not run: 11 cases, corpus folder missing");
        return;
    };
    let signer = Signer::p256();
    for name in [
        "minimal",
        "minimal-xref",
        "minimal-hybrid-xref",
        "minimal-with-field",
        "minimal-two-fields",
        "uncompressed-objstream-sample",
        "broken-objstream1",
    ] {
        let pdf = std::fs::read(folder.join(format!("pyhanko/pdf/{name}.pdf"))).unwrap();
        match signer.prepare(&pdf, &options()) {
            Ok(to_sign) => {
                let signed = to_sign.complete_document(&pdf, &signer.value(to_sign.to_be_signed())).unwrap();
                all_in_order(&signed, 1).unwrap_or_else(|error| panic!("{name}: {error}"));
            }
            Err(error) if name.starts_with("broken") => println!("{name}: {error}"),
            Err(error) => panic!("{name}: {error}"),
        }
    }
    let refused = |name: &str| {
        let pdf = std::fs::read(folder.join(format!("pyhanko/pdf/{name}.pdf"))).unwrap();
        signer.prepare(&pdf, &options()).unwrap_err()
    };
    assert!(matches!(refused("minimal-aes256"), SignError::Encrypted));
    assert!(matches!(refused("minimal-startxref-obo1"), SignError::Damaged(Damage::StartXref)));
    assert!(matches!(refused("malformed-xref-space-padded"), SignError::Damaged(Damage::TableFormat)));
}

#[test]
fn the_signature_dictionary_says_what_was_asked() {
    let signer = Signer::rsa();
    let mut options = options();
    options.offset = Offset::constant(1);
    options.name = Some("Rossi (Maria)".to_owned());
    options.reason = Some("Perché è così".to_owned());
    options.location = Some("Gaeta".to_owned());
    options.contact_info = Some("maria@example.it".to_owned());
    options.field = Some("Firma del presidente".to_owned());
    let signed = signer.sign(&classic(), &options);
    let text = String::from_utf8_lossy(&signed);
    assert!(text.contains("/M(D:20261122100000+01'00')"));
    let found = pades::inspect(&signed).unwrap();
    let signature = &found.signatures[0];
    assert_eq!(signature.sub_filter, SubFilter::CadesDetached);
    assert_eq!(signature.field, "Firma del presidente");
    assert_eq!(signature.signing_time, Some(signing_time()));
    assert_eq!(signature.name, options.name);
    assert_eq!(signature.reason, options.reason);
    assert_eq!(signature.location, options.location);
    assert_eq!(signature.contact_info, options.contact_info);
    assert_eq!(signature.contents.len() % 1024, 0);
    assert!(signature.contents.len() >= 8192);
    // No claimed time in the CMS (EN 319 142-1, 6.3).
    let signing_time_oid = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05];
    assert!(!signature.cms.windows(signing_time_oid.len()).any(|part| part == signing_time_oid));
    // The first identifier is kept, the second is new.
    assert!(text.contains("/ID[<30313233343536373839616263646566><30313233343536373839616263646566>]"));
    assert_eq!(FILE_ID, *b"0123456789abcdef");
}

#[test]
fn a_stored_request_is_resumed() {
    let signer = Signer::p256();
    let pdf = classic();
    let stored = signer.prepare(&pdf, &options()).unwrap().to_bytes();
    let resumed = ToSign::from_bytes(&stored).unwrap();
    let value = signer.value(resumed.to_be_signed());
    let signed = resumed.complete_document(&pdf, &value).unwrap();
    all_in_order(&signed, 1).unwrap();
    assert_eq!([pdf.as_slice(), &resumed.complete(&value).unwrap()].concat(), signed);
    assert_eq!(resumed.document_len(), pdf.len());

    let mut other = pdf.clone();
    other[100] ^= 1;
    assert!(matches!(resumed.complete_document(&other, &value), Err(SignError::ContentChanged)));
    let wrong = Signer::p256().value(resumed.to_be_signed());
    assert!(matches!(resumed.complete(&wrong), Err(SignError::Cms(_))));
    for len in 0..stored.len().min(200) {
        assert!(ToSign::from_bytes(&stored[..len]).is_err());
    }
}

#[test]
fn an_empty_field_is_filled_and_its_lock_holds() {
    let signer = Signer::p256();
    let named = |name: &str| {
        let mut options = options();
        options.field = Some(name.to_owned());
        options
    };
    let signed = signer.sign(&with_form(), &named("firma"));
    all_in_order(&signed, 1).unwrap();
    let found = pades::inspect(&signed).unwrap();
    assert_eq!(found.signatures[0].field, "firma");
    assert_eq!(found.signatures[0].locks.len(), 1);
    // The other field is still free; the one signed is not.
    assert!(matches!(signer.prepare(&signed, &named("firma")), Err(SignError::FieldSigned(_))));
    assert!(matches!(signer.prepare(&signed, &named("nome")), Err(SignError::FieldLocked(_))));
    assert!(matches!(signer.prepare(&with_form(), &named("nome")), Err(SignError::FieldNotUsable(_))));
    assert!(matches!(signer.prepare(&with_form(), &named("a.b")), Err(SignError::FieldNotUsable(_))));
    all_in_order(&signer.sign(&signed, &named("seconda")), 2).unwrap();
}

#[test]
fn a_certification_says_what_may_follow() {
    let signer = Signer::p256();
    let certify = |permission| {
        let mut options = options();
        options.certification = Some(permission);
        options
    };
    let certified = signer.sign(&classic(), &certify(Permission::NoChanges));
    all_in_order(&certified, 1).unwrap();
    assert_eq!(pades::inspect(&certified).unwrap().signatures[0].certification, Some(Permission::NoChanges));
    assert!(matches!(signer.prepare(&certified, &options()), Err(SignError::NoChangesAllowed)));

    let certified = signer.sign(&classic(), &certify(Permission::FillAndSign));
    let twice = signer.sign(&certified, &options());
    all_in_order(&twice, 2).unwrap();
    assert!(matches!(signer.prepare(&twice, &certify(Permission::Annotate)), Err(SignError::AlreadySigned)));
}

#[test]
fn a_signature_put_on_against_the_certification_is_reported() {
    let signer = Signer::p256();
    let mut certify = options();
    certify.certification = Some(Permission::NoChanges);
    let certified = signer.sign(&classic(), &certify);
    // The same file, its level overwritten so that this library signs on top, then put back.
    let at = certified.windows(4).position(|part| part == b"/P 1").unwrap() + 3;
    let mut open = certified.clone();
    open[at] = b'2';
    let mut forced = signer.sign(&open, &options());
    forced[at] = b'1';
    let found = pades::inspect(&forced).unwrap();
    let change = &found.signatures[0].later_changes[0];
    assert_eq!(change.judgement, Judgement::NotPermitted);
    assert_eq!(change.change, Change::SignatureAdded { field: "Signature2".to_owned() });
}

#[test]
fn seed_values_that_cannot_be_met_are_refused() {
    let signer = Signer::p256();
    for (seed, met) in [
        ("/Ff 2/SubFilter[/adbe.pkcs7.detached]", false),
        ("/Ff 2/SubFilter[/adbe.pkcs7.detached/ETSI.CAdES.detached]", true),
        ("/Ff 0/SubFilter[/adbe.pkcs7.detached]", true),
        ("/Ff 64/DigestMethod[(SHA512)]", false),
        ("/Ff 64/DigestMethod[(SHA256)]", true),
        ("/Ff 8/Reasons[(Approvo)]", true),
        ("/Ff 8/Reasons[(Altro)]", false),
        ("/Ff 8/Reasons[(.)]", false),
        ("/TimeStamp<</URL(http://example.org)/Ff 1>>", false),
        ("/TimeStamp<</URL(http://example.org)/Ff 0>>", true),
        ("/Ff 4/V 4", false),
        ("/Ff 4/V 2", true),
        ("/Ff 128/LockDocument/true", false),
        ("/Ff 0/LockDocument/true", true),
        ("/Ff 256/AppearanceFilter(Azienda)", false),
        ("/MDP<</P 2>>", false),
        ("/MDP<</P 0>>", true),
    ] {
        let field = format!("<</FT/Sig/T(firma)/Subtype/Widget/Rect[110 10 200 30]/P 3 0 R/SV<<{seed}>>>>");
        let mut builder = common::Builder::update(&with_form());
        builder.object(7, &field);
        let pdf = builder.table(9, &format!("/Root 1 0 R/Prev {}", common::startxref(&with_form())));
        let mut options = options();
        options.field = Some("firma".to_owned());
        options.reason = Some("Approvo".to_owned());
        let outcome = signer.prepare(&pdf, &options);
        assert_eq!(outcome.is_ok(), met, "{seed}: {outcome:?}");
        if !met {
            assert!(matches!(outcome, Err(SignError::SeedValue(_))), "{seed}");
        }
    }
}

#[test]
fn nothing_but_a_sound_pdf_is_signed() {
    let signer = Signer::p256();
    assert!(matches!(signer.prepare(b"", &options()), Err(SignError::Malformed(_))));
    assert!(matches!(signer.prepare(b"hello", &options()), Err(SignError::Malformed(_))));
    let mut lost = classic();
    let at = lost.len() - 20;
    lost.truncate(at);
    assert!(matches!(signer.prepare(&lost, &options()), Err(SignError::Damaged(Damage::Rebuilt))));
    let mut hidden = classic();
    hidden.extend_from_slice(b"4 0 obj\n<</Length 0>>stream\nendstream\nendobj\n");
    assert!(matches!(signer.prepare(&hidden, &options()), Err(SignError::UnlistedObjects)));
}

#[test]
fn a_file_without_a_last_line_end_gets_one_in_the_update() {
    let signer = Signer::p256();
    let mut pdf = classic();
    assert_eq!(pdf.pop(), Some(b'\n'));
    let signed = signer.sign(&pdf, &options());
    assert_eq!(signed[pdf.len()], b'\n');
    all_in_order(&signed, 1).unwrap();
}

#[test]
fn a_file_that_readers_take_apart_differently_is_not_signed() {
    let signer = Signer::p256();
    let refused = |pdf: &[u8]| signer.prepare(pdf, &options()).map(drop).unwrap_err();
    // Something before the header, with offsets that count from either place.
    let shifted = [b"\xef\xbb\xbf", &classic()[..]].concat();
    assert!(matches!(refused(&shifted), SignError::Damaged(Damage::JunkBeforeHeader)));
    let at = common::startxref(&classic());
    let mut pdf = shifted.clone();
    let mut builder = common::Builder::update(&[]);
    builder.out = std::mem::take(&mut pdf);
    builder.out.truncate(at + 3);
    for number in 1..=5 {
        let header = format!("{number} 0 obj");
        let place = shifted.windows(header.len()).position(|window| window == header.as_bytes()).unwrap();
        builder.offsets.push((number, common::Place::At(place)));
    }
    let absolute = builder.table(6, "/Root 1 0 R");
    assert!(Document::open(&absolute).is_ok());
    assert!(matches!(refused(&absolute), SignError::Damaged(Damage::JunkBeforeHeader)));
    // A line that leads to another object.
    let text = String::from_utf8_lossy(&classic()).into_owned();
    let line = text.split("\n5 1\n").nth(1).unwrap()[..10].to_owned();
    let astray = format!("{:010}", line.parse::<usize>().unwrap() + 4);
    let mut pdf = classic();
    let at = pdf.windows(10).position(|window| window == line.as_bytes()).unwrap();
    pdf[at..at + 10].copy_from_slice(astray.as_bytes());
    assert!(matches!(refused(&pdf), SignError::Damaged(Damage::TableFormat)));
}
