//! Requests for a pair: submitted, approved with evidence, cancelled, issued once; and what a crash leaves.

use std::{io::Read, sync::Arc};

use authority::{
    AuthorityError, Device, OperatorRequest, OperatorRole, Target,
    rules::{
        permissions::{Asker, Channel, Party},
        requests::{EvidenceKind, RequestState},
    },
};
use foundation::{Actor, AuthMethod, Role};
use jiff::SignedDuration;
use keyvault::{KeyEntry, KeySpec, Keyring, KeyringError, Order, Signed, SoftwareKey};
use x509::alg::PublicKey;

use crate::{
    common::{House, actor, house, mario, open, pair_request, proof},
    lifecycle::{MARIO, entered, holder, piece, rao, registration, rule},
};

fn device() -> Device {
    let request = pair_request(mario());
    Device {
        card_number: request.card_number,
        personal_data: request.personal_data,
        signature_request: request.signature_request,
        cns_request: request.cns_request,
        emergency_code: None,
    }
}

fn all_evidence() -> Vec<authority::rules::requests::Evidence> {
    [EvidenceKind::Identification, EvidenceKind::Contract, EvidenceKind::Consent].map(piece).into()
}

fn state(house: &House, id: foundation::Id<authority::RequestKind>) -> &'static str {
    house.authority.request(id).unwrap().state.state_name().as_str()
}

#[test]
fn a_request_is_submitted_approved_and_issued_once() {
    let house = house(KeySpec::P384);
    let id = house.authority.submit_request(&rao(), &mario(), &registration()).unwrap();
    assert_eq!(rule(house.authority.issue_approved(&rao(), id, &device())), "state");
    assert_eq!(rule(house.authority.approve_request(&rao(), id, &[])), "evidence");
    let other = Actor { method: AuthMethod::Otp, ..rao() };
    assert_eq!(rule(house.authority.approve_request(&other, id, &all_evidence())), "entered-by");
    house.authority.approve_request(&rao(), id, &all_evidence()).unwrap();
    assert_eq!(rule(house.authority.approve_request(&rao(), id, &all_evidence())), "state");
    let itself = holder(AuthMethod::Spid);
    assert_eq!(rule(house.authority.issue_approved(&itself, id, &device())), "entered-by");
    let pair = house.authority.issue_approved(&rao(), id, &device()).unwrap();
    assert_eq!(house.authority.request(id).unwrap().state, RequestState::Issuing { pair: pair.id });
    assert_eq!(rule(house.authority.issue_approved(&rao(), id, &device())), "state");
    let stored = house.authority.request(id).unwrap();
    assert_eq!(stored.registration.third_parties, registration().third_parties);
    assert_eq!(stored.registration.contacts, registration().contacts);
}

#[test]
fn an_operator_with_a_certificate_issues_at_once_only_with_the_evidence() {
    let house = house(KeySpec::P384);
    let mut request = pair_request(mario());
    assert_eq!(rule(house.authority.issue_pair(&rao(), &request)), "evidence");
    request.registration.evidence = all_evidence();
    house.authority.issue_pair(&rao(), &request).unwrap();
    for (role, method) in [
        (Role::Holder, AuthMethod::Spid),
        (Role::Auditor, AuthMethod::ClientCertificate),
        (Role::CaOfficer, AuthMethod::ClientCertificate),
        (Role::System, AuthMethod::None),
    ] {
        let actor = Actor { role, name: MARIO.to_owned(), method };
        assert!(house.authority.issue_pair(&actor, &request).is_err(), "{role:?}");
    }
    assert_eq!(house.authority.census().unwrap().whole_pairs, 1);
}

#[test]
fn who_asked_cancels_and_a_stranger_does_not() {
    let house = house(KeySpec::P384);
    let submit = || house.authority.submit_request(&rao(), &mario(), &registration()).unwrap();
    let cancel = |id, actor: &Actor, asker: &Asker, evidence: &[_]| {
        house.authority.cancel_request(actor, id, (asker, evidence), "ho cambiato idea")
    };
    let id = submit();
    let stranger = Actor { name: "VRDLGI75C15L219B".to_owned(), ..holder(AuthMethod::Spid) };
    assert_eq!(rule(cancel(id, &stranger, &Asker::of(&stranger), &[])), "relation");
    let itself = holder(AuthMethod::Spid);
    cancel(id, &itself, &Asker::of(&itself), &[]).unwrap();
    assert_eq!(state(&house, id), "cancelled");
    assert_eq!(rule(cancel(id, &rao(), &Asker::of(&rao()), &[])), "state");

    let id = submit();
    let by_pec = Asker::through(Channel::Pec, Party::Applicant, MARIO);
    assert_eq!(rule(cancel(id, &rao(), &by_pec, &[])), "evidence");
    cancel(id, &rao(), &by_pec, &[piece(EvidenceKind::Message)]).unwrap();
    assert_eq!(state(&house, id), "cancelled");
    assert!(matches!(house.authority.issue_approved(&rao(), id, &device()), Err(AuthorityError::Refused(_))));
}

#[test]
fn a_request_nobody_finishes_ends_after_thirty_days() {
    let house = house(KeySpec::P384);
    let id = house.authority.submit_request(&rao(), &mario(), &registration()).unwrap();
    let approved = house.authority.submit_request(&rao(), &mario(), &registration()).unwrap();
    house.authority.approve_request(&rao(), approved, &all_evidence()).unwrap();
    house.clock.advance(SignedDuration::from_hours(24 * 30 - 1));
    assert_eq!(house.authority.sweep_deadlines().unwrap().cancelled, 0);
    house.clock.advance(SignedDuration::from_hours(1));
    assert_eq!(house.authority.sweep_deadlines().unwrap().cancelled, 2);
    assert_eq!([state(&house, id), state(&house, approved)], ["cancelled"; 2]);
    assert_eq!(house.authority.sweep_deadlines().unwrap(), authority::Swept::default());
}

/// Keys that know their public halves and do not sign: the crash comes after the intent.
#[derive(Debug)]
struct Silent(Vec<(String, PublicKey)>);

impl Silent {
    fn no<T>(label: &str) -> Result<T, KeyringError> {
        Err(KeyringError::NoSuchKey(label.to_owned()))
    }
}

impl Keyring for Silent {
    fn public_key(&self, label: &str) -> Result<PublicKey, KeyringError> {
        let found = self.0.iter().find(|(known, _)| known == label);
        found.map_or_else(|| Self::no(label), |(_, key)| Ok(key.clone()))
    }
    fn generate(&self, label: &str, _: KeySpec) -> Result<PublicKey, KeyringError> {
        Self::no(label)
    }
    fn sign(&self, order: &Order<'_>, _: &[u8]) -> Result<Vec<u8>, KeyringError> {
        Self::no(order.label)
    }
    fn sign_stream(&self, order: &Order<'_>, _: u64, _: &mut dyn Read) -> Result<Vec<u8>, KeyringError> {
        Self::no(order.label)
    }
    fn signed(&self, request: &str) -> Result<Option<Signed>, KeyringError> {
        Self::no(request)
    }
    fn origin(&self, _: &str) -> Result<Option<Vec<u8>>, KeyringError> {
        Ok(None)
    }
    fn destroy(&self, label: &str) -> Result<(), KeyringError> {
        Self::no(label)
    }
    fn list(&self) -> Result<Vec<KeyEntry>, KeyringError> {
        Ok(Vec::new())
    }
}

/// The same house, whose authorities do not sign.
fn stopped(house: &House, key: KeySpec) -> authority::Authority {
    let public = |ca: &authority::ServiceAuthority| {
        (ca.key_label.clone(), ca.certificate.public_key().unwrap().clone())
    };
    let silent = Silent(house.authority.authorities().iter().map(public).collect());
    open(house.folder.path(), &house.clock, key).1.with_signer(Arc::new(silent))
}

/// Submits and approves a request whose issuing stops between intent and signature.
fn interrupted(house: &House, key: KeySpec) -> foundation::Id<authority::RequestKind> {
    let id = house.authority.submit_request(&rao(), &mario(), &registration()).unwrap();
    house.authority.approve_request(&rao(), id, &all_evidence()).unwrap();
    let stopped = stopped(house, key);
    assert!(stopped.issue_approved(&rao(), id, &device()).is_err());
    assert_eq!(stopped.census().unwrap().open_pairs, 1);
    id
}

#[test]
fn an_interrupted_operator_certificate_is_given_up_and_asked_for_again_with_the_same_key() {
    let house = house(KeySpec::P384);
    let request = OperatorRequest {
        id: "anna.verdi".to_owned(),
        name: "Anna Verdi".to_owned(),
        role: OperatorRole::CaOfficer,
        csr: proof(&SoftwareKey::generate(KeySpec::P256).unwrap()),
    };
    assert!(stopped(&house, KeySpec::P384).issue_operator(&actor(), &request).is_err());
    let in_use = house.authority.issue_operator(&actor(), &request);
    assert!(matches!(in_use, Err(AuthorityError::KeyInUse)), "{in_use:?}");
    assert_eq!(house.authority.recover_left_behind().unwrap(), 0, "it may be at work");
    house.clock.advance(SignedDuration::from_mins(2));
    assert_eq!(house.authority.recover_left_behind().unwrap(), 1);
    assert_eq!(house.authority.recover_left_behind().unwrap(), 0);
    house.authority.issue_operator(&actor(), &request).unwrap();
}

#[test]
fn an_interrupted_issuing_with_rsa_ends_as_if_nothing_had_happened() {
    let house = house(KeySpec::Rsa2048);
    let id = interrupted(&house, KeySpec::Rsa2048);
    assert_eq!(state(&house, id), "issuing");
    assert_eq!(house.authority.recover().unwrap(), 1);
    let RequestState::Issuing { pair } = house.authority.request(id).unwrap().state else {
        panic!("not issued")
    };
    let lives = house.authority.history(Target::Pair(pair)).unwrap();
    assert!(lives.iter().all(|life| life.state.name() == "issued"));
    let census = house.authority.census().unwrap();
    assert_eq!((census.whole_pairs, census.open_pairs, census.half_pairs), (1, 0, 0));
}

#[test]
fn an_interrupted_issuing_with_ecdsa_is_revoked_and_the_approval_serves_again() {
    let house = house(KeySpec::P384);
    let id = interrupted(&house, KeySpec::P384);
    assert_eq!(house.authority.recover().unwrap(), 1);
    assert_eq!(state(&house, id), "approved");
    let again = house.authority.issue_approved(&rao(), id, &device()).unwrap();
    assert_eq!(house.authority.request(id).unwrap().state, RequestState::Issuing { pair: again.id });
    let census = house.authority.census().unwrap();
    assert_eq!((census.whole_pairs, census.open_pairs, census.half_pairs), (1, 0, 0));
}

#[test]
fn a_receipt_can_be_entered_for_the_courier() {
    let house = house(KeySpec::P384);
    let pair = house.authority.issue_pair(&actor(), &pair_request(mario())).unwrap();
    let mut demand = entered(Channel::Courier, Party::Holder, MARIO, None);
    demand.evidence.clear();
    assert_eq!(rule(house.authority.record_receipt(&rao(), pair.id, &demand)), "evidence");
    demand.evidence = vec![piece(EvidenceKind::Receipt)];
    house.authority.record_receipt(&rao(), pair.id, &demand).unwrap();
}

#[test]
fn what_another_node_may_be_issuing_is_left_alone_for_a_minute() {
    let house = house(KeySpec::P384);
    interrupted(&house, KeySpec::P384);
    assert_eq!(house.authority.recover_left_behind().unwrap(), 0);
    house.clock.advance(SignedDuration::from_secs(61));
    assert_eq!(house.authority.recover_left_behind().unwrap(), 1);
}
