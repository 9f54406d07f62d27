//! The visible mark of a signature: a page's sketch with the frame on it, placed by pointer or by fields.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use pades::{Corner, PageNumber};
use webkit::{
    Failure, FormErrors, Lang, Submitted, Visit,
    components::{self, Choices, Emphasis, Field},
    t,
};

use super::{Seat, blocking, preview, refused};
use crate::desk::{Choice, DeskFile, FileKind, Format, Mark, MarkPlace};

/// Points of a millimetre.
const POINTS: f64 = 72.0 / 25.4;
/// Millimetres between a mark in a corner and the edges.
const MARGIN: f64 = 10.0;
const CORNERS: [(&str, Corner); 4] = [
    ("top-left", Corner::TopLeft),
    ("top-right", Corner::TopRight),
    ("bottom-left", Corner::BottomLeft),
    ("bottom-right", Corner::BottomRight),
];

/// The pages of a PDF, for a mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pages {
    count: usize,
    /// The page that the mark is on, or the last.
    page: usize,
    /// Its width and height as shown, in millimetres.
    size: [f64; 2],
}

impl Pages {
    /// Looks at page `wanted`, or the last; `None` when the file takes no mark.
    pub(super) fn of(file: &DeskFile, wanted: Option<usize>) -> Option<Self> {
        if file.kind != FileKind::Pdf || !file.formats.contains(&Format::Pades) {
            return None;
        }
        let octets = std::fs::read(&file.path).ok()?;
        let document = pades::Document::open(&octets).ok()?;
        let view = document.newest();
        let count = view.page_count();
        let page = wanted.filter(|page| (1..=count).contains(page)).unwrap_or(count);
        let size = view.page(PageNumber::Number(page))?.size().map(|points| points / POINTS);
        Some(Self { count, page, size })
    }

    /// How far from the left and upper edges a mark can be.
    fn room(&self) -> [f64; 2] {
        [(self.size[0] - Mark::SIZE[0]).max(0.0), (self.size[1] - Mark::SIZE[1]).max(0.0)]
    }

    /// Where a mark begins, from the left and upper edges.
    fn start(&self, place: MarkPlace) -> [f64; 2] {
        let [right, bottom] = self.room().map(|room| (room - MARGIN).max(0.0));
        match place {
            MarkPlace::At { left, top } => [left, top],
            MarkPlace::Corner(Corner::TopLeft) => [MARGIN, MARGIN],
            MarkPlace::Corner(Corner::TopRight) => [right, MARGIN],
            MarkPlace::Corner(Corner::BottomLeft) => [MARGIN, bottom],
            MarkPlace::Corner(Corner::BottomRight) => [right, bottom],
        }
    }
}

/// The page that the mark of a file is on.
pub(super) fn page_of(file: &DeskFile) -> Option<usize> {
    match file.choice.mark.as_ref()?.page {
        PageNumber::Number(page) => Some(page),
        PageNumber::Last => None,
    }
}

/// What the form shows.
#[derive(Clone, Debug)]
pub(super) struct Filled {
    show: bool,
    page: String,
    place: MarkPlace,
    left: String,
    top: String,
    text: String,
}

impl Filled {
    pub(super) fn of(file: &DeskFile, pages: &Pages) -> Self {
        let mark = file.choice.mark.clone();
        let place = mark.as_ref().map_or(MarkPlace::Corner(Corner::BottomRight), |mark| mark.place);
        let [left, top] = pages.start(place).map(tenth);
        Self {
            show: mark.is_some(),
            page: pages.page.to_string(),
            place,
            left,
            top,
            text: mark.map(|mark| mark.text).unwrap_or_default(),
        }
    }
}

fn tenth(value: f64) -> String {
    format!("{value:.1}")
}

/// The form, with the sketch.
pub(super) fn form(
    visit: &Visit,
    file: &DeskFile,
    pages: &Pages,
    filled: &Filled,
    errors: &FormErrors,
) -> Markup {
    let lang = visit.lang;
    let labels = CORNERS.map(|(name, _)| (name, lang.t(&format!("firma-mark-{name}"))));
    let where_ = match filled.place {
        MarkPlace::At { .. } => "free",
        MarkPlace::Corner(corner) => {
            CORNERS.iter().find(|(_, other)| *other == corner).map_or("free", |(name, _)| name)
        }
    };
    let (legend, free) = (t!(lang, "firma-mark-where"), t!(lang, "firma-mark-free"));
    let mut places = Choices::new("where", &legend).chosen(where_);
    for (name, label) in &labels {
        places = places.option(name, label, None);
    }
    let [left, top] = ["left", "top"].map(|name| lang.t(&format!("firma-mark-{name}")));
    let page = t!(lang, "firma-mark-page");
    let page_hint = t!(lang, "firma-mark-page-hint", pages = pages.count);
    let (text, text_hint) = (t!(lang, "firma-mark-text"), t!(lang, "firma-mark-text-hint"));
    html! {
        h2 #riquadro { (t!(lang, "firma-mark-title")) }
        @if file.choice.mark.is_none() { p { (t!(lang, "firma-mark-invisible")) } }
        form.mark-form method="post" action=(format!("/firma/anteprima/{}/riquadro#riquadro", file.id)) {
            div {
                (visit.csrf_field())
                (components::checkbox("show", &t!(lang, "firma-mark-show"), filled.show, errors))
                (Field::text("page", &page).hint(&page_hint).inputmode("numeric").value(&filled.page).render(lang, errors))
                (places.option("free", &free, None).render(errors))
                div.mark-pair {
                    (Field::text("left", &left).inputmode("decimal").value(&filled.left).render(lang, errors))
                    (Field::text("top", &top).inputmode("decimal").value(&filled.top).render(lang, errors))
                }
                (Field::text("text", &text).hint(&text_hint).value(&filled.text).optional().render(lang, errors))
                (components::submit(Emphasis::Secondary, &t!(lang, "firma-mark-save")))
            }
            (sketch(lang, pages, filled))
        }
    }
}

/// The page in its proportions, with lines for its text and the frame where the mark will be.
fn sketch(lang: Lang, pages: &Pages, filled: &Filled) -> Markup {
    let [width, height] = pages.size;
    let [mark_width, mark_height] = Mark::SIZE;
    let label = t!(
        lang,
        "firma-mark-sketch",
        page = pages.page,
        width = format!("{width:.0}"),
        height = format!("{height:.0}"),
        left = &*filled.left,
        top = &*filled.top
    );
    let lines = (1..).map(|line| f64::from(line) * 9.0 + 12.0).take_while(|y| *y < height - 12.0).take(200);
    html! {
        div.mark-sketch {
            svg viewBox=(format!("0 0 {width:.1} {height:.1}")) role="img" aria-label=(label)
                class=[(!filled.show).then_some("without-mark")] data-sketch data-margin=(MARGIN) {
                @for y in lines {
                    line.lines x1="14" x2=(tenth((width - 14.0).max(14.0))) y1=(tenth(y)) y2=(tenth(y)) {}
                }
                rect data-mark x=(filled.left) y=(filled.top) width=(mark_width) height=(mark_height) {}
            }
            p.desk-note.mark-hint { (t!(lang, "firma-mark-sketch-hint")) }
        }
    }
}

/// Keeps where the mark is to be, or that there is none.
pub(super) async fn save(
    State(seat): State<Arc<Seat>>,
    visit: Visit,
    Path(n): Path<String>,
    form: Submitted,
) -> Result<Response, Failure> {
    let file = seat.file(&n)?;
    let wanted = form.get("page").parse().ok();
    let (file, pages) = blocking(move || {
        let pages = Pages::of(&file, wanted);
        (file, pages)
    })
    .await?;
    let Some(pages) = pages else {
        return Ok(Redirect::to(&format!("/firma/anteprima/{n}")).into_response());
    };
    let mut errors = FormErrors::default();
    let mark = read(visit.lang, &form, &pages, &mut errors);
    let show = form.has("show");
    if show && !errors.is_empty() {
        let filled = Filled {
            show,
            page: form.get("page").to_owned(),
            place: mark.place,
            left: form.get("left").to_owned(),
            top: form.get("top").to_owned(),
            text: form.get("text").to_owned(),
        };
        let page = preview::page(seat, &visit, file, Some((pages, filled)), &errors).await?;
        return Ok(page.invalid().into_response());
    }
    let choice = Choice { format: Format::Pades, mark: show.then_some(mark), ..file.choice.clone() };
    seat.desk.choose(file.id, choice).map_err(refused)?;
    Ok(Redirect::to(&format!("/firma/anteprima/{n}#riquadro")).into_response())
}

fn read(lang: Lang, form: &Submitted, pages: &Pages, errors: &mut FormErrors) -> Mark {
    let number =
        |name: &str| form.get(name).replace(',', ".").parse::<f64>().ok().filter(|value| value.is_finite());
    let page: Option<usize> = form.get("page").parse().ok();
    if !page.is_some_and(|page| (1..=pages.count).contains(&page)) {
        errors.add("page", t!(lang, "firma-mark-page-wrong", pages = pages.count));
    }
    let corner = CORNERS.iter().find(|(name, _)| *name == form.get("where")).map(|(_, corner)| *corner);
    let place = match corner {
        Some(corner) => MarkPlace::Corner(corner),
        None => {
            let [right, bottom] = pages.room();
            let [left, top] = ["left", "top"].map(number);
            let is_within = |value: Option<f64>, most: f64| {
                value.is_some_and(|value| value >= 0.0 && value <= most + 0.05)
            };
            for (field, value, most) in [("left", left, right), ("top", top, bottom)] {
                if !is_within(value, most) {
                    let words = t!(lang, "firma-mark-place-wrong", left = tenth(right), top = tenth(bottom));
                    errors.add(field, words);
                }
            }
            MarkPlace::At { left: left.unwrap_or_default(), top: top.unwrap_or_default() }
        }
    };
    let text = form.get("text").to_owned();
    if text.chars().count() > Mark::LONGEST {
        errors.add("text", t!(lang, "firma-mark-long", n = Mark::LONGEST));
    }
    Mark { page: PageNumber::Number(page.unwrap_or(1)), place, text }
}
