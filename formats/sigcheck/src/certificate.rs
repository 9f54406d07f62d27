//! The certificate behind a signature: its chain and its state at an instant (EN 319 102-1 §5.2.6, X.509
//! certificate validation, with §5.2.5, revocation freshness).

use asn1::Oid;
use jiff::{SignedDuration, Timestamp};
use x509::{
    Certificate,
    crl::Reason as Cause,
    evidence::ValidationData,
    oid,
    path::{
        self, Conditions, Effort, Path, Pool, Refusal, Rule,
        revocation::{self, Evidence, Question, Source, Status, Why},
    },
};

use crate::{
    Policy, Trust,
    algorithms::{self, Reliance},
    piece::Piece,
    proofs::Proofs,
    reason::{Code, Reason},
    report::{Link, Provenance, Revocation, State, SubIndication},
    signer::hex,
    subject::Failure,
    wanted::{self, Wanted},
};

/// How long revocation data that names no end is current.
pub(crate) const MAX_AGE: SignedDuration = SignedDuration::from_hours(24);

/// How many checks of signatures on certificates may fail in one verdict, over all its searches for paths:
/// namesakes of an authority are few, those of an attacker cost up to a millisecond each.
pub(crate) const FAILED_CHECKS: u32 = 300;

/// What is known of a certificate at an instant.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    pub(crate) chain: Vec<Link>,
    pub(crate) revocation: Vec<Revocation>,
    /// Most important first.
    pub(crate) failures: Vec<Failure>,
    pub(crate) warnings: Vec<Reason>,
    pub(crate) wanted: Vec<Wanted>,
    /// What it rests on.
    pub(crate) used: ValidationData,
    pub(crate) origin: Option<Provenance>,
    /// The path, or as far as it goes.
    pub(crate) path: Vec<Certificate>,
}

/// What there is to judge a certificate by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Material<'a> {
    pub(crate) trust: &'a Trust,
    pub(crate) policy: &'a Policy,
    /// Certificates that came with the signature.
    pub(crate) given: &'a [Certificate],
    /// Revocation data that came with the signature.
    pub(crate) embedded: &'a [Piece],
    /// The instant of the verdict.
    pub(crate) at: Timestamp,
    /// What the searches for paths may cost together.
    pub(crate) effort: &'a Effort,
}

impl<'a> Material<'a> {
    /// Every certificate that may be the one a signature names.
    pub(crate) fn candidates(&self) -> impl Iterator<Item = &'a Certificate> + use<'a> {
        self.given.iter().chain(self.trust.candidates.iter()).chain(self.trust.anchors.iter())
    }

    /// All revocation data there is.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = &'a Piece> + use<'a> {
        self.embedded.iter().chain(&self.trust.pieces)
    }

    /// A path as of an instant.
    pub(crate) fn path(
        &self,
        certificate: &Certificate,
        instant: Timestamp,
        purpose: Option<Oid>,
    ) -> Result<Path, Refusal> {
        let effort = Some(self.effort.clone());
        let conditions = Conditions { purpose, effort, ..Conditions::at(instant) };
        path::find(certificate, self.given, &self.trust.candidates, &self.trust.anchors, &conditions)
    }

    /// Judges a certificate that was relied upon at `instant`, not later than [`Self::at`].
    pub(crate) fn judge(
        &self,
        certificate: &Certificate,
        instant: Timestamp,
        purpose: Option<Oid>,
        proofs: &Proofs,
    ) -> Standing {
        let mut standing = Standing::default();
        // A certificate out of its validity still has a chain and a state.
        let within =
            instant.clamp(certificate.not_before(), certificate.not_after().max(certificate.not_before()));
        let path = match self.path(certificate, within, purpose) {
            Ok(path) => path,
            Err(refusal) => {
                let refusal = self.anchorless(certificate, &refusal, purpose).unwrap_or(refusal);
                standing.chain = links(&refusal.chain, self.trust);
                standing.path.clone_from(&refusal.chain);
                if matches!(refusal.rule, Rule::NoIssuer) {
                    standing.wanted.extend(refusal.chain.last().and_then(wanted::issuer_of));
                }
                standing.failures.push(refused(&refusal));
                return standing;
            }
        };
        standing.chain = links(&path.certificates, self.trust);
        standing.path.clone_from(&path.certificates);
        standing.origin = Some(self.trust.origin_of(path.anchor()));
        standing.used.certificates = path.certificates.iter().map(|one| one.der().to_vec()).collect();
        if let Some(end) = self.trust.end_of(path.anchor()).filter(|end| instant > *end) {
            let finding = Reason::from(Code::ChainAnchorEnded)
                .with("certificate", path.anchor().subject().friendly())
                .with("date", end);
            standing.failures.push((SubIndication::NoCertificateChainFoundNoPoe, finding));
        }
        for (index, (certificate, issuer)) in path.links().enumerate() {
            self.judge_revocation(&path, index, certificate, issuer, instant, proofs, &mut standing);
        }
        self.judge_validity(certificate, instant, &mut standing);
        for (certificate, issuer) in path.links() {
            judge_algorithm(certificate, issuer, instant, &mut standing);
        }
        if instant < self.at && certificate.not_after() < self.at {
            standing.warnings.push(Code::CertificateExpiredSince.into());
        }
        standing
    }

    /// That an issuer has ended matters less than that no issuer is trusted: the refusal of the path as of
    /// the start of the certificate, where that is so.
    fn anchorless(
        &self,
        certificate: &Certificate,
        refusal: &Refusal,
        purpose: Option<Oid>,
    ) -> Option<Refusal> {
        if refusal.index == 0 || !matches!(refusal.rule, Rule::Expired | Rule::NotYetValid) {
            return None;
        }
        let earlier = self.path(certificate, certificate.not_before(), purpose).err()?;
        matches!(earlier.rule, Rule::NoIssuer).then_some(earlier)
    }

    /// An anchor is trusted as an authority; whoever signs documents must be valid when doing so.
    fn judge_validity(&self, certificate: &Certificate, instant: Timestamp, standing: &mut Standing) {
        let (first, last) = (certificate.not_before(), certificate.not_after());
        let (sub_indication, finding) = if instant > last {
            // Its issuer answered for it after the end: it was never revoked.
            let never_revoked = standing
                .revocation
                .first()
                .is_some_and(|own| own.state == State::Good && own.this_update.is_some_and(|at| at >= last));
            if never_revoked {
                let finding = Reason::from(Code::CertificateExpiredNotRevoked).with("date", last);
                (SubIndication::OutOfBoundsNotRevoked, finding)
            } else {
                let finding = Reason::from(Code::CertificateExpired).with("date", last);
                (SubIndication::OutOfBoundsNoPoe, finding)
            }
        } else if instant < first {
            let finding = Reason::from(Code::CertificateNotYetValid).with("date", first);
            (SubIndication::OutOfBoundsNoPoe, finding)
        } else {
            return;
        };
        // A revocation weighs more than the end; that nothing is known any more is because of the end.
        standing.failures.retain(|(sub, _)| *sub != SubIndication::TryLater);
        standing.failures.push((sub_indication, finding));
    }

    #[expect(clippy::too_many_arguments, reason = "one link of a path, and what it is judged by")]
    fn judge_revocation(
        &self,
        path: &Path,
        index: usize,
        certificate: &Certificate,
        issuer: &Certificate,
        instant: Timestamp,
        proofs: &Proofs,
        standing: &mut Standing,
    ) {
        // ETSI EN 319 412-1 §5.2.2: such a certificate ends before anybody would revoke it.
        if certificate.extension(&oid::VALIDITY_ASSURED_SHORT_TERM).is_some() {
            return;
        }
        let question = Question {
            certificate,
            issuer,
            anchor: path.anchor(),
            instant,
            now: self.at,
            accept_later: true,
            max_age: MAX_AGE,
            candidates: &self.trust.candidates,
        };
        let status = self.status(&question, self.pieces());
        let mut record = Revocation {
            certificate: hex(&certificate.sha256()),
            state: State::Unknown,
            source: None,
            this_update: None,
            next_update: None,
            since: None,
            reason: None,
        };
        let is_signer = index == 0;
        match status {
            Status::Good { source, this_update, next_update } => {
                record.state = State::Good;
                record.source = Some(source_name(source));
                record.this_update = Some(this_update);
                record.next_update = next_update;
                let piece = self.pieces().find(|piece| {
                    let alone = self.status(&question, [*piece]);
                    matches!(alone, Status::Good { this_update: at, .. } if at == this_update)
                        && piece.source == source
                });
                if let Some(piece) = piece {
                    piece.embed(&mut standing.used);
                    self.judge_issuer(issuer, path, piece, proofs, standing);
                    judge_evidence(certificate, issuer, piece, proofs, standing);
                }
            }
            Status::Revoked { at, reason, source, this_update, next_update } => {
                let held = reason == Cause::CertificateHold;
                record.state = if held { State::Suspended } else { State::Revoked };
                record.source = Some(source_name(source));
                record.this_update = Some(this_update);
                record.next_update = next_update;
                record.since = Some(at);
                record.reason = Some(cause_name(reason));
                let finding =
                    |code: Code| Reason::from(code).with("since", at).with("reason", cause_name(reason));
                match (at <= instant, is_signer, held) {
                    (false, ..) => standing.warnings.push(finding(Code::CertificateRevokedLater)),
                    (true, true, true) => {
                        standing
                            .failures
                            .push((SubIndication::TryLater, finding(Code::CertificateSuspended)));
                    }
                    (true, true, false) => standing
                        .failures
                        .push((SubIndication::RevokedNoPoe, finding(Code::CertificateRevoked))),
                    (true, false, _) => {
                        let finding = finding(Code::CaRevoked);
                        let finding = finding.with("certificate", certificate.subject().friendly());
                        standing.failures.push((SubIndication::RevokedCaNoPoe, finding));
                    }
                }
            }
            Status::Unknown(why) => {
                record.reason = Some(why.name());
                let code = match why {
                    Why::Outdated => Code::RevocationOutdated,
                    _ => Code::RevocationUnknown,
                };
                let finding = Reason::from(code)
                    .with("certificate", certificate.subject().friendly())
                    .with("why", why.name());
                standing.failures.push((SubIndication::TryLater, finding));
                standing.wanted.extend(wanted::state_of(certificate, issuer));
            }
        }
        standing.revocation.push(record);
    }

    /// Revocation data whose signer is out of validity by now could have been made since
    /// (EN 319 102-1 §5.2.6.4). An anchor is trusted as long as whoever trusts it says.
    fn judge_issuer(
        &self,
        issuer: &Certificate,
        path: &Path,
        piece: &Piece,
        proofs: &Proofs,
        standing: &mut Standing,
    ) {
        let end = if issuer == path.anchor() { self.trust.end_of(issuer) } else { Some(issuer.not_after()) };
        if let Some(end) = end
            && proofs.of(piece.id) > end
        {
            let finding = Reason::from(Code::EvidenceIssuerExpired)
                .with("certificate", issuer.subject().friendly())
                .with("date", end);
            standing.failures.push((SubIndication::RevocationOutOfBoundsNoPoe, finding));
        }
    }

    /// What pieces of evidence say. Delegated signers may be among what came with the file.
    pub(crate) fn status<'p>(
        &self,
        question: &Question<'_>,
        pieces: impl IntoIterator<Item = &'p Piece>,
    ) -> Status {
        let evidence: Vec<&Evidence> = pieces.into_iter().map(|piece| &piece.evidence).collect();
        let status = revocation::status(question, &evidence);
        if status != Status::Unknown(Why::Unauthorised) || self.given.is_empty() {
            return status;
        }
        let candidates: Pool = self.given.iter().chain(self.trust.candidates.iter()).cloned().collect();
        revocation::status(&Question { candidates: &candidates, ..*question }, &evidence)
    }
}

/// Under an algorithm that is not relied upon any more revocation data could be anybody's, unless they are
/// proven to be older than its end.
fn judge_evidence(
    certificate: &Certificate,
    issuer: &Certificate,
    piece: &Piece,
    proofs: &Proofs,
    standing: &mut Standing,
) {
    let (Some(algorithm), Ok(key)) = (piece.algorithm, issuer.public_key()) else { return };
    let existed = proofs.of(piece.id);
    let digest = (algorithms::digest(algorithm.digest(), existed), algorithm.digest().name().to_owned());
    let key = (algorithms::key(key.key_type(), algorithm, existed), key.key_type().to_string());
    for (_, name) in [digest, key].into_iter().filter(|(reliance, _)| *reliance == Reliance::Ended) {
        let finding = Reason::from(Code::AlgorithmWeak)
            .with("algorithm", name)
            .with("part", "revocation")
            .with("certificate", certificate.subject().friendly());
        standing.failures.push((SubIndication::CryptoConstraintsFailureNoPoe, finding));
    }
}

fn judge_algorithm(
    certificate: &Certificate,
    issuer: &Certificate,
    instant: Timestamp,
    standing: &mut Standing,
) {
    let (Ok(algorithm), Ok(key)) = (certificate.signature_algorithm(), issuer.public_key()) else { return };
    let digest = algorithms::digest(algorithm.digest(), instant);
    let key_reliance = algorithms::key(key.key_type(), algorithm, instant);
    for (reliance, name) in
        [(digest, algorithm.digest().name().to_owned()), (key_reliance, key.key_type().to_string())]
    {
        let finding = |code: Code| {
            Reason::from(code).with("algorithm", &name).with("certificate", certificate.subject().friendly())
        };
        match reliance {
            Reliance::Reliable => {}
            Reliance::Announced => standing.warnings.push(finding(Code::AlgorithmExpiring)),
            Reliance::Ended => standing
                .failures
                .push((SubIndication::CryptoConstraintsFailureNoPoe, finding(Code::AlgorithmWeak))),
        }
    }
}

/// What a refused path means for the verdict.
pub(crate) fn refused(refusal: &Refusal) -> Failure {
    use SubIndication as Sub;
    let named = |code: Code| {
        Reason::from(code)
            .with("certificate", refusal.certificate().subject().friendly())
            .with("rule", &refusal.rule)
    };
    match &refusal.rule {
        Rule::NoIssuer | Rule::Signature => (Sub::NoCertificateChainFound, named(Code::ChainUntrusted)),
        Rule::Expired if refusal.index == 0 => (
            Sub::OutOfBoundsNoPoe,
            Reason::from(Code::CertificateExpired).with("date", refusal.certificate().not_after()),
        ),
        Rule::NotYetValid if refusal.index == 0 => (
            Sub::OutOfBoundsNoPoe,
            Reason::from(Code::CertificateNotYetValid).with("date", refusal.certificate().not_before()),
        ),
        Rule::Expired | Rule::NotYetValid => (Sub::OutOfBoundsNoPoe, named(Code::ChainInvalid)),
        Rule::TooComplex => (Sub::CertificateChainGeneralFailure, Reason::from(Code::ChainTooComplex)),
        Rule::NameConstraints | Rule::Policy => (Sub::ChainConstraintsFailure, named(Code::ChainInvalid)),
        Rule::ExtendedKeyUsage
        | Rule::KeyUsage
        | Rule::Malformed(_)
        | Rule::NotCa
        | Rule::PathLength
        | Rule::Profile(_)
        | Rule::UnknownCritical(_) => (Sub::CertificateChainGeneralFailure, named(Code::ChainInvalid)),
    }
}

pub(crate) fn links(chain: &[Certificate], trust: &Trust) -> Vec<Link> {
    chain
        .iter()
        .map(|certificate| Link {
            subject: certificate.subject().rfc4514(),
            serial: hex(certificate.serial()),
            sha256: hex(&certificate.sha256()),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            anchor: trust.anchors.contains(certificate),
        })
        .collect()
}

fn source_name(source: Source) -> &'static str {
    match source {
        Source::Crl => "crl",
        Source::Ocsp => "ocsp",
    }
}

/// Names as in the standard's ASN.1 module (RFC 5280 §5.3.1).
fn cause_name(cause: Cause) -> &'static str {
    match cause {
        Cause::Unspecified => "unspecified",
        Cause::KeyCompromise => "keyCompromise",
        Cause::CaCompromise => "cACompromise",
        Cause::AffiliationChanged => "affiliationChanged",
        Cause::Superseded => "superseded",
        Cause::CessationOfOperation => "cessationOfOperation",
        Cause::CertificateHold => "certificateHold",
        Cause::RemoveFromCrl => "removeFromCRL",
        Cause::PrivilegeWithdrawn => "privilegeWithdrawn",
        Cause::AaCompromise => "aACompromise",
    }
}
