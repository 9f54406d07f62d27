use authority::{
    CertificateStatus, Demand, OperatorRole, Target,
    rules::{motives::Motive, permissions::Asker},
};
use foundation::{Actor, AuditEvent};

use crate::{Access, AccessError, Account, tables};

impl Access {
    /// Closes an account for good, then revokes its certificates: they open nothing from the next request on.
    /// Asked again after an interruption, it revokes what is left.
    ///
    /// # Errors
    /// [`AccessError::Missing`], [`AccessError::Disabled`] when there is nothing left to do, or why the
    /// authority refused: then the account is closed all the same.
    pub fn disable_operator(
        &self,
        actor: &Actor,
        id: &str,
        role: OperatorRole,
        reason: &str,
    ) -> Result<(), AccessError> {
        let now = self.now();
        let reason = reason.trim().to_owned();
        let (by, id, why) = (actor.clone(), id.to_owned(), reason.clone());
        let (account, closed) = self.store.write_blocking(move |tx| {
            let Some(account) = tables::find(tx, &id, role)? else { return Err(AccessError::Missing(id)) };
            let closed = tables::disable(tx, &id, role, now)?;
            if closed {
                let why = format!("{role}: {why}");
                let event =
                    AuditEvent::done("operator.disabled", &by, "operator", &id).states("open", "closed");
                tx.audit(now, &event.because(why.trim_end_matches([':', ' '])))?;
            }
            Ok((account, closed))
        })?;
        let revoked = self.revoke_certificates(actor, &account, &reason)?;
        if closed || revoked > 0 { Ok(()) } else { Err(AccessError::Disabled(account.id)) }
    }

    /// Revokes what was given for an account and is not revoked or over yet; gives how many.
    fn revoke_certificates(
        &self,
        actor: &Actor,
        account: &Account,
        reason: &str,
    ) -> Result<usize, AccessError> {
        let mut revoked = 0;
        for given in &account.certificates {
            for found in self.authority.certificate_status(&given.serial)? {
                let ours = found.certificate.sha256()[..] == given.sha256;
                let over = matches!(
                    found.status,
                    CertificateStatus::Revoked { .. } | CertificateStatus::Expired { .. }
                );
                if ours && !over {
                    // The rule that a closed account has no certificate asks, not the person.
                    let asker = Asker::system("operator-accounts");
                    let words = format!("account closed by {actor}: {reason}");
                    let demand = Demand::by(asker, Some(Motive::AffiliationEnded)).because(&words);
                    let system = Actor::system("operator-accounts");
                    self.authority.revoke(&system, Target::Certificate(found.id), &demand, None)?;
                    revoked += 1;
                }
            }
        }
        Ok(revoked)
    }
}
