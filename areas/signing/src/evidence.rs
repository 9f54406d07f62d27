//! What signatures need from elsewhere: time stamps, and what proves certificates. Two ports, and the
//! check that fetches what is missing.

use std::{
    collections::HashSet,
    fmt,
    io::{self, Read, Seek},
};

use foundation::Timestamp;
use sigcheck::{Input, Policy, ReadSeek, Report, Trust, Wanted};
use x509::{alg::DigestAlgorithm, ocsp};

/// How often a check is repeated with what came back: a chain of unknown authorities is followed so far.
const ROUNDS: usize = 6;
/// Requests that one file may cause.
const REQUESTS: usize = 40;

/// Somebody outside did not give what was asked for.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct OutsideError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

impl OutsideError {
    /// With these words.
    pub fn new(words: impl fmt::Display) -> Self {
        Self(words.to_string().into())
    }
}

/// Who puts time stamps.
pub trait Stamper: fmt::Debug + Send + Sync {
    /// The token (RFC 3161, DER) over a digest. It was checked against the request.
    ///
    /// # Errors
    /// When there is none.
    fn stamp(&self, algorithm: DigestAlgorithm, digest: &[u8]) -> Result<Vec<u8>, OutsideError>;
}

/// Who fetches certificates, revocation lists and OCSP answers.
pub trait EvidenceSource: fmt::Debug + Send + Sync {
    /// What is at an address.
    ///
    /// # Errors
    /// When the address is not allowed or nothing of use came.
    fn get(&self, url: &str) -> Result<Vec<u8>, OutsideError>;

    /// The answer to an OCSP request (RFC 6960).
    ///
    /// # Errors
    /// As [`Self::get`].
    fn ask(&self, url: &str, request: &[u8]) -> Result<Vec<u8>, OutsideError>;
}

/// Checks a file; what the verdict wants is fetched from `source` and the file is checked again. What
/// cannot be fetched stays missing, as the report says.
///
/// # Errors
/// When reading fails.
pub fn check_fetching(
    file: &mut dyn ReadSeek,
    mut detached: Option<&mut dyn ReadSeek>,
    trust: &Trust,
    at: Timestamp,
    policy: &Policy,
    source: Option<&dyn EvidenceSource>,
) -> io::Result<Report> {
    let mut grown: Option<Trust> = None;
    let mut asked = HashSet::new();
    let mut left = REQUESTS;
    for round in 0.. {
        file.rewind()?;
        let content = match &mut detached {
            Some(content) => {
                content.rewind()?;
                Some(&mut **content as &mut dyn ReadSeek)
            }
            None => None,
        };
        let mut content = content.map(Reading);
        let report = sigcheck::check(
            Input { file, detached: content.as_mut().map(|content| content as &mut dyn Read) },
            grown.as_ref().unwrap_or(trust),
            at,
            policy,
        )?;
        let Some(source) = source.filter(|_| round < ROUNDS) else { return Ok(report) };
        let trust = grown.get_or_insert_with(|| trust.clone());
        let mut answered = HashSet::new();
        let mut is_new = false;
        for wanted in &report.wanted {
            is_new |= fetch(wanted, source, trust, &mut asked, &mut answered, &mut left);
        }
        if !is_new {
            return Ok(report);
        }
    }
    unreachable!("the rounds end")
}

/// A content as what is only read.
struct Reading<'a>(&'a mut dyn ReadSeek);

impl Read for Reading<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

/// Whether something new came. Each address is asked the same thing once; the state of a certificate
/// that one answer told is not asked a second time.
fn fetch(
    wanted: &Wanted,
    source: &dyn EvidenceSource,
    trust: &mut Trust,
    asked: &mut HashSet<(String, Vec<u8>)>,
    answered: &mut HashSet<String>,
    left: &mut usize,
) -> bool {
    let (urls, of, request) = match wanted {
        Wanted::Issuer { urls, of } => (urls, of, None),
        Wanted::Ocsp { urls, cert_id, of } => {
            (urls, of, Some(ocsp::request(std::slice::from_ref(cert_id), None)))
        }
        Wanted::Crl { urls, of } => (urls, of, None),
    };
    let is_state = !matches!(wanted, Wanted::Issuer { .. });
    if is_state && answered.contains(of) {
        return false;
    }
    for url in urls {
        if *left == 0 || !asked.insert((url.clone(), request.clone().unwrap_or_default())) {
            continue;
        }
        *left -= 1;
        let came = match &request {
            Some(request) => source.ask(url, request),
            None => source.get(url),
        };
        match came {
            Ok(octets) if trust.add_fetched(&octets) => {
                if is_state {
                    answered.insert(of.clone());
                }
                return true;
            }
            Ok(_) => tracing::debug!(url, "nothing of use came"),
            Err(error) => tracing::debug!(url, %error, "evidence not fetched"),
        }
    }
    false
}
