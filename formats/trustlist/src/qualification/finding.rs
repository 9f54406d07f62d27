use std::fmt;

use jiff::Timestamp;

use crate::uri::{Qualifier, ServiceType, Status};

/// Why a certificate, a signature or a time stamp is not qualified, or what else is to be known of it.
/// [`code`](Self::code) names it for messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The list says two things that exclude each other.
    ContradictoryQualifiers(Qualifier, Qualifier),
    /// The list that names the service should have been replaced by now.
    ListExpired {
        /// Country of the list.
        territory: String,
    },
    /// The certificate is qualified under the law of other countries only (QcCClegislation).
    OtherLegislation,
    /// The service had another status.
    NotGranted {
        /// The status.
        status: Status,
        /// Since when.
        since: Timestamp,
    },
    /// No list names whoever issued the certificate.
    NotListed,
    /// The service was not yet listed at the instant.
    NotYetListed,
    /// It was qualified when the signature was made, but not when it was issued.
    NotQualifiedAtIssuance,
    /// It was qualified when it was issued, but not when the signature was made.
    NotQualifiedAtSigning,
    /// The certificate does not say that it is qualified (QcCompliance).
    NotQualifiedByCertificate,
    /// The list says that it is not qualified.
    NotQualifiedByList,
    /// The key is not in a qualified device.
    NoQscd,
    /// It was for something else when it was issued.
    PurposeChanged,
    /// The certificate is for several purposes and the list does not say which.
    SeveralPurposes,
    /// The service is listed for another purpose than the certificate's.
    ServiceForOtherPurpose(Purpose),
    /// Several services have this identity and what follows from each differs.
    ServicesDisagree,
    /// A criterion of the list is not known here: whether what it says holds of the certificate cannot
    /// be said.
    UndecidedQualifier(Qualifier),
    /// The list has a critical extension that is not known here.
    UnknownCriticalExtension(String),
    /// The issuer is listed for another kind of service.
    WrongServiceType(ServiceType),
}

use super::Purpose;

/// The [code](Finding::code) of every finding there is.
pub const CODES: &[&str] = &[
    "contradictory-qualifiers",
    "list-expired",
    "no-qscd",
    "not-granted",
    "not-listed",
    "not-qualified-at-issuance",
    "not-qualified-at-signing",
    "not-qualified-by-certificate",
    "not-qualified-by-list",
    "not-yet-listed",
    "other-legislation",
    "purpose-changed",
    "service-for-other-purpose",
    "services-disagree",
    "several-purposes",
    "undecided-qualifier",
    "unknown-critical-extension",
    "wrong-service-type",
];

impl Finding {
    /// A stable name, in kebab case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ContradictoryQualifiers(..) => "contradictory-qualifiers",
            Self::ListExpired { .. } => "list-expired",
            Self::OtherLegislation => "other-legislation",
            Self::NotGranted { .. } => "not-granted",
            Self::NotListed => "not-listed",
            Self::NotYetListed => "not-yet-listed",
            Self::NotQualifiedAtIssuance => "not-qualified-at-issuance",
            Self::NotQualifiedAtSigning => "not-qualified-at-signing",
            Self::NotQualifiedByCertificate => "not-qualified-by-certificate",
            Self::NotQualifiedByList => "not-qualified-by-list",
            Self::NoQscd => "no-qscd",
            Self::PurposeChanged => "purpose-changed",
            Self::SeveralPurposes => "several-purposes",
            Self::ServiceForOtherPurpose(_) => "service-for-other-purpose",
            Self::ServicesDisagree => "services-disagree",
            Self::UndecidedQualifier(_) => "undecided-qualifier",
            Self::UnknownCriticalExtension(_) => "unknown-critical-extension",
            Self::WrongServiceType(_) => "wrong-service-type",
        }
    }

    /// What fills the message: the status, the kind of service, the country; empty when there is
    /// nothing to say beyond the code.
    pub fn detail(&self) -> String {
        match self {
            Self::ContradictoryQualifiers(one, other) => format!("{one}, {other}"),
            Self::ListExpired { territory } => territory.clone(),
            Self::NotGranted { status, .. } => status.to_string(),
            Self::ServiceForOtherPurpose(purpose) => purpose.name().to_owned(),
            Self::UndecidedQualifier(qualifier) => qualifier.to_string(),
            Self::UnknownCriticalExtension(name) => name.clone(),
            Self::WrongServiceType(service_type) => service_type.to_string(),
            _ => String::new(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        let detail = self.detail();
        if detail.is_empty() { Ok(()) } else { write!(f, " ({detail})") }
    }
}

#[cfg(test)]
mod tests {
    use super::CODES;

    #[test]
    fn every_code_is_among_those_that_are_listed() {
        // The compiler does not list the variants: the arms of `code` are read where they are written.
        let source = include_str!("finding.rs");
        let (_, arms) = source.split_once("pub fn code(").expect("the function");
        let (arms, _) = arms.split_once("\n    }\n").expect("its end");
        let mut codes: Vec<&str> = arms
            .lines()
            .filter_map(|arm| arm.split_once("=> \"")?.1.split_once('"'))
            .map(|(code, _)| code)
            .collect();
        codes.sort_unstable();
        assert_eq!(codes, CODES);
    }
}
