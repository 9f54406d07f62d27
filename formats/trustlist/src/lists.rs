//! The lists one has, and which of their services a certificate comes from.

use std::{collections::HashMap, sync::Arc};

use jiff::Timestamp;
use x509::{Certificate, path::Pool};

use crate::model::{Provider, Service, ServiceState, TrustedList};

/// A list with what is known of its signature.
#[derive(Clone, Debug)]
pub struct CheckedList {
    /// The list.
    pub list: Arc<TrustedList>,
    /// Who signed it; none when it was [taken on trust](Self::taken_on_trust).
    pub signer: Option<Certificate>,
    /// What is unusual about the signature and does not stand against it.
    pub warnings: Vec<crate::check::Warning>,
}

impl CheckedList {
    /// A list whose signature nobody checked. Meant for tests, and for a list that came by a way that
    /// is itself trusted.
    pub fn taken_on_trust(list: TrustedList) -> Self {
        Self { list: Arc::new(list), signer: None, warnings: Vec::new() }
    }
}

/// A set of lists, built once and asked any number of times.
#[derive(Clone, Debug, Default)]
pub struct TrustedLists {
    lists: Vec<CheckedList>,
    /// Where the services with a key are, by the fingerprint of its `SubjectPublicKeyInfo`.
    by_key: HashMap<Vec<u8>, Vec<Place>>,
    certificates: Pool,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    list: usize,
    provider: usize,
    service: usize,
}

/// A service with the list and the provider it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'a> {
    /// The list.
    pub list: &'a CheckedList,
    /// The provider.
    pub provider: &'a Provider,
    /// The service.
    pub service: &'a Service,
}

/// What is shown of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// Country.
    pub territory: Option<String>,
    /// Sequence number.
    pub sequence_number: u64,
    /// When it was issued.
    pub issued: Timestamp,
    /// Before when the next issue comes.
    pub next_update: Option<Timestamp>,
    /// Whether that instant has passed.
    pub expired: bool,
}

impl TrustedLists {
    /// No lists.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a list. Of two of one territory only the one with the higher sequence number stays.
    pub fn add(&mut self, list: CheckedList) {
        let territory = &list.list.scheme.territory;
        let same = |own: &CheckedList| {
            territory.is_some()
                && own.list.scheme.territory == *territory
                && own.list.scheme.list_type == list.list.scheme.list_type
        };
        match self.lists.iter().position(same) {
            None => {
                self.lists.push(list);
                self.index(self.lists.len() - 1);
            }
            Some(at) if self.lists[at].list.scheme.sequence_number < list.list.scheme.sequence_number => {
                let mut lists = std::mem::take(&mut self.lists);
                lists[at] = list;
                *self = lists.into_iter().collect();
            }
            Some(_) => {}
        }
    }

    fn index(&mut self, list: usize) {
        for (provider, of) in self.lists[list].list.providers.iter().enumerate() {
            for (service, listed) in of.services.iter().enumerate() {
                for certificate in &listed.identity.certificates {
                    let places = self.by_key.entry(certificate.spki().to_vec()).or_default();
                    let place = Place { list, provider, service };
                    if places.last().is_none_or(|last| {
                        (last.list, last.provider, last.service) != (list, provider, service)
                    }) {
                        places.push(place);
                    }
                    self.certificates.add(certificate.clone());
                }
            }
        }
    }

    /// The lists, in the order in which they were added.
    pub fn lists(&self) -> impl Iterator<Item = &CheckedList> {
        self.lists.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// The list of a country.
    pub fn of_territory(&self, territory: &str) -> Option<&CheckedList> {
        self.lists.iter().find(|list| list.list.scheme.territory.as_deref() == Some(territory))
    }

    /// How fresh each list is at an instant.
    pub fn freshness(&self, at: Timestamp) -> impl Iterator<Item = Freshness> {
        self.lists.iter().map(move |list| {
            let scheme = &list.list.scheme;
            Freshness {
                territory: scheme.territory.clone(),
                sequence_number: scheme.sequence_number,
                issued: scheme.issued,
                next_update: scheme.next_update,
                expired: list.list.is_expired(at),
            }
        })
    }

    /// Certificates of every service of any kind and status. Each is an anchor by itself: there is no
    /// path above it, and the history of the service takes the place of its revocation.
    pub fn anchors(&self) -> impl Iterator<Item = &Certificate> {
        self.certificates.iter()
    }

    /// Whether a certificate is that of a service.
    pub fn is_anchor(&self, certificate: &Certificate) -> bool {
        self.certificates.contains(certificate) || self.with_identity(certificate).next().is_some()
    }

    /// The services that `certificate` is the certificate of: this one, or another for the same key and
    /// name.
    pub fn with_identity(&self, certificate: &Certificate) -> impl Iterator<Item = Listed<'_>> {
        let places = self.by_key.get(certificate.spki()).map_or(&[][..], Vec::as_slice);
        places
            .iter()
            .map(|place| self.at(*place))
            .filter(move |listed| listed.service.identity.is(certificate))
    }

    /// The services that `certificate` comes from: those of the nearest of its issuers that is listed.
    /// `chain` holds the issuers, nearest first; where it names no listed one, a listed service whose
    /// key verifies the certificate counts.
    pub fn issuers_of(&self, certificate: &Certificate, chain: &[Certificate]) -> Vec<Listed<'_>> {
        for issuer in chain.iter().filter(|issuer| *issuer != certificate) {
            let found: Vec<Listed<'_>> = self.with_identity(issuer).collect();
            if !found.is_empty() {
                return found;
            }
        }
        let last = chain.last().unwrap_or(certificate);
        let mut found = Vec::new();
        for candidate in self.certificates.with_subject(last.issuer().der()) {
            if candidate != last
                && found.is_empty()
                && candidate.public_key().is_ok_and(|key| last.verify_signed_by(key).is_ok())
            {
                found = self.with_identity(candidate).collect();
            }
        }
        found
    }

    fn at(&self, place: Place) -> Listed<'_> {
        let list = &self.lists[place.list];
        let provider = &list.list.providers[place.provider];
        Listed { list, provider, service: &provider.services[place.service] }
    }
}

impl FromIterator<CheckedList> for TrustedLists {
    fn from_iter<I: IntoIterator<Item = CheckedList>>(lists: I) -> Self {
        let mut all = Self::new();
        lists.into_iter().for_each(|list| all.add(list));
        all
    }
}

impl Listed<'_> {
    /// The service as it was at an instant, in words and figures; none before it was listed.
    pub fn summary_at(&self, instant: Timestamp) -> Option<ServiceSummary> {
        self.service.at(instant).map(|state| self.summary(state))
    }

    pub(crate) fn summary(&self, state: &ServiceState) -> ServiceSummary {
        ServiceSummary {
            territory: self.list.list.scheme.territory.clone(),
            sequence_number: self.list.list.scheme.sequence_number,
            provider: self.provider.name.in_language("en").to_owned(),
            service: state.name.in_language("en").to_owned(),
            service_type: state.service_type.clone(),
            status: state.status.clone(),
            since: state.since,
        }
    }
}

/// A service at an instant, as reports name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceSummary {
    /// Country of the list.
    pub territory: Option<String>,
    /// Sequence number of the list.
    pub sequence_number: u64,
    /// Name of the provider, in English where there is one.
    pub provider: String,
    /// Name of the service, in English where there is one.
    pub service: String,
    /// Kind.
    pub service_type: crate::uri::ServiceType,
    /// Status at the instant.
    pub status: crate::uri::Status,
    /// Since when it has that status.
    pub since: Timestamp,
}
