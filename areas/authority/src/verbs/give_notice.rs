//! Notices to the holder and to third parties (L3): before the authority acts on its own, and when a
//! published list gives a transition its effect (L1).

use foundation::{Actor, AuditEvent, AuthMethod, Id, Role, Timestamp};
use post::Mail;
use store::{ReadTx, Tx};
use webkit::{Lang, fmt};

use super::ask::Wanted;
use crate::{
    Authority, AuthorityError,
    life::{ActKind, Contacts, NoticeKind},
    mails,
    model::{AuthorityKind, ListRecord, PairKind},
    rules::{
        lifecycle::{Refused, Step},
        motives::Motive,
        permissions::Party,
    },
    tables::{self, NewNotice},
};

/// A list that is being published, in the transaction that publishes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Published {
    /// Whose list.
    pub authority: Id<AuthorityKind>,
    /// Of which shard.
    pub shard: u16,
    /// Its number.
    pub number: u64,
    /// The last change of status that it knows.
    pub status_seq: i64,
    /// Since when relying parties can fetch it.
    pub at: Timestamp,
}

impl Published {
    /// The full list of a shard with this record.
    pub(crate) fn of(authority: Id<AuthorityKind>, shard: u16, list: &ListRecord) -> Self {
        Self { authority, shard, number: list.number, status_seq: list.status_seq, at: list.published_at }
    }
}

/// Writes since when a published list gives the transitions it names their effect, and leaves the mails
/// that tell holder and third parties so. One decision about both certificates of a device is told once,
/// when the later of the two lists is out.
///
/// # Errors
/// As [`Tx::execute`].
pub(crate) fn notices_for_published(tx: &mut Tx, list: &Published) -> Result<(), store::Error> {
    let acts = tables::publish_transitions(
        tx,
        (list.authority, list.shard),
        list.status_seq,
        (list.number, list.at),
    )?;
    for act in acts {
        tell(tx, act, list.at)?;
    }
    Ok(())
}

fn tell(tx: &mut Tx, id: Id<ActKind>, now: Timestamp) -> Result<(), store::Error> {
    let Some(act) = tables::published_act(tx, id)? else { return Ok(()) };
    let Some(pair) = act.pair else { return Ok(()) };
    let (holder, third): (&'static Mail, &'static Mail) = match act.step.as_str() {
        step if step == Step::Suspend.name() => (&mails::SUSPENDED, &mails::THIRD_SUSPENDED),
        step if step == Step::Reactivate.name() => (&mails::REACTIVATED, &mails::THIRD_REACTIVATED),
        step if step == Step::Revoke.name() => (&mails::REVOKED, &mails::THIRD_REVOKED),
        // A receipt and what became known later change nothing that the holder must act upon.
        _ => return Ok(()),
    };
    let Some(told) = told(tx, pair)? else { return Ok(()) };
    let values = |lang: Lang| {
        [
            ("name", told.name.clone()),
            ("device", told.device.clone()),
            ("effect", fmt::date_time(lang, act.effective_from)),
            ("motive", motive_words(lang, act.motive)),
        ]
    };
    if let Some(to) = &told.contacts.email {
        let lang = told.contacts.language;
        send(tx, now, (holder, lang, to), &values(lang), &format!("{id}/{}/holder", act.step))?;
    }
    for party in &told.third_parties {
        if let Some(to) = &party.1.email {
            let lang = party.1.language;
            let key = format!("{id}/{}/third/{}", act.step, party.0);
            send(tx, now, (third, lang, to), &values(lang), &key)?;
        }
    }
    Ok(())
}

/// The words of a motive; a reactivation has none.
fn motive_words(lang: Lang, motive: Option<Motive>) -> String {
    motive.map(|motive| lang.t(&motive.message_key())).unwrap_or_default()
}

/// Who is told about a pair, and how the pair is named to them.
struct Told {
    name: String,
    device: String,
    ends: Timestamp,
    contacts: Contacts,
    third_parties: Vec<(String, Contacts)>,
}

fn told(tx: &mut ReadTx, pair: Id<PairKind>) -> Result<Option<Told>, store::Error> {
    let Some(request) = tables::request_of_pair(tx, pair)? else { return Ok(None) };
    let Some((device, ends)) = tables::card_of_pair(tx, pair)? else { return Ok(None) };
    let third_parties = request.registration.third_parties;
    Ok(Some(Told {
        name: format!("{} {}", request.holder.given_name, request.holder.surname),
        device,
        ends,
        contacts: request.registration.contacts,
        third_parties: third_parties.into_iter().map(|party| (party.code, party.contacts)).collect(),
    }))
}

/// Only the values that the mail names: the same set serves mails with and without a motive.
fn send(
    tx: &mut Tx,
    now: Timestamp,
    (mail, lang, to): (&'static Mail, Lang, &str),
    values: &[(&str, String)],
    key: &str,
) -> Result<(), store::Error> {
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    post::send(tx, now, mail, lang, to, &values, key)
}

/// T9 by the deadline: the holder of a pair is told that it ends in so many days.
pub(super) fn tell_expiry(
    tx: &mut Tx,
    pair: Id<PairKind>,
    days: u16,
    now: Timestamp,
) -> Result<bool, store::Error> {
    let Some(told) = told(tx, pair)? else { return Ok(false) };
    let Some(to) = &told.contacts.email else { return Ok(false) };
    let lang = told.contacts.language;
    let values = [
        ("name", told.name.clone()),
        ("device", told.device.clone()),
        ("days", days.to_string()),
        ("until", fmt::date(lang, told.ends)),
    ];
    send(tx, now, (&mails::EXPIRING, lang, to), &values, &format!("{pair}/expiry/{days}"))?;
    Ok(true)
}

impl Authority {
    /// Tells the holder what the authority is about to do and why (2013 art. 23). The verb that does it
    /// takes the id, as [`PriorNotice::Given`](crate::PriorNotice::Given).
    ///
    /// # Errors
    /// [`AuthorityError::NoPair`], or the rule that refuses: only an officer announces, and only a
    /// suspension or a revocation.
    pub fn give_prior_notice(
        &self,
        actor: &Actor,
        pair: Id<PairKind>,
        (wanted, motive): (Wanted, Motive),
        words: &str,
    ) -> Result<Id<NoticeKind>, AuthorityError> {
        let (now, id) = (self.now(), Id::new(&*self.clock, &*self.entropy));
        let (actor, words) = (actor.clone(), words.trim().to_owned());
        let step = match wanted {
            Wanted::Suspension { .. } => Step::Suspend,
            Wanted::Revocation { .. } => Step::Revoke,
            Wanted::Reactivation => {
                return Err(Refused::Party { party: Party::CaOfficer, step: Step::Reactivate }.into());
            }
        };
        if actor.role != Role::CaOfficer || actor.method != AuthMethod::ClientCertificate {
            return Err(Refused::EnteredBy { role: actor.role.as_str() }.into());
        }
        self.store.write_blocking(move |tx| {
            let told = told(tx, pair)?.ok_or(AuthorityError::NoPair)?;
            let notice = NewNotice { id, pair, step: step.name(), motive, words: &words };
            tables::insert_prior_notice(tx, &notice, &actor, now)?;
            if let Some(to) = &told.contacts.email {
                let lang = told.contacts.language;
                let what = match step {
                    Step::Suspend => "notice-suspend",
                    _ => "notice-revoke",
                };
                let values = [
                    ("name", told.name.clone()),
                    ("device", told.device.clone()),
                    ("what", lang.t(what)),
                    ("motive", motive_words(lang, Some(motive))),
                ];
                send(tx, now, (&mails::PRIOR_NOTICE, lang, to), &values, &id.to_string())?;
            }
            let event = AuditEvent::done("notice.given", &actor, "pair", pair).because(&format!(
                "{} announced: {}; {words}",
                step.name(),
                motive.name()
            ));
            tx.audit(now, &event)?;
            Ok(id)
        })
    }
}
