/// Why bytes could not be read as PDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// A filter that cross-reference and object streams do not use, or data that does not suit it.
    #[error("a stream's filter cannot be undone")]
    Filter,
    /// References that lead back to where they came from.
    #[error("references form a loop")]
    Loop,
    /// The object is not in the file.
    #[error("an object is missing")]
    Missing,
    /// No document catalogue, not even by searching the whole file.
    #[error("the file has no document catalogue")]
    NoCatalog,
    /// No `%PDF-` within the first 1024 bytes.
    #[error("not a PDF file")]
    NotPdf,
    /// The file is encrypted and cannot be read at all without a password.
    #[error("the file needs a password")]
    Password,
    /// An object stream that cannot be read.
    #[error("an object stream is damaged")]
    ObjectStream,
    /// Something that is no PDF token.
    #[error("unexpected character at {at}")]
    Token {
        /// Position in the file or in the object stream.
        at: usize,
    },
    /// Arrays and dictionaries nested too deep.
    #[error("objects are nested too deep")]
    TooDeep,
    /// More objects, octets or work than the limits allow.
    #[error("the file is larger or more intricate than the limits allow")]
    TooLarge,
    /// The bytes end before an object does.
    #[error("the file is cut short")]
    Truncated,
    /// The cross-reference information cannot be read.
    #[error("the cross-reference information is damaged")]
    Xref,
}
