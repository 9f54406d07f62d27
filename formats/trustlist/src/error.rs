/// Why octets are not a trusted list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// An element that the standard demands is absent.
    #[error("{path}: {element} is missing")]
    Missing {
        /// The element that should have it, with positions: `/TrustServiceStatusList/…/TSPService[2]`.
        path: String,
        /// Local name of what is missing.
        element: &'static str,
    },
    /// The root is not `TrustServiceStatusList` of TS 119 612.
    #[error("not a trusted list: the root element is {0}")]
    NotATrustedList(String),
    /// More octets or elements than are read.
    #[error("the trusted list is too large: {0}")]
    TooLarge(&'static str),
    /// An element has content that the standard does not allow.
    #[error("{path}: {reason}")]
    Value {
        /// The element, as above.
        path: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// Neither version 5 nor version 6 of the format.
    #[error("version {0} of the trusted list format is not read")]
    Version(u32),
    /// Not well-formed, not UTF-8, or with a document type.
    #[error("not XML that is read: {0}")]
    Xml(String),
}

/// The result of reading.
pub type Result<T, E = Error> = std::result::Result<T, E>;
