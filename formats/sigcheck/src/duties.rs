//! What Italian law asks a verifier to show beyond the verdict (DPCM 22-2-2013 art. 4 and 14; eIDAS
//! art. 32).

use x509::{Certificate, extension::QcStatement};

use crate::{
    reason::{Code, Reason},
    report::{Kind, Signature},
    subject::Findings,
};

/// QcType of a seal (EN 319 412-5 §4.2.3).
const QCT_ESEAL: asn1::Oid = asn1::Oid::new("0.4.0.1862.1.6.2");
/// QcType of a signature.
const QCT_ESIGN: asn1::Oid = asn1::Oid::new("0.4.0.1862.1.6.1");

/// Findings on the certificate of a signature.
pub(crate) fn judge(certificate: &Certificate, signature: &Signature, findings: &mut Findings) {
    if signature.kind == Kind::DocumentTimestamp {
        return;
    }
    let Some(signer) = &signature.signer else { return };
    if !signer.qualified {
        findings.warn(Code::CertificateNotQualified);
    }
    if let Some(pseudonym) = &signer.pseudonym {
        findings.warn(Reason::from(Code::PseudonymUsed).with("name", pseudonym));
    }
    let statements = certificate.qc_statements().ok().flatten().unwrap_or_default();
    for statement in &statements {
        match statement {
            QcStatement::LimitValue { currency, amount, exponent } => {
                let value =
                    10u64.checked_pow((*exponent).min(18) as u32).and_then(|unit| amount.checked_mul(unit));
                let text = match value {
                    Some(value) => format!("{value} {currency}"),
                    None => format!("{amount}·10^{exponent} {currency}"),
                };
                findings.warn(Reason::from(Code::CertificateLimits).with("text", text));
            }
            QcStatement::Type(types) if types.contains(&QCT_ESEAL) && !types.contains(&QCT_ESIGN) => {
                findings.warn(Code::CertificateIsSeal);
            }
            _ => {}
        }
    }
    for notice in &signer.notices {
        if is_automatic(notice) {
            findings.warn(Reason::from(Code::CertificateAutomatic).with("text", notice));
        } else {
            findings.warn(Reason::from(Code::CertificateLimits).with("text", notice));
        }
    }
}

/// The notice that AgID prescribes for automatic procedures, in the languages it is written in: "Il
/// presente certificato è valido solo per firme apposte con procedura automatica. The certificate may
/// only be used for automatic procedure signature."
fn is_automatic(notice: &str) -> bool {
    let notice = notice.to_lowercase();
    ["procedura automatica", "procedure automatiche", "automatic procedure", "automatic signature"]
        .iter()
        .any(|words| notice.contains(words))
}

#[cfg(test)]
mod tests {
    use super::is_automatic;

    #[test]
    fn the_notice_for_automatic_procedures_is_recognised() {
        assert!(is_automatic(
            "Il presente certificato è valido solo per firme apposte con Procedura Automatica."
        ));
        assert!(is_automatic("The certificate may only be used for automatic procedure signature"));
        assert!(!is_automatic("Limite di valore 5000 euro"));
    }
}
