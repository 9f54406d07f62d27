//! Damaged and hostile input: a clear error, no panic, no memory beyond the limits.
#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use std::io::{Cursor, Read, Seek, SeekFrom, Write};

use asn1::{Tag, Writer, tag};
use cades::{
    ContentDigests, Enveloper, Envelopes, Limits, ReadError, SignatureError, SignedData, SignerInfo, ToSign,
    oid, prepare, token::TimeStampToken,
};
use common::{Key, Signer};
use proptest::prelude::*;
use x509::alg::DigestAlgorithm;

const CONTENT: &[u8] = b"contenuto";

fn samples() -> Vec<Vec<u8>> {
    use base64::Engine;
    let signer = Signer::new(Key::p256());
    let der = signer.sign(CONTENT).enveloping(CONTENT).unwrap();
    let mut enveloper = Enveloper::begin(Vec::new(), DigestAlgorithm::Sha256).unwrap();
    enveloper.write_all(CONTENT).unwrap();
    let (digest, open) = enveloper.end_content().unwrap();
    let to_sign = prepare(&digest, &signer.certificate, &[], &signer.parameters()).unwrap();
    let signed = to_sign.complete(&signer.key.sign(to_sign.algorithm(), to_sign.bytes())).unwrap();
    let ber = open.finish(&signed).unwrap();
    let text = base64::engine::general_purpose::STANDARD.encode(&der).into_bytes();
    vec![der, ber, text]
}

fn read(octets: &[u8]) -> Result<SignedData, ReadError> {
    SignedData::from_slice(octets, &Limits::default())
}

/// Goes through everything that can be asked of an envelope.
fn exercise(octets: &[u8]) -> bool {
    let Ok(envelopes) = Envelopes::read(&mut Cursor::new(octets), &Limits::default()) else { return false };
    let mut valid = true;
    for signed in envelopes.all() {
        valid &= !signed.signers().is_empty();
        for signer in signed.signers() {
            valid &= signed.verify(signer, &[]).is_ok();
            let _ = (signer.sid(), signer.signed_attributes_der(), signer.counter_signatures().count());
            if let Some(attributes) = signer.signed_attributes() {
                let _ = (attributes.content_hints(), attributes.mime_type(), attributes.commitment_type());
            }
        }
    }
    if let Ok(Some(mut content)) = envelopes.document(&mut Cursor::new(octets)) {
        let _ = content.read_to_end(&mut Vec::new());
    }
    valid
}

#[test]
fn a_file_cut_anywhere_is_not_valid() {
    for sample in samples() {
        assert!(exercise(&sample));
        for cut in 0..sample.len() {
            // Text without its padding characters still holds the whole envelope.
            let padding_only = sample[cut..].iter().all(|octet| *octet == b'=');
            if !padding_only {
                let error = read(&sample[..cut]).unwrap_err();
                assert!(!matches!(error, ReadError::Io(_)), "{cut}: {error}");
            }
        }
    }
}

#[test]
fn no_changed_octet_changes_what_is_signed() {
    for sample in samples().into_iter().take(2) {
        let signed = read(&sample).unwrap();
        let whole = signed.certificates()[0].der();
        let start = sample.windows(whole.len()).position(|window| window == whole).unwrap();
        for index in 0..sample.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut changed = sample.clone();
                changed[index] ^= flip;
                let valid = exercise(&changed);
                // Content, attributes and value are all signed; of the frame some octets do not matter,
                // such as the version or the algorithms announced ahead.
                if valid {
                    let signed = read(&changed).unwrap();
                    let mut content = Vec::new();
                    let mut source = Cursor::new(&changed);
                    signed.content(&mut source).unwrap().unwrap().read_to_end(&mut content).unwrap();
                    assert_eq!(content, CONTENT, "octet {index} ^ {flip:02x}");
                    assert!(!(start..start + whole.len()).contains(&index), "certificate octet {index}");
                }
            }
        }
    }
}

#[test]
fn what_follows_the_envelope_is_an_error_unless_it_is_padding() {
    let sample = &samples()[0];
    let padded = [sample, &b"\0\0\r\n "[..]].concat();
    assert!(read(&padded).is_ok());
    let followed = [sample, &b"\0x"[..]].concat();
    let error = read(&followed).unwrap_err();
    let at = sample.len() as u64 + 1;
    assert!(matches!(error, ReadError::TrailingData { offset } if offset == at), "{error}");
}

/// An envelope in BER around something.
fn ber_around(content: &[u8]) -> Vec<u8> {
    let mut file = vec![0x30, 0x80];
    file.extend(Writer::build(|w| w.oid(&oid::SIGNED_DATA)));
    file.extend([0xa0, 0x80, 0x30, 0x80, 2, 1, 1, 0x31, 0, 0x30, 0x80]);
    file.extend(Writer::build(|w| w.oid(&oid::DATA)));
    file.extend([0xa0, 0x80]);
    file.extend_from_slice(content);
    file
}

#[test]
fn depth_bombs_are_refused() {
    let bombs = [
        [0x24, 0x80].repeat(100_000),
        [0x30, 0x80].repeat(100_000),
        // After a proper content: certificates that never end.
        [&[4, 1, 0, 0, 0, 0, 0, 0xa0, 0x80][..], &[0x30, 0x80].repeat(100_000)].concat(),
    ];
    for bomb in bombs {
        let error = read(&ber_around(&bomb)).unwrap_err();
        assert!(matches!(error, ReadError::Malformed { .. }), "{error}");
    }
    // An attribute with a value too deep to be put in DER: read, and judged as it is.
    let signer = Signer::new(Key::p256());
    let info = SignerInfo::parse(signer.sign(CONTENT).signer_info().to_vec()).unwrap();
    let deep = (0..200).fold(Vec::new(), |inner, _| Writer::build(|w| w.value(tag::SEQUENCE, &inner)));
    let bomb = Writer::build(|w| {
        w.sequence(|w| {
            w.uint(1);
            w.raw(info.sid_raw());
            w.raw(info.digest_algorithm_raw());
            w.context(0, |w| {
                w.sequence(|w| {
                    w.oid(&oid::MESSAGE_DIGEST);
                    w.constructed(tag::SET, |w| w.raw(&deep));
                });
            });
            w.raw(info.signature_algorithm_raw());
            w.octets(info.signature());
        });
    });
    let info = SignerInfo::parse(bomb).unwrap();
    assert!(info.signed_attributes_der().is_none());
    let digests = ContentDigests::of_slice(CONTENT, &[DigestAlgorithm::Sha256]);
    let covered = cades::Covered::Content { content_type: oid::DATA, digests: Some(&digests) };
    assert!(matches!(info.check_signature(covered, &signer.certificate), Err(SignatureError::Signature(_))));
}

#[test]
fn more_items_than_the_limit_are_refused() {
    let limits = Limits { signers: 3, certificates: 2, ..Limits::default() };
    let empty = [4, 0, 0, 0, 0, 0];
    let bag = |tag: Tag, count| Writer::build(|w| w.constructed(tag, |w| w.raw(&[0x30, 0].repeat(count))));
    let certificates = [&empty[..], &bag(Tag::context_constructed(0), 3)].concat();
    let signers = [&empty[..], &bag(tag::SET, 4)].concat();
    for (content, part) in [(certificates, "certificates"), (signers, "signerInfos")] {
        let error = SignedData::from_slice(&ber_around(&content), &limits).unwrap_err();
        assert!(matches!(error, ReadError::Limit { what, .. } if what == part), "{error}");
    }
    let limits = Limits { octets: 1000, ..Limits::default() };
    let large = Writer::build(|w| w.context(0, |w| w.octets(&[0; 2000])));
    let error = SignedData::from_slice(&ber_around(&[&empty[..], &large].concat()), &limits).unwrap_err();
    assert!(matches!(error, ReadError::Limit { limit: 1000, .. }), "{error}");
}

#[test]
fn a_length_beyond_the_file_allocates_nothing() {
    let mut file = ber_around(&[4, 0, 0, 0, 0, 0]);
    file.extend([0xa0, 0x88, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    assert!(matches!(read(&file), Err(ReadError::Truncated { part: "certificates", .. })));
    let file = ber_around(&[4, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    assert!(matches!(read(&file), Err(ReadError::Truncated { part: "eContent", .. })));
}

#[test]
fn stripped_attributes_are_found_also_when_the_content_is_apart() {
    let signer = Signer::new(Key::p256());
    let signed = signer.sign(CONTENT);
    let info = SignerInfo::parse(signed.signer_info().to_vec()).unwrap();
    let attributes = info.signed_attributes_der().unwrap();
    // The same signature value, now over the attributes as content.
    let stripped = Writer::build(|w| {
        w.sequence(|w| {
            w.uint(1);
            w.raw(info.sid_raw());
            w.raw(info.digest_algorithm_raw());
            w.raw(info.signature_algorithm_raw());
            w.octets(info.signature());
        });
    });
    let info = SignerInfo::parse(stripped).unwrap();
    let digests = ContentDigests::of_slice(&attributes, &[DigestAlgorithm::Sha256]);
    let covered = cades::Covered::Content { content_type: oid::DATA, digests: Some(&digests) };
    assert!(info.check_signature(covered, &signer.certificate).is_ok(), "the attack works without the check");
    assert_eq!(info.verify(covered, [&signer.certificate]).unwrap_err(), SignatureError::AttributesStripped);
}

#[test]
fn the_certificate_of_another_with_the_same_key_is_not_accepted() {
    let signer = Signer::new(Key::p256());
    let file = signer.sign(CONTENT).enveloping(CONTENT).unwrap();
    let signed = read(&file).unwrap();
    // Same issuer, same serial number, another certificate.
    let other = Signer::new(Key::p256());
    let info = &signed.signers()[0];
    let digests = signed.digests();
    let covered = cades::Covered::Content { content_type: oid::DATA, digests };
    assert_eq!(info.verify(covered, [&other.certificate]).unwrap_err(), SignatureError::CertificateMismatch);
    assert_eq!(info.verify(covered, [&other.authority]).unwrap_err(), SignatureError::CertificateNotFound);
    let both = [&other.certificate, &signer.certificate];
    assert_eq!(info.verify(covered, both).unwrap().certificate.der(), signer.certificate.der());
}

/// A file that is made up while it is read: head, chunks of `x`, tail.
struct Endless {
    head: Vec<u8>,
    chunk: Vec<u8>,
    chunks: u64,
    tail: Vec<u8>,
    position: u64,
}

impl Endless {
    fn len(&self) -> u64 {
        (self.head.len() + self.tail.len()) as u64 + self.chunks * self.chunk.len() as u64
    }
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let chunks_end = self.head.len() as u64 + self.chunks * self.chunk.len() as u64;
        let part = if self.position < self.head.len() as u64 {
            &self.head[self.position as usize..]
        } else if self.position < chunks_end {
            let within = (self.position - self.head.len() as u64) % self.chunk.len() as u64;
            &self.chunk[within as usize..]
        } else {
            &self.tail[((self.position - chunks_end) as usize).min(self.tail.len())..]
        };
        let count = part.len().min(out.len());
        out[..count].copy_from_slice(&part[..count]);
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Endless {
    fn seek(&mut self, target: SeekFrom) -> std::io::Result<u64> {
        self.position = match target {
            SeekFrom::Start(position) => position,
            SeekFrom::End(offset) => self.len().saturating_add_signed(offset),
            SeekFrom::Current(offset) => self.position.saturating_add_signed(offset),
        };
        Ok(self.position)
    }
}

/// Reads an envelope of many chunks that is nowhere in memory; returns the size of its content.
fn streamed(chunk: usize, chunks: u64) -> u64 {
    let mut file = Endless {
        head: ber_around(&[0x24, 0x80]),
        chunk: Writer::build(|w| w.octets(&vec![b'x'; chunk])),
        chunks,
        // Ends of the content, no signer, ends of the envelope.
        tail: [&[0; 6][..], &[0x31, 0], &[0; 6]].concat(),
        position: 0,
    };
    let signed = SignedData::read(&mut file, &Limits::default()).unwrap();
    let mut content = signed.content(&mut file).unwrap().unwrap();
    let size = content.size();
    for position in [size / 2, size - 1, 0] {
        content.seek(SeekFrom::Start(position)).unwrap();
        let mut octet = [0];
        content.read_exact(&mut octet).unwrap();
        assert_eq!(octet, *b"x");
    }
    size
}

#[test]
fn large_files_and_tiny_chunks_pass_through_bounded_memory() {
    assert_eq!(streamed(65_536, 300), 300 * 65_536);
    assert_eq!(streamed(1, 500_000), 500_000);
}

/// Beyond 4 GiB no count may wrap.
#[test]
fn more_than_four_gibibytes_are_counted_right() {
    assert_eq!(streamed(65_536, 80_000), 80_000 * 65_536);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn noise_never_panics(noise: Vec<u8>) {
        exercise(&noise);
        exercise(&ber_around(&noise));
        let _ = TimeStampToken::read(&noise, &Limits::default());
        let _ = ToSign::from_bytes(&noise);
        let _ = SignerInfo::parse(noise);
    }

    #[test]
    fn text_noise_never_panics(noise in "(-----BEGIN [A-Z]{0,3}-----)?[\r\n A-Za-z0-9+/=:-]{0,200}") {
        exercise(noise.as_bytes());
        exercise(format!("MIAGCSqGSIb3DQEHAqCA{noise}").as_bytes());
    }

    #[test]
    fn several_changes_at_once_never_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        thread_local! {
            static SAMPLES: Vec<Vec<u8>> = samples();
        }
        SAMPLES.with(|samples| for sample in samples {
            let mut changed = sample.clone();
            for (index, value) in &changes {
                let at = index.index(changed.len());
                changed[at] = *value;
            }
            exercise(&changed);
        });
    }
}

/// A signature with everything: two archive time stamps, a counter-signature with a time stamp.
fn archived() -> Vec<u8> {
    use cades::{ContentDigest, Which, archive_imprint, signature_imprint, with_archive_time_stamp};
    let signer = Signer::new(Key::p256());
    let stamper = common::Stamper::new();
    let root = Which::signer_at(0);
    let mut octets = signer.sign(CONTENT).enveloping(CONTENT).unwrap();
    let to_sign = cades::prepare_counter_signature(
        &read(&octets).unwrap(),
        &root,
        None,
        &[],
        &signer.certificate,
        &[],
        &signer.parameters(),
    )
    .unwrap();
    let counter = to_sign.complete(&signer.key.sign(to_sign.algorithm(), to_sign.bytes())).unwrap();
    let mut out = Vec::new();
    cades::with_counter_signature(&read(&octets).unwrap(), &mut Cursor::new(&octets), &counter, &mut out)
        .unwrap();
    octets = std::mem::take(&mut out);
    for which in [root.clone().counter_signature(0), root.clone()] {
        let existing = read(&octets).unwrap();
        let imprint = signature_imprint(&existing, &which, DigestAlgorithm::Sha256).unwrap();
        let token = stamper.token(DigestAlgorithm::Sha256, &imprint, "2026-11-22T10:00:00Z");
        let mut source = Cursor::new(&octets);
        cades::with_signature_time_stamp(&existing, &mut source, &which, &token, &mut out).unwrap();
        octets = std::mem::take(&mut out);
    }
    let content = ContentDigest::of_slice(CONTENT, DigestAlgorithm::Sha256);
    for mark in [b"one" as &[u8], b"two"] {
        let data = x509::evidence::ValidationData {
            crls: vec![common::crl(mark)],
            responses: vec![common::response(mark)],
            ..Default::default()
        };
        let mut source = Cursor::new(&octets);
        cades::with_validation_data(&read(&octets).unwrap(), &mut source, &data, &mut out).unwrap();
        octets = std::mem::take(&mut out);
        let existing = read(&octets).unwrap();
        let imprint = archive_imprint(&existing, &root, &content).unwrap();
        let token = stamper.token(DigestAlgorithm::Sha256, &imprint, "2026-11-22T11:00:00Z");
        let mut source = Cursor::new(&octets);
        with_archive_time_stamp(&existing, &mut source, &root, &content, &token, &mut out).unwrap();
        octets = std::mem::take(&mut out);
    }
    octets
}

/// Whether signature and all time stamps hold.
fn holds(octets: &[u8]) -> bool {
    let Ok(signed) = read(octets) else { return false };
    let _ = signed.validation_data();
    signed.signers().iter().all(|signer| {
        let _ = (signed.level(signer), signer.validation_data());
        let stamps = signed.time_stamps(signer, signed.covered(None));
        for counter in signer.counter_signatures().flatten() {
            let covered = cades::Covered::Signature(signer.signature());
            signed.time_stamps(&counter, covered).iter().for_each(|stamp| {
                stamp.protects();
            });
        }
        stamps.len() == 3
            && signed.verify(signer, &[]).is_ok()
            && stamps.iter().all(|stamp| {
                let token = TimeStampToken::read(stamp.token(), &Limits::default());
                let _ = stamp.protects();
                token.is_ok_and(|token| {
                    let over = stamp.imprint_algorithm().and_then(|algorithm| stamp.imprint(algorithm));
                    token.verify(&[]).is_ok() && over == Some(token.stamp().imprint.clone())
                })
            })
    })
}

#[test]
fn an_archived_signature_that_is_cut_or_changed_never_panics() {
    let sample = archived();
    assert!(holds(&sample));
    for cut in 0..sample.len() {
        assert!(read(&sample[..cut]).is_err());
    }
    let signed = read(&sample).unwrap();
    let places = |raw: &[u8]| {
        let at = sample.windows(raw.len()).position(|window| window == raw).unwrap();
        at..at + raw.len()
    };
    // What an archive time stamp protects cannot be changed without its noticing.
    let protected: Vec<_> = signed
        .certificate_choices()
        .chain(signed.revocation())
        .chain(signed.signers()[0].counter_signatures().map(|_| signed.signers()[0].signature()))
        .map(places)
        .collect();
    for index in (0..sample.len()).step_by(3) {
        let mut changed = sample.clone();
        changed[index] ^= 0x41;
        let still = holds(&changed);
        assert!(!still || protected.iter().all(|range| !range.contains(&index)), "octet {index}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn archived_signatures_with_several_changes_never_panic(
        changes in proptest::collection::vec((0_usize..1 << 16, any::<u8>()), 1..12)
    ) {
        static SAMPLE: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
        let mut changed = SAMPLE.get_or_init(archived).clone();
        for (index, octet) in changes {
            let index = index % changed.len();
            changed[index] = octet;
        }
        holds(&changed);
        let _ = cades::TimeStampedData::from_slice(&changed, &Limits::default());
    }

    #[test]
    fn noise_is_no_stamped_file(octets in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = cades::TimeStampedData::from_slice(&octets, &Limits::default());
        let message = [b"Mime-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n", octets.as_slice()].concat();
        let _ = cades::M7m::read(&mut Cursor::new(message), &Limits::default());
        let _ = cades::CounterToSign::from_bytes(&octets);
    }
}

#[test]
fn versions_that_no_standard_defines_are_refused() {
    let file = common::Signer::new(common::Key::p256()).sign(b"contenuto").enveloping(b"contenuto").unwrap();
    let fields = common::fields_of_envelope(&file);
    let version = fields[0].raw.as_ptr() as usize - file.as_ptr() as usize + 2;
    let signer = SignedData::from_slice(&file, &Limits::default()).unwrap().signers()[0].raw().to_vec();
    let start = file.windows(signer.len()).position(|window| window == signer).unwrap();
    let own = start + signer.windows(3).position(|window| window == [2, 1, 1]).unwrap() + 2;
    for (at, allowed) in [(version, &[1, 2, 3, 4, 5][..]), (own, &[1, 3])] {
        assert_eq!(file[at], 1);
        for value in 0..=7 {
            let mut changed = file.clone();
            changed[at] = value;
            let read = SignedData::from_slice(&changed, &Limits::default());
            assert_eq!(read.is_ok(), allowed.contains(&value), "version {value} at {at}");
        }
    }
}
