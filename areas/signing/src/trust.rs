use std::{error::Error, sync::Arc};

use authority::{Authority, AuthorityError, rules::service::Service};
use sigcheck::Trust;
use x509::crl::Crl;

use crate::trusted_lists::KeptLists;

/// Whom to trust when a file is verified, and what is known of revocation.
pub trait TrustSource: std::fmt::Debug + Send + Sync {
    /// The trust as of now.
    ///
    /// # Errors
    /// When it cannot be gathered; nothing is verified then.
    fn trust(&self) -> Result<Trust, TrustError>;
}

/// Whom to trust could not be found out.
#[derive(Debug, thiserror::Error)]
#[error("whom to trust could not be found out: {0}")]
pub struct TrustError(#[source] pub Box<dyn Error + Send + Sync>);

impl From<AuthorityError> for TrustError {
    fn from(error: AuthorityError) -> Self {
        Self(Box::new(error))
    }
}

/// Trusts the service authorities of this installation that are for the public, with their newest
/// revocation lists.
#[derive(Debug)]
pub struct AuthorityTrust {
    authority: Arc<Authority>,
    lists: Option<Arc<KeptLists>>,
}

impl AuthorityTrust {
    /// The trust of an authority.
    pub fn new(authority: Arc<Authority>) -> Self {
        Self { authority, lists: None }
    }

    /// Trusts the services of the trusted lists that are kept too.
    #[must_use]
    pub fn with_lists(self, lists: Arc<KeptLists>) -> Self {
        Self { lists: Some(lists), ..self }
    }
}

impl TrustSource for AuthorityTrust {
    /// Reads the lists each time, so that a suspension counts from the moment it is published.
    fn trust(&self) -> Result<Trust, TrustError> {
        let mut trust = Trust::new();
        for ca in self.authority.authorities().iter().filter(|ca| ca.service != Service::Internal) {
            trust.add_anchor(ca.certificate.clone());
            for scope in ca.scopes() {
                if let Some(list) = self.authority.newest_list(ca, scope)?
                    && let Ok(crl) = Crl::from_der(list.der)
                {
                    trust.add_crl(crl);
                }
            }
        }
        if let Some(kept) = &self.lists {
            let lists = kept.lists().map_err(|error| TrustError(Box::new(error)))?;
            if !lists.is_empty() {
                trust.add_lists(lists);
            }
        }
        Ok(trust)
    }
}
