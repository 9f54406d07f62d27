use std::thread;

use foundation::Timestamp;
use store::{Constraint, Error, ReadTx, Row, Store, StoreUrl, Tx, Value, params};

use crate::engines::{Place, on_both};

on_both! {
    a_change_is_seen_after_it_is_answered,
    an_error_undoes_only_its_own_closure,
    a_panic_undoes_only_its_own_closure,
    a_failed_statement_ends_its_closure,
    every_kind_of_value_comes_back,
    a_getter_of_the_wrong_type_is_an_error,
    constraints_are_told_apart,
    a_wrong_statement_is_an_error,
    a_read_cannot_write,
    a_read_sees_one_state,
    reading_and_writing_in_one_closure_is_serial,
    text_sorts_by_its_bytes,
    rows_can_be_taken_one_by_one,
    a_lookup_works_in_both_kinds_of_transaction,
    a_lock_held_elsewhere_is_said,
    what_waits_is_committed_before_closing,
    questions_can_be_asked_inside_a_runtime,
}

fn add(tx: &mut Tx, name: &str, cents: i64) -> Result<i64, Error> {
    let sql = "INSERT INTO account (name, cents) VALUES (?1, ?2) RETURNING id";
    tx.query_one(sql, params![name, cents])?.get(0)
}

fn names(tx: &mut ReadTx) -> Result<Vec<String>, Error> {
    let rows = tx.query("SELECT name FROM account ORDER BY name", &[])?;
    rows.iter().map(|row| row.get(0)).collect()
}

fn all_names(store: &Store) -> Vec<String> {
    store.read_blocking(names).unwrap()
}

fn a_change_is_seen_after_it_is_answered(place: &Place) {
    let store = place.with_accounts();
    let id = store.write_blocking(|tx| add(tx, "ada", 5)).unwrap();
    let read = store
        .read_blocking(move |tx| tx.query_one("SELECT name, cents FROM account WHERE id = ?1", params![id]));
    let row: Row = read.unwrap();
    assert_eq!(row.get::<&str>(0), Ok("ada"));
    assert_eq!(row.get::<i64>(1), Ok(5));
    let none = store.read_blocking(|tx| tx.query_one("SELECT 1 FROM account WHERE name = 'eva'", &[]));
    assert_eq!(none.unwrap_err(), Error::NoRow);
}

/// Many closures at once, so that good and bad ones share commits.
fn mixed(place: &Place, bad: fn(&mut Tx) -> Result<i64, Error>) -> Vec<Result<i64, Error>> {
    let store = place.with_accounts();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let outcomes = runtime.block_on(async {
        let one = |n: i64| {
            let store = store.clone();
            tokio::spawn(async move {
                store
                    .write(move |tx| {
                        let id = add(tx, &format!("{n:03}"), n)?;
                        if n % 3 == 0 { bad(tx) } else { Ok(id) }
                    })
                    .await
            })
        };
        let tasks: Vec<_> = (0..120).map(one).collect();
        let mut outcomes = Vec::new();
        for task in tasks {
            outcomes.push(task.await.unwrap());
        }
        outcomes
    });
    let expected: Vec<_> = (0..120).filter(|n| n % 3 != 0).map(|n| format!("{n:03}")).collect();
    assert_eq!(all_names(&store), expected);
    outcomes.into_iter().step_by(3).collect()
}

fn an_error_undoes_only_its_own_closure(place: &Place) {
    let refused = mixed(place, |_| Err(Error::NoRow));
    assert!(refused.iter().all(|outcome| *outcome == Err(Error::NoRow)));
}

fn a_panic_undoes_only_its_own_closure(place: &Place) {
    let refused = mixed(place, |_| panic!("a mistake"));
    assert!(refused.iter().all(|outcome| *outcome == Err(Error::Panicked("a mistake".to_owned()))));
}

fn a_failed_statement_ends_its_closure(place: &Place) {
    let store = place.with_accounts();
    store.write_blocking(|tx| add(tx, "ada", 1)).unwrap();
    let went_on = store.write_blocking(|tx| {
        add(tx, "bob", 1)?;
        assert!(add(tx, "ada", 2).unwrap_err().is_unique_violation());
        assert!(matches!(add(tx, "cyd", 3), Err(Error::Aborted(_))));
        Ok::<_, Error>(())
    });
    assert!(matches!(went_on, Err(Error::Aborted(cause)) if cause.is_unique_violation()));
    assert_eq!(all_names(&store), ["ada"]);
    let expected = store.write_blocking(|tx| {
        tx.execute("INSERT INTO account (name) VALUES ('ada') ON CONFLICT (name) DO NOTHING", &[])
    });
    assert_eq!(expected, Ok(0));
}

fn every_kind_of_value_comes_back(place: &Place) {
    let store = place.with_accounts();
    let at: Timestamp = "2026-11-22T09:00:00.123Z".parse().unwrap();
    let row = store
        .write_blocking(move |tx| {
            tx.query_one(
                "INSERT INTO account (name, cents, rate, seal) VALUES (?1, ?2, ?3, ?4)
                 RETURNING name, cents, rate, seal, owner, cents, cents = ?2, 7",
                params!["l'età è 'x' -- ?1", at, 0.5, b"\0\xff"],
            )
        })
        .unwrap();
    assert_eq!(row.get::<String>(0).unwrap(), "l'età è 'x' -- ?1");
    assert_eq!(row.get::<Timestamp>(1).unwrap(), at);
    assert_eq!(row.get::<f64>(2).unwrap(), 0.5);
    assert_eq!(row.get::<[u8; 2]>(3).unwrap(), [0, 255]);
    assert_eq!(row.get::<Option<i64>>(4).unwrap(), None);
    assert_eq!(row.get::<Option<u64>>(5).unwrap(), Some(1_795_338_000_123));
    assert!(row.get::<bool>(6).unwrap());
    assert_eq!(row.get::<u16>(7).unwrap(), 7);
    assert_eq!(row.len(), 8);
    assert_eq!(row.values()[4], Value::Null);
}

fn a_getter_of_the_wrong_type_is_an_error(place: &Place) {
    let store = place.with_accounts();
    let row = store.write_blocking(|tx| {
        tx.query_one(
            "INSERT INTO account (name, cents) VALUES ('ada', 70000) RETURNING name, cents, owner",
            &[],
        )
    });
    let row: Row = row.unwrap();
    for wrong in [
        row.get::<i64>(0).map(drop),
        row.get::<&str>(1).map(drop),
        row.get::<u16>(1).map(drop),
        row.get::<bool>(1).map(drop),
        row.get::<i64>(2).map(drop),
        row.get::<i64>(3).map(drop),
    ] {
        assert!(matches!(wrong, Err(Error::Column { .. })), "{wrong:?}");
    }
}

fn constraints_are_told_apart(place: &Place) {
    let store = place.with_accounts();
    let try_it = |sql: &'static str| store.write_blocking(move |tx| tx.execute(sql, &[]));
    assert_eq!(try_it("INSERT INTO account (name) VALUES ('ada')"), Ok(1));
    for (sql, rule) in [
        ("INSERT INTO account (name) VALUES ('ada')", Constraint::Unique),
        ("INSERT INTO account (id, name) VALUES (1, 'eva')", Constraint::Unique),
        ("INSERT INTO account (name) VALUES (NULL)", Constraint::NotNull),
        ("INSERT INTO account (name, cents) VALUES ('bob', -1)", Constraint::Check),
        ("INSERT INTO account (name, owner) VALUES ('bob', 99)", Constraint::ForeignKey),
    ] {
        match try_it(sql) {
            Err(Error::Constraint { rule: found, .. }) => assert_eq!(found, rule, "{sql}"),
            other => panic!("{sql}: {other:?}"),
        }
    }
}

fn a_wrong_statement_is_an_error(place: &Place) {
    let store = place.with_accounts();
    for (sql, given) in [
        ("SELEKT 1", vec![]),
        ("SELECT nothing FROM account", vec![]),
        ("SELECT 1 FROM account WHERE id = ?1", vec![]),
        ("SELECT 1 FROM account WHERE id = ?1", vec![Value::Int(1), Value::Int(2)]),
    ] {
        let outcome = store.read_blocking(move |tx| tx.query(sql, &given));
        assert!(matches!(outcome, Err(Error::Sql(_))), "{sql}: {outcome:?}");
    }
}

fn a_read_cannot_write(place: &Place) {
    let store = place.with_accounts();
    let outcome =
        store.read_blocking(|tx| tx.query("INSERT INTO account (name) VALUES ('ada') RETURNING id", &[]));
    assert_eq!(outcome.unwrap_err(), Error::ReadOnly);
    assert!(all_names(&store).is_empty());
}

fn a_read_sees_one_state(place: &Place) {
    let store = place.with_accounts();
    let writer = store.clone();
    let (before, after) = store
        .read_blocking(move |tx| {
            let before = names(tx)?;
            writer.write_blocking(|tx| add(tx, "ada", 1))?;
            Ok::<_, Error>((before, names(tx)?))
        })
        .unwrap();
    assert_eq!(before, after);
    assert_eq!(all_names(&store), ["ada"]);
}

/// Two stores stand for two processes with the same database.
fn reading_and_writing_in_one_closure_is_serial(place: &Place) {
    let stores = [place.with_accounts(), place.open()];
    stores[0].write_blocking(|tx| add(tx, "ada", 0)).unwrap();
    let increment = |tx: &mut Tx| {
        let cents: i64 = tx.query_one("SELECT cents FROM account WHERE name = 'ada'", &[])?.get(0)?;
        tx.execute("UPDATE account SET cents = ?1 WHERE name = 'ada'", params![cents + 1])
    };
    thread::scope(|scope| {
        for n in 0..8 {
            let store = &stores[n % 2];
            scope.spawn(move || (0..25).for_each(|_| assert_eq!(store.write_blocking(increment), Ok(1))));
        }
    });
    let total = stores[1].read_blocking(|tx| tx.query_one("SELECT cents FROM account", &[])?.get::<i64>(0));
    assert_eq!(total, Ok(200));
}

fn text_sorts_by_its_bytes(place: &Place) {
    let store = place.with_accounts();
    store
        .write_blocking(|tx| {
            ["b", "É", "a", "B", "_", "é", "a b"].iter().try_for_each(|n| add(tx, n, 0).map(drop))
        })
        .unwrap();
    assert_eq!(all_names(&store), ["B", "_", "a", "a b", "b", "É", "é"]);
}

fn rows_can_be_taken_one_by_one(place: &Place) {
    let store = place.with_accounts();
    store.write_blocking(|tx| (0..50).try_for_each(|n| add(tx, &format!("{n:02}"), n).map(drop))).unwrap();
    let (some, rest) = store
        .read_blocking(|tx| {
            let mut some = Vec::new();
            tx.query_each("SELECT cents FROM account ORDER BY name", &[], |row| {
                some.push(row.get::<i64>(0)?);
                Ok(some.len() < 3)
            })?;
            Ok::<_, Error>((some, names(tx)?.len()))
        })
        .unwrap();
    assert_eq!((some, rest), (vec![0, 1, 2], 50));
}

fn a_lookup_works_in_both_kinds_of_transaction(place: &Place) {
    let store = place.with_accounts();
    let inside = store.write_blocking(|tx| {
        add(tx, "ada", 1)?;
        names(tx)
    });
    assert_eq!(inside.unwrap(), all_names(&store));
}

fn a_lock_held_elsewhere_is_said(place: &Place) {
    let (holder, other) = (place.with_accounts(), place.open());
    // Not to wait the usual five seconds here.
    let hurry = match &place.url {
        StoreUrl::Sqlite(_) => "PRAGMA busy_timeout = 10",
        StoreUrl::Postgres(_) => "SELECT set_config('lock_timeout', '10ms', false)",
    };
    other
        .write_blocking(move |tx| {
            tx.query(hurry, &[])?;
            // A commit, so that PostgreSQL keeps the setting.
            add(tx, "hurry", 0)
        })
        .unwrap();
    let late = holder.write_blocking(move |tx| {
        add(tx, "ada", 1)?;
        Ok::<_, Error>(other.write_blocking(|tx| add(tx, "bob", 1)))
    });
    assert_eq!(late.unwrap(), Err(Error::Locked));
    assert_eq!(all_names(&holder), ["ada", "hurry"]);
}

fn what_waits_is_committed_before_closing(place: &Place) {
    let store = place.with_accounts();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let writes: Vec<_> = (0..20)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move { store.write(move |tx| add(tx, &n.to_string(), n)).await })
            })
            .collect();
        // Each is queued at its first poll; nobody waits for the answers.
        tokio::task::yield_now().await;
        writes.iter().for_each(tokio::task::JoinHandle::abort);
    });
    drop(store);
    drop(runtime);
    assert_eq!(all_names(&place.open()).len(), 20);
}

fn questions_can_be_asked_inside_a_runtime(place: &Place) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let store = place.with_accounts();
        store.write(|tx| add(tx, "ada", 1)).await.unwrap();
        assert_eq!(store.read(names).await.unwrap(), ["ada"]);
        assert_eq!(all_names(&store), ["ada"]);
    });
}
