//! The SQL of the area.

pub(crate) mod trusted_lists;

use foundation::Timestamp;
use store::{Error, Migration, ReadTx, Tx, params};

/// The tables of the area.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "signing/0001_report", sql: include_str!("../migrations/0001_report.sql") },
    Migration {
        name: "signing/0002_trusted_lists",
        sql: include_str!("../migrations/0002_trusted_lists.sql"),
    },
    Migration { name: "signing/0003_report_xml", sql: include_str!("../migrations/0003_report_xml.sql") },
    Migration { name: "signing/0004_report_set", sql: include_str!("../migrations/0004_report_set.sql") },
];

/// A report as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReportRow {
    pub(crate) json: String,
    pub(crate) xml: Option<String>,
    pub(crate) content_name: Option<String>,
    pub(crate) content_used: bool,
    pub(crate) document_kind: Option<String>,
    pub(crate) document_until: Timestamp,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

pub(crate) fn insert(tx: &mut Tx, id: &str, row: &ReportRow) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO signing_report (id, report_json, content_name, content_used, document_kind,
                                     document_until, created_at, expires_at, report_xml)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            id,
            &row.json,
            row.content_name.as_deref(),
            row.content_used,
            row.document_kind.as_deref(),
            row.document_until,
            row.created_at,
            row.expires_at,
            row.xml.as_deref(),
        ],
    )
    .map(drop)
}

/// The report with this id, unless its time is over.
pub(crate) fn find(tx: &mut ReadTx, id: &str, now: Timestamp) -> Result<Option<ReportRow>, Error> {
    let sql = "SELECT report_json, content_name, content_used, document_kind, document_until, created_at,
                      expires_at, report_xml
               FROM signing_report WHERE id = ?1 AND expires_at > ?2";
    let Some(mut row) = tx.query_opt(sql, params![id, now])? else { return Ok(None) };
    Ok(Some(ReportRow {
        json: row.take_text(0)?,
        xml: row.get(7)?,
        content_name: row.get(1)?,
        content_used: row.get(2)?,
        document_kind: row.get(3)?,
        document_until: row.get(4)?,
        created_at: row.get(5)?,
        expires_at: row.get(6)?,
    }))
}

/// The ids of the reports whose document is still kept.
pub(crate) fn with_document(tx: &mut ReadTx, now: Timestamp) -> Result<Vec<String>, Error> {
    let sql = "SELECT id FROM signing_report WHERE document_kind IS NOT NULL AND document_until > ?1";
    tx.query(sql, params![now])?.iter().map(|row| row.get(0)).collect()
}

/// Deletes the reports and lists whose time is over. Gives how many.
pub(crate) fn delete_expired(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    let sets = tx.execute("DELETE FROM signing_report_set WHERE expires_at <= ?1", params![now])?;
    let reports = tx.execute("DELETE FROM signing_report WHERE expires_at <= ?1", params![now])?;
    Ok(sets + reports)
}

/// A list of reports as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SetRow {
    pub(crate) entries_json: String,
    pub(crate) at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

pub(crate) fn insert_set(tx: &mut Tx, id: &str, row: &SetRow) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO signing_report_set (id, entries_json, verified_as_of, expires_at)
         VALUES (?1, ?2, ?3, ?4)",
        params![id, &row.entries_json, row.at, row.expires_at],
    )
    .map(drop)
}

/// The list with this id, unless its time is over.
pub(crate) fn find_set(tx: &mut ReadTx, id: &str, now: Timestamp) -> Result<Option<SetRow>, Error> {
    let sql = "SELECT entries_json, verified_as_of, expires_at FROM signing_report_set
               WHERE id = ?1 AND expires_at > ?2";
    let Some(mut row) = tx.query_opt(sql, params![id, now])? else { return Ok(None) };
    Ok(Some(SetRow { entries_json: row.take_text(0)?, at: row.get(1)?, expires_at: row.get(2)? }))
}
