//! Devices from the outside: what is listed, what is signed, and what is told when something is the matter.

mod certificates;
mod codes;
mod conditions;
mod files;
mod modules;
mod readers;
mod signing;
