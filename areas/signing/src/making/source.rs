//! What files begin with, and files without names.

use std::{
    fs::{self, File},
    io::{self, Read},
    os::unix::fs::OpenOptionsExt,
};

use foundation::{Entropy, SystemEntropy};

/// Whether a file that begins like this is a PDF: its mark stands within the first 1024 octets (ISO 32000-2
/// Annex I). In an envelope around a PDF it does too: that begins with a long SEQUENCE.
pub fn is_pdf(head: &[u8]) -> bool {
    let is_envelope = matches!(head, [0x30, length, ..] if *length >= 0x80);
    !is_envelope && head.get(..1024).unwrap_or(head).windows(5).any(|five| five == b"%PDF-")
}

/// Whether a file that begins like this is XML: a mark of order or blanks, then `<`.
pub fn is_xml(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    head.starts_with(b"\xFF\xFE<\0")
        || head.starts_with(b"\xFE\xFF\0<")
        || head.trim_ascii_start().starts_with(b"<")
}

/// What a signed file is held in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// XML.
    Xml,
    /// A ZIP.
    Zip,
    /// Anything else: an envelope, a PDF.
    Other,
}

impl Held {
    /// What a file that begins like this is held in.
    pub fn of(head: &[u8]) -> Self {
        match () {
            () if head.starts_with(b"PK\x03\x04") => Self::Zip,
            () if is_xml(head) => Self::Xml,
            () => Self::Other,
        }
    }
}

/// The first octets of a file, which stands at its beginning again.
///
/// # Errors
/// What reading says.
pub fn head_of(file: &mut (impl io::Read + io::Seek + ?Sized)) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(1024);
    file.take(1024).read_to_end(&mut head)?;
    file.rewind()?;
    Ok(head)
}

/// What there is to read as a file that can be read in places and more than once. It has no name and goes
/// when it is closed.
///
/// # Errors
/// What reading and the disk say.
pub fn spool(mut input: impl Read) -> io::Result<File> {
    let name = format!("ceralacca-{}", foundation::hex(&(&SystemEntropy as &dyn Entropy).bytes::<16>()));
    let path = std::env::temp_dir().join(name);
    let mut file = File::options().read(true).write(true).create_new(true).mode(0o600).open(&path)?;
    fs::remove_file(&path)?;
    io::copy(&mut input, &mut file)?;
    io::Seek::rewind(&mut file)?;
    Ok(file)
}
