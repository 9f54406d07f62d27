//! Object identifiers of CMS, ESS and CAdES, as constants.

use asn1::Oid;

/// id-data (RFC 5652 §4).
pub const DATA: Oid = Oid::new("1.2.840.113549.1.7.1");
/// id-signedData (RFC 5652 §5.1).
pub const SIGNED_DATA: Oid = Oid::new("1.2.840.113549.1.7.2");
/// id-ct-TSTInfo (RFC 3161 §2.4.2).
pub const TST_INFO: Oid = Oid::new("1.2.840.113549.1.9.16.1.4");

/// content-type (RFC 5652 §11.1).
pub const CONTENT_TYPE: Oid = Oid::new("1.2.840.113549.1.9.3");
/// message-digest (RFC 5652 §11.2).
pub const MESSAGE_DIGEST: Oid = Oid::new("1.2.840.113549.1.9.4");
/// signing-time (RFC 5652 §11.3).
pub const SIGNING_TIME: Oid = Oid::new("1.2.840.113549.1.9.5");
/// counter-signature, an unsigned attribute (RFC 5652 §11.4).
pub const COUNTER_SIGNATURE: Oid = Oid::new("1.2.840.113549.1.9.6");
/// cmsAlgorithmProtection (RFC 6211).
pub const ALGORITHM_PROTECTION: Oid = Oid::new("1.2.840.113549.1.9.52");
/// content-hints (RFC 2634 §2.9).
pub const CONTENT_HINTS: Oid = Oid::new("1.2.840.113549.1.9.16.2.4");
/// signing-certificate with SHA-1 (RFC 2634 §5.4): read, never written.
pub const SIGNING_CERTIFICATE: Oid = Oid::new("1.2.840.113549.1.9.16.2.12");
/// signature-time-stamp, an unsigned attribute (EN 319 122-1 §5.3).
pub const SIGNATURE_TIME_STAMP: Oid = Oid::new("1.2.840.113549.1.9.16.2.14");
/// commitment-type-indication (RFC 5126 §5.11.1).
pub const COMMITMENT_TYPE: Oid = Oid::new("1.2.840.113549.1.9.16.2.16");
/// content-time-stamp, a signed attribute (EN 319 122-1 §5.2.8).
pub const CONTENT_TIME_STAMP: Oid = Oid::new("1.2.840.113549.1.9.16.2.20");
/// signing-certificate-v2 (RFC 5035 §3).
pub const SIGNING_CERTIFICATE_V2: Oid = Oid::new("1.2.840.113549.1.9.16.2.47");
/// mime-type (EN 319 122-1 §5.2.5).
pub const MIME_TYPE: Oid = Oid::new("0.4.0.1733.2.1");
/// esi4-qtstStatement-1: a qualified electronic time stamp (EN 319 422 §9.1).
pub const QUALIFIED_TIME_STAMP: Oid = Oid::new("0.4.0.19422.1.1");
/// id-ct-timestampedData (RFC 5544 §2).
pub const TIME_STAMPED_DATA: Oid = Oid::new("1.2.840.113549.1.9.16.1.31");
/// id-ri-ocsp-response: an OCSPResponse among the CRLs of an envelope (RFC 5940 §2.1).
pub const OCSP_RESPONSE: Oid = Oid::new("1.3.6.1.5.5.7.16.2");
/// signature-policy-identifier (EN 319 122-1 §5.2.9.1).
pub const SIGNATURE_POLICY: Oid = Oid::new("1.2.840.113549.1.9.16.2.15");
/// signer-location (EN 319 122-1 §5.2.5).
pub const SIGNER_LOCATION: Oid = Oid::new("1.2.840.113549.1.9.16.2.17");
/// complete-certificate-references (EN 319 122-1 §A.1.1.1): read, never written.
pub const CERTIFICATE_REFERENCES: Oid = Oid::new("1.2.840.113549.1.9.16.2.21");
/// complete-revocation-references (EN 319 122-1 §A.1.2.1): read, never written.
pub const REVOCATION_REFERENCES: Oid = Oid::new("1.2.840.113549.1.9.16.2.22");
/// certificate-values (EN 319 122-1 §A.1.1.2): read, never written.
pub const CERTIFICATE_VALUES: Oid = Oid::new("1.2.840.113549.1.9.16.2.23");
/// revocation-values (EN 319 122-1 §A.1.2.2): read, never written.
pub const REVOCATION_VALUES: Oid = Oid::new("1.2.840.113549.1.9.16.2.24");
/// CAdES-C-time-stamp, also escTimeStamp (EN 319 122-1 §A.1.5.2): read, never written.
pub const SIGNATURE_AND_REFERENCES_TIME_STAMP: Oid = Oid::new("1.2.840.113549.1.9.16.2.25");
/// time-stamped-certs-crls-references (EN 319 122-1 §A.1.5.1): read, never written.
pub const REFERENCES_TIME_STAMP: Oid = Oid::new("1.2.840.113549.1.9.16.2.26");
/// archive-time-stamp of RFC 3126 §3.12.1: read, never written.
pub const ARCHIVE_TIME_STAMP_V1: Oid = Oid::new("1.2.840.113549.1.9.16.2.27");
/// archive-time-stamp-v2 (RFC 5126 §6.4.1): read, never written.
pub const ARCHIVE_TIME_STAMP_V2: Oid = Oid::new("1.2.840.113549.1.9.16.2.48");
/// archive-time-stamp-v3 (EN 319 122-1 §5.5.3).
pub const ARCHIVE_TIME_STAMP_V3: Oid = Oid::new("0.4.0.1733.2.4");
/// ats-hash-index of TS 101 733: read, never written.
pub const ATS_HASH_INDEX_V1: Oid = Oid::new("0.4.0.1733.2.5");
/// ats-hash-index-v2 (EN 319 122-1 V1.0.0): read, never written.
pub const ATS_HASH_INDEX_V2: Oid = Oid::new("0.4.0.19122.1.4");
/// ats-hash-index-v3 (EN 319 122-1 §5.5.2).
pub const ATS_HASH_INDEX_V3: Oid = Oid::new("0.4.0.19122.1.5");
/// evidence-record, internal (RFC 4998 §A): not examined.
pub const EVIDENCE_RECORD_INTERNAL: Oid = Oid::new("1.2.840.113549.1.9.16.2.49");
/// evidence-record, external (RFC 4998 §A): not examined.
pub const EVIDENCE_RECORD_EXTERNAL: Oid = Oid::new("1.2.840.113549.1.9.16.2.50");
