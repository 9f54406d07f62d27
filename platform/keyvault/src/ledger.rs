//! The record of everything that was signed: append-only files, on disk before a signature leaves.
//!
//! A line per signature: instant, label, request id, SHA-256 of the signed octets, the signature, and a
//! hash that chains it to the line before. Because the line is durable before the signature is
//! released, a request without a line was never answered: it may be signed, ECDSA or not
//! (pki.md §11). A request with a line gets the same signature again.
//!
//! Lines are written in groups: whoever finds the disk idle writes for all that wait. Several processes
//! may share a ledger; a lock file keeps their groups apart, and each reads what the others wrote
//! before it adds its own. The newest files are indexed in memory, older ones are read when asked.

use std::{
    collections::HashMap,
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use foundation::{Timestamp, hex};

use crate::keyring::Signed;

/// A file that has grown beyond this is followed by another.
const SEGMENT: u64 = 32 << 20;
const SUFFIX: &str = ".ledger";
const LONGEST_NAME: usize = 80;

/// Why the record cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// A line is not what was written.
    #[error("{path}, line {line}: the record of signatures was changed")]
    Changed {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: u64,
    },
    /// The file system refused; a full disk among others.
    #[error("the record of signatures {path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A label or request id that a line cannot hold.
    #[error("labels and request ids have 1 to {LONGEST_NAME} graphic characters of ASCII")]
    Name,
    /// The request id stands for other octets.
    #[error("the request {0} was made for other octets")]
    Reused(String),
}

/// A record of signatures in a folder.
#[derive(Debug)]
pub struct Ledger {
    folder: PathBuf,
    /// Held by whoever reads or writes the newest file; taken before `state`.
    cursor: Mutex<Cursor>,
    state: Mutex<State>,
    turn: Condvar,
}

/// How far the files were read.
#[derive(Debug, Default)]
struct Cursor {
    segment: u64,
    read: u64,
    chain: String,
}

#[derive(Debug, Default)]
struct State {
    index: HashMap<String, Signed>,
    waiting: Vec<(u64, Line)>,
    /// The number of the next line that waits.
    next: u64,
    outcomes: HashMap<u64, Result<Signed, LedgerError>>,
    writing: bool,
}

#[derive(Clone, Debug)]
struct Line {
    at: Timestamp,
    request: String,
    signed: Signed,
}

impl Line {
    /// All but the chain.
    fn text(&self) -> String {
        let Signed { label, sha256, signature } = &self.signed;
        let signature = BASE64_STANDARD_NO_PAD.encode(signature);
        format!("{} {label} {} {} {signature}", self.at.as_millisecond(), self.request, hex(sha256))
    }

    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let at = Timestamp::from_millisecond(words.next()?.parse().ok()?).ok()?;
        let (label, request) = (words.next()?.to_owned(), words.next()?.to_owned());
        let sha256 = foundation::unhex(words.next()?)?;
        let signature = BASE64_STANDARD_NO_PAD.decode(words.next()?).ok()?;
        words.next().is_none().then_some(Self { at, request, signed: Signed { label, sha256, signature } })
    }
}

/// The number of a line that waited, and what came of it.
type Written = (u64, Result<Signed, LedgerError>);

/// The chain after a line: the first half of SHA-256 over the chain before and the line.
fn chained(before: &str, line: &str) -> String {
    hex(&digest(&SHA256, [before.as_bytes(), b"\n", line.as_bytes()].concat().as_slice()).as_ref()[..16])
}

impl Ledger {
    /// Opens the record in a folder, which is made if missing. A last line that a crash cut short is
    /// dropped when the next one is written: its signature was never released.
    ///
    /// # Errors
    /// When the file system refuses or the newest files were changed.
    pub fn open(folder: &Path) -> Result<Self, LedgerError> {
        let io = |source| LedgerError::Io { path: folder.to_owned(), source };
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(io)?;
        let ledger = Self {
            folder: folder.to_owned(),
            cursor: Mutex::default(),
            state: Mutex::default(),
            turn: Condvar::new(),
        };
        {
            let mut cursor = locked(&ledger.cursor);
            let _others = ledger.exclude()?;
            let newest = ledger.segments()?.last().copied().unwrap_or(1);
            cursor.segment = newest.saturating_sub(1).max(1);
            if cursor.segment > 1 {
                cursor.chain = ledger.last_chain(cursor.segment - 1)?;
            }
            ledger.catch_up(&mut cursor)?;
        }
        Ok(ledger)
    }

    /// What was signed under a request id.
    ///
    /// # Errors
    /// When a file cannot be read or was changed.
    pub fn find(&self, request: &str) -> Result<Option<Signed>, LedgerError> {
        {
            let mut cursor = locked(&self.cursor);
            let _others = self.exclude()?;
            self.catch_up(&mut cursor)?;
        }
        if let Some(signed) = self.recent(request) {
            return Ok(Some(signed));
        }
        let mut found = None;
        self.each_line(|line| {
            if line.request == request {
                found = Some(line.signed.clone());
            }
            found.is_none()
        })?;
        Ok(found)
    }

    /// What was signed under a request id not long ago, without asking the disk.
    pub fn recent(&self, request: &str) -> Option<Signed> {
        locked(&self.state).index.get(request).cloned()
    }

    /// Whether a key has signed anything.
    ///
    /// # Errors
    /// When a file cannot be read or was changed.
    pub fn has_signed(&self, label: &str) -> Result<bool, LedgerError> {
        let mut found = false;
        self.each_line(|line| {
            found = line.signed.label == label;
            !found
        })?;
        Ok(found)
    }

    /// Checks every line and the chain. Returns how many lines there are.
    ///
    /// # Errors
    /// [`LedgerError::Changed`] at the first line that is not what was written.
    pub fn verify(&self) -> Result<u64, LedgerError> {
        let mut count = 0;
        self.each_line(|_| {
            count += 1;
            true
        })?;
        Ok(count)
    }

    /// Writes a line and gives the signature to release: the given one, or the one that another
    /// process or thread recorded for the same request just before.
    ///
    /// # Errors
    /// When the line is not on disk (the signature must not be released then), or the request id was
    /// used for other octets.
    pub fn record(&self, at: Timestamp, request: &str, signed: Signed) -> Result<Signed, LedgerError> {
        check_name(request)?;
        check_name(&signed.label)?;
        let mut state = locked(&self.state);
        let number = state.next;
        state.next += 1;
        state.waiting.push((number, Line { at, request: request.to_owned(), signed }));
        loop {
            if let Some(outcome) = state.outcomes.remove(&number) {
                return outcome;
            }
            if state.writing {
                state = self.turn.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            state.writing = true;
            let group = std::mem::take(&mut state.waiting);
            // The others go on signing while this group is written.
            drop(state);
            let numbers: Vec<u64> = group.iter().map(|(number, _)| *number).collect();
            let written = self.write(group);
            state = locked(&self.state);
            match written {
                Ok(outcomes) => state.outcomes.extend(outcomes),
                Err(error) => {
                    state.outcomes.extend(numbers.into_iter().map(|number| (number, Err(error.again()))));
                }
            }
            state.writing = false;
            self.turn.notify_all();
        }
    }
}

impl LedgerError {
    /// The same error for another line of the group.
    fn again(&self) -> Self {
        match self {
            Self::Changed { path, line } => Self::Changed { path: path.clone(), line: *line },
            Self::Io { path, source } => Self::Io { path: path.clone(), source: source.kind().into() },
            Self::Name => Self::Name,
            Self::Reused(request) => Self::Reused(request.clone()),
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ledger {
    /// Keeps other processes out for as long as the file lives.
    fn exclude(&self) -> Result<File, LedgerError> {
        let path = self.folder.join("lock");
        let locked = private(&path).and_then(|file| file.lock().map(|()| file));
        locked.map_err(|source| LedgerError::Io { path, source })
    }

    fn path(&self, segment: u64) -> PathBuf {
        self.folder.join(format!("{segment:08}{SUFFIX}"))
    }

    fn segments(&self) -> Result<Vec<u64>, LedgerError> {
        let io = |source| LedgerError::Io { path: self.folder.clone(), source };
        let mut numbers = Vec::new();
        for file in fs::read_dir(&self.folder).map_err(io)? {
            let name = file.map_err(io)?.file_name();
            let number = name.to_str().and_then(|name| name.strip_suffix(SUFFIX)?.parse::<u64>().ok());
            numbers.extend(number);
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    fn last_chain(&self, segment: u64) -> Result<String, LedgerError> {
        let mut chain = String::new();
        let path = self.path(segment);
        let text = fs::read_to_string(&path).map_err(|source| LedgerError::Io { path, source })?;
        if let Some((_, last)) = text.trim_end().rsplit_once(' ') {
            last.clone_into(&mut chain);
        }
        Ok(chain)
    }

    /// Reads what this or another process has written since.
    fn catch_up(&self, cursor: &mut Cursor) -> Result<(), LedgerError> {
        loop {
            let path = self.path(cursor.segment);
            let io = |source| LedgerError::Io { path: path.clone(), source };
            let mut file = match File::open(&path) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
                Err(error) => return Err(io(error)),
            };
            if file.metadata().map_err(io)?.len() > cursor.read {
                file.seek(SeekFrom::Start(cursor.read)).map_err(io)?;
                let mut text = String::new();
                file.read_to_string(&mut text).map_err(io)?;
                let whole = text.rfind('\n').map_or(0, |end| end + 1);
                let index = &mut locked(&self.state).index;
                for line in text[..whole].lines() {
                    let (line, chain) = parse_chained(&cursor.chain, line)
                        .ok_or_else(|| LedgerError::Changed { path: path.clone(), line: 0 })?;
                    cursor.chain = chain;
                    index.insert(line.request, line.signed);
                }
                cursor.read += whole as u64;
            }
            if !self.path(cursor.segment + 1).exists() {
                return Ok(());
            }
            cursor.segment += 1;
            cursor.read = 0;
        }
    }

    /// Writes a group and gives an outcome for each of its lines.
    fn write(&self, group: Vec<(u64, Line)>) -> Result<Vec<Written>, LedgerError> {
        let mut cursor = locked(&self.cursor);
        let _others = self.exclude()?;
        self.catch_up(&mut cursor)?;
        if cursor.read > SEGMENT {
            cursor.segment += 1;
            cursor.read = 0;
            // What is older is looked up on disk.
            locked(&self.state).index.clear();
        }
        let path = self.path(cursor.segment);
        let io = |source| LedgerError::Io { path: path.clone(), source };
        let (mut text, mut chain) = (String::new(), cursor.chain.clone());
        let mut outcomes = Vec::with_capacity(group.len());
        let mut added: HashMap<String, Signed> = HashMap::new();
        for (number, line) in group {
            let known = added.get(&line.request).cloned().or_else(|| self.recent(&line.request));
            let outcome = match known {
                Some(known) if known.sha256 == line.signed.sha256 && known.label == line.signed.label => {
                    Ok(known)
                }
                Some(_) => Err(LedgerError::Reused(line.request)),
                None => {
                    let written = line.text();
                    chain = chained(&chain, &written);
                    text.push_str(&format!("{written} {chain}\n"));
                    added.insert(line.request, line.signed.clone());
                    Ok(line.signed)
                }
            };
            outcomes.push((number, outcome));
        }
        if !text.is_empty() {
            let is_new = !path.exists();
            let mut file = private(&path).map_err(io)?;
            // A line that a crash cut short was never released.
            file.set_len(cursor.read).map_err(io)?;
            file.seek(SeekFrom::Start(cursor.read)).map_err(io)?;
            let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_data());
            if let Err(error) = written {
                let _ = file.set_len(cursor.read);
                return Err(io(error));
            }
            if is_new {
                File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(io)?;
            }
            cursor.read += text.len() as u64;
            cursor.chain = chain;
            locked(&self.state).index.extend(added);
        }
        Ok(outcomes)
    }

    /// Reads every whole line of every file, checking the chain, until `act` says no.
    fn each_line(&self, mut act: impl FnMut(&Line) -> bool) -> Result<(), LedgerError> {
        let mut chain = String::new();
        let segments = {
            let _others = self.exclude()?;
            self.segments()?
        };
        for segment in segments {
            let path = self.path(segment);
            let io = |source| LedgerError::Io { path: path.clone(), source };
            let mut reader = BufReader::new(File::open(&path).map_err(io)?);
            let mut text = String::new();
            for number in 1.. {
                text.clear();
                if reader.read_line(&mut text).map_err(io)? == 0 || !text.ends_with('\n') {
                    break;
                }
                let (line, next) = parse_chained(&chain, text.trim_end_matches('\n'))
                    .ok_or_else(|| LedgerError::Changed { path: path.clone(), line: number })?;
                chain = next;
                if !act(&line) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

fn parse_chained(chain: &str, text: &str) -> Option<(Line, String)> {
    let (line, found) = text.rsplit_once(' ')?;
    let next = chained(chain, line);
    (next == found).then_some(())?;
    Some((Line::parse(line)?, next))
}

fn check_name(name: &str) -> Result<(), LedgerError> {
    let fits = (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(|octet| octet.is_ascii_graphic());
    if fits { Ok(()) } else { Err(LedgerError::Name) }
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn signed(label: &str, content: u8) -> Signed {
        Signed { label: label.to_owned(), sha256: [content; 32], signature: vec![content; 3] }
    }

    fn now() -> Timestamp {
        Timestamp::from_second(1_795_000_000).unwrap()
    }

    #[test]
    fn a_request_gets_the_same_signature_again_and_never_another() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(folder.path()).unwrap();
        assert_eq!(ledger.record(now(), "r1", signed("ca/firma/1", 1)).unwrap(), signed("ca/firma/1", 1));
        let other = Signed { signature: vec![9], ..signed("ca/firma/1", 1) };
        assert_eq!(ledger.record(now(), "r1", other).unwrap(), signed("ca/firma/1", 1));
        let reused = ledger.record(now(), "r1", signed("ca/firma/1", 2));
        assert!(matches!(reused, Err(LedgerError::Reused(_))));
        let reopened = Ledger::open(folder.path()).unwrap();
        assert_eq!(reopened.find("r1").unwrap(), Some(signed("ca/firma/1", 1)));
        assert_eq!(reopened.find("r2").unwrap(), None);
        assert!(reopened.has_signed("ca/firma/1").unwrap());
        assert!(!reopened.has_signed("ca/cns/1").unwrap());
    }

    #[test]
    fn two_processes_keep_one_record() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (Ledger::open(folder.path()).unwrap(), Ledger::open(folder.path()).unwrap());
        for round in 0..20 {
            let (writer, reader) = if round % 2 == 0 { (&a, &b) } else { (&b, &a) };
            writer.record(now(), &format!("r{round}"), signed("ca/cns/1", round)).unwrap();
            assert_eq!(reader.find(&format!("r{round}")).unwrap(), Some(signed("ca/cns/1", round)));
        }
        assert_eq!(Ledger::open(folder.path()).unwrap().verify().unwrap(), 20);
    }

    #[test]
    fn many_threads_write_every_line_once() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Arc::new(Ledger::open(folder.path()).unwrap());
        let threads: Vec<_> = (0..8_u8)
            .map(|thread| {
                let ledger = Arc::clone(&ledger);
                std::thread::spawn(move || {
                    for number in 0..25 {
                        // Half of the requests are made by every thread at once.
                        let request = if number % 2 == 0 {
                            format!("shared-{number}")
                        } else {
                            format!("{thread}-{number}")
                        };
                        let content = if number % 2 == 0 { 7 } else { thread };
                        ledger.record(now(), &request, signed("ca/firma/1", content)).unwrap();
                    }
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(ledger.verify().unwrap(), 13 + 8 * 12);
    }

    #[test]
    fn a_line_cut_short_by_a_crash_was_never_released() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(folder.path()).unwrap();
        ledger.record(now(), "r1", signed("ca/firma/1", 1)).unwrap();
        ledger.record(now(), "r2", signed("ca/firma/1", 2)).unwrap();
        drop(ledger);
        let path = folder.path().join("00000001.ledger");
        let length = fs::metadata(&path).unwrap().len();
        OpenOptions::new().write(true).open(&path).unwrap().set_len(length - 5).unwrap();
        let ledger = Ledger::open(folder.path()).unwrap();
        assert_eq!(ledger.find("r2").unwrap(), None);
        ledger.record(now(), "r3", signed("ca/firma/1", 3)).unwrap();
        assert_eq!(Ledger::open(folder.path()).unwrap().verify().unwrap(), 2);
    }

    #[test]
    fn a_changed_line_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(folder.path()).unwrap();
        for number in 0..3 {
            ledger.record(now(), &format!("r{number}"), signed("ca/firma/1", number)).unwrap();
        }
        let path = folder.path().join("00000001.ledger");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replacen("r1", "rX", 1)).unwrap();
        assert!(matches!(ledger.verify(), Err(LedgerError::Changed { line: 2, .. })));
        fs::write(
            &path,
            text.lines().filter(|l| !l.contains(" r1 ")).map(|l| format!("{l}\n")).collect::<String>(),
        )
        .unwrap();
        assert!(matches!(Ledger::open(folder.path()), Err(LedgerError::Changed { .. })));
    }
}
