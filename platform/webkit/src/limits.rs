//! How much one address may ask, send and wait.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::Arc,
    time::Duration,
};

use foundation::{Clock, Problem, Status, Timestamp};
use governor::{
    Quota, RateLimiter, clock::Clock as GovernorClock, middleware::NoOpMiddleware,
    state::keyed::DashMapStateStore,
};

/// How many requests one address may make: `burst` at once, then `per_minute`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Requests in a row without a pause.
    pub burst: NonZeroU32,
    /// Requests that a minute gives back.
    pub per_minute: NonZeroU32,
}

impl Rate {
    /// `burst` at once, then `per_minute`; zero counts as one.
    pub const fn new(burst: u32, per_minute: u32) -> Self {
        const fn at_least_one(value: u32) -> NonZeroU32 {
            match NonZeroU32::new(value) {
                Some(value) => value,
                None => NonZeroU32::MIN,
            }
        }
        Self { burst: at_least_one(burst), per_minute: at_least_one(per_minute) }
    }
}

/// The limits of the addresses that begin with a path.
///
/// ```
/// use std::time::Duration;
/// use webkit::Rule;
/// let rule = Rule::at("/verifica").body(100_000_000).time(Duration::from_secs(120));
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Rule {
    pub(crate) prefix: String,
    pub(crate) body: u64,
    pub(crate) time: Duration,
    pub(crate) reads: Option<Rate>,
    pub(crate) acts: Option<Rate>,
    pub(crate) cross_site: bool,
}

impl Rule {
    /// The ordinary limits for the addresses that begin with `prefix`: bodies of 1 MB, 30 seconds,
    /// 1,200 reads and 120 acts a minute.
    pub fn at(prefix: impl Into<String>) -> Self {
        Self {
            prefix: prefix.into(),
            body: 1_000_000,
            time: Duration::from_secs(30),
            reads: Some(Rate::new(600, 1_200)),
            acts: Some(Rate::new(60, 120)),
            cross_site: false,
        }
    }

    /// The most octets a request may send.
    pub fn body(mut self, octets: u64) -> Self {
        self.body = octets;
        self
    }

    /// The longest that reading a request and preparing its answer may take.
    pub fn time(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    /// Requests with the unsafe methods, such as POST, that one address may make.
    pub fn acts(mut self, rate: Rate) -> Self {
        self.acts = Some(rate);
        self
    }

    /// Requests with the safe methods that one address may make.
    pub fn reads(mut self, rate: Rate) -> Self {
        self.reads = Some(rate);
        self
    }

    /// No rate limit: for programs that ask all day, such as those that check revocation.
    pub fn any_rate(mut self) -> Self {
        self.reads = None;
        self.acts = None;
        self
    }

    /// Other sites send people's browsers here with POST, by protocol: no cross-site check.
    pub fn cross_site(mut self) -> Self {
        self.cross_site = true;
        self
    }

    fn holds(&self, path: &str) -> bool {
        path.strip_prefix(self.prefix.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || self.prefix.ends_with('/'))
    }
}

/// All rules, the most particular first, with the counts so far.
#[derive(Debug)]
pub(crate) struct Limits(Vec<(Rule, Option<Limiter>, Option<Limiter>)>);

impl Limits {
    pub(crate) fn new(mut rules: Vec<Rule>, clock: &Arc<dyn Clock>) -> Self {
        rules.push(Rule::at("/"));
        rules.push(Rule::at("/assets/").any_rate());
        rules.sort_by_key(|rule| std::cmp::Reverse(rule.prefix.len()));
        let limiter = |rate: Option<Rate>| rate.map(|rate| Limiter::new(rate, clock.clone()));
        Self(
            rules
                .into_iter()
                .map(|rule| (limiter(rule.reads), limiter(rule.acts), rule))
                .map(|(r, a, rule)| (rule, r, a))
                .collect(),
        )
    }

    pub(crate) fn rule(&self, path: &str) -> &Rule {
        &self.find(path).0
    }

    /// Counts a request.
    ///
    /// # Errors
    /// `too-many-requests` with the instant of the next attempt, which is also given.
    pub(crate) fn count(
        &self,
        path: &str,
        act: bool,
        client: IpAddr,
    ) -> Result<(), (Box<Problem>, Duration)> {
        let (_, reads, acts) = self.find(path);
        match if act { acts } else { reads } {
            Some(limiter) => limiter.count(client),
            None => Ok(()),
        }
    }

    fn find(&self, path: &str) -> &(Rule, Option<Limiter>, Option<Limiter>) {
        // The rule at "/" is the last and holds for every path.
        self.0.iter().find(|(rule, ..)| rule.holds(path)).unwrap_or(&self.0[self.0.len() - 1])
    }
}

type Keyed = RateLimiter<IpAddr, DashMapStateStore<IpAddr>, Ticks, NoOpMiddleware<Duration>>;

/// Counts what each address asks. An IPv6 network of 64 bits counts as one address.
pub struct Limiter {
    keyed: Keyed,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Limiter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limiter").field("addresses", &self.keyed.len()).finish_non_exhaustive()
    }
}

impl Limiter {
    /// Addresses remembered before those that asked nothing lately are forgotten.
    const ADDRESSES: usize = 10_000;

    /// A count of its own, at this rate.
    pub fn new(rate: Rate, clock: Arc<dyn Clock>) -> Self {
        let quota = Quota::per_minute(rate.per_minute).allow_burst(rate.burst);
        let keyed = RateLimiter::new(quota, DashMapStateStore::default(), Ticks(clock.clone()));
        Self { keyed, clock }
    }

    /// Counts a request.
    ///
    /// # Errors
    /// `too-many-requests`, and how long to wait.
    pub fn count(&self, client: IpAddr) -> Result<(), (Box<Problem>, Duration)> {
        if self.keyed.len() > Self::ADDRESSES {
            self.keyed.retain_recent();
        }
        self.keyed.check_key(&network(client)).map_err(|until| {
            let now = Ticks(self.clock.clone()).now();
            let seconds = until.wait_time_from(now).as_millis().div_ceil(1000).max(1);
            let wait = Duration::from_secs(u64::try_from(seconds).unwrap_or(u64::MAX));
            let again = self.clock.now().checked_add(wait).unwrap_or(Timestamp::MAX);
            let again = Timestamp::from_second(again.as_second()).unwrap_or(again);
            (Box::new(Problem::new("too-many-requests", Status::TooManyRequests).with("again", again)), wait)
        })
    }
}

/// A household has one IPv4 address or one IPv6 network of 64 bits.
fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// Our clock, as the rate limiter reads it: time since 1970.
#[derive(Clone, Debug)]
struct Ticks(Arc<dyn Clock>);

impl GovernorClock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::try_from(self.0.now().as_duration()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use foundation::TestClock;
    use jiff::SignedDuration;

    use super::*;

    fn client(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn after_the_burst_an_address_waits_and_is_told_until_when() {
        let clock = Arc::new(TestClock::at("2026-11-22T09:00:00Z".parse().unwrap()));
        let shared: Arc<dyn Clock> = clock.clone();
        let limits = Limits::new(vec![Rule::at("/prova").acts(Rate::new(2, 1))], &shared);
        let (one, other) = (client("192.0.2.1"), client("192.0.2.2"));
        assert!(limits.count("/prova", true, one).is_ok());
        assert!(limits.count("/prova", true, one).is_ok());
        let (problem, wait) = limits.count("/prova", true, one).unwrap_err();
        assert_eq!(problem.values["again"], "2026-11-22T09:01:00Z");
        assert_eq!(wait, Duration::from_secs(60));
        assert!(limits.count("/prova", true, other).is_ok());
        assert!(limits.count("/prova", false, one).is_ok());
        clock.advance(SignedDuration::from_secs(60));
        assert!(limits.count("/prova", true, one).is_ok());
    }

    #[test]
    fn one_household_counts_once() {
        assert_eq!(network(client("2001:db8:1:2:3::4")), network(client("2001:db8:1:2:ffff::1")));
        assert_ne!(network(client("2001:db8:1:2::1")), network(client("2001:db8:1:3::1")));
        assert_eq!(network(client("::ffff:192.0.2.1")), client("192.0.2.1"));
    }

    #[test]
    fn the_most_particular_rule_holds() {
        let clock: Arc<dyn Clock> = Arc::new(TestClock::at(Timestamp::UNIX_EPOCH));
        let limits = Limits::new(vec![Rule::at("/a").body(1), Rule::at("/a/b").body(2)], &clock);
        assert_eq!(limits.rule("/a/b/c").body, 2);
        assert_eq!(limits.rule("/a/x").body, 1);
        assert_eq!(limits.rule("/ab").body, 1_000_000);
        assert_eq!(limits.rule("").body, 1_000_000);
    }
}
