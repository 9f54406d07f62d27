//! The pages of the area: `/verifica` and the reports under it; `/firma`, the signing desk.

pub mod desk;
mod details;
mod document;
mod facts;
mod paper;
mod report;
mod set;
mod verify;
mod words;

use std::{sync::Arc, time::Duration};

use axum::{Router, routing::get};
use webkit::{Failure, Rate, Rule};

use crate::{Signing, SigningError};
pub use paper::report_pdf;
pub use words::{Told, told};

/// Files that are taken in at a time.
pub const FILES_LIMIT: usize = 50;

/// Octets of all files that are taken in at a time.
pub const UPLOAD_LIMIT: u64 = 100_000_000;

/// Public pages: `/verifica`, the reports, and what can be taken out of them.
pub fn router(signing: Arc<Signing>) -> Router {
    Router::new()
        .route("/verifica", get(verify::show).post(verify::send))
        .route("/verifica/elenco/{id}", get(set::show))
        .route("/verifica/rapporto/{id}", get(report::show))
        .route("/verifica/rapporto/{id}/rapporto.json", get(report::download))
        .route("/verifica/rapporto/{id}/rapporto.pdf", get(report::download_pdf))
        .route("/verifica/rapporto/{id}/rapporto.xml", get(report::download_xml))
        .route("/verifica/rapporto/{id}/documento", get(document::open))
        .with_state(signing)
}

/// The limits of the pages' addresses: files are large, and each one costs a verification.
pub fn rules() -> Vec<Rule> {
    // The form around the files is small.
    let form = 64 * 1024;
    vec![
        Rule::at("/verifica")
            .body(UPLOAD_LIMIT + form)
            .time(Duration::from_secs(300))
            .acts(Rate::new(30, 30)),
    ]
}

/// Runs a verb that reads files or the database, away from the threads that serve connections.
async fn blocking<T: Send + 'static>(
    verb: impl FnOnce() -> Result<T, SigningError> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(verb).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Failure::from(foundation::Problem::from(&error)).because(error)),
        Err(panic) => Err(Failure::internal(panic)),
    }
}
