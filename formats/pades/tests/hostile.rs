//! Files made to mislead or to exhaust their reader.

mod common;

use common::{
    Builder, Signer, all_in_order, classic, deflate, every_make, linearised, object_streams, options,
};
use pades::{Document, Malformed};
use proptest::prelude::*;

/// In the long run of zeros behind a signature one position is as good as the next: one in 31 is tried.
fn worth_a_try(signed: &[u8], at: usize) -> bool {
    let around = &signed[at.saturating_sub(8)..(at + 8).min(signed.len())];
    at.is_multiple_of(31) || around.iter().any(|octet| *octet != b'0')
}

#[test]
fn a_file_cut_short_at_any_octet_is_never_in_order() {
    let signed = Signer::p256().sign(&object_streams(), &options());
    // Without the last line end the file is still whole.
    for len in (0..signed.len() - 1).filter(|len| worth_a_try(&signed, *len)) {
        assert!(all_in_order(&signed[..len], 1).is_err(), "cut at {len}");
    }
    all_in_order(&signed, 1).unwrap();
}

#[test]
fn one_altered_octet_anywhere_is_never_in_order() {
    for (make, pdf, step) in [("classic", classic(), 1), ("object streams", object_streams(), 5)] {
        let mut signed = Signer::p256().sign(&pdf, &options());
        let untouched = signed.clone();
        for at in (0..signed.len()).step_by(step).filter(|at| worth_a_try(&untouched, *at)) {
            let masks: &[u8] = if at % 64 == 0 { &[1, 2, 4, 8, 16, 32, 64, 128] } else { &[1 << (at % 8)] };
            for mask in masks {
                signed[at] ^= mask;
                assert!(all_in_order(&signed, 1).is_err(), "{make}: octet {at}, bit mask {mask}");
                signed[at] ^= mask;
            }
        }
    }
}

#[test]
fn altering_a_file_of_two_signatures_never_leaves_both_in_order() {
    let signer = Signer::p256();
    let mut signed = signer.sign(&signer.sign(&classic(), &options()), &options());
    all_in_order(&signed, 2).unwrap();
    for at in (0..signed.len()).step_by(37) {
        signed[at] ^= 1;
        assert!(all_in_order(&signed, 2).is_err(), "octet {at}");
        signed[at] ^= 1;
    }
}

#[test]
fn sections_in_a_circle_end() {
    let pdf = classic();
    let at = common::startxref(&pdf);
    let mut builder = Builder::update(&pdf);
    let own = builder.out.len();
    let circle = builder.table(6, &format!("/Root 1 0 R/Prev {own}"));
    let document = Document::open(&circle).unwrap();
    assert_eq!(document.damage(), [pades::Damage::Rebuilt]);
    assert!(at > 0);
}

#[test]
fn references_in_a_circle_end() {
    for body in [
        // Pages, fields, kids and parents that lead back.
        "1 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[3 0 R]>>>>\nendobj\n\
         2 0 obj\n<</Kids[2 0 R 2 0 R]>>\nendobj\n3 0 obj\n<</Kids[3 0 R]/T(a)/Parent 3 0 R>>\nendobj\n",
        // An object that is itself, a length that is its own stream.
        "1 0 obj\n<</Type/Catalog/Pages 4 0 R>>\nendobj\n4 0 obj\n5 0 R\nendobj\n5 0 obj\n4 0 R\nendobj\n\
         6 0 obj\n<</Length 6 0 R>>stream\nx\nendstream\nendobj\n",
        // An object stream inside itself.
        "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n\
         2 0 obj\n<</Type/ObjStm/N 1/First 4/Length 2 0 R>>stream\n2 0 7\nendstream\nendobj\n",
    ] {
        let pdf = format!("%PDF-1.7\n{body}trailer\n<</Root 1 0 R>>\n");
        let found = pades::inspect(pdf.as_bytes()).unwrap();
        assert!(found.signatures.is_empty());
        let _ = Signer::p256().prepare(pdf.as_bytes(), &options());
    }
}

#[test]
fn an_object_stream_whose_length_is_inside_it_ends() {
    let mut builder = Builder::new();
    let data = deflate(b"1 0 9 30 <</Type/Catalog/Pages 9 0 R>> 99");
    builder.offsets.push((1, common::Place::In(6, 0)));
    builder.offsets.push((9, common::Place::In(6, 1)));
    builder.offsets.push((6, common::Place::At(builder.out.len())));
    builder
        .out
        .extend_from_slice(b"6 0 obj\n<</Type/ObjStm/N 2/First 9/Filter/FlateDecode/Length 9 0 R>>stream\n");
    builder.out.extend_from_slice(&data);
    builder.out.extend_from_slice(b"\nendstream\nendobj\n");
    let at = builder.xref_stream(7, 10, "/Root 1 0 R");
    let pdf = builder.close(at);
    let _ = pades::inspect(&pdf);
}

#[test]
fn a_deflate_bomb_is_not_inflated() {
    // 64 MiB of zeros in 64 KiB.
    let bomb = deflate(&vec![b' '; 64 << 20]);
    let mut builder = Builder::new();
    builder.object(2, "<</Type/Pages/Kids[]>>");
    builder.offsets.push((1, common::Place::In(6, 0)));
    builder.stream(6, "/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &bomb);
    let at = builder.xref_stream(7, 8, "/Root 1 0 R");
    let pdf = builder.close(at);
    assert!(matches!(Document::open(&pdf), Err(Malformed::NoCatalog)));

    let mut builder = Builder::new();
    let at = builder.out.len();
    builder.stream(7, "/Type/XRef/W[1 4 2]/Size 8000000/Root 1 0 R/Filter/FlateDecode", &bomb);
    let pdf = builder.close(at);
    assert!(Document::open(&pdf).is_err());
}

#[test]
fn deep_nesting_is_refused() {
    let deep = format!("%PDF-1.7\n1 0 obj\n<</Type/Catalog/X {}>>\nendobj\n", "[".repeat(1_000_000));
    assert!(Document::open(deep.as_bytes()).is_err());
    let fields: String =
        (2..5000).map(|n| format!("{n} 0 obj\n<</T(a)/Kids[{} 0 R]>>\nendobj\n", n + 1)).collect();
    let pdf = format!(
        "%PDF-1.7\n1 0 obj\n<</Type/Catalog/AcroForm<</Fields[2 0 R]>>>>\nendobj\n{fields}trailer\n<</Root 1 0 R>>\n"
    );
    assert!(pades::inspect(pdf.as_bytes()).unwrap().signatures.is_empty());
}

#[test]
fn many_streams_without_end_cost_linear_time() {
    // Every one of them would be searched to the end of the file for its `endstream`.
    let streams: String = (2..20_000).map(|n| format!("{n} 0 obj<</N {} 0 R>>stream\nx\n", n + 1)).collect();
    let pdf = format!(
        "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n{streams}trailer\n<</Root 1 0 R>>\n"
    );
    assert!(pades::inspect(pdf.as_bytes()).unwrap().signatures.is_empty());
}

#[test]
fn sections_beyond_the_limits_are_refused() {
    let mut pdf = classic();
    for _ in 0..20 {
        let prev = common::startxref(&pdf[pdf.len() - 40..]);
        let at = pdf.len();
        let update =
            format!("xref\n0 0\ntrailer\n<</Size 6/Root 1 0 R/Prev {prev}>>\nstartxref\n{at}\n%%EOF\n");
        pdf.extend_from_slice(update.as_bytes());
    }
    assert_eq!(Document::open(&pdf).unwrap().revisions().len(), 21);
    let limits = pades::Limits { sections: 10, ..pades::Limits::default() };
    let rebuilt = Document::open_within(&pdf, limits).unwrap();
    assert_eq!(rebuilt.damage(), [pades::Damage::Rebuilt]);
    let limits = pades::Limits { objects: 3, ..pades::Limits::default() };
    assert!(matches!(Document::open_within(&pdf, limits), Err(Malformed::TooLarge)));
}

#[test]
fn every_cut_and_every_altered_octet_of_every_make_is_read_without_panic() {
    for (_, pdf) in every_make() {
        for len in 0..pdf.len() {
            let _ = pades::inspect(&pdf[..len]);
        }
        let mut pdf = pdf;
        for at in 0..pdf.len() {
            for value in [0, b'0', b'9', b'<', b'[', b'/', 0xff] {
                let kept = std::mem::replace(&mut pdf[at], value);
                let _ = pades::inspect(&pdf);
                pdf[at] = kept;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn noise_is_read_without_panic(noise in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = pades::inspect(&noise);
        let _ = pades::inspect(&[b"%PDF-1.7\n", noise.as_slice()].concat());
    }

    #[test]
    fn noise_of_pdf_words_is_read_without_panic(
        words in proptest::collection::vec(
            prop_oneof![
                Just("1 0 obj"), Just("2 0 obj"), Just("3 0 obj"), Just("endobj"), Just("<<"), Just(">>"),
                Just("["), Just("]"), Just("/Type"), Just("/Catalog"), Just("/Pages"), Just("/Kids"),
                Just("/AcroForm"), Just("/Fields"), Just("/FT"), Just("/Sig"), Just("/V"), Just("/ByteRange"),
                Just("/Contents"), Just("<3000>"), Just("(x)"), Just("1 0 R"), Just("2 0 R"), Just("3 0 R"),
                Just("stream\n"), Just("endstream"), Just("xref"), Just("0 4"), Just("0000000009 00000 n"),
                Just("trailer"), Just("/Root"), Just("/Prev"), Just("/Size"), Just("startxref"), Just("9"),
                Just("-1"), Just("99999999999999999999"), Just("%%EOF"), Just("/Length"), Just("/ObjStm"),
                Just("/XRef"), Just("/W"), Just("/Index"), Just("/First"), Just("/N"),
            ],
            0..200,
        )
    ) {
        let pdf = format!("%PDF-1.7\n{}", words.join(" "));
        if let Ok(found) = pades::inspect(pdf.as_bytes()) {
            for signature in found.signatures {
                prop_assert!(signature.severity() > Some(pades::Severity::Warning));
            }
        }
        let _ = Signer::p256().prepare(pdf.as_bytes(), &options());
    }

    #[test]
    fn damaged_linearised_files_are_read_without_panic(at in 0..1000usize, noise in any::<[u8; 8]>()) {
        let mut pdf = linearised();
        let at = at % (pdf.len() - 8);
        pdf[at..at + 8].copy_from_slice(&noise);
        let _ = pades::inspect(&pdf);
    }
}
