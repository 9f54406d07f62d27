//! Counts what was issued and whether it is whole: for `doctor` and for crash tests.

use crate::{Authority, AuthorityError, tables};

/// What stands in the register of certificates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Pairs that were released with both certificates.
    pub whole_pairs: u64,
    /// Pairs whose issuing did not end: `recover` finishes them.
    pub open_pairs: u64,
    /// Pairs that were released with anything but two certificates: always 0.
    pub half_pairs: u64,
    /// Serial numbers of one authority that stand more than once: always 0.
    pub repeated_serials: u64,
}

impl Authority {
    /// Counts pairs and serial numbers.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn census(&self) -> Result<Census, AuthorityError> {
        Ok(self.store.read_blocking(tables::census)?)
    }
}
