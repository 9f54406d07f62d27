//! Object identifiers of certificates, lists and status messages.

use asn1::Oid;

macro_rules! oids {
    ($($(#[doc = $doc:literal])* $name:ident = $dotted:literal;)*) => {
        $($(#[doc = $doc])* pub const $name: Oid = Oid::new($dotted);)*
    };
}

oids! {
    /// commonName.
    COMMON_NAME = "2.5.4.3";
    /// surname.
    SURNAME = "2.5.4.4";
    /// serialNumber of a person or thing.
    SERIAL_NUMBER = "2.5.4.5";
    /// countryName.
    COUNTRY = "2.5.4.6";
    /// localityName.
    LOCALITY = "2.5.4.7";
    /// stateOrProvinceName.
    STATE = "2.5.4.8";
    /// organizationName.
    ORGANIZATION = "2.5.4.10";
    /// organizationalUnitName.
    ORGANIZATIONAL_UNIT = "2.5.4.11";
    /// title.
    TITLE = "2.5.4.12";
    /// description.
    DESCRIPTION = "2.5.4.13";
    /// givenName.
    GIVEN_NAME = "2.5.4.42";
    /// dnQualifier.
    DN_QUALIFIER = "2.5.4.46";
    /// pseudonym.
    PSEUDONYM = "2.5.4.65";
    /// organizationIdentifier (ETSI EN 319 412-1 §5.1.4).
    ORGANIZATION_IDENTIFIER = "2.5.4.97";
    /// emailAddress (PKCS#9), in names of older certificates.
    EMAIL_ADDRESS = "1.2.840.113549.1.9.1";
    /// domainComponent.
    DOMAIN_COMPONENT = "0.9.2342.19200300.100.1.25";
    /// userId.
    USER_ID = "0.9.2342.19200300.100.1.1";

    /// subjectDirectoryAttributes.
    SUBJECT_DIRECTORY_ATTRIBUTES = "2.5.29.9";
    /// subjectKeyIdentifier.
    SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    /// keyUsage.
    KEY_USAGE = "2.5.29.15";
    /// privateKeyUsagePeriod.
    PRIVATE_KEY_USAGE_PERIOD = "2.5.29.16";
    /// subjectAltName.
    SUBJECT_ALT_NAME = "2.5.29.17";
    /// issuerAltName.
    ISSUER_ALT_NAME = "2.5.29.18";
    /// basicConstraints.
    BASIC_CONSTRAINTS = "2.5.29.19";
    /// cRLNumber.
    CRL_NUMBER = "2.5.29.20";
    /// reasonCode.
    REASON_CODE = "2.5.29.21";
    /// invalidityDate.
    INVALIDITY_DATE = "2.5.29.24";
    /// deltaCRLIndicator.
    DELTA_CRL_INDICATOR = "2.5.29.27";
    /// issuingDistributionPoint.
    ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
    /// certificateIssuer.
    CERTIFICATE_ISSUER = "2.5.29.29";
    /// nameConstraints.
    NAME_CONSTRAINTS = "2.5.29.30";
    /// cRLDistributionPoints.
    CRL_DISTRIBUTION_POINTS = "2.5.29.31";
    /// certificatePolicies.
    CERTIFICATE_POLICIES = "2.5.29.32";
    /// anyPolicy.
    ANY_POLICY = "2.5.29.32.0";
    /// policyMappings.
    POLICY_MAPPINGS = "2.5.29.33";
    /// authorityKeyIdentifier.
    AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    /// policyConstraints.
    POLICY_CONSTRAINTS = "2.5.29.36";
    /// extKeyUsage.
    EXT_KEY_USAGE = "2.5.29.37";
    /// freshestCRL.
    FRESHEST_CRL = "2.5.29.46";
    /// inhibitAnyPolicy.
    INHIBIT_ANY_POLICY = "2.5.29.54";
    /// expiredCertsOnCRL (X.509 §9.5.2.8).
    EXPIRED_CERTS_ON_CRL = "2.5.29.60";
    /// authorityInfoAccess.
    AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1";
    /// qcStatements (RFC 3739 §3.2.6).
    QC_STATEMENTS = "1.3.6.1.5.5.7.1.3";
    /// Validity assured, short term (ETSI EN 319 412-1 §5.2.2).
    VALIDITY_ASSURED_SHORT_TERM = "0.4.0.194121.2.1";

    /// id-ad-ocsp.
    AD_OCSP = "1.3.6.1.5.5.7.48.1";
    /// id-ad-caIssuers.
    AD_CA_ISSUERS = "1.3.6.1.5.5.7.48.2";
    /// Qualifier: address of the certification practice statement.
    QUALIFIER_CPS = "1.3.6.1.5.5.7.2.1";
    /// Qualifier: user notice.
    QUALIFIER_USER_NOTICE = "1.3.6.1.5.5.7.2.2";

    /// id-pkix-ocsp-basic.
    OCSP_BASIC = "1.3.6.1.5.5.7.48.1.1";
    /// id-pkix-ocsp-nonce.
    OCSP_NONCE = "1.3.6.1.5.5.7.48.1.2";
    /// id-pkix-ocsp-response: acceptable response types.
    OCSP_RESPONSE_TYPES = "1.3.6.1.5.5.7.48.1.4";
    /// id-pkix-ocsp-nocheck.
    OCSP_NO_CHECK = "1.3.6.1.5.5.7.48.1.5";
    /// id-pkix-ocsp-archive-cutoff.
    OCSP_ARCHIVE_CUTOFF = "1.3.6.1.5.5.7.48.1.6";
    /// id-pkix-ocsp-service-locator.
    OCSP_SERVICE_LOCATOR = "1.3.6.1.5.5.7.48.1.7";
    /// id-pkix-ocsp-pref-sig-algs.
    OCSP_PREFERRED_ALGORITHMS = "1.3.6.1.5.5.7.48.1.8";
    /// id-pkix-ocsp-extended-revoke.
    OCSP_EXTENDED_REVOKE = "1.3.6.1.5.5.7.48.1.9";

    /// serverAuth.
    SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    /// clientAuth.
    CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    /// emailProtection.
    EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";
    /// timeStamping.
    TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
    /// OCSPSigning.
    OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
    /// Logon with a smart card on desktop systems.
    SMARTCARD_LOGON = "1.3.6.1.4.1.311.20.2.2";
    /// anyExtendedKeyUsage.
    ANY_EXT_KEY_USAGE = "2.5.29.37.0";

    /// QcCompliance (ETSI EN 319 412-5 §4.2.1).
    QC_COMPLIANCE = "0.4.0.1862.1.1";
    /// QcLimitValue (§4.3.2).
    QC_LIMIT_VALUE = "0.4.0.1862.1.2";
    /// QcRetentionPeriod (§4.3.3).
    QC_RETENTION_PERIOD = "0.4.0.1862.1.3";
    /// QcSSCD (§4.2.2).
    QC_SSCD = "0.4.0.1862.1.4";
    /// QcPDS (§4.3.4).
    QC_PDS = "0.4.0.1862.1.5";
    /// QcType (§4.2.3).
    QC_TYPE = "0.4.0.1862.1.6";
    /// QcCClegislation (§4.2.4).
    QC_LEGISLATION = "0.4.0.1862.1.7";
    /// QcType electronic signature.
    QCT_ESIGN = "0.4.0.1862.1.6.1";
    /// QcType electronic seal.
    QCT_ESEAL = "0.4.0.1862.1.6.2";
    /// QcType web authentication.
    QCT_WEB = "0.4.0.1862.1.6.3";
    /// pkixQCSyntax-v2 (RFC 3739 §3.2.6.1).
    QCS_SYNTAX_V2 = "1.3.6.1.5.5.7.11.2";
    /// Semantics identifier for natural persons (ETSI EN 319 412-1 §5.1.3).
    SEMANTICS_NATURAL = "0.4.0.194121.1.1";
    /// Semantics identifier for legal persons (ETSI EN 319 412-1 §5.1.4).
    SEMANTICS_LEGAL = "0.4.0.194121.1.2";

    /// QCP-n (ETSI EN 319 411-2 §5.3).
    QCP_N = "0.4.0.194112.1.0";
    /// QCP-l.
    QCP_L = "0.4.0.194112.1.1";
    /// QCP-n-qscd.
    QCP_N_QSCD = "0.4.0.194112.1.2";
    /// QCP-l-qscd.
    QCP_L_QSCD = "0.4.0.194112.1.3";
    /// QCP-w.
    QCP_W = "0.4.0.194112.1.4";
    /// The certificate follows every recommendation of AgID determination 121/2019.
    AGID_D121 = "1.3.76.16.6";
    /// CNS authentication certificate.
    CNS_AUTHENTICATION = "1.3.76.16.2.1";

    /// extensionRequest (PKCS#9), in certification requests.
    EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
}

/// Short name of an attribute type as RFC 4514 §3 and common use have it.
pub fn attribute_short_name(oid: &Oid) -> Option<&'static str> {
    Some(match *oid {
        COMMON_NAME => "CN",
        SURNAME => "SN",
        SERIAL_NUMBER => "serialNumber",
        COUNTRY => "C",
        LOCALITY => "L",
        STATE => "ST",
        ORGANIZATION => "O",
        ORGANIZATIONAL_UNIT => "OU",
        TITLE => "title",
        DESCRIPTION => "description",
        GIVEN_NAME => "GN",
        DN_QUALIFIER => "dnQualifier",
        PSEUDONYM => "pseudonym",
        ORGANIZATION_IDENTIFIER => "organizationIdentifier",
        EMAIL_ADDRESS => "emailAddress",
        DOMAIN_COMPONENT => "DC",
        USER_ID => "UID",
        _ => return None,
    })
}
