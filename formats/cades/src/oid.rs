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
