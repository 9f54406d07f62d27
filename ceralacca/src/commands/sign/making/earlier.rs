//! The signatures that a file has already: nobody signs beside a broken one without knowing.

use std::io::{BufReader, Read, Seek};

use sigcheck::{Indication, Policy, Trust};

use super::{Maker, failures::existing};
use crate::{
    cli::Packaging,
    commands::{
        sign::plan::{Plan, Shape},
        verify::reason_words,
    },
    exit::{Failure, Outcome},
    raising,
};

/// Refuses a file one of whose signatures is not valid, whatever its format: the document is not what was
/// signed, and whoever signs next would sign something else. Whom one trusts does not matter here.
///
/// # Errors
/// `sign-existing`, naming the signature.
pub(super) fn check(maker: &Maker<'_>, plan: &Plan) -> Outcome<()> {
    let adds = match plan.shape {
        Shape::Parallel | Shape::Counter(_) => true,
        Shape::Pades => has_byte_range(plan)?,
        Shape::Xades(Packaging::Enveloped) => true,
        Shape::Cades { .. } | Shape::Xades(_) | Shape::AsicS(_) | Shape::AsicE(_) => false,
    };
    if !adds {
        return Ok(());
    }
    let failed = |error| Failure::io(&error, plan.input());
    let mut source = BufReader::with_capacity(1 << 17, plan.open()?);
    let mut content = plan.apart()?.map(|content| BufReader::with_capacity(1 << 17, content));
    let detached = content.as_mut().map(|content| content as &mut dyn cades::ReadSeek);
    let (trust, policy) = (Trust::new(), Policy::default());
    let report = raising::check(&mut source, detached, &trust, maker.signer.now, &policy, None);
    let report = report.map_err(failed)?;
    let broken = report.signatures.iter().find(|one| one.indication == Indication::TotalFailed);
    match broken {
        None => Ok(()),
        Some(broken) => {
            let who = broken.signer.as_ref().map_or_else(|| "?".to_owned(), |signer| signer.name.clone());
            let why = broken.errors.first().map(|reason| reason_words(maker.lang, reason));
            Err(existing(format!("{}, {who}: {}", broken.id, why.unwrap_or_default()), plan))
        }
    }
}

/// Whether a PDF may have signatures: each has these octets, in no compressed place.
fn has_byte_range(plan: &Plan) -> Outcome<bool> {
    let words = b"ByteRange";
    let failed = |error| Failure::io(&error, plan.input());
    let mut source = plan.open()?;
    source.rewind().map_err(failed)?;
    let (mut buffer, mut kept) = (vec![0; 1 << 17], 0);
    loop {
        let count = source.read(&mut buffer[kept..]).map_err(failed)?;
        if count == 0 {
            return Ok(false);
        }
        let end = kept + count;
        if buffer[..end].windows(words.len()).any(|window| window == words) {
            return Ok(true);
        }
        // The words may begin in one piece and end in the next.
        kept = (words.len() - 1).min(end);
        buffer.copy_within(end - kept..end, 0);
    }
}
