//! The certificate behind a signature: its chain, its state, what it says of its holder
//! (EN 319 102-1 §5.2.6, X.509 certificate validation).

use asn1::Oid;
use jiff::{SignedDuration, Timestamp};
use x509::{
    Certificate, Name,
    crl::Reason as Cause,
    extension::QcStatement,
    oid,
    path::{
        self, Conditions, Path, Refusal, Rule,
        revocation::{self, Evidence, Question, Source, Status, Why},
    },
};

use crate::{
    Policy, Trust,
    algorithms::{self, Reliance},
    reason::{Code, Reason},
    report::{Link, Revocation, Signer, State, SubIndication},
};

/// How long revocation data that names no end is current.
const MAX_AGE: SignedDuration = SignedDuration::from_hours(24);

/// What is known of a certificate at an instant.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    pub(crate) chain: Vec<Link>,
    pub(crate) revocation: Vec<Revocation>,
    /// Most important first.
    pub(crate) failures: Vec<(SubIndication, Reason)>,
    pub(crate) warnings: Vec<Reason>,
}

/// What there is to judge a certificate by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Material<'a> {
    pub(crate) trust: &'a Trust,
    pub(crate) policy: &'a Policy,
    /// Certificates that came with the signature.
    pub(crate) given: &'a [Certificate],
    /// Revocation data that came with the signature.
    pub(crate) embedded: &'a Evidence,
    /// The instant of the verdict.
    pub(crate) at: Timestamp,
}

impl<'a> Material<'a> {
    /// Every certificate that may be the one a signature names.
    pub(crate) fn candidates(&self) -> impl Iterator<Item = &'a Certificate> + use<'a> {
        self.given.iter().chain(self.trust.candidates.iter()).chain(self.trust.anchors.iter())
    }

    /// Judges a certificate that was relied upon at `instant`, not later than [`Self::at`].
    pub(crate) fn judge(
        &self,
        certificate: &Certificate,
        instant: Timestamp,
        purpose: Option<Oid>,
    ) -> Standing {
        let mut standing = Standing::default();
        let conditions = Conditions { purpose, ..Conditions::at(instant) };
        let found =
            path::find(certificate, self.given, &self.trust.candidates, &self.trust.anchors, &conditions);
        let path = match found {
            Ok(path) => path,
            Err(refusal) => {
                standing.chain = links(&refusal.chain, self.trust);
                standing.failures.push(refused(&refusal));
                return standing;
            }
        };
        standing.chain = links(&path.certificates, self.trust);
        // An anchor is trusted as an authority; whoever signs documents must be valid when doing so.
        let (first, last) = (certificate.not_before(), certificate.not_after());
        if instant > last {
            let finding = Reason::from(Code::CertificateExpired).with("date", last);
            standing.failures.push((SubIndication::OutOfBoundsNoPoe, finding));
        } else if instant < first {
            let finding = Reason::from(Code::CertificateNotYetValid).with("date", first);
            standing.failures.push((SubIndication::OutOfBoundsNoPoe, finding));
        }
        for (index, (certificate, issuer)) in path.links().enumerate() {
            self.judge_revocation(&path, index, certificate, issuer, instant, &mut standing);
        }
        for (certificate, issuer) in path.links() {
            judge_algorithm(certificate, issuer, instant, &mut standing);
        }
        if instant < self.at && certificate.not_after() < self.at {
            standing.warnings.push(Code::CertificateExpiredSince.into());
        }
        standing
    }

    fn judge_revocation(
        &self,
        path: &Path,
        index: usize,
        certificate: &Certificate,
        issuer: &Certificate,
        instant: Timestamp,
        standing: &mut Standing,
    ) {
        // ETSI EN 319 412-1 §5.2.2: such a certificate ends before anybody would revoke it.
        if certificate.extension(&oid::VALIDITY_ASSURED_SHORT_TERM).is_some() {
            return;
        }
        let question = Question {
            certificate,
            issuer,
            anchor: path.anchor(),
            instant,
            now: self.at,
            accept_later: true,
            max_age: MAX_AGE,
            candidates: &self.trust.candidates,
        };
        let status = revocation::status(&question, &[self.embedded, &self.trust.evidence]);
        let mut record = Revocation {
            certificate: hex(&certificate.sha256()),
            state: State::Unknown,
            source: None,
            this_update: None,
            next_update: None,
            since: None,
            reason: None,
        };
        let is_signer = index == 0;
        match status {
            Status::Good { source, this_update, next_update } => {
                record.state = State::Good;
                record.source = Some(source_name(source));
                record.this_update = Some(this_update);
                record.next_update = next_update;
            }
            Status::Revoked { at, reason, source, this_update, next_update } => {
                let held = reason == Cause::CertificateHold;
                record.state = if held { State::Suspended } else { State::Revoked };
                record.source = Some(source_name(source));
                record.this_update = Some(this_update);
                record.next_update = next_update;
                record.since = Some(at);
                record.reason = Some(cause_name(reason));
                let finding =
                    |code: Code| Reason::from(code).with("since", at).with("reason", cause_name(reason));
                match (at <= instant, is_signer, held) {
                    (false, ..) => standing.warnings.push(finding(Code::CertificateRevokedLater)),
                    (true, true, true) => {
                        standing.failures.push((SubIndication::TryLater, finding(Code::CertificateSuspended)))
                    }
                    (true, true, false) => standing
                        .failures
                        .push((SubIndication::RevokedNoPoe, finding(Code::CertificateRevoked))),
                    (true, false, _) => {
                        standing.failures.push((SubIndication::RevokedCaNoPoe, finding(Code::CaRevoked)));
                    }
                }
            }
            Status::Unknown(why) => {
                record.reason = Some(why.name());
                let code = match why {
                    Why::Outdated => Code::RevocationOutdated,
                    _ => Code::RevocationUnknown,
                };
                let finding = Reason::from(code)
                    .with("certificate", certificate.subject().friendly())
                    .with("why", why.name());
                standing.failures.push((SubIndication::TryLater, finding));
            }
        }
        standing.revocation.push(record);
    }
}

fn judge_algorithm(
    certificate: &Certificate,
    issuer: &Certificate,
    instant: Timestamp,
    standing: &mut Standing,
) {
    let (Ok(algorithm), Ok(key)) = (certificate.signature_algorithm(), issuer.public_key()) else { return };
    let digest = algorithms::digest(algorithm.digest(), instant);
    let key_reliance = algorithms::key(key.key_type(), algorithm, instant);
    for (reliance, name) in
        [(digest, algorithm.digest().name().to_owned()), (key_reliance, key.key_type().to_string())]
    {
        let finding = |code: Code| {
            Reason::from(code).with("algorithm", &name).with("certificate", certificate.subject().friendly())
        };
        match reliance {
            Reliance::Reliable => {}
            Reliance::Announced => standing.warnings.push(finding(Code::AlgorithmExpiring)),
            Reliance::Ended => standing
                .failures
                .push((SubIndication::CryptoConstraintsFailureNoPoe, finding(Code::AlgorithmWeak))),
        }
    }
}

fn refused(refusal: &Refusal) -> (SubIndication, Reason) {
    use SubIndication as Sub;
    let named = |code: Code| {
        Reason::from(code)
            .with("certificate", refusal.certificate().subject().friendly())
            .with("rule", &refusal.rule)
    };
    match &refusal.rule {
        Rule::NoIssuer | Rule::Signature => (Sub::NoCertificateChainFound, named(Code::ChainUntrusted)),
        Rule::Expired if refusal.index == 0 => (
            Sub::OutOfBoundsNoPoe,
            Reason::from(Code::CertificateExpired).with("date", refusal.certificate().not_after()),
        ),
        Rule::NotYetValid if refusal.index == 0 => (
            Sub::OutOfBoundsNoPoe,
            Reason::from(Code::CertificateNotYetValid).with("date", refusal.certificate().not_before()),
        ),
        Rule::Expired | Rule::NotYetValid => (Sub::OutOfBoundsNoPoe, named(Code::ChainInvalid)),
        Rule::TooComplex => (Sub::CertificateChainGeneralFailure, Reason::from(Code::ChainTooComplex)),
        Rule::NameConstraints | Rule::Policy => (Sub::ChainConstraintsFailure, named(Code::ChainInvalid)),
        Rule::ExtendedKeyUsage
        | Rule::KeyUsage
        | Rule::Malformed(_)
        | Rule::NotCa
        | Rule::PathLength
        | Rule::Profile(_)
        | Rule::UnknownCritical(_) => (Sub::CertificateChainGeneralFailure, named(Code::ChainInvalid)),
    }
}

fn links(chain: &[Certificate], trust: &Trust) -> Vec<Link> {
    chain
        .iter()
        .map(|certificate| Link {
            subject: certificate.subject().rfc4514(),
            serial: hex(certificate.serial()),
            sha256: hex(&certificate.sha256()),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            anchor: trust.anchors.contains(certificate),
        })
        .collect()
}

fn source_name(source: Source) -> &'static str {
    match source {
        Source::Crl => "crl",
        Source::Ocsp => "ocsp",
    }
}

/// Names as in the standard's ASN.1 module (RFC 5280 §5.3.1).
fn cause_name(cause: Cause) -> &'static str {
    match cause {
        Cause::Unspecified => "unspecified",
        Cause::KeyCompromise => "keyCompromise",
        Cause::CaCompromise => "cACompromise",
        Cause::AffiliationChanged => "affiliationChanged",
        Cause::Superseded => "superseded",
        Cause::CessationOfOperation => "cessationOfOperation",
        Cause::CertificateHold => "certificateHold",
        Cause::RemoveFromCrl => "removeFromCRL",
        Cause::PrivilegeWithdrawn => "privilegeWithdrawn",
        Cause::AaCompromise => "aACompromise",
    }
}

/// What the certificate says of its holder.
pub(crate) fn signer(certificate: &Certificate) -> Signer {
    let subject = certificate.subject();
    let issuer = certificate.issuer();
    let serial_number = subject.get(&oid::SERIAL_NUMBER);
    let policies = certificate.policies().ok().flatten().unwrap_or_default();
    let statements = certificate.qc_statements().ok().flatten().unwrap_or_default();
    Signer {
        name: subject.friendly(),
        given_name: subject.get(&oid::GIVEN_NAME),
        surname: subject.get(&oid::SURNAME),
        organization: subject.get(&oid::ORGANIZATION),
        country: subject.get(&oid::COUNTRY),
        codice_fiscale: codice_fiscale(&subject, serial_number.as_deref()),
        serial_number,
        dn_qualifier: subject.get(&oid::DN_QUALIFIER),
        pseudonym: subject.get(&oid::PSEUDONYM),
        subject: subject.rfc4514(),
        issuer: issuer.rfc4514(),
        issuer_name: issuer.friendly(),
        certificate_serial: hex(certificate.serial()),
        certificate_sha256: hex(&certificate.sha256()),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        key: certificate.public_key().map_or_else(|_| String::new(), |key| key.key_type().to_string()),
        policies: policies.iter().map(|policy| policy.oid.to_string()).collect(),
        qualified: statements.contains(&QcStatement::Compliance),
        qualified_device: statements.contains(&QcStatement::Sscd),
        notices: policies.into_iter().flat_map(|policy| policy.notices).collect(),
    }
}

/// From `TINIT-…` (ETSI EN 319 412-1 §5.1.3), the older `IT:…`, or the common name of a CNS
/// certificate (`codice fiscale/card.hash`).
fn codice_fiscale(subject: &Name<'_>, serial_number: Option<&str>) -> Option<String> {
    let plausible =
        |code: &str| matches!(code.len(), 11 | 16) && code.bytes().all(|octet| octet.is_ascii_alphanumeric());
    let from_serial =
        serial_number.and_then(|text| text.strip_prefix("TINIT-").or_else(|| text.strip_prefix("IT:")));
    let code = match from_serial {
        Some(code) => code.to_owned(),
        None => subject.common_name()?.split_once('/')?.0.to_owned(),
    };
    plausible(&code).then(|| code.to_ascii_uppercase())
}

/// Lower-case hexadecimal.
pub(crate) fn hex(octets: &[u8]) -> String {
    use std::fmt::Write;
    octets.iter().fold(String::with_capacity(octets.len() * 2), |mut text, octet| {
        let _ = write!(text, "{octet:02x}");
        text
    })
}
