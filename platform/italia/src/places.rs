//! Municipalities and foreign states by their Belfiore code, each with the time of its validity.
//!
//! A code outlives names and provinces: `A355` was Arbatax di Tortolì until 1941. Each row of the
//! table is one name in one province during one period; see `data/README.md` for its origin.

use std::{fmt, str::FromStr, sync::OnceLock};

use jiff::civil::Date;

use crate::{
    Province, name,
    text::{self, text_form},
};

/// The code of a municipality (a letter and three digits) or of a foreign state (`Z` and three digits)
/// in the land registry's list, named after its author.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Belfiore([u8; 4]);

impl Belfiore {
    pub(crate) fn from_parts(letter: u8, digits: [u8; 3]) -> Self {
        Self([letter, b'0' + digits[0], b'0' + digits[1], b'0' + digits[2]])
    }

    /// The four characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether it is that of a foreign state.
    pub fn is_foreign(&self) -> bool {
        self.0[0] == b'Z'
    }

    /// The municipality under this code in each period, oldest first; empty for a foreign state.
    pub fn municipalities(self) -> &'static [Municipality] {
        let all = Municipality::all();
        let from = all.partition_point(|row| row.code < self);
        let to = all.partition_point(|row| row.code <= self);
        &all[from..to]
    }
}

impl FromStr for Belfiore {
    type Err = InvalidBelfiore;

    /// Forgives spaces and small letters.
    fn from_str(text: &str) -> Result<Self, InvalidBelfiore> {
        let code = text::code::<4>(text).map_err(|_| InvalidBelfiore)?;
        let shape = code[0].is_ascii_uppercase() && code[1..].iter().all(u8::is_ascii_digit);
        if shape { Ok(Self(code)) } else { Err(InvalidBelfiore) }
    }
}

impl fmt::Display for Belfiore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Belfiore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Belfiore({self})")
    }
}

text_form!(Belfiore, InvalidBelfiore);

/// The text is not a letter and three digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a place code is a letter and three digits")]
pub struct InvalidBelfiore;

/// A municipality under one name, in one province, during one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Municipality {
    code: Belfiore,
    name: &'static str,
    province: Province,
    from: Date,
    to: Option<Date>,
}

impl Municipality {
    /// Every row: by code, then by time.
    pub fn all() -> &'static [Municipality] {
        static ROWS: OnceLock<Vec<Municipality>> = OnceLock::new();
        ROWS.get_or_init(|| rows(include_str!("../data/municipalities.tsv"), Self::read))
    }

    fn read(columns: &[&'static str]) -> Option<Self> {
        let [code, name, province, from, to] = *columns else { return None };
        let to = if to.is_empty() { None } else { Some(to.parse().ok()?) };
        let (code, province, from) = (code.parse().ok()?, province.parse().ok()?, from.parse().ok()?);
        Some(Self { code, name, province, from, to })
    }

    /// The municipalities in force on a day whose name begins with `start`, in alphabetical order;
    /// capitals, accents, apostrophes and blanks do not matter.
    pub fn starting_with(start: &str, day: Date) -> impl Iterator<Item = &'static Municipality> {
        static BY_NAME: OnceLock<Vec<(String, &'static Municipality)>> = OnceLock::new();
        let by_name = BY_NAME.get_or_init(|| {
            let folded = |row: &'static Municipality| Some((name::fold(row.name).ok()?, row));
            let mut index: Vec<_> = Self::all().iter().filter_map(folded).collect();
            index.sort_by(|a, b| (&a.0, a.1.code).cmp(&(&b.0, b.1.code)));
            index
        });
        let start = name::fold(start).ok();
        let first =
            start.as_ref().map_or(by_name.len(), |start| by_name.partition_point(|row| row.0 < *start));
        by_name[first..]
            .iter()
            .take_while(move |row| start.as_ref().is_some_and(|start| row.0.starts_with(start.as_str())))
            .map(|row| row.1)
            .filter(move |row| row.is_in_force(day))
    }

    /// Its code.
    pub fn code(&self) -> Belfiore {
        self.code
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its province.
    pub fn province(&self) -> Province {
        self.province
    }

    /// The first day on which it was so.
    pub fn from(&self) -> Date {
        self.from
    }

    /// The last day on which it was so; `None` while it is.
    pub fn to(&self) -> Option<Date> {
        self.to
    }

    /// Whether it was so on a day.
    pub fn is_in_force(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

impl fmt::Display for Municipality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.province)
    }
}

/// A foreign state.
///
/// No open list says since when a code is used, and the tax office gives the code of the state in which
/// the birthplace lies today to people born there before that state was: only the end counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignState {
    code: Belfiore,
    name: &'static str,
    to: Option<Date>,
}

impl ForeignState {
    /// Every state, by code.
    pub fn all() -> &'static [ForeignState] {
        static ROWS: OnceLock<Vec<ForeignState>> = OnceLock::new();
        ROWS.get_or_init(|| rows(include_str!("../data/foreign-states.tsv"), Self::read))
    }

    fn read(columns: &[&'static str]) -> Option<Self> {
        let [code, name, to] = *columns else { return None };
        let to = if to.is_empty() { None } else { Some(to.parse().ok()?) };
        Some(Self { code: code.parse().ok()?, name, to })
    }

    /// Its code.
    pub fn code(&self) -> Belfiore {
        self.code
    }

    /// Its Italian name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The last day of the state; `None` while it exists.
    pub fn to(&self) -> Option<Date> {
        self.to
    }
}

/// A place of birth: a municipality or a foreign state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Abroad.
    ForeignState(&'static ForeignState),
    /// In Italy.
    Municipality(&'static Municipality),
}

impl Place {
    /// The place that had a code on a day.
    ///
    /// # Errors
    /// [`PlaceError::NotInForce`] when it had the code at other times only.
    pub fn on(code: Belfiore, day: Date) -> Result<Self, PlaceError> {
        if code.is_foreign() {
            let all = ForeignState::all();
            let at = all.binary_search_by_key(&code, |state| state.code).map_err(|_| PlaceError::Unknown)?;
            let state = &all[at];
            return if state.to.is_none_or(|to| day <= to) {
                Ok(Place::ForeignState(state))
            } else {
                Err(PlaceError::NotInForce { name: state.name })
            };
        }
        let periods = code.municipalities();
        match (periods.iter().find(|row| row.is_in_force(day)), periods.last()) {
            (Some(row), _) => Ok(Place::Municipality(row)),
            (None, Some(row)) => Err(PlaceError::NotInForce { name: row.name }),
            (None, None) => Err(PlaceError::Unknown),
        }
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        match self {
            Place::ForeignState(state) => state.name,
            Place::Municipality(row) => row.name,
        }
    }

    /// Its province; `None` abroad.
    pub fn province(&self) -> Option<Province> {
        match self {
            Place::ForeignState(_) => None,
            Place::Municipality(row) => Some(row.province),
        }
    }
}

/// Why a code names no place on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// It was that of a place at other times only.
    #[error("{name} did not exist, or not under this code, on that day")]
    NotInForce {
        /// The place, under its last name.
        name: &'static str,
    },
    /// It never was that of a place.
    #[error("no place has or had this code")]
    Unknown,
}

/// The rows of a table in tab-separated columns. A test counts that none is left out.
pub(crate) fn rows<T>(table: &'static str, read: impl Fn(&[&'static str]) -> Option<T>) -> Vec<T> {
    table.lines().filter_map(|line| read(&line.split('\t').collect::<Vec<_>>())).collect()
}
