//! How fast the time-stamping authority works beside the bare key that it signs with: many clients at
//! once, every token in the archive (on disk) before its client has it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, ensure};
use authority::{Authority, practice};
use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeySize,
    signature::{RSA_PKCS1_SHA256, RsaKeyPair},
};
use cades::Limits;
use foundation::{SystemClock, SystemEntropy};
use keyvault::KeySpec;
use timestamping::{Imprint, Request, Response};
use tokio::{
    runtime::Runtime,
    sync::Semaphore,
    task::JoinSet,
    time::{MissedTickBehavior, interval},
};
use x509::alg::DigestAlgorithm;

use crate::{
    Plan, say,
    table::{Row, Table},
    timing::{Figure, duration, median, process_cpu},
};

/// Clients that ask at the same time.
const CLIENTS: usize = 32;
/// Part of the raw signature rate that tokens reach (pki.md §18).
const TARGET: f64 = 0.8;
/// Longest that all but one in a hundred may wait at half load, in seconds.
const P99: f64 = 0.050;

/// Rate of tokens beside raw signatures, and how long one waits at half load.
pub fn measure(plan: &Plan, folder: &std::path::Path, table: &mut Table) -> Result<()> {
    say("time stamps, with a unit of RSA-2048");
    table.section("time stamps, RSA-2048, archive on disk");
    let settings = practice::settings(1).map_err(|error| anyhow!("{error}"))?;
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let folder = folder.join("time-stamps");
    let opened = practice::open(&folder, settings, KeySpec::Rsa2048, clock, entropy);
    let authority = Arc::new(opened.map_err(|error| anyhow!("{error}"))?.1);
    let key = Arc::new(RsaKeyPair::generate(KeySize::Rsa2048)?);
    let runtime = Runtime::new()?;
    let request = request();
    let answer = authority.answer_time_stamp(&request.to_der(), None);
    let response = Response::read(&answer, &Limits::default())?;
    ensure!(response.token_for(&request, &[])?.is_some(), "no token");

    let rounds = plan.count(7, 1);
    let time = Duration::from_millis(plan.count(1500, 200) as u64);
    let (mut ours, mut raw) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        raw.push(signatures(&key, time));
        ours.push(runtime.block_on(tokens(&authority, time))?);
    }
    let row = |name: &str, ratios: Vec<f64>, ours: Vec<f64>, raw: Vec<f64>, unit: &str| {
        let ratio = median(ratios);
        Row {
            what: name.to_owned(),
            ours: format!("{:.0} tokens/{unit}", median(ours)),
            peer: format!("{:.0} RSA-2048 signatures/{unit}", median(raw)),
            result: format!("{ratio:.2} ×"),
            target: format!("≥ {TARGET} ×"),
            met: Some(ratio >= TARGET),
        }
    };
    let pick = |from: &[Figure], what: fn(&Figure) -> f64| from.iter().map(what).collect::<Vec<_>>();
    let ratios = |what: fn(&Figure) -> f64| {
        ours.iter().zip(&raw).map(|(ours, raw)| what(raw) / what(ours)).collect::<Vec<_>>()
    };
    let per_second = |figure: &Figure| 1.0 / figure.wall;
    let per_cpu = |figure: &Figure| 1.0 / figure.cpu;
    let name = format!("tokens, {CLIENTS} clients, elapsed time");
    table.add(row(&name, ratios(|f| f.wall), pick(&ours, per_second), pick(&raw, per_second), "s"));
    let name = format!("tokens, {CLIENTS} clients, processor time");
    table.add(row(&name, ratios(|f| f.cpu), pick(&ours, per_cpu), pick(&raw, per_cpu), "CPU-s"));

    let rate = median(pick(&ours, per_second)) / 2.0;
    let waits = runtime.block_on(at_rate(&authority, rate, Duration::from_secs(plan.count(8, 1) as u64)))?;
    let at = |part: f64| waits.get((waits.len() as f64 * part) as usize).copied();
    let (p50, p99) = at(0.50).zip(at(0.99)).context("no token at half load")?;
    table.add(Row {
        what: format!("a token at half load ({rate:.0}/s), 99 of 100"),
        ours: duration(p99),
        peer: format!("{} half of them", duration(p50)),
        result: String::new(),
        target: format!("≤ {}", duration(P99)),
        met: Some(p99 <= P99),
    });
    let report = authority.verify_time_stamps()?;
    ensure!(report.first_bad.is_none(), "the archive is damaged at batch {:?}", report.first_bad);
    Ok(())
}

fn request() -> Request {
    Request::over(Imprint::of(b"documento", DigestAlgorithm::Sha256), Some(&[7; 16]))
}

/// Signs with as many threads as the machine runs at once.
fn signatures(key: &RsaKeyPair, time: Duration) -> Figure {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let done = AtomicU64::new(0);
    let (begun, cpu) = (Instant::now(), process_cpu().0);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut value = vec![0; key.public_modulus_len()];
                while begun.elapsed() < time {
                    let signed =
                        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), b"to be signed", &mut value);
                    if signed.is_ok() {
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    each(begun, cpu, done.into_inner())
}

/// Asks with all clients, each as soon as it has its answer.
async fn tokens(authority: &Arc<Authority>, time: Duration) -> Result<Figure> {
    let der = request().to_der();
    let (begun, cpu) = (Instant::now(), process_cpu().0);
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let (authority, der) = (Arc::clone(authority), der.clone());
        clients.spawn(async move {
            let mut count = 0;
            while begun.elapsed() < time {
                let answer = Arc::clone(&authority).answer_time_stamp_soon(der.clone(), None).await;
                // A refusal has a dozen octets.
                count += u64::from(answer.len() > 500);
            }
            count
        });
    }
    let count = clients.join_all().await.into_iter().sum();
    ensure!(count > 0, "no token");
    Ok(each(begun, cpu, count))
}

fn each(begun: Instant, cpu: f64, count: u64) -> Figure {
    let mean = |total: f64| total / count.max(1) as f64;
    Figure { wall: mean(begun.elapsed().as_secs_f64()), cpu: mean(process_cpu().0 - cpu) }
}

/// Asks at a steady rate, whether the last answer is there or not; gives how long each took, the
/// shortest first.
async fn at_rate(authority: &Arc<Authority>, rate: f64, time: Duration) -> Result<Vec<f64>> {
    let der = request().to_der();
    let mut clients = JoinSet::new();
    // A tick is a millisecond at least: several may ask in one.
    let mut ticks = interval(Duration::from_millis(2));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let open = Arc::new(Semaphore::new(4096));
    let (begun, mut asked) = (Instant::now(), 0_u64);
    while begun.elapsed() < time {
        ticks.tick().await;
        let due = (begun.elapsed().as_secs_f64() * rate) as u64;
        while asked < due {
            asked += 1;
            let (authority, der) = (Arc::clone(authority), der.clone());
            let permit = Arc::clone(&open).acquire_owned().await?;
            clients.spawn(async move {
                let begun = Instant::now();
                let answer = authority.answer_time_stamp_soon(der, None).await;
                drop(permit);
                (answer.len() > 500).then(|| begun.elapsed().as_secs_f64())
            });
        }
    }
    let waits = clients.join_all().await.into_iter().collect::<Option<Vec<f64>>>();
    let mut waits = waits.context("a token was refused")?;
    waits.sort_by(f64::total_cmp);
    Ok(waits)
}
