//! Extensions and what they say.

use asn1::{Oid, Reader, Tag, Tlv, Writer, tag};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{At, Error, Result, certificate::SequenceOf, name::GeneralName, oid};

/// One extension.
#[derive(Clone, Copy, Debug)]
pub struct Extension<'a> {
    /// Its kind.
    pub oid: Oid,
    /// Whether who does not know it must refuse.
    pub critical: bool,
    /// Content of its OCTET STRING.
    pub value: &'a [u8],
}

impl<'a> Extension<'a> {
    fn read(tlv: &Tlv<'a>) -> asn1::Result<Self> {
        let (oid, critical, value) = Self::parts(tlv)?;
        Ok(Self { oid: oid.oid()?, critical, value })
    }

    /// Checks it, and gives the content of its identifier.
    fn check(tlv: &Tlv<'a>) -> asn1::Result<&'a [u8]> {
        let (oid, _, _) = Self::parts(tlv)?;
        oid.oid()?;
        Ok(oid.value)
    }

    fn parts(tlv: &Tlv<'a>) -> asn1::Result<(Tlv<'a>, bool, &'a [u8])> {
        if tlv.tag != tag::SEQUENCE {
            return Err(asn1::Error::UnexpectedTag { expected: tag::SEQUENCE, found: tlv.tag });
        }
        let mut fields = tlv.reader()?;
        let oid = fields.expect(tag::OID)?;
        // FALSE is the default and should be absent; certificates that write it are in use.
        let critical = match fields.optional(tag::BOOLEAN)? {
            Some(flag) => flag.boolean()?,
            None => false,
        };
        let value = fields.expect(tag::OCTET_STRING)?.value;
        fields.finish()?;
        Ok((oid, critical, value))
    }
}

/// Extensions in order.
#[derive(Clone, Debug)]
pub struct Extensions<'a>(Reader<'a>);

impl<'a> Extensions<'a> {
    /// Checks the SEQUENCE within an explicit tag; its content is what [`Self::trusted`] takes.
    pub(crate) fn check(explicit: &Tlv<'a>, field: &'static str) -> Result<&'a [u8]> {
        let mut reader = explicit.reader().at(field)?;
        let sequence = reader.expect(tag::SEQUENCE).at(field)?;
        reader.finish().at(field)?;
        Self::check_sequence(&sequence, field)?;
        if sequence.value.is_empty() {
            return Err(Error::Value { field, rule: "the list is empty" });
        }
        Ok(sequence.value)
    }

    /// Checks a SEQUENCE of extensions, which may be empty.
    pub(crate) fn check_sequence(sequence: &Tlv<'a>, field: &'static str) -> Result<()> {
        let mut seen: [&[u8]; 24] = [&[]; 24];
        for (index, extension) in sequence.children().enumerate() {
            let oid = extension.and_then(|tlv| Extension::check(&tlv)).at(field)?;
            if index >= seen.len() {
                return Err(Error::Value { field, rule: "more extensions than any certificate has" });
            }
            // RFC 5280 §4.2: not more than one of a kind.
            if seen[..index].contains(&oid) {
                return Err(Error::Value { field, rule: "an extension stands twice" });
            }
            seen[index] = oid;
        }
        Ok(())
    }

    pub(crate) fn trusted(content: &'a [u8]) -> Self {
        Self(Reader::der(content))
    }

    /// The extension of a kind.
    pub fn get(&self, oid: &Oid) -> Option<Extension<'a>> {
        self.clone().find(|extension| extension.oid == *oid)
    }
}

impl<'a> Iterator for Extensions<'a> {
    type Item = Extension<'a>;

    fn next(&mut self) -> Option<Extension<'a>> {
        if self.0.is_empty() { None } else { Extension::read(&self.0.read().ok()?).ok() }
    }
}

/// Writes an extension.
pub(crate) fn write(w: &mut Writer, oid: &Oid, critical: bool, value: impl FnOnce(&mut Writer)) {
    w.sequence(|w| {
        w.oid(oid);
        if critical {
            w.boolean(true);
        }
        w.octets_around(value);
    });
}

/// What a key may be used for (RFC 5280 §4.2.1.3): a set of bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyUsage(u16);

const USAGES: [(KeyUsage, &str); 9] = [
    (KeyUsage::DIGITAL_SIGNATURE, "digitalSignature"),
    (KeyUsage::NON_REPUDIATION, "nonRepudiation"),
    (KeyUsage::KEY_ENCIPHERMENT, "keyEncipherment"),
    (KeyUsage::DATA_ENCIPHERMENT, "dataEncipherment"),
    (KeyUsage::KEY_AGREEMENT, "keyAgreement"),
    (KeyUsage::KEY_CERT_SIGN, "keyCertSign"),
    (KeyUsage::CRL_SIGN, "cRLSign"),
    (KeyUsage::ENCIPHER_ONLY, "encipherOnly"),
    (KeyUsage::DECIPHER_ONLY, "decipherOnly"),
];

impl KeyUsage {
    /// digitalSignature.
    pub const DIGITAL_SIGNATURE: Self = Self(0x8000);
    /// nonRepudiation, since 2008 also called contentCommitment.
    pub const NON_REPUDIATION: Self = Self(0x4000);
    /// keyEncipherment.
    pub const KEY_ENCIPHERMENT: Self = Self(0x2000);
    /// dataEncipherment.
    pub const DATA_ENCIPHERMENT: Self = Self(0x1000);
    /// keyAgreement.
    pub const KEY_AGREEMENT: Self = Self(0x0800);
    /// keyCertSign.
    pub const KEY_CERT_SIGN: Self = Self(0x0400);
    /// cRLSign.
    pub const CRL_SIGN: Self = Self(0x0200);
    /// encipherOnly.
    pub const ENCIPHER_ONLY: Self = Self(0x0100);
    /// decipherOnly.
    pub const DECIPHER_ONLY: Self = Self(0x0080);

    /// Both.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether every usage of `other` is allowed.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Names of the usages, in order.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        USAGES.into_iter().filter(move |(usage, _)| self.contains(*usage)).map(|(_, name)| name)
    }

    pub(crate) fn read(tlv: &Tlv<'_>) -> asn1::Result<Self> {
        if tlv.tag != tag::BIT_STRING {
            return Err(asn1::Error::UnexpectedTag { expected: tag::BIT_STRING, found: tlv.tag });
        }
        // Trailing zero bits break DER (X.690 §11.2.2) and are in use: they say nothing else.
        let (_, octets) = tlv.bit_string()?;
        if octets.len() > 2 {
            return Err(asn1::Error::Value("KeyUsage"));
        }
        let high = octets.first().copied().unwrap_or(0);
        let low = octets.get(1).copied().unwrap_or(0);
        Ok(Self(u16::from_be_bytes([high, low])))
    }

    pub(crate) fn write(self, w: &mut Writer) {
        w.named_bits(self.0);
    }
}

impl std::fmt::Debug for KeyUsage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

/// Whether the subject may issue (RFC 5280 §4.2.1.9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BasicConstraints {
    /// Whether it is a certification authority.
    pub ca: bool,
    /// How many intermediate certificates may follow.
    pub path_len: Option<u32>,
}

impl BasicConstraints {
    pub(crate) fn read(tlv: &Tlv<'_>) -> asn1::Result<Self> {
        if tlv.tag != tag::SEQUENCE {
            return Err(asn1::Error::UnexpectedTag { expected: tag::SEQUENCE, found: tlv.tag });
        }
        let mut fields = tlv.reader()?;
        let ca = match fields.optional(tag::BOOLEAN)? {
            Some(flag) => flag.boolean()?,
            None => false,
        };
        let path_len = match fields.optional(tag::INTEGER)? {
            Some(number) => {
                // Longer than any path: no limit in effect.
                Some(u32::try_from(number.unsigned().and_then(|_| number.small_uint())?).unwrap_or(u32::MAX))
            }
            None => None,
        };
        fields.finish()?;
        Ok(Self { ca, path_len })
    }
}

/// Which key signed (RFC 5280 §4.2.1.1).
#[derive(Clone, Debug)]
pub struct AuthorityKeyIdentifier<'a> {
    /// Identifier of the key.
    pub key_identifier: Option<&'a [u8]>,
    /// Names of the issuer of the issuer's certificate.
    pub issuer: Vec<GeneralName<'a>>,
    /// Content of the INTEGER: serial number of the issuer's certificate.
    pub serial: Option<&'a [u8]>,
}

impl<'a> AuthorityKeyIdentifier<'a> {
    pub(crate) fn read(tlv: &Tlv<'a>) -> asn1::Result<Self> {
        if tlv.tag != tag::SEQUENCE {
            return Err(asn1::Error::UnexpectedTag { expected: tag::SEQUENCE, found: tlv.tag });
        }
        let mut fields = tlv.reader()?;
        let key_identifier = fields.optional(Tag::context(0))?.map(|tlv| tlv.value);
        let issuer = match fields.optional(Tag::context_constructed(1))? {
            Some(names) => GeneralName::read_all(&names)?,
            None => Vec::new(),
        };
        let serial = fields.optional(Tag::context(2))?.map(|tlv| tlv.value);
        fields.finish()?;
        Ok(Self { key_identifier, issuer, serial })
    }
}

/// A policy and its qualifiers (RFC 5280 §4.2.1.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyInformation {
    /// The policy.
    #[serde(with = "dotted")]
    pub oid: Oid,
    /// Addresses of practice statements.
    #[serde(default)]
    pub cps: Vec<String>,
    /// explicitText of user notices.
    #[serde(default)]
    pub notices: Vec<String>,
}

impl PolicyInformation {
    /// A policy without qualifiers.
    pub fn plain(oid: Oid) -> Self {
        Self { oid, cps: Vec::new(), notices: Vec::new() }
    }

    pub(crate) fn read(tlv: &Tlv<'_>) -> asn1::Result<Self> {
        let mut fields = tlv.reader()?;
        let mut policy = Self::plain(fields.expect(tag::OID)?.oid()?);
        if let Some(qualifiers) = fields.optional(tag::SEQUENCE)? {
            for qualifier in qualifiers.children() {
                let mut parts = qualifier?.reader()?;
                let kind = parts.expect(tag::OID)?.oid()?;
                let value = parts.read()?;
                parts.finish()?;
                match kind {
                    oid::QUALIFIER_CPS => policy.cps.push(value.text()?.into_owned()),
                    oid::QUALIFIER_USER_NOTICE => {
                        for part in value.children() {
                            let part = part?;
                            if part.tag != tag::SEQUENCE {
                                policy.notices.push(part.text()?.into_owned());
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        fields.finish()?;
        Ok(policy)
    }

    /// Writes it; explicitText as UTF8String (RFC 6818 §3).
    pub(crate) fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            w.oid(&self.oid);
            if self.cps.is_empty() && self.notices.is_empty() {
                return;
            }
            w.sequence(|w| {
                for uri in &self.cps {
                    w.sequence(|w| {
                        w.oid(&oid::QUALIFIER_CPS);
                        w.text(tag::IA5_STRING, uri);
                    });
                }
                for notice in &self.notices {
                    w.sequence(|w| {
                        w.oid(&oid::QUALIFIER_USER_NOTICE);
                        w.sequence(|w| w.text(tag::UTF8_STRING, notice));
                    });
                }
            });
        });
    }
}

/// Where a CRL can be had, and what it covers (RFC 5280 §4.2.1.13).
#[derive(Clone, Debug)]
pub struct DistributionPoint<'a> {
    /// fullName.
    pub full_name: Vec<GeneralName<'a>>,
    /// nameRelativeToCRLIssuer, as it stands.
    pub relative_name: Option<Tlv<'a>>,
    /// Reasons that the CRL covers, as in [`ReasonFlags`]; all when absent.
    pub reasons: Option<ReasonFlags>,
    /// Who signs the CRL, when it is not the certificate's issuer.
    pub crl_issuer: Vec<GeneralName<'a>>,
}

/// `ReasonFlags` (RFC 5280 §4.2.1.13): bit *n* from the left is reason *n*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReasonFlags(pub u16);

impl ReasonFlags {
    /// Every reason there is (bits 1 to 8).
    pub const ALL: Self = Self(0x7f80);

    pub(crate) fn read(tlv: &Tlv<'_>) -> asn1::Result<Self> {
        let (_, octets) = tlv.bit_string()?;
        let octet = |index: usize| octets.get(index).copied().unwrap_or(0);
        Ok(Self(u16::from_be_bytes([octet(0), octet(1)])))
    }
}

impl<'a> DistributionPoint<'a> {
    pub(crate) fn read(tlv: &Tlv<'a>) -> asn1::Result<Self> {
        if tlv.tag != tag::SEQUENCE {
            return Err(asn1::Error::UnexpectedTag { expected: tag::SEQUENCE, found: tlv.tag });
        }
        let mut fields = tlv.reader()?;
        let mut point =
            Self { full_name: Vec::new(), relative_name: None, reasons: None, crl_issuer: Vec::new() };
        if let Some(explicit) = fields.optional(Tag::context_constructed(0))? {
            (point.full_name, point.relative_name) = read_point_name(&explicit)?;
        }
        if let Some(reasons) = fields.optional(Tag::context(1))? {
            point.reasons = Some(ReasonFlags::read(&reasons)?);
        }
        if let Some(names) = fields.optional(Tag::context_constructed(2))? {
            point.crl_issuer = GeneralName::read_all(&names)?;
        }
        fields.finish()?;
        Ok(point)
    }
}

/// `DistributionPointName` within its explicit tag.
pub(crate) fn read_point_name<'a>(
    explicit: &Tlv<'a>,
) -> asn1::Result<(Vec<GeneralName<'a>>, Option<Tlv<'a>>)> {
    let mut choice = explicit.reader()?;
    let name = choice.read()?;
    choice.finish()?;
    match name.tag {
        found if found == Tag::context_constructed(0) => Ok((GeneralName::read_all(&name)?, None)),
        found if found == Tag::context_constructed(1) => Ok((Vec::new(), Some(name))),
        found => Err(asn1::Error::UnexpectedTag { expected: Tag::context_constructed(0), found }),
    }
}

/// Writes a `CRLDistributionPoints` with one point per address.
pub(crate) fn write_distribution_points(w: &mut Writer, urls: &[String]) {
    w.sequence(|w| {
        for url in urls {
            w.sequence(|w| w.context(0, |w| w.context(0, |w| w.text(Tag::context(6), url))));
        }
    });
}

/// When a private key may sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrivateKeyUsagePeriod {
    /// From.
    pub not_before: Option<Timestamp>,
    /// Until.
    pub not_after: Option<Timestamp>,
}

impl PrivateKeyUsagePeriod {
    pub(crate) fn read(tlv: &Tlv<'_>) -> asn1::Result<Self> {
        let mut fields = tlv.reader()?;
        let mut instant = |number| -> asn1::Result<Option<Timestamp>> {
            match fields.optional(Tag::context(number))? {
                Some(tlv) => asn1::parse_time(tag::GENERALIZED_TIME, tlv.value).map(Some),
                None => Ok(None),
            }
        };
        let period = Self { not_before: instant(0)?, not_after: instant(1)? };
        fields.finish()?;
        Ok(period)
    }

    pub(crate) fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            for (number, instant) in [(0, self.not_before), (1, self.not_after)] {
                if let Some(instant) = instant {
                    w.text(Tag::context(number), &asn1::encode_generalized(instant, false));
                }
            }
        });
    }
}

/// A statement of a qualified certificate (ETSI EN 319 412-5, RFC 3739 §3.2.6).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QcStatement {
    /// It is an EU qualified certificate.
    Compliance,
    /// Countries under whose law it is qualified, when that is not the law of the EU.
    Legislation(Vec<String>),
    /// Limit on the value of transactions: `amount` times 10 to the `exponent`.
    LimitValue {
        /// ISO 4217 letters.
        currency: String,
        /// Amount.
        amount: u64,
        /// Exponent.
        exponent: u64,
    },
    /// Another statement.
    Other {
        /// Its kind.
        #[serde(with = "dotted")]
        oid: Oid,
        /// statementInfo in DER.
        info: Option<Vec<u8>>,
    },
    /// Where the disclosure statements are: address and ISO 639-1 language.
    Pds(Vec<(String, String)>),
    /// Years that the registration documents are kept after expiry.
    RetentionPeriod(u64),
    /// The key is in a qualified device.
    Sscd,
    /// What the identifiers in the name mean.
    Syntax {
        /// Semantics identifier.
        #[serde(with = "dotted")]
        semantics: Oid,
    },
    /// Signature, seal or web authentication.
    Type(#[serde(with = "dotted_list")] Vec<Oid>),
}

impl QcStatement {
    /// Its kind.
    pub fn oid(&self) -> Oid {
        match self {
            Self::Compliance => oid::QC_COMPLIANCE,
            Self::Legislation(_) => oid::QC_LEGISLATION,
            Self::LimitValue { .. } => oid::QC_LIMIT_VALUE,
            Self::Other { oid, .. } => *oid,
            Self::Pds(_) => oid::QC_PDS,
            Self::RetentionPeriod(_) => oid::QC_RETENTION_PERIOD,
            Self::Sscd => oid::QC_SSCD,
            Self::Syntax { .. } => oid::QCS_SYNTAX_V2,
            Self::Type(_) => oid::QC_TYPE,
        }
    }

    pub(crate) fn read(tlv: &Tlv<'_>) -> asn1::Result<Self> {
        if tlv.tag != tag::SEQUENCE {
            return Err(asn1::Error::UnexpectedTag { expected: tag::SEQUENCE, found: tlv.tag });
        }
        let mut fields = tlv.reader()?;
        let kind = fields.expect(tag::OID)?.oid()?;
        let info = if fields.is_empty() { None } else { Some(fields.read()?) };
        fields.finish()?;
        Ok(match (kind, info) {
            (oid::QC_COMPLIANCE, None) => Self::Compliance,
            (oid::QC_SSCD, None) => Self::Sscd,
            (oid::QC_LEGISLATION, Some(info)) => {
                Self::Legislation(info.sequence_of(|country| Ok(country.text()?.into_owned()))?)
            }
            (oid::QC_RETENTION_PERIOD, Some(info)) => Self::RetentionPeriod(info.small_uint()?),
            (oid::QC_TYPE, Some(info)) => Self::Type(info.sequence_of(|kind| kind.oid())?),
            (oid::QC_PDS, Some(info)) => Self::Pds(info.sequence_of(|location| {
                let mut parts = location.reader()?;
                let (url, language) = (parts.read()?, parts.read()?);
                parts.finish()?;
                Ok((url.text()?.into_owned(), language.text()?.into_owned()))
            })?),
            (oid::QC_LIMIT_VALUE, Some(info)) => {
                let mut parts = info.reader()?;
                let currency = parts.read()?;
                // The number of ISO 4217 is allowed in place of the letters.
                let currency = match currency.tag {
                    tag::INTEGER => currency.small_uint()?.to_string(),
                    _ => currency.text()?.into_owned(),
                };
                let amount = parts.expect(tag::INTEGER)?.small_uint()?;
                let exponent = parts.expect(tag::INTEGER)?.small_uint()?;
                parts.finish()?;
                Self::LimitValue { currency, amount, exponent }
            }
            (oid::QCS_SYNTAX_V2, Some(info)) => {
                let mut parts = info.reader()?;
                match parts.optional(tag::OID)? {
                    Some(semantics) if parts.is_empty() => Self::Syntax { semantics: semantics.oid()? },
                    _ => Self::Other { oid: kind, info: Some(info.raw.to_vec()) },
                }
            }
            (_, info) => Self::Other { oid: kind, info: info.map(|info| info.raw.to_vec()) },
        })
    }

    pub(crate) fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            w.oid(&self.oid());
            match self {
                Self::Compliance | Self::Sscd => {}
                Self::Legislation(countries) => {
                    w.sequence(|w| {
                        countries.iter().for_each(|country| w.text(tag::PRINTABLE_STRING, country))
                    });
                }
                Self::LimitValue { currency, amount, exponent } => w.sequence(|w| {
                    w.text(tag::PRINTABLE_STRING, currency);
                    w.uint(*amount);
                    w.uint(*exponent);
                }),
                Self::Other { info, .. } => {
                    if let Some(info) = info {
                        w.raw(info);
                    }
                }
                Self::Pds(locations) => w.sequence(|w| {
                    for (url, language) in locations {
                        w.sequence(|w| {
                            w.text(tag::IA5_STRING, url);
                            w.text(tag::PRINTABLE_STRING, language);
                        });
                    }
                }),
                Self::RetentionPeriod(years) => w.uint(*years),
                Self::Syntax { semantics } => w.sequence(|w| w.oid(semantics)),
                Self::Type(kinds) => w.sequence(|w| kinds.iter().for_each(|kind| w.oid(kind))),
            }
        });
    }
}

/// Object identifiers as dotted text in stored and configured data.
pub(crate) mod dotted {
    use asn1::Oid;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(oid: &Oid, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(oid)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Oid, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

mod dotted_list {
    use asn1::Oid;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(oids: &[Oid], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(oids.iter().map(Oid::to_string))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Oid>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        texts.iter().map(|text| text.parse().map_err(D::Error::custom)).collect()
    }
}
