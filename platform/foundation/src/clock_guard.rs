//! How well the time is known: what vouches for the clock, and whether somebody moved it.

use std::{fmt::Debug, time::Duration};

use jiff::{SignedDuration, Timestamp};

/// What vouches for the clock. Whoever signs an instant asks it first.
pub trait ClockGuard: Debug + Send + Sync {
    /// How well the clock is known to show UTC, as of now.
    fn synchronisation(&self) -> Synchronisation;
}

/// How well a clock is known to show UTC. Whether that is good enough is for rules to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synchronisation {
    /// What it was compared with: the names of time servers, or who declares it to be right.
    pub source: String,
    /// Whether it was measured or only declared.
    pub trust: Trust,
    /// How far it was from the source at the last comparison: positive when the clock is behind.
    pub offset: SignedDuration,
    /// How far it may be from UTC, either way.
    pub error_bound: SignedDuration,
    /// When it was last compared; `None` when never, or where it is declared.
    pub checked_at: Option<Timestamp>,
    /// Distance from a reference clock (RFC 5905 §7.3): 1 stands beside one; 0 where it is declared.
    pub stratum: u8,
    /// What the source says of the end of the month.
    pub leap: LeapSecond,
    /// The last time that somebody moved the clock, as far as this was seen.
    pub step: Option<ClockStep>,
}

/// Where the knowledge comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The operator declares that something else keeps the clock right: demonstrations, tests, machines
    /// whose clock others answer for.
    Declared,
    /// Compared with time servers.
    Measured,
}

/// A second to be inserted or left out at the end of the month (RFC 5905 §7.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LeapSecond {
    /// None this month.
    #[default]
    None,
    /// The last minute has 61 seconds.
    Inserted,
    /// The last minute has 59 seconds.
    LeftOut,
    /// The source itself does not know the time.
    Unknown,
}

/// The clock jumped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockStep {
    /// What it showed after the jump was seen.
    pub at: Timestamp,
    /// How far it jumped, at least: positive is forward.
    pub by: SignedDuration,
}

/// A clock that is declared to be right, and that nobody watches.
#[derive(Clone, Copy, Debug, Default)]
pub struct DeclaredClock;

impl Synchronisation {
    /// A clock that is declared to be right.
    pub fn declared() -> Self {
        Self {
            source: "system".to_owned(),
            trust: Trust::Declared,
            offset: SignedDuration::ZERO,
            error_bound: SignedDuration::ZERO,
            checked_at: None,
            stratum: 0,
            leap: LeapSecond::None,
            step: None,
        }
    }
}

impl ClockGuard for DeclaredClock {
    fn synchronisation(&self) -> Synchronisation {
        Synchronisation::declared()
    }
}

/// Compares the clock with a stopwatch that nobody can set: when the two disagree about how much time
/// went by, the clock was moved.
///
/// A clock that is being steered gains or loses some microseconds in a second; [`Self::TOLERANCE`]
/// between two looks is far beyond that, as long as somebody looks every few minutes.
#[derive(Clone, Copy, Debug)]
pub struct StepWatch {
    clock: Timestamp,
    stopwatch: Duration,
    last: Option<ClockStep>,
}

impl StepWatch {
    /// What is still no jump.
    pub const TOLERANCE: SignedDuration = SignedDuration::from_millis(500);

    /// Begins to watch: what clock and stopwatch show now.
    pub fn begin(clock: Timestamp, stopwatch: Duration) -> Self {
        Self { clock, stopwatch, last: None }
    }

    /// Takes what both show now, and gives the last jump that was seen, now or before.
    pub fn look(&mut self, clock: Timestamp, stopwatch: Duration) -> Option<ClockStep> {
        let shown = clock.duration_since(self.clock);
        let gone = SignedDuration::try_from(stopwatch.saturating_sub(self.stopwatch));
        let by = shown.saturating_sub(gone.unwrap_or(SignedDuration::MAX));
        if by.abs() > Self::TOLERANCE {
            self.last = Some(ClockStep { at: clock, by });
        }
        (self.clock, self.stopwatch) = (clock, stopwatch);
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_clock_that_goes_with_the_stopwatch_was_not_moved() {
        let start = at("2026-11-22T09:00:00Z");
        let mut watch = StepWatch::begin(start, Duration::from_secs(5));
        for minute in 1..100_i64 {
            // Steered by 500 microseconds a second, the most that a kernel does.
            let shown =
                start + SignedDuration::from_secs(minute * 60) + SignedDuration::from_millis(minute * 30);
            assert_eq!(watch.look(shown, Duration::from_secs(5 + minute.unsigned_abs() * 60)), None);
        }
    }

    #[test]
    fn a_jump_is_seen_once_and_remembered() {
        let start = at("2026-11-22T09:00:00Z");
        for by in
            [SignedDuration::from_hours(1), SignedDuration::from_hours(-1), SignedDuration::from_millis(501)]
        {
            let mut watch = StepWatch::begin(start, Duration::ZERO);
            let shown = start + SignedDuration::from_secs(1) + by;
            let step = Some(ClockStep { at: shown, by });
            assert_eq!(watch.look(shown, Duration::from_secs(1)), step);
            let later = shown + SignedDuration::from_secs(1);
            assert_eq!(watch.look(later, Duration::from_secs(2)), step, "the same jump, not another");
        }
    }
}
