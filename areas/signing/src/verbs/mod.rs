//! One use case a file.

pub(crate) mod find_report;
pub(crate) mod open_document;
pub(crate) mod sweep;
pub(crate) mod trusted_lists_import;
pub(crate) mod trusted_lists_refresh;
pub(crate) mod verify_file;
pub(crate) mod verify_many;
