//! Until when algorithms may be relied upon (ETSI TS 119 312; `POLICY_ISSUED` is the date of the
//! suite). An end after that date announces itself as a warning; an end before it is enforced.

use jiff::{Timestamp, civil::date, tz::Offset};
use x509::alg::{DigestAlgorithm, KeyType, SignatureAlgorithm};

/// Whether something may be relied upon at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reliance {
    /// No end, or an end later than the instant.
    Reliable,
    /// Its end has passed, but lies after the issue of the suite: said, not enforced.
    Announced,
    /// Its end has passed.
    Ended,
}

/// One line of the table: until when, as year, month, day; `None` is no end.
type End = Option<(i16, i8, i8)>;

/// TS 119 312 v1.5.1.
const POLICY_ISSUED: (i16, i8, i8) = (2024, 10, 13);

const DIGESTS: &[(DigestAlgorithm, End)] = &[
    (DigestAlgorithm::Md5, Some((2004, 8, 1))),
    (DigestAlgorithm::Sha1, Some((2012, 8, 1))),
    (DigestAlgorithm::Sha224, Some((2029, 1, 1))),
    (DigestAlgorithm::Sha256, None),
    (DigestAlgorithm::Sha384, None),
    (DigestAlgorithm::Sha512, None),
    (DigestAlgorithm::Sha3_256, None),
    (DigestAlgorithm::Sha3_384, None),
    (DigestAlgorithm::Sha3_512, None),
];

/// Smallest modulus in bits, end for PKCS#1 v1.5, end for PSS; first line that fits.
const RSA: &[(u32, End, End)] = &[
    (3000, Some((2029, 1, 1)), None),
    (1900, Some((2029, 1, 1)), Some((2029, 1, 1))),
    (1024, Some((2019, 10, 1)), Some((2019, 10, 1))),
    (786, Some((2010, 8, 1)), Some((2010, 8, 1))),
];

fn judge(end: End, at: Timestamp) -> Reliance {
    let Some(end) = end else { return Reliance::Reliable };
    let instant = |(year, month, day)| Offset::UTC.to_timestamp(date(year, month, day).at(0, 0, 0, 0));
    match instant(end) {
        Ok(instant) if at < instant => Reliance::Reliable,
        _ if end > POLICY_ISSUED => Reliance::Announced,
        _ => Reliance::Ended,
    }
}

/// A digest.
pub fn digest(algorithm: DigestAlgorithm, at: Timestamp) -> Reliance {
    let known = DIGESTS.iter().find(|(known, _)| *known == algorithm);
    known.map_or(Reliance::Ended, |(_, end)| judge(*end, at))
}

/// A key as it is used by a signature algorithm (the digest is judged apart).
pub fn key(key: KeyType, algorithm: SignatureAlgorithm, at: Timestamp) -> Reliance {
    let end = match (key, algorithm) {
        (KeyType::Rsa { bits }, _) => {
            let Some((_, pkcs1, pss)) = RSA.iter().find(|(least, ..)| bits >= *least) else {
                return Reliance::Ended;
            };
            if matches!(algorithm, SignatureAlgorithm::RsaPss { .. }) { *pss } else { *pkcs1 }
        }
        (KeyType::EcP256 | KeyType::EcP384 | KeyType::EcP521, _) => None,
        _ => return Reliance::Ended,
    };
    judge(end, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha1_ends_and_rsa_2048_is_announced() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(digest(DigestAlgorithm::Sha1, at("2012-07-31T23:59:59Z")), Reliance::Reliable);
        assert_eq!(digest(DigestAlgorithm::Sha1, at("2012-08-01T00:00:00Z")), Reliance::Ended);
        assert_eq!(digest(DigestAlgorithm::Sha256, at("2090-01-01T00:00:00Z")), Reliance::Reliable);
        let pkcs1 = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
        let rsa = KeyType::Rsa { bits: 2048 };
        assert_eq!(key(rsa, pkcs1, at("2028-12-31T00:00:00Z")), Reliance::Reliable);
        assert_eq!(key(rsa, pkcs1, at("2029-01-02T00:00:00Z")), Reliance::Announced);
        assert_eq!(key(KeyType::Rsa { bits: 1024 }, pkcs1, at("2026-01-01T00:00:00Z")), Reliance::Ended);
        assert_eq!(key(KeyType::Rsa { bits: 512 }, pkcs1, at("2000-01-01T00:00:00Z")), Reliance::Ended);
    }
}
