//! Pages by number, with what they inherit (ISO 32000-2, 7.7.3).

use std::collections::HashSet;

use crate::pdf::{Dictionary, Object, ObjectId, View};

/// Which page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageNumber {
    /// Counted from 1.
    Number(usize),
    /// The last one.
    Last,
}

/// A page.
#[derive(Clone, Debug)]
pub(crate) struct Page<'s> {
    pub(crate) id: ObjectId,
    pub(crate) dictionary: Dictionary<'s>,
    /// What is shown of it, in user space: left, bottom, right, top.
    pub(crate) crop: [f64; 4],
    /// Clockwise quarter turns by which it is shown.
    pub(crate) turns: u8,
}

#[derive(Clone, Default)]
struct Inherited<'s> {
    media: Option<Object<'s>>,
    crop: Option<Object<'s>>,
    rotate: Option<Object<'s>>,
}

/// Finds a page by its number.
pub(crate) fn find(view: View<'_>, wanted: PageNumber) -> Option<Page<'_>> {
    match wanted {
        PageNumber::Number(wanted) => search(view, |count, _| count == wanted).filter(|(_, found)| *found),
        PageNumber::Last => search(view, |_, _| false),
    }
    .map(|(page, _)| page)
}

/// Finds the page that is object `number`.
pub(crate) fn find_object(view: View<'_>, number: u32) -> Option<Page<'_>> {
    search(view, |_, own| own == number).filter(|(_, found)| *found).map(|(page, _)| page)
}

/// The first page that is wanted, else the last, without getting lost in a page tree that bites its own
/// tail.
fn search<'s>(view: View<'s>, wanted: impl Fn(usize, u32) -> bool) -> Option<(Page<'s>, bool)> {
    let catalog = view.catalog()?;
    let mut visited = HashSet::new();
    let root = catalog.get("Pages").and_then(Object::as_reference)?;
    let mut open = vec![(root, Inherited::default())];
    let mut count = 0;
    let mut last = None;
    let mut found = false;
    while let Some((id, mut inherited)) = open.pop() {
        if !visited.insert(id.number) {
            continue;
        }
        let Object::Dictionary(node) = view.object(id) else { continue };
        for (key, place) in [
            ("MediaBox", &mut inherited.media),
            ("CropBox", &mut inherited.crop),
            ("Rotate", &mut inherited.rotate),
        ] {
            if let Some(value) = node.get(key) {
                *place = Some(value.clone());
            }
        }
        match view.get(&node, "Kids") {
            Object::Array(kids) => {
                let kids = kids.iter().rev().filter_map(Object::as_reference);
                open.extend(kids.map(|kid| (kid, inherited.clone())));
            }
            _ => {
                count += 1;
                let Some(id) = view.header(id.number) else { continue };
                last = Some((id, node, inherited));
                found = wanted(count, id.number);
                if found {
                    break;
                }
            }
        }
    }
    let (id, dictionary, inherited) = last?;
    let media = rectangle(view, inherited.media.as_ref()).unwrap_or([0.0, 0.0, 612.0, 792.0]);
    let crop = rectangle(view, inherited.crop.as_ref()).and_then(|crop| meet(crop, media)).unwrap_or(media);
    let rotate = inherited.rotate.map(|rotate| view.resolve(&rotate)).and_then(|rotate| rotate.as_integer());
    let turns = (rotate.unwrap_or(0) / 90).rem_euclid(4) as u8;
    Some((Page { id, dictionary, crop, turns }, found))
}

/// A rectangle as left, bottom, right, top; `None` when it has no area.
pub(crate) fn rectangle<'s>(view: View<'s>, object: Option<&Object<'s>>) -> Option<[f64; 4]> {
    let Object::Array(numbers) = view.resolve(object?) else { return None };
    let numbers: Option<Vec<f64>> = numbers.iter().map(|value| view.resolve(value).as_number()).collect();
    let [a, b, c, d] = *numbers?.as_slice() else { return None };
    let rect = [a.min(c), b.min(d), a.max(c), b.max(d)];
    (rect[0] < rect[2] && rect[1] < rect[3]).then_some(rect)
}

/// What two rectangles have in common.
pub(crate) fn meet(one: [f64; 4], two: [f64; 4]) -> Option<[f64; 4]> {
    let both = [one[0].max(two[0]), one[1].max(two[1]), one[2].min(two[2]), one[3].min(two[3])];
    (both[0] < both[2] && both[1] < both[3]).then_some(both)
}
