use store::{Error, Migration, Store};

use crate::engines::{ACCOUNTS, Place, on_both};

on_both! {
    migrations_are_applied_once_and_in_order,
    a_changed_migration_is_refused,
    a_newer_schema_is_refused,
    areas_do_not_mind_each_other,
    a_list_out_of_order_is_refused,
    a_migration_that_fails_leaves_nothing,
}

const FIRST: Migration = Migration { name: "area/0001_a", sql: "CREATE TABLE a (n {int} NOT NULL) {strict}" };
const SECOND: Migration = Migration {
    name: "area/0002_b",
    sql: "ALTER TABLE a ADD COLUMN m {int} NOT NULL DEFAULT 7;
          INSERT INTO a (n) VALUES (1); CREATE INDEX a_n ON a (n);",
};

fn rows(store: &Store) -> Vec<(i64, i64)> {
    let rows = store.read_blocking(|tx| tx.query("SELECT n, m FROM a", &[])).unwrap();
    rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap())).collect()
}

fn migrations_are_applied_once_and_in_order(place: &Place) {
    let store = place.open();
    store.migrate(&[FIRST]).unwrap();
    store.migrate(&[FIRST, SECOND]).unwrap();
    store.migrate(&[FIRST, SECOND]).unwrap();
    drop(store);
    let store = place.open();
    store.migrate(&[FIRST, SECOND]).unwrap();
    assert_eq!(rows(&store), [(1, 7)]);
}

fn a_changed_migration_is_refused(place: &Place) {
    const CHANGED: Migration = Migration { sql: "CREATE TABLE a (n {int}) {strict}", ..FIRST };
    let store = place.open();
    store.migrate(&[FIRST]).unwrap();
    assert_eq!(store.migrate(&[CHANGED]), Err(Error::MigrationChanged("area/0001_a".to_owned())));
}

fn a_newer_schema_is_refused(place: &Place) {
    let store = place.open();
    store.migrate(&[FIRST, SECOND]).unwrap();
    assert_eq!(store.migrate(&[FIRST]), Err(Error::NewerSchema("area/0002_b".to_owned())));
    let later = "INSERT INTO migration (name, sha256) VALUES ('store/9999_later', '')";
    store.write_blocking(move |tx| tx.execute(later, &[])).unwrap();
    drop(store);
    let reopened = Store::open(place.url.clone()).map(drop);
    assert_eq!(reopened, Err(Error::NewerSchema("store/9999_later".to_owned())));
}

fn areas_do_not_mind_each_other(place: &Place) {
    let store = place.with_accounts();
    store.migrate(&[FIRST]).unwrap();
    store.migrate(ACCOUNTS).unwrap();
}

fn a_list_out_of_order_is_refused(place: &Place) {
    const OTHER: Migration = Migration { name: "zone/0003_c", ..FIRST };
    let store = place.open();
    assert_eq!(store.migrate(&[SECOND, FIRST]), Err(Error::MigrationOrder("area/0001_a".to_owned())));
    assert_eq!(store.migrate(&[FIRST, OTHER]), Err(Error::MigrationOrder("zone/0003_c".to_owned())));
    assert_eq!(store.migrate(&[]), Ok(()));
}

fn a_migration_that_fails_leaves_nothing(place: &Place) {
    const WRONG: Migration = Migration { sql: "CREATE TABLE half (n {int}); CREATE TABLE;", ..SECOND };
    let store = place.open();
    assert!(matches!(store.migrate(&[FIRST, WRONG]), Err(Error::Sql(_))));
    let half = store.read_blocking(|tx| tx.query("SELECT n FROM half", &[]));
    assert!(matches!(half, Err(Error::Sql(_))));
    store.migrate(&[FIRST, SECOND]).unwrap();
    assert_eq!(rows(&store), [(1, 7)]);
}
