//! The end record and the central directory of a ZIP (APPNOTE 6.3.10 §4.3.12–16), read octet by octet:
//! what the `zip` crate finds is compared with it.

use std::io::{Read, SeekFrom};

use cades::ReadSeek;

use crate::{Error, Limits};

const END: [u8; 4] = *b"PK\x05\x06";
const END_LEN: usize = 22;
const END64: [u8; 4] = *b"PK\x06\x06";
const LOCATOR64: [u8; 4] = *b"PK\x06\x07";
const LOCATOR64_LEN: usize = 20;
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const CENTRAL_LEN: usize = 46;
const LOCAL: [u8; 4] = *b"PK\x03\x04";
const LOCAL_LEN: usize = 30;

/// Flag bits of an entry (§4.4.4).
pub(super) const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
pub(super) const DESCRIPTOR: u16 = 1 << 3;

/// What both headers say of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) raw_name: Vec<u8>,
    pub(super) name: String,
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) crc32: u32,
    pub(super) compressed: u64,
    pub(super) size: u64,
    pub(super) has_extra: bool,
    /// Of a central header: the offset of the local one. Of a local header: the offset of the data.
    pub(super) offset: u64,
    /// It is a symbolic link, by the attributes of Unix.
    pub(super) link: bool,
}

/// The central directory.
#[derive(Debug)]
pub(crate) struct Directory {
    pub(super) headers: Vec<Header>,
    /// Where it starts.
    pub(super) start: u64,
}

impl Directory {
    pub(crate) fn read(source: &mut (dyn ReadSeek + '_), limits: &Limits) -> Result<Self, Error> {
        let len = source.seek(SeekFrom::End(0))?;
        let tail_len = len.min((END_LEN + usize::from(u16::MAX) + LOCATOR64_LEN) as u64);
        let tail = read_at(source, len - tail_len, tail_len as usize)?;
        let at = end_record(&tail)?;
        let end = Fields(&tail[at + 4..]);
        if end.u16(0) != 0 && end.u16(0) != u16::MAX {
            return Err(Error::Malformed("it is a part of several"));
        }
        let mut entries = u64::from(end.u16(6));
        let (mut size, mut start) = (u64::from(end.u32(8)), u64::from(end.u32(12)));
        let mut after = len - tail_len + at as u64;
        let locator = at.checked_sub(LOCATOR64_LEN).map(|from| &tail[from..at]);
        if let Some(locator) = locator.filter(|locator| locator.starts_with(&LOCATOR64)) {
            let offset = Fields(locator).u64(8);
            let record = read_at(source, offset, 56).map_err(|_| Error::Malformed("the ZIP64 end record"))?;
            let fields = Fields(&record);
            let ends = offset.checked_add(12).and_then(|at| at.checked_add(fields.u64(4)));
            if !record.starts_with(&END64) || ends != Some(after - LOCATOR64_LEN as u64) {
                return Err(Error::Malformed("the ZIP64 end record"));
            }
            // What the older record can say it must say the same.
            for (older, newer, none) in [
                (entries, fields.u64(32), u64::from(u16::MAX)),
                (size, fields.u64(40), u64::from(u32::MAX)),
                (start, fields.u64(48), u64::from(u32::MAX)),
            ] {
                if older != newer && older != none {
                    return Err(Error::Malformed("the two end records differ"));
                }
            }
            (entries, size, start, after) = (fields.u64(32), fields.u64(40), fields.u64(48), offset);
        } else if end.u16(4) != end.u16(6) {
            return Err(Error::Malformed("it is a part of several"));
        }
        if entries > limits.entries as u64 {
            return Err(Error::Limit { what: "entries", limit: limits.entries as u64 });
        }
        if size > limits.directory_octets {
            return Err(Error::Limit { what: "octets of central directory", limit: limits.directory_octets });
        }
        match start.checked_add(size) {
            Some(end) if end == after => {}
            Some(end) if end < after => return Err(Error::PrependedData { octets: after - end }),
            _ => return Err(Error::Malformed("the central directory lies outside")),
        }
        let octets = read_at(source, start, size as usize)?;
        Ok(Self { headers: headers(&octets, entries as usize)?, start })
    }

    /// The names of the entries.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().map(|header| header.name.as_str())
    }
}

/// A name: UTF-8, whatever the flags say, or else code page 437 (appendix D).
fn text(octets: &[u8]) -> String {
    const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
    str::from_utf8(octets).map_or_else(
        |_| {
            let upper: Vec<char> = UPPER.chars().collect();
            octets
                .iter()
                .map(|octet| octet.checked_sub(128).map_or(char::from(*octet), |at| upper[usize::from(at)]))
                .collect()
        },
        str::to_owned,
    )
}

/// Where the end record stands in the last octets of the file: its comment must reach to the end, and
/// hide no other.
fn end_record(tail: &[u8]) -> Result<usize, Error> {
    let found: Vec<usize> =
        tail.windows(END.len()).enumerate().filter(|(_, octets)| *octets == END).map(|(at, _)| at).collect();
    let reaches = |at: &usize| {
        tail.len() >= at + END_LEN
            && at + END_LEN + usize::from(u16::from_le_bytes([tail[at + 20], tail[at + 21]])) == tail.len()
    };
    match (found.iter().find(|at| reaches(at)), found.last()) {
        (Some(first), Some(last)) if first == last => Ok(*first),
        (Some(_), _) => Err(Error::CommentTrick),
        (None, Some(_)) => Err(Error::TrailingData),
        (None, None) => Err(Error::Malformed("it has no end record")),
    }
}

fn headers(octets: &[u8], count: usize) -> Result<Vec<Header>, Error> {
    const CUT: Error = Error::Malformed("the central directory is cut short");
    let mut headers = Vec::with_capacity(count.min(octets.len() / CENTRAL_LEN));
    let mut rest = octets;
    while headers.len() < count {
        if rest.len() < CENTRAL_LEN || !rest.starts_with(&CENTRAL) {
            return Err(CUT);
        }
        let fields = Fields(rest);
        let name_end = CENTRAL_LEN + usize::from(fields.u16(28));
        let extra_end = name_end + usize::from(fields.u16(30));
        let end = extra_end + usize::from(fields.u16(32));
        if rest.len() < end {
            return Err(CUT);
        }
        if fields.u16(34) != 0 {
            return Err(Error::Malformed("it is a part of several"));
        }
        let unix = fields.u16(4) >> 8 == 3;
        let mut header = Header {
            raw_name: rest[CENTRAL_LEN..name_end].to_vec(),
            name: text(&rest[CENTRAL_LEN..name_end]),
            flags: fields.u16(8),
            method: fields.u16(10),
            crc32: fields.u32(16),
            compressed: fields.u32(20).into(),
            size: fields.u32(24).into(),
            has_extra: extra_end > name_end,
            offset: fields.u32(42).into(),
            link: unix && fields.u32(38) >> 28 == 0o12,
        };
        let Header { compressed, size, offset, .. } = &mut header;
        zip64(&rest[name_end..extra_end], &mut [size, compressed, offset])?;
        headers.push(header);
        rest = &rest[end..];
    }
    if rest.is_empty() {
        Ok(headers)
    } else {
        Err(Error::Malformed("the central directory has more entries"))
    }
}

/// The header before the data of an entry; `None` when there is none.
pub(super) fn local(source: &mut (dyn ReadSeek + '_), at: u64) -> Result<Option<Header>, Error> {
    let octets = read_at(source, at, LOCAL_LEN)?;
    if !octets.starts_with(&LOCAL) {
        return Ok(None);
    }
    let fields = Fields(&octets);
    let (name_len, extra_len) = (usize::from(fields.u16(26)), usize::from(fields.u16(28)));
    let variable = read_at(source, at + LOCAL_LEN as u64, name_len + extra_len)?;
    let mut header = Header {
        raw_name: variable[..name_len].to_vec(),
        name: text(&variable[..name_len]),
        flags: fields.u16(6),
        method: fields.u16(8),
        crc32: fields.u32(14),
        compressed: fields.u32(18).into(),
        size: fields.u32(22).into(),
        has_extra: extra_len > 0,
        offset: at + (LOCAL_LEN + variable.len()) as u64,
        link: false,
    };
    let Header { compressed, size, .. } = &mut header;
    zip64(&variable[name_len..], &mut [size, compressed])?;
    Ok(Some(header))
}

/// Fills the fields that are too large for 32 bits from the extra field 0x0001 (§4.5.3).
fn zip64(mut extra: &[u8], fields: &mut [&mut u64]) -> Result<(), Error> {
    const WRONG: Error = Error::Malformed("a ZIP64 field is wrong");
    while extra.len() >= 4 {
        let header = Fields(extra);
        let (kind, len) = (header.u16(0), usize::from(header.u16(2)));
        let value = extra.get(4..4 + len).ok_or(WRONG)?;
        extra = &extra[4 + len..];
        if kind != 1 {
            continue;
        }
        let mut values = value.chunks_exact(8);
        for field in fields.iter_mut().filter(|field| ***field == u64::from(u32::MAX)) {
            **field = Fields(values.next().ok_or(WRONG)?).u64(0);
        }
        break;
    }
    Ok(())
}

/// Whether `octets` are the data descriptor of an entry (§4.3.9), with or without signature, with
/// sizes of 32 or 64 bits. Gives its length.
pub(super) fn descriptor(octets: &[u8], header: &Header) -> Option<usize> {
    [&b"PK\x07\x08"[..], b""].into_iter().find_map(|signature| {
        let fields = Fields(octets.strip_prefix(signature)?);
        let small = fields.0.len() >= 12
            && (u64::from(fields.u32(4)), u64::from(fields.u32(8))) == (header.compressed, header.size);
        let large =
            fields.0.len() >= 20 && (fields.u64(4), fields.u64(12)) == (header.compressed, header.size);
        let len = if small { 12 } else { 20 };
        ((small || large) && fields.u32(0) == header.crc32).then_some(signature.len() + len)
    })
}

pub(super) fn read_at(source: &mut (dyn ReadSeek + '_), at: u64, len: usize) -> Result<Vec<u8>, Error> {
    source.seek(SeekFrom::Start(at))?;
    let mut octets = Vec::with_capacity(len.min(1 << 16));
    source.take(len as u64).read_to_end(&mut octets)?;
    if octets.len() == len { Ok(octets) } else { Err(Error::Malformed("it is cut short")) }
}

/// Little-endian numbers at offsets that were checked to lie inside.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn bytes<const N: usize>(&self, at: usize) -> [u8; N] {
        let mut bytes = [0; N];
        bytes.copy_from_slice(&self.0[at..at + N]);
        bytes
    }

    fn u16(&self, at: usize) -> u16 {
        u16::from_le_bytes(self.bytes(at))
    }

    fn u32(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.bytes(at))
    }

    fn u64(&self, at: usize) -> u64 {
        u64::from_le_bytes(self.bytes(at))
    }
}
