//! The file, its revisions, and what a reader of each sees.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use super::crypt::{Access, Crypt};
use super::object::{Cipher, Dictionary, Object, ObjectId, PdfString, Stream, is_blank};
use super::parser::Parser;
use super::xref::{Entry, Kind, Row, Section, find, find_last, header_at, read_chain, stream_span};
use super::{filter, recover};
use crate::Malformed;
use crate::text::decode_text;

/// Bounds on what a file may ask of its reader.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Cross-reference lines in all sections together.
    pub objects: usize,
    /// Sections in the `/Prev` chain.
    pub sections: usize,
    /// Octets one stream may inflate to.
    pub inflated_stream: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { objects: 4_000_000, sections: 10_000, inflated_stream: 256 << 20 }
    }
}

impl Limits {
    /// What `stored` octets may inflate to: 1 MiB in any case, then no more than 200 to 1.
    pub(super) fn inflated(&self, stored: usize) -> usize {
        stored.saturating_mul(200).max(1 << 20).min(self.inflated_stream)
    }
}

/// What is wrong with the way a file is put together, though it can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// `%PDF-` is not at the start of the file: readers differ over where offsets count from.
    JunkBeforeHeader,
    /// The cross-reference information was lost; objects were found by searching the file.
    Rebuilt,
    /// `startxref` or `/Prev` does not point exactly at a cross-reference section.
    StartXref,
    /// Lines of a cross-reference table are not written as they must be.
    TableFormat,
}

/// One state of the document: everything up to and including one `%%EOF`.
#[derive(Clone, Debug)]
pub struct Revision {
    /// The newest section it knows.
    pub(crate) section: u32,
    /// Octets of the file up to the end of `%%EOF`.
    pub(crate) eof: usize,
    /// The same with the end of that line.
    pub(crate) end: usize,
}

impl Revision {
    /// The octets of this revision: a complete PDF file, "the document as it was".
    pub fn range(&self) -> Range<usize> {
        0..self.end
    }
}

#[derive(Debug)]
struct ObjectStream {
    decoded: Vec<u8>,
    /// Object number and position in `decoded`.
    objects: Vec<(u32, usize)>,
    /// The object that holds its length, if that is not in its dictionary.
    length: Option<u32>,
}

/// A PDF file.
#[derive(Debug)]
pub struct Document<'a> {
    data: &'a [u8],
    rows: Vec<Row>,
    sections: Vec<Section<'a>>,
    revisions: Vec<Revision>,
    damage: Vec<Damage>,
    limits: Limits,
    /// Object streams by their offset, opened when first needed.
    streams: HashMap<usize, OnceLock<Option<ObjectStream>>>,
    /// One more than the number of an object that does not end inside its revision; 0 for none.
    overrun: AtomicU64,
    /// Octets still allowed to be read or inflated, so that no file costs more than linear time.
    budget: AtomicU64,
    /// The key of an encrypted file.
    crypt: Option<Crypt>,
}

/// Where an object's octets are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Location {
    File(Span),
    /// The `index`-th object of the object stream there.
    Stream {
        container: Span,
        index: u32,
    },
}

/// Where an indirect object begins, and the end of the revision that brought it: nothing behind that
/// end belongs to it, whatever its length says, because a later revision may have put it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Span {
    at: usize,
    end: usize,
}

impl<'a> Document<'a> {
    /// Opens a file with the default [`Limits`].
    ///
    /// # Errors
    /// [`Malformed`] when it is no PDF or not even a search finds a document catalogue.
    pub fn open(data: &'a [u8]) -> Result<Self, Malformed> {
        Self::open_within(data, Limits::default())
    }

    /// Opens a file.
    ///
    /// # Errors
    /// As [`Document::open`].
    pub fn open_within(data: &'a [u8], limits: Limits) -> Result<Self, Malformed> {
        Self::open_with_password(data, limits, "")
    }

    /// Opens a file that may be encrypted: with `password` as the owner's or the user's, else with the
    /// empty user password. [`Document::access`] says what came of it.
    ///
    /// # Errors
    /// As [`Document::open`]; [`Malformed::Password`] when not even the structure can be read.
    pub fn open_with_password(data: &'a [u8], limits: Limits, password: &str) -> Result<Self, Malformed> {
        let header = find(&data[..data.len().min(1024 + 5)], b"%PDF-", 0).ok_or(Malformed::NotPdf)?;
        let unlocked = Self::open_by_sections(data, header, limits).map(|mut document| {
            document.unlock(password);
            document
        });
        match unlocked {
            Ok(document) if document.newest().catalog().is_some() => Ok(document),
            Ok(document) if document.access() == Access::Locked => Err(Malformed::Password),
            Ok(_) | Err(_) => {
                let (section, rows) = recover::rebuild(data, &limits)?;
                let rows_len = data.len();
                let revisions = vec![Revision { section: 0, eof: rows_len, end: rows_len }];
                let mut document =
                    Self::assemble(data, rows, vec![section], revisions, vec![Damage::Rebuilt], limits);
                document.unlock(password);
                if document.newest().catalog().is_some() { Ok(document) } else { Err(Malformed::NoCatalog) }
            }
        }
    }

    fn open_by_sections(data: &'a [u8], header: usize, limits: Limits) -> Result<Self, Malformed> {
        let keyword = find_last(data, b"startxref").ok_or(Malformed::Xref)?;
        let mut parser = Parser::new(data, keyword + 9);
        let start = parser.unsigned().and_then(|value| usize::try_from(value).ok()).ok_or(Malformed::Xref)?;
        let mut damage = Vec::new();
        let mut chain = read_chain(data, start, 0, &limits);
        if chain.is_err() && header > 0 {
            chain = read_chain(data, start.saturating_add(header), header, &limits);
        }
        if chain.is_err() {
            // A little off: the keyword close by.
            let near = start.saturating_sub(64)..start.saturating_add(64).min(data.len());
            let shown =
                data.get(near.clone()).and_then(|part| find(part, b"xref", 0)).ok_or(Malformed::Xref)?;
            let at = near.start + shown;
            if at.checked_sub(5).and_then(|before| data.get(before..at)) == Some(b"start") {
                return Err(Malformed::Xref);
            }
            chain = read_chain(data, at, 0, &limits);
            damage = vec![Damage::StartXref];
        }
        let (sections, rows) = chain?;
        if sections.iter().any(|section| section.irregular) {
            let off = sections.last().is_some_and(|section| section.at != start);
            damage.push(if off { Damage::StartXref } else { Damage::TableFormat });
        }
        if header > 0 {
            damage.insert(0, Damage::JunkBeforeHeader);
        }
        damage.dedup();
        let revisions = revisions(data, &sections);
        // A section behind the end of its revision would let a later one rewrite what was signed.
        let inside = |(index, section): (usize, &Section<'_>)| {
            section.end.max(section.extra_end) <= end_of(&revisions, index as u32, data.len())
        };
        if !sections.iter().enumerate().all(inside) {
            return Err(Malformed::Xref);
        }
        // So would a line that points there.
        let outside = |row: &Row| match row.entry {
            Entry::At(at) => {
                at < data.len() as u64 && at >= end_of(&revisions, row.section, data.len()) as u64
            }
            _ => false,
        };
        if rows.iter().any(outside) {
            return Err(Malformed::Xref);
        }
        Ok(Self::assemble(data, rows, sections, revisions, damage, limits))
    }

    fn assemble(
        data: &'a [u8],
        rows: Vec<Row>,
        sections: Vec<Section<'a>>,
        revisions: Vec<Revision>,
        damage: Vec<Damage>,
        limits: Limits,
    ) -> Self {
        let mut streams = HashMap::new();
        let mut numbers: Vec<u32> = rows
            .iter()
            .filter_map(|row| match row.entry {
                Entry::In { stream, .. } => Some(stream),
                _ => None,
            })
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers {
            let from = rows.partition_point(|row| row.number < number);
            for row in rows[from..].iter().take_while(|row| row.number == number) {
                if let Entry::At(offset) = row.entry
                    && let Ok(offset) = usize::try_from(offset)
                {
                    streams.insert(offset, OnceLock::new());
                }
            }
        }
        let budget = (data.len() as u64).saturating_mul(256).saturating_add(256 << 20);
        let budget = AtomicU64::new(budget);
        Document {
            data,
            rows,
            sections,
            revisions,
            damage,
            limits,
            streams,
            overrun: AtomicU64::new(0),
            budget,
            crypt: None,
        }
    }

    fn unlock(&mut self, password: &str) {
        let view = self.newest();
        let Some(Object::Dictionary(dictionary)) = view.trailer_value("Encrypt") else { return };
        let number = view.trailer_entry("Encrypt").and_then(Object::as_reference).map(|id| id.number);
        let id = match view.trailer_value("ID") {
            Some(Object::Array(parts)) => {
                parts.first().and_then(Object::as_string).map(|id| id.decode()).unwrap_or_default()
            }
            _ => Vec::new(),
        };
        let opened = Crypt::open(&dictionary, &id, password);
        let opened = opened.or_else(|| Crypt::open(&dictionary, &id, "").filter(|_| !password.is_empty()));
        self.crypt = opened.map(|crypt| crypt.in_object(number));
    }

    /// What may be done with the file, as far as encryption goes.
    pub fn access(&self) -> Access {
        match &self.crypt {
            Some(crypt) if crypt.owner => Access::Owner,
            Some(crypt) => Access::User { permissions: crypt.permissions },
            None if self.is_encrypted() => Access::Locked,
            None => Access::Free,
        }
    }

    /// How the strings and streams of object `id` are to be written.
    pub(crate) fn cipher(&self, id: ObjectId) -> Cipher<'_> {
        Cipher::new(self.crypt.as_ref(), id)
    }

    fn owner_of(&self, id: ObjectId) -> Option<ObjectId> {
        let crypt = self.crypt.as_ref()?;
        (crypt.dictionary != Some(id.number)).then_some(id)
    }

    /// The bytes of the file.
    pub fn data(&self) -> &'a [u8] {
        self.data
    }

    /// What was found wrong while opening.
    pub fn damage(&self) -> &[Damage] {
        &self.damage
    }

    /// The revisions, oldest first. Their ends are those of the `%%EOF` lines that follow a section of
    /// the chain; the last one may end before the file does.
    pub fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// Octets after the end of the last revision, white space included.
    pub fn trailing(&self) -> &'a [u8] {
        self.revisions.last().map_or(&[], |last| &self.data[last.end..])
    }

    /// The document as its newest revision shows it.
    pub fn newest(&self) -> View<'_> {
        View { document: self, section: self.sections.len().saturating_sub(1) as u32 }
    }

    /// The document as `revision` shows it.
    pub fn view(&self, revision: &Revision) -> View<'_> {
        View { document: self, section: revision.section }
    }

    /// Whether the file is encrypted (ISO 32000-2, 7.6).
    pub fn is_encrypted(&self) -> bool {
        self.newest().trailer_value("Encrypt").is_some_and(|value| !matches!(value, Object::Null))
    }

    /// Whether reading stopped because the file asked for more work than its size allows.
    pub(crate) fn is_exhausted(&self) -> bool {
        self.budget.load(Ordering::Relaxed) == 0
    }

    /// An object that was read and that reaches behind the end of its revision, so that a later
    /// revision decides what it holds.
    pub(crate) fn overrun(&self) -> Option<u32> {
        self.overrun.load(Ordering::Relaxed).checked_sub(1).map(|number| number as u32)
    }

    fn note_overrun(&self, number: u32, span: Span) {
        if span.end < self.data.len() {
            self.overrun.store(u64::from(number) + 1, Ordering::Relaxed);
        }
    }

    /// For two revisions that follow each other, the numbers that stand elsewhere in the later one, and
    /// those among `missing` that it brings. Each line of a section is looked at once.
    pub(crate) fn changed_numbers(
        &self,
    ) -> impl FnMut(&Revision, &Revision, &HashSet<u32>) -> HashSet<u32> + '_ {
        let mut by_section: Vec<Vec<u32>> = vec![Vec::new(); self.sections.len()];
        let mut contained: HashMap<u32, Vec<u32>> = HashMap::new();
        for row in &self.rows {
            if let Some(numbers) = by_section.get_mut(row.section as usize) {
                numbers.push(row.number);
            }
            if let Entry::In { stream, .. } = row.entry {
                contained.entry(stream).or_default().push(row.number);
            }
        }
        move |old, new, missing| {
            let sections = old.section as usize + 1..=new.section as usize;
            let listed = by_section.get(sections).unwrap_or_default().iter().flatten();
            let (old, new) = (self.view(old), self.view(new));
            // With an object stream everything in it moves.
            let all = listed.flat_map(|number| {
                std::iter::once(number).chain(contained.get(number).into_iter().flatten())
            });
            all.copied()
                .take_while(|_| self.charge(0).is_ok())
                .filter(|number| {
                    let (before, now) = (old.location(*number), new.location(*number));
                    before != now && (before.is_some() || missing.contains(number))
                })
                .collect()
        }
    }

    /// An object of revision `index - 1` that the octets of revision `index` define once more without
    /// listing it: readers that search the file instead of believing its tables show the second.
    pub(crate) fn unlisted(&self, index: usize) -> Option<u32> {
        let (old, new) = (self.revisions.get(index.checked_sub(1)?)?, self.revisions.get(index)?);
        let body = self.data.get(old.end..new.end)?;
        let start = |at: usize| {
            let mut parser = Parser::new(self.data, at);
            parser.skip_blank();
            parser.pos
        };
        let own = old.section + 1..=new.section;
        let mut listed: Vec<(usize, u32)> = Vec::new();
        let mut sorted = false;
        for (at, id) in recover::object_headers(body) {
            if !sorted {
                sorted = true;
                let rows = self.rows.iter().filter(|row| own.contains(&row.section));
                listed.extend(rows.filter_map(|row| match row.entry {
                    Entry::At(at) => Some((start(usize::try_from(at).ok()?), row.number)),
                    _ => None,
                }));
                listed.sort_unstable();
            }
            let at = old.end + at;
            let before = listed.partition_point(|(start, _)| *start <= at).checked_sub(1);
            let holder = before.map(|before| listed[before]);
            let is_listed = holder.is_some_and(|(start, _)| start == at)
                || self.sections.iter().any(|section| section.at == at);
            if is_listed || self.view(old).location(id.number).is_none() {
                continue;
            }
            // What stands inside an object that is listed, in its stream say, is no object.
            let inside = holder.is_some_and(|(start, number)| {
                let span = Span { at: start, end: new.end };
                self.view(new).read_at(number, span).is_ok_and(|(octets, _)| octets.contains(&at))
            });
            if !inside {
                return Some(id.number);
            }
        }
        None
    }

    /// Whether a line of the newest tables leads to something else than its object: some readers would
    /// search the file instead.
    pub(crate) fn leads_astray(&self) -> bool {
        let newest = self.rows.chunk_by(|one, two| one.number == two.number).filter_map(|rows| rows.last());
        let mut places = newest.filter_map(|row| match row.entry {
            Entry::At(at) => Some((row.number, usize::try_from(at).ok()?)),
            _ => None,
        });
        // What would lie behind the end is simply missing.
        places.any(|(number, at)| {
            at < self.data.len() && header_at(self.data, at).is_none_or(|(id, _)| id.number != number)
        })
    }

    pub(crate) fn last_section(&self) -> Option<&Section<'a>> {
        self.sections.last()
    }

    /// One more than the highest object number in use.
    pub(crate) fn next_number(&self) -> u32 {
        let size = self.sections.iter().filter_map(|section| section.trailer.get("Size")?.as_integer());
        let size = size.filter_map(|size| u32::try_from(size).ok()).max().unwrap_or(0);
        self.rows.last().map_or(0, |row| row.number.saturating_add(1)).max(size).max(1)
    }

    fn charge(&self, octets: usize) -> Result<(), Malformed> {
        // Every look costs something, or a million looks at nothing would be free.
        let cost = octets as u64 + 64;
        let update = |left: u64| Some(left.saturating_sub(cost));
        let before = self.budget.fetch_update(Ordering::Relaxed, Ordering::Relaxed, update).unwrap_or(0);
        if before <= cost { Err(Malformed::TooLarge) } else { Ok(()) }
    }

    fn row(&self, number: u32, section: u32) -> Option<&Row> {
        let after = self.rows.partition_point(|row| (row.number, row.section) <= (number, section));
        self.rows[..after].last().filter(|row| row.number == number)
    }
}

/// End of the revision that brought `section`.
fn end_of(revisions: &[Revision], section: u32, len: usize) -> usize {
    let index = revisions.partition_point(|revision| revision.section < section);
    revisions.get(index).map_or(len, |revision| revision.end)
}

/// Pairs each section with the `%%EOF` that closes its revision.
fn revisions(data: &[u8], sections: &[Section<'_>]) -> Vec<Revision> {
    let mut revisions: Vec<Revision> = Vec::new();
    for (index, section) in sections.iter().enumerate() {
        let own = |value: u64| value == section.at as u64;
        let tail = section.tail(data).filter(|(value, ..)| own(*value)).or_else(|| {
            // A linearised file (annex F): its first section stands at the front, names the one at the
            // end as the previous, and the `startxref` behind that one points to the front.
            let main = index.checked_sub(1).map(|older| &sections[older])?;
            (main.at > section.at).then(|| main.tail(data)).flatten().filter(|(value, ..)| own(*value))
        });
        if let Some((_, eof, end)) = tail {
            let section = index as u32;
            // Sections and ends must grow together, or a range of octets would not be a document.
            if revisions.last().is_none_or(|last| last.end < end) {
                revisions.push(Revision { section, eof, end });
            }
        }
    }
    let newest = sections.len().saturating_sub(1) as u32;
    if revisions.last().is_none_or(|last| last.section != newest) {
        revisions.push(Revision { section: newest, eof: data.len(), end: data.len() });
    }
    revisions
}

/// What a reader of one revision sees.
#[derive(Clone, Copy, Debug)]
pub struct View<'s> {
    document: &'s Document<'s>,
    section: u32,
}

impl<'s> View<'s> {
    /// The file.
    pub fn document(&self) -> &'s Document<'s> {
        self.document
    }

    /// A trailer entry, resolved. Older trailers are asked when the newest lacks it.
    pub fn trailer_value(&self, key: &str) -> Option<Object<'s>> {
        self.trailer_entry(key).map(|value| self.resolve(value))
    }

    pub(crate) fn trailer_entry(&self, key: &str) -> Option<&'s Object<'s>> {
        let known = self.document.sections.get(..=self.section as usize)?;
        known.iter().rev().find_map(|section| section.trailer.get(key))
    }

    /// The document catalogue.
    pub fn catalog(&self) -> Option<Dictionary<'s>> {
        match self.trailer_value("Root")? {
            Object::Dictionary(catalog) => Some(catalog),
            _ => None,
        }
    }

    /// Follows a reference; anything else is returned as it is. What is missing or unreadable is null.
    pub fn resolve(&self, object: &Object<'s>) -> Object<'s> {
        match object {
            Object::Reference(id) => self.object(*id),
            other => other.clone(),
        }
    }

    /// The value of `key`, resolved.
    pub fn get(&self, dictionary: &Dictionary<'s>, key: &str) -> Object<'s> {
        dictionary.get(key).map_or(Object::Null, |value| self.resolve(value))
    }

    /// An indirect object; null when missing or unreadable.
    pub fn object(&self, id: ObjectId) -> Object<'s> {
        self.read(id).unwrap_or(Object::Null)
    }

    /// Where the octets of object `number` are in this view.
    pub(crate) fn location(&self, number: u32) -> Option<Location> {
        let document = self.document;
        let span = |row: &Row, at: u64| {
            let end = end_of(&document.revisions, row.section, document.data.len());
            usize::try_from(at).ok().filter(|at| *at < end).map(|at| Span { at, end })
        };
        let row = document.row(number, self.section)?;
        match row.entry {
            Entry::Free => None,
            Entry::At(at) => span(row, at).map(Location::File),
            Entry::In { stream, index } => {
                let row = document.row(stream, self.section)?;
                let Entry::At(at) = row.entry else { return None };
                span(row, at).map(|container| Location::Stream { container, index })
            }
        }
    }

    /// An object that holds the length of an object stream and is another one in the other view. Such a
    /// stream is nobody's child, so no comparison of what is reachable would come across it.
    pub(crate) fn moved_length(&self, other: View<'_>) -> Option<u32> {
        let opened = self.document.streams.values().filter_map(|cell| cell.get()?.as_ref()?.length);
        opened.into_iter().find(|length| self.location(*length) != other.location(*length))
    }

    /// Reads an indirect object.
    ///
    /// # Errors
    /// [`Malformed`], also when the object is not there.
    pub fn read(&self, id: ObjectId) -> Result<Object<'s>, Malformed> {
        let mut number = id.number;
        for _ in 0..8 {
            let object = match self.location(number).ok_or(Malformed::Missing)? {
                Location::File(span) => self.read_at(number, span)?.1,
                Location::Stream { container, index } => self.read_in(number, container, index)?,
            };
            match object {
                Object::Reference(next) => number = next.number,
                other => return Ok(other),
            }
        }
        Err(Malformed::Loop)
    }

    /// The identity as the object's own header gives it, which an update has to repeat.
    pub(crate) fn header(&self, number: u32) -> Option<ObjectId> {
        match self.location(number)? {
            Location::File(span) => header_at(&self.document.data[..span.end], span.at).map(|(id, _)| id),
            Location::Stream { .. } => Some(ObjectId { number, generation: 0 }),
        }
    }

    /// Reads `number` at a file offset; also returns the octets it takes, header included.
    pub(crate) fn read_at(&self, number: u32, span: Span) -> Result<(Range<usize>, Object<'s>), Malformed> {
        let data = &self.document.data[..span.end];
        let at = span.at;
        let (id, mut parser) = header_at(data, at).ok_or(Malformed::Missing)?;
        if id.number != number {
            return Err(Malformed::Missing);
        }
        let owner = self.document.owner_of(id);
        parser.encrypted_in(owner);
        let object = parser.object();
        self.document.charge(parser.pos - at)?;
        if object.is_err() && parser.pos >= data.len() {
            self.document.note_overrun(number, span);
        }
        let object = object?;
        let Object::Dictionary(dictionary) = object else { return Ok((at..parser.pos, object)) };
        if !parser.clone().prefix(b"stream") {
            return Ok((at..parser.pos, Object::Dictionary(dictionary)));
        }
        let length = match dictionary.get("Length") {
            Some(Object::Integer(length)) => usize::try_from(*length).ok(),
            // The length of the length's own stream is no length: only a plain integer object is read.
            Some(Object::Reference(id)) => self.plain_integer(*id),
            _ => None,
        };
        let (start, end) = match stream_span(data, &mut parser.clone(), length) {
            Some(span) => span,
            None => {
                let mut here = parser.clone();
                here.prefix(b"stream");
                let start = here.pos
                    + match data.get(here.pos..) {
                        Some([b'\r', b'\n', ..]) => 2,
                        Some([b'\r' | b'\n', ..]) => 1,
                        _ => 0,
                    };
                let end = find(data, b"endstream", start);
                let declared = length.and_then(|length| start.checked_add(length));
                if end.is_none() || declared.is_some_and(|declared| declared > data.len()) {
                    self.document.note_overrun(number, span);
                }
                let end = end.unwrap_or(data.len());
                self.document.charge(end.saturating_sub(start))?;
                (start, end.max(start))
            }
        };
        let data = data.get(start..end).ok_or(Malformed::Truncated)?;
        let stream = Stream { dictionary, data, owner };
        Ok((at..end, Object::Stream(Box::new(stream))))
    }

    /// The data of a stream, its filters undone (Flate with or without predictor, or none).
    ///
    /// # Errors
    /// [`Malformed::Filter`] for another filter, [`Malformed::TooLarge`] beyond the limits.
    pub fn stream_data(&self, stream: &Stream<'s>) -> Result<Vec<u8>, Malformed> {
        let limit = self.document.limits.inflated(stream.data.len());
        self.document.charge(stream.data.len())?;
        let decoded = filter::decode(&stream.dictionary, &self.stored(stream), limit)?;
        self.document.charge(decoded.len())?;
        Ok(decoded)
    }

    /// The data of a stream, decrypted, filters not undone.
    pub(crate) fn stored(&self, stream: &Stream<'s>) -> Cow<'s, [u8]> {
        match (&self.document.crypt, stream.owner) {
            (Some(crypt), Some(owner)) => {
                Cow::Owned(crypt.decrypt_stream(owner, &stream.dictionary, stream.data))
            }
            _ => Cow::Borrowed(stream.data),
        }
    }

    /// The content of a string, decrypted.
    pub fn string(&self, string: &PdfString<'_>) -> Vec<u8> {
        match (&self.document.crypt, string.owner) {
            (Some(crypt), Some(owner)) => crypt.decrypt_string(owner, &string.decode()),
            _ => string.decode(),
        }
    }

    /// A text string as Unicode (ISO 32000-2, 7.9.2.2).
    pub fn text(&self, string: &PdfString<'_>) -> String {
        decode_text(&self.string(string))
    }

    fn plain_integer(&self, id: ObjectId) -> Option<usize> {
        let object = match self.location(id.number)? {
            Location::File(span) => {
                let (header, mut parser) = header_at(&self.document.data[..span.end], span.at)?;
                if header.number != id.number {
                    return None;
                }
                parser.unsigned()?
            }
            Location::Stream { .. } => {
                // Never the length of an object stream itself: those are opened with direct lengths only.
                u64::try_from(self.read(id).ok()?.as_integer()?).ok()?
            }
        };
        usize::try_from(object).ok()
    }

    fn read_in(&self, number: u32, container: Span, index: u32) -> Result<Object<'s>, Malformed> {
        let cell = self.document.streams.get(&container.at).ok_or(Malformed::Missing)?;
        let stream = match cell.get() {
            Some(stream) => stream,
            None => {
                // Opened outside the cell: an object stream whose length leads back to itself finds the
                // cell empty and ends at the budget of nested reads, not in a deadlock.
                let opened = self.open_object_stream(number, container).ok();
                cell.get_or_init(|| opened)
            }
        };
        let stream = stream.as_ref().ok_or(Malformed::Missing)?;
        let position = stream.objects.get(index as usize).filter(|(own, _)| *own == number);
        let position = position.or_else(|| stream.objects.iter().find(|(own, _)| *own == number));
        let (_, position) = position.ok_or(Malformed::Missing)?;
        let mut parser = Parser::new(&stream.decoded, *position);
        let object = parser.object();
        self.document.charge(parser.pos.saturating_sub(*position))?;
        object
    }

    fn open_object_stream(&self, number: u32, container: Span) -> Result<ObjectStream, Malformed> {
        let data = &self.document.data[..container.end];
        let (id, mut parser) = header_at(data, container.at).ok_or(Malformed::Missing)?;
        let Object::Dictionary(dictionary) = parser.object()? else { return Err(Malformed::ObjectStream) };
        if !dictionary.get("Type").is_some_and(|name| name.is_name("ObjStm")) {
            return Err(Malformed::ObjectStream);
        }
        let length = match dictionary.get("Length") {
            Some(Object::Integer(length)) => usize::try_from(*length).ok(),
            Some(Object::Reference(id)) if matches!(self.location(id.number), Some(Location::File(_))) => {
                self.plain_integer(*id)
            }
            _ => None,
        };
        let (start, end) = match stream_span(data, &mut parser.clone(), length) {
            Some(span) => span,
            None => {
                // Read by searching, it may hold other objects for other readers.
                self.document.note_overrun(number, container);
                let start = find(data, b"stream", parser.pos).ok_or(Malformed::ObjectStream)? + 6;
                let end = find(data, b"endstream", start).ok_or(Malformed::ObjectStream)?;
                let line = data[start..end].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
                (start + line.min(2), end)
            }
        };
        self.document.charge(end.saturating_sub(start))?;
        let stored = data.get(start..end).ok_or(Malformed::ObjectStream)?;
        let limit = self.document.limits.inflated(stored.len());
        let plain = match &self.document.crypt {
            Some(crypt) => Cow::Owned(crypt.decrypt_stream(id, &dictionary, stored)),
            None => Cow::Borrowed(stored),
        };
        let decoded = filter::decode(&dictionary, &plain, limit)?;
        self.document.charge(decoded.len())?;
        let integer = |key: &str| {
            dictionary.get(key).and_then(Object::as_integer).and_then(|value| usize::try_from(value).ok())
        };
        let first = integer("First").ok_or(Malformed::ObjectStream)?;
        let count = integer("N").ok_or(Malformed::ObjectStream)?.min(decoded.len());
        let mut header = Parser::new(decoded.get(..first).ok_or(Malformed::ObjectStream)?, 0);
        let mut objects = Vec::new();
        for _ in 0..count {
            let (Some(number), Some(offset)) = (header.unsigned(), header.unsigned()) else { break };
            if let (Ok(number), Ok(offset)) = (u32::try_from(number), usize::try_from(offset)) {
                objects.push((number, first.saturating_add(offset)));
            }
        }
        let length = dictionary.get("Length").and_then(Object::as_reference).map(|id| id.number);
        Ok(ObjectStream { decoded, objects, length })
    }

    /// Whether bytes after the last revision define objects, or another beginning of the document, although
    /// no section lists them. Readers that search a file take less for an object than we do.
    pub(crate) fn trailing_objects(&self) -> bool {
        let trailing = self.document.trailing();
        let keywords: [&[u8]; 3] = [b"obj", b"trailer", b"startxref"];
        !is_blank(trailing) && keywords.into_iter().any(|keyword| find(trailing, keyword, 0).is_some())
    }

    /// The form of the newest section of this view.
    pub(crate) fn kind(&self) -> Option<Kind> {
        self.document.sections.get(self.section as usize).map(|section| section.kind)
    }
}
