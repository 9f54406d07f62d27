//! Signing in two steps: [`prepare`] writes the incremental update with room for the signature,
//! [`ToSign::complete`] puts the signature there (EN 319 142-1, 5 and 6; ISO 32000-2, 12.8).

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;

use asn1::{Reader, Writer, tag};
use jiff::Timestamp;
use jiff::tz::Offset;
use x509::Certificate;
use x509::alg::{KeyType, SignatureAlgorithm};

use crate::Malformed;
use crate::form::{self, Field};
use crate::pdf::{Damage, Dictionary, Document, Object, ObjectId, View, write_text};
use crate::read::{FieldLock, Permission, read_transforms};
use crate::text::{decode_text, format_date};
use crate::update::{Update, hex};

/// What the signer decides about the signature of a PDF.
#[derive(Clone, Debug)]
pub struct Options {
    /// Claimed signing time, `/M`.
    pub signing_time: Timestamp,
    /// The offset that `/M` is written with.
    pub offset: Offset,
    /// 16 random octets: the new second half of the file identifier.
    pub file_id: [u8; 16],
    /// Fully qualified name of the signature field. An empty field of this name is filled; if there is
    /// none, an invisible one is made on page 1. Without a name a new field `SignatureN` is made.
    pub field: Option<String>,
    /// `/Name`: the signer's name as the signer wants it shown.
    pub name: Option<String>,
    /// `/Reason`.
    pub reason: Option<String>,
    /// `/Location`.
    pub location: Option<String>,
    /// `/ContactInfo`.
    pub contact_info: Option<String>,
    /// Certifies the document: what may still be changed later. Only for the first signature.
    pub certification: Option<Permission>,
    /// Octets of room beside the signature itself: 6500 for a time-stamp token to be put in later.
    pub reserve: usize,
}

impl Options {
    /// An approval signature with nothing but its time (UTC) in a new invisible field.
    pub fn new(signing_time: Timestamp, file_id: [u8; 16]) -> Self {
        Options {
            signing_time,
            offset: Offset::UTC,
            file_id,
            field: None,
            name: None,
            reason: None,
            location: None,
            contact_info: None,
            certification: None,
            reserve: 0,
        }
    }
}

/// Why a PDF is not signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The document is signed already; certifying is for the first signature only.
    #[error("a document that is signed already cannot be certified")]
    AlreadySigned,
    /// Making the CMS signature failed.
    #[error(transparent)]
    Cms(#[from] cades::SignError),
    /// The certificate does not parse.
    #[error("the certificate: {0}")]
    Certificate(#[from] x509::Error),
    /// The file is not the one that was prepared.
    #[error("the document changed while it was signed")]
    ContentChanged,
    /// An update on a file put together like this might show other content to other readers.
    #[error("the file is damaged ({0:?}); it must be saved anew before it is signed")]
    Damaged(Damage),
    /// The signature needs more room than was left for it: prepare again with `reserve`.
    #[error("the signature takes {needed} octets, {reserved} were reserved")]
    DoesNotFit {
        /// Octets of the CMS structure.
        needed: usize,
        /// Octets there are.
        reserved: usize,
    },
    /// The file is protected with a password.
    #[error("the file is encrypted")]
    Encrypted,
    /// The named field is locked by an earlier signature.
    #[error("the field {0} is locked by an earlier signature")]
    FieldLocked(String),
    /// The named field cannot take a signature: it is of another kind, or not an object of its own.
    #[error("the field {0} is not a signature field that can be signed")]
    FieldNotUsable(String),
    /// The named field is signed already.
    #[error("the field {0} is signed already")]
    FieldSigned(String),
    /// The bytes are no PDF.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// The page tree leads to no page.
    #[error("the document has no page")]
    NoPage,
    /// An earlier signature certifies that nothing may change any more (DocMDP, P = 1).
    #[error("an earlier signature forbids any change, further signatures included")]
    NoChangesAllowed,
    /// The field demands something of the signature that it will not have (seed value).
    #[error("the field demands a {0} that this signature does not have")]
    SeedValue(&'static str),
    /// The stored octets are not a [`ToSign`].
    #[error("the stored signing request is damaged")]
    Stored,
    /// Offsets have ten digits in a cross-reference table.
    #[error("the file is too large for its cross-reference table")]
    TooLarge,
    /// Objects after the end of the file that no cross-reference lists.
    #[error("behind its end the file holds objects that only some readers show")]
    UnlistedObjects,
}

/// Prepares a PAdES-B-B signature of `pdf`: the incremental update with everything but the signature
/// value. `chain` holds the certificates of the issuing authorities; a root among them is left out.
///
/// # Errors
/// [`SignError`]: the file cannot or may not be signed.
pub fn prepare(
    pdf: &[u8],
    options: &Options,
    algorithm: SignatureAlgorithm,
    certificate: &Certificate,
    chain: &[Certificate],
) -> Result<ToSign, SignError> {
    let document = Document::open(pdf)?;
    check_file(&document)?;
    let view = document.newest();
    let fields = form::fields(view);
    check_signatures(view, &fields, options)?;
    let target = choose_field(&fields, options)?;
    if let Target::Fill(field) = &target {
        check_seed_value(view, field, options, algorithm)?;
    }
    let room = room(options, algorithm, certificate, chain)?;

    let mut update = Update::new(&document);
    let signature = update.reserve();
    let places = write_signature(&mut update, signature, view, options, &target, room);
    match target {
        Target::Fill(field) => fill_field(&mut update, view, field, signature, options)?,
        Target::New(name) => add_field(&mut update, view, &name, signature, options)?,
    }
    let mut update = update.finish(options.file_id);
    if pdf.len() + update.len() > 9_999_999_999 {
        return Err(SignError::TooLarge);
    }

    let gap = pdf.len() + places.contents.start..pdf.len() + places.contents.end;
    let end = pdf.len() + update.len();
    let range = format!("{:<10} {:<10} {:<10}", gap.start, gap.end, end - gap.end);
    update[places.range].copy_from_slice(range.as_bytes());
    let content = digest(pdf, &update, &places.contents, algorithm);
    let cms = cades::prepare(&content, certificate, chain, &cades::Parameters::for_pdf(algorithm))?;
    Ok(ToSign { document_len: pdf.len(), update, contents: places.contents, cms })
}

fn digest(
    pdf: &[u8],
    update: &[u8],
    contents: &Range<usize>,
    algorithm: SignatureAlgorithm,
) -> cades::ContentDigest {
    let mut hasher = algorithm.digest().hasher();
    hasher.update(pdf);
    hasher.update(&update[..contents.start]);
    hasher.update(&update[contents.end..]);
    cades::ContentDigest { algorithm: algorithm.digest(), value: hasher.finish() }
}

fn check_file(document: &Document<'_>) -> Result<(), SignError> {
    if document.is_encrypted() {
        return Err(SignError::Encrypted);
    }
    if let Some(damage) = document.damage().first() {
        return Err(SignError::Damaged(*damage));
    }
    if document.newest().trailing_objects() {
        return Err(SignError::UnlistedObjects);
    }
    Ok(())
}

/// Earlier signatures must leave room for this one.
fn check_signatures<'s>(view: View<'s>, fields: &[Field<'s>], options: &Options) -> Result<(), SignError> {
    for field in fields {
        let Some(signature) = field.signature(view) else { continue };
        if options.certification.is_some() {
            return Err(SignError::AlreadySigned);
        }
        let (certification, mut locks) = read_transforms(view, &signature);
        let lock = view.get(&field.dictionary, "Lock");
        let mut level = certification;
        if let Object::Dictionary(lock) = &lock {
            locks.extend(FieldLock::read(view, lock));
            level = level.or(view.get(lock, "P").as_integer().and_then(Permission::from_level));
        }
        if level == Some(Permission::NoChanges) {
            return Err(SignError::NoChangesAllowed);
        }
        let name = options.field.as_deref().unwrap_or("Signature");
        if locks.iter().any(|lock| lock.locks(name)) {
            return Err(SignError::FieldLocked(name.to_owned()));
        }
    }
    Ok(())
}

enum Target<'f, 's> {
    Fill(&'f Field<'s>),
    New(String),
}

fn choose_field<'f, 's>(fields: &'f [Field<'s>], options: &Options) -> Result<Target<'f, 's>, SignError> {
    let Some(name) = &options.field else {
        let taken: HashSet<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        let free = (1..).map(|n| format!("Signature{n}")).find(|name| !taken.contains(name.as_str()));
        return Ok(Target::New(free.unwrap_or_default()));
    };
    let Some(field) = fields.iter().find(|field| field.name == *name) else {
        // A dot would make it a field below another; a prefix of others, their parent.
        let below = format!("{name}.");
        if name.is_empty() || name.contains('.') || fields.iter().any(|field| field.name.starts_with(&below))
        {
            return Err(SignError::FieldNotUsable(name.clone()));
        }
        return Ok(Target::New(name.clone()));
    };
    if !field.is_signature || field.id.is_none() {
        return Err(SignError::FieldNotUsable(name.clone()));
    }
    match field.value {
        None | Some(Object::Null) => Ok(Target::Fill(field)),
        Some(_) => Err(SignError::FieldSigned(name.clone())),
    }
}

/// What the field's author demands (seed value dictionary, ISO 32000-2, table 237).
fn check_seed_value<'s>(
    view: View<'s>,
    field: &Field<'s>,
    options: &Options,
    algorithm: SignatureAlgorithm,
) -> Result<(), SignError> {
    let Object::Dictionary(seed) = view.get(&field.dictionary, "SV") else { return Ok(()) };
    let required = view.get(&seed, "Ff").as_integer().unwrap_or(0);
    let lists = |key: &str, wanted: &str| {
        let Object::Array(values) = view.get(&seed, key) else { return true };
        values.iter().map(|value| view.resolve(value)).any(|value| {
            let text = value.as_string().map(|text| decode_text(&text.decode()));
            value.is_name(wanted) || text.is_some_and(|text| text == wanted)
        })
    };
    if required & 1 != 0
        && !matches!(view.get(&seed, "Filter"), Object::Name(name) if name.is("Adobe.PPKLite"))
    {
        return Err(SignError::SeedValue("Filter"));
    }
    if required & 1 << 1 != 0 && !lists("SubFilter", "ETSI.CAdES.detached") {
        return Err(SignError::SeedValue("SubFilter"));
    }
    if required & 1 << 3 != 0 && !lists("Reasons", options.reason.as_deref().unwrap_or_default()) {
        return Err(SignError::SeedValue("Reasons"));
    }
    if required & 1 << 4 != 0 {
        return Err(SignError::SeedValue("LegalAttestation"));
    }
    if required & 1 << 5 != 0 && matches!(view.get(&seed, "AddRevInfo"), Object::Boolean(true)) {
        return Err(SignError::SeedValue("AddRevInfo"));
    }
    let digest = algorithm.digest().name().to_ascii_uppercase().replace('-', "");
    if required & 1 << 6 != 0 && !lists("DigestMethod", &digest) {
        return Err(SignError::SeedValue("DigestMethod"));
    }
    if let Object::Dictionary(certificate) = view.get(&seed, "Cert")
        && view.get(&certificate, "Ff").as_integer().unwrap_or(0) != 0
    {
        return Err(SignError::SeedValue("Cert"));
    }
    if let Object::Dictionary(mdp) = view.get(&seed, "MDP") {
        let level = view.get(&mdp, "P").as_integer().unwrap_or(0);
        if level != options.certification.map_or(0, Permission::level) {
            return Err(SignError::SeedValue("MDP"));
        }
    }
    Ok(())
}

/// Octets to leave for the CMS structure.
fn room(
    options: &Options,
    algorithm: SignatureAlgorithm,
    certificate: &Certificate,
    chain: &[Certificate],
) -> Result<usize, SignError> {
    let signature = match (algorithm, certificate.public_key()?.key_type()) {
        (_, KeyType::Rsa { bits }) => bits.div_ceil(8) as usize,
        (_, KeyType::EcP256) => 72,
        (_, KeyType::EcP384) => 104,
        _ => 140,
    };
    let certificates: usize =
        [certificate].into_iter().chain(chain).map(|certificate| certificate.der().len()).sum();
    Ok((1100 + certificates + signature + options.reserve).next_multiple_of(1024).max(8192))
}

/// Places in the update that are filled later.
struct Places {
    /// The last three numbers of `/ByteRange`.
    range: Range<usize>,
    /// The whole `/Contents` token.
    contents: Range<usize>,
}

fn write_signature<'s>(
    update: &mut Update<'s>,
    id: ObjectId,
    view: View<'s>,
    options: &Options,
    target: &Target<'_, 's>,
    room: usize,
) -> Places {
    let mut places = Places { range: 0..0, contents: 0..0 };
    update.write_with(id, |out| {
        out.extend_from_slice(b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 ");
        places.range = out.len()..out.len() + 32;
        out.extend_from_slice(&[b' '; 32]);
        out.extend_from_slice(b"]/Contents");
        places.contents = out.len()..out.len() + 2 * room + 2;
        out.push(b'<');
        out.resize(out.len() + 2 * room, b'0');
        out.extend_from_slice(b">/M(");
        out.extend_from_slice(format_date(options.signing_time, options.offset).as_bytes());
        out.push(b')');
        for (key, text) in [
            ("/Name", &options.name),
            ("/Reason", &options.reason),
            ("/Location", &options.location),
            ("/ContactInfo", &options.contact_info),
        ] {
            if let Some(text) = text {
                out.extend_from_slice(key.as_bytes());
                write_text(out, text);
            }
        }
        let mut references = Vec::new();
        if let Some(permission) = options.certification {
            references.extend_from_slice(
                format!(
                    "<</Type/SigRef/TransformMethod/DocMDP/TransformParams\
                     <</Type/TransformParams/V/1.2/P {}>>>>",
                    permission.level()
                )
                .as_bytes(),
            );
        }
        if let Target::Fill(field) = target
            && let Object::Dictionary(lock) = view.get(&field.dictionary, "Lock")
        {
            write_field_mdp(&mut references, view, &lock);
        }
        if !references.is_empty() {
            out.extend_from_slice(b"/Reference[");
            out.extend_from_slice(&references);
            out.push(b']');
        }
        out.extend_from_slice(b">>");
    });
    places
}

/// The lock of the field, repeated in its signature as the standard asks (12.7.5.5).
fn write_field_mdp<'s>(out: &mut Vec<u8>, view: View<'s>, lock: &Dictionary<'s>) {
    let Some(lock) = FieldLock::read(view, lock) else { return };
    out.extend_from_slice(
        b"<</Type/SigRef/TransformMethod/FieldMDP/TransformParams<</Type/TransformParams/V/1.2/Action",
    );
    let names = match &lock {
        FieldLock::All => {
            out.extend_from_slice(b"/All");
            None
        }
        FieldLock::Include(names) => {
            out.extend_from_slice(b"/Include");
            Some(names)
        }
        FieldLock::Exclude(names) => {
            out.extend_from_slice(b"/Exclude");
            Some(names)
        }
    };
    if let Some(names) = names {
        out.extend_from_slice(b"/Fields[");
        names.iter().for_each(|name| write_text(out, name));
        out.push(b']');
    }
    out.extend_from_slice(b">>>>");
}

fn fill_field<'s>(
    update: &mut Update<'s>,
    view: View<'s>,
    field: &Field<'s>,
    signature: ObjectId,
    options: &Options,
) -> Result<(), SignError> {
    let unusable = || SignError::FieldNotUsable(field.name.clone());
    let id = field.id.and_then(|id| view.header(id.number)).ok_or_else(unusable)?;
    let mut dictionary = field.dictionary.clone();
    dictionary.set("V", Object::Reference(signature));
    update.write(id, &Object::Dictionary(dictionary));
    extend_form(update, view, None, options.certification.map(|_| signature))
}

fn add_field<'s>(
    update: &mut Update<'s>,
    view: View<'s>,
    name: &str,
    signature: ObjectId,
    options: &Options,
) -> Result<(), SignError> {
    let (page_id, mut page) = first_page(view)?;
    let field = update.reserve();
    update.write_with(field, |out| {
        out.extend_from_slice(b"<</FT/Sig/Type/Annot/Subtype/Widget/T");
        write_text(out, name);
        out.extend_from_slice(format!("/F 132/Rect[0 0 0 0]/P {page_id} R/V {signature} R>>").as_bytes());
    });
    let mut annotations = match view.get(&page, "Annots") {
        Object::Array(annotations) => annotations,
        // Missing, or a reference to nothing.
        _ => Vec::new(),
    };
    annotations.push(Object::Reference(field));
    match page.get("Annots") {
        Some(Object::Reference(array)) if view.header(array.number).is_some() => {
            let id = view.header(array.number).unwrap_or(*array);
            update.write(id, &Object::Array(annotations));
        }
        _ => {
            page.set("Annots", Object::Array(annotations));
            update.write(page_id, &Object::Dictionary(page));
        }
    }
    let certifies = options.certification.map(|_| signature);
    extend_form(update, view, Some(field), certifies)
}

/// Puts a new field into the form, says that there are signatures, enters a certification.
fn extend_form<'s>(
    update: &mut Update<'s>,
    view: View<'s>,
    field: Option<ObjectId>,
    certifies: Option<ObjectId>,
) -> Result<(), SignError> {
    let root = view.trailer_entry("Root").and_then(Object::as_reference);
    let root = root.and_then(|root| view.header(root.number)).ok_or(Malformed::NoCatalog)?;
    let mut catalog = view.catalog().ok_or(Malformed::NoCatalog)?;
    let mut catalog_changed = false;
    let mut form = form::form(view).unwrap_or_default();
    let mut form_changed = false;
    if let Some(field) = field {
        let mut fields = match view.get(&form, "Fields") {
            Object::Array(fields) => fields,
            _ => Vec::new(),
        };
        fields.push(Object::Reference(field));
        match form.get("Fields") {
            Some(Object::Reference(array)) if view.header(array.number).is_some() => {
                update.write(view.header(array.number).unwrap_or(*array), &Object::Array(fields));
            }
            _ => {
                form.set("Fields", Object::Array(fields));
                form_changed = true;
            }
        }
    }
    let flags = view.get(&form, "SigFlags").as_integer().unwrap_or(0);
    if flags & 3 != 3 {
        form.set("SigFlags", Object::Integer(flags | 3));
        form_changed = true;
    }
    if form_changed {
        match catalog.get("AcroForm") {
            Some(Object::Reference(id)) if view.header(id.number).is_some() => {
                update.write(view.header(id.number).unwrap_or(*id), &Object::Dictionary(form));
            }
            Some(Object::Dictionary(_)) => {
                catalog.set("AcroForm", Object::Dictionary(form));
                catalog_changed = true;
            }
            _ => {
                let id = update.reserve();
                update.write(id, &Object::Dictionary(form));
                catalog.set("AcroForm", Object::Reference(id));
                catalog_changed = true;
            }
        }
    }
    if let Some(signature) = certifies {
        let mut permissions = match view.get(&catalog, "Perms") {
            Object::Dictionary(permissions) => permissions,
            _ => Dictionary::default(),
        };
        permissions.set("DocMDP", Object::Reference(signature));
        catalog.set("Perms", Object::Dictionary(permissions));
        catalog_changed = true;
    }
    if catalog_changed {
        update.write(root, &Object::Dictionary(catalog));
    }
    Ok(())
}

/// The first page, found without getting lost in a page tree that bites its own tail.
fn first_page<'s>(view: View<'s>) -> Result<(ObjectId, Dictionary<'s>), SignError> {
    let catalog = view.catalog().ok_or(Malformed::NoCatalog)?;
    let mut visited = HashSet::new();
    let mut open: Vec<ObjectId> = catalog.get("Pages").and_then(Object::as_reference).into_iter().collect();
    while let Some(id) = open.pop() {
        if !visited.insert(id.number) {
            continue;
        }
        let Object::Dictionary(node) = view.object(id) else { continue };
        match view.get(&node, "Kids") {
            Object::Array(kids) => open.extend(kids.iter().rev().filter_map(Object::as_reference)),
            _ => {
                let id = view.header(id.number).ok_or(SignError::NoPage)?;
                return Ok((id, node));
            }
        }
    }
    Err(SignError::NoPage)
}

/// A signature of a PDF that waits for its value: the whole update is written, only the signature is
/// missing. It can be stored ([`Self::to_bytes`]) and resumed; the key may be anywhere.
#[derive(Clone)]
pub struct ToSign {
    document_len: usize,
    update: Vec<u8>,
    /// The `/Contents` token in the update.
    contents: Range<usize>,
    cms: cades::ToSign,
}

impl ToSign {
    /// The octets that the signature covers: the signed attributes.
    pub fn to_be_signed(&self) -> &[u8] {
        self.cms.bytes()
    }

    /// Digest of [`Self::to_be_signed`], what the key signs.
    pub fn digest(&self) -> Vec<u8> {
        self.cms.digest()
    }

    /// The algorithm that the signature must be made with.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.cms.algorithm()
    }

    /// Length of the document that was prepared; the update belongs right behind it.
    pub fn document_len(&self) -> usize {
        self.document_len
    }

    /// Takes the signature value (RSA octets as they are, ECDSA as DER) and gives the update to append
    /// to the document.
    ///
    /// # Errors
    /// [`SignError::Cms`] when the value does not verify with the certificate's key;
    /// [`SignError::DoesNotFit`].
    pub fn complete(&self, signature: &[u8]) -> Result<Vec<u8>, SignError> {
        let cms = self.cms.complete(signature)?.detached();
        let reserved = (self.contents.len() - 2) / 2;
        if cms.len() > reserved {
            return Err(SignError::DoesNotFit { needed: cms.len(), reserved });
        }
        let mut update = self.update.clone();
        let digits = hex(&cms);
        let start = self.contents.start + 1;
        update[start..start + digits.len()].copy_from_slice(&digits);
        Ok(update)
    }

    /// As [`Self::complete`], and gives the whole signed document.
    ///
    /// # Errors
    /// Also [`SignError::ContentChanged`] when `pdf` is not the document that was prepared.
    pub fn complete_document(&self, pdf: &[u8], signature: &[u8]) -> Result<Vec<u8>, SignError> {
        let now = digest(pdf, &self.update, &self.contents, self.cms.algorithm());
        if pdf.len() != self.document_len || now != *self.cms.content() {
            return Err(SignError::ContentChanged);
        }
        Ok([pdf, &self.complete(signature)?].concat())
    }

    /// Octets to store and [resume](Self::from_bytes) from. They hold no secret.
    pub fn to_bytes(&self) -> Vec<u8> {
        Writer::build(|w| {
            w.sequence(|w| {
                w.uint(FORM);
                w.uint(self.document_len as u64);
                w.uint(self.contents.start as u64);
                w.uint(self.contents.end as u64);
                w.octets(&self.update);
                w.octets(&self.cms.to_bytes());
            });
        })
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`SignError::Stored`] when the octets are something else.
    pub fn from_bytes(octets: &[u8]) -> Result<Self, SignError> {
        let stored = Stored::read(octets).map_err(|_| SignError::Stored)?;
        let token = stored.update.get(stored.contents.clone()).unwrap_or_default();
        if token.len() < 2 || !token.starts_with(b"<") || !token.ends_with(b">") {
            return Err(SignError::Stored);
        }
        let cms = cades::ToSign::from_bytes(stored.cms)?;
        let Stored { document_len, update, contents, .. } = stored;
        Ok(ToSign { document_len, update: update.to_vec(), contents, cms })
    }
}

/// The stored form of [`ToSign`].
struct Stored<'a> {
    document_len: usize,
    contents: Range<usize>,
    update: &'a [u8],
    cms: &'a [u8],
}

impl<'a> Stored<'a> {
    fn read(octets: &'a [u8]) -> asn1::Result<Self> {
        let mut reader = Reader::der(octets);
        let mut fields = reader.sequence()?;
        reader.finish()?;
        let mut number = || fields.expect(tag::INTEGER)?.small_uint();
        if number()? != FORM {
            return Err(asn1::Error::Value("stored signing request"));
        }
        let document_len = number()? as usize;
        let contents = number()? as usize..number()? as usize;
        let update = fields.expect(tag::OCTET_STRING)?.value;
        let cms = fields.expect(tag::OCTET_STRING)?.value;
        fields.finish()?;
        Ok(Stored { document_len, contents, update, cms })
    }
}

impl fmt::Debug for ToSign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the update: thousands of octets that tell nothing.
        f.debug_struct("ToSign")
            .field("document_len", &self.document_len)
            .field("update_len", &self.update.len())
            .field("algorithm", &self.algorithm())
            .finish_non_exhaustive()
    }
}

/// Version of the stored form of [`ToSign`].
const FORM: u64 = 1;
