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

fn instant((year, month, day): (i16, i8, i8)) -> Timestamp {
    Offset::UTC.to_timestamp(date(year, month, day).at(0, 0, 0, 0)).unwrap_or(Timestamp::MIN)
}

fn judge(end: End, at: Timestamp) -> Reliance {
    match end {
        None => Reliance::Reliable,
        Some(end) if at < instant(end) => Reliance::Reliable,
        Some(end) if end > POLICY_ISSUED => Reliance::Announced,
        Some(_) => Reliance::Ended,
    }
}

/// Never relied upon.
const NEVER: End = Some((1970, 1, 1));

fn end_of_digest(algorithm: DigestAlgorithm) -> End {
    DIGESTS.iter().find(|(known, _)| *known == algorithm).map_or(NEVER, |(_, end)| *end)
}

fn end_of_key(key: KeyType, algorithm: SignatureAlgorithm) -> End {
    match key {
        KeyType::Rsa { bits } => {
            RSA.iter().find(|(least, ..)| bits >= *least).map_or(NEVER, |(_, pkcs1, pss)| {
                if matches!(algorithm, SignatureAlgorithm::RsaPss { .. }) { *pss } else { *pkcs1 }
            })
        }
        KeyType::EcP256 | KeyType::EcP384 | KeyType::EcP521 => None,
        _ => NEVER,
    }
}

/// A digest.
pub fn digest(algorithm: DigestAlgorithm, at: Timestamp) -> Reliance {
    judge(end_of_digest(algorithm), at)
}

/// A key as it is used by a signature algorithm (the digest is judged apart).
pub fn key(key: KeyType, algorithm: SignatureAlgorithm, at: Timestamp) -> Reliance {
    judge(end_of_key(key, algorithm), at)
}

/// The instant from which a digest is not relied upon any more; none as long as that is not enforced.
pub fn digest_end(algorithm: DigestAlgorithm) -> Option<Timestamp> {
    end_of_digest(algorithm).filter(|end| *end <= POLICY_ISSUED).map(instant)
}

/// The instant from which a key is not relied upon any more; none as long as that is not enforced.
pub fn key_end(key: KeyType, algorithm: SignatureAlgorithm) -> Option<Timestamp> {
    end_of_key(key, algorithm).filter(|end| *end <= POLICY_ISSUED).map(instant)
}

/// When the strength of a signature ends according to the suite, be that enforced yet or not; none when
/// no end is known.
pub fn strength_until(
    digests: &[DigestAlgorithm],
    key: KeyType,
    algorithm: SignatureAlgorithm,
) -> Option<Timestamp> {
    let digests = digests.iter().chain([&algorithm.digest()]).filter_map(|one| end_of_digest(*one)).min();
    digests.into_iter().chain(end_of_key(key, algorithm)).min().map(instant)
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
