//! Lint: is a certificate what its profile says?
//!
//! One rule has one id and one test. Run [`before_signing`] on what is about to be signed, so that a
//! certificate with a finding of [`Severity::Error`] is never signed, and [`check`] on what exists.
//! The signature itself is not looked at.

mod encoding;
mod names;
mod profiles;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Certificate, Result, ToSign, profile::Profile};

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Allowed, and not what we issue.
    Warning,
    /// Must not be issued.
    Error,
}

/// A rule that a certificate breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable id of the rule.
    pub rule: Cow<'static, str>,
    /// How grave.
    pub severity: Severity,
    /// What is there, in English, for operators and logs.
    pub message: String,
}

/// One rule.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Stable id.
    pub id: &'static str,
    /// How grave it is to break it.
    pub severity: Severity,
    /// Profiles that it is for; empty for all.
    pub profiles: &'static [Profile],
    check: fn(&Case<'_>) -> Option<String>,
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}

/// A certificate under the rules of a profile.
struct Case<'a> {
    profile: Profile,
    certificate: &'a Certificate,
    /// `None` when it is not at hand: the rules about it are passed over.
    issuer: Option<&'a Certificate>,
}

/// Every rule.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    encoding::RULES.iter().chain(names::RULES).chain(profiles::RULES)
}

/// What a certificate breaks of the rules of its profile. `issuer` is the authority's certificate; a
/// self-signed one needs none.
pub fn check(profile: Profile, certificate: &Certificate, issuer: Option<&Certificate>) -> Vec<Finding> {
    let case = Case { profile, certificate, issuer };
    let applying = rules().filter(|rule| rule.profiles.is_empty() || rule.profiles.contains(&profile));
    applying
        .filter_map(|rule| {
            let message = (rule.check)(&case)?;
            Some(Finding { rule: Cow::Borrowed(rule.id), severity: rule.severity, message })
        })
        .collect()
}

/// The same on what is about to be signed, completed with an empty signature.
///
/// # Errors
/// When what would be signed is not even a certificate.
pub fn before_signing(
    profile: Profile,
    to_sign: &ToSign,
    issuer: Option<&Certificate>,
) -> Result<Vec<Finding>> {
    let copy = Certificate::from_der(to_sign.complete(&[]))?;
    Ok(check(profile, &copy, issuer))
}

/// Builds a rule.
const fn rule(
    id: &'static str,
    severity: Severity,
    profiles: &'static [Profile],
    check: fn(&Case<'_>) -> Option<String>,
) -> Rule {
    Rule { id, severity, profiles, check }
}

/// The message, if the rule is broken.
fn broken(is: bool, message: impl Into<String>) -> Option<String> {
    if is { Some(message.into()) } else { None }
}
