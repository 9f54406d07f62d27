//! Who may enter: people with their card (CNS), and operators by client certificate of the internal
//! authority, with the roles of pki.md §10 K5.
//!
//! [`People`] are the logins of people: [`People::begin`], [`People::enter_with_cns`], [`People::finish`],
//! [`People::leave`]. [`rules::cns`] says which certificate is that of a card; our own register says whether
//! it is suspended or revoked. [`pages::people`] are the pages, [`pages::cns`] is the place where the card
//! is read.
//!
//! An account is a person in a role ([`Account`]). [`Access::add_operator`] makes one,
//! [`Access::give_certificate`] has a certificate issued for it, [`Access::disable_operator`] closes it.
//! [`Access::recognise`] decides about the certificate that a browser showed: it must be of our internal
//! authority, valid now, an operator's (pki.md §4 P8), neither suspended nor revoked, and belong to an
//! account that is open. It asks every time, so a change counts at the next request.
//!
//! [`pages::recognise`] is the layer of the listener for operators; [`pages::router`] are the pages about
//! operators, audit log and jobs.

mod error;
mod model;
pub mod pages;
mod people;
pub mod pkcs12;
pub mod rules;
mod tables;
mod verbs;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use authority::Authority;
use foundation::{Clock, Timestamp};
use store::Store;

pub use crate::{
    error::AccessError,
    model::{Account, GivenCertificate},
    people::{CardIssuers, Entered, LoginEntry, Outcome, People},
    rules::{
        cns::{CardHolder, CnsRefusal},
        entry::Refusal,
        operator::role_of,
    },
    verbs::{add_operator::NewOperator, begin_login::Begun, recognise::Recognised},
};

/// Operator accounts and the decision who enters.
#[derive(Debug)]
pub struct Access {
    store: Store,
    clock: Arc<dyn Clock>,
    authority: Arc<Authority>,
    /// When the same entry or failure was last written to the audit log.
    told: Mutex<HashMap<String, Timestamp>>,
}

impl Access {
    /// Opens the accounts over a store, making their tables if they are missing.
    ///
    /// # Errors
    /// Those of [`Store::migrate`].
    pub fn open(store: Store, clock: Arc<dyn Clock>, authority: Arc<Authority>) -> Result<Self, AccessError> {
        store.migrate(tables::MIGRATIONS)?;
        Ok(Self { store, clock, authority, told: Mutex::default() })
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
