//! A request for a pair is submitted (state Requested).

use foundation::{Actor, AuditEvent, Id, hex};

use crate::{
    Authority, AuthorityError,
    life::{Registration, RequestKind, StoredRequest},
    rules::{permissions::Asker, requests::RequestState},
    tables,
    verbs::issue_pair::Holder,
};

impl Authority {
    /// Stores a request with its contacts, third parties and evidence.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn submit_request(
        &self,
        actor: &Actor,
        holder: &Holder,
        registration: &Registration,
    ) -> Result<Id<RequestKind>, AuthorityError> {
        let now = self.now();
        let request = StoredRequest {
            id: Id::new(&*self.clock, &*self.entropy),
            state: RequestState::Requested,
            holder: holder.clone(),
            registration: registration.clone(),
            submitted: now,
        };
        let (id, actor, asker) = (request.id, actor.clone(), Asker::of(actor));
        let mut event = AuditEvent::done("request.submitted", &actor, "request", id).states("", "requested");
        for piece in &request.registration.evidence {
            event = event.evidence(hex(&piece.sha256));
        }
        self.store.write_blocking(move |tx| {
            tables::insert_request(tx, &request)?;
            tables::set_request_state(tx, id, (None, request.state), (&actor, &asker), None, now)?;
            tx.audit(now, &event).map(drop)
        })?;
        Ok(id)
    }

    /// A request with its contacts and third parties.
    ///
    /// # Errors
    /// [`AuthorityError::NoRequest`], or when the store does not answer.
    pub fn request(&self, id: Id<RequestKind>) -> Result<StoredRequest, AuthorityError> {
        let found = self.store.read_blocking(move |tx| tables::request_by_id(tx, id))?;
        found.ok_or(AuthorityError::NoRequest)
    }
}
