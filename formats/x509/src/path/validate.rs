//! One path, certificate by certificate, from the anchor down (RFC 5280 §6.1).

use asn1::Oid;
use jiff::Timestamp;

use super::{
    Conditions, Rule,
    names::{self, Constraints},
    policy::{PolicyExtensions, PolicyState},
};
use crate::Certificate;

/// Comparisons of names with name constraints that one path may cost.
const MAX_COMPARISONS: usize = 250_000;

const SUBJECT_KEY_IDENTIFIER: Oid = Oid::new("2.5.29.14");
const KEY_USAGE: Oid = Oid::new("2.5.29.15");
const SUBJECT_ALT_NAME: Oid = Oid::new("2.5.29.17");
const ISSUER_ALT_NAME: Oid = Oid::new("2.5.29.18");
const BASIC_CONSTRAINTS: Oid = Oid::new("2.5.29.19");
const NAME_CONSTRAINTS: Oid = Oid::new("2.5.29.30");
const CRL_DISTRIBUTION_POINTS: Oid = Oid::new("2.5.29.31");
const CERTIFICATE_POLICIES: Oid = Oid::new("2.5.29.32");
const POLICY_MAPPINGS: Oid = Oid::new("2.5.29.33");
const AUTHORITY_KEY_IDENTIFIER: Oid = Oid::new("2.5.29.35");
const POLICY_CONSTRAINTS: Oid = Oid::new("2.5.29.36");
const EXTENDED_KEY_USAGE: Oid = Oid::new("2.5.29.37");
const FRESHEST_CRL: Oid = Oid::new("2.5.29.46");
const INHIBIT_ANY_POLICY: Oid = Oid::new("2.5.29.54");
const AUTHORITY_INFO_ACCESS: Oid = Oid::new("1.3.6.1.5.5.7.1.1");
const QC_STATEMENTS: Oid = Oid::new("1.3.6.1.5.5.7.1.3");
const OCSP_NO_CHECK: Oid = Oid::new("1.3.6.1.5.5.7.48.1.5");
const ANY_EXTENDED_KEY_USAGE: Oid = Oid::new("2.5.29.37.0");

/// Extensions that are acted upon here or by whoever asked, and so may be critical.
const UNDERSTOOD: [Oid; 17] = [
    SUBJECT_KEY_IDENTIFIER,
    KEY_USAGE,
    SUBJECT_ALT_NAME,
    ISSUER_ALT_NAME,
    BASIC_CONSTRAINTS,
    NAME_CONSTRAINTS,
    CRL_DISTRIBUTION_POINTS,
    CERTIFICATE_POLICIES,
    POLICY_MAPPINGS,
    AUTHORITY_KEY_IDENTIFIER,
    POLICY_CONSTRAINTS,
    EXTENDED_KEY_USAGE,
    FRESHEST_CRL,
    INHIBIT_ANY_POLICY,
    AUTHORITY_INFO_ACCESS,
    QC_STATEMENTS,
    OCSP_NO_CHECK,
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

        if !constraints.is_empty() && (last || !self_issued) {
            let subject = certificate.subject().raw();
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
            let allowed = match certificate.ext_key_usage() {
                // A CA that names no usages restricts none; the end certificate must name it.
                None => !last,
                Some(usages) => usages.iter().any(|u| u == purpose || (!last && *u == ANY_EXTENDED_KEY_USAGE)),
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
    if !certificate.basic_constraints().is_some_and(|basic| basic.ca) {
        return Err(Rule::NotCa);
    }
    if certificate.key_usage().is_some_and(|usage| !usage.key_cert_sign()) {
        return Err(Rule::KeyUsage);
    }
    within_validity(certificate, at)
}

/// An anchor may be a certificate of old without extensions, but not one that says it is no CA.
fn anchor_may_issue(anchor: &Certificate) -> Result<(), Rule> {
    let has_extensions = anchor.extensions().next().is_some();
    if has_extensions && !anchor.basic_constraints().is_some_and(|basic| basic.ca) {
        return Err(Rule::NotCa);
    }
    if anchor.key_usage().is_some_and(|usage| !usage.key_cert_sign()) {
        return Err(Rule::KeyUsage);
    }
    Ok(())
}

fn within_validity(certificate: &Certificate, at: Timestamp) -> Result<(), Rule> {
    if at < certificate.not_before() {
        return Err(Rule::NotYetValid);
    }
    if at > certificate.not_after() {
        return Err(Rule::Expired);
    }
    Ok(())
}

fn path_length(certificate: &Certificate) -> Option<u64> {
    certificate.basic_constraints()?.path_len.map(u64::from)
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
                CERTIFICATE_POLICIES => {
                    policies.read_policies(value).map_err(malformed("certificatePolicies"))?;
                }
                POLICY_MAPPINGS => policies.read_mappings(value).map_err(malformed("policyMappings"))?,
                POLICY_CONSTRAINTS => {
                    policies.read_constraints(value).map_err(malformed("policyConstraints"))?;
                }
                INHIBIT_ANY_POLICY => {
                    policies.read_inhibit_any(value).map_err(malformed("inhibitAnyPolicy"))?;
                }
                NAME_CONSTRAINTS => {
                    all.name_constraints =
                        Some(Constraints::read(value).map_err(malformed("nameConstraints"))?);
                }
                SUBJECT_ALT_NAME => all.alternative_name = Some(value),
                _ => {}
            }
        }
        Ok(all)
    }
}
