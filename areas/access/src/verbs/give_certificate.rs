use authority::{OperatorRequest, OperatorRole};
use foundation::{Actor, AuditEvent, hex};
use x509::Certificate;

use crate::{Access, AccessError, GivenCertificate, tables};

impl Access {
    /// Has a certificate of a year issued for an open account. `csr` is the proof of possession of the key
    /// (PKCS #10, DER); the names in it are ignored.
    ///
    /// # Errors
    /// [`AccessError::Missing`], [`AccessError::Disabled`], or why the authority refused.
    pub fn give_certificate(
        &self,
        actor: &Actor,
        id: &str,
        role: OperatorRole,
        csr: &[u8],
    ) -> Result<Certificate, AccessError> {
        let account = self.operator(id, role)?.ok_or_else(|| AccessError::Missing(id.to_owned()))?;
        if !account.is_open() {
            return Err(AccessError::Disabled(account.id));
        }
        let request = OperatorRequest { id: account.id.clone(), name: account.name, role, csr: csr.to_vec() };
        let certificate = self.authority.issue_operator(actor, &request)?;
        let now = self.now();
        let given = GivenCertificate {
            sha256: certificate.sha256().to_vec(),
            serial: certificate.serial().to_vec(),
            issued_at: now,
            not_after: certificate.not_after(),
        };
        let actor = actor.clone();
        self.store.write_blocking(move |tx| {
            tables::insert_certificate(tx, (&account.id, role), &given)?;
            let event = AuditEvent::done("operator.certificate-given", &actor, "operator", &account.id);
            tx.audit(now, &event.because(role.name()).evidence(hex(&given.sha256)))?;
            Ok::<_, AccessError>(())
        })?;
        Ok(certificate)
    }
}
