//! The messages of the signing process.

use std::io::{self, BufRead, Read, Write};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use x509::alg::SignatureAlgorithm;

use crate::document::Octets;

/// Longest line, octets.
const LINE: u64 = 1 << 20;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Request {
    /// The secret follows, `length` octets.
    Activate {
        length: u64,
    },
    List,
    Origin {
        label: String,
    },
    PublicKey {
        label: String,
    },
    /// The octets follow, `length` of them.
    Sign {
        label: String,
        algorithm: SignatureAlgorithm,
        request: String,
        length: u64,
    },
    Signed {
        request: String,
    },
    Status,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Reply {
    Done,
    Failed {
        code: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule: Option<String>,
        detail: String,
    },
    Keys(Vec<(String, Octets)>),
    Origin(Option<Octets>),
    PublicKey(Octets),
    Signature(Octets),
    Signed(Option<(String, Octets, Octets)>),
    Status {
        active: bool,
        process: u32,
    },
}

pub(super) fn send(out: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    out.write_all(&line)?;
    out.flush()
}

/// The next message; `None` when the other side has gone.
pub(super) fn receive<T: DeserializeOwned>(from: &mut impl BufRead) -> io::Result<Option<T>> {
    let mut line = Vec::new();
    from.by_ref().take(LINE).read_until(b'\n', &mut line)?;
    match line.last() {
        None => Ok(None),
        Some(b'\n') => Ok(Some(serde_json::from_slice(&line)?)),
        Some(_) => Err(io::Error::new(io::ErrorKind::InvalidData, "a message without an end")),
    }
}
