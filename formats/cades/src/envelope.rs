//! Writing envelopes: DER where the length is known and moderate, otherwise BER in chunks.

use std::io::{self, Read, SeekFrom, Write};

use asn1::{Oid, Tag, Writer, tag};
use x509::{
    Certificate,
    alg::{DigestAlgorithm, Hasher},
};

use crate::{ContentDigest, Parameters, ReadSeek, SignError, Signed, ToSign, oid, prepare};

/// Contents up to this many octets are written in DER, larger ones in BER with chunks: both circulate,
/// and nobody should need the whole of a large file in memory to read it.
pub const DER_LIMIT: u64 = 64 << 20;

/// Octets of one chunk of the content in BER.
const CHUNK: usize = 64 * 1024;
/// `04 83 01 00 00`: the longest header of a chunk.
const CHUNK_HEADER: usize = 5;

impl Signed {
    /// The envelope without the content, in DER: a `.p7s`, or the /Contents of a PDF signature.
    pub fn detached(&self) -> Vec<u8> {
        self.parts().detached()
    }

    /// The envelope around a content in memory, in DER.
    ///
    /// # Errors
    /// [`SignError::ContentChanged`] when it is not the content that was signed.
    pub fn enveloping(&self, content: &[u8]) -> Result<Vec<u8>, SignError> {
        let mut out = Vec::with_capacity(content.len() + 4096 + self.signer_info().len());
        self.write_der(content, content.len() as u64, &mut out)?;
        Ok(out)
    }

    /// The envelope around a content of `len` octets, in DER up to [`DER_LIMIT`] and beyond in BER.
    ///
    /// # Errors
    /// [`SignError::ContentChanged`] when what was read is not what was signed: what was written is
    /// then to be thrown away. [`SignError::Io`].
    pub fn write_enveloping(
        &self,
        content: impl Read,
        len: u64,
        mut out: impl Write,
    ) -> Result<(), SignError> {
        // What is not a document is never so large.
        if len <= DER_LIMIT || self.content_type() != oid::DATA {
            return self.write_der(content, len, &mut out);
        }
        let mut enveloper = Enveloper::begin(out, self.content().algorithm)?;
        enveloper.copy(content)?;
        let (_, open) = enveloper.end_content()?;
        open.finish(self)?;
        Ok(())
    }

    fn write_der(&self, content: impl Read, len: u64, out: &mut dyn Write) -> Result<(), SignError> {
        self.parts().write_der(content, len, self.content(), out)
    }

    pub(crate) fn parts(&self) -> Parts {
        Parts {
            digest_algorithms: vec![Writer::build(|w| self.content().algorithm.write(w))],
            content_type: self.content_type(),
            certificates: self.certificates().to_vec(),
            revocation: Vec::new(),
            signers: vec![self.signer_info().to_vec()],
            sort: true,
            least_version: 1,
        }
    }
}

/// Signs a content and writes the envelope around it: in DER in two passes over a content up to
/// [`DER_LIMIT`], beyond in BER in one pass. `sign` returns the signature value.
///
/// # Errors
/// [`SignError`], or what `sign` returns. What was written is then to be thrown away.
pub fn sign_enveloping<E: From<SignError>>(
    content: &mut (dyn ReadSeek + '_),
    mut out: impl Write,
    certificate: &Certificate,
    chain: &[Certificate],
    parameters: &Parameters,
    sign: impl FnOnce(&ToSign) -> Result<Vec<u8>, E>,
) -> Result<(), E> {
    let io = |error: io::Error| E::from(SignError::Io(error));
    let algorithm = parameters.signature.digest();
    let len = content.seek(SeekFrom::End(0)).map_err(io)?;
    content.rewind().map_err(io)?;
    if len <= DER_LIMIT {
        let digest = ContentDigest::of(&mut *content, algorithm).map_err(io)?;
        let to_sign = prepare(&digest, certificate, chain, parameters)?;
        let signed = to_sign.complete(&sign(&to_sign)?)?;
        content.rewind().map_err(io)?;
        return Ok(signed.write_enveloping(content, len, &mut out)?);
    }
    let mut enveloper = Enveloper::begin(out, algorithm).map_err(io)?;
    enveloper.copy(content).map_err(io)?;
    let (digest, open) = enveloper.end_content().map_err(io)?;
    let to_sign = prepare(&digest, certificate, chain, parameters)?;
    let signed = to_sign.complete(&sign(&to_sign)?)?;
    open.finish(&signed)?;
    Ok(())
}

/// Writes an envelope in BER around a content of unknown length, in one pass and constant memory.
///
/// ```text
/// Enveloper::begin → write the content → end_content → (ContentDigest, OpenEnvelope)
///     prepare(digest) → sign → complete → OpenEnvelope::finish
/// ```
pub struct Enveloper<W> {
    out: W,
    algorithm: DigestAlgorithm,
    hasher: Hasher,
    /// Room for the header of a chunk, then its octets.
    chunk: Vec<u8>,
    filled: usize,
}

impl<W: Write> Enveloper<W> {
    /// Writes what stands before the content.
    ///
    /// # Errors
    /// As writing.
    pub fn begin(mut out: W, algorithm: DigestAlgorithm) -> io::Result<Self> {
        let parts = Parts {
            digest_algorithms: vec![Writer::build(|w| algorithm.write(w))],
            content_type: oid::DATA,
            certificates: Vec::new(),
            revocation: Vec::new(),
            signers: Vec::new(),
            sort: true,
            least_version: 1,
        };
        out.write_all(&parts.ber_head())?;
        Ok(Self::chunks(out, algorithm, algorithm.hasher()))
    }

    /// Writes chunks only; the caller frames them. `hasher` may have seen something before the content.
    pub(crate) fn chunks(out: W, algorithm: DigestAlgorithm, hasher: Hasher) -> Self {
        Self { out, algorithm, hasher, chunk: vec![0; CHUNK_HEADER + CHUNK], filled: 0 }
    }

    /// Takes a content to its end; returns how many octets there were.
    ///
    /// # Errors
    /// As reading or writing.
    pub fn copy(&mut self, mut content: impl Read) -> io::Result<u64> {
        let mut total = 0;
        loop {
            match content.read(&mut self.chunk[CHUNK_HEADER + self.filled..]) {
                Ok(0) => return Ok(total),
                Ok(count) => {
                    total += count as u64;
                    self.filled += count;
                    if self.filled == CHUNK {
                        self.emit()?;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn emit(&mut self) -> io::Result<()> {
        let header = header(tag::OCTET_STRING, self.filled as u64);
        let start = CHUNK_HEADER - header.len();
        self.chunk[start..CHUNK_HEADER].copy_from_slice(&header);
        let end = CHUNK_HEADER + self.filled;
        self.hasher.update(&self.chunk[CHUNK_HEADER..end]);
        self.filled = 0;
        self.out.write_all(&self.chunk[start..end])
    }

    /// Writes what is left of the content; the digest is what [`prepare`] needs.
    ///
    /// # Errors
    /// As writing.
    pub fn end_content(mut self) -> io::Result<(ContentDigest, OpenEnvelope<W>)> {
        if self.filled > 0 {
            self.emit()?;
        }
        let content = ContentDigest { algorithm: self.algorithm, value: self.hasher.finish() };
        Ok((content.clone(), OpenEnvelope { out: self.out, content }))
    }
}

impl<W: Write> Write for Enveloper<W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let count = octets.len().min(CHUNK - self.filled);
        let start = CHUNK_HEADER + self.filled;
        self.chunk[start..start + count].copy_from_slice(&octets[..count]);
        self.filled += count;
        if self.filled == CHUNK {
            self.emit()?;
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<W> std::fmt::Debug for Enveloper<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Enveloper").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

/// An envelope whose content is written, waiting for its signature.
#[derive(Debug)]
pub struct OpenEnvelope<W> {
    out: W,
    content: ContentDigest,
}

impl<W: Write> OpenEnvelope<W> {
    /// Writes the certificates and the signature.
    ///
    /// # Errors
    /// [`SignError::ContentChanged`] when the signature is over another content; [`SignError::Io`].
    pub fn finish(self, signed: &Signed) -> Result<W, SignError> {
        if signed.content_type() != oid::DATA {
            return Err(SignError::ContentType(signed.content_type()));
        }
        if *signed.content() != self.content {
            return Err(SignError::ContentChanged);
        }
        Ok(self.finish_parts(&signed.parts())?)
    }

    fn finish_parts(mut self, parts: &Parts) -> io::Result<W> {
        self.out.write_all(&parts.ber_tail())?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Everything in an envelope but the content.
pub(crate) struct Parts {
    pub(crate) digest_algorithms: Vec<Vec<u8>>,
    pub(crate) content_type: Oid,
    pub(crate) certificates: Vec<Vec<u8>>,
    pub(crate) revocation: Vec<Vec<u8>>,
    pub(crate) signers: Vec<Vec<u8>>,
    /// Whether SETs are put in the order of DER; in BER they stay in the order of the file.
    pub(crate) sort: bool,
    /// What is there is never called by a lower version than it was.
    pub(crate) least_version: u64,
}

impl Parts {
    /// RFC 5652 §5.1.
    fn version(&self) -> u64 {
        let other = |item: &Vec<u8>, number| item.first() == Some(&Tag::context_constructed(number).0);
        // SignerInfo.version 3 stands right behind the header.
        let is_v3 =
            |signer: &Vec<u8>| crate::SignerInfo::parse(signer.clone()).is_ok_and(|info| info.version() == 3);
        let needed = if self.certificates.iter().any(|item| other(item, 3))
            || self.revocation.iter().any(|item| other(item, 1))
        {
            5
        } else if self.certificates.iter().any(|item| other(item, 2)) {
            4
        } else if self.content_type != oid::DATA
            || self.certificates.iter().any(|item| other(item, 1))
            || self.signers.iter().any(is_v3)
        {
            3
        } else {
            1
        };
        needed.max(self.least_version)
    }

    fn set(&self, w: &mut Writer, tag: Tag, items: &[Vec<u8>]) {
        if self.sort {
            w.sorted(tag, items.to_vec());
        } else {
            w.constructed(tag, |w| items.iter().for_each(|item| w.raw(item)));
        }
    }

    pub(crate) fn before_content(&self) -> Vec<u8> {
        Writer::build(|w| {
            w.uint(self.version());
            self.set(w, tag::SET, &self.digest_algorithms);
        })
    }

    pub(crate) fn after_content(&self) -> Vec<u8> {
        Writer::build(|w| {
            for (number, items) in [(0, &self.certificates), (1, &self.revocation)] {
                if !items.is_empty() {
                    self.set(w, Tag::context_constructed(number), items);
                }
            }
            self.set(w, tag::SET, &self.signers);
        })
    }

    fn detached(&self) -> Vec<u8> {
        Writer::build(|w| {
            w.sequence(|w| {
                w.oid(&oid::SIGNED_DATA);
                w.context(0, |w| {
                    w.sequence(|w| {
                        w.raw(&self.before_content());
                        w.sequence(|w| w.oid(&self.content_type));
                        w.raw(&self.after_content());
                    });
                });
            });
        })
    }

    fn write_der(
        &self,
        mut content: impl Read,
        len: u64,
        expected: &ContentDigest,
        out: &mut dyn Write,
    ) -> Result<(), SignError> {
        let after = self.after_content();
        // From the inside out: each header needs the length of what it encloses.
        let octets = header(tag::OCTET_STRING, len);
        let explicit = header(Tag::context_constructed(0), octets.len() as u64 + len);
        let content_type = Writer::build(|w| w.oid(&self.content_type));
        let encapsulated = (content_type.len() + explicit.len() + octets.len()) as u64 + len;
        let mut fields = self.before_content();
        fields.extend(header(tag::SEQUENCE, encapsulated));
        let inside = fields.len() as u64 + encapsulated + after.len() as u64;
        fields.extend(content_type);
        fields.extend(explicit);
        fields.extend(octets);
        let signed_data = header(tag::SEQUENCE, inside);
        let mut outer = Writer::build(|w| w.oid(&oid::SIGNED_DATA));
        let inside = signed_data.len() as u64 + inside;
        outer.extend(header(Tag::context_constructed(0), inside));
        out.write_all(&header(tag::SEQUENCE, outer.len() as u64 + inside))?;
        for piece in [outer, signed_data, fields] {
            out.write_all(&piece)?;
        }

        let mut hasher = expected.algorithm.hasher();
        let mut left = len;
        let mut buffer = vec![0; usize::try_from(len).unwrap_or(CHUNK).clamp(1, 2 * CHUNK)];
        loop {
            let count = match content.read(&mut buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                result => result?,
            };
            if count == 0 {
                break;
            }
            left = left.checked_sub(count as u64).ok_or(SignError::ContentChanged)?;
            hasher.update(&buffer[..count]);
            out.write_all(&buffer[..count])?;
        }
        if left > 0 || hasher.finish() != expected.value {
            return Err(SignError::ContentChanged);
        }
        out.write_all(&after)?;
        Ok(out.flush()?)
    }

    /// Up to EncapsulatedContentInfo, in BER.
    pub(crate) fn ber_start(&self) -> Vec<u8> {
        Writer::build(|w| {
            w.raw(&INDEFINITE_SEQUENCE);
            w.oid(&oid::SIGNED_DATA);
            w.raw(&INDEFINITE_EXPLICIT);
            w.raw(&INDEFINITE_SEQUENCE);
            w.raw(&self.before_content());
        })
    }

    /// What follows EncapsulatedContentInfo, in BER.
    pub(crate) fn ber_end(&self) -> Vec<u8> {
        [self.after_content(), THREE_ENDS.to_vec()].concat()
    }

    fn ber_head(&self) -> Vec<u8> {
        Writer::build(|w| {
            w.raw(&self.ber_start());
            w.raw(&INDEFINITE_SEQUENCE);
            w.oid(&self.content_type);
            w.raw(&INDEFINITE_EXPLICIT);
            w.raw(&CONSTRUCTED_OCTETS);
        })
    }

    fn ber_tail(&self) -> Vec<u8> {
        // Ends the three that are open around the content, then the three around everything.
        [THREE_ENDS.to_vec(), self.ber_end()].concat()
    }
}

pub(crate) const INDEFINITE_SEQUENCE: [u8; 2] = [0x30, 0x80];
pub(crate) const INDEFINITE_EXPLICIT: [u8; 2] = [0xa0, 0x80];
pub(crate) const CONSTRUCTED_OCTETS: [u8; 2] = [0x24, 0x80];
pub(crate) const THREE_ENDS: [u8; 6] = [0; 6];

/// Identifier and length of a value in DER.
pub(crate) fn header(tag: Tag, len: u64) -> Vec<u8> {
    let mut header = vec![tag.0];
    if len < 0x80 {
        header.push(len as u8);
    } else {
        let octets = len.to_be_bytes();
        let digits = &octets[len.leading_zeros() as usize / 8..];
        header.push(0x80 | digits.len() as u8);
        header.extend_from_slice(digits);
    }
    header
}
