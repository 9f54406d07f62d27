use access::{AccessError, NewOperator, pkcs12::NewKey};
use authority::{AuthorityError, CertificateStatus, OperatorRole as R};
use foundation::Actor;

use crate::common::house;

fn new(id: &str, role: R, email: &str) -> NewOperator {
    NewOperator { id: id.to_owned(), role, name: "Anna Verdi".to_owned(), email: email.to_owned() }
}

#[test]
fn one_person_never_holds_two_of_officer_auditor_and_administrator() {
    let house = house();
    let actor = Actor::command_line();
    for (first, second) in
        [(R::CaOfficer, R::Auditor), (R::Auditor, R::Sysadmin), (R::Sysadmin, R::CaOfficer)]
    {
        let id = format!("{first}.{second}");
        house.add(&id, first);
        let email = format!("{id}@example.org");
        let refused = house.access.add_operator(&actor, &new(&id, second, &email)).unwrap_err();
        assert!(
            matches!(refused, AccessError::RolesApart { held, asked } if held == first && asked == second)
        );
        house.access.add_operator(&actor, &new(&id, R::Rao, &email)).unwrap();
    }
}

#[test]
fn another_name_or_address_does_not_get_around_the_rule() {
    let house = house();
    let actor = Actor::command_line();
    house.access.add_operator(&actor, &new("anna", R::Auditor, "anna@example.org")).unwrap();
    for (id, email, field) in [
        ("anna2", "ANNA@example.org", "id"),
        ("ANNA", "other@example.org", "id"),
        ("anna", "other@example.org", "email"),
    ] {
        let refused = house.access.add_operator(&actor, &new(id, R::Sysadmin, email)).unwrap_err();
        assert!(
            matches!(refused, AccessError::Invalid { field: f, .. } if f == field),
            "{id} {email}: {refused}"
        );
    }
}

#[test]
fn a_role_that_was_closed_no_longer_stands_in_the_way() {
    let house = house();
    let actor = Actor::command_line();
    house.operator("anna", R::Auditor);
    house.access.disable_operator(&actor, "anna", R::Auditor, "another job").unwrap();
    house.add("anna", R::CaOfficer);
    // The certificate of the closed role is revoked, so the authority does not object either.
    house.certificate("anna", R::CaOfficer);
}

#[test]
fn the_same_account_is_not_opened_twice_and_odd_data_not_at_all() {
    let house = house();
    let actor = Actor::command_line();
    house.add("anna", R::Rao);
    let again = house.access.add_operator(&actor, &new("anna", R::Rao, "anna@example.org"));
    assert!(matches!(again, Err(AccessError::Exists(_))));
    for (id, name, email) in [
        ("a b", "Anna", "a@b.it"),
        ("", "Anna", "a@b.it"),
        ("x", "", "a@b.it"),
        ("x", "A\nB", "a@b.it"),
        ("x", "Anna", "a"),
    ] {
        let odd = NewOperator { id: id.into(), role: R::Rao, name: name.into(), email: email.into() };
        assert!(
            matches!(house.access.add_operator(&actor, &odd), Err(AccessError::Invalid { .. })),
            "{odd:?}"
        );
    }
}

#[test]
fn every_change_is_an_event_of_the_audit_log() {
    let house = house();
    let certificate = house.operator("anna", R::Rao);
    house.access.disable_operator(&Actor::command_line(), "anna", R::Rao, "another job").unwrap();
    assert_eq!(house.events("operator.added")[0]["object_id"], "anna");
    let given = &house.events("operator.certificate-given")[0];
    assert_eq!(given["evidence"][0], foundation::hex(&certificate.sha256()));
    let closed = &house.events("operator.disabled")[0];
    assert_eq!((&closed["after"], &closed["reason"]), (&"closed".into(), &"rao: another job".into()));
}

#[test]
fn a_closed_account_loses_its_certificates_and_gets_no_other() {
    let house = house();
    let actor = Actor::command_line();
    let first = house.operator("anna", R::Rao);
    let second = house.certificate("anna", R::Rao);
    house.access.disable_operator(&actor, "anna", R::Rao, "another job").unwrap();
    for certificate in [first, second] {
        let found = house.authority.certificate_status(certificate.serial()).unwrap();
        assert!(matches!(found[0].status, CertificateStatus::Revoked { .. }));
    }
    let csr = NewKey::generate().unwrap().request().unwrap();
    let refused = house.access.give_certificate(&actor, "anna", R::Rao, &csr);
    assert!(matches!(refused, Err(AccessError::Disabled(_))));
    let again = house.access.disable_operator(&actor, "anna", R::Rao, "again");
    assert!(matches!(again, Err(AccessError::Disabled(_))));
    let nobody = house.access.disable_operator(&actor, "bob", R::Rao, "who?");
    assert!(matches!(nobody, Err(AccessError::Missing(_))));
}

#[test]
fn a_key_gets_one_certificate() {
    let house = house();
    house.add("anna", R::Rao);
    let csr = NewKey::generate().unwrap().request().unwrap();
    let actor = Actor::command_line();
    house.access.give_certificate(&actor, "anna", R::Rao, &csr).unwrap();
    let again = house.access.give_certificate(&actor, "anna", R::Rao, &csr);
    assert!(matches!(again, Err(AccessError::Authority(AuthorityError::KeyInUse))));
}
