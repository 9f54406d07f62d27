//! Requests for a pair (T1 to T3): who asks, for whom, and what proves it, before a serial number exists.

use foundation::{Id, Timestamp};
use jiff::SignedDuration;

use super::{
    lifecycle::{Refused, StateName, Step, decide},
    permissions::{Asker, Party},
};
use crate::model::PairKind;

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestState {
    /// Submitted.
    Requested,
    /// The registration operator verified identity, contract and consent.
    Approved,
    /// The certificates of this pair are being issued, or were.
    Issuing {
        /// The pair.
        pair: Id<PairKind>,
    },
    /// Ended before a serial number existed.
    Cancelled,
}

impl RequestState {
    /// The state by name.
    pub fn state_name(self) -> StateName {
        match self {
            RequestState::Requested => StateName::Requested,
            RequestState::Approved => StateName::Approved,
            RequestState::Issuing { .. } => StateName::Issuing,
            RequestState::Cancelled => StateName::Cancelled,
        }
    }

    /// The state from what is stored; `None` when the columns do not fit together.
    pub fn from_stored(name: &str, pair: Option<Id<PairKind>>) -> Option<Self> {
        Some(match name {
            "requested" => RequestState::Requested,
            "approved" => RequestState::Approved,
            "issuing" => RequestState::Issuing { pair: pair? },
            "cancelled" => RequestState::Cancelled,
            _ => return None,
        })
    }

    /// T1: identity verified, contract signed, consent given. Without all three there is no approval; the
    /// shell of an installation, which has no registration office yet, answers for them itself.
    ///
    /// # Errors
    /// The rule that refuses.
    pub fn approve(self, asker: &Asker, evidence: &[Evidence]) -> Result<Self, Refused> {
        decide(self.state_name(), Step::Approve, asker, None)?;
        if asker.method == foundation::AuthMethod::ClientCertificate {
            for kind in [EvidenceKind::Identification, EvidenceKind::Contract, EvidenceKind::Consent] {
                if !evidence.iter().any(|piece| piece.kind == kind) {
                    return Err(Refused::Evidence { kind: kind.name() });
                }
            }
        }
        Ok(RequestState::Approved)
    }

    /// T2: by who asked, by the registration office, or by the program when the time is over.
    ///
    /// # Errors
    /// The rule that refuses.
    pub fn cancel(self, asker: &Asker, age: SignedDuration, lasts: SignedDuration) -> Result<Self, Refused> {
        decide(self.state_name(), Step::Cancel, asker, None)?;
        if asker.party == Party::System && age < lasts {
            return Err(Refused::TooEarly);
        }
        Ok(RequestState::Cancelled)
    }

    /// T3: the certificates of a pair begin to be issued.
    ///
    /// # Errors
    /// When it is not approved, or was used already.
    pub fn begin(self, pair: Id<PairKind>) -> Result<Self, Refused> {
        decide(self.state_name(), Step::Begin, &Asker::system("issuing"), None)?;
        Ok(RequestState::Issuing { pair })
    }

    /// After T5: the pair was lost and revoked, so the approval is good for another one, with new serial
    /// numbers (pki.md §11).
    ///
    /// # Errors
    /// When nothing was being issued.
    pub fn begin_again(self) -> Result<Self, Refused> {
        match self {
            RequestState::Issuing { .. } => Ok(RequestState::Approved),
            _ => Err(Refused::State { state: self.state_name().as_str(), wanted: "approved again" }),
        }
    }
}

macro_rules! evidence_kinds {
    ($($(#[doc = $doc:literal])* $name:ident = $stored:literal,)*) => {
        /// What a piece of evidence is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum EvidenceKind {
            $($(#[doc = $doc])* $name,)*
        }

        impl EvidenceKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name that is stored.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $stored,)*
                }
            }
        }
    };
}

evidence_kinds! {
    /// The record of the identification.
    Identification = "identification",
    /// The signed contract.
    Contract = "contract",
    /// The consent to the processing of personal data.
    Consent = "consent",
    /// The will of the organisation that a role or an affiliation comes from (D121 §4.1.5b).
    OrganisationConsent = "organisation-consent",
    /// The holder's or the courier's receipt for the device.
    Receipt = "receipt",
    /// A signed form.
    Form = "form",
    /// A certified mail with its receipts.
    Message = "message",
    /// The act of a court or another authority; the report of a theft.
    Act = "act",
    /// Anything else.
    Other = "other",
}

impl EvidenceKind {
    /// The kind with a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

/// A piece of evidence: the hash of a document that the registration office keeps, and the facts about it
/// that must be found without opening it. No image of a document ever stands in here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What it is.
    pub kind: EvidenceKind,
    /// SHA-256 of the document.
    pub sha256: [u8; 32],
    /// Short facts in plain text, for example the number of the identity document's record.
    pub facts: String,
}

/// When a request ends by itself.
pub fn request_ends(submitted: Timestamp, lasts: SignedDuration) -> Timestamp {
    submitted.checked_add(lasts).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use foundation::{Actor, AuthMethod, Role, TestClock, TestEntropy};

    use super::*;

    fn rao() -> Asker {
        Asker::of(&Actor { role: Role::Rao, name: "op_1".to_owned(), method: AuthMethod::ClientCertificate })
    }

    fn piece(kind: EvidenceKind) -> Evidence {
        Evidence { kind, sha256: [7; 32], facts: String::new() }
    }

    #[test]
    fn approval_needs_identification_contract_and_consent() {
        let all = [EvidenceKind::Identification, EvidenceKind::Contract, EvidenceKind::Consent];
        let evidence: Vec<_> = all.map(piece).to_vec();
        assert_eq!(RequestState::Requested.approve(&rao(), &evidence), Ok(RequestState::Approved));
        for missing in 0..3 {
            let mut some = evidence.clone();
            let kind = some.remove(missing).kind.name();
            assert_eq!(RequestState::Requested.approve(&rao(), &some), Err(Refused::Evidence { kind }));
        }
    }

    #[test]
    fn a_request_ends_by_itself_after_its_time_and_not_before() {
        let (day, lasts) = (SignedDuration::from_hours(24), SignedDuration::from_hours(24 * 30));
        let system = Asker::system("deadlines");
        assert_eq!(RequestState::Requested.cancel(&system, day * 29, lasts), Err(Refused::TooEarly));
        for state in [RequestState::Requested, RequestState::Approved] {
            assert_eq!(state.cancel(&system, day * 30, lasts), Ok(RequestState::Cancelled));
        }
        let issuing = RequestState::Issuing {
            pair: Id::new(&TestClock::at(Timestamp::UNIX_EPOCH), &TestEntropy::seeded(1)),
        };
        assert!(issuing.cancel(&system, day * 300, lasts).is_err(), "a serial number exists");
    }

    #[test]
    fn an_approval_is_used_once_unless_its_pair_was_lost() {
        let pair = Id::new(&TestClock::at(Timestamp::UNIX_EPOCH), &TestEntropy::seeded(1));
        let issuing = RequestState::Approved.begin(pair).unwrap();
        assert!(issuing.begin(pair).is_err());
        assert!(RequestState::Requested.begin(pair).is_err());
        assert_eq!(issuing.begin_again(), Ok(RequestState::Approved));
        assert!(RequestState::Cancelled.begin_again().is_err());
    }
}
