//! T9 and T10: revocation.

use foundation::{Actor, Timestamp};

use crate::{
    Authority, AuthorityError,
    life::{Act, Change, Demand, Target},
};

impl Authority {
    /// A pair or one certificate loses its effect for ever; the qualified certificate of a device takes
    /// the other one along. From suspension, the revocation counts from when that began. `invalidity` is
    /// since when a compromised key was in other hands, where that is known.
    ///
    /// # Errors
    /// [`AuthorityError::NoPair`], [`AuthorityError::NoCertificate`], or the rule that refuses.
    pub fn revoke(
        &self,
        actor: &Actor,
        target: Target,
        demand: &Demand,
        invalidity: Option<Timestamp>,
    ) -> Result<Act, AuthorityError> {
        self.change(actor, target, Change::Revoke { invalidity }, demand)
    }
}
