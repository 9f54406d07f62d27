//! The commands, one file each.

pub mod audit;
pub mod ca;
pub mod cert;
pub mod demo;
pub mod doctor;
pub mod extract;
pub mod init;
pub mod inspect;
pub mod reference;
pub mod serve;
pub mod sign;
pub mod timestamp;
pub mod tsa;
pub mod verify;
