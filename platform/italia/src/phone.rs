use std::{fmt, str::FromStr};

use crate::text::text_form;

/// A telephone number in the international form of ITU-T E.164: `+393331234567`.
///
/// ```
/// let phone: italia::Phone = "333 123.45.67".parse()?;
/// assert_eq!((phone.to_string().as_str(), phone.is_italian_mobile()), ("+393331234567", true));
/// # Ok::<(), italia::PhoneError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone(String);

impl Phone {
    /// `+` and the digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is an Italian mobile number, to which one-time codes can be sent.
    pub fn is_italian_mobile(&self) -> bool {
        self.0.strip_prefix("+39").is_some_and(|national| national.starts_with('3'))
    }

    /// The number with all but its last three digits hidden: `+39 ••• ••• •567`.
    pub fn masked(&self) -> String {
        let visible = &self.0[self.0.len() - 3..];
        let prefix = if self.0.starts_with("+39") { "+39" } else { "+" };
        format!("{prefix} ••• ••• •{visible}")
    }
}

impl FromStr for Phone {
    type Err = PhoneError;

    /// Forgives spaces, points, hyphens, slashes and parentheses; `00` is `+`; without either the
    /// number is Italian.
    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let mut digits = String::with_capacity(16);
        let mut international = false;
        for character in text.trim().chars() {
            match character {
                '0'..='9' => digits.push(character),
                '+' if digits.is_empty() && !international => international = true,
                ' ' | '.' | '-' | '/' | '(' | ')' | '\u{a0}' => {}
                _ => return Err(PhoneError::Character(character)),
            }
        }
        if !international && let Some(rest) = digits.strip_prefix("00") {
            digits = rest.to_owned();
            international = true;
        }
        if !international {
            digits.insert_str(0, "39");
        }
        let national = digits.strip_prefix("39");
        let possible = match national.map(|national| (national.as_bytes().first(), national.len())) {
            // Mobile numbers begin with 3, fixed ones with the 0 that stays when calling from abroad.
            Some((Some(b'3'), 9..=10)) | Some((Some(b'0'), 6..=11)) => true,
            Some(_) => false,
            None => (8..=15).contains(&digits.len()) && !digits.starts_with('0'),
        };
        if possible { Ok(Self(format!("+{digits}"))) } else { Err(PhoneError::Impossible) }
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

text_form!(Phone, PhoneError);

/// Why a text is not a telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// A character that has no place in a number.
    #[error("a telephone number does not contain {0:?}")]
    Character(char),
    /// No number of its country looks so: too short, too long, or another beginning.
    #[error("not a possible telephone number")]
    Impossible,
}
