//! XAdES: in, around, or apart from the document.

use foundation::{Entropy, SystemEntropy};
use jiff::tz::TimeZone;
use xades::{Content, DetachedFile, Parameters};

use super::{Maker, WHOLE, failures::xades_failure};
use crate::{
    cli::Packaging,
    commands::sign::plan::Plan,
    exit::{Failure, Outcome},
    files,
};

/// A signed XML file.
pub(super) fn signed(maker: &Maker<'_>, plan: &Plan, packaging: Packaging) -> Outcome<Vec<u8>> {
    match packaging {
        Packaging::Enveloped => enveloped(maker, plan, maker.options.parallel),
        Packaging::Enveloping => {
            let file = plan.take(WHOLE)?;
            let mime_type = media_type(plan);
            let content = match files::is_xml(&file) {
                true => Content::EnvelopingXml { file: &file },
                false => Content::Enveloping { file: &file, mime_type },
            };
            complete(maker, plan, &content)
        }
        Packaging::Detached => {
            let digest = cades::ContentDigest::of(plan.open()?, maker.signer.algorithm.digest())
                .map_err(|error| Failure::io(&error, plan.input()))?;
            let name = plan.input().file_name().unwrap_or_default().to_string_lossy().into_owned();
            detached(
                maker,
                plan,
                &[DetachedFile { name, mime_type: media_type(plan).to_owned(), digest: digest.value }],
            )
        }
    }
}

/// A signature over files that stand elsewhere.
pub(super) fn detached(maker: &Maker<'_>, plan: &Plan, files: &[DetachedFile]) -> Outcome<Vec<u8>> {
    complete(maker, plan, &Content::Detached { files, around: ("", "") })
}

/// The signature inside the document; `parallel` leaves out the signatures that are there.
pub(super) fn enveloped(maker: &Maker<'_>, plan: &Plan, parallel: bool) -> Outcome<Vec<u8>> {
    complete(maker, plan, &Content::Enveloped { file: &plan.take(WHOLE)?, parallel })
}

/// A signature over the one with this number, counted as a report does.
pub(super) fn counter(maker: &Maker<'_>, plan: &Plan, number: u32) -> Outcome<Vec<u8>> {
    let file = plan.take(WHOLE)?;
    complete(
        maker,
        plan,
        &Content::CounterSignature { file: &file, which: number.saturating_sub(1) as usize },
    )
}

fn complete(maker: &Maker<'_>, plan: &Plan, content: &Content<'_>) -> Outcome<Vec<u8>> {
    let signer = maker.signer;
    let id = foundation::hex(&(&SystemEntropy as &dyn Entropy).bytes::<16>());
    let mut parameters = Parameters::new(signer.algorithm, signer.now, id);
    if let Ok(rome) = TimeZone::get("Europe/Rome") {
        parameters.offset = rome.to_offset(signer.now);
    }
    let told = |error| xades_failure(error, plan);
    let to_sign = xades::prepare(content, &signer.certificate, &signer.chain, &parameters).map_err(told)?;
    let value = signer.value(to_sign.algorithm(), &to_sign.digest())?;
    to_sign.complete(&value).map_err(told)
}

/// The media type that a name suggests.
pub(super) fn media_type(plan: &Plan) -> &'static str {
    media_type_of(&plan.input().to_string_lossy())
}

/// The media type that a name suggests.
pub(super) fn media_type_of(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("pdf") => "application/pdf",
        Some("xml") => "text/xml",
        Some("txt") => "text/plain",
        Some("json") => "application/json",
        Some("csv") => "text/csv",
        Some("html" | "htm") => "text/html",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("png") => "image/png",
        Some("tif" | "tiff") => "image/tiff",
        Some("zip") => "application/zip",
        Some("p7m") => "application/pkcs7-mime",
        _ => "application/octet-stream",
    }
}
