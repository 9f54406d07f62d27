//! XAdES: in, around, or apart from the document.

use foundation::{Entropy, SystemEntropy};
use jiff::tz::TimeZone;
use xades::{
    Content, DetachedFile, Parameters, signatures, uri,
    xml::{self, Document, Node, Source},
};

use super::{MakeError, Maker, Packaging, Plan, is_xml, maker::WHOLE, plan};

/// A signed XML file.
pub(super) fn signed(maker: &Maker<'_>, plan: &Plan, packaging: Packaging) -> Result<Vec<u8>, MakeError> {
    match packaging {
        Packaging::Enveloped => enveloped(maker, plan, maker.options.parallel),
        Packaging::Enveloping => {
            let file = plan.take(WHOLE)?;
            let mime_type = media_type(plan);
            let content = match is_xml(&file) {
                true => Content::EnvelopingXml { file: &file },
                false => Content::Enveloping { file: &file, mime_type },
            };
            complete(maker, &content)
        }
        Packaging::Detached => {
            let digest = cades::ContentDigest::of(plan.open()?, maker.signer.algorithm.digest())
                .map_err(|error| MakeError::io(error, plan.input()))?;
            let name = plan.input().file_name().unwrap_or_default().to_string_lossy().into_owned();
            detached(
                maker,
                &[DetachedFile { name, mime_type: media_type(plan).to_owned(), digest: digest.value }],
            )
        }
    }
}

/// A signature over files that stand elsewhere.
pub(super) fn detached(maker: &Maker<'_>, files: &[DetachedFile]) -> Result<Vec<u8>, MakeError> {
    complete(maker, &Content::Detached { files, around: ("", "") })
}

/// The signature inside the document; `parallel` leaves out the signatures that are there.
pub(super) fn enveloped(maker: &Maker<'_>, plan: &Plan, parallel: bool) -> Result<Vec<u8>, MakeError> {
    complete(maker, &Content::Enveloped { file: &plan.take(WHOLE)?, parallel })
}

/// Another signature beside those that are there: in the document, or over the one that stands apart.
pub(super) fn further(maker: &Maker<'_>, plan: &Plan) -> Result<Vec<u8>, MakeError> {
    let file = plan.take(WHOLE)?;
    let told = MakeError::damaged;
    let source = Source::read(&*file).map_err(told)?;
    let read = Document::parse(&source).map_err(told)?;
    if let Some(document) = &plan.document {
        let digest = cades::ContentDigest::of(plan::open(document)?, maker.signer.algorithm.digest())
            .map_err(|error| MakeError::io(error, document))?;
        let name = document.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mime_type = media_type_of(&name).to_owned();
        let files = [DetachedFile { name, mime_type, digest: digest.value }];
        let (before, after) = beside(&read);
        return complete(maker, &Content::Detached { files: &files, around: (&before, after) });
    }
    let root = read.root_element();
    let is_signature = |node: Node<'_>| xml::is(node, uri::DS, "Signature");
    let mut children = root.children().filter(Node::is_element).peekable();
    if !is_signature(root) && (children.peek().is_none() || !children.all(is_signature)) {
        return complete(maker, &Content::Enveloped { file: &file, parallel: true });
    }
    // Nothing would be signed of a file that holds signatures and nothing else.
    match signatures(&read).iter().all(|signature| signature.packaging() == xades::Packaging::Enveloping) {
        true => Err(MakeError::existing("ds:Signature: --parallel")),
        false => Err(MakeError::DocumentMissing),
    }
}

/// What goes before and after a signature that stands beside those of a file. One that is a file of its
/// own gets an element around it, in no namespace: that changes nothing of what it signs.
fn beside<'d>(read: &'d Document<'_>) -> (String, &'d str) {
    let text = read.source().text();
    let root = read.root_element();
    let place = root.range();
    let octets = text.get(place.clone()).unwrap_or_default();
    let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    if xml::is(root, uri::DS, "Signature") {
        return (format!("{declaration}<signatures>{octets}"), "</signatures>");
    }
    let (inside, end) = octets.split_at(octets.rfind("</").unwrap_or(octets.len()));
    (format!("{declaration}{inside}"), end)
}

/// A signature over the one with this number, counted as a report does.
pub(super) fn counter(maker: &Maker<'_>, plan: &Plan, number: u32) -> Result<Vec<u8>, MakeError> {
    counter_in(maker, &plan.take(WHOLE)?, number)
}

pub(super) fn counter_in(maker: &Maker<'_>, file: &[u8], number: u32) -> Result<Vec<u8>, MakeError> {
    // There is no number 0, and no signature at the largest position.
    let which = (number as usize).wrapping_sub(1);
    complete(maker, &Content::CounterSignature { file, which })
}

/// How many signatures a file holds.
pub(super) fn count(file: &[u8]) -> Result<usize, xades::xml::ReadError> {
    let source = Source::read(file)?;
    Ok(signatures(&Document::parse(&source)?).len())
}

fn complete(maker: &Maker<'_>, content: &Content<'_>) -> Result<Vec<u8>, MakeError> {
    let signer = maker.signer;
    let id = foundation::hex(&(&SystemEntropy as &dyn Entropy).bytes::<16>());
    let mut parameters = Parameters::new(signer.algorithm, signer.now, id);
    if let Ok(rome) = TimeZone::get("Europe/Rome") {
        parameters.offset = rome.to_offset(signer.now);
    }
    let told = MakeError::xades;
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
