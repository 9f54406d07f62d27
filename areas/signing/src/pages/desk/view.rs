//! What a document looks like before it is signed: as far as a page can show it, and never more than that.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek},
    path::Path,
};

use cades::{Envelopes, Limits};

use super::invoice::Invoice;
use crate::desk::{DeskFile, FileKind};

/// Octets of a text that are shown.
pub(super) const TEXT: usize = 100_000;
/// Octets of a document that are taken into memory to be shown.
const WHOLE: u64 = 64 << 20;

/// What can be shown of a document.
#[derive(Debug)]
pub(super) enum View {
    /// A PDF: the browser shows it.
    Pdf,
    /// A picture, of this media type.
    Image(&'static str),
    /// An electronic invoice, and its text.
    Invoice(Box<Invoice>, Text),
    /// Text.
    Text(Text),
    /// Nothing.
    Nothing,
}

/// A text, or its beginning.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) cut: bool,
}

/// A document, out of its envelope if it is in one.
#[derive(Debug)]
pub(super) struct Looked {
    pub(super) view: View,
    /// The document, where it is inside an envelope.
    pub(super) inside: Option<Vec<u8>>,
}

/// Looks at a file.
///
/// # Errors
/// As reading.
pub(super) fn look(path: &Path) -> io::Result<Looked> {
    let mut file = BufReader::new(File::open(path)?);
    if let Some(octets) = content(&mut file)? {
        return Ok(Looked { view: view(&octets), inside: Some(octets) });
    }
    file.rewind()?;
    let mut octets = Vec::new();
    file.take(WHOLE).read_to_end(&mut octets)?;
    Ok(Looked { view: view(&octets), inside: None })
}

/// Whether a page can show a file.
pub(super) fn can_show(file: &DeskFile) -> bool {
    match file.kind {
        // The browser asks for the password of a PDF.
        FileKind::EncryptedPdf | FileKind::Invoice | FileKind::Pdf | FileKind::Xml => true,
        FileKind::Container => false,
        FileKind::Envelope => look(&file.path).is_ok_and(|looked| !matches!(looked.view, View::Nothing)),
        FileKind::Other => {
            let mut head = Vec::new();
            let read =
                File::open(&file.path).and_then(|file| file.take(TEXT as u64 + 1).read_to_end(&mut head));
            read.is_ok() && !matches!(view(&head), View::Nothing)
        }
    }
}

/// What an envelope holds; `None` when the file is none.
fn content(file: &mut BufReader<File>) -> io::Result<Option<Vec<u8>>> {
    let Ok(envelopes) = Envelopes::read(file, &Limits::default()) else { return Ok(None) };
    let Some(content) = envelopes.document(file)? else { return Ok(None) };
    let mut octets = Vec::new();
    content.take(WHOLE).read_to_end(&mut octets)?;
    Ok(Some(octets))
}

fn view(octets: &[u8]) -> View {
    const IMAGES: [(&[u8], &str); 5] = [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"BM", "image/bmp"),
    ];
    if octets[..octets.len().min(1024)].windows(5).any(|part| part == b"%PDF-") {
        return View::Pdf;
    }
    if let Some(invoice) = Invoice::read(octets) {
        let text = text(octets).unwrap_or(Text { text: String::new(), cut: false });
        return View::Invoice(Box::new(invoice), text);
    }
    if let Some(text) = text(octets) {
        return View::Text(text);
    }
    match IMAGES.iter().find(|(magic, _)| octets.starts_with(magic)) {
        Some((_, media)) => View::Image(media),
        None => View::Nothing,
    }
}

/// Octets that are text: UTF-8, or of one octet each and without control characters.
fn text(octets: &[u8]) -> Option<Text> {
    let cut = octets.len() > TEXT;
    let head = &octets[..octets.len().min(TEXT)];
    let utf8 = match std::str::from_utf8(head) {
        Ok(text) => Some(text),
        // The cut may go through a character.
        Err(error) if cut && head.len() - error.valid_up_to() < 4 => {
            std::str::from_utf8(&head[..error.valid_up_to()]).ok()
        }
        Err(_) => None,
    };
    let readable = |c: char| !c.is_control() || matches!(c, '\n' | '\r' | '\t' | '\u{c}');
    let text = match utf8 {
        Some(text) => text.trim_start_matches('\u{feff}').to_owned(),
        // 0x80 to 0x9f are letters and marks in Windows' Latin alphabet.
        None => head
            .iter()
            .map(|octet| if (0x80..0xa0).contains(octet) { '·' } else { char::from(*octet) })
            .collect(),
    };
    (!text.is_empty() && text.chars().all(readable)).then_some(Text { text, cut })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_document_is_known_by_its_content() {
        assert!(matches!(view(b"%PDF-1.7\n"), View::Pdf));
        assert!(matches!(view(include_bytes!("../../../../../demo/samples/fattura.xml")), View::Invoice(..)));
        assert!(matches!(
            view(include_bytes!("../../../../../demo/samples/pianta.png")),
            View::Image("image/png")
        ));
        assert!(matches!(view(b"<html><script>alert(1)</script>"), View::Text(_)));
        assert!(matches!(view("perché".as_bytes()), View::Text(_)));
        assert!(matches!(view(b"perch\xe9"), View::Text(_)));
        assert!(matches!(view(b"PK\x03\x04\0\0"), View::Nothing));
        assert!(matches!(view(b""), View::Nothing));
    }

    #[test]
    fn a_long_text_is_cut_between_characters_and_says_so() {
        let long = "à".repeat(TEXT);
        let View::Text(text) = view(format!("x{long}").as_bytes()) else { panic!() };
        assert!(text.cut);
        assert!(text.text.ends_with('à') && text.text.len() <= TEXT);
    }
}
