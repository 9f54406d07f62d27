//! What a verdict would need and does not have. Nothing is fetched here: the report names it, and
//! whoever may use the network adds what comes back to the [`Trust`](crate::Trust) and checks again.

use x509::{Certificate, alg::DigestAlgorithm, ocsp};

/// Something that could be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The certificate of an issuer (authorityInfoAccess, caIssuers): DER, or certs-only CMS.
    Issuer {
        /// Where it may be.
        urls: Vec<String>,
        /// Whose issuer it is: subject (RFC 4514).
        of: String,
    },
    /// The state of a certificate, by OCSP.
    Ocsp {
        /// Where to ask.
        urls: Vec<String>,
        /// The `CertID` in DER (RFC 6960 §4.1.1), for [`x509::ocsp::request`].
        cert_id: Vec<u8>,
        /// The certificate: subject (RFC 4514).
        of: String,
    },
    /// A revocation list.
    Crl {
        /// Where it may be.
        urls: Vec<String>,
        /// The certificate: subject (RFC 4514).
        of: String,
    },
}

fn owned(urls: Vec<&str>) -> Vec<String> {
    urls.into_iter().map(str::to_owned).collect()
}

/// Whoever issued this certificate.
pub(crate) fn issuer_of(certificate: &Certificate) -> Option<Wanted> {
    let urls = owned(certificate.ca_issuers_urls());
    (!urls.is_empty()).then(|| Wanted::Issuer { urls, of: certificate.subject().rfc4514() })
}

/// Every way to learn the state of a certificate.
pub(crate) fn state_of(certificate: &Certificate, issuer: &Certificate) -> Vec<Wanted> {
    let of = certificate.subject().rfc4514();
    let mut wanted = Vec::new();
    let urls = owned(certificate.ocsp_urls());
    if let (false, Ok(key)) = (urls.is_empty(), issuer.public_key()) {
        // SHA-1, as every responder knows it; it protects nothing here.
        let name = certificate.issuer().der();
        let cert_id = ocsp::cert_id(DigestAlgorithm::Sha1, name, key.bits_of_key(), certificate.serial());
        wanted.push(Wanted::Ocsp { urls, cert_id, of: of.clone() });
    }
    let urls = owned(certificate.crl_urls());
    if !urls.is_empty() {
        wanted.push(Wanted::Crl { urls, of });
    }
    wanted
}
