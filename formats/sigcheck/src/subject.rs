//! A signature as the verdict needs it, whatever format it came in.

use std::collections::BTreeSet;

use cades::Level;
use jiff::Timestamp;
use x509::{
    Certificate,
    alg::{DigestAlgorithm, SignatureAlgorithm},
    evidence::{ObjectId, Protected},
};

use crate::{
    reason::Reason,
    report::{Indication, Kind, Process, Relation, Scope, Signature, SubIndication},
    timestamp::Judged,
};

/// Why something is not accepted.
pub(crate) type Failure = (SubIndication, Reason);

/// Where a signature stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) id: u32,
    pub(crate) parent: Option<u32>,
    pub(crate) kind: Kind,
    pub(crate) relation: Relation,
    pub(crate) depth: u32,
    /// The format, advanced or not.
    pub(crate) format: &'static str,
}

/// One signature, read and verified as far as its format goes.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) place: Place,
    /// Format checking and cryptographic verification (EN 319 102-1 §5.2.2, §5.2.7).
    pub(crate) outcome: Result<Verified, Failure>,
    /// The certificate it names, where verification failed: for people to see.
    pub(crate) named: Option<Certificate>,
    /// Whether content and value hold all the same, where the certificate is what failed.
    pub(crate) intact: Option<bool>,
    /// When, according to the signer.
    pub(crate) claimed: Option<Timestamp>,
    /// It has what an advanced signature must have: signed attributes that name the certificate.
    pub(crate) is_advanced: bool,
    pub(crate) digest_algorithm: Option<String>,
    pub(crate) signature_algorithm: Option<SignatureAlgorithm>,
    /// The signature value.
    pub(crate) value: Vec<u8>,
    /// Digest of what it is over.
    pub(crate) representation: Option<(DigestAlgorithm, Vec<u8>)>,
    /// Time stamps that belong to it, in the order of the file.
    pub(crate) stamps: Vec<Stamp<'a>>,
    /// Time stamps around it that were judged before, over a whole document.
    pub(crate) around: Vec<Judged>,
    /// The baseline level by what is present.
    pub(crate) structure: Level,
    pub(crate) scope: Vec<Scope>,
    pub(crate) commitments: Vec<String>,
    pub(crate) policy: SignaturePolicy,
    /// What the format has to say.
    pub(crate) findings: Findings,
}

impl Subject<'_> {
    pub(crate) fn new(place: Place, outcome: Result<Verified, Failure>) -> Self {
        Self {
            place,
            outcome,
            named: None,
            intact: None,
            claimed: None,
            is_advanced: true,
            digest_algorithm: None,
            signature_algorithm: None,
            value: Vec::new(),
            representation: None,
            stamps: Vec::new(),
            around: Vec::new(),
            structure: Level::B,
            scope: Vec::new(),
            commitments: Vec::new(),
            policy: SignaturePolicy::None,
            findings: Findings::default(),
        }
    }
}

/// A signature that verifies.
#[derive(Clone, Debug)]
pub(crate) struct Verified {
    pub(crate) certificate: Certificate,
    /// How the content was digested.
    pub(crate) digests: Vec<DigestAlgorithm>,
    pub(crate) algorithm: SignatureAlgorithm,
}

/// The signature policy that a signature follows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum SignaturePolicy {
    #[default]
    None,
    /// By object identifier or URI, with the digest of its document; implied ones have no name.
    Named {
        name: String,
        digest: Option<(DigestAlgorithm, Vec<u8>)>,
    },
    Unreadable,
}

/// What a time stamp is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum StampKind {
    Content,
    Signature,
    References,
    Archive,
    /// Over a whole PDF.
    Document,
    /// Over data, on its own.
    Data,
    /// Over a container.
    Container,
}

impl StampKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Signature => "signature",
            Self::References => "references",
            Self::Archive => "archive",
            Self::Document => "document",
            Self::Data => "data",
            Self::Container => "container",
        }
    }

    /// Whether it makes a signature last (level LTA).
    pub(crate) fn is_archival(self) -> bool {
        matches!(self, Self::Archive | Self::Document | Self::Container)
    }
}

/// A time stamp that belongs to a signature.
pub(crate) struct Stamp<'a> {
    pub(crate) kind: StampKind,
    /// The token in DER or BER; may be inside a response.
    pub(crate) token: Vec<u8>,
    /// Digest of what it should cover.
    pub(crate) imprint: Box<dyn Fn(DigestAlgorithm) -> Option<Vec<u8>> + 'a>,
    /// What it proves to have existed, if it holds.
    pub(crate) protects: Protected,
    /// What is wrong with its place.
    pub(crate) fault: Option<Failure>,
}

impl std::fmt::Debug for Stamp<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stamp").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// An archive time stamp of a container, over a manifest that names the document of a signature or an
/// older time stamp of this kind (EN 319 162-1 §A.7).
#[derive(Clone, Debug)]
pub(crate) struct ContainerStamp {
    pub(crate) token: Vec<u8>,
    pub(crate) manifest: Vec<u8>,
    /// The manifest names the document of the signature with all that is signed.
    pub(crate) signature: bool,
    /// The tokens of the container that the manifest names.
    pub(crate) tokens: BTreeSet<ObjectId>,
    pub(crate) fault: Option<Failure>,
}

impl ContainerStamp {
    /// As a time stamp of a signature; `inside` is what its document holds.
    pub(crate) fn stamp(&self, inside: &BTreeSet<ObjectId>) -> Stamp<'_> {
        let mut objects = self.tokens.clone();
        if self.signature {
            objects.extend(inside);
        }
        Stamp {
            kind: if self.signature { StampKind::Archive } else { StampKind::Container },
            token: self.token.clone(),
            imprint: Box::new(|algorithm| Some(algorithm.digest(&self.manifest))),
            protects: Protected { signature: self.signature, objects },
            fault: self.fault.clone(),
        }
    }
}

/// Collects findings; the first failure of those that weigh most decides.
#[derive(Clone, Debug, Default)]
pub(crate) struct Findings {
    failures: Vec<Failure>,
    warnings: Vec<Reason>,
}

impl Findings {
    pub(crate) fn fail(&mut self, sub_indication: SubIndication, reason: impl Into<Reason>) {
        let failure = (sub_indication, reason.into());
        if !self.failures.contains(&failure) {
            self.failures.push(failure);
        }
    }

    pub(crate) fn warn(&mut self, reason: impl Into<Reason>) {
        let reason = reason.into();
        if !self.warnings.contains(&reason) {
            self.warnings.push(reason);
        }
    }

    pub(crate) fn extend(&mut self, failures: impl IntoIterator<Item = Failure>) {
        failures.into_iter().for_each(|(sub_indication, reason)| self.fail(sub_indication, reason));
    }

    /// Adds those of another, after these.
    pub(crate) fn merge(&mut self, other: Self) {
        self.extend(other.failures);
        other.warnings.into_iter().for_each(|reason| self.warn(reason));
    }

    /// All that was found against it.
    pub(crate) fn into_reasons(self) -> impl Iterator<Item = Reason> {
        self.failures.into_iter().map(|(_, reason)| reason)
    }

    /// The failure that decides, alone.
    pub(crate) fn into_first(mut self) -> Option<Failure> {
        self.deciding().map(|index| self.failures.swap_remove(index))
    }

    /// What the findings come to now.
    pub(crate) fn outcome(&self) -> (Indication, Option<SubIndication>) {
        let deciding = self.deciding().map(|index| self.failures[index].0);
        (deciding.map_or(Indication::TotalPassed, SubIndication::indication), deciding)
    }

    fn deciding(&self) -> Option<usize> {
        let worst = self.failures.iter().map(|(sub_indication, _)| sub_indication.indication()).max()?;
        self.failures.iter().position(|(sub_indication, _)| sub_indication.indication() == worst)
    }

    /// Turns what was found into the verdict.
    pub(crate) fn decide(mut self, signature: &mut Signature) {
        (signature.indication, signature.sub_indication) = self.outcome();
        if let Some(deciding) = self.deciding() {
            let deciding = self.failures.remove(deciding);
            signature.errors.push(deciding.1);
            let others = self.failures.into_iter().map(|(_, reason)| reason);
            signature.errors.extend(others);
        }
        signature.warnings = self.warnings;
    }
}

impl Signature {
    /// One of which nothing is known yet.
    pub(crate) fn at(place: Place, at: Timestamp) -> Self {
        Self {
            id: place.id,
            parent: place.parent,
            kind: place.kind,
            relation: place.relation,
            depth: place.depth,
            format: place.format,
            level: None,
            indication: Indication::TotalPassed,
            sub_indication: None,
            intact: None,
            signer: None,
            time: None,
            best_signature_time: at,
            digest_algorithm: None,
            signature_algorithm: None,
            chain: Vec::new(),
            revocation: Vec::new(),
            timestamps: Vec::new(),
            pdf: None,
            errors: Vec::new(),
            warnings: Vec::new(),
            proof: Default::default(),
            processes: Vec::<Process>::new(),
            scope: Vec::new(),
            qualification: None,
            strength_until: None,
            commitments: Vec::new(),
            signature_policy: None,
            value: Vec::new(),
            representation: None,
            certificate: Vec::new(),
        }
    }
}
