//! Forms that come back: what was typed, and what is wrong with it.

use crate::{Failure, Visit, session::CSRF_FIELD};
use axum::extract::{Form, FromRequest, Request};

/// The fields of a submitted form (`application/x-www-form-urlencoded`), after checking that our own
/// page sent it ([`Visit::csrf_field`]).
#[derive(Clone, Debug, Default)]
pub struct Submitted {
    fields: Vec<(String, String)>,
}

impl Submitted {
    /// What was typed into `name`, without white space around it; empty when the field is missing.
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// Whether `name` was sent with something in it.
    pub fn has(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }
}

impl<S: Send + Sync> FromRequest<S> for Submitted {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let visit = request.extensions().get::<Visit>().cloned();
        let visit =
            visit.ok_or_else(|| Failure::internal("the router is not wrapped in webkit::Site::layer"))?;
        let Form(fields) = Form::<Vec<(String, String)>>::from_request(request, state)
            .await
            .map_err(|error| Failure::of_status(error.status()).because(error))?;
        let submitted = Self { fields };
        visit.session.check_csrf(submitted.get(CSRF_FIELD))?;
        Ok(submitted)
    }
}

/// What is wrong with a form, field by field, in the order of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormErrors(Vec<(&'static str, String)>);

impl FormErrors {
    /// Says what is wrong with `field` (its name and id), in the person's language.
    pub fn add(&mut self, field: &'static str, message: impl Into<String>) {
        self.0.push((field, message.into()));
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with one field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, message)| message.as_str())
    }

    /// Field and message of every error.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(field, message)| (*field, message.as_str()))
    }
}
