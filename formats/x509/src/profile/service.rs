use asn1::{Tag, Writer};

use super::{
    Addresses, Issuer, Organization, Refused, Serial, Validity, check_address,
    person::check_own_policy,
    subject::{SHORT, SubjectBuilder, text_problem},
    tbs,
};
use crate::{
    Name, ToSign,
    alg::{PublicKey, SignatureAlgorithm},
    extension::{KeyUsage, PolicyInformation, PrivateKeyUsagePeriod},
    oid,
};

const DNS_NAME: Tag = Tag::context(2);
const URI: Tag = Tag::context(6);
/// Twenty years, the longest in use.
pub(crate) const CA_DAYS: u64 = 20 * 365 + 5;
/// Ten years.
pub(crate) const TSU_DAYS: u64 = 10 * 365 + 3;
/// Three calendar months.
pub(crate) const QUARTER_DAYS: u64 = 92;
/// Ninety days.
pub(crate) const TLS_DAYS: u64 = 90;
/// One year.
pub(crate) const OPERATOR_DAYS: u64 = 366;

/// P1: a service's certification authority, signed by itself (AgID determination 121/2019 §4.2).
///
/// Subject and issuer: C, O, OU, organizationIdentifier, CN. It may issue to end entities only.
#[derive(Clone, Debug)]
pub struct ServiceCa {
    /// The provider.
    pub organization: Organization,
    /// Line of service.
    pub unit: Option<String>,
    /// Name of the authority.
    pub common_name: String,
    /// https address of the practice statement.
    pub cps: String,
    /// http address of the list of revoked authorities.
    pub arl: String,
    /// First and last instant.
    pub validity: Validity,
}

impl ServiceCa {
    /// The octets to be signed by the key itself.
    ///
    /// # Errors
    /// The rule that refused.
    pub fn to_sign(
        &self,
        serial: &Serial,
        key: &PublicKey,
        algorithm: SignatureAlgorithm,
    ) -> Result<ToSign, Refused> {
        self.validity.check(CA_DAYS, None)?;
        check_address("cps", &self.cps, "https://")?;
        check_address("arl", &self.arl, "http://")?;
        let subject = self
            .organization
            .begin(self.unit.as_deref())
            .text(&oid::COMMON_NAME, &self.common_name, SHORT)
            .finish()?;
        let any =
            PolicyInformation { oid: oid::ANY_POLICY, cps: vec![self.cps.clone()], notices: Vec::new() };
        tbs::build(Name::trusted(&subject), algorithm, serial, self.validity, &subject, key, |x| {
            x.raw(&oid::BASIC_CONSTRAINTS, true, |w| {
                w.sequence(|w| {
                    w.boolean(true);
                    w.uint(0);
                });
            });
            x.crl(&self.arl);
            x.policies(&[any]);
            x.key_usage(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN));
            x.subject_key(key);
        })
    }
}

/// P4: a time-stamping unit (RFC 3161 §2.3, AgID determination 121/2019 §4.2.5).
///
/// Subject: C, O, organizationIdentifier, CN with the day from which the key is used.
#[derive(Clone, Debug)]
pub struct TimeStampingUnit {
    /// The provider.
    pub organization: Organization,
    /// Name of the unit.
    pub common_name: String,
    /// Own policy, with the address of the practice statement.
    pub policy: PolicyInformation,
    /// When the key signs: three months at most, within the validity.
    pub key_usage_period: Validity,
    /// Where status and issuer are published.
    pub addresses: Addresses,
    /// First and last instant.
    pub validity: Validity,
}

impl TimeStampingUnit {
    /// The octets to be signed.
    ///
    /// # Errors
    /// The rule that refused.
    pub fn to_sign(&self, issuer: &Issuer<'_>, serial: &Serial, key: &PublicKey) -> Result<ToSign, Refused> {
        self.validity.check(TSU_DAYS, Some(issuer.not_after))?;
        self.key_usage_period.check(QUARTER_DAYS, Some(self.validity.not_after))?;
        if self.key_usage_period.not_before < self.validity.not_before {
            return Err(Refused::Validity("the key is not used before the certificate is valid"));
        }
        self.addresses.check()?;
        check_own_policy(&self.policy)?;
        let subject =
            self.organization.begin(None).text(&oid::COMMON_NAME, &self.common_name, SHORT).finish()?;
        let period = PrivateKeyUsagePeriod {
            not_before: Some(self.key_usage_period.not_before),
            not_after: Some(self.key_usage_period.not_after),
        };
        tbs::issued(issuer, serial, self.validity, &subject, key, |x| {
            x.key_usage(KeyUsage::DIGITAL_SIGNATURE);
            x.purposes(true, &[oid::TIME_STAMPING]);
            x.policies(std::slice::from_ref(&self.policy));
            x.raw(&oid::PRIVATE_KEY_USAGE_PERIOD, false, |w| period.write(w));
            x.addresses(&self.addresses);
            x.keys(issuer, key);
        })
    }
}

/// P5: a responder that an authority has charged with its status answers (RFC 6960 §4.2.2.2).
///
/// Subject: C, O, organizationIdentifier, CN. Nobody asks for its own status (`nocheck`), so it is
/// short-lived: three months at most.
#[derive(Clone, Debug)]
pub struct OcspResponder {
    /// The provider.
    pub organization: Organization,
    /// Name of the responder.
    pub common_name: String,
    /// Own policy, with the address of the practice statement.
    pub policy: PolicyInformation,
    /// First and last instant.
    pub validity: Validity,
}

impl OcspResponder {
    /// The octets to be signed.
    ///
    /// # Errors
    /// The rule that refused.
    pub fn to_sign(&self, issuer: &Issuer<'_>, serial: &Serial, key: &PublicKey) -> Result<ToSign, Refused> {
        self.validity.check(QUARTER_DAYS, Some(issuer.not_after))?;
        check_own_policy(&self.policy)?;
        let subject =
            self.organization.begin(None).text(&oid::COMMON_NAME, &self.common_name, SHORT).finish()?;
        tbs::issued(issuer, serial, self.validity, &subject, key, |x| {
            x.key_usage(KeyUsage::DIGITAL_SIGNATURE);
            x.purposes(false, &[oid::OCSP_SIGNING]);
            x.raw(&oid::OCSP_NO_CHECK, false, Writer::null);
            x.policies(std::slice::from_ref(&self.policy));
            x.keys(issuer, key);
        })
    }
}

/// P7: an internal server (RFC 5280, RFC 9525). Subject: CN with the first name.
#[derive(Clone, Debug)]
pub struct TlsServer {
    /// DNS names, one at least; the first is also the common name.
    pub dns_names: Vec<String>,
    /// Where status and issuer are published.
    pub addresses: Addresses,
    /// First and last instant.
    pub validity: Validity,
}

impl TlsServer {
    /// The octets to be signed.
    ///
    /// # Errors
    /// The rule that refused.
    pub fn to_sign(&self, issuer: &Issuer<'_>, serial: &Serial, key: &PublicKey) -> Result<ToSign, Refused> {
        self.validity.check(TLS_DAYS, Some(issuer.not_after))?;
        self.addresses.check()?;
        if !self.dns_names.iter().all(|name| is_dns_name(name)) {
            return Err(Refused::Name { attribute: "dNSName", rule: "not a DNS name" });
        }
        let first = self
            .dns_names
            .first()
            .ok_or(Refused::Name { attribute: "dNSName", rule: "one name is required" })?;
        let mut subject = SubjectBuilder::new();
        // A longer name does not fit the common name; then the alternative name, critical, stands alone.
        let named = first.len() <= SHORT;
        if named {
            subject = subject.text(&oid::COMMON_NAME, first, SHORT);
        }
        let subject = subject.finish()?;
        let names: Vec<(Tag, &str)> = self.dns_names.iter().map(|name| (DNS_NAME, name.as_str())).collect();
        tbs::issued(issuer, serial, self.validity, &subject, key, |x| {
            x.key_usage(KeyUsage::DIGITAL_SIGNATURE);
            x.purposes(false, &[oid::SERVER_AUTH]);
            x.alt_names(!named, &names);
            x.addresses(&self.addresses);
            x.keys(issuer, key);
        })
    }
}

/// RFC 1034 §3.5 as RFC 1123 §2.1 relaxes it: labels of letters, digits and inner hyphens; a wildcard
/// may stand for the first.
fn is_dns_name(name: &str) -> bool {
    let rest = name.strip_prefix("*.").unwrap_or(name);
    rest.len() <= 253
        && rest.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-')
        })
}

/// P8: an operator, or a service of the house that logs in to another.
///
/// Subject: C, O, organizationIdentifier, CN. The role is in a URI:
/// `urn:ceralacca:role:<role>:<operator>`.
#[derive(Clone, Debug)]
pub struct Operator {
    /// The provider, or the chamber.
    pub organization: Organization,
    /// Name of the person or service.
    pub common_name: String,
    /// Role: `rao`, `ca_officer`, `auditor`, …
    pub role: String,
    /// Identifier of the operator.
    pub operator: String,
    /// Where status and issuer are published.
    pub addresses: Addresses,
    /// First and last instant.
    pub validity: Validity,
}

impl Operator {
    /// The URI that carries role and identifier.
    pub fn uri(&self) -> String {
        format!("urn:ceralacca:role:{}:{}", self.role, self.operator)
    }

    /// The octets to be signed.
    ///
    /// # Errors
    /// The rule that refused.
    pub fn to_sign(&self, issuer: &Issuer<'_>, serial: &Serial, key: &PublicKey) -> Result<ToSign, Refused> {
        self.validity.check(OPERATOR_DAYS, Some(issuer.not_after))?;
        self.addresses.check()?;
        for (attribute, part) in [("role", &self.role), ("operator", &self.operator)] {
            let fits = |octet: u8| octet.is_ascii_alphanumeric() || b"-_.".contains(&octet);
            if text_problem(part, SHORT).is_some() || !part.bytes().all(fits) {
                return Err(Refused::Name { attribute, rule: "letters, digits, hyphen, underscore, dot" });
            }
        }
        let subject =
            self.organization.begin(None).text(&oid::COMMON_NAME, &self.common_name, SHORT).finish()?;
        let uri = self.uri();
        tbs::issued(issuer, serial, self.validity, &subject, key, |x| {
            x.key_usage(KeyUsage::DIGITAL_SIGNATURE);
            x.purposes(false, &[oid::CLIENT_AUTH]);
            x.alt_names(false, &[(URI, &uri)]);
            x.addresses(&self.addresses);
            x.keys(issuer, key);
        })
    }
}
