//! PAdES: revisions added to the end of the file.

use pades::{Options, SignError};

use super::{DIGEST, Level, LevelError, Raising, in_memory};

impl From<SignError> for LevelError {
    fn from(error: SignError) -> Self {
        Self::format(error)
    }
}

/// Raises the signatures of a PDF.
pub(super) fn raise(raising: &Raising<'_>, mut pdf: Vec<u8>, level: Level) -> Result<Vec<u8>, LevelError> {
    let found = pades::inspect(&pdf).map_err(LevelError::format)?;
    let lacks = |index: usize| found.level(index) == Some(pades::Level::B);
    let lacking: Vec<usize> = (0..found.signatures.len()).filter(|index| lacks(*index)).collect();
    if !lacking.is_empty() {
        // One time stamp over the document proves all the signatures in it; what is there stays as it is.
        pdf = document_time_stamp(raising, &pdf)?;
    }
    if level >= Level::Lt {
        let data = raising.evidence(&mut in_memory(&pdf), &mut None)?;
        pdf = pades::with_validation_data(&pdf, &data)?;
    }
    if level == Level::Lta {
        pdf = document_time_stamp(raising, &pdf)?;
    }
    Ok(pdf)
}

fn document_time_stamp(raising: &Raising<'_>, pdf: &[u8]) -> Result<Vec<u8>, LevelError> {
    let options = Options::new(raising.at(), raising.entropy.bytes::<16>());
    let to_stamp = pades::prepare_document_time_stamp(pdf, &options)?;
    let digest = to_stamp.digest(DIGEST).ok_or_else(|| LevelError::format("digest"))?;
    let token = raising.stamp(digest)?;
    Ok(to_stamp.complete_document(pdf, &token)?)
}
