//! The certification authority: service CAs, issuing of certificate pairs, status, CRL and OCSP.
//!
//! [`Authority`] is the door: other areas and the binary use its verbs.
//!
//! - [`Authority::init`] makes the four service authorities of the Italian kind (pki.md §1).
//! - [`Authority::issue_pair`] issues the signature and the CNS certificate of a device, both or
//!   neither; [`Authority::recover`] finishes what a crash interrupted.
//! - [`Authority::activate_pair`] and [`Authority::suspend_pair`] change the status of both.
//! - [`Authority::publish_lists`] signs the revocation lists that are due, [`Authority::answer_ocsp`]
//!   answers a status request, [`Authority::certificate_status`] tells a person.
//! - [`Authority::answer_time_stamp`] answers a request for a time stamp, with the unit that
//!   [`Authority::renew_time_stamping_units`] keeps; [`Authority::clock_ok`] says whether instants may
//!   be signed.
//! - [`pages::router`] are the pages and the addresses that stand in the certificates.

mod error;
mod keys;
mod life;
mod mails;
mod model;
pub mod pages;
#[cfg(feature = "practice")]
pub mod practice;
mod profiles;
pub mod rules;
mod settings;
mod status_cache;
mod status_services;
pub mod tables;
mod time_stamping;
mod verbs;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use foundation::{Clock, ClockGuard, Entropy, Id, Timestamp};
use keyvault::{Keyring, SigningKey, Vault};
use store::Store;
use x509::profile::Serial;

pub use crate::{
    error::AuthorityError,
    life::{
        Act, ActKind, Applicant, AskKind, Asked, Changed, Contacts, Demand, Interval, LifeSettings,
        NoticeKind, OnMax, Passage, PriorNotice, Registration, RequestKind, StoredRequest, Target,
        ThirdParty,
    },
    model::{
        AuthorityKind, CertificateKind, IssuedCertificate, ListRecord, PairKind, PublishedList, Scope,
        ServiceAuthority, UnitKind,
    },
    rules::{
        operators::{Operator, OperatorRole},
        serial::parse as parse_serial,
    },
    settings::{Settings, StatusSettings},
    status_cache::{Keep, OcspAnswer},
    time_stamping::TimeStampSettings,
    verbs::{
        answer_ocsp::StatusHealth,
        approvals::{Approval, ApprovalKind, Given},
        ask::{Ask, Wanted},
        census::Census,
        ceremony::{Ceremony, CeremonyKind},
        certificate_status::{CertificateStatus, Found},
        check_keys::KeyCheck,
        checkpoint_audit_log::TimeStampSource,
        devices::{HeldCertificate, HeldDevice},
        history::History,
        issue_operator::OperatorRequest,
        issue_pair::{Device, Holder, IssuedPair, PairRequest},
        issue_server::ServerCertificate,
        overdue::PublicationDelays,
        survey::{KeyLine, KeyPurpose, ListLine},
        survey_register::RegisterSurvey,
        sweep_deadlines::Swept,
        time_stamp_accounts::{AccountRefused, TimeStampAccount},
        time_stamp_archive::{ArchiveReport, StoredStamp},
        time_stamping_unit::TimeStampingUnit,
        watch_clock::ClockState,
    },
};

/// The certification authority of an installation, with everything its verbs need.
#[derive(Debug)]
pub struct Authority {
    store: Store,
    vault: Vault,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    settings: Settings,
    /// The service authorities; they change only by `init`.
    authorities: RwLock<Arc<[ServiceAuthority]>>,
    /// What the verbs of a certificate's life work with.
    life: life::Life,
    /// Who holds the keys of the authorities; without one they are in the vault, behind the same rules.
    signer: Option<Arc<dyn Keyring>>,
    /// OCSP answers that are ready, responders, how far changes were followed.
    status: status_services::StatusServices,
    /// Keys opened so far, by label.
    keys: Mutex<HashMap<String, Arc<dyn SigningKey>>>,
    /// What time stamping works with.
    stamps: time_stamping::TimeStamping,
}

impl Authority {
    /// Opens the authority over a store, making its tables if they are missing.
    ///
    /// # Errors
    /// When the store does not answer or holds something else.
    pub fn open(
        store: Store,
        vault: Vault,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        settings: Settings,
    ) -> Result<Self, AuthorityError> {
        store.migrate(tables::MIGRATIONS)?;
        store.migrate(post::MIGRATIONS)?;
        let status = status_services::StatusServices::new(settings.status.cache_octets);
        let stamps = time_stamping::TimeStamping::new(store.clone());
        let authority = Self {
            store,
            vault,
            clock,
            entropy,
            settings,
            authorities: RwLock::new(Arc::new([])),
            life: life::Life::new(LifeSettings::default()),
            signer: None,
            status,
            keys: Mutex::new(HashMap::new()),
            stamps,
        };
        authority.reload()?;
        Ok(authority)
    }

    /// Lets somebody else hold the keys of the authorities (labels `ca/…`): a signing process, or an HSM
    /// behind the same rules in this one. All other keys stay in the vault.
    #[must_use]
    pub fn with_signer(mut self, signer: Arc<dyn Keyring>) -> Self {
        self.signer = Some(signer);
        self
    }

    /// Says how time stamps are made; without, as [`TimeStampSettings::default`] says.
    #[must_use]
    pub fn with_time_stamping(mut self, settings: TimeStampSettings) -> Self {
        self.stamps.settings = settings;
        self
    }

    /// Says what vouches for the clock; without, it is declared to be right.
    #[must_use]
    pub fn with_clock_guard(mut self, guard: Arc<dyn ClockGuard>) -> Self {
        self.stamps.guard = guard;
        self
    }

    /// Says how long suspensions and requests last, and what emergency codes cost; without, as
    /// [`LifeSettings::default`] says.
    #[must_use]
    pub fn with_life(mut self, settings: LifeSettings) -> Self {
        self.life = life::Life::new(settings);
        self
    }

    /// The service authorities by service, older generations first.
    pub fn authorities(&self) -> Arc<[ServiceAuthority]> {
        Arc::clone(&self.authorities.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The generation that issues for a service now.
    ///
    /// # Errors
    /// [`AuthorityError::NoAuthority`] before `init`.
    pub fn current(&self, service: rules::service::Service) -> Result<ServiceAuthority, AuthorityError> {
        let all = self.authorities();
        all.iter().rev().find(|ca| ca.service == service).cloned().ok_or(AuthorityError::NoAuthority)
    }

    fn by_id(&self, id: Id<AuthorityKind>) -> Result<ServiceAuthority, AuthorityError> {
        self.authorities().iter().find(|ca| ca.id == id).cloned().ok_or(AuthorityError::NoAuthority)
    }

    fn reload(&self) -> Result<(), AuthorityError> {
        let mut all = self.store.read_blocking(tables::authorities)?;
        all.sort_by_key(|ca| ca.service);
        self.status.set_authorities(&all).map_err(AuthorityError::internal)?;
        *self.authorities.write().unwrap_or_else(PoisonError::into_inner) = all.into();
        Ok(())
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A serial number; the database has the last word on whether it is new.
    fn new_serial(&self) -> Serial {
        Serial::draw(|| self.entropy.bytes::<16>())
    }
}
