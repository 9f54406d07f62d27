//! From XML to [`TrustedList`].

mod element;
mod extensions;

use x509::Certificate;
use xades::xml::{Document, Limits, ReadError, Source};

use crate::{
    Error, Result,
    identity::Identity,
    model::{PassedOver, Pointer, Provider, Scheme, Service, ServiceState, Texts, TrustedList},
    uri::{ListType, ServiceType, Status, TSL, TSLX},
};
use element::Element;

/// Octets of the largest list that is read. The largest published ones have 5 MB.
pub const MAX_OCTETS: usize = 16 << 20;
/// Tags of the largest list that is read.
const MAX_TAGS: usize = 600_000;
/// How deep, and how wide, the XML of a list may be.
pub(crate) const LIMITS: Limits = Limits {
    octets: MAX_OCTETS,
    nodes: 1_000_000,
    depth: 64,
    attributes: 64,
    namespaces: 64,
    references: 16,
    transforms: 5,
    xpath_steps: 1_000_000,
};

impl TrustedList {
    /// Reads a list in XML. Elements that are not known are passed over; so is a certificate that cannot
    /// be read, which is then named in [`passed_over`](Self::passed_over).
    ///
    /// # Errors
    /// [`Error`] with the path of the element.
    pub fn from_xml(xml: &[u8]) -> Result<Self> {
        check_size(xml)?;
        let source = Source::read_within(xml, &LIMITS)?;
        Self::from_document(&Document::parse_within(&source, &LIMITS)?)
    }

    /// Reads a list from a document that is parsed already.
    ///
    /// # Errors
    /// As [`Self::from_xml`].
    pub fn from_document(document: &Document<'_>) -> Result<Self> {
        let root = Element::new(document.root_element());
        if !root.is(TSL, "TrustServiceStatusList") {
            return Err(Error::NotATrustedList(root.name().to_owned()));
        }
        let mut reading = Reading::default();
        let information = root.child(TSL, "SchemeInformation")?;
        let scheme = scheme(information)?;
        let pointers = match information.optional(TSL, "PointersToOtherTSL") {
            None => Vec::new(),
            Some(pointers) => pointers
                .children(TSL, "OtherTSLPointer")
                .map(|pointer| reading.pointer(pointer))
                .collect::<Result<_>>()?,
        };
        let providers = match root.optional(TSL, "TrustServiceProviderList") {
            None => Vec::new(),
            Some(providers) => providers
                .children(TSL, "TrustServiceProvider")
                .map(|provider| reading.provider(provider))
                .collect::<Result<_>>()?,
        };
        Ok(Self { scheme, pointers, providers, passed_over: reading.passed_over })
    }
}

/// Refuses what would make a tree too large, before there is one.
pub(crate) fn check_size(xml: &[u8]) -> Result<()> {
    if xml.len() > MAX_OCTETS {
        return Err(Error::TooLarge("octets"));
    }
    if xml.iter().filter(|octet| **octet == b'<').count() > MAX_TAGS {
        return Err(Error::TooLarge("tags"));
    }
    Ok(())
}

impl From<ReadError> for Error {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Limit { what, .. } => Self::TooLarge(what),
            error => Self::Xml(error.to_string()),
        }
    }
}

fn scheme(information: Element<'_>) -> Result<Scheme> {
    let version = information.child(TSL, "TSLVersionIdentifier")?.number()?;
    let version = u32::try_from(version).unwrap_or(u32::MAX);
    if !matches!(version, 5 | 6) {
        return Err(Error::Version(version));
    }
    let next_update = information
        .optional(TSL, "NextUpdate")
        .and_then(|next| next.optional(TSL, "dateTime"))
        .map(|instant| instant.instant())
        .transpose()?;
    let uris = |name: &str| information.optional(TSL, name).map_or_else(Vec::new, |element| element.uris());
    Ok(Scheme {
        version,
        sequence_number: information.child(TSL, "TSLSequenceNumber")?.number()?,
        list_type: ListType::from_uri(&information.child(TSL, "TSLType")?.text()),
        operator_name: information.texts(TSL, "SchemeOperatorName"),
        name: information.texts(TSL, "SchemeName"),
        information_uris: uris("SchemeInformationURI"),
        territory: information.optional(TSL, "SchemeTerritory").map(Element::owned_text),
        issued: information.child(TSL, "ListIssueDateTime")?.instant()?,
        next_update,
        distribution_points: uris("DistributionPoints"),
    })
}

/// What is noted while reading.
#[derive(Default)]
struct Reading {
    passed_over: Vec<PassedOver>,
}

impl Reading {
    fn pass_over(&mut self, element: Element<'_>, reason: impl ToString) {
        self.passed_over.push(PassedOver { path: element.path(), reason: reason.to_string() });
    }

    fn pointer(&mut self, pointer: Element<'_>) -> Result<Pointer> {
        let mut certificates = Vec::new();
        if let Some(identities) = pointer.optional(TSL, "ServiceDigitalIdentities") {
            for identity in identities.children(TSL, "ServiceDigitalIdentity") {
                certificates.extend(self.identity(identity).certificates);
            }
        }
        let information: Vec<Element<'_>> = pointer
            .optional(TSL, "AdditionalInformation")
            .into_iter()
            .flat_map(|information| information.children(TSL, "OtherInformation"))
            .collect();
        let other = |namespace, name| {
            information.iter().find_map(|information| information.optional(namespace, name))
        };
        Ok(Pointer {
            location: pointer.child(TSL, "TSLLocation")?.owned_text(),
            certificates,
            list_type: other(TSL, "TSLType").map(|uri| ListType::from_uri(&uri.text())),
            territory: other(TSL, "SchemeTerritory").map(Element::owned_text),
            operator_name: other(TSL, "SchemeOperatorName").map_or_else(Texts::default, Element::names),
            media_type: other(TSLX, "MimeType").map(Element::owned_text),
        })
    }

    fn provider(&mut self, provider: Element<'_>) -> Result<Provider> {
        let information = provider.child(TSL, "TSPInformation")?;
        let services = provider.child(TSL, "TSPServices")?;
        Ok(Provider {
            name: information.texts(TSL, "TSPName"),
            trade_names: information.texts(TSL, "TSPTradeName"),
            services: services
                .children(TSL, "TSPService")
                .map(|service| self.service(service))
                .collect::<Result<_>>()?,
        })
    }

    fn service(&mut self, service: Element<'_>) -> Result<Service> {
        let information = service.child(TSL, "ServiceInformation")?;
        let identity = match information.optional(TSL, "ServiceDigitalIdentity") {
            Some(identity) => self.identity(identity),
            None => Identity::default(),
        };
        let mut states = vec![self.state(information)?];
        if let Some(history) = service.optional(TSL, "ServiceHistory") {
            for instance in history.children(TSL, "ServiceHistoryInstance") {
                states.push(self.state(instance)?);
            }
        }
        Ok(Service { identity, states })
    }

    fn state(&mut self, state: Element<'_>) -> Result<ServiceState> {
        let mut result = ServiceState {
            service_type: ServiceType::from_uri(&state.child(TSL, "ServiceTypeIdentifier")?.text()),
            name: state.texts(TSL, "ServiceName"),
            status: Status::from_uri(&state.child(TSL, "ServiceStatus")?.text()),
            since: state.child(TSL, "StatusStartingTime")?.instant()?,
            qualifications: Vec::new(),
            additional: Vec::new(),
            expired_certs_revocation_info: None,
            taken_over_by: None,
            unknown_critical: Vec::new(),
        };
        if let Some(list) = state.optional(TSL, "ServiceInformationExtensions") {
            for extension in list.children(TSL, "Extension") {
                extensions::read(extension, &mut result)?;
            }
        }
        Ok(result)
    }

    fn identity(&mut self, identity: Element<'_>) -> Identity {
        let mut result = Identity::default();
        for id in identity.children(TSL, "DigitalId") {
            for part in id.elements() {
                match part.name() {
                    "X509Certificate" => match part.base64().map(Certificate::from_der) {
                        Ok(Ok(certificate)) => result.certificates.push(certificate),
                        Ok(Err(error)) => self.pass_over(part, error),
                        Err(error) => self.pass_over(part, error),
                    },
                    "X509SubjectName" => result.subject_names.push(part.owned_text()),
                    "X509SKI" => match part.base64() {
                        Ok(identifier) => result.key_identifiers.push(identifier),
                        Err(error) => self.pass_over(part, error),
                    },
                    _ => {}
                }
            }
        }
        result
    }
}
