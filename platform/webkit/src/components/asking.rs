use maud::{Markup, html};

use super::icon;
use crate::{FormErrors, Lang, fmt, t};

/// A field of a form: label above it, hint under the label, error under the hint.
///
/// ```
/// use webkit::{FormErrors, Lang, components::Field};
/// let errors = FormErrors::default();
/// let markup = Field::text("serial", "Numero di serie").hint("Esempio: 4A 3F 00 12").render(Lang::It, &errors);
/// assert!(markup.into_string().contains("aria-describedby=\"serial-hint\""));
/// ```
#[derive(Debug)]
#[must_use]
pub struct Field<'a> {
    name: &'a str,
    label: &'a str,
    kind: Kind,
    hint: Option<&'a str>,
    value: &'a str,
    autocomplete: Option<&'a str>,
    inputmode: Option<&'a str>,
    optional: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Input(&'static str),
    Multiline(u8),
}

impl<'a> Field<'a> {
    fn new(kind: Kind, name: &'a str, label: &'a str) -> Self {
        Self {
            name,
            label,
            kind,
            hint: None,
            value: "",
            autocomplete: None,
            inputmode: None,
            optional: false,
        }
    }

    /// One line of text. `name` is also the id, so it is unique in the page.
    pub fn text(name: &'a str, label: &'a str) -> Self {
        Self::new(Kind::Input("text"), name, label)
    }

    /// A secret, never sent back to the page.
    pub fn password(name: &'a str, label: &'a str) -> Self {
        Self::new(Kind::Input("password"), name, label)
    }

    /// A day, by the browser's own calendar.
    pub fn date(name: &'a str, label: &'a str) -> Self {
        Self::new(Kind::Input("date"), name, label)
    }

    /// An email address.
    pub fn email(name: &'a str, label: &'a str) -> Self {
        Self { autocomplete: Some("email"), ..Self::new(Kind::Input("email"), name, label) }
    }

    /// Several lines of text.
    pub fn multiline(name: &'a str, label: &'a str, rows: u8) -> Self {
        Self::new(Kind::Multiline(rows), name, label)
    }

    /// An explanation or an example, read out with the field.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// What was typed before.
    pub fn value(mut self, value: &'a str) -> Self {
        self.value = value;
        self
    }

    /// The autofill token (HTML §4.10.18.7), for example `one-time-code`.
    pub fn autocomplete(mut self, token: &'a str) -> Self {
        self.autocomplete = Some(token);
        self
    }

    /// Which keyboard a phone shows, for example `numeric`.
    pub fn inputmode(mut self, mode: &'a str) -> Self {
        self.inputmode = Some(mode);
        self
    }

    /// The label says that the field may stay empty.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The field, with its error if `errors` has one.
    pub fn render(self, lang: Lang, errors: &FormErrors) -> Markup {
        let Self { name, label, kind, hint, value, autocomplete, inputmode, optional } = self;
        let error = errors.of(name);
        let described = described_by(name, hint.is_some(), error.is_some());
        let class = if error.is_some() { "form-control is-invalid" } else { "form-control" };
        let invalid = error.map(|_| "true");
        html! {
            div.field {
                label for=(name) { (label) @if optional { " " (lang.t("field-optional")) } }
                @if let Some(hint) = hint { p.field-hint id=(format!("{name}-hint")) { (hint) } }
                (field_error(name, error))
                @match kind {
                    Kind::Input(kind) => {
                        input class=(class) type=(kind) id=(name) name=(name)
                            value=[(kind != "password").then_some(value)] autocomplete=[autocomplete]
                            inputmode=[inputmode] aria-describedby=[described] aria-invalid=[invalid]
                            required[!optional];
                    }
                    Kind::Multiline(rows) => {
                        textarea class=(class) id=(name) name=(name) rows=(rows) autocomplete=[autocomplete]
                            aria-describedby=[described] aria-invalid=[invalid] required[!optional] { (value) }
                    }
                }
            }
        }
    }
}

/// A choice among few: radio buttons in a group with a name.
#[derive(Debug)]
#[must_use]
pub struct Choices<'a> {
    name: &'a str,
    legend: &'a str,
    options: Vec<(&'a str, &'a str, Option<&'a str>)>,
    chosen: &'a str,
}

impl<'a> Choices<'a> {
    /// A group without options.
    pub fn new(name: &'a str, legend: &'a str) -> Self {
        Self { name, legend, options: Vec::new(), chosen: "" }
    }

    /// Adds an option: the value sent, the label, an explanation.
    pub fn option(mut self, value: &'a str, label: &'a str, hint: Option<&'a str>) -> Self {
        self.options.push((value, label, hint));
        self
    }

    /// The value chosen before.
    pub fn chosen(mut self, value: &'a str) -> Self {
        self.chosen = value;
        self
    }

    /// The group, with its error if `errors` has one.
    pub fn render(self, errors: &FormErrors) -> Markup {
        let Self { name, legend, options, chosen } = self;
        let error = errors.of(name);
        html! {
            fieldset.field aria-describedby=[described_by(name, false, error.is_some())] {
                legend { (legend) }
                (field_error(name, error))
                @for (index, (value, label, hint)) in options.iter().enumerate() {
                    @let id = if index == 0 { name.to_owned() } else { format!("{name}-{value}") };
                    div.choice {
                        input type="radio" name=(name) id=(id) value=(value) checked[*value == chosen]
                            aria-describedby=[hint.map(|_| format!("{id}-hint"))];
                        label for=(id) { (label) }
                        @if let Some(hint) = hint { p.field-hint id=(format!("{id}-hint")) { (hint) } }
                    }
                }
            }
        }
    }
}

/// A yes to be given, for example to a declaration.
pub fn checkbox(name: &str, label: &str, checked: bool, errors: &FormErrors) -> Markup {
    let error = errors.of(name);
    html! {
        div.field {
            (field_error(name, error))
            div.choice {
                input type="checkbox" name=(name) id=(name) value="1" checked[checked]
                    aria-describedby=[described_by(name, false, error.is_some())] aria-invalid=[error.map(|_| "true")];
                label for=(name) { (label) }
            }
        }
    }
}

/// What is wrong in the form, each line a link to its field. The page opens on it.
/// Nothing when there are no errors.
pub fn error_summary(lang: Lang, errors: &FormErrors) -> Markup {
    html! {
        @if !errors.is_empty() {
            div.error-summary role="alert" tabindex="-1" data-error-summary {
                h2 { (icon("it-error", "icon-danger")) (t!(lang, "error-summary", n = errors.iter().count())) }
                ul { @for (field, message) in errors.iter() { li { a href=(format!("#{field}")) { (message) } } } }
            }
        }
    }
}

/// A field for a file, at most `limit` octets; files can also be dropped on it where scripts run.
/// The form has `enctype="multipart/form-data"`. `accept` is the list of the HTML attribute, or empty.
pub fn upload_field(
    lang: Lang,
    name: &str,
    label: &str,
    accept: &str,
    limit: u64,
    errors: &FormErrors,
) -> Markup {
    file_field(lang, name, label, accept, limit, errors, false)
}

/// The same for a file that may be missing; the label says so.
pub fn optional_upload_field(
    lang: Lang,
    name: &str,
    label: &str,
    accept: &str,
    limit: u64,
    errors: &FormErrors,
) -> Markup {
    file_field(lang, name, label, accept, limit, errors, true)
}

/// A field for one or more files, at most `most` and together at most `limit` octets. Where scripts run,
/// more than that is told when it is chosen.
pub fn upload_many_field(
    lang: Lang,
    name: &str,
    label: &str,
    most: usize,
    limit: u64,
    errors: &FormErrors,
) -> Markup {
    let error = errors.of(name);
    let size = fmt::bytes(lang, limit);
    // The script puts numbers in the place of these words.
    let too_many = t!(lang, "upload-too-many", n = "%n", most = most);
    let too_large = t!(lang, "upload-too-large", size = "%size", limit = &*size);
    html! {
        div.field.file-field data-upload data-most=(most) data-limit=(limit) data-too-many=(too_many)
            data-too-large=(too_large) {
            label for=(name) { (label) }
            p.field-hint id=(format!("{name}-hint")) {
                (t!(lang, "upload-many-limit", count = most, size = &*size))
            }
            (field_error(name, error))
            input.form-control type="file" id=(name) name=(name) multiple required
                aria-describedby=[described_by(name, true, error.is_some())] aria-invalid=[error.map(|_| "true")];
            p.upload-drop aria-hidden="true" { (icon("it-upload", "icon-sm")) (lang.t("upload-many-drop")) }
            div role="status" { ul.upload-list data-upload-list {} }
            p.field-error role="alert" data-upload-refused {}
        }
    }
}

/// How far the sending of a form's files is, and a button that stops it: where scripts run, and only
/// when the files are large. Stands at the end of the form.
pub fn upload_progress(lang: Lang) -> Markup {
    html! {
        div data-sending data-sent=(t!(lang, "upload-sent", sent = "%sent", size = "%size"))
            data-arrived=(lang.t("upload-arrived")) data-cancelled=(lang.t("upload-cancelled"))
            data-broken=(lang.t("upload-broken")) {
            div.work-progress data-sending-panel hidden {
                label for="upload-progress" { (lang.t("upload-sending")) }
                progress id="upload-progress" max="100" {}
                p data-sending-text {}
                button.btn.btn-outline-primary type="button" data-sending-cancel { (lang.t("upload-cancel")) }
            }
            p role="status" data-sending-status {}
            p.field-error role="alert" data-sending-alert {}
        }
    }
}

fn file_field(
    lang: Lang,
    name: &str,
    label: &str,
    accept: &str,
    limit: u64,
    errors: &FormErrors,
    optional: bool,
) -> Markup {
    let error = errors.of(name);
    let accept = (!accept.is_empty()).then_some(accept);
    html! {
        div.field.file-field data-upload {
            label for=(name) { (label) @if optional { " " (lang.t("field-optional")) } }
            p.field-hint id=(format!("{name}-hint")) { (t!(lang, "upload-limit", size = fmt::bytes(lang, limit))) }
            (field_error(name, error))
            input.form-control type="file" id=(name) name=(name) accept=[accept] required[!optional]
                aria-describedby=[described_by(name, true, error.is_some())] aria-invalid=[error.map(|_| "true")];
            p.upload-drop aria-hidden="true" { (icon("it-upload", "icon-sm")) (lang.t("upload-drop")) }
            div role="status" { ul.upload-list data-upload-list {} }
        }
    }
}

fn field_error(name: &str, error: Option<&str>) -> Markup {
    html! {
        @if let Some(error) = error {
            p.field-error id=(format!("{name}-error")) { (icon("it-error", "icon-sm icon-danger")) span { (error) } }
        }
    }
}

fn described_by(name: &str, hint: bool, error: bool) -> Option<String> {
    match (hint, error) {
        (true, true) => Some(format!("{name}-hint {name}-error")),
        (true, false) => Some(format!("{name}-hint")),
        (false, true) => Some(format!("{name}-error")),
        (false, false) => None,
    }
}
