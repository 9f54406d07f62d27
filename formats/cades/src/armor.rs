//! Base64 around a signature, with or without PEM lines (RFC 7468, RFC 1421): recognised, measured
//! in one pass, then read as if the octets inside were the file.

use std::io::{self, Read, Seek, SeekFrom};

use asn1::{Header, Reader, Rules, tag};
use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::{
    ReadError, Warning,
    input::{Input, ReadSeek},
    oid,
};

/// How much of the front decides whether text is a wrapped signature.
const HEAD: usize = 4096;
const MAX_CHECKPOINTS: u64 = 32 * 1024;
const MIN_STRIDE: u64 = 64 * 1024;
/// Base64 characters decoded at a time.
const GROUP: usize = 64 * 1024;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// One layer of text around the octets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Armor {
    /// Bare base64, in lines of any length.
    Base64,
    /// `-----BEGIN label-----`, whatever the label.
    Pem {
        /// The label as written.
        label: String,
    },
}

/// Where the base64 characters of one layer stand.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    pub(crate) armor: Armor,
    start: u64,
    /// Base64 characters in all, without padding.
    symbols: u64,
    stride: u64,
    /// Characters before `start + n * stride`.
    checkpoints: Vec<u64>,
}

impl Layer {
    fn decoded_len(&self) -> u64 {
        self.symbols / 4 * 3 + [0, 0, 1, 2][(self.symbols % 4) as usize]
    }
}

/// What the front of some octets shows.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Front {
    /// `30`: ASN.1.
    Asn1,
    /// Text; base64 starts at this offset.
    Text {
        armor: Armor,
        start: usize,
        bom: bool,
    },
    Other,
}

fn front(head: &[u8]) -> Front {
    // `0` is both the tag of a SEQUENCE and a base64 digit: a length or an OBJECT IDENTIFIER decides.
    if head.first() == Some(&0x30) && head.iter().skip(1).take(2).any(|octet| !is_text(*octet)) {
        return Front::Asn1;
    }
    let (bom, text) = match head.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (true, rest),
        None => (false, head),
    };
    let blank = text.iter().take_while(|octet| octet.is_ascii_whitespace()).count();
    let start = head.len() - text.len() + blank;
    let text = &text[blank..];
    if let Some(rest) = text.strip_prefix(b"-----BEGIN ") {
        let Some(end) = rest.iter().position(|octet| matches!(octet, b'\r' | b'\n')) else {
            return Front::Other;
        };
        let label = String::from_utf8_lossy(&rest[..end]).trim_end().trim_end_matches('-').to_owned();
        let mut start = head.len() - rest.len() + end;
        // RFC 1421 header fields: `Name: value` lines up to an empty one.
        while let Some((line, next)) = line(head, start) {
            let is_field = line.contains(&b':') || line.starts_with(b" ") || line.starts_with(b"\t");
            if !line.trim_ascii().is_empty() && !is_field {
                break;
            }
            start = next;
        }
        return Front::Text { armor: Armor::Pem { label }, start, bom };
    }
    match text.first() {
        Some(octet) if is_symbol(*octet) => Front::Text { armor: Armor::Base64, start, bom },
        _ => Front::Other,
    }
}

/// The line that starts at `start`, and where the next one starts.
fn line(head: &[u8], start: usize) -> Option<(&[u8], usize)> {
    let rest = head.get(start..).filter(|rest| !rest.is_empty())?;
    let end = rest.iter().position(|octet| *octet == b'\n')?;
    Some((&rest[..end], start + end + 1))
}

fn is_symbol(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/')
}

fn is_text(octet: u8) -> bool {
    is_symbol(octet) || octet.is_ascii_whitespace()
}

/// Decodes as much of the front as there is.
fn decode_head(head: &[u8]) -> Vec<u8> {
    let mut symbols: Vec<u8> = head
        .iter()
        .copied()
        .filter(|octet| !octet.is_ascii_whitespace())
        .take_while(|octet| is_symbol(*octet))
        .collect();
    symbols.truncate(symbols.len() / 4 * 4);
    BASE64.decode(&symbols).unwrap_or_default()
}

/// Whether the octets, perhaps below some base64, begin like ASN.1.
fn leads_to_asn1(head: &[u8], layers: usize) -> bool {
    match front(head) {
        Front::Asn1 => true,
        Front::Text { start, .. } if layers > 0 => {
            leads_to_asn1(&decode_head(head.get(start..).unwrap_or_default()), layers - 1)
        }
        _ => false,
    }
}

/// Whether the octets, perhaps below some base64, begin like SignedData.
pub(crate) fn leads_to_signed_data(source: &mut (dyn ReadSeek + '_), layers: usize) -> io::Result<bool> {
    let mut head = read_head(source)?;
    for _ in 0..=layers {
        match front(&head) {
            Front::Asn1 => return Ok(is_signed_data(&head)),
            Front::Text { start, .. } => head = decode_head(head.get(start..).unwrap_or_default()),
            Front::Other => break,
        }
    }
    Ok(false)
}

fn is_signed_data(head: &[u8]) -> bool {
    let mut reader = match Header::parse(head, Rules::Ber) {
        Ok(header) => Reader::ber(&head[header.size..]),
        Err(_) => return false,
    };
    reader.expect(tag::OID).and_then(|oid| oid.oid()) == Ok(oid::SIGNED_DATA)
}

fn read_head(source: &mut (dyn ReadSeek + '_)) -> io::Result<Vec<u8>> {
    source.rewind()?;
    let mut head = Vec::new();
    source.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// Finds the layers of text around the ASN.1, outermost first.
pub(crate) fn peel(
    source: &mut (dyn ReadSeek + '_),
    allowed: usize,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Layer>, ReadError> {
    let mut layers = Vec::new();
    loop {
        let mut view = view(Box::new(&mut *source), &layers);
        let head = read_head(&mut view)?;
        let head = head.as_slice();
        match front(head) {
            _ if head.is_empty() && layers.is_empty() => return Err(ReadError::Empty),
            Front::Asn1 => return Ok(layers),
            Front::Other => return Err(ReadError::NotCms),
            Front::Text { armor, start, bom } => {
                if !leads_to_asn1(head, allowed - layers.len()) {
                    // Text in too many layers deserves its own word; any other text is just text.
                    return Err(match leads_to_asn1(head, allowed - layers.len() + 8) {
                        true => ReadError::Limit { what: "base64 layers", limit: allowed as u64 },
                        false => ReadError::NotCms,
                    });
                }
                if bom {
                    warnings.push(Warning::ByteOrderMark);
                }
                let layer = measure(&mut *view, armor, start as u64, warnings)?;
                layers.push(layer);
            }
        }
    }
}

/// Counts the base64 characters and checks that there is nothing else.
fn measure(
    view: &mut dyn ReadSeek,
    armor: Armor,
    start: u64,
    warnings: &mut Vec<Warning>,
) -> Result<Layer, ReadError> {
    let mut input = Input::new(view)?;
    let stride = ((input.len() - start.min(input.len())) / MAX_CHECKPOINTS + 1).next_multiple_of(MIN_STRIDE);
    input.seek_to(start)?;
    let mut checkpoints = Vec::new();
    let mut symbols = 0_u64;
    let mut stop = None;
    while stop.is_none() {
        let passed = input.position() - start;
        if passed.is_multiple_of(stride) {
            checkpoints.push(symbols);
        }
        let block = input.fill(stride - passed % stride)?;
        if block.is_empty() {
            break;
        }
        let mut used = block.len();
        let mut blanks = 0;
        for (index, octet) in block.iter().enumerate() {
            if !is_symbol(*octet) {
                if octet.is_ascii_whitespace() {
                    blanks += 1;
                } else {
                    used = index;
                    stop = Some(*octet);
                    break;
                }
            }
        }
        symbols += (used - blanks) as u64;
        input.consume(used);
    }
    check_end(&mut input, &armor, warnings)?;
    if symbols % 4 == 1 {
        return Err(ReadError::Base64 { offset: input.position() });
    }
    Ok(Layer { armor, start, symbols, stride, checkpoints })
}

/// What may follow the base64: padding, blanks, the closing PEM line, zero octets.
fn check_end(
    input: &mut Input<impl Read + Seek>,
    armor: &Armor,
    warnings: &mut Vec<Warning>,
) -> Result<(), ReadError> {
    let mut padding = 0;
    let mut zeros = 0;
    let mut closed = false;
    loop {
        let offset = input.position();
        match input.byte()? {
            None => break,
            Some(octet) if octet.is_ascii_whitespace() => {}
            Some(0) => zeros += 1,
            Some(b'=') if padding < 2 && zeros == 0 && !closed => padding += 1,
            Some(b'-') if zeros == 0 && !closed => {
                closed = true;
                let mut line = [0; 256];
                let count = input.peek(&mut line)?;
                let line = &line[..count];
                let end = line.iter().position(|octet| matches!(octet, b'\r' | b'\n')).unwrap_or(count);
                if !line.starts_with(b"----END ") || !line[..end].trim_ascii_end().ends_with(b"-----") {
                    return Err(ReadError::Base64 { offset });
                }
                input.seek_to(input.position() + end as u64)?;
            }
            Some(_) if closed => return Err(ReadError::TrailingData { offset }),
            Some(_) => return Err(ReadError::Base64 { offset }),
        }
    }
    if zeros > 0 {
        warnings.push(Warning::TrailingPadding { octets: zeros });
    }
    if closed != matches!(armor, Armor::Pem { .. }) {
        warnings.push(Warning::IncompleteArmor);
    }
    Ok(())
}

/// The octets below the layers.
pub(crate) fn view<'a>(source: Box<dyn ReadSeek + 'a>, layers: &[Layer]) -> Box<dyn ReadSeek + 'a> {
    layers.iter().fold(source, |source, layer| {
        Box::new(Decoder {
            source,
            layer: layer.clone(),
            position: 0,
            block: Vec::new(),
            block_start: 0,
            encoded: Vec::new(),
            next: 0,
        })
    })
}

/// Base64 read as the octets it stands for.
pub(crate) struct Decoder<'a> {
    source: Box<dyn ReadSeek + 'a>,
    layer: Layer,
    position: u64,
    /// Decoded octets from `block_start` on; a multiple of three unless it is the last block.
    block: Vec<u8>,
    block_start: u64,
    /// Text read but not decoded yet, from source offset `next - encoded.len()` on, blanks removed.
    encoded: Vec<u8>,
    /// Source offset up to which text was read.
    next: u64,
}

impl Decoder<'_> {
    /// Makes `block` start at or before `position`, and reach beyond it.
    fn load(&mut self) -> io::Result<()> {
        if self.next == 0 || self.position != self.block_start + self.block.len() as u64 {
            self.locate()?;
        }
        self.block_start += self.block.len() as u64;
        self.block.clear();
        let wanted = self.layer.symbols - self.block_start / 3 * 4;
        let wanted = usize::try_from(wanted).unwrap_or(GROUP).min(GROUP);
        while self.encoded.len() < wanted {
            self.read_text(GROUP)?;
        }
        self.block.resize(wanted / 4 * 3 + 3, 0);
        let count = BASE64
            .decode_slice(&self.encoded[..wanted], &mut self.block)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        self.block.truncate(count);
        self.encoded.drain(..wanted);
        Ok(())
    }

    /// Restarts the text at the last checkpoint before `position`.
    fn locate(&mut self) -> io::Result<()> {
        let symbol = self.position / 3 * 4;
        let checkpoint = self.layer.checkpoints.partition_point(|before| *before <= symbol).saturating_sub(1);
        let mut before = self.layer.checkpoints.get(checkpoint).copied().unwrap_or(0);
        self.next = self.layer.start + checkpoint as u64 * self.layer.stride;
        self.source.seek(SeekFrom::Start(self.next))?;
        self.encoded.clear();
        while before < symbol {
            self.read_text(GROUP)?;
            let skip = usize::try_from(symbol - before).unwrap_or(usize::MAX).min(self.encoded.len());
            self.encoded.drain(..skip);
            before += skip as u64;
        }
        self.block.clear();
        self.block_start = self.position / 3 * 3;
        Ok(())
    }

    fn read_text(&mut self, count: usize) -> io::Result<()> {
        let start = self.encoded.len();
        self.encoded.resize(start + count, 0);
        let count = loop {
            match self.source.read(&mut self.encoded[start..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        if count == 0 {
            self.encoded.truncate(start);
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "base64 ends early"));
        }
        self.next += count as u64;
        // Line by line: the characters between two blanks move down together.
        let mut from = start;
        let mut to = start;
        let end = start + count;
        while from < end {
            let run = self.encoded[from..end].iter().take_while(|octet| !octet.is_ascii_whitespace()).count();
            if from != to {
                self.encoded.copy_within(from..from + run, to);
            }
            to += run;
            from += run;
            from += self.encoded[from..end].iter().take_while(|octet| octet.is_ascii_whitespace()).count();
        }
        self.encoded.truncate(to);
        Ok(())
    }
}

impl Read for Decoder<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() || self.position >= self.layer.decoded_len() {
            return Ok(0);
        }
        let block_end = self.block_start + self.block.len() as u64;
        if self.position < self.block_start || self.position >= block_end {
            self.load()?;
        }
        let start = (self.position - self.block_start) as usize;
        let at_hand = self.block.get(start..).unwrap_or_default();
        let count = at_hand.len().min(out.len());
        out[..count].copy_from_slice(&at_hand[..count]);
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for Decoder<'_> {
    fn seek(&mut self, target: SeekFrom) -> io::Result<u64> {
        self.position = seek_within(target, self.position, self.layer.decoded_len())?;
        Ok(self.position)
    }
}

/// The position a seek asks for, in something of this length.
pub(crate) fn seek_within(target: SeekFrom, position: u64, len: u64) -> io::Result<u64> {
    let (base, offset) = match target {
        SeekFrom::Start(position) => return Ok(position),
        SeekFrom::End(offset) => (len, offset),
        SeekFrom::Current(offset) => (position, offset),
    };
    base.checked_add_signed(offset)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "seek before the beginning"))
}
