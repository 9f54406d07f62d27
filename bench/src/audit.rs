//! How long it takes to recompute the whole audit log: chain, tree, checkpoints.

use std::{path::Path, time::Instant};

use anyhow::{Result, ensure};
use foundation::{Actor, AuditEvent, Timestamp};
use store::{Error, Store, StoreUrl, audit, params};

use crate::{
    Plan, say,
    table::{Row, Table},
    timing::{self, Figure, process_cpu},
};

/// An instant, as the store keeps them.
const AT: i64 = 1_795_000_000_000;
/// Entries written in one transaction.
const TOGETHER: usize = 5000;

/// Writes a long log, then reads it as `ceralacca audit verify` does.
pub fn measure(plan: &Plan, folder: &Path, table: &mut Table) -> Result<()> {
    let count = plan.count(1_000_000, 20_000);
    say(&format!("writing an audit log of {count} entries"));
    table.section("audit log");
    let store = Store::open(StoreUrl::Sqlite(folder.join("audit.db")))?;
    let writing = timed(|| write(&store, count))?;
    let growing = timed(|| Ok(audit::grow(&store).map(drop)?))?;
    let per_entry = |figure: Figure| {
        let each = 1e6 / count as f64;
        format!("{:.2} µs of CPU each", figure.cpu * each)
    };
    table.add(info("writing entries, 5000 in a transaction", writing, per_entry(writing)));
    table.add(info("tree and search over them, later", growing, per_entry(growing)));

    say("verifying it");
    let hashed = timed(|| {
        store.read_blocking(|tx| {
            let mut hashes = 0_u8;
            tx.query_each("SELECT entry FROM audit_entry", params![], |row| {
                hashes ^= audit::leaf_hash(row.get::<&str>(0)?.as_bytes())[0];
                Ok(true)
            })?;
            Ok::<_, Error>(hashes)
        })?;
        Ok(())
    })?;
    let verified = timed(|| {
        let report = audit::verify(&store)?;
        ensure!(report.is_intact() && report.entries == count as u64, "{report:?}");
        Ok(())
    })?;
    let most = 10.0 * count as f64 / 1e6;
    let what = format!("{count} entries verified");
    table.add(Row::limit(&what, verified, (hashed, "reading and hashing them"), most));

    let size = count as u64;
    let [root, proof] = timing::in_turns(
        plan.count(5, 2),
        plan.count(50, 5),
        [&mut || timing::done(store.read_blocking(move |tx| audit::root(tx, size - 3))?), &mut || {
            timing::done(store.read_blocking(move |tx| audit::inclusion(tx, size / 3, size))?)
        }],
    )?;
    table.add(info("root at any size", root, String::new()));
    table.add(info("proof of an entry", proof, String::new()));
    Ok(())
}

fn info(what: &str, ours: Figure, result: String) -> Row {
    Row { what: what.to_owned(), ours: ours.to_string(), result, ..Row::default() }
}

fn timed(work: impl FnOnce() -> Result<()>) -> Result<Figure> {
    let (begun, cpu) = (Instant::now(), process_cpu().0);
    work()?;
    Ok(Figure { wall: begun.elapsed().as_secs_f64(), cpu: process_cpu().0 - cpu })
}

fn write(store: &Store, count: usize) -> Result<()> {
    let at = Timestamp::from_millisecond(AT)?;
    for first in (0..count).step_by(TOGETHER) {
        let last = count.min(first + TOGETHER);
        store.write_blocking(move |tx| {
            let actor = Actor::system("bench");
            for n in first..last {
                let id = format!("cert_{n:026}");
                let event = AuditEvent::done("certificate.activated", &actor, "certificate", id);
                tx.audit(at, &event.states("issued", "active").evidence(format!("{n:064x}")))?;
            }
            Ok::<_, Error>(())
        })?;
    }
    Ok(())
}
