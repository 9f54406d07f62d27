use authority::OperatorRole;
use foundation::{Actor, AuditEvent};

use crate::{Access, AccessError, tables};

impl Access {
    /// Closes an account for good: its certificates open nothing from the next request on.
    ///
    /// # Errors
    /// [`AccessError::Missing`], [`AccessError::Disabled`] when it is closed already, or what the store says.
    pub fn disable_operator(
        &self,
        actor: &Actor,
        id: &str,
        role: OperatorRole,
        reason: &str,
    ) -> Result<(), AccessError> {
        let now = self.now();
        let (actor, id, reason) = (actor.clone(), id.to_owned(), reason.trim().to_owned());
        self.store.write_blocking(move |tx| {
            let Some(account) = tables::find(tx, &id, role)? else { return Err(AccessError::Missing(id)) };
            if !tables::disable(tx, &id, role, now)? {
                return Err(AccessError::Disabled(account.id));
            }
            let reason = format!("{role}: {reason}");
            let event = AuditEvent::done("operator.disabled", &actor, "operator", &id).states("open", "closed");
            tx.audit(now, &event.because(reason.trim_end_matches([':', ' '])))?;
            Ok(())
        })
    }
}
