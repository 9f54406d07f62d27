//! Time stamps that stand on their own, and data with time stamps around them (RFC 3161, RFC 5544).

use std::io::{self, Read};

use cades::{ContentDigests, M7m, M7mError, ReadError, ReadSeek, TimeStampedData, token::TimeStampToken};
use jiff::Timestamp;
use x509::{
    alg::DigestAlgorithm,
    evidence::{ObjectId, Protected},
};

use crate::{
    cms,
    piece::Piece,
    reason::{Code, Reason},
    recognise,
    report::{Document, SubIndication},
    subject::{Stamp, StampKind},
    timestamp::Judged,
    walk::{self, Around, Walk},
};

/// A token or a response; `content` is what it should be over, if that is at hand.
///
/// # Errors
/// When reading fails.
pub(crate) fn token(
    file: &mut (dyn ReadSeek + '_),
    content: Option<&mut (dyn Read + '_)>,
    around: Around,
    walk: &mut Walk<'_>,
) -> io::Result<()> {
    let limits = &walk.context.policy.limits;
    // Base64 around it at most doubles it.
    let octets = walk::head(file, 2 * limits.token_octets)?;
    let token = match TimeStampToken::read(&octets, limits) {
        Ok(token) => token,
        Err(error) => {
            walk.warn(Reason::from(Code::TimestampFailed).with("why", &error));
            if around.depth == 0 {
                walk.report.document = Document::Damaged;
                walk.refuse(
                    SubIndication::FormatFailure,
                    Reason::from(Code::FileDamaged).with("detail", error),
                );
            }
            return Ok(());
        }
    };
    let algorithm = token.stamp().imprint_algorithm.ok();
    let digests = match content {
        Some(content) => {
            let algorithms: Vec<DigestAlgorithm> = algorithm.into_iter().collect();
            Some(ContentDigests::of(content, &algorithms)?)
        }
        None => None,
    };
    let missing = digests.is_none().then(|| (SubIndication::SignedDataNotFound, Code::ContentMissing.into()));
    let stamp = Stamp {
        kind: StampKind::Data,
        token: token.raw().to_vec(),
        imprint: Box::new(move |algorithm| digests.as_ref()?.get(algorithm).map(<[u8]>::to_vec)),
        protects: Protected::default(),
        fault: missing,
    };
    let mut proofs = walk.proofs(around.proven, &[], &[], std::slice::from_ref(&stamp));
    if let Some(proven) = around.proven {
        proofs.add(ObjectId::of(token.raw()), proven);
    }
    let judged = walk.stamps(&[stamp], &walk.material(&[], &[]), &mut proofs);
    walk.alone(judged, around);
    Ok(())
}

/// TimeStampedData (RFC 5544): the content, and the time stamps over it, each over the one before.
///
/// # Errors
/// When reading fails.
pub(crate) fn data(
    file: &mut (dyn ReadSeek + '_),
    content: Option<&mut (dyn Read + '_)>,
    around: Around,
    walk: &mut Walk<'_>,
) -> io::Result<()> {
    let data = match TimeStampedData::read(file, &walk.context.policy.limits) {
        Ok(data) => data,
        Err(ReadError::Io(error)) => return Err(error),
        Err(error) => {
            let reason = Reason::from(Code::FileDamaged).with("detail", error);
            if around.depth == 0 {
                walk.report.document = Document::Damaged;
                walk.refuse(SubIndication::FormatFailure, reason);
            } else {
                walk.warn(reason);
            }
            return Ok(());
        }
    };
    let digests = content.map(|content| data.digests_of(content)).transpose()?;
    let embedded: Vec<Piece> =
        data.validation_data().crls.iter().filter_map(|der| Piece::read(der)).collect();
    let stamps: Vec<Stamp<'_>> = data
        .time_stamps(digests.as_ref())
        .into_iter()
        .map(|stamp| {
            let stamp = cms::stamp_of(stamp);
            let first = stamp.kind == StampKind::Content;
            Stamp { kind: if first { StampKind::Data } else { StampKind::Archive }, ..stamp }
        })
        .collect();
    if stamps.is_empty() {
        walk.warn(Code::TimestampNotExamined);
    }
    let proven = stamps_around(&stamps, &embedded, around, walk);
    let before = walk.report.signatures.len();
    if let Some(mut content) = data.content(file)? {
        let within = Around { depth: around.depth + 1, proven: proven.time, ..around };
        recognise::look_inside(&mut content, within, walk)?;
    }
    proven.tell(before, around, walk);
    Ok(())
}

/// M7M: a MIME message of a signed file and the time stamp over it. False when it is another message.
///
/// # Errors
/// When reading fails.
pub(crate) fn m7m(file: &mut (dyn ReadSeek + '_), around: Around, walk: &mut Walk<'_>) -> io::Result<bool> {
    let message = match M7m::read(file, &walk.context.policy.limits) {
        Ok(message) => message,
        Err(M7mError::NotM7m | M7mError::NoSignedFile | M7mError::NoTimeStamp) => return Ok(false),
        Err(M7mError::Io(error)) => return Err(error),
        Err(error) => {
            let reason = Reason::from(Code::FileDamaged).with("detail", error);
            if around.depth == 0 {
                walk.report.document = Document::Damaged;
                walk.refuse(SubIndication::FormatFailure, reason);
            } else {
                walk.warn(reason);
            }
            return Ok(true);
        }
    };
    let stamp = Stamp { kind: StampKind::Data, ..cms::stamp_of(message.time_stamp()) };
    let proven = stamps_around(&[stamp], &[], around, walk);
    let before = walk.report.signatures.len();
    let within = Around { depth: around.depth + 1, proven: proven.time, ..around };
    recognise::look_inside(&mut message.signed_file(file)?, within, walk)?;
    proven.tell(before, around, walk);
    Ok(true)
}

/// Time stamps around a content, judged.
struct Proven {
    judged: Vec<Judged>,
    /// Since when the content exists.
    time: Option<Timestamp>,
}

fn stamps_around(stamps: &[Stamp<'_>], embedded: &[Piece], around: Around, walk: &mut Walk<'_>) -> Proven {
    let mut proofs = walk.proofs(around.proven, &[], embedded, stamps);
    let judged = walk.stamps(stamps, &walk.material(&[], embedded), &mut proofs);
    Proven { judged, time: proofs.signature_is_proven().then(|| proofs.signature()) }
}

impl Proven {
    /// Where signatures were found since there were `before` of them, the time stamps are theirs and give
    /// no verdict of their own.
    fn tell(self, before: usize, around: Around, walk: &mut Walk<'_>) {
        let is_signed = walk.report.signatures.len() > before;
        walk.alone(self.judged, Around { depth: around.depth + u32::from(is_signed), ..around });
    }
}
