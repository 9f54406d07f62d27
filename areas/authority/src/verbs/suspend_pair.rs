//! T7: suspension.

use foundation::{Actor, Id, Timestamp};

use crate::{
    Authority, AuthorityError,
    life::{Act, Change, Demand, Target},
    model::PairKind,
    rules::motives::Motive,
};

impl Authority {
    /// A pair or one certificate loses its effect, reversibly. `since` is now unless said; an earlier
    /// start, and who may set it, is a matter of [`crate::rules::lifecycle::Subject::suspend`].
    ///
    /// # Errors
    /// [`AuthorityError::NoPair`], [`AuthorityError::NoCertificate`], or the rule that refuses.
    pub fn suspend(
        &self,
        actor: &Actor,
        target: Target,
        demand: &Demand,
        since: Option<Timestamp>,
        until: Option<Timestamp>,
    ) -> Result<Act, AuthorityError> {
        self.change(actor, target, Change::Suspend { since, until }, demand)
    }

    /// Both certificates of a pair lose their effect from now on, reversibly, for a reason in plain words.
    /// The lists that name them are published at once.
    ///
    /// # Errors
    /// [`AuthorityError::NoPair`], or the rule that refuses.
    pub fn suspend_pair(
        &self,
        actor: &Actor,
        pair: Id<PairKind>,
        reason: &str,
    ) -> Result<(), AuthorityError> {
        let demand = Demand::of(actor, Motive::Suspension).because(reason);
        self.suspend(actor, Target::Pair(pair), &demand, None, None)?;
        self.publish_lists(actor)?;
        Ok(())
    }
}
