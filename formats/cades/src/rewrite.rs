//! Writing an envelope once more with something added: what is there stays octet by octet, and the content
//! goes from stream to stream.

use std::io::{self, Read, Seek, SeekFrom, Write};

use asn1::{Tag, Writer, tag};
use x509::alg::DigestAlgorithm;

use crate::{
    AugmentError, ReadSeek, SignError, Signed, SignedData, SignerInfo, Which, armor,
    envelope::{Parts, header},
    oid,
    signed_data::parse_one,
};

/// An envelope about to be written again.
pub(crate) struct Rewriting<'a> {
    existing: &'a SignedData,
    pub(crate) parts: Parts,
}

/// An archive time stamp of version 2 is over all certificates and revocation data: none can be added
/// (RFC 5126 §6.4.1).
pub(crate) struct ArchivedV2;

impl From<ArchivedV2> for AugmentError {
    fn from(ArchivedV2: ArchivedV2) -> Self {
        Self::ArchivedV2
    }
}

impl SignedData {
    pub(crate) fn has_archive_v2(&self) -> bool {
        let is_v2 =
            |signer: &SignerInfo| signer.unsigned_attributes().value(oid::ARCHIVE_TIME_STAMP_V2).is_some();
        self.signers().iter().any(is_v2)
    }
}

impl<'a> Rewriting<'a> {
    pub(crate) fn of(existing: &'a SignedData) -> Self {
        let parts = Parts {
            digest_algorithms: existing.digest_algorithm_identifiers().to_vec(),
            content_type: existing.content_type(),
            certificates: existing.certificate_choices().map(<[u8]>::to_vec).collect(),
            revocation: existing.revocation().map(<[u8]>::to_vec).collect(),
            signers: existing.signers().iter().map(|signer| signer.raw().to_vec()).collect(),
            sort: existing.is_der() && !existing.has_archive_v2(),
            least_version: existing.version(),
        };
        Self { existing, parts }
    }

    /// Adds certificates that are not there yet.
    pub(crate) fn add_certificates(&mut self, certificates: &[Vec<u8>]) -> Result<(), ArchivedV2> {
        for certificate in certificates {
            if !self.parts.certificates.contains(certificate) {
                if self.existing.has_archive_v2() {
                    return Err(ArchivedV2);
                }
                self.parts.certificates.push(certificate.clone());
            }
        }
        Ok(())
    }

    pub(crate) fn announce(&mut self, algorithm: DigestAlgorithm) {
        let announced = self.parts.digest_algorithms.iter().any(|identifier| {
            parse_one(identifier).ok().and_then(|tlv| DigestAlgorithm::read(&tlv).ok()) == Some(algorithm)
        });
        if !announced {
            self.parts.digest_algorithms.push(Writer::build(|w| algorithm.write(w)));
        }
    }

    pub(crate) fn add_signer(&mut self, signed: &Signed) -> Result<(), ArchivedV2> {
        self.announce(signed.content().algorithm);
        self.add_certificates(signed.certificates())?;
        self.parts.signers.push(signed.signer_info().to_vec());
        Ok(())
    }

    /// Adds an unsigned attribute to a signature at any depth.
    pub(crate) fn add_attribute(&mut self, which: &Which, attribute: &[u8]) -> Result<(), AugmentError> {
        let (signer, inner) = self.existing.signer_of(which)?;
        let changed = with_attribute(signer, inner, attribute, self.parts.sort)?;
        self.parts.signers[which.signer()] = changed;
        Ok(())
    }

    /// Writes it: in DER when it was, otherwise in BER.
    pub(crate) fn write(&self, source: &mut (dyn ReadSeek + '_), out: &mut dyn Write) -> io::Result<()> {
        let range = self.existing.encapsulated();
        let len = range.end - range.start;
        let mut view = armor::view(Box::new(source), self.existing.layers());
        view.seek(SeekFrom::Start(range.start))?;
        let (head, tail) = if self.existing.is_der() {
            let before = self.parts.before_content();
            let after = self.parts.after_content();
            let fields = (before.len() + after.len()) as u64 + len;
            let signed_data = header(tag::SEQUENCE, fields);
            let mut outer = Writer::build(|w| w.oid(&oid::SIGNED_DATA));
            let inside = signed_data.len() as u64 + fields;
            outer.extend(header(Tag::context_constructed(0), inside));
            let sequence = header(tag::SEQUENCE, outer.len() as u64 + inside);
            ([sequence, outer, signed_data, before].concat(), after)
        } else {
            (self.parts.ber_start(), self.parts.ber_end())
        };
        out.write_all(&head)?;
        if io::copy(&mut view.take(len), out)? < len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        out.write_all(&tail)?;
        out.flush()
    }
}

/// The signer with one more unsigned attribute, in it or (`inner`) in a counter-signature below.
pub(crate) fn with_attribute(
    signer: &SignerInfo,
    inner: &[usize],
    attribute: &[u8],
    sort: bool,
) -> Result<Vec<u8>, AugmentError> {
    if signer.unsigned_attributes_unreadable() {
        return Err(AugmentError::UnsignedAttributes);
    }
    let mut attributes: Vec<Vec<u8>> =
        signer.unsigned_attributes().iter().map(|known| known.raw().to_vec()).collect();
    match inner {
        [] => attributes.push(attribute.to_vec()),
        [index, inner @ ..] => {
            // Its value is in the index of the archive time stamp around it.
            if signer.is_archived() {
                return Err(AugmentError::Archived);
            }
            let (position, value, raw) =
                signer.counter_signature_at(*index).ok_or(AugmentError::NoSuchSignature)?;
            let counter = SignerInfo::parse(raw.to_vec()).map_err(|_| AugmentError::NoSuchSignature)?;
            let changed = with_attribute(&counter, inner, attribute, sort)?;
            let mut values: Vec<Vec<u8>> = signer
                .unsigned_attributes()
                .iter()
                .nth(position)
                .into_iter()
                .flat_map(|known| known.values())
                .map(<[u8]>::to_vec)
                .collect();
            values[value] = changed;
            attributes[position] = attribute_of(oid::COUNTER_SIGNATURE, values, sort);
        }
    }
    let sort = sort && !signer.order_matters();
    Ok(Writer::build(|w| {
        w.sequence(|w| {
            w.raw(signer.signed_part());
            set_of(w, Tag::context_constructed(1), attributes, sort);
        });
    }))
}

/// Attribute with these values (RFC 5652 §5.3).
pub(crate) fn attribute_of(attribute: asn1::Oid, values: Vec<Vec<u8>>, sort: bool) -> Vec<u8> {
    Writer::build(|w| {
        w.sequence(|w| {
            w.oid(&attribute);
            set_of(w, tag::SET, values, sort);
        });
    })
}

fn set_of(w: &mut Writer, tag: Tag, items: Vec<Vec<u8>>, sort: bool) {
    if sort {
        w.sorted(tag, items);
    } else {
        w.constructed(tag, |w| items.iter().for_each(|item| w.raw(item)));
    }
}

impl SignerInfo {
    /// Whether an archive time stamp of any form is here.
    pub(crate) fn is_archived(&self) -> bool {
        self.unsigned_attributes()
            .iter()
            .any(|attribute| crate::stamps::kind_of(attribute.oid()) == Some(crate::TimeStampKind::Archive))
    }

    /// Whether a time stamp is there that is over the unsigned attributes in their order.
    fn order_matters(&self) -> bool {
        const OVER_ATTRIBUTES: [asn1::Oid; 4] = [
            oid::ARCHIVE_TIME_STAMP_V1,
            oid::ARCHIVE_TIME_STAMP_V2,
            oid::REFERENCES_TIME_STAMP,
            oid::SIGNATURE_AND_REFERENCES_TIME_STAMP,
        ];
        self.unsigned_attributes().iter().any(|attribute| OVER_ATTRIBUTES.contains(&attribute.oid()))
    }

    /// Position of the attribute and of the value in it.
    pub(crate) fn counter_signature_at(&self, index: usize) -> Option<(usize, usize, &[u8])> {
        self.unsigned_attributes()
            .iter()
            .enumerate()
            .filter(|(_, attribute)| attribute.oid() == oid::COUNTER_SIGNATURE)
            .flat_map(|(position, attribute)| {
                attribute.values().enumerate().map(move |(value, raw)| (position, value, raw))
            })
            .nth(index)
    }
}

/// Adds a parallel signature to an envelope: the content and every signature and certificate that is
/// there stay as they are (EN 319 122-1 §6.3; firma parallela).
///
/// `source` is what `existing` was read from, `candidates` certificates that its signers may need.
/// The output is in DER when the envelope was. `detached` is the content when it is not inside.
///
/// # Errors
/// [`SignError::ExistingSignature`] when a signature that is there does not verify: it is not to be
/// dressed up with another. [`SignError::Archived`] when certificates must be added under an archive time
/// stamp of version 2. [`SignError::ContentChanged`] when `signed` is over another content.
pub fn append(
    existing: &SignedData,
    source: &mut (dyn ReadSeek + '_),
    detached: Option<&crate::ContentDigests>,
    candidates: &[x509::Certificate],
    signed: &Signed,
    mut out: impl Write,
) -> Result<(), SignError> {
    for content_type in [existing.content_type(), signed.content_type()] {
        if content_type != oid::DATA {
            return Err(SignError::ContentType(content_type));
        }
    }
    let digests = existing.digests().or(detached);
    for (index, signer) in existing.signers().iter().enumerate() {
        existing
            .verify_detached(signer, digests, candidates)
            .map_err(|source| SignError::ExistingSignature { index, source })?;
    }
    let algorithm = signed.content().algorithm;
    let known = match digests.and_then(|digests| digests.get(algorithm)) {
        Some(value) => Some(value.to_vec()),
        None => existing.content_digest(source, algorithm)?.map(|digest| digest.value),
    };
    if known.is_some_and(|value| value != signed.content().value) {
        return Err(SignError::ContentChanged);
    }
    let mut rewriting = Rewriting::of(existing);
    rewriting.add_signer(signed).map_err(|ArchivedV2| SignError::Archived)?;
    Ok(rewriting.write(source, &mut out)?)
}
