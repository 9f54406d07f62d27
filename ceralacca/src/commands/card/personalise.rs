//! `ceralacca card personalise`: keys made on a device, certificates and data put into it.

use std::path::Path;

use devices::{
    Condition, DeviceError, PcscReaders,
    personalise::{OnCard, OnModule, Personalisable, Pins},
    reader::Readers,
};
use foundation::{Actor, Secret, SystemEntropy};
use keyvault::{
    pkcs11::{Choice, Module},
    token::TokenCard,
};
use serde_json::json;

use crate::{
    Context,
    cli::card::Personalise,
    commands::{
        ca::{self, Enrolment, TokenCodes},
        serve::Installation,
    },
    exit::{Exit, Failure, Outcome},
    files, keys,
    secrets::{self, Source},
};

/// Runs it.
pub fn run(context: &Context, options: &Personalise) -> Outcome {
    let (holder, contacts) = ca::person(context, &options.person)?;
    let installation = Installation::load(context)?;
    let (authority, actor) = (&installation.authority, Actor::command_line());
    let path = Path::new(&options.card);
    let is_file = options.module.is_none() && options.card.contains(['/', '.']);
    let pair = if is_file && !path.exists() {
        // A card of our own making, with codes of our own.
        let codes_file = options
            .codes_file
            .as_ref()
            .ok_or_else(|| Failure::new(Exit::Usage, "card-codes-file").with("device", path.display()))?;
        let codes = TokenCodes::random(&SystemEntropy, options.two_pins);
        files::write_private(codes_file, ca::codes_text(&codes).as_bytes(), false)?;
        let when = (options.key_type, context.clock().now());
        ca::issue_on_token(authority, &actor, &holder, path, &codes, contacts, when)
            .inspect_err(|_| drop(std::fs::remove_file(codes_file)))?
    } else {
        if let Some(file) = &options.codes_file {
            return Err(Failure::new(Exit::Usage, "card-codes-known").with("file", file.display()));
        }
        let source = Source { descriptor: options.pin_fd, file: options.pin_file.as_deref() };
        let pin = secrets::code("cli-pin-prompt", &options.card, source, context)?;
        let new = Source { descriptor: options.new_pin_fd, file: options.new_pin_file.as_deref() };
        let new = if new.is_named() {
            Some(secrets::code("cli-pin-prompt", &options.card, new, context)?)
        } else {
            None
        };
        let mut device = open(options, is_file, &pin)?;
        let who = Enrolment { holder: &holder, contacts, emergency_code: None };
        let number = ca::random_card_number(&SystemEntropy)?;
        let name = (number.as_str(), &options.card as &dyn std::fmt::Display);
        let pair = ca::issue_on_device(authority, &actor, &mut *device, &who, options.key_type, name)?;
        if let Some(new) = &new {
            device.set_pin(new).map_err(|condition| DeviceError::new(condition, &*options.card))?;
        }
        pair
    };
    if options.activate {
        authority.activate_pair(&actor, pair.id).map_err(ca::failure)?;
    }
    authority.publish_lists(&actor).map_err(ca::failure)?;
    let name = format!("{} {}", holder.given_name, holder.surname);
    let document = json!({
        "format": "ceralacca.personalised/1",
        "pair": pair.id,
        "name": name,
        "card": options.card,
        "codes": options.codes_file,
        "signature": pair.signature.serial_hex(),
        "cns": pair.cns.serial_hex(),
    });
    context.out.data(&document, || {
        let values = [("name", name.as_str().into()), ("card", options.card.as_str().into())];
        context.out.lang.text("card-personalised", &values)
    });
    Ok(Exit::Done)
}

/// The device that is named: a token file, a PKCS#11 token by its label, or a card by its reader.
fn open(options: &Personalise, is_file: bool, pin: &Secret<String>) -> Outcome<Box<dyn Personalisable>> {
    let told = |condition: Condition| Failure::from(DeviceError::new(condition, &*options.card));
    if let Some(module) = &options.module {
        let module = Module::load(module).map_err(keys::device_failure)?;
        let token = module.token(&Choice::Label(options.card.clone())).map_err(keys::device_failure)?;
        return Ok(Box::new(OnModule::open(token, pin.clone()).map_err(told)?));
    }
    if is_file {
        let card = TokenCard::open(Path::new(&options.card)).map_err(keys::token_failure)?;
        return Ok(Box::new(OnCard::of_token(card, Pins::one(pin))));
    }
    let readers = PcscReaders::new();
    let seen = readers.look().map_err(|fault| told(fault.into()))?;
    let wanted = options.card.to_lowercase();
    let reader = seen.iter().find(|seen| seen.reader.to_lowercase().contains(&wanted));
    let reader = reader.ok_or_else(|| told(Condition::ReaderMissing))?;
    Ok(Box::new(OnCard::of_reader(&readers, &reader.reader, Pins::one(pin)).map_err(told)?))
}
