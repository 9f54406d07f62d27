//! The commands, one file each.

pub mod approval;
pub mod audit;
pub mod augment;
pub mod batch;
pub mod ca;
pub mod card;
pub mod ceremony;
pub mod cert;
pub mod demo;
pub mod desk;
pub mod doctor;
pub mod extract;
pub mod init;
pub mod inspect;
pub mod lifecycle;
pub mod operator;
pub mod reference;
pub mod serve;
pub mod sign;
pub mod signer;
pub mod timestamp;
pub mod trust;
pub mod tsa;
pub mod verify;
