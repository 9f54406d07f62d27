/// Why octets are not the certificate, request, list or message they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A field is not the ASN.1 that the standard asks for.
    #[error("{field}: {source}")]
    Asn1 {
        /// Name of the field as in the standard's ASN.1 module.
        field: &'static str,
        /// What is wrong with it.
        source: asn1::Error,
    },
    /// Text that should be PEM (RFC 7468) has no complete block of the wanted kind.
    #[error("not PEM: {0}")]
    Pem(&'static str),
    /// A field is well-formed and breaks a rule of the standard.
    #[error("{field}: {rule}")]
    Value {
        /// Name of the field as in the standard's ASN.1 module.
        field: &'static str,
        /// The rule that is broken.
        rule: &'static str,
    },
}

/// The result of reading.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Names the field in which reading failed.
pub(crate) trait At<T> {
    fn at(self, field: &'static str) -> Result<T>;
}

impl<T> At<T> for asn1::Result<T> {
    fn at(self, field: &'static str) -> Result<T> {
        self.map_err(|source| Error::Asn1 { field, source })
    }
}
