//! Issuing with keys behind PKCS#11, beside the bare rate of the same keys: how much of a token's
//! signatures become certificates that are linted, judged by the guard, recorded, audited and on disk.
//!
//! SoftHSM2 finds its tokens by its environment, so the measuring is done by a child.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc, Barrier,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use authority::{Authority, Settings, practice};
use foundation::{Actor, Entropy, Secret, SystemClock, SystemEntropy};
use keyvault::{
    Argon2Cost, Guarded, KeySpec, KeyStore, SoftwareKey, TokenKeys, Unlock, Vault,
    pkcs11::Module,
    signer::{Limits, SignerClient, SignerServer},
};
use store::{Store, StoreUrl};
use x509::alg::{DigestAlgorithm, SignatureAlgorithm};

use crate::{
    Plan,
    program::CHILD,
    say,
    table::{Row, Table},
    timing::process_cpu,
};

/// Clients at once: enough that commits gather.
const CLIENTS: usize = 8;
/// What issuing must keep up with at most.
const ENOUGH: f64 = 300.0;
/// How much of the bare rate must remain.
const LEAST: f64 = 0.8;

/// The rows of the table.
pub fn measure(plan: &Plan, folder: &Path, table: &mut Table) -> Result<()> {
    let Some(module) = softhsm() else {
        say("keys: SoftHSM2 is not installed");
        return Ok(());
    };
    say("issuing with keys in SoftHSM2, through the signing process' socket");
    table.section("keys in SoftHSM2, certificates of pairs, 8 clients, every step on disk");
    let seconds = plan.count(8, 1).to_string();
    for spec in [KeySpec::Rsa2048, KeySpec::Rsa3072, KeySpec::Rsa4096, KeySpec::P256] {
        let place = folder.join(format!("hsm-{spec}"));
        std::fs::create_dir_all(place.join("tokens"))?;
        let conf = place.join("softhsm2.conf");
        let tokens = place.join("tokens");
        std::fs::write(&conf, format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display()))?;
        let output = Command::new(std::env::current_exe()?)
            .args([CHILD, "issue-with-token"])
            .args([place.as_os_str(), module.as_os_str()])
            .args([spec.name(), &seconds])
            .env("SOFTHSM2_CONF", conf)
            .output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout)?;
        let numbers: Vec<f64> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        let [bare, bare_cpu, ours, ours_cpu] = numbers[..] else { anyhow::bail!("{text}") };
        let goal = bare.min(ENOUGH);
        table.add(Row {
            what: format!("certificates issued, {spec}"),
            ours: format!("{ours:.0}/s ({ours_cpu:.2} ms CPU)"),
            peer: format!("{bare:.0}/s ({bare_cpu:.2} ms CPU) bare signatures"),
            result: format!("{:.2} ×", ours / goal),
            target: format!("≥ {LEAST} × of up to {ENOUGH}/s"),
            met: Some(ours >= LEAST * goal),
        });
    }
    Ok(())
}

/// The module of SoftHSM2, where it is installed.
pub fn softhsm() -> Option<PathBuf> {
    ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"]
        .into_iter()
        .map(PathBuf::from)
        .find(|path| path.exists())
}

/// What the child does: prints bare signatures a second, their processor time in ms, certificates a
/// second, theirs.
#[expect(clippy::print_stdout, reason = "the parent reads it")]
pub fn issue_with_token(folder: &Path, module: &Path, spec: &str, seconds: &str) -> Result<()> {
    let spec: KeySpec = spec.parse()?;
    let time = Duration::from_secs(seconds.parse()?);
    let pin = Secret::new("1234567".to_owned());
    let officer = Secret::new("87654321".to_owned());
    let token = Module::load(module)?.initialise_token("bench", &officer, &pin)?;
    let keys: Arc<dyn KeyStore> = Arc::new(TokenKeys::new(token));
    let settings = practice::settings(16).map_err(|error| anyhow::anyhow!("{error}"))?;
    let beginning = guarded(&keys, &settings, folder, true)?;
    open(folder, &settings)?.with_signer(beginning).init(&Actor::command_line(), spec)?;

    // The bare rate: the same key, the same number of threads, nothing but its signature.
    let key = keys.key("ca/firma/1")?;
    let digest = DigestAlgorithm::Sha256.digest(b"to be signed");
    let algorithm = match spec {
        KeySpec::P256 | KeySpec::P384 => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
        _ => SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
    };
    let (bare, bare_cpu) = for_a_while(time, |_| Ok(key.sign_digest(algorithm, &digest).map(|_| 1)?))?;

    let socket = folder.join("signer.sock");
    let server = SignerServer::bind(&socket, guarded(&keys, &settings, folder, false)?, Limits::default())?;
    let stop = server.stopper();
    let serving = std::thread::spawn(move || server.run());
    let authority = open(folder, &settings)?.with_signer(Arc::new(SignerClient::new(&socket)));
    // Keys of holders are theirs to make: a stock of requests is made before the clock starts.
    let stock = (bare.min(2.0 * ENOUGH) * time.as_secs_f64()) as u64 / 2 + 64;
    let requests = (0..stock)
        .map(|number| {
            let [signature, cns] =
                [SoftwareKey::generate(KeySpec::P256)?, SoftwareKey::generate(KeySpec::P256)?];
            practice::pair_request(practice::mario()?, number, &signature, &cns)
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| anyhow::anyhow!("{error}"))?;
    let next = AtomicU64::new(0);
    let (ours, ours_cpu) = for_a_while(time, |_| {
        let number = next.fetch_add(1, Ordering::Relaxed);
        let Some(request) = requests.get(usize::try_from(number)?) else { return Ok(0) };
        authority.issue_pair(&Actor::command_line(), request)?;
        Ok(2)
    })?;
    stop();
    let _ = serving.join();
    println!("{bare} {bare_cpu} {ours} {ours_cpu}");
    Ok(())
}

fn guarded(
    keys: &Arc<dyn KeyStore>,
    settings: &Settings,
    folder: &Path,
    may_begin: bool,
) -> Result<Arc<Guarded>> {
    let policy = Arc::new(settings.allow_list(may_begin));
    Ok(Arc::new(Guarded::open(Arc::clone(keys), policy, &folder.join("signer"), Arc::new(SystemClock))?))
}

fn open(folder: &Path, settings: &Settings) -> Result<Authority> {
    let unlock = Unlock::KeyFile(folder.join("vault.key"));
    let place = folder.join("vault");
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let vault = if place.exists() {
        Vault::open(&place, &unlock)?
    } else {
        Vault::create(&place, &unlock, Argon2Cost::LEAST, &*entropy)?
    };
    let store = Store::open(StoreUrl::Sqlite(folder.join("register.db")))?;
    Ok(Authority::open(store, vault, Arc::new(SystemClock), entropy, settings.clone())?)
}

/// Lets every client act again and again; how much was done a second, and the processor time of each in
/// milliseconds. A client that does nothing any more stops the clock.
fn for_a_while(time: Duration, act: impl Fn(usize) -> Result<u64> + Sync) -> Result<(f64, f64)> {
    let (done, barrier) = (AtomicU64::new(0), Barrier::new(CLIENTS + 1));
    let cpu = process_cpu().0;
    let elapsed = std::thread::scope(|scope| -> Result<Duration> {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (done, barrier, act) = (&done, &barrier, &act);
                scope.spawn(move || -> Result<()> {
                    barrier.wait();
                    let begun = Instant::now();
                    while begun.elapsed() < time {
                        match act(client)? {
                            0 => break,
                            count => done.fetch_add(count, Ordering::Relaxed),
                        };
                    }
                    Ok(())
                })
            })
            .collect();
        barrier.wait();
        let begun = Instant::now();
        for client in clients {
            client.join().ok().context("a client fell over")??;
        }
        Ok(begun.elapsed())
    })?;
    let done = done.load(Ordering::Relaxed) as f64;
    Ok((done / elapsed.as_secs_f64(), (process_cpu().0 - cpu) * 1e3 / done))
}
