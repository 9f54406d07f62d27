//! Certificates of the internal authority for operators and services (pki.md §4 P8): they sign in with
//! them, and officers sign their approvals with them.

use foundation::Actor;
use x509::{
    Certificate,
    profile::{Profile, Validity},
    request::Request,
};

use super::issue_single::Single;
use crate::{
    Authority, AuthorityError, profiles,
    rules::{
        operators::{Operator, OperatorRole, is_operator_id},
        service::Service,
    },
    tables,
};

/// At most a year (pki.md §4 P8).
const VALIDITY_DAYS: i32 = 365;

/// What an operator's certificate is asked with.
#[derive(Clone, Debug)]
pub struct OperatorRequest {
    /// Identifier of the person or service: letters, digits, `-`, `_`, `.`; the same for the same
    /// person in every role.
    pub id: String,
    /// Name of the person or service, at most 64 characters.
    pub name: String,
    /// In which role.
    pub role: OperatorRole,
    /// Proof of possession of the key: PKCS #10, DER.
    pub csr: Vec<u8>,
}

impl Authority {
    /// Issues a certificate of a year to an operator. It is active at once.
    ///
    /// # Errors
    /// [`AuthorityError::RolesApart`] when the person holds a role that this one must not meet,
    /// [`AuthorityError::KeyInUse`], what is wrong with name or request, or what key and store say.
    pub fn issue_operator(
        &self,
        actor: &Actor,
        request: &OperatorRequest,
    ) -> Result<Certificate, AuthorityError> {
        let asked = Request::from_der(&request.csr[..])
            .map_err(|error| AuthorityError::Request { certificate: "operator", why: error.to_string() })?;
        if !is_operator_id(&request.id) {
            let why = "1 to 64 letters, digits, hyphens, underscores and dots".to_owned();
            return Err(AuthorityError::Holder { field: "operator", why });
        }
        let now = self.now();
        let ca = self.current(Service::Internal)?;
        let validity = Validity::days(now, VALIDITY_DAYS);
        let operator = Operator { id: request.id.clone(), role: request.role };
        let key = asked.public_key();
        let single = Single {
            ca: &ca,
            profile: (Profile::Operator, "operator"),
            key,
            validity,
            subject: format!("{} {}", operator.role, operator.id),
        };
        let (holder, name) = (operator.clone(), request.name.clone());
        self.issue_single(
            actor,
            single,
            |serial, algorithm| {
                let who = (&operator, &*request.name);
                profiles::operator(&self.settings, &ca, who, (key, serial, algorithm), validity)
            },
            move |tx, id| {
                let roles = tables::roles_of(tx, &holder.id, now)?;
                if let Some(held) = roles.into_iter().find(|held| !held.goes_with(holder.role)) {
                    return Err(AuthorityError::RolesApart { held, asked: holder.role });
                }
                Ok(tables::insert_operator(tx, id, &holder, &name, validity.not_after)?)
            },
            |_, _, _| Ok(()),
        )
    }
}
