//! An authority to practise on: with settings of a fictional chamber and holders who do not exist. For
//! tests, examples and measurements, here and in other areas (feature `practice`).

use std::{error::Error, path::Path, sync::Arc};

use foundation::{Clock, Entropy};
use keyvault::{Argon2Cost, KeySpec, SigningKey, Unlock, Vault};
use store::{Store, StoreUrl};
use x509::{Name, profile::SubjectBuilder, request};

use crate::{Authority, AuthorityError, Holder, PairRequest, Settings};

/// What practising can fail with: anything.
pub type Practised<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// The settings of a fictional chamber.
///
/// # Errors
/// None that a test would see.
pub fn settings(crl_shards: u16) -> Practised<Settings> {
    let arc = |last: u8| format!("1.3.6.1.4.1.32473.1.{last}").parse::<asn1::Oid>();
    Ok(Settings {
        organization: "Camera di commercio di Borgo Sereno".to_owned(),
        organization_identifier: "VATIT-12345678903".to_owned(),
        chamber_unit: "CCIAA Borgo Sereno".to_owned(),
        publication_url: "http://pki.example.com".to_owned(),
        cps_url: "https://ca.example.com/manuali".to_owned(),
        pds_urls: vec![
            ("en".to_owned(), "https://ca.example.com/pds-en.pdf".to_owned()),
            ("it".to_owned(), "https://ca.example.com/pds-it.pdf".to_owned()),
        ],
        policy_signature: arc(1)?,
        policy_cns: arc(2)?,
        policy_tsa: arc(3)?,
        policy_ocsp: arc(4)?,
        crl_shards,
        status: crate::StatusSettings::default(),
    })
}

/// Opens the authority in a folder, as a restarted program would; makes what is missing: a vault under
/// a key file, a database, the four service authorities with keys of a kind.
///
/// # Errors
/// What vault, database or authority say.
pub fn open(
    folder: &Path,
    settings: Settings,
    keys: KeySpec,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> Practised<(Store, Authority)> {
    std::fs::create_dir_all(folder)?;
    let unlock = Unlock::KeyFile(folder.join("vault.key"));
    let place = folder.join("vault");
    let vault = if place.exists() {
        Vault::open(&place, &unlock)?
    } else {
        Vault::create(&place, &unlock, Argon2Cost::LEAST, &*entropy)?
    };
    let store = Store::open(StoreUrl::Sqlite(folder.join("register.db")))?;
    let authority = Authority::open(store.clone(), vault, clock, entropy, settings)?;
    match authority.init(&foundation::Actor::command_line(), keys) {
        Ok(()) | Err(AuthorityError::AlreadyInitialised) => Ok((store, authority)),
        Err(error) => Err(error.into()),
    }
}

/// A holder who does not exist.
///
/// # Errors
/// None that a test would see.
pub fn mario() -> Practised<Holder> {
    Ok(Holder {
        given_name: "Mario".to_owned(),
        surname: "Rossi".to_owned(),
        codice_fiscale: "RSSMRA80A01H501U".parse()?,
    })
}

/// Asks for a pair over two keys. `number` becomes the number of the card.
///
/// # Errors
/// When a key is of no kind of ours.
pub fn pair_request(
    holder: Holder,
    number: u64,
    signature: &dyn SigningKey,
    cns: &dyn SigningKey,
) -> Practised<PairRequest> {
    Ok(PairRequest {
        holder,
        card_number: format!("7430{number:012}"),
        personal_data: format!("dati personali {number}").into_bytes(),
        signature_request: proof(signature)?,
        cns_request: proof(cns)?,
        emergency_code: None,
        registration: crate::Registration::default(),
    })
}

/// A proof of possession of a key: PKCS #10, DER.
///
/// # Errors
/// When the key is of no kind of ours, or does not sign.
pub fn proof(key: &dyn SigningKey) -> Practised<Vec<u8>> {
    let spec = KeySpec::of(key.public_key().key_type()).ok_or("a key of no kind of ours")?;
    let subject = SubjectBuilder::new().country("IT").finish()?;
    let to_sign = request::build(Name::from_der(&subject)?, key.public_key(), spec.default_algorithm());
    Ok(to_sign.complete(&key.sign_digest(to_sign.algorithm(), &to_sign.digest())?))
}
