//! The signatures that a file has already: nobody signs beside a broken one without knowing.

use std::io::{BufReader, Read, Seek};

use sigcheck::{Indication, Policy, Trust};

use super::{MakeError, Maker, Packaging, Plan, Shape};
use crate::evidence::check_fetching;

/// Refuses a file one of whose signatures is not valid, whatever its format: the document is not what was
/// signed, and whoever signs next would sign something else. Whom one trusts does not matter here.
///
/// # Errors
/// [`MakeError::Broken`], naming the signature.
pub(super) fn check(maker: &Maker<'_>, plan: &Plan) -> Result<(), MakeError> {
    let adds = match plan.shape {
        Shape::Parallel | Shape::Counter(_) => true,
        Shape::Pades => has_byte_range(plan)?,
        Shape::Xades(Packaging::Enveloped) => true,
        Shape::Cades { .. } | Shape::Xades(_) | Shape::AsicS(_) | Shape::AsicE(_) => false,
    };
    if !adds {
        return Ok(());
    }
    let failed = |error| MakeError::io(error, plan.input());
    let mut source = BufReader::with_capacity(1 << 17, plan.open()?);
    let mut content = plan.apart()?.map(|content| BufReader::with_capacity(1 << 17, content));
    let detached = content.as_mut().map(|content| content as &mut dyn cades::ReadSeek);
    let report =
        check_fetching(&mut source, detached, &Trust::new(), maker.signer.now, &Policy::default(), None);
    let report = report.map_err(failed)?;
    match report.signatures.iter().find(|one| one.indication == Indication::TotalFailed) {
        None => Ok(()),
        Some(broken) => Err(MakeError::Broken {
            number: broken.id,
            signer: broken.signer.as_ref().map_or_else(|| "?".to_owned(), |signer| signer.name.clone()),
            why: broken.errors.first().cloned().map(Box::new),
        }),
    }
}

/// Whether a PDF may have signatures: each has these octets, in no compressed place.
fn has_byte_range(plan: &Plan) -> Result<bool, MakeError> {
    let words = b"ByteRange";
    let failed = |error| MakeError::io(error, plan.input());
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
