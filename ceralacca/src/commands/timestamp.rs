//! `ceralacca timestamp`: asks a time-stamping authority for time stamps over files, and checks those
//! that were kept.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use cades::{AugmentError, Limits, MetaData, token::TimeStampToken};
use foundation::{Actor, Entropy, Secret, SystemEntropy, Timestamp};
use jiff::SignedDuration;
use serde::Serialize;
use sigcheck::Trust;
use timestamping::{Failure as Reason, Imprint, Mismatch, Request, Response, signer_of};
use webkit::{Lang, Value, fmt};
use x509::{
    Certificate,
    alg::DigestAlgorithm,
    oid,
    path::{self, Conditions, Pool},
};

use crate::{
    Context,
    cli::{Digest, StampShape, TimeStamp, Verify},
    commands::{
        batch::{FinalTable, Progress},
        ca, extract,
        serve::Installation,
    },
    config::Config,
    exit::{Exit, Failure, Outcome},
    files::{self, PendingFile},
    output::Tone,
    secrets,
    time_stamp_service::{Credentials, TimeStampService},
    trust,
};

/// A time stamp that is so far from our own clock is told: one of the two is wrong.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);
/// Octets of a token that is read.
const TOKEN_LIMIT: u64 = 1 << 20;

/// Stamps every file, or checks a stamp.
pub fn run(context: &Context, options: &TimeStamp) -> Outcome {
    if let Some(token) = &options.verify {
        return match options.files.as_slice() {
            // Time-stamped data bring their file along.
            [] => super::verify::run(context, &of_itself(token, options)),
            [file] => verify(context, options, token, file),
            files => verify(context, options, token, matching(token, files)?),
        };
    }
    let outputs = outputs(options)?;
    let asked = Asked {
        tsa: options.tsa.as_deref(),
        credentials: if options.installation { None } else { credentials(options)? },
        tls_ca: options.tls_ca.as_deref(),
        installation: options.installation,
    };
    let mut service = Service::open(context, asked)?;
    let mut told = Vec::new();
    let mut failures = Vec::new();
    let mut table = FinalTable::default();
    let progress = Progress::new(context, options.files.len(), "timestamp-progress");
    let lang = context.out.lang;
    for (index, (file, output)) in options.files.iter().zip(&outputs).enumerate() {
        progress.done(index);
        let name = file.display().to_string();
        match service.stamp(context, options, file, output.as_deref()) {
            Ok(stamped) => {
                context.out.progress_done();
                let time = fmt::date_time_exact(lang, stamped.time);
                table.row(Tone::Good, lang.t("timestamp-done"), name, time);
                if !context.out.is_json() && output.is_some() {
                    context.out.data(&stamped, || words(context, &stamped));
                }
                told.push(stamped);
            }
            Err(failure) if options.files.len() == 1 => return Err(failure),
            Err(failure) => {
                context.out.progress_done();
                context.out.failure(&failure);
                let [heading, ..] = failure.parts(lang);
                table.row(Tone::Bad, lang.t("cli-state-failed"), name, heading);
                failures.push(failure.exit);
            }
        }
    }
    let to_stdout = outputs.iter().any(Option::is_none);
    if context.out.is_json() && !to_stdout {
        context
            .out
            .data(&serde_json::json!({ "format": "ceralacca.timestamp/1", "files": told }), String::new);
    }
    table.show(context);
    match failures.as_slice() {
        [] => Ok(Exit::Done),
        [first, ..] if told.is_empty() => Ok(*first),
        _ => Ok(Exit::Partial),
    }
}

/// A time stamp, as it is told.
#[derive(Debug, Serialize)]
struct Stamped {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
    time: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    accuracy_ms: Option<i64>,
    authority: String,
    policy: String,
    serial: String,
    digest: &'static str,
    imprint: String,
    qualified: bool,
}

impl Stamped {
    fn new(file: &Path, token: &TimeStampToken, signer: &Certificate) -> Self {
        let stamp = token.stamp();
        Self {
            file: file.display().to_string(),
            output: None,
            time: stamp.time,
            accuracy_ms: stamp.accuracy.map(|accuracy| accuracy.as_millis() as i64),
            authority: signer.subject().friendly(),
            policy: stamp.policy.to_string(),
            serial: foundation::hex(&stamp.serial),
            digest: stamp.imprint_algorithm.map_or("?", DigestAlgorithm::name),
            imprint: foundation::hex(&stamp.imprint),
            qualified: stamp.qualified,
        }
    }
}

fn words(context: &Context, stamped: &Stamped) -> String {
    let lang = context.out.lang;
    let mark = context.out.paint(Tone::Good, &format!("✔ {}", lang.t("timestamp-done")));
    let mut lines = vec![format!("{mark}  {}", stamped.file)];
    lines.push(format!("  {}", about(lang, stamped)));
    if let Some(output) = &stamped.output {
        lines.push(format!("  {}", lang.text("timestamp-written", &[("file", output.as_str().into())])));
    }
    lines.join("\n")
}

fn about(lang: Lang, stamped: &Stamped) -> String {
    let time = fmt::date_time_exact(lang, stamped.time);
    let values = [("time", time.into()), ("authority", Value::from(stamped.authority.clone()))];
    let key = if stamped.qualified { "timestamp-about-qualified" } else { "timestamp-about" };
    lang.text(key, &values)
}

/// Where each stamp goes; `None` is standard output.
fn outputs(options: &TimeStamp) -> Outcome<Vec<Option<PathBuf>>> {
    let usage = |detail: &str| {
        Failure::new(Exit::Usage, "value-invalid").with("option", "--output").with("detail", detail)
    };
    let beside = |file: &Path| {
        let mut name = file.file_name().unwrap_or_default().to_owned();
        name.push(match options.shape {
            Some(StampShape::Tst) => ".tst",
            Some(StampShape::Tsd) => ".tsd",
            _ => ".tsr",
        });
        name
    };
    if options.files.iter().any(|file| file == Path::new("-")) && options.output.is_none() {
        return Err(usage("FILE -"));
    }
    let mut outputs: Vec<Option<PathBuf>> = Vec::with_capacity(options.files.len());
    for file in &options.files {
        let output = match &options.output {
            None => file.with_file_name(beside(file)),
            Some(path) if path == Path::new("-") && options.files.len() == 1 => {
                outputs.push(None);
                continue;
            }
            Some(path) if path.is_dir() => path.join(beside(file)),
            Some(path) if options.files.len() == 1 => path.clone(),
            Some(path) => return Err(usage(&path.display().to_string())),
        };
        for input in &options.files {
            files::check_apart(input, &output)?;
        }
        if outputs.iter().flatten().any(|known| *known == output) {
            return Err(Failure::new(Exit::Operational, "file-exists").with("file", output.display()));
        }
        // Told before anybody is asked: a stamp may cost money.
        if !options.force && output.symlink_metadata().is_ok() {
            return Err(Failure::new(Exit::Operational, "file-exists").with("file", output.display()));
        }
        outputs.push(Some(output));
    }
    Ok(outputs)
}

/// Whoever is asked.
#[derive(Debug)]
pub enum Service {
    Http(Box<TimeStampService>),
    Installation(Box<Installation>),
}

/// Which service is to be asked, and how.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The address of a service; without one, this installation.
    pub tsa: Option<&'a str>,
    /// The account there.
    pub credentials: Option<Credentials>,
    /// Certificates to trust for https, in place of the public ones.
    pub tls_ca: Option<&'a Path>,
    /// This installation, whatever the address.
    pub installation: bool,
}

impl Service {
    /// The service that is asked for; nothing is connected yet.
    ///
    /// # Errors
    /// `timestamp-no-service`, `timestamp-url`, `not-initialised`.
    pub fn open(context: &Context, asked: Asked<'_>) -> Outcome<Self> {
        if let Some(url) = asked.tsa.filter(|_| !asked.installation) {
            let authorities = match asked.tls_ca {
                Some(path) => certificates(path, "--tls-ca")?,
                None => Vec::new(),
            };
            let service = TimeStampService::new(url, asked.credentials, &authorities)?;
            return Ok(Self::Http(Box::new(service)));
        }
        match Config::find(&context.data_folder())? {
            Some(config) => {
                let installation = Installation::open(context, &config)?;
                // Where no server runs, nobody has made a unit for this time yet.
                let authority = &installation.authority;
                if authority.time_stamping_unit().map_err(ca::failure)?.is_none() {
                    authority.renew_time_stamping_units(&Actor::command_line()).map_err(ca::failure)?;
                }
                Ok(Self::Installation(Box::new(installation)))
            }
            None if asked.installation => {
                let folder = context.data_folder();
                Err(Failure::new(Exit::Device, "not-initialised").with("folder", folder.display()))
            }
            None => Err(Failure::new(Exit::Usage, "timestamp-no-service")),
        }
    }

    fn ask(&self, request: &[u8]) -> Outcome<Vec<u8>> {
        match self {
            Self::Http(service) => service.ask(request),
            Self::Installation(installation) => Ok(installation.authority.answer_time_stamp(request, None)),
        }
    }

    /// A token over a digest, with its certificates; checked against the request.
    ///
    /// # Errors
    /// What the service says; `timestamp-answer`, `timestamp-other`, `timestamp-signature`.
    pub fn token_over(&self, lang: Lang, algorithm: DigestAlgorithm, digest: &[u8]) -> Outcome<Vec<u8>> {
        let nonce = (&SystemEntropy as &dyn Entropy).bytes::<16>();
        let mut request = Request::over(Imprint::new(algorithm, digest), Some(&nonce));
        request.cert_req = true;
        let response = Response::read(&self.ask(&request.to_der())?, &Limits::default())
            .map_err(|error| Failure::new(Exit::Operational, "timestamp-answer").with("detail", error))?;
        match response.token_for(&request, &[]).map_err(|mismatch| told(&mismatch))? {
            Some((token, _)) => Ok(token.raw().to_vec()),
            None => Err(refused(lang, &response)),
        }
    }

    fn stamp(
        &mut self,
        context: &Context,
        options: &TimeStamp,
        file: &Path,
        output: Option<&Path>,
    ) -> Outcome<Stamped> {
        let algorithm = digest(options);
        let nonce = (&SystemEntropy as &dyn Entropy).bytes::<16>();
        let mut request = Request::over(Imprint::new(algorithm, &digest_of(file, algorithm)?), Some(&nonce));
        request.policy = options.policy;
        request.cert_req = !options.no_certs;
        let answer = self.ask(&request.to_der())?;
        let response = Response::read(&answer, &Limits::default())
            .map_err(|error| Failure::new(Exit::Operational, "timestamp-answer").with("detail", error))?;
        let candidates = self.candidates(options)?;
        let checked = response.token_for(&request, &candidates).map_err(|mismatch| told(&mismatch))?;
        let Some((token, signer)) = checked else { return Err(refused(context.out.lang, &response)) };
        let mut stamped = Stamped::new(file, token, &signer);
        let apart = token.stamp().time.duration_since(context.clock().now()).abs();
        if context.global.time.is_none() && apart > CLOCKS_DIFFER {
            let values = [("time", fmt::date_time_exact(context.out.lang, token.stamp().time).into())];
            context.out.hint(&context.out.lang.text("timestamp-clocks-differ", &values));
        }
        let octets = match shape(options, output) {
            StampShape::Tsr => answer,
            StampShape::Tst => token.raw().to_vec(),
            StampShape::Tsd => return with_file(options, file, token, output, stamped),
        };
        match output {
            Some(path) => {
                stamped.output = Some(path.display().to_string());
                files::write(path, &octets, options.force)?;
            }
            None => {
                let written = std::io::stdout().lock().write_all(&octets);
                written.map_err(|error| Failure::io(&error, Path::new("-")))?;
            }
        }
        Ok(stamped)
    }

    /// Certificates that are known without the token.
    fn candidates(&self, options: &TimeStamp) -> Outcome<Vec<Certificate>> {
        let mut known = match &options.certificate {
            Some(path) => certificates(path, "--certificate")?,
            None => Vec::new(),
        };
        if let Self::Installation(installation) = self {
            let unit = installation.authority.time_stamping_unit().map_err(ca::failure)?;
            known.extend(unit.map(|unit| unit.certificate));
        }
        Ok(known)
    }
}

/// What is asked for, or what the name of the output says.
fn shape(options: &TimeStamp, output: Option<&Path>) -> StampShape {
    let ending = output.and_then(Path::extension).and_then(|ending| ending.to_str());
    options.shape.unwrap_or(match ending {
        Some("tst") => StampShape::Tst,
        Some("tsd") => StampShape::Tsd,
        _ => StampShape::Tsr,
    })
}

/// Writes file and token together (RFC 5544).
fn with_file(
    options: &TimeStamp,
    file: &Path,
    token: &TimeStampToken,
    output: Option<&Path>,
    mut stamped: Stamped,
) -> Outcome<Stamped> {
    let meta_data = MetaData {
        hash_protected: false,
        file_name: file.file_name().map(|name| name.to_string_lossy().into_owned()),
        media_type: None,
    };
    let shown = output.unwrap_or(Path::new("-"));
    let failed = |error: AugmentError| match error {
        AugmentError::Io(error) => Failure::io(&error, shown),
        other => Failure::new(Exit::Operational, "timestamp-other").with("detail", other),
    };
    let mut source = files::open(file)?;
    let len = source.metadata().map_err(|error| Failure::io(&error, file))?.len();
    let source = std::io::BufReader::with_capacity(1 << 17, &mut source);
    match output {
        Some(path) => {
            let mut pending = PendingFile::create(path, options.force)?;
            let out = std::io::BufWriter::with_capacity(1 << 17, pending.file());
            cades::write_time_stamped_data(&meta_data, source, len, token.raw(), out).map_err(failed)?;
            stamped.output = Some(pending.commit()?.display().to_string());
        }
        None => {
            let out = std::io::stdout().lock();
            cades::write_time_stamped_data(&meta_data, source, len, token.raw(), out).map_err(failed)?;
        }
    }
    Ok(stamped)
}

fn credentials(options: &TimeStamp) -> Outcome<Option<Credentials>> {
    let Some(user) = &options.user else { return Ok(None) };
    let password: Secret<String> = match (options.password_fd, &options.password_file) {
        (Some(number), _) => secrets::first_line_of(Path::new(&format!("/dev/fd/{number}")))?,
        (None, Some(path)) => secrets::first_line_of(path)?,
        (None, None) => return Err(Failure::new(Exit::Secret, "timestamp-password-missing")),
    };
    Ok(Some(Credentials { user: user.clone(), password }))
}

fn certificates(path: &Path, option: &'static str) -> Outcome<Vec<Certificate>> {
    let octets = files::read(path, TOKEN_LIMIT)?;
    let invalid = |detail: String| {
        Failure::new(Exit::Usage, "value-invalid").with("option", option).with("detail", detail)
    };
    if octets.first() == Some(&0x30) {
        let certificate = Certificate::from_der(octets).map_err(|error| invalid(error.to_string()))?;
        return Ok(vec![certificate]);
    }
    match Certificate::all_from_pem(&octets) {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) => Err(invalid(path.display().to_string())),
        Err(error) => Err(invalid(error.to_string())),
    }
}

fn digest(options: &TimeStamp) -> DigestAlgorithm {
    match options.digest {
        Digest::Sha256 => DigestAlgorithm::Sha256,
        Digest::Sha384 => DigestAlgorithm::Sha384,
        Digest::Sha512 => DigestAlgorithm::Sha512,
    }
}

fn digest_of(file: &Path, algorithm: DigestAlgorithm) -> Outcome<Vec<u8>> {
    let source = extract::open(file)?;
    let digest = cades::ContentDigest::of(source, algorithm).map_err(|error| Failure::io(&error, file))?;
    Ok(digest.value)
}

/// The authority said no: its reason in words.
fn refused(lang: Lang, response: &Response) -> Failure {
    let Response::Refused { status, failures, text } = response else {
        return Failure::defect("granted and refused");
    };
    let mut reasons: Vec<String> = failures.iter().map(|reason| lang.t(reason_key(*reason))).collect();
    reasons.extend(text.iter().cloned());
    if reasons.is_empty() {
        reasons.push(lang.text("timestamp-failure-unknown", &[("status", (*status as usize).into())]));
    }
    let code = failures.first().map_or("-", |reason| reason.name());
    Failure::new(Exit::Rule, "timestamp-refused").with("reason", reasons.join(" ")).with("code", code)
}

fn reason_key(reason: Reason) -> &'static str {
    match reason {
        Reason::BadAlg => "timestamp-failure-algorithm",
        Reason::BadRequest => "timestamp-failure-request",
        Reason::BadDataFormat => "timestamp-failure-data",
        Reason::TimeNotAvailable => "timestamp-failure-time",
        Reason::UnacceptedPolicy => "timestamp-failure-policy",
        Reason::UnacceptedExtension => "timestamp-failure-extension",
        Reason::AddInfoNotAvailable => "timestamp-failure-information",
        Reason::SystemFailure => "timestamp-failure-system",
    }
}

/// The token does not answer what was asked: nothing is written.
fn told(mismatch: &Mismatch) -> Failure {
    let code = match mismatch {
        Mismatch::Signature(cades::SignatureError::CertificateNotFound) | Mismatch::CertificateMissing => {
            "timestamp-certificate"
        }
        Mismatch::Imprint | Mismatch::Nonce | Mismatch::Policy => "timestamp-other",
        Mismatch::Purpose | Mismatch::Signature(_) | Mismatch::Validity => "timestamp-signature",
    };
    Failure::new(Exit::Operational, code).with("detail", mismatch)
}

fn read_token(path: &Path) -> Outcome<TimeStampToken> {
    let mut source = std::io::Cursor::new(files::read(path, TOKEN_LIMIT)?);
    TimeStampToken::read_file(&mut source, &Limits::default()).map_err(|error| {
        Failure::new(Exit::Input, "timestamp-unreadable").with("file", path.display()).with("detail", error)
    })
}

/// The file that a stamp is over, among several; the first when it is none of them.
fn matching<'f>(token: &Path, files: &'f [PathBuf]) -> Outcome<&'f Path> {
    let stamp = read_token(token)?;
    for file in files {
        let covers = stamp.covers_content(extract::open(file)?);
        if covers.map_err(|error| Failure::io(&error, file))? {
            return Ok(file);
        }
    }
    Ok(&files[0])
}

fn of_itself(path: &Path, options: &TimeStamp) -> Verify {
    Verify {
        files: vec![path.to_owned()],
        detached: None,
        trust: options.trust.clone(),
        online: false,
        local_addresses: false,
        poe: None,
        report: None,
        recursive: false,
        jobs: None,
        force: false,
    }
}

/// Checks a stamp that was kept against its file.
fn verify(context: &Context, options: &TimeStamp, path: &Path, file: &Path) -> Outcome {
    let lang = context.out.lang;
    let token = read_token(path)?;
    let Ok(algorithm) = token.stamp().imprint_algorithm else {
        let failure = Failure::new(Exit::Input, "timestamp-unreadable").with("file", path.display());
        return Err(failure.with("detail", "messageImprint"));
    };
    let covers = token.covers_digest(algorithm, &digest_of(file, algorithm)?);
    let mut candidates = match &options.certificate {
        Some(path) => certificates(path, "--certificate")?,
        None => Vec::new(),
    };
    let trust = trust::gather(context, &options.trust)?;
    candidates.extend(of_installation(context)?);
    let signer = signer_of(&token, &candidates);
    let (exit, verdict, detail) = judge(covers, &token, &signer, &trust);
    let stamped = signer.as_ref().ok().map(|signer| Stamped::new(file, &token, signer));
    let document = serde_json::json!({
        "format": "ceralacca.timestamp-check/1", "file": file, "token": path,
        "verdict": verdict, "detail": detail, "stamp": stamped,
    });
    context.out.data(&document, || {
        let (tone, mark) = match exit {
            Exit::Done => (Tone::Good, "✔"),
            Exit::NotValid => (Tone::Bad, "✘"),
            _ => (Tone::Unsure, "?"),
        };
        let verdict = lang.t(&format!("timestamp-check-{verdict}"));
        let mut lines =
            vec![format!("{}  {}", context.out.paint(tone, &format!("{mark} {verdict}")), file.display())];
        if let Some(stamped) = &stamped {
            lines.push(format!("  {}", about(lang, stamped)));
        }
        if !detail.is_empty() {
            lines.push(format!("  {detail}"));
        }
        lines.join("\n")
    });
    Ok(exit)
}

/// The certificate of the unit of this installation, where there is one: for tokens without any.
fn of_installation(context: &Context) -> Outcome<Vec<Certificate>> {
    let Some(config) = Config::find(&context.data_folder())? else { return Ok(Vec::new()) };
    let unit = Installation::open(context, &config)?.authority.time_stamping_unit();
    Ok(unit.ok().flatten().map(|unit| unit.certificate).into_iter().collect())
}

/// Exit code, verdict and detail.
fn judge(
    covers: bool,
    token: &TimeStampToken,
    signer: &Result<Certificate, Mismatch>,
    trust: &Trust,
) -> (Exit, &'static str, String) {
    if !covers {
        return (Exit::NotValid, "other", String::new());
    }
    let signer = match signer {
        Ok(signer) => signer,
        Err(error @ Mismatch::Signature(cades::SignatureError::CertificateNotFound)) => {
            return (Exit::Indeterminate, "unknown", error.to_string());
        }
        Err(error) => return (Exit::NotValid, "broken", error.to_string()),
    };
    let anchors: Pool = trust.anchors().cloned().collect();
    let conditions = Conditions { purpose: Some(oid::TIME_STAMPING), ..Conditions::at(token.stamp().time) };
    let given = token.signed_data().certificates();
    match path::find(signer, given, &Pool::new(), &anchors, &conditions) {
        Ok(_) => (Exit::Done, "valid", String::new()),
        Err(refusal) => (Exit::Indeterminate, "untrusted", refusal.rule.to_string()),
    }
}
