//! Many files at once: folders opened, several files at a time, results in the order of the files, and
//! how much is done.

use std::{
    collections::BTreeMap,
    fs,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::{
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc,
    },
};

use foundation::{Clock, SystemClock, Timestamp};
use webkit::Value;

use crate::{
    Context,
    exit::{Exit, Failure, Outcome},
    output::{Tone, one_line},
};

/// Files that a folder may hold, all told.
const LARGEST: usize = 1_000_000;

/// The files that are named, and with `recursive` those in the folders that are named, by name. Hidden
/// files and links to folders are passed over.
///
/// # Errors
/// What reading a folder says; `folder-too-large`.
pub fn expand(named: &[PathBuf], recursive: bool) -> Outcome<Vec<PathBuf>> {
    if !recursive {
        return Ok(named.to_vec());
    }
    let mut files = Vec::with_capacity(named.len());
    for path in named {
        if path.is_dir() {
            enter(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
    }
    if files.is_empty() {
        let folder = named.first().map(|path| path.display().to_string()).unwrap_or_default();
        return Err(Failure::new(Exit::Input, "folder-empty").with("folder", folder));
    }
    Ok(files)
}

fn enter(folder: &Path, files: &mut Vec<PathBuf>) -> Outcome<()> {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let failed = |error: std::io::Error| Failure::io(&error, &folder);
        let mut entries: Vec<_> =
            fs::read_dir(&folder).map_err(failed)?.collect::<Result<_, _>>().map_err(failed)?;
        entries.sort_by_key(fs::DirEntry::file_name);
        let mut below = Vec::new();
        for entry in entries {
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() {
                below.push(entry.path());
            } else if entry.path().is_file() {
                files.push(entry.path());
            }
            if files.len() + folders.len() + below.len() > LARGEST {
                let failure = Failure::new(Exit::Input, "folder-too-large").with("folder", folder.display());
                return Err(failure.with("limit", LARGEST));
            }
        }
        // The last one pushed is entered first: by name again.
        folders.extend(below.into_iter().rev());
    }
    Ok(())
}

/// Does `work` on every item, `jobs` at a time (as many as there are processors when none is named), and
/// gives each result to `told` as soon as those before it were told. The number of an item goes along.
///
/// `told` says whether to go on: what has begun is finished, nothing new is begun.
pub fn each<T: Sync, R: Send>(
    items: &[T],
    jobs: Option<NonZeroUsize>,
    work: impl Fn(usize, &T) -> R + Sync,
    mut told: impl FnMut(usize, R) -> bool,
) {
    let jobs = jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    if jobs.min(items.len()) <= 1 {
        for (index, item) in items.iter().enumerate() {
            if !told(index, work(index, item)) {
                return;
            }
        }
        return;
    }
    let (next, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
    // No more results wait than workers: a slow reader holds them back.
    let (sender, results) = mpsc::sync_channel(jobs);
    std::thread::scope(|scope| {
        for _ in 0..jobs.min(items.len()) {
            let sender = sender.clone();
            let (next, stopped, work) = (&next, &stopped, &work);
            scope.spawn(move || {
                while !stopped.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { return };
                    if sender.send((index, work(index, item))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let (mut early, mut due) = (BTreeMap::new(), 0);
        for (index, result) in results {
            early.insert(index, result);
            while let Some(result) = early.remove(&due) {
                if !told(due, result) {
                    stopped.store(true, Ordering::Relaxed);
                }
                due += 1;
            }
        }
    });
}

/// How much of a batch is done: "12 of 40, about 50 seconds left".
pub struct Progress<'a> {
    context: &'a Context,
    count: usize,
    begun: Timestamp,
    key: &'static str,
}

impl<'a> Progress<'a> {
    /// Of `count` files; the message `key` has `done`, `count` and `left`.
    pub fn new(context: &'a Context, count: usize, key: &'static str) -> Self {
        Self { context, count, begun: SystemClock.now(), key }
    }

    /// So many are done.
    pub fn done(&self, done: usize) {
        if self.count < 2 || done >= self.count {
            return;
        }
        let seconds = SystemClock.now().duration_since(self.begun).as_millis().max(0) / 1000;
        // Nothing is foretold from the first few moments.
        let left = match (done, usize::try_from(seconds)) {
            (1.., Ok(seconds @ 2..)) => seconds * (self.count - done) / done,
            _ => 0,
        };
        let values: [(&str, Value<'_>); 3] =
            [("done", done.into()), ("count", self.count.into()), ("left", left.into())];
        self.context.out.progress(&self.context.out.lang.text(self.key, &values));
    }
}

/// Rows in columns, for the end of a batch.
#[derive(Debug, Default)]
pub struct FinalTable {
    rows: Vec<(Tone, [String; 3])>,
}

impl FinalTable {
    /// Adds a row: how it ended, the file, and what there is to say.
    pub fn row(&mut self, tone: Tone, state: String, file: String, detail: String) {
        self.rows.push((tone, [state, one_line(&file), one_line(&detail)]));
    }

    /// Shows the table on standard error, where there is more than one row.
    pub fn show(&self, context: &Context) {
        if self.rows.len() < 2 {
            return;
        }
        let mut widths = [0; 2];
        for (_, cells) in &self.rows {
            for (width, cell) in widths.iter_mut().zip(cells) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let pad = |text: &str, width: usize| " ".repeat(width.saturating_sub(text.chars().count()));
        for (tone, [state, file, detail]) in &self.rows {
            let painted = context.out.paint_note(*tone, state);
            let (one, other) = (pad(state, widths[0]), pad(file, widths[1]));
            context.out.note(format!("{painted}{one}  {file}{other}  {detail}").trim_end());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_told_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..200).collect();
        for jobs in [1, 2, 7, 500] {
            let mut seen = Vec::new();
            each(
                &items,
                NonZeroUsize::new(jobs),
                |index, item| {
                    if item % 3 == 0 {
                        std::thread::yield_now();
                    }
                    index * 2 + item
                },
                |index, result| {
                    assert_eq!(result, index * 3);
                    seen.push(index);
                    true
                },
            );
            assert_eq!(seen, items);
        }
    }

    #[test]
    fn a_batch_that_is_stopped_begins_nothing_new() {
        let items: Vec<usize> = (0..1000).collect();
        let begun = AtomicUsize::new(0);
        let mut told = 0;
        each(
            &items,
            NonZeroUsize::new(2),
            |_, _| begun.fetch_add(1, Ordering::Relaxed),
            |_, _| {
                told += 1;
                told < 5
            },
        );
        assert!(begun.load(Ordering::Relaxed) < 1000);
    }

    #[test]
    fn a_folder_gives_its_files_by_name_and_no_hidden_ones() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["b/2.txt", "a.txt", "b/1.txt", ".hidden", "b/.git/x", "c/d/e.txt"] {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, b"x").unwrap();
        }
        std::os::unix::fs::symlink(folder.path(), folder.path().join("b/loop")).unwrap();
        let found = expand(&[folder.path().to_owned()], true).unwrap();
        let names: Vec<String> = found
            .iter()
            .map(|path| path.strip_prefix(folder.path()).unwrap().display().to_string())
            .collect();
        assert_eq!(names, ["a.txt", "b/1.txt", "b/2.txt", "c/d/e.txt"]);
        let empty = folder.path().join("vuota");
        fs::create_dir(&empty).unwrap();
        assert_eq!(expand(&[empty], true).unwrap_err().problem.code, "folder-empty");
    }
}
