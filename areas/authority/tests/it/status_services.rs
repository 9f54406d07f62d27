//! CRL and OCSP say the same at every moment, and never "good" for what was not issued.

use crate::common::{House, actor, house, mario, pair_request};
use authority::{Scope, ServiceAuthority, rules::service::Service};
use jiff::SignedDuration;
use keyvault::KeySpec;
use x509::{
    Certificate,
    alg::DigestAlgorithm,
    crl::{Crl, Reason},
    ocsp::{self, Answer, ErrorStatus, Status},
};

fn cert_id(ca: &ServiceAuthority, serial: &[u8]) -> Vec<u8> {
    let key = ca.certificate.public_key().unwrap();
    ocsp::cert_id(DigestAlgorithm::Sha256, ca.certificate.subject().der(), key.bits_of_key(), serial)
}

fn ask(house: &House, ca: &ServiceAuthority, serial: &[u8]) -> Status {
    let request = ocsp::request(&[cert_id(ca, serial)], None);
    let answer = house.authority.answer_ocsp(ca, &request).der.clone();
    let Answer::Successful(answer) = Answer::from_der(&answer).unwrap() else { panic!("an error") };
    let responder = answer.certificates().remove(0);
    responder.verify_signed_by(ca.certificate.public_key().unwrap()).unwrap();
    answer.verify_signed_by(responder.public_key().unwrap()).unwrap();
    let single = answer.responses().next().unwrap();
    assert_eq!(single.archive_cutoff(), Some(ca.certificate.not_before()));
    single.status
}

fn on_list(house: &House, ca: &ServiceAuthority, certificate: &Certificate) -> Option<Reason> {
    let shard =
        certificate.crl_urls()[0].rsplit('/').next().unwrap().trim_end_matches(".crl").parse().unwrap();
    let list = house.authority.newest_list(ca, Scope::Shard(shard)).unwrap().unwrap();
    let crl = Crl::from_der(list.der).unwrap();
    crl.verify_signed_by(ca.certificate.public_key().unwrap()).unwrap();
    crl.find(certificate.serial()).map(|entry| entry.reason().unwrap())
}

#[test]
fn list_and_answer_agree_before_and_after_a_suspension() {
    let house = house(KeySpec::P384);
    let pair = house.authority.issue_pair(&actor(), &pair_request(mario())).unwrap();
    house.authority.activate_pair(&actor(), pair.id).unwrap();
    let cas = [Service::Signature, Service::Cns].map(|service| house.authority.current(service).unwrap());
    for (ca, certificate) in cas.iter().zip([&pair.signature, &pair.cns]) {
        assert_eq!(ask(&house, ca, certificate.serial()), Status::Good);
        assert_eq!(on_list(&house, ca, certificate), None);
    }
    house.clock.advance(SignedDuration::from_mins(5));
    house.authority.suspend_pair(&actor(), pair.id, "smarrimento").unwrap();
    let since = crate::common::start() + SignedDuration::from_mins(5);
    for (ca, certificate) in cas.iter().zip([&pair.signature, &pair.cns]) {
        let held = Status::Revoked { at: since, reason: Some(Reason::CertificateHold) };
        assert_eq!(ask(&house, ca, certificate.serial()), held);
        assert_eq!(on_list(&house, ca, certificate), Some(Reason::CertificateHold));
    }
}

#[test]
fn a_serial_never_issued_is_never_good() {
    let house = house(KeySpec::P384);
    let ca = house.authority.current(Service::Signature).unwrap();
    for serial in [[0x10; 16], [0x7f; 16]] {
        assert!(matches!(
            ask(&house, &ca, &serial),
            Status::Revoked { reason: Some(Reason::CertificateHold), .. }
        ));
    }
}

#[test]
fn wrong_requests_get_the_error_that_says_so() {
    let house = house(KeySpec::P384);
    let signature = house.authority.current(Service::Signature).unwrap();
    let cns = house.authority.current(Service::Cns).unwrap();
    let error = |ca: &ServiceAuthority, request: &[u8]| {
        let answer = house.authority.answer_ocsp(ca, request);
        assert_eq!(answer.keep, None);
        match Answer::from_der(&answer.der).unwrap() {
            Answer::Error(status) => status,
            Answer::Successful(_) => panic!("an answer"),
        }
    };
    assert_eq!(error(&signature, b""), ErrorStatus::MalformedRequest);
    assert_eq!(error(&signature, &[0x30, 0]), ErrorStatus::MalformedRequest);
    let id = cert_id(&cns, &[0x10; 16]);
    assert_eq!(error(&signature, &ocsp::request(&[id], None)), ErrorStatus::Unauthorized);
    let many = vec![cert_id(&signature, &[0x10; 16]); 17];
    assert_eq!(error(&signature, &ocsp::request(&many, None)), ErrorStatus::MalformedRequest);
}

#[test]
fn an_answer_with_a_nonce_repeats_it_and_is_not_kept() {
    let house = house(KeySpec::P384);
    let ca = house.authority.current(Service::Signature).unwrap();
    let request = ocsp::request(&[cert_id(&ca, &[0x10; 16])], Some(&[7; 32]));
    let answer = house.authority.answer_ocsp(&ca, &request);
    assert_eq!(answer.keep, None);
    let Answer::Successful(answer) = Answer::from_der(&answer.der).unwrap() else { panic!("an error") };
    assert_eq!(answer.nonce(), Some(&[7; 32][..]));
}

#[test]
fn lists_are_numbered_upwards_and_renewed_when_due_only() {
    let house = house(KeySpec::P384);
    let ca = house.authority.current(Service::Signature).unwrap();
    let number = || house.authority.newest_list(&ca, Scope::Shard(0)).unwrap().unwrap().number;
    let first = number();
    assert_eq!(house.authority.publish_lists(&actor()).unwrap(), 0, "nothing changed");
    house.clock.advance(SignedDuration::from_mins(61));
    assert!(house.authority.publish_lists(&actor()).unwrap() > 0);
    assert!(number() > first);
    house.clock.advance(SignedDuration::from_hours(-5));
    house.authority.publish_lists(&actor()).unwrap();
    let list = house.authority.newest_list(&ca, Scope::Shard(0)).unwrap().unwrap();
    assert!(list.this_update > house.clock_now(), "a clock that went back does not take the list back");
}

#[test]
fn a_certificate_newer_than_its_list_makes_the_list_due() {
    let house = house(KeySpec::P384);
    house.clock.advance(SignedDuration::from_mins(1));
    let pair = house.authority.issue_pair(&actor(), &pair_request(mario())).unwrap();
    assert_eq!(house.authority.publish_lists(&actor()).unwrap(), 2, "one shard of each authority");
    assert_eq!(house.authority.publish_lists(&actor()).unwrap(), 0);
    let ca = house.authority.current(Service::Signature).unwrap();
    let shard = authority::rules::serial::shard(pair.signature.serial(), ca.shard_count);
    let list = house.authority.newest_list(&ca, Scope::Shard(shard)).unwrap().unwrap();
    assert!(list.this_update >= pair.signature.not_before());
}

#[test]
fn responders_are_replaced_before_they_end() {
    let house = house(KeySpec::P384);
    assert_eq!(house.authority.renew_responders(&actor()).unwrap(), 0);
    house.clock.advance(SignedDuration::from_hours(24 * 76));
    assert_eq!(house.authority.renew_responders(&actor()).unwrap(), 4);
    let ca = house.authority.current(Service::Signature).unwrap();
    let keys = || std::fs::read_dir(house.folder.path().join("vault")).unwrap().count();
    let before = keys();
    house.clock.advance(SignedDuration::from_hours(24 * 30));
    assert!(matches!(ask(&house, &ca, &[0x10; 16]), Status::Revoked { .. }));
    assert_eq!(house.authority.renew_responders(&actor()).unwrap(), 0);
    assert_eq!(keys(), before - 4, "the keys of those that ended are destroyed");
}

impl House {
    fn clock_now(&self) -> foundation::Timestamp {
        foundation::Clock::now(&*self.clock)
    }
}
