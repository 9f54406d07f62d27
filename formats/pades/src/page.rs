//! Pages by number, with what they inherit (ISO 32000-2, 7.7.3).

use std::{cell::Cell, collections::HashSet};

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

/// A page as it is shown: only what is shown of it, and turned as its readers see it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShownPage {
    crop: [f64; 4],
    turns: u8,
}

impl ShownPage {
    /// Width and height as shown, in points.
    pub fn size(&self) -> [f64; 2] {
        let [left, bottom, right, top] = self.crop;
        match self.turns % 2 {
            0 => [right - left, top - bottom],
            _ => [top - bottom, right - left],
        }
    }

    /// The rectangle in user space (left, bottom, right, top), as [`Place::Rectangle`](crate::Place::Rectangle)
    /// takes it, of one measured on the page as shown: distance from its left edge and from its top edge,
    /// width and height, in points.
    pub fn rectangle(&self, [left, top, width, height]: [f64; 4]) -> [f64; 4] {
        let [x0, y0, x1, y1] = self.crop;
        match self.turns {
            0 => [x0 + left, y1 - top - height, x0 + left + width, y1 - top],
            1 => [x0 + top, y0 + left, x0 + top + height, y0 + left + width],
            2 => [x1 - left - width, y0 + top, x1 - left, y0 + top + height],
            _ => [x1 - top - height, y1 - left - width, x1 - top, y1 - left],
        }
    }
}

impl View<'_> {
    /// A page as it is shown; `None` when the document has no such page.
    pub fn page(self, number: PageNumber) -> Option<ShownPage> {
        find(self, number).map(|page| ShownPage { crop: page.crop, turns: page.turns })
    }

    /// How many pages there are.
    pub fn page_count(self) -> usize {
        let pages = Cell::new(0);
        search(self, |count, _| {
            pages.set(count);
            false
        });
        pages.get()
    }
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
