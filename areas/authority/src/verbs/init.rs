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
            self.make_authority(actor, service, key, 1)?;
        }
        self.reload()?;
        self.renew_responders(actor)?;
        self.renew_time_stamping_units(actor)?;
        self.publish_lists(actor)?;
        Ok(())
    }

    /// Makes the next generation of a service's authority (pki.md §1 H4): a new key, a new name, new
    /// addresses. The one before goes on signing lists and answers until its last certificate has
    /// expired.
    ///
    /// Every caller holds an approval of two officers.
    pub(crate) fn next_generation(
        &self,
        actor: &Actor,
        service: Service,
        key: KeySpec,
    ) -> Result<ServiceAuthority, AuthorityError> {
        let generations = self.authorities().iter().filter(|ca| ca.service == service).count();
        let authority = self.make_authority(actor, service, key, generations as i64 + 1)?;
        self.reload()?;
        self.renew_responders(actor)?;
        self.publish_lists(actor)?;
        Ok(authority)
    }

    fn make_authority(
        &self,
        actor: &Actor,
        service: Service,
        spec: KeySpec,
        generation: i64,
    ) -> Result<ServiceAuthority, AuthorityError> {
        let now = self.now();
        let key_label = format!("ca/{}/{generation}", service.path());
        let key = self.make_key(&key_label, spec)?;
        let algorithm = algorithm_of(&key)?;
        // A key signs one certificate of its own: the one of an interrupted attempt is taken as it is.
        let certificate = match self.begun(&key_label, algorithm)? {
            Some(certificate) => certificate,
            None => {
                let subject = (&key, &self.new_serial(), algorithm);
                let to_sign =
                    profiles::service_authority(&self.settings, (service, generation), subject, now)?;
                profiles::lint_before_signing(x509::profile::Profile::ServiceCa, &to_sign, None)?;
                Certificate::from_der(self.sign(&to_sign, &key_label)?).map_err(AuthorityError::internal)?
            }
        };
        let authority = ServiceAuthority {
            id: Id::new(&*self.clock, &*self.entropy),
            service,
            path: service.path_of(generation),
            certificate,
            key_label,
            shard_count: self.settings.crl_shards,
            publication_url: self.settings.publication_url.clone(),
        };
        let event = AuditEvent::done("authority.created", actor, "authority", authority.id)
            .states("", "active")
            .evidence(hex(&authority.certificate.sha256()));
        let made = authority.clone();
        self.store.write_blocking(move |tx| {
            tables::insert_authority(tx, &authority, generation, now)?;
            tx.audit(now, &event).map(drop)
        })?;
        Ok(made)
    }
}
