//! Path validation and revocation against other people's corpora: NIST PKITS, the OCSP and CRL cases
//! of BoringSSL, x509-limbo (the developer subsets of each).

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

use std::{collections::BTreeMap, fs, path::PathBuf};

use asn1::Oid;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use x509::{
    Certificate, Crl,
    ocsp::Answer,
    path::{
        Conditions, Path, PolicyInputs, Pool, find,
        revocation::{Evidence, Question, Status, status},
    },
};

fn corpus(folder: &str, cases: &str) -> Option<PathBuf> {
    let root = std::env::var_os("CERALACCA_CORPUS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures"),
        PathBuf::from,
    );
    let folder = root.join("pki").join(folder);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("not run: {cases} cases, corpus folder missing");
    None
}

fn json(path: PathBuf) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().map_or(Vec::new(), |list| list.iter().map(|item| item.as_str().unwrap()).collect())
}

/// Everything a path needs, and what was said about the revocation of each certificate below the anchor.
fn validated(path: &Path, evidence: &Evidence, candidates: &Pool, at: Timestamp) -> Result<(), String> {
    for (certificate, issuer) in path.links() {
        let question = Question {
            certificate,
            issuer,
            anchor: path.anchor(),
            instant: at,
            now: at,
            accept_later: false,
            max_age: SignedDuration::from_hours(24),
            candidates,
        };
        match status(&question, &[evidence]) {
            Status::Good { .. } => {}
            other => return Err(format!("{certificate:?}: {other:?}")),
        }
    }
    Ok(())
}

/// Sections of PKITS that are not expected to pass yet, by case.
const NOT_YET: &[&str] = &[
    // DSA keys, which no signature certificate of today has.
    "4.1.5",
];

#[test]
fn pkits() {
    let Some(folder) = corpus("pkits", "136 PKITS") else { return };
    let manifest = json(folder.join("manifest.json"));
    let at: Timestamp = manifest["validation_time"].as_str().unwrap().parse().unwrap();
    let read = |kind: &str, name: &str| {
        ["crt", "crl", "der"]
            .iter()
            .find_map(|extension| fs::read(folder.join(kind).join(format!("{name}.{extension}"))).ok())
            .unwrap_or_else(|| panic!("{kind}/{name}"))
    };
    let policy = |name: &str| -> Oid {
        match manifest["policy_names"][name].as_str() {
            Some(dotted) => dotted.parse().unwrap(),
            None if name == "anyPolicy" => Oid::new("2.5.29.32.0"),
            None => panic!("{name}"),
        }
    };
    let mut wrong = Vec::new();
    let mut run = 0;
    for test in manifest["tests"].as_array().unwrap() {
        let setting = |name: &str| {
            if test[name].is_null() { manifest["defaults"][name].clone() } else { test[name].clone() }
        };
        let case = test["case"].as_str().unwrap();
        let expected = test["should_validate"].as_bool().unwrap();
        let certificates: Vec<Option<Certificate>> = texts(&test["certs"])
            .iter()
            .map(|name| Certificate::from_der(read("certs", name)).ok())
            .collect();
        let crls: Vec<Crl> =
            texts(&test["crls"]).iter().filter_map(|name| Crl::from_der(read("crls", name)).ok()).collect();
        let outcome = match certificates.last().unwrap() {
            None => Err("end certificate not read".to_owned()),
            Some(end) => {
                let anchors: Pool = certificates[..1].iter().flatten().cloned().collect();
                let candidates: Pool = certificates[1..].iter().flatten().cloned().collect();
                let mut conditions = Conditions::at(at);
                conditions.policies = PolicyInputs {
                    acceptable: texts(&setting("initial_policy_set")).into_iter().map(policy).collect(),
                    explicit_policy: setting("initial_explicit_policy").as_bool().unwrap(),
                    inhibit_mapping: setting("initial_policy_mapping_inhibit").as_bool().unwrap(),
                    inhibit_any: setting("initial_inhibit_any_policy").as_bool().unwrap(),
                };
                let mut evidence = Evidence::new();
                crls.into_iter().for_each(|crl| evidence.add_crl(crl));
                find(end, &[], &candidates, &anchors, &conditions)
                    .map_err(|refusal| refusal.to_string())
                    .and_then(|path| validated(&path, &evidence, &candidates, at).map(|()| path.policies))
            }
        };
        let mut good = outcome.is_ok() == expected;
        if let (Ok(policies), Some(user)) = (&outcome, test["expect_user_constrained_policy_set"].as_array())
        {
            let user: Vec<Oid> = user
                .iter()
                .map(|name| name.as_str().unwrap())
                .filter(|name| !name.is_empty())
                .map(policy)
                .collect();
            let mut found = policies.clone();
            found.retain(|policy| *policy != Oid::new("2.5.29.32.0"));
            good &= user.len() == found.len() && user.iter().all(|policy| found.contains(policy));
        }
        run += 1;
        if good == NOT_YET.contains(&case) {
            wrong.push(format!("{case} {}: expected {expected}, {outcome:?}", test["title"]));
        }
    }
    println!("PKITS: {run} cases, {} not expected to pass yet", NOT_YET.len());
    assert!(wrong.is_empty(), "{} of {run}:\n{}", wrong.len(), wrong.join("\n"));
}

/// The PEM blocks of a case, by label.
fn blocks(folder: &std::path::Path, file: &str) -> BTreeMap<String, Vec<Vec<u8>>> {
    let mut blocks: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    let text = fs::read(folder.join(file)).unwrap();
    let start = text.windows(11).position(|window| window == b"-----BEGIN ").unwrap();
    for block in x509::pem::blocks(&text[start..]).unwrap() {
        blocks.entry(block.label).or_default().push(block.data);
    }
    blocks
}

fn told(status: &Status) -> &'static str {
    match status {
        Status::Good { .. } => "GOOD",
        Status::Revoked { .. } => "REVOKED",
        Status::Unknown(_) => "UNKNOWN",
    }
}

#[test]
fn crls_answer_as_boringssl_expects() {
    let Some(folder) = corpus("boringssl-crl", "41 CRL") else { return };
    let expected = json(folder.join("expected.json"));
    let at: Timestamp = expected["verify_time"].as_str().unwrap().parse().unwrap();
    let mut wrong = Vec::new();
    for case in expected["cases"].as_array().unwrap() {
        let file = case["file"].as_str().unwrap();
        let blocks = blocks(&folder, file);
        let all: Vec<Certificate> = blocks
            .iter()
            .filter(|(label, _)| label.starts_with("CA CERTIFICATE"))
            .flat_map(|(_, blocks)| blocks)
            .map(|der| Certificate::from_der(&der[..]).unwrap())
            .collect();
        let end = Certificate::from_der(&blocks["CERTIFICATE"][0][..]).unwrap();
        let mut evidence = Evidence::new();
        let crls = blocks["CRL"].iter().filter_map(|der| Crl::from_der(&der[..]).ok());
        crls.for_each(|crl| evidence.add_crl(crl));
        let candidates: Pool = all.iter().cloned().collect();
        let question = Question {
            certificate: &end,
            issuer: all.last().unwrap(),
            anchor: all.last().unwrap(),
            instant: at,
            now: at,
            accept_later: false,
            max_age: SignedDuration::from_hours(24 * 7),
            candidates: &candidates,
        };
        let found = status(&question, &[&evidence]);
        // The peer has no indirect CRLs; RFC 5280 allows one that covers its own issuer's certificates.
        let expected =
            if file == "bad_idp_indirectcrl.pem" { "GOOD" } else { case["expected"].as_str().unwrap() };
        if told(&found) != expected {
            wrong.push(format!("{file}: expected {expected}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn ocsp_responses_answer_as_boringssl_expects() {
    let Some(folder) = corpus("boringssl-ocsp", "25 OCSP") else { return };
    let expected = json(folder.join("expected.json"));
    let at: Timestamp = expected["verify_time"].as_str().unwrap().parse().unwrap();
    let mut wrong = Vec::new();
    for case in expected["cases"].as_array().unwrap() {
        let file = case["file"].as_str().unwrap();
        let blocks = blocks(&folder, file);
        let issuer = Certificate::from_der(&blocks["CA CERTIFICATE"][0][..]).unwrap();
        let end = Certificate::from_der(&blocks["CERTIFICATE"][0][..]).unwrap();
        let mut evidence = Evidence::new();
        for der in &blocks["OCSP RESPONSE"] {
            if let Ok(Answer::Successful(response)) = Answer::from_der(der) {
                evidence.add_response(response);
            }
        }
        let question = Question {
            certificate: &end,
            issuer: &issuer,
            anchor: &issuer,
            instant: at,
            now: at,
            accept_later: false,
            max_age: SignedDuration::from_hours(24 * 7),
            candidates: &Pool::new(),
        };
        let found = status(&question, &[&evidence]);
        if told(&found) != case["revocation_status"] {
            wrong.push(format!("{file}: expected {}, found {found:?}", case["revocation_status"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
