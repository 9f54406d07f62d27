//! Delegated OCSP responders (pki.md §4 P5): a certificate of at most 90 days per authority, replaced
//! 15 days before it ends, and its key destroyed when it has ended.

use foundation::{Actor, AuditEvent, Id, Timestamp, hex};
use jiff::SignedDuration;
use keyvault::KeySpec;
use x509::{Certificate, alg::KeyType, profile::Validity};

use crate::{Authority, AuthorityError, keys::algorithm_of, model::ServiceAuthority, profiles, tables};

/// Days that a responder's certificate is valid.
const VALIDITY_DAYS: i32 = 90;
/// How long before its end the next takes over.
const OVERLAP: SignedDuration = SignedDuration::from_hours(15 * 24);

/// A responder that can answer now.
#[derive(Clone, Debug)]
pub(crate) struct Responder {
    pub certificate: Certificate,
    pub key_label: String,
}

impl Authority {
    /// Gives every authority a responder that lasts beyond the overlap. Returns how many were made.
    ///
    /// # Errors
    /// When a key cannot be made or the store refuses.
    pub fn renew_responders(&self, actor: &Actor) -> Result<usize, AuthorityError> {
        let now = self.now();
        let mut made = 0;
        for authority in self.authorities().iter() {
            let current = self.responder(authority)?;
            let lasts = |responder: &Responder| responder.certificate.not_after().duration_since(now);
            if current.is_none_or(|current| lasts(&current) < OVERLAP) {
                self.make_responder(actor, authority, now)?;
                made += 1;
            }
        }
        self.status.forget_responders();
        self.destroy_ended_responders(actor)?;
        Ok(made)
    }

    fn make_responder(
        &self,
        actor: &Actor,
        authority: &ServiceAuthority,
        now: Timestamp,
    ) -> Result<(), AuthorityError> {
        let key_label = format!("ocsp/{}/{}", authority.path, now.as_second());
        let ca_key = authority.certificate.public_key().map_err(AuthorityError::internal)?;
        // Whoever reads the authority's signatures reads those of its responder.
        let spec = match ca_key.key_type() {
            KeyType::Rsa { .. } => KeySpec::Rsa2048,
            _ => KeySpec::P256,
        };
        let key = self.make_key(&key_label, spec)?;
        let to_sign = profiles::ocsp_responder(
            &self.settings,
            authority,
            (&key, &self.new_serial(), algorithm_of(ca_key)?),
            Validity::days(now, VALIDITY_DAYS),
        )?;
        profiles::lint_before_signing(
            x509::profile::Profile::OcspResponder,
            &to_sign,
            Some(&authority.certificate),
        )?;
        let certificate = Certificate::from_der(self.sign(&to_sign, &authority.key_label)?)
            .map_err(AuthorityError::internal)?;
        let event = AuditEvent::done("responder.created", actor, "authority", authority.id)
            .evidence(hex(&certificate.sha256()));
        let id: Id<_> = authority.id;
        self.store.write_blocking(move |tx| {
            tables::insert_responder(tx, id, &certificate, &key_label)?;
            tx.audit(now, &event).map(drop)
        })?;
        Ok(())
    }

    /// Destroys the keys of responders that have ended, where this process has them: nothing can be
    /// signed with them any more (pki.md §4 P5).
    fn destroy_ended_responders(&self, actor: &Actor) -> Result<(), AuthorityError> {
        let now = self.now();
        let ended = self.store.read_blocking(move |tx| tables::ended_responders(tx, now))?;
        for (row, authority, label) in ended {
            match self.destroy_key(&label) {
                Ok(()) | Err(AuthorityError::Vault(keyvault::VaultError::NoSuchKey(_))) => {}
                Err(error) => return Err(error),
            }
            let event =
                AuditEvent::done("responder.key-destroyed", actor, "authority", authority).because(&label);
            self.store.write_blocking(move |tx| {
                tables::responder_key_destroyed(tx, row, now)?;
                tx.audit(now, &event).map(drop)
            })?;
        }
        Ok(())
    }

    /// The responder of an authority that lasts longest among those whose key this process has: on
    /// several nodes each has its own.
    pub(crate) fn responder(
        &self,
        authority: &ServiceAuthority,
    ) -> Result<Option<Responder>, AuthorityError> {
        let (id, now) = (authority.id, self.now());
        for (der, key_label) in self.store.read_blocking(move |tx| tables::responders(tx, id, now))? {
            match self.open_key(&key_label) {
                Ok(_) => {
                    let certificate = Certificate::from_der(der).map_err(AuthorityError::internal)?;
                    return Ok(Some(Responder { certificate, key_label }));
                }
                Err(AuthorityError::Vault(keyvault::VaultError::NoSuchKey(_))) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }
}
