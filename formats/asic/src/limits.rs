/// How much of everything is read. The defaults suit any honest container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Entries of the ZIP.
    pub entries: usize,
    /// Octets of its central directory.
    pub directory_octets: u64,
    /// Octets of all entries together, inflated.
    pub inflated_octets: u64,
    /// How many times larger than stored an entry may be, when it is above [`Self::ratio_from`].
    pub ratio: u64,
    /// Octets, inflated, from which on the ratio counts.
    pub ratio_from: u64,
    /// Octets of one manifest.
    pub xml_octets: u64,
    /// Octets of one signature document that is taken into memory.
    pub document_octets: u64,
    /// References in all manifests together.
    pub references: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            entries: 10_000,
            directory_octets: 8 << 20,
            inflated_octets: 1 << 30,
            ratio: 200,
            ratio_from: 1 << 20,
            xml_octets: 4 << 20,
            document_octets: 16 << 20,
            references: 100_000,
        }
    }
}
