//! Archive time stamps of the forms before version 3, which are over everything that is there (RFC 3126
//! §3.12.1, RFC 5126 §6.4.1): read only.

use asn1::{Tag, Writer};
use jiff::Timestamp;
use x509::alg::Hasher;

use crate::{SignerInfo, TimeStampFault, attributes::value_of, oid, token::info_of};

/// Each of these stamps is over the whole signature, so that the work grows with their square: octets that
/// may still be digested.
#[derive(Debug)]
pub(crate) struct Budget(usize);

impl Budget {
    /// Honest signatures have few stamps, each of which is a good part of the whole.
    pub(crate) fn of(signer: &SignerInfo) -> Self {
        Self(signer.raw().len().saturating_mul(32).saturating_add(1 << 16))
    }

    fn take(&mut self, octets: usize) -> Result<(), TimeStampFault> {
        self.0 = self.0.checked_sub(octets).ok_or(TimeStampFault::TooMany)?;
        Ok(())
    }
}

/// Candidates for the imprint; none where the content is not available.
type Candidates = Result<Vec<Vec<u8>>, TimeStampFault>;

/// Version 2: the fields of the envelope (in `start`) and of the signature in their order. Attributes that
/// came later are left out: those behind, or (in a sorted SET) the archive time stamps that are not older.
/// Whether identifier and length of the unsigned attributes belong to it, implementations disagree.
pub(crate) fn version_2(
    start: Option<Hasher>,
    signer: &SignerInfo,
    token: &[u8],
    position: usize,
    budget: &mut Budget,
) -> Candidates {
    budget.take(signer.raw().len().saturating_mul(4))?;
    let Some(mut start) = start else { return Ok(Vec::new()) };
    start.update(signer.signed_part());
    let own = time_of(token);
    let mut before = Vec::new();
    let mut older = Vec::new();
    let mut passed = 0;
    for attribute in signer.unsigned_attributes().iter() {
        passed += attribute.values().count();
        if passed <= position {
            before.extend_from_slice(attribute.raw());
        }
        let is_same_kind = attribute.oid() == oid::ARCHIVE_TIME_STAMP_V2;
        if !is_same_kind || attribute.values().all(|value| time_of(value) < own) {
            older.extend_from_slice(attribute.raw());
        }
    }
    let mut candidates = Vec::new();
    for chosen in [before, older] {
        let framed = Writer::build(|w| w.value(Tag::context_constructed(1), &chosen));
        for octets in [framed, chosen] {
            let mut hasher = start.clone();
            hasher.update(&octets);
            candidates.push(hasher.finish());
        }
    }
    Ok(candidates)
}

/// Version 1: the values, without type and length, of content (in `start`), signed attributes, signature
/// and the unsigned attributes before it.
pub(crate) fn version_1(
    start: Option<Hasher>,
    signer: &SignerInfo,
    position: usize,
    budget: &mut Budget,
) -> Candidates {
    budget.take(signer.raw().len())?;
    let Some(mut hasher) = start else { return Ok(Vec::new()) };
    hasher.update(signer.signed_attributes_raw().map_or(&[][..], value_of));
    hasher.update(signer.signature());
    let mut passed = 0;
    for attribute in signer.unsigned_attributes().iter() {
        passed += attribute.values().count();
        if passed <= position {
            hasher.update(value_of(attribute.raw()));
        }
    }
    Ok(vec![hasher.finish()])
}

fn time_of(token: &[u8]) -> Option<Timestamp> {
    info_of(token).map(|info| info.time)
}
