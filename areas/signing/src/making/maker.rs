//! Making the signature of each kind.

use std::{
    fs::File,
    io::{self, BufReader, Seek, Write},
    sync::Arc,
};

use cades::Which;
use foundation::{Entropy, SystemEntropy, Timestamp};
use jiff::tz::TimeZone;
use keyvault::{KeyError, SigningKey};
use sigcheck::{Policy, Report, Signature, Trust};
use webkit::{Lang, fmt};
use x509::{
    Certificate,
    alg::{DigestAlgorithm, KeyType, SignatureAlgorithm},
};

use super::{
    Held, Inner, MakeError, Plan, Shape, container, earlier, error::Streaming, head_of, plan, spool, xml,
};
use crate::{
    evidence::check_fetching,
    levels::{Level, Raise},
};

/// Octets that are left in a PDF for a time stamp.
const TOKEN_ROOM: usize = 6500;
/// Larger results are not read again after they are written.
const CHECKED: u64 = 64 << 20;
/// Octets of a document that is taken into memory: a PDF, XML, what goes into a container.
pub(super) const WHOLE: u64 = 1 << 30;

/// Who signs: a key and its certificate, which were found fit.
#[derive(Clone, Debug)]
pub struct Signer {
    /// The key.
    pub key: Arc<dyn SigningKey>,
    /// Whose signature it is.
    pub certificate: Certificate,
    /// Certificates of authorities that go along.
    pub chain: Vec<Certificate>,
    /// How it signs.
    pub algorithm: SignatureAlgorithm,
    /// The instant of signing.
    pub now: Timestamp,
}

impl Signer {
    /// The algorithm that a key of this kind uses unless something else is asked for.
    ///
    /// # Errors
    /// [`MakeError::Algorithm`] for a key that nobody could verify with.
    pub fn usual_algorithm(certificate: &Certificate) -> Result<SignatureAlgorithm, MakeError> {
        let refused = |why: String| MakeError::Algorithm(why);
        match certificate.public_key().map_err(|error| refused(error.to_string()))?.key_type() {
            KeyType::Rsa { .. } => Ok(SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256)),
            KeyType::EcP256 => Ok(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256)),
            KeyType::EcP384 => Ok(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384)),
            KeyType::EcP521 => Ok(SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha512)),
            other => Err(refused(format!("{other:?}"))),
        }
    }

    /// The raw signature over a digest.
    pub(super) fn value(&self, algorithm: SignatureAlgorithm, digest: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.key.sign_digest(algorithm, digest)
    }
}

/// The frame in which a signature is to be seen in a PDF.
#[derive(Clone, Debug)]
pub struct Visible {
    /// Where.
    pub place: pades::Place,
    /// A picture beside the words (PNG or JPEG).
    pub image: Option<Vec<u8>>,
    /// The TrueType font of the words.
    pub font: &'static [u8],
}

/// What signatures have besides the key.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Why one signs, in a PDF.
    pub reason: Option<String>,
    /// Where one signs, in a PDF.
    pub location: Option<String>,
    /// The field of a PDF that the signature goes into; a new one when none is named.
    pub field: Option<String>,
    /// What may still change in a PDF: this signature certifies it.
    pub certification: Option<pades::Permission>,
    /// How the signature of a PDF is to be seen, if it is.
    pub visible: Option<Visible>,
    /// An enveloped XML signature leaves out those that are there.
    pub parallel: bool,
    /// The first signature of a container that has none.
    pub inner: Inner,
}

/// Makes signatures with one key.
#[derive(Debug)]
pub struct Maker<'a> {
    /// What they have besides the key.
    pub options: &'a Options,
    /// Who signs.
    pub signer: &'a Signer,
    /// Time stamps and evidence, for levels above B-B.
    pub raise: Option<&'a dyn Raise>,
}

impl Maker<'_> {
    /// Goes as far as one can without the key: signatures that are there are valid, a PDF takes one more.
    ///
    /// # Errors
    /// [`MakeError`], one for each cause.
    pub fn rehearse(&self, plan: &Plan) -> Result<(), MakeError> {
        earlier::check(self, plan)?;
        match plan.shape {
            Shape::Pades => self.prepare_pades(plan, &plan.take(WHOLE)?).map(drop),
            _ => Ok(()),
        }
    }

    /// Signs what the plan says and writes it to `out`. What was written before an error is to be thrown away.
    ///
    /// # Errors
    /// [`MakeError`], one for each cause.
    pub fn write(&self, plan: &Plan, out: &mut dyn Write) -> Result<(), MakeError> {
        earlier::check(self, plan)?;
        let failed = |error| MakeError::io(error, plan.shown());
        let (Some(raise), Some(level)) = (self.raise, plan.level) else {
            self.make(plan, out)?;
            return out.flush().map_err(failed);
        };
        let mut scratch = spool(io::empty()).map_err(failed)?;
        self.make(plan, &mut scratch)?;
        if plan.shape == Shape::Pades && level == Level::T {
            // The time stamp went into the signature.
            scratch.rewind().and_then(|()| io::copy(&mut scratch, out)).map_err(failed)?;
            return out.flush().map_err(failed);
        }
        let mut content = plan.apart()?.map(|content| BufReader::with_capacity(1 << 17, content));
        let detached = content.as_mut().map(|content| content as &mut dyn cades::ReadSeek);
        raise.raise(scratch, detached, level, out).map_err(|error| match error {
            crate::levels::LevelError::Io(error) => MakeError::io(error, plan.input()),
            error => error.into(),
        })
    }

    /// Reads what was written and looks for our signature over it. `None` for a result that is too large to be
    /// read again.
    ///
    /// # Errors
    /// [`MakeError::SelfCheck`]; what reading says.
    pub fn check_written(
        &self,
        plan: &Plan,
        file: &mut File,
        trust: &Trust,
    ) -> Result<Option<Checked>, MakeError> {
        let failed = |error| MakeError::io(error, plan.shown());
        if file.metadata().map_err(failed)?.len() > CHECKED {
            return Ok(None);
        }
        file.rewind().map_err(failed)?;
        let mut source = BufReader::with_capacity(1 << 17, &*file);
        let mut content = plan.apart()?.map(|content| BufReader::with_capacity(1 << 17, content));
        let detached = content.as_mut().map(|content| content as &mut dyn cades::ReadSeek);
        let policy = Policy::default();
        let report = check_fetching(&mut source, detached, trust, self.signer.now, &policy, None);
        let report = report.map_err(failed)?;
        let own = foundation::hex(&self.signer.certificate.sha256());
        let is_ours = |signature: &Signature| {
            signature.intact == Some(true)
                && signature.signer.as_ref().is_some_and(|signer| signer.certificate_sha256 == own)
        };
        match report.signatures.iter().rposition(is_ours) {
            Some(ours) => Ok(Some(Checked { report, ours })),
            None => Err(MakeError::SelfCheck),
        }
    }

    /// The signature at level B-B (in a PDF, at level B-T where a time stamp is asked for).
    fn make(&self, plan: &Plan, out: &mut dyn Write) -> Result<(), MakeError> {
        let write = |octets: &[u8], out: &mut dyn Write| {
            out.write_all(octets).map_err(|error| MakeError::io(error, plan.shown()))
        };
        match plan.shape {
            Shape::Cades { .. } => self.cades(plan, &mut plan.open()?, out),
            Shape::Parallel => match held(plan)? {
                Held::Xml => write(&xml::further(self, plan)?, out),
                Held::Zip => write(&container::further(self, plan)?, out),
                Held::Other => self.parallel(plan, out),
            },
            Shape::Counter(number) => match held(plan)? {
                Held::Xml => write(&xml::counter(self, plan, number)?, out),
                Held::Zip => write(&container::counter(self, plan, number)?, out),
                Held::Other => self.counter(plan, number, out),
            },
            Shape::Pades => {
                let pdf = plan.take(WHOLE)?;
                let update = self.pades(plan, &pdf)?;
                write(&pdf, out)?;
                write(&update, out)
            }
            Shape::Xades(packaging) => write(&xml::signed(self, plan, packaging)?, out),
            Shape::AsicS(inner) => write(&container::signed(self, plan, asic::Form::Simple, inner)?, out),
            Shape::AsicE(inner) => write(&container::signed(self, plan, asic::Form::Extended, inner)?, out),
        }
    }

    fn cades(
        &self,
        plan: &Plan,
        content: &mut dyn cades::ReadSeek,
        out: &mut dyn Write,
    ) -> Result<(), MakeError> {
        let signer = self.signer;
        let parameters = cades::Parameters::new(signer.algorithm, signer.now);
        let told = |error: Streaming| error.told(plan.input(), plan.shown());
        if plan.shape == (Shape::Cades { detached: true }) {
            let digest = cades::ContentDigest::of(&mut *content, signer.algorithm.digest())
                .map_err(|error| MakeError::io(error, plan.input()))?;
            let signed = self.over(&digest, plan)?;
            return out.write_all(&signed.detached()).map_err(|error| MakeError::io(error, plan.shown()));
        }
        cades::sign_enveloping(content, out, &signer.certificate, &signer.chain, &parameters, |to_sign| {
            signer.value(to_sign.algorithm(), &to_sign.digest()).map_err(Streaming::Key)
        })
        .map_err(told)
    }

    /// The signature over a content of this digest.
    pub(super) fn over(
        &self,
        digest: &cades::ContentDigest,
        plan: &Plan,
    ) -> Result<cades::Signed, MakeError> {
        let signer = self.signer;
        let parameters = cades::Parameters::new(signer.algorithm, signer.now);
        let told = |error: cades::SignError| MakeError::cades(error, plan.input(), plan.shown());
        let to_sign =
            cades::prepare(digest, &signer.certificate, &signer.chain, &parameters).map_err(told)?;
        let value = signer.value(signer.algorithm, &to_sign.digest())?;
        to_sign.complete(&value).map_err(told)
    }

    /// Another signature beside those in an envelope.
    fn parallel(&self, plan: &Plan, out: &mut dyn Write) -> Result<(), MakeError> {
        let failed = |error: io::Error| MakeError::io(error, plan.input());
        let mut source = BufReader::with_capacity(1 << 17, plan.open()?);
        let existing = envelope(&mut source)?;
        let algorithm = self.signer.algorithm.digest();
        let apart = self.apart(&existing, plan)?;
        let digest = match (existing.content(&mut source).map_err(failed)?, &apart) {
            (Some(content), _) => cades::ContentDigest::of(content, algorithm).map_err(failed)?,
            (None, apart) => {
                let value = apart.as_ref().and_then(|digests| digests.get(algorithm)).map(<[u8]>::to_vec);
                cades::ContentDigest { algorithm, value: value.ok_or_else(|| MakeError::DocumentMissing)? }
            }
        };
        let signed = self.over(&digest, plan)?;
        cades::append(&existing, &mut source, apart.as_ref(), &self.signer.chain, &signed, out).map_err(
            |error| match error {
                cades::SignError::ExistingSignature { .. }
                | cades::SignError::ContentChanged
                | cades::SignError::ContentType(_)
                | cades::SignError::Archived => MakeError::existing(error),
                other => MakeError::cades(other, plan.input(), plan.shown()),
            },
        )
    }

    /// A signature over one of those in an envelope.
    fn counter(&self, plan: &Plan, number: u32, out: &mut dyn Write) -> Result<(), MakeError> {
        let mut source = BufReader::with_capacity(1 << 17, plan.open()?);
        let existing = envelope(&mut source)?;
        let apart = self.apart(&existing, plan)?;
        self.counter_in(plan, (&existing, &mut source), number, apart.as_ref(), out)
    }

    /// A signature over one of those in this envelope, whose content may be `apart`.
    pub(super) fn counter_in(
        &self,
        plan: &Plan,
        (existing, source): (&cades::SignedData, &mut dyn cades::ReadSeek),
        number: u32,
        apart: Option<&cades::ContentDigests>,
        out: &mut dyn Write,
    ) -> Result<(), MakeError> {
        let signer = self.signer;
        let told = |error: cades::AugmentError| MakeError::augment(error, plan.input(), plan.shown());
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
        let signed =
            to_sign.complete(&value).map_err(|error| MakeError::cades(error, plan.input(), plan.shown()))?;
        cades::with_counter_signature(existing, source, &signed, out).map_err(told)
    }

    /// The digests of the document that an envelope is about, when it is not inside.
    fn apart(
        &self,
        existing: &cades::SignedData,
        plan: &Plan,
    ) -> Result<Option<cades::ContentDigests>, MakeError> {
        let Some(document) = &plan.document else {
            return if existing.is_detached() { Err(MakeError::DocumentMissing) } else { Ok(None) };
        };
        if !existing.is_detached() {
            return Err(MakeError::NotApart);
        }
        let mut algorithms = existing.digest_algorithms();
        algorithms.push(self.signer.algorithm.digest());
        cades::ContentDigests::of(plan::open(document)?, &algorithms)
            .map(Some)
            .map_err(|error| MakeError::io(error, document))
    }

    /// The update that signs a PDF.
    fn pades(&self, plan: &Plan, pdf: &[u8]) -> Result<Vec<u8>, MakeError> {
        let signer = self.signer;
        let to_sign = self.prepare_pades(plan, pdf)?;
        let value = signer.value(to_sign.algorithm(), &to_sign.digest())?;
        let update = match self.raise.filter(|_| plan.level.is_some()) {
            Some(raise) => {
                let digest = to_sign.imprint(&value, DigestAlgorithm::Sha256);
                to_sign.complete_with_time_stamp(&value, &raise.token(&digest)?)
            }
            None => to_sign.complete(&value),
        };
        update.map_err(|error| MakeError::pades(error, plan.input(), plan.shown()))
    }

    fn prepare_pades(&self, plan: &Plan, pdf: &[u8]) -> Result<pades::ToSign, MakeError> {
        let signer = self.signer;
        let mut options = pades::Options::new(signer.now, (&SystemEntropy as &dyn Entropy).bytes::<16>());
        options.offset =
            TimeZone::get("Europe/Rome").map_or(options.offset, |rome| rome.to_offset(signer.now));
        options.reason.clone_from(&self.options.reason);
        options.location.clone_from(&self.options.location);
        options.field.clone_from(&self.options.field);
        options.name = Some(signer.certificate.subject().friendly());
        options.certification = self.options.certification;
        options.appearance = self.options.visible.as_ref().map(|visible| self.appearance(visible));
        if self.raise.is_some() && plan.level.is_some() {
            options.reserve = TOKEN_ROOM;
        }
        pades::prepare(pdf, &options, signer.algorithm, &signer.certificate, &signer.chain)
            .map_err(|error| MakeError::pades(error, plan.input(), plan.shown()))
    }

    /// Who signs, when, and what the options say of it.
    fn appearance(&self, visible: &Visible) -> pades::Appearance {
        let lang = Lang::default();
        let name = self.signer.certificate.subject().friendly();
        let mut lines = vec![
            lang.text("visible-signed-by", &[("name", name.into())]),
            fmt::date_time_exact(lang, self.signer.now),
        ];
        lines.extend(self.options.reason.iter().chain(&self.options.location).cloned());
        pades::Appearance {
            place: visible.place,
            lines,
            font: Some(visible.font.to_vec()),
            font_size: None,
            image: visible.image.clone(),
        }
    }
}

/// What a check right after signing found.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Of the whole file.
    pub report: Report,
    /// Which of its signatures was just made.
    ours: usize,
}

impl Checked {
    /// The signature that was just made.
    pub fn signature(&self) -> Option<&Signature> {
        self.report.signatures.get(self.ours)
    }
}

fn held(plan: &Plan) -> Result<Held, MakeError> {
    let head = head_of(&mut plan.open()?).map_err(|error| MakeError::io(error, plan.input()))?;
    Ok(Held::of(&head))
}

fn envelope(source: &mut BufReader<File>) -> Result<cades::SignedData, MakeError> {
    cades::SignedData::read(source, &cades::Limits::default()).map_err(MakeError::Envelope)
}

/// The signature with this number, counted as a report does.
fn position_of(envelope: &cades::SignedData, number: u32) -> Option<Which> {
    positions(envelope).into_iter().nth(usize::try_from(number.checked_sub(1)?).ok()?)
}

/// All signatures in the order of a report: each signer, then what is below it.
pub(super) fn positions(envelope: &cades::SignedData) -> Vec<Which> {
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
