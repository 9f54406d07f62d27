//! Signs with a key from a file, and raises signatures to higher levels with time stamps made elsewhere:
//!
//! ```text
//! levels sign     KIND KEY.pk8 CERT FILE OUT         KIND: p256, rsa or pss, with -detached or -ber
//! levels counter  KIND KEY.pk8 CERT FILE.p7m OUT [POSITION…]
//! levels imprint  FILE.p7m [POSITION…]               what a signature time stamp must be over, SHA-256
//! levels t        FILE.p7m TOKEN OUT [POSITION…]
//! levels lt       FILE.p7m OUT (CERT|CRL|OCSP)…
//! levels archive  FILE.p7m [CONTENT]                 what an archive time stamp must be over, SHA-256
//! levels lta      FILE.p7m TOKEN OUT [CONTENT]
//! levels tsd      FILE TOKEN OUT
//! levels next     FILE.tsd                           what its next time stamp must be over, SHA-256
//! levels renew    FILE.tsd TOKEN OUT
//! levels list     FILE.p7m [CONTENT]                 signatures and their time stamps
//! ```
//!
//! `AT` in the environment: when the signer claims to sign, `2026-11-22T10:00:00Z`.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a small program for people to read")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::{
    fs::{self, File},
    io::Write,
};

use aws_lc_rs::{
    rsa::KeyPair as RsaKeyPair,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair},
};
use cades::{
    ContentDigest, Covered, Enveloper, Level, Limits, MetaData, Parameters, SignError, SignedData,
    SignerInfo, TimeStampedData, ToSign, Which, archive_imprint, prepare, prepare_counter_signature,
    sign_enveloping, signature_imprint, token::TimeStampToken, with_archive_time_stamp,
    with_counter_signature, with_signature_time_stamp, with_validation_data, write_time_stamped_data,
};
use common::Key;
use jiff::Timestamp;
use x509::{
    Certificate,
    alg::{DigestAlgorithm::Sha256, SignatureAlgorithm},
    evidence::ValidationData,
};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["sign", kind, key, certificate, file, out] => sign(kind, key, certificate, file, out),
        ["counter", kind, key, certificate, file, out, ref positions @ ..] => {
            let (key, parameters) = key_of(kind, key);
            let (existing, mut source) = open(file);
            let which = which(positions);
            let certificate = certificate_of(certificate);
            let to_sign =
                prepare_counter_signature(&existing, &which, None, &[], &certificate, &[], &parameters)
                    .unwrap();
            let counter = to_sign.complete(&key.sign(to_sign.algorithm(), to_sign.bytes())).unwrap();
            with_counter_signature(&existing, &mut source, &counter, File::create(out).unwrap()).unwrap();
        }
        ["imprint", file, ref positions @ ..] => {
            let (existing, _) = open(file);
            print(&signature_imprint(&existing, &which(positions), Sha256).unwrap());
        }
        ["t", file, token, out, ref positions @ ..] => {
            let (existing, mut source) = open(file);
            let token = fs::read(token).unwrap();
            let out = File::create(out).unwrap();
            with_signature_time_stamp(&existing, &mut source, &which(positions), &token, out).unwrap();
        }
        ["lt", file, out, ref items @ ..] => {
            let (existing, mut source) = open(file);
            let mut data = ValidationData::default();
            for item in items {
                let der = fs::read(item).unwrap();
                match item.rsplit('.').next() {
                    Some("crl") => data.crls.push(der),
                    Some("ocsp") => data.responses.push(der),
                    _ => data.certificates.push(der),
                }
            }
            with_validation_data(&existing, &mut source, &data, File::create(out).unwrap()).unwrap();
        }
        ["archive", file, ref content @ ..] => {
            let (existing, mut source) = open(file);
            let content = content_of(&existing, &mut source, content);
            print(&archive_imprint(&existing, &Which::signer_at(0), &content).unwrap());
        }
        ["lta", file, token, out, ref content @ ..] => {
            let (existing, mut source) = open(file);
            let content = content_of(&existing, &mut source, content);
            let token = fs::read(token).unwrap();
            let out = File::create(out).unwrap();
            let which = Which::signer_at(0);
            with_archive_time_stamp(&existing, &mut source, &which, &content, &token, out).unwrap();
        }
        ["tsd", file, token, out] => {
            let meta_data = MetaData { file_name: Some(file.to_owned()), ..MetaData::default() };
            let len = fs::metadata(file).unwrap().len();
            let token = fs::read(token).unwrap();
            let (content, out) = (File::open(file).unwrap(), File::create(out).unwrap());
            write_time_stamped_data(&meta_data, content, len, &token, out).unwrap();
        }
        ["next", file] => {
            let data = TimeStampedData::read(&mut File::open(file).unwrap(), &Limits::default()).unwrap();
            print(&data.next_imprint(Sha256).unwrap());
        }
        ["renew", file, token, out] => {
            let mut source = File::open(file).unwrap();
            let data = TimeStampedData::read(&mut source, &Limits::default()).unwrap();
            let token = fs::read(token).unwrap();
            data.with_time_stamp(&mut source, &token, File::create(out).unwrap()).unwrap();
        }
        ["list", file, ref content @ ..] => {
            let (signed, _) = open(file);
            let given = content.first().map(|path| signed.digests_of(File::open(path).unwrap()).unwrap());
            for signer in signed.signers() {
                list(&signed, signer, signed.covered(given.as_ref()), 0);
            }
        }
        _ => println!("see the head of this file"),
    }
}

/// The first signature, or a counter-signature below it.
fn which(positions: &[&str]) -> Which {
    positions
        .iter()
        .fold(Which::signer_at(0), |which, position| which.counter_signature(position.parse().unwrap()))
}

fn list(signed: &SignedData, signer: &SignerInfo, covered: Covered<'_>, depth: usize) {
    let verified = signer.verify(covered, signed.certificates());
    let level = signed.level(signer).map_or("not AdES", Level::name);
    println!("{:depth$}{level} {}", "", verified.map_or_else(|error| error.to_string(), |_| "intact".into()));
    for stamp in signed.time_stamps(signer, covered) {
        let token = TimeStampToken::read(stamp.token(), &Limits::default()).unwrap();
        let algorithm = stamp.imprint_algorithm().unwrap();
        let over = stamp.imprint(algorithm).is_some_and(|imprint| token.covers_digest(algorithm, &imprint));
        let protects = stamp.protects().objects.len();
        println!(
            "{:depth$}  {:?} {} over it: {over}, protects {protects}, fault {:?}",
            "",
            stamp.kind(),
            token.stamp().time,
            stamp.fault()
        );
    }
    for counter in signer.counter_signatures().flatten() {
        list(signed, &counter, Covered::Signature(signer.signature()), depth + 2);
    }
}

fn sign(kind: &str, key: &str, certificate: &str, file: &str, out: &str) {
    let (key, parameters) = key_of(kind, key);
    let certificate = certificate_of(certificate);
    let mut file = File::open(file).unwrap();
    let mut out = File::create(out).unwrap();
    let algorithm = parameters.signature.digest();
    let complete = |to_sign: &ToSign| to_sign.complete(&key.sign(to_sign.algorithm(), to_sign.bytes()));
    if kind.ends_with("-ber") {
        let mut enveloper = Enveloper::begin(out, algorithm).unwrap();
        enveloper.copy(file).unwrap();
        let (digest, open) = enveloper.end_content().unwrap();
        let to_sign = prepare(&digest, &certificate, &[], &parameters).unwrap();
        open.finish(&complete(&to_sign).unwrap()).unwrap();
    } else if kind.ends_with("-detached") {
        let digest = ContentDigest::of(file, algorithm).unwrap();
        let to_sign = prepare(&digest, &certificate, &[], &parameters).unwrap();
        out.write_all(&complete(&to_sign).unwrap().detached()).unwrap();
    } else {
        let sign = |to_sign: &ToSign| Ok::<_, SignError>(key.sign(to_sign.algorithm(), to_sign.bytes()));
        sign_enveloping(&mut file, out, &certificate, &[], &parameters, sign).unwrap();
    }
}

fn key_of(kind: &str, path: &str) -> (Key, Parameters) {
    let der = fs::read(path).unwrap();
    let (key, algorithm) = match kind.split('-').next().unwrap() {
        "p256" => {
            let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &der).unwrap();
            (Key::P256(pair), SignatureAlgorithm::Ecdsa(Sha256))
        }
        "pss" => {
            (Key::Rsa(Box::new(RsaKeyPair::from_pkcs8(&der).unwrap())), SignatureAlgorithm::rsa_pss(Sha256))
        }
        _ => {
            (Key::Rsa(Box::new(RsaKeyPair::from_pkcs8(&der).unwrap())), SignatureAlgorithm::RsaPkcs1(Sha256))
        }
    };
    let at = std::env::var("AT").unwrap();
    (key, Parameters::new(algorithm, at.parse::<Timestamp>().unwrap()))
}

fn certificate_of(path: &str) -> Certificate {
    Certificate::from_pem_or_der(&fs::read(path).unwrap()).unwrap()
}

fn open(path: &str) -> (SignedData, File) {
    let mut file = File::open(path).unwrap();
    (SignedData::read(&mut file, &Limits::default()).unwrap(), file)
}

fn content_of(existing: &SignedData, source: &mut File, given: &[&str]) -> ContentDigest {
    existing
        .content_digest(source, Sha256)
        .unwrap()
        .unwrap_or_else(|| ContentDigest::of(File::open(given[0]).unwrap(), Sha256).unwrap())
}

fn print(digest: &[u8]) {
    digest.iter().for_each(|octet| print!("{octet:02x}"));
    println!();
}
