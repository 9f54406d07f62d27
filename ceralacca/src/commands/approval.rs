//! `ceralacca approval`: acts that two officers must sign.

use std::path::Path;

use authority::{
    Approval as Proposal, ApprovalKind, Authority,
    rules::approvals::{ApprovalState, Operation},
};
use foundation::{Actor, Id};
use webkit::fmt;
use x509::Certificate;

use crate::{
    Context, ca_keys,
    cli::{Approval, ApproveWith},
    commands::{ca, serve::Installation, signer},
    config::{Activation, Config},
    exit::{Exit, Failure, Outcome},
    files,
    keys::{self, KeyName},
    secrets,
};

/// Largest proposal or signature that is read.
const LIMIT: u64 = 4 << 20;

/// Runs the command that was asked for.
pub fn run(context: &Context, command: &Approval) -> Outcome {
    if let Approval::Execute { id, share_file, share_fd } = command {
        return execute(context, id, share_file, share_fd);
    }
    let installation = Installation::load(context)?;
    let authority = &installation.authority;
    let actor = Actor::command_line();
    match command {
        Approval::List { all } => {
            let found = authority.approvals(!all, 1000).map_err(ca::failure)?;
            tell(context, &found)
        }
        Approval::Show { id, output } => {
            let proposal = authority.approval(parsed(id)?).map_err(ca::failure)?;
            if let Some(output) = output {
                files::write(output, &proposal.document(), false)?;
            }
            tell(context, &[proposal])
        }
        Approval::Propose { file } => {
            let text = files::read(file, LIMIT)?;
            let operation: Operation = serde_json::from_slice(&text).map_err(|error| {
                Failure::new(Exit::Input, "input-damaged").with("file", file.display()).with("detail", error)
            })?;
            let id = authority.propose(&actor, operation).map_err(ca::failure)?;
            tell(context, &[authority.approval(id).map_err(ca::failure)?])
        }
        Approval::Approve(options) => {
            let id = parsed(&options.id)?;
            let proposal = authority.approval(id).map_err(ca::failure)?;
            let signed = match &options.signature {
                Some(file) => files::read(file, LIMIT)?,
                None => sign(context, &installation.config, &proposal, options)?,
            };
            authority.approve(&actor, id, &signed).map_err(ca::failure)?;
            tell(context, &[authority.approval(id).map_err(ca::failure)?])
        }
        Approval::Withdraw { id } => {
            let id = parsed(id)?;
            authority.withdraw(&actor, id).map_err(ca::failure)?;
            tell(context, &[authority.approval(id).map_err(ca::failure)?])
        }
        Approval::Execute { .. } => Ok(Exit::Done),
    }
}

fn parsed(id: &str) -> Outcome<Id<ApprovalKind>> {
    let failure =
        |error| Failure::new(Exit::Usage, "value-invalid").with("option", "ID").with("detail", error);
    id.parse().map_err(failure)
}

/// Signs the proposal here, with the officer's key.
fn sign(context: &Context, config: &Config, proposal: &Proposal, options: &ApproveWith) -> Outcome<Vec<u8>> {
    let missing = || Failure::new(Exit::Usage, "answer-missing").with("option", "--key");
    let name = KeyName::parse(options.key.as_deref().ok_or_else(missing)?)?;
    let pin = match name.needs_pin() {
        true => Some(secrets::pin(
            &name.device(),
            options.pin_fd,
            options.pin_file.as_deref(),
            &context.global,
            &context.out,
        )?),
        false => None,
    };
    let open = name.open(context, pin, Some(config))?;
    let certificate = match &options.certificate {
        Some(path) => read_certificate(path)?,
        None => open
            .certificates
            .iter()
            .find(|certificate| certificate.spki() == open.key.public_key().spki_der())
            .cloned()
            .ok_or_else(|| Failure::new(Exit::Usage, "answer-missing").with("option", "--certificate"))?,
    };
    signed_by(&*open.key, &certificate, &proposal.document(), context.clock().now())
}

/// A CAdES signature that holds the content.
pub fn signed_by(
    key: &dyn keyvault::SigningKey,
    certificate: &Certificate,
    content: &[u8],
    now: foundation::Timestamp,
) -> Outcome<Vec<u8>> {
    let algorithm = keyvault::KeySpec::of(key.public_key().key_type())
        .ok_or_else(|| Failure::new(Exit::Usage, "algorithm-refused").with("detail", "CAdES"))?
        .default_algorithm();
    let parameters = cades::Parameters::new(algorithm, now);
    let digest = cades::ContentDigest::of_slice(content, algorithm.digest());
    let to_sign = cades::prepare(&digest, certificate, &[], &parameters).map_err(Failure::defect)?;
    let value = key.sign_digest(algorithm, &to_sign.digest()).map_err(keys::key_failure)?;
    let signed = to_sign.complete(&value).map_err(Failure::defect)?;
    signed.enveloping(content).map_err(Failure::defect)
}

/// A certificate in a file.
pub fn read_certificate(path: &Path) -> Outcome<Certificate> {
    let bytes = files::read(path, 1 << 20)?;
    Certificate::from_pem_or_der(&bytes).map_err(|error| {
        Failure::new(Exit::Input, "input-damaged").with("file", path.display()).with("detail", error)
    })
}

/// Carries out an approved act with the authorities' keys in this process: a signing process makes no
/// authorities and destroys no keys.
fn execute(context: &Context, id: &str, files: &[std::path::PathBuf], descriptors: &[u32]) -> Outcome {
    let id = parsed(id)?;
    let config = Config::load(&context.data_folder())?;
    let guarded = match config.keys().activation {
        Activation::Automatic => ca_keys::guarded(context, &config, true)?,
        Activation::Shares => {
            let secret = signer::secret_of(context, files, descriptors)?;
            let keys = ca_keys::opener(&config)(secret).map_err(ca_keys::failure)?;
            ca_keys::guarded_with(context, &config, keys, true)?
        }
    };
    let authority = open(context, &config, guarded)?;
    authority.execute(&Actor::command_line(), id).map_err(ca::failure)?;
    tell(context, &[authority.approval(id).map_err(ca::failure)?])
}

/// An authority whose keys are guarded in this process.
pub fn open(context: &Context, config: &Config, guarded: keyvault::Guarded) -> Outcome<Authority> {
    let vault = keys::open_vault(context, config)?;
    let url = super::serve::store_url(config);
    let store = store::Store::open(url).map_err(super::serve::store_failure)?;
    let entropy = std::sync::Arc::new(foundation::SystemEntropy);
    let authority = Authority::open(store, vault, context.clock(), entropy, config.authority().clone());
    Ok(authority.map_err(ca::failure)?.with_signer(std::sync::Arc::new(guarded)))
}

fn tell(context: &Context, proposals: &[Proposal]) -> Outcome {
    let (lang, now) = (context.out.lang, context.clock().now());
    let state = |proposal: &Proposal| match proposal.state {
        _ if proposal.has_expired(now) => "expired",
        state => ApprovalState::name(state),
    };
    let rows: Vec<_> = proposals
        .iter()
        .map(|proposal| {
            let officers: Vec<_> = proposal.given.iter().map(|given| &given.officer).collect();
            serde_json::json!({
                "id": proposal.id,
                "operation": proposal.operation,
                "proposed_by": proposal.proposed_by,
                "proposed_at": proposal.proposed_at,
                "expires_at": proposal.expires_at,
                "state": state(proposal),
                "officers": officers,
                "outcome": proposal.outcome,
            })
        })
        .collect();
    let document = serde_json::json!({ "format": "ceralacca.approvals/1", "approvals": rows });
    context.out.data(&document, || {
        if proposals.is_empty() {
            return lang.t("cli-approvals-none");
        }
        let line = |proposal: &Proposal| {
            let officers: Vec<_> = proposal.given.iter().map(|given| given.officer.as_str()).collect();
            let values = [
                ("state", lang.t(&format!("approval-state-{}", state(proposal))).into()),
                ("until", fmt::date_time(lang, proposal.expires_at).into()),
                ("count", officers.len().into()),
                ("officers", officers.join(", ").into()),
            ];
            let act = lang.t(&format!("approval-act-{}", proposal.operation.name().replace('_', "-")));
            format!("{}  {act}\n  {}", proposal.id, lang.text("cli-approval", &values))
        };
        proposals.iter().map(line).collect::<Vec<_>>().join("\n")
    });
    Ok(Exit::Done)
}
