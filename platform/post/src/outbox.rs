use foundation::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Error, ReadTx, Tx};
use webkit::{Lang, Value};

use crate::{
    Mail, gsm,
    office::{KIND_MAIL, KIND_SMS},
    tables::{self, NewMessage},
    template::{Into, fill},
};

/// By which way a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// To a mail address.
    Mail,
    /// To a telephone number.
    Sms,
}

impl Channel {
    /// The name that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Mail => "mail",
            Channel::Sms => "sms",
        }
    }
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Delivery {
    /// The next system took it over.
    Delivered,
    /// It was given up.
    Failed,
    /// It was not tried yet, or is tried again.
    Waiting,
}

impl Delivery {
    /// The name that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Delivery::Delivered => "delivered",
            Delivery::Failed => "failed",
            Delivery::Waiting => "waiting",
        }
    }
}

/// A message that was to be sent, in the words of the area, without the frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its number.
    pub id: i64,
    /// By which way it goes.
    pub channel: Channel,
    /// Name of the mail, or key of the SMS.
    pub template: String,
    /// The language it is in.
    pub lang: Lang,
    /// Mail address, or telephone number (E.164).
    pub to: String,
    /// Empty for an SMS.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// Fragment of HTML; empty for an SMS.
    pub html: String,
    /// When it was left.
    pub created_at: Timestamp,
    /// `Message-ID` with its angle brackets, or the reference at the SMS gateway; once it was tried.
    pub message_id: Option<String>,
    /// What became of it.
    pub delivery: Delivery,
    /// When it was delivered or given up.
    pub ended_at: Option<Timestamp>,
}

/// One attempt to hand a message over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When.
    pub at: Timestamp,
    /// Whether it was taken over.
    pub delivered: bool,
    /// Whether it is tried again.
    pub again: bool,
    /// What the other end said.
    pub detail: String,
}

/// How many messages are not delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// To be tried.
    pub waiting: u64,
    /// Given up.
    pub failed: u64,
    /// When the oldest that waits was left.
    pub oldest_waiting: Option<Timestamp>,
}

/// What the job in the outbox says.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) message: i64,
}

/// Leaves a mail, to be sent when this transaction is stored. `key` makes it the same mail: left again, it
/// is not sent twice.
///
/// `to` is an address, with or without a name (`Ada <ada@example.org>`); one that is none fails when it
/// is sent and shows on the operator's page. A placeholder without a value in `values` stays empty and is an
/// error in the log (a panic in a debug build): a notice with a gap is better than a suspension that does
/// not happen.
///
/// # Errors
/// As [`Tx::execute`].
pub fn send(
    tx: &mut Tx,
    now: Timestamp,
    mail: &'static Mail,
    lang: Lang,
    to: &str,
    values: &[(&str, &str)],
    key: &str,
) -> Result<(), Error> {
    let words = mail.words(lang);
    let part = |template: &str, into| filled(mail.name, template, values, into);
    let (text, html) = (part(words.text, Into::Text), part(words.html, Into::Html));
    let message = NewMessage {
        channel: Channel::Mail,
        key,
        template: mail.name,
        lang,
        to,
        subject: &part(words.subject, Into::Line),
        text: text.trim(),
        html: html.trim(),
    };
    leave(tx, now, &message, KIND_MAIL)
}

fn filled(name: &str, template: &str, values: &[(&str, &str)], into: Into) -> String {
    let mut values = values.to_vec();
    loop {
        match fill(template, &values, into) {
            Ok(text) => return text,
            Err(missing) => {
                tracing::error!(mail = name, missing, "a mail is sent without a value");
                debug_assert!(false, "mail {name}: no value for {missing}");
                let missing = crate::template::placeholders(template).into_iter().find(|p| *p == missing);
                values.push((missing.unwrap_or_default(), ""));
            }
        }
    }
}

/// Leaves an SMS with the message `message_key` of the catalogues, to be sent when this transaction is
/// stored. `to` is a number in international form (E.164, `+39…`). Letters that an SMS cannot carry
/// without halving its length are written with those it can.
///
/// # Errors
/// As [`Tx::execute`].
pub fn text(
    tx: &mut Tx,
    now: Timestamp,
    to: &str,
    lang: Lang,
    message_key: &str,
    values: &[(&str, &str)],
    key: &str,
) -> Result<(), Error> {
    let values: Vec<(&str, Value<'_>)> =
        values.iter().map(|(name, value)| (*name, Value::from(*value))).collect();
    let text = gsm::plain(&lang.text(message_key, &values));
    let channel = Channel::Sms;
    let message =
        NewMessage { channel, key, template: message_key, lang, to, subject: "", text: &text, html: "" };
    leave(tx, now, &message, KIND_SMS)
}

fn leave(tx: &mut Tx, now: Timestamp, message: &NewMessage<'_>, kind: &str) -> Result<(), Error> {
    if let Some(id) = tables::insert(tx, now, message)? {
        // The message has the key; the job has the number of the message.
        tx.enqueue(kind, &Order { message: id }, now, &id.to_string())?;
    }
    Ok(())
}

/// The messages, newest first, at most `limit`; with `before`, those older than that number.
///
/// # Errors
/// As [`ReadTx::query`].
pub fn messages(tx: &mut ReadTx, before: Option<i64>, limit: u32) -> Result<Vec<Message>, Error> {
    tables::list(tx, before, limit)
}

/// One message.
///
/// # Errors
/// As [`ReadTx::query`].
pub fn message(tx: &mut ReadTx, id: i64) -> Result<Option<Message>, Error> {
    tables::find(tx, id)
}

/// Every attempt to hand a message over, oldest first.
///
/// # Errors
/// As [`ReadTx::query`].
pub fn attempts(tx: &mut ReadTx, message: i64) -> Result<Vec<Attempt>, Error> {
    tables::attempts(tx, message)
}

/// How many messages wait or were given up.
///
/// # Errors
/// As [`ReadTx::query`].
pub fn counts(tx: &mut ReadTx) -> Result<Counts, Error> {
    tables::counts(tx)
}
