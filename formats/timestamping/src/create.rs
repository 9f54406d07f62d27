//! Making tokens: TSTInfo (RFC 3161 §2.4.2) and the envelope around it.

use asn1::{Oid, Reader, Tag, Writer, encode_generalized, tag};
use cades::{ContentDigest, Parameters, SignError, oid};
use jiff::Timestamp;
use x509::{Certificate, Name, alg::SignatureAlgorithm};

use crate::{Imprint, Request};

/// How far the clock may be off, either way (RFC 3161 §2.4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accuracy {
    /// Seconds.
    pub seconds: u32,
    /// Milliseconds, 0 to 999.
    pub millis: u16,
    /// Microseconds, 0 to 999.
    pub micros: u16,
}

impl Accuracy {
    /// One second: the most that EN 319 421 §7.7.2 allows.
    pub const SECOND: Self = Self { seconds: 1, millis: 0, micros: 0 };

    fn write(self, w: &mut Writer) {
        w.sequence(|w| {
            if self.seconds > 0 {
                w.uint(self.seconds.into());
            }
            for (number, part) in [(0, self.millis), (1, self.micros)] {
                if part > 0 {
                    w.integer_as(Tag::context(number), &part.to_be_bytes());
                }
            }
        });
    }
}

/// What a token shall say.
#[derive(Clone, Debug)]
pub struct Stamp<'a> {
    /// The policy it is made under.
    pub policy: Oid,
    /// What is stamped; goes into the token octet by octet.
    pub imprint: &'a Imprint,
    /// Magnitude of the serial number, at most 20 octets, never used before.
    pub serial: &'a [u8],
    /// When, to the millisecond.
    pub time: Timestamp,
    /// How far `time` may be off.
    pub accuracy: Option<Accuracy>,
    /// Content of the INTEGER that the client chose.
    pub nonce: Option<&'a [u8]>,
    /// The name of the authority.
    pub authority: Option<Name<'a>>,
    /// Whether it is a qualified electronic time stamp: esi4-qtstStatement-1 (EN 319 422 §9.1).
    pub qualified: bool,
}

impl<'a> Stamp<'a> {
    /// The answer to a request: accuracy of a second, the nonce repeated, not qualified.
    pub fn new(policy: Oid, request: &'a Request, serial: &'a [u8], time: Timestamp) -> Self {
        Self {
            policy,
            imprint: &request.imprint,
            serial,
            time,
            accuracy: Some(Accuracy::SECOND),
            nonce: request.nonce.as_deref(),
            authority: None,
            qualified: false,
        }
    }

    /// TSTInfo in DER. `ordering` is left out: FALSE.
    pub fn to_der(&self) -> Vec<u8> {
        Writer::build(|w| {
            w.sequence(|w| {
                w.uint(1);
                w.oid(&self.policy);
                w.raw(self.imprint.raw());
                w.integer(self.serial);
                w.text(tag::GENERALIZED_TIME, &encode_generalized(self.time, true));
                if let Some(accuracy) = self.accuracy {
                    accuracy.write(w);
                }
                if let Some(nonce) = self.nonce {
                    w.value(tag::INTEGER, nonce);
                }
                if let Some(name) = &self.authority {
                    // GeneralName is a CHOICE, so both tags stand there.
                    w.context(0, |w| w.context(4, |w| w.raw(name.der())));
                }
                if self.qualified {
                    w.context(1, |w| w.sequence(qualified));
                }
            });
        })
    }
}

/// The extension qcStatements, not critical, with the one statement.
fn qualified(w: &mut Writer) {
    w.oid(&x509::oid::QC_STATEMENTS);
    w.octets_around(|w| w.sequence(|w| w.sequence(|w| w.oid(&oid::QUALIFIED_TIME_STAMP))));
}

/// Prepares a token. `unit` is the certificate of the unit, `chain` those of its authorities (a
/// self-issued one is left out); they go along when `with_certificates`, as the client asked by certReq.
///
/// The signed attributes are content-type, message-digest, signing-time and signing-certificate-v2
/// (RFC 5816 §2.2.1, EN 319 422 §5.2).
///
/// # Errors
/// [`SignError::AlgorithmNotAllowed`] when the algorithm does not suit the key of the unit.
pub fn prepare(
    stamp: &Stamp<'_>,
    unit: &Certificate,
    chain: &[Certificate],
    algorithm: SignatureAlgorithm,
    with_certificates: bool,
) -> Result<ToSign, SignError> {
    let content = stamp.to_der();
    let mut parameters = Parameters::new(algorithm, stamp.time);
    parameters.content_type = oid::TST_INFO;
    let digest = ContentDigest::of_slice(&content, algorithm.digest());
    let envelope = cades::prepare(&digest, unit, chain, &parameters)?;
    Ok(ToSign { envelope, content, with_certificates })
}

/// A token that waits for its signature value. It can be stored ([`Self::to_bytes`]) and resumed.
#[derive(Clone, Debug)]
pub struct ToSign {
    envelope: cades::ToSign,
    content: Vec<u8>,
    with_certificates: bool,
}

impl ToSign {
    /// The octets that the signature covers: the signed attributes.
    pub fn bytes(&self) -> &[u8] {
        self.envelope.bytes()
    }

    /// The algorithm that the signature must be made with.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.envelope.algorithm()
    }

    /// Digest of [`Self::bytes`], what the key signs.
    pub fn digest(&self) -> Vec<u8> {
        self.envelope.digest()
    }

    /// TSTInfo, what the token says, in DER.
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// The token around a signature value: RSA octets as they are, ECDSA as DER `SEQUENCE { r, s }`.
    ///
    /// # Errors
    /// [`SignError::SignatureRejected`] when it does not verify with the key of the unit.
    pub fn complete(&self, signature: &[u8]) -> Result<Vec<u8>, SignError> {
        self.enveloped(self.envelope.complete(signature)?)
    }

    /// As [`Self::complete`], for a value that whoever holds the key has verified with the key of the
    /// unit's certificate before giving it away: it is not verified once more.
    ///
    /// # Errors
    /// None that a token to sign that was [prepared](prepare) here would have.
    pub fn complete_verified(&self, signature: &[u8]) -> Result<Vec<u8>, SignError> {
        self.enveloped(self.envelope.complete_verified(signature))
    }

    fn enveloped(&self, signed: cades::Signed) -> Result<Vec<u8>, SignError> {
        let signed = if self.with_certificates { signed } else { signed.without_certificates() };
        signed.enveloping(&self.content)
    }

    /// Octets to store and [resume](Self::from_bytes) from. They hold no secret.
    pub fn to_bytes(&self) -> Vec<u8> {
        Writer::build(|w| {
            w.sequence(|w| {
                w.octets(&self.envelope.to_bytes());
                w.octets(&self.content);
                w.boolean(self.with_certificates);
            });
        })
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`SignError::Stored`] when the octets are something else, [`SignError::ContentChanged`] when the
    /// two halves do not belong together.
    pub fn from_bytes(octets: &[u8]) -> Result<Self, SignError> {
        let read = || -> asn1::Result<(&[u8], &[u8], bool)> {
            let mut outer = Reader::der(octets);
            let mut fields = outer.sequence()?;
            outer.finish()?;
            let envelope = fields.expect(tag::OCTET_STRING)?.value;
            let content = fields.expect(tag::OCTET_STRING)?.value;
            let with_certificates = fields.expect(tag::BOOLEAN)?.boolean()?;
            fields.finish()?;
            Ok((envelope, content, with_certificates))
        };
        let (envelope, content, with_certificates) = read().map_err(SignError::Stored)?;
        let envelope = cades::ToSign::from_bytes(envelope)?;
        if ContentDigest::of_slice(content, envelope.content().algorithm) != *envelope.content() {
            return Err(SignError::ContentChanged);
        }
        Ok(Self { envelope, content: content.to_vec(), with_certificates })
    }
}

/// TimeStampResp with status granted around a token (RFC 3161 §2.4.2).
pub fn granted(token: &[u8]) -> Vec<u8> {
    Writer::build(|w| {
        w.sequence(|w| {
            w.sequence(|w| w.uint(0));
            w.raw(token);
        });
    })
}
