//! Pieces of pages as functions: what they look like is decided here once.
//!
//! - telling: [`callout`], [`alert`], [`badge`], [`Verdict`], [`progress`], [`empty_state`]
//! - showing: [`Table`], [`definitions`], [`copyable`], [`folded`], [`card`], [`icon`]
//! - acting: [`submit`], [`action_link`], [`actions`]
//! - asking: [`Field`], [`Choices`], [`error_summary`], [`upload_field`],
//!   [`optional_upload_field`], [`upload_many_field`], [`upload_progress`]

mod acting;
mod asking;
mod showing;
mod telling;

pub use acting::{Emphasis, action_link, actions, submit};
pub use asking::{
    Choices, Field, checkbox, error_summary, optional_upload_field, upload_field, upload_many_field,
    upload_progress,
};
pub use showing::{Table, card, cards, code, copyable, definitions, folded, icon};
pub use telling::{Tone, Verdict, alert, badge, callout, empty_state, progress};
