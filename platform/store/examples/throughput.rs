//! How many durable transactions and point reads a second the store does from many clients at once.
//!
//! `cargo run --release -p store --example throughput -- [--clients N] [--seconds S]
//! [--folder DIR] [--postgres URL]`
//!
//! A write is one INSERT of a row of some 350 bytes with a unique text key, in a transaction of its own,
//! answered when it is on disk. A read is one SELECT by that key. Both through the async interface, from
//! `N` tasks on a runtime with one thread for each processor.
#![expect(clippy::print_stdout, reason = "a program that prints figures")]
#![expect(clippy::disallowed_methods, reason = "measures durations")]
#![expect(clippy::expect_used, reason = "figures of a run that failed are worth nothing")]

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use store::{Error, Migration, Store, StoreUrl, params};

const TABLES: &[Migration] = &[Migration {
    name: "bench/0001_certificate",
    sql: "CREATE TABLE certificate (id {pk}, serial TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
          body TEXT NOT NULL, at {int} NOT NULL) {strict}",
}];

const INSERT: &str = "INSERT INTO certificate (serial, state, body, at) VALUES (?1, ?2, ?3, ?4)";

fn body() -> String {
    "0123456789abcdef".repeat(18)
}

#[derive(Clone, Copy, Debug)]
enum Keys {
    /// As ids of version 7 are: each greater than the one before.
    Ascending,
    /// As random serial numbers are.
    Scattered,
}

fn key(keys: Keys, n: u64) -> String {
    match keys {
        Keys::Ascending => format!("cert_{n:032x}"),
        // A permutation of the numbers (odd multiplier), so that keys can be found again.
        Keys::Scattered => format!("cert_{:032x}", u128::from(n.wrapping_mul(0x9e37_79b9_7f4a_7c15)) << 64),
    }
}

struct Options {
    clients: u64,
    seconds: u64,
    folder: Option<PathBuf>,
    postgres: Option<String>,
}

type AnyError = Box<dyn std::error::Error>;

fn main() -> Result<(), AnyError> {
    let mut options = Options { clients: 64, seconds: 4, folder: None, postgres: None };
    let mut args = std::env::args().skip(1);
    while let Some(name) = args.next() {
        let value = args.next().ok_or("a value is missing")?;
        match name.as_str() {
            "--clients" => options.clients = value.parse()?,
            "--seconds" => options.seconds = value.parse()?,
            "--folder" => options.folder = Some(value.into()),
            "--postgres" => options.postgres = Some(value),
            other => return Err(format!("unknown option {other}").into()),
        }
    }
    let folder = match &options.folder {
        Some(folder) => tempfile::tempdir_in(folder)?,
        None => tempfile::tempdir_in(".")?,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    for keys in [Keys::Ascending, Keys::Scattered] {
        let url = match &options.postgres {
            Some(url) => StoreUrl::Postgres(url.clone()),
            None => {
                let rate = bare_sqlite(&folder.path().join(format!("{keys:?}-bare.db")), &options, keys)?;
                print(keys, "rows", rate, "bare rusqlite, one thread, groups of 64, FULL");
                StoreUrl::Sqlite(folder.path().join(format!("{keys:?}.db")))
            }
        };
        let store = Store::open(url)?;
        store.migrate(TABLES)?;
        if options.postgres.is_some() {
            store.write_blocking(|tx| tx.execute("DELETE FROM certificate", params![]))?;
        }
        let clients = options.clients;
        let (rate, rows) = runtime.block_on(writes(&store, &options, keys));
        print(keys, "durable transactions", rate, &format!("{clients} clients"));
        let rate = runtime.block_on(reads(&store, &options, clients, keys, rows));
        print(keys, "point reads", rate, &format!("{clients} clients, {rows} rows"));
        let rate = runtime.block_on(reads(&store, &options, 1, keys, rows));
        print(keys, "point reads", rate, "1 client");
    }
    Ok(())
}

/// What a second brought, and the processor time for each.
struct Rate {
    each_second: f64,
    cpu_micros: f64,
}

fn print(keys: Keys, what: &str, rate: Rate, who: &str) {
    let Rate { each_second, cpu_micros } = rate;
    println!("{keys:?} keys: {each_second:>8.0} {what}/s, {cpu_micros:>5.1} µs of CPU each ({who})");
}

/// Processor time of this process so far, in seconds (proc(5): ticks of a hundredth).
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = |n| after_name.split_whitespace().nth(n).and_then(|t| t.parse::<f64>().ok());
    (ticks(11).unwrap_or(0.0) + ticks(12).unwrap_or(0.0)) / 100.0
}

/// The same rows without the store: the most that one thread and one fsync for 64 rows can give here.
fn bare_sqlite(path: &Path, options: &Options, keys: Keys) -> Result<Rate, AnyError> {
    let conn = rusqlite::Connection::open(path)?;
    conn.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;
         CREATE TABLE certificate (id INTEGER PRIMARY KEY, serial TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
         body TEXT NOT NULL, at INTEGER NOT NULL) STRICT",
    )?;
    let (begun, cpu, mut done) = (Instant::now(), cpu_seconds(), 0);
    while begun.elapsed().as_secs() < options.seconds {
        conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        for _ in 0..64 {
            let mut insert = conn.prepare_cached(INSERT)?;
            insert.execute((key(keys, done), "active", body(), 1_795_000_000_000_i64))?;
            done += 1;
        }
        conn.prepare_cached("COMMIT")?.execute([])?;
    }
    Ok(rate(done, begun, cpu))
}

fn rate(done: u64, begun: Instant, cpu: f64) -> Rate {
    let all = done as f64;
    Rate { each_second: all / begun.elapsed().as_secs_f64(), cpu_micros: (cpu_seconds() - cpu) * 1e6 / all }
}

async fn writes(store: &Store, options: &Options, keys: Keys) -> (Rate, u64) {
    let next = Arc::new(AtomicU64::new(0));
    let rate = measure(options, options.clients, |stop| {
        let (store, next) = (store.clone(), Arc::clone(&next));
        async move {
            let mut done = 0;
            while !stop.load(Ordering::Relaxed) {
                let n = next.fetch_add(1, Ordering::Relaxed);
                let written = store.write(move |tx| -> Result<u64, Error> { insert(tx, keys, n) }).await;
                done += written.expect("the row is written");
            }
            done
        }
    })
    .await;
    (rate, next.load(Ordering::Relaxed))
}

fn insert(tx: &mut store::Tx, keys: Keys, n: u64) -> Result<u64, Error> {
    tx.execute(INSERT, params![key(keys, n), "active", body(), 1_795_000_000_000_i64])
}

async fn reads(store: &Store, options: &Options, clients: u64, keys: Keys, rows: u64) -> Rate {
    let next = Arc::new(AtomicU64::new(0));
    measure(options, clients, |stop| {
        let store = store.clone();
        let seed = next.fetch_add(1, Ordering::Relaxed);
        async move {
            let (mut done, mut n) = (0, seed);
            while !stop.load(Ordering::Relaxed) {
                n = n.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let wanted = key(keys, (n >> 20) % rows);
                let read = store.read(move |tx| -> Result<usize, Error> {
                    let sql = "SELECT id, serial, state, body, at FROM certificate WHERE serial = ?1";
                    Ok(tx.query_one(sql, params![wanted])?.get::<&str>(3)?.len())
                });
                done += u64::from(read.await.expect("the row is there") > 0);
                // The closure runs inline: let the other clients have their turn.
                if done % 16 == 0 {
                    tokio::task::yield_now().await;
                }
            }
            done
        }
    })
    .await
}

/// Things done a second by all clients together.
async fn measure<F>(options: &Options, clients: u64, client: impl Fn(Arc<AtomicBool>) -> F) -> Rate
where
    F: Future<Output = u64> + Send + 'static,
{
    let stop = Arc::new(AtomicBool::new(false));
    let (begun, cpu) = (Instant::now(), cpu_seconds());
    let clients: Vec<_> = (0..clients).map(|_| tokio::spawn(client(Arc::clone(&stop)))).collect();
    tokio::time::sleep(Duration::from_secs(options.seconds)).await;
    stop.store(true, Ordering::Relaxed);
    let mut done = 0;
    for client in clients {
        done += client.await.expect("a client ends");
    }
    rate(done, begun, cpu)
}
