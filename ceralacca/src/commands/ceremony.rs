//! `ceralacca ca ceremony`: keys and certificates of the authorities, made before witnesses
//! (pki.md §10 K7). A script says who takes part and where the keys go; each step is written down when
//! it was done, so that a ceremony that was interrupted goes on where it stopped.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use authority::{
    Authority, Ceremony as Held, CeremonyKind, OperatorRequest, OperatorRole,
    rules::ceremony::{self as rules, Participant, Step},
};
use foundation::{Actor, Entropy, Id, Secret, SystemEntropy, hex};
use keyvault::{
    Argon2Cost, KeyStore, SigningKey, SoftwareKey, Unlock, Vault,
    pkcs11::{Choice, Module},
    shares::{Plan, combine, random_secret, split},
};
use store::Store;
use x509::{alg::DigestAlgorithm, request};

use self::script::{Officer, Script};
use crate::{
    Context, ca_keys,
    cli::Ceremony,
    commands::{approval, ca, serve, signer},
    config::{Config, KeyPlace},
    exit::{Exit, Failure, Outcome},
    files,
    keys::{self, KeyName},
    secrets,
};

mod script;

type Facts = Vec<(String, String)>;

/// Holds a ceremony, or goes on with one.
pub fn run(context: &Context, options: &Ceremony) -> Outcome {
    let folder = context.data_folder();
    if folder.join(Config::FILE).exists() {
        return Err(Failure::new(Exit::Rule, "already-initialised").with("folder", folder.display()));
    }
    let (text, base) = match &options.script {
        Some(path) => {
            let text = files::read(path, 1 << 20)?;
            let base = path.parent().map(Path::to_owned).unwrap_or_default();
            (String::from_utf8(text).map_err(|error| script::invalid(path, error))?, base)
        }
        None => (script::DEFAULT.to_owned(), folder.clone()),
    };
    let script = Script::read(&text, &base, options.script.as_deref())?;
    let script = if options.dry_run { script.rehearsed(&folder) } else { script };
    let mut hall = Hall::open(context, &folder, script, &text, options)?;
    while let Some(step) = hall.held.progress.next() {
        context.out.note(&context.out.lang.t(&format!("ceremony-{}", step.name())));
        let facts = hall.hold(step)?;
        let transcript = (step == Step::Transcript).then(|| hall.transcript.take()).flatten();
        let (id, actor) = (hall.held.id, Actor::command_line());
        let recorded = hall.authority.record_step(&actor, id, step, facts, transcript);
        hall.held.progress = recorded.map_err(ca::failure)?;
    }
    if !options.dry_run {
        hall.config.save()?;
    }
    let document = serde_json::json!({
        "format": "ceralacca.ceremony-held/1",
        "id": hall.held.id,
        "rehearsal": options.dry_run,
        "transcript": hall.script.transcript,
        "authorities": ca::described(&hall.authority),
    });
    context.out.data(&document, || {
        let key = if options.dry_run { "cli-ceremony-rehearsed" } else { "cli-ceremony-held" };
        let values = [("file", hall.script.transcript.display().to_string().into())];
        context.out.lang.text(key, &values)
    });
    Ok(Exit::Done)
}

/// A ceremony under way.
struct Hall<'a> {
    context: &'a Context,
    options: &'a Ceremony,
    script: Script,
    script_text: &'a str,
    script_sha256: String,
    config: Config,
    authority: Authority,
    held: Held,
    /// The secret of the keys, from the moment it is known.
    secret: Option<Secret<String>>,
    transcript: Option<Vec<u8>>,
}

impl<'a> Hall<'a> {
    fn open(
        context: &'a Context,
        folder: &Path,
        script: Script,
        text: &'a str,
        options: &'a Ceremony,
    ) -> Outcome<Self> {
        let config = Config::new(script.config(), folder)?;
        ca_keys::make_private(folder)?;
        let authority = open_authority(context, &config, None)?;
        let script_sha256 = hex(&DigestAlgorithm::Sha256.digest(text.as_bytes()));
        let open = authority.ceremonies().map_err(ca::failure)?.into_iter().find(|held| !held.is_over);
        let held = match open {
            None => {
                let begun = authority.begin_ceremony(&Actor::command_line(), &script_sha256);
                let id: Id<CeremonyKind> = begun.map_err(ca::failure)?;
                let all = authority.ceremonies().map_err(ca::failure)?;
                all.into_iter().find(|held| held.id == id).ok_or_else(|| Failure::defect("no ceremony"))?
            }
            Some(held) if held.script_sha256 != script_sha256 => {
                return Err(Failure::new(Exit::Rule, "ceremony-other-script").with("id", held.id));
            }
            Some(held) if !options.resume => {
                return Err(Failure::new(Exit::Rule, "ceremony-open").with("id", held.id));
            }
            Some(held) => held,
        };
        Ok(Self {
            context,
            options,
            script,
            script_text: text,
            script_sha256,
            config,
            authority,
            held,
            secret: None,
            transcript: None,
        })
    }

    fn hold(&mut self, step: Step) -> Outcome<Facts> {
        match step {
            Step::Participants => self.participants(),
            Step::Program => self.program(),
            Step::Rehearsal => self.rehearsal(),
            Step::Token => self.token(),
            Step::Keys => self.keys(),
            Step::Authorities => self.authorities(),
            Step::Officers => self.officers(),
            Step::Verification => self.verification(),
            Step::Transcript => self.transcript(),
        }
    }

    fn participants(&self) -> Outcome<Facts> {
        let people = self.script.participants();
        rules::check_participants(&people, self.script.shares.made().into())
            .map_err(|error| Failure::new(Exit::Rule, "ceremony-participants").with("detail", error))?;
        Ok(people
            .iter()
            .map(|person| (format!("{}:{}", person.role, person.id), person.name.clone()))
            .collect())
    }

    fn program(&self) -> Outcome<Facts> {
        let program = std::env::current_exe().map_err(Failure::defect)?;
        let mut facts = vec![
            ("version".to_owned(), env!("CARGO_PKG_VERSION").to_owned()),
            ("program_sha256".to_owned(), file_sha256(&program)?),
            ("script_sha256".to_owned(), self.script_sha256.clone()),
        ];
        if let KeyPlace::Token { module, .. } = &self.config.keys().place {
            facts.push(("module".to_owned(), module.display().to_string()));
            facts.push(("module_sha256".to_owned(), file_sha256(module)?));
        }
        Ok(facts)
    }

    /// The whole ceremony by the same script, on a throw-away token and in a throw-away folder, by a
    /// process of its own.
    fn rehearsal(&self) -> Outcome<Facts> {
        if self.options.dry_run {
            return Ok(vec![("this".to_owned(), "is the rehearsal".to_owned())]);
        }
        let folder = self.config.folder().join("rehearsal");
        let _ = std::fs::remove_dir_all(&folder);
        ca_keys::make_private(&folder)?;
        let script = folder.join("script.toml");
        files::write_private(&script, self.script_text.as_bytes(), true)?;
        let program = std::env::current_exe().map_err(Failure::defect)?;
        let mut command = Command::new(program);
        command.arg("--data").arg(folder.join("data")).args(["--json", "--no-input"]);
        if let Some(time) = self.context.global.time {
            command.arg("--time").arg(time.to_string());
        }
        command.args(["ca", "ceremony", "--dry-run", "--script"]).arg(&script);
        if let KeyPlace::Token { .. } = &self.config.keys().place {
            // SoftHSM2 finds its tokens by this file; other modules do not read it, and a rehearsal on
            // them goes to a vault.
            let tokens = folder.join("tokens");
            ca_keys::make_private(&tokens)?;
            let conf = folder.join("softhsm2.conf");
            let text = format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display());
            files::write_private(&conf, text.as_bytes(), true)?;
            command.env("SOFTHSM2_CONF", conf);
        }
        let output = command.output().map_err(Failure::defect)?;
        let transcript = std::fs::read(folder.join("data").join(script::REHEARSED)).unwrap_or_default();
        std::fs::remove_dir_all(&folder).map_err(|error| Failure::io(&error, &folder))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned()
                + &String::from_utf8_lossy(&output.stdout);
            return Err(Failure::new(Exit::Rule, "ceremony-rehearsal").with("detail", said.trim()));
        }
        Ok(vec![("transcript_sha256".to_owned(), hex(&DigestAlgorithm::Sha256.digest(&transcript)))])
    }

    /// The place of the keys, its secret in shares, and every share in its custodian's hands. Interrupted,
    /// it is done anew: no key exists yet.
    fn token(&mut self) -> Outcome<Facts> {
        ca_keys::make_private(&ca_keys::folder(&self.config))?;
        let secret = random_secret(&SystemEntropy);
        let mut facts = Facts::new();
        match &self.config.keys().place {
            KeyPlace::Vault => {
                let place = ca_keys::folder(&self.config).join("vault");
                if place.exists() {
                    std::fs::remove_dir_all(&place).map_err(|error| Failure::io(&error, &place))?;
                }
                ca_keys::make_vault(&self.config, &Unlock::Passphrase(secret.clone()))?;
                facts.push(("place".to_owned(), "vault".to_owned()));
            }
            KeyPlace::Token { module, token } => {
                let module = Module::load(module).map_err(keys::device_failure)?;
                if module.token(&Choice::Label(token.clone())).is_ok() {
                    return Err(Failure::new(Exit::Rule, "ceremony-token-used").with("token", token));
                }
                // Nobody keeps the security officer's PIN: a token whose PIN is lost is made anew, from
                // the backup.
                let officer = random_secret(&SystemEntropy);
                let made = module.initialise_token(token, &officer, &secret);
                let made = made.map_err(keys::device_failure)?;
                let info = made.info();
                for (name, value) in [
                    ("token", &info.label),
                    ("serial", &info.serial),
                    ("manufacturer", &info.manufacturer),
                    ("model", &info.model),
                ] {
                    facts.push((name.to_owned(), value.clone()));
                }
            }
        }
        facts.extend(self.hand_out(&secret)?);
        self.secret = Some(secret);
        Ok(facts)
    }

    fn hand_out(&self, secret: &Secret<String>) -> Outcome<Facts> {
        let plan: Plan = self.script.shares;
        let shares = split(secret, plan, &SystemEntropy).map_err(Failure::defect)?;
        // What the custodians carry away opens the keys: tried with the last shares of the set.
        let from = shares.len() - usize::from(plan.needed());
        let again: Vec<_> = shares[from..]
            .iter()
            .map(|share| share.to_text().expose().parse())
            .collect::<Result<_, _>>()
            .map_err(Failure::defect)?;
        if combine(&again).map_err(Failure::defect)?.expose() != secret.expose() {
            return Err(Failure::defect("the shares do not give the secret"));
        }
        let mut facts = vec![
            ("shares".to_owned(), format!("{} of {}", plan.needed(), plan.made())),
            ("set".to_owned(), shares[0].set()),
        ];
        for (custodian, share) in self.script.custodians.iter().zip(&shares) {
            let text = share.to_text();
            match &custodian.share_file {
                Some(path) => {
                    let line = zeroize::Zeroizing::new(format!("{}\n", text.expose()));
                    files::write_private(path, line.as_bytes(), self.options.resume || self.options.dry_run)?;
                }
                None => secrets::show_share(&custodian.name, &text, self.context)?,
            }
            facts.push((format!("share {}", share.number()), custodian.id.clone()));
        }
        Ok(facts)
    }

    /// The keys, open in this process and behind the guard of a beginning.
    fn guarded(&mut self) -> Outcome<keyvault::Guarded> {
        if self.secret.is_none() {
            let files: Vec<PathBuf> =
                self.script.custodians.iter().filter_map(|custodian| custodian.share_file.clone()).collect();
            let files = if files.len() == self.script.custodians.len() { files } else { Vec::new() };
            self.secret = Some(signer::secret_of(self.context, &files, &[])?);
        }
        let secret = self.secret.clone().ok_or_else(|| Failure::defect("no secret"))?;
        let keys: Arc<dyn KeyStore> = ca_keys::opener(&self.config)(secret).map_err(ca_keys::failure)?;
        ca_keys::guarded_with(self.context, &self.config, keys, true)
    }

    /// The authority with the keys that it signs with.
    fn with_keys(&mut self) -> Outcome<()> {
        let guarded = self.guarded()?;
        self.authority = open_authority(self.context, &self.config, Some(guarded))?;
        Ok(())
    }

    fn keys(&mut self) -> Outcome<Facts> {
        self.with_keys()?;
        let made = self.authority.make_authority_keys(self.script.kind).map_err(ca::failure)?;
        let fact = |(label, key): (String, x509::alg::PublicKey)| {
            let spki = DigestAlgorithm::Sha256.digest(key.spki_der());
            (label, format!("{} spki_sha256={}", self.script.kind, hex(&spki)))
        };
        Ok(made.into_iter().map(fact).collect())
    }

    fn authorities(&mut self) -> Outcome<Facts> {
        self.with_keys()?;
        match self.authority.init(&Actor::command_line(), self.script.kind) {
            Ok(()) | Err(authority::AuthorityError::AlreadyInitialised) => {}
            Err(error) => return Err(ca::failure(error)),
        }
        let mut facts = Facts::new();
        for ca in self.authority.authorities().iter() {
            let certificate = &ca.certificate;
            let value = format!(
                "{} serial={} sha256={}",
                certificate.subject().rfc4514(),
                certificate.serial_hex(),
                hex(&certificate.sha256())
            );
            facts.push((ca.path.clone(), value));
            facts.push((format!("{} certificate", ca.path), certificate.to_pem()));
        }
        Ok(facts)
    }

    fn officers(&mut self) -> Outcome<Facts> {
        self.with_keys()?;
        let mut facts = Facts::new();
        for officer in self.script.officers.clone() {
            // One that an interrupted attempt certified already has the certificate in its file.
            let certificate = match approval::read_certificate(&officer.certificate) {
                Ok(certificate) if self.options.resume => certificate,
                _ => {
                    let request = OperatorRequest {
                        id: officer.id.clone(),
                        name: officer.name.clone(),
                        role: OperatorRole::CaOfficer,
                        csr: self.request_of(&officer)?,
                    };
                    let issued = self.authority.issue_operator(&Actor::command_line(), &request);
                    let certificate = issued.map_err(ca::failure)?;
                    let pem = certificate.to_pem();
                    files::write(&officer.certificate, pem.as_bytes(), self.options.dry_run)?;
                    certificate
                }
            };
            let value = format!("serial={} sha256={}", certificate.serial_hex(), hex(&certificate.sha256()));
            facts.push((officer.id, value));
        }
        self.authority.publish_lists(&Actor::command_line()).map_err(ca::failure)?;
        Ok(facts)
    }

    /// An officer's proof of possession: as handed in, or made with the officer's key here.
    fn request_of(&self, officer: &Officer) -> Outcome<Vec<u8>> {
        if self.options.dry_run {
            // The officers' own keys are not touched by a rehearsal.
            let key = SoftwareKey::generate(keyvault::KeySpec::P256).map_err(keys::key_failure)?;
            return ca::proof_of_possession(&key);
        }
        match &officer.csr {
            Some(path) => {
                let bytes = files::read(path, 1 << 20)?;
                let request = request::Request::from_pem_or_der(&bytes).map_err(|error| {
                    Failure::new(Exit::Input, "input-damaged")
                        .with("file", path.display())
                        .with("detail", error)
                })?;
                Ok(request.der().to_vec())
            }
            None => ca::proof_of_possession(&*self.key_of(officer)?),
        }
    }

    fn key_of(&self, officer: &Officer) -> Outcome<Arc<dyn SigningKey>> {
        let name = match &officer.key {
            Some(key) => KeyName::parse(key)?,
            None => {
                // The script of the fictional chamber: officers without devices.
                let label = format!("operator/{}", officer.id);
                let vault = keys::open_vault(self.context, &self.config)?;
                match vault.generate(&label, keyvault::KeySpec::P256, &SystemEntropy) {
                    Ok(_) | Err(keyvault::VaultError::AlreadyThere(_)) => KeyName::Vault(label),
                    Err(error) => return Err(keys::vault_failure(error)),
                }
            }
        };
        let out = &self.context.out;
        let pin = match name.needs_pin() {
            true => {
                let file = officer.pin_file.as_deref();
                Some(secrets::pin(&name.device(), None, file, &self.context.global, out)?)
            }
            false => None,
        };
        Ok(name.open(self.context, pin, Some(&self.config))?.key)
    }

    fn verification(&mut self) -> Outcome<Facts> {
        let guarded = self.guarded()?;
        let lines = guarded.ledger().verify().map_err(|error| ca_keys::failure(error.into()))?;
        self.authority = open_authority(self.context, &self.config, Some(guarded))?;
        let bad = |what: String| Failure::new(Exit::Rule, "ceremony-verification").with("detail", what);
        let checks = self.authority.check_keys().map_err(ca::failure)?;
        if let Some(check) = checks.iter().find(|check| check.fault.is_some()) {
            return Err(bad(format!("{}: {}", check.label, check.fault.as_deref().unwrap_or_default())));
        }
        let mut lists = 0;
        for ca in self.authority.authorities().iter() {
            let key = ca.certificate.public_key().map_err(Failure::defect)?;
            ca.certificate.verify_signed_by(key).map_err(|error| bad(format!("{}: {error}", ca.path)))?;
            for scope in ca.scopes() {
                let list = self.authority.newest_list(ca, scope).map_err(ca::failure)?;
                let list = list.ok_or_else(|| bad(format!("{}: no list", scope.path(&ca.path))))?;
                let read = x509::Crl::from_der(&list.der[..]).map_err(|error| bad(error.to_string()))?;
                read.verify_signed_by(key)
                    .map_err(|error| bad(format!("{}: {error}", scope.path(&ca.path))))?;
                lists += 1;
            }
        }
        Ok(vec![
            ("keys".to_owned(), checks.len().to_string()),
            ("lists".to_owned(), lists.to_string()),
            ("signatures_recorded".to_owned(), lines.to_string()),
        ])
    }

    fn transcript(&mut self) -> Outcome<Facts> {
        let people: Vec<Participant> = self.script.participants();
        let octets = rules::transcript(
            (&self.held.id.to_string(), &self.script.title, self.options.dry_run),
            &self.script_sha256,
            &people,
            &self.held.progress,
        );
        let path = self.script.transcript.clone();
        let again = self.options.resume || self.options.dry_run;
        files::write(&path, &octets, again)?;
        let mut facts = vec![("sha256".to_owned(), hex(&DigestAlgorithm::Sha256.digest(&octets)))];
        if !self.options.dry_run {
            for officer in self.script.officers.clone() {
                if officer.csr.is_some() {
                    // The officer signs the file with `ceralacca sign`: the key is not here.
                    continue;
                }
                let certificate = approval::read_certificate(&officer.certificate)?;
                let key = self.key_of(&officer)?;
                let now = self.context.clock().now();
                let signed = approval::signed_by(&*key, &certificate, &octets, now)?;
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let signature = path.with_file_name(format!("{name}.{}.p7m", officer.id));
                files::write(&signature, &signed, again)?;
                facts.push((
                    format!("signed by {}", officer.id),
                    hex(&DigestAlgorithm::Sha256.digest(&signed)),
                ));
            }
        }
        self.transcript = Some(octets);
        Ok(facts)
    }
}

fn open_authority(
    context: &Context,
    config: &Config,
    guarded: Option<keyvault::Guarded>,
) -> Outcome<Authority> {
    // The server's own keys open with a key file; the authorities' with the shares.
    let unlock = Unlock::KeyFile(config.vault_key());
    let vault = if config.vault().exists() {
        Vault::open(&config.vault(), &unlock)
    } else {
        Vault::create(&config.vault(), &unlock, Argon2Cost::PASSPHRASE, &SystemEntropy)
    };
    let vault = vault.map_err(keys::vault_failure)?;
    let store = Store::open(serve::store_url(config)).map_err(serve::store_failure)?;
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let authority = Authority::open(store, vault, context.clock(), entropy, config.authority().clone());
    let authority = authority.map_err(ca::failure)?;
    Ok(match guarded {
        Some(guarded) => authority.with_signer(Arc::new(guarded)),
        None => authority,
    })
}

fn file_sha256(path: &Path) -> Outcome<String> {
    let file = std::fs::File::open(path).map_err(|error| Failure::io(&error, path))?;
    let mut reader = std::io::BufReader::with_capacity(1 << 20, file);
    let mut hasher = DigestAlgorithm::Sha256.hasher();
    loop {
        let chunk = std::io::BufRead::fill_buf(&mut reader).map_err(|error| Failure::io(&error, path))?;
        if chunk.is_empty() {
            return Ok(hex(&hasher.finish()));
        }
        hasher.update(chunk);
        let count = chunk.len();
        std::io::BufRead::consume(&mut reader, count);
    }
}
