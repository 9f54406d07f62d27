//! What a list says of some of the certificates that a service issues (TS 119 612 §5.5.9.2).

use asn1::Oid;
use x509::{Certificate, extension::KeyUsage};

use crate::uri::Qualifier;

/// Qualifiers, and which certificates they are said of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qualification {
    /// What is said.
    pub qualifiers: Vec<Qualifier>,
    /// Of which certificates.
    pub criteria: Criteria,
}

/// Criteria with how they combine (TS 119 612 §5.5.9.2.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criteria {
    /// How they combine.
    pub assert: Assert,
    /// The criteria.
    pub items: Vec<Criterion>,
}

/// How criteria combine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assert {
    /// Every one is met.
    All,
    /// One is met.
    AtLeastOne,
    /// None is met.
    None,
}

/// A criterion (TS 119 612 §5.5.9.2.2.1–§5.5.9.2.2.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// Criteria within criteria.
    Criteria(Criteria),
    /// Extended key usages that the certificate has, all of them.
    ExtendedKeyUsage(Vec<Oid>),
    /// Key usages, each set or not set.
    KeyUsage(Vec<(KeyUsage, bool)>),
    /// Policies that the certificate has, all of them.
    Policies(Vec<Oid>),
    /// Attributes that the subject's name has, all of them.
    SubjectAttributes(Vec<Oid>),
    /// One that is not known here; whether it is met cannot be said.
    Unknown(String),
}

impl Criteria {
    /// Whether a certificate meets the criteria; `None` when that hangs on one that is not known here
    /// or on an extension that cannot be read.
    pub fn met_by(&self, certificate: &Certificate) -> Option<bool> {
        let answers = self.items.iter().map(|item| item.met_by(certificate));
        match self.assert {
            Assert::All => every(answers),
            Assert::AtLeastOne => any(answers),
            Assert::None => any(answers).map(|met| !met),
        }
    }
}

impl Criterion {
    fn met_by(&self, certificate: &Certificate) -> Option<bool> {
        match self {
            Self::Criteria(criteria) => criteria.met_by(certificate),
            Self::ExtendedKeyUsage(wanted) => {
                let own = certificate.ext_key_usage().ok()?.unwrap_or_default();
                Some(wanted.iter().all(|usage| own.contains(usage)))
            }
            Self::KeyUsage(wanted) => {
                let own = certificate.key_usage().ok()?;
                let has = |usage| own.is_some_and(|own| own.contains(usage));
                Some(wanted.iter().all(|(usage, set)| has(*usage) == *set))
            }
            Self::Policies(wanted) => {
                let own = certificate.policies().ok()?.unwrap_or_default();
                Some(wanted.iter().all(|wanted| own.iter().any(|policy| policy.oid == *wanted)))
            }
            Self::SubjectAttributes(wanted) => {
                Some(wanted.iter().all(|wanted| certificate.subject().get(wanted).is_some()))
            }
            Self::Unknown(_) => None,
        }
    }
}

fn every(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    any(answers.map(|answer| answer.map(|met| !met))).map(|met| !met)
}

fn any(mut answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut unknown = false;
    let met = answers.any(|answer| {
        unknown |= answer.is_none();
        answer == Some(true)
    });
    if met || !unknown { Some(met) } else { None }
}
