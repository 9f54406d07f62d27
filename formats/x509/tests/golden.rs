//! The golden set, rebuilt from fields typed here: equal octet by octet except keys, key identifiers
//! and signatures, which are taken from the files.
#![expect(clippy::unwrap_used, reason = "test support: outside a test function the lint does not know that")]

mod common;

use common::corpus;
use jiff::Timestamp;
use std::path::PathBuf;
use x509::{
    Certificate, Crl, ToSign,
    alg::{DigestAlgorithm, SignatureAlgorithm},
    crl::{self, Reason, Revoked},
    extension::PolicyInformation,
    ocsp::{self, Answer, ErrorStatus, Responder, Single, Status},
    oid,
    profile::{
        Addresses, CnsAuthentication, Issuer, OcspResponder, Organization, QualifiedSignature, Refused,
        Serial, ServiceCa, TimeStampingUnit, Validity,
    },
};

const SHA256_RSA: SignatureAlgorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);

struct Golden(PathBuf);

impl Golden {
    fn open(cases: usize) -> Option<Self> {
        corpus("pki/golden", cases).map(Self)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).unwrap()
    }

    fn certificate(&self, name: &str) -> Certificate {
        Certificate::from_der(self.read(name)).unwrap()
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|index| u8::from_str_radix(&text[index..index + 2], 16).unwrap()).collect()
}

#[test]
fn revocation_lists_are_rebuilt_octet_by_octet() {
    let Some(golden) = Golden::open(5) else { return };
    let authority = golden.certificate("ca_firma.der");
    let key = authority.subject_key_identifier().unwrap().unwrap();
    let serials: Vec<Vec<u8>> = [
        "58bb00000000000000000000000000b2",
        "50a1c3d2e4f5061728394a5b6c7d8e9f",
        "58cc00000000000000000000000000c3",
        "58aa00000000000000000000000000a1",
    ]
    .iter()
    .map(|text| hex(text))
    .collect();
    let entry = |index: usize, instant: &str, reason| Revoked {
        serial: &serials[index],
        at: at(instant),
        reason,
        invalidity_date: None,
    };
    let stolen = Revoked {
        invalidity_date: Some(at("2026-03-04T12:00:00Z")),
        ..entry(0, "2026-03-05T10:00:00Z", Reason::KeyCompromise)
    };
    let replaced = entry(2, "2026-03-06T00:00:00Z", Reason::Superseded);
    let suspended = entry(1, "2026-03-10T08:30:00Z", Reason::CertificateHold);
    let suspended_later = entry(3, "2026-03-10T09:50:00Z", Reason::CertificateHold);
    let released = entry(1, "2026-03-10T09:40:00Z", Reason::RemoveFromCrl);
    let base = crl::Parameters {
        issuer: authority.subject(),
        algorithm: SHA256_RSA,
        this_update: at("2026-01-01T00:00:00Z"),
        next_update: at("2026-01-02T00:00:00Z"),
        authority_key_identifier: key,
        number: 1,
        delta_base: None,
        distribution_point: Some("http://pki.example.com/firma/crl01.crl".into()),
        only_authorities: false,
        freshest: Vec::new(),
        expired_certs_since: Some(at("2026-01-01T00:00:00Z")),
    };
    let freshest = vec!["http://pki.example.com/firma/delta01.crl".to_owned()];
    let full = |this: &str, next: &str, number| crl::Parameters {
        this_update: at(this),
        next_update: if next.is_empty() { Timestamp::MAX } else { at(next) },
        number,
        ..base.clone()
    };
    let morning = "2026-03-10T09:00:00Z";
    let cases = [
        ("crl_empty_1.der", base.clone(), vec![]),
        (
            "crl_full_17.der",
            crl::Parameters { freshest: freshest.clone(), ..full(morning, "2026-03-11T09:00:00Z", 17) },
            vec![stolen, suspended, replaced],
        ),
        (
            "crl_delta_18_base17.der",
            crl::Parameters {
                delta_base: Some(17),
                ..full("2026-03-10T10:00:00Z", "2026-03-11T09:00:00Z", 18)
            },
            vec![released, suspended_later],
        ),
        (
            "crl_full_18.der",
            crl::Parameters { freshest, ..full("2026-03-10T10:00:00Z", "2026-03-11T10:00:00Z", 18) },
            vec![stolen, replaced, suspended_later],
        ),
        ("crl_last.der", full("2042-01-01T00:00:00Z", "", 9000), vec![stolen, replaced]),
    ];
    for (file, parameters, entries) in cases {
        let der = golden.read(file);
        let read = Crl::from_der(der.as_slice()).unwrap();
        read.verify_signed_by(authority.public_key().unwrap()).unwrap();
        let to_sign = parameters.build(entries.iter().copied());
        assert_eq!(to_sign.bytes(), read.tbs(), "{file}");
        assert_eq!(to_sign.complete(read.signature()), der, "{file}");

        let mut encoded = Vec::new();
        entries.iter().for_each(|entry| entry.write(&mut encoded));
        let frame = parameters.frame(encoded.len() as u64);
        let signature = read.signature();
        let streamed = [
            frame.head(signature),
            frame.tbs_head.clone(),
            encoded,
            frame.tbs_tail.clone(),
            frame.tail(signature),
        ];
        assert_eq!(streamed.concat(), der, "{file} streamed");

        assert_eq!(read.this_update(), parameters.this_update);
        assert_eq!(read.next_update(), Some(parameters.next_update));
        assert_eq!(read.number().unwrap(), Some(parameters.number.to_be_bytes().as_slice().trim_zeros()));
        assert_eq!(read.delta_base().unwrap().is_some(), parameters.delta_base.is_some());
        assert_eq!(read.expired_certs_since().unwrap(), parameters.expired_certs_since);
        let point = read.issuing_distribution_point().unwrap().unwrap();
        assert_eq!(point.full_name[0].uri(), parameters.distribution_point.as_deref());
        assert_eq!(read.freshest().unwrap().is_some(), !parameters.freshest.is_empty());
        assert_eq!(read.entries().count(), entries.len());
        for (found, wanted) in read.entries().zip(&entries) {
            assert_eq!((found.serial, found.revocation_date), (wanted.serial, wanted.at));
            assert_eq!(found.reason().unwrap(), wanted.reason);
            assert_eq!(found.invalidity_date().unwrap(), wanted.invalidity_date);
            assert_eq!(read.find(wanted.serial).unwrap().revocation_date, wanted.at);
        }
        assert!(read.find(&[1]).is_none());
    }
}

trait TrimZeros {
    fn trim_zeros(&self) -> &[u8];
}

impl TrimZeros for [u8] {
    fn trim_zeros(&self) -> &[u8] {
        &self[self.iter().take_while(|octet| **octet == 0).count()..]
    }
}

#[test]
fn status_requests_are_rebuilt_and_read() {
    let Some(golden) = Golden::open(4) else { return };
    let (authority, holder) = (golden.certificate("ca_firma.der"), golden.certificate("ee_firma.der"));
    let key = authority.public_key().unwrap().bits_of_key();
    let id = |hash| ocsp::cert_id(hash, authority.subject().der(), key, holder.serial());
    let nonce: Vec<u8> = (0..32).collect();
    assert_eq!(ocsp::request(&[id(DigestAlgorithm::Sha1)], None), golden.read("ocspreq_sha1.der"));
    let with_nonce = golden.read("ocspreq_sha256_nonce32.der");
    assert_eq!(ocsp::request(&[id(DigestAlgorithm::Sha256)], Some(&nonce)), with_nonce);
    assert_eq!(ocsp::request(&[id(DigestAlgorithm::Sha1)], Some(&[])), golden.read("ocspreq_nonce0.der"));

    let request = ocsp::Request::from_der(&with_nonce).unwrap();
    assert_eq!(request.nonce, Some(&nonce[..]));
    assert_eq!(request.cert_ids.len(), 1);
    assert_eq!(request.cert_ids[0].hash, Some(DigestAlgorithm::Sha256));
    assert!(request.cert_ids[0].matches(&holder, &authority));
    assert!(!request.cert_ids[0].matches(&authority, &authority));
    for wrong in ["ocspreq_nonce0.der", "ocspreq_nonce129.der"] {
        assert!(ocsp::Request::from_der(&golden.read(wrong)).is_err(), "{wrong}");
    }
}

#[test]
fn status_responses_are_rebuilt_octet_by_octet() {
    let Some(golden) = Golden::open(11) else { return };
    let (authority, holder) = (golden.certificate("ca_firma.der"), golden.certificate("ee_firma.der"));
    let responder_certificate = golden.certificate("ocsp_firma.der");
    let responder = Responder::new(&responder_certificate, SHA256_RSA).unwrap();
    let key = authority.public_key().unwrap().bits_of_key();
    let id = |hash, serial: &[u8]| ocsp::cert_id(hash, authority.subject().der(), key, serial);
    let sha1 = DigestAlgorithm::Sha1;
    let now = at("2026-03-10T09:00:00Z");
    let single = |cert_id, status, known| Single {
        cert_id,
        status,
        this_update: now,
        next_update: Some(at("2026-03-10T21:00:00Z")),
        archive_cutoff: if known { Some(at("2026-01-01T00:00:00Z")) } else { None },
    };
    let revoked = |instant: &str, reason| Status::Revoked { at: at(instant), reason: Some(reason) };
    let ours = id(sha1, holder.serial());
    let ours256 = id(DigestAlgorithm::Sha256, holder.serial());
    let stolen = id(sha1, &hex("58bb00000000000000000000000000b2"));
    let never = id(sha1, &hex("1234567890"));
    let nonce: Vec<u8> = (0..32).collect();
    let hold = revoked("2026-03-10T08:30:00Z", Reason::CertificateHold);
    let compromised = revoked("2026-03-05T10:00:00Z", Reason::KeyCompromise);
    let not_issued = revoked("1970-01-01T00:00:00Z", Reason::CertificateHold);
    let cases: [(&str, Single<'_>, Option<&[u8]>, bool); 6] = [
        ("ocsp_good.der", single(&ours, Status::Good, true), None, false),
        ("ocsp_good_nonce32_sha256.der", single(&ours256, Status::Good, true), Some(&nonce), false),
        ("ocsp_hold.der", single(&ours, hold, true), None, false),
        ("ocsp_revoked_keycompromise.der", single(&stolen, compromised, true), None, false),
        ("ocsp_nonissued_extended_revoke.der", single(&never, not_issued, false), None, true),
        ("ocsp_unknown.der", single(&never, Status::Unknown, false), None, false),
    ];
    for (file, single, nonce, never_issued) in cases {
        let der = golden.read(file);
        let Answer::Successful(read) = Answer::from_der(&der).unwrap() else { panic!("{file}") };
        read.verify_signed_by(responder_certificate.public_key().unwrap()).unwrap();
        let to_sign = responder.answer(now, &[single], nonce, never_issued);
        assert_eq!(to_sign.bytes(), read.tbs(), "{file}");
        assert_eq!(to_sign.complete(read.signature()), der, "{file}");
        let stored: ToSign = serde_json::from_str(&serde_json::to_string(&to_sign).unwrap()).unwrap();
        assert_eq!(stored.complete(read.signature()), der, "{file} stored and resumed");

        assert_eq!(read.certificates(), std::slice::from_ref(&responder_certificate));
        assert_eq!(read.nonce(), nonce);
        assert_eq!(read.produced_at(), now);
        let found = read.responses().next().unwrap();
        assert_eq!(found.status, single.status);
        assert_eq!(found.next_update, single.next_update);
        assert_eq!(found.archive_cutoff(), single.archive_cutoff);
        assert_eq!(found.cert_id.raw, single.cert_id);
        assert_eq!(read.extensions().get(&oid::OCSP_EXTENDED_REVOKE).is_some(), never_issued);
    }
    for (name, status) in [
        ("malformedRequest", ErrorStatus::MalformedRequest),
        ("internalError", ErrorStatus::InternalError),
        ("tryLater", ErrorStatus::TryLater),
        ("sigRequired", ErrorStatus::SigRequired),
        ("unauthorized", ErrorStatus::Unauthorized),
    ] {
        assert_eq!(golden.read(&format!("ocsp_err_{name}.der")), status.response());
        assert!(matches!(Answer::from_der(&status.response()), Ok(Answer::Error(read)) if read == status));
    }
}

fn validity(from: &str, to: &str) -> Validity {
    Validity { not_before: at(from), not_after: at(to) }
}

fn provider() -> Organization {
    Organization {
        country: "IT".into(),
        name: "Ceralacca Prova S.p.A.".into(),
        identifier: Some("VATIT-00000000000".into()),
    }
}

fn addresses(service: &str, crl: &str) -> Addresses {
    Addresses {
        ocsp: format!("http://pki.example.com/{service}/ocsp"),
        ca_issuers: format!("http://pki.example.com/{service}/ca.crt"),
        crl: format!("http://pki.example.com/{service}/{crl}.crl"),
    }
}

fn own_policy(oid: &str) -> PolicyInformation {
    PolicyInformation {
        oid: oid.parse().unwrap(),
        cps: vec!["https://ca.example.com/manuali".into()],
        notices: Vec::new(),
    }
}

fn serial(text: &str) -> Serial {
    Serial::new(hex(text).try_into().unwrap()).unwrap()
}

/// The built certificate is the file, once key and signature are taken from it.
fn same(to_sign: &ToSign, golden: &Certificate) {
    assert_eq!(to_sign.bytes(), golden.tbs(), "{golden:?}");
    assert_eq!(to_sign.complete(golden.signature()), golden.der(), "{golden:?}");
}

#[test]
fn authorities_are_rebuilt_octet_by_octet() {
    let Some(golden) = Golden::open(3) else { return };
    for (service, number, unit, common_name) in [
        (
            "firma",
            "4f1e5b20d8c34a6791be02c7d5f0a311",
            "Qualified Trust Service Provider",
            "Ceralacca Prova Firma Qualificata CA",
        ),
        (
            "cns",
            "52c07d9b1e884f3da6650f21cb937e40",
            "Trust Service Provider",
            "Ceralacca Prova Servizi di Certificazione CA",
        ),
        ("tsa", "61ab34f7059c4e1282d7f3a06b5e9c18", "TSA", "Ceralacca Prova Marca Temporale CA"),
    ] {
        let file = golden.certificate(&format!("ca_{service}.der"));
        let profile = ServiceCa {
            organization: provider(),
            unit: Some(unit.into()),
            common_name: common_name.into(),
            cps: "https://ca.example.com/manuali".into(),
            arl: format!("http://pki.example.com/{service}/arl.crl"),
            validity: Validity::years(at("2026-01-01T00:00:00Z"), 16),
        };
        same(&profile.to_sign(&serial(number), file.public_key().unwrap(), SHA256_RSA).unwrap(), &file);
    }
}

fn mario_rossi() -> QualifiedSignature {
    QualifiedSignature {
        country: "IT".into(),
        surname: "ROSSI".into(),
        given_name: "MARIO".into(),
        identifier: "TINIT-RSSMRA80A01H501U".into(),
        dn_qualifier: "SIG0000000000001".into(),
        affiliation: None,
        policy: own_policy("1.3.6.1.4.1.32473.39.1.1.30"),
        qscd: true,
        retention_years: 20,
        disclosure: vec![
            ("https://ca.example.com/pds-en.pdf".into(), "en".into()),
            ("https://ca.example.com/pds-it.pdf".into(), "it".into()),
        ],
        limit: None,
        agid_declaration: true,
        lists_keep_expired: true,
        addresses: addresses("firma", "crl01"),
        validity: Validity::years(at("2026-03-02T09:00:00Z"), 3),
    }
}

#[test]
fn a_qualified_signature_certificate_is_rebuilt_octet_by_octet() {
    let Some(golden) = Golden::open(1) else { return };
    let (authority, file) = (golden.certificate("ca_firma.der"), golden.certificate("ee_firma.der"));
    let issuer = Issuer::new(&authority, SHA256_RSA).unwrap();
    let number = serial("50a1c3d2e4f5061728394a5b6c7d8e9f");
    same(&mario_rossi().to_sign(&issuer, &number, file.public_key().unwrap()).unwrap(), &file);
}

#[test]
fn a_cns_certificate_is_rebuilt_octet_by_octet() {
    let Some(golden) = Golden::open(1) else { return };
    let (authority, file) = (golden.certificate("ca_cns.der"), golden.certificate("ee_cns.der"));
    let profile = CnsAuthentication {
        country: "IT".into(),
        organization: "Camera di Commercio".into(),
        unit: "CCIAA Prova".into(),
        surname: "ROSSI".into(),
        given_name: "MARIO".into(),
        codice_fiscale: "RSSMRA80A01H501U".into(),
        card_number: "7420000000000001".into(),
        personal_data_sha1: DigestAlgorithm::Sha1
            .digest(b"EF_DatiPersonali contenuto fittizio")
            .try_into()
            .unwrap(),
        policy: own_policy("1.3.6.1.4.1.32473.39.1.2.30"),
        addresses: addresses("cns", "crl01"),
        validity: Validity::years(at("2026-03-02T09:00:00Z"), 3),
    };
    let issuer = Issuer::new(&authority, SHA256_RSA).unwrap();
    let number = serial("6b0f9e8d7c6b5a493827160594837261");
    same(&profile.to_sign(&issuer, &number, file.public_key().unwrap()).unwrap(), &file);
}

#[test]
fn time_stamping_unit_and_responder_are_rebuilt_octet_by_octet() {
    let Some(golden) = Golden::open(2) else { return };
    let (authority, file) = (golden.certificate("ca_tsa.der"), golden.certificate("tsu.der"));
    let profile = TimeStampingUnit {
        organization: provider(),
        common_name: "Ceralacca Prova TSU 20260301".into(),
        policy: own_policy("1.3.6.1.4.1.32473.39.1.3.1"),
        key_usage_period: validity("2026-03-01T00:00:00Z", "2026-06-01T00:00:00Z"),
        addresses: addresses("tsa", "crl"),
        validity: Validity::years(at("2026-03-01T00:00:00Z"), 10),
    };
    let issuer = Issuer::new(&authority, SHA256_RSA).unwrap();
    let number = serial("71c0ffee00112233445566778899aabb");
    same(&profile.to_sign(&issuer, &number, file.public_key().unwrap()).unwrap(), &file);

    let (authority, file) = (golden.certificate("ca_firma.der"), golden.certificate("ocsp_firma.der"));
    let profile = OcspResponder {
        organization: provider(),
        common_name: "Ceralacca Prova OCSP Firma 2026-03".into(),
        policy: own_policy("1.3.6.1.4.1.32473.39.1.4.1"),
        validity: validity("2026-03-01T00:00:00Z", "2026-06-01T00:00:00Z"),
    };
    let issuer = Issuer::new(&authority, SHA256_RSA).unwrap();
    let number = serial("5dc1a2b3c4d5e6f708192a3b4c5d6e7f");
    same(&profile.to_sign(&issuer, &number, file.public_key().unwrap()).unwrap(), &file);
}

#[test]
fn the_declaration_of_compliance_is_refused_when_a_rule_fails() {
    let Some(golden) = Golden::open(1) else { return };
    let (authority, file) = (golden.certificate("ca_firma.der"), golden.certificate("ee_firma.der"));
    let issuer = Issuer::new(&authority, SHA256_RSA).unwrap();
    let number = serial("50a1c3d2e4f5061728394a5b6c7d8e9f");
    let build = |profile: &QualifiedSignature| profile.to_sign(&issuer, &number, file.public_key().unwrap());
    let title = |proof_on_file| x509::profile::Affiliation {
        organization: "Rossi S.r.l.".into(),
        title: Some("Amministratore".into()),
        proof_on_file,
    };
    let broken = [
        QualifiedSignature { lists_keep_expired: false, ..mario_rossi() },
        QualifiedSignature { identifier: "EI:IT-1".into(), ..mario_rossi() },
        QualifiedSignature { identifier: "IT:RSSMRA80A01H501U".into(), ..mario_rossi() },
        QualifiedSignature { affiliation: Some(title(false)), ..mario_rossi() },
        QualifiedSignature { dn_qualifier: String::new(), ..mario_rossi() },
        QualifiedSignature { retention_years: 10, ..mario_rossi() },
    ];
    for profile in broken {
        assert!(matches!(build(&profile), Err(Refused::AgidDeclaration(_))), "{profile:?}");
    }
    let mut no_ocsp = mario_rossi();
    no_ocsp.addresses.ocsp = String::new();
    assert!(matches!(build(&no_ocsp), Err(Refused::AgidDeclaration(_))));
    // A role with proof, and a person without codice fiscale, are within the rules.
    assert!(build(&QualifiedSignature { affiliation: Some(title(true)), ..mario_rossi() }).is_ok());
    assert!(build(&QualifiedSignature { identifier: "PASUS-1234".into(), ..mario_rossi() }).is_ok());
    let undeclared =
        QualifiedSignature { agid_declaration: false, lists_keep_expired: false, ..mario_rossi() };
    let built = build(&undeclared).unwrap().complete(&[0; 512]);
    assert!(!Certificate::from_der(built).unwrap().has_policy(&oid::AGID_D121));
}

#[test]
fn a_certificate_does_not_outlive_its_authority() {
    let Some(golden) = Golden::open(1) else { return };
    let (authority, file) = (golden.certificate("ca_firma.der"), golden.certificate("ee_firma.der"));
    let issuer = Issuer::new(&authority, SHA256_RSA).unwrap();
    let number = serial("50a1c3d2e4f5061728394a5b6c7d8e9f");
    let late =
        QualifiedSignature { validity: Validity::years(at("2039-01-02T00:00:00Z"), 3), ..mario_rossi() };
    let refused = late.to_sign(&issuer, &number, file.public_key().unwrap()).unwrap_err();
    assert_eq!(refused.code(), "ca_validity_exceeded");
    let long =
        QualifiedSignature { validity: Validity::years(at("2026-01-02T00:00:00Z"), 4), ..mario_rossi() };
    assert_eq!(
        long.to_sign(&issuer, &number, file.public_key().unwrap()).unwrap_err().code(),
        "validity_refused"
    );
    let sha1 = Issuer { algorithm: SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha1), ..issuer };
    let refused = mario_rossi().to_sign(&sha1, &number, file.public_key().unwrap()).unwrap_err();
    assert_eq!(refused, Refused::Algorithm);
}
