use std::{borrow::Cow, collections::BTreeMap, fmt};

/// An error as a person or a program outside sees it.
///
/// The code is stable and names the message: `locales/` holds `problem-CODE` with the attributes
/// `.heading` (what happened), `.why` and `.todo` (what to do). Internal detail stays in the log.
///
/// ```
/// use foundation::{Problem, Status};
/// let problem = Problem::new("pin-wrong", Status::Forbidden).with("attempts", 2);
/// assert_eq!(problem.message_key(), "problem-pin-wrong");
/// assert_eq!(problem.status.http(), 403);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable, kebab-case, for example `slot-taken`.
    pub code: Cow<'static, str>,
    /// What kind of error it is; decides the HTTP status.
    pub status: Status,
    /// Values that the message mentions.
    pub values: BTreeMap<&'static str, String>,
}

impl Problem {
    /// A problem without values.
    pub fn new(code: impl Into<Cow<'static, str>>, status: Status) -> Self {
        Self { code: code.into(), status, values: BTreeMap::new() }
    }

    /// Adds a value that the message mentions.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.values.insert(name, value.to_string());
        self
    }

    /// The key of the message in the catalogues.
    pub fn message_key(&self) -> String {
        format!("problem-{}", self.code)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        for (name, value) in &self.values {
            write!(f, " {name}={value}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

/// The kinds of problem and the HTTP status that tells each (RFC 9110 §15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// 400: the request cannot be understood.
    BadRequest,
    /// 409: somebody changed the same thing.
    Conflict,
    /// 410: it was here and is gone.
    Gone,
    /// 403: known, but not allowed.
    Forbidden,
    /// 500: our fault.
    Internal,
    /// 405: the address exists, the method does not.
    MethodNotAllowed,
    /// 404: there is no such thing.
    NotFound,
    /// 413: more than we take.
    TooLarge,
    /// 429: too many requests.
    TooManyRequests,
    /// 401: who are you?
    Unauthorized,
    /// 503: not now.
    Unavailable,
    /// 422: understood, but what it says does not hold.
    Unprocessable,
    /// 415: not a kind of content that we read.
    UnsupportedMediaType,
}

impl Status {
    /// The HTTP status code.
    pub fn http(self) -> u16 {
        match self {
            Status::BadRequest => 400,
            Status::Conflict => 409,
            Status::Forbidden => 403,
            Status::Gone => 410,
            Status::Internal => 500,
            Status::MethodNotAllowed => 405,
            Status::NotFound => 404,
            Status::TooLarge => 413,
            Status::TooManyRequests => 429,
            Status::Unauthorized => 401,
            Status::Unavailable => 503,
            Status::Unprocessable => 422,
            Status::UnsupportedMediaType => 415,
        }
    }
}
