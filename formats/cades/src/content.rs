//! The signed content: where it lies in the source, how to read it, and its digests.

use std::io::{self, Read, Seek, SeekFrom};

use asn1::{Reader, tag};
use x509::alg::{DigestAlgorithm, Hasher};

use crate::{
    armor::{self, Layer, seek_within},
    input::{Input, ReadSeek},
    oid,
};

/// Entries of the index; beyond this it keeps every second one and doubles its stride.
const MAX_CHECKPOINTS: usize = 16 * 1024;
/// A content larger than this is not kept to look for stripped attributes: no signer writes so many.
const MAX_ATTRIBUTES: usize = 1 << 20;

/// Where the octet string segments of a content lie.
///
/// A content in BER may have millions of segments. The index remembers some of their headers; between
/// two of them the headers are walked again. Identifier and length octets in between mean nothing to
/// the walk: constructed headers and end-of-contents are stepped over.
#[derive(Clone, Debug)]
pub(crate) struct ContentIndex {
    len: u64,
    segments: u64,
    stride: u64,
    /// (offset in the content, offset of the segment's header in the source).
    checkpoints: Vec<(u64, u64)>,
}

impl ContentIndex {
    pub(crate) fn new() -> Self {
        Self { len: 0, segments: 0, stride: 1, checkpoints: Vec::new() }
    }

    pub(crate) fn push(&mut self, header: u64, len: u64) {
        if self.segments.is_multiple_of(self.stride) {
            if self.checkpoints.len() == MAX_CHECKPOINTS {
                let mut index = 0;
                self.checkpoints.retain(|_| {
                    index += 1;
                    index % 2 == 1
                });
                self.stride *= 2;
            }
            if self.segments.is_multiple_of(self.stride) {
                self.checkpoints.push((self.len, header));
            }
        }
        self.segments += 1;
        self.len += len;
    }

    pub(crate) fn is_single(&self) -> bool {
        self.segments == 1
    }

    fn before(&self, position: u64) -> (u64, u64) {
        let after = self.checkpoints.partition_point(|(start, _)| *start <= position);
        self.checkpoints.get(after.saturating_sub(1)).copied().unwrap_or((0, 0))
    }
}

/// The octets that were signed, read in place: nothing is copied, so envelopes can be opened inside
/// each other at any size. Made by [`crate::SignedData::content`].
pub struct Content<'a> {
    input: Input<Box<dyn ReadSeek + 'a>>,
    index: &'a ContentIndex,
    position: u64,
    /// Octets left in the segment the input stands in.
    segment: u64,
    /// Position that the input stands at; a seek makes the two differ.
    located: Option<u64>,
}

impl<'a> Content<'a> {
    pub(crate) fn new(
        source: Box<dyn ReadSeek + 'a>,
        layers: &[Layer],
        index: &'a ContentIndex,
    ) -> io::Result<Self> {
        let input = Input::new(armor::view(source, layers))?;
        Ok(Self { input, index, position: 0, segment: 0, located: None })
    }

    /// Octets of the content.
    pub fn size(&self) -> u64 {
        self.index.len
    }

    /// Enters the next segment that is not empty.
    fn next_segment(&mut self) -> io::Result<()> {
        const CHANGED: &str = "the file changed while it was read";
        while self.segment == 0 {
            if self.input.fill(2)?.starts_with(&[0, 0]) {
                self.input.consume(2);
                continue;
            }
            let changed = || io::Error::new(io::ErrorKind::InvalidData, CHANGED);
            let header = self.input.header()?.map_err(|_| changed())?;
            match (header.tag, header.content) {
                (tag::OCTET_STRING, Some(len)) => self.segment = len,
                (found, _) if found == tag::OCTET_STRING.constructed() => {}
                _ => return Err(changed()),
            }
        }
        Ok(())
    }

    fn locate(&mut self) -> io::Result<()> {
        let (mut start, header) = self.index.before(self.position);
        self.input.seek_to(header)?;
        self.segment = 0;
        loop {
            self.next_segment()?;
            let skip = self.segment.min(self.position - start);
            self.input.seek_to(self.input.position() + skip)?;
            self.segment -= skip;
            start += skip;
            if start == self.position {
                break;
            }
        }
        self.located = Some(self.position);
        Ok(())
    }
}

impl Read for Content<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() || self.position >= self.index.len {
            return Ok(0);
        }
        if self.located != Some(self.position) {
            self.locate()?;
        }
        if self.segment == 0 {
            self.next_segment()?;
        }
        let at_hand = self.input.fill(self.segment.min(out.len() as u64))?;
        let count = at_hand.len();
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        out[..count].copy_from_slice(at_hand);
        self.input.consume(count);
        self.segment -= count as u64;
        self.position += count as u64;
        self.located = Some(self.position);
        Ok(count)
    }
}

impl Seek for Content<'_> {
    fn seek(&mut self, target: SeekFrom) -> io::Result<u64> {
        self.position = seek_within(target, self.position, self.index.len)?;
        Ok(self.position)
    }
}

impl std::fmt::Debug for Content<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Content").field("size", &self.index.len).field("position", &self.position).finish()
    }
}

/// The digests of a content, under every algorithm its signers may name.
///
/// For a detached signature the caller has the content: [`ContentDigests::of`].
#[derive(Clone, Debug)]
pub struct ContentDigests {
    values: Vec<(DigestAlgorithm, Vec<u8>)>,
    len: u64,
    holds_attributes: bool,
    /// What archive time stamps of the old forms begin with.
    starts: Vec<(Start, DigestAlgorithm, Hasher)>,
}

/// What is digested first by the archive time stamps that are over the content itself, not its digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// The octets of the content: version 1.
    Content,
    /// EncapsulatedContentInfo as it is, behind it the content when that is elsewhere, then certificates
    /// and revocation data: version 2.
    Encapsulated,
}

impl ContentDigests {
    /// Reads a content to its end.
    ///
    /// # Errors
    /// As reading.
    pub fn of(mut content: impl Read, algorithms: &[DigestAlgorithm]) -> io::Result<Self> {
        Hashing::new(algorithms).of(&mut content)
    }

    /// Of a content in memory.
    pub fn of_slice(content: &[u8], algorithms: &[DigestAlgorithm]) -> Self {
        let mut hashing = Hashing::new(algorithms);
        hashing.update(content);
        hashing.finish()
    }

    /// The digest under one algorithm, if it was computed.
    pub fn get(&self, algorithm: DigestAlgorithm) -> Option<&[u8]> {
        self.values.iter().find(|(known, _)| *known == algorithm).map(|(_, value)| value.as_slice())
    }

    /// Octets of the content.
    pub fn content_len(&self) -> u64 {
        self.len
    }

    /// Whether the content is itself a SET of signed attributes with a message-digest: what an
    /// attacker shows as the content after stripping the attributes (RFC 5652 §11, RFC 6211 §1).
    pub fn holds_attributes(&self) -> bool {
        self.holds_attributes
    }

    pub(crate) fn merge(&mut self, more: Self) {
        self.values.extend(more.values);
        self.starts.extend(more.starts);
    }

    /// Puts something behind what archive time stamps of version 2 begin with.
    pub(crate) fn continue_start(&mut self, octets: &[u8]) {
        for (start, _, hasher) in &mut self.starts {
            if *start == Start::Encapsulated {
                hasher.update(octets);
            }
        }
    }

    pub(crate) fn start(&self, start: Start, algorithm: DigestAlgorithm) -> Option<Hasher> {
        self.starts.iter().find(|known| (known.0, known.1) == (start, algorithm)).map(|known| known.2.clone())
    }
}

/// Several digests computed in one pass.
#[derive(Default)]
pub(crate) struct Hashing {
    hashers: Vec<(DigestAlgorithm, Hasher)>,
    starts: Vec<(Start, DigestAlgorithm, Hasher)>,
    len: u64,
    /// The whole content as long as it may be a SET of attributes.
    suspect: Option<Vec<u8>>,
}

impl Hashing {
    pub(crate) fn new(algorithms: &[DigestAlgorithm]) -> Self {
        let mut hashers: Vec<(DigestAlgorithm, Hasher)> = Vec::new();
        for algorithm in algorithms {
            if hashers.iter().all(|(known, _)| known != algorithm) {
                hashers.push((*algorithm, algorithm.hasher()));
            }
        }
        Self { hashers, starts: Vec::new(), len: 0, suspect: None }
    }

    /// Also digests the content behind `before`, to be continued.
    pub(crate) fn starting(&mut self, start: Start, algorithm: DigestAlgorithm, before: &[u8]) {
        let mut hasher = algorithm.hasher();
        hasher.update(before);
        self.starts.push((start, algorithm, hasher));
    }

    /// Everything that is read from here.
    pub(crate) fn of(mut self, content: &mut dyn Read) -> io::Result<ContentDigests> {
        let mut buffer = vec![0; 128 * 1024];
        loop {
            match content.read(&mut buffer) {
                Ok(0) => return Ok(self.finish()),
                Ok(count) => self.update(&buffer[..count]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    pub(crate) fn update(&mut self, octets: &[u8]) {
        if self.len == 0 && octets.first() == Some(&tag::SET.0) {
            self.suspect = Some(Vec::new());
        }
        if let Some(suspect) = &mut self.suspect {
            if suspect.len() + octets.len() <= MAX_ATTRIBUTES {
                suspect.extend_from_slice(octets);
            } else {
                self.suspect = None;
            }
        }
        let hashers = self.hashers.iter_mut().map(|(_, hasher)| hasher);
        for hasher in hashers.chain(self.starts.iter_mut().map(|(.., hasher)| hasher)) {
            hasher.update(octets);
        }
        self.len += octets.len() as u64;
    }

    pub(crate) fn finish(self) -> ContentDigests {
        ContentDigests {
            holds_attributes: self.suspect.is_some_and(|suspect| is_attributes(&suspect)),
            values: self
                .hashers
                .into_iter()
                .map(|(algorithm, hasher)| (algorithm, hasher.finish()))
                .collect(),
            len: self.len,
            starts: self.starts,
        }
    }
}

fn is_attributes(octets: &[u8]) -> bool {
    let parse = || -> asn1::Result<bool> {
        let mut reader = Reader::ber(octets);
        let set = reader.expect(tag::SET)?;
        reader.finish()?;
        let mut found = false;
        for attribute in set.children() {
            let mut fields = attribute?.reader()?;
            found |= fields.expect(tag::OID)?.oid()? == oid::MESSAGE_DIGEST;
            fields.expect(tag::SET)?;
            fields.finish()?;
        }
        Ok(found)
    };
    parse().unwrap_or(false)
}

/// The digest of a content that is to be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentDigest {
    /// How it was computed.
    pub algorithm: DigestAlgorithm,
    /// The digest.
    pub value: Vec<u8>,
}

impl ContentDigest {
    /// Of a content read to its end.
    ///
    /// # Errors
    /// As reading.
    pub fn of(content: impl Read, algorithm: DigestAlgorithm) -> io::Result<Self> {
        let digests = ContentDigests::of(content, &[algorithm])?;
        Ok(Self { algorithm, value: digests.get(algorithm).unwrap_or_default().to_vec() })
    }

    /// Of a content in memory.
    pub fn of_slice(content: &[u8], algorithm: DigestAlgorithm) -> Self {
        Self { algorithm, value: algorithm.digest(content) }
    }
}
