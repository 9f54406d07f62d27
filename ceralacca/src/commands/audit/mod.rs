//! `ceralacca audit`: the audit log (giornale di controllo).

mod export;
mod stamps;

use std::path::{Path, PathBuf};

use foundation::{Actor, AuditEvent};
use store::{
    Store,
    audit::{self, Fault, Note},
};

use crate::{
    Context,
    cli::Audit,
    commands::{
        ca,
        serve::{self, Installation},
    },
    config::Config,
    exit::{Exit, Failure, Outcome},
    files,
};

/// Octets of a file of checkpoints that are read at most.
const CHECKPOINTS: u64 = 256 << 20;

/// Runs the command that was asked for. Only `checkpoint` needs a key.
pub fn run(context: &Context, command: &Audit) -> Outcome {
    match command {
        Audit::Show { last } => show(context, &open(context)?, *last),
        Audit::Verify { export: None, checkpoint } => verify(context, &open(context)?, checkpoint),
        Audit::Verify { export: Some(folder), checkpoint } => {
            tell(context, export::verify(folder, kept(checkpoint)?)?)
        }
        Audit::Checkpoint { output } => checkpoint(context, output.as_deref()),
        Audit::Prove { entry } => prove(context, &open(context)?, *entry),
        Audit::Export { from, to, output } => {
            let store = open(context)?;
            let written = export::write(context, &store, (*from, *to), output)?;
            let event = AuditEvent::done(
                "audit.exported",
                &Actor::command_line(),
                "audit_entries",
                format!("{}-{}", written.from, written.to),
            );
            record(context, &store, event.evidence(foundation::hex(&written.root)));
            let document = serde_json::json!({
                "format": "ceralacca.audit-export/1", "folder": output, "from": written.from,
                "to": written.to, "size": written.size, "root": foundation::hex(&written.root),
            });
            context.out.data(&document, || {
                let values = [
                    ("folder", output.display().to_string().into()),
                    ("from", written.from.into()),
                    ("to", written.to.into()),
                ];
                context.out.lang.text("audit-exported", &values)
            });
            Ok(Exit::Done)
        }
    }
}

fn open(context: &Context) -> Outcome<Store> {
    let config = Config::load(&context.data_folder())?;
    Store::open_existing(serve::store_url(&config)).map_err(serve::store_failure)
}

/// What verifying found, of an installation or of an export.
struct Found {
    entries: u64,
    head: audit::tree::Hash,
    root: audit::tree::Hash,
    checkpoints: u64,
    time_stamps: u64,
    first_bad: Option<(u64, Fault)>,
}

fn broken(line: u64, fault: &Fault) -> Failure {
    Failure::new(Exit::NotValid, "audit-broken").with("line", line).with("detail", fault)
}

fn verify(context: &Context, store: &Store, checkpoints: &[PathBuf]) -> Outcome {
    let report = audit::verify_with(store, kept(checkpoints)?).map_err(serve::store_failure)?;
    let stamps = match report.first_bad {
        None => stamps::verify(store)?,
        Some(_) => stamps::Found::default(),
    };
    if let Some((size, why)) = stamps.first_bad {
        let event = AuditEvent::done("audit.verified", &Actor::command_line(), "audit_log", report.entries);
        record(context, store, event.failed(format!("{size}: {why}")));
        return Err(Failure::new(Exit::NotValid, "audit-stamp-broken")
            .with("line", size)
            .with("detail", why));
    }
    let event = AuditEvent::done("audit.verified", &Actor::command_line(), "audit_log", report.entries);
    let event = match &report.first_bad {
        None => event.evidence(foundation::hex(&report.root)),
        Some((line, fault)) => event.failed(format!("{line}: {fault}")),
    };
    record(context, store, event);
    let audit::Report { entries, head, root, checkpoints, first_bad } = report;
    tell(context, Found { entries, head, root, checkpoints, time_stamps: stamps.hold, first_bad })
}

fn tell(context: &Context, found: Found) -> Outcome {
    if let Some((line, fault)) = &found.first_bad {
        return Err(broken(*line, fault));
    }
    let (head, root) = (foundation::hex(&found.head), foundation::hex(&found.root));
    let document = serde_json::json!({
        "format": "ceralacca.audit/1", "intact": true, "entries": found.entries, "head": head,
        "root": root, "checkpoints": found.checkpoints, "time_stamps": found.time_stamps,
    });
    context.out.data(&document, || {
        let values = [("entries", found.entries.into()), ("head", head.as_str().into())];
        let seals = [
            ("checkpoints", found.checkpoints.into()),
            ("stamps", found.time_stamps.into()),
            ("root", root.as_str().into()),
        ];
        let lang = context.out.lang;
        format!("{}\n{}", lang.text("cli-audit-good", &values), lang.text("audit-sealed", &seals))
    });
    Ok(Exit::Done)
}

/// Writes what was done into the log itself. A log that cannot be written was still verified.
fn record(context: &Context, store: &Store, event: AuditEvent) {
    let now = context.clock().now();
    if let Err(error) = store.write_blocking(move |tx| tx.audit(now, &event)) {
        let values = [("detail", error.to_string().into())];
        context.out.note(&context.out.lang.text("audit-not-recorded", &values));
    }
}

/// The checkpoints in files: one note, or the `checkpoints.jsonl` of an export.
fn kept(paths: &[PathBuf]) -> Outcome<Vec<Note>> {
    let mut notes = Vec::new();
    for path in paths {
        let octets = files::read(path, CHECKPOINTS)?;
        let text = std::str::from_utf8(&octets).map_err(|_| not_a_checkpoint(path))?;
        notes.extend(export::read_notes(text).ok_or_else(|| not_a_checkpoint(path))?);
    }
    Ok(notes)
}

fn not_a_checkpoint(path: &Path) -> Failure {
    Failure::new(Exit::Input, "not-a-checkpoint").with("file", path.display())
}

fn checkpoint(context: &Context, output: Option<&Path>) -> Outcome {
    let installation = Installation::load(context)?;
    let made = installation.authority.seal_audit_log().map_err(ca::failure)?;
    let made = made.ok_or_else(|| Failure::new(Exit::Rule, "audit-unsealed").with("entry", 1))?;
    let note = made.note.to_string();
    match output {
        Some(path) if path != Path::new("-") => files::write(path, note.as_bytes(), false).map(drop)?,
        _ => {
            let said = made.note.checkpoint();
            let document = serde_json::json!({
                "format": "ceralacca.audit-checkpoint/1", "origin": said.origin, "size": said.size,
                "root": foundation::hex(&said.root), "made_at": made.made_at, "note": note,
            });
            context.out.data(&document, || note);
        }
    }
    Ok(Exit::Done)
}

fn prove(context: &Context, store: &Store, seq: u64) -> Outcome {
    let proof = store
        .read_blocking(move |tx| {
            let Some(last) = audit::last_checkpoint(tx)? else { return Ok(None) };
            let size = last.note.checkpoint().size;
            let Some(entry) = audit::entry(tx, seq)?.filter(|_| seq > 0 && seq <= size) else {
                return Ok(None);
            };
            Ok::<_, store::Error>(Some((last.note, entry, audit::inclusion(tx, seq, size)?)))
        })
        .map_err(serve::store_failure)?;
    let (note, entry, path) =
        proof.ok_or_else(|| Failure::new(Exit::Rule, "audit-unsealed").with("entry", seq))?;
    let said = note.checkpoint();
    let leaf = audit::leaf_hash(entry.json.as_bytes());
    if !audit::tree::proves_inclusion(&leaf, seq - 1, said.size, &path, &said.root) {
        return Err(broken(seq, &Fault::Rewritten(said.size)));
    }
    let path: Vec<String> = path.iter().map(|hash| foundation::hex(hash)).collect();
    let document = serde_json::json!({
        "format": "ceralacca.audit-proof/1", "entry": seq, "canonical": entry.json,
        "leaf_index": seq - 1, "leaf_hash": foundation::hex(&leaf), "tree_size": said.size,
        "root": foundation::hex(&said.root), "path": path, "checkpoint": note.to_string(),
    });
    context.out.data(&document, || {
        let values = [("entry", seq.into()), ("size", said.size.into())];
        let heading = context.out.lang.text("audit-proof", &values);
        let leaf = foundation::hex(&leaf);
        format!("{heading}\n{}\n\n{leaf}\n{}\n\n{note}", entry.json, path.join("\n"))
    });
    Ok(Exit::Done)
}

fn show(context: &Context, store: &Store, last: u64) -> Outcome {
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
    report.first_bad.as_ref().map_or(Ok(()), |(line, fault)| Err(broken(*line, fault)))
}
