//! The pages of the area and the addresses that stand in its certificates.

pub mod administration;
mod certificates;
pub mod ocsp;
pub mod personal;
mod publication;
mod status;
mod time_stamp;

use std::sync::Arc;

use axum::{
    Router,
    routing::{any, get},
};

use crate::{Authority, AuthorityError};

/// Octets that the pages of the area take in: a certificate and the form around it.
pub const UPLOAD_LIMIT: u64 = status::MAX_CERTIFICATE + 4096;

/// Public pages: `/certificati` and `/certificati/stato`.
pub fn router(authority: Arc<Authority>) -> Router {
    Router::new()
        .route("/certificati", get(certificates::show))
        .route("/certificati/stato", get(status::show).post(status::upload))
        .with_state(authority)
}

/// What relying parties fetch: CA certificates and revocation lists (pki.md §9). No session, no language.
pub fn lists(authority: Arc<Authority>) -> Router {
    Router::new()
        .route("/{ca}/ca.crt", get(publication::certificate))
        .route("/{ca}/arl.crl", get(publication::authority_list))
        .route("/{ca}/crl/{shard}", get(publication::shard_list))
        .with_state(authority)
}

/// What relying parties ask: OCSP (pki.md §7, §9).
pub fn ocsp(authority: Arc<Authority>) -> Router {
    Router::new()
        .route("/{ca}/ocsp", any(ocsp::any))
        .route("/{ca}/ocsp/", any(ocsp::any))
        .route("/{ca}/ocsp/{*request}", any(ocsp::any))
        .with_state(authority)
}

/// `/tsa`: time stamps (pki.md §8, §9). No session, no language.
pub fn time_stamps(authority: Arc<Authority>) -> Router {
    Router::new()
        .route("/tsa", axum::routing::post(time_stamp::answer).fallback(time_stamp::wrong_method))
        .with_state(time_stamp::TimeStamps::new(authority))
}

/// Runs a verb that reads the database or signs, away from the threads that serve connections.
async fn blocking<T: Send + 'static>(
    verb: impl FnOnce() -> Result<T, AuthorityError> + Send + 'static,
) -> Result<T, webkit::Failure> {
    match tokio::task::spawn_blocking(verb).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(webkit::Failure::from(foundation::Problem::from(&error)).because(error)),
        Err(panic) => Err(webkit::Failure::internal(panic)),
    }
}
