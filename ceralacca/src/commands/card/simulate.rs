//! `ceralacca card simulate`.

use crate::{
    Context,
    cli::card::Simulate,
    exit::{Failure, Outcome},
};

/// Runs it.
pub fn run(_: &Context, options: &Simulate) -> Outcome {
    Err(Failure::defect(format!("{options:?}")))
}
