//! [`ToSign`] as octets, to be kept until the signature comes.

use asn1::{Reader, Tag, Writer, tag};
use cades::ContentDigest;
use x509::alg::DigestAlgorithm;

use super::{CreateError, DataObject, ToSign};
use crate::{DocumentKind, Form, NewEntry};

const FORMS: [Form; 2] = [Form::Simple, Form::Extended];
const KINDS: [DocumentKind; 3] = [DocumentKind::Cades, DocumentKind::Xades, DocumentKind::TimeStamp];

impl ToSign {
    /// Everything that is needed to go on when the signature is there.
    pub fn to_bytes(&self) -> Vec<u8> {
        let place = |found: Option<usize>| found.unwrap_or_default() as u64;
        Writer::build(|w| {
            w.sequence(|w| {
                w.uint(1);
                w.uint(place(FORMS.iter().position(|form| *form == self.form)));
                w.uint(place(KINDS.iter().position(|kind| *kind == self.kind)));
                w.uint(self.beside.into());
                text(w, &self.document);
                digest(w, &self.content);
                w.sequence(|w| {
                    for object in &self.objects {
                        w.sequence(|w| {
                            text(w, &object.name);
                            digest(w, &object.digest);
                            if let Some(media_type) = &object.media_type {
                                text(w, media_type);
                            }
                        });
                    }
                });
                w.sequence(|w| self.changes.iter().for_each(|change| entry(w, change)));
                if let Some(manifest) = &self.manifest {
                    w.context(0, |w| entry(w, manifest));
                }
                if let Some((old, new)) = &self.rename {
                    w.context(1, |w| {
                        text(w, old);
                        text(w, new);
                    });
                }
            });
        })
    }

    /// What [`Self::to_bytes`] made.
    ///
    /// # Errors
    /// [`CreateError::Stored`].
    pub fn from_bytes(octets: &[u8]) -> Result<Self, CreateError> {
        read(octets).map_err(CreateError::Stored)
    }
}

fn read(octets: &[u8]) -> asn1::Result<ToSign> {
    const UNKNOWN: asn1::Error = asn1::Error::Value("a container to sign");
    let mut outer = Reader::der(octets);
    let mut fields = outer.sequence()?;
    outer.finish()?;
    let mut number = || fields.expect(tag::INTEGER)?.small_uint();
    if number()? != 1 {
        return Err(UNKNOWN);
    }
    let (form, kind, beside) = (number()? as usize, number()? as usize, number()? == 1);
    let document = string(&mut fields)?;
    let content = read_digest(&mut fields)?;
    let mut objects = Vec::new();
    let mut list = fields.sequence()?;
    while !list.is_empty() {
        let mut object = list.sequence()?;
        objects.push(DataObject {
            name: string(&mut object)?,
            digest: read_digest(&mut object)?,
            media_type: if object.is_empty() { None } else { Some(string(&mut object)?) },
        });
        object.finish()?;
    }
    let mut changes = Vec::new();
    let mut list = fields.sequence()?;
    while !list.is_empty() {
        changes.push(read_entry(&mut list)?);
    }
    let manifest = fields.optional(Tag::context_constructed(0))?;
    let manifest = manifest.map(|tlv| read_entry(&mut tlv.reader()?)).transpose()?;
    let rename = fields.optional(Tag::context_constructed(1))?;
    let rename = rename
        .map(|tlv| {
            let mut names = tlv.reader()?;
            Ok::<_, asn1::Error>((string(&mut names)?, string(&mut names)?))
        })
        .transpose()?;
    fields.finish()?;
    Ok(ToSign {
        form: *FORMS.get(form).ok_or(UNKNOWN)?,
        kind: *KINDS.get(kind).ok_or(UNKNOWN)?,
        document,
        objects,
        content,
        manifest,
        changes,
        rename,
        beside,
    })
}

fn text(w: &mut Writer, text: &str) {
    w.value(tag::UTF8_STRING, text.as_bytes());
}

fn string(fields: &mut Reader<'_>) -> asn1::Result<String> {
    let value = fields.expect(tag::UTF8_STRING)?.value;
    String::from_utf8(value.to_vec()).map_err(|_| asn1::Error::Value("UTF8String"))
}

fn digest(w: &mut Writer, digest: &ContentDigest) {
    w.sequence(|w| {
        digest.algorithm.write(w);
        w.octets(&digest.value);
    });
}

fn read_digest(fields: &mut Reader<'_>) -> asn1::Result<ContentDigest> {
    let mut digest = fields.sequence()?;
    let identifier = digest.read()?;
    let algorithm = DigestAlgorithm::read(&identifier).map_err(|_| asn1::Error::Value("digest algorithm"))?;
    let value = digest.expect(tag::OCTET_STRING)?.value.to_vec();
    digest.finish()?;
    Ok(ContentDigest { algorithm, value })
}

fn entry(w: &mut Writer, entry: &NewEntry) {
    w.sequence(|w| {
        text(w, &entry.name);
        w.octets(&entry.octets);
    });
}

fn read_entry(fields: &mut Reader<'_>) -> asn1::Result<NewEntry> {
    let mut entry = fields.sequence()?;
    let read =
        NewEntry { name: string(&mut entry)?, octets: entry.expect(tag::OCTET_STRING)?.value.to_vec() };
    entry.finish()?;
    Ok(read)
}
