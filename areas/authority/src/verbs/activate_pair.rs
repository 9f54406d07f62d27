//! T6: the holder has the device.

use foundation::{Actor, Id};

use crate::{Authority, AuthorityError, model::PairKind, rules::lifecycle::CertificateState};

impl Authority {
    /// Both certificates of a pair become active: the holder received the device.
    ///
    /// # Errors
    /// [`AuthorityError::NoPair`], or the transition that the rules refuse.
    pub fn activate_pair(&self, actor: &Actor, pair: Id<PairKind>) -> Result<(), AuthorityError> {
        self.change_pair(actor, pair, "certificate.activated", None, CertificateState::activate)
    }
}
