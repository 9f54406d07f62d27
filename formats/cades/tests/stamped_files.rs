//! Files with time stamps around or beside them: TimeStampedData, M7M, bare tokens and responses.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use std::{
    fs::{self, File},
    io::{Cursor, Read},
};

use base64::Engine;
use cades::{
    AugmentError, ContentDigests, Envelopes, Limits, M7m, M7mError, MetaData, ReadError, SignedData,
    TemporalEvidence, TimeStamp, TimeStampKind, TimeStampedData, time_stamped_imprint, token::TimeStampToken,
    write_time_stamped_data,
};
use common::{Key, Signer, Stamper};
use x509::{
    alg::DigestAlgorithm::{self, Sha256, Sha512},
    evidence::ObjectId,
};

const CONTENT: &[u8] = b"Fattura n. 1\r\n";

fn corpus(name: &str) -> Option<Vec<u8>> {
    let Some(corpus) = common::corpus("signatures/generated") else {
        println!("not run: {name}, corpus folder missing");
        return None;
    };
    Some(fs::read(corpus.join(name)).unwrap())
}

fn read(octets: &[u8]) -> TimeStampedData {
    TimeStampedData::from_slice(octets, &Limits::default()).unwrap()
}

fn holds(stamp: &TimeStamp<'_>) -> bool {
    let token = TimeStampToken::read(stamp.token(), &Limits::default()).unwrap();
    let algorithm = token.stamp().imprint_algorithm.unwrap();
    stamp.fault().is_none()
        && token.verify(&[]).is_ok()
        && stamp.imprint(algorithm).is_some_and(|imprint| token.covers_digest(algorithm, &imprint))
}

fn content_of(data: &TimeStampedData, octets: &[u8]) -> Vec<u8> {
    let mut source = Cursor::new(octets);
    let mut content = Vec::new();
    data.content(&mut source).unwrap().unwrap().read_to_end(&mut content).unwrap();
    content
}

fn write(meta_data: &MetaData, content: &[u8], algorithm: DigestAlgorithm, stamper: &Stamper) -> Vec<u8> {
    let imprint = time_stamped_imprint(meta_data, content, algorithm).unwrap();
    let token = stamper.token(algorithm, &imprint, "2026-11-22T10:00:00Z");
    let mut out = Vec::new();
    write_time_stamped_data(meta_data, content, content.len() as u64, &token, &mut out).unwrap();
    out
}

fn meta_data(hash_protected: bool) -> MetaData {
    MetaData { hash_protected, file_name: Some("fattura.txt".into()), media_type: Some("text/plain".into()) }
}

#[test]
fn a_chain_of_time_stamps_is_written_and_read() {
    let stamper = Stamper::new();
    for (protected, algorithm) in [(false, Sha256), (true, Sha512)] {
        let mut octets = write(&meta_data(protected), CONTENT, algorithm, &stamper);
        for year in ["2030", "2035"] {
            let data = read(&octets);
            let token = stamper.token(
                Sha256,
                &data.next_imprint(Sha256).unwrap(),
                &format!("{year}-01-01T00:00:00Z"),
            );
            let mut out = Vec::new();
            data.with_time_stamp(&mut Cursor::new(&octets), &token, &mut out).unwrap();
            octets = out;
        }
        let data = read(&octets);
        assert!(data.is_der() && data.evidence() == TemporalEvidence::TimeStamps);
        assert_eq!(data.meta_data(), Some(&meta_data(protected)));
        assert_eq!(content_of(&data, &octets), CONTENT);
        let stamps = data.time_stamps(None);
        assert_eq!(stamps.len(), 3);
        assert!(stamps.iter().all(holds));
        assert_eq!(stamps[0].kind(), TimeStampKind::Content);
        assert!(stamps[0].protects().signature && stamps[0].protects().objects.is_empty());
        for (older, newer) in stamps.iter().zip(&stamps[1..]) {
            assert!(newer.protects().objects.contains(&ObjectId::of(older.token())));
            assert!(newer.protects().objects.contains(&ObjectId::of(stamper.0.certificate.der())));
        }
        // The name is protected only when it says so.
        let at = octets.windows(11).position(|window| window == b"fattura.txt").unwrap();
        let mut renamed = octets.clone();
        renamed[at] = b'F';
        assert_eq!(holds(&read(&renamed).time_stamps(None)[0]), !protected);
        let mut changed = octets.clone();
        let at = octets.windows(7).position(|window| window == b"Fattura").unwrap();
        changed[at] = b'X';
        assert!(!holds(&read(&changed).time_stamps(None)[0]));
    }
}

#[test]
fn a_time_stamp_over_something_else_is_not_written() {
    let stamper = Stamper::new();
    let token = stamper.token(Sha256, &Sha256.digest(b"altro"), "2026-11-22T10:00:00Z");
    let len = CONTENT.len() as u64;
    for len in [len, len + 1, len - 1] {
        assert!(write_time_stamped_data(&meta_data(false), CONTENT, len, &token, Vec::new()).is_err());
    }
    let octets = write(&meta_data(false), CONTENT, Sha256, &stamper);
    let refused = read(&octets).with_time_stamp(&mut Cursor::new(&octets), &token, Vec::new());
    assert!(matches!(refused, Err(AugmentError::TokenMismatch)));
}

#[test]
fn a_large_content_is_written_in_chunks_and_keeps_its_form() {
    let stamper = Stamper::new();
    let len = cades::DER_LIMIT + 70_000;
    let content = || std::io::repeat(b'a').take(len);
    let imprint = time_stamped_imprint(&meta_data(true), content(), Sha256).unwrap();
    let token = stamper.token(Sha256, &imprint, "2026-11-22T10:00:00Z");
    let mut file = tempfile::tempfile().unwrap();
    write_time_stamped_data(&meta_data(true), content(), len, &token, &mut file).unwrap();
    let data = TimeStampedData::read(&mut file, &Limits::default()).unwrap();
    assert!(!data.is_der() && holds(&data.time_stamps(None)[0]));
    assert_eq!(data.content(&mut file).unwrap().unwrap().size(), len);
    let token = stamper.token(Sha256, &data.next_imprint(Sha256).unwrap(), "2030-01-01T00:00:00Z");
    let mut again = tempfile::tempfile().unwrap();
    data.with_time_stamp(&mut file, &token, &mut again).unwrap();
    let data = TimeStampedData::read(&mut again, &Limits::default()).unwrap();
    assert!(!data.is_der() && data.time_stamps(None).iter().all(holds));
}

#[test]
fn a_content_that_is_elsewhere_is_taken_from_there() {
    let stamper = Stamper::new();
    let octets = write(&meta_data(false), CONTENT, Sha512, &stamper);
    let inside = read(&octets);
    let token = inside.tokens().next().unwrap();
    let apart = asn1::Writer::build(|w| {
        w.sequence(|w| {
            w.oid(&cades::oid::TIME_STAMPED_DATA);
            w.context(0, |w| {
                w.sequence(|w| {
                    w.uint(1);
                    w.text(asn1::tag::IA5_STRING, "https://example.org/fattura");
                    w.context(0, |w| w.sequence(|w| w.raw(token)));
                });
            });
        });
    });
    let data = read(&apart);
    assert_eq!(data.data_uri(), Some("https://example.org/fattura"));
    assert!(data.content(&mut Cursor::new(&apart)).unwrap().is_none());
    assert_eq!(data.time_stamps(None)[0].imprint(Sha512), None);
    let digests = data.digests_of(CONTENT).unwrap();
    assert!(holds(&data.time_stamps(Some(&digests))[0]));
}

#[test]
fn other_evidence_is_named_and_not_examined() {
    for (number, expected) in [(1, TemporalEvidence::EvidenceRecord), (2, TemporalEvidence::Other)] {
        let octets = asn1::Writer::build(|w| {
            w.sequence(|w| {
                w.oid(&cades::oid::TIME_STAMPED_DATA);
                w.context(0, |w| {
                    w.sequence(|w| {
                        w.uint(1);
                        w.octets(CONTENT);
                        w.context(number, |w| w.uint(1));
                    });
                });
            });
        });
        let data = read(&octets);
        assert_eq!(data.evidence(), expected);
        assert!(data.time_stamps(None).is_empty());
        assert!(data.next_imprint(Sha256).is_err());
    }
}

#[test]
fn the_time_stamped_files_of_the_corpus_read_and_their_contents_open() {
    for (name, expected, signed) in [
        ("valid/atto.txt.tsd", true, false),
        ("valid/atto.txt.p7m.tsd", true, true),
        ("attack/atk-timestamp-mismatch.txt.tsd", false, false),
    ] {
        let Some(octets) = corpus(name) else { return };
        let data = read(&octets);
        let stamps = data.time_stamps(None);
        assert_eq!(stamps.iter().map(holds).collect::<Vec<_>>(), [expected], "{name}");
        let mut source = Cursor::new(&octets);
        let mut content = data.content(&mut source).unwrap().unwrap();
        let inside = Envelopes::read(&mut content, &Limits::default());
        assert_eq!(inside.is_ok(), signed, "{name}");
        if let Ok(inside) = inside {
            assert!(inside.all()[0].verify(&inside.all()[0].signers()[0], &[]).is_ok());
        }
        // In base64, and cut anywhere.
        let text = base64::engine::general_purpose::STANDARD.encode(&octets);
        let from_text = read(text.as_bytes());
        assert_eq!(holds(&from_text.time_stamps(None)[0]), expected);
        for cut in 0..octets.len() {
            assert!(TimeStampedData::from_slice(&octets[..cut], &Limits::default()).is_err(), "{name} {cut}");
        }
    }
    let Some(octets) = corpus("valid/atto.txt.p7m") else { return };
    let error = TimeStampedData::from_slice(&octets, &Limits::default()).unwrap_err();
    assert!(matches!(error, ReadError::NotSignedData(cades::oid::SIGNED_DATA)));
}

fn m7m(signed: &[u8], stamp: &[u8]) -> Vec<u8> {
    [
        &b"Mime-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=\"=_x\"\r\n\r\npreamble\r\n--=_x\r\n"[..],
        b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=\"a.p7m\"\r\n",
        b"Content-Transfer-Encoding: binary\r\n\r\n",
        signed,
        b"\r\n--=_x\r\nContent-Type: application/timestamp; name=\"a.tst\"\r\n\r\n",
        stamp,
        b"\r\n--=_x--\r\n",
    ]
    .concat()
}

#[test]
fn an_m7m_holds_a_signed_file_and_the_time_stamp_over_it_in_whatever_encoding() {
    let stamper = Stamper::new();
    let signed = Signer::new(Key::p256()).sign(CONTENT).enveloping(CONTENT).unwrap();
    let base64 = |octets: &[u8]| {
        let text = base64::engine::general_purpose::STANDARD.encode(octets);
        text.as_bytes().chunks(64).flat_map(|line| [line, b"\r\n"].concat()).collect::<Vec<u8>>()
    };
    let over = |octets: &[u8]| stamper.token(Sha256, &Sha256.digest(octets), "2026-11-22T10:00:00Z");
    let text = base64(&signed);
    let cases = [
        (m7m(&signed, &over(&signed)), true),
        (m7m(&text, &over(&signed)), true),
        (m7m(&text, &over(&text)), true),
        (m7m(&text, &base64(&over(&signed))), true),
        (m7m(&signed, &over(b"altro")), false),
    ];
    for (octets, expected) in cases {
        let mut source = Cursor::new(&octets);
        let message = M7m::read(&mut source, &Limits::default()).unwrap();
        assert_eq!(message.name(), Some("a.p7m"));
        assert_eq!(holds(&message.time_stamp()), expected);
        let mut file = message.signed_file(&mut source).unwrap();
        let inside = SignedData::read(&mut file, &Limits::default()).unwrap();
        assert!(inside.verify(&inside.signers()[0], &[]).is_ok());
        for cut in 0..octets.len() - 4 {
            assert!(M7m::read(&mut Cursor::new(&octets[..cut]), &Limits::default()).is_err(), "{cut}");
        }
    }
    let alone = m7m(b"", &over(b""));
    let message = M7m::read(&mut Cursor::new(&alone), &Limits::default()).unwrap();
    assert_eq!(message.signed_file(&mut Cursor::new(&alone)).unwrap().size(), 0);
    let plain = b"Mime-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nciao";
    let error = M7m::read(&mut Cursor::new(plain), &Limits::default()).unwrap_err();
    assert!(matches!(error, M7mError::NotM7m));
}

#[test]
fn the_m7m_of_the_corpus_reads() {
    let Some(octets) = corpus("valid/atto.txt.p7m.m7m") else { return };
    let mut source = Cursor::new(&octets);
    let message = M7m::read(&mut source, &Limits::default()).unwrap();
    assert_eq!(message.name(), Some("atto.txt.p7m"));
    assert!(holds(&message.time_stamp()));
    let mut file = message.signed_file(&mut source).unwrap();
    let mut signed = Vec::new();
    file.read_to_end(&mut signed).unwrap();
    assert_eq!(signed, corpus("valid/atto.txt.p7m").unwrap());
}

#[test]
fn bare_tokens_and_responses_are_matched_with_a_content_in_whatever_encoding() {
    let Some(folder) = common::corpus("signatures/generated/valid") else { return };
    for name in ["atto.txt.tsr", "atto.txt.tst"] {
        let octets = fs::read(folder.join(name)).unwrap();
        let text = base64::engine::general_purpose::STANDARD.encode(&octets).into_bytes();
        for octets in [octets, text] {
            let token = TimeStampToken::read_file(&mut Cursor::new(&octets), &Limits::default()).unwrap();
            assert!(token.covers_content(File::open(folder.join("atto.txt")).unwrap()).unwrap());
            assert!(!token.covers_content(&b"altro"[..]).unwrap());
        }
    }
}

#[test]
fn noise_in_any_octet_never_panics() {
    let stamper = Stamper::new();
    let signed = Signer::new(Key::p256()).sign(CONTENT).enveloping(CONTENT).unwrap();
    let token = stamper.token(Sha256, &Sha256.digest(&signed), "2026-11-22T10:00:00Z");
    let samples = [write(&meta_data(true), CONTENT, Sha256, &stamper), m7m(&signed, &token)];
    for sample in samples {
        for index in 0..sample.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut changed = sample.clone();
                changed[index] ^= flip;
                if let Ok(data) = TimeStampedData::from_slice(&changed, &Limits::default()) {
                    let given = ContentDigests::of_slice(CONTENT, &[Sha256]);
                    let _ = (data.validation_data(), data.time_stamps(Some(&given)).len());
                }
                if let Ok(message) = M7m::read(&mut Cursor::new(&changed), &Limits::default()) {
                    let _ = message.time_stamp();
                }
            }
        }
    }
}
