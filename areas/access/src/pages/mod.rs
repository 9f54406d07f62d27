//! The layer that recognises operators, and the pages about operators, audit log and jobs.

pub mod cns;
mod jobs;
mod operators;
pub mod people;
mod register;
mod security;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use foundation::Problem;
use store::Store;
use webkit::{Failure, NotRecognised, Operator, Peer};

use crate::{Access, AccessError};

/// The certificates that a client showed in the handshake, its own first; DER. The listener puts it into
/// the extensions of every request of the connection.
#[derive(Clone, Debug)]
pub struct ShownCertificates(pub Arc<[Vec<u8>]>);

/// Wraps the router of the listener for operators: every request is recognised anew, outside of
/// [`webkit::Site::layer`], so that pages know who asks or why nobody does.
pub fn recognise(access: Arc<Access>, router: Router) -> Router {
    router.layer(from_fn_with_state(access, recognised))
}

async fn recognised(State(access): State<Arc<Access>>, mut request: Request, next: Next) -> Response {
    let shown = request.extensions().get::<ShownCertificates>().cloned();
    let from = request.extensions().get::<Peer>().copied().unwrap_or_default().address;
    let decided = tokio::task::spawn_blocking(move || {
        let first = shown.as_ref().and_then(|shown| shown.0.first());
        access.recognise(first.map(Vec::as_slice), from)
    });
    match decided.await {
        Ok(Ok(Ok(who))) => {
            request.extensions_mut().insert(Arc::new(Operator { actor: who.actor, name: who.name }));
        }
        Ok(Ok(Err(refusal))) => {
            request.extensions_mut().insert(NotRecognised(Problem::from(&refusal)));
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "nobody can be recognised");
            request.extensions_mut().insert(NotRecognised(Problem::from(&error)));
        }
        Err(panic) => return Failure::internal(panic).into_response(),
    }
    next.run(request).await
}

/// What the pages work with.
#[derive(Clone, Debug)]
struct Desk {
    access: Arc<Access>,
    store: Store,
}

/// `/amministrazione/utenti`, `/amministrazione/registro`, `/amministrazione/lavori`: for operators only.
pub fn router(access: Arc<Access>, store: Store) -> Router {
    Router::new()
        .route("/amministrazione/utenti", get(operators::list).post(operators::add))
        .route("/amministrazione/utenti/{role}/{id}", get(operators::show))
        .route("/amministrazione/utenti/{role}/{id}/certificato", post(operators::certificate))
        .route("/amministrazione/utenti/{role}/{id}/chiudi", post(operators::disable))
        .route("/amministrazione/registro", get(register::list))
        .route("/amministrazione/registro/verifica", post(register::verify))
        .route("/amministrazione/registro/{number}", get(register::show))
        .route("/amministrazione/registro/{number}/prova", get(register::proof))
        .route("/amministrazione/lavori", get(jobs::list))
        .route("/amministrazione/lavori/{number}", post(jobs::retry))
        .with_state(Desk { access, store })
}

/// Runs what reads the database, away from the threads that serve connections.
async fn blocking<T: Send + 'static, E: Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<Result<T, E>, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(Failure::internal)
}

fn refused(error: AccessError) -> Failure {
    Failure::from(Problem::from(&error)).because(error)
}

fn store_failed(error: store::Error) -> Failure {
    Failure::from(Problem::from(&error)).because(error)
}
