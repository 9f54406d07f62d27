//! Every sub-indication of EN 319 102-1 §5.1.3 that this verification gives, each by a signature that has it.
//!
//! Two are not given to a signature. `NO_POE` says what a proof was missing for and stands among the errors,
//! behind the indication that asked for the proof. `CUSTOM` is for rules beyond the standard, of which there
//! are none.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use asn1::Writer;
use cades::{ContentDigest, Parameters, SignaturePolicy};
use common::{
    case::{CONTENT, Case, LIST, NOW, SIGNED},
    chamber::{ALGORITHM, Chamber, Key, instant},
    drafts::Draft,
    kinds::{Cades, Kind, Pades, Xades},
};
use sigcheck::{Code, Indication, Policy, Report, SubIndication, Trust, check_slice};
use x509::{
    Certificate,
    alg::DigestAlgorithm::{self, Sha256},
    crl::Reason,
    oid,
};

impl Case {
    /// Whose authority may have others below.
    fn rooted() -> Self {
        let ca_key = Key::new();
        let validity = ("2020-01-01T00:00:00Z", "2035-01-01T00:00:00Z");
        let ca = Draft { validity, ..Draft::authority("Radice") }.self_issue(&ca_key);
        Self { chamber: Chamber { ca_key, ca, ..Chamber::new() }, ..Self::new() }
    }

    /// An authority below, and somebody that it certifies.
    fn below(&self, draft: &Draft) -> (Chamber, Certificate) {
        let ca_key = Key::new();
        let ca = draft.issue((&self.chamber.ca, &self.chamber.ca_key), &ca_key);
        let signer = Draft::signer("Mario").issue((&ca, &ca_key), &self.chamber.holder_key);
        (Chamber { ca_key, ca, ..Chamber::new() }, signer)
    }

    fn trust(&self) -> Trust {
        self.revoking(&[])
    }

    fn revoking(&self, revoked: &[(&Certificate, &str, Reason)]) -> Trust {
        let mut trust = self.chamber.trust();
        trust.add_crl(self.chamber.crl(LIST, revoked));
        trust
    }

    fn signed(&self) -> Vec<u8> {
        self.chamber.sign(CONTENT, &self.signer, SIGNED)
    }

    /// With a time stamp over the content, that is: signed after it.
    fn signed_after(&self, chamber: &Chamber, unit: &Certificate, at: &str) -> Vec<u8> {
        let token = chamber.token(unit, &Sha256.digest(CONTENT), at);
        let parameters =
            Parameters { content_time_stamp: Some(token), ..Parameters::new(ALGORITHM, instant(SIGNED)) };
        self.chamber.sign_with(CONTENT, &self.signer, &parameters)
    }

    fn following(&self, document: &[u8]) -> Vec<u8> {
        let policy = SignaturePolicy {
            id: "1.3.6.1.4.1.32473.1.9".parse().unwrap(),
            digest: ContentDigest::of_slice(document, Sha256),
            uri: None,
        };
        let parameters = Parameters { policy: Some(policy), ..Parameters::new(ALGORITHM, instant(SIGNED)) };
        self.chamber.sign_with(CONTENT, &self.signer, &parameters)
    }
}

fn check_under(file: &[u8], trust: &Trust, at: &str, policy: &Policy) -> Report {
    check_slice(file, None, trust, instant(at), policy).unwrap()
}

fn check(file: &[u8], trust: &Trust, at: &str) -> Report {
    check_under(file, trust, at, &Policy::default())
}

#[track_caller]
fn expect(report: &Report, sub_indication: SubIndication, code: Code) {
    let signature = &report.signatures[0];
    assert_eq!(signature.sub_indication, Some(sub_indication), "{signature:#?}");
    assert_eq!(signature.indication, sub_indication.indication());
    assert_eq!((report.indication, report.sub_indication), (signature.indication, Some(sub_indication)));
    assert_eq!(signature.errors[0].code, code, "{:?}", signature.errors);
}

#[track_caller]
fn passes(report: &Report) {
    assert_eq!(report.indication, Indication::TotalPassed, "{report:#?}");
}

#[test]
fn a_change_of_the_content_is_a_hash_failure_and_one_of_the_value_a_crypto_failure() {
    let case = Case::new();
    let mut changed = case.signed();
    let at = changed.windows(CONTENT.len()).position(|window| window == CONTENT).unwrap();
    changed[at] ^= 1;
    expect(&check(&changed, &case.trust(), NOW), SubIndication::HashFailure, Code::DigestMismatch);
    let mut changed = case.signed();
    let last = changed.len() - 1;
    changed[last] ^= 1;
    expect(&check(&changed, &case.trust(), NOW), SubIndication::SigCryptoFailure, Code::SignatureMismatch);
}

#[test]
fn a_signature_that_is_not_put_together_as_it_must_be_is_a_format_failure() {
    let case = Case::new();
    let mut file = Pades.signed(&case.chamber, &case.signer, SIGNED);
    passes(&check(&file, &case.trust(), NOW));
    let at = file.windows(10).position(|window| window == b"/ByteRange").unwrap();
    let first = at + file[at..].iter().position(|octet| *octet == b'0').unwrap();
    file[first] = b'1';
    expect(&check(&file, &case.trust(), NOW), SubIndication::FormatFailure, Code::DocumentByteRange);
}

#[test]
fn a_content_time_stamp_proves_that_the_signature_is_younger_than_a_revocation() {
    let case = Case::new();
    let revoked = [(&case.signer, "2026-11-19T00:00:00Z", Reason::KeyCompromise)];
    let file = case.signed_after(&case.chamber, &case.unit, "2026-11-20T09:59:00Z");
    let report = check(&file, &case.revoking(&revoked), NOW);
    expect(&report, SubIndication::Revoked, Code::CertificateRevokedAtStamp);
    // Unless that is so the proof is of something else.
    let earlier = case.signed_after(&case.chamber, &case.unit, "2026-11-18T00:00:00Z");
    let report = check(&earlier, &case.revoking(&revoked), NOW);
    expect(&report, SubIndication::RevokedNoPoe, Code::CertificateRevoked);
    assert!(!report.signatures[0].has(Code::CertificateRevokedAtStamp));
}

#[test]
fn a_content_time_stamp_proves_that_the_signature_is_younger_than_its_certificate() {
    let case = Case::new();
    let after = "2029-02-01T00:00:00Z";
    let file = case.signed_after(&case.chamber, &case.unit, after);
    let mut trust = case.chamber.trust();
    trust.add_crl(case.chamber.crl("2029-02-10T00:00:00Z", &[]));
    let report = check(&file, &trust, "2029-02-11T00:00:00Z");
    expect(&report, SubIndication::Expired, Code::CertificateExpiredAtStamp);
}

#[test]
fn a_content_time_stamp_whose_unit_is_revoked_or_expired_or_unknown_proves_nothing() {
    let case = Case::new();
    let since = "2026-11-19T00:00:00Z";
    let revoked = [(&case.signer, since, Reason::KeyCompromise), (&case.unit, since, Reason::KeyCompromise)];
    let file = case.signed_after(&case.chamber, &case.unit, "2026-11-20T09:59:00Z");
    let report = check(&file, &case.revoking(&revoked), NOW);
    expect(&report, SubIndication::RevokedNoPoe, Code::CertificateRevoked);
    let stamp = &report.signatures[0].timestamps[0];
    assert_eq!(stamp.sub_indication, Some(SubIndication::RevokedNoPoe), "{stamp:#?}");

    let ended = Draft { validity: ("2026-01-01T00:00:00Z", "2026-11-21T00:00:00Z"), ..Draft::unit("TSU") };
    let ended = ended.issue((&case.chamber.ca, &case.chamber.ca_key), &case.chamber.holder_key);
    let file = case.signed_after(&case.chamber, &ended, "2026-11-20T09:59:00Z");
    let report = check(&file, &case.revoking(&revoked[..1]), NOW);
    expect(&report, SubIndication::RevokedNoPoe, Code::CertificateRevoked);
    let stamp = &report.signatures[0].timestamps[0];
    assert_eq!(stamp.indication, Indication::Indeterminate, "{stamp:#?}");

    let stranger = Chamber::named("Estranea", "2020-01-01T00:00:00Z");
    let unit = stranger.time_stamping_certificate("2026-01-01T00:00:00Z");
    let file = case.signed_after(&stranger, &unit, "2026-11-20T09:59:00Z");
    let report = check(&file, &case.revoking(&revoked[..1]), NOW);
    expect(&report, SubIndication::RevokedNoPoe, Code::CertificateRevoked);
    let stamp = &report.signatures[0].timestamps[0];
    assert_eq!(stamp.sub_indication, Some(SubIndication::NoCertificateChainFound));
    // The signature itself does not depend on it.
    passes(&check(&file, &case.trust(), NOW));
}

#[test]
fn a_proof_from_before_the_certificate_says_that_it_was_not_valid_yet() {
    let case = Case::new();
    let late = case.chamber.signature_certificate("2026-11-21T00:00:00Z");
    let file = case.chamber.sign(CONTENT, &late, SIGNED);
    let file = Cades.stamped(&file, &|digest| case.chamber.token(&case.unit, digest, SIGNED));
    let report = check(&file, &case.trust(), NOW);
    expect(&report, SubIndication::NotYetValid, Code::SignatureBeforeValidity);
}

#[test]
fn a_chain_through_what_is_no_authority_is_a_general_failure() {
    let case = Case::rooted();
    let (below, signer) = case.below(&Draft { is_authority: false, ..Draft::authority("Nessuna autorità") });
    let mut trust = case.trust();
    trust.add_candidate(below.ca);
    let report = check(&case.chamber.sign(CONTENT, &signer, SIGNED), &trust, NOW);
    expect(&report, SubIndication::CertificateChainGeneralFailure, Code::ChainInvalid);
}

#[test]
fn a_name_that_an_authority_may_not_certify_is_a_chain_constraint() {
    let case = Case::rooted();
    // permittedSubtrees: directoryName C=FR.
    let name = Writer::build(|w| {
        w.sequence(|w| {
            w.oid(&oid::COUNTRY);
            w.text(asn1::tag::PRINTABLE_STRING, "FR");
        });
    });
    let constraints = Writer::build(|w| {
        w.sequence(|w| {
            w.context(0, |w| {
                w.sequence(|w| w.context(4, |w| w.sequence(|w| w.set_of(vec![name]))));
            });
        });
    });
    let more = vec![(oid::NAME_CONSTRAINTS, true, constraints)];
    let (below, signer) = case.below(&Draft { more, ..Draft::authority("Solo Francia") });
    let mut trust = case.trust();
    trust.add_candidate(below.ca);
    let report = check(&case.chamber.sign(CONTENT, &signer, SIGNED), &trust, NOW);
    expect(&report, SubIndication::ChainConstraintsFailure, Code::ChainInvalid);
}

#[test]
fn a_revoked_authority_is_told_apart_from_a_revoked_signer() {
    let case = Case::rooted();
    let (below, signer) = case.below(&Draft::authority("In mezzo"));
    let file = case.chamber.sign(CONTENT, &signer, SIGNED);
    let with = |revoked: &[(&Certificate, &str, Reason)]| {
        let mut trust = case.revoking(revoked);
        trust.add_candidate(below.ca.clone());
        trust.add_crl(below.crl(LIST, &[]));
        trust
    };
    passes(&check(&file, &with(&[]), NOW));
    let trust = with(&[(&below.ca, "2026-11-19T00:00:00Z", Reason::CaCompromise)]);
    expect(&check(&file, &trust, NOW), SubIndication::RevokedCaNoPoe, Code::CaRevoked);
}

#[test]
fn a_certificate_that_is_nowhere_is_not_found() {
    let case = Case::new();
    let mut file = case.signed();
    // Another serial number in the certificate: nobody has the one that the signature names.
    let der = case.signer.der();
    let at = file.windows(der.len()).position(|window| window == der).unwrap();
    let other = case.chamber.signature_certificate("2026-01-02T00:00:00Z");
    if other.der().len() == der.len() {
        file[at..at + der.len()].copy_from_slice(other.der());
        let report = check(&file, &case.trust(), NOW);
        expect(&report, SubIndication::NoSigningCertificateFound, Code::CertificateNotTheSigned);
    }
}

#[test]
fn an_anchor_past_its_sunset_needs_a_proof_from_before() {
    let case = Case::new();
    let sunset = |until: &str| {
        let mut trust = Trust::new();
        trust.add_anchor_until(case.chamber.ca.clone(), instant(until));
        trust.add_crl(case.chamber.crl(LIST, &[]));
        trust
    };
    passes(&check(&case.signed(), &sunset("2026-12-01T00:00:00Z"), NOW));
    let report = check(&case.signed(), &sunset("2026-11-20T12:00:00Z"), NOW);
    expect(&report, SubIndication::NoCertificateChainFoundNoPoe, Code::ChainAnchorEnded);
    // A time stamp of an authority that is still trusted.
    let other = Chamber::named("Altra", "2020-01-01T00:00:00Z");
    let unit = other.time_stamping_certificate("2026-01-01T00:00:00Z");
    let stamped = |at: &str| Cades.stamped(&case.signed(), &|digest| other.token(&unit, digest, at));
    let with_other = |until: &str| {
        let mut trust = sunset(until);
        trust.add_anchor(other.ca.clone());
        trust.add_crl(other.crl(LIST, &[]));
        trust
    };
    let file = stamped("2026-11-20T10:00:05Z");
    let report = check(&file, &with_other("2026-11-20T12:00:00Z"), NOW);
    // The list is younger than the sunset, and nothing proves that it is of then.
    assert_eq!(report.indication, Indication::Indeterminate, "{report:#?}");
    assert!(report.signatures[0].has(Code::EvidenceIssuerExpired), "{report:#?}");
    let report = check(&file, &with_other("2026-11-20T09:00:00Z"), NOW);
    expect(&report, SubIndication::NoCertificateChainFoundNoPoe, Code::ChainAnchorEnded);
}

#[test]
fn revocation_data_of_an_issuer_that_has_ended_need_a_proof_from_before() {
    let case = Case::new();
    let trust_until = |until: &str| {
        let mut trust = Trust::new();
        trust.add_anchor_until(case.chamber.ca.clone(), instant(until));
        trust.add_crl(case.chamber.crl(LIST, &[]));
        trust
    };
    // The unit for time stamps is of another authority, so that only the signer's rests on the one that ended.
    let other = Chamber::named("Altra", "2020-01-01T00:00:00Z");
    let unit = other.time_stamping_certificate("2026-01-01T00:00:00Z");
    let file_of_other =
        Cades.stamped(&case.signed(), &|digest| other.token(&unit, digest, "2026-11-20T10:00:05Z"));
    let mut trust = trust_until("2026-11-21T12:00:00Z");
    trust.add_anchor(other.ca.clone());
    trust.add_crl(other.crl(LIST, &[]));
    let report = check(&file_of_other, &trust, NOW);
    expect(&report, SubIndication::RevocationOutOfBoundsNoPoe, Code::EvidenceIssuerExpired);
    // Archived with its list before the end, it holds.
    let data = common::world::data(&case.chamber, Some("2026-11-20T11:00:00Z"));
    let archived = Cades.archived(&Cades.with_data(&file_of_other, &data), &|digest| {
        other.token(&unit, digest, "2026-11-21T11:00:00Z")
    });
    passes(&check(&archived, &trust, NOW));
}

#[test]
fn weak_algorithms_are_told_apart_by_whether_there_is_a_proof() {
    let case = Case::new();
    // SHA-1 as the digest of what a time stamp is over, long after its end.
    let token = |value: &[u8]| {
        use timestamping::{Imprint, Stamp};
        let stamp = Stamp {
            policy: asn1::Oid::new("1.3.6.1.4.1.32473.1.2"),
            imprint: &Imprint::new(DigestAlgorithm::Sha1, value),
            serial: &[7],
            time: instant("2026-11-20T10:00:05Z"),
            accuracy: None,
            nonce: None,
            authority: None,
            qualified: false,
        };
        let to_sign = timestamping::prepare(&stamp, &case.unit, &[], ALGORITHM, true).unwrap();
        to_sign.complete(&case.chamber.holder_key.sign(to_sign.bytes())).unwrap()
    };
    let file = case.signed();
    let envelope = cades::SignedData::from_slice(&file, &cades::Limits::default()).unwrap();
    let value = DigestAlgorithm::Sha1.digest(envelope.signers()[0].signature());
    let stamped = Cades.stamped(&file, &|_| token(&value));
    let report = check(&stamped, &case.trust(), NOW);
    let stamp = &report.signatures[0].timestamps[0];
    assert_eq!(stamp.sub_indication, Some(SubIndication::CryptoConstraintsFailureNoPoe), "{stamp:#?}");
    assert_eq!(report.signatures[0].level, Some("B-B"));
}

#[test]
fn a_signature_policy_that_must_be_looked_at_and_is_not_at_hand_leaves_it_open() {
    let case = Case::new();
    let file = case.following(b"regole");
    let report = check(&file, &case.trust(), NOW);
    passes(&report);
    assert!(report.signatures[0].has(Code::SignaturePolicyNotAvailable));
    let strict = Policy { require_signature_policy: true, ..Policy::default() };
    let report = check_under(&file, &case.trust(), NOW, &strict);
    expect(&report, SubIndication::SignaturePolicyNotAvailable, Code::SignaturePolicyNotAvailable);
    let known = vec!["1.3.6.1.4.1.32473.1.9".to_owned()];
    let looked_at = Policy { signature_policies: known, ..strict };
    let report = check_under(&file, &case.trust(), NOW, &looked_at);
    passes(&report);
    assert!(!report.signatures[0].has(Code::SignaturePolicyNotAvailable));
}

#[test]
fn a_signature_policy_of_another_wording_is_a_processing_error() {
    let case = Case::new();
    let at_hand = |document: &[u8]| Policy {
        signature_policy_documents: vec![("1.3.6.1.4.1.32473.1.9".to_owned(), document.to_vec())],
        signature_policies: vec!["1.3.6.1.4.1.32473.1.9".to_owned()],
        ..Policy::default()
    };
    let file = case.following(b"regole");
    passes(&check_under(&file, &case.trust(), NOW, &at_hand(b"regole")));
    let report = check_under(&file, &case.trust(), NOW, &at_hand(b"altre regole"));
    expect(&report, SubIndication::PolicyProcessingError, Code::SignaturePolicyMismatch);
}

#[test]
fn an_xml_signature_policy_that_cannot_be_read_is_not_none() {
    let case = Case::new();
    let file = String::from_utf8(Xades.signed(&case.chamber, &case.signer, SIGNED)).unwrap();
    // A policy without its digest, signed with the rest.
    let policy = "<xades:SignaturePolicyIdentifier><xades:SignaturePolicyId><xades:SigPolicyId>\
                  <xades:Identifier>urn:oid:1.2.3</xades:Identifier></xades:SigPolicyId>\
                  </xades:SignaturePolicyId></xades:SignaturePolicyIdentifier>";
    let text = file.replacen(
        "</xades:SignedSignatureProperties>",
        &format!("{policy}</xades:SignedSignatureProperties>"),
        1,
    );
    assert_ne!(text, file);
    let text = common::kinds::sign_xml_again(&text, &case.chamber);
    let report = check(text.as_bytes(), &case.trust(), NOW);
    expect(&report, SubIndication::PolicyProcessingError, Code::SignaturePolicyUnreadable);
}

#[test]
fn what_is_signed_and_not_there_is_not_found() {
    let case = Case::new();
    let digest = ContentDigest::of_slice(CONTENT, Sha256);
    let file = case.chamber.sign_detached(&digest, &case.signer, SIGNED);
    expect(&check(&file, &case.trust(), NOW), SubIndication::SignedDataNotFound, Code::ContentMissing);
}

#[test]
fn an_algorithm_that_nobody_knows_is_generic() {
    let case = Case::new();
    let file = case.signed();
    // ecdsa-with-SHA256 with another last arc, in the signer info: the last one of the file.
    let ecdsa = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
    let at = file.windows(ecdsa.len()).rposition(|window| window == ecdsa).unwrap();
    let mut other = file;
    other[at + ecdsa.len() - 1] = 0x7f;
    expect(&check(&other, &case.trust(), NOW), SubIndication::Generic, Code::SignatureUnsupported);
}
