//! OCSP answers that are ready: signed once and given until the status changes or they grow old.
//!
//! An answer may be kept only if it was made from a state of the database that knew every change which
//! this process has acted upon. So each part of the cache remembers the changes it was told of last;
//! an answer that was computed from an older state, and comes late, is not taken in. It does not matter
//! in which order the two arrive: a status that has changed is never given again.
//!
//! Memory is bounded: each part has two generations. What is asked for lives in the younger; when that
//! has taken half of the part's room it becomes the older, and what stood there unasked is forgotten.

use std::{
    collections::{HashMap, VecDeque},
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use axum::body::Bytes;
use foundation::{Id, Timestamp};
use x509::ocsp::Status;

use crate::{model::AuthorityKind, pages::ocsp::Derived};

/// Parts with a lock of their own.
const PARTS: usize = 64;
/// Changes that a part remembers one by one.
const REMEMBERED: usize = 512;
/// Octets that an answer takes beside its own and its `CertID`: entry, key, texts for http.
const OVERHEAD: usize = 400;

/// An answer as it leaves, with what a cache may do with it.
#[derive(Clone, Debug)]
pub struct OcspAnswer {
    /// The `OCSPResponse`, DER.
    pub der: Bytes,
    /// How long it holds; `None` for an error and for an answer with a nonce, which nobody may keep.
    pub keep: Option<Keep>,
    /// What it says, when it is about one certificate that was issued.
    pub(crate) status: Option<Status>,
    /// What the transport derives from the answer once.
    pub(crate) derived: OnceLock<Derived>,
}

/// How long an answer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// The instant it speaks of.
    pub this_update: Timestamp,
    /// Until when it may be relied upon.
    pub next_update: Timestamp,
    /// Seconds after which a cache on the way should ask again.
    pub most_seconds: u32,
}

/// Whose status: an authority and the magnitude of a serial number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Whose {
    authority: Id<AuthorityKind>,
    len: u8,
    serial: [u8; 20],
}

impl Whose {
    /// `None` for a serial number longer than any that is issued (RFC 5280 §4.1.2.2).
    pub(crate) fn new(authority: Id<AuthorityKind>, magnitude: &[u8]) -> Option<Self> {
        let mut serial = [0; 20];
        serial.get_mut(..magnitude.len())?.copy_from_slice(magnitude);
        Some(Self { authority, len: magnitude.len() as u8, serial })
    }

    /// The authority that is asked.
    pub(crate) fn authority(&self) -> Id<AuthorityKind> {
        self.authority
    }
}

/// An answer under the `CertID` that it repeats: the same certificate is asked for with different
/// digests.
#[derive(Debug)]
struct Kept {
    cert_id: Box<[u8]>,
    answer: Arc<OcspAnswer>,
    /// The last change that the state knew from which it was made.
    known: i64,
}

impl Kept {
    fn octets(&self) -> usize {
        self.cert_id.len() + self.answer.der.len() + OVERHEAD
    }
}

#[derive(Debug, Default)]
struct Part {
    young: HashMap<Whose, Vec<Kept>>,
    old: HashMap<Whose, Vec<Kept>>,
    young_octets: usize,
    old_octets: usize,
    /// Changes acted upon, the latest last.
    changes: VecDeque<(i64, Whose)>,
    /// The highest number of a change that is not remembered one by one.
    forgotten: i64,
}

/// The answers that are ready.
#[derive(Debug)]
pub(crate) struct StatusCache {
    parts: Box<[Mutex<Part>]>,
    hasher: RandomState,
    /// Octets of a generation of a part.
    room: usize,
}

impl StatusCache {
    /// A cache of about so many octets.
    pub(crate) fn new(octets: usize) -> Self {
        let parts = (0..PARTS).map(|_| Mutex::default()).collect();
        Self { parts, hasher: RandomState::new(), room: octets / PARTS / 2 }
    }

    fn part(&self, whose: &Whose) -> MutexGuard<'_, Part> {
        let index = self.hasher.hash_one(whose) as usize % PARTS;
        self.parts[index].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn all(&self) -> impl Iterator<Item = MutexGuard<'_, Part>> {
        self.parts.iter().map(|part| part.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The answer that is ready, however old.
    pub(crate) fn get(&self, whose: &Whose, cert_id: &[u8]) -> Option<Arc<OcspAnswer>> {
        let mut part = self.part(whose);
        let find = |kept: &Vec<Kept>| {
            let found = kept.iter().find(|kept| *kept.cert_id == *cert_id)?;
            Some(Arc::clone(&found.answer))
        };
        if let Some(answer) = part.young.get(whose).and_then(find) {
            return Some(answer);
        }
        let kept = part.old.remove(whose)?;
        let answer = find(&kept);
        let octets = kept.iter().map(Kept::octets).sum();
        part.old_octets = part.old_octets.saturating_sub(octets);
        kept.into_iter().for_each(|kept| self.put(&mut part, *whose, kept));
        answer
    }

    /// What is known of a certificate, whatever it was asked for with.
    pub(crate) fn status(&self, whose: &Whose) -> Option<Status> {
        let part = self.part(whose);
        let kept = part.young.get(whose).or_else(|| part.old.get(whose))?;
        kept.iter().find_map(|kept| kept.answer.status)
    }

    fn put(&self, part: &mut Part, whose: Whose, kept: Kept) {
        if part.young_octets + kept.octets() > self.room {
            part.old = std::mem::take(&mut part.young);
            part.old_octets = std::mem::take(&mut part.young_octets);
        }
        let octets = kept.octets();
        if octets > self.room {
            return;
        }
        let beside = part.young.entry(whose).or_default();
        let before: usize = beside.iter().filter(|one| one.cert_id == kept.cert_id).map(Kept::octets).sum();
        beside.retain(|one| one.cert_id != kept.cert_id);
        beside.push(kept);
        part.young_octets = part.young_octets + octets - before;
    }

    /// Takes an answer in. `known` is the last change that the state knew from which it was made.
    /// `false` when a later change of this certificate was acted upon, or may have been.
    pub(crate) fn insert(&self, whose: Whose, cert_id: &[u8], answer: Arc<OcspAnswer>, known: i64) -> bool {
        let mut part = self.part(&whose);
        let outdated = known < part.forgotten
            || part.changes.iter().any(|(number, changed)| *number > known && *changed == whose);
        if !outdated {
            // The generation before must not give the old answer again.
            if let Some(kept) = part.old.remove(&whose) {
                part.old_octets -= kept.iter().map(Kept::octets).sum::<usize>();
            }
            self.put(&mut part, whose, Kept { cert_id: cert_id.into(), answer, known });
        }
        !outdated
    }

    /// Acts upon a change: what was ready about the certificate and did not know of it is gone. Gives the
    /// `CertID`s that it was asked for with.
    pub(crate) fn changed(&self, whose: Whose, number: i64) -> Vec<Box<[u8]>> {
        let mut part = self.part(&whose);
        if part.changes.len() == REMEMBERED
            && let Some((number, _)) = part.changes.pop_front()
        {
            part.forgotten = part.forgotten.max(number);
        }
        part.changes.push_back((number, whose));
        let Part { young, old, young_octets, old_octets, .. } = &mut *part;
        let mut gone = Vec::new();
        for (generation, octets) in [(young, young_octets), (old, old_octets)] {
            let Some(mut kept) = generation.remove(&whose) else { continue };
            *octets -= kept.iter().map(Kept::octets).sum::<usize>();
            gone.extend(kept.extract_if(.., |kept| kept.known < number).map(|kept| kept.cert_id));
            if !kept.is_empty() {
                *octets += kept.iter().map(Kept::octets).sum::<usize>();
                generation.insert(whose, kept);
            }
        }
        gone
    }

    /// Forgets everything, as if every certificate had changed up to a number.
    pub(crate) fn clear(&self, number: i64) {
        for mut part in self.all() {
            *part = Part { forgotten: part.forgotten.max(number), ..Part::default() };
        }
    }

    /// Answers, asked for lately, of one part (any number will do) that end before an instant.
    pub(crate) fn ageing(&self, part: usize, before: Timestamp) -> Vec<(Whose, Box<[u8]>)> {
        let part = self.parts[part % PARTS].lock().unwrap_or_else(PoisonError::into_inner);
        let ends = |kept: &Kept| kept.answer.keep.is_some_and(|keep| keep.next_update < before);
        let of = |(whose, kept): (&Whose, &Vec<Kept>)| {
            let whose = *whose;
            let ending: Vec<_> = kept.iter().filter(|kept| ends(kept)).map(|k| k.cert_id.clone()).collect();
            ending.into_iter().map(move |cert_id| (whose, cert_id))
        };
        part.young.iter().flat_map(of).collect()
    }

    /// How many answers are ready, and the octets that they take.
    pub(crate) fn size(&self) -> (usize, usize) {
        self.all().fold((0, 0), |(answers, octets), part| {
            let count = |map: &HashMap<Whose, Vec<Kept>>| map.values().map(Vec::len).sum::<usize>();
            (answers + count(&part.young) + count(&part.old), octets + part.young_octets + part.old_octets)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whose(serial: u32) -> Whose {
        let id = "ca_01980000000070008000000000000000".parse().unwrap();
        Whose::new(id, &serial.to_be_bytes()).unwrap()
    }

    fn answer(octets: usize) -> Arc<OcspAnswer> {
        let keep = Keep {
            this_update: Timestamp::UNIX_EPOCH,
            next_update: Timestamp::UNIX_EPOCH,
            most_seconds: 300,
        };
        let (der, derived) = (vec![0; octets].into(), OnceLock::new());
        Arc::new(OcspAnswer { der, keep: Some(keep), status: Some(Status::Good), derived })
    }

    #[test]
    fn an_answer_from_before_a_change_is_not_taken_in_after_it() {
        let cache = StatusCache::new(1 << 20);
        assert!(cache.insert(whose(1), b"id", answer(10), 5));
        assert_eq!(cache.changed(whose(1), 6).len(), 1);
        assert!(cache.get(&whose(1), b"id").is_none());
        assert!(!cache.insert(whose(1), b"id", answer(10), 5), "computed before, arriving after");
        assert!(cache.insert(whose(2), b"id", answer(10), 5), "another certificate");
        assert!(cache.insert(whose(1), b"id", answer(10), 6));
        assert!(cache.changed(whose(1), 6).is_empty(), "it knows");
        assert!(cache.get(&whose(1), b"id").is_some());
    }

    #[test]
    fn what_is_not_remembered_one_by_one_is_taken_for_changed() {
        let cache = StatusCache::new(1 << 20);
        for number in 1..=(REMEMBERED as i64 + 10) {
            cache.changed(whose(1), number);
        }
        assert!(!cache.insert(whose(1), b"id", answer(10), 9));
        cache.clear(2000);
        assert!((0..100).all(|serial| !cache.insert(whose(serial), b"id", answer(10), 1999)));
        assert!(cache.insert(whose(3), b"id", answer(10), 2000));
    }

    #[test]
    fn each_form_of_the_question_has_its_answer_and_all_go_together() {
        let cache = StatusCache::new(1 << 20);
        cache.insert(whose(1), b"with SHA-1", answer(10), 1);
        cache.insert(whose(1), b"with SHA-256", answer(11), 1);
        assert_eq!(cache.get(&whose(1), b"with SHA-1").unwrap().der.len(), 10);
        assert_eq!(cache.get(&whose(1), b"with SHA-256").unwrap().der.len(), 11);
        assert_eq!(cache.changed(whose(1), 2).len(), 2);
        assert_eq!(cache.size(), (0, 0));
    }

    #[test]
    fn memory_is_bounded_and_what_is_asked_for_stays() {
        let limit = 4 << 20;
        let cache = StatusCache::new(limit);
        for serial in 0..50_000 {
            cache.insert(whose(serial), b"id", answer(1000), 1);
            assert!(cache.get(&whose(7), b"id").is_some() || serial < 7, "at {serial}");
            assert!(cache.size().1 <= limit || serial % 1000 != 0);
        }
        let (answers, octets) = cache.size();
        assert!(octets <= limit && answers > 1000, "{answers} answers of {octets} octets");
        cache.clear(2);
        assert_eq!(cache.size(), (0, 0));
    }
}
