//! Why a verdict is what it is, in stable words: `locales/` holds `verdict-CODE` for each.

use std::{collections::BTreeMap, fmt};

use serde::{Serialize, Serializer};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What was found, as a stable kebab-case code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        /// Every code there is.
        pub const CODES: &[Code] = &[$(Code::$name,)*];

        impl Code {
            /// The code as it stands in reports.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

codes! {
    /// The document has active content: scripts, launch actions, embedded files (DPCM 22-2-2013 art. 4 c. 3).
    ActiveContent = "active-content",
    /// A digest or signature algorithm, or a key size, was no longer reliable at the proven time.
    AlgorithmWeak = "algorithm-weak",
    /// An algorithm or key size has an end date that the policy does not enforce yet.
    AlgorithmExpiring = "algorithm-expiring",
    /// The encoding rules of CMS or its attributes are bent in a way that does no harm.
    AttributesNotDer = "attributes-not-der",
    /// A signed attribute that must occur once, or have one value, does not.
    AttributesMalformed = "attributes-malformed",
    /// The chain holds a CA that was revoked.
    CaRevoked = "ca-revoked",
    /// Authentication certificate (CNS), not a signature certificate.
    CertificateAuthenticationOnly = "certificate-authentication-only",
    /// The certificate had expired at the proven time.
    CertificateExpired = "certificate-expired",
    /// The certificate is valid at the proven time and has expired since.
    CertificateExpiredSince = "certificate-expired-since",
    /// The signing certificate is not in the file nor among the given ones.
    CertificateMissing = "certificate-missing",
    /// The certificate is not the one the signed attributes name.
    CertificateNotTheSigned = "certificate-not-the-signed",
    /// The certificate was not valid yet.
    CertificateNotYetValid = "certificate-not-yet-valid",
    /// The certificate does not say that it is qualified.
    CertificateNotQualified = "certificate-not-qualified",
    /// The certificate was revoked.
    CertificateRevoked = "certificate-revoked",
    /// The certificate was revoked, after the proven time of the signature.
    CertificateRevokedLater = "certificate-revoked-later",
    /// The certificate is suspended (certificateHold).
    CertificateSuspended = "certificate-suspended",
    /// The key usage of the certificate does not allow signing documents.
    CertificateUsage = "certificate-usage",
    /// The path breaks a rule of RFC 5280.
    ChainInvalid = "chain-invalid",
    /// There are more possible paths than we look at.
    ChainTooComplex = "chain-too-complex",
    /// No path leads to a trusted authority.
    ChainUntrusted = "chain-untrusted",
    /// The signed content type is not that of the content.
    ContentTypeMismatch = "content-type-mismatch",
    /// The signed content is not in the file and was not given.
    ContentMissing = "content-missing",
    /// A counter-signature does not hold; the signature itself is not touched by that.
    CounterSignatureFailed = "counter-signature-failed",
    /// Digests named in the signature contradict each other.
    DigestAlgorithmMismatch = "digest-algorithm-mismatch",
    /// The content is not what was signed.
    DigestMismatch = "digest-mismatch",
    /// The document was changed after the signature in a way that is not allowed.
    DocumentChanged = "document-changed",
    /// The document was changed after the signature, by allowed additions only.
    DocumentExtended = "document-extended",
    /// The structure of the signature in the document is not sound (byte range, field, revision).
    DocumentStructure = "document-structure",
    /// The file is damaged.
    FileDamaged = "file-damaged",
    /// The file is empty.
    FileEmpty = "file-empty",
    /// The file is encrypted, so its signatures cannot be judged.
    FileEncrypted = "file-encrypted",
    /// A limit on size, depth or number was reached.
    FileLimit = "file-limit",
    /// The file has a signature format that this version does not examine.
    FormatNotExamined = "format-not-examined",
    /// issuerSerial of the signed certificate reference disagrees with the certificate.
    IssuerSerialMismatch = "issuer-serial-mismatch",
    /// A key in the chain uses an algorithm we do not know.
    KeyUnsupported = "key-unsupported",
    /// The base64 or PEM around the signature was unusual (double, with a byte order mark).
    LayersUnusual = "layers-unusual",
    /// The file is not signed.
    NotSigned = "not-signed",
    /// The signature has no reference to its certificate among the signed attributes.
    NoCertificateReference = "no-certificate-reference",
    /// The signature has no signed attributes.
    NoSignedAttributes = "no-signed-attributes",
    /// The signature has no signing time.
    NoSigningTime = "no-signing-time",
    /// The revocation data is older than the instant it is needed for.
    RevocationOutdated = "revocation-outdated",
    /// No revocation data for the certificate.
    RevocationUnknown = "revocation-unknown",
    /// The certificate reference uses SHA-1 (ESS signing-certificate, first version).
    SigningCertificateV1 = "signing-certificate-v1",
    /// The claimed signing time is outside the validity of the certificate.
    SigningTimeOutside = "signing-time-outside",
    /// The signature value does not verify with the key of the certificate.
    SignatureMismatch = "signature-mismatch",
    /// The signature algorithm is not known.
    SignatureUnsupported = "signature-unsupported",
    /// The signed attributes were stripped and put in place of the content.
    StrippedAttributes = "stripped-attributes",
    /// A signature time stamp does not hold and was ignored.
    TimestampFailed = "timestamp-failed",
    /// A signature time stamp covers other data and was ignored.
    TimestampMismatch = "timestamp-mismatch",
    /// Time stamps of this kind are not examined by this version.
    TimestampNotExamined = "timestamp-not-examined",
    /// There are octets after the end that nobody signed.
    TrailingData = "trailing-data",
    /// The signed content type is not one this check expects.
    ContentTypeUnusual = "content-type-unusual",
    /// Signed as plain PKCS#7, not as an advanced (AdES) signature.
    NotAdes = "not-ades",
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One finding: a code, and the values its message mentions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Names the message.
    pub code: Code,
    /// Values by name, for example `algorithm`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<&'static str, String>,
}

impl Reason {
    /// Adds a value that the message mentions.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.values.insert(name, value.to_string());
        self
    }

    /// The key of the message in the catalogues.
    pub fn message_key(&self) -> String {
        format!("verdict-{}", self.code)
    }
}

impl From<Code> for Reason {
    fn from(code: Code) -> Self {
        Self { code, values: BTreeMap::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_kebab_case_and_unique() {
        let mut seen = std::collections::HashSet::new();
        for code in CODES {
            let text = code.as_str();
            assert!(seen.insert(text), "{text} twice");
            assert!(
                text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{text}"
            );
        }
    }
}
