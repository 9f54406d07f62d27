use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use foundation::{Actor, AuditEvent, Entropy, Timestamp, hex};
use jiff::SignedDuration;
use store::{
    Store,
    jobs::{Job, Refusal, Retry, Worker},
};

use crate::{
    Frame,
    outbox::{Channel, Delivery, Message, Order},
    sinks::{MailSink, OutgoingMail, OutgoingText, TextSink},
    tables,
};

/// How long words and addresses are kept after a message ended.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The kind of the jobs that mails are.
pub const KIND_MAIL: &str = "post.mail";
/// The kind of the jobs that SMS are.
pub const KIND_SMS: &str = "post.sms";

/// Takes messages out of the outbox and hands them to the ways out.
#[derive(Debug)]
pub struct Office {
    store: Store,
    entropy: Arc<dyn Entropy>,
    frame: Frame,
    mail: Arc<dyn MailSink>,
    sms: Arc<dyn TextSink>,
    retry: Retry,
}

/// A message that was handed over: what the other end said, and the SHA-256 of what it got.
struct HandedOver {
    answer: String,
    sha256: [u8; 32],
}

impl Office {
    /// An office over a store, with its tables brought up to date.
    ///
    /// # Errors
    /// Those of [`Store::migrate`].
    pub fn open(
        store: Store,
        entropy: Arc<dyn Entropy>,
        frame: Frame,
        mail: Arc<dyn MailSink>,
        sms: Arc<dyn TextSink>,
    ) -> Result<Arc<Self>, store::Error> {
        store.migrate(tables::MIGRATIONS)?;
        Ok(Arc::new(Self { store, entropy, frame, mail, sms, retry: Retry::default() }))
    }

    /// What stands around every mail.
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// Whether mails can leave, without sending one.
    ///
    /// # Errors
    /// What is in the way.
    pub fn probe(&self) -> Result<(), String> {
        self.frame.check()?;
        self.mail.probe()
    }

    /// Adds to a worker what the office does. The worker keeps the rules for trying again that an office
    /// counts with: twelve attempts in about four hours.
    pub fn handle(self: &Arc<Self>, worker: Worker) -> Worker {
        let (mails, texts) = (Arc::clone(self), Arc::clone(self));
        worker
            .retry(self.retry)
            .handle(KIND_MAIL, move |job: &Job, now| mails.carry(job, now))
            .handle(KIND_SMS, move |job: &Job, now| texts.carry(job, now))
    }

    /// Forgets words and addresses of messages that ended 90 days ago; for the housekeeping. Gives how many.
    ///
    /// # Errors
    /// What the store says.
    pub fn forget(&self, now: Timestamp) -> Result<u64, store::Error> {
        self.store.write_blocking(move |tx| tables::forget(tx, now - KEPT))
    }

    /// Makes one attempt with one message, and writes down how it ended.
    fn carry(&self, job: &Job, now: Timestamp) -> Result<(), Refusal> {
        let Order { message: id } = job.payload()?;
        let Some(message) = self.store.read_blocking(move |tx| tables::find(tx, id))? else {
            // Forgotten with its words: there is nothing to send any more.
            return Ok(());
        };
        if message.delivery == Delivery::Delivered {
            return Ok(());
        }
        let message = self.numbered(message)?;
        let outcome = self.hand_over(&message);
        let last = job.attempt >= self.retry.attempts;
        self.store.write_blocking({
            let outcome = outcome.as_ref().map_err(Clone::clone);
            let record = Record::of(&message, outcome, last);
            move |tx| record.write(tx, now)
        })?;
        outcome.map(drop)
    }

    /// The message with the identifier that all its attempts carry, stored before the first.
    fn numbered(&self, mut message: Message) -> Result<Message, Refusal> {
        if message.message_id.is_none() {
            let random = hex(&self.entropy.bytes::<16>());
            let message_id = match message.channel {
                Channel::Mail => format!("<{random}@{}>", self.frame.domain()),
                Channel::Sms => random,
            };
            let (id, stored) = (message.id, message_id.clone());
            self.store.write_blocking(move |tx| tables::set_message_id(tx, id, &stored))?;
            message.message_id = Some(message_id);
        }
        Ok(message)
    }

    fn hand_over(&self, message: &Message) -> Result<HandedOver, Refusal> {
        match message.channel {
            Channel::Mail => {
                let mime = self.frame.mime(message, message.created_at);
                let mime = mime.map_err(|error| Refusal::Never(error.to_string()))?;
                let to = mime.envelope().to().first().map(ToString::to_string).unwrap_or_default();
                let mail = OutgoingMail {
                    number: message.id,
                    from: self.frame.from.trim().to_owned(),
                    to,
                    octets: mime.formatted(),
                };
                let answer = self.mail.deliver(&mail)?;
                Ok(HandedOver { answer, sha256: sha256(&mail.octets) })
            }
            Channel::Sms => {
                let text = OutgoingText {
                    number: message.id,
                    reference: message.message_id.clone().unwrap_or_default(),
                    to: message.to.split_whitespace().collect(),
                    text: message.text.clone(),
                };
                let answer = self.sms.deliver(&text)?;
                Ok(HandedOver { answer, sha256: sha256(text.text.as_bytes()) })
            }
        }
    }
}

fn sha256(octets: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest(&SHA256, octets).as_ref());
    out
}

/// How an attempt ended, as it is stored: the row, and at the end of the message an entry in the audit log
/// (with the hash of what was sent, never with the address: pki.md §12).
struct Record {
    id: i64,
    outcome: &'static str,
    detail: String,
    ended: Option<(Delivery, AuditEvent)>,
}

impl Record {
    fn of(message: &Message, outcome: Result<&HandedOver, Refusal>, last: bool) -> Self {
        let actor = Actor::system("post");
        let kind = message.channel.as_str();
        let event = |name: &str, after: Delivery| {
            let event = AuditEvent::done(name, &actor, kind, message.id).because(&message.template);
            event.states(Delivery::Waiting.as_str(), after.as_str())
        };
        let given_up = |why: &str| {
            let event = event("post.given-up", Delivery::Failed).failed(why);
            Some((Delivery::Failed, event))
        };
        let (outcome, detail, ended) = match outcome {
            Ok(HandedOver { answer, sha256 }) => {
                let event = event("post.delivered", Delivery::Delivered).evidence(hex(sha256));
                ("delivered", answer.clone(), Some((Delivery::Delivered, event)))
            }
            // The log of the operator has what the other end said; it may name the address.
            Err(Refusal::Later(why)) if last => ("later", why, given_up("every attempt failed")),
            Err(Refusal::Later(why)) => ("later", why, None),
            Err(Refusal::Never(why)) => ("never", why, given_up("refused for good")),
        };
        Self { id: message.id, outcome, detail, ended }
    }

    fn write(self, tx: &mut store::Tx, now: Timestamp) -> Result<(), store::Error> {
        tables::insert_attempt(tx, self.id, now, self.outcome, &self.detail)?;
        match self.ended {
            Some((delivery, event)) => {
                tables::set_delivery(tx, self.id, delivery, now)?;
                tx.audit(now, &event).map(drop)
            }
            // Sent back by an operator after it was given up.
            None => tables::set_delivery(tx, self.id, Delivery::Waiting, now),
        }
    }
}
