//! Delegated OCSP responders (pki.md §4 P5): a certificate of at most 90 days per authority, replaced
//! 15 days before it ends.

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
            let id = authority.id;
            let current = self.store.read_blocking(move |tx| tables::responder(tx, id, now))?;
            if current.is_none_or(|(.., not_after)| not_after.duration_since(now) < OVERLAP) {
                self.make_responder(actor, authority, now)?;
                made += 1;
            }
        }
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

    /// The responder of an authority.
    pub(crate) fn responder(
        &self,
        authority: &ServiceAuthority,
    ) -> Result<Option<Responder>, AuthorityError> {
        let (id, now) = (authority.id, self.now());
        let found = self.store.read_blocking(move |tx| tables::responder(tx, id, now))?;
        found
            .map(|(der, key_label, _)| {
                let certificate = Certificate::from_der(der).map_err(AuthorityError::internal)?;
                Ok(Responder { certificate, key_label })
            })
            .transpose()
    }
}
