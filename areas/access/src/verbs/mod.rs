pub mod add_operator;
pub mod begin_login;
mod disable_operator;
mod enter_with_cns;
mod finish_login;
mod give_certificate;
pub mod recognise;
mod stay;
