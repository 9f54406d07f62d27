//! Identifiers and records of the area.

use foundation::{Id, Kind, Timestamp};
use x509::Certificate;

use crate::rules::{lifecycle::CertificateState, serial, service::Service};

/// Marks the ids of service authorities.
#[derive(Debug)]
pub enum AuthorityKind {}

impl Kind for AuthorityKind {
    const PREFIX: &'static str = "ca";
}

/// Marks the ids of certificates.
#[derive(Debug)]
pub enum CertificateKind {}

impl Kind for CertificateKind {
    const PREFIX: &'static str = "cert";
}

/// Marks the ids of pairs of certificates.
#[derive(Debug)]
pub enum PairKind {}

impl Kind for PairKind {
    const PREFIX: &'static str = "pair";
}

/// Marks the ids of time-stamping units.
#[derive(Debug)]
pub enum UnitKind {}

impl Kind for UnitKind {
    const PREFIX: &'static str = "tsu";
}

/// One generation of a service authority.
#[derive(Clone, Debug)]
pub struct ServiceAuthority {
    /// Its id.
    pub id: Id<AuthorityKind>,
    /// What it issues for.
    pub service: Service,
    /// Segment of its addresses.
    pub path: String,
    /// Its self-signed certificate.
    pub certificate: Certificate,
    /// Label of its key in the vault.
    pub key_label: String,
    /// How many CRL shards it has, fixed for its life.
    pub shard_count: u16,
    /// Base of its addresses, as baked into its certificates.
    pub publication_url: String,
}

impl ServiceAuthority {
    /// Address of its certificate.
    pub fn certificate_url(&self) -> String {
        format!("{}/{}/ca.crt", self.publication_url, self.path)
    }

    /// Address of its OCSP responder.
    pub fn ocsp_url(&self) -> String {
        format!("{}/{}/ocsp", self.publication_url, self.path)
    }

    /// Address of the list about the authority itself.
    pub fn arl_url(&self) -> String {
        format!("{}/{}", self.publication_url, Scope::Authority.path(&self.path))
    }

    /// Address of the CRL that a serial number belongs to.
    pub fn crl_url(&self, serial: &[u8]) -> String {
        let shard = serial::shard(serial, self.shard_count);
        format!("{}/{}", self.publication_url, Scope::Shard(shard).path(&self.path))
    }

    /// The lists it publishes: its shards and its ARL.
    pub fn scopes(&self) -> impl Iterator<Item = Scope> + use<> {
        (0..self.shard_count).map(Scope::Shard).chain([Scope::Authority])
    }
}

/// What a revocation list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The authority's own certificate (ARL).
    Authority,
    /// The certificates of one shard.
    Shard(u16),
}

impl Scope {
    /// The path of the list below the publication address.
    pub fn path(self, authority: &str) -> String {
        match self {
            Scope::Authority => format!("{authority}/arl.crl"),
            Scope::Shard(shard) => format!("{authority}/crl/{shard:02}.crl"),
        }
    }

    /// The path of the delta list below the publication address.
    pub fn delta_path(self, authority: &str) -> String {
        let path = self.path(authority);
        format!("{}-delta.crl", path.trim_end_matches(".crl"))
    }

    /// The number that is stored: -1 for the ARL.
    pub fn number(self) -> i64 {
        match self {
            Scope::Authority => -1,
            Scope::Shard(shard) => i64::from(shard),
        }
    }

    /// The scope with a stored number.
    pub fn from_number(number: i64) -> Option<Self> {
        match number {
            -1 => Some(Scope::Authority),
            _ => u16::try_from(number).ok().map(Scope::Shard),
        }
    }
}

/// A certificate and where it stands.
#[derive(Clone, Debug)]
pub struct IssuedCertificate {
    /// Its id.
    pub id: Id<CertificateKind>,
    /// Who issued it.
    pub authority: Id<AuthorityKind>,
    /// Serial number, 16 octets.
    pub serial: Vec<u8>,
    /// DER; `None` while it is being issued.
    pub der: Option<Vec<u8>>,
    /// The pair it belongs to.
    pub pair: Option<Id<PairKind>>,
    /// Its state; expiry is not one, it follows from the time.
    pub state: CertificateState,
    /// The number of the last change of its status.
    pub status_seq: i64,
    /// End of its validity.
    pub not_after: Timestamp,
}

/// A published list.
#[derive(Clone, Debug)]
pub struct PublishedList {
    /// cRLNumber.
    pub number: u64,
    /// thisUpdate.
    pub this_update: Timestamp,
    /// nextUpdate.
    pub next_update: Timestamp,
    /// The list.
    pub der: Vec<u8>,
    /// SHA-256 of it.
    pub sha256: Vec<u8>,
    /// How many certificates it names.
    pub entries: u64,
    /// The last change of status that it knows.
    pub status_seq: i64,
}

/// What is known of a published list beside its octets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRecord {
    /// cRLNumber.
    pub number: u64,
    /// BaseCRLNumber, for a delta list.
    pub delta_base: Option<u64>,
    /// thisUpdate.
    pub this_update: Timestamp,
    /// nextUpdate; [`Timestamp::MAX`] for the last list of an authority.
    pub next_update: Timestamp,
    /// SHA-256 of its octets.
    pub sha256: Vec<u8>,
    /// How many octets it has.
    pub size: u64,
    /// How many certificates it names.
    pub entries: u64,
    /// The last change of status that it knows.
    pub status_seq: i64,
    /// How many suspensions, revocations and reactivations it made known.
    pub changes: u64,
    /// Since when relying parties can fetch it.
    pub published_at: Timestamp,
    /// Our own time stamp over the SHA-256, DER: attests the instant of publication (CAD art. 36(3)).
    /// `None` until a time-stamping unit gave it, and for a list without changes.
    pub time_stamp: Option<Vec<u8>>,
}
