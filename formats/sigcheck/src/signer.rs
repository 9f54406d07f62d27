//! What a certificate says of its holder.

use x509::{Certificate, Name, extension::QcStatement, oid};

use crate::report::Signer;

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
