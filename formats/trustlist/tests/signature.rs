//! Which lists are accepted (TS 119 612 §5.7, annex B).

#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use common::{
    compose::{List, State, service},
    pki::{Key, self_signed},
    sign::Signer,
};
use trustlist::{
    CheckedList,
    check::{Refusal, Warning, check},
};
use x509::{Certificate, alg::DigestAlgorithm};
use xades::{SignatureError, SignatureWarning, signatures, xml};

struct Operator {
    key: Key,
    certificate: Certificate,
    list: List,
}

impl Operator {
    fn new() -> Self {
        let key = Key::new();
        let certificate = self_signed("An operator", &key);
        let list = List::of(service(&certificate, &[State::granted()]));
        Self { key, certificate, list }
    }

    fn signer(&self) -> Signer<'_> {
        Signer::new(&self.key, &self.certificate)
    }

    fn check(&self, xml: &[u8]) -> Result<CheckedList, Refusal> {
        check(xml, std::slice::from_ref(&self.certificate))
    }
}

/// The certificate in the KeyInfo of a published list.
fn own_signer(list: &[u8]) -> Certificate {
    let source = xml::Source::read(list).unwrap();
    let document = xml::Document::parse(&source).unwrap();
    signatures(&document)[0].key_info_certificates().remove(0)
}

#[test]
fn published_lists_hold_under_the_certificate_of_their_operator() {
    for (name, territory) in [("CY.xml", "CY"), ("dk_tl-sn21.xml", "DK")] {
        let Some(xml) = common::corpus(&format!("dss/tl/{name}")) else { return };
        let signer = own_signer(&xml);
        let checked = check(&xml, std::slice::from_ref(&signer)).unwrap();
        assert_eq!(checked.list.scheme.territory.as_deref(), Some(territory));
        assert_eq!(checked.signer.as_ref(), Some(&signer));
        assert!(matches!(check(&xml, &[]), Err(Refusal::Stranger(found)) if found == signer));
        let changed = String::from_utf8(xml).unwrap().replacen(
            "<Name xml:lang=\"en\">",
            "<Name xml:lang=\"en\">New ",
            1,
        );
        let refused = check(changed.as_bytes(), &[signer]).unwrap_err();
        assert!(matches!(refused, Refusal::Signature(SignatureError::DigestMismatch { .. })), "{refused}");
    }
}

#[test]
fn a_list_from_which_providers_were_taken_is_refused() {
    let Some(xml) = common::corpus("dss/tl/IT-excerpt-unsigned.xml") else { return };
    let refused = check(&xml, &[own_signer(&xml)]).unwrap_err();
    assert!(matches!(refused, Refusal::Signature(SignatureError::DigestMismatch { .. })), "{refused}");
}

#[test]
fn a_list_signed_by_another_program_is_accepted() {
    let signer = Certificate::from_der(include_bytes!("golden/gestore.cer").as_slice()).unwrap();
    let checked = check(include_bytes!("golden/elenco.xml"), &[signer]).unwrap();
    assert_eq!(checked.warnings, [Warning::SignerNotValid]);
    assert_eq!(checked.list.services().count(), 1);
}

#[test]
fn a_list_signed_by_its_operator_is_accepted_without_remarks() {
    let operator = Operator::new();
    for uri in ["", "#list"] {
        let xml = Signer { uri, ..operator.signer() }.sign(&operator.list.xml());
        let checked = operator.check(&xml).unwrap();
        assert_eq!(checked.warnings, []);
        assert_eq!(checked.list.services().count(), 1);
    }
}

#[test]
fn who_is_not_named_for_the_list_may_not_sign_it() {
    let operator = Operator::new();
    let stranger = Operator::new();
    let xml = stranger.signer().sign(&operator.list.xml());
    assert!(matches!(operator.check(&xml), Err(Refusal::Stranger(_))));
    // Another certificate for the key of the operator is not the one that is named.
    let twin = self_signed("An operator", &operator.key);
    let xml = Signer::new(&operator.key, &twin).sign(&operator.list.xml());
    assert!(matches!(operator.check(&xml), Err(Refusal::Stranger(_))));
}

#[test]
fn key_info_has_the_certificate_of_the_signer_and_others_mean_nothing() {
    let operator = Operator::new();
    let other = Operator::new();
    let with = |key_info| Signer { key_info, ..operator.signer() }.sign(&operator.list.xml());
    assert!(matches!(operator.check(&with(vec![])), Err(Refusal::KeyInfo)));
    let (own, foreign) = (&operator.certificate, &other.certificate);
    for key_info in [vec![own, foreign], vec![foreign, own]] {
        let checked = operator.check(&with(key_info)).unwrap();
        assert_eq!((checked.signer.as_ref(), &checked.warnings[..]), (Some(own), &[Warning::KeyInfo(2)][..]));
    }
    for count in [1, 3] {
        let refused = operator.check(&with(vec![foreign; count])).unwrap_err();
        assert!(matches!(refused, Refusal::Signature(SignatureError::CertificateMismatch)), "{refused}");
    }
    // Who may sign is still who is named for the list.
    let stranger = Signer { key_info: vec![foreign, own], ..other.signer() }.sign(&operator.list.xml());
    assert!(matches!(operator.check(&stranger), Err(Refusal::Stranger(_))));
}

#[test]
fn an_unsigned_list_is_refused() {
    let operator = Operator::new();
    assert!(matches!(operator.check(operator.list.xml().as_bytes()), Err(Refusal::Unsigned)));
}

#[test]
fn a_signature_that_is_not_the_list_s_own_child_is_none() {
    let operator = Operator::new();
    let signed = String::from_utf8(operator.signer().sign(&operator.list.xml())).unwrap();
    let wrapped = signed
        .replace("<d:Signature ", "<x:Wrapper><d:Signature ")
        .replace("</d:Signature>", "</d:Signature></x:Wrapper>");
    assert!(matches!(operator.check(wrapped.as_bytes()), Err(Refusal::Unsigned)));
}

#[test]
fn two_signatures_are_refused() {
    let operator = Operator::new();
    let once = String::from_utf8(operator.signer().sign(&operator.list.xml())).unwrap();
    let start = once.find("<d:Signature ").unwrap();
    let end = once.find("</TrustServiceStatusList>").unwrap();
    let twice = format!("{}{}", &once[..end], &once[start..]);
    assert!(matches!(operator.check(twice.as_bytes()), Err(Refusal::SeveralSignatures(2))));
}

#[test]
fn a_signature_over_a_part_of_the_list_is_refused() {
    let operator = Operator::new();
    let list = operator.list.xml().replace("<SchemeInformation>", "<SchemeInformation Id=\"part\">");
    let xml = Signer { uri: "#part", ..operator.signer() }.sign(&list);
    assert!(matches!(operator.check(&xml), Err(Refusal::WholeListNotSigned)));
}

#[test]
fn a_weak_digest_is_refused() {
    let operator = Operator::new();
    let xml = Signer { digest: DigestAlgorithm::Sha1, ..operator.signer() }.sign(&operator.list.xml());
    assert!(matches!(operator.check(&xml), Err(Refusal::Weak(DigestAlgorithm::Sha1))));
}

#[test]
fn a_signature_without_xades_is_refused() {
    let operator = Operator::new();
    let xml = Signer { with_properties: false, ..operator.signer() }.sign(&operator.list.xml());
    assert!(matches!(operator.check(&xml), Err(Refusal::NotXades)));
}

#[test]
fn what_is_unusual_is_said() {
    let operator = Operator::new();
    let old = List { version: 5, ..operator.list.clone() };
    let checked = operator.check(&operator.signer().sign(&old.xml())).unwrap();
    assert_eq!(checked.warnings, [Warning::OldVersion]);
    let before = List { issued: "2026-04-28T21:59:59Z", ..old };
    let checked = operator.check(&operator.signer().sign(&before.xml())).unwrap();
    assert_eq!(checked.warnings, []);
    let early = List { issued: "2004-01-01T00:00:00Z", ..operator.list.clone() };
    let checked = operator.check(&operator.signer().sign(&early.xml())).unwrap();
    assert_eq!(checked.warnings, [Warning::SignerNotValid]);
    let Some(xml) = common::corpus("dss/tl/CY.xml") else { return };
    let checked = check(&xml, &[own_signer(&xml)]).unwrap();
    assert_eq!(checked.warnings, [Warning::Signature(SignatureWarning::SigningCertificateVersion1)]);
}

#[test]
fn every_changed_character_is_noticed_or_changes_nothing() {
    let operator = Operator::new();
    let xml = operator.signer().sign(&operator.list.xml());
    let good = format!("{:?}", operator.check(&xml).unwrap());
    let mut refused = 0;
    for at in (0..xml.len()).step_by(7) {
        let mut changed = xml.clone();
        changed[at] ^= 1;
        match operator.check(&changed) {
            // White space between attributes, or the last bits of base64, say nothing.
            Ok(list) => assert_eq!(format!("{list:?}"), good, "octet {at}"),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > xml.len() / 7 * 9 / 10, "{refused}");
}
