//! ASiC containers (ETSI EN 319 162-1): signed files in a ZIP.

mod archive;
mod container;
mod create;
mod error;
mod limits;
mod manifest;
mod names;
mod role;
mod write;
mod xml;

pub use archive::{Archive, Entry};
pub use container::{ASIC_E, ASIC_S, Container, Document, DocumentKind, Fault, Form, Over};
pub use create::{CreateError, DataObject, ToSign, prepare, prepare_archive, prepare_further};
pub use error::{Error, Finding};
pub use limits::Limits;
pub use manifest::{DataReference, Manifest, ManifestError, NAMESPACE, ReferenceState};
pub use names::{entry_of_uri, uri_of_entry};
pub use write::{DataFile, NewEntry, rewrite};
