//! Other people's corpora for path validation and revocation: NIST PKITS, x509-limbo, BetterTLS, the
//! OCSP and CRL cases of BoringSSL. What each case says here; whether that is right is judged elsewhere
//! (`tests/path.rs`, `interop/judges`).
#![expect(clippy::unwrap_used, reason = "test support: outside a test function the lint does not know that")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path as File, PathBuf},
};

use asn1::Oid;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use x509::{
    Certificate, Crl,
    ocsp::Answer,
    oid,
    path::{
        Conditions, Path, PolicyInputs, Pool, Rule, find,
        revocation::{Evidence, Question, Status, status},
        server::{self, ServerName},
    },
};

/// What was said of a case.
pub struct Said {
    /// Its name in the corpus.
    pub case: String,
    /// `ACCEPT`, `REJECT`; of revocation `GOOD`, `REVOKED`, `UNKNOWN`.
    pub verdict: &'static str,
    /// The policies of an accepted path, dotted, sorted.
    pub policies: Vec<String>,
    /// Why.
    pub detail: String,
}

/// The corpora by name.
pub fn run(corpus: &str, folder: &File) -> Option<Vec<Said>> {
    Some(match corpus {
        "pkits" => pkits(folder),
        "limbo" => limbo(folder),
        "bettertls" => bettertls(folder),
        "boringssl-crl" => crls(folder),
        "boringssl-ocsp" => ocsp(folder),
        _ => return None,
    })
}

fn json(path: PathBuf) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().map_or(Vec::new(), |list| list.iter().map(|item| item.as_str().unwrap()).collect())
}

fn said(case: &str, outcome: Result<Vec<Oid>, String>) -> Said {
    let case = case.to_owned();
    match outcome {
        Ok(policies) => {
            let mut policies: Vec<String> = policies.iter().map(Oid::to_string).collect();
            policies.sort();
            Said { case, verdict: "ACCEPT", policies, detail: String::new() }
        }
        Err(detail) => Said { case, verdict: "REJECT", policies: Vec::new(), detail },
    }
}

/// Whether everything below the anchor is known not to be revoked.
fn validated(path: &Path, evidence: &Evidence, candidates: &Pool, at: Timestamp) -> Result<(), String> {
    for (certificate, issuer) in path.links() {
        let day = SignedDuration::from_hours(24);
        match status(&question(certificate, issuer, path.anchor(), at, day, candidates), &[evidence]) {
            Status::Good { .. } => {}
            other => return Err(format!("{certificate:?}: {other:?}")),
        }
    }
    Ok(())
}

fn question<'a>(
    certificate: &'a Certificate,
    issuer: &'a Certificate,
    anchor: &'a Certificate,
    at: Timestamp,
    max_age: SignedDuration,
    candidates: &'a Pool,
) -> Question<'a> {
    Question { certificate, issuer, anchor, instant: at, now: at, accept_later: false, max_age, candidates }
}

fn pkits(folder: &File) -> Vec<Said> {
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
            None if name == "anyPolicy" => oid::ANY_POLICY,
            None => panic!("{name}"),
        }
    };
    let one = |test: &Value| -> Said {
        let setting = |name: &str| {
            if test[name].is_null() { manifest["defaults"][name].clone() } else { test[name].clone() }
        };
        let certificates: Vec<Option<Certificate>> = texts(&test["certs"])
            .iter()
            .map(|name| Certificate::from_der(read("certs", name)).ok())
            .collect();
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
                let crls = texts(&test["crls"]);
                let crls = crls.iter().filter_map(|name| Crl::from_der(read("crls", name)).ok());
                crls.for_each(|crl| evidence.add_crl(crl));
                find(end, &[], &candidates, &anchors, &conditions)
                    .map_err(|refusal| refusal.to_string())
                    .and_then(|path| validated(&path, &evidence, &candidates, at).map(|()| path.policies))
            }
        };
        said(test["case"].as_str().unwrap(), outcome)
    };
    manifest["tests"].as_array().unwrap().iter().map(one).collect()
}

/// The PEM blocks of a case, by label.
fn blocks(folder: &File, file: &str) -> BTreeMap<String, Vec<Vec<u8>>> {
    let mut blocks: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    let text = fs::read(folder.join(file)).unwrap();
    let start = text.windows(11).position(|window| window == b"-----BEGIN ").unwrap();
    for block in x509::pem::blocks(&text[start..]).unwrap() {
        blocks.entry(block.label).or_default().push(block.data);
    }
    blocks
}

fn told(case: &str, status: &Status) -> Said {
    let verdict = match status {
        Status::Good { .. } => "GOOD",
        Status::Revoked { .. } => "REVOKED",
        Status::Unknown(_) => "UNKNOWN",
    };
    Said { case: case.to_owned(), verdict, policies: Vec::new(), detail: format!("{status:?}") }
}

fn crls(folder: &File) -> Vec<Said> {
    let expected = json(folder.join("expected.json"));
    let at: Timestamp = expected["verify_time"].as_str().unwrap().parse().unwrap();
    let one = |case: &Value| {
        let file = case["file"].as_str().unwrap();
        let blocks = blocks(folder, file);
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
        let (issuer, max_age) = (all.last().unwrap(), SignedDuration::from_hours(24 * 7));
        told(file, &status(&question(&end, issuer, issuer, at, max_age, &candidates), &[&evidence]))
    };
    expected["cases"].as_array().unwrap().iter().map(one).collect()
}

fn ocsp(folder: &File) -> Vec<Said> {
    let expected = json(folder.join("expected.json"));
    let at: Timestamp = expected["verify_time"].as_str().unwrap().parse().unwrap();
    let one = |case: &Value| {
        let file = case["file"].as_str().unwrap();
        let blocks = blocks(folder, file);
        let issuer = Certificate::from_der(&blocks["CA CERTIFICATE"][0][..]).unwrap();
        let end = Certificate::from_der(&blocks["CERTIFICATE"][0][..]).unwrap();
        let mut evidence = Evidence::new();
        for der in &blocks["OCSP RESPONSE"] {
            if let Ok(Answer::Successful(response)) = Answer::from_der(der) {
                evidence.add_response(response);
            }
        }
        let (none, max_age) = (Pool::new(), SignedDuration::from_hours(24 * 7));
        told(file, &status(&question(&end, &issuer, &issuer, at, max_age, &none), &[&evidence]))
    };
    expected["cases"].as_array().unwrap().iter().map(one).collect()
}

fn purpose(name: &str) -> Oid {
    match name {
        "serverAuth" => oid::SERVER_AUTH,
        "clientAuth" => oid::CLIENT_AUTH,
        other => panic!("{other}"),
    }
}

fn limbo(folder: &File) -> Vec<Said> {
    let suite = json(folder.join("limbo-dev.json"));
    let one = |case: &Value| {
        let id = case["id"].as_str().unwrap();
        let read = |value: &Value| -> Vec<Certificate> {
            texts(value).iter().filter_map(|pem| Certificate::from_pem_or_der(pem.as_bytes()).ok()).collect()
        };
        let anchors: Pool = read(&case["trusted_certs"]).into_iter().collect();
        let candidates: Pool = read(&case["untrusted_intermediates"]).into_iter().collect();
        let at: Timestamp = case["validation_time"]
            .as_str()
            .map_or_else(|| "2026-01-01T00:00:00Z".parse().unwrap(), |text| text.parse().unwrap());
        let mut evidence = Evidence::strict();
        for pem in texts(&case["crls"]) {
            if let Ok(crl) = Crl::from_pem_or_der(pem.as_bytes()) {
                evidence.add_crl(crl);
            }
        }
        let mut conditions = Conditions { strict: true, ..Conditions::at(at) };
        conditions.purpose = texts(&case["extended_key_usage"]).first().map(|name| purpose(name));
        if let Some(depth) = case["max_chain_depth"].as_u64() {
            conditions.limits.depth = depth as usize + 1;
        }
        let outcome = Certificate::from_pem_or_der(case["peer_certificate"].as_str().unwrap().as_bytes())
            .map_err(|error| error.to_string())
            .and_then(|end| {
                find(&end, &[], &candidates, &anchors, &conditions).map_err(|refusal| refusal.to_string())
            })
            .and_then(|path| {
                if !texts(&case["crls"]).is_empty() {
                    validated(&path, &evidence, &candidates, at)?;
                }
                match case["expected_peer_name"]["value"].as_str() {
                    Some(name) if case["validation_kind"] == "SERVER" => serves(&path, name)?,
                    _ => {}
                }
                if id.starts_with("webpki::") {
                    server::suits_browsers(&path).map_err(told_rule)?;
                }
                Ok(path.policies)
            });
        said(id, outcome)
    };
    suite["testcases"].as_array().unwrap().iter().map(one).collect()
}

fn serves(path: &Path, name: &str) -> Result<(), String> {
    let name = ServerName::read(name).ok_or("not a name of a server")?;
    server::serves(path, name).map_err(told_rule)
}

fn told_rule((index, rule): (usize, Rule)) -> String {
    format!("certificate {index} of the path: {rule}")
}

fn bettertls(folder: &File) -> Vec<Said> {
    let all = json(folder.join("bettertls-dev.json"));
    let decode = |text: &Value| Certificate::from_pem_or_der(text.as_str().unwrap().as_bytes());
    let anchors: Pool = [decode(&all["trustRoot"]).unwrap()].into_iter().collect();
    let mut outcomes = Vec::new();
    for (name, suite) in all["suites"].as_object().unwrap() {
        for case in suite["testCases"].as_array().unwrap() {
            let certificates: Vec<_> = case["certificates"].as_array().unwrap().iter().map(decode).collect();
            let outcome = match &certificates[0] {
                Err(error) => Err(error.to_string()),
                Ok(end) => {
                    let others: Pool = certificates[1..].iter().flatten().cloned().collect();
                    // Certificates are made when the suite is exported, and live for a year.
                    let at = end.not_before() + SignedDuration::from_hours(24);
                    let conditions =
                        Conditions { strict: true, purpose: Some(oid::SERVER_AUTH), ..Conditions::at(at) };
                    find(end, &[], &others, &anchors, &conditions)
                        .map_err(|refusal| refusal.to_string())
                        .and_then(|path| {
                            serves(&path, case["hostname"].as_str().unwrap()).map(|()| path.policies)
                        })
                }
            };
            outcomes.push(said(&format!("{name}::{}", case["id"].to_string().trim_matches('"')), outcome));
        }
    }
    outcomes
}
