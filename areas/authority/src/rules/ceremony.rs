//! A key ceremony (pki.md §10 K7): its steps in order, who takes part, and what is written down.

use foundation::Timestamp;
use serde::{Deserialize, Serialize};

use super::operators::{OperatorRole, is_operator_id};

/// Officers that a ceremony needs (pki.md §10 K5).
pub const OFFICERS: usize = 3;

/// The steps, in the order in which they happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Who takes part, and in which role.
    Participants,
    /// The hashes of program and module.
    Program,
    /// The whole ceremony on a throw-away token.
    Rehearsal,
    /// The token or vault, its secret in shares, each in its custodian's hands.
    Token,
    /// A key for each authority.
    Keys,
    /// The self-signed certificates, the first responders and lists.
    Authorities,
    /// The officers' certificates.
    Officers,
    /// Everything is read back and held against what was written down.
    Verification,
    /// The transcript, signed by the officers.
    Transcript,
}

impl Step {
    /// Every step in order.
    pub const ALL: [Step; 9] = [
        Step::Participants,
        Step::Program,
        Step::Rehearsal,
        Step::Token,
        Step::Keys,
        Step::Authorities,
        Step::Officers,
        Step::Verification,
        Step::Transcript,
    ];

    /// The name that is stored and that catalogues know.
    pub fn name(self) -> &'static str {
        match self {
            Step::Participants => "participants",
            Step::Program => "program",
            Step::Rehearsal => "rehearsal",
            Step::Token => "token",
            Step::Keys => "keys",
            Step::Authorities => "authorities",
            Step::Officers => "officers",
            Step::Verification => "verification",
            Step::Transcript => "transcript",
        }
    }
}

/// Somebody who takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Participant {
    /// Identifier, the same for the same person in every role.
    pub id: String,
    /// Name.
    pub name: String,
    /// Role, as [`OperatorRole`] names it.
    pub role: String,
}

/// Why people cannot hold this ceremony.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Fewer than three officers.
    #[error("{0} officers take part; {OFFICERS} are needed")]
    Officers(usize),
    /// As many custodians as shares.
    #[error("{custodians} custodians take part; there are {shares} shares")]
    Custodians {
        /// Custodians.
        custodians: usize,
        /// Shares.
        shares: usize,
    },
    /// The same person twice in one role.
    #[error("{0} is named twice in the same role")]
    Twice(String),
    /// Two roles that one person may not hold.
    #[error("{0} holds two roles that must stay apart")]
    Roles(String),
    /// Not an identifier or not a role.
    #[error("{0}: not an identifier, or not a role")]
    Name(String),
}

/// Whether these people can hold a ceremony with so many shares.
///
/// # Errors
/// Why not.
pub fn check_participants(people: &[Participant], shares: usize) -> Result<(), Unfit> {
    let mut roles = Vec::with_capacity(people.len());
    for person in people {
        let role: OperatorRole = person.role.parse().map_err(|_| Unfit::Name(person.role.clone()))?;
        if !is_operator_id(&person.id) || person.name.trim().is_empty() {
            return Err(Unfit::Name(person.id.clone()));
        }
        for (other, held) in roles.iter().zip(people).map(|(role, other)| (other, *role)) {
            let other: &Participant = other;
            if other.id == person.id && held == role {
                return Err(Unfit::Twice(person.id.clone()));
            }
            if other.id == person.id && !role.goes_with(held) {
                return Err(Unfit::Roles(person.id.clone()));
            }
        }
        roles.push(role);
    }
    let count = |wanted| roles.iter().filter(|role| **role == wanted).count();
    let officers = count(OperatorRole::CaOfficer);
    if officers < OFFICERS {
        return Err(Unfit::Officers(officers));
    }
    let custodians = count(OperatorRole::KeyCustodian);
    if custodians != shares {
        return Err(Unfit::Custodians { custodians, shares });
    }
    Ok(())
}

/// A step that was done, and what was written down of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Done {
    /// The step.
    pub step: Step,
    /// When it ended.
    pub at: Timestamp,
    /// What is to be remembered: names and values, in the order in which they came up. Never a secret.
    pub facts: Vec<(String, String)>,
}

/// How far a ceremony has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    done: Vec<Done>,
}

impl Progress {
    /// The step that comes next; `None` at the end.
    pub fn next(&self) -> Option<Step> {
        Step::ALL.get(self.done.len()).copied()
    }

    /// The steps that were done, in order.
    pub fn done(&self) -> &[Done] {
        &self.done
    }

    /// Adds a step; `None` unless it is the next one.
    #[must_use]
    pub fn with(mut self, done: Done) -> Option<Self> {
        (self.next() == Some(done.step)).then(|| {
            self.done.push(done);
            self
        })
    }
}

/// The transcript: what happened, for people and programs to read in twenty years.
pub fn transcript(
    (id, title, rehearsal): (&str, &str, bool),
    script_sha256: &str,
    people: &[Participant],
    progress: &Progress,
) -> Vec<u8> {
    let steps: Vec<_> = progress
        .done()
        .iter()
        .map(|done| {
            let facts: serde_json::Map<String, serde_json::Value> =
                done.facts.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
            serde_json::json!({ "step": done.step, "at": done.at.to_string(), "facts": facts })
        })
        .collect();
    let document = serde_json::json!({
        "format": "ceralacca.ceremony/1",
        "id": id,
        "title": title,
        "rehearsal": rehearsal,
        "script_sha256": script_sha256,
        "participants": people,
        "steps": steps,
    });
    serde_json::to_vec_pretty(&document).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: &str, role: OperatorRole) -> Participant {
        Participant { id: id.to_owned(), name: id.to_uppercase(), role: role.name().to_owned() }
    }

    #[test]
    fn three_officers_and_a_custodian_for_each_share_take_part() {
        use OperatorRole as R;
        let officers = ["anna", "bruno", "carla"].map(|id| person(id, R::CaOfficer));
        let custodians = ["anna", "dario", "elsa"].map(|id| person(id, R::KeyCustodian));
        let all = [&officers[..], &custodians[..]].concat();
        assert_eq!(check_participants(&all, 3), Ok(()));
        assert_eq!(check_participants(&all, 5), Err(Unfit::Custodians { custodians: 3, shares: 5 }));
        assert_eq!(check_participants(&all[1..], 3), Err(Unfit::Officers(2)));
        let twice = [&all[..], &[person("anna", R::CaOfficer)]].concat();
        assert_eq!(check_participants(&twice, 3), Err(Unfit::Twice("anna".to_owned())));
        let watcher = [&all[..], &[person("anna", R::Auditor)]].concat();
        assert_eq!(check_participants(&watcher, 3), Err(Unfit::Roles("anna".to_owned())));
        assert_eq!(check_participants(&[&all[..], &[person("fred", R::Auditor)]].concat(), 3), Ok(()));
        let nobody = Participant { id: "a b".to_owned(), ..person("x", R::Auditor) };
        assert_eq!(check_participants(&[nobody], 3), Err(Unfit::Name("a b".to_owned())));
    }

    #[test]
    fn steps_happen_once_and_in_order() {
        let at = Timestamp::UNIX_EPOCH;
        let done = |step| Done { step, at, facts: Vec::new() };
        let mut progress = Progress::default();
        assert_eq!(progress.clone().with(done(Step::Keys)), None);
        for step in Step::ALL {
            assert_eq!(progress.next(), Some(step));
            progress = progress.with(done(step)).unwrap();
            assert_eq!(progress.clone().with(done(step)), None);
        }
        assert_eq!(progress.next(), None);
    }
}
