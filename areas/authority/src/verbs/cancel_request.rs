//! T2: a request ends before a serial number exists.

use foundation::{Actor, AuditEvent, Id, Timestamp};
use jiff::SignedDuration;
use store::Tx;

use crate::{
    Authority, AuthorityError,
    life::{RequestKind, StoredRequest},
    rules::{
        lifecycle::{Refused, Step},
        permissions::{Asker, Party, proof_needed},
        requests::Evidence,
    },
    tables,
};

impl Authority {
    /// Cancels a request: for who asked for it, or for the registration office. An operator enters what
    /// came to the counter, on a form or by PEC.
    ///
    /// # Errors
    /// [`AuthorityError::NoRequest`], or the rule that refuses.
    pub fn cancel_request(
        &self,
        actor: &Actor,
        id: Id<RequestKind>,
        (asker, evidence): (&Asker, &[Evidence]),
        reason: &str,
    ) -> Result<(), AuthorityError> {
        let (now, lasts) = (self.now(), self.life.settings.request_lasts());
        let (actor, asker, reason) = (actor.clone(), asker.clone(), reason.to_owned());
        let evidence = evidence.to_vec();
        self.store.write_blocking(move |tx| {
            if let Some(kind) = proof_needed(&asker)
                && !evidence.iter().any(|piece| piece.kind == kind)
            {
                return Err(Refused::Evidence { kind: kind.name() }.into());
            }
            tables::insert_evidence(tx, &id.to_string(), &evidence, now)?;
            cancel_in(tx, id, (&actor, &asker), &reason, (now, lasts))
        })
    }
}

/// T2 inside a transaction.
pub(super) fn cancel_in(
    tx: &mut Tx,
    id: Id<RequestKind>,
    (actor, asker): (&Actor, &Asker),
    reason: &str,
    (now, lasts): (Timestamp, SignedDuration),
) -> Result<(), AuthorityError> {
    let request = tables::request_by_id(tx, id)?.ok_or(AuthorityError::NoRequest)?;
    // A person who asked for itself is holder and applicant in one.
    let asker = &match asker.party {
        Party::Holder => Asker { party: Party::Applicant, ..asker.clone() },
        _ => asker.clone(),
    };
    let entered = Asker::of(actor);
    let itself = Asker { party: Party::Applicant, ..entered.clone() };
    if *asker != itself || entered.party != Party::Holder {
        asker.entered_by(actor)?;
    }
    if asker.party == Party::Applicant && !applies(&request, &asker.name) {
        return Err(Refused::Relation { party: Party::Applicant }.into());
    }
    let age = now.duration_since(request.submitted);
    let cancelled = request.state.cancel(asker, age, lasts)?;
    tables::set_request_state(tx, id, (Some(request.state), cancelled), (actor, asker), Some(reason), now)?;
    let event = AuditEvent::done(Step::Cancel.event(), actor, "request", id)
        .states(request.state.state_name().as_str(), cancelled.state_name().as_str())
        .because(reason);
    tx.audit(now, &event)?;
    Ok(())
}

fn applies(request: &StoredRequest, name: &str) -> bool {
    let holder = request.holder.codice_fiscale.to_string();
    let code = request.registration.applicant.as_ref().map_or(holder.as_str(), |who| who.code.as_str());
    code.trim().eq_ignore_ascii_case(name.trim())
}
