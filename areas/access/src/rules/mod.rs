//! Pure: who is an operator, which certificate opens which door, where a login leads.

pub mod cns;
pub mod entry;
pub mod next;
pub mod operator;
