//! Signs a file with a key made on the spot, or verifies one:
//!
//! ```text
//! sign enveloped   FILE.xml OUT.xml CA.pem    (key, certificate and authority are thrown away)
//! sign parallel    FILE.xml OUT.xml CA.pem
//! sign enveloping  FILE     OUT.xml CA.pem
//! sign xml         FILE.xml OUT.xml CA.pem
//! sign detached    FILE     OUT.xml CA.pem
//! sign counter     FILE.xml OUT.xml CA.pem
//! sign imprint     FILE.xml signature|archive      (SHA-256 in hexadecimal digits)
//! sign stamp       FILE.xml OUT.xml signature|archive TOKEN.der
//! sign values      FILE.xml OUT.xml CERTIFICATES.pem CRL.der
//! sign verify      FILE.xml [CONTENT]
//! sign canonical   FILE.xml METHOD
//! sign repeat      FILE.xml prepare|verify TIMES    (to be measured from outside)
//! ```
//!
//! `KEY` in the environment: `rsa` (default), `pss`, `p256`, `p384`.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a small program for people to read")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::{fs, io::Write as _, path::Path};

use common::{Key, Signer};
use x509::{
    Certificate,
    alg::{DigestAlgorithm, SignatureAlgorithm},
    evidence::ValidationData,
};
use xades::{
    Content, DetachedFile, archive_imprint,
    c14n::Canonicalization,
    nodes::NodeSet,
    prepare, signature_imprint, signatures, with_archive_time_stamp, with_signature_time_stamp,
    with_validation_data,
    xml::{Document, Source},
};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["verify", file] => verify(file, &[]),
        ["verify", file, content] => {
            let name = Path::new(content).file_name().unwrap().to_str().unwrap();
            verify(file, &[(name, fs::read(content).unwrap())]);
        }
        ["canonical", file, method] => {
            let source = Source::read(fs::read(file).unwrap()).unwrap();
            let document = Document::parse(&source).unwrap();
            let method = Canonicalization::from_uri(method).unwrap();
            let octets = method.octets(&NodeSet::document(&document));
            std::io::stdout().write_all(&octets).unwrap();
        }
        ["repeat", file, what, times] => {
            repeat(&fs::read(file).unwrap(), what == "verify", times.parse().unwrap());
        }
        ["imprint", file, kind] => {
            let file = fs::read(file).unwrap();
            let imprint = match kind {
                "archive" => archive_imprint(&file, 0, &(), DigestAlgorithm::Sha256),
                _ => signature_imprint(&file, 0, DigestAlgorithm::Sha256),
            };
            println!("{}", imprint.unwrap().iter().map(|octet| format!("{octet:02x}")).collect::<String>());
        }
        ["stamp", file, output, kind, token] => {
            let (file, token) = (fs::read(file).unwrap(), fs::read(token).unwrap());
            let stamped = match kind {
                "archive" => with_archive_time_stamp(&file, 0, &token),
                _ => with_signature_time_stamp(&file, 0, &token),
            };
            fs::write(output, stamped.unwrap()).unwrap();
        }
        ["values", file, output, certificates, crl] => {
            let certificates = Certificate::all_from_pem(&fs::read(certificates).unwrap()).unwrap();
            let data = ValidationData {
                certificates: certificates.iter().map(|certificate| certificate.der().to_vec()).collect(),
                crls: vec![fs::read(crl).unwrap()],
                responses: Vec::new(),
            };
            let long = with_validation_data(&fs::read(file).unwrap(), 0, &data).unwrap();
            fs::write(output, long).unwrap();
        }
        [how, input, output, authority] => {
            let file = fs::read(input).unwrap();
            let (key, algorithm) = match std::env::var("KEY").as_deref() {
                Ok("p256") => (Key::p256(), None),
                Ok("p384") => (Key::p384(), None),
                Ok("pss") => (
                    Key::rsa(aws_lc_rs::rsa::KeySize::Rsa3072),
                    Some(SignatureAlgorithm::rsa_pss(DigestAlgorithm::Sha256)),
                ),
                _ => (Key::rsa(aws_lc_rs::rsa::KeySize::Rsa2048), None),
            };
            let signer = Signer::new(key);
            let id = format!("e{}", file.len());
            let mut parameters = signer.parameters(&id);
            parameters.signature = algorithm.unwrap_or(parameters.signature);
            let detached = [DetachedFile {
                name: Path::new(input).file_name().unwrap().to_str().unwrap().to_owned(),
                mime_type: "application/octet-stream".to_owned(),
                digest: parameters.signature.digest().digest(&file),
            }];
            let content = match how {
                "counter" => Content::CounterSignature { file: &file, which: 0 },
                "detached" => Content::Detached { files: &detached, around: ("", "") },
                "enveloped" => Content::Enveloped { file: &file, parallel: false },
                "enveloping" => Content::Enveloping { file: &file, mime_type: "text/plain" },
                "parallel" => Content::Enveloped { file: &file, parallel: true },
                _ => Content::EnvelopingXml { file: &file },
            };
            fs::write(output, signer.sign_with(&content, &parameters).unwrap()).unwrap();
            fs::write(authority, signer.authority.to_pem()).unwrap();
        }
        _ => println!("see the documentation of this program"),
    }
}

fn verify(file: &str, contents: &[(&str, Vec<u8>)]) {
    let source = Source::read(fs::read(file).unwrap()).unwrap();
    let document = Document::parse(&source).unwrap();
    let contents: std::collections::BTreeMap<String, Vec<u8>> =
        contents.iter().map(|(name, octets)| ((*name).to_owned(), octets.clone())).collect();
    for signature in signatures(&document) {
        match signature.verify(&contents, &[]) {
            Ok(verified) => println!(
                "{:?} {:?} intact, signed by {}, {:?}",
                signature.packaging(),
                signature.level(),
                verified.certificate.subject().friendly(),
                verified.warnings,
            ),
            Err(error) => println!("{:?} {:?} {error}", signature.packaging(), signature.level()),
        }
    }
}

/// Signs without the key, or verifies, again and again.
fn repeat(file: &[u8], verify: bool, times: u32) {
    let signer = Signer::new(Key::p256());
    let parameters = signer.parameters("m");
    let content = Content::Enveloped { file, parallel: false };
    let signed = signer.sign_with(&content, &parameters).unwrap();
    for _ in 0..times {
        if verify {
            let source = Source::read(signed.as_slice()).unwrap();
            let document = Document::parse(&source).unwrap();
            signatures(&document)[0].verify(&(), &[]).unwrap();
        } else {
            prepare(&content, &signer.certificate, &[], &parameters).unwrap();
        }
    }
}
