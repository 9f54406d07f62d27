//! The extensions of a service (TS 119 612 §5.5.9).

use asn1::Oid;
use x509::extension::KeyUsage;

use super::element::Element;
use crate::{
    Result,
    criteria::{Assert, Criteria, Criterion, Qualification},
    model::{ServiceState, TakenOverBy},
    uri::{Qualifier, SIE, TSL, TSLX},
};

/// Criteria within criteria that are followed; the standard's own examples have two.
const MAX_DEPTH: usize = 16;

/// Adds what an `Extension` says to the state of the service.
pub(super) fn read(extension: Element<'_>, state: &mut ServiceState) -> Result<()> {
    let critical = matches!(extension.attribute("Critical"), Some("true" | "1"));
    for content in extension.elements() {
        if content.is(SIE, "Qualifications") {
            for element in content.children(SIE, "QualificationElement") {
                state.qualifications.push(qualification(element)?);
            }
        } else if content.is(TSL, "AdditionalServiceInformation") {
            state.additional.push(content.child(TSL, "URI")?.owned_text());
        } else if content.is(TSL, "ExpiredCertsRevocationInfo") {
            state.expired_certs_revocation_info = Some(content.instant()?);
        } else if content.is(TSLX, "TakenOverBy") {
            state.taken_over_by = Some(TakenOverBy {
                provider: content.texts(TSL, "TSPName").or(content.texts(TSLX, "TSPName")),
                territory: content
                    .optional(TSL, "SchemeTerritory")
                    .or_else(|| content.optional(TSLX, "SchemeTerritory"))
                    .map(Element::owned_text),
            });
        } else if critical {
            state.unknown_critical.push(content.name().to_owned());
        }
    }
    Ok(())
}

fn qualification(element: Element<'_>) -> Result<Qualification> {
    let qualifiers = element.child(SIE, "Qualifiers")?;
    Ok(Qualification {
        qualifiers: qualifiers
            .children(SIE, "Qualifier")
            .map(|qualifier| match qualifier.attribute("uri") {
                Some(uri) => Ok(Qualifier::from_uri(uri)),
                None => Err(qualifier.wrong("without its URI")),
            })
            .collect::<Result<_>>()?,
        criteria: criteria(element.child(SIE, "CriteriaList")?, MAX_DEPTH)?,
    })
}

fn criteria(list: Element<'_>, depth: usize) -> Result<Criteria> {
    // The default of the schema is "all".
    let assert = match list.attribute("assert") {
        None | Some("all") => Assert::All,
        Some("atLeastOne") => Assert::AtLeastOne,
        Some("none") => Assert::None,
        Some(_) => return Err(list.wrong("assert is none of all, atLeastOne, none")),
    };
    let mut items = Vec::new();
    for item in list.elements() {
        if item.is(SIE, "KeyUsage") {
            items.push(key_usage(item)?);
        } else if item.is(SIE, "PolicySet") {
            items.push(Criterion::Policies(oids(item, "PolicyIdentifier")?));
        } else if item.is(SIE, "CriteriaList") {
            if depth == 0 {
                return Err(item.wrong("criteria within criteria too deep"));
            }
            items.push(Criterion::Criteria(criteria(item, depth - 1)?));
        } else if item.is(SIE, "otherCriteriaList") {
            for other in item.elements() {
                items.push(match other.name() {
                    "ExtendedKeyUsage" => Criterion::ExtendedKeyUsage(oids(other, "KeyPurposeId")?),
                    "CertSubjectDNAttribute" => Criterion::SubjectAttributes(oids(other, "AttributeOID")?),
                    name => Criterion::Unknown(name.to_owned()),
                });
            }
        } else if !item.is(SIE, "Description") {
            items.push(Criterion::Unknown(item.name().to_owned()));
        }
    }
    Ok(Criteria { assert, items })
}

fn key_usage(element: Element<'_>) -> Result<Criterion> {
    let bits = element.children(SIE, "KeyUsageBit").map(|bit| {
        let usage = bit.attribute("name").and_then(usage).ok_or_else(|| bit.wrong("not a key usage"))?;
        match &*bit.text() {
            "true" | "1" => Ok((usage, true)),
            "false" | "0" => Ok((usage, false)),
            _ => Err(bit.wrong("neither true nor false")),
        }
    });
    Ok(Criterion::KeyUsage(bits.collect::<Result<_>>()?))
}

fn usage(name: &str) -> Option<KeyUsage> {
    Some(match name {
        "digitalSignature" => KeyUsage::DIGITAL_SIGNATURE,
        "nonRepudiation" | "contentCommitment" => KeyUsage::NON_REPUDIATION,
        "keyEncipherment" => KeyUsage::KEY_ENCIPHERMENT,
        "dataEncipherment" => KeyUsage::DATA_ENCIPHERMENT,
        "keyAgreement" => KeyUsage::KEY_AGREEMENT,
        "keyCertSign" => KeyUsage::KEY_CERT_SIGN,
        "crlSign" | "cRLSign" => KeyUsage::CRL_SIGN,
        "encipherOnly" => KeyUsage::ENCIPHER_ONLY,
        "decipherOnly" => KeyUsage::DECIPHER_ONLY,
        _ => return None,
    })
}

/// The object identifiers below the elements of a name: each in an `Identifier` of XAdES, as
/// `urn:oid:1.2.3`, `oid:1.2.3` (in use) or `1.2.3`.
fn oids(set: Element<'_>, name: &str) -> Result<Vec<Oid>> {
    let named = set.elements().filter(|element| element.name() == name);
    named
        .map(|element| {
            let identifier = element
                .elements()
                .find(|child| child.name() == "Identifier")
                .ok_or_else(|| element.wrong("without Identifier"))?;
            let text = identifier.owned_text();
            let number = text.rsplit(':').next().unwrap_or_default();
            number.parse().map_err(|_| identifier.wrong("not an object identifier"))
        })
        .collect()
}
