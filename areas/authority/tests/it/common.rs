//! A small certification authority in a temporary folder, with a clock moved by hand.

use std::{path::Path, sync::Arc};

use authority::{Authority, Holder, PairRequest, practice};
use foundation::{Actor, SystemEntropy, TestClock, Timestamp};
use keyvault::{KeySpec, SoftwareKey};
use store::Store;

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

/// An authority with its four service CAs.
pub fn house(key: KeySpec) -> House {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(TestClock::at(start()));
    let (store, authority) = open(folder.path(), &clock, key);
    House { authority: Arc::new(authority), clock, store, folder }
}

/// Opens what is in a folder, as a restarted program would.
pub fn open(folder: &Path, clock: &Arc<TestClock>, key: KeySpec) -> (Store, Authority) {
    let settings = practice::settings(4).unwrap();
    practice::open(folder, settings, key, clock.clone(), Arc::new(SystemEntropy)).unwrap()
}

pub fn actor() -> Actor {
    Actor::command_line()
}

pub fn mario() -> Holder {
    practice::mario().unwrap()
}

/// A proof of possession of a key.
pub fn proof(key: &SoftwareKey) -> Vec<u8> {
    practice::proof(key).unwrap()
}

/// A request for a pair with two new P-256 keys.
pub fn pair_request(holder: Holder) -> PairRequest {
    let [signature, cns] = [(); 2].map(|()| SoftwareKey::generate(KeySpec::P256).unwrap());
    practice::pair_request(holder, 12_345_678_901, &signature, &cns).unwrap()
}
