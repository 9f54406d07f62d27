//! Which certificate of a card (CNS, CIE) says who a person is: cns-card.md §4.3 and §9.2.

use asn1::Oid;
use authority::CertificateStatus;
use foundation::{Problem, Status, Timestamp};
use italia::CodiceFiscale;
use serde::{Deserialize, Serialize};
use x509::{
    Certificate,
    alg::DigestAlgorithm,
    extension::KeyUsage,
    oid,
    path::{self, Conditions, Path, Pool, Rule},
};

/// Policy of the authentication certificates of electronic identity cards.
const CIE_AUTHENTICATION: Oid = Oid::new("1.3.76.47.4");
/// Longest text of a subject that is passed on or told.
const LONGEST: usize = 64;

/// What the certificate of a card says of its holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardHolder {
    /// Who it is; stays the same when the card is renewed.
    pub codice_fiscale: CodiceFiscale,
    /// Number of the card.
    pub card_number: String,
    /// Hash of the personal data on the card, base64; not compared with anything here.
    pub data_hash: String,
    /// Given names, where the card says them.
    pub given_name: Option<String>,
    /// Surname, where the card says it.
    pub surname: Option<String>,
}

/// Why a certificate lets nobody in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CnsRefusal {
    /// The common name names another person than the serial number of the subject.
    #[error("contradicts itself: {0}")]
    Contradiction(String),
    /// Its validity is over.
    #[error("expired")]
    Expired(Timestamp),
    /// A proxy that nobody told us to believe sent a certificate in a header.
    #[error("certificate in a header of {0}")]
    ForgedHeader(String),
    /// What stands in the common name is no codice fiscale.
    #[error("no codice fiscale: {0:?}")]
    NoCodiceFiscale(String),
    /// None was shown.
    #[error("no certificate")]
    NoCertificate,
    /// Its policies do not say that it is of a card.
    #[error("not of a card")]
    NotCard,
    /// Its key is not for entering anywhere.
    #[error("not for authentication")]
    NotForLogin,
    /// Its validity has not begun.
    #[error("not yet valid")]
    NotYetValid(Timestamp),
    /// The common name is not `codice fiscale/card number.hash`.
    #[error("odd common name: {0:?}")]
    OddName(String),
    /// No authority that issues cards, known here, issued it.
    #[error("of another authority: {0}")]
    OtherAuthority(String),
    /// Its path breaks a rule.
    #[error("path: {0}")]
    Path(String),
    /// It is revoked.
    #[error("revoked")]
    Revoked(Timestamp),
    /// It is the certificate that signs documents.
    #[error("signature certificate")]
    SignatureCertificate,
    /// Whether it is suspended or revoked could not be found out: nobody enters on a guess.
    #[error("status unknown: {0}")]
    StatusUnknown(String),
    /// It is suspended.
    #[error("suspended")]
    Suspended(Timestamp),
    /// It is no certificate.
    #[error("unreadable")]
    Unreadable,
    /// It names our authority, which did not release it.
    #[error("not in the register")]
    Unregistered,
    /// It, or one above it, is signed over a digest that proves nothing any more (SHA-1, MD5).
    #[error("weak digest {0}")]
    WeakDigest(String),
}

impl From<&CnsRefusal> for Problem {
    fn from(refusal: &CnsRefusal) -> Self {
        use CnsRefusal as R;
        let unknown = |code: &'static str| Problem::new(code, Status::Unauthorized);
        let closed =
            |code: &'static str, at: &Timestamp| Problem::new(code, Status::Forbidden).with("at", at);
        match refusal {
            R::Contradiction(said) => unknown("cns-contradiction").with("said", said),
            R::Expired(at) => closed("cns-expired", at),
            R::ForgedHeader(from) => Problem::new("cns-forged-header", Status::Forbidden).with("from", from),
            R::NoCodiceFiscale(said) => unknown("cns-no-codice-fiscale").with("said", said),
            R::NoCertificate => unknown("cns-no-certificate"),
            R::NotCard => unknown("cns-not-card"),
            R::NotForLogin => unknown("cns-not-for-login"),
            R::NotYetValid(at) => closed("cns-not-yet-valid", at),
            R::OddName(said) => unknown("cns-odd-name").with("said", said),
            R::OtherAuthority(issuer) => unknown("cns-other-authority").with("issuer", issuer),
            R::Path(rule) => unknown("cns-path").with("rule", rule),
            R::Revoked(at) => closed("cns-revoked", at),
            R::SignatureCertificate => unknown("cns-signature-certificate"),
            R::StatusUnknown(_) => Problem::new("cns-status-unknown", Status::Unavailable),
            R::Suspended(at) => closed("cns-suspended", at),
            R::Unreadable => unknown("cns-unreadable"),
            R::Unregistered => unknown("cns-unregistered"),
            R::WeakDigest(digest) => unknown("cns-weak-digest").with("digest", digest),
        }
    }
}

/// Everything that the certificate itself and its path decide (cns-card.md §9.2, all but revocation): who
/// the holder is, and the path to one of the `issuers` of cards. `given` are certificates that came with it.
///
/// # Errors
/// The first rule that it breaks; what is wrong with the choice of the certificate comes before what is
/// wrong with its chain, because that is what the person can do something about.
pub fn holder(
    certificate: &Certificate,
    given: &[Certificate],
    issuers: &Pool,
    at: Timestamp,
) -> Result<(CardHolder, Path), CnsRefusal> {
    purpose(certificate)?;
    strong(certificate)?;
    if certificate.is_ca() || issuers.contains(certificate) {
        return Err(CnsRefusal::NotForLogin);
    }
    // A card need not name purposes (cns-card.md §9.2, 5); those that do, and CAs above, allow the login.
    let restricted = certificate.ext_key_usage().ok().flatten().is_some();
    let conditions = Conditions { purpose: restricted.then_some(oid::CLIENT_AUTH), ..Conditions::at(at) };
    let path = path::find(certificate, given, &Pool::new(), issuers, &conditions)
        .map_err(|refusal| broken(certificate, issuers, &refusal))?;
    for above in &path.certificates[..path.certificates.len() - 1] {
        strong(above)?;
    }
    if !certificate.has_policy(&oid::CNS_AUTHENTICATION) && !certificate.has_policy(&CIE_AUTHENTICATION) {
        return Err(CnsRefusal::NotCard);
    }
    Ok((CardHolder::of(certificate)?, path))
}

/// Whether what is known of revocation lets the holder in.
///
/// # Errors
/// Suspended, revoked, expired, or not released by us.
pub fn status(status: Option<CertificateStatus>) -> Result<(), CnsRefusal> {
    match status {
        Some(CertificateStatus::Good { .. }) => Ok(()),
        Some(CertificateStatus::Suspended { since }) => Err(CnsRefusal::Suspended(since)),
        Some(CertificateStatus::Revoked { at }) => Err(CnsRefusal::Revoked(at)),
        Some(CertificateStatus::Expired { at }) => Err(CnsRefusal::Expired(at)),
        None => Err(CnsRefusal::Unregistered),
    }
}

/// keyUsage must be there with digitalSignature; extKeyUsage, if there, with clientAuth.
fn purpose(certificate: &Certificate) -> Result<(), CnsRefusal> {
    let usage = certificate.key_usage().map_err(|_| CnsRefusal::Unreadable)?;
    let purposes = certificate.ext_key_usage().map_err(|_| CnsRefusal::Unreadable)?;
    let usage = usage.ok_or(CnsRefusal::NotForLogin)?;
    if !usage.contains(KeyUsage::DIGITAL_SIGNATURE) {
        let signs = usage.contains(KeyUsage::NON_REPUDIATION);
        return Err(if signs { CnsRefusal::SignatureCertificate } else { CnsRefusal::NotForLogin });
    }
    match purposes {
        Some(purposes) if !purposes.contains(&oid::CLIENT_AUTH) => Err(CnsRefusal::NotForLogin),
        _ => Ok(()),
    }
}

fn strong(certificate: &Certificate) -> Result<(), CnsRefusal> {
    let digest = certificate.signature_algorithm().map_err(|_| CnsRefusal::Unreadable)?.digest();
    match digest {
        DigestAlgorithm::Md5 | DigestAlgorithm::Sha1 => Err(CnsRefusal::WeakDigest(digest.name().to_owned())),
        _ => Ok(()),
    }
}

/// Only the holder of a certificate that an authority known here did issue is told its dates.
fn broken(certificate: &Certificate, issuers: &Pool, refusal: &path::Refusal) -> CnsRefusal {
    let mut above = issuers.with_subject(certificate.issuer().der());
    let known =
        above.any(|issuer| issuer.public_key().is_ok_and(|key| certificate.verify_signed_by(key).is_ok()));
    match refusal.rule {
        Rule::Expired if refusal.index == 0 && known => CnsRefusal::Expired(certificate.not_after()),
        Rule::NotYetValid if refusal.index == 0 && known => CnsRefusal::NotYetValid(certificate.not_before()),
        Rule::NoIssuer | Rule::Signature => {
            CnsRefusal::OtherAuthority(shown(&certificate.issuer().friendly()))
        }
        ref rule if known => CnsRefusal::Path(rule.to_string()),
        _ => CnsRefusal::OtherAuthority(shown(&certificate.issuer().friendly())),
    }
}

impl CardHolder {
    /// Reads `codice fiscale/card number.hash` (the hash may hold `/` and `.`-less base64) and the names.
    ///
    /// # Errors
    /// [`CnsRefusal::OddName`], [`CnsRefusal::NoCodiceFiscale`], [`CnsRefusal::Contradiction`].
    pub fn of(certificate: &Certificate) -> Result<Self, CnsRefusal> {
        let subject = certificate.subject();
        let common_name = subject.common_name().unwrap_or_default();
        let (codice_fiscale, card_number, data_hash) = split_common_name(&common_name)?;
        // EN 319 412-1 §5.1.3: where the subject has a serial number, it names the same person.
        let serial = subject.get(&oid::SERIAL_NUMBER).unwrap_or_default();
        let said = serial.strip_prefix("TINIT-").and_then(|code| code.parse::<CodiceFiscale>().ok());
        if said.is_some_and(|said| said != codice_fiscale) {
            return Err(CnsRefusal::Contradiction(format!("{codice_fiscale}, {}", shown(&serial))));
        }
        Ok(Self {
            codice_fiscale,
            card_number,
            data_hash,
            given_name: subject.get(&oid::GIVEN_NAME).and_then(|name| readable(&name)),
            surname: subject.get(&oid::SURNAME).and_then(|name| readable(&name)),
        })
    }
}

fn split_common_name(name: &str) -> Result<(CodiceFiscale, String, String), CnsRefusal> {
    let odd = || CnsRefusal::OddName(shown(name));
    let (code, rest) = name.split_once('/').ok_or_else(odd)?;
    let (number, hash) = rest.split_once('.').ok_or_else(odd)?;
    let number_fits = (1..=32).contains(&number.len()) && number.bytes().all(|c| c.is_ascii_alphanumeric());
    let base64 = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'/' | b'=');
    if !number_fits || !(1..=LONGEST).contains(&hash.len()) || !hash.bytes().all(base64) {
        return Err(odd());
    }
    // As it stands: spaces and small letters are forgiven to people who type, not to authorities.
    let parsed = code.parse::<CodiceFiscale>().ok().filter(|parsed| parsed.as_str() == code);
    let code = parsed.ok_or_else(|| CnsRefusal::NoCodiceFiscale(shown(code)))?;
    Ok((code, number.to_owned(), hash.to_owned()))
}

/// A name, if it can be shown as it is: no control or direction characters, not longer than X.520 allows.
fn readable(name: &str) -> Option<String> {
    let name = name.trim();
    let fits = !name.is_empty() && name.chars().count() <= LONGEST && !name.chars().any(hidden);
    fits.then(|| name.to_owned())
}

/// A text of a certificate that nobody vouches for, for a page: cut, without what cannot be seen.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !hidden(*c)).take(LONGEST).collect()
}

fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_name_is_split_at_the_first_slash_and_then_at_the_first_dot() {
        let name = "RSSMRA80A01H501U/7430000000000001.ab/+cd/efghijklmnopqrstuvw=";
        let (code, number, hash) = split_common_name(name).unwrap();
        assert_eq!(code.as_str(), "RSSMRA80A01H501U");
        assert_eq!((number.as_str(), hash.as_str()), ("7430000000000001", "ab/+cd/efghijklmnopqrstuvw="));
    }

    #[test]
    fn a_code_with_letters_for_digits_is_a_code() {
        assert!(split_common_name("RSSMRA80A01H50MM/1.aa=").is_ok());
    }

    #[test]
    fn odd_common_names_are_told_apart_from_wrong_codes() {
        for odd in [
            "",
            "Mario Rossi",
            "RSSMRA80A01H501U",
            "RSSMRA80A01H501U/",
            "RSSMRA80A01H501U/7430",
            "RSSMRA80A01H501U/.hash=",
            "RSSMRA80A01H501U/7430.",
            "RSSMRA80A01H501U/74 30.hash=",
            "RSSMRA80A01H501U/7430.ha sh",
            "RSSMRA80A01H501U/7430.ha\u{202E}sh",
            "RSSMRA80A01H501U.7430/hash",
        ] {
            assert!(matches!(split_common_name(odd), Err(CnsRefusal::OddName(_))), "{odd:?}");
        }
        for wrong in ["RSSMRA80A01H501X/1.a=", "rssmra80a01h501u/1.a=", " RSSMRA80A01H501U/1.a=", "/1.a="] {
            assert!(matches!(split_common_name(wrong), Err(CnsRefusal::NoCodiceFiscale(_))), "{wrong:?}");
        }
        let long = format!("RSSMRA80A01H501U/7430.{}", "a".repeat(65));
        assert!(split_common_name(&long).is_err());
    }

    #[test]
    fn names_that_cannot_be_shown_are_left_out() {
        assert_eq!(readable(" Niccolò "), Some("Niccolò".to_owned()));
        for odd in ["", "  ", "Ma\u{202E}rio", "Ma\0rio", &"x".repeat(65)] {
            assert_eq!(readable(odd), None, "{odd:?}");
        }
        assert_eq!(shown("a\u{200B}b\nc"), "abc");
    }
}
