//! Time-stamping units (pki.md §4 P4, §10 K9): each has a key of its own that signs for less than three
//! months, and a certificate of ten years. A successor takes over a week before the end; then the key
//! is destroyed, while the certificate stays valid for the tokens that were signed.

use std::sync::{Arc, Mutex, PoisonError};

use foundation::{Actor, AuditEvent, Id, Timestamp, hex};
use jiff::SignedDuration;
use keyvault::{KeySpec, VaultError};
use x509::{
    Certificate,
    alg::{KeyType, SignatureAlgorithm},
    profile::{Profile, Validity},
};

use super::issue_single::Single;
use crate::{
    Authority, AuthorityError,
    keys::algorithm_of,
    model::UnitKind,
    profiles,
    rules::{
        service::Service,
        time_stamping::{CERTIFICATE_YEARS, key_period, needs_successor},
    },
    tables::{self, StoredUnit},
};

/// After this time the unit is looked for anew: another program may have replaced it, or its
/// certificate may have been revoked.
const FRESH: SignedDuration = SignedDuration::from_secs(30);

/// The unit that signs.
#[derive(Debug)]
pub(crate) struct Unit {
    pub id: Id<UnitKind>,
    pub certificate: Certificate,
    pub key_label: String,
    pub algorithm: SignatureAlgorithm,
    use_from: Timestamp,
    use_until: Timestamp,
    /// The last instant that was signed.
    pub last: Mutex<Timestamp>,
}

impl Unit {
    fn new(stored: StoredUnit) -> Result<Self, AuthorityError> {
        let key = stored.certificate.public_key().map_err(AuthorityError::internal)?;
        let algorithm = algorithm_of(key)?;
        Ok(Self {
            id: stored.id,
            certificate: stored.certificate,
            key_label: stored.key_label,
            algorithm,
            use_from: stored.use_from,
            use_until: stored.use_until,
            last: Mutex::new(stored.last_time),
        })
    }

    fn signs_at(&self, now: Timestamp) -> bool {
        self.use_from <= now && now < self.use_until
    }
}

/// A time-stamping unit, as health and pages tell of it.
#[derive(Clone, Debug)]
pub struct TimeStampingUnit {
    /// Its id.
    pub id: Id<UnitKind>,
    /// Its certificate.
    pub certificate: Certificate,
    /// From when its key signs.
    pub use_from: Timestamp,
    /// Until when its key signs.
    pub use_until: Timestamp,
}

impl Authority {
    /// Gives the installation a time-stamping unit that lasts beyond the overlap, and destroys the keys
    /// whose use is over. For the housekeeping. Returns how many units were made.
    ///
    /// # Errors
    /// When a key cannot be made or destroyed, the authority's own certificate ends too soon, or the
    /// store refuses.
    pub fn renew_time_stamping_units(&self, actor: &Actor) -> Result<usize, AuthorityError> {
        let now = self.now();
        let current = self.find_unit(now)?;
        let made = if current.is_none_or(|unit| needs_successor(unit.use_until, now)) {
            self.make_unit(actor, now)?;
            1
        } else {
            0
        };
        self.destroy_spent_keys(actor, now)?;
        Ok(made)
    }

    /// Puts another unit in the place of the one that signs, before its time: for a key that may be
    /// known to others, or after a clock that was wrong. The key of the old one is not used any more.
    ///
    /// # Errors
    /// As [`Self::renew_time_stamping_units`].
    pub fn replace_time_stamping_unit(&self, actor: &Actor) -> Result<(), AuthorityError> {
        self.make_unit(actor, self.now())
    }

    /// The unit that signs now, if there is one.
    ///
    /// # Errors
    /// When the store does not answer or the key does not open.
    pub fn time_stamping_unit(&self) -> Result<Option<TimeStampingUnit>, AuthorityError> {
        Ok(self.unit(self.now())?.map(|unit| TimeStampingUnit {
            id: unit.id,
            certificate: unit.certificate.clone(),
            use_from: unit.use_from,
            use_until: unit.use_until,
        }))
    }

    /// The unit that signs at `now`.
    pub(crate) fn unit(&self, now: Timestamp) -> Result<Option<Arc<Unit>>, AuthorityError> {
        let known = self.stamps.unit.read().unwrap_or_else(PoisonError::into_inner).clone();
        match known {
            Some((unit, looked)) if unit.signs_at(now) && now.duration_since(looked).abs() < FRESH => {
                Ok(Some(unit))
            }
            _ => self.find_unit(now),
        }
    }

    /// Looks for the newest unit whose key is here, and remembers it.
    fn find_unit(&self, now: Timestamp) -> Result<Option<Arc<Unit>>, AuthorityError> {
        let stored = self.store.read_blocking(move |tx| tables::units_in_use(tx, now))?;
        let mut slot = self.stamps.unit.write().unwrap_or_else(PoisonError::into_inner);
        for unit in stored {
            if let Some((known, looked)) = slot.as_mut().filter(|(known, _)| known.id == unit.id) {
                *looked = now;
                return Ok(Some(Arc::clone(known)));
            }
            match self.open_key(&unit.key_label) {
                Ok(key) => {
                    // What it signs is verified with its own public half: that must be the certified one.
                    if key.public_key().spki_der() != unit.certificate.spki() {
                        return Err(AuthorityError::internal("the key of the unit is another"));
                    }
                    let unit = Arc::new(Unit::new(unit)?);
                    *slot = Some((Arc::clone(&unit), now));
                    return Ok(Some(unit));
                }
                // The unit of another node, which has a vault of its own.
                Err(AuthorityError::Vault(VaultError::NoSuchKey(_))) => {}
                Err(error) => return Err(error),
            }
        }
        *slot = None;
        Ok(None)
    }

    fn make_unit(&self, actor: &Actor, now: Timestamp) -> Result<(), AuthorityError> {
        let ca = self.current(Service::TimeStamping)?;
        let id: Id<UnitKind> = Id::new(&*self.clock, &*self.entropy);
        let key_label = format!("tsu/{id}");
        let ca_key = ca.certificate.public_key().map_err(AuthorityError::internal)?;
        // Whoever reads the authority's signatures reads those of its unit.
        let spec = match ca_key.key_type() {
            KeyType::Rsa { .. } => KeySpec::Rsa2048,
            _ => KeySpec::P256,
        };
        let key = self.make_key(&key_label, spec)?;
        let period = key_period(now);
        let validity = Validity::years(now, CERTIFICATE_YEARS);
        let single = Single {
            ca: &ca,
            profile: (Profile::TimeStampingUnit, "tsu"),
            key: &key,
            validity,
            subject: format!("time-stamping unit {id}"),
        };
        let unit = move |certificate: &Certificate, key_label| StoredUnit {
            id,
            certificate: certificate.clone(),
            key_label,
            use_from: period.not_before,
            use_until: period.not_after,
            last_time: period.not_before,
        };
        let (by, label) = (actor.clone(), key_label.clone());
        let certificate = self.issue_single(
            actor,
            single,
            |serial, algorithm| {
                let subject = (&key, serial, algorithm);
                profiles::time_stamping_unit(&self.settings, &ca, subject, period, validity)
            },
            |_, _| Ok(()),
            move |tx, certificate_id, certificate| {
                tables::insert_unit(tx, &unit(certificate, label), certificate_id)?;
                let event = AuditEvent::done("time-stamping-unit.created", &by, "time-stamping-unit", id)
                    .because(&format!("its key signs until {}", period.not_after))
                    .evidence(hex(&certificate.sha256()));
                tx.audit(now, &event)?;
                Ok(())
            },
        )?;
        let unit = unit(&certificate, key_label);
        let unit = Arc::new(Unit::new(unit)?);
        *self.stamps.unit.write().unwrap_or_else(PoisonError::into_inner) = Some((unit, now));
        Ok(())
    }

    /// Destroys the keys whose use is over. That it must happen stands in the database since the unit
    /// was made; that it happened is written afterwards, so that a crash between the two is repeated.
    fn destroy_spent_keys(&self, actor: &Actor, now: Timestamp) -> Result<(), AuthorityError> {
        for unit in self.store.read_blocking(move |tx| tables::spent_units(tx, now))? {
            let (id, certificate) = (unit.id, hex(&unit.certificate.sha256()));
            match self.destroy_key(&unit.key_label) {
                // It was destroyed, and a crash came before this was written; or it is in the vault of
                // another node, which never uses it again.
                Ok(()) | Err(AuthorityError::Vault(VaultError::NoSuchKey(_))) => {}
                Err(error) => return Err(error),
            }
            let event = AuditEvent::done("time-stamping-unit.key-destroyed", actor, "time-stamping-unit", id)
                .states("active", "spent")
                .evidence(certificate);
            self.store.write_blocking(move |tx| {
                tables::unit_key_destroyed(tx, id, now)?;
                tx.audit(now, &event).map(drop)
            })?;
        }
        Ok(())
    }
}
