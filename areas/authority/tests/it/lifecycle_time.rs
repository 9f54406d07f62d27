//! What time does: deadlines of the law, suspensions that end, notices with the hour of effect.

use std::sync::Arc;

use authority::{
    Ask, Demand, IssuedPair, LifeSettings, OnMax, Target, Wanted,
    rules::{
        deadlines::Deadline,
        motives::Motive,
        permissions::{Asker, Channel, Party},
        requests::EvidenceKind,
    },
};
use foundation::{Actor, AuthMethod, Timestamp};
use jiff::SignedDuration;
use keyvault::KeySpec;
use x509::crl::Reason;

use crate::{
    common::{House, actor, house, start},
    lifecycle::{COMPANY, active, by, entered, holder, officer, piece, rao, rule},
};

/// A house with a limit to suspensions.
fn limited(on_max: OnMax) -> House {
    let House { authority, clock, store, folder } = house(KeySpec::P384);
    drop(authority);
    let (_, authority) = crate::common::open(folder.path(), &clock, KeySpec::P384);
    let life = LifeSettings { max_suspension_days: Some(30), on_max, ..LifeSettings::default() };
    House { authority: Arc::new(authority.with_life(life)), clock, store, folder }
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

fn states(house: &House, pair: &IssuedPair) -> Vec<String> {
    let lives = house.authority.history(Target::Pair(pair.id)).unwrap();
    lives.iter().map(|life| life.state.name().to_owned()).collect()
}

fn suspend(house: &House, pair: &IssuedPair, motive: Motive, until: Option<Timestamp>) {
    house.authority.suspend(&rao(), Target::Pair(pair.id), &by(&rao(), motive), None, until).unwrap();
}

/// The mails so far: template, address, subject, text; oldest first.
fn mails(house: &House) -> Vec<(String, String, String, String)> {
    let mut all = house.store.read_blocking(|tx| post::messages(tx, None, 1000)).unwrap();
    all.sort_by_key(|message| message.id);
    all.into_iter().map(|mail| (mail.template, mail.to, mail.subject, mail.text)).collect()
}

#[test]
fn a_suspension_with_an_end_ends_by_itself() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    suspend(&house, &pair, Motive::Suspension, Some(start() + days(10)));
    house.clock.advance(days(10) - SignedDuration::from_millis(1));
    assert_eq!(house.authority.sweep_deadlines().unwrap().reactivated, 0);
    house.clock.advance(SignedDuration::from_millis(1));
    assert_eq!(house.authority.sweep_deadlines().unwrap().reactivated, 2);
    assert_eq!(states(&house, &pair), ["active", "active"]);
    let act = |n: usize| {
        let lives = house.authority.history(Target::Pair(pair.id)).unwrap();
        lives[n].passages.last().unwrap().asked.clone().unwrap().act
    };
    assert_eq!(act(0), act(1), "one decision about both");
}

#[test]
fn without_a_limit_a_suspension_lasts() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    suspend(&house, &pair, Motive::Suspension, None);
    house.clock.advance(days(900));
    house.authority.sweep_deadlines().unwrap();
    assert_eq!(states(&house, &pair), ["suspended", "suspended"]);
}

#[test]
fn the_longest_suspension_ends_in_revocation_from_its_start() {
    let house = limited(OnMax::Revoke);
    let pair = active(&house);
    suspend(&house, &pair, Motive::Suspension, None);
    house.clock.advance(days(30));
    assert_eq!(house.authority.sweep_deadlines().unwrap().revoked, 2);
    let life = &house.authority.history(Target::Pair(pair.id)).unwrap()[0];
    assert_eq!(life.state.on_list(), Some((start(), Reason::CessationOfOperation, None)));
}

#[test]
fn the_longest_suspension_ends_in_reactivation_unless_only_a_person_may() {
    let house = limited(OnMax::Reactivate);
    let (plain, doubted, ordered) = (active(&house), active(&house), active(&house));
    suspend(&house, &plain, Motive::Suspension, None);
    suspend(&house, &doubted, Motive::Theft, None);
    let order = entered(Channel::Pec, Party::PublicAuthority, "Procura", Some(Motive::Order));
    house.authority.suspend(&rao(), Target::Pair(ordered.id), &order, None, None).unwrap();
    house.clock.advance(days(31));
    assert_eq!(house.authority.sweep_deadlines().unwrap().reactivated, 2);
    assert_eq!(states(&house, &plain), ["active", "active"]);
    assert_eq!(states(&house, &doubted), ["suspended", "suspended"]);
    assert_eq!(states(&house, &ordered), ["suspended", "suspended"]);
    let demand = Demand::by(Asker::of(&rao()), None).because("ritrovata");
    assert_eq!(rule(house.authority.reactivate(&rao(), Target::Pair(doubted.id), &demand)), "key-in-doubt");
    let demand = Demand::by(Asker::of(&officer()), None).because("chiave sicura");
    house.authority.reactivate(&officer(), Target::Pair(doubted.id), &demand).unwrap();
}

#[test]
fn holder_and_company_are_told_once_both_lists_are_out_with_the_hour() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    house.authority.publish_lists(&actor()).unwrap();
    let before = mails(&house).len();
    house.clock.advance(SignedDuration::from_secs(7));
    let spid = holder(AuthMethod::Spid);
    let demand = by(&spid, Motive::Suspension);
    house.authority.suspend(&spid, Target::Pair(pair.id), &demand, None, None).unwrap();
    assert_eq!(mails(&house).len(), before, "no effect before the list");
    house.clock.advance(SignedDuration::from_secs(40));
    house.authority.publish_lists(&actor()).unwrap();
    let told = mails(&house).split_off(before);
    assert_eq!(told.len(), 2, "{told:?}");
    let (template, to, subject, text) = &told[0];
    assert_eq!((template.as_str(), to.as_str()), ("certificate-suspended", "mario@example.org"));
    assert!(subject.contains("22 novembre 2026, ore 10:00"), "{subject}");
    assert!(text.contains("Mario Rossi") && text.contains("richiesta di sospensione"), "{text}");
    let (template, to, subject, text) = &told[1];
    assert_eq!((template.as_str(), to.as_str()), ("third-party-suspended", "larice@example.org"));
    assert!(subject.contains("Mario Rossi ausgesetzt") && text.contains("22. November 2026"), "{text}");

    let asked = house.authority.history(Target::Pair(pair.id)).unwrap()[0].passages[2].asked.clone().unwrap();
    let list = house.authority.authorities()[0].clone();
    assert_eq!(asked.effective_from, Some(start() + SignedDuration::from_secs(47)), "{}", list.path);
    assert!(asked.crl_number.is_some());
    house.clock.advance(SignedDuration::from_hours(2));
    house.authority.publish_lists(&actor()).unwrap();
    assert_eq!(mails(&house).len(), before + 2, "told once");
    let delays = house.authority.publication_delays(start()).unwrap();
    assert_eq!((delays.decisions, delays.over_target), (2, 0));
    assert_eq!(delays.longest, SignedDuration::from_secs(40));
}

#[test]
fn reactivation_and_revocation_are_told_too() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    let target = Target::Pair(pair.id);
    let tell = |step: &dyn Fn()| {
        let before = mails(&house).len();
        house.clock.advance(SignedDuration::from_mins(3));
        step();
        house.clock.advance(SignedDuration::from_mins(2));
        house.authority.publish_lists(&actor()).unwrap();
        mails(&house).split_off(before).into_iter().map(|mail| mail.0).collect::<Vec<_>>()
    };
    tell(&|| suspend(&house, &pair, Motive::Suspension, None));
    let demand = Demand::by(Asker::of(&rao()), None).because("chiarito");
    let told = tell(&|| drop(house.authority.reactivate(&rao(), target, &demand).unwrap()));
    assert_eq!(told, ["certificate-reactivated", "third-party-reactivated"]);
    let told =
        tell(&|| drop(house.authority.revoke(&rao(), target, &by(&rao(), Motive::Broken), None).unwrap()));
    assert_eq!(told, ["certificate-revoked", "third-party-revoked"]);
}

#[test]
fn a_key_in_doubt_is_on_the_list_at_once() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    house.authority.publish_lists(&actor()).unwrap();
    house.clock.advance(SignedDuration::from_mins(1));
    suspend(&house, &pair, Motive::Theft, None);
    let asked = house.authority.history(Target::Pair(pair.id)).unwrap()[0].passages[2].asked.clone().unwrap();
    assert_eq!(asked.effective_from, Some(start() + SignedDuration::from_mins(1)));
}

fn ask(pair: &IssuedPair, received: Timestamp, wanted: Wanted, motive: Option<Motive>) -> Ask {
    Ask {
        target: Target::Pair(pair.id),
        wanted,
        asker: Asker::through(Channel::Pec, Party::ThirdParty, COMPANY),
        motive,
        words: "cessato rapporto".to_owned(),
        received,
        evidence: vec![piece(EvidenceKind::Message)],
    }
}

#[test]
fn a_request_by_pec_is_received_then_granted_from_its_receipt() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    house.clock.advance(SignedDuration::from_hours(5));
    let received = start() + SignedDuration::from_hours(3);
    let wanted = Wanted::Suspension { since: None, until: None };
    let asked = ask(&pair, received, wanted, Some(Motive::AffiliationChanged));
    let spid: Actor = holder(AuthMethod::Spid);
    assert_eq!(rule(house.authority.receive_ask(&spid, &asked)), "entered-by");
    let stranger = Ask { asker: Asker::through(Channel::Pec, Party::ThirdParty, "999"), ..asked.clone() };
    assert_eq!(rule(house.authority.receive_ask(&rao(), &stranger)), "relation");
    let id = house.authority.receive_ask(&rao(), &asked).unwrap();
    assert_eq!(states(&house, &pair), ["active", "active"]);
    house.authority.grant_ask(&rao(), id, None).unwrap();
    let life = &house.authority.history(Target::Pair(pair.id)).unwrap()[0];
    assert_eq!(life.state.on_list().unwrap().0, received);
    let passage = life.passages.last().unwrap();
    let kept = passage.asked.clone().unwrap();
    assert_eq!((kept.received, kept.party, kept.asker.as_str()), (received, Party::ThirdParty, COMPANY));
    assert_eq!(kept.evidence[0].0, "message");
    assert!(house.authority.grant_ask(&rao(), id, None).is_err(), "decided once");
}

#[test]
fn after_a_day_the_delay_is_an_alarm_and_needs_its_reason() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    let wanted = Wanted::Revocation { invalidity: None };
    let id = house
        .authority
        .receive_ask(&rao(), &ask(&pair, start(), wanted, Some(Motive::AffiliationEnded)))
        .unwrap();
    let alarms = |now| house.authority.overdue(now).unwrap();
    assert_eq!(alarms(start() + days(1) - SignedDuration::from_millis(1)), []);
    house.clock.advance(days(1) + SignedDuration::from_secs(1));
    let alarm = &house.authority.overdue_now().unwrap()[0];
    assert_eq!((alarm.deadline, alarm.what.as_str()), (Deadline::Decision, id.to_string().as_str()));
    assert_eq!(alarm.due, start() + days(1));
    assert_eq!(rule(house.authority.grant_ask(&rao(), id, None)), "late");
    house.authority.grant_ask(&rao(), id, Some("PEC ferma per guasto")).unwrap();
    // Late from the first moment: the 24 hours are over.
    let alarm = &house.authority.overdue_now().unwrap()[0];
    assert_eq!(alarm.deadline, Deadline::Publication);
    house.authority.publish_lists(&actor()).unwrap();
    assert_eq!(house.authority.overdue_now().unwrap(), []);
}

#[test]
fn a_decision_that_is_not_published_within_the_hour_is_an_alarm() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    suspend(&house, &pair, Motive::Suspension, None);
    let hour = SignedDuration::from_mins(60);
    assert_eq!(house.authority.overdue(start() + hour - SignedDuration::from_millis(1)).unwrap(), []);
    let alarms = house.authority.overdue(start() + hour).unwrap();
    assert_eq!(alarms.len(), 2, "{alarms:?}");
    assert!(alarms.iter().all(|alarm| alarm.deadline == Deadline::Publication));
    house.clock.advance(hour * 2);
    house.authority.publish_lists(&actor()).unwrap();
    assert_eq!(house.authority.overdue_now().unwrap(), []);
    assert_eq!(house.authority.publication_delays(start()).unwrap().over_target, 2);
}

#[test]
fn a_refused_request_keeps_the_reason_and_changes_nothing() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    let asked = ask(&pair, start(), Wanted::Reactivation, None);
    let id = house.authority.receive_ask(&rao(), &asked).unwrap();
    assert_eq!(rule(house.authority.refuse_ask(&rao(), id, " ")), "evidence");
    house.authority.refuse_ask(&rao(), id, "non è sospeso").unwrap();
    assert!(house.authority.grant_ask(&rao(), id, None).is_err());
    assert_eq!(house.authority.overdue(start() + days(9)).unwrap(), []);
}

#[test]
fn the_holder_is_told_of_the_end_five_times_and_once_each() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    let ends = pair.signature.not_after();
    let mut told = Vec::new();
    for left in (0..=95).rev() {
        house.clock.set(ends - days(left));
        for _ in 0..2 {
            told.extend(std::iter::repeat_n(left, house.authority.sweep_deadlines().unwrap().told));
        }
    }
    assert_eq!(told, [90, 60, 30, 7, 1]);
    let mails = mails(&house);
    let subjects: Vec<_> = mails.iter().filter(|mail| mail.0 == "certificate-expiring").collect();
    assert_eq!(subjects.len(), 5);
    assert!(subjects[0].3.contains("Giorni che restano: 90"), "{}", subjects[0].3);
    assert!(subjects.iter().all(|mail| mail.1 == "mario@example.org"));
}

#[test]
fn nobody_is_told_of_the_end_of_what_is_revoked() {
    let house = house(KeySpec::P384);
    let pair = active(&house);
    house.authority.revoke(&rao(), Target::Pair(pair.id), &by(&rao(), Motive::Broken), None).unwrap();
    for left in [90, 60, 30, 7, 1] {
        house.clock.set(pair.signature.not_after() - days(left));
        assert_eq!(house.authority.sweep_deadlines().unwrap().told, 0);
    }
}
