//! EU trusted lists (ETSI TS 119 612): reading, signature, services.

pub mod check;
pub mod criteria;
mod error;
pub mod identity;
pub mod lists;
pub mod model;
pub mod qualification;
mod read;
pub mod uri;

pub use error::{Error, Result};
pub use lists::{CheckedList, TrustedLists};
pub use model::TrustedList;
pub use qualification::{Ades, Level, Qualification, Question};
pub use read::MAX_OCTETS;
