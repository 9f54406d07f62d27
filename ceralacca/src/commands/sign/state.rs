//! Whether a certificate may sign now: a signature made with one that is revoked, suspended or expired is
//! no signature (CAD art. 24 c. 4-bis).

use foundation::Timestamp;
use sigcheck::{Policy, State, Trust};
use signing::evidence::{EvidenceSource, check_certificate_fetching};
use x509::{Certificate, oid};

use crate::{
    Context,
    cli::Evidence,
    commands::serve::Installation,
    config::Config,
    exit::{Exit, Failure, Outcome},
    outside::{ForOne, Network},
    raising, trust,
};

/// What is known of the state of a certificate that is neither revoked nor suspended as far as we know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// Whoever issued it says that it is good.
    Good,
    /// It was looked for and not found: why.
    Unknown(String),
    /// Nobody was asked.
    NotAsked,
}

impl Known {
    /// The word for it in `ceralacca.sign/1`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Unknown(_) => "unknown",
            Self::NotAsked => "not-asked",
        }
    }

    /// Tells the person that signs what could not be learned.
    pub fn tell(&self, context: &Context) {
        let lang = context.out.lang;
        match self {
            Self::Good => {}
            Self::Unknown(why) => {
                context.out.note(&lang.text("sign-state-unknown", &[("why", why.as_str().into())]));
            }
            Self::NotAsked => context.out.note(&lang.t("sign-state-not-asked")),
        }
    }
}

/// What is known of the state of `certificate`: from the register, if this installation issued it;
/// otherwise from the files that are trusted, and from the network if that may be used.
///
/// # Errors
/// `certificate-revoked`, `certificate-suspended`; what opening the installation or the trust says.
pub fn of(
    context: &Context,
    evidence: &Evidence,
    certificate: &Certificate,
    chain: &[Certificate],
    config: Option<&Config>,
    now: Timestamp,
) -> Outcome<Known> {
    if let Some(config) = config
        && registered(&Installation::open(context, config)?, certificate)?
    {
        return Ok(Known::Good);
    }
    let mut trust = match evidence.trust.as_slice() {
        [] => Trust::new(),
        named => trust::gather(context, named)?,
    };
    let network = raising::network(context, evidence.online, evidence.local_addresses)?;
    let network: Option<ForOne<'_>> = network.as_ref().map(Network::for_one);
    let source = network.as_ref().map(|network| network as &dyn EvidenceSource);
    // Whoever signed the certificate knows its state: no other trust is needed for that.
    let fetched = source.map(|source| issuers(certificate, source)).unwrap_or_default();
    for issuer in chain.iter().chain(&fetched) {
        if issuer.is_ca() && issuer.subject() == certificate.issuer() {
            trust.add_anchor(issuer.clone());
        }
    }
    let policy = Policy::default();
    let (verdict, not_fetched) = check_certificate_fetching(certificate, &trust, now, &policy, source);
    let own = foundation::hex(&certificate.sha256());
    let found = verdict.revocation.iter().find(|revocation| revocation.certificate == own);
    let since = |code| {
        let at = found.and_then(|found| found.since).unwrap_or(now);
        Err(Failure::new(Exit::Rule, code).with("date", at))
    };
    match found.map(|found| found.state) {
        Some(State::Good) => Ok(Known::Good),
        Some(State::Revoked) => since("certificate-revoked"),
        Some(State::Suspended) => since("certificate-suspended"),
        None if certificate.extension(&oid::VALIDITY_ASSURED_SHORT_TERM).is_some() => Ok(Known::Good),
        Some(State::Unknown) | None if source.is_none() => Ok(Known::NotAsked),
        Some(State::Unknown) | None => {
            let missed = not_fetched.iter().map(|missed| format!("{}: {}", missed.url, missed.why));
            let reasons = verdict.errors.iter().map(|reason| reason.code.to_string());
            let mut why: Vec<String> = reasons.chain(missed).collect();
            why.dedup();
            Ok(Known::Unknown(why.join("; ")))
        }
    }
}

/// Whether the register knows the certificate.
fn registered(installation: &Installation, certificate: &Certificate) -> Outcome<bool> {
    let known = installation.authority.certificate_status(certificate.serial());
    let Ok(known) = known else { return Ok(false) };
    let mut is_ours = false;
    for found in known.iter().filter(|found| found.certificate.der() == certificate.der()) {
        is_ours = true;
        match found.status {
            authority::CertificateStatus::Suspended { since } => {
                return Err(Failure::new(Exit::Rule, "certificate-suspended").with("date", since));
            }
            authority::CertificateStatus::Revoked { at } => {
                return Err(Failure::new(Exit::Rule, "certificate-revoked").with("date", at));
            }
            authority::CertificateStatus::Good { .. } | authority::CertificateStatus::Expired { .. } => {}
        }
    }
    Ok(is_ours)
}

/// The certificates at the addresses of the issuer.
fn issuers(certificate: &Certificate, source: &dyn EvidenceSource) -> Vec<Certificate> {
    let read = |octets: Vec<u8>| match Certificate::from_pem_or_der(&octets) {
        Ok(one) => vec![one],
        Err(_) => cades::SignedData::from_slice(&octets, &cades::Limits::default())
            .map(|bag| bag.certificates().to_vec())
            .unwrap_or_default(),
    };
    let urls = certificate.ca_issuers_urls();
    urls.into_iter().filter_map(|url| source.get(url).ok()).flat_map(read).collect()
}
