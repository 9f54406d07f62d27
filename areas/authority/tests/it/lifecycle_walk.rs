//! Random lives: whatever is asked by whomever, no forbidden row is reached, the history replays to the
//! state, and every transition is one line of the audit log for each certificate.

use std::collections::BTreeMap;

use authority::{
    AuthorityError, Demand, IssuedPair, PriorNotice, Target,
    rules::{
        lifecycle::CertificateState,
        motives::Motive,
        permissions::{Asker, Channel, Party},
    },
};
use foundation::{Actor, AuthMethod, Role, Timestamp};
use jiff::SignedDuration;
use keyvault::KeySpec;
use proptest::{prelude::*, test_runner::RngSeed};
use x509::crl::Reason;

use crate::{
    common::{House, house},
    lifecycle::{COMPANY, MARIO, entered, holder, issued, officer, rao, registration},
};

/// One thing that somebody tries.
#[derive(Clone, Copy, Debug)]
struct Try {
    what: u8,
    who: u8,
    motive: u8,
    wait: u16,
    which: u8,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let one = (0u8..10, 0u8..9, any::<u8>(), 0u16..600, 0u8..6)
        .prop_map(|(what, who, motive, wait, which)| Try { what, who, motive, wait, which });
    prop::collection::vec(one, 1000)
}

/// Who tries, with the demand that it makes.
fn demand(one: Try) -> (Actor, Demand) {
    let motives: Vec<Motive> = Motive::ALL.to_vec();
    let motive = Some(motives[usize::from(one.motive) % motives.len()]);
    let itself = |actor: Actor| {
        let mut demand = Demand::by(Asker::of(&actor), motive).because("prova");
        demand.notice = PriorNotice::Urgent("prova".to_owned());
        (actor, demand)
    };
    let company = Actor { role: Role::ThirdParty, name: COMPANY.to_owned(), method: AuthMethod::Cie };
    match one.who {
        0 => itself(holder(AuthMethod::Spid)),
        1 => itself(holder(AuthMethod::EmergencyCode)),
        2 => itself(rao()),
        3 => itself(officer()),
        4 => itself(company),
        5 => itself(Actor::system("deadlines")),
        6 => itself(Actor { name: "VRDLGI75C15L219B".to_owned(), ..holder(AuthMethod::Cns) }),
        7 => (rao(), entered(Channel::Pec, Party::PublicAuthority, "Procura", motive)),
        _ => (rao(), entered(Channel::Counter, Party::Holder, MARIO, motive)),
    }
}

/// The state of each certificate, signature first.
fn states(house: &House, pair: &IssuedPair) -> Vec<CertificateState> {
    let lives = house.authority.history(Target::Pair(pair.id)).unwrap();
    lives.iter().map(|life| life.state).collect()
}

fn attempt(house: &House, pair: &IssuedPair, one: Try) -> Result<usize, AuthorityError> {
    let (actor, demand) = demand(one);
    let target = match one.which {
        0 => house.authority.find_target(&pair.signature.serial_hex()).unwrap(),
        1 => house.authority.find_target(&pair.cns.serial_hex()).unwrap(),
        _ => Target::Pair(pair.id),
    };
    let now = foundation::Clock::now(&*house.clock);
    let back = SignedDuration::from_hours(i64::from(one.motive % 3));
    let authority = &house.authority;
    let act = match one.what {
        0 | 1 => authority.record_receipt(&actor, pair.id, &demand),
        2..=4 => authority.suspend(&actor, target, &demand, (one.which == 3).then(|| now - back), None),
        5 | 6 => authority.reactivate(&actor, target, &demand),
        // Revocation ends the walk, so it is rare.
        7 if one.motive.is_multiple_of(16) => authority.revoke(&actor, target, &demand, None),
        8 => authority.amend_revocation(&actor, target, &demand, (one.which > 2).then(|| now - back)),
        _ => {
            house.authority.sweep_deadlines().unwrap();
            return Ok(0);
        }
    };
    act.map(|act| act.changed.len())
}

/// No row of the table that does not exist (pki.md §5, "Forbidden").
fn check_step(before: CertificateState, after: CertificateState, expired: bool) {
    use CertificateState as S;
    if before == after {
        return;
    }
    let amended = matches!((before, after), (S::Revoked { at: old, .. }, S::Revoked { at, reason, .. })
        if old == at && reason == Reason::KeyCompromise);
    assert!(!expired || amended, "{before:?} → {after:?} after expiry");
    let allowed = match (before, after) {
        (S::Issued, S::Active | S::Suspended { .. } | S::Revoked { .. }) => true,
        (S::Active, S::Suspended { .. } | S::Revoked { .. }) => true,
        (S::Suspended { .. }, S::Active) => true,
        (S::Suspended { since }, S::Revoked { at, .. }) => since == at,
        (S::Revoked { .. }, S::Revoked { .. }) => amended,
        _ => false,
    };
    assert!(allowed, "{before:?} → {after:?}");
}

/// The history of each certificate leads from issuing to where it stands, and no row of it is missing.
fn check_history(house: &House, pair: &IssuedPair, transitions: &mut BTreeMap<String, usize>) {
    for life in house.authority.history(Target::Pair(pair.id)).unwrap() {
        let mut state = "issuing".to_owned();
        let mut seq = 0;
        let mut suspended: Option<Timestamp> = None;
        let mut intervals = Vec::new();
        for passage in &life.passages {
            assert_eq!(passage.from, state);
            assert!(passage.status_seq > seq, "the numbers only grow");
            (state, seq) = (passage.to.clone(), passage.status_seq);
            if let Some(since) = suspended.take_if(|_| state != "suspended") {
                intervals.push((since, Some(passage.decided)));
            }
            if state == "suspended" {
                suspended = passage.effective;
            }
        }
        intervals.extend(suspended.map(|since| (since, None)));
        assert_eq!(state, life.state.name());
        assert_eq!(life.passages.last().unwrap().effective, life.state.on_list().map(|on| on.0));
        let kept: Vec<_> = life.suspensions.iter().map(|one| (one.since, one.ended)).collect();
        assert_eq!(kept, intervals);
        let asked = life.passages.iter().filter(|passage| passage.asked.is_some()).count();
        assert_eq!(asked, life.passages.len() - 1, "all but the signature were asked for");
        // The first passage is the signature; the intent before it has a line in the log too.
        transitions.insert(life.certificate.to_string(), life.passages.len() + 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2, max_shrink_iters: 0, failure_persistence: None, rng_seed: RngSeed::Fixed(20_261_122),
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_random_life_reaches_no_forbidden_row_and_replays(tries in tries()) {
        let house = house(KeySpec::P384);
        let mut pairs = vec![issued(&house, registration())];
        let mut before = states(&house, &pairs[0]);
        let mut revoked_for = 0;
        let mut changed = 0;
        for one in tries {
            let pair = pairs.last().unwrap();
            house.clock.advance(SignedDuration::from_secs(i64::from(one.wait)));
            let attempted = attempt(&house, pair, one);
            let after = states(&house, pair);
            match attempted {
                Ok(count) => changed += count,
                Err(AuthorityError::Refused(_)) => prop_assert_eq!(&after, &before),
                Err(other) => panic!("{other}"),
            }
            let now = foundation::Clock::now(&*house.clock);
            for (before, after) in before.iter().zip(&after) {
                check_step(*before, *after, pair.signature.not_after() <= now);
            }
            before = after;
            revoked_for += usize::from(before[0].name() == "revoked");
            if revoked_for > 20 {
                revoked_for = 0;
                pairs.push(issued(&house, registration()));
                before = states(&house, pairs.last().unwrap());
            }
        }
        prop_assert!(changed > 100, "a walk that goes nowhere shows nothing: {}", changed);
        let mut transitions = BTreeMap::new();
        for pair in &pairs {
            check_history(&house, pair, &mut transitions);
        }
        let entries = house.store.read_blocking(|tx| store::audit::entries(tx, 0, 100_000)).unwrap();
        let mut lines: BTreeMap<String, usize> = BTreeMap::new();
        for (_, entry) in entries {
            let entry: serde_json::Value = serde_json::from_str(&entry).unwrap();
            if entry["object_type"] == "certificate" && transitions.contains_key(entry["object_id"].as_str().unwrap()) {
                *lines.entry(entry["object_id"].as_str().unwrap().to_owned()).or_default() += 1;
            }
        }
        prop_assert_eq!(lines, transitions);
    }
}
