//! The trusted lists of the EU that are kept: taken from files or fetched, checked, shown, used.
//!
//! Of each country the last copy that was accepted is kept, also when a newer one that is offered is
//! not: what it says holds until its own next update, and after that it is used with a remark. Nothing is
//! taken without a signature of who may sign it: the certificates for the list of lists are named by a
//! person (they are published in the Official Journal), those for the lists of the countries by the list
//! of lists.

use std::sync::{Arc, Mutex, PoisonError};

use foundation::{Clock, Timestamp};
use store::Store;
use trustlist::{CheckedList, TrustedList, TrustedLists};
use x509::Certificate;

use crate::{SigningError, tables, tables::trusted_lists as rows};

pub use crate::verbs::{
    trusted_lists_import::{ListFile, ListOutcome, ListTaken},
    trusted_lists_refresh::ListSource,
};

/// What the list of lists is kept under.
pub(crate) const UNION: &str = "EU";

/// The lists that are kept, with the verbs over them.
#[derive(Debug)]
pub struct KeptLists {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    /// Of which countries lists are fetched; none: of all.
    pub(crate) countries: Vec<String>,
    /// The lists as they were read last, with the fingerprints of the files they were read from.
    read: Mutex<(Vec<String>, Arc<TrustedLists>)>,
}

/// A list that is kept, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptList {
    /// Country, `EU` for the list of lists.
    pub territory: String,
    /// Where newer copies are.
    pub location: Option<String>,
    /// Sequence number.
    pub sequence_number: u64,
    /// When it was issued.
    pub issued: Timestamp,
    /// Before when the next issue comes; none when the list is closed.
    pub next_update: Option<Timestamp>,
    /// Whether that instant has passed.
    pub expired: bool,
    /// When it was last found to be the newest copy.
    pub checked: Timestamp,
    /// When a newer copy was last looked for.
    pub tried: Timestamp,
    /// Why the newest copy that was offered was not taken.
    pub rejected: Option<String>,
}

impl KeptLists {
    /// Opens the lists of a store, making its tables if they are missing.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn open(store: Store, clock: Arc<dyn Clock>) -> Result<Self, SigningError> {
        store.migrate(tables::MIGRATIONS)?;
        Ok(Self { store, clock, countries: Vec::new(), read: Mutex::default() })
    }

    /// Fetches the lists of these countries only (`IT`); of all when none is named. What is kept already
    /// stays, and what is imported from files is taken.
    #[must_use]
    pub fn for_countries(self, countries: &[String]) -> Self {
        Self { countries: countries.to_vec(), ..self }
    }

    /// What is kept, by country.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn states(&self) -> Result<Vec<KeptList>, SigningError> {
        let now = self.clock.now();
        let rows = self.store.read_blocking(rows::all)?;
        let shown = |row: rows::ListRow| KeptList {
            expired: row.next_update.is_some_and(|next| next < now),
            territory: row.territory,
            location: row.location,
            sequence_number: row.sequence_number,
            issued: row.issued_at,
            next_update: row.next_update,
            checked: row.checked_at,
            tried: row.tried_at,
            rejected: row.rejected,
        };
        Ok(rows.into_iter().map(shown).collect())
    }

    /// The lists of the countries, to judge signatures with. They are read again only when one of them
    /// has changed.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn lists(&self) -> Result<Arc<TrustedLists>, SigningError> {
        let kept: Vec<rows::ListRow> = self.store.read_blocking(rows::all)?;
        let kept: Vec<rows::ListRow> = kept.into_iter().filter(|row| row.territory != UNION).collect();
        let fingerprints: Vec<String> = kept.iter().map(|row| row.sha256.clone()).collect();
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.0 != fingerprints {
            let mut lists = TrustedLists::new();
            for row in &kept {
                if let Some(list) = self.kept(&row.territory)? {
                    lists.add(list);
                }
            }
            *read = (fingerprints, Arc::new(lists));
        }
        Ok(Arc::clone(&read.1))
    }

    /// The copy of a country that is kept. Its signature was checked when it was taken.
    pub(crate) fn kept(&self, territory: &str) -> Result<Option<CheckedList>, SigningError> {
        let territory = territory.to_owned();
        let stored = self.store.read_blocking(move |tx| rows::octets(tx, &territory))?;
        let Some((xml, signer)) = stored else { return Ok(None) };
        let internal =
            |error: &dyn std::fmt::Display| SigningError::Internal(format!("a kept list: {error}"));
        let list = TrustedList::from_xml(&xml).map_err(|error| internal(&error))?;
        let signer = Certificate::from_der(signer).map_err(|error| internal(&error))?;
        Ok(Some(CheckedList { list: Arc::new(list), signer: Some(signer), warnings: Vec::new() }))
    }

    /// The certificates that a person named for a list.
    pub(crate) fn named_signers(&self, territory: &str) -> Result<Vec<Certificate>, SigningError> {
        let territory = territory.to_owned();
        let stored = self.store.read_blocking(move |tx| rows::signers(tx, &territory))?;
        let read = |der: Vec<u8>| Certificate::from_der(der);
        stored
            .into_iter()
            .map(read)
            .collect::<Result<_, _>>()
            .map_err(|error| SigningError::Internal(format!("a certificate named for a list: {error}")))
    }
}
