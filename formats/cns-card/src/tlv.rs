//! BER-TLV as cards speak it: definite lengths, tags of up to three octets.

/// Writes one object. Lengths up to 65,535.
pub fn write(tag: u32, value: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = tag.to_be_bytes().into_iter().skip_while(|o| *o == 0).collect();
    let [.., high, low] = value.len().to_be_bytes();
    match value.len() {
        0..=0x7f => out.push(low),
        0x80..=0xff => out.extend([0x81, low]),
        _ => out.extend([0x82, high, low]),
    }
    out.extend(value);
    out
}

/// Reads one object: tag, value, and what follows it. `None` where it is cut or not of this kind.
pub fn read(octets: &[u8]) -> Option<(u32, &[u8], &[u8])> {
    let (&first, mut rest) = octets.split_first()?;
    let mut tag = u32::from(first);
    if first & 0x1f == 0x1f {
        for more in [true, false] {
            let (&next, after) = rest.split_first()?;
            (tag, rest) = (tag << 8 | u32::from(next), after);
            if next & 0x80 == 0 {
                break;
            }
            if !more {
                return None;
            }
        }
    }
    let (&length, rest) = rest.split_first()?;
    let (length, rest) = match length {
        0..=0x7f => (usize::from(length), rest),
        0x81 => rest.split_first().map(|(n, rest)| (usize::from(*n), rest))?,
        0x82 => rest.split_first_chunk::<2>().map(|(n, rest)| (usize::from(u16::from_be_bytes(*n)), rest))?,
        _ => return None,
    };
    let (value, after) = rest.split_at_checked(length)?;
    Some((tag, value, after))
}

/// The objects of a template, up to the first that cannot be read; `None` where there is such a one.
pub fn objects(mut octets: &[u8]) -> Option<Vec<(u32, &[u8])>> {
    let mut found = Vec::new();
    while !octets.is_empty() {
        let (tag, value, rest) = read(octets)?;
        found.push((tag, value));
        octets = rest;
    }
    Some(found)
}
