use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// An amount in euro, as whole cents. Every operation is checked; nothing rounds.
///
/// ```
/// use italia::Money;
/// let fee: Money = "1.234,56 €".parse()?;
/// assert_eq!(fee, Money::from_cents(123_456));
/// assert_eq!(fee.times(2).map(|sum| sum.to_string()).as_deref(), Some("2.469,12\u{a0}€"));
/// # Ok::<(), italia::MoneyError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// From cents.
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// The amount in cents.
    pub const fn cents(self) -> i64 {
        self.0
    }

    /// The sum; `None` when it does not fit.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference; `None` when it does not fit.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The amount so many times; `None` when it does not fit.
    pub fn times(self, count: i64) -> Option<Self> {
        self.0.checked_mul(count).map(Self)
    }

    /// The sum of all; `None` when it does not fit.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }

    /// As messages between machines write it: `1234.56`.
    pub fn to_decimal(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", cents / 100, cents % 100)
    }

    /// From the form of messages between machines: digits, a point, two digits (`1234.56`).
    ///
    /// # Errors
    /// For any other form, or an amount that does not fit.
    pub fn from_decimal(text: &str) -> Result<Self, MoneyError> {
        let (negative, text) = sign(text);
        let (euro, cents) = text.split_once('.').ok_or(MoneyError::Form)?;
        if cents.len() != 2 {
            return Err(MoneyError::Form);
        }
        Self::from_digits(negative, euro, cents)
    }

    fn from_digits(negative: bool, euro: &str, cents: &str) -> Result<Self, MoneyError> {
        if euro.is_empty() || !euro.bytes().chain(cents.bytes()).all(|byte| byte.is_ascii_digit()) {
            return Err(MoneyError::Form);
        }
        let mut total: i64 = 0;
        for byte in euro.bytes().chain(format!("{cents:0<2}").bytes()) {
            // Counted downwards, because the smallest amount has no positive counterpart.
            let next = total.checked_mul(10).and_then(|total| total.checked_sub(i64::from(byte - b'0')));
            total = next.ok_or(MoneyError::TooLarge)?;
        }
        if negative { Ok(Self(total)) } else { total.checked_neg().map(Self).ok_or(MoneyError::TooLarge) }
    }
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text),
    }
}

/// The Italian form with a no-break space: `1.234,56 €`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = self.0.unsigned_abs();
        let euro = (cents / 100).to_string();
        let mut out = String::with_capacity(euro.len() + euro.len() / 3 + 8);
        if self.0 < 0 {
            out.push('-');
        }
        for (index, digit) in euro.chars().enumerate() {
            if index > 0 && (euro.len() - index).is_multiple_of(3) {
                out.push('.');
            }
            out.push(digit);
        }
        out.push_str(&format!(",{:02}\u{a0}€", cents % 100));
        f.pad(&out)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Money({})", self.to_decimal())
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    /// The Italian form: points between groups of three digits or none at all, a comma before one or
    /// two decimals, the euro sign before or after or absent. `12.5` is refused: in Italy a point does
    /// not begin the decimals.
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let text = text.trim();
        let text = text.strip_prefix('€').or_else(|| text.strip_suffix('€')).unwrap_or(text).trim();
        let (negative, text) = sign(text);
        let (euro, cents) = match text.split_once(',') {
            Some((euro, cents)) if (1..=2).contains(&cents.len()) => (euro, cents),
            Some(_) => return Err(MoneyError::Form),
            None => (text, ""),
        };
        let mut groups = euro.split('.');
        let first = groups.next().unwrap_or_default();
        let mut digits = first.to_owned();
        for group in groups {
            if group.len() != 3 || !(1..=3).contains(&first.len()) {
                return Err(MoneyError::Form);
            }
            digits.push_str(group);
        }
        Self::from_digits(negative, &digits, cents)
    }
}

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not written as `1.234,56` (for people) or `1234.56` (between machines).
    #[error("not an amount such as 1.234,56")]
    Form,
    /// More than 92 million billion euro.
    #[error("the amount is too large")]
    TooLarge,
}
