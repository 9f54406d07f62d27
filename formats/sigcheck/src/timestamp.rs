//! Time-stamp validation (RFC 3161; EN 319 102-1 §5.4), and what a time stamp that holds proves.

use cades::token::{TimeStampToken, TokenError};
use jiff::Timestamp;
use x509::{Certificate, evidence::ObjectId, extension::KeyUsage, oid};

use crate::{
    algorithms::{self, Reliance},
    certificate::{Material, Standing},
    explain::explain,
    piece::Piece,
    proofs::Proofs,
    qualify,
    reason::{Code, Reason},
    report::{Indication, SubIndication, Timestamping},
    subject::{Failure, Stamp, StampKind},
};

/// Time stamps of one signature that are examined.
pub(crate) const MAX_TIMESTAMPS: usize = 64;

/// A time stamp with its outcome, and what the report needs of it.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    pub(crate) kind: StampKind,
    pub(crate) report: Timestamping,
    /// Names the token.
    pub(crate) id: Option<ObjectId>,
    /// Names of the tokens it protects, if it holds.
    pub(crate) protects: Vec<ObjectId>,
    pub(crate) standing: Standing,
    /// Until when its own algorithms are expected to be relied upon.
    pub(crate) strength_until: Option<Timestamp>,
}

impl Judged {
    pub(crate) fn holds(&self) -> bool {
        self.report.indication == Indication::TotalPassed
    }

    pub(crate) fn time(&self) -> Option<Timestamp> {
        self.report.time
    }
}

/// Judges the time stamps that belong together, newest first, so that each one that holds proves the
/// older ones (EN 319 102-1 §5.6.3). They come back in the order of the file.
pub(crate) fn judge_all(stamps: &[Stamp<'_>], material: &Material<'_>, proofs: &mut Proofs) -> Vec<Judged> {
    let mut read: Vec<(usize, Result<TimeStampToken, TokenError>)> = stamps
        .iter()
        .map(|stamp| TimeStampToken::read(&stamp.token, &material.policy.limits))
        .enumerate()
        .collect();
    let time = |token: &Result<TimeStampToken, TokenError>| {
        token.as_ref().map_or(Timestamp::MAX, |token| token.stamp().time)
    };
    // Of those of one second the later in the file may protect the earlier. Content time stamps come
    // last: they are older than the signature that covers them.
    read.sort_by_key(|(index, token)| {
        let content = stamps[*index].kind == StampKind::Content;
        (content, std::cmp::Reverse((time(token), *index)))
    });
    let mut judged: Vec<(usize, Judged)> = Vec::with_capacity(stamps.len());
    for (index, token) in read {
        let one = judge(&stamps[index], token, material, proofs);
        judged.push((index, one));
    }
    judged.sort_by_key(|(index, _)| *index);
    judged.into_iter().map(|(_, judged)| judged).collect()
}

fn judge(
    stamp: &Stamp<'_>,
    token: Result<TimeStampToken, TokenError>,
    material: &Material<'_>,
    proofs: &mut Proofs,
) -> Judged {
    let mut judged = Judged {
        kind: stamp.kind,
        report: Timestamping {
            kind: stamp.kind.name(),
            indication: Indication::TotalPassed,
            sub_indication: None,
            time: None,
            issuer: None,
            errors: Vec::new(),
            warnings: Vec::new(),
            digest_algorithm: None,
            policy: None,
            qualified: false,
            chain: Vec::new(),
            revocation: Vec::new(),
            archived: false,
        },
        id: None,
        protects: Vec::new(),
        standing: Standing::default(),
        strength_until: None,
    };
    match check(&mut judged, stamp, token, material, proofs) {
        Ok(time) => {
            // Content time stamps protect data, not the signature, which is younger.
            if stamp.kind != StampKind::Content {
                proofs.add_protected(&stamp.protects, time);
            }
            judged.protects = stamp.protects.objects.iter().copied().collect();
        }
        Err(failures) => {
            let sub_indication = failures[0].0;
            judged.report.indication = sub_indication.indication();
            judged.report.sub_indication = Some(sub_indication);
            judged.report.errors.extend(failures.into_iter().map(|(_, reason)| reason));
        }
    }
    judged.report.chain.clone_from(&judged.standing.chain);
    judged.report.revocation.clone_from(&judged.standing.revocation);
    judged
}

/// RFC 3161 §2.3: the key serves for nothing but time stamps, and the extension that says so is critical.
fn is_unit(certificate: &Certificate) -> bool {
    let alone = certificate.ext_key_usage().ok().flatten().unwrap_or_default() == [oid::TIME_STAMPING];
    let critical = certificate.extension(&oid::EXT_KEY_USAGE).is_some_and(|extension| extension.critical);
    let signs = certificate.key_usage().is_ok_and(|usage| {
        usage.is_none_or(|usage| {
            usage.contains(KeyUsage::DIGITAL_SIGNATURE) || usage.contains(KeyUsage::NON_REPUDIATION)
        })
    });
    alone && critical && signs
}

/// The instant that is proven, or why none is; never an empty list.
fn check(
    judged: &mut Judged,
    stamp: &Stamp<'_>,
    token: Result<TimeStampToken, TokenError>,
    material: &Material<'_>,
    proofs: &mut Proofs,
) -> Result<Timestamp, Vec<Failure>> {
    let one = |sub_indication, reason: Reason| vec![(sub_indication, reason)];
    let token = token.map_err(|error| {
        let code = if matches!(error, TokenError::Read(cades::ReadError::Limit { .. })) {
            Code::FileLimit
        } else {
            Code::TimestampFailed
        };
        one(SubIndication::FormatFailure, Reason::from(code).with("why", error))
    })?;
    let info = token.stamp();
    judged.report.time = Some(info.time);
    judged.report.policy = Some(info.policy.to_string());
    judged.report.qualified = info.qualified;
    let id = ObjectId::of(token.raw());
    judged.id = Some(id);
    if let Some((sub_indication, reason)) = &stamp.fault {
        return Err(one(*sub_indication, reason.clone()));
    }
    let Ok(algorithm) = info.imprint_algorithm else {
        let reason = Reason::from(Code::AlgorithmWeak).with("algorithm", "?").with("part", "imprint");
        return Err(one(SubIndication::CryptoConstraintsFailureNoPoe, reason));
    };
    judged.report.digest_algorithm = Some(algorithm.name().to_owned());
    if (stamp.imprint)(algorithm).as_deref() != Some(&*info.imprint) {
        return Err(one(SubIndication::HashFailure, Code::TimestampMismatch.into()));
    }
    // What a signature protects is as old as the signature.
    if stamp.kind == StampKind::Content && proofs.signature_is_proven() {
        proofs.add(id, proofs.signature());
    }
    let signed = token.signed_data();
    let mut embedded: Vec<Piece> = signed.revocation().filter_map(Piece::read).collect();
    let existed = proofs.of(id);
    proofs.add_contents(signed.certificates(), &embedded, existed);
    embedded.extend(material.embedded.iter().cloned());
    let given: Vec<Certificate> = signed.certificates().iter().chain(material.given).cloned().collect();
    let own = Material { given: &given, embedded: &embedded, ..*material };
    let candidates: Vec<Certificate> = own.candidates().cloned().collect();
    let verified = token.verify(&candidates).map_err(|error| vec![explain(&error)])?;
    let certificate = &verified.certificate;
    judged.report.issuer = Some(certificate.subject().friendly());
    if existed < material.at {
        // The token names its certificate.
        proofs.add(ObjectId::of(certificate.der()), existed);
    }
    if token.signer().signed_attributes().is_none_or(|all| all.signing_certificates().is_empty()) {
        return Err(one(SubIndication::SigConstraintsFailure, Code::NoCertificateReference.into()));
    }
    if !is_unit(certificate) {
        return Err(one(SubIndication::ChainConstraintsFailure, Code::TimestampSigner.into()));
    }
    // No unit stamps before it has its certificate, nor when that has ended.
    if !certificate.is_valid_at(info.time) {
        let reason = Reason::from(Code::SigningTimeOutside).with("time", info.time);
        return Err(one(SubIndication::SigConstraintsFailure, reason));
    }
    if info.time > material.at.saturating_add(jiff::SignedDuration::from_mins(5)).unwrap_or(Timestamp::MAX) {
        judged.report.warnings.push(Code::TimestampOrder.into());
    }
    let key = certificate.public_key().map_or(x509::alg::KeyType::Other, |key| key.key_type());
    let digests = [algorithm, verified.digest_algorithm];
    judged.strength_until = algorithms::strength_until(&digests, key, verified.signature_algorithm);

    judged.standing = own.judge(certificate, material.at, Some(oid::TIME_STAMPING), proofs);
    judged.report.warnings.append(&mut judged.standing.warnings);
    if let Some(listed) =
        qualify::is_qualified_stamp(certificate, &judged.standing.path, info.time, material.trust)
    {
        judged.report.qualified = listed;
    }
    let mut failures = std::mem::take(&mut judged.standing.failures);
    let weak = |at: Timestamp| {
        let digests = digests.map(|one| (algorithms::digest(one, at), one.name().to_owned()));
        let key = (algorithms::key(key, verified.signature_algorithm, at), key.to_string());
        let found = digests.into_iter().chain([key]).find(|(reliance, _)| *reliance == Reliance::Ended);
        found.map(|(_, name)| {
            let reason = Reason::from(Code::AlgorithmWeak).with("algorithm", name);
            (SubIndication::CryptoConstraintsFailureNoPoe, reason)
        })
    };
    failures.extend(weak(material.at));
    if failures.is_empty() {
        return Ok(info.time);
    }
    if let Some(position) = failures.iter().position(|(sub_indication, _)| !sub_indication.asks_for_proof()) {
        failures.swap(0, position);
        return Err(failures);
    }
    // Past validation of the time stamp: it must be proven to be older than what ended it.
    match own.past(certificate, Some(oid::TIME_STAMPING), proofs) {
        Ok(control) if existed <= control.until && weak(existed).is_none() => {
            judged.report.archived = true;
            Ok(info.time)
        }
        Ok(control) => {
            let reason = Reason::from(Code::TimestampExpired)
                .with("name", certificate.subject().friendly())
                .with("time", info.time)
                .with("until", control.until.min(certificate.not_after()));
            failures.push((SubIndication::NoPoe, reason));
            Err(failures)
        }
        Err(failure) => {
            if material.at > certificate.not_after() {
                let reason = Reason::from(Code::TimestampExpired)
                    .with("name", certificate.subject().friendly())
                    .with("time", info.time)
                    .with("until", certificate.not_after());
                failures.push((SubIndication::NoPoe, reason));
            }
            failures.push(failure);
            Err(failures)
        }
    }
}
