//! Whether a signature is qualified (ETSI TS 119 615 §4.4, §4.5; TS 119 172-4; regulation (EU) 910/2014
//! articles 3, 32, 40): by the trusted lists and by the certificate, at three instants.

mod certificate;
mod finding;

use std::fmt;

use jiff::Timestamp;
use x509::Certificate;

use crate::lists::{ServiceSummary, TrustedLists};

pub use finding::{CODES, Finding};

/// When regulation (EU) 910/2014 began to apply: 1 July 2016 in Brussels.
pub const EIDAS: Timestamp = Timestamp::constant(1_467_324_000, 0);

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The certificate of who signed.
    pub certificate: &'a Certificate,
    /// Its issuers, nearest first, as far as they are known.
    pub chain: &'a [Certificate],
    /// The earliest instant at which the signature is proven to have existed.
    pub best_signature_time: Timestamp,
    /// The instant of the verdict.
    pub validation_time: Timestamp,
    /// What the validation of the signature said.
    pub ades: Ades,
}

/// The outcome of validating an advanced signature (EN 319 102-1 §5.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ades {
    /// TOTAL-PASSED.
    Passed,
    /// INDETERMINATE.
    Indeterminate,
    /// TOTAL-FAILED.
    Failed,
}

/// What a certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Signatures of natural persons.
    Signature,
    /// Seals of legal persons.
    Seal,
    /// Authentication of web sites.
    WebAuthentication,
}

/// What a certificate is at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The instant.
    pub instant: Timestamp,
    /// Whether it is a qualified certificate.
    pub qualified: bool,
    /// What it is for; none when it does not say, or says several.
    pub purpose: Option<Purpose>,
    /// Whether its key is in a qualified device.
    pub qscd: bool,
    /// The services it comes from, as they were at the instant.
    pub services: Vec<ServiceSummary>,
    /// Why.
    pub findings: Vec<Finding>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qualification {
    /// What the signature is.
    pub level: Level,
    /// What the validation of the signature said.
    pub ades: Ades,
    /// The certificate when it was issued.
    pub at_issuance: Standing,
    /// The certificate when the signature is proven to have existed.
    pub at_signing: Standing,
    /// The certificate now.
    pub at_validation: Standing,
    /// Why the level is not higher, and what else is to be known; each once, most important first.
    pub findings: Vec<Finding>,
}

/// What a signature is, were its validation to succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// Qualified electronic signature.
    QESig,
    /// Qualified electronic seal.
    QESeal,
    /// Qualified; whether signature or seal cannot be said.
    Qes,
    /// Advanced signature with a qualified certificate.
    AdESigQc,
    /// Advanced seal with a qualified certificate.
    AdESealQc,
    /// Advanced with a qualified certificate; whether signature or seal cannot be said.
    AdESQc,
    /// Advanced signature.
    AdESig,
    /// Advanced seal.
    AdESeal,
    /// Advanced; whether signature or seal cannot be said.
    AdES,
    /// Made with a certificate for web sites: neither signature nor seal.
    NotForSignatures,
}

impl Level {
    /// Whether it is a qualified signature or seal.
    pub fn is_qualified(self) -> bool {
        matches!(self, Self::QESig | Self::QESeal | Self::Qes)
    }

    /// Whether the certificate is qualified.
    pub fn has_qualified_certificate(self) -> bool {
        self.is_qualified() || matches!(self, Self::AdESigQc | Self::AdESealQc | Self::AdESQc)
    }

    /// A name as validators in the EU write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::QESig => "QESig",
            Self::QESeal => "QESeal",
            Self::Qes => "QES",
            Self::AdESigQc => "AdESig-QC",
            Self::AdESealQc => "AdESeal-QC",
            Self::AdESQc => "AdES-QC",
            Self::AdESig => "AdESig",
            Self::AdESeal => "AdESeal",
            Self::AdES => "AdES",
            Self::NotForSignatures => "N/A",
        }
    }
}

impl Qualification {
    /// Whether it is a qualified signature or seal and validation succeeded.
    pub fn is_qualified(&self) -> bool {
        self.ades == Ades::Passed && self.level.is_qualified()
    }
}

/// `QESig`, `Indeterminate QESig`, `Not AdES but QC with QSCD`.
impl fmt::Display for Qualification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.ades, self.level) {
            (_, Level::NotForSignatures) => f.write_str("N/A"),
            (Ades::Passed, level) => f.write_str(level.name()),
            (Ades::Indeterminate, level) => write!(f, "Indeterminate {}", level.name()),
            (Ades::Failed, level) if level.is_qualified() => f.write_str("Not AdES but QC with QSCD"),
            (Ades::Failed, level) if level.has_qualified_certificate() => f.write_str("Not AdES but QC"),
            (Ades::Failed, _) => f.write_str("Not AdES"),
        }
    }
}

impl TrustedLists {
    /// Whether a signature is qualified. It is when the certificate was qualified both when it was
    /// issued and when the signature is proven to have existed, and its key was then in a qualified
    /// device (article 3 (12), (27)).
    pub fn qualify(&self, question: &Question<'_>) -> Qualification {
        let services = self.issuers_of(question.certificate, question.chain);
        let at = |instant| certificate::standing(question.certificate, &services, instant);
        let at_issuance = at(question.certificate.not_before());
        let at_signing = at(question.best_signature_time);
        let at_validation = at(question.validation_time);

        let qualified = at_issuance.qualified && at_signing.qualified;
        let purpose = at_signing.purpose.filter(|purpose| {
            !at_issuance.qualified || at_issuance.purpose.is_none_or(|first| first == *purpose)
        });
        let mut findings = Vec::new();
        let mut note = |finding: &Finding| {
            if !findings.contains(finding) {
                findings.push(finding.clone());
            }
        };
        if at_signing.qualified && !at_issuance.qualified {
            note(&Finding::NotQualifiedAtIssuance);
        }
        if at_issuance.qualified && !at_signing.qualified {
            note(&Finding::NotQualifiedAtSigning);
        }
        if purpose != at_signing.purpose {
            note(&Finding::PurposeChanged);
        }
        at_signing.findings.iter().for_each(&mut note);
        if !at_issuance.qualified {
            at_issuance.findings.iter().for_each(&mut note);
        }
        for list in services.iter().map(|service| service.list) {
            if list.list.is_expired(question.validation_time) {
                note(&Finding::ListExpired {
                    territory: list.list.scheme.territory.clone().unwrap_or_default(),
                });
            }
        }
        Qualification {
            level: level(qualified, qualified && at_signing.qscd, purpose),
            ades: question.ades,
            at_issuance,
            at_signing,
            at_validation,
            findings,
        }
    }

    /// What a certificate is at an instant.
    pub fn standing(&self, certificate: &Certificate, chain: &[Certificate], instant: Timestamp) -> Standing {
        certificate::standing(certificate, &self.issuers_of(certificate, chain), instant)
    }

    /// Whether a time stamp is qualified: its authority, or whoever issued the certificate of that, is
    /// listed as TSA/QTST and was granted when the time stamp was made (article 42).
    pub fn qualify_time_stamp(
        &self,
        certificate: &Certificate,
        chain: &[Certificate],
        made: Timestamp,
    ) -> TimeStampQualification {
        let mut services: Vec<_> = self.with_identity(certificate).collect();
        if services.is_empty() {
            services = self.issuers_of(certificate, chain);
        }
        certificate::time_stamp(&services, made)
    }
}

/// Whether a time stamp is qualified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeStampQualification {
    /// Whether it is.
    pub qualified: bool,
    /// The services it comes from, as they were when it was made.
    pub services: Vec<ServiceSummary>,
    /// Why not.
    pub findings: Vec<Finding>,
}

fn level(qualified: bool, qscd: bool, purpose: Option<Purpose>) -> Level {
    match (purpose, qualified, qscd) {
        (Some(Purpose::WebAuthentication), ..) => Level::NotForSignatures,
        (Some(Purpose::Signature), true, true) => Level::QESig,
        (Some(Purpose::Seal), true, true) => Level::QESeal,
        (None, true, true) => Level::Qes,
        (Some(Purpose::Signature), true, false) => Level::AdESigQc,
        (Some(Purpose::Seal), true, false) => Level::AdESealQc,
        (None, true, false) => Level::AdESQc,
        (Some(Purpose::Signature), false, _) => Level::AdESig,
        (Some(Purpose::Seal), false, _) => Level::AdESeal,
        (None, false, _) => Level::AdES,
    }
}
