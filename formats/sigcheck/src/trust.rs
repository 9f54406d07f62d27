//! What a verdict rests on besides the file: authorities one trusts, certificates and revocation data
//! one has at hand. Built once, used for any number of checks.

use x509::{
    Certificate, Crl,
    ocsp::{Answer, BasicResponse},
    path::{Pool, revocation::Evidence},
    pem,
};

/// Anchors, candidates and revocation data.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    pub(crate) anchors: Pool,
    pub(crate) candidates: Pool,
    pub(crate) evidence: Evidence,
}

impl Trust {
    /// Trusts nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// From the files of a folder, in whatever order: a certificate of an authority becomes an anchor,
    /// any other certificate a candidate; CRLs and OCSP responses become evidence. DER and PEM.
    /// Returns the names of the files that are none of these.
    pub fn from_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> (Self, Vec<&'a str>) {
        let mut trust = Self::new();
        let mut unknown = Vec::new();
        for (name, data) in files {
            if !trust.add_file(data) {
                unknown.push(name);
            }
        }
        (trust, unknown)
    }

    /// Adds what a file holds; `false` when that is nothing of use.
    pub fn add_file(&mut self, data: &[u8]) -> bool {
        if data.first() == Some(&0x30) {
            return self.add_der(data);
        }
        let blocks = pem::blocks(data).unwrap_or_default();
        // Every block is tried, also after one that fails.
        blocks.iter().fold(false, |any, block| self.add_der(&block.data) | any)
    }

    fn add_der(&mut self, der: &[u8]) -> bool {
        if let Ok(certificate) = Certificate::from_der(der) {
            if certificate.is_ca() || (certificate.version() < 3 && certificate.is_self_issued()) {
                self.add_anchor(certificate);
            } else {
                self.add_candidate(certificate);
            }
        } else if let Ok(crl) = Crl::from_der(der) {
            self.add_crl(crl);
        } else if let Ok(Answer::Successful(response)) = Answer::from_der(der) {
            self.add_response(response);
        } else {
            return false;
        }
        true
    }

    /// Trusts an authority.
    pub fn add_anchor(&mut self, certificate: Certificate) {
        self.anchors.add(certificate);
    }

    /// Adds a certificate that may be part of a chain, or that a signature names.
    pub fn add_candidate(&mut self, certificate: Certificate) {
        self.candidates.add(certificate);
    }

    /// Adds a revocation list. It counts only if its signature leads to an anchor.
    pub fn add_crl(&mut self, crl: Crl) {
        self.evidence.add_crl(crl);
    }

    /// Adds an OCSP response. It counts only if its signature leads to an anchor.
    pub fn add_response(&mut self, response: BasicResponse) {
        self.evidence.add_response(response);
    }

    /// The authorities that are trusted.
    pub fn anchors(&self) -> impl Iterator<Item = &Certificate> {
        self.anchors.iter()
    }
}
