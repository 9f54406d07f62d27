//! Public keys whose private key can be found out.
//!
//! Each function is one known way. They need no more than the key and a few hundred microseconds;
//! [`SharedPrimes`] needs all other keys, and a fraction of a millisecond for 256 of them.

use std::sync::OnceLock;

use num_bigint::BigUint;

use crate::alg::{KeyType, PublicKey};

/// Rounds of Fermat's method. Primes that were drawn apart are never found in so few.
const FERMAT_ROUNDS: u32 = 100;
/// Small factors are looked for up to here.
const SMALL: usize = 65_537;

fn modulus(key: &PublicKey) -> Option<BigUint> {
    key.rsa_modulus().map(BigUint::from_bytes_be)
}

/// The RSA modulus is even.
pub fn even_modulus(key: &PublicKey) -> bool {
    key.rsa_modulus().is_some_and(|n| n.last().is_none_or(|last| last & 1 == 0))
}

/// The RSA exponent is even, at most 2^16, or at least 2^256 (TS 119 312 §6.2.2.1).
pub fn exponent_out_of_range(key: &PublicKey) -> bool {
    key.rsa_exponent().is_some_and(|e| {
        let above_2_16 = e.len() > 3 || (e.len() == 3 && e != [1, 0, 0]);
        let odd = e.last().is_some_and(|last| last & 1 == 1);
        !(above_2_16 && odd && e.len() <= 32)
    })
}

/// The RSA modulus has a factor of at most 65537.
pub fn small_factor(key: &PublicKey) -> bool {
    static PRODUCT: OnceLock<BigUint> = OnceLock::new();
    let Some(n) = modulus(key) else { return false };
    let small = || product(primes(SMALL).into_iter().map(BigUint::from).collect());
    n == BigUint::ZERO || gcd(&n, PRODUCT.get_or_init(small)).bits() > 1
}

fn primes(limit: usize) -> Vec<u32> {
    let mut composite = vec![false; limit + 1];
    let mut primes = Vec::new();
    for number in 2..=limit {
        if !composite[number] {
            primes.push(number as u32);
            (number * number..=limit).step_by(number).for_each(|multiple| composite[multiple] = true);
        }
    }
    primes
}

/// The primes of the RSA modulus are so close to each other that Fermat's method finds them.
pub fn close_primes(key: &PublicKey) -> bool {
    let Some(n) = modulus(key).filter(|n| n.bit(0)) else { return false };
    let mut a = n.sqrt();
    if &a * &a < n {
        a += 1_u32;
    }
    let mut difference = &a * &a - &n;
    for _ in 0..FERMAT_ROUNDS {
        if is_square(&difference) {
            return true;
        }
        // (a + 1)² - n
        difference += &a * 2_u32 + 1_u32;
        a += 1_u32;
    }
    false
}

fn is_square(number: &BigUint) -> bool {
    // Squares leave few remainders: nearly every other number is told apart by these.
    let remainder = (number % 3_603_600_u32).iter_u32_digits().next().unwrap_or(0);
    let residue = |modulus: u32| (0..modulus).any(|x| x * x % modulus == remainder % modulus);
    if ![16, 9, 25, 7, 11, 13].into_iter().all(residue) {
        return false;
    }
    let root = number.sqrt();
    &root * &root == *number
}

/// The RSA key has the fingerprint of CVE-2017-15361 (ROCA): modulo every small prime it is a power of
/// 65537.
pub fn roca(key: &PublicKey) -> bool {
    let Some(n) = modulus(key).filter(|n| n.bit(0)) else { return false };
    primes(167).into_iter().skip(1).all(|prime| {
        let remainder = (&n % prime).iter_u32_digits().next().unwrap_or(0);
        let mut power = 1;
        for _ in 0..prime {
            if power == remainder {
                return true;
            }
            power = power * (65_537 % prime) % prime;
        }
        false
    })
}

/// The key of an elliptic curve is no point of a known curve.
pub fn point_not_on_curve(key: &PublicKey) -> bool {
    !matches!(key.key_type(), KeyType::Rsa { .. }) && !key.is_on_curve()
}

/// Looks for RSA moduli that share a prime with others: then both private keys are found by Euclid's
/// algorithm. Moduli are held against many others at a time, by way of the product of these. A tag names
/// each modulus.
#[derive(Debug)]
pub struct SharedPrimes<T> {
    wanted: Vec<(T, BigUint)>,
    block: Vec<(T, BigUint)>,
    found: Vec<T>,
}

/// Moduli whose product is made before the others are held against it.
const BLOCK: usize = 256;

impl<T: Copy + PartialEq> SharedPrimes<T> {
    /// The moduli in doubt, big-endian.
    pub fn new<'a>(wanted: impl Iterator<Item = (T, &'a [u8])>) -> Self {
        let wanted = wanted.map(|(tag, modulus)| (tag, BigUint::from_bytes_be(modulus))).collect();
        Self { wanted, block: Vec::new(), found: Vec::new() }
    }

    /// Holds them against one more modulus. The same modulus once more is no finding.
    pub fn hold_against(&mut self, tag: T, modulus: &[u8]) {
        if !self.wanted.is_empty() {
            self.block.push((tag, BigUint::from_bytes_be(modulus)));
        }
        if self.block.len() == BLOCK {
            self.look();
        }
    }

    /// The moduli that share a prime, those in doubt and those that they were held against.
    pub fn finish(mut self) -> Vec<T> {
        self.look();
        self.found
    }

    fn look(&mut self) {
        let block = std::mem::take(&mut self.block);
        let product = product(block.iter().map(|(_, modulus)| modulus.clone()).collect());
        for (tag, wanted) in &self.wanted {
            if gcd(wanted, &product).bits() <= 1 {
                continue;
            }
            // Often this is the modulus itself, which divides the product.
            for (other_tag, other) in block.iter().filter(|(_, other)| other != wanted) {
                if gcd(wanted, other).bits() > 1 {
                    self.found.extend(
                        [*tag, *other_tag]
                            .into_iter()
                            .filter(|tag| !self.found.contains(tag))
                            .collect::<Vec<_>>(),
                    );
                }
            }
        }
    }
}

/// The product, by pairs, so that the factors of each multiplication are of one size.
fn product(mut numbers: Vec<BigUint>) -> BigUint {
    while numbers.len() > 1 {
        numbers = numbers
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => left * right,
                alone => alone[0].clone(),
            })
            .collect();
    }
    numbers.pop().unwrap_or_else(|| BigUint::from(1_u32))
}

/// The greatest common divisor with a number that may be far longer: the only long division is the first.
fn gcd(n: &BigUint, longer: &BigUint) -> BigUint {
    if *n == BigUint::ZERO {
        return longer.clone();
    }
    let (mut a, mut b) = (n.clone(), longer % n);
    while b != BigUint::ZERO {
        (a, b) = (b.clone(), a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use asn1::Writer;

    use super::*;
    use crate::alg::RSA_ENCRYPTION;

    #[test]
    fn a_prime_that_two_moduli_share_is_found_among_many() {
        let odd = |from: u32| (from..).step_by(2).map(BigUint::from).filter(|n| primes_of(n) == 1);
        let primes: Vec<BigUint> = odd(1_000_003).take(700).collect();
        let modulus = |a: usize, b: usize| (&primes[a] * &primes[b]).to_bytes_be();
        let all: Vec<_> = (0..300).map(|n| (n, modulus(2 * n, 2 * n + 1))).collect();
        let shares = (1000, modulus(20, 699));
        let look = |extra: &[(usize, Vec<u8>)]| {
            let wanted = [&all[3], &shares, &all[299]];
            let mut primes = SharedPrimes::new(wanted.iter().map(|(tag, n)| (*tag, &n[..])));
            all.iter().chain(extra).for_each(|(tag, n)| primes.hold_against(*tag, n));
            primes.finish()
        };
        assert_eq!(look(&[]), [1000, 10]);
        assert_eq!(look(&[shares.clone(), (2000, modulus(7, 698))]), [1000, 10, 3, 2000]);
        assert_eq!(SharedPrimes::<u8>::new([].into_iter()).finish(), [0; 0]);
    }

    fn primes_of(n: &BigUint) -> usize {
        let small = primes(1100).into_iter().filter(|prime| n % prime == BigUint::ZERO);
        1 + small.count()
    }

    fn rsa(n: &BigUint, e: &[u8]) -> PublicKey {
        let key = Writer::build(|w| {
            w.sequence(|w| {
                w.integer(&n.to_bytes_be());
                w.integer(e);
            });
        });
        let spki = Writer::build(|w| {
            w.sequence(|w| {
                w.sequence(|w| {
                    w.oid(&RSA_ENCRYPTION);
                    w.null();
                });
                w.bit_string(&key);
            });
        });
        PublicKey::from_spki(&spki).unwrap()
    }

    fn mersenne(exponent: u32) -> BigUint {
        (BigUint::from(1_u32) << exponent) - 1_u32
    }

    fn key(n: BigUint) -> PublicKey {
        rsa(&n, &[1, 0, 1])
    }

    #[test]
    fn a_sound_key_has_none_of_the_weaknesses() {
        let sound = key(mersenne(607) * mersenne(1279));
        assert!(!even_modulus(&sound) && !exponent_out_of_range(&sound) && !small_factor(&sound));
        assert!(!close_primes(&sound) && !roca(&sound) && !point_not_on_curve(&sound));
    }

    #[test]
    fn even_and_divisible_moduli_are_found() {
        let even = key(mersenne(2048) - 1_u32);
        assert!(even_modulus(&even) && small_factor(&even));
        assert!(small_factor(&key(mersenne(1279) * 65_537_u32)));
        assert!(!small_factor(&key(mersenne(1279) * 65_539_u32)), "the next prime is above the bound");
    }

    #[test]
    fn close_primes_are_found() {
        // 2^1279 - 1 times itself, and times a number near it.
        assert!(close_primes(&key(mersenne(1279) * mersenne(1279))));
        assert!(close_primes(&key(mersenne(1279) * (mersenne(1279) + 5000_u32 * 2))));
        assert!(!close_primes(&key(mersenne(1279) * mersenne(1279 + 2))));
    }

    #[test]
    fn the_roca_fingerprint_is_found() {
        let product = primes(167)[1..].iter().map(|prime| BigUint::from(*prime)).product::<BigUint>();
        let power = BigUint::from(65_537_u32).modpow(&BigUint::from(77_u32), &product);
        let mut n: BigUint = (&product << 1800_u32) + power;
        if !n.bit(0) {
            n += &product;
        }
        assert!(roca(&key(n)));
    }

    #[test]
    fn exponents_out_of_range_are_found() {
        let n = mersenne(607) * mersenne(1279);
        for (e, bad) in [
            (&[3][..], true),
            (&[1, 0, 0], true),
            (&[1, 0, 1], false),
            (&[1, 0, 2], true),
            (&[0xff, 0xff], true),
            (&[1; 32], false),
            (&[1; 33], true),
        ] {
            assert_eq!(exponent_out_of_range(&rsa(&n, e)), bad, "{e:02x?}");
        }
    }
}
