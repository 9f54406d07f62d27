//! What a PDF carries for the long term (EN 319 142-1, 5.4 and 5.5): the document security store, and
//! the time stamps with what each one proves.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;

use cades::SignedData;
use x509::alg::DigestAlgorithm;
use x509::evidence::{ObjectId, Protected, ValidationData};
use x509::{Certificate, crl::Crl, ocsp::Answer};

use crate::pdf::{Dictionary, Document, Location, Object, View};
use crate::read::{Coverage, Inspection, PdfSignature, SubFilter};

/// What a piece of validation data is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EvidenceKind {
    /// A certificate.
    Certificate,
    /// A CertificateList.
    Crl,
    /// An OCSPResponse.
    OcspResponse,
}

/// A piece of validation data in the document security store, `/DSS`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What it is; not yet that it parses.
    pub kind: EvidenceKind,
    /// Its octets.
    pub der: Vec<u8>,
    /// Its name in an account of what is proven.
    pub id: ObjectId,
    /// The first revision it stands in (index into [`Inspection::revisions`]).
    pub revision: usize,
    /// The signatures it is said to belong to: the keys of the `/VRI` entries that name it, upper-case
    /// hexadecimal SHA-1 of [`PdfSignature::contents`]. Nothing is to be concluded from them.
    pub named_by: Vec<String>,
}

/// How much a signature carries, as far as its structure tells (EN 319 142-1, 6.1). That the time stamps
/// and the data are good is for the verdict to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// B-B: signed, with a certificate.
    B,
    /// B-T: a time stamp over it.
    T,
    /// B-LT: also revocation data for the signer's certificate in the document security store.
    Lt,
    /// B-LTA: also a document time stamp over those.
    Lta,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Level::B => "B-B",
            Level::T => "B-T",
            Level::Lt => "B-LT",
            Level::Lta => "B-LTA",
        })
    }
}

/// What a time stamp is put over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeStampKind {
    /// The document before it was signed: the signed attribute content-time-stamp.
    Content,
    /// The signature value: the unsigned attribute signature-time-stamp.
    Signature,
    /// A later revision and all before it: a field of its own.
    Document,
}

/// A time stamp that has to do with a signature.
#[derive(Clone, Debug)]
pub struct TimeStamp<'a> {
    /// What it is put over.
    pub kind: TimeStampKind,
    /// The time-stamp token in DER.
    pub token: Vec<u8>,
    /// For a document time stamp, its index in [`Inspection::signatures`].
    pub field: Option<usize>,
    inspection: &'a Inspection,
    pdf: &'a [u8],
    /// The signature it was asked for.
    signature: usize,
    /// The signature value, for the kind that covers it.
    value: Vec<u8>,
}

impl TimeStamp<'_> {
    /// The digest that the token has to hold; `None` when the signed octets cannot be told.
    pub fn imprint(&self, algorithm: DigestAlgorithm) -> Option<Vec<u8>> {
        match (self.kind, self.field) {
            (TimeStampKind::Signature, _) => Some(algorithm.digest(&self.value)),
            (TimeStampKind::Content, _) => {
                self.inspection.signatures.get(self.signature)?.digest(self.pdf, algorithm)
            }
            (TimeStampKind::Document, field) => {
                self.inspection.signatures.get(field?)?.digest(self.pdf, algorithm)
            }
        }
    }

    /// What existed when it was made (EN 319 102-1, 5.6.2.3), if it holds. A document time stamp proves
    /// whatever stood in the octets it covers: signatures and time stamps with what is in their
    /// envelopes, and the document security store.
    pub fn protects(&self) -> Protected {
        match (self.kind, self.field) {
            (TimeStampKind::Content, _) | (TimeStampKind::Document, None) => Protected::default(),
            (TimeStampKind::Signature, _) => Protected { signature: true, ..Protected::default() },
            (TimeStampKind::Document, Some(field)) => Protected {
                signature: self.inspection.precedes(self.signature, field),
                objects: self.inspection.protected_by(field),
            },
        }
    }
}

impl PdfSignature {
    /// The SHA-1 of `/Contents` with its padding in upper-case hexadecimal: the key of its `/VRI` entry.
    pub fn vri_key(&self) -> String {
        let digits = crate::update::hex(&DigestAlgorithm::Sha1.digest(&self.contents));
        String::from_utf8_lossy(&digits).into_owned()
    }

    fn envelope(&self) -> Option<SignedData> {
        SignedData::from_slice(&self.cms, &cades::Limits::default()).ok()
    }
}

impl Inspection {
    /// All that the document security store holds, to be used in judging.
    pub fn validation_data(&self) -> ValidationData {
        let of = |kind| {
            let items = self.evidence.iter().filter(move |item| item.kind == kind);
            items.map(|item| item.der.clone()).collect()
        };
        ValidationData {
            certificates: of(EvidenceKind::Certificate),
            crls: of(EvidenceKind::Crl),
            responses: of(EvidenceKind::OcspResponse),
        }
    }

    /// The time stamps of the `signature`-th signature in document order: those in its envelope, then
    /// the document time stamps behind it. `pdf` is the file that was inspected.
    pub fn time_stamps<'a>(&'a self, pdf: &'a [u8], signature: usize) -> Vec<TimeStamp<'a>> {
        let Some(own) = self.signatures.get(signature) else { return Vec::new() };
        let stamp = |kind, token: &[u8], field, value: &[u8]| TimeStamp {
            kind,
            token: token.to_vec(),
            field,
            inspection: self,
            pdf,
            signature,
            value: value.to_vec(),
        };
        let mut found = Vec::new();
        if !own.is_timestamp()
            && let Some(envelope) = own.envelope()
        {
            for signer in envelope.signers() {
                let content = signer.signed_attributes().into_iter();
                let content = content.flat_map(|all| all.all(cades::oid::CONTENT_TIME_STAMP));
                for token in content.flat_map(|attribute| attribute.values()) {
                    found.push(stamp(TimeStampKind::Content, token, None, &[]));
                }
                for token in signer.signature_time_stamps() {
                    found.push(stamp(TimeStampKind::Signature, token, None, signer.signature()));
                }
            }
        }
        for (index, later) in self.signatures.iter().enumerate() {
            if later.is_timestamp() && self.precedes(signature, index) {
                found.push(stamp(TimeStampKind::Document, &later.cms, Some(index), &[]));
            }
        }
        found
    }

    /// The level of the `signature`-th signature by what is there; `None` for a document time stamp and
    /// for what is not PAdES.
    pub fn level(&self, signature: usize) -> Option<Level> {
        let own = self.signatures.get(signature)?;
        if own.sub_filter != SubFilter::CadesDetached {
            return None;
        }
        let Some(envelope) = own.envelope() else { return Some(Level::B) };
        let signers = envelope.signers();
        let stamped_inside = signers.iter().any(|signer| signer.signature_time_stamps().next().is_some());
        let stamps: Vec<usize> = (signature + 1..self.signatures.len())
            .filter(|later| self.signatures[*later].is_timestamp() && self.precedes(signature, *later))
            .collect();
        if !stamped_inside && stamps.is_empty() {
            return Some(Level::B);
        }
        let certificate = signers.iter().find_map(|signer| {
            envelope.certificates().iter().find(|certificate| signer.sid().names(certificate))
        });
        let since = certificate.and_then(|certificate| {
            let about = self.evidence.iter().filter(|item| item.tells_status_of(certificate));
            about.map(|item| item.revision).min()
        });
        let Some(since) = since else { return Some(Level::T) };
        let archived = |later: &usize| self.revision_of(*later).is_some_and(|revision| revision >= since);
        Some(if stamps.iter().any(archived) { Level::Lta } else { Level::Lt })
    }

    /// The revision (index into [`Inspection::revisions`]) that the `signature`-th signature closes.
    pub fn revision_of(&self, signature: usize) -> Option<usize> {
        match self.signatures.get(signature)?.coverage {
            Coverage::WholeFile => self.revisions.len().checked_sub(1),
            Coverage::Revision(index) => Some(index),
            Coverage::Other => None,
        }
    }

    /// Whether the octets of one signature, its value included, are under another.
    fn precedes(&self, signature: usize, later: usize) -> bool {
        let range = |index: usize| self.signatures.get(index)?.byte_range;
        match (range(signature), range(later)) {
            (Some(one), Some(two)) => {
                signature != later && one.end() <= two.first_len && self.revision_of(later).is_some()
            }
            _ => false,
        }
    }

    /// What stood in the document when the `stamp`-th signature was put on it.
    fn protected_by(&self, stamp: usize) -> BTreeSet<ObjectId> {
        let Some(revision) = self.revision_of(stamp) else { return Default::default() };
        let stored = self.evidence.iter().filter(|item| item.revision <= revision).map(|item| item.id);
        let mut objects: BTreeSet<ObjectId> = stored.collect();
        for (index, signature) in self.signatures.iter().enumerate() {
            if !self.precedes(index, stamp) {
                continue;
            }
            if signature.is_timestamp() {
                objects.insert(ObjectId::of(&signature.cms));
            }
            let mut envelopes: Vec<SignedData> = signature.envelope().into_iter().collect();
            let mut tokens = Vec::new();
            for signer in envelopes.iter().flat_map(SignedData::signers) {
                let values = signer.unsigned_attributes();
                tokens.extend(values.iter().flat_map(|attribute| attribute.values()).map(<[u8]>::to_vec));
            }
            objects.extend(tokens.iter().map(|token| ObjectId::of(token)));
            let read = |token: &Vec<u8>| SignedData::from_slice(token, &cades::Limits::default()).ok();
            envelopes.extend(tokens.iter().filter_map(read));
            for envelope in &envelopes {
                let certificates = envelope.certificates().iter().map(Certificate::der);
                objects.extend(certificates.chain(envelope.revocation()).map(ObjectId::of));
            }
        }
        objects
    }
}

impl Evidence {
    fn tells_status_of(&self, certificate: &Certificate) -> bool {
        match self.kind {
            EvidenceKind::Certificate => false,
            EvidenceKind::Crl => Crl::from_der(self.der.as_slice())
                .is_ok_and(|crl| crl.issuer().der() == certificate.issuer().der()),
            EvidenceKind::OcspResponse => match Answer::from_der(&self.der) {
                Ok(Answer::Successful(basic)) => {
                    basic.responses().any(|single| single.cert_id.serial == certificate.serial_content())
                }
                _ => false,
            },
        }
    }
}

/// The name of a piece of evidence: an OCSP response is named by what is in its wrapping.
fn id_of(kind: EvidenceKind, der: &[u8]) -> ObjectId {
    match (kind, Answer::from_der(der)) {
        (EvidenceKind::OcspResponse, Ok(Answer::Successful(basic))) => ObjectId::of(basic.der()),
        _ => ObjectId::of(der),
    }
}

const LISTS: [(&str, &str, EvidenceKind); 3] = [
    ("Certs", "Cert", EvidenceKind::Certificate),
    ("CRLs", "CRL", EvidenceKind::Crl),
    ("OCSPs", "OCSP", EvidenceKind::OcspResponse),
];

/// Reads the document security store of every revision.
pub(crate) fn read<'s>(document: &'s Document<'s>) -> Vec<Evidence> {
    let mut reader = StoreReader::default();
    let mut before: Option<(Option<Location>, bool)> = None;
    for (revision, state) in document.revisions().iter().enumerate() {
        let view = document.view(state);
        let Some(catalog) = view.catalog() else { continue };
        let Some(entry) = catalog.get("DSS") else { continue };
        let Object::Dictionary(store) = view.resolve(entry) else { continue };
        // A store of its own that nobody touched holds what it held, unless its lists are elsewhere.
        let place = entry.as_reference().and_then(|id| view.location(id.number));
        let whole = store.iter().all(|(_, value)| value.as_reference().is_none());
        if place.is_some() && whole && before == Some((place, whole)) {
            continue;
        }
        before = Some((place, whole));
        reader.store(view, &store, revision);
    }
    reader.found
}

#[derive(Default)]
struct StoreReader {
    found: Vec<Evidence>,
    /// Index into `found` by content.
    known: HashMap<(EvidenceKind, ObjectId), usize>,
    /// The same by where a stream stands.
    seen: HashMap<(EvidenceKind, Location), Option<usize>>,
    /// Entries with what they name.
    named: HashSet<(usize, String)>,
}

impl StoreReader {
    fn store<'s>(&mut self, view: View<'s>, store: &Dictionary<'s>, revision: usize) {
        for (key, _, kind) in LISTS {
            self.list(view, &view.get(store, key), kind, revision, None);
        }
        let Object::Dictionary(related) = view.get(store, "VRI") else { return };
        for (name, entry) in related.iter() {
            let Object::Dictionary(entry) = view.resolve(entry) else { continue };
            let name = String::from_utf8_lossy(&name.decode()).into_owned();
            for (_, key, kind) in LISTS {
                self.list(view, &view.get(&entry, key), kind, revision, Some(&name));
            }
        }
    }

    fn list<'s>(
        &mut self,
        view: View<'s>,
        list: &Object<'s>,
        kind: EvidenceKind,
        revision: usize,
        named_by: Option<&str>,
    ) {
        for item in list.as_array().unwrap_or_default() {
            let Some(place) = item.as_reference().and_then(|id| view.location(id.number)) else { continue };
            let index = match self.seen.get(&(kind, place)) {
                Some(index) => *index,
                None => {
                    let index = stream_of(view, item).map(|der| self.add(kind, der, revision));
                    self.seen.insert((kind, place), index);
                    index
                }
            };
            if let (Some(index), Some(name)) = (index, named_by)
                && self.named.insert((index, name.to_owned()))
            {
                self.found[index].named_by.push(name.to_owned());
            }
        }
    }

    fn add(&mut self, kind: EvidenceKind, der: Vec<u8>, revision: usize) -> usize {
        let id = id_of(kind, &der);
        *self.known.entry((kind, id)).or_insert_with(|| {
            self.found.push(Evidence { kind, der, id, revision, named_by: Vec::new() });
            self.found.len() - 1
        })
    }
}

/// The octets of a stream, filters undone.
pub(crate) fn stream_of<'s>(view: View<'s>, item: &Object<'s>) -> Option<Vec<u8>> {
    match view.resolve(item) {
        Object::Stream(stream) => view.stream_data(&stream).ok(),
        _ => None,
    }
}
