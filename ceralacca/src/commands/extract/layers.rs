//! What is around a document: envelopes, time-stamped data, messages, containers, XML signatures, one in
//! the other in any order.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufReader, Cursor, Read, Seek},
    path::Path,
};

use asic::{Container, Form};
use base64::Engine as _;
use cades::{Envelopes, Limits, M7m, M7mError, ReadError, ReadSeek, TimeStampedData};
use xades::{
    Packaging, Scope, signatures, uri,
    xml::{Document, Node, Source, is},
};

use super::read_failure;
use crate::{
    exit::{Exit, Failure, Outcome},
    files,
};

/// Octets of XML that is taken into memory.
const XML_LIMIT: u64 = 1 << 30;
/// Layers that are opened.
const DEPTH: usize = 32;

/// A document and how it was found.
pub struct Opened {
    /// What was found.
    pub content: Content,
    /// How many layers were opened.
    pub depth: usize,
    /// The name of what was found; `-` for what came from standard input.
    pub name: String,
    /// Why an inner layer was not opened.
    pub stopped: Option<String>,
}

/// What layers hold.
pub enum Content {
    /// One document.
    One(Box<dyn ReadSeek>),
    /// The envelope at this level of some holds it.
    Enveloped(Box<dyn ReadSeek>, Box<Envelopes>, usize),
    /// A container of several documents.
    Several(Box<dyn ReadSeek>),
}

/// Opens layers, as many as `depth` says.
///
/// # Errors
/// `input-*` when there is none; `content-missing`; `extract-within`.
pub fn open(mut source: Box<dyn ReadSeek>, path: &Path, depth: Option<usize>) -> Outcome<Opened> {
    let failed = |error: io::Error| Failure::io(&error, path);
    let mut name =
        path.file_name().map_or_else(|| "-".to_owned(), |name| name.to_string_lossy().into_owned());
    let limit = depth.unwrap_or(DEPTH);
    let mut opened = 0;
    while opened < limit {
        let head = files::head_of(&mut *source).map_err(failed)?;
        let next = match () {
            () if head.starts_with(b"PK\x03\x04") => container(&mut *source, path),
            () if files::is_xml(&head) => xml(&mut *source, path).map(Some),
            () => unwrapped(&mut *source, path),
        };
        let next = match next {
            // Inside of something it is a document like any other.
            Err(failure) if opened > 0 && failure.exit == Exit::Input => None,
            next => next?,
        };
        match next {
            Some(Layer::Document((inner, own))) => {
                // What came through a pipe goes back into one.
                name = own.filter(|_| name != "-").unwrap_or_else(|| inner_name(&name));
                source = Box::new(BufReader::with_capacity(1 << 17, inner));
                opened += 1;
                continue;
            }
            Some(Layer::Several) => {
                return Ok(Opened {
                    content: Content::Several(source),
                    depth: opened + 1,
                    name,
                    stopped: None,
                });
            }
            None => {}
        }
        source.rewind().map_err(failed)?;
        let envelopes = match Envelopes::read(&mut *source, &Limits::default()) {
            Ok(envelopes) => envelopes,
            Err(error) if opened == 0 => return Err(read_failure(error, path)),
            Err(ReadError::Io(error)) => return Err(failed(error)),
            Err(error) => {
                let stopped = is_damage(&error).then(|| error.to_string());
                source.rewind().map_err(failed)?;
                return Ok(Opened { content: Content::One(source), depth: opened, name, stopped });
            }
        };
        let mut count = envelopes.all().len().min(limit - opened);
        // A signature that stands apart is a document too, if something is around it.
        while count > 0 && envelopes.content(&mut *source, count - 1).map_err(failed)?.is_none() {
            count -= 1;
        }
        if count == 0 && opened == 0 {
            return Err(Failure::new(Exit::Input, "content-missing").with("file", path.display()));
        }
        if count == 0 {
            break;
        }
        let is_apart = count < envelopes.all().len().min(limit - opened);
        opened += count;
        (0..count).for_each(|_| name = inner_name(&name));
        let stopped = envelopes.stopped().filter(|error| is_damage(error)).map(ToString::to_string);
        let Some(mut content) = envelopes.content(&mut *source, count - 1).map_err(failed)? else { break };
        let mut head = Vec::new();
        Read::by_ref(&mut content).take(1024).read_to_end(&mut head).map_err(failed)?;
        let may_go_on = opened < limit && stopped.is_none() && !is_apart && may_hold(&head);
        if !may_go_on {
            drop(content);
            let content = Content::Enveloped(source, Box::new(envelopes), count - 1);
            return Ok(Opened { content, depth: opened, name, stopped: stopped.filter(|_| depth.is_none()) });
        }
        let inner = files::spool(Cursor::new(head).chain(content)).map_err(failed)?;
        source = Box::new(BufReader::with_capacity(1 << 17, inner));
    }
    source.rewind().map_err(failed)?;
    Ok(Opened { content: Content::One(source), depth: opened, name, stopped: None })
}

/// A layer that was opened: what is inside, and the name that it has there.
enum Layer {
    Document((File, Option<String>)),
    Several,
}

fn is_damage(error: &ReadError) -> bool {
    !matches!(error, ReadError::NotSignedData(_) | ReadError::NotCms | ReadError::Empty)
}

/// Whether something that begins like this may hold another document.
fn may_hold(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
        || head.first() == Some(&0x30)
        || files::is_xml(head)
        || M7m::is_likely(&mut Cursor::new(head)).unwrap_or(false)
}

/// The name without the ending of a layer.
fn inner_name(name: &str) -> String {
    const ENDINGS: [&str; 4] = [".p7m", ".tsd", ".m7m", "-firmato.xml"];
    let shorter = ENDINGS.iter().find_map(|ending| {
        let at = name.len().checked_sub(ending.len()).filter(|at| *at > 0 && name.is_char_boundary(*at))?;
        name[at..].eq_ignore_ascii_case(ending).then(|| name[..at].to_owned())
    });
    match shorter {
        Some(shorter) => shorter,
        None if name == "-" || name.ends_with(".estratto") => name.to_owned(),
        None => format!("{name}.estratto"),
    }
}

/// What time-stamped data (RFC 5544) or an M7M message holds; none when the file is neither.
fn unwrapped(source: &mut dyn ReadSeek, path: &Path) -> Outcome<Option<Layer>> {
    let failed = |error: io::Error| Failure::io(&error, path);
    let limits = Limits::default();
    if M7m::is_likely(source).map_err(failed)? {
        let damaged = |error: M7mError| {
            Failure::new(Exit::Input, "input-damaged").with("file", path.display()).with("detail", error)
        };
        let message = M7m::read(source, &limits).map_err(damaged)?;
        let signed = message.signed_file(source).map_err(failed)?;
        return files::spool(signed).map(|file| Some(Layer::Document((file, None)))).map_err(failed);
    }
    source.rewind().map_err(failed)?;
    let data = TimeStampedData::read(source, &limits);
    source.rewind().map_err(failed)?;
    match data {
        Ok(data) => match data.content(source).map_err(failed)? {
            Some(content) => {
                files::spool(content).map(|file| Some(Layer::Document((file, None)))).map_err(failed)
            }
            None => Err(Failure::new(Exit::Input, "content-missing").with("file", path.display())),
        },
        Err(ReadError::Io(error)) => Err(failed(error)),
        Err(_) => Ok(None),
    }
}

/// The document of a container, or that there are several. An OpenDocument is a document itself.
fn container(source: &mut dyn ReadSeek, path: &Path) -> Outcome<Option<Layer>> {
    let failed = |error: io::Error| Failure::io(&error, path);
    let read = Container::read(source, &asic::Limits::default());
    let mut container = read.map_err(|error| container_failure(error, path))?;
    if container.form() == Form::OpenDocument {
        return Err(within(path));
    }
    let mut names = container.data_files().filter(|entry| !entry.is_folder()).map(|entry| entry.name.clone());
    let (Some(name), None) = (names.next(), names.next()) else { return Ok(Some(Layer::Several)) };
    drop(names);
    let content = container.open(&name).map_err(|error| container_failure(error, path))?;
    let file = files::spool(content).map_err(failed)?;
    let last = name.rsplit('/').next().unwrap_or(&name).to_owned();
    Ok(Some(Layer::Document((file, Some(last)))))
}

/// Why a container is not opened.
pub fn container_failure(error: asic::Error, path: &Path) -> Failure {
    match error {
        asic::Error::NotAContainer => {
            Failure::new(Exit::Input, "input-not-signed").with("file", path.display())
        }
        asic::Error::Io(error) => Failure::io(&error, path),
        error => {
            Failure::new(Exit::Input, "input-damaged").with("file", path.display()).with("detail", error)
        }
    }
}

/// The signature is in the document: there is nothing around it.
fn within(path: &Path) -> Failure {
    Failure::new(Exit::Input, "extract-within").with("file", path.display())
}

/// What an XML signature holds that is around its document.
fn xml(source: &mut dyn ReadSeek, path: &Path) -> Outcome<Layer> {
    let failed = |error: io::Error| Failure::io(&error, path);
    let mut octets = Vec::new();
    source.take(XML_LIMIT).read_to_end(&mut octets).map_err(failed)?;
    let told = |code| Failure::new(Exit::Input, code).with("file", path.display());
    let unreadable = |error: xades::xml::ReadError| told("input-damaged").with("detail", error);
    let read = Source::read(octets).map_err(unreadable)?;
    let document = Document::parse(&read).map_err(unreadable)?;
    let all = signatures(&document);
    let Some(around) = all.iter().find(|signature| signature.packaging() == Packaging::Enveloping) else {
        return Err(match all.first().map(xades::Signature::packaging) {
            None => told("input-not-signed"),
            Some(Packaging::Detached) => told("content-missing"),
            Some(_) => within(path),
        });
    };
    let damaged = |error: xades::SignatureError| told("input-damaged").with("detail", error);
    let references = around.check_references(&BTreeMap::new()).map_err(damaged)?;
    let signed = references.into_iter().find(|reference| {
        matches!(reference.scope, Scope::Full | Scope::Partial { .. })
            && reference.uri.as_deref().is_some_and(|uri| uri.starts_with('#'))
    });
    let Some((reference, canonical)) = signed.and_then(|reference| Some((reference.uri?, reference.octets?)))
    else {
        return Err(told("content-missing"));
    };
    let object = around
        .element()
        .descendants()
        .find(|node| is(*node, uri::DS, "Object") && node.attribute("Id") == reference.strip_prefix('#'));
    let inside = match object {
        Some(object) => held(object, read.text(), canonical),
        None => canonical,
    };
    files::spool(&*inside).map(|file| Layer::Document((file, None))).map_err(failed)
}

/// What a ds:Object holds: octets in base64, an element as it is written, or text. `canonical` is what was
/// signed of it.
fn held(object: Node<'_>, text: &str, canonical: Vec<u8>) -> Vec<u8> {
    if !canonical.starts_with(b"<") || !files::is_xml(&canonical) {
        // A transform has taken the octets out.
        return canonical;
    }
    let is_object = Source::read(&*canonical)
        .ok()
        .and_then(|source| Some(is(Document::parse(&source).ok()?.root_element(), uri::DS, "Object")));
    if is_object != Some(true) {
        return canonical;
    }
    if let Some(element) = object.children().find(Node::is_element) {
        let written = text[element.range()].as_bytes().to_vec();
        // Names that are declared outside would be lost: then as it was signed.
        let stands_alone = Source::read(&*written).is_ok_and(|source| Document::parse(&source).is_ok());
        return if stands_alone { written } else { canonical };
    }
    let words = xades::xml::text_of(object);
    if object.attribute("Encoding") == Some(uri::BASE64) {
        let dense: String = words.split_whitespace().collect();
        if let Ok(octets) = base64::engine::general_purpose::STANDARD.decode(dense) {
            return octets;
        }
    }
    words.as_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_loses_one_ending_for_each_layer() {
        assert_eq!(inner_name("contratto.pdf.p7m"), "contratto.pdf");
        assert_eq!(inner_name("atto.txt.P7M"), "atto.txt");
        assert_eq!(inner_name("dati.bin-firmato.xml"), "dati.bin");
        assert_eq!(inner_name("firmato.bin"), "firmato.bin.estratto");
        assert_eq!(inner_name("firmato.bin.estratto"), "firmato.bin.estratto");
        assert_eq!(inner_name(".p7m"), ".p7m.estratto");
        assert_eq!(inner_name("-"), "-");
    }
}
