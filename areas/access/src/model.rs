use authority::OperatorRole;
use foundation::Timestamp;

/// A person in a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Identifier of the person, the same in every role: stands in the certificates.
    pub id: String,
    /// In which role.
    pub role: OperatorRole,
    /// Name of the person.
    pub name: String,
    /// Address of the person.
    pub email: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Since when it is closed, if it is.
    pub disabled_at: Option<Timestamp>,
    /// The certificates given for it, newest first.
    pub certificates: Vec<GivenCertificate>,
}

impl Account {
    /// Whether it opens the door.
    pub fn is_open(&self) -> bool {
        self.disabled_at.is_none()
    }
}

/// A certificate given to an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenCertificate {
    /// SHA-256 of its DER.
    pub sha256: Vec<u8>,
    /// Serial number, 16 octets.
    pub serial: Vec<u8>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// End of its validity.
    pub not_after: Timestamp,
}
