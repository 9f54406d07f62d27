//! With an authority of our own: what it issues, suspends and misuses is told as it is.

use std::{collections::BTreeSet, sync::Arc};

use authority::{Authority, IssuedPair, practice};
use cades::{ContentDigest, Parameters, prepare};
use foundation::{Actor, TestClock, TestEntropy};
use jiff::SignedDuration;
use keyvault::{KeySpec, SigningKey, SoftwareKey};
use signing::AuthorityTrust;
use x509::Certificate;

use crate::site::{NOW, TestSite};

struct World {
    site: TestSite,
    authority: Arc<Authority>,
    pair: IssuedPair,
    keys: [SoftwareKey; 2],
}

fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(TestClock::at(NOW.parse().unwrap()));
    let entropy = Arc::new(TestEntropy::seeded(3));
    let settings = practice::settings(2).unwrap();
    let (store, authority) =
        practice::open(folder.path(), settings, KeySpec::P256, clock.clone(), entropy).unwrap();
    let actor = Actor::command_line();
    let keys = [(); 2].map(|()| SoftwareKey::generate(KeySpec::P256).unwrap());
    let holder = practice::mario().unwrap();
    let request = practice::pair_request(holder, 1, &keys[0], &keys[1]).unwrap();
    let pair = authority.issue_pair(&actor, &request).unwrap();
    authority.activate_pair(&actor, pair.id).unwrap();
    authority.publish_lists(&actor).unwrap();
    let authority = Arc::new(authority);
    let trust = Arc::new(AuthorityTrust::new(authority.clone()));
    World { site: TestSite::over(folder, store, clock, trust), authority, pair, keys }
}

fn sign(content: &[u8], certificate: &Certificate, key: &SoftwareKey) -> Vec<u8> {
    let algorithm = KeySpec::P256.default_algorithm();
    let digest = ContentDigest::of_slice(content, algorithm.digest());
    let parameters = Parameters::new(algorithm, NOW.parse().unwrap());
    let to_sign = prepare(&digest, certificate, &[], &parameters).unwrap();
    let value = key.sign_digest(algorithm, &to_sign.digest()).unwrap();
    to_sign.complete(&value).unwrap().enveloping(content).unwrap()
}

#[tokio::test]
async fn a_signature_of_a_holder_is_a_digital_signature() {
    let world = world();
    let file = sign(b"contratto", &world.pair.signature, &world.keys[0]);
    let page = world.site.report(&[("file", Some("contratto.txt.p7m"), &file)]).await;
    assert_eq!(page.verdict(), "La firma è valida", "{}", page.text());
    assert!(page.text().contains("Mario Rossi") || page.text().contains("MARIO ROSSI"));
    assert!(page.text().contains("RSSMRA80A01H501U"));
    assert!(page.text().contains("È una firma digitale"));
}

#[tokio::test]
async fn a_suspension_counts_at_once() {
    let world = world();
    let file = sign(b"contratto", &world.pair.signature, &world.keys[0]);
    world.site.clock.advance(SignedDuration::from_mins(5));
    let actor = Actor::command_line();
    world.authority.suspend_pair(&actor, world.pair.id, "smarrito").unwrap();
    let page = world.site.report(&[("file", Some("contratto.txt.p7m"), &file)]).await;
    assert_eq!(page.verdict(), "Non possiamo stabilire se la firma è valida");
    assert!(page.text().contains("è sospeso"), "{}", page.text());
}

#[tokio::test]
async fn the_certificate_for_logging_in_is_told_when_somebody_signs_with_it() {
    let world = world();
    let file = sign(b"contratto", &world.pair.cns, &world.keys[1]);
    let page = world.site.report(&[("file", Some("contratto.txt.p7m"), &file)]).await;
    assert_ne!(page.verdict(), "La firma è valida");
    assert!(page.text().contains("Il certificato usato non è quello per firmare"), "{}", page.text());
}

#[tokio::test]
async fn one_octet_changed_anywhere_never_stays_valid() {
    let world = world();
    let file = sign(b"contratto", &world.pair.signature, &world.keys[0]);
    let mut verdicts = BTreeSet::new();
    for at in (0..file.len()).step_by(97) {
        let mut altered = file.clone();
        altered[at] ^= 1;
        let sent = signing::SentFile { name: "a.p7m".to_owned(), path: world.site.uploads.join("altered") };
        std::fs::write(&sent.path, &altered).unwrap();
        let id = world.site.signing.verify(&sent, None, NOW.parse().unwrap()).unwrap();
        let report = world.site.signing.report(&id).unwrap().json;
        assert!(
            !report.contains("\"indication\":\"TOTAL-PASSED\",\"sub_indication\":null,\"document\""),
            "{at}"
        );
        verdicts.insert(report.split(',').nth(2).unwrap_or_default().to_owned());
    }
    assert!(!verdicts.is_empty());
}

#[tokio::test]
async fn an_envelope_in_an_envelope_tells_both_signatures() {
    let world = world();
    let inner = sign(b"contratto", &world.pair.signature, &world.keys[0]);
    let file = sign(&inner, &world.pair.signature, &world.keys[0]);
    let parts: [crate::site::Part<'_>; 1] = [("file", Some("contratto.txt.p7m.p7m"), &file)];
    let address = world.site.address(&parts).await;
    let page = world.site.get(&address).await;
    assert_eq!(page.verdict(), "Le 2 firme sono tutte valide");
    assert_eq!(world.site.get(&format!("{address}/documento")).await.body, b"contratto");
}
