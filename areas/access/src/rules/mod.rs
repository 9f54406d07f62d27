//! Pure: who is an operator, and which certificate opens the door.

pub mod entry;
pub mod operator;
