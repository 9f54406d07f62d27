//! How long what a verification leaves is kept.

use foundation::Timestamp;
use jiff::SignedDuration;

/// A report can be read and passed on for a day.
pub const REPORT: SignedDuration = SignedDuration::from_hours(24);

/// The file that was sent is kept so long, for its document to be opened.
pub const DOCUMENT: SignedDuration = SignedDuration::from_mins(15);

/// The instant at which something made at `now` is over.
pub fn end(now: Timestamp, lifetime: SignedDuration) -> Timestamp {
    now.checked_add(lifetime).unwrap_or(Timestamp::MAX)
}
