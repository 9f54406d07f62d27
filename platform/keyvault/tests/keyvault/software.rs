use keyvault::{KeyError, KeySpec, SigningKey, SoftwareKey};
use proptest::prelude::*;
use x509::alg::{DigestAlgorithm, KeyType, SignatureAlgorithm};

use crate::{ec_algorithms, rsa_algorithms, signs_with};

#[test]
fn rsa_keys_of_every_size_sign_pkcs1_and_pss_with_every_sha2() {
    for (spec, bits) in [(KeySpec::Rsa2048, 2048), (KeySpec::Rsa3072, 3072), (KeySpec::Rsa4096, 4096)] {
        let key = SoftwareKey::generate(spec).unwrap();
        assert_eq!(key.public_key().key_type(), KeyType::Rsa { bits });
        signs_with(&key, &rsa_algorithms());
    }
}

#[test]
fn ec_keys_sign_with_digests_shorter_equal_and_longer_than_the_curve() {
    for (spec, key_type) in [(KeySpec::P256, KeyType::EcP256), (KeySpec::P384, KeyType::EcP384)] {
        let key = SoftwareKey::generate(spec).unwrap();
        assert_eq!(key.public_key().key_type(), key_type);
        signs_with(&key, &ec_algorithms());
    }
}

#[test]
fn a_key_refuses_an_algorithm_of_another_kind() {
    let rsa = SoftwareKey::generate(KeySpec::Rsa2048).unwrap();
    let ec = SoftwareKey::generate(KeySpec::P256).unwrap();
    for (key, algorithms) in [(&rsa, ec_algorithms()), (&ec, rsa_algorithms())] {
        for algorithm in algorithms {
            let digest = vec![7; algorithm.digest().len()];
            assert!(matches!(key.sign_digest(algorithm, &digest), Err(KeyError::Algorithm)), "{algorithm:?}");
        }
    }
}

#[test]
fn a_key_refuses_weak_digests_and_odd_pss_parameters() {
    use DigestAlgorithm::{Md5, Sha1, Sha256, Sha512};
    let rsa = SoftwareKey::generate(KeySpec::Rsa2048).unwrap();
    let ec = SoftwareKey::generate(KeySpec::P256).unwrap();
    for (key, algorithm) in [
        (&rsa, SignatureAlgorithm::RsaPkcs1(Sha1)),
        (&rsa, SignatureAlgorithm::RsaPkcs1(Md5)),
        (&rsa, SignatureAlgorithm::rsa_pss(Sha1)),
        (&rsa, SignatureAlgorithm::RsaPss { digest: Sha256, mgf_digest: Sha512, salt_len: 32 }),
        (&rsa, SignatureAlgorithm::RsaPss { digest: Sha256, mgf_digest: Sha256, salt_len: 20 }),
        (&ec, SignatureAlgorithm::Ecdsa(Sha1)),
    ] {
        let digest = vec![7; algorithm.digest().len()];
        assert!(matches!(key.sign_digest(algorithm, &digest), Err(KeyError::Algorithm)), "{algorithm:?}");
    }
}

#[test]
fn a_digest_of_another_length_is_refused() {
    let key = SoftwareKey::generate(KeySpec::P256).unwrap();
    let algorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
    for length in [0, 20, 31, 33, 64] {
        let refused = key.sign_digest(algorithm, &vec![1; length]);
        assert!(matches!(refused, Err(KeyError::DigestLength { expected: 32, found }) if found == length));
    }
}

#[test]
fn a_key_prints_its_kind_only() {
    assert_eq!(format!("{:?}", SoftwareKey::generate(KeySpec::P384).unwrap()), "SoftwareKey(p-384)");
}

#[test]
fn names_of_key_kinds_read_back() {
    for spec in KeySpec::ALL {
        assert_eq!(spec.to_string().parse(), Ok(spec));
    }
    assert!("rsa-1024".parse::<KeySpec>().is_err());
}

proptest! {
    #[test]
    fn noise_is_no_private_key(octets in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(matches!(SoftwareKey::from_pkcs8(&octets), Err(KeyError::NotAKey)));
    }
}
