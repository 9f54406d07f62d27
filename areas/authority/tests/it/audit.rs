//! The audit log is sealed in time, and without it nothing is issued.

#[path = "tables/audit.rs"]
mod tampering;

use std::sync::Mutex;

use authority::{AuthorityError, Census, TimeStampSource};
use foundation::{Actor, AuditEvent};
use jiff::SignedDuration;
use keyvault::KeySpec;
use store::audit::{self, SignedCheckpoint};

use crate::common::{House, actor, house, mario, pair_request};

fn log(house: &House, count: u32) {
    let now = foundation::Clock::now(&*house.clock);
    house
        .store
        .write_blocking(move |tx| {
            for n in 0..count {
                tx.audit(now, &AuditEvent::done("door.opened", &Actor::system("porter"), "door", n))?;
            }
            Ok::<_, store::Error>(())
        })
        .unwrap();
}

fn size(checkpoint: Option<&SignedCheckpoint>) -> Option<u64> {
    checkpoint.map(|made| made.note.checkpoint().size)
}

#[test]
fn the_log_is_sealed_each_minute_and_each_thousand_entries() {
    let house = house(KeySpec::P256);
    let authority = &house.authority;
    let first = authority.checkpoint_audit_log().unwrap();
    let sealed = size(first.as_ref()).unwrap();
    assert!(sealed > 4, "four authorities and the key itself");
    assert_eq!(first.unwrap().note.checkpoint().origin, "pki.example.com/audit");
    assert_eq!(authority.checkpoint_audit_log().unwrap(), None, "nothing new");

    log(&house, 1);
    assert_eq!(authority.checkpoint_audit_log().unwrap(), None, "not yet");
    house.clock.advance(SignedDuration::from_secs(60));
    assert_eq!(size(authority.checkpoint_audit_log().unwrap().as_ref()), Some(sealed + 1));
    house.clock.advance(SignedDuration::from_secs(60));
    assert_eq!(authority.checkpoint_audit_log().unwrap(), None, "a minute without entries");

    log(&house, 999);
    authority.checkpoint_audit_log().unwrap();
    let made = size(house.store.read_blocking(audit::last_checkpoint).unwrap().as_ref());
    assert_eq!(made, Some(sealed + 1000), "the minute had passed");
    log(&house, 999);
    assert_eq!(authority.checkpoint_audit_log().unwrap(), None);
    log(&house, 1);
    assert_eq!(size(authority.checkpoint_audit_log().unwrap().as_ref()), Some(sealed + 2000));

    let report = audit::verify(&house.store).unwrap();
    assert_eq!((report.checkpoints, report.first_bad), (4, None));
}

#[test]
fn a_key_signs_for_a_year_and_hands_over_to_the_next() {
    let house = house(KeySpec::P256);
    house.authority.checkpoint_audit_log().unwrap().unwrap();
    house.clock.advance(SignedDuration::from_secs(364 * 86_400));
    log(&house, 1);
    house.authority.checkpoint_audit_log().unwrap().unwrap();
    let keys = |house: &House| house.store.read_blocking(audit::keys).unwrap();
    assert_eq!(keys(&house).len(), 1);

    house.clock.advance(SignedDuration::from_secs(86_400));
    log(&house, 1);
    let handed_over = house.authority.checkpoint_audit_log().unwrap().unwrap();
    let [old, new] = <[_; 2]>::try_from(keys(&house)).unwrap();
    assert_eq!((old.number, new.number, new.label.as_str()), (1, 2, "audit/2"));
    for key in [&old, &new] {
        assert_eq!(handed_over.note.verify(std::slice::from_ref(&key.key)), Ok(()), "signed by both");
    }
    house.clock.advance(SignedDuration::from_secs(60));
    log(&house, 1);
    let later = house.authority.checkpoint_audit_log().unwrap().unwrap();
    assert!(later.note.verify(std::slice::from_ref(&old.key)).is_err(), "the old key is at rest");
    assert_eq!(later.note.verify(&[new.key]), Ok(()));
    let report = audit::verify(&house.store).unwrap();
    assert_eq!((report.checkpoints, report.first_bad), (4, None));
}

#[derive(Debug, Default)]
struct Elsewhere(Mutex<Vec<Vec<u8>>>);

impl TimeStampSource for Elsewhere {
    fn name(&self) -> &str {
        "elsewhere"
    }

    fn time_stamp(&self, sha256: &[u8]) -> Result<Vec<u8>, String> {
        self.0.lock().unwrap().push(sha256.to_vec());
        Ok(b"token".to_vec())
    }
}

#[test]
fn another_authority_stamps_once_a_day_what_it_has_not_stamped() {
    let house = house(KeySpec::P256);
    let source = Elsewhere::default();
    let stamp = |house: &House| house.authority.stamp_audit_log_with(&source).unwrap();
    assert!(!stamp(&house), "no checkpoint yet");
    let first = house.authority.checkpoint_audit_log().unwrap().unwrap();
    assert!(stamp(&house));
    let kept = house.store.read_blocking(move |tx| audit::time_stamps(tx, first.id)).unwrap();
    assert_eq!(kept.iter().filter(|stamp| stamp.source == "elsewhere").count(), 1);
    house.clock.advance(SignedDuration::from_secs(86_400));
    assert!(!stamp(&house), "the same checkpoint is not stamped twice");
    log(&house, 1);
    house.authority.checkpoint_audit_log().unwrap().unwrap();
    assert!(stamp(&house));
    house.clock.advance(SignedDuration::from_secs(86_399));
    log(&house, 1);
    house.authority.checkpoint_audit_log().unwrap().unwrap();
    assert!(!stamp(&house), "not a day yet");
    assert_eq!(source.0.lock().unwrap().len(), 2);
}

/// Makes the log refuse entries, as a full disk would in the middle of a transaction.
fn refuse(house: &House, event: &'static str) {
    house
        .store
        .write_blocking(move |tx| tx.execute(&tampering::REFUSE_ENTRIES.replace("{event}", event), &[]))
        .unwrap();
}

fn accept(house: &House) {
    house.store.write_blocking(|tx| tx.execute(tampering::ACCEPT_ENTRIES, &[])).unwrap();
}

#[test]
fn nothing_is_issued_while_the_log_cannot_be_written() {
    let house = house(KeySpec::P256);
    refuse(&house, "");
    let refused = house.authority.issue_pair(&actor(), &pair_request(mario()));
    assert!(matches!(refused, Err(AuthorityError::Store(_))), "{refused:?}");
    assert_eq!(house.authority.census().unwrap(), Census::default(), "not even the intent");
    accept(&house);
    house.authority.issue_pair(&actor(), &pair_request(mario())).unwrap();
    assert!(audit::verify(&house.store).unwrap().is_intact());
}

#[test]
fn a_log_that_fails_between_intent_and_issuing_holds_the_certificates_back() {
    let house = house(KeySpec::P256);
    refuse(&house, "certificate.issued");
    let refused = house.authority.issue_pair(&actor(), &pair_request(mario()));
    assert!(matches!(refused, Err(AuthorityError::Store(_))), "{refused:?}");
    let census = house.authority.census().unwrap();
    assert_eq!(census.whole_pairs, 0, "{census:?}");
    accept(&house);
    house.authority.recover().unwrap();
    assert!(audit::verify(&house.store).unwrap().is_intact());
}

#[test]
fn start_stop_and_every_change_of_the_configuration_stand_in_the_log() {
    let house = house(KeySpec::P256);
    let start = |text: &str| house.authority.record_start("n1", "1.0", &["web", "ocsp"], text).unwrap();
    start("a = 1\nb = 2\n");
    house.authority.record_stop("n1").unwrap();
    start("a = 1\nb = 3\n");
    start("a = 1\nb = 3\n");
    house.authority.record_start("n2", "1.0", &["worker"], "a = 1\nb = 3\n").unwrap();
    let filter = audit::Filter { from: Some(foundation::Clock::now(&*house.clock)), ..Default::default() };
    let page = audit::Page { before: None, limit: 100 };
    let mut entries = house.store.read_blocking(move |tx| audit::search(tx, &filter, page)).unwrap();
    entries.retain(|entry| entry.event.object_type == "node");
    entries.reverse();
    let told: Vec<(&str, &str, &str)> = entries
        .iter()
        .map(|entry| {
            let event = &entry.event;
            (event.event.as_str(), event.object_id.as_str(), event.reason.as_deref().unwrap_or_default())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("configuration.changed", "n1", "+a = 1\n+b = 2"),
            ("program.started", "n1", "ceralacca 1.0: web, ocsp"),
            ("program.stopped", "n1", ""),
            ("configuration.changed", "n1", "-b = 2\n+b = 3"),
            ("program.started", "n1", "ceralacca 1.0: web, ocsp"),
            ("program.started", "n1", "ceralacca 1.0: web, ocsp"),
            ("configuration.changed", "n2", "+a = 1\n+b = 3"),
            ("program.started", "n2", "ceralacca 1.0: worker"),
        ]
    );
}
