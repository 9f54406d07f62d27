//! The envelope: a streaming reader of ContentInfo and SignedData (RFC 5652 §3, §5) in BER and DER.

use std::io::{self, Cursor, Read, Seek, Write};

use asn1::{Oid, Reader, Tag, Tlv, tag};
use x509::{Certificate, alg::DigestAlgorithm};

use crate::{
    Armor, Content, ContentDigests, Limits, ReadError, SignatureError, SignerInfo, Verified, Warning,
    armor::{self, Layer},
    content::{ContentIndex, Hashing},
    input::{Input, ReadSeek},
    oid,
    verify::Covered,
};

/// Depth of octet strings inside octet strings.
const SEGMENT_DEPTH: u8 = 32;
const BEYOND: asn1::Error = asn1::Error::Rule("a value must end within the structure around it");

/// A signed envelope: everything but its content, which stays where it is.
///
/// Memory does not grow with the content: what is kept is bounded by [`Limits`].
#[derive(Clone, Debug)]
pub struct SignedData {
    version: u64,
    digest_algorithms: Vec<Vec<u8>>,
    content_type: Oid,
    content: Option<ContentIndex>,
    digests: Option<ContentDigests>,
    certificate_choices: Vec<Vec<u8>>,
    certificates: Vec<Certificate>,
    revocation: Vec<Vec<u8>>,
    signers: Vec<SignerInfo>,
    layers: Vec<Layer>,
    der: bool,
    warnings: Vec<Warning>,
}

impl SignedData {
    /// Reads an envelope in BER or DER, bare or in base64 or PEM, computing the digests of its
    /// content on the way.
    ///
    /// # Errors
    /// [`ReadError`]: when it is not such, or is cut, or exceeds a limit.
    pub fn read(source: &mut (dyn ReadSeek + '_), limits: &Limits) -> Result<Self, ReadError> {
        Self::extract(source, limits, &mut io::sink())
    }

    /// Reads an envelope in memory.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn from_slice(octets: &[u8], limits: &Limits) -> Result<Self, ReadError> {
        Self::read(&mut Cursor::new(octets), limits)
    }

    /// As [`Self::read`], writing the content to `out` in the same pass. What is written is not
    /// verified yet, and may be incomplete when reading fails.
    ///
    /// # Errors
    /// As [`Self::read`], or writing.
    pub fn extract(
        source: &mut (dyn ReadSeek + '_),
        limits: &Limits,
        out: &mut dyn Write,
    ) -> Result<Self, ReadError> {
        let mut warnings = Vec::new();
        let layers = armor::peel(source, limits.base64_layers, &mut warnings)?;
        if layers.len() > 1 {
            warnings.push(Warning::DoubleBase64);
        }
        let input = Input::new(armor::view(Box::new(&mut *source), &layers))?;
        let parser = Parser { input, limits, budget: limits.octets, der: true, warnings };
        let (mut signed, missing) = parser.envelope(out)?;
        signed.layers = layers;
        if !missing.is_empty() {
            // Some signer names a digest that the envelope did not announce: a second pass.
            let content = signed.content(source)?;
            let more = content.map(|content| ContentDigests::of(content, &missing)).transpose()?;
            if let (Some(digests), Some(more)) = (&mut signed.digests, more) {
                digests.merge(more);
            }
        }
        Ok(signed)
    }

    /// SignedData.version.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The type of the content: id-data in signed documents.
    pub fn content_type(&self) -> Oid {
        self.content_type
    }

    /// Whether the content is elsewhere.
    pub fn is_detached(&self) -> bool {
        self.content.is_none()
    }

    /// The content, read in place from the same source; `None` when detached.
    ///
    /// # Errors
    /// As seeking.
    pub fn content<'a>(&'a self, source: &'a mut (dyn ReadSeek + 'a)) -> io::Result<Option<Content<'a>>> {
        self.content_within(Box::new(source))
    }

    pub(crate) fn content_within<'a>(
        &'a self,
        source: Box<dyn ReadSeek + 'a>,
    ) -> io::Result<Option<Content<'a>>> {
        self.content.as_ref().map(|index| Content::new(source, &self.layers, index)).transpose()
    }

    /// The digests of the content; `None` when detached.
    pub fn digests(&self) -> Option<&ContentDigests> {
        self.digests.as_ref()
    }

    /// The digest algorithms of the signers: what [`ContentDigests::of`] needs for a detached content.
    pub fn digest_algorithms(&self) -> Vec<DigestAlgorithm> {
        let mut algorithms = Vec::new();
        for algorithm in self.signers.iter().filter_map(|signer| signer.digest_algorithm().ok()) {
            if !algorithms.contains(&algorithm) {
                algorithms.push(algorithm);
            }
        }
        algorithms
    }

    /// The signatures, in the order of the file.
    pub fn signers(&self) -> &[SignerInfo] {
        &self.signers
    }

    /// The readable certificates, in the order of the file.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Every item of `certificates` as it is, also what is not an X.509 certificate.
    pub fn certificate_choices(&self) -> impl Iterator<Item = &[u8]> {
        self.certificate_choices.iter().map(Vec::as_slice)
    }

    /// Every item of `crls` as it is: a CertificateList, or `[1]` with another form of revocation
    /// data (RFC 5940).
    pub fn revocation(&self) -> impl Iterator<Item = &[u8]> {
        self.revocation.iter().map(Vec::as_slice)
    }

    /// The digest algorithm identifiers as they are.
    pub(crate) fn digest_algorithm_identifiers(&self) -> &[Vec<u8>] {
        &self.digest_algorithms
    }

    /// The layers of text around the envelope, outermost first.
    pub fn armor(&self) -> impl Iterator<Item = &Armor> {
        self.layers.iter().map(|layer| &layer.armor)
    }

    /// Whether the envelope is framed as DER asks for: definite lengths, the content in one piece.
    pub fn is_der(&self) -> bool {
        self.der
    }

    /// What was tolerated.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Verifies one of the [signers](Self::signers) over the content, with the certificates of the
    /// envelope and `candidates`.
    ///
    /// # Errors
    /// [`SignatureError`]: the first cause for which it is not accepted.
    pub fn verify(
        &self,
        signer: &SignerInfo,
        candidates: &[Certificate],
    ) -> Result<Verified, SignatureError> {
        self.verify_detached(signer, self.digests.as_ref(), candidates)
    }

    /// The same when the content was given apart.
    ///
    /// # Errors
    /// As [`Self::verify`].
    pub fn verify_detached(
        &self,
        signer: &SignerInfo,
        digests: Option<&ContentDigests>,
        candidates: &[Certificate],
    ) -> Result<Verified, SignatureError> {
        let certificates = self.certificates.iter().chain(candidates);
        signer.verify(Covered::Content { content_type: self.content_type, digests }, certificates)
    }
}

/// An open structure: where it must end.
#[derive(Clone, Copy)]
struct Frame {
    /// Nothing inside may reach beyond this offset.
    bound: u64,
    /// Whether it ends at `bound`, or with end-of-contents octets.
    definite: bool,
    part: &'static str,
}

struct Parser<'l, R> {
    input: Input<R>,
    limits: &'l Limits,
    /// Octets that may still be kept in memory.
    budget: usize,
    der: bool,
    warnings: Vec<Warning>,
}

impl<R: Read + Seek> Parser<'_, R> {
    /// The envelope, and the digests that its signers need beyond those computed.
    fn envelope(mut self, out: &mut dyn Write) -> Result<(SignedData, Vec<DigestAlgorithm>), ReadError> {
        let file = Frame { bound: self.input.len(), definite: true, part: "ContentInfo" };
        let content_info = self.enter(file, tag::SEQUENCE, "ContentInfo")?;
        let content_type = self.oid(content_info, "contentType")?;
        if content_type != oid::SIGNED_DATA {
            return Err(ReadError::NotSignedData(content_type));
        }
        let explicit = self.enter(content_info, Tag::context_constructed(0), "content")?;
        let fields = self.enter(explicit, tag::SEQUENCE, "SignedData")?;

        let (version, at) = self.capture(fields, tag::INTEGER, "version")?;
        let version = parse_one(&version).and_then(|tlv| tlv.small_uint()).part("version", at)?;
        let digest_algorithms = self.bag(fields, tag::SET, "digestAlgorithms", self.limits.signers)?;
        let announced: Vec<DigestAlgorithm> = digest_algorithms
            .iter()
            .filter_map(|(identifier, _)| parse_one(identifier).ok())
            .filter_map(|identifier| DigestAlgorithm::read(&identifier).ok())
            .collect();

        let (content_type, content, digests) = self.encapsulated(fields, &announced, out)?;

        let mut certificate_choices = Vec::new();
        let mut revocation = Vec::new();
        let signer_set = loop {
            match self.peek(fields)? {
                Some(tag::SET) => break self.bag(fields, tag::SET, "signerInfos", self.limits.signers)?,
                Some(found) if found == Tag::context_constructed(0) => {
                    certificate_choices.extend(self.bag(
                        fields,
                        found,
                        "certificates",
                        self.limits.certificates,
                    )?);
                }
                Some(found) if found == Tag::context_constructed(1) => {
                    revocation.extend(self.bag(fields, found, "crls", self.limits.certificates)?);
                }
                Some(found) if found.0 & 0xc0 == 0x80 => self.skip(fields, found)?,
                Some(found) => {
                    let source = asn1::Error::UnexpectedTag { expected: tag::SET, found };
                    return Err(self.malformed("signerInfos", source));
                }
                None => return Err(self.malformed("signerInfos", asn1::Error::Truncated)),
            }
        };
        let signers = signer_set
            .into_iter()
            .map(|(raw, at)| SignerInfo::parse(raw).part("SignerInfo", at))
            .collect::<Result<Vec<_>, _>>()?;
        while let Some(found) = self.peek(fields)? {
            self.skip(fields, found)?;
        }
        for frame in [fields, explicit, content_info] {
            self.leave(frame)?;
        }
        self.trailing()?;

        let mut certificates = Vec::with_capacity(certificate_choices.len());
        for (index, (raw, _)) in certificate_choices.iter().enumerate() {
            match Certificate::from_der(raw.as_slice()) {
                Ok(certificate) => certificates.push(certificate),
                Err(_) => self.warnings.push(Warning::CertificateUnreadable { index }),
            }
        }
        let signed = SignedData {
            version,
            digest_algorithms: digest_algorithms.into_iter().map(|(raw, _)| raw).collect(),
            content_type,
            content,
            digests,
            certificate_choices: certificate_choices.into_iter().map(|(raw, _)| raw).collect(),
            certificates,
            revocation: revocation.into_iter().map(|(raw, _)| raw).collect(),
            signers,
            layers: Vec::new(),
            der: self.der,
            warnings: self.warnings,
        };
        let mut missing = signed.digest_algorithms();
        missing.retain(|algorithm| !announced.contains(algorithm));
        Ok((signed, missing))
    }

    /// EncapsulatedContentInfo (RFC 5652 §5.2): the content goes by.
    fn encapsulated(
        &mut self,
        fields: Frame,
        announced: &[DigestAlgorithm],
        out: &mut dyn Write,
    ) -> Result<(Oid, Option<ContentIndex>, Option<ContentDigests>), ReadError> {
        let frame = self.enter(fields, tag::SEQUENCE, "encapContentInfo")?;
        let content_type = self.oid(frame, "eContentType")?;
        if self.peek(frame)?.is_none() {
            self.leave(frame)?;
            return Ok((content_type, None, None));
        }
        let explicit = self.enter(frame, Tag::context_constructed(0), "eContent")?;
        let mut index = ContentIndex::new();
        let mut hashing = Hashing::new(announced);
        self.segments(explicit, SEGMENT_DEPTH, &mut |start, octets| {
            match start {
                Some((header, len)) => index.push(header, len),
                None => {
                    hashing.update(octets);
                    out.write_all(octets)?;
                }
            }
            Ok(())
        })?;
        self.der &= index.is_single();
        self.leave(explicit)?;
        self.leave(frame)?;
        Ok((content_type, Some(index), Some(hashing.finish())))
    }

    /// One octet string, in one piece or in many (X.690 §8.7): announces each segment, then its octets.
    fn segments(&mut self, outer: Frame, depth: u8, each: &mut EachSegment<'_>) -> Result<(), ReadError> {
        const PART: &str = "eContent";
        match self.peek(outer)? {
            Some(tag::OCTET_STRING) => {
                let start = self.input.position();
                let segment = self.enter(outer, tag::OCTET_STRING, PART)?;
                let mut left = segment.bound - self.input.position();
                each(Some((start, left)), &[])?;
                while left > 0 {
                    let octets = self.input.fill(left)?;
                    let count = octets.len();
                    if count == 0 {
                        return Err(ReadError::Truncated { offset: self.input.position(), part: PART });
                    }
                    each(None, octets)?;
                    self.input.consume(count);
                    left -= count as u64;
                }
                Ok(())
            }
            Some(found) if found == tag::OCTET_STRING.constructed() => {
                if depth == 0 {
                    return Err(self.malformed(PART, asn1::Error::TooDeep));
                }
                self.der = false;
                let frame = self.enter(outer, found, PART)?;
                while self.peek(frame)?.is_some() {
                    self.segments(frame, depth - 1, each)?;
                }
                self.leave(frame)
            }
            Some(found) => {
                Err(self.malformed(PART, asn1::Error::UnexpectedTag { expected: tag::OCTET_STRING, found }))
            }
            None => Err(self.malformed(PART, asn1::Error::Truncated)),
        }
    }

    /// Enters a value that must have this tag.
    fn enter(&mut self, outer: Frame, expected: Tag, part: &'static str) -> Result<Frame, ReadError> {
        let start = self.input.position();
        let header = match self.input.header()? {
            Ok(header) => header,
            Err(asn1::Error::Truncated) => {
                return Err(ReadError::Truncated { offset: self.input.len(), part });
            }
            Err(source) => return Err(ReadError::Malformed { part, offset: start, source }),
        };
        if header.tag != expected {
            let source = asn1::Error::UnexpectedTag { expected, found: header.tag };
            return Err(ReadError::Malformed { part, offset: start, source });
        }
        let content = self.input.position();
        if content > outer.bound {
            return Err(ReadError::Malformed { part, offset: start, source: BEYOND });
        }
        let bound = match header.content {
            None => outer.bound,
            Some(len) => match content.checked_add(len) {
                Some(end) if end <= outer.bound => end,
                _ if outer.bound == self.input.len() => {
                    return Err(ReadError::Truncated { offset: outer.bound, part });
                }
                _ => {
                    return Err(ReadError::Malformed { part, offset: start, source: BEYOND });
                }
            },
        };
        let minimal = header.content.is_some_and(|len| header.size as u64 == 2 + length_octets(len));
        self.der &= minimal;
        Ok(Frame { bound, definite: header.content.is_some(), part })
    }

    /// The tag of the next value inside; `None` at the end.
    fn peek(&mut self, frame: Frame) -> Result<Option<Tag>, ReadError> {
        if frame.definite && self.input.position() == frame.bound {
            return Ok(None);
        }
        if self.input.position() > frame.bound {
            return Err(self.malformed(frame.part, BEYOND));
        }
        let mut next = [0; 2];
        match (self.input.peek(&mut next)?, next) {
            (2, [0, 0]) if !frame.definite => Ok(None),
            (2, [tag, _]) => Ok(Some(Tag(tag))),
            _ => Err(ReadError::Truncated { offset: self.input.len(), part: frame.part }),
        }
    }

    fn leave(&mut self, frame: Frame) -> Result<(), ReadError> {
        if self.peek(frame)?.is_some() {
            return Err(self.malformed(frame.part, asn1::Error::TrailingData));
        }
        if !frame.definite {
            self.input.consume(2);
        }
        Ok(())
    }

    fn oid(&mut self, outer: Frame, part: &'static str) -> Result<Oid, ReadError> {
        let (raw, at) = self.capture(outer, tag::OID, part)?;
        parse_one(&raw).and_then(|tlv| tlv.oid()).part(part, at)
    }

    /// Keeps a whole value, and says where it began.
    fn capture(
        &mut self,
        outer: Frame,
        expected: Tag,
        part: &'static str,
    ) -> Result<(Vec<u8>, u64), ReadError> {
        let start = self.input.position();
        let frame = self.enter(outer, expected, part)?;
        self.rest_of(frame, 0)?;
        let end = self.input.position();
        let size = usize::try_from(end - start).unwrap_or(usize::MAX);
        self.budget = self.budget.checked_sub(size).ok_or(ReadError::Limit {
            what: "octets of certificates, revocation data and signatures",
            limit: self.limits.octets as u64,
        })?;
        self.input.seek_to(start)?;
        let mut raw = vec![0; size];
        if self.input.read_up_to(&mut raw)? < size {
            return Err(ReadError::Truncated { offset: self.input.len(), part });
        }
        Ok((raw, start))
    }

    /// Goes to the end of a value that was entered.
    fn rest_of(&mut self, frame: Frame, depth: u8) -> Result<(), ReadError> {
        if frame.definite {
            return Ok(self.input.seek_to(frame.bound)?);
        }
        if depth == asn1::MAX_DEPTH {
            return Err(self.malformed(frame.part, asn1::Error::TooDeep));
        }
        while let Some(tag) = self.peek(frame)? {
            let inner = self.enter(frame, tag, frame.part)?;
            self.rest_of(inner, depth + 1)?;
        }
        self.leave(frame)
    }

    /// The items of a SET, each whole, with its offset.
    fn bag(
        &mut self,
        outer: Frame,
        expected: Tag,
        part: &'static str,
        limit: usize,
    ) -> Result<Vec<(Vec<u8>, u64)>, ReadError> {
        let frame = self.enter(outer, expected, part)?;
        let mut items = Vec::new();
        while let Some(tag) = self.peek(frame)? {
            if items.len() == limit {
                return Err(ReadError::Limit { what: part, limit: limit as u64 });
            }
            items.push(self.capture(frame, tag, part)?);
        }
        self.leave(frame)?;
        Ok(items)
    }

    fn skip(&mut self, outer: Frame, found: Tag) -> Result<(), ReadError> {
        self.warnings.push(Warning::UnknownField { offset: self.input.position() });
        let frame = self.enter(outer, found, "SignedData")?;
        self.rest_of(frame, 0)
    }

    /// After the envelope only zero octets and blanks are tolerated.
    fn trailing(&mut self) -> Result<(), ReadError> {
        let start = self.input.position();
        loop {
            let octets = self.input.fill(u64::MAX)?;
            let padding = octets.iter().take_while(|octet| matches!(octet, 0 | b'\r' | b'\n' | b' ')).count();
            let all = padding == octets.len();
            self.input.consume(padding);
            let here = self.input.position();
            if !all {
                return Err(ReadError::TrailingData { offset: here });
            }
            if padding == 0 {
                if here > start {
                    self.warnings.push(Warning::TrailingPadding { octets: here - start });
                }
                return Ok(());
            }
        }
    }

    fn malformed(&self, part: &'static str, source: asn1::Error) -> ReadError {
        ReadError::Malformed { part, offset: self.input.position(), source }
    }
}

/// Takes the header offset and length of a segment, then (`None`) its octets.
type EachSegment<'a> = dyn FnMut(Option<(u64, u64)>, &[u8]) -> io::Result<()> + 'a;

/// Octets that a minimal length takes beyond the first.
fn length_octets(len: u64) -> u64 {
    if len < 0x80 { 0 } else { u64::from((64 - len.leading_zeros()).div_ceil(8)) }
}

/// The single value in `raw`.
pub(crate) fn parse_one(raw: &[u8]) -> asn1::Result<Tlv<'_>> {
    let mut reader = Reader::ber(raw);
    let tlv = reader.read()?;
    reader.finish()?;
    Ok(tlv)
}

/// Names the part in which reading failed, and where it begins.
trait Part<T> {
    fn part(self, part: &'static str, offset: u64) -> Result<T, ReadError>;
}

impl<T> Part<T> for asn1::Result<T> {
    fn part(self, part: &'static str, offset: u64) -> Result<T, ReadError> {
        self.map_err(|source| ReadError::Malformed { part, offset, source })
    }
}
