//! `ceralacca ca`: the certification authorities of the installation.

use std::path::Path;

use authority::{
    Authority, AuthorityError, CertificateStatus, Contacts, Holder, IssuedPair, PairRequest, Registration,
    Scope,
};
use devices::{
    DeviceError,
    personalise::{NotPersonalised, OnCard, Personalisable, Pins, Proofs, personalise},
};
use foundation::{Actor, Entropy, Secret, SystemEntropy};
use italia::CodiceFiscale;
use keyvault::{
    Argon2Cost, KeySpec, SigningKey,
    token::{CardNumber, Codes, Options, PersonalData, Personalisation, TokenCard, Tries},
};
use serde::Serialize;
use webkit::fmt;
use x509::Certificate;

use crate::{
    Context,
    cli::ca::{Ca, Issue, Person},
    commands::{
        lifecycle,
        serve::{self, Installation},
        signer,
    },
    exit::{Exit, Failure, Outcome},
    files, keys,
};

/// Runs the command that was asked for.
pub fn run(context: &Context, command: &Ca) -> Outcome {
    if let Ca::Activate(options) = command {
        return signer::activate(context, options);
    }
    if let Ca::Ceremony(options) = command {
        return super::ceremony::run(context, options);
    }
    let installation = Installation::load(context)?;
    match command {
        Ca::Keys => ca_keys_shown(context, &installation),
        Ca::Activate(_) | Ca::Ceremony(_) => Ok(Exit::Done),
        Ca::Show => show(context, &installation),
        Ca::Crl { export } => publish(context, &installation, export.as_deref()),
        Ca::Issue(options) => issue(context, &installation, options),
        Ca::Suspend(options) => lifecycle::suspend(context, &installation, options),
        Ca::Reactivate(options) => lifecycle::reactivate(context, &installation, options),
        Ca::Revoke(options) => lifecycle::revoke(context, &installation, options),
        Ca::History(options) => lifecycle::history(context, &installation, options),
        Ca::Status { certificate } => status(context, &installation, certificate),
        Ca::Survey => survey(context, &installation),
        Ca::Block { keys } => block_keys(context, &installation, keys),
        Ca::Recover => {
            let count = installation.authority.recover().map_err(failure)?;
            let document = serde_json::json!({ "format": "ceralacca.recover/1", "finished": count });
            context
                .out
                .data(&document, || context.out.lang.text("cli-recovered", &[("count", count.into())]));
            Ok(Exit::Done)
        }
    }
}

/// A failure for each way in which the authority refuses.
pub fn failure(error: AuthorityError) -> Failure {
    match error {
        AuthorityError::Store(error) => serve::store_failure(error),
        AuthorityError::Vault(error) => keys::vault_failure(error),
        AuthorityError::Key(error) => keys::key_failure(error),
        AuthorityError::Keyring(error) => crate::ca_keys::failure(error),
        error @ (AuthorityError::Approval(_) | AuthorityError::RolesApart { .. }) => {
            Failure { exit: Exit::Rule, problem: foundation::Problem::from(&error) }
        }
        AuthorityError::NoAuthority => Failure::new(Exit::Device, "authority-missing"),
        AuthorityError::Internal(detail) => Failure::defect(detail),
        other => Failure::new(Exit::Rule, "issuing-refused").with("detail", other),
    }
}

/// An authority as the command line describes it.
#[derive(Debug, Serialize)]
pub struct Described {
    service: String,
    name: String,
    serial: String,
    sha256: String,
    not_before: foundation::Timestamp,
    not_after: foundation::Timestamp,
    certificate: String,
    crl: String,
    ocsp: String,
}

/// The authorities of an installation, with their addresses.
pub fn described(authority: &Authority) -> Vec<Described> {
    let all = authority.authorities();
    let describe = |ca: &authority::ServiceAuthority| Described {
        service: ca.service.to_string(),
        name: ca.certificate.subject().friendly(),
        serial: ca.certificate.serial_hex(),
        sha256: foundation::hex(&ca.certificate.sha256()),
        not_before: ca.certificate.not_before(),
        not_after: ca.certificate.not_after(),
        certificate: ca.certificate_url(),
        crl: format!("{}/{}", ca.publication_url, Scope::Shard(0).path(&ca.path)),
        ocsp: ca.ocsp_url(),
    };
    all.iter().map(describe).collect()
}

fn show(context: &Context, installation: &Installation) -> Outcome {
    let all = described(&installation.authority);
    let lang = context.out.lang;
    let document = serde_json::json!({ "format": "ceralacca.authorities/1", "authorities": all });
    context.out.data(&document, || {
        let block = |ca: &Described| {
            let lines = [
                (
                    "ca-validity",
                    format!("{} – {}", fmt::date(lang, ca.not_before), fmt::date(lang, ca.not_after)),
                ),
                ("ca-fingerprint", ca.sha256.clone()),
                ("ca-ocsp", ca.ocsp.clone()),
                ("ca-crl", ca.crl.clone()),
            ];
            let lines = lines.map(|(key, value)| format!("  {}: {value}", lang.t(key)));
            format!("{} [{}]\n{}", ca.name, ca.service, lines.join("\n"))
        };
        all.iter().map(block).collect::<Vec<_>>().join("\n\n")
    });
    Ok(Exit::Done)
}

/// The keys of the installation: whether each is the one that its certificate has, and which end soon.
fn ca_keys_shown(context: &Context, installation: &Installation) -> Outcome {
    let authority = &installation.authority;
    let checks = authority.check_keys().map_err(failure)?;
    let now = context.clock().now();
    let keys = authority.key_survey().map_err(failure)?;
    let alarms: Vec<_> = keys.iter().filter_map(|key| Some((key, key.alarm(now)?))).collect();
    let lang = context.out.lang;
    let rows: Vec<_> = checks
        .iter()
        .map(|check| {
            serde_json::json!({ "label": check.label, "name": check.name, "good": check.fault.is_none(),
                                "fault": check.fault })
        })
        .collect();
    let soon: Vec<_> = alarms
        .iter()
        .map(|(key, days)| {
            serde_json::json!({ "what": key.what.name(), "name": key.name, "ends": key.until, "days": days })
        })
        .collect();
    let document = serde_json::json!({ "format": "ceralacca.keys/1", "keys": rows, "alarms": soon });
    context.out.data(&document, || {
        let key = |check: &authority::KeyCheck| {
            let said = if check.fault.is_none() { "cli-key-good" } else { "cli-key-bad" };
            format!("{}  {}  {}", lang.t(said), check.label, check.name)
        };
        let alarm = |(key, _): &(&authority::KeyLine, u8)| {
            let values = [
                ("what", lang.t(&format!("key-{}", key.what.name())).into()),
                ("name", key.name.clone().into()),
                ("date", fmt::date(lang, key.until).into()),
            ];
            lang.text("cli-key-ends", &values)
        };
        checks.iter().map(key).chain(alarms.iter().map(alarm)).collect::<Vec<_>>().join("\n")
    });
    Ok(if checks.iter().all(|check| check.fault.is_none()) { Exit::Done } else { Exit::Device })
}

/// Reads and lints the whole register, as is done every night.
fn survey(context: &Context, installation: &Installation) -> Outcome {
    let survey = installation.authority.survey_register(&Actor::command_line()).map_err(failure)?;
    let document = serde_json::json!({
        "format": "ceralacca.survey/1", "certificates": survey.certificates, "findings": survey.findings,
    });
    let values = [("count", survey.certificates.into()), ("findings", survey.findings.into())];
    context.out.data(&document, || context.out.lang.text("cli-surveyed", &values));
    Ok(if survey.findings == 0 { Exit::Done } else { Exit::Rule })
}

/// Takes the keys of a file as compromised: a line each, the SHA-256 of its SubjectPublicKeyInfo.
fn block_keys(context: &Context, installation: &Installation, file: &Path) -> Outcome {
    let text = std::fs::read_to_string(file).map_err(|error| Failure::io(&error, file))?;
    let mut keys = Vec::new();
    for (at, line) in text.lines().enumerate().map(|(at, line)| (at + 1, line.trim())) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let bad = || Failure::new(Exit::Usage, "key-hash").with("file", file.display()).with("line", at);
        keys.push(foundation::unhex(line).ok_or_else(bad)?);
    }
    let new = installation.authority.block_keys(&Actor::command_line(), keys).map_err(failure)?;
    let document = serde_json::json!({ "format": "ceralacca.block-keys/1", "added": new });
    context.out.data(&document, || context.out.lang.text("cli-keys-blocked", &[("count", new.into())]));
    Ok(Exit::Done)
}

fn publish(context: &Context, installation: &Installation, export: Option<&Path>) -> Outcome {
    let authority = &installation.authority;
    let count = authority.publish_lists(&Actor::command_line()).map_err(failure)?;
    if let Some(folder) = export {
        std::fs::create_dir_all(folder).map_err(|error| Failure::io(&error, folder))?;
        for ca in authority.authorities().iter() {
            for scope in ca.scopes() {
                if let Some(list) = authority.newest_list(ca, scope).map_err(failure)? {
                    let name = scope.path(&ca.path).replace('/', "-");
                    files::write(&folder.join(name), &list.der, true)?;
                }
            }
        }
    }
    let document = serde_json::json!({ "format": "ceralacca.crl/1", "published": count });
    context.out.data(&document, || context.out.lang.text("cli-crl-published", &[("count", count.into())]));
    Ok(Exit::Done)
}

/// What a person gets with a test token.
#[derive(Debug)]
pub struct TokenCodes {
    /// Of the signature slot.
    pub signature: Codes,
    /// Of the CNS slot.
    pub cns: Codes,
    /// Suspends both certificates.
    pub emergency: Secret<String>,
}

impl TokenCodes {
    /// Random codes: one PIN and one PUK for both keys, as chambers give them, or two.
    pub fn random(entropy: &dyn Entropy, two: bool) -> Self {
        let emergency = Codes::random(entropy).puk;
        let signature = Codes::random(entropy);
        let cns = if two { Codes::random(entropy) } else { signature.clone() };
        Self { signature, cns, emergency }
    }

    fn pins(&self) -> Pins {
        Pins { signature: self.signature.pin.clone(), authentication: self.cns.pin.clone() }
    }
}

/// Makes a token file, has the pair issued for the keys that it generated, and installs both
/// certificates.
pub fn issue_on_token(
    authority: &Authority,
    actor: &Actor,
    holder: &Holder,
    path: &Path,
    codes: &TokenCodes,
    contacts: Contacts,
    (key, now): (KeySpec, foundation::Timestamp),
) -> Outcome<IssuedPair> {
    let with = Personalisation {
        card_number: random_card_number(&SystemEntropy)?,
        holder: personal_data(holder)?,
        created: now,
        key,
        signature: codes.signature.clone(),
        cns: codes.cns.clone(),
        emergency_code: codes.emergency.clone(),
        pin_cost: Argon2Cost::PIN,
        tries: Tries::default(),
        atr: None,
        options: Options::default(),
    };
    let card = TokenCard::create(path, &with, &SystemEntropy).map_err(keys::token_failure)?;
    let mut device = OnCard::of_token(card, codes.pins());
    let who = Enrolment { holder, contacts, emergency_code: Some(codes.emergency.clone()) };
    let number = with.card_number.as_str();
    let issued = issue_on_device(authority, actor, &mut device, &who, key, (number, &path.display()));
    if issued.is_err() {
        // Nothing was certified for these keys; a token without certificates is of no use.
        let _ = std::fs::remove_file(path);
    }
    issued
}

/// Who gets a device.
#[derive(Debug)]
pub struct Enrolment<'a> {
    pub holder: &'a Holder,
    pub contacts: Contacts,
    pub emergency_code: Option<Secret<String>>,
}

/// Makes both keys on a device, has the pair issued for them, and installs both certificates. The number is
/// for devices that have none of their own, the name for messages.
pub fn issue_on_device(
    authority: &Authority,
    actor: &Actor,
    device: &mut dyn Personalisable,
    who: &Enrolment<'_>,
    key: KeySpec,
    (number, name): (&str, &dyn std::fmt::Display),
) -> Outcome<IssuedPair> {
    let mut issued = None;
    let certify = |proofs: Proofs| {
        let request = PairRequest {
            holder: who.holder.clone(),
            card_number: proofs.number,
            personal_data: proofs.personal_data,
            signature_request: proofs.signature,
            cns_request: proofs.authentication,
            emergency_code: who.emergency_code.clone(),
            registration: Registration { contacts: who.contacts.clone(), ..Registration::default() },
        };
        let pair = authority.issue_pair(actor, &request).map_err(failure)?;
        let certificates = devices::personalise::Pair {
            signature: pair.signature.clone(),
            authentication: pair.cns.clone(),
        };
        issued = Some(pair);
        Ok(certificates)
    };
    personalise(device, &personal_data(who.holder)?, key, number, certify).map_err(|error| match error {
        NotPersonalised::Device(condition) => DeviceError::new(condition, name.to_string()).into(),
        NotPersonalised::NotBlank => Failure::new(Exit::Device, "card-not-blank").with("device", name),
        NotPersonalised::Certifier(failure) => failure,
    })?;
    issued.ok_or_else(|| Failure::defect("a device was personalised without a pair"))
}

/// The personal data as the card will hold it (EF.Dati_personali).
fn personal_data(holder: &Holder) -> Outcome<PersonalData> {
    let refused = |field: &'static str| {
        move |error: italia::NameError| {
            Failure::new(Exit::Usage, "value-invalid").with("option", field).with("detail", error)
        }
    };
    let given_name = italia::name_on_card(&holder.given_name).map_err(refused("--name"))?;
    let surname = italia::name_on_card(&holder.surname).map_err(refused("--surname"))?;
    PersonalData::of(&given_name, &surname, &holder.codice_fiscale.to_string()).map_err(Failure::defect)
}

/// A request signed by its own key.
pub fn proof_of_possession(key: &dyn SigningKey) -> Outcome<Vec<u8>> {
    devices::personalise::proof_of_possession(key).map_err(keys::key_failure)
}

/// 16 digits that begin as those of the chambers' cards do.
pub fn random_card_number(entropy: &dyn Entropy) -> Outcome<CardNumber> {
    let digits: String = entropy.bytes::<12>().iter().map(|octet| char::from(b'0' + octet % 10)).collect();
    format!("7430{digits}").parse().map_err(Failure::defect)
}

/// The person that options name, and where to write to them.
pub fn person(context: &Context, options: &Person) -> Outcome<(Holder, Contacts)> {
    let codice_fiscale: CodiceFiscale = options.codice_fiscale.parse().map_err(|error| {
        let failure = Failure::new(Exit::Usage, "value-invalid").with("option", "--codice-fiscale");
        failure.with("detail", error)
    })?;
    let holder =
        Holder { given_name: options.name.clone(), surname: options.surname.clone(), codice_fiscale };
    let email = options.email.as_ref().map(|email| {
        let email: italia::Email = email.parse().map_err(|error| {
            let failure = Failure::new(Exit::Usage, "value-invalid").with("option", "--email");
            failure.with("detail", error)
        })?;
        Outcome::Ok(email.to_string())
    });
    let contacts = Contacts { email: email.transpose()?, mobile: None, language: context.out.lang };
    Ok((holder, contacts))
}

fn issue(context: &Context, installation: &Installation, options: &Issue) -> Outcome {
    let (holder, contacts) = person(context, &options.person)?;
    let actor = Actor::command_line();
    let authority = &installation.authority;
    let codes = TokenCodes::random(&SystemEntropy, false);
    let now = context.clock().now();
    // The codes are on disk before the pair exists: a pair whose codes are lost is of no use.
    files::write_private(&options.codes_file, codes_text(&codes).as_bytes(), false)?;
    let issued =
        issue_on_token(authority, &actor, &holder, &options.token, &codes, contacts, (options.key_type, now));
    let pair = match issued {
        Ok(pair) => pair,
        Err(failure) => {
            let _ = std::fs::remove_file(&options.codes_file);
            return Err(failure);
        }
    };
    if options.activate {
        authority.activate_pair(&actor, pair.id).map_err(failure)?;
    }
    authority.publish_lists(&actor).map_err(failure)?;
    let name = format!("{} {}", holder.given_name, holder.surname);
    let document = serde_json::json!({
        "format": "ceralacca.issue/1",
        "pair": pair.id,
        "name": name,
        "token": options.token,
        "codes": options.codes_file,
        "signature": pair.signature.serial_hex(),
        "cns": pair.cns.serial_hex(),
    });
    context.out.data(&document, || {
        let values = [
            ("name", name.as_str().into()),
            ("token", options.token.display().to_string().into()),
            ("codes", options.codes_file.display().to_string().into()),
        ];
        context.out.lang.text("cli-issued", &values)
    });
    Ok(Exit::Done)
}

/// The codes as a file of names and values.
pub fn codes_text(codes: &TokenCodes) -> String {
    let slot = |name: &str, codes: &Codes| {
        format!("pin_{name} = \"{}\"\npuk_{name} = \"{}\"\n", codes.pin.expose(), codes.puk.expose())
    };
    format!(
        "{}{}emergency_code = \"{}\"\n",
        slot("signature", &codes.signature),
        slot("cns", &codes.cns),
        codes.emergency.expose()
    )
}

fn status(context: &Context, installation: &Installation, certificate: &str) -> Outcome {
    let path = Path::new(certificate);
    let serial = if path.exists() {
        let bytes = files::read(path, 1 << 20)?;
        let damaged = |error| {
            Failure::new(Exit::Input, "input-damaged").with("file", certificate).with("detail", error)
        };
        Certificate::from_pem_or_der(&bytes).map_err(damaged)?.serial().to_vec()
    } else {
        authority::parse_serial(certificate)
            .ok_or_else(|| Failure::new(Exit::Usage, "serial-invalid").with("certificate", certificate))?
    };
    let found = installation.authority.certificate_status(&serial).map_err(failure)?;
    if found.is_empty() {
        return Err(Failure::new(Exit::Input, "certificate-unknown").with("certificate", certificate));
    }
    let lang = context.out.lang;
    let rows: Vec<serde_json::Value> = found
        .iter()
        .map(|one| {
            let (state, at) = match one.status {
                CertificateStatus::Good { until } => ("good", until),
                CertificateStatus::Suspended { since } => ("suspended", since),
                CertificateStatus::Revoked { at } => ("revoked", at),
                CertificateStatus::Expired { at } => ("expired", at),
            };
            serde_json::json!({
                "serial": one.certificate.serial_hex(),
                "authority": one.authority.service.to_string(),
                "subject": one.certificate.subject().rfc4514(),
                "state": state,
                "at": at,
                "pem": one.certificate.to_pem(),
            })
        })
        .collect();
    let document = serde_json::json!({ "format": "ceralacca.status/1", "certificates": rows });
    context.out.data(&document, || {
        let line = |row: &serde_json::Value| {
            let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            let date = text("at").parse().map(|at| fmt::date_time(lang, at)).unwrap_or_default();
            let told = lang.text(&format!("status-{}", text("state")), &[("date", date.into())]);
            format!("{told}\n  {}\n  {}", text("subject"), text("serial"))
        };
        rows.iter().map(line).collect::<Vec<_>>().join("\n")
    });
    Ok(Exit::Done)
}
