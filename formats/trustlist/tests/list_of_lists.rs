//! The list of the lists and its pivots.

#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use common::{
    compose::{List, pointer},
    pki::{Key, self_signed},
    sign::Signer,
};
use trustlist::{
    CheckedList,
    check::Refusal,
    lotl::{self, LotlError, Walk},
};
use x509::Certificate;

struct Person {
    key: Key,
    certificate: Certificate,
}

impl Person {
    fn new(name: &'static str) -> Self {
        let key = Key::new();
        Self { certificate: self_signed(name, &key), key }
    }
}

const PIVOT_1: &str = "https://example.test/lotl-pivot-1.xml";
const PIVOT_2: &str = "https://example.test/lotl-pivot-2.xml";
const JOURNAL: &str = "https://example.test/official-journal";

/// A list of lists that names who signs the next one, and the Italian list's signer.
fn list_of_lists(sequence: u64, next: &[&Certificate], pivots: &[&str], italian: &Certificate) -> String {
    let pointers = pointer("https://example.test/lotl.xml", "EU", "EUlistofthelists", next)
        + &pointer("https://example.test/it.xml", "IT", "EUgeneric", &[italian]);
    let mut information: Vec<String> = pivots.iter().map(|url| (*url).to_owned()).collect();
    information.push(JOURNAL.to_owned());
    information.push("https://example.test/legal-notice.html".to_owned());
    List { sequence, kind: "EUlistofthelists", territory: "EU", information, pointers, ..List::default() }
        .xml()
}

/// Keys that follow each other: the journal names a, pivot 1 names b, pivot 2 names c, who signs now.
struct Union {
    a: Person,
    b: Person,
    c: Person,
    italian: Person,
    pivot_1: Vec<u8>,
    pivot_2: Vec<u8>,
    current: Vec<u8>,
}

fn signed(by: &Person, list: &str) -> Vec<u8> {
    Signer::new(&by.key, &by.certificate).sign(list)
}

impl Union {
    fn new() -> Self {
        let [a, b, c, italian] = ["a", "b", "c", "italian"].map(Person::new);
        let list = |sequence, next: &Person, pivots: &[&str]| {
            list_of_lists(sequence, &[&next.certificate], pivots, &italian.certificate)
        };
        let pivot_1 = signed(&a, &list(10, &b, &[]));
        let pivot_2 = signed(&b, &list(20, &c, &[PIVOT_1]));
        let current = signed(&c, &list(30, &c, &[PIVOT_2, PIVOT_1]));
        Self { pivot_1, pivot_2, current, a, b, c, italian }
    }

    fn walk(&self, current: &[u8], pivots: &[&[u8]]) -> Result<CheckedList, LotlError> {
        let mut walk = Walk::start(current, std::slice::from_ref(&self.a.certificate))?;
        for pivot in pivots {
            walk = walk.supply(pivot)?;
        }
        walk.finish()
    }
}

#[test]
fn pivots_are_wanted_from_the_oldest_and_lead_to_the_current_list() {
    let union = Union::new();
    let walk = Walk::start(&union.current, std::slice::from_ref(&union.a.certificate)).unwrap();
    assert_eq!(walk.wanted(), Some(PIVOT_1));
    let walk = walk.supply(&union.pivot_1).unwrap();
    assert_eq!(walk.wanted(), Some(PIVOT_2));
    let walk = walk.supply(&union.pivot_2).unwrap();
    assert_eq!(walk.wanted(), None);
    let checked = walk.finish().unwrap();
    assert_eq!(checked.list.scheme.sequence_number, 30);
    assert_eq!(checked.signer.as_ref(), Some(&union.c.certificate));
    assert_eq!(lotl::announcement(&checked.list), Some(JOURNAL));
    let pointer = lotl::pointer_to(&checked.list, "IT").unwrap();
    assert_eq!(pointer.certificates, [union.italian.certificate]);
    assert_eq!(lotl::national(&checked.list).count(), 1);
}

#[test]
fn a_missing_pivot_is_named() {
    let union = Union::new();
    let refused = union.walk(&union.current, &[&union.pivot_1]).unwrap_err();
    assert!(matches!(refused, LotlError::PivotMissing(url) if url == PIVOT_2));
}

#[test]
fn no_link_can_be_left_out_or_changed_places() {
    let union = Union::new();
    let stranger = |refused: LotlError, at: &str| matches!(refused, LotlError::Refused { place, source: Refusal::Stranger(_) } if place == at);
    // The current list hides the pivots and is not signed by whom the journal names.
    let hidden =
        signed(&union.c, &list_of_lists(30, &[&union.c.certificate], &[], &union.italian.certificate));
    assert!(stranger(union.walk(&hidden, &[]).unwrap_err(), "the current list"));
    let swapped = union.walk(&union.current, &[&union.pivot_2, &union.pivot_1]).unwrap_err();
    assert!(stranger(swapped, PIVOT_1));
    let twice = union.walk(&union.current, &[&union.pivot_1, &union.pivot_1]).unwrap_err();
    assert!(stranger(twice, PIVOT_2));
}

#[test]
fn a_key_that_was_replaced_signs_no_later_list() {
    let union = Union::new();
    let by_old = signed(
        &union.b,
        &list_of_lists(30, &[&union.b.certificate], &[PIVOT_2, PIVOT_1], &union.italian.certificate),
    );
    let refused = union.walk(&by_old, &[&union.pivot_1, &union.pivot_2]).unwrap_err();
    assert!(matches!(refused, LotlError::Refused { source: Refusal::Stranger(_), .. }), "{refused}");
}

#[test]
fn a_pivot_is_older_than_what_follows() {
    let union = Union::new();
    let late = signed(&union.a, &list_of_lists(30, &[&union.b.certificate], &[], &union.italian.certificate));
    let refused = union.walk(&union.current, &[&late]).unwrap_err();
    assert!(matches!(refused, LotlError::Order { place } if place == PIVOT_1));
    let later =
        signed(&union.a, &list_of_lists(25, &[&union.b.certificate], &[], &union.italian.certificate));
    let refused = union.walk(&union.current, &[&later, &union.pivot_2]).unwrap_err();
    assert!(matches!(refused, LotlError::Order { place } if place == PIVOT_2));
}

#[test]
fn a_national_list_is_no_list_of_lists() {
    let union = Union::new();
    let national = signed(&union.a, &List::default().xml());
    assert!(matches!(union.walk(&national, &[]), Err(LotlError::NotAListOfLists { .. })));
    let refused = union.walk(&union.current, &[&national]).unwrap_err();
    assert!(matches!(refused, LotlError::NotAListOfLists { place } if place == PIVOT_1));
}

#[test]
fn a_list_of_lists_with_too_many_pivots_is_refused() {
    let union = Union::new();
    let pivots = vec![PIVOT_1; 101];
    let list = list_of_lists(30, &[&union.c.certificate], &pivots, &union.italian.certificate);
    assert!(matches!(union.walk(list.as_bytes(), &[]), Err(LotlError::TooManyPivots)));
}

#[test]
fn a_national_list_is_checked_with_the_certificates_of_its_pointer() {
    let union = Union::new();
    let checked = union.walk(&union.current, &[&union.pivot_1, &union.pivot_2]).unwrap();
    let pointer = lotl::pointer_to(&checked.list, "IT").unwrap();
    let national = signed(&union.italian, &List::default().xml());
    assert!(trustlist::check::check(&national, &pointer.certificates).is_ok());
    let by_other = signed(&union.b, &List::default().xml());
    assert!(trustlist::check::check(&by_other, &pointer.certificates).is_err());
}
