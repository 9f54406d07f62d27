//! Every recorded exchange between OpenSC and a card, command by command.

#![expect(clippy::print_stdout, reason = "says when a test did not run")]
#![expect(clippy::unwrap_used, reason = "a test stops where a trace cannot be read")]

mod common;

use std::{fs, path::PathBuf};

use cns_card::{Card, File, Path, hex, memory::place};
use common::{chip, memory, send};

fn read(name: &str) -> Option<String> {
    let root = std::env::var_os("CERALACCA_CORPUS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures"),
        PathBuf::from,
    );
    let text = fs::read_to_string(root.join("cns-card").join(name)).ok();
    if text.is_none() {
        println!("not run: {name}, corpus folder missing");
    }
    text
}

/// Replays a trace; returns how many answers were compared.
fn replay(name: &str, preset: &str) -> usize {
    let Some(text) = read(name) else { return usize::MAX };
    let mut memory = memory(preset);
    // The recorded card: its chip serial, no label, and additional data that everybody reads.
    memory.put_file(&place::gdo(), &hex::decode("5A088038000000000001").unwrap()).unwrap();
    memory.put_file(&Path::from([0x3f02]), &[0; 8]).unwrap();
    memory.files.insert(Path::from([0x1200, 0x1201]), File::public([0; 16]));
    let mut card = Card::new(memory, chip());
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with(['C', 'R'])).collect();
    for pair in lines.chunks_exact(2) {
        let (command, expected) = (&pair[0][2..], &pair[1][2..]);
        let (data, status) = send(&mut card, command);
        let (body, wanted) = expected.rsplit_once(' ').unwrap_or(("", expected));
        assert_eq!(status, wanted, "{name}: {command}");
        if let Some(count) = body.strip_prefix('[') {
            let count: usize = count.trim_end_matches(" bytes]").parse().unwrap();
            assert_eq!(data.len(), 2 * count, "{name}: {command}");
        } else if body.len() == 2 {
            // One octet out of the recorded certificate.
            assert_eq!(data.len(), 2, "{name}: {command}");
        } else {
            assert_eq!(data, body, "{name}: {command}");
        }
    }
    lines.len() / 2
}

#[test]
fn a_dump_of_all_objects_reads_as_recorded() {
    assert!(replay("trace-opensc-0.23-dump.txt", "infocert-1205") > 90);
}

#[test]
fn the_life_of_a_pin_goes_as_recorded() {
    assert!(replay("trace-pin-lifecycle.txt", "infocert-1205") >= 8);
}

#[test]
fn probes_of_other_drivers_are_refused() {
    assert!(replay("trace-probe-0.23.txt", "infocert-1205") >= 26);
    assert!(replay("trace-probe-0.27.txt", "infocert-1205") >= 23);
}

#[test]
fn signatures_come_chained_extended_and_by_either_operation() {
    assert!(replay("trace-sign-cns0-1024.txt", "infocamere-1024") >= 4);
    assert!(replay("trace-sign-cns0-2048-chained.txt", "infocert-1205") >= 5);
    assert!(replay("trace-sign-cns0-2048-extended.txt", "infocert-1205") >= 4);
    assert!(replay("trace-sign-cns1-2048-pso-cds.txt", "infocert-1205") >= 7);
}
