//! `ceralacca sign`: one authorisation, any number of files.

use std::{
    fs::File,
    io::{self, IsTerminal, Write},
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

/// Signs every file that is named. One that cannot be signed does not stop the others.
pub fn run(context: &Context, options: &Sign) -> Outcome {
    let plans = plan_all(options)?;
    let batch = plans.len() > 1;
    if !plans.iter().any(|(_, plan)| plan.is_ok()) {
        // Nobody is asked for a PIN when there is nothing to sign.
        return tell(
            context,
            options,
            plans.into_iter().map(|(file, plan)| (file, plan.map(drop).map(|()| None))),
        );
    }
    let name = options.key.as_deref().ok_or_else(|| Failure::new(Exit::Usage, "key-missing"))?;
    let name = KeyName::parse(name)?;
    let config = Config::find(&context.data_folder())?;
    name.check_present()?;
    let pin = if name.needs_pin() {
        let file = options.pin_file.as_deref();
        Some(secrets::pin(&name.device(), options.pin_fd, file, &context.global, &context.out)?)
    } else {
        None
    };
    // The engine starts beside the deliberate cost of unlocking.
    let engine = std::thread::spawn(keyvault::start_engine);
    let key = name.open(context, pin, config.as_ref())?;
    let _ = engine.join();
    let signer = Signer::new(context, options, &name, key, config.as_ref())?;
    let count = plans.len();
    let signed = plans.into_iter().enumerate().map(|(done, (file, plan))| {
        if batch {
            let values = [("done", (done + 1).into()), ("count", count.into())];
            context.out.progress(&context.out.lang.text("cli-signing-progress", &values));
        }
        (file, plan.and_then(|plan| signer.sign(&plan).map(|()| Some(plan))))
    });
    tell(context, options, signed)
}

/// What happened to one file, in `ceralacca.sign/1`.
#[derive(Debug, Serialize)]
struct SignedFile {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    signed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// Tells what became of each file, and how the batch ended.
fn tell(
    context: &Context,
    options: &Sign,
    results: impl Iterator<Item = (PathBuf, Outcome<Option<Plan>>)>,
) -> Outcome {
    let batch = options.files.len() > 1;
    let mut files = Vec::with_capacity(options.files.len());
    let (mut done, mut first_failure, mut to_stdout) = (0, None, false);
    for (file, result) in results {
        let file = file.display().to_string();
        match result {
            Ok(plan) => {
                done += 1;
                to_stdout |= plan.as_ref().is_some_and(|plan| plan.output.is_none());
                let output = plan.as_ref().and_then(|plan| plan.output.as_ref());
                files.push(SignedFile {
                    file,
                    output: output.map(|path| path.display().to_string()),
                    format: plan.as_ref().map(Plan::format_name),
                    signed: !options.dry_run,
                    error: None,
                });
            }
            Err(failure) if !batch => return Err(failure),
            Err(failure) => {
                context.out.progress_done();
                context.out.failure(&failure);
                let error = Some(failure.problem.code.to_string());
                files.push(SignedFile { file, output: None, format: None, signed: false, error });
                first_failure.get_or_insert(failure.exit);
            }
        }
    }
    context.out.progress_done();
    // With `-o -` standard output carries the signed file itself.
    if !to_stdout {
        let document = serde_json::json!({ "format": "ceralacca.sign/1", "files": files });
        context.out.data(&document, || words(context, options, &files));
    }
    Ok(match first_failure {
        None => Exit::Done,
        Some(exit) if done == 0 => exit,
        Some(_) => Exit::Partial,
    })
}

fn words(context: &Context, options: &Sign, files: &[SignedFile]) -> String {
    let key = if options.dry_run { "cli-would-sign" } else { "cli-signed" };
    let line = |file: &SignedFile| {
        let values = [
            ("file", file.file.as_str().into()),
            ("output", file.output.as_deref().unwrap_or_default().into()),
            ("format", file.format.unwrap_or_default().into()),
        ];
        context.out.lang.text(key, &values)
    };
    files.iter().filter(|file| file.error.is_none()).map(line).collect::<Vec<_>>().join("\n")
}

/// What is to be made of one file.
#[derive(Debug)]
struct Plan {
    input: PathBuf,
    /// What is signed, if it cannot be opened again: standard input, a pipe. It was read into a file
    /// without a name.
    spooled: Option<File>,
    /// `None` is standard output.
    output: Option<PathBuf>,
    pades: bool,
    detached: bool,
}

impl Plan {
    fn open(&self) -> Outcome<File> {
        match &self.spooled {
            Some(file) => file.try_clone().map_err(|error| Failure::io(&error, &self.input)),
            None => files::open(&self.input),
        }
    }

    fn format_name(&self) -> &'static str {
        match (self.pades, self.detached) {
            (true, _) => "pades-b-b",
            (false, true) => "cades-b-b-detached",
            (false, false) => "cades-b-b",
        }
    }
}

/// Looks at every input before anybody is asked for a PIN.
fn plan_all(options: &Sign) -> Outcome<Vec<(PathBuf, Outcome<Plan>)>> {
    let to_stdout = options.output.as_deref() == Some(Path::new("-"));
    let from_stdin = options.files.iter().filter(|file| *file == Path::new("-")).count();
    let invalid = |option: &str, detail: &str| {
        Failure::new(Exit::Usage, "value-invalid").with("option", option).with("detail", detail)
    };
    if options.files.len() > 1 && (to_stdout || options.output.as_deref().is_some_and(|path| !path.is_dir()))
    {
        let output = options.output.as_deref().unwrap_or(Path::new("-"));
        return Err(Failure::new(Exit::Usage, "output-not-folder").with("file", output.display()));
    }
    if from_stdin > 1 {
        return Err(invalid("FILE", "- -"));
    }
    if from_stdin > 0 && options.pin_fd == Some(0) {
        return Err(invalid("--pin-fd", "0: FILE = -"));
    }
    let mut taken = Vec::new();
    let mut plans = Vec::with_capacity(options.files.len());
    for file in &options.files {
        let mut planned = plan(file, options, to_stdout);
        if let Ok(Plan { output: Some(output), .. }) = &planned {
            if taken.contains(output) {
                let twice = Failure::new(Exit::Usage, "output-twice").with("output", output.display());
                planned = Err(twice.with("file", file.display()));
            } else {
                taken.push(output.clone());
            }
        }
        plans.push((file.clone(), planned));
    }
    Ok(plans)
}

fn plan(file: &Path, options: &Sign, to_stdout: bool) -> Outcome<Plan> {
    let failed = |error: io::Error| Failure::io(&error, file);
    let is_stdin = file == Path::new("-");
    let mut content =
        if is_stdin { files::spool(io::stdin().lock()).map_err(failed)? } else { files::open(file)? };
    // A pipe is read once, and what is signed is read more than once.
    let is_pipe = !content.metadata().map_err(failed)?.is_file();
    if is_pipe {
        content = files::spool(content).map_err(failed)?;
    }
    let head = files::head_of(&mut content).map_err(failed)?;
    if head.is_empty() {
        return Err(Failure::new(Exit::Input, "input-empty").with("file", file.display()));
    }
    let is_pdf = files::is_pdf(&head);
    let pades = match options.format {
        SignatureFormat::Auto => is_pdf && !options.detached,
        SignatureFormat::Cades => false,
        SignatureFormat::Pades if options.detached => {
            let failure = Failure::new(Exit::Usage, "value-invalid").with("option", "--detached");
            return Err(failure.with("detail", "--format pades"));
        }
        SignatureFormat::Pades if is_pdf => true,
        SignatureFormat::Pades => {
            return Err(Failure::new(Exit::Input, "not-pdf").with("file", file.display()));
        }
    };
    let document = if is_stdin { Path::new(if is_pdf { "stdin.pdf" } else { "stdin" }) } else { file };
    let named = match options.output.as_deref() {
        Some(_) if to_stdout => None,
        None if is_stdin => None,
        Some(path) if path.is_dir() => Some(path.join(signed_name(document, pades, options.detached))),
        Some(path) => Some(path.to_owned()),
        None => Some(file.with_file_name(signed_name(file, pades, options.detached))),
    };
    if named.is_none() && !to_stdout && io::stdout().is_terminal() {
        return Err(Failure::new(Exit::Usage, "output-terminal"));
    }
    if let Some(path) = &named {
        files::check_apart(file, path)?;
        if path.exists() && !options.force {
            return Err(Failure::new(Exit::Operational, "file-exists").with("file", path.display()));
        }
    }
    let spooled = (is_stdin || is_pipe).then_some(content);
    Ok(Plan { input: file.to_owned(), spooled, output: named, pades, detached: options.detached })
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
            check_status(&Installation::open(context, config)?, &certificate)?;
        }
        let algorithm = choose_algorithm(options, &certificate)?;
        Ok(Self { options, key, certificate, chain, algorithm, now })
    }

    fn sign(&self, plan: &Plan) -> Outcome<()> {
        if self.options.dry_run {
            return if plan.pades { self.pades(plan).map(drop) } else { Ok(()) };
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
        } else {
            self.cades(plan, &mut plan.open()?, &mut out)?;
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
        let pdf = files::take(&plan.open()?, &plan.input, PDF_LIMIT)?;
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
            // What cannot be read is the input; what has no room or no reader is the output.
            let is_output = matches!(
                error.kind(),
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::BrokenPipe
            );
            let output = plan.output.as_deref().unwrap_or(Path::new("-"));
            Failure::io(&error, if is_output { output } else { &plan.input })
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
