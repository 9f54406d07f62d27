//! What later revisions may and may not do to a signed document.

mod common;

use common::{Builder, Signer, all_in_order, classic, options, startxref, with_form};
use pades::{ActiveContent, Change, Judgement, Options, PdfSignature, Permission, Problem, Severity};

/// The signature after an update with these objects.
fn after(signed: &[u8], objects: &[(u32, &str)], trailer: &str) -> PdfSignature {
    let mut builder = Builder::update(signed);
    for (number, content) in objects {
        builder.object(*number, content);
    }
    let pdf = builder.table(60, &format!("/Root 1 0 R/Prev {}{trailer}", startxref(signed)));
    pades::inspect(&pdf).map(|mut found| found.signatures.remove(0)).unwrap_or_else(|error| panic!("{error}"))
}

fn signed_with(pdf: &[u8], change: impl FnOnce(&mut Options)) -> Vec<u8> {
    let mut options = options();
    change(&mut options);
    Signer::p256().sign(pdf, &options)
}

fn judgements(signature: &PdfSignature) -> Vec<(Change, Judgement)> {
    signature.later_changes.iter().map(|later| (later.change.clone(), later.judgement)).collect()
}

const PAGE: &str = "/Type/Page/Parent 2 0 R/Resources<</Font<</F1 5 0 R>>>>";

#[test]
fn what_pages_show_must_stay() {
    let signed = signed_with(&classic(), |_| {});
    // After signing: 6 signature, 7 field, 8 form.
    let page = |entry: &str| Change::Page { page: 1, entry: entry.to_owned() };
    let cases: [(&[(u32, &str)], Change); 12] = [
        (&[(4, "<</Length 2>>stream\nBT\nendstream")], page("Contents")),
        (&[(5, "<</Type/Font/Subtype/Type1/BaseFont/Courier>>")], page("Resources")),
        (&[(2, "<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>")], Change::PageTree),
        (&[(2, "<</Type/Pages/Kids[3 0 R]/Count 1/Rotate 90>>")], Change::PageTree),
        (&[(2, "<</Type/Pages/Kids[]/Count 0>>")], Change::PageTree),
        (&[(2, "[3 0 R]")], Change::PageTree),
        (
            &[(1, "<</Type/Catalog/Pages 2 0 R/AcroForm 8 0 R/OpenAction<</S/JavaScript/JS(x)>>>>")],
            Change::Catalog("OpenAction".to_owned()),
        ),
        (
            &[(1, "<</Type/Catalog/Pages 2 0 R/AcroForm 8 0 R/Names<<>>>>")],
            Change::Catalog("Names".to_owned()),
        ),
        (
            &[(1, "<</Type/Catalog/Pages 2 0 R/AcroForm 8 0 R/Metadata 20 0 R>>"), (20, "<<>>")],
            Change::Catalog("Metadata".to_owned()),
        ),
        (&[(8, "<</Fields[7 0 R]/SigFlags 3/XFA(x)>>")], Change::Form("XFA".to_owned())),
        (
            &[(8, "<</Fields[7 0 R 20 0 R]/SigFlags 3>>"), (20, "<</FT/Tx/T(x)>>")],
            Change::Form("Fields".to_owned()),
        ),
        (&[(3, &format!("<<{PAGE}/MediaBox[0 0 300 100]/Contents 4 0 R/Annots[7 0 R]>>"))], page("MediaBox")),
    ];
    for (objects, change) in cases {
        let signature = after(&signed, objects, "");
        let expected = [(change, Judgement::Forbidden)];
        assert_eq!(judgements(&signature), expected, "{objects:?}");
        assert_eq!(signature.severity(), Some(Severity::Format));
    }
}

#[test]
fn rewriting_without_changing_is_no_change() {
    let signed = signed_with(&classic(), |_| {});
    let same = [
        (1, "<< /Pages 2 0 R /Type /Cat#61log /AcroForm 8 0 R >>"),
        (5, "<< /BaseFont /Helvetica /Type /Font /Subtype /Type1 >>"),
    ];
    assert_eq!(judgements(&after(&signed, &same, "")), []);
}

#[test]
fn validation_data_metadata_and_extensions_may_come() {
    let signed = signed_with(&classic(), |options| options.certification = Some(Permission::NoChanges));
    let text = String::from_utf8_lossy(&signed).into_owned();
    let catalog = text.rsplit("1 0 obj\n").next().unwrap().split("\nendobj").next().unwrap();
    let catalog = catalog.strip_suffix(">>").unwrap();
    let catalog = format!("{catalog}/DSS<</Certs[]>>/Extensions<<>>/Metadata 21 0 R>>");
    let objects = [
        (1, catalog.as_str()),
        (21, "<</Type/Metadata/Length 0>>stream\n\nendstream"),
        (22, "<</ModDate(D:20270101)>>"),
    ];
    let signature = after(&signed, &objects, "/Info 22 0 R");
    assert_eq!(signature.severity(), None, "{:?}", signature.problems);
    let mut changes = judgements(&signature);
    changes.sort_by_key(|(change, _)| format!("{change:?}"));
    assert_eq!(
        changes,
        [
            (Change::Extensions, Judgement::Allowed),
            (Change::Metadata, Judgement::Allowed),
            (Change::ValidationData, Judgement::Allowed)
        ]
    );
}

#[test]
fn filling_a_form_is_allowed_unless_locked_or_certified() {
    let filled = [
        (6, "<</FT/Tx/T(nome)/Subtype/Widget/Rect[10 10 100 30]/P 3 0 R/V(Anna)/AP<</N 30 0 R>>>>"),
        (30, "<</Subtype/Form/BBox[0 0 1 1]/Length 0>>stream\n\nendstream"),
    ];
    let change = Change::FieldFilled { field: "nome".to_owned() };
    let judge = |pdf: &[u8]| judgements(&after(pdf, &filled, ""));
    let free = signed_with(&with_form(), |_| {});
    assert_eq!(judge(&free), [(change.clone(), Judgement::Allowed)]);
    let locked = signed_with(&with_form(), |options| options.field = Some("firma".to_owned()));
    assert_eq!(judge(&locked), [(change.clone(), Judgement::NotPermitted)]);
    for (permission, judgement) in [
        (Permission::NoChanges, Judgement::NotPermitted),
        (Permission::FillAndSign, Judgement::Allowed),
        (Permission::Annotate, Judgement::Allowed),
    ] {
        let certified = signed_with(&with_form(), |options| options.certification = Some(permission));
        assert_eq!(judge(&certified), [(change.clone(), judgement)], "{permission:?}");
    }
    // More than the value: the field moved over the text.
    let moved = [(6, "<</FT/Tx/T(nome)/Subtype/Widget/Rect[0 40 300 80]/P 3 0 R/V()>>")];
    let change = Change::FieldChanged { field: "nome".to_owned() };
    assert_eq!(judgements(&after(&free, &moved, "")), [(change, Judgement::Forbidden)]);
}

#[test]
fn annotations_need_a_certification_that_allows_them() {
    let note = |rect: &str| format!("<</Type/Annot/Subtype/FreeText/Rect[{rect}]/P 3 0 R>>");
    let judge = |permission: Option<Permission>, rect: &str| {
        let signed = signed_with(&with_form(), |options| options.certification = permission);
        // 9 is the signature, 10 its field.
        let page = format!(
            "<<{PAGE}/MediaBox[0 0 300 144]/Contents 4 0 R/Annots[6 0 R 7 0 R 8 0 R 10 0 R 20 0 R]>>"
        );
        let signature = after(&signed, &[(3, &page), (20, &note(rect))], "");
        judgements(&signature)
    };
    let change = Change::Annotation { page: 1 };
    assert_eq!(judge(None, "0 100 10 110"), [(change.clone(), Judgement::Forbidden)]);
    assert_eq!(
        judge(Some(Permission::FillAndSign), "0 100 10 110"),
        [(change.clone(), Judgement::Forbidden)]
    );
    assert_eq!(judge(Some(Permission::Annotate), "0 100 10 110"), [(change.clone(), Judgement::Allowed)]);
    // Over a field.
    assert_eq!(judge(Some(Permission::Annotate), "20 20 50 60"), [(change, Judgement::Doubtful)]);
}

#[test]
fn a_signature_must_stay_as_it_is() {
    let signed = signed_with(&with_form(), |options| options.field = Some("firma".to_owned()));
    let text = String::from_utf8_lossy(&signed).into_owned();
    let field = text.rsplit("7 0 obj\n").next().unwrap().split("\nendobj").next().unwrap();
    let painted = format!("{}/AP<</N 30 0 R>>>>", field.strip_suffix(">>").unwrap());
    let signature = after(&signed, &[(7, &painted)], "");
    let change = Change::SignatureChanged { field: "firma".to_owned() };
    assert_eq!(judgements(&signature), [(change.clone(), Judgement::Forbidden)]);
    // Another dictionary in its place: the signature of the newest revision is not the one signed.
    let dictionary = text.rsplit("9 0 obj\n").next().unwrap().split("\nendobj").next().unwrap().to_owned();
    let signature = after(&signed, &[(9, &dictionary)], "");
    assert!(signature.problems.contains(&Problem::GapMismatch), "{:?}", signature.problems);
    assert!(signature.problems.contains(&Problem::NotInRevision));
}

#[test]
fn a_later_signature_over_a_field_is_doubtful() {
    let signed = signed_with(&with_form(), |_| {});
    let page =
        format!("<<{PAGE}/MediaBox[0 0 300 144]/Contents 4 0 R/Annots[6 0 R 7 0 R 8 0 R 10 0 R 20 0 R]>>");
    let form = "<</Type/Catalog/Pages 2 0 R/AcroForm<</DA(/F1 12 Tf)/Fields[6 0 R 7 0 R 8 0 R 10 0 R 20 0 R]/SigFlags 3>>>>";
    let field = "<</FT/Sig/T(sopra)/Subtype/Widget/Rect[20 20 80 60]/P 3 0 R>>";
    let signature = after(&signed, &[(1, form), (3, &page), (20, field)], "");
    let mut changes = judgements(&signature);
    changes.sort_by_key(|(change, _)| format!("{change:?}"));
    assert_eq!(
        changes,
        [
            (Change::SignatureFieldAdded { field: "sopra".to_owned() }, Judgement::Allowed),
            (Change::SignatureOverlap { field: "sopra".to_owned() }, Judgement::Doubtful)
        ]
    );
    assert_eq!(signature.severity(), Some(Severity::Indeterminate));
}

#[test]
fn an_object_kept_in_the_dark_may_not_come_into_use() {
    let mut builder = Builder::update(&with_form());
    builder.object(40, "<</Subtype/Form/BBox[0 0 300 144]/Length 0>>stream\n\nendstream");
    let prepared = builder.table(41, &format!("/Root 1 0 R/Prev {}", startxref(&with_form())));
    let signed = signed_with(&prepared, |_| {});
    let filled = [(6, "<</FT/Tx/T(nome)/Subtype/Widget/Rect[10 10 100 30]/P 3 0 R/V()/AP<</N 40 0 R>>>>")];
    let signature = after(&signed, &filled, "");
    assert!(judgements(&signature).contains(&(Change::Shadow { number: 40 }, Judgement::Forbidden)));
    assert_eq!(signature.severity(), Some(Severity::Format));
}

#[test]
fn nothing_signed_may_get_its_octets_from_later_revisions() {
    let signer = Signer::p256();
    let empty_update = |signed: &[u8], filler: &str| {
        let mut builder = Builder::update(signed);
        builder.out.extend_from_slice(filler.as_bytes());
        let at = builder.out.len();
        let prev = startxref(signed);
        let tail =
            format!("xref\n0 0\ntrailer\n<</Size 60/Root 1 0 R/Prev {prev}>>\nstartxref\n{at}\n%%EOF\n");
        builder.out.extend_from_slice(tail.as_bytes());
        builder.out
    };
    let content = "4 0 obj\n<</Length 2>>stream\nBT\nendstream\nendobj\n";

    // The table of the signed revision points to where nothing is yet.
    let mut open = classic();
    let line = open.windows(4).position(|part| part == b"4 1\n").unwrap() + 4;
    open[line..line + 10].copy_from_slice(b"0000030000");
    let signed = signer.sign(&open, &options());
    let filler = format!("{}\n{content}", " ".repeat(30_000 - signed.len() - 1));
    let forged = empty_update(&signed, &filler);
    assert_eq!(&forged[30_000..30_007], b"4 0 obj");
    assert!(all_in_order(&signed, 1).is_ok());
    assert!(all_in_order(&forged, 1).is_err());

    // An object of the signed revision is left open.
    let mut builder = Builder::update(&classic());
    builder.offsets.push((4, common::Place::At(builder.out.len())));
    builder.out.extend_from_slice(b"4 0 obj\n<</Length 40000>>stream\n");
    let open = builder.table(6, &format!("/Root 1 0 R/Prev {}", startxref(&classic())));
    let signed = signer.sign(&open, &options());
    let forged = empty_update(&signed, &format!("{}\nendstream\nendobj\n", " ".repeat(40_000)));
    assert!(all_in_order(&signed, 1).is_ok());
    assert!(all_in_order(&forged, 1).is_err());

    // The length of an object stream is another object, and that object changes.
    let mut builder = Builder::new();
    let objects = "1 0 2 40 <</Type/Catalog/Pages 2 0 R>>           <</Type/Pages/Kids[3 0 R]/Count 1>>";
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]>>";
    builder.object(3, page);
    builder.offsets.extend([(1, common::Place::In(6, 0)), (2, common::Place::In(6, 1))]);
    builder.offsets.push((6, common::Place::At(builder.out.len())));
    let stream =
        format!("6 0 obj\n<</Type/ObjStm/N 2/First 9/Length 8 0 R>>stream\n{objects}\nendstream\nendobj\n");
    builder.out.extend_from_slice(stream.as_bytes());
    builder.object(8, &objects.len().to_string());
    let at = builder.xref_stream(7, 9, "/Root 1 0 R");
    let signed = signer.sign(&builder.close(at), &options());
    assert!(all_in_order(&signed, 1).is_ok());
    let signature = after(&signed, &[(8, "60")], "");
    assert!(signature.severity() >= Some(Severity::Format), "{:?}", signature.problems);
}

#[test]
fn another_catalogue_or_encryption_is_another_document() {
    let signed = signed_with(&classic(), |_| {});
    let mut builder = Builder::update(&signed);
    builder.object(50, "<</Type/Catalog/Pages 2 0 R/AcroForm 8 0 R>>");
    let pdf = builder.table(60, &format!("/Root 50 0 R/Prev {}", startxref(&signed)));
    let found = pades::inspect(&pdf).unwrap();
    assert_eq!(judgements(&found.signatures[0]), [(Change::Trailer, Judgement::Forbidden)]);
    // Not even an object is needed for that: here the other catalogue was there all along.
    let mut builder = Builder::update(&classic());
    builder.object(9, "<</Type/Catalog/Pages 2 0 R/AcroForm 12 0 R>>");
    let prepared = builder.table(10, &format!("/Root 1 0 R/Prev {}", startxref(&classic())));
    let two = signed_with(&prepared, |_| {});
    let tail = |root: u32| {
        let (at, prev) = (two.len(), startxref(&two));
        format!("xref\n0 0\ntrailer\n<</Size 60/Root {root} 0 R/Prev {prev}>>\nstartxref\n{at}\n%%EOF\n")
    };
    assert!(all_in_order(&[two.as_slice(), tail(1).as_bytes()].concat(), 1).is_ok());
    assert!(all_in_order(&[two.as_slice(), tail(9).as_bytes()].concat(), 1).is_err());
    let signature = after(&signed, &[(50, "<</Filter/Standard>>")], "/Encrypt 50 0 R");
    assert_eq!(judgements(&signature), [(Change::Trailer, Judgement::Forbidden)]);
}

#[test]
fn objects_behind_the_end_are_no_trailing_bytes() {
    let mut pdf = signed_with(&classic(), |_| {});
    pdf.extend_from_slice(b"4 0 obj\n<</Length 2>>stream\nBT\nendstream\nendobj\n");
    let found = pades::inspect(&pdf).unwrap();
    assert_eq!(found.signatures[0].problems, [Problem::UnlistedObjects]);
    // With a trailer that points back to the signed table: the same.
    let start = startxref(&pdf);
    pdf.extend_from_slice(format!("trailer\n<</Size 9/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").as_bytes());
    let found = pades::inspect(&pdf).unwrap();
    assert_eq!(found.signatures[0].severity(), Some(Severity::Format), "{:?}", found.signatures[0].problems);
}

#[test]
fn each_revision_can_be_taken_out() {
    let signer = Signer::p256();
    let once = signer.sign(&classic(), &options());
    let twice = signer.sign(&once, &options());
    let found = pades::inspect(&twice).unwrap();
    let revisions: Vec<&[u8]> = found.revisions.iter().map(|range| &twice[range.clone()]).collect();
    assert_eq!(revisions, [classic().as_slice(), &once, &twice]);
    all_in_order(revisions[1], 1).unwrap();
}

#[test]
fn content_that_acts_by_itself_is_reported() {
    use ActiveContent::*;
    let report = |catalog: &str| {
        let mut builder = Builder::new();
        builder.object(1, &format!("<</Type/Catalog/Pages 2 0 R{catalog}>>")).object(2, "<</Kids[]>>");
        pades::inspect(&builder.table(3, "/Root 1 0 R")).unwrap().active_content
    };
    assert_eq!(report(""), []);
    assert_eq!(report("/OpenAction<</S/JavaScript/JS(app.alert)>>"), [JavaScript]);
    assert_eq!(report("/AA<</WC<</S/Launch/F(cmd.exe)>>>>"), [AdditionalActions, Launch]);
    assert_eq!(report("/Names<</EmbeddedFiles<</Names[(a)<</EF<<>>>>]>>>>"), [EmbeddedFiles]);
    assert_eq!(report("/AcroForm<</XFA(x)/Fields[]>>"), [Xfa]);
    assert_eq!(report("/X[<</S/SubmitForm>><</Subtype/RichMedia>>]"), [RichMedia, SubmitForm]);
}

#[test]
fn each_revision_tells_what_it_changed() {
    let signer = Signer::p256();
    let certified =
        signed_with(&with_form(), |options| options.certification = Some(Permission::FillAndSign));
    let mut builder = Builder::update(&certified);
    builder.object(6, "<</FT/Tx/T(nome)/Subtype/Widget/Rect[10 10 100 30]/P 3 0 R/V(Anna)>>");
    let filled = builder.table(60, &format!("/Root 1 0 R/Prev {}", startxref(&certified)));
    let mut options = options();
    options.field = Some("firma".to_owned());
    let signed = signer.sign(&filled, &options);
    let mut builder = Builder::update(&signed);
    builder.object(6, "<</FT/Tx/T(nome)/Subtype/Widget/Rect[10 10 100 30]/P 3 0 R/V(Bruno)>>");
    let last = builder.table(90, &format!("/Root 1 0 R/Prev {}", startxref(&signed)));

    let found = pades::inspect(&last).unwrap();
    let told: Vec<_> = found
        .revision_changes
        .iter()
        .map(|later| (later.revision, later.change.clone(), later.judgement))
        .collect();
    let nome = || Change::FieldFilled { field: "nome".to_owned() };
    assert_eq!(
        told,
        [
            (2, nome(), Judgement::Allowed),
            (3, Change::SignatureAdded { field: "firma".to_owned() }, Judgement::Allowed),
            (4, nome(), Judgement::NotPermitted),
        ]
    );
    // The certification lets the form be filled; the lock of the second signature does not.
    assert_eq!(found.signatures[0].severity(), None);
    assert_eq!(found.signatures[1].severity(), Some(Severity::Constraint));
}

#[test]
fn what_was_missing_in_the_signed_document_may_not_turn_up() {
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]/Contents[4 0 R 99 0 R]>>";
    let mut builder = Builder::update(&classic());
    builder.object(3, page);
    let prepared = builder.table(6, &format!("/Root 1 0 R/Prev {}", startxref(&classic())));
    let signed = signed_with(&prepared, |_| {});
    let signature = after(&signed, &[(99, "<</Length 2>>stream\nBT\nendstream")], "");
    assert_eq!(signature.severity(), Some(Severity::Format), "{:?}", signature.problems);
}

#[test]
fn a_field_that_is_also_drawn_may_not_change() {
    // The field is the dictionary of pictures of the page: filling it in exchanges what is drawn.
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]/Contents 4 0 R/Annots[6 0 R]\
                /Resources<</XObject 6 0 R>>>>";
    let field = |value: &str| format!("<</FT/Tx/T(nome)/Subtype/Widget/Rect[0 0 9 9]/P 3 0 R/V {value}>>");
    let form = "<</Subtype/Form/BBox[0 0 1 1]/Length 0>>stream\n\nendstream";
    let mut builder = Builder::update(&with_form());
    builder.object(3, page).object(6, &field("20 0 R")).object(20, form);
    let prepared = builder.table(21, &format!("/Root 1 0 R/Prev {}", startxref(&with_form())));
    let signed = signed_with(&prepared, |_| {});
    let signature = after(&signed, &[(6, &field("50 0 R")), (50, form)], "");
    assert!(judgements(&signature).contains(&(Change::Shadow { number: 6 }, Judgement::Forbidden)));
}

#[test]
fn metadata_in_disguise_of_an_object_stream_may_not_change_what_is_in_it() {
    let objects = |text: &str| format!("4 0 {text}");
    let stream = |builder: &mut Builder, text: &str| {
        builder.stream(
            30,
            "/Type/ObjStm/N 1/First 4",
            objects(&format!("<</Type/Pages/Kids[3 0 R]/Count 1/Title({text})>>")).as_bytes(),
        );
    };
    let mut builder = Builder::new();
    builder
        .object(1, "<</Type/Catalog/Pages 4 0 R/Metadata 30 0 R>>")
        .object(3, "<</Type/Page/Parent 4 0 R/MediaBox[0 0 300 144]>>");
    stream(&mut builder, "uno");
    builder.offsets.push((4, common::Place::In(30, 0)));
    let at = builder.xref_stream(31, 32, "/Root 1 0 R");
    let signed = Signer::p256().sign(&builder.close(at), &options());
    assert!(all_in_order(&signed, 1).is_ok());
    let mut builder = Builder::update(&signed);
    stream(&mut builder, "due");
    let at = builder.xref_stream(90, 91, &format!("/Root 1 0 R/Prev {}", startxref(&signed)));
    let found = pades::inspect(&builder.close(at)).unwrap();
    assert_eq!(found.signatures[0].severity(), Some(Severity::Format), "{:?}", found.signatures[0].problems);
}
