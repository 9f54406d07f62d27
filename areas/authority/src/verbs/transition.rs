//! What all transitions of issued certificates share: who asks is checked, the rules decide for each
//! certificate, and state, history, evidence and audit event are written in one transaction.

use foundation::{Actor, AuditEvent, Id, Timestamp, hex};
use store::{ReadTx, Tx};

use crate::{
    Authority, AuthorityError,
    life::{Act, ActKind, Change, Changed, Demand, PriorNotice, Target},
    model::PairKind,
    rules::{
        deadlines::RECEIPT_TO_STATUS,
        lifecycle::{CertificateState, Hold, Purpose, Refused, Step},
        motives::Motive,
        permissions::{Asker, Party, proof_needed},
    },
    tables::{self, Reasoned, Standing},
};

impl Authority {
    /// One transition of a pair or of one certificate, in a transaction of its own.
    ///
    /// L4: where the key may be in other hands, the lists are published at once; should that fail, the
    /// decision stands and the next publication makes up for it.
    pub(super) fn change(
        &self,
        actor: &Actor,
        target: Target,
        change: Change,
        demand: &Demand,
    ) -> Result<Act, AuthorityError> {
        let (now, id) = (self.now(), self.new_act());
        let (by, with) = (actor.clone(), demand.clone());
        let act =
            self.store.write_blocking(move |tx| change_in(tx, id, (target, change), (&by, &with), now))?;
        self.status_changed();
        if demand.motive.is_some_and(Motive::doubts_the_key)
            && let Err(error) = self.publish_lists(actor)
        {
            tracing::error!(%error, %id, "decided because of a key in doubt, and not published at once");
        }
        Ok(act)
    }

    pub(super) fn new_act(&self) -> Id<ActKind> {
        Id::new(&*self.clock, &*self.entropy)
    }
}

/// One transition of what a target stands for, inside a transaction.
pub(super) fn change_in(
    tx: &mut Tx,
    id: Id<ActKind>,
    (target, change): (Target, Change),
    (actor, demand): (&Actor, &Demand),
    now: Timestamp,
) -> Result<Act, AuthorityError> {
    let certificates = select(tx, (target, change), &demand.asker)?;
    change_these(tx, id, (certificates, change), (actor, demand), now)
}

/// The certificates that a transition is about: the pair rule (pki.md §5).
fn select(
    tx: &mut ReadTx,
    (target, change): (Target, Change),
    asker: &Asker,
) -> Result<Vec<Standing>, AuthorityError> {
    let found = tables::standing_of(tx, target)?;
    match target {
        Target::Pair(_) if found.len() != 2 => Err(AuthorityError::NoPair),
        Target::Pair(_) => Ok(found),
        Target::Certificate(_) => {
            let one = found.first().ok_or(AuthorityError::NoCertificate)?;
            let Some(pair) = one.pair else { return Ok(found) };
            if !asker.party.acts_on_one() || change == Change::Activate {
                return Err(Refused::PairOnly.into());
            }
            // Without the qualified certificate the device is of no use.
            let entails = matches!(change, Change::Revoke { .. });
            if entails && one.subject.purpose == Purpose::Signature {
                return Ok(tables::standing_of(tx, Target::Pair(pair))?);
            }
            Ok(found)
        }
    }
}

/// One transition of these certificates. A certificate that is past the step already (revoked, expired,
/// suspended before) stays as it is, as long as another one takes it; any other refusal stops all.
pub(super) fn change_these(
    tx: &mut Tx,
    id: Id<ActKind>,
    (certificates, change): (Vec<Standing>, Change),
    (actor, demand): (&Actor, &Demand),
    now: Timestamp,
) -> Result<Act, AuthorityError> {
    demand.asker.entered_by(actor)?;
    let first = certificates.first().ok_or(AuthorityError::NoCertificate)?;
    check_relation(tx, first, &demand.asker)?;
    let received = demand.received.unwrap_or(now);
    let mut decided = Vec::new();
    let mut past = None;
    for standing in certificates {
        match decide(&standing, change, demand, (received, now)) {
            Ok(next) => decided.push((standing, next)),
            Err(refused) if refused.is_past() => past = past.or(Some(refused)),
            Err(refused) => return Err(refused.into()),
        }
    }
    if let (true, Some(refused)) = (decided.is_empty(), past) {
        return Err(refused.into());
    }
    check_demand(tx, (&decided, change), demand, (received, now))?;
    tables::insert_evidence(tx, &id.to_string(), &demand.evidence, now)?;
    let mut changed = Vec::with_capacity(decided.len());
    for (standing, next) in &decided {
        let status_seq = write(tx, id, (standing, next), (actor, demand), (received, now))?;
        changed.push(Changed { certificate: standing.id, step: next.step, status_seq });
    }
    Ok(Act { id, changed })
}

/// What the rules decided for one certificate.
struct Next {
    step: Step,
    state: CertificateState,
    hold: Option<Hold>,
}

fn decide(
    standing: &Standing,
    change: Change,
    demand: &Demand,
    (received, now): (Timestamp, Timestamp),
) -> Result<Next, Refused> {
    let (subject, asker) = (&standing.subject, &demand.asker);
    let motive = || demand.motive.ok_or(Refused::Evidence { kind: "motive" });
    let next = |step, state| Next { step, state, hold: None };
    match change {
        Change::Activate => Ok(next(Step::Activate, subject.activate(asker, now)?)),
        Change::Suspend { since, until } => {
            let (state, hold) = subject.suspend(asker, (motive()?, received), (since, until), now)?;
            Ok(Next { step: Step::Suspend, state, hold: Some(hold) })
        }
        Change::Reactivate { term_over } => {
            Ok(next(Step::Reactivate, subject.reactivate(asker, term_over, now)?))
        }
        Change::Revoke { invalidity } => {
            Ok(next(subject.step_to_revoke(), subject.revoke(asker, motive()?, invalidity, now)?))
        }
        Change::Amend { invalidity } => Ok(next(Step::Amend, subject.amend(asker, invalidity, now)?)),
    }
}

/// What must come with a demand, whatever the certificate: proof, prior notice, the reason of a delay.
fn check_demand(
    tx: &mut ReadTx,
    (decided, change): (&[(Standing, Next)], Change),
    demand: &Demand,
    (received, now): (Timestamp, Timestamp),
) -> Result<(), AuthorityError> {
    let said = |words: &Option<String>| words.as_ref().is_some_and(|words| !words.trim().is_empty());
    let automatic = demand.asker.party == Party::System;
    if received > now {
        return Err(Refused::InFuture.into());
    }
    if now.duration_since(received) > RECEIPT_TO_STATUS && !said(&demand.late_because) {
        return Err(Refused::Late.into());
    }
    if let Some(kind) = proof_needed(&demand.asker)
        && !demand.evidence.iter().any(|piece| piece.kind == kind)
    {
        return Err(Refused::Evidence { kind: kind.name() }.into());
    }
    if matches!(change, Change::Reactivate { .. }) && demand.words.trim().is_empty() && !automatic {
        return Err(Refused::Evidence { kind: "reason" }.into());
    }
    let earlier = matches!(change, Change::Suspend { since: Some(since), .. } if since < received);
    if earlier && demand.evidence.is_empty() {
        return Err(Refused::Evidence { kind: "reason for the earlier start" }.into());
    }
    if demand.asker.party == Party::CaOfficer
        && matches!(change, Change::Suspend { .. } | Change::Revoke { .. })
    {
        let (standing, next) = decided.first().ok_or(AuthorityError::NoCertificate)?;
        let told = match (&demand.notice, standing.pair) {
            (PriorNotice::Urgent(why), _) => !why.trim().is_empty(),
            (PriorNotice::Given(id), Some(pair)) => {
                tables::prior_notice_given(tx, *id, (pair, next.step.name()), now)?
            }
            // Our own servers and operators are in no pair: there is no holder to tell.
            (PriorNotice::None, None) => true,
            (PriorNotice::Given(_), None) | (PriorNotice::None, Some(_)) => false,
        };
        if !told {
            return Err(Refused::NoPriorNotice.into());
        }
    }
    Ok(())
}

/// Whether the asker is who it says to be for this certificate.
pub(super) fn check_relation(
    tx: &mut ReadTx,
    standing: &Standing,
    asker: &Asker,
) -> Result<(), AuthorityError> {
    let same = |code: &str| code.trim().eq_ignore_ascii_case(asker.name.trim());
    let holder = || standing.codice_fiscale.as_deref().is_some_and(same);
    let request = |tx: &mut ReadTx, pair: Option<Id<PairKind>>| match pair {
        Some(pair) => tables::request_of_pair(tx, pair),
        None => Ok(None),
    };
    let known = match asker.party {
        Party::Holder => holder(),
        Party::Applicant => {
            let request = request(tx, standing.pair)?;
            match request.and_then(|request| request.registration.applicant) {
                Some(applicant) => same(&applicant.code),
                // Who asked was the holder.
                None => holder(),
            }
        }
        Party::ThirdParty => {
            let request = request(tx, standing.pair)?;
            let parties = request.map(|request| request.registration.third_parties).unwrap_or_default();
            parties.iter().any(|party| same(&party.code))
        }
        Party::System | Party::Rao | Party::CaOfficer | Party::PublicAuthority => true,
    };
    if known { Ok(()) } else { Err(Refused::Relation { party: asker.party }.into()) }
}

/// Writes one transition: state and its sequence, history, suspension, who asked, one audit event.
fn write(
    tx: &mut Tx,
    act: Id<ActKind>,
    (standing, next): (&Standing, &Next),
    (actor, demand): (&Actor, &Demand),
    (received, now): (Timestamp, Timestamp),
) -> Result<i64, AuthorityError> {
    let (from, to) = (standing.subject.state, next.state);
    let told = told(actor, demand);
    tables::set_state(tx, standing.id, (from, to), actor, Some(&told), now)?;
    let status_seq = tables::last_change(tx)?;
    let urgency = match &demand.notice {
        PriorNotice::Urgent(why) => Some(why.as_str()),
        PriorNotice::Given(_) | PriorNotice::None => None,
    };
    let with = Reasoned {
        act,
        step: next.step,
        asker: &demand.asker,
        motive: demand.motive,
        words: &demand.words,
        urgency,
        late_because: demand.late_because.as_deref(),
        until: next.hold.and_then(|hold| hold.until),
        received,
        decided: now,
        awaits_list: from.on_list() != to.on_list(),
    };
    tables::insert_transition(tx, standing, status_seq, &with)?;
    match (next.hold, from) {
        (Some(hold), _) => {
            let motive = demand.motive.unwrap_or(Motive::Suspension);
            tables::begin_suspension(tx, standing.id, &hold, motive, now)?;
        }
        (None, CertificateState::Suspended { .. }) => {
            tables::end_suspension(tx, standing.id, next.step, now)?;
        }
        (None, _) => {}
    }
    let mut event = AuditEvent::done(next.step.event(), actor, "certificate", standing.id)
        .states(from.name(), to.name())
        .because(&told);
    for piece in &demand.evidence {
        event = event.evidence(hex(&piece.sha256));
    }
    tx.audit(now, &event)?;
    Ok(status_seq)
}

/// Why, in one line: motive, who asked where that is not the actor, and the words.
fn told(actor: &Actor, demand: &Demand) -> String {
    let asker = &demand.asker;
    let motive = demand.motive.map(|motive| motive.name().to_owned());
    let other = (asker.name != actor.name)
        .then(|| format!("{} {} by {}", asker.party.name(), asker.name, asker.channel.name()));
    let words = Some(demand.words.trim().to_owned()).filter(|words| !words.is_empty());
    let parts: Vec<String> = [motive, other, words].into_iter().flatten().collect();
    parts.join("; ")
}
