//! The clock as the authority sees it: whether instants may be signed, and the evidence of it
//! (pki.md §8; EN 319 411-1 REV-6.2.4).

use std::sync::PoisonError;

use foundation::{Actor, AuditEvent, Synchronisation};
use jiff::SignedDuration;

use crate::{
    Authority, AuthorityError,
    rules::time_stamping::{ClockFault, check_clock},
};

/// The state of the clock goes into the audit log at least so often: twice a day, so that no gap
/// reaches the 24 hours.
const TOLD_EVERY: SignedDuration = SignedDuration::from_hours(12);

/// What is known of the clock.
#[derive(Clone, Debug)]
pub struct ClockState {
    /// What vouches for it.
    pub synchronisation: Synchronisation,
    /// Whether instants may be signed.
    pub verdict: Result<(), ClockFault>,
}

impl ClockState {
    /// Source, distance and bound in one line, as they stand in health and in the audit log.
    pub fn text(&self) -> String {
        let sync = &self.synchronisation;
        let millis = |duration: SignedDuration| duration.as_millis();
        let mut text = match sync.trust {
            foundation::Trust::Declared => format!("{}: declared to be right", sync.source),
            foundation::Trust::Measured => format!(
                "{}: offset {} ms, within {} ms, stratum {}, compared {}",
                sync.source,
                millis(sync.offset),
                millis(sync.error_bound),
                sync.stratum,
                sync.checked_at.map_or_else(|| "never".to_owned(), |at| at.to_string()),
            ),
        };
        if let Err(fault) = &self.verdict {
            text.push_str(&format!("; {fault}"));
        }
        text
    }
}

impl Authority {
    /// Whether an instant may be signed now: for time stamps, lists and status answers.
    ///
    /// # Errors
    /// Why not.
    pub fn clock_ok(&self) -> Result<(), ClockFault> {
        check_clock(&self.stamps.guard.synchronisation(), self.now())
    }

    /// What is known of the clock.
    pub fn clock_state(&self) -> ClockState {
        let synchronisation = self.stamps.guard.synchronisation();
        let verdict = check_clock(&synchronisation, self.now());
        ClockState { synchronisation, verdict }
    }

    /// Writes the state of the clock into the audit log: at the start, twice a day, and whenever it
    /// becomes good or bad. For the housekeeping. Returns whether it was written.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn record_clock(&self, actor: &Actor) -> Result<bool, AuthorityError> {
        let now = self.now();
        let state = self.clock_state();
        let verdict = state.verdict.as_ref().err().map_or("good", ClockFault::code);
        {
            let told = self.stamps.clock_told.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((at, what)) = &*told
                && what == verdict
                && now.duration_since(*at).abs() < TOLD_EVERY
            {
                return Ok(false);
            }
        }
        let mut event = AuditEvent::done("clock.checked", actor, "clock", &state.synchronisation.source)
            .states("", verdict)
            .because(&state.text());
        if let Err(fault) = &state.verdict {
            event = event.failed(fault);
        }
        self.store.write_blocking(move |tx| tx.audit(now, &event).map(drop))?;
        let mut told = self.stamps.clock_told.lock().unwrap_or_else(PoisonError::into_inner);
        *told = Some((now, verdict.to_owned()));
        Ok(true)
    }
}
