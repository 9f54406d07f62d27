use std::{fmt, hash, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::{Clock, Entropy};

/// What an [`Id`] identifies. Implemented by an empty enum for each kind of thing.
pub trait Kind: 'static {
    /// Lower-case letters that stand before the underscore, for example `pair` in `pair_0192…`.
    const PREFIX: &'static str;
}

/// An identifier of one kind of thing: a UUID version 7 (RFC 9562 §5.7) with a readable prefix.
///
/// Ids of different kinds do not mix; they sort by the instant at which they were made.
///
/// ```
/// use foundation::{Clock, Id, Kind, TestClock, TestEntropy};
///
/// #[derive(Debug)]
/// enum Pair {}
/// impl Kind for Pair {
///     const PREFIX: &'static str = "pair";
/// }
///
/// let clock = TestClock::at("2026-11-22T09:00:00Z".parse()?);
/// let id = Id::<Pair>::new(&clock, &TestEntropy::seeded(1));
/// assert!(id.to_string().starts_with("pair_01a2"));
/// assert_eq!(id.to_string().parse::<Id<Pair>>()?, id);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Id<K: Kind>(Uuid, PhantomData<fn() -> K>);

impl<K: Kind> Id<K> {
    /// A new identifier, ordered by the clock.
    pub fn new(clock: &dyn Clock, entropy: &dyn Entropy) -> Self {
        let millis = u64::try_from(clock.now().as_millisecond()).unwrap_or(0);
        let uuid = uuid::Builder::from_unix_timestamp_millis(millis, &entropy.bytes::<10>()).into_uuid();
        Self(uuid, PhantomData)
    }
}

impl<K: Kind> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: Kind> Copy for Id<K> {}

impl<K: Kind> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<K: Kind> Eq for Id<K> {}

impl<K: Kind> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<K: Kind> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

impl<K: Kind> hash::Hash for Id<K> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<K: Kind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", K::PREFIX, self.0.simple())
    }
}

impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<K: Kind> FromStr for Id<K> {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let rest = text
            .strip_prefix(K::PREFIX)
            .and_then(|rest| rest.strip_prefix('_'))
            .ok_or(ParseIdError::Prefix { expected: K::PREFIX })?;
        let uuid = Uuid::try_parse(rest).map_err(|_| ParseIdError::Digits)?;
        Ok(Self(uuid, PhantomData))
    }
}

impl<K: Kind> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, K: Kind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Why a text is not an identifier of the expected kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseIdError {
    /// What follows the prefix is not a UUID.
    #[error("what follows the prefix is not 32 hexadecimal digits")]
    Digits,
    /// The text belongs to another kind of thing.
    #[error("the identifier does not start with {expected}_")]
    Prefix {
        /// The prefix of the kind that was asked for.
        expected: &'static str,
    },
}
