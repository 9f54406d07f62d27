//! `ceralacca doctor`: what is wrong with this installation, in sentences.

use authority::Scope;
use foundation::{Clock, Timestamp};
use serde_json::json;

use crate::{
    Context, ca_keys,
    commands::{audit, ca, serve::Installation},
    config::Config,
    exit::{Exit, Failure, Outcome},
    output::Tone,
};

/// When this version was made: a clock that shows less is wrong.
const BUILT: Timestamp = Timestamp::constant(1_795_000_000, 0);

/// Runs every check; those that need the installation only if it opens.
pub fn run(context: &Context) -> Outcome {
    let mut checks = vec![("clock", clock(&*context.clock()))];
    match Config::load(&context.data_folder()) {
        Err(failure) => checks.push(("configuration", Err(failure))),
        Ok(config) => {
            checks.push(("configuration", Ok(())));
            match Installation::open(context, &config) {
                Err(failure) => checks.push(("data", Err(failure))),
                Ok(installation) => {
                    checks.push(("data", Ok(())));
                    checks.push(("authorities", authorities(&installation)));
                    checks.push(("keys", keys(context, &installation)));
                    // Whether a unit may sign depends on the instant: a wrong clock says nothing of it.
                    if checks[0].1.is_ok() {
                        checks.push(("time-stamps", time_stamps(&installation)));
                    }
                    checks.push(("lists", lists(&installation, context.clock().now())));
                    checks.push(("audit", audit::is_intact(&installation)));
                }
            }
        }
    }
    let lang = context.out.lang;
    let worst =
        checks.iter().filter_map(|(_, result)| result.as_ref().err()).map(|failure| failure.exit).max();
    let rows: Vec<_> = checks
        .iter()
        .map(|(name, result)| match result {
            Ok(()) => json!({ "check": name, "good": true }),
            Err(failure) => {
                let [heading, why, todo] = failure.parts(lang);
                json!({ "check": name, "good": false, "code": failure.problem.code,
                        "heading": heading, "why": why, "todo": todo })
            }
        })
        .collect();
    context.out.data(&json!({ "format": "ceralacca.doctor/1", "checks": rows }), || {
        let line = |(name, result): &(&str, Outcome<()>)| {
            let what = lang.t(&format!("doctor-{name}"));
            match result {
                Ok(()) => format!("{} {what}", context.out.paint(Tone::Good, &lang.t("cli-doctor-good"))),
                Err(failure) => {
                    let [heading, why, todo] = failure.parts(lang);
                    let bad = context.out.paint(Tone::Bad, &lang.t("cli-doctor-bad"));
                    format!("{bad} {what}: {heading}\n  {why}\n  {} {todo}", lang.t("cli-hint"))
                }
            }
        };
        checks.iter().map(line).collect::<Vec<_>>().join("\n")
    });
    Ok(worst.unwrap_or(Exit::Done))
}

fn clock(clock: &dyn Clock) -> Outcome<()> {
    let now = clock.now();
    if now < BUILT { Err(Failure::new(Exit::Operational, "clock-wrong").with("now", now)) } else { Ok(()) }
}

fn authorities(installation: &Installation) -> Outcome<()> {
    if installation.authority.authorities().is_empty() {
        return Err(Failure::new(Exit::Device, "authority-missing"));
    }
    Ok(())
}

/// Whether the clock is worth signing instants, and a unit is there to do it.
fn time_stamps(installation: &Installation) -> Outcome<()> {
    let clock = installation.authority.clock_state();
    if clock.verdict.is_err() {
        return Err(Failure::new(Exit::Operational, "clock-untrusted").with("detail", clock.text()));
    }
    match installation.authority.time_stamping_unit().map_err(ca::failure)? {
        Some(_) => Ok(()),
        None => Err(Failure::new(Exit::Device, "tsa-no-unit")),
    }
}

/// Whether the authorities' keys can sign, and each key is the one of its certificate.
fn keys(context: &Context, installation: &Installation) -> Outcome<()> {
    ca_keys::health(context, &installation.config)?;
    let checks = installation.authority.check_keys().map_err(ca::failure)?;
    match checks.into_iter().find_map(|check| Some((check.label, check.fault?))) {
        None => Ok(()),
        Some((label, fault)) => {
            Err(Failure::new(Exit::Device, "keys-missing").with("detail", format!("{label}: {fault}")))
        }
    }
}

fn lists(installation: &Installation, now: Timestamp) -> Outcome<()> {
    for ca in installation.authority.authorities().iter() {
        for scope in ca.scopes() {
            let newest = installation.authority.newest_list(ca, scope).map_err(ca::failure)?;
            if newest.is_none_or(|list| list.next_update < now) {
                let list = Scope::path(scope, &ca.path);
                return Err(Failure::new(Exit::Operational, "lists-stale").with("list", list));
            }
        }
    }
    Ok(())
}
