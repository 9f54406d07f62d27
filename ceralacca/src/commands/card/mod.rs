//! `ceralacca card`: devices, their codes, and what becomes of them.

mod codes;
mod personalise;
mod simulate;
mod told;

use devices::{Condition, DeviceError, Found, Kind, LocalShelf, Shelf};
use serde_json::json;

use crate::{
    Context,
    cli::card::{self, Card, Named},
    exit::{Exit, Failure, Outcome},
    keys,
};

/// Runs the command that was asked for.
pub fn run(context: &Context, command: &Card) -> Outcome {
    match command {
        Card::List(options) => list(context, options),
        Card::Info(named) => info(context, named),
        Card::ChangePin(options) => codes::change(context, options),
        Card::Unblock(options) => codes::unblock(context, options),
        Card::Activate(options) => codes::activate(context, options),
        Card::Simulate(options) => simulate::run(context, options),
        Card::Personalise(options) => personalise::run(context, options),
    }
}

fn list(context: &Context, options: &card::Shelf) -> Outcome {
    let list = shelf(context, options).list();
    let rows: Vec<_> = list.iter().map(told::described).collect();
    context.out.data(&json!({ "format": "ceralacca.cards/1", "cards": rows }), || {
        list.iter().map(|found| told::words(context, found)).collect::<Vec<_>>().join("\n\n")
    });
    Ok(Exit::Done)
}

fn info(context: &Context, named: &Named) -> Outcome {
    let (_, found) = find(context, named)?;
    tell(context, &found);
    Ok(Exit::Done)
}

/// Tells all about one device.
fn tell(context: &Context, found: &Found) {
    let document = json!({ "format": "ceralacca.card/1", "card": told::described(found) });
    context.out.data(&document, || told::words(context, found));
}

fn shelf(context: &Context, options: &card::Shelf) -> LocalShelf {
    let shelf = options.token.iter().fold(keys::shelf(context), LocalShelf::with_file);
    options.module.iter().fold(shelf, LocalShelf::with_module)
}

/// The device that is meant, on the shelf where it was found.
fn find(context: &Context, named: &Named) -> Outcome<(LocalShelf, Found)> {
    let mut shelf = shelf(context, &named.shelf);
    let name = named.card.as_deref();
    if let Some(file) = name.filter(|name| name.contains(['/', '.'])) {
        shelf = shelf.with_file(file);
    }
    let found = keys::choose(shelf.list(), name, |found| found.kind != Kind::Reader)?;
    if found.condition == Some(Condition::Missing) {
        return Err(DeviceError::new(Condition::Missing, &*found.place).into());
    }
    Ok((shelf, found))
}

/// Fails where the device cannot be read at all.
fn check_readable(found: &Found) -> Outcome<()> {
    match &found.condition {
        Some(
            condition @ (Condition::Damaged { .. }
            | Condition::Missing
            | Condition::NewerVersion
            | Condition::OlderVersion),
        ) => Err(DeviceError::new(condition.clone(), &*found.name).into()),
        _ if found.kind == Kind::Reader => {
            let condition = found.condition.clone().unwrap_or(Condition::Missing);
            Err(Failure::from(DeviceError::new(condition, &*found.name)))
        }
        _ => Ok(()),
    }
}
