//! A secret in shares, m of n (pki.md §10 K6): Shamir's scheme over GF(256), one polynomial per octet.
//!
//! Fewer than m shares say nothing about the secret, not even its length beyond a multiple of 16. A share is
//! text that a person can copy from paper: groups of four characters, with a checksum, and numbers
//! that say which set it belongs to and how many are needed. The field arithmetic takes the same time
//! for every value: no tables, no branches.
//!
//! ```
//! use foundation::{Secret, SystemEntropy};
//! use keyvault::shares::{Plan, Share, combine, split};
//! let secret = Secret::new("PIN of the authorities".to_owned());
//! let shares = split(&secret, Plan::new(2, 3)?, &SystemEntropy)?;
//! let typed = [&shares[2], &shares[0]].map(|share| share.to_text().expose().parse::<Share>().unwrap());
//! assert_eq!(combine(&typed)?.expose(), secret.expose());
//! # Ok::<(), keyvault::shares::ShareError>(())
//! ```

use std::{fmt, str::FromStr};

use aws_lc_rs::digest::{SHA256, digest};
use foundation::{Entropy, Secret};
use zeroize::{Zeroize, Zeroizing};

/// What the text of a share begins with.
const PREFIX: &str = "CS1";
/// Letters that people do not mistake for one another (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Longest secret, octets.
const LONGEST: usize = 120;
/// The secret is padded to a multiple of this.
const BLOCK: usize = 16;
/// Octets before the values: set, needed, made, number.
const HEAD: usize = 5;
const CHECK: usize = 4;

/// How many shares are made and how many of them are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    needed: u8,
    made: u8,
}

impl Plan {
    /// 2 of 3.
    pub const DEFAULT: Self = Self { needed: 2, made: 3 };

    /// `needed` of `made`.
    ///
    /// # Errors
    /// [`ShareError::Plan`] unless 2 ≤ needed ≤ made ≤ 16.
    pub fn new(needed: u8, made: u8) -> Result<Self, ShareError> {
        if (2..=made).contains(&needed) && made <= 16 {
            Ok(Self { needed, made })
        } else {
            Err(ShareError::Plan)
        }
    }

    /// How many bring the secret back.
    pub fn needed(self) -> u8 {
        self.needed
    }

    /// How many there are.
    pub fn made(self) -> u8 {
        self.made
    }
}

/// Why shares are not what they must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// The same share came twice.
    #[error("the same share was given twice")]
    Repeated,
    /// Fewer shares than are needed.
    #[error("{given} of the {needed} shares that are needed were given")]
    TooFew {
        /// Shares given.
        given: usize,
        /// Shares needed.
        needed: u8,
    },
    /// Shares of different sets.
    #[error("the shares are not of the same set")]
    Mixed,
    /// The shares fit together and give no secret: one of them was made up.
    #[error("the shares do not give the secret")]
    NotTheSecret,
    /// Not 2 ≤ needed ≤ made ≤ 16.
    #[error("shares are 2 to 16, and at least 2 are needed")]
    Plan,
    /// The secret is empty or longer than 120 octets.
    #[error("a secret that is shared has 1 to {LONGEST} octets")]
    Secret,
    /// The text is not a share, or has a slip of the pen.
    #[error("this is not a share, or a letter of it is wrong")]
    Text,
}

/// One share. Wiped when dropped; it prints only through [`Share::to_text`].
pub struct Share {
    set: u16,
    plan: Plan,
    number: u8,
    values: Zeroizing<Vec<u8>>,
}

impl Share {
    /// Its number, from 1.
    pub fn number(&self) -> u8 {
        self.number
    }

    /// How many there are and how many are needed.
    pub fn plan(&self) -> Plan {
        self.plan
    }

    /// The set it belongs to: four hexadecimal digits, no secret.
    pub fn set(&self) -> String {
        format!("{:04x}", self.set)
    }

    /// The share as text.
    pub fn to_text(&self) -> Secret<String> {
        let mut octets = Zeroizing::new(self.head().to_vec());
        octets.extend_from_slice(&self.values);
        let check = check(&octets);
        octets.extend_from_slice(&check);
        let mut text = String::from(PREFIX);
        for (at, letter) in encode(&octets).bytes().enumerate() {
            if at % 4 == 0 {
                text.push('-');
            }
            text.push(char::from(letter));
        }
        Secret::new(text)
    }

    fn head(&self) -> [u8; HEAD] {
        let [high, low] = self.set.to_be_bytes();
        [high, low, self.plan.needed, self.plan.made, self.number]
    }
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Share({} of {}, set {})", self.number, self.plan.made, self.set())
    }
}

impl FromStr for Share {
    type Err = ShareError;

    /// Reads a share as a person types it: small letters, blanks and hyphens do not matter.
    fn from_str(text: &str) -> Result<Self, ShareError> {
        let mut letters = Zeroizing::new(String::with_capacity(text.len()));
        for c in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            letters.push(c.to_ascii_uppercase());
        }
        let octets = decode(letters.strip_prefix(PREFIX).ok_or(ShareError::Text)?).ok_or(ShareError::Text)?;
        let body = octets.len().checked_sub(CHECK).ok_or(ShareError::Text)?;
        let (body, sum) = octets.split_at(body);
        if check(body) != sum {
            return Err(ShareError::Text);
        }
        let (head, values) = body.split_at_checked(HEAD).ok_or(ShareError::Text)?;
        let &[high, low, needed, made, number] = head else { return Err(ShareError::Text) };
        let plan = Plan::new(needed, made).map_err(|_| ShareError::Text)?;
        if !(1..=made).contains(&number) || values.is_empty() || !values.len().is_multiple_of(BLOCK) {
            return Err(ShareError::Text);
        }
        let values = Zeroizing::new(values.to_vec());
        Ok(Self { set: u16::from_be_bytes([high, low]), plan, number, values })
    }
}

/// Splits a secret.
///
/// # Errors
/// [`ShareError::Secret`] when it is empty or too long.
pub fn split(secret: &Secret<String>, plan: Plan, entropy: &dyn Entropy) -> Result<Vec<Share>, ShareError> {
    let secret = secret.expose().as_bytes();
    if secret.is_empty() || secret.len() > LONGEST {
        return Err(ShareError::Secret);
    }
    // Length, check, secret, zeros.
    let length = u8::try_from(secret.len()).map_err(|_| ShareError::Secret)?;
    let mut padded = Zeroizing::new(vec![length]);
    padded.extend_from_slice(&check(secret));
    padded.extend_from_slice(secret);
    let length = padded.len().next_multiple_of(BLOCK);
    padded.resize(length, 0);
    let degree = usize::from(plan.needed - 1);
    let mut coefficients = Zeroizing::new(vec![0; degree * padded.len()]);
    entropy.fill(&mut coefficients);
    let set = u16::from_be_bytes(entropy.bytes::<2>());
    let share = |number: u8| {
        let values = padded.iter().zip(coefficients.chunks(degree)).map(|(constant, rest)| {
            // Horner, from the highest coefficient down.
            rest.iter().rev().fold(0, |sum, c| multiply(sum, number) ^ c).pipe(|sum| multiply(sum, number))
                ^ constant
        });
        Share { set, plan, number, values: Zeroizing::new(values.collect()) }
    };
    Ok((1..=plan.made).map(share).collect())
}

/// Brings the secret back from at least as many shares as are needed.
///
/// # Errors
/// What is wrong with the shares; a secret that comes out was the one that went in.
pub fn combine(shares: &[Share]) -> Result<Secret<String>, ShareError> {
    let Some(first) = shares.first() else { return Err(ShareError::TooFew { given: 0, needed: 2 }) };
    for (at, share) in shares.iter().enumerate() {
        if share.set != first.set || share.plan != first.plan || share.values.len() != first.values.len() {
            return Err(ShareError::Mixed);
        }
        if shares[..at].iter().any(|other| other.number == share.number) {
            return Err(ShareError::Repeated);
        }
    }
    let needed = usize::from(first.plan.needed);
    let shares =
        shares.get(..needed).ok_or(ShareError::TooFew { given: shares.len(), needed: first.plan.needed })?;
    let mut padded = Zeroizing::new(vec![0; first.values.len()]);
    for share in shares {
        // Lagrange at zero: the product of x_j / (x_j - x_i) over the others.
        let weight = shares.iter().filter(|other| other.number != share.number).fold(1, |weight, other| {
            multiply(weight, multiply(other.number, inverse(other.number ^ share.number)))
        });
        for (sum, value) in padded.iter_mut().zip(share.values.iter()) {
            *sum ^= multiply(*value, weight);
        }
    }
    let (&length, rest) = padded.split_first().ok_or(ShareError::NotTheSecret)?;
    let (sum, rest) = rest.split_at_checked(CHECK).ok_or(ShareError::NotTheSecret)?;
    let secret = rest.get(..usize::from(length)).ok_or(ShareError::NotTheSecret)?;
    if secret.is_empty() || check(secret) != sum {
        return Err(ShareError::NotTheSecret);
    }
    let text = std::str::from_utf8(secret).map_err(|_| ShareError::NotTheSecret)?;
    Ok(Secret::new(text.to_owned()))
}

/// A secret that people never type: 25 letters of 5 random bits, for a vault or a token of its own.
pub fn random_secret(entropy: &dyn Entropy) -> Secret<String> {
    let mut octets = entropy.bytes::<25>();
    let text = octets.iter().map(|octet| char::from(LETTERS[usize::from(octet & 31)])).collect();
    octets.zeroize();
    Secret::new(text)
}

/// Multiplication in GF(256) modulo x⁸+x⁴+x³+x+1, the same eight steps for every pair.
fn multiply(a: u8, b: u8) -> u8 {
    let (mut a, mut product) = (a, 0);
    for bit in 0..8 {
        product ^= a & (b >> bit & 1).wrapping_neg();
        a = a << 1 ^ 0x1b & (a >> 7).wrapping_neg();
    }
    product
}

/// a²⁵⁴, which is 1/a for every a but zero.
fn inverse(a: u8) -> u8 {
    let (mut power, mut result) = (a, 1);
    for _ in 1..8 {
        power = multiply(power, power);
        result = multiply(result, power);
    }
    result
}

fn check(octets: &[u8]) -> [u8; CHECK] {
    let hash = digest(&SHA256, octets);
    let mut out = [0; CHECK];
    out.copy_from_slice(&hash.as_ref()[..CHECK]);
    out
}

fn encode(octets: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(octets.len() * 8 / 5 + 1));
    let (mut bits, mut count) = (0_u16, 0);
    for octet in octets {
        bits = bits << 8 | u16::from(*octet);
        count += 8;
        while count >= 5 {
            count -= 5;
            text.push(char::from(LETTERS[usize::from(bits >> count & 31)]));
        }
    }
    if count > 0 {
        text.push(char::from(LETTERS[usize::from(bits << (5 - count) & 31)]));
    }
    text
}

/// The octets; `None` for other letters or a tail that is no whole octet and not zero.
fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut octets = Zeroizing::new(Vec::with_capacity(text.len() * 5 / 8));
    let (mut bits, mut count) = (0_u16, 0);
    for letter in text.bytes() {
        // As Crockford reads them: O is 0, I and L are 1.
        let letter = match letter {
            b'O' => b'0',
            b'I' | b'L' => b'1',
            letter => letter,
        };
        let value = u16::try_from(LETTERS.iter().position(|l| *l == letter)?).ok()?;
        bits = bits << 5 | value;
        count += 5;
        if count >= 8 {
            count -= 8;
            octets.push((bits >> count & 0xff) as u8);
        }
    }
    (count < 5 && bits & ((1 << count) - 1) == 0).then_some(octets)
}

/// Lets an expression go on where its value is.
trait Pipe: Sized {
    fn pipe<T>(self, next: impl FnOnce(Self) -> T) -> T {
        next(self)
    }
}

impl Pipe for u8 {}

#[cfg(test)]
mod tests {
    use foundation::TestEntropy;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn arithmetic_is_that_of_the_aes_field() {
        // FIPS 197 §4.2.
        assert_eq!(multiply(0x57, 0x83), 0xc1);
        assert_eq!(multiply(0x57, 0x13), 0xfe);
        for a in 1..=255 {
            assert_eq!(multiply(a, inverse(a)), 1, "{a}");
        }
        assert_eq!(inverse(0), 0);
    }

    #[test]
    fn known_shares_give_the_known_secret() {
        // f(x) = s + a·x over GF(256) with a = 0x53: f(1) = s ^ 0x53, f(2) = s ^ 0xa6.
        let secret = Secret::new("1".to_owned());
        let constant = |at: usize| [&[1][..], &check(b"1"), b"1", &[0; 10]].concat()[at];
        let share = |number: u8| Share {
            set: 7,
            plan: Plan::DEFAULT,
            number,
            values: Zeroizing::new((0..16).map(|at| constant(at) ^ multiply(0x53, number)).collect()),
        };
        assert_eq!(combine(&[share(1), share(2)]).unwrap().expose(), secret.expose());
        assert_eq!(combine(&[share(3), share(1)]).unwrap().expose(), secret.expose());
    }

    #[test]
    fn too_few_repeated_and_mixed_shares_give_nothing() {
        let entropy = TestEntropy::seeded(1);
        let secret = Secret::new("segreto".to_owned());
        let a = split(&secret, Plan::DEFAULT, &entropy).unwrap();
        let b = split(&secret, Plan::DEFAULT, &entropy).unwrap();
        let copy = |share: &Share| share.to_text().expose().parse::<Share>().unwrap();
        assert_eq!(combine(&[copy(&a[0])]).unwrap_err(), ShareError::TooFew { given: 1, needed: 2 });
        assert_eq!(combine(&[copy(&a[0]), copy(&a[0])]).unwrap_err(), ShareError::Repeated);
        assert_eq!(combine(&[copy(&a[0]), copy(&b[1])]).unwrap_err(), ShareError::Mixed);
        let mut forged = copy(&a[1]);
        forged.values[3] ^= 1;
        assert_eq!(combine(&[copy(&a[0]), forged]).unwrap_err(), ShareError::NotTheSecret);
    }

    #[test]
    fn every_slip_of_one_letter_is_noticed() {
        let share = &split(&Secret::new("x".to_owned()), Plan::DEFAULT, &TestEntropy::seeded(2)).unwrap()[0];
        let text = share.to_text();
        let text = text.expose();
        for at in PREFIX.len() + 1..text.len() {
            if &text[at..=at] == "-" {
                continue;
            }
            let other = if &text[at..=at] == "7" { "8" } else { "7" };
            let slip = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            assert!(slip.parse::<Share>().is_err(), "{slip}");
        }
        assert!(text.to_lowercase().replace('-', " ").parse::<Share>().is_ok());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn any_shares_that_suffice_give_the_secret(
            secret in "[ -~]{1,120}", needed in 2_u8..6, more in 0_u8..5, seed: u64, skip in 0_usize..5,
        ) {
            let plan = Plan::new(needed, needed + more).unwrap();
            let secret = Secret::new(secret);
            let shares = split(&secret, plan, &TestEntropy::seeded(seed)).unwrap();
            let from = skip.min(usize::from(more));
            let chosen: Vec<Share> = shares.iter().skip(from).take(usize::from(needed))
                .map(|share| share.to_text().expose().parse().unwrap()).collect();
            let again = combine(&chosen).unwrap();
            prop_assert_eq!(again.expose(), secret.expose());
        }

        #[test]
        fn noise_is_no_share(text in ".{0,200}") {
            prop_assert!(text.parse::<Share>().is_err());
            let prefixed = format!("CS1-{text}");
            prop_assert!(prefixed.parse::<Share>().is_err());
        }
    }
}
