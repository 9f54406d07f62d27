//! Requests to suspend, reactivate or revoke that come to the counter, on a form or by PEC: the receipt is
//! recorded when it happens, the decision when somebody takes it (L7).

use foundation::{Actor, AuditEvent, Id, Timestamp, hex};

use super::transition::{change_in, check_relation};
use crate::{
    Authority, AuthorityError,
    life::{Act, AskKind, Change, Demand, Target},
    rules::{
        deadlines::RECEIPT_TO_STATUS,
        lifecycle::Refused,
        motives::Motive,
        permissions::Asker,
        requests::{Evidence, EvidenceKind},
    },
    tables::{self, Decided},
};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// T8.
    Reactivation,
    /// T9 or T10.
    Revocation {
        /// Since when a compromised key was in other hands.
        invalidity: Option<Timestamp>,
    },
    /// T7.
    Suspension {
        /// From when, if not from the receipt.
        since: Option<Timestamp>,
        /// Until when, if it is to end by itself.
        until: Option<Timestamp>,
    },
}

impl Wanted {
    /// The name that is stored: what the certificate is to be.
    pub fn name(self) -> &'static str {
        match self {
            Wanted::Reactivation => "reactivated",
            Wanted::Revocation { .. } => "revoked",
            Wanted::Suspension { .. } => "suspended",
        }
    }
}

/// A request that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// What it is about.
    pub target: Target,
    /// What it wants.
    pub wanted: Wanted,
    /// Whose request it is: the holder's, the applicant's, a third party's, an authority's order.
    pub asker: Asker,
    /// Why; none for a reactivation.
    pub motive: Option<Motive>,
    /// Why, in the words of who asks.
    pub words: String,
    /// When it was received: the 24 hours of the law run from here.
    pub received: Timestamp,
    /// What proves it.
    pub evidence: Vec<Evidence>,
}

impl Authority {
    /// Records the receipt of a request that somebody decides later.
    ///
    /// # Errors
    /// [`AuthorityError::NoPair`], [`AuthorityError::NoCertificate`], or the rule that refuses: who enters
    /// it is no operator, who asks has nothing to do with the certificate, the receipt is in the future.
    pub fn receive_ask(&self, actor: &Actor, ask: &Ask) -> Result<Id<AskKind>, AuthorityError> {
        let (now, id) = (self.now(), Id::new(&*self.clock, &*self.entropy));
        let (actor, ask) = (actor.clone(), ask.clone());
        self.store.write_blocking(move |tx| {
            ask.asker.entered_by(&actor)?;
            if ask.received > now {
                return Err(Refused::InFuture.into());
            }
            let standing = tables::standing_of(tx, ask.target)?;
            let first = standing.first().ok_or(match ask.target {
                Target::Pair(_) => AuthorityError::NoPair,
                Target::Certificate(_) => AuthorityError::NoCertificate,
            })?;
            check_relation(tx, first, &ask.asker)?;
            tables::insert_ask(tx, id, &ask, &actor, now)?;
            let told =
                format!("{} asked by {} {}", ask.wanted.name(), ask.asker.party.name(), ask.asker.name);
            let mut event =
                AuditEvent::done("ask.received", &actor, "ask", id).states("", "received").because(&told);
            for piece in &ask.evidence {
                event = event.evidence(hex(&piece.sha256));
            }
            tx.audit(now, &event)?;
            Ok(id)
        })
    }

    /// Does what a received request asks for. `late_because` is the reason where more than 24 hours have
    /// passed (eIDAS art. 24(3)).
    ///
    /// # Errors
    /// [`AuthorityError::NoAsk`] when it was decided before, or the rule that refuses.
    pub fn grant_ask(
        &self,
        actor: &Actor,
        id: Id<AskKind>,
        late_because: Option<&str>,
    ) -> Result<Act, AuthorityError> {
        let (now, act) = (self.now(), self.new_act());
        let (by, late_because) = (actor.clone(), late_because.map(str::to_owned));
        let (act, urgent) = self.store.write_blocking(move |tx| {
            let ask = tables::open_ask(tx, id)?.ok_or(AuthorityError::NoAsk)?;
            let demand = Demand {
                asker: ask.asker,
                motive: ask.motive,
                words: ask.words,
                received: Some(ask.received),
                evidence: evidence(tx, id)?,
                notice: crate::life::PriorNotice::None,
                late_because,
            };
            let change = match ask.wanted {
                // Who asked a while ago meant: from then on.
                Wanted::Suspension { since, until } => {
                    Change::Suspend { since: since.or(Some(ask.received)), until }
                }
                Wanted::Revocation { invalidity } => Change::Revoke { invalidity },
                Wanted::Reactivation => Change::Reactivate { term_over: false },
            };
            let done = change_in(tx, act, (ask.target, change), (&by, &demand), now)?;
            let decided = Decided { granted: true, why: "", by: &by };
            tables::set_ask_decided(tx, id, decided, now)?;
            let event = AuditEvent::done("ask.granted", &by, "ask", id).states("received", "granted");
            tx.audit(now, &event)?;
            Ok::<_, AuthorityError>((done, demand.motive.is_some_and(Motive::doubts_the_key)))
        })?;
        self.status_changed();
        if urgent && let Err(error) = self.publish_lists(actor) {
            tracing::error!(%error, "decided because of a key in doubt, and not published at once");
        }
        Ok(act)
    }

    /// Refuses a received request, with the reason that who asked is told.
    ///
    /// # Errors
    /// [`AuthorityError::NoAsk`] when it was decided before, or the rule that refuses.
    pub fn refuse_ask(&self, actor: &Actor, id: Id<AskKind>, why: &str) -> Result<(), AuthorityError> {
        let (now, by, why) = (self.now(), actor.clone(), why.trim().to_owned());
        self.store.write_blocking(move |tx| {
            let ask = tables::open_ask(tx, id)?.ok_or(AuthorityError::NoAsk)?;
            ask.asker.entered_by(&by)?;
            if why.is_empty() {
                return Err(Refused::Evidence { kind: "reason" }.into());
            }
            let late = now.duration_since(ask.received) > RECEIPT_TO_STATUS;
            tables::set_ask_decided(tx, id, Decided { granted: false, why: &why, by: &by }, now)?;
            let why = if late { format!("after more than 24 hours: {why}") } else { why };
            let event =
                AuditEvent::done("ask.refused", &by, "ask", id).states("received", "refused").because(&why);
            tx.audit(now, &event)?;
            Ok(())
        })
    }
}

fn evidence(tx: &mut store::ReadTx, id: Id<AskKind>) -> Result<Vec<Evidence>, AuthorityError> {
    let stored = tables::evidence_of(tx, &id.to_string())?;
    let piece = |(kind, sha256): (String, Vec<u8>)| {
        Some(Evidence {
            kind: EvidenceKind::from_name(&kind)?,
            sha256: sha256.try_into().ok()?,
            facts: String::new(),
        })
    };
    let broken = || AuthorityError::internal("evidence is not what was stored");
    stored.into_iter().map(|one| piece(one).ok_or_else(broken)).collect()
}
