//! Later revisions that look harmless, and harmless ones that look odd.

mod common;

use common::{Builder, Signer, all_in_order, classic, options, startxref, with_form};
use pades::{Change, Judgement, LaterChange, PdfSignature, Permission, Problem, Severity};

fn first(pdf: &[u8]) -> PdfSignature {
    pades::inspect(pdf).unwrap_or_else(|error| panic!("{error}")).signatures.remove(0)
}

fn updated(signed: &[u8], objects: &[(u32, &str)]) -> Vec<u8> {
    let mut builder = Builder::update(signed);
    for (number, content) in objects {
        builder.object(*number, content);
    }
    builder.table(60, &format!("/Root 1 0 R/Prev {}", startxref(signed)))
}

fn judgements(signature: &PdfSignature) -> Vec<(Change, Judgement)> {
    signature.later_changes.iter().map(|later| (later.change.clone(), later.judgement)).collect()
}

fn certified(permission: Option<Permission>) -> Vec<u8> {
    let mut options = options();
    options.certification = permission;
    Signer::p256().sign(&with_form(), &options)
}

const PAGE: &str =
    "/Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>";
const EVIL: &str = "<</Length 10>>stream\nBT () Tj ET\nendstream";

#[test]
fn an_object_that_no_table_lists_is_told_when_it_takes_the_place_of_a_signed_one() {
    let signed = Signer::p256().sign(&classic(), &options());
    let with = |body: &str| {
        let mut builder = Builder::update(&signed);
        builder.out.extend_from_slice(body.as_bytes());
        builder.object(20, "<</Length 22>>stream\n4 0 obj <<>> endobj 1 0\nendstream");
        builder.table(60, &format!("/Root 1 0 R/Prev {}", startxref(&signed)))
    };
    // Inside the stream of a listed object it is none; a new one replaces nothing.
    for harmless in ["", "50 0 obj\n<<>>\nendobj\n"] {
        assert_eq!(judgements(&first(&with(harmless))), []);
    }
    let signature = first(&with(&format!("4 0 obj\n{EVIL}\nendobj\n")));
    assert_eq!(judgements(&signature), [(Change::Unlisted { number: 4 }, Judgement::Forbidden)]);
    assert_eq!(signature.severity(), Some(Severity::Format));
    // Behind the end, also in a form that only a search takes for an object.
    for tail in ["4 %\n0 obj\n<<>>\nendobj\n", "trailer\n<</Root 9 0 R>>\n", "4 0 obj<<>>endobj"] {
        let pdf = [&signed[..], tail.as_bytes()].concat();
        assert!(first(&pdf).problems.contains(&Problem::UnlistedObjects), "{tail}");
    }
}

#[test]
fn a_table_with_two_places_for_one_object_is_not_believed() {
    let signed = Signer::p256().sign(&classic(), &options());
    let old = signed.windows(8).position(|window| window == b"\n4 0 obj").unwrap() + 1;
    let mut pdf = signed.clone();
    let new = pdf.len();
    pdf.extend_from_slice(format!("4 0 obj\n{EVIL}\nendobj\n").as_bytes());
    let at = pdf.len();
    let table = format!(
        "xref\n4 1\n{old:010} 00000 n \n4 1\n{new:010} 00000 n \ntrailer\n<</Size 60/Root 1 0 R/Prev {}>>\n\
         startxref\n{at}\n%%EOF\n",
        startxref(&signed)
    );
    pdf.extend_from_slice(table.as_bytes());
    assert!(all_in_order(&pdf, 1).is_err());
    assert_eq!(first(&pdf).severity(), Some(Severity::Format));
}

/// What a new annotation on the page is judged as.
fn annotated(annotation: &str) -> Judgement {
    let signed = certified(Some(Permission::Annotate));
    let page = format!("<<{PAGE}/Annots[6 0 R 7 0 R 8 0 R 10 0 R 20 0 R]>>");
    let found = judgements(&first(&updated(&signed, &[(3, &page), (20, annotation)])));
    // The same written into the list itself.
    let page = format!("<<{PAGE}/Annots[6 0 R 7 0 R 8 0 R 10 0 R {annotation}]>>");
    assert_eq!(judgements(&first(&updated(&signed, &[(3, &page)]))), found, "{annotation}");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, Change::Annotation { page: 1 });
    found[0].1
}

#[test]
fn an_annotation_over_what_the_page_shows_takes_a_person_to_look() {
    let note = |kind: &str, rect: &str, more: &str| {
        annotated(&format!("<</Type/Annot/Subtype/{kind}/Rect[{rect}]{more}>>"))
    };
    // The text stands at 10, 50 in 18 points.
    for kind in ["FreeText", "Stamp", "Square", "Text"] {
        assert_eq!(note(kind, "5 45 280 70", ""), Judgement::Doubtful, "{kind}");
        assert_eq!(note(kind, "5 100 280 140", ""), Judgement::Allowed, "{kind}");
    }
    // Marks are made on what is there, and a note is small.
    for kind in ["Highlight", "StrikeOut", "Underline"] {
        assert_eq!(note(kind, "5 45 280 70", ""), Judgement::Allowed, "{kind}");
    }
    assert_eq!(note("Text", "20 50 40 70", ""), Judgement::Allowed);
    assert_eq!(note("RichMedia", "5 100 280 140", ""), Judgement::Doubtful);
    // What is done when it is touched.
    assert_eq!(note("Link", "5 100 280 140", "/A<</S/URI/URI(https://example.org)>>"), Judgement::Allowed);
    for action in ["/A<</S/JavaScript/JS(x)>>", "/AA<</E<<>>>>", "/A<</S/URI/Next<</S/Launch>>>>"] {
        assert_eq!(note("Link", "5 100 280 140", action), Judgement::Forbidden, "{action}");
    }
}

#[test]
fn pictures_and_forms_count_as_what_the_page_shows() {
    let mut builder = Builder::update(&with_form());
    let entries = "/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</XObject<</I 51 0 R>>>>";
    builder.stream(50, entries, b"q 40 0 0 20 100 100 cm /I Do Q");
    builder.stream(
        51,
        "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8",
        b"x",
    );
    builder.stream(4, "", b"1 0 0 1 50 0 cm /F Do");
    builder.object(
        3,
        &format!("<<{}/XObject<</F 50 0 R>>>>/Annots[6 0 R 7 0 R 8 0 R]>>", PAGE.strip_suffix(">>").unwrap()),
    );
    let pdf = builder.table(52, &format!("/Root 1 0 R/Prev {}", startxref(&with_form())));
    let mut options = options();
    options.certification = Some(Permission::Annotate);
    let signed = Signer::p256().sign(&pdf, &options);
    let judge = |rect: &str| {
        let page = format!(
            "<<{}/XObject<</F 50 0 R>>>>/Annots[6 0 R 7 0 R 8 0 R 53 0 R 20 0 R]>>",
            PAGE.strip_suffix(">>").unwrap()
        );
        let stamp = format!("<</Type/Annot/Subtype/Stamp/Rect[{rect}]>>");
        judgements(&first(&updated(&signed, &[(3, &page), (20, &stamp)])))
    };
    let change = Change::Annotation { page: 1 };
    assert_eq!(judge("160 105 170 110"), [(change.clone(), Judgement::Doubtful)]);
    assert_eq!(judge("100 105 140 110"), [(change, Judgement::Allowed)]);
}

#[test]
fn a_new_signature_field_does_nothing_but_hold_a_signature() {
    let signed = certified(None);
    let judge = |field: &str| {
        let form = "<</Type/Catalog/Pages 2 0 R/AcroForm<</DA(/F1 12 Tf)/Fields[6 0 R 7 0 R 8 0 R 10 0 R 20 0 R]/SigFlags 3>>>>";
        let page = format!("<<{PAGE}/Annots[6 0 R 7 0 R 8 0 R 10 0 R 20 0 R]>>");
        judgements(&first(&updated(&signed, &[(1, form), (3, &page), (20, field)])))
    };
    let start = "<</FT/Sig/T(due)/P 3 0 R";
    let allowed = [(Change::SignatureFieldAdded { field: "due".to_owned() }, Judgement::Allowed)];
    assert_eq!(judge(&format!("{start}/Subtype/Widget/Rect[0 0 0 0]>>")), allowed);
    for field in [
        "/Subtype/Widget/Rect[0 0 0 0]/A<</S/JavaScript/JS(x)>>>>",
        "/Subtype/Widget/Rect[0 0 0 0]/AA<</E<</S/JavaScript/JS(x)>>>>>>",
        "/Subtype/Stamp/Rect[0 40 300 144]>>",
    ] {
        let found = judge(&format!("{start}{field}"));
        assert!(found.contains(&(Change::Form("Fields".to_owned()), Judgement::Forbidden)), "{field}");
    }
}

#[test]
fn a_security_store_holds_validation_data_and_nothing_else() {
    let signed = Signer::p256().sign(&classic(), &options());
    let judge = |store: &str| {
        let catalog = format!("<</Type/Catalog/Pages 2 0 R/AcroForm 8 0 R/DSS {store}>>");
        judgements(&first(&updated(&signed, &[(1, &catalog), (20, "<</Length 0>>stream\n\nendstream")])))
    };
    let known = [(Change::ValidationData, Judgement::Allowed)];
    assert_eq!(judge("<</Type/DSS/Certs[20 0 R]/VRI<</AB<</Cert[20 0 R]/TU(x)>>>>>>"), known);
    for store in ["<</Evil 20 0 R>>", "<</VRI<</AB<</JS(x)>>>>>>", "[20 0 R]"] {
        assert_eq!(judge(store), [(Change::Catalog("DSS".to_owned()), Judgement::Forbidden)], "{store}");
    }
}

#[test]
fn what_signing_programs_do_to_fields_and_tags_is_allowed() {
    let signed = certified(None);
    // Signing with a lock makes the fields read-only; a tagged document gets its widgets tied in.
    let field =
        |more: &str| format!("<</FT/Tx/T(nome)/Subtype/Widget/Rect[10 10 100 30]/P 3 0 R/V(){more}>>");
    let judge = |more: &str| judgements(&first(&updated(&signed, &[(6, &field(more))])));
    for harmless in ["/Ff 1", "/Type/Annot", "/StructParent 5", "/Ff 7/Type/Annot"] {
        assert_eq!(judge(harmless), [], "{harmless}");
    }
    // Many lines, a password; another kind of annotation.
    for harmful in ["/Ff 4096", "/Ff 8193", "/Type/Page"] {
        let change = Change::FieldChanged { field: "nome".to_owned() };
        assert_eq!(judge(harmful), [(change, Judgement::Forbidden)], "{harmful}");
    }
    let form = "AcroForm<</DA(/F1 12 Tf)/Fields[6 0 R 7 0 R 8 0 R 10 0 R]/SigFlags 3/Q 1>>";
    let marked = format!("<</Type/Catalog/Pages 2 0 R/{form}/MarkInfo<</Marked true>>>>");
    assert_eq!(
        judgements(&first(&updated(&signed, &[(1, &marked)]))),
        [(Change::Extensions, Judgement::Allowed)]
    );
    // The field of a signature too.
    let text = String::from_utf8_lossy(&signed).into_owned();
    let own = text.rsplit("10 0 obj\n").next().unwrap().split("\nendobj").next().unwrap();
    let locked = format!("{}/Ff 1>>", own.strip_suffix(">>").unwrap());
    assert_eq!(judgements(&first(&updated(&signed, &[(10, &locked)]))), []);
}

#[test]
fn a_form_of_signature_that_is_not_examined_is_not_called_broken() {
    let signed = Signer::p256().sign(&classic(), &options());
    let renamed = |name: &str| {
        let text = b"/SubFilter/ETSI.CAdES.detached";
        let at = signed.windows(text.len()).position(|window| window == text).unwrap();
        let mut pdf = signed.clone();
        pdf[at..at + text.len()].copy_from_slice(format!("{name:<30}").as_bytes());
        first(&pdf)
    };
    let obsolete = renamed("/SubFilter/adbe.x509.rsa_sha1");
    assert_eq!(obsolete.problems, [Problem::UnknownSubFilter]);
    assert_eq!(obsolete.severity(), Some(Severity::Indeterminate));
    assert!(obsolete.cms.is_empty());
    assert_eq!(renamed("/SubFilteX/x").severity(), Some(Severity::Format));
}

#[test]
fn an_envelope_with_a_content_of_its_own_is_no_pades() {
    let signer = Signer::p256();
    let signed = signer.sign(&classic(), &options());
    let algorithm = signer.algorithm();
    let content = cades::ContentDigest::of_slice(b"altro", algorithm.digest());
    let parameters = cades::Parameters::for_pdf(algorithm);
    let to_sign = cades::prepare(&content, &signer.certificate, &[], &parameters).unwrap();
    let cms = to_sign.complete(&signer.value(to_sign.bytes())).unwrap().enveloping(b"altro").unwrap();
    let gap = first(&signed).byte_range.unwrap().gap();
    let digits: String = cms.iter().map(|octet| format!("{octet:02X}")).collect();
    let mut pdf = signed.clone();
    pdf[gap.start + 1..gap.end - 1].fill(b'0');
    pdf[gap.start + 1..gap.start + 1 + digits.len()].copy_from_slice(digits.as_bytes());
    assert_eq!(first(&pdf).problems, [Problem::NotPades]);
    assert!(!first(&signed).problems.contains(&Problem::NotPades));
}

#[test]
fn an_annotation_that_was_there_may_not_grow_over_the_text() {
    let mut builder = Builder::update(&with_form());
    builder.object(3, &format!("<<{PAGE}/Annots[6 0 R 7 0 R 8 0 R 20 0 R]>>"));
    builder.object(20, "<</Type/Annot/Subtype/FreeText/Rect[5 100 280 140]/Contents(x)>>");
    let pdf = builder.table(21, &format!("/Root 1 0 R/Prev {}", startxref(&with_form())));
    let mut options = options();
    options.certification = Some(Permission::Annotate);
    let signed = Signer::p256().sign(&pdf, &options);
    let judge = |annotation: &str| first(&updated(&signed, &[(20, annotation)])).later_changes;
    let change = |judgement| LaterChange { change: Change::Annotation { page: 1 }, judgement, revision: 1 };
    let moved = judge("<</Type/Annot/Subtype/FreeText/Rect[5 100 200 140]/Contents(x)>>");
    assert_eq!(moved.iter().map(|found| found.judgement).collect::<Vec<_>>(), [Judgement::Allowed]);
    let grown = judge("<</Type/Annot/Subtype/FreeText/Rect[5 40 280 140]/Contents(x)>>");
    assert_eq!(grown.len(), 1);
    assert_eq!(
        (grown[0].judgement, &grown[0].change),
        (Judgement::Doubtful, &change(Judgement::Doubtful).change)
    );
}

#[test]
fn the_lock_of_a_field_may_close_the_document() {
    let judge = |lock: &str| {
        let field = format!("<</FT/Sig/T(firma)/Subtype/Widget/Rect[110 10 200 30]/P 3 0 R/Lock<<{lock}>>>>");
        let pdf = updated(&with_form(), &[(7, &field)]);
        let mut options = options();
        options.field = Some("firma".to_owned());
        let signed = Signer::p256().sign(&pdf, &options);
        let filled = [(6, "<</FT/Tx/T(nome)/Subtype/Widget/Rect[10 10 100 30]/P 3 0 R/V(Anna)>>")];
        judgements(&first(&updated(&signed, &filled)))[0].1
    };
    let other = "/Action/Include/Fields[(altro)]";
    assert_eq!(judge(other), Judgement::Allowed);
    assert_eq!(judge(&format!("{other}/P 1")), Judgement::NotPermitted);
    assert_eq!(judge(&format!("{other}/P 2")), Judgement::Allowed);
}
