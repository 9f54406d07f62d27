//! A part of the log in a folder of its own, with what proves it, for people without this program.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use store::{
    Store,
    audit::{
        self, Fault, Note, NoteKey, Walk,
        tree::{Frontier, Hash},
    },
};
use webkit::Lang;
use x509::pem;

use super::{Found, stamps};
use crate::{
    Context,
    commands::serve,
    exit::{Exit, Failure, Outcome},
    files,
};

/// Entries written or read at a time.
const PAGE: u32 = 1000;
/// Up to so many entries, each gets a proof of its own.
const PROOFS: u64 = 1000;
/// Octets of a small file of an export at most.
const SMALL: u64 = 1 << 20;

/// What stands beside the entries so that the root can be computed without the others.
#[derive(Debug, Serialize, Deserialize)]
struct Range {
    format: String,
    /// First and last entry, counted from 1.
    from: u64,
    to: u64,
    /// The checkpoint that everything is proved against.
    size: u64,
    root: String,
    /// Complete subtrees over the entries before `from` and after `to`, from left to right.
    left: Vec<Subtree>,
    right: Vec<Subtree>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Subtree {
    /// It spans 2^level entries.
    level: u32,
    sha256: String,
}

/// A line of `checkpoints.jsonl`.
#[derive(Debug, Serialize, Deserialize)]
struct KeptCheckpoint {
    size: u64,
    made_at: String,
    note: String,
    #[serde(default)]
    time_stamps: Vec<KeptTimeStamp>,
}

#[derive(Debug, Serialize, Deserialize)]
struct KeptTimeStamp {
    source: String,
    /// The token (DER) in base64.
    token: String,
}

/// What was exported.
pub struct Written {
    pub from: u64,
    pub to: u64,
    pub size: u64,
    pub root: Hash,
}

fn subtrees(hashes: Vec<(u32, Hash)>) -> Vec<Subtree> {
    hashes.into_iter().map(|(level, hash)| Subtree { level, sha256: foundation::hex(&hash) }).collect()
}

/// Writes the entries of a range, up to the newest checkpoint unless said, into a new folder.
///
/// # Errors
/// `file-exists`, `audit-unsealed` when the range goes beyond the newest checkpoint.
pub fn write(
    context: &Context,
    store: &Store,
    (from, to): (Option<u64>, Option<u64>),
    output: &Path,
) -> Outcome<Written> {
    if output.exists() {
        return Err(Failure::new(Exit::Operational, "file-exists").with("file", output.display()));
    }
    let last = store.read_blocking(audit::last_checkpoint).map_err(serve::store_failure)?;
    let unsealed = |entry: u64| Failure::new(Exit::Rule, "audit-unsealed").with("entry", entry);
    let last = last.ok_or_else(|| unsealed(from.unwrap_or(1)))?;
    let said = last.note.checkpoint().clone();
    let (from, to) = (from.unwrap_or(1).max(1), to.unwrap_or(said.size));
    if to > said.size || from > to {
        return Err(unsealed(to.max(from)));
    }
    let unfinished = beside(output);
    fs::create_dir(&unfinished).map_err(|error| Failure::io(&error, &unfinished))?;
    let written = write_files(context.out.lang, store, (from, to), &last, &unfinished)
        .and_then(|()| fs::rename(&unfinished, output).map_err(|error| Failure::io(&error, output)));
    if written.is_err() {
        // What is left is only what was begun here.
        let _ = fs::remove_dir_all(&unfinished);
    }
    written.map(|()| Written { from, to, size: said.size, root: said.root })
}

/// The folder in which an export is made before it gets its name.
fn beside(output: &Path) -> PathBuf {
    let name = output.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    output.with_file_name(format!(".{name}.{}.part", std::process::id()))
}

fn write_files(
    lang: Lang,
    store: &Store,
    (from, to): (u64, u64),
    last: &audit::SignedCheckpoint,
    folder: &Path,
) -> Outcome<()> {
    let said = last.note.checkpoint();
    let put = |name: &str, octets: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, octets).map_err(|error| Failure::io(&error, &path))
    };
    put("README.txt", lang.t("audit-export-readme").as_bytes())?;
    put("checkpoint.txt", last.note.to_string().as_bytes())?;
    let (id, size) = (last.id, said.size);
    let (keys, stamps, left, right) = store
        .read_blocking(move |tx| {
            let left = audit::subtree_hashes(tx, 0, from - 1)?;
            let right = audit::subtree_hashes(tx, to, size)?;
            Ok::<_, store::Error>((audit::keys(tx)?, audit::time_stamps(tx, id)?, left, right))
        })
        .map_err(serve::store_failure)?;
    let range = Range {
        format: "ceralacca.audit-range/1".to_owned(),
        from,
        to,
        size: said.size,
        root: foundation::hex(&said.root),
        left: subtrees(left),
        right: subtrees(right),
    };
    put("range.json", serde_json::to_string_pretty(&range).map_err(Failure::defect)?.as_bytes())?;
    for key in &keys {
        let pem = pem::encode("PUBLIC KEY", key.key.spki());
        put(&format!("audit-{}.pem", key.number), pem.as_bytes())?;
    }
    for stamp in &stamps {
        put(&format!("checkpoint.{}.tst", stamp.source), &stamp.token)?;
    }
    write_entries(store, (from, to), &folder.join("entries.jsonl"))?;
    write_checkpoints(store, (from, to), &folder.join("checkpoints.jsonl"))?;
    if to - from < PROOFS {
        write_proofs(store, (from, to), said.size, &folder.join("proofs.jsonl"))?;
    }
    Ok(())
}

/// Writes lines page by page; `page` is told where the page before ended and gives `None` at the end.
fn write_lines<P>(
    path: &Path,
    mut at: P,
    mut page: impl FnMut(&mut P) -> Outcome<Option<Vec<String>>>,
) -> Outcome<()> {
    let failed = |error: std::io::Error| Failure::io(&error, path);
    let mut file = BufWriter::new(File::create(path).map_err(failed)?);
    while let Some(lines) = page(&mut at)? {
        for line in lines {
            writeln!(file, "{line}").map_err(failed)?;
        }
    }
    file.into_inner().map_err(|error| failed(error.into_error()))?.sync_all().map_err(failed)
}

fn write_entries(store: &Store, (from, to): (u64, u64), path: &Path) -> Outcome<()> {
    write_lines(path, from - 1, |after| {
        let (begin, limit) = (*after, PAGE.min(u32::try_from(to - *after).unwrap_or(PAGE)));
        if limit == 0 {
            return Ok(None);
        }
        let entries =
            store.read_blocking(move |tx| audit::entries(tx, begin, limit)).map_err(serve::store_failure)?;
        let Some((last, _)) = entries.last() else { return Ok(None) };
        *after = *last;
        Ok(Some(entries.into_iter().filter(|(seq, _)| *seq <= to).map(|(_, entry)| entry).collect()))
    })
}

fn write_checkpoints(store: &Store, (from, to): (u64, u64), path: &Path) -> Outcome<()> {
    write_lines(path, (from - 1, i64::MAX), |after| {
        let begin = *after;
        let found = store
            .read_blocking(move |tx| {
                let page = audit::checkpoints(tx, begin, PAGE)?;
                page.into_iter().map(|one| Ok((audit::time_stamps(tx, one.id)?, one))).collect()
            })
            .map_err(serve::store_failure)?;
        let found: Vec<(Vec<audit::CheckpointTimeStamp>, audit::SignedCheckpoint)> = found;
        let Some((_, last)) = found.last() else { return Ok(None) };
        *after = (last.note.checkpoint().size, last.id);
        let within = found.into_iter().filter(|(_, one)| one.note.checkpoint().size <= to);
        let lines: Vec<String> = within
            .map(|(stamps, one)| {
                let stamp = |stamp: audit::CheckpointTimeStamp| KeptTimeStamp {
                    source: stamp.source,
                    token: STANDARD.encode(stamp.token),
                };
                let kept = KeptCheckpoint {
                    size: one.note.checkpoint().size,
                    made_at: one.made_at.to_string(),
                    note: one.note.to_string(),
                    time_stamps: stamps.into_iter().map(stamp).collect(),
                };
                serde_json::to_string(&kept).map_err(Failure::defect)
            })
            .collect::<Outcome<_>>()?;
        Ok(Some(lines).filter(|lines| !lines.is_empty()))
    })
}

fn write_proofs(store: &Store, (from, to): (u64, u64), size: u64, path: &Path) -> Outcome<()> {
    write_lines(path, from, |next| {
        let seq = *next;
        if seq > to {
            return Ok(None);
        }
        *next += 1;
        let proof = store
            .read_blocking(move |tx| {
                let entry = audit::entry(tx, seq)?.ok_or(store::Error::NoRow)?;
                Ok::<_, store::Error>((entry, audit::inclusion(tx, seq, size)?))
            })
            .map_err(serve::store_failure)?;
        let path: Vec<String> = proof.1.iter().map(|hash| foundation::hex(hash)).collect();
        let line = serde_json::json!({
            "entry": seq, "leaf_index": seq - 1, "tree_size": size, "path": path,
            "leaf_hash": foundation::hex(&audit::leaf_hash(proof.0.json.as_bytes())),
        });
        Ok(Some(vec![line.to_string()]))
    })
}

/// The notes in a text: one note, or lines of `checkpoints.jsonl`.
pub fn read_notes(text: &str) -> Option<Vec<Note>> {
    if !text.starts_with('{') {
        return Some(vec![Note::read(text).ok()?]);
    }
    let lines = text.lines().filter(|line| !line.is_empty());
    lines.map(|line| Note::read(&serde_json::from_str::<KeptCheckpoint>(line).ok()?.note).ok()).collect()
}

fn damaged(path: &Path) -> Failure {
    Failure::new(Exit::Input, "audit-export-damaged").with("file", path.display())
}

fn read_text(path: &Path, limit: u64) -> Outcome<String> {
    String::from_utf8(files::read(path, limit)?).map_err(|_| damaged(path))
}

/// Recomputes an export: the chain, the tree up to the root of its checkpoint, every checkpoint in it and
/// those that were kept elsewhere.
///
/// # Errors
/// `audit-export-damaged` when a file is not what it should be; what is wrong with the entries is in the
/// answer.
pub fn verify(folder: &Path, mut elsewhere: Vec<Note>) -> Outcome<Found> {
    let path = |name: &str| folder.join(name);
    let read: Option<Range> = serde_json::from_str(&read_text(&path("range.json"), SMALL)?).ok();
    let range = read.filter(|range| range.from >= 1 && range.from <= range.to && range.to <= range.size);
    let range = range.ok_or_else(|| damaged(&path("range.json")))?;
    let note = Note::read(&read_text(&path("checkpoint.txt"), SMALL)?)
        .map_err(|_| damaged(&path("checkpoint.txt")))?;
    let keys = read_keys(folder, &note.checkpoint().origin)?;
    let own = read_notes(&read_text(&path("checkpoints.jsonl"), super::CHECKPOINTS)?).unwrap_or_default();
    elsewhere.sort_by_key(|note| note.checkpoint().size);
    let mut notes: Vec<(bool, Note)> = own.into_iter().map(|note| (false, note)).collect();
    notes.extend(elsewhere.into_iter().map(|note| (true, note)));
    notes.sort_by_key(|(elsewhere, note)| (note.checkpoint().size, *elsewhere));

    let mut frontier = Frontier::default();
    push(&mut frontier, &range.left, range.from - 1).ok_or_else(|| damaged(&path("range.json")))?;
    let before = (range.from == 1).then_some(audit::BEFORE_THE_FIRST);
    let mut walk = Walk::after(frontier, before);
    let first_bad = walk_along(&path("entries.jsonl"), &range, &mut walk, (notes, &keys))?;
    let stamps = stamps::verify_files(folder, &note)?;
    if let Some((size, why)) = stamps.first_bad {
        return Err(Failure::new(Exit::NotValid, "audit-stamp-broken")
            .with("line", size)
            .with("detail", why));
    }
    let first_bad = match first_bad {
        Some(found) => Some(found),
        None => beyond(&walk, &range, &note, &keys).ok_or_else(|| damaged(&path("range.json")))?,
    };
    Ok(Found {
        entries: walk.size() + 1 - range.from,
        head: walk.prev().unwrap_or_default(),
        root: note.checkpoint().root,
        checkpoints: walk.checkpoints() + 1,
        time_stamps: stamps.hold,
        first_bad,
    })
}

/// Adds the subtrees, which must reach `size`.
fn push(frontier: &mut Frontier, pieces: &[Subtree], size: u64) -> Option<()> {
    let expected = audit::tree::subtrees(frontier.size(), size);
    if expected.len() != pieces.len() {
        return None;
    }
    for ((level, _), piece) in expected.into_iter().zip(pieces) {
        if piece.level != level {
            return None;
        }
        frontier.push_subtree(level, foundation::unhex(&piece.sha256)?);
    }
    Some(())
}

fn read_keys(folder: &Path, name: &str) -> Outcome<Vec<NoteKey>> {
    let mut keys = Vec::new();
    let listed = fs::read_dir(folder).map_err(|error| Failure::io(&error, folder))?;
    for file in listed.flatten() {
        let file_name = file.file_name().to_string_lossy().into_owned();
        if file_name.starts_with("audit-") && file_name.ends_with(".pem") {
            let path = file.path();
            for block in pem::blocks(&files::read(&path, SMALL)?).map_err(|_| damaged(&path))? {
                keys.push(NoteKey::new(name, &block.data).map_err(|_| damaged(&path))?);
            }
        }
    }
    Ok(keys)
}

fn walk_along(
    path: &Path,
    range: &Range,
    walk: &mut Walk,
    (notes, keys): (Vec<(bool, Note)>, &[NoteKey]),
) -> Outcome<Option<(u64, Fault)>> {
    let mut notes = notes.into_iter().peekable();
    // Checkpoints of an earlier part say nothing about this one.
    while notes.next_if(|(_, note)| note.checkpoint().size < range.from).is_some() {}
    for line in BufReader::new(files::open(path)?).lines() {
        let line = line.map_err(|error| Failure::io(&error, path))?;
        let expected = walk.size() + 1;
        if expected > range.to {
            return Ok(Some((expected, Fault::Truncated(range.to))));
        }
        if let Err(fault) = walk.entry(&line, None) {
            return Ok(Some((expected, fault)));
        }
        while let Some((elsewhere, note)) = notes.next_if(|(_, note)| note.checkpoint().size <= walk.size()) {
            if let Err(found) = walk.checkpoint(&note, keys, elsewhere) {
                return Ok(Some(found));
            }
        }
    }
    if walk.size() < range.to {
        return Ok(Some((walk.size() + 1, Fault::Truncated(range.to))));
    }
    Ok(None)
}

/// Goes on to the checkpoint of the export; `None` when the file of the range is damaged.
fn beyond(walk: &Walk, range: &Range, note: &Note, keys: &[NoteKey]) -> Option<Option<(u64, Fault)>> {
    let mut frontier = walk.tree().clone();
    push(&mut frontier, &range.right, range.size)?;
    let said = note.checkpoint();
    if let Err(why) = note.verify(keys) {
        return Some(Some((said.size.max(1), Fault::Seal(said.size, why))));
    }
    let holds = said.size == range.size && said.root == frontier.root();
    Some((!holds).then(|| (walk.first_unsealed(), Fault::Rewritten(said.size))))
}
