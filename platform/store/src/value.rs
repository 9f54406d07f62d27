use std::borrow::Cow;

use foundation::{Id, Kind, Timestamp};

use crate::Error;

/// What a column holds and a parameter carries: the five kinds both engines share.
///
/// Instants are integer milliseconds UTC, money is integer cents, booleans are 0 and 1, JSON is text.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Bytes.
    Blob(Cow<'a, [u8]>),
    /// A whole number.
    Int(i64),
    /// Nothing.
    Null,
    /// A floating-point number.
    Real(f64),
    /// Text without NUL characters.
    Text(Cow<'a, str>),
}

impl Value<'_> {
    fn kind(&self) -> &'static str {
        match self {
            Value::Blob(_) => "a blob",
            Value::Int(_) => "an integer",
            Value::Null => "null",
            Value::Real(_) => "a real number",
            Value::Text(_) => "text",
        }
    }
}

/// The parameters of a statement, in order: `params![id, name, now]` for `?1, ?2, ?3`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::Value::from($value)),*] };
}

macro_rules! value_from {
    ($($from:ty => $make:expr),* $(,)?) => {$(
        impl<'a> From<$from> for Value<'a> {
            fn from(value: $from) -> Self {
                ($make)(value)
            }
        }
    )*};
}
value_from! {
    &'a str => |v| Value::Text(Cow::Borrowed(v)),
    &'a String => |v: &'a String| Value::Text(Cow::Borrowed(v)),
    String => |v| Value::Text(Cow::Owned(v)),
    Cow<'a, str> => Value::Text,
    &'a [u8] => |v| Value::Blob(Cow::Borrowed(v)),
    &'a Vec<u8> => |v: &'a Vec<u8>| Value::Blob(Cow::Borrowed(v)),
    Vec<u8> => |v| Value::Blob(Cow::Owned(v)),
    i64 => Value::Int,
    i32 => |v| Value::Int(i64::from(v)),
    u32 => |v| Value::Int(i64::from(v)),
    u16 => |v| Value::Int(i64::from(v)),
    u8 => |v| Value::Int(i64::from(v)),
    bool => |v| Value::Int(i64::from(v)),
    f64 => Value::Real,
    Timestamp => |v: Timestamp| Value::Int(v.as_millisecond()),
}

impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(value: &'a [u8; N]) -> Self {
        Value::Blob(Cow::Borrowed(value))
    }
}

impl<K: Kind> From<Id<K>> for Value<'_> {
    fn from(value: Id<K>) -> Self {
        Value::Text(Cow::Owned(value.to_string()))
    }
}

impl<'a, T> From<Option<T>> for Value<'a>
where
    Value<'a>: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Value::from)
    }
}

/// One row of an answer. Columns are counted from 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row(pub(crate) Vec<Value<'static>>);

impl Row {
    /// The value of a column, as the type that the caller names:
    /// `i64, u64, u32, u16, f64, bool, &str, String, &[u8], Vec<u8>, [u8; N], Timestamp, Id<K>` or an
    /// `Option` of these.
    ///
    /// # Errors
    /// [`Error::Column`] when the column is not there, null without `Option`, or of another type.
    pub fn get<'r, T: FromValue<'r>>(&'r self, index: usize) -> Result<T, Error> {
        let value = self.0.get(index);
        value.and_then(T::from_value).ok_or_else(|| Error::Column {
            index,
            expected: std::any::type_name::<T>(),
            found: value.map_or("no such column", Value::kind).to_owned(),
        })
    }

    /// Like [`get`](Self::get), but moves a long text out of the row instead of copying it.
    ///
    /// # Errors
    /// [`Error::Column`] when the column is not there or not text.
    pub fn take_text(&mut self, index: usize) -> Result<String, Error> {
        match self.0.get_mut(index) {
            Some(Value::Text(text)) => Ok(std::mem::take(text).into_owned()),
            _ => self.get(index),
        }
    }

    /// Like [`get`](Self::get), but moves long bytes out of the row instead of copying them.
    ///
    /// # Errors
    /// [`Error::Column`] when the column is not there or not a blob.
    pub fn take_blob(&mut self, index: usize) -> Result<Vec<u8>, Error> {
        match self.0.get_mut(index) {
            Some(Value::Blob(bytes)) => Ok(std::mem::take(bytes).into_owned()),
            _ => self.get(index),
        }
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the row has no column.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values themselves.
    pub fn values(&self) -> &[Value<'static>] {
        &self.0
    }
}

/// What [`Row::get`] can give.
pub trait FromValue<'r>: Sized {
    /// `None` when the value is of another type or out of range.
    fn from_value(value: &'r Value<'static>) -> Option<Self>;
}

impl<'r> FromValue<'r> for i64 {
    fn from_value(value: &'r Value<'static>) -> Option<Self> {
        if let Value::Int(n) = value { Some(*n) } else { None }
    }
}

macro_rules! from_int {
    ($($to:ty),*) => {$(
        impl<'r> FromValue<'r> for $to {
            fn from_value(value: &'r Value<'static>) -> Option<Self> {
                <$to>::try_from(i64::from_value(value)?).ok()
            }
        }
    )*};
}
from_int!(u64, u32, u16, u8, i32, usize);

impl<'r> FromValue<'r> for bool {
    fn from_value(value: &'r Value<'static>) -> Option<Self> {
        match value {
            Value::Int(0) => Some(false),
            Value::Int(1) => Some(true),
            _ => None,
        }
    }
}

impl<'r> FromValue<'r> for f64 {
    fn from_value(value: &'r Value<'static>) -> Option<Self> {
        if let Value::Real(x) = value { Some(*x) } else { None }
    }
}

impl<'r> FromValue<'r> for &'r str {
    fn from_value(value: &'r Value<'static>) -> Option<Self> {
        if let Value::Text(text) = value { Some(text) } else { None }
    }
}

impl<'r> FromValue<'r> for String {
    fn from_value(value: &'r Value<'static>) -> Option<Self> {
        <&str>::from_value(value).map(str::to_owned)
    }
}

impl<'r> FromValue<'r> for &'r [u8] {
    fn from_value(value: &'r Value<'static>) -> Option<Self> {
        if let Value::Blob(bytes) = value { Some(bytes) } else { None }
    }
}

impl<'r> FromValue<'r> for Vec<u8> {
    fn from_value(value: &'r Value<'static>) -> Option<Self> {
        <&[u8]>::from_value(value).map(<[u8]>::to_vec)
    }
}

impl<'r, const N: usize> FromValue<'r> for [u8; N] {
    fn from_value(value: &'r Value<'static>) -> Option<Self> {
        <&[u8]>::from_value(value)?.try_into().ok()
    }
}

impl<'r> FromValue<'r> for Timestamp {
    fn from_value(value: &'r Value<'static>) -> Option<Self> {
        Timestamp::from_millisecond(i64::from_value(value)?).ok()
    }
}

impl<'r, K: Kind> FromValue<'r> for Id<K> {
    fn from_value(value: &'r Value<'static>) -> Option<Self> {
        <&str>::from_value(value)?.parse().ok()
    }
}

impl<'r, T: FromValue<'r>> FromValue<'r> for Option<T> {
    fn from_value(value: &'r Value<'static>) -> Option<Self> {
        if matches!(value, Value::Null) { Some(None) } else { T::from_value(value).map(Some) }
    }
}
