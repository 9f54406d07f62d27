//! The life of a certificate through the verbs: who may, what is written, what the outside sees.

use authority::{
    AuthorityError, CertificateStatus, Changed, Contacts, Demand, IssuedPair, PriorNotice, Registration,
    Target, ThirdParty,
    rules::{
        lifecycle::{Refused, Step},
        motives::Motive,
        permissions::{Asker, Channel, Party},
        requests::{Evidence, EvidenceKind},
    },
};
use foundation::{Actor, AuthMethod, Role, Timestamp};
use jiff::SignedDuration;
use keyvault::KeySpec;
use x509::crl::Reason;

use crate::common::{House, actor, house, mario, pair_request, start};

pub const MARIO: &str = "RSSMRA80A01H501U";
pub const COMPANY: &str = "12345678903";

pub fn holder(method: AuthMethod) -> Actor {
    Actor { role: Role::Holder, name: MARIO.to_owned(), method }
}

pub fn rao() -> Actor {
    Actor { role: Role::Rao, name: "op_rao".to_owned(), method: AuthMethod::ClientCertificate }
}

pub fn officer() -> Actor {
    Actor { role: Role::CaOfficer, name: "op_officer".to_owned(), method: AuthMethod::ClientCertificate }
}

pub fn piece(kind: EvidenceKind) -> Evidence {
    Evidence { kind, sha256: [kind.name().len() as u8; 32], facts: "prova".to_owned() }
}

/// Mario's contacts, and the company that he is the director of.
pub fn registration() -> Registration {
    Registration {
        contacts: Contacts { email: Some("mario@example.org".to_owned()), ..Contacts::default() },
        third_parties: vec![ThirdParty {
            code: COMPANY.to_owned(),
            name: "Falegnameria Larice Srl".to_owned(),
            contacts: Contacts {
                email: Some("larice@example.org".to_owned()),
                language: webkit::Lang::De,
                ..Contacts::default()
            },
            relation: "amministratore unico".to_owned(),
        }],
        ..Registration::default()
    }
}

/// An active pair of Mario.
pub fn active(house: &House) -> IssuedPair {
    let pair = issued(house, registration());
    house.authority.activate_pair(&actor(), pair.id).unwrap();
    pair
}

pub fn issued(house: &House, registration: Registration) -> IssuedPair {
    let request = authority::PairRequest { registration, ..pair_request(mario()) };
    house.authority.issue_pair(&actor(), &request).unwrap()
}

pub fn by(actor: &Actor, motive: Motive) -> Demand {
    Demand::of(actor, motive)
}

/// What somebody asks by PEC, on a form or at the counter, with its proof.
pub fn entered(channel: Channel, party: Party, name: &str, motive: Option<Motive>) -> Demand {
    let mut demand = Demand::by(Asker::through(channel, party, name), motive).because("come da richiesta");
    demand.evidence = [EvidenceKind::Form, EvidenceKind::Message, EvidenceKind::Act, EvidenceKind::Receipt]
        .map(piece)
        .into();
    demand
}

pub fn rule<T: std::fmt::Debug>(result: Result<T, AuthorityError>) -> &'static str {
    match result {
        Err(AuthorityError::Refused(refused)) => refused.rule(),
        other => panic!("{other:?}"),
    }
}

/// How the two certificates of a pair stand: `signature`, `cns`.
fn states(house: &House, pair: &IssuedPair) -> [String; 2] {
    let lives = house.authority.history(Target::Pair(pair.id)).unwrap();
    [lives[0].state.name().to_owned(), lives[1].state.name().to_owned()]
}

fn status(house: &House, pair: &IssuedPair) -> CertificateStatus {
    house.authority.certificate_status(pair.signature.serial()).unwrap()[0].status
}

fn on_list(house: &House, pair: &IssuedPair) -> Option<(Timestamp, Reason, Option<Timestamp>)> {
    house.authority.history(Target::Pair(pair.id)).unwrap()[0].state.on_list()
}

#[test]
fn the_holder_suspends_both_certificates_and_takes_them_back() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    let spid = holder(AuthMethod::Spid);
    let act = house
        .authority
        .suspend(&spid, Target::Pair(pair.id), &by(&spid, Motive::Suspension), None, None)
        .unwrap();
    assert_eq!(act.changed.len(), 2);
    assert!(act.changed.iter().all(|Changed { step, .. }| *step == Step::Suspend));
    assert_eq!(states(&house, &pair), ["suspended", "suspended"]);

    let demand = Demand::by(Asker::of(&spid), None);
    let silent = house.authority.reactivate(&spid, Target::Pair(pair.id), &demand);
    assert_eq!(rule(silent), "evidence", "T8 keeps the reason");
    let demand = demand.because("ritrovato");
    house.authority.reactivate(&spid, Target::Pair(pair.id), &demand).unwrap();
    assert_eq!(states(&house, &pair), ["active", "active"]);
    assert!(matches!(status(&house, &pair), CertificateStatus::Good { .. }));
}

#[test]
fn another_holder_and_an_unknown_company_have_no_say() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    let stranger = Actor { name: "VRDLGI75C15L219B".to_owned(), ..holder(AuthMethod::Spid) };
    let target = Target::Pair(pair.id);
    let suspended = house.authority.suspend(&stranger, target, &by(&stranger, Motive::Theft), None, None);
    assert_eq!(rule(suspended), "relation");
    let company = Actor { role: Role::ThirdParty, name: "00000000000".to_owned(), method: AuthMethod::Spid };
    let demand = by(&company, Motive::AffiliationEnded);
    assert_eq!(rule(house.authority.revoke(&company, target, &demand, None)), "relation");
    let applicant = Actor { role: Role::Applicant, ..stranger };
    let demand = by(&applicant, Motive::NoLongerUsed);
    assert_eq!(rule(house.authority.revoke(&applicant, target, &demand, None)), "relation");
    assert_eq!(states(&house, &pair), ["active", "active"]);
}

#[test]
fn the_company_behind_the_role_suspends_and_revokes() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    let company = Actor { role: Role::ThirdParty, name: COMPANY.to_owned(), method: AuthMethod::Cie };
    let target = Target::Pair(pair.id);
    let demand = by(&company, Motive::AffiliationChanged);
    house.authority.suspend(&company, target, &demand, None, None).unwrap();
    let spid = holder(AuthMethod::Spid);
    let demand = Demand::by(Asker::of(&spid), None).because("lavoro ancora lì");
    assert_eq!(rule(house.authority.reactivate(&spid, target, &demand)), "suspended-by");
    let demand = entered(Channel::Pec, Party::ThirdParty, COMPANY, Some(Motive::AffiliationEnded));
    house.authority.revoke(&rao(), target, &demand, None).unwrap();
    assert_eq!(on_list(&house, &pair), Some((start(), Reason::AffiliationChanged, None)));
}

#[test]
fn who_asked_for_the_certificates_may_revoke_them_and_not_suspend() {
    let house = house(KeySpec::P384);
    let applicant =
        authority::Applicant { code: "VRDLGI75C15L219B".to_owned(), name: "Luigi Verdi".to_owned() };
    let pair = issued(&house, Registration { applicant: Some(applicant), ..registration() });
    let luigi =
        Actor { role: Role::Applicant, name: "VRDLGI75C15L219B".to_owned(), method: AuthMethod::Spid };
    let target = Target::Pair(pair.id);
    let demand = by(&luigi, Motive::NoLongerUsed);
    assert_eq!(rule(house.authority.suspend(&luigi, target, &demand, None, None)), "party");
    house.authority.revoke(&luigi, target, &demand, None).unwrap();
    assert_eq!(states(&house, &pair), ["revoked", "revoked"]);
}

#[test]
fn one_certificate_alone_is_for_the_registration_office() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    let lives = house.authority.history(Target::Pair(pair.id)).unwrap();
    let [signature, cns] = [lives[0].certificate, lives[1].certificate];
    let spid = holder(AuthMethod::Spid);
    let demand = by(&spid, Motive::Suspension);
    let alone = house.authority.suspend(&spid, Target::Certificate(cns), &demand, None, None);
    assert_eq!(rule(alone), "pair-only");
    house
        .authority
        .suspend(&rao(), Target::Certificate(cns), &by(&rao(), Motive::Suspension), None, None)
        .unwrap();
    assert_eq!(states(&house, &pair), ["active", "suspended"]);
    // The holder's suspension takes the other one; that of the office stays the office's.
    house.authority.suspend(&spid, Target::Pair(pair.id), &demand, None, None).unwrap();
    assert_eq!(states(&house, &pair), ["suspended", "suspended"]);
    let demand = Demand::by(Asker::of(&spid), None).because("ritrovato");
    assert_eq!(rule(house.authority.reactivate(&spid, Target::Pair(pair.id), &demand)), "suspended-by");
    // Without the qualified certificate the device is of no use.
    house
        .authority
        .revoke(&rao(), Target::Certificate(signature), &by(&rao(), Motive::Broken), None)
        .unwrap();
    assert_eq!(states(&house, &pair), ["revoked", "revoked"]);
}

#[test]
fn the_cns_certificate_alone_can_be_revoked_and_then_the_rest() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    let cns = house.authority.history(Target::Pair(pair.id)).unwrap()[1].certificate;
    house.authority.revoke(&rao(), Target::Certificate(cns), &by(&rao(), Motive::Broken), None).unwrap();
    assert_eq!(states(&house, &pair), ["active", "revoked"]);
    let spid = holder(AuthMethod::Spid);
    let demand = by(&spid, Motive::NoLongerUsed);
    let act = house.authority.revoke(&spid, Target::Pair(pair.id), &demand, None).unwrap();
    assert_eq!(act.changed.len(), 1, "what is revoked stays as it is");
    let again = house.authority.revoke(&spid, Target::Pair(pair.id), &demand, None);
    assert_eq!(rule(again), "state");
}

#[test]
fn a_revocation_from_suspension_counts_from_its_start() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    let target = Target::Pair(pair.id);
    house.authority.suspend(&rao(), target, &by(&rao(), Motive::Theft), None, None).unwrap();
    house.clock.advance(SignedDuration::from_hours(50));
    let since = start();
    house.authority.revoke(&rao(), target, &by(&rao(), Motive::Theft), Some(since)).unwrap();
    assert_eq!(on_list(&house, &pair), Some((start(), Reason::KeyCompromise, Some(since))));
}

#[test]
fn the_office_sets_an_earlier_start_and_keeps_the_reason_for_it() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    let target = Target::Pair(pair.id);
    house.clock.advance(SignedDuration::from_hours(48));
    let earlier = start() + SignedDuration::from_hours(10);
    let mut demand = by(&rao(), Motive::Suspension);
    let unproved = house.authority.suspend(&rao(), target, &demand, Some(earlier), None);
    assert_eq!(rule(unproved), "evidence");
    demand.evidence = vec![piece(EvidenceKind::Act)];
    house.authority.suspend(&rao(), target, &demand, Some(earlier), None).unwrap();
    assert_eq!(on_list(&house, &pair).unwrap().0, earlier);
    let passage = house.authority.history(target).unwrap()[0].passages.last().unwrap().clone();
    assert_eq!(passage.asked.unwrap().evidence[0].0, "act");
}

#[test]
fn a_suspension_that_ended_left_no_trace_outside_and_all_of_it_inside() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    let target = Target::Pair(pair.id);
    for _ in 0..2 {
        house.authority.suspend(&rao(), target, &by(&rao(), Motive::Suspension), None, None).unwrap();
        house.clock.advance(SignedDuration::from_hours(1));
        let demand = Demand::by(Asker::of(&rao()), None).because("chiarito");
        house.authority.reactivate(&rao(), target, &demand).unwrap();
        house.clock.advance(SignedDuration::from_hours(1));
    }
    assert_eq!(on_list(&house, &pair), None);
    let life = &house.authority.history(target).unwrap()[0];
    let hour = SignedDuration::from_hours(1);
    let intervals: Vec<_> = life.suspensions.iter().map(|one| (one.since, one.ended.unwrap())).collect();
    assert_eq!(intervals, [(start(), start() + hour), (start() + hour * 2, start() + hour * 3)]);
    let exported = house.authority.export_history(&officer(), target).unwrap();
    assert_eq!(exported["certificates"][0]["suspensions"].as_array().unwrap().len(), 2);
    assert_eq!(exported["certificates"][0]["transitions"][2]["asked"]["party"], "rao");
    assert_eq!(exported["certificates"][0]["transitions"][2]["from"], "active");
}

#[test]
fn what_was_issued_suspended_works_from_its_receipt_on() {
    let house = house(KeySpec::P384);
    let pair = issued(&house, Registration { issue_suspended: true, ..registration() });
    assert_eq!(states(&house, &pair), ["suspended", "suspended"]);
    assert_eq!(on_list(&house, &pair), Some((start(), Reason::CertificateHold, None)));
    let demand = Demand::by(Asker::of(&rao()), None).because("fretta");
    let lifted = house.authority.reactivate(&rao(), Target::Pair(pair.id), &demand);
    assert_eq!(rule(lifted), "awaiting-receipt");
    let courier = entered(Channel::Courier, Party::Holder, MARIO, None);
    house.authority.record_receipt(&rao(), pair.id, &courier).unwrap();
    assert_eq!(states(&house, &pair), ["active", "active"]);
    assert_eq!(on_list(&house, &pair), None);
    assert_eq!(house.authority.census().unwrap().whole_pairs, 1);
}

#[test]
fn only_an_officer_makes_a_revocation_graver_even_after_the_end() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    let target = Target::Pair(pair.id);
    house.authority.revoke(&rao(), target, &by(&rao(), Motive::Broken), None).unwrap();
    house.clock.set("2031-01-01T00:00:00Z".parse().unwrap());
    let invalid = Some("2026-11-23T00:00:00Z".parse().unwrap());
    let demand = by(&rao(), Motive::Compromise);
    assert_eq!(rule(house.authority.amend_revocation(&rao(), target, &demand, invalid)), "party");
    let demand = by(&officer(), Motive::Compromise);
    house.authority.amend_revocation(&officer(), target, &demand, invalid).unwrap();
    assert_eq!(on_list(&house, &pair), Some((start(), Reason::KeyCompromise, invalid)));
    let demand = by(&rao(), Motive::Suspension);
    assert_eq!(rule(house.authority.suspend(&rao(), target, &demand, None, None)), "state");
}

#[test]
fn an_expired_certificate_keeps_its_last_state() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    let target = Target::Pair(pair.id);
    house.authority.suspend(&rao(), target, &by(&rao(), Motive::Suspension), None, None).unwrap();
    house.clock.set("2030-01-01T00:00:00Z".parse().unwrap());
    let demand = Demand::by(Asker::of(&rao()), None).because("troppo tardi");
    assert_eq!(rule(house.authority.reactivate(&rao(), target, &demand)), "expired");
    assert_eq!(rule(house.authority.revoke(&rao(), target, &by(&rao(), Motive::Broken), None)), "expired");
    assert_eq!(on_list(&house, &pair), Some((start(), Reason::CertificateHold, None)));
    assert_eq!(house.authority.sweep_deadlines().unwrap().reactivated, 0);
}

#[test]
fn the_authority_announces_what_it_does_or_says_why_it_could_not_wait() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    let target = Target::Pair(pair.id);
    let mut demand = by(&officer(), Motive::Abuse);
    assert_eq!(rule(house.authority.revoke(&officer(), target, &demand, None)), "no-prior-notice");
    demand.notice = PriorNotice::Urgent("  ".to_owned());
    assert_eq!(rule(house.authority.revoke(&officer(), target, &demand, None)), "no-prior-notice");
    let wanted = authority::Wanted::Revocation { invalidity: None };
    let told = (wanted, Motive::Abuse);
    assert!(house.authority.give_prior_notice(&rao(), pair.id, told, "abuso").is_err());
    let notice = house.authority.give_prior_notice(&officer(), pair.id, told, "abuso").unwrap();
    demand.notice = PriorNotice::Given(notice);
    let at_once = house.authority.revoke(&officer(), target, &demand, None);
    assert_eq!(rule(at_once), "no-prior-notice", "notice and act in one breath");
    house.clock.advance(SignedDuration::from_hours(48));
    let suspension = house.authority.suspend(&officer(), target, &demand, None, None);
    assert_eq!(rule(suspension), "no-prior-notice", "another act than the one announced");
    house.authority.revoke(&officer(), target, &demand, None).unwrap();

    let other = active(&house);
    let mut demand = by(&officer(), Motive::Compromise);
    demand.notice = PriorNotice::Urgent("chiave pubblicata".to_owned());
    house.authority.suspend(&officer(), Target::Pair(other.id), &demand, None, None).unwrap();
    assert_eq!(states(&house, &other), ["suspended", "suspended"]);
}

#[test]
fn an_order_is_entered_with_the_act_and_lifted_by_order_alone() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    let target = Target::Pair(pair.id);
    let mut order = entered(Channel::Pec, Party::PublicAuthority, "Procura", Some(Motive::Order));
    let entered_by_holder = house.authority.suspend(&holder(AuthMethod::Spid), target, &order, None, None);
    assert_eq!(rule(entered_by_holder), "entered-by");
    let evidence = std::mem::take(&mut order.evidence);
    assert_eq!(rule(house.authority.suspend(&rao(), target, &order, None, None)), "evidence");
    order.evidence = evidence;
    house.authority.suspend(&rao(), target, &order, None, None).unwrap();
    for actor in [rao(), officer(), holder(AuthMethod::Cns)] {
        let demand = Demand::by(Asker::of(&actor), None).because("basta");
        assert_eq!(rule(house.authority.reactivate(&actor, target, &demand)), "suspended-by");
    }
    let lifted = entered(Channel::SignedForm, Party::PublicAuthority, "Procura", None);
    house.authority.reactivate(&rao(), target, &lifted).unwrap();
    assert_eq!(states(&house, &pair), ["active", "active"]);
}

#[test]
fn the_command_line_stands_for_the_registration_office_and_for_nobody_else() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    let target = Target::Pair(pair.id);
    let shell = actor();
    let mut demand = by(&shell, Motive::Suspension);
    demand.asker.party = Party::CaOfficer;
    assert_eq!(rule(house.authority.suspend(&shell, target, &demand, None, None)), "entered-by");
    demand.asker.party = Party::Rao;
    house.authority.suspend(&shell, target, &demand, None, None).unwrap();
    let auditor =
        Actor { role: Role::Auditor, name: "op_a".to_owned(), method: AuthMethod::ClientCertificate };
    let demand = Demand::of(&auditor, Motive::Broken);
    assert_eq!(rule(house.authority.revoke(&auditor, target, &demand, None)), "entered-by");
}

#[test]
fn every_certificate_that_changes_is_one_line_in_the_audit_log() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    let target = Target::Pair(pair.id);
    let lines = || store::audit::verify(&house.store).unwrap().entries;
    let before = lines();
    house.authority.suspend(&rao(), target, &by(&rao(), Motive::Suspension), None, None).unwrap();
    assert_eq!(lines() - before, 2);
    let before = lines();
    let refused = house.authority.suspend(&rao(), target, &by(&rao(), Motive::Suspension), None, None);
    assert!(matches!(refused, Err(AuthorityError::Refused(Refused::State { .. }))), "{refused:?}");
    assert_eq!(lines(), before, "what did not happen stands nowhere");
}

#[test]
fn a_pair_a_certificate_and_a_serial_number_all_name_their_target() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    let certificate = house.authority.history(Target::Pair(pair.id)).unwrap()[0].certificate;
    let find = |text: &str| house.authority.find_target(text);
    assert_eq!(find(&pair.id.to_string()).unwrap(), Target::Pair(pair.id));
    assert_eq!(find(&certificate.to_string()).unwrap(), Target::Certificate(certificate));
    assert_eq!(find(&pair.signature.serial_hex()).unwrap(), Target::Certificate(certificate));
    assert!(matches!(find("10:20"), Err(AuthorityError::NoCertificate)));
    assert!(matches!(find("nonsense"), Err(AuthorityError::NoCertificate)));
}
