//! Undoing the filters that cross-reference and object streams use (ISO 32000-2, 7.4): Flate with or
//! without predictor, and none.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::object::{Dictionary, Object};
use crate::Malformed;

/// Undoes the filters of `data`; never more than `limit` octets are made, and memory grows only with
/// what is really inflated.
pub(super) fn decode(dictionary: &Dictionary<'_>, data: &[u8], limit: usize) -> Result<Vec<u8>, Malformed> {
    let filter = match dictionary.get("Filter") {
        None | Some(Object::Null) => None,
        Some(Object::Name(name)) => Some(*name),
        Some(Object::Array(names)) => match names.as_slice() {
            [] => None,
            [Object::Name(name)] => Some(*name),
            _ => return Err(Malformed::Filter),
        },
        Some(_) => return Err(Malformed::Filter),
    };
    let Some(filter) = filter else {
        return if data.len() > limit { Err(Malformed::TooLarge) } else { Ok(data.to_vec()) };
    };
    if !filter.is("FlateDecode") && !filter.is("Fl") {
        return Err(Malformed::Filter);
    }
    let mut out = Vec::new();
    let mut inflater = ZlibDecoder::new(data).take(limit as u64 + 1);
    // A stream cut short still gives what came before, as readers do.
    let ended = inflater.read_to_end(&mut out);
    if out.len() > limit {
        return Err(Malformed::TooLarge);
    }
    if ended.is_err() && out.is_empty() {
        return Err(Malformed::Filter);
    }
    let parameters = match dictionary.get("DecodeParms") {
        Some(Object::Array(all)) => all.first().and_then(Object::as_dictionary),
        Some(other) => other.as_dictionary(),
        None => None,
    };
    match parameters {
        Some(parameters) => unpredict(parameters, out),
        None => Ok(out),
    }
}

fn unpredict(parameters: &Dictionary<'_>, data: Vec<u8>) -> Result<Vec<u8>, Malformed> {
    let number = |key: &str, default: i64| match parameters.get(key) {
        None => Ok(default),
        Some(value) => value.as_integer().filter(|value| *value > 0).ok_or(Malformed::Filter),
    };
    let predictor = number("Predictor", 1)?;
    if predictor == 1 {
        return Ok(data);
    }
    let bits = number("Colors", 1)?.checked_mul(number("BitsPerComponent", 8)?);
    let bits = bits.and_then(|bits| usize::try_from(bits).ok()).filter(|bits| *bits <= 512);
    let bits = bits.ok_or(Malformed::Filter)?;
    let columns = usize::try_from(number("Columns", 1)?).map_err(|_| Malformed::Filter)?;
    let row = columns.checked_mul(bits).ok_or(Malformed::Filter)?.div_ceil(8);
    let pixel = bits.div_ceil(8);
    if predictor < 10 {
        // TIFF prediction is not used by any writer of these streams.
        return Err(Malformed::Filter);
    }
    if row > data.len() {
        return Ok(Vec::new());
    }
    Ok(png_rows(row, pixel, data))
}

/// Undoes the prediction of PNG rows: each a filter type, then `row` octets; `pixel` octets make a pixel.
pub(crate) fn png_rows(row: usize, pixel: usize, mut data: Vec<u8>) -> Vec<u8> {
    // In place: the output never overtakes the input.
    let mut written = 0;
    let mut read = 0;
    let mut previous: Option<usize> = None;
    while read < data.len() {
        let kind = data[read];
        read += 1;
        let len = row.min(data.len() - read);
        for i in 0..len {
            let left = if i >= pixel { data[written + i - pixel] } else { 0 };
            let up = previous.map_or(0, |start| data[start + i]);
            let corner = match previous {
                Some(start) if i >= pixel => data[start + i - pixel],
                _ => 0,
            };
            let predicted = match kind {
                1 => left,
                2 => up,
                3 => ((u16::from(left) + u16::from(up)) / 2) as u8,
                4 => paeth(left, up, corner),
                _ => 0,
            };
            data[written + i] = data[read + i].wrapping_add(predicted);
        }
        previous = Some(written);
        written += len;
        read += len;
    }
    data.truncate(written);
    data
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(corner));
    let p = a + b - c;
    let (pa, pb, pc) = ((p - a).abs(), (p - b).abs(), (p - c).abs());
    if pa <= pb && pa <= pc {
        left
    } else if pb <= pc {
        up
    } else {
        corner
    }
}
