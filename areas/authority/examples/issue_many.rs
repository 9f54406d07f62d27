//! Issues pairs with names as they occur, for linters (`interop/run pkilint`):
//! `issue_many FOLDER COUNT OUT` writes their certificates to OUT.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use authority::{
    Authority, Holder, PairRequest,
    practice::{self, Practised},
};
use foundation::{Actor, SystemClock, SystemEntropy};
use keyvault::{KeySpec, SoftwareKey};

fn main() -> Practised<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("which folder?")?);
    let what = arguments.next().ok_or("how many?")?;
    let out = PathBuf::from(arguments.next().ok_or("where to?")?);
    let authority = open(&folder)?;
    for number in 0..what.parse::<u32>()? {
        let key = if number % 50 == 49 { KeySpec::Rsa2048 } else { KeySpec::P256 };
        let pair = authority.issue_pair(&Actor::command_line(), &pair_request(number, key)?)?;
        std::fs::write(out.join(format!("{number:04}-signature.der")), pair.signature.der())?;
        std::fs::write(out.join(format!("{number:04}-cns.der")), pair.cns.der())?;
    }
    Ok(())
}

/// The authority in a folder, with RSA-4096 as in life.
fn open(folder: &Path) -> Practised<Authority> {
    let clock = Arc::new(SystemClock);
    let settings = practice::settings(16)?;
    Ok(practice::open(folder, settings, KeySpec::Rsa4096, clock, Arc::new(SystemEntropy))?.1)
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
