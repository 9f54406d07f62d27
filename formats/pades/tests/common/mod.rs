//! A key made on the spot with the smallest certificate that names it, and PDF files of every make.

#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(clippy::unwrap_used, reason = "test code, also where clippy sees a plain module or an example")]

use std::path::PathBuf;

use asn1::{Oid, Writer, tag};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{self, EcdsaKeyPair, KeyPair, RsaKeyPair};
use jiff::Timestamp;
use pades::{Options, PdfSignature, Severity, ToSign};
use x509::Certificate;
use x509::alg::{DigestAlgorithm, SignatureAlgorithm};

pub const FILE_ID: [u8; 16] = *b"0123456789abcdef";

pub fn signing_time() -> Timestamp {
    "2026-11-22T09:00:00Z".parse().unwrap()
}

pub fn options() -> Options {
    Options::new(signing_time(), FILE_ID)
}

enum Key {
    P256(EcdsaKeyPair),
    Rsa(Box<RsaKeyPair>),
}

impl Key {
    fn spki(&self) -> Vec<u8> {
        let der: PublicKeyX509Der<'_> = match self {
            Self::P256(key) => key.public_key().as_der().unwrap(),
            Self::Rsa(key) => key.public_key().as_der().unwrap(),
        };
        der.as_ref().to_vec()
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        match self {
            Self::P256(_) => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
            Self::Rsa(_) => SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::P256(key) => key.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::Rsa(key) => {
                let mut value = vec![0; key.public_modulus_len()];
                key.sign(&signature::RSA_PKCS1_SHA256, &random, message, &mut value).unwrap();
                value
            }
        }
    }
}

/// A key with its certificate, issued by itself.
pub struct Signer {
    key: Key,
    pub certificate: Certificate,
}

impl Signer {
    pub fn p256() -> Self {
        Self::new(p256_key())
    }

    /// Whose certificate is for time stamps only.
    pub fn time_stamping() -> Self {
        let key = p256_key();
        let certificate = certificate(&key, true);
        Self { key, certificate }
    }

    /// A token over a digest.
    pub fn token(&self, algorithm: DigestAlgorithm, digest: &[u8], serial: u8) -> Vec<u8> {
        let imprint = timestamping::Imprint::new(algorithm, digest);
        let request = timestamping::Request::over(imprint, None);
        let at = signing_time() + jiff::SignedDuration::from_secs(60 * i64::from(serial));
        let policy = "1.3.6.1.4.1.32473.1.3".parse().unwrap();
        let serial = [serial];
        let stamp = timestamping::Stamp::new(policy, &request, &serial, at);
        let to_sign = timestamping::prepare(&stamp, &self.certificate, &[], self.algorithm(), true).unwrap();
        to_sign.complete(&self.value(to_sign.bytes())).unwrap()
    }

    pub fn rsa() -> Self {
        Self::new(Key::Rsa(Box::new(RsaKeyPair::generate(KeySize::Rsa2048).unwrap())))
    }

    fn new(key: Key) -> Self {
        let certificate = certificate(&key, false);
        Self { key, certificate }
    }

    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.key.algorithm()
    }

    pub fn value(&self, message: &[u8]) -> Vec<u8> {
        self.key.sign(message)
    }

    pub fn prepare(&self, pdf: &[u8], options: &Options) -> Result<ToSign, pades::SignError> {
        pades::prepare(pdf, options, self.algorithm(), &self.certificate, &[])
    }

    pub fn sign(&self, pdf: &[u8], options: &Options) -> Vec<u8> {
        let to_sign = self.prepare(pdf, options).unwrap();
        to_sign.complete_document(pdf, &self.value(to_sign.to_be_signed())).unwrap()
    }
}

fn p256_key() -> Key {
    Key::P256(EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_ASN1_SIGNING).unwrap())
}

fn certificate(key: &Key, time_stamping: bool) -> Certificate {
    let name = |w: &mut Writer| {
        w.sequence(|w| {
            w.set_of(vec![Writer::build(|w| {
                w.sequence(|w| {
                    w.oid(&Oid::new("2.5.4.3"));
                    w.text(tag::UTF8_STRING, "Test Signer");
                });
            })]);
        });
    };
    let extension = |w: &mut Writer, oid: &str, critical: bool, value: &[u8]| {
        w.sequence(|w| {
            w.oid(&oid.parse::<Oid>().unwrap());
            if critical {
                w.boolean(true);
            }
            w.octets(value);
        });
    };
    let tbs = Writer::build(|w| {
        w.sequence(|w| {
            w.context(0, |w| w.uint(2));
            w.integer(&[0x10, 0]);
            key.algorithm().write(w);
            name(w);
            w.sequence(|w| {
                w.time("2024-01-01T00:00:00Z".parse().unwrap());
                w.time("2036-01-01T00:00:00Z".parse().unwrap());
            });
            name(w);
            w.raw(&key.spki());
            w.context(3, |w| {
                w.sequence(|w| {
                    // nonRepudiation; a subject key identifier for those who ask for one.
                    let usage = if time_stamping { 0x8000 } else { 0x4000 };
                    extension(w, "2.5.29.15", true, &Writer::build(|w| w.named_bits(usage)));
                    extension(w, "2.5.29.14", false, &Writer::build(|w| w.octets(&[7; 20])));
                    if time_stamping {
                        let purpose = Writer::build(|w| w.sequence(|w| w.oid(&x509::oid::TIME_STAMPING)));
                        extension(w, "2.5.29.37", true, &purpose);
                    }
                });
            });
        });
    });
    let value = key.sign(&tbs);
    let der = Writer::build(|w| {
        w.sequence(|w| {
            w.raw(&tbs);
            key.algorithm().write(w);
            w.bit_string(&value);
        });
    });
    Certificate::from_der(der).unwrap()
}

/// What the cryptography says: the first failure, if any.
pub fn cryptography(signature: &PdfSignature, pdf: &[u8]) -> Result<(), String> {
    let cms = cades::SignedData::from_slice(&signature.cms, &cades::Limits::default())
        .map_err(|error| format!("CMS: {error}"))?;
    let [signer] = cms.signers() else { return Err("not one signer".to_owned()) };
    let content = signature.signed_content(pdf).ok_or("no signed content")?;
    let digests = cades::ContentDigests::of(content, &cms.digest_algorithms()).unwrap();
    if cms.is_detached() {
        cms.verify_detached(signer, Some(&digests), &[]).map(drop).map_err(|error| error.to_string())
    } else {
        Ok(())
    }
}

/// Whether every signature of the file is in order, of which there must be `expected`.
pub fn all_in_order(pdf: &[u8], expected: usize) -> Result<(), String> {
    let found = pades::inspect(pdf).map_err(|error| error.to_string())?;
    if found.signatures.len() != expected {
        return Err(format!("{} signatures", found.signatures.len()));
    }
    for signature in &found.signatures {
        if signature.severity() > Some(Severity::Warning) {
            return Err(format!("{}: {:?}", signature.field, signature.problems));
        }
        cryptography(signature, pdf).map_err(|error| format!("{}: {error}", signature.field))?;
    }
    Ok(())
}

pub fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("CERALACCA_CORPUS")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures"));
    let folder = folder.join("signatures");
    folder.is_dir().then_some(folder)
}

/// Builds PDF files object by object.
#[derive(Default)]
pub struct Builder {
    pub out: Vec<u8>,
    pub offsets: Vec<(u32, Place)>,
}

#[derive(Clone, Copy)]
pub enum Place {
    At(usize),
    In(u32, u32),
}

impl Builder {
    pub fn new() -> Self {
        Self { out: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(), offsets: Vec::new() }
    }

    /// On top of an existing file.
    pub fn update(pdf: &[u8]) -> Self {
        Self { out: pdf.to_vec(), offsets: Vec::new() }
    }

    pub fn object(&mut self, number: u32, content: &str) -> &mut Self {
        self.offsets.push((number, Place::At(self.out.len())));
        self.out.extend_from_slice(format!("{number} 0 obj\n{content}\nendobj\n").as_bytes());
        self
    }

    pub fn stream(&mut self, number: u32, entries: &str, data: &[u8]) -> &mut Self {
        self.offsets.push((number, Place::At(self.out.len())));
        let head = format!("{number} 0 obj\n<<{entries}/Length {}>>\nstream\n", data.len());
        self.out.extend_from_slice(head.as_bytes());
        self.out.extend_from_slice(data);
        self.out.extend_from_slice(b"\nendstream\nendobj\n");
        self
    }

    /// An object stream, deflated.
    pub fn object_stream(&mut self, number: u32, objects: &[(u32, &str)]) -> &mut Self {
        let mut head = String::new();
        let mut body = String::new();
        for (index, (own, content)) in objects.iter().enumerate() {
            head.push_str(&format!("{own} {} ", body.len()));
            body.push_str(content);
            body.push('\n');
            self.offsets.push((*own, Place::In(number, index as u32)));
        }
        let entries = format!("/Type/ObjStm/N {}/First {}/Filter/FlateDecode", objects.len(), head.len());
        self.stream(number, &entries, &deflate(format!("{head}{body}").as_bytes()))
    }

    fn sorted(&self) -> Vec<(u32, Place)> {
        let mut sorted = self.offsets.clone();
        sorted.sort_by_key(|(number, _)| *number);
        sorted
    }

    /// Closes with a table; `trailer` without Size.
    pub fn table(&mut self, size: u32, trailer: &str) -> Vec<u8> {
        let at = self.out.len();
        let mut table = String::from("xref\n0 1\n0000000000 65535 f \n");
        for (number, place) in self.sorted() {
            if let Place::At(offset) = place {
                table.push_str(&format!("{number} 1\n{offset:010} 00000 n \n"));
            }
        }
        table.push_str(&format!("trailer\n<</Size {size}{trailer}>>\nstartxref\n{at}\n%%EOF\n"));
        self.out.extend_from_slice(table.as_bytes());
        std::mem::take(&mut self.out)
    }

    /// Writes a cross-reference stream object with PNG prediction; returns where it stands.
    pub fn xref_stream(&mut self, number: u32, size: u32, entries: &str) -> usize {
        let at = self.out.len();
        self.offsets.push((number, Place::At(at)));
        let mut rows = Vec::new();
        let mut index = String::new();
        let mut above = [0u8; 7];
        for (number, place) in self.sorted() {
            index.push_str(&format!("{number} 1 "));
            let mut row = [0u8; 7];
            match place {
                Place::At(offset) => {
                    row[0] = 1;
                    row[1..5].copy_from_slice(&(offset as u32).to_be_bytes());
                }
                Place::In(stream, index) => {
                    row[0] = 2;
                    row[1..5].copy_from_slice(&stream.to_be_bytes());
                    row[5..].copy_from_slice(&(index as u16).to_be_bytes());
                }
            }
            rows.push(2);
            rows.extend(row.iter().zip(above).map(|(new, old)| new.wrapping_sub(old)));
            above = row;
        }
        let entries = format!(
            "/Type/XRef/W[1 4 2]/Index[{index}]/Size {size}/Filter/FlateDecode\
             /DecodeParms<</Predictor 12/Columns 7>>{entries}"
        );
        let head = format!("{number} 0 obj\n<<{entries}/Length ");
        let data = deflate(&rows);
        self.out.extend_from_slice(format!("{head}{}>>\nstream\n", data.len()).as_bytes());
        self.out.extend_from_slice(&data);
        self.out.extend_from_slice(b"\nendstream\nendobj\n");
        at
    }

    pub fn close(&mut self, startxref: usize) -> Vec<u8> {
        self.out.extend_from_slice(format!("startxref\n{startxref}\n%%EOF\n").as_bytes());
        std::mem::take(&mut self.out)
    }
}

pub fn deflate(data: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

const PAGES: &str = "<</Type/Pages/Kids[3 0 R]/Count 1>>";
const PAGE: &str =
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>";
const FONT: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
const TEXT: &[u8] = b"BT /F1 18 Tf 10 50 Td (Importo dovuto: EUR 100,00) Tj ET";

fn body(builder: &mut Builder, catalog: &str) {
    builder.object(1, catalog).object(2, PAGES).object(3, PAGE).stream(4, "", TEXT).object(5, FONT);
}

pub fn classic() -> Vec<u8> {
    let mut builder = Builder::new();
    body(&mut builder, "<</Type/Catalog/Pages 2 0 R>>");
    builder.table(6, "/Root 1 0 R")
}

/// A text field, an empty signature field with a lock, and the form as given.
pub fn with_form() -> Vec<u8> {
    let mut builder = Builder::new();
    body(&mut builder, "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R 7 0 R 8 0 R]/DA(/F1 12 Tf)>>>>");
    builder.offsets.retain(|(number, _)| *number != 3);
    builder
        .object(3, &PAGE.replace("/Contents", "/Annots[6 0 R 7 0 R 8 0 R]/Contents"))
        .object(6, "<</FT/Tx/T(nome)/Subtype/Widget/Rect[10 10 100 30]/P 3 0 R/V()>>")
        .object(
            7,
            "<</FT/Sig/T(firma)/Subtype/Widget/Rect[110 10 200 30]/P 3 0 R\
             /Lock<</Type/SigFieldLock/Action/Include/Fields[(nome)]>>>>",
        )
        .object(8, "<</FT/Sig/T(seconda)/Subtype/Widget/Rect[210 10 290 30]/P 3 0 R>>");
    builder.table(9, "/Root 1 0 R/ID[<00><00>]")
}

/// Catalogue, page tree and page in an object stream.
pub fn object_streams() -> Vec<u8> {
    let mut builder = Builder::new();
    builder
        .stream(4, "", TEXT)
        .object_stream(6, &[(1, "<</Type/Catalog/Pages 2 0 R>>"), (2, PAGES), (3, PAGE), (5, FONT)]);
    let at = builder.xref_stream(7, 8, "/Root 1 0 R");
    builder.close(at)
}

pub fn xref_stream() -> Vec<u8> {
    let mut builder = Builder::new();
    body(&mut builder, "<</Type/Catalog/Pages 2 0 R>>");
    let at = builder.xref_stream(6, 7, "/Root 1 0 R/ID[<AA><BB>]");
    builder.close(at)
}

/// A table for readers of old, an object stream beside it with what they need not see.
pub fn hybrid() -> Vec<u8> {
    let mut builder = Builder::new();
    body(&mut builder, "<</Type/Catalog/Pages 2 0 R/Metadata 8 0 R>>");
    builder.stream(8, "/Type/Metadata/Subtype/XML", b"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/>");
    let visible = builder.offsets.clone();
    builder.offsets.clear();
    builder.object_stream(6, &[(9, "<</Hidden true>>")]);
    let at = builder.xref_stream(7, 10, "");
    builder.offsets = visible;
    builder.table(10, &format!("/Root 1 0 R/XRefStm {at}"))
}

/// The two parts of a linearised file: the front section names the one at the end as the previous.
pub fn linearised() -> Vec<u8> {
    // Written twice: the first time to learn where the second section falls.
    let write = |prev: usize, front: usize| {
        let mut builder = Builder::new();
        builder.object(6, "<</Linearized 1/L 0/H[0 0]/O 3/E 0/N 1/T 0>>");
        let own = builder.out.len();
        // The first page's table stands at the front, of fixed size.
        let mut table = String::from("xref\n3 1\n");
        table.push_str(&format!("{front:010} 00000 n \n"));
        table.push_str(&format!("trailer\n<</Size 7/Root 1 0 R/Prev {prev:010}>>\nstartxref\n0\n%%EOF\n"));
        builder.out.extend_from_slice(table.as_bytes());
        let page = builder.out.len();
        builder.object(3, PAGE);
        builder
            .object(1, "<</Type/Catalog/Pages 2 0 R>>")
            .object(2, PAGES)
            .stream(4, "", TEXT)
            .object(5, FONT);
        let main = builder.out.len();
        builder.offsets.retain(|(number, _)| *number != 3);
        let mut table = String::from("xref\n0 1\n0000000000 65535 f \n");
        for (number, place) in builder.sorted() {
            if let Place::At(offset) = place {
                table.push_str(&format!("{number} 1\n{offset:010} 00000 n \n"));
            }
        }
        table.push_str(&format!("trailer\n<</Size 7>>\nstartxref\n{own}\n%%EOF\n"));
        builder.out.extend_from_slice(table.as_bytes());
        (builder.out, main, page)
    };
    let (_, main, page) = write(0, 0);
    write(main, page).0
}

/// Every make of file, by name.
pub fn every_make() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("classic", classic()),
        ("form", with_form()),
        ("hybrid", hybrid()),
        ("linearised", linearised()),
        ("object streams", object_streams()),
        ("xref stream", xref_stream()),
    ]
}

/// Where the last cross-reference section of a file stands.
pub fn startxref(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    let tail = text.rsplit("startxref").next().unwrap();
    tail.split_whitespace().next().unwrap().parse().unwrap()
}
