//! Time stamps of signatures: what they must cover, and what they protect.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use std::fs::File;

use cades::{Covered, Level, Limits, SignedData, TimeStamp, TimeStampKind, token::TimeStampToken};

fn open(name: &str) -> Option<SignedData> {
    let Some(corpus) = common::corpus("signatures") else {
        println!("not run: {name}, corpus folder missing");
        return None;
    };
    Some(SignedData::read(&mut File::open(corpus.join(name)).unwrap(), &Limits::default()).unwrap())
}

/// Whether the token holds and is over what it must be.
fn holds(stamp: &TimeStamp<'_>) -> bool {
    let token = TimeStampToken::read(stamp.token(), &Limits::default()).unwrap();
    let algorithm = token.stamp().imprint_algorithm.unwrap();
    stamp.fault().is_none()
        && token.verify(&[]).is_ok()
        && stamp.imprint(algorithm).is_some_and(|imprint| token.covers_digest(algorithm, &imprint))
}

#[test]
fn repeated_archive_time_stamps_hold_and_the_later_protects_the_earlier() {
    let Some(signed) = open("dss/cades/CAdESDoubleLTA.p7m") else { return };
    let signer = &signed.signers()[0];
    assert_eq!(signed.level(signer), Some(Level::Lta));
    let stamps = signed.time_stamps(signer, signed.covered(None));
    let kinds: Vec<_> =
        stamps.iter().map(|stamp| (stamp.kind(), stamp.fault().cloned(), holds(stamp))).collect();
    let archive = (TimeStampKind::Archive, None, true);
    assert_eq!(kinds, [(TimeStampKind::Signature, None, true), archive.clone(), archive]);
    let id = |stamp: &TimeStamp<'_>| x509::evidence::ObjectId::of(stamp.token());
    let [signature, first, second] = [&stamps[0], &stamps[1], &stamps[2]];
    assert!(first.protects().signature && second.protects().signature);
    assert!(first.protects().objects.contains(&id(signature)));
    assert!(!first.protects().objects.contains(&id(second)));
    assert!(second.protects().objects.contains(&id(first)) || first.protects().objects.contains(&id(second)));
    assert!(signature.protects().objects.is_empty() && signature.protects().signature);
}

#[test]
fn a_copied_time_stamp_is_listed_and_does_not_match() {
    let Some(signed) = open("dss/cades/cades-t-copied-sigtst.p7m") else { return };
    let signer = &signed.signers()[0];
    let found: Vec<_> = signed
        .time_stamps(signer, signed.covered(None))
        .iter()
        .map(|stamp| (stamp.kind(), holds(stamp)))
        .collect();
    assert_eq!(found, [(TimeStampKind::Content, true), (TimeStampKind::Signature, false)]);
    assert_eq!(signed.level(signer), Some(Level::T));
}

#[test]
fn counter_signatures_have_time_stamps_of_their_own() {
    let Some(signed) = open("dss/cades/counterSig.p7m") else { return };
    let signer = &signed.signers()[0];
    for counter in signer.counter_signatures() {
        let counter = counter.unwrap();
        let stamps = signed.time_stamps(&counter, Covered::Signature(signer.signature()));
        println!("{:?}", stamps.iter().map(|s| (s.kind(), holds(s))).collect::<Vec<_>>());
        assert!(stamps.iter().all(holds));
    }
}

#[test]
fn an_archive_time_stamp_takes_signed_attributes_in_der_and_is_accepted_over_them_as_they_are() {
    use cades::{ContentDigest, Which, archive_imprint, oid, with_archive_time_stamp};
    use x509::alg::DigestAlgorithm::Sha256;
    let name = "dss/cades/DER_reordered_prova.txt.p7m";
    let Some(signed) = open(name) else { return };
    let mut file = File::open(common::corpus("signatures").unwrap().join(name)).unwrap();
    let signer = &signed.signers()[0];
    let stamper = common::Stamper::new();
    let which = Which::signer_at(0);
    let content = signed.content_digest(&mut file, Sha256).unwrap().unwrap();
    let imprint = archive_imprint(&signed, &which, &content).unwrap();

    let index = asn1::Writer::build(|w| {
        w.sequence(|w| {
            Sha256.write(w);
            w.sequence(|w| signed.certificate_choices().for_each(|raw| w.octets(&Sha256.digest(raw))));
            w.sequence(|_| {});
            w.sequence(|_| {});
        });
    });
    let over = |attributes: &[u8]| {
        let mut octets = asn1::Writer::build(|w| w.oid(&oid::DATA));
        octets.extend(&content.value);
        octets.extend([2, 1, 1]);
        octets.extend(signer.sid_raw());
        octets.extend(signer.digest_algorithm_raw());
        octets.push(0xa0);
        octets.extend(&attributes[1..]);
        octets.extend(signer.signature_algorithm_raw());
        octets.extend(asn1::Writer::build(|w| w.octets(signer.signature())));
        octets.extend(&index);
        Sha256.digest(&octets)
    };
    let (in_der, as_present) =
        (over(&signer.signed_attributes_der().unwrap()), over(signer.signed_attributes_raw().unwrap()));
    assert_ne!(in_der, as_present);
    assert_eq!(imprint, in_der);

    let token = stamper.token(Sha256, &imprint, "2026-11-22T10:00:00Z");
    let mut archived = Vec::new();
    let content: &ContentDigest = &content;
    with_archive_time_stamp(&signed, &mut file, &which, content, &token, &mut archived).unwrap();
    let read = SignedData::from_slice(&archived, &Limits::default()).unwrap();
    assert!(read.time_stamps(&read.signers()[0], read.covered(None)).iter().all(holds));

    // Who took them as they are: the token within is made anew over that.
    let other = stamper.token(Sha256, &as_present, "2026-11-22T10:00:00Z");
    let stamps = read.time_stamps(&read.signers()[0], read.covered(None));
    let token = SignedData::from_slice(stamps[0].token(), &Limits::default()).unwrap();
    let index_attribute = token.signers()[0].unsigned_attributes().iter().next().unwrap();
    let other = common::with_unsigned_attribute(&other, index_attribute.raw());
    let attribute = asn1::Writer::build(|w| {
        w.sequence(|w| {
            w.oid(&oid::ARCHIVE_TIME_STAMP_V3);
            w.constructed(asn1::tag::SET, |w| w.raw(&other));
        });
    });
    let mut original = Vec::new();
    std::io::Seek::rewind(&mut file).unwrap();
    std::io::Read::read_to_end(&mut file, &mut original).unwrap();
    let read = common::with_unsigned_attribute(&original, &attribute);
    let read = SignedData::from_slice(&read, &Limits::default()).unwrap();
    let stamps = read.time_stamps(&read.signers()[0], read.covered(None));
    assert!(stamps.len() == 1 && holds(&stamps[0]));
}

#[test]
fn a_time_stamp_that_says_more_than_is_understood_is_not_read() {
    use x509::alg::DigestAlgorithm::Sha256;
    let stamper = common::Stamper::new();
    let read = |end: &[u8]| {
        let token = stamper.token_with(Sha256, &Sha256.digest(b"valore"), "2026-11-22T10:00:00Z", end);
        TimeStampToken::read(&token, &Limits::default())
    };
    let extension = |critical: bool| {
        asn1::Writer::build(|w| {
            w.constructed(asn1::Tag::context_constructed(1), |w| {
                w.sequence(|w| {
                    w.oid(&asn1::Oid::new("1.2.3.4.5"));
                    if critical {
                        w.raw(&[1, 1, 0xff]);
                    }
                    w.octets(&[5, 0]);
                });
            });
        })
    };
    assert!(read(&[]).is_ok());
    assert!(read(&extension(false)).is_ok());
    for more in [extension(true), vec![5, 0], [extension(false), vec![5, 0]].concat()] {
        assert!(matches!(read(&more), Err(cades::token::TokenError::Malformed(_))), "{more:02x?}");
    }
}
