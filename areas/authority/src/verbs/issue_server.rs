//! Certificates of the internal authority for our own servers (pki.md §4 P7).

use std::sync::Arc;

use foundation::{Actor, AuditEvent, Id, hex};
use keyvault::{KeySpec, SigningKey};
use x509::{Certificate, profile::Validity};

use crate::{
    Authority, AuthorityError,
    keys::algorithm_of,
    profiles,
    rules::{lifecycle::CertificateState, serial, service::Service},
    tables::{self, Intent},
};

const VALIDITY_DAYS: i32 = 90;

/// What a server shows to its clients.
#[derive(Debug)]
pub struct ServerCertificate {
    /// The server's certificate, then that of the internal authority.
    pub chain: Vec<Certificate>,
    /// The server's key, P-256.
    pub key: Arc<dyn SigningKey>,
}

impl Authority {
    /// Issues a certificate of 90 days for host names, with a new key.
    ///
    /// # Errors
    /// When a name cannot stand in a certificate, or a key or the store refuses.
    pub fn issue_server(&self, actor: &Actor, names: &[String]) -> Result<ServerCertificate, AuthorityError> {
        let now = self.now();
        let ca = self.current(Service::Internal)?;
        let id = Id::new(&*self.clock, &*self.entropy);
        let key_label = format!("tls/{id}");
        let key = self.make_key(&key_label, KeySpec::P256)?;
        let serial = self.new_serial();
        let algorithm = algorithm_of(ca.certificate.public_key().map_err(AuthorityError::internal)?)?;
        let validity = Validity::days(now, VALIDITY_DAYS);
        let to_sign = profiles::tls_server(&ca, names, (&key, &serial, algorithm), validity)?;
        profiles::lint_before_signing(x509::profile::Profile::TlsServer, &to_sign, Some(&ca.certificate))?;
        let intent = Intent {
            id,
            authority: ca.id,
            serial,
            profile: "tls",
            pair: None,
            codice_fiscale: None,
            spki_sha256: x509::alg::DigestAlgorithm::Sha256.digest(key.spki_der()),
            to_sign: to_sign.clone(),
            validity,
            shard: serial::shard(serial.as_bytes(), ca.shard_count),
        };
        self.store.write_blocking(move |tx| tables::insert_intent(tx, &intent))?;
        let certificate =
            Certificate::from_der(self.sign(&to_sign, &ca.key_label)?).map_err(AuthorityError::internal)?;
        let (stored, actor) = (certificate.clone(), actor.clone());
        self.store.write_blocking(move |tx| {
            let from = CertificateState::Issuing;
            let issued = from.issue()?;
            let active = issued.activate()?;
            tables::store_der(tx, id, &stored, now)?;
            tables::set_state(tx, id, (from, issued), &actor, None, now)?;
            tables::set_state(tx, id, (issued, active), &actor, None, now)?;
            let event = AuditEvent::done("certificate.issued", &actor, "certificate", id)
                .states(from.name(), active.name())
                .evidence(hex(&stored.sha256()));
            tx.audit(now, &event)?;
            Ok::<_, AuthorityError>(())
        })?;
        Ok(ServerCertificate { chain: vec![certificate, ca.certificate], key: self.open_key(&key_label)? })
    }
}
