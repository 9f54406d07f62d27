use maud::{Markup, html};

use super::icon;
use crate::{Lang, t};

/// What a message is like. Never told by colour alone: each tone has an icon, and words stand beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It failed, or it ends something.
    Danger,
    /// Worth knowing.
    Info,
    /// Over, or not in force any more.
    Neutral,
    /// It went well.
    Success,
    /// Something asks for attention.
    Warning,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Tone::Danger => "danger",
            Tone::Info => "info",
            Tone::Neutral => "neutral",
            Tone::Success => "success",
            Tone::Warning => "warning",
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Tone::Danger => "it-error",
            Tone::Info => "it-info-circle",
            Tone::Neutral => "it-minus-circle",
            Tone::Success => "it-check-circle",
            Tone::Warning => "it-warning-circle",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Tone::Danger => "tone-danger",
            Tone::Info | Tone::Neutral => "tone-info",
            Tone::Success => "tone-success",
            Tone::Warning => "tone-warning",
        }
    }
}

/// An explanation beside the flow of the page, with a heading of level 2.
pub fn callout(lang: Lang, tone: Tone, heading: &str, body: Markup) -> Markup {
    let class = if tone == Tone::Info { "note" } else { tone.class() };
    html! {
        div class=(format!("callout {class}")) {
            div.callout-inner {
                h2.callout-title {
                    (icon(tone.icon(), "icon-sm"))
                    span.visually-hidden { (lang.t(tone.key())) ": " }
                    span.text { (heading) }
                }
                (body)
            }
        }
    }
}

/// What came of an act; screen readers say it at once.
pub fn alert(tone: Tone, body: Markup) -> Markup {
    let role = if matches!(tone, Tone::Danger | Tone::Warning) { "alert" } else { "status" };
    html! {
        div class=(format!("alert alert-{}", tone.class())) role=(role) {
            (icon(tone.icon(), "icon-sm"))
            div { (body) }
        }
    }
}

/// A state in one or few words.
pub fn badge(tone: Tone, words: &str) -> Markup {
    badge_with(tone, tone.icon(), words)
}

fn badge_with(tone: Tone, name: &str, words: &str) -> Markup {
    html! { span class=(format!("state state-{}", tone.class())) { (icon(name, "icon-sm")) span { (words) } } }
}

/// What can be said of a signature, never more than is known (ETSI EN 319 102-1 §5.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The file carries no signature.
    NotSigned,
    /// TOTAL-FAILED.
    NotValid,
    /// INDETERMINATE: never shown in green.
    Undetermined,
    /// TOTAL-PASSED.
    Valid,
}

impl Verdict {
    /// The short label, with icon and word.
    pub fn badge(self, lang: Lang) -> Markup {
        badge_with(self.tone(), self.icon(), &lang.t(self.key()))
    }

    /// The sentence of the verdict.
    pub fn sentence(self, lang: Lang) -> String {
        lang.t(&format!("{}-sentence", self.key()))
    }

    /// The verdict as the sentence that opens a page, with a paragraph under it.
    pub fn banner(self, lang: Lang, body: Markup) -> Markup {
        self.banner_saying(&self.sentence(lang), body)
    }

    /// The same with a sentence of its own, for example about several signatures.
    pub fn banner_saying(self, sentence: &str, body: Markup) -> Markup {
        let class = format!("verdict verdict-{}", self.tone().class());
        html! {
            div class=(class) {
                (icon(self.icon(), "icon-lg"))
                div {
                    h2 data-verdict { (sentence) }
                    (body)
                }
            }
        }
    }

    fn key(self) -> &'static str {
        match self {
            Verdict::NotSigned => "verdict-not-signed",
            Verdict::NotValid => "verdict-not-valid",
            Verdict::Undetermined => "verdict-undetermined",
            Verdict::Valid => "verdict-valid",
        }
    }

    fn tone(self) -> Tone {
        match self {
            Verdict::NotSigned => Tone::Neutral,
            Verdict::NotValid => Tone::Danger,
            Verdict::Undetermined => Tone::Warning,
            Verdict::Valid => Tone::Success,
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Verdict::NotSigned => "it-file",
            Verdict::NotValid => "it-error",
            Verdict::Undetermined => "it-help-circle",
            Verdict::Valid => "it-check-circle",
        }
    }
}

/// How far a work is: `done` of `total`, said in words too.
pub fn progress(lang: Lang, id: &str, label: &str, done: usize, total: usize) -> Markup {
    html! {
        div.work-progress {
            label for=(id) { (label) }
            progress id=(id) value=(done) max=(total) {}
            p { (t!(lang, "progress-of", done = done, total = total)) }
        }
    }
}

/// A page or part with nothing in it: what will appear, why it is empty, and what to do first.
pub fn empty_state(heading: &str, why: &str, action: Option<(&str, &str)>) -> Markup {
    html! {
        div.empty-state {
            (icon("it-inbox", "icon-lg"))
            h2.h4 { (heading) }
            p { (why) }
            @if let Some((href, label)) = action {
                p { a.btn.btn-primary href=(href) { (label) } }
            }
        }
    }
}
