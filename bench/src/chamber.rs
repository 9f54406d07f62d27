//! A chamber with people to measure with: real certificates of the Italian profile, a signer whose key
//! the peers have too, and token files.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, Result, ensure};
use authority::{Authority, PairRequest, Scope, ServiceAuthority, practice, rules::service::Service};
use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa::KeySize,
    signature::RsaKeyPair,
};
use cades::{ContentDigest, Parameters};
use foundation::{Actor, Clock, Secret, SystemClock, SystemEntropy, Timestamp};
use keyvault::{
    Argon2Cost, KeySpec, SigningKey, SoftwareKey,
    token::{Codes, Options, PersonalData, Personalisation, Slot, TokenFile, Tries},
};
use sigcheck::{Indication, Policy, Report, Trust};
use tempfile::TempDir;
use x509::{Certificate, alg::SignatureAlgorithm, pem};

/// An authority with a signer, in a folder.
#[derive(Debug)]
pub struct Chamber {
    /// Where its files are.
    pub folder: PathBuf,
    /// The certification authority.
    pub authority: Authority,
    /// The one of the signature certificates.
    pub ca: ServiceAuthority,
    /// A person with an RSA key of 2048 bits.
    pub signer: Signer,
    /// A token that costs what tokens cost.
    pub token: Token,
    /// The same with P-256 keys.
    pub p256_token: Token,
    /// A token that is cheap to unlock: least of Argon2id, and no disk to wait for.
    pub cheap_token: Token,
    /// Where that one is.
    _memory: TempDir,
    /// What a verifier trusts: the authority with its list.
    pub trust: Trust,
    /// The same as a folder for `--trust`.
    pub trust_folder: PathBuf,
    /// The same as one PEM file for `openssl -CAfile`.
    pub trust_pem: PathBuf,
}

/// A key in memory and in a file, with its certificate.
#[derive(Debug)]
pub struct Signer {
    /// The key as Ceralacca holds it.
    pub key: SoftwareKey,
    /// The same key, bare.
    pub bare: RsaKeyPair,
    /// Its signature certificate.
    pub certificate: Certificate,
    /// The key for `openssl -inkey`.
    pub key_pem: PathBuf,
    /// The certificate for `openssl -signer`.
    pub certificate_pem: PathBuf,
}

/// A token file with its PIN.
#[derive(Debug)]
pub struct Token {
    /// The token.
    pub path: PathBuf,
    /// A file with the PIN.
    pub pin_file: PathBuf,
    /// What one try of the PIN costs.
    pub cost: Argon2Cost,
}

impl Chamber {
    /// Makes the authorities (RSA-4096), issues the signer's certificate and publishes the lists.
    pub fn make(folder: &Path) -> Result<Self> {
        let settings = practice::settings(1).map_err(practised)?;
        let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
        let (_, authority) =
            practice::open(folder, settings, KeySpec::Rsa4096, clock, entropy).map_err(practised)?;
        let actor = Actor::command_line();
        // All certificates come before the list: one cannot speak of what is younger.
        let signer = Signer::issue(&authority, folder)?;
        let token = Token::issue(&authority, folder.join("usual.token"), KeySpec::Rsa2048, Argon2Cost::PIN)?;
        let p256_token = Token::issue(&authority, folder.join("p256.token"), KeySpec::P256, Argon2Cost::PIN)?;
        let memory = memory_folder(folder)?;
        let cheap = memory.path().join("cheap.token");
        let cheap_token = Token::issue(&authority, cheap, KeySpec::Rsa2048, Argon2Cost::LEAST)?;
        authority.publish_lists(&actor)?;
        authority.renew_responders(&actor)?;

        let ca = authority.current(Service::Signature)?;
        let list = authority.newest_list(&ca, Scope::Shard(0))?.context("a list was published")?;
        let trust_folder = folder.join("trust");
        fs::create_dir(&trust_folder)?;
        let files = [("ca.cer", ca.certificate.der()), ("shard.crl", &list.der[..])];
        for (name, der) in files {
            fs::write(trust_folder.join(name), der)?;
        }
        let (trust, unknown) = Trust::from_files(files);
        ensure!(unknown.is_empty(), "not read as trust: {unknown:?}");
        let trust_pem = folder.join("trust.pem");
        fs::write(&trust_pem, ca.certificate.to_pem() + &pem::encode("X509 CRL", &list.der))?;
        let folder = folder.to_owned();
        Ok(Self {
            folder,
            authority,
            ca,
            signer,
            token,
            p256_token,
            cheap_token,
            _memory: memory,
            trust,
            trust_folder,
            trust_pem,
        })
    }

    /// The instant of a measurement.
    pub fn now(&self) -> Timestamp {
        SystemClock.now()
    }

    /// A file in the chamber's folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The content in an envelope, signed with the signer's key.
    pub fn sign(&self, content: &[u8], at: Timestamp) -> Result<Vec<u8>> {
        let Signer { key, certificate, .. } = &self.signer;
        let parameters = Parameters::new(algorithm(), at);
        let digest = ContentDigest::of_slice(content, parameters.signature.digest());
        let to_sign = cades::prepare(&digest, certificate, &[], &parameters)?;
        let signed = to_sign.complete(&key.sign_digest(to_sign.algorithm(), &to_sign.digest())?)?;
        Ok(signed.enveloping(content)?)
    }

    /// The verdict, which must be a good one.
    pub fn verify(&self, file: &[u8], at: Timestamp) -> Result<Report> {
        let report = sigcheck::check_slice(file, None, &self.trust, at, &Policy::default())?;
        ensure!(report.indication == Indication::TotalPassed, "not valid: {report:?}");
        Ok(report)
    }
}

impl Signer {
    fn issue(authority: &Authority, folder: &Path) -> Result<Self> {
        let bare = RsaKeyPair::generate(KeySize::Rsa2048)?;
        let der: Pkcs8V1Der<'_> = bare.as_der()?;
        let key = SoftwareKey::from_pkcs8(der.as_ref())?;
        let request = pair_request(&key, &SoftwareKey::generate(KeySpec::P256)?)?;
        let pair = authority.issue_pair(&Actor::command_line(), &request)?;
        authority.activate_pair(&Actor::command_line(), pair.id)?;
        let (key_pem, certificate_pem) = (folder.join("signer.key"), folder.join("signer.pem"));
        fs::write(&key_pem, pem::encode("PRIVATE KEY", der.as_ref()))?;
        fs::write(&certificate_pem, pair.signature.to_pem())?;
        Ok(Self { key, bare, certificate: pair.signature, key_pem, certificate_pem })
    }
}

impl Token {
    fn issue(authority: &Authority, path: PathBuf, key: KeySpec, cost: Argon2Cost) -> Result<Self> {
        let pin_file = path.with_extension("pin");
        let codes = Codes::random(&SystemEntropy);
        let with = Personalisation {
            card_number: "7420098765432109".parse()?,
            holder: PersonalData::of("MARIO", "ROSSI", "RSSMRA80A01H501U")?,
            created: SystemClock.now(),
            key,
            signature: codes.clone(),
            cns: codes.clone(),
            emergency_code: Secret::new("1234567890".to_owned()),
            pin_cost: cost,
            tries: Tries::default(),
            atr: None,
            options: Options::default(),
        };
        let mut token = TokenFile::create(&path, &with, &SystemEntropy)?;
        let signature = token.unlock(Slot::Signature, &codes.pin)?;
        let cns = token.unlock(Slot::Cns, &codes.pin)?;
        let pair = authority.issue_pair(&Actor::command_line(), &pair_request(&signature, &cns)?)?;
        token.install_certificate(Slot::Signature, pair.signature.der())?;
        token.install_certificate(Slot::Cns, pair.cns.der())?;
        authority.activate_pair(&Actor::command_line(), pair.id)?;
        fs::write(&pin_file, codes.pin.expose())?;
        Ok(Self { path, pin_file, cost })
    }
}

/// A folder in memory, where the system has one.
fn memory_folder(otherwise: &Path) -> Result<TempDir> {
    let make = |folder: &Path| tempfile::Builder::new().prefix("ceralacca-bench-").tempdir_in(folder);
    Ok(make(Path::new("/dev/shm")).or_else(|_| make(otherwise))?)
}

/// What the signer signs with.
pub fn algorithm() -> SignatureAlgorithm {
    KeySpec::Rsa2048.default_algorithm()
}

/// Asks for a pair over two keys.
pub fn pair_request(signature: &dyn SigningKey, cns: &dyn SigningKey) -> Result<PairRequest> {
    practice::mario().and_then(|holder| practice::pair_request(holder, 1, signature, cns)).map_err(practised)
}

fn practised(error: Box<dyn std::error::Error + Send + Sync>) -> anyhow::Error {
    anyhow::Error::from_boxed(error)
}

/// Octets that do not compress, the same every time.
pub fn octets(count: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut out = Vec::with_capacity(count + 8);
    while out.len() < count {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        out.extend_from_slice(&state.to_le_bytes());
    }
    out.truncate(count);
    out
}
