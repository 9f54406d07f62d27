//! Signatures that hold and sign something else than it seems.

#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use common::{Key, Signer};
use x509::alg::{DigestAlgorithm, SignatureAlgorithm};
use xades::{
    Scope, SignatureError, Verified, signatures,
    uri::{DS, XADES},
    xml::{Document, ReadError, Source},
};

const C14N: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const BASE64: &str = "http://www.w3.org/2000/09/xmldsig#base64";
const XPATH: &str = "http://www.w3.org/TR/1999/REC-xpath-19991116";

fn base64(octets: &[u8]) -> String {
    // The crate writes base64 nowhere in public: borrow an encoder.
    x509::pem::encode("X", octets).lines().filter(|line| !line.starts_with('-')).collect()
}

fn transform(algorithm: &str) -> String {
    format!("<ds:Transform Algorithm='{algorithm}'/>")
}

fn xpath(expression: &str) -> String {
    format!("<ds:Transform Algorithm='{XPATH}'><ds:XPath>{expression}</ds:XPath></ds:Transform>")
}

fn reference(attributes: &str, transforms: &str) -> String {
    format!(
        "<ds:Reference {attributes}><ds:Transforms>{transforms}</ds:Transforms>\
         <ds:DigestMethod Algorithm='{SHA256}'/><ds:DigestValue>AA==</ds:DigestValue></ds:Reference>"
    )
}

/// A ds:Signature that is not signed yet.
fn signature(references: &str, inside: &str) -> String {
    format!(
        "<ds:Signature xmlns:ds='{DS}' Id='s'><ds:SignedInfo><ds:CanonicalizationMethod Algorithm='{C14N}'/>\
         <ds:SignatureMethod Algorithm='http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256'/>{references}\
         </ds:SignedInfo><ds:SignatureValue></ds:SignatureValue><ds:KeyInfo><ds:X509Data>\
         <ds:X509Certificate>KEY</ds:X509Certificate></ds:X509Data></ds:KeyInfo>{inside}</ds:Signature>"
    )
}

/// Signs the first signature of a file as its signer would, whatever it signs.
fn signed(signer: &Signer, file: &str) -> Result<String, SignatureError> {
    let mut file = file.replace("KEY", &base64(signer.certificate.der()));
    let source = Source::read(file.as_str()).unwrap();
    let document = Document::parse(&source).unwrap();
    for reference in signatures(&document)[0].check_references(&())? {
        let digest = base64(&DigestAlgorithm::Sha256.digest(&reference.octets.unwrap()));
        let value = format!("<ds:DigestValue>{digest}</ds:DigestValue>");
        file = file.replacen("<ds:DigestValue>AA==</ds:DigestValue>", &value, 1);
    }
    let source = Source::read(file.as_str()).unwrap();
    let document = Document::parse(&source).unwrap();
    let message = signatures(&document)[0].signed_octets()?;
    let der = signer.key.sign(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256), &message);
    let mut fields = asn1::Reader::der(&der).sequence().unwrap();
    let mut value = Vec::new();
    for _ in 0..2 {
        let number = fields.read().unwrap().unsigned().unwrap();
        value.resize(value.len() + 32 - number.len(), 0);
        value.extend_from_slice(number);
    }
    Ok(file.replacen("<ds:SignatureValue>", &format!("<ds:SignatureValue>{}", base64(&value)), 1))
}

fn verify(file: &str) -> Result<Verified, SignatureError> {
    let source = Source::read(file).unwrap();
    let document = Document::parse(&source).unwrap();
    signatures(&document)[0].verify(&(), &[])
}

fn outcome(file: &str) -> Result<Verified, SignatureError> {
    verify(&signed(&Signer::new(Key::p256()), file)?)
}

#[test]
fn a_signature_over_nothing_is_refused() {
    let c14n = transform(C14N);
    let object = "<ds:Object Id='o'>content</ds:Object>";
    let alone = |attributes: &str, transforms: &str| {
        outcome(&signature(&reference(attributes, &format!("{transforms}{c14n}")), object))
    };
    let without = xpath("not(ancestor-or-self::ds:Signature)");
    for (attributes, transforms) in [
        ("URI=''", transform(ENVELOPED)),
        ("URI=''", without.clone()),
        ("URI='#o'", transform(ENVELOPED)),
        ("URI='#o'", without),
        ("URI='#o'", xpath("false()")),
    ] {
        let error = alone(attributes, &transforms).unwrap_err();
        assert!(matches!(error, SignatureError::ContentExcluded { .. }), "{transforms}: {error:?}");
    }
    assert_eq!(alone("URI='#o'", "").unwrap().references[0].scope, Scope::Full);
}

#[test]
fn the_text_of_a_document_is_not_the_document() {
    let file = |attributes: &str| {
        let signature =
            signature(&reference(attributes, &transform(BASE64)), "<ds:Object Id='o'>eA==</ds:Object>");
        format!("<r Id='r'><a>QUJD</a><b Id='b'>REVG</b>{}</r>", signature.replace("KEY", ""))
    };
    let scope = |attributes: &str| {
        let file = file(attributes);
        let source = Source::read(file.as_str()).unwrap();
        let document = Document::parse(&source).unwrap();
        signatures(&document)[0].check_references(&()).map(|found| found[0].scope)
    };
    let enveloped = file("URI=''").replace(&transform(BASE64), &(transform(ENVELOPED) + &transform(BASE64)));
    let error = outcome(&enveloped.replace("X509Certificate></", "X509Certificate>KEY</")).unwrap_err();
    assert!(matches!(error, SignatureError::ContentExcluded { .. }), "{error:?}");
    assert_eq!(scope("URI='#b'").unwrap(), Scope::Partial { filtered: false });
}

/// SignedProperties that name these certificates.
fn properties(named: &[&[u8]]) -> String {
    let certificates: String = named
        .iter()
        .map(|der| {
            let digest = base64(&DigestAlgorithm::Sha256.digest(der));
            format!(
                "<x:Cert><x:CertDigest><ds:DigestMethod Algorithm='{SHA256}'/><ds:DigestValue>{digest}\
                 </ds:DigestValue></x:CertDigest></x:Cert>"
            )
        })
        .collect();
    format!(
        "<x:SignedProperties Id='p'><x:SignedSignatureProperties><x:SigningCertificateV2>{certificates}\
         </x:SigningCertificateV2></x:SignedSignatureProperties></x:SignedProperties>"
    )
}

fn qualifying(properties: &str) -> String {
    format!(
        "<ds:Object><x:QualifyingProperties xmlns:x='{XADES}' Target='#s'>{properties}\
         </x:QualifyingProperties></ds:Object>"
    )
}

fn both_references(transforms: &str) -> String {
    reference("URI=''", &(transform(ENVELOPED) + &transform(C14N)))
        + &reference("URI='#p' Type='http://uri.etsi.org/01903#SignedProperties'", transforms)
}

#[test]
fn the_certificate_of_the_signer_is_found_among_those_named_in_any_order() {
    let signer = Signer::new(Key::p256());
    let other = Signer::new(Key::p256());
    let (own, issuer) = (signer.certificate.der(), signer.authority.der());
    let file = |named: &[&[u8]]| {
        let signature = signature(&both_references(&transform(C14N)), &qualifying(&properties(named)));
        signed(&signer, &format!("<r>{signature}</r>")).unwrap()
    };
    for named in [&[own][..], &[own, issuer], &[issuer, own]] {
        assert_eq!(verify(&file(named)).unwrap().certificate, signer.certificate);
    }
    for named in [&[][..], &[issuer], &[other.certificate.der()]] {
        assert_eq!(verify(&file(named)).unwrap_err(), SignatureError::CertificateMismatch);
    }
}

#[test]
fn properties_that_occur_twice_are_refused() {
    let signer = Signer::new(Key::p256());
    let one = properties(&[signer.certificate.der()]);
    let file = |inside: &str| {
        let signature = signature(&both_references(&transform(C14N)), inside);
        signed(&signer, &format!("<r>{signature}</r>")).unwrap()
    };
    assert!(verify(&file(&qualifying(&one))).is_ok());
    let malformed = |part: &'static str, file: &str| {
        assert!(matches!(verify(file), Err(SignatureError::Malformed { part: found, .. }) if found == part));
    };
    let second = one.replace("Id='p'", "Id='q'");
    malformed("QualifyingProperties", &file(&qualifying(&format!("{one}{second}"))));
    malformed("QualifyingProperties", &file(&format!("{}{}", qualifying(&one), qualifying(&second))));
}

#[test]
fn what_is_parsed_on_the_way_is_never_taken_for_the_signed_properties() {
    let signer = Signer::new(Key::p256());
    let inside = qualifying(&properties(&[signer.certificate.der()]));
    let transforms = transform(C14N) + &xpath("ancestor-or-self::k") + &transform(C14N);
    for padding in 0..80 {
        let signature = signature(&reference("URI='#o'", &transforms), &inside);
        let file = format!("<r><o Id='o'>{}<k/></o>{signature}</r>", "<i/>".repeat(padding));
        let source = Source::read(file.as_str()).unwrap();
        let document = Document::parse(&source).unwrap();
        let found = signatures(&document)[0].check_references(&()).unwrap();
        assert_eq!(found[0].scope, Scope::Partial { filtered: true }, "{padding}");
    }
    // Twice the canonical form of all of them is all of them.
    let twice = both_references(&(transform(C14N) + &transform(C14N)));
    let file = signed(&signer, &format!("<r>{}</r>", signature(&twice, &inside))).unwrap();
    assert!(verify(&file).is_ok());
}

#[test]
fn every_reference_of_every_manifest_counts() {
    let intact = |id: &str, transforms: &str| {
        // SHA-256 of the object below in exclusive canonical form.
        let octets = format!("<ds:Object xmlns:ds=\"{DS}\" Id=\"o\">content</ds:Object>");
        let digest = base64(&DigestAlgorithm::Sha256.digest(octets.as_bytes()));
        let listed = reference(&format!("URI='#{id}'"), &format!("{transforms}{}", transform(C14N)));
        listed.replace("AA==", &digest)
    };
    let outcome = |manifests: &str| {
        let inside =
            format!("<ds:Object Id='m'>{manifests}</ds:Object><ds:Object Id='o'>content</ds:Object>");
        outcome(&format!("<r>{}</r>", signature(&reference("URI='#m'", &transform(C14N)), &inside)))
    };
    let manifest = |listed: &str| format!("<ds:Manifest>{listed}</ds:Manifest>");
    let good = manifest(&intact("o", ""));
    assert_eq!(outcome(&good).unwrap().references[0].manifest.len(), 1);
    assert_eq!(outcome(&format!("{good}{good}")).unwrap().references[0].manifest.len(), 2);
    let error = outcome(&manifest("")).unwrap_err();
    assert!(matches!(error, SignatureError::Malformed { part: "Manifest", .. }), "{error:?}");
    let altered = manifest(
        &intact("o", "")
            .replace("DigestValue>", "DigestValue>AAAA")
            .replace("</ds:DigestValue>AAAA", "</ds:DigestValue>"),
    );
    let error = outcome(&format!("{good}{altered}")).unwrap_err();
    assert_eq!(error, SignatureError::DigestMismatch { uri: "#o".to_owned() });
    let nothing = base64(&DigestAlgorithm::Sha256.digest(b""));
    let excluding = reference("URI='#o'", &(xpath("false()") + &transform(C14N))).replace("AA==", &nothing);
    let error = outcome(&manifest(&excluding)).unwrap_err();
    assert_eq!(error, SignatureError::ContentExcluded { uri: "#o".to_owned() });
}

#[test]
fn what_a_manifest_lists_stays_where_it_was() {
    let signer = Signer::new(Key::p256());
    let octets = format!("<ds:Object xmlns:ds=\"{DS}\" Id=\"o\">content</ds:Object>");
    let digest = base64(&DigestAlgorithm::Sha256.digest(octets.as_bytes()));
    let listed = reference("URI='#o'", &transform(C14N)).replace("AA==", &digest);
    let object = "<ds:Object Id='o'>content</ds:Object>";
    let inside = format!("<ds:Object Id='m'><ds:Manifest>{listed}</ds:Manifest></ds:Object>{object}");
    let references = reference("URI='#m'", &transform(C14N));
    let file = signed(&signer, &format!("<r>{}</r>", signature(&references, &inside))).unwrap();
    assert!(verify(&file).is_ok());
    let moved = file
        .replace(object, "<ds:Object Id='evil'>other</ds:Object>")
        .replace("</r>", &format!("<ds:x xmlns:ds='{DS}'>{object}</ds:x></r>"));
    assert_eq!(verify(&moved).unwrap_err(), SignatureError::ObjectMoved { uri: "#o".to_owned() });
}

#[test]
fn an_object_is_all_of_a_file_only_where_nothing_else_is_in_it() {
    let enveloping =
        signature(&reference("URI='#o'", &transform(C14N)), "<ds:Object Id='o'>content</ds:Object>");
    let scope = |file: &str| outcome(file).unwrap().references[0].scope;
    assert_eq!(scope(&enveloping), Scope::Full);
    assert_eq!(
        scope(&format!("<x:XAdESSignatures xmlns:x='urn:x'>\n{enveloping}</x:XAdESSignatures>")),
        Scope::Full
    );
    for other in [format!("<r><evil/>{enveloping}</r>"), format!("<r>evil{enveloping}</r>")] {
        assert_eq!(scope(&other), Scope::Partial { filtered: false }, "{other}");
    }
}

#[test]
fn objects_that_nobody_signed_are_named() {
    let inside = "<ds:Object Id='o'>content</ds:Object><ds:Object Id='evil'>other</ds:Object><ds:Object/>";
    let file = signature(&reference("URI='#o'", &transform(C14N)), inside).replace("KEY", "");
    let source = Source::read(file.as_str()).unwrap();
    let document = Document::parse(&source).unwrap();
    assert_eq!(signatures(&document)[0].unsigned_objects(), [Some("evil")]);
}

#[test]
fn a_time_stamp_over_a_filtered_value_is_over_nothing() {
    let stamp = |transforms: &str| {
        let include = if transforms.is_empty() {
            String::new()
        } else {
            format!("<x:HashDataInfo uri='#v'><x:Transforms>{transforms}</x:Transforms></x:HashDataInfo>")
        };
        let unsigned = format!(
            "<x:UnsignedProperties><x:UnsignedSignatureProperties><x:SignatureTimeStamp>{include}\
             <x:EncapsulatedTimeStamp>AA==</x:EncapsulatedTimeStamp></x:SignatureTimeStamp>\
             </x:UnsignedSignatureProperties></x:UnsignedProperties>"
        );
        let signature = signature(&reference("URI=''", &transform(ENVELOPED)), &qualifying(&unsigned))
            .replace("<ds:SignatureValue>", "<ds:SignatureValue Id='v'>eA==");
        let file = format!("<r>{signature}</r>");
        let source = Source::read(file.as_str()).unwrap();
        let document = Document::parse(&source).unwrap();
        let signature = &signatures(&document)[0];
        signature.time_stamps(&())[0].imprint(DigestAlgorithm::Sha256)
    };
    assert!(stamp("").is_some());
    assert!(stamp(&transform(C14N)).is_some());
    for transforms in [xpath("false()"), xpath("not(self::text())"), transform(BASE64)] {
        assert_eq!(stamp(&transforms), None, "{transforms}");
    }
}

#[test]
fn a_declaration_says_the_encoding_and_an_instruction_does_not() {
    let read = |octets: &[u8]| Source::read(octets).map(|source| source.text().to_owned());
    let sheet = "<?xml-stylesheet version='2.0' encoding='iso-8859-1' href='a.xsl'?><a>è</a>";
    assert_eq!(read(sheet.as_bytes()).unwrap(), sheet);
    let euro = b"<?xml version='1.0' encoding='ISO-8859-15'?><a>\xA4\xE8</a>";
    assert!(read(euro).unwrap().ends_with("<a>€è</a>"));
    let marked = |declared: &str| {
        [b"\xEF\xBB\xBF".as_slice(), format!("<?xml version='1.0' encoding='{declared}'?><a/>").as_bytes()]
            .concat()
    };
    assert!(read(&marked("UTF-8")).is_ok());
    for declared in ["ISO-8859-1", "UTF-16"] {
        assert!(matches!(read(&marked(declared)), Err(ReadError::Declaration { .. })), "{declared}");
    }
    let wide = |declared: &str| -> Vec<u8> {
        format!("\u{feff}<?xml version='1.0' encoding='{declared}'?><a/>")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect()
    };
    assert!(read(&wide("utf-16")).is_ok());
    assert!(matches!(read(&wide("utf-8")), Err(ReadError::Declaration { .. })));
    let ascii = b"<?xml version='1.0' encoding='us-ascii'?><a>\xC3\xA8</a>";
    assert!(matches!(read(ascii), Err(ReadError::Encoding("US-ASCII"))));
}
