use foundation::Timestamp;
use jiff::SignedDuration;
use store::{Store, lease};

use crate::engines::{Place, on_both};

on_both! {
    one_node_holds_a_lease_at_a_time,
    a_lease_that_ran_out_is_taken_over,
    a_lease_given_back_is_free_at_once,
}

const LENGTH: SignedDuration = SignedDuration::from_secs(5);

fn second(n: i64) -> Timestamp {
    let start: Timestamp = "2026-11-22T09:00:00Z".parse().unwrap();
    start + SignedDuration::from_secs(n)
}

fn hold(store: &Store, node: &'static str, at: i64) -> bool {
    store.write_blocking(move |tx| lease::hold(tx, "lists", node, second(at), LENGTH)).unwrap()
}

fn one_node_holds_a_lease_at_a_time(place: &Place) {
    let store = place.open();
    assert!(hold(&store, "a", 0));
    assert!(!hold(&store, "b", 1));
    // Whoever holds it prolongs it.
    assert!(hold(&store, "a", 4));
    assert!(!hold(&store, "b", 8));
    let other = store.write_blocking(|tx| lease::hold(tx, "mail", "b", second(8), LENGTH)).unwrap();
    assert!(other, "each lease is for itself");
}

fn a_lease_that_ran_out_is_taken_over(place: &Place) {
    let store = place.open();
    assert!(hold(&store, "a", 0));
    assert!(hold(&store, "b", 5));
    assert!(!hold(&store, "a", 6));
    let leases = store.read_blocking(lease::all).unwrap();
    assert_eq!(leases.len(), 1);
    assert_eq!((leases[0].holder.as_str(), leases[0].until, leases[0].handovers), ("b", second(10), 1));
}

fn a_lease_given_back_is_free_at_once(place: &Place) {
    let store = place.open();
    assert!(hold(&store, "a", 0));
    let give = |node: &'static str| {
        store.write_blocking(move |tx| lease::release(tx, "lists", node, second(1))).unwrap();
    };
    give("b");
    assert!(!hold(&store, "b", 1), "nobody gives back what another holds");
    give("a");
    assert!(hold(&store, "b", 1));
}
