//! One path, certificate by certificate, from the anchor down (RFC 5280 §6.1).

use asn1::Oid;
use jiff::Timestamp;

use super::{
    Conditions, Rule,
    names::{self, Constraints},
    policy::{PolicyExtensions, PolicyState},
    strict,
};
use crate::{Certificate, extension::KeyUsage, oid};

/// Comparisons of names with name constraints that one path may cost.
const MAX_COMPARISONS: usize = 250_000;

/// Extensions that are acted upon here or by whoever asked, and so may be critical.
const UNDERSTOOD: [Oid; 17] = [
    oid::SUBJECT_KEY_IDENTIFIER,
    oid::KEY_USAGE,
    oid::SUBJECT_ALT_NAME,
    oid::ISSUER_ALT_NAME,
    oid::BASIC_CONSTRAINTS,
    oid::NAME_CONSTRAINTS,
    oid::CRL_DISTRIBUTION_POINTS,
    oid::CERTIFICATE_POLICIES,
    oid::POLICY_MAPPINGS,
    oid::AUTHORITY_KEY_IDENTIFIER,
    oid::POLICY_CONSTRAINTS,
    oid::EXT_KEY_USAGE,
    oid::FRESHEST_CRL,
    oid::INHIBIT_ANY_POLICY,
    oid::AUTHORITY_INFO_ACCESS,
    oid::QC_STATEMENTS,
    oid::OCSP_NO_CHECK,
];

/// Validates `chain` (end certificate first) below `anchor`; names and signatures were matched
/// already. Returns the policies the path is valid for.
///
/// # Errors
/// The index in `chain` (the anchor has index `chain.len()`) and the rule.
pub(super) fn path(
    chain: &[Certificate],
    anchor: &Certificate,
    conditions: &Conditions,
) -> Result<Vec<Oid>, (usize, Rule)> {
    let blame_anchor = |rule| (chain.len(), rule);
    let above = Extensions::read(anchor).map_err(blame_anchor)?;
    anchor_may_issue(anchor).map_err(blame_anchor)?;
    if conditions.strict {
        strict::anchor(anchor, conditions.at).map_err(blame_anchor)?;
    }
    let mut path_length = path_length(anchor).unwrap_or(u64::MAX);
    let mut constraints: Vec<Constraints<'_>> = above.name_constraints.into_iter().collect();
    let mut policies = PolicyState::new(&conditions.policies, chain.len());
    let mut comparisons = 0;

    for (index, certificate) in chain.iter().enumerate().rev() {
        let blame = |rule| (index, rule);
        let last = index == 0;
        let extensions = Extensions::read(certificate).map_err(blame)?;
        within_validity(certificate, conditions.at).map_err(blame)?;
        let self_issued = certificate.is_self_issued();
        if conditions.strict {
            strict::certificate(certificate).map_err(blame)?;
        }

        if !constraints.is_empty() && (last || !self_issued) {
            let subject = certificate.subject().der();
            let names = names::names_of(subject, extensions.alternative_name)
                .map_err(|_| blame(Rule::Malformed("name")))?;
            comparisons += names.len() * constraints.iter().map(Constraints::len).sum::<usize>();
            if comparisons > MAX_COMPARISONS {
                return Err(blame(Rule::TooComplex));
            }
            if !constraints.iter().all(|constraint| constraint.allow(&names)) {
                return Err(blame(Rule::NameConstraints));
            }
        }
        if !policies.step(&extensions.policies, self_issued, last) {
            return Err(blame(Rule::Policy));
        }
        if let Some(purpose) = &conditions.purpose {
            let usages = certificate.ext_key_usage().map_err(|_| blame(Rule::Malformed("extKeyUsage")))?;
            let allowed = match usages {
                // A CA that names no usages restricts none; the end certificate must name it.
                None => !last,
                Some(usages) => {
                    usages.iter().any(|u| u == purpose || (!last && *u == oid::ANY_EXT_KEY_USAGE))
                }
            };
            if !allowed {
                return Err(blame(Rule::ExtendedKeyUsage));
            }
        }
        if !last {
            may_issue(certificate, conditions.at).map_err(blame)?;
            if !self_issued {
                path_length = path_length.checked_sub(1).ok_or(blame(Rule::PathLength))?;
            }
            path_length = path_length.min(self::path_length(certificate).unwrap_or(u64::MAX));
            constraints.extend(extensions.name_constraints);
        }
    }
    policies.finish().ok_or((0, Rule::Policy))
}

/// Whether a certificate below the anchor may issue others at the instant
/// (RFC 5280 §6.1.4 k, m, n).
pub(super) fn may_issue(certificate: &Certificate, at: Timestamp) -> Result<(), Rule> {
    if !is_ca(certificate)? {
        return Err(Rule::NotCa);
    }
    signs_certificates(certificate)?;
    within_validity(certificate, at)
}

/// An anchor may be a certificate of old without extensions, but not one that says it is no CA.
fn anchor_may_issue(anchor: &Certificate) -> Result<(), Rule> {
    if anchor.extensions().next().is_some() && !is_ca(anchor)? {
        return Err(Rule::NotCa);
    }
    signs_certificates(anchor)
}

fn is_ca(certificate: &Certificate) -> Result<bool, Rule> {
    let basic = certificate.basic_constraints().map_err(|_| Rule::Malformed("basicConstraints"))?;
    Ok(basic.is_some_and(|basic| basic.ca))
}

fn signs_certificates(certificate: &Certificate) -> Result<(), Rule> {
    // RFC 5280 §4.1.2.6: without a name nothing can be chained to it.
    if certificate.subject().is_empty() {
        return Err(Rule::Malformed("subject"));
    }
    match certificate.key_usage() {
        Err(_) => Err(Rule::Malformed("keyUsage")),
        Ok(Some(usage)) if !usage.contains(KeyUsage::KEY_CERT_SIGN) => Err(Rule::KeyUsage),
        Ok(_) => Ok(()),
    }
}

pub(super) fn within_validity(certificate: &Certificate, at: Timestamp) -> Result<(), Rule> {
    if at < certificate.not_before() {
        return Err(Rule::NotYetValid);
    }
    if at > certificate.not_after() {
        return Err(Rule::Expired);
    }
    Ok(())
}

fn path_length(certificate: &Certificate) -> Option<u64> {
    certificate.basic_constraints().ok().flatten()?.path_len.map(u64::from)
}

/// What validation needs of the extensions, read once per certificate.
struct Extensions<'a> {
    policies: PolicyExtensions,
    name_constraints: Option<Constraints<'a>>,
    alternative_name: Option<&'a [u8]>,
}

impl<'a> Extensions<'a> {
    fn read(certificate: &'a Certificate) -> Result<Self, Rule> {
        let mut all =
            Self { policies: PolicyExtensions::default(), name_constraints: None, alternative_name: None };
        for extension in certificate.extensions() {
            if extension.critical && !UNDERSTOOD.contains(&extension.oid) {
                return Err(Rule::UnknownCritical(extension.oid));
            }
            let (value, policies) = (extension.value, &mut all.policies);
            let malformed = |name| move |_| Rule::Malformed(name);
            match extension.oid {
                oid::CERTIFICATE_POLICIES => {
                    policies.read_policies(value).map_err(malformed("certificatePolicies"))?;
                }
                oid::POLICY_MAPPINGS => policies.read_mappings(value).map_err(malformed("policyMappings"))?,
                oid::POLICY_CONSTRAINTS => {
                    policies.read_constraints(value).map_err(malformed("policyConstraints"))?;
                }
                oid::INHIBIT_ANY_POLICY => {
                    policies.read_inhibit_any(value).map_err(malformed("inhibitAnyPolicy"))?;
                }
                oid::NAME_CONSTRAINTS => {
                    all.name_constraints =
                        Some(Constraints::read(value).map_err(malformed("nameConstraints"))?);
                }
                oid::SUBJECT_ALT_NAME => all.alternative_name = Some(value),
                _ => {}
            }
        }
        Ok(all)
    }
}
