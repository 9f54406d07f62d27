//! Signing and verifying for people: the verify page and its reports.
//!
//! [`Signing`] is the door: other areas and the binary use its verbs.
//!
//! - [`Signing::verify`] judges a file that somebody sent and keeps the report for a day, under a
//!   secret address; [`Signing::report`] gives it back. [`Signing::verify_many`] judges several, each
//!   signature apart with its document; [`Signing::report_set`] gives the list back.
//! - [`Signing::document`] opens what was signed, for a quarter of an hour.
//! - [`Signing::sweep`] forgets what is over.
//! - [`TrustSource`] says whom to trust; [`AuthorityTrust`] trusts the authorities of this
//!   installation.
//! - [`evidence`] and [`levels`] bring signatures to the levels B-T, B-LT and B-LTA; time stamps and
//!   evidence come through the ports [`evidence::Stamper`] and [`evidence::EvidenceSource`].
//! - [`KeptLists`](trusted_lists::KeptLists) are the trusted lists of the EU that are kept: taken from
//!   files, fetched, shown, used.
//! - [`making`] makes signatures of every kind; [`desk`] is the signing desk of one person, without its pages.
//! - [`pages::router`] are the pages.

pub mod desk;
mod error;
pub mod evidence;
pub mod levels;
pub mod making;
pub mod pages;
pub mod rules;
pub mod tables;
mod trust;
pub mod trusted_lists;
mod verbs;

use std::{path::PathBuf, sync::Arc};

use foundation::{Clock, Entropy, Timestamp};
use store::Store;
use tokio::sync::Semaphore;

pub(crate) use crate::verbs::sweep::is_id;
pub use crate::{
    error::SigningError,
    trust::{AuthorityTrust, TrustError, TrustSource},
    verbs::{
        open_document::OpenedDocument,
        verify_file::{SentFile, StoredReport},
        verify_many::{NotJudged, ReportSet, SetEntry, Verified},
    },
};

/// Files that are judged at the same time: each takes a core, and a PDF stands in memory.
const AT_ONCE: usize = 4;

/// Verification of signed files, with everything its verbs need.
#[derive(Debug)]
pub struct Signing {
    store: Store,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    /// Where files that people sent lie while they are needed.
    uploads: PathBuf,
    trust: Arc<dyn TrustSource>,
    /// One permit for each file that may be judged now.
    room: Semaphore,
}

impl Signing {
    /// Opens the area over a store, making its tables if they are missing. `uploads` is a folder of its
    /// own, for this process alone: files that an earlier run left there are deleted.
    ///
    /// # Errors
    /// When the store does not answer or the folder cannot be read.
    pub fn open(
        store: Store,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        uploads: PathBuf,
        trust: Arc<dyn TrustSource>,
    ) -> Result<Self, SigningError> {
        store.migrate(tables::MIGRATIONS)?;
        let signing = Self { store, clock, entropy, uploads, trust, room: Semaphore::new(AT_ONCE) };
        signing.forget_leftovers()?;
        Ok(signing)
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
