//! The standard security handler (ISO 32000-2, 7.6; ISO 32000-1 for what is older): passwords to the
//! file's key, and strings and streams with it. RC4, AES-128 and AES-256, revisions 2 to 6.

use std::fmt;

use aws_lc_rs::cipher::{
    AES_128, AES_256, Algorithm, DecryptingKey, DecryptionContext, EncryptingKey, EncryptionContext,
    UnboundCipherKey,
};
use x509::alg::DigestAlgorithm;
use zeroize::Zeroizing;

use super::object::{Dictionary, Object, ObjectId};

const PADDING: [u8; 32] = [
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08, 0x2e,
    0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a,
];
/// Longest password that revision 5 and 6 look at.
const LONGEST: usize = 127;

/// What the reader of an encrypted file may do (ISO 32000-2, table 22).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The file is not encrypted.
    Free,
    /// No password fits: the structure can be seen, strings and streams cannot.
    Locked,
    /// The user password (often the empty one): what the permissions allow.
    User {
        /// The permission bits, `/P`; bit 1 is the lowest.
        permissions: u32,
    },
    /// The owner password: everything.
    Owner,
}

impl Access {
    /// Whether an existing signature field may be signed: bit 6 or 9.
    pub fn may_fill(&self) -> bool {
        self.bits(|bits| bits & (1 << 5 | 1 << 8) != 0)
    }

    /// Whether a signature field may be made: bits 4 and 6.
    pub fn may_add_fields(&self) -> bool {
        self.bits(|bits| bits & (1 << 3) != 0 && bits & (1 << 5) != 0)
    }

    fn bits(&self, allow: impl Fn(u32) -> bool) -> bool {
        match self {
            Access::Free | Access::Owner => true,
            Access::Locked => false,
            Access::User { permissions } => allow(*permissions),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    Identity,
    Rc4,
    Aes128,
    Aes256,
}

/// The key of a file and how it is used.
pub(crate) struct Crypt {
    key: Zeroizing<Vec<u8>>,
    strings: Method,
    streams: Method,
    pub(crate) owner: bool,
    pub(crate) permissions: u32,
    /// The number of the encryption dictionary, which is not encrypted itself.
    pub(crate) dictionary: Option<u32>,
    encrypt_metadata: bool,
}

impl fmt::Debug for Crypt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Crypt").field("strings", &self.strings).finish_non_exhaustive()
    }
}

/// The entries that the key is derived from.
struct Handler {
    revision: i64,
    length: usize,
    owner: Vec<u8>,
    user: Vec<u8>,
    owner_key: Vec<u8>,
    user_key: Vec<u8>,
    permissions: u32,
    encrypt_metadata: bool,
    id: Vec<u8>,
}

impl Crypt {
    /// Opens the file with a password; `None` when it does not fit or the handler is not known.
    pub(crate) fn open(dictionary: &Dictionary<'_>, id: &[u8], password: &str) -> Option<Self> {
        if !dictionary.get("Filter")?.is_name("Standard") {
            return None;
        }
        let integer = |key: &str| dictionary.get(key).and_then(Object::as_integer);
        let octets = |key: &str| {
            dictionary.get(key).and_then(Object::as_string).map(|text| text.decode()).unwrap_or_default()
        };
        let version = integer("V").unwrap_or(0);
        let revision = integer("R")?;
        let bits = integer("Length").unwrap_or(40);
        let (strings, streams, length) = match version {
            1 => (Method::Rc4, Method::Rc4, 5),
            2 => (Method::Rc4, Method::Rc4, usize::try_from(bits).ok()? / 8),
            4 => (method(dictionary, "StrF")?, method(dictionary, "StmF")?, 16),
            5 => (method(dictionary, "StrF")?, method(dictionary, "StmF")?, 32),
            _ => return None,
        };
        let fits = match version {
            5 => matches!(revision, 5 | 6) && length == 32,
            _ => matches!(revision, 2..=4) && (5..=16).contains(&length),
        };
        let weak = |method| version == 5 && matches!(method, Method::Rc4 | Method::Aes128);
        let strong = |method| version != 5 && method == Method::Aes256;
        if !fits || [strings, streams].into_iter().any(|method| weak(method) || strong(method)) {
            return None;
        }
        let handler = Handler {
            revision,
            length: if revision == 2 { 5 } else { length },
            owner: octets("O"),
            user: octets("U"),
            owner_key: octets("OE"),
            user_key: octets("UE"),
            permissions: integer("P")? as u32,
            encrypt_metadata: !matches!(dictionary.get("EncryptMetadata"), Some(Object::Boolean(false))),
            id: id.to_vec(),
        };
        let (key, owner) = handler.authenticate(password)?;
        let mut permissions = handler.permissions;
        if version == 5 {
            permissions &= sealed_permissions(&key, &octets("Perms"))?;
        }
        Some(Crypt {
            key,
            strings,
            streams,
            owner,
            permissions,
            dictionary: None,
            encrypt_metadata: handler.encrypt_metadata,
        })
    }

    /// With the number of the encryption dictionary.
    pub(crate) fn in_object(self, dictionary: Option<u32>) -> Self {
        Crypt { dictionary, ..self }
    }

    pub(crate) fn decrypt_string(&self, owner: ObjectId, data: &[u8]) -> Vec<u8> {
        self.decrypt(self.strings, owner, data)
    }

    pub(crate) fn encrypt_string(&self, owner: ObjectId, data: &[u8]) -> Vec<u8> {
        self.encrypt(self.strings, owner, data)
    }

    /// Decrypts the data of a stream unless its dictionary says that it is not encrypted.
    pub(crate) fn decrypt_stream(
        &self,
        owner: ObjectId,
        dictionary: &Dictionary<'_>,
        data: &[u8],
    ) -> Vec<u8> {
        let named = |name: &str| dictionary.get("Type").is_some_and(|kind| kind.is_name(name));
        let plain = named("XRef") || (named("Metadata") && !self.encrypt_metadata) || has_own(dictionary);
        self.decrypt(if plain { Method::Identity } else { self.streams }, owner, data)
    }

    pub(crate) fn encrypt_stream(&self, owner: ObjectId, data: &[u8]) -> Vec<u8> {
        self.encrypt(self.streams, owner, data)
    }

    fn object_key(&self, method: Method, owner: ObjectId) -> Zeroizing<Vec<u8>> {
        if method == Method::Aes256 {
            return self.key.clone();
        }
        let mut input = Zeroizing::new(self.key.to_vec());
        input.extend_from_slice(&owner.number.to_le_bytes()[..3]);
        input.extend_from_slice(&owner.generation.to_le_bytes());
        if method == Method::Aes128 {
            input.extend_from_slice(b"sAlT");
        }
        let mut key = Zeroizing::new(DigestAlgorithm::Md5.digest(&input));
        key.truncate((self.key.len() + 5).min(16));
        key
    }

    fn decrypt(&self, method: Method, owner: ObjectId, data: &[u8]) -> Vec<u8> {
        let key = self.object_key(method, owner);
        match method {
            Method::Identity => data.to_vec(),
            Method::Rc4 => rc4(&key, data),
            Method::Aes128 | Method::Aes256 => {
                let Some((iv, rest)) = data.split_first_chunk::<16>() else { return Vec::new() };
                // A last block cut short is lost; padding that is none is content.
                let whole = &rest[..rest.len() / 16 * 16];
                let mut plain = cbc_decrypt(&key, *iv, whole).unwrap_or_default();
                let pad = plain.last().map_or(0, |last| usize::from(*last));
                if (1..=16).contains(&pad) && pad <= plain.len() {
                    plain.truncate(plain.len() - pad);
                }
                plain
            }
        }
    }

    fn encrypt(&self, method: Method, owner: ObjectId, data: &[u8]) -> Vec<u8> {
        let key = self.object_key(method, owner);
        match method {
            Method::Identity => data.to_vec(),
            Method::Rc4 => rc4(&key, data),
            Method::Aes128 | Method::Aes256 => {
                // The initialisation vector follows from key, place and content: nobody can foretell it,
                // and it repeats only where everything does.
                let mut hasher = DigestAlgorithm::Sha256.hasher();
                hasher.update(&self.key);
                hasher.update(&owner.number.to_le_bytes());
                hasher.update(data);
                let mut iv = [0; 16];
                iv.copy_from_slice(&hasher.finish()[..16]);
                let pad = 16 - data.len() % 16;
                let mut padded = data.to_vec();
                padded.resize(data.len() + pad, pad as u8);
                let mut out = iv.to_vec();
                out.extend_from_slice(&cbc_encrypt(&key, iv, &padded).unwrap_or_default());
                out
            }
        }
    }
}

/// The crypt filter for strings or streams (7.6.6).
fn method(dictionary: &Dictionary<'_>, key: &str) -> Option<Method> {
    let name = match dictionary.get(key) {
        None => return Some(Method::Identity),
        Some(name) => name.as_name()?.decode(),
    };
    if *name == *b"Identity" {
        return Some(Method::Identity);
    }
    let filters = dictionary.get("CF")?.as_dictionary()?;
    let filter = filters.get(std::str::from_utf8(&name).ok()?)?.as_dictionary()?;
    let method = filter.get("CFM").and_then(Object::as_name);
    match method.map(|method| method.decode().into_owned()).as_deref() {
        None | Some(b"None") => Some(Method::Identity),
        Some(b"V2") => Some(Method::Rc4),
        Some(b"AESV2") => Some(Method::Aes128),
        Some(b"AESV3") => Some(Method::Aes256),
        Some(_) => None,
    }
}

/// Whether a stream names a crypt filter of its own; only the identity is known for that.
fn has_own(dictionary: &Dictionary<'_>) -> bool {
    match dictionary.get("Filter") {
        Some(Object::Array(filters)) => filters.first().is_some_and(|first| first.is_name("Crypt")),
        Some(filter) => filter.is_name("Crypt"),
        None => false,
    }
}

impl Handler {
    /// The file's key, and whether the password is the owner's.
    fn authenticate(&self, password: &str) -> Option<(Zeroizing<Vec<u8>>, bool)> {
        if self.revision >= 5 {
            let password = &password.as_bytes()[..password.len().min(LONGEST)];
            return self.authenticate_new(password);
        }
        // The encoding of documents, or whatever octets the writer took.
        let latin: Option<Vec<u8>> = password.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        let forms = latin.into_iter().chain([password.as_bytes().to_vec()]);
        forms.map(Zeroizing::new).find_map(|octets: Zeroizing<Vec<u8>>| self.authenticate_old(&octets))
    }

    fn authenticate_old(&self, password: &[u8]) -> Option<(Zeroizing<Vec<u8>>, bool)> {
        let owner = self.user_password(password)?;
        if let Some(key) = self.user_fits(&owner) {
            return Some((key, true));
        }
        Some((self.user_fits(password)?, false))
    }

    /// The user password out of `/O` with the owner password (algorithm 7).
    fn user_password(&self, owner: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut key = Zeroizing::new(DigestAlgorithm::Md5.digest(&padded(owner)));
        if self.revision >= 3 {
            for _ in 0..50 {
                key = Zeroizing::new(DigestAlgorithm::Md5.digest(&key));
            }
        }
        key.truncate(self.length);
        let mut value = Zeroizing::new(self.owner.get(..32)?.to_vec());
        let rounds = if self.revision == 2 { 1 } else { 20 };
        for round in (0..rounds).rev() {
            value = Zeroizing::new(rc4(&mixed(&key, round), &value));
        }
        Some(value)
    }

    /// Algorithms 2, 4, 5 and 6.
    fn user_fits(&self, password: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut input = Zeroizing::new(padded(password).to_vec());
        input.extend_from_slice(self.owner.get(..32)?);
        input.extend_from_slice(&self.permissions.to_le_bytes());
        input.extend_from_slice(&self.id);
        if self.revision >= 4 && !self.encrypt_metadata {
            input.extend_from_slice(&[0xff; 4]);
        }
        let mut key = Zeroizing::new(DigestAlgorithm::Md5.digest(&input));
        key.truncate(self.length);
        if self.revision == 2 {
            return (rc4(&key, &PADDING) == *self.user.get(..32)?).then_some(key);
        }
        for _ in 0..50 {
            key = Zeroizing::new(DigestAlgorithm::Md5.digest(&key));
            key.truncate(self.length);
        }
        let mut value = DigestAlgorithm::Md5.digest(&[PADDING.as_slice(), &self.id].concat());
        for round in 0..20 {
            value = rc4(&mixed(&key, round), &value);
        }
        (value == *self.user.get(..16)?).then_some(key)
    }

    /// Algorithm 2.A.
    fn authenticate_new(&self, password: &[u8]) -> Option<(Zeroizing<Vec<u8>>, bool)> {
        let user = self.user.get(..48)?;
        for (entry, sealed, extra, owner) in
            [(&self.owner, &self.owner_key, user, true), (&self.user, &self.user_key, &[][..], false)]
        {
            let entry = entry.get(..48)?;
            let hash = |salt: &[u8]| match self.revision {
                5 => Some(DigestAlgorithm::Sha256.digest(&[password, salt, extra].concat())),
                _ => hardened(password, salt, extra),
            };
            if hash(&entry[32..40])? == entry[..32] {
                let key = Zeroizing::new(hash(&entry[40..48])?);
                let sealed = sealed.get(..32)?;
                return Some((Zeroizing::new(cbc_decrypt(&key, [0; 16], sealed)?), owner));
            }
        }
        None
    }
}

/// Algorithm 2.B: the hash of revision 6.
fn hardened(password: &[u8], salt: &[u8], extra: &[u8]) -> Option<Vec<u8>> {
    let mut key = DigestAlgorithm::Sha256.digest(&[password, salt, extra].concat());
    let mut round = 0u32;
    loop {
        let unit = [password, &key, extra].concat();
        let mut iv = [0; 16];
        iv.copy_from_slice(&key[16..32]);
        let mixed = cbc_encrypt(&key[..16], iv, &unit.repeat(64))?;
        let sum: u32 = mixed[..16].iter().map(|octet| u32::from(*octet)).sum();
        let digest = [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512];
        key = digest[sum as usize % 3].digest(&mixed);
        round += 1;
        let last = mixed.last().map_or(0, |octet| u32::from(*octet));
        if round >= 64 && last + 32 <= round {
            key.truncate(32);
            return Some(key);
        }
    }
}

/// The permissions as sealed with the file's key (algorithm 13).
fn sealed_permissions(key: &[u8], sealed: &[u8]) -> Option<u32> {
    let plain = cbc_decrypt(key, [0; 16], sealed.get(..16)?)?;
    let (bits, rest) = plain.split_first_chunk::<4>()?;
    (rest.get(5..8)? == b"adb").then_some(u32::from_le_bytes(*bits))
}

fn padded(password: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    let all = password.iter().chain(&PADDING);
    out.iter_mut().zip(all).for_each(|(place, octet)| *place = *octet);
    out
}

fn mixed(key: &[u8], round: u8) -> Vec<u8> {
    key.iter().map(|octet| octet ^ round).collect()
}

fn rc4(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|i| i as u8);
    let mut j = 0u8;
    for i in 0..256 {
        j = j.wrapping_add(state[i]).wrapping_add(key[i % key.len()]);
        state.swap(i, usize::from(j));
    }
    let (mut i, mut j) = (0u8, 0u8);
    data.iter()
        .map(|octet| {
            i = i.wrapping_add(1);
            j = j.wrapping_add(state[usize::from(i)]);
            state.swap(usize::from(i), usize::from(j));
            octet ^ state[usize::from(state[usize::from(i)].wrapping_add(state[usize::from(j)]))]
        })
        .collect()
}

fn algorithm(key: &[u8]) -> &'static Algorithm {
    if key.len() == 32 { &AES_256 } else { &AES_128 }
}

fn cbc_encrypt(key: &[u8], iv: [u8; 16], data: &[u8]) -> Option<Vec<u8>> {
    let key = EncryptingKey::cbc(UnboundCipherKey::new(algorithm(key), key).ok()?).ok()?;
    let mut out = data.to_vec();
    key.less_safe_encrypt(&mut out, EncryptionContext::Iv128((&iv).into())).ok()?;
    Some(out)
}

fn cbc_decrypt(key: &[u8], iv: [u8; 16], data: &[u8]) -> Option<Vec<u8>> {
    if data.is_empty() {
        return Some(Vec::new());
    }
    let key = DecryptingKey::cbc(UnboundCipherKey::new(algorithm(key), key).ok()?).ok()?;
    let mut out = data.to_vec();
    key.decrypt(&mut out, DecryptionContext::Iv128((&iv).into())).ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rc4_gives_the_published_values() {
        assert_eq!(rc4(b"Key", b"Plaintext"), b"\xbb\xf3\x16\xe8\xd9\x40\xaf\x0a\xd3");
        assert_eq!(rc4(b"Wiki", b"pedia"), b"\x10\x21\xbf\x04\x20");
    }

    #[test]
    fn what_is_encrypted_comes_back() {
        for method in [Method::Identity, Method::Rc4, Method::Aes128, Method::Aes256] {
            let crypt = Crypt {
                key: Zeroizing::new(vec![7; if method == Method::Aes256 { 32 } else { 16 }]),
                strings: method,
                streams: method,
                owner: true,
                permissions: 0,
                dictionary: None,
                encrypt_metadata: true,
            };
            let owner = ObjectId { number: 70_000, generation: 1 };
            for len in [0, 1, 15, 16, 17, 300] {
                let plain = vec![3; len];
                let sealed = crypt.encrypt_string(owner, &plain);
                assert_eq!(crypt.decrypt_string(owner, &sealed), plain, "{method:?} {len}");
            }
        }
    }
}
