//! Whether a signature is qualified, by the trusted lists (eIDAS art. 32; TS 119 615).

use jiff::Timestamp;
use trustlist::{Ades, Question, qualification::Purpose};
use x509::Certificate;

use crate::{
    Trust,
    reason::{Code, Reason},
    report::{Indication, Kind, Qualification, Signature},
};

/// Adds what the lists say of a signature.
pub(crate) fn judge(
    signature: &mut Signature,
    certificate: &Certificate,
    chain: &[Certificate],
    at: Timestamp,
    trust: &Trust,
) {
    let Some(lists) = trust.lists() else { return };
    if signature.kind == Kind::DocumentTimestamp {
        return;
    }
    let answer = lists.qualify(&Question {
        certificate,
        chain,
        best_signature_time: signature.best_signature_time,
        validation_time: at,
        ades: match signature.indication {
            Indication::TotalPassed => Ades::Passed,
            Indication::TotalFailed => Ades::Failed,
            Indication::Indeterminate | Indication::NoSignatureFound => Ades::Indeterminate,
        },
    });
    let purpose = answer.at_signing.purpose.map(|purpose| match purpose {
        Purpose::Signature => "esig",
        Purpose::Seal => "eseal",
        Purpose::WebAuthentication => "wsa",
    });
    let service = answer.at_signing.services.first();
    if answer.findings.contains(&trustlist::qualification::Finding::NotListed) {
        signature.warnings.push(Code::QualificationNotListed.into());
    } else if !answer.level.is_qualified() {
        let codes: Vec<&str> = answer.findings.iter().map(|finding| finding.code()).collect();
        signature.warnings.push(Reason::from(Code::NotQualifiedSignature).with("why", codes.join(", ")));
    }
    signature.qualification = Some(Qualification {
        level: answer.to_string(),
        certificate_qualified: answer.level.has_qualified_certificate(),
        device_qualified: answer.at_signing.qscd,
        purpose: purpose.map(str::to_owned),
        service: service.map(|service| service.service.clone()),
        provider: service.map(|service| service.provider.clone()),
        findings: answer.findings.iter().map(|finding| finding.code().to_owned()).collect(),
    });
}

/// Whether the lists say that a time stamp is qualified (art. 42).
pub(crate) fn is_qualified_stamp(
    certificate: &Certificate,
    chain: &[Certificate],
    made: Timestamp,
    trust: &Trust,
) -> Option<bool> {
    let lists = trust.lists()?;
    Some(lists.qualify_time_stamp(certificate, chain, made).qualified)
}
