use std::path::PathBuf;

use asn1::Oid;

/// What an installation says of itself in its certificates (pki.md §2: own policy OIDs are
/// configuration, never constants).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Legal name of the trust service provider.
    pub organization: String,
    /// `VATIT-` and 11 digits.
    pub organization_identifier: String,
    /// Organisational unit of the CNS certificates: `CCIAA` and the city of the chamber.
    pub chamber_unit: String,
    /// Base of the CA, CRL and OCSP addresses, http, without final slash.
    pub publication_url: String,
    /// Operating manual (CPS), https.
    pub cps_url: String,
    /// PKI disclosure statements: language (ISO 639-1) and https address.
    pub pds_urls: Vec<(String, String)>,
    /// Own policy of the qualified signature certificates on a QSCD.
    pub policy_signature: Oid,
    /// Own policy of the CNS certificates.
    pub policy_cns: Oid,
    /// Own policy of the time-stamping units.
    pub policy_tsa: Oid,
    /// Own policy of the OCSP responders.
    pub policy_ocsp: Oid,
    /// CRL shards of a new authority; fixed for its life.
    pub crl_shards: u16,
    /// How lists and OCSP answers are given.
    pub status: StatusSettings,
}

/// How lists and OCSP answers are given (pki.md §6, §7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusSettings {
    /// A delta list goes with each full one.
    pub delta_lists: bool,
    /// Full lists name the address of the delta list. Validators exist that refuse a full list when
    /// they do not get the delta.
    pub freshest_crl: bool,
    /// A request with a nonce is answered without (RFC 9654 allows it): from what is ready.
    pub ignore_nonces: bool,
    /// A serial number that was never issued is `unknown`, not `revoked`.
    pub never_issued_unknown: bool,
    /// Octets that the answers which are ready may take.
    pub cache_octets: usize,
    /// Where lists above 4 MiB are written while they are made; the system's temporary folder if not
    /// said.
    pub scratch: Option<PathBuf>,
}

impl Default for StatusSettings {
    fn default() -> Self {
        Self {
            delta_lists: false,
            freshest_crl: false,
            ignore_nonces: false,
            never_issued_unknown: false,
            cache_octets: 256 << 20,
            scratch: None,
        }
    }
}

impl Settings {
    /// The organisation's name as it begins the names of its authorities, which have room for 64
    /// characters.
    pub(crate) fn short_name(&self) -> &str {
        let room = 64 - "Servizi di Certificazione CA G99".len() - 1;
        match self.organization.char_indices().nth(room) {
            None => &self.organization,
            Some((end, _)) => self.organization[..end].rsplit_once(' ').map_or("", |(words, _)| words),
        }
    }
}
