use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeySize,
    signature::{self as aws, KeyPair},
};
use num_bigint::BigUint;

use super::{DigestAlgorithm::*, *};

const ALL: [DigestAlgorithm; 9] = [Md5, Sha1, Sha224, Sha256, Sha384, Sha512, Sha3_256, Sha3_384, Sha3_512];

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn spki(algorithm: impl FnOnce(&mut Writer), bits: &[u8]) -> Vec<u8> {
    Writer::build(|w| {
        w.sequence(|w| {
            w.sequence(algorithm);
            w.bit_string(bits);
        });
    })
}

fn rsa_spki(modulus: &BigUint, exponent: u32) -> Vec<u8> {
    let key = Writer::build(|w| {
        w.sequence(|w| {
            w.integer(&modulus.to_bytes_be());
            w.integer(&exponent.to_be_bytes());
        });
    });
    spki(
        |w| {
            w.oid(&RSA_ENCRYPTION);
            w.null();
        },
        &key,
    )
}

/// A toy key whose private exponent is known, to make signatures that no library would make.
struct ToyRsa {
    n: BigUint,
    d: BigUint,
    public: PublicKey,
}

impl ToyRsa {
    /// Two Mersenne primes: 2^521 - 1 and 2^607 - 1, a modulus of 1128 bits.
    fn new() -> Self {
        let one = BigUint::from(1_u32);
        let (p, q) = ((&one << 521) - &one, (&one << 607) - &one);
        let n = &p * &q;
        let phi = (&p - &one) * (&q - &one);
        let d = BigUint::from(65_537_u32).modinv(&phi).unwrap();
        let public = PublicKey::from_spki(&rsa_spki(&n, 65_537)).unwrap();
        Self { n, d, public }
    }

    fn raw(&self, encoded: &[u8]) -> Vec<u8> {
        let signed = BigUint::from_bytes_be(encoded).modpow(&self.d, &self.n).to_bytes_be();
        let mut padded = vec![0; 141 - signed.len()];
        padded.extend_from_slice(&signed);
        padded
    }

    fn pkcs1(&self, info: &[u8], tail: &[u8]) -> Vec<u8> {
        let mut encoded = vec![0, 1];
        encoded.resize(141 - info.len() - tail.len() - 1, 0xff);
        encoded.push(0);
        encoded.extend_from_slice(info);
        encoded.extend_from_slice(tail);
        self.raw(&encoded)
    }
}

fn digest_info(hash: DigestAlgorithm, digest: &[u8], null: bool) -> Vec<u8> {
    Writer::build(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(&hash.oid());
                if null {
                    w.null();
                }
            });
            w.octets(digest);
        });
    })
}

#[test]
fn md5_is_the_one_of_rfc_1321() {
    assert_eq!(hex(&Md5.digest(b"")), "d41d8cd98f00b204e9800998ecf8427e");
    assert_eq!(hex(&Md5.digest(b"message digest")), "f96b697d7cb7938d525a2f31aaf161d0");
    let digits = b"12345678901234567890123456789012345678901234567890123456789012345678901234567890";
    assert_eq!(hex(&Md5.digest(digits)), "57edf4a22be3c955ac49da2e2107b67a");
}

#[test]
fn pieces_digest_like_the_whole() {
    let data: Vec<u8> = (0..300_u32).map(|n| n as u8).collect();
    for algorithm in ALL {
        for size in [1, 55, 56, 63, 64, 65, 299] {
            let mut hasher = algorithm.hasher();
            data.chunks(size).for_each(|piece| hasher.update(piece));
            let digest = hasher.finish();
            assert_eq!(digest, algorithm.digest(&data), "{algorithm:?} by {size}");
            assert_eq!(digest.len(), algorithm.len());
        }
    }
}

#[test]
fn digest_identifiers_and_names_go_both_ways() {
    for algorithm in ALL {
        assert_eq!(DigestAlgorithm::from_oid(&algorithm.oid()), Some(algorithm));
        let json = serde_json::to_string(&algorithm).unwrap();
        assert_eq!(json, format!("\"{}\"", algorithm.name()));
        let der = Writer::build(|w| algorithm.write(w));
        assert_eq!(DigestAlgorithm::read(&Tlv::parse_der(&der).unwrap()), Ok(algorithm));
        let null = digest_info(algorithm, b"", true);
        let mut info = asn1::Reader::der(&null).sequence().unwrap();
        assert_eq!(DigestAlgorithm::read(&info.read().unwrap()), Ok(algorithm));
    }
    let other = Writer::build(|w| {
        w.sequence(|w| {
            w.oid(&Sha256.oid());
            w.octets(b"");
        });
    });
    assert!(DigestAlgorithm::read(&Tlv::parse_der(&other).unwrap()).is_err());
}

#[test]
fn signature_identifiers_go_both_ways() {
    for digest in ALL {
        let mut all = vec![SignatureAlgorithm::RsaPkcs1(digest), SignatureAlgorithm::rsa_pss(digest)];
        if digest != Md5 {
            all.push(SignatureAlgorithm::Ecdsa(digest));
        }
        for algorithm in all {
            let der = Writer::build(|w| algorithm.write(w));
            assert_eq!(SignatureAlgorithm::read(&Tlv::parse_der(&der).unwrap(), None), Ok(algorithm));
            let json = serde_json::to_string(&algorithm).unwrap();
            assert_eq!(serde_json::from_str::<SignatureAlgorithm>(&json).unwrap(), algorithm);
        }
    }
    assert_eq!(
        hex(&Writer::build(|w| SignatureAlgorithm::rsa_pss(Sha256).write(w))),
        "304106092a864886f70d01010a3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108\
         300d06096086480165030402010500a203020120"
    );
}

#[test]
fn the_key_s_own_identifier_takes_the_digest_named_beside_it() {
    let der = Writer::build(|w| w.sequence(|w| w.oid(&RSA_ENCRYPTION)));
    let tlv = Tlv::parse_der(&der).unwrap();
    assert_eq!(SignatureAlgorithm::read(&tlv, Some(Sha384)), Ok(SignatureAlgorithm::RsaPkcs1(Sha384)));
    assert!(SignatureAlgorithm::read(&tlv, None).is_err());
}

#[test]
fn rsa_signatures_of_the_backend_verify_and_one_flipped_bit_does_not() {
    let key = aws::RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let spki = spki(
        |w| {
            w.oid(&RSA_ENCRYPTION);
            w.null();
        },
        key.public_key().as_ref(),
    );
    let public = PublicKey::from_spki(&spki).unwrap();
    assert_eq!(public.key_type(), KeyType::Rsa { bits: 2048 });
    assert_eq!(public.spki_der(), spki);
    assert_eq!(public.rsa_exponent(), Some(&[1, 0, 1][..]));
    let cases: [(&'static dyn aws::RsaEncoding, SignatureAlgorithm); 6] = [
        (&aws::RSA_PKCS1_SHA256, SignatureAlgorithm::RsaPkcs1(Sha256)),
        (&aws::RSA_PKCS1_SHA384, SignatureAlgorithm::RsaPkcs1(Sha384)),
        (&aws::RSA_PKCS1_SHA512, SignatureAlgorithm::RsaPkcs1(Sha512)),
        (&aws::RSA_PSS_SHA256, SignatureAlgorithm::rsa_pss(Sha256)),
        (&aws::RSA_PSS_SHA384, SignatureAlgorithm::rsa_pss(Sha384)),
        (&aws::RSA_PSS_SHA512, SignatureAlgorithm::rsa_pss(Sha512)),
    ];
    for (encoding, algorithm) in cases {
        let mut signature = vec![0; 256];
        key.sign(encoding, &SystemRandom::new(), b"testo", &mut signature).unwrap();
        assert_eq!(public.verify(algorithm, b"testo", &signature), Ok(()), "{algorithm:?}");
        assert_eq!(public.verify(algorithm, b"testi", &signature), Err(VerifyError::Invalid));
        // The same through plain integers.
        let parts = (public.rsa_modulus().unwrap(), public.rsa_exponent().unwrap());
        let digest = algorithm.digest().digest(b"testo");
        assert_eq!(rsa::verify(parts.0, parts.1, algorithm, &digest, &signature), Ok(()), "{algorithm:?}");
        signature[100] ^= 1;
        assert_eq!(public.verify(algorithm, b"testo", &signature), Err(VerifyError::Invalid));
        assert_eq!(public.verify(algorithm, b"testo", &signature[1..]), Err(VerifyError::Invalid));
    }
    assert_eq!(public.verify(SignatureAlgorithm::Ecdsa(Sha256), b"", b""), Err(VerifyError::WrongKey));
    assert_eq!(
        public.verify_digest(SignatureAlgorithm::RsaPkcs1(Sha256), b"short", &[0; 256]),
        Err(VerifyError::Invalid)
    );
}

#[test]
fn old_digests_verify_with_null_or_without() {
    let toy = ToyRsa::new();
    for hash in ALL {
        for null in [true, false] {
            let signature = toy.pkcs1(&digest_info(hash, &hash.digest(b"testo"), null), &[]);
            assert_eq!(
                toy.public.verify(SignatureAlgorithm::RsaPkcs1(hash), b"testo", &signature),
                Ok(()),
                "{hash:?} null {null}"
            );
        }
    }
}

#[test]
fn nothing_may_hide_around_the_digest() {
    let toy = ToyRsa::new();
    let algorithm = SignatureAlgorithm::RsaPkcs1(Sha256);
    let digest = Sha256.digest(b"testo");
    let info = digest_info(Sha256, &digest, true);
    let trailing = toy.pkcs1(&info, &[0; 8]);
    assert_eq!(toy.public.verify(algorithm, b"testo", &trailing), Err(VerifyError::Invalid));
    let other_digest = toy.pkcs1(&digest_info(Sha1, &digest, true), &[]);
    assert_eq!(toy.public.verify(algorithm, b"testo", &other_digest), Err(VerifyError::Invalid));
    let parameters = Writer::build(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(&Sha256.oid());
                w.octets(b"anything");
            });
            w.octets(&digest);
        });
    });
    let parameters = toy.pkcs1(&parameters, &[]);
    assert_eq!(toy.public.verify(algorithm, b"testo", &parameters), Err(VerifyError::Invalid));
    let mut short = vec![0, 1];
    short.resize(2 + 8, 0xff);
    short.push(0);
    short.extend_from_slice(&info);
    short.resize(141, 0);
    assert_eq!(toy.public.verify(algorithm, b"testo", &toy.raw(&short)), Err(VerifyError::Invalid));
    // A value above the modulus is the same number and not the same signature.
    let good = toy.pkcs1(&info, &[]);
    let above = (BigUint::from_bytes_be(&good) + &toy.n).to_bytes_be();
    assert_eq!(toy.public.verify(algorithm, b"testo", &above), Err(VerifyError::Invalid));
}

#[test]
fn keys_that_prove_nothing_are_refused() {
    let toy = ToyRsa::new();
    for exponent in [0, 1, 2, 65_536] {
        let key = PublicKey::from_spki(&rsa_spki(&toy.n, exponent)).unwrap();
        assert_eq!(
            key.verify(SignatureAlgorithm::RsaPkcs1(Sha256), b"", &[0; 141]),
            Err(VerifyError::WeakKey),
            "e = {exponent}"
        );
    }
    let even = PublicKey::from_spki(&rsa_spki(&(&toy.n + 1_u32), 65_537)).unwrap();
    assert_eq!(even.verify(SignatureAlgorithm::RsaPkcs1(Sha224), b"", &[0; 141]), Err(VerifyError::WeakKey));
    let off_curve =
        PublicKey::from_spki(&ec_spki("1.2.840.10045.3.1.7", &[[4; 1].as_slice(), &[7; 64]].concat()));
    let off_curve = off_curve.unwrap();
    assert!(!off_curve.is_on_curve());
    assert_eq!(off_curve.verify(SignatureAlgorithm::Ecdsa(Sha256), b"", b""), Err(VerifyError::WeakKey));
}

fn ec_spki(curve: &'static str, point: &[u8]) -> Vec<u8> {
    spki(
        |w| {
            w.oid(&EC_PUBLIC_KEY);
            w.oid(&curve.parse().unwrap());
        },
        point,
    )
}

#[test]
fn ecdsa_verifies_with_every_digest_of_its_curve() {
    use aws_lc_rs::signature::EcdsaKeyPair;
    let cases: [(&'static aws::EcdsaSigningAlgorithm, &str, KeyType, DigestAlgorithm); 5] = [
        (&aws::ECDSA_P256_SHA256_ASN1_SIGNING, "1.2.840.10045.3.1.7", KeyType::EcP256, Sha256),
        (&aws::ECDSA_P384_SHA384_ASN1_SIGNING, "1.3.132.0.34", KeyType::EcP384, Sha384),
        (&aws::ECDSA_P521_SHA512_ASN1_SIGNING, "1.3.132.0.35", KeyType::EcP521, Sha512),
        (&aws::ECDSA_P521_SHA224_ASN1_SIGNING, "1.3.132.0.35", KeyType::EcP521, Sha224),
        (&aws::ECDSA_P384_SHA3_384_ASN1_SIGNING, "1.3.132.0.34", KeyType::EcP384, Sha3_384),
    ];
    for (signing, curve, key_type, digest) in cases {
        let key = EcdsaKeyPair::generate(signing).unwrap();
        let public = PublicKey::from_spki(&ec_spki(curve, key.public_key().as_ref())).unwrap();
        assert_eq!(public.key_type(), key_type);
        assert!(public.is_on_curve());
        let signature = key.sign(&SystemRandom::new(), b"testo").unwrap();
        let algorithm = SignatureAlgorithm::Ecdsa(digest);
        assert_eq!(public.verify(algorithm, b"testo", signature.as_ref()), Ok(()), "{key_type:?} {digest:?}");
        assert_eq!(public.verify(algorithm, b"testi", signature.as_ref()), Err(VerifyError::Invalid));
        let mut trailing = signature.as_ref().to_vec();
        trailing.push(0);
        assert_eq!(
            public.verify(algorithm, b"testo", &trailing),
            Err(VerifyError::Invalid),
            "trailing octet"
        );
        let pair: Vec<Vec<u8>> = Tlv::parse_der(signature.as_ref())
            .unwrap()
            .children()
            .map(|value| value.unwrap().unsigned().unwrap().to_vec())
            .collect();
        let zero = Writer::build(|w| {
            w.sequence(|w| {
                w.integer(&[]);
                w.integer(&pair[1]);
            });
        });
        assert_eq!(public.verify(algorithm, b"testo", &zero), Err(VerifyError::Invalid), "r = 0");
    }
}

#[test]
fn a_longer_digest_is_cut_to_the_curve() {
    // ECDSA over SHA-512 with P-256: the backend verifies it by name, we by the cut digest.
    let key = aws::EcdsaKeyPair::generate(&aws::ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let digest = Sha512.digest(b"testo");
    let imported =
        aws_lc_rs::digest::Digest::import_less_safe(&digest[..32], &aws_lc_rs::digest::SHA256).unwrap();
    let signature = key.sign_digest(&imported).unwrap();
    let spki = ec_spki("1.2.840.10045.3.1.7", key.public_key().as_ref());
    let backend = aws::UnparsedPublicKey::new(&aws::ECDSA_P256_SHA512_ASN1, key.public_key().as_ref())
        .verify(b"testo", signature.as_ref());
    assert!(backend.is_ok());
    let public = PublicKey::from_spki(&spki).unwrap();
    assert_eq!(public.verify(SignatureAlgorithm::Ecdsa(Sha512), b"testo", signature.as_ref()), Ok(()));
}

#[test]
fn unknown_keys_are_read_and_verify_nothing() {
    let key = PublicKey::from_spki(&spki(|w| w.oid(&Oid::new("1.2.840.10040.4.1")), &[1, 2, 3])).unwrap();
    assert_eq!(key.key_type(), KeyType::Other);
    assert_eq!(key.verify(SignatureAlgorithm::RsaPkcs1(Sha256), b"", b""), Err(VerifyError::UnsupportedKey));
    assert!(PublicKey::from_spki(&[]).is_err());
}
