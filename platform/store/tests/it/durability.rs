//! Killed at any moment, the store keeps every row that it acknowledged, and nothing half-done.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

use foundation::{Actor, AuditEvent, Entropy, TestEntropy, Timestamp};
use store::{Error, Store, StoreUrl, audit, params};

use crate::engines::{Place, on_both};

on_both! { a_killed_process_loses_no_acknowledged_row }

/// Where the process that is to be killed finds its database and its first number.
const CHILD: &str = "CERALACCA_STORE_TEST_CHILD";

fn a_killed_process_loses_no_acknowledged_row(place: &Place) {
    let url = match &place.url {
        StoreUrl::Sqlite(path) => path.to_str().unwrap().to_owned(),
        StoreUrl::Postgres(url) => url.clone(),
    };
    drop(place.with_accounts());
    let entropy = TestEntropy::seeded(20);
    let mut acknowledged = Vec::new();
    for round in 0..20_u64 {
        let [low, high] = <dyn Entropy>::bytes::<2>(&entropy);
        let lines = usize::from(u16::from_be_bytes([low, high]) % 300);
        acknowledged.extend(run_and_kill(&url, round * 1_000_000, lines));
        check(&place.open(), &acknowledged);
    }
    assert!(acknowledged.len() > 500, "{} rows", acknowledged.len());
}

/// Runs this very program with the test below, reads that many acknowledgements, and kills it.
fn run_and_kill(url: &str, first: u64, lines: usize) -> Vec<u64> {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "durability::the_process_to_be_killed", "--nocapture"])
        .env(CHILD, format!("{first} {url}"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut seen = Vec::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    let mut killed = false;
    while output.read_line(&mut line).unwrap() > 0 {
        // A line cut in two by the kill was not acknowledged.
        if let Some(number) = line.strip_prefix("ack ").and_then(|l| l.strip_suffix('\n')) {
            seen.push(number.parse().unwrap());
        }
        if seen.len() >= lines && !killed {
            child.kill().unwrap();
            killed = true;
        }
        line.clear();
    }
    child.wait().unwrap();
    assert!(killed, "the process ended before its time");
    seen
}

fn check(store: &Store, acknowledged: &[u64]) {
    let counts = store.read_blocking(|tx| {
        let mut count = |sql: &str| tx.query_one(sql, &[])?.get::<u64>(0);
        Ok::<_, Error>([
            count("SELECT count(*) FROM account")?,
            count("SELECT count(*) FROM audit_entry")?,
            count("SELECT count(*) FROM job")?,
        ])
    });
    let [rows, events, jobs] = counts.unwrap();
    assert_eq!((rows, rows), (events, jobs), "row, event and message come together");
    let report = audit::verify(store).unwrap();
    assert_eq!((report.first_bad, report.entries), (None, events));
    let names = store.read_blocking(|tx| tx.query("SELECT name FROM account", &[])).unwrap();
    let names: std::collections::HashSet<u64> =
        names.iter().map(|row| row.get::<&str>(0).unwrap().parse().unwrap()).collect();
    let lost: Vec<_> = acknowledged.iter().filter(|n| !names.contains(n)).collect();
    assert!(lost.is_empty(), "lost {lost:?}");
}

#[test]
fn the_process_to_be_killed() {
    let Ok(order) = env::var(CHILD) else { return };
    let (first, url) = order.split_once(' ').unwrap();
    let store = Store::open(url.parse().unwrap()).unwrap();
    let next = AtomicU64::new(first.parse().unwrap());
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    store.write_blocking(move |tx| issue(tx, n)).unwrap();
                    let line = format!("ack {n}\n");
                    std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
                }
            });
        }
    });
}

fn issue(tx: &mut store::Tx, n: u64) -> Result<(), Error> {
    let (name, now) = (n.to_string(), Timestamp::UNIX_EPOCH);
    tx.execute("INSERT INTO account (name) VALUES (?1)", params![&name])?;
    tx.audit(now, &AuditEvent::done("account.opened", &Actor::system("test"), "account", &name))?;
    tx.enqueue("note", &name, now, &name)?;
    Ok(())
}
