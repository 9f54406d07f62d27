//! What the authorities' keys sign, and what they refuse whatever is asked (pki.md §17, first row).

use std::sync::Arc;

use asn1::{Oid, Writer};
use authority::{
    Authority, OperatorRequest, OperatorRole, ServiceAuthority, practice, rules::service::Service,
};
use foundation::{SystemEntropy, Timestamp};
use keyvault::{
    Argon2Cost, Case, Guarded, KeySpec, Keyring, KeyringError, Refusal, SigningKey, SigningPolicy,
    SoftwareKey, Unlock, Vault, VaultKeys,
};
use store::{Store, StoreUrl};
use x509::{
    Certificate,
    alg::{DigestAlgorithm, PublicKey, SignatureAlgorithm},
    crl::Parameters,
    oid,
};

use crate::common::{House, actor, house, mario, pair_request, proof};

const SHA256: SignatureAlgorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
const SHA384: SignatureAlgorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384);

/// A certificate to be signed, in parts that can be exchanged.
#[derive(Clone)]
struct Parts {
    algorithm: SignatureAlgorithm,
    issuer: Vec<u8>,
    validity: (Timestamp, Timestamp),
    subject: Vec<u8>,
    spki: Vec<u8>,
    extensions: Vec<(Oid, bool, Vec<u8>)>,
}

impl Parts {
    fn of(certificate: &Certificate) -> Self {
        Self {
            algorithm: certificate.signature_algorithm().unwrap(),
            issuer: certificate.issuer().der().to_vec(),
            validity: (certificate.not_before(), certificate.not_after()),
            subject: certificate.subject().der().to_vec(),
            spki: certificate.spki().to_vec(),
            extensions: certificate
                .extensions()
                .map(|extension| (extension.oid, extension.critical, extension.value.to_vec()))
                .collect(),
        }
    }

    fn with(mut self, oid: Oid, critical: bool, value: impl FnOnce(&mut Writer)) -> Self {
        self.extensions.retain(|(other, ..)| *other != oid);
        self.extensions.push((oid, critical, Writer::build(value)));
        self
    }

    fn tbs(&self) -> Vec<u8> {
        Writer::build(|w| {
            w.sequence(|w| {
                w.context(0, |w| w.uint(2));
                w.integer(&[0x42; 16]);
                self.algorithm.write(w);
                w.raw(&self.issuer);
                w.sequence(|w| {
                    w.time(self.validity.0);
                    w.time(self.validity.1);
                });
                w.raw(&self.subject);
                w.raw(&self.spki);
                w.context(3, |w| {
                    w.sequence(|w| {
                        for (oid, critical, value) in &self.extensions {
                            w.sequence(|w| {
                                w.oid(oid);
                                if *critical {
                                    w.boolean(true);
                                }
                                w.octets(value);
                            });
                        }
                    });
                });
            });
        })
    }
}

fn ca(house: &House, service: Service) -> ServiceAuthority {
    house.authority.current(service).unwrap()
}

/// What the policy of a running service says.
fn judged(ca: &ServiceAuthority, algorithm: SignatureAlgorithm, octets: &[u8]) -> Result<(), String> {
    judged_as(&ca.key_label, ca, algorithm, octets, (false, false))
}

fn judged_as(
    label: &str,
    ca: &ServiceAuthority,
    algorithm: SignatureAlgorithm,
    octets: &[u8],
    (may_begin, unused): (bool, bool),
) -> Result<(), String> {
    let key: &PublicKey = ca.certificate.public_key().unwrap();
    let case = Case {
        label,
        key,
        algorithm,
        octets,
        origin: Some(ca.certificate.tbs()),
        unused,
        now: crate::common::start(),
    };
    let policy = practice::settings(4).unwrap().allow_list(may_begin);
    policy.judge(&case).map(drop).map_err(|Refusal { rule, .. }| rule)
}

#[test]
fn a_registration_authority_taken_over_gets_nothing_but_its_own_profiles() {
    let house = house(KeySpec::P384);
    let pair = house.authority.issue_pair(&actor(), &pair_request(mario())).unwrap();
    let (firma, cns, interna) =
        (ca(&house, Service::Signature), ca(&house, Service::Cns), ca(&house, Service::Internal));
    let honest = Parts::of(&pair.signature);
    assert_eq!(judged(&firma, SHA384, &honest.tbs()), Ok(()));
    assert_eq!(judged(&cns, SHA384, &Parts::of(&pair.cns).tbs()), Ok(()));

    let usage = |bits: u16| move |w: &mut Writer| w.named_bits(bits);
    let purposes = |purpose: Oid| move |w: &mut Writer| w.sequence(|w| w.oid(&purpose));
    let policy = |oid: Oid| move |w: &mut Writer| w.sequence(|w| w.sequence(|w| w.oid(&oid)));
    let other = SoftwareKey::generate(KeySpec::P256).unwrap();
    let later = firma.certificate.not_after() + jiff::SignedDuration::from_hours(24);
    let hostile: Vec<(&str, &ServiceAuthority, Parts)> = vec![
        (
            "certificate.no_authority",
            &firma,
            honest.clone().with(oid::BASIC_CONSTRAINTS, true, |w| w.sequence(|w| w.boolean(true))),
        ),
        ("certificate.no_authority", &firma, honest.clone().with(oid::KEY_USAGE, true, usage(0x0400))),
        ("certificate.no_authority", &firma, honest.clone().with(oid::KEY_USAGE, true, usage(0x4200))),
        (
            "profile.allowed",
            &firma,
            honest.clone().with(oid::EXT_KEY_USAGE, true, purposes(oid::TIME_STAMPING)),
        ),
        (
            "profile.allowed",
            &firma,
            honest.clone().with(oid::EXT_KEY_USAGE, false, purposes(oid::CLIENT_AUTH)),
        ),
        (
            "profile.allowed",
            &firma,
            honest.clone().with(oid::EXT_KEY_USAGE, false, purposes(oid::SERVER_AUTH)),
        ),
        (
            "purpose.known",
            &firma,
            honest.clone().with(oid::EXT_KEY_USAGE, false, purposes(oid::ANY_EXT_KEY_USAGE)),
        ),
        (
            "policy.own",
            &firma,
            honest.clone().with(oid::CERTIFICATE_POLICIES, false, policy(Oid::new("1.3.76.16.2.1"))),
        ),
        (
            "policy.own",
            &firma,
            honest.clone().with(oid::CERTIFICATE_POLICIES, false, policy(oid::ANY_POLICY)),
        ),
        (
            "issuer.own_name",
            &firma,
            Parts { issuer: cns.certificate.subject().der().to_vec(), ..honest.clone() },
        ),
        ("issuer.own_name", &firma, Parts::of(&pair.cns)),
        ("issuer.own_name", &cns, honest.clone()),
        (
            "validity.within_authority",
            &firma,
            Parts { validity: (honest.validity.0, later), ..honest.clone() },
        ),
        (
            "certificate.other_key",
            &firma,
            Parts { spki: firma.certificate.spki().to_vec(), ..honest.clone() },
        ),
        ("certificate.well_formed", &firma, Parts { algorithm: SHA256, ..honest.clone() }),
        (
            "lint.extension.known",
            &firma,
            honest.clone().with(Oid::new("1.3.6.1.4.1.32473.9"), false, Writer::null),
        ),
        (
            "lint.extension.known",
            &firma,
            honest.clone().with(oid::POLICY_MAPPINGS, true, |w| w.sequence(Writer::null)),
        ),
        (
            "authority.begins_in_a_ceremony",
            &firma,
            Parts { subject: firma.certificate.subject().der().to_vec(), ..Parts::of(&firma.certificate) },
        ),
        (
            "certificate.no_authority",
            &interna,
            Parts {
                issuer: interna.certificate.subject().der().to_vec(),
                spki: other.public_key().spki_der().to_vec(),
                ..Parts::of(&firma.certificate)
            },
        ),
    ];
    for (rule, ca, parts) in hostile {
        assert_eq!(judged(ca, SHA384, &parts.tbs()), Err(rule.to_owned()), "{}", ca.path);
    }
}

#[test]
fn weak_digests_foreign_labels_and_other_structures_are_refused() {
    let house = house(KeySpec::P384);
    let pair = house.authority.issue_pair(&actor(), &pair_request(mario())).unwrap();
    let firma = ca(&house, Service::Signature);
    let honest = Parts::of(&pair.signature).tbs();
    for weak in [DigestAlgorithm::Sha1, DigestAlgorithm::Md5] {
        for algorithm in [SignatureAlgorithm::Ecdsa(weak), SignatureAlgorithm::RsaPkcs1(weak)] {
            assert_eq!(judged(&firma, algorithm, &honest), Err("algorithm.sha2".to_owned()));
        }
    }
    for label in
        ["ocsp/firma/1", "ca/firma", "ca/altra/1", "ca/firma/x", "ca//1", "firma", "", "ca/firma/12345"]
    {
        let outcome = judged_as(label, &firma, SHA384, &honest, (false, false));
        assert_eq!(outcome, Err("request.label".to_owned()), "{label}");
    }
    let request = practice::proof(&SoftwareKey::generate(KeySpec::P256).unwrap()).unwrap();
    let inner = asn1::Reader::der(&request).sequence().unwrap().read().unwrap().raw.to_vec();
    for (rule, octets) in [
        ("request.kind", &b""[..]),
        ("request.kind", b"qualsiasi cosa"),
        ("request.kind", &Writer::build(|w| w.sequence(|w| w.octets(b"x")))),
        ("list.well_formed", &inner),
        ("certificate.well_formed", &[&honest[..], b"\x05\x00"].concat()),
        ("certificate.well_formed", &honest[..honest.len() - 1]),
    ] {
        let outcome = judged(&firma, SHA384, octets);
        assert!(
            outcome == Err(rule.to_owned()) || outcome == Err("request.kind".to_owned()),
            "{rule}: {outcome:?}"
        );
    }
}

#[test]
fn an_authority_signs_its_own_lists_and_no_others() {
    let house = house(KeySpec::P384);
    let (firma, cns) = (ca(&house, Service::Signature), ca(&house, Service::Cns));
    let own = firma.certificate.public_key().unwrap().key_identifier();
    let now = crate::common::start();
    let parameters = |issuer: &'static str| {
        let _ = issuer;
        Parameters {
            issuer: firma.certificate.subject(),
            algorithm: SHA384,
            this_update: now,
            next_update: now + jiff::SignedDuration::from_hours(24),
            authority_key_identifier: &own,
            number: 7,
            delta_base: None,
            distribution_point: Some("http://pki.example.com/firma/crl/00.crl".to_owned()),
            freshest: Vec::new(),
            expired_certs_since: Some(firma.certificate.not_before()),
            only_authorities: false,
        }
    };
    let judge = |parameters: &Parameters<'_>| judged(&firma, SHA384, parameters.build([]).bytes());
    assert_eq!(judge(&parameters("firma")), Ok(()));
    let other_name = Parameters { issuer: cns.certificate.subject(), ..parameters("cns") };
    assert_eq!(judge(&other_name), Err("issuer.own_name".to_owned()));
    let elsewhere = Parameters {
        distribution_point: Some("http://pki.example.com/cns/crl/00.crl".to_owned()),
        ..parameters("firma")
    };
    assert_eq!(judge(&elsewhere), Err("list.own_address".to_owned()));
    let other_key = Parameters { authority_key_identifier: &[7; 20], ..parameters("firma") };
    assert_eq!(judge(&other_key), Err("list.own_key".to_owned()));
    let endless = Parameters { next_update: now, ..parameters("firma") };
    assert_eq!(judge(&endless), Err("list.period".to_owned()));
    let other_algorithm = Parameters { algorithm: SHA256, ..parameters("firma") };
    assert_eq!(judge(&other_algorithm), Err("list.well_formed".to_owned()));
}

#[test]
fn a_key_begins_an_authority_once_and_in_a_ceremony() {
    let house = house(KeySpec::P384);
    let firma = ca(&house, Service::Signature);
    let begin = firma.certificate.tbs();
    let judge = |what| judged_as("ca/firma/1", &firma, SHA384, begin, what);
    assert_eq!(judge((true, true)), Ok(()));
    assert_eq!(judge((true, false)), Err("authority.begins_once".to_owned()));
    assert_eq!(judge((false, true)), Err("authority.begins_in_a_ceremony".to_owned()));
}

/// An authority whose keys are guarded, as they are in an installation.
fn guarded(folder: &std::path::Path, may_begin: bool) -> (Authority, Arc<Guarded>) {
    let entropy = Arc::new(SystemEntropy);
    let clock = Arc::new(foundation::TestClock::at(crate::common::start()));
    let vault = |name: &str| {
        let unlock = Unlock::KeyFile(folder.join(format!("{name}.key")));
        let place = folder.join(name);
        if place.exists() {
            Vault::open(&place, &unlock).unwrap()
        } else {
            Vault::create(&place, &unlock, Argon2Cost::LEAST, &*entropy).unwrap()
        }
    };
    let settings = practice::settings(4).unwrap();
    let keys = Arc::new(VaultKeys::new(vault("signer-vault"), entropy.clone()));
    let policy = Arc::new(settings.allow_list(may_begin));
    let guarded = Arc::new(Guarded::open(keys, policy, &folder.join("signer"), clock.clone()).unwrap());
    let store = Store::open(StoreUrl::Sqlite(folder.join("register.db"))).unwrap();
    let authority = Authority::open(store, vault("vault"), clock, entropy, settings).unwrap();
    (authority.with_signer(guarded.clone()), guarded)
}

#[test]
fn guarded_keys_carry_an_authority_through_its_life() {
    let folder = tempfile::tempdir().unwrap();
    let (authority, keys) = guarded(folder.path(), true);
    authority.init(&actor(), KeySpec::P256).unwrap();
    let labels: Vec<_> = keys.list().unwrap().into_iter().map(|key| key.label).collect();
    assert_eq!(labels, ["ca/cns/1", "ca/firma/1", "ca/interna/1", "ca/tsa/1"]);
    // A server's keys begin nothing.
    let (authority, keys) = guarded(folder.path(), false);
    let pair = authority.issue_pair(&actor(), &pair_request(mario())).unwrap();
    assert!(pair.signature.verify_signed_by(keys.public_key("ca/firma/1").as_ref().unwrap()).is_ok());
    let before = keys.ledger().verify().unwrap();
    assert!(before >= 10, "{before}");
    // What was signed comes back the same, although ECDSA draws anew each time.
    let request = foundation::hex(&DigestAlgorithm::Sha256.digest(pair.signature.tbs()));
    assert_eq!(keys.signed(&request).unwrap().unwrap().signature, pair.signature.signature());
    let order = keyvault::Order { label: "ca/firma/1", algorithm: SHA256, request: &request };
    assert_eq!(keys.sign(&order, pair.signature.tbs()).unwrap(), pair.signature.signature());
    assert_eq!(keys.ledger().verify().unwrap(), before);
    let other = keys.sign(&order, pair.cns.tbs());
    assert!(matches!(other, Err(KeyringError::Ledger(_))), "{other:?}");
}

#[test]
fn an_interrupted_beginning_is_taken_up_with_the_same_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let first = {
        let (authority, keys) = guarded(folder.path(), true);
        authority.init(&actor(), KeySpec::P256).unwrap();
        drop(keys);
        authority.current(Service::Signature).unwrap().certificate
    };
    // The database is lost, the keys and their record are not.
    std::fs::remove_file(folder.path().join("register.db")).unwrap();
    for left in ["register.db-wal", "register.db-shm"] {
        let _ = std::fs::remove_file(folder.path().join(left));
    }
    let (authority, _) = guarded(folder.path(), true);
    authority.init(&actor(), KeySpec::P256).unwrap();
    assert_eq!(authority.current(Service::Signature).unwrap().certificate.der(), first.der());
}

#[test]
fn an_operator_gets_a_certificate_that_says_role_and_name() {
    let house = house(KeySpec::P384);
    let request = |id: &str, role| OperatorRequest {
        id: id.to_owned(),
        name: "Anna Verdi".to_owned(),
        role,
        csr: proof(&SoftwareKey::generate(KeySpec::P256).unwrap()),
    };
    let issue = |request: &OperatorRequest| house.authority.issue_operator(&actor(), request);
    let certificate = issue(&request("anna.verdi", OperatorRole::CaOfficer)).unwrap();
    let operator = authority::Operator::of(&certificate).unwrap();
    assert_eq!((operator.id.as_str(), operator.role), ("anna.verdi", OperatorRole::CaOfficer));
    assert_eq!(certificate.issuer(), ca(&house, Service::Internal).certificate.subject());
    // Another certificate in the same role is a renewal; a share may be kept by an officer.
    issue(&request("anna.verdi", OperatorRole::CaOfficer)).unwrap();
    issue(&request("anna.verdi", OperatorRole::KeyCustodian)).unwrap();
    for role in [OperatorRole::Auditor, OperatorRole::Sysadmin] {
        let refused = issue(&request("anna.verdi", role)).unwrap_err();
        assert!(matches!(refused, authority::AuthorityError::RolesApart { .. }), "{refused}");
    }
    let again = request("bruno", OperatorRole::Rao);
    issue(&again).unwrap();
    assert!(matches!(issue(&again).unwrap_err(), authority::AuthorityError::KeyInUse));
    for bad in ["", "a b", "a:b", "à"] {
        assert!(issue(&request(bad, OperatorRole::Rao)).is_err(), "{bad:?}");
    }
}

#[test]
fn a_key_that_ends_is_told_a_month_a_week_and_a_day_before() {
    use authority::KeyPurpose;
    let house = house(KeySpec::P256);
    let keys = house.authority.key_survey().unwrap();
    let within = |days: i64, what| {
        let now = crate::common::start() + jiff::SignedDuration::from_hours(days * 24);
        keys.iter().find(|key| key.what == what).unwrap().alarm(now)
    };
    for what in [KeyPurpose::Authority, KeyPurpose::Responder] {
        assert_eq!(within(1, what), None);
    }
    for (day, told) in
        [(59, None), (60, Some(30)), (82, Some(30)), (83, Some(7)), (89, Some(1)), (91, Some(0))]
    {
        assert_eq!(within(day, KeyPurpose::Responder), told, "day {day}");
    }
    // Sixteen years less the three of a person's certificate.
    assert_eq!(within(13 * 365 - 40, KeyPurpose::Authority), None);
    assert_eq!(within(13 * 365 - 20, KeyPurpose::Authority), Some(30));
}

#[test]
fn a_key_that_is_not_the_one_of_its_certificate_is_found() {
    let house = house(KeySpec::P256);
    let checks = house.authority.check_keys().unwrap();
    assert!(checks.len() >= 8 && checks.iter().all(|check| check.fault.is_none()), "{checks:?}");
    let unlock = Unlock::KeyFile(house.folder.path().join("vault.key"));
    let vault = Vault::open(&house.folder.path().join("vault"), &unlock).unwrap();
    vault.destroy("ca/firma/1").unwrap();
    vault.generate("ca/firma/1", KeySpec::P256, &SystemEntropy).unwrap();
    vault.destroy("ca/cns/1").unwrap();
    let (_, restarted) = crate::common::open(house.folder.path(), &house.clock, KeySpec::P256);
    let faults: Vec<_> =
        restarted.check_keys().unwrap().into_iter().filter(|check| check.fault.is_some()).collect();
    assert_eq!(
        faults.iter().map(|check| check.label.as_str()).collect::<Vec<_>>(),
        ["ca/firma/1", "ca/cns/1"]
    );
}
