//! Checkpoints as signed notes: C2SP `tlog-checkpoint` in C2SP `signed-note`.
//!
//! ```text
//! pki.example.com/audit
//! 20852163
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//!
//! — pki.example.com/audit qdBhxzBEAiB…
//! ```
//!
//! Signatures are ECDSA on P-256 over the SHA-256 of the text (the three lines), in DER: type `0x02` of
//! the specification. Its key id is not made with the name of the key: it is the first four octets of the
//! SHA-256 of the SubjectPublicKeyInfo.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use x509::alg::{DigestAlgorithm, KeyType, PublicKey, SignatureAlgorithm};

use super::tree::{Hash, sha256};

/// Signature lines that are read at most.
const SIGNATURES: usize = 16;
/// Octets of a note that are read at most.
const LONGEST: usize = 64 * 1024;

/// The algorithm of every signature under a checkpoint.
pub const ALGORITHM: SignatureAlgorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);

/// What is sealed: how many entries the log has and the root of the tree over them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: a name like an address without scheme.
    pub origin: String,
    /// How many entries.
    pub size: u64,
    /// MTH over them.
    pub root: Hash,
}

/// What a note can be wrong in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It is not a checkpoint in the form of a signed note.
    #[error("it is not a checkpoint in the form of a signed note")]
    Malformed,
    /// It bears no signature of a known key.
    #[error("it bears no signature of a key of this log")]
    Unsigned,
    /// A signature of a known key does not hold.
    #[error("its signature does not hold")]
    Forged,
    /// The key is not one that signs checkpoints.
    #[error("the key is not on the curve P-256")]
    Key,
}

impl Checkpoint {
    /// The text that is signed: three lines, each with its end.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    /// Reads the text; further lines (extensions) are passed over.
    ///
    /// # Errors
    /// [`NoteError::Malformed`].
    pub fn read(text: &str) -> Result<Self, NoteError> {
        let mut lines = text.split('\n');
        let mut next = || lines.next().filter(|line| !line.is_empty()).ok_or(NoteError::Malformed);
        let (origin, size, root) = (next()?, next()?, next()?);
        let number: u64 = size.parse().map_err(|_| NoteError::Malformed)?;
        let root = STANDARD.decode(root).map_err(|_| NoteError::Malformed)?;
        let root = root.try_into().map_err(|_| NoteError::Malformed)?;
        if !is_name(origin) || number.to_string() != size {
            return Err(NoteError::Malformed);
        }
        Ok(Self { origin: origin.to_owned(), size: number, root })
    }
}

/// Whether a text can name a key (signed-note, "Format").
fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

/// A key that signs checkpoints, under its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteKey {
    name: String,
    public: PublicKey,
}

impl NoteKey {
    /// The key with this SubjectPublicKeyInfo.
    ///
    /// # Errors
    /// [`NoteError::Key`], or [`NoteError::Malformed`] for a name that cannot stand in a note.
    pub fn new(name: &str, spki: &[u8]) -> Result<Self, NoteError> {
        let public = PublicKey::from_spki(spki).map_err(|_| NoteError::Key)?;
        if public.key_type() != KeyType::EcP256 {
            return Err(NoteError::Key);
        }
        if !is_name(name) {
            return Err(NoteError::Malformed);
        }
        Ok(Self { name: name.to_owned(), public })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its SubjectPublicKeyInfo.
    pub fn spki(&self) -> &[u8] {
        self.public.spki_der()
    }

    /// The number under which a note names it.
    pub fn id(&self) -> [u8; 4] {
        let digest = sha256(self.spki());
        [digest[0], digest[1], digest[2], digest[3]]
    }
}

/// One line under a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    name: String,
    key_id: [u8; 4],
    value: Vec<u8>,
}

/// A checkpoint with its signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    checkpoint: Checkpoint,
    signatures: Vec<NoteSignature>,
}

impl Note {
    /// A checkpoint without signatures yet.
    pub fn new(checkpoint: Checkpoint) -> Self {
        Self { text: checkpoint.text(), checkpoint, signatures: Vec::new() }
    }

    /// Adds a signature value of a key over [`Note::signed_text`].
    pub fn add(&mut self, key: &NoteKey, value: Vec<u8>) {
        self.signatures.push(NoteSignature { name: key.name.clone(), key_id: key.id(), value });
    }

    /// The octets that are signed.
    pub fn signed_text(&self) -> &str {
        &self.text
    }

    /// What it says.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Reads a note. Signatures are not verified.
    ///
    /// # Errors
    /// [`NoteError::Malformed`].
    pub fn read(note: &str) -> Result<Self, NoteError> {
        if note.len() > LONGEST || note.chars().any(|c| c < ' ' && c != '\n') {
            return Err(NoteError::Malformed);
        }
        let at = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
        let (text, lines) = (&note[..=at], &note[at + 2..]);
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Malformed)?;
        let signatures = lines.split('\n').map(read_signature).collect::<Result<Vec<_>, _>>()?;
        if signatures.len() > SIGNATURES {
            return Err(NoteError::Malformed);
        }
        Ok(Self { text: text.to_owned(), checkpoint: Checkpoint::read(text)?, signatures })
    }

    /// Whether a known key signed it, and no signature of a known key is wrong.
    ///
    /// # Errors
    /// [`NoteError::Unsigned`], [`NoteError::Forged`].
    pub fn verify(&self, keys: &[NoteKey]) -> Result<(), NoteError> {
        let mut signed = false;
        for signature in &self.signatures {
            let known = keys.iter().filter(|key| key.name == signature.name && key.id() == signature.key_id);
            for key in known {
                key.public
                    .verify(ALGORITHM, self.text.as_bytes(), &signature.value)
                    .map_err(|_| NoteError::Forged)?;
                signed = true;
            }
        }
        if signed { Ok(()) } else { Err(NoteError::Unsigned) }
    }
}

fn read_signature(line: &str) -> Result<NoteSignature, NoteError> {
    let malformed = || NoteError::Malformed;
    let (name, value) =
        line.strip_prefix("\u{2014} ").and_then(|l| l.split_once(' ')).ok_or_else(malformed)?;
    let value = STANDARD.decode(value).map_err(|_| NoteError::Malformed)?;
    let (key_id, value) = value.split_first_chunk::<4>().ok_or_else(malformed)?;
    if !is_name(name) || value.is_empty() {
        return Err(NoteError::Malformed);
    }
    Ok(NoteSignature { name: name.to_owned(), key_id: *key_id, value: value.to_vec() })
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        for NoteSignature { name, key_id, value } in &self.signatures {
            writeln!(f, "\u{2014} {name} {}", STANDARD.encode([key_id, &value[..]].concat()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::{
        rand::SystemRandom,
        signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
    };
    use proptest::prelude::*;

    use super::*;

    /// What stands before the point in the SubjectPublicKeyInfo of a P-256 key.
    const P256: [u8; 26] = [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
        0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
    ];

    struct Signer(EcdsaKeyPair, NoteKey);

    fn signer(name: &str) -> Signer {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let key = NoteKey::new(name, &[&P256[..], pair.public_key().as_ref()].concat()).unwrap();
        Signer(pair, key)
    }

    fn sign(note: &mut Note, Signer(pair, key): &Signer) {
        let value = pair.sign(&SystemRandom::new(), note.signed_text().as_bytes()).unwrap();
        note.add(key, value.as_ref().to_vec());
    }

    fn checkpoint() -> Checkpoint {
        Checkpoint { origin: "pki.example.com/audit".to_owned(), size: 20_852_163, root: [7; 32] }
    }

    #[test]
    fn a_note_reads_back_and_holds_under_its_key_alone() {
        let (ours, other) = (signer("pki.example.com/audit"), signer("pki.example.com/audit"));
        let mut note = Note::new(checkpoint());
        sign(&mut note, &ours);
        let text = note.to_string();
        assert!(text.starts_with("pki.example.com/audit\n20852163\nBwcHBwc"), "{text}");
        assert!(text.contains("=\n\n\u{2014} pki.example.com/audit "), "{text}");
        let read = Note::read(&text).unwrap();
        assert_eq!(read, note);
        assert_eq!(read.verify(std::slice::from_ref(&ours.1)), Ok(()));
        assert_eq!(read.verify(std::slice::from_ref(&other.1)), Err(NoteError::Unsigned));
        let renamed = NoteKey::new("elsewhere.example/audit", ours.1.spki()).unwrap();
        assert_eq!(read.verify(&[renamed]), Err(NoteError::Unsigned));
        let forged = Note::read(&text.replace("20852163", "20852164")).unwrap();
        assert_eq!(forged.verify(&[ours.1]), Err(NoteError::Forged));
    }

    #[test]
    fn a_second_signature_is_verified_when_its_key_is_known_and_passed_over_when_not() {
        let (first, second) = (signer("pki.example.com/audit"), signer("pki.example.com/audit"));
        let mut note = Note::new(checkpoint());
        sign(&mut note, &first);
        note.add(&second.1, vec![1, 2, 3]);
        let note = Note::read(&note.to_string()).unwrap();
        assert_eq!(note.verify(std::slice::from_ref(&first.1)), Ok(()));
        assert_eq!(note.verify(&[first.1, second.1]), Err(NoteError::Forged));
    }

    #[test]
    fn what_is_not_a_checkpoint_is_refused() {
        let mut note = Note::new(checkpoint());
        sign(&mut note, &signer("pki.example.com/audit"));
        let good = note.to_string();
        for (from, to) in [
            ("20852163", "020852163"),
            ("20852163", "+20852163"),
            ("20852163", "x"),
            ("pki.example.com/audit\n2", "pki example\n2"),
            ("\n\n", "\n"),
            ("BwcH", "BwcHBwcH"),
            ("\u{2014} ", "- "),
            ("\u{2014} pki", "\u{2014}\t"),
        ] {
            let text = good.replacen(from, to, 1);
            assert_eq!(Note::read(&text), Err(NoteError::Malformed), "{text}");
        }
        assert_eq!(Note::read(good.trim_end()), Err(NoteError::Malformed));
        assert_eq!(NoteKey::new("a b", &[]), Err(NoteError::Key));
    }

    proptest! {
        #[test]
        fn noise_is_refused_without_a_panic(noise in "\\PC{0,200}(\n\n)?(\u{2014} [a-z]{1,4} [A-Za-z0-9+/=]{0,40}\n)?") {
            let _ = Note::read(&noise);
        }

        #[test]
        fn a_cut_or_changed_note_never_holds(at in 0usize..300, octet in any::<u8>()) {
            let ours = signer("pki.example.com/audit");
            let mut note = Note::new(checkpoint());
            sign(&mut note, &ours);
            let good = note.to_string();
            let cut = good.get(..at.min(good.len() - 1)).map(Note::read);
            prop_assert!(!matches!(cut, Some(Ok(note)) if note.verify(std::slice::from_ref(&ours.1)).is_ok()));
            let mut changed = good.clone().into_bytes();
            let at = at % changed.len();
            changed[at] = octet;
            if let Ok(text) = String::from_utf8(changed)
                && let Ok(read) = Note::read(&text)
                && read.verify(&[ours.1]).is_ok()
            {
                // Base64 has no second spelling here, so only the note itself holds.
                prop_assert_eq!(text, good);
            }
        }
    }
}
