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

/// The roles of the trade (pki.md §10 K5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads proofs, changes nothing.
    Auditor,
    /// Officer of the certification authority.
    CaOfficer,
    /// The person a certificate is about (titolare).
    Holder,
    /// Registration operator (RAO).
    Rao,
    /// A component of the program.
    System,
    /// Who runs the machine.
    SysAdmin,
}

impl Role {
    /// The name that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Auditor => "auditor",
            Role::CaOfficer => "ca_officer",
            Role::Holder => "holder",
            Role::Rao => "rao",
            Role::System => "system",
            Role::SysAdmin => "sys_admin",
        }
    }
}

/// How an actor was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// A certificate of the internal authority.
    ClientCertificate,
    /// The emergency code delivered with PIN and PUK.
    EmergencyCode,
    /// Access to the machine's shell.
    LocalShell,
    /// Nobody to recognise: the program itself.
    None,
}
