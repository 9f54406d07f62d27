//! The private folder of a desk: gone when the desk is.

use std::{
    fs::{self, File},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    time::Duration,
};

use foundation::{Entropy, SystemEntropy};

use crate::exit::{Failure, Outcome};

/// What the names of such folders begin with.
const PREFIX: &str = "ceralacca-banco-";
/// The file in them that their desk keeps locked.
const LOCK: &str = "aperto";
/// Younger ones are left alone.
const SETTLED: Duration = Duration::from_secs(60);

/// A folder that only its owner may enter, deleted with this value.
#[derive(Debug)]
pub struct Place {
    folder: PathBuf,
    /// Locked as long as the desk lives.
    _lock: File,
}

impl Place {
    /// Makes a folder among the temporary files, and deletes those of desks that were killed.
    ///
    /// # Errors
    /// What the disk says.
    pub fn make() -> Outcome<Self> {
        Self::make_in(&std::env::temp_dir())
    }

    /// Makes a folder in `parent`.
    pub(super) fn make_in(parent: &Path) -> Outcome<Self> {
        sweep(parent);
        let chance = foundation::hex(&(&SystemEntropy as &dyn Entropy).bytes::<16>());
        let folder = parent.join(format!("{PREFIX}{chance}"));
        let failed = |error| Failure::io(&error, &folder);
        fs::DirBuilder::new().mode(0o700).create(&folder).map_err(failed)?;
        let lock = File::create_new(folder.join(LOCK)).map_err(failed)?;
        lock.lock().map_err(failed)?;
        Ok(Self { folder, _lock: lock })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Deletes the folders of desks that do not live any more: nobody holds their lock. Another person's cannot be
/// entered.
fn sweep(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        // One that is just being made may not be locked yet.
        let modified = entry.metadata().and_then(|about| about.modified()).ok();
        let age = modified.and_then(|modified| modified.elapsed().ok());
        let is_ours = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        if is_ours
            && age.is_some_and(|age| age > SETTLED)
            && let Ok(lock) = File::open(entry.path().join(LOCK))
            && lock.try_lock().is_ok()
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
