//! Trusted lists are taken from files and fetched, never without a signature of who may sign them.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use authority::practice;
use foundation::{Actor, TestClock, TestEntropy, hex};
use jiff::SignedDuration;
use keyvault::KeySpec;
use signing::{
    AuthorityTrust, TrustSource,
    trusted_lists::{KeptList, KeptLists, ListFile, ListOutcome, ListSource, ListTaken},
};
use store::{Store, StoreUrl};
use tempfile::TempDir;
use x509::{Certificate, alg::DigestAlgorithm};

use crate::site::NOW;

/// Lists, keys and signatures as the tests of the format make them.
#[path = "../../../../formats/trustlist/tests/common/mod.rs"]
mod lists;

use lists::{
    compose::{List, State, pointer, service},
    pki::{Key, self_signed},
    sign::Signer,
};

const LOTL: &str = "https://lists.example.test/lotl.xml";
const PIVOT: &str = "https://lists.example.test/lotl-pivot-1.xml";
const ITALIAN: &str = "https://it.example.test/TSL-IT.xml";
const DIGEST: &str = "https://it.example.test/TSL-IT.sha2";

struct Person {
    key: Key,
    certificate: Certificate,
}

impl Person {
    fn new(name: &'static str) -> Self {
        let key = Key::new();
        Self { certificate: self_signed(name, &key), key }
    }

    fn sign(&self, list: &List) -> Vec<u8> {
        Signer::new(&self.key, &self.certificate).sign(&list.xml())
    }
}

/// The network: what is at each address, and what was asked for.
#[derive(Debug, Default)]
struct Network {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    asked: Mutex<Vec<String>>,
}

impl Network {
    fn put(&self, url: &str, file: &[u8]) {
        self.files.lock().unwrap().insert(url.to_owned(), file.to_vec());
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

impl ListSource for Network {
    fn fetch(&self, url: &str) -> Result<Vec<u8>, String> {
        self.asked.lock().unwrap().push(url.to_owned());
        self.files.lock().unwrap().get(url).cloned().ok_or_else(|| "nobody answers".to_owned())
    }
}

struct World {
    /// Signed the list of lists when the Official Journal named them; then their successor does.
    journal: Person,
    successor: Person,
    italian: Person,
    ca: Person,
    kept: KeptLists,
    store: Store,
    clock: Arc<TestClock>,
    network: Network,
    _folder: TempDir,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(StoreUrl::Sqlite(folder.path().join("ceralacca.db"))).unwrap();
        let clock = Arc::new(TestClock::at(NOW.parse().unwrap()));
        let kept = KeptLists::open(store.clone(), clock.clone()).unwrap();
        let [journal, successor, italian, ca] = ["journal", "successor", "italian", "ca"].map(Person::new);
        Self {
            journal,
            successor,
            italian,
            ca,
            kept,
            store,
            clock,
            network: Network::default(),
            _folder: folder,
        }
    }

    fn list_of_lists(&self, sequence: u64, pivots: &[&str]) -> List {
        let mut information: Vec<String> = pivots.iter().map(|url| (*url).to_owned()).collect();
        information.push("https://journal.example.test/".to_owned());
        List {
            sequence,
            kind: "EUlistofthelists",
            territory: "EU",
            information,
            pointers: pointer(LOTL, "EU", "EUlistofthelists", &[&self.successor.certificate])
                + &pointer(ITALIAN, "IT", "EUgeneric", &[&self.italian.certificate]),
            ..List::default()
        }
    }

    fn pivot(&self) -> Vec<u8> {
        self.journal.sign(&self.list_of_lists(1, &[]))
    }

    fn union(&self, sequence: u64) -> Vec<u8> {
        self.successor.sign(&self.list_of_lists(sequence, &[PIVOT]))
    }

    fn italian(&self, sequence: u64) -> Vec<u8> {
        let services = service(&self.ca.certificate, &[State::granted()]);
        self.italian.sign(&List { sequence, ..List::of(services) })
    }

    fn import(&self, files: &[&[u8]], signers: &[&Person]) -> Vec<ListOutcome> {
        let files = files.iter().enumerate();
        let files =
            files.map(|(at, file)| ListFile { name: format!("{at}.xml"), octets: file.to_vec() }).collect();
        let signers: Vec<Certificate> = signers.iter().map(|person| person.certificate.clone()).collect();
        self.kept.import(&Actor::command_line(), files, &signers).unwrap()
    }

    /// With the list of lists no. 5 and the Italian list no. 7.
    fn with_lists() -> Self {
        let world = Self::new();
        let outcomes = world.import(&[&world.italian(7), &world.union(5), &world.pivot()], &[&world.journal]);
        assert_eq!(taken(&outcomes), [ListTaken::Pivot, ListTaken::Taken, ListTaken::Taken]);
        world
    }

    fn refresh(&self, all: bool) -> Vec<ListOutcome> {
        self.kept.refresh(&Actor::system("housekeeping"), &self.network, all).unwrap()
    }

    fn state(&self, territory: &str) -> KeptList {
        self.kept.states().unwrap().into_iter().find(|list| list.territory == territory).unwrap()
    }

    fn events(&self) -> Vec<String> {
        let entries = self.store.read_blocking(|tx| store::audit::entries(tx, 0, 1000)).unwrap();
        let event = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap()["event"].clone();
        entries.iter().map(|(_, text)| event(text).as_str().unwrap().to_owned()).collect()
    }
}

fn taken(outcomes: &[ListOutcome]) -> Vec<ListTaken> {
    outcomes.iter().map(|outcome| outcome.taken.clone()).collect()
}

fn why(outcome: &ListOutcome) -> &str {
    match &outcome.taken {
        ListTaken::Rejected(why) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn lists_are_taken_from_files_in_any_order_shown_and_used() {
    let world = World::with_lists();
    let union = world.state("EU");
    assert_eq!((union.sequence_number, union.location.as_deref()), (5, Some(LOTL)));
    let italian = world.state("IT");
    assert_eq!((italian.sequence_number, italian.expired, italian.rejected), (7, false, None));
    let lists = world.kept.lists().unwrap();
    assert!(lists.is_anchor(&world.ca.certificate));
    assert!(Arc::ptr_eq(&lists, &world.kept.lists().unwrap()), "they are read once");
    let events = world.events();
    assert_eq!(events, ["trusted-list.taken", "trusted-list.signers-named", "trusted-list.taken"]);
}

#[test]
fn without_the_certificates_of_the_official_journal_nothing_is_taken() {
    let world = World::new();
    let outcomes = world.import(&[&world.pivot(), &world.union(5), &world.italian(7)], &[]);
    assert!(outcomes.iter().all(|outcome| matches!(outcome.taken, ListTaken::Rejected(_))), "{outcomes:?}");
    assert_eq!(world.kept.states().unwrap(), []);
    assert!(world.kept.lists().unwrap().is_empty());
    assert!(world.events().iter().all(|event| event == "trusted-list.rejected"));
}

#[test]
fn a_missing_pivot_is_asked_for_by_its_address() {
    let world = World::new();
    let outcomes = world.import(&[&world.union(5)], &[&world.journal]);
    assert!(why(&outcomes[0]).contains(PIVOT), "{outcomes:?}");
}

#[test]
fn the_last_good_copy_stays_when_a_newer_one_is_not_accepted() {
    let world = World::with_lists();
    let by_stranger = world.ca.sign(&List { sequence: 8, ..List::default() });
    let damaged = String::from_utf8(world.italian(8)).unwrap().replace("A provider", "B provider");
    for file in [by_stranger.as_slice(), damaged.as_bytes()] {
        let outcomes = world.import(&[file], &[]);
        assert!(!why(&outcomes[0]).is_empty());
        let state = world.state("IT");
        assert_eq!(state.sequence_number, 7);
        assert_eq!(state.rejected.as_deref(), Some(why(&outcomes[0])));
        assert!(world.kept.lists().unwrap().is_anchor(&world.ca.certificate));
    }
    assert_eq!(taken(&world.import(&[&world.italian(8)], &[])), [ListTaken::Taken]);
    assert_eq!(world.state("IT").rejected, None);
}

#[test]
fn an_older_copy_is_not_taken_and_the_same_one_is_no_news() {
    let world = World::with_lists();
    let same = world.italian(9);
    assert_eq!(taken(&world.import(&[&same], &[])), [ListTaken::Taken]);
    assert!(why(&world.import(&[&world.italian(8)], &[])[0]).contains("older"));
    assert_eq!(taken(&world.import(&[&same], &[])), [ListTaken::Same]);
    assert_eq!(world.state("IT").sequence_number, 9);
}

#[test]
fn certificates_named_by_hand_do_not_stand_above_the_list_of_lists() {
    let world = World::with_lists();
    let by_stranger = world.ca.sign(&List { sequence: 8, ..List::default() });
    assert!(why(&world.import(&[&by_stranger], &[&world.ca])[0]).contains("may not"));
}

#[test]
fn a_list_that_no_list_of_lists_names_is_taken_with_the_certificate_of_its_operator() {
    let world = World::new();
    assert!(why(&world.import(&[&world.italian(7)], &[])[0]).contains("may not"));
    assert_eq!(taken(&world.import(&[&world.italian(7)], &[&world.italian])), [ListTaken::Taken]);
    // Whoever was named once may sign the next one too.
    assert_eq!(taken(&world.import(&[&world.italian(8)], &[])), [ListTaken::Taken]);
}

#[test]
fn what_is_no_list_is_told() {
    let world = World::new();
    let outcomes = world.import(&[b"<html/>", b"nothing"], &[]);
    assert!(why(&outcomes[0]).contains("html"));
    assert_eq!(outcomes.len(), 2);
}

#[test]
fn newer_copies_are_fetched_over_the_pivots() {
    let world = World::with_lists();
    world.network.put(LOTL, &world.union(6));
    world.network.put(PIVOT, &world.pivot());
    world.network.put(ITALIAN, &world.italian(8));
    let outcomes = world.refresh(true);
    assert_eq!(taken(&outcomes), [ListTaken::Taken, ListTaken::Taken]);
    assert_eq!(world.network.asked(), [LOTL, PIVOT, DIGEST, ITALIAN]);
    assert_eq!((world.state("EU").sequence_number, world.state("IT").sequence_number), (6, 8));
}

#[test]
fn a_list_whose_digest_is_the_same_is_not_fetched_while_its_signer_may_sign() {
    let world = World::with_lists();
    let kept = world.italian(9);
    let union = world.union(5);
    world.import(&[&kept, &union, &world.pivot()], &[]);
    world.network.put(LOTL, &union);
    world.network.put(PIVOT, &world.pivot());
    for digest in [DigestAlgorithm::Sha256.digest(&kept), hex(&DigestAlgorithm::Sha256.digest(&kept)).into()]
    {
        world.network.put(DIGEST, &digest);
        world.network.asked();
        assert_eq!(taken(&world.refresh(true)), [ListTaken::Same, ListTaken::Same]);
        assert_eq!(world.network.asked(), [LOTL, PIVOT, DIGEST]);
    }
    world.network.put(DIGEST, b"another");
    world.network.put(ITALIAN, &world.italian(10));
    assert_eq!(taken(&world.refresh(true)), [ListTaken::Same, ListTaken::Taken]);
    // The list of lists names somebody else now: what is kept has to be looked at again.
    let mut other = world.list_of_lists(6, &[PIVOT]);
    other.pointers = pointer(LOTL, "EU", "EUlistofthelists", &[&world.successor.certificate])
        + &pointer(ITALIAN, "IT", "EUgeneric", &[&world.ca.certificate]);
    world.network.put(LOTL, &world.successor.sign(&other));
    world.network.put(DIGEST, &DigestAlgorithm::Sha256.digest(&world.italian(10)));
    assert!(why(&world.refresh(true)[1]).contains("may not"));
}

#[test]
fn only_the_lists_of_the_countries_that_were_chosen_are_fetched() {
    let world = World::with_lists();
    world.network.put(LOTL, &world.union(6));
    world.network.put(PIVOT, &world.pivot());
    world.network.put(ITALIAN, &world.italian(8));
    let chosen = |country: &str| {
        let kept = KeptLists::open(world.store.clone(), world.clock.clone()).unwrap();
        let kept = kept.for_countries(&[country.to_owned()]);
        taken(&kept.refresh(&Actor::system("housekeeping"), &world.network, true).unwrap())
    };
    assert_eq!(chosen("DE"), [ListTaken::Taken]);
    assert_eq!(chosen("IT"), [ListTaken::Same, ListTaken::Taken]);
}

#[test]
fn lists_are_looked_for_daily_and_hourly_after_a_failure() {
    let world = World::with_lists();
    world.network.put(PIVOT, &world.pivot());
    world.network.put(LOTL, &world.union(5));
    assert_eq!(world.refresh(false), []);
    world.clock.advance(SignedDuration::from_hours(24));
    let outcomes = world.refresh(false);
    assert_eq!(why(&outcomes[1]), "nobody answers");
    assert_eq!(world.state("IT").rejected.as_deref(), Some("nobody answers"));
    assert_eq!(world.state("IT").sequence_number, 7, "the kept copy stays");
    assert_eq!(world.refresh(false), [], "not at once again");
    world.clock.advance(SignedDuration::from_hours(1));
    world.network.asked();
    world.network.put(ITALIAN, &world.italian(8));
    assert_eq!(taken(&world.refresh(false)), [ListTaken::Taken]);
    assert_eq!(world.network.asked(), [ITALIAN]);
}

#[test]
fn a_list_of_lists_that_brings_back_the_past_or_sends_elsewhere_is_not_taken() {
    let world = World::with_lists();
    world.network.put(PIVOT, &world.pivot());
    world.network.put(LOTL, &world.union(4));
    assert!(why(&world.refresh(true)[0]).contains("older"));
    let elsewhere = world.list_of_lists(6, &["http://127.0.0.1/pivot.xml"]);
    world.network.put(LOTL, &world.successor.sign(&elsewhere));
    world.network.asked();
    assert!(why(&world.refresh(true)[0]).contains("http://127.0.0.1/pivot.xml"));
    assert_eq!(world.network.asked(), [LOTL, ITALIAN]);
    assert_eq!(world.state("EU").sequence_number, 5);
}

#[test]
fn the_list_of_another_country_is_not_taken_in_place_of_the_one_asked_for() {
    let world = World::with_lists();
    let austrian = world.italian.sign(&List { territory: "AT", sequence: 9, ..List::default() });
    world.network.put(ITALIAN, &austrian);
    let outcomes = world.refresh(true);
    assert_eq!(why(&outcomes[1]), "it is the list of AT");
    assert_eq!(world.state("IT").sequence_number, 7);
}

#[test]
fn verification_trusts_the_services_of_the_lists_that_are_kept() {
    let world = World::with_lists();
    let (folder, entropy) = (tempfile::tempdir().unwrap(), Arc::new(TestEntropy::seeded(3)));
    let settings = practice::settings(2).unwrap();
    let (_, authority) =
        practice::open(folder.path(), settings, KeySpec::P256, world.clock.clone(), entropy).unwrap();
    let alone = AuthorityTrust::new(Arc::new(authority));
    let trusts = |source: &AuthorityTrust| {
        source.trust().unwrap().anchors().any(|anchor| *anchor == world.ca.certificate)
    };
    assert!(!trusts(&alone));
    let kept = KeptLists::open(world.store.clone(), world.clock.clone()).unwrap();
    assert!(trusts(&alone.with_lists(Arc::new(kept))));
}

#[test]
fn an_expired_list_is_shown_as_such_and_stays_in_use() {
    let world = World::with_lists();
    world.clock.advance(SignedDuration::from_hours(24 * 200));
    assert!(world.state("IT").expired);
    assert!(!world.kept.lists().unwrap().is_empty());
}

#[test]
fn a_list_taken_on_its_own_is_fetched_from_where_it_says() {
    let world = World::new();
    let place = format!("<DistributionPoints><URI xml:lang=\"en\">{ITALIAN}</URI></DistributionPoints>");
    let list = List::default().xml().replace("</SchemeInformation>", &(place + "</SchemeInformation>"));
    let signed = Signer::new(&world.italian.key, &world.italian.certificate).sign(&list);
    assert_eq!(taken(&world.import(&[&signed], &[&world.italian])), [ListTaken::Taken]);
    world.network.put(ITALIAN, &world.italian(2));
    assert_eq!(taken(&world.refresh(true)), [ListTaken::Taken]);
    assert_eq!(world.state("IT").sequence_number, 2);
}
