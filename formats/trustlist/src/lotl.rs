//! The list of the lists (LOTL) and its pivots (spec: COM's implementing decision (EU) 2015/1505 and
//! the information that the list gives of itself; TS 119 615 §4.1).
//!
//! The certificates that may sign the list of lists are published in the Official Journal. When they
//! change, an issue signed with an old one and naming the new ones is kept for ever as a *pivot*; the
//! current list names its pivots, newest first. Whoever knows the certificates of the Official Journal
//! walks from the oldest pivot to the current list, each signed by a certificate that the one before
//! names.
//!
//! [`Walk`] is that walk as a state machine over files that the caller fetches:
//!
//! ```no_run
//! # fn fetch(_: &str) -> Vec<u8> { Vec::new() }
//! # fn main() -> Result<(), trustlist::lotl::LotlError> {
//! # let (current, official_journal) = (Vec::new(), Vec::new());
//! use trustlist::lotl::Walk;
//!
//! let mut walk = Walk::start(&current, &official_journal)?;
//! while let Some(url) = walk.wanted() {
//!     let pivot = fetch(url);
//!     walk = walk.supply(&pivot)?;
//! }
//! let list_of_lists = walk.finish()?;
//! # Ok(())
//! # }
//! ```

use x509::Certificate;

use crate::{
    Error, TrustedList,
    check::{self, Refusal},
    lists::CheckedList,
    model::Pointer,
    uri::ListType,
};

/// Pivots that are followed. In ten years there were fewer than ten at a time.
const MAX_PIVOTS: usize = 100;

/// Why the list of lists is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum LotlError {
    /// It names more pivots than are followed.
    #[error("the list of lists names more than {MAX_PIVOTS} pivots")]
    TooManyPivots,
    /// It, or a pivot, is not a list of lists.
    #[error("{place}: not a list of lists")]
    NotAListOfLists {
        /// Which file: `the current list`, or the address of the pivot.
        place: String,
    },
    /// A pivot cannot be read.
    #[error("{place}: {source}")]
    Read {
        /// Which file, as above.
        place: String,
        /// Why.
        source: Error,
    },
    /// The signature is not accepted.
    #[error("{place}: {source}")]
    Refused {
        /// Which file, as above.
        place: String,
        /// Why.
        source: Refusal,
    },
    /// A pivot is not older than the list that follows it.
    #[error("{place}: its sequence number is not lower than that of the list after it")]
    Order {
        /// Which file, as above.
        place: String,
    },
    /// A pivot is still wanted.
    #[error("the pivot {0} is missing")]
    PivotMissing(String),
}

/// The walk from the certificates of the Official Journal to the current list of lists.
#[derive(Clone, Debug)]
pub struct Walk {
    current: Vec<u8>,
    current_sequence: u64,
    /// Addresses of the pivots that are still to come, newest first.
    pivots: Vec<String>,
    /// Who may sign the next file.
    signers: Vec<Certificate>,
    last_sequence: Option<u64>,
}

const CURRENT: &str = "the current list";

impl Walk {
    /// Starts with the current list and the certificates of the Official Journal. Nothing of the list is
    /// trusted yet but the addresses of its pivots.
    ///
    /// # Errors
    /// When it is not a list of lists.
    pub fn start(current: &[u8], official_journal: &[Certificate]) -> Result<Self, LotlError> {
        let list = read(current, CURRENT)?;
        let pivots: Vec<String> = pivots(&list).map(str::to_owned).collect();
        if pivots.len() > MAX_PIVOTS {
            return Err(LotlError::TooManyPivots);
        }
        Ok(Self {
            current: current.to_vec(),
            current_sequence: list.scheme.sequence_number,
            pivots,
            signers: official_journal.to_vec(),
            last_sequence: None,
        })
    }

    /// Address of the pivot that is wanted next, the oldest first; none when only the current list is
    /// left.
    pub fn wanted(&self) -> Option<&str> {
        self.pivots.last().map(String::as_str)
    }

    /// Goes on with the pivot that is [wanted](Self::wanted): its signature must be that of a certificate
    /// that the file before names, and its own pointers name those for the next.
    ///
    /// # Errors
    /// [`LotlError`] with the address of the pivot.
    pub fn supply(mut self, pivot: &[u8]) -> Result<Self, LotlError> {
        let Some(place) = self.pivots.pop() else { return Ok(self) };
        read(pivot, &place)?;
        let checked = self.checked(pivot, &place)?;
        if checked.list.scheme.sequence_number >= self.current_sequence {
            return Err(LotlError::Order { place });
        }
        self.signers = signers_of_lists(&checked.list);
        self.last_sequence = Some(checked.list.scheme.sequence_number);
        Ok(self)
    }

    /// Ends with the check of the current list.
    ///
    /// # Errors
    /// [`LotlError`]; when a pivot is still wanted too.
    pub fn finish(self) -> Result<CheckedList, LotlError> {
        match self.wanted() {
            Some(url) => Err(LotlError::PivotMissing(url.to_owned())),
            None => self.checked(&self.current, CURRENT),
        }
    }

    fn checked(&self, file: &[u8], place: &str) -> Result<CheckedList, LotlError> {
        let checked = check::check(file, &self.signers)
            .map_err(|source| LotlError::Refused { place: place.to_owned(), source })?;
        if self.last_sequence.is_some_and(|last| last >= checked.list.scheme.sequence_number) {
            return Err(LotlError::Order { place: place.to_owned() });
        }
        Ok(checked)
    }
}

fn read(file: &[u8], place: &str) -> Result<TrustedList, LotlError> {
    let list =
        TrustedList::from_xml(file).map_err(|source| LotlError::Read { place: place.to_owned(), source })?;
    if list.is_list_of_lists() {
        Ok(list)
    } else {
        Err(LotlError::NotAListOfLists { place: place.to_owned() })
    }
}

/// Addresses of the pivots of a list of lists, newest first: they stand before the address of the
/// Official Journal among the information on the scheme, and are the ones of XML files.
pub fn pivots(list: &TrustedList) -> impl Iterator<Item = &str> {
    let is_xml = |uri: &&String| uri.to_ascii_lowercase().ends_with(".xml");
    list.scheme.information_uris.iter().take_while(is_xml).map(String::as_str)
}

/// Address in the Official Journal of the certificates that the oldest pivot is signed with.
pub fn announcement(list: &TrustedList) -> Option<&str> {
    list.scheme.information_uris.get(pivots(list).count()).map(String::as_str)
}

/// The pointer of a list to a country's list in XML.
pub fn pointer_to<'a>(list: &'a TrustedList, territory: &str) -> Option<&'a Pointer> {
    national(list).find(|pointer| pointer.territory.as_deref() == Some(territory))
}

/// The pointers to the lists of countries, in XML.
pub fn national(list: &TrustedList) -> impl Iterator<Item = &Pointer> {
    list.pointers
        .iter()
        .filter(|pointer| pointer.is_xml() && pointer.list_type.as_ref() != Some(&ListType::EuListOfLists))
}

/// The certificates that may sign the next list of lists, by its pointers to itself.
fn signers_of_lists(list: &TrustedList) -> Vec<Certificate> {
    list.pointers
        .iter()
        .filter(|pointer| pointer.is_xml() && pointer.list_type.as_ref() == Some(&ListType::EuListOfLists))
        .flat_map(|pointer| pointer.certificates.iter().cloned())
        .collect()
}
