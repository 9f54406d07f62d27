use std::{fmt, ops::Range, sync::Arc};

use asn1::{Reader, Tag, Tlv, tag};
use jiff::Timestamp;

use super::Reason;
use crate::{
    At, Error, Result,
    alg::{PublicKey, SignatureAlgorithm, VerifyError},
    certificate::SequenceOf,
    extension::{
        AuthorityKeyIdentifier, DistributionPoint, Extension, Extensions, ReasonFlags, read_point_name,
    },
    name::{GeneralName, Name},
    oid, pem,
    signed::{self, Signed},
};

/// A revocation list as read. Cheap to clone.
#[derive(Clone)]
pub struct Crl(Arc<Inner>);

struct Inner {
    der: Arc<[u8]>,
    tbs: Range<usize>,
    algorithm: Range<usize>,
    issuer: Range<usize>,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    entries: Range<usize>,
    extensions: Range<usize>,
    signature: Range<usize>,
}

impl Crl {
    /// Reads a list in DER; nothing may follow it. Every entry is checked.
    ///
    /// # Errors
    /// [`Error`] names the field that is wrong.
    pub fn from_der(der: impl Into<Arc<[u8]>>) -> Result<Self> {
        let der: Arc<[u8]> = der.into();
        let range = |part: &[u8]| signed::range(&der, part);
        let Signed { tbs, algorithm, signature, rest } =
            Signed::read(&der, "certificateList", "tbsCertList")?;
        rest.finish().at("certificateList")?;
        let mut fields = tbs.reader().at("tbsCertList")?;
        let version2 = match fields.optional(tag::INTEGER).at("version")? {
            None => false,
            Some(version) if version.small_uint() == Ok(1) => true,
            Some(_) => return Err(Error::Value { field: "version", rule: "absent for 1, or 2" }),
        };
        if fields.expect(tag::SEQUENCE).at("signature")?.raw != algorithm.raw {
            return Err(Error::Value { field: "signature", rule: "differs from signatureAlgorithm" });
        }
        let issuer = fields.expect(tag::SEQUENCE).at("issuer")?;
        Name::check(&issuer, "issuer")?;
        let this_update = fields.read().and_then(|tlv| tlv.time()).at("thisUpdate")?;
        let next_update = match fields.peek() {
            Some(tag::UTC_TIME | tag::GENERALIZED_TIME) => {
                Some(fields.read().and_then(|tlv| tlv.time()).at("nextUpdate")?)
            }
            _ => None,
        };
        let mut entries = 0..0;
        // An empty SEQUENCE is against RFC 5280 §5.1.2.6 and says the same as none.
        if let Some(list) = fields.optional(tag::SEQUENCE).at("revokedCertificates")? {
            for entry in list.children() {
                let (_, extensions) = Entry::read(&entry.at("revokedCertificates")?)?;
                let Some(extensions) = extensions else { continue };
                if !version2 {
                    return Err(Error::Value { field: "crlEntryExtensions", rule: "only in version 2" });
                }
                Extensions::check_sequence(&extensions, "crlEntryExtensions")?;
            }
            entries = range(list.value);
        }
        let mut extensions = 0..0;
        if let Some(explicit) = fields.optional(Tag::context_constructed(0)).at("crlExtensions")? {
            if !version2 {
                return Err(Error::Value { field: "crlExtensions", rule: "only in version 2" });
            }
            extensions = range(Extensions::check(&explicit, "crlExtensions")?);
        }
        fields.finish().at("tbsCertList")?;
        Ok(Self(Arc::new(Inner {
            tbs: range(tbs.raw),
            algorithm: range(algorithm.raw),
            issuer: range(issuer.raw),
            this_update,
            next_update,
            entries,
            extensions,
            signature: range(signature),
            der: Arc::clone(&der),
        })))
    }

    /// Reads a list in DER or PEM.
    ///
    /// # Errors
    /// As [`Self::from_der`], and [`Error::Pem`].
    pub fn from_pem_or_der(data: &[u8]) -> Result<Self> {
        if data.first() == Some(&tag::SEQUENCE.0) {
            return Self::from_der(data);
        }
        let block = pem::blocks(data)?.into_iter().find(|block| matches!(&*block.label, "X509 CRL" | "CRL"));
        Self::from_der(block.ok_or(Error::Pem("no revocation list"))?.data)
    }

    /// The octets it was read from.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    fn part(&self, range: &Range<usize>) -> &[u8] {
        &self.0.der[range.clone()]
    }

    /// The octets that the signature covers.
    pub fn tbs(&self) -> &[u8] {
        self.part(&self.0.tbs)
    }

    /// Who signed.
    pub fn issuer(&self) -> Name<'_> {
        Name::trusted(self.part(&self.0.issuer))
    }

    /// The instant it speaks of.
    pub fn this_update(&self) -> Timestamp {
        self.0.this_update
    }

    /// When the next one is due; [`Timestamp::MAX`] for the last.
    pub fn next_update(&self) -> Option<Timestamp> {
        self.0.next_update
    }

    /// The signature's algorithm.
    ///
    /// # Errors
    /// When it is not known here.
    pub fn signature_algorithm(&self) -> Result<SignatureAlgorithm> {
        signed::algorithm(self.part(&self.0.algorithm))
    }

    /// The signature value.
    pub fn signature(&self) -> &[u8] {
        self.part(&self.0.signature)
    }

    /// Verifies the signature with a key.
    ///
    /// # Errors
    /// Why it is not accepted.
    pub fn verify_signed_by(&self, key: &PublicKey) -> Result<(), VerifyError> {
        signed::verify(key, self.part(&self.0.algorithm), self.tbs(), self.signature())
    }

    /// The entries in order.
    pub fn entries(&self) -> Entries<'_> {
        Entries(Reader::der(self.part(&self.0.entries)))
    }

    /// The entry for a serial number, given as content of its INTEGER
    /// ([`Certificate::serial_content`](crate::Certificate::serial_content)). In an indirect list the
    /// same number may stand for another issuer: walk over [`Self::entries`] there.
    pub fn find(&self, serial: &[u8]) -> Option<Entry<'_>> {
        let mut reader = Reader::der(self.part(&self.0.entries));
        while !reader.is_empty() {
            let entry = reader.read().ok()?;
            // SEQUENCE { INTEGER …: serial numbers are shorter than 128 octets in any entry of use.
            if entry.value.get(2..2 + serial.len()) == Some(serial)
                && entry.value.get(1).is_some_and(|len| usize::from(*len) == serial.len())
            {
                return Some(Entry::read(&entry).ok()?.0);
            }
        }
        None
    }

    /// The extensions in order.
    pub fn extensions(&self) -> Extensions<'_> {
        Extensions::trusted(self.part(&self.0.extensions))
    }

    /// The extension of a kind.
    pub fn extension(&self, oid: &asn1::Oid) -> Option<Extension<'_>> {
        self.extensions().get(oid)
    }

    fn decode<'a, T>(
        &'a self,
        oid: &asn1::Oid,
        field: &'static str,
        read: impl FnOnce(&Tlv<'a>) -> asn1::Result<T>,
    ) -> Result<Option<T>> {
        let Some(extension) = self.extension(oid) else { return Ok(None) };
        Tlv::parse_der(extension.value).and_then(|tlv| read(&tlv)).map(Some).at(field)
    }

    /// cRLNumber: magnitude, big endian.
    ///
    /// # Errors
    /// When it is malformed; likewise below.
    pub fn number(&self) -> Result<Option<&[u8]>> {
        self.decode(&oid::CRL_NUMBER, "cRLNumber", read_number)
    }

    /// deltaCRLIndicator: number of the list that this one adds to.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn delta_base(&self) -> Result<Option<&[u8]>> {
        self.decode(&oid::DELTA_CRL_INDICATOR, "deltaCRLIndicator", read_number)
    }

    /// authorityKeyIdentifier.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn authority_key_identifier(&self) -> Result<Option<AuthorityKeyIdentifier<'_>>> {
        self.decode(&oid::AUTHORITY_KEY_IDENTIFIER, "authorityKeyIdentifier", AuthorityKeyIdentifier::read)
    }

    /// issuingDistributionPoint (RFC 5280 §5.2.5).
    ///
    /// # Errors
    /// When it is malformed, says nothing, or contradicts itself.
    pub fn issuing_distribution_point(&self) -> Result<Option<IssuingDistributionPoint<'_>>> {
        self.decode(
            &oid::ISSUING_DISTRIBUTION_POINT,
            "issuingDistributionPoint",
            IssuingDistributionPoint::read,
        )
    }

    /// expiredCertsOnCRL: since when entries stay after expiry.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn expired_certs_since(&self) -> Result<Option<Timestamp>> {
        self.decode(&oid::EXPIRED_CERTS_ON_CRL, "expiredCertsOnCRL", |tlv| {
            asn1::parse_time(tlv.tag, tlv.value)
        })
    }

    /// freshestCRL: where deltas can be had.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn freshest(&self) -> Result<Option<Vec<DistributionPoint<'_>>>> {
        self.decode(&oid::FRESHEST_CRL, "freshestCRL", |tlv| tlv.sequence_of(DistributionPoint::read))
    }
}

fn read_number<'a>(tlv: &Tlv<'a>) -> asn1::Result<&'a [u8]> {
    if tlv.tag == tag::INTEGER {
        tlv.unsigned()
    } else {
        Err(asn1::Error::UnexpectedTag { expected: tag::INTEGER, found: tlv.tag })
    }
}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crl({} {})", self.issuer(), self.this_update())
    }
}

/// Entries of a list.
#[derive(Clone, Debug)]
pub struct Entries<'a>(Reader<'a>);

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        if self.0.is_empty() { None } else { Some(Entry::read(&self.0.read().ok()?).ok()?.0) }
    }
}

/// One entry of a list.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    /// Content of the serial number's INTEGER.
    pub serial: &'a [u8],
    /// Since when.
    pub revocation_date: Timestamp,
    extensions_der: &'a [u8],
}

impl<'a> Entry<'a> {
    /// The entry, and the SEQUENCE of its extensions, not yet checked.
    pub(super) fn read(tlv: &Tlv<'a>) -> Result<(Self, Option<Tlv<'a>>)> {
        if tlv.tag != tag::SEQUENCE {
            return Err(Error::Value { field: "revokedCertificates", rule: "an entry is a SEQUENCE" });
        }
        let mut fields = tlv.reader().at("revokedCertificates")?;
        let serial = fields.expect(tag::INTEGER).and_then(|tlv| tlv.integer()).at("userCertificate")?;
        let revocation_date = fields.read().and_then(|tlv| tlv.time()).at("revocationDate")?;
        let extensions = fields.optional(tag::SEQUENCE).at("crlEntryExtensions")?;
        fields.finish().at("revokedCertificates")?;
        let extensions_der = extensions.map_or(&[][..], |extensions| extensions.value);
        Ok((Self { serial, revocation_date, extensions_der }, extensions))
    }

    /// Its extensions.
    pub fn extensions(&self) -> Extensions<'a> {
        Extensions::trusted(self.extensions_der)
    }

    /// Why; `Unspecified` when it does not say.
    ///
    /// # Errors
    /// When the reason is malformed or not defined.
    pub fn reason(&self) -> Result<Reason> {
        const FIELD: &str = "reasonCode";
        let Some(extension) = self.extensions().get(&oid::REASON_CODE) else {
            return Ok(Reason::Unspecified);
        };
        let tlv = Tlv::parse_der(extension.value).at(FIELD)?;
        let code = tlv.small_uint().at(FIELD)?;
        Reason::from_code(code)
            .filter(|_| tlv.tag == tag::ENUMERATED)
            .ok_or(Error::Value { field: FIELD, rule: "not a defined reason" })
    }

    /// Since when the certificate is suspected to be invalid.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn invalidity_date(&self) -> Result<Option<Timestamp>> {
        let Some(extension) = self.extensions().get(&oid::INVALIDITY_DATE) else { return Ok(None) };
        Tlv::parse_der(extension.value).and_then(|tlv| tlv.time()).map(Some).at("invalidityDate")
    }

    /// In an indirect list, whose certificate it is; counts for the entries that follow too
    /// (RFC 5280 §5.3.3).
    ///
    /// # Errors
    /// When it is malformed.
    pub fn certificate_issuer(&self) -> Result<Option<Vec<GeneralName<'a>>>> {
        let Some(extension) = self.extensions().get(&oid::CERTIFICATE_ISSUER) else { return Ok(None) };
        Tlv::parse_der(extension.value)
            .and_then(|tlv| tlv.sequence_of(GeneralName::read))
            .map(Some)
            .at("certificateIssuer")
    }
}

impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("serial", &format_args!("{:02x?}", self.serial))
            .field("revocation_date", &self.revocation_date)
            .finish_non_exhaustive()
    }
}

/// Which certificates a list covers (RFC 5280 §5.2.5).
#[derive(Clone, Debug)]
pub struct IssuingDistributionPoint<'a> {
    /// Names of the point in full.
    pub full_name: Vec<GeneralName<'a>>,
    /// nameRelativeToCRLIssuer, as it stands.
    pub relative_name: Option<Tlv<'a>>,
    /// Only certificates of end entities.
    pub only_user_certs: bool,
    /// Only certificates of authorities.
    pub only_ca_certs: bool,
    /// Only these reasons.
    pub only_some_reasons: Option<ReasonFlags>,
    /// Also certificates of other issuers.
    pub indirect: bool,
    /// Only attribute certificates.
    pub only_attribute_certs: bool,
}

impl<'a> IssuingDistributionPoint<'a> {
    fn read(tlv: &Tlv<'a>) -> asn1::Result<Self> {
        if tlv.tag != tag::SEQUENCE || tlv.value.is_empty() {
            return Err(asn1::Error::Value("IssuingDistributionPoint that says something"));
        }
        let mut fields = tlv.reader()?;
        let (full_name, relative_name) = match fields.optional(Tag::context_constructed(0))? {
            Some(explicit) => read_point_name(&explicit)?,
            None => (Vec::new(), None),
        };
        let flag = |fields: &mut Reader<'a>, number| -> asn1::Result<bool> {
            fields.optional(Tag::context(number))?.map_or(Ok(false), |tlv| tlv.boolean())
        };
        let only_user_certs = flag(&mut fields, 1)?;
        let only_ca_certs = flag(&mut fields, 2)?;
        let only_some_reasons =
            fields.optional(Tag::context(3))?.map(|tlv| ReasonFlags::read(&tlv)).transpose()?;
        let indirect = flag(&mut fields, 4)?;
        let only_attribute_certs = flag(&mut fields, 5)?;
        fields.finish()?;
        if u8::from(only_user_certs) + u8::from(only_ca_certs) + u8::from(only_attribute_certs) > 1 {
            return Err(asn1::Error::Value("IssuingDistributionPoint: at most one kind of certificate"));
        }
        Ok(Self {
            full_name,
            relative_name,
            only_user_certs,
            only_ca_certs,
            only_some_reasons,
            indirect,
            only_attribute_certs,
        })
    }
}
