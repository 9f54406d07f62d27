//! Key ceremonies: what was done is written down step by step, so that one that was interrupted goes
//! on where it stopped.

use foundation::{Actor, AuditEvent, Id, Kind, Timestamp, hex};
use keyvault::KeySpec;
use x509::alg::{DigestAlgorithm, PublicKey};

use crate::{
    Authority, AuthorityError,
    rules::{
        approvals::Objection,
        ceremony::{Done, Progress, Step},
        service::Service,
    },
    tables,
};

/// Marks the ids of ceremonies.
#[derive(Debug)]
pub enum CeremonyKind {}

impl Kind for CeremonyKind {
    const PREFIX: &'static str = "cer";
}

/// A ceremony.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ceremony {
    /// Its id.
    pub id: Id<CeremonyKind>,
    /// SHA-256 of its script, lower-case hexadecimal.
    pub script_sha256: String,
    /// Whether every step was done.
    pub is_over: bool,
    /// How far it has come.
    pub progress: Progress,
    /// When it began.
    pub started_at: Timestamp,
    /// The transcript, once it is over.
    pub transcript: Option<Vec<u8>>,
}

impl Authority {
    /// Begins a ceremony by a script.
    ///
    /// # Errors
    /// [`Objection::Unfit`] when one is open.
    pub fn begin_ceremony(
        &self,
        actor: &Actor,
        script_sha256: &str,
    ) -> Result<Id<CeremonyKind>, AuthorityError> {
        let now = self.now();
        let ceremony = Ceremony {
            id: Id::new(&*self.clock, &*self.entropy),
            script_sha256: script_sha256.to_owned(),
            is_over: false,
            progress: Progress::default(),
            started_at: now,
            transcript: None,
        };
        let id = ceremony.id;
        let event = AuditEvent::done("ceremony.begun", actor, "ceremony", id).evidence(script_sha256);
        self.store.write_blocking(move |tx| {
            if tables::ceremonies(tx)?.iter().any(|other| !other.is_over) {
                return Err(AuthorityError::from(Objection::Unfit("a ceremony is open".to_owned())));
            }
            tables::insert_ceremony(tx, &ceremony)?;
            tx.audit(now, &event)?;
            Ok(())
        })?;
        Ok(id)
    }

    /// Every ceremony, the newest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn ceremonies(&self) -> Result<Vec<Ceremony>, AuthorityError> {
        Ok(self.store.read_blocking(tables::ceremonies)?)
    }

    /// Writes down that a step was done, with what is to be remembered of it. The transcript comes with
    /// the last.
    ///
    /// # Errors
    /// [`Objection`] when it is not the next step.
    pub fn record_step(
        &self,
        actor: &Actor,
        id: Id<CeremonyKind>,
        step: Step,
        facts: Vec<(String, String)>,
        transcript: Option<Vec<u8>>,
    ) -> Result<Progress, AuthorityError> {
        let now = self.now();
        let mut event = AuditEvent::done("ceremony.step", actor, "ceremony", id).states("", step.name());
        let told = serde_json::to_vec(&facts).map_err(AuthorityError::internal)?;
        event = event.evidence(hex(&DigestAlgorithm::Sha256.digest(&told)));
        if let Some(transcript) = &transcript {
            event = event.evidence(hex(&DigestAlgorithm::Sha256.digest(transcript)));
        }
        self.store.write_blocking(move |tx| {
            let ceremony = tables::ceremony_by_id(tx, id)?.ok_or(Objection::Unknown)?;
            let done = Done { step, at: now, facts };
            let progress = ceremony
                .progress
                .with(done)
                .ok_or_else(|| Objection::Unfit(format!("{} is not the next step", step.name())))?;
            tables::update_ceremony(tx, id, &progress, transcript.as_deref(), now)?;
            tx.audit(now, &event)?;
            Ok(progress)
        })
    }

    /// Makes the first key of each authority, or finds those that an interrupted attempt made.
    ///
    /// # Errors
    /// When a key cannot be made.
    pub fn make_authority_keys(&self, spec: KeySpec) -> Result<Vec<(String, PublicKey)>, AuthorityError> {
        Service::ALL
            .into_iter()
            .map(|service| {
                let label = format!("ca/{}/1", service.path());
                let key = self.make_key(&label, spec)?;
                Ok((label, key))
            })
            .collect()
    }
}
