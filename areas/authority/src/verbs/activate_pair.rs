//! T6: the holder has the device.

use foundation::{Actor, Id};

use crate::{
    Authority, AuthorityError,
    life::{Act, Change, Demand, Target},
    model::PairKind,
    rules::permissions::Asker,
};

impl Authority {
    /// Both certificates of a pair become active: the holder received the device, at the counter, from a
    /// courier who brought back the proof, or says so with the emergency code. What was issued suspended
    /// has effect from here on.
    ///
    /// # Errors
    /// [`AuthorityError::NoPair`], or the rule that refuses.
    pub fn record_receipt(
        &self,
        actor: &Actor,
        pair: Id<PairKind>,
        demand: &Demand,
    ) -> Result<Act, AuthorityError> {
        self.change(actor, Target::Pair(pair), Change::Activate, demand)
    }

    /// Both certificates of a pair become active: the operator handed the device over.
    ///
    /// # Errors
    /// As [`record_receipt`](Self::record_receipt).
    pub fn activate_pair(&self, actor: &Actor, pair: Id<PairKind>) -> Result<(), AuthorityError> {
        let demand = Demand::by(Asker::of(actor), None);
        self.record_receipt(actor, pair, &demand).map(drop)
    }
}
