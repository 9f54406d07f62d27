//! What is done with hostile input, for each parser: read it, and ask everything that can be asked of
//! what was readable. Each target says whether the input was readable; it must not panic, hang, or take
//! memory out of proportion.
//!
//! `cargo fuzz` drives them with `fuzz_targets/`, the judge `mutants` on stable Rust with
//! `mutated.rs`, which takes this file as a module.

use std::{
    hint::black_box,
    io::{Cursor, sink},
    sync::OnceLock,
};

use asn1::{Reader, Rules};
use cns_card::{Algorithm, Failed, Memory};
use jiff::Timestamp;
use x509::{
    Certificate, Crl,
    alg::DigestAlgorithm::{self, Sha1, Sha256, Sha512},
    lint,
    ocsp::{self, Answer},
    profile::Profile,
};

/// A target: whether the octets were readable.
pub type Target = fn(&[u8]) -> bool;

/// All of them, by name; a folder of `fuzz/corpus` has the name of its target.
pub const TARGETS: [(&str, Target); 13] = [
    ("asic", asic),
    ("asn1", asn1),
    ("cades", cades),
    ("card", card),
    ("certificate", certificate),
    ("crl", crl),
    ("ocsp", ocsp),
    ("pades", pades),
    ("sigcheck", sigcheck),
    ("timestamping", timestamping),
    ("trustlist", trustlist),
    ("tsd", tsd),
    ("xades", xades),
];

/// Values of every type, in BER and in DER.
pub fn asn1(octets: &[u8]) -> bool {
    fn walk(mut reader: Reader<'_>, left: &mut u32, depth: u32) -> bool {
        while !reader.is_empty() && *left > 0 {
            let Ok(value) = reader.read() else { return false };
            *left -= 1;
            black_box(value.oid().is_ok_and(|oid| oid.to_string().is_empty()));
            black_box((value.boolean().is_ok(), value.integer().is_ok(), value.small_uint().is_ok()));
            black_box((value.bit_string().is_ok(), value.octets().is_ok(), value.text().is_ok()));
            black_box(value.time().is_ok());
            if depth < 70
                && let Ok(inside) = value.reader()
            {
                walk(inside, left, depth + 1);
            }
        }
        true
    }
    black_box(asn1::Header::parse(octets, Rules::Ber).is_ok());
    let ber = walk(Reader::ber(octets), &mut 10_000, 0);
    walk(Reader::der(octets), &mut 10_000, 0) || ber
}

/// A certificate, in all its parts.
pub fn certificate(octets: &[u8]) -> bool {
    let Ok(certificate) = Certificate::from_der(octets) else { return false };
    black_box((certificate.serial_hex(), certificate.issuer().rfc4514(), certificate.subject().friendly()));
    black_box((certificate.qc_statements().is_ok(), certificate.policies().is_ok(), certificate.crl_urls()));
    for profile in [Profile::QualifiedSignature, Profile::OcspResponder, Profile::TlsServer] {
        black_box(lint::check(profile, &certificate, None).len());
    }
    true
}

/// A revocation list with its entries.
pub fn crl(octets: &[u8]) -> bool {
    let Ok(list) = Crl::from_der(octets) else { return false };
    for entry in list.entries().take(2000) {
        black_box((entry.reason().is_ok(), entry.invalidity_date().is_ok()));
    }
    black_box((list.number().is_ok(), list.delta_base().is_ok(), list.freshest().is_ok()));
    black_box((list.issuing_distribution_point().is_ok(), list.find(&[1, 2]).is_some()));
    true
}

/// A request for a status, or an answer.
pub fn ocsp(octets: &[u8]) -> bool {
    if let Ok(Answer::Successful(answer)) = Answer::from_der(octets) {
        black_box((answer.nonce().is_some(), answer.responses().count(), answer.certificates().len()));
        return true;
    }
    ocsp::Request::from_der(octets).is_ok()
}

/// Envelopes with everything in them, verified.
pub fn cades(octets: &[u8]) -> bool {
    let limits = cades::Limits::default();
    let mut source = Cursor::new(octets);
    let Ok(envelopes) = cades::Envelopes::read(&mut source, &limits) else { return false };
    let detached = cades::ContentDigests::of_slice(octets, &[Sha1, Sha256]);
    for envelope in envelopes.all() {
        black_box((envelope.version(), envelope.validation_data(), envelope.armor().count()));
        for signer in envelope.signers() {
            let verified = envelope.verify_detached(signer, Some(&detached), &[]);
            black_box((verified.is_ok(), envelope.level(signer)));
            let covered = envelope.covered(Some(&detached));
            for stamp in envelope.time_stamps(signer, covered) {
                black_box((stamp.imprint(Sha256), stamp.protects(), stamp.fault().is_some()));
            }
            counter_signatures(signer, envelope.certificates(), 8);
        }
    }
    if let Ok(Some(mut document)) = envelopes.document(&mut source) {
        black_box(std::io::copy(&mut document, &mut sink()).is_ok());
    }
    true
}

fn counter_signatures(signer: &cades::SignerInfo, certificates: &[Certificate], depth: usize) {
    for counter in signer.counter_signatures().flatten().take(100) {
        let covered = cades::Covered::Signature(signer.signature());
        black_box(counter.verify(covered, certificates).is_ok());
        if depth > 0 {
            counter_signatures(&counter, certificates, depth - 1);
        }
    }
}

/// Time-stamped data, and the older M7M.
pub fn tsd(octets: &[u8]) -> bool {
    let limits = cades::Limits::default();
    let mut source = Cursor::new(octets);
    if let Ok(stamped) = cades::TimeStampedData::read(&mut source, &limits) {
        black_box((stamped.meta_data().is_some(), stamped.evidence(), stamped.validation_data()));
        for stamp in stamped.time_stamps(None) {
            black_box((stamp.imprint(Sha256), stamp.protects()));
        }
        if let Ok(Some(mut content)) = stamped.content(&mut source) {
            black_box(std::io::copy(&mut content, &mut sink()).is_ok());
        }
        return true;
    }
    let Ok(stamped) = cades::M7m::read(&mut source, &limits) else { return false };
    black_box((stamped.name().map(str::len), stamped.time_stamp().imprint(Sha256)));
    if let Ok(mut file) = stamped.signed_file(&mut source) {
        black_box(std::io::copy(&mut file, &mut sink()).is_ok());
    }
    true
}

/// Requests, responses and tokens of time stamps.
pub fn timestamping(octets: &[u8]) -> bool {
    let limits = cades::Limits::default();
    let request = timestamping::Request::from_der(octets);
    if let Ok(request) = &request {
        black_box((request.to_der(), request.imprint.has_right_length()));
    }
    let response = timestamping::Response::read(octets, &limits);
    if let (Ok(response), Ok(asked)) =
        (&response, timestamping::Request::from_der(include_bytes!("../corpus/timestamping/request.tsq")))
    {
        black_box(response.token_for(&asked, &[]).is_ok());
    }
    let token = cades::token::TimeStampToken::read(octets, &limits);
    if let Ok(token) = &token {
        black_box((token.stamp().time, token.covers(octets), timestamping::signer_of(token, &[]).is_ok()));
    }
    request.is_ok() || response.is_ok() || token.is_ok()
}

/// A PDF with its signatures, revisions and what changed between them.
pub fn pades(octets: &[u8]) -> bool {
    let Ok(inspection) = pades::inspect(octets) else { return false };
    black_box((inspection.revisions.len(), inspection.validation_data(), inspection.active_content.len()));
    for (index, signature) in inspection.signatures.iter().enumerate() {
        black_box((signature.severity(), signature.digest(octets, Sha256), inspection.level(index)));
        black_box((signature.later_changes.len(), signature.signed_document(octets).map(<[u8]>::len)));
        for stamp in inspection.time_stamps(octets, index) {
            black_box((stamp.imprint(Sha256), stamp.protects()));
        }
    }
    true
}

/// XML with signatures, verified over itself.
pub fn xades(octets: &[u8]) -> bool {
    let Ok(source) = xades::xml::Source::read(octets) else { return false };
    let Ok(document) = xades::xml::Document::parse(&source) else { return false };
    let contents = [("content.txt", &b"content"[..])];
    for signature in xades::signatures(&document).iter().take(1000) {
        black_box((signature.verify(&contents, &[]).is_ok(), signature.level(), signature.packaging()));
        black_box((signature.validation_data(), signature.covers_parent(), signature.key_value().is_some()));
        for stamp in signature.time_stamps(&contents).iter().take(100) {
            black_box((stamp.imprint(Sha256), stamp.protects()));
        }
    }
    true
}

/// A container with all that is in it.
pub fn asic(octets: &[u8]) -> bool {
    let mut source = Cursor::new(octets);
    let Ok(mut container) = asic::Container::read(&mut source, &asic::Limits::default()) else {
        return false;
    };
    black_box((container.faults().len(), container.findings().len(), container.uncovered().count()));
    let names: Vec<String> = container.entries().iter().map(|entry| entry.name.clone()).collect();
    let algorithms: &[DigestAlgorithm] = &[Sha256, Sha512];
    for name in names {
        black_box((container.digests(&name, algorithms).is_ok(), container.octets(&name).is_ok()));
    }
    true
}

/// A trusted list, read and with its signature checked.
pub fn trustlist(octets: &[u8]) -> bool {
    let Ok(list) = trustlist::TrustedList::from_xml(octets) else { return false };
    black_box((list.services().count(), list.is_list_of_lists(), list.is_expired(now())));
    for (_, service) in list.services() {
        black_box(service.at(now()).is_some());
    }
    black_box(trustlist::check::check(octets, &[]).is_ok());
    true
}

/// Whatever it is, the verdict on it.
pub fn sigcheck(octets: &[u8]) -> bool {
    static TRUST: OnceLock<sigcheck::Trust> = OnceLock::new();
    let trust = TRUST.get_or_init(sigcheck::Trust::default);
    let policy = sigcheck::Policy::default();
    let Ok(report) = sigcheck::check_slice(octets, None, trust, now(), &policy) else { return false };
    !black_box(report).signatures.is_empty()
}

/// Commands to a card, each after its length in two octets, as readers send them. The first octet chooses the
/// card: which kind, and whether it lets itself be administered.
pub fn card(octets: &[u8]) -> bool {
    let Some((&kind, mut rest)) = octets.split_first() else { return false };
    let number = cns_card::CardNumber::new("7430012345678901");
    let atr = cns_card::Atr::preset("infocert-1205");
    let (Some(number), Some(atr)) = (number, atr) else { return false };
    let mut memory = match kind & 1 {
        0 => match Memory::cns(atr, &number, &cns_card::PersonalData::default()) {
            Ok(memory) => memory,
            Err(_) => return false,
        },
        _ => Memory::piv(atr, [7; 16], Algorithm::P256),
    };
    memory.options.one_pin = kind & 2 != 0;
    memory.options.pin_for_every_signature = kind & 4 != 0;
    for key in memory.keys.values_mut() {
        key.public = Some(PretendedChip::public(key.algorithm));
    }
    let mut card = cns_card::Card::new(memory, PretendedChip::default());
    card.administer(kind & 8 != 0);
    let mut understood = false;
    for _ in 0..200 {
        let Some((length, after)) = rest.split_first_chunk() else { break };
        let length = usize::from(u16::from_be_bytes(*length)).min(after.len());
        let (command, next) = after.split_at(length);
        rest = next;
        if command.is_empty() {
            black_box(card.reset().len());
            continue;
        }
        let answer = card.transmit(command);
        assert!(answer.len() >= 2, "an answer without a status");
        understood |= answer.ends_with(&[0x90, 0x00]);
        for (code, counter) in &card.memory().counters {
            assert!(counter.left <= counter.limit, "more tries than there are");
            let wrong = card.chip().wrong.get(code).copied().unwrap_or(0);
            assert!(wrong <= counter.limit, "a code was compared too often");
        }
    }
    understood
}

/// What stands for codes and keys: everything but `12345678` is wrong, and nothing is secret.
#[derive(Default)]
struct PretendedChip {
    /// Wrong codes since the last right one, or since a PUK gave all tries back.
    wrong: std::collections::BTreeMap<u8, u8>,
}

impl PretendedChip {
    fn public(algorithm: Algorithm) -> cns_card::PublicKey {
        let size = algorithm.octets();
        if algorithm.is_rsa() {
            cns_card::PublicKey::Rsa { modulus: vec![0xc1; size], exponent: vec![1, 0, 1] }
        } else {
            cns_card::PublicKey::Ec { point: [vec![4], vec![7; 2 * size]].concat() }
        }
    }
}

impl cns_card::Chip for PretendedChip {
    fn commit(&mut self, memory: &Memory) -> Result<(), Failed> {
        for (code, counter) in &memory.counters {
            if counter.left == counter.limit {
                self.wrong.remove(code);
            }
        }
        Ok(())
    }
    fn check(&mut self, reference: u8, code: &cns_card::Code) -> Result<bool, Failed> {
        let right = code.expose() == b"12345678";
        if !right {
            *self.wrong.entry(reference).or_default() += 1;
        }
        Ok(right)
    }
    fn replace(&mut self, _: u8, _: &cns_card::Code, _: u8, _: &cns_card::Code) -> Result<(), Failed> {
        Ok(())
    }
    fn operate(&mut self, _: u8, _: cns_card::Operation, input: &[u8]) -> Result<Vec<u8>, Failed> {
        Ok(input.to_vec())
    }
    fn generate(&mut self, _: u8, kind: Algorithm, _: Option<u8>) -> Result<cns_card::PublicKey, Failed> {
        Ok(Self::public(kind))
    }
    fn random(&mut self, octets: &mut [u8]) -> Result<(), Failed> {
        octets.fill(4);
        Ok(())
    }
    fn forget(&mut self) {}
}

/// Years after whatever the seeds claim.
fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap_or_default()
}
