//! A file comes in: it is copied and looked at.

use std::{
    fs,
    io::{self, BufReader, Read, Seek},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use foundation::Timestamp;
use sigcheck::{Document, Input, Policy, Report, Trust};

use super::{
    Choice, DeskFile, FileId, FileKind, FileState, Format, LARGEST, Reason, Refusal, SignedBy, choice,
};
use crate::making::{head_of, is_pdf, is_xml};

/// Characters of a name.
const LONGEST_NAME: usize = 120;
/// Namespaces of electronic invoices begin so.
const INVOICE: &[u8] = b"http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.";
/// Octets of an XML file in which its namespace is looked for.
const HEAD: u64 = 8192;

/// A name that is one of a file on every system: without folders and control characters, not too long.
pub(super) fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !c.is_control() && !"<>:\"|?*".contains(*c)).collect();
    let kept = kept.trim().trim_start_matches('.');
    let mut name = match kept.char_indices().nth(LONGEST_NAME) {
        // The ending says what the file is.
        Some((cut, _)) => {
            let ending = kept.rsplit_once('.').map_or("", |(_, ending)| ending);
            let ending: String = ending.chars().take(10).collect();
            format!("{}.{ending}", kept.get(..cut).unwrap_or(kept))
        }
        None => kept.to_owned(),
    };
    if name.is_empty() {
        "documento".clone_into(&mut name);
    }
    name
}

/// A file that cannot be signed.
pub(super) fn refused(id: FileId, name: String, path: PathBuf, refusal: Refusal) -> DeskFile {
    DeskFile {
        id,
        name,
        size: 0,
        kind: FileKind::Other,
        signed_by: Vec::new(),
        reason: Reason::Other,
        formats: Vec::new(),
        choice: Choice::new(Format::Cades),
        refusal: Some(refusal),
        consented: false,
        state: FileState::Ready,
        origin: None,
        path,
    }
}

/// Copies a content into `folder`, which it makes, and looks at it.
///
/// # Errors
/// What the disk says.
pub(super) fn take(
    id: FileId,
    folder: &Path,
    name: String,
    content: impl Read,
    now: Timestamp,
) -> io::Result<DeskFile> {
    fs::create_dir(folder)?;
    let path = folder.join(&name);
    let mut file = fs::File::options().read(true).write(true).create_new(true).mode(0o600).open(&path)?;
    let size = io::copy(&mut content.take(LARGEST + 1), &mut file)?;
    if size == 0 || size > LARGEST {
        drop(file);
        fs::remove_dir_all(folder)?;
        let refusal = if size == 0 { Refusal::Empty } else { Refusal::TooLarge };
        return Ok(refused(id, name, path, refusal));
    }
    file.rewind()?;
    let mut looked = refused(id, name, path, Refusal::Empty);
    looked.size = size;
    match look(file, now)? {
        Err(refusal) => looked.refusal = Some(refusal),
        Ok((kind, signed_by)) => {
            looked.refusal = None;
            looked.kind = kind;
            let (format, reason, formats) = choice::suggest(kind, !signed_by.is_empty());
            (looked.reason, looked.formats, looked.choice) = (reason, formats, Choice::new(format));
            looked.signed_by = signed_by;
        }
    }
    Ok(looked)
}

/// What a file is, and who signed it.
fn look(mut file: fs::File, now: Timestamp) -> io::Result<Result<(FileKind, Vec<SignedBy>), Refusal>> {
    let head = head_of(&mut file)?;
    if is_pdf(&head) {
        return pdf(file, now);
    }
    let report = check(&mut BufReader::with_capacity(1 << 17, &file), now)?;
    let signed_by = signatures(&report);
    if is_xml(&head) {
        file.rewind()?;
        let mut beginning = Vec::new();
        file.take(HEAD).read_to_end(&mut beginning)?;
        let is_invoice = beginning.windows(INVOICE.len()).any(|part| part == INVOICE);
        let kind = if is_invoice { FileKind::Invoice } else { FileKind::Xml };
        return Ok(Ok((kind, signed_by)));
    }
    Ok(match report.document {
        Document::Asic if !signed_by.is_empty() => Ok((FileKind::Container, signed_by)),
        Document::Cades if is_detached(&mut file)? => Err(Refusal::Detached),
        Document::Cades if !signed_by.is_empty() => Ok((FileKind::Envelope, signed_by)),
        _ => Ok((FileKind::Other, Vec::new())),
    })
}

fn pdf(mut file: fs::File, now: Timestamp) -> io::Result<Result<(FileKind, Vec<SignedBy>), Refusal>> {
    let mut octets = Vec::new();
    file.read_to_end(&mut octets)?;
    Ok(match pades::inspect(&octets) {
        Err(pades::Malformed::Password) => Ok((FileKind::EncryptedPdf, Vec::new())),
        Err(error) => Err(Refusal::Damaged(error.to_string())),
        Ok(read) if read.access == pades::Access::Locked => Ok((FileKind::EncryptedPdf, Vec::new())),
        Ok(read) if read.signatures.is_empty() => Ok((FileKind::Pdf, Vec::new())),
        Ok(_) => Ok((FileKind::Pdf, signatures(&check(&mut io::Cursor::new(octets), now)?))),
    })
}

/// Whom one trusts does not matter for who signed what.
fn check(file: &mut dyn sigcheck::ReadSeek, now: Timestamp) -> io::Result<Report> {
    sigcheck::check(Input { file, detached: None }, &Trust::new(), now, &Policy::default())
}

fn signatures(report: &Report) -> Vec<SignedBy> {
    let of = |signature: &sigcheck::Signature| SignedBy {
        number: signature.id,
        name: signature.signer.as_ref().map(|signer| signer.name.clone()).unwrap_or_default(),
        time: signature.time,
        intact: signature.intact,
    };
    report.signatures.iter().map(of).collect()
}

/// Whether the content of an envelope stands elsewhere.
fn is_detached(file: &mut fs::File) -> io::Result<bool> {
    file.rewind()?;
    let mut source = BufReader::with_capacity(1 << 17, file);
    let read = cades::SignedData::read(&mut source, &cades::Limits::default());
    Ok(read.is_ok_and(|envelope| envelope.is_detached()))
}
