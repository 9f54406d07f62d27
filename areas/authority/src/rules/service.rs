//! The service authorities of the Italian kind (pki.md §1): one self-signed CA per service, each
//! with its own key.

use std::{fmt, str::FromStr};

/// What a service authority issues certificates for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Service {
    /// Qualified signature certificates (CA/QC in the trusted list).
    Signature,
    /// CNS authentication certificates (IdV in the trusted list).
    Cns,
    /// Time-stamping units (TSA/QTST in the trusted list).
    TimeStamping,
    /// Our own servers and operators; in no public list.
    Internal,
}

impl Service {
    /// Every service, in the order in which `init` makes them.
    pub const ALL: [Service; 4] =
        [Service::Signature, Service::Cns, Service::TimeStamping, Service::Internal];

    /// The segment of its addresses, `/firma/ca.crt`; never changes (pki.md §9).
    pub fn path(self) -> &'static str {
        match self {
            Service::Signature => "firma",
            Service::Cns => "cns",
            Service::TimeStamping => "tsa",
            Service::Internal => "interna",
        }
    }

    /// The segment of the addresses of a generation: `firma`, then `firma-g2` (pki.md §1 H4).
    pub fn path_of(self, generation: i64) -> String {
        if generation <= 1 { self.path().to_owned() } else { format!("{}-g{generation}", self.path()) }
    }

    /// The last words of the authority's common name, after the organisation.
    pub fn common_name(self) -> &'static str {
        match self {
            Service::Signature => "Firma Qualificata CA",
            Service::Cns => "Servizi di Certificazione CA",
            Service::TimeStamping => "Marca Temporale CA",
            Service::Internal => "Servizi Interni CA",
        }
    }

    /// The organisational unit: the line of service.
    pub fn organizational_unit(self) -> &'static str {
        match self {
            Service::Signature | Service::TimeStamping => "Qualified Trust Service Provider",
            Service::Cns => "Servizi di Certificazione",
            Service::Internal => "Servizi Interni",
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path())
    }
}

impl FromStr for Service {
    type Err = UnknownService;

    fn from_str(text: &str) -> Result<Self, UnknownService> {
        Self::ALL.into_iter().find(|service| service.path() == text).ok_or(UnknownService)
    }
}

/// The text is not the path of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a service authority")]
pub struct UnknownService;
