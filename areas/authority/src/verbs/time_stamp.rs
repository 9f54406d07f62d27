//! Time stamps (pki.md §8): the answer to a request, and the time stamps that the authority needs itself.

use crate::{Authority, AuthorityError};

impl Authority {
    /// A time stamp of our own over a SHA-256: the DER of a TimeStampToken, `None` while there is no
    /// time-stamping unit.
    ///
    /// # Errors
    /// When a key or the store refuses.
    #[allow(dead_code, clippy::unused_self, clippy::unnecessary_wraps, reason = "no unit exists yet")]
    pub(crate) fn own_time_stamp(&self, _sha256: &[u8]) -> Result<Option<Vec<u8>>, AuthorityError> {
        Ok(None)
    }
}
