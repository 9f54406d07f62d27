//! Reading the signatures of a PDF: what each one covers, whether its place in the file is sound, and
//! what came after it (EN 319 142-1, EN 319 102-1 format checking).

use std::io::Read;
use std::ops::Range;

use jiff::Timestamp;
use x509::alg::DigestAlgorithm;

use crate::Malformed;
use crate::active::{self, ActiveContent};
use crate::diff::{History, Judgement, LaterChange};
use crate::envelope;
use crate::evidence::{self, Evidence};
use crate::form::{self, Field};
use crate::pdf::{Access, Damage, Dictionary, Document, Limits, Object, ObjectId, PdfString, View};
use crate::text::parse_date;

/// What a problem means for the verdict (EN 319 102-1 wording).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// To be told; the signature stands.
    Warning,
    /// A person has to look: INDETERMINATE with a clear text.
    Indeterminate,
    /// A constraint laid down by a signature itself is broken: SIG_CONSTRAINTS_FAILURE.
    Constraint,
    /// The signature cannot vouch for what is shown: FORMAT_FAILURE.
    Format,
}

/// What is wrong with a `/ByteRange`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeFault {
    /// There is none, or it is no array.
    Missing,
    /// Not exactly four integers.
    NotFourIntegers,
    /// A negative number.
    Negative,
    /// The first range does not start at 0.
    NotFromStart,
    /// The second range does not start after the first.
    OutOfOrder,
    /// It reaches beyond the end of the file.
    BeyondEnd,
}

/// Something about a signature that its reader has to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The `/ByteRange` cannot be used.
    ByteRange(RangeFault),
    /// `/Contents` holds more than hexadecimal digits of one case: white space, mixed case. No signer
    /// writes that; an octet was altered without changing what it means.
    ContentsAltered,
    /// `/Contents` is missing or not a hexadecimal string.
    ContentsMissing,
    /// `/Contents` does not begin with a CMS structure.
    ContentsNotCms,
    /// After the CMS structure `/Contents` holds other octets than zeros.
    ContentsPadding,
    /// The CMS envelope carries other version numbers than its content asks for (RFC 5652, 5.1 and 5.3).
    EnvelopeVersion,
    /// A change that no later revision may make.
    ForbiddenChange(LaterChange),
    /// A change that the certification or field lock of this signature excludes (DocMDP, FieldMDP).
    ChangeNotPermitted(LaterChange),
    /// A change that may alter what is seen; a person has to compare the two versions.
    DoubtfulChange(LaterChange),
    /// The file is not put together as it should be.
    Damaged(Damage),
    /// The CMS envelope does not announce the digest algorithm of its signer (RFC 5652, 5.1). No
    /// signature protects that list: if it is wrong, somebody altered it.
    DigestNotAnnounced,
    /// A key stands twice in the signature dictionary, so that readers may differ.
    DuplicateKey,
    /// The octets left out are not exactly the `/Contents` of this signature.
    GapMismatch,
    /// No `/M`: the claimed signing time is missing (mandatory in the baseline).
    NoSigningTime,
    /// `/SubFilter` is one of the older PKCS#7 forms, or the envelope holds a content of its own: a
    /// signature, but not PAdES baseline.
    NotPades,
    /// The signed octets do not end with the end of a revision.
    NotARevision,
    /// The ranges cross those of the named field's signature.
    RangesCross(String),
    /// The signature is not part of the revision it covers, or stood there in another form.
    NotInRevision,
    /// Octets after the last `%%EOF` that nothing covers.
    TrailingBytes(usize),
    /// Objects after the last `%%EOF` that no cross-reference lists, for a tolerant reader to pick up.
    UnlistedObjects,
    /// No certificate in the envelope has the issuer and serial number, octet for octet, that its signer
    /// is named by (EN 319 142-1, 6.3: the signing certificate is in the envelope).
    SignerNotEnclosed,
    /// `/SubFilter` is missing.
    NoSubFilter,
    /// `/SubFilter` names a form of signature that is not examined, such as the obsolete
    /// `adbe.x509.rsa_sha1`.
    UnknownSubFilter,
}

impl Problem {
    /// What it means for the verdict.
    pub fn severity(&self) -> Severity {
        match self {
            Problem::ByteRange(_)
            | Problem::ContentsAltered
            | Problem::ContentsMissing
            | Problem::ContentsNotCms
            | Problem::ContentsPadding
            | Problem::ForbiddenChange(_)
            | Problem::DigestNotAnnounced
            | Problem::DuplicateKey
            | Problem::GapMismatch
            | Problem::NotARevision
            | Problem::RangesCross(_)
            | Problem::NotInRevision
            | Problem::UnlistedObjects
            | Problem::NoSubFilter => Severity::Format,
            Problem::ChangeNotPermitted(_) | Problem::EnvelopeVersion | Problem::SignerNotEnclosed => {
                Severity::Constraint
            }
            Problem::DoubtfulChange(_) | Problem::UnknownSubFilter => Severity::Indeterminate,
            Problem::Damaged(_) | Problem::NoSigningTime | Problem::NotPades | Problem::TrailingBytes(_) => {
                Severity::Warning
            }
        }
    }
}

/// The kind of signature, `/SubFilter`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubFilter {
    /// `ETSI.CAdES.detached`: PAdES.
    CadesDetached,
    /// `ETSI.RFC3161`: document time stamp; the contents are a time-stamp token.
    Rfc3161,
    /// `adbe.pkcs7.detached`: CMS as before PAdES.
    Pkcs7Detached,
    /// `adbe.pkcs7.sha1`: CMS over the SHA-1 of the ranges.
    Pkcs7Sha1,
    /// Another, or missing (empty).
    Other(String),
}

/// What later revisions may change (DocMDP, ISO 32000-2 table 257).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Permission {
    /// 1: nothing but validation data and time stamps.
    NoChanges,
    /// 2: filling in forms and signing.
    FillAndSign,
    /// 3: also annotations.
    Annotate,
}

impl Permission {
    /// The number used in the file.
    pub fn level(self) -> i64 {
        match self {
            Permission::NoChanges => 1,
            Permission::FillAndSign => 2,
            Permission::Annotate => 3,
        }
    }

    pub(crate) fn from_level(level: i64) -> Option<Self> {
        [Permission::NoChanges, Permission::FillAndSign, Permission::Annotate]
            .into_iter()
            .find(|permission| permission.level() == level)
    }
}

/// Fields that must not change any more (FieldMDP, ISO 32000-2, 12.8.2.4; field lock, 12.7.5.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldLock {
    /// All fields.
    All,
    /// These fields and those below them.
    Include(Vec<String>),
    /// All fields but these.
    Exclude(Vec<String>),
}

impl FieldLock {
    /// Whether the field with this fully qualified name is locked.
    pub fn locks(&self, field: &str) -> bool {
        let named = |names: &[String]| {
            names.iter().any(|name| {
                field.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        match self {
            FieldLock::All => true,
            FieldLock::Include(names) => named(names),
            FieldLock::Exclude(names) => !named(names),
        }
    }

    pub(crate) fn read<'s>(view: View<'s>, dictionary: &Dictionary<'s>) -> Option<Self> {
        let names = || {
            let all = view.get(dictionary, "Fields");
            let strings = all.as_array().unwrap_or_default().iter().map(|name| view.resolve(name));
            strings.filter_map(|name| name.as_string().map(|name| view.text(&name))).collect()
        };
        let action = view.get(dictionary, "Action").as_name()?;
        if action.is("All") {
            Some(FieldLock::All)
        } else if action.is("Include") {
            Some(FieldLock::Include(names()))
        } else if action.is("Exclude") {
            Some(FieldLock::Exclude(names()))
        } else {
            None
        }
    }
}

/// The two ranges of octets under a signature; between them stands `/Contents`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteRange {
    /// Length of the first range, which starts at 0.
    pub first_len: usize,
    /// Start of the second range.
    pub second_start: usize,
    /// Length of the second range.
    pub second_len: usize,
}

impl ByteRange {
    /// End of the signed octets.
    pub fn end(&self) -> usize {
        self.second_start + self.second_len
    }

    /// What is left out.
    pub fn gap(&self) -> Range<usize> {
        self.first_len..self.second_start
    }
}

/// How far a signature reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// To the end of the file.
    WholeFile,
    /// To the end of an earlier revision (index into [`Inspection::revisions`]), or to the end of the
    /// last one when more octets follow.
    Revision(usize),
    /// Not a whole revision; a [`Problem`] says more.
    Other,
}

/// A signature of a PDF. Nothing here says that the cryptography is right: give [`PdfSignature::cms`]
/// and [`PdfSignature::signed_content`] to the CMS verification.
#[derive(Clone, Debug)]
pub struct PdfSignature {
    /// Fully qualified name of the field.
    pub field: String,
    /// The object that holds the signature dictionary, when it is an indirect one.
    pub object: Option<ObjectId>,
    /// The kind of signature.
    pub sub_filter: SubFilter,
    /// The signed ranges, when usable.
    pub byte_range: Option<ByteRange>,
    /// The CMS structure without the padding; empty when there is none.
    pub cms: Vec<u8>,
    /// The whole of `/Contents` with its padding (its SHA-1 names the VRI entry, EN 319 142-1, 5.4.2.3).
    pub contents: Vec<u8>,
    /// `/M`.
    pub signing_time: Option<Timestamp>,
    /// `/Name`.
    pub name: Option<String>,
    /// `/Reason`.
    pub reason: Option<String>,
    /// `/Location`.
    pub location: Option<String>,
    /// `/ContactInfo`.
    pub contact_info: Option<String>,
    /// Level of certification, for a certification signature (DocMDP).
    pub certification: Option<Permission>,
    /// What the lock of the field leaves to later revisions: the `/P` that an approval signature sets
    /// (ISO 32000-2, table 236).
    pub leaves: Option<Permission>,
    /// Fields this signature locks.
    pub locks: Vec<FieldLock>,
    /// How far it reaches.
    pub coverage: Coverage,
    /// Everything that later revisions changed, allowed or not.
    pub later_changes: Vec<LaterChange>,
    /// What is wrong or worth telling.
    pub problems: Vec<Problem>,
}

impl PdfSignature {
    /// Whether this is a document time stamp.
    pub fn is_timestamp(&self) -> bool {
        self.sub_filter == SubFilter::Rfc3161
    }

    /// The worst severity among the problems.
    pub fn severity(&self) -> Option<Severity> {
        self.problems.iter().map(Problem::severity).max()
    }

    /// The two signed ranges of `pdf`, the file this signature was read from.
    pub fn signed_ranges<'p>(&self, pdf: &'p [u8]) -> Option<[&'p [u8]; 2]> {
        let range = self.byte_range?;
        Some([pdf.get(..range.first_len)?, pdf.get(range.second_start..range.end())?])
    }

    /// The signed octets, to be read as one.
    pub fn signed_content<'p>(&self, pdf: &'p [u8]) -> Option<impl Read + use<'p>> {
        let [first, second] = self.signed_ranges(pdf)?;
        Some(first.chain(second))
    }

    /// Digest of the signed octets.
    pub fn digest(&self, pdf: &[u8], algorithm: DigestAlgorithm) -> Option<Vec<u8>> {
        let [first, second] = self.signed_ranges(pdf)?;
        let mut hasher = algorithm.hasher();
        hasher.update(first);
        hasher.update(second);
        Some(hasher.finish())
    }

    /// The document as it was signed: `pdf` up to the end of the signed octets.
    pub fn signed_document<'p>(&self, pdf: &'p [u8]) -> Option<&'p [u8]> {
        pdf.get(..self.byte_range?.end())
    }
}

/// All that this crate can say about a file.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The signatures, in the order in which they were made.
    pub signatures: Vec<PdfSignature>,
    /// The octets of each revision, oldest first; each one is a complete file.
    pub revisions: Vec<Range<usize>>,
    /// What each revision did to what was signed before it, judged by the strictest of those signatures;
    /// revisions in which nothing changed are left out.
    pub revision_changes: Vec<LaterChange>,
    /// What is wrong with the file as such.
    pub damage: Vec<Damage>,
    /// The document security store: validation data of all revisions, each once.
    pub evidence: Vec<Evidence>,
    /// Content that acts by itself or hides from sight (warnings).
    pub active_content: Vec<ActiveContent>,
    /// What may be done with the file as far as encryption goes. Also when it is locked, signatures can
    /// be checked: only texts and validation data are not readable.
    pub access: Access,
    /// The file is encrypted.
    pub encrypted: bool,
}

/// Reads the signatures of a file, and what a person should know about the file besides.
///
/// # Errors
/// [`Malformed`] when the bytes are no PDF. A PDF without signatures gives an empty list.
pub fn inspect(pdf: &[u8]) -> Result<Inspection, Malformed> {
    inspect_with_password(pdf, "")
}

/// As [`inspect`], of a file that may be encrypted (see [`Document::open_with_password`]).
///
/// # Errors
/// As [`inspect`].
pub fn inspect_with_password(pdf: &[u8], password: &str) -> Result<Inspection, Malformed> {
    let document = Document::open_with_password(pdf, Limits::default(), password)?;
    let newest = document.newest();
    let mut signatures = Vec::new();
    for field in form::fields(newest) {
        if let Some(dictionary) = field.signature(newest) {
            signatures.push(read_signature(&document, &field, &dictionary));
        }
    }
    signatures.sort_by_key(|signature| signature.byte_range.map_or(usize::MAX, |range| range.end()));
    cross_check(&mut signatures);
    // First the walk through everything: it also finds objects that do not end where they should.
    let (active_content, uses) = active::report(newest);
    let signed = |signature: &PdfSignature| match signature.coverage {
        Coverage::Revision(index) => Some(index),
        _ => None,
    };
    let first = signatures.iter().filter_map(signed).min().unwrap_or(usize::MAX - 1);
    let history = History::read(&document, first, &uses);
    let mut certification = None;
    let mut bounds = Vec::new();
    for signature in &mut signatures {
        // What one signature certified also binds those who come after the next.
        certification =
            [certification, signature.certification, signature.leaves].into_iter().flatten().min();
        bounds.push(certification);
        note_later(&document, &history, certification, signature);
    }
    let signed: Vec<_> = signatures
        .iter()
        .zip(bounds)
        .filter_map(|(own, certification)| Some((signed(own)?, certification, own.locks.as_slice())))
        .collect();
    let revision_changes = history.by_revision(&signed);
    Ok(Inspection {
        signatures,
        revisions: document.revisions().iter().map(|revision| revision.range()).collect(),
        revision_changes,
        damage: document.damage().to_vec(),
        evidence: evidence::read(&document),
        active_content,
        access: document.access(),
        encrypted: document.is_encrypted(),
    })
}

fn read_signature<'s>(
    document: &'s Document<'s>,
    field: &Field<'s>,
    dictionary: &Dictionary<'s>,
) -> PdfSignature {
    let view = document.newest();
    let mut problems = Vec::new();
    if dictionary.has_duplicates() {
        problems.push(Problem::DuplicateKey);
    }
    problems.extend(document.damage().iter().map(|damage| Problem::Damaged(*damage)));
    let sub_filter = sub_filter(view, dictionary);
    match &sub_filter {
        SubFilter::CadesDetached | SubFilter::Rfc3161 => {}
        SubFilter::Pkcs7Detached | SubFilter::Pkcs7Sha1 => problems.push(Problem::NotPades),
        SubFilter::Other(name) if name.is_empty() => problems.push(Problem::NoSubFilter),
        SubFilter::Other(_) => problems.push(Problem::UnknownSubFilter),
    }
    let contents = dictionary.get("Contents").and_then(Object::as_string);
    let contents = contents.filter(PdfString::is_hexadecimal);
    let octets = contents.map(|token| token.decode()).unwrap_or_default();
    if contents.is_some_and(|token| !is_plain_hexadecimal(token)) {
        problems.push(Problem::ContentsAltered);
    }
    let cms = cut_cms(&octets, contents.is_some(), &sub_filter, &mut problems).to_vec();
    let object = field.value.as_ref().and_then(Object::as_reference);
    let byte_range = match read_range(view, dictionary, document.data().len()) {
        Ok(range) => Some(range),
        Err(fault) => {
            problems.push(Problem::ByteRange(fault));
            None
        }
    };
    let mut coverage = Coverage::Other;
    if let Some(range) = byte_range {
        // The token's position counts in the file only if the dictionary stands there itself.
        let holder = object.or(field.id);
        let in_file = holder.and_then(|id| span_in_file(view, id));
        let exact = contents.is_some_and(|token| {
            token.span() == range.gap()
                && in_file.is_some_and(|span| span.start <= token.at && token.span().end <= span.end)
        });
        if !exact {
            problems.push(Problem::GapMismatch);
        }
        coverage = read_coverage(document, field, object, range, &mut problems);
    }
    let text = |key: &str| view.get(dictionary, key).as_string().map(|text| view.text(&text));
    let signing_time = text("M").as_deref().and_then(parse_date);
    if signing_time.is_none() && sub_filter != SubFilter::Rfc3161 {
        problems.push(Problem::NoSigningTime);
    }
    let (certification, mut locks) = read_transforms(view, dictionary);
    let mut leaves = None;
    if let Object::Dictionary(lock) = view.get(&field.dictionary, "Lock") {
        leaves = view.get(&lock, "P").as_integer().and_then(Permission::from_level);
        locks.extend(FieldLock::read(view, &lock).filter(|lock| !locks.contains(lock)));
    }
    PdfSignature {
        field: field.name.clone(),
        object,
        sub_filter,
        byte_range,
        cms,
        contents: octets,
        signing_time,
        name: text("Name"),
        reason: text("Reason"),
        location: text("Location"),
        contact_info: text("ContactInfo"),
        certification,
        leaves,
        locks,
        coverage,
        later_changes: Vec::new(),
        problems,
    }
}

/// Whether the token is hexadecimal digits of one case, in pairs.
fn is_plain_hexadecimal(token: PdfString<'_>) -> bool {
    let digits = token.raw.get(1..token.raw.len().saturating_sub(1)).unwrap_or_default();
    let plain = |upper: bool| {
        digits.iter().all(|digit| match digit {
            b'0'..=b'9' => true,
            b'A'..=b'F' => upper,
            b'a'..=b'f' => !upper,
            _ => false,
        })
    };
    digits.len() % 2 == 0 && (plain(true) || plain(false))
}

fn sub_filter<'s>(view: View<'s>, dictionary: &Dictionary<'s>) -> SubFilter {
    let name = view.get(dictionary, "SubFilter").as_name();
    let name = name.map(|name| String::from_utf8_lossy(&name.decode()).into_owned()).unwrap_or_default();
    match name.as_str() {
        "ETSI.CAdES.detached" => SubFilter::CadesDetached,
        "ETSI.RFC3161" => SubFilter::Rfc3161,
        "adbe.pkcs7.detached" => SubFilter::Pkcs7Detached,
        "adbe.pkcs7.sha1" => SubFilter::Pkcs7Sha1,
        _ => SubFilter::Other(name),
    }
}

/// The CMS structure at the front of the contents.
fn cut_cms<'c>(
    octets: &'c [u8],
    present: bool,
    sub_filter: &SubFilter,
    problems: &mut Vec<Problem>,
) -> &'c [u8] {
    if !present {
        problems.push(Problem::ContentsMissing);
        return &[];
    }
    if matches!(sub_filter, SubFilter::Other(name) if !name.is_empty()) {
        // Whatever it is, it need not be CMS.
        return &[];
    }
    let mut reader = asn1::Reader::ber(octets);
    match reader.read() {
        Ok(tlv) if tlv.tag == asn1::tag::SEQUENCE && !tlv.value.is_empty() => {
            if reader.rest().iter().any(|octet| *octet != 0) {
                problems.push(Problem::ContentsPadding);
            }
            let cms = &octets[..octets.len() - reader.rest().len()];
            match envelope::check(cms) {
                Ok(found) => {
                    problems.extend((!found.digests_announced).then_some(Problem::DigestNotAnnounced));
                    problems.extend((!found.versions_right).then_some(Problem::EnvelopeVersion));
                    problems.extend((!found.signer_enclosed).then_some(Problem::SignerNotEnclosed));
                    let own = found.encloses && *sub_filter == SubFilter::CadesDetached;
                    problems.extend(own.then_some(Problem::NotPades));
                }
                Err(_) => problems.push(Problem::ContentsNotCms),
            }
            cms
        }
        _ => {
            problems.push(Problem::ContentsNotCms);
            &[]
        }
    }
}

fn read_range<'s>(view: View<'s>, dictionary: &Dictionary<'s>, len: usize) -> Result<ByteRange, RangeFault> {
    let Object::Array(numbers) = view.get(dictionary, "ByteRange") else { return Err(RangeFault::Missing) };
    let numbers: Option<Vec<i64>> = numbers.iter().map(Object::as_integer).collect();
    let [start, first, second, rest] = numbers.as_deref().ok_or(RangeFault::NotFourIntegers)? else {
        return Err(RangeFault::NotFourIntegers);
    };
    let number = |value: &i64| u64::try_from(*value).map_err(|_| RangeFault::Negative);
    let (start, first, second, rest) = (number(start)?, number(first)?, number(second)?, number(rest)?);
    if start != 0 {
        return Err(RangeFault::NotFromStart);
    }
    if second <= first {
        return Err(RangeFault::OutOfOrder);
    }
    match second.checked_add(rest) {
        Some(end) if end <= len as u64 => Ok(ByteRange {
            first_len: first as usize,
            second_start: second as usize,
            second_len: rest as usize,
        }),
        _ => Err(RangeFault::BeyondEnd),
    }
}

fn span_in_file(view: View<'_>, id: ObjectId) -> Option<Range<usize>> {
    match view.location(id.number)? {
        crate::pdf::Location::File(place) => view.read_at(id.number, place).ok().map(|(span, _)| span),
        crate::pdf::Location::Stream { .. } => None,
    }
}

fn read_coverage<'s>(
    document: &'s Document<'s>,
    field: &Field<'s>,
    object: Option<ObjectId>,
    range: ByteRange,
    problems: &mut Vec<Problem>,
) -> Coverage {
    let end = range.end();
    let len = document.data().len();
    let revisions = document.revisions();
    let Some(index) = revisions.iter().position(|revision| (revision.eof..=revision.end).contains(&end))
    else {
        problems.push(Problem::NotARevision);
        return Coverage::Other;
    };
    let revision = &revisions[index];
    // The signature must belong to the revision it closes: its dictionary and its field seen there as
    // they are seen now, and its own place inside that revision only.
    let then = document.view(revision);
    let now = document.newest();
    let same_object = match object {
        Some(id) => then.location(id.number).is_some() && then.location(id.number) == now.location(id.number),
        None => field.id.is_some_and(|id| then.location(id.number) == now.location(id.number)),
    };
    let listed = form::fields(then).iter().any(|old| {
        old.name == field.name
            && match object {
                Some(id) => {
                    old.value.as_ref().and_then(Object::as_reference).map(|old| old.number) == Some(id.number)
                }
                None => old.id == field.id,
            }
    });
    let before = index.checked_sub(1).map_or(0, |older| revisions[older].end);
    if !same_object || !listed || range.first_len < before {
        problems.push(Problem::NotInRevision);
    }
    if index + 1 < revisions.len() {
        return Coverage::Revision(index);
    }
    if document.newest().trailing_objects() {
        problems.push(Problem::UnlistedObjects);
    } else if revision.end < len {
        problems.push(Problem::TrailingBytes(len - revision.end));
    }
    if revision.end == len { Coverage::WholeFile } else { Coverage::Revision(index) }
}

/// DocMDP level and FieldMDP locks out of `/Reference` (ISO 32000-2, 12.8.2).
pub(crate) fn read_transforms<'s>(
    view: View<'s>,
    dictionary: &Dictionary<'s>,
) -> (Option<Permission>, Vec<FieldLock>) {
    let mut certification = None;
    let mut locks = Vec::new();
    let references = view.get(dictionary, "Reference");
    for reference in references.as_array().unwrap_or_default() {
        let Object::Dictionary(reference) = view.resolve(reference) else { continue };
        let Object::Dictionary(parameters) = view.get(&reference, "TransformParams") else { continue };
        let method = view.get(&reference, "TransformMethod");
        if method.is_name("DocMDP") {
            let level = view.get(&parameters, "P").as_integer().unwrap_or(2);
            certification = Some(Permission::from_level(level).unwrap_or(Permission::NoChanges));
        } else if method.is_name("FieldMDP") {
            locks.extend(FieldLock::read(view, &parameters));
        }
    }
    (certification, locks)
}

/// Each signature must lie wholly behind everything the one before it covers.
fn cross_check(signatures: &mut [PdfSignature]) {
    for later in 1..signatures.len() {
        let (before, after) = signatures.split_at_mut(later);
        let (Some(one), Some(two)) = (before[later - 1].byte_range, after[0].byte_range) else { continue };
        if two.first_len < one.end() {
            let (one_name, two_name) = (before[later - 1].field.clone(), after[0].field.clone());
            before[later - 1].problems.push(Problem::RangesCross(two_name));
            after[0].problems.push(Problem::RangesCross(one_name));
        }
    }
}

fn note_later<'s>(
    document: &'s Document<'s>,
    history: &History,
    certification: Option<Permission>,
    signature: &mut PdfSignature,
) {
    let Coverage::Revision(index) = signature.coverage else { return };
    if index + 1 == document.revisions().len() {
        return;
    }
    let changes = history.since(index, certification, &signature.locks);
    for change in &changes {
        signature.problems.extend(match change.judgement {
            Judgement::Allowed => None,
            Judgement::Doubtful => Some(Problem::DoubtfulChange(change.clone())),
            Judgement::Forbidden => Some(Problem::ForbiddenChange(change.clone())),
            Judgement::NotPermitted => Some(Problem::ChangeNotPermitted(change.clone())),
        });
    }
    // The whole file counts: octets nobody listed may change what a tolerant reader shows.
    if document.newest().trailing_objects() {
        signature.problems.push(Problem::UnlistedObjects);
    } else if !document.trailing().is_empty() {
        signature.problems.push(Problem::TrailingBytes(document.trailing().len()));
    }
    signature.later_changes = changes;
}
