use std::io;

/// Why a file is not read as a container. Every variant but [`Error::Io`] and [`Error::NotAContainer`]
/// means that two readers could see different things in it, or that reading it would cost too much
/// (FORMAT_FAILURE in the terms of EN 319 102-1).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The comment of the ZIP holds what looks like another end of the ZIP.
    #[error("the comment of the ZIP hides another end record")]
    CommentTrick,
    /// An entry is compressed with a method other than stored and deflated.
    #[error("the entry {name} is compressed in a way that is not supported")]
    Compression {
        /// Of the entry.
        name: String,
    },
    /// Two entries have the same name.
    #[error("the entry {name} occurs more than once")]
    DuplicateName {
        /// Of the entries.
        name: String,
    },
    /// An entry is encrypted.
    #[error("the entry {name} is encrypted")]
    Encrypted {
        /// Of the entry.
        name: String,
    },
    /// There is no entry of this name.
    #[error("there is no entry {name}")]
    EntryMissing {
        /// Of the entry.
        name: String,
    },
    /// What stands before an entry differs from what the directory says of it.
    #[error("the local header of {name} contradicts the central directory: {what}")]
    HeaderMismatch {
        /// Of the entry.
        name: String,
        /// What differs.
        what: &'static str,
    },
    /// The source cannot be read.
    #[error(transparent)]
    Io(io::Error),
    /// A limit of [`crate::Limits`] is exceeded.
    #[error("more than {limit} {what}")]
    Limit {
        /// Of what there is too much.
        what: &'static str,
        /// How much is allowed.
        limit: u64,
    },
    /// It is no ZIP, it is cut short, or its structure does not hold together.
    #[error("malformed ZIP: {0}")]
    Malformed(&'static str),
    /// The octets of an entry are not the ones its header describes.
    #[error("the octets of {name} are damaged: {source}")]
    Damaged {
        /// Of the entry.
        name: String,
        /// What is wrong.
        source: io::Error,
    },
    /// A ZIP without signatures: no ASiC container, no OpenDocument.
    #[error("a ZIP, but no container of signatures")]
    NotAContainer,
    /// Entries share octets.
    #[error("the entry {name} overlaps another")]
    Overlap {
        /// Of the entry.
        name: String,
    },
    /// There are octets before the first entry.
    #[error("{octets} octets stand before the ZIP")]
    PrependedData {
        /// How many.
        octets: u64,
    },
    /// There are octets after the end of the ZIP.
    #[error("there is data after the end of the ZIP")]
    TrailingData,
    /// The name of an entry leaves the container, is absolute, or could be taken for another.
    #[error("the entry name {name:?} is not safe")]
    UnsafeName {
        /// As it stands.
        name: String,
    },
}

impl Error {
    /// A damaged archive and a failing disk both come as `io::Error` out of an entry.
    pub(crate) fn reading(name: &str, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
                Self::Damaged { name: name.to_owned(), source }
            }
            _ => Self::Io(source),
        }
    }
}

impl From<io::Error> for Error {
    fn from(source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::UnexpectedEof => Self::Malformed("it is cut short"),
            _ => Self::Io(source),
        }
    }
}

impl From<zip::result::ZipError> for Error {
    fn from(error: zip::result::ZipError) -> Self {
        match error {
            zip::result::ZipError::Io(source) => source.into(),
            _ => Self::Malformed("the central directory is not readable"),
        }
    }
}

/// What is odd about a container that is read all the same. None makes a signature invalid by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// Two names differ only by case, or by how an accented letter is written: where they are unpacked
    /// one may take the place of the other.
    AlikeNames {
        /// The later one.
        name: String,
    },
    /// There are octets between entries that belong to none.
    Gap {
        /// How many.
        octets: u64,
    },
    /// An entry of `META-INF` has no role in a container (EN 319 162-1 §4.4.3).
    UnknownRole {
        /// Its name.
        name: String,
    },
    /// There is no `mimetype` entry (EN 319 162-1 §A.1).
    MimetypeMissing,
    /// `mimetype` is not the first entry.
    MimetypeNotFirst,
    /// `mimetype` is compressed, or has an extra field or data descriptor.
    MimetypeNotPlain,
    /// `mimetype` has blanks around its text.
    MimetypeBlanks,
    /// `mimetype` names no kind of container that is known here.
    MimetypeUnknown {
        /// What it says.
        text: String,
    },
    /// The data file of an ASiC-S is not in the root (EN 319 162-1 §4.3.3.1).
    NotInRoot {
        /// Its name.
        name: String,
    },
    /// A data file no signature and no time stamp is about.
    Uncovered {
        /// Its name.
        name: String,
    },
}
