//! Bad input: an error or a list, never a panic, never long.

#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use common::{
    compose::{List, State, policy, qualifies, service},
    pki::{Key, self_signed},
    sign::Signer,
};
use proptest::prelude::*;
use trustlist::{Error, TrustedList, check::check, lotl::Walk};
use x509::Certificate;

fn sample() -> (Vec<u8>, Certificate) {
    let key = Key::new();
    let certificate = self_signed("An operator", &key);
    let state = State::granted().with(&qualifies(&["QCWithQSCD"], "all", &policy("1.2.3")));
    let list = List::of(service(&certificate, &[state.clone(), state]));
    (Signer::new(&key, &certificate).sign(&list.xml()), certificate)
}

fn all_ways(octets: &[u8], operator: &Certificate) {
    let _ = TrustedList::from_xml(octets);
    let _ = check(octets, std::slice::from_ref(operator));
    let _ = Walk::start(octets, std::slice::from_ref(operator)).map(Walk::finish);
}

#[test]
fn a_list_cut_at_any_octet_is_refused() {
    let (list, operator) = sample();
    for end in 0..list.len() {
        assert!(TrustedList::from_xml(&list[..end]).is_err(), "{end}");
        assert!(check(&list[..end], std::slice::from_ref(&operator)).is_err(), "{end}");
    }
}

#[test]
fn criteria_within_criteria_end_somewhere() {
    let key = Key::new();
    let certificate = self_signed("An operator", &key);
    let nested = |depth: usize| {
        let criteria = "<q:CriteriaList assert=\"all\">".repeat(depth) + &"</q:CriteriaList>".repeat(depth);
        let state = State::granted().with(&qualifies(&["QCStatement"], "all", &criteria));
        TrustedList::from_xml(List::of(service(&certificate, &[state])).xml().as_bytes())
    };
    assert!(nested(16).is_ok());
    let error = nested(17).unwrap_err();
    assert!(matches!(error, Error::Value { reason: "criteria within criteria too deep", .. }), "{error}");
    assert!(matches!(nested(5000), Err(Error::TooLarge(_))));
}

#[test]
fn more_tags_than_a_list_has_are_refused_before_there_is_a_tree() {
    let many = format!("<TrustServiceStatusList>{}</TrustServiceStatusList>", "<a/>".repeat(600_001));
    assert!(matches!(TrustedList::from_xml(many.as_bytes()), Err(Error::TooLarge("tags"))));
    let long = vec![b' '; trustlist::MAX_OCTETS + 1];
    assert!(matches!(TrustedList::from_xml(&long), Err(Error::TooLarge("octets"))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn noise_is_refused(octets in proptest::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(TrustedList::from_xml(&octets).is_err());
    }

    #[test]
    fn changed_lists_do_no_harm(
        places in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in any::<prop::sample::Index>(),
        length in 0usize..200,
    ) {
        thread_local!(static SAMPLE: (Vec<u8>, Certificate) = sample());
        SAMPLE.with(|(list, operator)| {
            let mut changed = list.clone();
            for (place, octet) in places {
                let place = place.index(changed.len());
                changed[place] = octet;
            }
            let start = cut.index(changed.len());
            let end = (start + length).min(changed.len());
            all_ways(&changed, operator);
            changed.drain(start..end);
            all_ways(&changed, operator);
        });
    }
}
