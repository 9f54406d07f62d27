//! ASiC: documents and their signature in one container.

use std::io::{Cursor, Read};

use asic::{Container, DataFile, DataObject, DocumentKind, Form, Limits, NewEntry, Over};
use jiff::{civil::DateTime, tz::TimeZone};
use xades::DetachedFile;

use super::{Inner, MakeError, Maker, Plan, plan, xml};

fn kind(inner: Inner) -> DocumentKind {
    match inner {
        Inner::Cades => DocumentKind::Cades,
        Inner::Xades => DocumentKind::Xades,
    }
}

fn instant(maker: &Maker<'_>) -> DateTime {
    maker.signer.now.to_zoned(TimeZone::UTC).datetime()
}

/// A new container.
pub(super) fn signed(maker: &Maker<'_>, plan: &Plan, form: Form, inner: Inner) -> Result<Vec<u8>, MakeError> {
    let algorithm = maker.signer.algorithm.digest();
    let told = MakeError::damaged;
    let mut contents = Vec::with_capacity(plan.inputs.len());
    let mut objects = Vec::with_capacity(plan.inputs.len());
    for input in &plan.inputs {
        let mut octets = Vec::new();
        let mut file = if plan.inputs.len() == 1 { plan.open()? } else { plan::open(input)? };
        file.read_to_end(&mut octets).map_err(|error| MakeError::io(error, input))?;
        let name = match input.as_os_str() == "-" {
            true => "documento".to_owned(),
            false => input.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        };
        let media_type = Some(xml::media_type_of(&name).to_owned());
        let digest = cades::ContentDigest::of_slice(&octets, algorithm);
        objects.push(DataObject { name: name.clone(), media_type, digest });
        contents.push((name, octets));
    }
    let to_sign = asic::prepare(form, kind(inner), objects).map_err(told)?;
    let signature = signature(maker, plan, &to_sign)?;
    let mut readers: Vec<(&str, &[u8])> =
        contents.iter().map(|(name, octets)| (name.as_str(), octets.as_slice())).collect();
    let mut data: Vec<DataFile<'_>> = readers
        .iter_mut()
        .map(|(name, content)| DataFile { name, content: content as &mut dyn Read })
        .collect();
    let out = Cursor::new(Vec::new());
    Ok(to_sign.create(&signature, &mut data, instant(maker), out).map_err(told)?.into_inner())
}

/// Another signature of all the documents of a container.
pub(super) fn further(maker: &Maker<'_>, plan: &Plan) -> Result<Vec<u8>, MakeError> {
    let told = MakeError::damaged;
    let mut source = Cursor::new(plan.take(super::maker::WHOLE)?);
    let mut container = Container::read(&mut source, &Limits::default()).map_err(MakeError::damaged)?;
    let there = container.documents().iter().find(|document| document.kind != DocumentKind::TimeStamp);
    let (kind, name) = there.map_or((kind(maker.options.inner), String::new()), |document| {
        (document.kind, document.name.clone())
    });
    let algorithm = maker.signer.algorithm.digest();
    let media_type = |name: &str| Some(xml::media_type_of(name).to_owned());
    let to_sign =
        asic::prepare_further(&mut container, kind, algorithm, media_type, |_| true).map_err(told)?;
    let signature = match container.form() == Form::Simple && kind == DocumentKind::Cades && !name.is_empty()
    {
        // The envelope of a simple container takes all its signatures.
        true => {
            let octets = container.octets(&name).map_err(MakeError::damaged)?;
            let existing = cades::SignedData::from_slice(&octets, &cades::Limits::default())
                .map_err(MakeError::damaged)?;
            let data = to_sign.objects().first().map(|object| object.name.clone()).unwrap_or_default();
            let digests =
                container.digests(&data, &existing.digest_algorithms()).map_err(MakeError::damaged)?;
            let signed = maker.over(to_sign.content(), plan)?;
            let (mut source, mut out) = (Cursor::new(&octets), Vec::new());
            cades::append(&existing, &mut source, Some(&digests), &maker.signer.chain, &signed, &mut out)
                .map_err(|error| MakeError::cades(error, plan.input(), plan.shown()))?;
            out
        }
        false => signature(maker, plan, &to_sign)?,
    };
    let out = Cursor::new(Vec::new());
    Ok(to_sign.add(&signature, &mut container, instant(maker), out).map_err(told)?.into_inner())
}

/// A signature over the one with this number, counted over all documents of the container.
pub(super) fn counter(maker: &Maker<'_>, plan: &Plan, number: u32) -> Result<Vec<u8>, MakeError> {
    let mut source = Cursor::new(plan.take(super::maker::WHOLE)?);
    let mut container = Container::read(&mut source, &Limits::default()).map_err(MakeError::damaged)?;
    let mut left = number;
    for document in container.documents().to_vec() {
        let octets = container.octets(&document.name).map_err(MakeError::damaged)?;
        let signed = match document.kind {
            DocumentKind::TimeStamp | DocumentKind::EvidenceRecord => continue,
            DocumentKind::Xades => {
                let count = xml::count(&octets).map_err(MakeError::damaged)?;
                if left as usize > count {
                    left -= count as u32;
                    continue;
                }
                xml::counter_in(maker, &octets, left)?
            }
            DocumentKind::Cades => {
                let existing = cades::SignedData::from_slice(&octets, &cades::Limits::default())
                    .map_err(MakeError::damaged)?;
                let count = super::maker::positions(&existing).len();
                if left as usize > count {
                    left -= count as u32;
                    continue;
                }
                let apart = match &document.over {
                    Over::Data(name) | Over::Manifest(name) => Some(
                        container.digests(name, &existing.digest_algorithms()).map_err(MakeError::damaged)?,
                    ),
                    Over::References | Over::Unknown => None,
                };
                let (mut source, mut out) = (Cursor::new(&octets), Vec::new());
                maker.counter_in(plan, (&existing, &mut source), left, apart.as_ref(), &mut out)?;
                out
            }
        };
        let entry = NewEntry { name: document.name, octets: signed };
        let out = Cursor::new(Vec::new());
        let written = asic::rewrite(&mut container, &[entry], instant(maker), out);
        return Ok(written.map_err(MakeError::existing)?.into_inner());
    }
    Err(MakeError::existing(cades::AugmentError::NoSuchSignature))
}

fn signature(maker: &Maker<'_>, plan: &Plan, to_sign: &asic::ToSign) -> Result<Vec<u8>, MakeError> {
    if to_sign.kind() != DocumentKind::Xades {
        return Ok(maker.over(to_sign.content(), plan)?.detached());
    }
    let files: Vec<DetachedFile> = to_sign
        .objects()
        .iter()
        .map(|object| DetachedFile {
            name: object.name.clone(),
            mime_type: object.media_type.clone().unwrap_or_default(),
            digest: object.digest.value.clone(),
        })
        .collect();
    xml::detached(maker, &files)
}
