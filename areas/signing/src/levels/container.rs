//! ASiC: the signature documents of a container, each raised and put back.

use std::{borrow::Cow, collections::BTreeMap, io::Cursor};

use asic::{Container, CreateError, DocumentKind, Form, Limits, NewEntry, Over, entry_of_uri};
use cades::ContentDigest;
use jiff::{civil::DateTime, tz::TimeZone};
use x509::{alg::DigestAlgorithm, evidence::ValidationData};

use super::{DIGEST, Level, LevelError, Raising, cms, in_memory, xml};

impl From<CreateError> for LevelError {
    fn from(error: CreateError) -> Self {
        Self::format(error)
    }
}

impl From<asic::Error> for LevelError {
    fn from(error: asic::Error) -> Self {
        Self::format(error)
    }
}

/// Raises the signatures of a container.
pub(super) fn raise(raising: &Raising<'_>, file: Vec<u8>, level: Level) -> Result<Vec<u8>, LevelError> {
    let at = raising.at().to_zoned(TimeZone::UTC).datetime();
    let mut file = rewritten(&file, at, |container, name, kind| {
        let octets = container.octets(name)?;
        match kind {
            DocumentKind::Xades => xml::stamped(raising, octets),
            _ => cms::envelope(raising, &octets, None, None),
        }
    })?;
    if level >= Level::Lt {
        let data = raising.evidence(&mut in_memory(&file), &mut None)?;
        let is_last = level == Level::Lt;
        file = rewritten(&file, at, |container, name, kind| {
            with_data(raising, container, name, kind, &data, is_last)
        })?;
    }
    if level == Level::Lta && by_manifest(&file)? {
        file = archive(raising, &file, at)?;
    }
    Ok(file)
}

/// An ASiC-E with CAdES signatures gets its archive time stamp over a manifest of everything.
fn by_manifest(file: &[u8]) -> Result<bool, LevelError> {
    let mut source = Cursor::new(file);
    let container = Container::read(&mut source, &Limits::default())?;
    let is_cades = container.documents().iter().any(|document| document.kind == DocumentKind::Cades);
    Ok(container.form() == Form::Extended && is_cades)
}

fn archive(raising: &Raising<'_>, file: &[u8], at: DateTime) -> Result<Vec<u8>, LevelError> {
    let mut source = Cursor::new(file);
    let mut container = Container::read(&mut source, &Limits::default())?;
    let to_sign = asic::prepare_archive(&mut container, DIGEST, Vec::new())?;
    let token = raising.stamp(&to_sign.content().value)?;
    Ok(to_sign.add(&token, &mut container, at, Cursor::new(Vec::new()))?.into_inner())
}

fn with_data(
    raising: &Raising<'_>,
    container: &mut Container<'_>,
    name: &str,
    kind: DocumentKind,
    data: &ValidationData,
    is_last: bool,
) -> Result<Vec<u8>, LevelError> {
    let octets = container.octets(name)?;
    let simple = container.form() == Form::Simple;
    match kind {
        DocumentKind::Xades => {
            let octets = xml::with_data(octets, data)?;
            if is_last {
                return Ok(octets);
            }
            let names: Vec<String> = container.data_files().map(|entry| entry.name.clone()).collect();
            let mut contents = Entries::default();
            for name in names {
                contents.0.insert(name.clone(), container.octets(&name)?);
            }
            xml::archived(raising, octets, &contents)
        }
        _ => {
            let over = container.documents().iter().find(|document| document.name == name);
            let content = match over.map(|document| document.over.clone()) {
                // The archive time stamp of an extended container stands beside its signatures.
                Some(Over::Data(data)) if simple && !is_last => {
                    let digests = container.digests(&data, &[DIGEST])?;
                    digests
                        .get(DIGEST)
                        .map(|value| ContentDigest { algorithm: DIGEST, value: value.to_vec() })
                }
                _ => None,
            };
            cms::envelope(raising, &octets, Some(data), content.as_ref())
        }
    }
}

/// The data files of a container as XML signatures refer to them.
#[derive(Default)]
struct Entries(BTreeMap<String, Vec<u8>>);

impl xades::Contents for Entries {
    fn octets(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        let known = self.0.get(name).or_else(|| self.0.get(&entry_of_uri(name)?));
        known.map(|octets| octets.as_slice().into())
    }

    fn digest(&self, name: &str, algorithm: DigestAlgorithm) -> Option<Vec<u8>> {
        Some(algorithm.digest(&self.octets(name)?))
    }
}

/// The container with every signature document as `change` makes it.
fn rewritten(
    file: &[u8],
    at: DateTime,
    mut change: impl FnMut(&mut Container<'_>, &str, DocumentKind) -> Result<Vec<u8>, LevelError>,
) -> Result<Vec<u8>, LevelError> {
    let mut source = Cursor::new(file);
    let mut container = Container::read(&mut source, &Limits::default())?;
    let documents: Vec<(String, DocumentKind)> = container
        .documents()
        .iter()
        .filter(|document| matches!(document.kind, DocumentKind::Cades | DocumentKind::Xades))
        .map(|document| (document.name.clone(), document.kind))
        .collect();
    let mut entries = Vec::with_capacity(documents.len());
    for (name, kind) in documents {
        // What an archive time stamp is about stays as it is.
        if container.locked_by(&name).is_some() {
            continue;
        }
        let octets = change(&mut container, &name, kind)?;
        entries.push(NewEntry { name, octets });
    }
    if entries.is_empty() {
        return Ok(file.to_vec());
    }
    Ok(asic::rewrite(&mut container, &entries, at, Cursor::new(Vec::new()))?.into_inner())
}
