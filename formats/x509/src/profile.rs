//! Certificate profiles: what each kind of certificate of a chamber's trust services contains.
//!
//! A profile is a struct with the fields that differ from certificate to certificate; everything else
//! is fixed by the profile. `to_sign` checks the fields and gives the octets to be signed, or says
//! which rule refused ([`Refused`]). Own policy identifiers, addresses and texts are fields, because
//! they are configuration.
//!
//! | profile | struct | for |
//! |---|---|---|
//! | P1 | [`ServiceCa`] | a self-signed authority, one per service |
//! | P2 | [`QualifiedSignature`] | a person's qualified signature |
//! | P3 | [`CnsAuthentication`] | a person's log-in with a national service card |
//! | P4 | [`TimeStampingUnit`] | a unit that signs time stamps |
//! | P5 | [`OcspResponder`] | a responder that signs status answers |
//! | P7 | [`TlsServer`] | an internal server |
//! | P8 | [`Operator`] | an operator or a service of the house |

mod identifier;
mod person;
mod service;
mod subject;
mod tbs;

use std::time::Duration;

use jiff::{Timestamp, ToSpan, civil, tz::Offset};
use serde::{Deserialize, Serialize};

pub use identifier::{is_codice_fiscale, is_person_identifier};
pub(crate) use person::THREE_YEARS;
pub use person::{
    AGID_NOTICE, AUTOMATIC_SIGNATURE_LIMIT, Affiliation, CNS_NOTICE, CnsAuthentication, QualifiedSignature,
};
pub(crate) use service::{CA_DAYS, OPERATOR_DAYS, QUARTER_DAYS, TLS_DAYS, TSU_DAYS};
pub use service::{OcspResponder, Operator, ServiceCa, TimeStampingUnit, TlsServer};
pub(crate) use subject::is_printable;
pub use subject::{Organization, SubjectBuilder, text_problem};

use crate::{
    Certificate, Error, Name,
    alg::{DigestAlgorithm, KeyType, PublicKey, SignatureAlgorithm},
};

/// Which profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// P1.
    ServiceCa,
    /// P2.
    QualifiedSignature,
    /// P3.
    CnsAuthentication,
    /// P4.
    TimeStampingUnit,
    /// P5.
    OcspResponder,
    /// P7.
    TlsServer,
    /// P8.
    Operator,
}

/// The rule that refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// An address that has the wrong scheme or characters.
    #[error("{field}: {rule}")]
    Address {
        /// Which address.
        field: &'static str,
        /// The rule.
        rule: &'static str,
    },
    /// 1.3.76.16.6 declares that every recommendation of AgID determination 121/2019 is followed, and
    /// one is not.
    #[error("AgID determination 121/2019: {0}")]
    AgidDeclaration(&'static str),
    /// The authority signs with an algorithm that nothing is issued with.
    #[error("nothing is issued with this signature algorithm")]
    Algorithm,
    /// The authority's own certificate cannot be used.
    #[error("the authority's certificate: {0}")]
    Authority(#[from] Error),
    /// The certificate would outlive the authority (`ca_validity_exceeded`).
    #[error("the certificate would outlive the authority")]
    CaValidityExceeded,
    /// The key's kind is not one that certificates are issued for.
    #[error("key: {0}")]
    Key(&'static str),
    /// A part of the name.
    #[error("{attribute}: {rule}")]
    Name {
        /// Which attribute.
        attribute: &'static str,
        /// The rule.
        rule: &'static str,
    },
    /// A policy, its text, or a statement.
    #[error("{0}")]
    Policy(&'static str),
    /// Not a serial number that is issued.
    #[error("a serial number has 16 octets and begins with 10 to 7F")]
    Serial,
    /// The instants of validity.
    #[error("validity: {0}")]
    Validity(&'static str),
}

impl Refused {
    /// Stable code of the rule.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address { .. } => "address_refused",
            Self::AgidDeclaration(_) => "agid_declaration_refused",
            Self::Algorithm => "algorithm_refused",
            Self::Authority(_) => "authority_unusable",
            Self::CaValidityExceeded => "ca_validity_exceeded",
            Self::Key(_) => "key_refused",
            Self::Name { .. } => "name_refused",
            Self::Policy(_) => "policy_refused",
            Self::Serial => "serial_refused",
            Self::Validity(_) => "validity_refused",
        }
    }
}

/// A serial number: 16 octets, the first 0x10 to 0x7F, so that it is positive, has no leading zero, and
/// 120 bits at least are random.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Serial([u8; 16]);

impl Serial {
    /// Takes octets that are a serial number.
    ///
    /// # Errors
    /// [`Refused::Serial`].
    pub fn new(octets: [u8; 16]) -> Result<Self, Refused> {
        if (0x10..=0x7f).contains(&octets[0]) { Ok(Self(octets)) } else { Err(Refused::Serial) }
    }

    /// Draws from a random source until the first octet suits.
    pub fn draw(mut random: impl FnMut() -> [u8; 16]) -> Self {
        loop {
            if let Ok(serial) = Self::new(random()) {
                return serial;
            }
        }
    }

    /// The octets.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// What an issued certificate takes from the authority that signs it.
#[derive(Clone, Copy, Debug)]
pub struct Issuer<'a> {
    /// Name of the authority.
    pub name: Name<'a>,
    /// Identifier of its key.
    pub key_identifier: &'a [u8],
    /// Its algorithm.
    pub algorithm: SignatureAlgorithm,
    /// End of its validity.
    pub not_after: Timestamp,
}

impl<'a> Issuer<'a> {
    /// From the authority's certificate.
    ///
    /// # Errors
    /// [`Refused::Authority`] when it is no authority's or has no key identifier.
    pub fn new(certificate: &'a Certificate, algorithm: SignatureAlgorithm) -> Result<Self, Refused> {
        if !certificate.is_ca() {
            return Err(Error::Value { field: "basicConstraints", rule: "not an authority's" }.into());
        }
        let key_identifier = certificate
            .subject_key_identifier()?
            .ok_or(Error::Value { field: "subjectKeyIdentifier", rule: "absent" })?;
        Ok(Self {
            name: certificate.subject(),
            key_identifier,
            algorithm,
            not_after: certificate.not_after(),
        })
    }
}

/// First and last instant of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// First instant.
    pub not_before: Timestamp,
    /// Last instant.
    pub not_after: Timestamp,
}

impl Validity {
    /// From the instant of issue to the same calendar day so many years later, at 00:00:00Z; the 29
    /// February becomes the 28.
    pub fn years(not_before: Timestamp, years: i16) -> Self {
        let day = Offset::UTC.to_datetime(not_before).date();
        let year = day.year().saturating_add(years);
        // The only day of a month that another year may not have is 29 February.
        let day = civil::Date::new(year, day.month(), day.day())
            .or_else(|_| civil::Date::new(year, day.month(), 28))
            .unwrap_or(civil::Date::MAX);
        let not_after = Offset::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX);
        Self { not_before: whole_seconds(not_before), not_after }
    }

    /// From the instant of issue for so many days.
    pub fn days(not_before: Timestamp, days: i32) -> Self {
        let not_before = whole_seconds(not_before);
        let not_after = not_before.checked_add((i64::from(days) * 24).hours()).unwrap_or(Timestamp::MAX);
        Self { not_before, not_after }
    }

    fn check(&self, longest_days: u64, issuer_end: Option<Timestamp>) -> Result<(), Refused> {
        if self.not_after <= self.not_before {
            return Err(Refused::Validity("it ends before it begins"));
        }
        if self.not_before != whole_seconds(self.not_before)
            || self.not_after != whole_seconds(self.not_after)
        {
            return Err(Refused::Validity("times have whole seconds"));
        }
        let length = self.not_after.duration_since(self.not_before).unsigned_abs();
        if length > Duration::from_secs(longest_days * 86_400) {
            return Err(Refused::Validity("longer than the profile allows"));
        }
        if issuer_end.is_some_and(|end| self.not_after > end) {
            return Err(Refused::CaValidityExceeded);
        }
        Ok(())
    }
}

fn whole_seconds(instant: Timestamp) -> Timestamp {
    Timestamp::from_second(instant.as_second()).unwrap_or(instant)
}

/// Where status and issuer of a certificate are published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addresses {
    /// OCSP responder.
    pub ocsp: String,
    /// The authority's certificate.
    pub ca_issuers: String,
    /// The CRL shard of this certificate.
    pub crl: String,
}

impl Addresses {
    fn check(&self) -> Result<(), Refused> {
        check_address("ocsp", &self.ocsp, "http://")?;
        check_address("ca_issuers", &self.ca_issuers, "http://")?;
        check_address("crl", &self.crl, "http://")
    }
}

/// Status must be had without trusting a TLS certificate, so those addresses are http; documents for
/// people are https.
fn check_address(field: &'static str, url: &str, scheme: &str) -> Result<(), Refused> {
    let rest = url.strip_prefix(scheme).unwrap_or_default();
    if rest.is_empty() {
        let rule = if scheme == "http://" { "must begin with http://" } else { "must begin with https://" };
        return Err(Refused::Address { field, rule });
    }
    if !url.bytes().all(|octet| octet.is_ascii_graphic()) {
        return Err(Refused::Address { field, rule: "ASCII without spaces" });
    }
    Ok(())
}

/// Keys that certificates are issued for: RSA of exactly 2048, 3072 or 4096 bits with exponent 65537,
/// P-256, P-384. Weaknesses within are the lint's business.
fn check_key(key: &PublicKey) -> Result<(), Refused> {
    match key.key_type() {
        KeyType::Rsa { bits: 2048 | 3072 | 4096 } if key.rsa_exponent() == Some(&[1, 0, 1]) => Ok(()),
        KeyType::Rsa { bits: 2048 | 3072 | 4096 } => Err(Refused::Key("the RSA exponent must be 65537")),
        KeyType::Rsa { .. } => Err(Refused::Key("RSA keys have 2048, 3072 or 4096 bits")),
        KeyType::EcP256 | KeyType::EcP384 => Ok(()),
        KeyType::EcP521 | KeyType::Other => Err(Refused::Key("only RSA, P-256 and P-384")),
    }
}

/// Algorithms that certificates are signed with.
pub(crate) fn is_issued_algorithm(algorithm: SignatureAlgorithm) -> bool {
    matches!(
        algorithm,
        SignatureAlgorithm::RsaPkcs1(
            DigestAlgorithm::Sha256 | DigestAlgorithm::Sha384 | DigestAlgorithm::Sha512
        ) | SignatureAlgorithm::Ecdsa(
            DigestAlgorithm::Sha256 | DigestAlgorithm::Sha384 | DigestAlgorithm::Sha512
        )
    )
}

#[cfg(test)]
mod tests;
