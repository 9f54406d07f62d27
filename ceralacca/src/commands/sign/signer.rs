//! The key, its certificate and whether they may sign.

use std::path::Path;

use foundation::Timestamp;
use signing::making::Signer;
use x509::{
    Certificate,
    alg::{DigestAlgorithm, KeyType, SignatureAlgorithm},
};

use super::state::{self, Known};
use crate::{
    Context,
    cli::{Digest, Padding, Sign},
    config::Config,
    exit::{Exit, Failure, Outcome},
    files,
    keys::{self, KeyName, OpenKey},
};

/// Checks that the certificate of a key may sign now. Gives also what is known of its state.
///
/// # Errors
/// `certificate-*`, `algorithm-refused`; what learning its state says.
pub fn signer(
    context: &Context,
    options: &Sign,
    name: &KeyName,
    key: OpenKey,
    config: Option<&Config>,
) -> Outcome<(Signer, Known)> {
    let now = context.clock().now();
    let certificate = choose_certificate(options, name, &key)?;
    check_certificate(&certificate, now)?;
    let chain: Vec<Certificate> =
        options.chain.iter().map(|path| read_certificate(path)).collect::<Outcome<_>>()?;
    let state = state::of(context, &options.evidence, &certificate, &chain, config, now)?;
    let algorithm = choose_algorithm(options, &certificate)?;
    Ok((Signer { key: key.key, certificate, chain, algorithm, now }, state))
}

/// The certificate that was named, or the signature certificate that the device brings for the key.
fn choose_certificate(options: &Sign, name: &KeyName, key: &OpenKey) -> Outcome<Certificate> {
    let spki = key.key.public_key().spki_der();
    let is_ours = |certificate: &Certificate| certificate.spki() == spki;
    if let Some(path) = &options.certificate {
        let certificate = read_certificate(path)?;
        if !keys::is_for_signing(&certificate) {
            return Err(Failure::new(Exit::Rule, "certificate-not-for-signing"));
        }
        return if is_ours(&certificate) {
            Ok(certificate)
        } else {
            Err(Failure::new(Exit::Device, "certificate-mismatch"))
        };
    }
    let mut ours = key.certificates.iter().filter(|certificate| is_ours(certificate));
    ours.next()
        .cloned()
        .ok_or_else(|| Failure::new(Exit::Device, "certificate-missing").with("key", name.device()))
}

fn read_certificate(path: &Path) -> Outcome<Certificate> {
    let bytes = files::read(path, 1 << 20)?;
    Certificate::from_pem_or_der(&bytes).map_err(|error| {
        Failure::new(Exit::Input, "input-damaged").with("file", path.display()).with("detail", error)
    })
}

/// A signature made with an expired, revoked or suspended certificate is no signature (CAD art. 24).
fn check_certificate(certificate: &Certificate, now: Timestamp) -> Outcome<()> {
    if !keys::is_for_signing(certificate) {
        return Err(Failure::new(Exit::Rule, "certificate-not-for-signing"));
    }
    if now < certificate.not_before() {
        let failure = Failure::new(Exit::Rule, "certificate-not-yet");
        return Err(failure.with("date", certificate.not_before()).with("now", now));
    }
    if now > certificate.not_after() {
        return Err(Failure::new(Exit::Rule, "certificate-expired").with("date", certificate.not_after()));
    }
    Ok(())
}

fn choose_algorithm(options: &Sign, certificate: &Certificate) -> Outcome<SignatureAlgorithm> {
    let digest = match options.digest {
        Digest::Sha256 => DigestAlgorithm::Sha256,
        Digest::Sha384 => DigestAlgorithm::Sha384,
        Digest::Sha512 => DigestAlgorithm::Sha512,
    };
    let refused = |why: &str| Failure::new(Exit::Usage, "algorithm-refused").with("detail", why);
    let key = certificate.public_key().map_err(|error| refused(&error.to_string()))?;
    match (key.key_type(), options.padding) {
        (KeyType::Rsa { .. }, Padding::Pkcs1) => Ok(SignatureAlgorithm::RsaPkcs1(digest)),
        (KeyType::Rsa { .. }, Padding::Pss) => Ok(SignatureAlgorithm::rsa_pss(digest)),
        (_, Padding::Pss) => Err(refused("PSS: RSA")),
        (KeyType::EcP384, Padding::Pkcs1) if options.digest == Digest::Sha256 => {
            Ok(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384))
        }
        (_, Padding::Pkcs1) => Ok(SignatureAlgorithm::Ecdsa(digest)),
    }
}
