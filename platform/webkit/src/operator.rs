//! Who works on our own pages: an operator that the listener recognised, or why it did not.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use foundation::{Actor, Problem, Role, Status};
use http::request::Parts;

use crate::{Failure, Lang};

/// The operator behind a request. The layer that recognises operators puts it into the request's
/// extensions (as `Arc<Operator>`); pages for operators take it as an argument.
///
/// Without one the page is refused, with the reason that stands in the extensions as [`NotRecognised`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Role, identifier, and how the operator was recognised: what the audit log says.
    pub actor: Actor,
    /// Name of the person.
    pub name: String,
}

/// Why nobody was recognised, for the pages that need an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotRecognised(pub Problem);

impl Operator {
    /// The role in words.
    pub fn role(&self, lang: Lang) -> String {
        role_in_words(self.actor.role, lang)
    }

    /// Whether the operator's role is one of these.
    pub fn is_one_of(&self, roles: &[Role]) -> bool {
        roles.contains(&self.actor.role)
    }

    /// Refuses whoever's role is none of these; the page then says which roles may.
    ///
    /// # Errors
    /// `role-not-enough` with the roles in words.
    pub fn require(&self, lang: Lang, roles: &[Role]) -> Result<(), Failure> {
        if self.is_one_of(roles) {
            return Ok(());
        }
        let needed: Vec<String> = roles.iter().map(|role| role_in_words(*role, lang)).collect();
        let problem = Problem::new("role-not-enough", Status::Forbidden).with("role", self.role(lang));
        Err(problem.with("needed", needed.join(", ")).into())
    }
}

/// A role as people call it.
pub fn role_in_words(role: Role, lang: Lang) -> String {
    lang.t(&format!("operator-role-{}", role.as_str()))
}

impl<S: Sync> FromRequestParts<S> for Operator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        if let Some(operator) = parts.extensions.get::<Arc<Operator>>() {
            return Ok(operator.as_ref().clone());
        }
        let refused = parts.extensions.get::<NotRecognised>().map(|refused| refused.0.clone());
        Err(refused.unwrap_or_else(|| Problem::new("operator-unknown", Status::Unauthorized)).into())
    }
}
