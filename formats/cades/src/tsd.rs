//! TimeStampedData: a file with the time stamps over it, in one (RFC 5544; `.tsd`).

use std::{
    io::{self, Cursor, Read, Seek, SeekFrom, Write},
    ops::Range,
};

use asn1::{Reader, Tag, Writer, tag};
use x509::{
    alg::{DigestAlgorithm, Hasher},
    evidence::{ObjectId, Protected, ValidationData},
};

use crate::{
    AugmentError, Content, ContentDigests, DER_LIMIT, Enveloper, Limits, ReadError, ReadSeek, TimeStamp,
    TimeStampKind, Warning,
    armor::{self, Layer},
    content::{ContentIndex, Hashing},
    envelope::{CONSTRUCTED_OCTETS, INDEFINITE_EXPLICIT, INDEFINITE_SEQUENCE, THREE_ENDS, header},
    oid,
    parser::{Frame, Parser, Part, SEGMENT_DEPTH, parse_one},
    token::{TimeStampToken, imprint_algorithm},
};

/// What is said about the content of a [`TimeStampedData`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetaData {
    /// Whether the first time stamp covers what is said here.
    pub hash_protected: bool,
    /// The name of the file.
    pub file_name: Option<String>,
    /// Its MIME type.
    pub media_type: Option<String>,
}

impl MetaData {
    fn read(raw: &[u8]) -> asn1::Result<Self> {
        let mut fields = parse_one(raw)?.reader()?;
        let hash_protected = fields.expect(tag::BOOLEAN)?.boolean()?;
        let mut text = |tag| -> asn1::Result<Option<String>> {
            fields.optional(tag)?.map(|tlv| tlv.text().map(String::from)).transpose()
        };
        Ok(Self { hash_protected, file_name: text(tag::UTF8_STRING)?, media_type: text(tag::IA5_STRING)? })
    }

    /// MetaData in DER.
    fn to_der(&self) -> Vec<u8> {
        Writer::build(|w| {
            w.sequence(|w| {
                w.boolean(self.hash_protected);
                if let Some(name) = &self.file_name {
                    w.text(tag::UTF8_STRING, name);
                }
                if let Some(media_type) = &self.media_type {
                    w.text(tag::IA5_STRING, media_type);
                }
            });
        })
    }

    /// What the first time stamp is over before the content.
    fn prefix(&self) -> Vec<u8> {
        if self.hash_protected { self.to_der() } else { Vec::new() }
    }
}

/// What proves the time of the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemporalEvidence {
    /// Time-stamp tokens.
    TimeStamps,
    /// An evidence record (RFC 4998), which is not examined here.
    EvidenceRecord,
    /// Something else, which is not examined here.
    Other,
}

/// A file with the time stamps over it: everything but the file, which stays where it is.
#[derive(Clone, Debug)]
pub struct TimeStampedData {
    data_uri: Option<String>,
    meta_data: Option<MetaData>,
    /// As it is; empty when there is none.
    meta_data_raw: Vec<u8>,
    content: Option<ContentIndex>,
    digests: Option<ContentDigests>,
    evidence: TemporalEvidence,
    /// TimeStampAndCRL, as they are.
    stamps: Vec<Vec<u8>>,
    /// Offsets, below the layers, from the version to the content.
    before_evidence: Range<u64>,
    layers: Vec<Layer>,
    der: bool,
    warnings: Vec<Warning>,
    limits: Limits,
}

impl TimeStampedData {
    /// Reads such a file in BER or DER, bare or in base64 or PEM, digesting the content on the way.
    ///
    /// # Errors
    /// [`ReadError`]: [`ReadError::NotSignedData`] for another kind of CMS.
    pub fn read(source: &mut (dyn ReadSeek + '_), limits: &Limits) -> Result<Self, ReadError> {
        let mut warnings = Vec::new();
        let layers = armor::peel(source, limits.base64_layers, &mut warnings)?;
        let view = armor::view(Box::new(&mut *source), &layers);
        let mut read = Parser::new(view, limits, warnings)?.time_stamped_data()?;
        read.layers = layers;
        let computed =
            |algorithm| read.digests.as_ref().is_some_and(|digests| digests.get(algorithm).is_some());
        if read.algorithm().is_some_and(|algorithm| !computed(algorithm)) {
            let digests = read.content(source)?.map(|content| read.digests_of(content)).transpose()?;
            read.digests = digests;
        }
        Ok(read)
    }

    /// Reads such a file in memory.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn from_slice(octets: &[u8], limits: &Limits) -> Result<Self, ReadError> {
        Self::read(&mut Cursor::new(octets), limits)
    }

    /// Where the content is to be found, when it is elsewhere. It is never fetched here.
    pub fn data_uri(&self) -> Option<&str> {
        self.data_uri.as_deref()
    }

    /// What is said about the content.
    pub fn meta_data(&self) -> Option<&MetaData> {
        self.meta_data.as_ref()
    }

    /// What proves the time of the content.
    pub fn evidence(&self) -> TemporalEvidence {
        self.evidence
    }

    /// Whether it is framed as DER asks for.
    pub fn is_der(&self) -> bool {
        self.der
    }

    /// What was tolerated.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The content, read in place from the same source; `None` when it is elsewhere. It may be anything,
    /// signed files and further [`TimeStampedData`] included.
    ///
    /// # Errors
    /// As seeking.
    pub fn content<'a>(&'a self, source: &'a mut (dyn ReadSeek + 'a)) -> io::Result<Option<Content<'a>>> {
        self.content.as_ref().map(|index| Content::new(Box::new(source), &self.layers, index)).transpose()
    }

    /// The time-stamp tokens as they are, oldest first.
    pub fn tokens(&self) -> impl Iterator<Item = &[u8]> {
        self.stamps.iter().filter_map(|stamp| token_of(stamp))
    }

    /// The CRLs beside the tokens.
    pub fn validation_data(&self) -> ValidationData {
        let crls = self.stamps.iter().filter_map(|stamp| {
            let mut fields = Reader::ber(stamp).sequence().ok()?;
            fields.read().ok()?;
            Some(fields.read().ok()?.raw.to_vec())
        });
        ValidationData { crls: crls.collect(), ..ValidationData::default() }
    }

    /// How the first token digested what it is over.
    fn algorithm(&self) -> Option<DigestAlgorithm> {
        self.tokens().next().and_then(imprint_algorithm).map(|(algorithm, _)| algorithm)
    }

    /// What the first token is over, for a content that was given apart.
    ///
    /// # Errors
    /// As reading.
    pub fn digests_of(&self, mut content: impl Read) -> io::Result<ContentDigests> {
        let mut hashing = Hashing::new(&self.algorithm().into_iter().collect::<Vec<_>>());
        hashing.update(self.prefix());
        hashing.of(&mut content)
    }

    fn prefix(&self) -> &[u8] {
        match &self.meta_data {
            Some(meta_data) if meta_data.hash_protected => &self.meta_data_raw,
            _ => &[],
        }
    }

    /// The time stamps, oldest first: the first is over the content (and the metadata, when they are
    /// protected), each following one over the one before it (RFC 5544 §2.1).
    ///
    /// `detached` holds [`Self::digests_of`] a content that was given apart.
    pub fn time_stamps(&self, detached: Option<&ContentDigests>) -> Vec<TimeStamp<'_>> {
        let digests = self.digests.as_ref().or(detached);
        let mut stamps = Vec::new();
        let mut before: Option<&[u8]> = None;
        for stamp in &self.stamps {
            let Some(token) = token_of(stamp) else { continue };
            let kind = if before.is_some() { TimeStampKind::Archive } else { TimeStampKind::Content };
            let over = |algorithm: DigestAlgorithm| match before {
                None => digests.and_then(|digests| digests.get(algorithm)).map(<[u8]>::to_vec),
                Some(before) => Some(algorithm.digest(before)),
            };
            let protects = Protected {
                signature: before.is_none(),
                objects: before.map(|before| objects_of(before, &self.limits)).unwrap_or_default(),
            };
            stamps.push(TimeStamp::over(kind, oid::TIME_STAMPED_DATA, token, over, protects));
            before = Some(stamp);
        }
        stamps
    }

    /// What the next time stamp must be over: the last one (RFC 5544 §2.1).
    ///
    /// # Errors
    /// [`AugmentError::NoSuchSignature`] where there are no time stamps, but other evidence.
    pub fn next_imprint(&self, algorithm: DigestAlgorithm) -> Result<Vec<u8>, AugmentError> {
        self.stamps.last().map(|stamp| algorithm.digest(stamp)).ok_or(AugmentError::NoSuchSignature)
    }

    /// Writes the file with one more time stamp, over [`Self::next_imprint`]. `source` is what this was
    /// read from; content and time stamps stay as they are.
    ///
    /// # Errors
    /// [`AugmentError::TokenMismatch`] when the token is over something else; other [`AugmentError`].
    pub fn with_time_stamp(
        &self,
        source: &mut (dyn ReadSeek + '_),
        token: &[u8],
        mut out: impl Write,
    ) -> Result<(), AugmentError> {
        let token = TimeStampToken::read(token, &self.limits)?;
        let before = self.stamps.last().ok_or(AugmentError::NoSuchSignature)?;
        if !token.covers(before) {
            return Err(AugmentError::TokenMismatch);
        }
        let mut stamps = self.stamps.clone();
        stamps.push(stamp_around(token.raw()));
        let evidence = evidence_of(&stamps);
        let len = self.before_evidence.end - self.before_evidence.start;
        let (start, end) = frame(len, &evidence, self.der);
        let mut view = armor::view(Box::new(source), &self.layers);
        view.seek(SeekFrom::Start(self.before_evidence.start))?;
        out.write_all(&start)?;
        if io::copy(&mut view.take(len), &mut out)? < len {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
        }
        out.write_all(&evidence)?;
        out.write_all(&end)?;
        Ok(out.flush()?)
    }
}

/// What the time stamp over a new file must be over: the metadata when they are protected, then the
/// content (RFC 5544 §2.1).
///
/// # Errors
/// As reading.
pub fn time_stamped_imprint(
    meta_data: &MetaData,
    mut content: impl Read,
    algorithm: DigestAlgorithm,
) -> io::Result<Vec<u8>> {
    let mut hashing = Hashing::new(&[algorithm]);
    hashing.update(&meta_data.prefix());
    let digests = hashing.of(&mut content)?;
    Ok(digests.get(algorithm).unwrap_or_default().to_vec())
}

/// Writes a file of `len` octets with the time stamp over it, in DER up to [`DER_LIMIT`], beyond in BER.
///
/// # Errors
/// [`AugmentError::TokenMismatch`] when the token is not over [`time_stamped_imprint`]; what was written is
/// then to be thrown away. Other [`AugmentError`].
pub fn write_time_stamped_data(
    meta_data: &MetaData,
    mut content: impl Read,
    len: u64,
    token: &[u8],
    mut out: impl Write,
) -> Result<(), AugmentError> {
    let token = TimeStampToken::read(token, &Limits::default())?;
    let algorithm = token.stamp().imprint_algorithm.map_err(|_| AugmentError::TokenMismatch)?;
    let is_der = len <= DER_LIMIT;
    let before = Writer::build(|w| {
        w.uint(1);
        w.raw(&meta_data.to_der());
    });
    let octets = header(tag::OCTET_STRING, len);
    let evidence = evidence_of(&[stamp_around(token.raw())]);
    let (start, end) = frame((before.len() + octets.len()) as u64 + len, &evidence, is_der);
    out.write_all(&start)?;
    out.write_all(&before)?;
    let mut hasher = algorithm.hasher();
    hasher.update(&meta_data.prefix());
    let digest = if is_der {
        out.write_all(&octets)?;
        let mut hashing = Hashed { out: &mut out, hasher, left: len };
        io::copy(&mut content.take(len.saturating_add(1)), &mut hashing)?;
        if hashing.left > 0 {
            return Err(AugmentError::TokenMismatch);
        }
        hashing.hasher.finish()
    } else {
        out.write_all(&CONSTRUCTED_OCTETS)?;
        let mut chunks = Enveloper::chunks(&mut out, algorithm, hasher);
        chunks.copy(&mut content)?;
        let (digest, _) = chunks.end_content()?;
        out.write_all(&[0, 0])?;
        digest.value
    };
    if digest != token.stamp().imprint {
        return Err(AugmentError::TokenMismatch);
    }
    out.write_all(&evidence)?;
    out.write_all(&end)?;
    Ok(out.flush()?)
}

/// Digests what passes, of which there must be so much.
struct Hashed<W> {
    out: W,
    hasher: Hasher,
    left: u64,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(octets.len() as u64).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidData, "the content grew while it was read")
        })?;
        self.hasher.update(octets);
        self.out.write_all(octets)?;
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// What stands before the version and behind the evidence; `len` octets stand between the two.
fn frame(len: u64, evidence: &[u8], is_der: bool) -> (Vec<u8>, Vec<u8>) {
    let content_type = Writer::build(|w| w.oid(&oid::TIME_STAMPED_DATA));
    if !is_der {
        let start =
            [&INDEFINITE_SEQUENCE, content_type.as_slice(), &INDEFINITE_EXPLICIT, &INDEFINITE_SEQUENCE];
        return (start.concat(), THREE_ENDS.to_vec());
    }
    let fields = len + evidence.len() as u64;
    let sequence = header(tag::SEQUENCE, fields);
    let inside = sequence.len() as u64 + fields;
    let explicit = header(Tag::context_constructed(0), inside);
    let outer = header(tag::SEQUENCE, (content_type.len() + explicit.len()) as u64 + inside);
    ([outer, content_type, explicit, sequence].concat(), Vec::new())
}

/// tstEvidence `[0]`.
fn evidence_of(stamps: &[Vec<u8>]) -> Vec<u8> {
    Writer::build(|w| w.context(0, |w| stamps.iter().for_each(|stamp| w.raw(stamp))))
}

/// TimeStampAndCRL.
fn stamp_around(token: &[u8]) -> Vec<u8> {
    Writer::build(|w| w.sequence(|w| w.raw(token)))
}

fn token_of(stamp: &[u8]) -> Option<&[u8]> {
    Some(Reader::ber(stamp).sequence().ok()?.expect(tag::SEQUENCE).ok()?.raw)
}

/// What a TimeStampAndCRL holds.
fn objects_of(stamp: &[u8], limits: &Limits) -> std::collections::BTreeSet<ObjectId> {
    let mut objects = Vec::new();
    if let Ok(mut fields) = Reader::ber(stamp).sequence() {
        if let Ok(token) = fields.read() {
            crate::inventory::objects_in(oid::SIGNATURE_TIME_STAMP, token.raw, limits, 0, &mut objects);
        }
        if let Ok(crl) = fields.read() {
            objects.push(ObjectId::of(crl.raw));
        }
    }
    objects.into_iter().collect()
}

impl<R: Read + Seek> Parser<'_, R> {
    fn time_stamped_data(mut self) -> Result<TimeStampedData, ReadError> {
        const PART: &str = "TimeStampedData";
        let file = self.file("ContentInfo");
        let content_info = self.enter(file, tag::SEQUENCE, "ContentInfo")?;
        let content_type = self.oid(content_info, "contentType")?;
        if content_type != oid::TIME_STAMPED_DATA {
            return Err(ReadError::NotSignedData(content_type));
        }
        let explicit = self.enter(content_info, Tag::context_constructed(0), "content")?;
        let fields = self.enter(explicit, tag::SEQUENCE, PART)?;
        let start = self.input.position();
        let (version, at) = self.capture(fields, tag::INTEGER, "version")?;
        let version = parse_one(&version).and_then(|tlv| tlv.small_uint()).part("version", at)?;
        if version != 1 {
            return Err(self.malformed("version", asn1::Error::Value("version of TimeStampedData")));
        }
        let mut data_uri = None;
        if self.peek(fields)? == Some(tag::IA5_STRING) {
            let (raw, at) = self.capture(fields, tag::IA5_STRING, "dataUri")?;
            let text = parse_one(&raw).and_then(|tlv| tlv.text().map(String::from)).part("dataUri", at)?;
            data_uri = Some(text);
        }
        let mut meta_data = None;
        let mut meta_data_raw = Vec::new();
        if self.peek(fields)? == Some(tag::SEQUENCE) {
            let (raw, at) = self.capture(fields, tag::SEQUENCE, "metaData")?;
            meta_data = Some(MetaData::read(&raw).part("metaData", at)?);
            meta_data_raw = raw;
        }
        // Nearly always the digest is this one; another takes a second pass.
        let mut hashing = Hashing::new(&[DigestAlgorithm::Sha256]);
        if meta_data.as_ref().is_some_and(|meta_data| meta_data.hash_protected) {
            hashing.update(&meta_data_raw);
        }
        let mut content = None;
        if self.peek(fields)?.is_some_and(|tag| Tag(tag.0 & !0x20) == tag::OCTET_STRING) {
            let mut index = ContentIndex::new();
            self.segments(fields, SEGMENT_DEPTH, &mut |start, octets| {
                match start {
                    Some((header, len)) => index.push(header, len),
                    None => hashing.update(octets),
                }
                Ok(())
            })?;
            self.der &= index.is_single();
            content = Some(index);
        }
        let before_evidence = start..self.input.position();
        let (evidence, stamps) = self.temporal_evidence(fields)?;
        for frame in [fields, explicit, content_info] {
            self.leave(frame)?;
        }
        self.trailing()?;
        Ok(TimeStampedData {
            data_uri,
            meta_data,
            meta_data_raw,
            digests: content.is_some().then(|| hashing.finish()),
            content,
            evidence,
            stamps,
            before_evidence,
            layers: Vec::new(),
            der: self.der,
            warnings: self.warnings,
            limits: self.limits.clone(),
        })
    }

    fn temporal_evidence(&mut self, fields: Frame) -> Result<(TemporalEvidence, Vec<Vec<u8>>), ReadError> {
        const PART: &str = "temporalEvidence";
        let kind = match self.peek(fields)? {
            Some(found) if found == Tag::context_constructed(0) => {
                let stamps = self.bag(fields, found, PART, self.limits.time_stamps)?;
                if stamps.is_empty() {
                    return Err(self.malformed(PART, asn1::Error::Value("temporalEvidence")));
                }
                let stamps = stamps.into_iter().map(|(raw, at)| match token_of(&raw) {
                    Some(token) if token.len() > self.limits.token_octets => {
                        let limit = self.limits.token_octets as u64;
                        Err(ReadError::Limit { what: "octets of a time-stamp token", limit })
                    }
                    Some(_) => Ok(raw),
                    None => {
                        let source = asn1::Error::Value("TimeStampAndCRL");
                        Err(ReadError::Malformed { part: "TimeStampAndCRL", offset: at, source })
                    }
                });
                return Ok((TemporalEvidence::TimeStamps, stamps.collect::<Result<_, _>>()?));
            }
            Some(found) if found == Tag::context_constructed(1) => TemporalEvidence::EvidenceRecord,
            Some(found) if found == Tag::context_constructed(2) => TemporalEvidence::Other,
            Some(found) => {
                let source = asn1::Error::UnexpectedTag { expected: Tag::context_constructed(0), found };
                return Err(self.malformed(PART, source));
            }
            None => return Err(self.malformed(PART, asn1::Error::Truncated)),
        };
        while let Some(found) = self.peek(fields)? {
            let frame = self.enter(fields, found, PART)?;
            self.rest_of(frame, 0)?;
        }
        Ok((kind, Vec::new()))
    }
}
