//! The status services with a register of one and of ten million certificates: OCSP answers that are
//! ready beside nginx and a static file of their size, answers signed on demand beside `openssl ocsp`,
//! a list of a million entries beside `openssl ca -gencrl`, and how soon a suspension is seen.
//!
//! What counts is the processor time of the server's process; `wrk` asks. The register is filled with
//! status rows directly: their certificates would take 19 GB and the status services do not read them.

use std::{
    ffi::OsStr,
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail, ensure};
use authority::{Authority, Scope, pages, practice, rules::service::Service};
use base64::{Engine, engine::general_purpose::STANDARD};
use foundation::{Actor, SystemClock, SystemEntropy};
use keyvault::KeySpec;
use rusqlite::Connection;
use x509::{
    Certificate,
    alg::DigestAlgorithm,
    crl::Crl,
    ocsp::{self, Answer, Status},
};

use crate::{
    Plan,
    process::{self, Once, Program},
    say,
    table::{Row, Table},
    timing::{Figure, duration, median},
};

/// Certificates that are asked for again and again.
const ASKED: u64 = 10_000;
/// One certificate in ten is revoked.
const REVOKED_EVERY: u64 = 10;
/// Rounds of wrk, in turns with the peer.
const ROUNDS: usize = 3;
/// Revoked since, in ms.
const REVOKED_AT: i64 = 1_700_000_000_000;

/// What is ready, on a large register, and how soon it follows a change.
pub fn measure(plan: &Plan, folder: &Path, table: &mut Table) -> Result<()> {
    let seconds = if plan.quick { 1 } else { 5 };
    let nginx = Nginx::start(&folder.join("nginx"))?;
    let home = folder.join("house");
    say("an installation for the status services: four authorities with keys of 4096 bits");
    init(&home)?;
    for rows in [1_000_000, 10_000_000].map(|rows: u64| if plan.quick { rows / 100 } else { rows }) {
        say(&format!("OCSP with {rows} certificates: filling the register"));
        fill(&home.join("ceralacca.db"), "firma", rows, REVOKED_EVERY)?;
        table.section(&format!("OCSP with {rows} certificates, one worker, keep-alive"));
        ready_rows(&home, &nginx, seconds, rows, table)?;
    }
    say("how soon a suspension is seen");
    seen_rows(&home, table)
}

/// What is signed: answers on demand, and a long list.
pub fn measure_signed(plan: &Plan, folder: &Path, table: &mut Table) -> Result<()> {
    list_rows(plan, folder, table)?;
    on_demand_rows(plan, folder, if plan.quick { 1 } else { 5 }, table)
}

// ---- answers that are ready ---------------------------------------------------------------------

fn ready_rows(home: &Path, nginx: &Nginx, seconds: u64, rows: u64, table: &mut Table) -> Result<()> {
    let register = Register::open(&home.join("ceralacca.db"))?;
    let begun = Instant::now();
    let server = Server::ceralacca(home, &["--only", "ocsp"])?;
    let first = register.question(0);
    let answer = server.ask(&first)?;
    ensure!(matches!(Answer::from_der(&answer)?, Answer::Successful(_)), "no OCSP answer");
    let restart = begun.elapsed().as_secs_f64();

    let questions: Vec<String> = (0..ASKED).map(|n| register.question(n * (rows / ASKED).max(1))).collect();
    for question in &questions {
        server.ask(question)?;
    }
    nginx.file(answer.len(), first.len())?;
    let (mut ours, mut many, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    let one = Wrk::new(home, &server.address, &vec![first; questions.len()])?;
    let all = Wrk::new(home, &server.address, &questions)?;
    let other = nginx.wrk(home, ASKED)?;
    for _ in 0..ROUNDS {
        ours.push(one.run(seconds, server.id())?);
        theirs.push(other.run(seconds, nginx.worker)?);
        many.push(all.run(seconds, server.id())?);
    }
    let memory = memory_of(server.id())?;
    let (what, file) = (format!("an answer that is ready, {} octets", answer.len()), median(theirs));
    table.add(rates(&what, median(ours), (file, "nginx, a static file"), Some(1.0)));
    let what = format!("{ASKED} answers that are ready, in turns");
    table.add(rates(&what, median(many), (file, "nginx, the one file"), None));
    table.add(most("restart to the first answer", duration(restart), "≤ 10 s", restart <= 10.0));
    let shown = format!("{:.0} MB", memory.peak / 1e6);
    table.add(most("memory, peak of the process", shown, "≤ 1000 MB", memory.peak <= 1e9));
    Ok(())
}

// ---- suspension ---------------------------------------------------------------------------------

/// A suspension written into the register by another process, as another node would.
fn seen_rows(home: &Path, table: &mut Table) -> Result<()> {
    let register = Register::open(&home.join("ceralacca.db"))?;
    let server = Server::ceralacca(home, &[])?;
    settle(server.id())?;
    let serial = serial(1);
    let question = register.question(1);
    let shard = authority::rules::serial::shard(&serial, register.ca_shards);
    let list = format!("/firma/{}", Scope::Shard(shard).path("x").trim_start_matches("x/"));
    ensure!(status(&server.ask(&question)?)? == Status::Good, "not good before");
    register.suspend(&serial)?;
    let begun = Instant::now();
    let (mut answered, mut listed) = (None, None);
    while answered.is_none() || listed.is_none() {
        ensure!(begun.elapsed() < Duration::from_secs(120), "the suspension is not seen");
        if answered.is_none() && status(&server.ask(&question)?)? != Status::Good {
            answered = Some(begun.elapsed().as_secs_f64());
        }
        let (_, body) = server.get(&list)?;
        if listed.is_none() && Crl::from_der(body)?.find(&serial).is_some() {
            listed = Some(begun.elapsed().as_secs_f64());
        }
        sleep(Duration::from_millis(50));
    }
    let (answered, listed) = (answered.unwrap_or(f64::MAX), listed.unwrap_or(f64::MAX));
    table.add(most("suspension on another node to OCSP", duration(answered), "≤ 5 s", answered <= 5.0));
    table.add(most("suspension on another node to the list", duration(listed), "≤ 60 s", listed <= 60.0));
    Ok(())
}

/// Waits until a process has nothing to do.
fn settle(id: u32) -> Result<()> {
    for _ in 0..120 {
        let before = cpu_of(id)?;
        sleep(Duration::from_secs(2));
        if cpu_of(id)? - before < 0.1 {
            break;
        }
    }
    Ok(())
}

fn status(answer: &[u8]) -> Result<Status> {
    match Answer::from_der(answer)? {
        Answer::Successful(answer) => Ok(answer.responses().next().context("an empty answer")?.status),
        Answer::Error(error) => bail!("the answer is {error:?}"),
    }
}

// ---- answers signed on demand -------------------------------------------------------------------

fn on_demand_rows(plan: &Plan, folder: &Path, seconds: u64, table: &mut Table) -> Result<()> {
    table.section("OCSP signed on demand (with a nonce), one worker");
    for (keys, name, target) in [(KeySpec::P256, "P-256", 2.5), (KeySpec::Rsa2048, "RSA-2048", 1.1)] {
        say(&format!("OCSP answers signed on demand with {name}"));
        let home = folder.join(format!("on-demand-{name}"));
        drop(open(&home, keys)?);
        fill(&home.join("register.db"), "firma", plan.count(1_000_000, 10_000) as u64, REVOKED_EVERY)?;
        let register = Register::open(&home.join("register.db"))?;
        let questions: Vec<String> = (0..1000).map(|n| register.question_with_nonce(n)).collect();
        let server = Server::own(&home, name)?;
        ensure!(status(&server.ask(&questions[1])?)? == Status::Good, "not good");
        let peer = Server::openssl(&home, keys, &register)?;
        // It takes the whole path for the request.
        let bare: Vec<String> = questions.iter().map(|path| path.replacen("/firma/ocsp", "", 1)).collect();
        ensure!(status(&peer.ask(&bare[1])?)? == Status::Good, "openssl: not good");
        let one = Wrk::new(&home, &server.address, &questions)?;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            ours.push(one.run(seconds, server.id())?);
            theirs.push(peer.load(&bare, seconds)?);
        }
        table.add(rates(name, median(ours), (median(theirs), "openssl ocsp"), Some(target)));
    }
    Ok(())
}

/// `bench --child status-server`: OCSP as `ceralacca serve` answers what is not ready, for authorities
/// with keys of a kind that `ceralacca init` does not make.
pub fn serve(folder: &Path, keys: &str) -> Result<()> {
    let keys = if keys == "P-256" { KeySpec::P256 } else { KeySpec::Rsa2048 };
    let authority = Arc::new(open(folder, keys)?);
    authority.renew_responders(&Actor::command_line())?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let mut out = std::io::stdout();
        writeln!(out, "http://{}", listener.local_addr()?)?;
        out.flush()?;
        axum::serve(listener, pages::ocsp(authority)).await?;
        Ok(())
    })
}

fn open(folder: &Path, keys: KeySpec) -> Result<Authority> {
    let settings = practice::settings(1).map_err(|error| anyhow!("{error}"))?;
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    Ok(practice::open(folder, settings, keys, clock, entropy).map_err(|error| anyhow!("{error}"))?.1)
}

// ---- a list -------------------------------------------------------------------------------------

fn list_rows(plan: &Plan, folder: &Path, table: &mut Table) -> Result<()> {
    let entries = plan.count(1_000_000, 20_000) as u64;
    say(&format!("a list of {entries} entries, from the database to a signed file"));
    table.section(&format!("list of {entries} entries, RSA-4096, from the database to a signed file"));
    let home = folder.join("list");
    drop(open(&home, KeySpec::Rsa4096)?);
    fill(&home.join("register.db"), "firma", entries * 2, 2)?;
    let file = home.join("list.crl");
    let arguments: [&OsStr; 4] =
        [crate::program::CHILD.as_ref(), "publish-list".as_ref(), home.as_ref(), file.as_ref()];
    let ours = Program::new(std::env::current_exe()?, arguments).once(folder)?;
    let list = Crl::from_der(fs::read(&file)?)?;
    ensure!(list.entries().count() as u64 == entries, "a list of another length");
    drop(list);
    let idle = Program::new(std::env::current_exe()?, [crate::program::CHILD, "engine"]).once(folder)?;

    let peer_entries = plan.count(1_000_000, 20_000) as u64;
    let peer = gencrl(&home, peer_entries)?.once(folder)?;
    let ours_cpu = ours.figure.cpu - idle.figure.cpu;
    let Once { figure: Figure { cpu, .. }, peak_kib } = peer;
    table.add(Row {
        what: "processor time".to_owned(),
        ours: duration(ours_cpu),
        peer: format!("{} openssl ca -gencrl", duration(cpu)),
        result: format!("{:.2} ×", ours_cpu / cpu),
        target: "≤ 1 s".to_owned(),
        met: Some(ours_cpu <= 1.0),
    });
    table.add(Row {
        what: "memory, peak".to_owned(),
        ours: format!("{:.0} MB", ours.peak_kib / 1024.0),
        peer: format!("{:.0} MB openssl ca -gencrl", peak_kib / 1024.0),
        result: format!("{:.2} ×", ours.peak_kib / peak_kib),
        target: "≤ 64 MB".to_owned(),
        met: Some(ours.peak_kib <= 64.0 * 1024.0),
    });
    Ok(())
}

/// `bench --child publish-list`: publishes what is due and writes the list of the signature authority.
pub fn publish(folder: &Path, file: &Path) -> Result<()> {
    let authority = open(folder, KeySpec::Rsa4096)?;
    authority.publish_lists(&Actor::command_line())?;
    let ca = authority.current(Service::Signature)?;
    let mut out = fs::File::create(file)?;
    authority.write_list(&ca, Scope::Shard(0), &mut out)?.context("no list")?;
    Ok(out.sync_all()?)
}

/// `openssl ca -gencrl` over its own register.
fn gencrl(home: &Path, entries: u64) -> Result<Program> {
    let (key, certificate) = peer_authority(home, KeySpec::Rsa4096)?;
    let mut index = String::new();
    for n in 0..entries {
        let serial = foundation::hex(&serial(n)).to_uppercase();
        writeln!(index, "R\t291122090000Z\t231114221320Z,superseded\t{serial}\tunknown\t/C=IT/CN={n}")?;
    }
    fs::write(home.join("index.txt"), index)?;
    fs::write(home.join("crlnumber"), "01\n")?;
    let config = home.join("ca.cnf");
    let text = format!(
        "[ca]\ndefault_ca=d\n[d]\ndatabase={0}/index.txt\ncrlnumber={0}/crlnumber\ndefault_md=sha256\n\
         default_crl_days=1\ncrl_extensions=e\nunique_subject=no\n[e]\nauthorityKeyIdentifier=keyid\n",
        home.display()
    );
    fs::write(&config, text)?;
    let arguments: [&OsStr; 8] = [
        "ca".as_ref(),
        "-gencrl".as_ref(),
        "-config".as_ref(),
        config.as_ref(),
        "-keyfile".as_ref(),
        key.as_ref(),
        "-cert".as_ref(),
        certificate.as_ref(),
    ];
    Ok(Program::new("openssl", arguments).writing("-out", &home.join("peer.crl")))
}

/// A key and a self-signed certificate for the peer.
fn peer_authority(home: &Path, keys: KeySpec) -> Result<(PathBuf, PathBuf)> {
    let (key, certificate) = (home.join("peer-ca.key"), home.join("peer-ca.pem"));
    let kind: &[&str] = match keys {
        KeySpec::P256 => &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
        KeySpec::Rsa4096 => &["-newkey", "rsa:4096"],
        _ => &["-newkey", "rsa:2048"],
    };
    let head = ["req", "-x509", "-nodes", "-days", "30", "-subj", "/C=IT/CN=Peer"];
    let files = ["-keyout", path(&key)?, "-out", path(&certificate)?];
    process::output("openssl", &[&head[..], kind, &files].concat())?;
    Ok((key, certificate))
}

fn path(path: &Path) -> Result<&str> {
    path.to_str().context("a path that is not UTF-8")
}

// ---- the register -------------------------------------------------------------------------------

/// The serial number of the n-th certificate: ascending, and random in its second half.
fn serial(n: u64) -> [u8; 16] {
    let high = 0x2000_0000_0000_0000 + n * 0x1_0000;
    let mut low = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    low ^= low >> 29;
    low = low.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    low ^= low >> 32;
    (u128::from(high) << 64 | u128::from(low)).to_be_bytes()
}

/// Makes the register of an authority as large as wanted.
fn fill(database: &Path, ca: &str, rows: u64, revoked_every: u64) -> Result<()> {
    let mut conn = Connection::open(database)?;
    conn.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-262144")?;
    let (id, shards): (String, u16) =
        conn.query_row("SELECT id, shard_count FROM authority_ca WHERE path = ?1", [ca], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let indexes: Vec<(String, String)> = conn
        .prepare(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'authority_status'
                  AND sql IS NOT NULL",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let tx = conn.transaction()?;
    for (name, _) in &indexes {
        tx.execute_batch(&format!("DROP INDEX {name}"))?;
    }
    tx.execute("DELETE FROM authority_status WHERE ca_id = ?1", [&id])?;
    let first: i64 = tx
        .query_row("SELECT value FROM authority_sequence WHERE name = 'status'", [], |row| row.get(0))
        .unwrap_or(0);
    {
        let mut insert = tx.prepare(
            "INSERT INTO authority_status (ca_id, serial, state, reason, effective_at, shard, status_seq)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        for n in 0..rows {
            let serial = serial(n);
            let revoked = n % revoked_every == revoked_every - 1;
            let (state, reason, at) =
                if revoked { ("revoked", Some(4), Some(REVOKED_AT)) } else { ("active", None, None) };
            let shard = authority::rules::serial::shard(&serial, shards);
            insert.execute((&id, &serial[..], state, reason, at, shard, first + 1 + n as i64))?;
        }
    }
    tx.execute(
        "INSERT INTO authority_sequence (name, value) VALUES ('status', ?1)
         ON CONFLICT (name) DO UPDATE SET value = ?1",
        [first + rows as i64],
    )?;
    for (_, sql) in &indexes {
        tx.execute_batch(sql)?;
    }
    tx.commit()?;
    conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}

/// A register, as the measuring sees it.
struct Register {
    conn: Connection,
    ca: Certificate,
    ca_id: String,
    ca_shards: u16,
}

impl Register {
    fn open(database: &Path) -> Result<Self> {
        let conn = Connection::open(database)?;
        conn.busy_timeout(Duration::from_secs(10))?;
        let (ca_id, der, ca_shards): (String, Vec<u8>, u16) = conn.query_row(
            "SELECT id, certificate, shard_count FROM authority_ca WHERE path = 'firma'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        Ok(Self { conn, ca: Certificate::from_der(der)?, ca_id, ca_shards })
    }

    fn request(&self, n: u64, nonce: Option<&[u8]>) -> Result<Vec<u8>> {
        let key = self.ca.public_key()?.bits_of_key();
        let id = ocsp::cert_id(DigestAlgorithm::Sha1, self.ca.subject().der(), key, &serial(n));
        Ok(ocsp::request(&[id], nonce))
    }

    /// The path of a question by GET.
    fn question(&self, n: u64) -> String {
        escaped(&self.request(n, None).unwrap_or_default())
    }

    fn question_with_nonce(&self, n: u64) -> String {
        escaped(&self.request(n, Some(&[7; 16])).unwrap_or_default())
    }

    fn suspend(&self, serial: &[u8]) -> Result<()> {
        self.conn.execute_batch("BEGIN IMMEDIATE")?;
        self.conn.execute("UPDATE authority_sequence SET value = value + 1 WHERE name = 'status'", [])?;
        let changed = self.conn.execute(
            "UPDATE authority_status SET state = 'suspended', reason = 6, effective_at = ?3,
                    status_seq = (SELECT value FROM authority_sequence WHERE name = 'status')
              WHERE ca_id = ?1 AND serial = ?2",
            (&self.ca_id, serial, REVOKED_AT),
        )?;
        ensure!(changed == 1, "nothing to suspend");
        Ok(self.conn.execute_batch("COMMIT")?)
    }
}

/// Clients escape what stands for itself in an address.
fn escaped(request: &[u8]) -> String {
    let text = STANDARD.encode(request).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    format!("/firma/ocsp/{text}")
}

// ---- servers and who asks them ------------------------------------------------------------------

/// Runs `ceralacca init`.
fn init(home: &Path) -> Result<()> {
    let arguments = [
        "init",
        "--no-input",
        "--organization",
        "Camera di commercio di Borgo Sereno",
        "--vat",
        "12345678903",
        "--chamber",
        "VA",
        "--pki-url",
        "http://pki.example.com",
        "--site-url",
        "https://www.example.com",
        "--policy-arc",
        "1.3.6.1.4.1.32473.1",
    ];
    let done = Command::new(process::ceralacca()?).args(arguments).env("CERALACCA_DATA", home).output()?;
    ensure!(done.status.success(), "ceralacca init: {}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}

/// A server under load; it ends with this value.
struct Server {
    child: Child,
    /// `host:port`.
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn ceralacca(home: &Path, options: &[&str]) -> Result<Self> {
        let mut command = Command::new(process::ceralacca()?);
        command.args(["serve", "--json", "--http", "127.0.0.1:0"]).args(options).env("CERALACCA_DATA", home);
        Self::start(&mut command)
    }

    fn own(home: &Path, keys: &str) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        Self::start(command.args([crate::program::CHILD, "status-server"]).arg(home).arg(keys))
    }

    /// Starts a server that says its address.
    fn start(command: &mut Command) -> Result<Self> {
        let mut child =
            command.env("TOKIO_WORKER_THREADS", "1").stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let out = child.stdout.take().context("no output")?;
        let mut said = String::new();
        let mut lines = BufReader::new(out);
        while lines.read_line(&mut said)? > 0 {
            if let Some((_, rest)) = said.split_once("http://127.0.0.1:") {
                let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
                std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
                return Ok(Self { child, address: format!("127.0.0.1:{port}") });
            }
        }
        let _ = child.wait();
        bail!("{command:?} said no address: {said}")
    }

    /// `openssl ocsp` as a server, with the same certificates as ours.
    fn openssl(home: &Path, keys: KeySpec, register: &Register) -> Result<Self> {
        let (key, responder) = peer_authority(home, keys)?;
        let ca = home.join("ca.pem");
        fs::write(&ca, register.ca.to_pem())?;
        let mut index = String::new();
        for n in 0..1000 {
            let serial = foundation::hex(&serial(n)).to_uppercase();
            writeln!(index, "V\t491122090000Z\t\t{serial}\tunknown\t/C=IT/CN={n}")?;
        }
        fs::write(home.join("peer-index.txt"), index)?;
        fs::write(home.join("peer-index.txt.attr"), "unique_subject = no\n")?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut child = Command::new("openssl")
            .args(["ocsp", "-port", &port.to_string(), "-index"])
            .arg(home.join("peer-index.txt"))
            .arg("-CA")
            .arg(&ca)
            .arg("-rsigner")
            .arg(&responder)
            .arg("-rkey")
            .arg(&key)
            .args(["-ndays", "1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        // It says ACCEPT. A connection to see whether it listens, closed without a question, would make
        // it read that connection for ever.
        let mut said = String::new();
        BufReader::new(child.stdout.take().context("no output")?).read_line(&mut said)?;
        ensure!(said.starts_with("ACCEPT"), "openssl ocsp: {said}");
        Ok(Self { child, address: format!("127.0.0.1:{port}") })
    }

    fn id(&self) -> u32 {
        self.child.id()
    }

    fn ask(&self, question: &str) -> Result<Vec<u8>> {
        let (head, body) = self.get(question)?;
        ensure!(head.starts_with("HTTP/1.") && head.contains(" 200 "), "{head}");
        Ok(body)
    }

    /// Answers for each processor-second of `openssl ocsp`: every question on a connection of its own, for it
    /// keeps none, and would never leave the one on which `wrk` first sees whether somebody listens.
    fn load(&self, questions: &[String], seconds: u64) -> Result<f64> {
        let (before, until) = (cpu_of(self.id())?, Instant::now() + Duration::from_secs(seconds));
        let asker = |at: usize| -> Result<usize> {
            let mut answers = 0;
            for question in questions.iter().cycle().skip(at).take_while(|_| Instant::now() < until) {
                self.ask(question)?;
                answers += 1;
            }
            Ok(answers)
        };
        let answers = std::thread::scope(|scope| {
            let askers: Vec<_> =
                (0..4).map(|n| scope.spawn(move || asker(n * questions.len() / 4))).collect();
            askers
                .into_iter()
                .map(|asker| asker.join().map_err(|_| anyhow!("an asker panicked"))?)
                .sum::<Result<usize>>()
        })?;
        Ok(answers as f64 / (cpu_of(self.id())? - before).max(0.01))
    }

    /// Head and body of an answer, on a connection of its own.
    fn get(&self, path: &str) -> Result<(String, Vec<u8>)> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address)?;
        let mut all = Vec::new();
        stream.read_to_end(&mut all)?;
        let end = all.windows(4).position(|part| part == b"\r\n\r\n").context("no end of the head")?;
        let body = all.split_off(end + 4);
        Ok((String::from_utf8(all)?, body))
    }
}

/// nginx with one worker and one file.
struct Nginx {
    child: Child,
    worker: u32,
    root: PathBuf,
    address: String,
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // The master tells its worker.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

impl Nginx {
    fn start(root: &Path) -> Result<Self> {
        fs::create_dir_all(root.join("firma/ocsp"))?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let shown = path(root)?;
        let user = if process::output("id", &["-u"])?.trim() == "0" { "user root;" } else { "" };
        let config = format!(
            "{user} worker_processes 1; daemon off; pid {shown}/pid; error_log {shown}/error.log;
             events {{ worker_connections 1024; }}
             http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
               open_file_cache max=100; default_type application/ocsp-response;
               client_body_temp_path {shown}/t1; proxy_temp_path {shown}/t2; fastcgi_temp_path {shown}/t3;
               uwsgi_temp_path {shown}/t4; scgi_temp_path {shown}/t5;
               server {{ listen 127.0.0.1:{port}; root {shown}; expires 300s; }} }}"
        );
        fs::write(root.join("nginx.conf"), config)?;
        let program = if Path::new("/usr/sbin/nginx").exists() { "/usr/sbin/nginx" } else { "nginx" };
        let child = Command::new(program)
            .args(["-p", shown, "-c", "nginx.conf"])
            .stderr(Stdio::null())
            .spawn()
            .context("nginx: run setup/install bench")?;
        for _ in 0..100 {
            sleep(Duration::from_millis(50));
            let children = format!("/proc/{0}/task/{0}/children", child.id());
            let workers = fs::read_to_string(children).unwrap_or_default();
            if let Some(worker) = workers.split_whitespace().next().and_then(|id| id.parse().ok()) {
                return Ok(Self {
                    child,
                    worker,
                    root: root.to_owned(),
                    address: format!("127.0.0.1:{port}"),
                });
            }
        }
        bail!("nginx has no worker: {}", fs::read_to_string(root.join("error.log")).unwrap_or_default())
    }

    /// The file: as long as an answer, under a name as long as a question.
    fn file(&self, octets: usize, name: usize) -> Result<()> {
        let name = "a".repeat(name.saturating_sub("/firma/ocsp/".len()).min(250));
        fs::write(self.root.join("firma/ocsp").join(&name), vec![0x30; octets])?;
        Ok(fs::write(self.root.join("name"), name)?)
    }

    fn wrk(&self, folder: &Path, count: u64) -> Result<Wrk> {
        let path = format!("/firma/ocsp/{}", fs::read_to_string(self.root.join("name"))?);
        Wrk::new(folder, &self.address, &vec![path; usize::try_from(count)?])
    }
}

/// `wrk` with its questions.
struct Wrk {
    script: PathBuf,
    url: String,
}

impl Wrk {
    fn new(folder: &Path, address: &str, questions: &[String]) -> Result<Self> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("wrk-{}", MADE.fetch_add(1, Ordering::Relaxed));
        let (list, script) = (folder.join(format!("{name}.txt")), folder.join(format!("{name}.lua")));
        fs::write(&list, questions.join("\n"))?;
        let text = format!(
            "local paths, at = {{}}, 0\n\
             function init(arguments)\n\
             \x20 for line in io.lines('{}') do paths[#paths + 1] = wrk.format('GET', line) end\nend\n\
             function request()\n  at = at % #paths + 1\n  return paths[at]\nend\n",
            list.display()
        );
        fs::write(&script, text)?;
        Ok(Self { script, url: format!("http://{address}") })
    }

    /// Requests for each processor-second of a process.
    fn run(&self, seconds: u64, process: u32) -> Result<f64> {
        let before = cpu_of(process)?;
        let duration = format!("-d{seconds}s");
        let said = process::output("wrk", &["-t1", "-c32", &duration, "-s", path(&self.script)?, &self.url])
            .context("wrk: run setup/install bench")?;
        let cpu = cpu_of(process)? - before;
        ensure!(!said.contains("Non-2xx"), "{said}");
        let requests = said
            .lines()
            .find_map(|line| line.trim().split_once(" requests in ")?.0.parse::<f64>().ok())
            .with_context(|| format!("wrk said {said}"))?;
        Ok(requests / cpu.max(0.01))
    }
}

/// Processor time of a process so far, in seconds.
fn cpu_of(id: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<f64> = after_name.split_whitespace().map(|field| field.parse().unwrap_or(0.0)).collect();
    ensure!(fields.len() > 13, "no processor time of {id}");
    Ok((fields[11] + fields[12]) / 100.0)
}

struct Memory {
    peak: f64,
}

fn memory_of(id: u32) -> Result<Memory> {
    let status = fs::read_to_string(format!("/proc/{id}/status"))?;
    let kib = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().trim_end_matches("kB").trim().parse::<f64>().ok()
    };
    Ok(Memory { peak: kib("VmHWM:").context("no VmHWM")? * 1024.0 })
}

fn rates(what: &str, ours: f64, (peer, name): (f64, &str), target: Option<f64>) -> Row {
    let ratio = ours / peer;
    Row {
        what: what.to_owned(),
        ours: format!("{ours:.0} per CPU-s"),
        peer: format!("{peer:.0} per CPU-s {name}"),
        result: format!("{ratio:.2} ×"),
        target: target.map(|least| format!("≥ {least} ×")).unwrap_or_default(),
        met: target.map(|least| ratio >= least),
    }
}

fn most(what: &str, ours: String, target: &str, met: bool) -> Row {
    Row { what: what.to_owned(), ours, target: target.to_owned(), met: Some(met), ..Row::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_ascend_and_fall_into_every_shard() {
        let all: Vec<_> = (0..10_000).map(serial).collect();
        assert!(all.is_sorted());
        let shards: std::collections::BTreeSet<_> =
            all.iter().map(|serial| authority::rules::serial::shard(serial, 16)).collect();
        assert_eq!(shards.len(), 16);
    }
}
