//! The people and services that hold a certificate of the internal authority (pki.md §4 P8, §10 K5):
//! their roles, which of them one person may not join, and how a certificate says them.

use std::{fmt, str::FromStr};

use x509::{Certificate, name::GeneralName};

/// Where a certificate of the internal authority says role and operator.
const URI: &str = "urn:ceralacca:role:";
/// Letters of an operator's identifier.
const LONGEST: usize = 64;

/// What an operator may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OperatorRole {
    /// Reads proofs, changes nothing.
    Auditor,
    /// Proposes and approves what concerns the authorities themselves.
    CaOfficer,
    /// Keeps a share of the activation secret.
    KeyCustodian,
    /// Registration operator.
    Rao,
    /// A program of the house that calls another.
    Service,
    /// Runs the machines.
    Sysadmin,
}

impl OperatorRole {
    /// Every role.
    pub const ALL: [OperatorRole; 6] = [
        OperatorRole::Auditor,
        OperatorRole::CaOfficer,
        OperatorRole::KeyCustodian,
        OperatorRole::Rao,
        OperatorRole::Service,
        OperatorRole::Sysadmin,
    ];

    /// The name that stands in the certificate.
    pub fn name(self) -> &'static str {
        match self {
            OperatorRole::Auditor => "auditor",
            OperatorRole::CaOfficer => "ca_officer",
            OperatorRole::KeyCustodian => "key_custodian",
            OperatorRole::Rao => "rao",
            OperatorRole::Service => "service",
            OperatorRole::Sysadmin => "sysadmin",
        }
    }

    /// Whether one person may hold both: never two of officer, auditor and system administrator
    /// (pki.md §10 K5).
    pub fn goes_with(self, other: OperatorRole) -> bool {
        let watched =
            |role| matches!(role, OperatorRole::Auditor | OperatorRole::CaOfficer | OperatorRole::Sysadmin);
        self == other || !(watched(self) && watched(other))
    }
}

impl fmt::Display for OperatorRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for OperatorRole {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or(UnknownRole)
    }
}

/// The text is not the name of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of auditor, ca_officer, key_custodian, rao, service, sysadmin")]
pub struct UnknownRole;

/// Who a certificate of the internal authority is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Operator {
    /// Identifier of the person or service, for example `anna.verdi`.
    pub id: String,
    /// In which role.
    pub role: OperatorRole,
}

impl Operator {
    /// Reads role and identifier from the one URI among the alternative names; `None` when the
    /// certificate is not an operator's.
    pub fn of(certificate: &Certificate) -> Option<Self> {
        let names = certificate.subject_alt_names().ok()??;
        let [GeneralName::Uri(uri)] = names[..] else { return None };
        let (role, id) = uri.strip_prefix(URI)?.split_once(':')?;
        is_operator_id(id).then_some(())?;
        Some(Self { id: id.to_owned(), role: role.parse().ok()? })
    }
}

/// Whether a text can identify an operator: 1 to 64 letters, digits, `-`, `_` and `.`.
pub fn is_operator_id(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
        && text.bytes().all(|octet| octet.is_ascii_alphanumeric() || b"-_.".contains(&octet))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_never_holds_two_of_officer_auditor_and_administrator() {
        use OperatorRole as R;
        for (a, b) in [(R::CaOfficer, R::Auditor), (R::Auditor, R::Sysadmin), (R::Sysadmin, R::CaOfficer)] {
            assert!(!a.goes_with(b) && !b.goes_with(a), "{a} {b}");
        }
        for role in R::ALL {
            assert!(role.goes_with(role) && role.goes_with(R::KeyCustodian) && role.goes_with(R::Rao));
            assert_eq!(role.name().parse(), Ok(role));
        }
    }

    #[test]
    fn an_operator_is_named_by_letters_that_need_no_escape() {
        assert!(is_operator_id("anna.verdi") && is_operator_id("RAO-12_a"));
        for bad in ["", "a b", "a:b", "è", "a/b", &"x".repeat(65)] {
            assert!(!is_operator_id(bad), "{bad}");
        }
    }
}
