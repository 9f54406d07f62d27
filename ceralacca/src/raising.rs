//! Time stamps and evidence for signatures, as the options of a command ask for them.

use std::{cell::Cell, io, path::Path, sync::Arc};

use foundation::{Clock, SystemEntropy, Timestamp};
use sigcheck::{Policy, ReadSeek, Report, Trust};
use signing::{
    evidence::{EvidenceSource, OutsideError, Stamper, check_fetching},
    levels::{Level, LevelError, Raise, Raising},
};
use webkit::Lang;
use x509::alg::DigestAlgorithm;

use crate::{
    Context,
    cli::{self, Evidence},
    commands::timestamp::{Asked, Service},
    config::Config,
    exit::{Exit, Failure, Outcome},
    files,
    outside::{ForOne, Network, Permitted},
    secrets,
    time_stamp_service::Credentials,
    trust,
};

/// The network, when it may be used.
///
/// # Errors
/// What making the client says.
pub fn network(context: &Context, online: bool, local: bool) -> Outcome<Option<Network>> {
    if !online {
        return Ok(None);
    }
    match Config::find(&context.data_folder())? {
        Some(config) => {
            let outside = &config.raw().outside;
            Network::new(outside.permitted(local, &config.raw().pki.url), outside.patience())
        }
        None => Network::new(Permitted { local, ..Permitted::default() }, None),
    }
    .map(Some)
}

/// Everything that raising levels takes, for one command.
#[derive(Debug)]
pub struct Raiser {
    stamps: Arc<Stamps>,
    network: Option<Network>,
    trust: Trust,
    policy: Policy,
    clock: Arc<dyn Clock>,
}

impl Raiser {
    /// As the options say.
    ///
    /// # Errors
    /// What the time-stamping service, the trust or the network say.
    pub fn new(context: &Context, options: &Evidence) -> Outcome<Self> {
        let credentials = match (&options.tsa_user, &options.tsa_password_file) {
            (None, _) => None,
            (Some(user), Some(path)) => {
                Some(Credentials { user: user.clone(), password: secrets::first_line_of(path)? })
            }
            (Some(_), None) => return Err(Failure::new(Exit::Secret, "timestamp-password-missing")),
        };
        let service = Service::open(
            context,
            Asked {
                tsa: options.tsa.as_deref(),
                credentials,
                tls_ca: options.tls_ca.as_deref(),
                installation: false,
            },
        )?;
        Ok(Self {
            stamps: Arc::new(Stamps { service, lang: context.out.lang }),
            network: network(context, options.online, options.local_addresses)?,
            trust: trust::gather(context, &options.trust)?,
            policy: Policy::default(),
            clock: context.clock(),
        })
    }

    /// Who puts the time stamps.
    pub fn stamper(&self) -> Arc<dyn Stamper> {
        Arc::clone(&self.stamps) as Arc<dyn Stamper>
    }

    /// Raises the signatures in the file `name` and writes the result.
    ///
    /// # Errors
    /// One failure for each cause.
    pub fn raise_file(
        &self,
        file: std::fs::File,
        detached: Option<&mut dyn ReadSeek>,
        level: cli::Level,
        name: &Path,
        out: &mut dyn io::Write,
    ) -> Outcome<()> {
        let level = level.above_b().ok_or_else(|| Failure::defect("nothing to raise"))?;
        self.raise(file, detached, level, out).map_err(|error| failure(error, name))
    }
}

impl Raise for Raiser {
    fn token(&self, digest: &[u8]) -> Result<Vec<u8>, LevelError> {
        self.stamps.stamp(DigestAlgorithm::Sha256, digest).map_err(LevelError::Stamp)
    }

    fn raise(
        &self,
        file: std::fs::File,
        detached: Option<&mut dyn ReadSeek>,
        level: Level,
        out: &mut dyn io::Write,
    ) -> Result<(), LevelError> {
        let network = self.network.as_ref().map(Network::for_one);
        let raising = Raising {
            stamper: &*self.stamps,
            source: network.as_ref().map(|network| network as &dyn EvidenceSource),
            trust: &self.trust,
            clock: &*self.clock,
            newest: Cell::default(),
            policy: &self.policy,
            entropy: &SystemEntropy,
            scratch: || files::spool(io::empty()),
        };
        raising.raise(file, detached, level, out)
    }
}

/// A failure for each way in which a level is not reached.
pub fn failure(error: LevelError, name: &Path) -> Failure {
    let told = |exit, code| Failure::new(exit, code).with("file", name.display());
    match error {
        LevelError::Io(error) => Failure::io(&error, name),
        LevelError::NotSigned => told(Exit::Input, "input-not-signed"),
        LevelError::NotValid(why) => told(Exit::NotValid, "level-not-valid").with("detail", why),
        LevelError::Evidence(missing) => {
            told(Exit::Indeterminate, "level-evidence").with("detail", missing.join(", "))
        }
        LevelError::Stamp(error) => told(Exit::Operational, "level-stamp").with("detail", error),
        LevelError::Format(why) => told(Exit::Input, "level-format").with("detail", why),
    }
}

/// A time-stamping service as what signatures take their stamps from.
#[derive(Debug)]
struct Stamps {
    service: Service,
    lang: Lang,
}

impl Stamper for Stamps {
    fn stamp(&self, algorithm: DigestAlgorithm, digest: &[u8]) -> Result<Vec<u8>, OutsideError> {
        let told = |failure: Failure| {
            let [heading, why, _] = failure.parts(self.lang);
            OutsideError::new(format!("{heading}. {why}"))
        };
        self.service.token_over(self.lang, algorithm, digest).map_err(told)
    }
}

/// Checks a file, with what the network adds where it may be used.
///
/// # Errors
/// What reading says.
pub fn check(
    file: &mut dyn ReadSeek,
    detached: Option<&mut dyn ReadSeek>,
    trust: &Trust,
    at: Timestamp,
    policy: &Policy,
    network: Option<&Network>,
) -> io::Result<Report> {
    let network: Option<ForOne<'_>> = network.map(Network::for_one);
    let source = network.as_ref().map(|network| network as &dyn EvidenceSource);
    check_fetching(file, detached, trust, at, policy, source)
}
