//! Making containers and adding to them, in two steps: [`prepare`] says what has to be signed,
//! [`ToSign`] can be stored, and writes the container when the signature is there.

mod stored;

use std::io::{self, Cursor, Read, Seek, Write};

use cades::{ContentDigest, ContentDigests};
use jiff::civil::DateTime;
use x509::alg::{DigestAlgorithm, Hasher};

use crate::{
    Container, DataFile, DocumentKind, Error, Form, ManifestError, NewEntry, names,
    role::{META_INF, Role, role},
    write::{Writer, mimetype_of, rewrite_renaming},
    xml,
};

/// Why a container is not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// The data is not what was prepared.
    #[error("{0} is not the file that was to be signed")]
    DataChanged(String),
    /// The digests were not all made with one algorithm.
    #[error("the files to be signed are digested with different algorithms")]
    DigestAlgorithms,
    /// A simple container holds one file, an extended one at least one.
    #[error("this form of container is not for {0} files")]
    DataFiles(usize),
    /// This form of container, or this kind of signature, is not made here.
    #[error("signatures of this kind are not added to this container")]
    Form,
    /// An archive time stamp is about this entry: it may not change.
    #[error("{name} is under the archive time stamp of {manifest}")]
    Locked {
        /// The entry.
        name: String,
        /// The manifest that names it.
        manifest: String,
    },
    /// The name cannot be given to an entry, or is taken.
    #[error("an entry cannot be called {0:?}")]
    Name(String),
    /// The octets are not a detached signature, a time-stamp token, or a ds:Signature element.
    #[error("what is to be put in is not a signature of this kind")]
    NotASignature,
    /// The container, or what it holds, is not readable.
    #[error(transparent)]
    Read(#[from] Error),
    /// What was stored is not readable.
    #[error("the stored state is not readable: {0}")]
    Stored(asn1::Error),
    /// A ZIP knows times from 1980 to 2107.
    #[error("{0} cannot be written into a ZIP")]
    Time(DateTime),
    /// The document that is there already is not readable.
    #[error("the document with the signatures so far: {0}")]
    Document(ManifestError),
}

impl From<io::Error> for CreateError {
    fn from(source: io::Error) -> Self {
        Self::Read(Error::Io(source))
    }
}

impl From<zip::result::ZipError> for CreateError {
    fn from(error: zip::result::ZipError) -> Self {
        Self::Read(error.into())
    }
}

/// A file that is to be signed, by its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataObject {
    /// Its entry.
    pub name: String,
    /// Its media type, if it is to be named.
    pub media_type: Option<String>,
    /// Its digest. All of a container are made with the same algorithm.
    pub digest: ContentDigest,
}

impl DataObject {
    /// The URI by which manifests and XML signatures refer to it.
    pub fn uri(&self) -> String {
        names::uri_of_entry(&self.name)
    }
}

/// A container that waits for its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToSign {
    form: Form,
    kind: DocumentKind,
    /// The entry that gets the signature.
    document: String,
    objects: Vec<DataObject>,
    content: ContentDigest,
    manifest: Option<NewEntry>,
    /// Entries that change together with it.
    changes: Vec<NewEntry>,
    /// The archive manifest before this one, and its new name.
    rename: Option<(String, String)>,
    /// The document so far, where the signature goes beside others in it.
    beside: bool,
}

/// Prepares the first signature, or a time stamp, of a new container with these files.
///
/// # Errors
/// [`CreateError::Form`] for an OpenDocument or an evidence record, [`CreateError::DataFiles`],
/// [`CreateError::Name`], [`CreateError::DigestAlgorithms`].
pub fn prepare(form: Form, kind: DocumentKind, objects: Vec<DataObject>) -> Result<ToSign, CreateError> {
    let mut seen = std::collections::HashSet::new();
    for object in &objects {
        let data = names::is_safe(&object.name)
            && role(&object.name) == Role::Data
            && !object.name.ends_with('/')
            && (form != Form::Simple || !object.name.contains('/'));
        if !data || !seen.insert(&object.name) {
            return Err(CreateError::Name(object.name.clone()));
        }
    }
    of_objects(form, kind, objects, &|_| false)
}

/// Prepares a further signature, or a time stamp, of the files of a container: of those that `wanted`
/// chooses in an extended one, of the only one in a simple one.
///
/// In a simple container the signature goes beside those that are there. With CAdES give
/// [`ToSign::add`] the envelope that [`cades::append`] made of the one that is there, in
/// `META-INF/signature.p7s`.
///
/// # Errors
/// As [`prepare`]; [`CreateError::Locked`] when an archive time stamp forbids to add to a simple
/// container.
pub fn prepare_further(
    container: &mut Container<'_>,
    kind: DocumentKind,
    algorithm: DigestAlgorithm,
    media_type: impl Fn(&str) -> Option<String>,
    wanted: impl Fn(&str) -> bool,
) -> Result<ToSign, CreateError> {
    let names: Vec<String> = container.data_files().map(|entry| entry.name.clone()).collect();
    let mut objects = Vec::new();
    for name in names.into_iter().filter(|name| wanted(name)) {
        let digest = digest_of(&container.digests(&name, &[algorithm])?, algorithm);
        objects.push(DataObject { media_type: media_type(&name), name, digest });
    }
    let taken = |name: &str| container.entries().iter().any(|entry| entry.name == name);
    let mut to_sign = of_objects(container.form(), kind, objects, &taken)?;
    if container.form() == Form::Simple {
        let other = container.documents().iter().any(|document| document.name != to_sign.document);
        to_sign.beside = taken(&to_sign.document);
        if other || to_sign.beside && kind == DocumentKind::TimeStamp {
            return Err(CreateError::Form);
        }
        if let Some(manifest) = container.locked_by(&to_sign.document) {
            return Err(CreateError::Locked { name: to_sign.document, manifest: manifest.to_owned() });
        }
    }
    Ok(to_sign)
}

/// Prepares an archive time stamp over all there is in an extended container, by an
/// ASiCArchiveManifest (EN 319 162-1 §A.7; level B-LTA with CAdES). `changes` are entries that change at
/// the same time: the last archive time stamp with its validation data, signatures at level LT.
///
/// # Errors
/// [`CreateError::Form`] for other containers, [`CreateError::Locked`] when a change touches what an
/// older archive time stamp is about.
pub fn prepare_archive(
    container: &mut Container<'_>,
    algorithm: DigestAlgorithm,
    changes: Vec<NewEntry>,
) -> Result<ToSign, CreateError> {
    if container.form() != Form::Extended {
        return Err(CreateError::Form);
    }
    let taken = |name: &str| container.entries().iter().any(|entry| entry.name == name);
    let rename = taken(ARCHIVE_MANIFEST)
        .then(|| (ARCHIVE_MANIFEST.to_owned(), numbered("ASiCArchiveManifest", ".xml", &taken)));
    let document = numbered("timestamp", ".tst", &taken);
    if let Some(change) = changes.iter().find(|change| container.locked_by(&change.name).is_some()) {
        let manifest = container.locked_by(&change.name).unwrap_or_default().to_owned();
        return Err(CreateError::Locked { name: change.name.clone(), manifest });
    }
    let names: Vec<String> = container
        .entries()
        .iter()
        .filter(|entry| !entry.is_folder() && role(&entry.name) != Role::Mimetype)
        .map(|entry| entry.name.clone())
        .collect();
    let mut objects = Vec::new();
    for name in names {
        let digest = match changes.iter().find(|change| change.name == name) {
            Some(change) => ContentDigest::of_slice(&change.octets, algorithm),
            None => digest_of(&container.digests(&name, &[algorithm])?, algorithm),
        };
        let media_type = container.media_type(&name);
        let name = rename.as_ref().filter(|(old, _)| *old == name).map_or(name, |(_, new)| new.clone());
        objects.push(DataObject { name, media_type, digest });
    }
    let root = rename.as_ref().map(|(_, new)| new.as_str());
    let octets = xml::manifest(&document, xml::TOKEN_TYPE, &objects, root);
    Ok(ToSign {
        form: Form::Extended,
        kind: DocumentKind::TimeStamp,
        document,
        objects,
        content: ContentDigest::of_slice(&octets, algorithm),
        manifest: Some(NewEntry { name: ARCHIVE_MANIFEST.to_owned(), octets }),
        changes,
        rename,
        beside: false,
    })
}

const ARCHIVE_MANIFEST: &str = "META-INF/ASiCArchiveManifest.xml";

fn digest_of(digests: &ContentDigests, algorithm: DigestAlgorithm) -> ContentDigest {
    let value = digests.get(algorithm).unwrap_or_default().to_vec();
    ContentDigest { algorithm, value }
}

/// The first name of this kind that is free.
fn numbered(stem: &str, ending: &str, taken: &dyn Fn(&str) -> bool) -> String {
    let names = (1u32..).map(|number| format!("{META_INF}{stem}{number:03}{ending}"));
    names.into_iter().find(|name| !taken(name)).unwrap_or_default()
}

fn of_objects(
    form: Form,
    kind: DocumentKind,
    objects: Vec<DataObject>,
    taken: &dyn Fn(&str) -> bool,
) -> Result<ToSign, CreateError> {
    let [first, rest @ ..] = &objects[..] else { return Err(CreateError::DataFiles(0)) };
    if rest.iter().any(|object| object.digest.algorithm != first.digest.algorithm) {
        return Err(CreateError::DigestAlgorithms);
    }
    if form == Form::Simple && !rest.is_empty() {
        return Err(CreateError::DataFiles(objects.len()));
    }
    let (document, media_type) = match (form, kind) {
        (Form::OpenDocument, _) | (_, DocumentKind::EvidenceRecord) => return Err(CreateError::Form),
        (Form::Simple, DocumentKind::Cades) => (format!("{META_INF}signature.p7s"), xml::SIGNATURE_TYPE),
        (Form::Simple, DocumentKind::TimeStamp) => (format!("{META_INF}timestamp.tst"), xml::TOKEN_TYPE),
        (Form::Simple, DocumentKind::Xades) => (format!("{META_INF}signatures.xml"), ""),
        (_, DocumentKind::Cades) => (numbered("signature", ".p7s", taken), xml::SIGNATURE_TYPE),
        (_, DocumentKind::TimeStamp) => (numbered("timestamp", ".tst", taken), xml::TOKEN_TYPE),
        (_, DocumentKind::Xades) => (numbered("signatures", ".xml", taken), ""),
    };
    let manifest = (form == Form::Extended && kind != DocumentKind::Xades).then(|| NewEntry {
        name: numbered("ASiCManifest", ".xml", taken),
        octets: xml::manifest(&document, media_type, &objects, None),
    });
    let content = match &manifest {
        Some(manifest) => ContentDigest::of_slice(&manifest.octets, first.digest.algorithm),
        None => first.digest.clone(),
    };
    let package = format!("{META_INF}manifest.xml");
    let mut changes = Vec::new();
    if form == Form::Extended && kind == DocumentKind::Xades && !taken(&package) {
        changes.push(NewEntry { name: package, octets: xml::package_manifest(&objects) });
    }
    Ok(ToSign { form, kind, document, objects, content, manifest, changes, rename: None, beside: false })
}

impl ToSign {
    /// What a CAdES signature or a time stamp has to be over: the data file of a simple container, the
    /// manifest of an extended one.
    pub fn content(&self) -> &ContentDigest {
        &self.content
    }

    /// What the references of an XML signature have to name, by [`DataObject::uri`].
    pub fn objects(&self) -> &[DataObject] {
        &self.objects
    }

    /// What kind of signature is awaited.
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The entry it will stand in.
    pub fn document(&self) -> &str {
        &self.document
    }

    /// Writes a new container with the files and their signature: a detached envelope, a time-stamp
    /// token, or the ds:Signature element alone or in an asic:XAdESSignatures, which must be
    /// canonicalised exclusively: others may come beside it. `at` is the time written beside all entries.
    ///
    /// # Errors
    /// [`CreateError::DataChanged`] when a file is another, [`CreateError::NotASignature`], or when
    /// writing fails.
    pub fn create<W: Write + Seek>(
        &self,
        signature: &[u8],
        data: &mut [DataFile<'_>],
        at: DateTime,
        out: W,
    ) -> Result<W, CreateError> {
        let document = self.with_signature(signature, None)?;
        if data.len() != self.objects.len() {
            return Err(CreateError::DataFiles(data.len()));
        }
        let mut writer = Writer::begin(out, mimetype_of(self.form), at)?;
        for (file, object) in data.iter_mut().zip(&self.objects) {
            let mut content =
                Digesting { inner: &mut *file.content, hasher: object.digest.algorithm.hasher() };
            writer.put(file.name, &mut content)?;
            if file.name != object.name || content.hasher.finish() != object.digest.value {
                return Err(CreateError::DataChanged(object.name.clone()));
            }
        }
        for entry in self.changes.iter().chain(&self.manifest).chain([&document]) {
            writer.put(&entry.name, &entry.octets[..])?;
        }
        writer.finish()
    }

    /// Writes the container again with the signature in it. Nothing else changes: the other entries
    /// are copied as they stand.
    ///
    /// # Errors
    /// As [`Self::create`].
    pub fn add<W: Write + Seek>(
        &self,
        signature: &[u8],
        container: &mut Container<'_>,
        at: DateTime,
        out: W,
    ) -> Result<W, CreateError> {
        for object in &self.objects {
            let old = self.rename.as_ref().filter(|(_, new)| *new == object.name);
            let name = old.map_or(&object.name, |(old, _)| old);
            if self.changes.iter().any(|change| change.name == *name) {
                continue;
            }
            let algorithm = object.digest.algorithm;
            let digests = container.digests(name, &[algorithm])?;
            if digests.get(algorithm) != Some(&object.digest.value) {
                return Err(CreateError::DataChanged(object.name.clone()));
            }
        }
        let there = if self.beside { Some(container.octets(&self.document)?) } else { None };
        let document = self.with_signature(signature, there.as_deref())?;
        let entries: Vec<NewEntry> =
            self.changes.iter().chain(&self.manifest).chain([&document]).cloned().collect();
        let clash = |entry: &&NewEntry| {
            let replaced = self.changes.contains(entry)
                || self.beside && entry.name == self.document
                || self.rename.as_ref().is_some_and(|(old, _)| *old == entry.name);
            !replaced && container.entries().iter().any(|other| other.name == entry.name)
        };
        if let Some(entry) = entries.iter().find(clash) {
            return Err(CreateError::Name(entry.name.clone()));
        }
        rewrite_renaming(container, &entries, self.rename.as_ref(), at, out)
    }

    /// The entry with the signature, beside those that are there.
    fn with_signature(&self, signature: &[u8], there: Option<&[u8]>) -> Result<NewEntry, CreateError> {
        let octets = match self.kind {
            DocumentKind::Xades => xml::signatures(signature, there)?,
            DocumentKind::TimeStamp => {
                let token = cades::token::TimeStampToken::read(signature, &cades::Limits::default())
                    .map_err(|_| CreateError::NotASignature)?;
                if !token.covers_digest(self.content.algorithm, &self.content.value) {
                    return Err(CreateError::NotASignature);
                }
                token.raw().to_vec()
            }
            _ => {
                let envelope =
                    cades::SignedData::read(&mut Cursor::new(signature), &cades::Limits::default())
                        .map_err(|_| CreateError::NotASignature)?;
                if !envelope.is_detached() {
                    return Err(CreateError::NotASignature);
                }
                signature.to_vec()
            }
        };
        Ok(NewEntry { name: self.document.clone(), octets })
    }
}

/// Digests what is read.
struct Digesting<'a> {
    inner: &'a mut dyn Read,
    hasher: Hasher,
}

impl Read for Digesting<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        Ok(read)
    }
}
