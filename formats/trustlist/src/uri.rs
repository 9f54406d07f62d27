//! The URIs of TS 119 612 as types (annex D and §5.5.9).

use std::fmt;

/// Namespace of the lists.
pub const TSL: &str = "http://uri.etsi.org/02231/v2#";
/// Namespace of additional types.
pub const TSLX: &str = "http://uri.etsi.org/02231/v2/additionaltypes#";
/// Namespace of the qualifications.
pub const SIE: &str = "http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#";
/// What `TSLTag` says.
pub const TAG: &str = "http://uri.etsi.org/19612/TSLTag";

/// additionalServiceInformation: the service is for electronic signatures.
pub const FOR_E_SIGNATURES: &str = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSignatures";
/// additionalServiceInformation: the service is for electronic seals.
pub const FOR_E_SEALS: &str = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSeals";
/// additionalServiceInformation: the service is for web site authentication.
pub const FOR_WEB_AUTHENTICATION: &str =
    "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForWebSiteAuthentication";

/// A set of URIs with one prefix, as an enum; any other URI is kept as it is.
macro_rules! uris {
    ($(#[$meta:meta])* $name:ident, $prefix:literal $(or $older:literal)?;
     $($(#[$doc:meta])* $variant:ident = $end:literal,)*) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// Another one.
            Other(String),
        }

        impl $name {
            /// From a URI, whatever it is.
            pub fn from_uri(uri: &str) -> Self {
                let end = uri.strip_prefix($prefix)$(.or_else(|| uri.strip_prefix($older)))?;
                match end {
                    $(Some($end) => Self::$variant,)*
                    _ => Self::Other(uri.to_owned()),
                }
            }

            /// The URI.
            pub fn uri(&self) -> &str {
                match self {
                    $(Self::$variant => concat!($prefix, $end),)*
                    Self::Other(uri) => uri,
                }
            }

            /// The end of the URI, short enough to be shown.
            pub fn short(&self) -> &str {
                match self {
                    $(Self::$variant => $end,)*
                    Self::Other(uri) => uri,
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.short())
            }
        }
    };
}

uris! {
    /// Kind of list (TS 119 612 §5.3.3, annex D.2).
    ListType, "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/";
    /// The list of a Member State.
    EuGeneric = "EUgeneric",
    /// The list of the lists of the Member States.
    EuListOfLists = "EUlistofthelists",
}

uris! {
    /// Kind of service (TS 119 612 §5.5.1).
    ServiceType, "http://uri.etsi.org/TrstSvc/Svctype/";
    /// Issues qualified certificates.
    CaQc = "CA/QC",
    /// Issues certificates that are not qualified.
    CaPkc = "CA/PKC",
    /// Answers on the status of qualified certificates.
    OcspQc = "Certstatus/OCSP/QC",
    /// Issues lists of revoked qualified certificates.
    CrlQc = "Certstatus/CRL/QC",
    /// Answers on the status of certificates.
    Ocsp = "Certstatus/OCSP",
    /// Issues lists of revoked certificates.
    Crl = "Certstatus/CRL",
    /// Issues qualified time stamps.
    Qtst = "TSA/QTST",
    /// Issues time stamps.
    Tsa = "TSA",
    /// Issues time stamps for qualified signatures, not qualified themselves.
    TsaTssQc = "TSA/TSS-QC",
    /// Issues time stamps for qualified and advanced signatures.
    TsaTssAdesQcAndQes = "TSA/TSS-AdESQCandQES",
    /// Identifies persons; in Italy the authorities of the CNS.
    IdV = "IdV",
    /// Anchor of the lists of a country.
    NationalRootCaQc = "NationalRootCA-QC",
    /// Registered delivery, qualified.
    QualifiedDelivery = "EDS/Q",
    /// Registered mail, qualified.
    QualifiedMail = "EDS/REM/Q",
    /// Preservation for qualified signatures.
    QualifiedPreservation = "PSES/Q",
    /// Validation of qualified signatures.
    QualifiedValidation = "QESValidation/Q",
    /// Management of remote qualified devices.
    RemoteQscd = "RemoteQSigCDManagement/Q",
    /// Management of remote qualified seal devices.
    RemoteQSealCd = "RemoteQSealCDManagement/Q",
}

uris! {
    /// Status of a service (TS 119 612 §5.5.4, annex D.5).
    Status, "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/" or "http://uri.etsi.org/TrstSvc/eSigDir-1999-93-EC-TrustedList/Svcstatus/";
    /// Qualified.
    Granted = "granted",
    /// Not qualified any more.
    Withdrawn = "withdrawn",
    /// Set by the country's own law.
    SetByNationalLaw = "setbynationallaw",
    /// Deprecated by the country's own law.
    DeprecatedByNationalLaw = "deprecatedbynationallaw",
    /// Recognised at national level.
    RecognisedAtNationalLevel = "recognisedatnationallevel",
    /// Deprecated at national level.
    DeprecatedAtNationalLevel = "deprecatedatnationallevel",
    /// Until 2016: under supervision.
    UnderSupervision = "undersupervision",
    /// Until 2016: ceasing, still under supervision.
    SupervisionInCessation = "supervisionincessation",
    /// Until 2016: supervision has ended.
    SupervisionCeased = "supervisionceased",
    /// Until 2016: supervision was revoked.
    SupervisionRevoked = "supervisionrevoked",
    /// Until 2016: accredited.
    Accredited = "accredited",
    /// Until 2016: accreditation has ended.
    AccreditationCeased = "accreditationceased",
    /// Until 2016: accreditation was revoked.
    AccreditationRevoked = "accreditationrevoked",
}

uris! {
    /// What a list says of a certificate that meets criteria (TS 119 612 §5.5.9.2.3).
    Qualifier, "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/" or "http://uri.etsi.org/TrstSvc/eSigDir-1999-93-EC-TrustedList/SvcInfoExt/";
    /// It is qualified.
    QcStatement = "QCStatement",
    /// It is not qualified.
    NotQualified = "NotQualified",
    /// It is for signatures.
    QcForESig = "QCForESig",
    /// It is for seals.
    QcForESeal = "QCForESeal",
    /// It is for web site authentication.
    QcForWsa = "QCForWSA",
    /// It is a legal person's (before 2016).
    QcForLegalPerson = "QCForLegalPerson",
    /// Its key is in a qualified device.
    QcWithQscd = "QCWithQSCD",
    /// Its key is not in a qualified device.
    QcNoQscd = "QCNoQSCD",
    /// Whether its key is in a qualified device is for the certificate to say.
    QcQscdStatusAsInCert = "QCQSCDStatusAsInCert",
    /// Its key is in a qualified device that a provider runs for the holder.
    QcQscdManagedOnBehalf = "QCQSCDManagedOnBehalf",
    /// Before 2016: its key is in a secure device.
    QcWithSscd = "QCWithSSCD",
    /// Before 2016: its key is not in a secure device.
    QcNoSscd = "QCNoSSCD",
    /// Before 2016: for the certificate to say.
    QcSscdStatusAsInCert = "QCSSCDStatusAsInCert",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uri_comes_back_as_it_was() {
        for uri in [
            "http://uri.etsi.org/TrstSvc/Svctype/CA/QC",
            "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST",
            "http://example.test/other",
            "CA/QC",
        ] {
            assert_eq!(ServiceType::from_uri(uri).uri(), uri);
        }
    }

    #[test]
    fn an_older_prefix_means_the_same() {
        let older = "http://uri.etsi.org/TrstSvc/eSigDir-1999-93-EC-TrustedList/SvcInfoExt/QCWithSSCD";
        assert_eq!(Qualifier::from_uri(older), Qualifier::QcWithSscd);
    }

    #[test]
    fn a_bare_name_is_not_a_status() {
        assert_eq!(Status::from_uri("granted"), Status::Other("granted".into()));
    }
}
