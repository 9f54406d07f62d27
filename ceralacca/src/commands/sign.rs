//! `ceralacca sign`: one authorisation, any number of files.

use std::{
    fs::File,
    io::{self, Cursor, IsTerminal, Read, Seek, Write},
    path::{Path, PathBuf},
};

use foundation::{Entropy, SystemEntropy, Timestamp};
use jiff::tz::TimeZone;
use serde::Serialize;
use x509::{
    Certificate,
    alg::{DigestAlgorithm, KeyType, SignatureAlgorithm},
};

use crate::{
    Context,
    cli::{Digest, Padding, Sign, SignatureFormat},
    commands::serve::Installation,
    config::Config,
    exit::{Exit, Failure, Outcome},
    files::{self, PendingFile},
    keys::{self, KeyName, OpenKey},
    secrets,
};

/// Octets of a PDF that are taken into memory.
const PDF_LIMIT: u64 = 1 << 30;
/// Octets of standard input that are kept in memory before they go to a temporary file.
const HEAD: u64 = 1024;

/// Signs every file that is named.
pub fn run(context: &Context, options: &Sign) -> Outcome {
    let plans = plan_all(options)?;
    let name = options.key.as_deref().ok_or_else(|| Failure::new(Exit::Usage, "key-missing"))?;
    let name = KeyName::parse(name)?;
    let config = Config::load(&context.data_folder()).ok();
    name.check_present()?;
    let pin = if name.needs_pin() {
        let file = options.pin_file.as_deref();
        Some(secrets::pin(&name.device(), options.pin_fd, file, &context.global, &context.out)?)
    } else {
        None
    };
    let key = name.open(pin, config.as_ref())?;
    let signer = Signer::new(context, options, &name, key, config.as_ref())?;

    let mut results = Vec::with_capacity(plans.len());
    let mut first_failure = None;
    for (done, plan) in plans.iter().enumerate() {
        if plans.len() > 1 {
            let values = [("done", (done + 1).into()), ("count", plans.len().into())];
            context.out.progress(&context.out.lang.text("cli-signing-progress", &values));
        }
        match signer.sign(plan) {
            Ok(()) => results.push(SignedFile::done(plan, options.dry_run)),
            Err(failure) if plans.len() == 1 => return Err(failure),
            Err(failure) => {
                context.out.progress_done();
                context.out.failure(&failure);
                results.push(SignedFile::failed(plan, &failure));
                first_failure.get_or_insert(failure.exit);
            }
        }
    }
    context.out.progress_done();
    tell(context, options, &plans, &results);
    match first_failure {
        None => Ok(Exit::Done),
        Some(exit) if results.iter().all(|result| result.error.is_some()) => Ok(exit),
        Some(_) => Ok(Exit::Partial),
    }
}

/// What happened to one file, in `ceralacca.sign/1`.
#[derive(Debug, Serialize)]
struct SignedFile {
    file: String,
    output: String,
    format: &'static str,
    signed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl SignedFile {
    fn done(plan: &Plan, dry_run: bool) -> Self {
        Self {
            file: plan.input.display().to_string(),
            output: plan.output.as_ref().map_or("-".to_owned(), |path| path.display().to_string()),
            format: plan.format_name(),
            signed: !dry_run,
            error: None,
        }
    }

    fn failed(plan: &Plan, failure: &Failure) -> Self {
        Self { signed: false, error: Some(failure.problem.code.to_string()), ..Self::done(plan, true) }
    }
}

fn tell(context: &Context, options: &Sign, plans: &[Plan], results: &[SignedFile]) {
    // With `-o -` standard output carries the signed file itself.
    if plans.iter().any(|plan| plan.output.is_none()) {
        return;
    }
    let document = serde_json::json!({ "format": "ceralacca.sign/1", "files": results });
    context.out.data(&document, || {
        let key = if options.dry_run { "cli-would-sign" } else { "cli-signed" };
        let lines: Vec<String> = results
            .iter()
            .filter(|result| result.error.is_none())
            .map(|result| {
                let values = [
                    ("file", result.file.as_str().into()),
                    ("output", result.output.as_str().into()),
                    ("format", result.format.into()),
                ];
                context.out.lang.text(key, &values)
            })
            .collect();
        lines.join("\n")
    });
}

/// What is to be made of one file.
#[derive(Debug)]
struct Plan {
    input: PathBuf,
    /// `None` is standard output.
    output: Option<PathBuf>,
    pades: bool,
    detached: bool,
}

impl Plan {
    fn format_name(&self) -> &'static str {
        match (self.pades, self.detached) {
            (true, _) => "pades-b-b",
            (false, true) => "cades-b-b-detached",
            (false, false) => "cades-b-b",
        }
    }
}

/// Looks at every input before anybody is asked for a PIN.
fn plan_all(options: &Sign) -> Outcome<Vec<Plan>> {
    let to_stdout = options.output.as_deref() == Some(Path::new("-"));
    if options.files.len() > 1 && (to_stdout || options.output.as_deref().is_some_and(|path| !path.is_dir()))
    {
        let failure = Failure::new(Exit::Usage, "value-invalid").with("option", "-o");
        return Err(failure.with("detail", "several files need a folder"));
    }
    options.files.iter().map(|file| plan(file, options, to_stdout)).collect()
}

fn plan(file: &Path, options: &Sign, to_stdout: bool) -> Outcome<Plan> {
    let is_stdin = file == Path::new("-");
    let is_pdf = if is_stdin {
        false
    } else {
        let mut head = Vec::new();
        let opened = files::open(file)?;
        opened.take(HEAD).read_to_end(&mut head).map_err(|error| Failure::io(&error, file))?;
        if head.is_empty() {
            return Err(Failure::new(Exit::Input, "input-empty").with("file", file.display()));
        }
        head.windows(5).any(|five| five == b"%PDF-")
    };
    let pades = match options.format {
        SignatureFormat::Auto => is_pdf && !options.detached,
        SignatureFormat::Cades => false,
        SignatureFormat::Pades if is_pdf => true,
        SignatureFormat::Pades => {
            return Err(Failure::new(Exit::Input, "not-pdf").with("file", file.display()));
        }
    };
    let named = match options.output.as_deref() {
        Some(_) if to_stdout => None,
        None if is_stdin => None,
        Some(path) if path.is_dir() => Some(path.join(signed_name(file, pades, options.detached))),
        Some(path) => Some(path.to_owned()),
        None => Some(file.with_file_name(signed_name(file, pades, options.detached))),
    };
    if named.is_none() && !to_stdout && io::stdout().is_terminal() {
        return Err(Failure::new(Exit::Usage, "output-terminal"));
    }
    if let Some(path) = &named
        && path.exists()
        && !options.force
    {
        return Err(Failure::new(Exit::Operational, "file-exists").with("file", path.display()));
    }
    Ok(Plan { input: file.to_owned(), output: named, pades, detached: options.detached })
}

/// `x.pdf` becomes `x-firmato.pdf`; a CAdES envelope adds `.p7m`, a detached signature `.p7s`.
fn signed_name(file: &Path, pades: bool, detached: bool) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    if pades {
        match name.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}-firmato.{extension}"),
            None => format!("{name}-firmato"),
        }
    } else {
        format!("{name}.{}", if detached { "p7s" } else { "p7m" })
    }
}

/// A key with its certificate, checked, and how it signs.
struct Signer<'a> {
    options: &'a Sign,
    key: OpenKey,
    certificate: Certificate,
    chain: Vec<Certificate>,
    algorithm: SignatureAlgorithm,
    now: Timestamp,
}

impl<'a> Signer<'a> {
    fn new(
        context: &Context,
        options: &'a Sign,
        name: &KeyName,
        key: OpenKey,
        config: Option<&Config>,
    ) -> Outcome<Self> {
        let now = context.clock().now();
        let certificate = choose_certificate(options, name, &key)?;
        check_certificate(&certificate, now)?;
        let mut chain = Vec::new();
        for path in &options.chain {
            chain.push(read_certificate(path)?);
        }
        if let Some(config) = config {
            // The certificate may be one of this very installation: then its status is known here.
            if let Ok(installation) = Installation::open(context, config) {
                check_status(&installation, &certificate)?;
            }
        }
        let algorithm = choose_algorithm(options, &certificate)?;
        Ok(Self { options, key, certificate, chain, algorithm, now })
    }

    fn sign(&self, plan: &Plan) -> Outcome<()> {
        if self.options.dry_run {
            return if plan.pades { self.pades(plan).map(drop) } else { files::open(&plan.input).map(drop) };
        }
        match &plan.output {
            None => {
                let stdout = io::stdout().lock();
                self.write(plan, io::BufWriter::with_capacity(1 << 16, stdout)).map(drop)
            }
            Some(path) => {
                let mut pending = PendingFile::create(path, self.options.force)?;
                self.write(plan, pending.file())?;
                pending.commit().map(drop)
            }
        }
    }

    fn write(&self, plan: &Plan, mut out: impl Write) -> Outcome<()> {
        let shown = plan.output.clone().unwrap_or_else(|| "-".into());
        if plan.pades {
            let (pdf, update) = self.pades(plan)?;
            out.write_all(&pdf).map_err(|error| Failure::io(&error, &shown))?;
            out.write_all(&update).map_err(|error| Failure::io(&error, &shown))?;
        } else if plan.input == Path::new("-") {
            let mut content = spool(io::stdin().lock())?;
            self.cades(plan, &mut content, &mut out)?;
        } else {
            let mut content = files::open(&plan.input)?;
            self.cades(plan, &mut content, &mut out)?;
        }
        out.flush().map_err(|error| Failure::io(&error, &shown))
    }

    fn cades(&self, plan: &Plan, content: &mut dyn cades::ReadSeek, out: &mut dyn Write) -> Outcome<()> {
        let parameters = cades::Parameters::new(self.algorithm, self.now);
        let told = |error: CadesFailure| error.tell(plan);
        if plan.detached {
            let digest = cades::ContentDigest::of(&mut *content, self.algorithm.digest())
                .map_err(|error| Failure::io(&error, &plan.input))?;
            let to_sign = cades::prepare(&digest, &self.certificate, &self.chain, &parameters)
                .map_err(|error| told(error.into()))?;
            let value = self.value(self.algorithm, &to_sign.digest())?;
            let signed = to_sign.complete(&value).map_err(|error| told(error.into()))?;
            let shown = plan.output.clone().unwrap_or_else(|| "-".into());
            return out.write_all(&signed.detached()).map_err(|error| Failure::io(&error, &shown));
        }
        cades::sign_enveloping(content, out, &self.certificate, &self.chain, &parameters, |to_sign| {
            self.value(to_sign.algorithm(), &to_sign.digest()).map_err(CadesFailure::Told)
        })
        .map_err(told)
    }

    /// The PDF and the update that signs it.
    fn pades(&self, plan: &Plan) -> Outcome<(Vec<u8>, Vec<u8>)> {
        let pdf = files::read(&plan.input, PDF_LIMIT)?;
        let told = |error: pades::SignError| pades_failure(error, plan, self.options);
        let mut options = pades::Options::new(self.now, (&SystemEntropy as &dyn Entropy).bytes::<16>());
        options.offset = TimeZone::get("Europe/Rome").map_or(options.offset, |rome| rome.to_offset(self.now));
        options.reason.clone_from(&self.options.reason);
        options.location.clone_from(&self.options.location);
        options.field.clone_from(&self.options.field);
        options.name = Some(self.certificate.subject().friendly());
        let to_sign =
            pades::prepare(&pdf, &options, self.algorithm, &self.certificate, &self.chain).map_err(told)?;
        if self.options.dry_run {
            return Ok((pdf, Vec::new()));
        }
        let value = self.value(to_sign.algorithm(), &to_sign.digest())?;
        let update = to_sign.complete(&value).map_err(told)?;
        Ok((pdf, update))
    }

    fn value(&self, algorithm: SignatureAlgorithm, digest: &[u8]) -> Outcome<Vec<u8>> {
        self.key.key.sign_digest(algorithm, digest).map_err(keys::key_failure)
    }
}

/// The certificate that was named, or the signature certificate that the device brings for the key.
fn choose_certificate(options: &Sign, name: &KeyName, key: &OpenKey) -> Outcome<Certificate> {
    let spki = key.key.public_key().spki_der();
    let is_ours = |certificate: &Certificate| certificate.spki() == spki;
    if let Some(path) = &options.certificate {
        let certificate = read_certificate(path)?;
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

fn check_status(installation: &Installation, certificate: &Certificate) -> Outcome<()> {
    let known = installation.authority.certificate_status(certificate.serial());
    let Ok(known) = known else { return Ok(()) };
    for found in known.iter().filter(|found| found.certificate.der() == certificate.der()) {
        match found.status {
            authority::CertificateStatus::Suspended { since } => {
                return Err(Failure::new(Exit::Rule, "certificate-suspended").with("date", since));
            }
            authority::CertificateStatus::Revoked { at } => {
                return Err(Failure::new(Exit::Rule, "certificate-revoked").with("date", at));
            }
            authority::CertificateStatus::Good { .. } | authority::CertificateStatus::Expired { .. } => {}
        }
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

/// A failure of CAdES, or one that was told already.
enum CadesFailure {
    Sign(cades::SignError),
    Told(Failure),
}

impl From<cades::SignError> for CadesFailure {
    fn from(error: cades::SignError) -> Self {
        Self::Sign(error)
    }
}

impl CadesFailure {
    fn tell(self, plan: &Plan) -> Failure {
        match self {
            Self::Told(failure) => failure,
            Self::Sign(error) => cades_failure(error, plan),
        }
    }
}

fn cades_failure(error: cades::SignError, plan: &Plan) -> Failure {
    match error {
        cades::SignError::AlgorithmNotAllowed(why) => {
            Failure::new(Exit::Usage, "algorithm-refused").with("detail", why)
        }
        cades::SignError::Io(error) => {
            let path = if error.kind() == io::ErrorKind::StorageFull { &plan.output } else { &None };
            Failure::io(&error, path.as_deref().unwrap_or(&plan.input))
        }
        other => Failure::new(Exit::Device, "device-failed").with("detail", other),
    }
}

fn pades_failure(error: pades::SignError, plan: &Plan, options: &Sign) -> Failure {
    use pades::SignError as E;
    let file = plan.input.display();
    let told = |code| Failure::new(Exit::Input, code).with("file", file.to_string());
    match error {
        E::Encrypted => told("pdf-encrypted"),
        E::AlreadySigned | E::NoChangesAllowed => told("pdf-locked").with("detail", error),
        E::FieldLocked(_) | E::FieldNotUsable(_) | E::FieldSigned(_) | E::SeedValue(_) => {
            let field = options.field.clone().unwrap_or_default();
            Failure::new(Exit::Input, "pdf-field").with("field", field).with("detail", error)
        }
        E::Cms(error) => cades_failure(error, plan),
        other => told("pdf-damaged").with("detail", other),
    }
}

/// Standard input as something that can be read twice: small ones stay in memory, others go to an
/// unnamed temporary file.
fn spool(input: impl Read) -> Outcome<Box<dyn cades::ReadSeek>> {
    const IN_MEMORY: u64 = 1 << 20;
    let failed = |error: io::Error| Failure::io(&error, Path::new("-"));
    let mut input = input;
    let mut head = Vec::new();
    (&mut input).take(IN_MEMORY).read_to_end(&mut head).map_err(failed)?;
    if head.is_empty() {
        return Err(Failure::new(Exit::Input, "input-empty").with("file", "-"));
    }
    if (head.len() as u64) < IN_MEMORY {
        return Ok(Box::new(Cursor::new(head)));
    }
    let mut file: File = unnamed_file().map_err(failed)?;
    file.write_all(&head).map_err(failed)?;
    io::copy(&mut input, &mut file).map_err(failed)?;
    file.rewind().map_err(failed)?;
    Ok(Box::new(file))
}

/// A temporary file without a name: it goes when it is closed.
pub fn unnamed_file() -> io::Result<File> {
    let name = format!("ceralacca-{}", foundation::hex(&(&SystemEntropy as &dyn Entropy).bytes::<16>()));
    let path = std::env::temp_dir().join(name);
    let file = File::options().read(true).write(true).create_new(true).open(&path)?;
    std::fs::remove_file(&path)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signed_files_keep_the_name_of_the_document() {
        let name = |file: &str, pades, detached| signed_name(Path::new(file), pades, detached);
        assert_eq!(name("a/contratto.pdf", true, false), "contratto-firmato.pdf");
        assert_eq!(name("contratto.PDF", true, false), "contratto-firmato.PDF");
        assert_eq!(name("contratto.pdf", false, false), "contratto.pdf.p7m");
        assert_eq!(name("atto.txt.p7m", false, false), "atto.txt.p7m.p7m");
        assert_eq!(name("dati.bin", false, true), "dati.bin.p7s");
    }
}
