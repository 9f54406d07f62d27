//! A small certification authority in a temporary folder, with a clock moved by hand.

use std::{path::Path, sync::Arc};

use authority::{Authority, Holder, PairRequest, Settings};
use foundation::{Actor, Entropy, TestClock, TestEntropy, Timestamp};
use keyvault::{Argon2Cost, KeySpec, SigningKey, SoftwareKey, Unlock, Vault};
use store::{Store, StoreUrl};
use x509::{Name, profile::SubjectBuilder, request};

/// An authority, its clock and its folder.
pub struct House {
    pub authority: Arc<Authority>,
    pub clock: Arc<TestClock>,
    pub store: Store,
    pub folder: tempfile::TempDir,
}

pub fn start() -> Timestamp {
    "2026-11-22T09:00:00Z".parse().unwrap()
}

pub fn settings() -> Settings {
    let arc = |last: u8| format!("1.3.6.1.4.1.32473.1.{last}").parse().unwrap();
    Settings {
        organization: "Ceralacca Prova S.p.A.".to_owned(),
        organization_identifier: "VATIT-00000000000".to_owned(),
        chamber_unit: "CCIAA Borgo Sereno".to_owned(),
        publication_url: "http://pki.example.com".to_owned(),
        cps_url: "https://ca.example.com/manuali".to_owned(),
        pds_urls: vec![
            ("en".to_owned(), "https://ca.example.com/pds-en.pdf".to_owned()),
            ("it".to_owned(), "https://ca.example.com/pds-it.pdf".to_owned()),
        ],
        policy_signature: arc(1),
        policy_cns: arc(2),
        policy_tsa: arc(3),
        policy_ocsp: arc(4),
        crl_shards: 4,
    }
}

/// An authority with its four service CAs.
pub fn house(key: KeySpec) -> House {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(TestClock::at(start()));
    let unlock = Unlock::KeyFile(folder.path().join("vault.key"));
    let entropy = TestEntropy::seeded(1);
    Vault::create(&folder.path().join("vault"), &unlock, Argon2Cost::LEAST, &entropy).unwrap();
    let (store, authority) = open(folder.path(), &clock);
    authority.init(&actor(), key).unwrap();
    House { authority: Arc::new(authority), clock, store, folder }
}

/// Opens what is in a folder, as a restarted program would.
pub fn open(folder: &Path, clock: &Arc<TestClock>) -> (Store, Authority) {
    let unlock = Unlock::KeyFile(folder.join("vault.key"));
    let vault = Vault::open(&folder.join("vault"), &unlock).unwrap();
    let store = Store::open(StoreUrl::Sqlite(folder.join("test.db"))).unwrap();
    let entropy: Arc<dyn Entropy> = Arc::new(foundation::SystemEntropy);
    let authority = Authority::open(store.clone(), vault, clock.clone(), entropy, settings()).unwrap();
    (store, authority)
}

pub fn actor() -> Actor {
    Actor::command_line()
}

pub fn mario() -> Holder {
    Holder {
        given_name: "Mario".to_owned(),
        surname: "Rossi".to_owned(),
        codice_fiscale: "RSSMRA80A01H501U".parse().unwrap(),
    }
}

/// A proof of possession of a key.
pub fn proof(key: &SoftwareKey) -> Vec<u8> {
    let subject = SubjectBuilder::new().country("IT").finish().unwrap();
    let algorithm = key.spec().default_algorithm();
    let to_sign = request::build(Name::from_der(&subject).unwrap(), key.public_key(), algorithm);
    to_sign.complete(&key.sign_digest(algorithm, &to_sign.digest()).unwrap())
}

/// A request for a pair with two new P-256 keys.
pub fn pair_request(holder: Holder) -> PairRequest {
    let key = || SoftwareKey::generate(KeySpec::P256).unwrap();
    PairRequest {
        holder,
        card_number: "7430012345678901".to_owned(),
        personal_data: b"dati personali di prova".to_vec(),
        signature_request: proof(&key()),
        cns_request: proof(&key()),
    }
}
