//! Whether a certificate was revoked, from CRLs (RFC 5280 §6.3) and OCSP responses (RFC 6960 §3.2)
//! that the caller has.
//!
//! Two instants matter. The *instant* is when the certificate was relied upon (a signature is proven
//! to have existed); *now* is when the question is asked. A piece of evidence answers when it was
//! issued at or after the instant, or when it is still current now. What proves a definitive
//! revocation answers for ever.

mod crl;
mod ocsp;

use jiff::{SignedDuration, Timestamp};

use super::Pool;
use crate::{
    Certificate,
    crl::{Crl, Reason},
    ocsp::BasicResponse,
};

/// A question about one certificate of a validated path.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The certificate.
    pub certificate: &'a Certificate,
    /// Its issuer in the path.
    pub issuer: &'a Certificate,
    /// The anchor of the path: whoever else signs evidence must lead to it too.
    pub anchor: &'a Certificate,
    /// When the certificate was relied upon.
    pub instant: Timestamp,
    /// When the question is asked; not before `instant`.
    pub now: Timestamp,
    /// Whether evidence issued after `now` counts (it does when `now` is a control time of the past).
    pub accept_later: bool,
    /// How long evidence without nextUpdate is current.
    pub max_age: SignedDuration,
    /// Certificates among which issuers of CRLs are found.
    pub candidates: &'a Pool,
}

/// How far the clock of a responder may be ahead of ours.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_mins(5);

/// CRLs and OCSP responses.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    lists: Vec<crl::List>,
    responses: Vec<ocsp::Reply>,
    strict: bool,
}

impl Evidence {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// None, and lists without a number will not be taken (RFC 5280 §5.2.3): for issuers that keep the
    /// rules.
    pub fn strict() -> Self {
        Self { strict: true, ..Self::default() }
    }

    /// Adds a revocation list.
    pub fn add_crl(&mut self, crl: Crl) {
        if !self.strict || matches!(crl.number(), Ok(Some(_))) {
            self.lists.push(crl::List::new(crl));
        }
    }

    /// Adds an OCSP response.
    pub fn add_response(&mut self, response: BasicResponse) {
        self.responses.push(ocsp::Reply::new(response));
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty() && self.responses.is_empty()
    }
}

/// Where a status comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// A certificate revocation list.
    Crl,
    /// An OCSP response.
    Ocsp,
}

/// What the evidence says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not revoked.
    Good {
        /// Kind of evidence.
        source: Source,
        /// When the issuer knew that.
        this_update: Timestamp,
        /// Until when the issuer promised nothing newer.
        next_update: Option<Timestamp>,
    },
    /// Revoked or suspended, maybe only after the instant asked about.
    Revoked {
        /// Since when.
        at: Timestamp,
        /// Why; [`Reason::CertificateHold`] is a suspension.
        reason: Reason,
        /// Kind of evidence.
        source: Source,
        /// When the issuer knew that.
        this_update: Timestamp,
        /// Until when the issuer promised nothing newer.
        next_update: Option<Timestamp>,
    },
    /// The evidence does not say.
    Unknown(Why),
}

/// Why the evidence does not say. The greater one came closer to an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Why {
    /// None speaks of this certificate.
    #[error("no evidence")]
    NoEvidence,
    /// It cannot be read, or has a critical part that is not understood.
    #[error("evidence not readable")]
    Unreadable,
    /// It covers other certificates, or only some reasons.
    #[error("evidence of another scope")]
    Scope,
    /// It is not signed by whom the issuer authorised.
    #[error("evidence not authorised")]
    Unauthorised,
    /// It was issued after the certificate expired, and does not keep expired ones.
    #[error("evidence issued after expiry")]
    AfterExpiry,
    /// It is dated in the future.
    #[error("evidence from the future")]
    Future,
    /// It is older than needed.
    #[error("evidence outdated")]
    Outdated,
    /// The responder does not know the certificate.
    #[error("certificate unknown to the responder")]
    UnknownToResponder,
    /// The issuer says it never issued the certificate (extended revoked definition).
    #[error("certificate never issued")]
    NeverIssued,
}

impl Why {
    /// Stable kebab-case name.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoEvidence => "no-evidence",
            Self::Unreadable => "unreadable",
            Self::Scope => "scope",
            Self::Unauthorised => "unauthorised",
            Self::AfterExpiry => "after-expiry",
            Self::Future => "future",
            Self::Outdated => "outdated",
            Self::UnknownToResponder => "unknown-to-responder",
            Self::NeverIssued => "never-issued",
        }
    }
}

impl Status {
    /// Whether it says that the certificate was revoked or suspended at the instant.
    pub fn is_revoked_at(&self, instant: Timestamp) -> bool {
        matches!(self, Self::Revoked { at, .. } if *at <= instant)
    }

    fn this_update(&self) -> Timestamp {
        match self {
            Self::Good { this_update, .. } | Self::Revoked { this_update, .. } => *this_update,
            Self::Unknown(_) => Timestamp::MIN,
        }
    }

    /// A revocation that nothing takes back.
    fn is_definitive(&self) -> bool {
        matches!(self, Self::Revoked { reason, .. } if !matches!(reason, Reason::CertificateHold | Reason::RemoveFromCrl))
    }
}

/// Answers a question from all pieces of evidence: a definitive revocation wins, otherwise what was
/// known last.
pub fn status(question: &Question<'_>, evidence: &[&Evidence]) -> Status {
    status_within(question, evidence, 0)
}

/// CRL issuers have certificates, which have CRLs: how often that may repeat.
const MAX_DEPTH: u8 = 2;

fn status_within(question: &Question<'_>, evidence: &[&Evidence], depth: u8) -> Status {
    let mut found = Status::Unknown(Why::NoEvidence);
    let mut consider = |status: Status| {
        found = match (&found, &status) {
            (Status::Unknown(old), Status::Unknown(new)) if old >= new => return,
            (_, Status::Unknown(_)) if !matches!(found, Status::Unknown(_)) => return,
            (Status::Revoked { at: old, .. }, Status::Revoked { at: new, .. })
                if found.is_definitive() && status.is_definitive() && old <= new =>
            {
                return;
            }
            (old, new) if old.is_definitive() && !new.is_definitive() => return,
            (old, new) if !new.is_definitive() && old.this_update() > new.this_update() => return,
            _ => status,
        };
    };
    for response in evidence.iter().flat_map(|evidence| &evidence.responses) {
        consider(ocsp::status(question, response, evidence, depth));
    }
    let lists: Vec<&crl::List> = evidence.iter().flat_map(|evidence| &evidence.lists).collect();
    if !lists.is_empty() {
        crl::statuses(question, &lists, evidence, depth, &mut consider);
    }
    found
}

impl Question<'_> {
    /// Whether evidence of this age answers.
    fn timely(&self, this_update: Timestamp, next_update: Option<Timestamp>) -> Result<(), Why> {
        if this_update > self.now + CLOCK_SKEW && !self.accept_later {
            return Err(Why::Future);
        }
        if this_update >= self.instant {
            return Ok(());
        }
        let until = match next_update {
            Some(next) => next,
            None => this_update.checked_add(self.max_age).unwrap_or(Timestamp::MAX),
        };
        if self.now <= until { Ok(()) } else { Err(Why::Outdated) }
    }

    /// Whether evidence issued at `this_update` still speaks of the certificate, given since when the
    /// issuer keeps expired ones.
    fn keeps(&self, this_update: Timestamp, kept_since: Option<Timestamp>) -> Result<(), Why> {
        let expiry = self.certificate.not_after();
        if this_update < self.certificate.not_before() {
            return Err(Why::Outdated);
        }
        if this_update > expiry && kept_since.is_none_or(|since| since > expiry) {
            return Err(Why::AfterExpiry);
        }
        Ok(())
    }
}
