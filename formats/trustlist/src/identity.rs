//! Who a service is (TS 119 612 §5.5.3): by certificate, by key and name, by key identifier.

use x509::Certificate;

/// The digital identity of a service.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// Certificates, usually one.
    pub certificates: Vec<Certificate>,
    /// Subject names as text; the way they are written differs from list to list.
    pub subject_names: Vec<String>,
    /// Subject key identifiers.
    pub key_identifiers: Vec<Vec<u8>>,
}

impl Identity {
    /// Whether `certificate` is this service: one of its certificates, or another one for the same key
    /// and the same subject (TS 119 615 §4.3).
    pub fn is(&self, certificate: &Certificate) -> bool {
        self.certificates.iter().any(|own| {
            own == certificate
                || (own.spki() == certificate.spki()
                    && x509::path::same_name(own.subject().der(), certificate.subject().der()))
        })
    }

    /// Whether this service issued `certificate`: name and signature.
    pub fn issued(&self, certificate: &Certificate) -> bool {
        self.certificates.iter().any(|own| {
            x509::path::same_name(own.subject().der(), certificate.issuer().der())
                && own.public_key().is_ok_and(|key| certificate.verify_signed_by(key).is_ok())
        })
    }
}
