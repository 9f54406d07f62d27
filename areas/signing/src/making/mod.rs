//! Making signatures: in, around and apart from documents of every kind, with one key.
//!
//! A [`Plan`] says what is to be made of a file, a [`Signer`] who signs; [`Maker::write`] makes it and
//! [`Maker::check_written`] reads it again. The command line and the signing desk make signatures here.

mod container;
mod earlier;
mod error;
mod maker;
mod plan;
mod source;
mod xml;

pub use self::{
    error::MakeError,
    maker::{Checked, Maker, Options, Signer, Visible},
    plan::{Inner, Packaging, Plan, Shape, marked},
    source::{Held, head_of, is_pdf, is_xml, spool},
};
