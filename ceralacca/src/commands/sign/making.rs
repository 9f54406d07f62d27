//! Making signatures as the command line asks: outputs, and failures in the words of the catalogue.

use std::{
    io::{self, Write},
    path::Path,
};

use sigcheck::Trust;
use signing::making::{MakeError, Maker, Options, Plan};
use webkit::Lang;

use super::visible::visible;
use crate::{
    cli::{Certify, Sign},
    commands::{extract, verify::reason_words},
    exit::{Exit, Failure, Outcome},
    files::PendingFile,
    keys, raising,
};

/// What the options say of the signatures themselves; a visible mark counts for PDF alone.
///
/// # Errors
/// `value-invalid`, what reading the image says.
pub fn options(asked: &Sign, any_pdf: bool) -> Outcome<Options> {
    Ok(Options {
        reason: asked.reason.clone(),
        location: asked.location.clone(),
        field: asked.field.clone(),
        certification: asked.certify.map(|certify| match certify {
            Certify::Nothing => pades::Permission::NoChanges,
            Certify::Forms => pades::Permission::FillAndSign,
            Certify::Annotations => pades::Permission::Annotate,
        }),
        visible: if any_pdf { visible(asked)? } else { None },
        parallel: asked.parallel,
        inner: asked.inner.into(),
    })
}

/// Signs what the plan says and writes it where it says. Nothing is written by a dry run.
///
/// # Errors
/// One failure for each cause.
pub fn sign(maker: &Maker<'_>, plan: &Plan, asked: &Sign, lang: Lang) -> Outcome<()> {
    let told = |error| failure(error, plan, asked, lang);
    if asked.dry_run {
        return maker.rehearse(plan).map_err(told);
    }
    let Some(path) = &plan.output else {
        return maker
            .write(plan, &mut io::BufWriter::with_capacity(1 << 16, io::stdout().lock()))
            .map_err(told);
    };
    let mut pending = PendingFile::create(path, asked.force)?;
    maker.write(plan, pending.file()).map_err(told)?;
    pending.file().flush().map_err(|error| Failure::io(&error, path))?;
    maker.check_written(plan, pending.file(), &Trust::new()).map_err(told)?;
    pending.commit().map(drop)
}

/// Why a signature was not made, in the words of the catalogue.
fn failure(error: MakeError, plan: &Plan, asked: &Sign, lang: Lang) -> Failure {
    let told = |exit, code| Failure::new(exit, code).with("file", plan.input().display());
    let existing = |detail: String| told(Exit::Input, "sign-existing").with("detail", detail);
    let of_device = |detail: String| Failure::new(Exit::Device, "device-failed").with("detail", detail);
    match error {
        MakeError::Algorithm(why) => Failure::new(Exit::Usage, "algorithm-refused").with("detail", why),
        MakeError::Broken { number, signer, why } => {
            let why = why.map(|why| reason_words(lang, &why)).unwrap_or_default();
            existing(format!("{number}, {signer}: {why}"))
        }
        MakeError::Damaged(why) => told(Exit::Input, "input-damaged").with("detail", why),
        MakeError::Device(why) => of_device(why),
        MakeError::DocumentMissing => told(Exit::Input, "document-missing"),
        MakeError::Envelope(error) => extract::read_failure(error, plan.input()),
        MakeError::Existing(why) => existing(why),
        MakeError::Field(why) => {
            let field = asked.field.clone().unwrap_or_default();
            Failure::new(Exit::Input, "pdf-field").with("field", field).with("detail", why)
        }
        MakeError::Io { path, error } => Failure::io(&error, &path),
        MakeError::Key(error) => keys::key_failure(error),
        MakeError::Level(error) => raising::failure(error, plan.input()),
        MakeError::NotApart => not_apart(plan.input()),
        MakeError::PdfDamaged(why) => told(Exit::Input, "pdf-damaged").with("detail", why),
        MakeError::PdfEncrypted => told(Exit::Input, "pdf-encrypted"),
        MakeError::PdfLocked(why) => told(Exit::Input, "pdf-locked").with("detail", why),
        MakeError::SelfCheck => told(Exit::Device, "signature-self-check"),
        MakeError::TooLarge { path, limit } => {
            Failure::new(Exit::Input, "file-too-large").with("file", path.display()).with("limit", limit)
        }
    }
}

/// `--document` was given, and the file holds its document.
pub fn not_apart(file: &Path) -> Failure {
    let failure = Failure::new(Exit::Usage, "value-invalid").with("option", "--document");
    failure.with("detail", file.display())
}
