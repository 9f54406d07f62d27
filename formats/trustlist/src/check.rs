//! Whether a list is signed by who may sign it (TS 119 612 §5.7 and annex B).

/// Something unusual about the signature of a list that does not stand against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The certificate that signed it was not valid when the list was issued.
    SignerNotValid,
}
