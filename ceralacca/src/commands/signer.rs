//! `ceralacca signer`: the process that holds the authorities' keys (pki.md §10 K3), and
//! `ceralacca ca activate`, which opens them with the custodians' shares.

use std::{io::Read, path::Path, sync::Arc};

use foundation::Secret;
use keyvault::{
    KeyringError,
    shares::{Share, combine},
    signer::{Limits, SignerClient, SignerServer},
};

use crate::{
    Context, ca_keys,
    cli::{Activate, Signer},
    config::Config,
    exit::{Exit, Failure, Outcome},
    secrets,
};

/// Answers at the socket until it is told to stop, or until its parent has gone.
pub fn run(context: &Context, options: &Signer) -> Outcome {
    let config = Config::load(&context.data_folder())?;
    let folder = ca_keys::folder(&config);
    if !folder.exists() {
        return Err(Failure::new(Exit::Usage, "keys-not-apart").with("folder", folder.display()));
    }
    let socket = ca_keys::socket(&config);
    let keys = Arc::new(ca_keys::at_start(context, &config)?);
    let is_active = keys.is_active();
    // Before anybody can know that it is there.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(Failure::defect)?;
    let end = {
        let _within = runtime.enter();
        super::serve::the_end()
    };
    crate::files::leave_interruptions_to_the_server();
    let server = SignerServer::bind(&socket, keys, Limits::default()).map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::AddrInUse => "another signing process answers there".to_owned(),
            _ => error.to_string(),
        };
        ca_keys::failure(KeyringError::SignerDown { socket: socket.clone(), why })
    })?;
    let stop = Arc::new(server.stopper());
    if options.with_parent {
        let stop = Arc::clone(&stop);
        std::thread::spawn(move || {
            // Nothing is sent: the end is what matters.
            let _ = std::io::stdin().lock().read_to_end(&mut Vec::new());
            stop();
        });
    }
    std::thread::spawn(move || {
        runtime.block_on(end);
        stop();
    });
    let key = if is_active { "cli-signer-ready" } else { "cli-signer-waits" };
    context.out.note(&context.out.lang.text(key, &[("socket", socket.display().to_string().into())]));
    server.run();
    Ok(Exit::Done)
}

/// Brings the secret back from the shares and gives it to the signing process.
pub fn activate(context: &Context, options: &Activate) -> Outcome {
    let config = Config::load(&context.data_folder())?;
    let client = SignerClient::new(&ca_keys::socket(&config));
    if client.status().map_err(ca_keys::failure)?.active {
        context.out.note(&context.out.lang.t("cli-keys-active-already"));
        return Ok(Exit::Done);
    }
    let secret = secret_of(context, &options.share_file, &options.share_fd)?;
    client.activate(&secret).map_err(ca_keys::failure)?;
    let document = serde_json::json!({ "format": "ceralacca.activate/1", "active": true });
    context.out.data(&document, || context.out.lang.t("cli-keys-active"));
    Ok(Exit::Done)
}

/// The secret behind shares from files and descriptors, or typed one by one.
pub fn secret_of(
    context: &Context,
    files: &[std::path::PathBuf],
    descriptors: &[u32],
) -> Outcome<Secret<String>> {
    let mut shares = Vec::new();
    for file in files {
        shares.push(share(&secrets::first_line_of(file)?)?);
    }
    for number in descriptors {
        shares.push(share(&secrets::first_line_of(Path::new(&format!("/dev/fd/{number}")))?)?);
    }
    if files.is_empty() && descriptors.is_empty() {
        loop {
            let number = shares.len() + 1;
            let typed = secrets::ask_share(number, context)?;
            match share(&typed) {
                Ok(share) => shares.push(share),
                // A slip of the pen: the same share again.
                Err(failure) => context.out.failure(&failure),
            }
            if shares.first().is_some_and(|first: &Share| shares.len() >= first.plan().needed().into()) {
                break;
            }
        }
    }
    combine(&shares).map_err(share_failure)
}

fn share(text: &Secret<String>) -> Outcome<Share> {
    text.expose().parse().map_err(share_failure)
}

fn share_failure(error: keyvault::shares::ShareError) -> Failure {
    Failure::new(Exit::Secret, "keys-share").with("detail", error)
}
