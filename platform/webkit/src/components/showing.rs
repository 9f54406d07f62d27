use maud::{Markup, html};

use crate::Lang;

/// An icon of the sprite, for the eye only: words beside it say the same.
/// `it-file-signed` reaches over its box, so axe cannot measure the text beside it: take another.
/// `class` adds a size (`icon-xs`, `icon-sm`, `icon-lg`) or a colour (`icon-success`).
pub fn icon(name: &str, class: &str) -> Markup {
    debug_assert!(web::has_icon(name), "the sprite has no icon {name}");
    html! {
        svg class=(format!("icon {class}")) aria-hidden="true" focusable="false" {
            use href=(format!("{}#{name}", web::url("sprites.svg"))) {}
        }
    }
}

/// A table with a caption; under 576 px each row becomes a card that repeats the column's name.
#[derive(Debug)]
#[must_use]
pub struct Table {
    caption: String,
    columns: Vec<String>,
    rows: Vec<Vec<Markup>>,
}

impl Table {
    /// A table with these column headings; the first cell of each row is the row's heading.
    pub fn new<T: Into<String>>(caption: impl Into<String>, columns: impl IntoIterator<Item = T>) -> Self {
        Self {
            caption: caption.into(),
            columns: columns.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row, one cell per column.
    pub fn row(mut self, cells: impl IntoIterator<Item = Markup>) -> Self {
        self.rows.push(cells.into_iter().collect());
        self
    }
}

impl maud::Render for Table {
    fn render(&self) -> Markup {
        html! {
            div.table-room {
                table.table.stacked {
                    caption { (self.caption) }
                    thead { tr { @for column in &self.columns { th scope="col" { (column) } } } }
                    tbody {
                        @for row in &self.rows {
                            tr {
                                @for (index, cell) in row.iter().enumerate() {
                                    @if index == 0 {
                                        th scope="row" { (cell) }
                                    } @else {
                                        td data-label=[self.columns.get(index)] { div { (cell) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Names and values, one under the other on a phone, side by side elsewhere.
pub fn definitions<'a>(items: impl IntoIterator<Item = (&'a str, Markup)>) -> Markup {
    html! {
        dl.definitions { @for (name, value) in items { div { dt { (name) } dd { (value) } } } }
    }
}

/// A code, a fingerprint, a file name: fixed-width, breaks anywhere.
pub fn code(text: &str) -> Markup {
    html! { code.long { (text) } }
}

/// A text to copy, with a button where scripts run. `id` is unique in the page.
pub fn copyable(lang: Lang, id: &str, text: &str) -> Markup {
    html! {
        div.copyable {
            code.long id=(id) { (text) }
            button.btn.btn-outline-primary.btn-xs type="button" hidden aria-describedby=(id) data-copy=(id)
                data-copied=(lang.t("copied")) { (lang.t("copy")) }
            span role="status" {}
        }
    }
}

/// A part that opens on request; works without scripts.
pub fn folded(summary: &str, body: Markup) -> Markup {
    html! { details.folded { summary { (summary) } div { (body) } } }
}

/// A list of [`card`]s.
pub fn cards(items: impl IntoIterator<Item = Markup>) -> Markup {
    html! { ul.cards { @for item in items { li { (item) } } } }
}

/// A thing to open: its title, a heading of level 2, is the only link.
pub fn card(icon_name: &str, href: &str, title: &str, text: &str) -> Markup {
    html! {
        div.task-card {
            (icon(icon_name, "icon-primary"))
            h2 { a href=(href) { (title) } }
            p { (text) }
        }
    }
}
