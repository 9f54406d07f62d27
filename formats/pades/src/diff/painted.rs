//! Where a page shows text and pictures, near enough to tell whether something new lies over them.

use crate::page::{self, meet};
use crate::pdf::{Dictionary, Object, Parser, View};

/// Places kept of one page.
const MOST_PLACES: usize = 50_000;
/// Operators and operands read of one page, forms included.
const MOST_TOKENS: usize = 2_000_000;
/// Forms inside forms that are followed.
const MOST_DEPTH: usize = 8;

/// An affine map `[a b c d e f]`.
type Map = [f64; 6];

const IDENTITY: Map = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// `first`, then `second`.
fn then(first: Map, second: Map) -> Map {
    let [a, b, c, d, e, f] = first;
    let [p, q, r, s, t, u] = second;
    [a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u]
}

/// The rectangle around a mapped rectangle.
fn mapped([left, bottom, right, top]: [f64; 4], [a, b, c, d, e, f]: Map) -> [f64; 4] {
    let corners = [(left, bottom), (right, bottom), (left, top), (right, top)];
    let points = corners.map(|(x, y)| (a * x + c * y + e, b * x + d * y + f));
    let fold = |pick: fn(f64, f64) -> f64, of: fn(&(f64, f64)) -> f64| {
        points.iter().map(of).reduce(pick).unwrap_or_default()
    };
    [
        fold(f64::min, |point| point.0),
        fold(f64::min, |point| point.1),
        fold(f64::max, |point| point.0),
        fold(f64::max, |point| point.1),
    ]
}

/// Where a page shows text and pictures.
pub(super) struct Painted {
    places: Vec<[f64; 4]>,
    tokens: usize,
    /// Something could not be read: it may be anywhere.
    anywhere: bool,
}

impl Painted {
    pub(super) fn read<'s>(view: View<'s>, page: &Dictionary<'s>) -> Self {
        let mut painted = Painted { places: Vec::new(), tokens: 0, anywhere: false };
        let contents = match view.get(page, "Contents") {
            Object::Array(parts) => parts.iter().map(|part| view.resolve(part)).collect(),
            other => vec![other],
        };
        let mut octets = Vec::new();
        for part in contents {
            match part {
                Object::Stream(stream) => match view.stream_data(&stream) {
                    Ok(data) => octets.extend(data.into_iter().chain([b'\n'])),
                    Err(_) => painted.anywhere = true,
                },
                Object::Null => {}
                _ => painted.anywhere = true,
            }
        }
        painted.run(view, &octets, &resources(view, page), IDENTITY, 0);
        painted
    }

    /// Whether something is shown within this rectangle.
    pub(super) fn meets(&self, rect: [f64; 4]) -> bool {
        self.anywhere || self.places.iter().any(|place| meet(rect, *place).is_some())
    }

    fn mark(&mut self, rect: [f64; 4], map: Map) {
        if self.places.len() < MOST_PLACES {
            self.places.push(mapped(rect, map));
        } else {
            self.anywhere = true;
        }
    }

    fn run<'s>(
        &mut self,
        view: View<'s>,
        octets: &[u8],
        resources: &Dictionary<'s>,
        start: Map,
        depth: usize,
    ) {
        let mut current = start;
        let mut saved = Vec::new();
        let (mut text, mut line) = (IDENTITY, IDENTITY);
        let (mut size, mut leading) = (1.0, 0.0);
        let mut operands: Vec<Object<'_>> = Vec::new();
        let mut pos = 0;
        loop {
            self.tokens += 1;
            if self.tokens > MOST_TOKENS {
                self.anywhere = true;
                return;
            }
            let mut parser = Parser::new(octets, pos);
            parser.skip_space();
            let begin = parser.pos;
            if begin >= octets.len() {
                return;
            }
            if let Ok(operand) = parser.object() {
                pos = parser.pos;
                if operands.len() < 64 {
                    operands.push(operand);
                }
                continue;
            }
            pos = parser.pos.max(begin + 1);
            let numbers: Vec<f64> = operands.iter().filter_map(Object::as_number).collect();
            let map = <Map>::try_from(numbers.as_slice());
            match octets.get(begin..pos).unwrap_or_default() {
                b"q" if saved.len() < 1000 => saved.push(current),
                b"Q" => current = saved.pop().unwrap_or(current),
                b"cm" => current = map.map_or(current, |map| then(map, current)),
                b"BT" => (text, line) = (IDENTITY, IDENTITY),
                b"Tm" => (text, line) = map.map_or((text, line), |map| (map, map)),
                b"Tf" => size = numbers.last().copied().unwrap_or(size),
                b"TL" => leading = numbers.last().copied().unwrap_or(leading),
                operator @ (b"Td" | b"TD") => {
                    if let [x, y] = *numbers.as_slice() {
                        line = then([1.0, 0.0, 0.0, 1.0, x, y], line);
                        text = line;
                        leading = if operator == b"TD" { -y } else { leading };
                    }
                }
                b"T*" => {
                    line = then([1.0, 0.0, 0.0, 1.0, 0.0, -leading], line);
                    text = line;
                }
                operator @ (b"Tj" | b"TJ" | b"'" | b"\"") => {
                    if matches!(operator, b"'" | b"\"") {
                        line = then([1.0, 0.0, 0.0, 1.0, 0.0, -leading], line);
                        text = line;
                    }
                    let width = size * 0.5 * letters(operands.last());
                    self.mark([0.0, -0.2 * size, width, 0.8 * size], then(text, current));
                    text = then([1.0, 0.0, 0.0, 1.0, width, 0.0], text);
                }
                b"Do" => {
                    let name = operands.last().and_then(Object::as_name);
                    let objects = view.get(resources, "XObject");
                    let object = objects.as_dictionary().zip(name).and_then(|(all, name)| all.get_name(name));
                    if let Some(Object::Stream(stream)) = object.map(|object| view.resolve(object)) {
                        self.object(view, &stream, resources, current, depth);
                    }
                }
                b"BI" => {
                    self.mark([0.0, 0.0, 1.0, 1.0], current);
                    let rest = &octets[pos..];
                    let end = rest.windows(4).position(|four| {
                        four[0].is_ascii_whitespace() && &four[1..3] == b"EI" && four[3].is_ascii_whitespace()
                    });
                    pos = end.map_or(octets.len(), |end| pos + end + 3);
                }
                _ => {}
            }
            operands.clear();
        }
    }

    fn object<'s>(
        &mut self,
        view: View<'s>,
        stream: &crate::pdf::Stream<'s>,
        around: &Dictionary<'s>,
        current: Map,
        depth: usize,
    ) {
        if !view.get(&stream.dictionary, "Subtype").is_name("Form") {
            return self.mark([0.0, 0.0, 1.0, 1.0], current);
        }
        let numbers: Vec<f64> = match view.get(&stream.dictionary, "Matrix") {
            Object::Array(all) => all.iter().filter_map(|one| view.resolve(one).as_number()).collect(),
            _ => Vec::new(),
        };
        let inner = then(<Map>::try_from(numbers.as_slice()).unwrap_or(IDENTITY), current);
        match view.stream_data(stream).ok().filter(|_| depth < MOST_DEPTH) {
            Some(octets) => {
                let own = view.get(&stream.dictionary, "Resources");
                self.run(view, &octets, own.as_dictionary().unwrap_or(around), inner, depth + 1);
            }
            None => match page::rectangle(view, stream.dictionary.get("BBox")) {
                Some(rect) => self.mark(rect, inner),
                None => self.anywhere = true,
            },
        }
    }
}

/// How many letters are shown, about.
fn letters(operand: Option<&Object<'_>>) -> f64 {
    match operand {
        Some(Object::String(text)) => text.decode().len() as f64,
        Some(Object::Array(parts)) => parts
            .iter()
            .map(|part| match part {
                Object::String(text) => text.decode().len() as f64,
                // Thousandths of the size, of which a letter is counted with one half.
                other => (other.as_number().unwrap_or(0.0) / -500.0).max(0.0),
            })
            .sum(),
        _ => 0.0,
    }
}

/// The resources of a page, its own or inherited.
fn resources<'s>(view: View<'s>, page: &Dictionary<'s>) -> Dictionary<'s> {
    let mut node = page.clone();
    for _ in 0..64 {
        if let Object::Dictionary(found) = view.get(&node, "Resources") {
            return found;
        }
        let Object::Dictionary(parent) = view.get(&node, "Parent") else { break };
        node = parent;
    }
    Dictionary::default()
}
