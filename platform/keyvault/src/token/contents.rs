use std::{collections::BTreeMap, fmt, fs::File, path::Path, str::FromStr};

use cns_card::{
    Atr, Code, Memory, PersonalData,
    memory::{Counter, Options, Personality, place},
    piv,
};
use foundation::{Entropy, Timestamp};
use serde::{Deserialize, Serialize};
use x509::{Certificate, extension::KeyUsage};

use super::{Codes, Personalisation, TokenError, codes};
use crate::{
    Argon2Cost, KeyError, KeySpec, SigningKey, SoftwareKey,
    document::{self, Octets, Unreadable},
    files,
    seal::{Key, Sealed, Stretch, random_key},
    spki,
};

const FORMAT: &str = "ceralacca.token";
const VERSION: u32 = 2;
const NOTICE: &str = "TEST DEVICE of Ceralacca. NOT a qualified signature creation device (QSCD): \
     signatures made with it have no legal value. \
     DISPOSITIVO DI PROVA: non è un dispositivo qualificato, le firme non hanno valore legale.";

/// One of the two key pairs of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Slot {
    /// The key that signs documents (certificate with nonRepudiation).
    Signature,
    /// The key that logs in (certificate with digitalSignature and clientAuth).
    Cns,
}

impl Slot {
    /// Both, the signature first.
    pub const BOTH: [Slot; 2] = [Slot::Signature, Slot::Cns];

    fn name(self) -> &'static str {
        match self {
            Slot::Signature => "signature",
            Slot::Cns => "cns",
        }
    }

    /// Whether the certificate's key usage is that of the slot (cns-card.md §4.3).
    pub(super) fn suits(self, certificate: &Certificate) -> bool {
        let Ok(Some(usage)) = certificate.key_usage() else { return false };
        let signs = usage.contains(KeyUsage::NON_REPUDIATION);
        let logs_in = usage.contains(KeyUsage::DIGITAL_SIGNATURE);
        match self {
            Slot::Signature => signs && !logs_in,
            Slot::Cns => logs_in && !signs,
        }
    }

    /// Reference of its key on a card of this kind.
    pub fn key(self, personality: Personality) -> u8 {
        match (personality, self) {
            (Personality::Cns, Slot::Signature) => place::SIGNATURE_KEY,
            (Personality::Cns, Slot::Cns) => place::AUTHENTICATION_KEY,
            (Personality::Piv, Slot::Signature) => piv::SIGNATURE,
            (Personality::Piv, Slot::Cns) => piv::AUTHENTICATION,
        }
    }

    /// References of its PIN and its PUK.
    pub fn codes(self, personality: Personality) -> [u8; 2] {
        match (personality, self) {
            (Personality::Cns, Slot::Signature) => [place::SIGNATURE_PIN, place::SIGNATURE_PUK],
            (Personality::Cns, Slot::Cns) => [place::PIN, place::PUK],
            (Personality::Piv, _) => [piv::PIN, piv::PUK],
        }
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Slot {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::BOTH.into_iter().find(|slot| slot.name() == text).ok_or("not one of signature, cns")
    }
}

/// How many consecutive wrong tries lock (cns-card.md §4.4), 15 at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tries {
    /// Of a PIN; the PUK gives them back.
    pub pin: u8,
    /// Of a PUK; after that the slot is lost.
    pub puk: u8,
}

impl Default for Tries {
    fn default() -> Self {
        Self { pin: 3, puk: 3 }
    }
}

/// The whole file: what the card keeps, and what only its chip knows how to open.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Contents {
    format: String,
    notice: String,
    /// Sixteen random octets, which every sealed part is bound to: parts of two tokens cannot be exchanged.
    pub(super) identity: Octets,
    #[serde(with = "document::instant")]
    pub(super) created: Timestamp,
    pub(super) emergency_code: Verifier,
    pub(super) memory: Memory,
    /// By reference: what each code opens.
    pub(super) codes: BTreeMap<u8, Wrapped>,
    /// By reference: the private keys.
    pub(super) keys: BTreeMap<u8, SealedKey>,
}

/// The data key of a PIN, sealed under that PIN or under its PUK.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wrapped {
    pub(super) stretch: Stretch,
    /// The PIN whose data key it is: the code's own reference, or that of the PIN which this PUK unblocks.
    pub(super) opens: u8,
    data_key: Sealed,
}

/// A private key, sealed under the data key of a PIN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SealedKey {
    pub(super) pin: u8,
    private_key: Sealed,
}

/// A secret of which only the memory-hard hash is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Verifier {
    stretch: Stretch,
    hash: Octets,
}

impl Verifier {
    fn new(secret: &str, cost: Argon2Cost, entropy: &dyn Entropy) -> Result<Self, TokenError> {
        let stretch = Stretch::new(cost, entropy);
        let hash = Octets(stretch.key(secret.as_bytes()).ok_or(STRETCH_FAILED)?.to_vec());
        Ok(Self { stretch, hash })
    }

    pub(super) fn matches(&self, secret: &str) -> bool {
        self.stretch.key(secret.as_bytes()).is_some_and(|key| {
            aws_lc_rs::constant_time::verify_slices_are_equal(&key[..], &self.hash.0).is_ok()
        })
    }
}

const STRETCH_FAILED: KeyError = KeyError::Engine("stretching a PIN: its Argon2 cost is out of range");

impl Contents {
    /// A card without keys under new codes, and the data key of each of its PINs.
    pub(super) fn blank(
        with: &Personalisation,
        entropy: &dyn Entropy,
    ) -> Result<(Self, BTreeMap<u8, Key>), TokenError> {
        let identity = entropy.bytes::<16>();
        let mut contents = Self {
            format: format!("{FORMAT}/{VERSION}"),
            notice: NOTICE.to_owned(),
            identity: Octets(identity.to_vec()),
            created: with.created,
            emergency_code: Verifier::new(with.emergency_code.expose(), with.pin_cost, entropy)?,
            memory: blank_memory(with, identity)?,
            codes: BTreeMap::new(),
            keys: BTreeMap::new(),
        };
        let mut data_keys = BTreeMap::new();
        for (slot, Codes { pin, puk }) in [(Slot::Cns, &with.cns), (Slot::Signature, &with.signature)] {
            let (pin, puk) = (codes::pin(pin)?, codes::puk(puk)?);
            let [pin_reference, puk_reference] =
                slot.codes(contents.memory.personality).map(|reference| contents.memory.code(reference));
            if data_keys.contains_key(&pin_reference) {
                continue;
            }
            let data_key = random_key(entropy);
            for (reference, code, tries) in
                [(pin_reference, pin, with.tries.pin), (puk_reference, puk, with.tries.puk)]
            {
                let counter = Counter::new(tries.clamp(1, 15));
                contents.memory.counters.insert(reference, counter);
                contents.wrap(reference, pin_reference, &code, with.pin_cost, &data_key, entropy)?;
            }
            data_keys.insert(pin_reference, data_key);
        }
        Ok((contents, data_keys))
    }

    /// A card with both keys under new codes.
    pub(super) fn with_keys(with: &Personalisation, entropy: &dyn Entropy) -> Result<Self, TokenError> {
        let (mut contents, data_keys) = Self::blank(with, entropy)?;
        for slot in Slot::BOTH {
            let [pin, _] = slot.codes(contents.memory.personality);
            let (key, pin) = (slot.key(contents.memory.personality), contents.memory.code(pin));
            if let Some(data_key) = data_keys.get(&pin) {
                let public = contents.make_key(key, with.key, pin, data_key, entropy)?;
                contents.memory.keys.entry(key).and_modify(|place| place.public = Some(public));
            }
        }
        Ok(contents)
    }

    pub(super) fn read(path: &Path, file: &mut File) -> Result<Self, TokenError> {
        let bytes = files::read(file)
            .map_err(|error| TokenError::io(path, error))?
            .ok_or_else(|| TokenError::damaged(path, "it is far too large"))?;
        let contents: Self =
            document::decode(FORMAT, VERSION, &bytes).map_err(|unreadable| match unreadable {
                Unreadable::Damaged(why) => TokenError::damaged(path, why),
                Unreadable::Newer(version) => TokenError::NewerVersion { path: path.to_owned(), version },
                Unreadable::Older(version) => TokenError::OlderVersion { path: path.to_owned(), version },
            })?;
        let memory = &contents.memory;
        let counted = memory.counters.iter().all(|(reference, counter)| {
            counter.left <= counter.limit
                && counter.limit <= 15
                && (memory.code(*reference) != *reference || contents.codes.contains_key(reference))
        });
        let bearable = contents.codes.values().all(|code| code.stretch.argon2id.is_reasonable());
        if !counted || !bearable {
            return Err(TokenError::damaged(path, "a counter or an Argon2 cost is out of range"));
        }
        let known = |reference: u8| contents.codes.contains_key(&memory.code(reference));
        let places = Slot::BOTH.into_iter().all(|slot| {
            memory.keys.contains_key(&slot.key(memory.personality))
                && slot.codes(memory.personality).into_iter().all(known)
        });
        if !places || contents.holder().is_none() {
            return Err(TokenError::damaged(path, "a key, a code or the holder is missing"));
        }
        Ok(contents)
    }

    pub(super) fn encode(&self, path: &Path) -> Result<Vec<u8>, TokenError> {
        document::encode(self).map_err(|error| TokenError::io(path, error.into()))
    }

    /// Number of the card and who it belongs to, as they stand in its files.
    pub(super) fn holder(&self) -> Option<(cns_card::CardNumber, PersonalData)> {
        let file = |path| match self.memory.files.get(&path)? {
            cns_card::File::Elementary { content, .. } => Some(&content[..]),
            cns_card::File::Directory { .. } => None,
        };
        let number = cns_card::CardNumber::read(file(place::card_number())?)?;
        Some((number, PersonalData::read(file(place::personal_data())?).ok()?))
    }

    /// The data key that `code` opens, and of which PIN it is; `None` when it is not the right one.
    pub(super) fn data_key(&self, reference: u8, code: &Code) -> Option<(u8, Key)> {
        let wrapped = self.codes.get(&reference)?;
        let key = wrapped.stretch.key(code.expose())?;
        let data_key = wrapped.data_key.open_key(&key, &self.context("code", reference, &[]))?;
        Some((wrapped.opens, data_key))
    }

    /// Seals the data key of the PIN `opens` under a code.
    pub(super) fn wrap(
        &mut self,
        reference: u8,
        opens: u8,
        code: &Code,
        cost: Argon2Cost,
        data_key: &Key,
        entropy: &dyn Entropy,
    ) -> Result<(), TokenError> {
        let stretch = Stretch::new(cost, entropy);
        let key = stretch.key(code.expose()).ok_or(STRETCH_FAILED)?;
        let data_key = Sealed::new(&key, &self.context("code", reference, &[]), &data_key[..], entropy);
        self.codes.insert(reference, Wrapped { stretch, opens, data_key });
        Ok(())
    }

    /// Makes a key, seals it under the data key of `pin`, and gives its public half.
    pub(super) fn make_key(
        &mut self,
        reference: u8,
        spec: KeySpec,
        pin: u8,
        data_key: &Key,
        entropy: &dyn Entropy,
    ) -> Result<cns_card::PublicKey, TokenError> {
        let key = SoftwareKey::generate(spec)?;
        let public = spki::to_card(key.public_key());
        let context = self.context("key", reference, &public.template());
        let private_key = Sealed::new(data_key, &context, &key.pkcs8()?, entropy);
        self.keys.insert(reference, SealedKey { pin, private_key });
        Ok(public)
    }

    /// The private key of a place, if its data key opens it and its public half is that of the place.
    pub(super) fn private_key(&self, reference: u8, data_key: &Key) -> Option<SoftwareKey> {
        let public = self.memory.keys.get(&reference)?.public.as_ref()?;
        let context = self.context("key", reference, &public.template());
        let pkcs8 = self.keys.get(&reference)?.private_key.open(data_key, &context)?;
        let key = SoftwareKey::from_pkcs8(&pkcs8).ok()?;
        (spki::to_card(key.public_key()) == *public).then_some(key)
    }

    /// What a sealed part is bound to.
    fn context(&self, what: &str, reference: u8, public: &[u8]) -> Vec<u8> {
        [FORMAT.as_bytes(), &self.identity.0, what.as_bytes(), &[reference], public].concat()
    }
}

fn blank_memory(with: &Personalisation, identity: [u8; 16]) -> Result<Memory, TokenError> {
    let one_pin = with.signature.are_those_of(&with.cns);
    let mut memory = if with.key == KeySpec::Rsa2048 {
        let atr = with.atr.clone().or_else(|| Atr::presets().next().and_then(Atr::preset));
        let atr = atr.ok_or(TokenError::SmallKeys)?;
        if atr.only_1024() {
            return Err(TokenError::SmallKeys);
        }
        Memory::cns(atr, &with.card_number, &with.holder)?
    } else {
        if !one_pin {
            return Err(TokenError::OnePin);
        }
        let atr = with.atr.clone().or_else(|| Atr::preset("piv")).ok_or(TokenError::SmallKeys)?;
        let mut memory = Memory::piv(atr, identity, spki::algorithm(with.key));
        memory.put_file(&place::card_number(), with.card_number.as_str().as_bytes())?;
        memory.put_file(&place::personal_data(), &with.holder.to_file()?)?;
        // A key that is used without a PIN has no data key to be sealed under.
        memory.keys.retain(|_, key| key.pin.is_some());
        memory
    };
    memory.options = Options { one_pin: one_pin && with.key == KeySpec::Rsa2048, ..with.options };
    Ok(memory)
}
