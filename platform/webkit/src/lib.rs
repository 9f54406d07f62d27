//! What every page stands on: frame, forms, languages, sessions, problems, limits and headers.
//!
//! A page is a handler that takes a [`Visit`] and returns a [`Page`], or a [`Failure`] when it cannot:
//!
//! ```
//! use axum::{Router, routing::get};
//! use foundation::{Problem, Status};
//! use maud::html;
//! use webkit::{Failure, Page, Visit, t};
//!
//! async fn show(visit: Visit) -> Result<Page, Failure> {
//!     let lang = visit.lang;
//!     if visit.uri.query().is_none() {
//!         return Err(Problem::new("not-found", Status::NotFound).into());
//!     }
//!     Ok(visit.page(t!(lang, "home")).service("…").content(html! { p { "…" } }))
//! }
//!
//! fn router() -> Router {
//!     Router::new().route("/pagina", get(show))
//! }
//! ```
//!
//! - Words come from the catalogues with [`t!`]; dates and sizes from [`fmt`].
//! - Pieces of pages are functions in [`components`]; forms that come back are in [`form`].
//! - A form that changes something carries [`Visit::csrf_field`] and is read with [`Submitted`].
//! - [`Site::layer`] wraps the whole router: request id, security headers, content security policy,
//!   compression, embedded assets, rate limit, cross-site check, body limit, time limit, problems.
//! - [`health`] answers whether the program lives and is ready.
//!
//! Everything works without scripts; the few there are only make pages nicer.

pub mod components;
mod context;
mod failure;
pub mod fmt;
pub mod form;
mod frame;
pub mod health;
pub mod i18n;
mod limits;
mod operator;
mod person;
mod session;
mod site;
mod tables;
pub mod upload;

pub use context::{Link, Peer, Visit, Web};
pub use failure::{Failure, words};
pub use form::{FormErrors, Submitted};
pub use frame::Page;
pub use i18n::{Lang, Value};
pub use limits::{Limiter, Rate, Rule};
pub use maud::Markup;
pub use operator::{NotRecognised, Operator, role_in_words};
pub use person::{Doorkeeper, Person};
pub use session::{OpenSession, Session, Sessions};
pub use site::Site;
