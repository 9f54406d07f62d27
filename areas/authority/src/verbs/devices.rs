//! The devices of a person, as that person sees them.

use foundation::{Id, Timestamp};
use x509::Certificate;

use super::certificate_status::CertificateStatus;
use crate::{
    Authority, AuthorityError,
    life::{Act, Target},
    model::{CertificateKind, IssuedCertificate, PairKind},
    rules::{
        lifecycle::{CertificateState, Hold},
        permissions::{Grounds, Party, may_reactivate},
    },
    tables::{self, Standing},
};

/// A device that was issued to somebody, with its two certificates.
#[derive(Clone, Debug)]
pub struct HeldDevice {
    /// Its id.
    pub id: Id<PairKind>,
    /// Number of the card.
    pub card_number: String,
    /// The qualified signature certificate.
    pub signature: HeldCertificate,
    /// The CNS authentication certificate.
    pub cns: HeldCertificate,
}

/// A certificate on a device.
#[derive(Clone, Debug)]
pub struct HeldCertificate {
    /// Its id.
    pub id: Id<CertificateKind>,
    /// The certificate.
    pub certificate: Certificate,
    /// Its state; expiry is not one, it follows from the time.
    pub state: CertificateState,
    /// Who suspended it and why, while it is.
    pub hold: Option<Hold>,
}

impl HeldCertificate {
    /// Where it stands at an instant.
    pub fn status(&self, now: Timestamp) -> CertificateStatus {
        CertificateStatus::of(self.state, self.certificate.not_after(), now)
            .unwrap_or(CertificateStatus::Good { until: self.certificate.not_after() })
    }

    fn is_over(&self, now: Timestamp) -> bool {
        matches!(self.status(now), CertificateStatus::Revoked { .. } | CertificateStatus::Expired { .. })
    }
}

impl HeldDevice {
    fn both(&self) -> [&HeldCertificate; 2] {
        [&self.signature, &self.cns]
    }

    /// What can be said of the device as a whole: what is worst of its two certificates.
    pub fn status(&self, now: Timestamp) -> CertificateStatus {
        let rank = |status: &CertificateStatus| match status {
            CertificateStatus::Good { .. } => 0,
            CertificateStatus::Suspended { .. } => 1,
            CertificateStatus::Expired { .. } => 2,
            CertificateStatus::Revoked { .. } => 3,
        };
        let [signature, cns] = self.both().map(|one| one.status(now));
        if rank(&cns) > rank(&signature) { cns } else { signature }
    }

    /// When the first of the two ends.
    pub fn ends(&self) -> Timestamp {
        self.signature.certificate.not_after().min(self.cns.certificate.not_after())
    }

    /// Whether the holder may suspend it now (T7).
    pub fn can_be_suspended(&self, now: Timestamp) -> bool {
        self.both().iter().any(|one| matches!(one.status(now), CertificateStatus::Good { .. }))
    }

    /// Whether the holder may end its suspension now (T8), as far as that depends on the device; else what
    /// stands in the way. Nothing when it is not suspended.
    pub fn reactivation(&self, now: Timestamp) -> Option<Result<(), crate::rules::lifecycle::Refused>> {
        let suspended = self
            .both()
            .into_iter()
            .find(|one| matches!(one.status(now), CertificateStatus::Suspended { .. }))?;
        let hold = suspended.hold.map_or((Party::Holder, Grounds::Ordinary), |hold| (hold.by, hold.grounds));
        Some(may_reactivate(hold.0, hold.1, Party::Holder))
    }

    /// Whether the holder may revoke it now (T9, T10).
    pub fn can_be_revoked(&self, now: Timestamp) -> bool {
        self.both().iter().any(|one| !one.is_over(now))
    }

    /// Whether it has a certificate with this SHA-256, lower-case hexadecimal.
    pub fn holds(&self, sha256: &str) -> bool {
        self.both().iter().any(|one| foundation::hex(&one.certificate.sha256()) == sha256)
    }
}

impl Authority {
    /// The devices of a person, newest first: those whose issuing ended well.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn devices_of(&self, codice_fiscale: &str) -> Result<Vec<HeldDevice>, AuthorityError> {
        let whose = codice_fiscale.to_owned();
        let read = self.store.read_blocking(move |tx| {
            let pairs = tables::pairs_of_holder(tx, &whose)?;
            let mut found = Vec::with_capacity(pairs.len());
            for (pair, card_number) in pairs {
                let issued = tables::certificates_of_pair(tx, pair)?;
                let standing = tables::standing_of(tx, Target::Pair(pair))?;
                found.push((pair, card_number, issued, standing));
            }
            Ok::<_, AuthorityError>(found)
        })?;
        let mut devices = Vec::with_capacity(read.len());
        for (id, card_number, issued, standing) in read {
            let mut certificates = Vec::with_capacity(2);
            for one in issued {
                certificates.extend(held(one, &standing)?);
            }
            // Of a pair that was abandoned there is nothing to hold.
            if let Ok([signature, cns]) = <[HeldCertificate; 2]>::try_from(certificates) {
                devices.push(HeldDevice { id, card_number, signature, cns });
            }
        }
        Ok(devices)
    }

    /// A device of a person. One that is somebody else's does not exist for this person.
    ///
    /// # Errors
    /// [`AuthorityError::NoPair`], or when the store does not answer.
    pub fn device_of(&self, codice_fiscale: &str, id: &str) -> Result<HeldDevice, AuthorityError> {
        let id: Id<PairKind> = id.parse().map_err(|_| AuthorityError::NoPair)?;
        let found = self.devices_of(codice_fiscale)?.into_iter().find(|device| device.id == id);
        found.ok_or(AuthorityError::NoPair)
    }

    /// The device that an act was about: the number of its card, and since when it is suspended or revoked.
    ///
    /// # Errors
    /// [`AuthorityError::NoPair`], or when the store does not answer.
    pub fn device_of_act(&self, act: &Act) -> Result<(String, Option<Timestamp>), AuthorityError> {
        let changed = act.changed.first().map(|changed| Target::Certificate(changed.certificate));
        let target = changed.ok_or(AuthorityError::NoPair)?;
        self.store.read_blocking(move |tx| {
            let standing = tables::standing_of(tx, target)?;
            let (pair, since) =
                standing.first().map_or((None, None), |one| (one.pair, one.subject.state.on_list()));
            let card = match pair {
                Some(pair) => tables::card_of_pair(tx, pair)?,
                None => None,
            };
            let (card, _) = card.ok_or(AuthorityError::NoPair)?;
            Ok((card, since.map(|(since, ..)| since)))
        })
    }

    /// Where a certificate of ours stands, by its SHA-256; nothing when it is not ours. One look-up by key:
    /// for those who ask at every request.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn status_by_sha256(&self, sha256: &[u8]) -> Result<Option<CertificateStatus>, AuthorityError> {
        let (sha256, now) = (sha256.to_vec(), self.now());
        let found = self.store.read_blocking(move |tx| tables::state_by_sha256(tx, &sha256))?;
        Ok(found.and_then(|(state, not_after)| CertificateStatus::of(state, not_after, now)))
    }
}

fn held(one: IssuedCertificate, standing: &[Standing]) -> Result<Option<HeldCertificate>, AuthorityError> {
    let Some(der) = one.der else { return Ok(None) };
    let certificate = Certificate::from_der(der).map_err(AuthorityError::internal)?;
    let hold = standing.iter().find(|standing| standing.id == one.id).and_then(|found| found.subject.hold);
    Ok(Some(HeldCertificate { id: one.id, certificate, state: one.state, hold }))
}
