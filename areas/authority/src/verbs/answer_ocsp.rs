//! OCSP (RFC 6960, pki.md §7): what is known of each certificate asked about, signed by the
//! authority's delegated responder; and the answers that are ready because they were given before.
//!
//! An answer about one certificate, without a nonce, is kept in the [`StatusCache`] and given again
//! until half of its time is over or the status changes. What changes in this process is acted upon by
//! the verb that changes it, what changes elsewhere by [`Authority::follow_status_changes`], which is
//! called every second. While the database is away, answers that are ready are given until they end.

use std::sync::{Arc, OnceLock, PoisonError};

use foundation::{Id, Timestamp};
use jiff::SignedDuration;
use x509::{
    crl::Reason,
    ocsp::{CertId, ErrorStatus, Request, Responder, Single, Status},
};

use crate::{
    Authority, AuthorityError,
    keys::algorithm_of,
    model::{AuthorityKind, ServiceAuthority},
    rules::lifecycle::CertificateState,
    status_cache::{Keep, OcspAnswer, Whose},
    status_services::{Issuer, Signer},
    tables,
};

/// For how long an answer may be relied upon.
const VALIDITY: SignedDuration = SignedDuration::from_hours(12);
/// An answer that ends sooner is signed anew while the database answers.
const AHEAD: SignedDuration = SignedDuration::from_hours(6);
/// Certificates that one request may ask about.
const MAX_CERTIFICATES: usize = 16;
/// A cache on the way asks again after so many seconds; a suspension must surface fast.
const KEEP_GOOD: u32 = 300;
const KEEP_OTHER: u32 = 3600;
/// For how long a responder is not looked up again.
const RESPONDER_HOLDS: SignedDuration = SignedDuration::from_secs(60);
/// What is ready may be given without looking, for so long after the database was last looked at.
const LOOK_EVERY: SignedDuration = SignedDuration::from_secs(1);
const LOOKED_LATELY: SignedDuration = SignedDuration::from_secs(4);
/// Changes of one shard that are acted upon one by one.
const CHANGES: u32 = 20_000;

/// How the status services are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusHealth {
    /// Since when the database does not answer; OCSP lives on the answers that are ready meanwhile.
    pub database_away_since: Option<Timestamp>,
    /// The last change of status that this process knows.
    pub followed: i64,
    /// Answers that are ready.
    pub answers: usize,
    /// Octets that they take.
    pub octets: usize,
}

impl OcspAnswer {
    fn error(status: ErrorStatus) -> Arc<Self> {
        let der = status.response().to_vec().into();
        Arc::new(Self { der, keep: None, status: None, derived: OnceLock::new() })
    }

    /// That the request is not one.
    pub(crate) fn malformed() -> Arc<Self> {
        Self::error(ErrorStatus::MalformedRequest)
    }

    /// Whether the answer may still be relied upon.
    fn holds(&self, now: Timestamp, ahead: SignedDuration) -> bool {
        self.keep.is_some_and(|keep| {
            now.duration_since(keep.this_update) >= SignedDuration::ZERO
                && keep.next_update.duration_since(now) > ahead
        })
    }
}

impl Authority {
    /// Answers a status request about certificates of one authority. Never fails: what goes wrong is
    /// an OCSP error too.
    pub fn answer_ocsp(&self, authority: &ServiceAuthority, request: &[u8]) -> Arc<OcspAnswer> {
        let Some(request) = read(request) else { return OcspAnswer::malformed() };
        let Some(issuer) = self.status.issuer(authority.id) else {
            return OcspAnswer::error(ErrorStatus::Unauthorized);
        };
        self.look();
        let now = self.now();
        if let Some(ready) = self.ready(&issuer, &request, now) {
            return ready;
        }
        match self.signed_answer(&issuer, &request) {
            Ok(answer) => answer,
            Err(AuthorityError::Store(error)) => {
                // Something older that still holds says more than nothing.
                if let Some(kept) = self.kept(&issuer, &request, now, SignedDuration::ZERO) {
                    return kept;
                }
                tracing::error!(%error, authority = authority.path, "no OCSP answer");
                OcspAnswer::error(ErrorStatus::TryLater)
            }
            Err(error @ AuthorityError::Clock(_)) => {
                tracing::error!(%error, authority = authority.path, "no OCSP answer");
                OcspAnswer::error(ErrorStatus::TryLater)
            }
            Err(error) => {
                tracing::error!(%error, authority = authority.path, "no OCSP answer");
                OcspAnswer::error(ErrorStatus::InternalError)
            }
        }
    }

    /// The answer to a request if it is ready, or if all that it lacks is the signature over its nonce:
    /// without waiting for the database. `path` is the authority's segment of the address.
    ///
    /// The key of a responder is in memory and signs in less than a millisecond: handing the request to
    /// another thread would cost more with a short key, and gain nothing with a long one.
    pub fn ready_ocsp(&self, path: &str, request: &[u8], now: Timestamp) -> Option<Arc<OcspAnswer>> {
        let issuer = self.status.issuer_at(path)?;
        if self.status.since_look(now) > LOOKED_LATELY {
            return None;
        }
        let request = read(request)?;
        self.ready(&issuer, &request, now).or_else(|| self.signed_from_memory(&issuer, &request))
    }

    /// The answer with a nonce about a certificate whose status is in memory.
    fn signed_from_memory(&self, issuer: &Issuer, request: &Request<'_>) -> Option<Arc<OcspAnswer>> {
        let ([cert_id], Some(_)) = (&request.cert_ids[..], self.nonce(request)) else { return None };
        if self.status.is_away() || !issuer.is_meant(cert_id) {
            return None;
        }
        let status =
            self.status.cache.status(&Whose::new(issuer.authority.id, cert_id.serial_magnitude())?)?;
        let signer = self.fresh_signer(issuer)?;
        self.instants_may_be_signed().ok()?;
        // What is in memory was true when the database was last looked at.
        let known = self.status.looked_at()?;
        self.saying(issuer, &signer, request, (known, &[status])).map(Arc::new).ok()
    }

    fn ready(&self, issuer: &Issuer, request: &Request<'_>, now: Timestamp) -> Option<Arc<OcspAnswer>> {
        // What is about to end is signed anew, unless nothing can be known.
        let ahead = if self.status.is_away() { SignedDuration::ZERO } else { AHEAD };
        self.kept(issuer, request, now, ahead)
    }

    fn kept(
        &self,
        issuer: &Issuer,
        request: &Request<'_>,
        now: Timestamp,
        ahead: SignedDuration,
    ) -> Option<Arc<OcspAnswer>> {
        let ([cert_id], None) = (&request.cert_ids[..], self.nonce(request)) else { return None };
        if !issuer.is_meant(cert_id) {
            return None;
        }
        let whose = Whose::new(issuer.authority.id, cert_id.serial_magnitude())?;
        let answer = self.status.cache.get(&whose, cert_id.raw)?;
        answer.holds(now, ahead).then_some(answer)
    }

    /// The nonce that is repeated in the answer.
    fn nonce<'a>(&self, request: &Request<'a>) -> Option<&'a [u8]> {
        request.nonce.filter(|_| !self.settings.status.ignore_nonces)
    }

    fn signed_answer(
        &self,
        issuer: &Issuer,
        request: &Request<'_>,
    ) -> Result<Arc<OcspAnswer>, AuthorityError> {
        if !request.cert_ids.iter().all(|id| issuer.is_meant(id)) {
            return Ok(OcspAnswer::error(ErrorStatus::Unauthorized));
        }
        self.instants_may_be_signed()?;
        let signer = self.signer(issuer)?;
        // The instant comes before the state: whatever was said before it stands in the state.
        let now = self.whole_second();
        let serials: Vec<Vec<u8>> =
            request.cert_ids.iter().map(|id| id.serial_magnitude().to_vec()).collect();
        let id = issuer.authority.id;
        let (known, states) = self.store.read_blocking(move |tx| {
            let known = tables::last_change(tx)?;
            let states: Result<Vec<_>, store::Error> =
                serials.iter().map(|serial| tables::state_by_serial(tx, id, serial)).collect();
            Ok::<_, store::Error>((known, states?))
        })?;
        let statuses: Vec<Status> = states.into_iter().map(|state| self.status_of(state)).collect();
        let answer = Arc::new(self.saying(issuer, &signer, request, (now, &statuses))?);
        // An answer with a nonce is given once; what it says may be said again.
        if let ([cert_id], Some(_)) = (&request.cert_ids[..], answer.status)
            && let Some(whose) = Whose::new(id, cert_id.serial_magnitude())
            && (answer.keep.is_some() || self.status.cache.status(&whose).is_none())
        {
            self.status.cache.insert(whose, cert_id.raw, Arc::clone(&answer), known);
        }
        Ok(answer)
    }

    /// Signs what was true of the certificates at an instant.
    fn saying(
        &self,
        issuer: &Issuer,
        signer: &Signer,
        request: &Request<'_>,
        (this_update, statuses): (Timestamp, &[Status]),
    ) -> Result<OcspAnswer, AuthorityError> {
        let next_update = (this_update + VALIDITY).min(signer.not_after);
        let not_before = issuer.authority.certificate.not_before();
        let never_issued = statuses.contains(&NEVER_ISSUED);
        let singles: Vec<Single<'_>> = request
            .cert_ids
            .iter()
            .zip(statuses)
            .map(|(cert_id, status)| Single {
                cert_id: cert_id.raw,
                status: *status,
                this_update,
                next_update: Some(next_update),
                archive_cutoff: Some(not_before),
            })
            .collect();
        let nonce = self.nonce(request);
        let to_sign = signer.responder.answer(self.whole_second(), &singles, nonce, never_issued);
        let der =
            to_sign.complete(&self.sign_octets(&signer.key_label, signer.algorithm, to_sign.bytes())?);
        let revoked = statuses.iter().all(|status| matches!(status, Status::Revoked { .. }));
        let most_seconds = if revoked && !never_issued { KEEP_OTHER } else { KEEP_GOOD };
        let keep = nonce.is_none().then_some(Keep { this_update, next_update, most_seconds });
        // Serial numbers that nobody has are without end: kept, they would push out those that somebody has.
        let status = match statuses {
            [status] if !never_issued && *status != Status::Unknown => Some(*status),
            _ => None,
        };
        Ok(OcspAnswer { der: der.into(), keep, status, derived: OnceLock::new() })
    }

    fn status_of(&self, state: Option<CertificateState>) -> Status {
        match state {
            None | Some(CertificateState::Issuing) if self.settings.status.never_issued_unknown => {
                Status::Unknown
            }
            None | Some(CertificateState::Issuing) => NEVER_ISSUED,
            Some(state) => match state.on_list() {
                None => Status::Good,
                Some((at, reason, _)) => {
                    Status::Revoked { at, reason: (reason != Reason::Unspecified).then_some(reason) }
                }
            },
        }
    }

    /// The responder that was looked up lately.
    fn fresh_signer(&self, issuer: &Issuer) -> Option<Arc<Signer>> {
        let now = self.now();
        let known = issuer.signer.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = |signer: &&Arc<Signer>| {
            now < signer.not_after && now.duration_since(signer.looked_up).abs() < RESPONDER_HOLDS
        };
        known.as_ref().filter(fresh).map(Arc::clone)
    }

    /// The responder of an authority, with a key that this process has.
    fn signer(&self, issuer: &Issuer) -> Result<Arc<Signer>, AuthorityError> {
        if let Some(signer) = self.fresh_signer(issuer) {
            return Ok(signer);
        }
        let now = self.now();
        let responder = self
            .responder(&issuer.authority)?
            .ok_or_else(|| AuthorityError::internal("the authority has no valid OCSP responder"))?;
        let key = responder.certificate.public_key().map_err(AuthorityError::internal)?;
        let algorithm = algorithm_of(key)?;
        let signer = Arc::new(Signer {
            responder: Responder::new(&responder.certificate, algorithm).map_err(AuthorityError::internal)?,
            algorithm,
            key_label: responder.key_label,
            not_after: responder.certificate.not_after(),
            looked_up: now,
        });
        *issuer.signer.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&signer));
        Ok(signer)
    }

    /// Acts upon the changes of status since the last time: what OCSP had ready about the certificates
    /// is gone. Called every second on every node, and by the verbs that change a status. Costs one
    /// look at a counter when nothing changed. Returns how many certificates changed.
    ///
    /// # Errors
    /// When the store does not answer; [`Authority::status_health`] says so then.
    pub fn follow_status_changes(&self) -> Result<usize, AuthorityError> {
        let mut followed = self.status.followed.lock().unwrap_or_else(PoisonError::into_inner);
        self.follow(&mut followed)
    }

    /// What a verb does when it has changed a status: from here on this process does not give the old one.
    /// Should that fail, the next look makes up for it.
    pub(super) fn status_changed(&self) {
        if let Err(error) = self.follow_status_changes() {
            tracing::warn!(%error, "changes of status cannot be followed");
        }
    }

    /// The same where an answer waits for it: at most once a second, and behind another only if what is in
    /// memory was not compared with the database for long, as in a process that had been stopped.
    fn look(&self) {
        let since = self.status.since_look(self.now());
        if since < LOOK_EVERY {
            return;
        }
        let followed = if since <= LOOKED_LATELY {
            self.status.followed.try_lock().ok()
        } else {
            Some(self.status.followed.lock().unwrap_or_else(PoisonError::into_inner))
        };
        if let Some(mut followed) = followed
            && self.status.since_look(self.now()) >= LOOK_EVERY
            && let Err(error) = self.follow(&mut followed)
        {
            tracing::warn!(%error, "changes of status cannot be followed");
        }
    }

    fn follow(&self, followed: &mut i64) -> Result<usize, AuthorityError> {
        let now = self.now();
        let since = *followed;
        let shards: Vec<(Id<AuthorityKind>, u16)> = self
            .authorities()
            .iter()
            .flat_map(|ca| (0..ca.shard_count).map(move |shard| (ca.id, shard)))
            .collect();
        let read = self.store.read_blocking(move |tx| {
            let known = tables::last_change(tx)?;
            let mut changes = Vec::new();
            let mut too_many = false;
            for (authority, shard) in shards.iter().filter(|_| known != since) {
                let found = tables::changes_since(tx, *authority, *shard, since, CHANGES)?;
                too_many |= found.len() == CHANGES as usize;
                changes.extend(found.into_iter().map(|(serial, number)| (*authority, serial, number)));
            }
            Ok::<_, store::Error>((known, changes, too_many))
        });
        let (known, changes, too_many) = match read {
            Ok(read) => read,
            Err(error) => {
                self.status.looked(now, true);
                return Err(error.into());
            }
        };
        // A database that was restored from a backup knows less than it did.
        if too_many || known < since {
            self.status.cache.clear(known);
        } else {
            for (authority, serial, number) in &changes {
                if let Some(whose) = Whose::new(*authority, serial) {
                    let asked = self.status.cache.changed(whose, *number);
                    self.status.want(asked.into_iter().map(|cert_id| (whose, cert_id)));
                }
            }
        }
        *followed = known;
        self.status.looked(now, false);
        Ok(changes.len())
    }

    /// Signs anew what was asked for lately and has changed or is about to end, so that it is ready when
    /// it is asked for again: at most `limit` answers. Called by the housekeeping of a node that
    /// answers. Returns how many.
    ///
    /// # Errors
    /// When a key or the store refuses.
    pub fn presign_answers(&self, limit: usize) -> Result<usize, AuthorityError> {
        let before = self.now() + AHEAD + SignedDuration::from_mins(30);
        let mut signed = 0;
        for (whose, cert_id) in self.status.wanted(before, limit) {
            let Some(issuer) = self.status.issuer(whose.authority()) else { continue };
            let request = x509::ocsp::request(&[cert_id.into_vec()], None);
            let Some(request) = read(&request) else { continue };
            self.signed_answer(&issuer, &request)?;
            signed += 1;
        }
        Ok(signed)
    }

    /// How the status services are.
    pub fn status_health(&self) -> StatusHealth {
        let (answers, octets) = self.status.cache.size();
        StatusHealth {
            database_away_since: self.status.away_since(),
            followed: *self.status.followed.lock().unwrap_or_else(PoisonError::into_inner),
            answers,
            octets,
        }
    }
}

impl StatusHealth {
    /// What an operator must know, if anything; for `/health` and `doctor`.
    pub fn problem(&self) -> Option<String> {
        let since = self.database_away_since?;
        Some(format!(
            "the database is away since {since}: OCSP gives the {} answers that are ready until they end, and \
             tryLater otherwise",
            self.answers
        ))
    }
}

impl Issuer {
    /// Whether a request means this authority.
    fn is_meant(&self, cert_id: &CertId<'_>) -> bool {
        self.hashes.iter().any(|(digest, name, key)| {
            cert_id.hash == Some(*digest)
                && cert_id.issuer_name_hash == name
                && cert_id.issuer_key_hash == key
        })
    }
}

fn read(request: &[u8]) -> Option<Request<'_>> {
    Request::from_der(request).ok().filter(|request| (1..=MAX_CERTIFICATES).contains(&request.cert_ids.len()))
}

/// A serial number that this authority never issued (RFC 6960 §4.4.8): never "good".
const NEVER_ISSUED: Status =
    Status::Revoked { at: Timestamp::UNIX_EPOCH, reason: Some(Reason::CertificateHold) };
