//! The file system: paths, files, access conditions (CNS – File System v.10; ISO/IEC 7816-4 §5.3).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::tlv;

/// Where a file is: the identifiers from below the MF down; the MF itself is the empty path.
///
/// ```
/// use cns_card::Path;
/// let path: Path = "1100/1102".parse().unwrap();
/// assert_eq!(path, Path::from([0x1100, 0x1102]));
/// assert_eq!(path.to_string(), "1100/1102");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Path(Vec<u16>);

/// The identifier of the MF.
pub const MF: u16 = 0x3f00;

impl Path {
    /// A path of two-octet identifiers; `None` where a half one is left. A leading 3F00 is left out.
    pub fn read(octets: &[u8]) -> Option<Self> {
        let (identifiers, rest) = octets.as_chunks::<2>();
        let path: Vec<u16> = identifiers.iter().map(|id| u16::from_be_bytes(*id)).collect();
        let path = path.strip_prefix(&[MF]).unwrap_or(&path).to_vec();
        rest.is_empty().then_some(Self(path))
    }

    /// The identifiers as a SELECT by path carries them.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|id| id.to_be_bytes()).collect()
    }

    /// The file of this identifier below.
    #[must_use]
    pub fn child(&self, identifier: u16) -> Self {
        Self(self.0.iter().copied().chain([identifier]).collect())
    }

    /// What a relative path leads to from here.
    #[must_use]
    pub fn join(&self, relative: &Self) -> Self {
        Self(self.0.iter().chain(&relative.0).copied().collect())
    }

    /// The directory it is in; the MF is in the MF.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self(self.0.split_last().map(|(_, above)| above.to_vec()).unwrap_or_default())
    }

    /// Its own identifier.
    pub fn identifier(&self) -> u16 {
        self.0.last().copied().unwrap_or(MF)
    }
}

impl<const N: usize> From<[u16; N]> for Path {
    fn from(identifiers: [u16; N]) -> Self {
        Self(identifiers.to_vec())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.0.iter().map(|id| format!("{id:04X}")).collect();
        f.write_str(&names.join("/"))
    }
}

/// A path is hexadecimal identifiers of four digits between slashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a path of four-digit identifiers")]
pub struct NotAPath;

impl FromStr for Path {
    type Err = NotAPath;

    fn from_str(text: &str) -> Result<Self, NotAPath> {
        let identifier = |name: &str| {
            u16::from_str_radix(name, 16)
                .ok()
                .filter(|_| name.len() == 4 && !name.starts_with('+'))
                .ok_or(NotAPath)
        };
        text.split('/').filter(|_| !text.is_empty()).map(identifier).collect::<Result<_, _>>().map(Self)
    }
}

impl TryFrom<String> for Path {
    type Error = NotAPath;

    fn try_from(text: String) -> Result<Self, NotAPath> {
        text.parse()
    }
}

impl From<Path> for String {
    fn from(path: Path) -> Self {
        path.to_string()
    }
}

/// Access conditions (tag 86). For an elementary file the nine are READ, UPDATE, APPEND, DEACTIVATE,
/// ACTIVATE, DELETE, ADMIN, INCREASE, DECREASE. 00 is always, 01 to 1F the code of that reference,
/// anything else never.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access(pub [u8; 9]);

impl Access {
    /// Read by everybody, written by nobody: the public files of a card.
    pub const PUBLIC: Self = Self::read_after(0x00);

    /// Read after the code of this reference was verified, written by nobody.
    pub const fn read_after(reference: u8) -> Self {
        Self([reference, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])
    }

    /// Who may read.
    pub fn read(&self) -> Condition {
        Condition::of(self.0[0])
    }

    /// Who may write.
    pub fn update(&self) -> Condition {
        Condition::of(self.0[1])
    }
}

/// One access condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Everybody.
    Always,
    /// Whoever verified this code.
    Code(u8),
    /// Nobody.
    Never,
}

impl Condition {
    /// What the octet says.
    pub fn of(octet: u8) -> Self {
        match octet {
            0 => Self::Always,
            1..=0x1f => Self::Code(octet),
            _ => Self::Never,
        }
    }
}

/// A file of the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum File {
    /// A directory.
    Directory {
        /// LIFE-CYCLE, UPDATE, APPEND, DEACTIVATE, ACTIVATE, DELETE, ADMIN, CREATE, RFU.
        access: Access,
    },
    /// A transparent elementary file.
    Elementary {
        /// Its content, the whole size of the file.
        #[serde(with = "crate::hex")]
        content: Vec<u8>,
        /// See [`Access`].
        access: Access,
    },
}

/// The largest file: what an offset of fifteen bits reaches.
pub const LARGEST_FILE: usize = 0x7fff;

impl File {
    /// An empty directory in which nobody creates anything.
    pub const DIRECTORY: Self = Self::Directory { access: Access([0xff; 9]) };

    /// A public file of exactly these octets.
    pub fn public(content: impl Into<Vec<u8>>) -> Self {
        Self::Elementary { content: content.into(), access: Access::PUBLIC }
    }

    /// The file control information, `6F …` (ISO/IEC 7816-4 table 12).
    pub fn control_information(&self, identifier: u16) -> Vec<u8> {
        let (size, descriptor, access) = match self {
            Self::Directory { access } => (0, 0x38, access),
            Self::Elementary { content, access } => (content.len(), 0x01, access),
        };
        let size = u16::try_from(size).unwrap_or(u16::MAX);
        let fields = [
            tlv::write(0x80, &size.to_be_bytes()),
            tlv::write(0x82, &[descriptor]),
            tlv::write(0x83, &identifier.to_be_bytes()),
            tlv::write(0x85, &[0x01]),
            tlv::write(0x86, &access.0),
        ];
        tlv::write(0x6f, &fields.concat())
    }
}
