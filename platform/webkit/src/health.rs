//! Does the program live, and is it ready to serve?

use std::{fmt, sync::Arc};

use axum::{Json, Router, http::StatusCode, response::IntoResponse, routing::get};
use serde_json::{Map, json};

/// One thing that must be in order before requests are sent here, for example the database.
#[derive(Clone)]
pub struct Check {
    name: &'static str,
    run: Arc<dyn Fn() -> Result<(), String> + Send + Sync>,
}

impl Check {
    /// `run` may take its time: it has a thread of its own. Its error is logged, never shown.
    pub fn new(name: &'static str, run: impl Fn() -> Result<(), String> + Send + Sync + 'static) -> Self {
        Self { name, run: Arc::new(run) }
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Check").field(&self.name).finish()
    }
}

/// `/salute/vivo` and `/healthz` (it lives), `/salute/pronto` and `/readyz` (it is ready; 503 when not).
pub fn router(checks: Vec<Check>) -> Router {
    let checks: Arc<[Check]> = checks.into();
    let alive = || async { Json(json!({ "status": "ok" })) };
    let ready = move || readiness(checks.clone());
    Router::new()
        .route("/salute/vivo", get(alive))
        .route("/healthz", get(alive))
        .route("/salute/pronto", get(ready.clone()))
        .route("/readyz", get(ready))
}

async fn readiness(checks: Arc<[Check]>) -> impl IntoResponse {
    let mut all = true;
    let mut states = Map::new();
    for check in checks.iter() {
        let run = check.run.clone();
        let result = tokio::task::spawn_blocking(move || run()).await;
        let result = result.unwrap_or_else(|error| Err(error.to_string()));
        if let Err(error) = &result {
            tracing::error!(check = check.name, error, "not ready");
        }
        all &= result.is_ok();
        states.insert(check.name.to_owned(), json!(if result.is_ok() { "ok" } else { "failed" }));
    }
    let status = if all { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "status": if all { "ok" } else { "failed" }, "checks": states })))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use http::Request;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    async fn ask(router: Router, path: &str) -> (StatusCode, String) {
        let response = router.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn ready_only_when_every_check_passes_and_alive_anyway() {
        let router = router(vec![
            Check::new("database", || Ok(())),
            Check::new("keys", || Err("the vault is at /secret/place".to_owned())),
        ]);
        let (status, body) = ask(router.clone(), "/salute/pronto").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(body, r#"{"checks":{"database":"ok","keys":"failed"},"status":"failed"}"#);
        assert_eq!(ask(router.clone(), "/healthz").await.0, StatusCode::OK);
        assert_eq!(ask(router, "/readyz").await.0, StatusCode::SERVICE_UNAVAILABLE);
        let (status, _) = ask(super::router(vec![Check::new("database", || Ok(()))]), "/readyz").await;
        assert_eq!(status, StatusCode::OK);
    }
}
