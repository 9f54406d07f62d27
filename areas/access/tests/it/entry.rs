use std::net::{IpAddr, Ipv4Addr};

use access::{Refusal, pkcs12::NewKey};
use authority::{
    Demand, OperatorRequest, OperatorRole as R, Target, practice,
    rules::{motives::Motive, permissions::Asker},
};
use foundation::{Actor, AuthMethod, Role};
use jiff::SignedDuration;
use x509::Certificate;

use crate::common::{House, house};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn refusal(house: &House, certificate: &Certificate) -> Refusal {
    house.access.recognise(Some(certificate.der()), HERE).unwrap().unwrap_err()
}

fn id_of(house: &House, certificate: &Certificate) -> Target {
    Target::Certificate(house.authority.certificate_status(certificate.serial()).unwrap()[0].id)
}

#[test]
fn an_operator_enters_in_the_role_of_the_certificate() {
    let house = house();
    for (id, role, expected) in [
        ("anna", R::Sysadmin, Role::SysAdmin),
        ("carlo", R::CaOfficer, Role::CaOfficer),
        ("ugo", R::Auditor, Role::Auditor),
        ("rita", R::Rao, Role::Rao),
        ("kai", R::KeyCustodian, Role::KeyCustodian),
    ] {
        let certificate = house.operator(id, role);
        let who = house.access.recognise(Some(certificate.der()), HERE).unwrap().unwrap();
        let actor = Actor { role: expected, name: id.to_owned(), method: AuthMethod::ClientCertificate };
        assert_eq!((who.actor, who.name), (actor, format!("Nome {id}")));
    }
}

#[test]
fn nothing_and_noise_open_nothing() {
    let house = house();
    assert_eq!(house.access.recognise(None, HERE).unwrap(), Err(Refusal::NoCertificate));
    assert_eq!(house.access.recognise(Some(b"noise"), HERE).unwrap(), Err(Refusal::Unreadable));
}

#[test]
fn a_certificate_of_another_authority_opens_nothing_even_with_our_names() {
    let house = house();
    house.add("anna", R::Sysadmin);
    // Another installation with the same names: only the keys differ.
    let other = crate::common::house();
    let forged = other.operator("anna", R::Sysadmin);
    assert!(matches!(refusal(&house, &forged), Refusal::OtherAuthority(_)));
}

#[test]
fn certificates_that_are_no_operators_open_nothing() {
    let house = house();
    let actor = Actor::command_line();
    let server = house.authority.issue_server(&actor, &["localhost".to_owned()]).unwrap();
    assert_eq!(refusal(&house, &server.chain[0]), Refusal::NotOperator);
    // The certificate of a citizen's card.
    let mut keys = Vec::new();
    for _ in 0..2 {
        keys.push(keyvault::SoftwareKey::generate(keyvault::KeySpec::P256).unwrap());
    }
    let request = practice::pair_request(practice::mario().unwrap(), 1, &keys[0], &keys[1]).unwrap();
    let pair = house.authority.issue_pair(&actor, &request).unwrap();
    assert!(matches!(refusal(&house, &pair.cns), Refusal::OtherAuthority(_)));
    for ca in house.authority.authorities().iter() {
        assert!(house.access.recognise(Some(ca.certificate.der()), HERE).unwrap().is_err(), "{}", ca.path);
    }
}

#[test]
fn validity_begins_and_ends() {
    let house = house();
    let certificate = house.operator("anna", R::Rao);
    house.clock.advance(SignedDuration::from_hours(-24));
    assert!(
        matches!(refusal(&house, &certificate), Refusal::NotYetValid(at) if at == certificate.not_before())
    );
    house.clock.advance(SignedDuration::from_hours(24 * 367));
    assert!(matches!(refusal(&house, &certificate), Refusal::Expired(at) if at == certificate.not_after()));
}

#[test]
fn suspension_and_revocation_count_at_the_next_request() {
    let house = house();
    let certificate = house.operator("anna", R::Rao);
    let (target, actor) = (id_of(&house, &certificate), Actor::system("test"));
    let officer =
        Actor { role: Role::CaOfficer, name: "carlo".into(), method: AuthMethod::ClientCertificate };
    house.access.recognise(Some(certificate.der()), HERE).unwrap().unwrap();
    let mut demand = Demand::of(&officer, Motive::Suspension).because("lost?");
    demand.notice = authority::PriorNotice::Urgent("the token may be in other hands".to_owned());
    house.authority.suspend(&officer, target, &demand, None, None).unwrap();
    assert!(matches!(refusal(&house, &certificate), Refusal::Suspended(_)));
    let demand = Demand::by(Asker::system("test"), Some(Motive::AffiliationEnded));
    house.authority.revoke(&actor, target, &demand, None).unwrap();
    assert!(matches!(refusal(&house, &certificate), Refusal::Revoked(_)));
}

#[test]
fn a_certificate_without_an_account_opens_nothing() {
    let house = house();
    let csr = NewKey::generate().unwrap().request().unwrap();
    let request = OperatorRequest { id: "ghost".into(), name: "Ghost".into(), role: R::Sysadmin, csr };
    let certificate = house.authority.issue_operator(&Actor::command_line(), &request).unwrap();
    assert_eq!(refusal(&house, &certificate), Refusal::NoAccount);
}

#[test]
fn a_closed_account_opens_nothing() {
    let house = house();
    let certificate = house.operator("anna", R::Rao);
    house.access.disable_operator(&Actor::command_line(), "anna", R::Rao, "another job").unwrap();
    assert!(matches!(refusal(&house, &certificate), Refusal::Revoked(_) | Refusal::Disabled(_)));
}

#[test]
fn a_program_does_not_enter_the_pages() {
    let house = house();
    let certificate = house.operator("exporter", R::Service);
    assert_eq!(refusal(&house, &certificate), Refusal::Service);
}

#[test]
fn every_entry_and_failure_is_told_once_and_work_is_not() {
    let house = house();
    let certificate = house.operator("anna", R::Rao);
    for minute in 0..60 {
        house.access.recognise(Some(certificate.der()), HERE).unwrap().unwrap();
        house.clock.advance(SignedDuration::from_mins(1));
        assert_eq!(house.events("operator.login").len(), 1, "after {minute} minutes of work");
    }
    house.clock.advance(SignedDuration::from_mins(30));
    house.access.recognise(Some(certificate.der()), HERE).unwrap().unwrap();
    let entries = house.events("operator.login");
    assert_eq!(entries.len(), 2, "a rest of half an hour is a new entry");
    assert_eq!(entries[1]["actor"]["method"], "client_certificate");
    assert_eq!(entries[1]["evidence"][0], foundation::hex(&certificate.sha256()));

    for _ in 0..5 {
        house.access.recognise(None, HERE).unwrap().unwrap_err();
    }
    house.clock.advance(SignedDuration::from_mins(1));
    house.access.recognise(None, HERE).unwrap().unwrap_err();
    let failures = house.events("operator.login").split_off(2);
    assert_eq!(failures.len(), 2, "the same failure is told once a minute");
    assert!(failures[0]["outcome"].to_string().contains("no certificate"), "{}", failures[0]);
}
