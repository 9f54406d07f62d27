//! Time stamps (pki.md §8): the answer to a request, and the time stamps that the authority needs itself.

use std::sync::{Arc, PoisonError};

use foundation::Timestamp;
use timestamping::{Failure, Imprint, Request, Stamp, granted, prepare};
use x509::alg::DigestAlgorithm;

use crate::{
    Authority, AuthorityError,
    rules::time_stamping::{check, check_clock, instant_of},
    tables,
    verbs::{time_stamp_archive::Kept, time_stamping_unit::Unit},
};

impl Authority {
    /// Answers a request with a TimeStampResp: a token, or the reason why there is none. Never fails.
    /// `account` is who asked, where that is known; quotas are counted before
    /// ([`Self::take_time_stamp`]).
    ///
    /// The token is in the archive before this returns.
    pub fn answer_time_stamp(&self, request: &[u8], account: Option<&str>) -> Vec<u8> {
        match self.signed_stamp(request, account) {
            Err(failure) => failure.response(),
            Ok(stamp) => {
                let response = granted(&stamp.token);
                kept(self.stamps.archive.keep(stamp), response)
            }
        }
    }

    /// The same for a task, which sleeps while the token goes to the archive. The signature is made on
    /// the spot: a third of a millisecond, with a key that is in memory.
    pub async fn answer_time_stamp_soon(
        self: Arc<Self>,
        request: Vec<u8>,
        account: Option<String>,
    ) -> Vec<u8> {
        match self.signed_stamp(&request, account.as_deref()) {
            Err(failure) => failure.response(),
            Ok(stamp) => {
                let response = granted(&stamp.token);
                kept(self.stamps.archive.keep_soon(stamp).await, response)
            }
        }
    }

    /// A time stamp of our own over a SHA-256: the DER of a TimeStampToken. `None` while there is no
    /// time-stamping unit, or while the clock is not to be relied upon.
    ///
    /// # Errors
    /// When a key or the store refuses.
    pub(crate) fn own_time_stamp(&self, sha256: &[u8]) -> Result<Option<Vec<u8>>, AuthorityError> {
        let mut request = Request::over(Imprint::new(DigestAlgorithm::Sha256, sha256), None);
        request.cert_req = true;
        match self.stamp(&request, None) {
            Ok(stamp) => {
                let token = stamp.token.clone();
                self.stamps.archive.keep(stamp)?;
                Ok(Some(token))
            }
            Err(Refusal::NoUnit) => Ok(None),
            Err(Refusal::Clock(fault)) => {
                tracing::warn!(%fault, "no time stamp of our own");
                Ok(None)
            }
            Err(Refusal::Error(error)) => Err(error),
        }
    }

    fn signed_stamp(&self, request: &[u8], account: Option<&str>) -> Result<Kept, Failure> {
        let request = Request::from_der(request).map_err(|_| Failure::BadRequest)?;
        check(&request, &[self.settings.policy_tsa])?;
        self.stamp(&request, account).map_err(|refusal| match refusal {
            Refusal::Clock(fault) => {
                tracing::error!(%fault, "no time stamp");
                Failure::TimeNotAvailable
            }
            Refusal::NoUnit => {
                tracing::error!("no time stamp: there is no time-stamping unit whose key is in use");
                Failure::SystemFailure
            }
            Refusal::Error(error) => {
                tracing::error!(%error, "no time stamp");
                Failure::SystemFailure
            }
        })
    }

    fn stamp(&self, request: &Request, account: Option<&str>) -> Result<Kept, Refusal> {
        let unit = self.unit(self.now())?.ok_or(Refusal::NoUnit)?;
        let serial = self.next_stamp_serial()?;
        let magnitude = serial.to_be_bytes();
        let time = self.next_instant(&unit)?;
        let stamp = Stamp {
            qualified: self.stamps.settings.qualified,
            ..Stamp::new(self.settings.policy_tsa, request, &magnitude, time)
        };
        let to_sign = prepare(&stamp, &unit.certificate, &[], unit.algorithm, request.cert_req)
            .map_err(AuthorityError::internal)?;
        let value = self.sign_octets(&unit.key_label, to_sign.algorithm(), to_sign.bytes())?;
        // The vault has verified the value (pki.md §10 K4), with the key that the certificate names.
        let token = to_sign.complete_verified(&value).map_err(AuthorityError::internal)?;
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(&DigestAlgorithm::Sha256.digest(&token));
        Ok(Kept {
            serial,
            unit: unit.id,
            time,
            imprint: request.imprint.digest().to_vec(),
            account: account.map(str::to_owned),
            token,
            sha256,
        })
    }

    /// The instant of the next token: one that the clock may be relied upon for, and not before the
    /// last one of the unit.
    fn next_instant(&self, unit: &Unit) -> Result<Timestamp, Refusal> {
        let sync = self.stamps.guard.synchronisation();
        let mut last = unit.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.now();
        let checked = check_clock(&sync, now).and_then(|()| instant_of(now, *last));
        *last = checked.map_err(Refusal::Clock)?;
        Ok(*last)
    }

    /// A serial number that no token has: taken in blocks from the database, so that neither a crash nor
    /// another program gives one out twice.
    fn next_stamp_serial(&self) -> Result<i64, Refusal> {
        let mut serials = self.stamps.serials.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(serial) = serials.next() {
            return Ok(serial);
        }
        *serials = self.store.write_blocking(tables::take_stamp_serials).map_err(AuthorityError::from)?;
        serials.next().ok_or_else(|| AuthorityError::internal("an empty block of serial numbers").into())
    }
}

/// A token that is not in the archive goes to nobody.
fn kept(result: Result<(), store::Error>, response: Vec<u8>) -> Vec<u8> {
    match result {
        Ok(()) => response,
        Err(error) => {
            tracing::error!(%error, "a time stamp could not be kept");
            Failure::SystemFailure.response()
        }
    }
}

/// Why there is no token for a request that is right.
enum Refusal {
    Clock(crate::rules::time_stamping::ClockFault),
    Error(AuthorityError),
    NoUnit,
}

impl From<AuthorityError> for Refusal {
    fn from(error: AuthorityError) -> Self {
        Self::Error(error)
    }
}
