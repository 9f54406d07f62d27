//! Italian codes and registers. To hold a value is to have parsed it.
//!
//! - Persons and companies: [`CodiceFiscale`] with omocodia, derivation from [`BirthData`] and
//!   comparison with it part by part; [`PartitaIva`]; [`TaxCode`] for either form.
//! - Places: [`Belfiore`] codes, [`Municipality`] and [`ForeignState`] with their validity in time,
//!   [`Place::on`] a day; [`Province`]; [`Chamber`].
//! - [`Money`] in cents, [`Phone`], [`Email`], [`IdentityDocument`].
//!
//! Reading forgives what people do to codes (blanks, small letters) and nothing else. Rules:
//! DM 23 December 1976 for codes; the tables and their sources are in `data/`.

mod check;
mod codice_fiscale;
mod email;
mod identity_document;
mod money;
mod name;
mod partita_iva;
mod phone;
mod places;
mod provinces;
mod tax_code;
mod text;

pub use codice_fiscale::{BirthData, CodiceFiscale, CodiceFiscaleError, Mismatch, Sex};
pub use email::{Email, EmailError};
pub use identity_document::{DocumentError, DocumentKind, IdentityDocument, Validity};
pub use money::{Money, MoneyError};
pub use name::{NameError, name_on_card};
pub use partita_iva::{PartitaIva, PartitaIvaError};
pub use phone::{Phone, PhoneError};
pub use places::{Belfiore, ForeignState, InvalidBelfiore, Municipality, Place, PlaceError};
pub use provinces::{Chamber, Province, UnknownProvince};
pub use tax_code::{TaxCode, TaxCodeError};
