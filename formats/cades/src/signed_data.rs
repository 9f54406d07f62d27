//! The envelope: a streaming reader of ContentInfo and SignedData (RFC 5652 §3, §5) in BER and DER.

use std::{
    io::{self, Cursor, Read, Seek, SeekFrom, Write},
    ops::Range,
    sync::Arc,
};

use asn1::{Oid, Tag, tag};
use x509::{Certificate, alg::DigestAlgorithm};

pub(crate) use crate::parser::parse_one;
use crate::{
    Armor, Content, ContentDigest, ContentDigests, Limits, ReadError, SignatureError, SignerInfo, Verified,
    Warning,
    armor::{self, Layer},
    content::{ContentIndex, Hashing, Start},
    input::ReadSeek,
    inventory::Shared,
    oid,
    parser::{Frame, Parser, Part, SEGMENT_DEPTH},
    token::imprint_algorithm,
    verify::Covered,
};

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
    needs: Needs,
    /// Offsets of EncapsulatedContentInfo below the layers.
    encapsulated: Range<u64>,
    /// What stands around the items of `certificates` and of `crls`.
    bags: [Option<Bag>; 2],
    layers: Vec<Layer>,
    der: bool,
    warnings: Vec<Warning>,
    limits: Limits,
    shared: Arc<Shared>,
}

/// Identifier and length octets of a SET, and whether it ends with end-of-contents octets.
#[derive(Clone, Debug)]
struct Bag {
    header: Vec<u8>,
    is_definite: bool,
}

/// The digests that signatures and time stamps are checked with.
#[derive(Clone, Debug, Default)]
struct Needs {
    algorithms: Vec<DigestAlgorithm>,
    starts: Vec<(Start, DigestAlgorithm)>,
}

impl Needs {
    fn of(signers: &[SignerInfo]) -> Self {
        fn add<T: PartialEq>(list: &mut Vec<T>, item: T) {
            if !list.contains(&item) {
                list.push(item);
            }
        }
        let mut needs = Self::default();
        for signer in signers {
            signer.digest_algorithm().into_iter().for_each(|algorithm| add(&mut needs.algorithms, algorithm));
            let signed = signer.signed_attributes().into_iter().flat_map(|attributes| attributes.iter());
            for attribute in signed.chain(signer.unsigned_attributes().iter()) {
                let start = match attribute.oid() {
                    oid::CONTENT_TIME_STAMP | oid::ARCHIVE_TIME_STAMP_V3 => None,
                    oid::ARCHIVE_TIME_STAMP_V1 => Some(Start::Content),
                    oid::ARCHIVE_TIME_STAMP_V2 => Some(Start::Encapsulated),
                    _ => continue,
                };
                for (algorithm, _) in attribute.values().filter_map(imprint_algorithm) {
                    match start {
                        None => add(&mut needs.algorithms, algorithm),
                        Some(start) => add(&mut needs.starts, (start, algorithm)),
                    }
                }
            }
        }
        needs
    }
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
        let view = armor::view(Box::new(&mut *source), &layers);
        let (mut signed, missing) = Parser::new(view, limits, warnings)?.envelope(out)?;
        signed.layers = layers;
        let needs_more = !missing.is_empty() || !signed.needs.starts.is_empty();
        if needs_more && !signed.is_detached() {
            // Some signature or time stamp names a digest that the envelope did not announce: a second
            // pass.
            let more = signed.further_digests(source, &missing)?;
            if let Some(digests) = &mut signed.digests {
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

    fn further_digests(
        &self,
        source: &mut (dyn ReadSeek + '_),
        missing: &[DigestAlgorithm],
    ) -> io::Result<ContentDigests> {
        let mut of_content = Hashing::new(missing);
        let mut of_encapsulated = Hashing::default();
        for (start, algorithm) in &self.needs.starts {
            let hashing = match start {
                Start::Content => &mut of_content,
                Start::Encapsulated => &mut of_encapsulated,
            };
            hashing.starting(*start, *algorithm, &[]);
        }
        let mut digests = match self.content(source)? {
            Some(mut content) => of_content.of(&mut content)?,
            None => of_content.finish(),
        };
        let mut view = armor::view(Box::new(source), &self.layers);
        view.seek(SeekFrom::Start(self.encapsulated.start))?;
        let octets = self.encapsulated.end - self.encapsulated.start;
        digests.merge(of_encapsulated.of(&mut view.take(octets))?);
        self.bags().iter().for_each(|bag| digests.continue_start(bag));
        Ok(digests)
    }

    /// The digest of the content under one algorithm, from `source` if it was not computed already; `None`
    /// when the content is elsewhere.
    ///
    /// # Errors
    /// As reading.
    pub fn content_digest(
        &self,
        source: &mut (dyn ReadSeek + '_),
        algorithm: DigestAlgorithm,
    ) -> io::Result<Option<ContentDigest>> {
        if let Some(value) = self.digests.as_ref().and_then(|digests| digests.get(algorithm)) {
            return Ok(Some(ContentDigest { algorithm, value: value.to_vec() }));
        }
        let content = self.content(source)?;
        content.map(|content| ContentDigest::of(content, algorithm)).transpose()
    }

    /// The digests of a content that was given apart: all that its signatures and time stamps need.
    ///
    /// # Errors
    /// As reading.
    pub fn digests_of(&self, mut content: impl Read) -> io::Result<ContentDigests> {
        let mut hashing = Hashing::new(&self.needs.algorithms);
        for (start, algorithm) in &self.needs.starts {
            let before = match start {
                Start::Content => Vec::new(),
                Start::Encapsulated => asn1::Writer::build(|w| w.sequence(|w| w.oid(&self.content_type))),
            };
            hashing.starting(*start, *algorithm, &before);
        }
        let mut digests = hashing.of(&mut content)?;
        self.bags().iter().for_each(|bag| digests.continue_start(bag));
        Ok(digests)
    }

    /// The digest algorithms that signatures and time stamps name for the content: what
    /// [`ContentDigests::of`] needs; [`Self::digests_of`] knows more.
    pub fn digest_algorithms(&self) -> Vec<DigestAlgorithm> {
        self.needs.algorithms.clone()
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

    /// Offsets of EncapsulatedContentInfo below the [layers](Self::layers).
    pub(crate) fn encapsulated(&self) -> Range<u64> {
        self.encapsulated.clone()
    }

    pub(crate) fn layers(&self) -> &[Layer] {
        &self.layers
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The fields `certificates` and `crls` as they are, whole.
    pub(crate) fn bags(&self) -> Vec<Vec<u8>> {
        self.bags
            .iter()
            .zip([&self.certificate_choices, &self.revocation])
            .filter_map(|(bag, items)| {
                let bag = bag.as_ref()?;
                let end: &[u8] = if bag.is_definite { &[] } else { &[0, 0] };
                Some([bag.header.as_slice(), &items.concat(), end].concat())
            })
            .collect()
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

impl<R: Read + Seek> Parser<'_, R> {
    /// The envelope, and the digests that its signers need beyond those computed.
    fn envelope(mut self, out: &mut dyn Write) -> Result<(SignedData, Vec<DigestAlgorithm>), ReadError> {
        let file = self.file("ContentInfo");
        let content_info = self.enter(file, tag::SEQUENCE, "ContentInfo")?;
        let content_type = self.oid(content_info, "contentType")?;
        if content_type != oid::SIGNED_DATA {
            return Err(ReadError::NotSignedData(content_type));
        }
        let explicit = self.enter(content_info, Tag::context_constructed(0), "content")?;
        let fields = self.enter(explicit, tag::SEQUENCE, "SignedData")?;

        let (version, at) = self.capture(fields, tag::INTEGER, "version")?;
        let version = parse_one(&version).and_then(|tlv| tlv.small_uint()).part("version", at)?;
        if !(1..=5).contains(&version) {
            return Err(self.malformed("version", asn1::Error::Value("SignedData version")));
        }
        let digest_algorithms = self.bag(fields, tag::SET, "digestAlgorithms", self.limits.signers)?;
        let announced: Vec<DigestAlgorithm> = digest_algorithms
            .iter()
            .filter_map(|(identifier, _)| parse_one(identifier).ok())
            .filter_map(|identifier| DigestAlgorithm::read(&identifier).ok())
            .collect();

        let encapsulated = self.input.position();
        let (content_type, content, digests) = self.encapsulated(fields, &announced, out)?;

        let encapsulated = encapsulated..self.input.position();
        let mut bags = [None, None];
        let mut certificate_choices = Vec::new();
        let mut revocation = Vec::new();
        let signer_set = loop {
            match self.peek(fields)? {
                Some(tag::SET) => break self.bag(fields, tag::SET, "signerInfos", self.limits.signers)?,
                Some(found) if found == Tag::context_constructed(0) => {
                    bags[0] = Some(self.bag_header()?);
                    certificate_choices.extend(self.bag(
                        fields,
                        found,
                        "certificates",
                        self.limits.certificates,
                    )?);
                }
                Some(found) if found == Tag::context_constructed(1) => {
                    bags[1] = Some(self.bag_header()?);
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
        let needs = Needs::of(&signers);
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
            needs,
            encapsulated,
            bags,
            layers: Vec::new(),
            der: self.der,
            warnings: self.warnings,
            limits: self.limits.clone(),
            shared: Arc::default(),
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

    /// The header of what comes next, which stays there.
    fn bag_header(&mut self) -> Result<Bag, ReadError> {
        let start = self.input.position();
        let header = self.input.header()?.part("SignedData", start)?;
        self.input.seek_to(start)?;
        let mut octets = vec![0; header.size];
        self.input.peek(&mut octets)?;
        Ok(Bag { header: octets, is_definite: header.content.is_some() })
    }
}
