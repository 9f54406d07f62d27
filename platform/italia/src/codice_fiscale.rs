use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Belfiore, Place, PlaceError, check,
    name::{self, NameError},
    text::{self, Shape, text_form},
};

/// The codice fiscale of a person: 16 characters, `SSSNNNYYMDDZZZZC` (DM 23/12/1976).
///
/// When two persons would get the same code, the tax office replaces digits by letters (*omocodia*):
/// 127 variants of each code are possible and all are accepted. A valid code does not prove that the
/// person exists, and says sex and birthplace as the registry had them: do not derive them for display
/// when the identity data say otherwise.
///
/// ```
/// let code: italia::CodiceFiscale = "rss mra 80a01 h501u".parse()?;
/// assert_eq!(code.as_str(), "RSSMRA80A01H501U");
/// let variant: italia::CodiceFiscale = "RSSMRA80A01H50MM".parse()?;
/// assert!(variant.is_omocode() && variant.base() == code);
/// # Ok::<(), italia::CodiceFiscaleError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodiceFiscale([u8; 16]);

/// Sex, as registries record it and the code carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Sex {
    /// Female.
    #[serde(rename = "F")]
    Female,
    /// Male.
    #[serde(rename = "M")]
    Male,
}

/// The data of a person that make the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BirthData {
    /// Surname, in any spelling of Latin letters.
    pub surname: String,
    /// Given names, all of them.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Day of birth.
    pub born: Date,
    /// Municipality or foreign state of birth.
    pub place: Belfiore,
}

/// Months, January first.
const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";
/// What stands for the digits 0 to 9 in an omocode.
const OMOCODIA: &[u8; 10] = b"LMNPQRSTUV";
/// Where digits stand, in the order in which the tax office replaces them (from the right).
const DIGITS: [usize; 7] = [14, 13, 12, 10, 9, 7, 6];

impl CodiceFiscale {
    /// The code that the data give, without regard to omocodia.
    ///
    /// # Errors
    /// When surname or name have no letters or not only Latin ones.
    pub fn derive(data: &BirthData) -> Result<Self, NameError> {
        let mut code = [0; 15];
        code[..3].copy_from_slice(&name::surname_part(&data.surname)?);
        code[3..6].copy_from_slice(&name::name_part(&data.name)?);
        let digits = |value: u8| [b'0' + value / 10, b'0' + value % 10];
        code[6..8].copy_from_slice(&digits(data.born.year().rem_euclid(100) as u8));
        code[8] = MONTHS[usize::from(data.born.month() as u8) - 1];
        let day = data.born.day() as u8 + if data.sex == Sex::Female { 40 } else { 0 };
        code[9..11].copy_from_slice(&digits(day));
        code[11..].copy_from_slice(data.place.as_str().as_bytes());
        Ok(Self::checked(code))
    }

    fn checked(code: [u8; 15]) -> Self {
        let mut out = [0; 16];
        out[..15].copy_from_slice(&code);
        out[15] = check::letter(&code);
        Self(out)
    }

    /// The 16 characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether digits were replaced by letters.
    pub fn is_omocode(&self) -> bool {
        DIGITS.iter().any(|at| !self.0[*at].is_ascii_digit())
    }

    /// The code with digits where digits stand: the same for all variants of a code.
    #[must_use]
    pub fn base(&self) -> Self {
        self.rewritten(|_, digit| b'0' + digit)
    }

    /// The 127 variants with digits replaced by letters; the first are those that replace the rightmost
    /// digit.
    pub fn omocodes(&self) -> impl Iterator<Item = Self> {
        let base = self.base();
        (1..128_u8).map(move |mask| {
            base.rewritten(
                |index, digit| {
                    if mask >> index & 1 == 1 { OMOCODIA[usize::from(digit)] } else { b'0' + digit }
                },
            )
        })
    }

    /// The code with each digit written as `write(index in DIGITS, digit)` says.
    fn rewritten(&self, write: impl Fn(usize, u8) -> u8) -> Self {
        let mut code = [0; 15];
        code.copy_from_slice(&self.0[..15]);
        for (index, at) in DIGITS.into_iter().enumerate() {
            code[at] = write(index, self.digit(at));
        }
        Self::checked(code)
    }

    /// The digit at an index, whether written as digit or letter.
    fn digit(&self, at: usize) -> u8 {
        digit_value(self.0[at]).unwrap_or(0)
    }

    /// Year of birth modulo 100.
    pub fn birth_year(&self) -> u8 {
        self.digit(6) * 10 + self.digit(7)
    }

    /// Month of birth, 1 to 12.
    pub fn birth_month(&self) -> u8 {
        MONTHS.iter().position(|letter| *letter == self.0[8]).map_or(0, |index| index as u8 + 1)
    }

    /// Day of birth, 1 to 31.
    pub fn birth_day(&self) -> u8 {
        self.raw_day() % 40
    }

    /// Sex.
    pub fn sex(&self) -> Sex {
        if self.raw_day() > 40 { Sex::Female } else { Sex::Male }
    }

    fn raw_day(&self) -> u8 {
        self.digit(9) * 10 + self.digit(10)
    }

    /// The latest day of birth that the code allows and that is not after `day`: right for everybody
    /// younger than a hundred years on that day.
    pub fn birth_date(&self, day: Date) -> Option<Date> {
        let year = i16::from(self.birth_year());
        let newest = day.year().div_euclid(100) * 100 + year;
        [newest, newest - 100, newest - 200]
            .into_iter()
            .filter_map(|year| Date::new(year, self.birth_month() as i8, self.birth_day() as i8).ok())
            .find(|born| *born <= day)
    }

    /// The code of the place of birth.
    pub fn birth_place(&self) -> Belfiore {
        Belfiore::from_parts(self.0[11], [self.digit(12), self.digit(13), self.digit(14)])
    }

    /// What in the code does not agree with the data; nothing when all does.
    ///
    /// # Errors
    /// When surname or name have no letters or not only Latin ones.
    pub fn compare(&self, data: &BirthData) -> Result<Vec<Mismatch>, NameError> {
        let mut mismatches = Vec::new();
        let mut expect = |agrees: bool, mismatch: Mismatch| {
            if !agrees {
                mismatches.push(mismatch);
            }
        };
        expect(self.0[..3] == name::surname_part(&data.surname)?, Mismatch::Surname);
        expect(self.0[3..6] == name::name_part(&data.name)?, Mismatch::Name);
        expect(i16::from(self.birth_year()) == data.born.year().rem_euclid(100), Mismatch::BirthYear);
        expect(self.birth_month() as i8 == data.born.month(), Mismatch::BirthMonth);
        expect(self.birth_day() as i8 == data.born.day(), Mismatch::BirthDay);
        expect(self.sex() == data.sex, Mismatch::Sex);
        let place = self.birth_place();
        expect(place == data.place, Mismatch::BirthPlace { code: place });
        match Place::on(place, data.born) {
            Ok(_) => {}
            Err(PlaceError::NotInForce { .. }) => mismatches.push(Mismatch::PlaceNotInForce { code: place }),
            Err(PlaceError::Unknown) => mismatches.push(Mismatch::PlaceUnknown { code: place }),
        }
        Ok(mismatches)
    }
}

/// A part of a code that does not agree with the person's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mismatch {
    /// The day.
    BirthDay,
    /// The month.
    BirthMonth,
    /// The place.
    BirthPlace {
        /// The place that the code names.
        code: Belfiore,
    },
    /// The year.
    BirthYear,
    /// The given names.
    Name,
    /// The place that the code names did not exist, or not under this code, on the day of birth.
    PlaceNotInForce {
        /// The place that the code names.
        code: Belfiore,
    },
    /// The place that the code names is in no list.
    PlaceUnknown {
        /// The place that the code names.
        code: Belfiore,
    },
    /// The sex.
    Sex,
    /// The surname.
    Surname,
}

fn digit_value(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        _ => OMOCODIA.iter().position(|letter| *letter == character).map(|index| index as u8),
    }
}

impl FromStr for CodiceFiscale {
    type Err = CodiceFiscaleError;

    /// Forgives spaces and small letters.
    fn from_str(text: &str) -> Result<Self, CodiceFiscaleError> {
        let code = text::code::<16>(text).map_err(|shape| match shape {
            Shape::Character { position } => CodiceFiscaleError::Character { position },
            Shape::Length { found } => CodiceFiscaleError::Length { found },
        })?;
        for (position, character) in code.into_iter().enumerate() {
            let fits = match position {
                8 => MONTHS.contains(&character),
                at if DIGITS.contains(&at) => digit_value(character).is_some(),
                _ => character.is_ascii_uppercase(),
            };
            if !fits {
                return Err(CodiceFiscaleError::Character { position });
            }
        }
        let parsed = Self(code);
        let (day, month) = (parsed.birth_day(), parsed.birth_month());
        let longest = match month {
            2 if !parsed.birth_year().is_multiple_of(4) => 28,
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        if !(1..=longest).contains(&day) || parsed.raw_day() > 71 {
            return Err(CodiceFiscaleError::Day);
        }
        let mut first = [0; 15];
        first.copy_from_slice(&code[..15]);
        if check::letter(&first) == code[15] { Ok(parsed) } else { Err(CodiceFiscaleError::CheckLetter) }
    }
}

impl fmt::Display for CodiceFiscale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for CodiceFiscale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodiceFiscale({self})")
    }
}

text_form!(CodiceFiscale, CodiceFiscaleError);

/// Why a text is not the codice fiscale of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodiceFiscaleError {
    /// A character that cannot stand at this position, counted from 0.
    #[error("character {} cannot be right", position + 1)]
    Character {
        /// Counted from 0.
        position: usize,
    },
    /// The last letter does not fit the others: one was mistyped.
    #[error("the check letter does not fit")]
    CheckLetter,
    /// The month has no such day.
    #[error("there is no such day of birth")]
    Day,
    /// Not 16 characters.
    #[error("{found} characters instead of 16")]
    Length {
        /// How many there are.
        found: usize,
    },
}
