//! Certificates of the internal authority for our own servers (pki.md §4 P7).

use std::sync::Arc;

use foundation::{Actor, Id};
use keyvault::{KeySpec, SigningKey};
use x509::{
    Certificate,
    profile::{Profile, Validity},
};

use super::issue_single::Single;
use crate::{Authority, AuthorityError, CertificateKind, profiles, rules::service::Service};

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
        let id: Id<CertificateKind> = Id::new(&*self.clock, &*self.entropy);
        let key_label = format!("tls/{id}");
        let key = self.make_key(&key_label, KeySpec::P256)?;
        let validity = Validity::days(now, VALIDITY_DAYS);
        let single = Single {
            ca: &ca,
            profile: (Profile::TlsServer, "tls"),
            key: &key,
            validity,
            subject: names.join(" "),
        };
        let certificate = self.issue_single(
            actor,
            single,
            |serial, algorithm| profiles::tls_server(&ca, names, (&key, serial, algorithm), validity),
            |_, _| Ok(()),
            |_, _, _| Ok(()),
        )?;
        Ok(ServerCertificate { chain: vec![certificate, ca.certificate], key: self.open_key(&key_label)? })
    }
}
