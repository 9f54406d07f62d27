//! Reads mutants of signed files with every parser of the formats:
//!
//! ```text
//! mutated COUNT SEED FOLDER            a folder for each target of fuzz/src/lib.rs
//! mutated --write NUMBER SEED FOLDER   one of them, to the standard output, with its target's name before
//! ```
//!
//! Says in JSON how many of each were readable, the slowest one, and the most memory. The same seed and
//! folder give the same mutants. Ends with 1 after panics, with 3 when one takes too long; the number of
//! the mutant is said before.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints")]
#![expect(clippy::disallowed_methods, reason = "measures durations")]

#[path = "src/lib.rs"]
mod targets;

use std::{
    fs,
    io::{Cursor, Write},
    path::Path,
    process::{ExitCode, exit},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};

use jiff::civil::date;
use targets::{TARGETS, Target};

/// No mutant may take so long.
const HANGS: Duration = Duration::from_secs(20);
/// So many panics are told.
const ENOUGH: u32 = 8;
/// The mutant at work.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// xorshift64*: repeatable, fast, good enough to choose what to break.
struct Dice(u64);

impl Dice {
    /// Each mutant has dice of its own, so that it can be made again.
    fn of(seed: u64, number: u64) -> Self {
        let mut dice = Self((seed << 40 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        dice.roll();
        dice
    }

    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn below(&mut self, n: usize) -> usize {
        (self.roll() % n.max(1) as u64) as usize
    }

    fn octet(&mut self) -> u8 {
        self.roll() as u8
    }
}

/// A seed of the corpus.
struct Sample {
    target: usize,
    octets: Vec<u8>,
    /// Its parts, where it has a structure that can be told from outside: DER elements, XML tags and
    /// texts, words of a PDF.
    parts: Vec<(usize, usize)>,
}

fn samples(folder: &Path) -> std::io::Result<Vec<Sample>> {
    let mut samples = Vec::new();
    for (target, (name, _)) in TARGETS.iter().enumerate() {
        let mut files: Vec<_> = fs::read_dir(folder.join(name))?
            .map(|entry| Ok(entry?.path()))
            .collect::<std::io::Result<_>>()?;
        files.sort();
        for file in files {
            let octets = fs::read(file)?;
            samples.push(Sample { target, parts: parts(&octets), octets });
        }
    }
    Ok(samples)
}

fn parts(octets: &[u8]) -> Vec<(usize, usize)> {
    if octets.starts_with(b"%PDF") || octets.starts_with(b"PK") {
        // The long runs of zeros that signatures leave are of no interest.
        let words = octets.split_inclusive(|octet| octet.is_ascii_whitespace() || b"/[]<>()".contains(octet));
        return ranges(words).into_iter().filter(|(start, end)| end - start < 200).collect();
    }
    match octets.first() {
        Some(0x30 | 0x24) => elements(octets),
        _ => ranges(octets.split_inclusive(|octet| b"<>\n".contains(octet))),
    }
}

fn ranges<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Vec<(usize, usize)> {
    let mut at = 0;
    pieces
        .map(|piece| {
            at += piece.len();
            (at - piece.len(), at)
        })
        .collect()
}

/// Every element of a DER file, also those in OCTET STRINGs, as far as it can be walked.
fn elements(der: &[u8]) -> Vec<(usize, usize)> {
    let (mut found, mut open) = (Vec::new(), vec![(0, der.len())]);
    while let Some((mut at, end)) = open.pop() {
        while at + 2 <= end && found.len() < 4000 {
            let (tag, first) = (der[at], der[at + 1]);
            let octets = usize::from(first & 0x7f);
            let (header, length) = match first {
                0..0x80 => (2, octets),
                _ if octets == 0 || octets > 4 || at + 2 + octets > end => break,
                _ => {
                    let length = der[at + 2..at + 2 + octets].iter().fold(0, |n, o| n << 8 | usize::from(*o));
                    (2 + octets, length)
                }
            };
            let content = at + header;
            if content + length > end {
                break;
            }
            found.push((at, content + length));
            if tag & 0x20 != 0 || tag == 4 {
                open.push((content, content + length));
            }
            at = content + length;
        }
    }
    found
}

/// Breaks a seed in one to three places: octets, numbers, cuts; parts that are doubled, taken away, moved,
/// or exchanged for those of another.
fn mutate(octets: &mut Vec<u8>, parts: &[(usize, usize)], other: &Sample, dice: &mut Dice) {
    for _ in 0..=dice.below(3) {
        if octets.is_empty() {
            return;
        }
        let (start, end) = match parts {
            [] => (dice.below(octets.len()), octets.len()),
            _ => parts[dice.below(parts.len())],
        };
        let end = end.min(octets.len());
        if start >= end {
            continue;
        }
        let at = start + dice.below(end - start);
        match dice.below(14) {
            0 => octets[at] ^= 1 << dice.below(8),
            1 => octets[at] = dice.octet(),
            2 => octets[at] = octets[at].wrapping_add(1),
            3 if dice.below(4) == 0 => octets.truncate(at),
            4 => octets[start] = dice.octet(),
            5 if start + 1 < end => octets[start + 1] = dice.octet(),
            6 => drop(octets.drain(start..end)),
            7 => {
                let part = octets[start..end].to_vec();
                let place = parts.get(dice.below(parts.len())).map_or(start, |part| part.0).min(octets.len());
                octets.splice(place..place, part);
            }
            8 if dice.below(2) == 0 => drop(octets.remove(at)),
            8 => octets.insert(at, dice.octet()),
            9 if !other.parts.is_empty() => {
                let (from, to) = other.parts[dice.below(other.parts.len())];
                octets.splice(start..end, other.octets[from..to].iter().copied());
            }
            10 => {
                let until = octets.len().min(at + 1 + dice.below(16));
                octets[at..until].fill([0, 0xff, 0x80, b'9', b' ', b'<'][dice.below(6)]);
            }
            11 if octets[start..end].iter().any(u8::is_ascii_digit) => {
                // Another number.
                for octet in &mut octets[start..end] {
                    if octet.is_ascii_digit() {
                        *octet = b'0' + (dice.octet() % 10);
                    }
                }
            }
            12 => {
                let part: Vec<u8> = octets[start..end].to_vec();
                (0..dice.below(40)).for_each(|_| drop(octets.splice(start..start, part.iter().copied())));
            }
            _ => octets[start..end].reverse(),
        }
    }
}

/// A container with one of its entries broken, around which the ZIP is whole again.
fn mutate_inside(octets: &[u8], other: &Sample, dice: &mut Dice) -> Option<Vec<u8>> {
    let mut source = Cursor::new(octets);
    let mut container = asic::Container::read(&mut source, &asic::Limits::default()).ok()?;
    let entries = container.entries().to_vec();
    let name = entries[dice.below(entries.len())].name.clone();
    let mut content = container.octets(&name).ok()?;
    let parts = parts(&content);
    mutate(&mut content, &parts, other, dice);
    let entry = asic::NewEntry { name, octets: content };
    let at = date(2026, 11, 22).at(10, 0, 0, 0);
    let out = asic::rewrite(&mut container, &[entry], at, Cursor::new(Vec::new())).ok()?;
    Some(out.into_inner())
}

/// The mutant of this number, with the targets that read it.
fn mutant(samples: &[Sample], seed: u64, number: u64) -> (Vec<u8>, Vec<usize>) {
    let mut dice = Dice::of(seed, number);
    let sample = &samples[dice.below(samples.len())];
    let other = &samples[dice.below(samples.len())];
    let inside = dice.below(2) == 0 && TARGETS[sample.target].0 == "asic";
    let octets = match dice.below(64) {
        // A few stay as they are: what is good must be accepted here too.
        0 => sample.octets.clone(),
        _ => inside.then(|| mutate_inside(&sample.octets, other, &mut dice)).flatten().unwrap_or_else(|| {
            let mut octets = sample.octets.clone();
            mutate(&mut octets, &sample.parts, other, &mut dice);
            octets
        }),
    };
    let mut readers = vec![sample.target];
    // The verdict is over everything, and dear; and what is another's now and then.
    let others = match dice.below(8) {
        0 | 1 => TARGETS.iter().position(|(name, _)| *name == "sigcheck"),
        2 => Some(dice.below(TARGETS.len())),
        _ => None,
    };
    readers.extend(others.filter(|target| *target != sample.target));
    (octets, readers)
}

/// The largest resident set so far, in KB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// Ends the program when the same mutant is still at work after [`HANGS`].
fn watch() {
    thread::spawn(|| {
        loop {
            let before = NUMBER.load(Relaxed);
            thread::sleep(HANGS);
            if NUMBER.load(Relaxed) == before {
                eprintln!("mutant {before} takes longer than {HANGS:?}");
                exit(3);
            }
        }
    });
}

fn run(samples: &[Sample], count: u64, seed: u64) -> ExitCode {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |information| {
        eprintln!("mutant {} of seed {seed}:", NUMBER.load(Relaxed));
        usual(information);
    }));
    watch();
    let mut read = [(0u64, 0u64); TARGETS.len()];
    let (mut slowest, mut panics) = ((Duration::ZERO, 0, ""), 0);
    let begun = Instant::now();
    for number in 0..count {
        NUMBER.store(number, Relaxed);
        let (octets, readers) = mutant(samples, seed, number);
        for target in readers {
            let (name, exercise): (&str, Target) = TARGETS[target];
            let started = Instant::now();
            read[target].0 += 1;
            match std::panic::catch_unwind(|| exercise(&octets)) {
                Ok(readable) => read[target].1 += u64::from(readable),
                Err(_) => panics += 1,
            }
            if panics == ENOUGH {
                return ExitCode::FAILURE;
            }
            slowest = slowest.max((started.elapsed(), number, name));
        }
    }
    let numbers = |pick: fn(&(u64, u64)) -> u64| -> serde_json::Value {
        TARGETS
            .iter()
            .zip(&read)
            .map(|((name, _), counts)| ((*name).to_owned(), serde_json::Value::from(pick(counts))))
            .collect()
    };
    let document = serde_json::json!({
        "mutants": count, "samples": samples.len(), "seconds": begun.elapsed().as_secs_f64(),
        "given": numbers(|counts| counts.0), "readable": numbers(|counts| counts.1),
        "slowest_ms": slowest.0.as_secs_f64() * 1e3, "slowest": slowest.1, "slowest_target": slowest.2,
        "peak_kb": peak(),
    });
    println!("{document}");
    if panics == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse::<u64>().ok();
    let (write, rest) = match arguments[..] {
        ["--write", ref rest @ ..] => (true, rest),
        ref rest => (false, rest),
    };
    let (Some(count), Some(seed), Some(Ok(samples))) = (
        rest.first().and_then(|text| number(text)),
        rest.get(1).and_then(|text| number(text)),
        rest.get(2).map(|folder| samples(Path::new(folder))),
    ) else {
        eprintln!("usage: mutated COUNT SEED FOLDER");
        return ExitCode::from(2);
    };
    if !write {
        return run(&samples, count, seed);
    }
    let (octets, readers) = mutant(&samples, seed, count);
    eprintln!("{:?}", readers.iter().map(|target| TARGETS[*target].0).collect::<Vec<_>>());
    match std::io::stdout().write_all(&octets) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
