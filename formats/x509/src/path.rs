//! From a certificate to an authority one trusts: path building and validation (RFC 5280 §6), and
//! whether a certificate was revoked (§6.3, RFC 6960 §3.2).
//!
//! A path starts at the certificate in question and ends at an *anchor*: a certificate that is
//! trusted because somebody said so. The anchor itself is not validated (neither its dates nor its
//! signature), but what it says about those below it (not a CA, path length, name constraints) is
//! honoured. Everything is pure: the instant is an argument, and so is every certificate, CRL and
//! OCSP response; nothing is ever fetched.
//!
//! # Common operations
//!
//! - Collect certificates: [`Pool`].
//! - Find a path: [`find`] with [`Conditions`]. The answer is a [`Path`], or a [`Refusal`] that names
//!   the certificate and the [`Rule`].
//! - Ask whether a certificate of a path was revoked: [`revocation::status`].
//! - Ask whether it is that of a server: [`server::serves`].

mod names;
mod policy;
pub mod revocation;
pub mod server;
mod strict;
mod validate;

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use asn1::Oid;
use jiff::Timestamp;

use crate::Certificate;

pub use names::same_name;
pub use policy::PolicyInputs;

/// How much work one search may cost before it is given up (the answer is then
/// [`Rule::TooComplex`]).
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Certificates in a path, the anchor not counted.
    pub depth: usize,
    /// Signatures verified.
    pub signature_checks: u32,
    /// Paths, complete or not, that are looked at.
    pub paths: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 10, signature_checks: 100, paths: 250 }
    }
}

/// Signature checks that fail in many searches together, as those for one file: a thousand signatures, each
/// by an issuer whose name a thousand certificates have, would cost a thousand times the limit of one search.
/// Clones share what is left. When it is used up, the answer is [`Rule::TooComplex`] at the next failure.
#[derive(Clone, Debug)]
pub struct Effort(Arc<AtomicU32>);

impl Effort {
    /// So many checks may fail.
    pub fn new(checks: u32) -> Self {
        Self(Arc::new(AtomicU32::new(checks)))
    }

    /// One has failed; whether that was still granted.
    fn failed(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
    }
}

/// What a path must satisfy besides RFC 5280.
#[derive(Clone, Debug)]
pub struct Conditions {
    /// The instant at which the certificates must be valid.
    pub at: Timestamp,
    /// Extended key usage that the certificate, and every CA that restricts usages, must allow.
    pub purpose: Option<Oid>,
    /// Policies.
    pub policies: PolicyInputs,
    /// Every certificate, the anchor too, also keeps the rules that RFC 5280 §4 gives to issuers; keys
    /// and digests are strong; the anchor is within its validity.
    pub strict: bool,
    /// Limits of the search.
    pub limits: Limits,
    /// What it shares with other searches.
    pub effort: Option<Effort>,
}

impl Conditions {
    /// Valid at `at`, for any purpose and policy, with the usual limits.
    pub fn at(at: Timestamp) -> Self {
        Self {
            at,
            purpose: None,
            policies: PolicyInputs::default(),
            strict: false,
            limits: Limits::default(),
            effort: None,
        }
    }
}

/// Certificates that can be found by their subject. Adding one twice changes nothing.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    certificates: Vec<Certificate>,
    by_subject: HashMap<Vec<u8>, Vec<usize>>,
    known: HashSet<[u8; 32]>,
}

impl Pool {
    /// An empty pool.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a certificate.
    pub fn add(&mut self, certificate: Certificate) {
        if self.known.insert(certificate.sha256()) {
            let key = names::key(certificate.subject().der());
            self.by_subject.entry(key).or_default().push(self.certificates.len());
            self.certificates.push(certificate);
        }
    }

    /// Whether this very certificate is in the pool.
    pub fn contains(&self, certificate: &Certificate) -> bool {
        !self.known.is_empty() && self.known.contains(&certificate.sha256())
    }

    /// In the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Certificate> {
        self.certificates.iter()
    }

    /// Certificates whose subject is this DER name (by [`same_name`]).
    pub fn with_subject(&self, name: &[u8]) -> impl Iterator<Item = &Certificate> {
        let found = if self.certificates.is_empty() { None } else { self.by_subject.get(&names::key(name)) };
        found.into_iter().flatten().map(|index| &self.certificates[*index])
    }
}

impl FromIterator<Certificate> for Pool {
    fn from_iter<I: IntoIterator<Item = Certificate>>(certificates: I) -> Self {
        let mut pool = Self::new();
        pool.extend(certificates);
        pool
    }
}

impl Extend<Certificate> for Pool {
    fn extend<I: IntoIterator<Item = Certificate>>(&mut self, certificates: I) {
        certificates.into_iter().for_each(|certificate| self.add(certificate));
    }
}

/// A validated path.
#[derive(Clone, Debug)]
pub struct Path {
    /// The certificate asked about first, the anchor last; a single one when the certificate asked
    /// about is itself an anchor.
    pub certificates: Vec<Certificate>,
    /// The policies the path is valid for, out of the acceptable ones.
    pub policies: Vec<Oid>,
}

impl Path {
    /// The anchor the path ends at.
    pub fn anchor(&self) -> &Certificate {
        &self.certificates[self.certificates.len() - 1]
    }

    /// Every certificate below the anchor with its issuer, the end certificate first.
    pub fn links(&self) -> impl Iterator<Item = (&Certificate, &Certificate)> {
        self.certificates.windows(2).map(|pair| (&pair[0], &pair[1]))
    }
}

/// Why there is no path: the attempt that came furthest.
#[derive(Clone, Debug, thiserror::Error)]
#[error("certificate {index} of the path: {rule}")]
pub struct Refusal {
    /// The attempt, from the certificate asked about upwards; it need not reach an anchor.
    pub chain: Vec<Certificate>,
    /// Which certificate of `chain` broke the rule.
    pub index: usize,
    /// The rule.
    pub rule: Rule,
}

impl Refusal {
    /// The certificate that broke the rule.
    pub fn certificate(&self) -> &Certificate {
        &self.chain[self.index]
    }
}

/// The rules a path can break.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// Its validity ended before the instant.
    #[error("expired")]
    Expired,
    /// Its extended key usage does not allow the purpose (RFC 5280 §4.2.1.12).
    #[error("extended key usage does not allow the purpose")]
    ExtendedKeyUsage,
    /// It issued a certificate, but its key usage does not allow that (RFC 5280 §6.1.4 n).
    #[error("key usage does not allow signing certificates")]
    KeyUsage,
    /// An extension or a name cannot be read.
    #[error("malformed {0}")]
    Malformed(&'static str),
    /// A name is outside what a CA above may certify (RFC 5280 §6.1.3 b, c).
    #[error("a name constraint of a CA above forbids its name")]
    NameConstraints,
    /// Nobody known issued it.
    #[error("its issuer is not known")]
    NoIssuer,
    /// It issued a certificate without being a CA (RFC 5280 §6.1.4 k).
    #[error("not a certification authority")]
    NotCa,
    /// Its validity begins after the instant.
    #[error("not yet valid")]
    NotYetValid,
    /// More CAs below a CA than that one allows (RFC 5280 §6.1.4 l).
    #[error("the path is longer than a CA above allows")]
    PathLength,
    /// No certificate policy holds for the whole path although one must (RFC 5280 §6.1.5 g).
    #[error("no acceptable certificate policy")]
    Policy,
    /// A field breaks a rule for issuers ([`Conditions::strict`]), or the certificate is not a server's
    /// ([`server::serves`]).
    #[error("{0} is not as it must be")]
    Profile(&'static str),
    /// The key of its issuer does not verify its signature.
    #[error("its signature does not verify")]
    Signature,
    /// The search was given up (`path_too_complex`).
    #[error("path too complex")]
    TooComplex,
    /// A critical extension that is not understood (RFC 5280 §4.2).
    #[error("unknown critical extension {0}")]
    UnknownCritical(Oid),
}

/// Finds a path from `end` to one of the `anchors`, through `candidates` and the certificates
/// `given` with it (for instance in the same signature).
///
/// # Errors
/// [`Refusal`]: the attempt that came furthest, and what stopped it.
pub fn find(
    end: &Certificate,
    given: &[Certificate],
    candidates: &Pool,
    anchors: &Pool,
    conditions: &Conditions,
) -> Result<Path, Refusal> {
    if anchors.contains(end) {
        if conditions.strict
            && let Err(rule) = strict::anchor(end, conditions.at)
        {
            return Err(Refusal { chain: vec![end.clone()], index: 0, rule });
        }
        return Ok(Path { certificates: vec![end.clone()], policies: Vec::new() });
    }
    let mut search = Search {
        given,
        candidates,
        anchors,
        conditions,
        signature_checks: 0,
        paths: 0,
        verified: HashMap::new(),
        furthest: None,
    };
    let mut chain = vec![end.clone()];
    match search.extend(&mut chain) {
        Ok(Some(path)) => Ok(path),
        Ok(None) => Err(search
            .furthest
            .map_or(Refusal { chain, index: 0, rule: Rule::NoIssuer }, |(_, refusal)| refusal)),
        Err(TooComplex) => Err(Refusal { chain: vec![end.clone()], index: 0, rule: Rule::TooComplex }),
    }
}

/// The budget of the search is spent.
struct TooComplex;

/// How far an attempt came, worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Progress {
    Unanchored,
    Unsuitable,
    Anchored,
}

struct Search<'a> {
    given: &'a [Certificate],
    candidates: &'a Pool,
    anchors: &'a Pool,
    conditions: &'a Conditions,
    signature_checks: u32,
    paths: u32,
    /// Outcome by digest of the certificate and of its supposed issuer.
    verified: HashMap<([u8; 32], [u8; 32]), bool>,
    furthest: Option<(Progress, Refusal)>,
}

impl Search<'_> {
    /// Depth first, anchors before anything else.
    fn extend(&mut self, chain: &mut Vec<Certificate>) -> Result<Option<Path>, TooComplex> {
        let top = chain[chain.len() - 1].clone();
        let issuer = top.issuer().der();
        let (anchors, candidates, given) = (self.anchors, self.candidates, self.given);
        for anchor in anchors.with_subject(issuer) {
            self.count_path()?;
            if let Some(path) = self.complete(chain, &top, anchor)? {
                return Ok(Some(path));
            }
        }
        let given = given.iter().filter(|other| names::same_name(other.subject().der(), issuer));
        let mut issuers: Vec<&Certificate> = Vec::new();
        for other in given.chain(candidates.with_subject(issuer)) {
            if !issuers.contains(&other) && !anchors.contains(other) {
                issuers.push(other);
            }
        }
        // Those whose key identifier is the one the certificate names come first.
        let wanted = top.authority_key_identifier().ok().flatten().and_then(|key| key.key_identifier);
        issuers.sort_by_key(|other| wanted.is_none() || other.subject_key_identifier() != Ok(wanted));
        let mut tried = false;
        for other in issuers {
            if chain.iter().any(|below| same_key_and_name(below, other)) {
                continue;
            }
            tried = true;
            self.count_path()?;
            if chain.len() >= self.conditions.limits.depth {
                self.refuse(Progress::Unsuitable, chain, None, chain.len() - 1, Rule::TooComplex);
                return Ok(None);
            }
            if let Some(path) = self.through(chain, &top, other)? {
                return Ok(Some(path));
            }
        }
        if !tried {
            self.refuse(Progress::Unanchored, chain, None, chain.len() - 1, Rule::NoIssuer);
        }
        Ok(None)
    }

    fn complete(
        &mut self,
        chain: &[Certificate],
        top: &Certificate,
        anchor: &Certificate,
    ) -> Result<Option<Path>, TooComplex> {
        if !self.is_signed_by(top, anchor)? {
            self.refuse(Progress::Unsuitable, chain, Some(anchor), chain.len() - 1, Rule::Signature);
            return Ok(None);
        }
        match validate::path(chain, anchor, self.conditions) {
            Ok(policies) => {
                let certificates = chain.iter().chain([anchor]).cloned().collect();
                Ok(Some(Path { certificates, policies }))
            }
            Err((_, Rule::TooComplex)) => Err(TooComplex),
            Err((index, rule)) => {
                self.refuse(Progress::Anchored, chain, Some(anchor), index, rule);
                Ok(None)
            }
        }
    }

    fn through(
        &mut self,
        chain: &mut Vec<Certificate>,
        top: &Certificate,
        issuer: &Certificate,
    ) -> Result<Option<Path>, TooComplex> {
        let index = chain.len();
        if let Err(rule) = validate::may_issue(issuer, self.conditions.at) {
            self.refuse(Progress::Unsuitable, chain, Some(issuer), index, rule);
            return Ok(None);
        }
        if !self.is_signed_by(top, issuer)? {
            self.refuse(Progress::Unsuitable, chain, Some(issuer), index - 1, Rule::Signature);
            return Ok(None);
        }
        chain.push(issuer.clone());
        let outcome = self.extend(chain);
        chain.pop();
        outcome
    }

    fn is_signed_by(&mut self, certificate: &Certificate, issuer: &Certificate) -> Result<bool, TooComplex> {
        let pair = (certificate.sha256(), issuer.sha256());
        if let Some(outcome) = self.verified.get(&pair) {
            return Ok(*outcome);
        }
        self.signature_checks += 1;
        if self.signature_checks > self.conditions.limits.signature_checks {
            return Err(TooComplex);
        }
        let outcome = signed_by(certificate, issuer);
        self.verified.insert(pair, outcome);
        match &self.conditions.effort {
            Some(effort) if !outcome && !effort.failed() => Err(TooComplex),
            _ => Ok(outcome),
        }
    }

    fn count_path(&mut self) -> Result<(), TooComplex> {
        self.paths += 1;
        if self.paths > self.conditions.limits.paths { Err(TooComplex) } else { Ok(()) }
    }

    fn refuse(
        &mut self,
        progress: Progress,
        chain: &[Certificate],
        above: Option<&Certificate>,
        index: usize,
        rule: Rule,
    ) {
        if self.furthest.as_ref().is_none_or(|(best, _)| progress > *best) {
            let chain = chain.iter().chain(above).cloned().collect();
            self.furthest = Some((progress, Refusal { chain, index, rule }));
        }
    }
}

fn signed_by(certificate: &Certificate, issuer: &Certificate) -> bool {
    issuer.public_key().is_ok_and(|key| certificate.verify_signed_by(key).is_ok())
}

/// A certificate that would make the path go in a circle (RFC 4158 §2.4.2).
fn same_key_and_name(a: &Certificate, b: &Certificate) -> bool {
    a.spki() == b.spki() && names::same_name(a.subject().der(), b.subject().der())
}
