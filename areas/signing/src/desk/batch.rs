//! One authorisation signs all files that wait.

use std::{
    fs,
    io::{self, BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
    sync::PoisonError,
};

use devices::{Condition, DeviceError, Opened, Purpose};
use foundation::{Problem, Status, Timestamp};
use serde::Serialize;
use sigcheck::{Policy, State as CertificateState, Trust};
use x509::{Certificate, alg::DigestAlgorithm};

use super::{
    Desk, DeskError, DeskFile, FileId, FileKind, FileState, Format, Mark, MarkPlace, SelfCheck, Signed,
    error::failed,
};
use crate::making::{self, Inner, MakeError, Maker, Options, Packaging, Plan, Shape, Signer, Visible};

/// Names a batch of a sitting. Never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct BatchId(u32);

impl BatchId {
    /// The number.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// How a batch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BatchState {
    /// All files were tried.
    Ended,
    /// The device went or refused: see [`Progress::interrupted`]. The rest waits for the next authorisation.
    Interrupted,
    /// Files are being signed.
    Running,
    /// The person stopped it. The rest waits for the next authorisation.
    Stopped,
    /// The person stopped it, and the file that was begun is being finished.
    Stopping,
}

/// How far a batch is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Which batch.
    pub batch: BatchId,
    /// How it stands.
    pub state: BatchState,
    /// Files that were tried, signed or failed.
    pub done: usize,
    /// Files of the batch.
    pub of: usize,
    /// Those of them that failed.
    pub failed: usize,
    /// The name of the file that is being signed.
    pub current: Option<String>,
    /// How long the rest will take; nothing is foretold from the first moments.
    pub seconds_left: Option<u64>,
    /// What stopped it, in words, when its state is [`BatchState::Interrupted`].
    pub interrupted: Option<Problem>,
    /// Whose signature it is.
    pub signer: String,
    /// The device, as people call it.
    pub device: String,
}

impl Progress {
    /// Whether the batch is still at work: the page is to be looked at again.
    pub fn is_running(&self) -> bool {
        matches!(self.state, BatchState::Running | BatchState::Stopping)
    }
}

/// A batch as the desk keeps it.
#[derive(Debug)]
pub(super) struct Batch {
    progress: Progress,
    certificate: [u8; 32],
    begun: Timestamp,
}

impl Batch {
    pub(super) fn is_running(&self) -> bool {
        self.progress.is_running()
    }

    /// Whether files of the batch wait while others have this certificate's signature.
    fn is_in_the_middle(&self) -> bool {
        matches!(self.progress.state, BatchState::Interrupted | BatchState::Stopped)
            && self.progress.done > self.progress.failed
    }

    fn told(&self, now: Timestamp) -> Progress {
        let mut progress = self.progress.clone();
        let seconds = now.duration_since(self.begun).as_secs_f64();
        if progress.is_running() && progress.done > 0 && seconds >= 1.0 {
            let each = seconds / progress.done as f64;
            progress.seconds_left = Some((each * (progress.of - progress.done) as f64).ceil() as u64);
        }
        progress
    }
}

impl Desk {
    /// Whether a certificate may sign now: made for signing, valid, neither suspended nor revoked as far as this
    /// computer knows. For before the PIN; [`Desk::authorise`] looks again.
    ///
    /// # Errors
    /// [`DeskError::Certificate`] with the words; [`DeskError::Trust`].
    pub fn check_certificate(&self, certificate: &Certificate) -> Result<(), DeskError> {
        self.fit(certificate, &self.0.ports.trust.trust()?)
    }

    /// Signs all files that wait, and those again whose failure may pass, in a thread of its own.
    /// `device` is the device as people call it.
    ///
    /// A batch that was stopped or interrupted goes on with the certificate that began it;
    /// [`Desk::give_up_batch`] lets another one sign the rest.
    ///
    /// # Errors
    /// [`DeskError::Busy`], [`DeskError::Certificate`], [`DeskError::CertificateChanged`],
    /// [`DeskError::NothingToSign`]; [`DeskError::Trust`].
    pub fn authorise(&self, opened: Opened, device: &str) -> Result<BatchId, DeskError> {
        drop(self.idle()?);
        let trust = self.0.ports.trust.trust()?;
        self.fit(&opened.certificate, &trust)?;
        let refused = |error: MakeError| DeskError::Certificate(Box::new(failed(&error, device).0));
        let algorithm = Signer::usual_algorithm(&opened.certificate).map_err(refused)?;
        let chain: Vec<Certificate> =
            opened.chain.into_iter().filter(|one| one.is_ca() && *one != opened.certificate).collect();
        let (key, certificate) = (opened.key, opened.certificate);
        let signer = Signer { key, certificate, chain, algorithm, now: self.0.ports.clock.now() };
        let (id, due) = self.begin(&signer, device)?;
        let (desk, device) = (self.clone(), device.to_owned());
        let sign = move || desk.sign_all(signer, &device, &trust, &due);
        if let Err(error) = std::thread::Builder::new().name("desk".to_owned()).spawn(sign) {
            self.state().batch = None;
            return Err(error.into());
        }
        Ok(id)
    }

    /// How far the batch is, or how it ended; `None` before the first.
    pub fn progress(&self) -> Option<Progress> {
        self.state().batch.as_ref().map(|batch| batch.told(self.0.ports.clock.now()))
    }

    /// Stops the batch: the file that was begun is finished, nothing new is begun.
    pub fn stop(&self) {
        if let Some(batch) = &mut self.state().batch
            && batch.progress.state == BatchState::Running
        {
            batch.progress.state = BatchState::Stopping;
        }
    }

    /// Waits until no batch is being signed.
    pub fn wait(&self) {
        let mut state = self.state();
        while state.is_busy() {
            state = self.0.over.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Gives up the rest of a batch that was stopped or interrupted: any certificate may sign it.
    ///
    /// # Errors
    /// [`DeskError::Busy`].
    pub fn give_up_batch(&self) -> Result<(), DeskError> {
        let mut state = self.idle()?;
        if let Some(batch) = &mut state.batch {
            batch.progress.state = BatchState::Ended;
        }
        Ok(())
    }

    fn fit(&self, certificate: &Certificate, trust: &Trust) -> Result<(), DeskError> {
        let told = |problem: Problem| Err(DeskError::Certificate(Box::new(problem)));
        if !Purpose::Signature.suits(certificate) {
            return told(Problem::new("certificate-not-for-signing", Status::Unprocessable));
        }
        let now = self.0.ports.clock.now();
        let of = |condition: Condition| told(condition.problem(&certificate.subject().friendly()));
        if now < certificate.not_before() {
            return of(Condition::CertificateNotYetValid { from: certificate.not_before() });
        }
        if now > certificate.not_after() {
            return of(Condition::CertificateExpired { since: certificate.not_after() });
        }
        let verdict = sigcheck::check_certificate(certificate, trust, now, &Policy::default());
        let own = foundation::hex(&certificate.sha256());
        let state = verdict.revocation.iter().find(|one| one.certificate == own);
        let since = state.and_then(|state| state.since).unwrap_or(now);
        match state.map(|state| state.state) {
            Some(CertificateState::Suspended) => of(Condition::CertificateSuspended { since }),
            Some(CertificateState::Revoked) => of(Condition::CertificateRevoked { since }),
            Some(CertificateState::Good | CertificateState::Unknown) | None => Ok(()),
        }
    }

    fn begin(&self, signer: &Signer, device: &str) -> Result<(BatchId, Vec<FileId>), DeskError> {
        let mut state = self.idle()?;
        let certificate = signer.certificate.sha256();
        if let Some(batch) = &state.batch
            && batch.is_in_the_middle()
            && batch.certificate != certificate
        {
            return Err(DeskError::CertificateChanged { begun_by: batch.progress.signer.clone() });
        }
        let due: Vec<FileId> = state.files.iter().filter(|file| file.is_due()).map(|file| file.id).collect();
        if due.is_empty() {
            return Err(DeskError::NothingToSign);
        }
        state.batches += 1;
        let id = BatchId(state.batches);
        let progress = Progress {
            batch: id,
            state: BatchState::Running,
            done: 0,
            of: due.len(),
            failed: 0,
            current: None,
            seconds_left: None,
            interrupted: None,
            signer: signer.certificate.subject().friendly(),
            device: device.to_owned(),
        };
        state.batch = Some(Batch { progress, certificate, begun: signer.now });
        Ok((id, due))
    }

    fn sign_all(&self, mut signer: Signer, device: &str, trust: &Trust, due: &[FileId]) {
        for id in due {
            let Some(file) = self.next_to_sign(*id) else { break };
            signer.now = self.0.ports.clock.now();
            let signed = self.sign(&file, &signer, trust);
            if !self.ended(&file, signed, device) {
                break;
            }
        }
        if let Some(batch) = &mut self.state().batch {
            let progress = &mut batch.progress;
            progress.current = None;
            progress.state = match progress.state {
                BatchState::Interrupted => BatchState::Interrupted,
                BatchState::Stopping if progress.done < progress.of => BatchState::Stopped,
                _ => BatchState::Ended,
            };
        }
        self.0.over.notify_all();
    }

    /// The file that is signed next, unless the person stopped.
    fn next_to_sign(&self, id: FileId) -> Option<DeskFile> {
        let mut state = self.state();
        let progress = &mut state.batch.as_mut()?.progress;
        if progress.state != BatchState::Running {
            return None;
        }
        let name = state.file(id).ok()?.name.clone();
        state.batch.as_mut()?.progress.current = Some(name);
        let file = state.file(id).ok()?;
        file.state = FileState::Signing;
        Some(file.clone())
    }

    /// Notes how signing a file ended; whether the device goes on.
    fn ended(&self, file: &DeskFile, signed: Result<Signed, MakeError>, device: &str) -> bool {
        let mut state = self.state();
        let (became, interrupted) = match signed {
            Ok(signed) => (FileState::Signed(Box::new(signed)), None),
            // Nothing is tried again by itself: the person looks at the device first.
            Err(MakeError::Key(error)) => {
                (FileState::Ready, Some(DeviceError::of_key(error, device).problem()))
            }
            Err(error) => {
                tracing::info!(file = file.name, %error, "not signed");
                let (problem, retryable) = failed(&error, &file.name);
                (FileState::Failed { problem: Box::new(problem), retryable }, None)
            }
        };
        let is_failed = matches!(became, FileState::Failed { .. });
        if let Ok(file) = state.file(file.id) {
            file.state = became;
        }
        let Some(batch) = &mut state.batch else { return false };
        let progress = &mut batch.progress;
        if interrupted.is_some() {
            progress.state = BatchState::Interrupted;
            progress.interrupted = interrupted;
            return false;
        }
        progress.done += 1;
        progress.failed += usize::from(is_failed);
        true
    }

    /// Signs a file. The result gets its name when it is complete and checked.
    fn sign(&self, file: &DeskFile, signer: &Signer, trust: &Trust) -> Result<Signed, MakeError> {
        let choice = &file.choice;
        let shape = shape(file);
        let folder = self.0.folder.join(file.id.to_string()).join("firmato");
        let name = shape.signed_name(Path::new(&file.name));
        let path = folder.join(&name);
        let plan = Plan {
            inputs: vec![file.path.clone()],
            spooled: None,
            document: None,
            output: Some(path.clone()),
            shape,
            level: choice.level,
        };
        let options = Options {
            reason: choice.mark.as_ref().map(|mark| mark.text.clone()).filter(|text| !text.is_empty()),
            visible: match &choice.mark {
                Some(mark) => {
                    Some(Visible { place: place(mark, &plan)?, image: None, font: self.0.ports.font })
                }
                None => None,
            },
            ..Options::default()
        };
        let maker = Maker { options: &options, signer, raise: self.0.ports.raise.as_deref() };
        let disk = |error| MakeError::io(error, &path);
        let pending = self.0.folder.join(file.id.to_string()).join(".parte");
        let written = fs::create_dir_all(&folder)
            .and_then(|()| {
                let mut options = fs::File::options();
                options.read(true).write(true).create(true).truncate(true).mode(0o600).open(&pending)
            })
            .map_err(disk)
            .and_then(|mut out| {
                let mut buffered = BufWriter::with_capacity(1 << 17, &mut out);
                maker.write(&plan, &mut buffered)?;
                buffered.flush().map_err(disk)?;
                drop(buffered);
                let checked = maker.check_written(&plan, &mut out, trust)?;
                io::Seek::rewind(&mut out).map_err(disk)?;
                let digest = cades::ContentDigest::of(&mut out, DigestAlgorithm::Sha256).map_err(disk)?;
                fs::rename(&pending, &path).map_err(disk)?;
                Ok((checked, digest.value, out.metadata().map_err(disk)?.len()))
            });
        let (checked, sha256, size) = match written {
            Ok(written) => written,
            Err(error) => {
                let _ = fs::remove_file(&pending);
                return Err(error);
            }
        };
        Ok(Signed {
            name,
            size,
            format: plan.format_name(),
            visible: choice.mark.is_some(),
            time: signer.now,
            signer: signer.certificate.subject().friendly(),
            check: self_check(checked.as_ref()),
            saved: None,
            sha256: foundation::hex(&sha256),
            path,
        })
    }
}

/// What comes out of a file, by what the person chose.
fn shape(file: &DeskFile) -> Shape {
    let choice = &file.choice;
    match choice.format {
        Format::Asic => Shape::AsicE(Inner::Cades),
        Format::Cades => Shape::Cades { detached: choice.detached },
        Format::Further => choice.counter.map_or(Shape::Parallel, Shape::Counter),
        Format::Pades => Shape::Pades,
        Format::Xades if choice.detached => Shape::Xades(Packaging::Detached),
        Format::Xades => Shape::Xades(match file.kind {
            FileKind::Xml | FileKind::Invoice => Packaging::Enveloped,
            _ => Packaging::Enveloping,
        }),
    }
}

/// A mark's place in user space.
fn place(mark: &Mark, plan: &Plan) -> Result<pades::Place, MakeError> {
    const POINTS: f64 = 72.0 / 25.4;
    const MARGIN: f64 = 10.0 * POINTS;
    let size = Mark::SIZE.map(|millimetres| millimetres * POINTS);
    let (left, top) = match mark.place {
        MarkPlace::Corner(corner) => {
            return Ok(pades::Place::Corner { page: mark.page, corner, size, margin: MARGIN });
        }
        MarkPlace::At { left, top } => (left * POINTS, top * POINTS),
    };
    let pdf = plan.take(super::LARGEST)?;
    let damaged = |error: pades::Malformed| MakeError::PdfDamaged(error.to_string());
    let document = pades::Document::open(&pdf).map_err(damaged)?;
    let page = document.newest().page(mark.page);
    let page = page.ok_or_else(|| MakeError::PdfDamaged(format!("{:?}", mark.page)))?;
    Ok(pades::Place::Rectangle { page: mark.page, rectangle: page.rectangle([left, top, size[0], size[1]]) })
}

fn self_check(checked: Option<&making::Checked>) -> SelfCheck {
    let Some(signature) = checked.and_then(making::Checked::signature) else {
        // Too large to be read again: nothing is said that was not looked at.
        return SelfCheck { indication: sigcheck::Indication::Indeterminate, reasons: Vec::new() };
    };
    let reasons = signature.errors.iter().map(|reason| reason.code.to_string()).collect();
    SelfCheck { indication: signature.indication, reasons }
}
