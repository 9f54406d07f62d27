//! The verdict on one signature: the processes of EN 319 102-1 for basic signatures (§5.3), with time and
//! long-term material (§5.5) and with archival data (§5.6), each beginning where the one before ended.

use cades::Level;
use jiff::Timestamp;
use x509::{
    Certificate,
    alg::KeyType,
    evidence::{ObjectId, ValidationData},
    extension::KeyUsage,
    oid,
};

use crate::{
    Policy,
    algorithms::{self, Reliance},
    certificate::{Material, Standing},
    duties,
    explain::algorithm_name,
    proofs::Proofs,
    qualify,
    reason::{Code, Reason},
    report::{Indication, Kind, Process, ProcessKind, Proof, Provenance, Signature, SubIndication},
    signer,
    subject::{Failure, Findings, SignaturePolicy, StampKind, Subject, Verified},
    timestamp::{self, Judged, MAX_TIMESTAMPS},
    wanted::Wanted,
};

/// What the judgement of signatures leaves for the file as a whole.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) wanted: Vec<Wanted>,
    pub(crate) used: ValidationData,
    pub(crate) origins: Vec<Provenance>,
}

impl Gathered {
    pub(crate) fn add(&mut self, standing: &mut Standing) {
        for wanted in std::mem::take(&mut standing.wanted) {
            if !self.wanted.contains(&wanted) {
                self.wanted.push(wanted);
            }
        }
        self.used.merge(std::mem::take(&mut standing.used));
        if let Some(origin) = standing.origin.take()
            && !self.origins.contains(&origin)
        {
            self.origins.push(origin);
        }
    }
}

/// Everything about one signature but its counter-signatures. `proofs` are those of what is around it,
/// and afterwards also its own.
pub(crate) fn judge(
    mut subject: Subject<'_>,
    material: &Material<'_>,
    proofs: &mut Proofs,
    gathered: &mut Gathered,
) -> Signature {
    let place = subject.place;
    let mut signature = Signature {
        time: subject.claimed,
        digest_algorithm: subject.digest_algorithm.take(),
        signature_algorithm: subject.signature_algorithm.map(algorithm_name),
        scope: std::mem::take(&mut subject.scope),
        commitments: std::mem::take(&mut subject.commitments),
        value: std::mem::take(&mut subject.value),
        representation: subject.representation.take(),
        ..Signature::at(place, material.at)
    };
    if let SignaturePolicy::Named { name, .. } = &subject.policy {
        signature.signature_policy = Some(name.clone());
    }
    let mut findings = std::mem::take(&mut subject.findings);
    let mut signer_path = None;
    match std::mem::replace(&mut subject.outcome, Err((SubIndication::Generic, Code::Unknown.into()))) {
        Ok(verified) => {
            signature.intact = Some(true);
            signature.certificate = verified.certificate.der().to_vec();
            let path = Judgement { subject: &subject, verified: &verified, material, proofs, gathered }
                .run(&mut signature, &mut findings);
            signer_path = Some((verified.certificate, path));
        }
        Err((sub_indication, reason)) => {
            signature.intact = match sub_indication {
                SubIndication::HashFailure | SubIndication::SigCryptoFailure => Some(false),
                _ => subject.intact,
            };
            findings.fail(sub_indication, reason);
            // Who it says it is, for people to see; nothing more rests on it.
            signature.signer = subject.named.as_ref().map(signer::signer);
            record(&mut signature, ProcessKind::Basic, &findings);
        }
    }
    findings.decide(&mut signature);
    if let Some((certificate, path)) = signer_path {
        qualify::judge(&mut signature, &certificate, &path, material.at, material.trust);
    }
    signature
}

fn record(signature: &mut Signature, process: ProcessKind, findings: &Findings) {
    let (indication, sub_indication) = findings.outcome();
    signature.processes.push(Process { process, indication, sub_indication });
}

struct Judgement<'j, 'a> {
    subject: &'j Subject<'a>,
    verified: &'j Verified,
    material: &'j Material<'j>,
    proofs: &'j mut Proofs,
    gathered: &'j mut Gathered,
}

impl Judgement<'_, '_> {
    /// Returns the path of the certificate.
    fn run(self, signature: &mut Signature, findings: &mut Findings) -> Vec<Certificate> {
        let Self { subject, verified, material, proofs, gathered } = self;
        let certificate = &verified.certificate;
        signature.signer = Some(signer::signer(certificate));
        judge_usage(certificate, material.policy, findings);
        judge_policy(&subject.policy, material.policy, findings);

        let given = material.policy.time_reference.map(|reference| reference.instant);
        let stamps = &subject.stamps[..subject.stamps.len().min(MAX_TIMESTAMPS)];
        if subject.stamps.len() > MAX_TIMESTAMPS {
            findings.warn(Reason::from(Code::FileLimit).with("limit", MAX_TIMESTAMPS));
        }
        let mut judged = timestamp::judge_all(stamps, material, proofs);
        judged.extend(subject.around.iter().cloned());
        // The signature names its certificate.
        if proofs.signature_is_proven() {
            proofs.add(ObjectId::of(certificate.der()), proofs.signature());
        }
        let best = proofs.signature();
        signature.best_signature_time = best;
        signature.proof = match given {
            _ if !proofs.signature_is_proven() => Proof::Now,
            Some(instant) if instant <= best => Proof::Given,
            _ => Proof::Timestamp,
        };
        match signature.time {
            None if signature.kind == Kind::Signature => findings.warn(Code::NoSigningTime),
            Some(time) if !certificate.is_valid_at(time) => {
                findings.warn(Reason::from(Code::SigningTimeOutside).with("time", time));
            }
            _ => {}
        }
        let order = judge_order(signature.time, &judged, findings);

        // §5.3, as of now.
        let mut standing = material.judge(certificate, material.at, None, proofs);
        let mut basic = findings.clone();
        basic.extend(standing.failures.iter().cloned());
        basic.extend(weakness(verified, material.at, proofs, &mut Findings::default()));
        record(signature, ProcessKind::Basic, &basic);

        // §5.5, as of the best signature time.
        if best < material.at {
            gathered.add(&mut standing);
            standing = material.judge(certificate, best, None, proofs);
        }
        signature.chain.clone_from(&standing.chain);
        signature.revocation.clone_from(&standing.revocation);
        let mut failures = std::mem::take(&mut standing.failures);
        let timed = best < material.at;
        if timed && best < certificate.not_before() {
            let reason = Reason::from(Code::SignatureBeforeValidity).with("date", certificate.not_before());
            failures.insert(0, (SubIndication::NotYetValid, reason));
        }
        failures.extend(judge_content_stamps(certificate, &judged, &signature.revocation));
        failures.extend(order);
        failures.extend(weakness(verified, best, proofs, findings));
        for warning in std::mem::take(&mut standing.warnings) {
            findings.warn(warning);
        }
        gathered.add(&mut standing);
        let mut long_term = findings.clone();
        long_term.extend(failures.iter().cloned());
        // What a newer time stamp has to prove is not known yet in this process.
        let is_archival = judged.iter().any(|stamp| stamp.holds() && stamp.report.archived);
        record(signature, ProcessKind::LongTerm, if is_archival { &basic } else { &long_term });

        // §5.6, by what is proven to have existed.
        let rescuable = !failures.is_empty()
            && failures.iter().all(|(sub, _)| sub.asks_for_proof())
            && (timed || judged.iter().any(|stamp| stamp.kind.is_archival()));
        if rescuable {
            match material.past(certificate, None, proofs) {
                Ok(control) if best <= control.until && strong_at(verified, best) => {
                    failures.clear();
                    if certificate.not_after() < material.at {
                        findings.warn(Code::CertificateExpiredSince);
                    }
                }
                Ok(control) => {
                    let because = control.because.unwrap_or_else(|| certificate.subject().friendly());
                    let reason = Reason::from(Code::SignatureAfterValidity)
                        .with("time", best)
                        .with("until", control.until)
                        .with("certificate", because);
                    failures.push((SubIndication::NoPoe, reason));
                }
                Err(failure) => failures.push(failure),
            }
            failures.extend(broken_links(&failures, &judged));
        }
        if rescuable || is_archival {
            let mut archival = findings.clone();
            archival.extend(failures.iter().cloned());
            record(signature, ProcessKind::Archival, &archival);
        }
        findings.extend(failures);

        tell_stamps(&judged, findings);
        level(signature, subject, &judged, findings);
        strength(signature, verified, &judged, material.policy, findings);
        duties::judge(certificate, signature, findings);
        for stamp in &mut judged {
            gathered.add(&mut stamp.standing);
        }
        signature.timestamps = judged.into_iter().map(|stamp| stamp.report).collect();
        standing.path
    }
}

/// The time stamps that do not hold for want of a proof: the missing links of a chain of archives.
fn broken_links(failures: &[Failure], judged: &[Judged]) -> Vec<Failure> {
    if failures.is_empty() {
        return Vec::new();
    }
    let broken = judged
        .iter()
        .rev()
        .filter(|stamp| stamp.report.sub_indication.is_some_and(SubIndication::asks_for_proof));
    let links = [Code::EvidenceUnproven, Code::TimestampExpired];
    let reasons = broken.flat_map(|stamp| &stamp.report.errors);
    reasons
        .filter(|reason| links.contains(&reason.code))
        .map(|reason| (SubIndication::NoPoe, reason.clone()))
        .collect()
}

/// Whether the certificate is one to sign documents with.
fn judge_usage(certificate: &Certificate, policy: &Policy, findings: &mut Findings) {
    const CONSTRAINT: SubIndication = SubIndication::SigConstraintsFailure;
    let usage = match certificate.key_usage() {
        Ok(usage) => usage,
        Err(_) => return findings.fail(CONSTRAINT, Code::CertificateUsage),
    };
    let commits = usage.is_none_or(|usage| usage.contains(KeyUsage::NON_REPUDIATION));
    let authenticates = usage.is_some_and(|usage| usage.contains(KeyUsage::DIGITAL_SIGNATURE));
    let is_cns = policy.authentication_policies.iter().any(|policy| certificate.has_policy(policy));
    let for_clients =
        matches!(certificate.ext_key_usage(), Ok(Some(usages)) if usages.contains(&oid::CLIENT_AUTH));
    if is_cns || (!commits && authenticates && for_clients) {
        findings.fail(CONSTRAINT, Code::CertificateAuthenticationOnly);
    } else if !commits && (policy.content_commitment || !authenticates) {
        findings.fail(CONSTRAINT, Code::CertificateUsage);
    }
}

/// Validation context initialisation (§5.2.4): policies are not processed, so that one that is required
/// to be is not available.
fn judge_policy(found: &SignaturePolicy, policy: &Policy, findings: &mut Findings) {
    match found {
        SignaturePolicy::None => {}
        SignaturePolicy::Unreadable => {
            findings.fail(SubIndication::PolicyProcessingError, Code::SignaturePolicyUnreadable);
        }
        SignaturePolicy::Named { name, digest } => {
            let reason = Reason::from(Code::SignaturePolicyNotAvailable).with("policy", name);
            let document = policy.signature_policy_documents.iter().find(|(known, _)| known == name);
            if let (Some((_, document)), Some((algorithm, digest))) = (document, digest)
                && algorithm.digest(document) != *digest
            {
                let reason = Reason::from(Code::SignaturePolicyMismatch).with("policy", name);
                findings.fail(SubIndication::PolicyProcessingError, reason);
            }
            if policy.signature_policies.iter().any(|known| known == name) {
            } else if policy.require_signature_policy {
                findings.fail(SubIndication::SignaturePolicyNotAvailable, reason);
            } else {
                findings.warn(reason);
            }
        }
    }
}

/// Content time stamps are older than the signature, signature time stamps older than archive time
/// stamps, and none is younger than one that protects it (§5.5.4 step 5).
fn judge_order(claimed: Option<Timestamp>, judged: &[Judged], findings: &mut Findings) -> Option<Failure> {
    let holding = || judged.iter().filter(|stamp| stamp.holds());
    let times = |wanted: fn(StampKind) -> bool| {
        holding().filter(move |stamp| wanted(stamp.kind)).filter_map(Judged::time)
    };
    let phases: [fn(StampKind) -> bool; 4] = [
        |kind| kind == StampKind::Content,
        |kind| kind == StampKind::Signature,
        |kind| kind == StampKind::References,
        StampKind::is_archival,
    ];
    let failure = |earlier: Timestamp, later: Timestamp| {
        let reason = Reason::from(Code::TimestampOrder).with("time", later).with("since", earlier);
        Some((SubIndication::TimestampOrderFailure, reason))
    };
    for (index, phase) in phases.iter().enumerate() {
        for next in &phases[index + 1..] {
            // Every one of the earlier kind precedes every one of the later kind, but for signature time
            // stamps that were added by parallel authorities.
            if let (Some(earlier), Some(later)) = (times(*phase).min(), times(*next).min())
                && earlier > later
            {
                return failure(earlier, later);
            }
        }
    }
    for stamp in holding() {
        let protected = judged.iter().filter(|other| other.id.is_some_and(|id| stamp.protects.contains(&id)));
        let latest = protected.filter(|other| other.holds()).filter_map(Judged::time).max();
        if let (Some(earlier), Some(later)) = (latest, stamp.time())
            && earlier > later
        {
            return failure(earlier, later);
        }
    }
    let first_proof = times(|kind| kind != StampKind::Content).min();
    let last_content = times(|kind| kind == StampKind::Content).max();
    if let Some(time) = claimed
        && (first_proof.is_some_and(|proof| time > proof)
            || last_content.is_some_and(|content| time < content))
    {
        // The signer's clock is nobody's proof.
        let other = first_proof.or(last_content).unwrap_or(time);
        findings.warn(Reason::from(Code::TimestampOrder).with("time", time).with("since", other));
    }
    None
}

/// The signature was made after a content time stamp: if the certificate had ended by then, that is
/// proof (§5.2.6.4).
fn judge_content_stamps(
    certificate: &Certificate,
    judged: &[Judged],
    revocation: &[crate::report::Revocation],
) -> Option<Failure> {
    let content = judged.iter().filter(|stamp| stamp.kind == StampKind::Content && stamp.holds());
    let made_after = content.filter_map(Judged::time).max()?;
    let own = revocation.first();
    if let Some(own) = own
        && own.state == crate::report::State::Revoked
        && let Some(since) = own.since
        && since <= made_after
    {
        let reason = Reason::from(Code::CertificateRevokedAtStamp).with("since", since);
        return Some((SubIndication::Revoked, reason));
    }
    if certificate.not_after() < made_after {
        let reason = Reason::from(Code::CertificateExpiredAtStamp).with("date", certificate.not_after());
        return Some((SubIndication::Expired, reason));
    }
    None
}

fn parts(verified: &Verified, instant: Timestamp) -> Vec<(Reliance, String)> {
    let digests = verified.digests.iter();
    let mut judged: Vec<_> =
        digests.map(|digest| (algorithms::digest(*digest, instant), digest.name().to_owned())).collect();
    let digest = verified.algorithm.digest();
    judged.push((algorithms::digest(digest, instant), digest.name().to_owned()));
    if let Ok(key) = verified.certificate.public_key() {
        let reliance = algorithms::key(key.key_type(), verified.algorithm, instant);
        judged.push((reliance, key.key_type().to_string()));
    }
    judged.dedup();
    judged
}

/// Algorithms that are not relied upon at the instant; those with an end announced become warnings.
fn weakness(
    verified: &Verified,
    instant: Timestamp,
    proofs: &Proofs,
    findings: &mut Findings,
) -> Vec<Failure> {
    // §5.2.8.4: the first where a proof exists and is too late, the other where there is none.
    let sub_indication = if proofs.signature_is_proven() {
        SubIndication::CryptoConstraintsFailure
    } else {
        SubIndication::CryptoConstraintsFailureNoPoe
    };
    let mut failures = Vec::new();
    for (reliance, name) in parts(verified, instant) {
        match reliance {
            Reliance::Reliable => {}
            Reliance::Announced => {
                findings.warn(Reason::from(Code::AlgorithmExpiring).with("algorithm", name));
            }
            Reliance::Ended => {
                failures.push((sub_indication, Reason::from(Code::AlgorithmWeak).with("algorithm", name)));
            }
        }
    }
    failures.dedup();
    failures
}

fn strong_at(verified: &Verified, instant: Timestamp) -> bool {
    parts(verified, instant).iter().all(|(reliance, _)| *reliance != Reliance::Ended)
}

/// Time stamps that were ignored, and those that stand there twice.
fn tell_stamps(judged: &[Judged], findings: &mut Findings) {
    for (index, stamp) in judged.iter().enumerate() {
        if stamp.id.is_some() && judged[..index].iter().any(|other| other.id == stamp.id) {
            findings.warn(Reason::from(Code::TimestampDuplicated).with("kind", stamp.kind.name()));
        } else if !stamp.holds() {
            findings.warn(stamp_failure(stamp));
        }
    }
}

pub(crate) fn stamp_failure(stamp: &Judged) -> Reason {
    match stamp.report.sub_indication {
        Some(SubIndication::HashFailure) => {
            Reason::from(Code::TimestampMismatch).with("kind", stamp.kind.name())
        }
        _ => {
            let why = stamp.report.errors.first().map_or("", |reason| reason.code.as_str());
            Reason::from(Code::TimestampFailed).with("why", why).with("kind", stamp.kind.name())
        }
    }
}

/// The baseline level: by structure, and only as far as the time stamps hold.
fn level(signature: &mut Signature, subject: &Subject<'_>, judged: &[Judged], findings: &mut Findings) {
    if !subject.is_advanced {
        findings.warn(Code::NotAdes);
        return;
    }
    let holds = |wanted: fn(StampKind) -> bool| judged.iter().any(|one| one.holds() && wanted(one.kind));
    let is_stamped = holds(|kind| kind == StampKind::Signature);
    // One of a container that only renews another archives nothing by itself.
    let is_archived = holds(|kind| kind.is_archival() && kind != StampKind::Container);
    let confirmed = match (is_stamped, is_archived) {
        (_, true) => Level::Lta,
        (true, false) => Level::Lt,
        (false, false) => Level::B,
    };
    signature.level = Some(subject.structure.min(confirmed).name());
}

/// Until when the whole is expected to stand: that of the newest archive time stamp, or of the signature.
fn strength(
    signature: &mut Signature,
    verified: &Verified,
    judged: &[Judged],
    policy: &Policy,
    findings: &mut Findings,
) {
    let archive = judged.iter().filter(|stamp| stamp.holds() && stamp.kind.is_archival());
    signature.strength_until = match archive.max_by_key(|stamp| stamp.time()) {
        Some(stamp) => stamp.strength_until,
        None => {
            let key = verified.certificate.public_key().map_or(KeyType::Other, |key| key.key_type());
            algorithms::strength_until(&verified.digests, key, verified.algorithm)
        }
    };
    if let (Some(ends), Some(until)) = (signature.strength_until, policy.archive_until)
        && ends < until
        && signature.kind != Kind::CounterSignature
    {
        let reason = Reason::from(Code::AlgorithmEndsBeforeArchive).with("date", ends).with("until", until);
        findings.warn(reason);
    }
}

/// A place where there should be a signature and is none that can be read.
pub(crate) fn unreadable(place: crate::subject::Place, at: Timestamp, findings: Findings) -> Signature {
    let mut signature = Signature::at(place, at);
    record(&mut signature, ProcessKind::Basic, &findings);
    findings.decide(&mut signature);
    debug_assert!(signature.indication != Indication::TotalPassed);
    signature
}
