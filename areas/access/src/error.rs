use authority::{AuthorityError, OperatorRole};
use foundation::{Problem, Status};

/// Why a verb about operators did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The certification authority refused.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// The account is closed.
    #[error("the account of {0} is closed")]
    Disabled(String),
    /// There is such an account.
    #[error("{0} has an account in this role")]
    Exists(String),
    /// A field is not as it must be.
    #[error("{field}: {value:?}")]
    Invalid {
        /// `id`, `name` or `email`.
        field: &'static str,
        /// What was given.
        value: String,
    },
    /// There is no such account.
    #[error("{0} has no account in this role")]
    Missing(String),
    /// The person holds a role that this one must not meet (pki.md §10 K5).
    #[error("the person is {held} and cannot be {asked}")]
    RolesApart {
        /// What the person is.
        held: OperatorRole,
        /// What the person cannot be too.
        asked: OperatorRole,
    },
    /// The database refused.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<&AccessError> for Problem {
    fn from(error: &AccessError) -> Self {
        use AccessError as E;
        match error {
            E::Authority(AuthorityError::RolesApart { held, asked }) => roles_apart(*held, *asked),
            E::Authority(error) => error.into(),
            E::Store(error) => error.into(),
            E::Disabled(id) => Problem::new("operator-disabled", Status::Conflict).with("operator", id),
            E::Exists(id) => Problem::new("operator-exists", Status::Conflict).with("operator", id),
            E::Missing(id) => Problem::new("operator-missing", Status::NotFound).with("operator", id),
            E::RolesApart { held, asked } => roles_apart(*held, *asked),
            E::Invalid { field, value } => Problem::new("operator-invalid", Status::Unprocessable)
                .with("field", field)
                .with("value", value),
        }
    }
}

fn roles_apart(held: OperatorRole, asked: OperatorRole) -> Problem {
    Problem::new("operator-roles-apart", Status::Conflict).with("held", held).with("asked", asked)
}
