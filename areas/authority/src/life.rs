//! Identifiers and records of a certificate's life: what a transition is asked with, and what is kept of
//! it.

use foundation::{Actor, Id, Kind, Timestamp};
use jiff::SignedDuration;
use webkit::Lang;

use crate::{
    model::{CertificateKind, PairKind},
    rules::{
        emergency_code::Cost,
        lifecycle::Step,
        motives::Motive,
        permissions::{Asker, Channel, Party},
        requests::{Evidence, RequestState},
    },
    verbs::{emergency_code::Gate, issue_pair::Holder},
};

/// Marks the ids of requests for a pair.
#[derive(Debug)]
pub enum RequestKind {}

impl Kind for RequestKind {
    const PREFIX: &'static str = "req";
}

/// Marks the ids of acts: one decision, whatever it changed.
#[derive(Debug)]
pub enum ActKind {}

impl Kind for ActKind {
    const PREFIX: &'static str = "act";
}

/// Marks the ids of requests to suspend, reactivate or revoke that somebody decides later.
#[derive(Debug)]
pub enum AskKind {}

impl Kind for AskKind {
    const PREFIX: &'static str = "ask";
}

/// Marks the ids of prior notices.
#[derive(Debug)]
pub enum NoticeKind {}

impl Kind for NoticeKind {
    const PREFIX: &'static str = "notice";
}

/// What happens to a suspension that lasts longer than the operating manual allows (L6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnMax {
    /// T8: back to active. Never where the key is in doubt or an authority ordered the suspension.
    Reactivate,
    /// T10.
    Revoke,
}

/// What an installation says of the life of its certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifeSettings {
    /// Days that a suspension lasts at most; none: until the certificate expires, as the chambers do.
    pub max_suspension_days: Option<u16>,
    /// What happens then.
    pub on_max: OnMax,
    /// Days after which a request that nobody finished ends (T2).
    pub request_days: u16,
    /// What one comparison with an emergency code costs.
    pub emergency_cost: Cost,
    /// Comparisons with emergency codes that run at a time, so that their memory stays bounded.
    pub emergency_at_a_time: u16,
}

impl Default for LifeSettings {
    fn default() -> Self {
        Self {
            max_suspension_days: None,
            on_max: OnMax::Revoke,
            request_days: 30,
            emergency_cost: Cost::USUAL,
            emergency_at_a_time: 2,
        }
    }
}

impl LifeSettings {
    pub(crate) fn request_lasts(&self) -> SignedDuration {
        SignedDuration::from_hours(24 * i64::from(self.request_days))
    }
}

/// What the verbs of a certificate's life work with.
#[derive(Debug)]
pub(crate) struct Life {
    pub settings: LifeSettings,
    pub gate: Gate,
}

impl Life {
    pub(crate) fn new(settings: LifeSettings) -> Self {
        let gate = Gate::new(settings.emergency_at_a_time);
        Self { settings, gate }
    }
}

/// Where the holder and others are reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contacts {
    /// Mail address.
    pub email: Option<String>,
    /// Mobile number, E.164.
    pub mobile: Option<String>,
    /// The language they are written to in.
    pub language: Lang,
}

/// Who asked for the certificates, when it is not the holder (richiedente).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applicant {
    /// Codice fiscale or tax code.
    pub code: String,
    /// Name.
    pub name: String,
}

/// An organisation that a role or an affiliation comes from (terzo interessato). It may ask for
/// suspension and revocation, and is told of every change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThirdParty {
    /// Its tax code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where it is written to.
    pub contacts: Contacts,
    /// What comes from it, for example `amministratore unico`.
    pub relation: String,
}

/// What a request for a pair says beside the holder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registration {
    /// Who asks, when it is not the holder.
    pub applicant: Option<Applicant>,
    /// Where the holder is reached.
    pub contacts: Contacts,
    /// Who else has a right.
    pub third_parties: Vec<ThirdParty>,
    /// What proves it.
    pub evidence: Vec<Evidence>,
    /// Issue suspended, until the receipt of the device is recorded (T4, T6).
    pub issue_suspended: bool,
}

/// A request for a pair, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRequest {
    /// Its id.
    pub id: Id<RequestKind>,
    /// Where it stands.
    pub state: RequestState,
    /// Who it is for.
    pub holder: Holder,
    /// What else it says; the evidence stands apart.
    pub registration: Registration,
    /// When it was submitted.
    pub submitted: Timestamp,
}

/// What a transition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Both certificates of a device.
    Pair(Id<PairKind>),
    /// One certificate: for the registration office and those above it, and for certificates that are in
    /// no pair.
    Certificate(Id<CertificateKind>),
}

/// Whether the holder was told before the authority acts on its own (2013 art. 23).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PriorNotice {
    /// It was told, with this notice.
    Given(Id<NoticeKind>),
    /// Nobody was told.
    #[default]
    None,
    /// It could not wait, for this reason.
    Urgent(String),
}

/// What a transition is asked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Whose will it is.
    pub asker: Asker,
    /// Why, in the words of the trade; a reactivation has none.
    pub motive: Option<Motive>,
    /// Why, in the words of who asks.
    pub words: String,
    /// When the request was received; now unless said.
    pub received: Option<Timestamp>,
    /// What proves it.
    pub evidence: Vec<Evidence>,
    /// Whether the holder was told before.
    pub notice: PriorNotice,
    /// Why it took more than 24 hours, where it did (eIDAS art. 24(3)).
    pub late_because: Option<String>,
}

impl Demand {
    /// What the actor itself asks for, now.
    pub fn of(actor: &Actor, motive: Motive) -> Self {
        Self::by(Asker::of(actor), Some(motive))
    }

    /// What somebody asks for, now.
    pub fn by(asker: Asker, motive: Option<Motive>) -> Self {
        Self {
            asker,
            motive,
            words: String::new(),
            received: None,
            evidence: Vec::new(),
            notice: PriorNotice::None,
            late_because: None,
        }
    }

    /// Adds the words of who asks.
    #[must_use]
    pub fn because(mut self, words: &str) -> Self {
        words.clone_into(&mut self.words);
        self
    }
}

/// A transition with its dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Activate,
    Suspend { since: Option<Timestamp>, until: Option<Timestamp> },
    Reactivate { term_over: bool },
    Revoke { invalidity: Option<Timestamp> },
    Amend { invalidity: Option<Timestamp> },
}

/// One certificate that an act changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The certificate.
    pub certificate: Id<CertificateKind>,
    /// The transition.
    pub step: Step,
    /// The number of the change; it is on a list once a list knows this number.
    pub status_seq: i64,
}

/// What one decision changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Its id.
    pub id: Id<ActKind>,
    /// The certificates that it changed.
    pub changed: Vec<Changed>,
}

/// A transition as the history keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The state before.
    pub from: String,
    /// The state after.
    pub to: String,
    /// Who did it, as the audit log names it.
    pub actor: String,
    /// Since when it has effect for the list: start of a suspension, instant of a revocation.
    pub effective: Option<Timestamp>,
    /// When it was decided.
    pub decided: Timestamp,
    /// The number of the change.
    pub status_seq: i64,
    /// What is known of who asked; transitions of issuing have none.
    pub asked: Option<Asked>,
}

/// Who asked for a transition, and since when others could know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The decision that it belongs to.
    pub act: Id<ActKind>,
    /// Whose will it was.
    pub party: Party,
    /// Who that is.
    pub asker: String,
    /// The way by which it came.
    pub channel: Channel,
    /// How the asker was recognised.
    pub method: String,
    /// Why.
    pub motive: Option<Motive>,
    /// Why, in the words of who asked.
    pub words: String,
    /// When the request was received.
    pub received: Timestamp,
    /// Until when a suspension was to last.
    pub until: Option<Timestamp>,
    /// Since when a published list says so (L1).
    pub effective_from: Option<Timestamp>,
    /// Number of that list.
    pub crl_number: Option<u64>,
    /// SHA-256 of what proves it, lower-case hexadecimal, with its kind.
    pub evidence: Vec<(String, String)>,
}

/// An interval of suspension, as it is kept for disputes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// From when.
    pub since: Timestamp,
    /// When it ended, if it did.
    pub ended: Option<Timestamp>,
    /// How it ended: the name of the transition.
    pub ended_by: Option<String>,
    /// Whose will it was.
    pub party: Party,
    /// Why.
    pub motive: Option<Motive>,
}
