//! What time does by itself: requests that nobody finished end, suspensions come to their end, holders are
//! told that their certificates end.

use std::collections::BTreeMap;

use foundation::{Actor, Id, Timestamp};
use jiff::SignedDuration;

use super::{cancel_request::cancel_in, give_notice::tell_expiry, transition::change_these};
use crate::{
    Authority, AuthorityError,
    life::{Change, Demand, OnMax, Target},
    model::{CertificateKind, PairKind},
    rules::{
        deadlines::{expiry_notice, next_expiry_notice},
        lifecycle::CertificateState,
        motives::Motive,
        permissions::Asker,
    },
    tables::{self, Standing},
};

/// Things of each kind that one sweep does; the next one goes on.
const AT_A_TIME: u32 = 500;

/// What one sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Requests that ended (T2).
    pub cancelled: usize,
    /// Certificates whose suspension ended (T8).
    pub reactivated: usize,
    /// Certificates revoked because their suspension lasted too long (T10).
    pub revoked: usize,
    /// Holders told that their certificates end.
    pub told: usize,
}

impl Authority {
    /// Does what is due by the clock. Run it every minute or so; it can be run by several nodes at once
    /// and again after a crash, because each thing is decided and written in one transaction.
    ///
    /// # Errors
    /// When the store refuses. What was done before stays done.
    pub fn sweep_deadlines(&self) -> Result<Swept, AuthorityError> {
        let actor = Actor::system("deadlines");
        let now = self.now();
        let mut swept = Swept { cancelled: self.end_requests(&actor, now)?, ..Swept::default() };
        let ended = self.store.read_blocking(move |tx| tables::suspensions_ended(tx, now, AT_A_TIME))?;
        swept.reactivated += self.for_pairs(&actor, ended, OnMax::Reactivate, "its term is over", now)?;
        if let Some(days) = self.life.settings.max_suspension_days {
            let longest = SignedDuration::from_hours(24 * i64::from(days));
            let since = now.checked_sub(longest).unwrap_or(Timestamp::MIN);
            let on_max = self.life.settings.on_max;
            let lifts = on_max == OnMax::Reactivate;
            let too_long = self
                .store
                .read_blocking(move |tx| tables::suspended_since(tx, since, now, lifts, AT_A_TIME))?;
            let words = "the longest suspension is over";
            let count = self.for_pairs(&actor, too_long, on_max, words, now)?;
            match on_max {
                OnMax::Reactivate => swept.reactivated += count,
                OnMax::Revoke => swept.revoked += count,
            }
        }
        swept.told = self.tell_expiries(now)?;
        let overdue = self.overdue(now)?;
        if let Some(first) = overdue.first() {
            let (count, deadline, what) = (overdue.len(), first.deadline.name(), &first.what);
            tracing::error!(count, deadline, what, due = %first.due, "a deadline of the law is over");
        }
        Ok(swept)
    }

    fn end_requests(&self, actor: &Actor, now: Timestamp) -> Result<usize, AuthorityError> {
        let lasts = self.life.settings.request_lasts();
        let before = now.checked_sub(lasts).unwrap_or(Timestamp::MIN);
        let old =
            self.store.read_blocking(move |tx| tables::requests_waiting_since(tx, before, AT_A_TIME))?;
        let mut count = 0;
        for id in old {
            let (actor, asker) = (actor.clone(), Asker::of(actor));
            let done = self.store.write_blocking(move |tx| {
                cancel_in(tx, id, (&actor, &asker), "nobody finished it in time", (now, lasts))
            });
            count += usize::from(happened(done)?);
        }
        Ok(count)
    }

    /// Ends the suspensions of these certificates, those of one device together. Gives how many changed.
    fn for_pairs(
        &self,
        actor: &Actor,
        due: Vec<Id<CertificateKind>>,
        how: OnMax,
        words: &'static str,
        now: Timestamp,
    ) -> Result<usize, AuthorityError> {
        let standing = self.store.read_blocking(move |tx| {
            let mut all: Vec<Standing> = Vec::new();
            for id in due {
                all.extend(tables::standing_of(tx, Target::Certificate(id))?);
            }
            Ok::<_, store::Error>(all)
        })?;
        // A certificate in no pair is a device of its own.
        let mut devices: BTreeMap<String, Vec<Id<CertificateKind>>> = BTreeMap::new();
        for one in standing {
            let device = one.pair.map_or_else(|| one.id.to_string(), |pair: Id<PairKind>| pair.to_string());
            devices.entry(device).or_default().push(one.id);
        }
        let mut count = 0;
        for certificates in devices.into_values() {
            let (id, actor, asker) = (self.new_act(), actor.clone(), Asker::of(actor));
            let done = self.store.write_blocking(move |tx| {
                let mut standing = Vec::new();
                for certificate in certificates {
                    standing.extend(tables::standing_of(tx, Target::Certificate(certificate))?);
                }
                let (change, motive) = match how {
                    OnMax::Reactivate => (Change::Reactivate { term_over: true }, None),
                    OnMax::Revoke => (Change::Revoke { invalidity: None }, Some(Motive::SuspensionTooLong)),
                };
                let demand = Demand::by(asker, motive).because(words);
                change_these(tx, id, (standing, change), (&actor, &demand), now).map(|act| act.changed.len())
            });
            match done {
                Ok(changed) => count += changed,
                Err(AuthorityError::Refused(refused)) => {
                    // Somebody was faster, or decided that only a person ends it.
                    tracing::debug!(%refused, "a suspension does not end by itself");
                }
                Err(error) => return Err(error),
            }
        }
        self.status_changed();
        Ok(count)
    }

    fn tell_expiries(&self, now: Timestamp) -> Result<usize, AuthorityError> {
        let due = self.store.read_blocking(move |tx| tables::pairs_to_notify(tx, now, AT_A_TIME))?;
        let mut count = 0;
        for pair in due {
            count += usize::from(self.tell_expiry_of(pair, now)?);
        }
        Ok(count)
    }

    /// Tells the holder of one pair, once for each notice, and notes when the next is due.
    fn tell_expiry_of(&self, pair: Id<PairKind>, now: Timestamp) -> Result<bool, AuthorityError> {
        self.store.write_blocking(move |tx| {
            let standing = tables::standing_of(tx, Target::Pair(pair))?;
            let ends = standing.iter().map(|one| one.subject.not_after).min();
            let valid = |one: &Standing| {
                matches!(one.subject.state, CertificateState::Issued | CertificateState::Active)
            };
            let revoked = |one: &Standing| matches!(one.subject.state, CertificateState::Revoked { .. });
            let Some((ends, days)) = ends.and_then(|ends| Some((ends, expiry_notice(ends, now)?))) else {
                let next = ends.filter(|ends| *ends > now).and_then(|ends| next_expiry_notice(ends, None));
                tables::set_next_notice(tx, pair, next)?;
                return Ok(false);
            };
            // A suspended one may be active again by the next notice; a revoked one never.
            let next = if standing.iter().any(revoked) { None } else { next_expiry_notice(ends, Some(days)) };
            tables::set_next_notice(tx, pair, next)?;
            if !standing.iter().all(valid) {
                return Ok(false);
            }
            Ok::<_, AuthorityError>(tell_expiry(tx, pair, days, now)?)
        })
    }
}

/// Whether it was done; that the rules refuse it is no failure of a sweep.
fn happened(done: Result<(), AuthorityError>) -> Result<bool, AuthorityError> {
    match done {
        Ok(()) => Ok(true),
        Err(AuthorityError::Refused(_)) => Ok(false),
        Err(error) => Err(error),
    }
}
