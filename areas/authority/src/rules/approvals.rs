//! Dual control (pki.md §10 K5): acts that two officers must sign, and who may sign them.
//!
//! An act is proposed, then approved by two officers who are two people and neither of whom proposed
//! it, each with a signature over the same canonical JSON; then it is carried out, once.

use foundation::Timestamp;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::operators::OperatorRole;

/// How many officers must approve.
pub const APPROVERS: usize = 2;
/// How long a proposal waits for them, and an approved act to be carried out.
pub const EXPIRY: SignedDuration = SignedDuration::from_mins(15);
/// From how many certificates on a revocation is one of many.
pub const BULK: usize = 100;
const FORMAT: &str = "ceralacca.approval/1";

/// An act under dual control. Its JSON names the act in `act`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
pub enum Operation {
    /// The keys of the authorities are opened after a restart.
    ActivateAuthority {
        /// Why.
        reason: String,
    },
    /// More than a hundred certificates are revoked at once.
    BulkRevocation {
        /// Their serial numbers, lower-case hexadecimal.
        serials: Vec<String>,
        /// The motive, as the command line names it, for example `compromise`.
        motive: String,
        /// Why, in words.
        words: String,
    },
    /// An object identifier or an address that stands in certificates changes.
    ChangeAddress {
        /// The key of the configuration, for example `policy_oid.cns`.
        key: String,
        /// What it was.
        from: String,
        /// What it shall be.
        to: String,
    },
    /// The key that signs the checkpoints of the audit log changes.
    ChangeAuditKey {
        /// Why.
        reason: String,
    },
    /// What a profile says changes.
    ChangeProfile {
        /// The profile, for example `P2`.
        profile: String,
        /// The change, in words.
        change: String,
        /// SHA-256 of what is decided, lower-case hexadecimal, when it is a file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sha256: Option<String>,
    },
    /// A service gets an authority, or the next generation of it.
    CreateAuthority {
        /// `firma`, `cns`, `tsa` or `interna`.
        service: String,
        /// The kind of its key, for example `rsa-4096`.
        key: String,
    },
    /// A key is destroyed for ever.
    DestroyKey {
        /// Its label.
        label: String,
    },
}

impl Operation {
    /// Whether the act is a decision that people carry out: nothing but its record is the program's.
    pub fn is_decision(&self) -> bool {
        matches!(
            self,
            Operation::ActivateAuthority { .. }
                | Operation::ChangeAddress { .. }
                | Operation::ChangeAuditKey { .. }
                | Operation::ChangeProfile { .. }
        )
    }

    /// The name of the act, as its JSON has it and the audit log tells it.
    pub fn name(&self) -> &'static str {
        match self {
            Operation::ActivateAuthority { .. } => "activate_authority",
            Operation::BulkRevocation { .. } => "bulk_revocation",
            Operation::ChangeAddress { .. } => "change_address",
            Operation::ChangeAuditKey { .. } => "change_audit_key",
            Operation::ChangeProfile { .. } => "change_profile",
            Operation::CreateAuthority { .. } => "create_authority",
            Operation::DestroyKey { .. } => "destroy_key",
        }
    }
}

/// What officers sign: canonical JSON (RFC 8785: members in order, no blanks; there are no numbers but
/// small whole ones).
pub fn document(
    id: &str,
    operation: &Operation,
    proposed_by: &str,
    (proposed_at, expires_at): (Timestamp, Timestamp),
) -> Vec<u8> {
    // serde_json's map keeps its members in order of their names.
    let document = serde_json::json!({
        "expires_at": expires_at.to_string(),
        "format": FORMAT,
        "id": id,
        "operation": operation,
        "proposed_at": proposed_at.to_string(),
        "proposed_by": proposed_by,
    });
    document.to_string().into_bytes()
}

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ApprovalState {
    /// Two officers have signed; it waits to be carried out.
    Approved,
    /// It was carried out.
    Executed,
    /// It is being carried out; one that stays here was interrupted.
    Executing,
    /// It could not be carried out.
    Failed,
    /// It waits for officers.
    Pending,
    /// It was taken back.
    Withdrawn,
}

impl ApprovalState {
    /// Every state.
    pub const ALL: [ApprovalState; 6] = [
        ApprovalState::Approved,
        ApprovalState::Executed,
        ApprovalState::Executing,
        ApprovalState::Failed,
        ApprovalState::Pending,
        ApprovalState::Withdrawn,
    ];

    /// The name that is stored.
    pub fn name(self) -> &'static str {
        match self {
            ApprovalState::Approved => "approved",
            ApprovalState::Executed => "executed",
            ApprovalState::Executing => "executing",
            ApprovalState::Failed => "failed",
            ApprovalState::Pending => "pending",
            ApprovalState::Withdrawn => "withdrawn",
        }
    }

    /// The state with a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// Why somebody's approval does not count, or an act is not carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Objection {
    /// Only officers and administrators propose.
    #[error("only officers and system administrators propose acts")]
    MayNotPropose,
    /// The signer is no officer, or also auditor or administrator.
    #[error("{0} is not an officer, or holds a role that an officer may not hold")]
    NotOfficer(String),
    /// The time has run out.
    #[error("the proposal has expired")]
    Expired,
    /// It is in another state.
    #[error("the proposal is {0}")]
    NotNow(&'static str),
    /// What was signed is not this proposal.
    #[error("what was signed is not this proposal")]
    OtherContent,
    /// Who proposed cannot approve.
    #[error("who proposed an act cannot approve it")]
    OwnProposal,
    /// The signature or its certificate does not hold.
    #[error("the signature does not hold: {0}")]
    Signature(String),
    /// One officer, one approval.
    #[error("this officer has approved already")]
    Twice,
    /// There is no such proposal.
    #[error("there is no such proposal")]
    Unknown,
    /// The act does not make sense.
    #[error("{0}")]
    Unfit(String),
}

impl Objection {
    /// Every code, each a message of the catalogues.
    pub const CODES: [&str; 10] = [
        "approval-may-not-propose",
        "approval-not-officer",
        "approval-expired",
        "approval-not-now",
        "approval-other-content",
        "approval-own",
        "approval-signature",
        "approval-twice",
        "approval-unknown",
        "approval-unfit",
    ];

    /// The code of its problem.
    pub fn code(&self) -> &'static str {
        match self {
            Objection::MayNotPropose => "approval-may-not-propose",
            Objection::NotOfficer(_) => "approval-not-officer",
            Objection::Expired => "approval-expired",
            Objection::NotNow(_) => "approval-not-now",
            Objection::OtherContent => "approval-other-content",
            Objection::OwnProposal => "approval-own",
            Objection::Signature(_) => "approval-signature",
            Objection::Twice => "approval-twice",
            Objection::Unknown => "approval-unknown",
            Objection::Unfit(_) => "approval-unfit",
        }
    }
}

/// What is known of a proposal when an officer approves it.
#[derive(Clone, Copy, Debug)]
pub struct Proposal<'a> {
    /// Where it stands.
    pub state: ApprovalState,
    /// The name of who proposed it.
    pub proposed_by: &'a str,
    /// When it expires.
    pub expires_at: Timestamp,
    /// The officers who have approved.
    pub officers: &'a [String],
}

/// Whether an officer's approval counts, and the state after it.
///
/// # Errors
/// Why it does not.
pub fn approve(
    proposal: &Proposal<'_>,
    officer: &str,
    roles: &[OperatorRole],
    now: Timestamp,
) -> Result<ApprovalState, Objection> {
    in_time(proposal.state, ApprovalState::Pending, proposal.expires_at, now)?;
    let is_officer = roles.contains(&OperatorRole::CaOfficer)
        && roles.iter().all(|role| role.goes_with(OperatorRole::CaOfficer));
    if !is_officer {
        return Err(Objection::NotOfficer(officer.to_owned()));
    }
    if proposal.proposed_by == officer {
        return Err(Objection::OwnProposal);
    }
    if proposal.officers.iter().any(|other| other == officer) {
        return Err(Objection::Twice);
    }
    let enough = proposal.officers.len() + 1 >= APPROVERS;
    Ok(if enough { ApprovalState::Approved } else { ApprovalState::Pending })
}

/// Whether a proposal is in the state that it must be in, and in time.
///
/// # Errors
/// Why not.
pub fn in_time(
    state: ApprovalState,
    wanted: ApprovalState,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<(), Objection> {
    if state != wanted {
        Err(Objection::NotNow(state.name()))
    } else if now > expires_at {
        Err(Objection::Expired)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + minute * 60).unwrap()
    }

    #[test]
    fn two_officers_who_did_not_propose_are_needed() {
        use ApprovalState as S;
        use OperatorRole as R;
        let anna = ["anna".to_owned()];
        let proposal =
            |state, officers| Proposal { state, proposed_by: "carla", expires_at: at(15), officers };
        let officer = [R::CaOfficer];
        let fresh = proposal(S::Pending, &[][..]);
        assert_eq!(approve(&fresh, "anna", &officer, at(1)), Ok(S::Pending));
        let once = proposal(S::Pending, &anna[..]);
        assert_eq!(approve(&once, "bruno", &officer, at(1)), Ok(S::Approved));
        assert_eq!(approve(&once, "anna", &officer, at(1)), Err(Objection::Twice));
        assert_eq!(approve(&fresh, "carla", &officer, at(1)), Err(Objection::OwnProposal));
        assert_eq!(approve(&fresh, "anna", &officer, at(16)), Err(Objection::Expired));
        for roles in
            [&[][..], &[R::Auditor], &[R::Rao], &[R::CaOfficer, R::Auditor], &[R::CaOfficer, R::Sysadmin]]
        {
            assert!(
                matches!(approve(&fresh, "anna", roles, at(1)), Err(Objection::NotOfficer(_))),
                "{roles:?}"
            );
        }
        assert_eq!(approve(&fresh, "anna", &[R::CaOfficer, R::KeyCustodian], at(1)), Ok(S::Pending));
        for state in S::ALL.into_iter().filter(|state| *state != S::Pending) {
            let other = proposal(state, &[][..]);
            assert_eq!(approve(&other, "anna", &officer, at(1)), Err(Objection::NotNow(state.name())));
        }
    }

    #[test]
    fn what_is_signed_is_the_same_octets_every_time() {
        let operation = Operation::DestroyKey { label: "ca/firma/1".to_owned() };
        let document = document("appr_1", &operation, "ca_officer:carla", (at(0), at(15)));
        assert_eq!(
            String::from_utf8(document).unwrap(),
            "{\"expires_at\":\"2026-11-18T11:21:40Z\",\"format\":\"ceralacca.approval/1\",\"id\":\"appr_1\",\
             \"operation\":{\"act\":\"destroy_key\",\"label\":\"ca/firma/1\"},\
             \"proposed_at\":\"2026-11-18T11:06:40Z\",\"proposed_by\":\"ca_officer:carla\"}"
        );
    }

    #[test]
    fn an_operation_reads_back_as_it_was_written() {
        let operation = Operation::BulkRevocation {
            serials: vec!["10ff".to_owned()],
            motive: "compromise".to_owned(),
            words: "un lotto di carte difettose".to_owned(),
        };
        let json = serde_json::to_string(&operation).unwrap();
        assert_eq!(serde_json::from_str::<Operation>(&json).unwrap(), operation);
        assert!(json.contains(operation.name()));
        assert!(
            serde_json::from_str::<Operation>("{\"act\":\"destroy_key\",\"label\":\"x\",\"more\":1}")
                .is_err()
        );
    }
}
