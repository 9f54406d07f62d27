//! What the codes and registers promise.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::print_stdout, reason = "a corpus that is missing is said")]

mod contacts;
mod corpus;
mod documents;
mod money;
mod persons;
mod places;

use italia::Belfiore;
use jiff::civil::Date;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn place(code: &str) -> Belfiore {
    code.parse().unwrap()
}
