//! What RFC 5280 §4 asks of whoever issues, and keys and digests of today: rules that a validator may
//! hold certificates to when their issuers keep them ([`Conditions::strict`](super::Conditions)).
//!
//! Certificates in use break some of them, so validation of signatures of the past does not ask for it.

use asn1::{Tlv, tag};
use jiff::Timestamp;

use super::{Rule, names, validate};
use crate::{
    Certificate,
    alg::{DigestAlgorithm, KeyType},
    certificate::SequenceOf,
    extension::KeyUsage,
    name::GeneralName,
    oid,
};

/// Bits of an RSA modulus at least.
const RSA_BITS: u32 = 2048;
/// Octets of a serial number at most (§4.1.2.2).
const SERIAL: usize = 20;

/// Whether a certificate below the anchor keeps the rules.
///
/// # Errors
/// [`Rule::Profile`] with the field.
pub(super) fn certificate(certificate: &Certificate) -> Result<(), Rule> {
    let digest = certificate.signature_algorithm().map(crate::alg::SignatureAlgorithm::digest);
    if matches!(digest, Err(_) | Ok(DigestAlgorithm::Md5 | DigestAlgorithm::Sha1)) {
        return Err(Rule::Profile("signatureAlgorithm"));
    }
    let key =
        certificate.authority_key_identifier().map_err(|_| Rule::Malformed("authorityKeyIdentifier"))?;
    if !certificate.is_self_issued() && key.is_none_or(|key| key.key_identifier.is_none()) {
        return Err(Rule::Profile("authorityKeyIdentifier"));
    }
    everyone(certificate)
}

/// Whether the anchor keeps the rules, its validity included.
///
/// # Errors
/// [`Rule::Profile`] with the field.
pub(super) fn anchor(anchor: &Certificate, at: Timestamp) -> Result<(), Rule> {
    validate::within_validity(anchor, at)?;
    if let Some(named) =
        anchor.authority_key_identifier().map_err(|_| Rule::Malformed("authorityKeyIdentifier"))?
        && anchor.is_self_issued()
    {
        let own = anchor.subject_key_identifier().ok().flatten();
        let alone = named.issuer.is_empty() && named.serial.is_none();
        if named.key_identifier.is_none() || named.key_identifier != own || !alone {
            return Err(Rule::Profile("authorityKeyIdentifier"));
        }
    }
    everyone(anchor)
}

fn everyone(certificate: &Certificate) -> Result<(), Rule> {
    let profile = |holds: bool, field| if holds { Ok(()) } else { Err(Rule::Profile(field)) };
    profile(certificate.version() == 3, "version")?;
    let serial = certificate.serial_content();
    let positive =
        serial.first().is_some_and(|first| *first < 0x80) && serial.iter().any(|octet| *octet != 0);
    profile(positive && serial.len() <= SERIAL, "serialNumber")?;
    let strong = certificate.public_key().is_ok_and(|key| match key.key_type() {
        KeyType::Other => false,
        KeyType::Rsa { bits } => bits >= RSA_BITS,
        KeyType::EcP256 | KeyType::EcP384 | KeyType::EcP521 => true,
    });
    profile(strong, "subjectPublicKeyInfo")?;

    let critical = |oid| certificate.extension(oid).is_some_and(|extension| extension.critical);
    let signs = certificate.key_usage().ok().flatten().is_some_and(|u| u.contains(KeyUsage::KEY_CERT_SIGN));
    if certificate.is_ca() {
        profile(critical(&oid::BASIC_CONSTRAINTS), "basicConstraints")?;
        let own = certificate.subject_key_identifier().ok().flatten();
        profile(own.is_some_and(|own| !own.is_empty()), "subjectKeyIdentifier")?;
    } else {
        profile(!signs, "keyUsage")?;
        profile(certificate.extension(&oid::NAME_CONSTRAINTS).is_none(), "nameConstraints")?;
    }
    if certificate.extension(&oid::NAME_CONSTRAINTS).is_some() {
        profile(critical(&oid::NAME_CONSTRAINTS), "nameConstraints")?;
    }
    if certificate.subject().is_empty() {
        profile(critical(&oid::SUBJECT_ALT_NAME), "subjectAltName")?;
    }
    profile(alternative_names(certificate), "subjectAltName")?;
    profile(access_is_well_formed(certificate), "authorityInfoAccess")
}

/// Host names are in the preferred syntax of RFC 1034 (§4.2.1.6), with a wildcard as first label at most.
fn alternative_names(certificate: &Certificate) -> bool {
    let Ok(names) = certificate.subject_alt_names() else { return false };
    names.unwrap_or_default().iter().all(|name| match name {
        GeneralName::Dns(name) => is_host(name.strip_prefix("*.").unwrap_or(name)),
        _ => true,
    })
}

/// Letters, digits and hyphens in labels of 1 to 63, 253 in all.
pub(super) fn is_host(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(label)
}

fn access_is_well_formed(certificate: &Certificate) -> bool {
    let Some(extension) = certificate.extension(&oid::AUTHORITY_INFO_ACCESS) else { return true };
    let read = Tlv::parse_der(extension.value).and_then(|list| {
        list.sequence_of(|description| {
            let mut fields = description.reader()?;
            fields.expect(tag::OID)?.oid()?;
            let location = fields.read()?;
            fields.finish()?;
            Ok(location.tag != names::URI || location.value.is_ascii())
        })
    });
    !extension.critical && read.is_ok_and(|all| !all.is_empty() && all.into_iter().all(|holds| holds))
}

#[cfg(test)]
mod tests {
    use super::is_host;

    #[test]
    fn hosts_are_letters_digits_and_hyphens() {
        assert!(is_host("a.example-1.it") && is_host("localhost"));
        for bad in ["", "a..it", "-a.it", "a-.it", "a_b.it", "à.it", ".it", "a.it.", "*.it"] {
            assert!(!is_host(bad), "{bad}");
        }
        assert!(!is_host(&"a".repeat(64)) && !is_host(&["a"; 130].join(".")));
    }
}
