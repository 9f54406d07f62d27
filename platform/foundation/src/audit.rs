use serde::{Deserialize, Serialize};

use crate::Actor;

/// One line of the audit log (giornale di controllo, pki.md §12), written in the transaction of the
/// effect that it tells. The store adds sequence number, instant and the hash chain.
///
/// No PIN, no emergency code and no document image ever goes in here: `evidence` holds hashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// What happened, for example `certificate.issued`.
    pub event: String,
    /// Who caused it.
    pub actor: Actor,
    /// Type of the thing it happened to, for example `certificate`.
    pub object_type: String,
    /// Identifier of that thing.
    pub object_id: String,
    /// State before, where the thing has states.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub before: Option<String>,
    /// State after.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub after: Option<String>,
    /// Why, in the words of who asked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    /// Lower-case hexadecimal SHA-256 of what proves it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub evidence: Vec<String>,
    /// Whether it succeeded.
    pub outcome: Outcome,
}

impl AuditEvent {
    /// An event that succeeded.
    pub fn done(event: &str, actor: &Actor, object_type: &str, object_id: impl ToString) -> Self {
        Self {
            event: event.to_owned(),
            actor: actor.clone(),
            object_type: object_type.to_owned(),
            object_id: object_id.to_string(),
            before: None,
            after: None,
            reason: None,
            evidence: Vec::new(),
            outcome: Outcome::Done,
        }
    }

    /// The same event, but refused or failed.
    #[must_use]
    pub fn failed(mut self, why: impl ToString) -> Self {
        self.outcome = Outcome::Failed(why.to_string());
        self
    }

    /// Adds the states before and after.
    #[must_use]
    pub fn states(mut self, before: &str, after: &str) -> Self {
        self.before = (!before.is_empty()).then(|| before.to_owned());
        self.after = Some(after.to_owned());
        self
    }

    /// Adds the reason.
    #[must_use]
    pub fn because(mut self, reason: &str) -> Self {
        self.reason = Some(reason.to_owned());
        self
    }

    /// Adds the hexadecimal SHA-256 of a piece of evidence.
    #[must_use]
    pub fn evidence(mut self, sha256_hex: impl ToString) -> Self {
        self.evidence.push(sha256_hex.to_string());
        self
    }
}

/// How the act ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It happened.
    Done,
    /// It did not; the text says why.
    Failed(String),
}
