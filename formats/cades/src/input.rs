use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use asn1::{Header, Rules};

/// What signed files are read from: a file, a [`std::io::Cursor`], or the [`crate::Content`] of
/// another envelope. Everything in it counts, from position 0 to its end.
pub trait ReadSeek: Read + Seek {}

impl<T: Read + Seek + ?Sized> ReadSeek for T {}

const BUFFER: usize = 128 * 1024;

/// A buffered source that knows where it is and how long it is.
pub(crate) struct Input<R> {
    inner: BufReader<R>,
    position: u64,
    len: u64,
}

impl<R: Read + Seek> Input<R> {
    pub(crate) fn new(mut source: R) -> io::Result<Self> {
        let len = source.seek(SeekFrom::End(0))?;
        source.rewind()?;
        // Small documents do not pay for a large buffer.
        let capacity = usize::try_from(len).unwrap_or(BUFFER).clamp(64, BUFFER);
        Ok(Self { inner: BufReader::with_capacity(capacity, source), position: 0, len })
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    /// The octets at hand, at most `limit`; empty only at the end.
    pub(crate) fn fill(&mut self, limit: u64) -> io::Result<&[u8]> {
        loop {
            match self.inner.fill_buf() {
                Ok(_) => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let buffer = self.inner.buffer();
        let count = usize::try_from(limit).unwrap_or(usize::MAX).min(buffer.len());
        Ok(&buffer[..count])
    }

    pub(crate) fn consume(&mut self, count: usize) {
        self.inner.consume(count);
        self.position += count as u64;
    }

    pub(crate) fn seek_to(&mut self, position: u64) -> io::Result<()> {
        // The buffer is kept when the target is in it; what is beyond the end reads as the end.
        let offset = position as i64 - self.position as i64;
        self.inner.seek_relative(offset)?;
        self.position = position;
        Ok(())
    }

    pub(crate) fn byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.fill(1)?.first().copied();
        if byte.is_some() {
            self.consume(1);
        }
        Ok(byte)
    }

    /// Fills `out` as far as the source reaches; returns how many octets there were.
    pub(crate) fn read_up_to(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut done = 0;
        while done < out.len() {
            let at_hand = self.fill((out.len() - done) as u64)?;
            let count = at_hand.len();
            if count == 0 {
                break;
            }
            out[done..done + count].copy_from_slice(at_hand);
            self.consume(count);
            done += count;
        }
        Ok(done)
    }

    /// The next octets without consuming them.
    pub(crate) fn peek(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let start = self.position;
        let count = self.read_up_to(out)?;
        self.seek_to(start)?;
        Ok(count)
    }

    /// Consumes one identifier and length.
    pub(crate) fn header(&mut self) -> io::Result<Result<Header, asn1::Error>> {
        // Nearly always the whole header is in the buffer already.
        let parsed = Header::parse(self.fill(u64::MAX)?, Rules::Ber);
        if let Ok(header) = parsed {
            self.consume(header.size);
            return Ok(Ok(header));
        }
        let mut octets = [0; 2 + 127];
        let count = self.peek(&mut octets)?;
        let parsed = Header::parse(&octets[..count], Rules::Ber);
        if let Ok(header) = parsed {
            self.consume_across(header.size)?;
        }
        Ok(parsed)
    }

    fn consume_across(&mut self, count: usize) -> io::Result<()> {
        self.seek_to(self.position + count as u64)
    }
}
