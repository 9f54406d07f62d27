//! The life of a certificate (pki.md §5): its states, the transitions T1 to T11, and what each asks for.
//!
//! [`decide`] is the table: state, transition and asker give the next state or the rule that refuses.
//! [`CertificateState`] carries what CRL and OCSP say; [`Subject`] joins it with the dates and with who
//! suspended, and decides a whole transition. Who may ask is in [`super::permissions`].

use foundation::{Status, Timestamp};
use x509::crl::Reason;

use super::{
    motives::Motive,
    permissions::{Asker, Channel, Grounds, Party, may_reactivate, permitted},
};

/// Where a certificate stands; each state carries what is known in it. Before there is a certificate its
/// request stands in one of [`super::requests::RequestState`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateState {
    /// Serial and to-be-signed octets are stored; a signature may exist.
    Issuing,
    /// Signed and stored, not yet handed over.
    Issued,
    /// In the holder's hands.
    Active,
    /// Without effect for now. Who suspended it and until when is in its [`Hold`].
    Suspended {
        /// From when.
        since: Timestamp,
    },
    /// Without effect for ever.
    Revoked {
        /// From when.
        at: Timestamp,
        /// Why.
        reason: Reason,
        /// Since when the key may have been in other hands, where that is known: only with
        /// [`Reason::KeyCompromise`].
        invalidity: Option<Timestamp>,
    },
}

/// The eight states by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StateName {
    /// RICHIESTO.
    Requested,
    /// APPROVATO.
    Approved,
    /// IN EMISSIONE.
    Issuing,
    /// EMESSO.
    Issued,
    /// ATTIVO.
    Active,
    /// SOSPESO.
    Suspended,
    /// REVOCATO.
    Revoked,
    /// ANNULLATO.
    Cancelled,
}

impl StateName {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Requested,
        Self::Approved,
        Self::Issuing,
        Self::Issued,
        Self::Active,
        Self::Suspended,
        Self::Revoked,
        Self::Cancelled,
    ];

    /// The name that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            StateName::Requested => "requested",
            StateName::Approved => "approved",
            StateName::Issuing => "issuing",
            StateName::Issued => "issued",
            StateName::Active => "active",
            StateName::Suspended => "suspended",
            StateName::Revoked => "revoked",
            StateName::Cancelled => "cancelled",
        }
    }
}

/// The transitions of pki.md §5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// T1: identity verified, contract signed.
    Approve,
    /// T2: the request ends before a serial number exists.
    Cancel,
    /// T3: serial number and to-be-signed octets are stored.
    Begin,
    /// T4: the signature is stored.
    Issue,
    /// T5: a signature may exist, the certificate is lost.
    Abandon,
    /// T6: the holder has the device.
    Activate,
    /// T7: without effect for now.
    Suspend,
    /// T8: as if it had never been suspended.
    Reactivate,
    /// T9: without effect for ever.
    Revoke,
    /// T10: from suspension, without effect for ever since the suspension began.
    RevokeSuspended,
    /// T11: the reason becomes key compromise.
    Amend,
}

impl Step {
    /// Every transition, T1 first.
    pub const ALL: [Self; 11] = [
        Self::Approve,
        Self::Cancel,
        Self::Begin,
        Self::Issue,
        Self::Abandon,
        Self::Activate,
        Self::Suspend,
        Self::Reactivate,
        Self::Revoke,
        Self::RevokeSuspended,
        Self::Amend,
    ];

    /// The name that is stored, as the certificate is afterwards told.
    pub fn name(self) -> &'static str {
        match self {
            Step::Approve => "approved",
            Step::Cancel => "cancelled",
            Step::Begin => "issuing",
            Step::Issue => "issued",
            Step::Abandon => "abandoned",
            Step::Activate => "activated",
            Step::Suspend => "suspended",
            Step::Reactivate => "reactivated",
            Step::Revoke | Step::RevokeSuspended => "revoked",
            Step::Amend => "amended",
        }
    }

    /// The event in the audit log.
    pub fn event(self) -> &'static str {
        match self {
            Step::Approve => "request.approved",
            Step::Cancel => "request.cancelled",
            Step::Begin => "certificate.issuing",
            Step::Issue => "certificate.issued",
            Step::Abandon => "certificate.abandoned",
            Step::Activate => "certificate.activated",
            Step::Suspend => "certificate.suspended",
            Step::Reactivate => "certificate.reactivated",
            Step::Revoke | Step::RevokeSuspended => "certificate.revoked",
            Step::Amend => "certificate.amended",
        }
    }
}

/// A transition that the rules do not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The transition does not start from this state.
    #[error("a certificate that is {state} cannot be {wanted}")]
    State {
        /// Name of the state it is in.
        state: &'static str,
        /// What was asked.
        wanted: &'static str,
    },
    /// This party never takes this step.
    #[error("{} cannot have a certificate {}", .party.name(), .step.name())]
    Party {
        /// Who asked.
        party: Party,
        /// For what.
        step: Step,
    },
    /// Not by this way.
    #[error("a certificate cannot be {} by way of {}", .step.name(), .channel.name())]
    Channel {
        /// The way.
        channel: Channel,
        /// What was asked.
        step: Step,
    },
    /// Not recognised like this.
    #[error("{method} does not recognise somebody well enough to have a certificate {}", .step.name())]
    Method {
        /// The method.
        method: &'static str,
        /// What was asked.
        step: Step,
    },
    /// The asker is not who it says to be for this certificate: another holder, an unknown organisation.
    #[error("the asker is not {} of this certificate", .party.name())]
    Relation {
        /// As whom it asked.
        party: Party,
    },
    /// An operator enters what others ask; nobody else does.
    #[error("a request of somebody else cannot be entered by a {role}")]
    EnteredBy {
        /// Who tried to.
        role: &'static str,
    },
    /// T8: a suspension is ended by who decided it, or higher.
    #[error("suspended by {}: {} cannot reactivate it", .suspended_by.name(), .by.name())]
    SuspendedBy {
        /// Who decided the suspension.
        suspended_by: Party,
        /// Who asked for its end.
        by: Party,
    },
    /// T8: the key may be in other hands.
    #[error("the key may be in other hands: an officer of the authority decides")]
    KeyInDoubt,
    /// T8: it is suspended until the holder has the device.
    #[error("suspended until the holder has received the device")]
    AwaitingReceipt,
    /// The certificate has expired: nothing changes any more, except T11.
    #[error("the certificate has expired")]
    Expired,
    /// Certificates of authorities, time-stamping units and OCSP responders are never suspended.
    #[error("a certificate of this kind cannot be suspended")]
    NotSuspendable,
    /// The pair rule: both certificates of a device or none.
    #[error("both certificates of the device, or none")]
    PairOnly,
    /// A suspension would begin before the certificate was issued.
    #[error("the suspension would begin before the certificate existed")]
    StartBeforeIssue,
    /// A suspension would begin before the request for it, without the authority to say so.
    #[error("the suspension would begin before its request was received")]
    StartBeforeReceipt,
    /// A date that only the past can have lies in the future.
    #[error("the date lies in the future")]
    InFuture,
    /// A suspension would end before it begins, or has ended already.
    #[error("the suspension would be over already")]
    EndBeforeStart,
    /// No end can be set where the key is in doubt, nor for what an authority ordered, which lifts it itself.
    #[error("a suspension by order, or because the key may be in other hands, has no end of its own")]
    NoEnd,
    /// The motive does not go with the step.
    #[error("{motive} is no motive for which a certificate is {}", .step.name())]
    Motive {
        /// The motive.
        motive: &'static str,
        /// What was asked.
        step: Step,
    },
    /// A date of invalidity goes with a compromised key only, within the life of the certificate.
    #[error("a date of invalidity goes with a compromised key, after the certificate was issued")]
    Invalidity,
    /// T11: a date never moves later.
    #[error("the date of invalidity cannot move later")]
    InvalidityLater,
    /// T11: nothing would change.
    #[error("the revocation says that already")]
    NothingToAmend,
    /// The certification authority announces what it is about to do, or says why it is urgent.
    #[error("the holder needs notice before, or a reason why it is urgent")]
    NoPriorNotice,
    /// What proves the step is missing.
    #[error("the {kind} is missing")]
    Evidence {
        /// What is missing.
        kind: &'static str,
    },
    /// The time after which this may happen is not over.
    #[error("it is too early")]
    TooEarly,
    /// More than 24 hours after the receipt, the reason of the delay must be told.
    #[error("more than 24 hours after the receipt: the reason of the delay must be told")]
    Late,
}

impl Refused {
    /// The id of the rule, stable, for programs and for the words `problem-lifecycle-RULE`.
    pub fn rule(&self) -> &'static str {
        match self {
            Refused::State { .. } => "state",
            Refused::Party { .. } => "party",
            Refused::Channel { .. } => "channel",
            Refused::Method { .. } => "method",
            Refused::Relation { .. } => "relation",
            Refused::EnteredBy { .. } => "entered-by",
            Refused::SuspendedBy { .. } => "suspended-by",
            Refused::KeyInDoubt => "key-in-doubt",
            Refused::AwaitingReceipt => "awaiting-receipt",
            Refused::Expired => "expired",
            Refused::NotSuspendable => "not-suspendable",
            Refused::PairOnly => "pair-only",
            Refused::StartBeforeIssue => "start-before-issue",
            Refused::StartBeforeReceipt => "start-before-receipt",
            Refused::InFuture => "in-future",
            Refused::EndBeforeStart => "end-before-start",
            Refused::NoEnd => "no-end",
            Refused::Motive { .. } => "motive",
            Refused::Invalidity => "invalidity",
            Refused::InvalidityLater => "invalidity-later",
            Refused::NothingToAmend => "nothing-to-amend",
            Refused::NoPriorNotice => "no-prior-notice",
            Refused::Evidence { .. } => "evidence",
            Refused::TooEarly => "too-early",
            Refused::Late => "late",
        }
    }

    /// What kind of refusal it is for who asked.
    pub fn status(&self) -> Status {
        match self {
            Refused::Party { .. }
            | Refused::Channel { .. }
            | Refused::Method { .. }
            | Refused::Relation { .. }
            | Refused::EnteredBy { .. }
            | Refused::SuspendedBy { .. }
            | Refused::KeyInDoubt
            | Refused::PairOnly => Status::Forbidden,
            Refused::State { .. } | Refused::AwaitingReceipt | Refused::Expired | Refused::NothingToAmend => {
                Status::Conflict
            }
            _ => Status::Unprocessable,
        }
    }

    /// Whether the certificate is simply past this step, so that the other one of its pair can still
    /// take it.
    pub fn is_past(&self) -> bool {
        matches!(self, Refused::State { .. } | Refused::Expired | Refused::NothingToAmend)
    }
}

/// The table of pki.md §5: the state after a step that an asker wants, or the rule that refuses. `hold`
/// is who suspended the certificate and why, where it is suspended.
///
/// Dates, expiry and relations are not in here: [`Subject`] looks at them after.
///
/// # Errors
/// The rule that refuses.
pub fn decide(
    state: StateName,
    step: Step,
    asker: &Asker,
    hold: Option<(Party, Grounds)>,
) -> Result<StateName, Refused> {
    use StateName as S;
    let next = match (step, state) {
        (Step::Approve, S::Requested) => S::Approved,
        (Step::Cancel, S::Requested | S::Approved) => S::Cancelled,
        (Step::Begin, S::Approved) => S::Issuing,
        (Step::Issue, S::Issuing) => S::Issued,
        (Step::Abandon, S::Issuing) => S::Revoked,
        (Step::Activate, S::Issued) => S::Active,
        // Issued suspended (T4): the receipt ends the hold, and nothing else does.
        (Step::Activate, S::Suspended) if matches!(hold, Some((_, Grounds::AwaitingReceipt))) => S::Active,
        (Step::Suspend, S::Issued | S::Active) => S::Suspended,
        (Step::Reactivate, S::Suspended) => S::Active,
        (Step::Revoke, S::Issued | S::Active) => S::Revoked,
        (Step::RevokeSuspended, S::Suspended) => S::Revoked,
        (Step::Amend, S::Revoked) => S::Revoked,
        _ => return Err(Refused::State { state: state.as_str(), wanted: step.name() }),
    };
    permitted(step, asker)?;
    if step == Step::Reactivate {
        let (suspended_by, grounds) = hold.ok_or(Refused::Evidence { kind: "suspension" })?;
        may_reactivate(suspended_by, grounds, asker.party)?;
    }
    Ok(next)
}

impl CertificateState {
    /// The state by name.
    pub fn state_name(self) -> StateName {
        match self {
            CertificateState::Issuing => StateName::Issuing,
            CertificateState::Issued => StateName::Issued,
            CertificateState::Active => StateName::Active,
            CertificateState::Suspended { .. } => StateName::Suspended,
            CertificateState::Revoked { .. } => StateName::Revoked,
        }
    }

    /// The name that is stored.
    pub fn name(self) -> &'static str {
        self.state_name().as_str()
    }

    /// The state from what is stored; `None` when the columns do not fit together.
    pub fn from_stored(
        name: &str,
        since: Option<Timestamp>,
        reason: Option<u64>,
        invalidity: Option<Timestamp>,
    ) -> Option<Self> {
        Some(match name {
            "issuing" => CertificateState::Issuing,
            "issued" => CertificateState::Issued,
            "active" => CertificateState::Active,
            "suspended" => CertificateState::Suspended { since: since? },
            "revoked" => {
                CertificateState::Revoked { at: since?, reason: Reason::from_code(reason?)?, invalidity }
            }
            _ => return None,
        })
    }

    /// Since when and why the certificate is on the revocation list, if it is, and the date of invalidity
    /// that the entry carries: the single source of what CRL and OCSP say.
    pub fn on_list(self) -> Option<(Timestamp, Reason, Option<Timestamp>)> {
        match self {
            CertificateState::Suspended { since } => Some((since, Reason::CertificateHold, None)),
            CertificateState::Revoked { at, reason, invalidity } => Some((at, reason, invalidity)),
            CertificateState::Issuing | CertificateState::Issued | CertificateState::Active => None,
        }
    }

    /// T4, of what is issued suspended: the signature is stored, and the certificate has no effect until the
    /// receipt of the device is recorded.
    ///
    /// # Errors
    /// When it was not being issued.
    pub fn issue_suspended(self, since: Timestamp) -> Result<(Self, Hold), Refused> {
        self.issue()?;
        let hold = Hold { since, until: None, by: Party::System, grounds: Grounds::AwaitingReceipt };
        Ok((CertificateState::Suspended { since }, hold))
    }

    /// T4: the signature is stored.
    ///
    /// # Errors
    /// When it was not being issued.
    pub fn issue(self) -> Result<Self, Refused> {
        match self {
            CertificateState::Issuing => Ok(CertificateState::Issued),
            _ => Err(self.refuse(Step::Issue)),
        }
    }

    /// T5: a signature may exist and was never released.
    ///
    /// # Errors
    /// When it was not being issued.
    pub fn abandon(self, at: Timestamp) -> Result<Self, Refused> {
        match self {
            CertificateState::Issuing => {
                let reason = Motive::Interrupted.reason();
                Ok(CertificateState::Revoked { at, reason, invalidity: None })
            }
            _ => Err(self.refuse(Step::Abandon)),
        }
    }

    /// T6: the holder received the device. Only [`Subject::activate`] ends a hold.
    ///
    /// # Errors
    /// When it was not waiting for that.
    pub fn activate(self) -> Result<Self, Refused> {
        match self {
            CertificateState::Issued => Ok(CertificateState::Active),
            _ => Err(self.refuse(Step::Activate)),
        }
    }

    fn refuse(self, wanted: Step) -> Refused {
        Refused::State { state: self.name(), wanted: wanted.name() }
    }
}

/// What a certificate is for, as far as its life depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The qualified signature certificate of a pair.
    Signature,
    /// The CNS certificate of a pair.
    Cns,
    /// An operator's client certificate.
    Operator,
    /// A server of ours.
    Server,
    /// An authority, a time-stamping unit, an OCSP responder.
    Service,
}

impl Purpose {
    /// The purpose of a stored profile. An unknown one is taken as a service, which is never suspended.
    pub fn of_profile(profile: &str) -> Self {
        match profile {
            "signature" => Purpose::Signature,
            "cns" => Purpose::Cns,
            "operator" => Purpose::Operator,
            "tls" => Purpose::Server,
            _ => Purpose::Service,
        }
    }
}

/// A suspension that lasts: who decided it, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// From when.
    pub since: Timestamp,
    /// Until when, where an end was set.
    pub until: Option<Timestamp>,
    /// Whose will it was.
    pub by: Party,
    /// Why, as far as its end depends on it.
    pub grounds: Grounds,
}

/// A certificate before a transition, with all that the rules look at.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// Where it stands.
    pub state: CertificateState,
    /// What it is for.
    pub purpose: Purpose,
    /// Beginning of its validity; it was issued in that second or after.
    pub not_before: Timestamp,
    /// End of its validity.
    pub not_after: Timestamp,
    /// The suspension it is in.
    pub hold: Option<Hold>,
}

impl Subject {
    fn decide(&self, step: Step, asker: &Asker, now: Timestamp) -> Result<StateName, Refused> {
        let hold = self.hold.map(|hold| (hold.by, hold.grounds));
        let next = decide(self.state.state_name(), step, asker, hold)?;
        // An expired certificate keeps its last state for ever; only what is known of a revoked one grows.
        if self.not_after <= now && step != Step::Amend {
            return Err(Refused::Expired);
        }
        Ok(next)
    }

    /// T6.
    ///
    /// # Errors
    /// The rule that refuses.
    pub fn activate(&self, asker: &Asker, now: Timestamp) -> Result<CertificateState, Refused> {
        self.decide(Step::Activate, asker, now).map(|_| CertificateState::Active)
    }

    /// T7: for a motive, received then, from and until then; from now unless said.
    ///
    /// The date that the list gives as the beginning may lie in the past, but not before the certificate
    /// was issued and, as a rule, not before the request was received: with a date of choice a holder
    /// could take back a signature of yesterday, reversibly and for nothing. Only those who do not suspend
    /// for themselves, the registration office, the authority and a public authority, may set an earlier
    /// one, and keep the evidence for it. Lists published meanwhile said "good", and that is no
    /// contradiction: in law the suspension has effect from the publication of the list that contains it
    /// (CAD art. 36(3), L1), whose instant is stored and attested apart; the date in the entry says since
    /// when there is reason to doubt.
    ///
    /// # Errors
    /// The rule that refuses.
    pub fn suspend(
        &self,
        asker: &Asker,
        (motive, received): (Motive, Timestamp),
        (since, until): (Option<Timestamp>, Option<Timestamp>),
        now: Timestamp,
    ) -> Result<(CertificateState, Hold), Refused> {
        if self.purpose == Purpose::Service {
            return Err(Refused::NotSuspendable);
        }
        self.decide(Step::Suspend, asker, now)?;
        let since = since.unwrap_or(now);
        if since > now || received > now {
            return Err(Refused::InFuture);
        }
        if since < self.not_before {
            return Err(Refused::StartBeforeIssue);
        }
        let for_others = matches!(asker.party, Party::Rao | Party::CaOfficer | Party::PublicAuthority);
        if since < received && !for_others {
            return Err(Refused::StartBeforeReceipt);
        }
        if until.is_some_and(|until| until <= now) {
            return Err(Refused::EndBeforeStart);
        }
        if until.is_some() && (motive.doubts_the_key() || asker.party == Party::PublicAuthority) {
            return Err(Refused::NoEnd);
        }
        if motive == Motive::AwaitingReceipt {
            return Err(Refused::Motive { motive: motive.name(), step: Step::Suspend });
        }
        let grounds = if motive.doubts_the_key() { Grounds::KeyInDoubt } else { Grounds::Ordinary };
        let hold = Hold { since, until, by: asker.party, grounds };
        Ok((CertificateState::Suspended { since }, hold))
    }

    /// T8. Outside the suspension never was (L5): the entry leaves the full list, OCSP says good. The
    /// program itself may do it when the term is over, which `term_over` says.
    ///
    /// # Errors
    /// The rule that refuses.
    pub fn reactivate(
        &self,
        asker: &Asker,
        term_over: bool,
        now: Timestamp,
    ) -> Result<CertificateState, Refused> {
        self.decide(Step::Reactivate, asker, now)?;
        if asker.party == Party::System && !term_over {
            return Err(Refused::TooEarly);
        }
        Ok(CertificateState::Active)
    }

    /// T9 and T10. A revocation has no date of choice: it is effective when decided, or since the
    /// suspension that comes before it (2009 art. 22(4)). Since when the key was in other hands is
    /// `invalidity`.
    ///
    /// # Errors
    /// The rule that refuses.
    pub fn revoke(
        &self,
        asker: &Asker,
        motive: Motive,
        invalidity: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<CertificateState, Refused> {
        let step = self.step_to_revoke();
        self.decide(step, asker, now)?;
        let ours = matches!(motive, Motive::Interrupted | Motive::SuspensionTooLong);
        if !motive.revokes() || (ours && asker.party != Party::System) {
            return Err(Refused::Motive { motive: motive.name(), step });
        }
        let reason = motive.reason();
        if let Some(since) = invalidity {
            self.check_invalidity(reason, since, now)?;
        }
        let at = match self.state {
            CertificateState::Suspended { since } => since,
            _ => now,
        };
        Ok(CertificateState::Revoked { at, reason, invalidity })
    }

    /// Which of T9 and T10 revokes it.
    pub fn step_to_revoke(&self) -> Step {
        match self.state {
            CertificateState::Suspended { .. } => Step::RevokeSuspended,
            _ => Step::Revoke,
        }
    }

    /// T11: the reason becomes key compromise; the date of revocation stays, that of invalidity may be
    /// set and may move earlier.
    ///
    /// # Errors
    /// The rule that refuses.
    pub fn amend(
        &self,
        asker: &Asker,
        invalidity: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<CertificateState, Refused> {
        self.decide(Step::Amend, asker, now)?;
        let CertificateState::Revoked { at, reason, invalidity: known } = self.state else {
            return Err(self.state.refuse(Step::Amend));
        };
        if let Some(since) = invalidity {
            self.check_invalidity(Reason::KeyCompromise, since, now)?;
        }
        if let (Some(known), Some(new)) = (known, invalidity)
            && new > known
        {
            return Err(Refused::InvalidityLater);
        }
        let invalidity = invalidity.or(known);
        if reason == Reason::KeyCompromise && invalidity == known {
            return Err(Refused::NothingToAmend);
        }
        Ok(CertificateState::Revoked { at, reason: Reason::KeyCompromise, invalidity })
    }

    fn check_invalidity(&self, reason: Reason, since: Timestamp, now: Timestamp) -> Result<(), Refused> {
        if since > now {
            return Err(Refused::InFuture);
        }
        if reason != Reason::KeyCompromise || since < self.not_before {
            return Err(Refused::Invalidity);
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "lifecycle_tests.rs"]
mod tests;
