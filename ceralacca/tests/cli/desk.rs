//! A desk for one test: a folder with a token, a PIN and documents, beside a demo that all tests share.

use std::{
    ffi::OsStr,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::OnceLock,
};

use serde_json::Value;
use tempfile::TempDir;

/// The demo: nothing in it is changed by a test.
pub struct Demo {
    /// Its data folder.
    pub data: PathBuf,
    /// A copy of it that no program opens: what a test copies from there is whole.
    pub untouched: PathBuf,
    /// What `demo --prepare --json` said.
    pub told: Value,
}

impl Demo {
    /// A value of the person at `index`: 0 active, 1 suspended, 2 expiring soon.
    pub fn person(&self, index: usize, name: &str) -> &str {
        self.told["people"][index][name].as_str().expect("the demo tells it")
    }

    /// The folder of certificates, lists and answers to trust.
    pub fn trust(&self) -> String {
        self.data.join("authorities").display().to_string()
    }
}

/// The demo, prepared once for all tests of this binary.
pub fn demo() -> &'static Demo {
    static DEMO: OnceLock<Demo> = OnceLock::new();
    DEMO.get_or_init(|| {
        let folder = fresh_folder("demo");
        let data = folder.join("data");
        let mut command = program(&folder);
        command.args(["demo", "--prepare", "--json", "--data"]).arg(&data);
        let output = command.output().expect("the program starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let untouched = folder.join("untouched");
        copy_folder(&data, &untouched);
        Demo { data, untouched, told: serde_json::from_slice(&output.stdout).expect("JSON") }
    })
}

/// Copies a folder with what is in it.
pub fn copy_folder(from: &Path, to: &Path) {
    let copied = Command::new("cp").arg("-R").arg(from).arg(to).status();
    assert!(copied.expect("cp starts").success());
}

/// A folder that outlives the tests, empty: the one of the run before is removed.
pub fn fresh_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the target folder is writable");
    folder
}

/// The program with nothing of this machine's settings, in `folder`.
pub fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ceralacca"));
    isolate(&mut command, folder);
    command
}

fn isolate(command: &mut Command, folder: &Path) {
    command.current_dir(folder).stdin(Stdio::null()).env_clear().env("HOME", folder);
    // The readers of this machine are none of a test's.
    command.env("CERALACCA_PCSC", "/nowhere/libpcsclite.so.1");
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
}

/// How a command ended.
pub struct Ran {
    pub code: i32,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Ran {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: output.stdout,
            stderr: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
        }
    }

    /// Fails the test unless the command ended with this exit code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            code,
            "stderr: {}\nstdout: {}",
            self.stderr,
            String::from_utf8_lossy(&self.stdout)
        );
        self
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.stdout.clone()).expect("UTF-8 on standard output")
    }

    /// Standard output as one JSON document.
    #[track_caller]
    pub fn json(&self) -> Value {
        let parsed = serde_json::from_slice(&self.stdout);
        parsed.unwrap_or_else(|error| panic!("{error}: {}{}", self.text(), self.stderr))
    }

    /// The problems that were told as JSON on standard error.
    #[track_caller]
    pub fn problems(&self) -> Vec<Value> {
        let problems =
            self.stderr.lines().map(|line| serde_json::from_str(line).expect("a problem per line"));
        problems.collect()
    }
}

/// A folder with the token of an active person (`mario.token`, its PIN in `pin.txt`) and documents.
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    pub fn new() -> Self {
        let demo = demo();
        let folder = TempDir::with_prefix_in("desk-", env!("CARGO_TARGET_TMPDIR")).expect("a folder");
        let desk = Self { folder };
        fs::copy(demo.person(0, "token"), desk.path("mario.token")).expect("the token is there");
        fs::copy(demo.person(0, "certificate_signature"), desk.path("mario.cer"))
            .expect("the certificate is there");
        desk.write("pin.txt", format!("{}\n", demo.person(0, "pin_signature")));
        desk.write("dati.bin", (0..10_000_u32).map(|n| (n * 7 % 251) as u8).collect::<Vec<_>>());
        for sample in demo.told["samples"].as_array().expect("samples") {
            let sample = Path::new(sample.as_str().expect("a path"));
            fs::copy(sample, desk.path(sample.file_name().expect("a name"))).expect("the sample is there");
        }
        desk
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).expect("the desk is writable");
    }

    #[track_caller]
    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn has(&self, name: &str) -> bool {
        self.path(name).symlink_metadata().is_ok()
    }

    /// The program with the words of `line` as arguments.
    pub fn command(&self, line: &str) -> Command {
        let mut command = program(self.folder());
        command.args(split(line));
        command
    }

    /// Runs the program with the words of `line` as arguments.
    pub fn run(&self, line: &str) -> Ran {
        Ran::of(self.command(line).output().expect("the program starts"))
    }

    /// Runs the program with `input` on standard input.
    pub fn feed(&self, line: &str, input: &[u8]) -> Ran {
        let mut command = self.command(line);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        let input = input.to_owned();
        let feeding = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let ran = Ran::of(child.wait_with_output().expect("it ends"));
        feeding.join().expect("fed");
        ran
    }

    /// Runs the program through a shell that adds redirections.
    pub fn redirected(&self, line: &str, redirections: &str) -> Ran {
        let mut command = Command::new("sh");
        isolate(&mut command, self.folder());
        command.args(["-c", &format!("exec \"$0\" \"$@\" {redirections}"), env!("CARGO_BIN_EXE_ceralacca")]);
        Ran::of(command.args(split(line)).output().expect("sh starts"))
    }

    /// Runs `line` and expects a problem: its exit code and the code of its message, which has three
    /// parts in every language.
    #[track_caller]
    pub fn refuses(&self, line: &str, exit: i32, code: &str) -> Value {
        let ran = self.run(&format!("{line} --json")).exits(exit);
        let problem = ran.problems().pop().expect("a problem is told");
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["exit"], exit);
        for part in ["heading", "why", "todo"] {
            let words = problem[part].as_str().expect("three parts");
            assert!(!words.is_empty() && !words.contains("problem-") && !words.contains('{'), "{problem}");
        }
        problem
    }

    /// Signs `file` with the active person's token.
    #[track_caller]
    pub fn sign(&self, arguments: &str) -> Ran {
        self.run(&format!("sign {arguments} {SIGN}")).exits(0)
    }

    /// The verdict on one file, with the demo's authorities trusted.
    pub fn verdict(&self, arguments: &str) -> (i32, Value) {
        let ran = self.run(&format!("verify {arguments} --json --trust {}", demo().trust()));
        (ran.code, ran.json())
    }
}

/// The options that sign with the token on the desk.
pub const SIGN: &str = "--key token:mario.token --pin-file pin.txt";

impl Drop for Desk {
    /// Whatever a test did: no half-written file is left.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let left = fs::read_dir(self.folder()).expect("the desk is there");
            let left: Vec<_> = left.flatten().map(|entry| entry.file_name()).collect();
            let part = |name: &OsStr| name.to_string_lossy().ends_with(".part");
            assert!(!left.iter().any(|name| part(name)), "half-written: {left:?}");
        }
    }
}

/// The words of a line as a shell reads them: blanks separate, quotes hold together.
pub fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut started, mut quote) = (String::new(), false, None);
    for c in line.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (c, Some(_)) => word.push(c),
            ('"' | '\'', None) => (quote, started) = (Some(c), true),
            (c, None) if c.is_whitespace() => {
                if started {
                    words.push(std::mem::take(&mut word));
                }
                started = false;
            }
            (c, None) => {
                word.push(c);
                started = true;
            }
        }
    }
    if started {
        words.push(word);
    }
    words
}

/// Sends a signal to a process that a test started.
pub fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status();
    assert!(sent.expect("kill starts").success());
}

/// The folder of public fixtures; tests that need it say so when it is absent.
pub fn corpus(file: &str) -> Option<PathBuf> {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fixtures");
    let folder = std::env::var_os("CERALACCA_CORPUS").map_or_else(default, PathBuf::from);
    let path = folder.join(file);
    if !path.exists() {
        println!("not run: 1 case, corpus file {file} missing");
    }
    path.exists().then(|| path.canonicalize().expect("it exists"))
}
