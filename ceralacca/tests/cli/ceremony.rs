//! A key ceremony with three officers on a fresh SoftHSM2, from the script to the first certificate; then
//! a restart that waits for the custodians, and a new generation that two officers approve.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::desk;

/// A room for a ceremony: a folder with its own SoftHSM2.
struct Room {
    folder: TempDir,
    module: PathBuf,
}

const OFFICERS: [&str; 3] = ["anna.verdi", "bruno.neri", "carla.bruni"];
const CUSTODIANS: [&str; 3] = ["dario.gialli", "elsa.viola", "fabio.grigi"];

impl Room {
    fn new() -> Self {
        let module = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"]
            .into_iter()
            .map(PathBuf::from)
            .find(|path| path.exists())
            .expect("SoftHSM2 is not installed; on Debian: apt-get install softhsm2");
        let folder = tempfile::tempdir().unwrap();
        let tokens = folder.path().join("tokens");
        fs::create_dir(&tokens).unwrap();
        let text = format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display());
        fs::write(folder.path().join("softhsm2.conf"), text).unwrap();
        Self { folder, module }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self) -> Command {
        let mut command = desk::program(self.folder.path());
        command.env("SOFTHSM2_CONF", self.path("softhsm2.conf"));
        command.arg("--data").arg(self.path("data")).args(["--no-input", "--lang", "en"]);
        command
    }

    fn run(&self, arguments: &[&str]) -> (i32, Value, String) {
        let output = self.command().arg("--json").args(arguments).output().unwrap();
        let said =
            String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        (output.status.code().unwrap_or(-1), serde_json::from_slice(&output.stdout).unwrap_or_default(), said)
    }

    fn done(&self, arguments: &[&str]) -> Value {
        let (code, told, said) = self.run(arguments);
        assert_eq!(code, 0, "{arguments:?}: {said}");
        told
    }

    /// A token with a key for each officer, as an administrator of the house prepares it.
    fn officers(&self) {
        let conf = self.path("softhsm2.conf");
        for officer in OFFICERS {
            let run = |program: &str, arguments: &[&str]| {
                let output =
                    Command::new(program).args(arguments).env("SOFTHSM2_CONF", &conf).output().unwrap();
                assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
            };
            let initialise =
                ["--init-token", "--free", "--label", officer, "--so-pin", "87654321", "--pin", "1234567"];
            run("softhsm2-util", &initialise);
            let module = self.module.display().to_string();
            run(
                "pkcs11-tool",
                &[
                    "--module",
                    &module,
                    "--token-label",
                    officer,
                    "--login",
                    "--pin",
                    "1234567",
                    "--keypairgen",
                    "--key-type",
                    "EC:prime256v1",
                    "--label",
                    "approvals",
                    "--id",
                    "01",
                    "--usage-sign",
                ],
            );
        }
        fs::write(self.path("pin"), "1234567\n").unwrap();
    }

    fn key(&self, officer: &str) -> String {
        format!("pkcs11:token={officer};object=approvals?module-path={}", self.module.display())
    }

    fn script(&self, on_token: bool) -> PathBuf {
        let mut text = "title = \"Cerimonia\"\ntranscript = \"verbale.json\"\n[installation]\n\
            organization = \"Ceralacca Prova S.p.A.\"\nvat = \"12345678903\"\ncity = \"Borgo Sereno\"\n\
            pki_url = \"http://pki.example.com\"\nsite_url = \"https://ceralacca.example.com\"\n\
            policy_arc = \"1.3.6.1.4.1.32473.1\"\n[keys]\nkind = \"rsa-2048\"\n"
            .to_owned();
        if on_token {
            text += &format!("module = \"{}\"\ntoken = \"autorita\"\n", self.module.display());
        }
        text += "[shares]\nneeded = 2\nmade = 3\n";
        for id in OFFICERS {
            let key = self.key(id);
            text += &format!("[[officer]]\nid = \"{id}\"\nname = \"{id}\"\ncertificate = \"{id}.cer\"\n");
            text += &format!("key = \"{key}\"\npin_file = \"pin\"\n");
        }
        for id in CUSTODIANS {
            text += &format!("[[custodian]]\nid = \"{id}\"\nname = \"{id}\"\nshare_file = \"{id}.share\"\n");
        }
        let path = self.path("script.toml");
        fs::write(&path, text).unwrap();
        path
    }

    fn signer(&self) -> Signer {
        let mut command = self.command();
        command.args(["signer", "--with-parent"]).stdin(Stdio::piped()).stderr(Stdio::null());
        let child = command.spawn().unwrap();
        let socket = self.path("data/signer/signer.sock");
        for _ in 0..500 {
            if socket.exists() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        assert!(socket.exists(), "the signing process does not listen");
        Signer(child)
    }

    fn issue(&self, number: usize) -> (i32, Value, String) {
        let (token, codes) = (format!("{number}.token"), format!("{number}.codes"));
        self.run(&[
            "ca",
            "issue",
            "--name",
            "Mario",
            "--surname",
            "Rossi",
            "--codice-fiscale",
            "RSSMRA80A01H501U",
            "--token",
            &token,
            "--codes-file",
            &codes,
            "--key-type",
            "p-256",
        ])
    }
}

struct Signer(Child);

impl Drop for Signer {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

fn code_of(told: &Value, said: &str) -> String {
    told["code"].as_str().map_or_else(|| said.to_owned(), str::to_owned)
}

#[test]
fn three_officers_and_their_custodians_bring_forth_the_first_certificate() {
    let room = Room::new();
    room.officers();
    let script = room.script(true);
    let script = script.to_str().unwrap();
    let held = room.done(&["ca", "ceremony", "--script", script]);
    assert_eq!(held["authorities"].as_array().unwrap().len(), 4);

    // The transcript says what was done, the officers signed it, and nothing in it is a secret.
    let transcript = fs::read_to_string(room.path("verbale.json")).unwrap();
    let read: Value = serde_json::from_str(&transcript).unwrap();
    let steps: Vec<&str> =
        read["steps"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect();
    let all =
        ["participants", "program", "rehearsal", "token", "keys", "authorities", "officers", "verification"];
    assert_eq!(steps, all);
    for id in CUSTODIANS {
        let share = fs::read_to_string(room.path(&format!("{id}.share"))).unwrap();
        assert!(share.starts_with("CS1-") && !transcript.contains(share.trim()));
    }
    for id in OFFICERS {
        assert!(room.path(&format!("verbale.json.{id}.p7m")).exists());
    }
    assert!(!room.path("data/rehearsal").exists(), "the rehearsal leaves nothing behind");

    // Nobody signs before the custodians have come.
    let (code, told, said) = room.issue(1);
    assert_ne!(code, 0);
    assert!(said.contains("keys-signer-down"), "{} {said}", code_of(&told, &said));
    let signer = room.signer();
    let (code, _, said) = room.issue(1);
    assert_ne!(code, 0);
    assert!(said.contains("keys-locked"), "{said}");
    let (code, _, said) = room.run(&["ca", "activate", "--share-file", "dario.gialli.share"]);
    assert_eq!(code, 6, "one share is not enough: {said}");
    room.done(&["ca", "activate", "--share-file", "dario.gialli.share", "--share-file", "fabio.grigi.share"]);
    let (code, issued, said) = room.issue(1);
    assert_eq!(code, 0, "{said}");
    assert!(issued["signature"].as_str().is_some_and(|serial| serial.len() >= 32));
    let keys = room.done(&["ca", "keys"]);
    assert!(keys["keys"].as_array().unwrap().iter().all(|key| key["good"] == true), "{keys}");

    // The signing process makes no authority: that takes an approved act and the shares.
    let act = room.path("act.json");
    fs::write(&act, "{\"act\":\"create_authority\",\"service\":\"firma\",\"key\":\"rsa-2048\"}").unwrap();
    let proposed = room.done(&["approval", "propose", act.to_str().unwrap()]);
    let id = proposed["approvals"][0]["id"].as_str().unwrap().to_owned();
    let approve = |officer: &str| {
        let (key, certificate) = (room.key(officer), format!("{officer}.cer"));
        room.run(&[
            "approval",
            "approve",
            &id,
            "--key",
            &key,
            "--certificate",
            &certificate,
            "--pin-file",
            "pin",
        ])
    };
    assert_eq!(approve("anna.verdi").0, 0);
    let (code, _, said) = approve("anna.verdi");
    assert!(code == 8 && said.contains("approval-twice"), "{said}");
    assert_eq!(approve("carla.bruni").0, 0);
    let shares = ["--share-file", "elsa.viola.share", "--share-file", "dario.gialli.share"];
    let executed = room.done(&[&["approval", "execute", &id][..], &shares].concat());
    assert_eq!(executed["approvals"][0]["outcome"], "firma-g2");
    drop(signer);

    // After a restart the keys wait again.
    let _signer = room.signer();
    let (code, _, said) = room.issue(2);
    assert!(code != 0 && said.contains("keys-locked"), "{said}");
    room.done(&["ca", "activate", "--share-file", "elsa.viola.share", "--share-file", "fabio.grigi.share"]);
    let (code, _, said) = room.issue(2);
    assert_eq!(code, 0, "{said}");
    room.done(&["audit", "verify"]);
}

#[test]
fn an_interrupted_ceremony_goes_on_where_it_stopped() {
    let room = Room::new();
    room.officers();
    let script = room.script(false);
    let script = script.to_str().unwrap();
    // The third officer's key is away: the ceremony stops at the certificates of the officers.
    let text = fs::read_to_string(script).unwrap();
    fs::rename(room.path("tokens"), room.path("away")).unwrap();
    fs::create_dir(room.path("tokens")).unwrap();
    let (code, _, _) = room.run(&["ca", "ceremony", "--script", script]);
    assert_ne!(code, 0);
    assert!(!room.path("data/ceralacca.toml").exists(), "a ceremony that is not over is no installation");
    fs::remove_dir_all(room.path("tokens")).unwrap();
    fs::rename(room.path("away"), room.path("tokens")).unwrap();
    let (code, _, said) = room.run(&["ca", "ceremony", "--script", script]);
    assert!(code == 8 && said.contains("ceremony-open"), "{said}");
    fs::write(script, text.replace("Borgo Sereno", "Borgo Altro")).unwrap();
    let (code, _, said) = room.run(&["ca", "ceremony", "--script", script, "--resume"]);
    assert!(code == 8 && said.contains("ceremony-other-script"), "{said}");
    fs::write(script, text).unwrap();
    let before = authority_keys(&room.path("data/signer/vault"));
    room.done(&["ca", "ceremony", "--script", script, "--resume"]);
    assert_eq!(
        authority_keys(&room.path("data/signer/vault")),
        before,
        "the keys are those of the first half"
    );
    let (code, _, said) = room.run(&["ca", "ceremony", "--script", script]);
    assert!(code == 8 && said.contains("already-initialised"), "{said}");
}

fn authority_keys(vault: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(vault)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(".key.json"))
        .map(|path| (path.display().to_string(), fs::read(path).unwrap()))
        .collect();
    files.sort();
    assert_eq!(files.len(), 4);
    files
}

#[test]
fn too_few_officers_hold_no_ceremony() {
    let room = Room::new();
    let script = room.script(false);
    let text = fs::read_to_string(&script).unwrap();
    let officer = text.find("[[officer]]\nid = \"carla").unwrap();
    let custodian = text.find("[[custodian]]").unwrap();
    fs::write(&script, format!("{}{}", &text[..officer], &text[custodian..])).unwrap();
    let (code, _, said) = room.run(&["ca", "ceremony", "--script", script.to_str().unwrap()]);
    assert!(code == 8 && said.contains("ceremony-participants"), "{said}");
}

#[test]
fn the_ceremony_of_the_fictional_chamber_is_for_practice() {
    let room = Room::new();
    room.done(&["ca", "ceremony", "--default", "--dry-run"]);
    let other = Room::new();
    other.done(&["ca", "ceremony", "--default"]);
    assert!(other.path("data/cerimonia.json").exists());
}
