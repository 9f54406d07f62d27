//! Dual control: two officers who did not propose, in time, over exactly this act, once.

use authority::{
    AuthorityError, OperatorRequest, OperatorRole,
    rules::{
        approvals::{ApprovalState, Objection, Operation},
        service::Service,
    },
};
use foundation::{Actor, AuthMethod, Role};
use jiff::SignedDuration;
use keyvault::{KeySpec, SigningKey, SoftwareKey};
use x509::Certificate;

use crate::common::{House, actor, house, proof};

struct Officer {
    key: SoftwareKey,
    certificate: Certificate,
}

impl Officer {
    fn sign(&self, content: &[u8], house: &House) -> Vec<u8> {
        let algorithm = self.key.spec().default_algorithm();
        let parameters = cades::Parameters::new(algorithm, foundation::Clock::now(&*house.clock));
        let digest = cades::ContentDigest::of_slice(content, algorithm.digest());
        let to_sign = cades::prepare(&digest, &self.certificate, &[], &parameters).unwrap();
        let value = self.key.sign_digest(algorithm, &to_sign.digest()).unwrap();
        to_sign.complete(&value).unwrap().enveloping(content).unwrap()
    }

    fn sign_detached(&self, content: &[u8], house: &House) -> Vec<u8> {
        let algorithm = self.key.spec().default_algorithm();
        let parameters = cades::Parameters::new(algorithm, foundation::Clock::now(&*house.clock));
        let digest = cades::ContentDigest::of_slice(content, algorithm.digest());
        let to_sign = cades::prepare(&digest, &self.certificate, &[], &parameters).unwrap();
        let value = self.key.sign_digest(algorithm, &to_sign.digest()).unwrap();
        to_sign.complete(&value).unwrap().detached()
    }
}

fn operator(house: &House, id: &str, role: OperatorRole) -> Officer {
    let key = SoftwareKey::generate(KeySpec::P256).unwrap();
    let request = OperatorRequest { id: id.to_owned(), name: id.to_owned(), role, csr: proof(&key) };
    let certificate = house.authority.issue_operator(&actor(), &request).unwrap();
    Officer { key, certificate }
}

fn officer(house: &House, id: &str) -> Officer {
    operator(house, id, OperatorRole::CaOfficer)
}

fn as_officer(id: &str) -> Actor {
    Actor { role: Role::CaOfficer, name: id.to_owned(), method: AuthMethod::ClientCertificate }
}

fn new_generation() -> Operation {
    Operation::CreateAuthority { service: "firma".to_owned(), key: "p-256".to_owned() }
}

fn objection<T: std::fmt::Debug>(outcome: Result<T, AuthorityError>) -> Objection {
    match outcome {
        Err(AuthorityError::Approval(objection)) => objection,
        other => panic!("{other:?}"),
    }
}

#[test]
fn two_officers_make_the_next_generation_of_an_authority() {
    let house = house(KeySpec::P256);
    let (anna, bruno) = (officer(&house, "anna"), officer(&house, "bruno"));
    let authority = &house.authority;
    let id = authority.propose(&as_officer("carla"), new_generation()).unwrap();
    let document = authority.approval(id).unwrap().document();
    assert_eq!(objection(authority.execute(&actor(), id)), Objection::NotNow("pending"));
    let state = authority.approve(&actor(), id, &anna.sign(&document, &house)).unwrap();
    assert_eq!(state, ApprovalState::Pending);
    let state = authority.approve(&actor(), id, &bruno.sign_detached(&document, &house)).unwrap();
    assert_eq!(state, ApprovalState::Approved);
    assert_eq!(authority.approvals(true, 10).unwrap().len(), 1);

    assert_eq!(authority.execute(&actor(), id).unwrap(), "firma-g2");
    assert_eq!(objection(authority.execute(&actor(), id)), Objection::NotNow("executed"));
    assert!(authority.approvals(true, 10).unwrap().is_empty());
    let kept = authority.approval(id).unwrap();
    assert_eq!(kept.given.iter().map(|given| given.officer.as_str()).collect::<Vec<_>>(), ["anna", "bruno"]);
    assert_eq!(kept.outcome.as_deref(), Some("firma-g2"));

    let current = authority.current(Service::Signature).unwrap();
    assert_eq!(current.path, "firma-g2");
    assert!(
        current.certificate.subject().friendly().ends_with("G2"),
        "{}",
        current.certificate.subject().friendly()
    );
    assert!(current.crl_url(&[1; 16]).contains("/firma-g2/crl/"));
    // The first generation goes on with its lists.
    let first = authority.authorities().iter().find(|ca| ca.path == "firma").cloned().unwrap();
    house.clock.advance(SignedDuration::from_hours(2));
    authority.publish_lists(&actor()).unwrap();
    for ca in [&first, &current] {
        for scope in ca.scopes() {
            assert!(authority.newest_list(ca, scope).unwrap().is_some(), "{} {scope:?}", ca.path);
        }
    }
    let pair = authority.issue_pair(&actor(), &crate::common::pair_request(crate::common::mario())).unwrap();
    assert_eq!(pair.signature.issuer(), current.certificate.subject());
}

#[test]
fn nobody_approves_alone_twice_or_what_is_their_own() {
    let house = house(KeySpec::P256);
    let (anna, bruno) = (officer(&house, "anna"), officer(&house, "bruno"));
    let authority = &house.authority;
    let id = authority.propose(&as_officer("anna"), new_generation()).unwrap();
    let document = authority.approval(id).unwrap().document();
    assert_eq!(
        objection(authority.approve(&actor(), id, &anna.sign(&document, &house))),
        Objection::OwnProposal
    );
    authority.approve(&actor(), id, &bruno.sign(&document, &house)).unwrap();
    assert_eq!(objection(authority.approve(&actor(), id, &bruno.sign(&document, &house))), Objection::Twice);
    assert_eq!(authority.approval(id).unwrap().state, ApprovalState::Pending);
    let rao = Actor { role: Role::Rao, name: "x".to_owned(), method: AuthMethod::ClientCertificate };
    assert_eq!(objection(authority.propose(&rao, new_generation())), Objection::MayNotPropose);
}

#[test]
fn only_a_good_certificate_of_an_officer_counts() {
    let house = house(KeySpec::P256);
    let authority = &house.authority;
    let id = authority.propose(&actor(), new_generation()).unwrap();
    let document = authority.approval(id).unwrap().document();
    for role in [OperatorRole::Rao, OperatorRole::Auditor, OperatorRole::KeyCustodian, OperatorRole::Sysadmin]
    {
        let other = operator(&house, role.name(), role);
        let outcome = authority.approve(&actor(), id, &other.sign(&document, &house));
        assert!(matches!(objection(outcome), Objection::NotOfficer(_)), "{role}");
    }
    // A certificate of another house's internal authority.
    let elsewhere = crate::common::house(KeySpec::P256);
    let stranger = officer(&elsewhere, "anna");
    let outcome = authority.approve(&actor(), id, &stranger.sign(&document, &house));
    assert!(matches!(objection(outcome), Objection::Signature(_)));
    // One that has expired: the proposal is made anew, so that only the certificate is at fault.
    let anna = officer(&house, "anna");
    house.clock.advance(SignedDuration::from_hours(366 * 24));
    let id = authority.propose(&actor(), new_generation()).unwrap();
    let document = authority.approval(id).unwrap().document();
    let outcome = authority.approve(&actor(), id, &anna.sign(&document, &house));
    assert!(matches!(objection(outcome), Objection::Signature(_)));
}

#[test]
fn an_approval_is_for_one_act_and_for_a_quarter_of_an_hour() {
    let house = house(KeySpec::P256);
    let (anna, bruno) = (officer(&house, "anna"), officer(&house, "bruno"));
    let authority = &house.authority;
    let first = authority.propose(&actor(), new_generation()).unwrap();
    let second =
        authority.propose(&actor(), Operation::DestroyKey { label: "ca/firma/1".to_owned() }).unwrap();
    let of_first = authority.approval(first).unwrap().document();
    let swapped = authority.approve(&actor(), second, &anna.sign(&of_first, &house));
    assert_eq!(objection(swapped), Objection::OtherContent);
    let swapped = authority.approve(&actor(), second, &anna.sign_detached(&of_first, &house));
    assert_eq!(objection(swapped), Objection::OtherContent);
    for damaged in [&b""[..], b"nessuna firma", &of_first] {
        assert!(matches!(objection(authority.approve(&actor(), first, damaged)), Objection::Signature(_)));
    }
    authority.approve(&actor(), first, &anna.sign(&of_first, &house)).unwrap();
    house.clock.advance(SignedDuration::from_mins(16));
    let late = authority.approve(&actor(), first, &bruno.sign(&of_first, &house));
    assert_eq!(objection(late), Objection::Expired);
    assert!(authority.approval(first).unwrap().has_expired(foundation::Clock::now(&*house.clock)));
    // The refusals are in the audit log.
    let log = store::audit::verify(&house.store).unwrap();
    assert!(log.entries > 0);
}

#[test]
fn a_key_is_destroyed_only_by_an_approved_act() {
    let house = house(KeySpec::P256);
    let (anna, bruno) = (officer(&house, "anna"), officer(&house, "bruno"));
    let authority = &house.authority;
    let nothing = Operation::DestroyKey { label: "ca/niente/1".to_owned() };
    assert!(matches!(objection(authority.propose(&actor(), nothing)), Objection::Unfit(_)));
    let id = authority.propose(&actor(), Operation::DestroyKey { label: "ca/tsa/1".to_owned() }).unwrap();
    let document = authority.approval(id).unwrap().document();
    for officer in [&anna, &bruno] {
        authority.approve(&actor(), id, &officer.sign(&document, &house)).unwrap();
    }
    authority.execute(&actor(), id).unwrap();
    let again = Operation::DestroyKey { label: "ca/tsa/1".to_owned() };
    assert!(matches!(objection(authority.propose(&actor(), again)), Objection::Unfit(_)));
}

#[test]
fn a_withdrawn_proposal_is_over() {
    let house = house(KeySpec::P256);
    let anna = officer(&house, "anna");
    let authority = &house.authority;
    let id = authority.propose(&actor(), new_generation()).unwrap();
    authority.withdraw(&actor(), id).unwrap();
    let document = authority.approval(id).unwrap().document();
    let outcome = authority.approve(&actor(), id, &anna.sign(&document, &house));
    assert_eq!(objection(outcome), Objection::NotNow("withdrawn"));
    assert_eq!(objection(authority.withdraw(&actor(), id)), Objection::NotNow("withdrawn"));
}

#[test]
fn a_decision_is_recorded_once_with_its_signatures() {
    let house = house(KeySpec::P256);
    let (anna, bruno) = (officer(&house, "anna"), officer(&house, "bruno"));
    let authority = &house.authority;
    let change =
        Operation::ChangeProfile { profile: "P2".to_owned(), change: "limite".to_owned(), sha256: None };
    let id = authority.propose(&actor(), change).unwrap();
    let document = authority.approval(id).unwrap().document();
    for officer in [&anna, &bruno] {
        authority.approve(&actor(), id, &officer.sign(&document, &house)).unwrap();
    }
    assert_eq!(authority.execute(&actor(), id).unwrap(), "change_profile");
    assert_eq!(authority.approval(id).unwrap().state, ApprovalState::Executed);
    assert_eq!(objection(authority.execute(&actor(), id)), Objection::NotNow("executed"));
}

#[test]
fn more_than_a_hundred_certificates_are_revoked_by_two_officers() {
    let house = house(KeySpec::P256);
    let (anna, bruno) = (officer(&house, "anna"), officer(&house, "bruno"));
    let authority = &house.authority;
    let pair = authority.issue_pair(&actor(), &crate::common::pair_request(crate::common::mario())).unwrap();
    let bulk = |serials: Vec<String>, motive: &str| Operation::BulkRevocation {
        serials,
        motive: motive.to_owned(),
        words: "lotto difettoso".to_owned(),
    };
    // One that exists among many that do not: those are told, and do not stop it.
    let mut serials: Vec<String> = (0..101).map(|number| format!("40{number:030x}")).collect();
    serials.push(pair.cns.serial_hex());
    for (few, motive) in [(serials[..100].to_vec(), "compromise"), (serials.clone(), "capriccio")] {
        assert!(matches!(objection(authority.propose(&actor(), bulk(few, motive))), Objection::Unfit(_)));
    }
    let id = authority.propose(&actor(), bulk(serials, "compromise")).unwrap();
    let document = authority.approval(id).unwrap().document();
    for officer in [&anna, &bruno] {
        authority.approve(&actor(), id, &officer.sign(&document, &house)).unwrap();
    }
    let outcome = authority.execute(&actor(), id).unwrap();
    assert!(outcome.starts_with("1 revoked; 101 not"), "{outcome}");
    let found = authority.certificate_status(pair.cns.serial()).unwrap();
    assert!(matches!(found[0].status, authority::CertificateStatus::Revoked { .. }), "{:?}", found[0].status);
}
