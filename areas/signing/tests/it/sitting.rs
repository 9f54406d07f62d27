//! A sitting at the desk, without its pages: a token file signs what a person brought.

use std::{
    collections::BTreeSet,
    fs,
    io::Cursor,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
};

use authority::{Authority, IssuedPair, practice};
use devices::{Condition, DeviceError, LocalShelf, Opened, Purpose, Shelf};
use foundation::{Actor, Clock, Problem, Secret, SystemClock, SystemEntropy, TestClock, TestEntropy};
use jiff::SignedDuration;
use keyvault::{
    Argon2Cost, KeyError, KeySpec, SigningKey,
    token::{Codes, PersonalData, Personalisation, Slot, TokenFile},
};
use sigcheck::Indication;
use signing::{
    AuthorityTrust,
    desk::{
        BatchState, Choice, Desk, DeskError, DeskFile, FileState, Format, Mark, MarkPlace, Ports, Reason,
        Refusal,
    },
};
use tempfile::TempDir;
use x509::alg::{PublicKey, SignatureAlgorithm};

use crate::site::NOW;

const PIN: &str = "12345678";
const PDF: &[u8] = include_bytes!("../../../../demo/samples/contratto.pdf");
const INVOICE: &[u8] = include_bytes!("../../../../demo/samples/fattura.xml");

struct World {
    folder: TempDir,
    clock: Arc<TestClock>,
    authority: Arc<Authority>,
    pair: IssuedPair,
    desk: Desk,
    shelf: LocalShelf,
}

fn codes() -> Codes {
    Codes { pin: Secret::new(PIN.to_owned()), puk: Secret::new("87654321".to_owned()) }
}

fn token(path: &Path, authority: &Authority, number: u64) -> IssuedPair {
    let with = Personalisation {
        card_number: format!("7430{number:012}").parse().unwrap(),
        holder: PersonalData::of("MARIO", "ROSSI", "RSSMRA80A01H501U").unwrap(),
        created: NOW.parse().unwrap(),
        key: KeySpec::Rsa2048,
        signature: codes(),
        cns: codes(),
        emergency_code: Secret::new("1234567890".to_owned()),
        pin_cost: Argon2Cost::LEAST,
        tries: Default::default(),
        atr: None,
        options: Default::default(),
    };
    let mut token = TokenFile::create(path, &with, &SystemEntropy).unwrap();
    let pin = Secret::new(PIN.to_owned());
    let [signature, cns] = [Slot::Signature, Slot::Cns].map(|slot| token.unlock(slot, &pin).unwrap());
    let request = practice::pair_request(practice::mario().unwrap(), number, &signature, &cns).unwrap();
    let actor = Actor::command_line();
    let pair = authority.issue_pair(&actor, &request).unwrap();
    token.install_certificate(Slot::Signature, pair.signature.der()).unwrap();
    token.install_certificate(Slot::Cns, pair.cns.der()).unwrap();
    authority.activate_pair(&actor, pair.id).unwrap();
    authority.publish_lists(&actor).unwrap();
    pair
}

fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(TestClock::at(NOW.parse().unwrap()));
    let entropy = Arc::new(TestEntropy::seeded(3));
    let settings = practice::settings(2).unwrap();
    let (_, authority) =
        practice::open(folder.path(), settings, KeySpec::P256, clock.clone(), entropy.clone()).unwrap();
    let authority = Arc::new(authority);
    let path = folder.path().join("mario.token");
    let pair = token(&path, &authority, 1);
    let trust = Arc::new(AuthorityTrust::new(authority.clone()));
    let ports = Ports { clock: clock.clone(), entropy, trust, raise: None, font: &[] };
    let desk = Desk::open(folder.path(), ports).unwrap();
    let shelf = LocalShelf::new(clock.clone()).with_file(path);
    World { folder, clock, authority, pair, desk, shelf }
}

impl World {
    fn opened(&self) -> Opened {
        let device = self.shelf.list().remove(0);
        self.shelf.open(&device.id, Purpose::Signature, Some(&Secret::new(PIN.to_owned()))).unwrap()
    }

    fn add(&self, count: usize) {
        for number in 0..count {
            self.desk.add(&format!("atto-{number:02}.txt"), format!("testo {number}").as_bytes()).unwrap();
        }
    }

    fn sign_all(&self) -> Result<(), DeskError> {
        self.sign_with(self.opened())
    }

    fn sign_with(&self, opened: Opened) -> Result<(), DeskError> {
        self.desk.authorise(opened, "mario.token")?;
        self.desk.wait();
        Ok(())
    }

    fn signed(&self) -> usize {
        self.desk.files().iter().filter(|file| file.signed().is_some()).count()
    }

    /// Every file below the private folder that is neither a document nor a result with its own name.
    fn half_written(&self) -> Vec<String> {
        let known: BTreeSet<_> = self
            .desk
            .files()
            .iter()
            .flat_map(|file| [Some(file.path.clone()), file.signed().map(|signed| signed.path.clone())])
            .flatten()
            .collect();
        let mut folders = vec![self.desk.folder().to_owned()];
        let mut unknown = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false if !known.contains(&path) => unknown.push(path.display().to_string()),
                    false => {}
                }
            }
        }
        unknown
    }
}

fn refusal(result: Result<impl std::fmt::Debug, DeskError>) -> String {
    Problem::from(&result.unwrap_err()).code.into_owned()
}

/// A key that is pulled out after some signatures.
#[derive(Debug)]
struct PulledOut {
    key: Arc<dyn SigningKey>,
    left: AtomicUsize,
}

impl SigningKey for PulledOut {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    fn sign_digest(&self, algorithm: SignatureAlgorithm, digest: &[u8]) -> Result<Vec<u8>, KeyError> {
        match self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)) {
            Ok(_) => self.key.sign_digest(algorithm, digest),
            Err(_) => Err(DeviceError::new(Condition::Removed, "lettore").into()),
        }
    }
}

/// A key that says when it is asked, and signs when it is told.
#[derive(Debug)]
struct Slow {
    key: Arc<dyn SigningKey>,
    asked: Mutex<mpsc::Sender<()>>,
    told: Mutex<mpsc::Receiver<()>>,
}

impl SigningKey for Slow {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    fn sign_digest(&self, algorithm: SignatureAlgorithm, digest: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.asked.lock().unwrap().send(()).unwrap();
        self.told.lock().unwrap().recv().unwrap();
        self.key.sign_digest(algorithm, digest)
    }
}

#[test]
fn one_pin_signs_fifty_files_and_each_is_checked_at_once() {
    let world = world();
    world.add(50);
    world.sign_all().unwrap();
    let progress = world.desk.progress().unwrap();
    assert_eq!((progress.state, progress.done, progress.of, progress.failed), (BatchState::Ended, 50, 50, 0));
    assert_eq!(progress.signer, "ROSSI MARIO");
    for file in world.desk.files() {
        let signed = file.signed().unwrap();
        assert_eq!(signed.name, format!("{}.p7m", file.name));
        assert_eq!(signed.check.indication, Indication::TotalPassed, "{:?}", signed.check);
        let envelope =
            cades::SignedData::from_slice(&fs::read(&signed.path).unwrap(), &cades::Limits::default());
        assert_eq!(envelope.unwrap().signers().len(), 1);
    }
    assert_eq!(world.half_written(), Vec::<String>::new());
    assert_eq!(refusal(world.sign_all()), "desk-nothing");
}

#[test]
fn a_file_that_fails_does_not_stop_the_others_and_is_tried_again_alone() {
    let world = world();
    world.add(4);
    let files = world.desk.files();
    let away = world.folder.path().join("via");
    fs::rename(&files[1].path, &away).unwrap();
    world.sign_all().unwrap();
    let progress = world.desk.progress().unwrap();
    assert_eq!((progress.state, progress.done, progress.failed), (BatchState::Ended, 4, 1));
    assert!(matches!(
        &world.desk.files()[1].state,
        FileState::Failed { problem, retryable: true } if problem.code == "desk-folder-missing"
    ));
    assert_eq!(world.half_written(), Vec::<String>::new());
    fs::rename(&away, &files[1].path).unwrap();
    world.sign_all().unwrap();
    assert_eq!(world.desk.progress().unwrap().of, 1);
    assert_eq!(world.signed(), 4);
}

#[test]
fn a_device_pulled_out_leaves_what_is_signed_and_the_rest_goes_on() {
    let world = world();
    world.add(6);
    let Opened { key, certificate, chain } = world.opened();
    let key = Arc::new(PulledOut { key, left: AtomicUsize::new(3) });
    world.sign_with(Opened { key, certificate, chain }).unwrap();
    let progress = world.desk.progress().unwrap();
    assert_eq!((progress.state, progress.done, progress.of), (BatchState::Interrupted, 3, 6));
    assert_eq!(progress.interrupted.unwrap().code, "device-removed");
    assert_eq!(world.signed(), 3);
    assert_eq!(world.half_written(), Vec::<String>::new());

    // Another certificate does not go on with it, unless the person gives the batch up.
    let path = world.folder.path().join("altro.token");
    token(&path, &world.authority, 2);
    let other = LocalShelf::new(world.clock.clone()).with_file(path);
    let opened = || other.open(&other.list()[0].id, Purpose::Signature, Some(&Secret::new(PIN.to_owned())));
    assert_eq!(refusal(world.sign_with(opened().unwrap())), "desk-certificate-changed");
    assert_eq!(world.signed(), 3);

    world.sign_all().unwrap();
    assert_eq!(world.desk.progress().unwrap().of, 3);
    assert_eq!(world.signed(), 6);
    world.add(1);
    world.sign_with(opened().unwrap()).unwrap();
    assert_eq!(world.signed(), 7);
}

#[test]
fn a_batch_that_is_given_up_may_be_signed_by_another() {
    let world = world();
    world.add(2);
    let Opened { key, certificate, chain } = world.opened();
    let key = Arc::new(PulledOut { key, left: AtomicUsize::new(1) });
    world.sign_with(Opened { key, certificate, chain }).unwrap();
    let path = world.folder.path().join("altro.token");
    token(&path, &world.authority, 2);
    let other = LocalShelf::new(world.clock.clone()).with_file(path);
    world.desk.give_up_batch().unwrap();
    let pin = Secret::new(PIN.to_owned());
    world.sign_with(other.open(&other.list()[0].id, Purpose::Signature, Some(&pin)).unwrap()).unwrap();
    assert_eq!(world.signed(), 2);
}

#[test]
fn a_stop_finishes_the_file_that_was_begun() {
    let world = world();
    world.add(3);
    let Opened { key, certificate, chain } = world.opened();
    let ((asked, was_asked), (tell, told)) = (mpsc::channel(), mpsc::channel());
    let key = Arc::new(Slow { key, asked: Mutex::new(asked), told: Mutex::new(told) });
    world.desk.authorise(Opened { key, certificate, chain }, "mario.token").unwrap();
    was_asked.recv().unwrap();
    let progress = world.desk.progress().unwrap();
    assert_eq!(progress.current.as_deref(), Some("atto-00.txt"));
    // Meanwhile the list does not change.
    let first = world.desk.files()[0].id;
    assert_eq!(refusal(world.desk.remove(first)), "desk-busy");
    assert_eq!(refusal(world.desk.add("altro.txt", &b"x"[..])), "desk-busy");
    assert_eq!(refusal(world.desk.choose(first, Choice::new(Format::Asic))), "desk-busy");
    assert_eq!(refusal(world.desk.authorise(world.opened(), "mario.token")), "desk-busy");
    world.desk.stop();
    assert_eq!(world.desk.progress().unwrap().state, BatchState::Stopping);
    tell.send(()).unwrap();
    world.desk.wait();
    let progress = world.desk.progress().unwrap();
    assert_eq!((progress.state, progress.done), (BatchState::Stopped, 1));
    assert_eq!(world.signed(), 1);
    assert_eq!(world.half_written(), Vec::<String>::new());
    world.sign_all().unwrap();
    assert_eq!(world.signed(), 3);
}

#[test]
fn a_certificate_that_may_not_sign_is_refused_before_the_pin() {
    let world = world();
    world.add(1);
    let (pair, actor) = (&world.pair, Actor::command_line());
    world.desk.check_certificate(&pair.signature).unwrap();
    assert_eq!(refusal(world.desk.check_certificate(&pair.cns)), "certificate-not-for-signing");
    let opened = world.opened();
    let login = Opened { certificate: pair.cns.clone(), ..opened.clone() };
    assert_eq!(refusal(world.sign_with(login)), "certificate-not-for-signing");

    world.clock.advance(SignedDuration::from_mins(5));
    world.authority.suspend_pair(&actor, pair.id, "smarrito").unwrap();
    world.authority.publish_lists(&actor).unwrap();
    assert_eq!(refusal(world.desk.check_certificate(&pair.signature)), "certificate-suspended");
    assert_eq!(refusal(world.sign_with(opened)), "certificate-suspended");

    world.clock.advance(SignedDuration::from_hours(24 * 366 * 10));
    assert_eq!(refusal(world.desk.check_certificate(&pair.signature)), "certificate-expired");
    assert_eq!(world.signed(), 0);
}

#[test]
fn each_kind_of_file_gets_the_format_that_fits_it() {
    let world = world();
    let file = |name: &str, content: &[u8]| {
        let id = world.desk.add(name, content).unwrap();
        world.desk.file(id).unwrap()
    };
    let suggested = |file: &DeskFile| (file.choice.format, file.reason);
    assert_eq!(suggested(&file("contratto.pdf", PDF)), (Format::Pades, Reason::Pdf));
    assert_eq!(suggested(&file("fattura.xml", INVOICE)), (Format::Xades, Reason::Invoice));
    assert_eq!(suggested(&file("altro.xml", b"<a/>")), (Format::Cades, Reason::Xml));
    assert_eq!(suggested(&file("foto.bin", b"\x89PNG")), (Format::Cades, Reason::Other));
    world.sign_all().unwrap();
    let signed = |file: &DeskFile| {
        file.signed().unwrap_or_else(|| panic!("{}: {:?}", file.name, file.state)).name.clone()
    };
    let names: Vec<String> = world.desk.files().iter().map(signed).collect();
    assert_eq!(names, ["contratto-firmato.pdf", "fattura-firmato.xml", "altro.xml.p7m", "foto.bin.p7m"]);

    // What is signed takes one more signature in the same container.
    let results: Vec<(String, Vec<u8>)> = world
        .desk
        .files()
        .iter()
        .filter_map(DeskFile::signed)
        .map(|signed| (signed.name.clone(), fs::read(&signed.path).unwrap()))
        .collect();
    world.desk.clear().unwrap();
    let again: Vec<DeskFile> = results.iter().map(|(name, content)| file(name, content)).collect();
    assert_eq!(suggested(&again[0]), (Format::Pades, Reason::SignedPdf));
    assert_eq!(suggested(&again[1]), (Format::Cades, Reason::SignedXml));
    assert_eq!(suggested(&again[3]), (Format::Further, Reason::Envelope));
    assert_eq!(again[3].signed_by.len(), 1);
    assert_eq!((again[3].signed_by[0].number, again[3].signed_by[0].intact), (1, Some(true)));
    world.sign_all().unwrap();
    for file in world.desk.files() {
        let signed = file.signed().unwrap_or_else(|| panic!("{}: {:?}", file.name, file.state));
        assert_eq!(signed.check.indication, Indication::TotalPassed, "{}", file.name);
    }
    let twice = world.desk.files()[3].signed().unwrap().path.clone();
    let envelope = cades::SignedData::from_slice(&fs::read(twice).unwrap(), &cades::Limits::default());
    assert_eq!(envelope.unwrap().signers().len(), 2);
}

#[test]
fn what_cannot_be_signed_is_listed_with_its_reason() {
    let world = world();
    let code = |id| world.desk.file(id).unwrap().refusal.unwrap().problem("x").code.into_owned();
    assert_eq!(code(world.desk.add("vuoto.txt", &b""[..]).unwrap()), "desk-empty");
    assert_eq!(code(world.desk.add("rotto.pdf", &b"%PDF-1.7 x"[..]).unwrap()), "desk-damaged");
    assert_eq!(code(world.desk.add_path(world.folder.path()).unwrap()), "desk-folder");
    assert_eq!(code(world.desk.add_path(Path::new("/non/esiste")).unwrap()), "desk-unreadable");
    assert_eq!(code(world.desk.refused("grande", Refusal::TooLarge).unwrap()), "desk-too-large");
    let id = world.desk.add("dati.bin", &b"dati"[..]).unwrap();
    world.desk.choose(id, Choice { detached: true, ..Choice::new(Format::Cades) }).unwrap();
    world.sign_all().unwrap();
    let file = world.desk.file(id).unwrap();
    let signed = file.signed().unwrap();
    assert_eq!((signed.name.as_str(), signed.format.as_str()), ("dati.bin.p7s", "cades-b-b-detached"));
    let apart = fs::File::open(&signed.path).unwrap();
    assert_eq!(code(world.desk.add("dati.bin.p7s", apart).unwrap()), "desk-detached");
    assert_eq!(world.desk.files().iter().filter(|file| file.is_due()).count(), 0);
}

#[test]
fn a_choice_that_does_not_fit_is_refused() {
    let world = world();
    let id = world.desk.add("dati.bin", &b"dati"[..]).unwrap();
    assert_eq!(refusal(world.desk.choose(id, Choice::new(Format::Pades))), "desk-format");
    let raised = Choice { level: Some(signing::levels::Level::T), ..Choice::new(Format::Cades) };
    assert_eq!(refusal(world.desk.choose(id, raised)), "desk-no-stamps");
    let place = MarkPlace::At { left: 20.0, top: 30.0 };
    let mark = Mark { page: pades::PageNumber::Last, place, text: String::new() };
    world.desk.choose(id, Choice { mark: Some(mark), ..Choice::new(Format::Asic) }).unwrap();
    assert_eq!(world.desk.file(id).unwrap().choice.mark, None);
    world.sign_all().unwrap();
    assert_eq!(world.desk.file(id).unwrap().signed().unwrap().name, "dati.bin.asice");
}

#[test]
fn names_of_files_stay_inside_the_private_folder() {
    let world = world();
    for (name, kept) in [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\atto.txt", "atto.txt"),
        ("a\0b\n.txt", "ab.txt"),
        ("..", "documento"),
        ("", "documento"),
        (".nascosto", "nascosto"),
    ] {
        let id = world.desk.add(name, &b"x"[..]).unwrap();
        let file = world.desk.file(id).unwrap();
        assert_eq!(file.name, kept);
        assert!(file.path.starts_with(world.desk.folder()));
    }
}

#[test]
fn results_are_saved_beside_their_documents_and_replace_nothing() {
    let world = world();
    let folder = world.folder.path().join("documenti");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("atto.txt"), b"atto").unwrap();
    fs::write(folder.join("atto.txt.p7m"), b"di un altro").unwrap();
    let id = world.desk.add_path(&folder.join("atto.txt")).unwrap();
    let other = world.desk.add("atto.txt", &b"un altro atto"[..]).unwrap();
    assert_eq!(refusal(world.desk.save_beside(id)), "desk-not-signed");
    world.sign_all().unwrap();
    assert_eq!(world.desk.save_beside(id).unwrap(), folder.join("atto-2.txt.p7m"));
    assert_eq!(world.desk.save_beside(id).unwrap(), folder.join("atto-2.txt.p7m"));
    assert_eq!(fs::read(folder.join("atto.txt.p7m")).unwrap(), b"di un altro");
    assert_eq!(refusal(world.desk.save_beside(other)), "desk-no-place");
    assert_eq!(refusal(world.desk.save_to(other, &folder.join("manca"))), "desk-folder-missing");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 3);

    let octets = world.desk.zip(Cursor::new(Vec::new())).unwrap();
    let archive = zip::ZipArchive::new(octets).unwrap();
    let names: BTreeSet<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names, ["atto-2.txt.p7m".to_owned(), "atto.txt.p7m".to_owned()].into());
    let report = world.desk.report_json();
    assert_eq!(report["files"][0]["outcome"], "signed");
    assert_eq!(report["files"][0]["check"], "TOTAL-PASSED");
    assert_eq!(world.desk.report_csv().lines().count(), 3);
}

#[test]
fn the_private_folder_goes_with_the_desk() {
    use std::os::unix::fs::PermissionsExt;
    let world = world();
    world.add(1);
    let folder = world.desk.folder().to_owned();
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    world.desk.close();
    assert!(!folder.exists());
}

/// Not a promise of a test run on a busy machine: it prints the figure.
#[test]
fn two_hundred_files_are_signed_with_one_pin() {
    let world = world();
    for number in 0..200 {
        world.desk.add(&format!("{number}.bin"), vec![number as u8; 100_000].as_slice()).unwrap();
    }
    let opened = world.opened();
    let begun = SystemClock.now();
    world.sign_with(opened).unwrap();
    println!("{:.0} files of 100 kB a second", 200.0 / SystemClock.now().duration_since(begun).as_secs_f64());
    assert_eq!(world.signed(), 200);
}
