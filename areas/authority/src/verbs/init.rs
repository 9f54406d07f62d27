//! Makes the four service authorities (pki.md §1), their responders and their first lists.

use foundation::{Actor, AuditEvent, Id, hex};
use keyvault::KeySpec;
use x509::Certificate;

use crate::{
    Authority, AuthorityError, keys::algorithm_of, model::ServiceAuthority, profiles,
    rules::service::Service, tables,
};

impl Authority {
    /// Makes the authorities for signature, CNS, time stamping and our own services, each self-signed
    /// with a key of its own.
    ///
    /// Interrupted, it can be run again: keys that exist are used, authorities that exist are kept.
    ///
    /// # Errors
    /// [`AuthorityError::AlreadyInitialised`] when all four exist.
    pub fn init(&self, actor: &Actor, key: KeySpec) -> Result<(), AuthorityError> {
        let existing = self.authorities();
        let missing: Vec<Service> = Service::ALL
            .into_iter()
            .filter(|service| !existing.iter().any(|ca| ca.service == *service))
            .collect();
        if missing.is_empty() {
            return Err(AuthorityError::AlreadyInitialised);
        }
        for service in missing {
            self.make_authority(actor, service, key)?;
        }
        self.reload()?;
        self.renew_responders(actor)?;
        self.renew_time_stamping_units(actor)?;
        self.publish_lists(actor)?;
        Ok(())
    }

    fn make_authority(&self, actor: &Actor, service: Service, spec: KeySpec) -> Result<(), AuthorityError> {
        let now = self.now();
        let generation = 1;
        let key_label = format!("ca/{}/{generation}", service.path());
        let key = self.make_key(&key_label, spec)?;
        let algorithm = algorithm_of(&key)?;
        let to_sign =
            profiles::service_authority(&self.settings, service, (&key, &self.new_serial(), algorithm), now)?;
        profiles::lint_before_signing(x509::profile::Profile::ServiceCa, &to_sign, None)?;
        let certificate =
            Certificate::from_der(self.sign(&to_sign, &key_label)?).map_err(AuthorityError::internal)?;
        let authority = ServiceAuthority {
            id: Id::new(&*self.clock, &*self.entropy),
            service,
            path: service.path().to_owned(),
            certificate,
            key_label,
            shard_count: self.settings.crl_shards,
            publication_url: self.settings.publication_url.clone(),
        };
        let event = AuditEvent::done("authority.created", actor, "authority", authority.id)
            .states("", "active")
            .evidence(hex(&authority.certificate.sha256()));
        self.store.write_blocking(move |tx| {
            tables::insert_authority(tx, &authority, generation, now)?;
            tx.audit(now, &event).map(drop)
        })?;
        Ok(())
    }
}
