//! The keys of the authorities: where they are, and who signs with them (pki.md §10).
//!
//! They live apart from the installation's other keys, in `signer/` of the data folder or on a token, and
//! sign behind an allow-list and a record. A signing process that runs is asked; without one, and if the
//! keys open by themselves, the same guard works in this process.

use std::{
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use foundation::{Problem, Secret, SystemEntropy};
use keyvault::{
    Argon2Cost, Guarded, KeyEntry, KeySpec, KeyStore, Keyring, KeyringError, Opener, Order, Signed,
    TokenKeys, Unlock, Vault, VaultKeys, pkcs11::Choice, signer::SignerClient,
};
use x509::alg::PublicKey;

use crate::{
    Context,
    config::{Activation, Config, KeyPlace},
    exit::{Exit, Failure, Outcome},
    keys, secrets,
};

/// How long a signing process may take to answer for the first time.
const PATIENCE: Duration = Duration::from_secs(20);
/// The longest pause before a signing process that ended is started again.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The folder of the signing process.
pub fn folder(config: &Config) -> PathBuf {
    config.folder().join("signer")
}

/// Where the signing process listens.
pub fn socket(config: &Config) -> PathBuf {
    folder(config).join("signer.sock")
}

fn vault_folder(config: &Config) -> PathBuf {
    folder(config).join("vault")
}

fn vault_key(config: &Config) -> PathBuf {
    folder(config).join("vault.key")
}

/// Whether the authorities' keys are apart from the other keys.
fn are_apart(config: &Config) -> bool {
    folder(config).exists()
}

/// A failure for each condition of the authorities' keys.
pub fn failure(error: KeyringError) -> Failure {
    let exit = match error.code() {
        "keys-pin-wrong" | "keys-pin-locked" => Exit::Secret,
        "keys-refused" | "keys-label-taken" => Exit::Rule,
        "keys-ledger" => Exit::Operational,
        _ => Exit::Device,
    };
    Failure { exit, problem: Problem::from(&error) }
}

/// Who holds the authorities' keys: the signing process that runs, or this process. `None` where they
/// are among the other keys of the installation.
pub fn keyring(context: &Context, config: &Config) -> Outcome<Option<Arc<dyn Keyring>>> {
    if !are_apart(config) {
        return Ok(None);
    }
    let client = SignerClient::new(&socket(config));
    if client.status().is_ok() || config.keys().activation == Activation::Shares {
        return Ok(Some(Arc::new(client)));
    }
    Ok(Some(match guarded(context, config, false) {
        Ok(keys) => Arc::new(keys),
        // A secret that was refused is nobody's to try again.
        Err(failure) if failure.exit == Exit::Secret => return Err(failure),
        // Without its keys an authority still tells the status of what it issued.
        Err(failure) => Arc::new(Away::because(&failure)),
    }))
}

/// Keys that are out of reach: whoever needs one is told why.
#[derive(Debug)]
struct Away {
    code: &'static str,
    detail: String,
}

impl Away {
    fn because(failure: &Failure) -> Self {
        let code = KeyringError::CODES.into_iter().find(|code| *code == failure.problem.code);
        let detail = failure.problem.values.get("detail").cloned();
        Self {
            code: code.unwrap_or("keys-failed"),
            detail: detail.unwrap_or_else(|| failure.problem.to_string()),
        }
    }

    fn error<T>(&self) -> Result<T, KeyringError> {
        Err(KeyringError::Signer { code: self.code, detail: self.detail.clone() })
    }
}

impl Keyring for Away {
    fn public_key(&self, _: &str) -> Result<PublicKey, KeyringError> {
        self.error()
    }

    fn generate(&self, _: &str, _: KeySpec) -> Result<PublicKey, KeyringError> {
        self.error()
    }

    fn sign(&self, _: &Order<'_>, _: &[u8]) -> Result<Vec<u8>, KeyringError> {
        self.error()
    }

    fn sign_stream(&self, _: &Order<'_>, _: u64, _: &mut dyn Read) -> Result<Vec<u8>, KeyringError> {
        self.error()
    }

    fn signed(&self, _: &str) -> Result<Option<Signed>, KeyringError> {
        self.error()
    }

    fn origin(&self, _: &str) -> Result<Option<Vec<u8>>, KeyringError> {
        self.error()
    }

    fn destroy(&self, _: &str) -> Result<(), KeyringError> {
        self.error()
    }

    fn list(&self) -> Result<Vec<KeyEntry>, KeyringError> {
        self.error()
    }
}

/// The keys in this process, if they open by themselves. `may_begin`: whether new keys may sign their
/// own certificates.
pub fn guarded(context: &Context, config: &Config, may_begin: bool) -> Outcome<Guarded> {
    guarded_with(context, config, store(context, config)?, may_begin)
}

/// Open keys behind the guard.
pub fn guarded_with(
    context: &Context,
    config: &Config,
    keys: Arc<dyn KeyStore>,
    may_begin: bool,
) -> Outcome<Guarded> {
    let policy = Arc::new(config.authority().allow_list(may_begin));
    Guarded::open(keys, policy, &folder(config), context.clock()).map_err(failure)
}

/// The keys as a signing process begins with them: open, or waiting for their secret.
pub fn at_start(context: &Context, config: &Config) -> Outcome<Guarded> {
    if config.keys().activation == Activation::Automatic {
        match guarded(context, config, false) {
            // A server that was told the passphrase at its terminal passes it on.
            Err(failure) if failure.problem.code == "passphrase-missing" => {}
            opened => return opened,
        }
    }
    let policy = Arc::new(config.authority().allow_list(false));
    Guarded::locked(opener(config), policy, &folder(config), context.clock()).map_err(failure)
}

/// Keys that open by themselves: with a key file, the installation's passphrase, or the PIN in a file.
fn store(context: &Context, config: &Config) -> Outcome<Arc<dyn KeyStore>> {
    match &config.keys().place {
        KeyPlace::Vault => {
            let vault = keys::open_vault_at(context, config, &vault_folder(config), &vault_key(config))?;
            Ok(Arc::new(VaultKeys::new(vault, Arc::new(SystemEntropy))))
        }
        KeyPlace::Token { module, token } => {
            let file = config.keys().pin_file.as_deref().ok_or_else(|| failure(KeyringError::Locked))?;
            let pin = secrets::first_line_of(file)?;
            open_token(module, token, pin).map_err(failure)
        }
    }
}

fn open_token(module: &Path, token: &str, pin: Secret<String>) -> Result<Arc<dyn KeyStore>, KeyringError> {
    Ok(Arc::new(TokenKeys::open(module, &Choice::Label(token.to_owned()), pin)?))
}

/// Opens the keys with their secret.
pub fn opener(config: &Config) -> Opener {
    let (place, vault) = (config.keys().place.clone(), vault_folder(config));
    Box::new(move |secret| match &place {
        KeyPlace::Vault => {
            let vault = Vault::open(&vault, &Unlock::Passphrase(secret))?;
            Ok(Arc::new(VaultKeys::new(vault, Arc::new(SystemEntropy))))
        }
        KeyPlace::Token { module, token } => open_token(module, token, secret),
    })
}

/// Makes the place of the authorities' keys for a new installation whose keys open by themselves, in
/// the way its other keys do, and opens it.
pub fn prepare(config: &Config, unlock: &Unlock) -> Outcome<Arc<dyn KeyStore>> {
    make_private(&folder(config))?;
    let unlock = match unlock {
        Unlock::Passphrase(passphrase) => Unlock::Passphrase(passphrase.clone()),
        Unlock::KeyFile(_) => Unlock::KeyFile(vault_key(config)),
    };
    make_vault(config, &unlock)?;
    let vault = Vault::open(&vault_folder(config), &unlock).map_err(keys::vault_failure)?;
    Ok(Arc::new(VaultKeys::new(vault, Arc::new(SystemEntropy))))
}

/// Makes the vault of the authorities' keys unless it is there.
pub fn make_vault(config: &Config, unlock: &Unlock) -> Outcome<()> {
    let place = vault_folder(config);
    if place.join("vault.json").exists() {
        return Ok(());
    }
    let made = Vault::create(&place, unlock, Argon2Cost::PASSPHRASE, &SystemEntropy);
    made.map(drop).map_err(keys::vault_failure)
}

/// Makes a folder that only its owner may enter.
pub fn make_private(folder: &Path) -> Outcome<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| Failure::io(&error, folder))
}

/// Whether the authorities' keys can sign: the signing process answers and its keys are open, or they
/// open here. For the health page and the doctor.
pub fn health(context: &Context, config: &Config) -> Outcome<()> {
    if !are_apart(config) {
        return Ok(());
    }
    match SignerClient::new(&socket(config)).status() {
        Ok(status) if status.active => Ok(()),
        Ok(_) => Err(failure(KeyringError::Locked)),
        Err(error) if config.keys().activation == Activation::Shares => Err(failure(error)),
        Err(_) => guarded(context, config, false).map(drop),
    }
}

/// A signing process that is kept running. Dropping it ends the process.
#[derive(Debug)]
pub struct SignerChild {
    stopping: Arc<AtomicBool>,
    child: Arc<Mutex<Option<Child>>>,
    keeper: Option<thread::JoinHandle<()>>,
}

/// Keeps a signing process of an installation running: starts one unless one answers, and again when it
/// ends, after a pause that grows to half a minute; also one that another node had started and that ended
/// with it. Without it nothing is issued and no list signed; what is published stays.
///
/// # Errors
/// When it cannot be started or does not answer.
pub fn spawn_signer(context: &Context, config: &Config) -> Outcome<Option<SignerChild>> {
    if !are_apart(config) {
        return Ok(None);
    }
    let client = SignerClient::new(&socket(config));
    let program = std::env::current_exe().map_err(Failure::defect)?;
    let (data, time) = (config.folder().to_owned(), context.global.time);
    let start = move || {
        let mut command = Command::new(&program);
        command.arg("--data").arg(&data).args(["--quiet", "signer", "--with-parent"]);
        if let Some(time) = time {
            command.arg("--time").arg(time.to_string());
        }
        command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()
    };
    let child = Arc::new(Mutex::new(None));
    let stopping = Arc::new(AtomicBool::new(false));
    if client.status().is_err() {
        *locked(&child) = Some(start().map_err(Failure::defect)?);
        for _ in 0..PATIENCE.as_millis() / 20 {
            // Where two nodes start at once, one of the two processes gives way to the other.
            if client.status().is_ok() {
                break;
            }
            if has_ended(&child) {
                let why = "it ended at once; `ceralacca signer` says why".to_owned();
                return Err(failure(KeyringError::SignerDown { socket: socket(config), why }));
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
    let passphrase = secrets::typed_passphrase().filter(|_| config.keys().place == KeyPlace::Vault);
    let hand_over = move |client: &SignerClient| {
        if let Some(passphrase) = &passphrase
            && client.status().is_ok_and(|status| !status.active)
        {
            let _ = client.activate(passphrase);
        }
    };
    hand_over(&client);
    let (kept, stop) = (Arc::clone(&child), Arc::clone(&stopping));
    let keeper = thread::spawn(move || {
        let mut pause = Duration::from_secs(1);
        while !wait_unless(&stop, Duration::from_millis(500)) {
            if !has_ended(&kept) || client.status().is_ok() {
                continue;
            }
            tracing::error!("the signing process ended; nothing is issued until it is back");
            if wait_unless(&stop, pause) {
                return;
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
            match start() {
                Ok(new) => {
                    *locked(&kept) = Some(new);
                    if wait_unless(&stop, Duration::from_secs(1)) {
                        return;
                    }
                    hand_over(&client);
                }
                Err(error) => tracing::error!(%error, "the signing process does not start"),
            }
        }
    });
    Ok(Some(SignerChild { stopping, child, keeper: Some(keeper) }))
}

/// Whether there is no process of ours, or not any more.
fn has_ended(child: &Mutex<Option<Child>>) -> bool {
    locked(child).as_mut().is_none_or(|child| matches!(child.try_wait(), Ok(Some(_))))
}

/// Waits in small steps; `true` as soon as it is to stop.
fn wait_unless(stop: &AtomicBool, length: Duration) -> bool {
    for _ in 0..length.as_millis() / 100 {
        if stop.load(Ordering::SeqCst) {
            return true;
        }
        thread::sleep(Duration::from_millis(100));
    }
    stop.load(Ordering::SeqCst)
}

impl Drop for SignerChild {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        if let Some(keeper) = self.keeper.take() {
            let _ = keeper.join();
        }
        if let Some(mut child) = locked(&self.child).take() {
            // The end of its input tells it to finish.
            if let Some(mut input) = child.stdin.take() {
                let _ = input.flush();
            }
            let _ = child.wait();
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
