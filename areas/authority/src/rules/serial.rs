//! Serial numbers: how people write them, and which CRL shard they belong to (pki.md §6).

/// The CRL shard of a serial number (pki.md §6): its last two octets modulo the number of shards.
pub fn shard(serial: &[u8], shards: u16) -> u16 {
    let tail = match serial {
        [.., high, low] => u16::from_be_bytes([*high, *low]),
        [low] => u16::from(*low),
        [] => 0,
    };
    tail % shards.max(1)
}

/// A serial number as people copy it: hexadecimal, with or without colons, blanks and `0x`.
pub fn parse(text: &str) -> Option<Vec<u8>> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != ':').collect();
    let digits = digits.strip_prefix("0x").unwrap_or(&digits);
    if digits.is_empty() || digits.len() > 40 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let padded = if digits.len() % 2 == 1 { format!("0{digits}") } else { digits.to_owned() };
    let octets: Option<Vec<u8>> =
        (0..padded.len()).step_by(2).map(|at| u8::from_str_radix(&padded[at..at + 2], 16).ok()).collect();
    octets.map(|octets| octets.into_iter().skip_while(|octet| *octet == 0).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shard_depends_on_the_last_two_octets() {
        assert_eq!(shard(&[0x10, 0, 0x01, 0x23], 16), 3);
        assert_eq!(shard(&[0x10, 0, 0x01, 0x23], 128), 0x23);
        assert_eq!(shard(&[7], 16), 7);
        assert_eq!(shard(&[1, 2, 3], 1), 0);
    }

    #[test]
    fn serial_numbers_are_read_as_people_copy_them() {
        assert_eq!(parse("50:A1 c3"), Some(vec![0x50, 0xa1, 0xc3]));
        assert_eq!(parse("0x0fF"), Some(vec![0xff]));
        assert_eq!(parse("00ff"), Some(vec![0xff]));
        for bad in ["", ":", "xyz", &"1".repeat(41)] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
