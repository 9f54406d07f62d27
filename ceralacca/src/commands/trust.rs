//! `ceralacca trust`: the trusted lists of the EU that this installation keeps.

use std::path::PathBuf;

use foundation::Actor;
use serde_json::{Value as Json, json};
use signing::{
    SigningError,
    trusted_lists::{KeptList, KeptLists, ListFile, ListOutcome, ListTaken},
};
use store::Store;
use webkit::{Lang, fmt};
use x509::Certificate;

use crate::{
    Context,
    cli::Trust,
    commands::serve::{store_failure, store_url},
    config::Config,
    exit::{Exit, Failure, Outcome},
    files,
    list_source::HttpLists,
    output::Tone,
};

/// Runs a command about the lists.
pub fn run(context: &Context, command: &Trust) -> Outcome {
    let config = Config::load(&context.data_folder())?;
    let store = Store::open_existing(store_url(&config)).map_err(store_failure)?;
    let lists = KeptLists::open(store, context.clock()).map_err(failure)?;
    match command {
        Trust::Import { files, signer } => {
            let outcomes = lists.import(&Actor::command_line(), read(files)?, &certificates(signer)?);
            tell(context, &outcomes.map_err(failure)?)
        }
        Trust::Refresh { country } => {
            let chosen = if country.is_empty() { &config.raw().trusted_lists.countries } else { country };
            let lists = lists.for_countries(chosen);
            let outcomes =
                lists.refresh(&Actor::command_line(), &HttpLists::of(&config), true).map_err(failure)?;
            tell(context, &outcomes)
        }
        Trust::Show => show(context, &lists.states().map_err(failure)?),
    }
}

/// A failure for each condition.
pub(crate) fn failure(error: SigningError) -> Failure {
    match error {
        SigningError::Store(error) => store_failure(error),
        error => Failure::defect(error),
    }
}

fn read(paths: &[PathBuf]) -> Outcome<Vec<ListFile>> {
    let limit = trustlist::MAX_OCTETS as u64;
    paths
        .iter()
        .map(|path| Ok(ListFile { name: path.display().to_string(), octets: files::read(path, limit)? }))
        .collect()
}

/// Certificates in DER, or any number of them in PEM.
fn certificates(paths: &[PathBuf]) -> Outcome<Vec<Certificate>> {
    let mut all = Vec::new();
    for path in paths {
        let octets = files::read(path, 1 << 20)?;
        let damaged = |error: x509::Error| {
            let failure = Failure::new(Exit::Input, "input-damaged").with("file", path.display());
            failure.with("detail", error)
        };
        match Certificate::all_from_pem(&octets) {
            Ok(found) if !found.is_empty() => all.extend(found),
            _ => all.push(Certificate::from_pem_or_der(&octets).map_err(damaged)?),
        }
    }
    Ok(all)
}

/// What became of each list. Some not taken: partly done; none: not valid.
fn tell(context: &Context, outcomes: &[ListOutcome]) -> Outcome {
    let lang = context.out.lang;
    let rows: Vec<Json> = outcomes.iter().map(described).collect();
    context.out.data(&json!({ "format": "ceralacca.trusted-lists-taken/1", "lists": rows }), || {
        if outcomes.is_empty() {
            return lang.t("trust-nothing-to-refresh");
        }
        outcomes.iter().map(|outcome| words(context, outcome)).collect::<Vec<_>>().join("\n")
    });
    let rejected = outcomes.iter().filter(|outcome| matches!(outcome.taken, ListTaken::Rejected(_))).count();
    Ok(match rejected {
        0 => Exit::Done,
        all if all == outcomes.len() => Exit::NotValid,
        _ => Exit::Partial,
    })
}

fn described(outcome: &ListOutcome) -> Json {
    let (taken, why) = match &outcome.taken {
        ListTaken::Taken => ("taken", None),
        ListTaken::Same => ("same", None),
        ListTaken::Pivot => ("pivot", None),
        ListTaken::Rejected(why) => ("rejected", Some(why)),
    };
    json!({
        "file": outcome.name, "territory": outcome.territory, "sequence_number": outcome.sequence_number,
        "outcome": taken, "reason": why,
    })
}

fn words(context: &Context, outcome: &ListOutcome) -> String {
    let lang = context.out.lang;
    let (key, tone, why) = match &outcome.taken {
        ListTaken::Taken => ("trust-taken", Tone::Good, ""),
        ListTaken::Same => ("trust-same", Tone::Good, ""),
        ListTaken::Pivot => ("trust-pivot", Tone::Good, ""),
        ListTaken::Rejected(why) => ("trust-rejected", Tone::Bad, why.as_str()),
    };
    let name = match (&outcome.territory, outcome.sequence_number) {
        (Some(territory), Some(number)) => {
            let values = [("territory", territory.as_str().into()), ("number", number.to_string().into())];
            lang.text("trust-name", &values)
        }
        (Some(territory), None) => territory.clone(),
        _ => outcome.name.clone(),
    };
    context.out.paint(tone, &lang.text(key, &[("list", name.into()), ("why", why.into())]))
}

fn show(context: &Context, lists: &[KeptList]) -> Outcome {
    let rows: Vec<Json> = lists
        .iter()
        .map(|list| {
            json!({
                "territory": list.territory, "sequence_number": list.sequence_number,
                "issued": list.issued, "next_update": list.next_update, "expired": list.expired,
                "location": list.location, "checked": list.checked, "tried": list.tried,
                "rejected": list.rejected,
            })
        })
        .collect();
    context.out.data(&json!({ "format": "ceralacca.trusted-lists/1", "lists": rows }), || {
        if lists.is_empty() {
            return context.out.lang.t("trust-none");
        }
        lists.iter().map(|list| line(context, list)).collect::<Vec<_>>().join("\n")
    });
    Ok(Exit::Done)
}

fn line(context: &Context, list: &KeptList) -> String {
    let lang: Lang = context.out.lang;
    let date = |instant| fmt::date_time_short(lang, instant);
    let mut text = lang.text(
        "trust-list",
        &[
            ("territory", list.territory.as_str().into()),
            ("number", list.sequence_number.to_string().into()),
            ("issued", date(list.issued).into()),
            ("checked", date(list.checked).into()),
        ],
    );
    if let Some(next) = list.next_update {
        let (key, tone) =
            if list.expired { ("trust-expired", Tone::Bad) } else { ("trust-next", Tone::Good) };
        text.push_str("; ");
        text.push_str(&context.out.paint(tone, &lang.text(key, &[("date", date(next).into())])));
    }
    if let Some(why) = &list.rejected {
        let values = [("date", date(list.tried).into()), ("why", why.as_str().into())];
        text.push_str("\n    ");
        text.push_str(&context.out.paint(Tone::Bad, &lang.text("trust-not-taken", &values)));
    }
    text
}
