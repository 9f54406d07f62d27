pub mod add_operator;
mod disable_operator;
mod give_certificate;
pub mod recognise;
