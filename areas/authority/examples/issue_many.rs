//! Issues pairs one after the other, telling each on standard output once it is durable: the work of
//! a busy day, for linters (`--out`) and for crash tests (`kill -9` at any moment, then `--check`).
//!
//! ```text
//! issue_many FOLDER COUNT [OUT]     issues COUNT pairs, writing the certificates to OUT
//! issue_many FOLDER check           finishes what was interrupted and counts
//! ```

#![expect(clippy::print_stdout, reason = "its output is read by the tests that run it")]

use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use authority::{
    Authority, Holder, PairRequest,
    practice::{self, Practised},
};
use foundation::{Actor, SystemClock, SystemEntropy};
use keyvault::{KeySpec, SoftwareKey};
use store::Store;

fn main() -> Practised<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("which folder?")?);
    let what = arguments.next().ok_or("how many?")?;
    let out = arguments.next().map(PathBuf::from);
    let (store, authority) = open(&folder)?;
    if what == "check" {
        let finished = authority.recover()?;
        let census = authority.census()?;
        let audit = store::audit::verify(&store)?;
        println!(
            "finished {finished} whole {} open {} half {} repeated {} audit {}",
            census.whole_pairs,
            census.open_pairs,
            census.half_pairs,
            census.repeated_serials,
            if audit.is_intact() { "intact" } else { "broken" }
        );
        return Ok(());
    }
    authority.recover()?;
    for number in 0..what.parse::<u32>()? {
        let key = if number % 50 == 49 { KeySpec::Rsa2048 } else { KeySpec::P256 };
        let pair = authority.issue_pair(&Actor::command_line(), &pair_request(number, key)?)?;
        if let Some(out) = &out {
            std::fs::write(out.join(format!("{number:04}-signature.der")), pair.signature.der())?;
            std::fs::write(out.join(format!("{number:04}-cns.der")), pair.cns.der())?;
        }
        println!("issued {} {} {}", pair.id, pair.signature.serial_hex(), pair.cns.serial_hex());
        std::io::stdout().flush()?;
    }
    Ok(())
}

/// The authority in a folder, with RSA-4096 as in life.
fn open(folder: &Path) -> Practised<(Store, Authority)> {
    let clock = Arc::new(SystemClock);
    practice::open(folder, practice::settings(16)?, KeySpec::Rsa4096, clock, Arc::new(SystemEntropy))
}

/// Names as they occur: long ones, with apostrophes, with letters beyond ASCII.
const NAMES: [(&str, &str); 6] = [
    ("Mario", "Rossi"),
    ("Niccolò", "D'Annunzio"),
    ("Jürgen", "Größner"),
    ("Maria Maddalena Immacolata Concetta", "De Sanctis Della Rovere Montefeltro Malatesta"),
    ("Žofie", "Łukasiewicz"),
    ("Anna", "Lo"),
];

fn pair_request(number: u32, key: KeySpec) -> Practised<PairRequest> {
    let (given_name, surname) = NAMES[number as usize % NAMES.len()];
    let holder =
        Holder { given_name: given_name.to_owned(), surname: surname.to_owned(), ..practice::mario()? };
    let keys = [SoftwareKey::generate(key)?, SoftwareKey::generate(key)?];
    practice::pair_request(holder, number.into(), &keys[0], &keys[1])
}
