//! Who has logged in with this browser: a person known by codice fiscale.

use std::sync::Arc;

use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Redirect, Response},
};
use foundation::{Actor, AuthMethod, Problem, Role, Status, Timestamp};
use http::{Method, request::Parts};
use serde::{Deserialize, Serialize};

use crate::{Failure, Session, Visit, Web};

/// What the session holds the person under.
pub(crate) const KEY: &str = "person";

/// The person behind a request, as the login told. Pages for people who have logged in take it as an
/// argument: whoever has not is led to `/accedi` and comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The identity: a certificate or an account changes, this does not.
    pub codice_fiscale: String,
    /// Given names, where the login told them.
    pub given_name: Option<String>,
    /// Surname, where the login told it.
    pub surname: Option<String>,
    /// How the person logged in.
    pub method: AuthMethod,
    /// How sure that is: 1, 2 or 3 of SPID; a card counts as 3.
    pub level: u8,
    /// When the person logged in.
    pub at: Timestamp,
    /// SHA-256 of the certificate that the person logged in with, if it was one, lower-case hexadecimal.
    #[serde(default)]
    pub certificate: Option<String>,
    /// From which address.
    #[serde(default)]
    pub address: Option<String>,
}

/// Who may stay: asked at every request of a person who has logged in, away from the threads that serve
/// connections.
pub trait Doorkeeper: std::fmt::Debug + Send + Sync {
    /// Why the session of the person is over, if it is: what the person logged in with opens no door any
    /// more.
    ///
    /// # Errors
    /// When that cannot be found out; the person is nobody for this request.
    fn over(&self, person: &Person) -> Result<Option<Problem>, Failure>;
}

impl Person {
    /// Name and surname; the codice fiscale where there is neither.
    pub fn name(&self) -> String {
        let parts: Vec<&str> =
            [&self.given_name, &self.surname].into_iter().flatten().map(String::as_str).collect();
        if parts.is_empty() { self.codice_fiscale.clone() } else { parts.join(" ") }
    }

    /// As the audit log names the person.
    pub fn actor(&self) -> Actor {
        Actor { role: Role::Holder, name: self.codice_fiscale.clone(), method: self.method }
    }
}

impl Session {
    /// Who has logged in with this session.
    ///
    /// # Errors
    /// Those of the store, as `internal`.
    pub async fn person(&self) -> Result<Option<Person>, Failure> {
        self.get(KEY).await
    }

    /// Begins the session of a person. It is a new one: its id was known to nobody, and nothing that the
    /// browser remembered before is kept, so that nobody sees what another person left behind.
    ///
    /// # Errors
    /// Those of the store, as `internal`; also when the site has no sessions.
    pub async fn begin_for(&self, person: &Person) -> Result<(), Failure> {
        self.destroy().await?;
        self.put(KEY, person).await
    }
}

/// Who the person of a session is, and why nobody any more.
pub(crate) async fn recognised(
    web: &Web,
    session: &Session,
) -> Result<(Option<Arc<Person>>, Option<Arc<Problem>>), Failure> {
    let Some(person) = session.person().await? else { return Ok((None, None)) };
    let person = Arc::new(person);
    let Some(doorkeeper) = web.doorkeeper.clone() else { return Ok((Some(person), None)) };
    let who = Arc::clone(&person);
    let asked = tokio::task::spawn_blocking(move || doorkeeper.over(&who)).await;
    match asked.map_err(Failure::internal)?? {
        None => Ok((Some(person), None)),
        Some(over) => {
            session.destroy().await?;
            Ok((None, Some(Arc::new(over))))
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Person {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        if let Some(person) = &visit.person {
            return Ok(Arc::unwrap_or_clone(Arc::clone(person)));
        }
        if let Some(over) = &visit.over {
            return Err(Failure::from(Problem::clone(over)).into_response());
        }
        if parts.method != Method::GET {
            return Err(Failure::from(Problem::new("session-expired", Status::Unauthorized)).into_response());
        }
        let asked = visit.uri.path_and_query().map_or("/", |asked| asked.as_str());
        Err(Redirect::to(&format!("/accedi?next={}", escaped(asked))).into_response())
    }
}

/// A text as the value of a query parameter.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for octet in text.bytes() {
        match octet {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                out.push(octet.into())
            }
            _ => out.push_str(&format!("%{octet:02X}")),
        }
    }
    out
}
