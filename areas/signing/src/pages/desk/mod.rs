//! The pages of the signing desk: `/firma` and those under it.
//!
//! They show one sitting ([`Seat`]) to whoever reaches them: who serves them sees to it that only its person
//! does. Every page works without scripts; with them, files go as soon as they are chosen, the progress moves,
//! and the visible mark follows the pointer.

mod authorise;
mod device;
mod format;
mod invoice;
mod mark;
mod outcome;
mod preview;
mod stamp;
mod start;
mod view;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicBool},
    time::Duration,
};

use axum::{
    Router,
    routing::{get, post},
};
use devices::{DeviceId, Found, Shelf};
use foundation::Problem;
use webkit::{Failure, Rate, Rule};

use crate::{
    desk::{Desk, DeskError, DeskFile, FileId},
    evidence::Stamper,
};

/// Octets of all files that one form may bring.
const UPLOAD_LIMIT: u64 = 4_000_000_000;

/// What the pages of one sitting stand on.
pub struct Seat {
    desk: Desk,
    shelf: Arc<dyn Shelf>,
    stamper: Option<Arc<dyn Stamper>>,
    close: Option<Box<dyn Fn() + Send + Sync>>,
    /// The device that the person chose.
    chosen: Mutex<Option<DeviceId>>,
    /// A test device signed.
    tested: AtomicBool,
}

impl Seat {
    /// A seat at a desk, with these devices at hand.
    pub fn new(desk: Desk, shelf: Arc<dyn Shelf>) -> Self {
        Self {
            desk,
            shelf,
            stamper: None,
            close: None,
            chosen: Mutex::default(),
            tested: AtomicBool::default(),
        }
    }

    /// Files can be time-stamped.
    #[must_use]
    pub fn with_stamper(mut self, stamper: Arc<dyn Stamper>) -> Self {
        self.stamper = Some(stamper);
        self
    }

    /// The page offers to close the desk, which does this after its last answer.
    #[must_use]
    pub fn with_close(mut self, close: impl Fn() + Send + Sync + 'static) -> Self {
        self.close = Some(Box::new(close));
        self
    }

    /// The devices that are there, the one to sign with first: the one that was chosen, else the first that can
    /// sign.
    fn devices(&self) -> Vec<Found> {
        let mut found = self.shelf.list();
        let chosen = self.chosen().clone();
        found.sort_by_key(|device| (Some(&device.id) != chosen.as_ref(), !device.can_sign()));
        found
    }

    fn device(&self, id: &str) -> Option<Found> {
        self.shelf.list().into_iter().find(|device| device.id.as_str() == id)
    }

    fn chosen(&self) -> std::sync::MutexGuard<'_, Option<DeviceId>> {
        self.chosen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn file(&self, number: &str) -> Result<DeskFile, Failure> {
        let id: FileId = number.parse().map_err(|_| Failure::from(gone()))?;
        self.desk.file(id).map_err(refused)
    }
}

impl fmt::Debug for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { desk, shelf, stamper, close: _, chosen, tested } = self;
        f.debug_struct("Seat")
            .field("desk", desk)
            .field("shelf", shelf)
            .field("stamper", stamper)
            .field("chosen", chosen)
            .field("tested", tested)
            .finish_non_exhaustive()
    }
}

/// The pages of a seat.
pub fn router(seat: Arc<Seat>) -> Router {
    Router::new()
        .route("/firma", get(start::show).post(start::add))
        .route("/firma/togli", post(start::remove))
        .route("/firma/nuova", post(start::again))
        .route("/firma/chiudi", post(start::close))
        .route("/firma/formato", get(format::show).post(format::save))
        .route("/firma/anteprima/{n}", get(preview::show).post(preview::consent))
        .route("/firma/anteprima/{n}/documento", get(preview::document))
        .route("/firma/anteprima/{n}/riquadro", post(mark::save))
        .route("/firma/autorizza", get(authorise::show).post(authorise::sign))
        .route("/firma/autorizza/stato", get(authorise::state))
        .route("/firma/autorizza/ferma", post(authorise::stop))
        .route("/firma/autorizza/rinuncia", post(authorise::give_up))
        .route("/firma/esito", get(outcome::show))
        .route("/firma/esito/salva", post(outcome::save))
        .route("/firma/esito/tutti.zip", get(outcome::zip))
        .route("/firma/esito/rapporto.csv", get(outcome::csv))
        .route("/firma/esito/rapporto.json", get(outcome::json))
        .route("/firma/esito/{n}", get(outcome::file))
        .route("/firma/dispositivi", get(device::list).post(device::choose))
        .route("/firma/dispositivi/{id}/pin", get(device::change).post(device::changed))
        .route("/firma/dispositivi/{id}/puk", get(device::unblock).post(device::unblocked))
        .route("/firma/marca", get(stamp::show).post(stamp::stamp))
        .with_state(seat)
}

/// The limits of the pages' addresses, for a desk on the person's own computer: files are large, and nobody
/// else asks.
pub fn rules() -> Vec<Rule> {
    let often = Rate::new(6_000, 60_000);
    vec![Rule::at("/firma").body(UPLOAD_LIMIT).time(Duration::from_secs(900)).acts(often).reads(often)]
}

fn refused(error: DeskError) -> Failure {
    Failure::from(Problem::from(&error)).because(error)
}

fn gone() -> Problem {
    Problem::new("desk-gone", foundation::Status::NotFound)
}

/// Runs what reads files or devices away from the threads that serve connections.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(Failure::internal)
}
