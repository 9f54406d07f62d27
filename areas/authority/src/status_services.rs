//! What the status services keep in memory: answers that are ready, responders, and how far the changes
//! in the database were followed.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
};

use foundation::{Id, Timestamp};
use jiff::SignedDuration;
use x509::{
    alg::{DigestAlgorithm, SignatureAlgorithm},
    ocsp::Responder,
};

use crate::{
    model::{AuthorityKind, ServiceAuthority},
    status_cache::{StatusCache, Whose},
};

/// Digests that a request may name the issuer with (pki.md §7).
const DIGESTS: [DigestAlgorithm; 4] =
    [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512];
/// Changed answers that wait to be signed anew; beyond, whoever asks waits for the signature.
const WANTED: usize = 10_000;
/// No instant.
const NEVER: i64 = i64::MIN;

/// An authority as requests name it.
#[derive(Debug)]
pub(crate) struct Issuer {
    pub authority: ServiceAuthority,
    /// Digests of its name and of its key.
    pub hashes: Vec<(DigestAlgorithm, Vec<u8>, Vec<u8>)>,
    /// The responder that was looked up last.
    pub signer: Mutex<Option<Arc<Signer>>>,
}

/// A responder that can answer now.
#[derive(Debug)]
pub(crate) struct Signer {
    pub responder: Responder,
    pub algorithm: SignatureAlgorithm,
    pub key_label: String,
    pub not_after: Timestamp,
    pub looked_up: Timestamp,
}

/// The state of the status services of this process.
#[derive(Debug)]
pub(crate) struct StatusServices {
    pub cache: StatusCache,
    issuers: RwLock<Arc<[Arc<Issuer>]>>,
    /// The last change that was acted upon; locked while changes are read.
    pub followed: Mutex<i64>,
    /// When the database was last looked at, and since when it is away, ms since 1970.
    looked_at: AtomicI64,
    away_since: AtomicI64,
    /// Asked for lately and changed since.
    wanted: Mutex<VecDeque<(Whose, Box<[u8]>)>>,
    /// The part of the cache that is looked through next.
    next_part: AtomicUsize,
    turn: Mutex<()>,
}

impl StatusServices {
    pub(crate) fn new(cache_octets: usize) -> Self {
        Self {
            cache: StatusCache::new(cache_octets),
            issuers: RwLock::new(Arc::new([])),
            followed: Mutex::new(0),
            looked_at: AtomicI64::new(NEVER),
            away_since: AtomicI64::new(NEVER),
            wanted: Mutex::default(),
            next_part: AtomicUsize::new(0),
            turn: Mutex::new(()),
        }
    }

    /// Lists are published by one caller at a time.
    pub(crate) fn publishing(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes over the authorities there are.
    ///
    /// # Errors
    /// When a key cannot be read.
    pub(crate) fn set_authorities(&self, authorities: &[ServiceAuthority]) -> x509::Result<()> {
        let issuers: x509::Result<Vec<Arc<Issuer>>> = authorities
            .iter()
            .map(|authority| {
                let name = authority.certificate.subject();
                let key = authority.certificate.public_key()?.bits_of_key();
                let hashes =
                    DIGESTS.map(|digest| (digest, digest.digest(name.der()), digest.digest(key))).into();
                Ok(Arc::new(Issuer { authority: authority.clone(), hashes, signer: Mutex::default() }))
            })
            .collect();
        *self.issuers.write().unwrap_or_else(PoisonError::into_inner) = issuers?.into();
        Ok(())
    }

    /// The responders are looked up again.
    pub(crate) fn forget_responders(&self) {
        for issuer in self.issuers().iter() {
            *issuer.signer.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
    }

    fn issuers(&self) -> Arc<[Arc<Issuer>]> {
        Arc::clone(&self.issuers.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn issuer(&self, id: Id<AuthorityKind>) -> Option<Arc<Issuer>> {
        self.issuers().iter().find(|issuer| issuer.authority.id == id).cloned()
    }

    pub(crate) fn issuer_at(&self, path: &str) -> Option<Arc<Issuer>> {
        self.issuers().iter().find(|issuer| issuer.authority.path == path).cloned()
    }

    /// The database was looked at: it answered, or it is away.
    pub(crate) fn looked(&self, now: Timestamp, away: bool) {
        self.looked_at.store(now.as_millisecond(), Ordering::Release);
        if !away {
            self.away_since.store(NEVER, Ordering::Release);
        } else if !self.is_away() {
            self.away_since.store(now.as_millisecond(), Ordering::Release);
        }
    }

    /// The second in which the database was last looked at.
    pub(crate) fn looked_at(&self) -> Option<Timestamp> {
        let at = self.looked_at.load(Ordering::Acquire);
        (at != NEVER).then(|| Timestamp::from_second(at.div_euclid(1000)).ok())?
    }

    /// How long ago that was.
    pub(crate) fn since_look(&self, now: Timestamp) -> SignedDuration {
        match self.looked_at.load(Ordering::Acquire) {
            NEVER => SignedDuration::MAX,
            at => SignedDuration::from_millis(now.as_millisecond().saturating_sub(at)).abs(),
        }
    }

    pub(crate) fn is_away(&self) -> bool {
        self.away_since.load(Ordering::Acquire) != NEVER
    }

    pub(crate) fn away_since(&self) -> Option<Timestamp> {
        match self.away_since.load(Ordering::Acquire) {
            NEVER => None,
            at => Timestamp::from_millisecond(at).ok(),
        }
    }

    /// Notes what was asked for and has changed.
    pub(crate) fn want(&self, changed: impl Iterator<Item = (Whose, Box<[u8]>)>) {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        let room = WANTED.saturating_sub(wanted.len());
        wanted.extend(changed.take(room));
    }

    /// What should be signed anew: what has changed, and of one part of the cache what ends before an
    /// instant.
    pub(crate) fn wanted(&self, before: Timestamp, limit: usize) -> Vec<(Whose, Box<[u8]>)> {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = wanted.len().min(limit);
        let mut found: Vec<_> = wanted.drain(..taken).collect();
        drop(wanted);
        if found.len() < limit {
            let part = self.next_part.fetch_add(1, Ordering::Relaxed);
            found.extend(self.cache.ageing(part, before));
            found.truncate(limit);
        }
        found
    }
}
