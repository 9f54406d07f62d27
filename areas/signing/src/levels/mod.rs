//! Raising signatures to the levels B-T, B-LT and B-LTA (EN 319 122-1, 132-1, 142-1, 162-1), whatever the
//! container: a time stamp, what proves the certificates, a time stamp over all of that. What is there
//! stays as it is.

mod cms;
mod container;
mod pdf;
mod xml;

use std::{
    cell::Cell,
    fs::File,
    io::{self, Cursor, Read, Seek, Write},
};

use cades::{Limits, token::TimeStampToken};
use foundation::{Clock, Entropy, Timestamp};
use sigcheck::{Document, Policy, ReadSeek, Trust};
use x509::{alg::DigestAlgorithm, evidence::ValidationData};

use crate::evidence::{EvidenceSource, OutsideError, Stamper, check_fetching};

/// Octets of a file that is held in memory: all but envelopes.
const WHOLE: u64 = 1 << 30;
/// The digest under which time stamps are asked for.
const DIGEST: DigestAlgorithm = DigestAlgorithm::Sha256;

/// A baseline level above B-B.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// With a signature time stamp.
    T,
    /// With certificates and revocation data too.
    Lt,
    /// With an archive time stamp over all that, which can be repeated.
    Lta,
}

/// Why a file is not raised.
#[derive(Debug, thiserror::Error)]
pub enum LevelError {
    /// The format of the file has no levels, or what is needed for them is not inside.
    #[error("{0}")]
    Format(String),
    /// Something that proves a certificate is missing.
    #[error("no evidence for: {}", .0.join("; "))]
    Evidence(Vec<String>),
    /// Reading or writing failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The signature is not valid: it is not to be dressed up.
    #[error("the signature is not valid: {0}")]
    NotValid(String),
    /// The file is not signed.
    #[error("the file is not signed")]
    NotSigned,
    /// There is no time stamp.
    #[error("no time stamp: {0}")]
    Stamp(#[source] OutsideError),
}

impl LevelError {
    fn format(error: impl std::fmt::Display) -> Self {
        Self::Format(error.to_string())
    }
}

/// Who brings signatures to higher levels: time stamps, evidence, trust and clock behind one door.
pub trait Raise: std::fmt::Debug + Send + Sync {
    /// A time stamp over a SHA-256 digest (RFC 3161, DER).
    ///
    /// # Errors
    /// [`LevelError::Stamp`].
    fn token(&self, digest: &[u8]) -> Result<Vec<u8>, LevelError>;

    /// Raises every signature of a file, as [`Raising::raise`] does.
    ///
    /// # Errors
    /// [`LevelError`]; what was written is then to be thrown away.
    fn raise(
        &self,
        file: File,
        detached: Option<&mut dyn ReadSeek>,
        level: Level,
        out: &mut dyn Write,
    ) -> Result<(), LevelError>;
}

/// All that raising takes.
#[derive(Debug)]
pub struct Raising<'a> {
    /// Who puts time stamps.
    pub stamper: &'a dyn Stamper,
    /// Who fetches what is missing, if anybody may.
    pub source: Option<&'a dyn EvidenceSource>,
    /// Whom to trust, and what is known already.
    pub trust: &'a Trust,
    /// The clock.
    pub clock: &'a dyn Clock,
    /// When the newest time stamp says it was made: the clock of who put it may be ahead of ours.
    /// Begins with none.
    pub newest: Cell<Option<Timestamp>>,
    /// What is asked of a signature.
    pub policy: &'a Policy,
    /// Randomness, for identifiers in files.
    pub entropy: &'a dyn Entropy,
    /// A new file without a name, for what is too large for memory.
    pub scratch: fn() -> io::Result<File>,
}

impl Raising<'_> {
    /// Raises every signature of a file that is below `level`, and writes the file. `detached` is the
    /// content of a signature that stands apart. A time stamp at level B-LTA is put also where there is
    /// one already: it is renewed.
    ///
    /// # Errors
    /// [`LevelError`]; what was written is then to be thrown away.
    pub fn raise(
        &self,
        file: File,
        mut detached: Option<&mut dyn ReadSeek>,
        level: Level,
        out: &mut dyn Write,
    ) -> Result<(), LevelError> {
        let mut file = io::BufReader::with_capacity(1 << 17, file);
        let report = self.check(&mut file, &mut detached, false)?;
        match report.document {
            Document::Cades => {
                cms::raise(self, file.into_inner(), &mut detached, level, out)?;
            }
            Document::Pades => out.write_all(&pdf::raise(self, whole(&mut file)?, level)?)?,
            Document::Xades => {
                out.write_all(&xml::raise(self, whole(&mut file)?, &mut detached, level)?)?;
            }
            Document::Asic => out.write_all(&container::raise(self, whole(&mut file)?, level)?)?,
            Document::Unsigned => return Err(LevelError::NotSigned),
            other => return Err(LevelError::Format(format!("{other:?}"))),
        }
        Ok(out.flush()?)
    }

    fn check(
        &self,
        file: &mut dyn ReadSeek,
        detached: &mut Option<&mut dyn ReadSeek>,
        fetching: bool,
    ) -> Result<sigcheck::Report, LevelError> {
        let content = detached.as_mut().map(|content| &mut **content as &mut dyn ReadSeek);
        let source = self.source.filter(|_| fetching);
        let report = check_fetching(file, content, self.trust, self.at(), self.policy, source)?;
        if report.indication == sigcheck::Indication::TotalFailed {
            let why = report.signatures.iter().flat_map(|one| &one.errors).chain(&report.errors).next();
            return Err(LevelError::NotValid(why.map(|why| why.code.to_string()).unwrap_or_default()));
        }
        Ok(report)
    }

    /// What the verdict on the file rests on: all that a signature must embed.
    fn evidence(
        &self,
        file: &mut dyn ReadSeek,
        detached: &mut Option<&mut dyn ReadSeek>,
    ) -> Result<ValidationData, LevelError> {
        let report = self.check(file, detached, true)?;
        if report.indication != sigcheck::Indication::TotalPassed {
            let mut why: Vec<String> = report
                .signatures
                .iter()
                .filter(|one| one.indication != sigcheck::Indication::TotalPassed)
                .flat_map(|one| one.errors.iter().map(|reason| reason.code.to_string()))
                .collect();
            why.extend(report.errors.iter().map(|reason| reason.code.to_string()));
            why.dedup();
            why.extend(report.not_fetched.iter().map(|missed| format!("{}: {}", missed.url, missed.why)));
            return Err(LevelError::Evidence(why));
        }
        Ok(report.validation_data)
    }

    /// Now, and not before the newest time stamp.
    fn at(&self) -> Timestamp {
        let now = self.clock.now();
        self.newest.get().map_or(now, |newest| newest.max(now))
    }

    fn stamp(&self, digest: &[u8]) -> Result<Vec<u8>, LevelError> {
        let token = self.stamper.stamp(DIGEST, digest).map_err(LevelError::Stamp)?;
        let read = TimeStampToken::read(&token, &Limits::default()).map_err(LevelError::format)?;
        self.newest.set(self.newest.get().max(Some(read.stamp().time)));
        Ok(token)
    }
}

fn whole(file: &mut io::BufReader<File>) -> Result<Vec<u8>, LevelError> {
    file.rewind()?;
    let mut octets = Vec::new();
    file.take(WHOLE + 1).read_to_end(&mut octets)?;
    match octets.len() as u64 > WHOLE {
        true => Err(LevelError::Format(format!("> {WHOLE}"))),
        false => Ok(octets),
    }
}

/// A file in memory, as what a check reads.
fn in_memory(octets: &[u8]) -> Cursor<&[u8]> {
    Cursor::new(octets)
}
