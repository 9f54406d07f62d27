//! A key made for an operator, with its certificate in one file that browsers import (PKCS #12, RFC 7292).
//!
//! The key is encrypted with AES-256 under PBKDF2 with HMAC-SHA-256 (PBES2, RFC 8018), the whole
//! authenticated with HMAC-SHA-256. The key is not kept.

use std::num::NonZeroU32;

use asn1::{Oid, Writer, tag};
use aws_lc_rs::{
    cipher::{AES_256, EncryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey},
    digest::{Context, SHA256, digest},
    hmac,
    iv::FixedLength,
    pbkdf2,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair},
};
use foundation::{Entropy, Secret};
use keyvault::{KeySpec, SigningKey, SoftwareKey};
use x509::{Certificate, Name, profile::SubjectBuilder, request};
use zeroize::Zeroizing;

/// Rounds of the two derivations.
const ROUNDS: u32 = 200_000;

const DATA: Oid = Oid::new("1.2.840.113549.1.7.1");
const SHROUDED_KEY_BAG: Oid = Oid::new("1.2.840.113549.1.12.10.1.2");
const CERT_BAG: Oid = Oid::new("1.2.840.113549.1.12.10.1.3");
const X509_CERTIFICATE: Oid = Oid::new("1.2.840.113549.1.9.22.1");
const FRIENDLY_NAME: Oid = Oid::new("1.2.840.113549.1.9.20");
const LOCAL_KEY_ID: Oid = Oid::new("1.2.840.113549.1.9.21");
const PBES2: Oid = Oid::new("1.2.840.113549.1.5.13");
const PBKDF2: Oid = Oid::new("1.2.840.113549.1.5.12");
const HMAC_SHA256: Oid = Oid::new("1.2.840.113549.2.9");
const AES_256_CBC: Oid = Oid::new("2.16.840.1.101.3.4.1.42");
const SHA_256: Oid = Oid::new("2.16.840.1.101.3.4.2.1");

/// What keeps a file from being made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Pkcs12Error {
    /// The cryptographic library refused.
    #[error("the key could not be made or encrypted: {0}")]
    Crypto(String),
    /// The password has fewer than eight characters, or one outside the basic plane.
    #[error("the password needs eight characters or more, none of them an emoji")]
    Password,
}

/// A new key on P-256, until it is in its file.
#[derive(Debug)]
pub struct NewKey(Secret<Vec<u8>>);

impl NewKey {
    /// Makes a key.
    ///
    /// # Errors
    /// [`Pkcs12Error::Crypto`].
    pub fn generate() -> Result<Self, Pkcs12Error> {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).map_err(crypto)?;
        let pkcs8 = pair.to_pkcs8v1().map_err(crypto)?;
        Ok(Self(Secret::new(pkcs8.as_ref().to_vec())))
    }

    /// The proof of possession with which a certificate is asked for: PKCS #10, DER.
    ///
    /// # Errors
    /// [`Pkcs12Error::Crypto`].
    pub fn request(&self) -> Result<Vec<u8>, Pkcs12Error> {
        let key = SoftwareKey::from_pkcs8(self.0.expose()).map_err(crypto)?;
        let subject = SubjectBuilder::new().country("IT").finish().map_err(crypto)?;
        let subject = Name::from_der(&subject).map_err(crypto)?;
        let to_sign = request::build(subject, key.public_key(), KeySpec::P256.default_algorithm());
        let value = key.sign_digest(to_sign.algorithm(), &to_sign.digest()).map_err(crypto)?;
        Ok(to_sign.complete(&value))
    }

    /// The file that browsers import: the key and its certificate, with those of the authorities above.
    /// `name` is what the browser shows.
    ///
    /// # Errors
    /// [`Pkcs12Error::Password`] or [`Pkcs12Error::Crypto`].
    pub fn into_file(
        self,
        certificate: &Certificate,
        above: &[Certificate],
        name: &str,
        password: &Secret<String>,
        entropy: &dyn Entropy,
    ) -> Result<Vec<u8>, Pkcs12Error> {
        let password = password.expose().as_str();
        let wide = bmp(password).filter(|_| password.chars().count() >= 8).ok_or(Pkcs12Error::Password)?;
        let id = digest(&SHA256, certificate.spki());
        let attributes = bag_attributes(name, id.as_ref());
        let certificates = Writer::build(|w| {
            w.sequence(|w| {
                cert_bag(w, certificate, &attributes);
                above.iter().for_each(|certificate| cert_bag(w, certificate, &[]));
            });
        });
        let encrypted = encrypt(self.0.expose(), password.as_bytes(), entropy)?;
        let keys = Writer::build(|w| {
            w.sequence(|w| {
                w.sequence(|w| {
                    w.oid(&SHROUDED_KEY_BAG);
                    w.context(0, |w| w.raw(&encrypted));
                    w.set_of(attributes.clone());
                });
            });
        });
        let safe = Writer::build(|w| {
            w.sequence(|w| {
                data(w, &certificates);
                data(w, &keys);
            });
        });
        let salt: [u8; 16] = entropy.bytes();
        let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &mac_key(&wide, &salt)), &safe);
        Ok(Writer::build(|w| {
            w.sequence(|w| {
                w.uint(3);
                data(w, &safe);
                w.sequence(|w| {
                    w.sequence(|w| {
                        w.sequence(|w| {
                            w.oid(&SHA_256);
                            w.null();
                        });
                        w.octets(mac.as_ref());
                    });
                    w.octets(&salt);
                    w.uint(u64::from(ROUNDS));
                });
            });
        }))
    }
}

fn crypto(error: impl ToString) -> Pkcs12Error {
    Pkcs12Error::Crypto(error.to_string())
}

/// ContentInfo of type data (RFC 7292 §4).
fn data(w: &mut Writer, content: &[u8]) {
    w.sequence(|w| {
        w.oid(&DATA);
        w.context(0, |w| w.octets(content));
    });
}

fn cert_bag(w: &mut Writer, certificate: &Certificate, attributes: &[Vec<u8>]) {
    w.sequence(|w| {
        w.oid(&CERT_BAG);
        w.context(0, |w| {
            w.sequence(|w| {
                w.oid(&X509_CERTIFICATE);
                w.context(0, |w| w.octets(certificate.der()));
            });
        });
        if !attributes.is_empty() {
            w.set_of(attributes.to_vec());
        }
    });
}

/// What joins a key with its certificate, and the name a person sees.
fn bag_attributes(name: &str, id: &[u8]) -> Vec<Vec<u8>> {
    let attribute = |oid: &Oid, value: &dyn Fn(&mut Writer)| {
        Writer::build(|w| {
            w.sequence(|w| {
                w.oid(oid);
                w.set_of(vec![Writer::build(value)]);
            });
        })
    };
    let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let shown = |w: &mut Writer| w.value(tag::BMP_STRING, &wide);
    vec![attribute(&FRIENDLY_NAME, &shown), attribute(&LOCAL_KEY_ID, &|w| w.octets(id))]
}

/// EncryptedPrivateKeyInfo with PBES2 (RFC 8018 §6.2).
fn encrypt(key: &[u8], password: &[u8], entropy: &dyn Entropy) -> Result<Vec<u8>, Pkcs12Error> {
    let (salt, iv): ([u8; 16], [u8; 16]) = (entropy.bytes(), entropy.bytes());
    let mut derived = Zeroizing::new([0_u8; 32]);
    let rounds = NonZeroU32::new(ROUNDS).unwrap_or(NonZeroU32::MIN);
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, rounds, &salt, password, &mut *derived);
    let cipher = UnboundCipherKey::new(&AES_256, &*derived).map_err(crypto)?;
    let cipher = PaddedBlockEncryptingKey::cbc_pkcs7(cipher).map_err(crypto)?;
    let mut encrypted = key.to_vec();
    let context = EncryptionContext::Iv128(FixedLength::from(iv));
    cipher.less_safe_encrypt(&mut encrypted, context).map_err(crypto)?;
    Ok(Writer::build(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(&PBES2);
                w.sequence(|w| {
                    w.sequence(|w| {
                        w.oid(&PBKDF2);
                        w.sequence(|w| {
                            w.octets(&salt);
                            w.uint(u64::from(ROUNDS));
                            w.sequence(|w| {
                                w.oid(&HMAC_SHA256);
                                w.null();
                            });
                        });
                    });
                    w.sequence(|w| {
                        w.oid(&AES_256_CBC);
                        w.octets(&iv);
                    });
                });
            });
            w.octets(&encrypted);
        });
    }))
}

/// The password as RFC 7292 §B.1 wants it: UTF-16, big-endian, ended by a zero; none when a character lies
/// outside the basic plane.
fn bmp(password: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(password.len() * 2 + 2);
    for c in password.chars() {
        out.extend(u16::try_from(u32::from(c)).ok()?.to_be_bytes());
    }
    out.extend([0, 0]);
    Some(out)
}

/// The key of the MAC (RFC 7292 §B.2 with SHA-256: u = 32, v = 64, one block).
fn mac_key(password: &[u8], salt: &[u8]) -> Vec<u8> {
    const BLOCK: usize = 64;
    let fill = |text: &[u8]| -> Vec<u8> {
        text.iter().copied().cycle().take(text.len().div_ceil(BLOCK) * BLOCK).collect()
    };
    let mut context = Context::new(&SHA256);
    context.update(&[3; BLOCK]);
    context.update(&fill(salt));
    context.update(&fill(password));
    let mut key = context.finish();
    for _ in 1..ROUNDS {
        key = digest(&SHA256, key.as_ref());
    }
    key.as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_long_enough_and_in_the_basic_plane() {
        assert_eq!(bmp("aè"), Some(vec![0, 0x61, 0, 0xe8, 0, 0]));
        assert_eq!(bmp("🔑"), None);
    }
}
