//! Personalisation: the same flow over a token file, a card in a reader, and a PKCS#11 token.

use std::path::Path;

use cns_card::PersonalData;
use devices::{
    Condition, Purpose,
    personalise::{NotPersonalised, OnCard, OnModule, Pair, Personalisable, Pins, Proofs, personalise},
};
use foundation::SystemEntropy;
use keyvault::{
    Argon2Cost, KeyError, KeySpec, SigningKey, SoftwareKey,
    pkcs11::Module,
    token::{Codes, Personalisation, Slot, TokenCard, TokenFile},
};
use x509::{
    Certificate,
    alg::{PublicKey, SignatureAlgorithm},
    extension::KeyUsage,
    request::Request,
};

use crate::{
    certificates::self_signed,
    modules::with_softhsm,
    readers::{Desk, OTHER_PIN, OTHER_PUK, PIN, PUK, READER, secret},
};

const NUMBER: &str = "7430012345678901";

fn holder() -> PersonalData {
    PersonalData::of("MARIA", "ROSSI", "RSSMRA80A41H501Y").unwrap()
}

fn pins() -> Pins {
    Pins { signature: secret(OTHER_PIN), authentication: secret(PIN) }
}

/// A card without keys, made out to nobody.
fn blank(path: &Path, key: KeySpec) -> TokenCard {
    let codes = |pin, puk| Codes { pin: secret(pin), puk: secret(puk) };
    let two = key == KeySpec::Rsa2048;
    let with = Personalisation {
        card_number: NUMBER.parse().unwrap(),
        holder: PersonalData::default(),
        created: "2026-11-22T09:00:00Z".parse().unwrap(),
        key,
        signature: if two { codes(OTHER_PIN, OTHER_PUK) } else { codes(PIN, PUK) },
        cns: codes(PIN, PUK),
        emergency_code: secret("1234567890"),
        pin_cost: Argon2Cost::LEAST,
        tries: Default::default(),
        atr: None,
        options: Default::default(),
    };
    TokenCard::create(path, &with, &SystemEntropy).unwrap()
}

/// An authority's key over somebody else's public key.
#[derive(Debug)]
struct Over<'a>(PublicKey, &'a SoftwareKey);

impl SigningKey for Over<'_> {
    fn public_key(&self) -> &PublicKey {
        &self.0
    }

    fn sign_digest(&self, algorithm: SignatureAlgorithm, digest: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.1.sign_digest(algorithm, digest)
    }
}

/// Certifies whoever proves to have the keys.
fn certify(proofs: Proofs) -> Result<Pair, KeyError> {
    let authority = SoftwareKey::generate(KeySpec::P256)?;
    let certificate = |request: Vec<u8>, usage| {
        let public = Request::from_der(request).unwrap().public_key().clone();
        let algorithm = KeySpec::P256.default_algorithm();
        let der = self_signed(&Over(public, &authority), algorithm, usage, "2029-01-01T00:00:00Z");
        Certificate::from_der(der).unwrap()
    };
    assert!(proofs.personal_data.ends_with(b"0000"));
    Ok(Pair {
        signature: certificate(proofs.signature, KeyUsage::NON_REPUDIATION),
        authentication: certificate(proofs.authentication, KeyUsage::DIGITAL_SIGNATURE),
    })
}

/// What must hold of the token file of a card that was personalised.
fn check(path: &Path, pair: &Pair, pins: &Pins) {
    let mut token = TokenFile::open(path).unwrap();
    for (slot, certificate, pin) in [
        (Slot::Signature, &pair.signature, &pins.signature),
        (Slot::Cns, &pair.authentication, &pins.authentication),
    ] {
        assert_eq!(token.certificate_der(slot), Some(certificate.der()), "as large as it is");
        let session = token.unlock(slot, pin).unwrap();
        assert_eq!(
            session.public_key().spki_der(),
            certificate.public_key().unwrap().spki_der(),
            "the certificate is for the key that the card made"
        );
    }
}

#[test]
fn the_card_of_a_token_file_makes_its_keys_and_takes_certificates_and_data() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("maria.token");
    let mut device = OnCard::of_token(blank(&path, KeySpec::Rsa2048), pins());
    let mut asked = None;
    let pair = personalise(&mut device, &holder(), KeySpec::Rsa2048, "unused", |proofs| {
        asked = Some(proofs.number.clone());
        certify(proofs)
    });
    let pair = pair.unwrap();
    assert_eq!(asked.as_deref(), Some(NUMBER), "its own number");
    check(&path, &pair, &pins());
    let token = TokenFile::open(&path).unwrap();
    assert_eq!((token.holder(), token.codice_fiscale()), ("MARIA ROSSI", "RSSMRA80A41H501Y"));

    // A second time it is left alone.
    let again = personalise(&mut device, &holder(), KeySpec::Rsa2048, NUMBER, certify);
    assert!(matches!(again, Err(NotPersonalised::NotBlank)));
    device.set_pin(&secret("24680246")).unwrap();
    check(&path, &pair, &Pins::one(&secret("24680246")));
}

#[test]
fn a_piv_card_is_personalised_by_the_same_flow() {
    for key in [KeySpec::P256, KeySpec::P384, KeySpec::Rsa3072] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("maria.token");
        let mut device = OnCard::of_token(blank(&path, key), Pins::one(&secret(PIN)));
        let pair = personalise(&mut device, &holder(), key, NUMBER, certify).unwrap();
        check(&path, &pair, &Pins::one(&secret(PIN)));
        device.set_pin(&secret("24680246")).unwrap();
        check(&path, &pair, &Pins::one(&secret("24680246")));
    }
}

#[test]
fn a_wrong_pin_another_kind_of_key_and_a_refusal_leave_the_card_without_certificates() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("maria.token");
    drop(blank(&path, KeySpec::Rsa2048));
    let wrong = Pins { signature: secret("00000000"), ..pins() };
    let device = |pins| OnCard::of_token(TokenCard::open(&path).unwrap(), pins);
    let refused = personalise(&mut device(wrong), &holder(), KeySpec::Rsa2048, NUMBER, certify);
    assert!(matches!(refused, Err(NotPersonalised::Device(Condition::PinWrong { left: Some(2) }))));
    let refused = personalise(&mut device(pins()), &holder(), KeySpec::P256, NUMBER, certify);
    assert!(matches!(refused, Err(NotPersonalised::Device(Condition::KeyUnfit { .. }))));
    let refused = personalise(&mut device(pins()), &holder(), KeySpec::Rsa2048, NUMBER, |_| Err("no"));
    assert!(matches!(refused, Err(NotPersonalised::Certifier("no"))));
    assert!(device(pins()).is_blank().unwrap());
    assert_eq!(TokenFile::open(&path).unwrap().certificate_der(Slot::Signature), None);
}

#[test]
fn a_card_in_a_reader_is_personalised_where_it_lets_itself_be_administered() {
    let desk = Desk::new();
    let path = desk.folder.path().join("maria.token");
    drop(blank(&path, KeySpec::Rsa2048));
    desk.reader(READER, Some(&path));
    let device = || OnCard::of_reader(&desk.bays, READER, pins()).unwrap();
    let refused = personalise(&mut device(), &holder(), KeySpec::Rsa2048, NUMBER, certify);
    assert!(matches!(refused, Err(NotPersonalised::Device(Condition::Failed { .. }))), "{refused:?}");
    desk.administer();
    let pair = personalise(&mut device(), &holder(), KeySpec::Rsa2048, NUMBER, certify).unwrap();
    check(&path, &pair, &pins());
    let nowhere = OnCard::of_reader(&desk.bays, "Reader 99", pins());
    assert!(matches!(nowhere, Err(Condition::ReaderMissing)));
}

#[test]
fn a_pkcs11_token_is_personalised_by_the_same_flow() {
    with_softhsm("personalising::a_pkcs11_token_is_personalised_by_the_same_flow", |module| {
        let module = Module::load(module).unwrap();
        for (label, spec) in [("rossi", KeySpec::Rsa2048), ("bianchi", KeySpec::P256)] {
            let token = module.initialise_token(label, &secret("officer-0000"), &secret(PIN)).unwrap();
            let mut device = OnModule::open(token.clone(), secret(PIN)).unwrap();
            let pair = personalise(&mut device, &holder(), spec, NUMBER, certify).unwrap();
            for certificate in [&pair.signature, &pair.authentication] {
                let key = token.key_for(certificate.public_key().unwrap()).unwrap();
                key.sign_digest(spec.default_algorithm(), &[7; 32]).unwrap();
            }
            assert_eq!(token.certificates().unwrap().len(), 2);
            let again = personalise(&mut device, &holder(), spec, NUMBER, certify);
            assert!(matches!(again, Err(NotPersonalised::NotBlank)));
            device.set_pin(&secret("24680246")).unwrap();
        }
    });
}

#[test]
fn purposes_open_with_their_own_pin() {
    let folder = tempfile::tempdir().unwrap();
    let mut device = OnCard::of_token(blank(&folder.path().join("x"), KeySpec::Rsa2048), pins());
    for purpose in [Purpose::Signature, Purpose::Authentication] {
        let key = device.generate(purpose, KeySpec::Rsa2048).unwrap();
        key.sign_digest(KeySpec::Rsa2048.default_algorithm(), &[7; 32]).unwrap();
    }
}
