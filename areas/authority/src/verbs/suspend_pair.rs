//! T7: suspension; and what all changes of a pair share.

use foundation::{Actor, AuditEvent, Id};

use crate::{
    Authority, AuthorityError,
    model::PairKind,
    rules::lifecycle::{CertificateState, Refused},
    tables,
};

impl Authority {
    /// Both certificates of a pair lose their effect from now on, reversibly. The lists that name them
    /// are published at once.
    ///
    /// # Errors
    /// [`AuthorityError::NoPair`], or the transition that the rules refuse.
    pub fn suspend_pair(
        &self,
        actor: &Actor,
        pair: Id<PairKind>,
        reason: &str,
    ) -> Result<(), AuthorityError> {
        let since = self.now();
        self.change_pair(actor, pair, "certificate.suspended", Some(reason), move |state| {
            state.suspend(since)
        })?;
        self.publish_lists(actor)?;
        Ok(())
    }

    /// One transition of both certificates in one transaction (the pair rule, pki.md §5).
    pub(super) fn change_pair(
        &self,
        actor: &Actor,
        pair: Id<PairKind>,
        event: &'static str,
        reason: Option<&str>,
        step: impl Fn(CertificateState) -> Result<CertificateState, Refused> + Send + 'static,
    ) -> Result<(), AuthorityError> {
        let now = self.now();
        let actor = actor.clone();
        let reason = reason.map(str::to_owned);
        self.store.write_blocking(move |tx| {
            let certificates = tables::certificates_of_pair(tx, pair)?;
            if certificates.len() != 2 {
                return Err(AuthorityError::NoPair);
            }
            for certificate in certificates {
                let to = step(certificate.state)?;
                tables::set_state(
                    tx,
                    certificate.id,
                    (certificate.state, to),
                    &actor,
                    reason.as_deref(),
                    now,
                )?;
                let mut told = AuditEvent::done(event, &actor, "certificate", certificate.id)
                    .states(certificate.state.name(), to.name());
                told.reason.clone_from(&reason);
                tx.audit(now, &told)?;
            }
            Ok(())
        })
    }
}
