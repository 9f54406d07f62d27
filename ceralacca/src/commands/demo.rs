//! `ceralacca demo`: a fictional chamber with its authorities, three people with test tokens, and
//! documents to sign; then the whole platform served.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use authority::{Authority, Contacts, Holder, ServiceAuthority};
use foundation::{Actor, SystemEntropy, Timestamp};
use jiff::{ToSpan, tz::TimeZone};
use keyvault::KeySpec;
use serde::{Deserialize, Serialize};
use webkit::{Lang, fmt};
use x509::{Certificate, alg::DigestAlgorithm, ocsp};

use crate::{
    Context, ca_keys,
    cli::{Demo, NodeRole},
    commands::{
        ca::{self, TokenCodes},
        init, operator, serve,
        serve::Installation,
    },
    config::{Config, RawConfig, RawListen, RawPki, RawPolicyOids, RawSite},
    exit::{Exit, Failure, Outcome},
    files,
    output::shell_word,
    outside::RawOutside,
};

/// The people and the chamber: nothing of it exists.
const PLAN: &str = include_str!("../../../demo/demo.toml");
/// Documents to sign, made for this project.
const SAMPLES: [(&str, &[u8]); 5] = [
    ("contratto.pdf", include_bytes!("../../../demo/samples/contratto.pdf")),
    ("verbale.pdf", include_bytes!("../../../demo/samples/verbale.pdf")),
    ("fattura.xml", include_bytes!("../../../demo/samples/fattura.xml")),
    ("appunti.txt", include_bytes!("../../../demo/samples/appunti.txt")),
    ("pianta.png", include_bytes!("../../../demo/samples/pianta.png")),
];
/// The host in the addresses that certificates name.
const PKI_HOST: &str = "pki.example.com";
/// Days that the certificates of the person who must renew have left.
const DAYS_LEFT: i32 = 20;

#[derive(Debug, Deserialize)]
struct Plan {
    chamber: Chamber,
    policy_oid: RawPolicyOids,
    person: Vec<Planned>,
}

#[derive(Debug, Deserialize)]
struct Chamber {
    name: String,
    city: String,
    organization: String,
    vat: String,
}

#[derive(Debug, Deserialize)]
struct Planned {
    name: String,
    surname: String,
    codice_fiscale: String,
    state: State,
    email: String,
    language: String,
    token: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Active,
    Suspended,
    Expiring,
}

/// What the demo holds, as scripts read it: `ceralacca.demo/1`. It has the codes of the test tokens,
/// which is why a real installation has nothing like it.
#[derive(Debug, Serialize, Deserialize)]
struct Prepared {
    format: String,
    chamber: String,
    people: Vec<Person>,
    authorities: Vec<AuthorityFiles>,
    #[serde(default)]
    operators: Vec<operator::DemoOperator>,
    samples: Vec<PathBuf>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Person {
    name: String,
    codice_fiscale: String,
    state: State,
    expires: Timestamp,
    token: PathBuf,
    pin_signature: String,
    pin_cns: String,
    puk_signature: String,
    puk_cns: String,
    emergency_code: String,
    certificate_signature: PathBuf,
    certificate_cns: PathBuf,
}

#[derive(Debug, Serialize, Deserialize)]
struct AuthorityFiles {
    service: String,
    certificate: PathBuf,
    crl: PathBuf,
    ocsp: PathBuf,
}

/// Prepares the demo (once), and serves it unless only the preparation was asked for.
pub fn run(context: &Context, options: &Demo) -> Outcome {
    let folder = match &context.global.data {
        Some(folder) => folder.clone(),
        None => context.data_folder().with_file_name("ceralacca-demo"),
    };
    std::fs::create_dir_all(&folder).map_err(|error| Failure::io(&error, &folder))?;
    let folder = folder.canonicalize().map_err(|error| Failure::io(&error, &folder))?;
    let prepared = prepare(context, &folder, options)?;
    if options.prepare {
        context.out.data(&prepared, || welcome(context, &folder, &prepared, &[]));
        return Ok(Exit::Done);
    }
    let config = Config::load(&folder)?;
    let _signer = ca_keys::spawn_signer(context, &config)?;
    let installation = Installation::open(context, &config)?;
    let plan = serve::Plan {
        http: options.http,
        https: Some(options.https),
        admin: Some(options.admin),
        cns: Some(options.cns),
        roles: NodeRole::of(&[]),
        demo: true,
    };
    serve::serve(context, installation, &plan, |addresses| {
        let mut document = serde_json::json!(prepared);
        document["addresses"] = serde_json::json!(addresses);
        context.out.data(&document, || welcome(context, &folder, &prepared, addresses));
    })
}

fn prepare(context: &Context, folder: &Path, options: &Demo) -> Outcome<Prepared> {
    let summary = folder.join("demo.json");
    if summary.exists() {
        // Prepared before: the lists and status answers on disk are made anew, the rest stays.
        let bytes = files::read(&summary, 1 << 20)?;
        let prepared: Prepared = serde_json::from_slice(&bytes).map_err(|error| {
            Failure::new(Exit::Input, "input-damaged").with("file", summary.display()).with("detail", error)
        })?;
        let installation = Installation::open(context, &Config::load(folder)?)?;
        refresh(&installation, folder, &prepared.people)?;
        return Ok(prepared);
    }
    if folder.join(Config::FILE).exists() {
        return Err(Failure::new(Exit::Rule, "already-initialised").with("folder", folder.display()));
    }
    let plan: Plan = toml::from_str(PLAN).map_err(Failure::defect)?;
    let now = context.clock().now();
    // Three years ago the chamber opened and the first of them got a token, which expires soon.
    let opened = TimeZone::UTC
        .to_datetime(now)
        .checked_sub(3.years())
        .and_then(|then| then.checked_add(DAYS_LEFT.days()))
        .and_then(|then| TimeZone::UTC.to_timestamp(then))
        .map_err(Failure::defect)?;
    let mut past = Context { out: context.out.clone(), global: context.global.clone() };
    past.global.time = Some(opened);

    make_folders(folder)?;
    for (name, bytes) in SAMPLES {
        files::write(&folder.join("samples").join(name), bytes, true)?;
    }
    let raw = raw_config(&plan, options);
    let installation = init::make(&past, raw, folder, None, KeySpec::Rsa4096)?;
    let mut people = Vec::with_capacity(plan.person.len());
    for planned in plan.person.iter().filter(|planned| planned.state == State::Expiring) {
        people.push(enrol(&installation.authority, folder, planned, opened)?);
    }
    drop(installation);
    let installation = Installation::open(context, &Config::load(folder)?)?;
    for planned in plan.person.iter().filter(|planned| planned.state != State::Expiring) {
        people.push(enrol(&installation.authority, folder, planned, now)?);
    }
    people.sort_by_key(|person| {
        plan.person.iter().position(|planned| planned.codice_fiscale == person.codice_fiscale)
    });
    let authorities = refresh(&installation, folder, &people)?;
    let operators = operator::of_the_demo(context, &installation, &folder.join("operators"))?;
    let prepared = Prepared {
        operators,
        format: "ceralacca.demo/1".to_owned(),
        chamber: plan.chamber.name,
        people,
        authorities,
        samples: SAMPLES.iter().map(|(name, _)| folder.join("samples").join(name)).collect(),
    };
    let text = serde_json::to_vec_pretty(&prepared).map_err(Failure::defect)?;
    files::write_private(&summary, &text, true)?;
    Ok(prepared)
}

fn raw_config(plan: &Plan, options: &Demo) -> RawConfig {
    let site = RawSite {
        email: Some("assistenza@borgosereno.example.com".to_owned()),
        name: plan.chamber.name.clone(),
        city: plan.chamber.city.clone(),
        url: match options.https.port() {
            // The system chooses the port when the pages are served.
            0 => "https://localhost".to_owned(),
            port => format!("https://localhost:{port}"),
        },
    };
    let pki = RawPki {
        organization: plan.chamber.organization.clone(),
        vat: plan.chamber.vat.clone(),
        // A real host name: what stands in a certificate must be reachable from everywhere.
        url: format!("http://{PKI_HOST}"),
        cps_url: "https://ca.example.com/manuali".to_owned(),
        pds_url_en: "https://ca.example.com/pds-en.pdf".to_owned(),
        pds_url_it: "https://ca.example.com/pds-it.pdf".to_owned(),
        crl_shards: 1,
    };
    let listen = RawListen { http: Some(options.http), https: Some(options.https), admin: None };
    // Nobody knows that host name: the demo itself answers for it.
    let outside = RawOutside {
        places: if options.http.port() == 0 {
            BTreeMap::new()
        } else {
            [(PKI_HOST.to_owned(), options.http)].into()
        },
        ..RawOutside::default()
    };
    RawConfig { listen, outside, ..RawConfig::of(site, pki, plan.policy_oid.clone()) }
}

fn make_folders(folder: &Path) -> Outcome<()> {
    for name in ["authorities", "certificates", "operators", "samples", "tokens"] {
        let path = folder.join(name);
        std::fs::create_dir_all(&path).map_err(|error| Failure::io(&error, &path))?;
    }
    Ok(())
}

/// Gives a person a token with a pair, in the state that the plan asks for.
fn enrol(authority: &Authority, folder: &Path, planned: &Planned, now: Timestamp) -> Outcome<Person> {
    let actor = Actor::command_line();
    let holder = Holder {
        given_name: planned.name.clone(),
        surname: planned.surname.clone(),
        codice_fiscale: planned.codice_fiscale.parse().map_err(Failure::defect)?,
    };
    let contacts = Contacts {
        email: Some(planned.email.clone()),
        mobile: None,
        language: Lang::parse(&planned.language).unwrap_or_default(),
    };
    let codes = TokenCodes::random(&SystemEntropy, false);
    let token = folder.join("tokens").join(&planned.token);
    if token.exists() {
        // Left by an attempt that was interrupted before the summary was written.
        std::fs::remove_file(&token).map_err(|error| Failure::io(&error, &token))?;
    }
    let pair =
        ca::issue_on_token(authority, &actor, &holder, &token, &codes, contacts, (KeySpec::Rsa2048, now))?;
    authority.activate_pair(&actor, pair.id).map_err(ca::failure)?;
    if planned.state == State::Suspended {
        authority.suspend_pair(&actor, pair.id, "demo: smarrimento").map_err(ca::failure)?;
    }
    let stem = planned.token.trim_end_matches(".token");
    let certificate = |kind: &str, certificate: &Certificate| {
        let path = folder.join("certificates").join(format!("{stem}-{kind}.cer"));
        files::write(&path, certificate.der(), true)
    };
    Ok(Person {
        name: format!("{} {}", planned.name, planned.surname),
        codice_fiscale: planned.codice_fiscale.clone(),
        state: planned.state,
        expires: pair.signature.not_after(),
        pin_signature: codes.signature.pin.expose().clone(),
        pin_cns: codes.cns.pin.expose().clone(),
        puk_signature: codes.signature.puk.expose().clone(),
        puk_cns: codes.cns.puk.expose().clone(),
        emergency_code: codes.emergency.expose().clone(),
        certificate_signature: certificate("signature", &pair.signature)?,
        certificate_cns: certificate("cns", &pair.cns)?,
        token,
    })
}

/// Writes what a verifier needs into `authorities/`: certificates, current lists, status answers.
fn refresh(installation: &Installation, folder: &Path, people: &[Person]) -> Outcome<Vec<AuthorityFiles>> {
    let authority = &installation.authority;
    let actor = Actor::system("demo");
    authority.renew_responders(&actor).map_err(ca::failure)?;
    authority.renew_time_stamping_units(&actor).map_err(ca::failure)?;
    authority.publish_lists(&actor).map_err(ca::failure)?;
    let mut all = Vec::new();
    for service in authority.authorities().iter() {
        let path = |kind: &str| folder.join("authorities").join(format!("{}.{kind}", service.path));
        let list = authority.newest_list(service, authority::Scope::Shard(0)).map_err(ca::failure)?;
        let list = list.ok_or_else(|| Failure::defect("no list was published"))?;
        let answer = authority.answer_ocsp(service, &status_request(service, people)?);
        all.push(AuthorityFiles {
            service: service.service.to_string(),
            certificate: files::write(&path("cer"), service.certificate.der(), true)?,
            crl: files::write(&path("crl"), &list.der, true)?,
            ocsp: files::write(&path("ocsp"), &answer.der, true)?,
        });
    }
    Ok(all)
}

/// Asks about the certificates that an authority issued to these people; about one that it never
/// issued where there are none.
fn status_request(service: &ServiceAuthority, people: &[Person]) -> Outcome<Vec<u8>> {
    let ca = &service.certificate;
    let key = ca.public_key().map_err(Failure::defect)?.bits_of_key();
    let mut serials = Vec::new();
    for path in people.iter().flat_map(|person| [&person.certificate_signature, &person.certificate_cns]) {
        let certificate = Certificate::from_der(files::read(path, 1 << 16)?).map_err(Failure::defect)?;
        if certificate.issuer().der() == ca.subject().der() {
            serials.push(certificate.serial().to_vec());
        }
    }
    if serials.is_empty() {
        serials.push(vec![0x10; 16]);
    }
    let id = |serial: &Vec<u8>| ocsp::cert_id(DigestAlgorithm::Sha1, ca.subject().der(), key, serial);
    Ok(ocsp::request(&serials.iter().map(id).collect::<Vec<_>>(), None))
}

fn welcome(context: &Context, folder: &Path, prepared: &Prepared, addresses: &[String]) -> String {
    let lang = context.out.lang;
    let mut lines = vec![
        lang.text("cli-demo-title", &[("chamber", prepared.chamber.as_str().into())]),
        lang.t("cli-demo-test-only"),
        String::new(),
    ];
    if !addresses.is_empty() {
        lines.push(lang.t("cli-demo-addresses"));
        lines.extend(addresses.iter().map(|address| format!("  {address}")));
        lines.push(String::new());
    }
    let tokens = folder.join("tokens").display().to_string();
    lines.push(lang.text("cli-demo-people", &[("folder", tokens.into())]));
    for person in &prepared.people {
        let state = match person.state {
            State::Active => lang.t("cli-state-active"),
            State::Suspended => lang.t("cli-state-suspended"),
            State::Expiring => {
                lang.text("cli-state-expiring", &[("date", fmt::date(lang, person.expires).into())])
            }
        };
        let token = person.token.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let values = [
            ("name", person.name.as_str().into()),
            ("state", state.into()),
            ("pin", person.pin_signature.as_str().into()),
            ("token", token.into()),
        ];
        lines.push(format!("  {}", lang.text("cli-demo-person", &values)));
    }
    if let Some(operator) = prepared.operators.first() {
        let operators = folder.join("operators").display().to_string();
        let values = [("folder", operators.into()), ("password", operator.password().into())];
        lines.push(String::new());
        lines.push(lang.text("cli-demo-operators", &values));
    }
    lines.push(String::new());
    lines.push(lang.t("cli-demo-try"));
    let program = std::env::current_exe().map_or_else(|_| "ceralacca".into(), |path| shell_word(&path));
    let data = shell_word(folder);
    if let (Some(person), Some(sample)) = (prepared.people.first(), prepared.samples.first()) {
        let signed = shell_word(&folder.join("contratto-firmato.pdf"));
        let (sample, key) =
            (shell_word(sample), shell_word(format!("token:{}", person.token.display()).as_ref()));
        lines.push(format!("  1. {program} sign --data {data} {sample} --key {key} -o {signed}"));
        lines.push(format!("  2. {program} verify --data {data} {signed}"));
        lines.push(match addresses.first() {
            // http on the loopback interface: a browser does not know the authority of the https certificate.
            Some(address) => {
                let values = [("address", format!("{address}/verifica").into())];
                format!("  3. {}", lang.text("cli-demo-browser", &values))
            }
            None => format!("  3. {program} demo --data {data}"),
        });
    }
    if !addresses.is_empty() {
        lines.push(String::new());
        lines.push(lang.t("cli-demo-stop"));
    }
    lines.join("\n")
}
