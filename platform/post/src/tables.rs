use foundation::Timestamp;
use store::{Error, Migration, ReadTx, Row, Tx, params};
use webkit::Lang;

use crate::outbox::{Attempt, Channel, Counts, Delivery, Message};

/// The tables of the post, for [`store::Store::migrate`].
pub const MIGRATIONS: &[Migration] =
    &[Migration { name: "post/0001_messages", sql: include_str!("../migrations/0001_messages.sql") }];

/// What is written of a new message.
#[derive(Debug)]
pub(crate) struct NewMessage<'a> {
    pub(crate) channel: Channel,
    pub(crate) key: &'a str,
    pub(crate) template: &'a str,
    pub(crate) lang: Lang,
    pub(crate) to: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) text: &'a str,
    pub(crate) html: &'a str,
}

/// Its number, or none when the same message was written before.
pub(crate) fn insert(tx: &mut Tx, now: Timestamp, new: &NewMessage<'_>) -> Result<Option<i64>, Error> {
    let row = tx.query_opt(
        "INSERT INTO post_message (channel, idempotency_key, template, lang, recipient, subject, body_text,
             body_html, created_at, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'waiting')
         ON CONFLICT (channel, idempotency_key) DO NOTHING RETURNING id",
        params![
            new.channel.as_str(),
            new.key,
            new.template,
            new.lang.code(),
            new.to,
            new.subject,
            new.text,
            new.html,
            now
        ],
    )?;
    row.map(|row| row.get(0)).transpose()
}

const COLUMNS: &str = "id, channel, template, lang, recipient, subject, body_text, body_html, created_at, \
                       message_id, state, ended_at";

pub(crate) fn find(tx: &mut ReadTx, id: i64) -> Result<Option<Message>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM post_message WHERE id = ?1");
    tx.query_opt(&sql, params![id])?.map(message_from).transpose()
}

/// Newest first, those with a number below `before`.
pub(crate) fn list(tx: &mut ReadTx, before: Option<i64>, limit: u32) -> Result<Vec<Message>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM post_message WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
    let rows = tx.query(&sql, params![before.unwrap_or(i64::MAX), limit])?;
    rows.into_iter().map(message_from).collect()
}

fn message_from(mut row: Row) -> Result<Message, Error> {
    Ok(Message {
        id: row.get(0)?,
        channel: if row.get::<&str>(1)? == "sms" { Channel::Sms } else { Channel::Mail },
        template: row.take_text(2)?,
        lang: Lang::parse(row.get(3)?).unwrap_or_default(),
        to: row.take_text(4)?,
        subject: row.take_text(5)?,
        text: row.take_text(6)?,
        html: row.take_text(7)?,
        created_at: row.get(8)?,
        message_id: row.get(9)?,
        delivery: match row.get::<&str>(10)? {
            "delivered" => Delivery::Delivered,
            "failed" => Delivery::Failed,
            _ => Delivery::Waiting,
        },
        ended_at: row.get(11)?,
    })
}

pub(crate) fn set_message_id(tx: &mut Tx, id: i64, message_id: &str) -> Result<(), Error> {
    let sql = "UPDATE post_message SET message_id = ?2 WHERE id = ?1 AND message_id IS NULL";
    tx.execute(sql, params![id, message_id]).map(drop)
}

pub(crate) fn set_delivery(tx: &mut Tx, id: i64, delivery: Delivery, at: Timestamp) -> Result<(), Error> {
    let ended = (delivery != Delivery::Waiting).then_some(at);
    let sql = "UPDATE post_message SET state = ?2, ended_at = ?3 WHERE id = ?1";
    tx.execute(sql, params![id, delivery.as_str(), ended]).map(drop)
}

pub(crate) fn insert_attempt(
    tx: &mut Tx,
    message: i64,
    at: Timestamp,
    outcome: &str,
    detail: &str,
) -> Result<(), Error> {
    let sql = "INSERT INTO post_attempt (message, at, outcome, detail) VALUES (?1, ?2, ?3, ?4)";
    tx.execute(sql, params![message, at, outcome, detail]).map(drop)
}

pub(crate) fn attempts(tx: &mut ReadTx, message: i64) -> Result<Vec<Attempt>, Error> {
    let sql = "SELECT at, outcome, detail FROM post_attempt WHERE message = ?1 ORDER BY id";
    let rows = tx.query(sql, params![message])?;
    let attempt = |mut row: Row| {
        Ok(Attempt {
            at: row.get(0)?,
            delivered: row.get::<&str>(1)? == "delivered",
            again: row.get::<&str>(1)? == "later",
            detail: row.take_text(2)?,
        })
    };
    rows.into_iter().map(attempt).collect()
}

pub(crate) fn counts(tx: &mut ReadTx) -> Result<Counts, Error> {
    let row = tx.query_one(
        "SELECT count(CASE WHEN state = 'waiting' THEN 1 END), count(CASE WHEN state = 'failed' THEN 1 END),
                min(CASE WHEN state = 'waiting' THEN created_at END)
         FROM post_message WHERE state <> 'delivered'",
        &[],
    )?;
    Ok(Counts { waiting: row.get(0)?, failed: row.get(1)?, oldest_waiting: row.get(2)? })
}

pub(crate) fn forget(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    tx.execute("DELETE FROM post_message WHERE ended_at < ?1", params![before])
}
