//! Devices behind PKCS#11 modules. A card with a slot for each of its keys is one device.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use foundation::{Secret, Timestamp};
use keyvault::pkcs11::{Error, Module, Token, TokenInfo};
use x509::Certificate;

use crate::{
    Condition, DeviceId, Found, Kind, Opened, PinState, Purpose, condition::of_module, local::state_of,
};

/// Where modules usually are. They are asked when a reader holds a card that is not driven from here.
pub(crate) const KNOWN: &[&str] = &[
    // bit4id and the chambers' tokens
    "/usr/lib/bit4id/libbit4xpki.so",
    "/usr/lib/libbit4xpki.so",
    "/usr/local/lib/libbit4xpki.so",
    "/usr/lib/x86_64-linux-gnu/libbit4xpki.so",
    "/opt/bit4id/libbit4xpki.so",
    // Athena, Gemalto and Thales, IDEMIA, Safenet, Yubico
    "/usr/lib/libASEP11.so",
    "/usr/lib/pkcs11/libgclib.so",
    "/usr/lib/pkcs11/libIDPrimePKCS11.so",
    "/usr/lib/libidprimepkcs11.so",
    "/usr/lib/libIDEMIA_ID-One_PKCS11.so",
    "/usr/lib/libeToken.so",
    "/usr/lib/x86_64-linux-gnu/libykcs11.so",
    // the Italian identity card
    "/usr/local/lib/libcie-pkcs11.so",
    "/usr/lib/libcie-pkcs11.so",
    // OpenSC
    "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
    "/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so",
    "/usr/lib/opensc-pkcs11.so",
    "/usr/lib64/opensc-pkcs11.so",
];

/// The known modules that are installed.
pub(crate) fn installed() -> Vec<PathBuf> {
    KNOWN.iter().map(PathBuf::from).filter(|path| path.exists()).collect()
}

/// Where the keys of a device are.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    module: Arc<Module>,
    /// Each slot of the device, with its certificates.
    slots: Vec<(TokenInfo, Vec<Certificate>)>,
}

/// The devices behind a module, or why it cannot be asked.
pub(crate) fn list(path: &Path, now: Timestamp) -> Result<Vec<(Found, Place)>, Condition> {
    let module = Arc::new(Module::load(path).map_err(of_module)?);
    // Slots of one card say the same serial number.
    let mut devices: BTreeMap<String, Vec<(TokenInfo, Vec<Certificate>)>> = BTreeMap::new();
    for info in module.tokens().map_err(of_module)? {
        let name = if info.serial.is_empty() { &info.label } else { &info.serial };
        let certificates = certificates(&module.token_of(info.clone())).map_err(of_module)?;
        devices.entry(name.clone()).or_default().push((info, certificates));
    }
    let places = devices.into_values().map(|slots| Place { module: Arc::clone(&module), slots });
    Ok(places.map(|place| (place.describe(path, now), place)).collect())
}

fn certificates(token: &Token) -> Result<Vec<Certificate>, Error> {
    let objects = token.certificates()?.into_iter();
    Ok(objects.filter_map(|object| Certificate::from_der(object.der).ok()).collect())
}

impl Place {
    fn describe(&self, path: &Path, now: Timestamp) -> Found {
        let first = self.slots.first().map(|(info, _)| info);
        let label = first.map(|info| info.label.clone()).unwrap_or_default();
        // OpenSC's driver of the CNS knows no counters and says "locked" for ever.
        let counts = !path.file_name().is_some_and(|name| name.to_string_lossy().contains("opensc"));
        let chosen = self.slot(Purpose::Signature).map(|(info, _)| info).or(first);
        let tries_left = chosen.filter(|_| counts).and_then(|info| match info {
            info if info.pin_locked => Some(0),
            info if info.pin_final_try => Some(1),
            _ => None,
        });
        let certificate = |purpose| self.slot(purpose).map(|(_, certificate)| certificate.clone());
        let signature = certificate(Purpose::Signature);
        let authentication = certificate(Purpose::Authentication);
        let holder = signature.as_ref().map(|certificate| certificate.subject().friendly());
        let mut found = Found {
            id: DeviceId::new(""),
            kind: Kind::Pkcs11,
            name: label.split(" (PIN").next().unwrap_or(&label).to_owned(),
            holder,
            card_number: first
                .map(|info| info.serial.clone())
                .filter(|serial| serial.len() == 16 && serial.bytes().all(|octet| octet.is_ascii_digit())),
            place: path.display().to_string(),
            signature,
            authentication,
            pin: PinState {
                needed: first.is_none_or(|info| info.login_required),
                tries_left,
                puk_tries_left: None,
            },
            // The software token of tests.
            test_device: first.is_some_and(|info| info.manufacturer.contains("SoftHSM")),
            condition: None,
        };
        found.condition = state_of(&found, now);
        found
    }

    /// The slot with the certificate for a purpose.
    fn slot(&self, purpose: Purpose) -> Option<(&TokenInfo, &Certificate)> {
        self.slots.iter().find_map(|(info, certificates)| {
            Some((info, certificates.iter().find(|certificate| purpose.suits(certificate))?))
        })
    }

    /// The token that was listed, if it is still there: nothing is presented to another one.
    fn token(&self, listed: &TokenInfo) -> Result<Token, Condition> {
        let same = |info: &TokenInfo| info.serial == listed.serial && info.label == listed.label;
        let now = self.module.tokens().map_err(of_module)?.into_iter().find(same);
        Ok(self.module.token_of(now.ok_or(Condition::Removed)?))
    }

    pub(crate) fn open(&self, purpose: Purpose, pin: Option<&Secret<String>>) -> Result<Opened, Condition> {
        let (info, certificate) = self.slot(purpose).ok_or_else(|| self.lacks(purpose))?;
        if let Some(pin) = pin {
            check_length(info, pin)?;
        }
        let token = self.token(info)?;
        match pin {
            Some(pin) => token.login(pin.clone()).map_err(of_module)?,
            None if info.login_required => return Err(Condition::PinMissing),
            None => {}
        }
        let public =
            certificate.public_key().map_err(|error| Condition::Damaged { detail: error.to_string() })?;
        let key = token.key_for(public).map_err(of_module)?;
        let others = self.slots.iter().flat_map(|(_, certificates)| certificates);
        let chain = others.filter(|other| *other != certificate).cloned().collect();
        Ok(Opened { key: Arc::new(key), certificate: certificate.clone(), chain })
    }

    fn lacks(&self, purpose: Purpose) -> Condition {
        match (purpose, self.slot(Purpose::Signature), self.slot(Purpose::Authentication)) {
            (Purpose::Signature, None, Some(_)) => Condition::AuthenticationOnly,
            (Purpose::Authentication, Some(_), None) => Condition::SignatureOnly,
            _ => Condition::NoCertificate,
        }
    }

    /// As [`crate::card::change_pin`] over two slots.
    pub(crate) fn change_pin(
        &self,
        which: Option<Purpose>,
        old: &Secret<String>,
        new: &Secret<String>,
    ) -> Result<(), Condition> {
        let slots = self.wanted(which)?;
        for info in &slots {
            check_length(info, old)?;
            check_length(info, new)?;
        }
        let present =
            |info: &TokenInfo, pin: &Secret<String>| self.token(info)?.login(pin.clone()).map_err(of_module);
        for (index, info) in slots.iter().enumerate().filter(|_| slots.len() > 1) {
            match present(info, old) {
                Err(Condition::PinWrong { .. }) if index > 0 => return Err(Condition::PinsDiffer),
                presented => presented?,
            }
        }
        for (index, info) in slots.iter().enumerate() {
            if index > 0 && present(info, new).is_ok() {
                continue;
            }
            self.token(info)?.change_pin(old, new).map_err(of_module)?;
        }
        Ok(())
    }

    pub(crate) fn unblock(
        &self,
        which: Option<Purpose>,
        puk: &Secret<String>,
        new: &Secret<String>,
    ) -> Result<(), Condition> {
        for info in self.wanted(which)? {
            check_length(info, new)?;
            self.token(info)?.reset_pin(puk, new).map_err(|error| match error {
                Error::PinIncorrect { .. } => Condition::PukWrong { left: None },
                Error::PinLocked => Condition::PukLocked,
                Error::Unsupported => Condition::PukUnsupported,
                other => of_module(other),
            })?;
        }
        Ok(())
    }

    /// The slot of a purpose, or each slot of the device.
    fn wanted(&self, which: Option<Purpose>) -> Result<Vec<&TokenInfo>, Condition> {
        Ok(match which {
            Some(purpose) => vec![self.slot(purpose).ok_or_else(|| self.lacks(purpose))?.0],
            None => self.slots.iter().map(|(info, _)| info).collect(),
        })
    }
}

/// A PIN that the device cannot have is not sent to it.
fn check_length(info: &TokenInfo, pin: &Secret<String>) -> Result<(), Condition> {
    let longest = *info.pin_lengths.end();
    let shortest = (*info.pin_lengths.start()).max(4);
    let length = pin.expose().len();
    let fits = length >= shortest && (longest == 0 || length <= longest);
    if fits { Ok(()) } else { Err(Condition::PinShape) }
}
