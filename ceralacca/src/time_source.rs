//! What vouches for the clock of this machine: time servers that it is compared with, or the operator's
//! word; and a watch that sees it moved.

use std::{
    sync::{Arc, Mutex, PoisonError, Weak},
    thread,
    time::{Duration, Instant},
};

use authority::TimeStampSettings;
use foundation::{
    Clock, ClockGuard, DeclaredClock, Entropy, LeapSecond, StepWatch, Synchronisation, SystemClock,
    SystemEntropy, Trust,
};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use webkit::Rate;

use crate::{Context, sntp};

/// How often the servers are asked, and how soon again when they did not agree or the clock was moved.
const ROUTINE: Duration = Duration::from_secs(1024);
const AGAIN: Duration = Duration::from_secs(16);
/// How often the thread looks whether the clock was moved.
const LOOK: Duration = Duration::from_secs(4);
/// What a clock that nobody steers may drift (RFC 5905 §7.2, PHI): 15 microseconds a second.
const DRIFT_PER_MILLION: i128 = 15;

/// `[clock]` of the configuration.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawClock {
    /// Time servers to compare the clock with, as `host` or `host:port`: three or more. None: the
    /// operator answers for the clock.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub servers: Vec<String>,
}

impl RawClock {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.servers.is_empty()
    }
}

/// `[time_stamping]` of the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawTimeStamping {
    /// Whether the time stamps declare to be qualified: only while the service stands in the trusted
    /// list.
    #[serde(default)]
    pub qualified: bool,
    /// How many time stamps a minute an address may ask for that names no account; 0: none at all.
    /// 600 unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anonymous_per_minute: Option<u32>,
}

impl RawTimeStamping {
    /// Whether there is nothing to write.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// What the authority works with.
    pub fn settings(&self) -> TimeStampSettings {
        let usual = TimeStampSettings::default();
        let anonymous = match self.anonymous_per_minute {
            None => usual.anonymous,
            Some(0) => None,
            Some(count) => Some(Rate::new(count, count)),
        };
        TimeStampSettings { qualified: self.qualified, anonymous }
    }
}

/// What vouches for the clock under a configuration. With `--time` the clock is a person's word.
pub fn guard(context: &Context, raw: &RawClock) -> Arc<dyn ClockGuard> {
    if context.global.time.is_some() {
        return Arc::new(DeclaredClock);
    }
    WatchedClock::start(raw.servers.clone(), Arc::new(SystemClock), Arc::new(SystemEntropy))
}

/// The clock of the machine, watched.
#[derive(Debug)]
struct WatchedClock {
    servers: Vec<String>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    begun: Instant,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    watch: StepWatch,
    /// The last comparison, and what the stopwatch showed then.
    compared: Option<(Synchronisation, Duration)>,
    /// What the stopwatch showed when the servers were asked last.
    asked: Option<Duration>,
}

impl WatchedClock {
    /// Starts to watch; with servers a thread compares from time to time, as long as anybody asks.
    fn start(servers: Vec<String>, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Arc<Self> {
        let begun = stopwatch();
        let state =
            State { watch: StepWatch::begin(clock.now(), Duration::ZERO), compared: None, asked: None };
        let watched = Arc::new(Self { servers, clock, entropy, begun, state: Mutex::new(state) });
        let weak = Arc::downgrade(&watched);
        let thread = thread::Builder::new().name("clock".to_owned());
        if let Err(error) = thread.spawn(move || keep_watching(&weak)) {
            tracing::error!(%error, "nobody watches the clock");
        }
        watched
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the clock, and asks the servers when it is time to.
    fn look(&self) {
        let due = {
            let mut state = self.state();
            let gone = self.begun.elapsed();
            let step = state.watch.look(self.clock.now(), gone);
            let fresh = state.compared.as_ref().is_some_and(|(sync, _)| {
                let after_step = step.is_none_or(|step| sync.checked_at.is_some_and(|at| at > step.at));
                after_step && sync.leap != LeapSecond::Unknown
            });
            let pause = if fresh { ROUTINE } else { AGAIN };
            let due = !self.servers.is_empty() && state.asked.is_none_or(|asked| gone >= asked + pause);
            if due {
                state.asked = Some(gone);
            }
            due
        };
        if due {
            self.compare();
        }
    }

    fn compare(&self) {
        let ask = |server: &String| match sntp::ask(server, &*self.clock, &*self.entropy) {
            Ok(sample) => Some(sample),
            Err(error) => {
                tracing::warn!(%server, %error, "a time server did not answer");
                None
            }
        };
        // All at once: one that is silent holds up nobody.
        let samples: Vec<_> = thread::scope(|scope| {
            let asking: Vec<_> = self.servers.iter().map(|server| scope.spawn(move || ask(server))).collect();
            asking.into_iter().filter_map(|thread| thread.join().ok().flatten()).collect()
        });
        let Some(sync) = self.judge(&samples) else { return };
        self.state().compared = Some((sync, self.begun.elapsed()));
    }

    /// What the samples prove; `None` when nobody answered, which proves nothing new.
    fn judge(&self, samples: &[sntp::Sample]) -> Option<Synchronisation> {
        let names = || samples.iter().map(|sample| sample.server.as_str()).collect::<Vec<_>>().join(", ");
        if samples.is_empty() {
            return None;
        }
        let Some(best) = sntp::agreed(samples, self.servers.len()) else {
            tracing::error!(servers = names(), "the time servers do not agree");
            return Some(Synchronisation {
                source: names(),
                trust: Trust::Measured,
                leap: LeapSecond::Unknown,
                ..Synchronisation::declared()
            });
        };
        Some(Synchronisation {
            source: names(),
            trust: Trust::Measured,
            offset: best.offset,
            error_bound: best.offset.abs().saturating_add(best.distance),
            checked_at: Some(self.clock.now()),
            stratum: best.stratum,
            leap: best.leap,
            step: None,
        })
    }
}

impl ClockGuard for WatchedClock {
    fn synchronisation(&self) -> Synchronisation {
        if !self.servers.is_empty() && self.state().asked.is_none() {
            // The first who wants to know waits for the servers.
            self.look();
        }
        let mut state = self.state();
        let gone = self.begun.elapsed();
        let step = state.watch.look(self.clock.now(), gone);
        if self.servers.is_empty() {
            return Synchronisation { step, ..Synchronisation::declared() };
        }
        match &state.compared {
            None => Synchronisation {
                source: self.servers.join(", "),
                trust: Trust::Measured,
                step,
                ..Synchronisation::declared()
            },
            Some((sync, at)) => {
                let drift = drift(gone.saturating_sub(*at));
                Synchronisation { error_bound: sync.error_bound.saturating_add(drift), step, ..sync.clone() }
            }
        }
    }
}

/// How far a clock may have drifted in a time.
fn drift(time: Duration) -> SignedDuration {
    let nanoseconds = time.as_nanos() as i128 * DRIFT_PER_MILLION / 1_000_000;
    SignedDuration::from_nanos(i64::try_from(nanoseconds).unwrap_or(i64::MAX))
}

fn keep_watching(watched: &Weak<WatchedClock>) {
    while let Some(clock) = watched.upgrade() {
        clock.look();
        drop(clock);
        thread::sleep(LOOK);
    }
}

#[expect(clippy::disallowed_methods, reason = "a stopwatch that nobody can set, to see the clock moved")]
fn stopwatch() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use foundation::{TestClock, Timestamp};

    use super::*;

    /// A time server that shows the time of a clock, and so much more.
    fn server(clock: Arc<TestClock>, ahead: SignedDuration) -> String {
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap().to_string();
        thread::spawn(move || {
            let mut question = [0; 48];
            while let Ok((_, from)) = socket.recv_from(&mut question) {
                let time = clock.now() + ahead;
                let seconds = (time.as_second() + 2_208_988_800) as u64;
                let fraction = ((time.subsec_nanosecond() as u64) << 32) / 1_000_000_000;
                let mut answer = [0; 48];
                (answer[0], answer[1]) = (0b00_100_100, 1);
                answer[24..32].copy_from_slice(&question[40..48]);
                for at in [32, 40] {
                    answer[at..at + 8].copy_from_slice(&(seconds << 32 | fraction).to_be_bytes());
                }
                let _ = socket.send_to(&answer, from);
            }
        });
        address
    }

    fn clock() -> Arc<TestClock> {
        Arc::new(TestClock::at("2026-11-22T09:00:00Z".parse::<Timestamp>().unwrap()))
    }

    fn watched(clock: &Arc<TestClock>, servers: Vec<String>) -> Arc<WatchedClock> {
        WatchedClock::start(servers, clock.clone(), Arc::new(SystemEntropy))
    }

    #[test]
    fn a_clock_is_compared_before_the_first_instant_is_signed() {
        let clock = clock();
        let ahead = SignedDuration::from_millis(300);
        let servers = (0..3).map(|_| server(clock.clone(), ahead)).collect();
        let watched = watched(&clock, servers);
        watched.look();
        watched.compare();
        let sync = watched.synchronisation();
        assert_eq!((sync.trust, sync.checked_at, sync.stratum), (Trust::Measured, Some(clock.now()), 1));
        assert_eq!(sync.offset, ahead);
        assert!(sync.error_bound >= ahead && sync.error_bound < ahead + SignedDuration::from_millis(50));
    }

    #[test]
    fn servers_that_disagree_prove_that_nothing_is_known() {
        let clock = clock();
        let far = SignedDuration::from_secs(100);
        let servers = vec![server(clock.clone(), SignedDuration::ZERO), server(clock.clone(), far)];
        let watched = watched(&clock, servers);
        watched.compare();
        assert_eq!(watched.synchronisation().leap, LeapSecond::Unknown);
    }

    #[test]
    fn silent_servers_leave_the_clock_uncompared() {
        let clock = clock();
        let watched = watched(&clock, vec!["127.0.0.1:1".to_owned()]);
        let sync = watched.synchronisation();
        assert_eq!((sync.trust, sync.checked_at), (Trust::Measured, None));
    }

    #[test]
    fn a_declared_clock_is_watched_too() {
        let clock = clock();
        let watched = watched(&clock, Vec::new());
        clock.advance(SignedDuration::from_hours(1));
        let step = watched.synchronisation().step.unwrap();
        assert!(step.by > SignedDuration::from_mins(59));
    }

    #[test]
    fn a_clock_that_nobody_steers_drifts() {
        assert_eq!(drift(Duration::from_secs(1000)), SignedDuration::from_millis(15));
    }
}
