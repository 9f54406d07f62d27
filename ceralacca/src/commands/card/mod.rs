//! `ceralacca card`: devices, their codes, and what becomes of them.

mod personalise;
mod simulate;

use crate::{
    Context,
    cli::card::Card,
    exit::{Failure, Outcome},
};

/// Runs the command that was asked for.
pub fn run(context: &Context, command: &Card) -> Outcome {
    match command {
        Card::Simulate(options) => simulate::run(context, options),
        Card::Personalise(options) => personalise::run(context, options),
        other => Err(Failure::defect(format!("{other:?}"))),
    }
}
