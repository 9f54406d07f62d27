//! Makes the seeds of `fuzz/corpus`, with keys made on the spot and what the tests of the formats have:
//!
//! ```text
//! cargo run --no-default-features --bin seeds -- corpus
//! ```
#![allow(unused, clippy::unwrap_used, reason = "it uses a part of what the tests have")]

#[path = "../../formats/sigcheck/tests/common/chamber.rs"]
mod chamber;
#[path = "../../formats/cades/tests/common/mod.rs"]
mod cms;
#[path = "../../formats/trustlist/tests/common/mod.rs"]
mod lists;
#[path = "../../formats/pades/tests/common/mod.rs"]
mod pdf;
#[path = "../../formats/xades/tests/common/mod.rs"]
mod xml;

use std::{
    fs,
    io::{Cursor, Write},
    path::PathBuf,
};

use asic::{DataFile, DataObject, DocumentKind, Form};
use base64::{Engine, engine::general_purpose::STANDARD};
use cades::{ContentDigest, MetaData, SignedData, Which};
use jiff::civil::date;
use x509::{alg::DigestAlgorithm::Sha256, evidence::ValidationData, ocsp::Status};
use xades::{Content, DetachedFile};

const CONTENT: &[u8] = b"content";
const AT: &str = "2026-11-22T10:00:00Z";

struct Corpus(PathBuf);

impl Corpus {
    fn put(&self, path: &str, octets: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, octets).unwrap();
    }
}

fn main() {
    let corpus = Corpus(std::env::args().nth(1).expect("the folder of the corpus").into());
    certificates(&corpus);
    envelopes(&corpus);
    time_stamps(&corpus);
    documents(&corpus);
    signatures(&corpus);
    containers(&corpus);
    trusted_lists(&corpus);
    cards(&corpus);
}

const CNS: [&str; 26] = [
    "00A4080C0411001102",
    "00A40800041100110200",
    "00A4000C023F00",
    "00A4000C021101",
    "00A4040C0CA000000530000B104001021A",
    "00B00000FF",
    "00B0010001",
    "00200010083132333435363738",
    "0020009A083132333435363738",
    "0020001A",
    "002400101031323334353637383131323233333434",
    "002C00101031323334353637383132333435363738",
    "002C0310",
    "0022F30300",
    "0022F1B803830101",
    "0022F1B603840110",
    "002A9E9A02AABB00",
    "102A8086FF000101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101",
    "002A808602010100",
    "002A808600010100010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010101010100",
    "0084000008",
    "00D6000002AABB",
    "00DA000002AABB",
    "00DA110104AABBCCDD",
    "0047000100",
    "00C0000000",
];

const PIV: [&str; 14] = [
    "00A4040009A0000003080000100000",
    "00CB3FFF055C035FC10200",
    "00CB3FFF055C035FC10500",
    "00200080083132333435363738",
    "00200080",
    "0020FF80",
    "002400801031323334353637383131323233333434",
    "002C00801031323334353637383132333435363738",
    "0087119C267C2482008120111111111111111111111111111111111111111111111111111111111111111100",
    "0087119D477C4582008541040707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070707070700",
    "00DB3FFF095C035FC1055302AABB",
    "0047009A05AC0380011100",
    "10DB3FFF055C035FC105",
    "00DB3FFF045302AABB",
];

/// Commands that mean something to each card; wrong codes until it is blocked, and the way back.
fn cards(corpus: &Corpus) {
    let framed = |kind: u8, commands: &[&str]| {
        let mut out = vec![kind];
        for command in commands.iter().filter_map(|command| cns_card::hex::decode(command)) {
            out.extend(u16::try_from(command.len()).unwrap().to_be_bytes());
            out.extend(command);
        }
        out
    };
    corpus.put("card/cns.apdus", framed(8, &CNS));
    corpus.put("card/cns-one-pin.apdus", framed(6, &CNS));
    corpus.put("card/piv.apdus", framed(9, &PIV));
    let wrong = "00200010083030303030303030";
    let unblock = "002C00101031323334353637383132333435363738";
    let right = "00200010083132333435363738";
    let codes = [wrong, wrong, wrong, wrong, unblock, wrong, wrong, right, "", wrong];
    corpus.put("card/codes.apdus", framed(0, &codes));
}

fn certificates(corpus: &Corpus) {
    let chamber = chamber::Chamber::new();
    let holder = chamber.signature_certificate("2026-01-01T00:00:00Z");
    corpus.put("certificate/authority.der", chamber.ca.der());
    corpus.put("certificate/signature.der", holder.der());
    corpus.put("certificate/cns.der", chamber.cns_certificate("2026-01-01T00:00:00Z").der());
    let unit = chamber.time_stamping_certificate("2026-01-01T00:00:00Z");
    corpus.put("certificate/unit.der", unit.der());
    let revoked = [(&holder, AT, x509::crl::Reason::KeyCompromise)];
    corpus.put("crl/list.crl", chamber.crl("2026-11-20T00:00:00Z", &revoked).der());
    corpus.put("crl/empty.crl", chamber.crl("2026-11-20T00:00:00Z", &[]).der());
    let answer = chamber.ocsp(&holder, Status::Good, AT);
    corpus.put("ocsp/answer.ocsp", ocsp_response(answer.der()));
    let key = chamber.ca.public_key().unwrap();
    let id = x509::ocsp::cert_id(Sha256, chamber.ca.subject().der(), key.bits_of_key(), holder.serial());
    corpus.put("ocsp/request.ocsp", x509::ocsp::request(&[id], Some(&[7; 16])));
    corpus.put("asn1/certificate.der", holder.der());
    corpus.put(
        "asn1/indefinite.ber",
        b"\x30\x80\x24\x80\x04\x01a\x04\x01b\x00\x00\x17\x0d260101000000Z\x00\x00",
    );
    corpus.put("sigcheck/stamped.p7m", chamber.sign_stamped(CONTENT, &holder, &unit, AT));
}

/// OCSPResponse (RFC 6960 §4.2.1).
fn ocsp_response(basic: &[u8]) -> Vec<u8> {
    asn1::Writer::build(|w| {
        w.sequence(|w| {
            w.value(asn1::tag::ENUMERATED, &[0]);
            w.context(0, |w| {
                w.sequence(|w| {
                    w.oid(&asn1::Oid::new("1.3.6.1.5.5.7.48.1.1"));
                    w.octets(basic);
                });
            });
        });
    })
}

fn read(envelope: &[u8]) -> SignedData {
    SignedData::from_slice(envelope, &cades::Limits::default()).unwrap()
}

fn envelopes(corpus: &Corpus) {
    let (signer, stamper) = (cms::Signer::new(cms::Key::p256()), cms::Stamper::new());
    let signed = signer.sign(CONTENT);
    let plain = signed.enveloping(CONTENT).unwrap();
    corpus.put("cades/detached.p7s", signed.detached());
    corpus.put("cades/base64.p7m", STANDARD.encode(&plain));
    corpus.put(
        "cades/pem.p7m",
        format!("-----BEGIN PKCS7-----\n{}\n-----END PKCS7-----\n", STANDARD.encode(&plain)),
    );
    corpus.put("cades/nested.p7m", signer.sign(&plain).enveloping(&plain).unwrap());
    let mut enveloper = cades::Enveloper::begin(Vec::new(), Sha256).unwrap();
    enveloper.write_all(CONTENT).unwrap();
    corpus.put("cades/indefinite.p7m", enveloper.end_content().unwrap().1.finish(&signed).unwrap());
    let mut parallel = Vec::new();
    let second = cms::Signer::with_serial(cms::Key::p256(), &[3]).sign(CONTENT);
    cades::append(&read(&plain), &mut Cursor::new(&plain), None, &[], &second, &mut parallel).unwrap();
    corpus.put("cades/parallel.p7m", &parallel);

    let first = Which::signer_at(0);
    let parameters = signer.parameters();
    let existing = read(&plain);
    let counter =
        cades::prepare_counter_signature(&existing, &first, None, &[], &signer.certificate, &[], &parameters)
            .unwrap();
    let counter = counter.complete(&signer.key.sign(counter.algorithm(), counter.bytes())).unwrap();
    let mut countersigned = Vec::new();
    cades::with_counter_signature(&existing, &mut Cursor::new(&plain), &counter, &mut countersigned).unwrap();
    corpus.put("cades/counter.p7m", &countersigned);

    let imprint = cades::signature_imprint(&existing, &first, Sha256).unwrap();
    let token = stamper.token(Sha256, &imprint, AT);
    let mut t = Vec::new();
    cades::with_signature_time_stamp(&existing, &mut Cursor::new(&plain), &first, &token, &mut t).unwrap();
    let data = ValidationData {
        certificates: vec![stamper.0.authority.der().to_vec()],
        crls: vec![cms::crl(b"list")],
        responses: vec![cms::response(b"answer")],
    };
    let mut lt = Vec::new();
    cades::with_validation_data(&read(&t), &mut Cursor::new(&t), &data, &mut lt).unwrap();
    let content = ContentDigest::of_slice(CONTENT, Sha256);
    let imprint = cades::archive_imprint(&read(&lt), &first, &content).unwrap();
    let token = stamper.token(Sha256, &imprint, AT);
    let mut lta = Vec::new();
    cades::with_archive_time_stamp(&read(&lt), &mut Cursor::new(&lt), &first, &content, &token, &mut lta)
        .unwrap();
    corpus.put("cades/lta.p7m", &lta);
    corpus.put("cades/plain.p7m", &plain);
}

fn time_stamps(corpus: &Corpus) {
    let stamper = cms::Stamper::new();
    let digest = Sha256.digest(CONTENT);
    let token = stamper.token(Sha256, &digest, AT);
    corpus.put("timestamping/token.tst", &token);
    corpus.put("timestamping/response.tsr", timestamping::granted(&token));
    corpus.put("timestamping/refusal.tsr", timestamping::Failure::BadRequest.response());
    let request = timestamping::Request::over(timestamping::Imprint::new(Sha256, &digest), Some(&[1, 2, 3]));
    corpus.put("timestamping/request.tsq", request.to_der());

    let meta_data = MetaData { file_name: Some("atto.txt".into()), ..MetaData::default() };
    let imprint = cades::time_stamped_imprint(&meta_data, CONTENT, Sha256).unwrap();
    let token = stamper.token(Sha256, &imprint, AT);
    let mut stamped = Vec::new();
    cades::write_time_stamped_data(&meta_data, CONTENT, CONTENT.len() as u64, &token, &mut stamped).unwrap();
    corpus.put("tsd/plain.tsd", &stamped);
    let signed = cms::Signer::new(cms::Key::p256()).sign(CONTENT).enveloping(CONTENT).unwrap();
    let token = stamper.token(Sha256, &Sha256.digest(&signed), AT);
    corpus.put(
        "tsd/plain.m7m",
        format!(
            "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\
             Content-Type: application/pkcs7-mime; smime-type=signed-data; name=\"a.p7m\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--b\r\n\
             Content-Type: application/timestamp; name=\"a.tst\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
            STANDARD.encode(&signed),
            STANDARD.encode(&token)
        ),
    );
}

fn documents(corpus: &Corpus) {
    let signer = pdf::Signer::p256();
    for (name, document) in pdf::every_make() {
        let name = name.replace(' ', "-");
        let signed = signer.sign(&document, &pdf::options());
        corpus.put(&format!("pades/{name}.pdf"), signed);
    }
    let twice = signer.sign(&signer.sign(&pdf::with_form(), &pdf::options()), &pdf::options());
    corpus.put("pades/twice.pdf", twice);
}

fn signatures(corpus: &Corpus) {
    let (signer, stamper) = (xml::Signer::new(xml::Key::p256()), cms::Stamper::new());
    let file =
        b"<?xml version=\"1.0\"?>\n<a xmlns=\"urn:a\" xml:lang=\"it\"><b Id=\"b\">uno<!-- due --></b></a>\n";
    let enveloped = signer.sign(&Content::Enveloped { file, parallel: true }, "e1").unwrap();
    corpus.put("xades/enveloped.xml", &enveloped);
    let parallel = signer.sign(&Content::Enveloped { file: &enveloped, parallel: true }, "e2").unwrap();
    corpus.put("xades/parallel.xml", parallel);
    let counter = signer.sign(&Content::CounterSignature { file: &enveloped, which: 0 }, "e3").unwrap();
    corpus.put("xades/counter.xml", counter);
    corpus.put(
        "xades/enveloping.xml",
        signer.sign(&Content::Enveloping { file: CONTENT, mime_type: "text/plain" }, "e4").unwrap(),
    );
    corpus.put("xades/inside.xml", signer.sign(&Content::EnvelopingXml { file }, "e5").unwrap());
    let files = [DetachedFile {
        name: "content.txt".into(),
        mime_type: "text/plain".into(),
        digest: Sha256.digest(CONTENT),
    }];
    corpus.put(
        "xades/detached.xml",
        signer.sign(&Content::Detached { files: &files, around: ("", "") }, "e6").unwrap(),
    );

    let imprint = xades::signature_imprint(&enveloped, 0, Sha256).unwrap();
    let t = xades::with_signature_time_stamp(&enveloped, 0, &stamper.token(Sha256, &imprint, AT)).unwrap();
    let data = ValidationData {
        certificates: vec![stamper.0.authority.der().to_vec()],
        crls: vec![cms::crl(b"list")],
        responses: vec![cms::response(b"answer")],
    };
    let lt = xades::with_validation_data(&t, 0, &data).unwrap();
    let imprint = xades::archive_imprint(&lt, 0, &(), Sha256).unwrap();
    let lta = xades::with_archive_time_stamp(&lt, 0, &stamper.token(Sha256, &imprint, AT)).unwrap();
    corpus.put("xades/lta.xml", lta);
}

fn containers(corpus: &Corpus) {
    let (signer, stamper) = (cms::Signer::new(cms::Key::p256()), cms::Stamper::new());
    let object = DataObject {
        name: "content.txt".into(),
        media_type: Some("text/plain".into()),
        digest: ContentDigest::of_slice(CONTENT, Sha256),
    };
    let at = date(2026, 11, 22).at(10, 0, 0, 0);
    let make = |to_sign: &asic::ToSign, signature: &[u8]| {
        let data = &mut [DataFile { name: "content.txt", content: &mut &CONTENT[..] }];
        to_sign.create(signature, data, at, Cursor::new(Vec::new())).unwrap().into_inner()
    };
    for (form, name) in [(Form::Simple, "simple.asics"), (Form::Extended, "extended.asice")] {
        let to_sign = asic::prepare(form, DocumentKind::Cades, vec![object.clone()]).unwrap();
        let waiting =
            cades::prepare(to_sign.content(), &signer.certificate, &[], &signer.parameters()).unwrap();
        let envelope = waiting.complete(&signer.key.sign(waiting.algorithm(), waiting.bytes())).unwrap();
        let container = make(&to_sign, &envelope.detached());
        corpus.put(&format!("asic/cades-{name}"), &container);
        if form == Form::Extended {
            let mut source = Cursor::new(&container);
            let mut container = asic::Container::read(&mut source, &asic::Limits::default()).unwrap();
            let to_stamp = asic::prepare_archive(&mut container, Sha256, Vec::new()).unwrap();
            let token = stamper.token(Sha256, &to_stamp.content().value, AT);
            let out = to_stamp.add(&token, &mut container, at, Cursor::new(Vec::new())).unwrap();
            corpus.put("asic/archived.asice", out.into_inner());
        }
        let to_sign = asic::prepare(form, DocumentKind::Xades, vec![object.clone()]).unwrap();
        let files: Vec<_> = to_sign
            .objects()
            .iter()
            .map(|object| DetachedFile {
                name: object.name.clone(),
                mime_type: object.media_type.clone().unwrap_or_default(),
                digest: object.digest.value.clone(),
            })
            .collect();
        let signer = xml::Signer::new(xml::Key::p256());
        let signature = signer.sign(&Content::Detached { files: &files, around: ("", "") }, "e1").unwrap();
        corpus.put(&format!("asic/xades-{name}"), make(&to_sign, &signature));
        let to_stamp = asic::prepare(form, DocumentKind::TimeStamp, vec![object.clone()]).unwrap();
        let token = stamper.token(Sha256, &to_stamp.content().value, AT);
        corpus.put(&format!("asic/stamped-{name}"), make(&to_stamp, &token));
    }
}

fn trusted_lists(corpus: &Corpus) {
    use lists::{
        compose::{List, State, pointer, qualifies, service},
        pki::{Key, self_signed},
        sign::Signer,
    };
    let key = Key::new();
    let operator = self_signed("Operator", &key);
    let qualifying = qualifies(&["QCWithQSCD"], "all", "");
    let services = service(&operator, &[State::granted().with(&qualifying)]);
    let list = Signer::new(&key, &operator).sign(&List::of(services).xml());
    corpus.put("trustlist/list.xml", list);
    let pointers = pointer("https://example.com/it.xml", "IT", "EUgeneric", &[&operator]);
    let list = List { kind: "EUlistofthelists", territory: "EU", pointers, ..List::default() };
    corpus.put("trustlist/lists.xml", Signer::new(&key, &operator).sign(&list.xml()));
}
