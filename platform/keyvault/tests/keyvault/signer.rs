//! The signing process: what it signs, what it refuses, and what happens when it is not there.

use std::{
    io::{Cursor, Read, Write},
    os::unix::{fs::PermissionsExt, net::UnixStream},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use asn1::Writer;
use foundation::{Secret, SystemEntropy, TestClock};
use keyvault::{
    Argon2Cost, Case, Granted, Guarded, KeySpec, KeyStore, Keyring, KeyringError, Order, Refusal,
    SigningPolicy, Unlock, Vault, VaultKeys,
    signer::{Limits, SignerClient, SignerServer},
};
use x509::alg::{DigestAlgorithm, SignatureAlgorithm};

const ALGORITHM: SignatureAlgorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);

/// Refuses what begins with `no`.
#[derive(Debug)]
struct Polite;

impl SigningPolicy for Polite {
    fn judge(&self, case: &Case<'_>) -> Result<Granted, Refusal> {
        if case.octets.starts_with(b"no") {
            return Err(Refusal::new("test.polite", "it begins with no"));
        }
        Ok(if case.unused { Granted::Origin } else { Granted::Ordinary })
    }
}

struct Process {
    folder: tempfile::TempDir,
    keys: Arc<Guarded>,
    stop: Box<dyn Fn() + Send + Sync>,
    serving: Option<std::thread::JoinHandle<()>>,
}

impl Process {
    fn start(limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(TestClock::at("2026-11-22T09:00:00Z".parse().unwrap()));
        let unlock = Unlock::Passphrase(Secret::new("segreto".to_owned()));
        let place = folder.path().join("vault");
        let vault = Vault::create(&place, &unlock, Argon2Cost::LEAST, &SystemEntropy).unwrap();
        vault.generate("ca/firma/1", KeySpec::P256, &SystemEntropy).unwrap();
        let opener = Box::new(move |secret| {
            let vault = Vault::open(&place, &Unlock::Passphrase(secret))?;
            Ok(Arc::new(VaultKeys::new(vault, Arc::new(SystemEntropy))) as Arc<dyn KeyStore>)
        });
        let keys = Arc::new(Guarded::locked(opener, Arc::new(Polite), folder.path(), clock).unwrap());
        let server = SignerServer::bind(&folder.path().join("sock"), Arc::clone(&keys), limits).unwrap();
        let stop = Box::new(server.stopper());
        let serving = Some(std::thread::spawn(move || server.run()));
        Self { folder, keys, stop, serving }
    }

    fn open() -> Self {
        let process = Self::start(Limits::default());
        process.keys.activate(Secret::new("segreto".to_owned())).unwrap();
        process
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("sock")
    }

    fn client(&self) -> SignerClient {
        SignerClient::new(&self.socket())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        (self.stop)();
        let _ = self.serving.take().map(std::thread::JoinHandle::join);
    }
}

fn order(request: &str) -> Order<'_> {
    Order { label: "ca/firma/1", algorithm: ALGORITHM, request }
}

#[test]
fn it_signs_what_its_policy_allows_and_gives_the_same_signature_again() {
    let process = Process::open();
    let client = process.client();
    let key = client.public_key("ca/firma/1").unwrap();
    let signature = client.sign(&order("r1"), b"yes, please").unwrap();
    key.verify(ALGORITHM, b"yes, please", &signature).unwrap();
    assert_eq!(client.sign(&order("r1"), b"yes, please").unwrap(), signature);
    assert_eq!(process.client().signed("r1").unwrap().unwrap().signature, signature);
    assert_eq!(client.signed("r2").unwrap(), None);
    assert!(matches!(
        client.sign(&order("r1"), b"yes, more"),
        Err(KeyringError::Signer { code: "keys-ledger", .. })
    ));
    match client.sign(&order("r3"), b"no, thanks") {
        Err(KeyringError::Refused { rule, .. }) => assert_eq!(rule, "test.polite"),
        other => panic!("{other:?}"),
    }
    assert_eq!(client.signed("r3").unwrap(), None, "what is refused is not recorded");
    assert!(matches!(client.public_key("ca/altra/1"), Err(KeyringError::NoSuchKey(_))));
    assert_eq!(client.list().unwrap().len(), 1);
}

#[test]
fn new_keys_and_destruction_do_not_pass_through_it() {
    let process = Process::open();
    let client = process.client();
    for refused in [client.generate("ca/firma/2", KeySpec::P256).map(drop), client.destroy("ca/firma/1")] {
        assert!(matches!(refused, Err(KeyringError::Refused { .. })), "{refused:?}");
    }
}

#[test]
fn a_wrong_secret_opens_nothing_and_the_right_one_does() {
    let process = Process::start(Limits::default());
    let client = process.client();
    assert!(!client.status().unwrap().active);
    assert!(matches!(client.sign(&order("r1"), b"yes"), Err(KeyringError::Locked)));
    let wrong = client.activate(&Secret::new("sbagliato".to_owned()));
    assert!(matches!(wrong, Err(KeyringError::Signer { code: "keys-pin-wrong", .. })), "{wrong:?}");
    assert!(!client.status().unwrap().active);
    client.activate(&Secret::new("segreto".to_owned())).unwrap();
    client.sign(&order("r1"), b"yes").unwrap();
}

#[test]
fn its_socket_is_its_owners_and_there_is_one_process() {
    let process = Process::open();
    assert_eq!(std::fs::metadata(process.socket()).unwrap().permissions().mode() & 0o777, 0o600);
    let second = SignerServer::bind(&process.socket(), Arc::clone(&process.keys), Limits::default());
    assert_eq!(second.unwrap_err().kind(), std::io::ErrorKind::AddrInUse);
    let socket = process.socket();
    drop(process);
    let gone = SignerClient::new(&socket).status();
    assert!(matches!(gone, Err(KeyringError::SignerDown { .. })), "{gone:?}");
}

#[test]
fn a_client_finds_a_process_that_was_started_again() {
    let process = Process::open();
    let client = process.client();
    client.sign(&order("r1"), b"yes").unwrap();
    (process.stop)();
    while process.socket().exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let server = SignerServer::bind(&process.socket(), Arc::clone(&process.keys), Limits::default()).unwrap();
    let stop = server.stopper();
    let again = std::thread::spawn(move || server.run());
    client.sign(&order("r2"), b"yes again").unwrap();
    stop();
    again.join().unwrap();
}

#[test]
fn a_client_that_was_answered_waits_for_the_process_that_replaces_the_one_that_ended() {
    let process = Process::open();
    let client = process.client();
    client.status().unwrap();
    (process.stop)();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| client.sign(&order("r1"), b"yes"));
        // The new one begins while the old one may still be ending.
        let server =
            SignerServer::bind(&process.socket(), Arc::clone(&process.keys), Limits::default()).unwrap();
        let stop = server.stopper();
        let again = scope.spawn(move || server.run());
        waiting.join().unwrap().unwrap();
        assert!(process.socket().exists(), "the one that ended took the socket of the other away");
        stop();
        again.join().unwrap();
    });
}

/// A list with so many entries, to be signed.
fn list(entries: u32) -> Vec<u8> {
    Writer::build(|w| {
        w.sequence(|w| {
            w.uint(1);
            ALGORITHM.write(w);
            w.sequence(|w| w.null());
            w.time("2026-11-22T09:00:00Z".parse().unwrap());
            w.time("2026-11-23T09:00:00Z".parse().unwrap());
            if entries > 0 {
                w.sequence(|w| {
                    for number in 0..entries {
                        w.sequence(|w| {
                            w.integer(&[&[0x40; 12][..], &number.to_be_bytes()].concat());
                            w.time("2026-11-22T09:00:00Z".parse().unwrap());
                        });
                    }
                });
            }
            w.context(0, |w| w.sequence(|w| w.null()));
        });
    })
}

#[test]
fn a_large_list_passes_in_pieces_and_is_signed_whole() {
    let process = Process::open();
    let client = process.client();
    let key = client.public_key("ca/firma/1").unwrap();
    client.sign(&order("origin"), b"yes").unwrap();
    for (request, entries) in [("none", 0), ("one", 1), ("many", 60_000)] {
        let list = list(entries);
        let signature =
            client.sign_stream(&order(request), list.len() as u64, &mut Cursor::new(&list)).unwrap();
        key.verify(ALGORITHM, &list, &signature).unwrap();
    }
    let whole = list(60_000);
    assert!(whole.len() > 1 << 20);
    // What is no list is refused while it passes.
    for (name, damage) in [("entry", whole.len() / 2), ("head", 3)] {
        let mut damaged = whole.clone();
        // Longer than an entry, so that one of them loses its form wherever it begins.
        damaged[damage..damage + 60].fill(0xff);
        let refused = client.sign_stream(&order(name), damaged.len() as u64, &mut Cursor::new(&damaged));
        assert!(refused.is_err(), "{name}: {refused:?}");
    }
    let short = client.sign_stream(&order("short"), whole.len() as u64, &mut Cursor::new(&whole[..1 << 20]));
    assert!(matches!(short, Err(KeyringError::Input(_))), "{short:?}");
    // The connection after it is a good one.
    client.sign(&order("after"), b"yes, after").unwrap();
}

#[test]
fn noise_oversized_and_slow_requests_are_bounded() {
    let limits = Limits {
        connections: 4,
        octets: 1 << 16,
        idle: Duration::from_millis(500),
        silent: Duration::from_millis(200),
    };
    let process = Process::start(limits);
    process.keys.activate(Secret::new("segreto".to_owned())).unwrap();
    let client = process.client();
    let big = client.sign(&order("big"), &vec![b'y'; 1 << 17]);
    assert!(big.is_err(), "{big:?}");
    for noise in [&b"\n"[..], b"{}\n", b"{\"sign\":{}}\n", b"GET / HTTP/1.1\r\n\r\n", &[0xff; 5000]] {
        let mut stream = UnixStream::connect(process.socket()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let _ = stream.write_all(noise);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(answer.is_empty(), "{}", String::from_utf8_lossy(&answer));
    }
    // Somebody who begins and does not go on is let go; others are answered meanwhile.
    let header = "{\"sign\":{\"label\":\"ca/firma/1\",\"algorithm\":{\"ecdsa\":\"sha256\"},\"request\":\"s\",\"length\":10}}\n";
    let mut slow = UnixStream::connect(process.socket()).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    slow.write_all(header.as_bytes()).unwrap();
    client.sign(&order("r1"), b"yes").unwrap();
    let mut answer = Vec::new();
    let _ = slow.read_to_end(&mut answer);
    assert!(answer.is_empty(), "{}", String::from_utf8_lossy(&answer));
    client.sign(&order("r2"), b"yes").unwrap();
}

#[test]
fn a_record_that_cannot_be_written_releases_no_signature() {
    let process = Process::open();
    let client = process.client();
    client.sign(&order("r1"), b"yes").unwrap();
    // A folder stands where the next file of the record would be written.
    let ledger = process.folder.path().join("ledger");
    for file in std::fs::read_dir(&ledger).unwrap() {
        std::fs::remove_file(file.unwrap().path()).unwrap();
    }
    std::fs::remove_dir(&ledger).unwrap();
    std::fs::write(&ledger, b"").unwrap();
    let refused = client.sign(&order("r2"), b"yes, too");
    assert!(matches!(refused, Err(KeyringError::Signer { code: "keys-ledger", .. })), "{refused:?}");
}

#[test]
fn a_folder_with_a_long_name_is_no_obstacle() {
    let process = Process::open();
    let deep = process.folder.path().join("cartella-".repeat(12)).join("d".repeat(60));
    std::fs::create_dir_all(&deep).unwrap();
    let socket = deep.join("signer.sock");
    let server = SignerServer::bind(&socket, Arc::clone(&process.keys), Limits::default()).unwrap();
    let stop = server.stopper();
    let serving = std::thread::spawn(move || server.run());
    assert!(SignerClient::new(&socket).status().unwrap().active);
    stop();
    serving.join().unwrap();
}
