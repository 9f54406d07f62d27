use std::sync::Mutex;

use aws_lc_rs::digest::{SHA256, digest};

/// The only source of random bytes.
pub trait Entropy: std::fmt::Debug + Send + Sync {
    /// Fills `out` with random bytes.
    fn fill(&self, out: &mut [u8]);
}

impl dyn Entropy + '_ {
    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }
}

/// The random generator of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    /// # Panics
    /// When the operating system has no randomness to give: no secret may be made without it.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for randomness")]
    fn fill(&self, out: &mut [u8]) {
        if let Err(error) = getrandom::fill(out) {
            panic!("the operating system gives no random bytes: {error}");
        }
    }
}

/// A reproducible generator for tests: SHA-256 over a seed and a counter.
#[derive(Debug)]
pub struct TestEntropy {
    seed: u64,
    counter: Mutex<u64>,
}

impl TestEntropy {
    /// The same seed gives the same bytes in the same order.
    pub fn seeded(seed: u64) -> Self {
        Self { seed, counter: Mutex::new(0) }
    }
}

impl Entropy for TestEntropy {
    fn fill(&self, out: &mut [u8]) {
        let mut counter = self.counter.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for chunk in out.chunks_mut(32) {
            let mut input = [0; 16];
            input[..8].copy_from_slice(&self.seed.to_be_bytes());
            input[8..].copy_from_slice(&counter.to_be_bytes());
            *counter += 1;
            chunk.copy_from_slice(&digest(&SHA256, &input).as_ref()[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_seed_gives_the_same_bytes_and_never_twice_in_a_row() {
        let (a, b) = (TestEntropy::seeded(7), TestEntropy::seeded(7));
        let (a, b): (&dyn Entropy, &dyn Entropy) = (&a, &b);
        let first = a.bytes::<40>();
        assert_eq!(first, b.bytes::<40>());
        assert_ne!(first, a.bytes::<40>());
    }
}
