//! What a verdict rests on besides the file: authorities one trusts, certificates and revocation data
//! one has at hand. Built once, used for any number of checks.

use std::{collections::HashMap, sync::Arc};

use jiff::Timestamp;
use trustlist::TrustedLists;
use x509::{
    Certificate, Crl,
    ocsp::{Answer, BasicResponse},
    path::Pool,
    pem,
};

use crate::{
    piece::Piece,
    report::{Provenance, TrustSource},
};

/// Anchors, candidates and revocation data.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    pub(crate) anchors: Pool,
    pub(crate) candidates: Pool,
    pub(crate) pieces: Vec<Piece>,
    /// Until when an anchor is trusted, by fingerprint; for ever where there is no entry.
    ends: HashMap<[u8; 32], Timestamp>,
    origins: HashMap<[u8; 32], Provenance>,
    lists: Option<Arc<TrustedLists>>,
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
            true
        } else {
            self.add_evidence(der)
        }
    }

    /// Adds what came back for a [`Wanted`](crate::Wanted): certificates (DER, PEM, certs-only CMS) as
    /// candidates, never as anchors; CRLs and OCSP responses as evidence. `false` when it is none of
    /// these.
    pub fn add_fetched(&mut self, data: &[u8]) -> bool {
        if data.first() != Some(&0x30) {
            let blocks = pem::blocks(data).unwrap_or_default();
            return blocks.iter().fold(false, |any, block| self.add_fetched(&block.data) | any);
        }
        if let Ok(certificate) = Certificate::from_der(data) {
            self.add_candidate(certificate);
            return true;
        }
        if self.add_evidence(data) {
            return true;
        }
        match cades::SignedData::from_slice(data, &cades::Limits::default()) {
            Ok(bag) if bag.signers().is_empty() => {
                bag.certificates().iter().for_each(|certificate| self.add_candidate(certificate.clone()));
                !bag.certificates().is_empty()
            }
            _ => false,
        }
    }

    fn add_evidence(&mut self, der: &[u8]) -> bool {
        if let Ok(crl) = Crl::from_der(der) {
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

    /// Trusts an authority until an instant: what it issued is relied upon only as of an earlier one
    /// (the sunset date of EN 319 102-1 §5.2.6).
    pub fn add_anchor_until(&mut self, certificate: Certificate, until: Timestamp) {
        self.ends.insert(certificate.sha256(), until);
        self.add_anchor(certificate);
    }

    /// Trusts an authority because a list does; the report says so.
    pub fn add_anchor_from(&mut self, certificate: Certificate, origin: Provenance) {
        self.origins.insert(certificate.sha256(), origin);
        self.add_anchor(certificate);
    }

    /// Trusts every service of the trusted lists, and lets them say which signatures are qualified. The
    /// certificate of a service is an anchor by itself; the history of the service takes the place of
    /// its revocation.
    pub fn add_lists(&mut self, lists: Arc<TrustedLists>) {
        for list in lists.lists() {
            let scheme = &list.list.scheme;
            let origin = Provenance {
                source: TrustSource::TrustedList,
                territory: scheme.territory.clone(),
                sequence: Some(scheme.sequence_number),
                issued: Some(scheme.issued),
                next_update: scheme.next_update,
            };
            for (_, service) in list.list.services() {
                for certificate in &service.identity.certificates {
                    self.origins.entry(certificate.sha256()).or_insert_with(|| origin.clone());
                }
            }
        }
        lists.anchors().for_each(|certificate| self.anchors.add(certificate.clone()));
        self.lists = Some(lists);
    }

    pub(crate) fn lists(&self) -> Option<&TrustedLists> {
        self.lists.as_deref()
    }

    /// Adds a certificate that may be part of a chain, or that a signature names.
    pub fn add_candidate(&mut self, certificate: Certificate) {
        self.candidates.add(certificate);
    }

    /// Adds a revocation list. It counts only if its signature leads to an anchor.
    pub fn add_crl(&mut self, crl: Crl) {
        self.pieces.push(Piece::of_crl(crl));
    }

    /// Adds an OCSP response. It counts only if its signature leads to an anchor.
    pub fn add_response(&mut self, response: BasicResponse) {
        self.pieces.push(Piece::of_response(response));
    }

    /// The authorities that are trusted.
    pub fn anchors(&self) -> impl Iterator<Item = &Certificate> {
        self.anchors.iter()
    }

    /// Until when an anchor is trusted; none is for ever.
    pub(crate) fn end_of(&self, anchor: &Certificate) -> Option<Timestamp> {
        if self.ends.is_empty() { None } else { self.ends.get(&anchor.sha256()).copied() }
    }

    pub(crate) fn origin_of(&self, anchor: &Certificate) -> Provenance {
        self.origins.get(&anchor.sha256()).cloned().unwrap_or(Provenance {
            source: TrustSource::Settings,
            territory: None,
            sequence: None,
            issued: None,
            next_update: None,
        })
    }
}
