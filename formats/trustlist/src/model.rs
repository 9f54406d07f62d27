//! A trusted list as types (TS 119 612 §5).

use jiff::Timestamp;
use x509::Certificate;

use crate::{
    criteria::Qualification,
    identity::Identity,
    uri::{ListType, ServiceType, Status},
};

/// A trusted list, or a list of trusted lists (TS 119 612 §5.1). That it can be read says nothing of
/// whether its signature holds: see [`check`](crate::check).
#[derive(Clone, Debug)]
pub struct TrustedList {
    /// What the list says of itself.
    pub scheme: Scheme,
    /// Other lists with the certificates that may sign them.
    pub pointers: Vec<Pointer>,
    /// Providers with their services; none in a list of lists.
    pub providers: Vec<Provider>,
    /// What was passed over because it cannot be read, with the path of the element.
    pub passed_over: Vec<PassedOver>,
}

/// Something of a list that cannot be read and on which nothing else depends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// The element.
    pub path: String,
    /// What is wrong with it.
    pub reason: String,
}

/// What the list says of itself (TS 119 612 §5.3).
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Version of the format, 5 or 6 (§5.3.1).
    pub version: u32,
    /// Rises by one with each issue (§5.3.2).
    pub sequence_number: u64,
    /// What kind of list it is (§5.3.3).
    pub list_type: ListType,
    /// Who is responsible for it (§5.3.4).
    pub operator_name: Texts,
    /// Name of the scheme (§5.3.6).
    pub name: Texts,
    /// Addresses of information (§5.3.7); those of a list of lists name its pivots first.
    pub information_uris: Vec<String>,
    /// Country, in two letters, `EU` for the list of lists (§5.3.10).
    pub territory: Option<String>,
    /// When it was issued (§5.3.14).
    pub issued: Timestamp,
    /// Before when the next issue comes; none when the list is closed (§5.3.15).
    pub next_update: Option<Timestamp>,
    /// Where copies are published (§5.3.16).
    pub distribution_points: Vec<String>,
}

/// Where another list is and who signs it (TS 119 612 §5.3.13).
#[derive(Clone, Debug)]
pub struct Pointer {
    /// Address.
    pub location: String,
    /// Certificates that may sign it.
    pub certificates: Vec<Certificate>,
    /// Kind of list.
    pub list_type: Option<ListType>,
    /// Country of the list.
    pub territory: Option<String>,
    /// Who is responsible for it.
    pub operator_name: Texts,
    /// Media type: the machine-readable form is [`XML_MEDIA_TYPE`].
    pub media_type: Option<String>,
}

/// Media type of a list in XML (TS 119 612 §6.1).
pub const XML_MEDIA_TYPE: &str = "application/vnd.etsi.tsl+xml";

impl Pointer {
    /// Whether it points to a list in XML. A pointer that does not say counts as such.
    pub fn is_xml(&self) -> bool {
        self.media_type.as_deref().is_none_or(|media_type| media_type == XML_MEDIA_TYPE)
    }
}

/// A trust service provider (TS 119 612 §5.4).
#[derive(Clone, Debug)]
pub struct Provider {
    /// Name (§5.4.1).
    pub name: Texts,
    /// Trade names and registration identifiers, such as `VATIT-07945211006` (§5.4.2).
    pub trade_names: Texts,
    /// Its services (§5.4.6).
    pub services: Vec<Service>,
}

/// A service with its history (TS 119 612 §5.5 and §5.6).
#[derive(Clone, Debug)]
pub struct Service {
    /// Who it is: the certificates, keys and names of the newest state.
    pub identity: Identity,
    /// What it was, newest first; never empty.
    pub states: Vec<ServiceState>,
}

impl Service {
    /// The newest state.
    pub fn current(&self) -> &ServiceState {
        &self.states[0]
    }

    /// The state in force at an instant; none before the service was listed.
    pub fn at(&self, instant: Timestamp) -> Option<&ServiceState> {
        self.states.iter().filter(|state| state.since <= instant).max_by_key(|state| state.since)
    }
}

/// What a service was from an instant on (TS 119 612 §5.5.1–§5.5.9, §5.6).
#[derive(Clone, Debug)]
pub struct ServiceState {
    /// Kind of service.
    pub service_type: ServiceType,
    /// Name.
    pub name: Texts,
    /// Status.
    pub status: Status,
    /// When the status began.
    pub since: Timestamp,
    /// What the list says of certificates it issues (§5.5.9.2).
    pub qualifications: Vec<Qualification>,
    /// Addresses of additionalServiceInformation (§5.5.9.4), such as
    /// [`FOR_E_SIGNATURES`](crate::uri::FOR_E_SIGNATURES).
    pub additional: Vec<String>,
    /// From when on revocation lists keep certificates that expired (§5.5.9.1).
    pub expired_certs_revocation_info: Option<Timestamp>,
    /// Who took the service over (§5.5.9.3).
    pub taken_over_by: Option<TakenOverBy>,
    /// Names of critical extensions that are not known here: the state must not be relied upon (§5.5.9).
    pub unknown_critical: Vec<String>,
}

impl ServiceState {
    /// Whether additionalServiceInformation names an address.
    pub fn is_for(&self, uri: &str) -> bool {
        self.additional.iter().any(|known| known == uri)
    }
}

/// Who took a service over (TS 119 612 §5.5.9.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenOverBy {
    /// Name of the provider.
    pub provider: Texts,
    /// Country of the list that has it.
    pub territory: Option<String>,
}

/// A text in several languages, in the order of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts(pub Vec<(String, String)>);

impl Texts {
    /// In a language (`it`), else in English, else the first.
    pub fn in_language(&self, language: &str) -> &str {
        let of = |wanted: &str| self.0.iter().find(|(own, _)| own.eq_ignore_ascii_case(wanted));
        of(language).or_else(|| of("en")).or_else(|| self.0.first()).map_or("", |(_, text)| text)
    }

    pub(crate) fn or(self, other: Self) -> Self {
        if self.0.is_empty() { other } else { self }
    }

    /// Every text.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(_, text)| text.as_str())
    }
}

impl TrustedList {
    /// Every service with its provider.
    pub fn services(&self) -> impl Iterator<Item = (&Provider, &Service)> {
        self.providers
            .iter()
            .flat_map(|provider| provider.services.iter().map(move |service| (provider, service)))
    }

    /// Whether it is a list of lists.
    pub fn is_list_of_lists(&self) -> bool {
        self.scheme.list_type == ListType::EuListOfLists
    }

    /// Whether a newer issue was to be had by an instant: a list that is closed has none.
    pub fn is_expired(&self, at: Timestamp) -> bool {
        self.scheme.next_update.is_some_and(|next| next < at)
    }
}
