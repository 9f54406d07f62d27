use maud::{Markup, html};

/// How much a button stands out. One page has one main button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emphasis {
    /// An act that cannot be taken back.
    Danger,
    /// The one thing the page is for.
    Main,
    /// Another way on.
    Secondary,
}

impl Emphasis {
    fn class(self) -> &'static str {
        match self {
            Emphasis::Danger => "btn btn-danger",
            Emphasis::Main => "btn btn-primary",
            Emphasis::Secondary => "btn btn-outline-primary",
        }
    }
}

/// The button that sends a form. In a form with `data-busy="…"` it says so while the work goes on.
pub fn submit(emphasis: Emphasis, label: &str) -> Markup {
    html! { button class=(emphasis.class()) type="submit" { span data-label { (label) } } }
}

/// A link that looks like a button; `label` says where it leads.
pub fn action_link(emphasis: Emphasis, href: &str, label: &str) -> Markup {
    html! { a class=(emphasis.class()) href=(href) { (label) } }
}

/// Links and buttons that belong together, with room between them on every width.
pub fn actions(items: impl IntoIterator<Item = Markup>) -> Markup {
    html! { div.actions { @for item in items { (item) } } }
}
