//! What lists and answers promise together: they agree, they never go back, and what changed is never
//! denied.

use std::{path::Path, sync::Arc};

use foundation::{Actor, Clock, Id, SystemEntropy, TestClock, Timestamp};
use jiff::SignedDuration;
use keyvault::{KeySpec, SoftwareKey};
use x509::{
    alg::DigestAlgorithm,
    crl::{Crl, Parameters, Reason, Revoked},
    ocsp::{self, Answer, Status},
};

use crate::{
    Authority, AuthorityError, Scope, ServiceAuthority, Settings,
    model::{CertificateKind, ListRecord},
    practice,
    rules::{lifecycle::CertificateState, serial::shard, service::Service},
    tables::{self, ListKey},
};

struct House {
    authority: Authority,
    clock: Arc<TestClock>,
    folder: tempfile::TempDir,
}

/// A certificate and where the test knows it to be.
struct Known {
    id: Id<CertificateKind>,
    ca: ServiceAuthority,
    serial: Vec<u8>,
    state: CertificateState,
}

fn open(folder: &Path, clock: &Arc<TestClock>, change: impl Fn(&mut Settings)) -> Authority {
    let mut settings = practice::settings(3).unwrap();
    change(&mut settings);
    practice::open(folder, settings, KeySpec::P256, clock.clone(), Arc::new(SystemEntropy)).unwrap().1
}

fn house(change: impl Fn(&mut Settings)) -> House {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(TestClock::at("2026-11-22T09:00:00Z".parse().unwrap()));
    let authority = open(folder.path(), &clock, change);
    House { authority, clock, folder }
}

fn actor() -> Actor {
    Actor::command_line()
}

impl House {
    fn issue(&self, pairs: u64) -> Vec<Known> {
        let mut all = Vec::new();
        for number in 0..pairs {
            let [one, other] = [(); 2].map(|()| SoftwareKey::generate(KeySpec::P256).unwrap());
            let request = practice::pair_request(practice::mario().unwrap(), number, &one, &other).unwrap();
            let pair = self.authority.issue_pair(&actor(), &request).unwrap().id;
            let issued =
                self.authority.store.read_blocking(move |tx| tables::certificates_of_pair(tx, pair)).unwrap();
            all.extend(issued.into_iter().map(|one| Known {
                id: one.id,
                ca: self.authority.by_id(one.authority).unwrap(),
                serial: one.serial,
                state: one.state,
            }));
        }
        all
    }

    /// A change as a verb makes it: stored, then acted upon.
    fn change(&self, known: &mut Known, to: CertificateState) {
        let (id, from, now) = (known.id, known.state, self.clock.now());
        self.authority
            .store
            .write_blocking(move |tx| tables::set_state(tx, id, (from, to), &actor(), None, now).map(drop))
            .unwrap();
        self.authority.follow_status_changes().unwrap();
        known.state = to;
    }

    fn list(&self, known: &Known, delta: bool) -> (ListRecord, Crl) {
        let scope = Scope::Shard(shard(&known.serial, known.ca.shard_count));
        self.list_of(&known.ca, scope, delta)
    }

    fn list_of(&self, ca: &ServiceAuthority, scope: Scope, delta: bool) -> (ListRecord, Crl) {
        let key = ListKey { authority: ca.id, scope, delta };
        self.authority
            .store
            .read_blocking(move |tx| {
                let record = tables::newest_record(tx, key)?.unwrap();
                let der = tables::octets(tx, key, &record)?;
                Ok::<_, store::Error>((record, Crl::from_der(der).unwrap()))
            })
            .unwrap()
    }
}

fn request(ca: &ServiceAuthority, serials: &[&[u8]], hash: DigestAlgorithm, nonce: Option<&[u8]>) -> Vec<u8> {
    let key = ca.certificate.public_key().unwrap().bits_of_key();
    let ids: Vec<_> = serials
        .iter()
        .map(|serial| ocsp::cert_id(hash, ca.certificate.subject().der(), key, serial))
        .collect();
    ocsp::request(&ids, nonce)
}

fn ask(authority: &Authority, known: &Known) -> (Status, Timestamp) {
    let request = request(&known.ca, &[&known.serial], DigestAlgorithm::Sha1, None);
    let answer = authority.answer_ocsp(&known.ca, &request);
    let Answer::Successful(answer) = Answer::from_der(&answer.der).unwrap() else { panic!("an error") };
    answer.verify_signed_by(answer.certificates()[0].public_key().unwrap()).unwrap();
    let single = answer.responses().next().unwrap();
    (single.status, single.this_update)
}

/// What OCSP must say of a state.
fn expected(state: CertificateState) -> Status {
    match state.on_list() {
        None => Status::Good,
        Some((at, reason, _)) => {
            Status::Revoked { at, reason: Some(reason).filter(|reason| *reason != Reason::Unspecified) }
        }
    }
}

/// What a list says of a certificate, as OCSP would.
fn on_list(crl: &Crl, serial: &[u8]) -> Status {
    crl.find(serial).map_or(Status::Good, |entry| {
        let reason = Some(entry.reason().unwrap()).filter(|reason| *reason != Reason::Unspecified);
        Status::Revoked { at: entry.revocation_date, reason }
    })
}

/// Numbers that are the same in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, count: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % count
    }

    /// A state that may follow.
    fn next(&mut self, from: CertificateState, now: Timestamp) -> CertificateState {
        let now = Timestamp::from_second(now.as_second()).unwrap();
        let revoked = |reason| CertificateState::Revoked { at: now, reason, invalidity: None };
        match (from, self.below(3)) {
            (CertificateState::Suspended { .. }, 0 | 1) => CertificateState::Active,
            (CertificateState::Suspended { since }, _) => CertificateState::Revoked {
                at: since,
                reason: Reason::KeyCompromise,
                invalidity: Some(since - SignedDuration::from_hours(30)),
            },
            (CertificateState::Revoked { .. }, _) => from,
            (_, 0) => revoked([Reason::Unspecified, Reason::Superseded][self.below(2) as usize]),
            _ => CertificateState::Suspended { since: now },
        }
    }
}

/// A random life: at every step OCSP says what is true, after each publication the lists do too.
fn live(house: &House, all: &mut [Known], steps: usize, mut published: impl FnMut(&House, &[Known])) {
    let mut draw = Draw(7);
    let mut served = Timestamp::UNIX_EPOCH;
    for _ in 0..steps {
        house.clock.advance(SignedDuration::from_millis(draw.below(90_000) as i64));
        let known = &mut all[draw.below(all.len() as u64) as usize];
        let to = draw.next(known.state, house.clock.now());
        if to != known.state {
            house.change(known, to);
        }
        let known = &all[draw.below(all.len() as u64) as usize];
        let (status, at) = ask(&house.authority, known);
        assert_eq!(status, expected(known.state));
        served = served.max(at);
        if draw.below(4) == 0 {
            house.authority.publish_lists(&actor()).unwrap();
            for known in &*all {
                let (record, crl) = house.list(known, false);
                assert_eq!(on_list(&crl, &known.serial), expected(known.state));
                assert_eq!(ask(&house.authority, known).0, expected(known.state));
                assert_eq!(crl.this_update(), record.this_update);
                let entry = crl.find(&known.serial).and_then(|entry| entry.invalidity_date().unwrap());
                assert_eq!(entry, known.state.on_list().and_then(|(_, _, invalidity)| invalidity));
            }
            published(house, all);
        }
    }
}

#[test]
fn lists_and_answers_agree_for_every_certificate_through_a_random_life() {
    let house = house(|_| {});
    let mut all = house.issue(6);
    live(&house, &mut all, 60, |_, _| {});
}

#[test]
fn no_list_of_later_than_an_answer_denies_what_the_answer_said() {
    let house = house(|_| {});
    let mut all = house.issue(1);
    house.authority.publish_lists(&actor()).unwrap();
    for _ in 0..5 {
        house.clock.advance(SignedDuration::from_millis(700));
        let since = house.authority.whole_second();
        house.change(&mut all[0], CertificateState::Suspended { since });
        let (_, served) = ask(&house.authority, &all[0]);
        // A list that does not know of it yet speaks of an earlier instant, or of the same second.
        let (record, _) = house.list(&all[0], false);
        assert!(record.this_update <= served);
        house.authority.publish_lists(&actor()).unwrap();
        let (record, crl) = house.list(&all[0], false);
        assert!(record.this_update >= served && crl.find(&all[0].serial).is_some());
        house.change(&mut all[0], CertificateState::Active);
        house.authority.publish_lists(&actor()).unwrap();
    }
}

#[test]
fn a_delta_on_any_list_that_still_holds_gives_the_newest_list() {
    let house = house(|settings| settings.status.delta_lists = true);
    let mut all = house.issue(5);
    let mut kept: Vec<(ServiceAuthority, Scope, ListRecord, Crl)> = Vec::new();
    live(&house, &mut all, 60, |house, all| {
        for known in all {
            let scope = Scope::Shard(shard(&known.serial, known.ca.shard_count));
            let (record, full) = house.list(known, false);
            let (delta_record, delta) = house.list(known, true);
            assert_eq!(record.number, delta_record.number, "a delta goes with every list");
            let base = delta_record.delta_base.unwrap();
            for (_, _, older, list) in kept.iter().filter(|(ca, s, ..)| ca.id == known.ca.id && *s == scope) {
                assert!(older.number >= base, "the delta serves every list that still holds");
                let mut said: std::collections::BTreeMap<Vec<u8>, Status> = list
                    .entries()
                    .map(|entry| (entry.serial.to_vec(), on_list(list, entry.serial)))
                    .collect();
                for entry in delta.entries() {
                    match entry.reason().unwrap() {
                        Reason::RemoveFromCrl => drop(said.remove(entry.serial)),
                        _ => drop(said.insert(entry.serial.to_vec(), on_list(&delta, entry.serial))),
                    }
                }
                let newest: std::collections::BTreeMap<_, _> = full
                    .entries()
                    .map(|entry| (entry.serial.to_vec(), on_list(&full, entry.serial)))
                    .collect();
                assert_eq!(said, newest);
            }
            if kept.last().is_none_or(|(.., older, _)| older.number != record.number) {
                kept.push((known.ca.clone(), scope, record, full));
            }
        }
    });
    assert!(kept.len() > 10);
}

#[test]
fn a_list_that_is_streamed_is_octet_by_octet_the_list_made_in_memory() {
    let house = house(|_| {});
    let ca = house.authority.current(Service::Signature).unwrap();
    let (id, at) = (ca.id, house.clock.now());
    let scope = Scope::Shard(1);
    house.authority.store.write_blocking(move |tx| tables::fill_shard(tx, id, 1, 30_000, at)).unwrap();
    assert!(house.authority.publish_lists(&actor()).unwrap() > 0);
    let (record, crl) = house.list_of(&ca, scope, false);
    assert_eq!((record.entries, record.size), (30_000, crl.der().len() as u64));
    assert!(record.size > 5 * tables::PART as u64 && record.size > super::IN_MEMORY as u64);
    let key = ca.certificate.public_key().unwrap();
    let parameters = Parameters {
        issuer: ca.certificate.subject(),
        algorithm: crate::keys::algorithm_of(key).unwrap(),
        this_update: record.this_update,
        next_update: record.next_update,
        authority_key_identifier: &key.key_identifier(),
        number: record.number,
        delta_base: None,
        distribution_point: Some("http://pki.example.com/firma/crl/01.crl".to_owned()),
        only_authorities: false,
        freshest: Vec::new(),
        expired_certs_since: Some(ca.certificate.not_before()),
    };
    let serials: Vec<Vec<u8>> = crl.entries().map(|entry| entry.serial.to_vec()).collect();
    let entries = serials.iter().map(|serial| Revoked {
        serial,
        at,
        reason: Reason::Superseded,
        invalidity_date: None,
    });
    assert!(parameters.build(entries).bytes() == crl.tbs());
    crl.verify_signed_by(key).unwrap();
    assert_eq!(record.sha256, DigestAlgorithm::Sha256.digest(crl.der()));
}

#[test]
fn neither_a_lower_number_nor_an_earlier_instant_is_published() {
    let house = house(|_| {});
    let ca = house.authority.current(Service::Cns).unwrap();
    let key = ListKey { authority: ca.id, scope: Scope::Shard(0), delta: false };
    house.clock.advance(SignedDuration::from_mins(61));
    house.authority.publish_lists(&actor()).unwrap();
    let (newest, _) = house.list_of(&ca, key.scope, false);
    let publish = |number, this_update| {
        let due =
            super::Due { key, number, this_update, next_update: this_update + super::VALIDITY, base: None };
        let made = house.authority.make_list(&ca, &due)?;
        house.authority.publish(&actor(), &ca, made)
    };
    let earlier = newest.this_update - SignedDuration::from_secs(1);
    assert!(matches!(publish(newest.number, newest.this_update), Ok(false)));
    assert!(matches!(publish(newest.number - 1, newest.this_update), Ok(false)));
    assert!(matches!(publish(newest.number + 9, earlier), Err(AuthorityError::ListRollback { .. })));
    assert_eq!(house.list_of(&ca, key.scope, false).0, newest);
    assert!(publish(newest.number + 9, newest.this_update).unwrap());
    assert_eq!(house.list_of(&ca, key.scope, false).0.number, newest.number + 9);
}

#[test]
fn a_number_that_a_crash_left_is_not_given_again_and_its_octets_go() {
    let house = house(|_| {});
    let ca = house.authority.current(Service::Cns).unwrap();
    house.clock.advance(SignedDuration::from_mins(61));
    let due = house.authority.due(&[&ca], false).unwrap();
    let (_, lost) = due.into_iter().find(|(_, due)| due.key.scope == Scope::Shard(0)).unwrap();
    house.authority.store_parts(lost.key, lost.number, vec![(0, vec![1, 2, 3])]).unwrap();
    house.authority.publish_lists(&actor()).unwrap();
    let (newest, _) = house.list_of(&ca, Scope::Shard(0), false);
    assert!(newest.number > lost.number);
    assert_eq!(house.authority.list_part(lost.key, lost.number, 0).unwrap(), None);
}

#[test]
fn numbers_go_on_above_what_was_published_before_a_backup_was_restored() {
    let house = house(|_| {});
    let ca = house.authority.current(Service::Cns).unwrap();
    let backup = house.folder.path().join("backup.db");
    house.authority.store.backup(&backup).unwrap();
    for _ in 0..3 {
        house.clock.advance(SignedDuration::from_mins(61));
        house.authority.publish_lists(&actor()).unwrap();
    }
    let (newest, _) = house.list_of(&ca, Scope::Shard(0), false);
    let House { authority, clock, folder } = house;
    drop(authority);
    std::fs::rename(&backup, folder.path().join("register.db")).unwrap();
    for file in ["register.db-wal", "register.db-shm"] {
        drop(std::fs::remove_file(folder.path().join(file)));
    }
    clock.advance(SignedDuration::from_secs(1));
    let authority = open(folder.path(), &clock, |_| {});
    let house = House { authority, clock, folder };
    assert!(house.list_of(&ca, Scope::Shard(0), false).0.number < newest.number);
    house.authority.publish_lists(&actor()).unwrap();
    let (after, _) = house.list_of(&ca, Scope::Shard(0), false);
    assert!(after.number > newest.number && after.this_update > newest.this_update);
}

#[test]
fn nothing_follows_the_last_list() {
    let house = house(|_| {});
    let mut all = house.issue(1);
    let ca = all[0].ca.clone();
    assert!(house.authority.publish_last_lists(&actor(), ca.id).unwrap() > 0);
    let (record, crl) = house.list(&all[0], false);
    assert_eq!((record.next_update, crl.next_update()), (Timestamp::MAX, Some(Timestamp::MAX)));
    let since = house.authority.whole_second();
    house.change(&mut all[0], CertificateState::Suspended { since });
    house.clock.advance(SignedDuration::from_hours(24 * 400));
    house.authority.publish_lists(&actor()).unwrap();
    house.authority.publish_last_lists(&actor(), ca.id).unwrap();
    assert_eq!(house.list(&all[0], false).0, record);
}

#[test]
fn the_history_says_since_when_a_change_could_be_known_and_from_which_list() {
    let house = house(|_| {});
    let mut all = house.issue(1);
    house.authority.publish_lists(&actor()).unwrap();
    house.clock.advance(SignedDuration::from_secs(5));
    let since = house.authority.whole_second();
    house.change(&mut all[0], CertificateState::Suspended { since });
    let history =
        |id| house.authority.store.read_blocking(move |tx| tables::last_announcement(tx, id)).unwrap();
    assert_eq!(history(all[0].id), None);
    house.clock.advance(SignedDuration::from_secs(20));
    house.authority.publish_lists(&actor()).unwrap();
    let (record, _) = house.list(&all[0], false);
    assert_eq!(history(all[0].id), Some((house.clock.now(), record.number)));
    assert_eq!((record.published_at, record.changes), (house.clock.now(), 1));
}

#[test]
fn after_a_suspension_no_good_answer_is_given_anywhere() {
    let house = house(|_| {});
    let mut all = house.issue(2);
    let other = open(house.folder.path(), &house.clock, |_| {});
    let fast = |authority: &Authority, known: &Known| {
        let request = request(&known.ca, &[&known.serial], DigestAlgorithm::Sha1, None);
        authority.ready_ocsp(&known.ca.path, &request, authority.now())
    };
    for node in [&house.authority, &other] {
        assert_eq!(ask(node, &all[0]).0, Status::Good);
        assert!(fast(node, &all[0]).is_some(), "the second time it is ready");
        assert!(fast(node, &all[1]).is_none(), "never asked for");
    }
    let since = house.authority.whole_second();
    house.change(&mut all[0], CertificateState::Suspended { since });
    assert!(fast(&house.authority, &all[0]).is_none());
    assert_eq!(ask(&house.authority, &all[0]).0, expected(all[0].state));
    assert!(other.follow_status_changes().unwrap() > 0);
    assert!(fast(&other, &all[0]).is_none());
    assert_eq!(other.presign_answers(10).unwrap(), 1, "it was asked for: it is made ready");
    assert!(fast(&other, &all[0]).is_some());
    assert_eq!(ask(&other, &all[0]).0, expected(all[0].state));
    assert_eq!(other.follow_status_changes().unwrap(), 0);
}

#[test]
fn a_nonce_is_answered_from_memory_as_long_as_the_database_was_looked_at() {
    let house = house(|_| {});
    let mut all = house.issue(1);
    let request =
        |nonce: u8| request(&all[0].ca, &[&all[0].serial], DigestAlgorithm::Sha1, Some(&[nonce; 16]));
    let (first, second) = (request(1), request(2));
    let (authority, ca) = (&house.authority, all[0].ca.clone());
    let told = |answer: Arc<crate::OcspAnswer>| {
        assert_eq!(answer.keep, None);
        let Answer::Successful(answer) = Answer::from_der(&answer.der).unwrap() else { panic!("an error") };
        answer.verify_signed_by(answer.certificates()[0].public_key().unwrap()).unwrap();
        let single = answer.responses().next().unwrap();
        (answer.nonce().map(<[u8]>::to_vec), single.status, single.this_update)
    };
    let known = authority.whole_second();
    assert!(authority.ready_ocsp(&ca.path, &first, authority.now()).is_none(), "the status is not in memory");
    assert_eq!(told(authority.answer_ocsp(&ca, &first)), (Some(vec![1; 16]), Status::Good, known));
    house.clock.advance(SignedDuration::from_secs(3));
    let answer = authority.ready_ocsp(&ca.path, &second, authority.now()).unwrap();
    assert_eq!(told(answer), (Some(vec![2; 16]), Status::Good, known), "it speaks of when it was looked at");
    house.clock.advance(SignedDuration::from_secs(2));
    assert!(authority.ready_ocsp(&ca.path, &second, authority.now()).is_none(), "not looked for too long");
    let since = authority.whole_second();
    house.change(&mut all[0], CertificateState::Suspended { since });
    assert!(authority.ready_ocsp(&ca.path, &second, authority.now()).is_none(), "it changed");
    assert_eq!(told(authority.answer_ocsp(&ca, &second)).1, expected(all[0].state));
    let answer = authority.ready_ocsp(&ca.path, &first, authority.now()).unwrap();
    assert_eq!(told(answer).1, expected(all[0].state));
    authority.status.looked(house.clock.now(), true);
    assert!(
        authority.ready_ocsp(&ca.path, &first, authority.now()).is_none(),
        "nothing new is said without the database"
    );
}

#[test]
fn a_node_that_nobody_tells_looks_by_itself_when_asked() {
    let house = house(|_| {});
    let mut all = house.issue(1);
    let other = open(house.folder.path(), &house.clock, |_| {});
    assert_eq!(ask(&other, &all[0]).0, Status::Good);
    let since = house.authority.whole_second();
    house.change(&mut all[0], CertificateState::Suspended { since });
    house.clock.advance(SignedDuration::from_secs(5));
    let request = request(&all[0].ca, &[&all[0].serial], DigestAlgorithm::Sha1, None);
    assert!(other.ready_ocsp(&all[0].ca.path, &request, other.now()).is_none(), "not looked for too long");
    assert_eq!(ask(&other, &all[0]).0, expected(all[0].state));
}

#[test]
fn a_node_that_slept_answers_no_one_before_it_has_looked() {
    let house = house(|_| {});
    let mut all = house.issue(1);
    let other = open(house.folder.path(), &house.clock, |_| {});
    assert_eq!(ask(&other, &all[0]).0, Status::Good);
    let since = house.authority.whole_second();
    house.change(&mut all[0], CertificateState::Suspended { since });
    house.clock.advance(SignedDuration::from_secs(5));
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let looking = other.status.followed.lock().unwrap();
        scope.spawn(|| tell.send(ask(&other, &all[0]).0).unwrap());
        let early = told.recv_timeout(std::time::Duration::from_millis(200));
        assert!(early.is_err(), "{early:?} while another was looking");
        drop(looking);
    });
    assert_eq!(told.recv().unwrap(), expected(all[0].state));
}

#[test]
fn without_its_database_a_node_gives_what_is_ready_until_it_ends() {
    let house = house(|_| {});
    let all = house.issue(1);
    assert_eq!(ask(&house.authority, &all[0]).0, Status::Good);
    let request = request(&all[0].ca, &[&all[0].serial], DigestAlgorithm::Sha1, None);
    let ready = || house.authority.ready_ocsp(&all[0].ca.path, &request, house.clock.now());
    assert_eq!(house.authority.status_health().problem(), None);
    // As follow_status_changes does when the store fails, each second.
    let away = || house.authority.status.looked(house.clock.now(), true);
    away();
    assert!(house.authority.status_health().problem().unwrap().contains("1 answers"));
    house.clock.advance(SignedDuration::from_hours(11));
    away();
    assert!(ready().is_some(), "still holds");
    house.authority.status.looked(house.clock.now(), false);
    assert!(ready().is_none(), "with the database it would be signed anew");
    house.clock.advance(SignedDuration::from_hours(1));
    away();
    assert!(ready().is_none(), "it has ended");
    house.authority.follow_status_changes().unwrap();
    assert_eq!(house.authority.status_health().database_away_since, None);
}

#[test]
fn answers_grow_old_and_are_signed_anew_before_they_end() {
    let house = house(|_| {});
    let all = house.issue(1);
    let (_, first) = ask(&house.authority, &all[0]);
    house.clock.advance(SignedDuration::from_hours(5));
    assert_eq!(ask(&house.authority, &all[0]).1, first, "from what is ready");
    house.clock.advance(SignedDuration::from_mins(40));
    let signed: usize = (0..64).map(|_| house.authority.presign_answers(10).unwrap()).sum();
    assert_eq!(signed, 1);
    assert!(ask(&house.authority, &all[0]).1 > first);
    house.clock.advance(SignedDuration::from_hours(7));
    let (_, second) = ask(&house.authority, &all[0]);
    assert_eq!(second, house.clock.now());
}

#[test]
fn one_request_may_name_sixteen_certificates_of_any_digest() {
    let house = house(|_| {});
    let all = house.issue(1);
    let ca = &all[0].ca;
    let never = [0x10; 16];
    for hash in
        [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512]
    {
        let mut serials = vec![&all[0].serial[..]; 15];
        serials.push(&never);
        let asked = request(ca, &serials, hash, Some(&[9; 128]));
        let answer = house.authority.answer_ocsp(ca, &asked);
        assert_eq!(answer.keep, None);
        let Answer::Successful(answer) = Answer::from_der(&answer.der).unwrap() else { panic!("an error") };
        assert_eq!((answer.responses().count(), answer.nonce()), (16, Some(&[9; 128][..])));
        let key = ca.certificate.public_key().unwrap().bits_of_key();
        for (serial, single) in serials.iter().zip(answer.responses()) {
            assert_eq!(single.cert_id.raw, ocsp::cert_id(hash, ca.certificate.subject().der(), key, serial));
            assert_eq!(single.status == Status::Good, *serial != never);
        }
        assert!(answer.extensions().get(&x509::oid::OCSP_EXTENDED_REVOKE).is_some());
    }
    let md5 = request(ca, &[&never], DigestAlgorithm::Md5, None);
    assert_eq!(house.authority.answer_ocsp(ca, &md5).der[..], [0x30, 3, 0x0a, 1, 6]);
}

#[test]
fn nonces_may_be_ignored_and_serials_never_issued_be_unknown() {
    let house = house(|settings| {
        settings.status.ignore_nonces = true;
        settings.status.never_issued_unknown = true;
    });
    let all = house.issue(1);
    let ca = &all[0].ca;
    for nonce in [None, Some(&[1; 32][..])] {
        let answer =
            house.authority.answer_ocsp(ca, &request(ca, &[&all[0].serial], DigestAlgorithm::Sha1, nonce));
        assert!(answer.keep.is_some());
        let Answer::Successful(answer) = Answer::from_der(&answer.der).unwrap() else { panic!("an error") };
        assert_eq!(answer.nonce(), None);
    }
    let answer = house.authority.answer_ocsp(ca, &request(ca, &[&[0x10; 16]], DigestAlgorithm::Sha1, None));
    let Answer::Successful(answer) = Answer::from_der(&answer.der).unwrap() else { panic!("an error") };
    assert_eq!(answer.responses().next().unwrap().status, Status::Unknown);
    assert!(answer.extensions().get(&x509::oid::OCSP_EXTENDED_REVOKE).is_none());
    assert_eq!(house.authority.status_health().answers, 1, "never issued: not kept");
}

#[test]
fn an_arl_says_that_it_is_one_and_a_single_shard_says_nothing() {
    let house = house(|settings| settings.crl_shards = 1);
    let ca = house.authority.current(Service::Signature).unwrap();
    let (record, arl) = house.list_of(&ca, Scope::Authority, false);
    let point = arl.issuing_distribution_point().unwrap().unwrap();
    assert!(point.only_ca_certs && record.entries == 0);
    assert_eq!(point.full_name[0].uri(), Some(&*ca.arl_url()));
    let (_, only) = house.list_of(&ca, Scope::Shard(0), false);
    assert!(only.issuing_distribution_point().unwrap().is_none());
    assert_eq!(only.expired_certs_since().unwrap(), Some(ca.certificate.not_before()));
}

#[derive(Debug)]
struct Astray;

impl foundation::ClockGuard for Astray {
    fn synchronisation(&self) -> foundation::Synchronisation {
        foundation::Synchronisation {
            trust: foundation::Trust::Measured,
            ..foundation::Synchronisation::declared()
        }
    }
}

#[test]
fn with_a_clock_that_nobody_vouches_for_nothing_is_signed() {
    let mut house = house(|_| {});
    let all = house.issue(1);
    assert_eq!(ask(&house.authority, &all[0]).0, Status::Good);
    house.authority = house.authority.with_clock_guard(Arc::new(Astray));
    assert_eq!(ask(&house.authority, &all[0]).0, Status::Good, "from what is ready");
    let asked = request(&all[1].ca, &[&all[1].serial], DigestAlgorithm::Sha1, None);
    assert_eq!(house.authority.answer_ocsp(&all[1].ca, &asked).der[..], [0x30, 3, 0x0a, 1, 3]);
    house.clock.advance(SignedDuration::from_mins(61));
    assert!(matches!(house.authority.publish_lists(&actor()), Err(AuthorityError::Clock(_))));
}
