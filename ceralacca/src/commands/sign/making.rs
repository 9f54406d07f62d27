//! Making the signature of each kind.

mod container;
mod earlier;
mod failures;
mod xml;

use std::io::{self, BufReader, Seek, Write};

use cades::Which;
use foundation::{Entropy, SystemEntropy};
use jiff::tz::TimeZone;
use sigcheck::{Policy, Trust};
use webkit::Lang;
use x509::alg::DigestAlgorithm;

use self::failures::{CadesFailure, cades_failure, document_missing, pades_failure};
use super::{
    plan::{Plan, Shape, not_apart},
    signer::Signer,
    visible,
};
use crate::{
    cli::{Certify, Level, Sign},
    exit::{Exit, Failure, Outcome},
    files::{self, PendingFile},
    raising::{self, Raiser},
};

/// Octets that are left in a PDF for a time stamp.
const TOKEN_ROOM: usize = 6500;
/// Larger results are not read again after they are written.
const CHECKED: u64 = 64 << 20;
/// Octets of a document that is taken into memory: a PDF, XML, what goes into a container.
const WHOLE: u64 = 1 << 30;

/// Makes signatures with one key.
pub struct Maker<'a> {
    /// What was asked.
    pub options: &'a Sign,
    /// Who signs.
    pub signer: &'a Signer,
    /// Time stamps and evidence, for levels above B-B.
    pub raiser: Option<&'a Raiser>,
    /// The language of what is told.
    pub lang: Lang,
}

impl Maker<'_> {
    /// Signs what the plan says and writes it where it says. Nothing is written by a dry run.
    ///
    /// # Errors
    /// One failure for each cause.
    pub fn sign(&self, plan: &Plan) -> Outcome<()> {
        earlier::check(self, plan)?;
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
                self.check_written(plan, &mut pending)?;
                pending.commit().map(drop)
            }
        }
    }

    fn write(&self, plan: &Plan, out: &mut dyn Write) -> Outcome<()> {
        let failed = |error| Failure::io(&error, plan.shown());
        let Some(raiser) = self.raiser else {
            self.make(plan, out)?;
            return out.flush().map_err(failed);
        };
        let mut scratch = files::spool(io::empty()).map_err(failed)?;
        self.make(plan, &mut scratch)?;
        if plan.shape == Shape::Pades && plan.level == Level::T {
            // The time stamp went into the signature.
            scratch.rewind().and_then(|()| io::copy(&mut scratch, out)).map_err(failed)?;
            return out.flush().map_err(failed);
        }
        let mut content = plan.apart()?.map(|content| BufReader::with_capacity(1 << 17, content));
        let detached = content.as_mut().map(|content| content as &mut dyn cades::ReadSeek);
        raiser.raise(scratch, detached, plan.level, plan.input(), out)
    }

    /// The signature at level B-B (in a PDF, at level B-T where a time stamp is asked for).
    fn make(&self, plan: &Plan, out: &mut dyn Write) -> Outcome<()> {
        let write = |octets: &[u8], out: &mut dyn Write| {
            out.write_all(octets).map_err(|error| Failure::io(&error, plan.shown()))
        };
        match plan.shape {
            Shape::Cades { .. } => self.cades(plan, &mut plan.open()?, out),
            Shape::Parallel => match files::kind_of(&mut plan.open()?, plan.input())? {
                files::Kind::Xml => write(&xml::further(self, plan)?, out),
                files::Kind::Zip => write(&container::further(self, plan)?, out),
                files::Kind::Other => self.parallel(plan, out),
            },
            Shape::Counter(number) => match files::kind_of(&mut plan.open()?, plan.input())? {
                files::Kind::Xml => write(&xml::counter(self, plan, number)?, out),
                files::Kind::Zip => write(&container::counter(self, plan, number)?, out),
                files::Kind::Other => self.counter(plan, number, out),
            },
            Shape::Pades => {
                let (pdf, update) = self.pades(plan)?;
                write(&pdf, out)?;
                write(&update, out)
            }
            Shape::Xades(packaging) => write(&xml::signed(self, plan, packaging)?, out),
            Shape::AsicS(inner) => write(&container::signed(self, plan, asic::Form::Simple, inner)?, out),
            Shape::AsicE(inner) => write(&container::signed(self, plan, asic::Form::Extended, inner)?, out),
        }
    }

    /// Reads what was written and looks for our signature over it.
    fn check_written(&self, plan: &Plan, pending: &mut PendingFile) -> Outcome<()> {
        let failed = |error| Failure::io(&error, plan.shown());
        let file = pending.file();
        if file.metadata().map_err(failed)?.len() > CHECKED {
            return Ok(());
        }
        file.rewind().map_err(failed)?;
        let mut source = BufReader::with_capacity(1 << 17, &*file);
        let mut content = plan.apart()?.map(|content| BufReader::with_capacity(1 << 17, content));
        let detached = content.as_mut().map(|content| content as &mut dyn cades::ReadSeek);
        let (trust, policy) = (Trust::new(), Policy::default());
        let report = raising::check(&mut source, detached, &trust, self.signer.now, &policy, None);
        let report = report.map_err(failed)?;
        let ours = foundation::hex(&self.signer.certificate.sha256());
        let holds = report.signatures.iter().any(|signature| {
            signature.intact == Some(true)
                && signature.signer.as_ref().is_some_and(|signer| signer.certificate_sha256 == ours)
        });
        match holds {
            true => Ok(()),
            false => {
                Err(Failure::new(Exit::Device, "signature-self-check").with("file", plan.input().display()))
            }
        }
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
        let mut source = BufReader::with_capacity(1 << 17, plan.open()?);
        let existing = envelope(&mut source, plan)?;
        let algorithm = self.signer.algorithm.digest();
        let apart = self.apart(&existing, plan)?;
        let digest = match (existing.content(&mut source).map_err(failed)?, &apart) {
            (Some(content), _) => cades::ContentDigest::of(content, algorithm).map_err(failed)?,
            (None, apart) => {
                let value = apart.as_ref().and_then(|digests| digests.get(algorithm)).map(<[u8]>::to_vec);
                cades::ContentDigest { algorithm, value: value.ok_or_else(|| document_missing(plan))? }
            }
        };
        let signed = self.over(&digest, plan)?;
        cades::append(&existing, &mut source, apart.as_ref(), &self.signer.chain, &signed, out).map_err(
            |error| match error {
                cades::SignError::ExistingSignature { .. }
                | cades::SignError::ContentChanged
                | cades::SignError::ContentType(_)
                | cades::SignError::Archived => failures::existing(error, plan),
                other => cades_failure(other, plan),
            },
        )
    }

    /// A signature over one of those in an envelope.
    fn counter(&self, plan: &Plan, number: u32, out: &mut dyn Write) -> Outcome<()> {
        let mut source = BufReader::with_capacity(1 << 17, plan.open()?);
        let existing = envelope(&mut source, plan)?;
        let apart = self.apart(&existing, plan)?;
        self.counter_in(plan, (&existing, &mut source), number, apart.as_ref(), out)
    }

    /// A signature over one of those in this envelope, whose content may be `apart`.
    fn counter_in(
        &self,
        plan: &Plan,
        (existing, source): (&cades::SignedData, &mut dyn cades::ReadSeek),
        number: u32,
        apart: Option<&cades::ContentDigests>,
        out: &mut dyn Write,
    ) -> Outcome<()> {
        let signer = self.signer;
        let told = |error: cades::AugmentError| failures::augment_failure(error, plan);
        let which =
            position_of(existing, number).ok_or_else(|| told(cades::AugmentError::NoSuchSignature))?;
        let parameters = cades::Parameters::new(signer.algorithm, signer.now);
        let to_sign = cades::prepare_counter_signature(
            existing,
            &which,
            apart,
            &[],
            &signer.certificate,
            &signer.chain,
            &parameters,
        )
        .map_err(told)?;
        let value = signer.value(to_sign.algorithm(), &to_sign.digest())?;
        let signed = to_sign.complete(&value).map_err(|error| cades_failure(error, plan))?;
        cades::with_counter_signature(existing, source, &signed, out).map_err(told)
    }

    /// The digests of the document that an envelope is about, when it is not inside.
    fn apart(&self, existing: &cades::SignedData, plan: &Plan) -> Outcome<Option<cades::ContentDigests>> {
        let Some(document) = &plan.document else {
            return if existing.is_detached() { Err(document_missing(plan)) } else { Ok(None) };
        };
        if !existing.is_detached() {
            return Err(not_apart(plan.input()));
        }
        let mut algorithms = existing.digest_algorithms();
        algorithms.push(self.signer.algorithm.digest());
        cades::ContentDigests::of(files::open(document)?, &algorithms)
            .map(Some)
            .map_err(|error| Failure::io(&error, document))
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
        options.appearance = visible::appearance(self.options, signer)?;
        if self.raiser.is_some() {
            options.reserve = TOKEN_ROOM;
        }
        let to_sign = pades::prepare(&pdf, &options, signer.algorithm, &signer.certificate, &signer.chain)
            .map_err(told)?;
        if self.options.dry_run {
            return Ok((pdf, Vec::new()));
        }
        let value = signer.value(to_sign.algorithm(), &to_sign.digest())?;
        let update = match self.raiser {
            Some(raiser) => {
                let digest = to_sign.imprint(&value, DigestAlgorithm::Sha256);
                let token = raiser.token(&digest, plan.input())?;
                to_sign.complete_with_time_stamp(&value, &token)
            }
            None => to_sign.complete(&value),
        };
        Ok((pdf, update.map_err(told)?))
    }
}

fn envelope(source: &mut BufReader<std::fs::File>, plan: &Plan) -> Outcome<cades::SignedData> {
    cades::SignedData::read(source, &cades::Limits::default())
        .map_err(|error| crate::commands::extract::read_failure(error, plan.input()))
}

/// The signature with this number, counted as a report does.
fn position_of(envelope: &cades::SignedData, number: u32) -> Option<Which> {
    positions(envelope).into_iter().nth(usize::try_from(number.checked_sub(1)?).ok()?)
}

/// All signatures in the order of a report: each signer, then what is below it.
fn positions(envelope: &cades::SignedData) -> Vec<Which> {
    fn below(signer: &cades::SignerInfo, which: Which, all: &mut Vec<Which>) {
        all.push(which.clone());
        for (position, counter) in signer.counter_signatures().enumerate() {
            if let Ok(counter) = counter {
                below(&counter, which.clone().counter_signature(position), all);
            }
        }
    }
    let mut all = Vec::new();
    for (position, signer) in envelope.signers().iter().enumerate() {
        below(signer, Which::signer_at(position), &mut all);
    }
    all
}
