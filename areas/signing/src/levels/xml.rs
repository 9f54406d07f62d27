//! XAdES: unsigned properties added to each signature.

use std::{borrow::Cow, io::Read};

use sigcheck::ReadSeek;
use x509::evidence::ValidationData;
use xades::{
    AugmentError, Contents,
    xml::{Document, Source},
};

use super::{DIGEST, Level, LevelError, Raising, WHOLE, in_memory};

impl From<AugmentError> for LevelError {
    fn from(error: AugmentError) -> Self {
        Self::format(error)
    }
}

/// A detached content under whatever name it is referred to by.
struct Only(Option<Vec<u8>>);

impl Contents for Only {
    fn octets(&self, _: &str) -> Option<Cow<'_, [u8]>> {
        self.0.as_deref().map(Cow::Borrowed)
    }
}

/// Raises the signatures of an XML file.
pub(super) fn raise(
    raising: &Raising<'_>,
    file: Vec<u8>,
    detached: &mut Option<&mut dyn ReadSeek>,
    level: Level,
) -> Result<Vec<u8>, LevelError> {
    let mut file = stamped(raising, file)?;
    if level >= Level::Lt {
        let data = raising.evidence(&mut in_memory(&file), detached)?;
        file = with_data(file, &data)?;
    }
    if level == Level::Lta {
        let mut content = None;
        if let Some(detached) = detached {
            detached.rewind()?;
            let mut octets = Vec::new();
            detached.take(WHOLE).read_to_end(&mut octets)?;
            content = Some(octets);
        }
        file = archived(raising, file, &Only(content))?;
    }
    Ok(file)
}

/// The file with a time stamp on every signature that has none.
pub(super) fn stamped(raising: &Raising<'_>, mut file: Vec<u8>) -> Result<Vec<u8>, LevelError> {
    for index in of_document(&file, xades::Level::T)? {
        let token = raising.stamp(&xades::signature_imprint(&file, index, DIGEST)?)?;
        file = xades::with_signature_time_stamp(&file, index, &token)?;
    }
    Ok(file)
}

/// The file with certificates and revocation data in every signature.
pub(super) fn with_data(mut file: Vec<u8>, data: &ValidationData) -> Result<Vec<u8>, LevelError> {
    for index in of_document(&file, xades::Level::Lta)? {
        file = xades::with_validation_data(&file, index, data)?;
    }
    Ok(file)
}

/// The file with a further archive time stamp on every signature.
pub(super) fn archived(
    raising: &Raising<'_>,
    mut file: Vec<u8>,
    contents: &dyn Contents,
) -> Result<Vec<u8>, LevelError> {
    for index in all(&file)? {
        let token = raising.stamp(&xades::archive_imprint(&file, index, contents, DIGEST)?)?;
        file = xades::with_archive_time_stamp(&file, index, &token)?;
    }
    Ok(file)
}

/// The signatures below a level that are not counter-signatures.
fn of_document(file: &[u8], below: xades::Level) -> Result<Vec<usize>, LevelError> {
    listed(file, |signature| signature.level() < below || below == xades::Level::Lta)
}

fn all(file: &[u8]) -> Result<Vec<usize>, LevelError> {
    listed(file, |_| true)
}

fn listed(file: &[u8], wanted: impl Fn(&xades::Signature<'_>) -> bool) -> Result<Vec<usize>, LevelError> {
    let source = Source::read(file).map_err(LevelError::format)?;
    let document = Document::parse(&source).map_err(LevelError::format)?;
    let signatures = xades::signatures(&document);
    let own = signatures.iter().filter(|one| one.parent().is_none() && wanted(one));
    Ok(own.map(xades::Signature::index).collect())
}
