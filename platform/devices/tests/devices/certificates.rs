//! Just enough of a certificate for a slot: self-signed, with one key usage.

use asn1::{Oid, Writer};
use keyvault::SigningKey;
use x509::{
    alg::{DigestAlgorithm, SignatureAlgorithm},
    extension::KeyUsage,
};

/// A self-signed certificate of `key`, DER.
pub(crate) fn self_signed(
    key: &dyn SigningKey,
    algorithm: SignatureAlgorithm,
    usage: KeyUsage,
    until: &str,
) -> Vec<u8> {
    let bits = if usage == KeyUsage::NON_REPUDIATION { 0x4000 } else { 0x8000 };
    let name = |w: &mut Writer| {
        w.sequence(|w| {
            w.set_of(vec![Writer::build(|w| {
                w.sequence(|w| {
                    w.oid(&Oid::new("2.5.4.3"));
                    w.text(asn1::tag::UTF8_STRING, "MARIA ROSSI");
                });
            })]);
        });
    };
    let tbs = Writer::build(|w| {
        w.sequence(|w| {
            w.context(0, |w| w.uint(2));
            w.uint(77);
            algorithm.write(w);
            name(w);
            w.sequence(|w| {
                w.time("2026-01-01T00:00:00Z".parse().unwrap());
                w.time(until.parse().unwrap());
            });
            name(w);
            w.raw(key.public_key().spki_der());
            w.context(3, |w| {
                w.sequence(|w| {
                    w.sequence(|w| {
                        w.oid(&Oid::new("2.5.29.15"));
                        w.boolean(true);
                        w.octets_around(|w| w.named_bits(bits));
                    });
                });
            });
        });
    });
    let digest = DigestAlgorithm::digest(algorithm.digest(), &tbs);
    let signature = key.sign_digest(algorithm, &digest).unwrap();
    Writer::build(|w| {
        w.sequence(|w| {
            w.raw(&tbs);
            algorithm.write(w);
            w.bit_string(&signature);
        });
    })
}
