//! Whole processes on a small file: what a person waits for.

use std::{hint::black_box, path::Path};

use anyhow::{Context, Result, bail};
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use foundation::Secret;
use keyvault::{
    Argon2Cost,
    token::{Slot, TokenFile},
};

use crate::{
    Plan,
    chamber::{Chamber, Signer, Token, octets},
    process::{self, Program},
    say,
    table::{Row, Table},
    timing::{Figure, done},
};

/// The first argument by which this program runs itself to measure a part of a process.
pub const CHILD: &str = "--child";

/// Signing and verifying 10 KB with the program, beside `openssl cms`.
pub fn measure(plan: &Plan, chamber: &Chamber, table: &mut Table) -> Result<()> {
    say("signing and verifying 10 KB with the whole program");
    table.section("whole process, 10 KB, beside openssl");
    let runs = plan.count(200, 10);
    let content = chamber.file("small.bin");
    let signed = chamber.file("small.bin.p7m");
    let octets = octets(10 * 1024);
    std::fs::write(&content, &octets)?;
    std::fs::write(&signed, chamber.sign(&octets, chamber.now())?)?;

    let ours = verify(chamber, &signed)?;
    let peer = peer_verify(chamber, &signed).writing("-out", &chamber.file("small.out"));
    let [ours, peer] = process::in_turns(runs, [&ours, &peer])?;
    let name = "openssl cms -verify -crl_check";
    table.add(Row::ratio("ceralacca verify", ours, (peer, name), Some(1.5)));

    sign_rows(runs, chamber, &content, table)
}

/// `ceralacca verify` of a file.
pub fn verify(chamber: &Chamber, signed: &Path) -> Result<Program> {
    let trust = chamber.trust_folder.as_os_str();
    Ok(Program::new(
        process::ceralacca()?,
        ["verify".as_ref(), "--trust".as_ref(), trust, signed.as_os_str()],
    ))
}

/// `openssl cms -verify` of a file, with the list.
pub fn peer_verify(chamber: &Chamber, signed: &Path) -> Program {
    let head = ["cms", "-verify", "-binary", "-crl_check", "-inform", "DER", "-CAfile"].map(AsRef::as_ref);
    let files = [chamber.trust_pem.as_os_str(), "-in".as_ref(), signed.as_os_str()];
    Program::new("openssl", head.into_iter().chain(files))
}

/// `ceralacca sign` of a file with a token.
pub fn sign(token: &Token, content: &Path, output: &Path) -> Result<Program> {
    let key = format!("token:{}", token.path.display());
    let arguments =
        ["sign", "--format", "cades", "--no-input", "--key", &key, "--pin-file"].map(AsRef::as_ref);
    let files = [token.pin_file.as_os_str(), content.as_os_str()];
    Ok(Program::new(process::ceralacca()?, arguments.into_iter().chain(files)).writing("-o", output))
}

/// `openssl cms -sign` of a file, with the CAdES attribute that ours has too.
pub fn peer_sign(signer: &Signer, options: &[&str], content: &Path, output: &Path) -> Program {
    let head = ["cms", "-sign", "-cades", "-md", "sha256", "-binary", "-nodetach", "-outform", "DER"];
    let files = [
        "-signer".as_ref(),
        signer.certificate_pem.as_os_str(),
        "-inkey".as_ref(),
        signer.key_pem.as_os_str(),
        "-in".as_ref(),
        content.as_os_str(),
    ];
    let arguments = head.iter().chain(options).map(AsRef::as_ref).chain(files);
    Program::new("openssl", arguments).writing("-out", output)
}

fn sign_rows(runs: usize, chamber: &Chamber, content: &Path, table: &mut Table) -> Result<()> {
    let output = chamber.file("small.signed");
    let Chamber { token, cheap_token, .. } = chamber;
    let peer = peer_sign(&chamber.signer, &[], content, &chamber.file("small.peer"));
    let [whole, ours, peer, nothing, engine, unlocked, unlocked_cheap] = process::in_turns(
        runs,
        [
            &sign(token, content, &output)?,
            &sign(cheap_token, content, &output)?,
            &peer,
            &own_child(&["nothing"])?,
            &own_child(&["engine"])?,
            &own_child(&["unlock", &shown(&token.path), &shown(&token.pin_file)])?,
            &own_child(&["unlock", &shown(&cheap_token.path), &shown(&cheap_token.pin_file)])?,
        ],
    )?;
    let name = "openssl cms -sign";
    table.add(Row::ratio("ceralacca sign, token file", whole, (peer, name), None));
    let part = |what: &str, figure: Figure| Row {
        what: what.to_owned(),
        ours: figure.to_string(),
        ..Row::default()
    };
    table.add(part("  of it, start of the crypto engine", minus(engine, nothing)));
    let Argon2Cost { memory_kib, passes, .. } = token.cost;
    let what = format!("  of it, unlocking (Argon2id, {} MiB × {passes}; two writes)", memory_kib / 1024);
    table.add(part(&what, minus(unlocked, engine)));
    // Taken from a token that is cheap to unlock: the difference of two large figures says little.
    let rest = minus(ours, minus(unlocked_cheap, nothing));
    table.add(Row::ratio("  the rest", rest, (peer, name), Some(1.5)));
    Ok(())
}

fn minus(one: Figure, other: Figure) -> Figure {
    let least = |seconds: f64| seconds.max(0.0);
    Figure { wall: least(one.wall - other.wall), cpu: least(one.cpu - other.cpu) }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// This program, doing one part of what signing does.
fn own_child(arguments: &[&str]) -> Result<Program> {
    Ok(Program::new(std::env::current_exe()?, [CHILD].iter().chain(arguments)))
}

/// The parts: nothing; the engine's first random number, which seeds its generator; that and the
/// unlocking of a token.
pub fn child(arguments: &[String]) -> Result<()> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if arguments == ["nothing"] {
        return Ok(());
    }
    match arguments[..] {
        ["card-apdus", count, library] => return crate::card::apdus(count, library),
        ["card-signatures", module, pin, count] => return crate::card::sign(module, pin, count),
        _ => {}
    }
    let mut random = [0; 32];
    SystemRandom::new().fill(&mut random)?;
    black_box(random);
    match arguments[..] {
        ["engine"] => Ok(()),
        ["status-server", folder, keys] => crate::status::serve(Path::new(folder), keys),
        ["issue-with-token", folder, module, spec, seconds] => {
            crate::keys::issue_with_token(Path::new(folder), Path::new(module), spec, seconds)
        }
        ["publish-list", folder, file] => crate::status::publish(Path::new(folder), Path::new(file)),
        ["unlock", token, pin_file] => {
            let pin = Secret::new(std::fs::read_to_string(pin_file)?);
            let mut token = TokenFile::open(Path::new(token))?;
            let session = token.unlock(Slot::Signature, &pin).context("the token of the measurement")?;
            done(session)
        }
        _ => bail!("no such part: {arguments:?}"),
    }
}
