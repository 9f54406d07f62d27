//! Rules for every profile: encoding, algorithm, key, validity, relation to the issuer, extensions.

use asn1::{Oid, Reader, Tag, Tlv, Writer, tag};

use super::{
    Case, Rule,
    Severity::{Error, Warning},
    broken, rule,
};
use crate::{
    alg::KeyType,
    oid,
    profile::{Profile, is_issued_algorithm},
    weak_key,
};

pub(super) const RULES: &[Rule] = &[
    rule("version.v3", Error, &[], |c| broken(c.certificate.version() != 3, "not version 3")),
    rule("serial.form", Error, &[], serial_form),
    rule("algorithm.issued", Error, &[], |c| {
        let algorithm = c.certificate.signature_algorithm();
        broken(
            !algorithm.is_ok_and(is_issued_algorithm),
            "not an algorithm that certificates are signed with",
        )
    }),
    rule("algorithm.encoding", Error, &[], algorithm_encoding),
    rule("time.encoding", Error, &[], time_encoding),
    rule("validity.order", Error, &[], |c| {
        broken(c.certificate.not_after() <= c.certificate.not_before(), "ends before it begins")
    }),
    rule("validity.within_issuer", Error, &[], |c| {
        let issuer = c.issuer?;
        broken(c.certificate.not_after() > issuer.not_after(), "outlives its issuer")
    }),
    rule("issuer.name", Error, &[], |c| {
        let issuer = c.issuer?.subject();
        broken(c.certificate.issuer() != issuer, "not the name of the issuer")
    }),
    rule("key.kind", Error, &[], |c| {
        let kind = c.certificate.public_key().map(|key| key.key_type());
        let good =
            matches!(kind, Ok(KeyType::Rsa { bits: 2048 | 3072 | 4096 } | KeyType::EcP256 | KeyType::EcP384));
        broken(!good, "RSA of 2048, 3072 or 4096 bits, P-256 or P-384 only")
    }),
    rule("key.encoding", Error, &[], key_encoding),
    rule("key.rsa_exponent", Error, &[], |c| {
        key(c, weak_key::exponent_out_of_range, "exponent even or not between 2^16 and 2^256")
    }),
    rule("key.rsa_exponent_usual", Warning, &[], |c| {
        let exponent = c.certificate.public_key().ok()?.rsa_exponent()?;
        broken(exponent != [1, 0, 1], "exponent is not 65537")
    }),
    rule("key.rsa_even", Error, &[], |c| key(c, weak_key::even_modulus, "the modulus is even")),
    rule("key.rsa_small_factor", Error, &[], |c| {
        key(c, weak_key::small_factor, "the modulus has a factor of at most 65537")
    }),
    rule("key.rsa_close_primes", Error, &[], |c| {
        key(c, weak_key::close_primes, "the primes are close to each other (Fermat)")
    }),
    rule("key.rsa_roca", Error, &[], |c| key(c, weak_key::roca, "fingerprint of CVE-2017-15361 (ROCA)")),
    rule("key.ec_point", Error, &[], |c| {
        key(c, weak_key::point_not_on_curve, "the point is not on its curve")
    }),
    rule("extension.required", Error, &[], |c| {
        let missing = table(c.profile).iter().find(|(oid, presence, _)| {
            *presence == Presence::Required && c.certificate.extension(oid).is_none()
        });
        missing.map(|(oid, _, _)| format!("{oid} is absent"))
    }),
    rule("extension.known", Error, &[], |c| {
        let unknown = |oid: &Oid| !table(c.profile).iter().any(|(known, _, _)| known == oid);
        let found = c.certificate.extensions().find(|extension| unknown(&extension.oid))?;
        Some(format!("{} does not belong to the profile", found.oid))
    }),
    rule("extension.criticality", Error, &[], |c| {
        let wrong = c.certificate.extensions().find(|extension| {
            let row = table(c.profile).iter().find(|(oid, _, _)| *oid == extension.oid);
            row.is_some_and(|(_, _, critical)| {
                critical.is_some_and(|critical| critical != extension.critical)
            })
        })?;
        Some(format!("{} is {}critical", wrong.oid, if wrong.critical { "" } else { "not " }))
    }),
    rule("extension.readable", Error, &[], |c| {
        let certificate = c.certificate;
        [
            certificate.key_usage().err(),
            certificate.ext_key_usage().err(),
            certificate.basic_constraints().err(),
            certificate.policies().err(),
            certificate.crl_distribution_points().err(),
            certificate.subject_alt_names().err(),
            certificate.qc_statements().err(),
            certificate.private_key_usage_period().err(),
            certificate.authority_key_identifier().err(),
            certificate.subject_key_identifier().err(),
        ]
        .into_iter()
        .flatten()
        .next()
        .map(|error| error.to_string())
    }),
    rule("extension.key_usage_encoding", Error, &[], |c| {
        let extension = c.certificate.extension(&oid::KEY_USAGE)?;
        let usage = c.certificate.key_usage().ok()??;
        let written = Writer::build(|w| usage.write(w));
        broken(extension.value != written, "trailing zero bits")
    }),
    rule("ski.method1", Error, &[], |c| {
        let identifier = c.certificate.subject_key_identifier().ok()??;
        let computed = c.certificate.public_key().ok()?.key_identifier();
        broken(identifier != computed, "not SHA-1 of the key")
    }),
    rule("aki.is_issuer", Error, &[], |c| {
        let stated = c.certificate.authority_key_identifier().ok()??.key_identifier;
        let issuer = if c.profile == Profile::ServiceCa { Some(c.certificate) } else { c.issuer };
        let issuer = issuer?.subject_key_identifier().ok()?;
        broken(stated != issuer, "not the issuer's key identifier")
    }),
    rule("aki.key_only", Warning, &[], |c| {
        let stated = c.certificate.authority_key_identifier().ok()??;
        broken(!stated.issuer.is_empty() || stated.serial.is_some(), "names issuer and serial number too")
    }),
    rule("address.status_http", Error, &[], |c| {
        let certificate = c.certificate;
        let mut urls = certificate.ocsp_urls();
        urls.extend(certificate.ca_issuers_urls());
        let wrong = urls.into_iter().find(|url| !url.starts_with("http://"))?;
        Some(format!("{wrong} is not http"))
    }),
    rule("address.crl_http", Error, &[], |c| {
        let points = c.certificate.crl_distribution_points().ok()??;
        let urls = c.certificate.crl_urls();
        broken(
            points.is_empty() || !urls.iter().any(|url| url.starts_with("http://")),
            "no http address among the distribution points",
        )
    }),
    rule("address.crl_plain", Error, &[], |c| {
        let points = c.certificate.crl_distribution_points().ok()??;
        let odd = |point: &crate::extension::DistributionPoint<'_>| {
            point.reasons.is_some() || !point.crl_issuer.is_empty() || point.relative_name.is_some()
        };
        broken(points.iter().any(odd), "reasons, other issuer or relative name in a distribution point")
    }),
    rule("address.cps_https", Error, &[], |c| {
        let policies = c.certificate.policies().ok()??;
        let wrong =
            policies.iter().flat_map(|policy| &policy.cps).find(|url| !url.starts_with("https://"))?;
        Some(format!("{wrong} is not https"))
    }),
    rule("policy.notice_utf8", Error, &[], notice_utf8),
    rule("policy.notice_length", Error, &[], |c| {
        let policies = c.certificate.policies().ok()??;
        let long = policies.iter().flat_map(|policy| &policy.notices).any(|text| text.chars().count() > 200);
        broken(long, "explicitText of more than 200 characters")
    }),
    rule("policy.once", Error, &[], |c| {
        let policies = c.certificate.policies().ok()??;
        let again = policies
            .iter()
            .enumerate()
            .find(|(index, policy)| policies[..*index].iter().any(|earlier| earlier.oid == policy.oid))?;
        Some(format!("{} stands twice", again.1.oid))
    }),
];

/// Fields of the signed structure: [version] is left out.
fn fields(case: &Case<'_>) -> Option<Vec<Vec<u8>>> {
    let mut reader = Reader::der(case.certificate.tbs()).sequence().ok()?;
    reader.optional(Tag::context_constructed(0)).ok()?;
    let mut all = Vec::new();
    while !reader.is_empty() {
        all.push(reader.read().ok()?.raw.to_vec());
    }
    Some(all)
}

fn serial_form(case: &Case<'_>) -> Option<String> {
    let content = case.certificate.serial_content();
    broken(
        content.len() != 16 || !(0x10..=0x7f).contains(&content[0]),
        "a serial number has 16 octets and begins with 10 to 7F",
    )
}

fn algorithm_encoding(case: &Case<'_>) -> Option<String> {
    let algorithm = case.certificate.signature_algorithm().ok()?;
    let fields = fields(case)?;
    broken(fields[1] != Writer::build(|w| algorithm.write(w)), "parameters not as the standard writes them")
}

fn time_encoding(case: &Case<'_>) -> Option<String> {
    let fields = fields(case)?;
    let expected = Writer::build(|w| {
        w.sequence(|w| {
            w.time(case.certificate.not_before());
            w.time(case.certificate.not_after());
        });
    });
    broken(fields[3] != expected, "UTCTime through 2049, GeneralizedTime from 2050, whole seconds")
}

fn key_encoding(case: &Case<'_>) -> Option<String> {
    let key = case.certificate.public_key().ok()?;
    let expected = match key.key_type() {
        KeyType::Rsa { .. } => Writer::build(|w| {
            w.sequence(|w| {
                w.sequence(|w| {
                    w.oid(&crate::alg::RSA_ENCRYPTION);
                    w.null();
                });
                w.bit_string(key.bits_of_key());
            });
        }),
        // The curve's name is fixed by the kind; what may differ is the form of the point.
        _ if key.bits_of_key().first() == Some(&4) => return None,
        _ => return Some("the point is not in uncompressed form".into()),
    };
    broken(key.spki_der() != expected, "RSA keys are rsaEncryption with NULL")
}

fn key(case: &Case<'_>, weak: fn(&crate::alg::PublicKey) -> bool, message: &str) -> Option<String> {
    broken(weak(case.certificate.public_key().ok()?), message)
}

/// RFC 6818 §3: explicitText is UTF8String (VisibleString and BMPString are not allowed).
fn notice_utf8(case: &Case<'_>) -> Option<String> {
    let extension = case.certificate.extension(&oid::CERTIFICATE_POLICIES)?;
    let wrong = contains_string(&Tlv::parse_der(extension.value).ok()?, 0);
    broken(wrong, "explicitText is not UTF8String")
}

/// Whether there is a string in the policies that is neither a UTF8String nor the IA5String of an
/// address.
fn contains_string(tlv: &Tlv<'_>, depth: u8) -> bool {
    match tlv.tag {
        tag::SEQUENCE if depth < 8 => {
            tlv.children().flatten().any(|child| contains_string(&child, depth + 1))
        }
        tag::VISIBLE_STRING | tag::BMP_STRING | tag::PRINTABLE_STRING | tag::TELETEX_STRING => true,
        _ => false,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Optional,
    Required,
}

/// Extensions of a profile: kind, presence, criticality (`None`: either).
type Row = (Oid, Presence, Option<bool>);

use Presence::{Optional, Required};

const CRITICAL: Option<bool> = Some(true);
const NOT: Option<bool> = Some(false);

fn table(profile: Profile) -> &'static [Row] {
    const P1: &[Row] = &[
        (oid::BASIC_CONSTRAINTS, Required, CRITICAL),
        (oid::CRL_DISTRIBUTION_POINTS, Required, NOT),
        (oid::CERTIFICATE_POLICIES, Required, NOT),
        (oid::KEY_USAGE, Required, CRITICAL),
        (oid::SUBJECT_KEY_IDENTIFIER, Required, NOT),
        (oid::AUTHORITY_KEY_IDENTIFIER, Optional, NOT),
    ];
    const P2: &[Row] = &[
        (oid::KEY_USAGE, Required, CRITICAL),
        (oid::CERTIFICATE_POLICIES, Required, NOT),
        (oid::QC_STATEMENTS, Required, NOT),
        (oid::AUTHORITY_INFO_ACCESS, Required, NOT),
        (oid::CRL_DISTRIBUTION_POINTS, Required, NOT),
        (oid::AUTHORITY_KEY_IDENTIFIER, Required, NOT),
        (oid::SUBJECT_KEY_IDENTIFIER, Required, NOT),
    ];
    const P3: &[Row] = &[
        (oid::KEY_USAGE, Required, CRITICAL),
        (oid::EXT_KEY_USAGE, Required, NOT),
        (oid::CERTIFICATE_POLICIES, Required, NOT),
        (oid::AUTHORITY_INFO_ACCESS, Required, NOT),
        (oid::CRL_DISTRIBUTION_POINTS, Required, NOT),
        (oid::AUTHORITY_KEY_IDENTIFIER, Required, NOT),
        (oid::SUBJECT_KEY_IDENTIFIER, Required, NOT),
    ];
    const P4: &[Row] = &[
        (oid::KEY_USAGE, Required, CRITICAL),
        (oid::EXT_KEY_USAGE, Required, CRITICAL),
        (oid::CERTIFICATE_POLICIES, Required, NOT),
        (oid::PRIVATE_KEY_USAGE_PERIOD, Required, NOT),
        (oid::AUTHORITY_INFO_ACCESS, Required, NOT),
        (oid::CRL_DISTRIBUTION_POINTS, Required, NOT),
        (oid::AUTHORITY_KEY_IDENTIFIER, Required, NOT),
        (oid::SUBJECT_KEY_IDENTIFIER, Required, NOT),
    ];
    const P5: &[Row] = &[
        (oid::KEY_USAGE, Required, CRITICAL),
        (oid::EXT_KEY_USAGE, Required, NOT),
        (oid::OCSP_NO_CHECK, Required, NOT),
        (oid::CERTIFICATE_POLICIES, Optional, NOT),
        (oid::AUTHORITY_KEY_IDENTIFIER, Required, NOT),
        (oid::SUBJECT_KEY_IDENTIFIER, Required, NOT),
    ];
    const P7_P8: &[Row] = &[
        (oid::KEY_USAGE, Required, CRITICAL),
        (oid::EXT_KEY_USAGE, Required, NOT),
        (oid::SUBJECT_ALT_NAME, Required, None),
        (oid::AUTHORITY_INFO_ACCESS, Required, NOT),
        (oid::CRL_DISTRIBUTION_POINTS, Required, NOT),
        (oid::AUTHORITY_KEY_IDENTIFIER, Required, NOT),
        (oid::SUBJECT_KEY_IDENTIFIER, Required, NOT),
    ];
    match profile {
        Profile::ServiceCa => P1,
        Profile::QualifiedSignature => P2,
        Profile::CnsAuthentication => P3,
        Profile::TimeStampingUnit => P4,
        Profile::OcspResponder => P5,
        Profile::TlsServer | Profile::Operator => P7_P8,
    }
}
