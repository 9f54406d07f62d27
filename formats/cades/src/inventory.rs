//! What an archive time stamp may protect: everything in an envelope beside the signed part, by name and by
//! digest.

use std::{
    collections::{BTreeSet, HashMap},
    ops::Range,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use asn1::Oid;
use x509::{alg::DigestAlgorithm, evidence::ObjectId};

use crate::{
    Limits, SignedData, SignerInfo,
    evidence::{Revocation, Value, values_of},
    hash_index::{Part, value_octets},
    oid,
    stamps::kind_of,
    token::TimeStampToken,
};

/// Items by their digests under one algorithm.
type ByHash = HashMap<(Part, Vec<u8>), Range<usize>>;

/// What the signatures of an envelope have in common: its certificates and revocation data, computed once
/// however many signatures and time stamps ask.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    items: OnceLock<Arc<[Option<ObjectId>]>>,
    by_hash: Mutex<HashMap<DigestAlgorithm, Arc<ByHash>>>,
}

impl Shared {
    fn items(&self, envelope: &SignedData) -> Arc<[Option<ObjectId>]> {
        let name = || {
            let certificates = envelope.certificate_choices().map(|raw| Some(ObjectId::of(raw)));
            let revocation = envelope.revocation().map(|raw| Revocation::of_choice(raw).map(Revocation::id));
            certificates.chain(revocation).collect()
        };
        Arc::clone(self.items.get_or_init(name))
    }

    fn by_hash(&self, envelope: &SignedData, algorithm: DigestAlgorithm) -> Arc<ByHash> {
        let mut known = self.by_hash.lock().unwrap_or_else(PoisonError::into_inner);
        let computed = known.entry(algorithm).or_insert_with(|| {
            let mut by_hash = ByHash::new();
            let certificates = envelope.certificate_choices().map(|raw| (Part::Certificates, raw));
            let revocation = envelope.revocation().map(|raw| (Part::Revocation, raw));
            for (position, (part, raw)) in certificates.chain(revocation).enumerate() {
                // An octet-identical double is the same object.
                by_hash.entry((part, algorithm.digest(raw))).or_insert(position..position + 1);
            }
            Arc::new(by_hash)
        });
        Arc::clone(computed)
    }
}

/// Everything in the order of the file: certificates, revocation data, and each value of each unsigned
/// attribute of one signature.
#[derive(Debug, Default)]
pub(crate) struct Inventory {
    shared: Arc<[Option<ObjectId>]>,
    /// What is in each value.
    unsigned: Vec<Vec<ObjectId>>,
}

impl Inventory {
    pub(crate) fn of(envelope: &SignedData, signer: &SignerInfo) -> Self {
        let mut unsigned = Vec::new();
        for attribute in signer.unsigned_attributes().iter() {
            for value in attribute.values() {
                let mut objects = Vec::new();
                objects_in(attribute.oid(), value, envelope.limits(), 0, &mut objects);
                unsigned.push(objects);
            }
        }
        Self { shared: envelope.shared().items(envelope), unsigned }
    }

    /// Of one item with these objects.
    pub(crate) fn single(objects: BTreeSet<ObjectId>) -> Self {
        Self { shared: Arc::default(), unsigned: vec![objects.into_iter().collect()] }
    }

    /// All that is there, of the values of unsigned attributes so many.
    pub(crate) fn all_before(&self, values: usize) -> Range<usize> {
        0..self.shared.len() + values
    }

    /// The names of what is in some of the items.
    pub(crate) fn objects(&self, items: &Range<usize>) -> impl Iterator<Item = ObjectId> {
        let shared = self.shared.len();
        let in_values = items.start.max(shared) - shared..items.end.max(shared) - shared;
        let in_shared = items.start.min(shared)..items.end.min(shared);
        let values = self.unsigned[in_values].iter().flatten().copied();
        self.shared[in_shared].iter().copied().flatten().chain(values)
    }
}

/// The items of one signature by their digests, as an index of some version and algorithm names them.
#[derive(Debug)]
pub(crate) struct Digested {
    shared: Arc<ByHash>,
    own: ByHash,
}

impl Digested {
    pub(crate) fn of(
        inventory: &Inventory,
        envelope: &SignedData,
        signer: &SignerInfo,
        algorithm: DigestAlgorithm,
        whole_attributes: bool,
    ) -> Self {
        let mut own = ByHash::new();
        let mut add = |octets: &[u8], items| {
            own.entry((Part::Unsigned, algorithm.digest(octets))).or_insert(items);
        };
        let mut position = inventory.shared.len();
        for attribute in signer.unsigned_attributes().iter() {
            let start = position;
            for value in attribute.values() {
                if !whole_attributes {
                    add(&value_octets(attribute.oid(), value), position..position + 1);
                }
                position += 1;
            }
            if whole_attributes {
                add(attribute.raw(), start..position);
            }
        }
        Self { shared: envelope.shared().by_hash(envelope, algorithm), own }
    }

    pub(crate) fn get(&self, entry: &(Part, Vec<u8>)) -> Option<Range<usize>> {
        let table = if entry.0 == Part::Unsigned { &self.own } else { &*self.shared };
        table.get(entry).cloned()
    }
}

/// Names what is inside one value of an unsigned attribute.
pub(crate) fn objects_in(
    attribute: Oid,
    value: &[u8],
    limits: &Limits,
    depth: usize,
    objects: &mut Vec<ObjectId>,
) {
    if attribute == oid::COUNTER_SIGNATURE && depth < limits.counter_signature_depth {
        objects.push(ObjectId::of(value));
        if let Ok(counter) = SignerInfo::parse(value.to_vec()) {
            for attribute in counter.unsigned_attributes().iter() {
                attribute
                    .values()
                    .for_each(|value| objects_in(attribute.oid(), value, limits, depth + 1, objects));
            }
        }
    }
    if kind_of(attribute).is_some() {
        objects.push(ObjectId::of(value));
        if let Ok(token) = TimeStampToken::read(value, limits) {
            let signed = token.signed_data();
            objects.extend(signed.certificates().iter().map(|certificate| ObjectId::of(certificate.der())));
            objects.extend(signed.revocation().filter_map(Revocation::of_choice).map(Revocation::id));
            for attribute in token.signer().unsigned_attributes().iter() {
                for value in attribute.values() {
                    values_of(attribute.oid(), value, &mut |value| objects.push(value_id(&value)));
                }
            }
        }
    }
    values_of(attribute, value, &mut |value| objects.push(value_id(&value)));
}

fn value_id(value: &Value<'_>) -> ObjectId {
    match value {
        Value::Certificate(der) => ObjectId::of(der),
        Value::Revocation(revocation) => revocation.id(),
    }
}
