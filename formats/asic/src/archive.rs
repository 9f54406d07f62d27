//! A ZIP read with suspicion: what the directory says and what stands before each entry must agree,
//! and octets that belong to nothing are noted.

mod directory;

use std::{
    collections::{HashMap, HashSet},
    io::{self, Read},
};

use cades::{ContentDigests, ReadSeek};
use unicode_normalization::UnicodeNormalization;
use x509::alg::DigestAlgorithm;
use zip::{
    ZipArchive,
    read::{ArchiveOffset, Config, ZipFile},
};

use crate::{Error, Finding, Limits, names};
pub(crate) use directory::Directory;
use directory::{DESCRIPTOR, ENCRYPTED, Header, descriptor, local, read_at};

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// The longest data descriptor.
const DESCRIPTOR_LEN: u64 = 24;

/// An entry of the ZIP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name, safe to be joined to a folder: relative, without `..`, with `/` between its parts.
    pub name: String,
    /// Octets, inflated.
    pub size: u64,
    /// Octets, as they stand in the file.
    pub compressed_size: u64,
    /// Whether it is deflated; else it is stored as it is.
    pub deflated: bool,
    /// Its CRC-32.
    pub crc32: u32,
    /// Where its local header starts.
    pub offset: u64,
    /// Stored without extra field and data descriptor, as `mimetype` has to be.
    pub(crate) plain: bool,
    /// Its place in the directory.
    index: usize,
}

impl Entry {
    /// Whether it is a folder.
    pub fn is_folder(&self) -> bool {
        self.name.ends_with('/')
    }
}

/// A ZIP file that was checked as a whole. Its entries are read one after the other.
pub struct Archive<'a> {
    zip: ZipArchive<&'a mut (dyn ReadSeek + 'a)>,
    entries: Vec<Entry>,
    by_name: HashMap<String, usize>,
    findings: Vec<Finding>,
}

impl std::fmt::Debug for Archive<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive").field("entries", &self.entries).finish_non_exhaustive()
    }
}

impl<'a> Archive<'a> {
    /// Reads the directory of a ZIP and checks it against the headers before the entries. No entry is
    /// inflated.
    ///
    /// # Errors
    /// [`Error`].
    pub fn read(source: &'a mut (dyn ReadSeek + 'a), limits: &Limits) -> Result<Self, Error> {
        let directory = Directory::read(source, limits)?;
        Self::of_directory(source, &directory, limits)
    }

    pub(crate) fn of_directory(
        source: &'a mut (dyn ReadSeek + 'a),
        directory: &Directory,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let mut entries = entries(directory, limits)?;
        let mut findings = check_layout(source, directory, &mut entries)?;
        let zip = ZipArchive::with_config(Config { archive_offset: ArchiveOffset::Known(0) }, source)?;
        compare(&zip, directory)?;
        findings.extend(alike(&entries));
        let by_name = entries.iter().enumerate().map(|(at, entry)| (entry.name.clone(), at)).collect();
        Ok(Self { zip, entries, by_name, findings })
    }

    /// Its entries, folders too, in the order in which they stand in the file.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of this name.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.by_name.get(name).map(|at| &self.entries[*at])
    }

    /// Oddities of the ZIP.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The comment of the ZIP.
    pub fn comment(&self) -> &[u8] {
        self.zip.comment()
    }

    /// The content of an entry. Reading fails with [`io::ErrorKind::InvalidData`] when it is not as long
    /// as its header says, or its CRC-32 differs.
    ///
    /// # Errors
    /// [`Error::EntryMissing`], [`Error::Io`].
    pub fn open(&mut self, name: &str) -> Result<impl Read + use<'_, 'a>, Error> {
        let entry = self.entry(name).ok_or_else(|| Error::EntryMissing { name: name.to_owned() })?;
        let (index, left) = (entry.index, entry.size);
        Ok(Exact { inner: self.zip.by_index(index)?, left })
    }

    /// The entry as it stands in the file, to be copied.
    pub(crate) fn raw(&mut self, name: &str) -> Result<ZipFile<'_, &'a mut (dyn ReadSeek + 'a)>, Error> {
        let entry = self.entry(name).ok_or_else(|| Error::EntryMissing { name: name.to_owned() })?;
        let index = entry.index;
        Ok(self.zip.by_index_raw(index)?)
    }

    /// The content of an entry of at most `limit` octets.
    ///
    /// # Errors
    /// [`Error::EntryMissing`], [`Error::Limit`], [`Error::Damaged`], [`Error::Io`].
    pub fn octets(&mut self, name: &str, limit: u64) -> Result<Vec<u8>, Error> {
        if self.entry(name).is_some_and(|entry| entry.size > limit) {
            return Err(Error::Limit { what: "octets of an entry that is taken into memory", limit });
        }
        let mut octets = Vec::new();
        self.open(name)?.read_to_end(&mut octets).map_err(|source| Error::reading(name, source))?;
        Ok(octets)
    }

    /// The digests of the content of an entry, in one pass and constant memory.
    ///
    /// # Errors
    /// [`Error::EntryMissing`], [`Error::Damaged`], [`Error::Io`].
    pub fn digests(&mut self, name: &str, algorithms: &[DigestAlgorithm]) -> Result<ContentDigests, Error> {
        let content = self.open(name)?;
        ContentDigests::of(content, algorithms).map_err(|source| Error::reading(name, source))
    }
}

/// A content that has to be exactly this long.
struct Exact<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Exact<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let read = self.inner.read(buffer)?;
        let wrong = |what| Err(io::Error::new(io::ErrorKind::InvalidData, what));
        match self.left.checked_sub(read as u64) {
            None => wrong("longer than its header says"),
            Some(left) if read == 0 && left > 0 => wrong("shorter than its header says"),
            Some(left) => {
                self.left = left;
                Ok(read)
            }
        }
    }
}

/// The entries of the directory, each within the limits and with a name of its own.
fn entries(directory: &Directory, limits: &Limits) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::with_capacity(directory.headers.len());
    let mut seen = HashSet::new();
    let mut total = 0u64;
    for (index, header) in directory.headers.iter().enumerate() {
        let name = header.name.clone();
        if !names::is_safe(&name) || header.link {
            return Err(Error::UnsafeName { name });
        }
        if !seen.insert(name.trim_end_matches('/').to_owned()) {
            return Err(Error::DuplicateName { name });
        }
        if header.flags & ENCRYPTED != 0 {
            return Err(Error::Encrypted { name });
        }
        if !matches!(header.method, STORED | DEFLATED) {
            return Err(Error::Compression { name });
        }
        if header.method == STORED && header.size != header.compressed {
            return Err(Error::HeaderMismatch { name, what: "two sizes of a stored entry" });
        }
        if name.ends_with('/') && header.size > 0 {
            return Err(Error::HeaderMismatch { name, what: "a folder with content" });
        }
        total = total.saturating_add(header.size);
        if total > limits.inflated_octets {
            return Err(Error::Limit { what: "octets of all entries", limit: limits.inflated_octets });
        }
        if header.size > limits.ratio_from && header.size / limits.ratio.max(1) > header.compressed {
            return Err(Error::Limit { what: "times the octets of a deflated entry", limit: limits.ratio });
        }
        entries.push(Entry {
            name,
            size: header.size,
            compressed_size: header.compressed,
            deflated: header.method == DEFLATED,
            crc32: header.crc32,
            offset: header.offset,
            plain: false,
            index,
        });
    }
    Ok(entries)
}

/// Names that some systems take for one (Unicode Standard Annex #15, and case).
fn alike(entries: &[Entry]) -> impl Iterator<Item = Finding> {
    let mut seen = HashSet::new();
    entries.iter().filter_map(move |entry| {
        let folded: String = entry.name.nfkc().flat_map(char::to_lowercase).collect();
        (!seen.insert(folded.trim_end_matches('/').to_owned()))
            .then(|| Finding::AlikeNames { name: entry.name.clone() })
    })
}

/// Checks the local headers, and that the entries lie one after the other from the start of the file to
/// the directory. Leaves the entries in that order.
fn check_layout(
    source: &mut (dyn ReadSeek + '_),
    directory: &Directory,
    entries: &mut [Entry],
) -> Result<Vec<Finding>, Error> {
    entries.sort_by_key(|entry| entry.offset);
    let mut findings = Vec::new();
    let mut end = 0u64;
    for entry in entries {
        match entry.offset.checked_sub(end) {
            None => return Err(Error::Overlap { name: entry.name.clone() }),
            Some(0) => {}
            Some(octets) if end == 0 => return Err(Error::PrependedData { octets }),
            Some(octets) => findings.push(Finding::Gap { octets }),
        }
        let central = &directory.headers[entry.index];
        let mismatch = |what| Error::HeaderMismatch { name: entry.name.clone(), what };
        let found = local(source, entry.offset)?.ok_or(mismatch("there is no local header"))?;
        compare_headers(central, &found).map_err(mismatch)?;
        let overlap = || Error::Overlap { name: entry.name.clone() };
        end = found.offset.checked_add(central.compressed).ok_or_else(overlap)?;
        if end > directory.start {
            return Err(overlap());
        }
        if central.flags & DESCRIPTOR != 0 {
            let octets = read_at(source, end, DESCRIPTOR_LEN.min(directory.start - end) as usize)?;
            end += descriptor(&octets, central).ok_or(mismatch("data descriptor"))? as u64;
        }
        entry.plain = !entry.deflated && !found.has_extra && central.flags & DESCRIPTOR == 0;
    }
    match directory.start - end {
        0 => {}
        octets if directory.headers.is_empty() => return Err(Error::PrependedData { octets }),
        octets => findings.push(Finding::Gap { octets }),
    }
    Ok(findings)
}

/// What differs between what the directory and the local header say.
fn compare_headers(central: &Header, local: &Header) -> Result<(), &'static str> {
    // Of the flags the ones that change how an entry is read.
    const FLAGS: u16 = ENCRYPTED | DESCRIPTOR;
    let sizes = (local.compressed, local.size, local.crc32);
    let later = central.flags & DESCRIPTOR != 0;
    let same = [
        (local.raw_name == central.raw_name, "name"),
        (local.flags & FLAGS == central.flags & FLAGS, "flags"),
        (local.method == central.method, "compression method"),
        (later || sizes == (central.compressed, central.size, central.crc32), "sizes or CRC-32"),
        (
            !later
                || (matches!(local.compressed, 0 | 0xffff_ffff) || local.compressed == central.compressed)
                    && (matches!(local.size, 0 | 0xffff_ffff) || local.size == central.size)
                    && (local.crc32 == 0 || local.crc32 == central.crc32),
            "sizes or CRC-32",
        ),
    ];
    same.into_iter().find(|(same, _)| !same).map_or(Ok(()), |(_, what)| Err(what))
}

/// The `zip` crate, which inflates, must have understood the directory in the same way.
fn compare<R: io::Read + io::Seek>(zip: &ZipArchive<R>, directory: &Directory) -> Result<(), Error> {
    const AMBIGUOUS: Error = Error::Malformed("the central directory is ambiguous");
    if zip.len() != directory.headers.len() || zip.central_directory_start() != directory.start {
        return Err(AMBIGUOUS);
    }
    for (index, header) in directory.headers.iter().enumerate() {
        let entry = zip.by_index_data(index)?;
        let same = entry.name_raw() == header.raw_name
            && entry.name()? == header.name
            && (entry.header_start(), entry.compressed_size(), entry.size(), entry.crc32())
                == (header.offset, header.compressed, header.size, header.crc32);
        if !same {
            return Err(AMBIGUOUS);
        }
    }
    Ok(())
}
