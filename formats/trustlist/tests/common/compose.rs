//! Lists composed as text.

use base64::{Engine, engine::general_purpose::STANDARD};
use trustlist::{CheckedList, TrustedList, TrustedLists};
use x509::Certificate;

pub const TYPE: &str = "http://uri.etsi.org/TrstSvc/Svctype/";
pub const STATUS: &str = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/";
pub const INFO: &str = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/";

/// A state of a service.
#[derive(Clone)]
pub struct State {
    pub kind: &'static str,
    pub status: &'static str,
    pub since: &'static str,
    /// Extensions in XML.
    pub extensions: String,
}

impl State {
    /// CA/QC, granted since the regulation, for signatures.
    pub fn granted() -> Self {
        Self {
            kind: "CA/QC",
            status: "granted",
            since: "2016-06-30T22:00:00Z",
            extensions: additional("ForeSignatures"),
        }
    }

    pub fn with(mut self, extension: &str) -> Self {
        self.extensions.push_str(extension);
        self
    }
}

pub fn additional(end: &str) -> String {
    format!(
        "<Extension Critical=\"true\"><AdditionalServiceInformation><URI xml:lang=\"en\">{INFO}{end}</URI>\
         </AdditionalServiceInformation></Extension>"
    )
}

/// Qualifiers for the certificates that meet criteria (XML within `CriteriaList`).
pub fn qualifies(qualifiers: &[&str], assert: &str, criteria: &str) -> String {
    let qualifiers: String =
        qualifiers.iter().map(|end| format!("<q:Qualifier uri=\"{INFO}{end}\"/>")).collect();
    format!(
        "<Extension Critical=\"true\"><q:Qualifications><q:QualificationElement><q:Qualifiers>{qualifiers}\
         </q:Qualifiers><q:CriteriaList assert=\"{assert}\">{criteria}</q:CriteriaList>\
         </q:QualificationElement></q:Qualifications></Extension>"
    )
}

pub fn policy(oid: &str) -> String {
    format!(
        "<q:PolicySet><q:PolicyIdentifier><a:Identifier Qualifier=\"OIDAsURN\">urn:oid:{oid}</a:Identifier>\
         </q:PolicyIdentifier></q:PolicySet>"
    )
}

fn state(state: &State, element: &str, identity: &str) -> String {
    let State { kind, status, since, extensions } = state;
    format!(
        "<{element}><ServiceTypeIdentifier>{TYPE}{kind}</ServiceTypeIdentifier>\
         <ServiceName><Name xml:lang=\"en\">A service</Name></ServiceName>\
         <ServiceDigitalIdentity>{identity}</ServiceDigitalIdentity>\
         <ServiceStatus>{STATUS}{status}</ServiceStatus><StatusStartingTime>{since}</StatusStartingTime>\
         <ServiceInformationExtensions>{extensions}</ServiceInformationExtensions></{element}>"
    )
}

fn digital_id(certificate: &Certificate) -> String {
    let encoded = STANDARD.encode(certificate.der());
    format!("<DigitalId><X509Certificate>{encoded}</X509Certificate></DigitalId>")
}

/// A service with its states, newest first.
pub fn service(certificate: &Certificate, states: &[State]) -> String {
    let mut text = String::from("<TSPService>");
    text.push_str(&state(&states[0], "ServiceInformation", &digital_id(certificate)));
    text.push_str("<ServiceHistory>");
    states[1..].iter().for_each(|old| text.push_str(&state(old, "ServiceHistoryInstance", "")));
    text + "</ServiceHistory></TSPService>"
}

/// A pointer to another list.
pub fn pointer(location: &str, territory: &str, kind: &str, certificates: &[&Certificate]) -> String {
    let identities: String = certificates
        .iter()
        .map(|certificate| {
            format!("<ServiceDigitalIdentity>{}</ServiceDigitalIdentity>", digital_id(certificate))
        })
        .collect();
    format!(
        "<OtherTSLPointer><ServiceDigitalIdentities>{identities}</ServiceDigitalIdentities>\
         <TSLLocation>{location}</TSLLocation><AdditionalInformation><OtherInformation>\
         <TSLType>http://uri.etsi.org/TrstSvc/TrustedList/TSLType/{kind}</TSLType></OtherInformation>\
         <OtherInformation><SchemeTerritory>{territory}</SchemeTerritory></OtherInformation>\
         <OtherInformation><x:MimeType>application/vnd.etsi.tsl+xml</x:MimeType></OtherInformation>\
         </AdditionalInformation></OtherTSLPointer>"
    )
}

/// What a composed list says.
#[derive(Clone)]
pub struct List {
    pub version: u32,
    pub sequence: u64,
    pub kind: &'static str,
    pub territory: &'static str,
    pub issued: &'static str,
    pub next_update: &'static str,
    pub information: Vec<String>,
    pub pointers: String,
    pub services: String,
}

impl Default for List {
    fn default() -> Self {
        Self {
            version: 6,
            sequence: 1,
            kind: "EUgeneric",
            territory: "IT",
            issued: "2026-11-01T00:00:00Z",
            next_update: "2027-05-01T00:00:00Z",
            information: Vec::new(),
            pointers: String::new(),
            services: String::new(),
        }
    }
}

impl List {
    pub fn of(services: impl Into<String>) -> Self {
        Self { services: services.into(), ..Self::default() }
    }

    pub fn xml(&self) -> String {
        let Self { version, sequence, kind, territory, issued, next_update, .. } = self;
        let uris: String =
            self.information.iter().map(|uri| format!("<URI xml:lang=\"en\">{uri}</URI>")).collect();
        let pointers = &self.pointers;
        let providers = if self.services.is_empty() {
            String::new()
        } else {
            format!(
                "<TrustServiceProviderList><TrustServiceProvider><TSPInformation><TSPName>\
                 <Name xml:lang=\"en\">A provider</Name></TSPName></TSPInformation><TSPServices>{}\
                 </TSPServices></TrustServiceProvider></TrustServiceProviderList>",
                self.services
            )
        };
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <TrustServiceStatusList xmlns=\"http://uri.etsi.org/02231/v2#\" \
             xmlns:q=\"http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#\" \
             xmlns:a=\"http://uri.etsi.org/01903/v1.3.2#\" \
             xmlns:x=\"http://uri.etsi.org/02231/v2/additionaltypes#\" Id=\"list\" \
             TSLTag=\"http://uri.etsi.org/19612/TSLTag\"><SchemeInformation>\
             <TSLVersionIdentifier>{version}</TSLVersionIdentifier>\
             <TSLSequenceNumber>{sequence}</TSLSequenceNumber>\
             <TSLType>http://uri.etsi.org/TrstSvc/TrustedList/TSLType/{kind}</TSLType>\
             <SchemeInformationURI>{uris}</SchemeInformationURI>\
             <SchemeTerritory>{territory}</SchemeTerritory>\
             <PointersToOtherTSL>{pointers}</PointersToOtherTSL>\
             <ListIssueDateTime>{issued}</ListIssueDateTime>\
             <NextUpdate><dateTime>{next_update}</dateTime></NextUpdate></SchemeInformation>{providers}\
             </TrustServiceStatusList>"
        )
    }

    pub fn read(&self) -> TrustedList {
        TrustedList::from_xml(self.xml().as_bytes()).unwrap()
    }
}

/// The lists one has when this is the only one, without looking at its signature.
pub fn only(list: &List) -> TrustedLists {
    [CheckedList::taken_on_trust(list.read())].into_iter().collect()
}
