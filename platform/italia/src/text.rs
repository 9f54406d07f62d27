//! Values that are one text: read strictly or forgivingly by `FromStr`, written by `Display`.

/// Gives a type with `FromStr` and `Display` the conversions and the serde form of its text.
macro_rules! text_form {
    ($type:ty, $error:ty) => {
        impl TryFrom<String> for $type {
            type Error = $error;

            fn try_from(text: String) -> Result<Self, $error> {
                text.parse()
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer)?
                    .parse()
                    .map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use text_form;

/// The `N` characters of a code, upper case, spaces dropped: people type codes as they please.
pub(crate) fn code<const N: usize>(text: &str) -> Result<[u8; N], Shape> {
    let mut out = [0; N];
    let mut length = 0;
    for (position, character) in text.chars().filter(|c| !c.is_whitespace()).enumerate() {
        if !character.is_ascii_alphanumeric() {
            return Err(Shape::Character { position });
        }
        if let Some(place) = out.get_mut(position) {
            *place = character.to_ascii_uppercase() as u8;
        }
        length += 1;
    }
    if length == N { Ok(out) } else { Err(Shape::Length { found: length }) }
}

/// Why a text is not a code of the length asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A character that no code has, counted from 0.
    Character { position: usize },
    /// Too many or too few characters.
    Length { found: usize },
}
