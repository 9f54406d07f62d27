//! Rules of single profiles.

use std::time::Duration;

use jiff::{ToSpan, tz::Offset};

use super::{
    Case, Rule,
    Severity::{Error, Warning},
    broken, rule,
};
use crate::{
    extension::{BasicConstraints, KeyUsage, PolicyInformation, QcStatement},
    name::GeneralName,
    oid,
    profile::{
        AGID_NOTICE, CA_DAYS, CNS_NOTICE, OPERATOR_DAYS, Profile, QUARTER_DAYS, THREE_YEARS, TLS_DAYS,
        TSU_DAYS, is_codice_fiscale, is_person_identifier,
    },
};

const P1: &[Profile] = &[Profile::ServiceCa];
const P2: &[Profile] = &[Profile::QualifiedSignature];
const P3: &[Profile] = &[Profile::CnsAuthentication];
const P4: &[Profile] = &[Profile::TimeStampingUnit];
const P5: &[Profile] = &[Profile::OcspResponder];
const P7: &[Profile] = &[Profile::TlsServer];
const P8: &[Profile] = &[Profile::Operator];
const WITH_STATUS: &[Profile] = &[
    Profile::QualifiedSignature,
    Profile::CnsAuthentication,
    Profile::TimeStampingUnit,
    Profile::TlsServer,
    Profile::Operator,
];
const OWN_POLICY: &[Profile] =
    &[Profile::QualifiedSignature, Profile::CnsAuthentication, Profile::TimeStampingUnit];

pub(super) const RULES: &[Rule] = &[
    rule("key_usage", Error, &[], |c| {
        let expected = match c.profile {
            Profile::ServiceCa => KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN),
            Profile::QualifiedSignature => KeyUsage::NON_REPUDIATION,
            _ => KeyUsage::DIGITAL_SIGNATURE,
        };
        let usage = c.certificate.key_usage().ok()??;
        broken(usage != expected, format!("{usage:?}, not {expected:?}"))
    }),
    rule("validity.length", Error, &[], |c| {
        let days = match c.profile {
            Profile::ServiceCa => CA_DAYS,
            Profile::QualifiedSignature => THREE_YEARS,
            Profile::CnsAuthentication => 2 * THREE_YEARS,
            Profile::TimeStampingUnit => TSU_DAYS,
            Profile::OcspResponder => QUARTER_DAYS,
            Profile::TlsServer => TLS_DAYS,
            Profile::Operator => OPERATOR_DAYS,
        };
        let length = c.certificate.not_after().duration_since(c.certificate.not_before());
        let longest = Duration::from_secs(days * 86_400);
        broken(length.is_positive() && length.unsigned_abs() > longest, format!("longer than {days} days"))
    }),
    rule("aia.ocsp", Error, WITH_STATUS, |c| broken(c.certificate.ocsp_urls().is_empty(), "no OCSP address")),
    rule("aia.ca_issuers", Error, WITH_STATUS, |c| {
        broken(c.certificate.ca_issuers_urls().is_empty(), "no address of the issuer's certificate")
    }),
    rule("policy.own", Error, OWN_POLICY, |c| {
        let own = policies(c).into_iter().any(|policy| !policy.cps.is_empty());
        broken(!own, "no own policy with the address of the practice statement")
    }),
    // P1
    rule("p1.self_issued", Error, P1, |c| {
        broken(!c.certificate.is_self_issued(), "subject and issuer differ")
    }),
    rule("p1.basic_constraints", Error, P1, |c| {
        let constraints = c.certificate.basic_constraints().ok()??;
        let expected = BasicConstraints { ca: true, path_len: Some(0) };
        broken(constraints != expected, "not an authority that issues to end entities only")
    }),
    rule("p1.any_policy", Error, P1, |c| {
        let any =
            policies(c).into_iter().any(|policy| policy.oid == oid::ANY_POLICY && !policy.cps.is_empty());
        broken(!any, "no anyPolicy with the address of the practice statement")
    }),
    // P2
    rule("p2.identifier", Error, P2, |c| {
        let identifier = c.certificate.subject().get(&oid::SERIAL_NUMBER)?;
        broken(!is_person_identifier(&identifier), format!("{identifier} is not a person's identifier"))
    }),
    rule("p2.common_name", Error, P2, |c| {
        let subject = c.certificate.subject();
        let (surname, given_name) = (subject.get(&oid::SURNAME)?, subject.get(&oid::GIVEN_NAME)?);
        let expected = format!("{surname} {given_name}").to_uppercase();
        broken(subject.common_name().is_some_and(|name| name != expected), "not surname and name in capitals")
    }),
    rule("p2.title_with_organization", Error, P2, |c| {
        let subject = c.certificate.subject();
        let alone = subject.get(&oid::TITLE).is_some() && subject.get(&oid::ORGANIZATION).is_none();
        broken(alone, "a title without an organisation")
    }),
    rule("p2.validity", Error, P2, |c| {
        let end = Offset::UTC.to_datetime(c.certificate.not_after());
        let start = Offset::UTC.to_datetime(c.certificate.not_before());
        // 29 February ends on the 28.
        let same_day = end.month() == start.month()
            && (end.day() == start.day() || (start.month() == 2 && start.day() == 29 && end.day() == 28));
        broken(!same_day || end.time() != jiff::civil::Time::midnight(), "not the same day at 00:00:00Z")
    }),
    rule("p2.qcp", Error, P2, |c| {
        let known = [oid::QCP_N, oid::QCP_L, oid::QCP_N_QSCD, oid::QCP_L_QSCD, oid::QCP_W];
        let stated: Vec<_> =
            policies(c).into_iter().map(|p| p.oid).filter(|oid| known.contains(oid)).collect();
        let sscd = statements(c).contains(&QcStatement::Sscd);
        let expected = if sscd { oid::QCP_N_QSCD } else { oid::QCP_N };
        broken(stated != [expected], "not exactly the policy that goes with QcSSCD")
    }),
    rule("p2.agid_notice", Error, P2, |c| {
        let declared = policies(c).into_iter().find(|policy| policy.oid == oid::AGID_D121)?;
        broken(declared.notices != [AGID_NOTICE], "1.3.76.16.6 without its text")
    }),
    rule("p2.agid_identifier", Error, P2, |c| {
        policies(c).into_iter().find(|policy| policy.oid == oid::AGID_D121)?;
        let identifier = c.certificate.subject().get(&oid::SERIAL_NUMBER)?;
        let known = ["TIN", "IDC", "PAS", "PNO", "RP:IT-", "NS:"];
        broken(
            !known.iter().any(|form| identifier.starts_with(form)),
            "1.3.76.16.6 with an identifier that D121 §4.1.5a does not know",
        )
    }),
    rule("p2.qc_compliance", Error, P2, |c| {
        broken(!statements(c).contains(&QcStatement::Compliance), "QcCompliance is absent")
    }),
    rule("p2.qc_type", Error, P2, |c| {
        let expected = QcStatement::Type(vec![oid::QCT_ESIGN]);
        broken(!statements(c).contains(&expected), "QcType is not esign alone")
    }),
    rule("p2.qc_retention", Error, P2, |c| {
        let years = statements(c).into_iter().find_map(|statement| match statement {
            QcStatement::RetentionPeriod(years) => Some(years),
            _ => None,
        });
        broken(years.is_none_or(|years| years < 20), "QcRetentionPeriod of less than 20 years")
    }),
    rule("p2.qc_pds", Error, P2, |c| {
        let pds = statements(c).into_iter().find_map(|statement| match statement {
            QcStatement::Pds(locations) => Some(locations),
            _ => None,
        });
        let good = pds.is_some_and(|pds| {
            pds.iter().all(|(url, language)| url.starts_with("https://") && language.len() == 2)
                && pds.iter().any(|(_, language)| language == "en")
        });
        broken(!good, "QcPDS without an https address in English")
    }),
    rule("p2.qc_legislation", Error, P2, |c| {
        let found = statements(c).iter().any(|statement| matches!(statement, QcStatement::Legislation(_)));
        broken(found, "QcCClegislation is not for certificates of the EU")
    }),
    rule("p2.qc_semantics", Warning, P2, |c| {
        let expected = QcStatement::Syntax { semantics: oid::SEMANTICS_NATURAL };
        broken(!statements(c).contains(&expected), "the meaning of the identifier is not declared")
    }),
    rule("p2.qc_once", Error, P2, |c| {
        let kinds: Vec<_> = statements(c).iter().map(QcStatement::oid).collect();
        let again = kinds.iter().enumerate().find(|(index, kind)| kinds[..*index].contains(kind))?;
        Some(format!("{} stands twice", again.1))
    }),
    // P3
    rule("p3.purposes", Error, P3, |c| {
        let purposes = c.certificate.ext_key_usage().ok()??;
        let known = [oid::CLIENT_AUTH, oid::EMAIL_PROTECTION, oid::SMARTCARD_LOGON];
        let good = purposes.contains(&oid::CLIENT_AUTH) && purposes.iter().all(|p| known.contains(p));
        broken(!good, "clientAuth, and beside it only e-mail and smart card log-in")
    }),
    rule("p3.cns_policy", Error, P3, |c| {
        let policy = policies(c).into_iter().find(|policy| policy.oid == oid::CNS_AUTHENTICATION);
        broken(
            policy.is_none_or(|policy| policy.notices != [CNS_NOTICE]),
            "1.3.76.16.2.1 with its text is absent",
        )
    }),
    rule("p3.common_name", Error, P3, |c| {
        let subject = c.certificate.subject();
        broken(!is_cns_name(&subject.common_name()?), "not codice fiscale/card number.hash")
    }),
    rule("p3.identifier", Error, P3, |c| {
        let subject = c.certificate.subject();
        let (name, identifier) = (subject.common_name()?, subject.get(&oid::SERIAL_NUMBER)?);
        let code = name.split('/').next()?;
        broken(identifier != format!("TINIT-{code}"), "serialNumber and common name say different persons")
    }),
    // P4
    rule("p4.purposes", Error, P4, |c| {
        let purposes = c.certificate.ext_key_usage().ok()??;
        broken(purposes != [oid::TIME_STAMPING], "not timeStamping alone")
    }),
    rule("p4.key_usage_period", Error, P4, |c| {
        let period = c.certificate.private_key_usage_period().ok()??;
        let (Some(start), Some(end)) = (period.not_before, period.not_after) else {
            return Some("the use of the key has no beginning or no end".into());
        };
        let latest = start.checked_add((QUARTER_DAYS as i64 * 24).hours()).unwrap_or(start);
        let within = start >= c.certificate.not_before() && end <= c.certificate.not_after();
        broken(
            !within || end <= start || end > latest,
            "the key is used for more than three months, or outside",
        )
    }),
    // P5
    rule("p5.purposes", Error, P5, |c| {
        let purposes = c.certificate.ext_key_usage().ok()??;
        broken(purposes != [oid::OCSP_SIGNING], "not OCSPSigning alone")
    }),
    rule("p5.no_check", Error, P5, |c| {
        let extension = c.certificate.extension(&oid::OCSP_NO_CHECK)?;
        broken(extension.value != [5, 0], "nocheck is not NULL")
    }),
    // P7
    rule("p7.purposes", Error, P7, |c| {
        let purposes = c.certificate.ext_key_usage().ok()??;
        broken(purposes != [oid::SERVER_AUTH], "not serverAuth alone")
    }),
    rule("p7.dns_names", Error, P7, |c| {
        let names = c.certificate.subject_alt_names().ok()??;
        let good = !names.is_empty() && names.iter().all(|name| matches!(name, GeneralName::Dns(_)));
        broken(!good, "the alternative names are not DNS names")
    }),
    rule("p7.common_name", Error, P7, |c| {
        let common_name = c.certificate.subject().common_name()?;
        let names = c.certificate.subject_alt_names().ok()??;
        let copy = names.iter().any(|name| matches!(name, GeneralName::Dns(dns) if *dns == common_name));
        broken(!copy, "the common name is not one of the alternative names")
    }),
    rule("p7.alt_name_critical", Error, P7, |c| {
        let extension = c.certificate.extension(&oid::SUBJECT_ALT_NAME)?;
        let empty = c.certificate.subject().is_empty();
        broken(extension.critical != empty, "critical when the subject is empty, and only then")
    }),
    // P8
    rule("p8.purposes", Error, P8, |c| {
        let purposes = c.certificate.ext_key_usage().ok()??;
        broken(purposes != [oid::CLIENT_AUTH], "not clientAuth alone")
    }),
    rule("p8.role", Error, P8, |c| {
        let names = c.certificate.subject_alt_names().ok()??;
        let good = matches!(names[..], [GeneralName::Uri(uri)] if is_role(uri));
        broken(!good, "not one URI urn:ceralacca:role:<role>:<operator>")
    }),
];

fn policies(case: &Case<'_>) -> Vec<PolicyInformation> {
    case.certificate.policies().ok().flatten().unwrap_or_default()
}

fn statements(case: &Case<'_>) -> Vec<QcStatement> {
    case.certificate.qc_statements().ok().flatten().unwrap_or_default()
}

/// `codice fiscale/card number.hash`, the hash 28 characters of base64.
fn is_cns_name(name: &str) -> bool {
    let Some((code, rest)) = name.split_once('/') else { return false };
    let Some((card, hash)) = rest.split_once('.') else { return false };
    let base64 = |octet: u8| octet.is_ascii_alphanumeric() || octet == b'+' || octet == b'/';
    code.len() == 16
        && is_codice_fiscale(code)
        && (1..=16).contains(&card.len())
        && card.bytes().all(|octet| octet.is_ascii_alphanumeric())
        && hash.len() == 28
        && hash.ends_with('=')
        && hash.bytes().take(27).all(base64)
}

fn is_role(uri: &str) -> bool {
    let Some((role, operator)) =
        uri.strip_prefix("urn:ceralacca:role:").and_then(|rest| rest.split_once(':'))
    else {
        return false;
    };
    !role.is_empty() && !operator.is_empty() && !operator.contains(':')
}
