//! `ceralacca init`: a new installation with its certification authorities.

use std::{
    io::{self, BufRead, IsTerminal, Write},
    path::Path,
    sync::Arc,
};

use authority::Authority;
use foundation::{Actor, SystemEntropy};
use keyvault::{Argon2Cost, KeySpec, Unlock, Vault};
use store::Store;

use crate::{
    Context, ca_keys,
    cli::Init,
    commands::{
        ca,
        serve::{self, Installation},
    },
    config::{Config, RawConfig, RawInstallation},
    exit::{Exit, Failure, Outcome},
    keys, secrets,
};

/// Asks for what the options do not say, and makes the installation.
pub fn run(context: &Context, options: &Init) -> Outcome {
    let folder = context.data_folder();
    let ask = |given: &Option<String>, option| answer(context, given.as_deref(), option);
    if folder.join(Config::FILE).exists() {
        return Err(Failure::new(Exit::Rule, "already-initialised").with("folder", folder.display()));
    }
    let raw = RawInstallation {
        organization: ask(&options.organization, "--organization")?,
        vat: ask(&options.vat, "--vat")?,
        city: ask(&options.chamber, "--chamber")?,
        pki_url: ask(&options.pki_url, "--pki-url")?,
        site_url: ask(&options.site_url, "--site-url")?,
        policy_arc: ask(&options.policy_arc, "--policy-arc")?,
        database: options.database.clone(),
    };
    let raw = raw.config();
    // What is wrong is told by the option that was given: the file does not exist yet.
    Config::new(raw.clone(), &folder).map_err(|failure| {
        let value = |name| failure.problem.values.get(name).map_or("", String::as_str);
        let option = match value("key") {
            "pki.vat" => "--vat",
            "pki.url" => "--pki-url",
            key if key.starts_with("policy_oid.") => "--policy-arc",
            _ => "--site-url",
        };
        Failure::new(Exit::Usage, "value-invalid").with("option", option).with("detail", value("detail"))
    })?;
    let passphrase = options.passphrase_file.as_deref();
    let installation = make(context, raw, &folder, passphrase, KeySpec::Rsa4096)?;
    let document = serde_json::json!({
        "format": "ceralacca.init/1",
        "folder": folder,
        "authorities": ca::described(&installation.authority),
    });
    context.out.data(&document, || {
        let values = [("folder", folder.display().to_string().into())];
        context.out.lang.text("cli-initialised", &values)
    });
    Ok(Exit::Done)
}

/// Makes an installation: vault, database, authorities; the configuration last, so that an interrupted
/// attempt can be repeated.
pub fn make(
    context: &Context,
    raw: RawConfig,
    folder: &Path,
    passphrase_file: Option<&Path>,
    key: KeySpec,
) -> Outcome<Installation> {
    let config = Config::new(raw, folder)?;
    std::fs::create_dir_all(folder).map_err(|error| Failure::io(&error, folder))?;
    let unlock = match passphrase_file {
        Some(path) => Unlock::Passphrase(secrets::first_line_of(path)?),
        None => Unlock::KeyFile(config.vault_key()),
    };
    let vault = if config.vault().exists() {
        Vault::open(&config.vault(), &unlock)
    } else {
        Vault::create(&config.vault(), &unlock, Argon2Cost::PASSPHRASE, &SystemEntropy)
    };
    let vault = vault.map_err(keys::vault_failure)?;
    let authority_keys = ca_keys::prepare(&config, &unlock)?;
    let store = Store::open(serve::store_url(&config)).map_err(serve::store_failure)?;
    // In the beginning new keys sign their own certificates: here, never in a signing process.
    let signer = Arc::new(ca_keys::guarded_with(context, &config, authority_keys, true)?);
    let authority = Authority::open(
        store.clone(),
        vault,
        context.clock(),
        Arc::new(SystemEntropy),
        config.authority().clone(),
    );
    let authority = authority.map_err(ca::failure)?.with_signer(signer);
    match authority.init(&Actor::command_line(), key) {
        Ok(()) | Err(authority::AuthorityError::AlreadyInitialised) => {}
        Err(error) => return Err(ca::failure(error)),
    }
    config.save()?;
    Ok(Installation { config, store, authority: Arc::new(authority) })
}

/// The option, or the answer on the terminal.
fn answer(context: &Context, given: Option<&str>, option: &'static str) -> Outcome<String> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    let missing = || Failure::new(Exit::Usage, "answer-missing").with("option", option);
    if context.global.no_input || !io::stdin().is_terminal() {
        return Err(missing());
    }
    let question = context.out.lang.t(&format!("help-init-{}", option.trim_start_matches('-')));
    let _ = write!(io::stderr(), "{} ", context.out.lang.text("cli-ask", &[("question", question.into())]));
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(|error| Failure::io(&error, Path::new("-")))?;
    match line.trim() {
        "" => Err(missing()),
        answer => Ok(answer.to_owned()),
    }
}
