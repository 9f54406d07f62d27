//! Whom to trust: files that are named, or the authorities of this installation.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use authority::rules::service::Service;
use foundation::SystemClock;
use sigcheck::Trust;
use signing::trusted_lists::KeptLists;
use x509::crl::Crl;

use crate::{
    Context,
    commands::serve::Installation,
    config::Config,
    exit::{Exit, Failure, Outcome},
    files,
};

/// A trust file is a certificate, a list or a status answer; lists can be large.
const LIMIT: u64 = 256 << 20;

/// What `--trust` calls the authorities of this installation.
const INSTALLATION: &str = "installation";

/// The trust that `--trust` names, or that of the installation when nothing is named.
///
/// # Errors
/// What reading says; `value-invalid` when a named file is nothing of use.
pub fn gather(context: &Context, named: &[PathBuf]) -> Outcome<Trust> {
    if named.is_empty() {
        return match Config::find(&context.data_folder())? {
            Some(config) => of_installation(&Installation::open(context, &config)?),
            None => Ok(Trust::new()),
        };
    }
    let mut trust = Trust::new();
    for path in named {
        if path == Path::new(INSTALLATION) && !path.exists() {
            let folder = context.data_folder();
            let config = Config::find(&folder)?.ok_or_else(|| {
                Failure::new(Exit::Device, "not-initialised").with("folder", folder.display())
            })?;
            add_installation(&mut trust, &Installation::open(context, &config)?)?;
        } else if path.is_dir() {
            add_folder(&mut trust, path)?;
        } else if !trust.add_file(&files::read(path, LIMIT)?) {
            let failure = Failure::new(Exit::Usage, "value-invalid").with("option", "--trust");
            return Err(failure.with("detail", path.display()));
        }
    }
    Ok(trust)
}

fn add_folder(trust: &mut Trust, folder: &Path) -> Outcome<()> {
    let failed = |error: std::io::Error| Failure::io(&error, folder);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(failed)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    paths.sort();
    for path in paths.iter().filter(|path| path.is_file()) {
        // A folder may hold other things too: a note, a key. They are passed over.
        trust.add_file(&files::read(path, LIMIT)?);
    }
    Ok(())
}

/// The authorities of an installation with their newest lists.
pub fn of_installation(installation: &Installation) -> Outcome<Trust> {
    let mut trust = Trust::new();
    add_installation(&mut trust, installation)?;
    Ok(trust)
}

fn add_installation(trust: &mut Trust, installation: &Installation) -> Outcome<()> {
    let authority = &installation.authority;
    for ca in authority.authorities().iter().filter(|ca| ca.service != Service::Internal) {
        trust.add_anchor(ca.certificate.clone());
        for scope in ca.scopes() {
            let list = authority.newest_list(ca, scope).map_err(crate::commands::ca::failure)?;
            if let Some(crl) = list.and_then(|list| Crl::from_der(list.der).ok()) {
                trust.add_crl(crl);
            }
        }
    }
    let kept = KeptLists::open(installation.store.clone(), Arc::new(SystemClock));
    let lists = kept.and_then(|kept| kept.lists()).map_err(crate::commands::trust::failure)?;
    if !lists.is_empty() {
        trust.add_lists(lists);
    }
    Ok(())
}
