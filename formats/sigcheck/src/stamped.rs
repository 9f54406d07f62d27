//! Time stamps that stand on their own, and data with time stamps around them (RFC 3161, RFC 5544).

use std::io::{self, Read};

use cades::{ContentDigests, ReadSeek, token::TimeStampToken};
use x509::{
    alg::DigestAlgorithm,
    evidence::{ObjectId, Protected},
};

use crate::{
    reason::{Code, Reason},
    report::{Document, SubIndication},
    subject::{Stamp, StampKind},
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
