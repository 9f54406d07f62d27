//! How fast the authority works, beside the bare keys that it signs with. Told as information.

use std::time::Instant;

use anyhow::{Result, ensure};
use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeySize,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use foundation::Actor;
use keyvault::{KeySpec, SoftwareKey};
use x509::{
    alg::DigestAlgorithm,
    ocsp::{self, Answer},
};

use crate::{
    Plan,
    chamber::{Chamber, pair_request},
    say,
    table::{Row, Table},
    timing::{self, Figure, process_cpu},
};

/// Issuing pairs and answering OCSP requests, one after the other.
pub fn measure(plan: &Plan, chamber: &Chamber, table: &mut Table) -> Result<()> {
    say("issuing pairs and answering status requests");
    table.section("authority, one client; for information");
    let bare = [KeySize::Rsa4096, KeySize::Rsa2048].map(RsaKeyPair::generate);
    let [authority_key, responder_key] = bare;
    let (authority_key, responder_key) = (authority_key?, responder_key?);
    let [of_authority, of_responder] = timing::in_turns(
        plan.count(10, 2),
        plan.count(20, 5),
        [&mut || sign(&authority_key), &mut || sign(&responder_key)],
    )?;

    let count = plan.count(200, 5);
    let requests = (0..count)
        .map(|_| pair_request(&SoftwareKey::generate(KeySpec::P256)?, &SoftwareKey::generate(KeySpec::P256)?))
        .collect::<Result<Vec<_>>>()?;
    let (begun, cpu) = (Instant::now(), process_cpu().0);
    for request in &requests {
        chamber.authority.issue_pair(&Actor::command_line(), request)?;
    }
    let mean = |total: f64| total / count as f64;
    let ours = Figure { wall: mean(begun.elapsed().as_secs_f64()), cpu: mean(process_cpu().0 - cpu) };
    let two = Figure { wall: of_authority.wall * 2.0, cpu: of_authority.cpu * 2.0 };
    table.add(rate("issuing a pair, durable", "pairs", ours, (two, "two RSA-4096 signatures")));

    let ca = &chamber.ca.certificate;
    let key = ca.public_key()?.bits_of_key();
    let serial = chamber.signer.certificate.serial();
    let id = ocsp::cert_id(DigestAlgorithm::Sha1, ca.subject().der(), key, serial);
    let request = ocsp::request(&[id], Some(&[7; 16]));
    let answer = chamber.authority.answer_ocsp(&chamber.ca, &request).der.clone();
    ensure!(matches!(Answer::from_der(&answer)?, Answer::Successful(_)), "no OCSP answer");
    let [ours] = timing::in_turns(
        plan.count(20, 3),
        plan.count(30, 5),
        [&mut || timing::done(chamber.authority.answer_ocsp(&chamber.ca, &request))],
    )?;
    table.add(rate(
        "OCSP answer, signed on demand",
        "answers",
        ours,
        (of_responder, "one RSA-2048 signature"),
    ));
    Ok(())
}

fn sign(key: &RsaKeyPair) -> Result<()> {
    let mut value = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), b"to be signed", &mut value)?;
    timing::done(value)
}

fn rate(what: &str, unit: &str, ours: Figure, peer: (Figure, &str)) -> Row {
    let row = Row::ratio(what, ours, peer, None);
    Row { ours: format!("{ours} {:.0} {unit}/s", 1.0 / ours.wall), ..row }
}
