//! `timestamp`: what is written is what was checked, and every way to fail is told.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Stdio},
    thread,
};

use serde_json::Value;

use crate::desk::{Desk, copy_folder, demo};

/// A copy of the demo's installation, which stamps change.
fn installation(desk: &Desk) -> String {
    let data = desk.path("data");
    copy_folder(&demo().untouched, &data);
    data.display().to_string()
}

/// An http service that answers every request with the same octets; gives its address.
fn service(status: &str, kind: &str, body: &[u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/tsa", listener.local_addr().unwrap());
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let answer = [head.as_bytes(), body].concat();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let _ = stream.write_all(&answer);
        }
    });
    address
}

const REPLY: &str = "application/timestamp-reply";

fn reply(body: &[u8]) -> String {
    service("200 OK", REPLY, body)
}

#[test]
fn a_stamp_of_this_installation_stands_beside_the_file_and_verifies() {
    let desk = Desk::new();
    let data = installation(&desk);
    let ran = desk.run(&format!("timestamp dati.bin --installation --data {data} --json")).exits(0);
    let told = &ran.json()["files"][0];
    assert_eq!((told["output"].as_str(), told["digest"].as_str()), (Some("dati.bin.tsr"), Some("sha256")));
    assert_eq!(told["accuracy_ms"], 1000);
    assert!(desk.has("dati.bin.tsr"));

    let verify = format!("timestamp dati.bin --verify dati.bin.tsr --data {data}");
    let checked = desk.run(&format!("{verify} --json")).exits(0).json();
    assert_eq!(
        (checked["verdict"].as_str(), checked["stamp"]["time"].as_str()),
        (Some("valid"), told["time"].as_str())
    );
    assert!(desk.run(&verify).exits(0).text().contains('✔'));
    let nobody = desk.run("timestamp dati.bin --verify dati.bin.tsr --data nowhere --json").exits(4).json();
    assert_eq!(nobody["verdict"], "untrusted");

    desk.write("dati.bin", "altro");
    assert_eq!(desk.run(&format!("{verify} --json")).exits(3).json()["verdict"], "other");
}

#[test]
fn a_stamp_can_be_bare_without_certificates_and_over_another_digest() {
    let desk = Desk::new();
    let data = installation(&desk);
    let stamp = |more: &str| desk.run(&format!("timestamp dati.bin --installation --data {data} {more}"));
    stamp("--digest sha512 -o nudo.tst --no-certs").exits(0);
    stamp("-o intero.tsr").exits(0);
    assert!(desk.read("nudo.tst").len() < desk.read("intero.tsr").len());
    let verify = |token: &str| format!("timestamp dati.bin --verify {token} --data {data} --json");
    let checked = desk.run(&verify("nudo.tst")).exits(0).json();
    assert_eq!(checked["stamp"]["digest"], "sha512");
    let elsewhere = desk.run("timestamp dati.bin --verify nudo.tst --data nowhere --json").exits(4).json();
    assert_eq!(elsewhere["verdict"], "unknown", "nobody knows the unit there");
    let out = stamp("-o -").exits(0).stdout;
    assert_eq!(out.first(), Some(&0x30), "standard output");

    // A bad octet in the signature, at the very end.
    let mut bad = desk.read("intero.tsr");
    *bad.last_mut().unwrap() ^= 1;
    desk.write("rotto.tsr", bad);
    assert_eq!(desk.run(&verify("rotto.tsr")).exits(3).json()["verdict"], "broken");
    desk.refuses("timestamp dati.bin --verify dati.bin --data nowhere", 5, "timestamp-unreadable");
}

#[test]
fn nothing_is_asked_for_what_could_not_be_written() {
    let desk = Desk::new();
    let data = installation(&desk);
    desk.write("dati.bin.tsr", "mine");
    desk.refuses(&format!("timestamp dati.bin --installation --data {data}"), 1, "file-exists");
    assert_eq!(desk.read("dati.bin.tsr"), b"mine");
    desk.run(&format!("timestamp dati.bin --installation --force --data {data}")).exits(0);
    assert_ne!(desk.read("dati.bin.tsr"), b"mine");
    desk.refuses(&format!("timestamp dati.bin -o dati.bin --force --data {data}"), 2, "output-is-input");
    desk.refuses("timestamp dati.bin -o x.tsr --data nowhere", 2, "timestamp-no-service");
    desk.refuses("timestamp niente.bin --url http://127.0.0.1:1/", 1, "file-not-found");
}

#[test]
fn several_files_are_stamped_and_each_failure_is_told() {
    let desk = Desk::new();
    let data = installation(&desk);
    desk.write("due.bin", "due");
    let line = format!("timestamp dati.bin niente.bin due.bin --installation --data {data} --json");
    let ran = desk.run(&line).exits(10);
    assert_eq!(ran.json()["files"].as_array().unwrap().len(), 2);
    assert_eq!(ran.problems()[0]["code"], "file-not-found");
    assert!(desk.has("dati.bin.tsr") && desk.has("due.bin.tsr"));
}

#[test]
fn every_failure_of_a_service_has_its_own_words() {
    let desk = Desk::new();
    let refuses = |url: &str, exit, code| {
        let problem = desk.refuses(&format!("timestamp dati.bin --url {url}"), exit, code);
        assert!(!desk.has("dati.bin.tsr"), "{code}");
        problem
    };
    refuses("http://127.0.0.1:1/tsa", 1, "timestamp-unreachable");
    refuses("ftp://127.0.0.1/", 2, "timestamp-url");
    let refused = refuses(&service("500 Oops", "text/plain", b"rotto"), 1, "timestamp-http");
    assert_eq!(refused["values"]["status"], "500");
    refuses(&service("401 No", "text/plain", b""), 6, "timestamp-credentials");
    refuses(&service("429 Piano", "text/plain", b"domani"), 1, "timestamp-exhausted");
    refuses(&service("200 OK", "text/html", b"<p>ciao</p>"), 1, "timestamp-http");
    refuses(&reply(b"junk"), 1, "timestamp-answer");
    // PKIStatusInfo: rejection for a reason that RFC 3161 does not know, then timeNotAvailable.
    let unknown = [0x30, 9, 0x30, 7, 2, 1, 2, 3, 2, 1, 2];
    let rejection = [0x30, 10, 0x30, 8, 2, 1, 2, 3, 3, 1, 0, 2];
    for (answer, code) in [(&unknown[..], "-"), (&rejection, "timeNotAvailable")] {
        let refused = refuses(&reply(answer), 8, "timestamp-refused");
        assert_eq!(refused["values"]["code"], code);
    }
}

#[test]
fn an_answer_to_another_request_is_not_written() {
    let desk = Desk::new();
    let data = installation(&desk);
    desk.run(&format!("timestamp dati.bin -o vecchia.tsr --installation --data {data}")).exits(0);
    // The stamp of before, replayed: it repeats another number.
    let url = reply(&desk.read("vecchia.tsr"));
    desk.refuses(&format!("timestamp dati.bin --url {url}"), 1, "timestamp-other");
    desk.write("altro.bin", "altro");
    desk.refuses(&format!("timestamp altro.bin --url {url}"), 1, "timestamp-other");
    assert!(!desk.has("dati.bin.tsr") && !desk.has("altro.bin.tsr"));
}

#[test]
fn a_password_comes_from_a_file_and_never_travels_in_the_open() {
    let desk = Desk::new();
    desk.write("password", "segreta\n");
    let line = "timestamp dati.bin --user studio --password-file password --url";
    desk.refuses(&format!("{line} http://tsa.example.com/tsa"), 8, "timestamp-password-open");
    desk.refuses(
        "timestamp dati.bin --user studio --url http://127.0.0.1:1/",
        6,
        "timestamp-password-missing",
    );
    desk.refuses(&format!("{line} http://127.0.0.1:1/"), 1, "timestamp-unreachable");
}

/// A server of an installation, and the address of its time stamps.
struct Server(Child, String);

impl Server {
    fn start(desk: &Desk, data: &str) -> Self {
        let mut child = desk
            .command(&format!("serve --json --http 127.0.0.1:0 --data {data}"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut text = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        while !text.ends_with("}\n") {
            assert!(out.read_line(&mut text).unwrap() > 0, "it ended: {text}");
        }
        let told: Value = serde_json::from_str(&text).unwrap();
        Self(child, format!("{}/tsa", told["addresses"][0].as_str().unwrap()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_server_stamps_over_http_with_and_without_an_account() {
    let desk = Desk::new();
    let data = installation(&desk);
    let server = Server::start(&desk, &data);
    let url = &server.1;
    desk.run(&format!("timestamp dati.bin --url {url}")).exits(0);
    let verify = format!("timestamp dati.bin --verify dati.bin.tsr --trust {} --json", demo().trust());
    assert_eq!(desk.run(&verify).exits(0).json()["verdict"], "valid");

    let policy = "--policy 1.3.6.1.4.1.32473.9 -o altra.tsr";
    let refused = desk.refuses(&format!("timestamp dati.bin --url {url} {policy}"), 8, "timestamp-refused");
    assert_eq!(refused["values"]["code"], "unacceptedPolicy");
    desk.write("password", "segreta\n");
    let account = "--user studio --password-file password -o altra.tsr";
    desk.refuses(&format!("timestamp dati.bin --url {url} {account}"), 6, "timestamp-credentials");
    let no_certs = format!("timestamp dati.bin --url {url} --no-certs -o altra.tsr");
    desk.refuses(&no_certs, 1, "timestamp-certificate");
    let elsewhere: PathBuf = desk.path("altra.tsr");
    assert!(!elsewhere.exists());
}

#[test]
fn the_authority_tells_of_itself_finds_stamps_and_knows_its_archive() {
    let desk = Desk::new();
    let data = installation(&desk);
    let tsa = |line: &str| desk.run(&format!("tsa {line} --data {data} --json"));
    desk.run(&format!("timestamp dati.bin --installation --data {data}")).exits(0);
    let shown = tsa("show").exits(0).json();
    assert_eq!(shown["clock"]["good"], true);
    assert!(shown["unit"]["subject"].as_str().unwrap().contains("TSU"));
    let found = tsa("find dati.bin -o trovata.tst").exits(0).json();
    let serial = found["stamps"][0]["serial"].as_str().unwrap().to_owned();
    assert_eq!(tsa(&format!("find --serial {serial}")).exits(0).json()["stamps"][0]["serial"], serial);
    let verify = format!("timestamp dati.bin --verify trovata.tst --data {data} --json");
    assert_eq!(desk.run(&verify).exits(0).json()["verdict"], "valid");
    desk.refuses(&format!("tsa find --serial 1 --data {data}"), 5, "tsa-not-found");
    let checked = tsa("verify").exits(0).json();
    assert!(checked["intact"].as_u64().unwrap() >= 1 && checked["first_bad_batch"].is_null());
    let unit = shown["unit"]["id"].clone();
    assert_ne!(tsa("replace").exits(0).json()["unit"]["id"], unit);
}

#[test]
fn an_account_stamps_over_http_until_it_is_closed() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let data = installation(&desk);
    let tsa = |line: &str| desk.run(&format!("tsa account {line} --data {data} --json"));
    tsa("add studio --per-day 1 --password-file password").exits(0);
    let mode = std::fs::metadata(desk.path("password")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "nobody else reads it");
    desk.refuses(&format!("tsa account add altro --password-file password --data {data}"), 1, "file-exists");
    let server = Server::start(&desk, &data);
    let line =
        format!("timestamp dati.bin --force --user studio --password-file password --url {}", server.1);
    desk.run(&line).exits(0);
    desk.refuses(&line, 1, "timestamp-exhausted");
    assert_eq!(tsa("list").exits(0).json()["accounts"][0]["today"], 1);
    tsa("close studio").exits(0);
    desk.refuses(&format!("tsa account close studio --data {data}"), 8, "tsa-no-account");
}
