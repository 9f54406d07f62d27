use std::fmt;

use serde::{Deserialize, Serialize};

/// Who causes an effect, as the audit log names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// What the actor may be doing here.
    pub role: Role,
    /// The operator's id, the holder's codice fiscale or the name of the component.
    pub name: String,
    /// How the actor proved to be who it is.
    pub method: AuthMethod,
}

impl Actor {
    /// A part of the program itself, for example `recovery` or `crl-publisher`.
    pub fn system(component: &str) -> Self {
        Self { role: Role::System, name: component.to_owned(), method: AuthMethod::None }
    }

    /// A person at the command line of the machine that holds the data.
    pub fn command_line() -> Self {
        Self { role: Role::SysAdmin, name: "command-line".to_owned(), method: AuthMethod::LocalShell }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.role.as_str(), self.name)
    }
}

/// The roles of the trade (pki.md §1 and §10 K5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Who asked for the certificate, when it is not the holder (richiedente).
    Applicant,
    /// Reads proofs, changes nothing.
    Auditor,
    /// Officer of the certification authority.
    CaOfficer,
    /// The person a certificate is about (titolare).
    Holder,
    /// Keeps a share of an activation secret or a backup key.
    KeyCustodian,
    /// A court or another public authority whose order we carry out.
    PublicAuthority,
    /// Registration operator (RAO).
    Rao,
    /// A component of the program.
    System,
    /// Who runs the machine.
    SysAdmin,
    /// The organisation that a role or an affiliation comes from (terzo interessato).
    ThirdParty,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 10] = [
        Self::Applicant,
        Self::Auditor,
        Self::CaOfficer,
        Self::Holder,
        Self::KeyCustodian,
        Self::PublicAuthority,
        Self::Rao,
        Self::System,
        Self::SysAdmin,
        Self::ThirdParty,
    ];

    /// The name that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Applicant => "applicant",
            Role::Auditor => "auditor",
            Role::CaOfficer => "ca_officer",
            Role::Holder => "holder",
            Role::KeyCustodian => "key_custodian",
            Role::PublicAuthority => "public_authority",
            Role::Rao => "rao",
            Role::System => "system",
            Role::SysAdmin => "sys_admin",
            Role::ThirdParty => "third_party",
        }
    }

    /// The role with a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// How an actor was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// The electronic identity card (CIE).
    Cie,
    /// A certificate of the internal authority.
    ClientCertificate,
    /// The CNS authentication certificate of a card.
    Cns,
    /// The signed proof of delivery of a courier.
    DeliveryReceipt,
    /// The emergency code delivered with PIN and PUK.
    EmergencyCode,
    /// An operator saw the person and an identity document.
    InPerson,
    /// Access to the machine's shell.
    LocalShell,
    /// Nobody to recognise: the program itself.
    None,
    /// A code sent to the registered telephone.
    Otp,
    /// Sent from the registered mailbox of certified mail (PEC).
    Pec,
    /// The signature under a document.
    Signature,
    /// The public digital identity system (SPID), level 2 or higher.
    Spid,
}

impl AuthMethod {
    /// Every method.
    pub const ALL: [Self; 12] = [
        Self::Cie,
        Self::ClientCertificate,
        Self::Cns,
        Self::DeliveryReceipt,
        Self::EmergencyCode,
        Self::InPerson,
        Self::LocalShell,
        Self::None,
        Self::Otp,
        Self::Pec,
        Self::Signature,
        Self::Spid,
    ];

    /// The name that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            AuthMethod::Cie => "cie",
            AuthMethod::ClientCertificate => "client_certificate",
            AuthMethod::Cns => "cns",
            AuthMethod::DeliveryReceipt => "delivery_receipt",
            AuthMethod::EmergencyCode => "emergency_code",
            AuthMethod::InPerson => "in_person",
            AuthMethod::LocalShell => "local_shell",
            AuthMethod::None => "none",
            AuthMethod::Otp => "otp",
            AuthMethod::Pec => "pec",
            AuthMethod::Signature => "signature",
            AuthMethod::Spid => "spid",
        }
    }

    /// The method with a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stored_name_is_the_one_in_the_audit_log() {
        for role in Role::ALL {
            assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
            assert_eq!(Role::from_name(role.as_str()), Some(role));
        }
        for method in AuthMethod::ALL {
            assert_eq!(serde_json::to_value(method).unwrap(), method.as_str());
            assert_eq!(AuthMethod::from_name(method.as_str()), Some(method));
        }
        assert_eq!(Role::from_name("king"), None);
    }
}
