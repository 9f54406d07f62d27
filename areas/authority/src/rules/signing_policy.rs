//! What each authority's key may sign (pki.md §10 K3): read from the octets themselves, by whoever holds
//! the key, before it signs. A registration authority that was taken over gets no authority's
//! certificate and none of a foreign profile, whatever it asks.
//!
//! | authority | signs |
//! |---|---|
//! | `firma` | P2, P5, its lists |
//! | `cns` | P3, P5, its lists |
//! | `tsa` | P4, P5, its lists |
//! | `interna` | P7, P8, P5, its lists |
//!
//! Each refusal names its rule. A rule of the lint comes as `lint.` and its id.

use asn1::{Oid, Tag, Writer};
use keyvault::{Case, Granted, Refusal, SigningPolicy};
use x509::{
    Certificate, Crl,
    alg::{DigestAlgorithm, SignatureAlgorithm},
    extension::KeyUsage,
    lint,
    name::GeneralName,
    oid,
    profile::Profile,
};

use super::service::Service;

/// AgID's declaration, CNS and QCP-n-qscd: the policies that are not our own.
const AGID_CERT: Oid = Oid::new("1.3.76.16.6");
const CNS: Oid = Oid::new("1.3.76.16.2.1");
const QCP_N_QSCD: Oid = Oid::new("0.4.0.194112.1.2");

/// Extensions that a list of ours has (pki.md §6).
const OF_LISTS: [Oid; 6] = [
    oid::AUTHORITY_KEY_IDENTIFIER,
    oid::CRL_NUMBER,
    oid::DELTA_CRL_INDICATOR,
    oid::ISSUING_DISTRIBUTION_POINT,
    oid::FRESHEST_CRL,
    oid::EXPIRED_CERTS_ON_CRL,
];

/// The allow-list of an installation.
#[derive(Clone, Debug)]
pub struct AllowList {
    /// Own policy of the qualified signature certificates.
    pub signature: Oid,
    /// Own policy of the CNS certificates.
    pub cns: Oid,
    /// Own policy of the time-stamping units.
    pub time_stamping: Oid,
    /// Own policy of the OCSP responders.
    pub ocsp: Oid,
    /// Whether a key that never signed may sign its own certificate: in a ceremony, never in a server.
    pub may_begin: bool,
}

type Judged<T = ()> = Result<T, Refusal>;

impl SigningPolicy for AllowList {
    fn judge(&self, case: &Case<'_>) -> Judged<Granted> {
        let service = service(case.label)?;
        sha2(case.algorithm)?;
        // A certificate of version 3 begins with its version in [0], a list with an INTEGER.
        let first = asn1::Reader::der(case.octets).sequence().ok().and_then(|fields| fields.peek());
        let wrapped = wrapped(case.octets, case.algorithm);
        match first {
            Some(tag) if tag == Tag::context_constructed(0) => {
                let certificate = Certificate::from_der(wrapped)
                    .map_err(|error| Refusal::new("certificate.well_formed", error))?;
                self.certificate(case, service, &certificate)
            }
            Some(asn1::tag::INTEGER) => {
                let list = Crl::from_der(wrapped).map_err(|error| Refusal::new("list.well_formed", error))?;
                self::list(case, &list)
            }
            _ => Err(Refusal::new("request.kind", "neither a certificate of version 3 nor a list")),
        }
    }
}

/// The service of a label `ca/<service>/<generation>`.
fn service(label: &str) -> Judged<Service> {
    let refused = || Refusal::new("request.label", format!("{label} is not the key of an authority"));
    let rest = label.strip_prefix("ca/").ok_or_else(refused)?;
    let (service, generation) = rest.split_once('/').ok_or_else(refused)?;
    let numbered = (1..=4).contains(&generation.len()) && generation.bytes().all(|b| b.is_ascii_digit());
    if numbered { service.parse().map_err(|_| refused()) } else { Err(refused()) }
}

fn sha2(algorithm: SignatureAlgorithm) -> Judged {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    match algorithm {
        SignatureAlgorithm::RsaPkcs1(Sha256 | Sha384 | Sha512)
        | SignatureAlgorithm::Ecdsa(Sha256 | Sha384 | Sha512) => Ok(()),
        other => Err(Refusal::new("algorithm.sha2", format!("{other:?}"))),
    }
}

/// What is to be signed with an empty signature, so that it reads as what it will be.
fn wrapped(octets: &[u8], algorithm: SignatureAlgorithm) -> Vec<u8> {
    Writer::build(|w| {
        w.sequence(|w| {
            w.raw(octets);
            algorithm.write(w);
            w.bit_string(&[]);
        });
    })
}

/// The certificate with which the authority began.
fn origin(case: &Case<'_>) -> Judged<Certificate> {
    let missing = || Refusal::new("authority.has_begun", "the key has not signed its own certificate");
    let octets = case.origin.ok_or_else(missing)?;
    let own = Certificate::from_der(wrapped(octets, case.algorithm))
        .map_err(|error| Refusal::new("authority.has_begun", error))?;
    if own.spki() == case.key.spki_der() {
        Ok(own)
    } else {
        Err(Refusal::new("authority.own_key", "the kept certificate is of another key"))
    }
}

impl AllowList {
    fn certificate(&self, case: &Case<'_>, service: Service, certificate: &Certificate) -> Judged<Granted> {
        let is = |condition: bool, rule: &str, why: &str| {
            if condition { Ok(()) } else { Err(Refusal::new(rule, why)) }
        };
        let same_algorithm = certificate.signature_algorithm().is_ok_and(|inner| inner == case.algorithm);
        is(same_algorithm, "algorithm.matches", "it names another algorithm than the one asked for")?;
        let usage = certificate.key_usage().ok().flatten();
        let signs_others = usage.is_some_and(|usage| {
            usage.contains(KeyUsage::KEY_CERT_SIGN) || usage.contains(KeyUsage::CRL_SIGN)
        });
        if certificate.spki() == case.key.spki_der() && certificate.is_self_issued() {
            is(self.may_begin, "authority.begins_in_a_ceremony", "authorities are not made here")?;
            is(case.unused, "authority.begins_once", "the key has signed before")?;
            linted(Profile::ServiceCa, certificate, None)?;
            return Ok(Granted::Origin);
        }
        let own = origin(case)?;
        is(!certificate.is_ca(), "certificate.no_authority", "cA is TRUE")?;
        is(!signs_others, "certificate.no_authority", "the key usage is an authority's")?;
        is(
            certificate.spki() != case.key.spki_der(),
            "certificate.other_key",
            "it is the authority's own key",
        )?;
        is(certificate.issuer() == own.subject(), "issuer.own_name", "the issuer is not this authority")?;
        is(
            certificate.not_after() <= own.not_after() && certificate.not_before() >= own.not_before(),
            "validity.within_authority",
            "it is valid when the authority is not",
        )?;
        let profile = profile_of(certificate)?;
        is(
            allowed(service).contains(&profile),
            "profile.allowed",
            &format!("{service} does not issue {profile:?}"),
        )?;
        self.policies(profile, certificate)?;
        linted(profile, certificate, Some(&own))?;
        Ok(Granted::Ordinary)
    }

    /// The policies of a profile, all of them and no other.
    fn policies(&self, profile: Profile, certificate: &Certificate) -> Judged {
        let allowed: &[Oid] = match profile {
            Profile::QualifiedSignature => &[QCP_N_QSCD, self.signature, AGID_CERT],
            Profile::CnsAuthentication => &[CNS, self.cns],
            Profile::TimeStampingUnit => &[self.time_stamping],
            Profile::OcspResponder => &[self.ocsp],
            Profile::ServiceCa | Profile::TlsServer | Profile::Operator => &[],
        };
        let found = certificate.policies().map_err(|error| Refusal::new("policy.own", error))?;
        match found.into_iter().flatten().find(|policy| !allowed.contains(&policy.oid)) {
            None => Ok(()),
            Some(policy) => Err(Refusal::new("policy.own", format!("{} is not of {profile:?}", policy.oid))),
        }
    }
}

/// The profiles of a service.
fn allowed(service: Service) -> &'static [Profile] {
    match service {
        Service::Signature => &[Profile::QualifiedSignature, Profile::OcspResponder],
        Service::Cns => &[Profile::CnsAuthentication, Profile::OcspResponder],
        Service::TimeStamping => &[Profile::TimeStampingUnit, Profile::OcspResponder],
        Service::Internal => &[Profile::TlsServer, Profile::Operator, Profile::OcspResponder],
    }
}

/// Which profile a certificate claims by its purposes; the lint of that profile then holds it to the
/// rest.
fn profile_of(certificate: &Certificate) -> Judged<Profile> {
    let purposes = certificate.ext_key_usage().map_err(|error| Refusal::new("purpose.known", error))?;
    let has = |purpose: &Oid| purposes.as_ref().is_some_and(|purposes| purposes.contains(purpose));
    let known = [
        oid::OCSP_SIGNING,
        oid::TIME_STAMPING,
        oid::SERVER_AUTH,
        oid::CLIENT_AUTH,
        oid::EMAIL_PROTECTION,
        oid::SMARTCARD_LOGON,
    ];
    if let Some(foreign) = purposes.iter().flatten().find(|purpose| !known.contains(purpose)) {
        return Err(Refusal::new("purpose.known", format!("{foreign} is a purpose of no profile")));
    }
    Ok(if purposes.is_none() {
        Profile::QualifiedSignature
    } else if has(&oid::OCSP_SIGNING) {
        Profile::OcspResponder
    } else if has(&oid::TIME_STAMPING) {
        Profile::TimeStampingUnit
    } else if has(&oid::SERVER_AUTH) {
        Profile::TlsServer
    } else if certificate.has_policy(&CNS) || !has(&oid::CLIENT_AUTH) {
        Profile::CnsAuthentication
    } else {
        Profile::Operator
    })
}

fn linted(profile: Profile, certificate: &Certificate, issuer: Option<&Certificate>) -> Judged {
    let findings = lint::check(profile, certificate, issuer);
    match findings.into_iter().find(|finding| finding.severity == lint::Severity::Error) {
        None => Ok(()),
        Some(finding) => Err(Refusal::new(&format!("lint.{}", finding.rule), finding.message)),
    }
}

fn list(case: &Case<'_>, list: &Crl) -> Judged<Granted> {
    let is = |condition: bool, rule: &str, why: &str| {
        if condition { Ok(()) } else { Err(Refusal::new(rule, why)) }
    };
    let own = origin(case)?;
    let same_algorithm = list.signature_algorithm().is_ok_and(|inner| inner == case.algorithm);
    is(same_algorithm, "algorithm.matches", "it names another algorithm than the one asked for")?;
    is(list.issuer() == own.subject(), "issuer.own_name", "the issuer is not this authority")?;
    is(list.this_update() >= own.not_before(), "list.period", "it is older than the authority")?;
    is(
        list.next_update().is_some_and(|next| next > list.this_update()),
        "list.period",
        "it ends before it begins, or never",
    )?;
    is(list.number().is_ok_and(|number| number.is_some()), "list.number", "it has no number")?;
    let key_identifier = own.subject_key_identifier().ok().flatten();
    let named = list.authority_key_identifier().ok().flatten().and_then(|aki| aki.key_identifier);
    is(named.is_some() && named == key_identifier, "list.own_key", "it names another key")?;
    if let Some(foreign) = list.extensions().find(|extension| !OF_LISTS.contains(&extension.oid)) {
        return Err(Refusal::new("list.extensions", format!("{} is not of our lists", foreign.oid)));
    }
    let point = list.issuing_distribution_point().map_err(|error| Refusal::new("list.own_address", error))?;
    if let Some(point) = point {
        let plain = !point.indirect && !point.only_attribute_certs && point.only_some_reasons.is_none();
        is(plain, "list.own_address", "indirect lists and lists of some reasons are not ours")?;
        // The authority's certificate says where it publishes: …/firma/arl.crl.
        let base = own.crl_urls().first().and_then(|url| url.strip_suffix("arl.crl")).map(str::to_owned);
        let here = |name: &GeneralName<'_>| match (name, &base) {
            (GeneralName::Uri(uri), Some(base)) => uri.starts_with(base.as_str()),
            _ => false,
        };
        let ours = !point.full_name.is_empty() && point.full_name.iter().all(here);
        is(ours, "list.own_address", "it is published where this authority does not publish")?;
    }
    Ok(Granted::Ordinary)
}
