//! `ceralacca operator`: who may enter the pages of administration.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use access::{
    Access, AccessError, Account, NewOperator,
    pkcs12::{NewKey, Pkcs12Error},
};
use authority::{AuthorityError, OperatorRole};
use foundation::{Actor, Entropy, Problem, SystemEntropy, hex};
use serde::{Deserialize, Serialize};
use serde_json::json;
use webkit::fmt;
use x509::{Certificate, request::Request};

use crate::{
    Context,
    cli::{OperatorKey, Operators},
    commands::{ca, serve::Installation},
    exit::{Exit, Failure, Outcome},
    files, secrets,
};

/// Runs the command that was asked for.
pub fn run(context: &Context, command: &Operators) -> Outcome {
    let installation = Installation::load(context)?;
    let access = open(context, &installation)?;
    let actor = Actor::command_line();
    match command {
        Operators::Add { id, name, email, role, way } => {
            let new = NewOperator {
                id: id.clone(),
                role: role_of(role)?,
                name: name.clone(),
                email: email.clone(),
            };
            let prepared = prepare(way)?;
            let account = access.add_operator(&actor, &new).map_err(failure)?;
            let values = [("name", name.as_str().into()), ("role", role.as_str().into())];
            context.out.note(&context.out.lang.text("cli-operator-added", &values));
            match prepared {
                Some(prepared) => give(context, &installation, &access, &account, prepared),
                None => {
                    context.out.data(&described(&account), String::new);
                    Ok(Exit::Done)
                }
            }
        }
        Operators::Certificate { id, role, way } => {
            let role = role_of(role)?;
            let account = access.operator(id, role).map_err(failure)?;
            let account = account.ok_or_else(|| failure(AccessError::Missing(id.clone())))?;
            let Some(prepared) = prepare(way)? else {
                return Err(Failure::new(Exit::Usage, "operator-way-missing"));
            };
            give(context, &installation, &access, &account, prepared)
        }
        Operators::Disable { id, role, reason } => {
            access.disable_operator(&actor, id, role_of(role)?, reason).map_err(failure)?;
            let values = [("id", id.as_str().into()), ("role", role.as_str().into())];
            let document = json!({ "format": "ceralacca.operator/1", "id": id, "role": role, "open": false });
            context.out.data(&document, || context.out.lang.text("cli-operator-disabled", &values));
            Ok(Exit::Done)
        }
        Operators::List => list(context, &access),
    }
}

/// The accounts of an installation.
///
/// # Errors
/// What the database says.
pub fn open(context: &Context, installation: &Installation) -> Outcome<Access> {
    let access =
        Access::open(installation.store.clone(), context.clock(), Arc::clone(&installation.authority));
    access.map_err(failure)
}

/// A failure for each way in which the accounts refuse.
pub fn failure(error: AccessError) -> Failure {
    match error {
        AccessError::Authority(error @ AuthorityError::RolesApart { .. }) => {
            Failure { exit: Exit::Rule, problem: Problem::from(&AccessError::Authority(error)) }
        }
        AccessError::Authority(error) => ca::failure(error),
        AccessError::Store(error) => crate::commands::serve::store_failure(error),
        other @ AccessError::Invalid { .. } => Failure { exit: Exit::Usage, problem: Problem::from(&other) },
        other => Failure { exit: Exit::Rule, problem: Problem::from(&other) },
    }
}

fn role_of(role: &str) -> Outcome<OperatorRole> {
    role.parse().map_err(|_| Failure::new(Exit::Usage, "operator-role").with("role", role))
}

/// What the certificate is asked with, read before anything changes.
enum Prepared {
    Request { csr: Vec<u8>, output: PathBuf },
    Key { key: NewKey, file: PathBuf, password: foundation::Secret<String> },
}

fn prepare(way: &OperatorKey) -> Outcome<Option<Prepared>> {
    if let (Some(path), Some(output)) = (&way.request, &way.output) {
        let octets = files::read(path, 1 << 20)?;
        let request = Request::from_pem_or_der(&octets)
            .map_err(|_| Failure::new(Exit::Input, "not-a-request").with("file", path.display()))?;
        return Ok(Some(Prepared::Request { csr: request.der().to_vec(), output: output.clone() }));
    }
    let (Some(file), Some(password)) = (&way.pkcs12, &way.password_file) else { return Ok(None) };
    let password = secrets::first_line_of(password)?;
    if password.expose().chars().count() < 8 {
        return Err(Failure::new(Exit::Secret, "operator-password"));
    }
    if file.exists() {
        return Err(Failure::new(Exit::Operational, "file-exists").with("file", file.display()));
    }
    let key = NewKey::generate().map_err(Failure::defect)?;
    Ok(Some(Prepared::Key { key, file: file.clone(), password }))
}

fn give(
    context: &Context,
    installation: &Installation,
    access: &Access,
    account: &Account,
    prepared: Prepared,
) -> Outcome {
    let actor = Actor::command_line();
    let csr = match &prepared {
        Prepared::Request { csr, .. } => csr.clone(),
        Prepared::Key { key, .. } => key.request().map_err(Failure::defect)?,
    };
    let certificate = access.give_certificate(&actor, &account.id, account.role, &csr).map_err(failure)?;
    let file = match prepared {
        Prepared::Request { output, .. } => files::write(&output, certificate.to_pem().as_bytes(), false)?,
        Prepared::Key { key, file, password } => {
            let name = format!("{} ({})", account.name, account.role);
            let packed = pack(installation, key, &certificate, &name, &password)?;
            files::write_private(&file, &packed, false)?
        }
    };
    let lang = context.out.lang;
    let date = fmt::date(lang, certificate.not_after());
    let values = [("date", date.into()), ("file", file.display().to_string().into())];
    let mut document = described(account);
    document["serial"] = certificate.serial_hex().into();
    document["sha256"] = hex(&certificate.sha256()).into();
    document["not_after"] = certificate.not_after().to_string().into();
    document["file"] = file.display().to_string().into();
    context.out.data(&document, || lang.text("cli-operator-given", &values));
    Ok(Exit::Done)
}

fn described(account: &Account) -> serde_json::Value {
    let certificates: Vec<_> = account
        .certificates
        .iter()
        .map(|given| json!({ "serial": hex(&given.serial), "not_after": given.not_after }))
        .collect();
    json!({
        "format": "ceralacca.operator/1",
        "id": account.id,
        "role": account.role.name(),
        "name": account.name,
        "email": account.email,
        "open": account.is_open(),
        "certificates": certificates,
    })
}

fn list(context: &Context, access: &Access) -> Outcome {
    let accounts = access.operators().map_err(failure)?;
    let lang = context.out.lang;
    let line = |account: &Account| {
        let until = account.certificates.iter().map(|given| given.not_after).max();
        let state = match (account.disabled_at, until) {
            (Some(at), _) => lang.text("cli-operator-state-closed", &[("date", fmt::date(lang, at).into())]),
            (None, Some(at)) => lang.text("cli-operator-state-open", &[("date", fmt::date(lang, at).into())]),
            (None, None) => lang.t("cli-operator-state-waiting"),
        };
        let values = [
            ("id", account.id.as_str().into()),
            ("role", account.role.name().into()),
            ("name", account.name.as_str().into()),
            ("state", state.into()),
        ];
        lang.text("cli-operator-line", &values)
    };
    let rows: Vec<_> = accounts.iter().map(described).collect();
    let document = json!({ "format": "ceralacca.operators/1", "operators": rows });
    context.out.data(&document, || {
        if accounts.is_empty() {
            return lang.t("cli-operator-none");
        }
        accounts.iter().map(line).collect::<Vec<_>>().join("\n")
    });
    Ok(Exit::Done)
}

/// An operator of the demo: the file to import into a browser, and its password.
#[derive(Debug, Serialize, Deserialize)]
pub struct DemoOperator {
    name: String,
    role: String,
    pkcs12: PathBuf,
    password: String,
}

impl DemoOperator {
    /// The password of the file.
    pub fn password(&self) -> &str {
        &self.password
    }
}

/// The invented operators, one in each role of a person, each with a file for the browser in `folder`.
///
/// # Errors
/// What database, keys and disk say.
pub fn of_the_demo(
    context: &Context,
    installation: &Installation,
    folder: &Path,
) -> Outcome<Vec<DemoOperator>> {
    const PEOPLE: [(&str, &str, OperatorRole); 6] = [
        ("anna.verdi", "Anna Verdi", OperatorRole::Sysadmin),
        ("carlo.bruni", "Carlo Bruni", OperatorRole::CaOfficer),
        ("dora.galli", "Dora Galli", OperatorRole::CaOfficer),
        ("elio.fabbri", "Elio Fabbri", OperatorRole::CaOfficer),
        ("ugo.neri", "Ugo Neri", OperatorRole::Auditor),
        ("rita.bassi", "Rita Bassi", OperatorRole::Rao),
    ];
    let access = open(context, installation)?;
    let actor = Actor::system("demo");
    let mut made = Vec::with_capacity(PEOPLE.len());
    for (id, name, role) in PEOPLE {
        let file = folder.join(format!("{id}.p12"));
        if file.exists() {
            // Left by an attempt that was interrupted before the summary was written.
            std::fs::remove_file(&file).map_err(|error| Failure::io(&error, &file))?;
        }
        let email = format!("{id}@borgosereno.example.com");
        let new = NewOperator { id: id.to_owned(), role, name: name.to_owned(), email };
        match access.add_operator(&actor, &new) {
            Ok(_) | Err(AccessError::Exists(_)) => {}
            Err(error) => return Err(failure(error)),
        }
        let key = NewKey::generate().map_err(Failure::defect)?;
        let csr = key.request().map_err(Failure::defect)?;
        let certificate = access.give_certificate(&actor, id, role, &csr).map_err(failure)?;
        let entropy: &dyn Entropy = &SystemEntropy;
        let password = hex(&entropy.bytes::<6>());
        let secret = foundation::Secret::new(password.clone());
        let packed = pack(installation, key, &certificate, &format!("{name} ({role})"), &secret)?;
        let pkcs12 = files::write_private(&file, &packed, false)?;
        made.push(DemoOperator { name: name.to_owned(), role: role.name().to_owned(), pkcs12, password });
    }
    Ok(made)
}

/// Key and certificate in one file, with the authority above.
fn pack(
    installation: &Installation,
    key: NewKey,
    certificate: &Certificate,
    name: &str,
    password: &foundation::Secret<String>,
) -> Outcome<Vec<u8>> {
    let all = installation.authority.authorities();
    let issuers = all.iter().filter(|ca| ca.certificate.subject().der() == certificate.issuer().der());
    let above: Vec<_> = issuers.map(|ca| ca.certificate.clone()).collect();
    key.into_file(certificate, &above, name, password, &SystemEntropy).map_err(|error| match error {
        Pkcs12Error::Password => Failure::new(Exit::Secret, "operator-password"),
        error @ Pkcs12Error::Crypto(_) => Failure::defect(error),
    })
}
