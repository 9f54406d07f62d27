//! `ceralacca ca suspend|reactivate|revoke|history`: the life of certificates, entered at the machine that
//! holds the data.
//!
//! The command line stands for the registration office. With `--for` it enters what somebody else asked
//! for at the counter, on a signed form or by certified mail, with the document as evidence.

use authority::{
    Act, AuthorityError, Demand, Target,
    rules::{
        lifecycle::Step,
        motives::Motive,
        permissions::{Asker, Channel, Party, proof_needed},
        requests::{Evidence, EvidenceKind},
    },
};
use aws_lc_rs::digest::{SHA256, digest};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use foundation::{Actor, Problem};
use webkit::fmt;

use crate::{
    Context,
    cli::ca::{Asked, History, Reactivate, Revoke, Suspend},
    commands::{ca, serve::Installation},
    exit::{Exit, Failure, Outcome},
    files,
};

/// The largest document of evidence that is read to be hashed.
const LARGEST_EVIDENCE: u64 = 64 << 20;

/// A failure for each way in which the rules refuse.
fn failure(error: AuthorityError) -> Failure {
    match &error {
        AuthorityError::Refused(_)
        | AuthorityError::NoPair
        | AuthorityError::NoCertificate
        | AuthorityError::NoAsk
        | AuthorityError::NoRequest => Failure { exit: Exit::Rule, problem: Problem::from(&error) },
        _ => ca::failure(error),
    }
}

/// The device that a text names, or the one certificate of it.
fn target(installation: &Installation, asked: &Asked) -> Outcome<Target> {
    let authority = &installation.authority;
    let named = authority.find_target(&asked.target).map_err(failure)?;
    if asked.only { Ok(named) } else { authority.whole_device(named).map_err(failure) }
}

/// What is asked, with whose will it is and what proves it.
fn demand(asked: &Asked, motive: Option<Motive>) -> Outcome<Demand> {
    let actor = Actor::command_line();
    let asker = match (asked.on_behalf_of, &asked.who, asked.channel) {
        (None, ..) => Asker::of(&actor),
        (Some(party), who, channel) => {
            let missing = |option| Failure::new(Exit::Usage, "life-option-missing").with("option", option);
            let who = who.as_deref().ok_or_else(|| missing("--who"))?;
            Asker::through(channel.ok_or_else(|| missing("--channel"))?, party, who)
        }
    };
    let kind = proof_needed(&asker).unwrap_or(EvidenceKind::Other);
    let mut demand = Demand::by(asker, motive).because(asked.reason.as_deref().unwrap_or_default());
    demand.received = asked.received;
    demand.late_because.clone_from(&asked.late_because);
    for path in &asked.evidence {
        let content = files::read(path, LARGEST_EVIDENCE)?;
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(digest(&SHA256, &content).as_ref());
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        demand.evidence.push(Evidence { kind, sha256, facts: name });
    }
    Ok(demand)
}

/// Suspends, publishes the lists, and says what changed.
pub fn suspend(context: &Context, installation: &Installation, options: &Suspend) -> Outcome {
    let target = target(installation, &options.asked)?;
    let demand = demand(&options.asked, Some(options.motive))?;
    let actor = Actor::command_line();
    let act = installation.authority.suspend(&actor, target, &demand, options.from, options.until);
    told(context, installation, act.map_err(failure)?)
}

/// Ends a suspension, publishes the lists, and says what changed.
pub fn reactivate(context: &Context, installation: &Installation, options: &Reactivate) -> Outcome {
    let target = target(installation, &options.asked)?;
    let demand = demand(&options.asked, None)?;
    let act = installation.authority.reactivate(&Actor::command_line(), target, &demand);
    told(context, installation, act.map_err(failure)?)
}

/// Revokes, publishes the lists, and says what changed.
pub fn revoke(context: &Context, installation: &Installation, options: &Revoke) -> Outcome {
    let target = target(installation, &options.asked)?;
    let demand = demand(&options.asked, Some(options.motive))?;
    let act = installation.authority.revoke(&Actor::command_line(), target, &demand, options.from);
    told(context, installation, act.map_err(failure)?)
}

fn told(context: &Context, installation: &Installation, act: Act) -> Outcome {
    installation.authority.publish_lists(&Actor::command_line()).map_err(ca::failure)?;
    let changed: Vec<_> = act
        .changed
        .iter()
        .map(|one| {
            serde_json::json!({
                "certificate": one.certificate, "step": one.step.name(), "status_seq": one.status_seq,
            })
        })
        .collect();
    let document = serde_json::json!({ "format": "ceralacca.act/1", "act": act.id, "changed": changed });
    let key = match act.changed.first().map(|one| one.step) {
        Some(Step::Reactivate) => "cli-life-reactivated",
        Some(Step::Revoke | Step::RevokeSuspended) => "cli-life-revoked",
        _ => "cli-life-suspended",
    };
    let count = act.changed.len();
    context.out.data(&document, || context.out.lang.text(key, &[("count", count.into())]));
    Ok(Exit::Done)
}

/// Shows the whole life of the certificates of a device, as it is exported for a dispute.
pub fn history(context: &Context, installation: &Installation, options: &History) -> Outcome {
    let authority = &installation.authority;
    let named = authority.find_target(&options.target).map_err(failure)?;
    let target = authority.whole_device(named).map_err(failure)?;
    let document = authority.export_history(&Actor::command_line(), target).map_err(failure)?;
    let lives = authority.history(target).map_err(failure)?;
    let lang = context.out.lang;
    context.out.data(&document, || {
        let mut lines = Vec::new();
        for life in &lives {
            let values = [
                ("certificate", life.certificate.to_string().into()),
                ("purpose", lang.t(life.purpose_key()).into()),
                ("state", lang.t(&format!("certificate-state-{}", life.state.name())).into()),
            ];
            lines.push(lang.text("cli-life-certificate", &values));
            for passage in &life.passages {
                let to = lang.t(&format!("certificate-state-{}", passage.to));
                let why = passage.asked.as_ref().and_then(|asked| asked.motive);
                let why = why.map(|why| format!(" ({})", lang.t(&why.message_key()))).unwrap_or_default();
                lines.push(format!("  {}  {to}{why}", fmt::date_time_exact(lang, passage.decided)));
            }
            for one in &life.suspensions {
                let since = fmt::date_time_exact(lang, one.since);
                let motive = one.motive.map(|motive| lang.t(&motive.message_key())).unwrap_or_default();
                let mut values = vec![("since", since.into()), ("motive", motive.into())];
                let key = match one.ended {
                    Some(ended) => {
                        values.push(("ended", fmt::date_time_exact(lang, ended).into()));
                        "cli-life-suspension"
                    }
                    None => "cli-life-suspension-lasts",
                };
                lines.push(format!("  {}", lang.text(key, &values)));
            }
        }
        lines.join("\n")
    });
    Ok(Exit::Done)
}

/// The parties that `--for` takes.
pub fn party(name: &str) -> Result<Party, &'static str> {
    match Party::from_name(name) {
        Some(party @ (Party::Holder | Party::Applicant | Party::ThirdParty | Party::PublicAuthority)) => {
            Ok(party)
        }
        _ => Err("holder, applicant, third-party, authority"),
    }
}

/// The channels that `--channel` takes.
pub fn channel(name: &str) -> Result<Channel, &'static str> {
    Channel::from_name(name).filter(|channel| channel.is_entered()).ok_or("counter, signed-form, pec")
}

/// The motives for which the command line suspends.
pub fn motives_to_suspend() -> impl TypedValueParser<Value = Motive> {
    motives(Motive::to_choose().collect())
}

/// The motives for which the command line revokes.
pub fn motives_to_revoke() -> impl TypedValueParser<Value = Motive> {
    motives(Motive::to_choose().filter(|motive| motive.revokes()).collect())
}

fn motives(all: Vec<Motive>) -> impl TypedValueParser<Value = Motive> {
    let names: Vec<&'static str> = all.iter().map(|motive| motive.name()).collect();
    PossibleValuesParser::new(names).try_map(|name| Motive::from_name(&name).ok_or("a motive"))
}
