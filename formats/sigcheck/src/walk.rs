//! A file with all that is in it: envelopes in envelopes, documents in envelopes, time stamps around them.

use std::io::{self, Read, SeekFrom};

use cades::ReadSeek;
use jiff::Timestamp;
use x509::{Certificate, evidence::ObjectId, path::Effort};

use crate::{
    Policy, Trust,
    certificate::Material,
    piece::Piece,
    proofs::Proofs,
    reason::{Code, Reason},
    report::{Indication, Kind, Relation, Report, Signature, SubIndication},
    subject::{Place, Stamp, Subject},
    timestamp::{self, Judged},
    verify::{self, Gathered},
};

/// What stays the same throughout a check.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) trust: &'a Trust,
    pub(crate) policy: &'a Policy,
    pub(crate) at: Timestamp,
    /// What all searches for paths may cost together.
    pub(crate) effort: &'a Effort,
}

/// What is around a file, or a file within a file.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Around {
    /// The (first) signature of the envelope around it.
    pub(crate) parent: Option<u32>,
    pub(crate) depth: u32,
    /// Since when the whole of it is proven to exist.
    pub(crate) proven: Option<Timestamp>,
}

impl Around {
    /// How a signature relates to `count` of its kind beside it.
    pub(crate) fn relation(self, count: usize, beside: Relation) -> Relation {
        match (self.depth, count) {
            (_, 2..) => beside,
            (1.., _) => Relation::Nested,
            (0, _) => Relation::Sole,
        }
    }
}

/// One check under way.
#[derive(Debug)]
pub(crate) struct Walk<'a> {
    pub(crate) context: Context<'a>,
    pub(crate) report: Report,
    gathered: Gathered,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(context: Context<'a>, report: Report) -> Self {
        Self { context, report, gathered: Gathered::default() }
    }

    pub(crate) fn finish(mut self) -> Report {
        let Gathered { wanted, used, origins } = std::mem::take(&mut self.gathered);
        (self.report.wanted, self.report.validation_data, self.report.trust) = (wanted, used, origins);
        self.duplicates();
        self.report.conclude();
        self.report
    }

    /// A place for the next signature.
    pub(crate) fn place(
        &self,
        around: Around,
        kind: Kind,
        relation: Relation,
        format: &'static str,
    ) -> Place {
        let id = self.report.signatures.len() as u32 + 1;
        Place { id, parent: around.parent, kind, relation, depth: around.depth, format }
    }

    /// Whether the limit on signatures is reached. Those beyond are not judged, so that the file as a whole
    /// is not either.
    pub(crate) fn is_full(&mut self) -> bool {
        let limit = self.context.policy.limits.signers;
        let full = self.report.signatures.len() >= limit;
        let reason = Reason::from(Code::FileLimit).with("limit", limit);
        if full && !self.report.errors.contains(&reason) {
            self.refuse(SubIndication::Generic, reason);
        }
        full
    }

    pub(crate) fn warn(&mut self, reason: impl Into<Reason>) {
        let reason = reason.into();
        if !self.report.warnings.contains(&reason) {
            self.report.warnings.push(reason);
        }
    }

    pub(crate) fn material<'m>(&self, given: &'m [Certificate], embedded: &'m [Piece]) -> Material<'m>
    where
        'a: 'm,
    {
        let Context { trust, policy, at, effort } = self.context;
        Material { trust, policy, given, embedded, at, effort }
    }

    /// Proofs for what stands inside something.
    pub(crate) fn proofs(
        &self,
        proven: Option<Timestamp>,
        given: &[Certificate],
        embedded: &[Piece],
        stamps: &[Stamp<'_>],
    ) -> Proofs {
        let mut proofs = Proofs::new(self.context.at);
        self.prove(&mut proofs, proven, given, embedded, stamps);
        proofs
    }

    /// Adds what is around something to its proofs.
    pub(crate) fn prove(
        &self,
        proofs: &mut Proofs,
        proven: Option<Timestamp>,
        given: &[Certificate],
        embedded: &[Piece],
        stamps: &[Stamp<'_>],
    ) {
        let asked = self.context.policy.time_reference.map(|reference| reference.instant);
        if let Some(instant) =
            proven.into_iter().chain(asked).min().filter(|instant| *instant < self.context.at)
        {
            proofs.add_signature(instant);
            proofs.add_contents(given, embedded, instant);
            for stamp in stamps {
                proofs.add(ObjectId::of(&stamp.token), instant);
            }
        }
    }

    /// Judges a signature and puts it into the report. Returns its number.
    pub(crate) fn judge(
        &mut self,
        subject: Subject<'_>,
        material: &Material<'_>,
        proofs: &mut Proofs,
    ) -> u32 {
        let signature = verify::judge(subject, material, proofs, &mut self.gathered);
        self.add(signature)
    }

    /// Takes back the signature that was judged last.
    pub(crate) fn take(&mut self, id: u32) -> Signature {
        debug_assert_eq!(id as usize, self.report.signatures.len());
        self.report.signatures.swap_remove(id as usize - 1)
    }

    pub(crate) fn add(&mut self, signature: Signature) -> u32 {
        let id = signature.id;
        self.report.signatures.push(signature);
        id
    }

    /// Judges time stamps that stand on their own.
    pub(crate) fn stamps(
        &mut self,
        stamps: &[Stamp<'_>],
        material: &Material<'_>,
        proofs: &mut Proofs,
    ) -> Vec<Judged> {
        let mut judged = timestamp::judge_all(stamps, material, proofs);
        for stamp in &mut judged {
            self.gathered.add(&mut stamp.standing);
        }
        judged
    }

    /// The verdict on the file is for this reason, unless a signature weighs more.
    pub(crate) fn refuse(&mut self, sub_indication: SubIndication, reason: Reason) {
        let indication = sub_indication.indication();
        if indication > self.report.indication {
            (self.report.indication, self.report.sub_indication) = (indication, Some(sub_indication));
        }
        self.report.errors.push(reason);
    }

    /// Puts time stamps that stand on their own into the report. Where they are all there is they give the
    /// verdict.
    pub(crate) fn alone(&mut self, judged: Vec<Judged>, around: Around) {
        for stamp in judged {
            let report = &stamp.report;
            if around.depth == 0 && report.indication > self.report.indication {
                (self.report.indication, self.report.sub_indication) =
                    (report.indication, report.sub_indication);
            }
            if !stamp.holds() {
                if around.depth == 0 {
                    self.report.errors.extend(report.errors.iter().cloned());
                } else {
                    self.warn(verify::stamp_failure(&stamp));
                }
            }
            self.report.timestamps.push(stamp.report);
        }
    }

    /// Since when what a signature covers is proven to exist, given that it is intact.
    pub(crate) fn proven_by(&self, id: u32) -> Option<Timestamp> {
        let signature = self.report.signatures.get(id as usize - 1)?;
        let earlier = signature.best_signature_time < self.context.at;
        // Under a digest that is not relied upon any more the content could be another. So it could where
        // nothing that is signed names the certificate: a key under which an old value is one of any content
        // can be computed.
        let names_key = signature.indication == Indication::TotalPassed
            || !(signature.has(Code::NoCertificateReference) || signature.has(Code::NoSignedAttributes));
        let binds = signature.intact == Some(true) && names_key && !signature.has(Code::AlgorithmWeak);
        (earlier && binds).then_some(signature.best_signature_time)
    }

    /// The same signature twice is one, and told: who signs twice in a second, with a signature without
    /// randomness, makes it in good faith.
    fn duplicates(&mut self) {
        let mut seen = std::collections::HashSet::new();
        let mut found = Vec::new();
        for signature in &self.report.signatures {
            if !signature.value.is_empty() && !seen.insert((signature.value.clone(), signature.parent)) {
                found.push(signature.id);
            }
        }
        for id in found {
            let signature = &mut self.report.signatures[id as usize - 1];
            signature.warnings.push(Code::SignatureDuplicated.into());
            self.warn(Reason::from(Code::SignatureDuplicated).with("signature", id));
        }
    }

    /// Marks a signature one of whose counter-signatures does not hold.
    pub(crate) fn counter_failed(&mut self, parent: u32) {
        if let Some(signature) = self.report.signatures.get_mut(parent as usize - 1) {
            signature.warnings.push(Code::CounterSignatureFailed.into());
        }
        self.warn(Reason::from(Code::CounterSignatureFailed).with("signature", parent));
    }

    pub(crate) fn has_failed(&self, id: u32) -> bool {
        self.report
            .signatures
            .get(id as usize - 1)
            .is_some_and(|signature| signature.indication == Indication::TotalFailed)
    }

    /// Reads what must be in memory as a whole; none, and told, where it is too large.
    pub(crate) fn whole(&mut self, file: &mut (dyn ReadSeek + '_)) -> io::Result<Option<Vec<u8>>> {
        let size = file.seek(SeekFrom::End(0))?;
        if size > self.context.policy.max_pdf {
            return Ok(None);
        }
        file.seek(SeekFrom::Start(0))?;
        let mut octets = Vec::with_capacity(size as usize);
        file.read_to_end(&mut octets)?;
        Ok(Some(octets))
    }
}

/// The front of a file, and back to its start.
pub(crate) fn head(file: &mut (dyn ReadSeek + '_), count: usize) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(0))?;
    let mut head = Vec::with_capacity(count);
    Read::take(&mut *file, count as u64).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(head)
}
