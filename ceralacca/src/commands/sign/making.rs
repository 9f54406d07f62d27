//! Making the signature of each kind.

use std::io::{self, Write};

use foundation::{Entropy, SystemEntropy};
use jiff::tz::TimeZone;

use super::{
    plan::{Plan, Shape},
    signer::Signer,
};
use crate::{
    cli::{Certify, Sign},
    exit::{Exit, Failure, Outcome},
    files::PendingFile,
};

/// Octets of a document that is taken into memory: a PDF, XML, what goes into a container.
const WHOLE: u64 = 1 << 30;

/// Makes signatures with one key.
pub struct Maker<'a> {
    /// What was asked.
    pub options: &'a Sign,
    /// Who signs.
    pub signer: &'a Signer,
}

impl Maker<'_> {
    /// Signs what the plan says and writes it where it says. Nothing is written by a dry run.
    ///
    /// # Errors
    /// One failure for each cause.
    pub fn sign(&self, plan: &Plan) -> Outcome<()> {
        if self.options.dry_run {
            return match plan.shape {
                Shape::Pades => self.pades(plan).map(drop),
                _ => Ok(()),
            };
        }
        match &plan.output {
            None => self.write(plan, &mut io::BufWriter::with_capacity(1 << 16, io::stdout().lock())),
            Some(path) => {
                let mut pending = PendingFile::create(path, self.options.force)?;
                self.write(plan, pending.file())?;
                pending.commit().map(drop)
            }
        }
    }

    fn write(&self, plan: &Plan, out: &mut dyn Write) -> Outcome<()> {
        let failed = |error| Failure::io(&error, plan.shown());
        match plan.shape {
            Shape::Cades { .. } => self.cades(plan, &mut plan.open()?, out)?,
            Shape::Parallel => self.parallel(plan, out)?,
            Shape::Pades => {
                let (pdf, update) = self.pades(plan)?;
                out.write_all(&pdf).and_then(|()| out.write_all(&update)).map_err(failed)?;
            }
            Shape::Xades(_) | Shape::AsicS(_) | Shape::AsicE(_) | Shape::Counter(_) => {
                return Err(Failure::new(Exit::Input, "format-not-yet").with("what", plan.format_name()));
            }
        }
        out.flush().map_err(failed)
    }

    fn cades(&self, plan: &Plan, content: &mut dyn cades::ReadSeek, out: &mut dyn Write) -> Outcome<()> {
        let signer = self.signer;
        let parameters = cades::Parameters::new(signer.algorithm, signer.now);
        let told = |error: CadesFailure| error.tell(plan);
        if plan.shape == (Shape::Cades { detached: true }) {
            let digest = cades::ContentDigest::of(&mut *content, signer.algorithm.digest())
                .map_err(|error| Failure::io(&error, plan.input()))?;
            let signed = self.over(&digest, plan)?;
            return out.write_all(&signed.detached()).map_err(|error| Failure::io(&error, plan.shown()));
        }
        cades::sign_enveloping(content, out, &signer.certificate, &signer.chain, &parameters, |to_sign| {
            signer.value(to_sign.algorithm(), &to_sign.digest()).map_err(CadesFailure::Told)
        })
        .map_err(told)
    }

    /// The signature over a content of this digest.
    fn over(&self, digest: &cades::ContentDigest, plan: &Plan) -> Outcome<cades::Signed> {
        let signer = self.signer;
        let parameters = cades::Parameters::new(signer.algorithm, signer.now);
        let told = |error: cades::SignError| cades_failure(error, plan);
        let to_sign =
            cades::prepare(digest, &signer.certificate, &signer.chain, &parameters).map_err(told)?;
        let value = signer.value(signer.algorithm, &to_sign.digest())?;
        to_sign.complete(&value).map_err(told)
    }

    /// Another signature beside those in an envelope.
    fn parallel(&self, plan: &Plan, out: &mut dyn Write) -> Outcome<()> {
        let failed = |error: io::Error| Failure::io(&error, plan.input());
        let mut source = io::BufReader::with_capacity(1 << 17, plan.open()?);
        let existing = cades::SignedData::read(&mut source, &cades::Limits::default())
            .map_err(|error| crate::commands::extract::read_failure(error, plan.input()))?;
        let algorithm = self.signer.algorithm.digest();
        let digest = match existing.content(&mut source).map_err(failed)? {
            Some(content) => cades::ContentDigest::of(content, algorithm).map_err(failed)?,
            None => {
                let failure = Failure::new(Exit::Input, "content-missing");
                return Err(failure.with("file", plan.input().display()));
            }
        };
        let signed = self.over(&digest, plan)?;
        cades::append(&existing, &mut source, None, &self.signer.chain, &signed, out)
            .map_err(|error| cades_failure(error, plan))
    }

    /// The PDF and the update that signs it.
    fn pades(&self, plan: &Plan) -> Outcome<(Vec<u8>, Vec<u8>)> {
        let signer = self.signer;
        let pdf = plan.take(WHOLE)?;
        let told = |error: pades::SignError| pades_failure(error, plan, self.options);
        let mut options = pades::Options::new(signer.now, (&SystemEntropy as &dyn Entropy).bytes::<16>());
        options.offset =
            TimeZone::get("Europe/Rome").map_or(options.offset, |rome| rome.to_offset(signer.now));
        options.reason.clone_from(&self.options.reason);
        options.location.clone_from(&self.options.location);
        options.field.clone_from(&self.options.field);
        options.name = Some(signer.certificate.subject().friendly());
        options.certification = self.options.certify.map(|certify| match certify {
            Certify::Nothing => pades::Permission::NoChanges,
            Certify::Forms => pades::Permission::FillAndSign,
            Certify::Annotations => pades::Permission::Annotate,
        });
        let to_sign = pades::prepare(&pdf, &options, signer.algorithm, &signer.certificate, &signer.chain)
            .map_err(told)?;
        if self.options.dry_run {
            return Ok((pdf, Vec::new()));
        }
        let value = signer.value(to_sign.algorithm(), &to_sign.digest())?;
        let update = to_sign.complete(&value).map_err(told)?;
        Ok((pdf, update))
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
            Failure::io(&error, if is_output { plan.shown() } else { plan.input() })
        }
        other => Failure::new(Exit::Device, "device-failed").with("detail", other),
    }
}

fn pades_failure(error: pades::SignError, plan: &Plan, options: &Sign) -> Failure {
    use pades::SignError as E;
    let file = plan.input().display();
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
