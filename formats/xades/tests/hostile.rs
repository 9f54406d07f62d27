//! Input that is not what it should be.

#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use std::fmt::Write as _;

use common::{Key, Signer, corpus};
use proptest::prelude::*;
use xades::{
    Content, SignatureError, Verified, signatures,
    uri::DS,
    with_signature_time_stamp,
    xml::{Document, Limits, ReadError, Source},
    xpath::XPathError,
};

fn read(octets: &[u8]) -> Result<Vec<Result<Verified, SignatureError>>, ReadError> {
    let source = Source::read(octets)?;
    let document = Document::parse(&source)?;
    let found = signatures(&document);
    for signature in &found {
        for stamp in signature.time_stamps(&()) {
            let _ = stamp.imprint(x509::alg::DigestAlgorithm::Sha256);
            stamp.protects();
        }
        signature.level();
        signature.packaging();
        signature.covers_parent();
        signature.key_value();
        if let Some(properties) = signature.properties() {
            properties.signing_time();
            properties.policy();
            properties.formats();
        }
    }
    Ok(found.iter().map(|signature| signature.verify(&(), &[])).collect())
}

/// A signature with these transforms of the reference to all of the file. Its digest is wrong.
fn with_transforms(transforms: &str) -> String {
    format!(
        "<r xmlns:ds='{DS}'><a n='1'/><ds:Signature><ds:SignedInfo><ds:CanonicalizationMethod \
         Algorithm='http://www.w3.org/2001/10/xml-exc-c14n#'/><ds:SignatureMethod \
         Algorithm='http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'/><ds:Reference URI=''><ds:Transforms>\
         {transforms}</ds:Transforms><ds:DigestMethod Algorithm='http://www.w3.org/2001/04/xmlenc#sha256'/>\
         <ds:DigestValue>AA==</ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue>AA==\
         </ds:SignatureValue></ds:Signature></r>"
    )
}

fn refusal(document: &str) -> SignatureError {
    read(document.as_bytes()).unwrap().remove(0).unwrap_err()
}

fn xpath(expression: &str) -> String {
    let escaped = xades::xml::escape(expression);
    with_transforms(&format!(
        "<ds:Transform Algorithm='http://www.w3.org/TR/1999/REC-xpath-19991116'><ds:XPath>{escaped}</ds:XPath>\
         </ds:Transform>"
    ))
}

#[test]
fn a_document_type_is_refused_wherever_it_stands() {
    for text in [
        "<!DOCTYPE a><a/>",
        "<?xml version='1.0'?>\n<!-- x --><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        "<a><!ENTITY x 'y'></a>",
    ] {
        assert!(matches!(read(text.as_bytes()), Err(ReadError::Doctype { .. })), "{text}");
    }
    assert!(read(b"<a><!-- <!DOCTYPE a> --><![CDATA[<!DOCTYPE a>]]><?p <!DOCTYPE a>?></a>").is_ok());
}

#[test]
fn depth_attributes_and_namespaces_are_bounded() {
    let limit = |text: &str| matches!(read(text.as_bytes()), Err(ReadError::Limit { .. }));
    assert!(!limit(&("<a>".repeat(256) + &"</a>".repeat(256))));
    assert!(limit(&("<a>".repeat(257) + &"</a>".repeat(257))));
    assert!(limit(&"<a>".repeat(1_000_000)));
    let attributes = |count: usize, prefix: &str| {
        (0..count).fold("<r".to_owned(), |mut text, index| {
            let _ = write!(text, " {prefix}a{index}='urn:{index}'");
            text
        }) + "/>"
    };
    assert!(!limit(&attributes(1024, "")));
    assert!(limit(&attributes(1025, "")));
    assert!(!limit(&attributes(256, "xmlns:")));
    assert!(limit(&attributes(257, "xmlns:")));
    // Each element compares its prefix with all that hold.
    let many = attributes(256, "xmlns:").replace("/>", ">") + &"<a255:b/>".repeat(100_000) + "</r>";
    assert!(limit(&many));
    let source = Source::read(vec![b' '; 100]).unwrap();
    let small = Limits { octets: 10, ..Limits::default() };
    assert!(matches!(Source::read_within(source.octets(), &small), Err(ReadError::Limit { .. })));
}

#[test]
fn what_readers_disagree_about_is_refused() {
    for text in [
        "<a xmlns='urn:a' xmlns='urn:b'/>",
        "<a xmlns:p=''/>",
        "<p:a/>",
        "<a b='1' b='2'/>",
        "<a>&undeclared;</a>",
        "<a/><b/>",
        "",
        "text",
    ] {
        assert!(matches!(read(text.as_bytes()), Err(ReadError::Malformed(_))), "{text}");
    }
    assert!(matches!(read(b"<?xml version='1.1'?><a/>"), Err(ReadError::Version(_))));
    assert!(matches!(
        read(b"<?xml version='1.0' encoding='utf-7'?><a/>"),
        Err(ReadError::UnknownEncoding(_))
    ));
    assert!(matches!(read(b"<a>\xFF</a>"), Err(ReadError::Encoding("UTF-8"))));
    assert!(matches!(read(b"\xFE\xFF\0<\0a\0/\0>\0"), Err(ReadError::Encoding("UTF-16"))));
}

#[test]
fn style_sheets_are_never_executed() {
    let transform =
        "<ds:Transform Algorithm='http://www.w3.org/TR/1999/REC-xslt-19991116'><x/></ds:Transform>";
    assert_eq!(refusal(&with_transforms(transform)), SignatureError::Xslt);
}

#[test]
fn unknown_and_too_many_transforms_are_refused() {
    let unknown = with_transforms("<ds:Transform Algorithm='urn:x'/>");
    assert_eq!(refusal(&unknown), SignatureError::UnsupportedTransform("urn:x".to_owned()));
    let six = "<ds:Transform Algorithm='http://www.w3.org/2000/09/xmldsig#enveloped-signature'/>".repeat(6);
    assert_eq!(refusal(&with_transforms(&six)), SignatureError::Limit { what: "transforms", limit: 5 });
}

#[test]
fn expressions_that_take_too_long_or_nest_too_deep_stop() {
    let slow = "//*[count(//*[count(//*[count(//*[count(//*) > 0]) > 0]) > 0]) > 0]";
    let deep = "(".repeat(10_000);
    let chain = format!("1{}", "+1".repeat(100_000));
    let minus = format!("{}1", "-".repeat(100_000));
    let document = xpath(slow).replace("<a n='1'/>", &"<a n='1'/>".repeat(200));
    for document in [document, xpath(&deep), xpath(&chain), xpath(&minus)] {
        assert_eq!(refusal(&document), SignatureError::XPath(XPathError::Budget));
    }
}

#[test]
fn expressions_that_are_wrong_say_where() {
    for (expression, at) in [("", 0), ("a[", 2), ("not(a", 5), ("a b", 2), ("foo::a", 5), ("'x", 0)] {
        assert_eq!(refusal(&xpath(expression)), XPathError::Syntax(at).into(), "{expression}");
    }
    assert_eq!(refusal(&xpath("q:a")), XPathError::UnknownPrefix("q".to_owned()).into());
    assert_eq!(refusal(&xpath("count('x')")), XPathError::Type.into());
    assert!(matches!(refusal(&xpath("$x")), SignatureError::XPath(XPathError::Unsupported(_))));
    assert!(matches!(refusal(&xpath("frobnicate(1)")), SignatureError::XPath(XPathError::Unsupported(_))));
}

#[test]
fn a_thousand_references_to_all_of_a_file_stop_before_long() {
    let one = with_transforms("<ds:Transform Algorithm='http://www.w3.org/2001/10/xml-exc-c14n#'/>");
    let start = one.find("<ds:Reference").unwrap();
    let end = one.find("</ds:SignedInfo>").unwrap();
    let many = one.replace(&one[start..end], &one[start..end].repeat(1000));
    assert!(matches!(refusal(&many), SignatureError::Limit { what: "canonical octets", .. }));
    let more = one.replace(&one[start..end], &one[start..end].repeat(1001));
    assert_eq!(refusal(&more), SignatureError::Limit { what: "references", limit: 1000 });
}

#[test]
fn every_truncation_and_every_changed_octet_is_survived() {
    let Some(corpus) = corpus("2 mutations") else { return };
    for path in ["dss/xades/qes-xades111-filter2.xml", "generated/valid/xades-enveloping.xml"] {
        let file = corpus.read(path);
        assert!(read(&file).unwrap()[0].is_ok());
        for cut in 0..file.trim_ascii_end().len() {
            assert!(read(&file[..cut]).is_err(), "{path} {cut}");
        }
        let mut changed = file.clone();
        for (at, octet) in file.iter().enumerate() {
            changed[at] ^= 1 << (at % 7);
            let _ = read(&changed);
            changed[at] = *octet;
        }
    }
}

#[test]
fn no_octet_of_what_is_signed_can_change() {
    let signer = Signer::new(Key::p256());
    let content = Content::Enveloped { file: b"<r><a b='1'>text</a></r>", parallel: false };
    let file = signer.sign(&content, "1").unwrap();
    let end = file.windows(9).position(|part| part == b"</ds:Sign").unwrap();
    let mut changed = file.clone();
    for at in 0..end {
        changed[at] ^= 1;
        if let Ok(found) = read(&changed) {
            assert!(!found.iter().any(Result::is_ok), "octet {at}");
        }
        changed[at] = file[at];
    }
}

#[test]
fn signed_properties_of_another_signature_do_not_count() {
    let signer = Signer::new(Key::p256());
    let content = Content::Enveloped { file: b"<r/>", parallel: true };
    let file = String::from_utf8(signer.sign(&content, "1").unwrap()).unwrap();
    let other = file.replace("Target=\"#xmldsig-1\"", "Target=\"#xmldsig-2\"");
    assert_eq!(refusal(&other), SignatureError::TargetMismatch);
    // The object with the properties goes to another place in the file.
    let start = file.find("<ds:Object>").unwrap();
    let end = file.find("</ds:Signature>").unwrap();
    let moved = format!("{}{}", &file[..start], &file[end..])
        .replace("</r>", &format!("<ds:x xmlns:ds=\"{DS}\">{}</ds:x></r>", &file[start..end]));
    assert_eq!(refusal(&moved), SignatureError::SignedPropertiesMoved);
}

proptest! {
    #[test]
    fn noise_is_survived(octets in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&octets);
        let _ = with_signature_time_stamp(&octets, 0, b"token");
        let _ = xades::ToSign::from_bytes(&octets);
    }

    #[test]
    fn noise_made_of_markup_is_survived(parts in proptest::collection::vec(0..12_usize, 0..40)) {
        const PARTS: [&str; 12] =
            ["<a ", "<ds:Signature xmlns:ds='http://www.w3.org/2000/09/xmldsig#'>", "</a>", "/>", ">", "<!--", "-->", "b='c'", "<![CDATA[", "]]>", "<?p ", "?>"];
        let text: String = parts.into_iter().map(|part| PARTS[part]).collect();
        let _ = read(text.as_bytes());
    }

    #[test]
    fn noise_as_an_expression_is_survived(expression in "[a-c/\\[\\]()@*:.'|=<> 0-9-]{0,40}") {
        let _ = read(xpath(&expression).as_bytes());
    }
}
