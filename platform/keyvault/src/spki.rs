//! Public keys: put together from the numbers that devices tell, and taken apart for cards.

use asn1::{Oid, Writer};
use cns_card::Algorithm;
use x509::alg::PublicKey;

use crate::KeySpec;

const RSA_ENCRYPTION: Oid = Oid::new("1.2.840.113549.1.1.1");
const EC_PUBLIC_KEY: Oid = Oid::new("1.2.840.10045.2.1");
/// The curve secp256r1.
pub(crate) const P256: Oid = Oid::new("1.2.840.10045.3.1.7");
/// The curve secp384r1.
pub(crate) const P384: Oid = Oid::new("1.3.132.0.34");

/// The RSA key of a modulus and an exponent, big endian.
pub(crate) fn rsa(modulus: &[u8], exponent: &[u8]) -> Option<PublicKey> {
    let key = Writer::build(|w| {
        w.sequence(|w| {
            w.integer(modulus);
            w.integer(exponent);
        });
    });
    assembled(&RSA_ENCRYPTION, Writer::null, &key)
}

/// The key of a point on the curve that `parameters`, DER, name.
pub(crate) fn ec(parameters: &[u8], point: &[u8]) -> Option<PublicKey> {
    assembled(&EC_PUBLIC_KEY, |w| w.raw(parameters), point)
}

fn assembled(algorithm: &Oid, parameters: impl FnOnce(&mut Writer), key: &[u8]) -> Option<PublicKey> {
    let spki = Writer::build(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(algorithm);
                parameters(w);
            });
            w.bit_string(key);
        });
    });
    PublicKey::from_spki(&spki).ok()
}

/// The public key that a card tells; `None` where it is none. A point is on the curve that has points as long.
pub fn card_public_key(key: &cns_card::PublicKey) -> Option<PublicKey> {
    let curve = |oid: Oid| Writer::build(|w| w.oid(&oid));
    match key {
        cns_card::PublicKey::Rsa { modulus, exponent } => rsa(modulus, exponent),
        cns_card::PublicKey::Ec { point } if point.len() == 65 => ec(&curve(P256), point),
        cns_card::PublicKey::Ec { point } if point.len() == 97 => ec(&curve(P384), point),
        cns_card::PublicKey::Ec { .. } => None,
    }
}

/// A public key as a card tells it.
pub(crate) fn to_card(key: &PublicKey) -> cns_card::PublicKey {
    match (key.rsa_modulus(), key.rsa_exponent()) {
        (Some(modulus), Some(exponent)) => {
            cns_card::PublicKey::Rsa { modulus: modulus.to_vec(), exponent: exponent.to_vec() }
        }
        _ => cns_card::PublicKey::Ec { point: key.bits_of_key().to_vec() },
    }
}

/// The kind of key on a card.
pub(crate) fn algorithm(spec: KeySpec) -> Algorithm {
    match spec {
        KeySpec::Rsa2048 => Algorithm::Rsa2048,
        KeySpec::Rsa3072 => Algorithm::Rsa3072,
        KeySpec::Rsa4096 => Algorithm::Rsa4096,
        KeySpec::P256 => Algorithm::P256,
        KeySpec::P384 => Algorithm::P384,
    }
}

/// The kind of a card's key, if it is one of ours: all but RSA-1024.
pub(crate) fn spec(algorithm: Algorithm) -> Option<KeySpec> {
    KeySpec::ALL.into_iter().find(|spec| self::algorithm(*spec) == algorithm)
}
