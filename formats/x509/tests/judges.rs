//! Certificates, lists and status answers issued with real keys, left in the target folder
//! (`tmp/issued`) for outside judges, and shown to openssl.
#![expect(clippy::unwrap_used, reason = "test support: outside a test function the lint does not know that")]

mod common;

use std::{path::PathBuf, process::Command};

use aws_lc_rs::rsa::KeySize;
use common::issued::{ISSUED, Key, authority, draft};
use jiff::Timestamp;
use x509::{
    Certificate,
    alg::DigestAlgorithm,
    crl::{self, Reason, Revoked},
    ocsp::{self, Responder, Single, Status},
    pem,
    profile::Profile,
    request,
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Runs openssl; a judge that is missing is a failure, not a pass.
fn openssl(arguments: &[&str], folder: &PathBuf) -> (bool, String) {
    let output = Command::new("openssl").args(arguments).current_dir(folder).output();
    let output = output.unwrap_or_else(|error| panic!("openssl ({error}): install it with setup/install"));
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).into_owned())
}

#[test]
fn openssl_accepts_what_is_issued() {
    for (kind, ca_key, holder_key) in
        [("rsa", Key::rsa(KeySize::Rsa4096), Key::rsa(KeySize::Rsa2048)), ("p256", Key::p256(), Key::p256())]
    {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("issued").join(kind);
        std::fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, content: &[u8]| std::fs::write(folder.join(name), content).unwrap();
        let (_, ca) = authority(&ca_key);
        write("ca.der", ca.der());
        write("ca.pem", ca.to_pem().as_bytes());
        let mut responder_certificate = None;
        for profile in ISSUED {
            let to_sign = draft(profile, &ca, ca_key.algorithm(), &holder_key.public());
            let certificate = Certificate::from_der(ca_key.complete(&to_sign)).unwrap();
            let name = format!("{profile:?}");
            write(&format!("{name}.der"), certificate.der());
            write(&format!("{name}.pem"), certificate.to_pem().as_bytes());
            let time = at("2026-03-03T00:00:00Z").as_second().to_string();
            let pem = format!("{name}.pem");
            let arguments = ["verify", "-x509_strict", "-attime", &time, "-CAfile", "ca.pem", &pem];
            let (good, text) = openssl(&arguments, &folder);
            assert!(good, "{kind} {name}: {text}");
            if profile == Profile::OcspResponder {
                responder_certificate = Some(certificate);
            }
        }

        let subject =
            Certificate::from_der(std::fs::read(folder.join("QualifiedSignature.der")).unwrap()).unwrap();
        let wish = request::build(subject.subject(), &holder_key.public(), holder_key.algorithm());
        write("request.pem", pem::encode("CERTIFICATE REQUEST", &holder_key.complete(&wish)).as_bytes());
        let (good, text) = openssl(&["req", "-verify", "-noout", "-in", "request.pem"], &folder);
        assert!(good, "{text}");

        let parameters = crl::Parameters {
            issuer: ca.subject(),
            algorithm: ca_key.algorithm(),
            this_update: at("2026-03-02T10:00:00Z"),
            next_update: at("2026-03-03T10:00:00Z"),
            authority_key_identifier: ca.subject_key_identifier().unwrap().unwrap(),
            number: 17,
            delta_base: None,
            distribution_point: Some("http://pki.example.com/a/crl/01.crl".into()),
            only_authorities: false,
            freshest: Vec::new(),
            expired_certs_since: Some(ca.not_before()),
        };
        let revoked = Revoked {
            serial: subject.serial(),
            at: at("2026-03-02T09:30:00Z"),
            reason: Reason::CertificateHold,
            invalidity_date: None,
        };
        let list = ca_key.complete(&parameters.build([revoked]));
        write("list.der", &list);
        write("list.pem", pem::encode("X509 CRL", &list).as_bytes());
        let time = at("2026-03-02T11:00:00Z").as_second().to_string();
        for (name, accepted) in [("QualifiedSignature.pem", false), ("CnsAuthentication.pem", true)] {
            let check = ["verify", "-x509_strict", "-crl_check", "-extended_crl", "-attime", &time];
            let files = ["-CAfile", "ca.pem", "-CRLfile", "list.pem", name];
            let (good, text) = openssl(&[&check[..], &files].concat(), &folder);
            assert_eq!(good, accepted, "{name}: {text}");
        }

        let responder_certificate = responder_certificate.unwrap();
        let responder = Responder::new(&responder_certificate, holder_key.algorithm()).unwrap();
        let id = ocsp::cert_id(
            DigestAlgorithm::Sha1,
            ca.subject().der(),
            ca.public_key().unwrap().bits_of_key(),
            subject.serial(),
        );
        write("request.ocsp", &ocsp::request(std::slice::from_ref(&id), Some(&[0x42; 32])));
        let single = Single {
            cert_id: &id,
            status: Status::Revoked { at: revoked.at, reason: Some(revoked.reason) },
            this_update: at("2026-03-02T10:00:00Z"),
            next_update: Some(at("2036-03-02T10:00:00Z")),
            archive_cutoff: Some(ca.not_before()),
        };
        let answer = responder.answer(at("2026-03-02T10:00:00Z"), &[single], Some(&[0x42; 32]), false);
        write("response.ocsp", &holder_key.complete(&answer));
        let arguments = [
            "ocsp",
            "-reqin",
            "request.ocsp",
            "-respin",
            "response.ocsp",
            "-issuer",
            "ca.pem",
            "-cert",
            "QualifiedSignature.pem",
            "-CAfile",
            "ca.pem",
            "-attime",
            &time,
            "-no_nonce",
        ];
        let (good, text) = openssl(&arguments, &folder);
        assert!(good && text.contains("Response verify OK"), "{text}");
        assert!(text.contains("revoked") && text.contains("certificateHold"), "{text}");
    }
}
