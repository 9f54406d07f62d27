//! How many durable transactions and point reads a second the store does from many clients at once.
//!
//! A write is one INSERT of a row of some 350 bytes with a unique text key, in a transaction of its own,
//! answered when it is on disk. A read is one SELECT by that key. Both through the async interface, from
//! as many tasks as there are clients, on a runtime with one thread for each processor.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Result;
use store::{Error, Migration, Store, StoreUrl, params};

use crate::{
    Plan, say,
    table::{Row, Table},
    timing::process_cpu,
};

const TABLES: &[Migration] = &[Migration {
    name: "bench/0001_certificate",
    sql: "CREATE TABLE certificate (id {pk}, serial TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
          body TEXT NOT NULL, at {int} NOT NULL) {strict}",
}];
const INSERT: &str = "INSERT INTO certificate (serial, state, body, at) VALUES (?1, ?2, ?3, ?4)";
const SELECT: &str = "SELECT id, serial, state, body, at FROM certificate WHERE serial = ?1";
/// An instant, as the store keeps them.
const AT: i64 = 1_795_000_000_000;
/// Who asks at the same time.
const CLIENTS: u64 = 64;

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

impl Keys {
    fn key(self, n: u64) -> String {
        match self {
            Keys::Ascending => format!("cert_{n:032x}"),
            // A permutation of the numbers (odd multiplier), so that keys can be found again.
            Keys::Scattered => {
                format!("cert_{:032x}", u128::from(n.wrapping_mul(0x9e37_79b9_7f4a_7c15)) << 64)
            }
        }
    }
}

/// Durable transactions and point reads on SQLite, beside bare SQLite.
pub fn measure(plan: &Plan, folder: &Path, table: &mut Table) -> Result<()> {
    say("the store: durable transactions and point reads from 64 clients");
    table.section("store on SQLite, 64 clients, 350-byte rows, every commit on disk");
    let time = if plan.quick { Duration::from_millis(300) } else { Duration::from_secs(5) };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    for (keys, name) in [(Keys::Ascending, "ascending"), (Keys::Scattered, "scattered")] {
        let (bare_writes, bare_reads) = bare_sqlite(&folder.join(format!("{name}-bare.db")), time, keys)?;
        let store = Store::open(StoreUrl::Sqlite(folder.join(format!("{name}.db"))))?;
        store.migrate(TABLES)?;
        let (written, rows) = runtime.block_on(writes(&store, time, keys))?;
        let read = runtime.block_on(reads(&store, time, keys, rows))?;
        let what = format!("durable transactions, {name} keys");
        table.add(row(&what, written, (bare_writes, "one thread, groups of 64"), 40_000.0));
        let what = format!("point reads, {name} keys, {rows} rows");
        table.add(row(&what, read, (bare_reads, "one thread"), 80_000.0));
    }
    Ok(())
}

fn row(what: &str, ours: Rate, (peer, name): (Rate, &str), least: f64) -> Row {
    Row {
        what: what.to_owned(),
        ours: ours.to_string(),
        peer: format!("{peer} bare SQLite, {name}"),
        result: format!("{:.2} ×", ours.each_second / peer.each_second),
        target: format!("≥ {least}/s"),
        met: Some(ours.each_second >= least),
    }
}

/// What a second brought, and the processor time for each.
#[derive(Clone, Copy, Debug)]
struct Rate {
    each_second: f64,
    cpu_micros: f64,
}

impl Rate {
    fn of(done: u64, begun: Instant, cpu: f64) -> Self {
        let all = done as f64;
        Self {
            each_second: all / begun.elapsed().as_secs_f64(),
            cpu_micros: (process_cpu().0 - cpu) * 1e6 / all,
        }
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.0}/s ({:.1} µs)", self.each_second, self.cpu_micros)
    }
}

/// The same rows without the store: the most that one thread gives here, with one wait for the disk for
/// 64 rows, and reading them back.
fn bare_sqlite(path: &Path, time: Duration, keys: Keys) -> Result<(Rate, Rate)> {
    let conn = rusqlite::Connection::open(path)?;
    conn.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;
         CREATE TABLE certificate (id INTEGER PRIMARY KEY, serial TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
         body TEXT NOT NULL, at INTEGER NOT NULL) STRICT",
    )?;
    let (begun, cpu, mut rows) = (Instant::now(), process_cpu().0, 0);
    while begun.elapsed() < time {
        conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        for _ in 0..64 {
            conn.prepare_cached(INSERT)?.execute((keys.key(rows), "active", body(), AT))?;
            rows += 1;
        }
        conn.prepare_cached("COMMIT")?.execute([])?;
    }
    let written = Rate::of(rows, begun, cpu);
    let (begun, cpu, mut done, mut draw) = (Instant::now(), process_cpu().0, 0_u64, Draw(0));
    while begun.elapsed() < time {
        let wanted = keys.key(draw.below(rows));
        let found: String = conn.prepare_cached(SELECT)?.query_row([wanted], |row| row.get(3))?;
        done += u64::from(!found.is_empty());
    }
    Ok((written, Rate::of(done, begun, cpu)))
}

async fn writes(store: &Store, time: Duration, keys: Keys) -> Result<(Rate, u64)> {
    let next = Arc::new(AtomicU64::new(0));
    let rate = from_clients(time, |stop, _| {
        let (store, next) = (store.clone(), Arc::clone(&next));
        async move {
            let mut done = 0;
            while !stop.load(Ordering::Relaxed) {
                let n = next.fetch_add(1, Ordering::Relaxed);
                done += store.write(move |tx| insert(tx, keys, n)).await?;
            }
            Ok(done)
        }
    })
    .await?;
    Ok((rate, next.load(Ordering::Relaxed)))
}

fn insert(tx: &mut store::Tx, keys: Keys, n: u64) -> Result<u64, Error> {
    tx.execute(INSERT, params![keys.key(n), "active", body(), AT])
}

async fn reads(store: &Store, time: Duration, keys: Keys, rows: u64) -> Result<Rate> {
    from_clients(time, |stop, client| {
        let store = store.clone();
        async move {
            let (mut done, mut draw) = (0, Draw(client));
            while !stop.load(Ordering::Relaxed) {
                let wanted = keys.key(draw.below(rows));
                let read = store.read(move |tx| -> Result<usize, Error> {
                    Ok(tx.query_one(SELECT, params![wanted])?.get::<&str>(3)?.len())
                });
                done += u64::from(read.await? > 0);
                // The closure runs inline: let the other clients have their turn.
                if done % 16 == 0 {
                    tokio::task::yield_now().await;
                }
            }
            Ok(done)
        }
    })
    .await
}

/// Which row is asked for next: a congruential generator, so that runs are alike.
struct Draw(u64);

impl Draw {
    fn below(&mut self, count: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 20) % count
    }
}

/// Things done a second by all clients together.
async fn from_clients<F>(time: Duration, client: impl Fn(Arc<AtomicBool>, u64) -> F) -> Result<Rate>
where
    F: Future<Output = Result<u64, Error>> + Send + 'static,
{
    let stop = Arc::new(AtomicBool::new(false));
    let (begun, cpu) = (Instant::now(), process_cpu().0);
    let clients: Vec<_> =
        (0..CLIENTS).map(|number| tokio::spawn(client(Arc::clone(&stop), number))).collect();
    tokio::time::sleep(time).await;
    stop.store(true, Ordering::Relaxed);
    let mut done = 0;
    for client in clients {
        done += client.await??;
    }
    Ok(Rate::of(done, begun, cpu))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_never_come_up_twice() {
        for keys in [Keys::Ascending, Keys::Scattered] {
            let all: std::collections::BTreeSet<_> = (0..10_000).map(|n| keys.key(n)).collect();
            assert_eq!(all.len(), 10_000);
        }
    }
}
