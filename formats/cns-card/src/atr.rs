//! Answer to reset: presets of real cards, and what a client concludes from one (ISO/IEC 7816-3 §8).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::hex;

/// An answer to reset that is well formed: historical bytes where announced, and a right check octet.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Atr(Vec<u8>);

/// Not an answer to reset: cut, too long, or a wrong check octet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an answer to reset")]
pub struct NotAnAtr;

/// Presets by the name of the card.
const PRESETS: [(&str, &str); 10] = [
    ("infocert-1205", "3BFF1800FF8131FE55006B02090303011101434E531131808C"),
    ("infocamere-1024", "3BFF1800FF8131FE55006B02090200010101434E531031809F"),
    ("infocamere", "3BFF1800FF8131FE55006B02090200011101434E531131808E"),
    ("camere-di-commercio", "3BFF1800008131FE55006B02090403010101434E5310318065"),
    ("aruba", "3BFF1800FF8131FE55006B02090303010101434E531031809D"),
    ("jsign3", "3BFF1800008131FE55006B02090603010101434E5310318067"),
    ("idemia-2021", "3BFF1800008131FE45006B05052000012101434E5310318079"),
    ("idemia-cosmo-9.1", "3BFF1800008131FE45006B0505912001F101434E5310318038"),
    ("athena", "3BDF18008131FE7D006B020C0182011101434E53103180FC"),
    ("piv", "3B80800101"),
];

impl Atr {
    /// Names of the presets; the first is the default of a CNS.
    pub fn presets() -> impl Iterator<Item = &'static str> {
        PRESETS.iter().map(|(name, _)| *name)
    }

    /// The answer of a preset.
    ///
    /// ```
    /// let atr = cns_card::Atr::preset("infocert-1205").unwrap();
    /// assert!(atr.is_cns() && !atr.only_1024());
    /// ```
    pub fn preset(name: &str) -> Option<Self> {
        let (_, atr) = PRESETS.iter().find(|(preset, _)| *preset == name)?;
        Self::read(&hex::decode(atr)?).ok()
    }

    /// Checks an answer to reset.
    ///
    /// # Errors
    /// [`NotAnAtr`].
    pub fn read(octets: &[u8]) -> Result<Self, NotAnAtr> {
        let atr = Self(octets.to_vec());
        let (historical, check) = atr.layout().ok_or(NotAnAtr)?;
        let whole = historical.end + usize::from(check) == octets.len() && octets.len() <= 33;
        let sum = octets.iter().skip(1).fold(0, |sum, octet| sum ^ octet);
        let starts = matches!(octets.first(), Some(0x3b | 0x3f));
        if whole && starts && (!check || sum == 0) { Ok(atr) } else { Err(NotAnAtr) }
    }

    /// Where the historical bytes are, and whether a check octet follows (not with T=0 alone).
    fn layout(&self) -> Option<(std::ops::Range<usize>, bool)> {
        let t0 = *self.0.get(1)?;
        let (mut at, mut announced, mut check) = (2, t0, false);
        while announced & 0xf0 != 0 {
            at += (announced & 0xf0).count_ones() as usize;
            if announced & 0x80 == 0 {
                break;
            }
            announced = *self.0.get(at - 1)?;
            check |= announced & 0x0f != 0;
        }
        let end = at + usize::from(t0 & 0x0f);
        self.0.get(at..end).map(|_| (at..end, check))
    }

    /// The octets.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The historical bytes, 15 at most.
    pub fn historical(&self) -> &[u8] {
        self.layout().and_then(|(range, _)| self.0.get(range)).unwrap_or_default()
    }

    /// Whether it is a national services card: 15 historical bytes with `CNS` at index 9.
    pub fn is_cns(&self) -> bool {
        self.historical().len() == 15 && self.historical().get(9..12) == Some(b"CNS")
    }

    /// Whether OpenSC drives only RSA-1024 on it: version 1.0, unless IDEMIA's of 2021 and later.
    pub fn only_1024(&self) -> bool {
        match *self.historical() {
            [_, _, 5, 5, firmware, ..] if firmware >= 0x20 => false,
            [_, _, _, _, _, _, _, _, _, _, _, _, version, _, _] => version == 0x10,
            _ => false,
        }
    }
}

impl fmt::Display for Atr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

impl fmt::Debug for Atr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Atr({self})")
    }
}

impl TryFrom<String> for Atr {
    type Error = NotAnAtr;

    fn try_from(text: String) -> Result<Self, NotAnAtr> {
        Self::read(&hex::decode(&text).ok_or(NotAnAtr)?)
    }
}

impl From<Atr> for String {
    fn from(atr: Atr) -> Self {
        atr.to_string()
    }
}
