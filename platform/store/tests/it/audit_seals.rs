//! The tree over the log, its checkpoints and what is looked up in it.

use std::collections::BTreeMap;

use aws_lc_rs::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use foundation::{Actor, AuditEvent, Timestamp, hex};
use store::{
    Error, Store, Tx,
    audit::{
        self, AuditKey, Checkpoint, CheckpointTimeStamp, Fault, Filter, Note, NoteError, NoteKey, Page, tree,
    },
    params,
};

use crate::engines::{Place, on_both};

on_both! {
    a_root_is_the_same_from_stored_hashes_and_from_the_entries,
    every_proof_of_a_grown_log_holds,
    a_sealed_log_is_intact_and_says_how_many_seals_hold,
    a_rewritten_chain_is_found_by_the_seals,
    a_rewritten_chain_with_a_new_tree_is_found_by_the_signature,
    a_log_cut_with_its_head_is_found_by_the_last_checkpoint,
    a_forked_log_is_found_by_two_checkpoints_of_one_size,
    a_fork_is_found_by_checkpoints_kept_elsewhere,
    a_checkpoint_that_does_not_hold_is_told,
    a_key_that_the_log_does_not_name_signs_nothing,
    checkpoints_only_grow,
    time_stamps_stay_beside_their_checkpoint,
    entries_are_found_before_and_after_they_are_in_the_tables_of_the_search,
}

const ORIGIN: &str = "pki.example.com/audit";
/// What stands before the point in the SubjectPublicKeyInfo of a P-256 key.
const P256: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
    0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];

fn at(second: i64) -> Timestamp {
    let start: Timestamp = "2026-11-22T09:00:00Z".parse().unwrap();
    Timestamp::from_second(start.as_second() + second).unwrap()
}

struct Signer {
    pair: EcdsaKeyPair,
    key: NoteKey,
}

fn signer() -> Signer {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let key = NoteKey::new(ORIGIN, &[&P256[..], pair.public_key().as_ref()].concat()).unwrap();
    Signer { pair, key }
}

impl Signer {
    /// The key in the store; whether the log names it.
    fn introduce(&self, store: &Store, named: bool) {
        let key = AuditKey { number: 1, label: "audit/1".to_owned(), since: at(0), key: self.key.clone() };
        let evidence = hex(digest(&SHA256, key.key.spki()).as_ref());
        let event = AuditEvent::done(audit::KEY_CREATED, &Actor::system("audit"), "audit_key", 1);
        store
            .write_blocking(move |tx| {
                audit::insert_key(tx, &key)?;
                tx.audit(at(0), &if named { event.evidence(evidence) } else { event })
            })
            .unwrap();
    }

    fn sign(&self, size: u64, root: tree::Hash) -> Note {
        let mut note = Note::new(Checkpoint { origin: ORIGIN.to_owned(), size, root });
        let value = self.pair.sign(&SystemRandom::new(), note.signed_text().as_bytes()).unwrap();
        note.add(&self.key, value.as_ref().to_vec());
        note
    }

    /// A checkpoint of the log as it is.
    fn seal(&self, store: &Store) -> Note {
        let size = audit::grow(store).unwrap();
        let root = store.read_blocking(move |tx| audit::root(tx, size)).unwrap();
        let note = self.sign(size, root);
        let stored = note.clone();
        store.write_blocking(move |tx| audit::insert_checkpoint(tx, &stored, at(60))).unwrap().unwrap();
        note
    }
}

fn log(store: &Store, numbers: std::ops::RangeInclusive<u32>, word: &'static str) {
    store
        .write_blocking(move |tx| {
            for n in numbers {
                let actor = Actor::system(if n % 2 == 0 { "even" } else { "odd" });
                let event = AuditEvent::done("certificate.issued", &actor, "certificate", n);
                tx.audit(at(i64::from(n)), &event.because(word))?;
            }
            Ok::<_, Error>(())
        })
        .unwrap();
}

fn first_bad(store: &Store, kept: &[Note]) -> Option<(u64, Fault)> {
    audit::verify_with(store, kept.to_vec()).unwrap().first_bad
}

/// Writes the log anew from an entry on, with hashes that fit, as somebody would who hides something.
fn rewrite(store: &Store, from: u64) {
    store
        .write_blocking(move |tx: &mut Tx| {
            let entries = audit::entries(tx, 0, 100_000)?;
            let mut prev = String::new();
            for (seq, entry) in entries {
                let mut text = entry;
                if seq == from {
                    text = text.replace("\"because\"", "\"nothing\"");
                } else if seq > from {
                    let at = text.find("\"prev\":\"").unwrap() + 8;
                    text.replace_range(at..at + 64, &prev);
                }
                let hash = audit::leaf_hash(text.as_bytes());
                prev = hex(&hash);
                let seq = i64::try_from(seq).unwrap();
                tx.execute(
                    "UPDATE audit_entry SET entry = ?1, sha256 = ?2 WHERE seq = ?3",
                    params![text, &hash, seq],
                )?;
                tx.execute("UPDATE audit_checkpoint SET head = ?1", params![&hash])?;
            }
            Ok::<_, Error>(())
        })
        .unwrap();
}

fn a_root_is_the_same_from_stored_hashes_and_from_the_entries(place: &Place) {
    let store = place.open();
    log(&store, 1..=1300, "because");
    let sizes = [0, 1, 255, 256, 257, 1000, 1024, 1300];
    let roots =
        move |store: &Store| sizes.map(|size| store.read_blocking(move |tx| audit::root(tx, size)).unwrap());
    let before = roots(&store);
    assert_eq!(audit::grow(&store).unwrap(), 1300);
    assert_eq!(roots(&store), before);
    let report = audit::verify(&store).unwrap();
    assert_eq!((report.root, report.first_bad), (before[7], None));
    let mut frontier = tree::Frontier::default();
    for (_, entry) in store.read_blocking(|tx| audit::entries(tx, 0, 257)).unwrap() {
        frontier.push(audit::leaf_hash(entry.as_bytes()));
    }
    assert_eq!(frontier.root(), before[4]);
    let beyond = store.read_blocking(|tx| audit::root(tx, 1301));
    assert!(matches!(beyond, Err(Error::Corrupt(_))), "{beyond:?}");
}

fn every_proof_of_a_grown_log_holds(place: &Place) {
    let store = place.open();
    log(&store, 1..=700, "because");
    audit::grow(&store).unwrap();
    store
        .read_blocking(|tx| {
            let root = audit::root(tx, 700)?;
            for seq in [1, 2, 255, 256, 257, 512, 513, 699, 700] {
                let text = audit::entry(tx, seq)?.unwrap().json;
                let path = audit::inclusion(tx, seq, 700)?;
                assert!(tree::proves_inclusion(
                    &audit::leaf_hash(text.as_bytes()),
                    seq - 1,
                    700,
                    &path,
                    &root
                ));
                let old = audit::root(tx, seq)?;
                let proof = audit::consistency(tx, seq, 700)?;
                assert!(tree::proves_consistency(seq, 700, &proof, &old, &root), "{seq}");
            }
            assert_eq!(audit::inclusion(tx, 0, 700), Err(Error::NoRow));
            assert_eq!(audit::inclusion(tx, 701, 700), Err(Error::NoRow));
            Ok::<_, Error>(())
        })
        .unwrap();
}

fn a_sealed_log_is_intact_and_says_how_many_seals_hold(place: &Place) {
    let (store, signer) = (place.open(), signer());
    signer.introduce(&store, true);
    log(&store, 2..=300, "because");
    let kept = signer.seal(&store);
    log(&store, 301..=600, "because");
    signer.seal(&store);
    let report = audit::verify(&store).unwrap();
    assert_eq!((report.entries, report.checkpoints, report.first_bad), (600, 2, None));
    assert_eq!(audit::verify_with(&store, vec![kept]).unwrap().checkpoints, 3);
}

fn a_rewritten_chain_is_found_by_the_seals(place: &Place) {
    let (store, signer) = (place.open(), signer());
    signer.introduce(&store, true);
    log(&store, 2..=400, "because");
    signer.seal(&store);
    log(&store, 401..=600, "because");
    rewrite(&store, 450);
    assert_eq!(first_bad(&store, &[]), None, "not sealed yet: nobody can know");
    signer.seal(&store);
    rewrite(&store, 460);
    // The hash of the entries 257 to 512, made after the checkpoint of 400 entries, does not fit.
    assert_eq!(first_bad(&store, &[]), Some((401, Fault::Rewritten(512))));
}

fn a_rewritten_chain_with_a_new_tree_is_found_by_the_signature(place: &Place) {
    let (store, signer) = (place.open(), signer());
    signer.introduce(&store, true);
    log(&store, 2..=400, "because");
    signer.seal(&store);
    log(&store, 401..=600, "because");
    signer.seal(&store);
    rewrite(&store, 460);
    store.write_blocking(|tx| tx.execute("DELETE FROM audit_node", &[])).unwrap();
    audit::grow(&store).unwrap();
    assert_eq!(first_bad(&store, &[]), Some((401, Fault::Rewritten(600))));
}

fn a_log_cut_with_its_head_is_found_by_the_last_checkpoint(place: &Place) {
    let (store, signer) = (place.open(), signer());
    signer.introduce(&store, true);
    log(&store, 2..=20, "because");
    let kept = signer.seal(&store);
    store
        .write_blocking(|tx| {
            tx.execute("DELETE FROM audit_entry WHERE seq > 15", &[])?;
            tx.execute(
                "UPDATE audit_checkpoint SET size = 15, head = (SELECT sha256 FROM audit_entry WHERE seq = 15)",
                &[],
            )
        })
        .unwrap();
    assert_eq!(first_bad(&store, &[]), Some((16, Fault::Truncated(20))));
    store.write_blocking(|tx| tx.execute("DELETE FROM audit_note", &[])).unwrap();
    assert_eq!(first_bad(&store, &[]), None, "without its checkpoint it looks whole");
    assert_eq!(first_bad(&store, &[kept]), Some((16, Fault::Truncated(20))));
}

fn a_forked_log_is_found_by_two_checkpoints_of_one_size(place: &Place) {
    let (store, signer) = (place.open(), signer());
    signer.introduce(&store, true);
    log(&store, 2..=10, "because");
    signer.seal(&store);
    log(&store, 11..=20, "because");
    signer.seal(&store);
    let other = signer.sign(20, [9; 32]);
    store
        .write_blocking(move |tx| {
            let sql = "INSERT INTO audit_note (size, root, made_at, note) VALUES (20, ?1, 0, ?2)";
            tx.execute(sql, params![&other.checkpoint().root, other.to_string()])
        })
        .unwrap();
    assert_eq!(first_bad(&store, &[]), Some((11, Fault::Forked(20))));
}

fn a_fork_is_found_by_checkpoints_kept_elsewhere(place: &Place) {
    let (store, signer) = (place.open(), signer());
    signer.introduce(&store, true);
    log(&store, 2..=300, "because");
    let before = signer.seal(&store);
    log(&store, 301..=600, "because");
    // Another history of the same length, signed with the same key.
    let other = signer.sign(600, [9; 32]);
    signer.seal(&store);
    assert_eq!(first_bad(&store, &[before.clone(), other.clone()]), Some((301, Fault::Forked(600))));
    assert_eq!(first_bad(&store, &[other]), Some((1, Fault::Forked(600))), "nothing kept tells where");
    let between = signer.sign(450, [9; 32]);
    assert_eq!(first_bad(&store, &[between, before]), Some((301, Fault::Rewritten(450))));
}

fn a_checkpoint_that_does_not_hold_is_told(place: &Place) {
    let (store, signer) = (place.open(), signer());
    signer.introduce(&store, true);
    log(&store, 2..=20, "because");
    let note = signer.seal(&store);
    let stranger = self::signer().sign(20, note.checkpoint().root);
    assert_eq!(first_bad(&store, &[stranger]), Some((20, Fault::Seal(20, NoteError::Unsigned))));
    for (from, to, why) in [
        ("\n20\n", "\n19\n", NoteError::Forged),
        ("audit\n20", "audit\nx", NoteError::Malformed),
        ("\u{2014} pki", "\u{2014} xki", NoteError::Unsigned),
    ] {
        let (good, bad) = (note.to_string(), note.to_string().replacen(from, to, 1));
        store.write_blocking(move |tx| tx.execute("UPDATE audit_note SET note = ?1", params![bad])).unwrap();
        assert_eq!(first_bad(&store, &[]), Some((20, Fault::Seal(20, why))));
        store.write_blocking(move |tx| tx.execute("UPDATE audit_note SET note = ?1", params![good])).unwrap();
    }
    assert_eq!(first_bad(&store, &[]), None);
}

fn a_key_that_the_log_does_not_name_signs_nothing(place: &Place) {
    let (store, signer) = (place.open(), signer());
    signer.introduce(&store, false);
    log(&store, 2..=20, "because");
    signer.seal(&store);
    assert_eq!(first_bad(&store, &[]), Some((20, Fault::Seal(20, NoteError::Unsigned))));
}

fn checkpoints_only_grow(place: &Place) {
    let (store, signer) = (place.open(), signer());
    signer.introduce(&store, true);
    log(&store, 2..=20, "because");
    let note = signer.seal(&store);
    let smaller = signer.sign(19, [1; 32]);
    for late in [note.clone(), smaller] {
        let inserted = store.write_blocking(move |tx| audit::insert_checkpoint(tx, &late, at(99))).unwrap();
        assert_eq!(inserted, None);
    }
    let last = store.read_blocking(audit::last_checkpoint).unwrap().unwrap();
    assert_eq!((last.note, last.made_at), (note, at(60)));
}

fn time_stamps_stay_beside_their_checkpoint(place: &Place) {
    let (store, signer) = (place.open(), signer());
    signer.introduce(&store, true);
    signer.seal(&store);
    let id = store.read_blocking(audit::last_checkpoint).unwrap().unwrap().id;
    let stamp = |token: u8| CheckpointTimeStamp {
        source: "own".to_owned(),
        stamped_at: at(i64::from(token)),
        token: vec![token],
    };
    for token in [1, 2] {
        let stamp = stamp(token);
        store.write_blocking(move |tx| audit::insert_time_stamp(tx, id, &stamp)).unwrap();
    }
    let kept = store.read_blocking(move |tx| audit::time_stamps(tx, id)).unwrap();
    assert_eq!(kept, [stamp(1)], "the first stays");
    let last =
        |source: &'static str| store.read_blocking(move |tx| audit::last_time_stamp(tx, source)).unwrap();
    assert_eq!((last("own"), last("other")), (Some(at(1)), None));
}

fn entries_are_found_before_and_after_they_are_in_the_tables_of_the_search(place: &Place) {
    let store = place.open();
    log(&store, 1..=30, "because");
    let filters: BTreeMap<&str, (Filter, Vec<u64>)> = BTreeMap::from([
        ("nothing", (Filter::default(), (26..=30).rev().collect())),
        ("time", (Filter { from: Some(at(4)), to: Some(at(7)), ..Filter::default() }, vec![6, 5, 4])),
        (
            "event",
            (Filter { event: "certificate.".to_owned(), to: Some(at(3)), ..Filter::default() }, vec![2, 1]),
        ),
        ("other event", (Filter { event: "pair.".to_owned(), ..Filter::default() }, vec![])),
        ("actor", (Filter { actor: "even".to_owned(), to: Some(at(6)), ..Filter::default() }, vec![4, 2])),
        ("object", (Filter { object: "17".to_owned(), ..Filter::default() }, vec![17])),
        ("text", (Filter { text: "OBJECT_ID\":\"9\"".to_owned(), ..Filter::default() }, vec![9])),
        ("no text", (Filter { text: "%".to_owned(), ..Filter::default() }, vec![])),
    ]);
    let look = |when: &str| {
        for (name, (filter, expected)) in &filters {
            let filter = filter.clone();
            let page = Page { before: None, limit: 5 };
            let found = store.read_blocking(move |tx| audit::search(tx, &filter, page)).unwrap();
            let numbers: Vec<u64> = found.iter().map(|entry| entry.seq).collect();
            assert_eq!(numbers, *expected, "{name}, {when}");
        }
    };
    look("nothing covered");
    audit::grow(&store).unwrap();
    look("all covered");
    log(&store, 31..=33, "because");
    let page = |before| {
        let filter = Filter { actor: "odd".to_owned(), ..Filter::default() };
        let found =
            store.read_blocking(move |tx| audit::search(tx, &filter, Page { before, limit: 3 })).unwrap();
        found.iter().map(|entry| entry.seq).collect::<Vec<_>>()
    };
    assert_eq!(page(None), [33, 31, 29], "both parts in one page");
    assert_eq!(page(Some(29)), [27, 25, 23]);
    let entry = store.read_blocking(|tx| audit::entry(tx, 33)).unwrap().unwrap();
    assert_eq!((entry.at, entry.event.object_id.as_str()), (at(33), "33"));
    assert_eq!(store.read_blocking(|tx| audit::entry(tx, 34)).unwrap(), None);
}
