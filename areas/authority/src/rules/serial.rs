//! Which CRL shard a serial number belongs to (pki.md §6).

/// The CRL shard of a serial number (pki.md §6): its last two octets modulo the number of shards.
pub fn shard(serial: &[u8], shards: u16) -> u16 {
    let tail = match serial {
        [.., high, low] => u16::from_be_bytes([*high, *low]),
        [low] => u16::from(*low),
        [] => 0,
    };
    tail % shards.max(1)
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
}
