//! `ceralacca audit`: the audit log (giornale di controllo).

use store::audit;

use crate::{
    Context,
    cli::Audit,
    commands::serve::{self, Installation},
    config::Config,
    exit::{Exit, Failure, Outcome},
};

/// Runs the command that was asked for. Neither needs a key.
pub fn run(context: &Context, command: &Audit) -> Outcome {
    let config = Config::load(&context.data_folder())?;
    let store = store::Store::open_existing(serve::store_url(&config)).map_err(serve::store_failure)?;
    match command {
        Audit::Show { last } => show(context, &store, *last),
        Audit::Verify => verify(context, &store),
    }
}

fn verify(context: &Context, store: &store::Store) -> Outcome {
    let report = audit::verify(store).map_err(serve::store_failure)?;
    let head = foundation::hex(&report.head);
    if let Some((line, fault)) = &report.first_bad {
        let failure = Failure::new(Exit::NotValid, "audit-broken").with("line", line);
        return Err(failure.with("detail", fault));
    }
    let document = serde_json::json!({
        "format": "ceralacca.audit/1", "intact": true, "entries": report.entries, "head": head,
    });
    context.out.data(&document, || {
        let values = [("entries", report.entries.into()), ("head", head.as_str().into())];
        context.out.lang.text("cli-audit-good", &values)
    });
    Ok(Exit::Done)
}

fn show(context: &Context, store: &store::Store, last: u64) -> Outcome {
    let limit = u32::try_from(last).unwrap_or(u32::MAX);
    let entries = store
        .read_blocking(move |tx| {
            let size = audit::head(tx)?.size;
            audit::entries(tx, size.saturating_sub(u64::from(limit)), limit)
        })
        .map_err(serve::store_failure)?;
    let rows: Vec<serde_json::Value> =
        entries.iter().map(|(_, entry)| serde_json::from_str(entry).unwrap_or_default()).collect();
    let document = serde_json::json!({ "format": "ceralacca.audit-log/1", "entries": rows });
    context
        .out
        .data(&document, || entries.into_iter().map(|(_, entry)| entry).collect::<Vec<_>>().join("\n"));
    Ok(Exit::Done)
}

/// Whether the log of an installation is intact, for `doctor`.
pub fn is_intact(installation: &Installation) -> Outcome<()> {
    let report = audit::verify(&installation.store).map_err(serve::store_failure)?;
    match &report.first_bad {
        None => Ok(()),
        Some((line, fault)) => {
            Err(Failure::new(Exit::NotValid, "audit-broken").with("line", line).with("detail", fault))
        }
    }
}
