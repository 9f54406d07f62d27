//! Proofs of existence (EN 319 102-1 §5.6.2.3): since when something is known to have been there.

use std::collections::HashMap;

use jiff::Timestamp;
use x509::{
    Certificate,
    evidence::{ObjectId, Protected},
};

use crate::piece::Piece;

/// The earliest proven instant of a signature and of what is around it. What nothing is known of
/// exists now.
#[derive(Clone, Debug)]
pub(crate) struct Proofs {
    now: Timestamp,
    signature: Option<Timestamp>,
    objects: HashMap<ObjectId, Timestamp>,
}

impl Proofs {
    pub(crate) fn new(now: Timestamp) -> Self {
        Self { now, signature: None, objects: HashMap::new() }
    }

    /// Since when an object exists.
    pub(crate) fn of(&self, id: ObjectId) -> Timestamp {
        self.objects.get(&id).copied().unwrap_or(self.now).min(self.now)
    }

    pub(crate) fn of_certificate(&self, certificate: &Certificate) -> Timestamp {
        if self.objects.is_empty() { self.now } else { self.of(ObjectId::of(certificate.der())) }
    }

    /// Since when the signature exists.
    pub(crate) fn signature(&self) -> Timestamp {
        self.signature.unwrap_or(self.now).min(self.now)
    }

    pub(crate) fn signature_is_proven(&self) -> bool {
        self.signature.is_some_and(|instant| instant < self.now)
    }

    /// The proofs of something that is an object among others here: a counter-signature.
    pub(crate) fn for_part(&self, id: ObjectId) -> Self {
        Self { signature: self.objects.get(&id).copied(), ..self.clone() }
    }

    pub(crate) fn add(&mut self, id: ObjectId, instant: Timestamp) {
        let known = self.objects.entry(id).or_insert(instant);
        *known = instant.min(*known);
    }

    pub(crate) fn add_signature(&mut self, instant: Timestamp) {
        self.signature = Some(self.signature.map_or(instant, |known| known.min(instant)));
    }

    /// Certificates and revocation data that stand inside something that existed then.
    pub(crate) fn add_contents(
        &mut self,
        certificates: &[Certificate],
        pieces: &[Piece],
        instant: Timestamp,
    ) {
        if instant < self.now {
            for certificate in certificates {
                self.add(ObjectId::of(certificate.der()), instant);
            }
            for piece in pieces {
                self.add(piece.id, instant);
            }
        }
    }

    /// What a time stamp that holds proves.
    pub(crate) fn add_protected(&mut self, protected: &Protected, instant: Timestamp) {
        if protected.signature {
            self.add_signature(instant);
        }
        protected.objects.iter().for_each(|id| self.add(*id, instant));
    }
}
