//! Who may do what with a certificate, by which way and how recognised (pki.md §5, column "who").
//!
//! The party is whose will it is, not who types: a request that comes to the counter, on a signed form or
//! by certified mail (PEC) is the holder's, and an operator enters it.

use foundation::{Actor, AuthMethod, Role};

use super::{
    lifecycle::{Refused, Step},
    requests::EvidenceKind,
};

/// Whose will a transition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Party {
    /// The program itself: deadlines, issuing, recovery.
    System,
    /// Who asked for the certificate (richiedente); may be the holder.
    Applicant,
    /// The person the certificate is about (titolare).
    Holder,
    /// The organisation that a role or an affiliation comes from (terzo interessato).
    ThirdParty,
    /// The registration office.
    Rao,
    /// The certification authority.
    CaOfficer,
    /// A court or another public authority.
    PublicAuthority,
}

impl Party {
    /// Every party.
    pub const ALL: [Self; 7] = [
        Self::System,
        Self::Applicant,
        Self::Holder,
        Self::ThirdParty,
        Self::Rao,
        Self::CaOfficer,
        Self::PublicAuthority,
    ];

    /// The name that is stored.
    pub fn name(self) -> &'static str {
        match self {
            Party::System => "system",
            Party::Applicant => "applicant",
            Party::Holder => "holder",
            Party::ThirdParty => "third-party",
            Party::Rao => "rao",
            Party::CaOfficer => "ca-officer",
            Party::PublicAuthority => "authority",
        }
    }

    /// The party with a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|party| party.name() == name)
    }

    /// Whether it may act on one certificate of a pair. Everybody else acts on both (the pair rule).
    pub fn acts_on_one(self) -> bool {
        matches!(self, Party::System | Party::Rao | Party::CaOfficer | Party::PublicAuthority)
    }
}

/// The way by which a request comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// The program's own doing.
    Automatic,
    /// The operators' pages, or the shell of the machine that holds the data.
    Console,
    /// The counter of the chamber: an operator sees the person.
    Counter,
    /// The courier's proof of delivery.
    Courier,
    /// Our pages or programs, by the person itself: with immediate effect (L6b).
    Online,
    /// Certified mail.
    Pec,
    /// A signed form.
    SignedForm,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 7] = [
        Self::Automatic,
        Self::Console,
        Self::Counter,
        Self::Courier,
        Self::Online,
        Self::Pec,
        Self::SignedForm,
    ];

    /// The name that is stored.
    pub fn name(self) -> &'static str {
        match self {
            Channel::Automatic => "automatic",
            Channel::Console => "console",
            Channel::Counter => "counter",
            Channel::Courier => "courier",
            Channel::Online => "online",
            Channel::Pec => "pec",
            Channel::SignedForm => "signed-form",
        }
    }

    /// The channel with a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name() == name)
    }

    /// Whether an operator enters what comes in by this way.
    pub fn is_entered(self) -> bool {
        matches!(self, Channel::Counter | Channel::Courier | Channel::Pec | Channel::SignedForm)
    }

    /// Whether the channel can recognise somebody in this way.
    fn recognises(self, method: AuthMethod) -> bool {
        use AuthMethod as M;
        match self {
            Channel::Automatic => method == M::None,
            Channel::Console => matches!(method, M::ClientCertificate | M::LocalShell),
            Channel::Counter => method == M::InPerson,
            Channel::Courier => method == M::DeliveryReceipt,
            Channel::Online => matches!(method, M::Cie | M::Cns | M::EmergencyCode | M::Otp | M::Spid),
            Channel::Pec => method == M::Pec,
            Channel::SignedForm => method == M::Signature,
        }
    }
}

/// Who asks for a transition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    /// Whose will it is.
    pub party: Party,
    /// Who that is: the codice fiscale of a person, the tax code of an organisation, the id of an
    /// operator, the name of a component.
    pub name: String,
    /// The way by which the request came.
    pub channel: Channel,
    /// How the asker proved to be who it is.
    pub method: AuthMethod,
}

impl Asker {
    /// The actor in person. The shell of the machine that holds the data counts as the registration
    /// office [choice]; auditors and key custodians ask for nothing: [`entered_by`](Self::entered_by)
    /// refuses them.
    pub fn of(actor: &Actor) -> Self {
        let (party, channel) = match actor.role {
            Role::Applicant => (Party::Applicant, Channel::Online),
            Role::Holder => (Party::Holder, Channel::Online),
            Role::ThirdParty => (Party::ThirdParty, Channel::Online),
            Role::PublicAuthority => (Party::PublicAuthority, Channel::Online),
            Role::CaOfficer => (Party::CaOfficer, Channel::Console),
            Role::System => (Party::System, Channel::Automatic),
            Role::Rao | Role::SysAdmin | Role::Auditor | Role::KeyCustodian => (Party::Rao, Channel::Console),
        };
        Self { party, name: actor.name.clone(), channel, method: actor.method }
    }

    /// The program itself.
    pub fn system(component: &str) -> Self {
        Self {
            party: Party::System,
            name: component.to_owned(),
            channel: Channel::Automatic,
            method: AuthMethod::None,
        }
    }

    /// Somebody whose request came to the counter, by courier, by PEC or on a signed form.
    pub fn through(channel: Channel, party: Party, name: &str) -> Self {
        let method = match channel {
            Channel::Counter => AuthMethod::InPerson,
            Channel::Courier => AuthMethod::DeliveryReceipt,
            Channel::Pec => AuthMethod::Pec,
            Channel::SignedForm => AuthMethod::Signature,
            Channel::Automatic | Channel::Console | Channel::Online => AuthMethod::None,
        };
        Self { party, name: name.to_owned(), channel, method }
    }

    /// Whether this actor may enter what this asker asks: what comes to the counter, by courier, by PEC or
    /// on a form is entered by an operator; everything else by the asker alone.
    ///
    /// # Errors
    /// [`Refused::EnteredBy`].
    pub fn entered_by(&self, actor: &Actor) -> Result<(), Refused> {
        let operator = match actor.role {
            Role::Rao | Role::CaOfficer => actor.method == AuthMethod::ClientCertificate,
            Role::SysAdmin => actor.method == AuthMethod::LocalShell,
            _ => false,
        };
        // A system administrator with an operator's certificate is no registration office (§10 K5).
        let recognised = match actor.role {
            Role::Rao | Role::CaOfficer | Role::SysAdmin => operator,
            Role::Auditor | Role::KeyCustodian => false,
            Role::Applicant | Role::Holder | Role::PublicAuthority | Role::System | Role::ThirdParty => true,
        };
        let in_person = || recognised && *self == Self::of(actor);
        if (self.channel.is_entered() && operator) || in_person() {
            Ok(())
        } else {
            Err(Refused::EnteredBy { role: actor.role.as_str() })
        }
    }
}

/// Whether a method leaves no doubt about who somebody is. Not the emergency code, which is for urgent
/// suspensions alone (L10); not a code to the telephone, one factor only [choice]; not the sender of a
/// certified mail, who may be anybody with access to the mailbox.
pub fn is_strong(method: AuthMethod) -> bool {
    use AuthMethod as M;
    matches!(method, M::Cie | M::ClientCertificate | M::Cns | M::InPerson | M::Signature | M::Spid)
}

/// Whether a party may take a step at all, by this way and recognised like this. What depends on the
/// certificate (its state, who suspended it, its dates) is for [`super::lifecycle`].
///
/// # Errors
/// [`Refused::Party`], [`Refused::Channel`] or [`Refused::Method`].
pub fn permitted(step: Step, asker: &Asker) -> Result<(), Refused> {
    use Channel as C;
    let Asker { party, channel, method, .. } = asker;
    let (channels, enough): (&[Channel], fn(AuthMethod) -> bool) = match (party, step) {
        // T3, T4 and T5 are the program's own, T2 and T8 to T10 when a deadline is over.
        (Party::System, Step::Begin | Step::Issue | Step::Abandon) => (&[C::Automatic], |_| true),
        (Party::System, Step::Cancel | Step::Reactivate | Step::Revoke | Step::RevokeSuspended) => {
            (&[C::Automatic], |_| true)
        }
        // Nobody has an emergency code before the device exists.
        (Party::Applicant, Step::Cancel) => {
            (&[C::Online, C::Counter, C::SignedForm, C::Pec], |method| method != AuthMethod::EmergencyCode)
        }
        (Party::Holder, Step::Activate) => (&[C::Counter, C::Courier, C::Online], |method| {
            !matches!(method, AuthMethod::Cie | AuthMethod::Cns | AuthMethod::Otp | AuthMethod::Spid)
        }),
        (Party::Holder, Step::Suspend) => (&[C::Online, C::Counter, C::SignedForm, C::Pec], |_| true),
        // An organisation asks through a person who is recognised; PEC is the letter of a company.
        (Party::ThirdParty, Step::Suspend)
        // L4: who cannot be recognised well enough to revoke suspends first. L6b: PEC is enough.
        | (
            Party::Holder | Party::ThirdParty | Party::Applicant,
            Step::Revoke | Step::RevokeSuspended,
        ) => (&[C::Online, C::Counter, C::SignedForm, C::Pec], |method| {
            is_strong(method) || method == AuthMethod::Pec
        }),
        // T8: the way back needs no less than strong authentication.
        (Party::Holder | Party::ThirdParty, Step::Reactivate) => {
            (&[C::Online, C::Counter, C::SignedForm], is_strong)
        }
        // T1 is the RAO's alone, and its client certificate proves it; the shell is the registration
        // office of an installation without one.
        (
            Party::Rao,
            Step::Approve
            | Step::Cancel
            | Step::Activate
            | Step::Suspend
            | Step::Reactivate
            | Step::Revoke
            | Step::RevokeSuspended,
        ) => (&[C::Console], |_| true),
        // An officer is a person with a certificate, never the shell (roles are apart, §10 K5).
        (
            Party::CaOfficer,
            Step::Suspend | Step::Reactivate | Step::Revoke | Step::RevokeSuspended | Step::Amend,
        ) => (&[C::Console], is_strong),
        // Its order is served: by hand, signed or by PEC.
        (
            Party::PublicAuthority,
            Step::Suspend | Step::Reactivate | Step::Revoke | Step::RevokeSuspended,
        ) => (&[C::Counter, C::SignedForm, C::Pec], |_| true),
        _ => return Err(Refused::Party { party: *party, step }),
    };
    if !channels.contains(channel) {
        return Err(Refused::Channel { channel: *channel, step });
    }
    if !channel.recognises(*method) || !enough(*method) {
        return Err(Refused::Method { method: method.as_str(), step });
    }
    Ok(())
}

/// What must be kept of a request that came by this way: the form, the certified mail, the courier's
/// receipt; of an order, the act itself.
pub fn proof_needed(asker: &Asker) -> Option<EvidenceKind> {
    match (asker.party, asker.channel) {
        (Party::PublicAuthority, _) => Some(EvidenceKind::Act),
        (_, Channel::SignedForm) => Some(EvidenceKind::Form),
        (_, Channel::Pec) => Some(EvidenceKind::Message),
        (_, Channel::Courier) => Some(EvidenceKind::Receipt),
        (_, Channel::Automatic | Channel::Console | Channel::Counter | Channel::Online) => None,
    }
}

/// Why a certificate is suspended, as far as its reactivation depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grounds {
    /// Issued suspended, until the holder has the device (T4, T6).
    AwaitingReceipt,
    /// The key may be in other hands.
    KeyInDoubt,
    /// Anything else.
    Ordinary,
}

impl Grounds {
    /// Every kind of grounds.
    pub const ALL: [Self; 3] = [Self::AwaitingReceipt, Self::KeyInDoubt, Self::Ordinary];

    /// The name that is stored.
    pub fn name(self) -> &'static str {
        match self {
            Grounds::AwaitingReceipt => "awaiting-receipt",
            Grounds::KeyInDoubt => "key-in-doubt",
            Grounds::Ordinary => "ordinary",
        }
    }

    /// The grounds with a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grounds| grounds.name() == name)
    }
}

/// T8: whether a party may end the suspension that another decided: the same party, or a higher one.
///
/// Higher is: holder or third party < registration office < certification authority < public authority.
/// Neither of the first two stands above the other. What an authority ordered only an authority lifts;
/// where the key is in doubt, only an officer of the certification authority does. The program lifts a
/// suspension when its term is over, which the caller checks, but never one of those two.
///
/// # Errors
/// [`Refused::AwaitingReceipt`], [`Refused::KeyInDoubt`] or [`Refused::SuspendedBy`].
pub fn may_reactivate(suspended_by: Party, grounds: Grounds, by: Party) -> Result<(), Refused> {
    let rank = |party| match party {
        Party::System => 0,
        Party::Applicant | Party::Holder | Party::ThirdParty => 1,
        Party::Rao => 2,
        Party::CaOfficer => 3,
        Party::PublicAuthority => 4,
    };
    let other = Err(Refused::SuspendedBy { suspended_by, by });
    match (suspended_by, grounds) {
        // T6, not T8: the receipt ends it.
        (_, Grounds::AwaitingReceipt) => Err(Refused::AwaitingReceipt),
        (Party::PublicAuthority, _) if by != Party::PublicAuthority => other,
        (Party::PublicAuthority, _) => Ok(()),
        (_, Grounds::KeyInDoubt) if by != Party::CaOfficer => Err(Refused::KeyInDoubt),
        (_, Grounds::KeyInDoubt) => Ok(()),
        (_, Grounds::Ordinary) if by == Party::System || by == suspended_by => Ok(()),
        (_, Grounds::Ordinary) if rank(by) > rank(suspended_by) => Ok(()),
        (_, Grounds::Ordinary) => other,
    }
}
