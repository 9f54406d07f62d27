//! What many searches for a path may cost together.

#![expect(clippy::unwrap_used, reason = "a test")]

#[path = "common/issued.rs"]
mod issued;

use issued::{Key, authority, draft};
use x509::{
    Certificate,
    path::{Conditions, Effort, Pool, Rule, find},
    profile::Profile,
};

#[test]
fn failed_signature_checks_of_many_searches_count_together() {
    let (key, other) = (Key::p256(), Key::p256());
    let (_, anchor) = authority(&key);
    let to_sign = draft(Profile::QualifiedSignature, &anchor, key.algorithm(), &other.public());
    let [sound, foreign] =
        [&key, &other].map(|signer| Certificate::from_der(signer.complete(&to_sign)).unwrap());
    let anchors: Pool = [anchor].into_iter().collect();
    let conditions = Conditions {
        effort: Some(Effort::new(20)),
        ..Conditions::at("2026-04-01T00:00:00Z".parse().unwrap())
    };
    // Authorities with the name of the right one: none of their keys is the one that signed.
    let given: Vec<Certificate> = (0..8).map(|_| authority(&Key::p256()).1).collect();
    let search = |end| find(end, &given, &Pool::new(), &anchors, &conditions);
    let rules: Vec<Rule> = (0..4).map(|_| search(&foreign).unwrap_err().rule).collect();
    // Nine fail in each of the first two, the third has two left, the fourth none.
    assert_eq!(rules, [Rule::Signature, Rule::Signature, Rule::TooComplex, Rule::TooComplex]);
    // What holds at the first try costs nothing.
    assert!(search(&sound).is_ok());
}
