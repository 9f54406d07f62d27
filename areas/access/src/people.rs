//! People who log in on the public pages.

use std::sync::Arc;

use authority::{Authority, rules::service::Service};
use foundation::{AuthMethod, Clock, Entropy, Timestamp};
use serde::{Deserialize, Serialize};
use store::Store;
use webkit::Person;
use x509::{Certificate, path::Pool};

use crate::{AccessError, rules::cns::CnsRefusal, tables};

/// Logins of people: with the card now, in other ways later.
///
/// A login has three steps. [`People::begin`] in the browser's session; [`People::enter_with_cns`] where the
/// card is read, which may be another host; [`People::finish`] in the session again. What the second leaves
/// is fetched by the third once, within a minute, by the browser that did the first.
#[derive(Debug)]
pub struct People {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) authority: Arc<Authority>,
    pub(crate) others: Option<Arc<dyn CardIssuers>>,
}

/// Issuers of cards beside this installation, such as those of a trusted list.
pub trait CardIssuers: std::fmt::Debug + Send + Sync {
    /// Their certificates, those that are recognised at the instant.
    ///
    /// # Errors
    /// In words, when they cannot be gathered.
    fn certificates(&self, at: Timestamp) -> Result<Vec<Certificate>, String>;

    /// Whether a certificate is good at the instant. Its path was validated; the last one is the issuer that
    /// is trusted.
    ///
    /// # Errors
    /// [`CnsRefusal::Suspended`], [`CnsRefusal::Revoked`], [`CnsRefusal::StatusUnknown`].
    fn status(&self, path: &[Certificate], at: Timestamp) -> Result<(), CnsRefusal>;
}

/// How a login ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is this person, with this card.
    Entered(Box<Entered>),
    /// Nobody, and why.
    Refused(CnsRefusal),
}

/// A person, and what the log says of the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entered {
    /// Who.
    pub person: Person,
    /// Number of the card.
    pub card_number: String,
    /// SHA-256 of the certificate.
    pub certificate_sha256: Vec<u8>,
    /// Issuer of the certificate, RFC 4514.
    pub issuer: String,
    /// Its serial number, hexadecimal.
    pub serial: String,
}

/// A line of the access log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginEntry {
    /// When.
    pub at: Timestamp,
    /// How.
    pub method: AuthMethod,
    /// `entered`, `left`, or the rule that refused.
    pub outcome: String,
    /// Who, if that is known.
    pub codice_fiscale: Option<String>,
    /// From which address.
    pub address: String,
    /// SHA-256 of the certificate, if one was shown.
    pub certificate_sha256: Option<Vec<u8>>,
    /// Number of the card.
    pub card_number: Option<String>,
}

impl People {
    /// Opens the logins over a store, making their tables if they are missing.
    ///
    /// # Errors
    /// Those of [`Store::migrate`].
    pub fn open(
        store: Store,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        authority: Arc<Authority>,
    ) -> Result<Self, AccessError> {
        store.migrate(tables::MIGRATIONS)?;
        Ok(Self { store, clock, entropy, authority, others: None })
    }

    /// Believes these issuers of cards too.
    #[must_use]
    pub fn with_issuers(self, others: Arc<dyn CardIssuers>) -> Self {
        Self { others: Some(others), ..self }
    }

    /// The certificates of the issuers whose cards open the door: our own first. Those of others that cannot
    /// be gathered are left out, and the log says so.
    pub fn issuers(&self) -> Vec<Certificate> {
        let ours = self.authority.authorities();
        let ours = ours.iter().filter(|ca| ca.service == Service::Cns).map(|ca| ca.certificate.clone());
        let mut issuers: Vec<Certificate> = ours.collect();
        if let Some(others) = &self.others {
            match others.certificates(self.now()) {
                Ok(others) => issuers.extend(others),
                Err(error) => tracing::error!(error, "the issuers of other cards are not known"),
            }
        }
        issuers
    }

    pub(crate) fn issuer_pool(&self) -> Pool {
        self.issuers().into_iter().collect()
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
