//! Rules for names of every profile.

use asn1::{Oid, tag};

use super::{Case, Rule, Severity::Error, broken, rule};
use crate::{
    name::Attribute,
    oid,
    profile::{Profile, text_problem},
};

pub(super) const RULES: &[Rule] = &[
    rule("name.single_valued", Error, &[], |c| {
        let mut last = None;
        let repeated = c.certificate.subject().attributes().any(|attribute| {
            let same = last == Some(attribute.rdn);
            last = Some(attribute.rdn);
            same
        });
        broken(repeated, "an RDN has more than one attribute")
    }),
    rule("name.string_type", Error, &[], |c| {
        attribute(c, |a| {
            let printable = matches!(a.oid, oid::COUNTRY | oid::SERIAL_NUMBER | oid::DN_QUALIFIER);
            let expected = if printable { tag::PRINTABLE_STRING } else { tag::UTF8_STRING };
            broken(a.value.tag != expected, format!("{} is not of type {expected:?}", a.oid))
        })
    }),
    rule("name.printable", Error, &[], |c| {
        attribute(c, |a| {
            let wrong = a.value.tag == tag::PRINTABLE_STRING && !crate::profile::is_printable(&a.text());
            broken(wrong, format!("{} has characters that PrintableString has not", a.oid))
        })
    }),
    rule("name.text", Error, &[], |c| {
        attribute(c, |a| {
            let rule = text_problem(&a.text(), usize::MAX)?;
            Some(format!("{} {rule}", a.oid))
        })
    }),
    rule("name.length", Error, &[], |c| {
        attribute(c, |a| {
            let person = matches!(a.oid, oid::COMMON_NAME | oid::SURNAME | oid::GIVEN_NAME);
            let max = if person && c.profile == Profile::QualifiedSignature { 256 } else { 64 };
            broken(a.text().chars().count() > max, format!("{} has more than {max} characters", a.oid))
        })
    }),
    rule("name.country", Error, &[], |c| {
        attribute(c, |a| {
            let text = a.text();
            let good = text.len() == 2 && text.bytes().all(|octet| octet.is_ascii_uppercase());
            broken(a.oid == oid::COUNTRY && !good, format!("country {text:?} is not two capital letters"))
        })
    }),
    rule("name.attributes", Error, &[], |c| {
        let (required, order) = attributes(c.profile);
        let present: Vec<Oid> = c.certificate.subject().attributes().map(|a| a.oid).collect();
        if let Some(missing) = required.iter().find(|oid| !present.contains(oid)) {
            return Some(format!("{missing} is absent"));
        }
        present
            .iter()
            .find(|oid| !order.contains(oid))
            .map(|oid| format!("{oid} does not belong to the profile"))
    }),
    rule("name.once", Error, &[], |c| {
        let present: Vec<Oid> = c.certificate.subject().attributes().map(|a| a.oid).collect();
        let again = present.iter().enumerate().find(|(index, oid)| present[..*index].contains(oid))?;
        Some(format!("{} stands twice", again.1))
    }),
    rule("name.order", Error, &[], |c| {
        let (_, order) = attributes(c.profile);
        let positions: Vec<usize> = c
            .certificate
            .subject()
            .attributes()
            .filter_map(|a| order.iter().position(|oid| *oid == a.oid))
            .collect();
        broken(!positions.is_sorted(), "the attributes are not in the order of the profile")
    }),
];

/// The first attribute that a check finds wrong.
fn attribute(case: &Case<'_>, check: impl Fn(&Attribute<'_>) -> Option<String>) -> Option<String> {
    case.certificate.subject().attributes().find_map(|attribute| check(&attribute))
}

/// Attributes of a profile's subject: required, and all in their order.
fn attributes(profile: Profile) -> (&'static [Oid], &'static [Oid]) {
    const SERVICE: &[Oid] = &[
        oid::COUNTRY,
        oid::ORGANIZATION,
        oid::ORGANIZATIONAL_UNIT,
        oid::ORGANIZATION_IDENTIFIER,
        oid::COMMON_NAME,
    ];
    match profile {
        Profile::ServiceCa => (&[oid::COUNTRY, oid::ORGANIZATION, oid::COMMON_NAME], SERVICE),
        Profile::QualifiedSignature => (
            &[
                oid::COUNTRY,
                oid::SURNAME,
                oid::GIVEN_NAME,
                oid::SERIAL_NUMBER,
                oid::COMMON_NAME,
                oid::DN_QUALIFIER,
            ],
            &[
                oid::COUNTRY,
                oid::SURNAME,
                oid::ORGANIZATION,
                oid::TITLE,
                oid::GIVEN_NAME,
                oid::SERIAL_NUMBER,
                oid::COMMON_NAME,
                oid::DN_QUALIFIER,
            ],
        ),
        Profile::CnsAuthentication => {
            const CNS: &[Oid] = &[
                oid::COUNTRY,
                oid::ORGANIZATION,
                oid::ORGANIZATIONAL_UNIT,
                oid::SURNAME,
                oid::GIVEN_NAME,
                oid::SERIAL_NUMBER,
                oid::COMMON_NAME,
            ];
            (CNS, CNS)
        }
        Profile::TimeStampingUnit => {
            (&[oid::COUNTRY, oid::ORGANIZATION, oid::ORGANIZATION_IDENTIFIER, oid::COMMON_NAME], SERVICE)
        }
        Profile::OcspResponder | Profile::Operator => {
            (&[oid::COUNTRY, oid::ORGANIZATION, oid::COMMON_NAME], SERVICE)
        }
        Profile::TlsServer => (&[], &[oid::COMMON_NAME]),
    }
}
