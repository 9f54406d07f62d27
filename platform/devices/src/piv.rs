//! A PIV card, by its own commands (NIST SP 800-73-4 part 2).

use std::io::Read;

use cns_card::{Answer, Status, piv, tlv};
use x509::{
    Certificate,
    alg::{KeyType, PublicKey},
};

use crate::{
    Condition,
    apdu::{self, Code, Header},
    card::{Refused, Work},
    reader::{Fault, Held},
};

/// The application, without its version.
const AID: [u8; 9] = [0xa0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00];
/// What test cards say of themselves.
const NO_QSCD: &[u8] = b"not a QSCD";
/// The largest certificate that is taken.
const LARGEST_CERTIFICATE: u64 = 1 << 16;

/// The two keys that are used here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Authentication,
    /// Wants the PIN before each signature.
    Signature,
}

impl Place {
    fn reference(self) -> u8 {
        match self {
            Self::Authentication => piv::AUTHENTICATION,
            Self::Signature => piv::SIGNATURE,
        }
    }

    /// The signature over what is to be signed.
    pub(crate) fn sign(self, card: &mut Held<'_>, work: &Work) -> Result<Vec<u8>, Refused> {
        select(card)?;
        let (algorithm, block) = match work {
            Work::Rsa(job) => (rsa_identifier(job.block().len()), job.block()),
            Work::Ec(KeyType::EcP256, digest) => (Some(0x11), &digest[..]),
            Work::Ec(_, digest) => (Some(0x14), &digest[..]),
        };
        let algorithm = algorithm.ok_or(Refused::Status("GENERAL AUTHENTICATE", Status::CONDITIONS))?;
        let template = tlv::write(0x7c, &[tlv::write(0x82, &[]), tlv::write(0x81, block)].concat());
        let header = Header { ins: 0x87, p1: algorithm, p2: self.reference(), expected: Some(0) };
        let answer = apdu::send(card, header, &template)?;
        if answer.status != Status::OK {
            return Err(Refused::Status("GENERAL AUTHENTICATE", answer.status));
        }
        let value = field(&answer.data, 0x7c).and_then(|template| field(template, 0x82));
        value.map(<[u8]>::to_vec).ok_or(Refused::Fault(Fault::Other("GENERAL AUTHENTICATE: 7C".to_owned())))
    }
}

/// The identifier of an algorithm (SP 800-78-5 table 9).
pub(crate) fn identifier(spec: keyvault::KeySpec) -> u8 {
    use keyvault::KeySpec;
    match spec {
        KeySpec::Rsa2048 => 0x07,
        KeySpec::Rsa3072 => 0x05,
        KeySpec::Rsa4096 => 0x16,
        KeySpec::P256 => 0x11,
        KeySpec::P384 => 0x14,
    }
}

fn rsa_identifier(octets: usize) -> Option<u8> {
    match octets {
        128 => Some(0x06),
        256 => Some(0x07),
        384 => Some(0x05),
        512 => Some(0x16),
        _ => None,
    }
}

/// Reads the certificates; `None` where it is no PIV card.
pub(crate) fn read(card: &mut Held<'_>) -> Result<Option<Vec<(Certificate, Place)>>, Fault> {
    match select(card) {
        Ok(()) => {}
        Err(Refused::Fault(fault)) => return Err(fault),
        Err(Refused::Status(..)) => return Ok(None),
    }
    let mut found = Vec::new();
    for place in [Place::Signature, Place::Authentication] {
        let Some(object) = piv::certificate_object(place.reference()) else { continue };
        let tag = tlv::write(0x5c, &object.to_be_bytes()[1..]);
        let header = Header { ins: 0xcb, p1: 0x3f, p2: 0xff, expected: Some(0) };
        let answer = apdu::send(card, header, &tag)?;
        if let Some(certificate) = certificate(&answer) {
            found.push((certificate, place));
        }
    }
    Ok(Some(found))
}

/// The certificate in an object (part 1 appendix A): 70 holds it, 71 says whether it is compressed.
fn certificate(answer: &Answer) -> Option<Certificate> {
    let object = field(&answer.data, 0x53)?;
    let held = field(object, 0x70)?;
    let compressed = field(object, 0x71).is_some_and(|info| info.first().is_some_and(|info| info & 1 == 1));
    let der = if compressed {
        let mut der = Vec::new();
        flate2::read::GzDecoder::new(held).take(LARGEST_CERTIFICATE).read_to_end(&mut der).ok()?;
        der
    } else {
        held.to_vec()
    };
    let certificate = Certificate::from_der(der).ok()?;
    certificate.public_key().is_ok_and(is_usable).then_some(certificate)
}

fn is_usable(key: &PublicKey) -> bool {
    matches!(key.key_type(), KeyType::Rsa { .. } | KeyType::EcP256 | KeyType::EcP384)
}

/// Presents the PIN. One try.
pub(crate) fn verify(card: &mut Held<'_>, pin: &str) -> Result<(), Condition> {
    with_codes(card, 0x20, &apdu::block(pin), "VERIFY", Code::Pin)
}

/// Replaces the PIN. One try of the old one.
pub(crate) fn change(card: &mut Held<'_>, old: &str, new: &str) -> Result<(), Condition> {
    let mut codes = apdu::block(old);
    codes.extend_from_slice(&apdu::block(new));
    with_codes(card, 0x24, &codes, "CHANGE REFERENCE DATA", Code::Pin)
}

/// Replaces the PIN with the PUK. One try of the PUK.
pub(crate) fn unblock(card: &mut Held<'_>, puk: &str, new: &str) -> Result<(), Condition> {
    let mut codes = apdu::block(puk);
    codes.extend_from_slice(&apdu::block(new));
    with_codes(card, 0x2c, &codes, "RESET RETRY COUNTER", Code::Puk)
}

fn with_codes(
    card: &mut Held<'_>,
    ins: u8,
    data: &[u8],
    name: &'static str,
    code: Code,
) -> Result<(), Condition> {
    select(card).map_err(Refused::condition)?;
    let answer = apdu::send(card, Header { ins, p1: 0, p2: piv::PIN, expected: None }, data)?;
    apdu::judge(&answer, name, code)
}

/// Tries left of the PIN; those of the PUK a PIV card does not say.
pub(crate) fn tries(card: &mut Held<'_>) -> Result<[Option<u8>; 2], Fault> {
    let header = Header { ins: 0x20, p1: 0, p2: piv::PIN, expected: None };
    Ok([apdu::tries(&apdu::send(card, header, &[])?), None])
}

/// Whether the application says in its label that the card is no qualified device.
pub(crate) fn is_test_card(card: &mut Held<'_>) -> Result<bool, Fault> {
    let header = Header { ins: 0xa4, p1: 0x04, p2: 0x00, expected: Some(0) };
    let told = apdu::send(card, header, &AID)?.data;
    Ok(told.windows(NO_QSCD.len()).any(|part| part == NO_QSCD))
}

/// Selecting it again changes nothing of what was verified (part 2 §3.1.1).
pub(crate) fn select(card: &mut Held<'_>) -> Result<(), Refused> {
    let header = Header { ins: 0xa4, p1: 0x04, p2: 0x00, expected: Some(0) };
    match apdu::send(card, header, &AID)?.status {
        Status::OK => Ok(()),
        refused => Err(Refused::Status("SELECT", refused)),
    }
}

fn field(template: &[u8], wanted: u32) -> Option<&[u8]> {
    tlv::objects(template)?.into_iter().find(|(tag, _)| *tag == wanted).map(|(_, value)| value)
}
