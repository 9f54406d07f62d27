//! What transforms leave of a document, and manifests.

#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use common::{Key, Signer};
use x509::alg::{DigestAlgorithm, SignatureAlgorithm};
use xades::{
    Scope, SignatureError, SignatureWarning, SignedReference, Verified, signatures,
    uri::DS,
    xml::{Document, Source},
};

const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

fn document(references: &str, inside: &str) -> String {
    format!(
        "<r xmlns:ds='{DS}' xmlns:p='urn:p'><a n='1'>x<!--c--><b/></a><p:a n='2'>y</p:a>\
         <ds:Signature Id='s'><ds:SignedInfo><ds:CanonicalizationMethod Algorithm='{EXCLUSIVE}'/>\
         <ds:SignatureMethod Algorithm='http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256'/>{references}\
         </ds:SignedInfo><ds:SignatureValue></ds:SignatureValue>{inside}</ds:Signature></r>"
    )
}

fn reference(attributes: &str, transforms: &str, digest: &str) -> String {
    format!(
        "<ds:Reference {attributes}><ds:Transforms>{transforms}<ds:Transform Algorithm='{EXCLUSIVE}'/>\
         </ds:Transforms><ds:DigestMethod Algorithm='http://www.w3.org/2001/04/xmlenc#sha256'/>\
         <ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>"
    )
}

fn checked(file: &str) -> Result<Vec<SignedReference>, SignatureError> {
    let source = Source::read(file).unwrap();
    let document = Document::parse(&source).unwrap();
    signatures(&document)[0].check_references(&())
}

/// The octets that are left, and whether something other than signatures was taken out.
fn left(transforms: &str) -> (String, bool) {
    let file = document(&reference("URI=''", transforms, "AA=="), "");
    let found = checked(&file).unwrap().remove(0);
    (String::from_utf8(found.octets.unwrap()).unwrap(), found.scope == Scope::Partial { filtered: true })
}

fn xpath(expression: &str) -> (String, bool) {
    left(&format!(
        "<ds:Transform Algorithm='http://www.w3.org/TR/1999/REC-xpath-19991116'><ds:XPath>{expression}\
         </ds:XPath></ds:Transform>"
    ))
}

fn filter2(steps: &[(&str, &str)]) -> (String, bool) {
    let steps: String = steps
        .iter()
        .map(|(filter, expression)| format!("<f:XPath Filter='{filter}'>{expression}</f:XPath>"))
        .collect();
    left(&format!(
        "<ds:Transform xmlns:f='http://www.w3.org/2002/06/xmldsig-filter2' \
         Algorithm='http://www.w3.org/2002/06/xmldsig-filter2'>{steps}</ds:Transform>"
    ))
}

const ALL: &str = "<r><a n=\"1\">x<b></b></a><p:a xmlns:p=\"urn:p\" n=\"2\">y</p:a></r>";

#[test]
fn all_ways_to_leave_out_signatures_give_the_same() {
    let whole = (ALL.to_owned(), false);
    assert_eq!(
        left("<ds:Transform Algorithm='http://www.w3.org/2000/09/xmldsig#enveloped-signature'/>"),
        whole
    );
    for expression in [
        "not(ancestor-or-self::ds:Signature)",
        "count(ancestor-or-self::ds:Signature) = 0",
        "not(ancestor-or-self::*[local-name() = 'Signature' and namespace-uri() = 'http://www.w3.org/2000/09/xmldsig#'])",
        "count(ancestor-or-self::ds:Signature | here()/ancestor::ds:Signature[1]) > count(ancestor-or-self::ds:Signature)",
    ] {
        assert_eq!(xpath(expression), whole, "{expression}");
    }
    assert_eq!(filter2(&[("subtract", "/descendant::ds:Signature")]), whole);
    assert_eq!(filter2(&[("subtract", "//ds:Signature[last()]")]), whole);
}

#[test]
fn parts_that_filters_leave_out_are_noticed() {
    let part = |text: &str| (text.to_owned(), true);
    assert_eq!(xpath("ancestor-or-self::p:a"), part("<p:a xmlns:p=\"urn:p\" n=\"2\">y</p:a>"));
    assert_eq!(xpath("self::text() and not(ancestor::ds:Signature)"), part("xy"));
    assert_eq!(
        xpath("not(ancestor-or-self::ds:Signature) and name() != 'n'"),
        part("<r><a>x<b></b></a><p:a xmlns:p=\"urn:p\">y</p:a></r>")
    );
    assert_eq!(
        filter2(&[("intersect", "//a | //p:a"), ("subtract", "//b")]),
        part("<a n=\"1\">x</a><p:a xmlns:p=\"urn:p\" n=\"2\">y</p:a>")
    );
    assert_eq!(
        filter2(&[("subtract", "/"), ("union", "//*[@n > 1]")]),
        part("<p:a xmlns:p=\"urn:p\" n=\"2\">y</p:a>")
    );
}

/// The crate writes base64 nowhere in public: borrows an encoder.
fn base64(octets: &[u8]) -> String {
    x509::pem::encode("X", octets).lines().filter(|line| !line.starts_with('-')).collect()
}

/// Signs a document with references, whose digests are put right.
fn signed(attributes: &str, inside: &str) -> String {
    let signer = Signer::new(Key::p256());
    let key = format!(
        "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>",
        base64(signer.certificate.der())
    );
    let inside = format!("{key}{inside}");
    let draft = document(&reference(attributes, "", "AA=="), &inside);
    let octets = checked(&draft).unwrap().remove(0).octets.unwrap();
    let digest = base64(&DigestAlgorithm::Sha256.digest(&octets));
    let file = document(&reference(attributes, "", &digest), &inside);
    let source = Source::read(file.as_str()).unwrap();
    let parsed = Document::parse(&source).unwrap();
    let message = signatures(&parsed)[0].signed_octets().unwrap();
    let algorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
    let der = signer.key.sign(algorithm, &message);
    let mut fields = asn1::Reader::der(&der).sequence().unwrap();
    let mut value = Vec::new();
    for _ in 0..2 {
        let number = fields.read().unwrap().unsigned().unwrap();
        value.resize(value.len() + 32 - number.len(), 0);
        value.extend_from_slice(number);
    }
    file.replace("<ds:SignatureValue>", &format!("<ds:SignatureValue>{}", base64(&value)))
}

fn verify(file: &str, contents: &[(&str, &[u8])]) -> Result<Verified, SignatureError> {
    let source = Source::read(file).unwrap();
    let document = Document::parse(&source).unwrap();
    let contents: std::collections::BTreeMap<_, _> =
        contents.iter().map(|(name, octets)| ((*name).to_owned(), octets.to_vec())).collect();
    signatures(&document)[0].verify(&contents, &[])
}

#[test]
fn a_manifest_is_followed_to_what_it_lists() {
    // SHA-256 of "one" and "two".
    let entry = |name: &str, digest: &str| {
        format!(
            "<ds:Reference URI='{name}'><ds:DigestMethod Algorithm='http://www.w3.org/2001/04/xmlenc#sha256'/>\
             <ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>"
        )
    };
    let manifest = format!(
        "<ds:Object><ds:Manifest Id='m'>{}{}</ds:Manifest></ds:Object>",
        entry("1.txt", "dpLDrTVAu4A8Ags67mbNiIcSMjTqDG5xQ8Ct1z/0Me0="),
        entry("2.txt", "P8TM/nRYcOLA2Z9x8w/wZWyN7dQcwdfT03aw2+aF4vM="),
    );
    let file = signed("URI='#m' Type='http://www.w3.org/2000/09/xmldsig#Manifest'", &manifest);
    let one: (&str, &[u8]) = ("1.txt", b"one");
    let nothing = verify(&file, &[]).unwrap_err();
    assert!(matches!(nothing, SignatureError::ContentMissing { .. }), "{nothing:?}");
    let found = verify(&file, &[one]);
    let changed = verify(&file, &[("1.txt", b"One")]).unwrap_err();
    assert_eq!(changed, SignatureError::DigestMismatch { uri: "1.txt".to_owned() });
    let found = found.unwrap();
    assert_eq!(found.references[0].scope, Scope::Manifest);
    assert_eq!(found.references[0].manifest[0].as_ref().unwrap().scope, Scope::Full);
    let missing = SignatureWarning::ManifestContentMissing { uri: "2.txt".to_owned() };
    assert_eq!(found.warnings, [SignatureWarning::NotXades, missing]);
    let elsewhere =
        file.replace("<ds:Object><ds:Manifest", "<p:x><ds:Manifest").replace("</ds:Object>", "</p:x>");
    let moved = verify(&elsewhere, &[one]).unwrap_err();
    assert_eq!(moved, SignatureError::ObjectMoved { uri: "#m".to_owned() });
}

#[test]
fn a_content_outside_may_be_larger_than_the_signature_allows_work_for() {
    let large = format!("<l>{}</l>", "<x>1</x>".repeat(1 << 17));
    let large = large.replace('1', &"y".repeat(150));
    let digest = base64(&DigestAlgorithm::Sha256.digest(large.as_bytes()));
    let file = document(&reference("URI='large.xml'", "", &digest), "");
    let source = Source::read(file).unwrap();
    let document = Document::parse(&source).unwrap();
    let contents = [("large.xml", large.as_bytes())];
    let references = signatures(&document)[0].check_references(&contents).unwrap();
    assert!(large.len() > 18 << 20 && references[0].intact);
}
