//! What is read of published lists, and what is said of broken ones.

#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use std::collections::BTreeMap;

use trustlist::{
    Error, TrustedList,
    model::Service,
    uri::{FOR_E_SIGNATURES, ListType, Qualifier, ServiceType, Status},
};

fn service_named<'a>(list: &'a TrustedList, part: &str, kind: ServiceType) -> &'a Service {
    let mut all = list.services().map(|(_, service)| service);
    all.find(|service| {
        service.current().service_type == kind && service.current().name.in_language("en").contains(part)
    })
    .unwrap_or_else(|| panic!("no service {part}"))
}

#[test]
fn the_scheme_of_the_italian_list_is_read() {
    let Some(list) = common::list("IT-excerpt-unsigned.xml") else { return };
    let scheme = &list.scheme;
    assert_eq!((scheme.version, scheme.sequence_number), (5, 141));
    assert_eq!(scheme.list_type, ListType::EuGeneric);
    assert_eq!(scheme.territory.as_deref(), Some("IT"));
    assert_eq!(scheme.operator_name.in_language("it"), "Agenzia per l'Italia Digitale");
    assert!(scheme.issued.to_string().starts_with("2019-09-0"), "{}", scheme.issued);
    assert!(scheme.next_update.unwrap() > scheme.issued);
    assert!(list.is_expired("2026-11-22T00:00:00Z".parse().unwrap()));
    assert!(!list.is_expired(scheme.issued));
    assert_eq!(list.passed_over, []);
}

#[test]
fn services_and_histories_of_the_italian_list_are_counted() {
    let Some(list) = common::list("IT-excerpt-unsigned.xml") else { return };
    let mut counts = BTreeMap::new();
    for (_, service) in list.services() {
        *counts.entry(service.current().service_type.short().to_owned()).or_insert(0) += 1;
        assert_eq!(service.identity.certificates.len(), 1);
    }
    assert_eq!(list.providers.len(), 3);
    assert_eq!(list.services().count(), 25);
    assert_eq!(list.services().map(|(_, service)| service.states.len() - 1).sum::<usize>(), 34);
    assert!(counts["CA/QC"] > 5, "{counts:?}");
}

#[test]
fn a_service_has_the_status_it_had_at_the_instant() {
    let Some(list) = common::list("IT-excerpt-unsigned.xml") else { return };
    let service = service_named(&list, "CN=InfoCert Firma Qualificata 2,", ServiceType::CaQc);
    let status = |at: &str| service.at(at.parse().unwrap()).map(|state| state.status.clone());
    assert_eq!(status("2013-04-19T16:26:14Z"), None);
    assert_eq!(status("2013-04-19T16:26:15Z"), Some(Status::Accredited));
    assert_eq!(status("2016-06-30T21:59:59Z"), Some(Status::Accredited));
    assert_eq!(status("2016-06-30T22:00:00Z"), Some(Status::Granted));
    assert!(service.current().is_for(FOR_E_SIGNATURES));
    let qualification = &service.current().qualifications[0];
    assert_eq!(qualification.qualifiers, [Qualifier::QcQscdManagedOnBehalf]);
    assert_eq!(qualification.criteria.items.len(), 4);
}

#[test]
fn who_took_a_service_over_is_read() {
    let Some(list) = common::list("IT-excerpt-unsigned.xml") else { return };
    let taken: Vec<_> = list
        .services()
        .flat_map(|(_, service)| &service.states)
        .filter_map(|state| state.taken_over_by.as_ref())
        .collect();
    assert_eq!(taken.len(), 16);
    assert!(taken.iter().all(|taken| !taken.provider.in_language("it").is_empty()));
}

#[test]
fn pointers_name_the_list_of_lists_with_its_signers() {
    for name in ["IT-excerpt-unsigned.xml", "CY.xml", "dk_tl-sn21.xml"] {
        let Some(list) = common::list(name) else { return };
        let pointer = &list.pointers[0];
        assert_eq!(pointer.list_type, Some(ListType::EuListOfLists), "{name}");
        assert_eq!(pointer.territory.as_deref(), Some("EU"), "{name}");
        assert!(pointer.location.starts_with("https://ec.europa.eu/"), "{name}");
        assert!(pointer.certificates.len() > 5, "{name}");
        assert!(pointer.is_xml(), "{name}");
    }
}

const MINIMAL: &str = r#"<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#" TSLTag="http://uri.etsi.org/19612/TSLTag">
<SchemeInformation><TSLVersionIdentifier>6</TSLVersionIdentifier><TSLSequenceNumber>3</TSLSequenceNumber>
<TSLType>http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUgeneric</TSLType>
<ListIssueDateTime>2026-05-01T00:00:00Z</ListIssueDateTime><NextUpdate/></SchemeInformation>
<TrustServiceProviderList><TrustServiceProvider><TSPInformation/><TSPServices><TSPService><ServiceInformation>
<ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/CA/<!-- -->QC</ServiceTypeIdentifier>
<ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted</ServiceStatus>
<StatusStartingTime>2017-01-01T00:00:00+01:00</StatusStartingTime>
</ServiceInformation></TSPService><TSPService><ServiceInformation>
<ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST</ServiceTypeIdentifier>
<ServiceDigitalIdentity><DigitalId><X509Certificate>AAAA</X509Certificate></DigitalId></ServiceDigitalIdentity>
<ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted</ServiceStatus>
<StatusStartingTime>2017-01-01T00:00:00Z</StatusStartingTime><Unknown/>
</ServiceInformation></TSPService></TSPServices></TrustServiceProvider></TrustServiceProviderList></TrustServiceStatusList>"#;

fn read(from: &str, to: &str) -> Result<TrustedList, Error> {
    assert!(MINIMAL.contains(from), "{from}");
    TrustedList::from_xml(MINIMAL.replacen(from, to, 1).as_bytes())
}

#[test]
fn version_six_closed_lists_zones_comments_and_unknown_elements_are_read() {
    let list = TrustedList::from_xml(MINIMAL.as_bytes()).unwrap();
    assert_eq!(list.scheme.version, 6);
    assert_eq!(list.scheme.next_update, None);
    let service = &list.providers[0].services[0];
    assert_eq!(service.current().service_type, ServiceType::CaQc);
    assert_eq!(service.current().since, "2016-12-31T23:00:00Z".parse().unwrap());
}

#[test]
fn a_certificate_that_cannot_be_read_is_passed_over_by_name() {
    let list = TrustedList::from_xml(MINIMAL.as_bytes()).unwrap();
    assert_eq!(list.passed_over.len(), 1);
    assert_eq!(
        list.passed_over[0].path,
        "/TrustServiceStatusList/TrustServiceProviderList/TrustServiceProvider/TSPServices/TSPService[2]\
         /ServiceInformation/ServiceDigitalIdentity/DigitalId/X509Certificate"
    );
}

#[test]
fn what_is_missing_is_named_with_its_place() {
    let error = read("<StatusStartingTime>2017-01-01T00:00:00Z</StatusStartingTime>", "").unwrap_err();
    assert_eq!(
        error.to_string(),
        "/TrustServiceStatusList/TrustServiceProviderList/TrustServiceProvider/TSPServices/TSPService[2]\
         /ServiceInformation: StatusStartingTime is missing"
    );
    let error = read("<TSLSequenceNumber>3</TSLSequenceNumber>", "").unwrap_err();
    assert!(matches!(error, Error::Missing { element: "TSLSequenceNumber", .. }), "{error}");
}

#[test]
fn what_has_the_wrong_content_is_named_with_its_place() {
    let error = read("2026-05-01T00:00:00Z", "yesterday").unwrap_err();
    assert_eq!(
        error.to_string(),
        "/TrustServiceStatusList/SchemeInformation/ListIssueDateTime: not a date with time"
    );
}

#[test]
fn other_versions_and_other_documents_are_refused() {
    assert_eq!(read("<TSLVersionIdentifier>6", "<TSLVersionIdentifier>4").unwrap_err(), Error::Version(4));
    let error = TrustedList::from_xml(b"<html/>").unwrap_err();
    assert_eq!(error, Error::NotATrustedList("html".into()));
    let elsewhere = MINIMAL.replace("02231/v2#", "02231/v3#");
    assert!(matches!(TrustedList::from_xml(elsewhere.as_bytes()), Err(Error::NotATrustedList(_))));
}

#[test]
fn a_document_type_is_refused() {
    let with = format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{MINIMAL}");
    assert!(matches!(TrustedList::from_xml(with.as_bytes()), Err(Error::Xml(_))));
}
