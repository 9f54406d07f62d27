//! Issuing of pairs: both or neither, and nothing that a rule forbids.

use crate::common::{actor, house, mario, pair_request, proof};
use authority::{
    AuthorityError, CertificateStatus, Demand, Target,
    rules::{motives::Motive, service::Service},
};
use keyvault::{KeySpec, SoftwareKey};
use x509::{alg::DigestAlgorithm, extension::KeyUsage};

#[test]
fn a_pair_is_a_signature_certificate_and_a_cns_certificate_of_one_person() {
    let house = house(KeySpec::P384);
    let pair = house.authority.issue_pair(&actor(), &pair_request(mario())).unwrap();

    let usage = |certificate: &x509::Certificate| certificate.key_usage().unwrap().unwrap();
    assert_eq!(usage(&pair.signature), KeyUsage::NON_REPUDIATION);
    assert_eq!(usage(&pair.cns), KeyUsage::DIGITAL_SIGNATURE);
    let signature_ca = house.authority.current(Service::Signature).unwrap();
    let cns_ca = house.authority.current(Service::Cns).unwrap();
    pair.signature.verify_signed_by(signature_ca.certificate.public_key().unwrap()).unwrap();
    pair.cns.verify_signed_by(cns_ca.certificate.public_key().unwrap()).unwrap();
    assert_eq!(
        pair.signature.subject().get(&x509::oid::SERIAL_NUMBER).as_deref(),
        Some("TINIT-RSSMRA80A01H501U")
    );
    assert!(pair.cns.subject().common_name().unwrap().starts_with("RSSMRA80A01H501U/7430012345678901."));
    assert_eq!(pair.signature.not_after().to_string(), "2029-11-22T00:00:00Z");
    assert_eq!(house.authority.census().unwrap().whole_pairs, 1);
}

#[test]
fn a_key_is_certified_once() {
    let house = house(KeySpec::P384);
    let request = pair_request(mario());
    house.authority.issue_pair(&actor(), &request).unwrap();
    let again = house.authority.issue_pair(&actor(), &request);
    assert!(matches!(again, Err(AuthorityError::KeyInUse)), "{again:?}");

    let key = SoftwareKey::generate(KeySpec::P256).unwrap();
    let mut same_twice = pair_request(mario());
    same_twice.signature_request = proof(&key);
    same_twice.cns_request = proof(&key);
    let refused = house.authority.issue_pair(&actor(), &same_twice);
    assert!(matches!(refused, Err(AuthorityError::KeyInUse)), "{refused:?}");
    assert_eq!(house.authority.census().unwrap().whole_pairs, 1);
}

#[test]
fn a_key_that_is_in_other_hands_is_never_certified_and_found_where_it_was() {
    let house = house(KeySpec::P384);
    let sha256 = |der: &[u8]| -> [u8; 32] {
        let request = x509::request::Request::from_der(der).unwrap();
        DigestAlgorithm::Sha256.digest(request.public_key().spki_der()).try_into().unwrap()
    };
    let issued = pair_request(mario());
    house.authority.issue_pair(&actor(), &issued).unwrap();
    let survey = house.authority.survey_register(&actor()).unwrap();
    assert_eq!((survey.certificates, survey.findings), (3, 0), "the pair and the unit of time stamps");
    assert!(!house.authority.survey_register_when_due(&actor()).unwrap(), "once a day");

    let refused = pair_request(mario());
    let known = vec![sha256(&issued.cns_request), sha256(&refused.signature_request)];
    assert_eq!(house.authority.block_keys(&actor(), known.clone()).unwrap(), 2);
    assert_eq!(house.authority.block_keys(&actor(), known).unwrap(), 0, "known already");
    let error = house.authority.issue_pair(&actor(), &refused);
    assert!(matches!(error, Err(AuthorityError::KeyCompromised)), "{error:?}");
    house.clock.advance(jiff::SignedDuration::from_hours(25));
    assert!(house.authority.survey_register_when_due(&actor()).unwrap());
    assert_eq!(house.authority.last_register_survey().unwrap().unwrap().findings, 1);
}

#[test]
fn keys_that_share_a_prime_are_found_at_night() {
    let house = house(KeySpec::P384);
    let keys: [&[u8]; 2] =
        [include_bytes!("../data/shared-prime-1.der"), include_bytes!("../data/shared-prime-2.der")];
    let pairs = keys.map(|key| {
        let mut request = pair_request(mario());
        request.signature_request = proof(&SoftwareKey::from_pkcs8(key).unwrap());
        let pair = house.authority.issue_pair(&actor(), &request).unwrap();
        house.authority.activate_pair(&actor(), pair.id).unwrap();
        pair.id
    });
    let found = || house.authority.survey_register(&actor()).unwrap();
    assert_eq!((found().certificates, found().findings), (5, 2), "and again as long as they stand");
    let revoked = Demand::of(&actor(), Motive::Compromise).because("chiave nota");
    house.authority.revoke(&actor(), Target::Pair(pairs[0]), &revoked, None).unwrap();
    assert_eq!(found().findings, 1);
}

#[test]
fn a_request_without_possession_of_its_key_is_refused() {
    let house = house(KeySpec::P384);
    for at in [20, 60] {
        let mut request = pair_request(mario());
        let last = request.cns_request.len() - at;
        request.cns_request[last] ^= 1;
        let refused = house.authority.issue_pair(&actor(), &request);
        assert!(matches!(refused, Err(AuthorityError::Request { .. })), "{refused:?}");
    }
    assert_eq!(house.authority.census().unwrap(), authority::Census::default());
}

#[test]
fn names_that_deceive_are_refused() {
    let house = house(KeySpec::P384);
    for name in ["Mario\u{202e}", "Mario\0", " Mario", ""] {
        let mut holder = mario();
        holder.given_name = name.to_owned();
        assert!(house.authority.issue_pair(&actor(), &pair_request(holder)).is_err(), "{name:?}");
    }
}

#[test]
fn the_holder_keeps_the_code_at_the_provider() {
    let house = house(KeySpec::P384);
    let code = || {
        let pair = house.authority.issue_pair(&actor(), &pair_request(mario())).unwrap();
        pair.signature.subject().get(&x509::oid::DN_QUALIFIER).unwrap()
    };
    let first = code();
    assert_eq!(first, "SIG0000000000001");
    assert_eq!(code(), first);
}

#[test]
fn status_follows_delivery_suspension_and_time() {
    let house = house(KeySpec::P384);
    let pair = house.authority.issue_pair(&actor(), &pair_request(mario())).unwrap();
    let status = || house.authority.certificate_status(pair.signature.serial()).unwrap()[0].status;
    house.authority.activate_pair(&actor(), pair.id).unwrap();
    assert!(matches!(status(), CertificateStatus::Good { .. }));
    assert!(house.authority.activate_pair(&actor(), pair.id).is_err(), "delivered once");

    house.authority.suspend_pair(&actor(), pair.id, "smarrimento").unwrap();
    assert!(matches!(status(), CertificateStatus::Suspended { since } if since == crate::common::start()));
    house.clock.set("2030-01-01T00:00:00Z".parse().unwrap());
    assert!(matches!(status(), CertificateStatus::Expired { .. }));
}

#[test]
fn init_makes_four_authorities_with_different_keys_once() {
    let house = house(KeySpec::P384);
    let all = house.authority.authorities();
    assert_eq!(all.iter().map(|ca| ca.service).collect::<Vec<_>>(), Service::ALL);
    for (index, ca) in all.iter().enumerate() {
        ca.certificate.verify_signed_by(ca.certificate.public_key().unwrap()).unwrap();
        assert!(all.iter().skip(index + 1).all(|other| other.certificate.spki() != ca.certificate.spki()));
    }
    assert!(matches!(house.authority.init(&actor(), KeySpec::P384), Err(AuthorityError::AlreadyInitialised)));
}

#[test]
fn every_effect_stands_in_the_audit_log() {
    let house = house(KeySpec::P384);
    let before = store::audit::verify(&house.store).unwrap().entries;
    let pair = house.authority.issue_pair(&actor(), &pair_request(mario())).unwrap();
    house.authority.activate_pair(&actor(), pair.id).unwrap();
    let report = store::audit::verify(&house.store).unwrap();
    assert!(report.is_intact());
    assert_eq!(
        report.entries - before,
        8,
        "one request submitted and approved; two certificates issuing, issued and activated"
    );
}
