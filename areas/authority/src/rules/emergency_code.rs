//! The emergency code (L10): delivered with PIN and PUK, it suspends without any other credential.
//!
//! Only an Argon2id verifier is stored, with its cost beside it. Five wrong codes lock the device's code
//! for 24 hours. Whether the device is unknown, the code wrong or locked, the answer and the work are the
//! same.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use foundation::{Secret, Timestamp};
use jiff::SignedDuration;

/// Codes that may be tried before the lock.
pub const ATTEMPTS: u32 = 5;
/// For how long it locks.
pub const LOCK: SignedDuration = SignedDuration::from_hours(24);
/// Octets of a verifier.
pub const VERIFIER_LENGTH: usize = 32;
/// Octets of a salt.
pub const SALT_LENGTH: usize = 16;
/// The most memory that a stored cost may ask for, KiB: data must not make us allocate without bound.
const MOST_MEMORY: u32 = 256 * 1024;

/// What one comparison costs (RFC 9106 §3.1): data, stored beside each verifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory, KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// 32 MiB, 3 passes, one lane: about 60 ms of one core. A code has few digits; what protects it is
    /// the lock, and this cost protects the table if it is ever copied.
    pub const USUAL: Self = Self { memory_kib: 32 * 1024, passes: 3, lanes: 1 };
    /// The least that Argon2 takes, for tests.
    pub const LEAST: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };
}

/// A code as people type it: blanks and hyphens do not count, nor does case.
pub fn normalised(code: &Secret<String>) -> Secret<String> {
    let kept = code.expose().chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase);
    Secret::new(kept.collect())
}

/// The verifier of a code under a salt, Argon2id; `None` when the cost is not one that we compute.
pub fn verifier(code: &Secret<String>, salt: &[u8], cost: Cost) -> Option<[u8; VERIFIER_LENGTH]> {
    if cost.memory_kib > MOST_MEMORY || cost.passes > 64 || cost.lanes > 4 {
        return None;
    }
    let params = argon2::Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(VERIFIER_LENGTH)).ok()?;
    let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let mut out = [0; VERIFIER_LENGTH];
    let code = normalised(code);
    argon2.hash_password_into(code.expose().as_bytes(), salt, &mut out).ok()?;
    Some(out)
}

/// Whether two verifiers are equal, in a time that does not tell where they differ.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    verify_slices_are_equal(one, other).is_ok()
}

/// How often a code was tried, and until when it is locked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// Codes tried since the last right one or the last lock.
    pub failed: u32,
    /// Until when nothing is compared.
    pub locked_until: Option<Timestamp>,
}

impl Tries {
    /// The counters after one more try, and whether the code is compared at all. The caller stores them
    /// before it compares, so that a crash or a parallel try does not give one more.
    #[must_use]
    pub fn one_more(self, now: Timestamp) -> (Self, bool) {
        if self.locked_until.is_some_and(|until| now < until) {
            return (self, false);
        }
        let failed = if self.locked_until.is_some() { 1 } else { self.failed + 1 };
        let locked_until = (failed >= ATTEMPTS).then(|| now.checked_add(LOCK).unwrap_or(Timestamp::MAX));
        (Self { failed, locked_until }, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Secret<String> {
        Secret::new(text.to_owned())
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let of = |text| verifier(&code(text), &[1; SALT_LENGTH], Cost::LEAST).unwrap();
        assert_eq!(of("1234-abcd"), of(" 1234 ABCD "));
        assert_ne!(of("1234-abcd"), of("1234-abce"));
        assert_ne!(of("1"), verifier(&code("1"), &[2; SALT_LENGTH], Cost::LEAST).unwrap());
        assert!(same(&of("1"), &of("1")) && !same(&of("1"), &of("2")));
    }

    #[test]
    fn a_cost_without_bound_is_not_computed() {
        let huge = Cost { memory_kib: 4 << 20, passes: 1, lanes: 1 };
        assert_eq!(verifier(&code("1"), &[1; SALT_LENGTH], huge), None);
    }

    #[test]
    fn five_tries_then_a_day_of_rest() {
        let start = Timestamp::UNIX_EPOCH;
        let mut tries = Tries::default();
        for n in 1..=ATTEMPTS {
            let (after, compared) = tries.one_more(start);
            assert!(compared, "try {n}");
            tries = after;
        }
        assert_eq!(tries.locked_until, Some(start + LOCK));
        assert_eq!(tries.one_more(start), (tries, false));
        assert_eq!(tries.one_more(start + LOCK - SignedDuration::from_millis(1)), (tries, false));
        let (after, compared) = tries.one_more(start + LOCK);
        assert!(compared);
        assert_eq!(after, Tries { failed: 1, locked_until: None });
    }
}
