//! Where a certificate stands, for a person who asks with its serial number or with the certificate.

use foundation::{Id, Timestamp};
use x509::Certificate;

use crate::{
    Authority, AuthorityError,
    model::{CertificateKind, ServiceAuthority},
    rules::lifecycle::CertificateState,
    tables,
};

/// What can be said of a certificate now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateStatus {
    /// Valid until then.
    Good {
        /// End of validity.
        until: Timestamp,
    },
    /// Without effect for now.
    Suspended {
        /// From when.
        since: Timestamp,
    },
    /// Without effect for ever.
    Revoked {
        /// From when.
        at: Timestamp,
    },
    /// Its validity is over.
    Expired {
        /// Since when.
        at: Timestamp,
    },
}

impl CertificateStatus {
    /// Of a certificate in a state, that ends then; nothing while it is being issued.
    pub(crate) fn of(state: CertificateState, not_after: Timestamp, now: Timestamp) -> Option<Self> {
        Some(match state {
            CertificateState::Revoked { at, .. } => CertificateStatus::Revoked { at },
            _ if not_after < now => CertificateStatus::Expired { at: not_after },
            CertificateState::Suspended { since } => CertificateStatus::Suspended { since },
            CertificateState::Issued | CertificateState::Active => {
                CertificateStatus::Good { until: not_after }
            }
            CertificateState::Issuing => return None,
        })
    }
}

/// A certificate of ours and where it stands.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its id.
    pub id: Id<CertificateKind>,
    /// Who issued it.
    pub authority: ServiceAuthority,
    /// The certificate.
    pub certificate: Certificate,
    /// Where it stands.
    pub status: CertificateStatus,
}

impl Authority {
    /// The certificates with this serial number (nearly always one), released ones only.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn certificate_status(&self, serial: &[u8]) -> Result<Vec<Found>, AuthorityError> {
        let serial = serial.to_vec();
        let now = self.now();
        let found = self.store.read_blocking(move |tx| tables::certificates_by_serial(tx, &serial))?;
        let mut answers = Vec::with_capacity(found.len());
        for one in found {
            let (Some(der), Ok(authority)) = (one.der, self.by_id(one.authority)) else { continue };
            let certificate = Certificate::from_der(der).map_err(AuthorityError::internal)?;
            let Some(status) = CertificateStatus::of(one.state, one.not_after, now) else { continue };
            answers.push(Found { id: one.id, authority, certificate, status });
        }
        Ok(answers)
    }
}
