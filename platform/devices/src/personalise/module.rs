//! A token behind a PKCS#11 module: `C_GenerateKeyPair`, certificate and data objects, `C_SetPIN`.

use cns_card::PersonalData;
use foundation::Secret;
use keyvault::{
    KeyError, KeySpec, SigningKey,
    pkcs11::{Error, Token},
};
use x509::Certificate;

use super::Personalisable;
use crate::{Condition, DeviceError, Purpose};

/// A token of a module, logged in.
#[derive(Debug)]
pub struct OnModule {
    token: Token,
    pin: Secret<String>,
}

impl OnModule {
    /// Logs in. One try.
    ///
    /// # Errors
    /// The conditions of a PIN.
    pub fn open(token: Token, pin: Secret<String>) -> Result<Self, Condition> {
        token.login(pin.clone()).map_err(condition)?;
        Ok(Self { token, pin })
    }
}

impl Personalisable for OnModule {
    fn number(&mut self) -> Result<Option<String>, Condition> {
        let serial = cns_card::CardNumber::new(&self.token.info().serial);
        Ok(serial.map(|serial| serial.to_string()))
    }

    fn is_blank(&mut self) -> Result<bool, Condition> {
        Ok(self.token.certificates().map_err(condition)?.is_empty())
    }

    fn write_holder(&mut self, holder: &PersonalData) -> Result<(), Condition> {
        let file = holder.to_file().map_err(|error| Condition::Failed { detail: error.to_string() })?;
        self.token.store_data("CNS", "EF.Dati_personali", &file).map_err(condition)
    }

    fn generate(&mut self, purpose: Purpose, spec: KeySpec) -> Result<Box<dyn SigningKey>, Condition> {
        let key = self.token.generate(label(purpose), spec).map_err(condition)?;
        Ok(Box::new(key))
    }

    fn install(&mut self, purpose: Purpose, certificate: &Certificate) -> Result<(), Condition> {
        self.token.import_certificate(label(purpose), certificate.der()).map_err(condition)
    }

    fn set_pin(&mut self, new: &Secret<String>) -> Result<(), Condition> {
        self.token.change_pin(&self.pin, new).map_err(condition)?;
        self.pin = new.clone();
        Ok(())
    }
}

fn label(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Signature => "CNS1",
        Purpose::Authentication => "CNS0",
    }
}

fn condition(error: Error) -> Condition {
    DeviceError::of_key(KeyError::from(error), "").condition
}
