//! `serve` and `demo`: addresses, ports, an orderly end.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, ChildStderr, ChildStdout, Command, Stdio},
};

use serde_json::Value;

use crate::desk::{Desk, Ran, copy_folder, demo, program, signal, split};

/// A server that a test started; it ends with the test.
pub struct Server {
    child: Child,
    out: BufReader<ChildStdout>,
    err: BufReader<ChildStderr>,
}

impl Server {
    fn start(desk: &Desk, line: &str) -> Self {
        Self::of(desk.command(line))
    }

    /// In a folder of its own.
    pub fn start_in(folder: &Path, line: &str) -> Self {
        let mut command = program(folder);
        command.args(split(line));
        Self::of(command)
    }

    fn of(mut command: Command) -> Self {
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let out = BufReader::new(child.stdout.take().unwrap());
        let err = BufReader::new(child.stderr.take().unwrap());
        Self { child, out, err }
    }

    /// Standard output up to the line that contains `last`.
    pub fn told(&mut self, last: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if self.out.read_line(&mut line).unwrap() == 0 {
                let mut error = String::new();
                let _ = self.err.read_to_string(&mut error);
                panic!("it ended before {last:?}: {lines:?} {error}");
            }
            lines.push(line.trim_end().to_owned());
            if line.contains(last) {
                return lines;
            }
        }
    }

    /// Asks it to end and gives the exit code.
    pub fn end(mut self, name: &str) -> Option<i32> {
        signal(&self.child, name);
        let mut rest = String::new();
        let _ = self.out.read_to_string(&mut rest);
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The status line that an http address answers with.
fn get(address: &str, path: &str) -> String {
    let authority = address.strip_prefix("http://").expect("plain http");
    let mut stream = TcpStream::connect(authority).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned()
}

#[test]
fn a_server_tells_its_real_addresses_and_ends_when_asked() {
    let desk = Desk::new();
    let data = demo().data.display().to_string();
    for name in ["TERM", "INT"] {
        let line = format!("serve --data {data} --http 127.0.0.1:0 --https 127.0.0.1:0 --json");
        let mut server = Server::start(&desk, &line);
        let told: Value = serde_json::from_str(&server.told("}").join("\n")).unwrap();
        assert_eq!(told["format"], "ceralacca.serve/1");
        let address = told["addresses"][0].as_str().unwrap();
        assert!(!address.ends_with(":0"), "{told}");
        assert_eq!(told["addresses"].as_array().map(Vec::len), Some(2));
        assert_eq!(get(address, "/verifica"), "HTTP/1.1 200 OK");
        assert_eq!(server.end(name), Some(0), "SIG{name}");
    }
}

#[test]
fn a_node_serves_what_it_is_asked_to_and_nothing_else() {
    let desk = Desk::new();
    let data = demo().data.display().to_string();
    let paths = ["/verifica", "/firma/crl/00.crl", "/firma/ocsp/MAA=", "/readyz"];
    let expected = [
        ("ocsp", [404, 404, 200, 200]),
        ("crl", [404, 200, 404, 200]),
        ("worker", [404, 404, 404, 200]),
        ("web,crl", [200, 200, 404, 200]),
    ];
    for (roles, expected) in expected {
        let line = format!("serve --data {data} --http 127.0.0.1:0 --only {roles} --json");
        let mut server = Server::start(&desk, &line);
        let told: Value = serde_json::from_str(&server.told("}").join("\n")).unwrap();
        let address = told["addresses"][0].as_str().unwrap();
        let found = paths.map(|path| get(address, path)[9..12].parse::<u16>().unwrap());
        assert_eq!(found, expected, "{roles}: {paths:?}");
        assert_eq!(server.end("TERM"), Some(0));
    }
    desk.refuses(&format!("serve --data {data} --only everything"), 2, "usage");
}

#[test]
fn a_port_in_use_is_told() {
    let desk = Desk::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let data = demo().data.display();
    let problem = desk.refuses(&format!("serve --data {data} --http 127.0.0.1:{port}"), 1, "port-taken");
    assert!(problem["heading"].as_str().unwrap().contains(&port.to_string()));
    desk.refuses(&format!("serve --data {data} --http 203.0.113.1:8480"), 1, "listen-failed");
}

#[test]
fn the_three_things_to_try_work_as_printed() {
    let desk = Desk::new();
    let data = desk.path("the demo's data");
    copy_folder(&demo().untouched, &data);
    // The summary names files by their place: this copy names its own.
    let summary = std::fs::read_to_string(data.join("demo.json")).unwrap();
    let moved = summary.replace(demo().data.to_str().unwrap(), data.to_str().unwrap());
    std::fs::write(data.join("demo.json"), moved).unwrap();

    let line = format!(
        "demo --data \"{}\" --http 127.0.0.1:0 --https 127.0.0.1:0 --admin 127.0.0.1:0 --cns 127.0.0.1:0",
        data.display()
    );
    let mut server = Server::start(&desk, &line);
    let told = server.told("Ctrl-C");
    let pin = demo().person(0, "pin_signature");
    assert!(told.iter().any(|line| line.contains("Mario Rossi") && line.contains(pin)), "{told:?}");
    let to_try: Vec<&str> = (1..=3)
        .map(|number| {
            let start = format!("  {number}. ");
            told.iter().find_map(|line| line.strip_prefix(&start)).expect("three things to try")
        })
        .collect();
    for (index, more) in [(0, " --pin-file pin.txt"), (1, "")] {
        let words = split(&format!("{}{more}", to_try[index]));
        assert_eq!(words[0], env!("CARGO_BIN_EXE_ceralacca"));
        let mut command = std::process::Command::new("sh");
        command
            .args(["-c", &format!("{}{more}", to_try[index])])
            .current_dir(desk.folder())
            .env_remove("LANG");
        Ran::of(command.stdin(Stdio::null()).output().unwrap()).exits(0);
    }
    let address = to_try[2].split_whitespace().last().unwrap();
    let (address, page) = address.split_at(address.rfind('/').unwrap());
    assert_eq!(get(address, page), "HTTP/1.1 200 OK");
    assert_eq!(server.end("TERM"), Some(0));
}
