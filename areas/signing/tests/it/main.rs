//! The verify page through the router.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "test code outside of a test function")]

mod authority;
mod desk;
mod many;
mod pages;
mod remarks;
mod site;
mod sitting;
mod tables;
mod trusted_lists;
mod words;
