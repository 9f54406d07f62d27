//! One signer of one authority, and what he signs.

use x509::Certificate;

use super::chamber::Chamber;

pub const CONTENT: &[u8] = b"contratto";
pub const SIGNED: &str = "2026-11-20T10:00:00Z";
pub const LIST: &str = "2026-11-21T00:00:00Z";
pub const NOW: &str = "2026-11-22T00:00:00Z";

/// An authority, a signer, a unit for time stamps.
pub struct Case {
    pub chamber: Chamber,
    pub signer: Certificate,
    pub unit: Certificate,
}

impl Case {
    pub fn new() -> Self {
        let chamber = Chamber::new();
        Self {
            signer: chamber.signature_certificate("2026-01-01T00:00:00Z"),
            unit: chamber.time_stamping_certificate("2026-01-01T00:00:00Z"),
            chamber,
        }
    }
}
