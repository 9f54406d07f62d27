//! An incremental update (ISO 32000-2, 7.5.6): new and changed objects, a cross-reference section in
//! the form of the one before it, nothing else. The file underneath is not touched.

use std::collections::HashSet;
use std::io::Write;

use x509::alg::DigestAlgorithm;

use crate::pdf::{
    Cipher, Dictionary, Document, Kind, Name, Object, ObjectId, write_dictionary, write_object,
};

#[derive(Debug)]
pub(crate) struct Update<'s> {
    document: &'s Document<'s>,
    out: Vec<u8>,
    /// Objects written, with their position in the file.
    written: Vec<(ObjectId, u64)>,
    numbers: HashSet<u32>,
    next_number: u32,
}

impl<'s> Update<'s> {
    pub(crate) fn new(document: &'s Document<'s>) -> Self {
        let mut out = Vec::with_capacity(32 * 1024);
        if !document.data().ends_with(b"\n") && !document.data().ends_with(b"\r") {
            out.push(b'\n');
        }
        Update {
            document,
            out,
            written: Vec::new(),
            numbers: HashSet::new(),
            next_number: document.next_number(),
        }
    }

    /// A new object number.
    pub(crate) fn reserve(&mut self) -> ObjectId {
        let number = self.next_number;
        self.next_number += 1;
        ObjectId { number, generation: 0 }
    }

    fn file_position(&self) -> u64 {
        (self.document.data().len() + self.out.len()) as u64
    }

    pub(crate) fn write(&mut self, id: ObjectId, object: &Object<'_>) {
        self.write_with(id, |out, cipher| write_object(out, object, cipher));
    }

    /// Writes an object once: the annotations of a page and the fields of the form may be one array,
    /// and then both want to write it with the same new element.
    pub(crate) fn write_with(&mut self, id: ObjectId, content: impl FnOnce(&mut Vec<u8>, Cipher<'_>)) {
        if !self.numbers.insert(id.number) {
            return;
        }
        self.written.push((id, self.file_position()));
        self.out.extend_from_slice(format!("{} {} obj\n", id.number, id.generation).as_bytes());
        content(&mut self.out, self.document.cipher(id));
        self.out.extend_from_slice(b"\nendobj\n");
    }

    /// Writes a stream; `entries` are those of its dictionary without the length.
    pub(crate) fn stream(&mut self, id: ObjectId, entries: &str, data: &[u8]) {
        self.write_with(id, |out, cipher| {
            let data = cipher.stream(data);
            out.extend_from_slice(format!("<<{entries}/Length {}>>\nstream\n", data.len()).as_bytes());
            out.extend_from_slice(&data);
            out.extend_from_slice(b"\nendstream");
        });
    }

    /// As [`Self::stream`], deflated where that makes it shorter.
    pub(crate) fn deflated(&mut self, id: ObjectId, entries: &str, data: &[u8]) {
        match deflate(data) {
            Some(short) if short.len() < data.len() => {
                self.stream(id, &format!("{entries}/Filter/FlateDecode"), &short);
            }
            _ => self.stream(id, entries, data),
        }
    }

    /// A file identifier that follows from what was written (ISO 32000-2, 14.4).
    pub(crate) fn fingerprint(&self) -> [u8; 16] {
        let mut hasher = DigestAlgorithm::Sha256.hasher();
        hasher.update(&self.document.data().len().to_be_bytes());
        hasher.update(&self.out);
        let mut id = [0; 16];
        id.copy_from_slice(&hasher.finish()[..16]);
        id
    }

    /// Closes the update: cross-reference section, trailer, `%%EOF`.
    pub(crate) fn finish(mut self, file_id: [u8; 16]) -> Vec<u8> {
        let view = self.document.newest();
        let previous = self.document.last_section().map_or(0, |section| section.at);
        let mut trailer = Dictionary::default();
        for key in ["Root", "Info", "Encrypt"] {
            if let Some(value) = view.trailer_entry(key) {
                trailer.set(key, value.clone());
            }
        }
        trailer.set("Prev", Object::Integer(previous as i64));
        let mut id = Vec::new();
        match view.trailer_value("ID") {
            Some(Object::Array(parts)) if !parts.is_empty() => {
                write_object(&mut id, &view.resolve(&parts[0]), Cipher::NONE)
            }
            // The key of an encrypted file depends on it: what was missing stays empty.
            _ if self.document.is_encrypted() => id.extend_from_slice(b"<>"),
            _ => write_id(&mut id, file_id),
        }
        write_id(&mut id, file_id);
        self.written.sort_unstable_by_key(|(id, _)| id.number);
        let start = self.file_position();
        match view.kind() {
            Some(Kind::Stream) => self.xref_stream(trailer, &id),
            Some(Kind::Table { .. }) | None => self.xref_table(trailer, &id),
        }
        self.out.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        self.out
    }

    /// Runs of consecutive object numbers.
    fn runs(&self) -> impl Iterator<Item = &[(ObjectId, u64)]> {
        self.written.chunk_by(|(one, _), (two, _)| one.number + 1 == two.number)
    }

    fn xref_table(&mut self, mut trailer: Dictionary<'_>, id: &[u8]) {
        let mut table = String::from("xref\n");
        for run in self.runs() {
            table.push_str(&format!("{} {}\n", run[0].0.number, run.len()));
            for (id, at) in run {
                table.push_str(&format!("{at:010} {:05} n \n", id.generation));
            }
        }
        self.out.extend_from_slice(table.as_bytes());
        trailer.set("Size", Object::Integer(i64::from(self.next_number)));
        self.out.extend_from_slice(b"trailer\n");
        self.trailer(&trailer, id);
        self.out.push(b'\n');
    }

    fn xref_stream(&mut self, mut trailer: Dictionary<'_>, id: &[u8]) {
        let own = self.reserve();
        let at = self.file_position();
        self.written.push((own, at));
        let width = if at > u64::from(u32::MAX) { 8 } else { 4 };
        let mut rows = Vec::new();
        let mut index = Vec::new();
        for run in self.runs() {
            index.extend([Object::Integer(i64::from(run[0].0.number)), Object::Integer(run.len() as i64)]);
            for (id, at) in run {
                rows.push(1);
                rows.extend_from_slice(&at.to_be_bytes()[8 - width..]);
                rows.extend_from_slice(&id.generation.to_be_bytes());
            }
        }
        trailer.set("Type", Object::Name(Name(b"XRef")));
        trailer.set("Size", Object::Integer(i64::from(self.next_number)));
        trailer.set("W", Object::Array([1, width as i64, 2].map(Object::Integer).to_vec()));
        trailer.set("Index", Object::Array(index));
        trailer.set("Length", Object::Integer(rows.len() as i64));
        self.out.extend_from_slice(format!("{} 0 obj\n", own.number).as_bytes());
        self.trailer(&trailer, id);
        self.out.extend_from_slice(b"\nstream\n");
        self.out.extend_from_slice(&rows);
        self.out.extend_from_slice(b"\nendstream\nendobj\n");
    }

    fn trailer(&mut self, trailer: &Dictionary<'_>, id: &[u8]) {
        write_dictionary(&mut self.out, trailer, Cipher::NONE);
        self.out.truncate(self.out.len() - 2);
        self.out.extend_from_slice(b"/ID[");
        self.out.extend_from_slice(id);
        self.out.extend_from_slice(b"]>>");
    }
}

fn deflate(data: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).ok()?;
    encoder.finish().ok()
}

fn write_id(out: &mut Vec<u8>, id: [u8; 16]) {
    out.push(b'<');
    out.extend_from_slice(&hex(&id));
    out.push(b'>');
}

/// Upper-case hexadecimal digits.
pub(crate) fn hex(octets: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = Vec::with_capacity(octets.len() * 2);
    for octet in octets {
        out.push(DIGITS[usize::from(octet >> 4)]);
        out.push(DIGITS[usize::from(octet & 15)]);
    }
    out
}
