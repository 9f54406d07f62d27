//! Whom to trust: files that are named, or the authorities of this installation.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use authority::rules::service::Service;
use foundation::SystemClock;
use sigcheck::Trust;
use signing::{AuthorityTrust, TrustError, TrustSource, trusted_lists::KeptLists};
use store::Store;
use x509::crl::Crl;

use crate::{
    Context,
    commands::serve::{Installation, store_failure, store_url},
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

/// Whom a server trusts as long as it runs: what `--trust` names; else the trusted lists that this computer
/// keeps, if it keeps any. No vault is opened that was not named, so nobody is asked for a passphrase.
///
/// # Errors
/// As [`gather`].
pub fn source(context: &Context, named: &[PathBuf]) -> Outcome<Arc<dyn TrustSource>> {
    let config = Config::find(&context.data_folder())?;
    let lists = |store| KeptLists::open(store, context.clock()).map(Arc::new).map_err(Failure::defect);
    match (named, config) {
        ([], None) => Ok(Arc::new(Fixed(Trust::new()))),
        ([], Some(config)) => {
            let store = Store::open_existing(store_url(&config)).map_err(store_failure)?;
            Ok(Arc::new(Lists(lists(store)?)))
        }
        ([only], Some(config)) if only == Path::new(INSTALLATION) && !only.exists() => {
            let Installation { store, authority, .. } = Installation::open(context, &config)?;
            Ok(Arc::new(AuthorityTrust::new(authority).with_lists(lists(store)?)))
        }
        (named, _) => gather(context, named).map(|trust| Arc::new(Fixed(trust)) as Arc<dyn TrustSource>),
    }
}

/// What was read once.
#[derive(Debug)]
struct Fixed(Trust);

impl TrustSource for Fixed {
    fn trust(&self) -> Result<Trust, TrustError> {
        Ok(self.0.clone())
    }
}

/// The trusted lists that are kept.
#[derive(Debug)]
struct Lists(Arc<KeptLists>);

impl TrustSource for Lists {
    fn trust(&self) -> Result<Trust, TrustError> {
        let mut trust = Trust::new();
        let lists = self.0.lists().map_err(|error| TrustError(Box::new(error)))?;
        if !lists.is_empty() {
            trust.add_lists(lists);
        }
        Ok(trust)
    }
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
