//! TimeStampResp (RFC 3161 §2.4.2): the status, and whether a token answers the request.

use asn1::{Reader, Tlv, Writer, tag};
use cades::{
    Limits, SignatureError, SignatureWarning,
    token::{TimeStampToken, TokenError},
};
use x509::{Certificate, oid};

use crate::Request;

/// Why a request was refused: PKIFailureInfo (RFC 3161 §2.4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Failure {
    /// The digest algorithm is not accepted.
    BadAlg = 0,
    /// The request is not one, or is not supported.
    BadRequest = 2,
    /// What the request holds has the wrong form.
    BadDataFormat = 5,
    /// The clock of the authority is not available.
    TimeNotAvailable = 14,
    /// The policy is not one of the authority.
    UnacceptedPolicy = 15,
    /// An extension of the request is not supported.
    UnacceptedExtension = 16,
    /// Additional information was asked for that is not available.
    AddInfoNotAvailable = 17,
    /// The authority has a failure of its own.
    SystemFailure = 25,
}

impl Failure {
    /// Every one of them.
    pub const ALL: [Failure; 8] = [
        Failure::BadAlg,
        Failure::BadRequest,
        Failure::BadDataFormat,
        Failure::TimeNotAvailable,
        Failure::UnacceptedPolicy,
        Failure::UnacceptedExtension,
        Failure::AddInfoNotAvailable,
        Failure::SystemFailure,
    ];

    /// The name in the ASN.1 module.
    pub fn name(self) -> &'static str {
        match self {
            Failure::BadAlg => "badAlg",
            Failure::BadRequest => "badRequest",
            Failure::BadDataFormat => "badDataFormat",
            Failure::TimeNotAvailable => "timeNotAvailable",
            Failure::UnacceptedPolicy => "unacceptedPolicy",
            Failure::UnacceptedExtension => "unacceptedExtension",
            Failure::AddInfoNotAvailable => "addInfoNotAvailable",
            Failure::SystemFailure => "systemFailure",
        }
    }

    /// TimeStampResp with status rejection and this one reason.
    pub fn response(self) -> Vec<u8> {
        let bit = self as usize;
        let mut octets = vec![0; bit / 8 + 1];
        octets[bit / 8] = 0x80 >> (bit % 8);
        // Named bits end with the last one that is set (X.690 §11.2.2).
        let mut content = vec![(7 - bit % 8) as u8];
        content.extend(octets);
        Writer::build(|w| {
            w.sequence(|w| {
                w.sequence(|w| {
                    w.uint(2);
                    w.value(tag::BIT_STRING, &content);
                });
            });
        })
    }
}

/// What an authority answered.
#[derive(Clone, Debug)]
pub enum Response {
    /// Status granted or grantedWithMods: a token.
    Granted(Box<TimeStampToken>),
    /// Any other status: no token.
    Refused {
        /// PKIStatus: 2 rejection, 3 waiting, 4 revocationWarning, 5 revocationNotification.
        status: u64,
        /// The reasons; those that RFC 3161 does not know are left out.
        failures: Vec<Failure>,
        /// What the authority says about it, in its words.
        text: Vec<String>,
    },
}

/// Why octets are not read as a response.
#[derive(Debug, thiserror::Error)]
pub enum ResponseError {
    /// Not a TimeStampResp.
    #[error("not a time-stamp response: {0}")]
    Malformed(asn1::Error),
    /// Granted, but what follows is not a token.
    #[error(transparent)]
    Token(#[from] TokenError),
}

/// Why a token does not answer a request (RFC 3161 §2.4.2: what the client verifies).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// The certificates were asked for and are not there.
    #[error("the certificate was asked for and is missing")]
    CertificateMissing,
    /// It is about another digest.
    #[error("the token is about other data")]
    Imprint,
    /// It repeats another nonce, or none.
    #[error("the token does not repeat the number of the request")]
    Nonce,
    /// It was made under another policy than the one asked for.
    #[error("the token was made under another policy")]
    Policy,
    /// The signer's certificate is not one of a time-stamping unit: the extended key usage must be
    /// critical and timeStamping alone (RFC 3161 §2.3).
    #[error("the certificate of the signer is not for time stamps")]
    Purpose,
    /// The signature does not hold.
    #[error("the signature of the token: {0}")]
    Signature(#[from] SignatureError),
    /// The certificate was not valid at the instant of the token.
    #[error("the certificate of the signer was not valid at the time of the token")]
    Validity,
}

impl Response {
    /// Reads a response.
    ///
    /// # Errors
    /// [`ResponseError`].
    pub fn read(octets: &[u8], limits: &Limits) -> Result<Self, ResponseError> {
        let parse = || -> asn1::Result<(Tlv<'_>, bool)> {
            let mut outer = Reader::ber(octets);
            let mut fields = outer.sequence()?;
            outer.finish()?;
            let status = fields.expect(tag::SEQUENCE)?;
            let token = fields.optional(tag::SEQUENCE)?;
            fields.finish()?;
            Ok((status, token.is_some()))
        };
        let (status_info, has_token) = parse().map_err(ResponseError::Malformed)?;
        let (status, failures, text) = status_of(&status_info).map_err(ResponseError::Malformed)?;
        match (status, has_token) {
            (0 | 1, true) => Ok(Self::Granted(Box::new(TimeStampToken::read(octets, limits)?))),
            (0 | 1, false) | (_, true) => {
                Err(ResponseError::Malformed(asn1::Error::Value("TimeStampResp: status and token disagree")))
            }
            _ => Ok(Self::Refused { status, failures, text }),
        }
    }

    /// The token, if it was granted and answers the request; then also the certificate of the unit.
    ///
    /// `candidates` are certificates known from elsewhere. Whether the unit's authority is to be
    /// trusted is another question.
    ///
    /// # Errors
    /// [`Mismatch`]; `None` inside `Ok` when there is no token.
    pub fn token_for(
        &self,
        request: &Request,
        candidates: &[Certificate],
    ) -> Result<Option<(&TimeStampToken, Certificate)>, Mismatch> {
        let Self::Granted(token) = self else { return Ok(None) };
        let stamp = token.stamp();
        if stamp.imprint_algorithm != request.imprint.algorithm() || stamp.imprint != request.imprint.digest()
        {
            return Err(Mismatch::Imprint);
        }
        // Whoever sends no number gets none back.
        if stamp.nonce != request.nonce {
            return Err(Mismatch::Nonce);
        }
        if request.policy.is_some_and(|asked| asked != stamp.policy) {
            return Err(Mismatch::Policy);
        }
        if request.cert_req && token.signed_data().certificates().is_empty() {
            return Err(Mismatch::CertificateMissing);
        }
        let certificate = signer_of(token, candidates)?;
        Ok(Some((token, certificate)))
    }
}

/// Verifies the signature of a token and that its signer is a time-stamping unit whose certificate was
/// valid at the instant that it states; gives that certificate. `candidates` are certificates known
/// from elsewhere.
///
/// # Errors
/// [`Mismatch::Signature`], [`Mismatch::Purpose`] or [`Mismatch::Validity`].
pub fn signer_of(token: &TimeStampToken, candidates: &[Certificate]) -> Result<Certificate, Mismatch> {
    let verified = token.verify(candidates)?;
    if verified.warnings.contains(&SignatureWarning::NoSigningCertificateAttribute) {
        // RFC 5816 §2.2.1: the certificate is named in what is signed.
        return Err(SignatureError::AttributeMissing(cades::oid::SIGNING_CERTIFICATE_V2).into());
    }
    let certificate = verified.certificate;
    let is_critical = certificate.extension(&oid::EXT_KEY_USAGE).is_some_and(|extension| extension.critical);
    let purposes = certificate.ext_key_usage().ok().flatten().unwrap_or_default();
    if !is_critical || purposes != [oid::TIME_STAMPING] {
        return Err(Mismatch::Purpose);
    }
    if !certificate.is_valid_at(token.stamp().time) {
        return Err(Mismatch::Validity);
    }
    Ok(certificate)
}

fn status_of(info: &Tlv<'_>) -> asn1::Result<(u64, Vec<Failure>, Vec<String>)> {
    let mut fields = info.reader()?;
    let status = fields.expect(tag::INTEGER)?.small_uint()?;
    let mut text = Vec::new();
    if let Some(lines) = fields.optional(tag::SEQUENCE)? {
        for line in lines.children() {
            text.push(line?.text()?.into_owned());
        }
    }
    let mut failures = Vec::new();
    if let Some(bits) = fields.optional(tag::BIT_STRING)? {
        let (_, octets) = bits.bit_string()?;
        let is_set = |bit: usize| octets.get(bit / 8).is_some_and(|octet| octet & (0x80 >> (bit % 8)) != 0);
        failures.extend(Failure::ALL.into_iter().filter(|failure| is_set(*failure as usize)));
    }
    fields.finish()?;
    Ok((status, failures, text))
}
