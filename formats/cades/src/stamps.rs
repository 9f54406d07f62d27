//! The time stamps of a signature, what each must cover, and what it proves to have existed
//! (EN 319 122-1 §5.2.8, §5.3, §5.5, §A.1.5; EN 319 102-1 §5.6.2.3).

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    sync::Arc,
};

use asn1::Oid;
use x509::{
    alg::{DigestAlgorithm, Hasher},
    evidence::{ObjectId, Protected},
};

use crate::{
    ContentDigests, Covered, SignedData, SignerInfo,
    attributes::value_of,
    canonical,
    content::Start,
    hash_index::HashIndex,
    inventory::{Digested, Inventory, objects_in},
    oid, old_archive,
    parser::parse_one,
    token::{TimeStampToken, TokenError, imprint_algorithm},
};

/// What a time stamp is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeStampKind {
    /// The content, before it was signed: content-time-stamp.
    Content,
    /// The signature value: signature-time-stamp, level B-T.
    Signature,
    /// References to certificates and revocation data, with or without the signature:
    /// CAdES-C-time-stamp (escTimeStamp), time-stamped-certs-crls-references.
    References,
    /// Everything: archive-time-stamp of any version, level B-LTA with version 3.
    Archive,
}

/// Why a time stamp is none for this signature, whatever its token says. Beside this the token must hold
/// and be over [`TimeStamp::imprint`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeStampFault {
    /// The ats-hash-index uses an algorithm that is not known.
    #[error("the index of the archive time stamp uses the algorithm {0}, which is not supported")]
    HashIndexAlgorithm(Oid),
    /// There is more than one ats-hash-index.
    #[error("the archive time stamp has more than one index")]
    HashIndexAmbiguous,
    /// The ats-hash-index does not parse.
    #[error("the index of the archive time stamp is malformed: {0}")]
    HashIndexMalformed(asn1::Error),
    /// An archive-time-stamp-v3 without ats-hash-index (EN 319 122-1 §5.5.3).
    #[error("the archive time stamp has no index")]
    HashIndexMissing,
    /// Entries of the ats-hash-index match nothing that is present: what they stood for was removed or
    /// changed (EN 319 122-1 §5.5.2.3).
    #[error("{count} entries in the index of the archive time stamp match nothing that is there")]
    HashIndexUnmatched {
        /// How many.
        count: usize,
    },
    /// The token does not parse.
    #[error("the time-stamp token is not readable: {0}")]
    Token(String),
    /// More time stamps than are examined: [`crate::Limits::time_stamps`], fewer of the old archive forms.
    #[error("more time stamps than are examined")]
    TooMany,
}

/// One time stamp of a signature. Made by [`SignedData::time_stamps`].
#[derive(Clone, Debug)]
pub struct TimeStamp<'a> {
    kind: TimeStampKind,
    attribute: Oid,
    token: &'a [u8],
    algorithm: Option<DigestAlgorithm>,
    imprint: Option<Vec<u8>>,
    fault: Option<TimeStampFault>,
    protects: Protects,
}

/// Which items of the inventory are protected, kept short: there may be many stamps.
#[derive(Clone, Debug, Default)]
struct Protects {
    signature: bool,
    /// What is in the signed attributes, which the signature covers.
    signed: Arc<[ObjectId]>,
    items: Vec<Range<usize>>,
    inventory: Arc<Inventory>,
}

impl<'a> TimeStamp<'a> {
    /// One over something outside of a signature.
    pub(crate) fn over(
        kind: TimeStampKind,
        attribute: Oid,
        token: &'a [u8],
        imprint: impl FnOnce(DigestAlgorithm) -> Option<Vec<u8>>,
        protects: Protected,
    ) -> Self {
        let algorithm = imprint_algorithm(token).map(|(algorithm, _)| algorithm);
        let unreadable = || TimeStampFault::Token(TokenError::NotAToken.to_string());
        Self {
            kind,
            attribute,
            token,
            algorithm,
            imprint: algorithm.and_then(imprint),
            fault: algorithm.is_none().then(unreadable),
            protects: Protects {
                signature: protects.signature,
                signed: Arc::default(),
                items: std::iter::once(0..1).collect(),
                inventory: Arc::new(Inventory::single(protects.objects)),
            },
        }
    }

    /// What it is about.
    pub fn kind(&self) -> TimeStampKind {
        self.kind
    }

    /// The type of the attribute that holds it.
    pub fn attribute(&self) -> Oid {
        self.attribute
    }

    /// The token as it is: see [`TimeStampToken::read`].
    pub fn token(&self) -> &'a [u8] {
        self.token
    }

    /// How the token digested what it is over; `None` when that is not readable.
    pub fn imprint_algorithm(&self) -> Option<DigestAlgorithm> {
        self.algorithm
    }

    /// What the token must be over: its messageImprint must be this.
    ///
    /// Computed for the [algorithm of the token](Self::imprint_algorithm) alone, `None` for any other;
    /// also where the content is needed and not available, or the [fault](Self::fault) leaves it open.
    pub fn imprint(&self, algorithm: DigestAlgorithm) -> Option<Vec<u8>> {
        self.imprint.clone().filter(|_| self.algorithm == Some(algorithm))
    }

    /// Why it is no time stamp of this signature, whatever the token says.
    pub fn fault(&self) -> Option<&TimeStampFault> {
        self.fault.as_ref()
    }

    /// What it proves to have existed, if token and imprint hold.
    ///
    /// The objects are named by their DER: certificates, CRLs, BasicOCSPResponses, time-stamp tokens, and
    /// counter-signatures by their SignerInfo; also those inside protected tokens and counter-signatures.
    /// With the signature go the tokens among its signed attributes.
    /// With a [fault](Self::fault) it proves nothing.
    pub fn protects(&self) -> Protected {
        let mut protected = Protected::default();
        if self.fault.is_some() {
            return protected;
        }
        protected.signature = self.protects.signature;
        if protected.signature {
            protected.objects.extend(self.protects.signed.iter());
        }
        for items in &self.protects.items {
            protected.objects.extend(self.protects.inventory.objects(items));
        }
        protected
    }
}

/// Baseline level by what is present (EN 319 122-1 §6.3). Whether the time stamps and the revocation data
/// hold is another question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// B-B: the signature alone.
    B,
    /// B-T: with a signature time stamp.
    T,
    /// B-LT: with certificates and revocation data.
    Lt,
    /// B-LTA: with an archive time stamp.
    Lta,
}

impl Level {
    /// `B-B`, `B-T`, `B-LT`, `B-LTA`.
    pub fn name(self) -> &'static str {
        match self {
            Self::B => "B-B",
            Self::T => "B-T",
            Self::Lt => "B-LT",
            Self::Lta => "B-LTA",
        }
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl SignedData {
    /// What the [signers](Self::signers) cover; `detached` holds the digests of a content that was given
    /// apart.
    pub fn covered<'a>(&'a self, detached: Option<&'a ContentDigests>) -> Covered<'a> {
        Covered::Content { content_type: self.content_type(), digests: self.digests().or(detached) }
    }

    /// The baseline level of a signature by what is present; `None` where it is no AdES signature for
    /// want of a signing-certificate attribute.
    pub fn level(&self, signer: &SignerInfo) -> Option<Level> {
        let has = |oid| signer.unsigned_attributes().value(oid).is_some();
        if signer.signed_attributes()?.signing_certificates().is_empty() {
            return None;
        }
        let has_revocation = self.revocation().next().is_some() || has(oid::REVOCATION_VALUES);
        let is_archived = [oid::ARCHIVE_TIME_STAMP_V3, oid::ARCHIVE_TIME_STAMP_V2].into_iter().any(has);
        Some(match (has(oid::SIGNATURE_TIME_STAMP), has_revocation, is_archived) {
            (true, true, true) => Level::Lta,
            (true, true, false) => Level::Lt,
            (true, false, _) => Level::T,
            (false, ..) => Level::B,
        })
    }

    /// The time stamps of a signature in the order of the file: one of the [signers](Self::signers)
    /// with [`Self::covered`], or a counter-signature at any depth with [`Covered::Signature`].
    ///
    /// Copies and doubles are listed each in its place. For a detached content its digests are those of
    /// [`Self::digests_of`].
    pub fn time_stamps<'a>(&'a self, signer: &'a SignerInfo, covered: Covered<'_>) -> Vec<TimeStamp<'a>> {
        let mut found = Vec::new();
        for attribute in signer.signed_attributes().iter().flat_map(|attributes| attributes.iter()) {
            if attribute.oid() == oid::CONTENT_TIME_STAMP {
                found.extend(attribute.values().map(|token| (attribute.oid(), token, 0)));
            }
        }
        let mut signed = Vec::new();
        for (_, token, _) in &found {
            objects_in(oid::SIGNATURE_TIME_STAMP, token, self.limits(), 0, &mut signed);
        }
        let mut position = 0;
        for attribute in signer.unsigned_attributes().iter() {
            for token in attribute.values() {
                if kind_of(attribute.oid()).is_some() {
                    found.push((attribute.oid(), token, position));
                }
                position += 1;
            }
        }
        let is_archived =
            found.iter().any(|(attribute, ..)| kind_of(*attribute) == Some(TimeStampKind::Archive));
        let inventory = if is_archived { Inventory::of(self, signer) } else { Inventory::default() };
        let mut examination = Examination {
            envelope: self,
            signer,
            covered,
            signed: signed.into(),
            inventory: Arc::new(inventory),
            digested: HashMap::new(),
            prefixes: HashMap::new(),
            left: self.limits().time_stamps,
            old: old_archive::Budget::of(signer),
        };
        found
            .into_iter()
            .map(|(attribute, token, position)| examination.time_stamp(attribute, token, position))
            .collect()
    }
}

/// `None` for an attribute that holds no time stamps, or does so among the signed ones.
pub(crate) fn kind_of(attribute: Oid) -> Option<TimeStampKind> {
    match attribute {
        oid::SIGNATURE_TIME_STAMP => Some(TimeStampKind::Signature),
        oid::SIGNATURE_AND_REFERENCES_TIME_STAMP | oid::REFERENCES_TIME_STAMP => {
            Some(TimeStampKind::References)
        }
        oid::ARCHIVE_TIME_STAMP_V1 | oid::ARCHIVE_TIME_STAMP_V2 | oid::ARCHIVE_TIME_STAMP_V3 => {
            Some(TimeStampKind::Archive)
        }
        _ => None,
    }
}

struct Examination<'a, 'c> {
    envelope: &'a SignedData,
    signer: &'a SignerInfo,
    covered: Covered<'c>,
    signed: Arc<[ObjectId]>,
    inventory: Arc<Inventory>,
    digested: HashMap<(DigestAlgorithm, bool), Digested>,
    /// What all archive time stamps version 3 with the same algorithm begin with, in its forms.
    prefixes: HashMap<DigestAlgorithm, Vec<Hasher>>,
    /// How many are still examined.
    left: usize,
    old: old_archive::Budget,
}

/// What an examination finds: candidates for the imprint, and the items that are protected.
type Found = (Vec<Vec<u8>>, Vec<Range<usize>>);

impl<'a> Examination<'a, '_> {
    fn time_stamp(&mut self, attribute: Oid, token: &'a [u8], position: usize) -> TimeStamp<'a> {
        let kind = kind_of(attribute).unwrap_or(TimeStampKind::Content);
        let stated = imprint_algorithm(token);
        let algorithm = stated.as_ref().map(|(algorithm, _)| *algorithm);
        let mut stamp = TimeStamp {
            kind,
            attribute,
            token,
            algorithm,
            imprint: None,
            fault: None,
            protects: Protects {
                signature: kind != TimeStampKind::Content && attribute != oid::REFERENCES_TIME_STAMP,
                signed: Arc::clone(&self.signed),
                items: Vec::new(),
                inventory: Arc::clone(&self.inventory),
            },
        };
        let Some((algorithm, stated)) = stated else {
            stamp.fault = Some(TimeStampFault::Token(TokenError::NotAToken.to_string()));
            return stamp;
        };
        let found = match attribute {
            _ if self.left == 0 => Err(TimeStampFault::TooMany),
            oid::CONTENT_TIME_STAMP => Ok((self.covered.digest(algorithm).into_iter().collect(), Vec::new())),
            oid::SIGNATURE_TIME_STAMP => Ok((vec![algorithm.digest(self.signer.signature())], Vec::new())),
            oid::ARCHIVE_TIME_STAMP_V3 => self.archive_v3(algorithm, token),
            oid::ARCHIVE_TIME_STAMP_V1 | oid::ARCHIVE_TIME_STAMP_V2 => {
                let items = std::iter::once(self.inventory.all_before(position)).collect();
                let candidates = if attribute == oid::ARCHIVE_TIME_STAMP_V2 {
                    let start = self.covered.start(Start::Encapsulated, algorithm);
                    old_archive::version_2(start, self.signer, token, position, &mut self.old)
                } else {
                    let start = self.covered.start(Start::Content, algorithm);
                    old_archive::version_1(start, self.signer, position, &mut self.old)
                };
                candidates.map(|candidates| (candidates, items))
            }
            _ => Ok((vec![algorithm.digest(&self.references(attribute))], Vec::new())),
        };
        self.left = self.left.saturating_sub(1);
        match found {
            Err(fault) => stamp.fault = Some(fault),
            Ok((candidates, items)) => {
                let matching = candidates.iter().position(|candidate| *candidate == stated).unwrap_or(0);
                stamp.imprint = candidates.into_iter().nth(matching);
                stamp.protects.items = items;
            }
        }
        stamp
    }

    /// EN 319 122-1 §A.1.5: the values of the attributes, without their type and length.
    fn references(&self, attribute: Oid) -> Vec<u8> {
        const COVERED: [Oid; 3] =
            [oid::SIGNATURE_TIME_STAMP, oid::CERTIFICATE_REFERENCES, oid::REVOCATION_REFERENCES];
        let with_signature = attribute == oid::SIGNATURE_AND_REFERENCES_TIME_STAMP;
        let mut octets = Vec::new();
        if with_signature {
            octets.extend_from_slice(self.signer.signature());
        }
        for oid in &COVERED[usize::from(!with_signature)..] {
            self.signer
                .unsigned_attributes()
                .all(*oid)
                .for_each(|attribute| octets.extend_from_slice(value_of(attribute.raw())));
        }
        octets
    }

    /// EN 319 122-1 §5.5.3.
    fn archive_v3(&mut self, algorithm: DigestAlgorithm, token: &[u8]) -> Result<Found, TimeStampFault> {
        let token = TimeStampToken::read(token, self.envelope.limits())
            .map_err(|error| TimeStampFault::Token(error.to_string()))?;
        let index = HashIndex::of(token.signer())?;
        let (inventory, envelope, signer) = (&self.inventory, self.envelope, self.signer);
        let (algorithm_of_index, whole) = (index.algorithm, index.whole_attributes);
        let known = self
            .digested
            .entry((algorithm_of_index, whole))
            .or_insert_with(|| Digested::of(inventory, envelope, signer, algorithm_of_index, whole));
        let entries: HashSet<_> = index.entries.iter().collect();
        let items: Vec<_> = entries.iter().filter_map(|entry| known.get(entry)).collect();
        let count = entries.len() - items.len();
        if count > 0 {
            return Err(TimeStampFault::HashIndexUnmatched { count });
        }
        let candidates = self
            .prefix(algorithm)
            .iter()
            .cloned()
            .map(|mut hasher| {
                hasher.update(index.raw);
                hasher.finish()
            })
            .collect();
        Ok((candidates, items))
    }

    /// What stands before the index: the signed attributes as they are, and in DER where that is
    /// different.
    fn prefix(&mut self, algorithm: DigestAlgorithm) -> &[Hasher] {
        let (envelope, signer, covered) = (self.envelope, self.signer, self.covered);
        self.prefixes.entry(algorithm).or_insert_with(|| {
            let Some(content) = covered.digest(algorithm) else { return Vec::new() };
            archive_prefixes(envelope.content_type(), &content, signer, algorithm)
        })
    }
}

/// The imprint of an archive-time-stamp-v3 up to its index, for each form the signed attributes may have
/// been taken in: as they are, then in DER if that is another.
pub(crate) fn archive_prefixes(
    content_type: Oid,
    content: &[u8],
    signer: &SignerInfo,
    algorithm: DigestAlgorithm,
) -> Vec<Hasher> {
    let mut begun = algorithm.hasher();
    begun.update(&asn1::Writer::build(|w| w.oid(&content_type)));
    begun.update(content);
    let mut forms = vec![signer.signed_part().to_vec()];
    if let Some(raw) = signer.signed_attributes_raw()
        && let Some(der) = in_der(raw)
        && der != raw
    {
        let (before, after) = signer.around_signed_attributes();
        forms.push([before, &der, after].concat());
    }
    forms
        .iter()
        .map(|form| {
            let mut hasher = begun.clone();
            hasher.update(form);
            hasher
        })
        .collect()
}

/// Signed attributes in DER, under their own tag.
fn in_der(raw: &[u8]) -> Option<Vec<u8>> {
    let mut w = asn1::Writer::new();
    canonical::write(&parse_one(raw).ok()?, asn1::tag::SET, &mut w).ok()?;
    let mut der = w.into_vec();
    der[0] = raw[0];
    Some(der)
}
