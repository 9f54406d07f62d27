//! Signatures of each format, augmented step by step.

use std::io::Cursor;

use cades::{ContentDigest, Limits, SignedData, Which};
use jiff::Timestamp;
use x509::{Certificate, alg::DigestAlgorithm::Sha256, evidence::ValidationData};

use super::{
    case::CONTENT,
    chamber::{ALGORITHM, Chamber, instant},
};

/// Makes a token over a digest.
pub type Stamper<'a> = &'a dyn Fn(&[u8]) -> Vec<u8>;

/// A format.
pub trait Kind {
    fn name(&self) -> &'static str;
    fn signed(&self, chamber: &Chamber, signer: &Certificate, at: &str) -> Vec<u8>;
    fn stamped(&self, file: &[u8], stamper: Stamper<'_>) -> Vec<u8>;
    fn with_data(&self, file: &[u8], data: &ValidationData) -> Vec<u8>;
    fn archived(&self, file: &[u8], stamper: Stamper<'_>) -> Vec<u8>;
}

pub const KINDS: [&dyn Kind; 3] = [&Cades, &Pades, &Xades];

pub struct Cades;
pub struct Pades;
pub struct Xades;

fn read(file: &[u8]) -> SignedData {
    SignedData::from_slice(file, &Limits::default()).unwrap()
}

impl Kind for Cades {
    fn name(&self) -> &'static str {
        "CAdES"
    }

    fn signed(&self, chamber: &Chamber, signer: &Certificate, at: &str) -> Vec<u8> {
        chamber.sign(CONTENT, signer, at)
    }

    fn stamped(&self, file: &[u8], stamper: Stamper<'_>) -> Vec<u8> {
        let (envelope, which, mut out) = (read(file), Which::signer_at(0), Vec::new());
        let token = stamper(&cades::signature_imprint(&envelope, &which, Sha256).unwrap());
        cades::with_signature_time_stamp(&envelope, &mut Cursor::new(file), &which, &token, &mut out)
            .unwrap();
        out
    }

    fn with_data(&self, file: &[u8], data: &ValidationData) -> Vec<u8> {
        let mut out = Vec::new();
        cades::with_validation_data(&read(file), &mut Cursor::new(file), data, &mut out).unwrap();
        out
    }

    fn archived(&self, file: &[u8], stamper: Stamper<'_>) -> Vec<u8> {
        let (envelope, which, mut out) = (read(file), Which::signer_at(0), Vec::new());
        let content = ContentDigest::of_slice(CONTENT, Sha256);
        let token = stamper(&cades::archive_imprint(&envelope, &which, &content).unwrap());
        let source = &mut Cursor::new(file);
        cades::with_archive_time_stamp(&envelope, source, &which, &content, &token, &mut out).unwrap();
        out
    }
}

/// One empty page.
fn blank() -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (index, body) in [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ]
    .iter()
    .enumerate()
    {
        offsets.push(pdf.len());
        pdf.extend(format!("{} 0 obj\n{body}\nendobj\n", index + 1).bytes());
    }
    let table = pdf.len();
    pdf.extend(b"xref\n0 4\n0000000000 65535 f \n");
    offsets.iter().for_each(|offset| pdf.extend(format!("{offset:010} 00000 n \n").bytes()));
    pdf.extend(format!("trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").bytes());
    pdf
}

fn options(at: Timestamp) -> pades::Options {
    pades::Options { reserve: 6500, ..pades::Options::new(at, [7; 16]) }
}

impl Kind for Pades {
    fn name(&self) -> &'static str {
        "PAdES"
    }

    fn signed(&self, chamber: &Chamber, signer: &Certificate, at: &str) -> Vec<u8> {
        let pdf = blank();
        let to_sign = pades::prepare(&pdf, &options(instant(at)), ALGORITHM, signer, &[]).unwrap();
        to_sign.complete_document(&pdf, &chamber.holder_key.sign(to_sign.to_be_signed())).unwrap()
    }

    fn stamped(&self, file: &[u8], stamper: Stamper<'_>) -> Vec<u8> {
        let token = stamper(&pades::signature_imprint(file, 0, Sha256).unwrap());
        pades::with_signature_time_stamp(file, 0, &token).unwrap()
    }

    fn with_data(&self, file: &[u8], data: &ValidationData) -> Vec<u8> {
        pades::with_validation_data(file, data).unwrap()
    }

    fn archived(&self, file: &[u8], stamper: Stamper<'_>) -> Vec<u8> {
        let to_stamp = pades::prepare_document_time_stamp(file, &options(Timestamp::UNIX_EPOCH)).unwrap();
        to_stamp.complete_document(file, &stamper(to_stamp.digest(Sha256).unwrap())).unwrap()
    }
}

/// The files of an XML signature are in it.
pub struct Nothing;

impl xades::Contents for Nothing {
    fn octets(&self, _: &str) -> Option<std::borrow::Cow<'_, [u8]>> {
        None
    }

    fn digest(&self, _: &str, _: x509::alg::DigestAlgorithm) -> Option<Vec<u8>> {
        None
    }
}

/// Signs XML.
pub fn sign_xml(
    content: &xades::Content<'_>,
    id: &str,
    chamber: &Chamber,
    signer: &Certificate,
    at: &str,
) -> Vec<u8> {
    let parameters = xades::Parameters::new(ALGORITHM, instant(at), id);
    let to_sign = xades::prepare(content, signer, &[], &parameters).unwrap();
    to_sign.complete(&chamber.holder_key.sign(to_sign.bytes())).unwrap()
}

impl Kind for Xades {
    fn name(&self) -> &'static str {
        "XAdES"
    }

    fn signed(&self, chamber: &Chamber, signer: &Certificate, at: &str) -> Vec<u8> {
        let content = xades::Content::Enveloped { file: b"<atto>testo</atto>", parallel: false };
        sign_xml(&content, "uno", chamber, signer, at)
    }

    fn stamped(&self, file: &[u8], stamper: Stamper<'_>) -> Vec<u8> {
        let token = stamper(&xades::signature_imprint(file, 0, Sha256).unwrap());
        xades::with_signature_time_stamp(file, 0, &token).unwrap()
    }

    fn with_data(&self, file: &[u8], data: &ValidationData) -> Vec<u8> {
        xades::with_validation_data(file, 0, data).unwrap()
    }

    fn archived(&self, file: &[u8], stamper: Stamper<'_>) -> Vec<u8> {
        let token = stamper(&xades::archive_imprint(file, 0, &Nothing, Sha256).unwrap());
        xades::with_archive_time_stamp(file, 0, &token).unwrap()
    }
}

/// The first signature of an XML file after something in its properties changed.
pub fn sign_xml_again(text: &str, chamber: &Chamber) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let replaced = |text: &str, from: &str, start: &str, end: &str, by: &str| {
        let begin = text.find(from).unwrap();
        let begin = begin + text[begin..].find(start).unwrap() + start.len();
        let end = begin + text[begin..].find(end).unwrap();
        [&text[..begin], by, &text[end..]].concat()
    };
    let read = |text: &str, look: &dyn Fn(&xades::xml::Document<'_>, &xades::Signature<'_>) -> Vec<u8>| {
        let source = xades::xml::Source::read(text.to_owned()).unwrap();
        let document = xades::xml::Document::parse(&source).unwrap();
        look(&document, &xades::signatures(&document)[0])
    };
    let properties = read(text, &|document, signature| {
        let signed = signature.properties().unwrap().signed().unwrap();
        xades::c14n::Canonicalization::EXCLUSIVE.element(document, signed)
    });
    let digest = STANDARD.encode(Sha256.digest(&properties));
    let text = replaced(text, "#SignedProperties", "<ds:DigestValue>", "<", &digest);
    let octets = read(&text, &|_, signature| signature.signed_octets().unwrap());
    let value = STANDARD.encode(plain(&chamber.holder_key.sign(&octets)));
    replaced(&text, "<ds:SignatureValue", ">", "<", &value)
}

/// `SEQUENCE { r, s }` of P-256 as r and s one after the other.
pub fn plain(der: &[u8]) -> Vec<u8> {
    let mut outer = asn1::Reader::der(der);
    let mut fields = outer.sequence().unwrap();
    let mut octets = Vec::new();
    for _ in 0..2 {
        let number = fields.expect(asn1::tag::INTEGER).unwrap().unsigned().unwrap().to_vec();
        octets.extend(std::iter::repeat_n(0, 32 - number.len()).chain(number));
    }
    octets
}
