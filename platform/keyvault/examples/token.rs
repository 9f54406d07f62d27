//! Makes a card with codes of one's own choice, for tries with other people's programs.
//!
//! ```text
//! token make FILE KEYS CARD_NUMBER SURNAME NAME TAX_CODE PIN PUK SIGNATURE_PIN SIGNATURE_PUK
//! token install FILE AUTHENTICATION.der SIGNATURE.der
//! ```
//!
//! Keys are `rsa-2048` (a CNS), or `rsa-3072`, `rsa-4096`, `p-256`, `p-384` (a PIV card, which has one PIN). The
//! first leaves the public keys beside the file, as `authentication.spki` and `signature.spki`, for an
//! authority to certify; the second puts its certificates in. A wrong try costs as much as on people's cards.

use std::{env, error::Error, fs, path::Path};

use foundation::{Clock, Secret, SystemClock, SystemEntropy};
use keyvault::{
    Argon2Cost,
    token::{Codes, Field, PersonalData, Personalisation, Slot, TokenFile},
};

const USAGE: &str =
    "token make FILE KEYS CARD_NUMBER SURNAME NAME TAX_CODE PIN PUK SIGNATURE_PIN SIGNATURE_PUK
token install FILE AUTHENTICATION.der SIGNATURE.der";

const SLOTS: [(Slot, &str); 2] = [(Slot::Cns, "authentication"), (Slot::Signature, "signature")];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["make", file, keys, number, surname, name, tax_code, pin, puk, signature_pin, signature_puk] => {
            let holder = PersonalData::default()
                .with(Field::Surname, surname)?
                .with(Field::GivenName, name)?
                .with(Field::TaxCode, tax_code)?;
            let codes = |pin: &str, puk: &str| Codes {
                pin: Secret::new(pin.to_owned()),
                puk: Secret::new(puk.to_owned()),
            };
            let with = Personalisation {
                card_number: number.parse()?,
                holder,
                created: SystemClock.now(),
                key: keys.parse()?,
                signature: codes(signature_pin, signature_puk),
                cns: codes(pin, puk),
                emergency_code: Secret::new("1234567890".to_owned()),
                pin_cost: Argon2Cost::PIN,
                tries: Default::default(),
                atr: None,
                options: Default::default(),
            };
            let token = TokenFile::create(Path::new(file), &with, &SystemEntropy)?;
            for (slot, name) in SLOTS {
                let key = Path::new(file).with_file_name(name).with_extension("spki");
                fs::write(key, token.public_key(slot).spki_der())?;
            }
        }
        ["install", file, authentication, signature] => {
            let mut token = TokenFile::open(Path::new(file))?;
            for ((slot, _), certificate) in SLOTS.into_iter().zip([authentication, signature]) {
                token.install_certificate(slot, &fs::read(certificate)?)?;
            }
        }
        _ => return Err(USAGE.into()),
    }
    Ok(())
}
