//! Keys that are not the ones they should be (pki.md §10 K8).

use crate::{Authority, AuthorityError, tables};

/// A key held against the certificate that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCheck {
    /// Its label.
    pub label: String,
    /// Whose it is.
    pub name: String,
    /// What is wrong: it is missing, out of reach, or another key.
    pub fault: Option<String>,
}

impl Authority {
    /// Whether each key that is in use is the one of its certificate: after a restore, and whenever the
    /// doctor asks (pki.md §10 K8).
    ///
    /// # Errors
    /// When the store does not answer. Keys that do not are told as faults.
    pub fn check_keys(&self) -> Result<Vec<KeyCheck>, AuthorityError> {
        let now = self.now();
        let mut checks = Vec::new();
        let mut check = |label: &str, name: &str, spki: &[u8]| {
            let fault = match self.public_key(label) {
                Ok(key) if key.spki_der() == spki => None,
                Ok(_) => Some("it is another key than the one of its certificate".to_owned()),
                Err(error) => Some(error.to_string()),
            };
            checks.push(KeyCheck { label: label.to_owned(), name: name.to_owned(), fault });
        };
        for ca in self.authorities().iter() {
            check(&ca.key_label, &ca.certificate.subject().friendly(), ca.certificate.spki());
            let id = ca.id;
            for (der, label) in self.store.read_blocking(move |tx| tables::responders(tx, id, now))? {
                let responder = x509::Certificate::from_der(der).map_err(AuthorityError::internal)?;
                check(&label, &responder.subject().friendly(), responder.spki());
            }
        }
        for unit in self.store.read_blocking(move |tx| tables::units_in_use(tx, now))? {
            check(&unit.key_label, &unit.certificate.subject().friendly(), unit.certificate.spki());
        }
        for key in self.store.read_blocking(store::audit::keys)? {
            check(&key.label, key.key.name(), key.key.spki());
        }
        Ok(checks)
    }
}
