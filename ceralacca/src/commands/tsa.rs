//! `ceralacca tsa`: the time-stamping authority of this installation, its archive and its accounts.

use std::path::Path;

use authority::{StoredStamp, TimeStampAccount};
use foundation::Actor;
use serde_json::{Value as Json, json};
use webkit::{Value, fmt};
use x509::alg::DigestAlgorithm;

use crate::{
    Context,
    cli::{Tsa, TsaAccount},
    commands::{ca, extract, serve::Installation},
    exit::{Exit, Failure, Outcome},
    files,
    output::Tone,
};

/// Runs a command about the authority.
pub fn run(context: &Context, command: &Tsa) -> Outcome {
    let installation = Installation::load(context)?;
    match command {
        Tsa::Show => show(context, &installation),
        Tsa::Verify => verify(context, &installation),
        Tsa::Find { file, serial, output, force } => {
            find(context, &installation, (file.as_deref(), serial.as_deref()), (output.as_deref(), *force))
        }
        Tsa::Replace => {
            let actor = Actor::command_line();
            installation.authority.replace_time_stamping_unit(&actor).map_err(ca::failure)?;
            show(context, &installation)
        }
        Tsa::Account(command) => account(context, &installation, command),
    }
}

fn show(context: &Context, installation: &Installation) -> Outcome {
    let (authority, lang) = (&installation.authority, context.out.lang);
    let unit = authority.time_stamping_unit().map_err(ca::failure)?;
    let tokens = authority.count_time_stamps().map_err(ca::failure)?;
    let clock = authority.clock_state();
    let document = json!({
        "format": "ceralacca.tsa/1",
        "unit": unit.as_ref().map(|unit| json!({
            "id": unit.id.to_string(),
            "subject": unit.certificate.subject().friendly(),
            "serial": unit.certificate.serial_hex(),
            "key_signs_from": unit.use_from,
            "key_signs_until": unit.use_until,
            "valid_until": unit.certificate.not_after(),
        })),
        "time_stamps": tokens,
        "clock": { "good": clock.verdict.is_ok(), "detail": clock.text() },
    });
    context.out.data(&document, || {
        let mut lines = match &unit {
            Some(unit) => vec![
                unit.certificate.subject().friendly(),
                lang.text("tsa-unit-until", &[("date", fmt::date_time_short(lang, unit.use_until).into())]),
            ],
            None => vec![context.out.paint(Tone::Bad, &lang.t("tsa-no-unit"))],
        };
        lines.push(lang.text("tsa-count", &[("count", count(tokens))]));
        let clock_key = if clock.verdict.is_ok() { "tsa-clock-good" } else { "tsa-clock-bad" };
        let tone = if clock.verdict.is_ok() { Tone::Good } else { Tone::Bad };
        let words = lang.text(clock_key, &[("detail", clock.text().into())]);
        lines.push(context.out.paint(tone, &words));
        lines.join("\n")
    });
    Ok(Exit::Done)
}

fn count(number: u64) -> Value<'static> {
    usize::try_from(number).unwrap_or(usize::MAX).into()
}

/// Reads the whole archive.
fn verify(context: &Context, installation: &Installation) -> Outcome {
    let report = installation.authority.verify_time_stamps().map_err(ca::failure)?;
    let document = json!({
        "format": "ceralacca.tsa-archive/1", "intact": report.intact, "first_bad_batch": report.first_bad,
    });
    let lang = context.out.lang;
    context.out.data(&document, || match report.first_bad {
        None => {
            let words = lang.text("tsa-archive-good", &[("count", count(report.intact))]);
            context.out.paint(Tone::Good, &words)
        }
        Some(batch) => {
            let values = [("count", count(report.intact)), ("batch", Value::from(batch.to_string()))];
            context.out.paint(Tone::Bad, &lang.text("tsa-archive-bad", &values))
        }
    });
    Ok(if report.first_bad.is_some() { Exit::NotValid } else { Exit::Done })
}

/// Looks for the stamps of a file, or for the one with a serial number.
fn find(
    context: &Context,
    installation: &Installation,
    (file, serial): (Option<&Path>, Option<&str>),
    (output, force): (Option<&Path>, bool),
) -> Outcome {
    let authority = &installation.authority;
    let mut found = Vec::new();
    if let Some(text) = serial {
        let invalid = || {
            let failure = Failure::new(Exit::Usage, "value-invalid").with("option", "--serial");
            failure.with("detail", text)
        };
        let octets = authority::parse_serial(text).ok_or_else(invalid)?;
        let mut number = [0; 8];
        let start = number.len().checked_sub(octets.len()).ok_or_else(invalid)?;
        number[start..].copy_from_slice(&octets);
        found.extend(authority.time_stamp(u64::from_be_bytes(number)).map_err(ca::failure)?);
    } else if let Some(file) = file {
        use DigestAlgorithm::{Sha3_256, Sha3_384, Sha3_512, Sha256, Sha384, Sha512};
        let algorithms = [Sha256, Sha384, Sha512, Sha3_256, Sha3_384, Sha3_512];
        let digests = cades::ContentDigests::of(extract::open(file)?, &algorithms)
            .map_err(|error| Failure::io(&error, file))?;
        for imprint in algorithms.iter().filter_map(|algorithm| digests.get(*algorithm)) {
            found.extend(authority.time_stamps_of(imprint).map_err(ca::failure)?);
        }
        found.sort_by_key(|stamp| stamp.time);
    }
    let lang = context.out.lang;
    let Some(first) = found.first() else {
        return Err(Failure::new(Exit::Input, "tsa-not-found"));
    };
    if let Some(path) = output {
        files::write(path, &first.token, force)?;
    }
    let described: Vec<Json> = found.iter().map(described).collect();
    context.out.data(&json!({ "format": "ceralacca.tsa-find/1", "stamps": described }), || {
        let line = |stamp: &StoredStamp| {
            let time = fmt::date_time_exact(lang, stamp.time);
            format!("{:x}  {time}  {}", stamp.serial, stamp.account.as_deref().unwrap_or("-"))
        };
        found.iter().map(line).collect::<Vec<_>>().join("\n")
    });
    Ok(Exit::Done)
}

fn described(stamp: &StoredStamp) -> Json {
    json!({
        "serial": format!("{:x}", stamp.serial), "time": stamp.time, "unit": stamp.unit.to_string(),
        "imprint": foundation::hex(&stamp.imprint), "account": stamp.account,
    })
}

fn account(context: &Context, installation: &Installation, command: &TsaAccount) -> Outcome {
    let (authority, lang) = (&installation.authority, context.out.lang);
    let actor = Actor::command_line();
    match command {
        TsaAccount::Add { name, per_day, password_file } => {
            // A place for the password first: it is told only once.
            if password_file.symlink_metadata().is_ok() {
                let failure = Failure::new(Exit::Operational, "file-exists");
                return Err(failure.with("file", password_file.display()));
            }
            let password =
                authority.create_time_stamp_account(&actor, name, *per_day).map_err(ca::failure)?;
            let line = format!("{}\n", password.expose());
            files::write_private(password_file, line.as_bytes(), false)?;
            let document = json!({
                "format": "ceralacca.tsa-account/1", "name": name, "per_day": per_day,
                "password_file": password_file,
            });
            context.out.data(&document, || {
                let file = Value::from(password_file.display().to_string());
                lang.text("tsa-account-made", &[("name", name.as_str().into()), ("file", file)])
            });
        }
        TsaAccount::List => {
            let accounts = authority.time_stamp_accounts().map_err(ca::failure)?;
            let described = |account: &TimeStampAccount| {
                json!({
                    "name": account.name, "per_day": account.per_day, "today": account.today,
                    "created_at": account.created_at,
                })
            };
            let all: Vec<Json> = accounts.iter().map(described).collect();
            context.out.data(&json!({ "format": "ceralacca.tsa-accounts/1", "accounts": all }), || {
                let line = |account: &TimeStampAccount| {
                    let most = account.per_day.map_or_else(|| "∞".to_owned(), |count| count.to_string());
                    format!("{}  {}/{most}", account.name, account.today)
                };
                accounts.iter().map(line).collect::<Vec<_>>().join("\n")
            });
        }
        TsaAccount::Close { name } => {
            if !authority.close_time_stamp_account(&actor, name).map_err(ca::failure)? {
                return Err(Failure::new(Exit::Rule, "tsa-no-account").with("name", name));
            }
            let document = json!({ "format": "ceralacca.tsa-account/1", "name": name, "closed": true });
            context
                .out
                .data(&document, || lang.text("tsa-account-closed", &[("name", name.as_str().into())]));
        }
    }
    Ok(Exit::Done)
}
