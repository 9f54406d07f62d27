//! T11: what became known of a revoked certificate.

use foundation::{Actor, Timestamp};

use crate::{
    Authority, AuthorityError,
    life::{Act, Change, Demand, Target},
};

impl Authority {
    /// The reason of a revocation becomes key compromise, with the date since when the key was in other
    /// hands, where that is known. An officer of the authority does it, even after the certificate
    /// expired.
    ///
    /// # Errors
    /// [`AuthorityError::NoPair`], [`AuthorityError::NoCertificate`], or the rule that refuses.
    pub fn amend_revocation(
        &self,
        actor: &Actor,
        target: Target,
        demand: &Demand,
        invalidity: Option<Timestamp>,
    ) -> Result<Act, AuthorityError> {
        self.change(actor, target, Change::Amend { invalidity }, demand)
    }
}
