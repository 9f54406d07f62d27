//! Help, examples, completions, manual pages: made from the definitions, and true.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use crate::desk::{Desk, Ran, copy_folder, demo, signal};

/// The example lines of a language, without the program's name.
fn examples(lang: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../locales/{lang}"));
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let texts: String = files.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let line = |line: &str| Some(line.split_once("{\"  \"}ceralacca ")?.1.trim_end().to_owned());
    texts.lines().filter_map(line).collect()
}

#[test]
fn the_examples_are_the_same_in_every_language() {
    let italian = examples("it");
    assert!(italian.len() >= 20);
    assert_eq!(examples("en"), italian);
    assert_eq!(examples("de"), italian);
}

/// A desk on which the examples find the files that they name.
fn set_table() -> Desk {
    let desk = Desk::new();
    desk.write("puk.txt", demo().person(0, "puk_signature"));
    desk.write("nuovo-pin.txt", "73519264");
    desk.sign("--format cades contratto.pdf");
    desk.sign("--detached dati.bin");
    fs::remove_file(desk.path("contratto.pdf")).unwrap();
    fs::create_dir(desk.path("autorita")).unwrap();
    for entry in fs::read_dir(demo().data.join("authorities")).unwrap().flatten() {
        fs::copy(entry.path(), desk.path("autorita").join(entry.file_name())).unwrap();
    }
    desk
}

#[test]
fn every_example_works() {
    let mut run = BTreeSet::new();
    for example in examples("it") {
        let desk = set_table();
        let command = example.split(" --").next().unwrap();
        let mut line = example.clone();
        match command.split(' ').next().unwrap() {
            "sign" => {
                // An example is typed at a terminal, where the PIN is asked for.
                line.push_str(" --pin-file pin.txt");
                fs::copy(demo().told["samples"][0].as_str().unwrap(), desk.path("contratto.pdf")).unwrap();
            }
            "ca" if example.contains("issue") => fs::remove_file(desk.path("mario.token")).unwrap(),
            "init" if !example.contains("--vat") => {
                // As this one would ask: without a terminal it says what is missing.
                desk.refuses(&line, 2, "answer-missing");
                run.insert(example);
                continue;
            }
            "signer" => {
                ends_when_told(&desk, &line);
                run.insert(example);
                continue;
            }
            // These ask for what a ceremony made, or for a proposal that is there.
            "ca" if example.starts_with("ca activate") => {
                refused(&desk, &line, 7, "keys-signer-down");
                run.insert(example);
                continue;
            }
            "approval" if example.contains("appr_") => {
                if example.contains("--signature") {
                    desk.write("atto.json.p7m", b"");
                }
                refused(&desk, &line, 8, "approval-unknown");
                run.insert(example);
                continue;
            }
            // Nobody has the serial number of an example.
            "ca" if example.contains("50a1c3d2") || example.contains("pair_") => {
                desk.write("lettera.eml", b"");
                refused(&desk, &line, 8, "certificate-not-found");
                run.insert(example);
                continue;
            }
            "ca" if example.contains("ca block") => {
                desk.write("chiavi-compromesse.txt", "ab".repeat(32).as_bytes());
            }
            "audit" if example.contains("--checkpoint") => {
                prepared(&desk, "audit checkpoint -o sigillo-di-ieri.txt");
            }
            "audit" if example.contains("--export") => {
                prepared(&desk, "audit checkpoint -o sigillo.txt");
                prepared(&desk, "audit export -o copia");
            }
            "audit" if example.contains("prove") || example.contains("export") => {
                prepared(&desk, "audit checkpoint -o sigillo.txt");
            }
            "trust" if example.contains("import") => {
                desk.write(
                    "elenco.xml",
                    include_bytes!("../../../formats/trustlist/tests/golden/elenco.xml"),
                );
                desk.write(
                    "gestore.cer",
                    include_bytes!("../../../formats/trustlist/tests/golden/gestore.cer"),
                );
            }
            // The network of a test ends at its machine.
            "timestamp" if example.contains("--tsa") => {
                fs::copy(demo().told["samples"][0].as_str().unwrap(), desk.path("contratto.pdf")).unwrap();
                refused(&desk, &line, 1, "timestamp-unreachable");
                run.insert(example);
                continue;
            }
            "timestamp" | "tsa" if example.contains("contratto.pdf") => {
                fs::copy(demo().told["samples"][0].as_str().unwrap(), desk.path("contratto.pdf")).unwrap();
                if !example.contains("--installation") {
                    prepared(&desk, "timestamp contratto.pdf --installation");
                }
            }
            "operator" if example.contains("--request") => {
                request_of_an_operator(&desk);
            }
            "tsa" if example.contains("close") => {
                prepared(&desk, "tsa account add studio-rossi --per-day 1000 --password-file password.txt");
            }
            "tsa" if example.contains("--serial") => {
                refused(&desk, &line, 5, "tsa-");
                run.insert(example);
                continue;
            }
            "operator" => {
                desk.write("password.txt", b"una parola lunga e segreta");
            }
            "approval" if example.contains("propose") => {
                desk.write("atto.json", b"{\"act\":\"destroy_key\",\"label\":\"ca/firma/1\"}");
            }
            "desk" => {
                let opened = copied_contract(&desk, &format!("{line} --no-browser --json"));
                tells_its_address_and_ends(opened, &line);
                run.insert(example);
                continue;
            }
            "serve" | "demo" if !example.contains("--prepare") => {
                serves(&desk, &line);
                run.insert(example);
                continue;
            }
            "card" if example.starts_with("card simulate") => {
                gives_its_card_to_a_reader(&desk, &line);
                run.insert(example);
                continue;
            }
            _ => {}
        }
        let mut command = desk.command(&line);
        // What trusts without saying whom, and what needs an installation, finds the demo's.
        command.env("CERALACCA_DATA", copied(&desk));
        println!("{example}");
        Ran::of(command.output().unwrap()).exits(0);
        run.insert(example);
    }
    assert_eq!(run.len(), examples("it").len());
}

/// A request as the operator's own tool makes it.
fn request_of_an_operator(desk: &Desk) {
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]);
    openssl.args(["-keyout", "ivo.key", "-out", "ivo.csr", "-subj", "/C=IT/CN=Ivo Serra"]);
    let made = openssl.current_dir(desk.folder()).output().expect("openssl is installed by setup/install");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

/// Runs what an example builds upon.
fn prepared(desk: &Desk, line: &str) {
    let mut command = desk.command(line);
    command.env("CERALACCA_DATA", copied(desk));
    Ran::of(command.output().unwrap()).exits(0);
}

fn copied(desk: &Desk) -> std::path::PathBuf {
    let data = desk.path("demo-data");
    if !data.exists() {
        copy_folder(&demo().untouched, &data);
    }
    data
}

fn refused(desk: &Desk, line: &str, code: i32, problem: &str) {
    let json = if line.contains("--json") { "" } else { " --json" };
    let mut command = desk.command(&format!("{line}{json}"));
    command.env("CERALACCA_DATA", copied(desk));
    let ran = Ran::of(command.output().unwrap()).exits(code);
    assert!(ran.stderr.contains(problem), "{}", ran.stderr);
}

/// Starts the signing process of the demo, and ends it.
fn ends_when_told(desk: &Desk, line: &str) {
    let data = copied(desk);
    let mut command = desk.command(line);
    let mut child = command.env("CERALACCA_DATA", &data).spawn().unwrap();
    let socket = data.join("signer/signer.sock");
    while !socket.exists() {
        assert!(child.try_wait().unwrap().is_none(), "{line} ended");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    signal(&child, "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(0), "{line}");
}

/// Starts a server on ports that are free, waits for its addresses, and ends it.
fn serves(desk: &Desk, line: &str) {
    let line = line.replace(":8480", ":0").replace("--data dati", "");
    let ports =
        if line.contains("--http ") { "--json" } else { "--json --http 127.0.0.1:0 --https 127.0.0.1:0" };
    let mut command = desk.command(&format!("{line} {ports}"));
    command.env("CERALACCA_DATA", copied(desk)).stdout(std::process::Stdio::piped());
    if line.starts_with("serve") {
        command.args(["--https", "127.0.0.1:0"]);
    } else {
        command.args(["--admin", "127.0.0.1:0", "--cns", "127.0.0.1:0"]);
    }
    tells_its_address_and_ends(command, &line);
}

/// A command that finds the contract.
fn copied_contract(desk: &Desk, line: &str) -> Command {
    fs::copy(demo().told["samples"][0].as_str().unwrap(), desk.path("contratto.pdf")).unwrap();
    let mut command = desk.command(line);
    command.env("CERALACCA_DATA", desk.path("nessuna")).stdout(std::process::Stdio::piped());
    command
}

/// Starts a server, waits for its address, and ends it.
fn tells_its_address_and_ends(mut command: Command, line: &str) {
    use std::io::BufRead;
    let mut child = command.spawn().unwrap();
    let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut told = String::new();
    while serde_json::from_str::<serde_json::Value>(&told).is_err() {
        assert_ne!(out.read_line(&mut told).unwrap(), 0, "{line}: {told}");
    }
    assert!(told.contains("http://127.0.0.1:"), "{told}");
    signal(&child, "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(0), "{line}");
}

/// Is the reader, asks the card for its answer to reset as vpcd does, and ends it.
fn gives_its_card_to_a_reader(desk: &Desk, line: &str) {
    use std::io::{Read, Write};
    let vpcd = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = vpcd.local_addr().unwrap().port();
    let mut command = desk.command(&format!("{line} --json --port {port}"));
    let child = command.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut reader = vpcd.accept().unwrap().0;
    reader.write_all(&[0, 1, 4]).unwrap();
    let mut answer = [0; 3];
    reader.read_exact(&mut answer).unwrap();
    assert_eq!((answer[0], answer[2]), (0, 0x3b));
    signal(&child, "TERM");
    let ended = child.wait_with_output().unwrap();
    let told = String::from_utf8(ended.stdout).unwrap();
    let events: Vec<serde_json::Value> =
        told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let events: Vec<&str> = events.iter().filter_map(|event| event["event"].as_str()).collect();
    assert_eq!((ended.status.code(), &events[..]), (Some(0), &["seeks", "inserted", "ended"][..]));
}

#[test]
fn completions_load_in_their_shells() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = desk.run(&format!("completions {shell}")).exits(0).text();
        assert!(script.contains("ceralacca") && script.contains("verify"), "{shell}");
        desk.write(&format!("script.{shell}"), script);
    }
    let loads = |shell: &str, line: &str| match Command::new(shell)
        .args(["-c", line])
        .current_dir(desk.folder())
        .output()
    {
        Ok(output) => {
            assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
            assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{shell}");
        }
        Err(_) => println!("not run: 1 case, {shell} missing"),
    };
    loads("bash", "source script.bash && complete -p ceralacca");
    loads("zsh", "autoload -U compinit && compinit -u && source script.zsh");
    loads("fish", "source script.fish");
}

#[test]
fn manual_pages_render_without_warnings() {
    let desk = Desk::new();
    desk.run("man -o pages --lang it").exits(0);
    let pages: Vec<_> =
        fs::read_dir(desk.path("pages")).unwrap().flatten().map(|entry| entry.path()).collect();
    assert!(pages.len() >= 20, "one page for each command: {}", pages.len());
    let main = desk.run("man --lang it").exits(0).stdout;
    assert_eq!(main, desk.read("pages/ceralacca.1"));
    let formatter = Command::new("groff").arg("--version").output().is_ok();
    if !formatter {
        println!("not run: {} renderings, groff missing", pages.len());
    }
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        // Requests that every formatter knows, and one title with name and section.
        let known = ["TH", "SH", "SS", "TP", "PP", "RS", "RE", "br", "ie", "el", "IP", "nf", "fi", "sp"];
        for line in text.lines().filter(|line| line.starts_with(['.', '\''])) {
            let request = line[1..].split([' ', '\\']).next().unwrap();
            assert!(known.contains(&request), "{}: {line}", page.display());
        }
        assert_eq!(text.lines().filter(|line| line.starts_with(".TH")).count(), 1, "{}", page.display());
        assert!(text.contains(".SH "), "{}", page.display());
        if formatter {
            let rendered =
                Command::new("groff").args(["-man", "-ww", "-k", "-Tutf8"]).arg(&page).output().unwrap();
            let warnings = String::from_utf8_lossy(&rendered.stderr).into_owned();
            assert!(rendered.status.success() && warnings.is_empty(), "{}: {warnings}", page.display());
        }
    }
}
