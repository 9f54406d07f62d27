//! Signs a file with a key made on the spot, verifies or extracts an envelope:
//!
//! ```text
//! envelope sign      FILE OUT.p7m CA.pem    (key, certificate and authority are thrown away)
//! envelope detached  FILE OUT.p7s CA.pem
//! envelope append    FILE.p7m OUT.p7m CA.pem
//! envelope verify    FILE.p7m [CONTENT]
//! envelope extract   FILE.p7m OUT
//! ```
//!
//! `KEY` in the environment: `rsa` (default), `pss`, `p256`, `p384`.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a small program for people to read")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::{fs::File, io};

use cades::{
    ContentDigest, ContentDigests, Envelopes, Limits, Parameters, SignError, SignedData, ToSign, append,
    prepare, sign_enveloping,
};
use common::{Key, Signer};
use x509::alg::{DigestAlgorithm, SignatureAlgorithm};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["sign", input, output, authority] => {
            let signer = signer(authority);
            let sign =
                |to_sign: &ToSign| Ok::<_, SignError>(signer.key.sign(to_sign.algorithm(), to_sign.bytes()));
            let mut input = File::open(input).unwrap();
            let output = File::create(output).unwrap();
            sign_enveloping(&mut input, output, &signer.certificate, &[], &signer.parameters(), sign)
                .unwrap();
        }
        ["detached", input, output, authority] => {
            let signer = signer(authority);
            let parameters = parameters(&signer);
            let digest =
                ContentDigest::of(File::open(input).unwrap(), parameters.signature.digest()).unwrap();
            let to_sign = prepare(&digest, &signer.certificate, &[], &parameters).unwrap();
            let value = signer.key.sign(to_sign.algorithm(), to_sign.bytes());
            std::fs::write(output, to_sign.complete(&value).unwrap().detached()).unwrap();
        }
        ["append", envelope, output, authority] => {
            let signer = signer(authority);
            let parameters = parameters(&signer);
            let algorithm = parameters.signature.digest();
            let mut file = File::open(envelope).unwrap();
            let existing = SignedData::read(&mut file, &Limits::default()).unwrap();
            let digest = ContentDigest::of(existing.content(&mut file).unwrap().unwrap(), algorithm).unwrap();
            let to_sign = prepare(&digest, &signer.certificate, &[], &parameters).unwrap();
            let signed = to_sign.complete(&signer.key.sign(to_sign.algorithm(), to_sign.bytes())).unwrap();
            append(&existing, &mut file, None, &[], &signed, File::create(output).unwrap()).unwrap();
        }
        ["verify", envelope, ref content @ ..] => {
            let mut file = File::open(envelope).unwrap();
            let envelopes = Envelopes::read(&mut file, &Limits::default()).unwrap();
            for signed in envelopes.all() {
                let apart = content.first().map(|content| {
                    ContentDigests::of(File::open(content).unwrap(), &signed.digest_algorithms()).unwrap()
                });
                for signer in signed.signers() {
                    match signed.verify_detached(signer, signed.digests().or(apart.as_ref()), &[]) {
                        Ok(verified) => println!("valid: {}", verified.certificate.subject().rfc4514()),
                        Err(error) => println!("not valid: {error}"),
                    }
                }
            }
        }
        ["extract", envelope, output] => {
            let mut file = File::open(envelope).unwrap();
            let envelopes = Envelopes::read(&mut file, &Limits::default()).unwrap();
            let mut document = envelopes.document(&mut file).unwrap().unwrap();
            io::copy(&mut document, &mut File::create(output).unwrap()).unwrap();
        }
        _ => println!("usage: envelope sign|detached|append|verify|extract …"),
    }
}

fn parameters(signer: &Signer) -> Parameters {
    let mut parameters = signer.parameters();
    if std::env::var("KEY").as_deref() == Ok("pss") {
        parameters.signature = SignatureAlgorithm::rsa_pss(DigestAlgorithm::Sha256);
    }
    parameters
}

fn signer(authority: &str) -> Signer {
    let key = match std::env::var("KEY").as_deref() {
        Ok("p256") => Key::p256(),
        Ok("p384") => Key::p384(),
        _ => Key::rsa(aws_lc_rs::rsa::KeySize::Rsa2048),
    };
    let signer = Signer::new(key);
    std::fs::write(authority, signer.authority.to_pem()).unwrap();
    signer
}
