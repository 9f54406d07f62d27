//! What each kind of certificate of this installation says: the profiles of `formats/x509` filled with
//! its settings, and the lint that every one passes before it is signed.

use foundation::Timestamp;
use x509::{
    Certificate, ToSign,
    alg::{DigestAlgorithm, PublicKey, SignatureAlgorithm},
    extension::PolicyInformation,
    lint,
    profile::{
        Addresses, CnsAuthentication, Issuer, OcspResponder, Operator as OperatorCertificate, Organization,
        Profile, QualifiedSignature, Refused, Serial, ServiceCa, TimeStampingUnit, TlsServer, Validity,
    },
};

use crate::{
    AuthorityError, Settings,
    model::ServiceAuthority,
    rules::{operators::Operator, service::Service},
    verbs::issue_pair::{Holder, PairRequest},
};

/// Years of a service authority, and of what a person gets.
const CA_YEARS: i16 = 16;
const PERSON_YEARS: i16 = 3;
/// Evidence is kept for twenty years (CAD art. 32).
const RETENTION_YEARS: u64 = 20;
/// The body that issues the CNS of the chambers.
const CNS_ORGANIZATION: &str = "Camera di Commercio";

/// A certificate to be signed, with its validity.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub to_sign: ToSign,
    pub validity: Validity,
}

/// Key, serial number and the issuer's algorithm.
pub(crate) type Subject<'a> = (&'a PublicKey, &'a Serial, SignatureAlgorithm);

fn organization(settings: &Settings) -> Organization {
    Organization {
        country: "IT".to_owned(),
        name: settings.organization.clone(),
        identifier: Some(settings.organization_identifier.clone()),
    }
}

fn addresses(ca: &ServiceAuthority, serial: &Serial) -> Addresses {
    Addresses { ocsp: ca.ocsp_url(), ca_issuers: ca.certificate_url(), crl: ca.crl_url(serial.as_bytes()) }
}

fn own_policy(oid: asn1::Oid, settings: &Settings) -> PolicyInformation {
    PolicyInformation { cps: vec![settings.cps_url.clone()], ..PolicyInformation::plain(oid) }
}

fn refused(error: Refused) -> AuthorityError {
    match error {
        Refused::CaValidityExceeded => AuthorityError::CaValidityExceeded,
        other => AuthorityError::Holder { field: "certificate", why: other.to_string() },
    }
}

pub(crate) fn service_authority(
    settings: &Settings,
    (service, generation): (Service, i64),
    (key, serial, algorithm): Subject<'_>,
    now: Timestamp,
) -> Result<ToSign, AuthorityError> {
    let suffix = if generation > 1 { format!(" G{generation}") } else { String::new() };
    let profile = ServiceCa {
        organization: organization(settings),
        unit: Some(service.organizational_unit().to_owned()),
        common_name: format!("{} {}{suffix}", settings.short_name(), service.common_name()),
        cps: settings.cps_url.clone(),
        arl: format!("{}/{}/arl.crl", settings.publication_url, service.path_of(generation)),
        validity: Validity::years(now, CA_YEARS),
    };
    profile.to_sign(serial, key, algorithm).map_err(refused)
}

pub(crate) fn qualified_signature(
    settings: &Settings,
    ca: &ServiceAuthority,
    holder: &Holder,
    dn_qualifier: &str,
    (key, serial, algorithm): Subject<'_>,
    now: Timestamp,
) -> Result<Made, AuthorityError> {
    let issuer = Issuer::new(&ca.certificate, algorithm).map_err(refused)?;
    let validity = Validity::years(now, PERSON_YEARS);
    let profile = QualifiedSignature {
        country: "IT".to_owned(),
        surname: holder.surname.to_uppercase(),
        given_name: holder.given_name.to_uppercase(),
        identifier: format!("TINIT-{}", holder.codice_fiscale),
        dn_qualifier: dn_qualifier.to_owned(),
        affiliation: None,
        policy: own_policy(settings.policy_signature, settings),
        qscd: true,
        retention_years: RETENTION_YEARS,
        disclosure: settings.pds_urls.iter().map(|(language, url)| (url.clone(), language.clone())).collect(),
        limit: None,
        agid_declaration: true,
        lists_keep_expired: true,
        addresses: addresses(ca, serial),
        validity,
    };
    let to_sign = profile.to_sign(&issuer, serial, key).map_err(refused)?;
    Ok(Made { to_sign, validity })
}

pub(crate) fn cns_authentication(
    settings: &Settings,
    ca: &ServiceAuthority,
    request: &PairRequest,
    (key, serial, algorithm): Subject<'_>,
    now: Timestamp,
) -> Result<Made, AuthorityError> {
    let issuer = Issuer::new(&ca.certificate, algorithm).map_err(refused)?;
    let validity = Validity::years(now, PERSON_YEARS);
    let mut personal_data_sha1 = [0; 20];
    personal_data_sha1.copy_from_slice(&DigestAlgorithm::Sha1.digest(&request.personal_data));
    let profile = CnsAuthentication {
        country: "IT".to_owned(),
        organization: CNS_ORGANIZATION.to_owned(),
        unit: settings.chamber_unit.clone(),
        surname: request.holder.surname.to_uppercase(),
        given_name: request.holder.given_name.to_uppercase(),
        codice_fiscale: request.holder.codice_fiscale.to_string(),
        card_number: request.card_number.clone(),
        personal_data_sha1,
        policy: own_policy(settings.policy_cns, settings),
        addresses: addresses(ca, serial),
        validity,
    };
    let to_sign = profile.to_sign(&issuer, serial, key).map_err(refused)?;
    Ok(Made { to_sign, validity })
}

pub(crate) fn ocsp_responder(
    settings: &Settings,
    ca: &ServiceAuthority,
    (key, serial, algorithm): Subject<'_>,
    validity: Validity,
) -> Result<ToSign, AuthorityError> {
    let issuer = Issuer::new(&ca.certificate, algorithm).map_err(refused)?;
    let profile = OcspResponder {
        organization: organization(settings),
        common_name: format!("OCSP {} {}", ca.path, validity.not_before.strftime("%Y%m%d%H%M%S")),
        policy: own_policy(settings.policy_ocsp, settings),
        validity,
    };
    profile.to_sign(&issuer, serial, key).map_err(refused)
}

pub(crate) fn time_stamping_unit(
    settings: &Settings,
    ca: &ServiceAuthority,
    (key, serial, algorithm): Subject<'_>,
    key_usage_period: Validity,
    validity: Validity,
) -> Result<ToSign, AuthorityError> {
    let issuer = Issuer::new(&ca.certificate, algorithm).map_err(refused)?;
    let from = key_usage_period.not_before.strftime("%Y%m%d%H%M%S");
    let profile = TimeStampingUnit {
        organization: organization(settings),
        common_name: format!("{} TSU {from}", settings.short_name()),
        policy: own_policy(settings.policy_tsa, settings),
        key_usage_period,
        addresses: addresses(ca, serial),
        validity,
    };
    profile.to_sign(&issuer, serial, key).map_err(refused)
}

pub(crate) fn tls_server(
    ca: &ServiceAuthority,
    names: &[String],
    (key, serial, algorithm): Subject<'_>,
    validity: Validity,
) -> Result<ToSign, AuthorityError> {
    let issuer = Issuer::new(&ca.certificate, algorithm).map_err(refused)?;
    let profile = TlsServer { dns_names: names.to_vec(), addresses: addresses(ca, serial), validity };
    profile.to_sign(&issuer, serial, key).map_err(refused)
}

pub(crate) fn operator(
    settings: &Settings,
    ca: &ServiceAuthority,
    (operator, name): (&Operator, &str),
    (key, serial, algorithm): Subject<'_>,
    validity: Validity,
) -> Result<ToSign, AuthorityError> {
    let issuer = Issuer::new(&ca.certificate, algorithm).map_err(refused)?;
    let profile = OperatorCertificate {
        organization: organization(settings),
        common_name: name.to_owned(),
        role: operator.role.name().to_owned(),
        operator: operator.id.clone(),
        addresses: addresses(ca, serial),
        validity,
    };
    profile.to_sign(&issuer, serial, key).map_err(refused)
}

/// The profile under its stored name.
pub(crate) fn of_stored(name: &str) -> Option<Profile> {
    Some(match name {
        "signature" => Profile::QualifiedSignature,
        "cns" => Profile::CnsAuthentication,
        "tsu" => Profile::TimeStampingUnit,
        "tls" => Profile::TlsServer,
        "operator" => Profile::Operator,
        _ => return None,
    })
}

/// Runs every lint of the profile on a copy that carries no signature yet (pki.md §11, step 5): the
/// lints look at everything else, so not even a throw-away key is needed to stop a bad certificate
/// before the real key sees it.
pub(crate) fn lint_before_signing(
    profile: Profile,
    to_sign: &ToSign,
    issuer: Option<&Certificate>,
) -> Result<(), AuthorityError> {
    let findings = lint::before_signing(profile, to_sign, issuer).map_err(AuthorityError::internal)?;
    match findings.into_iter().find(|finding| finding.severity == lint::Severity::Error) {
        None => Ok(()),
        Some(finding) => {
            Err(AuthorityError::Lint { rule: finding.rule.into_owned(), message: finding.message })
        }
    }
}
