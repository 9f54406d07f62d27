//! Path validation and revocation against other people's corpora (the developer subsets): NIST PKITS,
//! x509-limbo, BetterTLS, the OCSP and CRL cases of BoringSSL. The judges in `interop/judges` run the
//! same cases from outside, against the corpora's own expectations.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

#[path = "common/corpora.rs"]
mod corpora;

use std::{collections::BTreeMap, fs, path::PathBuf};

use corpora::Said;
use serde_json::Value;

/// The folder of a corpus, the file with its expectations, and what we say of each case; `None` (and a
/// line that says so) where there is no corpus.
fn judged(corpus: &str, file: &str, cases: usize) -> Option<(Value, BTreeMap<String, Said>)> {
    let root = std::env::var_os("CERALACCA_CORPUS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures"),
        PathBuf::from,
    );
    let folder = root.join("pki").join(corpus);
    if !folder.is_dir() {
        println!("not run: {cases} cases of {corpus}, corpus folder missing");
        return None;
    }
    let expected = serde_json::from_slice(&fs::read(folder.join(file)).unwrap()).unwrap();
    let said = corpora::run(corpus, &folder).unwrap();
    assert!(said.len() >= cases, "{} cases of {corpus}", said.len());
    Some((expected, said.into_iter().map(|said| (said.case.clone(), said)).collect()))
}

/// Cases where we say something else, which must be exactly those that are known.
fn otherwise(wrong: &[(String, &Said)], known: &[&str]) {
    let told: Vec<String> =
        wrong.iter().map(|(case, said)| format!("{case}: {} {}", said.verdict, said.detail)).collect();
    let cases: Vec<&str> = wrong.iter().map(|(case, _)| case.as_str()).collect();
    assert_eq!(cases, known, "{}", told.join("\n"));
}

#[test]
fn pkits() {
    let Some((manifest, said)) = judged("pkits", "manifest.json", 136) else { return };
    let mut wrong = Vec::new();
    for test in manifest["tests"].as_array().unwrap() {
        let case = test["case"].as_str().unwrap();
        let said = &said[case];
        let mut good = (said.verdict == "ACCEPT") == test["should_validate"].as_bool().unwrap();
        if let (true, Some(user)) =
            (said.verdict == "ACCEPT", test["expect_user_constrained_policy_set"].as_array())
        {
            let names = user.iter().map(|name| name.as_str().unwrap()).filter(|name| !name.is_empty());
            let mut user: Vec<&str> =
                names.map(|name| manifest["policy_names"][name].as_str().unwrap()).collect();
            user.sort_unstable();
            let found: Vec<&str> =
                said.policies.iter().map(String::as_str).filter(|policy| *policy != "2.5.29.32.0").collect();
            good &= found == user;
        }
        if !good {
            wrong.push((case.to_owned(), said));
        }
    }
    // DSA keys, which no signature certificate of today has: refused.
    otherwise(&wrong, &["4.1.5"]);
}

#[test]
fn limbo() {
    let Some((suite, said)) = judged("limbo", "limbo-dev.json", 123) else { return };
    let mut wrong = Vec::new();
    for case in suite["testcases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        if (said[id].verdict == "ACCEPT") != (case["expected_result"] == "SUCCESS") {
            wrong.push((id.to_owned(), &said[id]));
        }
    }
    wrong.sort_by(|a, b| a.0.cmp(&b.0));
    // Common names say nothing (RFC 9525), and our limit on depth counts every certificate.
    otherwise(
        &wrong,
        &[
            "pathlen::max-chain-depth-1-self-issued",
            "webpki::cn::case-mismatch",
            "webpki::cn::ipv4-hex-mismatch",
            "webpki::cn::ipv4-leading-zeros-mismatch",
            "webpki::cn::ipv6-uncompressed-mismatch",
            "webpki::cn::ipv6-uppercase-mismatch",
            "webpki::cn::not-in-san",
        ],
    );
}

#[test]
fn bettertls() {
    let Some((all, said)) = judged("bettertls", "bettertls-dev.json", 143) else { return };
    let mut wrong = Vec::new();
    for (name, suite) in all["suites"].as_object().unwrap() {
        for case in suite["testCases"].as_array().unwrap() {
            let id = format!("{name}::{}", case["id"].to_string().trim_matches('"'));
            if said[&id].verdict != case["expected"] {
                wrong.push((id.clone(), &said[&id]));
            }
        }
    }
    otherwise(&wrong, &[]);
}

#[test]
fn crls_answer_as_boringssl_expects() {
    let Some((expected, said)) = judged("boringssl-crl", "expected.json", 41) else { return };
    let mut wrong = Vec::new();
    for case in expected["cases"].as_array().unwrap() {
        let file = case["file"].as_str().unwrap();
        if said[file].verdict != case["expected"] {
            wrong.push((file.to_owned(), &said[file]));
        }
    }
    // The peer has no indirect CRLs; RFC 5280 allows one that covers its own issuer's certificates.
    otherwise(&wrong, &["bad_idp_indirectcrl.pem"]);
}

#[test]
fn ocsp_responses_answer_as_boringssl_expects() {
    let Some((expected, said)) = judged("boringssl-ocsp", "expected.json", 25) else { return };
    let mut wrong = Vec::new();
    for case in expected["cases"].as_array().unwrap() {
        let file = case["file"].as_str().unwrap();
        if said[file].verdict != case["revocation_status"] {
            wrong.push((file.to_owned(), &said[file]));
        }
    }
    otherwise(&wrong, &[]);
}
