//! MD5 (RFC 1321), to recognise signatures made before 2004; nothing is ever signed with it.

const SHIFTS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];

/// Hashes piece by piece.
#[derive(Clone, Debug)]
pub(super) struct Md5 {
    state: [u32; 4],
    pending: Vec<u8>,
    length: u64,
}

impl Md5 {
    pub(super) fn new() -> Self {
        Self {
            state: [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476],
            pending: Vec::with_capacity(64),
            length: 0,
        }
    }

    pub(super) fn update(&mut self, mut data: &[u8]) {
        self.length = self.length.wrapping_add(data.len() as u64);
        if !self.pending.is_empty() {
            let take = data.len().min(64 - self.pending.len());
            self.pending.extend_from_slice(&data[..take]);
            data = &data[take..];
            if self.pending.len() < 64 {
                return;
            }
            let block = std::mem::take(&mut self.pending);
            self.block(&block);
        }
        let mut blocks = data.chunks_exact(64);
        for block in &mut blocks {
            self.block(block);
        }
        self.pending.extend_from_slice(blocks.remainder());
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        let bits = self.length.wrapping_mul(8);
        let zeros = (119 - self.length % 64) % 64;
        let mut tail = vec![0x80];
        tail.resize(1 + zeros as usize, 0);
        tail.extend_from_slice(&bits.to_le_bytes());
        self.update(&tail);
        self.state.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    fn block(&mut self, block: &[u8]) {
        let mut words = [0_u32; 16];
        for (word, octets) in words.iter_mut().zip(block.chunks_exact(4)) {
            *word = u32::from_le_bytes([octets[0], octets[1], octets[2], octets[3]]);
        }
        let [mut a, mut b, mut c, mut d] = self.state;
        for step in 0..64 {
            let (mix, word) = match step / 16 {
                0 => ((b & c) | (!b & d), step),
                1 => ((d & b) | (!d & c), 5 * step + 1),
                2 => (b ^ c ^ d, 3 * step + 5),
                _ => (c ^ (b | !d), 7 * step),
            };
            // RFC 1321 §3.4: T[i] is the integer part of 2^32 times abs(sin(i)).
            let sine = (((step + 1) as f64).sin().abs() * 4_294_967_296.0) as u32;
            let sum = a.wrapping_add(mix).wrapping_add(sine).wrapping_add(words[word % 16]);
            (a, d, c, b) = (d, c, b, b.wrapping_add(sum.rotate_left(SHIFTS[step / 16][step % 4])));
        }
        for (word, add) in self.state.iter_mut().zip([a, b, c, d]) {
            *word = word.wrapping_add(add);
        }
    }
}
