//! A card through other people's programs: OpenSC, its PKCS#11 module, curl; over pcscd with a virtual
//! reader, and with our PC/SC library in the process of the program.

use std::{
    ffi::OsString,
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Pkcs11},
    mechanism::Mechanism,
    object::{Attribute, ObjectClass, ObjectHandle},
    session::{Session, UserType},
    types::AuthPin,
};
use pcsc::{Context, Share};
use serde_json::Value;

use crate::{
    Plan, keys, process,
    program::CHILD,
    say,
    table::{Row, Table},
    timing::{Figure, duration, median},
};

/// SELECT of the master file: the card has next to nothing to do.
const SELECT: [u8; 7] = [0x00, 0xa4, 0x00, 0x0c, 0x02, 0x3f, 0x00];
/// Seconds for a round trip, a listing, a login; signatures in a second.
const ROUND_TRIP: f64 = 0.000_15;
const LISTING: f64 = 0.1;
const LOGIN: f64 = 0.2;
const SIGNATURES: f64 = 500.0;

/// The variables under which a program finds the card.
type Way = Vec<(&'static str, OsString)>;

/// Rows for the card of a person of the demo.
pub fn measure(plan: &Plan, folder: &Path, table: &mut Table) -> Result<()> {
    let module = "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so";
    let drivers = fs::read_dir("/usr/lib/pcsc/drivers/serial").map(Iterator::count).unwrap_or(0);
    if drivers == 0 || !Path::new(module).exists() {
        say("card: OpenSC, pcscd and vpcd are not installed");
        return Ok(());
    }
    say("a card in a reader: pcscd, OpenSC, logins");
    table.section("card in a virtual reader, RSA-2048; in process: the same without pcscd");
    let folder = folder.join("card");
    fs::create_dir(&folder)?;
    let demo = Demo::start(&folder)?;
    let reader = Reader::start(&folder, &demo.token)?;
    let library = process::ceralacca()?.with_file_name("libceralacca_pcsc.so");
    ensure!(library.is_file(), "{} is missing: run `make bench`", library.display());
    let through: Way =
        configured(&folder, "through.conf", None, [("PCSCLITE_CSOCK_NAME", reader.socket.clone())])?;
    let inside: Way =
        configured(&folder, "inside.conf", Some(&library), [("CERALACCA_CARD", demo.token.clone())])?;

    let count = plan.count(20_000, 2_000).to_string();
    let apdus = |way, library: &str| numbers::<2>(way, &["card-apdus", &count, library]);
    let ours = apdus(&through, "")?;
    let peer = apdus(&inside, &library.display().to_string())?;
    table.add(limit("APDU round trip through pcscd and vpcd, p50", ours[0], peer[0], ROUND_TRIP));
    table.add(limit("the same, p99", ours[1], peer[1], f64::INFINITY));

    let runs = plan.count(50, 5);
    let listing = |way: &Way| timed(runs, || Ok(command("pkcs15-tool", way, &["-D"])));
    let (ours, peer) = (listing(&through)?, listing(&inside)?);
    table.add(limit("pkcs15-tool -D, all drivers tried", ours, peer, LISTING));

    let login = |way: &Way| timed(plan.count(12, 3), || demo.login(way));
    let (ours, peer) = (login(&through)?, login(&inside)?);
    table.add(limit("TLS login by a curl that is started for it", ours, peer, LOGIN));

    signatures(plan, &folder, &demo, module, [("pcscd and vpcd", &through), ("in process", &inside)], table)
}

/// Signatures through PKCS#11, beside SoftHSM2.
fn signatures(
    plan: &Plan,
    folder: &Path,
    demo: &Demo,
    module: &str,
    ways: [(&str, &Way); 2],
    table: &mut Table,
) -> Result<()> {
    let count = plan.count(1000, 50).to_string();
    let peer = match keys::softhsm() {
        Some(module) => {
            let conf = folder.join("softhsm2.conf");
            let tokens = folder.join("tokens");
            fs::create_dir(&tokens)?;
            fs::write(&conf, format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display()))?;
            let way: Way = vec![("SOFTHSM2_CONF", conf.into())];
            let arguments = ["--init-token", "--free", "--label", "bench", "--pin", &demo.pin, "--so-pin"];
            run(command("softhsm2-util", &way, &arguments).arg(&demo.pin))?;
            let module = module.display().to_string();
            let [rate] = numbers(&way, &["card-signatures", &module, &demo.pin, &count])?;
            format!("{rate:.0}/s SoftHSM2")
        }
        None => "SoftHSM2 is not installed".to_owned(),
    };
    for (name, way) in ways {
        let [rate] = numbers(way, &["card-signatures", module, &demo.pin, &count])?;
        table.add(Row {
            what: format!("signatures through OpenSC's PKCS#11, {name}"),
            ours: format!("{rate:.0}/s"),
            peer: peer.clone(),
            result: String::new(),
            target: format!("≥ {SIGNATURES}/s"),
            met: Some(rate >= SIGNATURES),
        });
    }
    Ok(())
}

/// A duration that has a limit, beside the same in process; infinite: for information.
fn limit(what: &str, ours: f64, inside: f64, most: f64) -> Row {
    let figure = |wall| Figure { wall, cpu: 0.0 };
    let told = |seconds, name: &str| format!("{}{name}", duration(seconds));
    let row = Row::limit(what, figure(ours), (figure(inside), ""), most);
    let row = Row { ours: told(ours, ""), peer: told(inside, " in process"), ..row };
    if most.is_finite() {
        return row;
    }
    Row { result: String::new(), target: String::new(), met: None, ..row }
}

/// The median of several runs of a command that is made anew for each.
fn timed(runs: usize, mut make: impl FnMut() -> Result<Command>) -> Result<f64> {
    let mut taken = Vec::new();
    for _ in 0..runs {
        let mut command = make()?;
        let begun = Instant::now();
        run(&mut command)?;
        taken.push(begun.elapsed().as_secs_f64());
    }
    Ok(median(taken))
}

fn command(program: &str, way: &Way, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).envs(way.iter().map(|(name, value)| (name, value))).stdin(Stdio::null());
    command
}

/// What a command writes to standard output; it must succeed.
fn run(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What a part of this program, run as a process, prints.
fn numbers<const N: usize>(way: &Way, part: &[&str]) -> Result<[f64; N]> {
    let program = std::env::current_exe()?.display().to_string();
    let text = run(&mut command(&program, way, &[&[CHILD], part].concat()))?;
    let numbers: Vec<f64> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    <[f64; N]>::try_from(numbers).map_err(|other| anyhow::anyhow!("{part:?} said {other:?}"))
}

/// The way with a configuration of OpenSC in which nothing is kept from run to run.
fn configured<const N: usize>(
    folder: &Path,
    name: &str,
    library: Option<&Path>,
    more: [(&'static str, PathBuf); N],
) -> Result<Way> {
    let provider = library
        .map(|library| format!("reader_driver pcsc {{ provider_library = \"{}\"; }}\n", library.display()));
    let text = format!(
        "app default {{\nframework pkcs15 {{ use_file_caching = no; }}\n{}}}\n",
        provider.unwrap_or_default()
    );
    let path = folder.join(name);
    fs::write(&path, text)?;
    let more = more.into_iter().map(|(name, value)| (name, value.into()));
    Ok([("OPENSC_CONF", path.into())].into_iter().chain(more).collect())
}

/// A process that ends with this value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A chamber that serves its pages, and a person of it.
struct Demo {
    _process: Running,
    site: String,
    token: PathBuf,
    pin: String,
    cookies: PathBuf,
}

impl Demo {
    fn start(folder: &Path) -> Result<Self> {
        let mut command = Command::new(process::ceralacca()?);
        command.args(["demo", "--json", "--data"]).arg(folder.join("demo"));
        for door in ["--http", "--https", "--admin", "--cns"] {
            command.args([door, "127.0.0.1:0"]);
        }
        let log = fs::File::create(folder.join("demo.log"))?;
        let mut process = Running(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn()?);
        let mut out = BufReader::new(process.0.stdout.take().context("its output")?);
        let mut told = String::new();
        let told: Value = loop {
            ensure!(out.read_line(&mut told)? > 0, "the demo ended: {}", folder.join("demo.log").display());
            if let Ok(told) = serde_json::from_str(&told) {
                break told;
            }
        };
        let text = |value: &Value| value.as_str().map(str::to_owned).context("the demo told other things");
        let addresses = told["addresses"].as_array().context("addresses")?;
        let entrance = addresses.iter().filter_map(Value::as_str).find_map(|at| at.strip_suffix("/accedi"));
        let person = &told["people"][0];
        Ok(Self {
            _process: process,
            site: entrance.context("no login")?.to_owned(),
            token: text(&person["token"])?.into(),
            pin: text(&person["pin_cns"])?,
            cookies: folder.join("cookies"),
        })
    }

    /// Begins a login and gives the curl that shows the card for it.
    fn login(&self, way: &Way) -> Result<Command> {
        let mut address = format!("{}/accedi/cns/inizia", self.site);
        for _ in 0..2 {
            let mut begin = Command::new("curl");
            begin.args(["-sk", "-o", "/dev/null", "-w", "%{redirect_url}", "-c"]).arg(&self.cookies);
            address = run(begin.arg("-b").arg(&self.cookies).arg(&address))?;
        }
        ensure!(address.contains("/entra?"), "the login begins elsewhere: {address}");
        let token = "pkcs11:token=MARIO%20ROSSI%20%28PIN%20CNS0%29;id=%01";
        let (certificate, key) =
            (format!("{token};type=cert"), format!("{token};type=private;pin-value={}", self.pin));
        let with =
            ["-skf", "-o", "/dev/null", "--engine", "pkcs11", "--cert-type", "ENG", "--key-type", "ENG"];
        let mut command = command("curl", way, &with);
        command.args(["--cert", &certificate, "--key", &key, &address]);
        Ok(command)
    }
}

/// pcscd with vpcd, in a mount namespace of its own, and the card of a token file in it.
struct Reader {
    _processes: [Running; 2],
    socket: PathBuf,
}

impl Reader {
    fn start(folder: &Path, token: &Path) -> Result<Self> {
        let (run, readers) = (folder.join("run"), folder.join("readers"));
        fs::create_dir(&run)?;
        fs::create_dir(&readers)?;
        let driver = fs::read_dir("/usr/lib/pcsc/drivers/serial")?
            .flatten()
            .map(|entry| entry.path())
            .find(|path| path.to_string_lossy().contains("libifdvpcd.so"))
            .context("vpcd is not installed")?;
        let port = two_free_ports()?;
        fs::write(
            readers.join("vpcd"),
            format!(
                "FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:{port:#x}\nLIBPATH {}\nCHANNELID {port:#x}\n",
                driver.display()
            ),
        )?;
        // Its folder is compiled into pcscd. A service that asks polkit finds nobody who answers.
        let inside = "mount -t tmpfs tmpfs /run && mkdir /run/pcscd && mount --bind \"$0\" /run/pcscd && \
             polkit=$(pcscd --help | grep -o -- --disable-polkit); \
             exec pcscd --foreground --config \"$1\" $polkit";
        let alone = Command::new("unshare").args(["--mount", "true"]).stderr(Stdio::null()).status()?;
        let mut pcscd = Command::new("unshare");
        pcscd.arg("--mount").args((!alone.success()).then_some("--map-root-user"));
        pcscd.args(["sh", "-c", inside]).args([&run, &readers]);
        pcscd.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").stdin(Stdio::null());
        let log = fs::File::create(folder.join("pcscd.log"))?;
        let pcscd = Running(pcscd.stdout(log.try_clone()?).stderr(log).spawn()?);
        let mut card = Command::new(process::ceralacca()?);
        card.args(["card", "simulate", "--quiet", "--port", &port.to_string()]).arg(token);
        let card = Running(card.stdin(Stdio::null()).spawn()?);
        Ok(Self { _processes: [pcscd, card], socket: run.join("pcscd.comm") })
    }
}

fn two_free_ports() -> Result<u16> {
    for _ in 0..1000 {
        let port = TcpListener::bind(("0.0.0.0", 0))?.local_addr()?.port();
        if port < u16::MAX && TcpListener::bind(("0.0.0.0", port + 1)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no two free ports")
}

/// What the child does: median and 99th percentile of a round trip, in seconds.
#[expect(clippy::print_stdout, reason = "the parent reads it")]
pub fn apdus(count: &str, library: &str) -> Result<()> {
    let library = (!library.is_empty()).then(|| Path::new(library));
    let card = wait_for_card(library)?;
    let mut taken = Vec::new();
    for _ in 0..count.parse::<usize>()? {
        let begun = Instant::now();
        let answer = card.transmit(&SELECT)?;
        taken.push(begun.elapsed().as_secs_f64());
        ensure!(answer == [0x90, 0x00], "the card answers {answer:02x?}");
    }
    taken.sort_by(f64::total_cmp);
    println!("{} {}", taken[taken.len() / 2], taken[taken.len() * 99 / 100]);
    Ok(())
}

/// The service may still be starting, and the card on its way.
fn wait_for_card(library: Option<&Path>) -> Result<pcsc::Connection> {
    let open = || library.map_or_else(Context::open, Context::open_library);
    for _ in 0..200 {
        if let Ok(context) = open() {
            for seen in context.look()? {
                if seen.atr().is_some() {
                    return Ok(context.connect(&seen.reader, Share::Shared)?);
                }
            }
        }
        thread::sleep(Duration::from_millis(50));
    }
    bail!("no card came")
}

/// What the child does: signatures in a second of the first token, which gets a key if it has none.
#[expect(clippy::print_stdout, reason = "the parent reads it")]
pub fn sign(module: &str, pin: &str, count: &str) -> Result<()> {
    let module = Pkcs11::new(module)?;
    module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK))?;
    let slot = *module.get_slots_with_initialized_token()?.first().context("no token")?;
    let session = module.open_rw_session(slot)?;
    session.login(UserType::User, Some(&AuthPin::new(pin.into())))?;
    let key = key_of(&session)?;
    let count = count.parse::<usize>()?;
    session.sign(&Mechanism::Sha256RsaPkcs, key, b"to be signed")?;
    let mut rates = Vec::new();
    for _ in 0..5 {
        let begun = Instant::now();
        for _ in 0..count.div_ceil(5) {
            session.sign(&Mechanism::Sha256RsaPkcs, key, b"to be signed")?;
        }
        rates.push(count.div_ceil(5) as f64 / begun.elapsed().as_secs_f64());
    }
    println!("{}", median(rates));
    Ok(())
}

fn key_of(session: &Session) -> Result<ObjectHandle> {
    let wanted = [Attribute::Class(ObjectClass::PRIVATE_KEY)];
    if let Some(key) = session.find_objects(&wanted)?.first() {
        return Ok(*key);
    }
    let public = [Attribute::ModulusBits(2048.into()), Attribute::PublicExponent(vec![1, 0, 1])];
    let private = [Attribute::Sign(true), Attribute::Sensitive(true)];
    Ok(session.generate_key_pair(&Mechanism::RsaPkcsKeyPairGen, &public, &private)?.1)
}
