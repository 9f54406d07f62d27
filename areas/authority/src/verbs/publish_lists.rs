//! Revocation lists (pki.md §6): one per shard and the authority's own, signed anew when due.

use foundation::{Actor, AuditEvent, hex};
use jiff::SignedDuration;
use x509::crl::{Crl, Parameters, Revoked};

use crate::{
    Authority, AuthorityError,
    keys::algorithm_of,
    model::{PublishedList, Scope, ServiceAuthority},
    rules::lifecycle::CertificateState,
    tables,
};

/// From one list to the latest moment of the next.
const VALIDITY: SignedDuration = SignedDuration::from_hours(24);
/// A list older than this is replaced even if nothing changed.
const REFRESH: SignedDuration = SignedDuration::from_mins(60);

impl Authority {
    /// Signs and publishes the lists that are due: those older than an hour, and those with a
    /// certificate that was issued or changed since: a list that is older than a certificate says
    /// nothing about it. Returns how many.
    ///
    /// # Errors
    /// When a key or the store refuses. Lists published before the failure stay published.
    pub fn publish_lists(&self, actor: &Actor) -> Result<usize, AuthorityError> {
        let mut published = 0;
        for authority in self.authorities().iter() {
            for scope in authority.scopes() {
                published += usize::from(self.publish_list(actor, authority, scope)?);
            }
        }
        Ok(published)
    }

    /// The newest list of a scope.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn newest_list(
        &self,
        authority: &ServiceAuthority,
        scope: Scope,
    ) -> Result<Option<PublishedList>, AuthorityError> {
        let id = authority.id;
        Ok(self.store.read_blocking(move |tx| tables::newest_list(tx, id, scope))?)
    }

    fn publish_list(
        &self,
        actor: &Actor,
        authority: &ServiceAuthority,
        scope: Scope,
    ) -> Result<bool, AuthorityError> {
        let id = authority.id;
        let (newest, known, changed, listed) = self.store.read_blocking(move |tx| {
            let newest = tables::newest_list(tx, id, scope)?;
            let known = tables::last_change(tx)?;
            let (changed, listed) = match (scope, &newest) {
                (Scope::Authority, _) => (false, Vec::new()),
                (Scope::Shard(shard), None) => (true, tables::listed(tx, id, shard)?),
                (Scope::Shard(shard), Some(list)) => {
                    let changed = tables::changed_since(tx, id, shard, list.status_seq)?;
                    (changed, tables::listed(tx, id, shard)?)
                }
            };
            Ok::<_, store::Error>((newest, known, changed, listed))
        })?;
        // A list never speaks of an instant before the one its predecessor spoke of.
        let now = newest.as_ref().map_or(self.now(), |list| list.this_update.max(self.now()));
        let now = foundation::Timestamp::from_second(now.as_second()).unwrap_or(now);
        if let Some(list) = &newest
            && now.duration_since(list.this_update) < REFRESH
            && !changed
        {
            return Ok(false);
        }
        let number = newest.map_or(1, |list| list.number + 1);
        let list =
            PublishedList { status_seq: known, ..self.sign_list(authority, scope, number, now, &listed)? };
        let event = AuditEvent::done("crl.published", actor, "authority", id)
            .because(&format!("{} number {number}", scope.path(&authority.path)))
            .evidence(hex(&list.sha256));
        self.store.write_blocking(move |tx| {
            tables::insert_list(tx, id, scope, &list)?;
            tx.audit(now, &event).map(drop)
        })?;
        Ok(true)
    }

    fn sign_list(
        &self,
        authority: &ServiceAuthority,
        scope: Scope,
        number: u64,
        now: foundation::Timestamp,
        listed: &[(Vec<u8>, CertificateState)],
    ) -> Result<PublishedList, AuthorityError> {
        let ca = &authority.certificate;
        let key = ca.public_key().map_err(AuthorityError::internal)?;
        let key_identifier = key.key_identifier();
        let next_update = now + VALIDITY;
        let distribution_point = match scope {
            Scope::Shard(_) if authority.shard_count > 1 => {
                Some(format!("{}/{}", authority.publication_url, scope.path(&authority.path)))
            }
            _ => None,
        };
        let parameters = Parameters {
            issuer: ca.subject(),
            algorithm: algorithm_of(key)?,
            this_update: now,
            next_update,
            authority_key_identifier: &key_identifier,
            number,
            delta_base: None,
            distribution_point,
            freshest: Vec::new(),
            expired_certs_since: Some(ca.not_before()),
        };
        let to_sign = parameters.build(listed.iter().filter_map(|(serial, state)| {
            let (at, reason, invalidity_date) = state.on_list()?;
            Some(Revoked { serial, at, reason, invalidity_date })
        }));
        let der = self.sign(&to_sign, &authority.key_label)?;
        // What goes out is read back first, with the key that relying parties have.
        let read = Crl::from_der(&der[..]).map_err(AuthorityError::internal)?;
        read.verify_signed_by(key).map_err(AuthorityError::internal)?;
        let sha256 = x509::alg::DigestAlgorithm::Sha256.digest(&der);
        Ok(PublishedList {
            number,
            this_update: now,
            next_update,
            der,
            sha256,
            entries: listed.len() as u64,
            status_seq: 0,
        })
    }
}
