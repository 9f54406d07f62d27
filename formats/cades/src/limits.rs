/// How much of everything is read. The defaults suit any honest file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Base64 inside base64.
    pub base64_layers: usize,
    /// Envelopes inside envelopes.
    pub nesting: usize,
    /// Certificates in one envelope; the same for revocation data.
    pub certificates: usize,
    /// Parallel signatures in one envelope.
    pub signers: usize,
    /// Counter-signatures of counter-signatures, for whoever walks down
    /// [`crate::SignerInfo::counter_signatures`].
    pub counter_signature_depth: usize,
    /// Octets of all that is kept in memory of one envelope: certificates, revocation data,
    /// signatures. The content is never kept.
    pub octets: usize,
    /// Time stamps of one signature that are examined.
    pub time_stamps: usize,
    /// Octets of one time-stamp token.
    pub token_octets: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            base64_layers: 2,
            nesting: 16,
            certificates: 1000,
            signers: 1000,
            counter_signature_depth: 8,
            octets: 64 << 20,
            time_stamps: 256,
            token_octets: 64 << 10,
        }
    }
}
