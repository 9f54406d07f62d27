//! Files with a key and its certificates under a passphrase: PKCS#12 (RFC 7292), `*.p12` and `*.pfx`.
//!
//! Read are files as today's programs write them: PBES2 with PBKDF2 and AES (RFC 8018), integrity by HMAC. Files of
//! old programs, under RC2 or triple DES, are told as such.

use std::{fs::File, io::Read, path::Path, sync::Arc};

use asn1::{Oid, Reader, Tlv, tag};
use aws_lc_rs::{
    cipher::{AES_128, AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey},
    hmac,
    iv::FixedLength,
    pbkdf2,
};
use foundation::Secret;
use keyvault::SoftwareKey;
use x509::{Certificate, alg::DigestAlgorithm};
use zeroize::Zeroizing;

use crate::{Condition, DeviceId, Found, Kind, Opened, PinState, Purpose};

const DATA: Oid = Oid::new("1.2.840.113549.1.7.1");
const ENCRYPTED_DATA: Oid = Oid::new("1.2.840.113549.1.7.6");
const KEY_BAG: Oid = Oid::new("1.2.840.113549.1.12.10.1.1");
const SHROUDED_KEY_BAG: Oid = Oid::new("1.2.840.113549.1.12.10.1.2");
const CERTIFICATE_BAG: Oid = Oid::new("1.2.840.113549.1.12.10.1.3");
const PBES2: Oid = Oid::new("1.2.840.113549.1.5.13");
const PBKDF2: Oid = Oid::new("1.2.840.113549.1.5.12");
const HMAC_SHA1: Oid = Oid::new("1.2.840.113549.2.7");
const HMAC_SHA256: Oid = Oid::new("1.2.840.113549.2.9");
const HMAC_SHA384: Oid = Oid::new("1.2.840.113549.2.10");
const HMAC_SHA512: Oid = Oid::new("1.2.840.113549.2.11");
const AES_128_CBC: Oid = Oid::new("2.16.840.1.101.3.4.1.2");
const AES_256_CBC: Oid = Oid::new("2.16.840.1.101.3.4.1.42");

/// The largest file that is read, octets.
const LARGEST: u64 = 1 << 20;
/// The most rounds of stretching a passphrase: some seconds of work.
const MOST_ROUNDS: u64 = 5_000_000;

/// Whether a file is one by its name.
pub(crate) fn is_named_so(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ["p12", "pfx"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// Describes a file: what is in it shows only with the passphrase.
pub(crate) fn describe(path: &Path) -> Found {
    let place = path.display().to_string();
    let name = path.file_name().map_or_else(|| place.clone(), |name| name.to_string_lossy().into_owned());
    let condition = octets(path).and_then(|file| Container::read(&file).map(drop)).err();
    Found {
        id: DeviceId::new(""),
        kind: Kind::Pkcs12,
        name,
        holder: None,
        card_number: None,
        place,
        signature: None,
        authentication: None,
        pin: PinState { needed: true, ..PinState::default() },
        test_device: false,
        condition,
    }
}

/// Opens the key for a purpose with the passphrase.
pub(crate) fn open(path: &Path, purpose: Purpose, passphrase: &Secret<String>) -> Result<Opened, Condition> {
    let file = octets(path)?;
    let container = Container::read(&file)?;
    container.check(passphrase)?;
    let mut found = Contents::default();
    found.take(&container, passphrase)?;
    let matching = |key: &SoftwareKey, certificate: &Certificate| {
        certificate.spki() == keyvault::SigningKey::public_key(key).spki_der()
    };
    let mut lacking = Condition::NoCertificate;
    for key in found.keys {
        let Some(at) = found.certificates.iter().position(|certificate| matching(&key, certificate)) else {
            continue;
        };
        if purpose.suits(&found.certificates[at]) {
            let certificate = found.certificates.swap_remove(at);
            return Ok(Opened { key: Arc::new(key), certificate, chain: found.certificates });
        }
        lacking = match purpose {
            Purpose::Signature => Condition::AuthenticationOnly,
            Purpose::Authentication => Condition::SignatureOnly,
        };
    }
    Err(lacking)
}

fn octets(path: &Path) -> Result<Zeroizing<Vec<u8>>, Condition> {
    let mut file = Zeroizing::new(Vec::new());
    let read = File::open(path).and_then(|opened| opened.take(LARGEST).read_to_end(&mut file));
    match read {
        Ok(_) => Ok(file),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Condition::Missing),
        Err(error) => Err(Condition::Failed { detail: error.to_string() }),
    }
}

fn damaged(detail: impl ToString) -> Condition {
    Condition::Damaged { detail: detail.to_string() }
}

/// A way of protection that is not read.
fn unread(oid: Oid) -> Condition {
    Condition::PassphraseFileOld { detail: oid.to_string() }
}

/// The outer structure: PFX (§4).
struct Container<'a> {
    safe: Vec<u8>,
    mac: Option<Tlv<'a>>,
}

impl<'a> Container<'a> {
    fn read(file: &'a [u8]) -> Result<Self, Condition> {
        let mut pfx = Reader::ber(file).sequence().map_err(damaged)?;
        if pfx.read().and_then(|version| version.small_uint()).map_err(damaged)? != 3 {
            return Err(damaged("PFX"));
        }
        let (kind, content) = content_info(&pfx.read().map_err(damaged)?)?;
        if kind != DATA {
            return Err(unread(kind));
        }
        let safe = content.octets().map_err(damaged)?.into_owned();
        let mac = if pfx.is_empty() { None } else { Some(pfx.read().map_err(damaged)?) };
        Ok(Self { safe, mac })
    }

    /// Checks the passphrase by the MAC (§5.1, appendix B).
    fn check(&self, passphrase: &Secret<String>) -> Result<(), Condition> {
        let Some(mac) = &self.mac else { return Ok(()) };
        let mut mac = mac.reader().map_err(damaged)?;
        let mut info = mac.sequence().map_err(damaged)?;
        let algorithm = info.read().map_err(damaged)?;
        let name = DigestAlgorithm::read(&algorithm)
            .map_err(|_| algorithm.reader().and_then(|mut a| a.read()?.oid()).map_or_else(damaged, unread))?;
        let expected = info.read().and_then(|value| Ok(value.octets()?.into_owned())).map_err(damaged)?;
        let salt = mac.read().and_then(|value| Ok(value.octets()?.into_owned())).map_err(damaged)?;
        let rounds = match mac.is_empty() {
            true => 1,
            false => rounds(&mac.read().map_err(damaged)?)?,
        };
        let (algorithm, block) = match name {
            DigestAlgorithm::Sha1 => (hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, 64),
            DigestAlgorithm::Sha256 => (hmac::HMAC_SHA256, 64),
            DigestAlgorithm::Sha384 => (hmac::HMAC_SHA384, 128),
            DigestAlgorithm::Sha512 => (hmac::HMAC_SHA512, 128),
            other => return Err(unread(other.oid())),
        };
        let text = passphrase.expose().encode_utf16().chain([0]).flat_map(u16::to_be_bytes);
        let text: Zeroizing<Vec<u8>> = Zeroizing::new(text.collect());
        // One block of key is all that is needed, so the sums of appendix B.2 step 6C never come.
        let full = |octets: &[u8]| -> Vec<u8> {
            octets.iter().copied().cycle().take(octets.len().div_ceil(block) * block).collect()
        };
        let seed = Zeroizing::new([vec![3; block], full(&salt), full(&text)].concat());
        let mut key = Zeroizing::new(name.digest(&seed));
        for _ in 1..rounds {
            *key = name.digest(&key);
        }
        let key = hmac::Key::new(algorithm, &key);
        hmac::verify(&key, &self.safe, &expected).map_err(|_| Condition::PassphraseWrong)
    }
}

/// The keys and certificates of a file.
#[derive(Default)]
struct Contents {
    keys: Vec<SoftwareKey>,
    certificates: Vec<Certificate>,
}

impl Contents {
    fn take(&mut self, container: &Container<'_>, passphrase: &Secret<String>) -> Result<(), Condition> {
        let mut safe = Reader::ber(&container.safe).sequence().map_err(damaged)?;
        while !safe.is_empty() {
            let (kind, content) = content_info(&safe.read().map_err(damaged)?)?;
            let bags = if kind == DATA {
                Zeroizing::new(content.octets().map_err(damaged)?.into_owned())
            } else if kind == ENCRYPTED_DATA {
                let mut encrypted = content.reader().map_err(damaged)?;
                encrypted.read().map_err(damaged)?;
                let mut info = encrypted.sequence().map_err(damaged)?;
                info.read().map_err(damaged)?;
                let algorithm = info.read().map_err(damaged)?;
                let held = info.read().map_err(damaged)?;
                let held = match held.tag.is_constructed() {
                    false => held.value.to_vec(),
                    true => {
                        let parts: Result<Vec<_>, _> =
                            held.children().map(|part| Ok(part?.octets()?.into_owned())).collect();
                        parts.map_err(|error: asn1::Error| damaged(error))?.concat()
                    }
                };
                decrypt(&algorithm, held, passphrase)?
            } else {
                return Err(unread(kind));
            };
            self.take_bags(&bags, passphrase)?;
        }
        Ok(())
    }

    fn take_bags(&mut self, bags: &[u8], passphrase: &Secret<String>) -> Result<(), Condition> {
        let mut bags = Reader::ber(bags).sequence().map_err(damaged)?;
        while !bags.is_empty() {
            let (kind, value) = content_info(&bags.read().map_err(damaged)?)?;
            let key = if kind == KEY_BAG {
                Zeroizing::new(value.raw.to_vec())
            } else if kind == SHROUDED_KEY_BAG {
                let mut shrouded = value.reader().map_err(damaged)?;
                let algorithm = shrouded.read().map_err(damaged)?;
                let held =
                    shrouded.read().and_then(|held| Ok(held.octets()?.into_owned())).map_err(damaged)?;
                decrypt(&algorithm, held, passphrase)?
            } else {
                if kind == CERTIFICATE_BAG {
                    let (_, certificate) = content_info(&value)?;
                    let der = certificate.octets().map_err(damaged)?.into_owned();
                    self.certificates.extend(Certificate::from_der(der).ok());
                }
                continue;
            };
            let key = SoftwareKey::from_pkcs8(&key);
            self.keys.push(key.map_err(|error| Condition::KeyUnfit { detail: error.to_string() })?);
        }
        Ok(())
    }
}

/// `SEQUENCE { OBJECT IDENTIFIER, [0] EXPLICIT value, … }`.
fn content_info<'a>(info: &Tlv<'a>) -> Result<(Oid, Tlv<'a>), Condition> {
    let read = || -> asn1::Result<(Oid, Tlv<'a>)> {
        let mut info = info.reader()?;
        let kind = info.expect(tag::OID)?.oid()?;
        let value = info.expect(asn1::Tag::context_constructed(0))?.reader()?.read()?;
        Ok((kind, value))
    };
    read().map_err(damaged)
}

fn rounds(value: &Tlv<'_>) -> Result<u32, Condition> {
    let rounds = value.small_uint().map_err(damaged)?;
    let rounds = u32::try_from(rounds).ok().filter(|_| (1..=MOST_ROUNDS).contains(&rounds));
    rounds.ok_or_else(|| damaged("iterations"))
}

/// PBES2 (RFC 8018 §6.2).
fn decrypt(
    algorithm: &Tlv<'_>,
    mut held: Vec<u8>,
    passphrase: &Secret<String>,
) -> Result<Zeroizing<Vec<u8>>, Condition> {
    let mut algorithm = algorithm.reader().map_err(damaged)?;
    let kind = algorithm.read().and_then(|kind| kind.oid()).map_err(damaged)?;
    if kind != PBES2 {
        return Err(unread(kind));
    }
    let mut parameters = algorithm.sequence().map_err(damaged)?;
    let mut stretch = parameters.sequence().map_err(damaged)?;
    let kind = stretch.read().and_then(|kind| kind.oid()).map_err(damaged)?;
    if kind != PBKDF2 {
        return Err(unread(kind));
    }
    let mut stretch = stretch.sequence().map_err(damaged)?;
    let salt = stretch.read().and_then(|salt| Ok(salt.octets()?.into_owned())).map_err(damaged)?;
    let rounds = std::num::NonZeroU32::new(rounds(&stretch.read().map_err(damaged)?)?);
    let _length = stretch.optional(tag::INTEGER).map_err(damaged)?;
    let prf = match stretch.is_empty() {
        true => HMAC_SHA1,
        false => stretch.sequence().and_then(|mut prf| prf.read()?.oid()).map_err(damaged)?,
    };
    let prf = match prf {
        prf if prf == HMAC_SHA1 => pbkdf2::PBKDF2_HMAC_SHA1,
        prf if prf == HMAC_SHA256 => pbkdf2::PBKDF2_HMAC_SHA256,
        prf if prf == HMAC_SHA384 => pbkdf2::PBKDF2_HMAC_SHA384,
        prf if prf == HMAC_SHA512 => pbkdf2::PBKDF2_HMAC_SHA512,
        other => return Err(unread(other)),
    };
    let mut cipher = parameters.sequence().map_err(damaged)?;
    let kind = cipher.read().and_then(|kind| kind.oid()).map_err(damaged)?;
    let iv = cipher.read().and_then(|iv| Ok(iv.octets()?.into_owned())).map_err(damaged)?;
    let iv: [u8; 16] = iv.try_into().map_err(|_| damaged("IV"))?;
    let (cipher, length) = match kind {
        kind if kind == AES_128_CBC => (&AES_128, 16),
        kind if kind == AES_256_CBC => (&AES_256, 32),
        other => return Err(unread(other)),
    };
    let mut key = Zeroizing::new(vec![0; length]);
    let rounds = rounds.ok_or_else(|| damaged("iterations"))?;
    pbkdf2::derive(prf, rounds, &salt, passphrase.expose().as_bytes(), &mut key);
    let wrong = |_| Condition::PassphraseWrong;
    let key =
        UnboundCipherKey::new(cipher, &key).and_then(PaddedBlockDecryptingKey::cbc_pkcs7).map_err(wrong)?;
    let context = DecryptionContext::Iv128(FixedLength::from(iv));
    let length = key.decrypt(&mut held, context).map_err(wrong)?.len();
    held.truncate(length);
    Ok(Zeroizing::new(held))
}
