//! Reads a revocation list that passes by (RFC 5280 §5.1): its entries are looked at one by one and let go, the
//! rest is kept. Memory does not grow with the list.

use asn1::{Header, Reader, Rules, Writer, tag};

/// Octets before and after the entries that are kept at most.
const FRAME: usize = 16 << 10;
/// Longest entry.
const ENTRY: usize = 4 << 10;

/// A list to be signed, all but its entries.
#[derive(Debug)]
pub(crate) struct Skimmed {
    length: u64,
    stage: Stage,
    /// Octets that wait for more: the fields before the entries, a piece of an entry, or what follows.
    held: Vec<u8>,
    fields: Vec<u8>,
}

#[derive(Debug)]
enum Stage {
    Before,
    Entries { left: u64 },
    After,
}

/// The fields before the entries, where the entries begin, and how long they are.
type Begun = (Vec<u8>, usize, u64);

impl Skimmed {
    pub(crate) fn new(length: u64) -> Self {
        Self { length, stage: Stage::Before, held: Vec::new(), fields: Vec::new() }
    }

    pub(crate) fn feed(&mut self, chunk: &[u8]) -> Result<(), &'static str> {
        self.held.extend_from_slice(chunk);
        loop {
            match self.stage {
                Stage::Before => {
                    let Some((fields, at, left)) = self.find_entries()? else {
                        return if self.held.len() > FRAME + (64 << 10) {
                            Err("the fields before the entries are too long")
                        } else {
                            Ok(())
                        };
                    };
                    self.fields = fields;
                    self.held.drain(..at);
                    self.stage = Stage::Entries { left };
                }
                Stage::Entries { left } => {
                    let left = self.pass_entries(left)?;
                    self.stage = if left == 0 { Stage::After } else { Stage::Entries { left } };
                    if left > 0 {
                        return Ok(());
                    }
                }
                Stage::After => {
                    let short = self.held.len() <= FRAME;
                    return short.then_some(()).ok_or("what follows the entries is too long");
                }
            }
        }
    }

    /// The fields before the entries, where the entries begin, and how long they are; `None` when more
    /// octets are needed.
    fn find_entries(&self) -> Result<Option<Begun>, &'static str> {
        let Ok(outer) = Header::parse(&self.held, Rules::Der) else {
            return if self.held.len() > 16 { Err("it does not begin as a list does") } else { Ok(None) };
        };
        if outer.tag != tag::SEQUENCE
            || outer.content.map(|content| content + outer.size as u64) != Some(self.length)
        {
            return Err("it is not as long as it says");
        }
        let begin = outer.size;
        let mut at = begin;
        // version, signature, issuer, thisUpdate, nextUpdate
        for field in 0..6 {
            let Some(rest) = self.held.get(at..).filter(|rest| !rest.is_empty()) else { return Ok(None) };
            let Ok(header) = Header::parse(rest, Rules::Der) else {
                return if rest.len() > 16 { Err("a field of it is damaged") } else { Ok(None) };
            };
            let content = header.content.ok_or("a field of it has no length")?;
            if header.tag == tag::SEQUENCE && field == 5 {
                let fields = self.held[begin..at].to_vec();
                return Ok(Some((fields, at + header.size, content)));
            }
            if field == 5 {
                // No entries at all: the extensions follow.
                return Ok(Some((self.held[begin..at].to_vec(), at, 0)));
            }
            let content = usize::try_from(content).ok().filter(|content| *content <= FRAME);
            at += header.size + content.ok_or("a field of it is too long")?;
        }
        Err("it is not a list")
    }

    /// Lets whole entries go; returns how many octets of entries are still to come.
    fn pass_entries(&mut self, mut left: u64) -> Result<u64, &'static str> {
        let mut at = 0;
        while left > 0 {
            let rest = &self.held[at..];
            let Ok(header) = Header::parse(rest, Rules::Der) else {
                if rest.len() > 16 {
                    return Err("an entry is damaged");
                }
                break;
            };
            let content = header.content.and_then(|content| usize::try_from(content).ok());
            let size =
                header.size + content.filter(|content| *content <= ENTRY).ok_or("an entry is too long")?;
            let Some(entry) = rest.get(..size) else { break };
            let well_formed = || -> Result<(), asn1::Error> {
                let mut reader = Reader::der(entry).sequence()?;
                reader.read()?.integer()?;
                reader.read()?.time()?;
                Ok(())
            };
            if header.tag != tag::SEQUENCE || well_formed().is_err() {
                return Err("an entry is not a serial number with its instant");
            }
            left = left.checked_sub(size as u64).ok_or("an entry is longer than the entries")?;
            at += size;
        }
        self.held.drain(..at);
        Ok(left)
    }

    /// The list without its entries.
    pub(crate) fn finish(self) -> Result<Vec<u8>, &'static str> {
        match self.stage {
            Stage::After => Ok(Writer::build(|w| {
                w.sequence(|w| {
                    w.raw(&self.fields);
                    w.raw(&self.held);
                });
            })),
            Stage::Before | Stage::Entries { .. } => Err("it ends too soon"),
        }
    }
}
