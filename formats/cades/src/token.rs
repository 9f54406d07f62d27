//! Time-stamp tokens (RFC 3161): a trusted third party saw these octets at this instant.
//!
//! A token is an envelope whose content says what was stamped. [`TimeStampToken::read`] takes the bare
//! token or the response that carried it; [`TimeStampToken::verify`] checks its signature, and
//! [`TimeStampToken::covers`] that it is about the octets at hand. Whether the authority is to be
//! trusted is another question.

use std::io::{self, Read};

use asn1::{Oid, Reader, Tag, tag};
use jiff::{SignedDuration, Timestamp};
use x509::{Certificate, alg::DigestAlgorithm};

use crate::{
    ContentDigest, Limits, ReadError, ReadSeek, SignatureError, SignedData, SignerInfo, Verified, armor,
    attributes::octet_string, oid, parser::parse_one,
};

/// What a time-stamp says (TSTInfo, RFC 3161 §2.4.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeStamp {
    /// The policy of the authority.
    pub policy: Oid,
    /// How the stamped octets were digested; `Err` for an unknown algorithm.
    pub imprint_algorithm: Result<DigestAlgorithm, Oid>,
    /// Their digest.
    pub imprint: Vec<u8>,
    /// Content of the serial number's INTEGER.
    pub serial: Vec<u8>,
    /// When.
    pub time: Timestamp,
    /// How far the clock may be off, either way; `None` where the policy says it.
    pub accuracy: Option<SignedDuration>,
    /// Whether the stamps of this authority can be ordered by their times alone.
    pub ordering: bool,
    /// Content of the INTEGER that the requester chose.
    pub nonce: Option<Vec<u8>>,
    /// Whether the authority declares a qualified electronic time stamp: esi4-qtstStatement-1 in the
    /// extension qcStatements (EN 319 422 §9.1).
    pub qualified: bool,
}

/// A time-stamp with its signature.
#[derive(Clone, Debug)]
pub struct TimeStampToken {
    raw: Vec<u8>,
    signed: SignedData,
    stamp: TimeStamp,
}

/// Why octets are not read as a time-stamp token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// TSTInfo or the response is not what RFC 3161 asks for.
    #[error("malformed time-stamp: {0}")]
    Malformed(asn1::Error),
    /// The envelope has another content, or none.
    #[error("the envelope does not hold a time-stamp")]
    NotAToken,
    /// The envelope is not readable.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The authority answered without a token (RFC 3161 §2.4.2).
    #[error("the time-stamp authority refused with status {status}")]
    Refused {
        /// PKIStatus.
        status: u64,
    },
    /// A token has exactly one signature (RFC 3161 §2.4.2).
    #[error("a time-stamp token has one signature, not {0}")]
    Signers(usize),
}

impl TimeStampToken {
    /// Reads a token, bare or inside a TimeStampResp (both occur as `.tsr` and `.tst`).
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn read(octets: &[u8], limits: &Limits) -> Result<Self, TokenError> {
        if octets.len() > limits.token_octets {
            let limit = limits.token_octets as u64;
            return Err(ReadError::Limit { what: "octets of a time-stamp token", limit }.into());
        }
        let token = match token_of_response(octets).map_err(TokenError::Malformed)? {
            Response::Bare => octets,
            Response::Granted(token) => token,
            Response::Refused(status) => return Err(TokenError::Refused { status }),
        };
        let mut content = Vec::new();
        let signed = SignedData::extract(&mut std::io::Cursor::new(token), limits, &mut content)?;
        if signed.content_type() != oid::TST_INFO || signed.is_detached() {
            return Err(TokenError::NotAToken);
        }
        if signed.signers().len() != 1 {
            return Err(TokenError::Signers(signed.signers().len()));
        }
        let stamp = TimeStamp::read(&content).map_err(TokenError::Malformed)?;
        Ok(Self { raw: token.to_vec(), signed, stamp })
    }

    /// Reads a file with a token or a response in it (`.tsr`, `.tst`; both occur under both names), bare or
    /// in base64 or PEM.
    ///
    /// # Errors
    /// [`TokenError`].
    pub fn read_file(source: &mut (dyn ReadSeek + '_), limits: &Limits) -> Result<Self, TokenError> {
        let layers = armor::peel(source, limits.base64_layers, &mut Vec::new())?;
        let mut octets = Vec::new();
        source.rewind().map_err(ReadError::from)?;
        armor::view(Box::new(source), &layers)
            .take(limits.token_octets as u64 + 1)
            .read_to_end(&mut octets)
            .map_err(ReadError::from)?;
        Self::read(&octets, limits)
    }

    /// Whether it was made over this content.
    ///
    /// # Errors
    /// As reading.
    pub fn covers_content(&self, content: impl Read) -> io::Result<bool> {
        let Ok(algorithm) = self.stamp().imprint_algorithm else { return Ok(false) };
        let digest = ContentDigest::of(content, algorithm)?;
        Ok(digest.value == self.stamp().imprint)
    }

    /// The token as it is, without a response around it.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// What it says.
    pub fn stamp(&self) -> &TimeStamp {
        &self.stamp
    }

    /// The envelope, with its certificates and revocation data.
    pub fn signed_data(&self) -> &SignedData {
        &self.signed
    }

    /// The authority's signature.
    pub fn signer(&self) -> &SignerInfo {
        &self.signed.signers()[0]
    }

    /// Verifies the authority's signature, with the certificates of the token and `candidates`.
    ///
    /// # Errors
    /// [`SignatureError`]: the first cause for which it is not accepted.
    pub fn verify(&self, candidates: &[Certificate]) -> Result<Verified, SignatureError> {
        self.signed.verify(self.signer(), candidates)
    }

    /// Whether it was made over these octets.
    pub fn covers(&self, octets: &[u8]) -> bool {
        self.stamp.imprint_algorithm.is_ok_and(|algorithm| algorithm.digest(octets) == self.stamp.imprint)
    }

    /// Whether it was made over octets with this digest.
    pub fn covers_digest(&self, algorithm: DigestAlgorithm, digest: &[u8]) -> bool {
        self.stamp.imprint_algorithm == Ok(algorithm) && self.stamp.imprint == digest
    }
}

impl TimeStamp {
    fn read(content: &[u8]) -> asn1::Result<Self> {
        let mut fields = parse_one(content)?.reader()?;
        if fields.expect(tag::INTEGER)?.small_uint()? != 1 {
            return Err(asn1::Error::Value("TSTInfo version"));
        }
        let policy = fields.expect(tag::OID)?.oid()?;
        let mut imprint = fields.sequence()?;
        let algorithm = imprint.sequence()?.expect(tag::OID)?.oid()?;
        let hash = octet_string(&imprint.read()?)?;
        imprint.finish()?;
        let serial = fields.expect(tag::INTEGER)?.integer()?.to_vec();
        let time = fields.expect(tag::GENERALIZED_TIME)?.time()?;
        let accuracy = fields.optional(tag::SEQUENCE)?.map(|tlv| accuracy(tlv.reader()?)).transpose()?;
        let ordering = fields.optional(tag::BOOLEAN)?.map(|tlv| tlv.boolean()).transpose()?;
        let nonce = fields.optional(tag::INTEGER)?.map(|tlv| tlv.integer()).transpose()?;
        // tsa [0] is a hint that the signature does better.
        fields.optional(Tag::context_constructed(0))?;
        let extensions = fields.optional(Tag::context_constructed(1))?;
        let qualified = extensions.map(|tlv| is_qualified(tlv.reader()?)).transpose()?.unwrap_or(false);
        fields.finish()?;
        Ok(Self {
            policy,
            imprint_algorithm: DigestAlgorithm::from_oid(&algorithm).ok_or(algorithm),
            imprint: hash,
            serial,
            time,
            accuracy,
            ordering: ordering.unwrap_or(false),
            nonce: nonce.map(<[u8]>::to_vec),
            qualified,
        })
    }
}

/// Looks for the statement of a qualified time stamp; what cannot be read declares nothing. Another
/// extension that is critical may mean anything, so the time stamp is not read (RFC 5280 §4.2).
fn is_qualified(mut extensions: Reader<'_>) -> asn1::Result<bool> {
    let mut found = false;
    while !extensions.is_empty() {
        let mut extension = extensions.sequence()?;
        let is_statements = extension.expect(tag::OID)?.oid()? == x509::oid::QC_STATEMENTS;
        let critical = extension.optional(tag::BOOLEAN)?.map(|tlv| tlv.boolean()).transpose()?;
        if critical == Some(true) && !is_statements {
            return Err(asn1::Error::Value("unknown critical extension"));
        }
        let value = extension.expect(tag::OCTET_STRING)?.value;
        let declares = || -> asn1::Result<bool> {
            let mut any = false;
            for statement in parse_one(value)?.children() {
                any |= statement?.reader()?.expect(tag::OID)?.oid()? == oid::QUALIFIED_TIME_STAMP;
            }
            Ok(any)
        };
        found |= is_statements && declares().unwrap_or(false);
    }
    Ok(found)
}

fn accuracy(mut fields: Reader<'_>) -> asn1::Result<SignedDuration> {
    const INVALID: asn1::Error = asn1::Error::Value("Accuracy");
    let seconds = fields.optional(tag::INTEGER)?.map_or(Ok(0), |tlv| tlv.small_uint())?;
    let millis = fields.optional(Tag::context(0))?.map_or(Ok(0), |tlv| tlv.small_uint())?;
    let micros = fields.optional(Tag::context(1))?.map_or(Ok(0), |tlv| tlv.small_uint())?;
    fields.finish()?;
    if millis > 999 || micros > 999 {
        return Err(INVALID);
    }
    let seconds = i64::try_from(seconds).map_err(|_| INVALID)?;
    Ok(SignedDuration::new(seconds, (millis * 1_000_000 + micros * 1000) as i32))
}

/// What a bare token says, without reading more of it: not its certificates, nor its signature.
pub(crate) fn info_of(token: &[u8]) -> Option<TimeStamp> {
    let read = || -> asn1::Result<Option<TimeStamp>> {
        let mut outer = Reader::ber(token).sequence()?;
        outer.expect(tag::OID)?;
        let mut fields = outer.expect(Tag::context_constructed(0))?.reader()?.sequence()?;
        fields.expect(tag::INTEGER)?;
        fields.expect(tag::SET)?;
        let mut encapsulated = fields.sequence()?;
        if encapsulated.expect(tag::OID)?.oid()? != oid::TST_INFO {
            return Ok(None);
        }
        let content = encapsulated.expect(Tag::context_constructed(0))?.reader()?.read()?;
        TimeStamp::read(&octet_string(&content)?).map(Some)
    };
    read().ok().flatten()
}

/// How and to what a bare token digested what it is over; `None` where that is not readable.
pub(crate) fn imprint_algorithm(token: &[u8]) -> Option<(DigestAlgorithm, Vec<u8>)> {
    let info = info_of(token)?;
    Some((info.imprint_algorithm.ok()?, info.imprint))
}

enum Response<'a> {
    /// Not a response.
    Bare,
    Granted(&'a [u8]),
    Refused(u64),
}

/// TimeStampResp (RFC 3161 §2.4.2): a status, and a token where it is 0 or 1.
fn token_of_response(octets: &[u8]) -> asn1::Result<Response<'_>> {
    let Ok(mut fields) = Reader::ber(octets).sequence() else { return Ok(Response::Bare) };
    if fields.peek() != Some(tag::SEQUENCE) {
        return Ok(Response::Bare);
    }
    let status = fields.sequence()?.expect(tag::INTEGER)?.small_uint()?;
    match fields.optional(tag::SEQUENCE)? {
        Some(token) if status <= 1 => Ok(Response::Granted(token.raw)),
        _ => Ok(Response::Refused(status)),
    }
}
