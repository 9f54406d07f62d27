//! Pure rules of the area.

pub mod control_date;
pub mod lifetime;
pub mod name;
pub mod pairing;
pub mod report;
pub mod trusted_lists;
