//! What every part of Ceralacca stands on.
//!
//! Nothing here knows an area, the database or HTTP. The crate gives:
//!
//! - [`Clock`] and [`Entropy`]: time and randomness as arguments. Production code receives
//!   [`SystemClock`] and [`SystemEntropy`]; tests receive [`TestClock`] and [`TestEntropy`] and move
//!   the first by hand.
//! - [`ClockGuard`]: what vouches for the clock, and [`StepWatch`], which sees that it was moved.
//! - [`Id`]: typed identifiers with a readable prefix.
//! - [`Secret`]: a value that does not print and is wiped on drop.
//! - [`Actor`] and [`AuditEvent`]: who did what, written in the same transaction as the effect.
//! - [`Problem`]: an error as the outside sees it: stable code, HTTP status, message key.

mod actor;
mod audit;
mod clock;
mod clock_guard;
mod entropy;
mod id;
mod problem;
mod secret;

pub use actor::{Actor, AuthMethod, Role};
pub use audit::{AuditEvent, Outcome};
pub use clock::{Clock, SystemClock, TestClock};
pub use clock_guard::{ClockGuard, ClockStep, DeclaredClock, LeapSecond, StepWatch, Synchronisation, Trust};
pub use entropy::{Entropy, SystemEntropy, TestEntropy};
pub use id::{Id, Kind, ParseIdError};
pub use jiff::Timestamp;
pub use problem::{Problem, Status};
pub use secret::Secret;

/// What an error says, and what its causes say.
pub fn causes(error: &dyn std::error::Error) -> String {
    let mut said = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        said.push_str(": ");
        said.push_str(&inner.to_string());
        cause = inner.source();
    }
    said
}

/// Lower-case hexadecimal, as fingerprints and evidence are stored.
pub fn hex(octets: &[u8]) -> String {
    use std::fmt::Write as _;
    octets.iter().fold(String::with_capacity(octets.len() * 2), |mut text, octet| {
        let _ = write!(text, "{octet:02x}");
        text
    })
}

/// The octets that exactly so many pairs of hexadecimal digits stand for.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut octets = [0; N];
    if text.len() != 2 * N || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (n, octet) in octets.iter_mut().enumerate() {
        *octet = u8::from_str_radix(&text[2 * n..2 * n + 2], 16).ok()?;
    }
    Some(octets)
}
