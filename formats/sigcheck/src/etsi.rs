//! The report as ETSI defines it (TS 119 102-2 v1.2.1 §4): XML for machines of others.

use std::{collections::BTreeSet, fmt::Write};

use base64::{Engine, engine::general_purpose::STANDARD};
use x509::alg::DigestAlgorithm;

use crate::{
    reason::Reason,
    report::{Indication, Kind, ProcessKind, Proof, Report, Signature, SubIndication, Timestamping},
    signer::hex,
};

/// Namespace of the document.
pub const NAMESPACE: &str = "http://uri.etsi.org/19102/v1.2.1#";
const XMLDSIG: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Writes the report as `vr:ValidationReport`, not signed. None when there is neither signature nor time
/// stamp: the document must have one.
///
/// Certificates and revocation data the verdict rests on go along as validation objects.
pub fn validation_report(report: &Report) -> Option<String> {
    if report.signatures.is_empty() && report.timestamps.is_empty() {
        return None;
    }
    let mut xml = Xml::default();
    xml.text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = write!(xml.text, "<vr:ValidationReport xmlns:vr=\"{NAMESPACE}\" xmlns:ds=\"{XMLDSIG}\">");
    for signature in &report.signatures {
        xml.element("SignatureValidationReport", "", |xml| of_signature(xml, report, signature));
    }
    for stamp in &report.timestamps {
        xml.element("SignatureValidationReport", "", |xml| of_stamp(xml, report, stamp));
    }
    objects(&mut xml, report);
    xml.text.push_str("</vr:ValidationReport>\n");
    Some(xml.text)
}

#[derive(Default)]
struct Xml {
    text: String,
}

impl Xml {
    fn element(&mut self, name: &str, attributes: &str, inside: impl FnOnce(&mut Self)) {
        let _ = write!(self.text, "<vr:{name}{attributes}>");
        inside(self);
        let _ = write!(self.text, "</vr:{name}>");
    }

    fn leaf(&mut self, name: &str, text: &str) {
        self.element(name, "", |xml| xml.text.push_str(&escaped(text)));
    }
}

/// Text without what XML 1.0 cannot hold (§2.2).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => out.push(one),
            _ => out.push('\u{fffd}'),
        }
    }
    out
}

fn of_signature(xml: &mut Xml, report: &Report, signature: &Signature) {
    let id = format!(" id=\"S-{}\"", signature.id);
    xml.element("SignatureIdentifier", &id, |xml| {
        if let Some((algorithm, digest)) = &signature.representation {
            xml.element("DigestAlgAndValue", "", |xml| {
                let method = xades::uri::of_digest(*algorithm);
                let digest = STANDARD.encode(digest);
                let _ = write!(
                    xml.text,
                    "<ds:DigestMethod Algorithm=\"{method}\"/><ds:DigestValue>{digest}</ds:DigestValue>"
                );
            });
        }
        if !signature.value.is_empty() {
            let value = STANDARD.encode(&signature.value);
            let _ = write!(xml.text, "<ds:SignatureValue>{value}</ds:SignatureValue>");
        }
        xml.leaf("HashOnly", "false");
        xml.leaf("DocHashOnly", "false");
    });
    xml.element("ValidationTimeInfo", "", |xml| {
        xml.leaf("ValidationTime", &report.time.to_string());
        xml.element("BestSignatureTime", "", |xml| {
            xml.leaf("POETime", &signature.best_signature_time.to_string());
            xml.leaf(
                "TypeOfProof",
                match signature.proof {
                    Proof::Given => "urn:etsi:019102:poetype:provided",
                    Proof::Now | Proof::Timestamp => "urn:etsi:019102:poetype:validation",
                },
            );
        });
    });
    if let Some(time) = signature.time {
        xml.element("SignatureAttributes", "", |xml| {
            xml.element("SigningTime", " Signed=\"true\"", |xml| xml.leaf("Time", &time.to_string()));
        });
    }
    if let Some(signer) = signature.signer.as_ref().filter(|_| !signature.certificate.is_empty()) {
        let pseudonym = format!(" Pseudonym=\"{}\"", signer.pseudonym.is_some());
        xml.element("SignerInformation", &pseudonym, |xml| {
            let reference = format!(" VOReference=\"C-{}\"", signer.certificate_sha256);
            xml.element("SignerCertificate", &reference, |_| {});
            xml.leaf("Signer", &signer.subject);
        });
    }
    let process = match signature.processes.last().map(|last| last.process) {
        Some(ProcessKind::Archival) => "urn:etsi:019102:validationprocess:LTA",
        Some(ProcessKind::LongTerm) => "urn:etsi:019102:validationprocess:LTVM",
        _ => "urn:etsi:019102:validationprocess:Basic",
    };
    xml.element("SignatureValidationProcess", "", |xml| {
        xml.leaf("SignatureValidationProcessID", process);
    });
    let is_stamp = signature.kind == Kind::DocumentTimestamp;
    let reasons = signature.errors.iter().chain(&signature.warnings);
    status(xml, is_stamp, signature.indication, signature.sub_indication, reasons);
}

fn of_stamp(xml: &mut Xml, report: &Report, stamp: &Timestamping) {
    xml.element("ValidationTimeInfo", "", |xml| {
        xml.leaf("ValidationTime", &report.time.to_string());
        xml.element("BestSignatureTime", "", |xml| {
            xml.leaf("POETime", &report.time.to_string());
            xml.leaf("TypeOfProof", "urn:etsi:019102:poetype:validation");
        });
    });
    status(xml, true, stamp.indication, stamp.sub_indication, stamp.errors.iter().chain(&stamp.warnings));
}

/// The status, with our findings as data of their own kind.
fn status<'r>(
    xml: &mut Xml,
    is_stamp: bool,
    indication: Indication,
    sub_indication: Option<SubIndication>,
    reasons: impl Iterator<Item = &'r Reason>,
) {
    let main = match (is_stamp, indication) {
        (true, Indication::TotalPassed) => "urn:etsi:019102:mainindication:passed",
        (true, Indication::TotalFailed) => "urn:etsi:019102:mainindication:failed",
        _ => indication.uri(),
    };
    xml.element("SignatureValidationStatus", "", |xml| {
        xml.leaf("MainIndication", main);
        if let Some(sub_indication) = sub_indication {
            xml.leaf("SubIndication", &sub_indication.uri());
        }
        let reasons: Vec<&Reason> = reasons.collect();
        if reasons.is_empty() {
            return;
        }
        xml.element("AssociatedValidationReportData", "", |xml| {
            xml.element("AdditionalValidationReportData", "", |xml| {
                for reason in reasons {
                    xml.element("ReportData", "", |xml| {
                        xml.leaf("Type", &format!("urn:ceralacca:verify:1:{}", reason.code));
                        let values: Vec<String> =
                            reason.values.iter().map(|(name, value)| format!("{name}={value}")).collect();
                        xml.leaf("Value", &values.join("; "));
                    });
                }
            });
        });
    });
}

fn objects(xml: &mut Xml, report: &Report) {
    let signers = report.signatures.iter().map(|signature| &signature.certificate);
    let signers = signers.filter(|der| !der.is_empty()).map(|der| ("C", "certificate", der));
    let data = &report.validation_data;
    let others = data.certificates.iter().map(|der| ("C", "certificate", der));
    let lists = data.crls.iter().map(|der| ("R", "CRL", der));
    let answers = data.responses.iter().map(|der| ("O", "OCSPResponse", der));
    let mut seen = BTreeSet::new();
    let mut all: Vec<(String, &str, &Vec<u8>)> = Vec::new();
    for (letter, kind, der) in signers.chain(others).chain(lists).chain(answers) {
        let id = format!("{letter}-{}", hex(&DigestAlgorithm::Sha256.digest(der)));
        if seen.insert(id.clone()) {
            all.push((id, kind, der));
        }
    }
    if all.is_empty() {
        return;
    }
    xml.element("SignatureValidationObjects", "", |xml| {
        for (id, kind, der) in all {
            xml.element("ValidationObject", &format!(" id=\"{id}\""), |xml| {
                xml.leaf("ObjectType", &format!("urn:etsi:019102:validationObject:{kind}"));
                xml.element("ValidationObjectRepresentation", "", |xml| {
                    xml.leaf("base64", &STANDARD.encode(der));
                });
            });
        }
    });
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn text_holds_nothing_that_xml_cannot() {
        assert_eq!(escaped("a<b>&\"\u{1}\u{fffe}è"), "a&lt;b&gt;&amp;&quot;\u{fffd}\u{fffd}è");
    }
}
