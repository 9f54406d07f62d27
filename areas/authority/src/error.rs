use foundation::{Problem, Status};
use keyvault::{KeyError, KeyringError, VaultError};

use crate::rules::{approvals::Objection, lifecycle::Refused, time_stamping::ClockFault};

/// Why a verb of the authority did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// Dual control says no.
    #[error(transparent)]
    Approval(#[from] Objection),
    /// The authorities were made before.
    #[error("the service authorities exist already")]
    AlreadyInitialised,
    /// Too much of the same is going on; nothing was looked at.
    #[error("too much of the same is going on")]
    Busy,
    /// The end of the certificate would lie after that of its authority (pki.md §1 H3).
    #[error("the authority's own certificate ends too soon")]
    CaValidityExceeded,
    /// The emergency code does not suspend this: the number is unknown, the code is wrong, or it was tried
    /// too often. Which of them is not told.
    #[error("the emergency code was not accepted")]
    EmergencyCode,
    /// The clock is not to be relied upon: no instant is signed.
    #[error(transparent)]
    Clock(#[from] ClockFault),
    /// The holder's data cannot go into a certificate.
    #[error("{field}: {why}")]
    Holder {
        /// Which datum.
        field: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// The key does not sign.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Who holds the keys of the authorities says no.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The key is certified already, or both requests are for the same key (pki.md §3).
    #[error("the key is certified already, or stands in both requests")]
    KeyInUse,
    /// The key is known to be in other hands.
    #[error("the key is compromised")]
    KeyCompromised,
    /// The authority cannot sign with a key of this type.
    #[error("the key is of a type that an authority does not use")]
    KeyType,
    /// The certificate broke a rule of its profile; its serial number is burnt.
    #[error("the certificate breaks the rule {rule}: {message}")]
    Lint {
        /// Id of the rule.
        rule: String,
        /// What is wrong.
        message: String,
    },
    /// A list with an earlier instant than the one that relying parties have.
    #[error("{list} would speak of an earlier instant than the list before it")]
    ListRollback {
        /// Path of the list.
        list: String,
    },
    /// There is no such request to suspend, reactivate or revoke, or it was decided before.
    #[error("there is no such request that waits for a decision")]
    NoAsk,
    /// There is no such certificate.
    #[error("there is no such certificate")]
    NoCertificate,
    /// There is no such request for a pair.
    #[error("there is no such request")]
    NoRequest,
    /// `init` has not run.
    #[error("there are no service authorities yet")]
    NoAuthority,
    /// There is no such pair, or its issuing did not end.
    #[error("there is no such pair")]
    NoPair,
    /// A proof of possession does not hold, or its key is too weak.
    #[error("the request for the {certificate} certificate: {why}")]
    Request {
        /// Which of the two.
        certificate: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// One person may not hold both roles (pki.md §10 K5).
    #[error("one person may not be {held} and {asked}")]
    RolesApart {
        /// The role that the person holds.
        held: crate::rules::operators::OperatorRole,
        /// The role that was asked for.
        asked: crate::rules::operators::OperatorRole,
    },
    /// The rules refuse the transition.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The vault refused.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// What was made is not what it must be: a defect.
    #[error("internal: {0}")]
    Internal(String),
}

impl AuthorityError {
    pub(crate) fn internal(error: impl ToString) -> Self {
        Self::Internal(error.to_string())
    }
}

/// `problem-lifecycle-RULE`; the sentence of the rule stays in the log.
impl From<&Refused> for Problem {
    fn from(refused: &Refused) -> Self {
        Problem::new(format!("lifecycle-{}", refused.rule()), refused.status())
    }
}

impl From<&AuthorityError> for Problem {
    fn from(error: &AuthorityError) -> Self {
        use AuthorityError as E;
        match error {
            E::Approval(objection) => {
                Problem::new(objection.code(), Status::Conflict).with("detail", objection)
            }
            E::Store(error) => error.into(),
            E::Keyring(error) => error.into(),
            E::NoAuthority => Problem::new("authority-missing", Status::Unavailable),
            E::NoPair | E::NoCertificate | E::NoAsk | E::NoRequest => {
                Problem::new("certificate-not-found", Status::NotFound)
            }
            E::Busy => Problem::new("emergency-busy", Status::TooManyRequests),
            E::EmergencyCode => Problem::new("emergency-code", Status::Forbidden),
            E::Refused(refused) => refused.into(),
            E::AlreadyInitialised => Problem::new("conflict", Status::Conflict),
            E::RolesApart { held, asked } => {
                Problem::new("roles-apart", Status::Conflict).with("held", held).with("asked", asked)
            }
            E::CaValidityExceeded
            | E::Holder { .. }
            | E::KeyCompromised
            | E::KeyInUse
            | E::Lint { .. }
            | E::Request { .. } => {
                Problem::new("issuing-refused", Status::Unprocessable).with("detail", error)
            }
            E::Key(_) | E::KeyType | E::Vault(_) | E::ListRollback { .. } | E::Clock(_) | E::Internal(_) => {
                Problem::new("internal", Status::Internal)
            }
        }
    }
}
