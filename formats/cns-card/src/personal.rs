//! `EF.Dati_personali` and `EF.ID_Carta` (CNS – File System v.10).

/// It does not fit where it is to be kept. Nothing is ever cut to fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{octets} octets do not fit into {room}")]
pub struct TooLarge {
    /// Octets it has.
    pub octets: usize,
    /// Octets there are.
    pub room: usize,
}

/// Not a file of personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotPersonalData {
    /// The six hexadecimal digits of the length are missing, or say more than the file has.
    #[error("the length of the personal data is missing or larger than the file")]
    Length,
    /// A field is missing or reaches over the end.
    #[error("field {0} of the personal data is cut")]
    Field(usize),
    /// Octets follow the last field within the length.
    #[error("the personal data go on after the last field")]
    Trailing,
}

/// A text cannot be put on a card: it has characters outside Latin-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("field {0} has characters that a card cannot hold (outside Latin-1)")]
pub struct NotLatin(pub usize);

/// Who a card belongs to: sixteen fields, in Latin-1 on the card. Dates are DDMMYYYY as they stand there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonalData {
    fields: [Vec<u8>; Self::FIELDS],
}

/// The fields, in the order of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Emettitore: four digits on regional cards.
    Issuer,
    /// Data di emissione.
    IssuedOn,
    /// Data di scadenza.
    ExpiresOn,
    /// Cognome.
    Surname,
    /// Nome.
    GivenName,
    /// Data di nascita.
    BornOn,
    /// Sesso: M or F.
    Sex,
    /// Statura.
    Height,
    /// Codice fiscale.
    TaxCode,
    /// Cittadinanza.
    Citizenship,
    /// Comune di nascita, by its cadastral code.
    BirthPlace,
    /// Stato estero di nascita.
    BirthCountry,
    /// Estremi dell'atto di nascita.
    BirthRecord,
    /// Comune di residenza, by its cadastral code.
    Residence,
    /// Indirizzo di residenza.
    Address,
    /// Annotazioni per l'espatrio.
    ExitNotes,
}

impl PersonalData {
    /// How many fields there are.
    pub const FIELDS: usize = 16;
    /// Octets of the file.
    pub const FILE: usize = 400;

    /// The data that every card has: given name, surname, codice fiscale.
    ///
    /// # Errors
    /// [`NotLatin`] with the number of the field.
    pub fn of(given_name: &str, surname: &str, tax_code: &str) -> Result<Self, NotLatin> {
        let data = Self::default().with(Field::Surname, surname)?.with(Field::GivenName, given_name)?;
        data.with(Field::TaxCode, tax_code)
    }

    /// A field as text; empty where it is empty.
    pub fn get(&self, field: Field) -> String {
        self.fields[field as usize].iter().copied().map(char::from).collect()
    }

    /// The same data with a field set.
    ///
    /// # Errors
    /// [`NotLatin`] with the number of the field, from 1.
    ///
    /// ```
    /// use cns_card::{PersonalData, personal::Field};
    /// let holder = PersonalData::default().with(Field::Surname, "D'Alì")?.with(Field::GivenName, "Zoë")?;
    /// assert_eq!(PersonalData::read(&holder.to_file()?)?.get(Field::Surname), "D'Alì");
    /// assert!(holder.with(Field::Surname, "Łukasz").is_err());
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn with(mut self, field: Field, text: &str) -> Result<Self, NotLatin> {
        let octets: Result<_, _> = text.chars().map(u8::try_from).collect();
        self.fields[field as usize] = octets.map_err(|_| NotLatin(field as usize + 1))?;
        Ok(self)
    }

    /// The content without padding: length, then the fields.
    ///
    /// # Errors
    /// [`TooLarge`] where a field has more than 255 octets.
    pub fn to_bytes(&self) -> Result<Vec<u8>, TooLarge> {
        let mut fields = Vec::new();
        for field in &self.fields {
            let length = field.len();
            u8::try_from(length).map_err(|_| TooLarge { octets: length, room: 255 })?;
            fields.extend(format!("{length:02X}").into_bytes());
            fields.extend(field);
        }
        let mut out = format!("{:06X}", fields.len()).into_bytes();
        out.append(&mut fields);
        Ok(out)
    }

    /// The whole file, padded with 00 to 400 octets.
    ///
    /// # Errors
    /// [`TooLarge`]; nothing is cut.
    pub fn to_file(&self) -> Result<Vec<u8>, TooLarge> {
        let mut out = self.to_bytes()?;
        if out.len() > Self::FILE {
            return Err(TooLarge { octets: out.len(), room: Self::FILE });
        }
        out.resize(Self::FILE, 0);
        Ok(out)
    }

    /// Reads the file; whatever follows the length it announces is padding.
    ///
    /// # Errors
    /// [`NotPersonalData`]; nothing is guessed.
    pub fn read(file: &[u8]) -> Result<Self, NotPersonalData> {
        let (digits, rest) = file.split_first_chunk::<6>().ok_or(NotPersonalData::Length)?;
        let length = hexadecimal(digits).ok_or(NotPersonalData::Length)?;
        let mut rest = rest.get(..length).ok_or(NotPersonalData::Length)?;
        let mut data = Self::default();
        for (index, field) in data.fields.iter_mut().enumerate() {
            let cut = || NotPersonalData::Field(index + 1);
            let (digits, after) = rest.split_first_chunk::<2>().ok_or_else(cut)?;
            let (octets, after) =
                hexadecimal(digits).and_then(|length| after.split_at_checked(length)).ok_or_else(cut)?;
            *field = octets.to_vec();
            rest = after;
        }
        if rest.is_empty() { Ok(data) } else { Err(NotPersonalData::Trailing) }
    }
}

fn hexadecimal(digits: &[u8]) -> Option<usize> {
    digits.iter().try_fold(0, |n, digit| Some(n << 4 | char::from(*digit).to_digit(16)? as usize))
}

/// The card number: sixteen printable ASCII characters, the serial number that clients see.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CardNumber(String);

impl CardNumber {
    /// A card number; `None` unless it is sixteen ASCII letters or digits.
    pub fn new(text: &str) -> Option<Self> {
        (text.len() == 16 && text.bytes().all(|o| o.is_ascii_alphanumeric())).then(|| Self(text.to_owned()))
    }

    /// Reads `EF.ID_Carta`, which has sixteen octets, as real cards fill it: any printable ASCII.
    pub fn read(file: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(file).ok()?;
        (text.len() == 16 && text.bytes().all(|o| (0x20..0x7f).contains(&o))).then(|| Self(text.to_owned()))
    }

    /// The sixteen characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number printed on the back of a health card: of the first thirteen characters the first is
    /// dropped, `8038000` put before, and a Luhn digit after. `None` where those twelve are not digits.
    ///
    /// ```
    /// let number = cns_card::CardNumber::new("6123456789012000").unwrap();
    /// assert_eq!(number.health_card_number().unwrap(), "80380001234567890127");
    /// ```
    pub fn health_card_number(&self) -> Option<String> {
        let twelve = self.0.get(1..13).filter(|digits| digits.bytes().all(|o| o.is_ascii_digit()))?;
        let number = format!("8038000{twelve}");
        let sum: u32 = number
            .bytes()
            .rev()
            .enumerate()
            .map(|(place, digit)| {
                let digit = u32::from(digit - b'0') << (1 - place % 2);
                digit / 10 + digit % 10
            })
            .sum();
        Some(format!("{number}{}", (10 - sum % 10) % 10))
    }

    /// Eight octets for `EF.GDO`: 80380000, then eight digits made of the card number's.
    pub(crate) fn chip_serial(&self) -> [u8; 8] {
        let value = self.0.bytes().fold(0_u64, |n, octet| n.wrapping_mul(31).wrapping_add(u64::from(octet)));
        let decimal = (0..4).rev().map(|pair| {
            let two = u8::try_from(value / 100_u64.pow(pair) % 100).unwrap_or_default();
            ((two / 10) << 4) | (two % 10)
        });
        let mut serial = [0x80, 0x38, 0, 0, 0, 0, 0, 0];
        serial.iter_mut().skip(4).zip(decimal).for_each(|(octet, two)| *octet = two);
        serial
    }
}

/// A card number has sixteen ASCII letters or digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a card number has sixteen letters or digits")]
pub struct NotACardNumber;

impl std::str::FromStr for CardNumber {
    type Err = NotACardNumber;

    fn from_str(text: &str) -> Result<Self, NotACardNumber> {
        Self::new(text).ok_or(NotACardNumber)
    }
}

impl std::fmt::Display for CardNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
