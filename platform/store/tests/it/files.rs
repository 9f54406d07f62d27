//! What only one engine has: files that are not what they should be, a full disk, backups; a server that
//! does not answer.

use std::{fs, os::unix::fs::PermissionsExt};

use store::{Error, Store, StoreUrl, params};

use crate::engines::{ACCOUNTS, Place, postgres_database};

fn open(path: impl Into<std::path::PathBuf>) -> Result<(), Error> {
    Store::open(StoreUrl::Sqlite(path.into())).map(drop)
}

#[test]
fn each_kind_of_bad_file_has_its_own_error() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    assert_eq!(open(at("nowhere/x.db")), Err(Error::Missing(at("nowhere/x.db"))));
    let absent = Store::open_existing(StoreUrl::Sqlite(at("absent.db"))).map(drop);
    assert_eq!(absent, Err(Error::Missing(at("absent.db"))));
    assert!(!at("absent.db").exists());

    fs::write(at("letter.txt"), "Gentile cliente, ".repeat(99)).unwrap();
    assert!(matches!(open(at("letter.txt")), Err(Error::NotADatabase(_))));
    assert_eq!(fs::read_to_string(at("letter.txt")).unwrap().len(), 17 * 99);
    assert!(matches!(open(folder.path()), Err(Error::NotADatabase(_))));
    assert!(matches!(open(at("letter.txt/x.db")), Err(Error::Unreadable(_))));

    let other = rusqlite::Connection::open(at("other.db")).unwrap();
    other.execute_batch("CREATE TABLE theirs (x)").unwrap();
    drop(other);
    assert_eq!(open(at("other.db")), Err(Error::ForeignDatabase(at("other.db"))));
}

#[test]
fn a_file_without_permission_is_unreadable() {
    let place = Place::sqlite();
    let StoreUrl::Sqlite(path) = &place.url else { panic!("not a file") };
    drop(place.open());
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(path).is_ok() {
        println!("not run: root reads everything");
        return;
    }
    assert!(matches!(open(path), Err(Error::Unreadable(_))));
}

#[test]
fn damage_inside_the_file_is_said() {
    let place = Place::sqlite();
    let store = place.with_accounts();
    store
        .write_blocking(|tx| {
            (0..5000).try_for_each(|n| {
                let name = format!("{n:0100}");
                tx.execute("INSERT INTO account (name) VALUES (?1)", params![name]).map(drop)
            })
        })
        .unwrap();
    drop(store);
    let StoreUrl::Sqlite(path) = &place.url else { panic!("not a file") };
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "one file, no log left beside it");
    let mut bytes = fs::read(path).unwrap();
    bytes[100_000..300_000].fill(0xa5);
    fs::write(path, bytes).unwrap();
    let store = place.open();
    let read = store.read_blocking(|tx| tx.query("SELECT count(*), max(cents), min(name) FROM account", &[]));
    assert!(matches!(read, Err(Error::Corrupt(_))), "{read:?}");
}

#[test]
fn statistics_of_a_small_database_do_not_steer_a_large_one() {
    let place = Place::sqlite();
    let StoreUrl::Sqlite(path) = &place.url else { panic!("not a file") };
    drop(place.with_accounts());
    let count = |sql: &str| -> i64 {
        rusqlite::Connection::open(path).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let known = "SELECT count(*) FROM sqlite_master WHERE name LIKE 'sqlite_stat%'";
    assert_eq!(count(known), 0, "closing leaves none");
    rusqlite::Connection::open(path).unwrap().execute_batch("ANALYZE").unwrap();
    assert_ne!(count(known), 0);
    drop(place.open());
    assert_eq!(count(known), 0, "opening forgets them");
}

/// Its limit on pages makes SQLite say what a full disk makes it say.
#[test]
fn a_full_disk_loses_no_acknowledged_row_and_passes() {
    let place = Place::sqlite();
    let store = place.with_accounts();
    let limit = |sql: &'static str| store.write_blocking(move |tx| tx.query(sql, &[])).unwrap();
    limit("PRAGMA max_page_count = 100");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let mut stored = Vec::new();
    let mut full = 0;
    for round in 0..20 {
        let writes: Vec<_> = (0..40)
            .map(|n| {
                let (store, name) = (store.clone(), format!("{:05}{}", round * 40 + n, "x".repeat(1000)));
                runtime.spawn(async move {
                    let row = name.clone();
                    let sql = "INSERT INTO account (name) VALUES (?1)";
                    let done = store.write(move |tx| tx.execute(sql, params![row])).await;
                    (name, done)
                })
            })
            .collect();
        for write in writes {
            match runtime.block_on(write).unwrap() {
                (name, Ok(_)) => stored.push(name),
                (_, Err(Error::DiskFull)) => full += 1,
                (_, Err(other)) => panic!("{other}"),
            }
        }
    }
    assert!(full > 0 && stored.len() > 20, "{} stored, {full} refused", stored.len());
    limit("PRAGMA max_page_count = 10000");
    store.write_blocking(|tx| tx.execute("INSERT INTO account (name) VALUES ('99999')", &[])).unwrap();
    drop(store);
    let names = place.open().read_blocking(|tx| {
        let rows = tx.query("SELECT name FROM account ORDER BY name", &[])?;
        rows.iter().map(|row| row.get(0)).collect::<Result<Vec<String>, Error>>()
    });
    stored.push("99999".to_owned());
    stored.sort();
    assert_eq!(names.unwrap(), stored);
}

#[test]
fn a_backup_is_one_whole_state_and_never_replaces_a_file() {
    let place = Place::sqlite();
    let store = place.with_accounts();
    let add = |n: u32| {
        store.write_blocking(move |tx| {
            tx.execute("INSERT INTO account (name, cents) VALUES (?1, 1)", params![n.to_string()])?;
            tx.execute("INSERT INTO account (name, cents) VALUES (?1, 2)", params![format!("{n}b")])
        })
    };
    assert!((0..100).all(|n| add(n) == Ok(1)));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.db");
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| (100..400).all(|n| add(n) == Ok(1)));
        store.backup(&path).unwrap();
        assert!(writing.join().unwrap());
    });
    assert_eq!(store.backup(&path), Err(Error::Exists(path.clone())));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let copy = Store::open_existing(StoreUrl::Sqlite(path)).unwrap();
    copy.migrate(ACCOUNTS).unwrap();
    let sum = copy.read_blocking(|tx| {
        let row = tx.query_one("SELECT count(*), CAST(sum(cents) AS BIGINT) FROM account", &[])?;
        Ok::<(i64, i64), Error>((row.get(0)?, row.get(1)?))
    });
    let (rows, cents) = sum.unwrap();
    assert!(rows >= 200 && rows % 2 == 0 && cents == rows / 2 * 3, "{rows} rows, {cents} cents");
}

#[test]
fn a_server_that_is_not_there_is_unreachable() {
    let url = "postgres://nobody@/none?host=/nonexistent".parse().unwrap();
    assert!(matches!(Store::open(url).map(drop), Err(Error::Unreachable(_))));
}

#[test]
fn a_database_that_sorts_by_language_is_refused() {
    let url = postgres_database("ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'");
    let opened = Store::open(StoreUrl::Postgres(url)).map(drop);
    assert!(matches!(opened, Err(Error::Unsuitable(_))), "{opened:?}");
}

#[test]
fn a_broken_connection_is_made_again() {
    let place = Place::postgres();
    let store = place.with_accounts();
    store.write_blocking(|tx| tx.execute("INSERT INTO account (name) VALUES ('ada')", &[])).unwrap();
    let count = |store: &Store| {
        store.read_blocking(|tx| tx.query_one("SELECT count(*) FROM account", &[])?.get::<i64>(0))
    };
    assert_eq!(count(&store), Ok(1));
    let other = place.open();
    let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    other.write_blocking(move |tx| tx.query(cut, &[])).unwrap();
    // What was under way is refused, what comes after goes through a new connection.
    let again = |n: u32| {
        store.write_blocking(move |tx| {
            tx.execute("INSERT INTO account (name) VALUES (?1)", params![n.to_string()])
        })
    };
    assert!((0..20).any(|n| again(n).is_ok()));
    assert!((0..20).any(|_| count(&store) == Ok(2)));
}

#[test]
fn an_address_shows_no_password() {
    let url: StoreUrl = "postgres://cer:secret@db/x".parse().unwrap();
    assert_eq!(format!("{url} {url:?}"), "postgres://cer@db/x postgres://cer@db/x");
    assert_eq!("sqlite:/x/y.db".parse(), Ok(StoreUrl::Sqlite("/x/y.db".into())));
    assert_eq!("y.db".parse(), Ok(StoreUrl::Sqlite("y.db".into())));
}
