//! A container as a whole: what it is, which documents sign what, and what nobody signed.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read,
};

use cades::{ContentDigests, ReadSeek};
use x509::alg::DigestAlgorithm;

use crate::{
    Entry, Error, Finding, Limits, Manifest, ManifestError, ReferenceState,
    archive::{Archive, Directory},
    manifest::{XMLDSIG, parse_xml},
    names::entry_of_uri,
    role::{MIMETYPE, Role, role},
};

/// Media type of ASiC-S (EN 319 162-1 §4.3.3.1).
pub const ASIC_S: &str = "application/vnd.etsi.asic-s+zip";
/// Media type of ASiC-E (EN 319 162-1 §4.4.3.1).
pub const ASIC_E: &str = "application/vnd.etsi.asic-e+zip";
const OPEN_DOCUMENT: &str = "application/vnd.oasis.opendocument.";

/// What a container is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// ASiC-S: one data file with its signatures or time stamp.
    Simple,
    /// ASiC-E: data files, and signatures that name the ones they are about. Also `.bdoc`, `.edoc` and
    /// `.adoc`.
    Extended,
    /// OpenDocument with `META-INF/documentsignatures.xml`; read as ASiC-E with XAdES.
    OpenDocument,
}

/// What kind of proof a document of `META-INF` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    /// A detached CMS envelope (`.p7s`).
    Cades,
    /// XML with one or more signatures.
    Xades,
    /// A time-stamp token (`.tst`).
    TimeStamp,
    /// An evidence record (RFC 4998, RFC 6283): listed, not examined.
    EvidenceRecord,
}

/// What the octets are that a signature document is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Over {
    /// A data file.
    Data(String),
    /// A manifest, which names the data: see [`Container::manifest`].
    Manifest(String),
    /// What the references of the XML signatures name.
    References,
    /// It cannot be told: the faults say why.
    Unknown,
}

/// A document of `META-INF` with signatures or a time stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its entry.
    pub name: String,
    /// What it is.
    pub kind: DocumentKind,
    /// What it is over.
    pub over: Over,
    /// The data files it is about, in the order in which they are named: whether they are the ones
    /// that were signed, manifest and signature say.
    pub covers: Vec<String>,
    /// It is over an ASiCArchiveManifest: an archive time stamp.
    pub archive: bool,
    /// For what its signatures cannot be valid (FORMAT_FAILURE), whatever they say.
    pub faults: Vec<Fault>,
}

/// What makes a signature document, or the whole container, break the rules of EN 319 162-1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// An ASiC-S has no data file or more than one (§4.3.3.1).
    #[error("a simple container has one data file, not {0}")]
    DataFiles(usize),
    /// An ASiC-S has more than one signature document beside its data (§4.3.3.2).
    #[error("a simple container has one signature document, not {0}")]
    SignatureDocuments(usize),
    /// No readable manifest refers to this document (§4.4.3.2).
    #[error("no manifest names {0}")]
    NoManifest(String),
    /// Several manifests claim this document.
    #[error("several manifests name {0}")]
    SeveralManifests(String),
    /// A manifest is not readable.
    #[error("the manifest {name}: {error}")]
    Manifest {
        /// Its entry.
        name: String,
        /// What is wrong.
        error: ManifestError,
    },
    /// A manifest refers to a signature that is not there.
    #[error("the manifest {name} names the signature {signature}, which is not there")]
    SignatureMissing {
        /// The manifest.
        name: String,
        /// What it names.
        signature: String,
    },
    /// A document with XML signatures is not readable.
    #[error("the document {name}: {error}")]
    Document {
        /// Its entry.
        name: String,
        /// What is wrong.
        error: ManifestError,
    },
}

/// A container that was read. The cryptographic part is with the crates of the signatures: this one
/// gives them what they need.
#[derive(Debug)]
pub struct Container<'a> {
    archive: Archive<'a>,
    form: Form,
    mimetype: Option<String>,
    findings: Vec<Finding>,
    faults: Vec<Fault>,
    documents: Vec<Document>,
    manifests: Vec<Manifest>,
    limits: Limits,
}

impl<'a> Container<'a> {
    /// Reads a container, checks its ZIP and compares every digest of its manifests: one pass over each
    /// data file that is named in one.
    ///
    /// # Errors
    /// [`Error::NotAContainer`] for another ZIP, else [`Error`].
    pub fn read(source: &'a mut (dyn ReadSeek + 'a), limits: &Limits) -> Result<Self, Error> {
        let directory = Directory::read(source, limits)?;
        if !directory.names().any(|name| name == MIMETYPE || role(name).is_proof()) {
            return Err(Error::NotAContainer);
        }
        let mut archive = Archive::of_directory(source, &directory, limits)?;
        let mut findings = archive.findings().to_vec();
        let mimetype = read_mimetype(&mut archive, &mut findings)?;
        let form = form(&archive, mimetype.as_deref(), &mut findings).ok_or(Error::NotAContainer)?;
        let mut container = Self {
            archive,
            form,
            mimetype,
            findings,
            faults: Vec::new(),
            documents: Vec::new(),
            manifests: Vec::new(),
            limits: limits.clone(),
        };
        container.read_manifests()?;
        container.compare_references()?;
        container.read_documents()?;
        container.note_the_rest();
        Ok(container)
    }

    /// What it is.
    pub fn form(&self) -> Form {
        self.form
    }

    /// What its entry `mimetype` says.
    pub fn mimetype(&self) -> Option<&str> {
        self.mimetype.as_deref()
    }

    /// What is odd, and does not make a signature invalid.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// For what no signature of the container can be valid (FORMAT_FAILURE).
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The documents with signatures and time stamps, in the order of the ZIP.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The manifests that are readable.
    pub fn manifests(&self) -> &[Manifest] {
        &self.manifests
    }

    /// The manifest of this name.
    pub fn manifest(&self, name: &str) -> Option<&Manifest> {
        self.manifests.iter().find(|manifest| manifest.name == name)
    }

    /// The entries that are neither `mimetype` nor in `META-INF`, without folders.
    pub fn data_files(&self) -> impl Iterator<Item = &Entry> {
        self.archive.entries().iter().filter(|entry| is_data(entry))
    }

    /// All entries, folders too.
    pub fn entries(&self) -> &[Entry] {
        self.archive.entries()
    }

    /// The data files that no signature and no time stamp is about.
    pub fn uncovered(&self) -> impl Iterator<Item = &str> {
        let covered: BTreeSet<&str> =
            self.documents.iter().flat_map(|document| &document.covers).map(String::as_str).collect();
        self.data_files().map(|entry| entry.name.as_str()).filter(move |name| !covered.contains(name))
    }

    /// The content of an entry, as a stream.
    ///
    /// # Errors
    /// [`Error::EntryMissing`], [`Error::Io`].
    pub fn open(&mut self, name: &str) -> Result<impl Read + use<'_, 'a>, Error> {
        self.archive.open(name)
    }

    /// The octets of a signature document or manifest, at most [`Limits::document_octets`].
    ///
    /// # Errors
    /// [`Error::EntryMissing`], [`Error::Limit`], [`Error::Damaged`], [`Error::Io`].
    pub fn octets(&mut self, name: &str) -> Result<Vec<u8>, Error> {
        self.archive.octets(name, self.limits.document_octets)
    }

    /// The digests of an entry of any size: what `cades` asks for to verify a detached signature.
    ///
    /// # Errors
    /// [`Error::EntryMissing`], [`Error::Damaged`], [`Error::Io`].
    pub fn digests(&mut self, name: &str, algorithms: &[DigestAlgorithm]) -> Result<ContentDigests, Error> {
        self.archive.digests(name, algorithms)
    }

    /// The archive manifest that is about this entry: whoever changes the entry breaks its time stamp.
    pub fn locked_by(&self, name: &str) -> Option<&str> {
        let names = |manifest: &&Manifest| {
            let mut entries =
                manifest.references.iter().filter_map(|reference| reference.entry.as_ref().ok());
            manifest.archive && entries.any(|entry| entry == name)
        };
        self.manifests.iter().find(names).map(|manifest| manifest.name.as_str())
    }

    /// The media type some manifest gives to this entry.
    pub fn media_type(&self, name: &str) -> Option<String> {
        let given = |manifest: &Manifest| {
            let of_signature =
                manifest.signature_type.clone().filter(|_| manifest.signature.as_deref() == Ok(name));
            let mut references = manifest.references.iter();
            of_signature.or_else(|| {
                references.find(|reference| reference.entry.as_deref() == Ok(name))?.media_type.clone()
            })
        };
        self.manifests.iter().find_map(given)
    }

    /// The ZIP itself.
    pub fn archive(&mut self) -> &mut Archive<'a> {
        &mut self.archive
    }

    fn names_with(&self, wanted: impl Fn(Role) -> bool) -> Vec<String> {
        self.archive
            .entries()
            .iter()
            .filter(|entry| wanted(role(&entry.name)))
            .map(|entry| entry.name.clone())
            .collect()
    }

    fn read_manifests(&mut self) -> Result<(), Error> {
        let mut references = 0;
        for name in self.names_with(|role| matches!(role, Role::Manifest { .. })) {
            let archive = role(&name) == Role::Manifest { archive: true };
            let octets = self.archive.octets(&name, self.limits.xml_octets)?;
            match Manifest::parse(&name, &octets, archive) {
                Ok(manifest) => {
                    references += manifest.references.len();
                    if references > self.limits.references {
                        let limit = self.limits.references as u64;
                        return Err(Error::Limit { what: "references of manifests", limit });
                    }
                    self.manifests.push(manifest);
                }
                Err(error) => self.faults.push(Fault::Manifest { name, error }),
            }
        }
        Ok(())
    }

    /// Compares the digests of all manifests, with one pass over each entry.
    fn compare_references(&mut self) -> Result<(), Error> {
        let mut wanted: BTreeMap<String, BTreeSet<DigestAlgorithm>> = BTreeMap::new();
        for reference in self.manifests.iter().flat_map(|manifest| &manifest.references) {
            if let (Ok(entry), Ok(algorithm)) = (&reference.entry, &reference.algorithm) {
                wanted.entry(entry.clone()).or_default().insert(*algorithm);
            }
        }
        let mut found = BTreeMap::new();
        for (entry, algorithms) in wanted {
            if self.archive.entry(&entry).is_some_and(|entry| !entry.is_folder()) {
                let algorithms: Vec<_> = algorithms.into_iter().collect();
                let digests = self.archive.digests(&entry, &algorithms)?;
                found.insert(entry, digests);
            }
        }
        for reference in self.manifests.iter_mut().flat_map(|manifest| &mut manifest.references) {
            let digests = reference.entry.as_ref().ok().and_then(|entry| found.get(entry));
            reference.state = match (&reference.algorithm, digests) {
                (Err(_), _) => ReferenceState::UnknownAlgorithm,
                (_, None) => ReferenceState::Missing,
                (Ok(algorithm), Some(digests)) if digests.get(*algorithm) == Some(&reference.digest) => {
                    ReferenceState::Intact
                }
                _ => ReferenceState::Altered,
            };
        }
        Ok(())
    }

    fn read_documents(&mut self) -> Result<(), Error> {
        let names = self.names_with(Role::is_proof);
        let data: Vec<String> = self.data_files().map(|entry| entry.name.clone()).collect();
        if self.form == Form::Simple && data.len() != 1 {
            self.faults.push(Fault::DataFiles(data.len()));
        }
        for name in names {
            let Role::Proof(kind) = role(&name) else { continue };
            let mut document = Document {
                name,
                kind,
                over: Over::Unknown,
                covers: Vec::new(),
                archive: false,
                faults: Vec::new(),
            };
            match kind {
                DocumentKind::Xades => self.follow_references(&mut document)?,
                _ => self.follow_manifest(&mut document, &data),
            }
            self.documents.push(document);
        }
        let over_data = |document: &&Document| matches!(document.over, Over::Data(_) | Over::References);
        let count = self.documents.iter().filter(over_data).count();
        if self.form == Form::Simple && count > 1 {
            self.faults.push(Fault::SignatureDocuments(count));
        }
        for manifest in &self.manifests {
            let signature = manifest.signature.as_ref().unwrap_or_else(|uri| uri);
            if !self.documents.iter().any(|document| document.name == *signature) {
                let (name, signature) = (manifest.name.clone(), signature.clone());
                self.faults.push(Fault::SignatureMissing { name, signature });
            }
        }
        Ok(())
    }

    /// A p7s or a time stamp is over the manifest that names it; in an ASiC-S without one over the data.
    fn follow_manifest(&self, document: &mut Document, data: &[String]) {
        let mut naming =
            self.manifests.iter().filter(|manifest| manifest.signature.as_ref() == Ok(&document.name));
        match (naming.next(), naming.next(), self.form, data) {
            (Some(manifest), None, ..) => {
                document.over = Over::Manifest(manifest.name.clone());
                document.archive = manifest.archive;
                let entries =
                    manifest.references.iter().filter_map(|reference| reference.entry.as_ref().ok());
                let data: BTreeSet<&String> = data.iter().collect();
                let covered = entries.filter(|name| data.contains(name));
                document.covers = unique(covered.cloned());
            }
            (Some(_), Some(_), ..) => {
                document.faults.push(Fault::SeveralManifests(document.name.clone()));
            }
            (None, _, Form::Simple, [one]) => {
                document.over = Over::Data(one.clone());
                document.covers = vec![one.clone()];
            }
            // The fault is with the container.
            (None, _, Form::Simple, _) => {}
            _ => document.faults.push(Fault::NoManifest(document.name.clone())),
        }
    }

    /// XML signatures name what they are about in the URIs of their references.
    fn follow_references(&mut self, document: &mut Document) -> Result<(), Error> {
        let octets = self.archive.octets(&document.name, self.limits.document_octets)?;
        match referred(&octets) {
            Ok(entries) => {
                document.over = Over::References;
                let data: BTreeSet<&str> = self.data_files().map(|entry| entry.name.as_str()).collect();
                document.covers = unique(entries.into_iter().filter(|entry| data.contains(entry.as_str())));
            }
            Err(error) => {
                document.faults.push(Fault::Document { name: document.name.clone(), error });
            }
        }
        Ok(())
    }

    fn note_the_rest(&mut self) {
        let unknown = self.names_with(|role| role == Role::Unknown);
        self.findings.extend(unknown.into_iter().map(|name| Finding::UnknownRole { name }));
        let mut more = Vec::new();
        if self.form == Form::Simple {
            let below = self.data_files().filter(|entry| entry.name.contains('/'));
            more.extend(below.map(|entry| Finding::NotInRoot { name: entry.name.clone() }));
        }
        if !self.documents.is_empty() {
            more.extend(self.uncovered().map(|name| Finding::Uncovered { name: name.to_owned() }));
        }
        self.findings.append(&mut more);
    }
}

fn is_data(entry: &Entry) -> bool {
    !entry.is_folder() && role(&entry.name) == Role::Data
}

fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names.filter(|name| seen.insert(name.clone())).collect()
}

/// The entries that the references of the XML signatures in a document name. What stands elsewhere than
/// in a signature that is the root or its child (EN 319 162-1 §4.4.3.2) covers nothing: a counter-signature,
/// or something that nobody looks at.
fn referred(octets: &[u8]) -> Result<Vec<String>, ManifestError> {
    let document = parse_xml(octets)?;
    let root = document.root_element();
    let is_own = |signature: roxmltree::Node<'_, '_>| {
        signature.has_tag_name((XMLDSIG, "Signature"))
            && (signature == root || signature.parent_element() == Some(root))
    };
    let signed_info = |node: &roxmltree::Node<'_, '_>| {
        node.has_tag_name((XMLDSIG, "Reference"))
            && node.parent_element().is_some_and(|parent| {
                parent.has_tag_name((XMLDSIG, "SignedInfo")) && parent.parent_element().is_some_and(is_own)
            })
    };
    let references = document.descendants().filter(signed_info);
    Ok(references.filter_map(|node| entry_of_uri(node.attribute("URI")?)).collect())
}

fn read_mimetype(archive: &mut Archive<'_>, findings: &mut Vec<Finding>) -> Result<Option<String>, Error> {
    let Some(entry) = archive.entry(MIMETYPE) else {
        findings.push(Finding::MimetypeMissing);
        return Ok(None);
    };
    if entry.offset != 0 {
        findings.push(Finding::MimetypeNotFirst);
    }
    if !entry.plain {
        findings.push(Finding::MimetypeNotPlain);
    }
    let octets = archive.octets(MIMETYPE, 1024)?;
    let text = String::from_utf8_lossy(&octets).into_owned();
    let trimmed = text.trim_start_matches('\u{feff}').trim();
    if trimmed != text {
        findings.push(Finding::MimetypeBlanks);
    }
    Ok(Some(trimmed.to_owned()))
}

/// What the container is by its media type, or else by what it holds. `None` for a ZIP that only
/// happens to have an entry `mimetype`.
fn form(archive: &Archive<'_>, mimetype: Option<&str>, findings: &mut Vec<Finding>) -> Option<Form> {
    match mimetype {
        Some(ASIC_S) => return Some(Form::Simple),
        Some(ASIC_E) => return Some(Form::Extended),
        Some(text) if text.starts_with(OPEN_DOCUMENT) => return Some(Form::OpenDocument),
        _ => {}
    }
    let names = || archive.entries().iter().map(|entry| entry.name.as_str());
    if !names().any(|name| role(name).is_proof()) {
        return None;
    }
    if let Some(text) = mimetype {
        findings.push(Finding::MimetypeUnknown { text: text.to_owned() });
    }
    let simple = names().any(|name| {
        matches!(name, "META-INF/signature.p7s" | "META-INF/signatures.xml" | "META-INF/timestamp.tst")
    });
    let one = archive.entries().iter().filter(|entry| is_data(entry)).count() == 1;
    let manifest = names().any(|name| matches!(role(name), Role::Manifest { .. } | Role::PackageManifest));
    Some(if simple && one && !manifest { Form::Simple } else { Form::Extended })
}
