//! Visible signatures: where they stand, how they are turned, what is embedded, what is refused.
#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use common::{Builder, Signer, all_in_order, classic, deflate, options, startxref, with_form};
use pades::{
    Appearance, AppearanceError, Corner, Document, Object, Options, PageNumber, Place, SignError, View,
};

/// A font with a box for every small letter and for the space, and nothing else.
fn font() -> Vec<u8> {
    let words = |values: &[u16]| values.iter().flat_map(|value| value.to_be_bytes()).collect::<Vec<u8>>();
    let mut head = vec![0; 54];
    head[18..20].copy_from_slice(&1000u16.to_be_bytes());
    head[36..44].copy_from_slice(&words(&[0, 0, 500, 700]));
    let mut hhea = vec![0; 36];
    hhea[4..8].copy_from_slice(&words(&[800, 0xff38]));
    hhea[34..36].copy_from_slice(&words(&[1]));
    // One contour of four points, all on the curve, in words.
    let mut glyph = words(&[1, 0, 0, 500, 700, 3, 0]);
    glyph.extend_from_slice(&[1; 4]);
    glyph.extend(words(&[0, 500, 0, 0xfe0c, 0, 0, 700, 0]));
    glyph.resize(36, 0);
    // Glyph 28 is made of glyphs 1 and 2.
    let mut composite = words(&[0xffff, 0, 0, 500, 700, 0x21, 1, 0, 0, 0x01, 2, 0, 0]);
    composite.resize(36, 0);
    let mut glyf = glyph.repeat(28);
    glyf.extend_from_slice(&composite);
    let loca = words(&(0..=29u16).map(|index| index * 18).collect::<Vec<_>>());
    let metrics = [words(&[600]), words(&[0; 29])].concat();
    let segments: [u16; 16] = [4, 40, 0, 8, 8, 2, 0, 32, 122, 233, 0xffff, 0, 32, 97, 233, 0xffff];
    let mut table = words(&segments);
    // a–z are glyphs 1 to 26, the space 27, é 28.
    table.extend(words(&[27u16.wrapping_sub(32), 1u16.wrapping_sub(97), 28u16.wrapping_sub(233), 1]));
    table.extend(words(&[0; 4]));
    let cmap = [words(&[0, 1, 3, 1, 0, 12]), table].concat();
    let tables: [(&[u8; 4], Vec<u8>); 7] = [
        (b"cmap", cmap),
        (b"glyf", glyf),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", metrics),
        (b"loca", loca),
        (b"maxp", words(&[1, 0, 29, 0])),
    ];
    let mut out = words(&[1, 0, 7, 0, 0, 0]);
    let mut at = 12 + 16 * tables.len();
    for (tag, data) in &tables {
        out.extend_from_slice(*tag);
        for value in [0, at as u32, data.len() as u32] {
            out.extend_from_slice(&value.to_be_bytes());
        }
        at += data.len();
    }
    tables.iter().for_each(|(_, data)| out.extend_from_slice(data));
    out
}

/// A PNG of `channels` with 8 bits, two by two pixels, the last one half transparent.
fn png(kind: u8, channels: usize) -> Vec<u8> {
    let chunk = |name: &[u8], data: &[u8]| [&(data.len() as u32).to_be_bytes(), name, data, &[0; 4]].concat();
    let mut rows = Vec::new();
    for row in 0..2u8 {
        rows.push(0);
        for pixel in 0..2u8 {
            let last = row + pixel == 2;
            rows.extend((1..channels).map(|channel| channel as u8 * 40));
            rows.push(if last { 128 } else { 255 });
        }
    }
    let header = [0, 0, 0, 2, 0, 0, 0, 2, 8, kind, 0, 0, 0];
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &header),
        chunk(b"IDAT", &deflate(&rows)),
        chunk(b"IEND", b""),
    ]
    .concat()
}

fn look(place: Place) -> Appearance {
    Appearance {
        place,
        lines: vec!["caffé".into(), "nero".into()],
        font: Some(font()),
        font_size: None,
        image: None,
    }
}

fn corner(corner: Corner) -> Place {
    Place::Corner { page: PageNumber::Number(1), corner, size: [100.0, 30.0], margin: 10.0 }
}

fn shown(appearance: Appearance) -> Options {
    Options { appearance: Some(appearance), ..options() }
}

fn refused(pdf: &[u8], appearance: Appearance) -> AppearanceError {
    match Signer::p256().prepare(pdf, &shown(appearance)) {
        Err(SignError::Appearance(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// The widget of the first signature and its normal appearance.
fn widget<'s>(view: View<'s>, field: &str) -> (Vec<f64>, pades::Stream<'s>) {
    for number in 1..100 {
        let id = pades::ObjectId { number, generation: 0 };
        let Object::Dictionary(found) = view.object(id) else { continue };
        if view.get(&found, "T").as_string().is_some_and(|name| view.text(&name) == field) {
            let numbers = |object: Object<'s>| {
                object
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|number| number.as_number().unwrap())
                    .collect::<Vec<_>>()
            };
            let Object::Dictionary(appearances) = view.get(&found, "AP") else { panic!("no appearance") };
            let Object::Stream(normal) = view.get(&appearances, "N") else { panic!("no stream") };
            return (numbers(view.get(&found, "Rect")), *normal);
        }
    }
    panic!("no field {field}")
}

fn numbers<'s>(view: View<'s>, stream: &pades::Stream<'s>, key: &str) -> Vec<f64> {
    let found = view.get(&stream.dictionary, key);
    found.as_array().unwrap().iter().map(|number| number.as_number().unwrap()).collect()
}

fn page(entries: &str) -> Vec<u8> {
    let mut builder = Builder::update(&classic());
    builder.object(3, &format!("<</Type/Page/Parent 2 0 R/Contents 4 0 R{entries}>>"));
    builder.table(6, &format!("/Root 1 0 R/Prev {}", startxref(&classic())))
}

#[test]
fn a_signature_stands_upright_in_its_corner_however_the_page_is_turned() {
    let signer = Signer::p256();
    // The page reaches from -100 to 200 and from -50 to 94; what is shown of it is a little less.
    let boxes = "/MediaBox[-100 -50 200 94]/CropBox[-90 -40 400 84]";
    for (turns, at, rect, matrix) in [
        (0, Corner::TopLeft, [-80.0, 44.0, 20.0, 74.0], [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]),
        (0, Corner::BottomRight, [90.0, -30.0, 190.0, 0.0], [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]),
        (90, Corner::TopLeft, [-80.0, -30.0, -50.0, 70.0], [0.0, 1.0, -1.0, 0.0, 30.0, 0.0]),
        (180, Corner::TopLeft, [90.0, -30.0, 190.0, 0.0], [-1.0, 0.0, 0.0, -1.0, 100.0, 30.0]),
        (270, Corner::TopLeft, [160.0, -26.0, 190.0, 74.0], [0.0, -1.0, 1.0, 0.0, 0.0, 100.0]),
        (-90, Corner::BottomLeft, [-80.0, -26.0, -50.0, 74.0], [0.0, -1.0, 1.0, 0.0, 0.0, 100.0]),
    ] {
        let pdf = page(&format!("{boxes}/Rotate {turns}"));
        let signed = signer.sign(&pdf, &shown(look(corner(at))));
        all_in_order(&signed, 1).unwrap();
        let document = Document::open(&signed).unwrap();
        let (found, form) = widget(document.newest(), "Signature1");
        assert_eq!(found, rect, "{turns} {at:?}");
        assert_eq!(numbers(document.newest(), &form, "BBox"), [0.0, 0.0, 100.0, 30.0]);
        assert_eq!(numbers(document.newest(), &form, "Matrix"), matrix, "{turns} {at:?}");
    }
}

#[test]
fn a_place_on_the_page_as_shown_is_where_its_corner_is_however_the_page_is_turned() {
    let signer = Signer::p256();
    let boxes = "/MediaBox[-100 -50 200 94]/CropBox[-90 -40 400 84]";
    for turns in [0, 90, 180, 270, -90] {
        let pdf = page(&format!("{boxes}/Rotate {turns}"));
        let document = Document::open(&pdf).unwrap();
        assert_eq!(document.newest().page_count(), 1);
        assert_eq!(document.newest().page(PageNumber::Number(2)), None);
        let shown_page = document.newest().page(PageNumber::Last).unwrap();
        let [width, height] = shown_page.size();
        assert_eq!([width, height], if turns % 180 == 0 { [290.0, 124.0] } else { [124.0, 290.0] });
        for (at, left, top) in [
            (Corner::TopLeft, 10.0, 10.0),
            (Corner::TopRight, width - 110.0, 10.0),
            (Corner::BottomRight, width - 110.0, height - 40.0),
            (Corner::BottomLeft, 10.0, height - 40.0),
        ] {
            let signed = signer.sign(&pdf, &shown(look(corner(at))));
            let document = Document::open(&signed).unwrap();
            let (in_corner, _) = widget(document.newest(), "Signature1");
            assert_eq!(in_corner, shown_page.rectangle([left, top, 100.0, 30.0]), "{turns} {at:?}");
        }
    }
}

#[test]
fn coordinates_must_meet_the_visible_part_of_the_page() {
    let signer = Signer::p256();
    let pdf = page("/MediaBox[-100 -50 200 94]");
    let at = |rectangle| look(Place::Rectangle { page: PageNumber::Last, rectangle });
    let signed = signer.sign(&pdf, &shown(at([20.0, 20.0, -80.0, -40.0])));
    let document = Document::open(&signed).unwrap();
    assert_eq!(widget(document.newest(), "Signature1").0, [-80.0, -40.0, 20.0, 20.0]);
    for outside in [[200.0, 0.0, 300.0, 50.0], [0.0, 94.0, 50.0, 200.0], [5.0, 5.0, 5.0, 50.0], [f64::NAN; 4]]
    {
        assert_eq!(refused(&pdf, at(outside)), AppearanceError::OutsidePage, "{outside:?}");
    }
    let page = Place::Rectangle { page: PageNumber::Number(2), rectangle: [0.0, 0.0, 9.0, 9.0] };
    assert_eq!(refused(&pdf, look(page)), AppearanceError::NoPage);
}

#[test]
fn the_font_is_cut_down_and_leads_back_to_the_text() {
    let signed = Signer::p256().sign(&classic(), &shown(look(corner(Corner::TopLeft))));
    let document = Document::open(&signed).unwrap();
    let view = document.newest();
    let (_, form) = widget(view, "Signature1");
    let content = String::from_utf8(view.stream_data(&form).unwrap()).unwrap();
    // c a f é n e r o in the order of first use, after glyph 0; two more are parts of é.
    assert!(content.contains("<00010002000300030004> Tj"), "{content}");
    let text = String::from_utf8_lossy(&signed).into_owned();
    assert!(text.contains("/W[0[600 600 600 600 600 600 600 600 600 600]]"), "0, c a f é n e r o, b");
    assert!(text.contains("+Font/Encoding/Identity-H") && text.contains("/CIDToGIDMap/Identity"));
    let resources = view.get(&form.dictionary, "Resources");
    let fonts = view.get(resources.as_dictionary().unwrap(), "Font");
    let font = view.get(fonts.as_dictionary().unwrap(), "F0");
    let Object::Stream(map) = view.get(font.as_dictionary().unwrap(), "ToUnicode") else { panic!() };
    let map = String::from_utf8(view.stream_data(&map).unwrap()).unwrap();
    assert!(map.contains("<0001> <0063>") && map.contains("<0004> <00E9>"), "{map}");
    // What the font lacks is left out: it has no question mark either.
    let odd = Appearance { lines: vec!["a✗b".into()], ..look(corner(Corner::TopLeft)) };
    all_in_order(&Signer::p256().sign(&classic(), &shown(odd)), 1).unwrap();
}

#[test]
fn pictures_keep_their_transparency_unless_the_file_may_not_have_any() {
    let archival = |part: &str, intents: &str| {
        let data = format!("<x:xmpmeta pdfaid:part='{part}'/>");
        let mut builder = Builder::update(&classic());
        builder.object(1, &format!("<</Type/Catalog/Pages 2 0 R/Metadata 7 0 R{intents}>>")).stream(
            7,
            "/Type/Metadata/Subtype/XML",
            data.as_bytes(),
        );
        builder.table(8, &format!("/Root 1 0 R/Prev {}", startxref(&classic())))
    };
    let intents = "/OutputIntents[<</S/GTS_PDFA1>>]";
    let picture =
        |image| Appearance { lines: vec![], font: None, image: Some(image), ..look(corner(Corner::TopLeft)) };
    for (pdf, masked) in [
        (classic(), true),
        (archival("1", intents), false),
        (archival("2", intents), true),
        (archival("3", ""), false),
    ] {
        let signed = Signer::p256().sign(&pdf, &shown(picture(png(6, 4))));
        all_in_order(&signed, 1).unwrap();
        assert_eq!(String::from_utf8_lossy(&signed).contains("/SMask"), masked);
    }
    for (kind, channels) in [(0, 1), (2, 3), (4, 2)] {
        let signed = Signer::p256().sign(&classic(), &shown(picture(png(kind, channels))));
        assert_eq!(String::from_utf8_lossy(&signed).contains("/SMask"), kind == 4);
    }
    let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x0b\x08\0\x10\0\x20\x01\x01\x11\0\xff\xd9";
    let signed = Signer::p256().sign(&classic(), &shown(picture(jpeg.to_vec())));
    assert!(
        String::from_utf8_lossy(&signed)
            .contains("/Width 32/Height 16/BitsPerComponent 8/ColorSpace[/CalGray")
    );
    assert!(signed.windows(jpeg.len()).any(|part| part == jpeg), "as it is");
}

#[test]
fn what_cannot_be_shown_is_refused_with_the_reason() {
    let place = corner(Corner::BottomLeft);
    let pdf = classic();
    let nothing = Appearance { lines: vec![" ".into()], ..look(place) };
    assert_eq!(refused(&pdf, nothing), AppearanceError::Empty);
    assert_eq!(refused(&pdf, Appearance { font: None, ..look(place) }), AppearanceError::NoFont);
    let mut odd = font();
    odd[0..4].copy_from_slice(b"OTTO");
    assert!(matches!(refused(&pdf, Appearance { font: Some(odd), ..look(place) }), AppearanceError::Font(_)));
    for image in
        [b"GIF89a".to_vec(), png(6, 3), png(2, 3)[..50].to_vec(), b"\xff\xd8\xff\xc0\0\x0b\x08".to_vec()]
    {
        let outcome = refused(&pdf, Appearance { image: Some(image), ..look(place) });
        assert!(matches!(outcome, AppearanceError::Image(_)));
    }
}

#[test]
fn an_existing_field_keeps_its_place_and_is_shown_there() {
    let signer = Signer::p256();
    let fill = |appearance| Options { field: Some("seconda".into()), appearance, ..options() };
    for appearance in [Some(look(corner(Corner::TopLeft))), None] {
        let drawn = appearance.is_some();
        let signed = signer.sign(&with_form(), &fill(appearance));
        all_in_order(&signed, 1).unwrap();
        let document = Document::open(&signed).unwrap();
        let (rect, form) = widget(document.newest(), "seconda");
        assert_eq!(rect, [210.0, 10.0, 290.0, 30.0]);
        assert_eq!(document.newest().stream_data(&form).unwrap().is_empty(), !drawn);
        all_in_order(&signer.sign(&signed, &options()), 2).unwrap();
    }
}

#[test]
fn several_visible_signatures_leave_each_other_valid() {
    let signer = Signer::p256();
    let corners = [Corner::TopLeft, Corner::TopRight, Corner::BottomRight, Corner::BottomLeft];
    let signed = corners.into_iter().fold(classic(), |pdf, at| signer.sign(&pdf, &shown(look(corner(at)))));
    all_in_order(&signed, 4).unwrap();
    // One over another takes a person to look.
    let over = signer.sign(&signed, &shown(look(corner(Corner::TopLeft))));
    let found = pades::inspect(&over).unwrap();
    assert_eq!(found.signatures[0].severity(), Some(pades::Severity::Indeterminate));
    assert_eq!(found.signatures[4].severity(), None);
}

#[test]
fn damaged_fonts_and_pictures_do_no_harm() {
    let place = corner(Corner::TopLeft);
    let signer = Signer::p256();
    let try_it = |appearance| drop(signer.prepare(&classic(), &shown(appearance)));
    let whole = font();
    for at in 0..whole.len() {
        try_it(Appearance { font: Some(whole[..at].to_vec()), ..look(place) });
        for value in [0x00, 0x7f, 0xff] {
            let mut damaged = whole.clone();
            damaged[at] = value;
            try_it(Appearance { font: Some(damaged), ..look(place) });
        }
    }
    for whole in [png(6, 4), png(3, 1)] {
        for at in 0..whole.len() {
            for value in [0x00, 0xff] {
                let mut damaged = whole.clone();
                damaged[at] = value;
                try_it(Appearance { image: Some(damaged), ..look(place) });
            }
        }
    }
}

#[test]
fn a_certified_document_takes_a_visible_signature_only_where_it_is_foreseen() {
    let signer = Signer::p256();
    let certify = Options { certification: Some(pades::Permission::FillAndSign), ..options() };
    let certified = signer.sign(&with_form(), &certify);
    let refused = signer.prepare(&certified, &shown(look(corner(Corner::TopLeft))));
    assert!(matches!(refused, Err(SignError::VisibleAfterCertification)));
    let foreseen = Options { field: Some("seconda".into()), ..shown(look(corner(Corner::TopLeft))) };
    all_in_order(&signer.sign(&certified, &foreseen), 2).unwrap();
    // Put on all the same (the certification blanked out, then put back): it is told.
    let hidden = |pdf: &[u8], from: &[u8], to: &[u8]| {
        let at = pdf.windows(from.len()).position(|part| part == from).unwrap();
        [&pdf[..at], to, &pdf[at + from.len()..]].concat()
    };
    let open = hidden(&certified, b"/DocMDP/TransformParams", b"/DocMDX/TransformParams");
    let forced = signer.sign(&open, &shown(look(corner(Corner::TopLeft))));
    let forced = hidden(&forced, b"/DocMDX/TransformParams", b"/DocMDP/TransformParams");
    let found = pades::inspect(&forced).unwrap();
    let told = &found.signatures[0].later_changes;
    let shown = pades::Change::SignatureOverlap { field: "Signature2".to_owned() };
    let shown = told.iter().find(|later| later.change == shown).map(|later| later.judgement);
    assert_eq!(shown, Some(pades::Judgement::Allowed), "{told:?}");
}
