use std::{fmt, str::FromStr};

use crate::text::text_form;

/// An e-mail address: the part of RFC 5321 that mail providers really give out. Dot-atom before the
/// `@`, a domain name of two labels or more after it, ASCII only.
///
/// ```
/// let email: italia::Email = " Maria.Rossi@Example.IT ".parse()?;
/// assert_eq!(email.as_str(), "Maria.Rossi@example.it");
/// # Ok::<(), italia::EmailError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email(String);

impl Email {
    /// The address, its domain in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The address with most of its local part hidden: `m•••@example.it`.
    pub fn masked(&self) -> String {
        format!("{}•••@{}", &self.0[..1], self.domain())
    }
}

impl FromStr for Email {
    type Err = EmailError;

    fn from_str(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(EmailError::NoAt)?;
        // RFC 5321 §4.5.3.1: 64 and 255 octets; a path of 256 leaves 254 for the address.
        if local.len() > 64 || domain.len() > 255 || text.len() > 254 {
            return Err(EmailError::TooLong);
        }
        let atext = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
        if !local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(atext)) {
            return Err(EmailError::Local);
        }
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let labels: Vec<_> = domain.split('.').collect();
        let top_is_a_name =
            labels.last().is_some_and(|top| top.bytes().any(|byte| byte.is_ascii_alphabetic()));
        if labels.len() < 2 || !top_is_a_name || !labels.into_iter().all(label) {
            return Err(EmailError::Domain);
        }
        Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Email({})", self.masked())
    }
}

text_form!(Email, EmailError);

/// Why a text is not an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// What follows the `@` is not a domain name.
    #[error("what follows the @ is not a domain name")]
    Domain,
    /// What stands before the `@` cannot.
    #[error("what stands before the @ is not possible")]
    Local,
    /// There is no `@`.
    #[error("there is no @")]
    NoAt,
    /// Longer than mail allows.
    #[error("longer than 254 characters, or 64 before the @")]
    TooLong,
}
