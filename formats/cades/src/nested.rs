use std::io;

use crate::{Content, Limits, ReadError, ReadSeek, SignedData, armor};

/// An envelope and those inside it: a p7m in a p7m in a p7m (firma matrioska).
///
/// The contents are read in place, through all the envelopes: at any depth nothing is copied.
#[derive(Debug)]
pub struct Envelopes {
    all: Vec<SignedData>,
    stopped: Option<ReadError>,
}

impl Envelopes {
    /// Reads an envelope, and as long as its content is one too, that.
    ///
    /// # Errors
    /// As [`SignedData::read`], for the outermost; [`ReadError::Limit`] beyond
    /// [`Limits::nesting`].
    pub fn read(source: &mut (dyn ReadSeek + '_), limits: &Limits) -> Result<Self, ReadError> {
        let mut envelopes = Self { all: vec![SignedData::read(source, limits)?], stopped: None };
        loop {
            let level = envelopes.all.len() - 1;
            let inner = match envelopes.content(source, level)? {
                None => break,
                Some(mut content) => {
                    if !looks_signed(&mut content, limits)? {
                        break;
                    }
                    if envelopes.all.len() == limits.nesting {
                        return Err(ReadError::Limit {
                            what: "nested envelopes",
                            limit: limits.nesting as u64,
                        });
                    }
                    SignedData::read(&mut content, limits)
                }
            };
            match inner {
                Ok(inner) => envelopes.all.push(inner),
                Err(error) => {
                    envelopes.stopped = Some(error);
                    break;
                }
            }
        }
        Ok(envelopes)
    }

    /// The envelopes, outermost first; never empty.
    pub fn all(&self) -> &[SignedData] {
        &self.all
    }

    /// Why the innermost content, which begins like an envelope, is not read as one.
    pub fn stopped(&self) -> Option<&ReadError> {
        self.stopped.as_ref()
    }

    /// The content of the envelope at `level`, 0 being the outermost; `None` when it is detached.
    ///
    /// # Errors
    /// As seeking.
    pub fn content<'a>(
        &'a self,
        source: &'a mut (dyn ReadSeek + 'a),
        level: usize,
    ) -> io::Result<Option<Content<'a>>> {
        let mut envelopes = self.all.iter().take(level + 1);
        let Some(outermost) = envelopes.next() else { return Ok(None) };
        let mut content = outermost.content(source)?;
        for envelope in envelopes {
            content = match content {
                None => return Ok(None),
                Some(below) => envelope.content_within(Box::new(below))?,
            };
        }
        Ok(content)
    }

    /// The document that was signed: the content of the innermost envelope.
    ///
    /// # Errors
    /// As seeking.
    pub fn document<'a>(&'a self, source: &'a mut (dyn ReadSeek + 'a)) -> io::Result<Option<Content<'a>>> {
        self.content(source, self.all.len() - 1)
    }
}

/// Whether the octets begin like SignedData, bare or in base64 or PEM.
///
/// # Errors
/// As reading.
pub fn looks_signed(source: &mut (dyn ReadSeek + '_), limits: &Limits) -> io::Result<bool> {
    armor::leads_to_signed_data(source, limits.base64_layers)
}
