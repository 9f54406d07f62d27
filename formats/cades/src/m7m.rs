//! M7M: a MIME message of a signed file and the time stamp over it, as Italian signers used to write them.
//! Read only.

use std::{
    io::{self, Read, Seek, SeekFrom},
    ops::Range,
};

use x509::{alg::DigestAlgorithm, evidence::Protected};

use crate::{
    ContentDigests, Limits, ReadError, ReadSeek, TimeStamp, TimeStampKind, armor,
    armor::seek_within,
    input::Input,
    oid,
    token::{TimeStampToken, TokenError},
};

/// Octets of all header lines of the message or of a part.
const MAX_HEADERS: usize = 16 * 1024;
/// RFC 2046 §5.1.1 allows 70 characters.
const MAX_BOUNDARY: usize = 200;
/// A message has two parts; others are looked at, but not many.
const MAX_PARTS: usize = 16;

/// Why a file is not read as an M7M.
#[derive(Debug, thiserror::Error)]
pub enum M7mError {
    /// Not a MIME message in parts.
    #[error("not a MIME message in parts")]
    NotM7m,
    /// Reading failed.
    #[error("reading failed: {0}")]
    Io(#[from] io::Error),
    /// The message ends before its last boundary.
    #[error("the message ends before its last boundary")]
    Truncated,
    /// There is no signed file in it, or more than one.
    #[error("the message does not hold one signed file")]
    NoSignedFile,
    /// There is no time stamp in it, or more than one.
    #[error("the message does not hold one time stamp")]
    NoTimeStamp,
    /// The time stamp does not parse.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// More header lines or parts than are read.
    #[error("the message is larger than is read: {0}")]
    Limit(&'static str),
}

/// A signed file and the time stamp over it.
#[derive(Clone, Debug)]
pub struct M7m {
    name: Option<String>,
    signed: Range<u64>,
    token: TimeStampToken,
    /// Of the part as it is, and of what it stands for where it is base64.
    digests: Vec<ContentDigests>,
}

/// One part of the message.
struct MimePart {
    content_type: String,
    body: Range<u64>,
}

impl M7m {
    /// Whether the octets begin like a MIME message in parts.
    ///
    /// # Errors
    /// As reading.
    pub fn is_likely(source: &mut (dyn ReadSeek + '_)) -> io::Result<bool> {
        source.rewind()?;
        let mut head = [0; 13];
        let count = Input::new(&mut *source)?.read_up_to(&mut head)?;
        Ok(head[..count].eq_ignore_ascii_case(b"MIME-Version:"))
    }

    /// Reads a message. The signed file stays where it is; the declared transfer encoding is not believed.
    ///
    /// # Errors
    /// [`M7mError`].
    pub fn read(source: &mut (dyn ReadSeek + '_), limits: &Limits) -> Result<Self, M7mError> {
        if !Self::is_likely(source)? {
            return Err(M7mError::NotM7m);
        }
        let parts = parts(&mut Input::new(&mut *source)?)?;
        let only = |names: &[&str]| {
            let mut found =
                parts.iter().filter(|part| names.contains(&media_type(&part.content_type).as_str()));
            found.next().filter(|_| found.next().is_none())
        };
        let signed =
            only(&["application/pkcs7-mime", "application/x-pkcs7-mime", "application/pkcs7-signature"])
                .ok_or(M7mError::NoSignedFile)?;
        let stamp =
            only(&["application/timestamp", "application/timestamp-reply", "application/timestamp-response"])
                .ok_or(M7mError::NoTimeStamp)?;
        let token = {
            let mut section = Section::new(source, stamp.body.clone())?;
            TimeStampToken::read_file(&mut section, limits)?
        };
        let mut digests = Vec::new();
        if let Ok(algorithm) = token.stamp().imprint_algorithm {
            let mut section = Section::new(source, signed.body.clone())?;
            digests.push(ContentDigests::of(&mut section, &[algorithm])?);
            match armor::peel(&mut section, 1, &mut Vec::new()) {
                Ok(layers) if !layers.is_empty() => {
                    section.rewind()?;
                    digests.push(ContentDigests::of(
                        armor::view(Box::new(&mut section), &layers),
                        &[algorithm],
                    )?);
                }
                Err(ReadError::Io(error)) => return Err(error.into()),
                _ => {}
            }
        }
        Ok(Self {
            name: parameter(&signed.content_type, "name"),
            signed: signed.body.clone(),
            token,
            digests,
        })
    }

    /// The name of the signed file, as the message has it.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The signed file, read in place from the same source; it may be in base64, as signed files may.
    ///
    /// # Errors
    /// As seeking.
    pub fn signed_file<'a>(&self, source: &'a mut (dyn ReadSeek + 'a)) -> io::Result<Section<'a>> {
        Section::new(source, self.signed.clone())
    }

    /// The time-stamp token.
    pub fn token(&self) -> &TimeStampToken {
        &self.token
    }

    /// The time stamp over the signed file.
    pub fn time_stamp(&self) -> TimeStamp<'_> {
        let over = |algorithm: DigestAlgorithm| {
            let candidates: Vec<&[u8]> =
                self.digests.iter().filter_map(|digests| digests.get(algorithm)).collect();
            let matching = candidates.iter().find(|digest| **digest == self.token.stamp().imprint);
            matching.or(candidates.first()).map(|digest| digest.to_vec())
        };
        let protects = Protected { signature: true, ..Protected::default() };
        TimeStamp::over(TimeStampKind::Content, oid::TIME_STAMPED_DATA, self.token.raw(), over, protects)
    }
}

/// `type/subtype` in lower case.
fn media_type(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// A parameter of a Content-Type field (RFC 2045 §5.1).
fn parameter(content_type: &str, name: &str) -> Option<String> {
    let mut rest = content_type.split_once(';')?.1;
    loop {
        let (key, value) = rest.split_once('=')?;
        let value = value.trim_start();
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => value.split_at(value.find(';').unwrap_or(value.len())),
        };
        if key.trim_matches([' ', '\t', '\r', '\n', ';']).eq_ignore_ascii_case(name) {
            return Some(value.trim().to_owned());
        }
        rest = after.trim_start_matches(';');
    }
}

/// Header lines up to the empty one; gives the Content-Type, its continuation lines joined.
fn headers<R: Read + Seek>(input: &mut Input<R>) -> Result<String, M7mError> {
    let mut content_type = String::new();
    let mut within = false;
    let mut total = 0;
    loop {
        let mut line = Vec::new();
        loop {
            match input.byte()? {
                None => return Err(M7mError::Truncated),
                Some(b'\n') => break,
                Some(octet) => line.push(octet),
            }
            total += 1;
            if total > MAX_HEADERS {
                return Err(M7mError::Limit("header lines"));
            }
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end_matches('\r');
        if line.is_empty() {
            return Ok(content_type);
        }
        if line.starts_with([' ', '\t']) {
            if within {
                content_type.push_str(line);
            }
            continue;
        }
        let field = line.split_once(':').unwrap_or((line, ""));
        within = field.0.trim().eq_ignore_ascii_case("Content-Type") && content_type.is_empty();
        if within {
            content_type = field.1.to_owned();
        }
    }
}

fn parts<R: Read + Seek>(input: &mut Input<R>) -> Result<Vec<MimePart>, M7mError> {
    let content_type = headers(input)?;
    let boundary = parameter(&content_type, "boundary")
        .filter(|boundary| {
            media_type(&content_type).starts_with("multipart/")
                && !boundary.is_empty()
                && boundary.len() <= MAX_BOUNDARY
        })
        .ok_or(M7mError::NotM7m)?;
    let delimiter = [b"--", boundary.as_bytes()].concat();
    let mut parts = Vec::new();
    // What stands before the first boundary is no part.
    let (_, mut is_last) = up_to(input, &delimiter)?;
    while !is_last {
        if parts.len() == MAX_PARTS {
            return Err(M7mError::Limit("parts"));
        }
        let content_type = headers(input)?;
        let start = input.position();
        let (end, last) = up_to(input, &delimiter)?;
        parts.push(MimePart { content_type, body: start..end.max(start) });
        is_last = last;
    }
    Ok(parts)
}

/// Passes the next line that begins with the delimiter. Gives where what is before it ends, without the
/// line break that belongs to the delimiter, and whether it was the last one.
fn up_to<R: Read + Seek>(input: &mut Input<R>, delimiter: &[u8]) -> Result<(u64, bool), M7mError> {
    let mut at_start = true;
    let mut ending = 0;
    loop {
        // Most lines do not begin like a boundary.
        if at_start && input.fill(1)?.first() == delimiter.first() {
            let start = input.position();
            let mut line = vec![0; delimiter.len() + 2];
            let count = input.peek(&mut line)?;
            if line[..count].starts_with(delimiter) {
                let is_last = line[..count].ends_with(b"--") && count == line.len();
                while !matches!(input.byte()?, None | Some(b'\n')) {}
                return Ok((start - ending, is_last));
            }
        }
        let block = input.fill(u64::MAX)?;
        if block.is_empty() {
            return Err(M7mError::Truncated);
        }
        let (count, found) = match block.iter().position(|octet| *octet == b'\n') {
            Some(position) => (position + 1, true),
            None => (block.len(), false),
        };
        let has_return = count > 1 && block[count - 2] == b'\r';
        ending = if has_return { 2 } else { 1 };
        at_start = found;
        input.consume(count);
    }
}

/// A part of a source, as if it were all there is.
pub struct Section<'a> {
    source: &'a mut (dyn ReadSeek + 'a),
    range: Range<u64>,
    position: u64,
}

impl<'a> Section<'a> {
    fn new(source: &'a mut (dyn ReadSeek + 'a), range: Range<u64>) -> io::Result<Self> {
        source.seek(SeekFrom::Start(range.start))?;
        Ok(Self { source, range, position: 0 })
    }

    /// How many octets there are.
    pub fn size(&self) -> u64 {
        self.range.end - self.range.start
    }
}

impl Read for Section<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = self.size().saturating_sub(self.position);
        let count = usize::try_from(left).unwrap_or(usize::MAX).min(out.len());
        let count = self.source.read(&mut out[..count])?;
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Section<'_> {
    fn seek(&mut self, target: SeekFrom) -> io::Result<u64> {
        let position = seek_within(target, self.position, self.size())?;
        let absolute = self.range.start.checked_add(position).ok_or(io::ErrorKind::InvalidInput)?;
        self.source.seek(SeekFrom::Start(absolute))?;
        self.position = position;
        Ok(position)
    }
}

impl std::fmt::Debug for Section<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Section").field("range", &self.range).field("position", &self.position).finish()
    }
}
