//! What signatures need from elsewhere: time stamps, and what proves certificates. Two ports, and the
//! check that fetches what is missing.

use std::{
    collections::HashSet,
    fmt,
    io::{self, Read, Seek},
};

use foundation::Timestamp;
use sigcheck::{CertificateVerdict, Input, NotFetched, Policy, ReadSeek, Report, Trust, Wanted};
use x509::{
    Certificate,
    alg::DigestAlgorithm,
    ocsp::{self, Answer},
};

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
    let mut check = |trust: &Trust| {
        file.rewind()?;
        let content = match &mut detached {
            Some(content) => {
                content.rewind()?;
                Some(&mut **content as &mut dyn ReadSeek)
            }
            None => None,
        };
        let mut content = content.map(Reading);
        let detached = content.as_mut().map(|content| content as &mut dyn Read);
        sigcheck::check(Input { file, detached }, trust, at, policy)
    };
    let Some(source) = source else { return check(trust) };
    let mut search = Search::new(source, trust.clone());
    loop {
        let mut report = check(&search.trust)?;
        if !search.goes_on(&report.wanted) {
            report.not_fetched = search.not_fetched;
            return Ok(report);
        }
    }
}

/// Judges a certificate as of an instant; what the verdict wants is fetched from `source`. Gives also what
/// did not come.
pub fn check_certificate_fetching(
    certificate: &Certificate,
    trust: &Trust,
    at: Timestamp,
    policy: &Policy,
    source: Option<&dyn EvidenceSource>,
) -> (CertificateVerdict, Vec<NotFetched>) {
    let check = |trust: &Trust| sigcheck::check_certificate(certificate, trust, at, policy);
    let Some(source) = source else { return (check(trust), Vec::new()) };
    let mut search = Search::new(source, trust.clone());
    loop {
        let verdict = check(&search.trust);
        if !search.goes_on(&verdict.wanted) {
            return (verdict, search.not_fetched);
        }
    }
}

/// A content as what is only read.
struct Reading<'a>(&'a mut dyn ReadSeek);

impl Read for Reading<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

/// What is fetched for one verdict. Each address is asked the same thing once.
struct Search<'a> {
    source: &'a dyn EvidenceSource,
    trust: Trust,
    asked: HashSet<(String, Vec<u8>)>,
    rounds: usize,
    requests: usize,
    not_fetched: Vec<NotFetched>,
}

impl<'a> Search<'a> {
    fn new(source: &'a dyn EvidenceSource, trust: Trust) -> Self {
        let (asked, not_fetched) = (HashSet::new(), Vec::new());
        Self { source, trust, asked, rounds: ROUNDS, requests: REQUESTS, not_fetched }
    }

    /// Looks for what is wanted; whether something new came.
    fn goes_on(&mut self, wanted: &[Wanted]) -> bool {
        if self.rounds == 0 {
            return false;
        }
        self.rounds -= 1;
        let mut answered = HashSet::new();
        wanted.iter().fold(false, |any, wanted| self.fetch(wanted, &mut answered) | any)
    }

    /// The state of a certificate that one answer told is not asked a second time in a round.
    fn fetch(&mut self, wanted: &Wanted, answered: &mut HashSet<String>) -> bool {
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
            let question = (url.clone(), request.clone().unwrap_or_default());
            if self.requests == 0 || !self.asked.insert(question) {
                continue;
            }
            self.requests -= 1;
            let came = match &request {
                Some(request) => self.source.ask(url, request),
                None => self.source.get(url),
            };
            let why = match came {
                Ok(octets) if self.trust.add_fetched(&octets) => {
                    if is_state {
                        answered.insert(of.clone());
                    }
                    return true;
                }
                Ok(octets) => refused(&octets),
                Err(error) => error.to_string(),
            };
            tracing::debug!(url, why, "evidence not fetched");
            self.not_fetched.push(NotFetched { url: url.clone(), why });
        }
        false
    }
}

/// Why an answer is of no use.
fn refused(octets: &[u8]) -> String {
    match Answer::from_der(octets) {
        Ok(Answer::Error(status)) => format!("OCSP {status:?}"),
        Ok(Answer::Successful(_)) | Err(_) => "neither certificate nor list nor OCSP answer".to_owned(),
    }
}
