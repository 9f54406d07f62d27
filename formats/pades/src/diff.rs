//! What changed between the revision that was signed and the document as it is now.

use crate::pdf::View;
use crate::read::{FieldLock, Permission};

/// What a later revision did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// An annotation was added to, changed on or removed from page `page` (counted from 1).
    Annotation {
        /// The page.
        page: usize,
    },
    /// An entry of the document catalogue (named) changed.
    Catalog(String),
    /// A document time stamp was added.
    DocumentTimestamp {
        /// Its field.
        field: String,
    },
    /// Developer extensions or the PDF version of the catalogue.
    Extensions,
    /// A form field changed in more than its value.
    FieldChanged {
        /// Its name.
        field: String,
    },
    /// A form field was filled in.
    FieldFilled {
        /// Its name.
        field: String,
    },
    /// A form field or its widget was removed.
    FieldRemoved {
        /// Its name.
        field: String,
    },
    /// An entry of the interactive form (named) changed, or a field that is no signature was added.
    Form(String),
    /// Document information or XMP metadata.
    Metadata,
    /// Another object that the signed document uses.
    Object {
        /// Its number.
        number: u32,
        /// Where it was reached from.
        context: String,
    },
    /// An entry of page `page` (named): its content, resources, size…
    Page {
        /// The page, counted from 1.
        page: usize,
        /// The key.
        entry: String,
    },
    /// Pages were added, removed or put in another order.
    PageTree,
    /// An object that lay unused in the signed document has come into use.
    Shadow {
        /// Its number.
        number: u32,
    },
    /// A signature was added.
    SignatureAdded {
        /// Its field.
        field: String,
    },
    /// An existing signature, its field or its appearance was changed or removed.
    SignatureChanged {
        /// Its field.
        field: String,
    },
    /// An empty signature field was added.
    SignatureFieldAdded {
        /// Its name.
        field: String,
    },
    /// A visible signature was put over another annotation.
    SignatureOverlap {
        /// Its field.
        field: String,
    },
    /// The comparison was given up: the file asks for more work than its size allows.
    TooIntricate,
    /// The trailer (catalogue, encryption) changed.
    Trailer,
    /// Certificates and revocation data were added (DSS).
    ValidationData,
}

/// Whether a change may be made after signing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It does not touch what was signed.
    Allowed,
    /// It may cover what was signed.
    Doubtful,
    /// It alters what was signed.
    Forbidden,
    /// Such changes may be allowed in general, this signature excludes them.
    NotPermitted,
}

/// A change with its judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaterChange {
    /// What was done.
    pub change: Change,
    /// Whether it may be.
    pub judgement: Judgement,
}

/// Compares what the signed revision shows with what the file shows now.
pub(crate) fn compare(
    _signed: View<'_>,
    _newest: View<'_>,
    _certification: Option<Permission>,
    _locks: &[FieldLock],
) -> Vec<LaterChange> {
    Vec::new()
}
