use foundation::{Actor, AuditEvent, Timestamp};
use store::{
    Error, Store, Tx,
    audit::{self, Fault},
    params,
};

use crate::engines::{Place, on_both};

on_both! {
    a_log_that_was_not_touched_is_intact,
    an_event_is_stored_only_with_its_change,
    an_entry_is_canonical_json_with_a_known_hash,
    a_changed_byte_is_found,
    a_changed_entry_with_a_fitting_hash_is_found,
    a_deleted_entry_is_found,
    an_inserted_entry_is_found,
    swapped_entries_are_found,
    a_cut_tail_is_found,
    a_replaced_last_entry_is_found,
    a_long_log_is_read_in_pages,
}

fn at() -> Timestamp {
    "2026-11-22T09:00:00.5Z".parse().unwrap()
}

fn log(tx: &mut Tx, n: u32) -> Result<u64, Error> {
    let event = AuditEvent::done("certificate.issued", &Actor::command_line(), "certificate", n);
    tx.audit(at(), &event.states("", "active").because("città \"x\"\n").evidence("00ff"))
}

fn logged(place: &Place, entries: u32) -> Store {
    let store = place.open();
    store.write_blocking(move |tx| (1..=entries).try_for_each(|n| log(tx, n).map(drop))).unwrap();
    store
}

fn first_bad(store: &Store) -> Option<(u64, Fault)> {
    audit::verify(store).unwrap().first_bad
}

fn tamper(store: &Store, statements: &'static [&'static str]) -> Option<(u64, Fault)> {
    assert_eq!(first_bad(store), None);
    store
        .write_blocking(move |tx| statements.iter().try_for_each(|sql| tx.execute(sql, &[]).map(drop)))
        .unwrap();
    first_bad(store)
}

fn a_log_that_was_not_touched_is_intact(place: &Place) {
    let store = logged(place, 0);
    assert_eq!(audit::verify(&store).unwrap().entries, 0);
    for n in 1..=5 {
        assert_eq!(store.write_blocking(move |tx| log(tx, n)).unwrap(), u64::from(n));
    }
    let report = audit::verify(&store).unwrap();
    assert!(report.is_intact());
    assert_eq!(report.entries, 5);
    let head = store.read_blocking(audit::head).unwrap();
    assert_eq!((head.size, head.sha256), (5, report.head));
    drop(store);
    let store = place.open();
    assert_eq!(store.write_blocking(|tx| log(tx, 6)).unwrap(), 6);
    assert!(audit::verify(&store).unwrap().is_intact());
}

fn an_event_is_stored_only_with_its_change(place: &Place) {
    let store = logged(place, 2);
    let refused = store.write_blocking(|tx| {
        log(tx, 3)?;
        Err::<(), _>(Error::NoRow)
    });
    assert_eq!(refused, Err(Error::NoRow));
    let report = audit::verify(&store).unwrap();
    assert_eq!((report.entries, report.first_bad), (2, None));
}

fn an_entry_is_canonical_json_with_a_known_hash(place: &Place) {
    let store = logged(place, 2);
    let entries = store.read_blocking(|tx| audit::entries(tx, 0, 10)).unwrap();
    let expected = |seq: u32, prev: &str| {
        format!(
            "{{\"actor\":{{\"method\":\"local_shell\",\"name\":\"command-line\",\"role\":\"sys_admin\"}},\
             \"after\":\"active\",\"event\":\"certificate.issued\",\"evidence\":[\"00ff\"],\
             \"object_id\":\"{seq}\",\"object_type\":\"certificate\",\"outcome\":\"done\",\"prev\":\"{prev}\",\
             \"reason\":\"città \\\"x\\\"\\n\",\"seq\":{seq},\"time\":1795338000500,\"v\":1}}"
        )
    };
    assert_eq!(entries[0], (1, expected(1, &"0".repeat(64))));
    let hash: String = audit::leaf_hash(entries[0].1.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(entries[1], (2, expected(2, &hash)));
    // RFC 6962 §2.1: the leaf hash of the empty entry, from the test vectors of Certificate Transparency.
    assert_eq!(audit::leaf_hash(b"")[..4], [0x6e, 0x34, 0x0b, 0x9c]);
}

fn a_changed_byte_is_found(place: &Place) {
    let store = logged(place, 9);
    let sql = &["UPDATE audit_entry SET entry = replace(entry, 'active', 'actlve') WHERE seq = 4"];
    assert_eq!(tamper(&store, sql), Some((4, Fault::Altered)));
}

fn a_changed_entry_with_a_fitting_hash_is_found(place: &Place) {
    let store = logged(place, 9);
    let forge = |tx: &mut Tx| {
        let entry: String = tx.query_one("SELECT entry FROM audit_entry WHERE seq = 4", &[])?.get(0)?;
        let forged = entry.replace("active", "revoked");
        let hash = audit::leaf_hash(forged.as_bytes());
        tx.execute("UPDATE audit_entry SET entry = ?1, sha256 = ?2 WHERE seq = 4", params![forged, &hash])
    };
    store.write_blocking(forge).unwrap();
    assert_eq!(first_bad(&store), Some((5, Fault::Detached)));
}

fn a_deleted_entry_is_found(place: &Place) {
    let store = logged(place, 9);
    assert_eq!(tamper(&store, &["DELETE FROM audit_entry WHERE seq = 4"]), Some((4, Fault::Missing)));
    // The gap closed by moving the others up.
    let moved = &[
        "UPDATE audit_entry SET seq = -seq WHERE seq > 4",
        "UPDATE audit_entry SET seq = -seq - 1 WHERE seq < 0",
        "UPDATE audit_checkpoint SET size = 8",
    ];
    store.write_blocking(move |tx| moved.iter().try_for_each(|sql| tx.execute(sql, &[]).map(drop))).unwrap();
    assert_eq!(first_bad(&store), Some((4, Fault::Misplaced(5))));
}

fn an_inserted_entry_is_found(place: &Place) {
    let store = logged(place, 9);
    let before_the_first = &[
        "INSERT INTO audit_entry (seq, entry, sha256) SELECT 0, entry, sha256 FROM audit_entry WHERE seq = 2",
    ];
    assert_eq!(tamper(&store, before_the_first), Some((1, Fault::Misplaced(0))));
    let in_the_middle = &[
        "DELETE FROM audit_entry WHERE seq = 0",
        "UPDATE audit_entry SET seq = -seq WHERE seq > 4",
        "UPDATE audit_entry SET seq = 1 - seq WHERE seq < 0",
        "INSERT INTO audit_entry (seq, entry, sha256) SELECT 5, entry, sha256 FROM audit_entry WHERE seq = 2",
        "UPDATE audit_checkpoint SET size = 10",
    ];
    store
        .write_blocking(move |tx| in_the_middle.iter().try_for_each(|sql| tx.execute(sql, &[]).map(drop)))
        .unwrap();
    assert_eq!(first_bad(&store), Some((5, Fault::Misplaced(2))));
}

fn swapped_entries_are_found(place: &Place) {
    let store = logged(place, 9);
    let sql = &[
        "UPDATE audit_entry SET seq = 0 WHERE seq = 4",
        "UPDATE audit_entry SET seq = 4 WHERE seq = 7",
        "UPDATE audit_entry SET seq = 7 WHERE seq = 0",
    ];
    assert_eq!(tamper(&store, sql), Some((4, Fault::Misplaced(7))));
}

fn a_cut_tail_is_found(place: &Place) {
    let store = logged(place, 9);
    let sql = &["DELETE FROM audit_entry WHERE seq > 6"];
    assert_eq!(tamper(&store, sql), Some((7, Fault::Truncated(9))));
}

fn a_replaced_last_entry_is_found(place: &Place) {
    let store = logged(place, 3);
    let forge = |tx: &mut Tx| {
        let entry: String = tx.query_one("SELECT entry FROM audit_entry WHERE seq = 3", &[])?.get(0)?;
        let forged = entry.replace("active", "revoked");
        let hash = audit::leaf_hash(forged.as_bytes());
        tx.execute("UPDATE audit_entry SET entry = ?1, sha256 = ?2 WHERE seq = 3", params![forged, &hash])
    };
    store.write_blocking(forge).unwrap();
    assert_eq!(first_bad(&store), Some((3, Fault::HeadDiffers)));
}

fn a_long_log_is_read_in_pages(place: &Place) {
    let store = logged(place, 2500);
    let report = audit::verify(&store).unwrap();
    assert_eq!((report.entries, report.first_bad), (2500, None));
    assert_eq!(
        tamper(&store, &["UPDATE audit_entry SET entry = '{}' WHERE seq = 2100"]),
        Some((2100, Fault::Altered))
    );
}
