//! `ceralacca card personalise`.

use crate::{
    Context,
    cli::card::Personalise,
    exit::{Failure, Outcome},
};

/// Runs it.
pub fn run(_: &Context, options: &Personalise) -> Outcome {
    Err(Failure::defect(format!("{options:?}")))
}
