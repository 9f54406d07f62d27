//! Pictures for appearances: PNG with 8 bits is decoded, baseline and progressive JPEG goes in as it is.

use std::io::Read;

use crate::pdf::png_rows;

/// Most pixels of a picture.
const MAX_PIXELS: usize = 8 << 20;

/// A picture as PDF wants it.
#[derive(Clone, Debug)]
pub(crate) struct Image {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) gray: bool,
    /// Samples of 8 bits, or a whole JPEG file.
    pub(crate) data: Vec<u8>,
    pub(crate) jpeg: bool,
    /// Opacity, 8 bits for each pixel.
    pub(crate) alpha: Option<Vec<u8>>,
}

impl Image {
    /// Reads PNG or JPEG; the error says what is wrong with it.
    pub(crate) fn read(octets: &[u8]) -> Result<Self, &'static str> {
        if let Some(chunks) = octets.strip_prefix(b"\x89PNG\r\n\x1a\n") {
            png(chunks)
        } else if octets.starts_with(&[0xff, 0xd8]) {
            jpeg(octets)
        } else {
            Err("it is neither PNG nor JPEG")
        }
    }

    /// The picture on white, without opacity.
    pub(crate) fn flattened(mut self) -> Self {
        if let Some(alpha) = self.alpha.take() {
            let channels = if self.gray { 1 } else { 3 };
            for (pixel, alpha) in self.data.chunks_exact_mut(channels).zip(alpha) {
                for sample in pixel {
                    let (value, alpha) = (u32::from(*sample), u32::from(alpha));
                    *sample = ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
                }
            }
        }
        self
    }
}

fn png(mut chunks: &[u8]) -> Result<Image, &'static str> {
    const DAMAGED: &str = "it is damaged";
    let mut header = None;
    let mut packed = Vec::new();
    let (mut palette, mut opacity): (&[u8], &[u8]) = (&[], &[]);
    while let Some((len, rest)) = chunks.split_first_chunk::<4>() {
        let len = u32::from_be_bytes(*len) as usize;
        let (Some(kind), Some(data)) = (rest.get(..4), rest.get(4..4usize.saturating_add(len))) else {
            return Err(DAMAGED);
        };
        match kind {
            b"IHDR" => header = Some(data),
            b"PLTE" => palette = data,
            b"tRNS" => opacity = data,
            b"IDAT" => packed.extend_from_slice(data),
            b"IEND" => break,
            _ => {}
        }
        chunks = rest.get(len + 8..).unwrap_or_default();
    }
    let header: &[u8; 13] = header.and_then(|header| header.try_into().ok()).ok_or(DAMAGED)?;
    let number = |at: usize| {
        let octets = [header[at], header[at + 1], header[at + 2], header[at + 3]];
        u32::from_be_bytes(octets) as usize
    };
    let (width, height) = (number(0), number(4));
    let (bits, kind, interlaced) = (header[8], header[9], header[12] != 0);
    if bits != 8 || interlaced {
        return Err("only 8 bits and no interlacing are known");
    }
    let channels = match kind {
        0 | 3 => 1,
        2 => 3,
        4 => 2,
        6 => 4,
        _ => return Err(DAMAGED),
    };
    let pixels = width.checked_mul(height).filter(|pixels| (1..=MAX_PIXELS).contains(pixels));
    let pixels = pixels.ok_or("it has too many pixels or none")?;
    let row = width * channels;
    let mut rows = Vec::new();
    let limit = (row + 1) * height;
    let mut inflater = flate2::read::ZlibDecoder::new(packed.as_slice()).take(limit as u64);
    inflater.read_to_end(&mut rows).map_err(|_| DAMAGED)?;
    if rows.len() != limit {
        return Err(DAMAGED);
    }
    let samples = png_rows(row, channels, rows);
    let split = |colours: usize| {
        let mut data = Vec::with_capacity(pixels * colours);
        let mut alpha = Vec::with_capacity(pixels);
        for pixel in samples.chunks_exact(colours + 1) {
            data.extend_from_slice(&pixel[..colours]);
            alpha.push(pixel[colours]);
        }
        (data, Some(alpha))
    };
    let (data, alpha) = match kind {
        4 => split(1),
        6 => split(3),
        3 => {
            let mut data = Vec::with_capacity(pixels * 3);
            for index in &samples {
                let at = usize::from(*index) * 3;
                data.extend_from_slice(palette.get(at..at + 3).ok_or(DAMAGED)?);
            }
            let alpha = samples.iter().map(|index| opacity.get(usize::from(*index)).copied().unwrap_or(255));
            (data, (!opacity.is_empty()).then(|| alpha.collect()))
        }
        _ => (samples, None),
    };
    let alpha = alpha.filter(|alpha: &Vec<u8>| alpha.iter().any(|value| *value != 255));
    Ok(Image { width, height, gray: matches!(kind, 0 | 4), data, jpeg: false, alpha })
}

fn jpeg(octets: &[u8]) -> Result<Image, &'static str> {
    let mut at = 2;
    loop {
        let Some([0xff, marker, high, low, rest @ ..]) = octets.get(at..) else {
            return Err("it is damaged");
        };
        let len = usize::from(u16::from_be_bytes([*high, *low]));
        if *marker == 0xff {
            at += 1;
            continue;
        }
        // Start of frame, baseline or progressive.
        if matches!(marker, 0xc0..=0xc2) {
            let [8, h1, h0, w1, w0, channels, ..] = rest else { return Err("only 8 bits are known") };
            let gray = match channels {
                1 => true,
                3 => false,
                _ => return Err("only grey and RGB are known"),
            };
            let number = |high: &u8, low: &u8| usize::from(u16::from_be_bytes([*high, *low]));
            let (width, height) = (number(w1, w0), number(h1, h0));
            if width == 0 || height == 0 {
                return Err("it has too many pixels or none");
            }
            return Ok(Image { width, height, gray, data: octets.to_vec(), jpeg: true, alpha: None });
        }
        at += 2 + len.max(2);
    }
}
