//! Why a verdict is what it is, in stable words: `locales/` holds `verdict-CODE` for each.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::report::words;

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
    /// The strength of the signature ends before the archive does.
    AlgorithmEndsBeforeArchive = "algorithm-ends-before-archive",
    /// The hash index of an archive time stamp names something that is not there (EN 319 122-1 §5.5.2).
    ArchiveIndexMismatch = "archive-index-mismatch",
    /// The certificate is for signatures made by an automatic procedure (DPCM 22-2-2013 art. 14 c. 2 h).
    CertificateAutomatic = "certificate-automatic",
    /// The certificate states limits of use.
    CertificateLimits = "certificate-limits",
    /// A content time stamp proves that the signature was made after the certificate ended.
    CertificateExpiredAtStamp = "certificate-expired-at-stamp",
    /// A content time stamp proves that the signature was made after the revocation.
    CertificateRevokedAtStamp = "certificate-revoked-at-stamp",
    /// The certificate is for seals: it names an organisation, not a person.
    CertificateIsSeal = "certificate-is-seal",
    /// The authority at the end of the chain was trusted only until an earlier instant.
    ChainAnchorEnded = "chain-anchor-ended",
    /// Two entries of the container have the same name.
    ContainerDuplicateName = "container-duplicate-name",
    /// The manifest of the container does not agree with what is in it.
    ContainerManifest = "container-manifest",
    /// The container has entries in META-INF of unknown role.
    ContainerUnknownEntry = "container-unknown-entry",
    /// An entry of the container has a name that points outside of it.
    ContainerUnsafeName = "container-unsafe-name",
    /// The container is not put together as it must be.
    ContainerUnsound = "container-unsound",
    /// Part of the content is covered by no signature.
    ContentUnsigned = "content-unsigned",
    /// What is shown as a counter-signature does not cover the signature.
    CounterSignatureUnrelated = "counter-signature-unrelated",
    /// The byte range of a PDF signature is missing, negative, partial or beyond the file.
    DocumentByteRange = "document-byte-range",
    /// A later change is one that the certification or a field lock excludes.
    DocumentCertificationBroken = "document-certification-broken",
    /// The contents of a PDF signature are missing or no signature.
    DocumentContents = "document-contents",
    /// A later change may alter what is seen.
    DocumentDoubtful = "document-doubtful",
    /// What a PDF signature leaves out is more than its own value.
    DocumentGap = "document-gap",
    /// The PDF has objects that no table lists.
    DocumentHiddenObjects = "document-hidden-objects",
    /// Who signed the revocation data was no longer valid, and nothing proves that the data are older.
    EvidenceIssuerExpired = "evidence-issuer-expired",
    /// Nothing proves that a certificate and its revocation data existed before the instant they are needed for.
    EvidenceUnproven = "evidence-unproven",
    /// A file name has characters that make it look like another.
    FileNameDeceptive = "file-name-deceptive",
    /// The key is such that anybody could make its signatures.
    KeyWeak = "key-weak",
    /// There are more files inside files than are looked into.
    NestingLimit = "nesting-limit",
    /// The certificate had expired at the proven time and was not revoked until it did.
    CertificateExpiredNotRevoked = "certificate-expired-not-revoked",
    /// The signature follows a policy that is not available.
    SignaturePolicyNotAvailable = "signature-policy-not-available",
    /// The signature is over the digest of another document than the signature policy at hand.
    SignaturePolicyMismatch = "signature-policy-mismatch",
    /// The reference to the signature policy cannot be read.
    SignaturePolicyUnreadable = "signature-policy-unreadable",
    /// The certificate names a pseudonym (eIDAS art. 32).
    PseudonymUsed = "pseudonym-used",
    /// No trusted list names who issued the certificate as a qualified service.
    QualificationNotListed = "qualification-not-listed",
    /// The trusted lists do not make it a qualified signature.
    NotQualifiedSignature = "not-a-qualified-signature",
    /// Nothing proves that the signature existed before the instant up to which its certificate can be relied upon.
    SignatureAfterValidity = "signature-after-validity",
    /// A proof says that the signature existed before its certificate was valid.
    SignatureBeforeValidity = "signature-before-validity",
    /// The same signature stands in the file more than once.
    SignatureDuplicated = "signature-duplicated",
    /// The signature covers only a part of the content.
    SignatureScopePartial = "signature-scope-partial",
    /// What the signature covers is not where it must be (signature wrapping).
    SignedElementMoved = "signed-element-moved",
    /// The properties of the signature are not covered by it.
    SignedPropertiesUnsigned = "signed-properties-unsigned",
    /// Something that the signature refers to is not there.
    SignedReferenceMissing = "signed-reference-missing",
    /// The instant was given by who asked for the verification.
    TimeReferenceGiven = "time-reference-given",
    /// The same time stamp stands there more than once and counts once.
    TimestampDuplicated = "timestamp-duplicated",
    /// The certificate of a time stamp ended and no newer time stamp protects it.
    TimestampExpired = "timestamp-expired",
    /// The time stamps are not in an order that is possible.
    TimestampOrder = "timestamp-order",
    /// A time stamp is not signed by a unit for time stamps.
    TimestampSigner = "timestamp-signer",
    /// The signature asks for a transformation that is not executed.
    TransformForbidden = "transform-forbidden",
    /// A finding of another version.
    Unknown = "unknown",
    /// Two elements have the same identifier.
    XmlDuplicateId = "xml-duplicate-id",
    /// The XML has a document type or entities.
    XmlForbidden = "xml-forbidden",
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

/// A code of another version reads as [`Code::Unknown`].
impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(CODES.iter().copied().find(|code| code.as_str() == text).unwrap_or(Code::Unknown))
    }
}

/// One finding: a code, and the values its message mentions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Names the message.
    pub code: Code,
    /// Values by name, for example `algorithm`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "words::values")]
    pub values: BTreeMap<&'static str, String>,
}

impl Reason {
    /// Adds a value that the message mentions.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        debug_assert!(words::ALL.contains(&name), "{name} is not among the known words");
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
