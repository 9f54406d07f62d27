//! ASiC containers (ETSI EN 319 162-1): signed files in a ZIP.

mod archive;
mod container;
mod error;
mod limits;
mod manifest;
mod names;
mod role;

pub use archive::{Archive, Entry};
pub use container::{ASIC_E, ASIC_S, Container, Document, DocumentKind, Fault, Form, Over};
pub use error::{Error, Finding};
pub use limits::Limits;
pub use manifest::{DataReference, Manifest, ManifestError, NAMESPACE, ReferenceState};
pub use names::{entry_of_uri, uri_of_entry};
