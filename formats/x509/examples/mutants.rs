//! Reads mutated certificates, lists and OCSP messages: nothing may panic, hang, or take much memory. A run
//! is repeatable: the same seed gives the same mutants.
//!
//! ```text
//! mutants COUNT SEED FILE…
//! ```
//!
//! Each mutant is parsed as whatever it may be, asked for everything it can say, linted, and tried in a
//! path. Says at the end how many of each kind were readable, the slowest one, and the most memory.
#![expect(clippy::print_stdout, reason = "a program that prints")]
#![expect(clippy::disallowed_methods, reason = "measures durations")]

use std::{
    fs,
    hint::black_box,
    process::ExitCode,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use x509::{
    Certificate, Crl, Request, lint,
    ocsp::{self, Answer},
    path::{
        Conditions, Pool, find,
        revocation::{Evidence, Question, status},
        server::{ServerName, serves},
    },
    pem,
    profile::Profile,
};

/// One mutant may take so long at most.
const SLOWEST: Duration = Duration::from_secs(2);

/// xorshift64*: repeatable, fast, good enough to choose what to break.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.roll() % n.max(1) as u64) as usize
    }

    fn octet(&mut self) -> u8 {
        (self.roll() >> 32) as u8
    }
}

/// The start of every element in a DER file (within constructed ones), as far as it can be walked.
fn elements(der: &[u8]) -> Vec<(usize, usize, usize)> {
    let (mut found, mut open) = (Vec::new(), vec![(0, der.len())]);
    while let Some((mut at, end)) = open.pop() {
        while at + 2 <= end && found.len() < 4000 {
            let (tag, first) = (der[at], der[at + 1]);
            let (header, length) = if first < 0x80 {
                (2, usize::from(first))
            } else {
                let octets = usize::from(first & 0x7f);
                if octets == 0 || octets > 4 || at + 2 + octets > end {
                    break;
                }
                let length = der[at + 2..at + 2 + octets].iter().fold(0, |n, o| n << 8 | usize::from(*o));
                (2 + octets, length)
            };
            let content = at + header;
            if content + length > end {
                break;
            }
            found.push((at, content, content + length));
            // Also what is wrapped in OCTET and BIT STRINGs: extensions, keys.
            if tag & 0x20 != 0 || tag == 4 {
                open.push((content, content + length));
            } else if tag == 3 && length > 1 {
                open.push((content + 1, content + length));
            }
            at = content + length;
        }
    }
    found
}

/// Breaks a sample: single bits and octets, tags, lengths, cuts, doubled, removed and exchanged elements.
fn mutate(sample: &[u8], parts: &[(usize, usize, usize)], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut der = sample.to_vec();
    for _ in 0..=dice.below(3) {
        if der.is_empty() {
            break;
        }
        let at = dice.below(der.len());
        let (start, content, end) = parts[dice.below(parts.len())];
        let whole = end <= der.len();
        match dice.below(12) {
            0 => der[at] ^= 1 << dice.below(8),
            1 => der[at] = dice.octet(),
            2 => der.truncate(at),
            3 if whole => der[start] = dice.octet(),
            4 if whole => der[start + 1] = dice.octet(),
            5 if whole => drop(der.drain(start..end)),
            6 if whole => {
                let element = der[start..end].to_vec();
                der.splice(start..start, element);
            }
            7 if whole => {
                // One octet less or more, with the lengths around left as they are.
                if dice.below(2) == 0 && end > content {
                    der.remove(content);
                } else {
                    der.insert(content, 0);
                }
            }
            8 if whole && !other.is_empty() => {
                let from = dice.below(other.len());
                let piece = &other[from..other.len().min(from + end - start)];
                der[start..start + piece.len()].copy_from_slice(piece);
            }
            9 => {
                let until = der.len().min(at + 1 + dice.below(16));
                der[at..until].fill([0, 0xff, 0x80, 0x7f, 0x30][dice.below(5)]);
            }
            10 if whole => der[content..end].reverse(),
            _ => der[at] = der[at].wrapping_add(1),
        }
    }
    der
}

/// What was readable.
#[derive(Debug, Default)]
struct Readable {
    certificates: u64,
    lists: u64,
    answers: u64,
    requests: u64,
    paths: u64,
}

struct Surroundings {
    anchors: Pool,
    candidates: Pool,
    end: Certificate,
    evidence: Evidence,
    at: Timestamp,
}

fn exercise(der: Vec<u8>, turn: usize, around: &Surroundings, readable: &mut Readable) {
    let conditions = |strict| Conditions { strict, ..Conditions::at(around.at) };
    if let Ok(certificate) = Certificate::from_der(&der[..]) {
        readable.certificates += 1;
        black_box((
            certificate.serial_hex(),
            certificate.issuer().rfc4514(),
            certificate.subject().friendly(),
        ));
        black_box((
            certificate.qc_statements().is_ok(),
            certificate.crl_urls().len(),
            certificate.policies().is_ok(),
        ));
        let profiles = [Profile::QualifiedSignature, Profile::OcspResponder, Profile::TlsServer];
        black_box(lint::check(profiles[turn % 3], &certificate, None).len());
        // As the end of a path, as its middle, or as its top.
        let strict = turn.is_multiple_of(2);
        match turn % 4 {
            0 | 1 => {
                let found = find(&certificate, &[], &around.candidates, &around.anchors, &conditions(strict));
                if let Ok(path) = found {
                    readable.paths += 1;
                    black_box(serves(&path, ServerName::Dns("example.it")).is_ok());
                }
            }
            2 => {
                let mut candidates = around.candidates.clone();
                candidates.add(certificate.clone());
                black_box(find(&around.end, &[], &candidates, &around.anchors, &conditions(strict)).is_ok());
            }
            _ => {
                let anchors: Pool = [certificate.clone()].into_iter().collect();
                black_box(find(&around.end, &[], &around.candidates, &anchors, &conditions(strict)).is_ok());
            }
        }
        ask(&certificate, around, &around.evidence);
    }
    if let Ok(list) = Crl::from_der(&der[..]) {
        readable.lists += 1;
        let entries = list.entries().take(2000);
        for entry in entries {
            black_box((entry.reason().is_ok(), entry.invalidity_date().is_ok()));
        }
        black_box((list.number().is_ok(), list.delta_base().is_ok(), list.freshest().is_ok()));
        black_box((list.issuing_distribution_point().is_ok(), list.find(&[1, 2]).is_some()));
        let mut evidence = Evidence::new();
        evidence.add_crl(list);
        ask(&around.end, around, &evidence);
    }
    if let Ok(Answer::Successful(answer)) = Answer::from_der(&der) {
        readable.answers += 1;
        black_box((answer.nonce().is_some(), answer.responses().count(), answer.certificates().len()));
        let mut evidence = Evidence::new();
        evidence.add_response(answer);
        ask(&around.end, around, &evidence);
    }
    if ocsp::Request::from_der(&der).is_ok() || Request::from_der(der).is_ok() {
        readable.requests += 1;
    }
}

/// Whether the certificate was revoked, by what there is.
fn ask(certificate: &Certificate, around: &Surroundings, evidence: &Evidence) {
    let Some(issuer) = around.anchors.iter().next() else { return };
    let question = Question {
        certificate,
        issuer,
        anchor: issuer,
        instant: around.at,
        now: around.at,
        accept_later: false,
        max_age: SignedDuration::from_hours(24),
        candidates: &around.candidates,
    };
    black_box(status(&question, &[evidence]));
}

/// DER files as they are, PEM files block by block.
fn samples(files: &[String]) -> Vec<Vec<u8>> {
    let mut samples = Vec::new();
    for file in files {
        let Ok(octets) = fs::read(file) else { continue };
        if octets.first() == Some(&0x30) {
            samples.push(octets);
        } else if let Some(start) = octets.windows(11).position(|part| part == b"-----BEGIN ") {
            samples.extend(pem::blocks(&octets[start..]).into_iter().flatten().map(|block| block.data));
        }
    }
    samples.retain(|sample| sample.len() < 64 * 1024);
    samples
}

fn surroundings(samples: &[Vec<u8>]) -> Option<Surroundings> {
    let all: Vec<Certificate> =
        samples.iter().filter_map(|der| Certificate::from_der(&der[..]).ok()).take(64).collect();
    let end =
        all.iter().find(|one| !one.is_ca() && all.iter().any(|ca| ca.subject() == one.issuer()))?.clone();
    let issuer = all.iter().find(|ca| ca.is_ca() && ca.subject() == end.issuer())?.clone();
    let mut evidence = Evidence::new();
    samples
        .iter()
        .filter_map(|der| Crl::from_der(&der[..]).ok())
        .take(8)
        .for_each(|list| evidence.add_crl(list));
    let at = end.not_before() + SignedDuration::from_hours(24);
    let anchors = [issuer].into_iter().collect();
    Some(Surroundings { anchors, candidates: all.into_iter().collect(), end, evidence, at })
}

/// The largest resident set so far, in KB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (Some(count), Some(seed)) = (
        arguments.first().and_then(|text| text.parse::<u64>().ok()),
        arguments.get(1).and_then(|text| text.parse::<u64>().ok()),
    ) else {
        eprintln!("usage: mutants COUNT SEED FILE…");
        return ExitCode::from(2);
    };
    let samples = samples(&arguments[2..]);
    let Some(around) = surroundings(&samples) else {
        eprintln!("mutants: no certificate with its issuer among the files");
        return ExitCode::from(2);
    };
    let parts: Vec<_> = samples.iter().map(|sample| elements(sample)).collect();
    let mut dice = Dice(seed.wrapping_mul(2).wrapping_add(1));
    let (mut readable, mut slowest) = (Readable::default(), (Duration::ZERO, 0));
    let begun = Instant::now();
    for number in 0..count {
        let which = dice.below(samples.len());
        if parts[which].is_empty() {
            continue;
        }
        let other = dice.below(samples.len());
        // A few stay as they are: what is good must be accepted here too.
        let mutant = match dice.below(64) {
            0 => samples[which].clone(),
            _ => mutate(&samples[which], &parts[which], &samples[other], &mut dice),
        };
        let started = Instant::now();
        exercise(mutant, dice.below(12), &around, &mut readable);
        slowest = slowest.max((started.elapsed(), number));
    }
    let document = serde_json::json!({
        "mutants": count, "samples": samples.len(), "seconds": begun.elapsed().as_secs_f64(),
        "certificates": readable.certificates, "lists": readable.lists, "answers": readable.answers,
        "requests": readable.requests, "paths": readable.paths,
        "slowest_ms": slowest.0.as_secs_f64() * 1e3, "slowest": slowest.1, "peak_kb": peak(),
    });
    println!("{document}");
    if slowest.0 > SLOWEST { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
