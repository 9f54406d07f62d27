//! What a certificate is at an instant (spec of the steps: TS 119 615 §4.4.4).

use asn1::Oid;
use jiff::Timestamp;
use x509::{Certificate, extension::QcStatement, oid};

use super::{EIDAS, Finding, Purpose, Standing, TimeStampQualification};
use crate::{
    lists::Listed,
    model::ServiceState,
    uri::{FOR_E_SEALS, FOR_E_SIGNATURES, FOR_WEB_AUTHENTICATION, Qualifier, ServiceType, Status},
};

/// QCP public + SSCD of ETSI TS 101 456: a qualified certificate whose key is in a secure device.
const QCP_PLUS: Oid = Oid::new("0.4.0.1456.1.1");
/// QCP public of ETSI TS 101 456: a qualified certificate.
const QCP: Oid = Oid::new("0.4.0.1456.1.2");

/// What follows from one service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Conclusion {
    qualified: bool,
    purpose: Option<Purpose>,
    qscd: bool,
    findings: Vec<Finding>,
}

pub(super) fn standing(certificate: &Certificate, services: &[Listed<'_>], instant: Timestamp) -> Standing {
    let own = Own::of(certificate);
    let (states, mut findings) = in_force(services, instant, ServiceType::CaQc);
    let conclusions: Vec<Conclusion> =
        states.iter().map(|state| conclude(certificate, &own, state, instant)).collect();
    let qualified: Vec<&Conclusion> = conclusions.iter().filter(|found| found.qualified).collect();
    // Services that find it qualified must agree; those that do not find it so do not count beside them.
    let (mut conclusion, disagree) = match qualified.as_slice() {
        [] => (conclusions.first().cloned().unwrap_or_else(|| own.unlisted()), false),
        [first, others @ ..] => {
            let same = |other: &&Conclusion| (other.purpose, other.qscd) == (first.purpose, first.qscd);
            ((*first).clone(), !others.iter().all(same))
        }
    };
    if disagree {
        conclusion.purpose = conclusion.purpose.filter(|p| qualified.iter().all(|q| q.purpose == Some(*p)));
        conclusion.qscd = qualified.iter().all(|found| found.qscd);
        findings.push(Finding::ServicesDisagree);
    }
    if conclusion.qualified {
        // Another service of the same key that is not granted says nothing then.
        findings.retain(|finding| *finding == Finding::ServicesDisagree);
    }
    findings.extend(conclusion.findings);
    Standing {
        instant,
        qualified: conclusion.qualified,
        purpose: conclusion.purpose,
        qscd: conclusion.qscd,
        services: services.iter().filter_map(|listed| listed.summary_at(instant)).collect(),
        findings,
    }
}

pub(super) fn time_stamp(services: &[Listed<'_>], made: Timestamp) -> TimeStampQualification {
    let (states, findings) = in_force(services, made, ServiceType::Qtst);
    TimeStampQualification {
        qualified: !states.is_empty(),
        services: services.iter().filter_map(|listed| listed.summary_at(made)).collect(),
        findings: if states.is_empty() { findings } else { Vec::new() },
    }
}

/// The services of a kind that were qualified at an instant, and why the others do not count.
fn in_force<'a>(
    services: &[Listed<'a>],
    instant: Timestamp,
    wanted: ServiceType,
) -> (Vec<&'a ServiceState>, Vec<Finding>) {
    let mut states = Vec::new();
    let mut findings = Vec::new();
    if services.is_empty() {
        findings.push(Finding::NotListed);
    }
    for listed in services {
        let finding = match listed.service.at(instant) {
            None => Finding::NotYetListed,
            Some(state) if state.service_type != wanted => {
                Finding::WrongServiceType(state.service_type.clone())
            }
            Some(state) if !is_granted(&state.status, instant) => {
                Finding::NotGranted { status: state.status.clone(), since: state.since }
            }
            Some(state) => match state.unknown_critical.first() {
                Some(name) => Finding::UnknownCriticalExtension(name.clone()),
                None => {
                    states.push(state);
                    continue;
                }
            },
        };
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    (states, findings)
}

/// Whether a status means a qualified service: before the regulation those that were supervised or
/// accredited under directive 1999/93/EC, since then only those granted.
fn is_granted(status: &Status, instant: Timestamp) -> bool {
    match status {
        Status::Granted => true,
        Status::Accredited | Status::SupervisionInCessation | Status::UnderSupervision => instant < EIDAS,
        _ => false,
    }
}

fn conclude(certificate: &Certificate, own: &Own, state: &ServiceState, instant: Timestamp) -> Conclusion {
    let mut findings = Vec::new();
    let said = said_of(certificate, state, &mut findings);
    let says = |qualifier: &Qualifier| said.contains(qualifier);
    let mut contradiction = |one: Qualifier, other: Qualifier| {
        let both = says(&one) && says(&other);
        if both {
            findings.push(Finding::ContradictoryQualifiers(one, other));
        }
        both
    };

    let contradictory = contradiction(Qualifier::QcStatement, Qualifier::NotQualified);
    let device_unclear = contradiction(Qualifier::QcWithQscd, Qualifier::QcNoQscd)
        | contradiction(Qualifier::QcWithSscd, Qualifier::QcNoSscd);
    let purpose = match listed_purpose(&said) {
        Some(purpose) => Some(purpose),
        None => own.purpose(),
    };
    let qualified = match (says(&Qualifier::NotQualified), says(&Qualifier::QcStatement)) {
        (true, _) => {
            if !contradictory {
                findings.push(Finding::NotQualifiedByList);
            }
            false
        }
        (false, true) => true,
        (false, false) => match own.not_qualified() {
            None => true,
            Some(finding) => {
                findings.push(finding);
                false
            }
        },
    };
    if qualified && purpose.is_none() {
        findings.push(Finding::SeveralPurposes);
    }
    let for_it = match purpose {
        Some(purpose) if instant >= EIDAS => state.is_for(purpose.uri()),
        _ => true,
    };
    if let Some(purpose) = purpose.filter(|_| qualified && !for_it) {
        findings.push(Finding::ServiceForOtherPurpose(purpose));
    }
    let qualified = qualified && for_it;
    let qscd = qualified
        && !device_unclear
        && if [Qualifier::QcNoQscd, Qualifier::QcNoSscd].iter().any(says) {
            false
        } else {
            [Qualifier::QcWithQscd, Qualifier::QcQscdManagedOnBehalf, Qualifier::QcWithSscd].iter().any(says)
                || own.qscd
        };
    if qualified && !qscd {
        findings.push(Finding::NoQscd);
    }
    Conclusion { qualified, purpose, qscd, findings }
}

/// The qualifiers whose criteria the certificate meets.
fn said_of(certificate: &Certificate, state: &ServiceState, findings: &mut Vec<Finding>) -> Vec<Qualifier> {
    let mut said = Vec::new();
    for qualification in &state.qualifications {
        match qualification.criteria.met_by(certificate) {
            Some(true) => said.extend(qualification.qualifiers.iter().cloned()),
            Some(false) => {}
            None => {
                findings.extend(qualification.qualifiers.iter().cloned().map(Finding::UndecidedQualifier))
            }
        }
    }
    said
}

/// The purpose that the list states, if it states exactly one.
fn listed_purpose(said: &[Qualifier]) -> Option<Purpose> {
    let mut purposes = said.iter().filter_map(|qualifier| match qualifier {
        Qualifier::QcForESig => Some(Purpose::Signature),
        Qualifier::QcForESeal => Some(Purpose::Seal),
        Qualifier::QcForWsa => Some(Purpose::WebAuthentication),
        _ => None,
    });
    let first = purposes.next()?;
    purposes.all(|other| other == first).then_some(first)
}

impl Purpose {
    /// What additionalServiceInformation says of a service for it.
    pub(super) fn uri(self) -> &'static str {
        match self {
            Self::Signature => FOR_E_SIGNATURES,
            Self::Seal => FOR_E_SEALS,
            Self::WebAuthentication => FOR_WEB_AUTHENTICATION,
        }
    }

    /// A stable name, in kebab case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Seal => "seal",
            Self::WebAuthentication => "web-authentication",
        }
    }
}

/// What the certificate says of itself (ETSI EN 319 412-5; TS 101 862 and TS 101 456 before eIDAS).
struct Own {
    compliance: bool,
    other_legislation: bool,
    purposes: Vec<Purpose>,
    qscd: bool,
    before_eidas: bool,
}

impl Own {
    fn of(certificate: &Certificate) -> Self {
        let before_eidas = certificate.not_before() < EIDAS;
        let statements = certificate.qc_statements().ok().flatten().unwrap_or_default();
        let old_policy = |policy: &Oid| before_eidas && certificate.has_policy(policy);
        let mut purposes = Vec::new();
        for statement in &statements {
            if let QcStatement::Type(kinds) = statement {
                purposes.extend(kinds.iter().filter_map(|kind| match *kind {
                    oid::QCT_ESIGN => Some(Purpose::Signature),
                    oid::QCT_ESEAL => Some(Purpose::Seal),
                    oid::QCT_WEB => Some(Purpose::WebAuthentication),
                    _ => None,
                }));
            }
        }
        Self {
            compliance: statements.contains(&QcStatement::Compliance)
                || old_policy(&QCP)
                || old_policy(&QCP_PLUS),
            other_legislation: statements.iter().any(|s| matches!(s, QcStatement::Legislation(_))),
            purposes,
            qscd: statements.contains(&QcStatement::Sscd) || old_policy(&QCP_PLUS),
            before_eidas,
        }
    }

    /// Why it is not qualified by what it says itself.
    fn not_qualified(&self) -> Option<Finding> {
        if !self.compliance {
            Some(Finding::NotQualifiedByCertificate)
        } else if self.other_legislation {
            Some(Finding::OtherLegislation)
        } else {
            None
        }
    }

    /// Before the regulation there were qualified certificates for signatures only; since then one
    /// without a type is for signatures too (EN 319 412-5 §4.2.3).
    fn purpose(&self) -> Option<Purpose> {
        match self.purposes.as_slice() {
            [] if self.compliance => Some(Purpose::Signature),
            [] => None,
            _ if self.before_eidas => Some(Purpose::Signature),
            [first, others @ ..] => others.iter().all(|other| other == first).then_some(*first),
        }
    }

    /// What is left when no list speaks for it.
    fn unlisted(&self) -> Conclusion {
        Conclusion { purpose: self.purpose(), ..Conclusion::default() }
    }
}
