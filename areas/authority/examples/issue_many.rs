//! Issues pairs one after the other, telling each on standard output once it is durable: the work of
//! a busy day, for linters (`--out`) and for crash tests (`kill -9` at any moment, then `--check`).
//!
//! ```text
//! issue_many FOLDER COUNT [OUT]     issues COUNT pairs, writing the certificates to OUT
//! issue_many FOLDER check           finishes what was interrupted and counts
//! ```

#![expect(clippy::print_stdout, reason = "its output is read by the tests that run it")]

use std::{
    error::Error,
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use authority::{Authority, Holder, PairRequest, Settings};
use foundation::{Actor, SystemClock, SystemEntropy};
use keyvault::{Argon2Cost, KeySpec, SigningKey, SoftwareKey, Unlock, Vault};
use store::{Store, StoreUrl};
use x509::{Name, profile::SubjectBuilder, request};

fn main() -> Result<(), Box<dyn Error>> {
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
        let pair = authority.issue_pair(&Actor::system("issue-many"), &pair_request(number, key)?)?;
        if let Some(out) = &out {
            std::fs::write(out.join(format!("{number:04}-signature.der")), pair.signature.der())?;
            std::fs::write(out.join(format!("{number:04}-cns.der")), pair.cns.der())?;
        }
        println!("issued {} {} {}", pair.id, pair.signature.serial_hex(), pair.cns.serial_hex());
        std::io::stdout().flush()?;
    }
    Ok(())
}

fn open(folder: &Path) -> Result<(Store, Authority), Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    let unlock = Unlock::KeyFile(folder.join("vault.key"));
    let vault = folder.join("vault");
    let vault = match Vault::open(&vault, &unlock) {
        Ok(vault) => vault,
        Err(_) => Vault::create(&vault, &unlock, Argon2Cost::LEAST, &SystemEntropy)?,
    };
    let store = Store::open(StoreUrl::Sqlite(folder.join("register.db")))?;
    let clock = Arc::new(SystemClock);
    let authority = Authority::open(store.clone(), vault, clock, Arc::new(SystemEntropy), settings()?)?;
    match authority.init(&Actor::command_line(), KeySpec::Rsa4096) {
        Ok(()) | Err(authority::AuthorityError::AlreadyInitialised) => {}
        Err(error) => return Err(error.into()),
    }
    Ok((store, authority))
}

fn settings() -> Result<Settings, Box<dyn Error>> {
    let arc = |last: u8| format!("1.3.6.1.4.1.32473.1.{last}").parse::<asn1::Oid>();
    Ok(Settings {
        organization: "Camera di commercio di Borgo Sereno".to_owned(),
        organization_identifier: "VATIT-12345678903".to_owned(),
        chamber_unit: "CCIAA Borgo Sereno".to_owned(),
        publication_url: "http://pki.example.com".to_owned(),
        cps_url: "https://ca.example.com/manuali".to_owned(),
        pds_urls: vec![
            ("en".to_owned(), "https://ca.example.com/pds-en.pdf".to_owned()),
            ("it".to_owned(), "https://ca.example.com/pds-it.pdf".to_owned()),
        ],
        policy_signature: arc(1)?,
        policy_cns: arc(2)?,
        policy_tsa: arc(3)?,
        policy_ocsp: arc(4)?,
        crl_shards: 16,
    })
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

fn pair_request(number: u32, key: KeySpec) -> Result<PairRequest, Box<dyn Error>> {
    let (given_name, surname) = NAMES[number as usize % NAMES.len()];
    let holder = Holder {
        given_name: given_name.to_owned(),
        surname: surname.to_owned(),
        codice_fiscale: "RSSMRA80A01H501U".parse()?,
    };
    Ok(PairRequest {
        holder,
        card_number: format!("7430{number:012}"),
        personal_data: format!("dati personali {number}").into_bytes(),
        signature_request: proof(&SoftwareKey::generate(key)?)?,
        cns_request: proof(&SoftwareKey::generate(key)?)?,
    })
}

fn proof(key: &SoftwareKey) -> Result<Vec<u8>, Box<dyn Error>> {
    let subject = SubjectBuilder::new().country("IT").finish()?;
    let algorithm = key.spec().default_algorithm();
    let to_sign = request::build(Name::from_der(&subject)?, key.public_key(), algorithm);
    Ok(to_sign.complete(&key.sign_digest(algorithm, &to_sign.digest())?))
}
