//! The pages that belong to no area: home, privacy notice, accessibility statement.

mod accessibility;
pub mod administration;
mod home;
mod privacy;

use axum::{Router, routing::get};

/// What the body that runs the site says about itself in these pages.
#[derive(Clone, Debug)]
pub struct Details {
    /// Address that answers questions about privacy and accessibility.
    pub email: String,
    /// Address of the accessibility statement published with AgID, once there is one.
    pub agid_statement: Option<String>,
}

/// `/`, `/privacy`, `/accessibilita`.
pub fn router(details: Details) -> Router {
    Router::new()
        .route("/", get(home::show))
        .route("/privacy", get(privacy::show))
        .route("/accessibilita", get(accessibility::show))
        .with_state(details)
}
