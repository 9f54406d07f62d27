//! T1: the registration operator approves a request.

use foundation::{Actor, AuditEvent, Id, hex};

use crate::{
    Authority, AuthorityError,
    life::RequestKind,
    rules::{lifecycle::Step, permissions::Asker, requests::Evidence},
    tables,
};

impl Authority {
    /// The operator verified the identity, holds the signed contract and the consent: `evidence` are
    /// their hashes.
    ///
    /// # Errors
    /// [`AuthorityError::NoRequest`], or the rule that refuses.
    pub fn approve_request(
        &self,
        actor: &Actor,
        id: Id<RequestKind>,
        evidence: &[Evidence],
    ) -> Result<(), AuthorityError> {
        let (now, actor, evidence) = (self.now(), actor.clone(), evidence.to_vec());
        self.store.write_blocking(move |tx| {
            let request = tables::request_by_id(tx, id)?.ok_or(AuthorityError::NoRequest)?;
            let asker = Asker::of(&actor);
            asker.entered_by(&actor)?;
            let approved = request.state.approve(&asker, &evidence)?;
            let step = (Some(request.state), approved);
            tables::set_request_state(tx, id, step, (&actor, &asker), None, now)?;
            tables::insert_evidence(tx, &id.to_string(), &evidence, now)?;
            let mut event = AuditEvent::done(Step::Approve.event(), &actor, "request", id)
                .states(request.state.state_name().as_str(), approved.state_name().as_str());
            for piece in &evidence {
                event = event.evidence(hex(&piece.sha256));
            }
            tx.audit(now, &event)?;
            Ok(())
        })
    }
}
