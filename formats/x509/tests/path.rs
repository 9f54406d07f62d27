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

/// Cases of x509-limbo that another part decides (names of servers) or that ask more than RFC 5280 §6
/// asks of who validates, with the reason.
const LIMBO_OTHERWISE: &[(&str, &str)] = &[
    ("crl::crlnumber-missing", "a rule for who issues; lists without numbers are in use"),
    ("pathlen::max-chain-depth-1-self-issued", "our limit on depth counts every certificate"),
    ("rfc5280::ca-as-leaf-wrong-san", "names of servers"),
    ("rfc5280::leaf-ku-keycertsign", "a rule for who issues"),
    ("rfc5280::nc::not-allowed-in-ee-critical", "a rule for who issues"),
    ("rfc5280::nc::not-allowed-in-ee-noncritical", "a rule for who issues"),
    ("rfc5280::nc::permitted-dns-match-noncritical", "a rule for who issues"),
    ("rfc5280::root-non-critical-basic-constraints", "anchors are not validated"),
    ("rfc5280::san::noncritical-with-empty-subject", "a rule for who issues"),
    ("rfc5280::san::underscore-dns", "names of servers"),
    ("rfc5280::serial::negative", "read as they are, see certificate"),
    ("rfc5280::serial::too-long", "read as they are, see certificate"),
    ("rfc5280::serial::zero", "read as they are, see certificate"),
    ("rfc5280::ski::intermediate-missing-ski", "a rule for who issues"),
    ("rfc5280::ski::root-missing-ski", "anchors are not validated"),
    ("rfc5280::validity::expired-root", "anchors are not validated"),
];

#[test]
fn limbo_paths() {
    let Some(folder) = corpus("limbo", "123 limbo") else { return };
    let suite = json(folder.join("limbo-dev.json"));
    let (mut wrong, mut run) = (Vec::new(), 0);
    for case in suite["testcases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let spaces = ["rfc5280::", "pathlen::", "pathological::", "crl::", "cve::"];
        if !spaces.iter().any(|space| id.starts_with(space)) {
            continue;
        }
        let read = |value: &Value| -> Vec<Certificate> {
            texts(value).iter().filter_map(|pem| Certificate::from_pem_or_der(pem.as_bytes()).ok()).collect()
        };
        let anchors: Pool = read(&case["trusted_certs"]).into_iter().collect();
        let candidates: Pool = read(&case["untrusted_intermediates"]).into_iter().collect();
        let at: Timestamp = case["validation_time"]
            .as_str()
            .map_or_else(|| "2026-01-01T00:00:00Z".parse().unwrap(), |text| text.parse().unwrap());
        let mut evidence = Evidence::new();
        for pem in texts(&case["crls"]) {
            if let Ok(crl) = Crl::from_pem_or_der(pem.as_bytes()) {
                evidence.add_crl(crl);
            }
        }
        let mut conditions = Conditions::at(at);
        if let Some(depth) = case["max_chain_depth"].as_u64() {
            conditions.limits.depth = depth as usize + 1;
        }
        let outcome = Certificate::from_pem_or_der(case["peer_certificate"].as_str().unwrap().as_bytes())
            .map_err(|error| error.to_string())
            .and_then(|end| {
                find(&end, &[], &candidates, &anchors, &conditions).map_err(|refusal| refusal.to_string())
            })
            .and_then(|path| {
                if evidence.is_empty() { Ok(()) } else { validated(&path, &evidence, &candidates, at) }
            });
        run += 1;
        let right = outcome.is_ok() == (case["expected_result"] == "SUCCESS");
        if right == LIMBO_OTHERWISE.iter().any(|(other, _)| *other == id) {
            wrong.push(format!("{id}: expected {}, {outcome:?}", case["expected_result"]));
        }
    }
    println!("limbo: {run} cases, {} otherwise", LIMBO_OTHERWISE.len());
    assert!(wrong.is_empty(), "{} of {run}:\n{}", wrong.len(), wrong.join("\n"));
}
