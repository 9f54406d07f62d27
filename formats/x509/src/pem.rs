//! PEM (RFC 7468): base64 between dashes.

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use crate::{Error, Result};

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// One block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What stands after BEGIN.
    pub label: String,
    /// The octets.
    pub data: Vec<u8>,
}

/// The blocks in a text, in order; what stands between them is skipped.
///
/// # Errors
/// When a block does not end, or its content is not base64.
pub fn blocks(text: &[u8]) -> Result<Vec<Block>> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some(start) = find(rest, b"-----BEGIN ") {
        rest = &rest[start + 11..];
        let end = find(rest, b"-----").ok_or(Error::Pem("the first line does not end"))?;
        let label = String::from_utf8_lossy(&rest[..end]).into_owned();
        rest = &rest[end + 5..];
        let end = find(rest, b"-----END ").ok_or(Error::Pem("the block does not end"))?;
        let body = &rest[..end];
        // RFC 1421 headers, for example of an encrypted key: none of the blocks read here has them.
        if body.contains(&b':') {
            return Err(Error::Pem("the block has headers"));
        }
        blocks.push(Block { label, data: base64(body).ok_or(Error::Pem("the content is not base64"))? });
        rest = &rest[end + 9..];
    }
    Ok(blocks)
}

/// Base64, with white space anywhere and padding or not.
pub(crate) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let compact: Vec<u8> = text.iter().copied().filter(|octet| !octet.is_ascii_whitespace()).collect();
    LENIENT.decode(compact).ok()
}

/// Writes a block, 64 characters a line.
pub fn encode(label: &str, data: &[u8]) -> String {
    let body = base64::engine::general_purpose::STANDARD.encode(data);
    let mut text = format!("-----BEGIN {label}-----\n");
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, tail) = rest.split_at(rest.len().min(64));
        text.push_str(line);
        text.push('\n');
        rest = tail;
    }
    text.push_str(&format!("-----END {label}-----\n"));
    text
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_reads_back_with_text_around_it() {
        let data: Vec<u8> = (0..200).collect();
        let text = format!("Bag Attributes\n{}\nsome text\n{}", encode("A", &data), encode("X509 CRL", b"x"));
        let read = blocks(text.replace('\n', "\r\n").as_bytes()).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[0], Block { label: "A".into(), data });
        assert_eq!(read[1].label, "X509 CRL");
    }

    #[test]
    fn broken_blocks_are_refused() {
        for text in ["-----BEGIN A", "-----BEGIN A-----\nQQ==", "-----BEGIN A-----\n*\n-----END A-----"] {
            assert!(blocks(text.as_bytes()).is_err(), "{text}");
        }
        assert_eq!(blocks(b"nothing").unwrap(), []);
    }
}
