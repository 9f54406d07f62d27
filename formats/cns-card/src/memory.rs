//! What a card keeps without power.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Algorithm, Atr, CardNumber, PersonalData, PublicKey,
    files::{Access, File, LARGEST_FILE, Path},
    personal::TooLarge,
    piv, tlv,
};

/// References of codes and keys, and paths of files, as clients know them.
pub mod place {
    use crate::files::Path;

    /// PIN of the authentication key (CNS0).
    pub const PIN: u8 = 0x10;
    /// PUK of [`PIN`].
    pub const PUK: u8 = 0x11;
    /// PIN of the signature key (CNS1).
    pub const SIGNATURE_PIN: u8 = 0x1a;
    /// PUK of [`SIGNATURE_PIN`].
    pub const SIGNATURE_PUK: u8 = 0x1b;
    /// The authentication key.
    pub const AUTHENTICATION_KEY: u8 = 0x01;
    /// The signature key.
    pub const SIGNATURE_KEY: u8 = 0x10;

    /// `EF.GDO`: the serial number of the chip.
    pub fn gdo() -> Path {
        Path::from([0x2f02])
    }
    /// `EF.ID_Carta`: the card number.
    pub fn card_number() -> Path {
        Path::from([0x1000, 0x1003])
    }
    /// `EF.C_Carta`: the authentication certificate.
    pub fn authentication_certificate() -> Path {
        Path::from([0x1100, 0x1101])
    }
    /// `EF.Dati_personali`: who the card belongs to.
    pub fn personal_data() -> Path {
        Path::from([0x1100, 0x1102])
    }
    /// The signature certificate.
    pub fn signature_certificate() -> Path {
        Path::from([0x1400, 0x9010])
    }
}

/// How a card behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Personality {
    /// The national services card, as OpenSC's driver `itacns` knows it.
    Cns,
    /// Personal identity verification (NIST SP 800-73-4, part 2).
    Piv,
}

/// How many tries a code has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counter {
    /// Tries left; none is blocked.
    pub left: u8,
    /// Tries after a right code, 15 at most.
    pub limit: u8,
}

impl Counter {
    /// A counter with all its tries.
    pub fn new(limit: u8) -> Self {
        Self { left: limit, limit }
    }
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Login, and opening of what was encrypted.
    Authentication,
    /// Signatures that bind.
    Signature,
}

/// A key's place and its public half.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The kind of key that is there or will be made.
    pub algorithm: Algorithm,
    /// What it is for.
    pub purpose: Purpose,
    /// The code that opens it; `None` where it needs none.
    pub pin: Option<u8>,
    /// The public half; `None` before a key was made.
    pub public: Option<PublicKey>,
}

/// Choices where cards differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// One PIN and one PUK for both keys. Each key set still wants it presented under its own reference.
    pub one_pin: bool,
    /// The signature key refuses to decipher, as on a physical card. OpenSC then cannot sign with it unless
    /// the certificate has an extended key usage.
    pub strict_key_usage: bool,
    /// The PIN counts for one signature only.
    pub pin_for_every_signature: bool,
    /// The wrong try that blocks answers 6983 at once; otherwise 63C0.
    pub last_try_says_blocked: bool,
    /// How many octets GET CHALLENGE gives at most.
    pub longest_challenge: u16,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            one_pin: true,
            strict_key_usage: false,
            pin_for_every_signature: false,
            last_try_says_blocked: true,
            longest_challenge: 256,
        }
    }
}

/// Everything a card keeps without power, apart from codes and private keys, which only the
/// [`Chip`](crate::Chip) has. It says no secret and can be stored as any `serde` format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// How it behaves.
    pub personality: Personality,
    /// What it says when powered.
    pub atr: Atr,
    /// Choices.
    pub options: Options,
    /// Tries of each code, by reference.
    pub counters: BTreeMap<u8, Counter>,
    /// Keys by reference.
    pub keys: BTreeMap<u8, Key>,
    /// Files of a CNS. A PIV card may have some as well: its commands do not reach them.
    pub files: BTreeMap<Path, File>,
    /// Data objects of a PIV card, by tag: the value within tag 53.
    pub objects: BTreeMap<String, Octets>,
}

/// Octets that are stored as hexadecimal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Octets(#[serde(with = "crate::hex")] pub Vec<u8>);

/// Tries of a code that came with the card.
const TRIES: u8 = 3;

impl Memory {
    /// A CNS without keys and certificates, with the files of CNS – File System v.10 and two key places.
    ///
    /// # Errors
    /// [`TooLarge`] where the personal data do not fit their file: they are never cut.
    pub fn cns(atr: Atr, number: &CardNumber, holder: &PersonalData) -> Result<Self, TooLarge> {
        let algorithm = if atr.only_1024() { Algorithm::Rsa1024 } else { Algorithm::Rsa2048 };
        let key = |purpose, pin| Key { algorithm, purpose, pin: Some(pin), public: None };
        let mut gdo = vec![0x5a, 8];
        gdo.extend(number.chip_serial());
        let files = [
            (Path::default(), File::DIRECTORY),
            (place::gdo(), File::public(gdo)),
            (Path::from([0x3f02]), File::public(CARD_STATUS)),
            (Path::from([0x0405]), File::public([0; 8])),
            (Path::from([0x1000]), File::DIRECTORY),
            (Path::from([0x1000, 0x1002]), File::public(CHIP_LABEL)),
            (place::card_number(), File::public(number.as_str())),
            (Path::from([0x1100]), File::DIRECTORY),
            (place::personal_data(), File::public(holder.to_file()?)),
            (Path::from([0x1200]), File::DIRECTORY),
            (
                Path::from([0x1200, 0x1201]),
                File::Elementary { content: vec![0; 16], access: Access::read_after(place::PIN) },
            ),
            (Path::from([0x1200, 0x1202]), File::public([0; 2])),
            (Path::from([0x1200, 0x1203]), File::public([0; 16])),
            (Path::from([0x1200, 0x4142]), File::public([0; 16])),
            (Path::from([0x1400]), File::DIRECTORY),
            (Path::from([0x1400, 0x8110]), File::DIRECTORY),
        ];
        let codes = [place::PIN, place::PUK, place::SIGNATURE_PIN, place::SIGNATURE_PUK];
        Ok(Self {
            personality: Personality::Cns,
            atr,
            options: Options::default(),
            counters: codes.map(|reference| (reference, Counter::new(TRIES))).into(),
            keys: [
                (place::AUTHENTICATION_KEY, key(Purpose::Authentication, place::PIN)),
                (place::SIGNATURE_KEY, key(Purpose::Signature, place::SIGNATURE_PIN)),
            ]
            .into(),
            files: files.into(),
            objects: BTreeMap::new(),
        })
    }

    /// The code that is meant: with one PIN for both, the references of the signature mean the others.
    pub fn code(&self, reference: u8) -> u8 {
        match reference {
            place::SIGNATURE_PIN if self.options.one_pin => place::PIN,
            place::SIGNATURE_PUK if self.options.one_pin => place::PUK,
            other => other,
        }
    }

    /// Puts a public file there whole, as large as its content; makes it and its directories where missing.
    ///
    /// # Errors
    /// [`TooLarge`] above [`LARGEST_FILE`]; nothing is written then.
    pub fn put_file(&mut self, path: &Path, octets: &[u8]) -> Result<(), TooLarge> {
        if octets.len() > LARGEST_FILE {
            return Err(TooLarge { octets: octets.len(), room: LARGEST_FILE });
        }
        let mut above = path.parent();
        while above != Path::default() {
            self.files.entry(above.clone()).or_insert(File::DIRECTORY);
            above = above.parent();
        }
        let file = self.files.entry(path.clone()).or_insert_with(|| File::public([]));
        if let File::Elementary { content, .. } = file {
            *content = octets.to_vec();
        }
        Ok(())
    }
}

impl Memory {
    /// The certificate beside a key, DER, without padding; `None` where none is there, or one in another
    /// form (compressed).
    pub fn certificate(&self, key: u8) -> Option<&[u8]> {
        let there = match self.personality {
            Personality::Cns => match self.files.get(&certificate_file(key)?)? {
                File::Elementary { content, .. } => &content[..],
                File::Directory { .. } => return None,
            },
            Personality::Piv => {
                let object = self.objects.get(&piv::name(piv::certificate_object(key)?))?;
                match tlv::objects(&object.0)?[..] {
                    [(0x70, der), (0x71, [0]), ..] => der,
                    _ => return None,
                }
            }
        };
        let (0x30, value, rest) = tlv::read(there)? else { return None };
        there.get(..there.len() - rest.len()).filter(|_| !value.is_empty())
    }

    /// Puts a certificate beside a key, as large as it is. Nothing happens to a key without such a place.
    ///
    /// # Errors
    /// [`TooLarge`] above [`LARGEST_FILE`]; nothing is written then.
    pub fn put_certificate(&mut self, key: u8, der: &[u8]) -> Result<(), TooLarge> {
        match self.personality {
            Personality::Cns => match certificate_file(key) {
                Some(path) => self.put_file(&path, der),
                None => Ok(()),
            },
            Personality::Piv if der.len() > LARGEST_FILE => {
                Err(TooLarge { octets: der.len(), room: LARGEST_FILE })
            }
            Personality::Piv => {
                if let Some(object) = piv::certificate_object(key) {
                    self.put_object(object, piv::certificate_value(der));
                }
                Ok(())
            }
        }
    }
}

/// Where a CNS keeps the certificate of a key.
fn certificate_file(key: u8) -> Option<Path> {
    match key {
        place::AUTHENTICATION_KEY => Some(place::authentication_certificate()),
        place::SIGNATURE_KEY => Some(place::signature_certificate()),
        _ => None,
    }
}

/// `EF.CardStatus`: whoever reads the status of this card shall know what it is not.
const CARD_STATUS: &[u8; 8] = b"NOT QSCD";
/// `EF.Dati_processore`: says on the card itself what it is.
const CHIP_LABEL: &[u8; 54] = b"CERALACCA VIRTUAL CARD - TEST DEVICE - NOT A QSCD     ";
