//! T8: the end of a suspension.

use foundation::Actor;

use crate::{
    Authority, AuthorityError,
    life::{Act, Change, Demand, Target},
};

impl Authority {
    /// A suspension ends, and outside it never was (L5): the entry leaves the full list, OCSP says good.
    /// Inside the interval is kept. The demand says why in words.
    ///
    /// # Errors
    /// [`AuthorityError::NoPair`], [`AuthorityError::NoCertificate`], or the rule that refuses: above all,
    /// that somebody else suspended it.
    pub fn reactivate(&self, actor: &Actor, target: Target, demand: &Demand) -> Result<Act, AuthorityError> {
        self.change(actor, target, Change::Reactivate { term_over: false }, demand)
    }
}
