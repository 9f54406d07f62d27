//! Time stamping: what is configured, and what its verbs keep in memory.

use std::{
    collections::HashMap,
    ops::Range,
    sync::{Arc, Mutex, RwLock},
};

use foundation::{ClockGuard, DeclaredClock, Timestamp};
use store::Store;
use webkit::Rate;

use crate::verbs::{time_stamp_accounts::OpenAccount, time_stamp_archive::Archive, time_stamping_unit::Unit};

/// How an installation stamps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeStampSettings {
    /// Whether the tokens declare to be qualified time stamps (esi4-qtstStatement-1): only a provider
    /// whose service stands in the trusted list may say so.
    pub qualified: bool,
    /// How much an address may ask that names no account; `None`: nothing.
    pub anonymous: Option<Rate>,
}

impl Default for TimeStampSettings {
    /// Not qualified; anybody may ask ten times a second.
    fn default() -> Self {
        Self { qualified: false, anonymous: Some(Rate::new(600, 600)) }
    }
}

/// What the verbs of time stamping keep between one request and the next.
#[derive(Debug)]
pub(crate) struct TimeStamping {
    pub settings: TimeStampSettings,
    pub guard: Arc<dyn ClockGuard>,
    /// The unit that signs now, and when it was looked for.
    pub unit: RwLock<Option<(Arc<Unit>, Timestamp)>>,
    /// Serial numbers that this program has taken and not used yet.
    pub serials: Mutex<Range<i64>>,
    pub archive: Archive,
    /// Accounts that asked lately.
    pub accounts: Mutex<HashMap<String, OpenAccount>>,
    /// When the state of the clock was last told to the audit log, and what was told.
    pub clock_told: Mutex<Option<(Timestamp, String)>>,
}

impl TimeStamping {
    pub(crate) fn new(store: Store) -> Self {
        Self {
            settings: TimeStampSettings::default(),
            guard: Arc::new(DeclaredClock),
            unit: RwLock::default(),
            serials: Mutex::new(0..0),
            archive: Archive::new(store),
            accounts: Mutex::default(),
            clock_told: Mutex::default(),
        }
    }
}
