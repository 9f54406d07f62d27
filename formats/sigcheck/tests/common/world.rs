//! Three authorities, one after the other.

use sigcheck::{Policy, Report, Trust, check_slice};
use x509::{Certificate, evidence::ValidationData};

use super::chamber::{Chamber, instant};

/// Fifteen years after the signature.
pub const AFTER_FIFTEEN_YEARS: &str = "2041-11-22T00:00:00Z";
/// From when the list is that a signature of 2026 embeds.
pub const LIST_OF_2026: &str = "2026-11-21T00:00:00Z";

/// The first authority signs and stamps in 2026, its unit ends in 2034 and itself in 2035.
pub struct World {
    pub first: Chamber,
    pub second: Chamber,
    pub third: Chamber,
    pub signer: Certificate,
    pub units: [Certificate; 3],
}

impl World {
    pub fn new() -> Self {
        let first = Chamber::new();
        let second = Chamber::named("Seconda", "2030-01-01T00:00:00Z");
        let third = Chamber::named("Terza", "2036-01-01T00:00:00Z");
        Self {
            signer: first.signature_certificate("2026-01-01T00:00:00Z"),
            units: [
                first.time_stamping_certificate("2026-05-01T00:00:00Z"),
                second.time_stamping_certificate("2031-01-01T00:00:00Z"),
                third.time_stamping_certificate("2036-06-01T00:00:00Z"),
            ],
            first,
            second,
            third,
        }
    }

    /// The first authority is trusted for what it did before its end; the third one is active. What they
    /// say about their certificates of 2026 is only in the files.
    pub fn trust(&self) -> Trust {
        let mut trust = Trust::new();
        trust.add_anchor_until(self.first.ca.clone(), instant("2035-01-01T00:00:00Z"));
        trust.add_anchor(self.second.ca.clone());
        trust.add_anchor(self.third.ca.clone());
        trust.add_crl(self.third.crl("2041-11-20T00:00:00Z", &[]));
        trust
    }

    pub fn check(&self, file: &(impl AsRef<[u8]> + ?Sized), at: &str) -> Report {
        check_slice(file.as_ref(), None, &self.trust(), instant(at), &Policy::default()).unwrap()
    }
}

/// The certificate of a chamber, and its list from an instant.
pub fn data(chamber: &Chamber, list: Option<&str>) -> ValidationData {
    ValidationData {
        certificates: vec![chamber.ca.der().to_vec()],
        crls: list.iter().map(|from| chamber.crl(from, &[]).der().to_vec()).collect(),
        responses: Vec::new(),
    }
}
