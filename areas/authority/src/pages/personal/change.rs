//! `/area-personale/dispositivi/{id}/sospendi`, `/riattiva`, `/revoca`: what it means, why, and the act.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use foundation::{Problem, Timestamp};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use webkit::{
    Failure, FormErrors, Page, Person, Submitted, Visit,
    components::{Choices, Emphasis, Field, Tone, action_link, actions, callout, error_summary, submit},
    fmt, t,
};

use super::{
    super::blocking,
    AREA, DEVICES,
    shared::{busy, name},
};
use crate::{
    Act, Authority, AuthorityError, Demand, HeldDevice, Target,
    rules::{motives::Motive, permissions::Asker},
};

/// The longest reason that is taken, in characters.
const LONGEST: usize = 500;
/// What the session keeps of an act that ended the session before.
const DONE: &str = "device-done";

/// The motives that a holder may revoke for.
const MOTIVES: [Motive; 8] = [
    Motive::LossWithPin,
    Motive::Theft,
    Motive::Compromise,
    Motive::Broken,
    Motive::CodesLocked,
    Motive::DeviceReplaced,
    Motive::DataChanged,
    Motive::NoLongerUsed,
];

/// The acts, as their addresses and words call them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    Suspend,
    Reactivate,
    Revoke,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Suspend => "suspend",
            Kind::Reactivate => "reactivate",
            Kind::Revoke => "revoke",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Kind::Suspend => "sospendi",
            Kind::Reactivate => "riattiva",
            Kind::Revoke => "revoca",
        }
    }

    fn done(self) -> &'static str {
        match self {
            Kind::Suspend => "sospeso",
            Kind::Reactivate => "riattivato",
            Kind::Revoke => "revocato",
        }
    }

    /// Whether there is anything to do.
    fn fits(self, device: &HeldDevice, now: Timestamp) -> bool {
        match self {
            Kind::Suspend => device.can_be_suspended(now),
            Kind::Reactivate => device.reactivation(now).is_some(),
            Kind::Revoke => device.can_be_revoked(now),
        }
    }
}

/// A device of the person, and what is about to be done with it.
struct Change {
    kind: Kind,
    device: HeldDevice,
    visit: Visit,
    person: Person,
}

impl Change {
    async fn of(
        kind: Kind,
        authority: &Arc<Authority>,
        visit: Visit,
        person: Person,
        id: String,
    ) -> Result<Self, Failure> {
        let (authority, whose) = (Arc::clone(authority), person.codice_fiscale.clone());
        let device = blocking(move || authority.device_of(&whose, &id)).await?;
        Ok(Self { kind, device, visit, person })
    }

    fn href(&self) -> String {
        format!("{DEVICES}/{}", self.device.id)
    }

    /// Whether the person came in with this device.
    fn ends_session(&self) -> bool {
        self.kind != Kind::Reactivate
            && self.person.certificate.as_ref().is_some_and(|sha256| self.device.holds(sha256))
    }

    fn key(&self, part: &str) -> String {
        format!("device-{}-{part}", self.kind.word())
    }

    fn page(&self, content: Markup) -> Page {
        let lang = self.visit.lang;
        let device = name(lang, &self.device);
        let page = self.visit.page(lang.t(&self.key("heading"))).lead(device.clone());
        let page = page.under(AREA, lang.t("nav-personal-area")).under(DEVICES, lang.t("devices-heading"));
        page.under(self.href(), device).private().unkept().content(content)
    }

    /// The page that asks; what stands in the way when there is nothing to do or it is not for the holder.
    fn ask(&self, fields: Markup, errors: &FormErrors, button: &str) -> Page {
        let lang = self.visit.lang;
        let back = action_link(Emphasis::Secondary, &self.href(), &lang.t("device-back"));
        if let Some((tone, heading, why)) = self.hindrance() {
            return self.page(html! {
                (callout(lang, tone, &heading, html! { p { (why) } }))
                (actions([back]))
            });
        }
        let emphasis = if self.kind == Kind::Revoke { Emphasis::Danger } else { Emphasis::Main };
        let page = self.page(html! {
            (error_summary(lang, errors))
            h2 { (lang.t("device-consequences")) }
            ul {
                @for number in 1..=4 {
                    @let key = self.key(&number.to_string());
                    @if lang.has(&key) { li { (lang.t(&key)) } }
                }
                @if self.ends_session() { li { (lang.t("device-ends-session")) } }
            }
            form method="post" action=(format!("{}/{}", self.href(), self.kind.path())) data-busy=(busy(lang)) {
                (self.visit.csrf_field())
                (fields)
                (actions([submit(emphasis, button), back]))
            }
            @if self.kind == Kind::Suspend {
                p { (lang.t("device-suspend-theft")) " "
                    a href=(format!("{}/revoca", self.href())) { (lang.t("device-revoke")) } }
            }
        });
        if errors.is_empty() { page } else { page.invalid() }
    }

    fn hindrance(&self) -> Option<(Tone, String, String)> {
        let lang = self.visit.lang;
        if !self.kind.fits(&self.device, self.visit.now) {
            let heading = lang.t(&self.key("nothing"));
            return Some((Tone::Info, heading, lang.t("device-nothing-why")));
        }
        let refused = match (self.kind, self.device.reactivation(self.visit.now)) {
            (Kind::Reactivate, Some(Err(refused))) => refused,
            _ => return None,
        };
        let [heading, why, todo] = webkit::words(&Problem::from(&refused), lang);
        Some((Tone::Warning, heading, format!("{why} {todo}")))
    }

    /// Does it, and leads to where it can be seen. Who is past it in another tab is told so.
    async fn act(
        self,
        verb: impl FnOnce(Target) -> Result<Act, AuthorityError> + Send + 'static,
    ) -> Result<Response, Failure> {
        let target = Target::Pair(self.device.id);
        let done = tokio::task::spawn_blocking(move || verb(target)).await.map_err(Failure::internal)?;
        let outcome = match done {
            Ok(_) if self.ends_session() => {
                let left = Done { kind: self.kind, card: self.device.card_number, at: self.visit.now };
                self.visit.session.destroy().await?;
                self.visit.session.put(DONE, &left).await?;
                return Ok(Redirect::to("/area-personale/fatto").into_response());
            }
            Ok(_) => self.kind.done(),
            Err(AuthorityError::Refused(refused)) if refused.is_past() => "gia",
            Err(error) => return Err(Failure::from(Problem::from(&error)).because(error)),
        };
        Ok(Redirect::to(&format!("{}?fatto={outcome}", self.href())).into_response())
    }
}

/// An act that ended the session it was done in.
#[derive(Debug, Serialize, Deserialize)]
struct Done {
    kind: Kind,
    card: String,
    at: Timestamp,
}

/// What was done, for whoever is nobody any more because of it.
pub(super) async fn done(visit: Visit) -> Result<Response, Failure> {
    let Some(done) = visit.session.get::<Done>(DONE).await? else {
        return Ok(Redirect::to(AREA).into_response());
    };
    let lang = visit.lang;
    let part = |part: &str| lang.t(&format!("device-{}-{part}", done.kind.word()));
    let device = t!(lang, "device-name", number = done.card.as_str());
    let page = visit.page(part("done")).lead(device).private().unkept().content(html! {
        (callout(lang, Tone::Success, &t!(lang, "device-done-at", date = fmt::date_time_exact(lang, done.at)), html! {
            p { (part("done-text")) }
        }))
        p { (lang.t("device-session-over")) }
        @if done.kind == Kind::Suspend {
            p { (action_link(Emphasis::Main, "/ho-perso-il-dispositivo/ritrovato", &lang.t("lost-found-link"))) }
        } @else {
            p { (action_link(Emphasis::Main, "/", &lang.t("left-home"))) }
        }
    });
    Ok(page.into_response())
}

fn words(form: &Submitted) -> String {
    form.get("words").chars().filter(|c| !c.is_control()).take(LONGEST).collect()
}

fn reason(change: &Change, form: &Submitted, errors: &FormErrors, needed: bool) -> Markup {
    let lang = change.visit.lang;
    let (label, hint) = (lang.t("device-words"), lang.t(&change.key("words-hint")));
    let field = Field::text("words", &label).hint(&hint).value(form.get("words")).autocomplete("off");
    let field = if needed { field } else { field.optional() };
    field.render(lang, errors)
}

pub(super) async fn ask_suspend(
    State(authority): State<Arc<Authority>>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
) -> Result<Page, Failure> {
    let change = Change::of(Kind::Suspend, &authority, visit, person, id).await?;
    let errors = FormErrors::default();
    let fields = reason(&change, &Submitted::default(), &errors, false);
    Ok(change.ask(fields, &errors, &change.visit.lang.t("device-suspend-button")))
}

pub(super) async fn suspend(
    State(authority): State<Arc<Authority>>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
    form: Submitted,
) -> Result<Response, Failure> {
    let change = Change::of(Kind::Suspend, &authority, visit, person, id).await?;
    let (actor, words) = (change.person.actor(), words(&form));
    change
        .act(move |target| {
            let demand = Demand::of(&actor, Motive::Suspension).because(&words);
            authority.suspend(&actor, target, &demand, None, None)
        })
        .await
}

pub(super) async fn ask_reactivate(
    State(authority): State<Arc<Authority>>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
) -> Result<Page, Failure> {
    let change = Change::of(Kind::Reactivate, &authority, visit, person, id).await?;
    Ok(reactivation(&change, &Submitted::default(), &FormErrors::default()))
}

fn reactivation(change: &Change, form: &Submitted, errors: &FormErrors) -> Page {
    change.ask(reason(change, form, errors, true), errors, &change.visit.lang.t("device-reactivate-button"))
}

pub(super) async fn reactivate(
    State(authority): State<Arc<Authority>>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
    form: Submitted,
) -> Result<Response, Failure> {
    let change = Change::of(Kind::Reactivate, &authority, visit, person, id).await?;
    let (actor, words) = (change.person.actor(), words(&form));
    if words.is_empty() {
        let mut errors = FormErrors::default();
        errors.add("words", change.visit.lang.t("device-words-missing"));
        return Ok(reactivation(&change, &form, &errors).into_response());
    }
    change
        .act(move |target| {
            let demand = Demand::by(Asker::of(&actor), None).because(&words);
            authority.reactivate(&actor, target, &demand)
        })
        .await
}

pub(super) async fn ask_revoke(
    State(authority): State<Arc<Authority>>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
) -> Result<Page, Failure> {
    let change = Change::of(Kind::Revoke, &authority, visit, person, id).await?;
    Ok(revocation(&change, &Submitted::default(), &FormErrors::default()))
}

fn revocation(change: &Change, form: &Submitted, errors: &FormErrors) -> Page {
    let lang = change.visit.lang;
    let options: Vec<_> = MOTIVES
        .iter()
        .map(|motive| (motive.name(), lang.t(&format!("device-{}", motive.message_key()))))
        .collect();
    let legend = lang.t("device-revoke-motive");
    let choices = options
        .iter()
        .fold(Choices::new("motive", &legend), |choices, (name, label)| choices.option(name, label, None));
    let fields = html! {
        (choices.chosen(form.get("motive")).render(errors))
        (reason(change, form, errors, false))
    };
    change.ask(fields, errors, &lang.t("device-revoke-go-on"))
}

/// Asks once more before it is for ever.
fn once_more(change: &Change, motive: Motive, words: &str) -> Page {
    let lang = change.visit.lang;
    let device = name(lang, &change.device);
    change.page(html! {
        (callout(lang, Tone::Danger, &lang.t("device-revoke-sure"), html! {
            p { (t!(lang, "device-revoke-sure-text", device = device.as_str())) }
            p { (t!(lang, "device-event-motive", motive = lang.t(&motive.message_key()))) }
        }))
        form method="post" action=(format!("{}/revoca", change.href())) data-busy=(busy(lang)) {
            (change.visit.csrf_field())
            input type="hidden" name="motive" value=(motive.name());
            input type="hidden" name="words" value=(words);
            input type="hidden" name="sure" value="1";
            (actions([
                submit(Emphasis::Danger, &lang.t("device-revoke-button")),
                action_link(Emphasis::Secondary, &change.href(), &lang.t("device-revoke-not")),
            ]))
        }
    })
}

pub(super) async fn revoke(
    State(authority): State<Arc<Authority>>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
    form: Submitted,
) -> Result<Response, Failure> {
    let change = Change::of(Kind::Revoke, &authority, visit, person, id).await?;
    let motive = Motive::from_name(form.get("motive")).filter(|motive| MOTIVES.contains(motive));
    let Some(motive) = motive else {
        let mut errors = FormErrors::default();
        errors.add("motive", change.visit.lang.t("device-motive-missing"));
        return Ok(revocation(&change, &form, &errors).into_response());
    };
    let (actor, words) = (change.person.actor(), words(&form));
    if !form.has("sure") && change.hindrance().is_none() {
        return Ok(once_more(&change, motive, &words).into_response());
    }
    change
        .act(move |target| {
            let demand = Demand::of(&actor, motive).because(&words);
            authority.revoke(&actor, target, &demand, None)
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_can_choose_only_motives_that_revoke() {
        assert!(MOTIVES.iter().all(|motive| motive.revokes()));
    }
}
